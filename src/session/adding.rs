//! Adding documents to the open project: the command, and the same in two steps for a window, which shows what would be added
//! before it is. The long part runs beside; what is open, selected and done in other documents stays as it is.

use std::sync::Arc;

use crate::error::Error;
use crate::store::folder::Opened;
use crate::store::reader::Reader;

use super::adder::{Added, Adder, TakingIn, Wanted, said};
use super::command::adding::{AddCommand, Doubtful};
use super::effect::Effect;
use super::job::{Job, let_go};
use super::relisted::{Blank, Relisted};
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
        if self.is_taking_in() {
            let going_on = if self.is_reloading() {
                "the project is being read again"
            } else {
                "documents are being added already"
            };
            return Err(Error::new(going_on).hint("try again in a moment"));
        }
        Ok(Effect::Add(command.clone()))
    }

    /// Adds documents; a window goes on meanwhile. Returns what is to be said.
    pub(super) fn add_documents(&mut self, wanted: Wanted, doubtful: Doubtful) -> Result<String, Error> {
        let adder = self.adder().ok_or_else(nowhere)?;
        // What somebody annotated a moment ago is not replaced.
        let settling = self.disk.as_ref().map(|disk| disk.writer.settling()).ok_or_else(nowhere)?;
        let add = move || settling.wait().and_then(|()| adder.add_at_once(wanted, doubtful));
        if !self.known.is_drawn {
            let report = add()?;
            return self.take_in(report);
        }
        let adding = Job::start_waking(self.waker(), move |_| add());
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

    /// Whether documents are being added, or the project's are being listed again.
    #[must_use]
    pub fn is_taking_in(&self) -> bool {
        self.taking_in.is_some()
    }

    /// Whether it is only looked what others made of the project's documents: nothing is added here.
    #[must_use]
    pub fn is_reloading(&self) -> bool {
        matches!(self.taking_in, Some(TakingIn::Reloading(_)))
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
            Some(TakingIn::Reloading(listed)) => match is_read.then(|| listed.answer()).flatten() {
                Some(answer) => {
                    if let Some(told) = answer.and_then(|listed| self.take_reloaded(listed)).transpose() {
                        self.hear_said(told);
                    }
                }
                None => self.taking_in = Some(TakingIn::Reloading(listed)),
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
    pub(super) fn listing_again(&self) -> Result<Job<Relisted>, Error> {
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
        let replaced = self.changed_texts(&listed);
        let opened = self.relist(listed);
        self.open_listed_anew();
        self.look_at_shown();
        self.hear_again(opened.problems);
        replaced.iter().for_each(|id| self.read_own_again(id));
        self.tell(report.problems);
        Ok(said)
    }

    /// Takes another list of the documents: those that are known keep all that was done in them, and sets of the others are read
    /// beside the window. Returns what else was found in opening the project again.
    pub(super) fn relist(&mut self, relisted: Relisted) -> Opened {
        let Relisted { opened, blank, before, places } = relisted;
        let Blank { corpus, mut listed, languages, sets, strays } = blank;
        self.tell(strays);
        for (known, place) in self.listed.iter_mut().zip(&places) {
            if let Some(place) = place.filter(|_| !known.is_blank()) {
                let summary = Arc::clone(&listed[place].summary);
                listed[place] = known.moved(summary);
            }
        }
        let place = |index: usize| places.get(index).copied().flatten();
        self.current = self.current.and_then(place);
        self.opened.0 = self.opened.0.iter().copied().filter_map(place).collect();
        let unread: Vec<usize> = sets.into_iter().filter(|place| !listed[*place].is_counted).collect();
        let listed_before = std::mem::replace(&mut self.listed, listed);
        if let Some(disk) = &mut self.disk {
            disk.corpus = corpus;
            let (folder, corpus) = (Arc::clone(&disk.folder), Arc::clone(&disk.corpus));
            let annotator = self.annotator.clone();
            disk.reader = (!unread.is_empty()).then(|| Reader::start(folder, corpus, annotator, unread));
        }
        // To let go of what was said of tens of thousands of documents takes longer than a frame.
        let_go((before, listed_before, places));
        self.list_anew(languages);
        if !self.known.is_drawn {
            self.wait_for_readers();
        }
        opened
    }
}

/// Why nothing can be added.@
fn nowhere() -> Error {
    Error::new("documents are added to a project in a folder, which this one has not")
}
