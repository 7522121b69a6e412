//! Questions that the window asks in front of everything: which project, make one of this folder, where to export to.

use std::path::{Path, PathBuf};

use egui::{Id, Key, Modal, Ui};

use crate::error::Error;
use crate::gui::add::{self, AddDialog};
use crate::gui::browse::{Answer, Browse};
use crate::gui::brush::TextStyle;
use crate::gui::dataset::{self, DatasetDialog};
use crate::gui::decision::Decision;
use crate::gui::export::{ExportDialog, file_name};
use crate::gui::page::PageView;
use crate::gui::text::{self, Kit};
use crate::gui::text_field;
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::session::state::Session;
use crate::view::tones::Ink;

const WIDTH: f32 = 520.0;

/// The question that is open.
pub enum Dialog {
    /// Which folder to open.
    Open { path: String, browse: Option<Browse>, failure: Option<Error> },
    /// Whether to make a project of a folder of texts.
    Create { folder: PathBuf, texts: usize, failure: Option<Error> },
    /// What to export, and where to.
    Export(Box<ExportDialog>),
    /// Which documents to add.
    Add(Box<AddDialog>),
    /// How to make a dataset.
    Dataset(Box<DatasetDialog>),
}

impl Dialog {
    #[must_use]
    pub fn open() -> Self {
        Self::Open { path: String::new(), browse: None, failure: None }
    }

    /// The folder is proposed where the person works from, never inside the project; `None` for a project in no folder.
    #[must_use]
    pub fn dataset(session: &mut Session) -> Option<Self> {
        let folder = format!("{}-gold", file_name(&session.project().name));
        let maker = session.dataset_maker()?;
        Some(Self::Dataset(Box::new(DatasetDialog::new(maker, folder))))
    }

    /// Draws the question.
    pub fn ui(&mut self, ui: &Ui, kit: &mut Kit) -> Option<Decision> {
        let frame = widgets::dialog_frame(ui, kit);
        let modal =
            Modal::new(Id::unique("dialog")).frame(frame).backdrop_color(widgets::shade(kit)).show(ui.ctx(), |ui| {
                let width = match self {
                    Self::Add(_) => add::WIDTH,
                    Self::Dataset(_) => dataset::WIDTH,
                    _ => WIDTH,
                };
                ui.set_width(width.min(ui.ctx().content_rect().width() - 60.0));
                ui.spacing_mut().item_spacing.y = SPACE * 2.0;
                match self {
                    Self::Open { path, browse, failure } => open_ui(ui, kit, path, browse, failure),
                    Self::Create { folder, texts, failure } => create_ui(ui, kit, folder, *texts, failure.as_ref()),
                    Self::Export(dialog) => dialog.ui(ui, kit),
                    Self::Add(dialog) => dialog.ui(ui, kit),
                    Self::Dataset(dialog) => dialog.ui(ui, kit),
                }
            });
        let is_left = modal.should_close();
        modal.inner.or_else(|| match self {
            Self::Add(dialog) if is_left => dialog.leave(),
            Self::Export(dialog) if is_left => dialog.leave(),
            Self::Dataset(dialog) if is_left => dialog.leave(),
            _ => is_left.then_some(Decision::Cancel),
        })
    }
}

fn open_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    path: &mut String,
    browse: &mut Option<Browse>,
    failure: &mut Option<Error>,
) -> Option<Decision> {
    let title = kit.words.get("open-title");
    text::label(ui, kit, &title, TextStyle::heading());
    let about = kit.words.get("open-about");
    text::paragraph(ui, kit, &about, TextStyle::body());
    path_ui(ui, kit, "open-path", path, browse, |context, kit| Browse::folder(context, &kit.words.get("open-title")));
    failure_ui(ui, kit, failure.as_ref());
    let is_ready = !path.trim().is_empty();
    let decided = buttons_ui(ui, kit, "open-do", is_ready)?;
    Some(if decided { Decision::Open(PathBuf::from(path.trim())) } else { Decision::Cancel })
}

fn create_ui(ui: &mut Ui, kit: &mut Kit, folder: &Path, texts: usize, failure: Option<&Error>) -> Option<Decision> {
    let title = kit.words.get("create-title");
    text::label(ui, kit, &title, TextStyle::heading());
    let shown = folder.display().to_string();
    let about = kit.words.say("create-about", &[("folder", shown.into()), ("texts", texts.into())]);
    text::paragraph(ui, kit, &about, TextStyle::body());
    failure_ui(ui, kit, failure);
    let decided = buttons_ui(ui, kit, "create-do", true)?;
    Some(if decided { Decision::Create(folder.to_owned()) } else { Decision::Cancel })
}

/// A typed path, and a button that lets the system ask for it.
pub(super) fn path_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    name: &str,
    path: &mut String,
    browse: &mut Option<Browse>,
    ask: impl FnOnce(&egui::Context, &Kit) -> Browse,
) {
    match browse.as_ref().map(Browse::answer) {
        Some(Answer::Chosen(chosen)) => {
            *path = chosen.first().map(|chosen| chosen.display().to_string()).unwrap_or_default();
            *browse = None;
        }
        Some(Answer::Nothing) => *browse = None,
        Some(Answer::Waiting) | None => {}
    }
    let name = kit.words.get(name);
    text::label(ui, kit, &name, TextStyle::caption());
    ui.horizontal(|ui| {
        let text = kit.words.get(if browse.is_some() { "dialog-browsing" } else { "dialog-browse" });
        let field_width = WIDTH - 120.0;
        let field = ui.scope(|ui| {
            ui.set_max_width(field_width);
            text_field::field(ui, kit, Id::unique("path"), &name, "", path)
        });
        // The page behind a dialog may still have the keyboard.
        if ui.memory(|memory| memory.focused().is_none_or(|id| id == PageView::id())) {
            field.inner.request_focus();
        }
        if widgets::button(ui, kit, Button { text: &text, ..Button::default() }).clicked() && browse.is_none() {
            *browse = Some(ask(ui.ctx(), kit));
        }
    });
}

pub(super) fn failure_ui(ui: &mut Ui, kit: &mut Kit, failure: Option<&Error>) {
    if let Some(failure) = failure {
        text::paragraph(ui, kit, &failure.to_string(), TextStyle::body().ink(Ink::Failure));
    }
}

/// The two buttons: whether the main one was decided for, by click or Enter, or the other one.
pub fn buttons_ui(ui: &mut Ui, kit: &mut Kit, main: &str, is_ready: bool) -> Option<bool> {
    let (main, cancel) = (kit.words.get(main), kit.words.get("dialog-cancel"));
    let is_entered = ui.input(|input| input.key_pressed(Key::Enter));
    let mut decided = (is_entered && is_ready).then_some(true);
    ui.add_space(SPACE);
    ui.horizontal(|ui| {
        ui.add_enabled_ui(is_ready, |ui| {
            if widgets::button(ui, kit, Button { text: &main, look: Look::Main, ..Button::default() }).clicked() {
                decided = Some(true);
            }
        });
        if widgets::button(ui, kit, Button { text: &cancel, ..Button::default() }).clicked() {
            decided = Some(false);
        }
    });
    decided
}
