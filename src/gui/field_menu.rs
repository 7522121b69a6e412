//! The menu of a text field, under the pointer's second button.

use egui::{Popup, Response};

use crate::gui::menu::{IsOn, item_row};
use crate::gui::text::Kit;

/// What the menu offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldChoice {
    Cut,
    Copy,
    Paste,
    SelectAll,
}

/// In their order, with the words' keys and the keyboard's.
const CHOICES: [(FieldChoice, &str, &str); 4] = [
    (FieldChoice::Cut, "field-cut", "Ctrl+X"),
    (FieldChoice::Copy, "field-copy", "Ctrl+C"),
    (FieldChoice::Paste, "field-paste", "Ctrl+V"),
    (FieldChoice::SelectAll, "field-select-all", "Ctrl+A"),
];
const WIDTH: f32 = 200.0;

/// Draws the menu while it is open; what was chosen in it. `selected` is what can be cut and copied.
pub fn field_menu(response: &Response, kit: &mut Kit, selected: &str) -> Option<FieldChoice> {
    let mut chosen = None;
    Popup::context_menu(response).show(|ui| {
        ui.set_width(WIDTH);
        ui.spacing_mut().item_spacing.y = 0.0;
        for (choice, title, key) in CHOICES {
            let needs_selection = matches!(choice, FieldChoice::Cut | FieldChoice::Copy);
            let refusal = (needs_selection && selected.is_empty()).then(|| kit.words.get("field-nothing-selected"));
            let title = kit.words.get(title);
            if item_row(ui, kit, &title, Some(key), IsOn::No, refusal.as_deref()).clicked() && refusal.is_none() {
                chosen = Some(choice);
            }
        }
    });
    chosen
}
