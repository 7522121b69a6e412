//! What questions in front of everything are made of: captions, fields, choices, what is told, how far work is, files to be
//! named, and the buttons at the end. Sizes are points.

use std::path::PathBuf;
use std::time::Duration;

use egui::{Align, CornerRadius, Id, Key, Rect, Response, ScrollArea, Sense, Ui, vec2};

use crate::error::{Error, Problem, Severity};
use crate::gui::browse::{Answer, Browse};
use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit, Line};
use crate::gui::text_field;
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::view::tones::Ink;

/// How often it is looked whether the work beside is done.
pub const LOOK_AGAIN: Duration = Duration::from_millis(40);

const BAR_HEIGHT: f32 = 6.0;
/// What a question has above and below its sheet, and the least height of that.
const AROUND_SHEET: f32 = 290.0;
const LEAST_SHEET: f32 = 200.0;
/// Room for the buttons beside a path.
const BROWSE_WIDTH: f32 = 84.0;
const FILES_WIDTH: f32 = 140.0;

/// The small title above a group, nearer to it than to what stands before.
pub fn caption(ui: &mut Ui, kit: &mut Kit, key: &str) {
    let name = kit.words.get(key);
    name_ui(ui, kit, &name);
}

fn name_ui(ui: &mut Ui, kit: &mut Kit, name: &str) {
    ui.add_space(SPACE * 0.5);
    text::label(ui, kit, name, TextStyle::caption());
    ui.add_space((SPACE * 0.5 - ui.spacing().item_spacing.y).min(0.0));
}

/// A field under its title, which is also its name.
pub fn field_ui(ui: &mut Ui, kit: &mut Kit, key: &str, id: &str, hint: &str, text: &mut String) -> Response {
    let name = kit.words.get(key);
    name_ui(ui, kit, &name);
    text_field::field(ui, kit, Id::unique(id), &name, hint, text)
}

/// Buttons of which one is chosen.
pub fn choose_ui<T: Copy + PartialEq>(ui: &mut Ui, kit: &mut Kit, choices: &[(String, T)], chosen: &mut T) {
    ui.horizontal_wrapped(|ui| {
        for (name, choice) in choices {
            let button = Button { text: name, is_selected: choice == chosen, ..Button::default() };
            if widgets::button(ui, kit, button).clicked() {
                *chosen = *choice;
            }
        }
    });
}

/// A sheet of paper of one height, less in a low window, whose contents can be scrolled. In a very low one it is as high as they
/// are, and the whole question scrolls.
pub fn sheet(ui: &mut Ui, kit: &mut Kit, id: &str, height: f32, contents: impl FnOnce(&mut Ui, &mut Kit)) {
    let room = ui.ctx().content_rect().height() - AROUND_SHEET;
    let frame = egui::Frame::new()
        .fill(kit.brush.color(Ink::Paper))
        .stroke(egui::Stroke::new(1.0, kit.brush.color(Ink::Border)))
        .corner_radius(4)
        .inner_margin(egui::Margin::symmetric(12, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        if room < LEAST_SHEET {
            return contents(ui, kit);
        }
        let height = height.min(room);
        let area = ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink(false);
        area.id_salt(id).show(ui, |ui| {
            // The bar that scrolls stands beside, not on, what is read.
            ui.set_width(ui.available_width() - SPACE * 2.0);
            contents(ui, kit);
        });
    });
}

/// Why something was not done, if so.
pub fn failure_ui(ui: &mut Ui, kit: &mut Kit, failure: Option<&Error>) {
    if let Some(failure) = failure {
        text::paragraph(ui, kit, &failure.to_string(), TextStyle::body().ink(Ink::Failure));
    }
}

/// Problems one by one, the first `most` of them; the others are counted.
pub fn problems_ui<'a>(ui: &mut Ui, kit: &mut Kit, problems: impl Iterator<Item = &'a Problem>, most: usize) {
    let mut untold = 0_usize;
    for (at, problem) in problems.enumerate() {
        if at >= most {
            untold += 1;
            continue;
        }
        let ink = if problem.severity == Severity::Note { Ink::Muted } else { Ink::Warning };
        let message = problem.hint.as_ref().map(|hint| format!("{}; {hint}", problem.message));
        let said = kit.words.say(
            "dialog-problem",
            &[
                ("severity", kit.words.get(severity_word(problem.severity)).into()),
                ("place", problem.place.as_str().into()),
                ("message", message.as_ref().unwrap_or(&problem.message).as_str().into()),
            ],
        );
        text::paragraph(ui, kit, &said, TextStyle::small().ink(ink));
    }
    if untold > 0 {
        let more = kit.words.say("dialog-more", &[("count", untold.into())]);
        text::label(ui, kit, &more, TextStyle::small());
    }
}

/// The key of what a severity is called.
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Loss => "severity-loss",
        Severity::Wrong => "severity-wrong",
        Severity::Note => "severity-note",
    }
}

/// How far work is, as words and as a bar.
pub fn progress_ui(ui: &mut Ui, kit: &mut Kit, message: &str, (done, all): (usize, usize)) {
    text::label(ui, kit, message, TextStyle::body());
    let (whole, response) = ui.allocate_exact_size(vec2(ui.available_width(), BAR_HEIGHT), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, message));
    let radius = CornerRadius::same(3);
    ui.painter().rect_filled(whole, radius, kit.brush.color(Ink::Border));
    let mut part = whole;
    part.set_width(whole.width() * done.min(all) as f32 / all.max(1) as f32);
    ui.painter().rect_filled(part, radius, kit.brush.color(Ink::Accent));
    ui.ctx().request_repaint_after(LOOK_AGAIN);
}

/// A name at the start of a line, and what is said of it at its end.
pub fn pair_ui(ui: &mut Ui, kit: &mut Kit, name: &str, said: &str, style: TextStyle) {
    let height = style.size + SPACE * 2.0;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let said_line = Line::new(&mut kit.brush, said, style, rect.width() * 0.65);
    let room = (rect.width() - said_line.size().x - SPACE * 3.0).max(0.0);
    said_line.paint(ui, &mut kit.brush, rect, Align::Max);
    let named = Rect::from_min_size(rect.min, vec2(room, height));
    let name_line = Line::new(&mut kit.brush, name, style.content(), room);
    name_line.paint(ui, &mut kit.brush, named, Align::Min);
    let spoken = format!("{name} {said}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, crate::gui::words::spoken(&spoken)));
    if said_line.is_elided() || name_line.is_elided() {
        text::hint(response, kit, &spoken);
    }
}

/// A typed path, and a button that lets the system ask for it.
pub struct PathField {
    pub path: String,
    browse: Option<Browse>,
    /// Whether it is still to take the keyboard.
    takes_keyboard: bool,
}

impl PathField {
    #[must_use]
    pub fn new(path: String) -> Self {
        Self { path, browse: None, takes_keyboard: false }
    }

    /// One that has the keyboard when it is first drawn.
    #[must_use]
    pub fn first(path: String) -> Self {
        Self { takes_keyboard: true, ..Self::new(path) }
    }

    /// Whether something is named.
    #[must_use]
    pub fn is_named(&self) -> bool {
        !self.path.trim().is_empty()
    }

    #[must_use]
    pub fn named(&self) -> PathBuf {
        PathBuf::from(self.path.trim())
    }

    /// Draws it under its title; whether Enter was pressed in it.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        kit: &mut Kit,
        key: &str,
        ask: impl FnOnce(&egui::Context, &Kit) -> Browse,
    ) -> bool {
        match self.browse.as_ref().map(Browse::answer) {
            Some(Answer::Chosen(chosen)) => {
                self.path = chosen.first().map(|chosen| chosen.display().to_string()).unwrap_or_default();
                self.browse = None;
            }
            Some(Answer::Nothing) => self.browse = None,
            Some(Answer::Waiting) | None => {}
        }
        let name = kit.words.get(key);
        name_ui(ui, kit, &name);
        let mut is_entered = false;
        ui.horizontal(|ui| {
            let shown = kit.words.get(if self.browse.is_some() { "dialog-browsing" } else { "dialog-browse" });
            let width = (ui.available_width() - BROWSE_WIDTH).max(120.0);
            let field = ui.scope(|ui| {
                ui.set_max_width(width);
                text_field::field(ui, kit, Id::unique(key), &name, "", &mut self.path)
            });
            is_entered = is_entered_in(ui, &field.inner);
            if std::mem::take(&mut self.takes_keyboard) {
                field.inner.request_focus();
                ui.request_repaint();
            }
            let clicked = widgets::button(ui, kit, Button { text: &shown, ..Button::default() }).clicked();
            if clicked && self.browse.is_none() {
                self.browse = Some(ask(ui.ctx(), kit));
            }
        });
        is_entered
    }
}

/// Whether Enter was pressed in a field.
fn is_entered_in(ui: &Ui, field: &Response) -> bool {
    (field.has_focus() || field.lost_focus()) && ui.input(|input| input.key_pressed(Key::Enter))
}

/// Files and folders that are named one after another: typed, asked for, or dropped.
#[derive(Default)]
pub struct FilesField {
    typed: String,
    /// What was typed and named last.
    entered: String,
    browse: Option<Browse>,
    has_asked: bool,
}

impl FilesField {
    /// Whether a path is being typed that is not named yet.
    #[must_use]
    pub fn is_typing(&self) -> bool {
        !self.typed.is_empty() && self.typed != self.entered
    }

    /// What was named could not be read: it stands there as it was typed, to be corrected.
    pub fn take_back(&mut self) {
        if self.typed.is_empty() {
            self.typed.clone_from(&self.entered);
            self.has_asked = false;
        }
    }

    /// Draws it; returns what was named now.
    pub fn ui(&mut self, ui: &mut Ui, kit: &mut Kit, id: &str, title: &str) -> Vec<PathBuf> {
        let mut named = Vec::new();
        match self.browse.as_ref().map(Browse::answer) {
            Some(Answer::Chosen(chosen)) => {
                (self.browse, self.entered) = (None, String::new());
                named = chosen;
            }
            Some(Answer::Nothing) => self.browse = None,
            Some(Answer::Waiting) | None => {}
        }
        let name = kit.words.get("add-path");
        name_ui(ui, kit, &name);
        let mut is_entered = false;
        ui.horizontal(|ui| {
            let width = (ui.available_width() - FILES_WIDTH).max(160.0);
            let hint = kit.words.get("add-path-hint");
            let field = ui.scope(|ui| {
                ui.set_max_width(width);
                text_field::field(ui, kit, Id::unique(id), &name, &hint, &mut self.typed)
            });
            let field = field.inner;
            is_entered = is_entered_in(ui, &field);
            if is_entered {
                field.surrender_focus();
            }
            if !std::mem::replace(&mut self.has_asked, true) {
                field.request_focus();
                ui.request_repaint();
            }
            let files = kit.words.get(if self.browse.is_some() { "dialog-browsing" } else { "add-files" });
            let folder = kit.words.get("add-folder");
            let is_waiting = self.browse.is_some();
            if widgets::button(ui, kit, Button { text: &files, ..Button::default() }).clicked() && !is_waiting {
                self.browse = Some(Browse::files(ui.ctx(), title));
            }
            if widgets::button(ui, kit, Button { text: &folder, ..Button::default() }).clicked() && !is_waiting {
                self.browse = Some(Browse::folder(ui.ctx(), title));
            }
        });
        if is_entered && !self.typed.trim().is_empty() {
            named.push(PathBuf::from(self.typed.trim()));
            self.entered = std::mem::take(&mut self.typed);
        }
        named
    }
}

/// Whether something in this question has the keyboard; what stands behind it hears nothing.
#[must_use]
pub fn has_keyboard(ui: &Ui) -> bool {
    let focused = ui.memory(|memory| memory.focused()).and_then(|id| ui.ctx().read_response(id));
    focused.is_some_and(|focused| focused.layer_id == ui.layer_id())
}

/// What was decided at the end of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The main button, or Enter where nothing else wants it.
    Do,
    Leave,
}

/// The end of a question.
#[derive(Debug, Clone, Copy)]
pub struct Ending<'a> {
    /// What the main button says.
    pub main: &'a str,
    /// What is going on.
    pub state: &'a str,
    /// Whether the main button can be pressed.
    pub is_ready: bool,
    /// Whether Enter was pressed in a field where it means the main button.
    pub is_entered: bool,
}

/// The two buttons at the end, with what is going on beside them.
pub fn end_ui(ui: &mut Ui, kit: &mut Kit, ending: Ending<'_>) -> Option<End> {
    let Ending { main, state, is_ready, is_entered } = ending;
    let cancel = kit.words.get("dialog-cancel");
    // A field that is typed into, or a button that has the keyboard, hears Enter itself.
    let is_entered = is_entered || (!has_keyboard(ui) && ui.input(|input| input.key_pressed(Key::Enter)));
    let mut end = (is_ready && is_entered).then_some(End::Do);
    ui.add_space(SPACE);
    ui.horizontal(|ui| {
        ui.add_enabled_ui(is_ready, |ui| {
            let button = Button { text: main, look: Look::Main, ..Button::default() };
            if widgets::button(ui, kit, button).clicked() {
                end = Some(End::Do);
            }
        });
        if widgets::button(ui, kit, Button { text: &cancel, ..Button::default() }).clicked() {
            end = Some(End::Leave);
        }
        text::label(ui, kit, state, TextStyle::small());
    });
    end
}
