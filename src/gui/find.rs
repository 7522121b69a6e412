//! The find field above the page: what is looked for, and how often it is there.

use egui::{Event, Frame, Id, Key, Margin, Panel, Ui};

use crate::gui::brush::TextStyle;
use crate::gui::page_view::PageView;
use crate::gui::text::{self, Kit};
use crate::gui::text_field;
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::session::command::Command;
use crate::session::state::Session;
use crate::view::tones::Ink;

const WIDTH: f32 = 280.0;
/// In a narrow window the field leaves this much to what stands beside it, as far as it can.
const BUTTONS: f32 = 320.0;
const LEAST_WIDTH: f32 = 90.0;

/// What the window remembers of the field.
#[derive(Default)]
pub struct FindField {
    typed: String,
    is_shown: bool,
}

/// Draws the field if the session says it is open.
pub fn find_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, find: &mut FindField, asked: &mut Vec<Command>) {
    if !session.view().find {
        find.is_shown = false;
        return;
    }
    let is_new = !find.is_shown;
    find.is_shown = true;
    let id = Id::unique("find field");
    let frame = Frame::new().fill(kit.brush.color(Ink::Panel)).inner_margin(Margin::symmetric(10, 4));
    Panel::top("find").frame(frame).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            if is_new {
                ui.memory_mut(|memory| memory.request_focus(id));
            }
            let is_focused = ui.memory(|memory| memory.has_focus(id));
            let is_escaped = text_field::is_escaped(ui, kit, id);
            let (is_entered, is_back) = if is_focused { keys(ui) } else { (false, false) };
            let (name, hint) = (kit.words.get("find-name"), kit.words.get("find-hint"));
            ui.scope(|ui| {
                ui.set_max_width((ui.available_width() - BUTTONS).clamp(LEAST_WIDTH, WIDTH));
                text_field::field(ui, kit, id, &name, &hint, &mut find.typed);
            });
            let is_known = session.find().query == find.typed;
            if is_known && !find.typed.is_empty() {
                let count = session.find().found.len();
                let text = kit.words.say("find-count", &[("count", count.into())]);
                text::label(ui, kit, &text, TextStyle::small());
            }
            ui.add_space(SPACE);
            let (previous, next, close) =
                (kit.words.get("find-previous"), kit.words.get("find-next"), kit.words.get("dialog-close"));
            let goes_back =
                widgets::button(ui, kit, Button { text: &previous, ..Button::default() }).clicked() || is_back;
            let goes_on = widgets::button(ui, kit, Button { text: &next, ..Button::default() }).clicked() || is_entered;
            if goes_back || goes_on {
                asked.push(match (is_known, goes_back) {
                    (false, _) => Command::Find(find.typed.clone()),
                    (true, true) => Command::FindPrevious,
                    (true, false) => Command::FindNext,
                });
            }
            let is_closed =
                widgets::button(ui, kit, Button { text: &close, look: Look::Plain, ..Button::default() }).clicked();
            if is_closed || is_escaped {
                asked.push(Command::FindDialog);
                ui.memory_mut(|memory| memory.request_focus(PageView::id()));
            }
        });
    });
}

/// Enter and Shift+Enter, which the field does not get.
fn keys(ui: &Ui) -> (bool, bool) {
    let (mut is_entered, mut is_back) = (false, false);
    ui.input_mut(|input| {
        input.events.retain(|event| {
            let Event::Key { key, pressed: true, modifiers, .. } = event else { return true };
            match key {
                Key::Enter if modifiers.shift => is_back = true,
                Key::Enter => is_entered = true,
                _ => return true,
            }
            false
        });
    });
    (is_entered, is_back)
}
