//! A strip of a flow: where its text stands on a page that begins at another height. Pixels.

use std::ops::Range;
use std::sync::Arc;

use crate::text::bidi::Direction;
use crate::text::caret::Caret;
use crate::text::flow::{Flow, TextBox};
use crate::text::fonts::Weight;
use crate::text::layout::{Layout, Style};
use crate::text::shape::Engine;
use crate::view::letters::Text;
use crate::view::page::Measure;
use crate::view::shapes::Rect;
use crate::view::tones::Ink;

/// How high the tint reaches above the baseline, in em: over alef with hamza and stacked Vietnamese marks.
pub(super) const ASCENT: f32 = 0.98;
/// How far it reaches below: under the bowls of jim and ain.
pub(super) const DESCENT: f32 = 0.44;
/// From one underline to the next.
pub(super) const LANE_STEP: f32 = 0.15;
/// Deeper lanes share the last one: below it the next line's chips begin.
pub(super) const LAST_LANE: usize = 4;

/// A page being put together.
pub(super) struct Strip<'a> {
    pub flow: &'a mut Flow,
    pub engine: &'a mut Engine,
    pub measure: Measure,
    pub top: f64,
    pub bottom: f64,
    /// From a line's top to its baseline.
    pub baseline: f32,
}

impl Strip<'_> {
    /// A height of the document in the strip.
    pub(super) fn y(&self, document_y: f64) -> f32 {
        (document_y - self.top) as f32
    }

    pub(super) fn boxes(&mut self, range: Range<usize>) -> Vec<Rect> {
        let boxes = self.flow.boxes(self.engine, range, self.top, self.bottom);
        boxes.into_iter().map(|text_box| self.tint_box(text_box, 0)).collect()
    }

    /// An outer annotation's tint stands out a little above the inner ones.
    pub(super) fn tint_box(&self, text_box: TextBox, lane: usize) -> Rect {
        let baseline = self.y(text_box.baseline);
        Rect {
            left: text_box.left,
            top: baseline - self.measure.em(ASCENT + 0.035 * lane as f32),
            right: text_box.right,
            bottom: baseline + self.measure.em(DESCENT),
        }
    }

    pub(super) fn caret(&mut self, caret: Caret) -> Rect {
        let place = self.flow.caret_box(self.engine, caret);
        let half = (self.measure.size * 0.05).max(1.0) / 2.0;
        // The line's box has room for chips above; the caret is as high as its letters.
        let baseline = self.y(place.top) + self.baseline;
        Rect {
            left: place.x - half,
            top: baseline - self.measure.em(ASCENT),
            right: place.x + half,
            bottom: baseline + self.measure.em(DESCENT),
        }
    }

    /// A short text on a line of its own; its left edge at x = 0, its baseline at y = 0.
    pub(super) fn small_text(&mut self, text: &str, size: f32, weight: Weight, ink: Ink) -> Text {
        let layout = Arc::new(Layout::new(self.engine, text, &plain_style(size, weight)));
        let x = layout.lines().first().map_or(0.0, |line| -line.left);
        Text { x, y: 0.0, line_height: layout.line_height(), lines: 0..1, size, ink, layout }
    }
}

/// A line of text on its own, for names and messages.
#[must_use]
pub fn plain_style(size: f32, weight: Weight) -> Style {
    Style { weight, line_height: 1.4, direction: Direction::FirstStrong, ..Style::label(size) }
}
