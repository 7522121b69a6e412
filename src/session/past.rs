//! What a history tells, as values: a set as it was, and what of it is looked at, and who made and changed an annotation. It does not know the session.

use crate::model::history::Entry;
use crate::model::set::AnnotationSet;

/// A set as it was after an entry.
#[derive(Debug, Clone)]
pub(super) struct Past {
    pub number: u64,
    pub set: AnnotationSet,
}

/// What of the past is looked at.
#[derive(Debug, Clone, Copy)]
pub struct LooksAt<'a> {
    /// The page is shown as it was after the entry of this number.
    pub number: u64,
    /// `None` where the history begins after it, as it does after 0.
    pub entry: Option<&'a Entry>,
}

/// Who made an annotation and who changed it last, as far as the history knows.
#[derive(Debug, Clone, Copy)]
pub struct Blame<'a> {
    pub made: Option<&'a Entry>,
    pub changed: Option<&'a Entry>,
}
