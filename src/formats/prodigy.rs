//! Prodigy's JSONL: a task a line, with tokens, spans and relations. Offsets are code points; `end` is exclusive, `token_end`
//! the last token. Tasks of several people about one text are its sets.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Map, Value, json};

use crate::error::Problem;
use crate::model::annotation::{Anchor, Annotation, Filler};
use crate::model::document::Document;
use crate::model::id::AnnotationId;
use crate::model::schema::Shape;
use crate::model::set::AnnotationSet;

use super::bundle::{Bundle, File};
use super::doctor::Unit;
use super::drafts::{Draft, Drafts, NOBODY, SetDraft, Target};
use super::foreign_json::{document, document_fields, first_record, id_from, lines, list, number, records, word};
use super::holds::{Arguments, Holds};
use super::naming::{ENTITIES, FROM, RELATIONS, TO, TOPICS};
use super::options::Options;
use super::tokens::tokens;

/// Relations name spans by their borders and label, so that two equal ones could not be told apart.
pub const HOLDS: Holds = Holds {
    doubles: false,
    arguments: Arguments::Edges,
    relations: true,
    topics: true,
    annotators: true,
    metadata: true,
    ..Holds::SPANS
};

#[must_use]
pub fn recognises(files: &[File]) -> bool {
    let Some(Value::Object(record)) = first_record(files) else {
        return false;
    };
    let has_marks = ["_input_hash", "_task_hash", "_view_id", "answer"].iter().any(|name| record.contains_key(*name));
    // Prodigy's spans do not say what they say.
    let is_of_spans = |spans: &Value| spans.is_array() && spans.pointer("/0/quote").is_none();
    record.contains_key("text") && (has_marks || record.get("spans").is_some_and(is_of_spans))
}

#[must_use]
pub fn read(files: &[File], _options: &Options) -> (Bundle, Vec<Problem>) {
    let mut drafts = Drafts::new(Unit::CodePoints);
    let (found, problems) = records(files);
    for (place, record) in found {
        let text = word(record.get("text"));
        let (Value::Object(record), Some(text)) = (record, text) else {
            drafts.lose(place, "there is no `text`; the task is left out");
            continue;
        };
        let id = word(record.get("_input_hash")).unwrap_or_else(|| id_from(&place));
        let document = document(&record, text, &id);
        let set = read_set(&record, &place, &mut drafts);
        drafts.push(document, vec![set]);
    }
    let (bundle, told) = drafts.finish("prodigy");
    (bundle, problems.into_iter().chain(told).collect())
}

fn read_set(record: &Map<String, Value>, place: &str, drafts: &mut Drafts) -> SetDraft {
    let by = word(record.get("_annotator_id")).or_else(|| word(record.get("_session_id")));
    let mut set = SetDraft::new(by.as_deref().unwrap_or(NOBODY));
    if let Some(answer) = word(record.get("answer")).filter(|answer| answer != "accept") {
        drafts.lose(place, format!("the answer is `{answer}`; what is marked in it is left out"));
        return set;
    }
    let mut by_span: BTreeMap<(usize, usize, String), usize> = BTreeMap::new();
    for span in list(record.get("spans")) {
        match read_span(span) {
            Some((range, label)) => {
                by_span.entry((range.start, range.end, label.clone())).or_insert(set.annotations.len());
                let draft = Draft::new(ENTITIES, Shape::Entity, &label, place);
                set.annotations.push(draft.at(range, word(span.get("text")).as_deref()));
            }
            None => drafts.lose(place, format!("the span {span} cannot be read; it is left out")),
        }
    }
    for relation in list(record.get("relations")) {
        let end = |name: &str| {
            let (range, label) = read_span(relation.get(name)?)?;
            by_span.get(&(range.start, range.end, label)).copied()
        };
        let (Some(from), Some(to)) = (end("head_span"), end("child_span")) else {
            drafts.lose(place, format!("the relation {relation} joins what is no span; it is left out"));
            continue;
        };
        let name = word(relation.get("label")).unwrap_or_else(|| "relation".to_owned());
        let mut draft = Draft::new(RELATIONS, Shape::Relation, &name, place);
        draft.arguments = vec![(FROM.to_owned(), Target::Draft(from)), (TO.to_owned(), Target::Draft(to))];
        set.annotations.push(draft);
    }
    // What was chosen of a list, or the one label of a task, is about the text.
    let chosen = list(record.get("accept")).iter().filter_map(|chosen| word(Some(chosen)));
    for name in chosen.chain(word(record.get("label"))) {
        set.annotations.push(Draft::new(TOPICS, Shape::Topic, &name, place));
    }
    set
}

fn read_span(span: &Value) -> Option<(Range<usize>, String)> {
    let range = number(span.get("start"))?..number(span.get("end"))?;
    Some((range, word(span.get("label")).unwrap_or_else(|| "unlabelled".to_owned())))
}

#[must_use]
pub fn write(bundle: &Bundle, options: &Options) -> Vec<File> {
    let mut tasks = Vec::new();
    for (document, sets) in bundle.by_document() {
        let tokens: Vec<Range<usize>> = tokens(document.text(), options.tokens);
        for set in sets {
            tasks.push(task(document, set, &tokens));
        }
    }
    lines("prodigy.jsonl", tasks)
}

fn task(document: &Document, set: &AnnotationSet, tokens: &[Range<usize>]) -> Value {
    let chars = |range: &Range<usize>| document.chars_from_bytes(range.start)..document.chars_from_bytes(range.end);
    let mut task = document_fields(document);
    let written: Vec<Value> = tokens
        .iter()
        .enumerate()
        .map(|(id, token)| {
            let is_followed = document.text()[token.end..].starts_with(char::is_whitespace);
            let at = chars(token);
            json!({"text": &document.text()[token.clone()], "start": at.start, "end": at.end, "id": id, "ws": is_followed})
        })
        .collect();
    let span = |annotation: &Annotation| -> Option<Map<String, Value>> {
        let hull = annotation.anchor.hull()?;
        let at = chars(&hull);
        let mut span = Map::new();
        span.insert("start".to_owned(), json!(at.start));
        span.insert("end".to_owned(), json!(at.end));
        // Only what begins and ends with a token has token numbers; without them Prodigy still shows it.
        let first = tokens.binary_search_by_key(&hull.start, |token| token.start);
        let last = tokens.binary_search_by_key(&hull.end, |token| token.end);
        if let (Ok(first), Ok(last)) = (first, last) {
            span.insert("token_start".to_owned(), json!(first));
            span.insert("token_end".to_owned(), json!(last));
        }
        span.insert("label".to_owned(), json!(&*annotation.label.label));
        Some(span)
    };
    let spans: Vec<Value> =
        set.in_reading_order().iter().filter_map(|annotation| span(annotation)).map(Value::Object).collect();
    let of = |id: AnnotationId| set.get(id).and_then(|annotation| span(annotation));
    let (mut relations, mut topics) = (Vec::new(), Vec::new());
    for annotation in set.of_document() {
        let ends: Vec<AnnotationId> = [FROM, TO]
            .iter()
            .filter_map(|role| {
                annotation.fillers(role).find_map(|filler| match filler {
                    Filler::Annotation(id) => Some(*id),
                    Filler::Identity(_) => None,
                })
            })
            .collect();
        match &ends[..] {
            [from, to] => {
                let (head, child) = (of(*from).unwrap_or_default(), of(*to).unwrap_or_default());
                let last = |span: &Map<String, Value>| span.get("token_end").cloned().unwrap_or(Value::Null);
                relations.push(json!({"head": last(&head), "child": last(&child), "head_span": head,
                    "child_span": child, "label": &*annotation.label.label}));
            }
            _ => topics.push(json!(&*annotation.label.label)),
        }
    }
    debug_assert!(set.of_document().iter().all(|annotation| annotation.anchor == Anchor::Document));
    task.insert("tokens".to_owned(), Value::Array(written));
    task.insert("spans".to_owned(), Value::Array(spans));
    let view = if relations.is_empty() { "spans_manual" } else { "relations" };
    if !relations.is_empty() {
        task.insert("relations".to_owned(), Value::Array(relations));
    }
    if !topics.is_empty() {
        task.insert("accept".to_owned(), Value::Array(topics));
    }
    task.insert("_view_id".to_owned(), json!(view));
    task.insert("_annotator_id".to_owned(), json!(set.annotator().as_str()));
    task.insert("answer".to_owned(), json!("accept"));
    Value::Object(task)
}
