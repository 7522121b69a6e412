//! The pointer on the page: selecting by pressing and dragging, choosing by a click. Points.

use std::ops::Range;

use egui::{Event, PointerButton, Pos2, Response, Ui};

use crate::gui::hover::Wake;
use crate::gui::page_view::{PageView, SCROLL_BAR};
use crate::gui::press::Press;
use crate::model::document::Document;
use crate::session::command::review::ReviewCommand;
use crate::session::command::{Command, Extend, Unit};
use crate::session::state::Session;
use crate::text::caret::Caret;
use crate::text::segment;
use crate::text::shape::Engine;
use crate::view::frames;
use crate::view::marks::Marks;
use crate::view::page::Page;
use crate::view::parallel::Column;

/// Two presses closer than this, in seconds and points, belong together.
const DOUBLE_SECONDS: f64 = 0.4;
const DOUBLE_POINTS: f32 = 5.0;
/// A pointer that moved less has not dragged.
const DRAG_POINTS: f32 = 4.0;

/// What the pointer does on the page. Presses are taken from the events in their order: on a slow machine a whole click, or two,
/// can fall into one frame.
pub(super) fn pointer(
    ui: &Ui,
    seen: &Seen,
    page: &mut PageView,
    engine: &mut Engine,
    response: &Response,
    asked: &mut Vec<Command>,
) {
    let hovered = response.hover_pos();
    if let Some(place) = hovered {
        let is_on_name = seen.out_of_sight(place).is_some();
        ui.set_cursor_icon(if is_on_name { egui::CursorIcon::PointingHand } else { egui::CursorIcon::Text });
    }
    let (events, time, alt, latest) =
        ui.input(|input| (input.events.clone(), input.time, input.modifiers.alt, input.pointer.latest_pos()));
    // The scroll bar lies over the page and hears its own presses.
    let text = response.rect.with_max_x(response.rect.right() - SCROLL_BAR);
    let is_ours = response.contains_pointer() || response.is_pointer_button_down_on() || response.clicked();
    for event in &events {
        let Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers } = event else { continue };
        if *pressed && is_ours && text.contains(*pos) {
            response.request_focus();
            press(seen, page, engine, *pos, Held { time, shift: modifiers.shift }, asked);
        } else if !*pressed {
            drag(seen, page, engine, *pos, alt, asked);
            release(seen, page, *pos, modifiers.shift, asked);
        }
    }
    if let Some(place) = latest {
        drag(seen, page, engine, place, alt, asked);
    }
    rest(ui, seen, page, hovered, time);
}

/// The pointer rests somewhere: after a moment the frames there are looked at.
fn rest(ui: &Ui, seen: &Seen, page: &mut PageView, hovered: Option<Pos2>, time: f64) {
    let is_down = page.pointer.press.as_ref().is_some_and(|press| press.is_down);
    let is_own = seen.other.is_none();
    let place = hovered.filter(|_| !is_down && is_own && !page.is_settled(seen.session));
    let place = place.map(|place| [place.x - seen.origin.x, place.y - seen.origin.y]);
    let under = place.and_then(|[x, y]| {
        let marks = seen.page.marks_at(x, y, &page.own.marks.marks).into_iter();
        let mark = marks.into_iter().find(|mark| frames::is_in_any(&page.own.frames, *mark))?;
        Some((page.own.marks.ids[mark], seen.page.rect_at(mark, x, y)?))
    });
    match page.pointer.hover.follow(time, page.scroll, place, under) {
        Wake::Never => {}
        Wake::Now => ui.request_repaint(),
        Wake::After(seconds) => ui.ctx().request_repaint_after_secs(seconds as f32),
    }
}

/// What is drawn in this frame, and where.
pub(super) struct Seen<'a> {
    pub session: &'a Session,
    pub document: &'a Document,
    pub page: &'a Page,
    pub origin: Pos2,
    /// Which of the sheets that stand side by side.
    pub nth: usize,
    /// Whose it is, if it is not the set's own.
    pub other: Option<&'a Column>,
}

impl Seen<'_> {
    /// The marks on it.
    fn marks<'a>(&'a self, page: &'a PageView) -> &'a Marks {
        self.other.map_or(&page.own.marks, |other| &other.drawn.marks)
    }

    /// What choosing a mark asks for: of another's the case is looked at.
    fn choice(&self, page: &PageView, mark: usize) -> Option<Command> {
        match self.other {
            Some(other) => other.items.get(mark).copied().flatten().map(|at| ReviewCommand::GoTo(at + 1).into()),
            None => page.own.marks.ids.get(mark).copied().map(Command::Choose),
        }
    }

    /// The mark out of sight whose name stands at a place in the window.
    fn out_of_sight(&self, place: Pos2) -> Option<usize> {
        let local = place - self.origin;
        let mut names = self.page.tags.iter().filter(|tag| tag.arrow.is_some());
        names.find(|tag| tag.rect.contains(local.x, local.y)).map(|tag| tag.mark)
    }

    /// The caret nearest to a place in the window.
    fn caret(&self, page: &mut PageView, engine: &mut Engine, place: Pos2) -> Option<Caret> {
        let local = place - self.origin;
        let y = page.scroll + f64::from(local.y);
        page.flow.as_mut().map(|flow| flow.hit(engine, local.x, y))
    }
}

/// When the button went down, and whether Shift was held.
#[derive(Clone, Copy)]
struct Held {
    time: f64,
    shift: bool,
}

/// The button goes down: a caret, a word, a sentence or a paragraph, by the number of clicks.
fn press(seen: &Seen, page: &mut PageView, engine: &mut Engine, place: Pos2, held: Held, asked: &mut Vec<Command>) {
    let Some(caret) = seen.caret(page, engine, place) else { return };
    page.forget_goal();
    if let Some(mark) = seen.out_of_sight(place) {
        let (time, origin) = (held.time, caret.offset..caret.offset);
        let press = Press {
            place,
            time,
            count: 1,
            origin,
            is_down: true,
            has_dragged: false,
            pane: seen.nth,
            sought: Some(mark),
        };
        page.pointer.press = Some(press);
        return;
    }
    let is_row = |press: &&Press| {
        held.time - press.time < DOUBLE_SECONDS && (place - press.place).length() < DOUBLE_POINTS && !press.has_dragged
    };
    let count = page.pointer.press.as_ref().filter(is_row).map_or(1, |press| press.count % 4 + 1);
    let origin = match count {
        1 => caret.offset..caret.offset,
        _ => segment::word_at(seen.document.text(), caret.offset),
    };
    asked.push(match count {
        1 => seen.session.set_caret_command(caret, if held.shift { Extend::Yes } else { Extend::No }),
        2 => Command::SelectUnit(Unit::Word),
        3 => Command::SelectUnit(Unit::Sentence),
        _ => Command::SelectUnit(Unit::Paragraph),
    });
    let (time, pane) = (held.time, seen.nth);
    page.pointer.press =
        Some(Press { place, time, count, origin, is_down: true, has_dragged: false, pane, sought: None });
}

/// The pointer is somewhere while the button is down: the selection follows it, by words if it snaps.
fn drag(seen: &Seen, page: &mut PageView, engine: &mut Engine, place: Pos2, alt: bool, asked: &mut Vec<Command>) {
    let Some(caret) = seen.caret(page, engine, place) else { return };
    let Some(press) =
        page.pointer.press.as_mut().filter(|press| press.is_down && press.count <= 2 && press.sought.is_none())
    else {
        return;
    };
    if !press.has_dragged && (place - press.place).length() <= DRAG_POINTS {
        return;
    }
    press.has_dragged = true;
    let snaps = press.count == 2 || seen.session.view().snap != alt;
    let (anchor, end) =
        if snaps { snapped(seen.document.text(), &press.origin, caret.offset) } else { (press.origin.start, caret) };
    let selection = seen.session.selection();
    if (selection.anchor, selection.caret) != (anchor, end) {
        asked.push(seen.session.set_caret_command(Caret::before(anchor), Extend::No));
        asked.push(seen.session.set_caret_command(end, Extend::Yes));
    }
}

/// The button goes up: without a drag, a click chooses what is there, or goes to whose name was pressed.
fn release(seen: &Seen, page: &mut PageView, place: Pos2, shift: bool, asked: &mut Vec<Command>) {
    let Some(press) = page.pointer.press.as_mut().filter(|press| press.is_down) else { return };
    press.is_down = false;
    if let Some(mark) = press.sought {
        asked.extend(seen.choice(page, mark));
        if let Some(mark) = seen.marks(page).marks.get(mark).cloned() {
            page.seek(&mark);
        }
    } else if !press.has_dragged && press.count == 1 && !shift {
        choose(seen, page, place, asked);
    }
}

/// The anchor and caret of a selection that covers whole words from `origin` to `offset`, whichever is first.
fn snapped(text: &str, origin: &Range<usize>, offset: usize) -> (usize, Caret) {
    let first = segment::word_at(text, origin.start);
    let first = if origin.is_empty() { first } else { origin.clone() };
    let last = segment::word_at(text, offset);
    if offset < first.start {
        (first.end, Caret::before(last.start.min(offset)))
    } else {
        // At a word's very beginning nothing of it is meant yet.
        let end = if offset == last.start { offset } else { last.end };
        (first.start, Caret::after(end.max(first.end)))
    }
}

/// Chooses what is under the pointer: the smallest annotation, and with each further click there the next larger one.
fn choose(seen: &Seen, page: &mut PageView, place: Pos2, asked: &mut Vec<Command>) {
    let local = place - seen.origin;
    let found = seen.page.marks_at(local.x, local.y, &seen.marks(page).marks);
    let Some(count) = std::num::NonZero::new(found.len()) else {
        page.pointer.last_choice = None;
        if seen.session.chosen_id().is_some() {
            asked.push(Command::SelectNone);
        }
        return;
    };
    let again = page.pointer.last_choice.filter(|(before, _)| (place - *before).length() < DOUBLE_POINTS);
    let turn = again.map_or(0, |(_, turn)| (turn + 1) % count);
    page.pointer.last_choice = Some((place, turn));
    asked.extend(seen.choice(page, found[turn]));
}

#[cfg(test)]
mod tests {
    use super::snapped;
    use crate::text::caret::Caret;

    #[test]
    fn dragging_forward_takes_whole_words() {
        assert_eq!(snapped("one two three", &(5..5), 9), (4, Caret::after(13)));
    }

    #[test]
    fn dragging_back_takes_the_word_it_began_in() {
        assert_eq!(snapped("one two three", &(10..10), 1), (13, Caret::before(0)));
    }

    #[test]
    fn the_beginning_of_a_word_does_not_take_it() {
        assert_eq!(snapped("one two", &(1..1), 4), (0, Caret::after(4)));
    }
}
