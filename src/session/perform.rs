//! Commands at work: what each does to the session, and why it cannot.

use crate::error::Error;

use super::command::Command;
use super::state::Session;

impl Session {
    /// Does what a command asks, or says why not; then nothing has changed.
    pub fn perform(&mut self, _command: &Command) -> Result<(), Error> {
        todo!()
    }

    /// Why a command cannot be done now, in one sentence; `None` if it can.
    #[must_use]
    pub fn refusal(&self, _command: &Command) -> Option<String> {
        todo!()
    }
}
