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
/// A list that has less than this for swatches and labels leaves out the shares.
const LEAST_TITLE: f32 = 150.0;
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
        let told: Vec<Told> = rows.iter().map(|row| Told::of(kit, row)).collect();
        let columns = columns(kit, &told, ui.available_width());
        for (nth, (row, told)) in rows.iter().zip(&told).enumerate() {
            let response = ui.push_id(nth, |ui| row_ui(ui, kit, row, told, columns)).inner;
            accept_menu(kit, session, &response, Some(LabelName(row.label.to_string())), asked);
        }
    });
}

/// What is told at the end of a row: the share that was accepted, and how many are open.
struct Told {
    share: String,
    open: String,
}

impl Told {
    fn of(kit: &Kit, row: &FateRow) -> Self {
        let open = kit.words.say("suggestions-open", &[("count", row.open.into())]);
        let share = match row.fate.total() {
            0 => String::new(),
            total => {
                let percent = row.fate.accepted * 100 / total;
                kit.words.say("cases-accepted", &[("percent", percent.into()), ("count", total.into())])
            }
        };
        Self { share, open }
    }
}

/// How wide the columns of shares and of open ones are in a list so wide. The share is left out where it would leave too little of
/// the labels; the hint tells it still.
fn columns(kit: &mut Kit, told: &[Told], width: f32) -> [f32; 2] {
    let mut widest = [0.0_f32; 2];
    for told in told {
        for (widest, words) in widest.iter_mut().zip([&told.share, &told.open]) {
            *widest = widest.max(Line::new(&mut kit.brush, words, TextStyle::small(), f32::INFINITY).size().x.ceil());
        }
    }
    let [share, open] = widest;
    if width - share - open < LEAST_TITLE { [0.0, open] } else { [share, open] }
}

fn row_ui(ui: &mut Ui, kit: &mut Kit, row: &FateRow, told: &Told, columns: [f32; 2]) -> egui::Response {
    let open = &told.open;
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
    for (words, width) in [&told.share, &told.open].into_iter().zip(columns).filter(|(_, width)| *width > 0.0) {
        let line = Line::new(&mut kit.brush, words, TextStyle::small(), width);
        let cell = Rect::from_min_max(pos2(room.right() - width, room.top()), room.max);
        line.paint(ui, &mut kit.brush, cell, Align::Max);
        room.max.x -= width + SPACE * 2.0;
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
        let mut rows = Vec::new();
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
            rows.push((title, Command::from(ReviewCommand::Adopt(adopt))));
        }
        menu::set_width(ui, kit, MENU_WIDTH, rows.iter().map(|(title, _)| (title.as_str(), None)));
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.set_min_height(rows.len() as f32 * menu::ROW);
        for (title, command) in rows {
            let refusal = session.refusal(&command);
            let response = item_row(ui, kit, &title, None, IsOn::No, refusal.as_deref());
            if response.clicked() && refusal.is_none() {
                asked.push(command);
            }
        }
    });
}
