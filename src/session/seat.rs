//! The seat: under whose name one works in an open project. A reviewer who makes gold sits where gold is made, with its own
//! files, lock, journal and undo, and comes back to their own seat afterwards; everything else in the project stays open.

use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Problem, Severity};
use crate::model::id::AnnotatorId;
use crate::store::folder::{Folder, Opened, Purpose};
use crate::store::lock::{Lock, NoLock};
use crate::store::reader::Reader;
use crate::store::watch::Waker;
use crate::store::writer::Writer;

use super::job::let_go;
use super::known::{Known, PATIENCE};
use super::listed;
use super::relisted::Blank;
use super::state::{Disk, Session};

impl Session {
    /// Begins to read the annotator's identities and their sets, and to write what they do; without a lock, unless none
    /// can be had, they only look.
    pub(super) fn sit_down(&mut self, folder: Folder, blank: Blank, lock: Option<Arc<Lock>>) {
        let purpose = if self.held.is_some() { Purpose::Look } else { Purpose::Work };
        if purpose == Purpose::Work {
            folder.write_for(&self.annotator);
        }
        let folder = Arc::new(folder);
        let Blank { corpus, listed, sets, strays, .. } = blank;
        self.tell(strays);
        let_go(std::mem::replace(&mut self.listed, listed));
        let annotators = folder.annotators().unwrap_or_default();
        let writer = Writer::start(Arc::clone(&folder), self.annotator.clone());
        let is_whole = folder.hold_identities_all(&self.annotator);
        let (reader, identities) = (None, None);
        self.disk = Some(Disk { folder, corpus, annotators, reader, identities, writer, lock, purpose });
        self.find_theirs();
        self.name_rescues();
        self.read_assignments();
        // What they share with a set, and it lacks, is put into its journal before the set is read.
        let unfinished = self.unfinished_renaming();
        self.read_identities(if is_whole && unfinished.is_none() { Duration::ZERO } else { Duration::MAX });
        if let Some(unfinished) = unfinished {
            self.finish_renaming(&unfinished, &sets);
        } else if let Some(disk) = &mut self.disk {
            let (folder, corpus) = (Arc::clone(&disk.folder), Arc::clone(&disk.corpus));
            disk.reader = Some(Reader::start(folder, corpus, self.annotator.clone(), sets));
        }
    }

    /// Works under another name from now on, at the same place of the same document. Fails if somebody works under that name
    /// already; then nothing has changed.
    pub(super) fn change_seat(&mut self, annotator: AnnotatorId) -> Result<(), Error> {
        self.flush()?;
        let Some(disk) = &self.disk else {
            return Err(Error::new("this project lies in no folder, so that nobody else works in it"));
        };
        let lock = match Lock::take(disk.folder.root(), &annotator) {
            Ok(lock) => Some(lock),
            Err(NoLock::Held(error) | NoLock::Noted(error) | NoLock::Closed(error)) => return Err(error),
            Err(NoLock::Unable(error)) => {
                let message = format!("nothing keeps a second window from the same files: {}", error.message);
                self.tell(vec![Problem::new(Severity::Note, annotator.as_str(), message)]);
                None
            }
        };
        let Some(disk) = self.disk.take() else {
            return Ok(());
        };
        let (folder, corpus, waker) = (disk.folder.for_another(), Arc::clone(&disk.corpus), disk.writer.waker());
        drop(disk);
        let blank = Blank::of(&folder, corpus, &annotator)?;
        self.sit_anew(annotator, folder, blank, lock.map(Arc::new), waker)
    }

    /// Sits down where others have changed what lies there: everything is read again, at the same place of the same document.
    /// Everything that was done is on disk; `blank` are the documents with the annotator's sets.
    pub(super) fn sit_down_again(&mut self, opened: Opened, mut blank: Blank) -> Result<(), Error> {
        let Some(Disk { writer, lock, corpus: before, .. }) = self.disk.take() else {
            return Ok(());
        };
        let waker = writer.waker();
        drop(writer);
        let_go(before);
        let Opened { folder, project, project_text, guidelines, problems, .. } = opened;
        self.take_schema(project, project_text.into());
        self.guidelines = guidelines;
        let languages = std::mem::take(&mut blank.languages);
        self.sit_anew(self.annotator.clone(), folder, blank, lock, waker)?;
        self.list_anew(languages);
        self.open_listed_anew();
        self.hear_again(problems);
        Ok(())
    }

    /// Sits down with nothing known of anybody's files, at the same place of the same document.
    fn sit_anew(
        &mut self,
        annotator: AnnotatorId,
        folder: Folder,
        blank: Blank,
        lock: Option<Arc<Lock>>,
        waker: Option<Waker>,
    ) -> Result<(), Error> {
        let selection = self.selection();
        let open = self.document().map(|document| document.id().clone());
        self.current = None;
        let (is_drawn, language) = (self.known.is_drawn, self.language_of_lists().to_owned());
        let_go(std::mem::replace(&mut self.known, Known::new(annotator.clone(), &language)));
        self.known.is_drawn = is_drawn;
        self.annotator = annotator;
        self.opened = listed::Opened::default();
        (self.filling, self.linking, self.reanchoring) = (None, None, None);
        self.stop_drifting();
        self.carrying = None;
        self.changing = None;
        self.forget_openings();
        self.forget_rereadings();
        self.taking_in = None;
        let corpus = Arc::clone(&blank.corpus);
        self.sit_down(folder, blank, lock);
        if let (Some(disk), Some(waker)) = (&self.disk, waker) {
            disk.writer.wake(waker);
        }
        if !self.known.is_drawn {
            self.wait_for_readers();
        }
        self.wait_for_identities(PATIENCE);
        match open.map(|id| (corpus.position(&id), id)) {
            Some((Some(index), id)) => self.open_at(index, id, selection),
            Some((None, id)) => {
                self.lose_open(id, selection);
                Ok(())
            }
            None => Ok(()),
        }
    }
}
