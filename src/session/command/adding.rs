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
    /// Adds them, and what of them is doubtful as it says.
    Files(Wanted, Doubtful),
}

/// What becomes of a file of which is not sure how it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Doubtful {
    /// Then nothing is added at all.
    #[default]
    Refused,
    /// It is added as it was read.
    Added,
}

impl fmt::Display for AddCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == AddCommand::Reload {
            return f.write_str("reload-project");
        }
        f.write_str("add-documents")?;
        let AddCommand::Files(wanted, doubtful) = self else { return Ok(()) };
        if let Some(encoding) = wanted.encoding {
            write!(f, " --encoding {encoding}")?;
        }
        if let Some(language) = &wanted.language {
            write!(f, " --language {}", as_word(language))?;
        }
        if !wanted.map.is_empty() {
            write!(f, " --map {}", as_word(&wanted.map.to_string()))?;
        }
        if wanted.is_replacing {
            f.write_str(" --replace")?;
        }
        if *doubtful == Doubtful::Added {
            f.write_str(" --yes")?;
        }
        wanted.paths.iter().try_for_each(|path| write!(f, " {}", as_word(&path.to_string_lossy())))
    }
}
