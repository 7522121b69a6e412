//! The card of the case that is looked at: what each says there, and the keys that decide it.

use std::sync::Arc;

use egui::{Align, Pos2, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::cases::{is_new, key_of, kind_titles, paint_person, state_key, sure_title};
use crate::gui::history::ago;
use crate::gui::kinds::paint_kinds;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::gui::words::spoken;
use crate::model::decision::Verdict;
use crate::review::cases::Difference;
use crate::session::command::Command;
use crate::session::command::review::{Choice, ReviewCommand};
use crate::session::command::words::Switch;
use crate::session::review::{Aim, Review};
use crate::session::state::Session;
use crate::text::layout::Layout;
use crate::view::history::Ago;
use crate::view::review::{self, Card, Person, ReadingRow, SaidRow};
use crate::view::tones::Ink;

/// The line with the key and the people of a reading.
const PEOPLE: f32 = 24.0;
/// A line of a frame's parts.
const PART: f32 = 18.0;
/// A label leaves so much of its line to a name.
const BESIDE_LABEL: f32 = 92.0;
/// So much of the readings is always in sight.
const LEAST_READINGS: f32 = 72.0;
/// Room for the key of a reading.
const KEY: f32 = 24.0;
/// In a lower place than this the buttons are small, and what the keys mean is scrolled to.
const LOW: f32 = 320.0;
/// The least width of a name beside others, and room for how many have none.
const LEAST_NAME: f32 = 44.0;
const MORE: f32 = 34.0;

/// Draws the card, or says what to do where no case is looked at.
pub fn case_card_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, open: &Review, asked: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = SPACE;
    let Some(card) = review::card(session) else {
        let title = kit.words.get("case-title");
        text::label(ui, kit, &title, TextStyle::caption());
        let key = if open.counts().open == 0 { "case-none-left" } else { "case-none" };
        let none = kit.words.get(key);
        text::paragraph(ui, kit, &none, TextStyle::body().ink(Ink::Muted));
        if open.is_deciding() {
            let keys = kit.words.get("case-keys-none");
            text::paragraph(ui, kit, &keys, TextStyle::small());
        }
        return;
    };
    let is_low = ui.available_height() < LOW;
    head_ui(ui, kit, &card, open.aim());
    let people = review::people(open);
    // What decides stands below however much was said, which the last frame knows how high it is.
    let id = ui.scope_id().with("case end");
    let end: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(0.0);
    let room = (ui.available_height() - end).max(LEAST_READINGS);
    let area = ScrollArea::vertical().max_height(room).min_scrolled_height(room).auto_shrink([false, true]);
    area.id_salt("case").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for (at, reading) in card.readings.iter().enumerate() {
            let response = ui.push_id(at, |ui| reading_ui(ui, kit, &card, &people, reading, at + 1)).inner;
            if response.clicked() {
                asked.push(ReviewCommand::Decide(Choice::Reading(at + 1)).into());
            }
        }
        standing_ui(ui, kit, session, open, &card);
        if is_low {
            keys_ui(ui, kit, open, asked);
        }
    });
    let ended = ui.scope(|ui| {
        buttons_ui(ui, kit, session, open, if is_low { Look::Dense } else { Look::Framed }, asked);
        if !is_low {
            keys_ui(ui, kit, open, asked);
        }
    });
    let found = ended.response.rect.height() + SPACE;
    if found != end {
        ui.data_mut(|data| data.insert_temp(id, found));
        ui.request_repaint();
    }
}

fn head_ui(ui: &mut Ui, kit: &mut Kit, card: &Card, aim: Aim) {
    ui.horizontal(|ui| {
        let about = [("number", card.number.into()), ("count", card.count.into())];
        let key = if aim == Aim::Gold { "case-number" } else { "suggestion-number" };
        let title = kit.words.say(key, &about);
        text::label(ui, kit, &title, TextStyle::caption());
        let state = kit.words.get(state_key(card.state));
        let ink = if card.state.is_open() { Ink::Warning } else { Ink::Good };
        text::label(ui, kit, &state, TextStyle::small().ink(ink));
    });
    let titles = match aim == Aim::Suggestions && is_new(&card.kinds) {
        true => vec![kit.words.get("suggestion-new")],
        false => kind_titles(kit, &card.kinds),
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    let ink = if card.kinds.is_empty() || !card.state.is_open() { Ink::Muted } else { Ink::Warning };
    paint_kinds(ui, kit, rect, &titles, ink);
    text::hint(response, kit, &titles.join(" · "));
}

/// The further lines of what is said, each in words: what a short row has no room for.
fn details(kit: &Kit, said: &SaidRow) -> Vec<String> {
    let isolated = |text: &str| format!("\u{2068}{text}\u{2069}");
    let parts = said.parts.iter().map(|part| format!("{}: {}", part.title, isolated(&part.quote)));
    let answers = said.attributes.iter().map(|(title, value)| format!("{title}: {}", isolated(value)));
    let identity = said.identity.iter().map(|name| kit.words.say("case-is", &[("name", name.as_str().into())]));
    let sure = said.confidence.map(|sure| sure_title(kit, sure));
    let note = Some(&said.note).filter(|note| !note.is_empty()).map(|note| format!("“{}”", isolated(note)));
    parts.chain(answers).chain(identity).chain(sure).chain(note).collect()
}

fn reading_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    card: &Card,
    people: &[Person],
    reading: &ReadingRow,
    number: usize,
) -> egui::Response {
    let width = ui.available_width() - SPACE * 5.0 - KEY;
    let words = match &reading.said {
        Some(said) => SaidWords::new(kit, card, said, width),
        None => {
            let nothing = kit.words.get("case-nothing");
            SaidWords::of(kit, nothing, TextStyle::body().ink(Ink::Muted), Vec::new(), width)
        }
    };
    let names: Vec<&str> =
        reading.people.iter().filter_map(|at| people.get(*at)).map(|one| one.name.as_str()).collect();
    let label = reading.said.as_ref().map(|said| format!("{}: ", said.title)).unwrap_or_default();
    let name = format!("{number}. {}: {label}{}", names.join(", "), words.quote);
    let (rect, response) = widgets::row(ui, kit, PEOPLE + words.height() + SPACE * 1.5, &name, false);
    let mut line = rect.with_max_y(rect.top() + PEOPLE);
    widgets::key_cap_at(ui, kit, &number.to_string(), line);
    line.min.x += KEY;
    if let Some(said) = &reading.said {
        line = label_ui(ui, kit, card, said, line);
    }
    let mut untold = reading.people.len();
    for person in reading.people.iter().filter_map(|at| people.get(*at)) {
        let room = (line.width() - 18.0).max(0.0);
        let reserve = if untold > 1 { MORE } else { 0.0 };
        if untold < reading.people.len() && room < LEAST_NAME + reserve {
            let more = kit.words.say("column-rest", &[("count", untold.into())]);
            let more = Line::new(&mut kit.brush, &more, TextStyle::small(), room + 18.0);
            more.paint(ui, &mut kit.brush, line, Align::Min);
            break;
        }
        untold -= 1;
        let room = (room - if untold > 0 { MORE } else { 0.0 }).max(0.0);
        let name = Line::new(&mut kit.brush, &person.name, TextStyle::small().content(), room);
        paint_person(ui, kit, pos2(line.left() + 7.0, line.center().y), person.tone);
        name.paint(ui, &mut kit.brush, line.with_min_x(line.left() + 18.0), Align::Min);
        line.min.x += 18.0 + name.size().x + SPACE * 2.5;
    }
    words.paint(ui, kit, pos2(rect.left() + KEY, rect.top() + PEOPLE));
    let detailed = words.details;
    text::hint_with(response, |ui| {
        for text in [words.quote.as_str()].into_iter().chain(detailed.iter().map(String::as_str)) {
            text::paragraph(ui, kit, text, TextStyle::body().content());
        }
    })
}

/// A label at the end of a line, bold where the readings differ in it; what is left of the line.
fn label_ui(ui: &Ui, kit: &mut Kit, card: &Card, said: &SaidRow, line: Rect) -> Rect {
    let style = TextStyle::small().content();
    let style = match card.differs_in(&[Difference::Label, Difference::Polarity, Difference::DocumentLabel]) {
        true => style.bold().ink(Ink::Text),
        false => style,
    };
    // A short name keeps its place beside it.
    let most = (line.width() * 0.55).min((line.width() - BESIDE_LABEL).max(line.width() * 0.3));
    let label = Line::new(&mut kit.brush, &said.title, style, most);
    label.paint(ui, &mut kit.brush, line, Align::Max);
    let left = line.right() - label.size().x - 18.0;
    widgets::paint_swatch(ui, kit, pos2(left + 5.0, line.center().y), said.tone, said.form);
    line.with_max_x(left - SPACE * 2.0)
}

/// What is said, laid out: the quote on as many lines as it needs, and a line for each of the rest.
struct SaidWords {
    quote: String,
    style: TextStyle,
    layout: Arc<Layout>,
    details: Vec<String>,
    width: f32,
}

impl SaidWords {
    /// The quote is bold where the readings differ in their borders.
    fn new(kit: &mut Kit, card: &Card, said: &SaidRow, width: f32) -> Self {
        let quote = if said.quote.is_empty() { kit.words.get("outline-document") } else { said.quote.clone() };
        let style = TextStyle { size: 16.0, ..TextStyle::body().content() };
        let borders = [Difference::Space, Difference::Clitic, Difference::Border, Difference::SplitOrMerged];
        let style = if card.differs_in(&borders) { style.bold() } else { style };
        let details = details(kit, said);
        Self::of(kit, quote, style, details, width)
    }

    fn of(kit: &mut Kit, quote: String, style: TextStyle, details: Vec<String>, width: f32) -> Self {
        let layout = kit.brush.layout(&quote, style, width);
        Self { quote, style, layout, details, width }
    }

    fn height(&self) -> f32 {
        self.layout.height() + PART * self.details.len() as f32
    }

    fn paint(&self, ui: &Ui, kit: &mut Kit, at: Pos2) {
        kit.brush.paint(ui.painter(), &self.layout, at, self.style);
        let mut below = Rect::from_min_size(at + vec2(0.0, self.layout.height()), vec2(self.width, PART));
        for detail in &self.details {
            let line = Line::new(&mut kit.brush, detail, TextStyle::small().ink(Ink::Text), self.width);
            line.paint(ui, &mut kit.brush, below, Align::Min);
            below = below.translate(vec2(0.0, PART));
        }
    }
}

/// What the set says of it now, and how that came about.
fn standing_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, open: &Review, card: &Card) {
    if card.standing.is_empty() && card.decided.is_none() {
        return;
    }
    ui.add_space(SPACE);
    let title = match open.aim() {
        Aim::Gold => kit.words.say("case-in-gold", &[("into", session.annotator().as_str().into())]),
        Aim::Suggestions => kit.words.get("case-in-yours"),
    };
    text::label(ui, kit, &title, TextStyle::caption().content());
    for said in &card.standing {
        let width = ui.available_width() - SPACE * 5.0;
        let words = SaidWords::new(kit, card, said, width);
        let size = vec2(ui.available_width(), PEOPLE + words.height());
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        let rect = rect.shrink2(vec2(SPACE * 2.5, 0.0));
        label_ui(ui, kit, card, said, rect.with_max_y(rect.top() + PEOPLE));
        words.paint(ui, kit, pos2(rect.left(), rect.top() + PEOPLE));
        let said = format!("{}: {}", said.title, words.quote);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken(&said)));
    }
    if let Some((verdict, by, time)) = &card.decided {
        let when = ago(kit, Ago::of(*time, session.now()));
        let key = match verdict {
            Verdict::Agreed => "case-was-agreed",
            Verdict::Taken => "case-was-taken",
            Verdict::Both => "case-was-both",
            Verdict::Neither => "case-was-neither",
            Verdict::Edited => "case-was-edited",
        };
        let said = kit.words.say(key, &[("who", by.as_str().into()), ("ago", when.into())]);
        text::paragraph(ui, kit, &said, TextStyle::small());
    }
}

/// What decides the case, each with its key.
fn buttons_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, open: &Review, look: Look, asked: &mut Vec<Command>) {
    let is_deciding = open.is_deciding();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE, SPACE);
        let [both, neither, edit] = [(Choice::Both, "B"), (Choice::Neither, "N"), (Choice::Edit, "E")];
        let choices = match open.aim() {
            Aim::Gold => vec![(both, "case-both"), (neither, "case-neither"), (edit, "case-edit")],
            Aim::Suggestions => vec![(both, "case-both"), (neither, "case-reject"), (edit, "case-correct")],
        };
        for ((choice, cap), key) in choices {
            let command: Command = ReviewCommand::Decide(choice).into();
            let title = kit.words.get(key);
            let refusal = session.refusal(&command);
            // What the program alone says cannot be both.
            if choice == Choice::Both && open.aim() == Aim::Suggestions && refusal.is_some() {
                continue;
            }
            let button = Button { text: &title, key: is_deciding.then_some(cap), look, ..Button::default() };
            let response = widgets::wrapped_button(ui, kit, refusal.is_none(), button);
            if response.clicked() {
                asked.push(command);
            }
            if let Some(refusal) = refusal {
                text::hint(response, kit, &refusal);
            }
        }
        let next = kit.words.get("case-next");
        let key = if is_deciding { "Enter".to_owned() } else { key_of(session, &ReviewCommand::Next) };
        let look = if is_deciding { look } else { Look::Main };
        let button = Button { text: &next, key: Some(&key), look, ..Button::default() };
        if widgets::wrapped_button(ui, kit, true, button).clicked() {
            asked.push(ReviewCommand::Next.into());
        }
    });
}

/// What keys mean now; where they label, a click gives them back to the case.
fn keys_ui(ui: &mut Ui, kit: &mut Kit, open: &Review, asked: &mut Vec<Command>) {
    let is_deciding = open.is_deciding();
    let key = match (is_deciding, open.aim()) {
        (true, Aim::Gold) => "case-keys-decide",
        (true, Aim::Suggestions) => "suggestion-keys-decide",
        (false, _) => "case-keys-label",
    };
    let keys = kit.words.get(key);
    let response = text::paragraph(ui, kit, &keys, TextStyle::small());
    if !is_deciding && response.interact(Sense::click()).clicked() {
        asked.push(ReviewCommand::Deciding(Switch::On).into());
    }
}
