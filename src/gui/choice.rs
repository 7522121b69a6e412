//! What a list goes by: a button that says what is chosen now and opens the menu of what can be. It does not know what the
//! choices are about. Sizes are points.

use egui::{Popup, ScrollArea, Ui};

use crate::gui::menu::{self, IsOn, item_row};
use crate::gui::text::Kit;
use crate::gui::widgets::{self, Button, Look};
use crate::session::command::Command;

const WIDTH: f32 = 210.0;

/// A line of the menu, and what it asks for.
pub struct Choice {
    pub text: String,
    pub is_on: bool,
    pub command: Command,
}

/// Draws the button. `key` is that of its words, in which `now` is what is chosen.
pub fn choice_ui(ui: &mut Ui, kit: &mut Kit, key: &str, now: &str, choices: Vec<Choice>, asked: &mut Vec<Command>) {
    let name = kit.words.say(key, &[("now", now.into())]);
    let response = widgets::button(ui, kit, Button { text: &name, look: Look::Dense, ..Button::default() });
    Popup::menu(&response).show(|ui| {
        menu::set_width(ui, kit, WIDTH, choices.iter().map(|choice| (choice.text.as_str(), None)));
        ui.spacing_mut().item_spacing.y = 0.0;
        let height = choices.len() as f32 * menu::ROW;
        ui.set_min_height(height.min(ui.ctx().content_rect().height() / 2.0));
        ScrollArea::vertical().show(ui, |ui| {
            for choice in choices {
                let is_on = if choice.is_on { IsOn::Yes } else { IsOn::No };
                if item_row(ui, kit, &choice.text, None, is_on, None).clicked() {
                    asked.push(choice.command);
                }
            }
        });
    });
}
