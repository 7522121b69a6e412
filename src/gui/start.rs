//! What stands in the window while there is nothing to annotate: how to begin.

use egui::{Align2, Rect, ScrollArea, Ui, UiBuilder, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::session::command::Command;
use crate::session::command::adding::AddCommand;
use crate::session::state::Session;
use crate::view::items::shown_key;
use crate::view::tones::Ink;

const WIDTH: f32 = 460.0;
/// In a low window it stands higher, as far as it needs.
const LEAST_HEIGHT: f32 = 230.0;

/// Says how to begin without a project; whether to open one.
pub fn start_ui(ui: &mut Ui, kit: &mut Kit) -> bool {
    in_the_middle(ui, |ui| {
        let title = kit.words.get("start-title");
        text::label(ui, kit, &title, TextStyle::heading());
        let about = kit.words.get("start-about");
        text::paragraph(ui, kit, &about, TextStyle::body());
        ui.add_space(SPACE * 2.0);
        let open = kit.words.get("start-open");
        let button = Button { text: &open, look: Look::Main, ..Button::default() };
        let response = widgets::button(ui, kit, button);
        // There is nothing else to do here: Enter does it.
        if ui.memory(|memory| memory.focused().is_none() && memory.top_modal_layer().is_none()) {
            response.request_focus();
        }
        response.clicked()
    })
}

/// Says what to do in a project without documents, or without an open one.
pub fn empty_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, asked: &mut Vec<Command>) {
    let is_empty = session.documents_len() == 0;
    if session.is_opening() {
        let opening = kit.words.get("page-being-opened");
        return in_the_middle(ui, |ui| {
            text::paragraph(ui, kit, &opening, TextStyle::body().ink(Ink::Muted));
        });
    }
    let about = match session.gone() {
        Some(id) => kit.words.say("start-document-gone", &[("document", id.as_str().into())]),
        None if is_empty => kit.words.say("start-no-documents", &[("folder", session.project().texts.as_str().into())]),
        None => kit.words.get("start-no-document"),
    };
    let add = Command::Add(AddCommand::Ask);
    in_the_middle(ui, |ui| {
        text::paragraph(ui, kit, &about, TextStyle::body());
        if !is_empty {
            return;
        }
        ui.add_space(SPACE * 2.0);
        let title = kit.words.get("start-add");
        let key = session.keymap().chords(&add).first().map(shown_key);
        let button = Button { text: &title, key: key.as_deref(), look: Look::Main, ..Button::default() };
        if widgets::button(ui, kit, button).clicked() {
            asked.push(add.clone());
        }
    });
}

fn in_the_middle<T>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> T) -> T {
    let area = ui.available_rect_before_wrap();
    let height = (area.height() * 0.6).max(area.height().min(LEAST_HEIGHT));
    let size = vec2(WIDTH.min(area.width() - SPACE * 8.0), height);
    let rect: Rect = Align2::CENTER_BOTTOM.align_size_within_rect(size, area);
    ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
        ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).show(ui, contents).inner
    })
    .inner
}
