//! Blind projects: nobody sees what other people did on a document before their own is finished, but for the reviewers whom the
//! project names. This keeps people from being led by each other; it hides nothing from who reads the files. What programs
//! suggest is seen by all.

use crate::error::Error;
use crate::model::annotator::AnnotatorKind;
use crate::model::id::AnnotatorId;
use crate::model::set::Progress;
use crate::store::folder::Folder;

use super::command::Command;
use super::review::Aim;
use super::state::Session;

impl Session {
    /// Whether the person sees what everybody did on all documents, finished or not: counts and measures are for them.
    #[must_use]
    pub fn sees_all(&self) -> bool {
        self.project.shows_all_to(self.person())
    }

    /// The person at work, whose seat may be another's while they decide.
    pub(super) fn person(&self) -> &AnnotatorId {
        self.review.as_ref().map_or(&self.annotator, |review| review.reviewer())
    }

    /// Whether the person may see what another annotator did on the current document.
    pub(super) fn may_see(&self, folder: &Folder, other: &AnnotatorId) -> bool {
        self.sees_all() || self.has_finished() || folder.annotator_kind(other) == AnnotatorKind::Program
    }

    /// Refuses deciding what is gold to who is no reviewer of a blind project: it would show what others did.
    pub(super) fn refuse_blind_review(&self) -> Result<(), Error> {
        if self.sees_all() {
            return Ok(());
        }
        let person = self.person();
        let hint = match self.project.reviewers.is_empty() {
            true => format!("`reviewers: [\"{person}\"]` in project.ron makes you one"),
            false => {
                "once you have finished a document, `review-suggestions NAME` compares yours with another's".to_owned()
            }
        };
        Err(Error::new(format!("people work blind in this project, and `{person}` is no reviewer of it")).hint(hint))
    }

    /// Why some of those with whom one compares one's own annotations are not shown, if so.
    pub(super) fn blindfold(&self) -> Option<Error> {
        let review = self.review.as_ref().filter(|review| review.aim() == Aim::Suggestions)?;
        if self.sees_all() || self.has_finished() {
            return None;
        }
        let hidden = review.of.iter().find(|name| !self.is_program(name))?;
        let error = Error::new(format!("what `{hidden}` did is shown once you have finished this document"));
        Some(error.hint("Ctrl+Enter says that you have"))
    }

    /// What others did is seen once one has finished, and no longer after taking that back.
    pub(super) fn follow_blindness(&mut self, command: &Command) {
        if self.project.blind && matches!(command, Command::SetProgress(_) | Command::Undo | Command::Redo) {
            self.read_other_sets();
        }
    }

    fn has_finished(&self) -> bool {
        self.current_work().is_some_and(|work| work.set.progress() == Progress::Finished)
    }
}
