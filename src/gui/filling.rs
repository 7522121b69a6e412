//! Filling a frame: its roles with their keys and what fills them, and for the chosen role what may fill it. It stands in
//! the end-side panel, so that it covers neither the frame nor a candidate, and takes no keyboard focus: the session says
//! what keys mean here.

use egui::{Align, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::{RADIUS, SPACE};
use crate::gui::widgets;
use crate::gui::words::spoken;
use crate::session::command::Command;
use crate::session::command::filling::FillCommand;
use crate::session::command::offer::OfferCommand;
use crate::session::filling::{Candidate, Choice, Filled, Filling, SlotLine};
use crate::session::state::Session;
use crate::text::bidi::{Census, Direction};
use crate::view::inspector::reference;
use crate::view::items::shown_key;
use crate::view::marks;
use crate::view::tones::Ink;

const SLOT: f32 = 26.0;
const ROW: f32 = 28.0;
/// Room for a key cap before a role's title, and for the title.
const KEY: f32 = 26.0;
const TITLE: f32 = 92.0;
/// Room for a candidate's distance.
const DISTANCE: f32 = 34.0;

/// What the window remembers of the offer between two frames.
#[derive(Default)]
pub struct FillingView {
    /// The open slot and the candidate that was last brought into sight.
    shown: Option<(usize, usize)>,
}

/// Draws what is filled.
pub fn filling_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    filling: &Filling,
    view: &mut FillingView,
    asked: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.y = SPACE;
    frame_ui(ui, kit, session, filling);
    for (at, slot) in filling.slots.iter().enumerate() {
        if slot_row(ui, kit, slot, filling.open == Some(at)) {
            asked.push(Command::Fill(FillCommand::Slot(slot.name.clone())));
        }
    }
    let keys = kit.words.get(if filling.open.is_some() { "filling-keys-candidates" } else { "filling-keys-slots" });
    text::paragraph(ui, kit, &keys, TextStyle::small());
    match filling.open {
        Some(open) => offer_ui(ui, kit, session, filling, open, view, asked),
        None => view.shown = None,
    }
}

/// The frame's label and what it says.
fn frame_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, filling: &Filling) {
    let title = kit.words.get("filling-title");
    text::label(ui, kit, &title, TextStyle::caption());
    let frame = session.set().and_then(|set| set.get(filling.frame)).zip(session.document());
    let Some((frame, document)) = frame else { return };
    let project = session.project();
    let reference = reference(project, document, frame);
    let quote = if reference.quote.is_empty() { kit.words.get("outline-document") } else { reference.quote };
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(14.0, ROW), Sense::hover());
        let (tone, form) = (marks::tone(project, &frame.label), marks::form(project, &frame.label));
        widgets::paint_swatch(ui, kit, rect.center(), tone, form);
        text::label(ui, kit, &reference.label, TextStyle::body().content().bold());
        text::label(ui, kit, &quote, TextStyle { size: 16.0, ..TextStyle::body().content() });
    });
}

/// A role or attribute with its key and what it has; whether it was clicked.
fn slot_row(ui: &mut Ui, kit: &mut Kit, slot: &SlotLine, is_open: bool) -> bool {
    let nobody = kit.words.get(if slot.is_missing { "filling-missing" } else { "inspector-no-filler" });
    let filled = match slot.filled.as_slice() {
        [] => nobody,
        // Each in its own direction, in the order they are kept.
        fillers => {
            fillers.iter().map(|filled| format!("\u{2068}{}\u{2069}", filled.said)).collect::<Vec<_>>().join(" · ")
        }
    };
    let name = format!("{}: {filled}", slot.title);
    let (rect, response) = widgets::row(ui, kit, SLOT, &name, is_open);
    if let Some(key) = &slot.key {
        let cap = rect.with_max_x(rect.left() + KEY - SPACE);
        widgets::key_cap_at(ui, kit, &shown_key(key), cap);
    }
    let title = rect.with_min_x(rect.left() + KEY);
    let line = Line::new(&mut kit.brush, &slot.title, TextStyle::body().content(), TITLE - SPACE);
    line.paint(ui, &mut kit.brush, title, Align::Min);
    let ink = match (slot.is_missing, slot.filled.is_empty()) {
        (true, _) => Ink::Warning,
        (false, true) => Ink::Muted,
        (false, false) => Ink::Text,
    };
    let rest = rect.with_min_x(title.left() + TITLE.max(line.size().x + SPACE));
    let line = Line::new(&mut kit.brush, &filled, TextStyle::body().ink(ink), rest.width());
    line.paint(ui, &mut kit.brush, rest, Align::Min);
    let known: Vec<String> = slot.filled.iter().filter_map(hint_of).collect();
    let response = if known.is_empty() { response } else { text::hint(response, kit, &known.join(" · ")) };
    response.clicked()
}

/// Who somebody known is: the name with the id.
fn hint_of(filled: &Filled) -> Option<String> {
    filled.identity.as_ref().map(|id| format!("\u{2068}{}\u{2069} @{id}", filled.said))
}

/// What was typed to narrow the offer, and the candidates.
fn offer_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    filling: &Filling,
    open: usize,
    view: &mut FillingView,
    asked: &mut Vec<Command>,
) {
    filter_ui(ui, kit, &filling.filter, "filling-filter-hint");
    if filling.candidates.is_empty() {
        let nothing = kit.words.get(if filling.filter.is_empty() { "filling-nothing" } else { "filling-not-found" });
        text::paragraph(ui, kit, &nothing, TextStyle::body().ink(Ink::Muted));
        return;
    }
    let is_due = view.shown != Some((open, filling.lit));
    view.shown = Some((open, filling.lit));
    ScrollArea::vertical().min_scrolled_height(ROW * 3.0).auto_shrink([false, true]).id_salt("candidates").show(
        ui,
        |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for (at, candidate) in filling.candidates.iter().enumerate() {
                let response = ui.push_id(at, |ui| candidate_row(ui, kit, session, candidate, at == filling.lit)).inner;
                if response.clicked() {
                    asked.push(Command::Fill(FillCommand::Offer(OfferCommand::Accept(Some(at + 1)))));
                }
                if is_due && at == filling.lit {
                    response.scroll_to_me(None);
                }
            }
            let more = filling.found.saturating_sub(filling.candidates.len());
            if more > 0 {
                let more = kit.words.say("filling-more", &[("count", more.into())]);
                text::label(ui, kit, &more, TextStyle::small());
            }
        },
    );
}

/// A field in looks only: letters go to the session wherever the focus is. The words of `hint` stand in it while it is empty.
pub fn filter_ui(ui: &mut Ui, kit: &mut Kit, filter: &str, hint: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), SLOT), Sense::hover());
    ui.painter().rect(
        rect,
        RADIUS,
        kit.brush.color(Ink::Field),
        Stroke::new(1.0, kit.brush.color(Ink::Accent)),
        StrokeKind::Inside,
    );
    let inner = rect.shrink2(vec2(SPACE * 2.0, 0.0));
    let hint = kit.words.get(hint);
    let (shown, ink) = if filter.is_empty() { (hint.as_str(), Ink::Muted) } else { (filter, Ink::Text) };
    let line = Line::new(&mut kit.brush, shown, TextStyle::body().content().ink(ink), inner.width());
    let is_rtl = is_rtl(filter);
    line.paint(ui, &mut kit.brush, inner, if is_rtl { Align::Max } else { Align::Min });
    let width = if filter.is_empty() { 0.0 } else { line.size().x + 1.0 };
    let caret = if is_rtl { inner.right() - width } else { inner.left() + width };
    ui.painter().vline(caret, rect.shrink(5.0).y_range(), Stroke::new(1.5, kit.brush.color(Ink::Caret)));
    let name = kit.words.say("filling-filter", &[("text", filter.into())]);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken(&name)));
}

fn candidate_row(ui: &mut Ui, kit: &mut Kit, session: &Session, candidate: &Candidate, is_lit: bool) -> egui::Response {
    let Candidate { label, title, quote, distance, .. } = candidate;
    let fresh = matches!(candidate.choice, Choice::Fresh(_));
    let kind = if fresh { kit.words.say("filling-fresh", &[("label", title.as_str().into())]) } else { title.clone() };
    let name = if kind.is_empty() { quote.clone() } else { format!("{kind}: {quote}") };
    let (mut rect, response) = widgets::row(ui, kit, ROW, &name, is_lit);
    if !ui.is_rect_visible(rect) {
        return response;
    }
    if let Some(label) = label {
        let (tone, form) = (marks::tone(session.project(), label), marks::form(session.project(), label));
        widgets::paint_swatch(ui, kit, pos2(rect.left() + 7.0, rect.center().y), tone, form);
    }
    rect.min.x += 20.0;
    if let Some(distance) = distance {
        let far = Line::new(&mut kit.brush, &distance.to_string(), TextStyle::small(), DISTANCE);
        far.paint(ui, &mut kit.brush, rect, Align::Max);
    }
    if label.is_some() {
        rect.max.x -= DISTANCE;
        let kind = Line::new(&mut kit.brush, &kind, TextStyle::small().content(), rect.width() * 0.4);
        kind.paint(ui, &mut kit.brush, rect, Align::Max);
        rect.max.x -= kind.size().x + SPACE * 2.0;
    }
    let line = Line::new(&mut kit.brush, quote, TextStyle::body().content(), rect.width());
    line.paint(ui, &mut kit.brush, rect, if is_rtl(quote) { Align::Max } else { Align::Min });
    let far = distance.map(|distance| kit.words.say("filling-distance", &[("count", distance.into())]));
    text::hint_with(response, |ui| {
        text::paragraph(ui, kit, quote, TextStyle::body().content());
        if let Choice::Identity(id) = &candidate.choice {
            text::paragraph(ui, kit, &format!("@{id}"), TextStyle::small());
        }
        if let Some(far) = far {
            text::paragraph(ui, kit, &far, TextStyle::small());
        }
    })
}

fn is_rtl(text: &str) -> bool {
    Census::of(text).is_rtl(Direction::Auto).unwrap_or(false)
}
