//! What the writer's two threads do: one adds to journals what waits, the other writes states and looks what others do.

use std::time::Duration;

use super::shared::Shared;
use super::state::{RETRY, left};

impl Shared {
    /// Adds entries until closing, and then what is left.
    pub(super) fn run_adding(&self) {
        loop {
            self.add_waiting();
            let mut state = self.lock();
            let until_retry = state.not_added.as_ref().map(|(_, at)| left(Some(*at), RETRY));
            match until_retry {
                None if !state.waiting.is_empty() => {}
                _ if state.is_closing => return,
                None => drop(self.changed.wait(state)),
                Some(Duration::ZERO) => state.not_added = None,
                Some(until_retry) => drop(self.changed.wait_timeout(state, until_retry)),
            }
        }
    }

    /// Writes states, and looks what others do, until closing; then it writes what is left.
    pub(super) fn run_writing(&self) {
        self.folder.sweep(&self.annotator);
        loop {
            if self.lock().is_due() {
                self.write_states();
            }
            self.look();
            let mut state = self.lock();
            if state.is_due() {
                continue;
            }
            // What could not be added stands in no journal, and so in no state.
            if state.is_closing && (state.is_added() || state.not_added.is_some()) {
                return;
            }
            match state.idle_for() {
                Some(Duration::ZERO) => state.not_written = None,
                Some(idle) => drop(self.changed.wait_timeout(state, idle)),
                None => drop(self.changed.wait(state)),
            }
        }
    }
}
