//! Carets: positions between graphemes, and which of the two places a position has where directions meet.
//! Offsets are UTF-8 bytes.

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
