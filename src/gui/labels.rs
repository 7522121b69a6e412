//! The label bar: each layer's labels with colour, form and key. A click labels the selection; with Alt it gives the chosen
//! annotation the label.

use egui::{ScrollArea, Ui, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::model::schema::Label;
use crate::session::command::{Command, LabelName};
use crate::session::state::Session;
use crate::view::marks;

/// The bar is at most this high; more labels scroll.
const LARGEST_HEIGHT: f32 = 190.0;
const CAPTION: f32 = 84.0;

/// Draws the bar.
pub fn labels_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, asked: &mut Vec<Command>) {
    let project = session.project();
    if project.layers.is_empty() {
        let empty = kit.words.get("labels-empty");
        text::paragraph(ui, kit, &empty, TextStyle::body());
        return;
    }
    ScrollArea::vertical().max_height(LARGEST_HEIGHT).auto_shrink([false, true]).id_salt("labels").show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE, SPACE);
        for layer in &project.layers {
            ui.push_id(&layer.id, |ui| {
                ui.horizontal_top(|ui| {
                    ui.allocate_ui(vec2(CAPTION, ui.spacing().interact_size.y), |ui| {
                        ui.set_min_size(vec2(CAPTION, ui.spacing().interact_size.y));
                        ui.centered_and_justified(|ui| text::label(ui, kit, &layer.title, TextStyle::caption()));
                    });
                    ui.horizontal_wrapped(|ui| {
                        for label in &layer.labels {
                            label_button(ui, kit, session, label, asked);
                        }
                    });
                });
            });
        }
    });
}

fn label_button(ui: &mut Ui, kit: &mut Kit, session: &Session, label: &Label, asked: &mut Vec<Command>) {
    let key = session.keymap().label_chord(&label.id).map(|chord| chord.to_string());
    let name = LabelName(label.id.to_string());
    let swatch = (label.tone, marks::form(session.project(), &label.id));
    let is_selected = session.chosen().is_some_and(|chosen| chosen.label == label.id);
    let button = Button {
        text: &label.title,
        look: Look::Plain,
        swatch: Some(swatch),
        key: key.as_deref(),
        is_selected,
        ..Button::default()
    };
    let response = widgets::button(ui, kit, button);
    let refusal = session.refusal(&Command::Label(name.clone()));
    let response = text::hint_with(response, |ui| {
        text::paragraph(ui, kit, &label.title, TextStyle::body().bold());
        for text in [Some(&label.guideline), refusal.as_ref()].into_iter().flatten().filter(|text| !text.is_empty()) {
            text::paragraph(ui, kit, text, TextStyle::body());
        }
    });
    if response.clicked() {
        let relabels = ui.input(|input| input.modifiers.alt);
        asked.push(if relabels { Command::Relabel(name) } else { Command::Label(name) });
    }
}
