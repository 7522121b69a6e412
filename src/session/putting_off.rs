//! What is put off, and until when: it leaves what is being changed, needs another seat, or goes by what is still to be found. It does
//! not know the session.

use crate::model::id::AnnotatorId;

use super::command::Command;
use super::job::Job;
use super::seating::{MakingReady, Ready};

/// What is done once something else is.
pub(super) struct PutOff {
    pub command: Command,
    pub until: Until,
}

/// Until when something is put off.
pub(super) enum Until {
    /// Until what is being changed is.
    Changed,
    /// Until nothing goes on beside the window that belongs to the seat; then that of this annotator is made ready.
    Settled(AnnotatorId),
    /// Until the seat is ready.
    Seated(AnnotatorId, MakingReady),
    /// Until the window has kept what was still being typed.
    Typed(Box<Ready>),
    /// Until it is found by which measures annotators differ.
    Measured(Job<()>),
}

impl Until {
    /// In whose seat it is done.
    pub fn seat(&self) -> Option<&AnnotatorId> {
        match self {
            Self::Settled(annotator) | Self::Seated(annotator, _) => Some(annotator),
            Self::Typed(ready) => Some(&ready.annotator),
            Self::Changed | Self::Measured(_) => None,
        }
    }
}
