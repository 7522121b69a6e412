//! Very many changes at once take longer than a frame to be found and made: a window has them made beside itself on a copy of what
//! they change, which takes its place when all is there; nothing has changed before, and nothing else is changed meanwhile. They are
//! cases that are adopted, or a step with as many that is taken back or done again. Knows no session.

use std::sync::Arc;

use crate::error::Error;
use crate::model::change;
use crate::model::history::Changes;
use crate::model::id::DocumentId;
use crate::model::identity::{self, Identities};
use crate::model::set::AnnotationSet;
use crate::review::docket::Docket;
use crate::review::outcomes::Outcomes;

use super::command::Command;
use super::job::Job;

/// So many changes are made within half a frame.
pub(super) const AT_ONCE: usize = 300;

/// What is being changed beside the window.
pub(super) struct Changing {
    pub document: DocumentId,
    /// What asked for it.
    pub command: Command,
    pub deed: Deed,
    /// Cases that are adopted, or changes that are taken back or made again.
    pub count: usize,
    /// The number that the next entry of the history had when it began, and that of the identities then.
    pub began: (u64, u64),
    pub found: Job<Changed>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Adopt,
    Undo,
    Redo,
}

/// The changes, and everything as it is with them.
pub(super) struct Changed {
    pub changes: Changes,
    pub after: After,
    /// What is said then.
    pub said: String,
}

/// What changes, before and then after.
pub(super) struct After {
    pub set: AnnotationSet,
    pub identities: Identities,
    /// What became of the cases, if a review is open.
    pub reviewed: Option<(Arc<Docket>, Arc<Outcomes>)>,
}

impl After {
    /// Makes the changes.
    pub fn apply(&mut self, changes: &Changes) -> Result<(), Error> {
        identity::apply(&mut self.identities, &changes.identities)?;
        change::apply(&mut self.set, &changes.transaction)?;
        if let Some((docket, outcomes)) = &mut self.reviewed {
            Arc::make_mut(outcomes).follow(docket, &self.set, &changes.transaction);
        }
        Ok(())
    }
}
