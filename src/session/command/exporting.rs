//! What can be asked about exporting.

use std::fmt;
use std::path::PathBuf;

use crate::formats::catalogue::Format;
use crate::formats::options::Options;
use crate::session::arguments::as_word;

/// Said for an export and an import: nothing happens if something would be lost.
pub const STRICT: &str = "--strict";

/// What can be asked about exporting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportCommand {
    /// Lets the window ask.
    Ask,
    Write(Box<ExportWanted>),
}

/// What is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportWanted {
    pub format: Format,
    /// A file, or a folder in a format of several files.
    pub file: PathBuf,
    pub options: Options,
    /// Whether nothing is written if something would be lost.
    pub is_strict: bool,
}

impl fmt::Display for ExportCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("export")?;
        let ExportCommand::Write(wanted) = self else { return Ok(()) };
        let ExportWanted { format, file, options, is_strict } = &**wanted;
        write!(f, " {} {}{options}", format.name(), as_word(&file.to_string_lossy()))?;
        if *is_strict { write!(f, " {STRICT}") } else { Ok(()) }
    }
}
