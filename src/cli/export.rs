//! `hashiya export`: annotations for training and for other programs.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Severity, counted};
use crate::formats::bundle::{Bundle, File};
use crate::formats::catalogue::Format;
use crate::formats::encoding::Encoding;
use crate::formats::export;
use crate::formats::options::Options;
use crate::formats::tokens::Tokens;
use crate::model::id::AnnotatorId;
use crate::model::nearest::{allowed, hint_for};
use crate::store::files;
use crate::store::folder::{self, Purpose};

use super::arguments::{Arguments, usage};
use super::{Exit, Failure, print};

/// `hashiya export DIR --format FORMAT [--by ANNOTATOR] [--output FILE|FOLDER] [--strict]`, with `--tokens`, `--scheme`
///
/// What cannot be in the export is told, counted, and makes the exit code 1; with `--strict` nothing is then written.
///
/// Without `--by` everybody's sets are exported, by document and then by annotator. A document that an annotator has not
/// begun is left out, so that it is not taken for one without entities.
pub fn export(mut arguments: Arguments<'_>, out: &mut dyn Write, told: &mut dyn Write) -> Result<Exit, Failure> {
    let format = match arguments.option("--format")? {
        None => return Err(usage(format!("`--format` is missing ({})", allowed(Format::all().map(Format::name))))),
        Some(name) => Format::from_name(&name).map_err(Failure::Usage)?,
    };
    let options = options(&mut arguments)?;
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
    let corpus = &opened.corpus;
    let mut places: Vec<(usize, &AnnotatorId)> = Vec::new();
    for annotator in &annotators {
        let (found, _strays) = opened.folder.sets(annotator, corpus)?;
        places.extend(found.into_iter().map(|place| (place, annotator)));
    }
    places.sort();
    let mut bundle = Bundle { project: opened.project, ..Bundle::empty("") };
    for of_document in places.chunk_by(|(one, _), (other, _)| one == other) {
        let document = Arc::new(corpus.load(of_document[0].0)?);
        let mut is_begun = false;
        for (_, annotator) in of_document {
            let (set, found) = opened.folder.read_set(annotator, &document, Purpose::Look)?;
            problems.extend(found);
            if set.has_begun() {
                is_begun = true;
                bundle.sets.push(set);
            }
        }
        bundle.documents.extend(is_begun.then_some(document));
    }
    let left_out = corpus.len() * annotators.len() - bundle.sets.len();
    for annotator in &annotators {
        let (known, found) = opened.folder.read_identities(annotator, Purpose::Look)?;
        problems.extend(found);
        bundle.identities.insert(annotator.clone(), known);
    }
    let exported = export::export(format, &bundle, &options)?;
    problems.extend(exported.problems);
    let first_lost = problems.iter().find(|problem| problem.severity == Severity::Loss);
    if let (true, Some(first)) = (is_strict, first_lost) {
        let error = Error::new(format!("nothing was written, for something would be lost: {first}"));
        return Err(error.hint("without `--strict` the rest is written, and all that is lost is told").into());
    }
    write_files(&exported.files, output.as_deref(), out)?;
    let mut report = String::new();
    for problem in
        problems.iter().filter(|problem| problem.severity != Severity::Note || problem.place == format.name())
    {
        report.push_str(&format!("hashiya: {problem}\n"));
    }
    let place = output.map_or_else(String::new, |file| format!(" to {file}"));
    report.push_str(&format!(
        "exported {} in {}{place}, read back and compared with the texts",
        counted(exported.annotations, "annotation"),
        counted(exported.records, "record")
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

/// Writes what was exported: one file to standard output or as `output`, several into a folder.
pub(super) fn write_files(written: &[File], output: Option<&str>, out: &mut dyn Write) -> Result<(), Failure> {
    match (output, written) {
        (Some(path), _) => {
            let named: Vec<(&str, &[u8])> =
                written.iter().map(|file| (file.path.as_str(), file.bytes.as_slice())).collect();
            files::write_all(Path::new(path), &named)?;
        }
        (None, [only]) => drop(print(out, &String::from_utf8_lossy(&only.bytes))?),
        (None, []) => {}
        (None, several) => {
            return Err(usage(format!("`--output` is missing: it is a folder for {} files", several.len())));
        }
    }
    Ok(())
}

/// What a person says about how a format is read or written: `--tokens`, `--scheme`, `--columns`.
pub(super) fn options(arguments: &mut Arguments<'_>) -> Result<Options, Failure> {
    let words = Tokens::ALL.map(Tokens::word);
    let tokens = match arguments.option("--tokens")? {
        None => Tokens::default(),
        Some(word) => Tokens::from_word(&word)
            .ok_or_else(|| usage(format!("there are no tokens `{word}` ({})", hint_for(&word, words))))?,
    };
    let scheme = arguments.parsed("--scheme")?.unwrap_or_default();
    let encoding = arguments.option("--encoding")?.map(|name| Encoding::from_name(&name)).transpose();
    let encoding = encoding.map_err(Failure::Usage)?;
    Ok(Options {
        tokens,
        scheme,
        columns: arguments.parsed("--columns")?,
        encoding,
        map: arguments.parsed("--map")?.unwrap_or_default(),
        is_for_spreadsheets: arguments.flag("--spreadsheet"),
    })
}
