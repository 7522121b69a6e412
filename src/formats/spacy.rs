//! spaCy: lines that `Doc.from_json` reads (`tokens`, `ents`, `spans` with the group `sc`, `cats`), training pairs
//! `[text, {"entities": …}]`, and the older JSON with paragraphs and BILUO tags. Offsets are code points, the end exclusive.

use std::ops::Range;

use serde_json::{Map, Value, json};

use crate::error::Problem;
use crate::model::document::Document;
use crate::model::id::IdentityId;
use crate::model::identity::{Identity, IdentityKind};
use crate::model::schema::Shape;
use crate::model::set::AnnotationSet;

use super::bundle::{Bundle, File};
use super::conll::entities;
use super::doctor::Unit;
use super::drafts::{Draft, Drafts, NOBODY, SetDraft};
use super::foreign_json::{document, document_fields, first_record, id_from, lines, list, number, records, word};
use super::holds::{Holds, Identities};
use super::naming::{ENTITIES, TOPICS};
use super::options::Options;
use super::tokens::{Tokens, tokens};

/// `Doc.char_span` gives nothing off the borders of tokens, and `cats` has each name once.
pub const HOLDS: Holds = Holds {
    inside_tokens: false,
    doubles: false,
    topics: true,
    identities: Identities::Links,
    metadata: true,
    ..Holds::SPANS
};

/// The group in which spaCy's span categorizer looks.
const GROUP: &str = "sc";

#[must_use]
pub fn recognises(files: &[File]) -> bool {
    match first_record(files) {
        Some(Value::Object(record)) => {
            let is_pair = |value: &Value| value.is_array();
            ["ents", "paragraphs"].iter().any(|name| record.get(*name).is_some_and(Value::is_array))
                || record.get("spans").is_some_and(Value::is_object)
                || list(record.get("entities")).first().is_some_and(is_pair)
        }
        // Of a pair that is the whole file, its text is the first record.
        Some(Value::Array(pair)) => pair.get(1).is_some_and(|said| said.get("entities").is_some()),
        _ => false,
    }
}

#[must_use]
pub fn read(files: &[File], _options: &Options) -> (Bundle, Vec<Problem>) {
    let mut drafts = Drafts::new(Unit::CodePoints);
    let (found, problems) = records(files);
    for (place, record) in found {
        match record {
            Value::Object(record) if record.contains_key("paragraphs") => read_paragraphs(&record, &place, &mut drafts),
            Value::Object(record) => read_record(&record, &place, &mut drafts),
            Value::Array(pair) => match (word(pair.first()), pair.get(1)) {
                (Some(text), Some(Value::Object(said))) => {
                    let mut record = said.clone();
                    record.insert("text".to_owned(), Value::String(text));
                    read_record(&record, &place, &mut drafts);
                }
                _ => drafts.lose(place, "a pair of a text and what is in it was expected; it is left out"),
            },
            _ => drafts.lose(place, "neither a document nor a pair; it is left out"),
        }
    }
    let (bundle, told) = drafts.finish("spacy");
    (bundle, problems.into_iter().chain(told).collect())
}

fn read_record(record: &Map<String, Value>, place: &str, drafts: &mut Drafts) {
    let Some(text) = word(record.get("text")) else {
        drafts.lose(place, "there is no `text`; the record is left out");
        return;
    };
    let mut set = SetDraft::new(NOBODY);
    let mut seen: Vec<(Range<usize>, String)> = Vec::new();
    let groups: Vec<&Value> = match record.get("spans") {
        Some(Value::Object(groups)) => groups.values().collect(),
        _ => Vec::new(),
    };
    let in_groups = groups.iter().flat_map(|group| list(Some(group))).map(|span| (span, false));
    let named = ["ents", "entities"].iter().flat_map(|name| list(record.get(*name))).map(|span| (span, true));
    for (span, may_be_double) in in_groups.chain(named) {
        let Some((range, label, link)) = read_span(span) else {
            drafts.lose(place, format!("the span {span} cannot be read; it is left out"));
            continue;
        };
        // What does not overlap stands in `ents` too.
        if may_be_double && seen.contains(&(range.clone(), label.clone())) {
            continue;
        }
        let mut draft = Draft::new(ENTITIES, Shape::Entity, &label, place).at(range.clone(), None);
        if let Some(link) = link {
            draft.identity = Some(IdentityId::new(&link));
            set.identities.push(Identity::new(IdentityId::new(&link), IdentityKind::Entity));
        }
        seen.push((range, label));
        set.annotations.push(draft);
    }
    if let Some(Value::Object(cats)) = record.get("cats") {
        let said = cats.iter().filter(|(_, share)| share.as_f64().is_some_and(|share| share >= 0.5));
        set.annotations.extend(said.map(|(name, _)| Draft::new(TOPICS, Shape::Topic, name, place)));
    }
    drafts.push(document(record, text, &id_from(place)), vec![set]);
}

/// `{"start", "end", "label", "kb_id"}` or `[start, end, label]`.
fn read_span(span: &Value) -> Option<(Range<usize>, String, Option<String>)> {
    if let Value::Array(parts) = span {
        return Some((number(parts.first())?..number(parts.get(1))?, word(parts.get(2))?, word(parts.get(3))));
    }
    let link = word(span.get("kb_id")).filter(|link| !link.is_empty());
    Some((number(span.get("start"))?..number(span.get("end"))?, word(span.get("label"))?, link))
}

/// The older JSON: `paragraphs` with `raw` text and sentences of tokens with `orth` and `ner`.
fn read_paragraphs(record: &Map<String, Value>, place: &str, drafts: &mut Drafts) {
    let id = word(record.get("id")).unwrap_or_else(|| id_from(place));
    let paragraphs = list(record.get("paragraphs"));
    for (nth, paragraph) in paragraphs.iter().enumerate() {
        let tokens: Vec<&Value> =
            list(paragraph.get("sentences")).iter().flat_map(|sentence| list(sentence.get("tokens"))).collect();
        let words: Vec<String> = tokens.iter().map(|token| word(token.get("orth")).unwrap_or_default()).collect();
        let raw = word(paragraph.get("raw")).unwrap_or_else(|| words.join(" "));
        let mut found: Vec<(Range<usize>, &str)> = Vec::new();
        let (mut at, mut chars) = (0, 0);
        for (token, said) in tokens.iter().zip(&words) {
            let Some(skipped) = raw[at..].find(said.as_str()) else {
                drafts.lose(place, format!("the token `{said}` is not in the paragraph's text; its tag is left out"));
                continue;
            };
            let start = chars + raw[at..at + skipped].chars().count();
            let end = start + said.chars().count();
            found.push((start..end, token.get("ner").and_then(Value::as_str).unwrap_or("O")));
            (at, chars) = (at + skipped + said.len(), end);
        }
        let mut set = SetDraft::new(NOBODY);
        set.annotations.extend(
            entities(found)
                .into_iter()
                .map(|(range, label)| Draft::new(ENTITIES, Shape::Entity, &label, place).at(range, None)),
        );
        let id = if paragraphs.len() == 1 { id.clone() } else { format!("{id}-{}", nth + 1) };
        let bare = Map::new();
        drafts.push(document(&bare, raw, &id), vec![set]);
    }
}

#[must_use]
pub fn write(bundle: &Bundle, options: &Options) -> Vec<File> {
    let records = bundle
        .by_document()
        .into_iter()
        .map(|(document, sets)| Value::Object(record(document, sets.first().copied(), options.tokens)));
    lines("spacy.jsonl", records)
}

fn record(document: &Document, set: Option<&AnnotationSet>, kind: Tokens) -> Map<String, Value> {
    let mut record = document_fields(document);
    let chars = |range: &Range<usize>| {
        let start = document.chars_from_bytes(range.start);
        (start, document.chars_from_bytes(range.end))
    };
    let tokens: Vec<Value> = spacy_tokens(document.text(), kind)
        .iter()
        .enumerate()
        .map(|(id, token)| {
            let (start, end) = chars(token);
            json!({"id": id, "start": start, "end": end})
        })
        .collect();
    let (mut ents, mut spans, mut cats) = (Vec::new(), Vec::new(), Map::new());
    let mut last_end = 0;
    for annotation in set.map(AnnotationSet::in_reading_order).unwrap_or_default() {
        let label = &*annotation.label.label;
        let Some(hull) = annotation.anchor.hull() else {
            cats.insert(label.to_string(), json!(1.0));
            continue;
        };
        let (start, end) = chars(&hull);
        let link = annotation.identity.as_ref().map_or("", |identity| identity.as_str());
        let span = json!({"start": start, "end": end, "label": label, "kb_id": link});
        // The entity recognizer takes no overlap: of several the first and longest is an entity.
        if hull.start >= last_end {
            last_end = hull.end;
            ents.push(span.clone());
        }
        spans.push(span);
    }
    record.insert("tokens".to_owned(), Value::Array(tokens));
    record.insert("ents".to_owned(), Value::Array(ents));
    record.insert("spans".to_owned(), json!({GROUP: spans}));
    record.insert("cats".to_owned(), Value::Object(cats));
    record
}

/// The tokens as spaCy has them: a space after a token belongs to it, other white space is a token.
fn spacy_tokens(text: &str, kind: Tokens) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for token in tokens(text, kind).into_iter().chain([text.len()..text.len()]) {
        if at > 0 && at < token.start && text[at..].starts_with(' ') {
            at += 1;
        }
        if at < token.start {
            found.push(at..token.start);
        }
        at = token.end;
        if !token.is_empty() {
            found.push(token);
        }
    }
    found
}
