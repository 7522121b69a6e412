//! A strip of a flow: where its text stands on a page that begins at another height, and how much room its lines leave for
//! what is drawn between them. Pixels.

use std::ops::Range;

use crate::text::caret::Caret;
use crate::text::flow::{Flow, TextBox};
use crate::text::fonts::Weight;
use crate::text::shape::Engine;
use crate::view::kept::Kept;
use crate::view::letters::Text;
use crate::view::measure::Measure;
use crate::view::shapes::Rect;
use crate::view::tones::Ink;

/// How high the tint reaches above the baseline, in em: over alef with hamza and stacked Vietnamese marks.
const ASCENT: f32 = 1.06;
/// How far it reaches below: under the dots and bowls of jim, ya and ain.
const DESCENT: f32 = 0.44;
/// Between ink that reaches further and what is drawn beside it.
const CLEAR: f32 = 0.03;
/// From one underline to the next.
const LANE_STEP: f32 = 0.15;
/// How high an underline is at most.
pub const LANE_HEIGHT: f32 = 0.15;
/// Deeper lanes share the last one: below it the next line's letters begin.
pub(super) const LAST_LANE: usize = 4;

/// A page being put together.
pub(super) struct Strip<'a> {
    pub flow: &'a mut Flow,
    pub engine: &'a mut Engine,
    pub kept: &'a mut Kept,
    pub measure: Measure,
    pub top: f64,
    pub bottom: f64,
    /// From a line's top to its baseline.
    pub baseline: f32,
    /// The lines in sight that have ink, from top to bottom.
    pub lines: Vec<LineRoom>,
}

/// A line and how far its ink reaches, at least as far as that of ordinary letters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LineRoom {
    pub baseline: f32,
    pub up: f32,
    pub down: f32,
}

impl LineRoom {
    /// A line whose ink reaches as far as `up` and `down`, in pixels.
    pub(super) fn new(baseline: f32, up: f32, down: f32, measure: Measure) -> Self {
        let clear = measure.em(CLEAR);
        Self { baseline, up: measure.em(ASCENT).max(up + clear), down: measure.em(DESCENT).max(down + clear) }
    }

    pub(super) fn top(self) -> f32 {
        self.baseline - self.up
    }

    pub(super) fn bottom(self) -> f32 {
        self.baseline + self.down
    }
}

impl Strip<'_> {
    /// A height of the document in the strip.
    pub(super) fn y(&self, document_y: f64) -> f32 {
        (document_y - self.top) as f32
    }

    /// Which of the lines in sight has this baseline, or else the next one.
    pub(super) fn line_at(&self, baseline: f32) -> usize {
        let half = self.measure.em(0.5);
        let at = self.lines.partition_point(|line| line.baseline < baseline - half);
        at.min(self.lines.len().saturating_sub(1))
    }

    pub(super) fn line(&self, baseline: f32) -> LineRoom {
        // A line without ink is not among them.
        let found = self.lines.get(self.line_at(baseline)).copied();
        let found = found.filter(|line| (line.baseline - baseline).abs() < self.measure.em(0.5));
        found.unwrap_or(LineRoom::new(baseline, 0.0, 0.0, self.measure))
    }

    /// The line before the one with this baseline, if it is in sight.
    pub(super) fn line_before(&self, baseline: f32) -> Option<LineRoom> {
        self.lines.get(self.line_at(baseline).checked_sub(1)?).copied()
    }

    /// The top of an underline below a line whose deepest lane is `deepest`. Lanes move together where ink leaves little room.
    pub(super) fn lane_top(&self, line: usize, lane: usize, deepest: usize) -> f32 {
        let Some(own) = self.lines.get(line) else { return 0.0 };
        let room = self.lines.get(line + 1).map_or(f32::INFINITY, |next| next.top() - own.bottom());
        let most = (room - self.measure.em(LANE_HEIGHT)).max(0.0) / deepest.max(1) as f32;
        own.bottom() + self.measure.em(LANE_STEP).min(most) * lane as f32
    }

    pub(super) fn boxes(&mut self, range: Range<usize>) -> Vec<Rect> {
        let boxes = self.flow.boxes(self.engine, range, self.top, self.bottom);
        boxes.into_iter().map(|text_box| self.tint_box(text_box, 0)).collect()
    }

    /// An outer annotation's tint stands out a little above the inner ones.
    pub(super) fn tint_box(&self, text_box: TextBox, lane: usize) -> Rect {
        let line = self.line(self.y(text_box.baseline));
        let top = line.top() - self.outset(lane);
        Rect { left: text_box.left, top, right: text_box.right, bottom: line.bottom() }
    }

    /// How far a tint stands out above one of lane 0.
    pub(super) fn outset(&self, lane: usize) -> f32 {
        self.measure.em(0.035 * lane.min(LAST_LANE) as f32)
    }

    pub(super) fn caret(&mut self, caret: Caret) -> Rect {
        let place = self.flow.caret_box(self.engine, caret);
        let half = (self.measure.size * 0.05).max(1.0) / 2.0;
        // The line's box has room for chips above; the caret is as high as its letters.
        let line = self.line(self.y(place.top) + self.baseline);
        Rect { left: place.x - half, top: line.top(), right: place.x + half, bottom: line.bottom() }
    }

    /// A short text on a line of its own; its left edge at x = 0, its baseline at y = 0.
    pub(super) fn small_text(&mut self, text: &str, size: f32, weight: Weight, ink: Ink) -> Text {
        Text::small(self.kept, self.engine, text, size, weight, ink)
    }
}
