//! Carets: positions between graphemes, and which of the two places a position has where directions meet; and what is
//! selected between two of them.
//! Offsets are UTF-8 bytes.

use std::ops::Range;

/// Which neighbour a caret clings to, where one offset has two places: at a line's end and where direction changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Affinity {
    /// To the character before it.
    Upstream,
    /// To the character after it.
    #[default]
    Downstream,
}

/// A position in a text. `offset` is a grapheme boundary when it came from a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Caret {
    pub offset: usize,
    pub affinity: Affinity,
}

impl Caret {
    #[must_use]
    pub fn before(offset: usize) -> Self {
        Self { offset, affinity: Affinity::Downstream }
    }

    #[must_use]
    pub fn after(offset: usize) -> Self {
        Self { offset, affinity: Affinity::Upstream }
    }
}

/// What is selected: from the anchor, which stays, to the head, which moves. Both in one place are a caret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Selection {
    pub anchor: Caret,
    pub head: Caret,
}

impl Selection {
    #[must_use]
    pub fn caret(caret: Caret) -> Self {
        Self { anchor: caret, head: caret }
    }

    #[must_use]
    pub fn range(&self) -> Range<usize> {
        let (anchor, head) = (self.anchor.offset, self.head.offset);
        anchor.min(head)..anchor.max(head)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.anchor.offset == self.head.offset
    }
}

/// A step by sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    Left,
    Right,
    Up,
    Down,
    LineLeft,
    LineRight,
}
