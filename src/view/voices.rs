//! Voices: below the text of a page, what each of several annotators marked, each in a lane of their own. Where all agree the
//! lines are pale; where they differ they are strong, and bars at their ends show the borders. Offsets are UTF-8 bytes, geometry
//! is in pixels.

use std::ops::Range;

use crate::model::schema::Tone;
use crate::text::caret::Caret;
use crate::view::shapes::Rect;
use crate::view::strip::{LANE_HEIGHT, Strip};

/// From one voice's line to the next, in em.
const STEP: f32 = 0.14;
/// From the text, or from what the set itself says, to the first line, in em.
const GAP: f32 = 0.05;

/// A span that somebody marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceMark {
    pub range: Range<usize>,
    /// Whose it is, counted from the text down.
    pub lane: usize,
    pub tone: Tone,
    pub look: VoiceLook,
}

/// What voices marked in a part of the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VoiceMarks {
    pub marks: Vec<VoiceMark>,
    /// The last lane in which anything is marked, also elsewhere: lines stand as far apart in all of the text.
    pub deepest: usize,
}

/// How much a line is to be noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoiceLook {
    /// All say so, or it is decided.
    Quiet,
    /// Others say otherwise, and nobody has decided yet.
    Clear,
    /// It is part of the case that is looked at.
    LookedAt,
}

/// A line below one stretch of a line of text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VoiceLine {
    pub tone: Tone,
    pub look: VoiceLook,
    pub left: f32,
    pub right: f32,
    /// The line's top.
    pub y: f32,
}

/// What is drawn for the voices.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VoiceLines {
    pub lines: Vec<VoiceLine>,
    /// Where a mark that is to be noticed begins and ends, as no stretch tells: in text of two directions its beginning may be
    /// in the middle. `left` and `right` are the same.
    pub borders: Vec<VoiceLine>,
}

impl Strip<'_> {
    /// `below` are the underlines of what the set itself says: box and top of each.
    pub(super) fn voices(
        &mut self,
        VoiceMarks { marks, deepest }: &VoiceMarks,
        visible: &Range<usize>,
        below: &[(Rect, f32)],
    ) -> VoiceLines {
        if marks.is_empty() {
            return VoiceLines::default();
        }
        let mut tops: Vec<f32> = self.lines.iter().map(|line| line.bottom()).collect();
        for (rect, underline) in below {
            let line = self.line_below(*rect);
            if let Some(top) = tops.get_mut(line) {
                *top = top.max(underline + self.measure.em(LANE_HEIGHT));
            }
        }
        // Lines of many move together where the next line of text leaves them no room.
        let deepest = (*deepest).max(1) as f32;
        let around = self.measure.em(GAP + LANE_HEIGHT);
        let step = |line: usize| {
            let next = self.lines.get(line + 1).map_or(f32::INFINITY, |next| next.top());
            self.measure.em(STEP).min((next - tops[line] - around).max(0.0) / deepest)
        };
        let steps: Vec<f32> = (0..tops.len()).map(step).collect();
        let mut found = VoiceLines::default();
        for mark in marks.iter().filter(|mark| mark.range.start < visible.end && visible.start < mark.range.end) {
            let VoiceMark { tone, look, .. } = *mark;
            let y_below = |strip: &Self, rect: Rect| {
                let line = strip.line_below(rect);
                let top = tops.get(line).copied().unwrap_or(rect.bottom);
                top + strip.measure.em(GAP) + steps.get(line).copied().unwrap_or_default() * mark.lane as f32
            };
            for rect in self.boxes(mark.range.clone()) {
                let y = y_below(self, rect);
                found.lines.push(VoiceLine { tone, look, left: rect.left, right: rect.right, y });
            }
            if look == VoiceLook::Quiet {
                continue;
            }
            let borders = [Caret::before(mark.range.start), Caret::after(mark.range.end)];
            for border in borders.into_iter().filter(|border| (visible.start..=visible.end).contains(&border.offset)) {
                let rect = self.caret(border);
                let (x, y) = ((rect.left + rect.right) / 2.0, y_below(self, rect));
                found.borders.push(VoiceLine { tone, look, left: x, right: x, y });
            }
        }
        found
    }

    /// Which of the lines in sight a box stands on.
    fn line_below(&self, rect: Rect) -> usize {
        let at = self.lines.partition_point(|line| line.bottom() < rect.bottom - 0.5);
        at.min(self.lines.len().saturating_sub(1))
    }
}
