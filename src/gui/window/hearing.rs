//! What keys mean: which are the window's, which the page's, and which belong to what stands in its place or to a text field.

use egui::{Event, Ui};

use crate::gui::agreement::{self, AgreementView};
use crate::gui::board::{self, BoardView};
use crate::gui::held;
use crate::gui::keys;
use crate::gui::page_view::PageView;
use crate::gui::schema::{self, SchemaView};
use crate::session::command::{Command, Step};
use crate::session::keymap::{KeyPress, Reading};

use super::Window;

impl Window {
    /// Keys become commands before anything is drawn, so that the frame shows what they did. A text field that has the
    /// keyboard keeps it, but for the keys that no field wants. What was typed after a key that opened or closed something is
    /// that thing's, which is there in the next frame.
    pub(super) fn hear_keys(&mut self, ui: &Ui) {
        let context = ui.ctx();
        let is_typing = self.kit.fields.is_typing(context) || self.was_typing || egui::Popup::is_any_open(context);
        let main = [PageView::id(), SchemaView::id(), BoardView::id(), AgreementView::id()];
        let is_main = |id: egui::Id| main.contains(&id);
        let on_page = context.memory(|memory| memory.focused().is_none_or(is_main));
        let mut events = held::with_held(context, ui.input(|input| input.events.clone())).into_iter();
        // The letter of a key that was a command comes after it as text, which then is nobody's.
        let mut is_letter_heard = false;
        let mut left = Vec::new();
        while let Some(event) = events.next() {
            let before = self.open_over_the_page();
            let is_heard = match &event {
                Event::Text(typed) if !is_typing => is_letter_heard || self.hear_text(typed),
                Event::Ime(egui::ImeEvent::Commit(typed)) if !is_typing => self.hear_text(typed),
                Event::Key { pressed: true, .. } => {
                    is_letter_heard = self.hear(&event, is_typing, on_page);
                    is_letter_heard
                }
                _ => self.hear(&event, is_typing, on_page),
            };
            if !is_heard {
                left.push(event);
            }
            if self.open_over_the_page() != before {
                left.extend(held::without_typed(context, events.by_ref()));
            }
        }
        ui.input_mut(|input| input.events = left);
    }

    /// What has been opened that takes the keyboard: the palette, the keys' sheet, the search, the schema.
    fn open_over_the_page(&self) -> Option<[bool; 4]> {
        let view = self.session.as_ref()?.view();
        Some([view.palette, view.help, view.find, view.schema])
    }

    /// Whether typed text was for us: while candidates are offered it narrows them.
    fn hear_text(&mut self, typed: &str) -> bool {
        let session = self.session.as_ref().filter(|session| !session.view().palette && !session.view().help);
        match session.and_then(|session| session.command_for_text(typed)) {
            Some(command) => {
                self.perform(&command);
                true
            }
            None => false,
        }
    }

    /// Whether an event was a key of ours; then it was done.
    fn hear(&mut self, event: &Event, is_typing: bool, on_page: bool) -> bool {
        let Some(press) = keys::press(event) else { return false };
        let Some(session) = &self.session else { return false };
        let view = session.view();
        if view.palette || view.help || (is_typing && !is_for_window(&press)) || (!on_page && is_for_widget(&press)) {
            return false;
        }
        if view.schema || session.shown_agreement().is_some() || session.board_part().is_some() {
            return self.hear_elsewhere(&press, is_typing, on_page);
        }
        let engine = &mut self.kit.brush.engine;
        let reading = self.page.reading_order(engine, session);
        if let Some(command) = session.command_for(&press, reading) {
            self.perform(&command);
            if matches!(command, Command::Move(Step::NextWord | Step::PreviousWord, _)) {
                self.page.go_on(reading);
            }
            return true;
        }
        match self.page.sight(engine, session, &press) {
            Some(command) => {
                self.perform_quietly(&command);
                true
            }
            None => false,
        }
    }

    /// Likewise while something else stands in the page's place: keys of the page mean nothing.
    fn hear_elsewhere(&mut self, press: &KeyPress<'_>, is_typing: bool, on_page: bool) -> bool {
        let Some(session) = &self.session else { return false };
        let (heard, is_its): (_, fn(&Command) -> bool) = if session.view().schema {
            let focus = match (is_typing, on_page) {
                (true, _) => schema::Focus::Field,
                (false, true) => schema::Focus::Tree,
                (false, false) => schema::Focus::Widget,
            };
            (self.schema.hear(session, press, focus), schema::is_for_window)
        } else if session.shown_agreement().is_some() {
            let heard = if is_typing || !on_page { None } else { self.agreement.hear(session, press) };
            (heard, agreement::is_for_window)
        } else {
            let heard = if is_typing { None } else { self.board.hear(session, press) };
            (heard, board::is_for_window)
        };
        let of_window = || {
            let command = session.keymap().command(press, Reading::LeftToRight)?;
            (is_its(&command) && is_for_window(press)).then(|| vec![command])
        };
        let Some(commands) = heard.or_else(of_window) else { return false };
        for command in &commands {
            self.perform(command);
        }
        true
    }
}

/// Keys that mean the window even while someone types: with Ctrl they are no letters, and function keys never are.
fn is_for_window(press: &KeyPress) -> bool {
    let is_function = press.key.starts_with('F') && press.key.len() > 1;
    // The field's own: select all, copy, cut, paste, undo, redo, moving by words.
    let is_fields =
        press.ctrl && matches!(press.key, "A" | "C" | "X" | "V" | "Z" | "Y" | "Backspace" | "Delete" | "Home" | "End");
    is_function || (press.ctrl && !is_fields && !press.key.starts_with("Arrow"))
}

/// Keys that a focused button or list wants for itself.
fn is_for_widget(press: &KeyPress) -> bool {
    let is_own = matches!(press.key, "Enter" | "Space" | "Tab" | "Escape") || press.key.starts_with("Arrow");
    is_own && !press.ctrl && !press.alt
}
