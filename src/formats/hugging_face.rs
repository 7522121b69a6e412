//! A folder as Hugging Face `datasets` loads it: a dataset card, rows of documents, and a table of tokens beside them; as JSON
//! lines, or as Parquet where that is built in. A row says what a record of ours says, every row with the same types: what is
//! named by words there is a list of pairs here. Offsets are code points.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::error::{Problem, Severity};

use super::beside::Records;
use super::bundle::{Bundle, File};
use super::dataset_card::card;
use super::foreign_json::{list, number, records, word};
use super::holds::Holds;
use super::options::Options;
use super::ours;
use super::pieces::Pieces;
use super::record::DocumentRecord;
use super::token_tags::{Said, layers, mistake, of_layer};
use crate::records::set::UNIT;

pub const HOLDS: Holds = Holds::EVERYTHING;

/// Of JSON lines.
pub const PIECES: Pieces = Pieces::Beside("data/train.jsonl", Records::Lines);

const DOCUMENTS: &str = "data/train";
const TOKENS: &str = "tokens/train";

/// What is called otherwise in our records: there, here.
const RENAMED: [(&str, &str); 2] = [("language", "lang"), ("entities", "spans")];

#[must_use]
pub fn is_json(files: &[File]) -> bool {
    let first_line = |file: &File| {
        let line = file.bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        serde_json::from_slice::<Value>(line).ok()
    };
    let is_ours = |row: Value| row.get("text_hash").is_some() && row.get("spans").is_some();
    files.iter().any(|file| file.path.ends_with(".jsonl") && first_line(file).is_some_and(is_ours))
}

#[must_use]
pub fn write_json(bundle: &Bundle, options: &Options) -> Vec<File> {
    let lines = |rows: Vec<Value>| rows.iter().map(|row| row.to_string() + "\n").collect::<String>();
    vec![
        File::new("README.md", card(bundle, "jsonl")),
        File::new(format!("{DOCUMENTS}.jsonl"), lines(document_rows(bundle))),
        File::new(format!("{TOKENS}.jsonl"), lines(token_rows(bundle, options))),
    ]
}

#[must_use]
pub fn read_json(files: &[File], _options: &Options) -> (Bundle, Vec<Problem>) {
    let of_table = |file: &&File| file.path.ends_with(".jsonl");
    let (tokens, documents): (Vec<File>, Vec<File>) =
        files.iter().filter(of_table).cloned().partition(|file| file.path.contains(TOKENS));
    let (rows, mut problems) = records(&documents);
    let (tokens, told) = records(&tokens);
    problems.extend(told);
    let (bundle, told) = bundle_of(rows, tokens);
    problems.extend(told);
    (bundle, problems)
}

/// A row for each set.
fn document_rows(bundle: &Bundle) -> Vec<Value> {
    ours::records(bundle).into_iter().map(row).collect()
}

fn row(record: DocumentRecord) -> Value {
    let mut fields = match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    // The card says it, for all rows.
    fields.remove("offset_unit");
    for (name, value) in &mut fields {
        if name != "text" {
            to_row(value);
        }
    }
    if let Some(metadata) = fields.get_mut("metadata") {
        *metadata = pairs(metadata);
    }
    for (there, here) in RENAMED {
        if let Some(value) = fields.remove(there) {
            fields.insert(here.to_owned(), value);
        }
    }
    Value::Object(fields)
}

/// What is inside a record as a row has it.
fn to_row(value: &mut Value) {
    match value {
        Value::Array(members) => members.iter_mut().for_each(to_row),
        Value::Object(fields) => {
            if let Some(quote) = fields.remove("quote") {
                fields.insert("text".to_owned(), quote);
            }
            if let Some(attributes) = fields.get_mut("attributes") {
                *attributes = pairs(attributes);
            }
            fields.values_mut().for_each(to_row);
        }
        _ => {}
    }
}

fn pairs(map: &Value) -> Value {
    let pair = |(name, value): (&String, &Value)| json!({"name": name, "value": value});
    Value::Array(map.as_object().into_iter().flatten().map(pair).collect())
}

/// The record that a row says.
fn record(row: Value) -> Result<DocumentRecord, serde_json::Error> {
    let mut fields = match row {
        Value::Object(fields) => fields,
        other => return serde_json::from_value(other),
    };
    for (there, here) in RENAMED {
        if let Some(value) = fields.remove(here) {
            fields.insert(there.to_owned(), value);
        }
    }
    for (name, value) in &mut fields {
        if name != "text" {
            from_row(value);
        }
    }
    if let Some(metadata) = fields.get_mut("metadata") {
        *metadata = map_of(metadata);
    }
    fields.insert("offset_unit".to_owned(), json!(UNIT));
    serde_json::from_value(Value::Object(fields))
}

fn from_row(value: &mut Value) {
    match value {
        Value::Array(members) => members.iter_mut().for_each(from_row),
        Value::Object(fields) => {
            if let Some(text) = fields.remove("text") {
                fields.insert("quote".to_owned(), text);
            }
            if let Some(attributes) = fields.get_mut("attributes") {
                *attributes = map_of(attributes);
            }
            fields.values_mut().for_each(from_row);
        }
        _ => {}
    }
}

fn map_of(pairs: &Value) -> Value {
    let pair = |pair: &Value| Some((word(pair.get("name"))?, pair.get("value")?.clone()));
    Value::Object(list(Some(pairs)).iter().filter_map(pair).collect())
}

/// A row for each set and layer.
fn token_rows(bundle: &Bundle, options: &Options) -> Vec<Value> {
    let mut rows = Vec::new();
    for (document, sets) in bundle.by_document() {
        for set in sets {
            for layer in layers(&bundle.project, set) {
                let found = of_layer(document, set, &layer, options);
                let (mut tokens, mut starts, mut tags) = (Vec::new(), Vec::new(), Vec::new());
                for (range, tag) in found.tokens {
                    starts.push(document.chars_from_bytes(range.start));
                    tokens.push(document.text()[range].to_owned());
                    tags.push(tag);
                }
                rows.push(json!({
                    "id": document.id().as_str(), "annotator": set.annotator().as_str(), "layer": layer,
                    "tokens": tokens, "starts": starts, "tags": tags,
                }));
            }
        }
    }
    rows
}

/// What rows say; the tokens are held against it.
fn bundle_of(rows: Vec<(String, Value)>, tokens: Vec<(String, Value)>) -> (Bundle, Vec<Problem>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for (place, row) in rows {
        match record(row) {
            Ok(record) => found.push(record),
            Err(error) => problems.push(Problem::new(Severity::Loss, place, format!("no row of documents: {error}"))),
        }
    }
    let places: HashMap<(&str, &str), usize> =
        found.iter().enumerate().map(|(at, one)| ((one.id.as_str(), one.annotator.as_str()), at)).collect();
    for (place, row) in tokens {
        let of = |name: &str| word(row.get(name)).unwrap_or_default();
        let (id, annotator, layer) = (of("id"), of("annotator"), of("layer"));
        let texts: Vec<&str> = list(row.get("tokens")).iter().filter_map(Value::as_str).collect();
        let tags: Vec<&str> = list(row.get("tags")).iter().filter_map(Value::as_str).collect();
        let starts: Vec<usize> = list(row.get("starts")).iter().filter_map(|start| number(Some(start))).collect();
        let said: Vec<Said<'_>> = texts
            .iter()
            .zip(&starts)
            .zip(&tags)
            .map(|((text, start), tag)| Said { chars: *start..start.saturating_add(text.chars().count()), text, tag })
            .collect();
        let wrong = match places.get(&(id.as_str(), annotator.as_str())).map(|at| &found[*at]) {
            None => Some("the tokens are of a row that is not there".to_owned()),
            Some(_) if texts.len() != tags.len() || texts.len() != starts.len() => {
                Some("there are not as many tags and starts as tokens".to_owned())
            }
            Some(record) => mistake(record, &layer, &said),
        };
        problems.extend(wrong.map(|message| Problem::new(Severity::Wrong, place, message)));
    }
    let (bundle, told) = ours::bundle_of(found);
    problems.extend(told);
    (bundle, problems)
}

#[cfg(feature = "parquet")]
pub mod parquet {
    //! The same as Parquet.

    use std::collections::HashSet;

    use crate::error::Problem;

    use super::super::beside::Records;
    use super::super::bundle::{Bundle, File};
    use super::super::columns;
    use super::super::dataset_card::card;
    use super::super::options::Options;
    use super::super::parquet_rows;
    use super::super::pieces::Pieces;
    use super::{DOCUMENTS, TOKENS, bundle_of, document_rows, token_rows, word};

    pub const PIECES: Pieces = Pieces::Beside("data/train.parquet", Records::Groups);

    const ENDING: &str = ".parquet";

    #[must_use]
    pub fn recognises(files: &[File]) -> bool {
        files.iter().any(|file| file.path.ends_with(ENDING) && file.bytes.starts_with(b"PAR1"))
    }

    #[must_use]
    pub fn write(bundle: &Bundle, options: &Options) -> Vec<File> {
        let documents = parquet_rows::write(columns::DOCUMENTS, &document_rows(bundle));
        let tokens = parquet_rows::write(columns::TOKENS, &token_rows(bundle, options));
        vec![
            File::new("README.md", card(bundle, "parquet")),
            File::new(format!("{DOCUMENTS}{ENDING}"), documents),
            File::new(format!("{TOKENS}{ENDING}"), tokens),
        ]
    }

    #[must_use]
    pub fn read(files: &[File], _options: &Options) -> (Bundle, Vec<Problem>) {
        let (mut documents, mut tokens, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        for file in files.iter().filter(|file| !file.path.ends_with(".md")) {
            let is_of_tokens = file.path.contains(TOKENS);
            let fields = if is_of_tokens { columns::TOKENS } else { columns::DOCUMENTS };
            match parquet_rows::read(fields, file) {
                Ok(rows) => {
                    let place = |nth: usize| format!("{}[{}]", file.path, file.records_before() + nth);
                    let rows = rows.into_iter().enumerate().map(|(nth, row)| (place(nth), row));
                    if is_of_tokens { tokens.extend(rows) } else { documents.extend(rows) }
                }
                Err(problem) => problems.push(problem),
            }
        }
        // A group of rows may have tokens of documents in other pieces too.
        if files.iter().any(|file| file.before.is_some()) {
            let there: HashSet<String> = documents.iter().filter_map(|(_, row)| word(row.get("id"))).collect();
            tokens.retain(|(_, row)| word(row.get("id")).is_some_and(|id| there.contains(&id)));
        }
        let (bundle, told) = bundle_of(documents, tokens);
        problems.extend(told);
        (bundle, problems)
    }
}
