//! How annotators agree, in the page's place: what is measured on one side, and beside it the tables of a layer or of the
//! documents. Every number is a cell that arrows reach and that leads to its cases. It measures nothing itself. Sizes are points.

use std::sync::Arc;

use egui::{
    Align, CentralPanel, Frame, Id, Margin, Panel, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};

use crate::gui::agreement_chart::{CHART_HEIGHT, chart_ui};
use crate::gui::brush::TextStyle;
use crate::gui::keys;
use crate::gui::text::{self, Kit, Line as TextLine};
use crate::gui::theme::{RADIUS, SPACE};
use crate::gui::widgets::{self, Button, Cut, Look, Width};
use crate::gui::words::spoken;
use crate::session::agreement::{Agreeing, Measured};
use crate::session::command::Command;
use crate::session::command::agreement::{AgreementCommand, Measuring};
use crate::session::keymap::KeyPress;
use crate::session::state::Session;
use crate::view::agreement::{About, Cell, Head, LabelHead, Line, Row, Sheet, Title, Value, sheet};
use crate::view::tones::Ink;

/// How wide the names of rows are, at least and at most.
const NAMES: (f32, f32) = (200.0, 460.0);
const CELL: (f32, f32) = (62.0, 96.0);
const MATRIX_CELL: (f32, f32) = (44.0, 104.0);
const TITLE: f32 = 40.0;
const HEADS: f32 = 24.0;
const LABEL_HEADS: f32 = 40.0;
const ROW: f32 = 26.0;
/// With an interval below the number.
const TALL_ROW: f32 = 42.0;
/// The letters of what stands below a number, and of a number that has no room for larger ones.
const LEAST_SIZE: f32 = 10.5;
/// How many lines Page down goes.
const PAGE: usize = 12;

/// What the window remembers of the page.
#[derive(Default)]
pub struct AgreementView {
    tab: usize,
    /// The line and the column of the number that keys mean.
    at: (usize, usize),
    is_reveal_due: bool,
    /// The sheet that was made last, and of what.
    kept: Option<(Arc<Measured>, usize, Arc<Sheet>)>,
}

impl AgreementView {
    /// The identity of the tables among egui's widgets.
    #[must_use]
    pub fn id() -> Id {
        Id::unique("agreement tables")
    }

    fn sheet(&mut self, session: &Session, measured: &Arc<Measured>) -> Arc<Sheet> {
        if let Some((of, tab, sheet)) = &self.kept
            && Arc::ptr_eq(of, measured)
            && *tab == self.tab
        {
            return Arc::clone(sheet);
        }
        // Another measure may have fewer layers.
        self.tab = self.tab.min(measured.report.layers.len());
        let made = Arc::new(sheet(session.project(), measured, self.tab));
        self.kept = Some((Arc::clone(measured), self.tab, Arc::clone(&made)));
        let is_row = |line: &&Line| matches!(line, Line::Row(_));
        if made.lines.get(self.at.0).filter(is_row).is_none() {
            self.at = (made.lines.iter().position(|line| matches!(line, Line::Row(_))).unwrap_or(0), 1);
        }
        made
    }

    fn show(&mut self, tab: usize) {
        (self.tab, self.at, self.is_reveal_due) = (tab, (0, 1), true);
    }

    /// What a key asks for here. Nothing is said about keys that mean the window.
    pub fn hear(&mut self, session: &Session, press: &KeyPress<'_>) -> Option<Vec<Command>> {
        if press.ctrl || press.alt {
            return None;
        }
        if press.key == "Escape" {
            return Some(vec![Command::Agreement(AgreementCommand::End)]);
        }
        let agreeing = session.shown_agreement().filter(|agreeing| agreeing.failure().is_none())?;
        let measured = Arc::clone(agreeing.measured()?);
        let sheet = self.sheet(session, &measured);
        let (line, column) = self.at;
        let rows: Vec<usize> = (0..sheet.lines.len()).filter(|at| matches!(sheet.lines[*at], Line::Row(_))).collect();
        let place = rows.iter().position(|at| *at == line).unwrap_or(0);
        let go = |place: usize| rows.get(place.min(rows.len().saturating_sub(1))).copied().unwrap_or(0);
        let last = |line: usize| match &sheet.lines.get(line) {
            Some(Line::Row(row)) => row.cells.len().saturating_sub(1),
            _ => 0,
        };
        let tabs = sheet.tabs.len();
        match press.key {
            "BracketLeft" => self.show((self.tab + tabs - 1) % tabs),
            "BracketRight" => self.show((self.tab + 1) % tabs),
            "ArrowUp" => self.at.0 = go(place.saturating_sub(1)),
            "ArrowDown" => self.at.0 = go(place + 1),
            "PageUp" => self.at.0 = go(place.saturating_sub(PAGE)),
            "PageDown" => self.at.0 = go(place + PAGE),
            "ArrowLeft" => self.at.1 = column.min(last(line)).saturating_sub(1),
            "ArrowRight" => self.at.1 = (column + 1).min(last(line)),
            "Home" => self.at.0 = go(0),
            "End" => self.at.0 = go(rows.len()),
            "Enter" => {
                let Some(Line::Row(row)) = sheet.lines.get(line) else { return Some(Vec::new()) };
                let leads = row.leads(column.min(last(line))).or(row.leads.as_ref());
                return Some(leads.into_iter().cloned().collect());
            }
            _ => return None,
        }
        self.is_reveal_due = true;
        Some(Vec::new())
    }
}

/// Draws the page.
pub fn agreement_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    agreeing: &Agreeing,
    view: &mut AgreementView,
    asked: &mut Vec<Command>,
) {
    let bar = widgets::panel_frame(kit, Margin::symmetric(14, 8));
    Panel::top("agreement bar").frame(bar).show(ui, |ui| bar_ui(ui, kit, agreeing, asked));
    let made = agreeing.measured().map(|measured| (Arc::clone(measured), view.sheet(session, measured)));
    let side = widgets::panel_frame(kit, Margin::symmetric(10, 8));
    Panel::left("agreement choices").exact_size(210.0).resizable(false).frame(side).show(ui, |ui| {
        if let Some((measured, sheet)) = &made {
            choices_ui(ui, kit, agreeing, measured, asked);
            tabs_ui(ui, kit, sheet, view);
        }
    });
    if let (Some((_, sheet)), None) = (&made, agreeing.failure()) {
        let told = told(kit, sheet, view.at);
        let bar = widgets::panel_frame(kit, Margin::symmetric(14, 6));
        Panel::bottom("agreement told").frame(bar).show(ui, |ui| text::paragraph(ui, kit, &told, TextStyle::body()));
    }
    let paper = Frame::new().fill(kit.brush.color(Ink::Paper)).inner_margin(Margin::symmetric(18, 10));
    CentralPanel::default().frame(paper).show(ui, |ui| match (&made, agreeing.failure()) {
        (_, Some(failure)) => {
            text::paragraph(ui, kit, &failure.to_string(), TextStyle::body().ink(Ink::Failure));
        }
        (Some((_, sheet)), None) => tables_ui(ui, kit, sheet, view, asked),
        (None, None) => {
            let state = state(kit, agreeing).unwrap_or_default();
            text::label(ui, kit, &state, TextStyle::body().ink(Ink::Muted));
        }
    });
}

/// What is being done beside the window.
fn state(kit: &Kit, agreeing: &Agreeing) -> Option<String> {
    let (done, all) = agreeing.progress()?;
    Some(match done < all || all == 0 {
        true => kit.words.say("agreement-reading", &[("done", done.into()), ("all", all.into())]),
        false => kit.words.get("agreement-measuring"),
    })
}

fn bar_ui(ui: &mut Ui, kit: &mut Kit, agreeing: &Agreeing, asked: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let title = kit.words.get("agreement-title");
        text::label(ui, kit, &title, TextStyle::heading());
        ui.add_space(SPACE * 3.0);
        let about = agreeing.measured().map(|measured| {
            let alone = measured.alone;
            kit.words.say(
                "agreement-about",
                &[("documents", measured.report.documents.len().into()), ("alone", alone.into())],
            )
        });
        let about = state(kit, agreeing).or(about).unwrap_or_default();
        ui.scope(|ui| {
            ui.set_max_width((ui.available_width() - 120.0).max(60.0));
            text::label(ui, kit, &about, TextStyle::small());
        });
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            let close = kit.words.get("dialog-close");
            if widgets::button(ui, kit, Button { text: &close, key: Some("Esc"), ..Button::default() }).clicked() {
                asked.push(Command::Agreement(AgreementCommand::End));
            }
        });
    });
}

/// Whose sets are compared, and which.
fn choices_ui(ui: &mut Ui, kit: &mut Kit, agreeing: &Agreeing, measured: &Measured, asked: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = SPACE;
    let now = agreeing.measuring();
    let mut ask = |measuring: Measuring| asked.push(Command::Agreement(AgreementCommand::Measure(measuring)));
    let caption = kit.words.get("agreement-annotators");
    text::label(ui, kit, &caption, TextStyle::caption());
    let chosen = if now.of.is_empty() { &measured.everybody } else { &now.of };
    let height = ui.available_height() * 0.4;
    ScrollArea::vertical().id_salt("agreement annotators").max_height(height).auto_shrink([false, true]).show(
        ui,
        |ui| {
            for name in &measured.everybody {
                let is_selected = chosen.contains(name);
                // Two are always left to be compared.
                let is_free = !is_selected || chosen.len() > 2;
                let look = Look::Plain;
                let button = Button {
                    text: name.as_str(),
                    is_selected,
                    look,
                    width: Width::Full,
                    cut: Cut::Middle,
                    ..Button::default()
                };
                let clicked = ui.add_enabled_ui(is_free, |ui| widgets::button(ui, kit, button)).inner.clicked();
                if clicked {
                    let others = measured.everybody.iter().filter(|known| chosen.contains(known) != (*known == name));
                    let of: Vec<_> = others.cloned().collect();
                    let is_everybody = of.len() == measured.everybody.len();
                    ask(Measuring { of: if is_everybody { Vec::new() } else { of }, ..now.clone() });
                }
            }
        },
    );
    ui.add_space(SPACE);
    let caption = kit.words.get("agreement-documents");
    text::label(ui, kit, &caption, TextStyle::caption());
    for (key, finished) in [("agreement-begun", false), ("agreement-finished", true)] {
        let name = kit.words.get(key);
        let is_selected = now.finished == finished;
        let button = Button { text: &name, is_selected, look: Look::Plain, width: Width::Full, ..Button::default() };
        if widgets::button(ui, kit, button).clicked() && !is_selected {
            ask(Measuring { finished, ..now.clone() });
        }
    }
    ui.add_space(SPACE);
    let (name, about) = (kit.words.get("agreement-gamma"), kit.words.get("agreement-gamma-about"));
    let button = Button { text: &name, is_selected: now.gamma, width: Width::Full, ..Button::default() };
    let gamma = widgets::button(ui, kit, button);
    if gamma.clicked() {
        ask(Measuring { gamma: !now.gamma, ..now.clone() });
    }
    text::hint(gamma, kit, &about);
    widgets::divider(ui, kit);
}

/// The layers, each with the figure that stands for it, and the documents.
fn tabs_ui(ui: &mut Ui, kit: &mut Kit, sheet: &Sheet, view: &mut AgreementView) {
    ui.horizontal(|ui| {
        let caption = kit.words.get("agreement-sheets");
        text::label(ui, kit, &caption, TextStyle::caption());
        widgets::key_cap(ui, kit, "[");
        widgets::key_cap(ui, kit, "]");
    });
    for (at, tab) in sheet.tabs.iter().enumerate() {
        let title = tab.layer.clone().unwrap_or_else(|| kit.words.get("agreement-sheet-documents"));
        let (rect, response) = widgets::row(ui, kit, ROW, &title, at == view.tab);
        let value = tab.value.map(figure).unwrap_or_default();
        let number = TextLine::new(&mut kit.brush, &value, TextStyle::small(), 60.0);
        number.paint(ui, &mut kit.brush, rect, Align::Max);
        let room = rect.width() - number.size().x - SPACE * 2.0;
        let line = TextLine::new(&mut kit.brush, &title, TextStyle::body().content(), room);
        line.paint(ui, &mut kit.brush, rect, Align::Min);
        if response.clicked() {
            view.show(at);
            ui.memory_mut(|memory| memory.request_focus(AgreementView::id()));
        }
    }
}

/// Where the columns of a table stand.
#[derive(Clone, Copy)]
struct Columns {
    names: f32,
    width: f32,
    is_matrix: bool,
}

impl Columns {
    fn new(heads: &[Head], room: f32) -> Self {
        let is_matrix = heads.iter().any(|head| matches!(head, Head::Label(_)));
        let (least, most) = if is_matrix { MATRIX_CELL } else { CELL };
        let count = heads.len().max(1) as f32;
        let width = ((room - NAMES.0) / count).clamp(least, most);
        // What the numbers do not need is the names'.
        Self { names: (room - width * count).clamp(NAMES.0, NAMES.1), width, is_matrix }
    }
}

fn height(line: &Line) -> f32 {
    let is_tall = |cell: &Cell| matches!(cell.value, Value::Figure { interval: Some(_), .. } | Value::Gamma { .. });
    match line {
        Line::Title(_) => TITLE,
        Line::Heads(heads) if heads.iter().any(|head| matches!(head, Head::Label(_))) => LABEL_HEADS,
        Line::Heads(_) => HEADS,
        Line::Row(row) if row.cells.iter().any(is_tall) => TALL_ROW,
        Line::Row(_) => ROW,
        Line::Chart(_) => CHART_HEIGHT,
    }
}

fn tables_ui(ui: &mut Ui, kit: &mut Kit, sheet: &Sheet, view: &mut AgreementView, asked: &mut Vec<Command>) {
    let area = ui.available_rect_before_wrap();
    let tables = ui.interact(area, AgreementView::id(), Sense::click());
    let name = kit.words.get("agreement-title");
    tables.widget_info(|| WidgetInfo::labeled(Role::List, true, &name));
    widgets::keep_keyboard(ui, AgreementView::id());
    let room = area.width() - SPACE * 3.0;
    // The columns of each line are those of the heads above it.
    let mut columns = Columns::new(&[], room);
    let mut placed: Vec<(f32, Columns)> = Vec::with_capacity(sheet.lines.len());
    let (mut bottom, mut width) = (0.0, room);
    for line in &sheet.lines {
        if let Line::Heads(heads) = line {
            columns = Columns::new(heads, room);
            width = width.max(columns.names + columns.width * heads.len() as f32);
        }
        placed.push((bottom, columns));
        bottom += height(line);
    }
    let scroll = ScrollArea::both().auto_shrink(false).id_salt(("agreement sheet", view.tab));
    scroll.show_viewport(ui, |ui, seen| {
        ui.set_min_size(vec2(width, bottom + ROW));
        let corner = ui.min_rect().min;
        let goal = placed.get(view.at.0).filter(|_| std::mem::take(&mut view.is_reveal_due));
        if let Some((top, columns)) = goal {
            let left = columns.names + columns.width * view.at.1 as f32;
            let cell = Rect::from_min_size(corner + vec2(left, *top), vec2(columns.width, TALL_ROW));
            ui.scroll_to_rect(cell.expand2(vec2(0.0, ROW * 2.0)), None);
        }
        for (at, (line, (top, columns))) in sheet.lines.iter().zip(&placed).enumerate() {
            let height = height(line);
            if top + height < seen.top() || *top > seen.bottom() {
                continue;
            }
            let rect = Rect::from_min_size(corner + vec2(0.0, *top), vec2(width, height));
            match line {
                Line::Title(title) => title_ui(ui, kit, *title, rect),
                Line::Heads(heads) => heads_ui(ui, kit, heads, *columns, rect),
                Line::Row(row) => row_ui(ui, kit, sheet, (at, row), *columns, rect, view, asked),
                Line::Chart(chart) => chart_ui(ui, kit, chart, rect),
            }
        }
    });
}

fn title_ui(ui: &Ui, kit: &mut Kit, title: Title, rect: Rect) {
    let (name, about) = match title {
        Title::Annotators => ("agreement-table-annotators", None),
        Title::Labels => ("agreement-table-labels", None),
        Title::Confusion => ("agreement-table-confusion", Some("agreement-table-confusion-about")),
        Title::Days => ("agreement-table-days", None),
        Title::Documents => ("agreement-table-documents", None),
    };
    let name = kit.words.get(name);
    let below = rect.with_min_y(rect.top() + SPACE * 2.0);
    let line = TextLine::new(&mut kit.brush, &name, TextStyle::body().bold(), rect.width());
    line.paint(ui, &mut kit.brush, below, Align::Min);
    if let Some(about) = about {
        let about = kit.words.get(about);
        let rest = below.with_min_x(below.left() + line.size().x + SPACE * 3.0);
        let line = TextLine::new(&mut kit.brush, &about, TextStyle::small(), rest.width());
        line.paint(ui, &mut kit.brush, rest, Align::Min);
    }
}

fn cell_rect(rect: Rect, columns: Columns, column: usize) -> Rect {
    let left = rect.left() + columns.names + columns.width * column as f32;
    Rect::from_min_size(pos2(left, rect.top()), vec2(columns.width, rect.height()))
}

fn heads_ui(ui: &mut Ui, kit: &mut Kit, heads: &[Head], columns: Columns, rect: Rect) {
    let line = Stroke::new(1.0, kit.brush.color(Ink::Border));
    let end = rect.left() + columns.names + columns.width * heads.len() as f32;
    ui.painter().hline(rect.left()..=end, rect.bottom() - 1.0, line);
    for (column, head) in heads.iter().enumerate() {
        let cell = cell_rect(rect, columns, column).shrink2(vec2(SPACE, 2.0));
        let name = head_words(kit, head);
        let style = TextStyle::small().content();
        match head {
            Head::Label(label) => {
                swatch(ui, kit, pos2(cell.center().x, cell.top() + 9.0), label);
                let line = TextLine::new(&mut kit.brush, &name, style, cell.width());
                line.paint(ui, &mut kit.brush, cell.with_min_y(cell.top() + 18.0), Align::Center);
            }
            _ => {
                let line = TextLine::new(&mut kit.brush, &name, style, cell.width());
                let align = if columns.is_matrix { Align::Center } else { Align::Max };
                let cell = if columns.is_matrix { cell.with_min_y(cell.top() + 18.0) } else { cell };
                line.paint(ui, &mut kit.brush, cell, align);
            }
        }
        let about = match head {
            Head::Measure(measure) => kit.words.get(&format!("measure-{}-about", measure.word())),
            Head::Gamma => kit.words.get("measure-gamma-about"),
            _ => name.clone(),
        };
        let response = ui.interact(cell, ui.scope_id().with((rect.top() as i32, column)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken(&name)));
        text::hint(response, kit, &about);
    }
}

fn swatch(ui: &Ui, kit: &mut Kit, centre: egui::Pos2, label: &LabelHead) {
    widgets::paint_swatch(ui, kit, centre, label.tone, label.form);
}

#[expect(clippy::too_many_arguments, reason = "a row is drawn where it stands, of what it is and by what is chosen")]
fn row_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    sheet: &Sheet,
    (at, row): (usize, &Row),
    columns: Columns,
    rect: Rect,
    view: &mut AgreementView,
    asked: &mut Vec<Command>,
) {
    let name = about_words(kit, &row.about);
    let names = Rect::from_min_size(rect.min, vec2(columns.names - SPACE * 2.0, rect.height()));
    let sense = if row.leads.is_some() { Sense::click() } else { Sense::hover() };
    let response = ui.interact(names, ui.scope_id().with((at, "name")), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken(&name)));
    if response.hovered() && row.leads.is_some() {
        ui.painter().rect_filled(names, RADIUS, kit.brush.color(Ink::Hover));
    }
    let mut room = names.shrink2(vec2(SPACE, 0.0));
    if let About::Label(label) = &row.about {
        swatch(ui, kit, pos2(room.left() + 7.0, room.center().y), label);
        room.min.x += 20.0;
    }
    let is_whole = match &row.about {
        About::Pair(one, other) => paint_pair(ui, kit, &name, [one.as_str(), other.as_str()], room),
        _ => {
            let line = TextLine::new(&mut kit.brush, &name, TextStyle::body().content(), room.width());
            line.paint(ui, &mut kit.brush, room, Align::Min);
            !line.is_elided()
        }
    };
    let response = if is_whole { response } else { text::hint(response, kit, &name) };
    if response.clicked() {
        asked.extend(row.leads.clone());
    }
    for (column, cell) in row.cells.iter().enumerate() {
        let place = cell_rect(rect, columns, column);
        let response = ui.interact(place, ui.scope_id().with((at, column)), Sense::click());
        let spoken_name = told(kit, sheet, (at, column));
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, spoken(&spoken_name)));
        let is_at = view.at == (at, column.min(row.cells.len() - 1));
        let is_whole = paint_cell(ui, kit, cell, place.shrink(1.0), columns, (is_at, response.hovered()));
        let response = if is_whole { response } else { text::hint(response, kit, &spoken_name) };
        if response.clicked() {
            view.at = (at, column);
            asked.extend(cell.leads.clone());
            ui.memory_mut(|memory| memory.request_focus(AgreementView::id()));
        }
    }
}

/// Two names side by side where both have room, or else below each other or each in its half of the line; whether both are whole.
fn paint_pair(ui: &Ui, kit: &mut Kit, both: &str, names: [&str; 2], room: Rect) -> bool {
    let style = TextStyle::body().content();
    let line = TextLine::new(&mut kit.brush, both, style, room.width());
    if !line.is_elided() {
        line.paint(ui, &mut kit.brush, room, Align::Min);
        return true;
    }
    let (upper, lower) = room.split_top_bottom_at_fraction(0.5);
    let (first, second) = room.split_left_right_at_fraction(0.5);
    let places = if room.height() > ROW { [upper, lower] } else { [first.with_max_x(first.right() - SPACE), second] };
    let mut is_whole = true;
    for (name, place) in names.into_iter().zip(places) {
        let line = TextLine::of_name(&mut kit.brush, name, style, place.width());
        line.paint(ui, &mut kit.brush, place, Align::Min);
        is_whole &= !line.is_elided();
    }
    is_whole
}

/// Paints a number, never a part of one: an interval that has no room below it is left out, and a number that has none is small.
/// Whether all is there.
fn paint_cell(
    ui: &Ui,
    kit: &mut Kit,
    cell: &Cell,
    rect: Rect,
    columns: Columns,
    (is_at, is_hot): (bool, bool),
) -> bool {
    let leads = cell.leads.is_some();
    if let Value::Met { count: 1.., share, is_agreed } = cell.value {
        let ink = if is_agreed { Ink::Good } else { Ink::Warning };
        let fill = kit.brush.color(ink).gamma_multiply(0.1 + 0.4 * share as f32);
        ui.painter().rect_filled(rect, RADIUS, fill);
    }
    if is_hot && leads {
        ui.painter().rect_filled(rect, RADIUS, kit.brush.color(Ink::Hover).gamma_multiply(0.7));
    }
    let (written, below) = match &cell.value {
        Value::None => ("–".to_owned(), None),
        Value::Count(count) => (count.to_string(), None),
        Value::Text(text) => (text.clone(), None),
        Value::Figure { value, interval } => {
            (figure(*value), interval.map(|found| format!("{:.2}–{:.2}", found.low, found.high)))
        }
        Value::Gamma { value, error } => (figure(*value), Some(format!("± {error:.3}"))),
        Value::Met { count: 0, .. } => ("·".to_owned(), None),
        Value::Met { count, .. } => (count.to_string(), None),
    };
    let is_quiet = matches!(cell.value, Value::None | Value::Met { count: 0, .. } | Value::Text(_));
    let style = if is_quiet { TextStyle::small() } else { TextStyle::body() };
    let inner = rect.shrink2(vec2(SPACE * 1.5, 3.0));
    let align = if columns.is_matrix { Align::Center } else { Align::Max };
    let upper = if rect.height() > ROW { inner.with_max_y(inner.top() + 19.0) } else { inner };
    let sizes = [style.size, TextStyle::small().size, LEAST_SIZE];
    let lines = sizes.map(|size| TextLine::new(&mut kit.brush, &written, TextStyle { size, ..style }, f32::INFINITY));
    let fitting = lines.iter().position(|line| line.size().x <= inner.width()).unwrap_or(lines.len() - 1);
    lines[fitting].paint(ui, &mut kit.brush, upper, align);
    let mut is_whole = true;
    if let Some(below) = below {
        let place = rect.shrink2(vec2(2.0, 3.0)).with_min_y(inner.bottom() - 15.0);
        let line =
            TextLine::new(&mut kit.brush, &below, TextStyle { size: LEAST_SIZE, ..TextStyle::small() }, place.width());
        is_whole &= !line.is_elided();
        if !line.is_elided() {
            line.paint(
                ui,
                &mut kit.brush,
                if line.size().x < inner.width() { place.intersect(inner) } else { place },
                align,
            );
        }
    }
    if is_at {
        ui.painter().rect_stroke(rect, RADIUS, Stroke::new(2.0, kit.brush.color(Ink::Accent)), StrokeKind::Inside);
    }
    is_whole
}

fn figure(value: f64) -> String {
    format!("{value:.3}")
}

/// What a number says, in a sentence.
fn told(kit: &Kit, sheet: &Sheet, (line, column): (usize, usize)) -> String {
    let Some(Line::Row(row)) = sheet.lines.get(line) else { return String::new() };
    let column = column.min(row.cells.len().saturating_sub(1));
    let heads = sheet.lines[..line].iter().rev().find_map(|line| match line {
        Line::Heads(heads) => heads.get(column),
        _ => None,
    });
    let (Some(head), Some(cell)) = (heads, row.cells.get(column)) else { return String::new() };
    let (head, about) = (head_words(kit, head), about_words(kit, &row.about));
    let mut told = match &cell.value {
        Value::None => kit.words.say("agreement-told-nothing", &[("head", head.into()), ("about", about.into())]),
        Value::Met { count, .. } => kit
            .words
            .say("agreement-told-met", &[("first", about.into()), ("second", head.into()), ("count", (*count).into())]),
        value => {
            let written = match value {
                Value::Count(count) => count.to_string(),
                Value::Text(text) => text.clone(),
                Value::Figure { value, .. } | Value::Gamma { value, .. } => figure(*value),
                Value::None | Value::Met { .. } => String::new(),
            };
            kit.words
                .say("agreement-told", &[("head", head.into()), ("about", about.into()), ("value", written.into())])
        }
    };
    let more = match &cell.value {
        Value::Figure { interval: Some(found), .. } => {
            let (low, high) = (format!("{:.3}", found.low), format!("{:.3}", found.high));
            Some(kit.words.say("agreement-told-interval", &[("low", low.into()), ("high", high.into())]))
        }
        Value::Gamma { error, .. } => {
            Some(kit.words.say("agreement-told-error", &[("error", format!("{error:.3}").into())]))
        }
        _ => None,
    };
    let leads = cell.leads.is_some().then(|| kit.words.get("agreement-told-leads"));
    for more in more.into_iter().chain(leads) {
        told.push_str(" · ");
        told.push_str(&more);
    }
    told
}

fn head_words(kit: &Kit, head: &Head) -> String {
    match head {
        Head::Measure(measure) => kit.words.get(&format!("measure-{}", measure.word())),
        Head::Gamma => kit.words.get("measure-gamma"),
        Head::Given(name) | Head::Layer(name) => name.clone(),
        Head::Shared => kit.words.get("agreement-shared"),
        Head::Cases => kit.words.get("agreement-cases"),
        Head::Differing => kit.words.get("agreement-differing"),
        Head::Day => kit.words.get("agreement-day"),
        Head::Label(label) => label.title.clone(),
        Head::Nothing => kit.words.get("agreement-nothing"),
    }
}

fn about_words(kit: &Kit, about: &About) -> String {
    match about {
        About::Everybody => kit.words.get("agreement-everybody"),
        About::Pair(one, other) => {
            kit.words.say("agreement-pair", &[("one", one.as_str().into()), ("other", other.as_str().into())])
        }
        About::Label(label) => label.title.clone(),
        About::Unknown => kit.words.get("agreement-unknown"),
        About::Nothing => kit.words.get("agreement-nothing"),
        About::Day(day) if day.is_empty() => kit.words.get("agreement-no-day"),
        About::Day(day) => day.clone(),
        About::Document(title) => title.to_string(),
    }
}

/// Whether a command keeps its meaning while agreement stands in the page's place.
#[must_use]
pub fn is_for_window(command: &Command) -> bool {
    matches!(command, Command::Schema(_)) || keys::is_for_any_place(command)
}
