//! What can be asked about adding documents.

use std::fmt;

use crate::session::arguments::as_word;
use crate::store::add::Wanted;

/// What can be asked about adding documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddCommand {
    /// Lets the window ask which.
    Ask,
    /// Reads the project again, into which others put texts.
    Reload,
    /// Adds them, if no doubt is left.
    Files(Wanted),
}

impl fmt::Display for AddCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == AddCommand::Reload {
            return f.write_str("reload-project");
        }
        f.write_str("add-documents")?;
        let AddCommand::Files(wanted) = self else { return Ok(()) };
        if let Some(encoding) = wanted.encoding {
            write!(f, " --encoding {encoding}")?;
        }
        if let Some(language) = &wanted.language {
            write!(f, " --language {}", as_word(language))?;
        }
        if !wanted.map.is_empty() {
            write!(f, " --map {}", as_word(&wanted.map.to_string()))?;
        }
        wanted.paths.iter().try_for_each(|path| write!(f, " {}", as_word(&path.to_string_lossy())))
    }
}
