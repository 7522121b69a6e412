//! `hashiya merge`: what others did in another copy of a project.

use std::io::Write;
use std::path::Path;

use crate::error::{Problem, Severity, counted};
use crate::store::merge::{self, Brought, Merged};

use super::arguments::Arguments;
use super::ending::{Exit, Failure, print};

/// `hashiya merge FROM INTO`: fails if something could not be brought in.
pub fn merge(mut arguments: Arguments<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (from, into) = (arguments.expect("FROM")?, arguments.expect("INTO")?);
    arguments.end()?;
    let Brought { merged, assigned, problems } = merge::merge(Path::new(&from), Path::new(&into))?;
    let mut said: String = problems.iter().map(|problem| format!("{problem}\n")).collect();
    for Merged { annotator, new, updated, kept } in &merged {
        let files = counted(*new, "new file");
        said.push_str(&format!("{annotator}: {files}, {updated} further on, {kept} as here already\n"));
    }
    if assigned > 0 {
        said.push_str(&format!("assigned {} to more people than before\n", counted(assigned, "document")));
    }
    let is_left_out = |problem: &Problem| problem.severity == Severity::Loss;
    if merged.is_empty() && !problems.iter().any(is_left_out) {
        said.push_str("nobody has annotated anything there\n");
    }
    print(out, &said)?;
    Ok(if problems.iter().any(is_left_out) { Exit::Failed } else { Exit::Done })
}
