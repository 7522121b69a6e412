//! What the list knows of every document, in the project's order, for a thread to go through: a corpus is shared, so that nobody who
//! draws copies sixty thousand pointers. It does not know the session.

use std::sync::Arc;

use crate::model::summary::Summary;
use crate::store::corpus::Corpus;

/// All of them.
pub(super) enum Summaries {
    Of(Arc<Corpus>),
    /// Of documents that lie in no folder.
    Given(Vec<Arc<Summary>>),
}

impl Summaries {
    pub fn len(&self) -> usize {
        match self {
            Summaries::Of(corpus) => corpus.len(),
            Summaries::Given(all) => all.len(),
        }
    }

    /// What `of` makes of each.
    pub fn map<T>(&self, of: impl Fn(&Summary) -> T) -> Vec<T> {
        match self {
            Summaries::Of(corpus) => corpus.summaries().map(|summary| of(summary)).collect(),
            Summaries::Given(all) => all.iter().map(|summary| of(summary)).collect(),
        }
    }
}
