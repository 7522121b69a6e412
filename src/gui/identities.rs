//! The identities panel under the page: the list of all identities, the card of the one that is shown, and its mentions.
//! Only the rows in sight are drawn, so that fifty thousand cost no more than ten.

use std::time::Duration;

use egui::{Align, CentralPanel, Event, Id, Key, Margin, Panel, ScrollArea, Ui, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::identity_card::{CardDraft, CardWish, card_ui};
use crate::gui::identity_mentions::{MentionsView, mentions_ui};
use crate::gui::page_view::PageView;
use crate::gui::text::{self, Kit, Line};
use crate::gui::text_field;
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::model::id::IdentityId;
use crate::model::identity::IdentityKind;
use crate::model::schema::Tone;
use crate::session::command::Command;
use crate::session::command::identity::IdentityCommand;
use crate::session::state::Session;
use crate::view::identities::{Asked, Card, Roster, RosterRow, Sort};
use crate::view::mark::Form;
use crate::view::marks;
use crate::view::tones::Ink;

const ROW: f32 = 30.0;
const GAP: f32 = 1.0;
/// Room for how often an identity is mentioned.
const COUNT: f32 = 44.0;
/// A name takes at most this share of its row; the rest is for the other languages.
const NAME_SHARE: f32 = 0.6;
/// A list that is being made beside the window is looked for again after this time.
const SOON: Duration = Duration::from_millis(10);
/// Rows that the page keys go by.
const PAGE_ROWS: usize = 10;

/// What the window remembers of the panel.
#[derive(Default)]
pub struct IdentitiesView {
    pub asked: Asked,
    roster: Roster,
    /// The card, and of which identity at which revision.
    card: Option<(IdentityId, u64, Card)>,
    draft: CardDraft,
    mentions: MentionsView,
    /// The identity that is to be merged into the next one that is chosen.
    merging: Option<IdentityId>,
    /// Whether the search gets the keyboard, or the button that merges.
    is_search_due: bool,
    is_merge_due: bool,
    /// The identity whose row was last brought into sight.
    revealed: Option<IdentityId>,
    /// Whether the panel was there in the last frame.
    pub was_shown: bool,
}

/// Draws the panel.
pub fn identities_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    view: &mut IdentitiesView,
    asked: &mut Vec<Command>,
) {
    let is_new = !view.was_shown;
    let is_changed = view.roster.follow(session, &view.asked);
    // The first of the list is shown until one is chosen.
    let first = view.roster.row(0).map(|row| row.identity.id.clone());
    let shown = session.shown_identity().map(|identity| identity.id.clone()).or(first);
    view.follow_card(session, shown.as_ref(), asked);
    if is_changed && !is_new {
        view.revealed = None;
    }
    let width = ui.available_width();
    let plain = egui::Frame::new();
    Panel::left("identities list")
        .default_size((width * 0.27).clamp(220.0, 360.0))
        .size_range(160.0..=width * 0.5)
        .frame(plain.inner_margin(Margin { right: 10, ..Margin::ZERO }))
        .show(ui, |ui| list_ui(ui, kit, session, view, shown.as_ref(), is_new, asked));
    let Some((_, _, card)) = &view.card else { return };
    Panel::right("identities mentions")
        .default_size((width * 0.42).max(220.0))
        .size_range(160.0..=width * 0.7)
        .frame(plain.inner_margin(Margin { left: 10, ..Margin::ZERO }))
        .show(ui, |ui| mentions_ui(ui, kit, session, card, &mut view.mentions, asked));
    CentralPanel::default().frame(plain.inner_margin(Margin::symmetric(10, 0))).show(ui, |ui| {
        if let Some(from) = view.merging.clone() {
            merge_ui(ui, kit, session, view, &from, asked);
            widgets::divider(ui, kit);
        }
        if let Some((_, _, card)) = &view.card
            && card_ui(ui, kit, session, card, &mut view.draft, asked) == Some(CardWish::Merge)
        {
            view.merging = Some(card.id.clone());
            view.is_search_due = true;
            ui.ctx().request_repaint();
        }
    });
}

impl IdentitiesView {
    /// Nothing is remembered but whether the panel was open the last time.
    #[must_use]
    pub fn new(was_shown: bool) -> Self {
        Self { was_shown, ..Self::default() }
    }

    /// The card of what is shown, made anew only when it changed. What was being typed about another is kept first.
    fn follow_card(&mut self, session: &Session, shown: Option<&IdentityId>, asked: &mut Vec<Command>) {
        let now = session.identities_revision();
        let is_current = self.card.as_ref().is_some_and(|(id, revision, _)| Some(id) == shown && *revision == now);
        if is_current {
            return;
        }
        self.card = shown.and_then(|id| Some((id.clone(), now, Card::of(session, id)?)));
        if let Some((_, _, card)) = &self.card {
            asked.extend(self.draft.follow(card));
        }
        if self.merging.as_ref().is_some_and(|from| session.identities().get(from).is_none()) {
            self.merging = None;
        }
    }
}

/// The list with its search, and how many it has.
fn list_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    view: &mut IdentitiesView,
    shown: Option<&IdentityId>,
    is_new: bool,
    asked: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.y = SPACE;
    let field = Id::unique("identities search");
    if is_new {
        ui.memory_mut(|memory| memory.request_focus(field));
    }
    let has_focus = ui.memory(|memory| memory.has_focus(field));
    let pressed = if has_focus { keys(ui) } else { Pressed::default() };
    let is_escaped = text_field::is_escaped(ui, kit, field);
    let counts = [("shown", view.roster.len().into()), ("all", view.roster.all_len().into())];
    ui.horizontal(|ui| {
        let title = kit.words.get("identities-title");
        text::label(ui, kit, &title, TextStyle::caption());
        let counts = kit.words.say("identities-count", &counts);
        text::label(ui, kit, &counts, TextStyle::small());
    });
    let (name, hint) = (kit.words.get("identities-search"), kit.words.get("identities-search-hint"));
    text_field::field(ui, kit, field, &name, &hint, &mut view.asked.query);
    choices_ui(ui, kit, view);
    if view.roster.is_being_made() {
        ui.ctx().request_repaint_after(SOON);
    }
    if !session.is_directory_ready() || (view.roster.is_being_made() && view.roster.all_len() == 0) {
        let preparing = kit.words.get("identities-preparing");
        text::paragraph(ui, kit, &preparing, TextStyle::small());
    } else if let Some(locked) = session.identities_locked() {
        text::paragraph(ui, kit, &locked.to_string(), TextStyle::small().ink(Ink::Warning));
    }
    if view.roster.is_empty() && !view.roster.is_being_made() {
        let nothing = if view.roster.all_len() == 0 { "identities-empty" } else { "identities-none-found" };
        let nothing = kit.words.get(nothing);
        text::paragraph(ui, kit, &nothing, TextStyle::body().ink(Ink::Muted));
    }
    let at = shown.and_then(|id| view.roster.position(id));
    rows_ui(ui, kit, session, view, at, asked);
    if pressed.moved != 0
        && let Some(last) = view.roster.len().checked_sub(1)
    {
        let to = at.map_or(0, |at| at.saturating_add_signed(pressed.moved)).min(last);
        asked.extend(view.roster.row(to).map(show));
    }
    if pressed.is_entered {
        match view.merging {
            Some(_) => view.is_merge_due = true,
            None => view.mentions.focus_first(),
        }
    }
    if std::mem::take(&mut view.is_search_due) {
        ui.memory_mut(|memory| memory.request_focus(field));
    }
    if is_escaped {
        let to = if view.merging.take().is_some() { field } else { PageView::id() };
        ui.memory_mut(|memory| memory.request_focus(to));
    }
}

/// Which kind, and in which order.
fn choices_ui(ui: &mut Ui, kit: &mut Kit, view: &mut IdentitiesView) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE, SPACE);
        let kinds = [
            ("identities-all", None),
            ("identities-entities", Some(IdentityKind::Entity)),
            ("identities-events", Some(IdentityKind::Event)),
        ];
        for (word, kind) in kinds {
            if choice(ui, kit, word, view.asked.kind == kind) {
                view.asked.kind = kind;
            }
        }
        ui.add_space(SPACE * 2.0);
        for (word, sort) in [("identities-by-mentions", Sort::Mentions), ("identities-by-name", Sort::Name)] {
            if choice(ui, kit, word, view.asked.sort == sort) {
                view.asked.sort = sort;
            }
        }
    });
}

fn choice(ui: &mut Ui, kit: &mut Kit, word: &str, is_selected: bool) -> bool {
    let text = kit.words.get(word);
    widgets::button(ui, kit, Button { text: &text, look: Look::Dense, is_selected, ..Button::default() }).clicked()
}

fn rows_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    view: &mut IdentitiesView,
    at: Option<usize>,
    asked: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.y = GAP;
    let mut area = ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).id_salt("identities rows");
    let shown = at.and_then(|at| view.roster.row(at)).map(|row| row.identity.id.clone());
    if view.revealed != shown {
        if let Some(at) = at {
            let height = ui.available_height();
            area = area.vertical_scroll_offset((at as f32 * (ROW + GAP) - (height - ROW) / 2.0).max(0.0));
        }
        view.revealed = shown;
    }
    let roster = &view.roster;
    area.show_rows(ui, ROW, roster.len(), |ui, rows| {
        for index in rows {
            let Some(row) = roster.row(index) else { continue };
            let is_shown = at == Some(index);
            let is_clicked = ui.push_id(index, |ui| identity_row(ui, kit, session, row, is_shown)).inner;
            if is_clicked {
                asked.push(show(row));
            }
        }
    });
}

fn show(row: &RosterRow) -> Command {
    IdentityCommand::Show(Some(row.identity.id.clone())).into()
}

/// A row; whether it was clicked.
fn identity_row(ui: &mut Ui, kit: &mut Kit, session: &Session, row: &RosterRow, is_shown: bool) -> bool {
    let (name, others) = row.names(session.language_of_lists());
    let mentions = kit.words.say("identity-mentions", &[("count", row.mentions.into())]);
    let (rect, response) = widgets::row(ui, kit, ROW, &format!("{name}: {mentions}"), is_shown);
    swatch(ui, kit, session, row, pos2(rect.left() + 7.0, rect.center().y));
    let mut rest = rect.with_min_x(rect.left() + 20.0);
    let count = Line::new(&mut kit.brush, &row.mentions.to_string(), TextStyle::small(), COUNT);
    count.paint(ui, &mut kit.brush, rest, Align::Max);
    rest.max.x -= count.size().x.max(14.0) + SPACE * 2.0;
    let share = if others.is_empty() { 1.0 } else { NAME_SHARE };
    let title = Line::new(&mut kit.brush, name, TextStyle::body().content(), rest.width() * share);
    title.paint(ui, &mut kit.brush, rest, Align::Min);
    let others = others.into_iter().map(|other| format!("\u{2068}{other}\u{2069}")).collect::<Vec<_>>().join(" · ");
    let beside = rest.with_min_x(rest.left() + title.size().x + SPACE * 3.0);
    let line = Line::new(&mut kit.brush, &others, TextStyle::small(), beside.width().max(0.0));
    line.paint(ui, &mut kit.brush, beside, Align::Max);
    let response = text::hint_with(response, |ui| {
        text::paragraph(ui, kit, name, TextStyle::body().content());
        let about = format!("@{} · {mentions}", row.identity.id);
        for text in [&others, &about].into_iter().filter(|text| !text.is_empty()) {
            text::paragraph(ui, kit, text, TextStyle::small());
        }
    });
    response.clicked()
}

fn swatch(ui: &Ui, kit: &mut Kit, session: &Session, row: &RosterRow, centre: egui::Pos2) {
    let project = session.project();
    let unlabelled = || Tone::from_index(Tone::WORDS.len() - 1);
    let (tone, form) = match (&row.identity.label, row.identity.kind) {
        (Some(label), _) => (marks::tone(project, label), marks::form(project, label)),
        (None, IdentityKind::Entity) => (unlabelled(), Form::Entity),
        (None, IdentityKind::Event) => (unlabelled(), Form::Event),
    };
    widgets::paint_swatch(ui, kit, centre, tone, form);
}

/// What is to become one with what is shown, and the question whether it shall.
fn merge_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    view: &mut IdentitiesView,
    from: &IdentityId,
    asked: &mut Vec<Command>,
) {
    let Some(other) = session.identity_line(from) else { return };
    let title = other.identity.name(session.language_of_lists());
    let into = view.card.as_ref().map(|(_, _, card)| card).filter(|card| card.id != other.identity.id);
    let Some(into) = into else {
        let ask = kit.words.say("merge-choose", &[("name", title.into())]);
        text::paragraph(ui, kit, &ask, TextStyle::body());
        if cancel_ui(ui, kit) {
            view.merging = None;
        }
        return;
    };
    let command: Command = IdentityCommand::Merge(other.identity.id.clone(), into.id.clone()).into();
    let about = [
        ("name", title.into()),
        ("mentions", other.mentions.into()),
        ("into", into.title.as_str().into()),
        ("others", into.mentions.into()),
    ];
    let question = kit.words.say("merge-question", &about);
    text::paragraph(ui, kit, &question, TextStyle::body());
    let refusal = session.refusal(&command);
    if let Some(refusal) = &refusal {
        text::paragraph(ui, kit, refusal, TextStyle::small().ink(Ink::Failure));
    }
    ui.horizontal(|ui| {
        let merge = kit.words.get("merge-do");
        let button = Button { text: &merge, look: Look::Main, ..Button::default() };
        let response = ui.add_enabled_ui(refusal.is_none(), |ui| widgets::button(ui, kit, button)).inner;
        if std::mem::take(&mut view.is_merge_due) {
            response.request_focus();
        }
        if response.clicked() {
            asked.push(command);
            view.merging = None;
        }
        if cancel_ui(ui, kit) {
            view.merging = None;
        }
    });
}

fn cancel_ui(ui: &mut Ui, kit: &mut Kit) -> bool {
    let cancel = kit.words.get("dialog-cancel");
    widgets::button(ui, kit, Button { text: &cancel, ..Button::default() }).clicked()
}

/// What the search field does not get: it goes through the list meanwhile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Pressed {
    moved: isize,
    is_entered: bool,
}

fn keys(ui: &Ui) -> Pressed {
    let mut pressed = Pressed::default();
    ui.input_mut(|input| {
        input.events.retain(|event| {
            let Event::Key { key, pressed: true, .. } = event else { return true };
            match key {
                Key::ArrowDown => pressed.moved += 1,
                Key::ArrowUp => pressed.moved -= 1,
                Key::PageDown => pressed.moved += PAGE_ROWS as isize,
                Key::PageUp => pressed.moved -= PAGE_ROWS as isize,
                Key::Enter => pressed.is_entered = true,
                _ => return true,
            }
            false
        });
    });
    pressed
}
