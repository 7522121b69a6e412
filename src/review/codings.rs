//! Codings: which category each rater gave to each unit, such as a token, and the coefficients of agreement over them. They
//! correct what is agreed by what chance would agree: 1 is full agreement, 0 what chance gives, and less is worse than chance.
//! A coefficient is `None` where chance leaves nothing to be said: nobody coded anything, or everybody always the same.

use std::collections::BTreeMap;

/// Codes of units by several raters. Units that were coded alike are counted, not kept, so that a corpus of tokens is small.
#[derive(Debug, Clone)]
pub struct Codings {
    raters: usize,
    /// Sorted: a code for each rater, `None` where they did not code the unit.
    kinds: Vec<Vec<Option<usize>>>,
    /// How many units have just these codes, for each kind.
    counts: Vec<usize>,
    /// One more than the greatest code.
    codes: usize,
}

/// The codings of several documents by the same raters, from which those of any selection are summed up fast.
#[derive(Debug, Clone)]
pub struct CodedDocuments {
    /// Of all documents together.
    pub all: Codings,
    /// For each document, the kinds of `all` that it has, and how often.
    documents: Vec<Vec<(usize, usize)>>,
}

impl Codings {
    #[must_use]
    pub fn new(raters: usize) -> Self {
        Self { raters, kinds: Vec::new(), counts: Vec::new(), codes: 0 }
    }

    /// Adds a unit. There is a code for each rater.
    pub fn add(&mut self, codes: &[Option<usize>]) {
        self.add_times(codes, 1);
    }

    fn add_times(&mut self, codes: &[Option<usize>], times: usize) {
        debug_assert_eq!(codes.len(), self.raters);
        match self.kinds.binary_search_by(|kind| kind.as_slice().cmp(codes)) {
            Ok(at) => self.counts[at] += times,
            Err(at) => {
                self.kinds.insert(at, codes.to_vec());
                self.counts.insert(at, times);
                self.codes = codes.iter().flatten().map(|code| code + 1).max().unwrap_or(0).max(self.codes);
            }
        }
    }

    /// Adds all units of others by the same raters.
    pub fn extend(&mut self, other: &Self) {
        other.units().for_each(|(codes, count)| self.add_times(codes, count));
    }

    /// The same units where each code became another one.
    #[must_use]
    pub fn recoded(&self, code: impl Fn(usize) -> usize) -> Self {
        let mut recoded = Self::new(self.raters);
        for (codes, count) in self.units() {
            let codes: Vec<Option<usize>> = codes.iter().map(|found| found.map(&code)).collect();
            recoded.add_times(&codes, count);
        }
        recoded
    }

    /// The codes of each kind of unit that there is, and how many units are of it.
    fn units(&self) -> impl Iterator<Item = (&[Option<usize>], usize)> {
        let units = self.kinds.iter().map(Vec::as_slice).zip(self.counts.iter().copied());
        units.filter(|(_, count)| *count > 0)
    }

    /// How many units at least two raters coded.
    #[must_use]
    pub fn compared(&self) -> usize {
        self.units().filter(|(codes, _)| codes.iter().flatten().count() > 1).map(|(_, count)| count).sum()
    }

    /// How many units two raters both coded, by the code of the one and of the other: their confusion matrix.
    #[must_use]
    pub fn confusion(&self, first: usize, second: usize) -> BTreeMap<(usize, usize), usize> {
        let mut pairs = BTreeMap::new();
        for (codes, count) in self.units() {
            if let (Some(one), Some(other)) = (codes[first], codes[second]) {
                *pairs.entry((one, other)).or_default() += count;
            }
        }
        pairs
    }

    /// Cohen's κ of two raters, over the units that both coded (Cohen 1960, A Coefficient of Agreement for Nominal Scales).
    #[must_use]
    pub fn cohen(&self, first: usize, second: usize) -> Option<f64> {
        let (mut all, mut agreed) = (0, 0);
        let (mut of_first, mut of_second) = (vec![0.0; self.codes], vec![0.0; self.codes]);
        for (codes, count) in self.units() {
            if let (Some(one), Some(other)) = (codes[first], codes[second]) {
                all += count;
                agreed += if one == other { count } else { 0 };
                of_first[one] += count as f64;
                of_second[other] += count as f64;
            }
        }
        let by_chance: f64 = of_first.iter().zip(&of_second).map(|(one, other)| one * other).sum();
        let all = all as f64;
        corrected(agreed as f64 / all, by_chance / (all * all))
    }

    /// Fleiss' κ, over the units that every rater coded (Fleiss 1971, Measuring Nominal Scale Agreement among Many Raters).
    #[must_use]
    pub fn fleiss(&self) -> Option<f64> {
        let raters = self.raters as f64;
        let (mut units, mut agreed) = (0.0, 0.0);
        let mut of_code = vec![0.0; self.codes];
        for (codes, count) in self.units().filter(|(codes, _)| codes.iter().all(Option::is_some)) {
            let count = count as f64;
            units += count;
            for_each_given(codes, |code, given| {
                of_code[code] += given * count;
                agreed += count * given * (given - 1.0) / (raters * (raters - 1.0));
            });
        }
        let by_chance: f64 = of_code.iter().map(|given| (given / (units * raters)).powi(2)).sum();
        corrected(agreed / units, by_chance)
    }

    /// Krippendorff's α for nominal data. It takes units that not everybody coded (Krippendorff 2004, Content Analysis, 11.3).
    #[must_use]
    pub fn alpha(&self) -> Option<f64> {
        let (mut values, mut coincident) = (0.0, 0.0);
        let mut of_code = vec![0.0; self.codes];
        for (codes, count) in self.units() {
            let coded = codes.iter().flatten().count() as f64;
            if coded < 2.0 {
                continue;
            }
            let count = count as f64;
            values += count * coded;
            for_each_given(codes, |code, given| {
                of_code[code] += given * count;
                coincident += count * given * (given - 1.0) / (coded - 1.0);
            });
        }
        let by_chance: f64 = of_code.iter().map(|given| given * (given - 1.0)).sum();
        corrected(coincident / values, by_chance / (values * (values - 1.0)))
    }
}

impl CodedDocuments {
    #[must_use]
    pub fn new(raters: usize, documents: &[Codings]) -> Self {
        let mut counts: BTreeMap<&[Option<usize>], usize> = BTreeMap::new();
        for (codes, count) in documents.iter().flat_map(Codings::units) {
            *counts.entry(codes).or_default() += count;
        }
        let all = Codings {
            raters,
            codes: documents.iter().map(|codings| codings.codes).max().unwrap_or(0),
            kinds: counts.keys().map(|kind| kind.to_vec()).collect(),
            counts: counts.into_values().collect(),
        };
        let kind = |codes: &[Option<usize>]| all.kinds.binary_search_by(|kind| kind.as_slice().cmp(codes));
        let of = |codings: &Codings| {
            codings.units().filter_map(|(codes, count)| Some((kind(codes).ok()?, count))).collect::<Vec<_>>()
        };
        Self { documents: documents.iter().map(of).collect(), all }
    }

    /// The codings of some documents, each by its number and as often as is said.
    #[must_use]
    pub fn of(&self, documents: &[(usize, usize)]) -> Codings {
        let mut found = self.all.clone();
        found.counts.fill(0);
        for (document, times) in documents {
            for (kind, count) in &self.documents[*document] {
                found.counts[*kind] += times * count;
            }
        }
        found
    }
}

/// Calls `each` with every code that was given to a unit, and how often.
fn for_each_given(codes: &[Option<usize>], mut each: impl FnMut(usize, f64)) {
    for (at, code) in codes.iter().enumerate() {
        if let Some(code) = code
            && !codes[..at].contains(&Some(*code))
        {
            each(*code, codes[at..].iter().filter(|other| **other == Some(*code)).count() as f64);
        }
    }
}

/// What is agreed beyond chance, of what there is beyond chance.
fn corrected(agreed: f64, by_chance: f64) -> Option<f64> {
    let coefficient = (agreed - by_chance) / (1.0 - by_chance);
    coefficient.is_finite().then_some(coefficient)
}

#[cfg(test)]
mod tests {
    use super::{CodedDocuments, Codings};

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
        let documents = CodedDocuments::new(2, &[codings(&["ppo", "pon"]), codings(&["npp", "npp"])]);
        assert_eq!(documents.of(&[(0, 1), (1, 1)]).alpha(), both.alpha());
        assert_eq!(documents.of(&[(1, 2)]).confusion(0, 1), codings(&["nppnpp", "nppnpp"]).confusion(0, 1));
    }
}
