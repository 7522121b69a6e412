//! The sheet of keys: every command that has one, menu by menu, and the labels'.

use egui::{Id, Modal, ScrollArea, Ui, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button};
use crate::session::command::Command;
use crate::session::state::Session;
use crate::view::items::{Item, items, label_items};

const COLUMN: f32 = 300.0;

/// Draws the sheet if the session says it is open.
pub fn help_ui(ui: &Ui, kit: &mut Kit, session: &Session, asked: &mut Vec<Command>) {
    if !session.view().help {
        return;
    }
    let mut rows = items(session);
    rows.extend(label_items(session));
    rows.retain(|item| !item.keys.is_empty());
    let by_sight = kit.words.get("help-by-sight");
    let modal = Modal::new(Id::unique("help")).show(ui.ctx(), |ui| {
        ui.set_width(COLUMN * 3.0 + SPACE * 12.0);
        let title = kit.words.get("help-title");
        text::label(ui, kit, &title, TextStyle::heading());
        text::paragraph(ui, kit, &by_sight, TextStyle::body());
        ui.add_space(SPACE * 2.0);
        let height = ui.ctx().content_rect().height() - 220.0;
        ScrollArea::vertical().max_height(height).id_salt("help rows").show(ui, |ui| {
            let length = rows.len().div_ceil(3);
            ui.horizontal_top(|ui| {
                for column in rows.chunks(length.max(1)) {
                    ui.vertical(|ui| column.iter().for_each(|item| help_row(ui, kit, item)));
                }
            });
        });
        ui.add_space(SPACE * 2.0);
        let close = kit.words.get("dialog-close");
        widgets::button(ui, kit, Button { text: &close, ..Button::default() }).clicked()
    });
    if modal.inner || modal.should_close() {
        asked.push(Command::Help);
    }
}

fn help_row(ui: &mut Ui, kit: &mut Kit, item: &Item) {
    ui.horizontal(|ui| {
        ui.set_width(COLUMN);
        ui.set_height(22.0);
        ui.allocate_ui(vec2(110.0, 20.0), |ui| {
            ui.set_min_width(110.0);
            for key in item.keys.iter().take(1) {
                widgets::key_cap(ui, kit, key);
            }
        });
        text::label(ui, kit, &item.title, TextStyle::body());
    });
}
