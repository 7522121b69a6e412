//! Which documents are somebody's, by their places in the project's order. Of many it is found beside the window, and follows what
//! is assigned otherwise. It knows no list and no session.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::assignment::{AssignmentChange, Assignments};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::summary::Summary;
use crate::store::corpus::Corpus;

use super::prepared::Prepared;

/// Whose documents are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whose {
    Nobody,
    Annotator(AnnotatorId),
}

/// For each document whether it is theirs.
pub(super) struct Theirs {
    whose: Whose,
    found: Prepared<Flags, (usize, bool)>,
}

/// For each document whether it is so.
#[derive(Default)]
struct Flags(Vec<bool>);

impl Theirs {
    /// Of a few documents.
    pub fn at_once<'a>(whose: Whose, documents: impl Iterator<Item = &'a Arc<Summary>>, now: &Assignments) -> Self {
        let found = documents.map(|summary| whose.has(&summary.id, now)).collect();
        Self { whose, found: Prepared::at_once(Flags(found), Flags::follow) }
    }

    /// Of many.
    pub fn beside(whose: Whose, corpus: Arc<Corpus>, now: Arc<Assignments>) -> Self {
        if whose.has_nothing_in(&now) {
            return Self { whose, found: Prepared::at_once(Flags(vec![false; corpus.len()]), Flags::follow) };
        }
        let theirs = whose.clone();
        let find = move || Flags(corpus.summaries().map(|summary| theirs.has(&summary.id, &now)).collect());
        Self { whose, found: Prepared::beside(find, Flags::follow) }
    }

    /// Takes notice of changes of documents, each with its place.
    pub fn follow<'a>(&mut self, changes: impl Iterator<Item = (usize, &'a AssignmentChange)>) {
        let changes: Vec<_> = changes.map(|(place, change)| (place, self.whose.is_in(&change.after))).collect();
        self.found.follow(&changes);
    }

    /// Whether [`Theirs::get`] need not wait.
    pub fn is_ready(&self) -> bool {
        self.found.is_ready()
    }

    /// For each document whether it is theirs; waits until that is found.
    pub fn get(&self) -> &[bool] {
        &self.found.get().0
    }
}

impl Whose {
    fn has(&self, document: &DocumentId, now: &Assignments) -> bool {
        match self {
            Whose::Nobody => now.of(document).next().is_none(),
            Whose::Annotator(annotator) => now.is_assigned(document, annotator),
        }
    }

    fn has_nothing_in(&self, now: &Assignments) -> bool {
        match self {
            Whose::Nobody => false,
            Whose::Annotator(annotator) => !now.annotators().any(|known| known == annotator),
        }
    }

    fn is_in(&self, annotators: &BTreeSet<AnnotatorId>) -> bool {
        match self {
            Whose::Nobody => annotators.is_empty(),
            Whose::Annotator(annotator) => annotators.contains(annotator),
        }
    }
}

impl Flags {
    fn follow(&mut self, changes: &[(usize, bool)]) {
        for (place, is_theirs) in changes {
            if let Some(flag) = self.0.get_mut(*place) {
                *flag = *is_theirs;
            }
        }
    }
}
