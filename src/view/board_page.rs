//! The board as one picture, for a page without a window: its parts one below the other, row by row, with marks, bars and figures as
//! the window has them. The words are the caller's. Pixels.

use std::sync::Arc;

use crate::error::Severity;
use crate::model::board::{Board, NextBy};
use crate::model::set::Progress;
use crate::session::command::board::{Part, Wanted};
use crate::session::state::Session;
use crate::text::bidi::{Census, Direction};
use crate::text::fonts::{Faces, Weight};
use crate::text::shape::Engine;
use crate::view::board::{Chart, Figure, Head, Mark, Row};
use crate::view::draw;
use crate::view::kept::Kept;
use crate::view::letters::Text;
use crate::view::shapes::{Rect, Shape};
use crate::view::tones::Ink;

/// How wide the picture is.
pub const WIDTH: f32 = 920.0;
/// Of a part at most so many rows are shown; the others are counted.
const MOST_ROWS: usize = 40;
const LETTERS: f32 = 15.0;
const SMALL: f32 = 12.5;
const HEADING: f32 = 18.0;
const ROW: f32 = 26.0;
const TALL_ROW: f32 = 42.0;
const FIGURE: f32 = 94.0;
/// What of the room that figures leave the titles have.
const TITLES: f32 = 0.55;
const MARK: f32 = 22.0;
const INDENT: f32 = 18.0;
const GAP: f32 = 12.0;
const BAR: f32 = 12.0;

/// What the picture says in words.
pub trait Words {
    fn part(&self, part: &Part) -> String;
    fn head(&self, head: Head) -> String;
    /// Empty where there is no figure.
    fn figure(&self, figure: Figure) -> String;
    /// That so many rows are left out.
    fn more(&self, count: usize) -> String;
}

/// A picture, and how high it is.
pub struct Picture {
    pub shapes: Vec<Shape>,
    pub height: f32,
}

/// Every part that says something, in the order of the window.
#[must_use]
pub fn picture(session: &Session, board: &Board, faces: &Arc<Faces>, words: &dyn Words) -> Picture {
    let next = NextBy::WORDS.map(|(_, by)| Part::Next(by));
    let parts = [Part::People, Part::Days, Part::Documents(Wanted::default()), Part::Labels, Part::Agreement];
    let mut easel =
        Easel { engine: Engine::new(Arc::clone(faces)), kept: Kept::default(), shapes: Vec::new(), top: 0.0 };
    for part in parts.into_iter().chain(next).chain([Part::Problems]) {
        let chart = Chart::new(session, board, &part);
        let count = chart.len(session, board);
        if count == 0 {
            continue;
        }
        easel.heads(&chart, words);
        for row in (0..count.min(MOST_ROWS)).filter_map(|at| chart.row(session, board, at)) {
            easel.row(&row, &chart, words);
        }
        if count > MOST_ROWS {
            let more = words.more(count - MOST_ROWS);
            let line = Rect { left: 0.0, top: easel.top, right: WIDTH, bottom: easel.top + ROW };
            easel.write(&more, SMALL, Ink::Muted, line, Side::Left);
            easel.top += ROW;
        }
        easel.top += ROW;
    }
    Picture { shapes: easel.shapes, height: easel.top }
}

struct Easel {
    engine: Engine,
    kept: Kept,
    shapes: Vec<Shape>,
    /// Where the next row begins.
    top: f32,
}

/// Of the screen, where a text stands in its room.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
}

impl Easel {
    /// The name of a part, and what its figures are.
    fn heads(&mut self, chart: &Chart, words: &dyn Words) {
        let bottom = self.top + TALL_ROW;
        let line = Rect { left: 0.0, top: self.top, right: WIDTH, bottom };
        let end = figures_from(chart.heads.len());
        self.write(&words.part(&chart.part), HEADING, Ink::Text, Rect { right: end, ..line }, Side::Left);
        for (at, head) in chart.heads.iter().enumerate() {
            let cell = Rect { top: self.top + TALL_ROW - ROW, ..figure_cell(line, chart.heads.len(), at) };
            let width = self.write(&words.head(*head), SMALL, Ink::Muted, cell, Side::Right);
            if let Some(ink) = head.ink() {
                let right = cell.right - width - 5.0;
                let middle = (cell.top + cell.bottom) / 2.0;
                self.fill(Rect { left: right - 8.0, top: middle - 4.0, right, bottom: middle + 4.0 }, ink);
            }
        }
        self.fill(Rect { top: bottom - 1.0, bottom, ..line }, Ink::Border);
        self.top = bottom + 4.0;
    }

    fn row(&mut self, row: &Row, chart: &Chart, words: &dyn Words) {
        let height = if row.note.is_empty() { ROW } else { TALL_ROW };
        let line = Rect { left: 0.0, top: self.top, right: WIDTH, bottom: self.top + height };
        self.top += height;
        let middle = (line.top + line.bottom) / 2.0;
        for (at, figure) in row.figures.iter().enumerate() {
            let cell = figure_cell(line, chart.heads.len(), at);
            self.write(&words.figure(*figure), LETTERS, Ink::Text, cell, Side::Right);
        }
        let end = figures_from(chart.heads.len());
        let has_bar = chart.most > 0.0 && row.bar.iter().any(|segment| segment.amount > 0.0);
        let bar_left = if has_bar { end * TITLES } else { end };
        if has_bar {
            let bar = Rect { left: bar_left, top: middle - BAR / 2.0, right: end - GAP, bottom: middle + BAR / 2.0 };
            self.bar(row, bar, chart.most);
        }
        let mut left = row.depth as f32 * INDENT;
        if row.mark != Mark::None {
            self.mark(row.mark, left + 8.0, middle);
            left += MARK;
        }
        let title = Rect { left, right: bar_left - GAP, ..line };
        let ink = if row.depth > 0 { Ink::Muted } else { Ink::Text };
        // Where most of its letters begin, unless it is a sentence of ours that only quotes.
        let is_sentence = matches!(row.mark, Mark::Pair(..) | Mark::Severity(_));
        let is_rtl = !is_sentence && Census::of(&row.title).is_rtl(Direction::Auto).unwrap_or(false);
        let side = if is_rtl { Side::Right } else { Side::Left };
        if row.note.is_empty() {
            self.write(&row.title, LETTERS, ink, title, side);
        } else {
            let half = title.top + TALL_ROW * 0.56;
            self.write(&row.title, LETTERS, ink, Rect { bottom: half, ..title }, side);
            self.write(&row.note, SMALL, Ink::Muted, Rect { top: half - 4.0, ..title }, side);
        }
    }

    /// Stretches from the left; those that are too short to be seen are a pixel and a half wide.
    fn bar(&mut self, row: &Row, bar: Rect, most: f64) {
        let mut left = bar.left;
        for segment in row.bar.iter().filter(|segment| segment.amount > 0.0) {
            let width = ((segment.amount / most) as f32 * bar.width()).max(1.5).min(bar.right - left);
            self.fill(Rect { left, right: left + width, ..bar }, segment.ink);
            left += width;
            // A thin gap keeps neighbours apart for who does not see colours.
            if left < bar.right && width > 3.0 {
                self.fill(Rect { left: left - 1.0, right: left, ..bar }, Ink::Paper);
            }
        }
    }

    fn mark(&mut self, mark: Mark, x: f32, y: f32) {
        let around = |radius: f32| Rect { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
        let line = |down: f32| Rect { left: x - 7.0, top: y + down - 1.5, right: x + 7.0, bottom: y + down + 1.5 };
        let disc = |radius: f32, ink: Ink| Shape::Fill { rect: around(radius), radius, ink };
        let ring = |radius: f32, ink: Ink| Shape::Frame { rect: around(radius), radius, width: 2.0, ink };
        match mark {
            Mark::None => {}
            Mark::Person(tone) => self.fill(line(0.0), Ink::Line(tone)),
            Mark::Pair(first, second) => {
                self.fill(line(-4.0), Ink::Line(first));
                self.fill(line(4.0), Ink::Line(second));
            }
            Mark::Label(tone, _) => {
                let rect = around(5.0);
                self.shapes.push(Shape::Fill { rect, radius: 2.0, ink: Ink::Tint(tone) });
                self.shapes.push(Shape::Frame { rect, radius: 2.0, width: 1.5, ink: Ink::Line(tone) });
            }
            Mark::Progress(Progress::New) => self.shapes.push(ring(5.0, Ink::Border)),
            Mark::Progress(Progress::Started) => self.shapes.extend([ring(5.0, Ink::Warning), disc(2.0, Ink::Warning)]),
            Mark::Progress(Progress::Finished) => self.shapes.push(disc(5.0, Ink::Good)),
            Mark::Severity(Severity::Loss) => self.shapes.push(disc(6.0, Ink::Failure)),
            Mark::Severity(Severity::Wrong) => self.shapes.push(ring(5.0, Ink::Warning)),
            Mark::Severity(Severity::Note) => self.shapes.push(disc(3.0, Ink::Muted)),
        }
    }

    /// Writes a text that is no longer than its room, in the middle of its height; returns how wide it is.
    fn write(&mut self, words: &str, size: f32, ink: Ink, room: Rect, side: Side) -> f32 {
        let mut set = |words: &str| Text::small(&mut self.kept, &mut self.engine, words, size, Weight::Regular, ink);
        let mut text = set(words);
        if text.width() > room.width() {
            // Letters that find room, by halving.
            let letters: Vec<char> = words.chars().collect();
            let shortened = |count: usize| format!("{}…", letters[..count].iter().collect::<String>().trim_end());
            let (mut fits, mut exceeds) = (0, letters.len());
            while fits + 1 < exceeds {
                let middle = usize::midpoint(fits, exceeds);
                if set(&shortened(middle)).width() <= room.width() { fits = middle } else { exceeds = middle }
            }
            text = set(&shortened(fits));
        }
        let width = text.width();
        text.x += if side == Side::Left { room.left } else { room.right - width };
        text.y = (room.top + room.bottom) / 2.0 + size * 0.35;
        draw::glyphs(&text, &mut |shape| self.shapes.push(shape));
        width
    }

    fn fill(&mut self, rect: Rect, ink: Ink) {
        self.shapes.push(Shape::Fill { rect, radius: 0.0, ink });
    }
}

/// Where the figures begin.
fn figures_from(count: usize) -> f32 {
    WIDTH - count as f32 * FIGURE
}

fn figure_cell(line: Rect, count: usize, at: usize) -> Rect {
    let right = line.right - (count - 1 - at.min(count - 1)) as f32 * FIGURE;
    Rect { left: right - FIGURE + GAP, right, ..line }
}
