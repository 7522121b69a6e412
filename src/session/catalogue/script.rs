//! Commands: what only scripts ask.

use crate::error::Error;
use crate::session::command::Command;

use super::entry::{Entry, Menu};

pub static TABLE: &[Entry] = &[
    Entry {
        name: "expect",
        usage: "MARKED",
        title: "Expect",
        help: "Fails unless the text is annotated as written, such as [person Layla] [visit{agent=1} visited]; what lies outside that text does not count",
        menu: Menu::Script,
        keys: &[],
        parse: |arguments| match arguments {
            "" => Err(Error::new("a marked text is missing")),
            marked => Ok(Command::Expect(marked.to_owned())),
        },
        example: "expect [person#1 Layla] [visit{agent=1} visited] Haifa",
    },
    Entry {
        name: "expect-refused",
        usage: "COMMAND",
        title: "Expect a refusal",
        help: "Fails unless the command is refused",
        menu: Menu::Script,
        keys: &[],
        parse: |arguments| Command::parse(arguments).map(|command| Command::ExpectRefused(Box::new(command))),
        example: "expect-refused label visit",
    },
];
