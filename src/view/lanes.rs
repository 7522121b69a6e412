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
    let length = |spans: &[Range<usize>]| spans.iter().map(|span| span.end - span.start).sum::<usize>();
    let mut order: Vec<usize> = (0..annotations.len()).collect();
    order.sort_by_key(|&i| (length(annotations[i]), annotations[i].first().map(|span| span.start), i));

    let mut taken: Vec<Lane> = Vec::new();
    let mut lanes = vec![0; annotations.len()];
    for i in order {
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
    lanes
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
    fn an_outer_lane_is_below_every_inner_one_whatever_else_crosses() {
        let lanes = found(&[&[(8, 12)], &[(10, 16)], &[(9, 17)], &[(0, 40)]]);
        assert!(lanes[3] > lanes[0] && lanes[3] > lanes[1] && lanes[3] > lanes[2]);
    }
}
