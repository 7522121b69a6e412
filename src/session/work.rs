//! A document that was opened, with what the annotator does on it: set, history, selection, and what was found by reading its
//! text. It does not know the session. Offsets are UTF-8 bytes.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::error::{Error, Problem};
use crate::model::document::Document;
use crate::model::history::History;
use crate::model::id::{AnnotationId, LabelId};
use crate::model::policy::Words;
use crate::model::set::AnnotationSet;
use crate::text::speech::Speech;

use super::lazily::Lazily;
use super::past::Past;
use super::selection::Selection;

/// A document with what the annotator does on it.
pub(super) struct Work {
    pub document: Arc<Document>,
    pub set: AnnotationSet,
    pub history: History,
    /// What is shown instead of the set, while the person looks back.
    pub past: Option<Box<Past>>,
    /// Whether what happened in earlier sessions is in the history.
    pub has_history: bool,
    pub selection: Selection,
    pub chosen: Option<AnnotationId>,
    /// The annotation that was chosen last; it may be gone.
    pub recent: Option<AnnotationId>,
    /// The words of the text, once somebody asked.
    pub words: Lazily<Words>,
    /// What the text seems to quote, once somebody asked.
    pub speeches: Lazily<Vec<(LabelId, Speech)>>,
    /// Contents (bytes) of quotations that were let go.
    pub rejected: BTreeSet<(usize, usize)>,
    /// Why the set must not be changed: its file cannot be read, or is newer than this program.
    pub locked: Option<Error>,
    /// Whether it is locked because its files became unreadable underneath: the set is as it was before.
    pub outlives_its_files: bool,
    /// What was told of annotations that did not fit the text and do now, or of all of it.
    pub settled: Vec<(Option<AnnotationId>, Problem)>,
}

impl Work {
    /// The set as it is, or as it was while the person looks back.
    pub(super) fn shown(&self) -> &AnnotationSet {
        self.past.as_ref().map_or(&self.set, |past| &past.set)
    }

    pub(super) fn new(document: Arc<Document>, set: AnnotationSet, locked: Option<Error>) -> Self {
        Self {
            document,
            set,
            history: History::default(),
            past: None,
            has_history: false,
            selection: Selection::default(),
            chosen: None,
            recent: None,
            words: Lazily::default(),
            speeches: Lazily::default(),
            rejected: BTreeSet::new(),
            locked,
            outlives_its_files: false,
            settled: Vec::new(),
        }
    }
}
