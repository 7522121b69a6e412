//! What is known of a document without its text: enough for a list of many thousands, which never holds their texts.

use std::sync::Arc;

use crate::text::bidi::Direction;

use super::id::DocumentId;

/// A document's id and what a list shows and sorts by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub id: DocumentId,
    pub title: Box<str>,
    /// A BCP 47 tag; `und` when unknown.
    pub language: Arc<str>,
    pub direction: Direction,
    /// As its source wrote it; empty if it is not known.
    pub date: Box<str>,
    /// The outlet; empty if it is not known.
    pub source: Arc<str>,
    /// Where the text was found; empty if it is not known.
    pub url: Box<str>,
}

/// The metadata that a summary takes up, by the names that `.jsonl` files give them.
pub const DATE: &str = "date";
pub const SOURCE: &str = "source";
pub const URL: &str = "url";
