//! The bootstrap: how far a figure would stray if other documents of the same kind had been annotated (Efron 1979, Bootstrap
//! Methods; the percentile interval of Efron and Tibshirani 1993, chapter 13). Documents are drawn, not annotations: those
//! of one document hang together, and intervals that pass over this are too narrow.

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

/// How often each document was drawn: its number and a count above 0, by number.
pub type Drawn = [(usize, usize)];

/// The intervals of several figures, which `figures` makes of drawn documents, always as many and in the same order. A
/// figure that most draws do not give (`None`), or of fewer than two documents, has no interval. The same seed gives the same.
#[must_use]
pub fn intervals<F>(documents: usize, draws: usize, seed: u64, figures: F) -> Vec<Option<Interval>>
where
    F: Fn(&Drawn) -> Vec<Option<f64>> + Sync,
{
    if documents < 2 || draws == 0 {
        return vec![None; figures(&[]).len()];
    }
    let threads = thread::available_parallelism().map_or(1, usize::from).min(draws);
    let figures = &figures;
    let part = |thread: usize| -> Vec<Vec<Option<f64>>> {
        let of_thread = (thread..draws).step_by(threads);
        of_thread.map(|draw| figures(&drawn(documents, &mut Chance::of_part(seed, draw as u64)))).collect()
    };
    let rows: Vec<Vec<Option<f64>>> = thread::scope(|scope| {
        let parts: Vec<_> = (0..threads).map(|thread| scope.spawn(move || part(thread))).collect();
        parts.into_iter().flat_map(|part| part.join().expect("a figure does not panic")).collect()
    });
    let count = rows.first().map_or(0, Vec::len);
    (0..count).map(|at| interval(rows.iter().filter_map(|row| row[at]).collect(), draws)).collect()
}

fn drawn(documents: usize, chance: &mut Chance) -> Vec<(usize, usize)> {
    let mut counts = vec![0; documents];
    (0..documents).for_each(|_| counts[chance.below(documents)] += 1);
    counts.into_iter().enumerate().filter(|(_, count)| *count > 0).collect()
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

    fn mean(values: &[f64]) -> impl Fn(&Drawn) -> Vec<Option<f64>> + Sync + '_ {
        |drawn| {
            let count: usize = drawn.iter().map(|(_, times)| times).sum();
            let sum: f64 = drawn.iter().map(|(document, times)| values[*document] * *times as f64).sum();
            vec![(count > 0).then(|| sum / count as f64)]
        }
    }

    #[test]
    fn the_interval_of_a_mean_is_that_of_statistics() {
        // 100 documents, half 0 and half 1: a standard error of 0.05, so 0.5 ± 1.96 · 0.05.
        let values: Vec<f64> = (0..100).map(|document| f64::from(document % 2)).collect();
        let found = intervals(100, 4000, 1, mean(&values))[0].unwrap();
        assert!((found.low - 0.402).abs() < 0.015 && (found.high - 0.598).abs() < 0.015, "{found:?}");
        assert_eq!(intervals(100, 4000, 1, mean(&values))[0], Some(found));
    }

    #[test]
    fn one_document_says_nothing_of_others() {
        assert_eq!(intervals(1, 100, 1, mean(&[0.5])), [None]);
        assert_eq!(intervals(9, 100, 1, |_: &Drawn| vec![None]), [None]);
    }
}
