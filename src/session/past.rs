//! What happened before: histories from earlier sessions are read when their document is opened.

use std::sync::Arc;

use crate::error::{Problem, Severity};

use super::state::Session;

impl Session {
    /// Reads what happened to a document's set in earlier sessions, unless it was read already.
    pub(super) fn read_history(&mut self, index: usize) {
        let Some(listed) = self.listed.get_mut(index) else {
            return;
        };
        let (Some(disk), Some(work)) = (&self.disk, listed.work.as_deref_mut()) else {
            return;
        };
        if work.has_history || work.locked.is_some() {
            return;
        }
        work.has_history = true;
        let document = Arc::clone(&work.document);
        let found = match disk.folder.read_history(&self.annotator, &document, disk.purpose) {
            Ok((history, problems)) => {
                work.history = history;
                problems
            }
            Err(error) => {
                let place = format!("{}/{}", self.annotator, document.id());
                // The journal is there and cannot be read: nothing may be added to it.
                work.locked = Some(error.clone());
                vec![Problem::new(Severity::Wrong, place, error.to_string())]
            }
        };
        self.tell(found);
    }
}
