//! Codings: which category each rater gave to each unit, such as a token, and the coefficients of agreement over them. They
//! correct what is agreed by what chance would agree: 1 is full agreement, 0 what chance gives, and less is worse than chance.
//! A coefficient is `None` where chance leaves nothing to be said: nobody coded anything, or everybody always the same.

use std::collections::BTreeMap;

/// Codes of units by several raters. Units that were coded alike are counted, not kept, so that a corpus of tokens is small.
#[derive(Debug, Clone)]
pub struct Codings {
    raters: usize,
    /// A code for each rater, `None` where they did not code the unit, and how many units have just these.
    counts: BTreeMap<Vec<Option<usize>>, usize>,
}

impl Codings {
    #[must_use]
    pub fn new(raters: usize) -> Self {
        Self { raters, counts: BTreeMap::new() }
    }

    /// Adds a unit. There is a code for each rater.
    pub fn add(&mut self, codes: &[Option<usize>]) {
        debug_assert_eq!(codes.len(), self.raters);
        match self.counts.get_mut(codes) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(codes.to_vec(), 1);
            }
        }
    }

    /// Adds all units of others by the same raters.
    pub fn extend(&mut self, other: &Self) {
        for (codes, count) in &other.counts {
            *self.counts.entry(codes.clone()).or_default() += count;
        }
    }

    /// How many units two raters both coded, by the code of the one and of the other: their confusion matrix.
    #[must_use]
    pub fn confusion(&self, first: usize, second: usize) -> BTreeMap<(usize, usize), usize> {
        let mut pairs = BTreeMap::new();
        for (codes, count) in &self.counts {
            if let (Some(one), Some(other)) = (codes[first], codes[second]) {
                *pairs.entry((one, other)).or_default() += count;
            }
        }
        pairs
    }

    /// Cohen's κ of two raters, over the units that both coded (Cohen 1960, A Coefficient of Agreement for Nominal Scales).
    #[must_use]
    pub fn cohen(&self, first: usize, second: usize) -> Option<f64> {
        let pairs = self.confusion(first, second);
        let all = pairs.values().sum::<usize>() as f64;
        let agreed: usize = pairs.iter().filter(|((one, other), _)| one == other).map(|(_, count)| count).sum();
        let (mut of_first, mut of_second) = (BTreeMap::new(), BTreeMap::new());
        for ((one, other), count) in &pairs {
            *of_first.entry(one).or_insert(0usize) += count;
            *of_second.entry(other).or_insert(0usize) += count;
        }
        let by_chance: f64 =
            of_first.iter().map(|(code, count)| *count as f64 * of_second.get(code).copied().unwrap_or(0) as f64).sum();
        corrected(agreed as f64 / all, by_chance / (all * all))
    }

    /// Fleiss' κ, over the units that every rater coded (Fleiss 1971, Measuring Nominal Scale Agreement among Many Raters).
    #[must_use]
    pub fn fleiss(&self) -> Option<f64> {
        let raters = self.raters as f64;
        let (mut units, mut agreed) = (0.0, 0.0);
        let mut of_code: BTreeMap<usize, f64> = BTreeMap::new();
        for (codes, count) in self.counts.iter().filter(|(codes, _)| codes.iter().all(Option::is_some)) {
            let count = *count as f64;
            units += count;
            for (code, given) in given(codes) {
                *of_code.entry(code).or_default() += given * count;
                agreed += count * given * (given - 1.0) / (raters * (raters - 1.0));
            }
        }
        let by_chance: f64 = of_code.values().map(|given| (given / (units * raters)).powi(2)).sum();
        corrected(agreed / units, by_chance)
    }

    /// Krippendorff's α for nominal data. It takes units that not everybody coded (Krippendorff 2004, Content Analysis, 11.3).
    #[must_use]
    pub fn alpha(&self) -> Option<f64> {
        let (mut values, mut coincident) = (0.0, 0.0);
        let mut of_code: BTreeMap<usize, f64> = BTreeMap::new();
        for (codes, count) in &self.counts {
            let coded = codes.iter().flatten().count() as f64;
            if coded < 2.0 {
                continue;
            }
            let count = *count as f64;
            values += count * coded;
            for (code, given) in given(codes) {
                *of_code.entry(code).or_default() += given * count;
                coincident += count * given * (given - 1.0) / (coded - 1.0);
            }
        }
        let by_chance: f64 = of_code.values().map(|given| given * (given - 1.0)).sum();
        corrected(coincident / values, by_chance / (values * (values - 1.0)))
    }
}

/// How often each code was given to a unit.
fn given(codes: &[Option<usize>]) -> BTreeMap<usize, f64> {
    let mut given = BTreeMap::new();
    for code in codes.iter().flatten() {
        *given.entry(*code).or_insert(0.0) += 1.0;
    }
    given
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
        both.extend(&codings(&["npp", "npp"]));
        assert_eq!(both.confusion(0, 1), codings(&["pponpp", "ponnpp"]).confusion(0, 1));
    }
}
