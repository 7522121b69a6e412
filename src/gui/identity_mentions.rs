//! The mentions of an identity under their documents, each within its line of text. Enter or a click goes there, and the list
//! stays where it is, so that one can go through it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Align, ScrollArea, Ui, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::identity_section::command_button;
use crate::gui::linking::{is_rtl, mentioned};
use crate::gui::passage;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets;
use crate::model::document::Document;
use crate::model::id::DocumentId;
use crate::session::command::Command;
use crate::session::command::identity::IdentityCommand;
use crate::session::identities::MentionLine;
use crate::session::state::Session;
use crate::view::context::Context;
use crate::view::identities::{Card, CardLine};
use crate::view::tones::Ink;

const ROW: f32 = 28.0;
const GAP: f32 = 1.0;
/// Of a frame, this much may go into reading texts.
const READING: Duration = Duration::from_millis(3);
/// Texts that are kept to show lines of.
const KEPT_TEXTS: usize = 64;

/// What the window remembers of the list.
#[derive(Default)]
pub struct MentionsView {
    is_focus_due: bool,
    /// Documents whose lines are shown; `None` for one that cannot be read.
    texts: HashMap<DocumentId, Option<Arc<Document>>>,
}

impl MentionsView {
    /// The first mention gets the keyboard when it is drawn next.
    pub fn focus_first(&mut self) {
        self.is_focus_due = true;
    }

    /// A document that is shown a line of. Those that are closed are read, as many as a frame that began at `start` has time
    /// for; the others come with the next.
    fn document(&mut self, ui: &Ui, session: &Session, id: &DocumentId, start: Instant) -> Option<Arc<Document>> {
        if let Some(known) = self.texts.get(id) {
            return known.clone();
        }
        if start.elapsed() > READING {
            ui.ctx().request_repaint();
            return None;
        }
        if self.texts.len() > KEPT_TEXTS {
            self.texts.clear();
        }
        let read = session.read_document(id).ok();
        self.texts.insert(id.clone(), read.clone());
        read
    }
}

/// Draws the list.
pub fn mentions_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    card: &Card,
    view: &mut MentionsView,
    asked: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.y = SPACE;
    ui.horizontal(|ui| {
        let title = kit.words.get("identity-mentions-title");
        text::label(ui, kit, &title, TextStyle::caption());
        let count = mentioned(kit, card.mentions, card.documents);
        text::label(ui, kit, &count, TextStyle::small());
    });
    if card.lines.is_empty() {
        let nothing = kit.words.get("identity-no-mentions");
        text::paragraph(ui, kit, &nothing, TextStyle::body().ink(Ink::Muted));
        return;
    }
    split_ui(ui, kit, session, card, asked);
    ui.spacing_mut().item_spacing.y = GAP;
    let area = ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).id_salt(("mentions", &card.id));
    let start = Instant::now();
    area.show_rows(ui, ROW, card.lines.len(), |ui, rows| {
        for at in rows {
            match &card.lines[at] {
                CardLine::Document { title, mentions, .. } => document_row(ui, kit, title, *mentions),
                CardLine::Mention(mention) => {
                    let document = view.document(ui, session, &mention.document, start);
                    let text = document.as_ref().map(|document| &**document.text());
                    let response = ui.push_id(at, |ui| mention_row(ui, kit, session, mention, text)).inner;
                    if std::mem::take(&mut view.is_focus_due) {
                        response.request_focus();
                    }
                    if response.clicked() {
                        let go_to = IdentityCommand::GoTo(mention.document.clone(), mention.annotation);
                        asked.push(go_to.into());
                    }
                }
            }
        }
    });
}

/// What can be done with the mention that is chosen on the page, if it is one of these.
fn split_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, card: &Card, asked: &mut Vec<Command>) {
    let is_here = session.chosen_identity().is_some_and(|identity| identity.id == card.id);
    let about = kit.words.get(if is_here { "identity-chosen-mention" } else { "identity-choose-mention" });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE, SPACE);
        text::label(ui, kit, &about, TextStyle::small());
        if is_here {
            let split: Command = IdentityCommand::SplitMention { name: None }.into();
            for (word, command) in
                [("identity-split-mention", split), ("inspector-unlink", IdentityCommand::Unlink.into())]
            {
                let refusal = session.refusal(&command);
                command_button(ui, kit, session, word, command, refusal, asked);
            }
        }
    });
}

fn document_row(ui: &mut Ui, kit: &mut Kit, title: &str, mentions: usize) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), egui::Sense::hover());
    let mut rest = rect.shrink2(vec2(SPACE, 0.0));
    let count = Line::new(&mut kit.brush, &mentions.to_string(), TextStyle::small(), 48.0);
    count.paint(ui, &mut kit.brush, rest, Align::Max);
    rest.max.x -= count.size().x + SPACE * 2.0;
    let line = Line::new(&mut kit.brush, title, TextStyle::small().bold().content(), rest.width());
    line.paint(ui, &mut kit.brush, rest, if is_rtl(title) { Align::Max } else { Align::Min });
    if line.is_elided() {
        text::hint(response, kit, title);
    }
}

/// A mention within its line of text; one about the whole document says so.
fn mention_row(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    mention: &MentionLine,
    text: Option<&str>,
) -> egui::Response {
    let is_chosen = session.chosen_id() == Some(mention.annotation)
        && session.document().is_some_and(|document| *document.id() == mention.document);
    let quote = if mention.quote.is_empty() { kit.words.get("outline-document") } else { mention.quote.clone() };
    let (rect, response) = widgets::row(ui, kit, ROW, &format!("{}: {quote}", mention.title), is_chosen);
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let mut rest = rect;
    if let Some(role) = &mention.role {
        let role = Line::new(&mut kit.brush, role, TextStyle::small().content(), rest.width() * 0.3);
        role.paint(ui, &mut kit.brush, rest, Align::Max);
        rest.max.x -= role.size().x + SPACE * 2.0;
    }
    match text.and_then(|text| passage::fitting(kit, text, &mention.spans, rest.width())) {
        Some(context) => passage::paint(ui, kit, &context, rest),
        None => passage::paint(ui, kit, &Context { text: quote, marks: Vec::new() }, rest),
    }
    response
}
