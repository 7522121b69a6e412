//! Discontinuous annotations: a piece comes to the chosen one, or goes. Offsets are UTF-8 bytes.

use std::ops::Range;

use crate::error::Error;
use crate::model::annotation::Annotation;

use super::effect::Effect;
use super::said::said_by;
use super::state::Session;
use super::work::Work;

impl Session {
    /// The selection, or the word at the caret, becomes another span of the chosen annotation. Pieces that touch, or with
    /// white space alone between them, become one.
    pub(super) fn add_piece(&self) -> Result<Effect, Error> {
        let (work, grown) = self.chosen_or_recent()?;
        let here = self.anchor_here(work)?;
        let ranges = grown.anchor.spans().iter().chain(here.spans()).map(|span| span.range());
        self.with_anchor(work, grown, joined(work.document.text(), ranges.collect()))
    }

    /// Takes the piece at the caret away from the chosen annotation.
    pub(super) fn remove_piece(&self) -> Result<Effect, Error> {
        let (work, shrunk) = self.chosen_to_change()?;
        let spans = shrunk.anchor.spans();
        if spans.len() < 2 {
            return Err(Error::new(format!("`{}` has one piece only", said_by(work, &shrunk.anchor)))
                .hint("`delete` deletes the annotation"));
        }
        let caret = work.selection.caret.offset;
        let at = spans.iter().position(|span| span.start() <= caret && caret <= span.end());
        let at = at.ok_or_else(|| {
            Error::new("no piece of the annotation is at the caret").hint("put the caret into the piece to take away")
        })?;
        let kept = spans.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, span)| span.range());
        self.with_anchor(work, shrunk, kept.collect())
    }

    /// The chosen annotation, or else the one that was chosen last: a selection elsewhere lets it go before it can grow.
    fn chosen_or_recent(&self) -> Result<(&Work, &Annotation), Error> {
        let work = self.work_to_change()?;
        match (self.chosen(), work.recent.and_then(|id| work.set.get(id))) {
            (None, Some(recent)) => Ok((work, recent)),
            _ => self.chosen_to_change(),
        }
    }
}

/// The ranges in order, with those joined that only white space divides: it is no piece of its own.
fn joined(text: &str, mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end || text[last.end..range.start].trim().is_empty() => {
                last.end = last.end.max(range.end);
            }
            _ => joined.push(range),
        }
    }
    joined
}
