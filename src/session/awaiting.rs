//! Waiting until a project can be changed: the lock is tried again until it is had, and the project can be read. It does not know the
//! session.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::error::Error;
use crate::model::id::AnnotatorId;
use crate::store::folder;
use crate::store::lock::{Lock, NoLock};
use crate::store::watch::{Waker, Watch};

use super::job::Job;

/// The lock is tried again this often.
const TRY: Duration = Duration::from_secs(2);

/// Tries to get the lock until it is had, or nobody waits.
pub(super) struct Awaiting {
    job: Job<Lock>,
    why: Arc<Why>,
}

/// Why there is no lock, as when it was tried last.
struct Why {
    last: Mutex<Option<NoLock>>,
    is_new: AtomicBool,
    waker: Waker,
}

impl Awaiting {
    /// Begins to wait, where there was no lock for the reason `why`; `waker` is called when the lock is had, or that is another.
    pub fn begin(root: &Path, annotator: &AnnotatorId, why: Option<NoLock>, waker: Waker) -> Self {
        let (root, annotator) = (root.to_owned(), annotator.clone());
        let why = Arc::new(Why { last: Mutex::new(why), is_new: AtomicBool::new(false), waker: Arc::clone(&waker) });
        let told = Arc::clone(&why);
        Self { job: Job::start_waking(Some(waker), move |watch| wait_for(&root, &annotator, &told, watch)), why }
    }

    /// Why there is no lock, if that is another reason than was told last.
    pub fn why_now(&self) -> Option<NoLock> {
        self.why.is_new.swap(false, Ordering::AcqRel).then(|| self.why.lock().clone()).flatten()
    }

    /// What came of it, once it is done.
    pub fn answer(&self) -> Option<Result<Lock, Error>> {
        self.job.answer()
    }
}

impl Drop for Awaiting {
    fn drop(&mut self) {
        self.job.cancel();
    }
}

impl Why {
    fn lock(&self) -> MutexGuard<'_, Option<NoLock>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, why: NoLock) {
        let before = self.lock().replace(why.clone());
        if before != Some(why) {
            self.is_new.store(true, Ordering::Release);
            (self.waker)();
        }
    }
}

fn wait_for(root: &Path, annotator: &AnnotatorId, why: &Why, watch: &Watch) -> Result<Lock, Error> {
    while !watch.is_cancelled() {
        thread::sleep(TRY);
        if watch.is_cancelled() {
            break;
        }
        // A project that is away, or cannot be read now, may come back.
        match Lock::take(root, annotator) {
            Ok(lock) => {
                if folder::open(root).is_ok() {
                    return Ok(lock);
                }
            }
            Err(NoLock::Unable(_)) => {}
            Err(no_lock) => why.tell(no_lock),
        }
    }
    Err(Error::new("nobody waits any more"))
}
