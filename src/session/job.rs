//! Long work beside the window: how far it is, what came of it, and asking it to stop.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, channel};
use std::thread;
use std::time::Duration;

use crate::error::Error;
use crate::memory;
use crate::store::watch::{Waker, Watch};

/// A page may be deeply nested, and is read by functions that call themselves.
const STACK_BYTES: usize = 16 << 20;

/// Long work beside the window, with what it will give.
pub struct Job<T> {
    answer: Receiver<Result<T, Error>>,
    watch: Arc<Watch>,
}

/// Gives back the memory of something with very many parts, beside the window.
pub fn let_go(value: impl Send + 'static) {
    // Without a thread it is given back here.
    drop(thread::Builder::new().spawn(move || {
        drop(value);
        memory::give_back();
    }));
}

impl<T: Send + 'static> Job<T> {
    pub(super) fn start(work: impl FnOnce(&Watch) -> Result<T, Error> + Send + 'static) -> Self {
        Self::start_waking(None, work)
    }

    /// The same; once it is done, `waker` is called.
    pub(super) fn start_waking(
        waker: Option<Waker>,
        work: impl FnOnce(&Watch) -> Result<T, Error> + Send + 'static,
    ) -> Self {
        let (sender, answer) = channel();
        let watch = Arc::new(Watch::default());
        let shared = Arc::clone(&watch);
        let spawned = thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
            // Whoever asked may have gone away.
            let _ = sender.send(work(&shared));
            drop(sender);
            if let Some(wake) = waker {
                wake();
            }
            memory::give_back();
        });
        // Without a thread nobody answers, which `answer` tells.
        drop(spawned);
        Self { answer, watch }
    }

    /// What came of it, once it is done.
    #[must_use]
    pub fn answer(&self) -> Option<Result<T, Error>> {
        match self.answer.try_recv() {
            Ok(answer) => Some(answer),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => {
                Some(Err(Error::new("the work was broken off by a fault in the program")))
            }
        }
    }

    /// The same, if it is done before that time is over.
    #[must_use]
    pub fn answer_within(&self, patience: Duration) -> Option<Result<T, Error>> {
        match self.answer.recv_timeout(patience) {
            Ok(answer) => Some(answer),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => self.answer(),
        }
    }

    /// How much is done, and of how much; of 0 while that is not known.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        self.watch.progress()
    }

    /// Asks for it to stop. It still answers, with an error.
    pub fn cancel(&self) {
        self.watch.cancel();
    }

    /// Waits for it.
    pub(super) fn wait(self) -> Result<T, Error> {
        self.answer.recv().unwrap_or_else(|_| Err(Error::new("the work was broken off by a fault in the program")))
    }
}
