//! JSON lines and CSV of any simple shape, by a [`Mapping`]: one record a document with a list of spans, or one record a mention.
//! What is mapped to nothing becomes metadata of the document, or attributes of the mention. Offsets are code points.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead as _, BufReader, Read};
use std::ops::Range;

use csv::{ReaderBuilder, StringRecord};
use serde_json::{Map, Value, json};

use crate::error::{Problem, Severity};
use crate::model::document::Document;
use crate::model::id::DocumentId;
use crate::model::schema::Shape;

use super::bundle::{Bundle, File};
use super::csv_cells;
use super::doctor::Unit;
use super::drafts::{Draft, Drafts, NOBODY, SetDraft};
use super::foreign_json::{as_text, first_record, id_from, lines, records, word};
use super::holds::Holds;
use super::mapping::{Mapping, Part};
use super::names::name_from_file;
use super::naming::{ENTITIES, TOPICS};
use super::options::Options;

pub const HOLDS: Holds = Holds::SPANS;

/// How many records are looked at for the names of fields.
const LOOKED_AT: usize = 50;

/// The last place that a person may name when we write, so that a slip does not make a row of a million cells.
const MOST_PLACES: usize = 63;

/// What divides the labels of a document in a cell.
const BETWEEN_LABELS: char = '|';

type Record = Map<String, Value>;

#[must_use]
pub fn is_records(files: &[File]) -> bool {
    let Some(Value::Object(record)) = first_record(files) else { return false };
    let names: Vec<&str> = record.keys().map(String::as_str).collect();
    Mapping::default().guessed(&names, &[]).get(Part::Text).is_some_and(|name| record[name].is_string())
}

#[must_use]
pub fn is_csv(files: &[File]) -> bool {
    let ending = |file: &File| file.path.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_lowercase());
    let is_table = |file: &&File| matches!(&*ending(file), "csv" | "tsv");
    files.iter().any(|file| is_table(&file)) && files.iter().all(|file| is_table(&file) || ending(file) == "txt")
}

/// Whether the rows of a table can be read piece by piece: each says its text, so that none needs what another says. What is not
/// UTF-8 cannot.
pub fn is_of_whole_rows(table: impl Read, said: &Mapping) -> io::Result<bool> {
    let mut table = BufReader::new(table);
    let head = table.fill_buf()?;
    let divider = csv_cells::divider(&String::from_utf8_lossy(head));
    let mut reader = ReaderBuilder::new().flexible(true).delimiter(divider).from_reader(table);
    let Ok(header) = reader.headers() else { return Ok(false) };
    let names: Vec<&str> = header.iter().map(|name| name.trim_start_matches('\u{feff}')).collect();
    let mapping = said.guessed(&names, &[]);
    let Some(text) = mapping.get(Part::Text).and_then(|text| names.iter().position(|name| *name == text)) else {
        return Ok(false);
    };
    let mut row = StringRecord::new();
    loop {
        match reader.read_record(&mut row) {
            Ok(true) if row.get(text).is_some_and(|text| !text.is_empty()) => {}
            Ok(false) => return Ok(true),
            Ok(true) => return Ok(false),
            Err(error) => match error.into_kind() {
                csv::ErrorKind::Io(error) => return Err(error),
                _ => return Ok(false),
            },
        }
    }
}

#[must_use]
pub fn read_records(files: &[File], options: &Options) -> (Bundle, Vec<Problem>) {
    let mut drafts = Drafts::new(Unit::CodePoints);
    let (found, problems) = records(files);
    problems.into_iter().for_each(|problem| drafts.tell(problem));
    let mut rows: Vec<(String, Record)> = Vec::new();
    for (place, value) in found {
        match value {
            Value::Object(record) => rows.push((place, record)),
            _ => drafts.lose(place, "no record with named fields; it is left out"),
        }
    }
    let mut reader = Reader::new(&options.map, &rows, false);
    rows.into_iter().for_each(|(place, record)| reader.record(record, &place, &mut drafts));
    reader.finish(drafts, "records")
}

/// Reads tables; texts that lie beside them are the documents which their rows name.
#[must_use]
pub fn read_csv(files: &[File], options: &Options) -> (Bundle, Vec<Problem>) {
    let mut drafts = Drafts::new(Unit::CodePoints);
    let (texts, tables): (Vec<&File>, Vec<&File>) = files.iter().partition(|file| file.path.ends_with(".txt"));
    let mut rows: Vec<(String, Record)> = Vec::new();
    for file in tables {
        let (found, problems) = csv_cells::rows(file);
        problems.into_iter().for_each(|problem| drafts.tell(problem));
        let width = found.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let places: Vec<String> = (0..width).map(|at| at.to_string()).collect();
        let mut found = found.into_iter();
        // Where columns are named by their places, the first row is one like the others.
        let header = if options.map.is_by_place() { None } else { found.next() };
        let names: Vec<&str> = header.iter().flat_map(|header| header.cells.iter()).collect();
        for row in found {
            let name = |at: usize| names.get(at).copied().unwrap_or(&places[at]).to_owned();
            let cells = row.cells.iter().enumerate().map(|(at, cell)| (name(at), Value::String(cell.to_owned())));
            rows.push((file.line(row.index), cells.collect()));
        }
    }
    let mut reader = Reader::new(&options.map, &rows, !texts.is_empty());
    for file in texts {
        if let Some(text) = drafts.text(file) {
            let stem = file.path.trim_end_matches(".txt");
            let id = stem.split('/').map(name_from_file).collect::<Vec<_>>().join("/");
            reader.document(&id, Document::new(DocumentId::new(&id), text));
        }
    }
    rows.into_iter().for_each(|(place, record)| reader.record(record, &place, &mut drafts));
    reader.finish(drafts, "csv")
}

/// A document, and what records say about it.
struct Told {
    document: Document,
    metadata: BTreeMap<String, String>,
    sets: BTreeMap<String, SetDraft>,
}

/// Documents as records tell of them, one after another.
struct Reader {
    mapping: Mapping,
    documents: Vec<Told>,
    /// By the id that records give, or by text where they give none.
    known: BTreeMap<String, usize>,
    nameless: BTreeSet<DocumentId>,
}

impl Reader {
    /// Where texts lie beside, a column `text` is what a mention says.
    fn new(said: &Mapping, rows: &[(String, Record)], has_texts: bool) -> Self {
        let mut names: Vec<&str> = Vec::new();
        for name in rows.iter().take(LOOKED_AT).flat_map(|(_, record)| record.keys()) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let mapping = if has_texts {
            let mapping = said.guessed(&names, &[Part::Text]);
            if names.contains(&"text") { mapping.or(Part::Quote, "text") } else { mapping }
        } else {
            said.guessed(&names, &[])
        };
        Self { mapping, documents: Vec::new(), known: BTreeMap::new(), nameless: BTreeSet::new() }
    }

    /// The place of a document, which may be there already.
    fn document(&mut self, key: &str, document: Document) -> usize {
        *self.known.entry(key.to_owned()).or_insert_with(|| {
            self.documents.push(Told { document, metadata: BTreeMap::new(), sets: BTreeMap::new() });
            self.documents.len() - 1
        })
    }

    fn record(&mut self, mut record: Record, place: &str, drafts: &mut Drafts) {
        let mapping = self.mapping.clone();
        let named: Vec<String> = record.keys().map(|name| format!("`{name}`")).collect();
        let mut take = |part: Part| mapping.get(part).and_then(|name| record.remove(name)).filter(is_said);
        let text = take(Part::Text).map(|text| as_text(&text));
        let id = take(Part::Id).and_then(|id| word(Some(&id)));
        let (title, language, annotator) = (take(Part::Title), take(Part::Language), take(Part::Annotator));
        let (spans, start, end) = (take(Part::Spans), take(Part::Start), take(Part::End));
        let (label, quote) = (take(Part::Label), take(Part::Quote));
        let is_list_of_spans = |value: &Value| value.get(0).is_some_and(|first| first.is_array() || first.is_object());
        let (spans, label) = match label {
            Some(label) if spans.is_none() && is_list_of_spans(&label) => (Some(label), None),
            label => (spans, label),
        };
        let key = match (&id, &text) {
            (Some(id), _) => id.clone(),
            (None, Some(text)) => text.clone(),
            (None, None) => {
                let message = "it names neither a text nor a document; it is left out";
                let hint = format!("it has {}; say what is in which by `--map text=NAME,id=NAME`", named.join(", "));
                return drafts.tell(Problem::new(Severity::Loss, place, message).hint(hint));
            }
        };
        let at = match (self.known.get(&key).copied(), text) {
            (Some(at), None) => at,
            (Some(at), Some(text)) if text == **self.documents[at].document.text() => at,
            (_, Some(text)) => {
                let free = id.clone().unwrap_or_else(|| id_from(place));
                let mut document = Document::new(DocumentId::new(&free), text);
                if id.is_none() {
                    self.nameless.insert(document.id().clone());
                }
                if let Some(title) = title {
                    document = document.with_title(as_text(&title));
                }
                if let Some(language) = language {
                    document = document.with_language(as_text(&language));
                }
                // A document of an id that has another text is told when all are there.
                self.known.remove(&key);
                self.document(&key, document)
            }
            (None, None) => return drafts.lose(place, format!("the text of `{key}` is not there; it is left out")),
        };
        let annotator = annotator.map_or_else(|| NOBODY.to_owned(), |annotator| as_text(&annotator));
        let rest = record.into_iter().filter(|(_, value)| is_said(value)).map(|(name, value)| (name, as_text(&value)));
        let told = &mut self.documents[at];
        let said = match (start, end) {
            (Some(start), Some(end)) => match (offset(&start), offset(&end)) {
                (Some(start), Some(end)) => {
                    let quote = quote.map(|quote| as_text(&quote));
                    let label = label.map_or_else(|| "entity".to_owned(), |label| as_text(&label));
                    let mut draft = Draft::new(ENTITIES, Shape::Entity, &label, place).at(start..end, quote.as_deref());
                    draft.attributes.extend(rest);
                    vec![draft]
                }
                _ => return drafts.lose(place, format!("{start} and {end} are no offsets; the mention is left out")),
            },
            _ => {
                told.metadata.extend(rest);
                let mut said: Vec<Draft> = label.iter().flat_map(labels).map(|label| topic(&label, place)).collect();
                for span in spans.iter().flat_map(members) {
                    match read_span(&span, &self.mapping, place) {
                        Some(found) => said.extend(found),
                        None => drafts.lose(place, format!("the span {span} cannot be read; it is left out")),
                    }
                }
                said
            }
        };
        if !said.is_empty() {
            let set = told.sets.entry(annotator.clone()).or_insert_with(|| SetDraft::new(&annotator));
            set.annotations.extend(said);
        }
    }

    fn finish(self, mut drafts: Drafts, name: &str) -> (Bundle, Vec<Problem>) {
        for Told { document, metadata, sets } in self.documents {
            drafts.push(document.with_metadata(metadata), sets.into_values().collect());
        }
        let (bundle, problems) = drafts.finish(name);
        (Bundle { nameless: self.nameless, ..bundle }, problems)
    }
}

/// Whether a field says something.
fn is_said(value: &Value) -> bool {
    !value.is_null() && value.as_str() != Some("")
}

fn offset(value: &Value) -> Option<usize> {
    word(Some(value))?.trim().parse().ok()
}

/// The members of a list, which a cell may hold as JSON.
fn members(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list.clone(),
        Value::String(written) if written.starts_with('[') => {
            serde_json::from_str(written).unwrap_or_else(|_| vec![value.clone()])
        }
        other => vec![other.clone()],
    }
}

/// Labels of a document: a list, or words with `|` between them.
fn labels(value: &Value) -> Vec<String> {
    match value {
        Value::String(said) => said.split(BETWEEN_LABELS).map(|label| label.trim().to_owned()).collect(),
        other => members(other).iter().map(as_text).collect(),
    }
}

fn topic(label: &str, place: &str) -> Draft {
    Draft::new(TOPICS, Shape::Topic, label, place)
}

/// A span: a list with its parts in their places, or an object; a label that is alone is one of the document.
fn read_span(span: &Value, mapping: &Mapping, place: &str) -> Option<Vec<Draft>> {
    match span {
        Value::String(label) => Some(vec![topic(label, place)]),
        Value::Array(parts) => {
            let part = |part: Part, usual: usize| {
                let said = mapping.get(part).and_then(|name| name.parse().ok());
                parts.get(said.unwrap_or(usual))
            };
            let (start, end) = (offset(part(Part::Start, 0)?)?, offset(part(Part::End, 1)?)?);
            let quote = mapping.get(Part::Quote).and_then(|name| word(parts.get(name.parse::<usize>().ok()?)));
            Some(drafts_of(part(Part::Label, 2), start..end, quote.as_deref(), place))
        }
        Value::Object(fields) => {
            let names: Vec<&str> = fields.keys().map(String::as_str).collect();
            // Inside a span `text` is what it says, and nothing is the name of a document.
            let inside = [Part::Text, Part::Id, Part::Title, Part::Language, Part::Annotator, Part::Spans];
            let own = mapping.within(&names).guessed(&names, &inside);
            let own = if names.contains(&"text") { own.or(Part::Quote, "text") } else { own };
            let mut rest = fields.clone();
            let mut take = |part: Part| own.get(part).and_then(|name| rest.remove(name));
            let (start, end) = (offset(&take(Part::Start)?)?, offset(&take(Part::End)?)?);
            let (label, quote) = (take(Part::Label), take(Part::Quote).filter(Value::is_string));
            let quote = quote.map(|quote| as_text(&quote));
            let mut found = drafts_of(label.as_ref(), start..end, quote.as_deref(), place);
            let details = rest.iter().filter(|(name, value)| *name != "id" && is_said(value));
            for (name, value) in details {
                found.iter_mut().for_each(|draft| drop(draft.attributes.insert(name.clone(), as_text(value))));
            }
            Some(found)
        }
        _ => None,
    }
}

/// A mention for each label that it has.
fn drafts_of(label: Option<&Value>, range: Range<usize>, quote: Option<&str>, place: &str) -> Vec<Draft> {
    let labels = match label {
        Some(Value::Array(labels)) => labels.iter().map(as_text).collect(),
        Some(label) if is_said(label) => vec![as_text(label)],
        _ => vec!["entity".to_owned()],
    };
    let draft = |label: &String| Draft::new(ENTITIES, Shape::Entity, label, place).at(range.clone(), quote);
    labels.iter().map(draft).collect()
}

/// The names under which we write, where the person says none.
fn named(said: &Mapping) -> Mapping {
    let usual = [(Part::Text, "text"), (Part::Id, "id"), (Part::Start, "start"), (Part::End, "end")];
    let usual = usual.into_iter().chain([(Part::Label, "label"), (Part::Quote, "quote")]);
    usual.fold(said.clone(), |mapping, (part, name)| mapping.or(part, name))
}

/// Records of documents with their spans; or of mentions, where the person names offsets and no list of spans.
fn written(bundle: &Bundle, said: &Mapping) -> Vec<Record> {
    let is_of_mentions = said.get(Part::Start).is_some() && said.get(Part::Spans).is_none();
    let mapping = named(said).or(Part::Spans, "spans");
    let name = |part: Part| mapping.get(part).unwrap_or_default().to_owned();
    let mut records = Vec::new();
    for (document, sets) in bundle.by_document() {
        let head = || {
            Record::from_iter([
                (name(Part::Id), json!(document.id().as_str())),
                (name(Part::Text), json!(&**document.text())),
            ])
        };
        let spans: Vec<[(Part, Value); 4]> = sets
            .iter()
            .flat_map(|set| set.in_reading_order())
            .filter_map(|annotation| {
                let span = annotation.anchor.spans().first()?;
                let chars = document.chars_from_span(*span);
                Some([
                    (Part::Start, json!(chars.start)),
                    (Part::End, json!(chars.end)),
                    (Part::Label, json!(&*annotation.label.label)),
                    (Part::Quote, json!(document.quote(*span))),
                ])
            })
            .collect();
        if is_of_mentions {
            let mention = |span: [(Part, Value); 4]| {
                let mut record = head();
                record.extend(span.map(|(part, value)| (name(part), value)));
                record
            };
            let none = [Part::Start, Part::End, Part::Label, Part::Quote].map(|part| (part, Value::Null));
            let spans = if spans.is_empty() { vec![none] } else { spans };
            records.extend(spans.into_iter().map(mention));
        } else {
            let mut record = head();
            record.insert(name(Part::Spans), spans.into_iter().map(|span| one_span(span, &mapping)).collect());
            records.push(record);
        }
    }
    records
}

/// A span as a list, where its parts are said to have places; else as an object.
fn one_span(span: [(Part, Value); 4], mapping: &Mapping) -> Value {
    let place =
        |part: Part| mapping.get(part).and_then(|name| name.parse::<usize>().ok()).filter(|at| *at <= MOST_PLACES);
    if place(Part::Start).is_none() {
        let named = |(part, value)| (mapping.get(part).unwrap_or_default().to_owned(), value);
        return Value::Object(span.map(named).into_iter().collect());
    }
    let mut parts: Vec<Value> = Vec::new();
    for (part, value) in span {
        if let Some(at) = place(part) {
            parts.resize(parts.len().max(at + 1), Value::Null);
            parts[at] = value;
        }
    }
    Value::Array(parts)
}

#[must_use]
pub fn write_records(bundle: &Bundle, options: &Options) -> Vec<File> {
    lines("records.jsonl", written(bundle, &options.map).into_iter().map(Value::Object))
}

/// A table; a list of spans is a cell of JSON.
#[must_use]
pub fn write_csv(bundle: &Bundle, options: &Options) -> Vec<File> {
    let records = written(bundle, &options.map);
    let mapping = named(&options.map).or(Part::Spans, "spans");
    let order = [Part::Id, Part::Spans, Part::Start, Part::End, Part::Label, Part::Quote, Part::Text];
    let is_used = |name: &String| records.iter().any(|record| record.contains_key(name));
    let mut names: Vec<String> =
        order.iter().filter_map(|part| mapping.get(*part)).map(str::to_owned).filter(is_used).collect();
    if options.map.is_by_place() {
        let last = names.iter().filter_map(|name| name.parse::<usize>().ok()).max().unwrap_or(0);
        names = (0..=last.min(MOST_PLACES)).map(|at| at.to_string()).collect();
    }
    let header = (!options.map.is_by_place()).then(|| names.clone());
    let cell = |value: &Value| if value.is_null() { String::new() } else { as_text(value) };
    let row = |record: &Record| names.iter().map(|name| record.get(name).map(cell).unwrap_or_default()).collect();
    let rows = header.into_iter().chain(records.iter().map(row));
    vec![csv_cells::file("records.csv", rows, options.is_for_spreadsheets)]
}
