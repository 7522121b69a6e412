//! Scrolling the page: by the wheel, by dragging, by its bar, and to what is to be shown. Points.

use egui::{Align2, Event, MouseWheelUnit, Rect, Response, Sense, Ui, pos2, vec2};

use crate::gui::page_view::{PageView, SCROLL_BAR, Sought};
use crate::gui::text::Kit;
use crate::session::command::Command;
use crate::session::command::view::ViewChange;
use crate::session::state::Session;
use crate::text::caret::Caret;
use crate::text::shape::Engine;
use crate::view::measure::Measure;
use crate::view::tones::Ink;

/// Wheel turns for one step of the zoom.
const ZOOM_TURN: f32 = 1.0;

/// Hears the wheel: it scrolls, and with Ctrl it zooms; and a drag that leaves the page.
pub(super) fn scroll(ui: &Ui, response: &Response, page: &mut PageView, measure: Measure, asked: &mut Vec<Command>) {
    if !response.contains_pointer() {
        return;
    }
    let turns = ui.input(|input| {
        let turns = input.events.iter().filter_map(|event| match event {
            Event::MouseWheel { unit, delta, modifiers, .. } if modifiers.command || modifiers.ctrl => {
                Some(match unit {
                    MouseWheelUnit::Point => delta.y / 50.0,
                    MouseWheelUnit::Line | MouseWheelUnit::Page => delta.y,
                })
            }
            _ => None,
        });
        turns.sum::<f32>()
    });
    page.zoom_turned += turns;
    if page.zoom_turned.abs() >= ZOOM_TURN {
        asked.push(Command::View(if page.zoom_turned > 0.0 { ViewChange::ZoomIn } else { ViewChange::ZoomOut }));
        page.zoom_turned = 0.0;
    }
    let delta = ui.input(|input| input.smooth_scroll_delta().y);
    page.scroll -= f64::from(delta);
    // A drag that leaves the page pulls it along.
    let is_dragging = page.pointer.is_dragging();
    if let Some(pointer) = ui.input(|input| input.pointer.latest_pos()).filter(|_| is_dragging) {
        let beyond = (pointer.y - response.rect.bottom()).max(0.0) + (pointer.y - response.rect.top()).min(0.0);
        if beyond != 0.0 {
            page.scroll += f64::from(beyond.clamp(-measure.size, measure.size) * 0.5);
            ui.request_repaint();
        }
    }
}

/// Where the page stands after what happened to it, with everything in sight laid out.
pub(super) fn settle(page: &mut PageView, engine: &mut Engine, session: &Session, measure: Measure) {
    let lay_out = |page: &mut PageView, engine: &mut Engine| {
        clamp_scroll(page, measure);
        let (top, bottom) = (page.scroll, page.scroll + f64::from(page.height));
        if let Some(flow) = &mut page.flow {
            flow.visible(engine, top, bottom);
        }
    };
    if page.is_reveal_due && !page.is_held_back {
        page.is_reveal_due = false;
        // What comes into sight by this can have other heights than were estimated, so once more when they are known.
        for _ in 0..2 {
            reveal_caret(page, engine, session, measure);
            lay_out(page, engine);
        }
    } else {
        lay_out(page, engine);
        if let Some(((paragraph, top), flow)) = page.held.zip(page.flow.as_ref()) {
            page.scroll += flow.paragraph_top(paragraph) - top;
        }
    }
    clamp_scroll(page, measure);
    page.drawn = Some(page.scroll);
    page.held = page.flow.as_ref().map(|flow| {
        let paragraph = flow.paragraph_at((page.scroll + f64::from(page.height) / 2.0).max(0.0));
        (paragraph, flow.paragraph_top(paragraph))
    });
}

/// Scrolls so that the line of the caret, or of what is sought, is in sight, with another one around it.
fn reveal_caret(page: &mut PageView, engine: &mut Engine, session: &Session, measure: Measure) {
    if let Some(Sought::Heading) = page.sought {
        page.scroll = f64::NEG_INFINITY;
        return;
    }
    let sought = page.sought.zip(page.flow.as_mut());
    let sought = sought.and_then(|(sought, flow)| match sought {
        Sought::Offset(offset) => Some(flow.caret_box(engine, Caret::before(offset))),
        Sought::Heading => None,
    });
    let Some(place) = sought.or_else(|| page.caret_box(engine, session)) else { return };
    let around = f64::from(measure.em(2.0));
    let (top, bottom) = (place.top - around, place.bottom + around);
    let height = f64::from(page.height);
    if page.scroll == f64::NEG_INFINITY && bottom < height - f64::from(page.heading) {
        page.scroll = -around - f64::from(page.heading);
    } else if top < page.scroll || bottom - top > height {
        page.scroll = top;
    } else if bottom > page.scroll + height {
        page.scroll = bottom - height;
    }
}

fn clamp_scroll(page: &mut PageView, measure: Measure) {
    let Some(flow) = &page.flow else { return };
    let space = f64::from(page.space_above(measure));
    let last = (flow.height() + f64::from(page.height) * 0.4 - f64::from(page.height)).max(-space);
    page.scroll = page.scroll.clamp(-space, last);
}

/// A bar at the end side; its handle can be dragged.
pub(super) fn scroll_bar(ui: &Ui, kit: &Kit, page: &mut PageView, measure: Measure, area: Rect) {
    let Some(flow) = &page.flow else { return };
    let (height, seen) = (flow.height() + f64::from(page.height) * 0.4, f64::from(area.height()));
    if height <= seen {
        return;
    }
    let bar = Align2::RIGHT_TOP.align_size_within_rect(vec2(SCROLL_BAR, area.height()), area);
    let response = ui.interact(bar, PageView::id().with("scroll bar"), Sense::click_and_drag());
    let handle_height = (area.height() * (seen / height) as f32).max(32.0);
    let room = f64::from(area.height() - handle_height);
    if let Some(pointer) = response.interact_pointer_pos() {
        let share = (f64::from(pointer.y - area.top() - handle_height / 2.0) / room).clamp(0.0, 1.0);
        page.scroll = share * (height - seen);
        clamp_scroll(page, measure);
        ui.request_repaint();
    }
    let top = area.top() + ((page.scroll / (height - seen)).clamp(0.0, 1.0) * room) as f32;
    let handle = Rect::from_min_size(pos2(bar.left() + 3.0, top), vec2(SCROLL_BAR - 6.0, handle_height));
    let ink = if response.hovered() || response.dragged() { Ink::Muted } else { Ink::Border };
    ui.painter().rect_filled(handle, 3.0, kit.brush.color(ink));
}
