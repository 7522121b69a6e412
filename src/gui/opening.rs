//! A project on its way into the window: how far reading it is, and a way to let it be.

use std::path::{Path, PathBuf};

use egui::Ui;

use crate::gui::brush::TextStyle;
use crate::gui::decision::Decision;
use crate::gui::dialog_parts::progress_ui;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button};
use crate::session::job::Job;
use crate::session::state::Session;

/// What is read, and from where.
pub struct OpeningDialog {
    folder: PathBuf,
    session: Job<Session>,
}

impl OpeningDialog {
    #[must_use]
    pub fn new(folder: &Path, session: Job<Session>) -> Self {
        Self { folder: folder.to_owned(), session }
    }

    /// Draws how far it is.
    pub fn ui(&self, ui: &mut Ui, kit: &mut Kit) -> Option<Decision> {
        let title = kit.words.get("opening-title");
        text::label(ui, kit, &title, TextStyle::heading());
        text::paragraph(ui, kit, &self.folder.display().to_string(), TextStyle::body().content());
        let (done, all) = self.session.progress();
        let percent = (done * 100).checked_div(all).unwrap_or(0);
        let message = kit.words.say("opening-progress", &[("percent", percent.into())]);
        progress_ui(ui, kit, &message, (done, all));
        ui.add_space(SPACE);
        let cancel = kit.words.get("dialog-cancel");
        let is_left =
            widgets::button(ui, kit, Button { text: &cancel, key: Some("Esc"), ..Button::default() }).clicked();
        if let Some(answer) = self.session.answer() {
            return Some(Decision::Opened(self.folder.clone(), Box::new(answer)));
        }
        is_left.then(|| self.leave())
    }

    /// Lets the project be; nothing of it was changed.
    #[must_use]
    pub fn leave(&self) -> Decision {
        self.session.cancel();
        Decision::Cancel
    }
}
