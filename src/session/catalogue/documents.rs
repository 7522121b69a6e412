//! Commands: going from document to document, and the list of them.

use crate::error::Error;
use crate::model::id::DocumentId;
use crate::model::set::Progress;
use crate::session::arguments::Arguments;
use crate::session::command::Command;
use crate::session::command::assign::AssignedTo;
use crate::session::command::listing::{ListCommand, Order, SortBy};

use super::entry::{Entry, Menu};
use super::reading::bare;

pub static TABLE: &[Entry] = &[
    Entry {
        name: "open",
        usage: "DOCUMENT",
        title: "Open a document",
        help: "Opens a document by its id",
        menu: Menu::Project,
        keys: &[],
        parse: |arguments| {
            let mut arguments = Arguments::new(arguments);
            let id = DocumentId::new(&arguments.word("a document")?);
            arguments.end(Command::Open(id))
        },
        example: "open news-1",
    },
    Entry {
        name: "next-document",
        usage: "",
        title: "Next document",
        help: "Opens the document after this one in the list",
        menu: Menu::Project,
        keys: &[("Ctrl+PageDown", "")],
        parse: |arguments| bare(arguments, Command::NextDocument),
        example: "next-document",
    },
    Entry {
        name: "previous-document",
        usage: "",
        title: "Previous document",
        help: "Opens the document before this one in the list",
        menu: Menu::Project,
        keys: &[("Ctrl+PageUp", "")],
        parse: |arguments| bare(arguments, Command::PreviousDocument),
        example: "previous-document",
    },
    Entry {
        name: "next-unfinished",
        usage: "",
        title: "Next unfinished document",
        help: "Opens the next document of the list that you have not finished, from the start again after the last",
        menu: Menu::Project,
        keys: &[("Ctrl+Shift+PageDown", "")],
        parse: |arguments| bare(arguments, Command::NextUnfinished),
        example: "next-unfinished",
    },
    Entry {
        name: "set-progress",
        usage: "new|started|finished",
        title: "Set the progress",
        help: "Says how far you got with this document",
        menu: Menu::Project,
        keys: &[("Ctrl+Enter", "finished"), ("Ctrl+Shift+Enter", "started")],
        parse: |arguments| {
            let mut arguments = Arguments::new(arguments);
            let words = Progress::ALL.map(|progress| (progress.word(), progress));
            let progress = arguments.one_of("a progress", &words)?;
            arguments.end(Command::SetProgress(progress))
        },
        example: "set-progress finished",
    },
    Entry {
        name: "filter-documents",
        usage: "[TEXT]",
        title: "Find a document…",
        help: "Shows only the documents whose title, name, source, date or address holds a text, in any spelling, and all for an empty one; without it the window asks",
        menu: Menu::Project,
        keys: &[("Ctrl+O", "")],
        parse: parse_filter,
        example: "filter-documents \"Ankara\"",
    },
    Entry {
        name: "filter-language",
        usage: "LANGUAGE|any",
        title: "Filter documents by language",
        help: "Shows only the documents in a language",
        menu: Menu::Project,
        keys: &[],
        parse: parse_language,
        example: "filter-language vi",
    },
    Entry {
        name: "filter-progress",
        usage: "new|started|finished|any",
        title: "Filter documents by progress",
        help: "Shows only the documents in which you got so far, as the list knows it now",
        menu: Menu::Project,
        keys: &[],
        parse: parse_progress,
        example: "filter-progress started",
    },
    Entry {
        name: "filter-assigned",
        usage: "me|nobody|any|ANNOTATOR",
        title: "Filter documents by assignment",
        help: "Shows only the documents that are assigned to you, to nobody, or to an annotator, or all again",
        menu: Menu::Project,
        keys: &[],
        parse: parse_assigned,
        example: "filter-assigned me",
    },
    Entry {
        name: "sort-documents",
        usage: "name|file|title|date|source|url|language|progress [descending]",
        title: "Sort documents",
        help: "Puts the list of documents into another order, in which one then goes through them",
        menu: Menu::Project,
        keys: &[],
        parse: parse_sort,
        example: "sort-documents date descending",
    },
];

/// Reads the arguments of `filter-documents`.
fn parse_filter(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    if arguments.is_empty() {
        return Ok(Command::List(ListCommand::Ask));
    }
    arguments.text().map(|text| Command::List(ListCommand::Filter(text)))
}

/// Reads the arguments of `filter-language`.
fn parse_language(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let language = arguments.word("a language")?;
    arguments.end(Command::List(ListCommand::Language((language != "any").then_some(language))))
}

/// Reads the arguments of `filter-progress`.
fn parse_progress(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let [new, started, finished] = Progress::ALL.map(|progress| (progress.word(), Some(progress)));
    let progress = arguments.one_of("a progress", &[new, started, finished, ("any", None)])?;
    arguments.end(Command::List(ListCommand::Progress(progress)))
}

/// Reads the arguments of `filter-assigned`.
fn parse_assigned(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let whose = arguments.word("`me`, `nobody`, `any` or an annotator")?;
    arguments.end(Command::List(ListCommand::Assigned(AssignedTo::parse(&whose))))
}

/// Reads the arguments of `sort-documents`.
fn parse_sort(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let by = arguments.one_of("what to sort by", &SortBy::WORDS)?;
    let order = match arguments.is_empty() {
        true => Order::Ascending,
        false => arguments.one_of("`descending`", &[("descending", Order::Descending)])?,
    };
    arguments.end(Command::List(ListCommand::Sort(by, order)))
}
