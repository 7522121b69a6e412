//! Files on their way out, written batch by batch into a hidden folder beside the place they are for, and moved there when all of
//! them are whole. If that never happens the folder goes, at the latest when something is written there the next time.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Component, Path, PathBuf};

use crate::error::Error;
use crate::formats::archive::Packer;
use crate::formats::bundle;
use crate::formats::joining::Joining;
use crate::formats::pieces::Pieces;

use super::files::{self, MadeFolders};
use super::own;
use super::staging::{self, Move, Staging};

/// How the folder begins in which files are written before they are moved.
const STAGING: &str = ".exporting-";
/// In that folder: the archive, if one is made.
const ARCHIVE: &str = ".archive";

/// Files of one format that are being written.
pub struct Outgoing {
    pieces: Pieces,
    staging: Staging,
    /// The folders that were made for what is written; after the staging, which lies in them, has gone, the empty ones go.
    _made: MadeFolders,
    /// Those that batches are added to.
    growing: BTreeMap<String, (BufWriter<File>, Joining)>,
    /// Files of sections that were begun.
    begun: BTreeSet<String>,
    folders: BTreeSet<PathBuf>,
    paths: Vec<String>,
}

impl Outgoing {
    /// For files that will go to `target`, or anywhere if they are not to stay.
    pub fn new(target: Option<&Path>, pieces: Pieces) -> Result<Self, Error> {
        target.map_or(Ok(()), own::refuse)?;
        let parent = target.and_then(Path::parent).filter(|parent| !parent.as_os_str().is_empty());
        let place = match target {
            Some(_) => parent.map_or_else(|| PathBuf::from("."), Path::to_owned),
            None => std::env::temp_dir(),
        };
        let made = MadeFolders::make(&place)?;
        let staging = Staging::new(&place, STAGING)?;
        let (growing, begun, folders) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        Ok(Self { pieces, staging, _made: made, growing, begun, folders, paths: Vec::new() })
    }

    /// Adds what was written of a batch.
    pub fn add(&mut self, file: bundle::File) -> Result<(), Error> {
        match self.pieces {
            Pieces::Lines | Pieces::Json | Pieces::Ron | Pieces::Rows | Pieces::Beside(..) => {}
            // Documents in one file follow each other; many files with one each would be too many to be held open.
            Pieces::Sections(_) if !self.begun.insert(file.path.clone()) => return self.append(&file),
            Pieces::Sections(_) | Pieces::Files | Pieces::Whole => return self.write(&file),
        }
        let failed = |error| files::failed("write", Path::new(&file.path), &error);
        if !self.growing.contains_key(&file.path) {
            let path = self.path(&file.path)?;
            let open = BufWriter::new(File::create_new(&path).map_err(failed)?);
            self.growing.insert(file.path.clone(), (open, Joining::new(self.pieces)));
            self.paths.push(file.path.clone());
        }
        match self.growing.get_mut(&file.path) {
            Some((open, joining)) => open.write_all(&joining.next(file.bytes)).map_err(failed),
            None => Ok(()),
        }
    }

    /// Writes a whole file.
    pub fn write(&mut self, file: &bundle::File) -> Result<(), Error> {
        let path = self.path(&file.path)?;
        let written = File::create_new(&path).and_then(|mut open| open.write_all(&file.bytes));
        written.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Error::new(format!("two documents would be one file, `{}`", file.path))
                .hint("their ids differ in nothing that the name of a file can show"),
            _ => files::failed("write", &path, &error),
        })?;
        self.paths.push(file.path.clone());
        Ok(())
    }

    /// Adds to the end of a file that was written.
    fn append(&mut self, file: &bundle::File) -> Result<(), Error> {
        let path = self.path(&file.path)?;
        let added = File::options().append(true).open(&path).and_then(|mut open| open.write_all(&file.bytes));
        added.map_err(|error| files::failed("write", &path, &error))
    }

    /// Where a file is written. Names, with `/`, never lead out of the folder.
    fn path(&mut self, name: &str) -> Result<PathBuf, Error> {
        if !Path::new(name).components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(Error::new(format!("cannot write `{name}`: it would lie somewhere else")));
        }
        let path = self.staging.path().join(name);
        if let Some(folder) = path.parent().filter(|folder| !self.folders.contains(*folder)) {
            files::make_folder(folder)?;
            self.folders.insert(folder.to_owned());
        }
        Ok(path)
    }

    /// Ends what has grown. What lies in the folder `alone`, if there is no other, lies in none. Returns how many files there are.
    pub fn finish(&mut self, alone: Option<&str>) -> Result<usize, Error> {
        for (path, (mut open, joining)) in std::mem::take(&mut self.growing) {
            let ended = open.write_all(&joining.end()).and_then(|()| open.flush());
            ended.map_err(|error| files::failed("write", Path::new(&path), &error))?;
        }
        if let Some(alone) = alone.filter(|alone| !alone.is_empty()) {
            let folder = self.staging.path().join(alone);
            for entry in fs::read_dir(&folder).map_err(|error| files::failed("read", &folder, &error))? {
                let entry = entry.map_err(|error| files::failed("read", &folder, &error))?;
                files::rename(&entry.path(), &self.staging.path().join(entry.file_name()))?;
            }
            fs::remove_dir(&folder).map_err(|error| files::failed("remove", &folder, &error))?;
            for path in &mut self.paths {
                if let Some(inside) = path.strip_prefix(alone) {
                    *path = inside.to_owned();
                }
            }
        }
        Ok(self.paths.len())
    }

    /// Hands the one file there is over to somebody who reads it once.
    pub fn copy(self, out: &mut dyn Write) -> Result<(), Error> {
        let Some(path) = self.paths.first().map(|path| self.staging.path().join(path)) else {
            return Ok(());
        };
        let failed = |error: io::Error| files::failed("read", &path, &error);
        let mut file = File::open(&path).map_err(failed)?;
        let mut chunk = vec![0; 256 << 10];
        loop {
            let read = file.read(&mut chunk).map_err(failed)?;
            if read == 0 {
                return Ok(());
            }
            match out.write_all(&chunk[..read]) {
                // A reader that went away (`| head`) is not a failure.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
                Err(error) => return Err(Error::new(format!("cannot write the output: {error}"))),
                Ok(()) => {}
            }
        }
    }

    /// Moves what was written to its place: one file as `target`, several into a folder of that name, which may be there, or all
    /// as an archive if that is what it is called. If one cannot be moved, those before it are taken back.
    pub fn commit(self, target: &Path) -> Result<(), Error> {
        let written = |name: &String| self.staging.path().join(name);
        staging::flush(&self.paths.iter().map(written).collect::<Vec<_>>())?;
        if target.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip")) {
            files::rename(&self.packed()?, target)?;
        } else if let [only] = &self.paths[..] {
            files::rename(&written(only), target)?;
        } else if target.exists() {
            let moves = self.paths.iter().map(|name| Move { from: written(name), to: target.join(name) });
            self.staging.move_all(&moves.collect::<Vec<_>>())?;
        } else {
            self.staging.become_folder(target)?;
        }
        files::flush_folder(target).map_err(|error| files::failed("write", target, &error))
    }

    /// All files as an archive, flushed.
    fn packed(&self) -> Result<PathBuf, Error> {
        let path = self.staging.path().join(ARCHIVE);
        let failed = |error| files::failed("write", &path, &error);
        let mut packer = Packer::new(File::create_new(&path).map_err(failed)?);
        for name in &self.paths {
            packer.add(&bundle::File::new(name.clone(), files::read(&self.staging.path().join(name))?))?;
        }
        packer.finish()?.sync_all().map_err(failed)?;
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use super::Outgoing;
    use crate::formats::bundle::File;
    use crate::formats::pieces::Pieces;
    use crate::tests::scratch::Scratch;

    #[test]
    fn sections_of_several_batches_become_one_file() {
        let scratch = Scratch::new("outgoing");
        let target = scratch.path().join("out");
        let mut outgoing = Outgoing::new(Some(&target), Pieces::Sections("# newdoc")).unwrap();
        for (path, text) in [("a.conllu", "1"), ("b.conllu", "2"), ("a.conllu", "3")] {
            outgoing.add(File::new(path.to_owned(), text.as_bytes().to_vec())).unwrap();
        }
        outgoing.finish(None).unwrap();
        outgoing.commit(&target).unwrap();
        assert_eq!([scratch.read("out/a.conllu"), scratch.read("out/b.conllu")], ["13", "2"]);
    }
}
