//! Commands: measuring how annotators agree, and going to the cases behind a number.

use crate::error::Error;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::nearest::hint_for;
use crate::session::arguments::Arguments;
use crate::session::command::Command;
use crate::session::command::agreement::{AgreementCommand, Measuring, Number};
use crate::session::command::review::Kind;
use crate::session::command::words::LabelName;

use super::entry::{Entry, Menu};
use super::reading::bare;

pub static TABLE: &[Entry] = &[
    Entry {
        name: "agreement",
        usage: "[ANNOTATOR…] [--finished] [--gamma]",
        title: "Agreement",
        help: "Measures how annotators agree, all of them or those that are named, and shows it in the page’s place; with `--finished` only what they finished counts, with `--gamma` γ is measured too",
        menu: Menu::Review,
        keys: &[("Ctrl+Alt+G", "")],
        parse: parse_agreement,
        example: "agreement layla minh --finished --gamma",
    },
    Entry {
        name: "end-agreement",
        usage: "",
        title: "Close agreement",
        help: "Goes on with the documents",
        menu: Menu::Review,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Agreement(AgreementCommand::End)),
        example: "end-agreement",
    },
    Entry {
        name: "show-cases",
        usage: "[ANNOTATOR…] [--kind KIND] [--label LABEL] [--against LABEL|-] [--by ANNOTATOR] [--all] [--document DOCUMENT] [--day DAY]",
        title: "Show the cases behind a number",
        help: "Reviews what was measured: of these annotators, what is behind a figure (`--kind exact-f1`, `argument-f1`, …) or of another kind, of a label or layer, where another gives another label or says nothing (`-`), what somebody gives a label, of a document or day; with `--all` also what all agree on; the document with most of them first",
        menu: Menu::Script,
        keys: &[],
        parse: parse_show,
        example: "show-cases layla minh --kind clitic-f1 --label entities/person --document news-1",
    },
    Entry {
        name: "next-cases",
        usage: "",
        title: "Next document with such cases",
        help: "Goes to the next document that has cases behind the number of the agreement page that one came from",
        menu: Menu::Review,
        keys: &[("Ctrl+Alt+PageDown", "")],
        parse: |arguments| bare(arguments, Command::Agreement(AgreementCommand::Next)),
        example: "next-cases",
    },
    Entry {
        name: "previous-cases",
        usage: "",
        title: "Previous document with such cases",
        help: "Goes back to the document before among those that have cases behind the number",
        menu: Menu::Review,
        keys: &[("Ctrl+Alt+PageUp", "")],
        parse: |arguments| bare(arguments, Command::Agreement(AgreementCommand::Previous)),
        example: "previous-cases",
    },
];

fn parse_agreement(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let mut measuring = Measuring::default();
    while !arguments.is_empty() {
        let is_quoted = arguments.starts_with("\"");
        match arguments.word("an annotator")?.as_str() {
            "--finished" if !is_quoted => measuring.finished = true,
            "--gamma" if !is_quoted => measuring.gamma = true,
            name => measuring.of.push(AnnotatorId::new(name)),
        }
    }
    Ok(Command::Agreement(AgreementCommand::Measure(measuring)))
}

fn parse_show(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let mut number = Number::default();
    while !arguments.is_empty() {
        let is_quoted = arguments.starts_with("\"");
        let word = arguments.word("an annotator")?;
        match word.as_str() {
            "--all" if !is_quoted => number.is_all = true,
            "--kind" if !is_quoted => {
                let word = arguments.word("a kind")?;
                let unknown = || Error::new(format!("`{word}` is not a kind of case"));
                let kind = Kind::from_word(&word);
                let kind = kind.ok_or_else(|| unknown().hint(hint_for(&word, Kind::all().map(Kind::word))))?;
                number.kind = Some(kind);
            }
            "--by" if !is_quoted => number.by = Some(AnnotatorId::new(&arguments.word("an annotator")?)),
            "--label" if !is_quoted => number.label = Some(LabelName(arguments.word("a label")?)),
            "--against" if !is_quoted => number.against = Some(LabelName(arguments.word("a label")?)),
            "--document" if !is_quoted => number.document = Some(DocumentId::new(&arguments.word("a document")?)),
            "--day" if !is_quoted => number.day = Some(arguments.word("a day")?),
            name => number.of.push(AnnotatorId::new(name)),
        }
    }
    Ok(Command::Agreement(AgreementCommand::Show(Box::new(number))))
}
