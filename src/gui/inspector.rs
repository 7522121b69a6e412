//! The inspector at the end side: the chosen annotation, and everything about it that can be changed.

use std::collections::BTreeMap;

use egui::{Id, Response, ScrollArea, Ui, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::facts::facts_ui;
use crate::gui::history::ago;
use crate::gui::identity_section::identity_section;
use crate::gui::text::{self, Kit};
use crate::gui::text_field::{TextField, text_field};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::model::annotation::Filler;
use crate::model::id::AnnotationId;
use crate::session::command::identity::IdentityCommand;
use crate::session::command::words::LabelName;
use crate::session::command::{Border, BorderUnit, Command, Growth};
use crate::session::state::Session;
use crate::text::edit::Lines;
use crate::view::history::Ago;
use crate::view::inspector::{ArgumentRow, AttributeRow, Choice, ConfidenceChoice, Inspector, Reference};
use crate::view::tones::Ink;

/// What is being typed about an annotation; it is asked for when the field is left.
#[derive(Default)]
pub struct Draft {
    of: Option<AnnotationId>,
    note: Typed,
    /// Of each attribute that takes any text, by its name.
    answers: BTreeMap<String, Typed>,
    /// Whether the list of labels is open.
    is_choosing: bool,
}

/// What stands in a field, and what the annotation says.
#[derive(Default)]
struct Typed {
    typed: String,
    written: String,
}

impl Typed {
    fn follow(&mut self, said: &str) {
        if self.written != said {
            said.clone_into(&mut self.typed);
            said.clone_into(&mut self.written);
        }
    }

    /// What was typed, if it is not kept yet.
    fn take(&mut self) -> Option<String> {
        (self.typed != self.written).then(|| {
            self.written.clone_from(&self.typed);
            self.typed.clone()
        })
    }
}

impl Draft {
    /// The commands that keep what was typed and is not kept yet.
    pub fn take(&mut self, session: &Session) -> Vec<Command> {
        if self.of.is_none() || self.of != session.chosen_id() {
            return Vec::new();
        }
        let note = self.note.take().map(Command::SetNote);
        let answers = self.answers.iter_mut().filter_map(|(name, answer)| {
            let (name, value) = (name.clone(), answer.take()?);
            Some(if value.is_empty() { Command::ClearAttribute(name) } else { Command::SetAttribute { name, value } })
        });
        note.into_iter().chain(answers).collect()
    }

    fn follow(&mut self, inspector: &Inspector) {
        if self.of != Some(inspector.id) {
            *self = Self { of: Some(inspector.id), ..Self::default() };
        }
        self.note.follow(&inspector.note);
        let free = || inspector.attributes.iter().filter(|attribute| attribute.values.is_empty());
        self.answers.retain(|name, _| free().any(|attribute| attribute.name == *name));
        for attribute in free() {
            self.answers.entry(attribute.name.clone()).or_default().follow(&attribute.value);
        }
    }
}

/// Draws the inspector.
pub fn inspector_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, draft: &mut Draft, asked: &mut Vec<Command>) {
    let chosen = session.chosen().zip(session.document()).zip(session.set());
    let Some(((annotation, document), set)) = chosen else {
        let title = kit.words.get("inspector-title");
        text::label(ui, kit, &title, TextStyle::caption());
        let empty = kit.words.get("inspector-empty");
        text::paragraph(ui, kit, &empty, TextStyle::body().ink(Ink::Muted));
        if let Some(document) = session.document() {
            ui.add_space(SPACE * 2.0);
            facts_ui(ui, kit, session, document);
        }
        return;
    };
    let inspector = Inspector::of(session.project(), document, set, session.identities(), annotation);
    draft.follow(&inspector);
    ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink([false, true]).id_salt("inspector").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = SPACE * 1.5;
        label_ui(ui, kit, &inspector, draft, asked);
        quote_ui(ui, kit, &inspector);
        blame_ui(ui, kit, session, inspector.id);
        identity_section(ui, kit, session, asked);
        if !inspector.quotes.is_empty() {
            borders_ui(ui, kit, session, asked);
        }
        let delete = kit.words.get("inspector-delete");
        if widgets::button(ui, kit, Button { text: &delete, ..Button::default() }).clicked() {
            asked.push(Command::Delete);
        }
        arguments_ui(ui, kit, &inspector, asked);
        for attribute in &inspector.attributes {
            if attribute.values.is_empty() {
                answer_ui(ui, kit, session, attribute, draft, asked);
            } else {
                attribute_ui(ui, kit, attribute, asked);
            }
        }
        confidence_ui(ui, kit, &inspector.confidences, asked);
        note_ui(ui, kit, session, draft, asked);
        named_by_ui(ui, kit, &inspector.named_by, asked);
    });
}

/// Who made it and who changed it last, as far as the journal knows.
fn blame_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, id: AnnotationId) {
    let blame = session.blame(id);
    if blame.made.is_none() && blame.changed.is_none() {
        let unknown = kit.words.say("blame-unknown", &[("who", session.annotator().as_str().into())]);
        text::paragraph(ui, kit, &unknown, TextStyle::small());
    }
    for (key, entry) in [("blame-made", blame.made), ("blame-changed", blame.changed)] {
        let Some(entry) = entry else { continue };
        let when = ago(kit, Ago::of(entry.time, session.now()));
        let (who, time) = (session.annotator().as_str(), entry.time.to_minutes());
        let said = kit.words.say(key, &[("who", who.into()), ("ago", when.into()), ("time", time.into())]);
        text::paragraph(ui, kit, &said, TextStyle::small());
    }
}

/// The label, and on demand the others of its layer.
fn label_ui(ui: &mut Ui, kit: &mut Kit, inspector: &Inspector, draft: &mut Draft, asked: &mut Vec<Command>) {
    text::label(ui, kit, &inspector.layer, TextStyle::caption().content());
    let name = kit.words.say("inspector-label", &[("label", inspector.title.as_str().into())]);
    let button = Button {
        text: &inspector.title,
        name: Some(&name),
        swatch: Some((inspector.tone, inspector.form)),
        is_selected: draft.is_choosing,
        width: widgets::Width::Full,
        ..Button::default()
    };
    let response = widgets::button(ui, kit, button);
    let response =
        if inspector.guideline.is_empty() { response } else { text::hint(response, kit, &inspector.guideline) };
    if response.clicked() {
        draft.is_choosing = !draft.is_choosing;
    }
    if draft.is_choosing {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(SPACE, SPACE);
            for choice in &inspector.choices {
                if choice_button(ui, kit, choice) {
                    draft.is_choosing = false;
                    asked.push(Command::Relabel(LabelName(choice.label.to_string())));
                }
            }
        });
    }
}

/// A label to choose; whether it was.
fn choice_button(ui: &mut Ui, kit: &mut Kit, choice: &Choice) -> bool {
    let name = kit.words.say("inspector-choice", &[("label", choice.title.as_str().into())]);
    let button = Button {
        text: &choice.title,
        name: Some(&name),
        look: Look::Plain,
        swatch: Some((choice.tone, choice.form)),
        is_selected: choice.is_current,
        ..Button::default()
    };
    widgets::button(ui, kit, button).clicked()
}

fn quote_ui(ui: &mut Ui, kit: &mut Kit, inspector: &Inspector) {
    if inspector.quotes.is_empty() {
        let whole = kit.words.get("inspector-document");
        text::paragraph(ui, kit, &whole, TextStyle::body().ink(Ink::Muted));
    }
    for quote in &inspector.quotes {
        egui::Frame::new().fill(kit.brush.color(Ink::Paper)).corner_radius(4).inner_margin(SPACE * 2.0).show(
            ui,
            |ui| {
                text::paragraph(ui, kit, &quote.text, TextStyle { size: 16.0, ..TextStyle::body().content() });
                let about = [("start", quote.chars.start.into()), ("end", quote.chars.end.into())];
                let place = kit.words.say("inspector-place", &about);
                text::label(ui, kit, &place, TextStyle::small());
            },
        );
    }
}

/// Both borders: in and out, by letter and by word.
fn borders_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, asked: &mut Vec<Command>) {
    for (border, title) in [(Border::Start, "inspector-start"), (Border::End, "inspector-end")] {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(SPACE, SPACE);
            let title = kit.words.get(title);
            ui.allocate_ui(vec2(44.0, 26.0), |ui| {
                ui.set_min_width(44.0);
                text::label(ui, kit, &title, TextStyle::small());
            });
            for (change, by, key) in [
                (Growth::Grow, BorderUnit::Word, "inspector-grow-word"),
                (Growth::Grow, BorderUnit::Grapheme, "inspector-grow"),
                (Growth::Shrink, BorderUnit::Grapheme, "inspector-shrink"),
                (Growth::Shrink, BorderUnit::Word, "inspector-shrink-word"),
            ] {
                let command = Command::MoveBorder { border, change, by };
                let text = kit.words.get(key);
                let name = format!("{title}: {text}");
                let refusal = session.refusal(&command);
                let button = Button { text: &text, name: Some(&name), ..Button::default() };
                let response = widgets::wrapped_button(ui, kit, refusal.is_none(), button);
                if response.clicked() {
                    asked.push(command);
                }
                if let Some(refusal) = refusal {
                    text::hint(response, kit, &refusal);
                }
            }
        });
    }
}

fn arguments_ui(ui: &mut Ui, kit: &mut Kit, inspector: &Inspector, asked: &mut Vec<Command>) {
    if inspector.arguments.is_empty() {
        return;
    }
    let title = kit.words.get("inspector-arguments");
    text::label(ui, kit, &title, TextStyle::caption());
    for argument in &inspector.arguments {
        ui.horizontal(|ui| argument_ui(ui, kit, argument, asked));
    }
}

fn argument_ui(ui: &mut Ui, kit: &mut Kit, argument: &ArgumentRow, asked: &mut Vec<Command>) {
    ui.allocate_ui(vec2(88.0, 26.0), |ui| {
        ui.set_min_width(88.0);
        text::label(ui, kit, &argument.title, TextStyle::small().content());
    });
    let Some((filler, reference)) = &argument.filler else {
        let (key, ink) = match argument.is_needed {
            true => ("inspector-filler-missing", Ink::Warning),
            false => ("inspector-no-filler", Ink::Muted),
        };
        let nobody = kit.words.get(key);
        text::label(ui, kit, &nobody, TextStyle::small().ink(ink));
        return;
    };
    let clear = kit.words.get("inspector-clear");
    let name = format!("{clear}: {} {}", argument.title, reference.quote);
    let room = ui.available_width() - 40.0;
    ui.scope(|ui| {
        // What clears it stands at the end of every row.
        ui.set_width(room);
        let button = Button { text: &reference.quote, look: Look::Plain, ..Button::default() };
        let mut response = widgets::button(ui, kit, button);
        let goes_to = match filler {
            Filler::Annotation(_) => reference.id.map(Command::Choose),
            Filler::Identity(id) => {
                response = text::hint(response, kit, &filler.to_string());
                Some(IdentityCommand::Show(Some(id.clone())).into())
            }
        };
        if response.clicked() {
            asked.extend(goes_to);
        }
    });
    if widgets::button(ui, kit, Button { text: "×", name: Some(&name), look: Look::Plain, ..Button::default() })
        .clicked()
    {
        asked.push(Command::ClearArgument { role: argument.role.clone(), filler: Some(filler.clone()) });
    }
}

fn attribute_ui(ui: &mut Ui, kit: &mut Kit, attribute: &AttributeRow, asked: &mut Vec<Command>) {
    text::label(ui, kit, &attribute.title, TextStyle::caption().content());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE, SPACE);
        for value in &attribute.values {
            let is_selected = *value == attribute.value;
            let name = format!("{}: {value}", attribute.title);
            if widgets::button(ui, kit, Button { text: value, name: Some(&name), is_selected, ..Button::default() })
                .clicked()
            {
                let name = attribute.name.clone();
                asked.push(match is_selected {
                    true => Command::ClearAttribute(name),
                    false => Command::SetAttribute { name, value: value.clone() },
                });
            }
        }
    });
}

/// How sure the annotator is; a click on what was said takes it back.
fn confidence_ui(ui: &mut Ui, kit: &mut Kit, choices: &[ConfidenceChoice], asked: &mut Vec<Command>) {
    let title = kit.words.get("inspector-confidence");
    text::label(ui, kit, &title, TextStyle::caption());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE, SPACE);
        for ConfidenceChoice { confidence, is_current } in choices.iter().copied() {
            let percent = (confidence.share() * 1000.0).round() / 10.0;
            let text = kit.words.say("inspector-percent", &[("percent", percent.into())]);
            let name = format!("{title}: {text}");
            let button = Button { text: &text, name: Some(&name), is_selected: is_current, ..Button::default() };
            if widgets::wrapped_button(ui, kit, true, button).clicked() {
                asked.push(Command::SetConfidence((!is_current).then_some(confidence)));
            }
        }
    });
}

fn note_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, draft: &mut Draft, asked: &mut Vec<Command>) {
    let title = kit.words.get("inspector-note");
    text::label(ui, kit, &title, TextStyle::caption());
    let hint = kit.words.get("inspector-note-hint");
    // Each annotation's note has a past of its own to undo.
    let id = Id::unique(("note", session.current_index(), draft.of));
    let field = TextField { id, name: &title, hint: &hint, lines: Lines::Many, rows: 2 };
    let response = text_field(ui, kit, field, &mut draft.note.typed);
    if is_left(ui, &response) {
        asked.extend(draft.take(session));
    }
}

/// A question that takes any text, and the field for it.
fn answer_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    attribute: &AttributeRow,
    draft: &mut Draft,
    asked: &mut Vec<Command>,
) {
    text::label(ui, kit, &attribute.title, TextStyle::caption().content());
    let id = Id::unique(("answer", session.current_index(), draft.of, &attribute.name));
    let field = TextField { id, name: &attribute.title, hint: "", lines: Lines::One, rows: 1 };
    let Some(answer) = draft.answers.get_mut(&attribute.name) else { return };
    let response = text_field(ui, kit, field, &mut answer.typed);
    if is_left(ui, &response) {
        asked.extend(draft.take(session));
    }
}

/// Whether nobody types in a field any more.
fn is_left(ui: &Ui, field: &Response) -> bool {
    field.lost_focus() || (ui.input(|input| input.pointer.any_pressed()) && !field.contains_pointer())
}

fn named_by_ui(ui: &mut Ui, kit: &mut Kit, named_by: &[Reference], asked: &mut Vec<Command>) {
    if named_by.is_empty() {
        return;
    }
    let title = kit.words.get("inspector-named-by");
    text::label(ui, kit, &title, TextStyle::caption());
    for reference in named_by {
        let text = format!("{} \u{2068}{}\u{2069}", reference.label, reference.quote);
        if widgets::button(ui, kit, Button { text: &text, look: Look::Plain, ..Button::default() }).clicked() {
            asked.extend(reference.id.map(Command::Choose));
        }
    }
}
