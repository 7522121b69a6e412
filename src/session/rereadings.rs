//! Sets that somebody else changed on disk and that are being read again beside the window. It does not know the session.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::error::{Error, Problem};
use crate::model::document::Document;
use crate::model::history::Changes;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::store::reader;

use super::job::Job;
use super::openings::{ReadHistory, ReadOthers};

/// What is being read again.
#[derive(Default)]
pub(super) struct Rereadings {
    pub own: Vec<Own>,
    pub others: Option<Others>,
}

/// An own set.
pub(super) struct Own {
    pub document: Arc<Document>,
    pub found: Job<OwnFound>,
    /// Whether it was changed once more since.
    pub is_due_again: bool,
}

/// What others annotated on a document.
pub(super) struct Others {
    pub document: DocumentId,
    pub found: Job<ReadOthers>,
    /// Who is said to have changed something.
    pub changed: BTreeSet<AnnotatorId>,
}

/// What has become of an own set that somebody else changed.
pub(super) enum OwnFound {
    /// It is again what it was.
    Same,
    /// Its journal alone is another, and was left to whoever made it.
    JournalLost(Problem),
    /// It cannot be read, or not all of it; what was kept of the one that is shown beside the files, if it may be written.
    Unreadable(Error, Option<Result<Problem, Error>>),
    Read(Box<OwnRead>),
}

/// An own set as it is now, and what that means for the one that is shown.
pub(super) struct OwnRead {
    pub work: reader::Work,
    pub history: Option<ReadHistory>,
    pub changes: Changes,
    /// What was kept of the old one beside the files, if that has more.
    pub beside: Option<Result<Problem, Error>>,
}
