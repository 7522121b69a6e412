//! How people agree, as a square: a cell for two of them, the darker the more they agree, with the figure in it. A click says which
//! pair. Sizes are points.

use egui::{Align, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::words::spoken;
use crate::model::board::Board;
use crate::text::bidi::{Census, Direction};
use crate::view::board::{MatrixCell, matrix};
use crate::view::tones::Ink;

const HEIGHT: f32 = 26.0;
/// A cell is as wide as there is room for, between these.
const WIDTHS: (f32, f32) = (56.0, 110.0);
const NAME: f32 = 150.0;

/// Draws the square of a layer; the place of the pair that was clicked.
pub fn matrix_ui(ui: &mut Ui, kit: &mut Kit, board: &Board, layer: usize) -> Option<usize> {
    let matrix = matrix(board, layer);
    let count = matrix.people.len();
    if count < 2 {
        return None;
    }
    let width = ((ui.available_width() - NAME) / count as f32).clamp(WIDTHS.0, WIDTHS.1);
    let cell_size = vec2(width, HEIGHT);
    let mut clicked = None;
    let height = (ui.available_height() * 0.45).min((count + 1) as f32 * cell_size.y + SPACE * 4.0);
    ScrollArea::both().max_height(height).auto_shrink([false, true]).id_salt("board matrix").show(ui, |ui| {
        let size = vec2(NAME + count as f32 * cell_size.x, (count + 1) as f32 * cell_size.y);
        let (whole, _) = ui.allocate_exact_size(size, Sense::hover());
        let place = |row: usize, column: usize| {
            Rect::from_min_size(
                pos2(whole.left() + NAME + column as f32 * cell_size.x, whole.top() + (row + 1) as f32 * cell_size.y),
                cell_size,
            )
            .shrink(1.0)
        };
        for (at, person) in matrix.people.iter().enumerate() {
            let head = place(0, at).translate(vec2(0.0, -cell_size.y));
            let line = Line::new(&mut kit.brush, person.as_str(), TextStyle::small(), head.width());
            line.paint(ui, &mut kit.brush, head, Align::Center);
            let side = Rect::from_min_max(
                pos2(whole.left(), place(at, 0).top()),
                pos2(whole.left() + NAME - SPACE * 2.0, place(at, 0).bottom()),
            );
            let line = Line::new(&mut kit.brush, person.as_str(), TextStyle::body().content(), side.width());
            let is_rtl = Census::of(person.as_str()).is_rtl(Direction::Auto).unwrap_or(false);
            line.paint(ui, &mut kit.brush, side, if is_rtl { Align::Max } else { Align::Min });
        }
        for (row, cells) in matrix.cells.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().filter(|(column, _)| *column != row) {
                let rect = place(row, column);
                let Some(MatrixCell { pair, value }) = cell else {
                    let line = Line::new(&mut kit.brush, "–", TextStyle::small(), rect.width());
                    line.paint(ui, &mut kit.brush, rect, Align::Center);
                    continue;
                };
                let said = value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"));
                let (one, other) = (&matrix.people[row], &matrix.people[column]);
                let name = format!("\u{2068}{one}\u{2069} – \u{2068}{other}\u{2069}: {said}");
                let response = ui.interact(rect, ui.scope_id().with((row, column)), Sense::click());
                response.widget_info(|| WidgetInfo::labeled(Role::Button, true, spoken(&name)));
                let color = kit.brush.color(Ink::Accent);
                ui.painter().rect_filled(
                    rect,
                    3.0,
                    color.gamma_multiply(0.06 + 0.34 * value.unwrap_or(0.0).max(0.0) as f32),
                );
                if response.hovered() || response.has_focus() {
                    ui.painter().rect_stroke(rect, 3.0, Stroke::new(2.0, color), StrokeKind::Inside);
                }
                let line = Line::new(&mut kit.brush, &said, TextStyle::body(), rect.width());
                line.paint(ui, &mut kit.brush, rect, Align::Center);
                if text::hint(response, kit, &name).clicked() {
                    clicked = Some(*pair);
                }
            }
        }
    });
    clicked
}
