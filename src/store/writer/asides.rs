//! What an earlier program could not save, and what does not go on from what is there now: it is kept beside that once there is room.

use std::time::Instant;

use crate::store::rescue;

use super::shared::Shared;

impl Shared {
    /// Keeps beside the files what waits for it. What cannot be kept is tried again: it lies where it is until then.
    pub(super) fn keep_asides(&self) {
        let mut state = self.lock();
        if state.aside.is_empty() || state.not_kept_aside.is_some() {
            return;
        }
        let mut waiting = std::mem::take(&mut state.aside);
        drop(state);
        let (mut told, mut settled) = (Vec::new(), Vec::new());
        waiting.retain(|aside| match rescue::keep_aside(&self.folder, &self.annotator, aside) {
            Ok(beside) => {
                told.extend(beside);
                settled.push(aside.told());
                false
            }
            Err(_) => true,
        });
        let mut state = self.lock();
        state.not_kept_aside = (!waiting.is_empty()).then(Instant::now);
        state.aside.extend(waiting);
        if !told.is_empty() {
            state.problems.extend(told);
            state.settled.extend(settled);
            self.tell(state);
        }
    }
}
