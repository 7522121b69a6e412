//! A span: a non-empty range of one text, in UTF-8 bytes, on character boundaries. It can only be made against the text
//! that proves it, so a `Span` in hand can always be sliced out of the text it was made from.

use std::fmt;
use std::ops::Range;

/// A non-empty byte range on character boundaries. Ordered by start, then by end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: usize,
    end: usize,
}

/// Why a range is not a span of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpanError {
    /// Nothing between start and end, or the end before the start.
    Empty { start: usize, end: usize },
    /// It reaches past the end of the text.
    Outside { end: usize, length: usize },
    /// A border inside a character.
    InsideCharacter { offset: usize },
}

impl fmt::Display for SpanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SpanError::Empty { start, end } => write!(f, "there is nothing between {start} and {end}"),
            SpanError::Outside { end, length } => write!(f, "{end} is past the end of the text ({length} bytes)"),
            SpanError::InsideCharacter { offset } => write!(f, "byte {offset} is inside a character"),
        }
    }
}

impl Span {
    /// The span of `range` in `text`, if it is one.
    pub fn new(text: &str, range: Range<usize>) -> Result<Self, SpanError> {
        let Range { start, end } = range;
        if start >= end {
            return Err(SpanError::Empty { start, end });
        }
        if end > text.len() {
            return Err(SpanError::Outside { end, length: text.len() });
        }
        for offset in [start, end] {
            if !text.is_char_boundary(offset) {
                return Err(SpanError::InsideCharacter { offset });
            }
        }
        Ok(Self { start, end })
    }

    #[must_use]
    pub fn start(self) -> usize {
        self.start
    }

    #[must_use]
    pub fn end(self) -> usize {
        self.end
    }

    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Length in bytes, never 0.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a span is never empty")]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

#[cfg(test)]
mod tests {
    use super::{Span, SpanError};

    #[test]
    fn borders_must_stand_between_characters() {
        assert_eq!(Span::new("وبلينكن", 2..14).unwrap().len(), 12);
        assert_eq!(Span::new("وبلينكن", 1..14), Err(SpanError::InsideCharacter { offset: 1 }));
    }

    #[test]
    fn a_span_is_never_empty_and_never_outside() {
        assert_eq!(Span::new("ab", 1..1), Err(SpanError::Empty { start: 1, end: 1 }));
        assert_eq!(Span::new("ab", 0..3), Err(SpanError::Outside { end: 3, length: 2 }));
    }
}
