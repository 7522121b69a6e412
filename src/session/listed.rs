//! A document of the project: of most only a line is known, and how far the annotator got. It does not know the session.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::error::Error;
use crate::model::set::{AnnotationSet, Progress};
use crate::model::summary::Summary;

use super::work::Work;

/// A document of the project with what the annotator does on it.
pub(super) struct Listed {
    pub summary: Arc<Summary>,
    /// What was known of the set when it was last read or put away.
    pub set: Outline,
    /// Whether identities and schema know what the set says.
    pub is_counted: bool,
    /// Why the set must not be changed, as far as it was read.
    pub locked: Option<Box<Error>>,
    pub work: Option<Box<Work>>,
}

/// What a list says of a set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Outline {
    pub progress: Progress,
    /// Annotations.
    pub count: usize,
    pub has_begun: bool,
}

/// The documents that are there with their texts, the one that was opened last at the end.
#[derive(Debug, Default)]
pub(super) struct Opened(pub VecDeque<usize>);

impl Outline {
    pub fn of(set: &AnnotationSet) -> Self {
        Self { progress: set.progress(), count: set.len(), has_begun: set.has_begun() }
    }
}

impl Listed {
    pub fn new(summary: Arc<Summary>) -> Self {
        Self { summary, set: Outline::default(), is_counted: false, locked: None, work: None }
    }

    /// Whether nothing is known of the set.
    pub fn is_blank(&self) -> bool {
        self.work.is_none() && !self.is_counted && self.locked.is_none() && self.set == Outline::default()
    }

    /// The same set, of the document as another list has it.
    pub fn moved(&mut self, summary: Arc<Summary>) -> Self {
        let Self { set, is_counted, locked, work, .. } = self;
        Self { summary, set: *set, is_counted: *is_counted, locked: locked.take(), work: work.take() }
    }

    /// What is known of the set now.
    pub fn outline(&self) -> Outline {
        self.work.as_ref().map_or(self.set, |work| Outline::of(&work.set))
    }
}
