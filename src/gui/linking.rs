//! Who a mention may be: the identities that are offered, each with why, and last a new one. It stands in the end-side panel
//! beside the text and takes no keyboard focus: the session says what keys mean here.

use egui::{Align, Rect, ScrollArea, Sense, Ui, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::filling::filter_ui;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets;
use crate::session::command::Command;
use crate::session::command::linking::LinkingCommand;
use crate::session::command::offer::OfferCommand;
use crate::session::linking::{DIGITS, LinkChoice, LinkLine, Linking, Reason};
use crate::session::state::Session;
use crate::text::bidi::{Census, Direction};
use crate::view::marks;
use crate::view::tones::Ink;

const ROW: f32 = 46.0;
/// A row of one line.
const LOW: f32 = 30.0;
/// Room for the digit that picks a line.
const KEY: f32 = 24.0;

/// What the window remembers of the offer between two frames.
#[derive(Default)]
pub struct LinkingView {
    /// The search and the line that was last brought into sight.
    shown: Option<(String, usize)>,
}

/// Draws the offer.
pub fn linking_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    linking: &Linking,
    view: &mut LinkingView,
    asked: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.y = SPACE;
    mention_ui(ui, kit, session, linking);
    let keys = kit.words.get("linking-keys");
    text::paragraph(ui, kit, &keys, TextStyle::small());
    filter_ui(ui, kit, &linking.filter, "linking-hint");
    if linking.is_preparing {
        let preparing = kit.words.get("identities-preparing");
        text::paragraph(ui, kit, &preparing, TextStyle::small());
    }
    let now = (linking.filter.clone(), linking.lit);
    let is_due = view.shown.as_ref() != Some(&now);
    view.shown = Some(now);
    ScrollArea::vertical()
        .min_scrolled_height(ROW * 3.0)
        .auto_shrink([false, true])
        .id_salt("identities offered")
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for (at, line) in linking.lines.iter().enumerate() {
                // While something is searched a digit is a part of it.
                let digit = (at < DIGITS && linking.filter.is_empty()).then(|| (at + 1).to_string());
                let row = |ui: &mut Ui| line_row(ui, kit, session, line, digit.as_deref(), at == linking.lit);
                let response = ui.push_id(at, row).inner;
                if response.clicked() {
                    asked.push(Command::Linking(LinkingCommand::Offer(OfferCommand::Accept(Some(at + 1)))));
                }
                if is_due && at == linking.lit {
                    response.scroll_to_me(None);
                }
            }
        });
}

/// The mention's label and what it says.
fn mention_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, linking: &Linking) {
    let title = kit.words.get("linking-title");
    text::label(ui, kit, &title, TextStyle::caption());
    let Some(mention) = session.set().and_then(|set| set.get(linking.mention)) else { return };
    let project = session.project();
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(14.0, LOW), Sense::hover());
        let (tone, form) = (marks::tone(project, &mention.label), marks::form(project, &mention.label));
        widgets::paint_swatch(ui, kit, rect.center(), tone, form);
        text::label(ui, kit, &linking.words, TextStyle { size: 16.0, ..TextStyle::body().content() });
    });
}

/// An identity with its digit, its name, what it is called elsewhere and why it is offered.
fn line_row(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    line: &LinkLine,
    digit: Option<&str>,
    is_lit: bool,
) -> egui::Response {
    let is_new = line.choice == LinkChoice::New(line.name.clone());
    let title = match is_new {
        true => kit.words.say("linking-new", &[("name", line.name.as_str().into())]),
        false => line.name.clone(),
    };
    let why = reason(kit, line);
    let spoken = if why.is_empty() { title.clone() } else { format!("{title}: {why}") };
    let (whole, response) = widgets::row(ui, kit, if is_new { LOW } else { ROW }, &spoken, is_lit);
    if !ui.is_rect_visible(whole) {
        return response;
    }
    let first = whole.with_max_y(whole.top() + LOW.min(whole.height()));
    if let Some(digit) = digit {
        widgets::key_cap_at(ui, kit, digit, first);
    }
    let mut rest = first.with_min_x(first.left() + KEY);
    if let Some(label) = &line.label {
        let (tone, form) = (marks::tone(session.project(), label), marks::form(session.project(), label));
        widgets::paint_swatch(ui, kit, pos2(rest.left() + 7.0, rest.center().y), tone, form);
    }
    rest.min.x += 20.0;
    if !is_new {
        let count = Line::new(&mut kit.brush, &line.mentions.to_string(), TextStyle::small(), 48.0);
        count.paint(ui, &mut kit.brush, rest, Align::Max);
        rest.max.x -= count.size().x + SPACE * 2.0;
    }
    let style = if is_new { TextStyle::body() } else { TextStyle::body().content() };
    let name = Line::new(&mut kit.brush, &title, style, rest.width());
    name.paint(ui, &mut kit.brush, rest, if is_rtl(&title) && !is_new { Align::Max } else { Align::Min });
    let others = others(line);
    if !is_new {
        let below = Rect::from_min_max(pos2(rest.left(), first.bottom() - SPACE), whole.max - vec2(0.0, SPACE));
        let ink = if matches!(line.reason, Reason::Linked) { Ink::Accent } else { Ink::Muted };
        let reason = Line::new(&mut kit.brush, &why, TextStyle::small().ink(ink), below.width());
        reason.paint(ui, &mut kit.brush, below, Align::Min);
        let beside = below.with_min_x(below.left() + reason.size().x + SPACE * 3.0);
        let line = Line::new(&mut kit.brush, &others, TextStyle::small(), beside.width().max(0.0));
        line.paint(ui, &mut kit.brush, beside, Align::Max);
    }
    let mentioned = mentioned(kit, line.mentions, line.documents);
    text::hint_with(response, |ui| {
        text::paragraph(ui, kit, &title, TextStyle::body().content());
        for text in [&others, &mentioned, &why].into_iter().filter(|text| !text.is_empty() && !is_new) {
            text::paragraph(ui, kit, text, TextStyle::small());
        }
    })
}

/// What it is called in other languages, each name in its own direction.
fn others(line: &LinkLine) -> String {
    let names: Vec<String> = line.others.iter().map(|name| format!("\u{2068}{name}\u{2069}")).collect();
    names.join(" · ")
}

/// How often an identity is mentioned.
pub fn mentioned(kit: &Kit, mentions: usize, documents: usize) -> String {
    let mentions = kit.words.say("identity-mentions", &[("count", mentions.into())]);
    let documents = kit.words.say("identity-documents", &[("count", documents.into())]);
    format!("{mentions} {documents}")
}

fn reason(kit: &Kit, line: &LinkLine) -> String {
    match &line.reason {
        Reason::Linked => kit.words.get("linking-linked"),
        Reason::LinkedBefore(times) => kit.words.say("linking-before", &[("times", (*times).into())]),
        Reason::SameName => kit.words.get("linking-same-name"),
        Reason::SoundsAlike(name) if *name == line.name || name.is_empty() => kit.words.get("linking-sounds-alike"),
        Reason::SoundsAlike(name) => kit.words.say("linking-sounds-like", &[("name", name.as_str().into())]),
        Reason::Found => kit.words.get("linking-found"),
        Reason::New => String::new(),
    }
}

/// Whether most of a text's letters read from right to left.
pub fn is_rtl(text: &str) -> bool {
    Census::of(text).is_rtl(Direction::Auto).unwrap_or(false)
}
