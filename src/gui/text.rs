//! Texts of the window, drawn by our own engine: labels that are shortened to fit, paragraphs, and the hints that appear
//! under the pointer. Each says itself to a screen reader, which is also how tests find it. Sizes are points.

use std::borrow::Cow;
use std::sync::Arc;

use egui::{Align, Context, Event, Id, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::gui::brush::{self, Brush, TextStyle, beginning};
use crate::gui::field_state::Fields;
use crate::gui::theme::{BODY, HEADING, SMALL};
use crate::gui::words::{Words, spoken};
use crate::text::bidi::Direction;
use crate::text::fonts::Weight;
use crate::text::layout::Layout;
use crate::text::segment;
use crate::view::tones::Ink;

/// No line of the window shows more bytes of a text, however wide it is.
const LONGEST_LINE: usize = 4_000;

/// What every panel draws with.
pub struct Kit {
    pub brush: Brush,
    pub words: Words,
    pub fields: Fields,
}

impl TextStyle {
    #[must_use]
    pub fn body() -> Self {
        Self { size: BODY, weight: Weight::Regular, ink: Ink::Text, direction: Direction::LeftToRight }
    }

    #[must_use]
    pub fn small() -> Self {
        Self { size: SMALL, ink: Ink::Muted, ..Self::body() }
    }

    #[must_use]
    pub fn heading() -> Self {
        Self { size: HEADING, ..Self::body().bold() }
    }

    /// The small title above a group.
    #[must_use]
    pub fn caption() -> Self {
        Self::small().bold()
    }

    /// For text of the corpus and the project's titles, which read as most of their letters do. The window's own sentences
    /// run from left to right as English does, whatever they quote.
    #[must_use]
    pub fn content(self) -> Self {
        Self { direction: Direction::Auto, ..self }
    }

    #[must_use]
    pub fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    #[must_use]
    pub fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }
}

/// A text on one line, laid out and shortened to fit.
pub struct Line {
    pub layout: Arc<Layout>,
    style: TextStyle,
    is_elided: bool,
}

impl Line {
    /// `text` on a line of at most `width`; what does not fit becomes `…` at its end.
    #[must_use]
    pub fn new(brush: &mut Brush, text: &str, style: TextStyle, width: f32) -> Self {
        let text = &*one_line(beginning(text, LONGEST_LINE));
        let layout = brush.line(text, style);
        if line_width(&layout) <= width {
            return Self { layout, style, is_elided: false };
        }
        let mut ends = Vec::new();
        segment::for_each_grapheme(text, |end| ends.push(end));
        let fits = |brush: &mut Brush, end: usize| {
            let layout = brush.line(&format!("{}…", text[..end].trim_end()), style);
            (line_width(&layout) <= width, layout)
        };
        let (mut low, mut high) = (0, ends.len().saturating_sub(1));
        while low < high {
            let middle = (low + high).div_ceil(2);
            if fits(brush, ends[middle]).0 { low = middle } else { high = middle - 1 }
        }
        let (_, layout) = fits(brush, ends.get(low).copied().unwrap_or(0));
        Self { layout, style, is_elided: true }
    }

    /// A name on a line of at most `width`; what does not fit becomes `…` in its midst, for names that begin likewise often end
    /// differently.
    #[must_use]
    pub fn of_name(brush: &mut Brush, name: &str, style: TextStyle, width: f32) -> Self {
        let name = &*one_line(Cow::Borrowed(name));
        let layout = brush.line(name, style);
        if line_width(&layout) <= width {
            return Self { layout, style, is_elided: false };
        }
        let mut ends = vec![0];
        segment::for_each_grapheme(name, |end| ends.push(end));
        let count = ends.len() - 1;
        let kept = |brush: &mut Brush, kept: usize| {
            let (before, after) = (ends[kept.div_ceil(2)], ends[count - kept / 2]);
            brush.line(&format!("{}…{}", name[..before].trim_end(), name[after..].trim_start()), style)
        };
        let (mut low, mut high) = (0, count.saturating_sub(1));
        while low < high {
            let middle = (low + high).div_ceil(2);
            if line_width(&kept(brush, middle)) <= width { low = middle } else { high = middle - 1 }
        }
        Self { layout: kept(brush, low), style, is_elided: true }
    }

    #[must_use]
    pub fn size(&self) -> Vec2 {
        vec2(line_width(&self.layout), self.layout.height())
    }

    /// Whether something of the text is missing.
    #[must_use]
    pub fn is_elided(&self) -> bool {
        self.is_elided
    }

    /// Paints it in the middle of `rect`'s height, at its left or right edge.
    pub fn paint(&self, ui: &Ui, brush: &mut Brush, rect: Rect, align: Align) {
        let size = self.size();
        let x = match align {
            Align::Min => rect.left(),
            Align::Center => rect.center().x - size.x / 2.0,
            Align::Max => rect.right() - size.x,
        };
        let first_left = self.layout.lines().first().map_or(0.0, |line| line.left);
        let place = pos2(x - first_left, rect.center().y - size.y / 2.0);
        brush.paint(ui.painter(), &self.layout, place, self.style);
    }
}

fn line_width(layout: &Layout) -> f32 {
    layout.lines().first().map_or(0.0, |line| line.width)
}

/// A text without line feeds, which a line cannot show.
fn one_line(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains(['\n', '\r', '\t']) { text.replace(['\n', '\r', '\t'], " ").into() } else { text }
}

/// A text on one line, shortened if it does not fit; the whole of it is then shown on hovering.
pub fn label(ui: &mut Ui, kit: &mut Kit, text: &str, style: TextStyle) -> Response {
    let text = &*beginning(text, brush::LONGEST);
    let line = Line::new(&mut kit.brush, text, style, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(line.size(), Sense::hover());
    line.paint(ui, &mut kit.brush, rect, Align::Min);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), spoken(text)));
    if line.is_elided { hint(response, kit, text) } else { response }
}

/// A text on as many lines as it needs, in its own direction across the whole width.
pub fn paragraph(ui: &mut Ui, kit: &mut Kit, text: &str, style: TextStyle) -> Response {
    let text = &*beginning(text, brush::LONGEST);
    let width = ui.available_width();
    let layouts: Vec<Arc<Layout>> = text.lines().map(|line| kit.brush.layout(line, style, width)).collect();
    let height = layouts.iter().map(|layout| layout.height()).sum();
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let mut top = rect.top();
    for layout in layouts {
        kit.brush.paint(ui.painter(), &layout, pos2(rect.left(), top), style);
        top += layout.height();
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), spoken(text)));
    response
}

/// Shows a text while the pointer rests on a widget.
pub fn hint(response: Response, kit: &mut Kit, text: &str) -> Response {
    hint_with(response, |ui| {
        paragraph(ui, kit, text, TextStyle::body());
    })
}

/// Shows more while the pointer rests on a widget, be it enabled or not, and no question stands in front of it.
pub fn hint_with(response: Response, contents: impl FnOnce(&mut Ui)) -> Response {
    if response.ctx.data(|data| data.get_temp(hushed_id())).unwrap_or(false) {
        return response;
    }
    // egui lets a hint that is shown stay while the pointer is in its widget's box, even where a question covers it.
    if !response.ctx.memory(|memory| memory.is_above_modal_layer(response.layer_id)) {
        return response;
    }
    let narrow = |ui: &mut Ui| {
        ui.set_max_width(320.0);
        contents(ui);
    };
    if response.enabled() { response.on_hover_ui(narrow) } else { response.on_disabled_hover_ui(narrow) }
}

/// A key that is pressed takes hints away until the pointer moves again: who goes on by keyboard does not ask about what it rests
/// on. To be called before keys are taken from a frame's input.
pub fn hush_hints(context: &Context) {
    let last = context.input(|input| {
        input.events.iter().rev().find_map(|event| match event {
            Event::Key { pressed: true, .. } | Event::Text(_) => Some(true),
            Event::PointerMoved(_) | Event::PointerButton { .. } => Some(false),
            _ => None,
        })
    });
    if let Some(is_hushed) = last {
        context.data_mut(|data| data.insert_temp(hushed_id(), is_hushed));
    }
}

fn hushed_id() -> Id {
    Id::unique("hints are hushed")
}
