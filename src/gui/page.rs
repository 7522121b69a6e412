//! The page in the window: drawn, alone or side by side with those of others, and hearing what is done to it. Points; the page
//! itself is `view::page`, whose pixels are our points.

use std::ops::Range;

use egui::{Align, Response, Role, Sense, Ui, WidgetInfo, pos2};

use crate::gui::brush::TextStyle;
use crate::gui::page_view::{PageView, SCROLL_BAR};
use crate::gui::parallel::{self, Columns, Sheets};
use crate::gui::pointer::{Seen, pointer};
use crate::gui::scrolling::{scroll, scroll_bar, settle};
use crate::gui::text::{Kit, Line};
use crate::gui::theme;
use crate::gui::typesetter::Setting;
use crate::session::command::Command;
use crate::session::filling::{Choice, Filling};
use crate::session::state::Session;
use crate::text::flow::Flow;
use crate::text::segment;
use crate::text::shape::Engine;
use crate::view::draw;
use crate::view::heading::Heading;
use crate::view::lens::Lens;
use crate::view::marks::Marks;
use crate::view::measure::{Measure, Spacing};
use crate::view::page::Page;
use crate::view::scene::{Focus, Scene};
use crate::view::tones::Ink;

/// Draws the page, or the pages side by side, and hears what the pointer does there.
pub fn page_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, page: &mut PageView, asked: &mut Vec<Command>) {
    let whole = ui.available_rect_before_wrap();
    ui.painter().rect_filled(whole, 0.0, kit.brush.color(Ink::Desk));
    let size = theme::PAGE * f32::from(session.view().zoom) / 100.0;
    let seated = Columns::seats(session, Sheets::room(whole, size, SCROLL_BAR));
    let sheets = match seated.len() {
        0 => Sheets::one(whole, size, SCROLL_BAR),
        others => Sheets::several(whole, others + 1, size, SCROLL_BAR),
    };
    let area = sheets.area;
    let response = ui.interact(area, PageView::id(), Sense::click_and_drag());
    let Some(document) = session.document() else { return };

    let is_roomy = session.view().frames || session.review().is_some();
    let spacing = if is_roomy { Spacing::Arcs } else { Spacing::Chips };
    let wanted = Measure { size, width: sheets.width, spacing };
    let setting = Setting { measure: wanted, direction: session.direction(), joiners: session.view().joiners };
    page.height = area.height();
    let at = (document, session.selection().caret.offset);
    let Some(measure) = page.prepare(ui.ctx(), &mut kit.brush.engine, at, setting) else {
        page.is_blank = true;
        return blank_ui(ui, kit, &sheets, &response);
    };
    page.mark(session, seated);
    let headings = page.headings(&mut kit.brush.engine, measure);
    page.seek_heading(session);
    sheets.sheets.iter().for_each(|sheet| parallel::paint_sheet(ui, kit, *sheet, area));

    scroll(ui, &response, page, measure, asked);
    if page.is_unset(ui.ctx(), &kit.brush.engine, at) {
        page.is_blank = true;
        return blank_ui(ui, kit, &sheets, &response);
    }
    page.is_blank = false;
    settle(page, &mut kit.brush.engine, session, measure);
    page.mark_in_sight(&mut kit.brush.engine, session);

    let mut places = sheets.sheets.clone();
    // The first column stands where one begins to read.
    if page.flow.as_ref().is_some_and(Flow::is_rtl) {
        places.reverse();
    }
    let painter = ui.painter_at(area);
    let mut panes = Vec::new();
    for (nth, (place, heading)) in places.iter().zip(&headings).enumerate() {
        let Some(seen) =
            pane(&mut kit.brush.engine, session, page, Pane { nth, heading, measure, margin: sheets.margin })
        else {
            return;
        };
        let origin = pos2(place.left() + sheets.margin, area.top());
        let clipped = painter.with_clip_rect(place.intersect(area));
        kit.brush.strokes(&clipped, origin, |paint| draw::draw(&seen, &mut |shape| paint(shape)));
        panes.push((seen, origin));
    }
    let columns = std::mem::take(&mut page.columns);
    if columns.is_parallel() {
        parallel::titles_ui(ui, kit, session, &columns, &places, asked);
    }
    let nth = page.pointer.pane(ui, &places);
    if let Some((seen, origin)) = panes.get(nth) {
        let other = columns.columns.get(nth);
        let seen = Seen { session, document, page: seen, origin: *origin, nth, other };
        pointer(ui, &seen, page, &mut kit.brush.engine, &response, asked);
    }
    page.columns = columns;
    scroll_bar(ui, kit, page, measure, area);
    keep_focus(ui, &response);
    let name = kit.words.say("page-name", &[("title", document.title().into())]);
    response.widget_info(|| WidgetInfo::labeled(Role::Document, true, crate::gui::words::spoken(&name)));
}

/// Draws the sheets of a text that is still being set, and says so on the first.
fn blank_ui(ui: &Ui, kit: &mut Kit, sheets: &Sheets, response: &Response) {
    sheets.sheets.iter().for_each(|sheet| parallel::paint_sheet(ui, kit, *sheet, sheets.area));
    let said = kit.words.get("page-being-set");
    if let Some(sheet) = sheets.sheets.first() {
        let style = TextStyle::body().ink(Ink::Muted);
        let line = Line::new(&mut kit.brush, &said, style, sheet.width());
        let place = sheet.with_max_y(sheet.top() + sheet.height() * 0.5);
        line.paint(ui, &mut kit.brush, place, Align::Center);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Document, true, crate::gui::words::spoken(&said)));
    keep_focus(ui, response);
}

/// One of the sheets that are drawn.
#[derive(Clone, Copy)]
struct Pane<'a> {
    /// Which column, in the order of reading.
    nth: usize,
    heading: &'a Heading,
    measure: Measure,
    margin: f32,
}

/// What is to be seen on a sheet: of the set itself, or of another's.
fn pane(engine: &mut Engine, session: &Session, page: &mut PageView, pane: Pane<'_>) -> Option<Page> {
    let document = session.document()?;
    let looked_at = page.looked_at(session);
    let (offered, lit) = offer(session, &page.own.marks);
    let same = session.chosen_group();
    let case: Vec<Range<usize>> =
        session.review().and_then(|review| review.item()?.place.clone()).into_iter().collect();
    let PageView { flow, kept, own, columns, quiet, voices, .. } = page;
    // Behind the columns of others stands the set itself.
    let other = columns.columns.get(pane.nth);
    let drawn = other.map_or(&*own, |other| &other.drawn);
    let selection = session.selection();
    let chosen = session.chosen_id().and_then(|id| own.marks.position(id));
    let frames = match other {
        Some(other) => other.looked_at().cloned().map(|frame| vec![frame]),
        None => looked_at,
    };
    let focus = frames.as_deref().map(|frames| match other {
        Some(_) => Focus { frames, offered: &[], lit: &[] },
        None => Focus { frames, offered: &offered, lit: &lit },
    });
    let scene = Scene {
        text: document.text(),
        marks: &drawn.marks.marks,
        lanes: &drawn.marks.lanes,
        order: &drawn.marks.order,
        heading: pane.heading,
        chosen: other.map_or(chosen, |other| other.chosen),
        same: if other.is_some() { &[] } else { &same },
        selection: (!selection.is_empty()).then(|| (selection.range().start, selection.range().end)),
        caret: Some(selection.caret).filter(|_| other.is_none()),
        lens: if session.view().lens { Lens::On } else { Lens::Off },
        margin: pane.margin,
        frames: if session.view().frames { &drawn.frames } else { &[] },
        quiet: if other.is_some() { &[] } else { quiet },
        voices: Some(&*voices).filter(|_| other.is_none()),
        case: case.as_slice(),
        agreed: other.map(|other| other.agreed.as_slice()).unwrap_or_default(),
        absent: other.map(|other| other.absent.as_slice()).unwrap_or_default(),
        focus,
    };
    let flow = flow.as_mut()?;
    let heights = page.scroll..page.scroll + f64::from(page.height);
    Some(Page::new(flow, engine, kept, pane.measure, scene, heights))
}

/// The marks that may fill the open slot, and the bytes of the one that would be taken.
fn offer(session: &Session, marks: &Marks) -> (Vec<usize>, Vec<Range<usize>>) {
    let Some(filling) = session.filling() else { return Default::default() };
    let annotations = filling.candidates.iter().filter_map(|candidate| match candidate.choice {
        Choice::Annotation(id) => marks.position(id),
        Choice::Fresh(_) | Choice::Identity(_) | Choice::Answer(_) => None,
    });
    (annotations.collect(), lit_ranges(session, filling))
}

/// Where the candidate stands that would be taken, in bytes; nothing for what is not in the text.
#[must_use]
pub fn lit_ranges(session: &Session, filling: &Filling) -> Vec<Range<usize>> {
    let candidate = filling.candidates.get(filling.lit);
    match candidate.map(|candidate| &candidate.choice) {
        Some(Choice::Annotation(id)) => {
            let annotation = session.set().and_then(|set| set.get(*id));
            let spans = annotation.map(|annotation| annotation.anchor.spans()).unwrap_or_default();
            spans.iter().map(|span| span.range()).collect()
        }
        Some(Choice::Fresh(_)) => {
            let selection = session.selection();
            match session.document() {
                Some(document) if selection.is_empty() => {
                    vec![segment::word_at(document.text(), selection.caret.offset)]
                }
                _ => vec![selection.range()],
            }
        }
        Some(Choice::Identity(_) | Choice::Answer(_)) | None => Vec::new(),
    }
}

/// The page keeps the arrow keys and Escape to itself while it has the keyboard; Tab goes on to the panels, and Escape there
/// comes back.
fn keep_focus(ui: &Ui, response: &Response) {
    let filter = egui::EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };
    ui.memory_mut(|memory| {
        // Behind a question it would take from Tab where to begin.
        if memory.focused().is_none() && memory.top_modal_layer().is_none() {
            memory.request_focus(response.id);
        }
        if memory.has_focus(response.id) {
            memory.set_focus_lock_filter(response.id, filter);
        }
    });
}
