//! What a person answered to a question in front of everything.

use std::path::PathBuf;

use crate::error::Error;
use crate::session::adder::Added;
use crate::session::state::Session;
use crate::session::working::{Worked, Working};

/// What was decided.
pub enum Decision {
    Open(PathBuf),
    /// A project was opened, or was not.
    Opened(PathBuf, Box<Result<Session, Error>>),
    Create(PathBuf),
    /// Documents were added, or were not.
    Added(Result<Added, Error>),
    /// Long work begins, which is shown until it is done.
    Working(Working),
    /// Something came of it.
    Worked(Worked),
    /// Something was done, which is to be said.
    Told(String),
    /// What becomes of what cannot be saved, and what the person was about to do.
    Unsaved(Remains, Leaving),
    Cancel,
}

/// What becomes of what cannot be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remains {
    TryAgain,
    /// It is written into a file.
    Save(PathBuf),
    /// It stays where it is kept, and is put back when the project is opened again.
    Later,
    Lose,
    /// Nothing; the window stays.
    Stay,
}

/// What the person was about to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaving {
    /// Closing the window.
    Close,
    /// Opening a project in the place of this one.
    Open(PathBuf),
}
