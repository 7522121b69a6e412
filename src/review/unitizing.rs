//! Unitizing: agreement on where units lie, not only on what they are. Krippendorff's α for unitizing, often called u-alpha
//! (Krippendorff 2004, Content Analysis, 2nd edition, chapter 11.6): one number for borders and labels together, where each
//! mismatch counts by the square of its length. Lengths are in whatever the caller counts in, such as code points.
//!
//! Documents add up as pieces of one long line, where no gap reaches across from one document to the next: chance, too,
//! keeps a unit within its document. What a line adds is a few numbers ([`Scale`]), so that sums need not look at it again.

use std::ops::Range;

/// What each rater marked with one category on one line, such as a document.
#[derive(Debug, Clone)]
pub struct Continuum {
    length: usize,
    /// For each rater: units and gaps, from the first to the last.
    raters: Vec<Vec<Section>>,
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
    start: usize,
    length: usize,
    is_unit: bool,
}

/// How long one rater's units and gaps on a line are; places do not matter to chance.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lengths {
    units: Vec<usize>,
    gaps: Vec<usize>,
}

/// The lengths that units of a category have anywhere, by which sections are counted: a gap as the longest of these that
/// finds room in it. A section is then one or two numbers, at a place, and sums of these are all that chance follows from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scale {
    /// Ascending.
    lengths: Vec<usize>,
}

/// What some lines of the same raters add up to, besides the lengths of their sections.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lines {
    pub raters: usize,
    pub length: f64,
    /// Of all pairs of raters.
    pub differences: f64,
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
        Self { length, raters: raters.into_iter().map(|units| sections(length, &joined(units))).collect() }
    }

    #[must_use]
    pub fn lengths(&self, rater: usize) -> Lengths {
        let of_kind = |is_unit: bool| {
            let sections = self.raters[rater].iter().filter(move |section| section.is_unit == is_unit);
            sections.map(|section| section.length).collect()
        };
        Lengths { units: of_kind(true), gaps: of_kind(false) }
    }

    /// What all sections of two raters differ by; only those that overlap do.
    #[must_use]
    pub fn differences(&self, first: usize, second: usize) -> f64 {
        let other = &self.raters[second];
        let (mut sum, mut from) = (0.0, 0);
        for section in &self.raters[first] {
            while other.get(from).is_some_and(|before| before.start + before.length <= section.start) {
                from += 1;
            }
            let end = section.start + section.length;
            let met = other[from..].iter().take_while(|after| after.start < end);
            sum += met.map(|met| difference(*section, *met)).sum::<f64>();
        }
        sum
    }

    /// The disagreement of all raters on lines that they all marked with one category, as pieces of one long line.
    #[must_use]
    pub fn disagreement(lines: &[Self]) -> Disagreement {
        let raters = lines.iter().map(|line| line.raters.len()).max().unwrap_or(0);
        let lengths: Vec<Lengths> =
            lines.iter().flat_map(|line| (0..line.raters.len()).map(|rater| line.lengths(rater))).collect();
        let scale = Scale::of(&lengths);
        let mut counted = vec![0.0; scale.places()];
        for line in &lengths {
            scale.count(line, |place, amount| counted[place] += amount);
        }
        let pairs = (0..raters).flat_map(|first| (first + 1..raters).map(move |second| (first, second)));
        let differences =
            |line: &Self| pairs.clone().map(|(first, second)| line.differences(first, second)).sum::<f64>();
        let lines = Lines {
            raters,
            length: lines.iter().map(|line| line.length as f64).sum(),
            differences: lines.iter().map(differences).sum(),
        };
        scale.disagreement(lines, |place| counted[place])
    }
}

impl Lengths {
    /// Of a line on which the rater marks nothing.
    #[must_use]
    pub fn unmarked(length: usize) -> Self {
        Self { units: Vec::new(), gaps: if length > 0 { vec![length] } else { Vec::new() } }
    }
}

impl Scale {
    /// The lengths of all units of these lines.
    #[must_use]
    pub fn of<'a>(lines: impl IntoIterator<Item = &'a Lengths>) -> Self {
        let mut lengths: Vec<usize> = lines.into_iter().flat_map(|line| line.units.iter().copied()).collect();
        lengths.sort_unstable();
        lengths.dedup();
        Self { lengths }
    }

    /// How many places there are: for each length the units, the gaps, and how long these gaps are together.
    #[must_use]
    pub fn places(&self) -> usize {
        3 * self.lengths.len()
    }

    /// Tells `add` the place and the amount of everything that a line adds. Its units have lengths of the scale.
    pub fn count(&self, line: &Lengths, mut add: impl FnMut(usize, f64)) {
        for unit in &line.units {
            if let Ok(at) = self.lengths.binary_search(unit) {
                add(3 * at, 1.0);
            }
        }
        for gap in &line.gaps {
            // In a gap that is shorter than every unit chance puts nothing.
            if let Some(at) = self.lengths.partition_point(|length| length <= gap).checked_sub(1) {
                add(3 * at + 1, 1.0);
                add(3 * at + 2, *gap as f64);
            }
        }
    }

    /// The disagreement of all pairs of raters (Krippendorff 2004, 11.6), where `counted` is what was added up at each place.
    #[must_use]
    pub fn disagreement(&self, lines: Lines, counted: impl Fn(usize) -> f64) -> Disagreement {
        let Lines { length, differences, .. } = lines;
        let raters = lines.raters as f64;
        if raters < 2.0 || length == 0.0 {
            return Disagreement::default();
        }
        let observed = 2.0 * differences / (raters * (raters - 1.0) * length * length);
        let others = (0..self.lengths.len()).map(|at| counted(3 * at)).sum::<f64>() - 1.0;
        let (mut chances, mut all) = (0.0, raters * length * (raters * length - 1.0));
        // From the longest unit down, with the gaps in which a unit of that length finds room.
        let (mut fitting, mut fitting_length) = (0.0, 0.0);
        for (at, unit) in self.lengths.iter().enumerate().rev() {
            let unit = *unit as f64;
            let count = counted(3 * at);
            fitting += counted(3 * at + 1);
            fitting_length += counted(3 * at + 2);
            let places = fitting_length - fitting * (unit - 1.0);
            let others = others / 3.0 * (2.0 * unit.powi(3) - 3.0 * unit.powi(2) + unit);
            chances += count * (others + unit.powi(2) * places);
            all -= count * unit * (unit - 1.0);
        }
        Disagreement { observed, expected: 2.0 / length * chances / all }
    }
}

/// Units and the gaps before, between and after them.
fn sections(length: usize, units: &[Range<usize>]) -> Vec<Section> {
    let section = |range: Range<usize>, is_unit| Section { start: range.start, length: range.len(), is_unit };
    let mut sections = Vec::with_capacity(2 * units.len() + 1);
    let mut at = 0;
    for unit in units {
        if at < unit.start {
            sections.push(section(at..unit.start, false));
        }
        sections.push(section(unit.clone(), true));
        at = unit.end;
    }
    if at < length {
        sections.push(section(at..length, false));
    }
    sections
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

/// What two sections that overlap differ by: units by both their borders, squared; a unit inside a gap by its length, squared.
fn difference(one: Section, other: Section) -> f64 {
    let square = |length: usize| (length as f64).powi(2);
    let (one_end, other_end) = (one.start + one.length, other.start + other.length);
    match (one.is_unit, other.is_unit) {
        (true, true) => square(one.start.abs_diff(other.start)) + square(one_end.abs_diff(other_end)),
        (true, false) if one.start >= other.start && one_end <= other_end => square(one.length),
        (false, true) if one.start <= other.start && one_end >= other_end => square(other.length),
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Continuum, Disagreement};

    /// The example of Krippendorff 2004, page 254, which begins at 150: the categories c and k.
    fn example(units: [&[(usize, usize)]; 2]) -> Disagreement {
        let shifted = |units: &[(usize, usize)]| units.iter().map(|(at, length)| at - 150..at - 150 + length).collect();
        Continuum::disagreement(&[Continuum::new(300, units.map(shifted).to_vec())])
    }

    fn alpha(length: usize, raters: Vec<Vec<std::ops::Range<usize>>>) -> Option<f64> {
        Continuum::disagreement(&[Continuum::new(length, raters)]).alpha()
    }

    fn check(found: f64, expected: f64) {
        assert!((found - expected).abs() < 5e-5, "{found} is not {expected}");
    }

    #[test]
    fn krippendorffs_example_comes_out_as_in_his_book() {
        let c = example([&[(225, 70), (370, 30)], &[(220, 80), (355, 20), (400, 20)]]);
        let k = example([&[(180, 60), (300, 50)], &[(180, 60), (300, 50)]]);
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
        let piece = Continuum::new(10, vec![vec![0..2], vec![0..3]]);
        let twice = Continuum::disagreement(&[piece.clone(), piece]);
        assert_eq!(twice.observed, 2.0 * 2.0 * 1.0 / (2.0 * 20.0 * 20.0));
        // By hand: units 2, 2, 3, 3; gaps 8, 8, 7, 7 of two raters on a line of 20.
        let expected = 2.0 / 20.0 * (2.0 * (3.0 / 3.0 * 6.0 + 4.0 * 26.0) + 2.0 * (3.0 / 3.0 * 30.0 + 9.0 * 22.0))
            / (40.0 * 39.0 - 16.0);
        check(twice.expected, expected);
    }

    #[test]
    fn a_document_without_marks_is_room_for_chance() {
        let marked = Continuum::new(10, vec![vec![0..2], vec![1..3]]);
        let unmarked = Continuum::new(90, vec![vec![], vec![]]);
        let alone = Continuum::disagreement(std::slice::from_ref(&marked)).alpha().unwrap();
        assert!(Continuum::disagreement(&[marked, unmarked]).alpha().unwrap() > alone);
    }

    #[test]
    fn units_that_overlap_become_one() {
        assert_eq!(alpha(10, vec![vec![0..6, 2..4], vec![0..6]]), Some(1.0));
    }

    #[test]
    fn where_nobody_marks_anything_there_is_no_alpha() {
        assert_eq!(alpha(10, vec![vec![], vec![]]), None);
        assert_eq!(alpha(0, vec![vec![], vec![]]), None);
        assert_eq!(alpha(10, vec![vec![0..3]]), None);
    }
}
