//! The schema editor, in the page's place: the tree of layers, labels, roles and attributes, and beside it the sheet of the
//! chosen one. What is typed is asked for when its field is left. It changes nothing itself.

use std::collections::BTreeSet;

use egui::{
    Align, CentralPanel, Frame, Id, Margin, Panel, Rect, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use crate::gui::brush::TextStyle;
use crate::gui::keys;
use crate::gui::schema_question::Question;
use crate::gui::schema_sheet::{SheetView, kind_words, sheet_ui};
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button};
use crate::gui::words::Words;
use crate::model::schema::Label;
use crate::model::schema_path::{Part, SchemaPath};
use crate::records::project_edit::Direction;
use crate::session::command::Command;
use crate::session::command::schema::{Confirmed, SchemaCommand};
use crate::session::command::view::ViewChange;
use crate::session::command::words::{LabelName, Switch};
use crate::session::keymap::KeyPress;
use crate::session::state::Session;
use crate::view::schema::{self, Addition, Kind, TreeRow};
use crate::view::tones::Ink;

const ROW: f32 = 26.0;
const INDENT: f32 = 16.0;
/// Room for the triangle of a layer, or the swatch of a label.
const MARK: f32 = 20.0;

/// What the editor remembers between two frames.
#[derive(Default)]
pub struct SchemaView {
    chosen: Option<SchemaPath>,
    /// What is chosen once it is called so.
    due: Option<SchemaPath>,
    /// Layers whose labels are hidden.
    closed: BTreeSet<String>,
    sheet: SheetView,
    question: Option<Question>,
    /// Whether a field or button had the keyboard when the last frame ended: Escape then only leaves it.
    was_elsewhere: bool,
    /// Whether the chosen row is to be brought into sight.
    is_reveal_due: bool,
}

/// What has the keyboard while the editor is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    Tree,
    Widget,
    Field,
}

impl SchemaView {
    /// The identity of the tree among egui's widgets.
    #[must_use]
    pub fn id() -> Id {
        Id::unique("schema tree")
    }

    /// Chooses a label by the name that a click on it elsewhere gives.
    pub fn choose_named(&mut self, session: &Session, name: &LabelName, asked: &mut Vec<Command>) {
        let named = |label: &&Label| label.id.to_string() == name.0;
        let Some(label) = session.project().labels().find(named).map(|label| &label.id) else { return };
        let path = SchemaPath { layer: label.layer.to_string(), label: Some(label.label.to_string()), part: None };
        self.closed.remove(&path.layer);
        self.choose(session, path, asked);
    }

    /// The commands that keep what was typed, if it is not kept yet.
    pub fn take(&mut self, session: &Session) -> Vec<Command> {
        let Some(path) = &self.chosen else { return Vec::new() };
        let due = self.sheet.take(session, path);
        due.into_iter().filter(|command| self.follow(session, command)).collect()
    }

    fn choose(&mut self, session: &Session, path: SchemaPath, asked: &mut Vec<Command>) {
        let due = self.take(session);
        self.due = None;
        let renamed = due.iter().filter_map(subject_of).find(|(before, after)| before != after);
        asked.extend(due);
        self.chosen = Some(match renamed {
            Some((before, after)) => path.after(&before, &after),
            None => path,
        });
        self.sheet.leave();
        self.is_reveal_due = true;
    }

    /// Chooses what a change is about, as it is called afterwards. Whether the change can be made.
    fn follow(&mut self, session: &Session, command: &Command) -> bool {
        let Command::Schema(change) = command else { return true };
        if session.refusal(command).is_some() {
            return false;
        }
        let title = |title: Option<&str>| title.and_then(|title| Command::parse(title).ok());
        let after = match change {
            SchemaCommand::Undo => title(session.schema_undo_title()).and_then(|done| Some(subject_of(&done)?.0)),
            SchemaCommand::Redo => title(session.schema_redo_title()).and_then(|done| Some(subject_of(&done)?.1)),
            change => schema::subject(change).map(|(_, after)| after),
        };
        if let Some(after) = after {
            self.closed.remove(&after.layer);
            self.chosen = Some(after);
            self.is_reveal_due = true;
        }
        true
    }

    fn ask(&mut self, session: &Session, command: Command, asked: &mut Vec<Command>) {
        self.follow(session, &command);
        asked.push(command);
    }

    /// What a key asks for here. Nothing is said about keys that mean the window.
    pub fn hear(&mut self, session: &Session, press: &KeyPress<'_>, focus: Focus) -> Option<Vec<Command>> {
        let mut asked = Vec::new();
        if self.question.is_some() {
            return None;
        }
        if self.sheet.is_hearing_key() {
            let path = self.chosen.clone()?;
            asked.extend(self.sheet.hear_key(session, &path, press));
            return Some(asked);
        }
        let command = match (press.key, press.ctrl, press.shift) {
            _ if focus == Focus::Field => return None,
            ("Z", true, false) => Some(SchemaCommand::Undo),
            ("Z", true, true) | ("Y", true, false) => Some(SchemaCommand::Redo),
            _ => None,
        };
        if let Some(command) = command {
            asked.extend(self.take(session));
            self.ask(session, Command::Schema(command), &mut asked);
            return Some(asked);
        }
        if focus != Focus::Tree || press.ctrl {
            return None;
        }
        self.hear_in_tree(session, press, &mut asked).then_some(asked)
    }

    fn hear_in_tree(&mut self, session: &Session, press: &KeyPress<'_>, asked: &mut Vec<Command>) -> bool {
        let rows = schema::tree(session, &self.closed, self.chosen.as_ref());
        let at = rows.iter().position(|row| Some(&row.path) == self.chosen.as_ref());
        let last = rows.len().saturating_sub(1);
        let goal = match (press.key, press.alt) {
            ("ArrowUp" | "ArrowDown", true) => {
                let Some(path) = self.chosen.clone() else { return true };
                let to = if press.key == "ArrowUp" { Direction::Earlier } else { Direction::Later };
                self.ask(session, Command::Schema(SchemaCommand::Move(path, to)), asked);
                return true;
            }
            ("ArrowUp", false) => at.map_or(0, |at| at.saturating_sub(1)),
            ("ArrowDown", false) => at.map_or(0, |at| (at + 1).min(last)),
            ("Home", false) => 0,
            ("End", false) => last,
            ("ArrowLeft", false) => {
                let Some(chosen) = self.chosen.clone() else { return true };
                if chosen.label.is_none() && chosen.part.is_none() {
                    self.closed.insert(chosen.layer);
                } else {
                    let owner = match chosen.part {
                        Some(_) => SchemaPath { part: None, ..chosen },
                        None => SchemaPath { label: None, ..chosen },
                    };
                    self.choose(session, owner, asked);
                }
                return true;
            }
            ("ArrowRight", false) => {
                if let Some(chosen) = &self.chosen {
                    self.closed.remove(&chosen.layer);
                }
                return true;
            }
            ("Enter", false) => {
                self.sheet.request_focus();
                return true;
            }
            ("Insert" | "Equals", false) => {
                self.question = self.addition_like_chosen(session);
                return true;
            }
            ("Delete" | "Backspace", false) => {
                self.remove(session, asked);
                return true;
            }
            ("Escape", false) if self.was_elsewhere => return true,
            ("Escape", false) => {
                asked.extend(self.take(session));
                asked.push(Command::View(ViewChange::Schema(Switch::Off)));
                return true;
            }
            _ => return false,
        };
        if let Some(row) = rows.get(goal) {
            self.choose(session, row.path.clone(), asked);
        }
        true
    }

    /// Another one of the kind that is chosen.
    fn addition_like_chosen(&self, session: &Session) -> Option<Question> {
        let mut additions = schema::additions(session.project(), self.chosen.as_ref()).into_iter();
        let found = additions.find(|(addition, _)| *addition == self.wanted_addition());
        found.map(|(addition, path)| Question::add(addition, path))
    }

    /// What is of the kind that is chosen.
    fn wanted_addition(&self) -> Addition {
        match self.chosen.as_ref().map(|chosen| (&chosen.label, &chosen.part)) {
            None | Some((None, None)) => Addition::Layer,
            Some((Some(_), None)) => Addition::Label,
            Some((_, Some(Part::Role(_)))) => Addition::Role,
            Some((_, Some(Part::Attribute(_)))) => Addition::Attribute,
        }
    }

    /// Removes what is chosen; asks first if it is in use.
    fn remove(&mut self, session: &Session, asked: &mut Vec<Command>) {
        let Some(path) = self.chosen.clone() else { return };
        match session.schema_uses(&path) {
            0 => self.ask(session, Command::Schema(SchemaCommand::Remove(path, Confirmed::No)), asked),
            uses => self.question = Some(Question::Remove { path, uses }),
        }
    }
}

fn subject_of(command: &Command) -> Option<(SchemaPath, SchemaPath)> {
    match command {
        Command::Schema(change) => schema::subject(change),
        _ => None,
    }
}

/// Whether a command keeps its meaning while the editor stands in the page's place.
#[must_use]
pub fn is_for_window(command: &Command) -> bool {
    matches!(command, Command::Schema(_)) || keys::is_for_any_place(command)
}

/// Draws the editor.
pub fn schema_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, view: &mut SchemaView, asked: &mut Vec<Command>) {
    let wanted = view.chosen.take().unwrap_or_else(|| SchemaPath { layer: String::new(), label: None, part: None });
    let nearest = |path: &SchemaPath| schema::nearest(session.project(), path);
    view.chosen = match session.renaming_to_come() {
        // Until then it is shown by the name that it has.
        Some((before, after)) => {
            let shown = wanted.after(&after, &before);
            if shown != wanted {
                view.due = Some(wanted);
            }
            nearest(&shown)
        }
        None => view.due.take().filter(|due| nearest(due).as_ref() == Some(due)).or_else(|| nearest(&wanted)),
    };
    let bar = widgets::panel_frame(kit, Margin::symmetric(14, 8));
    Panel::top("schema bar").frame(bar).show(ui, |ui| bar_ui(ui, kit, session, view, asked));
    let width = ui.available_width();
    let side = widgets::panel_frame(kit, Margin::symmetric(8, 8));
    Panel::left("schema tree")
        .default_size((width * 0.34).clamp(200.0, 330.0))
        .size_range(180.0..=width * 0.5)
        .frame(side)
        .show(ui, |ui| {
            let side = widgets::panel_frame(kit, Margin::ZERO);
            Panel::bottom("schema add").frame(side).show(ui, |ui| add_ui(ui, kit, session, view));
            tree_ui(ui, kit, session, view, asked);
        });
    let paper = Frame::new().fill(kit.brush.color(Ink::Paper)).inner_margin(Margin::symmetric(20, 14));
    CentralPanel::default().frame(paper).show(ui, |ui| {
        let sheet = view.chosen.as_ref().and_then(|path| schema::sheet(session, path));
        let Some(sheet) = sheet else {
            let empty = kit.words.get("schema-empty");
            text::paragraph(ui, kit, &empty, TextStyle::body().ink(Ink::Muted));
            return;
        };
        let mut said = Vec::new();
        let is_removed = sheet_ui(ui, kit, session, &sheet, &mut view.sheet, &mut said);
        for command in said {
            view.ask(session, command, asked);
        }
        if is_removed {
            view.remove(session, asked);
        }
    });
    if let Some(question) = &mut view.question
        && let Some(decided) = question.ui(ui, kit, session)
    {
        view.question = None;
        if let Some(command) = decided {
            view.ask(session, command, asked);
        }
        ui.memory_mut(|memory| memory.request_focus(SchemaView::id()));
    }
    view.was_elsewhere = ui.memory(|memory| memory.focused().is_some_and(|id| id != SchemaView::id()));
}

/// What can be undone and done again, and the way out.
fn bar_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, view: &mut SchemaView, asked: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let title = kit.words.get("schema-title");
        text::label(ui, kit, &title, TextStyle::heading());
        ui.add_space(SPACE * 2.0);
        let steps = [
            (SchemaCommand::Undo, "schema-undo", "Ctrl+Z", session.schema_undo_title()),
            (SchemaCommand::Redo, "schema-redo", "Ctrl+Y", session.schema_redo_title()),
        ];
        for (command, name, key, title) in steps {
            let name = kit.words.get(name);
            let deed = title.and_then(|title| deed(&kit.words, title));
            let button = Button { text: &name, key: Some(key), ..Button::default() };
            let response = ui.add_enabled_ui(deed.is_some(), |ui| widgets::button(ui, kit, button)).inner;
            if response.clicked() {
                asked.extend(view.take(session));
                view.ask(session, Command::Schema(command.clone()), asked);
            }
            if let Some(deed) = deed {
                text::hint(response, kit, &deed);
                // What undoing would take back is worth its room.
                if command == SchemaCommand::Undo && ui.available_width() > 320.0 {
                    let width = ui.available_width() - 220.0;
                    let line = Line::new(&mut kit.brush, &deed, TextStyle::small(), width);
                    let (rect, response) = ui.allocate_exact_size(line.size(), Sense::hover());
                    line.paint(ui, &mut kit.brush, rect, Align::Min);
                    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, crate::gui::words::spoken(&deed)));
                }
            }
        }
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            let close = kit.words.get("dialog-close");
            if widgets::button(ui, kit, Button { text: &close, key: Some("Esc"), ..Button::default() }).clicked() {
                asked.extend(view.take(session));
                asked.push(Command::View(ViewChange::Schema(Switch::Off)));
            }
        });
    });
}

/// A change in words, from its command line.
fn deed(words: &Words, line: &str) -> Option<String> {
    let Ok(Command::Schema(command)) = Command::parse(line) else { return None };
    let (path, _) = schema::subject(&command)?;
    let path = path.to_string();
    let about = |extra: Option<(&'static str, String)>| {
        let extra = extra.map(|(name, value)| (name, value.into()));
        std::iter::once(("path", path.clone().into())).chain(extra).collect::<Vec<_>>()
    };
    Some(match command {
        SchemaCommand::Add(..) => words.say("schema-deed-add", &about(None)),
        SchemaCommand::Rename(_, to, _) => words.say("schema-deed-rename", &about(Some(("to", to)))),
        SchemaCommand::Retitle(_, to) => words.say("schema-deed-retitle", &about(Some(("to", to)))),
        SchemaCommand::Recolour(_, tone) => {
            words.say("schema-deed-recolour", &about(Some(("to", words.get(&format!("tone-{tone}"))))))
        }
        SchemaCommand::Rekey(_, Some(key)) => words.say("schema-deed-rekey", &about(Some(("to", key.to_string())))),
        SchemaCommand::Rekey(_, None) => words.say("schema-deed-unkey", &about(None)),
        SchemaCommand::Set(_, field, _) => {
            let field = words.get(&format!("schema-field-{}", field.word().replace('_', "-")));
            words.say("schema-deed-set", &about(Some(("field", field))))
        }
        SchemaCommand::Move(..) => words.say("schema-deed-move", &about(None)),
        SchemaCommand::Remove(..) => words.say("schema-deed-remove", &about(None)),
        SchemaCommand::Undo | SchemaCommand::Redo | SchemaCommand::Stop => return None,
    })
}

fn add_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, view: &mut SchemaView) {
    ui.add_space(SPACE * 2.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE, SPACE);
        for (addition, path) in schema::additions(session.project(), view.chosen.as_ref()) {
            let text = kit.words.get(match addition {
                Addition::Layer => "schema-add-layer",
                Addition::Label => "schema-add-label",
                Addition::Role => "schema-add-role",
                Addition::Attribute => "schema-add-attribute",
            });
            let key = (view.wanted_addition() == addition).then_some("Ins");
            if widgets::button(ui, kit, Button { text: &text, key, ..Button::default() }).clicked() {
                view.question = Some(Question::add(addition, path));
            }
        }
    });
}

fn tree_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, view: &mut SchemaView, asked: &mut Vec<Command>) {
    let rows = schema::tree(session, &view.closed, view.chosen.as_ref());
    let area = ui.available_rect_before_wrap();
    let tree = ui.interact(area, SchemaView::id(), Sense::click());
    let name = kit.words.get("schema-tree");
    tree.widget_info(|| WidgetInfo::labeled(Role::List, true, &name));
    widgets::keep_keyboard(ui, SchemaView::id());
    ui.spacing_mut().item_spacing.y = 1.0;
    let mut area = ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).id_salt("schema rows");
    let height = ui.available_height();
    let at = rows.iter().position(|row| Some(&row.path) == view.chosen.as_ref());
    if let Some(at) = at.filter(|_| std::mem::take(&mut view.is_reveal_due)) {
        let (top, known) = (at as f32 * (ROW + 1.0), ui.data(|data| data.get_temp::<f32>(SchemaView::id())));
        let offset = known.unwrap_or(0.0);
        if top < offset || top + ROW > offset + height {
            area = area.vertical_scroll_offset((top - height / 2.0).max(0.0));
        }
    }
    let shown = area.show_rows(ui, ROW, rows.len(), |ui, seen| {
        for row in &rows[seen] {
            ui.push_id(row.path.to_string(), |ui| {
                if tree_row(ui, kit, row, Some(&row.path) == view.chosen.as_ref(), &mut view.closed) {
                    view.choose(session, row.path.clone(), asked);
                    ui.memory_mut(|memory| memory.request_focus(SchemaView::id()));
                }
            });
        }
    });
    ui.data_mut(|data| data.insert_temp(SchemaView::id(), shown.state.clamped_offset().y));
}

/// A row; whether it was clicked, but for its triangle.
fn tree_row(ui: &mut Ui, kit: &mut Kit, row: &TreeRow, is_chosen: bool, closed: &mut BTreeSet<String>) -> bool {
    let kind = kind_words(&kit.words, row.kind);
    let name = format!("{kind}: {}", row.title);
    let (rect, response) = widgets::row(ui, kit, ROW, &name, is_chosen);
    let mut inner = rect.with_min_x(rect.left() + row.depth as f32 * INDENT);
    let mark = Rect::from_min_size(inner.min, vec2(MARK, ROW));
    let mut is_folded = false;
    let muted = kit.brush.color(Ink::Muted);
    match (row.is_open, row.swatch) {
        (Some(is_open), _) => {
            widgets::fold_mark(ui, pos2(mark.left() + 6.0, mark.center().y), is_open, muted);
            is_folded = response.clicked() && response.interact_pointer_pos().is_some_and(|at| at.x < mark.right());
        }
        (None, Some((tone, form))) => {
            widgets::paint_swatch(ui, kit, pos2(mark.left() + 7.0, mark.center().y), tone, form);
        }
        (None, None) => {
            let centre = pos2(mark.left() + 7.0, mark.center().y);
            match row.kind {
                Kind::Role => ui.painter().hline(centre.x - 5.0..=centre.x + 5.0, centre.y, Stroke::new(2.0, muted)),
                _ => ui.painter().circle_stroke(centre, 3.5, Stroke::new(1.5, muted)),
            };
        }
    }
    inner.min.x += MARK;
    if let Some(key) = &row.key {
        let width = widgets::key_cap_width(kit, key);
        widgets::key_cap_at(ui, kit, key, inner.with_min_x(inner.right() - width));
        inner.max.x -= width + SPACE;
    } else if row.depth == 0 {
        let line = Line::new(&mut kit.brush, &row.len.to_string(), TextStyle::small(), inner.width() * 0.5);
        line.paint(ui, &mut kit.brush, inner, Align::Max);
        inner.max.x -= line.size().x + SPACE;
    }
    let style = match row.depth {
        0 => TextStyle::body().bold(),
        _ if row.swatch.is_some() => TextStyle::body(),
        _ => TextStyle::body().ink(Ink::Muted),
    };
    let line = Line::new(&mut kit.brush, &row.title, style.content(), inner.width().max(SPACE));
    line.paint(ui, &mut kit.brush, inner, Align::Min);
    if is_folded && !closed.remove(&row.path.layer) {
        closed.insert(row.path.layer.clone());
    }
    let is_clicked = response.clicked();
    if line.is_elided() {
        text::hint(response, kit, &row.title);
    }
    is_clicked && !is_folded
}
