//! What the writer and its threads share, and how they wait for one another.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::error::Error;
use crate::model::id::AnnotatorId;
use crate::store::folder::Folder;

use super::state::State;

pub(super) struct Shared {
    pub folder: Arc<Folder>,
    pub annotator: AnnotatorId,
    pub state: Mutex<State>,
    pub changed: Condvar,
}

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state, once something is so.
    pub(super) fn lock_once(&self, is_so: fn(&State) -> bool) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        while !is_so(&state) {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state
    }

    pub(super) fn wait(&self, is_done: fn(&State) -> bool) -> Result<(), Error> {
        let mut state = self.lock();
        loop {
            if let Some((error, _)) = state.not_added.as_ref().or(state.not_written.as_ref()) {
                return Err(error.clone());
            }
            if is_done(&state) {
                return Ok(());
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Tells whoever waits that something is done.
    pub(super) fn tell(&self, state: MutexGuard<'_, State>) {
        let waker = state.waker.clone();
        drop(state);
        self.changed.notify_all();
        if let Some(wake) = waker {
            wake();
        }
    }
}
