//! Our own exports: the records of [`super::record`] as JSON, JSON lines and RON. They hold everything.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::error::{Problem, Severity};
use crate::model::id::{AnnotatorId, DocumentId, IdentityId};
use crate::model::identity::{Identities, Identity};
use crate::model::schema::Shape;

use super::bundle::{Bundle, File};
use super::documents::json_message;
use super::drafts::learn;
use super::holds::Holds;
use super::options::Options;
use super::record::{DocumentRecord, record};
use crate::records::node::problem;
use crate::records::ron_text::{self, Place};

pub const HOLDS: Holds = Holds::EVERYTHING;

/// The file's name where the person does not give one.
const STEM: &str = "annotations";

/// A field that every record has and nobody else's.
const MARK: &str = "offset_unit";

#[must_use]
pub fn is_jsonl(files: &[File]) -> bool {
    let [file] = files else { return false };
    let line = file.bytes.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    serde_json::from_slice::<serde_json::Value>(line).is_ok_and(|value| value.get(MARK).is_some())
}

#[must_use]
pub fn is_json(files: &[File]) -> bool {
    let [file] = files else { return false };
    let starts = file.bytes.trim_ascii_start().starts_with(b"[");
    starts
        && serde_json::from_slice::<serde_json::Value>(&file.bytes)
            .is_ok_and(|value| value.pointer(&format!("/0/{MARK}")).is_some())
}

#[must_use]
pub fn is_ron(files: &[File]) -> bool {
    let [file] = files else { return false };
    let text = file.text_lossy();
    let start = text.trim_start().strip_prefix('[').map(str::trim_start);
    start.is_some_and(|start| start.starts_with('(')) && text.contains(&format!("{MARK}:"))
}

#[must_use]
pub fn read_jsonl(files: &[File], _options: &Options) -> (Bundle, Vec<Problem>) {
    read_with(files, |text, file| {
        let (mut records, mut problems) = (Vec::new(), Vec::new());
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match serde_json::from_str(line) {
                Ok(record) => records.push(record),
                Err(error) => {
                    let place = format!("{}:{}", file.line(index), error.column());
                    problems.push(Problem::new(Severity::Loss, place, json_message(&error)));
                }
            }
        }
        (records, problems)
    })
}

#[must_use]
pub fn read_json(files: &[File], _options: &Options) -> (Bundle, Vec<Problem>) {
    read_with(files, |text, file| match serde_json::from_str(text) {
        Ok(records) => (records, Vec::new()),
        Err(error) => {
            let place = format!("{}:{}", file.line(error.line().saturating_sub(1)), error.column());
            (Vec::new(), vec![Problem::new(Severity::Loss, place, json_message(&error))])
        }
    })
}

#[must_use]
pub fn read_ron(files: &[File], _options: &Options) -> (Bundle, Vec<Problem>) {
    read_with(files, |text, file| match ron_text::read_file(text) {
        Ok(records) => (records, Vec::new()),
        Err(error) => {
            let lines = file.before.unwrap_or_default().lines;
            let place = Place { line: error.place.line + lines, ..error.place };
            (Vec::new(), vec![problem(&file.path, Severity::Loss, place, error.message)])
        }
    })
}

#[must_use]
pub fn write_jsonl(bundle: &Bundle, _options: &Options) -> Vec<File> {
    let lines = records(bundle).iter().map(|record| serde_json::to_string(record).expect(WRITABLE) + "\n").collect();
    one_file("jsonl", lines)
}

#[must_use]
pub fn write_json(bundle: &Bundle, _options: &Options) -> Vec<File> {
    one_file("json", serde_json::to_string_pretty(&records(bundle)).expect(WRITABLE) + "\n")
}

#[must_use]
pub fn write_ron(bundle: &Bundle, _options: &Options) -> Vec<File> {
    // A document's fields and each annotation have a line of their own.
    one_file("ron", ron_text::write(&records(bundle), 3) + "\n")
}

const WRITABLE: &str = "records are structs, lists, maps and strings";

fn one_file(extension: &str, text: String) -> Vec<File> {
    vec![File::new(format!("{STEM}.{extension}"), text)]
}

/// A record for each set, by document.
#[must_use]
pub fn records(bundle: &Bundle) -> Vec<DocumentRecord> {
    let mut records = Vec::with_capacity(bundle.sets.len());
    for (document, sets) in bundle.by_document() {
        for set in sets {
            let nobody = Identities::new(set.annotator().clone());
            let known = bundle.identities.get(set.annotator()).unwrap_or(&nobody);
            records.push(record(&bundle.project, document, set, known));
        }
    }
    records
}

fn read_with(
    files: &[File],
    read: impl Fn(&str, &File) -> (Vec<DocumentRecord>, Vec<Problem>),
) -> (Bundle, Vec<Problem>) {
    let mut all = Vec::new();
    let mut problems = Vec::new();
    for file in files {
        let text = file.text_lossy();
        let (records, told) = read(text.strip_prefix('\u{feff}').unwrap_or(&text), file);
        problems.extend(told);
        all.extend(records);
    }
    let (bundle, told) = bundle_of(all);
    problems.extend(told);
    (bundle, problems)
}

/// What records say, and what in them cannot be used.
#[must_use]
pub fn bundle_of(records: Vec<DocumentRecord>) -> (Bundle, Vec<Problem>) {
    let mut gathered = Gathered {
        bundle: Bundle::empty("ours"),
        documents: HashMap::new(),
        identities: BTreeMap::new(),
        problems: Vec::new(),
    };
    records.into_iter().for_each(|record| gathered.add(record));
    let Gathered { mut bundle, identities, problems, .. } = gathered;
    for (annotator, known) in identities {
        let known = Identities::new(annotator.clone()).with_records(known.into_values(), Vec::new());
        bundle.identities.insert(annotator, known);
    }
    (bundle, problems)
}

/// What was found in some records.
struct Gathered {
    bundle: Bundle,
    /// Where each document is in the bundle, and who said something about it.
    documents: HashMap<DocumentId, (usize, Vec<AnnotatorId>)>,
    identities: BTreeMap<AnnotatorId, BTreeMap<IdentityId, Identity>>,
    problems: Vec<Problem>,
}

impl Gathered {
    /// Adds a record; the document may be there from another annotator's record.
    fn add(&mut self, mut record: DocumentRecord) {
        let shapes = shapes(&record);
        let place = format!("{}/{}", record.annotator, record.id);
        let identities = std::mem::take(&mut record.identities);
        let (document, set, told) = record.read();
        self.problems.extend(told);
        let mut lose = |message: String| self.problems.push(Problem::new(Severity::Loss, &*place, message));
        let of_annotator = self.identities.entry(set.annotator().clone()).or_default();
        for identity in identities {
            let id = identity.id.clone();
            match identity.read() {
                Some(identity) => drop(of_annotator.entry(identity.id.clone()).or_insert(identity)),
                None => lose(format!("the identity @{id} cannot be read")),
            }
        }
        let bundle = &mut self.bundle;
        let next = (bundle.documents.len(), Vec::new());
        let (at, annotators) = self.documents.entry(document.id().clone()).or_insert(next);
        match bundle.documents.get(*at) {
            Some(there) if there.text() != document.text() => {
                return lose(format!("another record has another text for `{}`; this one is left out", document.id()));
            }
            Some(_) => {}
            None => bundle.documents.push(Arc::new(document)),
        }
        if annotators.contains(set.annotator()) {
            return lose("a second record of one annotator; it is left out".to_owned());
        }
        annotators.push(set.annotator().clone());
        for annotation in set.in_reading_order() {
            let shape = shapes.get(&annotation.id.0).copied().unwrap_or(Shape::Entity);
            learn(&mut bundle.project.layers, shape, annotation, &annotation.label.label);
        }
        bundle.sets.push(set);
    }
}

/// The shapes of a record's annotations but for entities, by number; of two with one number the first counts.
fn shapes(record: &DocumentRecord) -> HashMap<u32, Shape> {
    let events = record.events.iter().map(|one| (one.id, Shape::Event));
    let stances = record.stances.iter().map(|one| (one.id, Shape::Stance));
    let relations = record.relations.iter().map(|one| (one.id, Shape::Relation));
    let topics = record.topics.iter().map(|one| (one.id, Shape::Topic));
    let mut shapes: HashMap<u32, Shape> = topics.chain(relations).chain(stances).chain(events).collect();
    for entity in &record.entities {
        shapes.remove(&entity.id);
    }
    shapes
}
