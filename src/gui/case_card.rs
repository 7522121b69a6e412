//! The card of the case that is looked at: what each says there, and the keys that decide it.

use egui::{Align, Rect, ScrollArea, Sense, Ui, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::cases::{align_of, key_of, kind_titles, paint_kinds, paint_person, state_key};
use crate::gui::history::ago;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::model::decision::Verdict;
use crate::review::cases::Difference;
use crate::session::command::{Command, Switch};
use crate::session::review::{Aim, Review};
use crate::session::review_command::{Choice, ReviewCommand};
use crate::session::state::Session;
use crate::view::history::Ago;
use crate::view::review::{self, Card, Person, ReadingRow, SaidRow};
use crate::view::tones::Ink;

/// The line with the key and the people of a reading.
const PEOPLE: f32 = 24.0;
/// The line with label and quote.
const SAID: f32 = 26.0;
/// A line of a frame's parts.
const PART: f32 = 18.0;
/// Room for the key of a reading.
const KEY: f32 = 24.0;

/// Draws the card, or says what to do where no case is looked at.
pub fn case_card_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, open: &Review, asked: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = SPACE;
    let Some(card) = review::card(session) else {
        let title = kit.words.get("case-title");
        text::label(ui, kit, &title, TextStyle::caption());
        let key = if open.counts().open == 0 { "case-none-left" } else { "case-none" };
        let none = kit.words.get(key);
        text::paragraph(ui, kit, &none, TextStyle::body().ink(Ink::Muted));
        return;
    };
    head_ui(ui, kit, &card);
    let people = review::people(open);
    ScrollArea::vertical().auto_shrink([false, true]).id_salt("case").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for (at, reading) in card.readings.iter().enumerate() {
            let response = ui.push_id(at, |ui| reading_ui(ui, kit, &card, &people, reading, at + 1)).inner;
            if response.clicked() {
                asked.push(ReviewCommand::Decide(Choice::Reading(at + 1)).into());
            }
        }
        standing_ui(ui, kit, session, open, &card);
    });
    buttons_ui(ui, kit, session, open, asked);
}

fn head_ui(ui: &mut Ui, kit: &mut Kit, card: &Card) {
    ui.horizontal(|ui| {
        let about = [("number", card.number.into()), ("count", card.count.into())];
        let title = kit.words.say("case-number", &about);
        text::label(ui, kit, &title, TextStyle::caption());
        let state = kit.words.get(state_key(card.state));
        let ink = if card.state.is_open() { Ink::Warning } else { Ink::Good };
        text::label(ui, kit, &state, TextStyle::small().ink(ink));
    });
    let titles = kind_titles(kit, &card.kinds);
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
    let sure = said.confidence.iter().map(|sure| {
        let percent = (sure.share() * 1000.0).round() / 10.0;
        kit.words.say("case-sure", &[("percent", percent.into())])
    });
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
    let details = reading.said.as_ref().map(|said| details(kit, said)).unwrap_or_default();
    let height = PEOPLE + SAID + PART * details.len() as f32 + SPACE;
    let names: Vec<&str> =
        reading.people.iter().filter_map(|at| people.get(*at)).map(|one| one.name.as_str()).collect();
    let nothing = kit.words.get("case-nothing");
    let said = reading.said.as_ref().map_or_else(|| nothing.clone(), |said| format!("{}: {}", said.title, said.quote));
    let name = format!("{number}. {}: {said}", names.join(", "));
    let (rect, response) = widgets::row(ui, kit, height, &name, false);
    let key = number.to_string();
    let mut line = rect.with_max_y(rect.top() + PEOPLE);
    widgets::key_cap_at(ui, kit, &key, line);
    line.min.x += KEY;
    for person in reading.people.iter().filter_map(|at| people.get(*at)) {
        let name =
            Line::new(&mut kit.brush, &person.name, TextStyle::small().content(), (line.width() - 18.0).max(0.0));
        paint_person(ui, kit, pos2(line.left() + 7.0, line.center().y), person.tone);
        name.paint(ui, &mut kit.brush, line.with_min_x(line.left() + 18.0), Align::Min);
        line.min.x += 18.0 + name.size().x + SPACE * 2.5;
    }
    let line = Rect::from_min_max(
        pos2(rect.left() + KEY, rect.top() + PEOPLE),
        pos2(rect.right(), rect.top() + PEOPLE + SAID),
    );
    match &reading.said {
        Some(said) => said_ui(ui, kit, card, said, line),
        None => Line::new(&mut kit.brush, &nothing, TextStyle::body().ink(Ink::Muted), line.width()).paint(
            ui,
            &mut kit.brush,
            line,
            Align::Min,
        ),
    }
    let mut below = line.translate(vec2(20.0, SAID)).with_max_x(rect.right());
    below.max.y = below.min.y + PART;
    for detail in &details {
        let text = Line::new(&mut kit.brush, detail, TextStyle::small().ink(Ink::Text), below.width());
        text.paint(ui, &mut kit.brush, below, Align::Min);
        below = below.translate(vec2(0.0, PART));
    }
    let whole = reading.said.as_ref().map(|said| said.quote.clone()).unwrap_or_default();
    text::hint_with(response, |ui| {
        for text in
            [whole.as_str()].into_iter().chain(details.iter().map(String::as_str)).filter(|text| !text.is_empty())
        {
            text::paragraph(ui, kit, text, TextStyle::body().content());
        }
    })
}

/// Label and quote; what the readings differ in is bold.
fn said_ui(ui: &Ui, kit: &mut Kit, card: &Card, said: &SaidRow, line: Rect) {
    let differ = |kinds: &[Difference]| card.kinds.iter().any(|kind| kinds.contains(kind));
    widgets::paint_swatch(ui, kit, pos2(line.left() + 7.0, line.center().y), said.tone, said.form);
    let mut rest = line.with_min_x(line.left() + 20.0);
    let style = TextStyle::small().content();
    let style = match differ(&[Difference::Label, Difference::Polarity, Difference::DocumentLabel]) {
        true => style.bold().ink(Ink::Text),
        false => style,
    };
    let label = Line::new(&mut kit.brush, &said.title, style, rest.width() * 0.45);
    label.paint(ui, &mut kit.brush, rest, Align::Max);
    rest.max.x -= label.size().x + SPACE * 2.0;
    let quote = if said.quote.is_empty() { kit.words.get("outline-document") } else { said.quote.clone() };
    let style = TextStyle { size: 16.0, ..TextStyle::body().content() };
    let borders = [Difference::Space, Difference::Clitic, Difference::Border, Difference::SplitOrMerged];
    let style = if differ(&borders) { style.bold() } else { style };
    let text = Line::new(&mut kit.brush, &quote, style, rest.width());
    text.paint(ui, &mut kit.brush, rest, align_of(&quote));
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
        let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), SAID), Sense::hover());
        said_ui(ui, kit, card, said, line.shrink2(vec2(SPACE * 2.5, 0.0)));
        for detail in details(kit, said) {
            ui.horizontal(|ui| {
                ui.add_space(30.0);
                text::label(ui, kit, &detail, TextStyle::small());
            });
        }
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
fn buttons_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, open: &Review, asked: &mut Vec<Command>) {
    let is_deciding = open.is_deciding();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE, SPACE);
        for (choice, key, cap) in
            [(Choice::Both, "case-both", "B"), (Choice::Neither, "case-neither", "N"), (Choice::Edit, "case-edit", "E")]
        {
            let command: Command = ReviewCommand::Decide(choice).into();
            let title = kit.words.get(key);
            let refusal = session.refusal(&command);
            let button = Button { text: &title, key: is_deciding.then_some(cap), ..Button::default() };
            let response = ui.add_enabled_ui(refusal.is_none(), |ui| widgets::button(ui, kit, button)).inner;
            if response.clicked() {
                asked.push(command);
            }
            if let Some(refusal) = refusal {
                text::hint(response, kit, &refusal);
            }
        }
        let next = kit.words.get("case-next");
        let key = if is_deciding { "↓".to_owned() } else { key_of(session, &ReviewCommand::Next) };
        let look = if is_deciding { Look::Framed } else { Look::Main };
        let button = Button { text: &next, key: Some(&key), look, ..Button::default() };
        if widgets::button(ui, kit, button).clicked() {
            asked.push(ReviewCommand::Next.into());
        }
    });
    let key = if is_deciding { "case-keys-decide" } else { "case-keys-label" };
    let keys = kit.words.get(key);
    let response = text::paragraph(ui, kit, &keys, TextStyle::small());
    if !is_deciding && response.interact(Sense::click()).clicked() {
        asked.push(ReviewCommand::Deciding(Switch::On).into());
    }
}
