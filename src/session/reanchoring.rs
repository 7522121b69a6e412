//! What the session holds of annotations that do not fit a text that was changed: those that are gone through, the places that are
//! being looked for, and the changes that are being made. It does not know the session. Offsets are UTF-8 bytes.

use std::collections::BTreeSet;

use crate::model::change::Transaction;
use crate::model::id::{AnnotationId, DocumentId};
use crate::model::proposal::Placed;
use crate::model::set::AnnotationSet;
use crate::records::drift::{Counts, Drift, Record};

use super::command::reanchor::{Accepted, ReanchorCommand};
use super::job::Job;
use super::work::Work;

/// Places that a digit picks.
pub const DIGITS: usize = 9;

/// The annotations of the current document that do not fit its text, while they are gone through. There is at least one.
#[derive(Debug)]
pub struct Reanchoring {
    pub(super) document: DocumentId,
    pub drift: Drift,
    pub counts: Counts,
    /// Those that are still asked about, by their place in `drift`.
    pub shown: Vec<usize>,
    /// Which of `shown` is asked about now.
    pub lit: usize,
    /// Which of its places is shown.
    pub place: usize,
    pub(super) left: BTreeSet<AnnotationId>,
    /// The number that the next entry of the history had when they were listed.
    pub(super) next_number: u64,
}

/// Places that are being looked for beside the window.
pub(super) struct Drifting {
    pub found: Job<Drift>,
    pub document: DocumentId,
    /// The number that the next entry of the history had when it began.
    pub next_number: u64,
    /// What is to be done when it is known; without it those that are gone through are listed anew.
    pub then: Option<ReanchorCommand>,
}

/// Changes that carry very many over: they are being made beside the window, or were.
pub(super) struct Carrying {
    pub document: DocumentId,
    /// The number that the next entry of the history had when it began.
    pub next_number: u64,
    /// What is said when it is done.
    pub said: String,
    pub made: Made,
}

pub(super) enum Made {
    Soon(Job<Carried>),
    Now(Carried),
}

/// The changes, and the set as it is with them.
pub(super) struct Carried {
    pub transaction: Transaction,
    pub set: AnnotationSet,
}

impl Carrying {
    pub fn is_of(&self, work: &Work) -> bool {
        *work.document.id() == self.document && work.history.next_number() == self.next_number
    }
}

impl Reanchoring {
    pub(super) fn of(drift: Drift, work: &Work, left: BTreeSet<AnnotationId>) -> Self {
        let mut listed = Self {
            document: work.document.id().clone(),
            counts: drift.counts(),
            drift,
            shown: Vec::new(),
            lit: 0,
            place: 0,
            left,
            next_number: work.history.next_number(),
        };
        listed.show();
        listed
    }

    /// Whether they were listed of a set as it is now.
    pub(super) fn is_of(&self, work: &Work) -> bool {
        *work.document.id() == self.document && work.history.next_number() == self.next_number
    }

    /// Shows those that were not left, and keeps what is lit among them.
    pub(super) fn show(&mut self) {
        let all = 0..self.drift.records.len();
        self.shown = all.filter(|at| !self.left.contains(&self.drift.records[*at].id())).collect();
        self.lit = self.lit.min(self.shown.len().saturating_sub(1));
        self.place = 0;
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = AnnotationId> {
        self.shown.iter().map(|at| self.drift.records[*at].id())
    }

    /// The one that is asked about.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.drift.records[self.shown[self.lit]]
    }

    /// The place of it that is shown.
    #[must_use]
    pub fn placed(&self) -> Option<&Placed> {
        self.record().proposal.places.get(self.place)
    }

    /// What a key alone does here.
    pub(super) fn command(&self, key: &str) -> Option<ReanchorCommand> {
        match key {
            "Escape" => Some(ReanchorCommand::Cancel),
            "Enter" => Some(ReanchorCommand::Accept(Accepted::Lit)),
            "ArrowDown" => Some(ReanchorCommand::Next),
            "ArrowUp" => Some(ReanchorCommand::Previous),
            "Insert" => Some(ReanchorCommand::Here(None)),
            "Backspace" => Some(ReanchorCommand::Leave),
            "Delete" => Some(ReanchorCommand::Delete(None)),
            // Also a digit that no place has: it would label.
            _ => key.parse().ok().filter(|nth| (1..=DIGITS).contains(nth)).map(ReanchorCommand::Place),
        }
    }
}
