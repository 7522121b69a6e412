//! The outline: a document's annotations in reading order, one row each. Only the rows in sight are drawn.

use egui::{Align, ScrollArea, Ui, pos2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self};
use crate::model::annotation::Annotation;
use crate::session::command::Command;
use crate::session::state::Session;
use crate::text::bidi::{Census, Direction};
use crate::view::inspector::reference;
use crate::view::marks;
use crate::view::tones::Ink;

const ROW: f32 = 28.0;

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
    ui.spacing_mut().item_spacing.y = 1.0;
    let chosen = session.chosen_id();
    let mut area = ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).id_salt("outline");
    if chosen != *revealed {
        *revealed = chosen;
        if let Some(row) = annotations.iter().position(|annotation| Some(annotation.id) == chosen) {
            let height = ui.available_height();
            area = area.vertical_scroll_offset((row as f32 * (ROW + 1.0) - (height - ROW) / 2.0).max(0.0));
        }
    }
    area.show_rows(ui, ROW, annotations.len(), |ui, rows| {
        for annotation in &annotations[rows] {
            ui.push_id(annotation.id, |ui| annotation_row(ui, kit, session, annotation, asked));
        }
    });
}

fn annotation_row(ui: &mut Ui, kit: &mut Kit, session: &Session, annotation: &Annotation, asked: &mut Vec<Command>) {
    let Some(document) = session.document() else { return };
    let project = session.project();
    let reference = reference(project, document, annotation);
    let name = format!("{}: {}", reference.label, reference.quote);
    let (rect, response) = widgets::row(ui, kit, ROW, &name, session.chosen_id() == Some(annotation.id));
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
    let response = text::hint_with(response, |ui| {
        text::paragraph(ui, kit, &reference.label, TextStyle::small().content());
        text::paragraph(ui, kit, &quote, TextStyle::body().content());
    });
    if response.clicked() {
        asked.push(Command::Choose(annotation.id));
    }
}
