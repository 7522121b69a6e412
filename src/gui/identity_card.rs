//! The card of an identity: its names by language, what it is, what others call it, a note, and what was merged into it. All
//! of it is changed by commands.

use egui::{Id, ScrollArea, Ui, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::identity_section::command_button;
use crate::gui::text::{self, Kit};
use crate::gui::text_field;
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::model::id::IdentityId;
use crate::model::identity::IdentityKind;
use crate::model::language::of_name;
use crate::session::command::Command;
use crate::session::command::identity::IdentityCommand;
use crate::session::command::words::LabelName;
use crate::session::state::Session;
use crate::view::identities::{Card, NameRow};
use crate::view::marks;
use crate::view::tones::Ink;

/// Room for a language's tag.
const LANGUAGE: f32 = 44.0;
/// Room for the two buttons behind a name.
const BUTTONS: f32 = 96.0;

/// What is being typed on a card; it is asked for when a field is left.
#[derive(Default)]
pub struct CardDraft {
    of: Option<IdentityId>,
    external_id: Field,
    note: Field,
    name: String,
    language: String,
    /// Whether the list of labels is open.
    is_choosing: bool,
}

/// A field and what is on record.
#[derive(Default)]
struct Field {
    typed: String,
    written: String,
}

impl Field {
    fn new(written: &str) -> Self {
        Self { typed: written.to_owned(), written: written.to_owned() }
    }

    /// What was typed, once, if it is not on record.
    fn take(&mut self) -> Option<String> {
        (self.typed != self.written).then(|| {
            self.written.clone_from(&self.typed);
            self.typed.clone()
        })
    }
}

impl CardDraft {
    /// Goes over to another card, or to what the same says now. What was typed on the old one is asked for.
    pub fn follow(&mut self, card: &Card) -> Vec<Command> {
        let is_other = self.of.as_ref() != Some(&card.id);
        let kept = if is_other { self.take() } else { Vec::new() };
        if is_other {
            *self = Self { of: Some(card.id.clone()), ..Self::default() };
        }
        for (field, now) in [(&mut self.external_id, &card.external_id), (&mut self.note, &card.note)] {
            if is_other || field.written != *now {
                *field = Field::new(now);
            }
        }
        kept
    }

    /// The commands that keep what was typed, if it is not kept yet.
    fn take(&mut self) -> Vec<Command> {
        let Some(id) = &self.of else { return Vec::new() };
        let external_id = self.external_id.take();
        let external_id = external_id.map(|external_id| IdentityCommand::SetExternalId { id: id.clone(), external_id });
        let note = self.note.take().map(|note| IdentityCommand::SetNote { id: id.clone(), note });
        external_id.into_iter().chain(note).map(Command::from).collect()
    }
}

/// What the card asks of the panel around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardWish {
    /// The identity is to be merged into another, which is still to be chosen.
    Merge,
}

/// Draws the card.
pub fn card_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    card: &Card,
    draft: &mut CardDraft,
    asked: &mut Vec<Command>,
) -> Option<CardWish> {
    let mut wish = None;
    ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).id_salt("identity card").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = SPACE;
        text::label(ui, kit, &card.title, TextStyle::heading().content());
        kind_ui(ui, kit, session, card, draft, asked);
        names_ui(ui, kit, session, card, draft, asked);
        fields_ui(ui, kit, draft, asked);
        merged_ui(ui, kit, card, asked);
        ui.add_space(SPACE);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(SPACE, SPACE);
            let merge = kit.words.get("identity-merge");
            if widgets::button(ui, kit, Button { text: &merge, ..Button::default() }).clicked() {
                wish = Some(CardWish::Merge);
            }
            let delete: Command = IdentityCommand::Delete(card.id.clone()).into();
            let refusal = session.refusal(&delete);
            let word = "identity-delete";
            command_button(ui, kit, session, word, delete, refusal, asked);
        });
    });
    wish
}

/// Whether it is an entity or an event, and which label its mentions usually have; on demand the other labels.
fn kind_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    card: &Card,
    draft: &mut CardDraft,
    asked: &mut Vec<Command>,
) {
    let kind = kit.words.get(match card.kind {
        IdentityKind::Entity => "identity-entity",
        IdentityKind::Event => "identity-event",
    });
    let text = card.label.as_ref().unwrap_or(&kind);
    let name = kit.words.say("identity-kind", &[("kind", text.as_str().into())]);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE * 2.0;
        let button =
            Button { text, name: Some(&name), swatch: card.look, is_selected: draft.is_choosing, ..Button::default() };
        if widgets::button(ui, kit, button).clicked() {
            draft.is_choosing = !draft.is_choosing;
        }
        text::label(ui, kit, &format!("@{}", card.id), TextStyle::small().content());
    });
    if !draft.is_choosing {
        return;
    }
    let project = session.project();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE, SPACE);
        for label in project.labels() {
            let Some(kind) = project.shape(&label.id).and_then(IdentityKind::of_shape) else { continue };
            let name = kit.words.say("identity-choose-kind", &[("kind", label.title.as_str().into())]);
            let button = Button {
                text: &label.title,
                name: Some(&name),
                look: Look::Plain,
                swatch: Some((marks::tone(project, &label.id), marks::form(project, &label.id))),
                is_selected: card.label.as_ref() == Some(&label.title),
                ..Button::default()
            };
            if widgets::button(ui, kit, button).clicked() {
                draft.is_choosing = false;
                let label = Some(LabelName(label.id.to_string()));
                asked.push(IdentityCommand::SetKind { id: card.id.clone(), kind, label }.into());
            }
        }
    });
}

/// The names, and fields for another one.
fn names_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    card: &Card,
    draft: &mut CardDraft,
    asked: &mut Vec<Command>,
) {
    let title = kit.words.get("identity-names");
    text::label(ui, kit, &title, TextStyle::caption());
    let mut last = None;
    for (at, row) in card.names.iter().enumerate() {
        // A language is said once, before its first name.
        let group = Some((&row.owner, &row.language));
        let is_first = last != group;
        last = group;
        ui.push_id(at, |ui| ui.horizontal(|ui| name_ui(ui, kit, card, row, is_first, asked)));
    }
    let (name, hint) = (kit.words.get("identity-add-name"), kit.words.get("identity-add-name-hint"));
    let guessed = of_name(&draft.name, session.document().map_or("und", |document| document.language()));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE;
        let language = kit.words.get("identity-language");
        let tag = ui.scope(|ui| {
            ui.set_max_width(LANGUAGE + SPACE * 2.0);
            text_field::field(ui, kit, Id::unique("identity language"), &language, guessed, &mut draft.language)
        });
        let field = text_field::field(ui, kit, Id::unique("identity name"), &name, &hint, &mut draft.name);
        let is_entered = ui.input(|input| input.key_pressed(egui::Key::Enter));
        if is_entered && (field.lost_focus() || tag.inner.lost_focus()) && !draft.name.trim().is_empty() {
            let typed = draft.language.trim();
            let language = if typed.is_empty() { guessed.to_owned() } else { typed.to_owned() };
            let name = std::mem::take(&mut draft.name).trim().to_owned();
            draft.language.clear();
            asked.push(IdentityCommand::AddName { id: card.id.clone(), language, name }.into());
            field.request_focus();
        }
    });
}

/// A name with its language, a button that makes it the main one, and one that takes it away.
fn name_ui(ui: &mut Ui, kit: &mut Kit, card: &Card, row: &NameRow, is_first: bool, asked: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.x = SPACE;
    ui.allocate_ui(vec2(LANGUAGE, 24.0), |ui| {
        ui.set_min_width(LANGUAGE);
        if is_first {
            text::label(ui, kit, &row.language, TextStyle::small());
        }
    });
    let width = (ui.available_width() - BUTTONS).max(40.0);
    ui.allocate_ui(vec2(width, 24.0), |ui| {
        ui.set_min_width(width);
        ui.set_max_width(width);
        let style = TextStyle::body().content();
        let style = if row.is_main && row.owner == card.id { style.bold() } else { style };
        text::label(ui, kit, &row.name, style);
    });
    let about = |word: &str, kit: &Kit| kit.words.say(word, &[("name", row.name.as_str().into())]);
    let (main, remove) = (about("identity-main-name", kit), about("identity-remove-name", kit));
    let (language, name) = (row.language.clone(), row.name.clone());
    if !(row.is_main && row.owner == card.id) {
        let text = kit.words.get("identity-main");
        let button = Button { text: &text, name: Some(&main), look: Look::Dense, ..Button::default() };
        let response = widgets::button(ui, kit, button);
        if response.clicked() {
            let (language, name) = (language.clone(), name.clone());
            asked.push(IdentityCommand::SetMainName { id: card.id.clone(), language, name }.into());
        }
        text::hint(response, kit, &main);
    }
    let button = Button { text: "×", name: Some(&remove), look: Look::Dense, ..Button::default() };
    let response = widgets::button(ui, kit, button);
    if response.clicked() {
        asked.push(IdentityCommand::RemoveName { id: row.owner.clone(), language, name }.into());
    }
    text::hint(response, kit, &remove);
}

/// What others call it, and the note.
fn fields_ui(ui: &mut Ui, kit: &mut Kit, draft: &mut CardDraft, asked: &mut Vec<Command>) {
    let fields = [
        ("identity-external-id", "identity-external-id-hint", &mut draft.external_id),
        ("identity-note", "identity-note-hint", &mut draft.note),
    ];
    let mut is_left = false;
    for (word, hint, field) in fields {
        let (name, hint) = (kit.words.get(word), kit.words.get(hint));
        text::label(ui, kit, &name, TextStyle::caption());
        is_left |= text_field::field(ui, kit, Id::unique(word), &name, &hint, &mut field.typed).lost_focus();
    }
    if is_left {
        asked.extend(draft.take());
    }
}

/// What was merged into it, each to be split off again.
fn merged_ui(ui: &mut Ui, kit: &mut Kit, card: &Card, asked: &mut Vec<Command>) {
    if card.merged.is_empty() {
        return;
    }
    let title = kit.words.get("identity-merged");
    text::label(ui, kit, &title, TextStyle::caption());
    for (id, name) in &card.merged {
        ui.horizontal(|ui| {
            let (split, about) = (
                kit.words.get("identity-split"),
                kit.words.say("identity-split-from", &[("name", name.as_str().into())]),
            );
            let button = Button { text: &split, name: Some(&about), look: Look::Dense, ..Button::default() };
            if widgets::button(ui, kit, button).clicked() {
                asked.push(IdentityCommand::Split(id.clone()).into());
            }
            let shown = format!("\u{2068}{name}\u{2069} @{id}");
            text::label(ui, kit, &shown, TextStyle::body().ink(Ink::Text));
        });
    }
}
