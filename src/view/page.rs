//! The page: what of a document is to be seen, with its annotations, as plain values. Knows no model, no colours and no
//! screen. Pixels; x from the column's left edge, y from the top of the strip that was asked for, down.

use std::ops::Range;
use std::sync::Arc;

use crate::model::schema::{Sign, Tone};
use crate::text::bidi::Direction;
use crate::text::caret::Caret;
use crate::text::flow::{Flow, Placed, TextBox};
use crate::text::fonts::Weight;
use crate::text::layout::{GlyphKind, Layout, Style};
use crate::text::lines::Overflow;
use crate::text::shape::Engine;
use crate::view::arcs::{self, End, Sheet, Side};
use crate::view::chips::{self, Name, Wish};
use crate::view::lens;
use crate::view::shapes::Rect;
use crate::view::tones::Ink;

/// How high the tint reaches above the baseline, in em: over alef with hamza and stacked Vietnamese marks.
const ASCENT: f32 = 0.98;
/// How far it reaches below: under the bowls of jim and ain.
const DESCENT: f32 = 0.44;
const CHIP_TEXT: f32 = 0.5;
const CHIP_HEIGHT: f32 = 0.62;
const CHIP_PADDING: f32 = 0.16;
/// The sign in a stance's chip, with the room around it.
pub const SIGN_WIDTH: f32 = 0.42;
/// How far from an annotation's start edge an arc lands.
const LANDING: f32 = 0.3;
/// From one underline to the next.
const LANE_STEP: f32 = 0.15;
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
            falls_back_to_rtl: false,
            overflow: Overflow::Anywhere,
            line_height: 2.3,
            joiners,
        }
    }

    #[must_use]
    pub fn paragraph_gap(self) -> f32 {
        self.em(0.35)
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
    /// A wave, an open chip with a sign if the polarity has one.
    Stance(Option<Sign>),
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
    /// What is looked at, while the rest stands back.
    pub focus: Option<Focus<'a>>,
}

/// A frame that is looked at. The frame itself is the scene's chosen mark.
#[derive(Debug, Clone, Copy)]
pub struct Focus<'a> {
    pub joins: &'a [Join],
    /// Marks that may become fillers, which stand back no more than the fillers.
    pub offered: &'a [usize],
    /// Byte ranges of what would be taken next.
    pub lit: &'a [Range<usize>],
    /// Pixels beside the column that names may take.
    pub margin: f32,
}

/// A filler of the frame that is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// A position in the scene's marks.
    pub mark: usize,
    /// What it plays.
    pub role: Arc<str>,
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
    /// From the frame that is looked at to its fillers.
    pub arcs: Vec<Arch>,
    pub tags: Vec<Tag>,
    /// Of what would be taken next.
    pub lit: Vec<Rect>,
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
    /// Whether it stands back while something else is looked at.
    pub is_dimmed: bool,
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

/// An arc in its place.
pub struct Arch {
    pub points: Vec<[f32; 2]>,
    /// Of the frame.
    pub tone: Tone,
}

/// A role's name on an arc: over its filler, or where the arc leaves the page.
pub struct Tag {
    /// Which of the scene's marks it leads to.
    pub mark: usize,
    pub rect: Rect,
    /// Of the frame.
    pub tone: Tone,
    pub text: Option<Text>,
    /// The end that is out of sight, where the arc is cut.
    pub arrow: Option<Arrow>,
}

/// Which way to what is out of sight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arrow {
    pub tip: [f32; 2],
    pub is_up: bool,
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
        let visible = visible_bytes(&placed, top, bottom);
        let baseline = placed.first().map_or(0.0, |paragraph| paragraph.layout.baseline());
        let mut build = Build { flow, engine, measure, top, bottom, baseline };
        let (texts, unknown) = build.texts(&placed);
        let highlights = build.highlights(scene, &visible);
        let Names { chips, mut tags, ends } = build.chips(scene, &visible, &highlights);
        let arcs = build.arcs(scene, &visible, &ends, &mut tags);
        let lit = scene.focus.map(|focus| focus.lit).unwrap_or_default();
        let lit = lit.iter().flat_map(|range| build.boxes(range.clone())).collect();
        let selection = scene.selection.map(|(start, end)| build.boxes(start..end)).unwrap_or_default();
        let caret = scene.caret.filter(|caret| visible.start <= caret.offset && caret.offset <= visible.end);
        let caret = caret.map(|caret| build.caret(caret));
        let hidden = match scene.lens {
            Lens::On => build.hidden(scene.text, &visible),
            Lens::Off => Vec::new(),
        };
        Self { measure, top, visible, texts, highlights, chips, arcs, tags, lit, selection, caret, hidden, unknown }
    }

    /// The marks at a point, the smallest first: what a click chooses, and what further clicks choose next.
    #[must_use]
    pub fn marks_at(&self, x: f32, y: f32, marks: &[Mark]) -> Vec<usize> {
        let chips = self.chips.iter().filter(|chip| chip.rect.contains(x, y)).map(|chip| chip.mark);
        let tags = self.tags.iter().filter(|tag| tag.rect.contains(x, y)).map(|tag| tag.mark);
        let mut found: Vec<usize> = chips.chain(tags).collect();
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
    Style { weight, line_height: 1.4, direction: Direction::FirstStrong, ..Style::label(size) }
}

/// A page being put together.
struct Build<'a> {
    flow: &'a mut Flow,
    engine: &'a mut Engine,
    measure: Measure,
    top: f64,
    bottom: f64,
    /// From a line's top to its baseline.
    baseline: f32,
}

impl Build<'_> {
    /// The visible lines of the paragraphs, and their characters without a face.
    fn texts(&mut self, placed: &[Placed]) -> (Vec<Text>, Vec<Unknown>) {
        let (mut texts, mut unknown) = (Vec::new(), Vec::new());
        for paragraph in placed {
            let lines = visible_lines(paragraph, self.top, self.bottom);
            let line_height = paragraph.layout.line_height();
            let top = (paragraph.top - self.top) as f32 + lines.start as f32 * line_height;
            let text = Text {
                layout: Arc::clone(&paragraph.layout),
                x: 0.0,
                y: top + paragraph.layout.baseline(),
                line_height,
                size: self.measure.size,
                ink: Ink::Text,
                lines,
            };
            for (row, line) in text.lines.clone().enumerate() {
                let baseline = text.y + row as f32 * line_height;
                for glyph in text.layout.glyphs(line) {
                    if let GlyphKind::Unknown(c) = glyph.kind {
                        unknown.push(self.unknown(c, glyph.x, glyph.advance, baseline));
                    }
                }
            }
            texts.push(text);
        }
        (texts, unknown)
    }

    /// A box with the hexadecimal code in two rows.
    fn unknown(&mut self, c: char, x: f32, advance: f32, baseline: f32) -> Unknown {
        let margin = advance * 0.06;
        let rect = Rect {
            left: x + margin,
            top: baseline - self.measure.em(0.8),
            right: x + advance - margin,
            bottom: baseline + self.measure.em(0.1),
        };
        let code = format!("{:04X}", u32::from(c));
        let (upper, lower) = code.split_at(code.len().div_ceil(2));
        let size = self.measure.em(0.36).min(rect.width() / 2.0);
        let rows = [(upper, rect.top + rect.height() * 0.45), (lower, rect.bottom - rect.height() * 0.1)];
        let rows = rows.map(|(digits, y)| {
            let mut row = self.small_text(digits, size, Weight::Regular, Ink::Muted);
            row.x += rect.left + (rect.width() - row.layout.lines()[0].width) / 2.0;
            row.y = y;
            row
        });
        Unknown { rect, rows: rows.into() }
    }

    fn highlights(&mut self, scene: Scene, visible: &Range<usize>) -> Vec<Highlight> {
        let mut highlights = Vec::new();
        for (mark, annotation) in scene.marks.iter().enumerate() {
            let mut boxes = Vec::new();
            let mut underlines = Vec::new();
            let lane = scene.lanes[mark].min(LAST_LANE);
            for span in annotation.spans.iter().filter(|span| span.start < visible.end && visible.start < span.end) {
                for text_box in self.flow.boxes(self.engine, span.clone(), self.top, self.bottom) {
                    boxes.push(self.tint_box(text_box, lane));
                    let first_lane = self.y(text_box.baseline) + self.measure.em(DESCENT);
                    underlines.push(first_lane + self.measure.em(LANE_STEP) * lane as f32);
                }
            }
            if !boxes.is_empty() {
                let Mark { tone, form, .. } = *annotation;
                let is_chosen = scene.chosen == Some(mark);
                let is_dimmed = !is_chosen && scene.focus.is_some_and(|focus| !focus.holds(mark));
                let lane = scene.lanes[mark];
                highlights.push(Highlight { mark, tone, form, lane, is_chosen, is_dimmed, boxes, underlines });
            }
        }
        // The outer ones are painted first, so that what is inside stays to be seen.
        highlights.sort_by_key(|highlight| (std::cmp::Reverse(highlight.lane), highlight.mark));
        highlights
    }

    /// An outer annotation's tint stands out a little above the inner ones.
    fn tint_box(&self, text_box: TextBox, lane: usize) -> Rect {
        let baseline = self.y(text_box.baseline);
        Rect {
            left: text_box.left,
            top: baseline - self.measure.em(ASCENT + 0.035 * lane as f32),
            right: text_box.right,
            bottom: baseline + self.measure.em(DESCENT),
        }
    }

    /// The chips of the annotations that begin in the strip, set line by line. Of what is looked at the frame has its chip and
    /// a filler the name of its role instead; the others give way to the arcs.
    fn chips(&mut self, scene: Scene, visible: &Range<usize>, highlights: &[Highlight]) -> Names {
        let mut wanted: Vec<(f32, &Highlight, Wish, [Option<Text>; 2])> = Vec::new();
        let frame = scene.chosen.filter(|_| scene.focus.is_some()).map(|chosen| &scene.marks[chosen]);
        let joined = |mark: usize| scene.focus.and_then(|focus| focus.joins.iter().find(|join| join.mark == mark));
        for highlight in highlights {
            if highlight.is_dimmed {
                continue;
            }
            let mark = &scene.marks[highlight.mark];
            let Some(start) = mark.spans.first().map(|span| span.start) else { continue };
            if !visible.contains(&start) {
                continue;
            }
            let edge = self.flow.caret_box(self.engine, Caret::before(start));
            let (names, widths) = match (joined(highlight.mark), frame) {
                (Some(join), Some(frame)) => self.chip_names(&join.role, Form::Entity, Ink::Line(frame.tone)),
                _ => self.chip_names(&mark.name, mark.form, chip_ink(mark)),
            };
            let wish = Wish { edge: edge.x, is_rtl: edge.is_rtl, widths, is_first: highlight.is_chosen };
            wanted.push((self.y(edge.top), highlight, wish, names));
        }
        wanted
            .sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.lane.cmp(&b.1.lane).reverse()).then(a.1.mark.cmp(&b.1.mark)));

        let mut named = Names::default();
        let mut rest = wanted.into_iter().peekable();
        while let Some(first) = rest.next() {
            let line_top = first.0;
            let mut line = vec![first];
            while let Some(next) = rest.next_if(|next| (next.0 - line_top).abs() < 0.5) {
                line.push(next);
            }
            let wishes: Vec<Wish> = line.iter().map(|(_, _, wish, _)| *wish).collect();
            let places = chips::place(&wishes, self.measure.em(0.08), self.measure.em(0.9));
            for ((_, highlight, wish, names), place) in line.into_iter().zip(places) {
                let bottom = highlight.boxes.iter().map(|rect| rect.top).fold(f32::INFINITY, f32::min);
                let bottom = bottom + self.measure.em(0.035 * highlight.lane.min(LAST_LANE) as f32);
                let rect =
                    Rect { left: place.left, top: bottom - self.measure.em(CHIP_HEIGHT), right: place.right, bottom };
                let [whole, beginning] = names;
                let text = match place.name {
                    Name::Whole => whole,
                    Name::Beginning => beginning,
                    Name::None => None,
                };
                let Highlight { mark, tone, form, is_chosen, .. } = *highlight;
                let is_rtl = wish.is_rtl;
                let inset = self.measure.em(LANDING).min(rect.width() / 2.0);
                let x = if is_rtl { rect.right - inset } else { rect.left + inset };
                named.ends.push((mark, End::At { x, y: rect.top }));
                match (joined(mark), frame) {
                    (Some(_), Some(frame)) => {
                        let text = text.map(|text| self.in_chip(text, rect, is_rtl, Form::Entity));
                        named.tags.push(Tag { mark, rect, tone: frame.tone, text, arrow: None });
                    }
                    _ => {
                        let text = text.map(|text| self.in_chip(text, rect, is_rtl, form));
                        named.chips.push(Chip { mark, rect, tone, form, is_chosen, is_rtl, text });
                    }
                }
            }
        }
        named
    }

    /// The arcs of the frame that is looked at. Where one leaves the page, its name is put into the margin, or into the column
    /// where the margin is too narrow for it.
    fn arcs(&mut self, scene: Scene, visible: &Range<usize>, ends: &[(usize, End)], tags: &mut Vec<Tag>) -> Vec<Arch> {
        let Some((focus, chosen)) = scene.focus.zip(scene.chosen) else { return Vec::new() };
        let sheet = Sheet { em: self.measure.size, width: self.measure.width, height: (self.bottom - self.top) as f32 };
        // A name that still shows counts as in sight.
        let above_edge = -self.measure.em(CHIP_HEIGHT);
        let end = |mark: usize| match ends.iter().find(|(named, _)| *named == mark) {
            Some((_, End::At { y, .. })) if *y < above_edge => End::Above,
            Some((_, End::At { y, .. })) if *y > sheet.height => End::Below,
            Some((_, end)) => *end,
            None if scene.marks[mark].spans.first().is_some_and(|span| span.start < visible.start) => End::Above,
            None => End::Below,
        };
        let frame = end(chosen);
        let side = Side::of(focus.joins.iter().map(|join| end(join.mark)).chain([frame]), sheet);
        let tone = scene.marks[chosen].tone;
        let (mut arcs, mut above, mut below) = (Vec::new(), 0.0, 0.0);
        for join in focus.joins {
            let filler = end(join.mark);
            let Some(points) = arcs::arc(frame, filler, side, sheet) else { continue };
            arcs.push(Arch { points, tone });
            // Who is out of sight is named at the edge: the filler by its role, or the frame itself, once.
            let (cut, mark, name) = match (frame, filler) {
                (_, End::Above | End::Below) => (filler, join.mark, &join.role),
                (End::Above | End::Below, _) if above + below == 0.0 => (frame, chosen, &scene.marks[chosen].name),
                _ => continue,
            };
            let is_up = cut == End::Above;
            let nth = if is_up { &mut above } else { &mut below };
            let step = self.measure.em(CHIP_HEIGHT + 0.1);
            let middle = self.measure.em(CHIP_HEIGHT) + step * *nth;
            *nth += 1.0;
            let tip = [side.x(sheet), if is_up { 0.0 } else { sheet.height }];
            let y = if is_up { middle } else { sheet.height - middle };
            let (rect, text) = self.edge_name(name, tone, [tip[0], y], side, focus.margin);
            tags.push(Tag { mark, rect, tone, text: Some(text), arrow: Some(Arrow { tip, is_up }) });
        }
        arcs
    }

    /// A name beside a place of the margin's line: outside where there is room, else inside.
    fn edge_name(&mut self, name: &str, tone: Tone, [x, y]: [f32; 2], side: Side, margin: f32) -> (Rect, Text) {
        let text = self.small_text(name, self.measure.em(CHIP_TEXT), Weight::Regular, Ink::Line(tone));
        let width = text.layout.lines()[0].width + 2.0 * self.measure.em(CHIP_PADDING);
        let (gap, half) = (self.measure.em(0.2), self.measure.em(CHIP_HEIGHT) / 2.0);
        let is_outside = match side {
            Side::Left => x - gap - width >= -margin,
            Side::Right => x + gap + width <= self.measure.width + margin,
        };
        let left = if is_outside == (side == Side::Left) { x - gap - width } else { x + gap };
        let rect = Rect { left, top: y - half, right: left + width, bottom: y + half };
        let text = self.in_chip(text, rect, false, Form::Entity);
        (rect, text)
    }

    /// A chip's text in whole and cut short, and the widths of the three chips these make.
    fn chip_names(&mut self, name: &str, form: Form, ink: Ink) -> ([Option<Text>; 2], [f32; 3]) {
        let beginning: String = name.chars().take(3).collect();
        let size = self.measure.em(CHIP_TEXT);
        let names = [name, &beginning].map(|name| self.small_text(name, size, Weight::Regular, ink));
        let around = 2.0 * self.measure.em(CHIP_PADDING) + self.sign_width(form);
        let [whole, short] = [0, 1].map(|i| names[i].layout.lines()[0].width + around);
        (names.map(Some), [whole, short, self.measure.em(CHIP_HEIGHT * 0.7) + self.sign_width(form)])
    }

    /// Sets a chip's text into its box, beside the sign if it has one.
    fn in_chip(&self, mut text: Text, rect: Rect, is_rtl: bool, form: Form) -> Text {
        let sign = if is_rtl { 0.0 } else { self.sign_width(form) };
        text.x += rect.left + sign + self.measure.em(CHIP_PADDING);
        text.y = rect.bottom - self.measure.em(0.17);
        text
    }

    fn sign_width(&self, form: Form) -> f32 {
        match form {
            Form::Stance(Some(_)) => self.measure.em(SIGN_WIDTH),
            Form::Stance(None) | Form::Entity | Form::Event => 0.0,
        }
    }

    /// A short text on a line of its own; its left edge at x = 0, its baseline at y = 0.
    fn small_text(&mut self, text: &str, size: f32, weight: Weight, ink: Ink) -> Text {
        let layout = Arc::new(Layout::new(self.engine, text, &plain_style(size, weight)));
        let x = layout.lines().first().map_or(0.0, |line| -line.left);
        Text { x, y: 0.0, line_height: layout.line_height(), lines: 0..1, size, ink, layout }
    }

    fn boxes(&mut self, range: Range<usize>) -> Vec<Rect> {
        let boxes = self.flow.boxes(self.engine, range, self.top, self.bottom);
        boxes.into_iter().map(|text_box| self.tint_box(text_box, 0)).collect()
    }

    fn caret(&mut self, caret: Caret) -> Rect {
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

    fn hidden(&mut self, text: &str, visible: &Range<usize>) -> Vec<Hidden> {
        let mut hidden: Vec<Hidden> = Vec::new();
        let size = self.measure.em(0.36);
        for (at, c) in text[visible.clone()].char_indices() {
            let offset = visible.start + at;
            let name = lens::name(c);
            if name.is_none() && c != ' ' {
                continue;
            }
            let after = self.flow.boxes(self.engine, offset..offset + c.len_utf8(), self.top, self.bottom);
            let place = self.flow.caret_box(self.engine, Caret::before(offset));
            let x = after.first().map_or(place.x, |text_box| (text_box.left + text_box.right) / 2.0);
            let (top, bottom) = (self.y(place.top), self.y(place.bottom));
            let text = name.map(|name| {
                let mut text = self.small_text(name, size, Weight::Bold, Ink::Paper);
                let width = text.layout.lines()[0].width + size * 0.5;
                // Those that stand at one place are stacked.
                let before = hidden.iter().rev().take_while(|other| (other.x - x).abs() < width && other.top == top);
                let row = before.filter(|other| other.text.is_some()).count() as f32;
                let rect_bottom = bottom - row * size * 1.25;
                let rect = Rect {
                    left: x - width / 2.0,
                    top: rect_bottom - size * 1.15,
                    right: x + width / 2.0,
                    bottom: rect_bottom,
                };
                text.x += rect.left + size * 0.25;
                text.y = rect.bottom - size * 0.24;
                (rect, text)
            });
            hidden.push(Hidden { x, top, bottom, text });
        }
        hidden
    }

    /// A height of the document in the strip.
    fn y(&self, document_y: f64) -> f32 {
        (document_y - self.top) as f32
    }
}

/// The names of a page's annotations, and where arcs to them land.
#[derive(Default)]
struct Names {
    chips: Vec<Chip>,
    tags: Vec<Tag>,
    /// By mark.
    ends: Vec<(usize, End)>,
}

impl Focus<'_> {
    /// Whether a mark does not stand back.
    fn holds(&self, mark: usize) -> bool {
        self.joins.iter().any(|join| join.mark == mark) || self.offered.contains(&mark)
    }
}

fn chip_ink(mark: &Mark) -> Ink {
    match mark.form {
        Form::Event => Ink::OnLine(mark.tone),
        Form::Entity | Form::Stance(_) => Ink::Text,
    }
}

/// The lines of a paragraph that touch the strip, and one more at both ends: chips and underlines reach out of their line.
fn visible_lines(placed: &Placed, top: f64, bottom: f64) -> Range<usize> {
    let count = placed.layout.lines().len();
    let height = f64::from(placed.layout.line_height());
    let line_at = |y: f64| ((y - placed.top) / height).clamp(0.0, count as f64);
    let first = (line_at(top).floor() as usize).saturating_sub(1);
    first..(line_at(bottom).ceil() as usize + 1).min(count)
}

/// From the first visible line's start to the last one's end.
fn visible_bytes(placed: &[Placed], top: f64, bottom: f64) -> Range<usize> {
    let (Some(first), Some(last)) = (placed.first(), placed.last()) else { return 0..0 };
    let start = first.layout.lines().get(visible_lines(first, top, bottom).start).map_or(0, |line| line.start);
    let end = last.layout.lines()[..visible_lines(last, top, bottom).end].last().map_or(0, |line| line.end);
    first.start + start..last.start + end
}

#[cfg(test)]
mod tests {
    use std::ops::Range;
    use std::sync::Arc;

    use super::{Focus, Form, Join, Lens, Mark, Measure, Page, Scene};
    use crate::model::schema::Tone;
    use crate::text::bidi::Direction;
    use crate::text::caret::Caret;
    use crate::text::flow::Flow;
    use crate::text::fonts::Faces;
    use crate::text::shape::Engine;
    use crate::view::lanes::lanes;

    const MEASURE: Measure = Measure { size: 20.0, width: 600.0 };

    fn mark(span: Range<usize>, form: Form) -> Mark {
        Mark { spans: vec![span], tone: Tone::from_index(0), form, name: "person".into() }
    }

    fn page_of(text: &str, marks: &[Mark], change: impl FnOnce(&mut Scene<'_>)) -> Page {
        let mut engine = Engine::new(Arc::new(Faces::bundled()));
        let mut flow = Flow::new(text.into(), MEASURE.style(Direction::Auto, true), MEASURE.paragraph_gap());
        let spans: Vec<&[Range<usize>]> = marks.iter().map(|mark| mark.spans.as_slice()).collect();
        let lanes = lanes(&spans);
        let mut scene = Scene {
            text,
            marks,
            lanes: &lanes,
            chosen: None,
            selection: None,
            caret: None,
            lens: Lens::Off,
            focus: None,
        };
        change(&mut scene);
        Page::new(&mut flow, &mut engine, MEASURE, scene, 0.0, 2000.0)
    }

    fn page(text: &str, marks: &[Mark]) -> Page {
        page_of(text, marks, |_| {})
    }

    /// The byte range of `part` in `text`.
    fn span(text: &str, part: &str) -> Range<usize> {
        let start = text.find(part).unwrap();
        start..start + part.len()
    }

    #[test]
    fn a_chip_stands_at_the_left_edge_of_latin_text() {
        let page = page("Layla visited Haifa", &[mark(14..19, Form::Entity)]);
        let (chip, highlight) = (&page.chips[0], &page.highlights[0]);
        assert!((chip.rect.left - highlight.boxes[0].left).abs() < 0.01 && !chip.is_rtl);
        assert!(chip.rect.bottom <= highlight.boxes[0].top);
    }

    #[test]
    fn a_chip_stands_at_the_right_edge_of_arabic_text() {
        let text = "زارت ليلى مدينة حيفا أمس";
        let page = page(text, &[mark(span(text, "حيفا"), Form::Entity)]);
        let (chip, highlight) = (&page.chips[0], &page.highlights[0]);
        assert!((chip.rect.right - highlight.boxes[0].right).abs() < 0.01 && chip.is_rtl);
    }

    #[test]
    fn a_latin_name_in_arabic_text_has_its_chip_at_its_left_edge() {
        let text = "قال Blinken إن";
        let page = page(text, &[mark(span(text, "Blinken"), Form::Entity)]);
        assert!((page.chips[0].rect.left - page.highlights[0].boxes[0].left).abs() < 0.01);
    }

    #[test]
    fn a_span_inside_a_word_leaves_the_letters_as_they_were() {
        let text = "وبلينكن";
        let glyphs = |page: &Page| page.texts[0].layout.glyphs(0).map(|glyph| (glyph.id, glyph.x)).collect::<Vec<_>>();
        let marked = page(text, &[mark(2..text.len(), Form::Entity)]);
        assert_eq!(glyphs(&marked), glyphs(&page(text, &[])));
        assert!(marked.highlights[0].boxes[0].right < 600.0 - 1.0, "the prefix is left out");
    }

    #[test]
    fn a_range_of_two_directions_is_several_boxes() {
        let text = "abc زارت حيفا";
        let page = page(text, &[mark(1..span(text, "زارت").end, Form::Entity)]);
        assert_eq!(page.highlights[0].boxes.len(), 2);
    }

    #[test]
    fn outer_annotations_are_painted_first_and_underlined_lowest() {
        let marks = [mark(0..19, Form::Event), mark(0..5, Form::Entity), mark(14..19, Form::Entity)];
        let page = page("Layla visited Haifa", &marks);
        assert_eq!(page.highlights.iter().map(|h| (h.mark, h.lane)).collect::<Vec<_>>(), [(0, 1), (1, 0), (2, 0)]);
        assert!(page.highlights[0].underlines[0] > page.highlights[1].underlines[0]);
    }

    #[test]
    fn a_click_chooses_the_smallest_and_then_the_next() {
        let marks = [mark(0..19, Form::Event), mark(14..19, Form::Entity)];
        let page = page("Layla visited Haifa", &marks);
        let inner = page.highlights[1].boxes[0];
        assert_eq!(page.marks_at(inner.left + 3.0, (inner.top + inner.bottom) / 2.0, &marks), [1, 0]);
        assert_eq!(page.marks_at(3.0, (inner.top + inner.bottom) / 2.0, &marks), [0]);
    }

    #[test]
    fn chips_that_begin_at_one_place_do_not_cover_each_other() {
        let marks = [mark(0..19, Form::Event), mark(0..13, Form::Entity), mark(0..5, Form::Entity)];
        let mut chips: Vec<_> = page("Layla visited Haifa", &marks).chips.iter().map(|chip| chip.rect).collect();
        chips.sort_by(|a, b| a.left.total_cmp(&b.left));
        assert!(chips.len() == 3 && chips.windows(2).all(|pair| pair[0].right <= pair[1].left));
    }

    #[test]
    fn the_selection_and_the_caret_have_boxes() {
        let page = page_of("Layla visited Haifa", &[], |scene| {
            scene.selection = Some((0, 5));
            scene.caret = Some(Caret::after(5));
        });
        assert!((page.selection[0].right - page.caret.unwrap().right).abs() < 2.0);
    }

    #[test]
    fn the_lens_shows_where_a_direction_mark_stands() {
        let marked = page_of("ab\u{200F}c d", &[], |scene| scene.lens = Lens::On);
        assert_eq!(marked.hidden.iter().map(|hidden| hidden.text.is_some()).collect::<Vec<_>>(), [true, false]);
        assert!(page("ab\u{200F}c d", &[]).hidden.is_empty());
    }

    #[test]
    fn a_character_without_a_face_is_a_box_with_its_code() {
        let page = page("a\u{10400}b", &[]);
        assert_eq!(page.unknown.len(), 1);
        assert_eq!(page.unknown[0].rows.len(), 2);
    }

    /// The page on which the first mark is a frame and the others play a part in it.
    fn framed(text: &str, marks: &[Mark]) -> Page {
        let joins: Vec<Join> = (1..marks.len()).map(|mark| Join { mark, role: "agent".into() }).collect();
        framed_by(text, marks, &joins)
    }

    fn framed_by(text: &str, marks: &[Mark], joins: &[Join]) -> Page {
        let mut engine = Engine::new(Arc::new(Faces::bundled()));
        let mut flow = Flow::new(text.into(), MEASURE.style(Direction::Auto, true), MEASURE.paragraph_gap());
        let focus = Focus { joins, offered: &[], lit: &[], margin: 40.0 };
        let lanes = vec![0; marks.len()];
        let scene = Scene {
            text,
            marks,
            lanes: &lanes,
            chosen: Some(0),
            selection: None,
            caret: None,
            lens: Lens::Off,
            focus: Some(focus),
        };
        Page::new(&mut flow, &mut engine, MEASURE, scene, 0.0, 300.0)
    }

    #[test]
    fn an_arc_ends_at_the_box_where_a_span_of_two_directions_begins() {
        let text = "abc زارت حيفا";
        let filler = mark(1..span(text, "زارت").end, Form::Entity);
        let page = framed(text, &[mark(span(text, "حيفا"), Form::Event), filler]);
        let ([x, y], boxes) = (*page.arcs[0].points.last().unwrap(), &page.highlights[1].boxes);
        let latin = boxes.iter().max_by(|a, b| a.left.total_cmp(&b.left)).unwrap();
        assert!(boxes.len() == 2 && latin.left <= x && x <= latin.right && y < latin.top, "{x} of {boxes:?}");
    }

    #[test]
    fn the_role_stands_where_the_arc_ends() {
        let page = framed("Layla visited Haifa", &[mark(6..13, Form::Event), mark(14..19, Form::Entity)]);
        let ([x, y], rect) = (*page.arcs[0].points.last().unwrap(), page.tags[0].rect);
        assert!(rect.contains(x, y) && page.chips.len() == 1);
    }

    #[test]
    fn a_filler_out_of_sight_is_named_at_the_edge() {
        let text = "Layla visited Haifa\n".repeat(40);
        let page = framed(&text, &[mark(6..13, Form::Event), mark(760..765, Form::Entity)]);
        let arrow = page.tags[0].arrow.unwrap();
        assert!(!arrow.is_up && arrow.tip[1] == 300.0 && page.tags[0].rect.bottom < 300.0);
    }

    #[test]
    fn what_plays_no_part_stands_back() {
        let text = "Layla visited Haifa\nLayla visited Haifa";
        let joins = [Join { mark: 1, role: "agent".into() }];
        let marks = [mark(6..13, Form::Event), mark(0..5, Form::Entity), mark(14..19, Form::Entity)];
        let page = framed_by(text, &marks, &joins);
        let dimmed: Vec<usize> = page.highlights.iter().filter(|h| h.is_dimmed).map(|h| h.mark).collect();
        assert_eq!(dimmed, [2]);
    }

    #[test]
    fn what_is_out_of_sight_is_not_built() {
        let text = "Layla visited Haifa\n".repeat(500);
        let marks: Vec<Mark> = (0..500).map(|line| mark(line * 20..line * 20 + 5, Form::Entity)).collect();
        let page = page(&text, &marks);
        assert!(page.highlights.len() < 60 && page.visible.end < 60 * 20);
    }
}
