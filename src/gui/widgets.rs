//! The window's own buttons, rows and key caps, with text from our engine. Each says what it is to a screen reader,
//! which is also how tests find it. Sizes are points.

use egui::{
    Align, CornerRadius, EventFilter, Frame, Id, Margin, Popup, Pos2, Rect, Response, Role, Sense, Shape as EguiShape,
    Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, style::ScrollAnimation, vec2,
};

use crate::gui::brush::TextStyle;
use crate::gui::text::{Kit, Line, hint};
use crate::gui::theme::{RADIUS, SMALL, SPACE};
use crate::gui::words::{has_put_in, spoken};
use crate::model::schema::Tone;
use crate::text::bidi::Direction;
use crate::text::fonts::Weight;
use crate::view::draw;
use crate::view::mark::Form;
use crate::view::shapes::{Rect as PageRect, Shape};
use crate::view::tones::Ink;

/// A button's looks besides its text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Button<'a> {
    pub text: &'a str,
    /// What a screen reader says, if the text is not enough.
    pub name: Option<&'a str>,
    pub look: Look,
    pub swatch: Option<(Tone, Form)>,
    /// The key that does the same.
    pub key: Option<&'a str>,
    pub is_selected: bool,
    pub width: Width,
    pub cut: Cut,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    #[default]
    Framed,
    /// Only its text, until the pointer comes.
    Plain,
    /// Plain and small, for many side by side.
    Dense,
    /// The one that Enter stands for.
    Main,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    #[default]
    OfText,
    Full,
}

/// What becomes `…` of a text that has no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cut {
    #[default]
    End,
    /// For names: those that begin likewise often end differently.
    Middle,
}

/// How high a dense button is.
pub const DENSE_HEIGHT: f32 = 22.0;

/// A button.
pub fn button(ui: &mut Ui, kit: &mut Kit, button: Button) -> Response {
    let Button { text, name, look, swatch, key, is_selected, width, cut } = button;
    let is_dense = look == Look::Dense;
    let padding = if is_dense { vec2(SPACE * 1.25, 0.0) } else { ui.spacing().button_padding };
    let swatch_width = swatch.map_or(0.0, |_| 14.0 + if is_dense { SPACE } else { SPACE * 1.5 });
    let cap = key.map(|key| Line::new(&mut kit.brush, key, KEY_STYLE, f32::INFINITY));
    let cap_width = cap.as_ref().map_or(0.0, |cap| cap_size(cap).x + if is_dense { SPACE } else { SPACE * 2.0 });
    let around = padding.x * 2.0 + swatch_width + cap_width;
    let ink = match look {
        Look::Main => Ink::OnAccent,
        _ if ui.is_enabled() => Ink::Text,
        _ => Ink::Muted,
    };
    let style = if is_dense { TextStyle::small() } else { TextStyle::body() }.ink(ink);
    // A name alone runs as it is written; what the window says of one runs as the window does.
    let style = if has_put_in(text) { style } else { style.content() };
    let shortened = match cut {
        Cut::End => Line::new,
        Cut::Middle => Line::of_name,
    };
    let line = shortened(&mut kit.brush, text, style, (ui.available_width() - around).max(SMALL));
    let mut size = vec2(
        line.size().x + around,
        (line.size().y + padding.y).max(if is_dense { DENSE_HEIGHT } else { ui.spacing().interact_size.y }),
    );
    if width == Width::Full {
        size.x = size.x.max(ui.available_width());
    }
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    reveal_focused(&response);
    response.widget_info(|| {
        let name = spoken(name.unwrap_or(text));
        match is_selected {
            true => WidgetInfo::selected(Role::Button, ui.is_enabled(), true, name),
            false => WidgetInfo::labeled(Role::Button, ui.is_enabled(), name),
        }
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    surface(ui, kit, &response, rect, look, is_selected);
    let mut inner = rect.shrink2(vec2(padding.x, 0.0));
    if let Some((tone, form)) = swatch {
        paint_swatch(ui, kit, pos2(inner.left() + 7.0, rect.center().y), tone, form);
        inner.min.x += swatch_width;
    }
    if let Some(cap) = &cap {
        let cap_rect =
            Rect::from_center_size(pos2(inner.right() - cap_size(cap).x / 2.0, rect.center().y), cap_size(cap));
        paint_cap(ui, kit, cap, cap_rect);
        inner.max.x -= cap_width;
    }
    let align = if width == Width::Full || swatch.is_some() || key.is_some() { Align::Min } else { Align::Center };
    line.paint(ui, &mut kit.brush, inner, align);
    if line.is_elided() { hint(response, kit, text) } else { response }
}

fn surface(ui: &Ui, kit: &Kit, response: &Response, rect: Rect, look: Look, is_selected: bool) {
    let brush = &kit.brush;
    let is_hot = ui.is_enabled() && response.hovered();
    let is_down = ui.is_enabled() && response.is_pointer_button_down_on();
    let fill = match (look, is_selected) {
        (Look::Main, _) => Some(Ink::Accent),
        (_, true) => Some(Ink::AccentTint),
        _ if is_down => Some(Ink::Pressed),
        _ if is_hot => Some(Ink::Hover),
        (Look::Framed, false) => Some(Ink::Field),
        (Look::Plain | Look::Dense, false) => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, RADIUS, brush.color(fill));
    }
    let line = match look {
        _ if response.has_focus() => Some(Stroke::new(2.0, brush.color(Ink::Accent))),
        _ if is_selected => Some(Stroke::new(1.0, brush.color(Ink::Accent))),
        Look::Framed => Some(Stroke::new(1.0, brush.color(if is_hot { Ink::Muted } else { Ink::Border }))),
        Look::Main | Look::Plain | Look::Dense => None,
    };
    if let Some(line) = line {
        ui.painter().rect_stroke(rect, RADIUS, line, StrokeKind::Inside);
    }
}

/// A button that can be pressed or not, on the next line where this one has no room for the whole of it.
pub fn wrapped_button(ui: &mut Ui, kit: &mut Kit, is_enabled: bool, button: Button) -> Response {
    let style = if button.look == Look::Dense { TextStyle::small() } else { TextStyle::body() };
    let padding = if button.look == Look::Dense { SPACE * 1.25 } else { ui.spacing().button_padding.x };
    let cap = button.key.map_or(0.0, |key| key_cap_width(kit, key) + SPACE * 2.0);
    let text = Line::new(&mut kit.brush, button.text, style.content(), f32::INFINITY).size().x;
    if ui.available_size_before_wrap().x < padding * 2.0 + text + cap {
        ui.end_row();
    }
    ui.add_enabled_ui(is_enabled, |ui| self::button(ui, kit, button)).inner
}

/// Lets what stands in the page's place have the keyboard whenever nothing else that is drawn has it, and take the arrow keys.
pub fn keep_keyboard(ui: &Ui, id: Id) {
    let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };
    let focused = ui.memory(|memory| memory.focused());
    // What was there before the page was left is not drawn any more, and hears nothing.
    let is_gone = |focused| focused != id && ui.ctx().read_response(focused).is_none();
    let is_asked = ui.memory(|memory| memory.top_modal_layer().is_some());
    let is_nobodys = !is_asked && focused.is_none_or(is_gone);
    ui.memory_mut(|memory| {
        if is_nobodys {
            memory.request_focus(id);
        }
        if memory.has_focus(id) {
            memory.set_focus_lock_filter(id, filter);
        }
    });
    if is_nobodys {
        // egui takes the filter of what had the keyboard a frame ago.
        ui.request_repaint();
    }
}

/// What Tab goes to comes into sight.
pub fn reveal_focused(response: &Response) {
    if response.gained_focus() {
        // With what is around it, or its edge would stand at the edge.
        let around = response.rect.expand(SPACE * 4.0);
        response.clone().with_new_rect(around).scroll_to_me_animation(None, ScrollAnimation::none());
    }
}

/// A row of a list: the caller paints its contents into the returned box.
pub fn row(ui: &mut Ui, kit: &mut Kit, height: f32, name: &str, is_selected: bool) -> (Rect, Response) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    reveal_focused(&response);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, ui.is_enabled(), is_selected, spoken(name)));
    let fill = match is_selected {
        true => Some(Ink::AccentTint),
        false if response.hovered() => Some(Ink::Hover),
        false => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, RADIUS, kit.brush.color(fill));
    }
    if is_selected {
        let bar = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
        ui.painter().rect_filled(bar, 1.5, kit.brush.color(Ink::Accent));
    }
    if response.has_focus() {
        let line = Stroke::new(2.0, kit.brush.color(Ink::Accent));
        ui.painter().rect_stroke(rect, RADIUS, line, StrokeKind::Inside);
    }
    (rect.shrink2(vec2(SPACE * 2.5, 0.0)), response)
}

const KEY_STYLE: TextStyle =
    TextStyle { size: 11.0, weight: Weight::Regular, ink: Ink::Muted, direction: Direction::LeftToRight };

/// A key as it looks on the board.
pub fn key_cap(ui: &mut Ui, kit: &mut Kit, key: &str) -> Response {
    let cap = Line::new(&mut kit.brush, key, KEY_STYLE, f32::INFINITY);
    let (rect, response) = ui.allocate_exact_size(cap_size(&cap), Sense::hover());
    paint_cap(ui, kit, &cap, rect);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, key));
    response
}

/// A key in a box that is there already, at its left edge.
pub fn key_cap_at(ui: &Ui, kit: &mut Kit, key: &str, rect: Rect) {
    let cap = Line::new(&mut kit.brush, key, KEY_STYLE, f32::INFINITY);
    let size = cap_size(&cap);
    let rect = Rect::from_min_size(pos2(rect.left(), rect.center().y - size.y / 2.0), size);
    paint_cap(ui, kit, &cap, rect);
}

/// How wide a key's box is.
#[must_use]
pub fn key_cap_width(kit: &mut Kit, key: &str) -> f32 {
    cap_size(&Line::new(&mut kit.brush, key, KEY_STYLE, f32::INFINITY)).x
}

fn cap_size(cap: &Line) -> Vec2 {
    vec2((cap.size().x + 7.0).max(17.0), 17.0)
}

fn paint_cap(ui: &Ui, kit: &mut Kit, cap: &Line, rect: Rect) {
    let (fill, line) = (kit.brush.color(Ink::Panel), kit.brush.color(Ink::Border));
    ui.painter().rect(rect, 3.0, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    cap.paint(ui, &mut kit.brush, rect, Align::Center);
}

/// A small picture of how a label's annotations look: colour, and the form that tells entity, event and stance apart.
pub fn paint_swatch(ui: &Ui, kit: &mut Kit, centre: Pos2, tone: Tone, form: Form) {
    let reach = 7.0;
    let line = Ink::Line(tone);
    kit.brush.strokes(ui.painter(), centre, |paint| {
        let rect = PageRect { left: -reach, top: -reach, right: reach, bottom: reach };
        match form {
            Form::Entity => {
                paint(Shape::Fill { rect, radius: 4.0, ink: Ink::Tint(tone) });
                paint(Shape::Frame { rect, radius: 4.0, width: 1.5, ink: line });
            }
            Form::Event => paint(Shape::Fill { rect, radius: 0.0, ink: line }),
            Form::Stance(sign) => {
                paint(Shape::Fill { rect, radius: 3.0, ink: Ink::Paper });
                paint(Shape::Frame { rect, radius: 3.0, width: 1.5, ink: line });
                if let Some(sign) = sign {
                    draw::sign_mark(sign, 0.0, 0.0, 4.0, line, &mut |shape| paint(shape));
                }
            }
        }
    });
}

/// This much of the window's height a menu takes at most; with more it is scrolled.
const MENU_SHARE: f32 = 0.6;

/// A menu below a button; what was chosen of it.
pub fn menu<T: Copy>(kit: &mut Kit, button: &Response, choices: &[(String, T)]) -> Option<T> {
    let mut chosen = None;
    Popup::menu(button).show(|ui| {
        ui.set_width(170.0);
        let height = ui.ctx().content_rect().height() * MENU_SHARE;
        egui::ScrollArea::vertical().max_height(height).show(ui, |ui| {
            for (name, choice) in choices {
                let entry =
                    Button { text: name, look: Look::Plain, width: Width::Full, cut: Cut::Middle, ..Button::default() };
                if self::button(ui, kit, entry).clicked() {
                    chosen = Some(*choice);
                    ui.close();
                }
            }
        });
    });
    chosen
}

/// A thin line between groups.
pub fn divider(ui: &mut Ui, kit: &Kit) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), SPACE * 2.0 + 1.0), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, kit.brush.color(Ink::Border)));
}

/// What lies over the window behind a dialog.
#[must_use]
pub fn shade(kit: &Kit) -> egui::Color32 {
    kit.brush.color(Ink::Shade).gamma_multiply(0.45)
}

/// A frame for what stands in front of everything.
pub fn dialog_frame(ui: &Ui, kit: &Kit) -> Frame {
    Frame::new()
        .fill(kit.brush.color(Ink::Panel))
        .stroke(Stroke::new(1.0, kit.brush.color(Ink::Border)))
        .corner_radius(8)
        .shadow(ui.visuals().popup_shadow)
        .inner_margin(Margin::same(18))
}

/// A frame for the window's panels.
pub fn panel_frame(kit: &Kit, margin: Margin) -> Frame {
    Frame::new().fill(kit.brush.color(Ink::Panel)).inner_margin(margin)
}

/// A tick around a point.
pub fn tick(ui: &Ui, centre: Pos2, color: egui::Color32) {
    let points = [vec2(-2.5, 0.0), vec2(-0.7, 2.0), vec2(2.6, -2.2)].map(|offset| centre + offset);
    ui.painter().add(EguiShape::line(points.into(), Stroke::new(1.5, color)));
}

/// A triangle that points down at what is open, and to the end at what is not.
pub fn fold_mark(ui: &Ui, centre: Pos2, is_open: bool, color: egui::Color32) {
    let points = match is_open {
        true => [vec2(-4.0, -2.5), vec2(4.0, -2.5), vec2(0.0, 3.0)],
        false => [vec2(-2.5, -4.0), vec2(3.0, 0.0), vec2(-2.5, 4.0)],
    };
    let points = points.map(|offset| centre + offset).into();
    ui.painter().add(EguiShape::convex_polygon(points, color, Stroke::NONE));
}

/// A filled and a hollow part, for progress.
pub fn progress_mark(ui: &Ui, kit: &Kit, centre: Pos2, share: ProgressShare) {
    let painter = ui.painter();
    let (radius, line) = (5.0, Stroke::new(1.5, kit.brush.color(Ink::Muted)));
    match share {
        ProgressShare::None => {
            painter.circle_stroke(centre, radius, line);
        }
        ProgressShare::Some => {
            painter.circle_stroke(centre, radius, line);
            let half = Rect::from_min_max(pos2(centre.x - radius, centre.y), centre + vec2(radius, radius));
            let corners = CornerRadius { sw: radius as u8, se: radius as u8, ..CornerRadius::ZERO };
            painter.rect_filled(half, corners, kit.brush.color(Ink::Muted));
        }
        ProgressShare::All => {
            painter.circle_filled(centre, radius + 0.75, kit.brush.color(Ink::Good));
            tick(ui, centre, kit.brush.color(Ink::Panel));
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgressShare {
    None,
    Some,
    All,
}
