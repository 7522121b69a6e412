//! Questions that the window asks in front of everything: which project, make one of this folder, where to export to.

use std::path::{Path, PathBuf};

use egui::{Id, Key, Modal, Ui};

use crate::error::Error;
use crate::gui::add::{self, AddDialog};
use crate::gui::browse::Browse;
use crate::gui::brush::TextStyle;
use crate::gui::dataset::{self, DatasetDialog};
use crate::gui::decision::Decision;
use crate::gui::dialog_body::body_and_end;
use crate::gui::dialog_parts::{PathField, failure_ui, has_keyboard};
use crate::gui::export::{self, ExportDialog, file_name};
use crate::gui::import::{self, ImportDialog};
use crate::gui::opening::OpeningDialog;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::gui::unsaved::UnsavedDialog;
use crate::gui::widgets::{self, Button, Look};
use crate::gui::working::WorkingDialog;
use crate::session::state::Session;

const WIDTH: f32 = 520.0;
/// What the frame and the window's edges leave of its height to what is asked.
const AROUND: f32 = 60.0;

/// The question that is open.
pub enum Dialog {
    /// Which folder to open.
    Open { folder: PathField, failure: Option<Error> },
    /// A project that is being read.
    Opening(Box<OpeningDialog>),
    /// Whether to make a project of a folder of texts.
    Create { folder: PathBuf, texts: usize, failure: Option<Error> },
    /// What to export, and where to.
    Export(Box<ExportDialog>),
    /// Which documents to add.
    Add(Box<AddDialog>),
    /// How to make a dataset.
    Dataset(Box<DatasetDialog>),
    /// What to import.
    Import(Box<ImportDialog>),
    /// How far an import, an export or a dataset is.
    Working(WorkingDialog),
    /// What becomes of what cannot be saved.
    Unsaved(Box<UnsavedDialog>),
}

impl Dialog {
    #[must_use]
    pub fn open() -> Self {
        Self::not_opened(String::new(), None)
    }

    /// The same after a folder could not be opened.
    #[must_use]
    pub fn not_opened(path: String, failure: Option<Error>) -> Self {
        Self::Open { folder: PathField::first(path), failure }
    }

    /// The folder is proposed where the person works from, never inside the project; `None` for a project in no folder.
    #[must_use]
    pub fn dataset(session: &Session) -> Option<Self> {
        let folder = format!("{}-gold", file_name(&session.project().name));
        let maker = session.dataset_maker()?;
        Some(Self::Dataset(Box::new(DatasetDialog::new(maker, folder))))
    }

    /// Draws the question.
    pub fn ui(&mut self, ui: &Ui, kit: &mut Kit, session: Option<&Session>) -> Option<Decision> {
        let frame = widgets::dialog_frame(ui, kit);
        let modal =
            Modal::new(Id::unique("dialog")).frame(frame).backdrop_color(widgets::shade(kit)).show(ui.ctx(), |ui| {
                let width = match self {
                    Self::Add(_) => add::WIDTH,
                    Self::Dataset(_) => dataset::WIDTH,
                    Self::Export(_) => export::WIDTH,
                    Self::Import(_) => import::WIDTH,
                    _ => WIDTH,
                };
                let window = ui.ctx().content_rect();
                ui.set_width(width.min(window.width() - AROUND));
                ui.set_max_height((window.height() - AROUND).max(SPACE));
                ui.spacing_mut().item_spacing.y = SPACE * 2.0;
                match self {
                    Self::Open { folder, failure } => open_ui(ui, kit, folder, failure.as_ref()),
                    Self::Opening(dialog) => dialog.ui(ui, kit),
                    Self::Create { folder, texts, failure } => create_ui(ui, kit, folder, *texts, failure.as_ref()),
                    Self::Export(dialog) => dialog.ui(ui, kit),
                    Self::Add(dialog) => dialog.ui(ui, kit),
                    Self::Dataset(dialog) => dialog.ui(ui, kit),
                    Self::Import(dialog) => dialog.ui(ui, kit, session),
                    Self::Working(dialog) => dialog.ui(ui, kit),
                    Self::Unsaved(dialog) => dialog.ui(ui, kit),
                }
            });
        // A question of another size stands in the middle a frame later.
        let (id, size) = (Id::unique("dialog size"), modal.response.rect.size());
        if ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default(id), size)) != size {
            ui.request_repaint();
        }
        let is_left = modal.should_close();
        modal.inner.or_else(|| match self {
            Self::Opening(dialog) if is_left => Some(dialog.leave()),
            Self::Add(dialog) if is_left => dialog.leave(),
            Self::Export(dialog) if is_left => Some(dialog.leave()),
            Self::Dataset(dialog) if is_left => dialog.leave(),
            Self::Import(dialog) if is_left => Some(dialog.leave()),
            Self::Working(dialog) if is_left => {
                dialog.leave();
                None
            }
            _ => is_left.then_some(Decision::Cancel),
        })
    }
}

fn open_ui(ui: &mut Ui, kit: &mut Kit, folder: &mut PathField, failure: Option<&Error>) -> Option<Decision> {
    let title = kit.words.get("open-title");
    text::label(ui, kit, &title, TextStyle::heading());
    let body = |folder: &mut PathField, ui: &mut Ui, kit: &mut Kit| {
        let about = kit.words.get("open-about");
        text::paragraph(ui, kit, &about, TextStyle::body());
        folder.ui(ui, kit, "open-path", |context, kit| Browse::folder(context, &kit.words.get("open-title")));
        failure_ui(ui, kit, failure);
    };
    let end = |folder: &mut PathField, ui: &mut Ui, kit: &mut Kit, ()| {
        let is_named = folder.is_named();
        buttons_ui(ui, kit, "open-do", is_named)
    };
    let decided = body_and_end(ui, kit, folder, body, end)?;
    Some(if decided { Decision::Open(folder.named()) } else { Decision::Cancel })
}

fn create_ui(ui: &mut Ui, kit: &mut Kit, folder: &Path, texts: usize, failure: Option<&Error>) -> Option<Decision> {
    let title = kit.words.get("create-title");
    text::label(ui, kit, &title, TextStyle::heading());
    let body = |(): &mut (), ui: &mut Ui, kit: &mut Kit| {
        let shown = folder.display().to_string();
        let about = kit.words.say("create-about", &[("folder", shown.into()), ("texts", texts.into())]);
        text::paragraph(ui, kit, &about, TextStyle::body());
        failure_ui(ui, kit, failure);
    };
    let end = |(): &mut (), ui: &mut Ui, kit: &mut Kit, ()| buttons_ui(ui, kit, "create-do", true);
    let decided = body_and_end(ui, kit, &mut (), body, end)?;
    Some(if decided { Decision::Create(folder.to_owned()) } else { Decision::Cancel })
}

/// The two buttons: whether the main one was decided for, by click or Enter, or the other one.
pub fn buttons_ui(ui: &mut Ui, kit: &mut Kit, main: &str, is_ready: bool) -> Option<bool> {
    let (main, cancel) = (kit.words.get(main), kit.words.get("dialog-cancel"));
    // A button that has the keyboard hears Enter itself.
    let is_free = kit.fields.is_typing(ui.ctx()) || !has_keyboard(ui);
    let is_entered = is_free && ui.input(|input| input.key_pressed(Key::Enter));
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
