//! Long work that a command line asks for in a window: the window takes it, shows how far it is and can stop it, and tells what came
//! of it.

use super::state::{Request, Session};
use super::working::{Worked, Working};

impl Session {
    /// What the window is to show, once.
    pub fn take_working(&mut self) -> Option<Working> {
        self.working.take()
    }

    /// Hears what came of it.
    pub fn hear_worked(&mut self, worked: Worked) {
        match worked {
            Worked::Import(answer) => self.hear_imported(*answer),
            Worked::Export(answer) => self.hear_exported(answer),
            Worked::Dataset(answer) => self.hear_dataset(answer),
        }
    }

    pub(super) fn show_working(&mut self, working: Working) {
        self.working = Some(working);
        self.requests.push(Request::Working);
    }
}
