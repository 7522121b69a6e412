//! What is being renamed in the annotator's sets: a thread that reads one set after the other and says what it is after the
//! renaming. Nothing is written here, and nothing is known of a session; `renaming` takes what is done.

use std::collections::{BTreeSet, VecDeque};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::error::Error;
use crate::model::history::{Entry, History};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::moment::Moment;
use crate::model::schema_path::Renaming;
use crate::store::corpus::Corpus;
use crate::store::folder::{Folder, Purpose};
use crate::store::reader;
use crate::store::writer::Settling;

use super::steps::Way;

/// Sets that were renamed and wait to be taken.
const QUEUE: usize = 4;

/// What is being renamed.
pub(super) struct RenamingBeside {
    pub work: Arc<RenamingWork>,
    renamed: Receiver<Renamed>,
    /// Documents of which nothing was heard yet.
    pub unheard: BTreeSet<DocumentId>,
    /// Documents that were closed, and whose sets have the new name.
    pub done: BTreeSet<DocumentId>,
    all: usize,
    pub kind: Kind,
    /// Sets that could not be read or must not be written.
    pub kept: usize,
    /// The step of the schema that it came with: which one it was, and in which way it was gone.
    pub step: Option<(usize, Way)>,
}

/// Why sets are being renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Asked,
    /// A renaming was stopped.
    TakingBack,
    /// An earlier session did not end it.
    Finishing,
}

/// What is done with the set of a closed document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    Rename,
    /// It is only read, so that identities and schema know what it says.
    Count,
    /// It is renamed, unless it was, and counted for the first time.
    Finish,
    /// It is renamed if it had got the name that is taken back, and counted for the first time.
    FinishTakingBack,
}

/// What is to be done, and to what.
pub(super) struct RenamingWork {
    pub renaming: Renaming,
    pub title: String,
    /// When it was noted to begin.
    pub time: Moment,
    pub folder: Arc<Folder>,
    pub corpus: Arc<Corpus>,
    pub annotator: AnnotatorId,
    /// Documents of which nobody has begun to rename the set.
    pub waiting: Mutex<VecDeque<(DocumentId, Doing)>>,
}

/// A document whose set was renamed, or why it could not be.
pub(super) struct Renamed {
    pub id: DocumentId,
    pub done: Result<RenamedSet, Error>,
}

pub(super) struct RenamedSet {
    pub read: reader::Work,
    /// None if the set says nothing of what was renamed, and never did.
    pub entry: Option<Entry>,
}

impl RenamingBeside {
    /// Begins to rename, once what is `flushing` is on disk.
    pub fn start(work: RenamingWork, kind: Kind, flushing: Option<Settling>) -> Self {
        let unheard: BTreeSet<DocumentId> = work.waiting().iter().map(|(id, _)| id.clone()).collect();
        let (work, all) = (Arc::new(work), unheard.len());
        let (sender, renamed) = sync_channel(QUEUE);
        let shared = Arc::clone(&work);
        let run = move || {
            // That something is not on disk, the writer tells.
            let _ = flushing.as_ref().map(Settling::wait);
            while let Some(renamed) = shared.next() {
                if sender.send(renamed).is_err() {
                    return;
                }
            }
        };
        // Without a thread whoever waits does all of it.
        drop(thread::Builder::new().name("renaming".to_owned()).spawn(run));
        Self { work, renamed, unheard, done: BTreeSet::new(), all, kind, kept: 0, step: None }
    }

    /// Of how many sets was heard, and of how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.all - self.unheard.len(), self.all)
    }

    /// What was renamed and not taken yet, if something was.
    pub fn try_next(&self) -> Option<Renamed> {
        self.renamed.try_recv().ok()
    }

    /// Waits for what is renamed next; `None` if all was taken.
    pub fn wait_for_next(&self) -> Option<Renamed> {
        self.renamed.recv().ok().or_else(|| self.work.next())
    }

    /// Renames in the set of a document at once, if nobody has begun to; else waits for what is renamed next.
    pub fn rename_first(&self, id: &DocumentId) -> Option<Renamed> {
        let mut waiting = self.work.waiting();
        let at = waiting.iter().position(|(waiting, _)| waiting == id);
        let own = at.and_then(|at| waiting.remove(at));
        drop(waiting);
        own.map(|own| self.work.rename(own)).or_else(|| self.renamed.recv().ok())
    }
}

impl RenamingWork {
    fn waiting(&self) -> MutexGuard<'_, VecDeque<(DocumentId, Doing)>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Renames in the next set that nobody has begun with.
    fn next(&self) -> Option<Renamed> {
        let next = self.waiting().pop_front();
        next.map(|next| self.rename(next))
    }

    fn rename(&self, (id, doing): (DocumentId, Doing)) -> Renamed {
        let done = self.renamed(&id, doing);
        Renamed { id, done }
    }

    fn renamed(&self, id: &DocumentId, doing: Doing) -> Result<RenamedSet, Error> {
        let index = self.corpus.position(id).ok_or_else(|| Error::new("it is not there any more"))?;
        let mut read = reader::read_work(&self.folder, &self.corpus, &self.annotator, index, Purpose::Work)?;
        match &read.locked {
            // Those who count for the first time are to know.
            Some(_) if matches!(doing, Doing::Finish | Doing::FinishTakingBack) => {
                return Ok(RenamedSet { read, entry: None });
            }
            Some(error) => return Err(error.clone()),
            None if doing == Doing::Count => return Ok(RenamedSet { read, entry: None }),
            None => {}
        }
        let is_renamed = self.renaming.apply_to_set(&mut read.set);
        let number = self.folder.last_number(&self.annotator, id);
        let is_remembered = match doing {
            Doing::Rename | Doing::Count => number > 0,
            Doing::Finish | Doing::FinishTakingBack => {
                let is_back = doing == Doing::FinishTakingBack;
                let begun = if is_back { self.renaming.inverted() } else { self.renaming.clone() };
                number > 0 && self.folder.is_renamed(&self.annotator, id, &begun, self.time)? == is_back
            }
        };
        let entry = (is_renamed || is_remembered).then(|| {
            let mut history = History::beginning_after(number, Vec::new());
            history.rename(self.renaming.clone(), self.title.clone(), self.time).clone()
        });
        Ok(RenamedSet { read, entry })
    }
}
