//! Hidden folders in which something is made before it is moved to its place, all or nothing. They go when they are dropped; what
//! a kill leaves behind is cleared away the next time.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

use crate::error::Error;

use super::files;

/// In the folder: held while somebody is at work in it.
const LOCK: &str = ".lock";

/// How many files are flushed at once: a disk flushes many in little more time than one.
const FLUSHES: usize = 16;

/// How many files are flushed together with whatever else was written beside them.
#[cfg(target_os = "linux")]
const MANY: usize = 256;

/// A folder of this process.
pub struct Staging {
    path: PathBuf,
    /// Held open, and so locked, as long as somebody works here.
    lock: Option<File>,
}

/// A file or folder that is to be moved.
pub struct Move {
    pub from: PathBuf,
    pub to: PathBuf,
}

impl Staging {
    /// A folder whose name begins with `prefix`, in a folder that is there. Others of that name in which nobody works go.
    pub fn new(place: &Path, prefix: &str) -> Result<Self, Error> {
        clear(place, prefix);
        let mut number = 1_u32;
        let path = loop {
            let path = place.join(format!("{prefix}{}-{number}", std::process::id()));
            match fs::create_dir(&path) {
                Ok(()) => break path,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(files::failed("make the folder", &path, &error)),
            }
        };
        let lock = locked(&path);
        Ok(Self { path, lock })
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Moves the whole folder to a place where nothing is.
    pub fn become_folder(mut self, target: &Path) -> Result<(), Error> {
        // Windows moves no folder in which a file is open.
        self.lock = None;
        let _ = fs::remove_file(self.path.join(LOCK));
        files::rename(&self.path, target)
    }

    /// Moves files and folders to their places; files that stand there go. If one cannot be moved, those before it are taken back.
    pub fn move_all(&self, moves: &[Move]) -> Result<(), Error> {
        let mut moved: Vec<(&Move, Option<PathBuf>)> = Vec::new();
        let mut there: Option<&Path> = None;
        let all = moves.iter().enumerate().try_for_each(|(number, one)| {
            let Move { from, to } = one;
            if let Some(folder) = to.parent().filter(|folder| there != Some(*folder)) {
                files::make_folder(folder)?;
                there = Some(folder);
            }
            let aside = to.is_file().then(|| self.path.join(format!(".old-{number}")));
            if let Some(aside) = &aside {
                remember(to, aside)?;
            }
            let is_moved = files::rename(from, to);
            if is_moved.is_ok() {
                moved.push((one, aside));
            }
            is_moved
        });
        all.inspect_err(|_| {
            // That something else has failed is what is told.
            for (Move { from, to }, aside) in moved.iter().rev() {
                let _ = match aside {
                    Some(aside) => files::rename(aside, to),
                    None => files::rename(to, from),
                };
            }
        })
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Where a folder does not go as long as a file in it is open.
        self.lock = None;
        // What stays behind is cleared away the next time.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Flushes files to disk, which lie on one file system.
pub fn flush(paths: &[PathBuf]) -> Result<(), Error> {
    #[cfg(target_os = "linux")]
    if let [first, ..] = paths
        && paths.len() >= MANY
    {
        return flush_file_system(first);
    }
    let part = paths.len().div_ceil(FLUSHES).max(1);
    let flush_all = |paths: &[PathBuf]| {
        paths.iter().try_for_each(|path| {
            let flushed = File::options().append(true).open(path).and_then(|file| file.sync_all());
            flushed.map_err(|error| files::failed("write", path, &error))
        })
    };
    thread::scope(|scope| {
        let parts: Vec<_> = paths.chunks(part).map(|part| scope.spawn(move || flush_all(part))).collect();
        parts.into_iter().try_for_each(|part| {
            part.join().unwrap_or_else(|_| Err(Error::new("the work was broken off by a fault in the program")))
        })
    })
}

/// Flushes all that was written on the file system of a file: where files are many, in a fifth of the time that they take one by
/// one. Linux alone says whether it succeeded.
#[cfg(target_os = "linux")]
fn flush_file_system(path: &Path) -> Result<(), Error> {
    let flushed = File::open(path).and_then(|file| rustix::fs::syncfs(file).map_err(io::Error::from));
    flushed.map_err(|error| files::failed("write", path, &error))
}

/// Gives a file a second name, by which it is found when another one takes its place: at every moment one of them has the first,
/// so that a kill takes nothing away. Where a file has only one name, it is copied.
fn remember(path: &Path, aside: &Path) -> Result<(), Error> {
    let remembered = fs::hard_link(path, aside).or_else(|_| fs::copy(path, aside).map(drop));
    remembered.map_err(|error| files::failed("write", aside, &error))
}

/// All files in a folder and in those in it, in no order.
pub fn all_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |error: &io::Error| files::failed("read", folder, error);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| failed(&error))? {
        let entry = entry.map_err(|error| failed(&error))?;
        match entry.file_type().map_err(|error| failed(&error))?.is_dir() {
            true => found.extend(all_files(&entry.path())?),
            false => found.push(entry.path()),
        }
    }
    Ok(found)
}

/// What lies in a folder, by name; nothing if there is no such folder.
pub fn names(folder: &Path) -> Result<Vec<OsString>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(files::failed("read", folder, &error)),
    };
    let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
    let mut names: Vec<OsString> =
        names.collect::<Result<_, _>>().map_err(|error| files::failed("read", folder, &error))?;
    names.sort();
    Ok(names)
}

fn locked(staging: &Path) -> Option<File> {
    let lock = File::options().create(true).truncate(true).write(true).open(staging.join(LOCK)).ok()?;
    lock.try_lock().ok()?;
    Some(lock)
}

fn clear(place: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(place) else { return };
    for entry in entries.filter_map(Result::ok) {
        let is_left = entry.file_name().to_string_lossy().starts_with(prefix) && entry.path().is_dir();
        if is_left && let Some(lock) = locked(&entry.path()) {
            drop(lock);
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
