//! Unitizing: agreement on where units lie, not only on what they are. Krippendorff's α for unitizing, often called u-alpha
//! (Krippendorff 2004, Content Analysis, 2nd edition, chapter 11.6): one number for borders and labels together, where each
//! mismatch counts by the square of its length. Lengths are in whatever the caller counts in, such as code points.
//!
//! Documents add up as pieces of one long line, where no gap reaches across from one document to the next: chance, too,
//! keeps a unit within its document.

use std::ops::Range;

/// What each rater marked with one category on a line of `length`, such as all documents one after the other.
#[derive(Debug, Clone)]
pub struct Continuum {
    pub length: usize,
    /// For each rater: sorted, and none overlaps with another. Made so by [`Continuum::new`].
    raters: Vec<Vec<Range<usize>>>,
}

/// How far raters disagree on a category, and how far they would by chance. Disagreements of several categories add up.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Disagreement {
    pub observed: f64,
    pub expected: f64,
}

/// A stretch of the line: a unit, or the gap between two.
#[derive(Debug, Clone, Copy)]
struct Section {
    start: f64,
    length: f64,
    is_unit: bool,
}

/// What the disagreement on one line follows from: lengths, not places.
#[derive(Debug, Clone, Default)]
pub struct Lengths {
    raters: usize,
    length: usize,
    /// The sum of all differences between sections of two raters.
    observed: f64,
    /// Lengths of units, and of gaps, of all raters, and how many are so long; ascending.
    units: Vec<(usize, usize)>,
    gaps: Vec<(usize, usize)>,
}

/// The lengths of several lines by as many raters, summed up.
#[derive(Debug, Clone)]
pub struct Sum {
    raters: f64,
    length: f64,
    observed: f64,
    /// At `i`, how many units have the length `i`. As long as the longest unit allows.
    units: Vec<f64>,
    /// At `i`, how many gaps have the length `i`.
    gaps: Vec<f64>,
    /// How many gaps are longer than every unit, and their lengths together.
    long_gaps: (f64, f64),
}

impl Disagreement {
    /// 1 is full agreement, 0 what chance gives; `None` where chance leaves nothing to be said.
    #[must_use]
    pub fn alpha(self) -> Option<f64> {
        let alpha = 1.0 - self.observed / self.expected;
        alpha.is_finite().then_some(alpha)
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { observed: self.observed + other.observed, expected: self.expected + other.expected }
    }
}

impl Continuum {
    /// Units of one rater that overlap become one, for the measure knows no nesting; empty ones are left out.
    #[must_use]
    pub fn new(length: usize, raters: Vec<Vec<Range<usize>>>) -> Self {
        Self { length, raters: raters.into_iter().map(joined).collect() }
    }

    /// What its disagreement follows from. Nothing of fewer than two raters, or of a line without length.
    #[must_use]
    pub fn lengths(&self) -> Lengths {
        if self.raters.len() < 2 || self.length == 0 {
            return Lengths::default();
        }
        let sections: Vec<Vec<Section>> = self.raters.iter().map(|units| self.sections(units)).collect();
        let mut observed = 0.0;
        for (index, one) in sections.iter().enumerate() {
            observed += sections[index + 1..].iter().map(|other| 2.0 * differences(one, other)).sum::<f64>();
        }
        let counted = |is_unit: bool| {
            let mut lengths: Vec<usize> = sections
                .iter()
                .flatten()
                .filter(|section| section.is_unit == is_unit)
                .map(|section| section.length as usize)
                .collect();
            lengths.sort_unstable();
            lengths.chunk_by(|one, other| one == other).map(|alike| (alike[0], alike.len())).collect()
        };
        Lengths { raters: self.raters.len(), length: self.length, observed, units: counted(true), gaps: counted(false) }
    }

    fn sections(&self, units: &[Range<usize>]) -> Vec<Section> {
        let section =
            |range: Range<usize>, is_unit| Section { start: range.start as f64, length: range.len() as f64, is_unit };
        let mut sections = Vec::with_capacity(2 * units.len() + 1);
        let mut at = 0;
        for unit in units {
            if at < unit.start {
                sections.push(section(at..unit.start, false));
            }
            sections.push(section(unit.clone(), true));
            at = unit.end;
        }
        if at < self.length {
            sections.push(section(at..self.length, false));
        }
        sections
    }
}

impl Lengths {
    /// The length of the longest unit; 0 if there is none.
    #[must_use]
    pub fn longest(&self) -> usize {
        self.units.last().map_or(0, |(length, _)| *length)
    }

    /// Whether nobody marks anything.
    #[must_use]
    pub fn is_unmarked(&self) -> bool {
        self.units.is_empty()
    }

    /// The disagreement of all pairs of raters on this line.
    #[must_use]
    pub fn disagreement(&self) -> Disagreement {
        let mut sum = Sum::new(self.longest());
        sum.add(self, 1);
        sum.disagreement()
    }
}

impl Sum {
    /// Nothing yet; no unit will be longer than `longest`.
    #[must_use]
    pub fn new(longest: usize) -> Self {
        let none = vec![0.0; longest + 1];
        Self { raters: 0.0, length: 0.0, observed: 0.0, units: none.clone(), gaps: none, long_gaps: (0.0, 0.0) }
    }

    /// Adds a line, as often as is said.
    pub fn add(&mut self, line: &Lengths, times: usize) {
        let times = times as f64;
        self.raters = self.raters.max(line.raters as f64);
        self.length += times * line.length as f64;
        self.observed += times * line.observed;
        for (length, count) in &line.units {
            self.units[*length] += times * *count as f64;
        }
        line.gaps.iter().for_each(|(length, count)| self.add_gaps(*length, times * *count as f64));
    }

    /// Adds a line of some length on which none of the raters marks anything, as often as is said.
    pub fn add_unmarked(&mut self, raters: usize, length: usize, times: usize) {
        self.raters = self.raters.max(raters as f64);
        self.length += (times * length) as f64;
        self.add_gaps(length, (times * raters) as f64);
    }

    fn add_gaps(&mut self, length: usize, count: f64) {
        match self.gaps.get_mut(length) {
            Some(gaps) => *gaps += count,
            None => self.long_gaps = (self.long_gaps.0 + count, self.long_gaps.1 + count * length as f64),
        }
    }

    /// The disagreement of all pairs of raters (Krippendorff 2004, 11.6).
    #[must_use]
    pub fn disagreement(&self) -> Disagreement {
        let Self { raters, length, .. } = *self;
        if raters < 2.0 || length == 0.0 {
            return Disagreement::default();
        }
        let observed = self.observed / (raters * (raters - 1.0) * length * length);
        let others = self.units.iter().sum::<f64>() - 1.0;
        let (mut chances, mut all) = (0.0, raters * length * (raters * length - 1.0));
        // From the longest unit down, with the gaps in which a unit of that length finds room.
        let (mut fitting, mut fitting_length) = self.long_gaps;
        for at in (0..self.units.len()).rev() {
            let unit = at as f64;
            fitting += self.gaps[at];
            fitting_length += self.gaps[at] * unit;
            let count = self.units[at];
            let places = fitting_length - fitting * (unit - 1.0);
            let others = others / 3.0 * (2.0 * unit.powi(3) - 3.0 * unit.powi(2) + unit);
            chances += count * (others + unit.powi(2) * places);
            all -= count * unit * (unit - 1.0);
        }
        Disagreement { observed, expected: 2.0 / length * chances / all }
    }
}

fn joined(mut units: Vec<Range<usize>>) -> Vec<Range<usize>> {
    units.retain(|unit| !unit.is_empty());
    units.sort_by_key(|unit| (unit.start, unit.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(units.len());
    for unit in units {
        match joined.last_mut() {
            Some(last) if unit.start < last.end => last.end = last.end.max(unit.end),
            _ => joined.push(unit),
        }
    }
    joined
}

/// The sum of what all sections of two raters differ by; only those that overlap do.
fn differences(one: &[Section], other: &[Section]) -> f64 {
    let (mut sum, mut first) = (0.0, 0);
    for section in one {
        while other.get(first).is_some_and(|before| before.start + before.length <= section.start) {
            first += 1;
        }
        let end = section.start + section.length;
        sum += other[first..]
            .iter()
            .take_while(|after| after.start < end)
            .map(|met| difference(*section, *met))
            .sum::<f64>();
    }
    sum
}

/// What two sections that overlap differ by: units by both their borders, squared; a unit inside a gap by its length, squared.
fn difference(one: Section, other: Section) -> f64 {
    let start = one.start - other.start;
    let end = start + one.length - other.length;
    match (one.is_unit, other.is_unit) {
        (true, true) => start * start + end * end,
        (true, false) if start >= 0.0 && end <= 0.0 => one.length * one.length,
        (false, true) if start <= 0.0 && end >= 0.0 => other.length * other.length,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Continuum, Sum};

    /// The example of Krippendorff 2004, page 254, which begins at 150: the categories c and k.
    fn example(units: [&[(usize, usize)]; 2]) -> Continuum {
        let shifted = |units: &[(usize, usize)]| units.iter().map(|(at, length)| at - 150..at - 150 + length).collect();
        Continuum::new(300, units.map(shifted).to_vec())
    }

    fn check(found: f64, expected: f64) {
        assert!((found - expected).abs() < 5e-5, "{found} is not {expected}");
    }

    #[test]
    fn krippendorffs_example_comes_out_as_in_his_book() {
        let c = example([&[(225, 70), (370, 30)], &[(220, 80), (355, 20), (400, 20)]]).lengths().disagreement();
        let k = example([&[(180, 60), (300, 50)], &[(180, 60), (300, 50)]]).lengths().disagreement();
        check(c.observed, 0.0144);
        check(c.expected, 0.0532);
        check(c.alpha().unwrap(), 0.7286);
        check(k.expected, 0.0490);
        assert_eq!(k.alpha(), Some(1.0));
        // The book has 0.8591, from figures that it rounded to four places.
        check(c.and(k).alpha().unwrap(), 0.8587);
    }

    #[test]
    fn documents_are_pieces_of_one_line_that_no_gap_crosses() {
        let piece = Continuum::new(10, vec![vec![0..2], vec![0..3]]).lengths();
        let mut twice = Sum::new(piece.longest());
        twice.add(&piece, 2);
        assert_eq!(twice.disagreement().observed, 2.0 * 2.0 * 1.0 / (2.0 * 20.0 * 20.0));
        // By hand: units 2, 2, 3, 3; gaps 8, 8, 7, 7 of two raters on a line of 20.
        let expected = 2.0 / 20.0 * (2.0 * (3.0 / 3.0 * 6.0 + 4.0 * 26.0) + 2.0 * (3.0 / 3.0 * 30.0 + 9.0 * 22.0))
            / (40.0 * 39.0 - 16.0);
        check(twice.disagreement().expected, expected);
    }

    #[test]
    fn units_that_overlap_become_one() {
        let nested = Continuum::new(10, vec![vec![0..6, 2..4], vec![0..6]]);
        assert_eq!(nested.lengths().disagreement().alpha(), Some(1.0));
    }

    #[test]
    fn where_nobody_marks_anything_there_is_no_alpha() {
        assert_eq!(Continuum::new(10, vec![vec![], vec![]]).lengths().disagreement().alpha(), None);
        assert_eq!(Continuum::new(0, vec![vec![], vec![]]).lengths().disagreement().alpha(), None);
        assert_eq!(Continuum::new(10, vec![vec![0..3]]).lengths().disagreement().alpha(), None);
    }
}
