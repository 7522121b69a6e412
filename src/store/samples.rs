//! Where the sample project lies: in the working folder, or in a folder around the program.

use std::path::PathBuf;

use super::folder::PROJECT_FILE;

/// The sample project's folder, if it is found.
#[must_use]
pub fn find() -> Option<PathBuf> {
    let program = std::env::current_exe().ok();
    let around = program.iter().flat_map(|program| program.ancestors().skip(1));
    std::iter::once(PathBuf::from("samples"))
        .chain(around.map(|folder| folder.join("samples")))
        .find(|folder| folder.join(PROJECT_FILE).is_file())
}
