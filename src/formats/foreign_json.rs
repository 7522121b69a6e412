//! What readers of other people's JSON share: files as a list of values with their places, fields that may be missing or of
//! another type than expected, and documents with their metadata.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::error::{Problem, Severity};
use crate::model::document::Document;
use crate::model::id::DocumentId;

use super::bundle::File;
use super::documents::json_message;

/// The records of files: the lines of JSON lines, or the members of a list. What is no JSON is told, but for XML that lies beside.
#[must_use]
pub fn records(files: &[File]) -> (Vec<(String, Value)>, Vec<Problem>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for file in files.iter().filter(|file| !file.path.ends_with(".xml")) {
        let text = file.text_lossy();
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        match serde_json::from_str(text) {
            Ok(Value::Array(list)) => {
                let place = |index: usize| format!("{}[{}]", file.path, file.records_before() + index);
                found.extend(list.into_iter().enumerate().map(|(index, value)| (place(index), value)));
            }
            Ok(value) => {
                // Of a file of lines a piece may have one.
                let line = || file.line(text.lines().take_while(|line| line.trim().is_empty()).count());
                found.push((if file.before.is_some() { line() } else { file.path.clone() }, value));
            }
            Err(_) => {
                for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                    let place = file.line(index);
                    match serde_json::from_str(line) {
                        Ok(value) => found.push((place, value)),
                        Err(error) => {
                            let place = format!("{place}:{}", error.column());
                            let message = format!("no record: {}", json_message(&error));
                            problems.push(Problem::new(Severity::Loss, place, message));
                        }
                    }
                }
            }
        }
    }
    (found, problems)
}

/// The first record of a file, to recognise it by; `None` if it holds no JSON.
#[must_use]
pub fn first_record(files: &[File]) -> Option<Value> {
    let [file] = files else { return None };
    let text = file.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&file.bytes).trim_ascii_start();
    let mut values = serde_json::Deserializer::from_slice(text).into_iter::<Value>();
    match values.next()?.ok()? {
        Value::Array(list) => list.into_iter().next(),
        value => Some(value),
    }
}

/// A text or a number as text.
#[must_use]
pub fn word(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[must_use]
pub fn number(value: Option<&Value>) -> Option<usize> {
    value?.as_u64().and_then(|number| usize::try_from(number).ok())
}

/// The members of a list; none if it is something else.
#[must_use]
pub fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The document of a record: `text`, and `id`, `title`, `language` and `meta` if it has them. `id` is used without one.
#[must_use]
pub fn document(record: &Map<String, Value>, text: String, id: &str) -> Document {
    let id = word(record.get("id")).filter(|id| !id.is_empty()).unwrap_or_else(|| id.to_owned());
    let mut document = Document::new(DocumentId::new(&id), text);
    if let Some(title) = word(record.get("title")) {
        document = document.with_title(title);
    }
    if let Some(language) = word(record.get("language").or_else(|| record.get("lang"))) {
        document = document.with_language(language);
    }
    let metadata: BTreeMap<String, String> = match record.get("meta") {
        Some(Value::Object(meta)) => meta.iter().map(|(name, value)| (name.clone(), as_text(value))).collect(),
        _ => BTreeMap::new(),
    };
    document.with_metadata(metadata)
}

/// The fields that [`document`] reads, in this order.
#[must_use]
pub fn document_fields(document: &Document) -> Map<String, Value> {
    let fields = [
        ("id", json!(document.id().as_str())),
        ("title", json!(document.title())),
        ("language", json!(document.language())),
        ("meta", json!(document.metadata())),
        ("text", json!(&**document.text())),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A value as metadata: a text as it is, anything else as JSON.
#[must_use]
pub fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Records as JSON lines.
#[must_use]
pub fn lines(path: &str, records: impl IntoIterator<Item = Value>) -> Vec<File> {
    let text: String = records.into_iter().map(|record| record.to_string() + "\n").collect();
    vec![File::new(path, text)]
}

/// The name of a document without an id: after its file.
#[must_use]
pub fn id_from(place: &str) -> String {
    let name = place.rsplit('/').next().unwrap_or(place);
    name.replace([':', '['], "-").replace(']', "")
}
