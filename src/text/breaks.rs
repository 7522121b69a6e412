//! Where the lines of a shaped paragraph may end (UAX #14), with the advances up to there, and the white space that hangs. Offsets
//! are bytes of the paragraph, lengths em.

use super::segment;
use super::shaped::{Break, Shaped};

/// The places where lines may end, with the advances up to them.
pub(super) fn breaks(text: &str, shaped: &Shaped, joiners: bool) -> Vec<Break> {
    let mut breaks = Vec::with_capacity(text.len() / 6 + 1);
    let mut pen = Pen { shaped, piece: 0, stop: 0 };
    // The place before, and how far the pen had come before its hanging space: space that follows hangs with that.
    let (mut last, mut kept_x) = (0, 0.0);
    let mut add = |offset: usize| {
        if shaped.cut_graphemes.binary_search(&offset).is_ok() {
            return;
        }
        let since = without_hanging_space(&text[last..offset]);
        let since_x = if since > 0 { pen.x(last + since) } else { Some(kept_x) };
        let Some(x) = pen.x(offset) else { return };
        kept_x = since_x.unwrap_or(x);
        last = offset;
        let is_forced = offset == text.len() || text[..offset].chars().next_back().is_some_and(forces_break);
        breaks.push(Break { offset, x, x_without_space: kept_x, is_forced });
    };
    let mut joiner = 0;
    segment::for_each_line_break(text, |offset| {
        if joiners {
            // A break after the last `_` is found below.
            let places = text[joiner..offset].match_indices('_').map(|(at, _)| joiner + at);
            places.filter(|&at| at + 1 < offset && is_joiner(text, at)).for_each(|at| add(at + 1));
            joiner = offset;
        }
        add(offset);
    });
    if breaks.is_empty() {
        breaks.push(Break { offset: 0, x: 0.0, x_without_space: 0.0, is_forced: true });
    }
    breaks
}

/// Whether the `_` at `offset` joins the syllables of one word.
#[must_use]
pub fn is_joiner(text: &str, offset: usize) -> bool {
    text[..offset].chars().next_back().is_some_and(char::is_alphanumeric)
        && text[offset + 1..].chars().next().is_some_and(char::is_alphanumeric)
}

fn forces_break(c: char) -> bool {
    (c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) && segment::forces_line_break(c)
}

/// Where the white space that ends `text` begins. It hangs past the line's edge and forces no break.
#[must_use]
pub fn without_hanging_space(text: &str) -> usize {
    text.trim_end_matches(hangs).len()
}

/// Whether `c` hangs where it ends a line: white space that may be broken at.
pub(super) fn hangs(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// Walks stops forward only.
struct Pen<'a> {
    shaped: &'a Shaped,
    piece: usize,
    stop: usize,
}

impl Pen<'_> {
    /// How far the pen has come at `offset`, or `None` inside a grapheme. Offsets may fall back by a few spaces.
    fn x(&mut self, offset: usize) -> Option<f64> {
        let pieces = &self.shaped.pieces;
        while self.piece > 0 && pieces[self.piece].start > offset {
            self.piece -= 1;
            self.stop = 0;
        }
        while let Some(piece) = pieces.get(self.piece) {
            if offset < piece.end || (offset == piece.end && self.piece + 1 == pieces.len()) {
                break;
            }
            if self.piece + 1 == pieces.len() {
                break;
            }
            self.piece += 1;
            self.stop = 0;
        }
        let Some(piece) = pieces.get(self.piece) else { return Some(0.0) };
        let within = (offset - piece.start) as u32;
        if within == 0 {
            return Some(piece.x);
        }
        if offset == piece.end {
            return Some(piece.x + f64::from(piece.word.advance));
        }
        let stops = &piece.word.stops;
        if self.stop >= stops.len() || stops[self.stop].end > within {
            self.stop = 0;
        }
        while stops[self.stop].end < within {
            self.stop += 1;
        }
        (stops[self.stop].end == within).then(|| piece.x + f64::from(stops[self.stop].x))
    }
}
