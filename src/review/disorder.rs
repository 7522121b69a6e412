//! The disorder of several annotators' units on one line: what the best alignment of them costs (Mathet, Widlöcher and Métivier
//! 2015, section 4; gamma.rs names the paper). A unitary alignment has at most one unit of each annotator; it costs the average
//! of what all pairs in it differ by, where nobody's unit differs from everything by `ALONE`.
//!
//! Two annotators' best alignment is found exactly. That of more is the assignment problem in as many dimensions, which no
//! method solves in time; here the alignment is improved until no exchange between any two groups of annotators, each solved
//! exactly, makes it better (dimensionwise variation: Karapetyan and Gutin 2011, Local Search Heuristics for the
//! Multidimensional Assignment Problem). Tests hold it to what trying everything finds. Of more than `MOST_GROUPED`
//! annotators only exchanges between one and all others are tried.

use super::matching;

/// What a unit costs that is aligned with nothing (Δ∅), and likewise another label. The scale of all disorders.
const ALONE: f64 = 1.0;

/// Up to so many annotators all ways of parting them into two groups are tried.
const MOST_GROUPED: usize = 5;

/// What makes an alignment better by less is a matter of rounding.
const WORTHWHILE: f64 = 1e-9;

/// A mark on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    pub start: usize,
    /// After the start.
    pub end: usize,
    pub label: usize,
}

/// A unitary alignment: the unit of each annotator, by its place among theirs.
type Tuple = Vec<Option<usize>>;

/// Annotators of one line and how to align them.
struct Aligning<'a> {
    units: &'a [Vec<Unit>],
    pairs: f64,
    /// The longest unit of all.
    longest: usize,
}

/// The least disorder of all alignments of units, each annotator's by start, that can be found.
#[must_use]
pub fn disorder(units: &[Vec<Unit>]) -> f64 {
    let aligning = Aligning::new(units);
    let mut tuples: Vec<Tuple> = Vec::new();
    for annotator in 0..units.len() {
        for unit in 0..units[annotator].len() {
            let mut tuple = vec![None; units.len()];
            tuple[annotator] = Some(unit);
            tuples.push(tuple);
        }
        if annotator > 0 {
            tuples = aligning.exchanged(tuples, |other| other == annotator);
        }
    }
    let mut cost = aligning.cost(&tuples);
    // Of two, the first matching is the best.
    while units.len() > 2 {
        for group in groups(units.len()) {
            tuples = aligning.exchanged(tuples, |annotator| group[annotator]);
        }
        let now = aligning.cost(&tuples);
        if now > cost - WORTHWHILE {
            break;
        }
        cost = now;
    }
    cost
}

/// Ways of parting annotators in two: who is of the one group.
fn groups(annotators: usize) -> Vec<Vec<bool>> {
    if annotators > MOST_GROUPED {
        return (0..annotators).map(|alone| (0..annotators).map(|annotator| annotator == alone).collect()).collect();
    }
    let has = |group: usize| (0..annotators).map(move |annotator| group >> annotator & 1 == 1).collect();
    // The last annotator is always of the other group, or each way would come twice.
    (1..1usize << (annotators - 1)).map(has).collect()
}

impl<'a> Aligning<'a> {
    fn new(units: &'a [Vec<Unit>]) -> Self {
        let pairs = (units.len() * units.len().saturating_sub(1) / 2) as f64;
        let longest = units.iter().flatten().map(|unit| unit.end - unit.start).max().unwrap_or(0);
        Self { units, pairs, longest }
    }

    fn cost(&self, tuples: &[Tuple]) -> f64 {
        tuples.iter().map(|tuple| ALONE - self.gain(tuple, tuple) / 2.0 / self.pairs).sum()
    }

    /// By how much pairs of one unit of each tuple, of different annotators, differ less than from nothing, all together.
    fn gain(&self, one: &Tuple, other: &Tuple) -> f64 {
        let mut gain = 0.0;
        for (first, unit) in self.members(one) {
            for (second, other) in self.members(other) {
                if first != second {
                    gain += ALONE - dissimilarity(unit, other);
                }
            }
        }
        gain
    }

    fn members(&self, tuple: &Tuple) -> impl Iterator<Item = (usize, Unit)> {
        let member = |(annotator, unit): (usize, &Option<usize>)| Some((annotator, self.units[annotator][(*unit)?]));
        tuple.iter().enumerate().filter_map(member)
    }

    /// The best that can be made of an alignment by parting each tuple in what is of a group and the rest, and joining these
    /// anew.
    fn exchanged(&self, tuples: Vec<Tuple>, is_of_group: impl Fn(usize) -> bool) -> Vec<Tuple> {
        let part = |tuple: &Tuple, wanted: bool| -> Option<Tuple> {
            let kept =
                tuple.iter().enumerate().map(|(annotator, unit)| unit.filter(|_| is_of_group(annotator) == wanted));
            let part: Tuple = kept.collect();
            part.iter().any(Option::is_some).then_some(part)
        };
        let mut firsts: Vec<Tuple> = tuples.iter().filter_map(|tuple| part(tuple, true)).collect();
        let seconds: Vec<Tuple> = tuples.iter().filter_map(|tuple| part(tuple, false)).collect();
        let start = |tuple: &Tuple| self.members(tuple).map(|(_, unit)| unit.start).min().unwrap_or(0);
        let end = |tuple: &Tuple| self.members(tuple).map(|(_, unit)| unit.start).max().unwrap_or(0);
        let mut places: Vec<(usize, usize)> =
            seconds.iter().enumerate().map(|(at, second)| (start(second), at)).collect();
        places.sort_unstable();
        // The last that begins so early may still reach far, but no further than the widest tuple.
        let widest = seconds.iter().map(|second| end(second) - start(second)).max().unwrap_or(0);
        let edges: Vec<Vec<(usize, f64)>> = firsts
            .iter()
            .map(|first| {
                let reach = self.reach(first);
                let (from, to) = (start(first).saturating_sub(reach + widest), end(first) + reach);
                let near = places[places.partition_point(|(start, _)| *start < from)..].iter();
                let priced = near.take_while(|(start, _)| *start <= to).map(|(_, at)| {
                    // To be joined saves a tuple, and what the pairs differ less than by `ALONE`.
                    (*at, ALONE - self.gain(first, &seconds[*at]) / self.pairs)
                });
                priced.filter(|(_, cost)| *cost < 2.0 * ALONE).collect()
            })
            .collect();
        let joined = matching::cheapest(seconds.len(), &edges, 2.0 * ALONE);
        let mut is_joined = vec![false; seconds.len()];
        for (first, second) in firsts.iter_mut().zip(joined) {
            let Some(second) = second else { continue };
            is_joined[second] = true;
            first.iter_mut().zip(&seconds[second]).for_each(|(unit, other)| *unit = unit.or(*other));
        }
        let alone = seconds.into_iter().zip(is_joined).filter(|(_, is_joined)| !is_joined).map(|(second, _)| second);
        firsts.into_iter().chain(alone).collect()
    }

    /// How far apart a unit may begin that is worth joining to one of these: of some pair the difference in place is less
    /// than `ALONE` for itself and for all other pairs, or each alone would cost less.
    fn reach(&self, tuple: &Tuple) -> usize {
        let length = self.members(tuple).map(|(_, unit)| unit.end - unit.start).max().unwrap_or(0);
        ((1.0 + self.pairs).sqrt() * (length + self.longest) as f64) as usize + 1
    }
}

/// What two units differ by, in place (formula 2, "sporadic") and in label (formula 3), each counting as much.
fn dissimilarity(one: Unit, other: Unit) -> f64 {
    let apart = one.start.abs_diff(other.start) + one.end.abs_diff(other.end);
    let lengths = (one.end - one.start) + (other.end - other.start);
    let place = (apart as f64 / lengths as f64).powi(2) * ALONE;
    if one.label == other.label { place } else { place + ALONE }
}

#[cfg(test)]
mod tests {
    use super::{Aligning, Tuple, Unit, disorder};
    use crate::review::chance::Chance;

    fn units(units: &[(usize, usize, usize)]) -> Vec<Unit> {
        units.iter().map(|&(start, end, label)| Unit { start, end, label }).collect()
    }

    fn of_two(one: &[(usize, usize, usize)], other: &[(usize, usize, usize)]) -> f64 {
        disorder(&[units(one), units(other)])
    }

    #[test]
    fn who_is_alone_costs_one() {
        let one = [(0, 4, 0)];
        assert_eq!(of_two(&one, &[]), 1.0);
        assert_eq!(of_two(&[], &one), 1.0);
        assert_eq!(of_two(&one, &[(50, 54, 0)]), 2.0);
        assert_eq!(of_two(&one, &[(0, 4, 1)]), 1.0);
        assert!((of_two(&one, &[(0, 8, 0)]) - (4.0f64 / 12.0).powi(2)).abs() < 1e-9);
    }

    #[test]
    fn the_best_alignment_is_not_the_nearest_first() {
        // Nearest first would align 10 with 10 and leave the others alone.
        let found = of_two(&[(10, 20, 0), (13, 23, 0)], &[(7, 17, 0), (10, 20, 0)]);
        assert!((found - 2.0 * (6.0f64 / 20.0).powi(2)).abs() < 1e-9);
    }

    #[test]
    fn of_three_one_who_says_nothing_makes_both_pairs_with_them_cost() {
        let one = units(&[(0, 4, 0)]);
        assert!((disorder(&[one.clone(), one.clone(), Vec::new()]) - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(disorder(&[one.clone(), one.clone(), one]), 0.0);
    }

    /// The least of all alignments, by trying them.
    fn tried(aligning: &Aligning<'_>, tuples: &mut Vec<Tuple>, annotator: usize, unit: usize) -> f64 {
        let Some(own) = aligning.units.get(annotator) else { return aligning.cost(tuples) };
        if unit == own.len() {
            return tried(aligning, tuples, annotator + 1, 0);
        }
        let mut alone = vec![None; aligning.units.len()];
        alone[annotator] = Some(unit);
        tuples.push(alone);
        let mut least = tried(aligning, tuples, annotator, unit + 1);
        tuples.pop();
        for at in 0..tuples.len() {
            if tuples[at][annotator].is_none() {
                tuples[at][annotator] = Some(unit);
                least = least.min(tried(aligning, tuples, annotator, unit + 1));
                tuples[at][annotator] = None;
            }
        }
        least
    }

    #[test]
    fn nothing_better_is_found_by_trying_everything() {
        for seed in 0..60 {
            let mut chance = Chance::new(seed);
            let annotators = 2 + chance.below(3);
            let row = |chance: &mut Chance| {
                let mut row: Vec<Unit> = (0..chance.below(if annotators > 3 { 3 } else { 4 }))
                    .map(|_| {
                        let start = chance.below(40);
                        Unit { start, end: start + 1 + chance.below(9), label: chance.below(2) }
                    })
                    .collect();
                row.sort_unstable();
                row
            };
            let rows: Vec<Vec<Unit>> = (0..annotators).map(|_| row(&mut chance)).collect();
            let (found, least) = (disorder(&rows), tried(&Aligning::new(&rows), &mut Vec::new(), 0, 0));
            assert!((found - least).abs() < 1e-9, "{found} is not {least} of {rows:?}");
        }
    }
}
