//! Finding text in the current document, in any spelling (`text::fold` says which are the same). Offsets are UTF-8 bytes.

use std::ops::Range;

use crate::model::id::DocumentId;
use crate::text::fold::Folded;

use super::job::Job;

/// What is looked for and where it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Find {
    pub query: String,
    /// All places in the current document, in order.
    pub found: Vec<Range<usize>>,
}

impl Find {
    /// Looks for `query` in `text`. A query of nothing that can be read is nowhere.
    #[must_use]
    pub fn new(query: &str, text: &str) -> Self {
        let found =
            if query.is_empty() { Vec::new() } else { Folded::new(text).find_all(&Folded::new(query)).collect() };
        Self { query: query.to_owned(), found }
    }

    /// The first place that starts at or after `offset`, or else the first of all.
    #[must_use]
    pub fn next_from(&self, offset: usize) -> Option<Range<usize>> {
        let at = self.found.partition_point(|range| range.start < offset);
        self.found.get(at).or(self.found.first()).cloned()
    }

    /// The last place that ends at or before `offset`, or else the last of all.
    #[must_use]
    pub fn previous_to(&self, offset: usize) -> Option<Range<usize>> {
        let at = self.found.partition_point(|range| range.end <= offset);
        at.checked_sub(1).and_then(|at| self.found.get(at)).or(self.found.last()).cloned()
    }
}

/// What is being looked for beside the window.
pub(super) struct Search {
    pub found: Job<Find>,
    pub document: DocumentId,
    pub then: Then,
}

/// What to do with what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// Go to the first place from the selection on.
    Go,
    /// Only know it.
    Stay,
}

#[cfg(test)]
mod tests {
    use super::Find;

    #[test]
    fn finding_goes_around() {
        let find = Find::new("ab", "ab ab ab");
        assert_eq!([0, 1, 4, 7].map(|at| find.next_from(at)), [Some(0..2), Some(3..5), Some(6..8), Some(0..2)]);
        assert_eq!([0, 2, 6].map(|at| find.previous_to(at)), [Some(6..8), Some(0..2), Some(3..5)]);
    }

    #[test]
    fn nothing_is_nowhere() {
        assert_eq!(Find::new("", "ab").next_from(0), None);
    }

    #[test]
    fn spelling_does_not_matter() {
        let found = |query: &str, text: &str| Find::new(query, text).next_from(0).map(|range| text[range].to_owned());
        assert_eq!(found("احمد", "قال أَحْمَد").as_deref(), Some("أَحْمَد"));
        assert_eq!(found("ha noi", "ở Hà_Nội").as_deref(), Some("Hà_Nội"));
    }
}
