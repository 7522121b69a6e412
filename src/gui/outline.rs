//! The outline: a document's annotations in reading order, one row each; a frame's row says who plays which part, and what it
//! lacks. Only the rows in sight are drawn.

use std::sync::Arc;

use egui::{Align, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self};
use crate::model::annotation::Annotation;
use crate::model::id::AnnotationId;
use crate::model::schema::Layer;
use crate::session::command::Command;
use crate::session::state::Session;
use crate::text::bidi::{Census, Direction};
use crate::view::frames::{self, Part};
use crate::view::inspector::reference;
use crate::view::marks;
use crate::view::tones::Ink;

const ROW: f32 = 28.0;
/// What a frame's row has besides, for its arguments.
const PARTS: f32 = 18.0;
const GAP: f32 = 1.0;

/// What the outline remembers between two frames.
#[derive(Default)]
pub struct OutlineView {
    /// The annotation whose row was last brought into sight, and how high the outline was then: the inspector above takes its
    /// room a frame later.
    revealed: (Option<AnnotationId>, f32),
    /// Where each row begins, and where the last one ends.
    tops: Vec<f32>,
    /// The revision that `tops` was found for, and what the rows were then.
    revision: Option<u64>,
    rows: Vec<Arc<Annotation>>,
    layers: Vec<Layer>,
}

impl OutlineView {
    fn follow(&mut self, session: &Session, annotations: &[Arc<Annotation>]) {
        if self.revision == Some(session.revision()) {
            return;
        }
        self.revision = Some(session.revision());
        if self.layers != session.project().layers {
            self.layers.clone_from(&session.project().layers);
            self.rows.clear();
        }
        // Annotations are shared, so that the same pointers say the same: rows before what changed stay, rows after it move.
        let is_same = |(a, b): &(&Arc<Annotation>, &Arc<Annotation>)| Arc::ptr_eq(a, b);
        let ahead = annotations.iter().zip(&self.rows).take_while(is_same).count();
        let behind = annotations[ahead..].iter().rev().zip(self.rows[ahead..].iter().rev()).take_while(is_same).count();
        let (stale, fresh) = (ahead..self.rows.len() - behind, &annotations[ahead..annotations.len() - behind]);
        if stale.is_empty() && fresh.is_empty() {
            return;
        }
        if self.tops.is_empty() {
            self.tops.push(0.0);
        }
        let (mut end, old_end) = (self.tops[ahead], self.tops[stale.end]);
        let ends = fresh.iter().map(|annotation| {
            end += height(session, annotation) + GAP;
            end
        });
        self.tops.splice(stale.start + 1..stale.end + 1, ends);
        self.rows.splice(stale, fresh.iter().cloned());
        for top in &mut self.tops[ahead + fresh.len() + 1..] {
            *top += end - old_end;
        }
    }
}

/// Draws the outline.
pub fn outline_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, view: &mut OutlineView, asked: &mut Vec<Command>) {
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
    view.follow(session, annotations);
    let chosen = session.chosen_id();
    let mut area = ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).id_salt("outline");
    let now = (chosen, ui.available_height());
    if view.revealed != now {
        if view.revealed.0 != chosen {
            ui.request_repaint();
        }
        view.revealed = now;
        let row = session.set().zip(chosen).and_then(|(set, chosen)| set.position(chosen));
        if let Some(top) = row.and_then(|row| view.tops.get(row)) {
            area = area.vertical_scroll_offset((top - (ui.available_height() - ROW) / 2.0).max(0.0));
        }
    }
    area.show_viewport(ui, |ui, viewport| {
        let left = ui.max_rect().min;
        ui.set_min_height(view.tops.last().copied().unwrap_or_default());
        let first = view.tops.partition_point(|top| *top <= viewport.top()).saturating_sub(1);
        let rows = annotations[first..].iter().zip(view.tops[first..].windows(2));
        for (annotation, top) in rows.take_while(|(_, top)| top[0] <= viewport.bottom()) {
            let size = vec2(ui.available_width(), top[1] - top[0] - GAP);
            let rect = Rect::from_min_size(left + vec2(0.0, top[0]), size);
            let builder = UiBuilder::new().id_salt(annotation.id).max_rect(rect);
            ui.scope_builder(builder, |ui| annotation_row(ui, kit, session, annotation, size.y, asked));
        }
    });
}

/// A role and its filler, in its own direction whatever its neighbours' is.
fn said_part(part: &Part) -> String {
    format!("{}: \u{2068}{}\u{2069}", part.title, part.quote)
}

fn height(session: &Session, annotation: &Annotation) -> f32 {
    let is_plain = annotation.arguments.is_empty() && marks::missing(session.project(), annotation).is_none();
    if is_plain { ROW } else { ROW + PARTS }
}

fn annotation_row(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    annotation: &Annotation,
    height: f32,
    asked: &mut Vec<Command>,
) {
    let Some((document, set)) = session.document().zip(session.set()) else { return };
    let project = session.project();
    let reference = reference(project, document, annotation);
    let all_parts = frames::parts(project, document, set, session.identities(), annotation);
    let parts = all_parts.iter().map(said_part).collect::<Vec<_>>().join(" · ");
    let missing = marks::missing(project, annotation);
    let missing = missing.map(|roles| kit.words.say("outline-missing", &[("roles", roles.as_str().into())]));
    let mut name = format!("{}: {}", reference.label, reference.quote);
    if !parts.is_empty() {
        name = format!("{name}  {parts}");
    }
    if let Some(missing) = &missing {
        name = format!("{name}  {missing}");
    }
    let (whole, response) = widgets::row(ui, kit, height, &name, session.chosen_id() == Some(annotation.id));
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
    let mut below = Rect::from_min_max(pos2(whole.left() + 20.0, rect.bottom() - SPACE), whole.max - vec2(0.0, SPACE));
    if let Some(missing) = &missing {
        let share = if parts.is_empty() { 1.0 } else { 0.6 };
        let line = Line::new(&mut kit.brush, missing, TextStyle::small().ink(Ink::Warning), below.width() * share);
        let align = if parts.is_empty() { Align::Min } else { Align::Max };
        line.paint(ui, &mut kit.brush, below, align);
        below = below.with_max_x(below.right() - line.size().x - SPACE * 2.0);
    }
    if !parts.is_empty() {
        let line = Line::new(&mut kit.brush, &parts, TextStyle::small(), below.width());
        line.paint(ui, &mut kit.brush, below, Align::Min);
    }
    let response = text::hint_with(response, |ui| {
        text::paragraph(ui, kit, &reference.label, TextStyle::small().content());
        text::paragraph(ui, kit, &quote, TextStyle::body().content());
        for part in &all_parts {
            let id = part.identity.as_ref().map(|id| format!(" @{id}")).unwrap_or_default();
            text::paragraph(ui, kit, &format!("{}{id}", said_part(part)), TextStyle::small());
        }
        if let Some(missing) = &missing {
            text::paragraph(ui, kit, missing, TextStyle::small().ink(Ink::Warning));
        }
    });
    if response.clicked() {
        asked.push(Command::Choose(annotation.id));
    }
}
