//! Commands: taking back, the past, copying and finding.

use crate::error::Error;
use crate::model::id::AnnotationId;
use crate::session::arguments::Arguments;
use crate::session::command::Command;
use crate::session::command::past::PastCommand;

use super::entry::{Entry, Menu};
use super::reading::bare;

pub static TABLE: &[Entry] = &[
    Entry {
        name: "undo",
        usage: "",
        title: "Undo",
        help: "Takes back what you last changed in this document",
        menu: Menu::Edit,
        keys: &[("Ctrl+Z", "")],
        parse: |arguments| bare(arguments, Command::Undo),
        example: "undo",
    },
    Entry {
        name: "redo",
        usage: "",
        title: "Redo",
        help: "Does again what you last took back in this document",
        menu: Menu::Edit,
        keys: &[("Ctrl+Shift+Z", ""), ("Ctrl+Y", "")],
        parse: |arguments| bare(arguments, Command::Redo),
        example: "redo",
    },
    Entry {
        name: "look-back",
        usage: "NUMBER|now",
        title: "Look back",
        help: "Shows the page as it was after an entry of the history (0: before the first), or as it is now, as Escape does; nothing is changed",
        menu: Menu::Edit,
        keys: &[],
        parse: parse_look,
        example: "look-back 12",
    },
    Entry {
        name: "go-back",
        usage: "NUMBER",
        title: "Go back",
        help: "Makes this document's annotations what they were after an entry of the history, which can be undone",
        menu: Menu::Edit,
        keys: &[],
        parse: parse_go_back,
        example: "go-back 12",
    },
    Entry {
        name: "restore",
        usage: "NUMBER",
        title: "Restore a deleted annotation",
        help: "Brings back the annotation that had this number, as it was when it was deleted",
        menu: Menu::Edit,
        keys: &[],
        parse: parse_restore,
        example: "restore 3",
    },
    Entry {
        name: "copy",
        usage: "",
        title: "Copy",
        help: "Copies the selected text",
        menu: Menu::Edit,
        keys: &[("Ctrl+C", "")],
        parse: |arguments| bare(arguments, Command::Copy),
        example: "copy",
    },
    Entry {
        name: "find",
        usage: "[TEXT]",
        title: "Find…",
        help: "Selects the next place after the caret that has the text; without it the window asks",
        menu: Menu::Edit,
        keys: &[("Ctrl+F", "")],
        parse: find,
        example: "find \"Ankara\"",
    },
    Entry {
        name: "find-next",
        usage: "",
        title: "Find next",
        help: "Selects the next place that has what was last looked for",
        menu: Menu::Edit,
        keys: &[("F3", ""), ("Ctrl+G", "")],
        parse: |arguments| bare(arguments, Command::FindNext),
        example: "find-next",
    },
    Entry {
        name: "find-previous",
        usage: "",
        title: "Find previous",
        help: "Selects the place before that has what was last looked for",
        menu: Menu::Edit,
        keys: &[("Shift+F3", ""), ("Ctrl+Shift+G", "")],
        parse: |arguments| bare(arguments, Command::FindPrevious),
        example: "find-previous",
    },
];

/// Reads the arguments of `look-back`.
fn parse_look(arguments: &str) -> Result<Command, Error> {
    let number = match arguments {
        "now" => None,
        number => Some(number_of(number, "`now`, or the number of an entry of the history")?),
    };
    Ok(Command::Past(PastCommand::Look(number)))
}

/// Reads the arguments of `go-back`.
fn parse_go_back(arguments: &str) -> Result<Command, Error> {
    Ok(Command::Past(PastCommand::GoBack(number_of(arguments, "the number of an entry of the history")?)))
}

/// Reads the arguments of `restore`.
fn parse_restore(arguments: &str) -> Result<Command, Error> {
    let id = number_of(arguments, "an annotation's number")?;
    Ok(Command::Past(PastCommand::Restore(AnnotationId(id))))
}

fn number_of<N: std::str::FromStr>(word: &str, what: &str) -> Result<N, Error> {
    word.parse().map_err(|_| Error::new(format!("`{word}` is not {what}")))
}

fn find(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    if arguments.is_empty() { Ok(Command::FindDialog) } else { arguments.text().map(Command::Find) }
}
