//! Codings: which category each rater gave to each unit, such as a token, and the coefficients of agreement over them. They
//! correct what is agreed by what chance would agree: 1 is full agreement, 0 what chance gives, and less is worse than chance.
//! A coefficient is `None` where chance leaves nothing to be said: nobody coded anything, or everybody always the same.
//!
//! No coefficient asks which unit it was: how often two raters give the same code, and how often a rater gives each, is all
//! that is kept, and adds up over documents.

use std::collections::BTreeMap;

/// Codes of units by several raters, counted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Codings {
    /// How many raters there are.
    raters: usize,
    /// By who coded, by their numbers, ascending. Units that fewer than two coded say nothing and are not kept.
    groups: BTreeMap<Vec<usize>, Counted>,
}

/// What a group of raters made of the units that just they coded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Counted {
    /// For each pair of the group, the earlier rater first: how many units they coded alike.
    pub alike: Vec<f64>,
    /// For each rater of the group, how often each code. All are as long.
    pub given: Vec<Vec<f64>>,
}

impl Counted {
    #[must_use]
    pub fn new(raters: usize, codes: usize) -> Self {
        Self { alike: vec![0.0; raters * raters.saturating_sub(1) / 2], given: vec![vec![0.0; codes]; raters] }
    }

    /// Adds so many units that are coded alike, with a code for each rater of the group.
    pub fn add(&mut self, codes: &[usize], units: usize) {
        let units = units as f64;
        let mut pair = 0;
        for (at, code) in codes.iter().enumerate() {
            for other in &codes[at + 1..] {
                self.alike[pair] += if code == other { units } else { 0.0 };
                pair += 1;
            }
            let given = &mut self.given[at];
            if given.len() <= *code {
                given.resize(code + 1, 0.0);
            }
            given[*code] += units;
        }
    }

    /// The same units where each code became another one, of so many.
    #[must_use]
    pub fn recoded(&self, codes: usize, code: impl Fn(usize) -> usize) -> Self {
        let mut recoded = Self { alike: self.alike.clone(), given: vec![vec![0.0; codes]; self.given.len()] };
        for (to, from) in recoded.given.iter_mut().zip(&self.given) {
            from.iter().enumerate().for_each(|(at, count)| to[code(at)] += count);
        }
        recoded
    }

    fn units(&self) -> f64 {
        self.given.first().map_or(0.0, |given| given.iter().sum())
    }

    /// How often each code is given by anybody.
    fn add_by_code(&self, sum: &mut Vec<f64>) {
        self.given.iter().for_each(|given| add(sum, given));
    }
}

impl Codings {
    #[must_use]
    pub fn new(raters: usize) -> Self {
        Self { raters, groups: BTreeMap::new() }
    }

    /// Adds a unit. There is a code for each rater, `None` where they did not code it.
    pub fn add(&mut self, codes: &[Option<usize>]) {
        let who: Vec<usize> = (0..codes.len()).filter(|rater| codes[*rater].is_some()).collect();
        if who.len() > 1 {
            let given: Vec<usize> = codes.iter().flatten().copied().collect();
            self.groups.entry(who).or_insert_with_key(|who| Counted::new(who.len(), 0)).add(&given, 1);
        }
    }

    /// Adds what a group of raters, ascending, made of units that nobody else coded and that were not added yet.
    pub fn add_group(&mut self, who: &[usize], counted: Counted) {
        let sum = self.groups.entry(who.to_vec()).or_default();
        add(&mut sum.alike, &counted.alike);
        sum.given.resize(counted.given.len(), Vec::new());
        sum.given.iter_mut().zip(&counted.given).for_each(|(sum, given)| add(sum, given));
    }

    /// Cohen's κ of two raters, the earlier first, over the units that both coded (Cohen 1960, A Coefficient of Agreement for
    /// Nominal Scales).
    #[must_use]
    pub fn cohen(&self, first: usize, second: usize) -> Option<f64> {
        let (mut units, mut alike) = (0.0, 0.0);
        let (mut of_first, mut of_second) = (Vec::new(), Vec::new());
        for (who, counted) in &self.groups {
            let place = |rater: usize| who.binary_search(&rater).ok();
            let (Some(one), Some(other)) = (place(first), place(second)) else { continue };
            units += counted.units();
            alike += counted.alike[pair_number(who.len(), (one, other))];
            add(&mut of_first, &counted.given[one]);
            add(&mut of_second, &counted.given[other]);
        }
        let by_chance: f64 = of_first.iter().zip(&of_second).map(|(one, other)| one * other).sum();
        corrected(alike / units, by_chance / (units * units))
    }

    /// Fleiss' κ, over the units that every rater coded (Fleiss 1971, Measuring Nominal Scale Agreement among Many Raters).
    #[must_use]
    pub fn fleiss(&self) -> Option<f64> {
        let everybody = self.groups.iter().find(|(who, _)| who.len() == self.raters);
        let (_, counted) = everybody?;
        let (units, pairs) = (counted.units(), counted.alike.len() as f64);
        let mut of_code = Vec::new();
        counted.add_by_code(&mut of_code);
        let given = units * self.raters as f64;
        let by_chance: f64 = of_code.iter().map(|of_code| (of_code / given).powi(2)).sum();
        corrected(counted.alike.iter().sum::<f64>() / (units * pairs), by_chance)
    }

    /// Krippendorff's α for nominal data. It takes units that not everybody coded (Krippendorff 2004, Content Analysis, 11.3).
    #[must_use]
    pub fn alpha(&self) -> Option<f64> {
        let (mut coincident, mut of_code) = (0.0, Vec::new());
        for (who, counted) in &self.groups {
            // Each pair counts in both directions.
            coincident += 2.0 * counted.alike.iter().sum::<f64>() / (who.len() as f64 - 1.0);
            counted.add_by_code(&mut of_code);
        }
        let values: f64 = of_code.iter().sum();
        let by_chance: f64 = of_code.iter().map(|given| given * (given - 1.0)).sum();
        corrected(coincident / values, by_chance / (values * (values - 1.0)))
    }
}

/// The number of a pair, the earlier first, among all pairs of so many: those of the first one, then those of the second, and
/// so on.
#[must_use]
pub fn pair_number(of: usize, (first, second): (usize, usize)) -> usize {
    first * of - first * (first + 1) / 2 + (second - first - 1)
}

fn add(sum: &mut Vec<f64>, more: &[f64]) {
    if sum.len() < more.len() {
        sum.resize(more.len(), 0.0);
    }
    sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

/// What is agreed beyond chance, of what there is beyond chance.
fn corrected(agreed: f64, by_chance: f64) -> Option<f64> {
    let coefficient = (agreed - by_chance) / (1.0 - by_chance);
    coefficient.is_finite().then_some(coefficient)
}

#[cfg(test)]
mod tests {
    use super::Codings;

    /// A row for each rater, a column for each unit; `.` where they did not code it.
    fn codings(rows: &[&str]) -> Codings {
        let mut codings = Codings::new(rows.len());
        for unit in 0..rows[0].len() {
            let code = |row: &&str| (row.as_bytes()[unit] != b'.').then(|| usize::from(row.as_bytes()[unit]));
            codings.add(&rows.iter().map(code).collect::<Vec<_>>());
        }
        codings
    }

    fn check(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-6), "{found:?} is not {expected}");
    }

    const TWO: [&str; 2] = ["ppoonnpponnn", "ppoonpppnnno"];
    const THREE: [&str; 3] = ["ppoonnpponnn", "ppoonpppnnno", "pooonnppnnnn"];
    const HOLES: [&str; 3] = ["ppoonn.ponnn", "pp.onpppnnno", "pooonnppnn.n"];

    #[test]
    fn cohens_kappa_is_scikit_learns() {
        // scikit-learn 1.9.1, cohen_kappa_score
        check(codings(&TWO).cohen(0, 1), 0.621_052_631_579);
    }

    #[test]
    fn fleiss_kappa_is_statsmodels() {
        // statsmodels 0.15.0, fleiss_kappa(aggregate_raters(…))
        check(codings(&TWO).fleiss(), 0.619_047_619_048);
        check(codings(&THREE).fleiss(), 0.659_574_468_085);
    }

    #[test]
    fn nominal_alpha_is_the_package_krippendorffs() {
        // krippendorff 0.9.0, level_of_measurement="nominal"; nltk 3.10.4's AnnotationTask.alpha() gives the second one too
        check(codings(&TWO).alpha(), 0.634_920_634_921);
        check(codings(&THREE).alpha(), 0.669_030_732_861);
        check(codings(&HOLES).alpha(), 0.638_418_079_096);
    }

    #[test]
    fn where_chance_says_everything_there_is_no_coefficient() {
        let same = codings(&["ppp", "ppp"]);
        assert_eq!((same.cohen(0, 1), same.fleiss(), same.alpha()), (None, None, None));
        let nothing = codings(&["..", "p."]);
        assert_eq!((nothing.cohen(0, 1), nothing.fleiss(), nothing.alpha()), (None, None, None));
    }

    #[test]
    fn documents_add_up() {
        let mut both = codings(&["ppo", "pon"]);
        for (who, counted) in codings(&["npp", "npp"]).groups {
            both.add_group(&who, counted);
        }
        assert_eq!(both, codings(&["pponpp", "ponnpp"]));
    }
}
