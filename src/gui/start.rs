//! What stands in the window while there is nothing to annotate: how to begin.

use egui::{Align2, Rect, Ui, UiBuilder, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::session::state::Session;

const WIDTH: f32 = 460.0;

/// Says how to begin without a project; whether to open one.
pub fn start_ui(ui: &mut Ui, kit: &mut Kit) -> bool {
    in_the_middle(ui, |ui| {
        let title = kit.words.get("start-title");
        text::label(ui, kit, &title, TextStyle::heading());
        let about = kit.words.get("start-about");
        text::paragraph(ui, kit, &about, TextStyle::body());
        ui.add_space(SPACE * 2.0);
        let open = kit.words.get("start-open");
        widgets::button(ui, kit, Button { text: &open, look: Look::Main, ..Button::default() }).clicked()
    })
}

/// Says what to do in a project without documents, or without an open one.
pub fn empty_ui(ui: &mut Ui, kit: &mut Kit, session: &Session) {
    let key = if session.documents_len() == 0 { "start-no-documents" } else { "start-no-document" };
    let about = kit.words.say(key, &[("folder", session.project().texts.as_str().into())]);
    in_the_middle(ui, |ui| text::paragraph(ui, kit, &about, TextStyle::body()));
}

fn in_the_middle<T>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> T) -> T {
    let area = ui.available_rect_before_wrap();
    let size = vec2(WIDTH.min(area.width() - SPACE * 8.0), area.height() * 0.6);
    let rect: Rect = Align2::CENTER_BOTTOM.align_size_within_rect(size, area);
    ui.scope_builder(UiBuilder::new().max_rect(rect), contents).inner
}
