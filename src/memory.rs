//! When memory that nobody needs any more goes back to the system. The allocator does that in whichever thread asks it for something at
//! the time, and of what long work had used it takes up to 40 ms: too long for a frame. Where there is a window, a thread of its own does
//! it, a while after long work has ended.

use std::ffi::c_long;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use libmimalloc_sys::{mi_collect, mi_option_set, mi_option_t};

/// `mi_option_purge_delay` of mimalloc 3, which the binding has no name for: it gives back what was free for so many milliseconds, times 10.
const PURGE_DELAY: mi_option_t = 15;
/// A day, in milliseconds: by itself it gives nothing back.
const BY_ITSELF: c_long = 86_400_000;
/// What is soon used again stays.
const A_WHILE: Duration = Duration::from_secs(3);

static ASKING: OnceLock<Sender<()>> = OnceLock::new();

/// From here on memory is given back beside whatever else goes on, and only when it is asked for.
pub fn give_back_beside() {
    ASKING.get_or_init(|| {
        let (sender, asked) = channel();
        // Without a thread it stays as it was.
        if thread::Builder::new().name("memory".to_owned()).spawn(move || give_back_when(&asked)).is_ok() {
            // SAFETY: an option is a number, and may be set at any time.
            unsafe { mi_option_set(PURGE_DELAY, BY_ITSELF) };
        }
        sender
    });
}

/// Long work has ended: what it held can go back in a while. Nothing happens where no window is.
pub fn give_back() {
    if let Some(sender) = ASKING.get() {
        let _ = sender.send(());
    }
}

fn give_back_when(asked: &Receiver<()>) {
    while asked.recv().is_ok() {
        thread::sleep(A_WHILE);
        while asked.try_recv().is_ok() {}
        // SAFETY: any thread may ask for that at any time.
        unsafe { mi_collect(true) };
    }
}

#[cfg(test)]
mod tests {
    use libmimalloc_sys::mi_option_get;

    use super::{BY_ITSELF, PURGE_DELAY, give_back_beside};

    #[test]
    fn the_allocator_has_this_option_at_this_place() {
        let delay = unsafe { mi_option_get(PURGE_DELAY) };
        assert!([1_000, BY_ITSELF].contains(&delay), "another mimalloc has other options: {delay}");
        give_back_beside();
        assert_eq!(unsafe { mi_option_get(PURGE_DELAY) }, BY_ITSELF);
    }
}
