//! What is proposed for an annotation that does not fit a text which was changed, and what that is told by. Plain values.

use std::ops::Range;

use super::annotation::{Anchor, Annotation};

/// An annotation whose quotes are not where they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drifted {
    /// Its anchor is the document until it has a place.
    pub annotation: Annotation,
    /// At least one.
    pub pieces: Vec<Piece>,
}

/// Where a quote stood in the old text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub chars: Range<usize>,
    pub quote: String,
}

/// A quote that stands where it belongs. Code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled<'a> {
    /// Where it stood in the old text.
    pub old_start: usize,
    pub start: usize,
    pub quote: &'a str,
}

/// What is proposed for one that drifted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub outcome: Outcome,
    /// Where it may stand, the likeliest first; of one that moved, the first is where it stands. Of one that was reworded there is one,
    /// and none if it is lost.
    pub places: Vec<Placed>,
    /// About where it should stand by its neighbours, in bytes.
    pub expected: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Moved,
    /// A quote stands in so many places, and none of them is clearly the one.
    Ambiguous {
        places: usize,
    },
    /// A quote stands nowhere, but other words stand where it stood: whether they are what was meant, only a person can tell.
    Reworded,
    /// A quote stands nowhere.
    Lost,
}

/// A place for a whole annotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub anchor: Anchor,
    pub spelling: Spelling,
}

/// Whether a quote is written as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spelling {
    Same,
    /// The letters are the same; harakat, tatweel, invisible characters or the composition are not.
    Other,
    /// These are other words, or other letters in them.
    Reworded,
}
