//! `hashiya export`: annotations for training and for other programs.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Severity, counted};
use crate::formats::catalogue::Format;
use crate::formats::export;
use crate::model::document::Document;
use crate::model::id::AnnotatorId;
use crate::model::nearest::{allowed, hint_for};
use crate::model::set::AnnotationSet;
use crate::store::files;
use crate::store::folder::{self, Purpose};

use super::arguments::{Arguments, usage};
use super::{Exit, Failure, print};

/// `hashiya export DIR --format jsonl|json|ron [--by ANNOTATOR] [--output FILE] [--strict]`
///
/// What cannot be in the export is told, counted, and makes the exit code 1; with `--strict` nothing is then written.
///
/// Without `--by` everybody's sets are exported, by document and then by annotator. A document that an annotator has not
/// begun is left out, so that it is not taken for one without entities.
pub fn export(mut arguments: Arguments<'_>, out: &mut dyn Write, told: &mut dyn Write) -> Result<Exit, Failure> {
    let names = Format::ALL.map(Format::name);
    let format = match arguments.option("--format")? {
        None => return Err(usage(format!("`--format` is missing ({})", allowed(names)))),
        Some(name) => Format::from_name(&name)
            .ok_or_else(|| usage(format!("there is no format `{name}` ({})", hint_for(&name, names))))?,
    };
    let by = arguments.option("--by")?;
    let output = arguments.option("--output")?;
    let is_strict = arguments.flag("--strict");
    let root = arguments.expect("DIR")?;
    arguments.end()?;

    let opened = folder::open(Path::new(&root))?;
    let mut problems = opened.problems;
    let mut annotators = opened.folder.annotators()?;
    if let Some(by) = by {
        let wanted = AnnotatorId::new(&by);
        if !annotators.contains(&wanted) {
            let error = Error::new(format!("`{by}` has annotated nothing in {root}"))
                .hint(hint_for(&by, annotators.iter().map(AnnotatorId::as_str)));
            return Err(error.into());
        }
        annotators = vec![wanted];
    }
    let mut sets: Vec<(Arc<Document>, AnnotationSet)> = Vec::new();
    let corpus = &opened.corpus;
    let mut places: Vec<(usize, &AnnotatorId)> = Vec::new();
    for annotator in &annotators {
        let (found, _strays) = opened.folder.sets(annotator, corpus)?;
        places.extend(found.into_iter().map(|place| (place, annotator)));
    }
    places.sort();
    for of_document in places.chunk_by(|(one, _), (other, _)| one == other) {
        let document = Arc::new(corpus.load(of_document[0].0)?);
        for (_, annotator) in of_document {
            let (set, found) = opened.folder.read_set(annotator, &document, Purpose::Look)?;
            problems.extend(found);
            if set.has_begun() {
                sets.push((Arc::clone(&document), set));
            }
        }
    }
    let left_out = corpus.len() * annotators.len() - sets.len();
    let mut identities = BTreeMap::new();
    for annotator in &annotators {
        let (known, found) = opened.folder.read_identities(annotator, Purpose::Look)?;
        problems.extend(found);
        identities.insert(annotator.clone(), known);
    }
    let exported = export::export(format, &opened.project, &sets, &identities)?;
    problems.extend(exported.problems);
    let first_lost = problems.iter().find(|problem| problem.severity == Severity::Loss);
    if let (true, Some(first)) = (is_strict, first_lost) {
        let error = Error::new(format!("nothing was written, for something would be lost: {first}"));
        return Err(error.hint("`hashiya check` tells all of it; without `--strict` the rest is written").into());
    }
    match &output {
        Some(file) => files::write(Path::new(file), &exported.bytes)?,
        None => {
            print(out, &String::from_utf8_lossy(&exported.bytes))?;
        }
    }
    let mut report = String::new();
    for problem in problems.iter().filter(|problem| problem.severity != Severity::Note) {
        report.push_str(&format!("hashiya: {problem}\n"));
    }
    let place = output.map_or_else(String::new, |file| format!(" to {file}"));
    report.push_str(&format!(
        "exported {} in {}{place}, read back and compared with the texts",
        counted(exported.annotations, "annotation"),
        counted(exported.documents, "record")
    ));
    if left_out > 0 {
        report.push_str(&format!("; left out as not begun: {}", counted(left_out, "set")));
    }
    if first_lost.is_some() {
        report.push_str("; what is told as loss is NOT in it");
    }
    print(told, &(report + "\n"))?;
    Ok(if first_lost.is_none() { Exit::Done } else { Exit::Failed })
}
