//! Long work on the command line: a line that says how far it is, where somebody looks at it, and Ctrl+C, which takes back what
//! is half done.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};

use crate::store::watch::Watch;

/// How often it is looked how far the work is.
const LOOK: Duration = Duration::from_millis(100);

/// As in the window: a page may be deeply nested, and is read by functions that call themselves.
const STACK_BYTES: usize = 16 << 20;

/// Does work that can be watched. `what` says what is done, as in `exporting`.
pub fn watched<T: Send>(what: &str, work: impl FnOnce(&Watch) -> T + Send) -> T {
    let watch = Watch::default();
    let is_asked = Arc::new(AtomicBool::new(false));
    // Where signals cannot be caught the program ends at once; what it left behind is cleared away the next time.
    let caught: Vec<_> = [SIGINT, SIGTERM]
        .iter()
        .filter_map(|signal| signal_hook::flag::register(*signal, Arc::clone(&is_asked)).ok())
        .collect();
    let done = thread::scope(|scope| {
        let (sender, ended) = channel::<()>();
        let watch = &watch;
        let work = move || {
            let done = work(watch);
            drop(sender);
            done
        };
        // Without a thread there is no command line either.
        let worker = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work).expect("a thread begins");
        let is_seen = std::io::stderr().is_terminal();
        let mut shown = String::new();
        while ended.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
            if is_asked.load(Ordering::Relaxed) {
                watch.cancel();
            }
            let (done, all) = watch.progress();
            let line = match (done.min(all) * 100).checked_div(all) {
                Some(percent) => format!("{what}: {percent} %"),
                None => format!("{what}…"),
            };
            if is_seen && line != shown {
                eprint!("\r{line} ");
                let _ = std::io::stderr().flush();
                shown = line;
            }
        }
        if !shown.is_empty() {
            eprint!("\r{}\r", " ".repeat(shown.chars().count() + 1));
        }
        worker.join()
    });
    for id in caught {
        signal_hook::low_level::unregister(id);
    }
    done.unwrap_or_else(|fault| std::panic::resume_unwind(fault))
}
