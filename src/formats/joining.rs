//! Joining what was written batch by batch into one file, so that it is what writing all at once would give: lines follow each
//! other, lists become one list.

use super::pieces::Pieces;

/// One file that grows.
#[derive(Debug)]
pub struct Joining {
    pieces: Pieces,
    /// Whether the file is one list; not known before something is in it.
    is_list: bool,
    has_members: bool,
}

impl Joining {
    #[must_use]
    pub fn new(pieces: Pieces) -> Self {
        Self { pieces, is_list: pieces == Pieces::Ron, has_members: false }
    }

    /// What is to be added to the file for another batch.
    #[must_use]
    pub fn next(&mut self, batch: Vec<u8>) -> Vec<u8> {
        let list = batch.trim_ascii();
        // Of formats of JSON some are one list and some are lines.
        self.is_list |= self.pieces == Pieces::Json && list.starts_with(b"[");
        if !self.is_list {
            return batch;
        }
        let inside = list.strip_prefix(b"[").and_then(|list| list.strip_suffix(b"]")).unwrap_or(list).trim_ascii_end();
        let members = inside.strip_suffix(b",").unwrap_or(inside);
        if members.is_empty() {
            return Vec::new();
        }
        let begin = if self.has_members { b"," } else { b"[" };
        self.has_members = true;
        [begin, members].concat()
    }

    /// What ends the file.
    #[must_use]
    pub fn end(&self) -> &'static str {
        match (self.is_list, self.has_members, self.pieces) {
            (false, ..) => "",
            (true, false, _) => "[]\n",
            (true, true, Pieces::Ron) => ",\n]\n",
            (true, true, _) => "\n]\n",
        }
    }
}
