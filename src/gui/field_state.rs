//! What a text field remembers from one frame to the next, and what it hears: keys, pointer, clipboard, input methods and
//! assistive technology. It draws nothing. Sizes are points.

use std::collections::HashMap;
use std::sync::Arc;

use egui::accesskit::{Action, ActionData};
use egui::{Event, Id, ImeEvent, Key, Modifiers, Pos2, Rect, Response, Ui, pos2};

use crate::gui::text_runs::Runs;
use crate::text::caret::Sight;
use crate::text::edit::{Edit, Extend, Lines, Side, Unit};
use crate::text::flow::{CaretBox, Flow};
use crate::text::layout::Style;
use crate::text::shape::Engine;

/// The width of the caret, for which a line leaves room.
pub const CARET_WIDTH: f32 = 1.5;
/// A click this soon after another, this near to it, makes a row of clicks.
const ROW_SECONDS: f64 = 0.4;
const ROW_POINTS: f32 = 5.0;

/// What the window's fields remember from one frame to the next. A field that is not drawn any more is forgotten.
#[derive(Default)]
pub struct Fields {
    fields: HashMap<Id, State>,
    frame: u64,
}

impl Fields {
    /// To be called before anything is drawn in a frame.
    pub fn begin(&mut self) {
        let frame = self.frame;
        self.fields.retain(|_, state| state.drawn == frame);
        self.frame += 1;
    }

    /// What a field remembers, unless its text was changed by somebody else since; it is to be kept again after the field is drawn.
    pub fn take(&mut self, id: Id, text: &str) -> Option<State> {
        self.fields.remove(&id).filter(|state| **state.edit.text() == *text)
    }

    pub fn keep(&mut self, id: Id, mut state: State) {
        state.drawn = self.frame;
        self.fields.insert(id, state);
    }

    /// Whether a field had the keyboard when it was last drawn.
    #[must_use]
    pub fn had_keyboard(&self, id: Id) -> bool {
        self.fields.get(&id).is_some_and(|state| state.had_focus)
    }

    /// Whether somebody types: one of the fields has the keyboard.
    #[must_use]
    pub fn is_typing(&self, context: &egui::Context) -> bool {
        context.memory(|memory| memory.focused()).is_some_and(|id| self.fields.contains_key(&id))
    }
}

/// What one field remembers.
pub struct State {
    pub edit: Edit,
    /// The text laid out, and in what style; of what was typed, when it is next looked at.
    pub flow: Flow,
    pub style: Style,
    /// What a screen reader hears of it, once one does.
    pub runs: Option<Runs>,
    /// Of a single line longer than its field: which x of it stands at the left edge.
    pub scroll: f32,
    press: Option<Press>,
    /// The frame it was last drawn in, and whether it had the keyboard then.
    drawn: u64,
    pub had_focus: bool,
}

/// Where and when the pointer was last pressed.
#[derive(Debug, Clone, Copy)]
struct Press {
    place: Pos2,
    time: f64,
    /// The how-manieth of a row of clicks.
    count: usize,
}

impl State {
    pub fn new(text: &str, lines: Lines, style: Style) -> Self {
        let edit = Edit::new(text, lines);
        let flow = flow(&edit, style);
        Self { edit, flow, style, runs: None, scroll: 0.0, press: None, drawn: 0, had_focus: false }
    }

    /// Lays out the text as it is now. Of what did not change nothing is laid out again.
    pub fn follow(&mut self, style: Style) {
        if self.style != style {
            (self.flow, self.style, self.runs) = (flow(&self.edit, style), style, None);
        } else if !Arc::ptr_eq(self.flow.text(), self.edit.text()) {
            let before = std::mem::replace(&mut self.flow, Flow::new("".into(), style, 0.0));
            (self.flow, self.runs) = (before.with_text(Arc::clone(self.edit.text())), None);
        }
    }

    /// Does what an event asks for. Whether the field is now to be left.
    pub fn hear(&mut self, ui: &Ui, engine: &mut Engine, event: &Event) -> bool {
        self.follow(self.style);
        match event {
            Event::Text(typed) if !matches!(typed.as_str(), "\n" | "\r") => self.edit.insert(typed),
            Event::Paste(pasted) => self.edit.paste(pasted),
            Event::Copy => self.copy(ui),
            Event::Cut => self.cut(ui),
            Event::Ime(ImeEvent::Preedit { text, active_range_chars }) => {
                self.edit.compose(text, active_range_chars.clone());
            }
            Event::Ime(ImeEvent::Commit(text)) => self.edit.commit(text),
            Event::Ime(ImeEvent::DeleteSurrounding { before_chars, after_chars }) => {
                self.edit.erase_around(*before_chars, *after_chars);
            }
            Event::Key { key, pressed: true, modifiers, .. } => return self.hear_key(engine, *key, *modifiers),
            _ => {}
        }
        false
    }

    pub fn copy(&self, ui: &Ui) {
        if !self.edit.selection().is_empty() {
            ui.copy_text(self.edit.selected().to_owned());
        }
    }

    pub fn cut(&mut self, ui: &Ui) {
        if !self.edit.selection().is_empty() {
            self.copy(ui);
            self.edit.erase(Side::Before, Unit::Grapheme);
        }
    }

    /// Letters' keys by their meaning, which for a letter that is not Latin is that of its place on the board.
    fn hear_key(&mut self, engine: &mut Engine, key: Key, modifiers: Modifiers) -> bool {
        let (edit, flow) = (&mut self.edit, &mut self.flow);
        let extend = if modifiers.shift { Extend::Yes } else { Extend::No };
        let by_word = modifiers.ctrl || modifiers.command || modifiers.alt;
        let unit = if by_word { Unit::Word } else { Unit::Grapheme };
        match key {
            Key::ArrowLeft if by_word => edit.step_by_word(engine, flow, Sight::Left, extend),
            Key::ArrowRight if by_word => edit.step_by_word(engine, flow, Sight::Right, extend),
            Key::ArrowLeft => edit.step(engine, flow, Sight::Left, extend),
            Key::ArrowRight => edit.step(engine, flow, Sight::Right, extend),
            Key::ArrowUp => edit.step(engine, flow, Sight::Up, extend),
            Key::ArrowDown => edit.step(engine, flow, Sight::Down, extend),
            Key::Home if modifiers.command => edit.to_edge(Side::Before, extend),
            Key::End if modifiers.command => edit.to_edge(Side::After, extend),
            Key::Home => edit.to_line_edge(engine, flow, Side::Before, extend),
            Key::End => edit.to_line_edge(engine, flow, Side::After, extend),
            Key::Backspace => edit.erase(Side::Before, unit),
            Key::Delete => edit.erase(Side::After, unit),
            Key::A if modifiers.command => edit.select_all(),
            Key::Z if modifiers.command && modifiers.shift => edit.redo(),
            Key::Y if modifiers.command => edit.redo(),
            Key::Z if modifiers.command => edit.undo(),
            Key::Enter if self.edit.lines() == Lines::Many => self.edit.insert("\n"),
            Key::Enter => return true,
            _ => {}
        }
        false
    }

    /// What assistive technology asks for, which may be without the keyboard.
    pub fn hear_assistance(&mut self, ui: &Ui, id: Id) {
        let asked = |action: Action| {
            ui.input(|input| {
                let requests = input.accesskit_action_requests(id, action);
                let value = requests.filter_map(|request| match &request.data {
                    Some(ActionData::Value(value)) => Some(value.to_string()),
                    _ => None,
                });
                value.last()
            })
        };
        if let Some(value) = asked(Action::SetValue) {
            self.edit.replace_all(&value);
        }
        if let Some(value) = asked(Action::ReplaceSelectedText) {
            self.edit.paste(&value);
        }
    }

    /// A press puts the caret, two select a word, three the paragraph; drawn on, they grow by the same. Whether it was pressed;
    /// it may be released in the same frame.
    pub fn hear_pointer(&mut self, ui: &Ui, engine: &mut Engine, response: &Response, origin: Pos2) -> bool {
        let pointer = ui.input(|input| input.pointer.clone());
        let (time, shift) = ui.input(|input| (input.time, input.modifiers.shift));
        let is_pressed = pointer.primary_pressed() && response.hovered();
        let is_menu_asked = pointer.secondary_pressed() && response.hovered();
        let is_drawn = pointer.primary_down() && response.is_pointer_button_down_on();
        let place = pointer.interact_pos().filter(|_| is_pressed || is_menu_asked || is_drawn);
        let Some(place) = place else { return false };
        let at = place - origin;
        let caret = self.flow.hit(engine, at.x, f64::from(at.y));
        if is_menu_asked {
            // What is selected is what the menu is about.
            if self.edit.selection().is_empty() {
                self.edit.press(caret, Unit::Grapheme);
            }
            return true;
        }
        if !is_pressed {
            let has_moved = self.press.is_some_and(|press| press.place != place);
            if has_moved {
                self.edit.drag(caret);
            }
            return false;
        }
        let is_row = |press: &Press| time - press.time < ROW_SECONDS && press.place.distance(place) < ROW_POINTS;
        let count = self.press.filter(is_row).map_or(1, |press| press.count % 3 + 1);
        self.press = Some(Press { place, time, count });
        match count {
            1 if shift => self.edit.place(caret, Extend::Yes),
            1 => self.edit.press(caret, Unit::Grapheme),
            2 => self.edit.press(caret, Unit::Word),
            _ => self.edit.press(caret, Unit::Paragraph),
        }
        true
    }

    /// Where the text's top left corner stands: a single line scrolls to show the caret, and rests at its reading start.
    pub fn origin(&mut self, engine: &mut Engine, inner: Rect, has_focus: bool) -> Pos2 {
        if self.edit.lines() == Lines::Many {
            return inner.min;
        }
        let caret = self.caret(engine).x;
        let placed = self.flow.visible(engine, 0.0, 0.0);
        let Some(layout) = placed.first().map(|placed| &placed.layout) else { return inner.min };
        let runs = layout.lines().iter().flat_map(|line| &line.runs);
        let (left, right) =
            runs.fold((0.0_f32, layout.column()), |(left, right), run| (left.min(run.x), right.max(run.x + run.width)));
        let room = inner.width() - CARET_WIDTH;
        let (at_start, at_end) = match layout.is_rtl() {
            true => (layout.column() - room, left),
            false => (left, right - room),
        };
        self.scroll = if right - left <= room || !has_focus {
            at_start
        } else {
            self.scroll.clamp(caret - room, caret).clamp(at_start.min(at_end), at_start.max(at_end))
        };
        pos2(inner.left() - self.scroll, inner.top())
    }

    pub fn caret(&mut self, engine: &mut Engine) -> CaretBox {
        self.flow.caret_box(engine, self.edit.selection().head)
    }
}

fn flow(edit: &Edit, style: Style) -> Flow {
    Flow::new(Arc::clone(edit.text()), style, 0.0).with_full_empty_lines()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Extend, Lines, State};
    use crate::text::caret::Caret;
    use crate::text::fonts::{Faces, Weight};
    use crate::text::layout::Layout;
    use crate::text::shape::Engine;
    use crate::view::kept::plain_style;

    #[test]
    fn what_did_not_change_is_not_laid_out_again() {
        let mut engine = Engine::new(Arc::new(Faces::bundled()));
        let style = plain_style(14.0, Weight::Regular);
        let mut state = State::new("كتب one\nكتب two\nكتب three", Lines::Many, style);
        let mut layouts = |state: &mut State| -> Vec<Arc<Layout>> {
            state.follow(style);
            state.flow.visible(&mut engine, 0.0, f64::INFINITY).into_iter().map(|placed| placed.layout).collect()
        };
        let same = |a: &[Arc<Layout>], b: &[Arc<Layout>]| -> Vec<bool> {
            a.iter().zip(b).map(|(a, b)| Arc::ptr_eq(a, b)).collect()
        };
        let first = layouts(&mut state);
        assert_eq!(same(&first, &layouts(&mut state)), [true; 3]);
        state.edit.place(Caret::before("كتب one\nكتب".len()), Extend::No);
        state.edit.insert("x");
        let typed = layouts(&mut state);
        assert_eq!(same(&first, &typed), [true, false, true]);
        assert_eq!(&**typed[1].text(), "كتبx two");
    }
}
