//! Selecting text, and choosing an annotation. Offsets are UTF-8 bytes; in commands they are Unicode code points.

use std::ops::Range;

use crate::error::{Error, counted};
use crate::model::document::Document;
use crate::model::id::AnnotationId;
use crate::text::caret::{Affinity, Caret};

use super::command::{Command, Extend, Step};
use super::effect::{Effect, Travel};
use super::said::shortened;
use super::selection::{Selection, step, unit_at};
use super::state::{Request, Session};

impl Session {
    /// The command that puts the caret where a layout says.
    #[must_use]
    pub fn set_caret_command(&self, caret: Caret, extend: Extend) -> Command {
        let offset = self.document().map_or(0, |document| document.chars_from_bytes(caret.offset));
        let affinity = if caret.affinity == Affinity::Upstream { Affinity::Upstream } else { Affinity::Downstream };
        Command::SetCaret { offset, affinity, extend }
    }

    pub(super) fn plan_selecting(&self, command: &Command) -> Result<Selection, Error> {
        let document = &self.work()?.document;
        let text = document.text();
        let now = self.selection();
        let caret = now.caret.offset;
        Ok(match command {
            Command::SelectText { text: wanted, occurrence } => {
                let places = || text.match_indices(wanted.as_str()).filter(|(_, found)| !found.is_empty());
                let found = occurrence.checked_sub(1).and_then(|nth| places().nth(nth));
                let (start, found) = found.ok_or_else(|| match places().count() {
                    0 => Error::new(format!("`{}` is not in this document", shortened(wanted))),
                    count => Error::new(format!(
                        "`{}` stands here {}, not {occurrence}",
                        shortened(wanted),
                        counted(count, "time")
                    )),
                })?;
                Selection::of(start..start + found.len())
            }
            Command::SelectRange(chars) => Selection::of(bytes(document, chars)?),
            Command::SelectUnit(unit) => {
                let found = unit_at(text, caret, *unit);
                Selection::of(found.ok_or_else(|| Error::new(format!("there is no {} at the caret", unit.word())))?)
            }
            Command::SelectAll => Selection::of(0..text.len()),
            Command::Move(by, Extend::Yes) => {
                Selection { anchor: now.anchor, caret: Caret::before(step(text, caret, *by)) }
            }
            // As everywhere: a step from a selection goes to its end before it goes on.
            Command::Move(Step::NextGrapheme, Extend::No) if !now.is_empty() => {
                Selection::at(Caret::before(now.range().end))
            }
            Command::Move(Step::PreviousGrapheme, Extend::No) if !now.is_empty() => {
                Selection::at(Caret::before(now.range().start))
            }
            Command::Move(by, Extend::No) => Selection::at(Caret::before(step(text, caret, *by))),
            Command::SetCaret { offset, affinity, extend } => {
                let offset = byte(document, *offset)?;
                let caret = if *affinity == Affinity::Upstream { Caret::after(offset) } else { Caret::before(offset) };
                match extend {
                    Extend::Yes => Selection { anchor: now.anchor, caret },
                    Extend::No => Selection::at(caret),
                }
            }
            _ => now,
        })
    }

    pub(super) fn plan_copy(&self) -> Result<Effect, Error> {
        self.work()?;
        match self.selected_text() {
            "" => Err(Error::new("nothing is selected")),
            text => Ok(Effect::Copy(text.to_owned())),
        }
    }

    pub(super) fn plan_choosing(&self, id: AnnotationId) -> Result<Effect, Error> {
        let found = self.work()?.shown().get(id).ok_or_else(|| Error::new(format!("there is no annotation {id}")))?;
        Ok(Effect::Choose(found.id, Travel::There))
    }

    pub(super) fn plan_choosing_next(&self) -> Result<Effect, Error> {
        let work = self.work()?;
        let next = match self.chosen() {
            Some(chosen) => work.shown().next_after(chosen.id),
            None => work.shown().first_from(work.selection.caret.offset),
        };
        let next = next.ok_or_else(|| Error::new("there is no annotation after this"))?;
        Ok(Effect::Choose(next.id, Travel::There))
    }

    pub(super) fn plan_choosing_previous(&self) -> Result<Effect, Error> {
        let work = self.work()?;
        let previous = match self.chosen() {
            Some(chosen) => work.shown().previous_before(chosen.id),
            None => work.shown().last_before(work.selection.caret.offset),
        };
        let previous = previous.ok_or_else(|| Error::new("there is no annotation before this"))?;
        Ok(Effect::Choose(previous.id, Travel::There))
    }

    /// Chooses what stands at an offset in code points, or at the caret; again, what stands around it there.
    pub(super) fn plan_choosing_at(&self, chars: Option<usize>) -> Result<Effect, Error> {
        let work = self.work()?;
        let offset = match chars {
            Some(chars) => byte(&work.document, chars)?,
            None => work.selection.caret.offset,
        };
        let here = work.shown().at(offset);
        let chosen = here.iter().position(|annotation| Some(annotation.id) == self.chosen_id());
        let around = chosen.and_then(|chosen| here.get(chosen + 1)).or(here.first());
        let found = around.ok_or_else(|| Error::new("there is no annotation here"))?;
        Ok(Effect::Choose(found.id, Travel::Stay))
    }

    /// Moves selection and caret. The chosen annotation stays chosen as long as they touch it.
    pub(super) fn select(&mut self, selection: Selection) {
        let is_filling = self.filling.is_some();
        let Some(work) = self.current_work_mut() else {
            return;
        };
        work.selection = selection;
        // The frame stays chosen while the caret looks for what fills it.
        if is_filling {
            return;
        }
        let range = selection.range();
        let is_touched = work.chosen.and_then(|id| work.shown().get(id)).is_some_and(|chosen| {
            let spans = chosen.anchor.spans();
            spans.is_empty() || spans.iter().any(|span| span.start() <= range.end && range.start <= span.end())
        });
        if !is_touched {
            work.chosen = None;
        }
    }

    pub(super) fn choose(&mut self, id: AnnotationId, travel: Travel) {
        let Some(work) = self.current_work_mut() else {
            return;
        };
        work.chosen = Some(id);
        let hull = work.shown().get(id).and_then(|annotation| annotation.anchor.hull());
        if let (Travel::There, Some(hull)) = (travel, hull) {
            work.selection = Selection::at(Caret::before(hull.start));
            self.requests.push(Request::Reveal);
        }
    }

    /// A selection lets the chosen annotation go; which it was is remembered, so that it can still get another piece.
    pub(super) fn remember_chosen(&mut self) {
        if let Some(work) = self.current_work_mut() {
            work.recent = work.chosen.or(work.recent);
        }
    }

    /// Lets selection and chosen annotation go.
    pub(super) fn release(&mut self) {
        if let Some(work) = self.current_work_mut() {
            work.selection = Selection::at(work.selection.caret);
            work.chosen = None;
        }
    }
}

pub(super) fn byte(document: &Document, chars: usize) -> Result<usize, Error> {
    document
        .bytes_from_chars(chars)
        .ok_or_else(|| Error::new(format!("the document has {} code points, not {chars}", document.chars_len())))
}

pub(super) fn bytes(document: &Document, chars: &Range<usize>) -> Result<Range<usize>, Error> {
    if chars.start > chars.end {
        return Err(Error::new(format!("{}..{} ends before it starts", chars.start, chars.end)));
    }
    Ok(byte(document, chars.start)?..byte(document, chars.end)?)
}
