//! The open document whose text somebody else took out of the project: the window shows no other in its place, in which the next key
//! would label, and goes back to it when its text is there again.

use crate::error::{Error, Problem, Severity};
use crate::model::id::DocumentId;

use super::command::Command;
use super::selection::Selection;
use super::state::Session;

const GONE: &str = "its text was taken out of the project while it was open here";

impl Session {
    /// The document that was open when its text was taken out of the project, until another is opened.
    #[must_use]
    pub fn gone(&self) -> Option<&DocumentId> {
        self.openings.gone.as_ref().map(|(id, _)| id)
    }

    /// Notes and tells that the text of the document that was open is not there any more.
    pub(super) fn lose_open(&mut self, id: DocumentId, selection: Selection) {
        let told = Problem::new(Severity::Wrong, id.as_str(), GONE);
        self.tell(vec![told.hint("what was annotated in it is kept, and is there again with the text")]);
        self.openings.gone = Some((id, selection));
    }

    /// Opens a document if none is open now that they are listed anew: the one that was gone if it is there again, and the first if
    /// none was open before.
    pub(super) fn open_listed_anew(&mut self) {
        if self.current.is_some() || self.is_opening() {
            return;
        }
        let Some((id, selection)) = self.openings.gone.clone() else {
            return self.open_first();
        };
        if let Some(index) = self.position(&id) {
            self.problems.retain(|problem| problem.place != id.as_str() || problem.message != GONE);
            if let Err(error) = self.open_at(index, id.clone(), selection) {
                self.tell(vec![Problem::new(Severity::Loss, id.as_str(), error.to_string())]);
            }
        }
    }

    /// Opens a document at a place; one that takes long to read is read beside a window.
    pub(super) fn open_at(&mut self, index: usize, id: DocumentId, selection: Selection) -> Result<(), Error> {
        if self.work_at(index).is_none() && self.opens_beside(index) {
            self.openings.selection = Some((id.clone(), selection));
            self.open_beside(index, Command::Open(id));
            return Ok(());
        }
        self.open_document(index)?;
        if let Some(work) = self.current_work_mut() {
            // The text may be another one.
            let fits = work.document.text().get(selection.range()).is_some();
            work.selection = if fits { selection } else { Selection::default() };
        }
        Ok(())
    }
}
