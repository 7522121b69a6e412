//! What becomes of what we have where its files are not what we last saw: once they have come to rest it is kept beside them, or
//! written whole where they are gone.

use crate::error::Error;
use crate::model::id::DocumentId;
use crate::store::keep::NotKept;
use crate::store::rest::{self, Beside, Rest};
use crate::store::seen::Shown;

use super::shared::Shared;
use super::state::Snapshot;

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
        let mut state = self.lock();
        state.sets.remove(id);
        state.anew.remove(id);
        state.problems.extend(told);
        state.noticed.underneath.insert(Shown { annotator: self.annotator.clone(), document: Some(id.clone()) });
        Ok(())
    }

    /// A set's files, or its journal alone, are gone: they are written whole.
    pub(super) fn set_gone(&self, id: &DocumentId, rest: &Rest) -> Result<(), Error> {
        let Some(Snapshot { document, set, number }) = self.lock().sets.get(id).cloned() else {
            return Ok(());
        };
        match self.folder.write_set_anew(&set, &document, number) {
            Ok(()) => {
                self.lock().anew.insert(id.clone(), number);
                if !matches!(rest, Rest::JournalLost) {
                    self.written_anew(format!("{}/{id}", self.annotator));
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

    pub(super) fn written_anew(&self, place: String) {
        let mut state = self.lock();
        state.problems.push(rest::written_anew(place));
        // Where one file was taken away, others may have been.
        state.noticed.is_taken_away = true;
    }
}

fn why_beside(rest: &Rest) -> Beside<'_> {
    match rest {
        Rest::Unreadable(error) => Beside::Unreadable(error),
        Rest::Same | Rest::JournalLost | Rest::Other => Beside::Unsaved,
    }
}
