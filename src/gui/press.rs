//! What the page remembers of the pointer: a press that goes on, what a click chose, where it rests. Points; bytes of the document.

use std::ops::Range;

use egui::{Event, PointerButton, Pos2, Rect, Ui};

use crate::gui::hover::Hover;

/// What the page remembers of the pointer between two frames.
#[derive(Default)]
pub(super) struct PointerState {
    pub press: Option<Press>,
    /// Where a click last chose an annotation, and the how-manieth of those there.
    pub last_choice: Option<(Pos2, usize)>,
    pub hover: Hover,
}

/// A press of the pointer's main button, and what it began to select.
pub(super) struct Press {
    pub place: Pos2,
    pub time: f64,
    /// The how-manieth of a row of clicks.
    pub count: u32,
    /// What the press itself selects, in bytes: a caret, a word.
    pub origin: Range<usize>,
    pub is_down: bool,
    pub has_dragged: bool,
    /// On which of the sheets that stand side by side.
    pub pane: usize,
    /// The mark out of sight whose name was pressed: it goes when the press moves the caret, so it is remembered.
    pub sought: Option<usize>,
}

impl PointerState {
    /// Which of the sheets the pointer is about: the one on which the button was pressed and is held, else the one it is over,
    /// else the last, which is the set's own.
    pub(super) fn pane(&self, ui: &Ui, sheets: &[Rect]) -> usize {
        let over = |place: Pos2| sheets.iter().position(|sheet| sheet.x_range().contains(place.x));
        let pressed = ui.input(|input| {
            input.events.iter().find_map(|event| match event {
                Event::PointerButton { pos, button: PointerButton::Primary, .. } => Some(*pos),
                _ => None,
            })
        });
        let held = self.press.as_ref().filter(|press| press.is_down).map(|press| press.pane);
        let latest = || pressed.or(ui.input(|input| input.pointer.latest_pos()));
        held.or_else(|| over(latest()?)).unwrap_or(sheets.len().saturating_sub(1))
    }

    /// Whether the button is held and the pointer was moved since.
    pub(super) fn is_dragging(&self) -> bool {
        self.press.as_ref().is_some_and(|press| press.is_down && press.has_dragged)
    }
}
