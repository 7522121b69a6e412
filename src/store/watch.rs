//! How far long work has come, whether it should stop, and who is called when there is something to hear. Shared between who works
//! and who waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::error::Error;

/// Called from another thread when there is something to hear.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// What is no count of things is counted in thousandths.
const SHARES: usize = 1000;

/// Counted in whatever the work counts: documents, files, bytes.
#[derive(Debug, Default)]
pub struct Watch {
    done: AtomicUsize,
    all: AtomicUsize,
    is_cancelled: AtomicBool,
}

impl Watch {
    /// How much is done, and of how much; of 0 while that is not known.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed))
    }

    /// Asks for the work to stop; what is done so far is taken back.
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }

    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }

    /// So large a share of the work is done; whether to go on.
    #[must_use]
    pub fn reach(&self, share: f32) -> bool {
        self.done.store((share * SHARES as f32) as usize, Ordering::Relaxed);
        self.all.store(SHARES, Ordering::Relaxed);
        !self.is_cancelled()
    }

    /// Fails if somebody wants the work to stop, of which nothing is done yet.
    pub fn refuse_cancelled(&self) -> Result<(), Error> {
        if self.is_cancelled() { Err(Error::new("it was stopped; nothing has changed")) } else { Ok(()) }
    }

    pub(super) fn begin(&self, all: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.all.store(all, Ordering::Relaxed);
    }

    /// More is done; fails if somebody wants the work to stop.
    pub(super) fn advance(&self, by: usize) -> Result<(), Error> {
        self.done.fetch_add(by, Ordering::Relaxed);
        if self.is_cancelled() {
            return Err(Error::new("it was cancelled; nothing was changed"));
        }
        Ok(())
    }

    /// Another piece is done; fails if somebody wants the work to stop.
    pub(super) fn step(&self) -> Result<(), Error> {
        self.advance(1)
    }
}
