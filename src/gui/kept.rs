//! What a conflict left beside the document's annotations: how it differs from what stands, and putting it back. It stands in the
//! end-side panel beside the text and takes no keyboard focus: the session says what keys mean here. Points.

use egui::{Align, Rect, ScrollArea, Ui, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::passage;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::session::command::Command;
use crate::session::command::kept::{KeptCommand, Restored};
use crate::session::keeping::Keeping;
use crate::session::state::Session;
use crate::view::marks;
use crate::view::tones::Ink;
use crate::view::versions::{DifferenceLine, Fate, line};

const ROW: f32 = 46.0;
const GAP: f32 = 1.0;

/// What the window remembers of the list between two frames.
#[derive(Default)]
pub struct KeptView {
    /// The row that was last brought into sight.
    shown: Option<usize>,
}

/// Draws the panel.
pub fn kept_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    now: &Keeping,
    view: &mut KeptView,
    asked: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.y = SPACE;
    let title = kit.words.get("kept-title");
    text::label(ui, kit, &title, TextStyle::caption());
    text::paragraph(ui, kit, &now.name, TextStyle::small());
    let (lacking, since) = now.counts();
    let counts = kit.words.say("kept-counts", &[("lacking", lacking.into()), ("since", since.into())]);
    text::paragraph(ui, kit, &counts, TextStyle::small());
    let actions = [
        ("kept-put-back", Look::Main, Some("Enter"), KeptCommand::PutBack(Restored::Lit)),
        ("kept-put-back-all", Look::Framed, Some("Shift+Enter"), KeptCommand::PutBack(Restored::Lacking)),
        ("kept-put-back-whole", Look::Framed, None, KeptCommand::PutBack(Restored::Whole)),
        ("kept-leave", Look::Framed, Some("Backspace"), KeptCommand::Leave),
    ];
    for action in actions {
        action_ui(ui, kit, session, action, asked);
    }
    widgets::divider(ui, kit);
    ui.spacing_mut().item_spacing.y = GAP;
    let keys = kit.words.get("kept-keys");
    let height = (ui.available_height() - ROW).max(ROW);
    let mut area = ScrollArea::vertical().max_height(height).auto_shrink([false, true]).id_salt("kept");
    if view.shown != Some(now.lit) {
        let middle = now.lit as f32 * (ROW + GAP) - (height - ROW) / 2.0;
        area = area.vertical_scroll_offset(middle.max(0.0));
    }
    view.shown = Some(now.lit);
    area.show_rows(ui, ROW, now.differences.len(), |ui, rows| {
        for row in rows {
            let Some(line) = line(session, now, row) else { continue };
            if ui.push_id(row, |ui| line_row(ui, kit, session, &line, row == now.lit)).inner {
                asked.push(Command::Kept(KeptCommand::Light(row + 1)));
            }
        }
    });
    text::paragraph(ui, kit, &keys, TextStyle::small());
}

/// An annotation, and how it differs; whether it was clicked.
fn line_row(ui: &mut Ui, kit: &mut Kit, session: &Session, line: &DifferenceLine, is_lit: bool) -> bool {
    let (fate, ink) = match &line.fate {
        Fate::Missing => (kit.words.get("kept-missing"), Ink::Warning),
        Fate::Labelled(title) => (kit.words.say("kept-labelled", &[("label", title.as_str().into())]), Ink::Warning),
        Fate::Otherwise => (kit.words.get("kept-otherwise"), Ink::Warning),
        Fate::Since => (kit.words.get("kept-since"), Ink::Muted),
    };
    let document = session.document().map(|document| document.text());
    let name = format!("{}: {fate}", line.title);
    let (whole, response) = widgets::row(ui, kit, ROW, &name, is_lit);
    let middle = whole.top() + ROW * 0.6;
    let first = whole.with_max_y(middle);
    let (tone, form) = (marks::tone(session.project(), &line.label), marks::form(session.project(), &line.label));
    widgets::paint_swatch(ui, kit, pos2(first.left() + 7.0, first.center().y), tone, form);
    let said = first.with_min_x(first.left() + 20.0);
    if let Some(context) = document.and_then(|text| passage::fitting(kit, text, &line.spans, said.width())) {
        passage::paint(ui, kit, &context, said);
    }
    let below = Rect::from_min_max(pos2(said.left(), middle - SPACE), whole.max - vec2(0.0, SPACE));
    let told = Line::new(&mut kit.brush, &name, TextStyle::small().ink(ink), below.width());
    told.paint(ui, &mut kit.brush, below, Align::Min);
    text::hint(response, kit, &name).clicked()
}

/// A button with its key; while it can do nothing it says why.
fn action_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    (word, look, key, command): (&str, Look, Option<&str>, KeptCommand),
    asked: &mut Vec<Command>,
) {
    let command = Command::Kept(command);
    let refusal = session.refusal(&command);
    let text = kit.words.get(word);
    let button = Button { text: &text, look, key, ..Button::default() };
    let response = ui.add_enabled_ui(refusal.is_none(), |ui| widgets::button(ui, kit, button)).inner;
    if response.clicked() {
        asked.push(command);
    }
    if let Some(refusal) = refusal {
        text::hint(response, kit, &refusal);
    }
}
