//! The suggestions of programs, label by label: how many are open in this document, the share that was accepted so far, and a
//! menu that accepts at once what the program is sure of.

use egui::{Align, Popup, Rect, ScrollArea, Ui, pos2};

use crate::gui::brush::TextStyle;
use crate::gui::menu::{self, IsOn, item_row};
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets;
use crate::model::annotation::Confidence;
use crate::session::command::Command;
use crate::session::command::review::{Adopt, ReviewCommand};
use crate::session::command::words::LabelName;
use crate::session::state::Session;
use crate::view::review::FateRow;

const ROW: f32 = 24.0;
/// Of more labels the rest is scrolled to.
const MOST_ROWS: f32 = 7.5;
const MENU_WIDTH: f32 = 230.0;
/// What the menu offers to be accepted above; the first takes all.
const SHARES: [Option<f64>; 5] = [None, Some(0.5), Some(0.8), Some(0.9), Some(0.95)];

/// Draws a row for each label that is suggested here or was decided about.
pub(super) fn suggestions_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    rows: &[FateRow],
    asked: &mut Vec<Command>,
) {
    if rows.is_empty() {
        return;
    }
    ScrollArea::vertical().max_height(ROW * MOST_ROWS).min_scrolled_height(0.0).id_salt("fates").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (nth, row) in rows.iter().enumerate() {
            let response = ui.push_id(nth, |ui| row_ui(ui, kit, row)).inner;
            accept_menu(kit, session, &response, Some(LabelName(row.label.to_string())), asked);
        }
    });
}

fn row_ui(ui: &mut Ui, kit: &mut Kit, row: &FateRow) -> egui::Response {
    let open = kit.words.say("suggestions-open", &[("count", row.open.into())]);
    let share = match row.fate.total() {
        0 => String::new(),
        total => {
            let percent = row.fate.accepted * 100 / total;
            kit.words.say("cases-accepted", &[("percent", percent.into()), ("count", total.into())])
        }
    };
    let about = [
        ("accepted", row.fate.accepted.into()),
        ("corrected", row.fate.corrected.into()),
        ("rejected", row.fate.rejected.into()),
    ];
    let fate = kit.words.say("cases-fate", &about);
    let name = format!("{}: {open}; {fate}", row.title);
    let (rect, response) = widgets::row(ui, kit, ROW, &name, false);
    widgets::paint_swatch(ui, kit, pos2(rect.left() + 2.0, rect.center().y), row.tone, row.form);
    let mut room = rect.with_min_x(rect.left() + 14.0);
    for (words, width) in [(&share, 78.0), (&open, 58.0)] {
        let line = Line::new(&mut kit.brush, words, TextStyle::small(), width);
        let cell = Rect::from_min_max(pos2(room.right() - width, room.top()), room.max);
        line.paint(ui, &mut kit.brush, cell, Align::Max);
        room.max.x -= width + SPACE;
    }
    let title = Line::new(&mut kit.brush, &row.title, TextStyle::small().content(), room.width().max(0.0));
    title.paint(ui, &mut kit.brush, room, Align::Min);
    let hint = kit.words.get("suggestions-accept-hint");
    text::hint_with(response, |ui| {
        text::paragraph(ui, kit, &name, TextStyle::body().content());
        text::paragraph(ui, kit, &hint, TextStyle::small());
    })
}

/// A menu that accepts what is suggested above a confidence, of a label or of all, as far as nothing is said there.
pub(super) fn accept_menu(
    kit: &mut Kit,
    session: &Session,
    button: &egui::Response,
    label: Option<LabelName>,
    asked: &mut Vec<Command>,
) {
    Popup::menu(button).show(|ui| {
        ui.set_width(MENU_WIDTH);
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.set_min_height(SHARES.len() as f32 * menu::ROW);
        for share in SHARES {
            let adopt = Adopt { at_least: Some(1), label: label.clone(), above: share.map(Confidence::new) };
            let count = session.adoptable(&adopt);
            let title = match share {
                None => kit.words.say("suggestions-accept-all", &[("count", count.into())]),
                Some(share) => {
                    let about = [("percent", ((share * 100.0).round() as usize).into()), ("count", count.into())];
                    kit.words.say("suggestions-accept-above", &about)
                }
            };
            let command: Command = ReviewCommand::Adopt(adopt).into();
            let refusal = session.refusal(&command);
            let response = item_row(ui, kit, &title, None, IsOn::No, refusal.as_deref());
            if response.clicked() && refusal.is_none() {
                asked.push(command);
            }
        }
    });
}
