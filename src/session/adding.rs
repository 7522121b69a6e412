//! Adding documents to the open project: the command, and the same in two steps for a window, which shows what would be added
//! before it is. The long part runs beside; what is open, selected and done in other documents stays as it is.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Severity, counted};
use crate::formats::encoding::Encoding;
use crate::store::add::{self, look};
use crate::store::adding::{self, add};

use super::command::adding::AddCommand;
use super::job::Job;
use super::plan::Effect;
use super::relisting::Relisted;
use super::state::Session;

/// What somebody wants to add, what would be added of it, and what was: the store's words, so that the window need not know
/// the store.
pub type Wanted = add::Wanted;
pub type Plan = add::Plan;
pub type Candidate = add::Candidate;
pub type Verdict = add::Verdict;
pub type Kind = add::Kind;
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
        Job::start(move |_| plan.with_encoding(index, encoding))
    }

    /// Adds what the plan says.
    #[must_use]
    pub fn add(&self, plan: &Arc<Plan>) -> Job<Added> {
        let plan = Arc::clone(plan);
        Job::start(move |watch| add(&plan, watch))
    }

    /// Looks and adds, if nothing is doubtful. Waits until it is done.
    pub fn add_undoubted(&self, wanted: Wanted) -> Result<Added, Error> {
        let plan = self.look(wanted).wait()?;
        if let Some(first) =
            plan.candidates.iter().find(|candidate| candidate.is_added() && !candidate.doubts.is_empty())
        {
            return Err(doubt(first));
        }
        self.add(&Arc::new(plan)).wait()
    }

    /// Looks, and waits until it is done.
    pub fn look_and_wait(&self, wanted: Wanted) -> Result<Arc<Plan>, Error> {
        self.look(wanted).wait().map(Arc::new)
    }

    /// Adds, and waits until it is done.
    pub fn add_and_wait(&self, plan: &Arc<Plan>) -> Result<Added, Error> {
        self.add(plan).wait()
    }
}

/// Why a file is not added unasked.
#[must_use]
pub fn doubt(candidate: &Candidate) -> Error {
    Error::new(format!("nothing was added; {}: {}", candidate.name, candidate.doubts.join("; ")))
        .hint("say the encoding with `--encoding NAME`, or look at it in the window")
}

/// Documents on their way into the project.
pub(super) enum TakingIn {
    /// They are looked at and added.
    Adding(Job<Added>),
    /// They were added and are being listed.
    Listing(Added, Job<Relisted>),
}

/// What is said when documents were added.
#[must_use]
pub fn said(report: &Added) -> String {
    let left_out = report.problems.iter().filter(|problem| problem.severity == Severity::Loss).count();
    let left_out = if left_out > 0 { format!("; not added: {}", counted(left_out, "file")) } else { String::new() };
    format!("added {} from {}{left_out}", counted(report.documents, "document"), counted(report.files, "file"))
}

impl Session {
    /// What adds documents to the open project; `None` if it lies in no folder.
    #[must_use]
    pub fn adder(&self) -> Option<Adder> {
        self.disk.as_ref().map(|disk| Adder::new(disk.folder.root()))
    }

    pub(super) fn plan_adding(&self, command: &AddCommand) -> Result<Effect, Error> {
        self.adder().ok_or_else(nowhere)?;
        self.refuse_while_reading()?;
        if self.is_taking_in() {
            return Err(Error::new("documents are being added already").hint("try again in a moment"));
        }
        Ok(Effect::Add(command.clone()))
    }

    /// Adds documents; a window goes on meanwhile. Returns what is to be said.
    pub(super) fn add_documents(&mut self, wanted: Wanted) -> Result<String, Error> {
        let adder = self.adder().ok_or_else(nowhere)?;
        if !self.known.is_drawn {
            let report = adder.add_undoubted(wanted)?;
            return self.take_in(report);
        }
        let adding = Job::start_waking(self.waker(), move |_| adder.add_undoubted(wanted));
        self.taking_in = Some(TakingIn::Adding(adding));
        Ok("adding documents".to_owned())
    }

    /// Hears that documents were added: they are listed beside the window, and take their places among the others.
    pub fn hear_added(&mut self, report: Result<Added, Error>) {
        let told = match report {
            Ok(report) if self.known.is_drawn => self.listing_again().map(|listed| {
                let said = said(&report);
                self.taking_in = Some(TakingIn::Listing(report, listed));
                said
            }),
            report => report.and_then(|report| self.take_in(report)),
        };
        self.hear_said(told);
    }

    /// Whether documents are being added, or were and are being listed.
    #[must_use]
    pub fn is_taking_in(&self) -> bool {
        self.taking_in.is_some()
    }

    /// Hears that documents were added; takes those that were listed beside the window, once nothing is being read by the places
    /// that they had.
    pub(super) fn hear_taken_in(&mut self) {
        let is_read = self.reading().is_none() && !self.is_opening() && self.are_identities_read();
        match self.taking_in.take() {
            Some(TakingIn::Adding(adding)) => match adding.answer() {
                Some(added) => self.hear_added(added),
                None => self.taking_in = Some(TakingIn::Adding(adding)),
            },
            Some(TakingIn::Listing(report, listed)) => match is_read.then(|| listed.answer()).flatten() {
                Some(answer) => {
                    let told = answer.and_then(|listed| self.take_listed(listed, report));
                    self.hear_said(told);
                }
                None => self.taking_in = Some(TakingIn::Listing(report, listed)),
            },
            None => {}
        }
    }

    fn take_in(&mut self, report: Added) -> Result<String, Error> {
        self.wait_for_readers();
        let listed = self.listing_again()?.wait()?;
        self.take_listed(listed, report)
    }

    /// Begins to list the documents of the project as they are now.
    fn listing_again(&self) -> Result<Job<Relisted>, Error> {
        let disk = self.disk.as_ref().ok_or_else(nowhere)?;
        let (folder, corpus) = (Arc::clone(&disk.folder), Arc::clone(&disk.corpus));
        let annotator = self.annotator().clone();
        Ok(Job::start_waking(self.waker(), move |_| Relisted::read(&folder, corpus, &annotator)))
    }

    fn take_listed(&mut self, listed: Relisted, report: Added) -> Result<String, Error> {
        let said = said(&report);
        if self.disk.as_ref().is_none_or(|disk| !listed.is_after(&disk.corpus)) {
            // Other documents came meanwhile.
            self.taking_in = Some(TakingIn::Listing(report, self.listing_again()?));
            return Ok(said);
        }
        let opened = self.relist(listed);
        if self.current_index().is_none() {
            self.open_first();
        }
        self.hear_again(opened.problems);
        self.tell(report.problems);
        Ok(said)
    }
}

/// Why nothing can be added.
fn nowhere() -> Error {
    Error::new("documents are added to a project in a folder, which this one has not")
}
