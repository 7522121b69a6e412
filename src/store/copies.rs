//! Copies that a sync client or a file manager puts beside a set that was changed in two places: `news-1 (conflicted copy).ron`,
//! `news-1.sync-conflict-20261122-101500-ABCDEFG.ron`, `news-1 (1).ron`. They are told and never touched: what only they have is
//! shown nowhere.

use crate::error::{Problem, Severity};
use crate::formats::names::name_from_file;
use crate::model::id::DocumentId;

use super::corpus::Corpus;

/// How what is added to a name begins.
const BEGINNINGS: [&str; 4] = [" (", ".sync-conflict", "_conflict", "-conflict"];

/// The document of whose set a file, by its name without ending, looks like another copy.
pub(super) fn copied(stem: &str, corpus: &Corpus) -> Option<DocumentId> {
    let begins = BEGINNINGS.iter().filter_map(|beginning| stem.rfind(beginning)).filter(|at| is_addition(&stem[*at..]));
    let documents = begins.map(|at| DocumentId::new(&name_from_file(&stem[..at])));
    documents.into_iter().find(|id| corpus.position(id).is_some())
}

/// Whether such a client adds that to a name.
fn is_addition(added: &str) -> bool {
    let added = added.to_lowercase();
    let number = added.strip_prefix(" (").and_then(|rest| rest.strip_suffix(')'));
    added.contains("conflict") || number.is_some_and(|number| number.parse::<u32>().is_ok() || number.contains("copy"))
}

pub(super) fn told(place: String, copied: &DocumentId) -> Problem {
    let message =
        format!("it looks like another copy of what was annotated on `{copied}`; what only it has is not shown");
    Problem::new(Severity::Loss, place, message).hint(
        "a sync client puts one where two machines changed a file; to look at it, put it in the other's place while the project is \
         closed; it is not touched",
    )
}
