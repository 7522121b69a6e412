//! The disorder of several annotators' units on one line: what the best alignment of them costs (Mathet, Widlöcher and Métivier
//! 2015, section 4; gamma.rs names the paper). A unitary alignment has at most one unit of each annotator; it costs the average
//! of what all pairs in it differ by, where nobody's unit differs from everything by `ALONE`.
//!
//! Two annotators' best alignment is found exactly. That of more is the assignment problem in as many dimensions, which no
//! method solves in time; here the alignment is improved until no exchange between any two groups of annotators, each solved
//! exactly, makes it better (dimensionwise variation: Karapetyan and Gutin 2011, Local Search Heuristics for the
//! Multidimensional Assignment Problem). Tests hold it to what trying everything finds. Of more than `MOST_GROUPED`
//! annotators only exchanges between one and all others are tried.

use super::matching::{Edges, Matcher};

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

/// Who has nothing in a tuple.
const NOBODY: u32 = u32::MAX;

/// An alignment of the units of one line, while it is made better. A tuple is a unitary alignment: for each annotator the place
/// of their unit among theirs, or `NOBODY`.
struct Aligning<'a> {
    units: &'a [Vec<Unit>],
    /// How many pairs of annotators there are.
    pairs: f64,
    /// How far apart units may begin that are worth joining, in their lengths added, by how many pairs of units are joined.
    reaches: Vec<f64>,
    /// Side by side.
    tuples: Vec<u32>,
    /// What the next exchange takes.
    firsts: Parts,
    seconds: Parts,
    edges: Edges,
    matcher: Matcher,
    joined: Vec<u32>,
}

/// What tuples have of some annotators, of those that have something of them.
#[derive(Default)]
struct Parts {
    parts: Vec<Part>,
    marks: Vec<Mark>,
}

/// What one tuple has of them.
#[derive(Clone, Copy)]
struct Part {
    tuple: usize,
    /// Its marks are those from here to there.
    from: usize,
    to: usize,
    /// Where the first and the last of them begin.
    first: f64,
    last: f64,
    /// Of the longest.
    length: f64,
}

/// A unit as prices are made of it.
#[derive(Clone, Copy)]
struct Mark {
    start: f64,
    end: f64,
    label: usize,
}

/// The least disorder of all alignments of units, each annotator's by start, that can be found.
#[must_use]
pub fn disorder(units: &[Vec<Unit>]) -> f64 {
    let mut aligning = Aligning::new(units);
    for annotator in 0..units.len() {
        aligning.add(annotator);
        if annotator > 0 {
            aligning.exchange(&|other| other == annotator);
        }
    }
    // Of two, the first matching is the best. Of more it is good enough once each exchange was tried since the last that
    // made it better.
    if units.len() > 2 {
        let groups = groups(units.len());
        // The last of the groups is all but the annotator who was added last.
        let mut in_vain = 1;
        for group in groups.iter().cycle() {
            in_vain = if aligning.exchange(&|annotator| group[annotator]) { 0 } else { in_vain + 1 };
            if in_vain == groups.len() {
                break;
            }
        }
    }
    aligning.cost()
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
        // Of some pair the difference in place is less than `ALONE` for itself and its share of all pairs, or each part alone
        // would cost less.
        let reach = |joined: usize| (1.0 + pairs / joined.max(1) as f64).sqrt();
        Self {
            units,
            pairs,
            reaches: (0..=units.len() * units.len()).map(reach).collect(),
            tuples: Vec::new(),
            firsts: Parts::default(),
            seconds: Parts::default(),
            edges: Edges::default(),
            matcher: Matcher::default(),
            joined: Vec::new(),
        }
    }

    /// Aligns the units of one more annotator with nothing.
    fn add(&mut self, annotator: usize) {
        for unit in 0..self.units[annotator].len() {
            let first = self.tuples.len();
            self.tuples.resize(first + self.units.len(), NOBODY);
            self.tuples[first + annotator] = u32::try_from(unit).expect("a text has fewer units than 2³²");
        }
    }

    fn cost(&self) -> f64 {
        let of_tuple = |tuple: &[u32]| {
            let marks: Vec<Mark> = self.marks(tuple).map(|(_, mark)| mark).collect();
            let gain: f64 = (1..marks.len()).map(|at| gain(&marks[..at], &marks[at..=at])).sum();
            ALONE - gain / self.pairs
        };
        self.tuples.chunks_exact(self.units.len()).map(of_tuple).sum()
    }

    /// The units of a tuple, with their annotators.
    fn marks(&self, tuple: &[u32]) -> impl Iterator<Item = (usize, Mark)> {
        let mark = |(annotator, unit): (usize, &u32)| {
            let Unit { start, end, label } = *self.units[annotator].get(*unit as usize)?;
            Some((annotator, Mark { start: start as f64, end: end as f64, label }))
        };
        tuple.iter().enumerate().filter_map(mark)
    }

    /// Parts each tuple in what is of a group and the rest, and joins these anew in the best way. Returns whether that is
    /// better than it was.
    fn exchange(&mut self, is_of_group: &impl Fn(usize) -> bool) -> bool {
        let before = self.part(is_of_group);
        self.find_edges();
        let found = self.matcher.cheapest(self.seconds.parts.len(), &self.edges, 2.0 * ALONE);
        let price = |(first, second): (usize, &Option<usize>)| match second {
            None => 2.0 * ALONE,
            Some(second) => {
                let edge = self.edges.of(first).iter().find(|(place, _)| place == second);
                edge.map_or(2.0 * ALONE, |(_, cost)| *cost)
            }
        };
        let after: f64 = found.iter().enumerate().map(price).sum();
        if after > before - WORTHWHILE {
            return false;
        }
        let width = self.units.len();
        let mut is_joined = vec![false; self.seconds.parts.len()];
        self.joined.clear();
        let mut add = |part: &Part, wanted: bool| {
            let tuple = &self.tuples[part.tuple * width..][..width];
            let kept = tuple.iter().enumerate();
            self.joined.extend(kept.map(|(at, unit)| if is_of_group(at) == wanted { *unit } else { NOBODY }));
        };
        for (first, second) in self.firsts.parts.iter().zip(found) {
            add(first, true);
            if let Some(second) = second {
                is_joined[*second] = true;
            }
        }
        let alone = self.seconds.parts.iter().zip(&is_joined).filter(|(_, is_joined)| !**is_joined);
        alone.for_each(|(second, _)| add(second, false));
        for (first, second) in found.iter().enumerate() {
            let Some(second) = second else { continue };
            let other = &self.tuples[self.seconds.parts[*second].tuple * width..][..width];
            let tuple = &mut self.joined[first * width..][..width];
            for (at, (unit, other)) in tuple.iter_mut().zip(other).enumerate() {
                if !is_of_group(at) {
                    *unit = *other;
                }
            }
        }
        std::mem::swap(&mut self.tuples, &mut self.joined);
        true
    }

    /// Parts the tuples, and returns what they cost as they are, as edges price it.
    fn part(&mut self, is_of_group: &impl Fn(usize) -> bool) -> f64 {
        let (mut firsts, mut seconds) = (std::mem::take(&mut self.firsts), std::mem::take(&mut self.seconds));
        firsts.clear();
        seconds.clear();
        let mut cost = 0.0;
        for (at, tuple) in self.tuples.chunks_exact(self.units.len()).enumerate() {
            for (annotator, mark) in self.marks(tuple) {
                if is_of_group(annotator) { firsts.marks.push(mark) } else { seconds.marks.push(mark) }
            }
            match (firsts.end_part(at), seconds.end_part(at)) {
                (Some(first), Some(second)) => cost += self.price(firsts.of(&first), seconds.of(&second)),
                (Some(_), None) => cost += 2.0 * ALONE,
                (None, _) => {}
            }
        }
        seconds.parts.sort_unstable_by(|one, other| one.first.total_cmp(&other.first));
        (self.firsts, self.seconds) = (firsts, seconds);
        cost
    }

    /// What of the one group may be joined with what of the other, and at what price.
    fn find_edges(&mut self) {
        let mut edges = std::mem::take(&mut self.edges);
        edges.clear();
        let seconds = &self.seconds.parts;
        let longest = seconds.iter().map(|second| second.length).fold(0.0, f64::max);
        // The last that begins so early may still reach far, but no further than the widest.
        let widest = seconds.iter().map(|second| second.last - second.first).fold(0.0, f64::max);
        for first in &self.firsts.parts {
            let reach = self.reach(first, 1, longest);
            let from = seconds.partition_point(|second| second.first < first.first - reach - widest);
            for (at, second) in seconds.iter().enumerate().skip(from) {
                if second.first > first.last + reach {
                    break;
                }
                let reach = self.reach(first, second.to - second.from, second.length);
                if second.first - first.last < reach && first.first - second.last < reach {
                    let price = self.price(self.firsts.of(first), self.seconds.of(second));
                    if price < 2.0 * ALONE {
                        edges.push(at, price);
                    }
                }
            }
            edges.end_thing();
        }
        self.edges = edges;
    }

    /// How far apart units may begin that are worth joining, where a part is joined with so many others of at most this length.
    fn reach(&self, part: &Part, others: usize, length: f64) -> f64 {
        self.reaches[(part.to - part.from) * others] * (part.length + length)
    }

    /// What two parts cost joined, more than each alone, and 2 `ALONE`: to be joined saves a tuple, and what the pairs differ less than
    /// by `ALONE`.
    fn price(&self, one: &[Mark], other: &[Mark]) -> f64 {
        ALONE - gain(one, other) / self.pairs
    }
}

impl Parts {
    fn clear(&mut self) {
        self.parts.clear();
        self.marks.clear();
    }

    /// Makes a part of a tuple of the marks that were added since the last one, if there are any.
    fn end_part(&mut self, tuple: usize) -> Option<Part> {
        let from = self.parts.last().map_or(0, |last| last.to);
        let marks = &self.marks[from..];
        let (first, rest) = marks.split_first()?;
        let mut part =
            Part { tuple, from, to: self.marks.len(), first: first.start, last: first.start, length: first.length() };
        for mark in rest {
            (part.first, part.last) = (part.first.min(mark.start), part.last.max(mark.start));
            part.length = part.length.max(mark.length());
        }
        self.parts.push(part);
        Some(part)
    }

    fn of(&self, part: &Part) -> &[Mark] {
        &self.marks[part.from..part.to]
    }
}

impl Mark {
    fn length(self) -> f64 {
        self.end - self.start
    }
}

/// By how much all pairs of one and another differ less than from nothing, together.
fn gain(ones: &[Mark], others: &[Mark]) -> f64 {
    let pairs = ones.iter().flat_map(|one| others.iter().map(move |other| ALONE - dissimilarity(*one, *other)));
    pairs.sum()
}

/// What two units differ by, in place (formula 2, "sporadic") and in label (formula 3), each counting as much.
fn dissimilarity(one: Mark, other: Mark) -> f64 {
    let apart = (one.start - other.start).abs() + (one.end - other.end).abs();
    let share = apart / (one.length() + other.length());
    let place = share * share * ALONE;
    if one.label == other.label { place } else { place + ALONE }
}

#[cfg(test)]
mod tests {
    use super::{Aligning, NOBODY, Unit, disorder};
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
    fn tried(aligning: &mut Aligning<'_>, annotator: usize, unit: usize) -> f64 {
        let Some(own) = aligning.units.get(annotator) else { return aligning.cost() };
        if unit == own.len() {
            return tried(aligning, annotator + 1, 0);
        }
        let (width, last) = (aligning.units.len(), aligning.tuples.len());
        aligning.tuples.resize(last + width, NOBODY);
        aligning.tuples[last + annotator] = unit as u32;
        let mut least = tried(aligning, annotator, unit + 1);
        aligning.tuples.truncate(last);
        for at in (annotator..last).step_by(width) {
            if aligning.tuples[at] == NOBODY {
                aligning.tuples[at] = unit as u32;
                least = least.min(tried(aligning, annotator, unit + 1));
                aligning.tuples[at] = NOBODY;
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
            let (found, least) = (disorder(&rows), tried(&mut Aligning::new(&rows), 0, 0));
            assert!((found - least).abs() < 1e-9, "{found} is not {least} of {rows:?}");
        }
    }
}
