//! Something large that is made on a thread of its own while work begins, and follows what changes meanwhile and after. Who
//! needs it before it is there waits for it, or asks first whether it is there. Knows nothing of what it is.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};

/// A value that is being made, or was.
pub(super) struct Prepared<T, C> {
    made: OnceLock<T>,
    making: Mutex<Option<JoinHandle<T>>>,
    /// What changed while it was being made.
    since: Vec<C>,
    follow: fn(&mut T, &[C]),
}

impl<T: Default + Send + 'static, C: Clone> Prepared<T, C> {
    /// A value that is there already. `follow` brings it up to date.
    pub fn at_once(made: T, follow: fn(&mut T, &[C])) -> Self {
        Self { made: OnceLock::from(made), making: Mutex::default(), since: Vec::new(), follow }
    }

    /// A value that `make` makes beside everything else.
    pub fn beside(make: impl FnOnce() -> T + Send + 'static, follow: fn(&mut T, &[C])) -> Self {
        let making = Mutex::new(Some(thread::spawn(make)));
        Self { made: OnceLock::new(), making, since: Vec::new(), follow }
    }

    /// Whether [`Prepared::get`] need not wait.
    pub fn is_ready(&self) -> bool {
        let making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        self.made.get().is_some() || making.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// The value as it is now; waits until it is made.
    pub fn get(&self) -> &T {
        self.made.get_or_init(|| {
            let making = self.making.lock().unwrap_or_else(PoisonError::into_inner).take();
            let mut made = match making.map(JoinHandle::join) {
                Some(Ok(made)) => made,
                // What went wrong there goes wrong here.
                Some(Err(panic)) => std::panic::resume_unwind(panic),
                None => T::default(),
            };
            (self.follow)(&mut made, &self.since);
            made
        })
    }

    /// Takes notice of changes.
    pub fn follow(&mut self, changes: &[C]) {
        match self.made.get_mut() {
            Some(made) => (self.follow)(made, changes),
            None => self.since.extend_from_slice(changes),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::Prepared;

    #[test]
    fn changes_before_and_after_it_is_made_are_followed_in_their_order() {
        let (go, wait) = channel::<()>();
        let make = move || wait.recv().map_or_else(|_| Vec::new(), |()| vec![1]);
        let mut prepared = Prepared::beside(make, |made: &mut Vec<i32>, changes| made.extend(changes));
        prepared.follow(&[2, 3]);
        assert!(!prepared.is_ready());
        go.send(()).unwrap();
        assert_eq!(prepared.get(), &[1, 2, 3]);
        prepared.follow(&[4]);
        assert_eq!((prepared.is_ready(), prepared.get()), (true, &vec![1, 2, 3, 4]));
    }
}
