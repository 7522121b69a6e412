//! The scene: all there is to show of a document besides its text. A page shows what of it is in sight. Offsets are UTF-8 bytes.

use std::ops::Range;

use crate::model::id::IdentityId;
use crate::model::order::Order;
use crate::text::caret::Caret;
use crate::view::heading::Heading;
use crate::view::lens::Lens;
use crate::view::mark::{FrameMark, Mark};
use crate::view::quiet::Quiet;
use crate::view::voices::VoiceMarks;

/// What there is to show besides the text.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    pub text: &'a str,
    /// In reading order: what is about the document, then by start.
    pub marks: &'a [Mark],
    /// Of each mark, from [`crate::view::lanes::lanes`].
    pub lanes: &'a [usize],
    /// Of the marks: a page looks only at those near it.
    pub order: &'a Order,
    /// What is about the whole document, set above the text.
    pub heading: &'a Heading,
    /// A position in `marks`.
    pub chosen: Option<usize>,
    /// All that are one with what is mentioned there; none where nothing is.
    pub same: &'a [IdentityId],
    pub selection: Option<(usize, usize)>,
    pub caret: Option<Caret>,
    pub lens: Lens,
    /// Pixels beside the column that arcs and names may take.
    pub margin: f32,
    /// The frames whose arcs are seen all the time.
    pub frames: &'a [FrameMark],
    /// What nobody has accepted, and what should be left out.
    pub quiet: &'a [Quiet],
    /// What others marked, while they are compared.
    pub voices: Option<&'a VoiceMarks>,
    /// Byte ranges of the case that is looked at.
    pub case: &'a [Range<usize>],
    /// Of each mark whether it stands back, because nobody says otherwise; empty where nobody was asked.
    pub agreed: &'a [bool],
    /// Byte ranges that others marked and nobody here did.
    pub absent: &'a [Range<usize>],
    /// What is looked at, while the rest stands back.
    pub focus: Option<Focus<'a>>,
}

/// Frames that are looked at: the one that is chosen, or those that the pointer rests on.
#[derive(Debug, Clone, Copy)]
pub struct Focus<'a> {
    pub frames: &'a [FrameMark],
    /// Marks that may become fillers, which stand back no more than the fillers.
    pub offered: &'a [usize],
    /// Byte ranges of what would be taken next.
    pub lit: &'a [Range<usize>],
}

impl<'a> Scene<'a> {
    /// Marks on a text, of which nothing is chosen, with their lanes and order and what is about the whole document.
    #[must_use]
    pub fn new(text: &'a str, marks: (&'a [Mark], &'a [usize], &'a Order), heading: &'a Heading, margin: f32) -> Self {
        let (marks, lanes, order) = marks;
        Self {
            text,
            marks,
            lanes,
            order,
            heading,
            chosen: None,
            same: &[],
            selection: None,
            caret: None,
            lens: Lens::Off,
            margin,
            frames: &[],
            quiet: &[],
            voices: None,
            case: &[],
            agreed: &[],
            absent: &[],
            focus: None,
        }
    }

    /// Whether a mark stands back: something else is looked at, or all agree on it and nothing is looked at that it is part of.
    pub(super) fn stands_back(&self, mark: usize) -> bool {
        match self.focus {
            Some(focus) => !focus.holds(mark),
            None => self.agreed.get(mark).copied().unwrap_or(false),
        }
    }
}

impl Focus<'_> {
    /// Whether a mark does not stand back.
    pub(super) fn holds(&self, mark: usize) -> bool {
        self.frames.iter().any(|frame| frame.holds(mark)) || self.offered.contains(&mark)
    }

    /// Whether a mark is one of the frames.
    pub(super) fn is_frame(&self, mark: usize) -> bool {
        self.frames.iter().any(|frame| frame.mark == mark)
    }
}
