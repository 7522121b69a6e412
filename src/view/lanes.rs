//! Lanes: at which height below the text an annotation's underline runs, so that nested and crossing ones never share a
//! line. Knows ranges only. A lane belongs to the annotation, not to the line or the window: it stays when one scrolls.

use std::collections::BTreeMap;
use std::ops::Range;

/// The lane of each annotation, in the order they were given. Lane 0 is nearest to the text.
///
/// Shorter annotations are placed first, each in the lowest lane that is free over all of its spans. What contains another
/// overlaps everything the other overlaps, so an outer annotation always runs below its inner ones.
#[must_use]
pub fn lanes(annotations: &[&[Range<usize>]]) -> Vec<usize> {
    let mut lanes = vec![0; annotations.len()];
    let mut by_start: Vec<usize> = (0..annotations.len()).filter(|&i| !annotations[i].is_empty()).collect();
    by_start.sort_by_key(|&i| hull(annotations[i]).start);
    // Only what overlaps, through whatever many others, asks for another's lane; most annotations stand alone.
    let mut first = 0;
    while first < by_start.len() {
        let mut end = hull(annotations[by_start[first]]).end;
        let mut next = first + 1;
        while next < by_start.len() && hull(annotations[by_start[next]]).start < end {
            end = end.max(hull(annotations[by_start[next]]).end);
            next += 1;
        }
        if next - first > 1 {
            place(annotations, &mut by_start[first..next], &mut lanes);
        }
        first = next;
    }
    lanes
}

/// From where an annotation begins to where it ends.
fn hull(spans: &[Range<usize>]) -> Range<usize> {
    spans.first().map_or(0, |span| span.start)..spans.last().map_or(0, |span| span.end)
}

/// Finds the lanes of annotations that overlap nothing but each other.
fn place(annotations: &[&[Range<usize>]], together: &mut [usize], lanes: &mut [usize]) {
    let length = |spans: &[Range<usize>]| spans.iter().map(|span| span.end - span.start).sum::<usize>();
    together.sort_by_key(|&i| (length(annotations[i]), annotations[i].first().map(|span| span.start), i));
    let mut taken: Vec<Lane> = Vec::new();
    for &mut i in together {
        let spans = annotations[i];
        let free = taken.iter().position(|lane| spans.iter().all(|span| lane.is_free(span)));
        let lane = free.unwrap_or_else(|| {
            taken.push(Lane::default());
            taken.len() - 1
        });
        for span in spans {
            taken[lane].0.insert(span.start, span.end);
        }
        lanes[i] = lane;
    }
}

/// Disjoint ranges: end by start.
#[derive(Default)]
struct Lane(BTreeMap<usize, usize>);

impl Lane {
    fn is_free(&self, range: &Range<usize>) -> bool {
        let before = self.0.range(..range.end).next_back();
        before.is_none_or(|(_, &end)| end <= range.start)
    }
}

#[cfg(test)]
mod tests {
    use super::lanes;
    use std::ops::Range;

    /// The lanes of annotations given as starts and ends.
    fn found(annotations: &[&[(usize, usize)]]) -> Vec<usize> {
        let spans: Vec<Vec<Range<usize>>> =
            annotations.iter().map(|spans| spans.iter().map(|&(start, end)| start..end).collect()).collect();
        lanes(&spans.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    #[test]
    fn neighbours_share_the_first_lane() {
        assert_eq!(found(&[&[(0, 5)], &[(5, 9)], &[(12, 20)]]), [0, 0, 0]);
    }

    #[test]
    fn what_is_outside_runs_below_what_is_inside() {
        assert_eq!(found(&[&[(0, 20)], &[(0, 9)], &[(4, 9)]]), [2, 1, 0]);
    }

    #[test]
    fn crossing_annotations_part() {
        assert_eq!(found(&[&[(0, 10)], &[(5, 15)], &[(12, 22)]]), [0, 1, 0]);
    }

    #[test]
    fn twins_part_in_the_order_they_came() {
        assert_eq!(found(&[&[(3, 7)], &[(3, 7)]]), [0, 1]);
    }

    #[test]
    fn a_gap_leaves_room_for_another() {
        assert_eq!(found(&[&[(0, 4), (10, 14)], &[(5, 9)]]), [0, 0]);
    }

    #[test]
    fn what_overlaps_through_another_is_placed_with_it_wherever_it_was_given() {
        assert_eq!(found(&[&[(20, 30)], &[(0, 5)], &[(4, 22)], &[], &[(30, 32)]]), [0, 0, 1, 0, 0]);
    }

    #[test]
    fn an_outer_lane_is_below_every_inner_one_whatever_else_crosses() {
        let lanes = found(&[&[(8, 12)], &[(10, 16)], &[(9, 17)], &[(0, 40)]]);
        assert!(lanes[3] > lanes[0] && lanes[3] > lanes[1] && lanes[3] > lanes[2]);
    }
}
