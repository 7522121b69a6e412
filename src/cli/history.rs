//! `hashiya history`: what was done to a document's annotations, when, as lines of text or JSON. It changes nothing.

use std::io::Write;
use std::path::Path;

use serde_json::json;

use crate::error::{Error, Problem, Severity};
use crate::model::document::Document;
use crate::model::history::{Deed, Earlier, Entry, History};
use crate::model::id::AnnotatorId;
use crate::model::id::DocumentId;
use crate::model::nearest::hint_for;
use crate::store::folder::{self, Folder, Purpose};

use super::arguments::Arguments;
use super::ending::{Exit, Failure, print};
use super::onlooker::Onlooker;

/// `hashiya history DIR DOCUMENT [--by ANNOTATOR] [--as ANNOTATOR] [--json]`: the oldest entry first, of one annotator or of all whom
/// the one who asks may see.
pub fn history(mut arguments: Arguments<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let by = arguments.option("--by")?;
    let is_json = arguments.flag("--json");
    let onlooker = Onlooker::take(&mut arguments)?;
    let root = arguments.expect("DIR")?;
    let name = arguments.expect("DOCUMENT")?;
    arguments.end()?;
    let opened = folder::open(Path::new(&root))?;
    let hint = || hint_for(&name, opened.corpus.summaries().map(|summary| summary.id.as_str()));
    let index = opened.corpus.position(&DocumentId::new(&name));
    let index = index.ok_or_else(|| Error::new(format!("there is no document `{name}` in {root}")).hint(hint()))?;
    let document = opened.corpus.load(index)?;
    let mut annotators = opened.folder.annotators()?;
    if let Some(by) = &by {
        let hint = hint_for(by, annotators.iter().map(AnnotatorId::as_str));
        annotators.retain(|annotator| annotator.as_str() == by);
        if annotators.is_empty() {
            return Err(Error::new(format!("`{by}` has annotated nothing in {root}")).hint(hint).into());
        }
    }
    let (project, folder) = (&opened.project, &opened.folder);
    if let (Some(_), [named]) = (&by, annotators.as_slice()) {
        onlooker.refuse_document(project, folder, &document, named)?;
    }
    let (mut report, mut told) = (String::new(), Vec::new());
    for annotator in &annotators {
        if !onlooker.sees(project, folder, &document, annotator)? {
            continue;
        }
        let (history, problems) = read(&opened.folder, annotator, &document)?;
        for one in history.earlier() {
            report.push_str(&match one {
                Earlier::Entry(entry) if is_json => json_line(annotator, entry),
                Earlier::Entry(entry) => plain_line(annotator, entry),
                Earlier::Unknown(from, to) if is_json => json_line_of_unknown(annotator, *from, *to),
                Earlier::Unknown(from, to) => plain_line_of_unknown(annotator, *from, *to),
            });
        }
        for entry in history.entries() {
            report.push_str(&if is_json { json_line(annotator, entry) } else { plain_line(annotator, entry) });
        }
        told.extend(problems);
    }
    print(out, &report)?;
    match told.iter().find(|problem| problem.severity != Severity::Note) {
        Some(problem) => Err(Error::new(problem.to_string()).into()),
        None => Ok(Exit::Done),
    }
}

/// What is known of what happened, and what is wrong with it.
fn read(folder: &Folder, annotator: &AnnotatorId, document: &Document) -> Result<(History, Vec<Problem>), Error> {
    // The set first: it says up to where the journal holds.
    let (_, mut problems) = folder.read_set(annotator, document, Purpose::Look)?;
    let (history, told) = folder.read_history(annotator, document, Purpose::Look)?;
    problems.extend(told);
    Ok((history, problems))
}

fn plain_line(annotator: &AnnotatorId, entry: &Entry) -> String {
    let did = match &entry.deed {
        Deed::Did | Deed::Renamed(_) => entry.title.clone(),
        Deed::Undid(number) => format!("undid {number}: {}", entry.title),
        Deed::DidAgain(number) => format!("did {number} again: {}", entry.title),
    };
    let who = match entry.decided_by() {
        Some(by) if by != annotator => format!("{by} into {annotator}"),
        _ => annotator.to_string(),
    };
    format!("{:>5}  {}  {who}  {did}\n", entry.number, entry.time)
}

fn plain_line_of_unknown(annotator: &AnnotatorId, from: u64, to: u64) -> String {
    let numbers = if from == to { from.to_string() } else { format!("{from}-{to}") };
    format!("{numbers:>5}  {:<24}  {annotator}  no journal tells what was done\n", "not known")
}

fn json_line_of_unknown(annotator: &AnnotatorId, from: u64, to: u64) -> String {
    let line = json!({ "number": from, "to": to, "annotator": annotator.as_str(), "deed": "unknown" });
    format!("{line}\n")
}

fn json_line(annotator: &AnnotatorId, entry: &Entry) -> String {
    let (deed, of) = match &entry.deed {
        Deed::Did => ("did", None),
        Deed::Undid(number) => ("undid", Some(*number)),
        Deed::DidAgain(number) => ("did again", Some(*number)),
        Deed::Renamed(_) => ("renamed", None),
    };
    let subjects = entry.changes.transaction.iter().filter_map(|change| change.subject());
    let annotations: Vec<u32> = subjects.map(|annotation| annotation.id.0).collect();
    let line = json!({
        "number": entry.number, "time": entry.time.to_string(), "annotator": annotator.as_str(),
        "by": entry.decided_by().unwrap_or(annotator).as_str(),
        "deed": deed, "of": of, "title": entry.title, "annotations": annotations,
    });
    format!("{line}\n")
}
