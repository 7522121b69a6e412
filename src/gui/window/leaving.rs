//! Leaving a project, by closing the window or by opening another: not while something is not on disk, unless the person says so.

use egui::{Context, ViewportCommand};

use crate::gui::decision::{Leaving, Remains};
use crate::gui::dialogs::Dialog;
use crate::gui::unsaved::UnsavedDialog;

use super::Window;

impl Window {
    /// Keeps what is still being typed and waits until all that was done is on disk, if it can be.
    pub(super) fn save(&mut self) {
        let Some(session) = &mut self.session else { return };
        let mut typed = self.draft.take(session);
        typed.extend(self.schema.take(session));
        for command in typed {
            // What cannot be done is the session's message.
            let _ = session.perform(&command);
        }
        // Why not, `Session::unsaved` tells.
        let _ = session.flush();
    }

    /// What could not be saved when the window was left, for whoever reads it elsewhere.
    #[must_use]
    pub fn left_behind(&self) -> Option<String> {
        let unsaved = self.session.as_ref()?.unsaved()?;
        let count = crate::error::counted(unsaved.rescue.actions.len(), "action");
        let where_to = match unsaved.kept {
            Some(kept) => format!("kept in {}, and put back when the project is opened again", kept.display()),
            None => "lost".to_owned(),
        };
        Some(format!("{count} not saved, but {where_to}: {}", unsaved.why))
    }

    /// Closes the window, unless something is not on disk: then it asks.
    pub(super) fn close(&mut self, context: &Context) {
        if !self.asks_about_unsaved(Leaving::Close) {
            self.is_left = true;
            context.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    /// The system wants to close the window: likewise.
    pub(super) fn hear_closing(&mut self, context: &Context) {
        if !self.is_left && context.input(|input| input.viewport().close_requested()) {
            context.send_viewport_cmd(ViewportCommand::CancelClose);
            self.close(context);
        }
    }

    /// Asks what becomes of what cannot be saved, if there is any.
    pub(super) fn asks_about_unsaved(&mut self, leaving: Leaving) -> bool {
        self.save();
        let Some((session, unsaved)) = self.session.as_ref().and_then(|session| Some((session, session.unsaved()?)))
        else {
            return false;
        };
        self.dialog = Some(Dialog::Unsaved(Box::new(UnsavedDialog::new(session, unsaved, leaving))));
        true
    }

    /// Does what the person answered.
    pub(super) fn leave_unsaved(&mut self, context: &Context, remains: Remains, leaving: Leaving) {
        let Some(session) = &mut self.session else { return };
        match remains {
            Remains::Stay => return self.dialog = None,
            Remains::TryAgain => {
                self.dialog = None;
                return self.go_on_leaving(context, leaving);
            }
            Remains::Save(file) => {
                if let Err(error) = session.save_unsaved(&file) {
                    if let Some(Dialog::Unsaved(dialog)) = &mut self.dialog {
                        dialog.fail(error);
                    }
                    return;
                }
                session.lose_unsaved();
            }
            Remains::Lose => session.lose_unsaved(),
            Remains::Later => {}
        }
        self.dialog = None;
        match leaving {
            Leaving::Close => {
                self.is_left = true;
                context.send_viewport_cmd(ViewportCommand::Close);
            }
            Leaving::Open(folder) => {
                // What is kept stays where it is when this session ends.
                self.session = None;
                self.open(&folder);
            }
        }
    }

    fn go_on_leaving(&mut self, context: &Context, leaving: Leaving) {
        match leaving {
            Leaving::Close => self.close(context),
            Leaving::Open(folder) => self.open(&folder),
        }
    }
}
