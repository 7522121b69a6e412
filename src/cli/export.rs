//! `hashiya export`: annotations for training and for other programs.

use std::io::Write;
use std::path::Path;

use crate::error::{Error, Severity, counted};
use crate::formats::catalogue::Format;
use crate::formats::export::{first_lost, refuse_losses};
use crate::formats::mapping::Mapping;
use crate::formats::options::{OPTIONS, Options, SPREADSHEET};
use crate::model::id::AnnotatorId;
use crate::model::nearest::{allowed, hint_for};
use crate::store::batches::{self, OfProject};
use crate::store::files;
use crate::store::folder;
use crate::store::outgoing::Outgoing;

use super::arguments::{Arguments, usage};
use super::ending::{Exit, Failure, print};
use super::onlooker::Onlooker;
use super::progress::watched;

/// `hashiya export DIR --format FORMAT [--by ANNOTATOR] [--as ANNOTATOR] [--output FILE|FOLDER] [--strict]`, with `--tokens`, `--scheme`
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
    let onlooker = Onlooker::take(&mut arguments)?;
    let output = arguments.option("--output")?;
    let is_strict = arguments.flag("--strict");
    let root = arguments.expect("DIR")?;
    arguments.end()?;

    let opened = folder::open(Path::new(&root))?;
    let mut problems = opened.problems.clone();
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
    onlooker.refuse_sets(&opened.project, &opened.folder, &annotators)?;
    let target = output.as_deref().map(Path::new);
    let (exported, alone, mut outgoing, sets) = watched("exporting", |watch| {
        let mut source = OfProject::new(&opened.folder, &opened.corpus, &opened.project, &annotators)?;
        let mut outgoing = Outgoing::new(target, format.pieces(&options))?;
        let (alone, exported) = batches::export(&mut source, format, &options, &mut outgoing, watch)?;
        Ok::<_, Error>((exported, alone, outgoing, source.sets))
    })
    .map_err(|error| error.context(format!("cannot export {root}")))?;
    let left_out = opened.corpus.len() * annotators.len() - sets;
    problems.extend(exported.problems);
    if is_strict {
        refuse_losses(&problems)?;
    }
    let first_lost = first_lost(&problems);
    let files = outgoing.finish(alone.as_deref())?;
    place(outgoing, files, target, out)?;
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

/// Puts what was written in its place: one file on standard output or as `target`, several into a folder.
pub(super) fn place(
    outgoing: Outgoing,
    files: usize,
    target: Option<&Path>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    match target {
        Some(target) => outgoing.commit(target)?,
        None if files > 1 => return Err(usage(format!("`--output` is missing: it is a folder for {files} files"))),
        None => outgoing.copy(out)?,
    }
    Ok(())
}

/// The file in which the value of an option stands, if it names one.
pub(super) fn in_file(value: &str) -> Option<&Path> {
    value.ends_with(".ron").then(|| Path::new(value))
}

/// What a person says about how a format is read or written: `--tokens`, `--scheme`, `--columns`, `--encoding`, `--map`,
/// `--spreadsheet`. What `--map` says may stand in a file of RON.
pub(super) fn options(arguments: &mut Arguments<'_>) -> Result<Options, Failure> {
    let mut options = Options { is_for_spreadsheets: arguments.flag(SPREADSHEET), ..Options::default() };
    for option in OPTIONS {
        let Some(value) = arguments.option(option)? else { continue };
        match (option, in_file(&value)) {
            ("--map", Some(path)) => options.map = Mapping::from_ron(&files::read_text(path)?, &value)?,
            _ => options.set(option, &value).map_err(Failure::Usage)?,
        }
    }
    Ok(options)
}
