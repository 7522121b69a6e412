//! Offsets as Java and JavaScript count them: UTF-16 units of a document's text.

use std::ops::Range;

use crate::model::document::Document;
use crate::text::span::Span;

/// UTF-16 offsets of one document.
pub(super) struct Utf16<'a> {
    document: &'a Document,
    /// The bytes at which characters of two units begin, in order.
    wide: Vec<usize>,
}

impl<'a> Utf16<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let wide = document.text().char_indices().filter(|(_, c)| c.len_utf16() == 2).map(|(at, _)| at).collect();
        Self { document, wide }
    }

    /// The offset of a byte at which a character begins.
    pub(super) fn offset(&self, byte: usize) -> usize {
        self.document.chars_from_bytes(byte) + self.wide.partition_point(|wide| *wide < byte)
    }

    pub(super) fn range(&self, span: Span) -> Range<usize> {
        self.offset(span.start())..self.offset(span.end())
    }
}

#[cfg(test)]
mod tests {
    use super::Utf16;
    use crate::model::document::Document;
    use crate::model::id::DocumentId;

    #[test]
    fn what_is_beyond_the_first_plane_counts_twice() {
        let document = Document::new(DocumentId::new("d"), "م😀b");
        let units = Utf16::new(&document);
        let offsets: Vec<usize> = [0, 2, 6, 7].into_iter().map(|byte| units.offset(byte)).collect();
        assert_eq!(offsets, [0, 1, 3, 4]);
    }
}
