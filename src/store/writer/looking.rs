//! Looking, in pauses, whether somebody else changed what is shown. What we have more of is kept beside it.

use std::collections::BTreeMap;
use std::time::Instant;

use crate::error::Error;
use crate::store::corpus::Watched;
use crate::store::keep::NotKept;
use crate::store::rest::{Glance, Rest};
use crate::store::seen::Shown;

use super::shared::Shared;

impl Shared {
    /// Looks, if it is time, whether somebody else changed what is shown. What we have more of is kept beside it.
    pub(super) fn look(&self) {
        let mut state = self.lock();
        let is_time = state.waker.is_some() && state.noticed.is_look_due();
        let has_failed = state.not_added.is_some() || state.not_written.is_some();
        if !is_time || has_failed || !state.is_added() {
            return;
        }
        state.noticed.looked = Some(Instant::now());
        let shown = state.noticed.shown.clone();
        drop(state);
        let found = shown.iter().filter(|shown| self.folder.is_shown_changed(shown));
        let found: BTreeMap<Shown, Glance> = found.map(|one| (one.clone(), self.folder.glance(one))).collect();
        let before = std::mem::replace(&mut self.lock().noticed.found, found.clone());
        let mut is_new = self.folder.are_assignments_changed();
        // What cannot be read now is looked at again.
        let annotators = self.folder.annotators().ok();
        let mut state = self.lock();
        state.noticed.is_assigned_otherwise |= is_new;
        if let Some(annotators) = annotators.filter(|annotators| *annotators != state.noticed.annotators) {
            (state.noticed.annotators, state.noticed.are_annotators_new, is_new) = (annotators, true, true);
        }
        drop(state);
        is_new |= self.look_at_texts();
        let is_own = |shown: &Shown| shown.annotator == self.annotator;
        is_new |= self.look_what_is_gone();
        // What is again what it was is told too: somebody may have waited for it.
        let back = before.keys().filter(|shown| is_own(shown) && !found.contains_key(shown));
        let other = found.iter().filter(|(shown, glance)| before.get(shown) != Some(glance)).map(|(shown, _)| shown);
        for shown in back.chain(other) {
            match self.see_to(shown) {
                Ok(true) => {
                    self.lock().noticed.underneath.insert(shown.clone());
                    is_new = true;
                }
                Ok(false) => is_new = true,
                Err(error) => {
                    let mut state = self.lock();
                    // It is looked at again.
                    state.noticed.found.remove(shown);
                    state.not_written = Some((error, Instant::now()));
                }
            }
        }
        let waker = self.lock().waker.clone().filter(|_| is_new);
        if let Some(wake) = waker {
            wake();
        }
    }

    /// Looks whether files of the annotator were taken away, or are back.
    fn look_what_is_gone(&self) -> bool {
        let gone = self.folder.gone_of(&self.annotator);
        let mut state = self.lock();
        if gone == state.noticed.gone {
            return false;
        }
        (state.noticed.gone, state.noticed.is_gone_new) = (gone, true);
        true
    }

    /// Looks whether texts were changed.
    fn look_at_texts(&self) -> bool {
        let mut texts = self.lock().noticed.texts.clone();
        let before = texts.clone();
        let changed = texts.iter_mut().map(Watched::look).fold(false, |any, one| any | one);
        let mut state = self.lock();
        // Which texts there are, and what they are annotated with, is read together.
        let project = state.noticed.project.get_or_insert_with(|| self.folder.watched_project());
        let is_project_other = project.look();
        state.noticed.are_texts_changed |= is_project_other;
        // Others may be looked at by now: what is changed of those is seen the next time.
        if changed && state.noticed.texts == before {
            (state.noticed.texts, state.noticed.are_texts_changed) = (texts, true);
        }
        state.noticed.are_texts_changed
    }

    /// Keeps what the files of something that is shown lack of ours; whether that is to be read again.
    fn see_to(&self, shown: &Shown) -> Result<bool, Error> {
        if shown.annotator != self.annotator {
            return Ok(true);
        }
        if self.folder.has_come_back(shown) {
            return match self.go_on(shown.document.as_ref()) {
                Err(NotKept::Failed(error)) => Err(error),
                Ok(()) | Err(NotKept::Changed | NotKept::Gone) => Ok(false),
            };
        }
        let rest = match &shown.document {
            Some(id) if self.lock().sets.contains_key(id) => self.rest_of_set(id),
            None if self.lock().identities.is_some() => self.rest_of_identities(),
            _ => return Ok(true),
        };
        match (&rest, &shown.document) {
            (Rest::Same | Rest::Back, _) => return Ok(false),
            (Rest::JournalLost, document) => self.leave_journal(document.as_ref())?,
            (rest, Some(id)) => self.set_changed(id, rest)?,
            (rest, None) => self.identities_changed(rest)?,
        }
        Ok(!matches!(rest, Rest::JournalLost))
    }
}
