//! The bootstrap: how far a figure would stray if other documents of the same kind had been annotated (Efron 1979, Bootstrap
//! Methods; the percentile interval of Efron and Tibshirani 1993, chapter 13). Documents are drawn, not annotations: those
//! of one document hang together, and intervals that pass over this are too narrow.

use std::ops::Range;
use std::thread;

use super::chance::Chance;

/// How often documents are drawn anew, unless somebody asks for another number.
pub const DRAWS: usize = 1000;

/// Of 1000, what lies below the interval, and above it.
const TAIL: usize = 25;

/// Where 95 of 100 draws lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// Draws that are summed up together: a document's numbers then come from memory once for all of them.
pub const DRAWN_AT_ONCE: usize = 8;

/// Several draws of the same documents.
pub struct Drawn {
    /// How many there are, at most [`DRAWN_AT_ONCE`].
    pub draws: usize,
    /// How often each document was drawn in each of them.
    pub times: Vec<[f64; DRAWN_AT_ONCE]>,
}

/// The intervals of so many figures, which `figures` makes of drawn documents: for each draw all of them. A figure that most
/// draws do not give (`None`), or of fewer than two documents, has no interval. The same seed gives the same.
#[must_use]
pub fn intervals<F>(count: usize, documents: usize, draws: usize, seed: u64, figures: F) -> Vec<Option<Interval>>
where
    F: Fn(&Drawn) -> Vec<Vec<Option<f64>>> + Sync,
{
    if documents < 2 || draws == 0 {
        return vec![None; count];
    }
    let parts = draws.div_ceil(DRAWN_AT_ONCE);
    let threads = thread::available_parallelism().map_or(1, usize::from).min(parts);
    let figures = &figures;
    let work = |thread: usize| -> Vec<Vec<Option<f64>>> {
        let of_thread = (thread..parts).step_by(threads);
        of_thread
            .flat_map(|part| {
                let first = part * DRAWN_AT_ONCE;
                figures(&drawn(documents, first..draws.min(first + DRAWN_AT_ONCE), seed))
            })
            .collect()
    };
    let rows: Vec<Vec<Option<f64>>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|thread| scope.spawn(move || work(thread))).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a figure does not panic")).collect()
    });
    (0..count).map(|at| interval(rows.iter().filter_map(|row| row[at]).collect(), draws)).collect()
}

fn drawn(documents: usize, draws: Range<usize>, seed: u64) -> Drawn {
    let mut times = vec![[0.0; DRAWN_AT_ONCE]; documents];
    for (at, draw) in draws.clone().enumerate() {
        let mut chance = Chance::of_part(seed, draw as u64);
        (0..documents).for_each(|_| times[chance.below(documents)][at] += 1.0);
    }
    Drawn { draws: draws.len(), times }
}

fn interval(mut values: Vec<f64>, draws: usize) -> Option<Interval> {
    if 2 * values.len() < draws {
        return None;
    }
    values.sort_unstable_by(f64::total_cmp);
    let below = values.len() * TAIL / 1000;
    Some(Interval { low: values[below], high: values[values.len() - 1 - below] })
}

#[cfg(test)]
mod tests {
    use super::{Drawn, intervals};

    fn mean(values: &[f64]) -> impl Fn(&Drawn) -> Vec<Vec<Option<f64>>> + Sync + '_ {
        move |drawn| {
            let mean = |draw: usize| {
                let count: f64 = drawn.times.iter().map(|times| times[draw]).sum();
                let sum: f64 = drawn.times.iter().zip(values).map(|(times, value)| times[draw] * value).sum();
                vec![Some(sum / count)]
            };
            (0..drawn.draws).map(mean).collect()
        }
    }

    #[test]
    fn the_interval_of_a_mean_is_that_of_statistics() {
        // 100 documents, half 0 and half 1: a standard error of 0.05, so 0.5 ± 1.96 · 0.05.
        let values: Vec<f64> = (0..100).map(|document| f64::from(document % 2)).collect();
        let found = intervals(1, 100, 4000, 1, mean(&values))[0].unwrap();
        assert!((found.low - 0.402).abs() < 0.015 && (found.high - 0.598).abs() < 0.015, "{found:?}");
        assert_eq!(intervals(1, 100, 4000, 1, mean(&values))[0], Some(found));
    }

    #[test]
    fn one_document_says_nothing_of_others() {
        assert_eq!(intervals(1, 1, 100, 1, mean(&[0.5])), [None]);
        assert_eq!(intervals(1, 9, 100, 1, |drawn: &Drawn| vec![vec![None]; drawn.draws]), [None]);
    }
}
