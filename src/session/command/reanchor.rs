//! What can be asked about annotations that do not fit their text.

use std::fmt;

use crate::model::id::AnnotationId;

/// What can be asked about annotations that do not fit their text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReanchorCommand {
    /// Lists them, and goes to where the first one may stand, or the named one.
    Look(Option<AnnotationId>),
    Next,
    Previous,
    /// Goes to another of the places where the one that is lit may stand, counted from 1.
    Place(usize),
    Accept(Accepted),
    /// Puts one where the selection is; the one that is lit if none is named.
    Here(Option<AnnotationId>),
    /// Deletes the record of one for good, which can be undone.
    Delete(Option<AnnotationId>),
    /// Leaves the one that is lit as it is, and asks about it no more until they are listed anew.
    Leave,
    Cancel,
}

/// What is carried over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// The one that is lit, to the place that is shown.
    Lit,
    /// All for which one place is clearly the right one.
    All,
    /// All in whose place other words stand.
    Reworded,
    /// One, to its likeliest place or its nth, counted from 1.
    One(AnnotationId, Option<usize>),
}

impl fmt::Display for ReanchorCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let with_number = |f: &mut fmt::Formatter<'_>, name: &str, id: &Option<AnnotationId>| match id {
            None => f.write_str(name),
            Some(id) => write!(f, "{name} {id}"),
        };
        match self {
            Self::Look(id) => with_number(f, "reanchor", id),
            Self::Next => f.write_str("reanchor-next"),
            Self::Previous => f.write_str("reanchor-previous"),
            Self::Place(nth) => write!(f, "reanchor-place {nth}"),
            Self::Accept(Accepted::Lit) => f.write_str("reanchor-accept"),
            Self::Accept(Accepted::All) => f.write_str("reanchor-accept all"),
            Self::Accept(Accepted::Reworded) => f.write_str("reanchor-accept reworded"),
            Self::Accept(Accepted::One(id, None)) => write!(f, "reanchor-accept {id}"),
            Self::Accept(Accepted::One(id, Some(nth))) => write!(f, "reanchor-accept {id} {nth}"),
            Self::Here(id) => with_number(f, "reanchor-here", id),
            Self::Delete(id) => with_number(f, "reanchor-delete", id),
            Self::Leave => f.write_str("reanchor-leave"),
            Self::Cancel => f.write_str("reanchor-cancel"),
        }
    }
}
