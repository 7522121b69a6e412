//! The page: what of a document is to be seen, with its annotations, as plain values. Knows no model, no colours and no
//! screen. Pixels; x from the column's left edge, y from the top of the strip that was asked for, down.

use std::ops::Range;
use std::sync::Arc;

use crate::text::caret::Caret;
use crate::text::flow::{Flow, Placed, TextBox};
use crate::text::fonts::Weight;
use crate::text::layout::{Direction, GlyphKind, Layout, Overflow, Style};
use crate::text::shape::Engine;
use crate::view::chips::{self, Name, Wish};
use crate::view::lens;
use crate::view::shapes::Rect;
use crate::view::tones::{Ink, Tone};

/// How high the tint reaches above the baseline, in em: over alef with hamza and stacked Vietnamese marks.
const ASCENT: f32 = 0.98;
/// How far it reaches below: under the bowls of jim and ain.
const DESCENT: f32 = 0.44;
const CHIP_TEXT: f32 = 0.5;
const CHIP_HEIGHT: f32 = 0.62;
const CHIP_PADDING: f32 = 0.16;
/// From one underline to the next.
const LANE_STEP: f32 = 0.15;
const LANE_HEIGHT: f32 = 0.12;
/// Deeper lanes share the last one: below it the next line's chips begin.
const LAST_LANE: usize = 4;

/// A page's sizes, all in proportion to its letters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// Pixels per em.
    pub size: f32,
    /// The column's width.
    pub width: f32,
}

impl Measure {
    /// A comfortable column, where there is room for it.
    pub const COLUMN_EM: f32 = 35.0;

    #[must_use]
    pub fn style(self, direction: Direction, joiners: bool) -> Style {
        Style {
            size: self.size,
            width: self.width,
            weight: Weight::Regular,
            direction,
            overflow: Overflow::Anywhere,
            line_height: 2.15,
            joiners,
        }
    }

    #[must_use]
    pub fn paragraph_gap(self) -> f32 {
        self.em(0.5)
    }

    #[must_use]
    pub fn em(self, factor: f32) -> f32 {
        self.size * factor
    }
}

/// How an annotation is told from others without its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A tint, a solid line, a round chip.
    Entity,
    /// A tint in a frame, a double line, a square filled chip.
    Event,
    /// A wave, an open chip with a sign.
    Stance(Sign),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    Favour,
    Against,
    Neutral,
}

/// An annotation of the document, ready to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Byte ranges of the document, in order.
    pub spans: Vec<Range<usize>>,
    pub tone: Tone,
    pub form: Form,
    /// The label's short name.
    pub name: Arc<str>,
}

/// What there is to show besides the text.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    pub text: &'a str,
    pub marks: &'a [Mark],
    /// Of each mark, from [`crate::view::lanes::lanes`].
    pub lanes: &'a [usize],
    /// A position in `marks`.
    pub chosen: Option<usize>,
    pub selection: Option<(usize, usize)>,
    pub caret: Option<Caret>,
    pub lens: Lens,
}

/// Whether characters one does not see are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lens {
    #[default]
    Off,
    On,
}

/// What is to be seen between two heights.
pub struct Page {
    pub measure: Measure,
    /// The height in the document where y = 0.
    pub top: f64,
    /// Bytes of the document that were laid out for it.
    pub visible: Range<usize>,
    pub texts: Vec<Text>,
    /// Outermost first.
    pub highlights: Vec<Highlight>,
    pub chips: Vec<Chip>,
    pub selection: Vec<Rect>,
    pub caret: Option<Rect>,
    pub hidden: Vec<Hidden>,
    pub unknown: Vec<Unknown>,
}

/// Laid-out lines with the baseline of the first at `y`.
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

#[derive(Debug, Clone, PartialEq)]
pub struct Highlight {
    /// Which of the scene's marks.
    pub mark: usize,
    pub tone: Tone,
    pub form: Form,
    pub lane: usize,
    pub is_chosen: bool,
    /// The tint's boxes, line by line, left to right.
    pub boxes: Vec<Rect>,
    /// Top of the underline of each box.
    pub underlines: Vec<f32>,
}

pub struct Chip {
    pub mark: usize,
    pub rect: Rect,
    pub tone: Tone,
    pub form: Form,
    pub is_chosen: bool,
    pub is_rtl: bool,
    pub text: Option<Text>,
}

/// A character one does not see, where it stands.
pub struct Hidden {
    /// The middle of its place.
    pub x: f32,
    pub top: f32,
    pub bottom: f32,
    /// Nothing for a plain space, which is a dot.
    pub text: Option<(Rect, Text)>,
}

/// A character without a face: a box with its code in two rows.
pub struct Unknown {
    pub rect: Rect,
    pub rows: Vec<Text>,
}

impl Page {
    /// What is to be seen of `flow` between `top` and `bottom`.
    pub fn new(flow: &mut Flow, engine: &mut Engine, measure: Measure, scene: Scene, top: f64, bottom: f64) -> Self {
        let placed = flow.visible(engine, top, bottom);
        let visible = visible_bytes(&placed, scene.text.len(), top, bottom);
        let mut build = Build { flow, engine, measure, top, bottom };
        let (texts, unknown) = build.texts(&placed);
        let highlights = build.highlights(scene, &visible);
        let chips = build.chips(scene, &visible, &highlights);
        let selection = scene.selection.map(|(start, end)| build.boxes(start..end)).unwrap_or_default();
        let caret = scene.caret.filter(|caret| visible.start <= caret.offset && caret.offset <= visible.end);
        let caret = caret.map(|caret| build.caret(caret));
        let hidden = match scene.lens {
            Lens::On => build.hidden(scene.text, &visible),
            Lens::Off => Vec::new(),
        };
        Self { measure, top, visible, texts, highlights, chips, selection, caret, hidden, unknown }
    }

    /// The marks at a point, the smallest first: what a click chooses, and what further clicks choose next.
    #[must_use]
    pub fn marks_at(&self, x: f32, y: f32, marks: &[Mark]) -> Vec<usize> {
        let chips = self.chips.iter().filter(|chip| chip.rect.contains(x, y)).map(|chip| chip.mark);
        let mut found: Vec<usize> = chips.collect();
        if found.is_empty() {
            let boxes = self.highlights.iter().filter(|h| h.boxes.iter().any(|rect| rect.contains(x, y)));
            found = boxes.map(|highlight| highlight.mark).collect();
            let length = |mark: usize| marks[mark].spans.iter().map(|span| span.end - span.start).sum::<usize>();
            found.sort_by_key(|&mark| (length(mark), mark));
        }
        found
    }
}

/// A line of text on its own, for names and messages.
#[must_use]
pub fn plain_style(size: f32, weight: Weight) -> Style {
    Style {
        size,
        width: f32::INFINITY,
        weight,
        direction: Direction::FirstStrong,
        overflow: Overflow::Visible,
        line_height: 1.4,
        joiners: false,
    }
}

fn visible_bytes(placed: &[Placed], length: usize, top: f64, bottom: f64) -> Range<usize> {
    let (Some(first), Some(last)) = (placed.first(), placed.last()) else { return 0..length.min(0) };
    let start = first.start + visible_lines(first, top, bottom).first().map_or(0, |line| first.layout.lines()[*line].start);
    let end = last.start + visible_lines(last, top, bottom).last().map_or(0, |line| last.layout.lines()[*line].end);
    start..end
}
