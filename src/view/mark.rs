//! A mark: an annotation as a page shows it, and what joins one to others. Offsets are UTF-8 bytes of the document.

use std::ops::Range;
use std::sync::Arc;

use crate::model::id::IdentityId;
use crate::model::schema::{Sign, Tone};

/// How an annotation is told from others without its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A tint, a solid line, a round chip.
    Entity,
    /// A tint in a frame, a double line, a square filled chip.
    Event,
    /// A wave, an open chip with a sign if the polarity has one.
    Stance(Option<Sign>),
}

/// An annotation of the document, ready to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Byte ranges of the document, in order; none for what is about the whole document.
    pub spans: Vec<Range<usize>>,
    pub tone: Tone,
    pub form: Form,
    /// The label's short name.
    pub name: Arc<str>,
    /// Titles of the roles that it needs and nobody plays; empty for what is complete.
    pub missing: Arc<str>,
    /// Who or what it mentions, as far as it was linked.
    pub identity: Option<IdentityId>,
}

/// A frame and what its arcs join it to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameMark {
    /// A position in the scene's marks.
    pub mark: usize,
    pub joins: Vec<Join>,
}

/// A filler of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// A position in the scene's marks.
    pub mark: usize,
    /// What it plays.
    pub role: Arc<str>,
}

impl FrameMark {
    /// Whether it is the frame or one of its fillers.
    pub(super) fn holds(&self, mark: usize) -> bool {
        self.mark == mark || self.joins.iter().any(|join| join.mark == mark)
    }
}
