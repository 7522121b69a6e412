//! `hashiya add`: copies texts into a project as UTF-8.

use std::io::Write;
use std::path::Path;

use crate::error::{Error, Severity, counted};
use crate::formats::encoding::Encoding;
use crate::formats::mapping::Mapping;
use crate::session::adder::{Adder, Candidate, Kind, Plan, Verdict, Wanted, news, said};
use crate::store::files;

use super::arguments::{Arguments, usage};
use super::ending::{Exit, Failure, print};
use super::export::in_file;
use super::progress::watched;

/// `hashiya add DIR FILE… [--encoding NAME] [--language TAG] [--map FIELDS] [--replace] [--yes]`
///
/// Where nothing is doubtful, files are added; else it is told what would be done, and only `--yes` does it.
pub fn add(mut arguments: Arguments<'_>, out: &mut dyn Write, told: &mut dyn Write) -> Result<Exit, Failure> {
    let encoding = arguments.option("--encoding")?.map(|name| Encoding::from_name(&name)).transpose();
    let encoding = encoding.map_err(Failure::Usage)?;
    let language = arguments.option("--language")?;
    let map = match arguments.option("--map")? {
        Some(said) => read_map(&said)?,
        None => Mapping::default(),
    };
    let is_replacing = arguments.flag("--replace");
    let is_agreed = arguments.flag("--yes");
    let root = arguments.expect("DIR")?;
    let mut paths = Vec::new();
    while let Some(path) = arguments.plain() {
        paths.push(path.into());
    }
    if paths.is_empty() {
        return Err(usage("a file or folder to add is missing"));
    }
    arguments.end()?;
    let adder = Adder::new(Path::new(&root));
    let wanted = Wanted { paths, encoding, language, map, is_replacing };
    let plan = watched("reading", |watch| adder.look_watched(&wanted, watch))?;
    print(out, &listed(&plan))?;
    if plan.is_doubtful() && !is_agreed {
        let doubtful = plan.candidates.iter().filter(|candidate| candidate.is_added() && !candidate.doubts.is_empty());
        let error =
            Error::new(format!("nothing was added: {} should be looked at first", counted(doubtful.count(), "file")));
        let hint =
            "`--yes` adds them as listed, `--encoding NAME` says an encoding, and the window shows how they read";
        return Err(error.hint(hint).into());
    }
    let report = watched("adding", |watch| adder.add_watched(&plan, watch))?;
    for problem in news(&plan, &report) {
        print(told, &format!("hashiya: {problem}\n"))?;
    }
    print(out, &format!("{}\n", said(&report)))?;
    let is_whole = report.problems.iter().all(|problem| problem.severity == Severity::Note);
    Ok(if is_whole { Exit::Done } else { Exit::Failed })
}

/// Which fields hold what: said so, or in a file of RON.
fn read_map(said: &str) -> Result<Mapping, Failure> {
    match in_file(said) {
        Some(path) => Ok(Mapping::from_ron(&files::read_text(path)?, said)?),
        None => said.parse().map_err(Failure::Usage),
    }
}

/// A line for each file: its name, by what it is read, and what becomes of it.
fn listed(plan: &Plan) -> String {
    plan.candidates.iter().map(line).chain(plan.problems.iter().map(|problem| format!("{problem}\n"))).collect()
}

fn line(candidate: &Candidate) -> String {
    let (_, confidence) = candidate.guess.said();
    let read = if !candidate.is_chosen {
        format!("{} ({confidence})", candidate.encoding)
    } else {
        candidate.encoding.to_string()
    };
    let kind = match candidate.kind {
        Kind::Text => String::new(),
        Kind::Lines if candidate.is_added() => format!(", {}", counted(candidate.documents, "document")),
        Kind::Lines => String::new(),
        Kind::Page => ", the article of a page".to_owned(),
    };
    let there = match candidate.there {
        count if count > 0 && candidate.is_added() => format!(", {count} more there already"),
        _ => String::new(),
    };
    let outcome = match &candidate.verdict {
        Verdict::Add if candidate.doubts.is_empty() => String::new(),
        Verdict::Add => format!("; {}", candidate.doubts.join("; ")),
        Verdict::Known(why) | Verdict::Refused(why) => format!("; not added: {why}"),
    };
    let place = if candidate.is_replacing { ", in the place of a text that is kept beside it" } else { "" };
    format!("{}: {read}{kind}{there}{place}{outcome}\n", candidate.name)
}
