//! Who is who in a picture: names with the line of their tone, above a page of lines or above each of several columns. The
//! window has names of its own, which one can click. Pixels.

use crate::model::schema::Tone;
use crate::text::fonts::Weight;
use crate::text::shape::Engine;
use crate::view::draw;
use crate::view::kept::Kept;
use crate::view::letters::Text;
use crate::view::shapes::{Rect, Shape};
use crate::view::tones::Ink;

/// How high a row of names is, in em.
pub const ROW: f32 = 1.8;
/// The names' letters, in em of the page's.
const LETTERS: f32 = 0.8;
/// A person's line before their name, in em.
const LINE: f32 = 0.7;
const GAP: f32 = 0.35;
/// Between two names in a row.
const BETWEEN: f32 = 1.4;

/// A name and whose line it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Title {
    pub name: String,
    /// `None` for whom the page itself belongs to.
    pub tone: Option<Tone>,
}

/// Where names are to stand.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Pixels per em of the page.
    pub em: f32,
    pub left: f32,
    pub width: f32,
    pub is_rtl: bool,
}

/// A name with its line, set.
struct Set {
    text: Text,
    tone: Option<Tone>,
    width: f32,
}

/// A name in the middle of the row.
pub fn centred(engine: &mut Engine, kept: &mut Kept, title: &Title, row: Row, paint: &mut impl FnMut(Shape)) {
    let set = set(engine, kept, title, row);
    let left = row.left + (row.width - set.width).max(0.0) / 2.0;
    put(set, left, 0.0, row.em, paint);
}

/// Names from the row's beginning on, on as many rows as they need; how many these are.
pub fn listed(
    engine: &mut Engine,
    kept: &mut Kept,
    titles: &[Title],
    row: Row,
    paint: &mut impl FnMut(Shape),
) -> usize {
    let (mut start, mut rows) = (0.0, usize::from(!titles.is_empty()));
    for title in titles {
        let set = set(engine, kept, title, row);
        if start > 0.0 && start + set.width > row.width {
            (start, rows) = (0.0, rows + 1);
        }
        let (width, top) = (set.width, row.em * ROW * (rows - 1) as f32);
        let left = if row.is_rtl { row.left + row.width - start - width } else { row.left + start };
        put(set, left, top, row.em, paint);
        start += width + row.em * BETWEEN;
    }
    rows
}

/// A name that is no longer than its row.
fn set(engine: &mut Engine, kept: &mut Kept, title: &Title, row: Row) -> Set {
    let Row { em, width, .. } = row;
    let before = if title.tone.is_some() { em * (LINE + GAP) } else { 0.0 };
    let weight = if title.tone.is_some() { Weight::Regular } else { Weight::Bold };
    let mut small = |name: &str| Text::small(kept, engine, name, em * LETTERS, weight, Ink::Text);
    let mut text = small(&title.name);
    let mut letters: Vec<char> = title.name.chars().collect();
    while before + text.width() > width && letters.len() > 1 {
        letters.pop();
        text = small(&format!("{}…", letters.iter().collect::<String>().trim_end()));
    }
    let width = before + text.width();
    Set { text, tone: title.tone, width }
}

fn put(set: Set, left: f32, top: f32, em: f32, paint: &mut impl FnMut(Shape)) {
    let Set { mut text, tone, width } = set;
    let middle = top + em * ROW / 2.0;
    if let Some(tone) = tone {
        let ink = Ink::Line(tone);
        let half = em * 0.06;
        let line = Rect { left, top: middle - half, right: left + em * LINE, bottom: middle + half };
        paint(Shape::Fill { rect: line, radius: 0.0, ink });
        for x in [line.left, line.right - half] {
            let rect = Rect { left: x, top: middle - em * 0.18, right: x + half, bottom: middle + em * 0.18 };
            paint(Shape::Fill { rect, radius: 0.0, ink });
        }
    }
    text.x += left + width - text.width();
    text.y = middle + em * LETTERS * 0.35;
    draw::glyphs(&text, paint);
}
