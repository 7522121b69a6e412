//! A folder for one test, removed when it is done.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

pub struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// An empty folder whose name begins with `name`.
    pub fn new(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("hashiya-{name}-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("a temporary folder can be made");
        Self { path }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file, with the folders it lies in.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a temporary folder can be made");
        fs::write(path, bytes).expect("a temporary file can be written");
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path.join(name)).expect("the file was written")
    }

    /// The names of all files in a folder of it, and in the folders there.
    pub fn files_below(&self, folder: &str) -> Vec<String> {
        let mut found = Vec::new();
        for entry in fs::read_dir(self.path.join(folder)).expect("the folder is there") {
            let name = entry.expect("an entry can be read").file_name().to_string_lossy().into_owned();
            let inside = format!("{folder}/{name}");
            if self.path.join(&inside).is_dir() {
                found.extend(self.files_below(&inside));
            } else {
                found.push(inside);
            }
        }
        found
    }

    /// All names in the folder, sorted.
    pub fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.path).expect("the folder is there");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry can be read").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

/// Takes a folder away, or brings it back, while a project in it may be open: as a disk that goes and comes. Windows moves no folder
/// in which a file is open: there the lock stays, and everything else goes.
pub fn move_folder(from: &Path, to: &Path) {
    if !cfg!(windows) {
        fs::rename(from, to).expect("a temporary folder can be moved");
        return;
    }
    fs::create_dir_all(to).expect("a temporary folder can be made");
    for entry in fs::read_dir(from).expect("the folder is there").map(|entry| entry.expect("an entry can be read")) {
        if entry.file_name() != ".hashiya" {
            fs::rename(entry.path(), to.join(entry.file_name())).expect("what nobody has open can be moved");
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A folder that stays behind harms nobody.
        let _ = fs::remove_dir_all(&self.path);
    }
}
