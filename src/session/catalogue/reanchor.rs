//! Commands: carrying annotations over to a text that was changed.

use crate::error::Error;
use crate::model::id::AnnotationId;
use crate::session::arguments::Arguments;
use crate::session::command::Command;
use crate::session::command::reanchor::{Accepted, ReanchorCommand};

use super::entry::{Entry, Menu};
use super::reading::bare;

pub static TABLE: &[Entry] = &[
    Entry {
        name: "reanchor",
        usage: "[NUMBER]",
        title: "Carry over to the changed text…",
        help: "Lists the annotations that no longer fit the text with the places where each may stand now; nothing changes until one is accepted",
        menu: Menu::Edit,
        keys: &[("Ctrl+Shift+M", "")],
        parse: |arguments| parse_which(arguments, ReanchorCommand::Look),
        example: "reanchor 3",
    },
    Entry {
        name: "reanchor-next",
        usage: "",
        title: "Next to carry over",
        help: "Goes to where the next annotation that does not fit may stand; the down arrow does this while they are listed",
        menu: Menu::Edit,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Reanchor(ReanchorCommand::Next)),
        example: "reanchor-next",
    },
    Entry {
        name: "reanchor-previous",
        usage: "",
        title: "Previous to carry over",
        help: "Goes to the one before; the up arrow does this while they are listed",
        menu: Menu::Edit,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Reanchor(ReanchorCommand::Previous)),
        example: "reanchor-previous",
    },
    Entry {
        name: "reanchor-place",
        usage: "NTH",
        title: "Another place",
        help: "Goes to the NTH of the places where the annotation may stand; digits do this while they are listed",
        menu: Menu::Edit,
        keys: &[],
        parse: parse_place,
        example: "reanchor-place 2",
    },
    Entry {
        name: "reanchor-accept",
        usage: "[all|reworded|NUMBER [NTH]]",
        title: "Carry over to this place",
        help: "Puts the annotation where it is shown, or NUMBER at its NTH place; with all, every one whose place is clear; with reworded, every one in whose place other words stand; Enter and Shift+Enter do this while they are listed",
        menu: Menu::Edit,
        keys: &[],
        parse: parse_accept,
        example: "reanchor-accept all",
    },
    Entry {
        name: "reanchor-here",
        usage: "[NUMBER]",
        title: "Carry over to the selection",
        help: "Puts the annotation that does not fit where the selection is; Insert does this while they are listed",
        menu: Menu::Edit,
        keys: &[],
        parse: |arguments| parse_which(arguments, ReanchorCommand::Here),
        example: "reanchor-here 3",
    },
    Entry {
        name: "reanchor-delete",
        usage: "[NUMBER]",
        title: "Delete what does not fit",
        help: "Deletes the annotation that has no place in the text any more; Delete does this while they are listed",
        menu: Menu::Edit,
        keys: &[],
        parse: |arguments| parse_which(arguments, ReanchorCommand::Delete),
        example: "reanchor-delete 3",
    },
    Entry {
        name: "reanchor-leave",
        usage: "",
        title: "Leave it as it is",
        help: "Keeps the annotation as it was and goes to the next; Backspace does this while they are listed",
        menu: Menu::Edit,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Reanchor(ReanchorCommand::Leave)),
        example: "reanchor-leave",
    },
    Entry {
        name: "reanchor-cancel",
        usage: "",
        title: "Stop carrying over",
        help: "Leaves the annotations that do not fit as they were; Escape does this",
        menu: Menu::Edit,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Reanchor(ReanchorCommand::Cancel)),
        example: "reanchor-cancel",
    },
];

/// Reads the arguments of `reanchor-place`.
fn parse_place(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let nth = arguments.number("a place's number")?;
    arguments.end(Command::Reanchor(ReanchorCommand::Place(nth)))
}

/// Reads the arguments of `reanchor-accept`.
fn parse_accept(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let accepted = if arguments.is_empty() {
        Accepted::Lit
    } else if arguments.starts_with("all") || arguments.starts_with("reworded") {
        arguments.one_of("`all` or `reworded`", &[("all", Accepted::All), ("reworded", Accepted::Reworded)])?
    } else {
        let id = AnnotationId(arguments.number("`all`, `reworded` or an annotation's number")?);
        let nth = if arguments.is_empty() { None } else { Some(arguments.number("a place's number")?) };
        Accepted::One(id, nth)
    };
    arguments.end(Command::Reanchor(ReanchorCommand::Accept(accepted)))
}

/// Reads the arguments of `reanchor`, `reanchor-here` and `reanchor-delete`.
fn parse_which(arguments: &str, command: fn(Option<AnnotationId>) -> ReanchorCommand) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let id = if arguments.is_empty() { None } else { Some(AnnotationId(arguments.number("an annotation's number")?)) };
    arguments.end(Command::Reanchor(command(id)))
}
