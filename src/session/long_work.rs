//! Long work that a command line asks for in a window, which takes it and shows how far it is; and hearing what came of any.

use crate::error::Error;

use super::state::{Request, Session};
use super::working::{Worked, Working};

impl Session {
    /// What the window is to show, once.
    pub fn take_working(&mut self) -> Option<Working> {
        self.working.take()
    }

    /// Hears what came of it.
    pub fn hear_worked(&mut self, worked: Worked) {
        let told = self.take_worked(worked);
        self.hear_said(told);
    }

    /// Waits until it is done, and returns what is to be said; a window shows how far it is.
    pub(super) fn work_through(&mut self, working: Working) -> Result<Option<String>, Error> {
        if !self.known.is_drawn {
            return self.take_worked(working.wait()).map(Some);
        }
        self.working = Some(working);
        self.requests.push(Request::Working);
        Ok(None)
    }

    fn take_worked(&mut self, worked: Worked) -> Result<String, Error> {
        match worked {
            Worked::Import(answer) => self.take_imported(*answer),
            Worked::Export(answer) => answer.map(|exported| self.exported(exported)),
            Worked::Dataset(answer) => answer.map(|written| self.dataset_written(written)),
        }
    }
}
