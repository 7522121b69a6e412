//! Our own exports: the records of [`super::record`] as JSON, JSON lines and RON. They hold everything.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::{Problem, Severity};
use crate::model::id::{AnnotatorId, IdentityId};
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
    let text = String::from_utf8_lossy(&file.bytes);
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

fn records(bundle: &Bundle) -> Vec<DocumentRecord> {
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
    let mut bundle = Bundle::empty("ours");
    let mut problems = Vec::new();
    let mut known: BTreeMap<AnnotatorId, BTreeMap<IdentityId, Identity>> = BTreeMap::new();
    for file in files {
        let text = String::from_utf8_lossy(&file.bytes);
        let (records, told) = read(text.strip_prefix('\u{feff}').unwrap_or(&text), file);
        problems.extend(told);
        for record in records {
            problems.extend(add(&mut bundle, &mut known, record));
        }
    }
    for (annotator, identities) in known {
        let identities = Identities::new(annotator.clone()).with_records(identities.into_values(), Vec::new());
        bundle.identities.insert(annotator, identities);
    }
    (bundle, problems)
}

/// Adds a record to a bundle; the document may be there from another annotator's record.
fn add(
    bundle: &mut Bundle,
    known: &mut BTreeMap<AnnotatorId, BTreeMap<IdentityId, Identity>>,
    record: DocumentRecord,
) -> Vec<Problem> {
    let shapes: Vec<(u32, Shape)> = [
        (Shape::Entity, record.entities.iter().map(|one| one.id).collect::<Vec<_>>()),
        (Shape::Event, record.events.iter().map(|one| one.id).collect()),
        (Shape::Stance, record.stances.iter().map(|one| one.id).collect()),
        (Shape::Relation, record.relations.iter().map(|one| one.id).collect()),
        (Shape::Topic, record.topics.iter().map(|one| one.id).collect()),
    ]
    .into_iter()
    .flat_map(|(shape, ids)| ids.into_iter().map(move |id| (id, shape)))
    .collect();
    let place = format!("{}/{}", record.annotator, record.id);
    let identities = record.identities.clone();
    let (document, set, mut problems) = record.read();
    let of_annotator = known.entry(set.annotator().clone()).or_default();
    for identity in identities {
        let id = identity.id.clone();
        match identity.read() {
            Some(identity) => drop(of_annotator.entry(identity.id.clone()).or_insert(identity)),
            None => problems.push(Problem::new(Severity::Loss, &*place, format!("the identity @{id} cannot be read"))),
        }
    }
    match bundle.documents.iter().find(|there| there.id() == document.id()) {
        Some(there) if there.text() != document.text() => {
            let message = format!("another record has another text for `{}`; this one is left out", document.id());
            problems.push(Problem::new(Severity::Loss, place, message));
            return problems;
        }
        Some(_) => {}
        None => bundle.documents.push(Arc::new(document)),
    }
    if bundle.sets.iter().any(|there| there.document() == set.document() && there.annotator() == set.annotator()) {
        problems.push(Problem::new(Severity::Loss, place, "a second record of one annotator; it is left out"));
        return problems;
    }
    for annotation in set.in_reading_order() {
        let shape = shapes.iter().find(|(id, _)| *id == annotation.id.0).map_or(Shape::Entity, |(_, shape)| *shape);
        learn(&mut bundle.project.layers, shape, annotation, &annotation.label.label);
    }
    bundle.sets.push(set);
    problems
}
