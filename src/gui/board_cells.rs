//! Whose a document is, as boxes at the end of its row on the board: a click ticks one, or takes the tick away. Sizes are points.

use egui::{Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::gui::text::{self, Kit};
use crate::gui::widgets;
use crate::gui::words::spoken;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::schema::Tone;
use crate::session::command::Command;
use crate::session::command::assign::AssignCommand;
use crate::session::state::Session;
use crate::view::board::Row;
use crate::view::tones::Ink;

/// How wide the place of one person's box is.
pub const CELL: f32 = 30.0;
const BOX: f32 = 17.0;

/// Assigns a document, or takes it away where it is assigned.
#[must_use]
pub fn toggle(session: &Session, document: DocumentId, annotator: AnnotatorId) -> Command {
    let is_assigned = session.assignments().is_assigned(&document, &annotator);
    let command = if is_assigned { AssignCommand::Unassign } else { AssignCommand::Assign };
    Command::Assign(command(annotator, vec![document]))
}

/// Draws everybody's box at the end of a document's row.
pub fn cells_ui(
    ui: &Ui,
    kit: &mut Kit,
    session: &Session,
    row: &Row,
    people: &[(AnnotatorId, Tone)],
    rect: Rect,
    asked: &mut Vec<Command>,
) {
    let Some(Command::Open(document)) = row.asks.first() else { return };
    for (at, (name, tone)) in people.iter().enumerate() {
        let left = rect.right() - (people.len() - at) as f32 * CELL;
        let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(CELL, rect.height()));
        let is_assigned = session.assignments().is_assigned(document, name);
        let response = ui.interact(cell, ui.scope_id().with(("assigned", at)), Sense::click());
        let said =
            kit.words.say("assign-cell", &[("who", name.as_str().into()), ("document", row.title.as_str().into())]);
        response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_assigned, spoken(&said)));
        let place = Rect::from_center_size(cell.center(), vec2(BOX, BOX));
        paint_box(ui, kit, place, is_assigned.then_some(*tone));
        if response.hovered() || response.has_focus() {
            let line = Stroke::new(2.0, kit.brush.color(Ink::Accent));
            ui.painter().rect_stroke(place.expand(2.0), 4.0, line, StrokeKind::Inside);
        }
        if text::hint(response, kit, &said).clicked() {
            asked.push(toggle(session, document.clone(), name.clone()));
        }
    }
}

/// A box that is ticked or not, for who is assigned a document.
fn paint_box(ui: &Ui, kit: &Kit, rect: Rect, tone: Option<Tone>) {
    let painter = ui.painter();
    match tone {
        Some(tone) => {
            painter.rect_filled(rect, 3.0, kit.brush.color(Ink::Line(tone)));
            widgets::tick(ui, rect.center(), kit.brush.color(Ink::OnLine(tone)));
        }
        None => {
            painter.rect_stroke(rect, 3.0, Stroke::new(1.0, kit.brush.color(Ink::Muted)), StrokeKind::Inside);
        }
    }
}
