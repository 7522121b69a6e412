//! Commands: making annotations, and changing the chosen one.

use crate::error::Error;
use crate::model::annotation::{Confidence, Filler};
use crate::model::id::AnnotationId;
use crate::session::arguments::Arguments;
use crate::session::command::words::LabelName;
use crate::session::command::{Border, BorderUnit, Command, Growth};

use super::entry::{Entry, Menu};
use super::reading::bare;

pub static TABLE: &[Entry] = &[
    Entry {
        name: "label",
        usage: "LABEL",
        title: "Label",
        help: "Labels the selection without the spaces around it, or else the word at the caret; a topic labels the document",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| label(arguments).map(Command::Label),
        example: "label entities/person",
    },
    Entry {
        name: "label-document",
        usage: "LABEL",
        title: "Label the document",
        help: "Gives the whole document a topic or a stance",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| label(arguments).map(Command::LabelDocument),
        example: "label-document stances/against",
    },
    Entry {
        name: "relabel",
        usage: "LABEL",
        title: "Change the label",
        help: "Gives the chosen annotation another label; what does not fit that label must be cleared before: roles, answers, links, parts in frames",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| label(arguments).map(Command::Relabel),
        example: "relabel entities/place",
    },
    Entry {
        name: "delete",
        usage: "",
        title: "Delete the annotation",
        help: "Deletes the chosen annotation, or else the innermost one at the caret, and the arguments that name it",
        menu: Menu::Annotate,
        keys: &[("Delete", ""), ("Backspace", "")],
        parse: |arguments| bare(arguments, Command::Delete),
        example: "delete",
    },
    Entry {
        name: "next-annotation",
        usage: "",
        title: "Next annotation",
        help: "Chooses the annotation that comes next in reading order",
        menu: Menu::Annotate,
        keys: &[("BracketRight", "")],
        parse: |arguments| bare(arguments, Command::ChooseNext),
        example: "next-annotation",
    },
    Entry {
        name: "previous-annotation",
        usage: "",
        title: "Previous annotation",
        help: "Chooses the annotation that comes before in reading order",
        menu: Menu::Annotate,
        keys: &[("BracketLeft", "")],
        parse: |arguments| bare(arguments, Command::ChoosePrevious),
        example: "previous-annotation",
    },
    Entry {
        name: "choose-at",
        usage: "[OFFSET]",
        title: "Choose the annotation here",
        help: "Chooses the innermost annotation at the caret or at an offset, and asked again the one around it",
        menu: Menu::Annotate,
        keys: &[("Enter", "")],
        parse: |arguments| {
            let mut arguments = Arguments::new(arguments);
            let offset = if arguments.is_empty() { None } else { Some(arguments.number("an offset")?) };
            arguments.end(Command::ChooseAt(offset))
        },
        example: "choose-at 120",
    },
    Entry {
        name: "choose",
        usage: "NUMBER",
        title: "Choose an annotation",
        help: "Chooses an annotation by its number",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| {
            let mut arguments = Arguments::new(arguments);
            let id = AnnotationId(arguments.number("an annotation's number")?);
            arguments.end(Command::Choose(id))
        },
        example: "choose 7",
    },
    Entry {
        name: "grow-start",
        usage: "[grapheme|word|clitic]",
        title: "Grow at the start",
        help: "Moves the start of the chosen annotation back",
        menu: Menu::Annotate,
        keys: &[
            ("Alt+Shift+ArrowBackward", "grapheme"),
            ("Ctrl+Alt+Shift+ArrowBackward", "word"),
            ("Shift+Minus", "clitic"),
        ],
        parse: |arguments| border(arguments, Border::Start, Growth::Grow),
        example: "grow-start word",
    },
    Entry {
        name: "shrink-start",
        usage: "[grapheme|word|clitic]",
        title: "Shrink at the start",
        help: "Moves the start of the chosen annotation on",
        menu: Menu::Annotate,
        keys: &[("Alt+Shift+ArrowForward", "grapheme"), ("Ctrl+Alt+Shift+ArrowForward", "word"), ("Minus", "clitic")],
        parse: |arguments| border(arguments, Border::Start, Growth::Shrink),
        example: "shrink-start grapheme",
    },
    Entry {
        name: "grow-end",
        usage: "[grapheme|word|clitic]",
        title: "Grow at the end",
        help: "Moves the end of the chosen annotation on",
        menu: Menu::Annotate,
        keys: &[("Alt+ArrowForward", "grapheme"), ("Ctrl+Alt+ArrowForward", "word"), ("Shift+Equals", "clitic")],
        parse: |arguments| border(arguments, Border::End, Growth::Grow),
        example: "grow-end grapheme",
    },
    Entry {
        name: "shrink-end",
        usage: "[grapheme|word|clitic]",
        title: "Shrink at the end",
        help: "Moves the end of the chosen annotation back",
        menu: Menu::Annotate,
        keys: &[("Alt+ArrowBackward", "grapheme"), ("Ctrl+Alt+ArrowBackward", "word"), ("Equals", "clitic")],
        parse: |arguments| border(arguments, Border::End, Growth::Shrink),
        example: "shrink-end word",
    },
    Entry {
        name: "set-span",
        usage: "[START..END]",
        title: "Set the borders",
        help: "Gives the chosen annotation the borders of the selection, or of a range of code points",
        menu: Menu::Annotate,
        keys: &[("Ctrl+B", "")],
        parse: |arguments| {
            let mut arguments = Arguments::new(arguments);
            let chars = if arguments.is_empty() { None } else { Some(arguments.range()?) };
            arguments.end(Command::SetSpan(chars))
        },
        example: "set-span 6..13",
    },
    Entry {
        name: "add-piece",
        usage: "",
        title: "Add a piece",
        help: "Makes the selection, or the word at the caret, another piece of the chosen annotation, or of the one chosen last",
        menu: Menu::Annotate,
        keys: &[("Insert", ""), ("Ctrl+Shift+B", "")],
        parse: |arguments| bare(arguments, Command::AddPiece),
        example: "add-piece",
    },
    Entry {
        name: "remove-piece",
        usage: "",
        title: "Take a piece away",
        help: "Takes the piece at the caret away from the chosen annotation",
        menu: Menu::Annotate,
        keys: &[("Ctrl+Delete", "")],
        parse: |arguments| bare(arguments, Command::RemovePiece),
        example: "remove-piece",
    },
    Entry {
        name: "set-note",
        usage: "TEXT",
        title: "Set the note",
        help: "Writes a note to the chosen annotation; an empty text clears it",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| Arguments::new(arguments).text().map(Command::SetNote),
        example: "set-note \"ask Minh\"",
    },
    Entry {
        name: "set-argument",
        usage: "ROLE NUMBER|\"TEXT\" [NTH]|@IDENTITY",
        title: "Set an argument",
        help: "Says who or what plays a role in the chosen annotation: another annotation, by its number or by what it says, or an identity, which is made when it is first named, unless its id is nearly that of another",
        menu: Menu::Annotate,
        keys: &[("Comma", "holder @writer"), ("Period", "holder @outlet")],
        parse: set_argument,
        example: "set-argument agent 1",
    },
    Entry {
        name: "clear-argument",
        usage: "ROLE [NUMBER|@IDENTITY]",
        title: "Clear an argument",
        help: "Takes a filler, or all of them, out of a role of the chosen annotation",
        menu: Menu::Annotate,
        keys: &[],
        parse: clear_argument,
        example: "clear-argument agent 1",
    },
    Entry {
        name: "set-attribute",
        usage: "NAME VALUE",
        title: "Set an attribute",
        help: "Answers a question about the chosen annotation",
        menu: Menu::Annotate,
        keys: &[],
        parse: set_attribute,
        example: "set-attribute intensity strong",
    },
    Entry {
        name: "clear-attribute",
        usage: "NAME",
        title: "Clear an attribute",
        help: "Takes an answer about the chosen annotation back",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| {
            let mut arguments = Arguments::new(arguments);
            let name = arguments.word("an attribute")?;
            arguments.end(Command::ClearAttribute(name))
        },
        example: "clear-attribute intensity",
    },
    Entry {
        name: "set-confidence",
        usage: "SHARE|none",
        title: "Set the confidence",
        help: "Says how sure you are about the chosen annotation, from 0 to 1",
        menu: Menu::Annotate,
        keys: &[
            ("Ctrl+Shift+1", "0.25"),
            ("Ctrl+Shift+2", "0.5"),
            ("Ctrl+Shift+3", "0.75"),
            ("Ctrl+Shift+4", "1"),
            ("Ctrl+Shift+0", "none"),
        ],
        parse: set_confidence,
        example: "set-confidence 0.8",
    },
];

fn label(arguments: &str) -> Result<LabelName, Error> {
    let mut arguments = Arguments::new(arguments);
    let name = arguments.word("a label")?;
    arguments.end(LabelName(name))
}

fn border(arguments: &str, border: Border, change: Growth) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let by =
        if arguments.is_empty() { BorderUnit::Grapheme } else { arguments.one_of("a unit", &BorderUnit::WORDS)? };
    arguments.end(Command::MoveBorder { border, change, by })
}

fn filler(arguments: &mut Arguments<'_>) -> Result<Filler, Error> {
    let written = arguments.word("a filler")?;
    written.parse().map_err(|()| {
        Error::new(format!("`{written}` cannot fill a role"))
            .hint("write an annotation's number, its text in double quotes, or `@` and an identity")
    })
}

fn set_argument(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let role = arguments.word("a role")?;
    // An identity's name may need quotes of its own.
    if !arguments.starts_with("\"") || arguments.starts_with("\"@") {
        let filler = filler(&mut arguments)?;
        return arguments.end(Command::SetArgument { role, filler });
    }
    let quote = arguments.word("a text")?;
    let occurrence = if arguments.is_empty() { None } else { Some(arguments.number("which one")?) };
    arguments.end(Command::SetArgumentSaying { role, quote, occurrence })
}

fn clear_argument(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let role = arguments.word("a role")?;
    let filler = if arguments.is_empty() { None } else { Some(filler(&mut arguments)?) };
    arguments.end(Command::ClearArgument { role, filler })
}

fn set_attribute(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let name = arguments.word("an attribute")?;
    let value = arguments.word("a value")?;
    arguments.end(Command::SetAttribute { name, value })
}

fn set_confidence(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let word = arguments.word("a confidence")?;
    let confidence = match word.parse::<f64>() {
        _ if word == "none" => None,
        Ok(share) if (0.0..=1.0).contains(&share) => Some(Confidence::new(share)),
        _ => {
            return Err(
                Error::new(format!("`{word}` is not a confidence")).hint("write a number from 0 to 1, or `none`")
            );
        }
    };
    arguments.end(Command::SetConfidence(confidence))
}
