//! Going to another document: by its name, or to the next one as the list shows them. Long ones are read by `opening` first.

use crate::error::Error;
use crate::model::id::DocumentId;
use crate::model::nearest::hint_for;

use super::effect::Effect;
use super::state::{Request, Session};

impl Session {
    pub(super) fn plan_open(&self, id: &DocumentId) -> Result<Effect, Error> {
        self.known_position(id).map(Effect::Open)
    }

    pub(super) fn plan_next_document(&self) -> Result<Effect, Error> {
        let next = self.current_row().map_or(0, |row| row + 1);
        self.shown_at(next).map(Effect::Open).ok_or_else(|| self.no_more("this is the last document"))
    }

    pub(super) fn plan_previous_document(&self) -> Result<Effect, Error> {
        let previous = self.current_row().and_then(|row| self.shown_at(row.checked_sub(1)?));
        previous.map(Effect::Open).ok_or_else(|| self.no_more("this is the first document"))
    }

    pub(super) fn plan_next_unfinished(&self) -> Result<Effect, Error> {
        let next = self.next_unfinished();
        next.map(Effect::Open).ok_or_else(|| self.no_more("all documents are finished"))
    }

    /// Says that there is no other document, and whether that is because the list shows a part of them only.
    fn no_more(&self, why: &str) -> Error {
        match self.shown_len() == self.listed.len() {
            true => Error::new(why),
            false => Error::new(format!("{why} that the list shows")).hint("other documents are filtered out"),
        }
    }

    /// Where a document stands in the project's order, if it is there.
    pub(super) fn known_position(&self, id: &DocumentId) -> Result<usize, Error> {
        self.position(id).ok_or_else(|| {
            let ids = self.listed.iter().map(|listed| listed.summary.id.as_str());
            Error::new(format!("there is no document `{id}`")).hint(hint_for(id.as_str(), ids))
        })
    }

    pub(super) fn open_document(&mut self, index: usize) -> Result<(), Error> {
        self.load(index)?;
        if self.current != Some(index) {
            self.stop_drifting();
        }
        self.close_board();
        self.close_agreement();
        if let Some(work) = self.current_work_mut() {
            work.past = None;
        }
        self.current = Some(index);
        self.openings.gone = None;
        self.read_history(index);
        self.read_other_sets();
        self.find_here();
        self.requests.push(Request::Reveal);
        Ok(())
    }
}
