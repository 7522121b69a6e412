//! Parallel pages in the window: where the sheets stand side by side, whose each is, and the names above them. The page draws
//! them, all from one layout of the text. Points.

use egui::{Align, Popup, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::cases::paint_person;
use crate::gui::menu::{self, IsOn, item_row};
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::words::spoken;
use crate::model::id::AnnotatorId;
use crate::session::command::Command;
use crate::session::command::review::ReviewCommand;
use crate::session::review::Review;
use crate::session::state::Session;
use crate::view::measure::Measure;
use crate::view::parallel::{self, Column};
use crate::view::review::{self, Person, Stand};
use crate::view::tones::Ink;

/// The strip of names above the sheets.
const TITLES: f32 = 30.0;
/// Between two sheets.
const GAP: f32 = 8.0;
/// A narrower column, in em, is no reading any more.
const NARROWEST_EM: f32 = 8.0;
const MENU_WIDTH: f32 = 190.0;

/// The sheets of paper that the text stands on: one, or several of the same size.
pub(super) struct Sheets {
    /// Where the text scrolls: below the names, if there are any.
    pub area: Rect,
    /// From the left to the right.
    pub sheets: Vec<Rect>,
    /// Beside the text on each sheet.
    pub margin: f32,
    /// Of the text.
    pub width: f32,
}

impl Sheets {
    /// One sheet in the middle, no wider than is comfortable to read.
    pub(super) fn one(area: Rect, size: f32, scroll_bar: f32) -> Self {
        let margin = (area.width() * 0.06).clamp(SPACE * 6.0, size * 3.0);
        let width = (area.width() - 2.0 * margin - scroll_bar).clamp(size * 4.0, Measure::COLUMN_EM * size);
        let left = (area.center().x - scroll_bar / 2.0 - width / 2.0).round();
        let sheet = Rect::from_x_y_ranges(left - margin..=left + width + margin, area.y_range());
        Self { area, sheets: vec![sheet], margin, width }
    }

    /// As many as `count`, side by side.
    pub(super) fn several(area: Rect, count: usize, size: f32, scroll_bar: f32) -> Self {
        let area = area.with_min_y((area.top() + TITLES).min(area.bottom()));
        let margin = margin(size);
        let share = (area.width() - scroll_bar - GAP * (count as f32 + 1.0)) / count as f32;
        let width = (share - 2.0 * margin).clamp(size * 4.0, Measure::COLUMN_EM * size).floor();
        let whole = (width + 2.0 * margin + GAP) * count as f32 - GAP;
        let left = (area.center().x - scroll_bar / 2.0 - whole / 2.0).round();
        let sheet = |nth: usize| {
            let left = left + (width + 2.0 * margin + GAP) * nth as f32;
            Rect::from_x_y_ranges(left..=left + width + 2.0 * margin, area.y_range())
        };
        Self { area, sheets: (0..count).map(sheet).collect(), margin, width }
    }

    /// How many sheets have room beside each other.
    pub(super) fn room(area: Rect, size: f32, scroll_bar: f32) -> usize {
        let least = NARROWEST_EM * size + 2.0 * margin(size) + GAP;
        ((area.width() - scroll_bar) / least).max(0.0) as usize
    }
}

fn margin(size: f32) -> f32 {
    (size * 0.9).round()
}

/// What stands side by side.
#[derive(Default)]
pub(super) struct Columns {
    /// The voices that have a column, in the order of reading.
    pub seated: Vec<usize>,
    /// A column for each of them; after these stands what is decided, as it does on a page of its own.
    pub columns: Vec<Column>,
}

impl Columns {
    /// Whose columns there is room for; nobody's where all stand on one page.
    pub(super) fn seats(session: &Session, room: usize) -> Vec<usize> {
        match session.review() {
            Some(open) if session.view().parallel => parallel::seated(open, room),
            _ => Vec::new(),
        }
    }

    pub(super) fn is_parallel(&self) -> bool {
        !self.seated.is_empty()
    }

    /// Brings what the columns say up to date.
    pub(super) fn follow(&mut self, session: &Session, seated: Vec<usize>) {
        self.seated = seated;
        let open = session.review().filter(|_| self.is_parallel());
        let Some(docket) = open.and_then(Review::docket) else {
            *self = Self::default();
            return;
        };
        self.columns.resize_with(self.seated.len(), Column::default);
        for (column, voice) in self.columns.iter_mut().zip(&self.seated) {
            column.draw(session.project(), docket, *voice);
        }
    }

    /// Shows how what they say stands in the cases that are in sight.
    pub(super) fn place(&mut self, session: &Session, stands: &[(usize, Stand)]) {
        let Some((open, docket)) = session.review().and_then(|open| Some((open, open.docket()?))) else { return };
        let looked_at = open.item().and_then(|item| item.case);
        for (column, voice) in self.columns.iter_mut().zip(&self.seated) {
            column.place(docket, *voice, stands, looked_at);
        }
    }
}

/// Draws the name above each sheet. `sheets` are in the order of the columns.
pub(super) fn titles_ui(
    ui: &Ui,
    kit: &mut Kit,
    session: &Session,
    columns: &Columns,
    sheets: &[Rect],
    asked: &mut Vec<Command>,
) {
    let Some(open) = session.review() else { return };
    let people = review::people(open);
    let strip = |sheet: &Rect| Rect::from_x_y_ranges(sheet.x_range(), sheet.top() - TITLES..=sheet.top());
    let is_choice = open.voices().len() > columns.seated.len() + usize::from(people.iter().any(|one| one.is_own));
    for (nth, (voice, sheet)) in columns.seated.iter().zip(sheets).enumerate() {
        let Some(person) = people.get(*voice) else { continue };
        let response = title_ui(ui, kit, person, strip(sheet), is_choice);
        if is_choice {
            choose_ui(kit, open, &people, &columns.seated, nth, &response, asked);
        }
    }
    let Some(sheet) = sheets.last() else { return };
    let without: Vec<&str> = people
        .iter()
        .enumerate()
        .filter(|(at, one)| !one.is_own && !columns.seated.contains(at))
        .map(|(_, one)| one.name.as_str())
        .collect();
    target_title_ui(ui, kit, session.annotator().as_str(), &without, strip(sheet));
}

fn title_ui(ui: &Ui, kit: &mut Kit, person: &Person, strip: Rect, is_choice: bool) -> Response {
    let said = kit.words.say("column-of", &[("name", person.name.as_str().into())]);
    let sense = if is_choice { Sense::click() } else { Sense::hover() };
    let response = ui.interact(strip, ui.scope_id().with(("column", &person.name)), sense);
    let role = if is_choice { Role::Button } else { Role::Label };
    response.widget_info(|| WidgetInfo::labeled(role, true, spoken(&said)));
    if is_choice && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(strip.shrink2(vec2(0.0, 3.0)), 4.0, kit.brush.color(Ink::Hover));
    }
    let name = Line::new(&mut kit.brush, &person.name, TextStyle::body().content(), strip.width() - 30.0);
    let left = (strip.center().x - (name.size().x + 18.0) / 2.0).round();
    paint_person(ui, kit, pos2(left + 6.0, strip.center().y), person.tone);
    name.paint(ui, &mut kit.brush, strip.with_min_x(left + 18.0), Align::Min);
    if is_choice { text::hint(response, kit, &said) } else { response }
}

/// The name of the set that is decided in, and who stands only below its lines.
fn target_title_ui(ui: &Ui, kit: &mut Kit, name: &str, without: &[&str], strip: Rect) {
    let said = kit.words.say("column-target", &[("name", name.into())]);
    let response = ui.interact(strip, ui.scope_id().with("column of the target"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken(&said)));
    let mut hint = said;
    let mut room = strip.shrink2(vec2(SPACE * 1.5, 0.0));
    if !without.is_empty() {
        let rest = kit.words.say("column-rest", &[("count", without.len().into())]);
        let line = Line::new(&mut kit.brush, &rest, TextStyle::small(), room.width() * 0.5);
        line.paint(ui, &mut kit.brush, room, Align::Max);
        room.max.x -= line.size().x + SPACE * 2.0;
        let names: Vec<String> = without.iter().map(|name| format!("\u{2068}{name}\u{2069}")).collect();
        let who = kit.words.say("column-rest-who", &[("names", names.join(", ").into())]);
        hint = format!("{hint} · {who}");
    }
    let line = Line::new(&mut kit.brush, name, TextStyle::body().content().bold(), room.width());
    line.paint(ui, &mut kit.brush, room, if without.is_empty() { Align::Center } else { Align::Min });
    text::hint(response, kit, &hint);
}

/// A menu of those who can have the nth column instead.
fn choose_ui(
    kit: &mut Kit,
    open: &Review,
    people: &[Person],
    seated: &[usize],
    nth: usize,
    title: &Response,
    asked: &mut Vec<Command>,
) {
    Popup::menu(title).show(|ui| {
        let names = people.iter().filter(|person| !person.is_own).map(|person| (person.name.as_str(), None));
        menu::set_width(ui, kit, MENU_WIDTH, names);
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.set_min_height((people.len() as f32 * menu::ROW).min(ui.ctx().content_rect().height() / 2.0));
        ScrollArea::vertical().show(ui, |ui| {
            for (voice, person) in people.iter().enumerate().filter(|(_, person)| !person.is_own) {
                let is_on = if seated[nth] == voice { IsOn::Yes } else { IsOn::No };
                if !item_row(ui, kit, &person.name, None, is_on, None).clicked() {
                    continue;
                }
                // Who has a column already changes places with whom they follow.
                let mut now = seated.to_vec();
                if let Some(there) = now.iter().position(|other| *other == voice) {
                    now.swap(there, nth);
                } else {
                    now[nth] = voice;
                }
                let names: Vec<AnnotatorId> =
                    now.iter().map(|voice| open.voices()[*voice].set.annotator().clone()).collect();
                asked.push(ReviewCommand::Columns(names).into());
            }
        });
    });
}

/// Paper with an edge.
pub(super) fn paint_sheet(ui: &Ui, kit: &Kit, sheet: Rect, area: Rect) {
    let painter = ui.painter().with_clip_rect(area.expand(1.0));
    painter.rect_filled(sheet.intersect(area), 0.0, kit.brush.color(Ink::Paper));
    let line = Stroke::new(1.0, kit.brush.color(Ink::Border));
    painter.rect_stroke(sheet.expand2(vec2(0.0, 2.0)), 0.0, line, StrokeKind::Outside);
}
