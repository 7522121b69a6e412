//! Annotations that do not fit their text as a list: what each said, as far as that is remembered, and where it may stand now.
//! Plain values; spans are bytes of the text as it is.

use std::ops::Range;

use crate::model::id::{AnnotationId, LabelId};
use crate::model::proposal::{Outcome, Placed, Spelling};
use crate::records::drift::{chars, said};
use crate::session::reanchoring::Reanchoring;
use crate::session::state::Session;
use crate::view::context::Context;

/// Characters of the old text that are shown before and after a quote.
const REACH: usize = 120;

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReanchorLine {
    pub number: AnnotationId,
    pub label: LabelId,
    pub title: String,
    /// What it says, in the old text as far as other annotations, and what did not change between these, tell of it.
    pub before: Context,
    pub outcome: Outcome,
    /// Where it stood and stands, in code points.
    pub from: String,
    pub to: Option<String>,
    /// The words that stand in place of its own; none if it was not reworded.
    pub new_words: String,
}

/// A place where an annotation may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceLine {
    pub spans: Vec<Range<usize>>,
    /// In code points.
    pub chars: String,
    pub spelling: Spelling,
}

/// The line at `row`.
#[must_use]
pub fn line(session: &Session, now: &Reanchoring, row: usize) -> Option<ReanchorLine> {
    let record = &now.drift.records[*now.shown.get(row)?];
    let document = session.document()?;
    let (first, last) = (record.drifted.pieces.first()?, record.drifted.pieces.last()?);
    let (ahead, behind) = now.drift.remembered.around(&(first.chars.start..last.chars.end), REACH, document);
    let quote = record.quote();
    let mark = ahead.len()..ahead.len() + quote.len();
    let from: Vec<String> =
        record.drifted.pieces.iter().map(|piece| format!("{}..{}", piece.chars.start, piece.chars.end)).collect();
    let label = &record.drifted.annotation.label;
    Some(ReanchorLine {
        number: record.id(),
        label: label.clone(),
        title: session.project().label(label).map_or_else(|| label.to_string(), |label| label.title.clone()),
        before: Context { text: format!("{ahead}{quote}{behind}"), marks: vec![mark] },
        outcome: record.proposal.outcome,
        from: from.join(", "),
        to: record.moved().map(|placed| chars(&placed.anchor, document)),
        new_words: record.reworded().map(|placed| said(&placed.anchor, document)).unwrap_or_default(),
    })
}

/// The places of the annotation that is asked about, the likeliest first.
#[must_use]
pub fn places(session: &Session, now: &Reanchoring) -> Vec<PlaceLine> {
    let Some(document) = session.document() else { return Vec::new() };
    let line = |placed: &Placed| PlaceLine {
        spans: placed.anchor.spans().iter().map(|span| span.range()).collect(),
        chars: chars(&placed.anchor, document),
        spelling: placed.spelling,
    };
    now.record().proposal.places.iter().map(line).collect()
}
