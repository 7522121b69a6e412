//! What can be asked of who is assigned what.

use std::fmt;

use crate::model::assignment::{Balance, Rule};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::session::arguments::as_word;

/// What can be asked of assignments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssignCommand {
    /// Assigns documents, or the one that is open, to an annotator.
    Assign(AnnotatorId, Vec<DocumentId>),
    Unassign(AnnotatorId, Vec<DocumentId>),
    /// Deals out the documents that the list shows.
    Distribute(Rule),
    Undo,
    Redo,
    /// Stops what is being assigned beside the window.
    Stop,
}

/// Whose documents the list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssignedTo {
    /// Whoever works here now.
    Me,
    Nobody,
    Annotator(AnnotatorId),
}

impl fmt::Display for AssignCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by_hand = |f: &mut fmt::Formatter<'_>, name: &str, annotator: &AnnotatorId, documents: &[DocumentId]| {
            write!(f, "{name} {}", as_word(annotator.as_str()))?;
            documents.iter().try_for_each(|document| write!(f, " {}", as_word(document.as_str())))
        };
        match self {
            Self::Assign(annotator, documents) => by_hand(f, "assign", annotator, documents),
            Self::Unassign(annotator, documents) => by_hand(f, "unassign", annotator, documents),
            Self::Distribute(Rule { annotators, per_document, seed, balance }) => {
                f.write_str("distribute")?;
                annotators.iter().try_for_each(|annotator| write!(f, " {}", as_word(annotator.as_str())))?;
                write!(f, " --per-document {per_document} --seed {seed}")?;
                if *balance == Balance::default() { Ok(()) } else { write!(f, " --balance {}", balance.word()) }
            }
            Self::Undo => f.write_str("assign-undo"),
            Self::Redo => f.write_str("assign-redo"),
            Self::Stop => f.write_str("assign-stop"),
        }
    }
}

impl AssignedTo {
    /// The word of a command line.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            AssignedTo::Me => "me".to_owned(),
            AssignedTo::Nobody => "nobody".to_owned(),
            AssignedTo::Annotator(annotator) => as_word(annotator.as_str()),
        }
    }

    /// Reads a word; `any` is nobody's in particular.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "any" => None,
            "me" => Some(AssignedTo::Me),
            "nobody" => Some(AssignedTo::Nobody),
            name => Some(AssignedTo::Annotator(AnnotatorId::new(name))),
        }
    }
}
