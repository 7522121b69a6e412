//! The cases panel: who is compared, how much is decided, and the list of cases with their kinds, to filter and to go to. Only
//! the rows in sight are drawn.

use egui::{Align, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::choice::{Choice, choice_ui};
use crate::gui::kinds::paint_kinds;
use crate::gui::suggestions::{accept_menu, suggestions_ui};
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look, ProgressShare};
use crate::gui::words::spoken;
use crate::model::annotation::Confidence;
use crate::model::schema::Tone;
use crate::model::set::Progress;
use crate::review::cases::Difference;
use crate::review::outcomes::State;
use crate::session::command::Command;
use crate::session::command::review::{Adopt, CaseFilter, Kind, ReviewCommand, Show};
use crate::session::command::words::{LabelName, Switch};
use crate::session::review::{Aim, Review};
use crate::session::state::Session;
use crate::text::bidi::{Census, Direction};
use crate::view::items::shown_key;
use crate::view::review::{self, CaseLine, FateRow, Person};
use crate::view::tones::Ink;

const ROW: f32 = 46.0;
/// Of more people's names the rest is scrolled to.
const NAMES: f32 = 92.0;
/// A program that is less sure than this doubts itself.
const DOUBTFUL: f64 = 0.5;

/// What the window remembers of the list.
#[derive(Default)]
pub struct CasesView {
    /// The case whose row was last brought into sight, and the document it is of.
    revealed: Option<(Option<usize>, usize)>,
    kept: Kept,
}

/// What was found by going through all cases, and for which state of the session.
#[derive(Default)]
struct Kept {
    revision: Option<u64>,
    shown: Vec<usize>,
    fates: Vec<FateRow>,
    /// Why nothing can be adopted.
    refusal: Option<String>,
}

impl Kept {
    fn follow(&mut self, session: &Session, open: &Review) {
        if self.revision == Some(session.revision()) {
            return;
        }
        let refusal = session.refusal(&adopt_all().into());
        let (shown, fates) = (review::shown(open), review::fates(session));
        *self = Self { revision: Some(session.revision()), shown, fates, refusal };
    }
}

fn adopt_all() -> ReviewCommand {
    ReviewCommand::Adopt(Adopt { at_least: None, label: None, above: None })
}

/// Draws the panel.
pub fn cases_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    open: &Review,
    view: &mut CasesView,
    asked: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.y = SPACE;
    view.kept.follow(session, open);
    head_ui(ui, kit, session, open, asked);
    legend_ui(ui, kit, session, open, asked);
    suggestions_ui(ui, kit, session, &view.kept.fates, asked);
    widgets::divider(ui, kit);
    changing_ui(ui, kit, session, asked);
    if open.items().is_empty() {
        let key = match open.aim() {
            _ if open.is_comparing() || session.is_opening() => "cases-comparing",
            Aim::Suggestions => "cases-nothing-suggested",
            Aim::Gold if open.voices().is_empty() => "cases-nobody",
            Aim::Gold => "cases-none",
        };
        let empty = kit.words.get(key);
        text::paragraph(ui, kit, &empty, TextStyle::body().ink(Ink::Muted));
        return;
    }
    counts_ui(ui, kit, session, open, &view.kept, asked);
    filter_ui(ui, kit, session, open, asked);
    let shown = &view.kept.shown;
    if shown.is_empty() {
        let key = if open.counts().open == 0 { "cases-all-decided" } else { "cases-none-shown" };
        let nothing = kit.words.get(key);
        text::paragraph(ui, kit, &nothing, TextStyle::body().ink(Ink::Muted));
        return;
    }
    ui.spacing_mut().item_spacing.y = 1.0;
    let mut area = ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).id_salt("cases");
    let now = session.current_index().map(|index| (open.at(), index));
    if view.revealed != now {
        view.revealed = now;
        if let Some(row) = shown.iter().position(|at| Some(*at) == open.at()) {
            let height = ui.available_height();
            area = area.vertical_scroll_offset((row as f32 * (ROW + 1.0) - (height - ROW) / 2.0).max(0.0));
        }
    }
    area.show_rows(ui, ROW, shown.len(), |ui, rows| {
        for at in rows.filter_map(|row| shown.get(row).copied()) {
            if let Some(line) = review::line(session, at) {
                ui.push_id(at, |ui| case_row(ui, kit, &line, asked));
            }
        }
    });
}

/// What is being changed beside the window, and the way to make nothing of it.
fn changing_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, asked: &mut Vec<Command>) {
    let Some(count) = session.changing() else { return };
    ui.horizontal(|ui| {
        let stop = kit.words.get("cases-stop");
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            let button = Button { text: &stop, look: Look::Dense, ..Button::default() };
            if widgets::button(ui, kit, button).clicked() {
                asked.push(ReviewCommand::StopAdopting.into());
            }
            ui.with_layout(egui::Layout::left_to_right(Align::Center), |ui| {
                let said = kit.words.say("cases-changing", &[("count", count.into())]);
                text::label(ui, kit, &said, TextStyle::small());
            });
        });
    });
}

/// What it is about, and the way out.
fn head_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, open: &Review, asked: &mut Vec<Command>) {
    let into = session.annotator().as_str();
    let title = match open.aim() {
        Aim::Gold => kit.words.say("cases-title", &[("into", into.into())]),
        Aim::Suggestions => kit.words.get("cases-title-suggestions"),
    };
    let document = session.document().map(|document| document.title().to_owned()).unwrap_or_default();
    let (end, key) = (kit.words.get("cases-end"), key_of(session, &ReviewCommand::End));
    let button = Button { text: &end, look: Look::Dense, key: Some(&key), ..Button::default() };
    let title_width = Line::new(&mut kit.brush, &title, TextStyle::caption(), f32::INFINITY).size().x;
    let beside = widgets::width(ui, kit, button) + ui.spacing().item_spacing.x;
    // Beside the way out the one word that counts, into whose set, would be cut in a narrow panel.
    let is_narrow = title_width + beside > ui.available_width();
    if is_narrow {
        text::paragraph(ui, kit, &title, TextStyle::caption());
    }
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            let response = widgets::button(ui, kit, button);
            let hint = kit.words.get("cases-end-hint");
            if text::hint(response, kit, &hint).clicked() {
                asked.push(ReviewCommand::End.into());
            }
            ui.with_layout(egui::Layout::left_to_right(Align::Center), |ui| {
                match is_narrow {
                    true => text::label(ui, kit, &document, TextStyle::body().content()),
                    false => text::label(ui, kit, &title, TextStyle::caption()),
                };
            });
        });
    });
    if !is_narrow {
        text::label(ui, kit, &document, TextStyle::body().content());
    }
}

/// The key of a command, as people press it.
pub(super) fn key_of(session: &Session, command: &ReviewCommand) -> String {
    session.keymap().chords(&command.clone().into()).first().map(shown_key).unwrap_or_default()
}

/// Who is who: names in their tones, in the order of their lanes on the page.
fn legend_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, open: &Review, asked: &mut Vec<Command>) {
    if open.voices().is_empty() {
        return;
    }
    let names = ScrollArea::vertical().max_height(NAMES).min_scrolled_height(0.0).auto_shrink([false, true]);
    names.id_salt("people").show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(SPACE * 2.0, SPACE * 0.5);
            for person in review::people(open) {
                person_ui(ui, kit, &person);
            }
        });
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE, SPACE * 0.5);
        let title = kit.words.get(if session.view().parallel { "cases-one-page" } else { "cases-parallel" });
        let parallel = ReviewCommand::Parallel(Switch::Toggle);
        let key = key_of(session, &parallel);
        let button = Button { text: &title, look: Look::Dense, key: Some(&key), ..Button::default() };
        let response = widgets::button(ui, kit, button);
        let hint = kit.words.get("cases-parallel-hint");
        if text::hint(response, kit, &hint).clicked() {
            asked.push(parallel.into());
        }
        if open.aim() == Aim::Gold {
            let key = if open.hides_names() { "cases-show-names" } else { "cases-hide-names" };
            let hide = kit.words.get(key);
            let button = Button { text: &hide, look: Look::Dense, ..Button::default() };
            if widgets::button(ui, kit, button).clicked() {
                asked.push(ReviewCommand::HideNames(Switch::Toggle).into());
            }
        }
    });
}

/// A person's line and name.
fn person_ui(ui: &mut Ui, kit: &mut Kit, person: &Person) {
    let line = Line::new(&mut kit.brush, &person.name, TextStyle::body().content(), 140.0);
    let width = 20.0 + line.size().x;
    let (rect, response) = ui.allocate_exact_size(vec2(width, 22.0), Sense::hover());
    paint_person(ui, kit, pos2(rect.left() + 7.0, rect.center().y), person.tone);
    line.paint(ui, &mut kit.brush, rect.with_min_x(rect.left() + 18.0), Align::Min);
    let progress = kit.words.get(match person.progress {
        Progress::New => "progress-new",
        Progress::Started => "progress-started",
        Progress::Finished => "progress-finished",
    });
    let said = format!("\u{2068}{}\u{2069}: {progress}", person.name);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken(&said)));
    text::hint(response, kit, &said);
}

/// A piece of the line that somebody's marks have on the page.
pub(super) fn paint_person(ui: &Ui, kit: &Kit, centre: egui::Pos2, tone: Tone) {
    let color = kit.brush.color(Ink::Line(tone));
    let line = Rect::from_center_size(centre, vec2(12.0, 3.0));
    ui.painter().rect_filled(line, 0.0, color);
    for x in [line.left(), line.right()] {
        ui.painter().rect_filled(Rect::from_center_size(pos2(x, centre.y), vec2(2.0, 7.0)), 0.0, color);
    }
}

/// How much is decided, and what adopts the rest that is agreed on.
fn counts_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, open: &Review, kept: &Kept, asked: &mut Vec<Command>) {
    let counts = open.counts();
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 5.0), Sense::hover());
    ui.painter().rect_filled(rect, 2.5, kit.brush.color(Ink::Border));
    let share = counts.decided as f32 / counts.total().max(1) as f32;
    ui.painter().rect_filled(rect.with_max_x(rect.left() + rect.width() * share), 2.5, kit.brush.color(Ink::Good));
    let said = kit.words.say("cases-counts", &[("open", counts.open.into()), ("decided", counts.decided.into())]);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE * 2.0, SPACE * 0.5);
        text::label(ui, kit, &said, TextStyle::small());
        if open.aim() == Aim::Suggestions {
            let title = kit.words.get("suggestions-accept");
            let button = Button { text: &title, look: Look::Dense, ..Button::default() };
            let response = widgets::wrapped_button(ui, kit, true, button);
            accept_menu(kit, session, &response, None, asked);
            return;
        }
        let (adopt, refusal) = (adopt_all(), kept.refusal.clone());
        let (title, key) = (kit.words.get("cases-adopt"), key_of(session, &adopt));
        let button = Button { text: &title, look: Look::Dense, key: Some(&key), ..Button::default() };
        let response = widgets::wrapped_button(ui, kit, refusal.is_none(), button);
        let hint = refusal.clone().unwrap_or_else(|| kit.words.get("cases-adopt-hint"));
        if text::hint(response, kit, &hint).clicked() && refusal.is_none() {
            asked.push(adopt.into());
        }
    });
}

/// Which cases the list shows, each in a menu of its own.
fn filter_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, open: &Review, asked: &mut Vec<Command>) {
    let filter = open.filter();
    let any = kit.words.get("cases-any");
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE, 2.0);
        let choice = |text: String, is_on: bool, filter: CaseFilter| {
            let command = ReviewCommand::Filter(filter).into();
            Choice { text, is_on, command }
        };
        let shows = Show::WORDS.map(|(_, show)| {
            choice(kit.words.get(show_key(show)), show == filter.show, CaseFilter { show, ..filter.clone() })
        });
        let now = kit.words.get(show_key(filter.show));
        choice_ui(ui, kit, "cases-filter-state", &now, shows.into(), asked);

        let title = |kit: &Kit, kind: Option<Kind>| kind.map_or_else(|| any.clone(), |kind| kind_title(kit, kind));
        let contents = open.docket().map(|docket| &docket.contents);
        let is_there = |kind: &Option<Kind>| {
            kind.is_none_or(|kind| {
                let is_among = contents.is_some_and(|contents| match kind {
                    Kind::Agreed => contents.is_any_agreed,
                    Kind::Differing => !contents.differences.is_empty(),
                    Kind::Difference(difference) => contents.differences.contains(&difference),
                    Kind::Measured(_) => false,
                });
                filter.kind == Some(kind) || is_among
            })
        };
        let kinds = [None].into_iter().chain(Kind::all().map(Some)).filter(is_there);
        let kinds =
            kinds.map(|kind| choice(title(kit, kind), kind == filter.kind, CaseFilter { kind, ..filter.clone() }));
        let kinds = kinds.collect();
        let now = title(kit, filter.kind);
        choice_ui(ui, kit, "cases-filter-kind", &now, kinds, asked);

        let labels = session
            .project()
            .labels()
            .filter(|label| contents.is_some_and(|contents| contents.labels.contains(&label.id)));
        let labels = labels.map(|label| (label.title.clone(), Some(LabelName(label.id.to_string()))));
        let labels: Vec<_> = [(any.clone(), None)].into_iter().chain(labels).collect();
        let now = labels.iter().find(|(_, name)| *name == filter.label).map(|(title, _)| title.clone());
        let now = now.or_else(|| filter.label.as_ref().map(|label| label.0.clone())).unwrap_or_default();
        let labels = labels.into_iter().map(|(title, label)| {
            let is_on = label == filter.label;
            choice(title, is_on, CaseFilter { label, ..filter.clone() })
        });
        choice_ui(ui, kit, "cases-filter-label", &now, labels.collect(), asked);

        // Said by a number of the agreement page, and taken back here.
        if let Some(by) = &filter.by {
            let name = if open.hides_names() { "…" } else { by.as_str() };
            let anybody = choice(any.clone(), false, CaseFilter { by: None, ..filter.clone() });
            let choices = vec![anybody, choice(name.to_owned(), true, filter.clone())];
            choice_ui(ui, kit, "cases-filter-by", name, choices, asked);
        }
    });
}

fn show_key(show: Show) -> &'static str {
    match show {
        Show::Open => "cases-open",
        Show::Decided => "cases-decided",
        Show::All => "cases-all",
    }
}

fn kind_title(kit: &Kit, kind: Kind) -> String {
    match kind {
        Kind::Agreed => kit.words.get("case-agreed"),
        Kind::Differing => kit.words.get("case-differing"),
        Kind::Difference(difference) => kit.words.get(difference_key(difference)),
        Kind::Measured(measure) => {
            let measure = kit.words.get(&format!("measure-{}", measure.word()));
            kit.words.say("case-measured", &[("measure", measure.into())])
        }
    }
}

fn difference_key(difference: Difference) -> &'static str {
    match difference {
        Difference::Space => "case-space",
        Difference::Clitic => "case-clitic",
        Difference::Border => "case-border",
        Difference::Attribute => "case-attribute",
        Difference::Identity => "case-identity",
        Difference::Role => "case-role",
        Difference::Filler => "case-filler",
        Difference::Label => "case-label",
        Difference::Polarity => "case-polarity",
        Difference::SplitOrMerged => "case-split",
        Difference::Missing => "case-missing",
        Difference::DocumentLabel => "case-document-label",
    }
}

/// Where the text of most of a line's letters begins.
fn align_of(text: &str) -> Align {
    if Census::of(text).is_rtl(Direction::Auto).unwrap_or(false) { Align::Max } else { Align::Min }
}

/// The kinds of a case in words, for a list and a screen reader.
pub(super) fn kind_titles(kit: &Kit, kinds: &[Difference]) -> Vec<String> {
    match kinds {
        [] => vec![kit.words.get("case-agreed")],
        kinds => kinds.iter().map(|kind| kit.words.get(difference_key(*kind))).collect(),
    }
}

/// The kinds of a line; of a suggestion where nothing is said yet how sure its program is.
fn line_titles(kit: &Kit, line: &CaseLine) -> Vec<String> {
    let Some(sure) = line.confidence else {
        return kind_titles(kit, &line.kinds);
    };
    let others = if is_new(&line.kinds) { Vec::new() } else { kind_titles(kit, &line.kinds) };
    [sure_title(kit, sure)].into_iter().chain(others).collect()
}

/// Whether only one side says something.
pub(super) fn is_new(kinds: &[Difference]) -> bool {
    kinds == [Difference::Missing]
}

/// How sure a program is, in words.
pub(super) fn sure_title(kit: &Kit, sure: Confidence) -> String {
    let percent = (sure.share() * 1000.0).round() / 10.0;
    kit.words.say("case-sure", &[("percent", percent.into())])
}

fn case_row(ui: &mut Ui, kit: &mut Kit, line: &CaseLine, asked: &mut Vec<Command>) {
    let titles = line_titles(kit, line);
    let state = kit.words.get(state_key(line.state));
    let quote = if line.quote.is_empty() { kit.words.get("outline-document") } else { line.quote.clone() };
    let name = format!("{}: {quote} ({}; {state})", line.title, titles.join(", "));
    let (whole, response) = widgets::row(ui, kit, ROW, &name, line.is_looked_at);
    let first = whole.with_max_y(whole.top() + 26.0);
    widgets::paint_swatch(ui, kit, pos2(first.left() + 7.0, first.center().y), line.tone, line.form);
    let mut rest = first.with_min_x(first.left() + 20.0);
    let label = Line::new(&mut kit.brush, &line.title, TextStyle::small().content(), rest.width() * 0.4);
    label.paint(ui, &mut kit.brush, rest, Align::Max);
    rest.max.x -= label.size().x + SPACE * 2.0;
    let said = Line::new(&mut kit.brush, &quote, TextStyle::body().content(), rest.width());
    said.paint(ui, &mut kit.brush, rest, align_of(&quote));
    let mut below = Rect::from_min_max(pos2(whole.left() + 20.0, first.bottom() - 3.0), whole.max - vec2(0.0, 3.0));
    let share = match line.state {
        State::Open => ProgressShare::None,
        State::Reopened => ProgressShare::Some,
        State::Settled | State::Decided => ProgressShare::All,
    };
    widgets::progress_mark(ui, kit, pos2(below.right() - 6.0, below.center().y), share);
    below.max.x -= 18.0;
    // That a program says more than one has said is no dispute, unless it is unsure itself.
    let is_calm = line.confidence.is_some_and(|sure| is_new(&line.kinds) && sure.share() >= DOUBTFUL);
    let is_quiet = line.kinds.is_empty() || !line.state.is_open() || is_calm;
    let ink = if is_quiet { Ink::Muted } else { Ink::Warning };
    paint_kinds(ui, kit, below, &titles, ink);
    let response = text::hint_with(response, |ui| {
        text::paragraph(ui, kit, &quote, TextStyle::body().content());
        text::paragraph(ui, kit, &format!("{} · {state}", titles.join(" · ")), TextStyle::small());
    });
    if response.clicked() {
        asked.push(ReviewCommand::GoTo(line.number).into());
    }
}

/// The words of a state.
pub(super) fn state_key(state: State) -> &'static str {
    match state {
        State::Open => "case-open",
        State::Reopened => "case-reopened",
        State::Settled => "case-settled",
        State::Decided => "case-decided",
    }
}
