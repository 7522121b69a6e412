//! The kinds of a case as small frames in a row: those that have room, and how many others there are. Sizes are points.

use egui::{Align, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{Kit, Line};
use crate::gui::theme::SPACE;
use crate::view::tones::Ink;

const HEIGHT: f32 = 16.0;
const LETTERS: f32 = 11.0;
/// What a frame adds to the width of its words.
const AROUND: f32 = SPACE * 2.5;

/// Paints the kinds from the left edge on; what has no room is left out and counted.
pub fn paint_kinds(ui: &Ui, kit: &mut Kit, rect: Rect, titles: &[String], ink: Ink) {
    let style = TextStyle { size: LETTERS, ..TextStyle::small() };
    let mut line = |text: &str, style: TextStyle, room: f32| Line::new(&mut kit.brush, text, style, room);
    // The number of digits is that of all.
    let counter = line(&format!("+{}", titles.len()), style, f32::INFINITY).size().x;
    let widths: Vec<f32> =
        titles.iter().map(|title| line(title, style.ink(ink), f32::INFINITY).size().x + AROUND).collect();
    let shown = fitting(&widths, counter, rect.width());
    let rest = titles.len() - shown;
    let reserve = if rest > 0 { SPACE + counter } else { 0.0 };
    let mut left = rect.left();
    for title in &titles[..shown] {
        let room = (rect.right() - left - AROUND - reserve).max(0.0);
        let said = Line::new(&mut kit.brush, title, style.ink(ink), room);
        let width = said.size().x + AROUND;
        let frame = Rect::from_min_size(pos2(left, rect.center().y - HEIGHT / 2.0), vec2(width, HEIGHT));
        ui.painter().rect_stroke(frame, HEIGHT / 2.0, Stroke::new(1.0, kit.brush.color(ink)), StrokeKind::Inside);
        said.paint(ui, &mut kit.brush, frame, Align::Center);
        left += width + SPACE;
    }
    if rest > 0 {
        let counted = Line::new(&mut kit.brush, &format!("+{rest}"), style, f32::INFINITY);
        counted.paint(ui, &mut kit.brush, rect.with_min_x(left), Align::Min);
    }
}

/// How many frames stand side by side in `room`: with fewer than all, what counts the others needs `counter` beside them. The first
/// one always stands, cut where it must be.
fn fitting(widths: &[f32], counter: f32, room: f32) -> usize {
    let ends = widths.iter().scan(0.0, |end, width| {
        *end += width + SPACE;
        Some(*end)
    });
    let is_there = |(at, end): (usize, f32)| {
        let reserve = if at + 1 < widths.len() { counter } else { -SPACE };
        (end + reserve <= room).then_some(at + 1)
    };
    ends.enumerate().filter_map(is_there).last().unwrap_or(1).min(widths.len())
}

#[cfg(test)]
mod tests {
    use super::fitting;

    #[test]
    fn kinds_leave_room_for_the_number_of_the_others() {
        let check = |room: f32| fitting(&[40.0, 50.0, 60.0], 15.0, room);
        // Side by side with gaps of 4: all end at 158, two and the number at 113, one and the number at 59.
        assert_eq!([158.0, 157.0, 113.0, 112.0, 59.0, 20.0].map(check), [3, 2, 2, 1, 1, 1]);
        assert_eq!(fitting(&[], 15.0, 100.0), 0);
    }
}
