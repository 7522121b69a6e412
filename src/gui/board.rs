//! The board, in the page's place: its parts at the start side, and of the one that is looked at a chart whose rows lead to what
//! is behind them. It computes nothing and changes nothing itself; arrows, Enter, F5 and Escape are enough to use it.

use egui::{Align, CentralPanel, Frame, Id, Margin, Panel, ScrollArea, Sense, Ui, WidgetInfo};

use crate::gui::assign::{AssignForm, assign_ui, legend_ui};
use crate::gui::board_cells::toggle;
use crate::gui::board_matrix::matrix_ui;
use crate::gui::board_row::{Columns, heads_ui, row_ui};
use crate::gui::brush::TextStyle;
use crate::gui::keys;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::model::board::{Board, NextBy};
use crate::session::command::Command;
use crate::session::command::assign::AssignCommand;
use crate::session::command::board::{BoardCommand, Part, Wanted};
use crate::session::keymap::KeyPress;
use crate::session::state::Session;
use crate::view::board::{Chart, assignable, tone_of};
use crate::view::tones::Ink;

const PART_ROW: f32 = 28.0;
/// How many rows a page key goes over.
const PAGE: usize = 12;

/// What the window remembers of the board.
#[derive(Default)]
pub struct BoardView {
    /// The chart of a part, and the number of the figures it was made of.
    chart: Option<(u64, Chart)>,
    /// The row that is lit.
    lit: usize,
    is_reveal_due: bool,
    /// How much is to be seen in each part, and the number of the figures by which that was counted.
    counts: Option<(u64, Vec<Option<usize>>)>,
    /// The part whose row was last brought into sight.
    shown_part: Option<usize>,
    form: AssignForm,
    /// Whether a field or button had the keyboard when the last frame ended: Escape then only leaves it.
    was_elsewhere: bool,
}

/// Every part one can go to, in the order of the list.
fn parts() -> Vec<Part> {
    let all = Part::all().into_iter().map(|(_, part)| part);
    let next = |part: Part| match part {
        Part::Next(_) => NextBy::WORDS.map(|(_, by)| Part::Next(by)).to_vec(),
        other => vec![other],
    };
    all.flat_map(next).collect()
}

/// The place in that list of what is looked at, whatever it is narrowed to.
fn place_of(part: &Part) -> usize {
    let plain = match part {
        Part::Documents(_) => Part::Documents(Wanted::default()),
        other => other.clone(),
    };
    parts().iter().position(|other| *other == plain).unwrap_or_default()
}

fn part_key(part: &Part) -> &'static str {
    match part {
        Part::People => "board-people",
        Part::Days => "board-days",
        Part::Documents(_) => "board-documents",
        Part::Labels => "board-labels",
        Part::Agreement => "board-agreement",
        Part::Problems => "board-problems",
        Part::Next(NextBy::Assigned) => "board-next-assigned",
        Part::Next(NextBy::Unfinished) => "board-next-unfinished",
        Part::Next(NextBy::Fewest) => "board-next-fewest",
        Part::Next(NextBy::Differing) => "board-next-differing",
        Part::Assignments => "board-assignments",
    }
}

impl BoardView {
    /// The identity of the chart among egui's widgets.
    #[must_use]
    pub fn id() -> Id {
        Id::unique("board chart")
    }

    /// What a key asks for here, while no field has the keyboard. Nothing is said about keys that mean the window.
    pub fn hear(&mut self, session: &Session, press: &KeyPress<'_>) -> Option<Vec<Command>> {
        let part = session.board_part()?;
        let undo = |command: AssignCommand| Some(vec![Command::Assign(command)]);
        match (press.key, press.ctrl, press.shift, press.alt) {
            ("Z", true, false, false) => return undo(AssignCommand::Undo),
            ("Z", true, true, false) | ("Y", true, false, false) => return undo(AssignCommand::Redo),
            (_, false, false, false) => {}
            _ => return None,
        }
        let last = self.len(session).saturating_sub(1);
        let lit = self.lit.min(last);
        let goal = match press.key {
            "ArrowUp" => lit.saturating_sub(1),
            "ArrowDown" => (lit + 1).min(last),
            "PageUp" => lit.saturating_sub(PAGE),
            "PageDown" => (lit + PAGE).min(last),
            "Home" => 0,
            "End" => last,
            "ArrowLeft" | "ArrowRight" => {
                let (parts, at) = (parts(), place_of(part));
                let step = if press.key == "ArrowRight" { 1 } else { parts.len() - 1 };
                return Some(vec![BoardCommand::Show(parts[(at + step) % parts.len()].clone()).into()]);
            }
            "Enter" => return Some(self.asked_by(session, lit)),
            "F5" => return Some(vec![BoardCommand::Refresh.into()]),
            "Escape" if self.was_elsewhere => return Some(Vec::new()),
            "Escape" => return Some(vec![leave(part).into()]),
            digit => return self.toggled(session, part, lit, digit).map(|command| vec![command]),
        };
        self.light(goal);
        Some(Vec::new())
    }

    /// What choosing a row asks for.
    fn asked_by(&self, session: &Session, at: usize) -> Vec<Command> {
        let row = self.chart.as_ref().and_then(|(_, chart)| chart.row(session, session.board()?, at));
        row.map(|row| row.asks).unwrap_or_default()
    }

    /// A digit assigns the lit document to somebody, or takes it from them.
    fn toggled(&self, session: &Session, part: &Part, lit: usize, digit: &str) -> Option<Command> {
        let board = session.board().filter(|_| *part == Part::Assignments)?;
        let nth: usize = digit.parse().ok().filter(|nth| (1..=9).contains(nth))?;
        let (annotator, _) = assignable(session, board).into_iter().nth(nth - 1)?;
        let document = session.document_line(session.shown_at(lit)?)?.summary.id.clone();
        Some(toggle(session, document, annotator))
    }

    fn light(&mut self, at: usize) {
        (self.lit, self.is_reveal_due) = (at, true);
    }

    fn len(&self, session: &Session) -> usize {
        let len = self.chart.as_ref().and_then(|(_, chart)| Some(chart.len(session, session.board()?)));
        len.unwrap_or_default()
    }

    /// How much is to be seen in each part; counted where figures are others, for sixty thousand documents are gone through.
    fn counts(&mut self, session: &Session) -> &[Option<usize>] {
        let Some(board) = session.board() else { return &[] };
        let revision = session.board_revision();
        let counted = self.counts.take().filter(|(of, _)| *of == revision);
        let count = || (revision, parts().iter().map(|part| count_of(board, part)).collect());
        &self.counts.insert(counted.unwrap_or_else(count)).1
    }

    /// Makes the chart anew where figures or part are others.
    fn follow(&mut self, session: &Session, board: &Board, part: &Part) {
        let revision = session.board_revision();
        let is_same = |(of, chart): &(u64, Chart)| *of == revision && chart.part == *part;
        if self.chart.as_ref().is_some_and(is_same) {
            return;
        }
        let is_other_part = self.chart.as_ref().is_none_or(|(_, chart)| chart.part != *part);
        let chart = Chart::new(session, board, part);
        if is_other_part {
            // A heading cannot be chosen.
            let count = chart.len(session, board);
            let is_choosable = |at: &usize| chart.row(session, board, *at).is_some_and(|row| row.is_choosable());
            let first = (0..count.min(PAGE)).find(is_choosable).unwrap_or_default();
            self.light(first);
        }
        self.chart = Some((revision, chart));
    }
}

/// Out of what was narrowed first, then out of the board.
fn leave(part: &Part) -> BoardCommand {
    match part {
        Part::Documents(Wanted { of: Some(_), .. }) => BoardCommand::Show(Part::People),
        Part::Documents(Wanted { day: Some(_), .. }) => BoardCommand::Show(Part::Days),
        Part::Documents(Wanted { label: Some(_), .. }) => BoardCommand::Show(Part::Labels),
        _ => BoardCommand::Close,
    }
}

/// Whether a command keeps its meaning while the board stands in the page's place.
#[must_use]
pub fn is_for_window(command: &Command) -> bool {
    matches!(command, Command::Assign(_) | Command::List(_) | Command::NextUnfinished)
        || keys::is_for_any_place(command)
}

/// Draws the board.
pub fn board_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    part: &Part,
    view: &mut BoardView,
    asked: &mut Vec<Command>,
) {
    let bar = widgets::panel_frame(kit, Margin::symmetric(14, 8));
    Panel::top("board bar").frame(bar).show(ui, |ui| bar_ui(ui, kit, session, part, asked));
    let width = ui.available_width();
    let side = widgets::panel_frame(kit, Margin::symmetric(8, 8));
    Panel::left("board parts")
        .default_size((width * 0.17).clamp(200.0, 230.0))
        .size_range(120.0..=width * 0.4)
        .frame(side)
        .show(ui, |ui| parts_ui(ui, kit, session, part, view, asked));
    let paper = Frame::new().fill(kit.brush.color(Ink::Paper)).inner_margin(Margin::symmetric(20, 14));
    CentralPanel::default().frame(paper).show(ui, |ui| {
        let Some(board) = session.board() else {
            waiting_ui(ui, kit, session);
            return;
        };
        view.follow(session, board, part);
        part_ui(ui, kit, session, board, part, view, asked);
    });
    view.was_elsewhere = ui.memory(|memory| memory.focused().is_some_and(|id| id != BoardView::id()));
}

/// What the board is about, how old it is, and the way out.
fn bar_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, part: &Part, asked: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let title = kit.words.get("board-title");
        text::label(ui, kit, &title, TextStyle::heading());
        ui.add_space(SPACE * 2.0);
        let again = kit.words.get("board-again");
        let button = Button { text: &again, key: Some("F5"), ..Button::default() };
        let is_idle = session.board_progress().is_none();
        if ui.add_enabled_ui(is_idle, |ui| widgets::button(ui, kit, button)).inner.clicked() {
            asked.push(BoardCommand::Refresh.into());
        }
        if let Some((done, all)) = session.board_progress() {
            let said = match all {
                0 => kit.words.get("board-computing"),
                all if done == all => kit.words.get("board-comparing"),
                all => kit.words.say("board-reading", &[("done", done.into()), ("all", all.into())]),
            };
            text::label(ui, kit, &said, TextStyle::small());
        }
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            let close = kit.words.get("dialog-close");
            if widgets::button(ui, kit, Button { text: &close, key: Some("Esc"), ..Button::default() }).clicked() {
                asked.push(BoardCommand::Close.into());
            }
            let out = leave(part);
            if out != BoardCommand::Close {
                let all = kit.words.get("board-back");
                if widgets::button(ui, kit, Button { text: &all, look: Look::Plain, ..Button::default() }).clicked() {
                    asked.push(out.into());
                }
            }
        });
    });
}

/// The list of parts.
fn parts_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    part: &Part,
    view: &mut BoardView,
    asked: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.y = 1.0;
    let now = place_of(part);
    let is_new = view.shown_part.replace(now) != Some(now);
    let counts = view.counts(session);
    ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).id_salt("board parts").show(ui, |ui| {
        for (at, other) in parts().into_iter().enumerate() {
            if matches!(other, Part::Next(NextBy::Assigned)) {
                ui.add_space(SPACE * 2.0);
                let next = kit.words.get("board-next");
                text::label(ui, kit, &next, TextStyle::caption());
            }
            if other == Part::Assignments {
                ui.add_space(SPACE * 2.0);
            }
            let title = kit.words.get(part_key(&other));
            let (rect, response) = widgets::row(ui, kit, PART_ROW, &title, at == now);
            if at == now && is_new {
                response.scroll_to_me(None);
            }
            let mut inner = rect;
            if let Some(count) = counts.get(at).copied().flatten() {
                let line = text::Line::new(&mut kit.brush, &count.to_string(), TextStyle::small(), 60.0);
                line.paint(ui, &mut kit.brush, inner, Align::Max);
                inner.max.x -= line.size().x + SPACE;
            }
            let style = if at == now { TextStyle::body().bold() } else { TextStyle::body() };
            let line = text::Line::new(&mut kit.brush, &title, style, inner.width().max(SPACE));
            line.paint(ui, &mut kit.brush, inner, Align::Min);
            if response.clicked() {
                asked.push(BoardCommand::Show(other).into());
                ui.memory_mut(|memory| memory.request_focus(BoardView::id()));
            }
        }
    });
}

/// What is worth counting before one looks.
fn count_of(board: &Board, part: &Part) -> Option<usize> {
    match part {
        Part::People => Some(board.people.len()),
        Part::Documents(_) => Some(board.works.len()),
        Part::Problems => Some(board.findings.len()),
        Part::Next(NextBy::Differing) => Some(board.differing.len()),
        Part::Next(NextBy::Assigned) => Some(board.open.iter().filter(|open| !open.waiting_for.is_empty()).count()),
        Part::Next(NextBy::Unfinished) => Some(board.open.iter().filter(|open| !open.started.is_empty()).count()),
        Part::Next(NextBy::Fewest) => Some(board.open.len()),
        Part::Days | Part::Labels | Part::Agreement | Part::Assignments => None,
    }
}

fn waiting_ui(ui: &mut Ui, kit: &mut Kit, session: &Session) {
    let (said, ink) = match session.board_failure() {
        Some(error) => (error.to_string(), Ink::Failure),
        None => (kit.words.get("board-computing"), Ink::Muted),
    };
    text::paragraph(ui, kit, &said, TextStyle::body().ink(ink));
}

fn part_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    board: &Board,
    part: &Part,
    view: &mut BoardView,
    asked: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.y = SPACE;
    head_ui(ui, kit, session, board, part);
    if *part == Part::Assignments {
        assign_ui(ui, kit, session, board, &mut view.form, asked);
    }
    let Some((_, chart)) = &view.chart else { return };
    let count = chart.len(session, board);
    if count == 0 {
        let empty = kit.words.get(empty_key(part));
        text::paragraph(ui, kit, &empty, TextStyle::body().ink(Ink::Muted));
        return;
    }
    let last = count.saturating_sub(1);
    let lit = view.lit.min(last);
    let mut chosen = None;
    if let (Part::Agreement, Some(layer)) = (part, chart.layer_at(lit)) {
        chosen = matrix_ui(ui, kit, board, layer).and_then(|pair| chart.row_of_pair(layer, pair));
    }
    let columns = Columns::new(ui, kit, session, board, chart);
    heads_ui(ui, kit, chart, &columns);
    let area = ui.available_rect_before_wrap();
    let name = kit.words.get(part_key(part));
    let list = ui.interact(area, BoardView::id(), Sense::click());
    list.widget_info(|| WidgetInfo::labeled(egui::Role::List, true, &name));
    widgets::keep_keyboard(ui, BoardView::id());
    ui.spacing_mut().item_spacing.y = 1.0;
    let mut scroll = ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).id_salt("board rows");
    if std::mem::take(&mut view.is_reveal_due) {
        let height = ui.available_height();
        scroll =
            scroll.vertical_scroll_offset((lit as f32 * (columns.row + 1.0) - (height - columns.row) / 2.0).max(0.0));
    }
    scroll.show_rows(ui, columns.row, count, |ui, seen| {
        for at in seen {
            let Some(row) = chart.row(session, board, at) else { continue };
            ui.push_id(at, |ui| {
                if row_ui(ui, kit, session, (chart, &row), &columns, at == lit, asked) {
                    chosen = Some(at);
                }
            });
        }
    });
    if let Some(at) = chosen {
        view.lit = at;
        asked.extend(view.asked_by(session, at));
        ui.memory_mut(|memory| memory.request_focus(BoardView::id()));
    }
}

/// What the part shows, by which rule, and whose colour is whose.
fn head_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, board: &Board, part: &Part) {
    let title = kit.words.get(part_key(part));
    text::label(ui, kit, &title, TextStyle::body().bold());
    if let Part::Documents(wanted) = part {
        let mut said = Vec::new();
        said.extend(wanted.of.as_ref().map(|of| kit.words.say("board-of", &[("who", of.as_str().into())])));
        said.extend(wanted.day.map(|day| kit.words.say("board-of-day", &[("day", day.to_string().into())])));
        let label = wanted.label.as_ref().map(|label| {
            let known = session.project().labels().find(|known| known.id.to_string() == label.0);
            known.map_or_else(|| label.0.clone(), |known| known.title.clone())
        });
        said.extend(label.map(|label| kit.words.say("board-of-label", &[("label", label.into())])));
        if !said.is_empty() {
            text::label(ui, kit, &said.join(" · "), TextStyle::body());
        }
    }
    let about = kit.words.get(match part {
        Part::People => "board-people-about",
        Part::Days => "board-days-about",
        Part::Documents(_) => "board-documents-about",
        Part::Labels => "board-labels-about",
        Part::Agreement => "board-agreement-about",
        Part::Problems => "board-problems-about",
        Part::Next(_) => "board-next-about",
        Part::Assignments => "board-assignments-about",
    });
    text::paragraph(ui, kit, &about, TextStyle::small());
    if matches!(part, Part::Days | Part::Labels) {
        let people = board.people.iter().map(|person| (person.annotator.clone(), tone_of(board, &person.annotator)));
        legend_ui(ui, kit, &people.collect::<Vec<_>>(), None);
    }
    ui.add_space(SPACE);
}

fn empty_key(part: &Part) -> &'static str {
    match part {
        Part::People | Part::Documents(_) => "board-none-begun",
        Part::Days => "board-none-days",
        Part::Labels => "board-none-labels",
        Part::Agreement => "board-none-agreement",
        Part::Problems => "board-none-problems",
        Part::Next(_) => "board-none-next",
        Part::Assignments => "documents-none-found",
    }
}
