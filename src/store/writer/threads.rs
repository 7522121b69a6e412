//! What the writer's two threads do: one adds to journals what waits, the other writes states and looks what others do.

use std::time::Duration;

use super::shared::Shared;

impl Shared {
    /// Adds entries until closing, and then what is left.
    pub(super) fn run_adding(&self) {
        loop {
            self.add_waiting();
            self.keep_asides();
            let mut state = self.lock();
            let is_all_tried = state.waiting.is_empty() || state.not_added.is_some();
            match state.nothing_to_add_for() {
                _ if state.is_closing && is_all_tried => return,
                None => drop(self.changed.wait(state)),
                Some(Duration::ZERO) => state.try_again(),
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
