//! Finding text in the current document. Offsets are UTF-8 bytes.

use std::ops::Range;

/// What is looked for and where it was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Find {
    pub query: String,
    /// All places in the current document, in order.
    pub found: Vec<Range<usize>>,
}
