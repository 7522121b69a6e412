//! Long work, by a dialog or a command line: how far it is, and a way to stop it.

use egui::Ui;

use crate::gui::brush::TextStyle;
use crate::gui::decision::Decision;
use crate::gui::dialog_parts::progress_ui;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button};
use crate::session::working::Working;

/// What is under way.
pub struct WorkingDialog {
    working: Working,
    is_cancelled: bool,
}

impl WorkingDialog {
    #[must_use]
    pub fn new(working: Working) -> Self {
        Self { working, is_cancelled: false }
    }

    /// Draws how far it is; returns what came of it.
    pub fn ui(&mut self, ui: &mut Ui, kit: &mut Kit) -> Option<Decision> {
        if let Some(worked) = self.working.answer() {
            return Some(Decision::Worked(worked));
        }
        let (done, all) = self.working.progress();
        let percent = (done * 100).checked_div(all).unwrap_or(0);
        let (title, working) = match self.working {
            Working::Import(_) => ("import-title", "import-working"),
            Working::Export(_) => ("export-title", "export-working"),
            Working::Dataset(_) => ("dataset-title", "dataset-working"),
        };
        let title = kit.words.get(title);
        text::label(ui, kit, &title, TextStyle::heading());
        let message = match self.is_cancelled {
            true => kit.words.get("add-cancelling"),
            false => kit.words.say(working, &[("percent", percent.into()), ("done", done.into()), ("all", all.into())]),
        };
        progress_ui(ui, kit, &message, (done, all));
        ui.add_space(SPACE);
        let cancel = kit.words.get("dialog-cancel");
        if widgets::button(ui, kit, Button { text: &cancel, key: Some("Esc"), ..Button::default() }).clicked() {
            self.leave();
        }
        None
    }

    /// Asks it to stop; it stays until it has.
    pub fn leave(&mut self) {
        self.working.cancel();
        self.is_cancelled = true;
    }
}
