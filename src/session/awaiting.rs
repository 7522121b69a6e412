//! Waiting until a project can be changed: the lock is tried again until it is had, and the project read anew. It does not know the
//! session.

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::error::Error;
use crate::model::id::AnnotatorId;
use crate::store::folder::{self, Opened};
use crate::store::lock::Lock;
use crate::store::watch::{Waker, Watch};

use super::job::Job;
use super::relisted::Blank;

/// The lock is tried again this often.
const TRY: Duration = Duration::from_secs(2);

/// Tries to get the lock until it is had, or nobody waits.
pub(super) struct Awaiting {
    job: Job<Seat>,
}

/// The lock, and the project as it is now.
pub(super) struct Seat {
    pub lock: Lock,
    pub opened: Opened,
    pub blank: Blank,
}

impl Awaiting {
    /// Begins to wait; `waker` is called when the lock is had.
    pub fn begin(root: &Path, annotator: &AnnotatorId, waker: Waker) -> Self {
        let (root, annotator) = (root.to_owned(), annotator.clone());
        Self { job: Job::start_waking(Some(waker), move |watch| wait_for(&root, &annotator, watch)) }
    }

    /// What came of it, once it is done.
    pub fn answer(&self) -> Option<Result<Seat, Error>> {
        self.job.answer()
    }
}

impl Drop for Awaiting {
    fn drop(&mut self) {
        self.job.cancel();
    }
}

impl Seat {
    /// Reads the project anew.
    pub fn with(lock: Lock, root: &Path, annotator: &AnnotatorId) -> Result<Self, Error> {
        let opened = folder::open(root)?;
        let blank = Blank::of(&opened.folder, Arc::clone(&opened.corpus), annotator)?;
        Ok(Self { lock, opened, blank })
    }
}

fn wait_for(root: &Path, annotator: &AnnotatorId, watch: &Watch) -> Result<Seat, Error> {
    while !watch.is_cancelled() {
        thread::sleep(TRY);
        // A project that is away, or cannot be read now, may come back.
        if let (Ok(lock), false) = (Lock::take(root, annotator), watch.is_cancelled())
            && let Ok(seat) = Seat::with(lock, root, annotator)
        {
            return Ok(seat);
        }
    }
    Err(Error::new("nobody waits any more"))
}
