//! A file of any size that is written from its beginning to its end. It is flushed to disk every now and then, so that nobody waits
//! long for the rest, nor to give up.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::error::Error;

use super::files;

/// After so many bytes it is flushed: what a slow disk takes in a fifth of a second.
const FLUSHED: usize = 8 << 20;

/// A file that is being written.
pub(super) struct Steady {
    path: PathBuf,
    file: BufWriter<File>,
    unflushed: usize,
}

impl Steady {
    /// A new file, or one that was begun before from its beginning.
    pub fn new(path: &Path) -> Result<Self, Error> {
        let file = File::create(path).map_err(|error| files::failed("write", path, &error))?;
        Ok(Self { path: path.to_owned(), file: BufWriter::new(file), unflushed: 0 })
    }

    pub fn add(&mut self, text: &str) -> Result<(), Error> {
        let mut write = || {
            self.file.write_all(text.as_bytes())?;
            self.unflushed += text.len();
            if self.unflushed >= FLUSHED {
                self.unflushed = 0;
                self.file.flush()?;
                self.file.get_ref().sync_data()?;
            }
            Ok(())
        };
        write().map_err(|error| files::failed("write", &self.path, &error))
    }

    /// After which all of it is on disk.
    pub fn end(mut self) -> Result<(), Error> {
        let flushed = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
        flushed.map_err(|error| files::failed("write", &self.path, &error))
    }
}
