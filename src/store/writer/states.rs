//! Writing the states that lack something, the newest only, while entries are added to their journals.

use std::time::Instant;

use crate::error::Error;
use crate::model::identity::Identities;
use crate::store::keep::{NotKept, Written};
use crate::store::rest::Rest;
use crate::store::vanished;

use super::shared::Shared;
use super::state::Snapshot;

impl Shared {
    /// Writes the states that lack something. Until it is done they may lack more.
    pub(super) fn write_states(&self) {
        let mut state = self.lock();
        if state.not_written.is_some() || !state.is_added() {
            return;
        }
        state.lacking = None;
        state.is_writing = true;
        let identities = state.identities.clone().map(|identities| {
            (identities, state.identities_version, self.folder.last_identities_number(&self.annotator))
        });
        let sets: Vec<Snapshot> = state.sets.values().cloned().collect();
        drop(state);
        let written = identities
            .map_or(Ok(()), |(identities, version, number)| self.write_identities(&identities, version, number))
            .and_then(|()| sets.iter().try_for_each(|snapshot| self.write_set(snapshot)));
        let mut state = self.lock();
        state.is_writing = false;
        state.not_written = written.err().map(|error| (error, Instant::now()));
        self.tell(state);
    }

    fn write_identities(&self, identities: &Identities, version: u64, number: u64) -> Result<(), Error> {
        match self.folder.write_identities(identities, number) {
            Ok(Written::Yes) => {
                let mut state = self.lock();
                if state.identities_version == version {
                    state.identities = None;
                }
                Ok(())
            }
            Ok(Written::Overtaken) => Ok(()),
            Err(NotKept::Failed(error)) => Err(error),
            Err(NotKept::Gone) if self.is_wanted_now() => match self.folder.write_identities_anew(identities) {
                Err(NotKept::Failed(error)) => Err(error),
                Ok(()) | Err(NotKept::Changed | NotKept::Gone) => {
                    self.lock().problems.push(vanished::written_anew(&self.annotator, None));
                    Ok(())
                }
            },
            Err(NotKept::Gone) => {
                let mut state = self.lock();
                if state.identities_version == version {
                    state.identities = None;
                }
                Ok(())
            }
            Err(NotKept::Changed) => match self.rest_of_identities() {
                // It is tried again at once.
                Rest::Same => Ok(()),
                Rest::JournalLost => self.leave_journal(None),
                Rest::Back => failed_only(self.go_on(None)),
                rest => self.identities_changed(&rest),
            },
        }
    }

    fn write_set(&self, snapshot: &Snapshot) -> Result<(), Error> {
        let id = snapshot.document.id();
        match self.folder.write_set(&snapshot.set, &snapshot.document, snapshot.number) {
            Ok(Written::Yes) => {
                self.folder.keep_text(&snapshot.document);
                let mut state = self.lock();
                if state.sets.get(id).is_some_and(|newest| newest.number == snapshot.number) {
                    state.sets.remove(id);
                }
                Ok(())
            }
            Ok(Written::Overtaken) => Ok(()),
            Err(NotKept::Failed(error)) => Err(error),
            Err(NotKept::Gone) if self.is_wanted_now() => self.set_gone(id, &Rest::Other),
            // All of it was in the files that were taken away, and is in memory: nothing is put in their place.
            Err(NotKept::Gone) => {
                let mut state = self.lock();
                if state.sets.get(id).is_some_and(|newest| newest.number == snapshot.number) {
                    state.sets.remove(id);
                }
                Ok(())
            }
            Err(NotKept::Changed) => match self.rest_of_set(id) {
                Rest::Same => Ok(()),
                Rest::JournalLost => self.leave_journal(Some(id)),
                Rest::Back => failed_only(self.go_on(Some(id))),
                rest => self.set_changed(id, &rest),
            },
        }
    }

    /// Whether everything is to be on disk, whatever may come back.
    fn is_wanted_now(&self) -> bool {
        let state = self.lock();
        state.is_flushing || state.is_closing
    }
}

/// What is not as it was is tried again.
fn failed_only(done: Result<(), NotKept>) -> Result<(), Error> {
    match done {
        Err(NotKept::Failed(error)) => Err(error),
        Ok(()) | Err(NotKept::Changed | NotKept::Gone) => Ok(()),
    }
}
