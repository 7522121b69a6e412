//! The documents that a project has, found by their ids and by what they say: for those who bring others in. No text is read
//! unless the index says that it may be the same.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::model::document::TextHash;
use crate::model::id::DocumentId;

use super::corpus::Corpus;

/// What is there, by places in the project's order.
pub struct There {
    corpus: Arc<Corpus>,
    /// By the id without letter case, for on many file systems `A.ron` and `a.ron` are one file.
    by_id: HashMap<String, usize>,
    /// By the first bits of the text's hash.
    by_text: HashMap<u64, Vec<usize>>,
}

impl There {
    #[must_use]
    pub fn of(corpus: Arc<Corpus>) -> Self {
        let by_id = corpus.summaries().enumerate().map(|(at, summary)| (summary.id.as_str().to_lowercase(), at));
        let by_id = by_id.collect();
        let mut by_text: HashMap<u64, Vec<usize>> = HashMap::with_capacity(corpus.len());
        for (at, hash) in corpus.short_hashes().enumerate() {
            by_text.entry(hash).or_default().push(at);
        }
        Self { corpus, by_id, by_text }
    }

    /// The id that is the same but for letter case at most.
    #[must_use]
    pub fn alike(&self, id: &DocumentId) -> Option<&DocumentId> {
        let same = self.corpus.position(id);
        let at = same.or_else(|| self.by_id.get(&id.as_str().to_lowercase()).copied())?;
        self.corpus.summary(at).map(|summary| &summary.id)
    }

    /// Where the document of this id lies: `documents/news.jsonl:3`.
    #[must_use]
    pub fn place(&self, id: &DocumentId) -> Option<String> {
        self.corpus.position(id).and_then(|at| self.corpus.place(at))
    }

    /// The file of the texts' folder that is the document of this id; none if that is a line of one.
    #[must_use]
    pub fn file(&self, id: &DocumentId) -> Option<&str> {
        self.corpus.position(id).and_then(|at| self.corpus.file(at))
    }

    /// Whether the document of this id has this text. What cannot be read has none.
    #[must_use]
    pub fn says(&self, id: &DocumentId, hash: &TextHash) -> bool {
        let Some(at) = self.corpus.position(id) else { return false };
        self.by_text.get(&hash.short()).is_some_and(|alike| alike.contains(&at))
            && self.corpus.load(at).is_ok_and(|document| document.hash() == hash)
    }

    /// The documents with this text, in the project's order.
    #[must_use]
    pub fn with_text(&self, hash: &TextHash) -> Vec<DocumentId> {
        let maybe = self.by_text.get(&hash.short()).into_iter().flatten();
        let read = maybe.filter_map(|at| self.corpus.load(*at).ok());
        read.filter(|document| document.hash() == hash).map(|document| document.id().clone()).collect()
    }
}

impl fmt::Debug for There {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "There({} documents)", self.corpus.len())
    }
}
