//! The one list of what a person can do. Menus, the palette, keys, `hashiya commands`, tooltips and scripts come from it.

use crate::error::Error;

use super::command::Command;

/// One command with everything that is said about it.
pub struct Entry {
    /// The first word of its command line.
    pub name: &'static str,
    /// Its arguments, as shown in help: `LABEL`, `[on|off]`; empty if it takes none.
    pub usage: &'static str,
    /// Sentence case, for menus and the palette.
    pub title: &'static str,
    /// One sentence.
    pub help: &'static str,
    pub menu: Menu,
    /// Default keys, each with the arguments it gives: `("Ctrl+Alt+ArrowForward", "word")`.
    pub keys: &'static [(&'static str, &'static str)],
    /// Reads the arguments.
    pub parse: fn(&str) -> Result<Command, Error>,
    /// A whole command line that reads and prints back as it stands.
    pub example: &'static str,
}

/// Where a command is found in the menus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Menu {
    Project,
    Edit,
    Select,
    Annotate,
    View,
    Help,
    /// In scripts only.
    Script,
}

/// Every command, menu by menu.
pub static CATALOGUE: &[Entry] = &[];
