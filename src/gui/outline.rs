//! The outline: a document's annotations in reading order, one row each; a frame's row says who plays which part. Only the
//! rows in sight are drawn.

use egui::{Align, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self};
use crate::model::annotation::Annotation;
use crate::session::command::Command;
use crate::session::state::Session;
use crate::text::bidi::{Census, Direction};
use crate::view::frames;
use crate::view::inspector::reference;
use crate::view::marks;
use crate::view::tones::Ink;

const ROW: f32 = 28.0;
/// What a frame's row has besides, for its arguments.
const PARTS: f32 = 18.0;
const GAP: f32 = 1.0;

/// Draws the outline. `revealed` is the annotation whose row was last brought into sight.
pub fn outline_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    revealed: &mut Option<crate::model::id::AnnotationId>,
    asked: &mut Vec<Command>,
) {
    let annotations = session.set().map(|set| set.in_reading_order()).unwrap_or_default();
    ui.horizontal(|ui| {
        let title = kit.words.get("outline-title");
        text::label(ui, kit, &title, TextStyle::caption());
        let number = kit.words.say("documents-annotations", &[("count", annotations.len().into())]);
        text::label(ui, kit, &number, TextStyle::small());
    });
    if annotations.is_empty() {
        let empty = kit.words.get("outline-empty");
        text::paragraph(ui, kit, &empty, TextStyle::body().ink(Ink::Muted));
        return;
    }
    ui.spacing_mut().item_spacing.y = GAP;
    let chosen = session.chosen_id();
    let mut area = ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).id_salt("outline");
    if chosen != *revealed {
        *revealed = chosen;
        if let Some(row) = annotations.iter().position(|annotation| Some(annotation.id) == chosen) {
            let above: f32 = annotations[..row].iter().map(|annotation| height(annotation) + GAP).sum();
            area = area.vertical_scroll_offset((above - (ui.available_height() - ROW) / 2.0).max(0.0));
        }
    }
    area.show_viewport(ui, |ui, viewport| {
        let (mut top, left) = (0.0, ui.max_rect().min);
        let total: f32 = annotations.iter().map(|annotation| height(annotation) + GAP).sum();
        ui.set_min_height(total);
        for annotation in annotations {
            let height = height(annotation);
            if top + height >= viewport.top() && top <= viewport.bottom() {
                let rect = Rect::from_min_size(left + vec2(0.0, top), vec2(ui.available_width(), height));
                let builder = UiBuilder::new().id_salt(annotation.id).max_rect(rect);
                ui.scope_builder(builder, |ui| annotation_row(ui, kit, session, annotation, asked));
            }
            top += height + GAP;
        }
    });
}

fn height(annotation: &Annotation) -> f32 {
    if annotation.arguments.is_empty() { ROW } else { ROW + PARTS }
}

fn annotation_row(ui: &mut Ui, kit: &mut Kit, session: &Session, annotation: &Annotation, asked: &mut Vec<Command>) {
    let Some((document, set)) = session.document().zip(session.set()) else { return };
    let project = session.project();
    let reference = reference(project, document, annotation);
    // Each filler in its own direction, whatever its neighbours' is.
    let parts = frames::parts(project, document, set, annotation);
    let parts: Vec<String> =
        parts.iter().map(|part| format!("{}: \u{2068}{}\u{2069}", part.title, part.quote)).collect();
    let parts = parts.join(" · ");
    let mut name = format!("{}: {}", reference.label, reference.quote);
    if !parts.is_empty() {
        name = format!("{name}  {parts}");
    }
    let (whole, response) =
        widgets::row(ui, kit, height(annotation), &name, session.chosen_id() == Some(annotation.id));
    let rect = whole.with_max_y(whole.top() + ROW);
    let (tone, form) = (marks::tone(project, &annotation.label), marks::form(project, &annotation.label));
    widgets::paint_swatch(ui, kit, pos2(rect.left() + 7.0, rect.center().y), tone, form);
    let mut rest = rect.with_min_x(rect.left() + 20.0);
    let label = Line::new(&mut kit.brush, &reference.label, TextStyle::small().content(), rest.width() * 0.4);
    label.paint(ui, &mut kit.brush, rest, Align::Max);
    rest = rest.with_max_x(rest.right() - label.size().x - SPACE * 2.0);
    let quote = if reference.quote.is_empty() { kit.words.get("outline-document") } else { reference.quote.clone() };
    let line = Line::new(&mut kit.brush, &quote, TextStyle::body().content(), rest.width());
    let is_rtl = Census::of(&quote).is_rtl(Direction::Auto).unwrap_or(false);
    line.paint(ui, &mut kit.brush, rest, if is_rtl { Align::Max } else { Align::Min });
    if !parts.is_empty() {
        let below = Rect::from_min_max(pos2(whole.left() + 20.0, rect.bottom() - SPACE), whole.max - vec2(0.0, SPACE));
        let line = Line::new(&mut kit.brush, &parts, TextStyle::small(), below.width());
        line.paint(ui, &mut kit.brush, below, Align::Min);
    }
    let response = text::hint_with(response, |ui| {
        text::paragraph(ui, kit, &reference.label, TextStyle::small().content());
        text::paragraph(ui, kit, &quote, TextStyle::body().content());
        if !parts.is_empty() {
            text::paragraph(ui, kit, &parts, TextStyle::small());
        }
    });
    if response.clicked() {
        asked.push(Command::Choose(annotation.id));
    }
}
