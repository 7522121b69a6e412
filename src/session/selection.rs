//! The selection: where it was begun and where the caret is. Offsets are UTF-8 bytes.

use std::ops::Range;

use crate::text::caret::Caret;

/// A selection; empty when begin and caret are at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Selection {
    /// Where it was begun.
    pub anchor: usize,
    /// Where it is extended to.
    pub caret: Caret,
}

impl Selection {
    /// A caret without selection.
    #[must_use]
    pub fn at(caret: Caret) -> Self {
        Self { anchor: caret.offset, caret }
    }

    /// The selection of a range, with the caret at its end.
    #[must_use]
    pub fn of(range: Range<usize>) -> Self {
        Self { anchor: range.start, caret: Caret::after(range.end) }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.anchor == self.caret.offset
    }

    /// From the earlier to the later end.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.anchor.min(self.caret.offset)..self.anchor.max(self.caret.offset)
    }
}
