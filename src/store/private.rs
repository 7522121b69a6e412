//! The folder in a project for what is of one machine or one moment: locks, and an index. It can be deleted at any time.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;

use super::files;

pub(super) const FOLDER: &str = ".hashiya";

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
