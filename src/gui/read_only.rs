//! The band above everything of a project where nothing can be changed: why, since when, and what to do. Sizes are points.

use egui::Ui;

use crate::error::Error;
use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit};
use crate::gui::widgets::{self, Button};
use crate::session::command::Command;
use crate::session::state::Session;
use crate::view::tones::Ink;

/// Room for the button at the end.
const BUTTON_WIDTH: f32 = 120.0;

/// Says why nothing can be changed; who may take over is offered to.
pub fn read_only_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, held: &Error, asked: &mut Vec<Command>) {
    let can_take_over = session.refusal(&Command::TakeOver).is_none();
    ui.horizontal(|ui| {
        let room = if can_take_over { BUTTON_WIDTH } else { 0.0 };
        let width = (ui.available_width() - room).max(BUTTON_WIDTH);
        ui.vertical(|ui| {
            ui.set_max_width(width);
            let about = kit.words.say("held-about", &[("why", held.message.as_str().into())]);
            text::paragraph(ui, kit, &about, TextStyle::body().bold().ink(Ink::Warning));
            let what = kit.words.say("held-what", &[("hint", held.hint.as_deref().unwrap_or_default().into())]);
            text::paragraph(ui, kit, &what, TextStyle::small());
        });
        if !can_take_over {
            return;
        }
        let over = kit.words.get("held-take-over");
        if widgets::button(ui, kit, Button { text: &over, ..Button::default() }).clicked() {
            asked.push(Command::TakeOver);
        }
    });
}
