//! The question that keeps a window open while something is not on disk: what that is and why, and whether to try again, save it into a
//! file elsewhere, leave it to the next opening, or lose it.

use egui::{Key, Ui};

use crate::error::Error;
use crate::gui::browse::Browse;
use crate::gui::brush::TextStyle;
use crate::gui::decision::{Decision, Leaving, Remains};
use crate::gui::dialog_body::body_and_end;
use crate::gui::dialog_parts::{PathField, failure_ui, has_keyboard};
use crate::gui::export::file_name;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::session::state::Session;
use crate::session::unsaved::Unsaved;

/// Documents that are named one by one; the others are counted.
const NAMED: usize = 6;

/// What is not saved, and where it might be.
pub struct UnsavedDialog {
    unsaved: Unsaved,
    leaving: Leaving,
    target: PathField,
    failure: Option<Error>,
}

impl UnsavedDialog {
    #[must_use]
    pub fn new(session: &Session, unsaved: Unsaved, leaving: Leaving) -> Self {
        let name = format!("{}-{}", file_name(&session.project().name), file_name(session.annotator().as_str()));
        let at = session.now().to_string().replace([':', '-'], "");
        let name = format!("{name}-{at}.unsaved.jsonl");
        // The person sees in which folder.
        let target = std::path::absolute(&name).map_or(name, |path| path.display().to_string());
        Self { unsaved, leaving, target: PathField::new(target), failure: None }
    }

    /// The same after it could not be saved elsewhere.
    pub fn fail(&mut self, error: Error) {
        self.failure = Some(error);
    }

    /// Draws the question.
    pub fn ui(&mut self, ui: &mut Ui, kit: &mut Kit) -> Option<Decision> {
        let title = kit.words.get("unsaved-title");
        text::label(ui, kit, &title, TextStyle::heading());
        let remains = body_and_end(ui, kit, self, Self::body_ui, |dialog, ui, kit, is_entered| {
            failure_ui(ui, kit, dialog.failure.as_ref());
            dialog.buttons_ui(ui, kit).or_else(|| is_entered.then(|| dialog.elsewhere()))
        });
        remains.map(|remains| Decision::Unsaved(remains, self.leaving.clone()))
    }

    /// What is not saved and why, and where it may be saved; whether Enter was pressed there.
    fn body_ui(&mut self, ui: &mut Ui, kit: &mut Kit) -> bool {
        text::paragraph(ui, kit, &self.unsaved.why.to_string(), TextStyle::body().content());
        let counts = self.unsaved.rescue.counts();
        for (document, count) in counts.iter().take(NAMED) {
            let line = [("document", document.as_str().into()), ("count", (*count).into())];
            let line = kit.words.say("unsaved-document", &line);
            text::paragraph(ui, kit, &line, TextStyle::body());
        }
        if let Some(more) = counts.len().checked_sub(NAMED).filter(|more| *more > 0) {
            let more = kit.words.say("dialog-more", &[("count", more.into())]);
            text::label(ui, kit, &more, TextStyle::small());
        }
        let kept = match &self.unsaved.kept {
            Some(kept) => kit.words.say("unsaved-kept", &[("file", kept.display().to_string().into())]),
            None => kit.words.get("unsaved-nowhere"),
        };
        text::paragraph(ui, kit, &kept, TextStyle::body());
        let about = kit.words.get("unsaved-file-about");
        text::paragraph(ui, kit, &about, TextStyle::small());
        let named = self.target.path.clone();
        self.target
            .ui(ui, kit, "unsaved-file", |context, kit| Browse::file(context, &kit.words.get("unsaved-file"), &named))
    }

    fn buttons_ui(&self, ui: &mut Ui, kit: &mut Kit) -> Option<Remains> {
        let actions = self.unsaved.rescue.actions.len();
        let mut remains = None;
        let mut button = |ui: &mut Ui, kit: &mut Kit, text: String, look: Look, key: Option<&str>, means: Remains| {
            if widgets::button(ui, kit, Button { text: &text, look, key, ..Button::default() }).clicked() {
                remains = Some(means);
            }
        };
        ui.add_space(SPACE);
        ui.horizontal_wrapped(|ui| {
            let again = kit.words.get("unsaved-again");
            button(ui, kit, again, Look::Main, None, Remains::TryAgain);
            if self.target.is_named() {
                let save = kit.words.get("unsaved-save");
                button(ui, kit, save, Look::Framed, None, self.elsewhere());
            }
            let stay = kit.words.get("unsaved-stay");
            button(ui, kit, stay, Look::Framed, Some("Esc"), Remains::Stay);
        });
        ui.horizontal_wrapped(|ui| {
            if self.unsaved.kept.is_some() {
                let later = kit.words.get("unsaved-later");
                button(ui, kit, later, Look::Framed, None, Remains::Later);
            }
            let lose = kit.words.say("unsaved-lose", &[("count", actions.into())]);
            button(ui, kit, lose, Look::Framed, None, Remains::Lose);
        });
        let is_entered = !has_keyboard(ui) && ui.input(|input| input.key_pressed(Key::Enter));
        remains.or(is_entered.then_some(Remains::TryAgain))
    }

    fn elsewhere(&self) -> Remains {
        Remains::Save(self.target.named())
    }
}
