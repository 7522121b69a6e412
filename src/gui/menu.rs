//! The menus, made from the catalogue: what it says of a command is its title, its key and its hint here.

use egui::{Align, Popup, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::session::catalogue::entry::Menu;
use crate::session::command::Command;
use crate::session::state::Session;
use crate::view::items::{Item, items};
use crate::view::tones::Ink;

/// The menus in their order, with the keys of their titles.
pub const MENUS: [(Menu, &str); 7] = [
    (Menu::Project, "menu-project"),
    (Menu::Edit, "menu-edit"),
    (Menu::Select, "menu-select"),
    (Menu::Annotate, "menu-annotate"),
    (Menu::Review, "menu-review"),
    (Menu::View, "menu-view"),
    (Menu::Help, "menu-help"),
];
/// How high a row of a menu is.
pub const ROW: f32 = 26.0;
const WIDTH: f32 = 340.0;
/// Where a row's tick stands.
const TICK: f32 = 10.0;
/// What is left free between a title and its key.
const BEFORE_KEY: f32 = SPACE * 3.0;
/// What a menu's frame and the window's edges take.
const AROUND: f32 = 40.0;

/// What the menus offer besides commands: another project is another session, which only the window can begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    OpenProject,
}

/// Draws the row of menus. Without a session only the project menu has something to offer.
pub fn menu_ui(ui: &mut Ui, kit: &mut Kit, session: Option<&Session>, asked: &mut Vec<Command>) -> Option<Wish> {
    let mut wish = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE;
        for (menu, key) in MENUS {
            if session.is_none() && menu != Menu::Project {
                continue;
            }
            let title = kit.words.get(key);
            let response = widgets::button(ui, kit, Button { text: &title, look: Look::Plain, ..Button::default() });
            Popup::menu(&response).show(|ui| {
                let own: Vec<Item> = session.map(items).unwrap_or_default();
                let own: Vec<Item> = own.into_iter().filter(|item| item.menu == menu).collect();
                let shown = own.iter().map(|item| (item.title.as_str(), item.keys.first().map(String::as_str)));
                set_width(ui, kit, WIDTH, shown);
                ui.spacing_mut().item_spacing.y = 0.0;
                let rows = own.len() + usize::from(menu == Menu::Project);
                ui.set_min_height((rows as f32 * ROW).min(ui.ctx().content_rect().height() - 60.0));
                ScrollArea::vertical().show(ui, |ui| {
                    if menu == Menu::Project {
                        let title = kit.words.get("menu-open-project");
                        if item_row(ui, kit, &title, None, IsOn::No, None).clicked() {
                            wish = Some(Wish::OpenProject);
                        }
                    }
                    for item in &own {
                        let refusal = session.and_then(|session| session.refusal(&item.command));
                        if item_ui(ui, kit, item, refusal.as_deref()).clicked() && refusal.is_none() {
                            asked.push(item.command.clone());
                        }
                    }
                });
            });
        }
    });
    wish
}

/// Makes a menu as wide as its longest row of a title and a key, as far as the window has room, and at least so wide.
pub fn set_width<'a>(ui: &mut Ui, kit: &mut Kit, least: f32, rows: impl Iterator<Item = (&'a str, Option<&'a str>)>) {
    let mut wanted = least;
    for (title, key) in rows {
        let title = Line::new(&mut kit.brush, title, TextStyle::body(), f32::INFINITY).size().x;
        let key = key.map(|key| Line::new(&mut kit.brush, key, TextStyle::small(), f32::INFINITY).size().x);
        let key = key.map_or(0.0, |width| width + BEFORE_KEY);
        wanted = wanted.max((TICK + SPACE * 4.0 + title + key).ceil());
    }
    ui.set_width(wanted.min(ui.ctx().content_rect().width() - AROUND));
}

fn item_ui(ui: &mut Ui, kit: &mut Kit, item: &Item, refusal: Option<&str>) -> egui::Response {
    let is_on = if item.is_on { IsOn::Yes } else { IsOn::No };
    let response = item_row(ui, kit, &item.title, item.keys.first().map(String::as_str), is_on, refusal);
    text::hint_with(response, |ui| {
        text::paragraph(ui, kit, item.help, TextStyle::body());
        if let Some(refusal) = refusal {
            text::paragraph(ui, kit, refusal, TextStyle::body().ink(Ink::Warning));
        }
    })
}

/// Whether an item has a tick before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IsOn {
    No,
    Yes,
}

/// A row of a menu: a title, and the key that does the same. `refusal` says why it cannot be chosen now.
pub fn item_row(
    ui: &mut Ui,
    kit: &mut Kit,
    title: &str,
    key: Option<&str>,
    is_on: IsOn,
    refusal: Option<&str>,
) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    widgets::reveal_focused(&response);
    let is_enabled = refusal.is_none();
    let is_ticked = is_on == IsOn::Yes;
    response.widget_info(|| {
        WidgetInfo::selected(egui::Role::MenuItem, is_enabled, is_ticked, crate::gui::words::spoken(title))
    });
    if is_enabled && response.hovered() {
        ui.painter().rect_filled(rect, 4.0, kit.brush.color(Ink::AccentTint));
    }
    if response.has_focus() {
        let line = Stroke::new(2.0, kit.brush.color(Ink::Accent));
        ui.painter().rect_stroke(rect, 4.0, line, StrokeKind::Inside);
    }
    if is_ticked {
        widgets::tick(ui, pos2(rect.left() + 9.0, rect.center().y), kit.brush.color(Ink::Accent));
    }
    let rest = rect.with_min_x(rect.left() + TICK);
    paint_title_and_key(ui, kit, rest, title, key, if is_enabled { Ink::Text } else { Ink::Muted });
    response
}

/// A title at the start and a key at the end of a row.
pub fn paint_title_and_key(ui: &Ui, kit: &mut Kit, rect: Rect, title: &str, key: Option<&str>, ink: Ink) {
    let mut inner = rect.shrink2(vec2(SPACE * 2.0, 0.0));
    if let Some(key) = key {
        let line = Line::new(&mut kit.brush, key, TextStyle::small(), inner.width());
        line.paint(ui, &mut kit.brush, inner, Align::Max);
        inner = Rect::from_min_max(inner.min, pos2(inner.right() - line.size().x - BEFORE_KEY, inner.bottom()));
    }
    let line = Line::new(&mut kit.brush, title, TextStyle::body().ink(ink), inner.width());
    line.paint(ui, &mut kit.brush, inner, Align::Min);
}
