//! The history panel: what was done to this document's annotations, by whom and when. A click shows the page as it was then;
//! from there one can go back for good, as one more thing that can be undone.

use egui::{Align, Rect, ScrollArea, Ui, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button};
use crate::session::command::Command;
use crate::session::command::past::PastCommand;
use crate::session::state::Session;
use crate::view::history::{Ago, HistoryLine, Way, line, lines_len};
use crate::view::tones::Ink;

const ROW: f32 = 40.0;

/// Draws the panel.
pub fn history_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, asked: &mut Vec<Command>) {
    let count = lines_len(session);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE * 3.0;
        let title = kit.words.get("history-title");
        text::label(ui, kit, &title, TextStyle::caption());
        if let Some(shown) = session.looks_at().map(|entry| entry.number) {
            let back = kit.words.get("history-go-back");
            if widgets::button(ui, kit, Button { text: &back, ..Button::default() }).clicked() {
                asked.push(Command::Past(PastCommand::Look(None)));
                asked.push(Command::Past(PastCommand::GoBack(shown)));
            }
            let now = kit.words.get("history-now");
            if widgets::button(ui, kit, Button { text: &now, ..Button::default() }).clicked() {
                asked.push(Command::Past(PastCommand::Look(None)));
            }
        }
    });
    if count == 0 {
        let empty = kit.words.get("history-empty");
        text::paragraph(ui, kit, &empty, TextStyle::body().ink(Ink::Muted));
        return;
    }
    ui.spacing_mut().item_spacing.y = 1.0;
    let area = ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).id_salt("history");
    area.show_rows(ui, ROW, count, |ui, rows| {
        for row in rows {
            if let Some(line) = line(session, row) {
                ui.push_id(line.number, |ui| history_row(ui, kit, session, &line, asked));
            }
        }
    });
}

/// How long ago something was, in words.
pub fn ago(kit: &Kit, ago: Ago) -> String {
    let (key, count) = match ago {
        Ago::JustNow => return kit.words.get("ago-now"),
        Ago::Minutes(count) => ("ago-minutes", count),
        Ago::Hours(count) => ("ago-hours", count),
        Ago::Days(count) => ("ago-days", count),
    };
    kit.words.say(key, &[("count", count.into())])
}

fn history_row(ui: &mut Ui, kit: &mut Kit, session: &Session, line: &HistoryLine, asked: &mut Vec<Command>) {
    let title = match line.way {
        Way::Did | Way::Renamed => line.title.clone(),
        Way::Undid => kit.words.say("history-undid", &[("title", line.title.as_str().into())]),
        Way::DidAgain => kit.words.say("history-did-again", &[("title", line.title.as_str().into())]),
    };
    let who = session.annotator().as_str();
    let when = kit.words.say(
        "history-when",
        &[("who", who.into()), ("ago", ago(kit, line.ago).into()), ("time", line.time.as_str().into())],
    );
    let (rect, response) = widgets::row(ui, kit, ROW, &format!("{title}, {when}"), line.is_shown);
    let middle = rect.top() + ROW / 2.0;
    let number = Line::new(&mut kit.brush, &line.number.to_string(), TextStyle::small(), 60.0);
    number.paint(ui, &mut kit.brush, rect.with_max_y(middle), Align::Max);
    let style = if line.is_shown { TextStyle::body().bold() } else { TextStyle::body() }.content();
    let done = Line::new(&mut kit.brush, &title, style, rect.width() - 70.0);
    done.paint(ui, &mut kit.brush, rect.with_max_y(middle), Align::Min);
    let below = Rect::from_min_max(pos2(rect.left(), middle), rect.max - vec2(0.0, SPACE));
    let told = Line::new(&mut kit.brush, &when, TextStyle::small(), below.width());
    told.paint(ui, &mut kit.brush, below, Align::Min);
    if response.clicked() {
        let shown = if line.is_shown { None } else { Some(line.number) };
        asked.push(Command::Past(PastCommand::Look(shown)));
    }
    // Brought back from the row's own menu, so that the rows stay of one height.
    if !line.deleted.is_empty() {
        response.context_menu(|ui| {
            for (id, quote) in &line.deleted {
                let text = kit.words.say("history-restore", &[("quote", quote.as_str().into())]);
                if widgets::button(ui, kit, Button { text: &text, ..Button::default() }).clicked() {
                    asked.push(Command::Past(PastCommand::Restore(*id)));
                    ui.close();
                }
            }
        });
    }
}
