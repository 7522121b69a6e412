//! γ of Mathet, Widlöcher and Métivier (2015, The Unified and Holistic Method Gamma for Inter-Annotator Agreement Measure and
//! Alignment, Computational Linguistics 41:3): units are aligned so that what they differ by in place and label is least, and that disorder
//! is held against the disorder of chance. Units may nest and overlap. Chance is what annotators would say who mark as these
//! do, but somewhere else: one of them, picked at random, shifted around the line.
//!
//! The observed disorder is that of all lines. The expected one is sampled, as section 5.3 says, until its error is within the
//! precision; so γ has an error, which is told. A sample is a draw of chance for every line. Of more than `LINES` lines it is one
//! for each of as many lines, picked at random: lines of about as many units are a stratum, of which one line stands for all
//! (stratified sampling: Cochran 1977, Sampling Techniques, chapter 5). The spread of such samples, and so the error, includes what
//! lines differ by.
//!
//! What an alignment costs, and how the best is found, `disorder` says. Lengths are in whatever the caller counts in, such as
//! code points.

use std::ops::Range;
use std::thread;

use super::chance::Chance;
use super::disorder::{Unit, disorder};

/// How much of the expected disorder its error may be, at 95 %, unless somebody asks for another precision (section 5.3).
pub const PRECISION: f64 = 0.02;

/// Samples of chance that are drawn before their number is decided.
const FIRST_SAMPLES: usize = 30;

/// Samples at most: of very few units chance says too different things for any precision.
const MOST_SAMPLES: usize = 5000;

/// Lines of which a sample is made, at most. So few that many lines cost no more than some, so many that the units of a sample are about
/// as many as of another: disorder is counted by unit, and the mean of such fractions is not quite the fraction of the means.
const LINES: usize = 20;

/// 95 % of a normal distribution lie within so many standard deviations.
const DEVIATIONS: f64 = 1.96;

/// What two or more annotators mark on one document, each by start.
#[derive(Debug, Clone)]
pub struct Line {
    pub length: usize,
    pub units: Vec<Vec<Unit>>,
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
    /// How many lines each sample is of.
    pub sampled_lines: usize,
}

/// Who draws chance for lines, and how.
struct Sampler<'a> {
    lines: &'a [Line],
    /// The lines on which somebody marks something, by their places, in strata of about as many units.
    strata: Vec<Vec<usize>>,
    seed: u64,
    is_wanted: &'a (dyn Fn() -> bool + Sync),
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

    fn times(self, times: usize) -> Self {
        Self { sum: self.sum * times as f64, units: self.units * times as f64 }
    }

    fn per_unit(self) -> f64 {
        if self.units > 0.0 { self.sum / self.units } else { 0.0 }
    }
}

/// γ of all lines together, as of one long line on which chance shifts within each document. `None` where nobody marks
/// anything, or as soon as it is no longer wanted. The same seed gives the same.
#[must_use]
pub fn gamma(lines: &[Line], precision: f64, seed: u64, is_wanted: &(dyn Fn() -> bool + Sync)) -> Option<Gamma> {
    gamma_of(&Sampler::new(lines, LINES, seed, is_wanted), precision)
}

fn gamma_of(sampler: &Sampler<'_>, precision: f64) -> Option<Gamma> {
    let lines = sampler.lines;
    let observed = in_threads(0..lines.len(), sampler.is_wanted, |line| observed(&lines[line]));
    let observed = observed.into_iter().fold(Disorder::default(), Disorder::and).per_unit();
    let mut samples = sampler.sample(0..FIRST_SAMPLES);
    let (expected, deviation) = loop {
        let (mean, deviation) = spread(&samples);
        if mean <= 0.0 || !(sampler.is_wanted)() {
            return None;
        }
        // The more samples there are, the better it is known how many are needed.
        let needed = ((DEVIATIONS * deviation / mean / precision).powi(2).ceil() as usize).min(MOST_SAMPLES);
        if samples.len() >= needed {
            break (mean, deviation);
        }
        samples.extend(sampler.sample(samples.len()..needed));
    };
    let count = samples.len();
    let error = DEVIATIONS * deviation / expected / (count as f64).sqrt() * observed / expected;
    let sampled_lines = sampler.strata.len();
    Some(Gamma { value: 1.0 - observed / expected, error, observed, expected, samples: count, sampled_lines })
}

impl<'a> Sampler<'a> {
    /// Samples are of at most so many lines.
    fn new(lines: &'a [Line], most: usize, seed: u64, is_wanted: &'a (dyn Fn() -> bool + Sync)) -> Self {
        let units = |line: &usize| lines[*line].units.iter().map(Vec::len).sum::<usize>();
        let mut places: Vec<usize> = (0..lines.len()).filter(|line| units(line) > 0).collect();
        let count = places.len().min(most);
        if count < places.len() {
            places.sort_by_key(units);
        }
        // As many in each as can be; the first places of strata are spread evenly.
        let first = |stratum: usize| stratum * places.len() / count;
        let strata = (0..count).map(|stratum| places[first(stratum)..first(stratum + 1)].to_vec()).collect();
        Self { lines, strata, seed, is_wanted }
    }

    fn sample(&self, numbers: Range<usize>) -> Vec<f64> {
        in_threads(numbers, self.is_wanted, |number| {
            let mut chance = Chance::of_part(self.seed, number as u64);
            let drawn = self.strata.iter().map(|stratum| {
                let line = if stratum.len() > 1 { chance.below(stratum.len()) } else { 0 };
                shuffled(&self.lines[stratum[line]], &mut chance).times(stratum.len())
            });
            drawn.fold(Disorder::default(), Disorder::and).per_unit()
        })
    }
}

/// The mean and the standard deviation of samples.
fn spread(samples: &[f64]) -> (f64, f64) {
    let count = samples.len() as f64;
    let mean = samples.iter().sum::<f64>() / count;
    let variance = samples.iter().map(|sample| (sample - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, variance.sqrt())
}

/// What is found for each number, in order, by as many threads as there are processors; less as soon as it is no longer wanted.
fn in_threads<T: Send>(
    numbers: Range<usize>,
    is_wanted: &(dyn Fn() -> bool + Sync),
    find: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let (find, numbers) = (&find, &numbers);
    let mut found: Vec<(usize, T)> = thread::scope(|scope| {
        let part = |thread: usize| {
            let of_thread = numbers.clone().skip(thread).step_by(threads).take_while(|_| is_wanted());
            of_thread.map(|number| (number, find(number))).collect::<Vec<_>>()
        };
        let parts: Vec<_> = (0..threads).map(|thread| scope.spawn(move || part(thread))).collect();
        parts.into_iter().flat_map(|part| part.join().expect("nothing that is found panics")).collect()
    });
    // In their order, so that sums do not hang on the number of threads.
    found.sort_unstable_by_key(|(number, _)| *number);
    found.into_iter().map(|(_, found)| found).collect()
}

fn observed(line: &Line) -> Disorder {
    Disorder { sum: disorder(&line.units), units: average(&line.units) }
}

/// How many units an annotator marks on average.
fn average(units: &[Vec<Unit>]) -> f64 {
    units.iter().map(Vec::len).sum::<usize>() as f64 / units.len().max(1) as f64
}

/// The disorder of as many annotators by chance (section 5.2): each is one of them, picked at random, shifted around the line.
/// The shifts are at least half a unit apart, or two that come from one annotator would be too much alike.
fn shuffled(line: &Line, chance: &mut Chance) -> Disorder {
    let units: usize = line.units.iter().map(Vec::len).sum();
    if units == 0 || line.length == 0 {
        return Disorder::default();
    }
    let lengths: usize = line.units.iter().flatten().map(|unit| unit.end - unit.start).sum();
    let apart = lengths / units / 2;
    let mut left = vec![0..line.length];
    let mut shifted: Vec<Vec<Unit>> = Vec::with_capacity(line.units.len());
    for _ in &line.units {
        let by = picked(&left, chance).unwrap_or_else(|| chance.below(line.length));
        left = left.into_iter().flat_map(|range| without(range, by, apart)).collect();
        let shift = |unit: &Unit| {
            let start = (unit.start + by) % line.length;
            Unit { start, end: start + (unit.end - unit.start), ..*unit }
        };
        let mut units: Vec<Unit> = line.units[chance.below(line.units.len())].iter().map(shift).collect();
        units.sort_unstable();
        shifted.push(units);
    }
    Disorder { sum: disorder(&shifted), units: average(&shifted) }
}

/// A number in one of the ranges, each as likely as the others; `None` if there is none.
fn picked(ranges: &[Range<usize>], chance: &mut Chance) -> Option<usize> {
    let mut at = chance.below(ranges.iter().map(Range::len).sum());
    for range in ranges {
        if at < range.len() {
            return Some(range.start + at);
        }
        at -= range.len();
    }
    None
}

/// What is left of a range without a place and those nearer than `apart` to it.
fn without(range: Range<usize>, place: usize, apart: usize) -> [Range<usize>; 2] {
    let before = range.start..range.end.min(place.saturating_sub(apart)).max(range.start);
    let after = range.start.max(place + apart.max(1)).min(range.end)..range.end;
    [before, after]
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::{Gamma, LINES, Line, PRECISION, Sampler, gamma, gamma_of};
    use crate::review::chance::Chance;
    use crate::review::disorder::Unit;

    #[test]
    fn the_same_is_one_and_nothing_is_nothing() {
        let units = |units: &[(usize, usize, usize)]| -> Vec<Unit> {
            units.iter().map(|&(start, end, label)| Unit { start, end, label }).collect()
        };
        let row = units(&[(3, 8, 0), (20, 31, 1), (60, 64, 0)]);
        for annotators in 2..5 {
            let same = Line { length: 100, units: vec![row.clone(); annotators] };
            let found = gamma(from_ref(&same), PRECISION, 1, &|| true);
            assert_eq!(found.unwrap().value, 1.0);
            assert_eq!(found, gamma(&[same], PRECISION, 1, &|| true));
        }
        assert_eq!(gamma(&[Line { length: 100, units: vec![Vec::new(); 2] }], PRECISION, 1, &|| true), None);
    }

    /// Lines of very different lengths, on which three annotators differ by some borders, labels and marks.
    fn news(lines: usize) -> Vec<Line> {
        let line = |number: usize| {
            let mut chance = Chance::of_part(7, number as u64);
            let marks: Vec<(usize, usize)> = (0..3 + number % 9).map(|at| (40 * at, chance.below(2))).collect();
            let row = |chance: &mut Chance| {
                let unit = |&(start, label): &(usize, usize)| match chance.below(6) {
                    0 => None,
                    1 => Some(Unit { start, end: start + 4, label }),
                    2 => Some(Unit { start, end: start + 9, label: 1 - label }),
                    _ => Some(Unit { start, end: start + 9, label }),
                };
                marks.iter().filter_map(unit).collect::<Vec<_>>()
            };
            let units = (0..3).map(|_| row(&mut chance)).collect();
            Line { length: 40 * marks.len(), units }
        };
        (0..lines).map(line).collect()
    }

    #[test]
    fn what_a_part_of_the_lines_says_is_what_all_say_within_the_error() {
        let lines = news(150);
        let full = gamma_of(&Sampler::new(&lines, lines.len(), 1, &|| true), 0.005).unwrap();
        assert_eq!(full.sampled_lines, 150);
        let found: Vec<Gamma> = (0..20).map(|seed| gamma(&lines, PRECISION, seed, &|| true).unwrap()).collect();
        let is_near = |found: &&Gamma| (found.value - full.value).abs() <= found.error + full.error;
        // 19 of 20 draws lie within their error, or so.
        let near = found.iter().filter(is_near).count();
        assert!(near >= 18, "{near} of 20: {full:?} {found:?}");
        for found in &found {
            assert!((found.value - full.value).abs() <= 2.0 * found.error, "{found:?} {full:?}");
            assert_eq!((found.sampled_lines, found.observed), (LINES, full.observed));
            assert!(found.error <= PRECISION * found.observed / found.expected);
        }
        assert_eq!(found[3], gamma(&lines, PRECISION, 3, &|| true).unwrap());
    }

    #[test]
    fn nobody_waits_for_what_is_no_longer_wanted() {
        let row = vec![Unit { start: 3, end: 8, label: 0 }];
        let line = Line { length: 100, units: vec![row, Vec::new()] };
        assert_eq!(gamma(&[line], PRECISION, 1, &|| false), None);
    }
}
