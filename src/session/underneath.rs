//! Files that somebody else changed while they were open here: git, a sync client, another annotator. What is shown is read
//! again; what the writer had more of, it kept beside them.

use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Problem, Severity};
use crate::model::change;
use crate::model::document::Document;
use crate::model::history::{Changes, History};
use crate::model::id::DocumentId;
use crate::model::set::AnnotationSet;
use crate::store::folder::Purpose;
use crate::store::reader;
use crate::store::seen::Shown;
use crate::store::writer::Waker;

use super::state::{Message, Session};

impl Session {
    /// Looks in pauses, from now on, whether somebody else changed what is shown; `waker` is called, from another thread, when
    /// there is something to hear for [`Session::take_requests`].
    pub fn wake(&mut self, waker: Waker) {
        if let Some(disk) = &self.disk {
            disk.writer.wake(waker);
        }
        self.look_at_shown();
    }

    /// Looks now: the person comes back to the window.
    pub fn look_now(&self) {
        if let Some(disk) = &self.disk {
            disk.writer.look_now();
        }
    }

    /// Says what is shown: the current document's sets of everybody, and the annotator's identities.
    pub(super) fn look_at_shown(&self) {
        let (Some(disk), Some(document)) = (&self.disk, self.document()) else {
            return;
        };
        let annotators = disk.folder.annotators().unwrap_or_default();
        let of_document = |annotator| Shown { annotator, document: Some(document.id().clone()) };
        let mut shown = vec![Shown { annotator: self.annotator.clone(), document: None }];
        shown.push(of_document(self.annotator.clone()));
        if self.review().is_some() {
            let others = annotators.iter().filter(|other| **other != self.annotator);
            shown.extend(others.map(|other| Shown { annotator: other.clone(), document: None }));
        }
        shown.extend(annotators.into_iter().filter(|other| *other != self.annotator).map(of_document));
        disk.writer.look_at(shown);
    }

    /// Reads again what somebody else changed, and says so.
    pub(super) fn hear_underneath(&mut self) {
        let changed = self.disk.as_ref().map(|disk| disk.writer.take_underneath()).unwrap_or_default();
        for Shown { annotator, document } in changed {
            self.revision += 1;
            match document {
                Some(_) if annotator != self.annotator => {
                    self.read_other_sets();
                    // That they are at work is not told to who must not see it.
                    if self.others.iter().any(|set| *set.annotator() == annotator) {
                        let said = format!("read {annotator}'s annotations again, which changed");
                        self.message = Some(Message::Done(said));
                    }
                }
                Some(document) => self.read_own_again(&document),
                None if annotator != self.annotator => {
                    self.forget_identities_of(&annotator);
                    self.read_other_sets();
                }
                None => self.read_identities_again(),
            }
        }
    }

    fn read_own_again(&mut self, id: &DocumentId) {
        let Some(index) = self.position(id).filter(|index| self.work_at(*index).is_some()) else {
            return;
        };
        let Some(disk) = &self.disk else {
            return;
        };
        // What still waits belongs to what was there before: it is kept beside it.
        let _ = disk.writer.settle();
        let shown = Shown { annotator: self.annotator.clone(), document: Some(id.clone()) };
        let has_still = disk.folder.has_still(&shown);
        let (corpus, folder, purpose) = (&disk.corpus, &disk.folder, disk.purpose);
        let read = match reader::read_work(folder, corpus, &self.annotator, index, purpose) {
            Ok(read) => read,
            Err(error) => {
                let place = format!("{}/{id}", self.annotator);
                return self.tell(vec![Problem::new(Severity::Wrong, place, error.to_string())]);
            }
        };
        let heard = disk.writer.take_problems();
        self.catch_up(&read.document, &read.set);
        let Some(work) = self.listed[index].work.as_deref_mut() else {
            return;
        };
        let changes = Changes::from(change::between(&work.set, &read.set));
        let is_lost = !has_still && !changes.transaction.is_empty() && purpose == Purpose::Work;
        let beside = is_lost.then(|| folder.write_set_beside(&work.set, &read.document));
        (work.set, work.locked, work.history, work.has_history) = (read.set, read.locked, History::default(), false);
        work.chosen = work.chosen.filter(|id| work.set.get(*id).is_some());
        self.known.follow(&read.document, &changes);
        if self.current == Some(index) {
            self.filling = None;
            self.reanchoring = None;
            self.read_history(index);
        }
        self.tell_of_what_is_beside(heard, beside);
        self.tell(read.problems);
        let place = format!("{}/{id}", self.annotator);
        self.tell(vec![Problem::new(Severity::Note, place, "it was changed by somebody else, and read again")]);
        self.message =
            Some(Message::Done(format!("your annotations of {id} were changed by somebody else, and are read again")));
    }

    /// Tells what the writer found, and where what we did is kept, once.
    fn tell_of_what_is_beside(&mut self, mut heard: Vec<Problem>, beside: Option<Result<Problem, Error>>) {
        let told = beside.map(|kept| {
            kept.unwrap_or_else(|error| Problem::new(Severity::Loss, self.annotator.to_string(), error.to_string()))
        });
        heard.extend(told.filter(|told| !heard.contains(told)));
        self.tell(heard);
    }

    /// Lets the writer write a set whose journal has more than its file.
    pub(super) fn catch_up(&self, document: &Arc<Document>, set: &AnnotationSet) {
        let Some(disk) = self.disk.as_ref().filter(|disk| disk.purpose == Purpose::Work) else {
            return;
        };
        if let Some(number) = disk.folder.is_behind(&self.annotator, document.id()) {
            disk.writer.catch_up(Arc::clone(document), set.clone(), number);
        }
    }

    fn read_identities_again(&mut self) {
        let Some(disk) = &self.disk else {
            return;
        };
        let _ = disk.writer.settle();
        let has_still = disk.folder.has_still(&Shown { annotator: self.annotator.clone(), document: None });
        let is_lost = !has_still && disk.purpose == Purpose::Work;
        let beside = is_lost.then(|| disk.folder.write_identities_beside(self.identities()));
        let heard = disk.writer.take_problems();
        self.tell_of_what_is_beside(heard, beside);
        self.read_identities(if self.known.is_drawn { Duration::ZERO } else { Duration::MAX });
        self.message =
            Some(Message::Done("your identities were changed by somebody else, and are read again".to_owned()));
    }
}
