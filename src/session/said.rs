//! What an annotation says, in a few words, for what is told to the person.

use crate::model::annotation::Anchor;

use super::work::Work;

/// What an anchor says, shortened.
pub(super) fn said_by(work: &Work, anchor: &Anchor) -> String {
    let quotes: Vec<&str> = anchor.spans().iter().map(|span| work.document.quote(*span)).collect();
    if quotes.is_empty() { "the document".to_owned() } else { shortened(&quotes.join(" … ")) }
}

pub(super) fn shortened(said: &str) -> String {
    match said.char_indices().nth(60) {
        Some((cut, _)) => format!("{}…", &said[..cut]),
        None => said.to_owned(),
    }
}
