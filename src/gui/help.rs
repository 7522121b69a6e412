//! The sheet of keys: every command that has one, menu by menu, and the labels'.

use egui::style::ScrollAnimation;
use egui::{Id, Key, Modal, ScrollArea, Ui, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::menu::MENUS;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button};
use crate::session::command::Command;
use crate::session::state::Session;
use crate::view::items::{Item, items, label_items};

/// The least width of a column, and the most.
const COLUMN: f32 = 345.0;
const WIDEST: f32 = 420.0;
const MOST_COLUMNS: f32 = 3.0;
const KEY: f32 = 136.0;
const ROW: f32 = 22.0;
/// Between two columns.
const GAP: f32 = SPACE * 4.0;
/// What stands beside the rows, and below them and around the sheet.
const BESIDE: f32 = 80.0;
const AROUND: f32 = 116.0;
/// Further than any sheet is long.
const FAR: f32 = 100_000.0;

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
        let room = (screen.width() - BESIDE).max(COLUMN + GAP);
        let columns = (room / (COLUMN + GAP)).floor().clamp(1.0, MOST_COLUMNS);
        let column_width = (room / columns - GAP).min(WIDEST);
        ui.set_width(columns * (column_width + GAP));
        let title = kit.words.get("help-title");
        text::label(ui, kit, &title, TextStyle::heading());
        let by_sight = kit.words.get("help-by-sight");
        text::paragraph(ui, kit, &by_sight, TextStyle::body());
        ui.add_space(SPACE * 2.0);
        let in_column = rows.len().div_ceil(columns as usize).max(1);
        let height = (in_column as f32 * ROW).min(screen.height() - ui.min_rect().height() - AROUND).max(ROW * 4.0);
        let area = ScrollArea::vertical().max_height(height).min_scrolled_height(height).id_salt("help rows");
        area.show(ui, |ui| {
            scroll_by_keys(ui, height);
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = GAP;
                for column in rows.chunks(in_column) {
                    ui.vertical(|ui| {
                        ui.set_width(column_width);
                        ui.spacing_mut().item_spacing.y = 0.0;
                        column.iter().for_each(|row| row_ui(ui, kit, row));
                    });
                }
            });
        });
        ui.add_space(SPACE * 2.0);
        let close = kit.words.get("dialog-close");
        widgets::button(ui, kit, Button { text: &close, key: Some("Esc"), ..Button::default() }).clicked()
    });
    if modal.inner || modal.should_close() {
        asked.push(Command::Help);
    }
}

/// The keys that read on: nothing else wants them while the sheet is open.
fn scroll_by_keys(ui: &Ui, height: f32) {
    let steps = [
        (Key::ArrowDown, -ROW),
        (Key::ArrowUp, ROW),
        (Key::PageDown, ROW - height),
        (Key::PageUp, height - ROW),
        (Key::Home, FAR),
        (Key::End, -FAR),
    ];
    let pressed = |key: Key| ui.input(|input| input.key_pressed(key));
    if let Some((_, step)) = steps.into_iter().find(|(key, _)| pressed(*key)) {
        ui.scroll_with_delta_animation(vec2(0.0, step), ScrollAnimation::none());
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
