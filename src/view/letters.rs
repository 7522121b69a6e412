//! Letters in their place: laid-out lines, and boxes for characters without a face. Pixels.

use std::ops::Range;
use std::sync::Arc;

use crate::text::fonts::Weight;
use crate::text::layout::Layout;
use crate::text::shape::Engine;
use crate::view::kept::Kept;
use crate::view::shapes::Rect;
use crate::view::tones::Ink;

/// Laid-out lines with the baseline of the first at `y`.
#[derive(Clone)]
pub struct Text {
    pub layout: Arc<Layout>,
    pub lines: Range<usize>,
    pub x: f32,
    /// The baseline of line `lines.start`.
    pub y: f32,
    pub line_height: f32,
    pub size: f32,
    pub ink: Ink,
}

/// A character without a face: a box with its code in two rows.
pub struct Unknown {
    pub rect: Rect,
    pub rows: Vec<Text>,
}

impl Text {
    /// A short text on a line of its own; its left edge at x = 0, its baseline at y = 0.
    pub(super) fn small(kept: &mut Kept, engine: &mut Engine, text: &str, size: f32, weight: Weight, ink: Ink) -> Self {
        let layout = kept.name(engine, text, size, weight);
        let x = layout.lines().first().map_or(0.0, |line| -line.left);
        Self { x, y: 0.0, line_height: layout.line_height(), lines: 0..1, size, ink, layout }
    }

    /// Of its first line.
    pub(super) fn width(&self) -> f32 {
        self.layout.lines().first().map_or(0.0, |line| line.width)
    }
}
