//! A passage of a text with what stands around it, on a line, as wide as there is room.

use std::ops::Range;

use egui::{Align, Rect, Ui, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{Kit, Line};
use crate::gui::theme::{RADIUS, SPACE};
use crate::view::context::{Context, context};
use crate::view::tones::Ink;

/// Points that a character takes at most often: so much context is tried first.
const CHARACTER: f32 = 5.5;
/// Characters of context below which a line says no more than it must.
const LEAST_ROOM: usize = 8;
/// A passage of more characters leaves no room for anything else, whatever they are.
const LONGEST: usize = 1_000;

/// As much of what stands around `spans` (bytes of `text`) as there is room for in `width`. `None` if there are none.
#[must_use]
pub fn fitting(kit: &mut Kit, text: &str, spans: &[Range<usize>], width: f32) -> Option<Context> {
    let said: usize = spans.iter().filter_map(|span| text.get(span.clone())).map(|said| said.chars().count()).sum();
    let mut room = ((width / CHARACTER) as usize).saturating_sub(said);
    if said > LONGEST {
        return context(text, spans, LEAST_ROOM);
    }
    loop {
        let context = context(text, spans, room)?;
        let line = kit.brush.line(&context.text, TextStyle::body().content());
        let wide = line.lines().iter().map(|line| line.width).fold(0.0, f32::max);
        if wide <= width || room <= LEAST_ROOM {
            return Some(context);
        }
        // What is too wide by a share has too much context by about that share.
        room = ((room as f32 * width / wide) as usize).min(room - 1);
    }
}

/// Paints a passage in its own direction, at its own side of `rect`, with its marks behind it.
pub fn paint(ui: &Ui, kit: &mut Kit, context: &Context, rect: Rect) {
    let line = Line::new(&mut kit.brush, &context.text, TextStyle::body().content(), rect.width());
    let align = if line.layout.is_rtl() { Align::Max } else { Align::Min };
    mark(ui, kit, &line, rect, align, &context.marks);
    line.paint(ui, &mut kit.brush, rect, align);
}

fn mark(ui: &Ui, kit: &Kit, line: &Line, rect: Rect, align: Align, marks: &[Range<usize>]) {
    let size = line.size();
    let left = if align == Align::Max { rect.right() - size.x } else { rect.left() };
    let first_left = line.layout.lines().first().map_or(0.0, |line| line.left);
    let mut boxes = Vec::new();
    for mark in marks {
        line.layout.boxes(mark.clone(), &mut boxes);
    }
    let fill = kit.brush.color(Ink::Selection);
    for one in boxes {
        let (start, end) = (left + one.left - first_left, left + one.right - first_left);
        let marked = Rect::from_x_y_ranges(start - 1.0..=end + 1.0, rect.shrink2(vec2(0.0, SPACE)).y_range());
        ui.painter().rect_filled(marked.intersect(rect), RADIUS - 1.0, fill);
    }
}
