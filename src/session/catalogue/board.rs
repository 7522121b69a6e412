//! Commands: how the work stands, and who is assigned what.

use crate::error::Error;
use crate::model::assignment::{Balance, Rule};
use crate::model::board::NextBy;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::nearest::hint_for;
use crate::session::arguments::Arguments;
use crate::session::command::Command;
use crate::session::command::assign::AssignCommand;
use crate::session::command::board::{BoardCommand, Part, Wanted};
use crate::session::command::words::LabelName;

use super::entry::{Entry, Menu};
use super::reading::bare;

pub static TABLE: &[Entry] = &[
    Entry {
        name: "board",
        usage: "[people|days|documents [--of NAME] [--day DATE] [--label LABEL]|labels|agreement|problems|next [assigned|unfinished|fewest|differing]|assignments|off]",
        title: "Board",
        help: "Shows how the work stands: who got how far, on which days, with which labels, how people agree, what is wrong and what is to be done next",
        menu: Menu::Review,
        keys: &[("Ctrl+Shift+O", "")],
        parse: parse_board,
        example: "board documents --of layla --day 2026-11-22",
    },
    Entry {
        name: "board-refresh",
        usage: "",
        title: "Compute the board anew",
        help: "Reads all sets and journals again; the board shows what it was until then",
        menu: Menu::Review,
        keys: &[],
        parse: |arguments| bare(arguments, BoardCommand::Refresh.into()),
        example: "board-refresh",
    },
    Entry {
        name: "assign",
        usage: "ANNOTATOR [DOCUMENT…]",
        title: "Assign documents",
        help: "Assigns the documents that are named, or the one that is open, to an annotator; `assign-undo` takes it back",
        menu: Menu::Review,
        keys: &[],
        parse: |arguments| parse_by_hand(arguments, AssignCommand::Assign),
        example: "assign layla news-1 news-2",
    },
    Entry {
        name: "unassign",
        usage: "ANNOTATOR [DOCUMENT…]",
        title: "Take documents from an annotator",
        help: "Assigns the documents that are named, or the one that is open, to an annotator no longer; what they did stays",
        menu: Menu::Review,
        keys: &[],
        parse: |arguments| parse_by_hand(arguments, AssignCommand::Unassign),
        example: "unassign layla news-1",
    },
    Entry {
        name: "distribute",
        usage: "ANNOTATOR… [--per-document N] [--seed N] [--balance documents|characters]",
        title: "Deal out documents",
        help: "Assigns the documents that the list shows, each to so many of the annotators, so that all have as much; what is assigned stays, and the same seed deals the same",
        menu: Menu::Review,
        keys: &[],
        parse: parse_distribute,
        example: "distribute layla minh rana --per-document 2 --seed 7",
    },
    Entry {
        name: "assign-undo",
        usage: "",
        title: "Undo the last assignment",
        help: "Takes back what was assigned last, or taken from somebody",
        menu: Menu::Review,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Assign(AssignCommand::Undo)),
        example: "assign-undo",
    },
    Entry {
        name: "assign-redo",
        usage: "",
        title: "Assign again",
        help: "Does again what was taken back of assignments",
        menu: Menu::Review,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Assign(AssignCommand::Redo)),
        example: "assign-redo",
    },
    Entry {
        name: "assign-stop",
        usage: "",
        title: "Stop dealing out documents",
        help: "Stops what is being assigned beside the window; nothing of it is assigned then",
        menu: Menu::Review,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Assign(AssignCommand::Stop)),
        example: "assign-stop",
    },
];

/// Reads the arguments of `board`.
fn parse_board(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    if arguments.is_empty() {
        return Ok(BoardCommand::Toggle.into());
    }
    let word = arguments.word("a part of the board")?;
    if word == "off" {
        return arguments.end(BoardCommand::Close.into());
    }
    let parts = Part::all();
    let Some((_, part)) = parts.iter().find(|(known, _)| *known == word) else {
        let words = parts.iter().map(|(known, _)| *known).chain(["off"]);
        return Err(Error::new(format!("`{word}` is not a part of the board")).hint(hint_for(&word, words)));
    };
    let part = match part {
        Part::Documents(_) => Part::Documents(wanted(&mut arguments)?),
        Part::Next(_) if !arguments.is_empty() => Part::Next(arguments.one_of("what goes first", &NextBy::WORDS)?),
        other => other.clone(),
    };
    arguments.end(BoardCommand::Show(part).into())
}

fn wanted(arguments: &mut Arguments<'_>) -> Result<Wanted, Error> {
    let mut wanted = Wanted::default();
    while !arguments.is_empty() {
        match arguments.word("an option")?.as_str() {
            "--of" => wanted.of = Some(AnnotatorId::new(&arguments.word("an annotator")?)),
            "--label" => wanted.label = Some(LabelName(arguments.word("a label")?)),
            "--day" => {
                let word = arguments.word("a day")?;
                let wrong = |()| Error::new(format!("`{word}` is not a day")).hint("write it as in 2026-11-22");
                wanted.day = Some(word.parse().map_err(wrong)?);
            }
            word => {
                return Err(Error::new(format!("`{word}` is too much"))
                    .hint("documents are chosen by `--of NAME`, `--day DATE` and `--label LABEL`"));
            }
        }
    }
    Ok(wanted)
}

/// Reads the arguments of `assign` and `unassign`.
fn parse_by_hand(
    arguments: &str,
    command: fn(AnnotatorId, Vec<DocumentId>) -> AssignCommand,
) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let annotator = AnnotatorId::new(&arguments.word("an annotator")?);
    let mut documents = Vec::new();
    while !arguments.is_empty() {
        documents.push(DocumentId::new(&arguments.word("a document")?));
    }
    Ok(Command::Assign(command(annotator, documents)))
}

/// Reads the arguments of `distribute`.
fn parse_distribute(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let mut rule = Rule { annotators: Vec::new(), per_document: 1, seed: 1, balance: Balance::default() };
    while !arguments.is_empty() {
        if arguments.starts_with("\"") {
            rule.annotators.push(AnnotatorId::new(&arguments.word("an annotator")?));
            continue;
        }
        match arguments.word("an annotator")?.as_str() {
            "--per-document" => rule.per_document = arguments.number("how many annotators a document gets")?,
            "--seed" => rule.seed = arguments.number("a seed")?,
            "--balance" => rule.balance = arguments.one_of("what to balance", &Balance::WORDS)?,
            word if word.starts_with("--") => {
                let options = ["--per-document", "--seed", "--balance"];
                return Err(Error::new(format!("there is no option `{word}` here")).hint(hint_for(word, options)));
            }
            names => rule.annotators.extend(names.split(',').filter(|name| !name.is_empty()).map(AnnotatorId::new)),
        }
    }
    rule.check()?;
    Ok(Command::Assign(AssignCommand::Distribute(rule)))
}
