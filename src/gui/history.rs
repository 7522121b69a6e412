//! The history panel: what was done to this document's annotations, by whom and when. A row shows the page as it was then; from
//! there one can go back for good, and bring back what was deleted, as one more thing that can be undone. Points.

use egui::{Align, EventFilter, Key, Layout, Modifiers, Popup, Rect, Response, ScrollArea, Ui, UiBuilder, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::menu::{self, IsOn, item_row};
use crate::gui::page_view::PageView;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::model::id::AnnotationId;
use crate::session::command::Command;
use crate::session::command::past::PastCommand;
use crate::session::state::Session;
use crate::view::history::{About, Ago, HistoryLine, HistoryRow, Way, row, rows_len};
use crate::view::tones::Ink;

const ROW: f32 = 40.0;
const GAP: f32 = 1.0;
const MENU_WIDTH: f32 = 240.0;
/// The part of a row that its buttons leave to its words.
const WORDS: f32 = 0.4;

/// What the window remembers of the panel between two frames. Rows are counted from the newest.
#[derive(Default)]
pub struct HistoryView {
    /// Whether it was shown in the last frame.
    pub was_shown: bool,
    /// The entry whose row has its buttons: the pointer or the keyboard came there last.
    active: Option<u64>,
    /// The row that has the keyboard.
    at: Option<usize>,
    /// The row that is to have it.
    going: Option<usize>,
}

impl HistoryView {
    /// Nothing is remembered but whether the panel was open the last time: then it does not take the keyboard.
    #[must_use]
    pub fn new(was_shown: bool) -> Self {
        Self { was_shown, ..Self::default() }
    }
}

/// Draws the panel.
pub fn history_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, view: &mut HistoryView, asked: &mut Vec<Command>) {
    let count = rows_len(session);
    heading_ui(ui, kit, session, asked);
    if count == 0 {
        let empty = kit.words.get("history-empty");
        text::paragraph(ui, kit, &empty, TextStyle::body().ink(Ink::Muted));
        return;
    }
    if !view.was_shown {
        view.going = Some(0);
    }
    hear(ui, view, count);
    ui.spacing_mut().item_spacing.y = GAP;
    let mut area = ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).id_salt("history");
    let id = ui.make_persistent_id("history");
    if let Some(going) = view.going {
        let (seen, top) = (ui.available_height(), going as f32 * (ROW + GAP));
        let before = egui::scroll_area::State::load(ui.ctx(), id).map_or(0.0, |state| state.clamped_offset().y);
        // Only rows that are drawn can have the keyboard.
        area = area.vertical_scroll_offset(before.clamp((top + ROW - seen).clamp(0.0, top), top));
    }
    view.at = None;
    let has_left = !ui.rect_contains_pointer(ui.max_rect());
    area.show_rows(ui, ROW, count, |ui, rows| {
        for at in rows {
            match row(session, at) {
                Some(HistoryRow::Entry(line)) => {
                    ui.push_id(line.number, |ui| entry_row(ui, kit, session, (at, &line), view, asked));
                }
                Some(HistoryRow::Unknown(from, to)) => unknown_row(ui, kit, (at, from, to), view),
                None => {}
            }
        }
    });
    let is_in_a_row = view.at.is_some() || ui.memory(|memory| memory.focused().is_some_and(|id| id != PageView::id()));
    if has_left && !is_in_a_row {
        view.active = None;
    }
}

/// The title, what is looked at, and the keys.
fn heading_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, asked: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE * 3.0;
        let title = kit.words.get("history-title");
        text::label(ui, kit, &title, TextStyle::caption());
        if let Some(shown) = session.looks_at().map(|entry| entry.number) {
            let now = kit.words.get("history-now");
            if widgets::button(ui, kit, Button { text: &now, look: Look::Dense, ..Button::default() }).clicked() {
                asked.push(Command::Past(PastCommand::Look(None)));
            }
            let looked_at = kit.words.say("history-looked-at", &[("number", shown.into())]);
            text::label(ui, kit, &looked_at, TextStyle::small());
        } else if !session.history().is_empty() {
            let keys = kit.words.get("history-keys");
            text::label(ui, kit, &keys, TextStyle::small());
        }
    });
}

/// Moves the keyboard from row to row.
fn hear(ui: &Ui, view: &mut HistoryView, count: usize) {
    let Some(at) = view.at else { return };
    for (key, to) in [(Key::ArrowUp, at.saturating_sub(1)), (Key::ArrowDown, at + 1)] {
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            view.going = Some(to.min(count - 1));
        }
    }
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

fn entry_row(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    (row, line): (usize, &HistoryLine),
    view: &mut HistoryView,
    asked: &mut Vec<Command>,
) {
    let title = match line.way {
        Way::Did | Way::Renamed => line.title.clone(),
        Way::Undid => kit.words.say("history-undid", &[("title", line.title.as_str().into())]),
        Way::DidAgain => kit.words.say("history-did-again", &[("title", line.title.as_str().into())]),
    };
    let title = match &line.about {
        About::Nothing => title,
        About::One(quote) if quote.is_empty() => title,
        About::One(quote) => {
            kit.words.say("history-about", &[("title", title.into()), ("quote", quote.as_str().into())])
        }
        About::Several(count) => {
            kit.words.say("history-about-several", &[("title", title.into()), ("count", (*count).into())])
        }
    };
    let who = line.who.as_str();
    let when = kit.words.say(
        "history-when",
        &[("who", who.into()), ("ago", ago(kit, line.ago).into()), ("time", line.time.as_str().into())],
    );
    let (rect, response) = widgets::row(ui, kit, ROW, &format!("{title}, {when}"), line.is_shown);
    follow_keyboard(ui, &response, row, view);
    if view.at == Some(row) || (response.contains_pointer() && ui.input(|input| input.pointer.is_moving())) {
        view.active = Some(line.number);
    }
    let is_active = line.is_shown || view.active == Some(line.number);
    let words = buttons_ui(ui, kit, session, line, (rect, is_active, row), asked);

    let middle = rect.top() + ROW / 2.0;
    let most = session.history().last().map_or(line.number, |newest| newest.number);
    let column = Line::new(&mut kit.brush, &most.to_string(), TextStyle::small(), f32::INFINITY).size().x;
    let number = Line::new(&mut kit.brush, &line.number.to_string(), TextStyle::small(), f32::INFINITY);
    let numbers = rect.with_max_x(rect.left() + column.max(number.size().x)).with_max_y(middle + SPACE);
    number.paint(ui, &mut kit.brush, numbers, Align::Max);
    let words = words.with_min_x(numbers.right() + SPACE * 2.5);
    let style = if line.is_shown { TextStyle::body().bold() } else { TextStyle::body() };
    let done = Line::new(&mut kit.brush, &title, style, words.width());
    done.paint(ui, &mut kit.brush, words.with_max_y(middle + SPACE), Align::Min);
    let below = Rect::from_min_max(pos2(words.left(), middle), words.max - vec2(0.0, SPACE));
    let told = Line::new(&mut kit.brush, &when, TextStyle::small(), below.width());
    told.paint(ui, &mut kit.brush, below, Align::Min);
    let is_elided = done.is_elided() || told.is_elided();
    let response = if is_elided { text::hint(response, kit, &format!("{title}\n{when}")) } else { response };
    if response.clicked() {
        asked.push(look_at(line));
    }
    response.context_menu(|ui| entry_menu(ui, kit, session, (row, line), asked));
}

/// Shows the page as it was after an entry, or as it is now if that is shown.
fn look_at(line: &HistoryLine) -> Command {
    Command::Past(PastCommand::Look(if line.is_shown { None } else { Some(line.number) }))
}

/// A row that says which entries are not known.
fn unknown_row(ui: &mut Ui, kit: &mut Kit, (at, from, to): (usize, u64, u64), view: &mut HistoryView) {
    let title = kit
        .words
        .say("history-unknown", &[("from", from.into()), ("to", to.into()), ("count", (to - from + 1).into())]);
    let why = kit.words.get("history-unknown-why");
    let (rect, response) = ui.push_id(from, |ui| widgets::row(ui, kit, ROW, &format!("{title}, {why}"), false)).inner;
    follow_keyboard(ui, &response, at, view);
    let middle = rect.top() + ROW / 2.0;
    let named = Line::new(&mut kit.brush, &title, TextStyle::body().ink(Ink::Warning), rect.width());
    named.paint(ui, &mut kit.brush, rect.with_max_y(middle + SPACE), Align::Min);
    let below = Rect::from_min_max(pos2(rect.left(), middle), rect.max - vec2(0.0, SPACE));
    let told = Line::new(&mut kit.brush, &why, TextStyle::small(), below.width());
    told.paint(ui, &mut kit.brush, below, Align::Min);
}

/// Gives a row the keyboard if it is to have it, and notes that it has.
fn follow_keyboard(ui: &Ui, response: &Response, row: usize, view: &mut HistoryView) {
    if view.going == Some(row) {
        view.going = None;
        response.request_focus();
    }
    if response.has_focus() {
        view.at = Some(row);
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    }
}

/// What can be done about an entry, at the end of its row: what it deleted is offered always. Returns the rest of the row.
fn buttons_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    line: &HistoryLine,
    (rect, is_active, row): (Rect, bool, usize),
    asked: &mut Vec<Command>,
) -> Rect {
    let can_go_back = is_active && can_go_back_to(row, line);
    if !can_go_back && line.deleted.is_empty() {
        return rect;
    }
    let place = rect.with_min_x(rect.left() + rect.width() * WORDS);
    let builder = UiBuilder::new().max_rect(place).layout(Layout::right_to_left(Align::Center));
    let drawn = ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = SPACE;
        if can_go_back {
            let back = kit.words.get("history-go-back");
            if widgets::button(ui, kit, Button { text: &back, ..Button::default() }).clicked() {
                leave_past(session, asked);
                asked.push(Command::Past(PastCommand::GoBack(line.number)));
            }
        }
        match line.deleted.as_slice() {
            [] => {}
            [(id, quote)] => {
                let text = kit.words.say("history-restore", &[("quote", quote.as_str().into())]);
                if widgets::button(ui, kit, Button { text: &text, ..Button::default() }).clicked() {
                    restore(session, *id, asked);
                }
            }
            several => {
                let text = kit.words.say("history-restore-several", &[("count", several.len().into())]);
                let button = widgets::button(ui, kit, Button { text: &text, ..Button::default() });
                Popup::menu(&button).show(|ui| deleted_ui(ui, kit, session, line, asked));
            }
        }
    });
    rect.with_max_x(drawn.response.rect.left() - SPACE * 2.0)
}

/// After the newest all is as it is now.
fn can_go_back_to(row: usize, line: &HistoryLine) -> bool {
    row > 0 && line.leads_to_now
}

/// What can be done about an entry, where its row has a menu of its own.
fn entry_menu(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    (row, line): (usize, &HistoryLine),
    asked: &mut Vec<Command>,
) {
    if !line.leads_to_now {
        ui.set_width(MENU_WIDTH);
        let why = kit.words.get("history-cut-off");
        text::paragraph(ui, kit, &why, TextStyle::small());
        return;
    }
    let show = kit.words.get(if line.is_shown { "history-now" } else { "history-show" });
    let mut items = vec![(show, vec![look_at(line)])];
    if can_go_back_to(row, line) {
        let mut commands = Vec::new();
        leave_past(session, &mut commands);
        commands.push(Command::Past(PastCommand::GoBack(line.number)));
        items.push((kit.words.get("history-go-back"), commands));
    }
    ui.set_width(MENU_WIDTH);
    ui.spacing_mut().item_spacing.y = 0.0;
    for (words, commands) in items {
        if item_row(ui, kit, &words, None, IsOn::No, None).clicked() {
            asked.extend(commands);
            ui.close();
        }
    }
    if !line.deleted.is_empty() {
        deleted_ui(ui, kit, session, line, asked);
    }
}

/// The choice of what an entry deleted.
fn deleted_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, line: &HistoryLine, asked: &mut Vec<Command>) {
    ui.set_width(MENU_WIDTH);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.set_min_height((line.deleted.len() as f32 * menu::ROW).min(ui.ctx().content_rect().height() / 2.0));
    ScrollArea::vertical().show(ui, |ui| {
        for (id, quote) in &line.deleted {
            let text = kit.words.say("history-restore", &[("quote", quote.as_str().into())]);
            if item_row(ui, kit, &text, None, IsOn::No, None).clicked() {
                restore(session, *id, asked);
                ui.close();
            }
        }
    });
}

fn restore(session: &Session, id: AnnotationId, asked: &mut Vec<Command>) {
    leave_past(session, asked);
    asked.push(Command::Past(PastCommand::Restore(id)));
}

/// Nothing can be changed while the page is looked at as it was.
fn leave_past(session: &Session, asked: &mut Vec<Command>) {
    if session.looks_at().is_some() {
        asked.push(Command::Past(PastCommand::Look(None)));
    }
}
