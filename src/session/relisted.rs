//! A list of the project's documents as it is made beside the window: before anything is known of them, and once more after others
//! were added, with where those of before stand now. It does not know the session.

use std::sync::Arc;

use crate::error::{Error, Problem, Severity};
use crate::model::id::AnnotatorId;
use crate::model::summary::Summary;
use crate::store::corpus::Corpus;
use crate::store::folder::{Folder, Opened};

use super::listed::Listed;
use super::listing::languages;

/// A project's documents, of which nothing is known yet.
pub(super) struct Blank {
    pub corpus: Arc<Corpus>,
    pub listed: Vec<Listed>,
    /// Sorted.
    pub languages: Vec<Arc<str>>,
    /// The documents that the annotator has a set of, by their places.
    pub sets: Vec<usize>,
    /// What is wrong with others of their files. Of those of documents that are not in the project any more `hashiya check` tells.
    pub strays: Vec<Problem>,
}

/// The project as it is now, and where its documents stood before.
pub(super) struct Relisted {
    pub opened: Opened,
    pub blank: Blank,
    pub before: Arc<Corpus>,
    /// For each document of those before where it stands now.
    pub places: Vec<Option<usize>>,
}

impl Blank {
    pub fn of(folder: &Folder, corpus: Arc<Corpus>, annotator: &AnnotatorId) -> Result<Self, Error> {
        let (sets, mut strays) = folder.sets(annotator, &corpus)?;
        strays.retain(|stray| stray.severity == Severity::Loss);
        let listed = corpus.summaries().map(|summary| Listed::new(Arc::clone(summary))).collect();
        let languages = languages(corpus.summaries());
        Ok(Self { corpus, listed, languages, sets, strays })
    }
}

impl Relisted {
    /// Opens the project in `folder` once more; its documents were those of `before`.
    pub fn read(folder: &Folder, before: Arc<Corpus>, annotator: &AnnotatorId) -> Result<Self, Error> {
        let opened = folder.open_again()?;
        let blank = Blank::of(folder, Arc::clone(&opened.corpus), annotator)?;
        let places = places(before.summaries(), opened.corpus.summaries());
        Ok(Self { opened, blank, before, places })
    }

    /// Whether the documents before were these.
    pub fn is_after(&self, corpus: &Arc<Corpus>) -> bool {
        Arc::ptr_eq(&self.before, corpus)
    }
}

/// Where each of the first stands among the second; both come by id.
fn places<'a>(
    before: impl Iterator<Item = &'a Arc<Summary>>,
    now: impl Iterator<Item = &'a Arc<Summary>>,
) -> Vec<Option<usize>> {
    let mut now = now.enumerate().peekable();
    let place = |summary: &'a Arc<Summary>| {
        while now.next_if(|(_, known)| known.id < summary.id).is_some() {}
        now.next_if(|(_, known)| known.id == summary.id).map(|(place, _)| place)
    };
    before.map(place).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::places;
    use crate::model::document::Document;
    use crate::model::id::DocumentId;
    use crate::model::summary::Summary;

    #[test]
    fn documents_are_found_where_they_stand_now() {
        let all = |ids: &str| -> Vec<Arc<Summary>> {
            ids.chars().map(|id| Arc::new(Document::new(DocumentId::new(&id.to_string()), "").summary())).collect()
        };
        let (before, now) = (all("bdf"), all("abcfg"));
        assert_eq!(places(before.iter(), now.iter()), [Some(1), None, Some(3)]);
    }
}
