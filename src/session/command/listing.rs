//! What can be asked of the list of documents.

use std::fmt;

use crate::model::quote::quoted;
use crate::model::set::Progress;
use crate::session::arguments::as_word;

use super::assign::AssignedTo;

/// What can be asked of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListCommand {
    /// Lets the window ask what to filter for.
    Ask,
    /// Shows the documents whose title, name, source, date or address holds a text, in any spelling; an empty one shows all.
    Filter(String),
    /// A BCP 47 tag; `None` shows all.
    Language(Option<String>),
    Progress(Option<Progress>),
    Assigned(Option<AssignedTo>),
    Sort(SortBy, Order),
}

/// What documents are sorted by; those that are equal in it, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortBy {
    #[default]
    Name,
    /// The order of the files, and in them of the lines.
    File,
    Title,
    Date,
    Source,
    Url,
    Language,
    Progress,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    Ascending,
    Descending,
}

impl SortBy {
    pub const WORDS: [(&'static str, SortBy); 8] = [
        ("name", SortBy::Name),
        ("file", SortBy::File),
        ("title", SortBy::Title),
        ("date", SortBy::Date),
        ("source", SortBy::Source),
        ("url", SortBy::Url),
        ("language", SortBy::Language),
        ("progress", SortBy::Progress),
    ];

    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, known)| *known == self).map_or("", |(word, _)| word)
    }
}

impl fmt::Display for ListCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ListCommand::Ask => f.write_str("filter-documents"),
            ListCommand::Filter(text) => write!(f, "filter-documents {}", quoted(text)),
            ListCommand::Language(language) => {
                write!(f, "filter-language {}", language.as_deref().map_or("any".into(), as_word))
            }
            ListCommand::Progress(progress) => write!(f, "filter-progress {}", progress.map_or("any", Progress::word)),
            ListCommand::Assigned(whose) => {
                write!(f, "filter-assigned {}", whose.as_ref().map_or("any".to_owned(), AssignedTo::word))
            }
            ListCommand::Sort(by, Order::Ascending) => write!(f, "sort-documents {}", by.word()),
            ListCommand::Sort(by, Order::Descending) => write!(f, "sort-documents {} descending", by.word()),
        }
    }
}
