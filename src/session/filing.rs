//! Writing a file of the project that anybody may write: to flush it takes longer than a frame, and that of who is assigned what is
//! long, so that a window goes on meanwhile. What is asked then is written next, all of it at once. Who goes away waits.

use std::sync::Arc;

use crate::error::Error;
use crate::store::folder::Folder;
use crate::store::watch::Waker;

use super::job::{Job, let_go};

/// A file that holds an `H`, and what of the changes `T` is not in it yet.
pub(super) struct Filing<H: Clone + Send + 'static, T: Send + 'static> {
    write: Write<H, T>,
    /// What the file holds, as it was read or written here last.
    held: H,
    waiting: Vec<T>,
    writing: Option<Job<H>>,
    folder: Option<Arc<Folder>>,
}

/// Writes changes if the file holds what it is to hold before them, and says what it holds then.
pub(super) type Write<H, T> = fn(&Folder, &H, &[T]) -> Result<H, Error>;

impl<H: Clone + Send + 'static, T: Send + 'static> Filing<H, T> {
    /// A file that holds `held`.
    pub(super) fn of(held: H, write: Write<H, T>) -> Self {
        Self { write, held, waiting: Vec::new(), writing: None, folder: None }
    }

    /// What the file holds, as it was read or written here last.
    pub(super) fn held(&self) -> &H {
        &self.held
    }

    /// The file was read and holds this. Nothing is being written then.
    pub(super) fn hold(&mut self, held: H) {
        self.held = held;
    }

    /// Whether something is not on disk yet.
    pub(super) fn is_busy(&self) -> bool {
        self.writing.is_some() || !self.waiting.is_empty()
    }

    /// Has a change written.
    pub(super) fn add(&mut self, change: T, folder: &Arc<Folder>, waker: Option<Waker>) {
        self.waiting.push(change);
        self.folder = Some(Arc::clone(folder));
        self.begin(waker);
    }

    fn begin(&mut self, waker: Option<Waker>) {
        let Some(folder) = self.folder.clone().filter(|_| self.writing.is_none() && !self.waiting.is_empty()) else {
            return;
        };
        let (write, held, changes) = (self.write, self.held.clone(), std::mem::take(&mut self.waiting));
        self.writing = Some(Job::start_waking(waker, move |_| write(&folder, &held, &changes)));
    }

    /// Goes on if something was written. Fails if it could not be: then nothing that waited is written either.
    pub(super) fn hear(&mut self, waker: Option<Waker>) -> Result<(), Error> {
        if let Some(answer) = self.writing.as_ref().and_then(Job::answer) {
            self.writing = None;
            let held = answer.inspect_err(|_| self.waiting.clear())?;
            // What a file of sixty thousand lines held is long.
            let_go(std::mem::replace(&mut self.held, held));
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

impl<H: Clone + Send + 'static, T: Send + 'static> Drop for Filing<H, T> {
    fn drop(&mut self) {
        // Nobody is there any more who could be told.
        let _ = self.finish();
    }
}
