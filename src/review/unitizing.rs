//! Unitizing: agreement on where units lie, not only on what they are. Krippendorff's α for unitizing, often called u-alpha
//! (Krippendorff 2004, Content Analysis, 2nd edition, chapter 11.6): one number for borders and labels together, where each
//! mismatch counts by the square of its length. Lengths are in whatever the caller counts in, such as code points.

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

    /// The disagreement of all pairs of raters. Nothing of fewer than two raters, or of a line without length.
    #[must_use]
    pub fn disagreement(&self) -> Disagreement {
        if self.raters.len() < 2 || self.length == 0 {
            return Disagreement::default();
        }
        let sections: Vec<Vec<Section>> = self.raters.iter().map(|units| self.sections(units)).collect();
        let (raters, length) = (sections.len() as f64, self.length as f64);
        let mut observed = 0.0;
        for (index, one) in sections.iter().enumerate() {
            observed += sections[index + 1..].iter().map(|other| 2.0 * differences(one, other)).sum::<f64>();
        }
        observed /= raters * (raters - 1.0) * length * length;

        let units = || sections.iter().flatten().filter(|section| section.is_unit).map(|section| section.length);
        let mut gaps: Vec<f64> =
            sections.iter().flatten().filter(|section| !section.is_unit).map(|section| section.length).collect();
        gaps.sort_by(f64::total_cmp);
        // At `i`, the lengths of all gaps from the i-th on: with it the fitting gaps of a unit are summed by bisection.
        let mut from: Vec<f64> = gaps
            .iter()
            .rev()
            .scan(0.0, |sum, gap| {
                *sum += gap;
                Some(*sum)
            })
            .collect();
        from.reverse();
        let others = units().count() as f64 - 1.0;
        let chances = |unit: f64| {
            let first = gaps.partition_point(|gap| *gap < unit);
            let fitting = (gaps.len() - first) as f64;
            let places = from.get(first).copied().unwrap_or(0.0) - fitting * (unit - 1.0);
            others / 3.0 * (2.0 * unit.powi(3) - 3.0 * unit.powi(2) + unit) + unit.powi(2) * places
        };
        let all = raters * length * (raters * length - 1.0) - units().map(|unit| unit * (unit - 1.0)).sum::<f64>();
        let expected = 2.0 / length * units().map(chances).sum::<f64>() / all;
        Disagreement { observed, expected }
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
    use super::Continuum;

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
        let c = example([&[(225, 70), (370, 30)], &[(220, 80), (355, 20), (400, 20)]]).disagreement();
        let k = example([&[(180, 60), (300, 50)], &[(180, 60), (300, 50)]]).disagreement();
        check(c.observed, 0.0144);
        check(c.expected, 0.0532);
        check(c.alpha().unwrap(), 0.7286);
        check(k.expected, 0.0490);
        assert_eq!(k.alpha(), Some(1.0));
        // The book has 0.8591, from figures that it rounded to four places.
        check(c.and(k).alpha().unwrap(), 0.8587);
    }

    #[test]
    fn units_that_overlap_become_one() {
        let nested = Continuum::new(10, vec![vec![0..6, 2..4], vec![0..6]]);
        assert_eq!(nested.disagreement().alpha(), Some(1.0));
    }

    #[test]
    fn where_nobody_marks_anything_there_is_no_alpha() {
        assert_eq!(Continuum::new(10, vec![vec![], vec![]]).disagreement().alpha(), None);
        assert_eq!(Continuum::new(0, vec![vec![], vec![]]).disagreement().alpha(), None);
        assert_eq!(Continuum::new(10, vec![vec![0..3]]).disagreement().alpha(), None);
    }
}
