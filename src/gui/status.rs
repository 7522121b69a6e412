//! The status line: where the caret is, what is selected, which way the text runs there, and whether the work is saved.

use egui::{Align, Id, Layout, Role, Sense, Ui, WidgetInfo, vec2};

use crate::error::{Error, Severity};
use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::gui::timings::Speed;
use crate::gui::widgets::{self, Button, Look};
use crate::session::command::Command;
use crate::session::command::assign::AssignCommand;
use crate::session::command::reanchor::ReanchorCommand;
use crate::session::command::review::ReviewCommand;
use crate::session::command::schema::SchemaCommand;
use crate::session::command::view::Panel;
use crate::session::command::view::ViewChange;
use crate::session::command::words::Switch;
use crate::session::keymap::Reading;
use crate::session::state::{Message, Session};
use crate::store::writer::Saved;
use crate::text::segment;
use crate::view::tones::Ink;

/// A longer selection's words are not counted: nobody needs them, and it would be felt.
const COUNTED_BYTES: usize = 100_000;

/// Draws the line. `reading` is the direction at the caret.
pub fn status_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    reading: Reading,
    speed: &Speed,
    asked: &mut Vec<Command>,
) {
    refusal_ui(ui, kit, session);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE * 4.0;
        let is_page_shown =
            !session.view().schema && session.board_part().is_none() && session.shown_agreement().is_none();
        if let Some(document) = session.document().filter(|_| is_page_shown) {
            let selection = session.selection();
            let offset = document.chars_from_bytes(selection.caret.offset);
            let of = document.chars_len();
            let place = kit.words.say("status-offset", &[("offset", offset.into()), ("length", of.into())]);
            text::label(ui, kit, &place, TextStyle::small());
            if !selection.is_empty() {
                let selected = session.selected_text();
                // By the document's index: all of a long text may be selected.
                let chars = document.chars_from_bytes(selection.range().end)
                    - document.chars_from_bytes(selection.range().start);
                let words = if selected.len() <= COUNTED_BYTES { count_words(selected) } else { 0 };
                let text = kit.words.say("status-selected", &[("chars", chars.into()), ("words", words.into())]);
                text::label(ui, kit, &text, TextStyle::small().ink(Ink::Text));
            }
            let direction = kit.words.get(match reading {
                Reading::LeftToRight => "status-ltr",
                Reading::RightToLeft => "status-rtl",
            });
            text::label(ui, kit, &direction, TextStyle::small());
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = SPACE * 4.0;
            saved_ui(ui, kit, session);
            problems_ui(ui, kit, session, asked);
            beside_ui(ui, kit, session, asked);
            if session.view().speed {
                speed_ui(ui, kit, speed);
            }
            let zoom = kit.words.say("status-zoom", &[("percent", session.view().zoom.into())]);
            text::label(ui, kit, &zoom, TextStyle::small());
            if let Some(error) = session.held() {
                let held = kit.words.get("status-read-only");
                let response = text::label(ui, kit, &held, TextStyle::small().bold().ink(Ink::Warning));
                text::hint(response, kit, &error.to_string());
            }
            if let Some(shown) = session.looks_at() {
                let past = match shown.entry {
                    Some(entry) => kit.words.say("status-past", &[("time", entry.time.to_minutes().into())]),
                    None => kit.words.get("status-past-start"),
                };
                text::label(ui, kit, &past, TextStyle::small().bold().ink(Ink::Warning));
            }
            let annotator = kit.words.say("status-annotator", &[("name", session.annotator().as_str().into())]);
            text::label(ui, kit, &annotator, TextStyle::small());
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| message_ui(ui, kit, session));
        });
    });
}

fn count_words(text: &str) -> usize {
    segment::word_boundaries(text).filter(|(_, is_word)| *is_word).count()
}

/// A mark and a word; the mark's form tells as much as its colour.
fn saved_ui(ui: &mut Ui, kit: &mut Kit, session: &Session) {
    if let (Saved::Saved, Some(error)) = (session.saved(), session.locked().or(session.identities_locked())) {
        let locked = kit.words.get("status-locked");
        let response = text::label(ui, kit, &locked, TextStyle::small().bold().ink(Ink::Warning));
        text::hint(response, kit, &error.to_string());
        return;
    }
    let (ink, text) = match session.saved() {
        Saved::Saved => (Ink::Good, kit.words.get("status-saved")),
        Saved::Saving => (Ink::Muted, kit.words.get("status-saving")),
        Saved::Failed(error) => (Ink::Failure, kit.words.say("status-not-saved", &[("why", error.to_string().into())])),
    };
    let response = text::label(ui, kit, &text, TextStyle::small().ink(ink));
    if session.saved() == Saved::Saved {
        let (rect, _) = ui.allocate_exact_size(vec2(8.0, response.rect.height()), Sense::hover());
        widgets::tick(ui, rect.center(), kit.brush.color(ink));
    }
}

fn problems_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, asked: &mut Vec<Command>) {
    let all = session.problems().len();
    let notes = session.problems().iter().filter(|problem| problem.severity == Severity::Note).count();
    let problems = kit.words.say("status-problems", &[("count", (all - notes).into())]);
    let notes_said = kit.words.say("status-notes", &[("count", notes.into())]);
    let text = match (all - notes, notes) {
        (0, 0) => return,
        (0, _) => notes_said,
        (_, 0) => problems,
        _ => {
            let both = [("problems", problems.as_str().into()), ("notes", notes_said.as_str().into())];
            kit.words.say("status-problems-and-notes", &both)
        }
    };
    let button = Button { text: &text, look: Look::Dense, is_selected: session.view().problems, ..Button::default() };
    if widgets::button(ui, kit, button).clicked() {
        asked.push(Command::View(ViewChange::Panel(Panel::Problems, Switch::Toggle)));
    }
}

/// The last figures: a command until it was painted, and the processor's time for a frame.
fn speed_ui(ui: &mut Ui, kit: &mut Kit, speed: &Speed) {
    let shown = |ms: f64| format!("{ms:.1}");
    if let Some(ms) = speed.frame {
        let text = kit.words.say("status-frame", &[("ms", shown(ms).into())]);
        text::label(ui, kit, &text, TextStyle::small());
    }
    if let Some((command, ms)) = &speed.command {
        let text = kit.words.say("status-command", &[("command", command.as_str().into()), ("ms", shown(*ms).into())]);
        text::label(ui, kit, &text, TextStyle::small());
    }
}

/// What goes on beside the window: reading identities and sets, renaming in sets, adding and assigning documents, and looking where annotations
/// belong, with how much is done; what can be stopped has a button.
fn beside_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, asked: &mut Vec<Command>) {
    if !session.are_identities_read() {
        let text = kit.words.get("status-reading-identities");
        text::label(ui, kit, &text, TextStyle::small());
    }
    if let Some(annotator) = session.seat_to_come() {
        if stop_ui(ui, kit, "status-seat-stop") {
            asked.push(ReviewCommand::StopWaiting.into());
        }
        let text = kit.words.say("status-seat", &[("name", annotator.as_str().into())]);
        text::label(ui, kit, &text, TextStyle::small());
    }
    if session.is_sitting_again() {
        if stop_ui(ui, kit, "status-sitting-stop") {
            asked.push(ReviewCommand::StopWaiting.into());
        }
        let text = kit.words.get("status-sitting");
        text::label(ui, kit, &text, TextStyle::small());
    }
    if let Some((taken, total)) = session.reading().filter(|(taken, total)| taken < total) {
        let text = kit.words.say("status-reading", &[("taken", taken.into()), ("total", total.into())]);
        text::label(ui, kit, &text, TextStyle::small());
    }
    if let Some((done, all)) = session.renaming() {
        if session.can_stop_renaming() && stop_ui(ui, kit, "status-renaming-stop") {
            asked.push(Command::Schema(SchemaCommand::Stop));
        }
        let text = kit.words.say("status-renaming", &[("done", done.into()), ("all", all.into())]);
        text::label(ui, kit, &text, TextStyle::small());
    }
    if session.is_taking_in() {
        let text = kit.words.get(if session.is_reloading() { "status-reloading" } else { "status-adding" });
        text::label(ui, kit, &text, TextStyle::small());
    }
    if let Some((done, all)) = session.assigning() {
        if stop_ui(ui, kit, "status-assigning-stop") {
            asked.push(Command::Assign(AssignCommand::Stop));
        }
        let text = match (100 * done).checked_div(all) {
            Some(percent) if done < all => kit.words.say("status-measuring", &[("percent", percent.into())]),
            _ => kit.words.get("status-assigning"),
        };
        text::label(ui, kit, &text, TextStyle::small());
    }
    if let Some((done, all)) = session.drifting() {
        if stop_ui(ui, kit, "status-drifting-stop") {
            asked.push(Command::Reanchor(ReanchorCommand::Cancel));
        }
        let percent = (100 * done).checked_div(all).unwrap_or(0);
        let text = kit.words.say("status-drifting", &[("percent", percent.into())]);
        text::label(ui, kit, &text, TextStyle::small());
    }
}

/// A button that stops something; whether it was clicked.
fn stop_ui(ui: &mut Ui, kit: &mut Kit, word: &str) -> bool {
    let text = kit.words.get(word);
    widgets::button(ui, kit, Button { text: &text, look: Look::Plain, ..Button::default() }).clicked()
}

/// Under what the room for a message was remembered in the last frame.
fn room_id() -> Id {
    Id::unique("room for messages")
}

/// Why something was not done, if the line has no room for the whole of it.
fn long_refusal<'a>(ui: &Ui, kit: &mut Kit, session: &'a Session) -> Option<&'a Error> {
    let Some(Message::Failed(error)) = session.message() else { return None };
    let room: f32 = ui.data(|data| data.get_temp(room_id()))?;
    let whole = text::Line::new(&mut kit.brush, &error.to_string(), TextStyle::small(), room);
    whole.is_elided().then_some(error)
}

/// A refusal that is too long for the line, above it on lines of its own: it says what one can do.
fn refusal_ui(ui: &mut Ui, kit: &mut Kit, session: &Session) {
    if let Some(error) = long_refusal(ui, kit, session) {
        let text = error.to_string();
        let response = text::paragraph(ui, kit, &text, TextStyle::small().ink(Ink::Failure));
        response.widget_info(|| WidgetInfo::labeled(Role::Status, true, crate::gui::words::spoken(&text)));
    }
}

/// What was just done, or why not. A screen reader says it when it changes.
fn message_ui(ui: &mut Ui, kit: &mut Kit, session: &Session) {
    let room = ui.available_width();
    let before: Option<f32> = ui.data_mut(|data| {
        let before = data.get_temp(room_id());
        data.insert_temp(room_id(), room);
        before
    });
    let (text, ink) = match session.message() {
        Some(Message::Done(text)) => (text.clone(), Ink::Text),
        Some(Message::Failed(error)) => (error.to_string(), Ink::Failure),
        None => return,
    };
    if before != Some(room) {
        ui.request_repaint();
    }
    // It stands above.
    if long_refusal(ui, kit, session).is_some() {
        return;
    }
    let line = text::Line::new(&mut kit.brush, &text, TextStyle::small().ink(ink), room);
    let (rect, response) = ui.allocate_exact_size(vec2(room, line.size().y), Sense::hover());
    line.paint(ui, &mut kit.brush, rect, Align::Min);
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, crate::gui::words::spoken(&text)));
    text::hint(response, kit, &text);
}
