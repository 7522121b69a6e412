//! Joining what was written batch by batch into one file, so that it is what writing all at once would give: lines follow each
//! other, lists become one list, tables have one header, and files of Parquet have the row groups of all.

use super::beside::Records;
use super::pieces::Pieces;
#[cfg(feature = "parquet")]
use super::row_groups::Growing;

/// One file that grows.
pub struct Joining {
    pieces: Pieces,
    /// Whether the file is one list; not known before something is in it.
    is_list: bool,
    has_members: bool,
    /// The first line of a table; a batch begins with it again.
    header: Option<Vec<u8>>,
    #[cfg(feature = "parquet")]
    groups: Option<Growing>,
}

#[cfg(feature = "parquet")]
const OUR_OWN: &str = "files of ours have the same columns";

impl Joining {
    #[must_use]
    pub fn new(pieces: Pieces) -> Self {
        Self {
            pieces,
            is_list: pieces == Pieces::Ron,
            has_members: false,
            header: None,
            #[cfg(feature = "parquet")]
            groups: None,
        }
    }

    /// What is to be added to the file for another batch.
    #[must_use]
    pub fn next(&mut self, batch: Vec<u8>) -> Vec<u8> {
        match self.pieces {
            Pieces::Rows | Pieces::Beside(_, Records::Rows) => self.rows(batch),
            #[cfg(feature = "parquet")]
            Pieces::Beside(_, Records::Groups) => self.groups(batch),
            _ => self.members(batch),
        }
    }

    /// The members of a list, or lines.
    fn members(&mut self, batch: Vec<u8>) -> Vec<u8> {
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

    #[cfg(feature = "parquet")]
    fn groups(&mut self, batch: Vec<u8>) -> Vec<u8> {
        if let Some(groups) = &mut self.groups {
            return groups.add(batch).expect(OUR_OWN);
        }
        let (groups, begun) = Growing::begin(batch).expect(OUR_OWN);
        self.groups = Some(groups);
        begun
    }

    /// What ends the file.
    #[must_use]
    pub fn end(self) -> Vec<u8> {
        #[cfg(feature = "parquet")]
        if let Some(groups) = self.groups {
            return groups.end().expect(OUR_OWN);
        }
        let end = match (self.is_list, self.has_members, self.pieces) {
            (false, ..) => "",
            (true, false, _) => "[]\n",
            (true, true, Pieces::Ron) => ",\n]\n",
            (true, true, _) => "\n]\n",
        };
        end.into()
    }
}
