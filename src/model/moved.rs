//! How a text moved: places of the old text and the same ones in the new text, in one order, and where something else must be by
//! those around it. It knows neither text. Places are code points.

use std::ops::{Range, RangeInclusive};

/// So much more or less than both of its neighbours, in code points, may something have moved that is still the same: a word or two
/// were put in on one side of it, and others taken out on the other.
const STEP: usize = 16;

/// A place of the old text and the same one in the new text. Sorted by both.
pub(super) type Map = Vec<(usize, usize)>;

/// The most points that are in one order in both texts. `points` are sorted.
pub(super) fn longest_in_order(points: &[(usize, usize)]) -> Map {
    // Patience sorting: `ends[n]` is the point with the least place in the new text that ends a run of n + 1.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(points.len());
    for (index, (_, new)) in points.iter().enumerate() {
        let length = ends.partition_point(|end| points[*end].1 <= *new);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(index);
        } else {
            ends[length] = index;
        }
    }
    let mut run: Map =
        std::iter::successors(ends.last().copied(), |index| before[*index]).map(|index| points[index]).collect();
    run.reverse();
    run
}

/// Puts points between those of a map: of several in one gap the most that are in one order. Returns the gaps, as ranges of
/// the old text, that are others now.
pub(super) fn extend(map: &mut Map, mut points: Map) -> Vec<Range<usize>> {
    points.sort_unstable();
    points.dedup();
    let gap = |point: &(usize, usize)| map.partition_point(|(old, _)| *old < point.0);
    let (mut extended, mut from, mut changed) = (Vec::with_capacity(map.len() + points.len()), 0, Vec::new());
    for fresh in points.chunk_by(|one, other| gap(one) == gap(other)) {
        let at = gap(&fresh[0]);
        extended.extend_from_slice(&map[from..at]);
        extended.extend(longest_in_order(fresh));
        changed.push(
            at.checked_sub(1).map_or(0, |before| map[before].0 + 1)
                ..map.get(at).map_or(usize::MAX, |after| after.0 + 1),
        );
        from = at;
    }
    extended.extend_from_slice(&map[from..]);
    extended.dedup();
    *map = extended;
    changed
}

/// Whether a point out of order moved just as far as one beside it: a passage that was put elsewhere.
pub(super) fn moved_with_a_neighbour(points: &[(usize, usize)], point: (usize, usize)) -> bool {
    let at = points.partition_point(|other| *other < point);
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|index| points.get(index));
    beside.into_iter().any(|other| other.0 != point.0 && shifted(point.0, *other) == Some(point.1))
}

/// The points of a map that moved about as far as one of their neighbours, or something between the two. Another was found
/// elsewhere, most likely, because what stood there before is written otherwise now.
pub(super) fn in_step(map: &Map) -> Map {
    let is_in_step = |at: &usize| beside(map[*at].0, map, *at..at + 1, &|_| true).near().contains(&map[*at].1);
    (0..map.len()).filter(is_in_step).map(|at| map[at]).collect()
}

/// Where something must stand by its neighbours on the map, in code points of the new text.
pub(super) struct Neighbours {
    /// Where it stood, if nothing that is known stands before it: as far from the beginning of the text.
    start: Option<usize>,
    pub first: usize,
    pub last: usize,
    /// Where it stands if it moved as far as the neighbour before, or after; empty without neighbours.
    pub expected: Vec<usize>,
}

pub(super) fn neighbours(old_start: usize, map: &Map) -> Neighbours {
    neighbours_that_tell(old_start, map, &|_| true)
}

/// The same; where something stands is said by those only of which `tells` says so, by their old places.
pub(super) fn neighbours_that_tell(old_start: usize, map: &Map, tells: &dyn Fn(usize) -> bool) -> Neighbours {
    let next = map.partition_point(|(old, _)| *old < old_start);
    beside(old_start, map, next..next, tells)
}

/// The same for something that the map has too.
pub(super) fn neighbours_of(old_start: usize, map: &Map) -> Neighbours {
    let own = map.partition_point(|(old, _)| *old < old_start)..map.partition_point(|(old, _)| *old <= old_start);
    beside(old_start, map, own, &|_| true)
}

/// What the points before and after some of a map say.
fn beside(old_start: usize, map: &Map, own: Range<usize>, tells: &dyn Fn(usize) -> bool) -> Neighbours {
    let (before, after) = (own.start.checked_sub(1).map(|at| map[at]), map.get(own.end).copied());
    let telling = [before, after].into_iter().flatten().filter(|(old, _)| tells(*old));
    Neighbours {
        start: before.is_none().then_some(old_start),
        first: before.map_or(0, |(_, new)| new),
        last: after.map_or(usize::MAX, |(_, new)| new),
        expected: telling.filter_map(|point| shifted(old_start, point)).collect(),
    }
}

impl Neighbours {
    /// About where both say that it is, or between; what stands after the last may have moved anyhow.
    pub(super) fn near(&self) -> RangeInclusive<usize> {
        let said = || self.expected.iter().copied().chain(self.start);
        match (said().min(), said().max()) {
            (Some(least), Some(most)) if said().count() == 2 => least.saturating_sub(STEP)..=most + STEP,
            _ => 0..=usize::MAX,
        }
    }
}

/// Where an old place is if it moved as far as a point; `None` before the text.
fn shifted(old: usize, (from, to): (usize, usize)) -> Option<usize> {
    (old + to).checked_sub(from)
}
