//! One writer: who works in an annotator's folder holds a lock of the system on `.hashiya/<annotator>.lock` in the project.
//! It ends with the process, however that ends. Who holds it stands beside it in `<annotator>.holder`, since some systems let
//! nobody read what is locked. Version control passes over the folder by its own `.gitignore`.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::model::id::AnnotatorId;

use super::clock;
use super::files;
use super::user;
use crate::formats::names::file_name;

const FOLDER: &str = ".hashiya";

/// The right to write what an annotator does. Dropping it lets others.
#[derive(Debug)]
pub struct Lock {
    // Held as long as it is open.
    _file: File,
    holder: PathBuf,
}

/// Why there is no lock.
#[derive(Debug)]
pub enum NoLock {
    /// Somebody works there.
    Held(Error),
    /// Nothing can be locked here: a folder that cannot be written to, or a file system without locks.
    Unable(Error),
}

impl Lock {
    /// Takes the lock of `annotator` in the project at `root`, or says who holds it.
    pub fn take(root: &Path, annotator: &AnnotatorId) -> Result<Self, NoLock> {
        let folder = private_folder(root).map_err(NoLock::Unable)?;
        let path = folder.join(file_name(annotator.as_str()) + ".lock");
        let holder = path.with_extension("holder");
        let file = open(&path).map_err(NoLock::Unable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(NoLock::Held(held(annotator, &holder))),
            Err(TryLockError::Error(error)) => return Err(NoLock::Unable(files::failed("lock", &path, &error))),
        }
        let who = format!(
            "{} on {}, process {}, since {} UTC\n",
            user::name(),
            user::machine(),
            std::process::id(),
            clock::now().to_minutes()
        );
        // Without it the lock holds all the same; only its holder has no name.
        let _ = fs::write(&holder, who);
        Ok(Self { _file: file, holder })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // What stays behind names a holder who is gone, and nobody reads it while the lock is free.
        let _ = fs::remove_file(&self.holder);
    }
}

/// The folder in a project that version control passes over, which is made if it is not there.
pub(super) fn private_folder(root: &Path) -> Result<PathBuf, Error> {
    let folder = root.join(FOLDER);
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        files::make_folder(&folder)?;
        fs::write(&ignore, "*\n").map_err(|error| files::failed("write", &ignore, &error))?;
    }
    Ok(folder)
}

fn open(path: &Path) -> Result<File, Error> {
    let options = File::options().read(true).write(true).create(true).truncate(false).open(path);
    options.map_err(|error| files::failed("write", path, &error))
}

fn held(annotator: &AnnotatorId, holder: &Path) -> Error {
    let who = fs::read_to_string(holder).unwrap_or_default();
    let who = if who.trim().is_empty() { "another window" } else { who.trim() };
    Error::new(format!("`{annotator}` is at work in this project already: {who}"))
        .hint("close that window or wait for that command, or work under another name with `--as`")
}

#[cfg(test)]
mod tests {
    use super::{Lock, NoLock};
    use crate::model::id::AnnotatorId;
    use crate::tests::scratch::Scratch;

    #[test]
    fn the_second_is_told_who_the_first_is_until_it_goes() {
        let scratch = Scratch::new("lock");
        let layla = AnnotatorId::new("layla");
        let first = Lock::take(scratch.path(), &layla).unwrap();
        let Err(NoLock::Held(error)) = Lock::take(scratch.path(), &layla) else { panic!("it was taken twice") };
        assert!(error.message.contains(&format!("process {}", std::process::id())), "{error}");
        assert!(Lock::take(scratch.path(), &AnnotatorId::new("omar")).is_ok());
        drop(first);
        assert!(Lock::take(scratch.path(), &layla).is_ok());
    }
}
