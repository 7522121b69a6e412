//! The text of a page itself: the lines in sight, and boxes for characters without a face. Pixels.

use std::ops::Range;
use std::sync::Arc;

use crate::text::flow::Placed;
use crate::text::fonts::Weight;
use crate::text::layout::GlyphKind;
use crate::view::letters::{Text, Unknown};
use crate::view::shapes::Rect;
use crate::view::strip::{LineRoom, Strip};
use crate::view::tones::Ink;

impl Strip<'_> {
    /// The visible lines of the paragraphs, and their characters without a face. Also measures what room they leave.
    pub(super) fn texts(&mut self, placed: &[Placed]) -> (Vec<Text>, Vec<Unknown>) {
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
                let (mut up, mut down) = (0.0_f32, 0.0_f32);
                for glyph in text.layout.glyphs(line) {
                    let reach = self.kept.reach(self.engine.faces(), glyph.face, glyph.id);
                    up = up.max(reach.up * self.measure.size - glyph.y);
                    down = down.max(reach.down * self.measure.size + glyph.y);
                    if let GlyphKind::Unknown(c) = glyph.kind {
                        unknown.push(self.unknown(c, glyph.x, glyph.advance, baseline));
                    }
                }
                if up + down > 0.0 {
                    self.lines.push(LineRoom::new(baseline, up, down, self.measure));
                }
            }
            texts.push(text);
        }
        (texts, unknown)
    }

    /// A box with the hexadecimal code in two rows.
    pub(super) fn unknown(&mut self, c: char, x: f32, advance: f32, baseline: f32) -> Unknown {
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
            row.x += rect.left + (rect.width() - row.width()) / 2.0;
            row.y = y;
            row
        });
        Unknown { rect, rows: rows.into() }
    }
}

/// The lines of a paragraph that touch the strip, and one more at both ends: chips and underlines reach out of their line.
pub(super) fn visible_lines(placed: &Placed, top: f64, bottom: f64) -> Range<usize> {
    let count = placed.layout.lines().len();
    let height = f64::from(placed.layout.line_height());
    let line_at = |y: f64| ((y - placed.top) / height).clamp(0.0, count as f64);
    let first = (line_at(top).floor() as usize).saturating_sub(1);
    first..(line_at(bottom).ceil() as usize + 1).min(count)
}

/// From the first visible line's start to the last one's end.
#[must_use]
pub fn visible_bytes(placed: &[Placed], top: f64, bottom: f64) -> Range<usize> {
    let (Some(first), Some(last)) = (placed.first(), placed.last()) else { return 0..0 };
    let start = first.layout.lines().get(visible_lines(first, top, bottom).start).map_or(0, |line| line.start);
    let end = last.layout.lines()[..visible_lines(last, top, bottom).end].last().map_or(0, |line| line.end);
    first.start + start..last.start + end
}
