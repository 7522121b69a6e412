//! What something costs: time, processor time, memory, and bytes on disk; where the system says it.

use std::path::Path;
use std::time::{Duration, Instant};

/// Time, and that of the processor in all threads; the latter where the system says it.
#[derive(Clone, Copy)]
pub struct Spent {
    at: Instant,
    pub elapsed: Duration,
    pub processor: Duration,
}

impl Spent {
    /// Nothing.
    pub fn nothing() -> Self {
        Self { at: Instant::now(), elapsed: Duration::ZERO, processor: Duration::ZERO }
    }

    /// Of the whole process.
    pub fn now() -> Self {
        // User and system time are the 14th and 15th fields, in hundredths of a second; a name in brackets stands before them.
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
        let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields).split(' ');
        let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
        Self { at: Instant::now(), elapsed: Duration::ZERO, processor: Duration::from_millis(ticks * 10) }
    }

    /// Of this thread.
    pub fn in_thread() -> Self {
        let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
        let nanoseconds = stat.split(' ').next().and_then(|field| field.parse().ok()).unwrap_or(0);
        Self { at: Instant::now(), elapsed: Duration::ZERO, processor: Duration::from_nanos(nanoseconds) }
    }

    pub fn since(&self, start: &Self) -> Self {
        let processor = self.processor.saturating_sub(start.processor);
        Self { at: self.at, elapsed: self.at - start.at, processor }
    }

    pub fn without(&self, other: &Self) -> Self {
        let processor = self.processor.saturating_sub(other.processor).max(Duration::from_millis(1));
        Self { at: self.at, elapsed: self.elapsed.saturating_sub(other.elapsed), processor }
    }
}

/// The bytes of a file, or of all in a folder.
pub fn size(place: &Path) -> u64 {
    match std::fs::read_dir(place) {
        Ok(entries) => entries.filter_map(Result::ok).map(|entry| size(&entry.path())).sum(),
        Err(_) => std::fs::metadata(place).map_or(0, |about| about.len()),
    }
}

/// The most memory this process had, in bytes; where the system says it.
pub fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
