//! Adding documents beside a session: looking at files that may be added, and adding them, and what is said of it. It does not know
//! the session.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Problem, counted};
use crate::formats::encoding::Encoding;
use crate::store::add::{self, look};
use crate::store::adding::{self, add};
use crate::store::candidate;
use crate::store::named;
use crate::store::watch::Watch;

use super::command::adding::Doubtful;
use super::job::Job;
use super::relisted::Relisted;

/// What somebody wants to add, what would be added of it, and what was: the store's words, so that the window need not know
/// the store.
pub type Wanted = add::Wanted;
pub type Plan = add::Plan;
pub type Candidate = candidate::Candidate;
pub type Verdict = candidate::Verdict;
pub type Kind = named::Kind;
pub type Added = adding::Report;

/// The folder's part of what is to be done: looking and writing, without the session.
#[derive(Debug, Clone)]
pub struct Adder {
    root: PathBuf,
}

impl Adder {
    /// For the project in a folder.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Looks at files that may be added.
    #[must_use]
    pub fn look(&self, wanted: Wanted) -> Job<Plan> {
        let root = self.root.clone();
        Job::start(move |watch| look(&root, &wanted, watch))
    }

    /// The plan with one file read by another encoding.
    #[must_use]
    pub fn reread(&self, plan: &Arc<Plan>, index: usize, encoding: Encoding) -> Job<Plan> {
        let plan = Arc::clone(plan);
        Job::start(move |watch| plan.with_encoding(index, encoding, watch))
    }

    /// Adds what the plan says.
    #[must_use]
    pub fn add(&self, plan: &Arc<Plan>) -> Job<Added> {
        let plan = Arc::clone(plan);
        Job::start(move |watch| add(&plan, watch))
    }

    /// Looks, and adds it if nothing is doubtful, or that is to be added too. Waits until it is done.
    pub fn add_at_once(&self, wanted: Wanted, doubtful: Doubtful) -> Result<Added, Error> {
        let plan = self.look(wanted).wait()?;
        if let Some(first) = plan.doubtful().next().filter(|_| doubtful == Doubtful::Refused) {
            return Err(doubt(&plan.candidates[first]));
        }
        self.add(&Arc::new(plan)).wait()
    }

    /// Looks, and waits until it is done.
    pub fn look_watched(&self, wanted: &Wanted, watch: &Watch) -> Result<Plan, Error> {
        look(&self.root, wanted, watch)
    }

    /// Adds, and waits until it is done.
    pub fn add_watched(&self, plan: &Plan, watch: &Watch) -> Result<Added, Error> {
        add(plan, watch)
    }
}

/// Why a file is not added unasked.
fn doubt(candidate: &Candidate) -> Error {
    Error::new(format!("nothing was added; {}: {}", candidate.name, candidate.doubts.join("; ")))
        .hint("say the encoding with `--encoding NAME` or the fields with `--map`, look at it in the window, or add it as it is with `--yes`")
}

/// Documents on their way into the project.
pub(super) enum TakingIn {
    /// They are looked at and added.
    Adding(Job<Added>),
    /// Nothing was added here: all are being listed, as somebody else may have changed them.
    Reloading(Job<Relisted>),
    /// They were added and are being listed.
    Listing(Added, Job<Relisted>),
}

/// What is said when documents were added.
#[must_use]
pub fn said(report: &Added) -> String {
    let Added { documents, files, there, left_out, refused, .. } = *report;
    let mut said = match documents {
        0 => "nothing was added".to_owned(),
        _ => format!("added {} from {}", counted(documents, "document"), counted(files, "file")),
    };
    for (count, words) in [
        (there, format!("there already: {}", counted(there, "document"))),
        (left_out, format!("left out: {}", counted(left_out, "line"))),
        (refused, format!("not added: {}", counted(refused, "file"))),
    ] {
        if count > 0 {
            said.push_str("; ");
            said.push_str(&words);
        }
    }
    said
}

/// What adding told that its plan did not tell before.
#[must_use]
pub fn news(plan: &Plan, report: &Added) -> Vec<Problem> {
    let known = adding::told(plan);
    report.problems.iter().filter(|problem| !known.contains(problem)).cloned().collect()
}
