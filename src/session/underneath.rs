//! Files that somebody else changed while they were open here: git, a sync client, another annotator. What is shown is read
//! again, as `rereading` does it; what the writer had more of, it kept beside them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Problem, Severity};
use crate::model::document::Document;
use crate::model::id::AnnotatorId;
use crate::model::set::AnnotationSet;
use crate::store::folder::Purpose;
use crate::store::rest::{Beside, Rest};
use crate::store::seen::Shown;
use crate::store::watch::Waker;

use super::state::Session;

impl Session {
    /// Looks in pauses, from now on, whether somebody else changed what is shown; `waker` is called, from another thread, when
    /// there is something to hear for [`Session::take_requests`].
    pub fn wake(&mut self, waker: Waker) {
        if let Some(disk) = &self.disk {
            disk.writer.wake(waker);
        }
        self.look_at_shown();
        self.await_seat();
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
        disk.writer.look_at_texts(disk.corpus.watched(self.current_index()));
    }

    /// Has read again what somebody else changed.
    pub(super) fn hear_underneath(&mut self) {
        let underneath = self.disk.as_ref().map(|disk| disk.writer.take_underneath()).unwrap_or_default();
        let (mut changed, mut is_changed) = (BTreeSet::new(), false);
        for Shown { annotator, document } in underneath {
            self.revision += 1;
            let is_own = annotator == self.annotator;
            is_changed |= !is_own;
            match document {
                Some(document) if is_own => self.read_own_again(&document),
                None if is_own => self.read_identities_again(),
                Some(_) => drop(changed.insert(annotator)),
                None => self.forget_identities_of(&annotator),
            }
        }
        if is_changed {
            self.read_others_again(changed);
        }
        self.hear_taken_away();
    }

    /// Tells what the writer found, and where what we did is kept, once.
    pub(super) fn tell_of_what_is_beside(&mut self, beside: Option<Result<Problem, Error>>) {
        let mut heard = self.disk.as_ref().map(|disk| disk.writer.take_problems()).unwrap_or_default();
        let told = beside.map(|kept| kept_or_lost(&self.annotator, kept));
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
        let (folder, annotator, purpose) = (Arc::clone(&disk.folder), self.annotator.clone(), disk.purpose);
        let (before, settling) = (self.identities().clone(), disk.writer.settling());
        let keep_beside = move || {
            // What still waits belongs to what was there before: it is kept beside it, which the writer tells.
            let _ = settling.wait();
            let shown = Shown { annotator: annotator.clone(), document: None };
            if purpose == Purpose::Look {
                return Ok(Vec::new());
            }
            let beside = match folder.rest_of_identities(&before) {
                Rest::Same | Rest::Back => return Ok(Vec::new()),
                Rest::JournalLost => Some(folder.leave_journal(&shown)),
                Rest::Unreadable(why) => {
                    let beside = folder.write_identities_beside(&before, Beside::Unreadable(&why));
                    return Err((vec![kept_or_lost(&annotator, beside)], why));
                }
                Rest::Other if folder.has_still(&shown) => None,
                Rest::Other => Some(folder.write_identities_beside(&before, Beside::Saved)),
            };
            let told = beside.map(|kept| kept_or_lost(&annotator, kept));
            let place = format!("{annotator}/identities");
            let again = Problem::new(Severity::Note, place, "they were changed by somebody else, and are read again");
            Ok(told.into_iter().chain([again]).collect())
        };
        self.read_identities_after(if self.known.is_drawn { Duration::ZERO } else { Duration::MAX }, keep_beside);
    }
}

/// What is told of what we did and was to be kept beside what somebody else changed.
fn kept_or_lost(annotator: &AnnotatorId, kept: Result<Problem, Error>) -> Problem {
    kept.unwrap_or_else(|error| Problem::new(Severity::Loss, annotator.to_string(), error.to_string()))
}
