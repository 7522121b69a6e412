//! `hashiya convert` and `hashiya formats`: from one format to another, without a project.

use std::io::Write;
use std::path::Path;

use crate::error::{Error, Problem, counted};
use crate::formats::catalogue::{FORMATS, Format};
use crate::formats::export::{first_lost, refuse_losses};
use crate::store::batches::{self, BATCH, EVERYTHING, OfFiles};
use crate::store::found::Found;
use crate::store::outgoing::Outgoing;

use super::arguments::{Arguments, usage};
use super::ending::{Exit, Failure, print};
use super::export::{options, place};
use super::progress::watched;

/// How many problems are told one by one; the rest is counted.
const TOLD: usize = 40;

/// `hashiya convert IN OUT [--from FORMAT] [--to FORMAT] [--strict]`, with the options of formats
///
/// Without `--from` the format is recognised from content; without `--to` it goes by OUT's ending. What is lost on the way is
/// told, counted, and makes the exit code 1; with `--strict` nothing is then written.
pub fn convert(mut arguments: Arguments<'_>, out: &mut dyn Write, told: &mut dyn Write) -> Result<Exit, Failure> {
    let from = named(&mut arguments, "--from")?;
    let to = named(&mut arguments, "--to")?;
    let options = options(&mut arguments)?;
    let is_strict = arguments.flag("--strict");
    let (input, output) = (arguments.expect("IN")?, arguments.expect("OUT")?);
    arguments.end()?;
    let to = match to {
        Some(to) => to,
        None => {
            by_ending(&output).ok_or_else(|| usage(format!("`--to` is missing: `{output}` does not show a format")))?
        }
    };
    let target = if output == "-" { None } else { Some(Path::new(&output)) };
    let found = Found::new(&[input.clone().into()])?;
    let from = found.format(from)?;
    let (exported, alone, mut outgoing) = watched("converting", |watch| {
        let convert = |most: usize| {
            let mut source = OfFiles::new(&found, from, &options, most);
            let mut outgoing = Outgoing::new(target, to.pieces(&options))?;
            let (alone, exported) = batches::export(&mut source, to, &options, &mut outgoing, watch)?;
            Ok::<_, Error>((exported, alone, outgoing, source.has_scattered()))
        };
        let (exported, alone, outgoing, has_scattered) = convert(BATCH)?;
        if !has_scattered {
            return Ok((exported, alone, outgoing));
        }
        // What is said about one document stands in several places: it is brought together by reading all at once.
        drop(outgoing);
        convert(EVERYTHING).map(|(exported, alone, outgoing, _)| (exported, alone, outgoing))
    })
    .map_err(|error| error.context(format!("cannot convert {input}")))?;
    let problems = [&found.problems[..], &exported.problems].concat();
    if exported.records == 0 {
        return Err(found.nothing(from, &problems).into());
    }
    if is_strict {
        refuse_losses(&problems)?;
    }
    let files = outgoing.finish(alone.as_deref())?;
    place(outgoing, files, target, out)?;
    let mut report = report(&problems);
    report.push_str(&format!(
        "converted {} in {} from {} to {}, read back and compared",
        counted(exported.annotations, "annotation"),
        counted(exported.records, "record"),
        from.name(),
        to.name()
    ));
    let is_lossy = first_lost(&problems).is_some();
    if is_lossy {
        report.push_str("; what is told as loss is NOT in it");
    }
    print(told, &(report + "\n"))?;
    Ok(if is_lossy { Exit::Failed } else { Exit::Done })
}

/// `hashiya formats [--markdown]`
pub fn formats(mut arguments: Arguments<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let is_markdown = arguments.flag("--markdown");
    arguments.end()?;
    print(out, &if is_markdown { markdown() } else { listed() })
}

/// The formats with what they cannot hold, for `help` too.
#[must_use]
pub fn listed() -> String {
    let mut out = String::new();
    for entry in &FORMATS {
        out.push_str(&format!("  {:<14}{}\n", entry.name, entry.title));
        let cannot = entry.holds.cannot();
        if !cannot.is_empty() {
            out.push_str(&format!("                cannot hold {cannot}\n"));
        }
    }
    out
}

/// The table of the README.
#[must_use]
pub fn markdown() -> String {
    let mut out = String::from("| `--format` | what it is | cannot hold |\n|---|---|---|\n");
    for entry in &FORMATS {
        let cannot = entry.holds.cannot();
        let cannot = if cannot.is_empty() { "–".to_owned() } else { cannot };
        out.push_str(&format!("| `{}` | {} | {cannot} |\n", entry.name, entry.title));
    }
    out
}

/// A format that an option names.
pub(super) fn named(arguments: &mut Arguments<'_>, option: &str) -> Result<Option<Format>, Failure> {
    arguments.option(option)?.map(|name| Format::from_name(&name).map_err(Failure::Usage)).transpose()
}

/// The format that the name of a file shows, if only one has such files.
fn by_ending(output: &str) -> Option<Format> {
    let ending = output.rsplit_once('.')?.1;
    let mut fitting = FORMATS.iter().filter(|entry| entry.extension == ending);
    fitting.next().map(|entry| entry.format)
}

/// Problems as lines: losses first, and no more than a person reads.
pub(super) fn report(problems: &[Problem]) -> String {
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort_by_key(|problem| problem.severity);
    let mut report: String = sorted.iter().take(TOLD).map(|problem| format!("hashiya: {problem}\n")).collect();
    if sorted.len() > TOLD {
        report.push_str(&format!("hashiya: and {}\n", counted(sorted.len() - TOLD, "problem")));
    }
    report
}
