//! Several values worked on at once, with a thread for each core: what comes out is what one after another would give, in the
//! same order. Knows nothing of what is done.

use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How many threads there are at most: what they have in hand is all in memory.
const MOST_THREADS: usize = 8;

/// How many values a thread has to do, so that one that takes long does not leave the others idle.
const EACH: usize = 2;

/// As for other long work: what is nested deeply is read by functions that call themselves.
const STACK_BYTES: usize = 16 << 20;

fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS)
}

/// How many values are best handed over at once.
#[must_use]
pub fn at_once() -> usize {
    match threads() {
        1 => 1,
        several => several * EACH,
    }
}

/// What `work` makes of each value, in the order of the values. Panics if `work` does.
pub fn map<T: Send, R: Send>(values: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let others = threads().min(values.len()).saturating_sub(1);
    if others == 0 {
        return values.into_iter().map(work).collect();
    }
    let waiting = Mutex::new(values.into_iter().enumerate());
    let run = || {
        let mut done = Vec::new();
        loop {
            let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((place, value)) = next else { return done };
            done.push((place, work(value)));
        }
    };
    let mut all: Vec<(usize, R)> = thread::scope(|scope| {
        let spawn = |_| thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, run).ok();
        // Where there is no further thread, this one does all.
        let others: Vec<_> = (0..others).filter_map(spawn).collect();
        let mut all = run();
        for other in others {
            all.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        all
    });
    all.sort_by_key(|(place, _)| *place);
    all.into_iter().map(|(_, done)| done).collect()
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn what_comes_out_is_in_the_order_of_what_went_in() {
        let slow_first = |number: u64| {
            std::thread::sleep(std::time::Duration::from_millis(20 - number));
            number * 2
        };
        assert_eq!(map((0..20).collect(), slow_first), (0..20).map(|number| number * 2).collect::<Vec<u64>>());
        assert!(map(Vec::new(), slow_first).is_empty());
    }
}
