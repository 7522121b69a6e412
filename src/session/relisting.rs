//! Another list of the project's documents, which documents were added to: made beside the window, and taken over with all that was
//! done in those that are known. What is shown meanwhile is the list before.

use std::sync::Arc;

use crate::error::Error;
use crate::model::id::AnnotatorId;
use crate::model::summary::Summary;
use crate::store::corpus::Corpus;
use crate::store::folder::{self, Folder, Opened};
use crate::store::reader::Reader;

use super::job::let_go;
use super::listing::languages;
use super::state::Session;
use super::works::Listed;

/// A project's documents, of which nothing is known yet.
pub(super) struct Blank {
    pub corpus: Arc<Corpus>,
    pub listed: Vec<Listed>,
    /// Sorted.
    pub languages: Vec<Arc<str>>,
    /// The documents that the annotator has a set of, by their places.
    pub sets: Vec<usize>,
}

/// The project as it is now, and where its documents stood before.
pub(super) struct Relisted {
    pub opened: Opened,
    blank: Blank,
    before: Arc<Corpus>,
    /// For each document of those before where it stands now.
    places: Vec<Option<usize>>,
}

impl Blank {
    pub fn of(folder: &Folder, corpus: Arc<Corpus>, annotator: &AnnotatorId) -> Result<Self, Error> {
        let (sets, _strays) = folder.sets(annotator, &corpus)?;
        let listed = corpus.summaries().map(|summary| Listed::new(Arc::clone(summary))).collect();
        let languages = languages(corpus.summaries());
        Ok(Self { corpus, listed, languages, sets })
    }
}

impl Relisted {
    /// Opens the project in `folder` once more; its documents were those of `before`.
    pub fn read(folder: &Folder, before: Arc<Corpus>, annotator: &AnnotatorId) -> Result<Self, Error> {
        let opened = folder::open(folder.root())?;
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

impl Session {
    /// Takes another list of the documents: those that are known keep all that was done in them, and sets of the others are read
    /// beside the window. Returns what else was found in opening the project again.
    pub(super) fn relist(&mut self, relisted: Relisted) -> Opened {
        let Relisted { opened, blank: Blank { corpus, mut listed, languages, sets }, before, places } = relisted;
        for (known, place) in self.listed.iter_mut().zip(&places) {
            if let Some(place) = place.filter(|_| !known.is_blank()) {
                let summary = Arc::clone(&listed[place].summary);
                listed[place] = known.moved(summary);
            }
        }
        let place = |index: usize| places.get(index).copied().flatten();
        self.current = self.current.and_then(place);
        self.opened.0 = self.opened.0.iter().copied().filter_map(place).collect();
        let unread: Vec<usize> = sets.into_iter().filter(|place| !listed[*place].is_counted()).collect();
        let listed_before = std::mem::replace(&mut self.listed, listed);
        if let Some(disk) = &mut self.disk {
            disk.corpus = corpus;
            let (folder, corpus) = (Arc::clone(&disk.folder), Arc::clone(&disk.corpus));
            let annotator = self.annotator.clone();
            disk.reader = (!unread.is_empty()).then(|| Reader::start(folder, corpus, annotator, unread));
        }
        // To let go of what was said of tens of thousands of documents takes longer than a frame.
        let_go((before, listed_before, places));
        self.list_anew(languages);
        if !self.known.is_drawn {
            self.wait_for_readers();
        }
        opened
    }
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
