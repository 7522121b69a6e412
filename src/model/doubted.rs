//! Annotations that fit where they stood, and perhaps belong elsewhere: told by what stands beside them, where the old text is not known.
//! Offsets are code points, `bytes` are UTF-8 bytes.

use super::document::Document;
use super::moved::{Map, neighbours_of};
use super::proposal::Settled;

/// Of quotes that stand where they stood those of which a neighbour says otherwise: the same words stand where they would if they had
/// moved with it. Each as its place among `held`, and that other place. `moved` has the others, as where they stood and stand.
#[must_use]
pub(super) fn in_doubt(held: &[Settled<'_>], moved: &[(usize, usize)], document: &Document) -> Vec<(usize, usize)> {
    let mut map: Map = held.iter().map(|one| (one.old_start, one.start)).chain(moved.iter().copied()).collect();
    map.sort_unstable();
    map.dedup();
    let stands_at = |quote: &str, start: usize| {
        document.bytes_from_chars(start).is_some_and(|byte| document.text()[byte..].starts_with(quote))
    };
    let staying = held.iter().enumerate().filter(|(_, one)| one.old_start == one.start);
    let other = |one: &Settled<'_>| {
        let beside = neighbours_of(one.old_start, &map).expected.into_iter();
        let mut elsewhere = beside.filter(|start| *start != one.start && stands_at(one.quote, *start));
        elsewhere.next()
    };
    staying.filter_map(|(at, one)| Some((at, other(one)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::{Settled, in_doubt};
    use crate::model::document::Document;
    use crate::model::id::DocumentId;

    #[test]
    fn what_stays_is_in_doubt_where_it_could_have_moved_with_a_neighbour() {
        let held = |start, quote| Settled { old_start: start, start, quote };
        let document = Document::new(DocumentId::new("d"), "He met Layla. Then Layla met Omar, and Minh");
        let held = [held(0, "He"), held(7, "Layla")];
        assert_eq!(in_doubt(&held, &[(17, 29)], &document), [(1, 19)]);
        assert_eq!(in_doubt(&held, &[(17, 30)], &document), []);
        assert_eq!(in_doubt(&held, &[], &document), []);
    }
}
