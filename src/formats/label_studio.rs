//! Label Studio's JSON: tasks with `data`, `annotations` of several people and `predictions` of models, each a list of results:
//! regions with labels, choices and texts about a region (they share its id) or about the document, and relations. Offsets are
//! code points (UTF-16 units in older data), the end exclusive. Beside it, or in the project as the server describes it, is the
//! labelling configuration, which names the same controls.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::error::Problem;
use crate::model::annotation::{Anchor, Annotation, Confidence, Filler};
use crate::model::document::Document;
use crate::model::schema::{Label, Shape};
use crate::model::set::AnnotationSet;

use super::bundle::{Bundle, File};
use super::colours;
use super::doctor::Unit;
use super::drafts::{Draft, Drafts, NOBODY, SetDraft, Target};
use super::foreign_json::{document, document_fields, first_record, id_from, list, number, records, word};
use super::holds::{Arguments, Attributes, Holds, Labels};
use super::label_studio_schema;
use super::naming::shape_of;
use super::naming::{FROM, RELATIONS, TO};
use super::options::Options;

pub const HOLDS: Holds = Holds {
    labels: Labels::Layers,
    arguments: Arguments::Edges,
    relations: true,
    topics: true,
    attributes: Attributes::Any,
    notes: true,
    confidence: true,
    annotators: true,
    metadata: true,
    ..Holds::SPANS
};

/// What the text is called in the configuration.
const TEXT: &str = "text";

/// What the configuration is called in a project as the server describes it.
const CONFIGURATION: &str = "label_config";

fn tasks(files: &[File]) -> Vec<File> {
    files.iter().filter(|file| file.path.ends_with(".json") || !file.path.contains('.')).cloned().collect()
}

#[must_use]
pub fn recognises(files: &[File]) -> bool {
    let is_task = |task: Value| {
        task.get("data").is_some_and(Value::is_object)
            && ["annotations", "completions", "predictions"].iter().any(|name| task.get(*name).is_some())
    };
    tasks(files).iter().any(|file| first_record(std::slice::from_ref(file)).is_some_and(is_task))
}

#[must_use]
pub fn read(files: &[File], _options: &Options) -> (Bundle, Vec<Problem>) {
    let mut drafts = Drafts::new(Unit::CodePoints);
    let (found, problems) = records(&tasks(files));
    let text_field = declare(files, &found, &mut drafts);
    for (place, task) in found {
        if task.get(CONFIGURATION).is_some_and(Value::is_string) {
            continue;
        }
        let Some(data) = task.get("data").and_then(Value::as_object) else {
            drafts.lose(place, "the task has no `data`; it is left out");
            continue;
        };
        // Projects call the text as they like: without a configuration or a field `text`, the longest one is it.
        let longest = || data.values().filter_map(Value::as_str).max_by_key(|text| text.len()).map(str::to_owned);
        let shown = text_field.as_ref().and_then(|field| word(data.get(field)));
        let Some(text) = shown.or_else(|| word(data.get(TEXT))).or_else(longest) else {
            drafts.lose(place, "the task's `data` has no text; it is left out");
            continue;
        };
        let number = word(task.get("id")).map_or_else(|| id_from(&place), |id| format!("task-{id}"));
        let document = document(data, text, &number);
        let mut sets = Vec::new();
        for annotation in list(task.get("annotations")).iter().chain(list(task.get("completions"))) {
            if annotation.get("was_cancelled").and_then(Value::as_bool) == Some(true) {
                drafts.note(&*place, "an annotation that was cancelled is left out");
                continue;
            }
            sets.push(read_set(annotation, &annotator(annotation), &place, &mut drafts));
        }
        for prediction in list(task.get("predictions")) {
            let model = word(prediction.get("model_version")).unwrap_or_else(|| "prediction".to_owned());
            drafts.mark_program(&model);
            sets.push(read_set(prediction, &model, &place, &mut drafts));
        }
        drafts.push(document, sets);
    }
    let (bundle, told) = drafts.finish("label-studio");
    (bundle, problems.into_iter().chain(told).collect())
}

/// Takes the schema of the configurations that are there, and returns the field that holds the text if one says it.
fn declare(files: &[File], records: &[(String, Value)], drafts: &mut Drafts) -> Option<String> {
    let beside = files.iter().filter(|file| file.path.ends_with(".xml"));
    let beside = beside.map(|file| (file.path.as_str(), String::from_utf8_lossy(&file.bytes)));
    let within = records.iter().filter_map(|(place, record)| {
        Some((place.as_str(), record.get(CONFIGURATION).and_then(Value::as_str)?.into()))
    });
    let mut text_field = None;
    for (place, written) in beside.chain(within) {
        match label_studio_schema::read(&written) {
            Ok(found) => {
                drafts.declare(found.layers);
                text_field = text_field.or(found.text_field);
            }
            Err(why) => drafts.note("label-studio", format!("{place} says nothing about labels: {why}")),
        }
    }
    text_field
}

/// Who made an annotation: `completed_by` is a number or a user with an address.
fn annotator(annotation: &Value) -> String {
    let user = annotation.get("completed_by");
    let address = user.and_then(|user| word(user.get("email")));
    let name = word(annotation.get("created_username")).or(address);
    name.or_else(|| word(user).map(|number| format!("user-{number}"))).unwrap_or_else(|| NOBODY.to_owned())
}

fn read_set(annotation: &Value, annotator: &str, place: &str, drafts: &mut Drafts) -> SetDraft {
    let mut set = SetDraft::new(annotator);
    let mut by_id: BTreeMap<String, usize> = BTreeMap::new();
    let results = list(annotation.get("result"));
    let control = |result: &Value| word(result.get("from_name")).unwrap_or_else(|| "labels".to_owned());
    for result in results {
        let Some((labels, range, quote)) = region(result) else {
            continue;
        };
        for label in labels {
            let mut draft =
                Draft::new(&control(result), Shape::Entity, &label, place).at(range.clone(), quote.as_deref());
            draft.confidence = result.get("score").and_then(Value::as_f64);
            let notes = result.get("meta").map(|meta| list(meta.get("text"))).unwrap_or_default();
            draft.note = notes.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n");
            by_id.entry(word(result.get("id")).unwrap_or_default()).or_insert(set.annotations.len());
            set.annotations.push(draft);
        }
    }
    for result in results.iter().filter(|result| region(result).is_none()) {
        let kind = word(result.get("type")).unwrap_or_default();
        let value = result.get("value").unwrap_or(&Value::Null);
        let region = word(result.get("id")).and_then(|id| by_id.get(&id).copied());
        let field = if kind == "textarea" { "text" } else { &kind };
        let said: Vec<String> = value
            .get(field)
            .into_iter()
            .flat_map(|value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]))
            .filter_map(|value| word(Some(&value)))
            .collect();
        match (kind.as_str(), region) {
            ("relation", _) => read_relation(result, &by_id, place, &mut set, drafts),
            ("choices" | "textarea" | "rating" | "number", Some(region)) => {
                let draft = &mut set.annotations[region];
                let name = control(result);
                let own = name.strip_prefix(&format!("{}.", draft.layer)).unwrap_or(&name).to_owned();
                draft.attributes.insert(own, said.join("; "));
            }
            ("choices", None) => {
                let layer = control(result);
                set.annotations.extend(said.iter().map(|name| Draft::new(&layer, Shape::Topic, name, place)));
            }
            _ => drafts.lose(place, format!("a result of type `{kind}` is not read")),
        }
    }
    set
}

/// The labels, range and quote of a result that marks a piece of the text.
fn region(result: &Value) -> Option<(Vec<String>, std::ops::Range<usize>, Option<String>)> {
    let value = result.get("value")?;
    let labels = ["labels", "hypertextlabels"].iter().find_map(|name| value.get(*name))?;
    let labels: Vec<String> = list(Some(labels)).iter().filter_map(|label| word(Some(label))).collect();
    // In HTML, `start` is a path and the offsets stand beside it.
    let offsets = value.get("globalOffsets").unwrap_or(value);
    let range = number(offsets.get("start"))?..number(offsets.get("end"))?;
    (!labels.is_empty()).then(|| (labels, range, word(value.get("text"))))
}

fn read_relation(
    result: &Value,
    by_id: &BTreeMap<String, usize>,
    place: &str,
    set: &mut SetDraft,
    drafts: &mut Drafts,
) {
    let end = |name: &str| word(result.get(name)).and_then(|id| by_id.get(&id).copied());
    let (Some(mut from), Some(mut to)) = (end("from_id"), end("to_id")) else {
        drafts.lose(place, "a relation names a region that is not there; it is left out");
        return;
    };
    if word(result.get("direction")).as_deref() == Some("left") {
        std::mem::swap(&mut from, &mut to);
    }
    let labels: Vec<String> = list(result.get("labels")).iter().filter_map(|label| word(Some(label))).collect();
    let labels = if labels.is_empty() { vec!["relation".to_owned()] } else { labels };
    for label in labels {
        let mut draft = Draft::new(RELATIONS, Shape::Relation, &label, place);
        draft.arguments = vec![(FROM.to_owned(), Target::Draft(from)), (TO.to_owned(), Target::Draft(to))];
        set.annotations.push(draft);
    }
}

#[must_use]
pub fn write(bundle: &Bundle, _options: &Options) -> Vec<File> {
    let tasks: Vec<Value> = bundle
        .by_document()
        .into_iter()
        .map(|(document, sets)| {
            let results = |set: &AnnotationSet| -> Vec<Value> {
                let all = set.in_reading_order();
                all.iter().flat_map(|annotation| results(bundle, document, annotation)).collect()
            };
            let is_program = |set: &&&AnnotationSet| bundle.programs.contains(set.annotator());
            let (programs, people): (Vec<&&AnnotationSet>, Vec<&&AnnotationSet>) = sets.iter().partition(is_program);
            let said =
                |set: &&AnnotationSet| json!({"created_username": set.annotator().as_str(), "result": results(set)});
            let mut task = json!({
                "data": document_fields(document),
                "annotations": people.into_iter().map(said).collect::<Vec<_>>(),
            });
            if !programs.is_empty() {
                let said =
                    |set: &&AnnotationSet| json!({"model_version": set.annotator().as_str(), "result": results(set)});
                task["predictions"] = programs.into_iter().map(said).collect();
            }
            task
        })
        .collect();
    let json = serde_json::to_string_pretty(&tasks).expect("values are writable") + "\n";
    vec![File::new("label-studio.json", json), File::new("label-studio.xml", configuration(bundle))]
}

/// A region and what is said about it, a relation, or a choice about the document.
fn results(bundle: &Bundle, document: &Document, annotation: &Annotation) -> Vec<Value> {
    let id = format!("a{}", annotation.id);
    let (layer, label) = (&*annotation.label.layer, &*annotation.label.label);
    let end = |role: &str| {
        annotation.fillers(role).find_map(|filler| match filler {
            Filler::Annotation(id) => Some(format!("a{id}")),
            Filler::Identity(_) => None,
        })
    };
    let Some(span) = annotation.anchor.spans().first() else {
        if let (Some(from), Some(to)) = (end(FROM), end(TO)) {
            return vec![
                json!({"type": "relation", "from_id": from, "to_id": to, "direction": "right", "labels": [label]}),
            ];
        }
        return vec![
            json!({"id": id, "type": "choices", "from_name": layer, "to_name": TEXT, "value": {"choices": [label]}}),
        ];
    };
    let chars = document.chars_from_span(*span);
    let place: Map<String, Value> =
        [("start", json!(chars.start)), ("end", json!(chars.end)), ("text", json!(document.quote(*span)))]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
    let mut value = place.clone();
    value.insert("labels".to_owned(), json!([label]));
    let mut region = json!({"id": id, "type": "labels", "from_name": layer, "to_name": TEXT, "value": value});
    if let Some(confidence) = annotation.confidence {
        region["score"] = json!(Confidence::share(confidence));
    }
    if !annotation.note.is_empty() {
        region["meta"] = json!({"text": [annotation.note]});
    }
    let mut results = vec![region];
    for (name, said) in &annotation.attributes {
        let is_choice = offered(bundle, layer).get(name).is_some_and(|values| values.contains(said));
        let (kind, field) = if is_choice { ("choices", "choices") } else { ("textarea", "text") };
        let mut value = place.clone();
        // A text about a region stands where the region's own text would.
        value.insert(field.to_owned(), json!([said]));
        results.push(
            json!({"id": id, "type": kind, "from_name": format!("{layer}.{name}"), "to_name": TEXT, "value": value}),
        );
    }
    results
}

/// The attributes of a layer's labels, with the values to choose from; none where any text will do.
fn offered(bundle: &Bundle, layer: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let labels = bundle.project.layer(layer).map(|layer| &layer.labels[..]).unwrap_or_default();
    for attribute in labels.iter().flat_map(|label| &label.attributes) {
        found.entry(attribute.name.clone()).or_default().extend(attribute.values.iter().cloned());
    }
    found
}

/// The labelling configuration with a control for each layer and attribute.
fn configuration(bundle: &Bundle) -> String {
    let mut out = String::from("<View>\n");
    let mut used: BTreeMap<&str, bool> = BTreeMap::new();
    for annotation in bundle.sets.iter().flat_map(AnnotationSet::in_reading_order) {
        let has_span = annotation.anchor != Anchor::Document;
        let is_topic = !has_span && shape_of(&bundle.project, annotation) == Shape::Topic;
        if has_span || is_topic {
            used.insert(&annotation.label.layer, is_topic);
        }
    }
    let mut relations: BTreeSet<&str> = BTreeSet::new();
    for layer in &bundle.project.layers {
        let is_topic = used.get(layer.id.as_str()).copied().unwrap_or(layer.shape == Shape::Topic);
        let name = escaped(&layer.id);
        if layer.shape == Shape::Relation {
            relations.extend(layer.labels.iter().map(|label| &*label.id.label));
            continue;
        }
        relations.extend(layer.labels.iter().flat_map(|label| &label.roles).map(|role| role.name.as_str()));
        let (control, item) = if is_topic { ("Choices", "Choice") } else { ("Labels", "Label") };
        let choice = if is_topic { " choice=\"multiple\"" } else { "" };
        let _ = writeln!(out, "  <{control} name=\"{name}\" toName=\"{TEXT}\"{choice}>");
        for label in &layer.labels {
            let _ = writeln!(out, "    <{item} value=\"{}\"{}/>", escaped(&label.id.label), look(label));
        }
        let _ = writeln!(out, "  </{control}>");
        for (attribute, values) in offered(bundle, &layer.id) {
            let name = escaped(&format!("{}.{attribute}", layer.id));
            let to = format!("name=\"{name}\" toName=\"{TEXT}\" perRegion=\"true\"");
            if values.is_empty() {
                let _ = writeln!(out, "  <TextArea {to}/>");
                continue;
            }
            let _ = writeln!(out, "  <Choices {to}>");
            for value in values {
                let _ = writeln!(out, "    <Choice value=\"{}\"/>", escaped(&value));
            }
            out.push_str("  </Choices>\n");
        }
    }
    if !relations.is_empty() {
        out.push_str("  <Relations>\n");
        for relation in relations {
            let _ = writeln!(out, "    <Relation value=\"{}\"/>", escaped(relation));
        }
        out.push_str("  </Relations>\n");
    }
    let _ = writeln!(out, "  <Text name=\"{TEXT}\" value=\"${TEXT}\"/>\n</View>");
    out
}

/// How a label looks: what it is called on the screen, in markup, if that is not its name; its guideline and its colour.
fn look(label: &Label) -> String {
    let mut look = String::new();
    if label.title != *label.id.label {
        let _ = write!(look, " html=\"{}\"", escaped(&escaped(&label.title)));
    }
    if !label.guideline.is_empty() {
        let _ = write!(look, " hint=\"{}\"", escaped(&label.guideline));
    }
    let _ = write!(look, " background=\"{}\"", colours::name(label.tone));
    look
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
