//! Questions of the schema editor, in front of everything: what a new part is called, and whether one that is in use goes.

use egui::{Id, Modal, Ui};

use crate::gui::brush::TextStyle;
use crate::gui::dialogs::buttons_ui;
use crate::gui::text::{self, Kit};
use crate::gui::text_field;
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button};
use crate::gui::words::Words;
use crate::model::schema::Shape;
use crate::model::schema_path::{Part, SchemaPath};
use crate::session::command::Command;
use crate::session::command::schema::{Confirmed, SchemaCommand};
use crate::session::state::Session;
use crate::view::schema::{Addition, name_from};
use crate::view::tones::Ink;

const WIDTH: f32 = 440.0;

/// The question that is open.
pub enum Question {
    /// What is the new part called? Its path lacks only the name.
    Add { addition: Addition, path: SchemaPath, shape: Shape, typed: String, is_new: bool },
    /// Does a part go that annotations use?
    Remove { path: SchemaPath, uses: usize },
}

impl Question {
    #[must_use]
    pub fn add(addition: Addition, path: SchemaPath) -> Self {
        Self::Add { addition, path, shape: Shape::Entity, typed: String::new(), is_new: true }
    }

    /// Draws the question. Once it is answered, the command that was decided for, or none.
    pub fn ui(&mut self, ui: &Ui, kit: &mut Kit, session: &Session) -> Option<Option<Command>> {
        let frame = widgets::dialog_frame(ui, kit);
        let modal = Modal::new(Id::unique("schema question")).frame(frame).backdrop_color(widgets::shade(kit));
        let shown = modal.show(ui.ctx(), |ui| {
            ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 60.0));
            ui.spacing_mut().item_spacing.y = SPACE * 2.0;
            match self {
                Self::Add { addition, path, shape, typed, is_new } => {
                    add_ui(ui, kit, session, *addition, path, shape, typed, std::mem::take(is_new))
                }
                Self::Remove { path, uses } => remove_ui(ui, kit, path, *uses),
            }
        });
        let is_left = shown.should_close();
        shown.inner.or_else(|| is_left.then_some(None))
    }
}

#[expect(clippy::too_many_arguments, reason = "a question's own parts, drawn once")]
fn add_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    addition: Addition,
    path: &SchemaPath,
    shape: &mut Shape,
    typed: &mut String,
    is_new: bool,
) -> Option<Option<Command>> {
    let layer = session.project().layer(&path.layer);
    let label =
        layer.and_then(|layer| layer.labels.iter().find(|label| Some(&*label.id.label) == path.label.as_deref()));
    let of_layer = layer.map_or(path.layer.as_str(), |layer| &layer.title);
    let about = [("of", label.map_or(of_layer, |label| &label.title).into())];
    let title = match addition {
        Addition::Layer => kit.words.get("schema-new-layer"),
        Addition::Label => kit.words.say("schema-new-label", &[("of", of_layer.into())]),
        Addition::Role => kit.words.say("schema-new-role", &about),
        Addition::Attribute => kit.words.say("schema-new-attribute", &about),
    };
    text::label(ui, kit, &title, TextStyle::heading());
    let name = kit.words.get("schema-new-name");
    text::label(ui, kit, &name, TextStyle::caption());
    let field = text_field::field(ui, kit, Id::unique("schema new name"), &name, "", typed);
    if is_new {
        field.request_focus();
    }
    if addition == Addition::Layer {
        let caption = kit.words.get("schema-new-shape");
        text::label(ui, kit, &caption, TextStyle::caption());
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = SPACE;
            for choice in Shape::ALL {
                let text = shape_words(&kit.words, choice);
                let button = Button { text: &text, is_selected: choice == *shape, ..Button::default() };
                if widgets::button(ui, kit, button).clicked() {
                    *shape = choice;
                }
            }
        });
        let about = kit.words.get(match shape {
            Shape::Entity => "shape-entity-about",
            Shape::Event => "shape-event-about",
            Shape::Stance => "shape-stance-about",
            Shape::Relation => "shape-relation-about",
            Shape::Topic => "shape-topic-about",
        });
        text::paragraph(ui, kit, &about, TextStyle::small());
    }
    let name = name_from(typed);
    let details = if addition == Addition::Layer { vec![shape.word().to_owned()] } else { Vec::new() };
    let command = Command::Schema(SchemaCommand::Add(named(path, addition, &name), details));
    let refusal = if name.is_empty() { None } else { session.refusal(&command) };
    match &refusal {
        Some(refusal) => {
            text::paragraph(ui, kit, refusal, TextStyle::body().ink(Ink::Failure));
        }
        None => {
            let said = if name.is_empty() { " ".to_owned() } else { named(path, addition, &name).to_string() };
            let said = kit.words.say("schema-new-in-files", &[("name", said.into())]);
            text::paragraph(ui, kit, &said, TextStyle::small());
        }
    }
    let is_ready = refusal.is_none() && !name.is_empty();
    let is_decided = buttons_ui(ui, kit, "schema-new-do", is_ready)?;
    Some(is_decided.then_some(command))
}

/// A path with its last name.
fn named(path: &SchemaPath, addition: Addition, name: &str) -> SchemaPath {
    let name = name.to_owned();
    match addition {
        Addition::Layer => SchemaPath { layer: name, ..path.clone() },
        Addition::Label => SchemaPath { label: Some(name), ..path.clone() },
        Addition::Role => SchemaPath { part: Some(Part::Role(name)), ..path.clone() },
        Addition::Attribute => SchemaPath { part: Some(Part::Attribute(name)), ..path.clone() },
    }
}

fn remove_ui(ui: &mut Ui, kit: &mut Kit, path: &SchemaPath, uses: usize) -> Option<Option<Command>> {
    let title = kit.words.say("schema-remove-title", &[("name", path.to_string().into())]);
    text::label(ui, kit, &title, TextStyle::heading());
    let about = kit.words.say("schema-remove-about", &[("count", uses.into())]);
    text::paragraph(ui, kit, &about, TextStyle::body());
    let is_decided = buttons_ui(ui, kit, "schema-remove-do", true)?;
    Some(is_decided.then(|| Command::Schema(SchemaCommand::Remove(path.clone(), Confirmed::Yes))))
}

/// The words for a shape.
fn shape_words(words: &Words, shape: Shape) -> String {
    words.get(&format!("shape-{}", shape.word()))
}
