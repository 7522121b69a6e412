//! What stands where in the window: bars above and below, panels at the sides, and in the middle the page or what stands in its
//! place. Sizes are points.

use egui::{CentralPanel, Frame, Margin, Panel, ScrollArea, Ui, vec2};

use crate::gui::agreement::agreement_ui;
use crate::gui::board::board_ui;
use crate::gui::case_card::case_card_ui;
use crate::gui::cases::cases_ui;
use crate::gui::documents::documents_ui;
use crate::gui::filling::filling_ui;
use crate::gui::find::find_ui;
use crate::gui::guidelines::guidelines_ui;
use crate::gui::help::help_ui;
use crate::gui::history::history_ui;
use crate::gui::identities::identities_ui;
use crate::gui::inspector::inspector_ui;
use crate::gui::kept::kept_ui;
use crate::gui::labels::labels_ui;
use crate::gui::linking::linking_ui;
use crate::gui::menu::{Wish, menu_ui};
use crate::gui::outline::outline_ui;
use crate::gui::page::page_ui;
use crate::gui::palette::palette_ui;
use crate::gui::problems::problems_ui;
use crate::gui::read_only::read_only_ui;
use crate::gui::reanchor::reanchor_ui;
use crate::gui::schema::schema_ui;
use crate::gui::start::{empty_ui, start_ui};
use crate::gui::status::status_ui;
use crate::gui::text::Kit;
use crate::gui::widgets::{divider, panel_frame};
use crate::model::id::LabelId;
use crate::session::command::Command;
use crate::session::review::Review;
use crate::view::history;
use crate::view::tones::Ink;

use super::Window;
use super::heights::Heights;

/// A window narrower than this, in points, has no room for the documents beside the guidelines.
const TIGHT_WIDTH: f32 = 1160.0;
/// Two rows and their heading; four, to begin with.
const HISTORY_LEAST: f32 = 110.0;
const HISTORY_BEGINS: f32 = 210.0;
/// The heading and a problem.
const PROBLEMS_LEAST: f32 = 84.0;
/// The search, a heading and two rows.
const ROSTER_LEAST: f32 = 140.0;
/// Where what stands in a panel has less height than this, in points, it scrolls as a whole: so much its fields and headings need, and
/// two rows of its list.
const DOCUMENTS_LEAST: f32 = 200.0;
const CASES_LEAST: f32 = 320.0;
const INSPECTOR_LEAST: f32 = 260.0;
/// Below the card of a case, what is chosen has at least this; and with so much the card shows several readings.
const CHOSEN_LEAST: f32 = 72.0;
const CARD_ENOUGH: f32 = 400.0;
const GUIDELINES_LEAST: f32 = 120.0;
const IDENTITIES_LEAST: f32 = 150.0;

impl Window {
    /// Draws everything but the dialog; commands that are asked for are collected.
    pub(super) fn panels(&mut self, ui: &mut Ui, asked: &mut Vec<Command>) -> Option<Wish> {
        let Self { session, kit, .. } = self;
        let menu = Panel::top("menu").frame(bar(kit));
        let mut wish = menu.show(ui, |ui| menu_ui(ui, kit, session.as_ref(), asked)).inner;
        if session.is_none() {
            let frame = Frame::new().fill(kit.brush.color(Ink::Desk));
            CentralPanel::default().frame(frame).show(ui, |ui| {
                if start_ui(ui, kit) {
                    wish = Some(Wish::OpenProject);
                }
            });
            return wish;
        }
        self.below_menu(ui, asked);
        let Self { session: Some(session), kit, palette, .. } = self else { return wish };
        palette_ui(ui, kit, session, palette, asked);
        help_ui(ui, kit, session, asked);
        wish
    }

    /// A project: what is around the page, and the page or what stands in its place.
    fn below_menu(&mut self, ui: &mut Ui, asked: &mut Vec<Command>) {
        let Self { session: Some(session), kit, page, schema, board, agreement, problems, history, speed, .. } = self
        else {
            return;
        };
        let labels_height = &mut self.labels_height;
        let session = &*session;
        if let Some(held) = session.held() {
            Panel::top("held").frame(side(kit)).show(ui, |ui| read_only_ui(ui, kit, session, held, asked));
        }
        let reading = page.reading(&mut kit.brush.engine, session);
        Panel::bottom("status").frame(bar(kit)).show(ui, |ui| status_ui(ui, kit, session, reading, speed, asked));
        let view = session.view();
        // While keys decide a case they label nothing.
        let is_deciding = session.review().is_some_and(Review::is_deciding);
        let has_agreement = session.shown_agreement().is_some() && !view.schema;
        let has_page = !has_agreement && !view.schema && session.board_part().is_none();
        let has_labels = view.labels && !is_deciding && !has_agreement && session.board_part().is_none();
        if !has_labels {
            *labels_height = 0.0;
        }
        let below = [
            view.problems.then_some(PROBLEMS_LEAST),
            view.history.then_some(HISTORY_LEAST),
            (view.identities && has_page).then_some(ROSTER_LEAST),
        ];
        let window = ui.ctx().content_rect().height();
        let mut heights = Heights::new(window, *labels_height, below.into_iter().flatten());
        // What somebody made of a panel's height holds beside as many others.
        let open = heights.open;
        if view.problems {
            // A panel keeps the height it had: one line is too low for problems that come later.
            let name = if session.problems().is_empty() { "no problems" } else { "problems" };
            let room = heights.next(ui.available_height());
            let panel = Panel::bottom((name, open)).size_range(0.0..=room.most).frame(side(kit));
            panel.show(ui, |ui| problems_ui(ui, kit, session, room.most - PANEL_MARGIN, problems, asked));
        }
        if view.history {
            // A panel keeps the height it had: what says that nothing was done is too low for what is done later.
            let room = heights.next(ui.available_height());
            let panel = if history::rows_len(session) == 0 {
                Panel::bottom(("no history", open)).size_range(0.0..=room.least)
            } else {
                Panel::bottom(("history", open))
                    .default_size(HISTORY_BEGINS.min(room.share))
                    .size_range(room.least..=room.most)
                    .resizable(true)
            };
            let panel = panel.frame(side(kit));
            panel.show(ui, |ui| history_ui(ui, kit, session, history, asked));
        }
        history.was_shown = view.history;
        if let Some(agreeing) = session.shown_agreement().filter(|_| !view.schema) {
            return agreement_ui(ui, kit, session, agreeing, agreement, asked);
        }
        let mut hovered = None;
        if has_labels {
            let mut clicked = Vec::new();
            let panel = Panel::bottom("labels").frame(bar(kit));
            let room = ui.available_height();
            let shown = panel.show(ui, |ui| labels_ui(ui, kit, session, room, &mut clicked));
            hovered = shown.inner;
            heights.without_labels(*labels_height);
            *labels_height = shown.response.rect.height();
            for command in clicked {
                match &command {
                    // While labels are edited, a click on one is about it, not about the text behind.
                    Command::Label(name) if view.schema => schema.choose_named(session, name, asked),
                    _ => asked.push(command),
                }
            }
        }
        if view.schema {
            return schema_ui(ui, kit, session, schema, asked);
        }
        if let Some(part) = session.board_part() {
            return board_ui(ui, kit, session, part, board, asked);
        }
        self.page_and_sides(ui, hovered.as_ref(), heights, asked);
    }

    /// The page, and what stands at its sides. `hovered` is the label that the pointer is on.
    fn page_and_sides(
        &mut self,
        ui: &mut Ui,
        hovered: Option<&LabelId>,
        mut heights: Heights,
        asked: &mut Vec<Command>,
    ) {
        let Self { session: Some(session), kit, page, documents, draft, find, outline, cases, .. } = self else {
            return;
        };
        let Self { filling, linking, reanchor, kept, identities, guidelines, .. } = self;
        let session = &*session;
        let view = session.view();
        let width = ui.ctx().content_rect().width();
        if view.identities {
            // Half of what the other bars leave, if the page can spare it.
            let height = ui.available_height();
            let open = heights.open;
            let room = heights.next(height);
            let panel = Panel::bottom(("identities", open))
                .default_size((height * 0.5).min(room.most))
                .size_range(room.least..=room.most)
                .resizable(true)
                .frame(side(kit));
            panel.show(ui, |ui| {
                on_height(ui, IDENTITIES_LEAST, |ui| identities_ui(ui, kit, session, identities, asked))
            });
        }
        identities.was_shown = view.identities;
        // In a narrow window the guidelines stand in the documents' place, or nothing would be left of the page.
        let is_tight = view.guidelines && width < TIGHT_WIDTH;
        let open = session.review();
        let is_asking = documents.is_asking(ui);
        if let Some(open) = open.filter(|_| view.cases && !is_asking) {
            let panel = Panel::left("cases")
                .default_size(width.min(1240.0) * 0.24)
                .size_range(180.0..=width * 0.35)
                .frame(side(kit));
            panel.show(ui, |ui| on_height(ui, CASES_LEAST, |ui| cases_ui(ui, kit, session, open, cases, asked)));
        } else if (view.documents && !is_tight) || is_asking {
            let panel = Panel::left("documents")
                .default_size(width.min(1240.0) * 0.21)
                .size_range(140.0..=width * 0.35)
                .frame(side(kit));
            panel.show(ui, |ui| on_height(ui, DOCUMENTS_LEAST, |ui| documents_ui(ui, kit, session, documents, asked)));
        }
        let lists = session.reanchoring().is_some() || session.keeping().is_some();
        let asks = session.filling().is_some() || session.linking().is_some() || lists;
        if view.inspector || open.is_some() || asks {
            let panel = Panel::right("inspector")
                .default_size(width.min(1240.0) * 0.24)
                .size_range(180.0..=width * 0.4)
                .frame(side(kit));
            let mut contents = |ui: &mut Ui| {
                if let Some(now) = session.reanchoring() {
                    return reanchor_ui(ui, kit, session, now, reanchor, asked);
                }
                if let Some(now) = session.keeping() {
                    return kept_ui(ui, kit, session, now, kept, asked);
                }
                if session.document().is_none() {
                    return;
                }
                // The inspector takes what it needs, the outline the rest, which is never less than a third.
                let height = ui.available_height();
                let mut acted_on =
                    |ui: &mut Ui, kit: &mut Kit, asked: &mut Vec<Command>| match (session.filling(), session.linking())
                    {
                        (Some(now), _) => filling_ui(ui, kit, session, now, filling, asked),
                        (None, Some(now)) => linking_ui(ui, kit, session, now, linking, asked),
                        (None, None) => inspector_ui(ui, kit, session, draft, asked),
                    };
                if let Some(open) = open {
                    // While keys decide, what is chosen needs but a few lines.
                    let beside = if open.is_deciding() { CHOSEN_LEAST } else { height };
                    ui.scope(|ui| {
                        ui.set_max_height((height * 0.6).max((height - beside).min(CARD_ENOUGH)));
                        case_card_ui(ui, kit, session, open, asked);
                    });
                    divider(ui, kit);
                    return acted_on(ui, kit, asked);
                }
                ui.scope(|ui| {
                    ui.set_max_height(height * 0.64);
                    acted_on(ui, kit, asked);
                });
                divider(ui, kit);
                outline_ui(ui, kit, session, outline, asked);
            };
            panel.show(ui, |ui| on_height(ui, INSPECTOR_LEAST, &mut contents));
        }
        if view.guidelines {
            let panel = Panel::right("guidelines")
                .default_size(width.min(1240.0) * 0.26)
                .size_range(180.0..=width * if is_tight { 0.34 } else { 0.4 })
                .frame(side(kit));
            panel.show(ui, |ui| {
                on_height(ui, GUIDELINES_LEAST, |ui| guidelines_ui(ui, kit, session, guidelines, hovered))
            });
        }
        find_ui(ui, kit, session, find, asked);
        let desk = Frame::new().fill(kit.brush.color(Ink::Desk));
        CentralPanel::default().frame(desk).show(ui, |ui| {
            if session.document().is_none() {
                empty_ui(ui, kit, session, asked);
            } else {
                page_ui(ui, kit, session, page, asked);
            }
        });
    }
}

/// What stands in a panel on at least so much height: in a lower one it scrolls.
fn on_height(ui: &mut Ui, least: f32, contents: impl FnOnce(&mut Ui)) {
    if ui.available_height() >= least {
        return contents(ui);
    }
    let area = ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).id_salt("low");
    area.show(ui, |ui| {
        ui.allocate_ui(vec2(ui.available_width(), least), |ui| {
            ui.set_max_height(least);
            contents(ui);
        });
    });
}

/// What a panel's frame takes of its height, above and below.
const PANEL_MARGIN: f32 = 2.0 * 8.0;

fn side(kit: &Kit) -> Frame {
    panel_frame(kit, Margin::symmetric(10, 8))
}

fn bar(kit: &Kit) -> Frame {
    panel_frame(kit, Margin::symmetric(10, 4))
}
