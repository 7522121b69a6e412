//! Journals as files of lines: reading them, looking at their last line, adding lines, cutting off what is not right. Whether
//! a journal goes with its state, `replay` knows; what its lines say, `records::journal`. Lengths are bytes.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::error::Error;
use crate::model::moment::Moment;
use crate::records::held::Sum;
use crate::records::journal::{self, Header};

use super::files;
use super::files::Flush;

/// How much of a journal's end is read to see its last line.
const LAST_BYTES: u64 = 64 * 1024;

/// Where a journal ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub len: u64,
    /// When the file was written last, as far as the system says.
    pub modified: Option<SystemTime>,
    /// Of the last entry, or before the first.
    pub number: u64,
    /// Of the last line.
    pub sum: Sum,
}

/// A journal that was read, as far as its sums are right.
pub(super) struct Journal {
    pub header: Header,
    pub end: End,
    /// What stands after the end.
    pub rest: Rest,
    text: String,
    lines: Vec<(Range<usize>, Sum)>,
}

/// What stands after the last line that is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    Nothing,
    /// A last line without its end, of so many bytes: what a power cut leaves of a line that was being written.
    Torn(usize),
    /// The line with this number, counted from 1, is not what was written; so many lines follow it.
    Wrong {
        line: usize,
        after: usize,
    },
}

/// Why a file is no journal.
pub(super) enum NoJournal {
    /// Of a newer version: must stay as it is.
    Newer(Error),
    /// Its first line cannot be understood.
    Damaged,
    /// Git left both sides of a conflict in it, from the line with this number on: must stay as it is.
    Conflict(usize),
}

/// Why lines were not added.
#[derive(Debug)]
pub(super) enum NotAdded {
    Failed(Error),
    /// The file is not what it was when we last saw it.
    Changed,
    /// The file is not there.
    Gone,
}

impl Journal {
    /// Every entry's line as its body and sum, in order: entry `header.after + 1` comes first.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = (&str, Sum)> + ExactSizeIterator {
        self.lines.iter().map(|(range, sum)| (&self.text[range.clone()], *sum))
    }

    /// The bodies of the entries' lines from the one with this index on.
    pub fn bodies_from(&self, index: usize) -> impl Iterator<Item = &str> {
        self.lines.iter().skip(index).map(|(range, _)| &self.text[range.clone()])
    }

    /// The sum of the line of an entry, or of the first line for the number before the first.
    pub fn sum_of(&self, number: u64) -> Option<Sum> {
        let at = usize::try_from(number.checked_sub(self.header.after)?).ok()?;
        match at.checked_sub(1) {
            Some(index) => self.lines.get(index).map(|(_, sum)| *sum),
            None => Some(self.header_sum()),
        }
    }

    fn header_sum(&self) -> Sum {
        journal::seal(&self.header.write(), Sum::NOTHING).1
    }

    /// The end after so many entries' lines.
    pub fn end_after(&self, count: usize) -> End {
        let first = self.text.find('\n').map_or(self.text.len(), |feed| feed + 1);
        let (len, sum) = match count.checked_sub(1).and_then(|last| self.lines.get(last)) {
            Some((range, sum)) => {
                (self.text[range.end..].find('\n').map_or(range.end, |feed| range.end + feed + 1), *sum)
            }
            None => (first, self.header_sum()),
        };
        End { len: len as u64, number: self.header.after + count as u64, sum, ..self.end }
    }
}

/// The name of the journal of a state: `news-1.ron` has `news-1.journal`.
pub(super) fn path_of(state: &Path) -> PathBuf {
    state.with_extension("journal")
}

/// Reads a journal; `None` if there is no file.
pub(super) fn read(path: &Path) -> Result<Option<Result<Journal, NoJournal>>, Error> {
    let failed = |error: &io::Error| files::failed("read", path, error);
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(&error)),
    };
    let modified = file.metadata().and_then(|about| about.modified()).ok();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    Ok(Some(read_bytes(bytes, modified)))
}

/// Reads what a journal that was written at some time holds.
pub(super) fn read_bytes(mut bytes: Vec<u8>, modified: Option<SystemTime>) -> Result<Journal, NoJournal> {
    let whole = bytes.len();
    let newlines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
    let valid = match std::str::from_utf8(&bytes) {
        Ok(_) => whole,
        Err(error) => error.valid_up_to(),
    };
    let beyond = bytes.split_off(valid);
    let text = String::from_utf8(bytes).unwrap_or_default();
    let start = if text.starts_with(files::MARK) { files::MARK.len() } else { 0 };
    let Some(feed) = text.find('\n') else {
        return Err(NoJournal::Damaged);
    };
    let Some(first) = journal::open(without_return(&text[start..feed]), Sum::NOTHING) else {
        return Err(if files::is_conflict(&text[start..]) { NoJournal::Conflict(1) } else { NoJournal::Damaged });
    };
    let header = Header::read(first.body).map_err(NoJournal::Newer)?;
    let (mut sum, mut at, mut lines) = (first.sum, feed + 1, Vec::new());
    while let Some(length) = text[at..].find('\n') {
        let next = header.after + lines.len() as u64 + 1;
        let line = journal::open(without_return(&text[at..at + length]), sum)
            .filter(|line| journal::number_in(line.body) == Some(next));
        let Some(line) = line else { break };
        lines.push((at..at + line.body.len(), line.sum));
        (sum, at) = (line.sum, at + length + 1);
    }
    if files::is_conflict(&text[at..]) {
        return Err(NoJournal::Conflict(lines.len() + 2));
    }
    let feeds = newlines(&text.as_bytes()[at..]) + newlines(&beyond);
    let rest = match (whole - at, feeds) {
        (0, _) => Rest::Nothing,
        (bytes, 0) => Rest::Torn(bytes),
        (_, feeds) => Rest::Wrong { line: lines.len() + 2, after: feeds - 1 },
    };
    let end = End { len: at as u64, modified, number: header.after + lines.len() as u64, sum };
    Ok(Journal { header, end, rest, text, lines })
}

/// A line without what git or an editor may have put at its end.
fn without_return(line: &str) -> &str {
    line.strip_suffix('\r').unwrap_or(line)
}

/// Whether nothing forbids to give what was read another name, and to begin anew.
pub(super) fn may_be_left(read: &Option<Result<Journal, NoJournal>>) -> bool {
    !matches!(read, Some(Err(NoJournal::Newer(_) | NoJournal::Conflict(_))))
}

/// Where a journal says that it ends, by its last line alone; `None` if it is not there, or does not end with a line.
pub(super) fn last(path: &Path) -> Option<End> {
    let (len, modified, line) = last_line(path)?;
    let line = journal::split(&line)?;
    let number = journal::number_in(line.body)?;
    Some(End { len, modified, number, sum: line.sum })
}

/// When the last entry was made, by the journal's last line alone; `None` likewise, or if it has no entry.
pub(super) fn last_time(path: &Path) -> Option<Moment> {
    let (_, _, line) = last_line(path)?;
    journal::time_in(journal::split(&line)?.body)
}

/// How long a file is, when it was written, and its last line.
fn last_line(path: &Path) -> Option<(u64, Option<SystemTime>, String)> {
    let mut file = File::open(path).ok()?;
    let about = file.metadata().ok()?;
    let from = about.len().saturating_sub(LAST_BYTES);
    file.seek(SeekFrom::Start(from)).ok()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).ok()?;
    let bytes = bytes.strip_suffix(b"\n")?;
    let start = match bytes.iter().rposition(|byte| *byte == b'\n') {
        Some(feed) => feed + 1,
        None if from == 0 => 0,
        None => return None,
    };
    let line = std::str::from_utf8(&bytes[start..]).ok()?;
    Some((about.len(), about.modified().ok(), without_return(line).to_owned()))
}

/// Adds lines to a journal that ends as `end` says, and flushes them to disk; returns where it ends then. What is added only
/// in part is taken off again.
pub(super) fn add(path: &Path, end: End, lines: &str, number: u64, sum: Sum, flush: Flush) -> Result<End, NotAdded> {
    let failed = |error: io::Error| NotAdded::Failed(files::failed("write", path, &error));
    let mut file = match File::options().append(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(NotAdded::Gone),
        Err(error) => return Err(failed(error)),
    };
    let about = file.metadata().map_err(failed)?;
    // A file that was only touched still ends as it did.
    let is_same = about.len() == end.len
        && (about.modified().ok() == end.modified || last(path).is_some_and(|now| now.sum == end.sum));
    if !is_same {
        return Err(NotAdded::Changed);
    }
    let written = file.write_all(lines.as_bytes()).and_then(|()| match flush {
        Flush::Now => file.sync_data(),
        Flush::Later => Ok(()),
    });
    if let Err(error) = written {
        // If even this fails, the next attempt finds the file changed and leaves it alone.
        let _ = file.set_len(end.len);
        return Err(failed(error));
    }
    let about = file.metadata().map_err(failed)?;
    Ok(End { len: about.len(), modified: about.modified().ok(), number, sum })
}

/// Makes a journal of its first line and others; returns where it ends.
pub(super) fn begin(path: &Path, lines: &str, number: u64, sum: Sum, flush: Flush) -> Result<End, Error> {
    files::write_for(path, lines.as_bytes(), flush)?;
    let modified = fs::metadata(path).and_then(|about| about.modified()).ok();
    Ok(End { len: lines.len() as u64, modified, number, sum })
}

/// Cuts off what stands after `len` bytes; returns when the file was written then.
pub(super) fn cut(path: &Path, len: u64) -> Result<Option<SystemTime>, Error> {
    let cut = || {
        let file = File::options().write(true).open(path)?;
        file.set_len(len)?;
        file.sync_all()?;
        file.metadata()
    };
    cut().map(|about| about.modified().ok()).map_err(|error| files::failed("cut", path, &error))
}
