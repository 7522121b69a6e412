//! One paragraph, broken into lines at one width and set at one size: boxes, carets, glyphs.

use std::ops::Range;

use super::caret::Caret;
use super::fonts::{FaceId, Weight};
use super::shape::Engine;

/// How a paragraph's direction is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// By the majority of its strong characters.
    #[default]
    Auto,
    /// By its first strong character (UAX #9 P2, P3).
    FirstStrong,
    RightToLeft,
    LeftToRight,
}

/// What happens to a word that is wider than the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Overflow {
    /// It sticks out.
    #[default]
    Visible,
    /// It is broken between graphemes.
    Anywhere,
}

/// How text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Pixels per em.
    pub size: f32,
    /// The column's width in pixels; infinity for no wrapping.
    pub width: f32,
    pub weight: Weight,
    pub direction: Direction,
    pub overflow: Overflow,
    /// From baseline to baseline, in em.
    pub line_height: f32,
    /// Whether `_` between letters is drawn as a light joiner and may end a line.
    pub joiners: bool,
}

/// A glyph where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    pub face: FaceId,
    pub id: u32,
    /// Where its origin stands, from the column's left edge and down from the line's baseline, in pixels.
    pub x: f32,
    pub y: f32,
    pub advance: f32,
    /// The text it stands for, in bytes of the paragraph. Several glyphs may share one range.
    pub start: usize,
    pub end: usize,
    /// What it is besides a letter of the face.
    pub kind: GlyphKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GlyphKind {
    Ink,
    /// The `_` of a word-segmented text when `Style::joiners` is on: draw it light.
    Joiner,
    /// A character no face has: draw a box of `advance` width with its code.
    Unknown(char),
}

/// A stretch of one line, from left to right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineBox {
    pub line: usize,
    pub left: f32,
    pub right: f32,
}

/// A paragraph laid out. Offsets are bytes of the paragraph.
pub struct Layout {}

/// One line of a paragraph.
pub struct Line {
    pub start: usize,
    pub end: usize,
    /// Where the first visible thing stands, in pixels; and the line's width without the spaces that hang.
    pub left: f32,
    pub width: f32,
}

impl Layout {
    /// Lays out `text` as one paragraph.
    #[must_use]
    pub fn new(_engine: &mut Engine, _text: &str, _style: &Style) -> Self {
        todo!()
    }

    #[must_use]
    pub fn is_rtl(&self) -> bool {
        todo!()
    }

    #[must_use]
    pub fn lines(&self) -> &[Line] {
        todo!()
    }

    /// Height in pixels: lines × line height.
    #[must_use]
    pub fn height(&self) -> f32 {
        todo!()
    }

    /// Distance from a line's top to its baseline.
    #[must_use]
    pub fn baseline(&self) -> f32 {
        todo!()
    }

    /// The glyphs of one line, left to right by run.
    pub fn glyphs(&self, _line: usize) -> impl Iterator<Item = Glyph> + '_ {
        std::iter::empty()
    }

    /// The boxes that cover a range: merged per line, left to right. Trailing spaces count.
    pub fn boxes(&self, _range: Range<usize>, _boxes: &mut Vec<LineBox>) {
        todo!()
    }

    /// The caret nearest to a point.
    #[must_use]
    pub fn hit(&self, _x: f32, _y: f32) -> Caret {
        todo!()
    }

    /// Line and x of a caret, and whether text at it runs right to left.
    #[must_use]
    pub fn caret(&self, _caret: Caret) -> CaretPlace {
        todo!()
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CaretPlace {
    pub line: usize,
    pub x: f32,
    /// Whether the character the caret clings to runs right to left.
    pub is_rtl: bool,
}
