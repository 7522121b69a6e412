//! Files on their way out: a dataset is written piece by piece to a place that somebody else knows, and of each file its length
//! and hash are counted here, so that none need be held.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::error::Error;
use crate::formats::bundle::File;

use super::manifest::FileFacts;

/// A place for files, such as a hidden folder. Paths have `/`.
pub trait Outlet {
    /// Adds to the end of a file, which is made if it is not there.
    fn add(&mut self, path: &str, bytes: &[u8]) -> Result<(), Error>;

    /// Gives a file another name, which no file has.
    fn rename(&mut self, from: &str, to: &str) -> Result<(), Error>;
}

/// Files that are being written.
pub struct Files<'a> {
    outlet: &'a mut dyn Outlet,
    written: BTreeMap<String, Written>,
}

/// What was written of a file.
struct Written {
    bytes: usize,
    hash: Hash,
}

enum Hash {
    Whole(blake3::Hash),
    /// More is to come.
    Growing(Box<blake3::Hasher>),
}

impl<'a> Files<'a> {
    #[must_use]
    pub fn new(outlet: &'a mut dyn Outlet) -> Self {
        Self { outlet, written: BTreeMap::new() }
    }

    /// A file that is written whole. Fails if it was written before.
    pub fn write(&mut self, file: &File) -> Result<(), Error> {
        let Entry::Vacant(place) = self.written.entry(file.path.clone()) else {
            return Err(Error::new(format!("two documents would be one file, `{}`", file.path))
                .hint("their ids differ in nothing that the name of a file can show"));
        };
        place.insert(Written { bytes: file.bytes.len(), hash: Hash::Whole(blake3::hash(&file.bytes)) });
        self.outlet.add(&file.path, &file.bytes)
    }

    /// A piece of a file that grows.
    pub fn grow(&mut self, path: &str, piece: &[u8]) -> Result<(), Error> {
        let new = || Written { bytes: 0, hash: Hash::Growing(Box::default()) };
        let written = self.written.entry(path.to_owned()).or_insert_with(new);
        written.bytes += piece.len();
        match &mut written.hash {
            Hash::Growing(hasher) => drop(hasher.update(piece)),
            Hash::Whole(_) => return Err(Error::new(format!("`{path}` is written whole and in pieces"))),
        }
        self.outlet.add(path, piece)
    }

    /// The files by path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.written.keys().map(String::as_str)
    }

    /// Calls each file as `name` says, if it says something else; no two become one.
    pub fn rename(&mut self, name: impl Fn(&str) -> String) -> Result<(), Error> {
        for (path, written) in std::mem::take(&mut self.written) {
            let renamed = name(&path);
            if renamed != path {
                self.outlet.rename(&path, &renamed)?;
            }
            self.written.insert(renamed, written);
        }
        Ok(())
    }

    /// What a manifest says of all of them, by path.
    #[must_use]
    pub fn facts(&self) -> Vec<FileFacts> {
        let fact = |(path, written): (&String, &Written)| {
            let hash = match &written.hash {
                Hash::Whole(hash) => *hash,
                Hash::Growing(hasher) => hasher.finalize(),
            };
            FileFacts { path: path.clone(), bytes: written.bytes, hash: format!("blake3:{}", hash.to_hex()) }
        };
        self.written.iter().map(fact).collect()
    }
}
