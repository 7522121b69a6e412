//! The documents of a session: of most only a line is known, and how far the annotator got; a document that was opened is
//! there with its text, set and selection. The sets of the others are read beside the window, counted, and let go.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::error::{Error, Problem, Severity};
use crate::model::document::Document;
use crate::model::id::DocumentId;
use crate::model::set::Progress;
use crate::model::summary::Summary;
use crate::store::folder::Purpose;
use crate::store::reader;
use crate::store::vanished::taken_away;

use super::command::listing::SortBy;
use super::listed::Outline;
use super::state::Session;
use super::work::Work;

/// Documents that stay ready though nothing was changed in them.
const KEPT_OPEN: usize = 8;
/// Of a frame, this much may go into what was read beside it.
pub(super) const HEARING: Duration = Duration::from_millis(2);

/// A line of the document list.
#[derive(Debug, Clone, Copy)]
pub struct DocumentLine<'a> {
    pub summary: &'a Summary,
    pub progress: Progress,
    /// Annotations of the current annotator.
    pub count: usize,
}

impl Session {
    #[must_use]
    pub fn documents_len(&self) -> usize {
        self.listed.len()
    }

    /// The document at `index` in the project's order.
    #[must_use]
    pub fn document_line(&self, index: usize) -> Option<DocumentLine<'_>> {
        let listed = self.listed.get(index)?;
        let Outline { progress, count, .. } = listed.outline();
        Some(DocumentLine { summary: &listed.summary, progress, count })
    }

    /// Whether this is a session on the project in `folder`.
    #[must_use]
    pub fn is_on(&self, folder: &Path) -> bool {
        self.disk.as_ref().is_some_and(|disk| disk.folder.is_at(folder))
    }

    /// How many sets are being read beside the window, and how many of them have been; `None` once all have.
    #[must_use]
    pub fn reading(&self) -> Option<(usize, usize)> {
        self.disk.as_ref()?.reader.as_ref().map(|reader| (reader.taken, reader.total))
    }

    /// What a document is called; its id if it is not there.
    #[must_use]
    pub fn title_of(&self, id: &DocumentId) -> String {
        let line = self.position(id).and_then(|index| self.document_line(index));
        line.map_or_else(|| id.to_string(), |line| line.summary.title.to_string())
    }

    /// Where a document stands in the project's order.
    pub(super) fn position(&self, id: &DocumentId) -> Option<usize> {
        match &self.disk {
            Some(disk) => disk.corpus.position(id),
            None => self.listed.iter().position(|listed| listed.summary.id == *id),
        }
    }

    pub(super) fn work_at(&self, index: usize) -> Option<&Work> {
        self.listed.get(index)?.work.as_deref()
    }

    /// The document at `index` as it is, or as it lies on disk.
    pub(super) fn read_work(&self, index: usize, purpose: Purpose) -> Result<reader::Work, Error> {
        let gone = || Error::new("there are not so many documents");
        match (self.work_at(index), &self.disk) {
            (Some(work), _) => Ok(reader::Work {
                document: Arc::clone(&work.document),
                set: work.set.clone(),
                problems: Vec::new(),
                locked: work.locked.clone(),
            }),
            (None, Some(disk)) => reader::read_work(&disk.folder, &disk.corpus, self.annotator(), index, purpose),
            (None, None) => Err(gone()),
        }
    }

    /// A document as it is open, or else as it lies on disk; it stays closed.
    ///
    /// # Errors
    /// When there is no such document, or it cannot be read.
    pub fn read_document(&self, id: &DocumentId) -> Result<Arc<Document>, Error> {
        let gone = || Error::new(format!("there is no document `{id}`"));
        let index = self.position(id).ok_or_else(gone)?;
        match (self.work_at(index), &self.disk) {
            (Some(work), _) => Ok(Arc::clone(&work.document)),
            (None, Some(disk)) => disk.corpus.load(index).map(Arc::new),
            (None, None) => Err(gone()),
        }
    }

    /// Sees to it that the document at `index` is there with text and set.
    pub(super) fn load(&mut self, index: usize) -> Result<(), Error> {
        if let Some(id) = self.listed.get(index).map(|listed| listed.summary.id.clone()) {
            self.rename_first(&id);
            if self.work_at(index).is_none() {
                self.wait_for_opening(&id);
            }
        }
        if self.work_at(index).is_none() {
            let purpose = self.disk.as_ref().map_or(Purpose::Look, |disk| disk.purpose);
            let read = self.read_work(index, purpose)?;
            let reader::Work { document, set, locked, .. } = self.take_read(index, read);
            self.catch_up(&document, &set);
            if let Some(listed) = self.listed.get_mut(index) {
                listed.work = Some(Box::new(Work::new(document, set, locked)));
            }
        }
        self.note_opened(index);
        Ok(())
    }

    /// Notes that a document is there, and lets go of others.
    pub(super) fn note_opened(&mut self, index: usize) {
        self.opened.0.retain(|opened| *opened != index);
        self.opened.0.push_back(index);
        self.put_away();
    }

    /// Lets go of documents that were opened long ago, if nothing of them would be lost.
    fn put_away(&mut self) {
        let Some(disk) = &self.disk else {
            return;
        };
        let mut at = 0;
        while self.opened.0.len() > KEPT_OPEN && at < self.opened.0.len() - KEPT_OPEN {
            let listed = &mut self.listed[self.opened.0[at]];
            // What can be undone is in the journal; what was let go is nowhere else.
            let is_kept = listed.work.as_ref().is_some_and(|work| {
                let id = work.document.id();
                !work.rejected.is_empty()
                    || disk.writer.is_about(id)
                    || self.gone.contains(&taken_away(&self.annotator, Some(id)))
            });
            if is_kept {
                at += 1;
                continue;
            }
            listed.set = listed.outline();
            listed.work = None;
            self.opened.0.remove(at);
        }
    }

    /// Notes and tells what was read of a set; what it says is counted once.
    pub(super) fn take_read(&mut self, index: usize, mut read: reader::Work) -> reader::Work {
        self.tell(std::mem::take(&mut read.problems));
        let Some(listed) = self.listed.get_mut(index) else {
            return read;
        };
        listed.set = Outline::of(&read.set);
        if let Some(error) = &read.locked
            && listed.locked.is_none()
        {
            listed.locked = Some(Box::new(error.clone()));
            let place = format!("{}/{}", read.set.annotator(), read.document.id());
            self.tell(vec![Problem::new(Severity::Wrong, place, error.to_string())]);
        }
        if let Some(listed) = self.listed.get_mut(index).filter(|listed| !listed.is_counted) {
            listed.is_counted = true;
            self.known.add_set(&read.document, &read.set);
        }
        read
    }

    /// Takes some of what was read beside the window.
    pub(super) fn hear_reader(&mut self) {
        let start = Instant::now();
        while start.elapsed() < HEARING {
            let Some(reader) = self.disk.as_mut().and_then(|disk| disk.reader.as_mut()) else {
                return;
            };
            match reader.try_next() {
                Ok(Some(read)) => self.hear(read),
                Ok(None) => return,
                Err(_) => self.end_reading(),
            }
        }
    }

    /// Waits until identities, all sets and the documents that were asked for have been read.
    pub(super) fn wait_for_readers(&mut self) {
        self.wait_for_identities(Duration::MAX);
        self.wait_for_openings();
        self.wait_for_renaming();
        while let Some(reader) = self.disk.as_mut().and_then(|disk| disk.reader.as_mut()) {
            match reader.wait_for_next() {
                Some(read) => self.hear(read),
                None => self.end_reading(),
            }
        }
    }

    fn hear(&mut self, (index, read): reader::Read) {
        self.revision += 1;
        // What was opened meanwhile knows better.
        if self.listed.get(index).is_none_or(|listed| listed.is_counted) {
            return;
        }
        match read {
            Ok(read) => drop(self.take_read(index, read)),
            Err(error) => {
                let place = format!("{}/{}", self.annotator(), self.listed[index].summary.id);
                self.tell(vec![Problem::new(Severity::Wrong, place, error.to_string())]);
            }
        }
    }

    pub(super) fn end_reading(&mut self) {
        self.revision += 1;
        if let Some(disk) = &mut self.disk {
            disk.reader = None;
        }
        // Progress that was not known yet may be what the list goes by.
        if self.listing.progress().is_some() || self.listing.sort().0 == SortBy::Progress {
            self.make_list();
        }
    }

    /// Refuses what needs identities and all sets as long as they are being read.
    pub(super) fn refuse_while_reading(&self) -> Result<(), Error> {
        self.refuse_unread_identities()?;
        self.refuse_while_finishing()?;
        match self.reading() {
            None => Ok(()),
            Some((taken, total)) => {
                Err(Error::new(format!("your annotations are still being read: {taken} of {total} documents"))
                    .hint("try again in a moment"))
            }
        }
    }
}
