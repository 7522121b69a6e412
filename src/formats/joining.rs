//! Joining what was written batch by batch into one file, so that it is what writing all at once would give: lines follow each
//! other, lists become one list, tables have one header.

use super::beside::Records;
use super::pieces::Pieces;

/// One file that grows.
#[derive(Debug)]
pub struct Joining {
    pieces: Pieces,
    /// Whether the file is one list; not known before something is in it.
    is_list: bool,
    has_members: bool,
    /// The first line of a table; a batch begins with it again.
    header: Option<Vec<u8>>,
}

impl Joining {
    #[must_use]
    pub fn new(pieces: Pieces) -> Self {
        Self { pieces, is_list: pieces == Pieces::Ron, has_members: false, header: None }
    }

    /// What is to be added to the file for another batch.
    #[must_use]
    pub fn next(&mut self, batch: Vec<u8>) -> Vec<u8> {
        if matches!(self.pieces, Pieces::Beside(_, Records::Rows)) {
            return self.rows(batch);
        }
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

    /// The rows of a table, with the header only before the first.
    fn rows(&mut self, batch: Vec<u8>) -> Vec<u8> {
        match &self.header {
            Some(header) => batch.strip_prefix(&header[..]).map(<[u8]>::to_vec).unwrap_or(batch),
            None => {
                let line = batch.iter().position(|byte| *byte == b'\n').map_or(batch.len(), |at| at + 1);
                self.header = Some(batch[..line].to_vec());
                batch
            }
        }
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
