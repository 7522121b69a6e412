//! What we last saw of a state and its journal, so that a file which somebody else changed is not written over.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::error::Error;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::records::held::Sum;

use super::files;
use super::journal::End;

/// A file that the person sees: a set, or without a document an annotator's identities.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    pub annotator: AnnotatorId,
    pub document: Option<DocumentId>,
}

/// A state as its file has it.
pub(super) struct State<'a> {
    pub path: &'a Path,
    /// What its file holds; None if there is none.
    pub bytes: Option<&'a [u8]>,
    /// None if there is no file, or nothing of it can be used.
    pub text: Option<&'a str>,
}

/// What we last saw of a state and its journal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept {
    /// None if there was no file.
    pub seen: Option<Seen>,
    /// The sum of the state's text, without what it says of its journal.
    pub base: Sum,
    /// The number of the last entry.
    pub number: u64,
    /// None if there is no journal.
    pub end: Option<End>,
    /// Whether the journal has entries that the state's file lacks.
    pub is_behind: bool,
}

/// What a file held, and when it was written last as far as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    hash: blake3::Hash,
    len: u64,
    modified: Option<SystemTime>,
}

impl Seen {
    pub fn of(path: &Path, bytes: &[u8]) -> Self {
        Self::with_hash(path, blake3::hash(bytes), bytes.len())
    }

    /// A file that was just written and holds so many bytes with this hash.
    pub fn with_hash(path: &Path, hash: blake3::Hash, len: usize) -> Self {
        let modified = fs::metadata(path).and_then(|about| about.modified()).ok();
        Self { hash, len: len as u64, modified }
    }

    /// Whether the file holds that still.
    pub fn is_in(self, path: &Path, about: &fs::Metadata) -> Result<bool, Error> {
        let is_untouched = (about.len(), about.modified().ok()) == (self.len, self.modified);
        Ok(is_untouched || (about.len() == self.len && blake3::hash(&files::read(path)?) == self.hash))
    }
}

impl Kept {
    pub fn of(state: &State<'_>, number: u64, base: Sum) -> Self {
        let seen = state.bytes.map(|bytes| Seen::of(state.path, bytes));
        Self { seen, base, number, end: None, is_behind: false }
    }
}
