//! What the session holds of a file that a conflict left beside a set, while it is compared with what stands. It does not know the
//! session.

use crate::error::Problem;
use crate::model::id::DocumentId;
use crate::model::set::AnnotationSet;
use crate::model::versions::{self, Difference};

use super::command::kept::{KeptCommand, Restored};
use super::job::Job;

/// A file that was kept beside the current document's set, and how it differs from that.
#[derive(Debug)]
pub struct Keeping {
    pub(super) document: DocumentId,
    /// Of the file.
    pub name: String,
    pub(super) kept: AnnotationSet,
    pub differences: Vec<Difference>,
    /// Which of them is shown.
    pub lit: usize,
    /// The number that the next entry of the history had when they were listed.
    pub(super) next_number: u64,
}

/// A file that is read and compared beside the window.
pub(super) struct Weighing {
    pub name: String,
    pub document: DocumentId,
    pub next_number: u64,
    /// With what is told of the file.
    pub found: Job<(Keeping, Vec<Problem>)>,
}

impl Keeping {
    pub(super) fn of(name: String, kept: AnnotationSet, now: &AnnotationSet, next_number: u64) -> Self {
        let differences = versions::differences(now, &kept);
        Self { document: now.document().clone(), name, kept, differences, lit: 0, next_number }
    }

    /// Holds it against the set as it has become.
    pub(super) fn follow(&mut self, now: &AnnotationSet, next_number: u64) {
        self.differences = versions::differences(now, &self.kept);
        self.lit = self.lit.min(self.differences.len().saturating_sub(1));
        self.next_number = next_number;
    }

    /// How much of it is missing or otherwise, and how much came since.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let lacking = self.differences.iter().filter(|difference| difference.is_lacking()).count();
        (lacking, self.differences.len() - lacking)
    }

    /// What a key without others asks for.
    pub(super) fn command(key: &str) -> Option<KeptCommand> {
        Some(match key {
            "ArrowDown" => KeptCommand::Next,
            "ArrowUp" => KeptCommand::Previous,
            "Enter" => KeptCommand::PutBack(Restored::Lit),
            "Backspace" => KeptCommand::Leave,
            "Escape" => KeptCommand::Cancel,
            _ => return None,
        })
    }
}
