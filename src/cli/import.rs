//! `hashiya import`: texts and annotations of other programs, into a project.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::{Error, counted};
use crate::formats::drafts::NOBODY;
use crate::model::annotator::AnnotatorKind;
use crate::model::id::AnnotatorId;
use crate::store::batches::{BATCH, Found, OfFiles};
use crate::store::importing::{Import, Wanted};

use super::arguments::Arguments;
use super::convert::{first_lost, named, recognised, report};
use super::export::options;
use super::progress::watched;
use super::{Exit, Failure, print};

/// `hashiya import DIR FILE… [--format FORMAT] [--as ANNOTATOR] [--program] [--strict]`, with `--columns`
///
/// Texts that the project does not have are added. Whoever made annotations becomes an annotator; of whom a file does not say
/// it, `--as` does, else `imported`. Labels that the project does not have are added to its schema, and told. With `--strict`
/// nothing is brought in if something would be lost. With `--program` what is brought in are suggestions: whoever made them is a
/// program, not a person.
pub fn import(mut arguments: Arguments<'_>, told: &mut dyn Write) -> Result<Exit, Failure> {
    let format = named(&mut arguments, "--format")?;
    let annotator = arguments.option("--as")?;
    let options = options(&mut arguments)?;
    let is_strict = arguments.flag("--strict");
    let is_program = arguments.flag("--program");
    let root = arguments.expect("DIR")?;
    let mut paths = vec![arguments.expect("FILE")?];
    while let Some(path) = arguments.plain() {
        paths.push(path);
    }
    arguments.end()?;
    let root = Path::new(&root);
    let found = Found::new(&paths.iter().map(PathBuf::from).collect::<Vec<_>>())?;
    let format = recognised(&found, format, &paths.join(", "))?;
    let stem = Path::new(&paths[0]).file_stem();
    let stem = stem.map_or_else(|| NOBODY.to_owned(), |stem| stem.to_string_lossy().into_owned());
    let kind = is_program.then_some(AnnotatorKind::Program);
    let annotator = annotator.as_deref().map(AnnotatorId::new);
    let wanted = Wanted { annotator, kind, stem, format: format.name().to_owned(), originals: found.originals()? };
    let done = watched("importing", |watch| {
        let mut source = OfFiles::new(&found, format, &options, BATCH);
        let import = Import::make(root, &mut source, wanted, watch)?;
        let problems = [&found.problems[..], &import.report.problems[..]].concat();
        if import.report.read == 0 && import.report.missing.is_empty() {
            return Err(found.nothing(&paths.join(", "), format, &problems));
        }
        if let (true, Some(first)) = (is_strict, first_lost(&problems)) {
            let error = Error::new(format!("nothing was brought in, for something would be lost: {first}"));
            return Err(error.hint("without `--strict` the rest is brought in, and all that is lost is told"));
        }
        import.commit()
    })?;
    let problems = [found.problems, done.problems].concat();
    let mut said = report(&problems);
    for one in &done.missing {
        said.push_str(&format!("added to the schema: {} ({})\n", one.path, counted(one.annotations, "annotation")));
    }
    let names: Vec<String> = done.annotators.iter().map(|annotator| format!("`{annotator}`")).collect();
    said.push_str(&format!("imported {} from {}", counted(done.added, "annotation"), format.name()));
    if !names.is_empty() {
        said.push_str(&format!(" as {}", names.join(", ")));
    }
    said.push_str(&format!("; {} added", counted(done.documents, "document")));
    if done.there > 0 {
        said.push_str(&format!("; {} there already", counted(done.there, "annotation")));
    }
    let is_lossy = first_lost(&problems).is_some();
    if is_lossy {
        said.push_str("; what is told as loss is NOT in it");
    }
    print(told, &(said + "\n"))?;
    Ok(if is_lossy { Exit::Failed } else { Exit::Done })
}
