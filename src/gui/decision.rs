//! What a person answered to a question in front of everything.

use std::path::PathBuf;

use crate::error::Error;
use crate::session::adder::Added;
use crate::session::exporter::Exported;
use crate::session::importing::Imported;
use crate::session::state::Session;

/// What was decided.
pub enum Decision {
    Open(PathBuf),
    /// A project was opened, or was not.
    Opened(PathBuf, Box<Result<Session, Error>>),
    Create(PathBuf),
    /// Documents were added, or were not.
    Added(Result<Added, Error>),
    /// Something was exported, or was not.
    Exported(Result<Exported, Error>),
    /// Something was imported, or was not.
    Imported(Box<Result<Imported, Error>>),
    /// Something was done, which is to be said.
    Told(String),
    Cancel,
}
