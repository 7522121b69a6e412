//! The label bar: each layer's labels with colour, form and key. A click labels the selection; with Alt it gives the chosen
//! annotation the label.

use egui::{Align, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, DENSE_HEIGHT, Look};
use crate::model::id::LabelId;
use crate::model::schema::{Label, Layer};
use crate::session::command::Command;
use crate::session::command::words::LabelName;
use crate::session::state::Session;
use crate::view::items::shown_key;
use crate::view::marks;

/// The bar takes at most this share of the window's height; more labels scroll.
const LARGEST_SHARE: f32 = 0.24;
/// And of what other panels leave.
const LARGEST_SHARE_LEFT: f32 = 0.3;
/// Two rows of labels.
const LEAST: f32 = DENSE_HEIGHT * 2.0 + 2.0;
const CAPTION: f32 = 72.0;
/// Layers with at most so many labels share a row with their likes.
const FEW_LABELS: usize = 3;

/// Draws the bar, where so much height is left for it and the page; which label the pointer rests on.
pub fn labels_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    room: f32,
    asked: &mut Vec<Command>,
) -> Option<LabelId> {
    let project = session.project();
    if project.layers.is_empty() {
        let empty = kit.words.get("labels-empty");
        text::paragraph(ui, kit, &empty, TextStyle::body());
        return None;
    }
    // How high the rows become depends on where they wrap, which the last frame knows.
    let id = ui.scope_id().with("height");
    let height: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(0.0);
    let largest = (ui.ctx().content_rect().height() * LARGEST_SHARE).min(room * LARGEST_SHARE_LEFT).max(LEAST);
    ui.set_height(height.min(largest));
    let mut hovered = None;
    let shown = ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).id_salt("labels").show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE, 2.0);
        ui.spacing_mut().interact_size.y = DENSE_HEIGHT;
        for row in project.layers.chunk_by(|layer, next| has_few(layer) && has_few(next)) {
            let [first, others @ ..] = row else { continue };
            ui.push_id(&first.id, |ui| {
                ui.horizontal_top(|ui| {
                    caption(ui, kit, first, CAPTION);
                    ui.horizontal_wrapped(|ui| {
                        let mut buttons = |ui: &mut Ui, kit: &mut Kit, layer: &Layer| {
                            for label in &layer.labels {
                                if label_button(ui, kit, session, label, asked) {
                                    hovered = Some(label.id.clone());
                                }
                            }
                        };
                        buttons(ui, kit, first);
                        for layer in others {
                            ui.add_space(SPACE * 4.0);
                            caption(ui, kit, layer, 0.0);
                            buttons(ui, kit, layer);
                        }
                    });
                });
            });
        }
    });
    if shown.content_size.y != height {
        ui.data_mut(|data| data.insert_temp(id, shown.content_size.y));
        ui.request_discard("the label bar found its height");
        // A pass that may not be discarded any more is at least followed by a right one.
        ui.request_repaint();
    }
    hovered
}

fn has_few(layer: &Layer) -> bool {
    layer.labels.len() <= FEW_LABELS
}

/// A layer's title, in a column of `width` or as wide as it is.
fn caption(ui: &mut Ui, kit: &mut Kit, layer: &Layer, width: f32) {
    let room = if width > 0.0 { width } else { CAPTION * 2.0 };
    let caption = Line::new(&mut kit.brush, &layer.title, TextStyle::caption().content(), room);
    let (rect, response) = ui.allocate_exact_size(vec2(caption.size().x.max(width), DENSE_HEIGHT), Sense::hover());
    caption.paint(ui, &mut kit.brush, rect, Align::Min);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &layer.title));
}

/// A label's button; whether the pointer rests on it.
fn label_button(ui: &mut Ui, kit: &mut Kit, session: &Session, label: &Label, asked: &mut Vec<Command>) -> bool {
    let key = session.keymap().label_chord(&label.id).map(|chord| shown_key(&chord));
    let name = LabelName(label.id.to_string());
    let swatch = (label.tone, marks::form(session.project(), &label.id));
    let is_selected = session.chosen().is_some_and(|chosen| chosen.label == label.id);
    let button = Button {
        text: &label.title,
        look: Look::Dense,
        swatch: Some(swatch),
        key: key.as_deref(),
        is_selected,
        ..Button::default()
    };
    let response = widgets::button(ui, kit, button);
    let response = text::hint_with(response, |ui| {
        // Asked only when someone looks: it reads the whole set.
        let refusal = session.refusal(&Command::Label(name.clone()));
        text::paragraph(ui, kit, &label.title, TextStyle::body().bold().content());
        for text in [Some(&label.guideline), refusal.as_ref()].into_iter().flatten().filter(|text| !text.is_empty()) {
            text::paragraph(ui, kit, text, TextStyle::body().content());
        }
    });
    if response.clicked() {
        let relabels = ui.input(|input| input.modifiers.alt);
        asked.push(if relabels { Command::Relabel(name) } else { Command::Label(name) });
    }
    response.hovered()
}
