//! The sheet of the schema editor: everything that can be said of one layer, label, role or attribute, a field for each. What
//! is typed is asked for when its field is left; what would be refused is told while it is typed.

use std::collections::BTreeMap;

use egui::{Align, Id, Key, ScrollArea, Sense, Ui, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit, Line};
use crate::gui::text_field;
use crate::gui::theme::{HEADING, SPACE};
use crate::gui::widgets::{self, Button, Look};
use crate::gui::words::Words;
use crate::model::key::Chord;
use crate::model::schema::{Sign, Tone};
use crate::model::schema_path::SchemaPath;
use crate::records::project_edit::Direction;
use crate::session::command::Command;
use crate::session::command::schema::SchemaCommand;
use crate::session::keymap::KeyPress;
use crate::session::schema_field::SchemaField;
use crate::session::state::Session;
use crate::view::mark::Form;
use crate::view::schema::{Control, Entry, Field, Filler, Kind, Sheet, sheet};
use crate::view::tones::Ink;

/// A sheet wider than this is hard to read.
const WIDTH: f32 = 640.0;

/// What the sheet remembers between two frames.
#[derive(Default)]
pub struct SheetView {
    drafts: BTreeMap<Field, Draft>,
    /// Whether the next key is the one to be given.
    is_hearing_key: bool,
    /// Why the last key cannot be given.
    key_refusal: Option<String>,
    is_choosing_fillers: bool,
    is_focus_due: bool,
}

/// What is being typed into a field.
#[derive(Default)]
struct Draft {
    typed: String,
    /// What the project says.
    written: String,
    /// What was last tried, and why it cannot be.
    tried: Option<(String, Option<String>)>,
}

impl SheetView {
    /// Lets go of what was typed about a part that is shown no more.
    pub fn leave(&mut self) {
        *self = Self { is_choosing_fillers: self.is_choosing_fillers, ..Self::default() };
    }

    /// Gives the keyboard to the first field.
    pub fn request_focus(&mut self) {
        self.is_focus_due = true;
    }

    #[must_use]
    pub fn is_hearing_key(&self) -> bool {
        self.is_hearing_key
    }

    /// What pressing a key asks for while one is waited for: it is given, Delete takes the present one away, Escape leaves all
    /// as it is. A key that belongs to somebody else is told, and another one waited for.
    pub fn hear_key(&mut self, session: &Session, path: &SchemaPath, press: &KeyPress<'_>) -> Option<Command> {
        let is_plain = !press.ctrl && !press.alt && !press.shift;
        let key = match press.key {
            "Escape" | "Tab" => {
                (self.is_hearing_key, self.key_refusal) = (false, None);
                return None;
            }
            "Delete" | "Backspace" if is_plain => Vec::new(),
            name => {
                let mut chord = Chord::key(name)?;
                (chord.ctrl, chord.alt, chord.shift) = (press.ctrl, press.alt, press.shift);
                vec![chord.to_string()]
            }
        };
        let command = Field::Key.command(path, key)?;
        self.key_refusal = session.refusal(&command);
        self.is_hearing_key = self.key_refusal.is_some();
        (!self.is_hearing_key).then_some(command)
    }

    /// The commands that keep what was typed about a part, if it is not kept yet.
    pub fn take(&mut self, session: &Session, path: &SchemaPath) -> Vec<Command> {
        let Some(sheet) = sheet(session, path) else { return Vec::new() };
        let mut due = Vec::new();
        for entry in &sheet.entries {
            if let Some(draft) = self.drafts.get_mut(&entry.field).filter(|draft| draft.typed != draft.written) {
                due.extend(said(path, entry, draft));
            }
        }
        // Renaming comes last, for then the part is called otherwise.
        due.sort_by_key(|command| matches!(command, Command::Schema(SchemaCommand::Rename(..))));
        due
    }
}

/// The command for what was typed; it is kept then.
fn said(path: &SchemaPath, entry: &Entry, draft: &mut Draft) -> Option<Command> {
    let command = proposed(path, entry, &draft.typed);
    draft.typed.clone_from(&draft.written);
    command
}

/// The command that would say what is typed. Of a list it is one value more.
fn proposed(path: &SchemaPath, entry: &Entry, typed: &str) -> Option<Command> {
    let typed = typed.trim();
    let said = match &entry.control {
        Control::List(values) if !typed.is_empty() => values.iter().cloned().chain([typed.to_owned()]).collect(),
        Control::List(_) => return None,
        _ if typed.is_empty() => Vec::new(),
        _ => vec![typed.to_owned()],
    };
    entry.field.command(path, said)
}

/// Draws the sheet; whether the part is to be removed.
pub fn sheet_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    sheet: &Sheet,
    view: &mut SheetView,
    asked: &mut Vec<Command>,
) -> bool {
    ScrollArea::vertical()
        .min_scrolled_height(0.0)
        .auto_shrink(false)
        .id_salt(("schema sheet", sheet.path.to_string()))
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width().min(WIDTH));
            ui.spacing_mut().item_spacing.y = SPACE;
            let is_removed = head_ui(ui, kit, sheet, asked);
            for (at, entry) in sheet.entries.iter().enumerate() {
                ui.add_space(SPACE * 2.0);
                ui.push_id(at, |ui| entry_ui(ui, kit, session, sheet, entry, view, asked));
            }
            ui.add_space(SPACE * 4.0);
            is_removed
        })
        .inner
}

fn head_ui(ui: &mut Ui, kit: &mut Kit, sheet: &Sheet, asked: &mut Vec<Command>) -> bool {
    ui.horizontal(|ui| {
        if let Some((tone, form)) = sheet.swatch {
            let (rect, _) = ui.allocate_exact_size(vec2(16.0, HEADING * 1.5), Sense::hover());
            widgets::paint_swatch(ui, kit, rect.center(), tone, form);
        }
        text::label(ui, kit, &sheet.title, TextStyle::heading().content());
    });
    let kind = kind_words(&kit.words, sheet.kind);
    let about = [("kind", kind.into()), ("name", sheet.path.to_string().into()), ("count", sheet.uses.into())];
    let about = kit.words.say("schema-about", &about);
    text::paragraph(ui, kit, &about, TextStyle::small());
    let mut is_removed = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE;
        for (to, name, key) in
            [(Direction::Earlier, "schema-earlier", "Alt+Up"), (Direction::Later, "schema-later", "Alt+Down")]
        {
            let command = Command::Schema(SchemaCommand::Move(sheet.path.clone(), to));
            let text = kit.words.get(name);
            let is_at_end = sheet.is_at_end[usize::from(to == Direction::Later)];
            let button = Button { text: &text, key: Some(key), ..Button::default() };
            if ui.add_enabled_ui(!is_at_end, |ui| widgets::button(ui, kit, button)).inner.clicked() {
                asked.push(command);
            }
        }
        let remove = kit.words.get("schema-remove");
        let button = Button { text: &remove, key: Some("Del"), ..Button::default() };
        is_removed = widgets::button(ui, kit, button).clicked();
    });
    is_removed
}

fn entry_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    sheet: &Sheet,
    entry: &Entry,
    view: &mut SheetView,
    asked: &mut Vec<Command>,
) {
    let name = field_words(&kit.words, entry.field);
    text::label(ui, kit, &name, TextStyle::caption());
    let path = &sheet.path;
    let mut say = |said: Vec<String>| asked.extend(entry.field.command(path, said));
    match &entry.control {
        Control::Text(_) | Control::Prose(_) => {
            asked.extend(text_ui(ui, kit, session, sheet, entry, &name, view));
        }
        Control::Tone(tone) => {
            if let Some(tone) = tones_ui(ui, kit, sheet, *tone, &name) {
                say(vec![tone.word().to_owned()]);
            }
        }
        Control::Key { given, otherwise } => {
            key_ui(ui, kit, view, &name, (given.as_deref(), otherwise.as_deref()), || say(Vec::new()));
        }
        Control::Switch(is_on) => {
            let (yes, no) = (kit.words.get("schema-yes"), kit.words.get("schema-no"));
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = SPACE;
                for (text, value) in [(yes, true), (no, false)] {
                    let spoken = format!("{name}: {text}");
                    let button =
                        Button { text: &text, name: Some(&spoken), is_selected: *is_on == value, ..Button::default() };
                    if widgets::button(ui, kit, button).clicked() && *is_on != value {
                        say(vec![value.to_string()]);
                    }
                }
            });
        }
        Control::Choice { value, choices } => {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(SPACE, SPACE);
                for choice in choices {
                    let text = choice_words(&kit.words, entry.field, choice);
                    let spoken = format!("{name}: {text}");
                    let is_selected = choice == value;
                    let sign = if entry.field == Field::Of(SchemaField::Sign) { Sign::from_word(choice) } else { None };
                    let swatch = sheet.swatch.zip(sign).map(|((tone, _), sign)| (tone, Form::Stance(Some(sign))));
                    let button = Button { text: &text, name: Some(&spoken), swatch, is_selected, ..Button::default() };
                    if widgets::button(ui, kit, button).clicked() && !is_selected {
                        say(Some(choice.clone()).into_iter().filter(|choice| !choice.is_empty()).collect());
                    }
                }
            });
        }
        Control::List(values) => {
            let shape = if entry.field == Field::Of(SchemaField::Examples) { Chips::Lines } else { Chips::Row };
            if let Some(rest) = chips_ui(ui, kit, values, &name, shape) {
                say(rest);
            }
            asked.extend(text_ui(ui, kit, session, sheet, entry, &name, view));
        }
        Control::Fillers { allowed, offered } => {
            if allowed.is_empty() {
                let any = kit.words.get("schema-fillers-any");
                text::paragraph(ui, kit, &any, TextStyle::body().ink(Ink::Muted));
            } else if let Some(rest) = chips_ui(ui, kit, allowed, &name, Chips::Row) {
                say(rest);
            }
            let text = kit.words.get("schema-fillers-choose");
            let button = Button { text: &text, is_selected: view.is_choosing_fillers, ..Button::default() };
            if widgets::button(ui, kit, button).clicked() {
                view.is_choosing_fillers = !view.is_choosing_fillers;
            }
            if view.is_choosing_fillers {
                for group in offered {
                    let mut toggled = filler_ui(ui, kit, &group.layer);
                    ui.horizontal_wrapped(|ui| {
                        ui.spacing_mut().item_spacing = vec2(SPACE, 2.0);
                        for label in &group.labels {
                            toggled = filler_ui(ui, kit, label).or(toggled.take());
                        }
                    });
                    if let Some(name) = toggled {
                        let is_in = allowed.contains(&name);
                        let rest = allowed.iter().filter(|other| **other != name).cloned();
                        say(rest.chain(Some(name.clone()).filter(|_| !is_in)).collect());
                    }
                }
            }
        }
    }
    if let Some(about) = field_about(&kit.words, sheet, entry) {
        text::paragraph(ui, kit, &about, TextStyle::small());
    }
}

/// A field with what is typed into it; the command for it once it is left.
fn text_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    sheet: &Sheet,
    entry: &Entry,
    name: &str,
    view: &mut SheetView,
) -> Option<Command> {
    let written = match &entry.control {
        Control::Text(text) | Control::Prose(text) => text.as_str(),
        _ => "",
    };
    let draft = view.drafts.entry(entry.field).or_default();
    if draft.written != written || draft.tried.is_none() {
        *draft =
            Draft { typed: written.to_owned(), written: written.to_owned(), tried: Some((written.to_owned(), None)) };
    }
    let id = Id::unique(("schema field", sheet.path.to_string(), entry.field));
    let response = match &entry.control {
        Control::Prose(_) => text_field::long_field(ui, kit, id, name, 3, &mut draft.typed),
        Control::List(_) => {
            let hint = kit.words.get("schema-list-hint");
            let name = kit.words.say("schema-list-add", &[("field", name.into())]);
            text_field::field(ui, kit, id, crate::gui::words::spoken(&name).as_ref(), &hint, &mut draft.typed)
        }
        _ => text_field::field(ui, kit, id, name, "", &mut draft.typed),
    };
    if std::mem::take(&mut view.is_focus_due) {
        response.request_focus();
    }
    let is_escaped = ui.input(|input| input.key_pressed(Key::Escape));
    let is_left = response.lost_focus()
        || (ui.input(|input| input.pointer.any_pressed()) && !response.contains_pointer() && draft.typed != written);
    if draft.typed.trim() == written {
        return None;
    }
    if is_left && is_escaped {
        draft.typed = written.to_owned();
        return None;
    }
    let command = proposed(&sheet.path, entry, &draft.typed);
    if draft.tried.as_ref().is_none_or(|(tried, _)| *tried != draft.typed) {
        let refusal = match &command {
            Some(command) => session.refusal(command),
            None => Some(kit.words.get("schema-needs-text")),
        };
        draft.tried = Some((draft.typed.clone(), refusal));
        // The frame that finds out says so below; one more shows it without another key.
        ui.request_repaint();
    }
    if let Some((_, Some(refusal))) = &draft.tried {
        text::paragraph(ui, kit, refusal, TextStyle::body().ink(Ink::Failure));
        return None;
    }
    if is_left { said(&sheet.path, entry, draft) } else { None }
}

fn tones_ui(ui: &mut Ui, kit: &mut Kit, sheet: &Sheet, chosen: Tone, name: &str) -> Option<Tone> {
    let mut picked = None;
    let form = sheet.swatch?.1;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE, SPACE);
        for index in 0..Tone::WORDS.len() {
            let tone = Tone::from_index(index);
            let text = kit.words.get(&format!("tone-{}", tone.word()));
            let spoken = format!("{name}: {text}");
            let button = Button {
                text: &text,
                name: Some(&spoken),
                look: Look::Dense,
                swatch: Some((tone, form)),
                is_selected: tone == chosen,
                ..Button::default()
            };
            if widgets::button(ui, kit, button).clicked() && tone != chosen {
                picked = Some(tone);
            }
        }
    });
    picked
}

fn key_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    view: &mut SheetView,
    name: &str,
    (given, otherwise): (Option<&str>, Option<&str>),
    mut take_away: impl FnMut(),
) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE;
        let text = match (view.is_hearing_key, given, otherwise) {
            (true, ..) => kit.words.get("schema-key-press"),
            (false, Some(given), _) => given.to_owned(),
            (false, None, Some(otherwise)) => kit.words.say("schema-key-otherwise", &[("key", otherwise.into())]),
            (false, None, None) => kit.words.get("schema-key-none"),
        };
        let spoken = format!("{name}: {}", crate::gui::words::spoken(&text));
        let button = Button { text: &text, name: Some(&spoken), is_selected: view.is_hearing_key, ..Button::default() };
        if widgets::button(ui, kit, button).clicked() {
            (view.is_hearing_key, view.key_refusal) = (!view.is_hearing_key, None);
        }
        if given.is_some() && !view.is_hearing_key {
            let text = kit.words.get("schema-key-clear");
            if widgets::button(ui, kit, Button { text: &text, ..Button::default() }).clicked() {
                take_away();
            }
        }
    });
    if let Some(refusal) = &view.key_refusal {
        text::paragraph(ui, kit, refusal, TextStyle::body().ink(Ink::Failure));
    }
}

/// How the values of a list stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chips {
    Row,
    Lines,
}

/// The values of a list, each of which a click takes out; the others if one was.
fn chips_ui(ui: &mut Ui, kit: &mut Kit, values: &[String], name: &str, shape: Chips) -> Option<Vec<String>> {
    if values.is_empty() {
        return None;
    }
    let mut gone = None;
    let chip = |ui: &mut Ui, kit: &mut Kit, at: usize, value: &str| {
        let clear = kit.words.get("inspector-clear");
        let spoken = format!("{clear}: {name} {value}");
        let button = Button { text: "×", name: Some(&spoken), look: Look::Dense, ..Button::default() };
        widgets::button(ui, kit, button).clicked().then_some(at)
    };
    match shape {
        Chips::Lines => {
            for (at, value) in values.iter().enumerate() {
                ui.horizontal(|ui| {
                    gone = chip(ui, kit, at, value).or(gone);
                    text::label(ui, kit, value, TextStyle::body().content());
                });
            }
        }
        Chips::Row => {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(SPACE * 1.5, SPACE);
                for (at, value) in values.iter().enumerate() {
                    let line =
                        Line::new(&mut kit.brush, value, TextStyle::body().content(), ui.max_rect().width() - 40.0);
                    let frame = egui::Frame::new().fill(kit.brush.color(Ink::Hover)).corner_radius(4);
                    // A chip that would reach over the edge begins a new line.
                    if ui.available_size_before_wrap().x < line.size().x + 34.0 {
                        ui.end_row();
                    }
                    frame.inner_margin(egui::Margin::symmetric(6, 0)).show(ui, |ui| {
                        ui.spacing_mut().item_spacing.x = 2.0;
                        let (rect, response) = ui.allocate_exact_size(line.size(), Sense::hover());
                        line.paint(ui, &mut kit.brush, rect, Align::Min);
                        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, value));
                        gone = chip(ui, kit, at, value).or(gone);
                    });
                }
            });
        }
    }
    let gone = gone?;
    Some(values.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, value)| value.clone()).collect())
}

/// A layer or label that may fill a role, or may not; its name if it was clicked.
fn filler_ui(ui: &mut Ui, kit: &mut Kit, filler: &Filler) -> Option<String> {
    let text = match filler.swatch {
        Some(_) => filler.title.clone(),
        None => kit.words.say("schema-fillers-all", &[("layer", filler.title.as_str().into())]),
    };
    let spoken = kit.words.say("schema-fillers-name", &[("name", filler.name.as_str().into())]);
    let button = Button {
        text: &text,
        name: Some(&spoken),
        look: Look::Dense,
        swatch: filler.swatch,
        is_selected: filler.is_allowed,
        ..Button::default()
    };
    widgets::button(ui, kit, button).clicked().then(|| filler.name.clone())
}

fn field_words(words: &Words, field: Field) -> String {
    match field {
        Field::Name => words.get("schema-field-name"),
        Field::Title => words.get("schema-field-title"),
        Field::Tone => words.get("schema-field-tone"),
        Field::Key => words.get("schema-field-key"),
        Field::Of(field) => words.get(&format!("schema-field-{}", field.word().replace('_', "-"))),
    }
}

/// What a choice says: of a few the window has words, the others are the project's own.
fn choice_words(words: &Words, field: Field, choice: &str) -> String {
    match (field, choice) {
        (_, "") => words.get("schema-none"),
        (Field::Of(SchemaField::Sign), choice) => words.get(&format!("schema-sign-{choice}")),
        (Field::Of(SchemaField::Count), choice) => words.get(&format!("schema-count-{choice}")),
        (_, choice) => choice.to_owned(),
    }
}

/// What a person should know who fills in a field.
fn field_about(words: &Words, sheet: &Sheet, entry: &Entry) -> Option<String> {
    Some(match entry.field {
        Field::Name if sheet.uses > 0 => words.say("schema-name-about", &[("count", sheet.uses.into())]),
        Field::Of(SchemaField::Examples) => words.get("schema-examples-about"),
        Field::Of(SchemaField::Without) => words.get("schema-without-about"),
        Field::Of(SchemaField::LeaveOut) => words.get("schema-leave-out-about"),
        Field::Of(SchemaField::Cues) => words.get("schema-cues-about"),
        Field::Of(SchemaField::Offers) => words.get("schema-offers-about"),
        Field::Of(SchemaField::Default) => words.get("schema-default-about"),
        _ => return None,
    })
}

/// What a part of the schema is called.
#[must_use]
pub fn kind_words(words: &Words, kind: Kind) -> String {
    match kind {
        Kind::Layer(shape) => words.get(&format!("schema-layer-{}", shape.word())),
        Kind::Label => words.get("schema-kind-label"),
        Kind::Role => words.get("schema-kind-role"),
        Kind::Attribute => words.get("schema-kind-attribute"),
    }
}

#[cfg(test)]
mod tests {
    use super::field_words;
    use crate::gui::words::Words;
    use crate::model::schema::{Shape, Sign, Tone};
    use crate::session::schema_field::SchemaField;
    use crate::view::schema::Field;

    /// Their keys are put together, so that nobody finds them by reading.
    #[test]
    fn every_field_tone_sign_and_shape_has_words() {
        let words = Words::english();
        for (word, field) in SchemaField::WORDS {
            assert!(!field_words(&words, Field::Of(field)).starts_with("schema-"), "{word}");
        }
        let keys = Tone::WORDS.map(|tone| format!("tone-{tone}")).into_iter();
        let keys = keys.chain(Sign::ALL.map(|sign| format!("schema-sign-{}", sign.word())));
        let keys = keys.chain(["one", "many"].map(|count| format!("schema-count-{count}")));
        for key in keys.chain(Shape::ALL.map(|shape| format!("schema-layer-{}", shape.word()))) {
            assert_ne!(words.get(&key), key);
        }
    }
}
