//! Writing down who is assigned what: the file of a large project takes longer to write than a frame, so that a window goes on
//! meanwhile. What is asked then is written next, all of it at once. Who goes away waits.

use std::sync::Arc;

use crate::error::Error;
use crate::model::assignment::AssignmentChange;
use crate::store::assignments::Held;
use crate::store::folder::Folder;
use crate::store::writer::Waker;

use super::job::Job;

/// The file of assignments, and what is not in it yet.
#[derive(Default)]
pub(super) struct Filing {
    /// What the file holds, as it was read or written here last; while it is being written, that is known there.
    held: Held,
    waiting: Vec<AssignmentChange>,
    writing: Option<Job<Held>>,
    folder: Option<Arc<Folder>>,
}

impl Filing {
    /// After the file was read. Nothing is being written then.
    pub(super) fn of(held: Held) -> Self {
        Self { held, waiting: Vec::new(), writing: None, folder: None }
    }

    /// Whether something is not on disk yet.
    pub(super) fn is_busy(&self) -> bool {
        self.writing.is_some() || !self.waiting.is_empty()
    }

    /// Whether the file is another than the one that was read or written here last.
    pub(super) fn is_other(&self, held: &Held) -> bool {
        self.held != *held
    }

    /// Has changes written.
    pub(super) fn add(&mut self, changes: Vec<AssignmentChange>, folder: &Arc<Folder>, waker: Option<Waker>) {
        self.waiting.extend(changes);
        self.folder = Some(Arc::clone(folder));
        self.begin(waker);
    }

    fn begin(&mut self, waker: Option<Waker>) {
        let Some(folder) = self.folder.clone().filter(|_| self.writing.is_none() && !self.waiting.is_empty()) else {
            return;
        };
        let (held, changes) = (std::mem::take(&mut self.held), std::mem::take(&mut self.waiting));
        self.writing = Some(Job::start_waking(waker, move |_| folder.change_assignments(held, &changes)));
    }

    /// Goes on if something was written. Fails if it could not be: then nothing that waited is written either.
    pub(super) fn hear(&mut self, waker: Option<Waker>) -> Result<(), Error> {
        if let Some(answer) = self.writing.as_ref().and_then(Job::answer) {
            self.writing = None;
            self.held = answer.inspect_err(|_| self.waiting.clear())?;
            self.begin(waker);
        }
        Ok(())
    }

    /// Waits until all is on disk. Fails likewise.
    pub(super) fn finish(&mut self) -> Result<(), Error> {
        while let Some(job) = self.writing.take() {
            self.held = job.wait().inspect_err(|_| self.waiting.clear())?;
            self.begin(None);
        }
        Ok(())
    }
}

impl Drop for Filing {
    fn drop(&mut self) {
        // Nobody is there any more who could be told.
        let _ = self.finish();
    }
}
