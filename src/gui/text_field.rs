//! The text field: what one types is laid out, selected and edited as the page's text is, in either direction. It
//! draws itself and says itself to a screen reader; what it hears is `field_state`'s, what that does to the text `text::edit`'s.
//! Sizes are points.

use std::sync::Arc;

use egui::accesskit::Action;
use egui::output::{IMEOutput, OutputEvent};
use egui::{
    Align, CursorIcon, Event, EventFilter, IMEPurpose, Id, Key, OutputCommand, Pos2, Rect, Response, Sense, Stroke,
    StrokeKind, Ui, Vec2, ViewportCommand, WidgetInfo, pos2, vec2,
};

use crate::gui::brush::TextStyle;
use crate::gui::field_menu::{FieldChoice, field_menu};
use crate::gui::field_state::{CARET_WIDTH, State};
use crate::gui::text::{Kit, Line};
use crate::gui::text_runs::Runs;
use crate::gui::theme::{BODY, RADIUS};
use crate::gui::widgets;
use crate::text::bidi::{Census, Direction};
use crate::text::caret::Selection;
use crate::text::edit::{Lines, Unit};
use crate::text::flow::{CaretBox, TextBox};
use crate::text::fonts::Weight;
use crate::text::layout::Style;
use crate::text::lines::Overflow;
use crate::text::shape::Engine;
use crate::view::kept::plain_style;
use crate::view::tones::Ink;

/// Between the border and the text.
const MARGIN: Vec2 = vec2(8.0, 5.0);

/// What a field is.
#[derive(Debug, Clone, Copy)]
pub struct TextField<'a> {
    pub id: Id,
    /// What a screen reader calls it.
    pub name: &'a str,
    /// Stands in it while it is empty, which then reads in the hint's direction.
    pub hint: &'a str,
    pub lines: Lines,
    /// How many lines high it is at least; with more it grows.
    pub rows: usize,
}

impl TextField<'_> {
    /// How its text is set, in a field with so much room.
    fn style(&self, room: f32) -> Style {
        let falls_back_to_rtl = reads_rtl(self.hint);
        let style = Style { direction: Direction::Auto, falls_back_to_rtl, ..plain_style(BODY, Weight::Regular) };
        match self.lines {
            Lines::One => style,
            Lines::Many => Style { width: room, overflow: Overflow::Anywhere, ..style },
        }
    }
}

fn reads_rtl(text: &str) -> bool {
    Census::of(text).is_rtl(Direction::Auto).unwrap_or(false)
}

/// A field for typing on one line, called `name`. `hint` stands in it while it is empty.
pub fn field(ui: &mut Ui, kit: &mut Kit, id: Id, name: &str, hint: &str, text: &mut String) -> Response {
    text_field(ui, kit, TextField { id, name, hint, lines: Lines::One, rows: 1 }, text)
}

/// A field for typing as many lines as one likes, `rows` high at least.
pub fn long_field(ui: &mut Ui, kit: &mut Kit, id: Id, name: &str, rows: usize, text: &mut String) -> Response {
    text_field(ui, kit, TextField { id, name, hint: "", lines: Lines::Many, rows }, text)
}

/// Whether Escape has just left the field, to be asked before it is drawn: egui lets it go before anybody hears of the key.
#[must_use]
pub fn is_escaped(ui: &Ui, kit: &Kit, id: Id) -> bool {
    let is_left = kit.fields.had_keyboard(id) && !ui.memory(|memory| memory.has_focus(id));
    is_left && ui.input(|input| input.key_pressed(Key::Escape))
}

/// A field for typing `text`. `Response::changed` says whether somebody did.
pub fn text_field(ui: &mut Ui, kit: &mut Kit, field: TextField, text: &mut String) -> Response {
    let TextField { id, lines, .. } = field;
    let room = (ui.available_width() - 2.0 * MARGIN.x).max(BODY);
    let style = field.style(room);
    let mut state = kit.fields.take(id, text).unwrap_or_else(|| State::new(text, lines, style));
    let before = (Arc::clone(state.edit.text()), state.edit.selection());

    if ui.is_enabled() {
        state.hear_assistance(ui, id);
        hear_events(ui, kit, &mut state, id);
    }
    state.follow(style);
    let engine = &mut kit.brush.engine;
    // What is above must be measured, not estimated, for what is below to stand right.
    state.flow.visible(engine, 0.0, f64::INFINITY);
    let least = state.style.line_height * state.style.size * field.rows as f32;
    let height = if lines == Lines::One { least } else { least.max(state.flow.height() as f32) };
    let (_, rect) = ui.allocate_space(vec2(room, height) + 2.0 * MARGIN);
    let mut response = ui.interact(rect, id, Sense::click_and_drag()).on_hover_cursor(CursorIcon::Text);
    let inner = rect.shrink2(MARGIN);

    widgets::reveal_focused(&response);
    let origin = state.origin(engine, inner, response.has_focus());
    if ui.is_enabled() {
        let was_composing = state.edit.composition().is_some();
        let is_pressed = state.hear_pointer(ui, engine, &response, origin);
        if is_pressed && !response.has_focus() {
            response.request_focus();
        } else if was_composing && state.edit.composition().is_none() {
            ui.memory_mut(|memory| memory.interrupt_ime());
        }
        hear_primary(ui, engine, &mut state, &response, origin);
        if let Some(choice) = field_menu(&response, kit, state.edit.selected()) {
            response.request_focus();
            match choice {
                FieldChoice::Cut => state.cut(ui),
                FieldChoice::Copy => state.copy(ui),
                // The clipboard comes as an event of a later frame.
                FieldChoice::Paste => ui.ctx().send_viewport_cmd(ViewportCommand::RequestPaste),
                FieldChoice::SelectAll => state.edit.select_all(),
            }
        }
    }
    let engine = &mut kit.brush.engine;
    state.follow(style);
    let origin = state.origin(engine, inner, response.has_focus());

    let has_changed = before.0 != *state.edit.text();
    let has_moved = before.1 != state.edit.selection();
    if has_changed {
        state.edit.text().as_ref().clone_into(text);
        response.mark_changed();
    }
    let caret = caret_rect(state.caret(engine), origin, inner);
    if response.has_focus() && (has_changed || has_moved) {
        ui.scroll_to_rect(caret, None);
    }
    if ui.is_rect_visible(rect) {
        paint_surface(ui, kit, &response, rect);
        paint_text(ui, kit, &mut state, &field, &response, inner, origin);
        if response.has_focus() && ui.is_enabled() {
            paint_caret(ui, kit, caret);
        }
    }
    if response.has_focus() && ui.is_enabled() {
        let ime =
            IMEOutput { purpose: IMEPurpose::Normal, rect, cursor_rect: caret, should_interrupt_composition: false };
        ui.output_mut(|output| output.ime = Some(ime));
    }
    report(ui, &mut kit.brush.engine, &mut state, &field, &response, &before, origin);
    state.had_focus = response.has_focus();
    kit.fields.keep(id, state);
    response
}

/// Hears what is meant for the field that has the keyboard: arrows are its own, and neither Tab nor Escape. What was typed in
/// one frame before the Escape that left it, is still the field's.
fn hear_events(ui: &Ui, kit: &mut Kit, state: &mut State, id: Id) {
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    if has_focus || state.had_focus {
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let is_escape = |event: &Event| matches!(event, Event::Key { key: Key::Escape, pressed: true, .. });
        let events = ui.input(|input| input.events.clone());
        let escape = events.iter().position(is_escape).filter(|_| !has_focus);
        let end = if has_focus { events.len() } else { escape.unwrap_or(0) };
        for event in events[..end].iter().filter(|event| filter.matches(event)) {
            if state.hear(ui, &mut kit.brush.engine, event) {
                ui.memory_mut(|memory| memory.surrender_focus(id));
                break;
            }
        }
    }
    if !has_focus {
        state.edit.settle();
    }
}

/// What X11 and Wayland call the primary selection: selecting with the pointer copies, the middle button pastes.
fn hear_primary(ui: &Ui, engine: &mut Engine, state: &mut State, response: &Response, origin: Pos2) {
    let is_released = ui.input(|input| input.pointer.primary_released());
    if is_released && response.has_focus() && !state.edit.selection().is_empty() {
        ui.ctx().send_cmd(OutputCommand::TextSelectionSettled(state.edit.selected().to_owned()));
    }
    let pasted = ui.input(|input| {
        input.events.iter().find_map(|event| match event {
            Event::MiddleClickPaste { pos, text } => Some((*pos, text.clone())),
            _ => None,
        })
    });
    if let Some((place, pasted)) = pasted.filter(|_| response.contains_pointer()) {
        let at = place - origin;
        state.edit.press(state.flow.hit(engine, at.x, f64::from(at.y)), Unit::Grapheme);
        state.edit.paste(&pasted);
        response.request_focus();
        // A field of many lines may have to grow.
        ui.ctx().request_repaint();
    }
}

fn paint_surface(ui: &Ui, kit: &Kit, response: &Response, rect: Rect) {
    let (width, ink) = match response.has_focus() {
        true => (1.5, Ink::Accent),
        false if ui.is_enabled() && response.hovered() => (1.0, Ink::Text),
        false => (1.0, Ink::Edge),
    };
    let (fill, stroke) = (kit.brush.color(Ink::Field), Stroke::new(width, kit.brush.color(ink)));
    ui.painter().rect(rect, RADIUS, fill, stroke, StrokeKind::Inside);
}

/// The selection, the text or else the hint, and lines under what is being composed.
fn paint_text(
    ui: &Ui,
    kit: &mut Kit,
    state: &mut State,
    field: &TextField,
    response: &Response,
    inner: Rect,
    origin: Pos2,
) {
    let style = TextStyle::body().content();
    if state.edit.text().is_empty() {
        let line = Line::new(&mut kit.brush, field.hint, style.ink(Ink::Muted), inner.width());
        let first = Rect::from_min_size(inner.min, vec2(inner.width(), line.size().y));
        line.paint(ui, &mut kit.brush, first, if reads_rtl(field.hint) { Align::Max } else { Align::Min });
        return;
    }
    // A letter may reach over the edge of its box, and the spaces at a line's end hang.
    let painter = ui.painter_at(inner.expand2(vec2(MARGIN.x / 2.0, 0.0)));
    let clip = painter.clip_rect();
    let (top, bottom) = (f64::from(clip.top() - origin.y), f64::from(clip.bottom() - origin.y));
    let selection = state.edit.selection();
    if response.has_focus() && !selection.is_empty() {
        for text_box in state.flow.boxes(&mut kit.brush.engine, selection.range(), top, bottom) {
            painter.rect_filled(screen_rect(&text_box, origin), 0.0, kit.brush.color(Ink::Selection));
        }
    }
    let ink = if ui.is_enabled() { Ink::Text } else { Ink::Muted };
    for placed in state.flow.visible(&mut kit.brush.engine, top, bottom) {
        let place = pos2(origin.x, origin.y + placed.top as f32);
        kit.brush.paint(&painter, &placed.layout, place, style.ink(ink));
    }
    let Some((composed, active)) = state.edit.composition() else { return };
    for (range, width) in [(Some(composed), 1.0), (active, 2.0)] {
        for text_box in state.flow.boxes(&mut kit.brush.engine, range.unwrap_or_default(), top, bottom) {
            let y = origin.y + text_box.baseline as f32 + 4.0;
            painter.hline(screen_rect(&text_box, origin).x_range(), y, Stroke::new(width, kit.brush.color(Ink::Text)));
        }
    }
}

fn screen_rect(text_box: &TextBox, origin: Pos2) -> Rect {
    let min = vec2(text_box.left, text_box.top as f32);
    let max = vec2(text_box.right, text_box.bottom as f32);
    Rect::from_min_max(origin + min, origin + max)
}

/// Where the caret is drawn: beside hanging spaces it stays inside.
fn caret_rect(caret: CaretBox, origin: Pos2, inner: Rect) -> Rect {
    let x = (origin.x + caret.x - CARET_WIDTH / 2.0).clamp(inner.left() - CARET_WIDTH, inner.right());
    let top = origin.y + caret.top as f32;
    Rect::from_min_max(pos2(x, top), pos2(x + CARET_WIDTH, origin.y + caret.bottom as f32))
}

/// It does not blink, which would wake the processor twice a second. In a window in the background one does not type.
fn paint_caret(ui: &Ui, kit: &Kit, caret: Rect) {
    if ui.input(|input| input.focused) {
        ui.painter().rect_filled(caret, 0.0, kit.brush.color(Ink::Caret));
    }
}

/// Says to a screen reader what is in the field and what is selected.
fn report(
    ui: &mut Ui,
    engine: &mut Engine,
    state: &mut State,
    field: &TextField,
    response: &Response,
    before: &(Arc<str>, Selection),
    origin: Pos2,
) {
    let text = Arc::clone(state.edit.text());
    let selection = state.edit.selection();
    response.widget_info(|| {
        let mut info = WidgetInfo::text_edit(ui.is_enabled(), &before.0, &text, field.hint);
        info.label = Some(field.name.to_owned());
        info
    });
    if before.1 != selection && before.0 == text {
        let chars = |offset: usize| egui::text::CharIndex(text[..offset].chars().count());
        let range = selection.range();
        let info = WidgetInfo::text_selection_changed(ui.is_enabled(), chars(range.start)..chars(range.end), &text);
        response.output_event(OutputEvent::TextSelectionChanged(info));
    }
    let is_heard = ui.ctx().accesskit_node_builder(field.id, |node| {
        if field.lines == Lines::Many {
            node.set_role(egui::accesskit::Role::MultilineTextInput);
        }
        node.add_action(Action::SetValue);
        node.add_action(Action::ReplaceSelectedText);
    });
    if is_heard.is_some() {
        let State { flow, runs, .. } = state;
        let runs = runs.get_or_insert_with(|| Runs::of(field.id, &text, &flow.visible(engine, 0.0, f64::INFINITY)));
        runs.tell(ui, field.id, &text, selection, origin);
    }
}
