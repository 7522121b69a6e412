//! What a person answered to a question in front of everything.

use std::path::PathBuf;

use crate::error::Error;
use crate::session::adding::Added;
use crate::session::command::Command;

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Open(PathBuf),
    Create(PathBuf),
    Do(Command),
    /// Documents were added, or were not.
    Added(Result<Added, Error>),
    /// Something was done, which is to be said.
    Told(String),
    Cancel,
}
