//! `hashiya import`: texts and annotations of other programs, into a project.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::counted;
use crate::formats::export::first_lost;
use crate::model::annotator::AnnotatorKind;
use crate::model::id::AnnotatorId;
use crate::store::batches::{BATCH, OfFiles};
use crate::store::found::Found;
use crate::store::importing::{Import, Wanted};

use super::arguments::Arguments;
use super::convert::{named, report};
use super::ending::{Exit, Failure, print};
use super::export::options;
use super::progress::watched;

/// `hashiya import DIR FILE… [--format FORMAT] [--as ANNOTATOR] [--labels MAP] [--program] [--strict]`, with `--columns`
///
/// Texts that the project does not have are added. Whoever made annotations becomes an annotator; of whom a file does not say
/// it, `--as` does, else `imported`. Labels that the project does not have are added to its schema, and told, unless `--labels`
/// says which of its labels they are (`PER=person`) or that they are left out (`MISC=-`; `*=-` for all that it does not have).
/// With `--strict` nothing is brought in if something would be lost. With `--program` what is brought in are suggestions:
/// whoever made them is a program, not a person.
pub fn import(mut arguments: Arguments<'_>, told: &mut dyn Write) -> Result<Exit, Failure> {
    let format = named(&mut arguments, "--format")?;
    let annotator = arguments.option("--as")?;
    let labels = arguments.parsed("--labels")?.unwrap_or_default();
    let options = options(&mut arguments)?;
    let is_strict = arguments.flag("--strict");
    let is_program = arguments.flag("--program");
    let root = arguments.expect("DIR")?;
    let mut paths = vec![PathBuf::from(arguments.expect("FILE")?)];
    while let Some(path) = arguments.plain() {
        paths.push(path.into());
    }
    arguments.end()?;
    let found = Found::new(&paths)?;
    let format = found.format(format)?;
    let wanted = Wanted {
        annotator: annotator.as_deref().map(AnnotatorId::new),
        kind: is_program.then_some(AnnotatorKind::Program),
        labels,
        is_strict,
        ..Wanted::of(&found, &paths, format)?
    };
    let done = watched("importing", |watch| {
        let mut source = OfFiles::new(&found, format, &options, BATCH);
        let import = Import::make(Path::new(&root), &mut source, wanted, watch)?;
        if import.report.read == 0 && import.report.missing.is_empty() {
            return Err(found.nothing(format, &import.report.problems));
        }
        import.commit()
    })?;
    let mut said = report(&done.problems);
    for one in &done.missing {
        said.push_str(&format!("added to the schema: {} ({})\n", one.path, counted(one.annotations, "annotation")));
    }
    said.push_str(&done.said(format));
    let is_lossy = first_lost(&done.problems).is_some();
    if is_lossy {
        said.push_str("; what is told as loss is NOT in it");
    }
    print(told, &(said + "\n"))?;
    Ok(if is_lossy { Exit::Failed } else { Exit::Done })
}
