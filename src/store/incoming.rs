//! Files of other programs, read for an import: one file or all of a folder, within bounds, so that a wrong folder does not
//! fill the memory.

use std::fs;
use std::path::{Component, Path};

use crate::error::{Error, Problem, Severity};
use crate::formats::archive::{LIMITS, Limits, is_archive, unpack};
use crate::formats::bundle::File;

use super::files;

/// How many files are read at once.
const MOST_FILES: usize = 200_000;

/// How much is read at once, in bytes.
const MOST_BYTES: u64 = 4 << 30;

/// How deep folders are followed.
const DEEPEST: usize = 16;

/// The files of a path: itself, or all that lie in a folder, sorted, hidden ones left out. A link to a folder is not followed. An
/// archive stands for the files in it; one that lies in a folder, for a folder of its name.
pub fn read(path: &Path) -> Result<(Vec<File>, Vec<Problem>), Error> {
    let mut reader = Reader { files: Vec::new(), problems: Vec::new(), bytes: 0 };
    if path.is_dir() {
        reader.folder(path, "", 0)?;
    } else {
        let name = path.file_name().map_or_else(|| "file".to_owned(), |name| name.to_string_lossy().into_owned());
        reader.file(path, name, Stands::Alone)?;
    }
    Ok((reader.files, reader.problems))
}

/// How a file came to be read: named by a person, or found in a folder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Alone,
    InFolder,
}

struct Reader {
    files: Vec<File>,
    problems: Vec<Problem>,
    bytes: u64,
}

impl Reader {
    fn folder(&mut self, folder: &Path, prefix: &str, depth: usize) -> Result<(), Error> {
        if depth > DEEPEST {
            let message = format!("folders deeper than {DEEPEST} are not read");
            self.problems.push(Problem::new(Severity::Loss, prefix, message));
            return Ok(());
        }
        let entries = fs::read_dir(folder).map_err(|error| files::failed("read", folder, &error))?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| files::failed("read", folder, &error))?;
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        for name in names.into_iter().filter(|name| !name.starts_with('.')) {
            let path = folder.join(&name);
            let inside = format!("{prefix}{name}");
            if path.is_dir() && !path.is_symlink() {
                self.folder(&path, &format!("{inside}/"), depth + 1)?;
            } else if path.is_file() {
                self.file(&path, inside, Stands::InFolder)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, name: String, stands: Stands) -> Result<(), Error> {
        let size = fs::metadata(path).map_err(|error| files::failed("read", path, &error))?.len();
        self.bytes = self.bytes.saturating_add(size);
        if self.bytes > MOST_BYTES || self.files.len() >= MOST_FILES {
            return Err(Error::new(format!("cannot read {}: it is too much at once", path.display()))
                .hint(format!("at most {MOST_FILES} files and {} GB are read; import it in parts", MOST_BYTES >> 30)));
        }
        debug_assert!(Path::new(&name).components().all(|part| matches!(part, Component::Normal(_))));
        let bytes = files::read(path)?;
        if !(is_archive(&bytes) && name.to_lowercase().ends_with(".zip")) {
            self.files.push(File::new(name, bytes));
            return Ok(());
        }
        let room = Limits { entries: MOST_FILES - self.files.len(), bytes: MOST_BYTES - self.bytes, ..LIMITS };
        let (inside, problems) = unpack(&path.display().to_string(), &bytes, room)?;
        self.bytes += inside.iter().map(|file| file.bytes.len() as u64).sum::<u64>();
        let folder = if stands == Stands::Alone { String::new() } else { format!("{name}/") };
        self.files.extend(inside.into_iter().map(|file| File { path: format!("{folder}{}", file.path), ..file }));
        self.problems.extend(problems);
        Ok(())
    }
}
