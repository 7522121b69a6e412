//! Where annotations stand in a list in reading order: by their numbers, and by what they touch. Whoever keeps such a list
//! keeps this beside it; a change then costs what was changed, not a look at every annotation. Offsets are UTF-8 bytes.

use std::ops::Range;

use super::id::AnnotationId;

/// The order of a list that is sorted by where its annotations begin. Cloning it copies plain numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Order {
    /// In order of their numbers, where each of them stands.
    places: Vec<(AnnotationId, usize)>,
    /// At `i`, the furthest end of those up to `i`: with it one that began long ago is found by bisection.
    furthest: Vec<usize>,
}

impl Order {
    /// The order of annotations that are told by their numbers and by where they end.
    #[must_use]
    pub fn of(annotations: &[(AnnotationId, usize)]) -> Self {
        let mut order = Self::default();
        let ids: Vec<AnnotationId> = annotations.iter().map(|(id, _)| *id).collect();
        order.replace(0..0, &ids, |place| annotations[place].1);
        order
    }

    /// Where the annotation with this number stands.
    #[must_use]
    pub fn place(&self, id: AnnotationId) -> Option<usize> {
        let found = self.places.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(self.places[found].1)
    }

    /// The first that may end after `offset`: none before it does.
    #[must_use]
    pub fn first_beyond(&self, offset: usize) -> usize {
        self.furthest.partition_point(|end| *end <= offset)
    }

    /// The furthest end of those before a place; 0 if there are none.
    #[must_use]
    pub fn end_before(&self, place: usize) -> usize {
        place.checked_sub(1).map_or(0, |last| self.furthest[last])
    }

    /// Follows that those at `stale` were replaced by others with the numbers `fresh`. `end` tells where one ends that stands
    /// at a place now; it is asked of the new ones, and of those after them as long as that makes a difference.
    pub fn replace(&mut self, stale: Range<usize>, fresh: &[AnnotationId], end: impl Fn(usize) -> usize) {
        let Range { start, end: stale_end } = stale.clone();
        if !stale.is_empty() {
            self.places.retain(|(_, place)| !stale.contains(place));
        }
        if stale.len() != fresh.len() {
            for (_, place) in &mut self.places {
                *place = if *place < stale_end { *place } else { *place - stale_end + start + fresh.len() };
            }
        }
        let new_end = start + fresh.len();
        match fresh {
            [id] => {
                let at = self.places.partition_point(|(other, _)| other < id);
                self.places.insert(at, (*id, start));
            }
            _ => {
                self.places.extend(fresh.iter().copied().zip(start..));
                self.places.sort_unstable();
            }
        }
        self.furthest.splice(stale, std::iter::repeat_n(0, fresh.len()));
        let mut furthest = self.end_before(start);
        for place in start..self.furthest.len() {
            furthest = furthest.max(end(place));
            if place >= new_end && self.furthest[place] == furthest {
                break;
            }
            self.furthest[place] = furthest;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::Order;
    use crate::model::id::AnnotationId;

    #[test]
    fn what_is_replaced_is_as_if_all_were_made_anew() {
        let id = |(id, end): (u32, usize)| (AnnotationId(id), end);
        let mut list = [(1, 5), (4, 9), (2, 30)].map(id).to_vec();
        let mut order = Order::of(&list);
        let mut replace = |stale: Range<usize>, fresh: &[(u32, usize)]| {
            let ids: Vec<AnnotationId> = fresh.iter().map(|(id, _)| AnnotationId(*id)).collect();
            list.splice(stale.clone(), fresh.iter().copied().map(id));
            order.replace(stale, &ids, |place| list[place].1);
            assert_eq!(order, Order::of(&list));
        };
        replace(1..1, &[(7, 50)]);
        replace(3..4, &[(3, 20), (9, 60)]);
        replace(1..2, &[]);
        replace(0..1, &[(5, 4)]);
        assert_eq!([3, 4, 9, 20, 60].map(|offset| order.first_beyond(offset)), [0, 1, 2, 3, 4]);
    }
}
