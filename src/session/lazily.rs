//! What is found by reading a whole text, once somebody asks for it: of a long text on a thread of its own, so that a window does
//! without it until it is there. Knows nothing of what it is.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

use crate::store::watch::Waker;

/// Something that is found once.
#[derive(Debug)]
pub(super) struct Lazily<T> {
    found: Arc<OnceLock<T>>,
    is_begun: AtomicBool,
    is_heard: AtomicBool,
}

impl<T> Default for Lazily<T> {
    fn default() -> Self {
        Self { found: Arc::default(), is_begun: AtomicBool::new(false), is_heard: AtomicBool::new(false) }
    }
}

impl<T: Send + Sync + 'static> Lazily<T> {
    /// It, found now if nobody has yet.
    pub fn get(&self, find: impl FnOnce() -> T) -> &T {
        self.found.get_or_init(find)
    }

    /// It, if it was found; else a thread begins to look for it, and calls `waker` when it has.
    pub fn get_soon(&self, waker: Option<Waker>, find: impl FnOnce() -> T + Send + 'static) -> Option<&T> {
        if let Some(found) = self.found.get() {
            return Some(found);
        }
        if !self.is_begun.swap(true, Ordering::Relaxed) {
            let found = Arc::clone(&self.found);
            let run = move || {
                found.get_or_init(find);
                waker.into_iter().for_each(|wake| wake());
            };
            // Without a thread it is looked for when somebody asks again.
            let is_running = thread::Builder::new().name("lazily".to_owned()).spawn(run).is_ok();
            self.is_begun.store(is_running, Ordering::Relaxed);
        }
        None
    }

    /// Whether it is being looked for.
    pub fn is_under_way(&self) -> bool {
        self.is_begun.load(Ordering::Relaxed) && self.found.get().is_none()
    }

    /// Whether it was found beside everything else since this was last asked.
    pub fn hear(&self) -> bool {
        let is_found = self.is_begun.load(Ordering::Relaxed) && self.found.get().is_some();
        is_found && !self.is_heard.swap(true, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::Lazily;

    #[test]
    fn what_takes_long_is_there_when_it_was_found_which_is_told_once() {
        let (go, wait) = channel::<()>();
        let lazily: Lazily<i32> = Lazily::default();
        let find = move || wait.recv().map_or(0, |()| 7);
        assert_eq!((lazily.get_soon(None, find), lazily.is_under_way(), lazily.hear()), (None, true, false));
        assert_eq!(lazily.get_soon(None, || 8), None);
        go.send(()).unwrap();
        while lazily.is_under_way() {
            std::thread::yield_now();
        }
        assert_eq!((lazily.hear(), lazily.hear(), lazily.get(|| 9)), (true, false, &7));
    }
}
