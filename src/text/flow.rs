//! A whole document as a column of paragraphs (split at line feeds), laid out where it is seen. What is not yet laid out has
//! an estimated height. Offsets are bytes of the document; y is from the document's top, x from the column's left edge.

use std::ops::Range;
use std::sync::Arc;

use super::caret::{Caret, Sight};
use super::layout::{Layout, Style};
use super::shape::Engine;

/// A document's paragraphs and those of their layouts that were needed so far.
pub struct Flow {}

/// A rectangle of the document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextBox {
    pub left: f32,
    pub right: f32,
    /// The line's top and bottom (line height, not ink).
    pub top: f64,
    pub bottom: f64,
    pub baseline: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CaretBox {
    pub x: f32,
    pub top: f64,
    pub bottom: f64,
    pub is_rtl: bool,
}

/// A laid-out paragraph in its place.
#[derive(Clone)]
pub struct Placed {
    /// First byte and y of its top, in the document.
    pub start: usize,
    pub top: f64,
    pub layout: Arc<Layout>,
}

impl Flow {
    /// `paragraph_gap`: pixels between paragraphs.
    #[must_use]
    pub fn new(_text: Arc<str>, _style: Style, _paragraph_gap: f32) -> Self {
        todo!()
    }

    /// Another width, size or direction. What was shaped is kept.
    pub fn set_style(&mut self, _style: Style, _paragraph_gap: f32) {
        todo!()
    }

    /// Height in pixels, partly an estimate.
    #[must_use]
    pub fn height(&self) -> f64 {
        todo!()
    }

    /// The paragraphs that touch the strip from `top` to `bottom`, laid out.
    pub fn visible(&mut self, _engine: &mut Engine, _top: f64, _bottom: f64) -> Vec<Placed> {
        todo!()
    }

    /// Boxes of a byte range, line by line, left to right; only those within the strip `top..bottom`.
    pub fn boxes(&mut self, _engine: &mut Engine, _range: Range<usize>, _top: f64, _bottom: f64) -> Vec<TextBox> {
        todo!()
    }

    #[must_use]
    pub fn hit(&mut self, _engine: &mut Engine, _x: f32, _y: f64) -> Caret {
        todo!()
    }

    #[must_use]
    pub fn caret_box(&mut self, _engine: &mut Engine, _caret: Caret) -> CaretBox {
        todo!()
    }

    /// The caret one step away by sight. `goal_x` is kept by the caller over a row of ups and downs.
    #[must_use]
    pub fn step(&mut self, _engine: &mut Engine, _caret: Caret, _sight: Sight, _goal_x: f32) -> Caret {
        todo!()
    }
}
