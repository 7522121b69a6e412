//! What can be asked of the past.

use std::fmt;

use crate::model::id::AnnotationId;

/// What can be asked of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PastCommand {
    /// Shows the page as it was after an entry; `None` as it is now.
    Look(Option<u64>),
    /// Makes the set what it was after an entry.
    GoBack(u64),
    /// Brings a deleted annotation back.
    Restore(AnnotationId),
}

impl fmt::Display for PastCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PastCommand::Look(None) => f.write_str("look-back now"),
            PastCommand::Look(Some(number)) => write!(f, "look-back {number}"),
            PastCommand::GoBack(number) => write!(f, "go-back {number}"),
            PastCommand::Restore(id) => write!(f, "restore {id}"),
        }
    }
}
