//! `hashiya add`: copies texts into a project as UTF-8.

use std::io::Write;
use std::path::Path;

use crate::error::{Error, Severity, counted};
use crate::formats::encoding::Encoding;
use crate::session::adder::{Adder, Candidate, Kind, Plan, Verdict, Wanted, said};

use super::arguments::{Arguments, usage};
use super::ending::{Exit, Failure, print};

/// `hashiya add DIR FILE… [--encoding NAME] [--language TAG] [--yes]`
///
/// Where nothing is doubtful, files are added; else it is told what would be done, and only `--yes` does it.
pub fn add(mut arguments: Arguments<'_>, out: &mut dyn Write, told: &mut dyn Write) -> Result<Exit, Failure> {
    let encoding = arguments.option("--encoding")?.map(|name| Encoding::from_name(&name)).transpose();
    let encoding = encoding.map_err(Failure::Usage)?;
    let language = arguments.option("--language")?;
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
    let plan = adder.look_and_wait(Wanted { paths, encoding, language })?;
    print(out, &listed(&plan))?;
    if plan.is_doubtful() && !is_agreed {
        let doubtful = plan.candidates.iter().filter(|candidate| candidate.is_added() && !candidate.doubts.is_empty());
        let error =
            Error::new(format!("nothing was added: {} should be looked at first", counted(doubtful.count(), "file")));
        let hint =
            "`--encoding NAME` says the encoding, `--yes` adds them as listed, and the window shows how they read";
        return Err(error.hint(hint).into());
    }
    let report = adder.add_and_wait(&plan)?;
    for problem in report.problems.iter().filter(|problem| problem.severity == Severity::Note) {
        print(told, &format!("hashiya: {problem}\n"))?;
    }
    print(out, &format!("{}\n", said(&report)))?;
    let is_whole = report.problems.iter().all(|problem| problem.severity == Severity::Note);
    Ok(if is_whole { Exit::Done } else { Exit::Failed })
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
        Kind::Lines => format!(", {}", counted(candidate.documents, "document")),
        Kind::Page => ", the article of a page".to_owned(),
    };
    let outcome = match &candidate.verdict {
        Verdict::Add if candidate.doubts.is_empty() => String::new(),
        Verdict::Add => format!("; {}", candidate.doubts.join("; ")),
        Verdict::Known(why) | Verdict::Refused(why) => format!("; not added: {why}"),
    };
    format!("{}: {read}{kind}{outcome}\n", candidate.name)
}
