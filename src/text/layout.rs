//! One paragraph, broken into lines at one width and set at one size: boxes, carets, glyphs. Offsets are bytes of the
//! paragraph; geometry is in pixels, x from the column's left edge, y down from the paragraph's top.
//!
//! A range of text is several boxes where directions meet in a line. Everything here asks the same two questions of a
//! line's visual runs: where is this offset, and which offset is at this place.

use std::ops::Range;
use std::sync::Arc;

use super::bidi::{Direction, VisualRun};
use super::breaks::{is_joiner, without_hanging_space};
use super::caret::{Affinity, Caret};
use super::fonts::{FaceId, Faces, Weight};
use super::lines::{LineRange, Overflow, break_lines};
use super::shape::{Engine, ShapeStyle};
use super::shaped::{Piece, Shaped, WordGlyph};

/// Boxes closer than this, in pixels, are one.
const TOUCHING: f32 = 0.01;

/// How text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Pixels per em.
    pub size: f32,
    /// The column's width in pixels; infinity for no wrapping.
    pub width: f32,
    pub weight: Weight,
    pub direction: Direction,
    /// Whether a paragraph with no strong character reads right to left.
    pub falls_back_to_rtl: bool,
    pub overflow: Overflow,
    /// From baseline to baseline, in em.
    pub line_height: f32,
    /// Whether `_` between letters is drawn as a light joiner and may end a line.
    pub joiners: bool,
}

impl Style {
    /// One line of `size` pixels per em, for titles and labels.
    #[must_use]
    pub fn label(size: f32) -> Self {
        Self {
            size,
            width: f32::INFINITY,
            weight: Weight::Regular,
            direction: Direction::Auto,
            falls_back_to_rtl: false,
            overflow: Overflow::Visible,
            line_height: 1.7,
            joiners: false,
        }
    }

    /// The part of the style that shaping depends on.
    #[must_use]
    pub fn shape_style(&self) -> ShapeStyle {
        ShapeStyle {
            weight: self.weight,
            direction: self.direction,
            falls_back_to_rtl: self.falls_back_to_rtl,
            joiners: self.joiners,
        }
    }
}

/// What a glyph is besides a letter of the face.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GlyphKind {
    Ink,
    /// The `_` of a word-segmented text when [`Style::joiners`] is on: drawn light.
    Joiner,
    /// A character no face has: drawn as a box of the glyph's advance with its code.
    Unknown(char),
}

/// A glyph where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    pub face: FaceId,
    pub id: u32,
    /// Where its origin stands: from the column's left edge, and down from the line's baseline.
    pub x: f32,
    pub y: f32,
    pub advance: f32,
    /// The text it stands for. Several glyphs may share one range.
    pub start: usize,
    pub end: usize,
    pub kind: GlyphKind,
}

/// A stretch of one line, from left to right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineBox {
    pub line: usize,
    pub left: f32,
    pub right: f32,
}

/// A stretch of a line that runs in one direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineRun {
    pub start: usize,
    pub end: usize,
    pub level: u8,
    pub x: f32,
    pub width: f32,
}

impl LineRun {
    #[must_use]
    pub fn is_rtl(&self) -> bool {
        self.level % 2 == 1
    }
}

/// One line of a paragraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub start: usize,
    pub end: usize,
    /// The left edge and the width of what is on it, without the spaces that hang at its end.
    pub left: f32,
    pub width: f32,
    /// From left to right, hanging spaces included.
    pub runs: Vec<LineRun>,
}

/// Where a caret stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CaretPlace {
    pub line: usize,
    pub x: f32,
    /// Whether the character the caret clings to runs right to left.
    pub is_rtl: bool,
}

/// A paragraph laid out.
#[derive(Debug, Clone)]
pub struct Layout {
    text: Arc<str>,
    shaped: Arc<Shaped>,
    style: Style,
    /// Distance from a line's top to its baseline.
    baseline: f32,
    /// The width that right-to-left lines are aligned in.
    column: f32,
    lines: Vec<Line>,
}

impl Layout {
    /// Lays out `text` as one paragraph.
    #[must_use]
    pub fn new(engine: &mut Engine, text: &str, style: &Style) -> Self {
        let shaped = Arc::new(engine.shape(text, &style.shape_style()));
        Self::of_shaped(engine.faces(), text.into(), shaped, style)
    }

    /// Breaks and places a paragraph that was shaped before. `shaped` is `text` shaped with `style.shape_style()`.
    #[must_use]
    pub fn of_shaped(faces: &Faces, text: Arc<str>, shaped: Arc<Shaped>, style: &Style) -> Self {
        let size = f64::from(style.size);
        let ranges = break_lines(&text, &shaped, f64::from(style.width) / size, style.overflow);
        let content_width = |line: &LineRange| {
            let end = line.start + without_hanging_space(&text[line.start..line.end]);
            ((shaped.x(end) - shaped.x(line.start)) * size) as f32
        };
        let column =
            if style.width.is_finite() { style.width } else { ranges.iter().map(content_width).fold(0.0, f32::max) };
        let lines = ranges
            .iter()
            .map(|range| {
                let width = content_width(range);
                place_line(&text, &shaped, *range, width, size, column)
            })
            .collect();
        let (ascent, descent) = faces.extents();
        let baseline = (style.line_height + ascent - descent) / 2.0 * style.size;
        Self { text, shaped, style: *style, baseline, column, lines }
    }

    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    #[must_use]
    pub fn shaped(&self) -> &Arc<Shaped> {
        &self.shaped
    }

    /// About how many bytes of memory it takes, without what was shaped.
    #[must_use]
    pub fn weight(&self) -> usize {
        let runs = self.lines.iter().map(|line| size_of_val(&*line.runs)).sum::<usize>();
        self.text.len() + size_of_val(&*self.lines) + runs
    }

    #[must_use]
    pub fn is_rtl(&self) -> bool {
        self.shaped.levels.is_rtl()
    }

    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The width right-to-left lines are aligned in: the style's, or of the widest line where that is infinite.
    #[must_use]
    pub fn column(&self) -> f32 {
        self.column
    }

    /// The width of the widest line, without hanging spaces.
    #[must_use]
    pub fn width(&self) -> f32 {
        self.lines.iter().map(|line| line.width).fold(0.0, f32::max)
    }

    /// Pixels per em.
    #[must_use]
    pub fn size(&self) -> f32 {
        self.style.size
    }

    #[must_use]
    pub fn line_height(&self) -> f32 {
        self.style.line_height * self.style.size
    }

    #[must_use]
    pub fn height(&self) -> f32 {
        self.lines.len() as f32 * self.line_height()
    }

    /// Distance from a line's top to its baseline.
    #[must_use]
    pub fn baseline(&self) -> f32 {
        self.baseline
    }

    /// The line that holds a caret at `offset`; where one line ends and the next begins, the affinity says which.
    #[must_use]
    pub fn line_of(&self, caret: Caret) -> usize {
        let before = |line: &Line| match caret.affinity {
            Affinity::Downstream => line.end <= caret.offset,
            Affinity::Upstream => line.end < caret.offset,
        };
        self.lines.partition_point(before).min(self.lines.len() - 1)
    }

    /// The glyphs of one line, from left to right by run.
    pub fn glyphs(&self, line: usize) -> impl Iterator<Item = Glyph> + '_ {
        self.lines[line].runs.iter().flat_map(|run| self.run_glyphs(*run))
    }

    fn run_glyphs(&self, run: LineRun) -> impl Iterator<Item = Glyph> + '_ {
        let pieces = &self.shaped.pieces;
        let first = pieces.partition_point(|piece| piece.end <= run.start);
        let size = self.style.size;
        let (start_x, end_x) = (self.shaped.x(run.start), self.shaped.x(run.end));
        pieces[first..].iter().take_while(move |piece| piece.start < run.end).flat_map(move |piece| {
            // Where the word's left edge stands: from the run's start, or for right to left from its other end.
            let left_em =
                if run.is_rtl() { end_x - (piece.x + f64::from(piece.word.advance)) } else { piece.x - start_x };
            piece_glyphs(piece, run.start..run.end).iter().map(move |glyph| {
                let (start, end) = (piece.start + glyph.start as usize, piece.start + glyph.end as usize);
                let x_em = left_em + f64::from(glyph.x) + self.turned_by(piece, &run, start, end);
                Glyph {
                    face: glyph.face,
                    id: glyph.id,
                    x: run.x + (x_em * f64::from(size)) as f32,
                    y: glyph.y * size,
                    advance: glyph.advance * size,
                    start,
                    end,
                    kind: self.kind(glyph.id, start..end),
                }
            })
        })
    }

    /// How far the glyphs of a cluster stand, in em, from where they were shaped: what L1 takes out of its run at a line's end
    /// is set in the line's direction, cluster by cluster. (Seldom seen: spaces have no ink, but the box of a control
    /// character has.)
    fn turned_by(&self, piece: &Piece, run: &LineRun, start: usize, end: usize) -> f64 {
        if piece.level % 2 == run.level % 2 {
            return 0.0;
        }
        let (before, after) = (self.shaped.x(start) - piece.x, self.shaped.x(end) - piece.x);
        let turned = f64::from(piece.word.advance) - after - before;
        if run.is_rtl() { turned } else { -turned }
    }

    fn kind(&self, glyph: u32, cluster: Range<usize>) -> GlyphKind {
        if glyph == 0 {
            // .notdef: the first character of the cluster that should have been seen, or a control character.
            let mut chars = self.text[cluster].chars();
            let first = chars.clone().next();
            let unknown = chars.find(|&c| !super::fonts::needs_no_glyph(c)).or(first);
            return GlyphKind::Unknown(unknown.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        if self.style.joiners && self.text.as_bytes()[cluster.start] == b'_' && is_joiner(&self.text, cluster.start) {
            return GlyphKind::Joiner;
        }
        GlyphKind::Ink
    }

    /// The boxes that cover a range: merged per line, left to right. Trailing spaces count. A border inside a grapheme
    /// counts as that grapheme's start.
    pub fn boxes(&self, range: Range<usize>, boxes: &mut Vec<LineBox>) {
        let first = self.lines.partition_point(|line| line.end <= range.start);
        for (index, line) in self.lines.iter().enumerate().skip(first) {
            if line.start >= range.end {
                break;
            }
            let begin = boxes.len();
            for run in &line.runs {
                let (start, end) = (range.start.max(run.start), range.end.min(run.end));
                if start >= end {
                    continue;
                }
                let (a, b) = (self.x_in_run(run, start), self.x_in_run(run, end));
                let (left, right) = (a.min(b), a.max(b));
                match boxes[begin..].last_mut() {
                    Some(last) if left - last.right <= TOUCHING => last.right = right,
                    _ => boxes.push(LineBox { line: index, left, right }),
                }
            }
        }
    }

    fn x_in_run(&self, run: &LineRun, offset: usize) -> f32 {
        let along = ((self.shaped.x(offset) - self.shaped.x(run.start)) * f64::from(self.style.size)) as f32;
        if run.is_rtl() { run.x + run.width - along } else { run.x + along }
    }

    /// The caret nearest to a point.
    #[must_use]
    pub fn hit(&self, x: f32, y: f32) -> Caret {
        let line = (y / self.line_height()).floor().clamp(0.0, (self.lines.len() - 1) as f32) as usize;
        self.hit_line(line, x)
    }

    /// The caret on `line` nearest to `x`.
    #[must_use]
    pub fn hit_line(&self, line: usize, x: f32) -> Caret {
        let line = &self.lines[line];
        let at_or_after = line.runs.partition_point(|run| run.x + run.width <= x);
        let Some(run) = line.runs.get(at_or_after).or(line.runs.last()) else { return Caret::before(line.start) };
        // Not `clamp`: a face may set a run of less than no width.
        let x = x.min(run.x + run.width).max(run.x);
        let along = if run.is_rtl() { run.x + run.width - x } else { x - run.x };
        let pen = self.shaped.x(run.start) + f64::from(along) / f64::from(self.style.size);
        let offset = self.shaped.offset_near(run.start..run.end, pen);
        if offset == run.end { Caret::after(offset) } else { Caret::before(offset) }
    }

    /// Where a caret stands.
    #[must_use]
    pub fn caret(&self, caret: Caret) -> CaretPlace {
        let index = self.line_of(caret);
        let line = &self.lines[index];
        let holds = |run: &&LineRun| match caret.affinity {
            Affinity::Downstream => run.start <= caret.offset && caret.offset < run.end,
            Affinity::Upstream => run.start < caret.offset && caret.offset <= run.end,
        };
        let touches = |run: &&LineRun| run.start <= caret.offset && caret.offset <= run.end;
        match line.runs.iter().find(holds).or_else(|| line.runs.iter().find(touches)) {
            Some(run) => CaretPlace { line: index, x: self.x_in_run(run, caret.offset), is_rtl: run.is_rtl() },
            None => {
                let x = if self.is_rtl() { self.column } else { 0.0 };
                CaretPlace { line: index, x, is_rtl: self.is_rtl() }
            }
        }
    }

    /// The carets of one line as they stand from left to right, one for each gap between graphemes. Where two directions
    /// meet in a gap, the caret clings to the character of the lower level, so that a step left undoes a step right.
    #[must_use]
    pub fn gaps(&self, line: usize) -> Vec<Caret> {
        let line = &self.lines[line];
        let is_stop = |caret: Caret| self.shaped.is_stop(caret.offset);
        let mut gaps: Vec<(Caret, u8)> = Vec::new();
        for run in &line.runs {
            let mut carets = self.run_carets(run);
            if run.is_rtl() {
                carets.reverse();
            }
            let mut carets = carets.into_iter().map(|caret| (caret, run.level));
            let Some(first) = carets.next() else { continue };
            match gaps.last_mut() {
                Some(last) if is_stop(last.0) && !(is_stop(first.0) && first.1 < last.1) => {}
                Some(last) => *last = first,
                None => gaps.push(first),
            }
            gaps.extend(carets);
        }
        gaps.retain(|(caret, _)| is_stop(*caret));
        if gaps.is_empty() {
            return vec![Caret::before(line.start)];
        }
        gaps.into_iter().map(|(caret, _)| caret).collect()
    }

    /// The carets of a run in the text's order, both ends included.
    fn run_carets(&self, run: &LineRun) -> Vec<Caret> {
        let pieces = &self.shaped.pieces;
        let first = pieces.partition_point(|piece| piece.end <= run.start);
        let mut carets = vec![Caret::before(run.start)];
        for piece in pieces[first..].iter().take_while(|piece| piece.start < run.end) {
            for stop in &piece.word.stops {
                let end = piece.start + stop.end as usize;
                if end > run.start && end < run.end {
                    carets.push(Caret::before(end));
                }
            }
        }
        carets.push(Caret::after(run.end));
        carets
    }
}

/// The glyphs of those clusters of a piece that begin within `range`, from left to right.
fn piece_glyphs(piece: &Piece, range: Range<usize>) -> &[WordGlyph] {
    let glyphs = &piece.word.glyphs;
    let is_rtl = piece.level % 2 == 1;
    // Clusters stand in the text's order or in its reverse.
    let border =
        |offset: usize| glyphs.partition_point(|glyph| (piece.start + (glyph.start as usize) < offset) != is_rtl);
    if is_rtl {
        &glyphs[border(range.end)..border(range.start)]
    } else {
        &glyphs[border(range.start)..border(range.end)]
    }
}

fn place_line(text: &str, shaped: &Shaped, range: LineRange, width: f32, size: f64, column: f32) -> Line {
    let runs = shaped.levels.visual_runs(text, range.start..range.end);
    let width_of = |run: &VisualRun| ((shaped.x(run.end) - shaped.x(run.start)) * size) as f32;
    let all: f32 = runs.iter().map(width_of).sum();
    // The reading start is aligned: what hangs at the end sticks out on the other side.
    let mut x = if shaped.levels.is_rtl() { column - all } else { 0.0 };
    let left = if shaped.levels.is_rtl() { column - width } else { 0.0 };
    let runs = runs
        .iter()
        .map(|run| {
            let placed = LineRun { start: run.start, end: run.end, level: run.level, x, width: width_of(run) };
            x += placed.width;
            placed
        })
        .collect();
    Line { start: range.start, end: range.end, left, width, runs }
}
