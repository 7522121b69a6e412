//! Carrying annotations over to a changed text: those that do not fit, and below them the places where the one that is lit may
//! stand. It stands in the end-side panel beside the text and takes no keyboard focus: the session says what keys mean here.

use egui::{Align, Rect, ScrollArea, Ui, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::passage;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::model::proposal::{Outcome, Spelling};
use crate::session::command::Command;
use crate::session::command::reanchor::{Accepted, ReanchorCommand};
use crate::session::reanchoring::{DIGITS, Reanchoring};
use crate::session::state::Session;
use crate::view::marks;
use crate::view::reanchor::{PlaceLine, ReanchorLine, line, places};
use crate::view::tones::Ink;

const ROW: f32 = 46.0;
const GAP: f32 = 1.0;
const PLACE: f32 = 30.0;
/// Room for the digit that picks a place.
const KEY: f32 = 24.0;
/// The list takes this share of the panel's height; the rest is for the places.
const LIST_SHARE: f32 = 0.46;

/// What the window remembers of the list between two frames.
#[derive(Default)]
pub struct ReanchorView {
    /// The row and the place that were last brought into sight.
    shown: Option<(usize, usize)>,
}

/// Draws the panel.
pub fn reanchor_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    now: &Reanchoring,
    view: &mut ReanchorView,
    asked: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.y = SPACE;
    let height = ui.available_height();
    let title = kit.words.get("reanchor-title");
    text::label(ui, kit, &title, TextStyle::caption());
    let moved = now.counts.moved;
    let counts = [("shown", now.shown.len().into()), ("moved", moved.into())];
    let counts = kit.words.say("reanchor-counts", &counts);
    text::paragraph(ui, kit, &counts, TextStyle::small());
    if moved > 0 {
        let all = kit.words.say("reanchor-accept-all", &[("count", moved.into())]);
        let button = Button { text: &all, key: Some("Shift+Enter"), ..Button::default() };
        if widgets::button(ui, kit, button).clicked() {
            asked.push(Command::Reanchor(ReanchorCommand::Accept(Accepted::All)));
        }
    }
    let is_due = view.shown != Some((now.lit, now.place));
    view.shown = Some((now.lit, now.place));
    ui.spacing_mut().item_spacing.y = GAP;
    let mut area =
        ScrollArea::vertical().max_height(height * LIST_SHARE).auto_shrink([false, true]).id_salt("reanchored");
    if is_due {
        let middle = now.lit as f32 * (ROW + GAP) - (height * LIST_SHARE - ROW) / 2.0;
        area = area.vertical_scroll_offset(middle.max(0.0));
    }
    area.show_rows(ui, ROW, now.shown.len(), |ui, rows| {
        for row in rows {
            let Some(line) = line(session, now, row) else { continue };
            if ui.push_id(row, |ui| line_row(ui, kit, session, &line, row == now.lit)).inner {
                asked.push(Command::Reanchor(ReanchorCommand::Look(Some(line.number))));
            }
        }
    });
    widgets::divider(ui, kit);
    places_ui(ui, kit, session, now, is_due, asked);
}

/// An annotation: what it said where, and what became of it; whether it was clicked.
fn line_row(ui: &mut Ui, kit: &mut Kit, session: &Session, line: &ReanchorLine, is_lit: bool) -> bool {
    let (outcome, ink) = outcome(kit, line);
    let (whole, response) = widgets::row(ui, kit, ROW, &format!("{}: {outcome}", line.before.text), is_lit);
    let middle = whole.top() + ROW * 0.6;
    let first = whole.with_max_y(middle);
    let (tone, form) = (marks::tone(session.project(), &line.label), marks::form(session.project(), &line.label));
    widgets::paint_swatch(ui, kit, pos2(first.left() + 7.0, first.center().y), tone, form);
    let said = first.with_min_x(first.left() + 20.0);
    let fitted = passage::fitting(kit, &line.before.text, &line.before.marks, said.width());
    passage::paint(ui, kit, fitted.as_ref().unwrap_or(&line.before), said);
    let below = Rect::from_min_max(pos2(said.left(), middle - SPACE), whole.max - vec2(0.0, SPACE));
    let told = Line::new(&mut kit.brush, &outcome, TextStyle::small().ink(ink), below.width());
    told.paint(ui, &mut kit.brush, below, Align::Min);
    let about = format!("{} · {outcome}", line.title);
    text::hint_with(response, |ui| {
        text::paragraph(ui, kit, &line.before.text, TextStyle::body().content());
        text::paragraph(ui, kit, &about, TextStyle::small());
    })
    .clicked()
}

fn outcome(kit: &Kit, line: &ReanchorLine) -> (String, Ink) {
    match (line.outcome, &line.to) {
        (Outcome::Moved, Some(to)) => {
            let places = [("from", line.from.as_str().into()), ("to", to.as_str().into())];
            (kit.words.say("reanchor-moved", &places), Ink::Muted)
        }
        (Outcome::Ambiguous { places }, _) => {
            (kit.words.say("reanchor-ambiguous", &[("places", places.into())]), Ink::Warning)
        }
        (Outcome::Reworded, _) => {
            let words = [("new", line.new_words.as_str().into())];
            (kit.words.say("reanchor-reworded", &words), Ink::Warning)
        }
        (Outcome::Moved | Outcome::Lost, _) => (kit.words.get("reanchor-lost"), Ink::Failure),
    }
}

/// The places of the one that is lit, and what can be done with it.
fn places_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, now: &Reanchoring, is_due: bool, asked: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = SPACE;
    let places = places(session, now);
    let is_reworded = now.record().reworded().is_some();
    let (title, accept) = match (places.is_empty(), is_reworded) {
        (true, _) => ("reanchor-no-place", "reanchor-accept"),
        (false, true) => ("reanchor-reworded-place", "reanchor-accept-reworded"),
        (false, false) => ("reanchor-places", "reanchor-accept"),
    };
    let title = kit.words.get(title);
    text::paragraph(ui, kit, &title, TextStyle::small());
    let rows = [
        [
            (accept, Look::Main, "Enter", ReanchorCommand::Accept(Accepted::Lit)),
            ("reanchor-here", Look::Framed, "Insert", ReanchorCommand::Here(None)),
        ],
        [
            ("reanchor-leave", Look::Framed, "Backspace", ReanchorCommand::Leave),
            ("reanchor-delete", Look::Framed, "Delete", ReanchorCommand::Delete(None)),
        ],
    ];
    for row in rows {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = SPACE;
            for (word, look, key, command) in row {
                action_ui(ui, kit, session, (word, look, key), command, asked);
            }
        });
    }
    let area = ScrollArea::vertical().auto_shrink([false, true]).id_salt("places");
    area.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = GAP;
        for (at, place) in places.iter().enumerate() {
            let response = ui.push_id(at, |ui| place_row(ui, kit, session, place, at, at == now.place)).inner;
            if response.clicked() {
                asked.push(Command::Reanchor(ReanchorCommand::Place(at + 1)));
            }
            if is_due && at == now.place {
                response.scroll_to_me(None);
            }
        }
        let keys = kit.words.get("reanchor-keys");
        text::paragraph(ui, kit, &keys, TextStyle::small());
    });
}

/// A place with its digit, within its line of text.
fn place_row(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    place: &PlaceLine,
    at: usize,
    is_shown: bool,
) -> egui::Response {
    let name = kit.words.say("reanchor-place", &[("nth", (at + 1).into()), ("chars", place.chars.as_str().into())]);
    let (mut rect, response) = widgets::row(ui, kit, PLACE, &name, is_shown);
    if at < DIGITS {
        widgets::key_cap_at(ui, kit, &(at + 1).to_string(), rect);
    }
    rect.min.x += KEY;
    let text = session.document().map(|document| document.text());
    if let Some(context) = text.and_then(|text| passage::fitting(kit, text, &place.spans, rect.width())) {
        passage::paint(ui, kit, &context, rect);
    }
    let name = match place.spelling {
        Spelling::Same => name,
        Spelling::Other => format!("{name} · {}", kit.words.get("reanchor-spelled-otherwise")),
        Spelling::Reworded => format!("{name} · {}", kit.words.get("reanchor-other-words")),
    };
    text::hint(response, kit, &name)
}

/// A button with its key; while it can do nothing it says why.
fn action_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    (word, look, key): (&str, Look, &str),
    command: ReanchorCommand,
    asked: &mut Vec<Command>,
) {
    let command = Command::Reanchor(command);
    let refusal = session.refusal(&command);
    let text = kit.words.get(word);
    let button = Button { text: &text, look, key: Some(key), ..Button::default() };
    let response = widgets::wrapped_button(ui, kit, refusal.is_none(), button);
    if response.clicked() {
        asked.push(command);
    }
    if let Some(refusal) = refusal {
        text::hint(response, kit, &refusal);
    }
}
