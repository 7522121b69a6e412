//! The readers: threads that read an annotator's sets and identities while the project is open already, so that nobody waits for
//! what is not looked at. Sets that were read wait in a short queue; where nobody takes them, no further ones are read.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::error::{Error, Problem};
use crate::model::document::Document;
use crate::model::id::AnnotatorId;
use crate::model::identity::Identities;
use crate::model::set::AnnotationSet;

use super::corpus::Corpus;
use super::folder::{Folder, Purpose};

/// Sets that wait to be taken.
const QUEUE: usize = 64;

/// A document with an annotator's set on it, and what is wrong with that.
pub struct Work {
    pub document: Arc<Document>,
    pub set: AnnotationSet,
    pub problems: Vec<Problem>,
    /// Why the set must not be changed: its file cannot be read, or is newer than this program. It is then empty.
    pub locked: Option<Error>,
}

/// Reads the sets of some documents, one after the other.
pub struct Reader {
    queue: Receiver<Read>,
    is_stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    /// How many sets there are, and how many of them were taken.
    pub total: usize,
    pub taken: usize,
}

/// Reads an annotator's identities. Dropping it waits until it has.
pub struct IdentityReader {
    found: Receiver<ReadIdentities>,
    thread: Option<JoinHandle<()>>,
}

/// What was told before they were read; then identities and what is wrong with them, or why they must not be written.
pub type ReadIdentities = (Vec<Problem>, Result<(Identities, Vec<Problem>), Error>);

/// What is told of what is done before identities are read; and why they are not read then, if so.
pub type First = Result<Vec<Problem>, (Vec<Problem>, Error)>;

/// A document by its place in the corpus, and what was read.
pub type Read = (usize, Result<Work, Error>);

/// Reads a document and the set of `annotator` on it.
pub fn read_work(
    folder: &Folder,
    corpus: &Corpus,
    annotator: &AnnotatorId,
    index: usize,
    purpose: Purpose,
) -> Result<Work, Error> {
    Ok(read_work_on(folder, Arc::new(corpus.load(index)?), annotator, purpose))
}

/// Reads the set of `annotator` on a document that is there already.
pub fn read_work_on(folder: &Folder, document: Arc<Document>, annotator: &AnnotatorId, purpose: Purpose) -> Work {
    match folder.read_set(annotator, &document, purpose) {
        Ok((set, problems)) => Work { document, set, problems, locked: None },
        Err(error) => {
            let set = AnnotationSet::new(annotator.clone(), document.id().clone());
            Work { document, set, problems: Vec::new(), locked: Some(error) }
        }
    }
}

impl Reader {
    /// Begins to read the sets on `documents`, which are places in the corpus.
    #[must_use]
    pub fn start(folder: Arc<Folder>, corpus: Arc<Corpus>, annotator: AnnotatorId, documents: Vec<usize>) -> Self {
        let (sender, queue) = sync_channel(QUEUE);
        let (is_stopped, total) = (Arc::new(AtomicBool::new(false)), documents.len());
        let stop = Arc::clone(&is_stopped);
        let run = move || read(&folder, &corpus, &annotator, &documents, &sender, &stop);
        let thread = thread::Builder::new().name("reader".to_owned()).spawn(run).ok();
        Self { queue, is_stopped, thread, total, taken: 0 }
    }

    /// The next set, if one has been read; an error if all were taken.
    pub fn try_next(&mut self) -> Result<Option<Read>, TryRecvError> {
        match self.queue.try_recv() {
            Ok(read) => {
                self.taken += 1;
                Ok(Some(read))
            }
            Err(TryRecvError::Empty) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Waits for the next set; `None` if all were taken.
    pub fn wait_for_next(&mut self) -> Option<Read> {
        let read = self.queue.recv().ok()?;
        self.taken += 1;
        Some(read)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.is_stopped.store(true, Ordering::Relaxed);
        // A reader that waits for room in the queue gets it.
        while self.queue.recv().is_ok() {}
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was reported where it happened.
            let _ = thread.join();
        }
    }
}

impl IdentityReader {
    /// Begins to read the identities of `annotator`, once `first` is done; where that fails, with what it tells, they are not read.
    #[must_use]
    pub fn start(
        folder: Arc<Folder>,
        annotator: AnnotatorId,
        purpose: Purpose,
        first: impl FnOnce() -> First + Send + 'static,
    ) -> Self {
        let (sender, found) = sync_channel(1);
        let run = move || {
            let read = match first() {
                Ok(told) => (told, folder.read_identities(&annotator, purpose)),
                Err((told, error)) => (told, Err(error)),
            };
            // Nobody hears it any more if this fails.
            let _ = sender.send(read);
        };
        let thread = thread::Builder::new().name("identities".to_owned()).spawn(run).ok();
        Self { found, thread }
    }

    /// What was read, if that takes no longer than `patience`. It is told once.
    pub fn wait(&self, patience: Duration) -> Option<ReadIdentities> {
        match self.found.recv_timeout(patience) {
            Ok(read) => Some(read),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some((Vec::new(), Err(Error::new("no thread could read them")))),
        }
    }
}

impl Drop for IdentityReader {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was reported where it happened.
            let _ = thread.join();
        }
    }
}

fn read(
    folder: &Folder,
    corpus: &Corpus,
    annotator: &AnnotatorId,
    documents: &[usize],
    sender: &SyncSender<Read>,
    stop: &AtomicBool,
) {
    for index in documents {
        // Only to be counted: a document that is opened is read again, to be written.
        let read = (*index, read_work(folder, corpus, annotator, *index, Purpose::Look));
        if stop.load(Ordering::Relaxed) || sender.send(read).is_err() {
            return;
        }
    }
}
