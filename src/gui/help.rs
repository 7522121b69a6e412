//! The sheet of keys: every command that has one, menu by menu, and the labels'.

use egui::{Id, Modal, ScrollArea, Ui};

use crate::gui::brush::TextStyle;
use crate::gui::menu::MENUS;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button};
use crate::session::command::Command;
use crate::session::state::Session;
use crate::view::items::{Item, items, label_items};

const COLUMN: f32 = 345.0;
const KEY: f32 = 136.0;
const ROW: f32 = 22.0;

/// A row of the sheet.
enum Row<'a> {
    Title(&'static str),
    Key(&'a Item),
}

/// Draws the sheet if the session says it is open.
pub fn help_ui(ui: &Ui, kit: &mut Kit, session: &Session, asked: &mut Vec<Command>) {
    if !session.view().help {
        return;
    }
    let (commands, labels) = (items(session), label_items(session));
    let mut rows = Vec::new();
    let groups =
        MENUS.map(|(menu, title)| (title, commands.iter().filter(|item| item.menu == menu).collect::<Vec<_>>()));
    for (title, items) in groups.into_iter().chain([("help-labels", labels.iter().collect())]) {
        let mut with_key = items.into_iter().filter(|item| !item.keys.is_empty()).peekable();
        if with_key.peek().is_some() {
            rows.push(Row::Title(title));
            rows.extend(with_key.map(Row::Key));
        }
    }
    let frame = widgets::dialog_frame(ui, kit);
    let modal = Modal::new(Id::unique("help")).frame(frame).backdrop_color(widgets::shade(kit)).show(ui.ctx(), |ui| {
        let screen = ui.ctx().content_rect();
        let columns = ((screen.width() - 80.0) / (COLUMN + SPACE * 4.0)).floor().clamp(1.0, 3.0);
        ui.set_width(columns * (COLUMN + SPACE * 4.0));
        let title = kit.words.get("help-title");
        text::label(ui, kit, &title, TextStyle::heading());
        let by_sight = kit.words.get("help-by-sight");
        text::paragraph(ui, kit, &by_sight, TextStyle::body());
        ui.add_space(SPACE * 2.0);
        let area = ScrollArea::vertical().max_height(screen.height() - 240.0).id_salt("help rows");
        area.show(ui, |ui| {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = SPACE * 4.0;
                for column in rows.chunks(rows.len().div_ceil(columns as usize).max(1)) {
                    ui.vertical(|ui| {
                        ui.set_width(COLUMN);
                        column.iter().for_each(|row| row_ui(ui, kit, row));
                    });
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

fn row_ui(ui: &mut Ui, kit: &mut Kit, row: &Row) {
    ui.horizontal(|ui| {
        ui.set_height(ROW);
        match row {
            Row::Title(key) => {
                let title = kit.words.get(key);
                text::label(ui, kit, &title, TextStyle::caption());
            }
            Row::Key(item) => {
                // However wide the cap is, titles begin at one edge, unless the cap reaches beyond it.
                let start = ui.cursor().left();
                let cap = widgets::key_cap(ui, kit, &item.keys[0]);
                let used = cap.rect.right() + ui.spacing().item_spacing.x - start;
                ui.add_space((KEY - used).max(0.0));
                text::label(ui, kit, &item.title, TextStyle::body());
            }
        }
    });
}
