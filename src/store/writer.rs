//! The writer: a thread that puts snapshots of sets and identities on disk, so that nobody waits for the disk while working. While one
//! snapshot of a file waits, a newer one of the same file takes its place: it holds everything the older one does.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use crate::error::{Error, Problem};
use crate::model::document::Document;
use crate::model::id::DocumentId;
use crate::model::identity::Identities;
use crate::model::set::AnnotationSet;

use super::folder::Folder;

/// Whether the work is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    Saved,
    Saving,
    /// Something is not on disk; it is tried again with the next change.
    Failed(Error),
}

/// Writes one annotator's sets and identities. Dropping it waits until everything is written.
pub struct Writer {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    folder: Arc<Folder>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Snapshot>,
    is_writing: bool,
    failed: BTreeMap<File, (Snapshot, Error)>,
    problems: Vec<Problem>,
    is_closing: bool,
}

/// What one file is to hold.
enum Snapshot {
    Set(Arc<Document>, AnnotationSet),
    Identities(Identities),
}

/// Which file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum File {
    Identities,
    Set(DocumentId),
}

impl Snapshot {
    fn file(&self) -> File {
        match self {
            Snapshot::Set(document, _) => File::Set(document.id().clone()),
            Snapshot::Identities(_) => File::Identities,
        }
    }

    fn write(&self, folder: &Folder) -> Result<Option<Problem>, Error> {
        match self {
            Snapshot::Set(document, set) => folder.write_set(set, document),
            Snapshot::Identities(identities) => folder.write_identities(identities),
        }
    }
}

impl Writer {
    /// Starts the thread.
    #[must_use]
    pub fn start(folder: Arc<Folder>) -> Self {
        let shared = Arc::new(Shared { folder, state: Mutex::default(), changed: Condvar::new() });
        let for_thread = Arc::clone(&shared);
        let thread = thread::Builder::new().name("writer".to_owned()).spawn(move || for_thread.run());
        // Without a thread nothing is lost: `save` then writes itself.
        Self { shared, thread: thread.ok() }
    }

    /// Hands a snapshot over. What failed before is tried again too.
    pub fn save(&self, document: Arc<Document>, set: AnnotationSet) {
        self.hand_over(Snapshot::Set(document, set));
    }

    /// Hands a snapshot of the identities over, likewise.
    pub fn save_identities(&self, identities: Identities) {
        self.hand_over(Snapshot::Identities(identities));
    }

    fn hand_over(&self, snapshot: Snapshot) {
        let mut state = self.shared.lock();
        state.retry();
        state.enqueue(snapshot);
        drop(state);
        self.shared.changed.notify_all();
        if self.thread.is_none() {
            self.shared.write_waiting();
        }
    }

    #[must_use]
    pub fn saved(&self) -> Saved {
        let state = self.shared.lock();
        if state.is_writing || !state.waiting.is_empty() {
            Saved::Saving
        } else if let Some((_, error)) = state.failed.values().next() {
            Saved::Failed(error.clone())
        } else {
            Saved::Saved
        }
    }

    /// What was found while writing, once.
    #[must_use]
    pub fn take_problems(&self) -> Vec<Problem> {
        std::mem::take(&mut self.shared.lock().problems)
    }

    /// Waits until everything is on disk; what failed before is tried once more.
    pub fn flush(&self) -> Result<(), Error> {
        self.shared.lock().retry();
        self.shared.changed.notify_all();
        if self.thread.is_none() {
            self.shared.write_waiting();
        }
        let mut state = self.shared.lock();
        while state.is_writing || !state.waiting.is_empty() {
            state = self.shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        match state.failed.values().next() {
            Some((_, error)) => Err(error.clone()),
            None => Ok(()),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.lock().is_closing = true;
        self.shared.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was reported where it happened.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes until closing, and then what is left.
    fn run(&self) {
        loop {
            self.write_waiting();
            let state = self.lock();
            if state.waiting.is_empty() {
                if state.is_closing {
                    return;
                }
                drop(self.changed.wait(state).unwrap_or_else(PoisonError::into_inner));
            }
        }
    }

    fn write_waiting(&self) {
        loop {
            let mut state = self.lock();
            let Some(snapshot) = state.waiting.pop_front() else {
                return;
            };
            state.is_writing = true;
            drop(state);
            let written = snapshot.write(&self.folder);
            let mut state = self.lock();
            state.is_writing = false;
            match written {
                Ok(problem) => {
                    state.problems.extend(problem);
                    state.failed.remove(&snapshot.file());
                }
                Err(error) if !state.is_waiting(&snapshot.file()) => {
                    state.failed.insert(snapshot.file(), (snapshot, error));
                }
                // A newer snapshot of the file is about to be tried.
                Err(_) => {}
            }
            drop(state);
            self.changed.notify_all();
        }
    }
}

impl State {
    fn enqueue(&mut self, snapshot: Snapshot) {
        self.failed.remove(&snapshot.file());
        match self.waiting.iter_mut().find(|waiting| waiting.file() == snapshot.file()) {
            Some(waiting) => *waiting = snapshot,
            None => self.waiting.push_back(snapshot),
        }
    }

    /// Puts what failed back into the queue, unless something newer of it waits there.
    fn retry(&mut self) {
        for (file, (snapshot, _)) in std::mem::take(&mut self.failed) {
            if !self.is_waiting(&file) {
                self.waiting.push_back(snapshot);
            }
        }
    }

    fn is_waiting(&self, file: &File) -> bool {
        self.waiting.iter().any(|waiting| waiting.file() == *file)
    }
}
