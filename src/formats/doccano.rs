//! doccano's JSONL: `label` with `[start, end, "name"]` for spans, `entities` and `relations` for projects with relations, and
//! the older `annotations`. Offsets are code points (graphemes, if the project counted those), the end exclusive.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::error::Problem;
use crate::model::annotation::{Anchor, Filler};
use crate::model::document::Document;
use crate::model::schema::{Layer, Shape};
use crate::model::set::AnnotationSet;

use super::bundle::{Bundle, File};
use super::doctor::Unit;
use super::drafts::{Draft, Drafts, NOBODY, SetDraft, Target};
use super::foreign_json::{
    as_text, document, document_fields, first_record, id_from, lines, list, number, records, word,
};
use super::holds::{Arguments, Holds};
use super::naming::{ENTITIES, FROM, RELATIONS, TO, TOPICS};
use super::options::Options;

pub const HOLDS: Holds = Holds { arguments: Arguments::Edges, relations: true, metadata: true, ..Holds::SPANS };

/// The fields that are not metadata.
const FIELDS: [&str; 14] = [
    "id",
    "text",
    "data",
    "label",
    "labels",
    "entities",
    "relations",
    "annotations",
    "title",
    "language",
    "lang",
    "meta",
    "Comments",
    "comments",
];

#[must_use]
pub fn recognises(files: &[File]) -> bool {
    let Some(Value::Object(record)) = first_record(files) else {
        return false;
    };
    let is_span = |value: &Value| list(Some(value)).len() == 3 || value.is_string();
    let is_entity = |value: &Value| value.get("start_offset").is_some();
    (record.contains_key("text") || record.contains_key("data"))
        && (["label", "labels"]
            .iter()
            .any(|name| record.get(*name).and_then(Value::as_array).is_some_and(|labels| labels.iter().all(is_span)))
            || (record.contains_key("entities") && record.contains_key("relations"))
            || ["entities", "annotations"].iter().any(|name| list(record.get(*name)).first().is_some_and(is_entity)))
}

#[must_use]
pub fn read(files: &[File], _options: &Options) -> (Bundle, Vec<Problem>) {
    let mut drafts = Drafts::new(Unit::CodePoints);
    let (found, problems) = records(files);
    for (place, record) in found {
        let text = word(record.get("text").or_else(|| record.get("data")));
        let (Value::Object(record), Some(text)) = (record, text) else {
            drafts.lose(place, "there is no `text`; the record is left out");
            continue;
        };
        let set = read_set(&record, &place, &mut drafts);
        let document = document(&record, text, &id_from(&place));
        let mut metadata = document.metadata().clone();
        let others = record.iter().filter(|(name, _)| !FIELDS.contains(&name.as_str()));
        metadata.extend(others.map(|(name, value)| (name.clone(), as_text(value))));
        drafts.push(document.with_metadata(metadata), vec![set]);
    }
    let (bundle, told) = drafts.finish("doccano");
    (bundle, problems.into_iter().chain(told).collect())
}

fn read_set(record: &Map<String, Value>, place: &str, drafts: &mut Drafts) -> SetDraft {
    let mut set = SetDraft::new(NOBODY);
    let mut by_id: BTreeMap<String, usize> = BTreeMap::new();
    for label in list(record.get("label")).iter().chain(list(record.get("labels"))) {
        let draft = match label {
            Value::String(name) => Some(Draft::new(TOPICS, Shape::Topic, name, place)),
            Value::Array(parts) => match &parts[..] {
                [start, end, name] => span(number(Some(start)), number(Some(end)), word(Some(name)), place),
                _ => None,
            },
            _ => None,
        };
        match draft {
            Some(draft) => set.annotations.push(draft),
            None => drafts.lose(place, format!("the label {label} cannot be read; it is left out")),
        }
    }
    for entity in list(record.get("entities")).iter().chain(list(record.get("annotations"))) {
        let (start, end) = (number(entity.get("start_offset")), number(entity.get("end_offset")));
        match span(start, end, word(entity.get("label")), place) {
            Some(draft) => {
                by_id.extend(word(entity.get("id")).map(|id| (id, set.annotations.len())));
                set.annotations.push(draft);
            }
            None => drafts.lose(place, format!("the entity {entity} cannot be read; it is left out")),
        }
    }
    for relation in list(record.get("relations")) {
        let end = |name: &str| word(relation.get(name)).and_then(|id| by_id.get(&id).copied());
        let (Some(from), Some(to)) = (end("from_id"), end("to_id")) else {
            drafts.lose(place, format!("the relation {relation} names what is not there; it is left out"));
            continue;
        };
        let name = word(relation.get("type")).unwrap_or_else(|| "relation".to_owned());
        let mut draft = Draft::new(RELATIONS, Shape::Relation, &name, place);
        draft.arguments = vec![(FROM.to_owned(), Target::Draft(from)), (TO.to_owned(), Target::Draft(to))];
        set.annotations.push(draft);
    }
    set
}

fn span(start: Option<usize>, end: Option<usize>, label: Option<String>, place: &str) -> Option<Draft> {
    Some(Draft::new(ENTITIES, Shape::Entity, &label?, place).at(start?..end?, None))
}

#[must_use]
pub fn write(bundle: &Bundle, _options: &Options) -> Vec<File> {
    // One project of doccano has records of one shape, also where it is written batch by batch: so the schema decides.
    let joins =
        |layer: &Layer| layer.shape == Shape::Relation || layer.labels.iter().any(|label| !label.roles.is_empty());
    let has_relations =
        bundle.project.layers.iter().any(joins) || bundle.sets.iter().any(|set| !set.of_document().is_empty());
    let records = bundle.by_document().into_iter().map(|(document, sets)| {
        let mut record = document_fields(document);
        let annotations = sets.first().copied();
        if has_relations {
            let (entities, relations) = annotations.map(|set| with_relations(document, set)).unwrap_or_default();
            record.insert("entities".to_owned(), Value::Array(entities));
            record.insert("relations".to_owned(), Value::Array(relations));
        } else {
            let label = annotations.map(|set| spans(document, set)).unwrap_or_default();
            record.insert("label".to_owned(), Value::Array(label));
        }
        Value::Object(record)
    });
    lines("doccano.jsonl", records)
}

fn spans(document: &Document, set: &AnnotationSet) -> Vec<Value> {
    let spans = set.in_reading_order().iter().flat_map(|annotation| {
        annotation.anchor.spans().iter().map(|span| (document.chars_from_span(*span), &annotation.label.label))
    });
    spans.map(|(chars, label)| json!([chars.start, chars.end, &**label])).collect()
}

fn with_relations(document: &Document, set: &AnnotationSet) -> (Vec<Value>, Vec<Value>) {
    let (mut entities, mut relations) = (Vec::new(), Vec::new());
    for annotation in set.in_reading_order() {
        let label = &*annotation.label.label;
        match &annotation.anchor {
            Anchor::Spans(spans) => entities.extend(spans.iter().map(|span| {
                let chars = document.chars_from_span(*span);
                json!({"id": annotation.id.0, "label": label, "start_offset": chars.start, "end_offset": chars.end})
            })),
            Anchor::Document => {
                let end = |role: &str| {
                    annotation.fillers(role).find_map(|filler| match filler {
                        Filler::Annotation(id) => Some(id.0),
                        Filler::Identity(_) => None,
                    })
                };
                let (from, to) = (end(FROM), end(TO));
                relations.push(json!({"id": annotation.id.0, "from_id": from, "to_id": to, "type": label}));
            }
        }
    }
    (entities, relations)
}
