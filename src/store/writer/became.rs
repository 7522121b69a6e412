//! What becomes of what we have where its files are not what we last saw: once they have come to rest it is kept beside them, or
//! written whole where they are gone.

use crate::error::Error;
use crate::model::document::Document;
use crate::model::history::Entry;
use crate::model::id::DocumentId;
use crate::model::set::AnnotationSet;
use crate::store::keep::NotKept;
use crate::store::rest::{Beside, Rest};
use crate::store::seen::Shown;
use crate::store::vanished;

use super::shared::Shared;
use super::state::{Since, Snapshot};

impl Shared {
    /// What has become of a set's files that somebody else changed, once they have come to rest.
    pub(super) fn rest_of_set(&self, id: &DocumentId) -> Rest {
        let snapshot = self.lock().sets.get(id).cloned();
        snapshot.map_or(Rest::Other, |Snapshot { document, set, .. }| self.folder.rest_of_set(&document, &set))
    }

    pub(super) fn rest_of_identities(&self) -> Rest {
        let identities = self.lock().identities.clone();
        identities.map_or(Rest::Other, |identities| self.folder.rest_of_identities(&identities))
    }

    /// A journal is not what was written, though the state beside it is: another begins.
    pub(super) fn leave_journal(&self, document: Option<&DocumentId>) -> Result<(), Error> {
        let shown = Shown { annotator: self.annotator.clone(), document: document.cloned() };
        let told = self.folder.leave_journal(&shown)?;
        self.lock().problems.push(told);
        Ok(())
    }

    /// A set's files are somebody else's now: what we have is kept beside them.
    pub(super) fn set_changed(&self, id: &DocumentId, rest: &Rest) -> Result<(), Error> {
        let snapshot = self.lock().sets.get(id).cloned();
        let beside =
            |snapshot: Snapshot| self.folder.write_set_beside(&snapshot.set, &snapshot.document, why_beside(rest));
        let told = snapshot.map(beside).transpose()?;
        let shown = Shown { annotator: self.annotator.clone(), document: Some(id.clone()) };
        self.folder.forget_vanished(&shown);
        let mut state = self.lock();
        state.sets.remove(id);
        state.anew.remove(id);
        state.since.remove(id);
        state.problems.extend(told);
        state.noticed.underneath.insert(shown);
        Ok(())
    }

    /// A set's files, or its journal alone, are gone: they are written whole.
    pub(super) fn set_gone(&self, id: &DocumentId, rest: &Rest) -> Result<(), Error> {
        let Some(Snapshot { document, set, number }) = self.lock().sets.get(id).cloned() else {
            return Ok(());
        };
        match self.folder.write_set_anew(&set, &document, number) {
            Ok(()) => {
                let mut state = self.lock();
                state.anew.insert(id.clone(), number);
                if !matches!(rest, Rest::JournalLost) {
                    let latest = Snapshot { document, set, number };
                    state.since.entry(id.clone()).or_insert_with(|| Since { entries: Vec::new(), latest });
                    state.noticed.anew.insert(id.clone());
                    state.problems.push(vanished::written_anew(&self.annotator, Some(id)));
                }
                Ok(())
            }
            Err(NotKept::Failed(error)) => Err(error),
            Err(NotKept::Changed | NotKept::Gone) => self.set_changed(id, rest),
        }
    }

    pub(super) fn identities_changed(&self, rest: &Rest) -> Result<(), Error> {
        let identities = self.lock().identities.clone();
        let beside = |identities| self.folder.write_identities_beside(&identities, why_beside(rest));
        let told = identities.map(beside).transpose()?;
        let mut state = self.lock();
        state.identities = None;
        state.problems.extend(told);
        state.noticed.underneath.insert(Shown { annotator: self.annotator.clone(), document: None });
        Ok(())
    }

    /// Notes what was added of a set that was written anew since.
    pub(super) fn note_since(&self, id: &DocumentId, entries: &[Entry]) {
        let mut state = self.lock();
        let newest = state.sets.get(id).cloned();
        if let Some(since) = state.since.get_mut(id) {
            since.entries.extend_from_slice(entries);
            since.latest = newest.unwrap_or_else(|| since.latest.clone());
        }
    }

    /// Files that were taken away came back as they were, after they had been written anew: what was done since goes on from them.
    pub(super) fn go_on(&self, document: Option<&DocumentId>) -> Result<(), NotKept> {
        let shown = Shown { annotator: self.annotator.clone(), document: document.cloned() };
        let since = document.and_then(|id| self.lock().since.remove(id));
        let gone_on = self.folder.go_on_from_those_back(&shown, |number| {
            let Some(Since { entries, latest }) = &since else { return Ok(()) };
            let lacking: Vec<&Entry> = entries.iter().filter(|entry| entry.number > number).collect();
            self.folder.add_entries(&self.annotator, &latest.document, &lacking)
        });
        let mut state = self.lock();
        match (&gone_on, document, since) {
            (Ok(()), Some(id), since) => {
                state.anew.remove(id);
                if let Some(Since { latest, .. }) = since {
                    state.sets.entry(id.clone()).or_insert(latest);
                }
            }
            // Theirs, too, lacks what was done since.
            (Ok(()), None, _) => state.noticed.are_identities_back = true,
            (Err(_), Some(id), Some(since)) => drop(state.since.insert(id.clone(), since)),
            (Err(_), ..) => {}
        }
        if gone_on.is_ok() {
            state.settled.push(vanished::written_anew(&self.annotator, document));
            state.settled.push(vanished::written_anew_with_history(&self.annotator, document));
        }
        gone_on
    }

    /// Gives a set that was written anew its history, if it can be told again.
    pub(super) fn write_history(&self, document: &Document, set: &AnnotationSet, all: &[Entry]) -> Result<(), Error> {
        match self.folder.write_history_anew(set, document, all) {
            Ok(true) => {
                let mut state = self.lock();
                state.settled.push(vanished::written_anew(&self.annotator, Some(document.id())));
                state.problems.push(vanished::written_anew_with_history(&self.annotator, Some(document.id())));
                Ok(())
            }
            Err(NotKept::Failed(error)) => Err(error),
            // It goes on without; who looks finds what is there now.
            Ok(false) | Err(NotKept::Changed | NotKept::Gone) => Ok(()),
        }
    }
}

fn why_beside(rest: &Rest) -> Beside<'_> {
    match rest {
        Rest::Unreadable(error) => Beside::Unreadable(error),
        Rest::Same | Rest::JournalLost | Rest::Back | Rest::Other => Beside::Unsaved,
    }
}
