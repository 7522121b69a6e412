//! Commands: comparing what a conflict left beside a set with what stands, and putting it back.

use crate::error::Error;
use crate::session::arguments::Arguments;
use crate::session::command::Command;
use crate::session::command::kept::{KeptCommand, Restored};

use super::entry::{Entry, Menu};
use super::reading::bare;

pub static TABLE: &[Entry] = &[
    Entry {
        name: "kept",
        usage: "[FILE]",
        title: "Compare what was kept beside…",
        help: "Lists what a file that a conflict left beside your annotations has which is missing, otherwise or not in it; nothing changes until some is put back",
        menu: Menu::Edit,
        keys: &[("Ctrl+Alt+V", "")],
        parse: parse_kept,
        example: "kept news-1.ron.mine-1",
    },
    Entry {
        name: "kept-next",
        usage: "",
        title: "Next that differs",
        help: "Goes to the next annotation in which what was kept differs; the down arrow does this while they are listed",
        menu: Menu::Edit,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Kept(KeptCommand::Next)),
        example: "kept-next",
    },
    Entry {
        name: "kept-previous",
        usage: "",
        title: "Previous that differs",
        help: "Goes to the one before; the up arrow does this while they are listed",
        menu: Menu::Edit,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Kept(KeptCommand::Previous)),
        example: "kept-previous",
    },
    Entry {
        name: "kept-at",
        usage: "NUMBER",
        title: "One that differs",
        help: "Goes to an annotation in which what was kept differs, by its number in the list",
        menu: Menu::Edit,
        keys: &[],
        parse: parse_at,
        example: "kept-at 2",
    },
    Entry {
        name: "kept-put-back",
        usage: "[all|whole|NUMBER,…]",
        title: "Put back what was kept",
        help: "Puts the annotation that is shown back as it was kept, or those with these numbers; with all, all that is missing or otherwise; with whole, the set as it was, without what came since; Enter and Shift+Enter do this while they are listed",
        menu: Menu::Edit,
        keys: &[],
        parse: parse_put_back,
        example: "kept-put-back all",
    },
    Entry {
        name: "kept-leave",
        usage: "",
        title: "Leave what was kept",
        help: "Lets your annotations stand as they are: nothing is told any more of the file that was kept, which stays where it is",
        menu: Menu::Edit,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Kept(KeptCommand::Leave)),
        example: "kept-leave",
    },
    Entry {
        name: "kept-cancel",
        usage: "",
        title: "Stop comparing what was kept",
        help: "Closes the list; Escape does this",
        menu: Menu::Edit,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Kept(KeptCommand::Cancel)),
        example: "kept-cancel",
    },
];

/// Reads the arguments of `kept`.
fn parse_kept(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let file = if arguments.is_empty() { None } else { Some(arguments.word("a file")?) };
    arguments.end(Command::Kept(KeptCommand::Look(file)))
}

/// Reads the arguments of `kept-at`.
fn parse_at(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let number = arguments.number("a number of the list")?;
    arguments.end(Command::Kept(KeptCommand::Light(number)))
}

/// Reads the arguments of `kept-put-back`.
fn parse_put_back(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let restored = if arguments.is_empty() {
        Restored::Lit
    } else if arguments.starts_with("whole") {
        arguments.one_of("`whole`", &[("whole", ())])?;
        Restored::Whole
    } else if arguments.starts_with_digit() {
        let written = arguments.word("numbers")?;
        let numbers: Option<Vec<usize>> = written.split(',').map(|number| number.parse().ok()).collect();
        Restored::These(numbers.ok_or_else(|| Error::new(format!("`{written}` is not numbers with commas between")))?)
    } else {
        arguments.one_of("`all`, `whole` or numbers", &[("all", ())])?;
        Restored::Lacking
    };
    arguments.end(Command::Kept(KeptCommand::PutBack(restored)))
}
