//! γ of Mathet, Widlöcher and Métivier (2015, The Unified and Holistic Method Gamma for Inter-Annotator Agreement Measure and
//! Alignment, Computational Linguistics 41:3): units are aligned so that what they differ by in place and label is least, and that disorder
//! is held against the disorder of chance. Units may nest and overlap. Chance is what annotators would say who mark as these
//! do, but somewhere else: one of them, picked at random, shifted around the line. So γ has an error, which is told.
//!
//! This is γ of two annotators, whose best alignment is found exactly. That of more is here the γ of all their pairs, taken
//! together: the best alignment of many at once is a problem that no exact method solves in time. Lengths are in whatever
//! the caller counts in, such as code points.

use std::thread;

use super::chance::Chance;
use super::matching;

/// What a unit costs that is aligned with nothing (Δ∅), and likewise another label. The scale of all disorders.
const ALONE: f64 = 1.0;

/// How much of the expected disorder its error may be, at 95 %, unless somebody asks for another precision (section 5.3).
pub const PRECISION: f64 = 0.02;

/// Samples of chance that are drawn before their number is decided.
const FIRST_SAMPLES: usize = 30;

/// Samples at most: of very few units chance says too different things for any precision.
const MOST_SAMPLES: usize = 5000;

/// 95 % of a normal distribution lie within so many standard deviations.
const DEVIATIONS: f64 = 1.96;

/// A mark on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    pub start: usize,
    /// After the start.
    pub end: usize,
    pub label: usize,
}

/// What two annotators mark on one document, each by start.
#[derive(Debug, Clone)]
pub struct Line {
    pub length: usize,
    pub units: [Vec<Unit>; 2],
}

/// γ, and how far chance may have misled it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gamma {
    /// 1 is full agreement, 0 what chance gives.
    pub value: f64,
    /// With 95 % the value lies within so much of what endless samples would give.
    pub error: f64,
    pub observed: f64,
    pub expected: f64,
    pub samples: usize,
}

/// A sum of disorders, and how many units each annotator marked on average.
#[derive(Debug, Clone, Copy, Default)]
struct Disorder {
    sum: f64,
    units: f64,
}

impl Disorder {
    fn and(self, other: Self) -> Self {
        Self { sum: self.sum + other.sum, units: self.units + other.units }
    }

    fn per_unit(self) -> f64 {
        if self.units > 0.0 { self.sum / self.units } else { 0.0 }
    }
}

/// γ of all lines together, as of one long line on which chance shifts within each document. `None` where nobody marks
/// anything. The same seed gives the same.
#[must_use]
pub fn gamma(lines: &[Line], precision: f64, seed: u64) -> Option<Gamma> {
    let observed = lines.iter().map(observed).fold(Disorder::default(), Disorder::and).per_unit();
    let mut samples = sampled(lines, 0..FIRST_SAMPLES, seed);
    let (expected, deviation) = loop {
        let (mean, deviation) = spread(&samples);
        if mean <= 0.0 {
            return None;
        }
        // The more samples there are, the better it is known how many are needed.
        let needed = ((DEVIATIONS * deviation / mean / precision).powi(2).ceil() as usize).min(MOST_SAMPLES);
        if samples.len() >= needed {
            break (mean, deviation);
        }
        samples.extend(sampled(lines, samples.len()..needed, seed));
    };
    let count = samples.len();
    let error = DEVIATIONS * deviation / expected / (count as f64).sqrt() * observed / expected;
    Some(Gamma { value: 1.0 - observed / expected, error, observed, expected, samples: count })
}

/// The mean and the standard deviation of samples.
fn spread(samples: &[f64]) -> (f64, f64) {
    let count = samples.len() as f64;
    let mean = samples.iter().sum::<f64>() / count;
    let variance = samples.iter().map(|sample| (sample - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, variance.sqrt())
}

fn sampled(lines: &[Line], samples: std::ops::Range<usize>, seed: u64) -> Vec<f64> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let sample = |number: usize| {
        let mut chance = Chance::of_part(seed, number as u64);
        lines.iter().map(|line| shuffled(line, &mut chance)).fold(Disorder::default(), Disorder::and).per_unit()
    };
    let (sample, numbers) = (&sample, &samples);
    let mut found: Vec<(usize, f64)> = thread::scope(|scope| {
        let part = |thread: usize| {
            let of_thread = numbers.clone().skip(thread).step_by(threads);
            of_thread.map(|number| (number, sample(number))).collect::<Vec<_>>()
        };
        let parts: Vec<_> = (0..threads).map(|thread| scope.spawn(move || part(thread))).collect();
        parts.into_iter().flat_map(|part| part.join().expect("a sample does not panic")).collect()
    });
    // In their order, so that sums do not hang on the number of threads.
    found.sort_unstable_by_key(|(number, _)| *number);
    found.into_iter().map(|(_, disorder)| disorder).collect()
}

fn observed(line: &Line) -> Disorder {
    let [first, second] = &line.units;
    Disorder { sum: disorder(first, second), units: (first.len() + second.len()) as f64 / 2.0 }
}

/// The disorder of two annotators by chance (section 5.2): each is one of the two, shifted around the line. The shifts are
/// at least half a unit apart, or two that come from one annotator would be too much alike.
fn shuffled(line: &Line, chance: &mut Chance) -> Disorder {
    let units: usize = line.units.iter().map(Vec::len).sum();
    if units == 0 || line.length == 0 {
        return Disorder::default();
    }
    let lengths: usize = line.units.iter().flatten().map(|unit| unit.end - unit.start).sum();
    let apart = lengths / units / 2;
    let first = chance.below(line.length);
    // The places that are left before the first shift and after it.
    let (before, after) = (first.saturating_sub(apart), line.length.saturating_sub(first + apart));
    let second = match chance.below(before + after) {
        place if before + after == 0 => (first + line.length / 2 + place) % line.length,
        place if place < before => place,
        place => first + apart + (place - before),
    };
    let mut shifted = |by: usize| {
        let mut units: Vec<Unit> = line.units[chance.below(2)]
            .iter()
            .map(|unit| {
                let start = (unit.start + by) % line.length;
                Unit { start, end: start + (unit.end - unit.start), ..*unit }
            })
            .collect();
        units.sort_unstable();
        units
    };
    let (one, other) = (shifted(first), shifted(second));
    Disorder { sum: disorder(&one, &other), units: (one.len() + other.len()) as f64 / 2.0 }
}

/// The least disorder of all alignments of two annotators' units (section 4.3).
fn disorder(first: &[Unit], second: &[Unit]) -> f64 {
    let longest = second.iter().map(|unit| unit.end - unit.start).max().unwrap_or(0);
    let edges: Vec<Vec<(usize, f64)>> = first
        .iter()
        .map(|unit| {
            // Two that differ by more than both alone are never aligned; with a place that differs by √2 of their
            // lengths they do.
            let reach = (std::f64::consts::SQRT_2 * (unit.end - unit.start + longest) as f64) as usize + 1;
            let from = second.partition_point(|other| other.start + reach < unit.start);
            let near = second[from..].iter().take_while(|other| other.start <= unit.start + reach);
            let priced = near.enumerate().map(|(at, other)| (from + at, dissimilarity(*unit, *other)));
            priced.filter(|(_, cost)| *cost < 2.0 * ALONE).collect()
        })
        .collect();
    // One that stays alone on this side leaves one alone on the other, so both are paid here; who is alone there in any
    // case is added.
    matching::cheapest(second.len(), &edges, 2.0 * ALONE) + ALONE * (second.len() as f64 - first.len() as f64)
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
    use std::slice::from_ref;

    use super::{Line, PRECISION, Unit, disorder, gamma};

    fn units(units: &[(usize, usize, usize)]) -> Vec<Unit> {
        units.iter().map(|&(start, end, label)| Unit { start, end, label }).collect()
    }

    #[test]
    fn who_is_alone_costs_one() {
        let one = units(&[(0, 4, 0)]);
        assert_eq!(disorder(&one, &[]), 1.0);
        assert_eq!(disorder(&[], &one), 1.0);
        assert_eq!(disorder(&one, &units(&[(50, 54, 0)])), 2.0);
        assert_eq!(disorder(&one, &units(&[(0, 4, 1)])), 1.0);
        assert_eq!(disorder(&one, &units(&[(0, 8, 0)])), (4.0f64 / 12.0).powi(2));
    }

    #[test]
    fn the_best_alignment_is_not_the_nearest_first() {
        // Nearest first would align 10 with 10 and leave the others alone.
        let (one, other) = (units(&[(10, 20, 0), (13, 23, 0)]), units(&[(10, 20, 0), (7, 17, 0)]));
        assert!((disorder(&one, &other) - 2.0 * (6.0f64 / 20.0).powi(2)).abs() < 1e-9);
    }

    #[test]
    fn the_same_is_one_and_nothing_is_nothing() {
        let row = units(&[(3, 8, 0), (20, 31, 1), (60, 64, 0)]);
        let same = Line { length: 100, units: [row.clone(), row] };
        assert_eq!(gamma(from_ref(&same), PRECISION, 1).unwrap().value, 1.0);
        assert_eq!(gamma(from_ref(&same), PRECISION, 1), gamma(&[same], PRECISION, 1));
        assert_eq!(gamma(&[Line { length: 100, units: [Vec::new(), Vec::new()] }], PRECISION, 1), None);
    }
}
