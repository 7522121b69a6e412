//! What is said about one command, and where the menus have it.

use crate::error::Error;
use crate::session::command::Command;

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
    Review,
    View,
    Help,
    /// In scripts only.
    Script,
}

impl Menu {
    pub const ALL: [Menu; 8] =
        [Menu::Project, Menu::Edit, Menu::Select, Menu::Annotate, Menu::Review, Menu::View, Menu::Help, Menu::Script];

    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Menu::Project => "Project",
            Menu::Edit => "Edit",
            Menu::Select => "Select",
            Menu::Annotate => "Annotate",
            Menu::Review => "Review",
            Menu::View => "View",
            Menu::Help => "Help",
            Menu::Script => "Script",
        }
    }
}
