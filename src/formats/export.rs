//! Writing exports, and reading them back before anybody is told that it worked.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::{Error, Problem, Severity};
use crate::model::document::Document;
use crate::model::id::AnnotatorId;
use crate::model::identity::Identities;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;

use super::catalogue::Format;
use super::documents::json_message;
use super::node::problem;
use super::record::{DocumentRecord, record};
use super::ron_text;

/// An export that was read back and found to say what it should.
#[derive(Debug)]
pub struct Exported {
    pub bytes: Vec<u8>,
    /// What is not in it.
    pub problems: Vec<Problem>,
    pub documents: usize,
    pub annotations: usize,
}

/// Exports sets, in the order given, with the identities that each annotator has.
pub fn export(
    format: Format,
    project: &Project,
    sets: &[(Arc<Document>, AnnotationSet)],
    identities: &BTreeMap<AnnotatorId, Identities>,
) -> Result<Exported, Error> {
    let (mut records, mut problems) = (Vec::with_capacity(sets.len()), Vec::new());
    for (document, set) in sets {
        let nobody = Identities::new(set.annotator().clone());
        let known = identities.get(set.annotator()).unwrap_or(&nobody);
        let (record, told) = record(project, document, set, known);
        records.push(record);
        problems.extend(told);
    }
    let text = write(format, &records);
    prove(format, &text, records, sets)
        .map_err(|error| error.context(format!("cannot export as {}", format.name())))?;
    let annotations = sets.iter().map(|(_, set)| set.len()).sum();
    Ok(Exported { bytes: text.into_bytes(), problems, documents: sets.len(), annotations })
}

/// Reads an export of ours. `file` is what problems call it.
#[must_use]
pub fn read(format: Format, text: &str, file: &str) -> (Vec<DocumentRecord>, Vec<Problem>) {
    match format {
        Format::Jsonl => {
            let (mut records, mut problems) = (Vec::new(), Vec::new());
            for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                match serde_json::from_str(line) {
                    Ok(record) => records.push(record),
                    Err(error) => {
                        let place = format!("{file}:{}:{}", index + 1, error.column());
                        problems.push(Problem::new(Severity::Loss, place, json_message(&error)));
                    }
                }
            }
            (records, problems)
        }
        Format::Json => match serde_json::from_str(text) {
            Ok(records) => (records, Vec::new()),
            Err(error) => {
                let place = format!("{file}:{}:{}", error.line(), error.column());
                (Vec::new(), vec![Problem::new(Severity::Loss, place, json_message(&error))])
            }
        },
        Format::Ron => match ron_text::read_file(text) {
            Ok(records) => (records, Vec::new()),
            Err(error) => (Vec::new(), vec![problem(file, Severity::Loss, error.place, error.message)]),
        },
    }
}

fn write(format: Format, records: &[DocumentRecord]) -> String {
    let json = "records are structs, lists, maps and strings";
    match format {
        Format::Jsonl => records.iter().map(|record| serde_json::to_string(record).expect(json) + "\n").collect(),
        Format::Json => serde_json::to_string_pretty(records).expect(json) + "\n",
        // A document's fields and each annotation have a line of their own.
        Format::Ron => ron_text::write(&records, 3) + "\n",
    }
}

/// Reads the export back: the records must be equal, every quote must stand where it says, and the sets must say the same.
fn prove(
    format: Format,
    text: &str,
    written: Vec<DocumentRecord>,
    sets: &[(Arc<Document>, AnnotationSet)],
) -> Result<(), Error> {
    let (read, problems) = read(format, text, "the export");
    if let Some(problem) = problems.first() {
        return Err(Error::new(format!("it cannot be read back: {problem}")));
    }
    if read != written {
        return Err(Error::new("what is read back is not what was written"));
    }
    for (record, (document, set)) in read.into_iter().zip(sets) {
        let place = format!("{}/{}", record.annotator, record.id);
        if let Some(identity) = record.identities.iter().find(|identity| (*identity).clone().read().is_none()) {
            return Err(Error::new(format!("{place}: the identity @{} reads back differently", identity.id)));
        }
        let (document_read, set_read, problems) = record.read();
        if let Some(problem) = problems.first() {
            return Err(Error::new(format!("it does not agree with its text: {problem}")));
        }
        let all_there = set.in_reading_order() == set_read.in_reading_order();
        if document_read.text() != document.text() || !all_there {
            return Err(Error::new(format!("{place} reads back differently")));
        }
    }
    Ok(())
}
