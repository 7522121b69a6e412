//! What can be asked about datasets.

use std::fmt;
use std::path::PathBuf;

use crate::dataset::recipe::Recipe;
use crate::session::arguments::as_word;

/// What can be asked about datasets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatasetCommand {
    /// Lets the window ask how.
    Ask,
    Make {
        recipe: Box<Recipe>,
        folder: PathBuf,
    },
}

impl fmt::Display for DatasetCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("dataset")?;
        let DatasetCommand::Make { recipe, folder } = self else { return Ok(()) };
        write!(f, " {} {recipe}", as_word(&folder.to_string_lossy()))
    }
}
