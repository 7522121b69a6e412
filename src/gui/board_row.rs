//! Rows of the board's charts: a mark and a title at the start, a bar, and figures at the end, below each other. Sizes are points.

use egui::{Align, Pos2, Rect, Sense, Stroke, Ui, pos2, vec2};

use crate::error::Severity;
use crate::gui::board_cells::{CELL, cells_ui};
use crate::gui::board_columns::{NARROWEST_BAR, Shares, share_out};
use crate::gui::brush::TextStyle;
use crate::gui::cases::paint_person;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, ProgressShare};
use crate::gui::words::Words;
use crate::model::board::Board;
use crate::model::id::AnnotatorId;
use crate::model::schema::Tone;
use crate::model::set::Progress;
use crate::session::command::Command;
use crate::session::command::board::Part;
use crate::session::state::Session;
use crate::text::bidi::{Census, Direction};
use crate::view::board::{Chart, Figure, Head, Mark, Row, assignable};
use crate::view::tones::Ink;

const TWO_LINES: f32 = 44.0;
const ONE_LINE: f32 = 30.0;
const FIGURE: f32 = 86.0;
const INDENT: f32 = 18.0;
const MARK: f32 = 22.0;
const BAR: f32 = 12.0;
/// Rows that are measured for what their figures and names need.
const MEASURED: usize = 24;
/// What a head keeps of its word where there is little room.
const LEAST_HEAD: f32 = 40.0;
const GAP: f32 = SPACE * 2.0;

/// How the room of a row is shared out.
pub struct Columns {
    pub row: f32,
    title: f32,
    bar: f32,
    /// The width of each figure that has room, from the first one on; nothing for one that no row has.
    figures: Vec<f32>,
    /// Those whom documents are assigned to, where rows say so.
    pub people: Vec<(AnnotatorId, Tone)>,
    /// What fills a whole bar.
    most: f64,
}

impl Columns {
    #[must_use]
    pub fn new(ui: &Ui, kit: &mut Kit, session: &Session, board: &Board, chart: &Chart) -> Self {
        let people = if chart.part == Part::Assignments { assignable(session, board) } else { Vec::new() };
        let has_notes = !matches!(chart.part, Part::People | Part::Days | Part::Labels);
        let width = (ui.available_width() - SPACE * 5.0 - people.len() as f32 * CELL).max(0.0);
        let count = chart.len(session, board);
        let measured: Vec<Row> = (0..count.min(MEASURED)).filter_map(|at| chart.row(session, board, at)).collect();
        let figures: Vec<(f32, f32)> = chart
            .heads
            .iter()
            .enumerate()
            .map(|(at, head)| {
                let said =
                    measured.iter().filter_map(|row| row.figures.get(at)).map(|figure| shown(&kit.words, *figure));
                let widest = said.max_by_key(String::len).unwrap_or_default();
                // A column without a figure is no column.
                if widest.is_empty() && count <= MEASURED {
                    return (0.0, 0.0);
                }
                let figure = width_of(kit, &widest, TextStyle::body());
                let swatch = if head.ink().is_some() { SPACE * 4.0 } else { 0.0 };
                let word = kit.words.get(head_key(*head));
                let head = width_of(kit, &word, TextStyle::small()) + swatch;
                (figure.max(head.min(LEAST_HEAD + swatch)) + GAP, FIGURE.max(figure.max(head) + GAP))
            })
            .collect();
        // Titles of documents are cut before figures are; their names stand below.
        let names = if has_notes {
            width * 0.5
        } else {
            let widest = measured
                .iter()
                .map(|row| width_of(kit, &row.title, TextStyle::body().content()) + row.depth as f32 * INDENT);
            (widest.fold(0.0, f32::max) + MARK + GAP).min(width * 0.6)
        };
        let has_bar = !matches!(chart.part, Part::Problems | Part::Assignments);
        let share = has_bar.then_some(if has_notes { 0.55 } else { 0.36 });
        let Shares { title, bar, figures } = share_out(width, names, share, &figures);
        let row = if has_notes { TWO_LINES } else { ONE_LINE };
        Self { row, title, bar, figures, people, most: chart.most }
    }

    /// Where a figure stands that has room, in a row that ends at `right`.
    fn place(&self, at: usize, rect: Rect) -> Option<Rect> {
        let width = self.figures.get(at).copied().filter(|width| *width > 0.0)?;
        let right = rect.right() - self.people.len() as f32 * CELL - self.figures[at + 1..].iter().sum::<f32>();
        Some(Rect::from_min_max(pos2(right - width + GAP / 2.0, rect.top()), pos2(right, rect.bottom())))
    }
}

fn width_of(kit: &mut Kit, text: &str, style: TextStyle) -> f32 {
    Line::new(&mut kit.brush, text, style, f32::INFINITY).size().x
}

/// What the figures at the end are.
pub fn heads_ui(ui: &mut Ui, kit: &mut Kit, chart: &Chart, columns: &Columns) {
    if chart.heads.is_empty() && columns.people.is_empty() {
        return;
    }
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    let inner = rect.shrink2(vec2(SPACE * 2.5, 0.0));
    for (at, head) in chart.heads.iter().enumerate() {
        let Some(cell) = columns.place(at, inner) else { continue };
        let name = kit.words.get(head_key(*head));
        let swatch = if head.ink().is_some() { SPACE * 4.0 } else { 0.0 };
        let line = Line::new(&mut kit.brush, &name, TextStyle::small(), (cell.width() - swatch).max(SPACE));
        line.paint(ui, &mut kit.brush, cell, Align::Max);
        if let Some(ink) = head.ink() {
            let place = pos2(cell.right() - line.size().x - SPACE * 2.5, cell.center().y);
            let swatch = Rect::from_center_size(place, vec2(8.0, 8.0));
            ui.painter().rect_filled(swatch, 1.0, kit.brush.color(ink));
        }
        if line.is_elided() {
            let response = ui.interact(cell, ui.scope_id().with(("head", at)), Sense::hover());
            text::hint(response, kit, &name);
        }
    }
    for (at, _) in columns.people.iter().enumerate() {
        let left = inner.right() - (columns.people.len() - at) as f32 * CELL;
        let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(CELL, rect.height()));
        let line = Line::new(&mut kit.brush, &(at + 1).to_string(), TextStyle::small(), CELL);
        line.paint(ui, &mut kit.brush, cell, Align::Center);
    }
}

/// A row; whether it was clicked.
pub fn row_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    (chart, row): (&Chart, &Row),
    columns: &Columns,
    is_lit: bool,
    asked: &mut Vec<Command>,
) -> bool {
    if !row.is_choosable() && row.bar.is_empty() && row.figures.is_empty() && row.mark == Mark::None {
        return heading(ui, kit, row, columns);
    }
    let figures: Vec<String> = row.figures.iter().map(|figure| shown(&kit.words, *figure)).collect();
    let said: Vec<&str> = figures.iter().map(String::as_str).filter(|figure| !figure.is_empty()).collect();
    let name = if said.is_empty() { row.title.clone() } else { format!("{}: {}", row.title, said.join(", ")) };
    let (rect, response) = widgets::row(ui, kit, columns.row, &name, is_lit);
    let end = paint_figures(ui, kit, rect, &figures, columns);
    if !columns.people.is_empty() {
        cells_ui(ui, kit, session, row, &columns.people, rect, asked);
    }
    let inner = rect.with_max_x(end);
    let mut title_box = inner.with_max_x((inner.left() + columns.title).min(inner.right()));
    title_box.min.x += row.depth as f32 * INDENT;
    if row.mark != Mark::None {
        paint_mark(ui, kit, pos2(title_box.left() + 8.0, title_box.center().y), row.mark);
        title_box.min.x += MARK;
    }
    let is_whole = paint_title(ui, kit, row, title_box);
    if columns.bar >= NARROWEST_BAR && !row.bar.is_empty() {
        let bar = Rect::from_min_max(
            pos2(inner.left() + columns.title + SPACE * 2.0, inner.center().y - BAR / 2.0),
            pos2(inner.right() - SPACE * 2.0, inner.center().y + BAR / 2.0),
        );
        paint_bar(ui, kit, row, bar, columns.most);
    }
    let is_clicked = response.clicked();
    let has_shares = row.bar.iter().filter(|segment| !segment.name.is_empty()).count() > 1;
    let untold: Vec<(Head, &String)> = chart
        .heads
        .iter()
        .copied()
        .zip(&figures)
        .skip(columns.figures.len())
        .filter(|(_, said)| !said.is_empty())
        .collect();
    if has_shares || !is_whole || !untold.is_empty() {
        text::hint_with(response, |ui| hint(ui, kit, row, &untold));
    }
    is_clicked && row.is_choosable()
}

fn heading(ui: &mut Ui, kit: &mut Kit, row: &Row, columns: &Columns) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), columns.row), Sense::hover());
    let title = if row.note.is_empty() { row.title.clone() } else { format!("{} · {}", row.title, row.note) };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, crate::gui::words::spoken(&title)));
    let line = Line::new(&mut kit.brush, &title, TextStyle::caption().content(), rect.width());
    let at = Rect::from_min_max(pos2(rect.left(), rect.bottom() - line.size().y - SPACE * 2.0), rect.max);
    line.paint(ui, &mut kit.brush, at, Align::Min);
    ui.painter().hline(rect.x_range(), rect.bottom() - 1.0, Stroke::new(1.0, kit.brush.color(Ink::Border)));
    false
}

/// Paints figures at the end; returns where they begin.
fn paint_figures(ui: &Ui, kit: &mut Kit, rect: Rect, figures: &[String], columns: &Columns) -> f32 {
    for (at, figure) in figures.iter().enumerate() {
        let Some(cell) = columns.place(at, rect) else { continue };
        let line = Line::new(&mut kit.brush, figure, TextStyle::body(), cell.width());
        line.paint(ui, &mut kit.brush, cell, Align::Max);
    }
    rect.right() - columns.figures.iter().sum::<f32>() - columns.people.len() as f32 * CELL
}

/// A title, with its note below. Both begin where most of the title's letters do, unless the title is a sentence of ours that
/// only quotes. Returns whether the whole of them is there.
fn paint_title(ui: &Ui, kit: &mut Kit, row: &Row, title_box: Rect) -> bool {
    let (top, bottom) = match row.note.is_empty() {
        true => (title_box, None),
        false => {
            let middle = title_box.top() + title_box.height() * 0.56;
            (title_box.with_max_y(middle), Some(title_box.with_min_y(middle).with_max_y(title_box.bottom() - SPACE)))
        }
    };
    let is_sentence = matches!(row.mark, Mark::Pair(..) | Mark::Severity(_));
    let is_rtl = !is_sentence && Census::of(&row.title).is_rtl(Direction::Auto).unwrap_or(false);
    let align = if is_rtl { Align::Max } else { Align::Min };
    let style = TextStyle::body().ink(if row.depth > 0 { Ink::Muted } else { Ink::Text });
    let style = if is_sentence { style } else { style.content() };
    let mut is_whole = true;
    let mut paint = |text: &str, style: TextStyle, place: Rect| {
        let width = place.width().max(SPACE);
        let line = match row.mark {
            Mark::Person(_) => Line::of_name(&mut kit.brush, text, style, width),
            _ => Line::new(&mut kit.brush, text, style, width),
        };
        line.paint(ui, &mut kit.brush, place, align);
        is_whole &= !line.is_elided();
    };
    paint(&row.title, style, top);
    if let Some(bottom) = bottom {
        paint(&row.note, TextStyle::small(), bottom);
    }
    is_whole
}

/// A bar of stretches from the start; those that are too short to be seen are a point wide.
fn paint_bar(ui: &Ui, kit: &Kit, row: &Row, bar: Rect, most: f64) {
    if bar.width() < 1.0 {
        return;
    }
    let mut left = bar.left();
    for segment in row.bar.iter().filter(|segment| segment.amount > 0.0) {
        let width = ((segment.amount / most) as f32 * bar.width()).max(1.5).min(bar.right() - left);
        let part = Rect::from_min_size(pos2(left, bar.top()), vec2(width.max(0.0), bar.height()));
        ui.painter().rect_filled(part, 1.0, kit.brush.color(segment.ink));
        left += width;
        // A thin gap keeps neighbours apart for who does not see colours.
        if left < bar.right() && width > 3.0 {
            let gap = Rect::from_min_size(pos2(left - 1.0, bar.top()), vec2(1.0, bar.height()));
            ui.painter().rect_filled(gap, 0.0, kit.brush.color(Ink::Paper));
        }
    }
}

fn paint_mark(ui: &Ui, kit: &mut Kit, centre: Pos2, mark: Mark) {
    match mark {
        Mark::None => {}
        Mark::Person(tone) => paint_person(ui, kit, centre, tone),
        Mark::Pair(first, second) => {
            paint_person(ui, kit, centre - vec2(0.0, 5.0), first);
            paint_person(ui, kit, centre + vec2(0.0, 5.0), second);
        }
        Mark::Label(tone, form) => widgets::paint_swatch(ui, kit, centre, tone, form),
        Mark::Progress(progress) => {
            let share = match progress {
                Progress::New => ProgressShare::None,
                Progress::Started => ProgressShare::Some,
                Progress::Finished => ProgressShare::All,
            };
            widgets::progress_mark(ui, kit, centre, share);
        }
        // The form says it too: a disc, a ring and a dot.
        Mark::Severity(severity) => match severity {
            Severity::Loss => {
                ui.painter().circle_filled(centre, 6.0, kit.brush.color(Ink::Failure));
            }
            Severity::Wrong => {
                ui.painter().circle_stroke(centre, 5.0, Stroke::new(2.0, kit.brush.color(Ink::Warning)));
            }
            Severity::Note => {
                ui.painter().circle_filled(centre, 3.0, kit.brush.color(Ink::Muted));
            }
        },
    }
}

/// The whole of a title, who has how much of the bar, and the figures that have no room.
fn hint(ui: &mut Ui, kit: &mut Kit, row: &Row, untold: &[(Head, &String)]) {
    text::paragraph(ui, kit, &row.title, TextStyle::body().bold().content());
    if !row.note.is_empty() {
        text::paragraph(ui, kit, &row.note, TextStyle::small());
    }
    let named: Vec<_> = row.bar.iter().filter(|segment| !segment.name.is_empty()).collect();
    for segment in named.iter().filter(|_| named.len() > 1) {
        let said = format!("\u{2068}{}\u{2069}: {}", segment.name, segment.amount);
        text::paragraph(ui, kit, &said, TextStyle::small());
    }
    for (head, figure) in untold {
        let said = format!("{}: {figure}", kit.words.get(head_key(*head)));
        text::paragraph(ui, kit, &said, TextStyle::small());
    }
}

/// A figure as people read it.
pub(super) fn shown(words: &Words, figure: Figure) -> String {
    match figure {
        Figure::None => String::new(),
        Figure::Count(count) => count.to_string(),
        Figure::Share(share) => format!("{share:.3}"),
        Figure::Time(ms) => {
            let minutes = ms.div_ceil(60_000);
            match (minutes / 60, minutes % 60) {
                (0, minutes) => words.say("board-minutes", &[("minutes", minutes.into())]),
                (hours, minutes) => {
                    words.say("board-hours", &[("hours", hours.into()), ("minutes", format!("{minutes:02}").into())])
                }
            }
        }
    }
}

fn head_key(head: Head) -> &'static str {
    match head {
        Head::Finished => "board-head-finished",
        Head::Started => "board-head-started",
        Head::New => "board-head-new",
        Head::Annotations => "board-head-annotations",
        Head::Actions => "board-head-actions",
        Head::FinishedThen => "board-head-finished",
        Head::Time => "board-head-time",
        Head::TimePerDocument => "board-head-time-per-document",
        Head::Count => "board-head-count",
        Head::Documents => "board-head-documents",
        Head::Begun => "board-head-begun",
        Head::Differing => "board-head-differing",
        Head::Cases => "board-head-cases",
        Head::Agreement => "board-head-agreement",
    }
}
