//! Adding documents to the open project: the command, and the same in two steps for a window, which shows what would be added
//! before it is. The long part runs beside; what is open, selected and done in other documents stays as it is.

use std::sync::Arc;

use crate::error::Error;
use crate::store::folder;

use super::adder::{Added, Adder, ListedAgain, TakingIn, Wanted, said};
use super::command::adding::AddCommand;
use super::effect::Effect;
use super::job::Job;
use super::state::Session;

impl Session {
    /// What adds documents to the open project; `None` if it lies in no folder.
    #[must_use]
    pub fn adder(&self) -> Option<Adder> {
        self.disk.as_ref().map(|disk| Adder::new(disk.folder.root()))
    }

    pub(super) fn plan_adding(&self, command: &AddCommand) -> Result<Effect, Error> {
        self.adder().ok_or_else(nowhere)?;
        self.refuse_while_reading()?;
        Ok(Effect::Add(command.clone()))
    }

    /// Adds documents, and waits until it is done.
    pub(super) fn add_documents(&mut self, wanted: &Wanted) -> Result<String, Error> {
        let adder = self.adder().ok_or_else(nowhere)?;
        let report = adder.add_undoubted(wanted.clone())?;
        self.take_in(report)
    }

    /// Hears that documents were added: they are listed beside the window, and take their places among the others.
    pub fn hear_added(&mut self, report: Result<Added, Error>) {
        let told = match report {
            Ok(report) if self.known.is_drawn => self.listing_again().map(|listed| {
                let said = said(&report);
                self.taking_in = Some(TakingIn { report, listed });
                said
            }),
            report => report.and_then(|report| self.take_in(report)),
        };
        self.hear_said(told);
    }

    /// Whether documents that were added are being listed.
    #[must_use]
    pub fn is_taking_in(&self) -> bool {
        self.taking_in.is_some()
    }

    /// Takes the documents that were listed beside the window.
    pub(super) fn hear_taken_in(&mut self) {
        if let Some(answer) = self.taking_in.as_ref().and_then(|taking_in| taking_in.listed.answer())
            && let Some(TakingIn { report, .. }) = self.taking_in.take()
        {
            self.revision += 1;
            let told = answer.and_then(|listed| self.take_listed(listed, &report));
            self.hear_said(told);
        }
    }

    fn take_in(&mut self, report: Added) -> Result<String, Error> {
        let listed = self.listing_again()?.wait()?;
        self.take_listed(listed, &report)
    }

    /// Begins to list the documents of the project as they are now.
    fn listing_again(&self) -> Result<Job<ListedAgain>, Error> {
        let disk = self.disk.as_ref().ok_or_else(nowhere)?;
        let (folder, annotator) = (Arc::clone(&disk.folder), self.annotator().clone());
        Ok(Job::start_waking(self.waker(), move |_| {
            let opened = folder::open(folder.root())?;
            let (sets, _) = folder.sets(&annotator, &opened.corpus)?;
            Ok(ListedAgain { opened, sets })
        }))
    }

    fn take_listed(&mut self, listed: ListedAgain, report: &Added) -> Result<String, Error> {
        let ListedAgain { opened, sets } = listed;
        // The sets are read by their documents' places, which change now.
        self.wait_for_readers();
        self.relist(opened.corpus);
        self.count_sets(sets);
        if self.current_index().is_none() {
            self.open_first();
        }
        self.hear_again(opened.problems);
        self.tell(report.problems.clone());
        Ok(said(report))
    }
}

/// Why nothing can be added.
fn nowhere() -> Error {
    Error::new("documents are added to a project in a folder, which this one has not")
}
