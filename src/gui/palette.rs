//! The palette: every command and label by name, with its key. Opens over everything, narrows as one types.

use egui::{Align2, Area, Event, Id, Key, Margin, Order, Rect, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::held;
use crate::gui::menu::paint_title_and_key;
use crate::gui::text::{self, Kit};
use crate::gui::text_field;
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self};
use crate::session::command::Command;
use crate::session::state::Session;
use crate::view::items::{Item, fuzzy, items, label_items, typed_item};
use crate::view::tones::Ink;

const WIDTH: f32 = 560.0;
const ROW: f32 = 30.0;
const MOST_ROWS: f32 = 12.0;
/// Below the window's upper edge.
const TOP: f32 = 64.0;
/// The field with what is around it.
const FIELD: f32 = 30.0;

/// What the window remembers of the palette while it is open.
#[derive(Default)]
pub struct Palette {
    typed: String,
    /// Which of the rows Enter stands for.
    at: usize,
    is_shown: bool,
}

/// Draws the palette if the session says it is open.
pub fn palette_ui(ui: &Ui, kit: &mut Kit, session: &Session, palette: &mut Palette, asked: &mut Vec<Command>) {
    if !session.view().palette {
        palette.is_shown = false;
        return;
    }
    let is_new = !palette.is_shown;
    if is_new {
        *palette = Palette { is_shown: true, ..Palette::default() };
    }
    let (moved, is_entered, is_escaped) = keys(ui);
    let area = Area::new(Id::unique("palette")).order(Order::Foreground).anchor(Align2::CENTER_TOP, vec2(0.0, TOP));
    let frame = widgets::dialog_frame(ui, kit).inner_margin(Margin::same(10));
    let window = ui.ctx().content_rect();
    let shown = area.show(ui.ctx(), |ui| {
        let shown = frame.show(ui, |ui| {
            ui.set_width(WIDTH.min(window.width() - TOP));
            let (name, hint) = (kit.words.get("palette-name"), kit.words.get("palette-hint"));
            let field = text_field::field(ui, kit, Id::unique("palette field"), &name, &hint, &mut palette.typed);
            // Asked for again, the keyboard would be taken from an input method at each letter.
            if !field.has_focus() {
                field.request_focus();
            }
            if field.changed() {
                palette.at = 0;
            }
            // What was typed in this frame counts: Enter may have come with it.
            let found = palette.found(session, kit);
            palette.move_by(moved, found.len());
            ui.add_space(SPACE);
            if found.is_empty() {
                let nothing = match typed_item(session, &palette.typed) {
                    Some(Err(error)) => error.to_string(),
                    _ => kit.words.get("palette-nothing"),
                };
                text::label(ui, kit, &nothing, TextStyle::body().ink(Ink::Muted));
            }
            let height = (ROW * MOST_ROWS).min(window.height() - TOP * 2.0 - FIELD);
            let clicked = rows_ui(ui, kit, session, &found, height, palette.at, moved != 0);
            let chosen = clicked.or(is_entered.then_some(palette.at));
            chosen.and_then(|index| found.into_iter().nth(index)).map(|item| item.command)
        });
        shown.inner
    });
    let is_pressed_elsewhere = ui.input(|input| {
        input.pointer.any_pressed()
            && input.pointer.latest_pos().is_some_and(|place| !shown.response.rect.contains(place))
    });
    let command = shown.inner;
    if command.is_some() || is_escaped || (is_pressed_elsewhere && !is_new) {
        asked.push(Command::Palette);
        ui.memory_mut(|memory| memory.request_focus(crate::gui::page_view::PageView::id()));
    }
    asked.extend(command);
}

/// The rows, of which only those in sight are drawn; which one was clicked.
fn rows_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    found: &[Item],
    height: f32,
    at: usize,
    has_moved: bool,
) -> Option<usize> {
    let rows = ScrollArea::vertical().max_height(height).min_scrolled_height(height).id_salt("palette rows");
    let clicked = rows.auto_shrink([false, true]).show_viewport(ui, |ui, seen| {
        let (place, width) = (ui.max_rect().min, ui.available_width());
        let row = |index: usize| Rect::from_min_size(place + vec2(0.0, ROW * index as f32), vec2(width, ROW));
        ui.set_height(ROW * found.len() as f32);
        if has_moved {
            ui.scroll_to_rect(row(at), None);
        }
        let first = (seen.top() / ROW).max(0.0) as usize;
        let in_sight = found.iter().enumerate().skip(first).take((height / ROW) as usize + 2);
        let clicked = in_sight.filter(|(index, item)| palette_row(ui, kit, session, item, row(*index), *index == at));
        clicked.map(|(index, _)| index).last()
    });
    clicked.inner
}

impl Palette {
    fn move_by(&mut self, rows: i32, count: usize) {
        self.at = self.at.min(count.saturating_sub(1));
        if count > 0 {
            self.at = (self.at as i32 + rows).rem_euclid(count as i32) as usize;
        }
    }

    fn found(&self, session: &Session, kit: &Kit) -> Vec<Item> {
        let label = |item: Item| Item {
            title: kit.words.say("palette-label", &[("label", item.title.as_str().into())]),
            ..item
        };
        let all = items(session).into_iter().filter(|item| item.command != Command::Palette);
        let all = all.chain(label_items(session).into_iter().map(label));
        let mut found: Vec<(i32, Item)> =
            all.filter_map(|item| Some((fuzzy(&self.typed, &item.title)?, item))).collect();
        if !self.typed.trim().is_empty() {
            found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        }
        let mut found: Vec<Item> = found.into_iter().map(|(_, item)| item).collect();
        if let Some(Ok(line)) = typed_item(session, &self.typed)
            && found.iter().all(|item| item.command != line.command)
        {
            // What cannot be done now stands below what was perhaps meant.
            let at = if session.refusal(&line.command).is_none() { 0 } else { found.len() };
            found.insert(at, line);
        }
        found
    }
}

/// Rows to move by, and whether Enter or Escape was pressed. The field does not get these keys, nor what was typed after one that
/// closes the palette.
fn keys(ui: &Ui) -> (i32, bool, bool) {
    let (mut moved, mut is_entered, mut is_escaped) = (0, false, false);
    let is_last = |event: &Event| matches!(event, Event::Key { key: Key::Enter | Key::Escape, pressed: true, .. });
    let mut events = ui.input(|input| input.events.clone());
    if let Some(last) = events.iter().position(is_last) {
        let after = events.split_off(last + 1);
        events.extend(held::without_typed(ui.ctx(), after.into_iter()));
    }
    ui.input_mut(|input| {
        input.events = events;
        input.events.retain(|event| {
            let Event::Key { key, pressed: true, .. } = event else { return true };
            match key {
                Key::ArrowDown => moved += 1,
                Key::ArrowUp => moved -= 1,
                Key::PageDown => moved += 10,
                Key::PageUp => moved -= 10,
                Key::Enter => is_entered = true,
                Key::Escape => is_escaped = true,
                _ => return true,
            }
            false
        });
    });
    (moved, is_entered, is_escaped)
}

/// A row; whether it was clicked.
fn palette_row(ui: &mut Ui, kit: &mut Kit, session: &Session, item: &Item, rect: Rect, is_current: bool) -> bool {
    let response = ui.interact(rect, ui.scope_id().with(&item.title), Sense::click());
    let refusal = session.refusal(&item.command);
    response.widget_info(|| {
        let name = crate::gui::words::spoken(&item.title);
        WidgetInfo::selected(egui::Role::ListItem, refusal.is_none(), is_current, name)
    });
    if is_current {
        ui.painter().rect_filled(rect, 4.0, kit.brush.color(Ink::AccentTint));
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 4.0, kit.brush.color(Ink::Hover));
    }
    let ink = if refusal.is_none() { Ink::Text } else { Ink::Muted };
    paint_title_and_key(ui, kit, rect, &item.title, item.keys.first().map(String::as_str), ink);
    let is_clicked = response.clicked();
    let about = refusal.unwrap_or_else(|| item.help.to_owned());
    if !about.is_empty() {
        text::hint(response, kit, &about);
    }
    is_clicked
}
