//! Commands: the caret and the selection.

use crate::error::Error;
use crate::session::arguments::Arguments;
use crate::session::command::{Command, Extend, Step, Unit};
use crate::text::caret::Affinity;

use super::entry::{Entry, Menu};
use super::reading::bare;

pub static TABLE: &[Entry] = &[
    Entry {
        name: "select",
        usage: "\"TEXT\" [NTH] | START..END",
        title: "Select",
        help: "Selects a text where it stands for the NTH time, or a range of code points",
        menu: Menu::Select,
        keys: &[],
        parse: select,
        example: "select \"Layla\" 2",
    },
    Entry {
        name: "select-word",
        usage: "",
        title: "Select the word",
        help: "Selects the word at the caret",
        menu: Menu::Select,
        keys: &[("Ctrl+D", "")],
        parse: |arguments| bare(arguments, Command::SelectUnit(Unit::Word)),
        example: "select-word",
    },
    Entry {
        name: "select-sentence",
        usage: "",
        title: "Select the sentence",
        help: "Selects the sentence at the caret",
        menu: Menu::Select,
        keys: &[("Ctrl+Shift+D", "")],
        parse: |arguments| bare(arguments, Command::SelectUnit(Unit::Sentence)),
        example: "select-sentence",
    },
    Entry {
        name: "select-paragraph",
        usage: "",
        title: "Select the paragraph",
        help: "Selects the paragraph at the caret, without its line feed",
        menu: Menu::Select,
        keys: &[("Ctrl+L", "")],
        parse: |arguments| bare(arguments, Command::SelectUnit(Unit::Paragraph)),
        example: "select-paragraph",
    },
    Entry {
        name: "select-all",
        usage: "",
        title: "Select all",
        help: "Selects the whole text",
        menu: Menu::Select,
        keys: &[("Ctrl+A", "")],
        parse: |arguments| bare(arguments, Command::SelectAll),
        example: "select-all",
    },
    Entry {
        name: "select-none",
        usage: "",
        title: "Select nothing",
        help: "Lets the selection and the chosen annotation go",
        menu: Menu::Select,
        keys: &[("Escape", "")],
        parse: |arguments| bare(arguments, Command::SelectNone),
        example: "select-none",
    },
    Entry {
        name: "move",
        usage: "STEP",
        title: "Move the caret",
        help: "Moves the caret in reading order by a grapheme, word, sentence or paragraph, or to a start or end",
        menu: Menu::Select,
        keys: &[
            ("Ctrl+ArrowForward", "next-word"),
            ("Ctrl+ArrowBackward", "previous-word"),
            ("Ctrl+ArrowDown", "next-paragraph"),
            ("Ctrl+ArrowUp", "previous-paragraph"),
            ("Alt+ArrowDown", "next-sentence"),
            ("Alt+ArrowUp", "previous-sentence"),
            ("Ctrl+Home", "document-start"),
            ("Ctrl+End", "document-end"),
        ],
        parse: |arguments| step(arguments, Extend::No),
        example: "move next-word",
    },
    Entry {
        name: "extend",
        usage: "STEP",
        title: "Extend the selection",
        help: "Moves the selection's far end in reading order, by the same steps as `move`",
        menu: Menu::Select,
        keys: &[
            ("Ctrl+Shift+ArrowForward", "next-word"),
            ("Ctrl+Shift+ArrowBackward", "previous-word"),
            ("Ctrl+Shift+ArrowDown", "next-paragraph"),
            ("Ctrl+Shift+ArrowUp", "previous-paragraph"),
            ("Alt+Shift+ArrowDown", "next-sentence"),
            ("Alt+Shift+ArrowUp", "previous-sentence"),
            ("Ctrl+Shift+Home", "document-start"),
            ("Ctrl+Shift+End", "document-end"),
        ],
        parse: |arguments| step(arguments, Extend::Yes),
        example: "extend previous-sentence",
    },
    Entry {
        name: "set-caret",
        usage: "OFFSET [upstream]",
        title: "Set the caret",
        help: "Puts the caret before a code point; upstream clings to the one before, where a line or direction ends",
        menu: Menu::Select,
        keys: &[],
        parse: |arguments| caret(arguments, Extend::No),
        example: "set-caret 120 upstream",
    },
    Entry {
        name: "extend-to",
        usage: "OFFSET [upstream]",
        title: "Extend to",
        help: "Extends the selection to before a code point",
        menu: Menu::Select,
        keys: &[],
        parse: |arguments| caret(arguments, Extend::Yes),
        example: "extend-to 124",
    },
];

fn step(arguments: &str, extend: Extend) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let step = arguments.one_of("a step", &Step::WORDS)?;
    arguments.end(Command::Move(step, extend))
}

fn caret(arguments: &str, extend: Extend) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let offset = arguments.number("an offset")?;
    let sides = [("upstream", Affinity::Upstream), ("downstream", Affinity::Downstream)];
    let affinity = if arguments.is_empty() { Affinity::Downstream } else { arguments.one_of("a side", &sides)? };
    arguments.end(Command::SetCaret { offset, affinity, extend })
}

fn select(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    if arguments.starts_with_range() {
        let chars = arguments.range()?;
        return arguments.end(Command::SelectRange(chars));
    }
    let text = arguments.word("a text or a range")?;
    let occurrence = if arguments.is_empty() { 1 } else { arguments.number("a number")? };
    arguments.end(Command::SelectText { text, occurrence })
}
