//! What a history tells, as values: a set as it was, and who made and changed an annotation. It does not know the session.

use crate::model::history::Entry;
use crate::model::set::AnnotationSet;

/// A set as it was after an entry.
#[derive(Debug, Clone)]
pub(super) struct Past {
    pub number: u64,
    pub set: AnnotationSet,
}

/// Who made an annotation and who changed it last, as far as the history knows.
#[derive(Debug, Clone, Copy)]
pub struct Blame<'a> {
    pub made: Option<&'a Entry>,
    pub changed: Option<&'a Entry>,
}
