//! Who is to annotate what: for each document the annotators it is assigned to, changed by hand or dealt out by a rule. It knows
//! no texts and no files; how much work a document is, the caller says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::error::{Error, Problem, Severity, counted};

use super::id::{AnnotatorId, DocumentId};
use super::nearest::nearest;

/// Of the documents that are assigned and not there, more are only counted.
const TOLD: usize = 100;

/// The annotators of each document that is assigned to anybody. There is no end to who may be named: somebody may have begun
/// nothing yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assignments {
    by_document: BTreeMap<DocumentId, BTreeSet<AnnotatorId>>,
    /// How many documents everybody has; nobody has none.
    counts: BTreeMap<AnnotatorId, usize>,
}

/// A document gets other annotators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignmentChange {
    pub document: DocumentId,
    pub before: BTreeSet<AnnotatorId>,
    pub after: BTreeSet<AnnotatorId>,
}

/// How documents are dealt out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub annotators: Vec<AnnotatorId>,
    /// How many annotators each document is to have; those that it has already count.
    pub per_document: usize,
    /// What is undecided goes by a hash of this and a document's name.
    pub seed: u64,
    pub balance: Balance,
}

/// What everybody is to have as much of as the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Balance {
    #[default]
    Documents,
    /// Unicode code points of the texts.
    Characters,
}

impl Balance {
    pub const WORDS: [(&'static str, Balance); 2] =
        [("documents", Balance::Documents), ("characters", Balance::Characters)];

    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, known)| *known == self).map_or("", |(word, _)| word)
    }
}

impl AssignmentChange {
    /// The change that takes this one back.
    #[must_use]
    pub fn inverted(&self) -> Self {
        Self { document: self.document.clone(), before: self.after.clone(), after: self.before.clone() }
    }
}

impl Assignments {
    /// Of what a file says: a document that comes twice has the annotators of both.
    #[must_use]
    pub fn new(said: impl IntoIterator<Item = (DocumentId, AnnotatorId)>) -> Self {
        let mut all = Self::default();
        for (document, annotator) in said {
            if all.by_document.entry(document).or_default().insert(annotator.clone()) {
                *all.counts.entry(annotator).or_default() += 1;
            }
        }
        all
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_document.is_empty()
    }

    /// Every document that is assigned, with its annotators, both sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&DocumentId, &BTreeSet<AnnotatorId>)> {
        self.by_document.iter()
    }

    /// Whom a document is assigned to, sorted.
    pub fn of(&self, document: &DocumentId) -> impl Iterator<Item = &AnnotatorId> {
        self.by_document.get(document).into_iter().flatten()
    }

    #[must_use]
    pub fn is_assigned(&self, document: &DocumentId, annotator: &AnnotatorId) -> bool {
        self.by_document.get(document).is_some_and(|annotators| annotators.contains(annotator))
    }

    /// Everybody that something is assigned to, sorted.
    pub fn annotators(&self) -> impl ExactSizeIterator<Item = &AnnotatorId> {
        self.counts.keys()
    }

    /// The change that assigns a document to an annotator too; `None` if it is.
    #[must_use]
    pub fn assigning(&self, document: &DocumentId, annotator: &AnnotatorId) -> Option<AssignmentChange> {
        let before = self.by_document.get(document).cloned().unwrap_or_default();
        let mut after = before.clone();
        after.insert(annotator.clone()).then(|| AssignmentChange { document: document.clone(), before, after })
    }

    /// The change that takes a document from an annotator; `None` if they do not have it.
    #[must_use]
    pub fn unassigning(&self, document: &DocumentId, annotator: &AnnotatorId) -> Option<AssignmentChange> {
        let before = self.by_document.get(document).cloned().unwrap_or_default();
        let mut after = before.clone();
        after.remove(annotator).then(|| AssignmentChange { document: document.clone(), before, after })
    }

    /// Makes changes, or none of them if one does not find what it expects.
    pub fn apply(&mut self, changes: &[AssignmentChange]) -> Result<(), Error> {
        let none = BTreeSet::new();
        let is_other =
            |change: &&AssignmentChange| *self.by_document.get(&change.document).unwrap_or(&none) != change.before;
        if let Some(change) = changes.iter().find(is_other) {
            return Err(Error::new(format!("`{}` is not assigned as it was", change.document))
                .hint("somebody else changed it meanwhile"));
        }
        for AssignmentChange { document, after, .. } in changes {
            let had = if after.is_empty() {
                self.by_document.remove(document)
            } else {
                self.by_document.insert(document.clone(), after.clone())
            };
            self.count(&had.unwrap_or_default(), after);
        }
        Ok(())
    }

    /// A document goes from some annotators to others.
    fn count(&mut self, had: &BTreeSet<AnnotatorId>, has: &BTreeSet<AnnotatorId>) {
        for annotator in has.difference(had) {
            *self.counts.entry(annotator.clone()).or_default() += 1;
        }
        for annotator in had.difference(has) {
            match self.counts.get_mut(annotator) {
                Some(count) if *count > 1 => *count -= 1,
                _ => drop(self.counts.remove(annotator)),
            }
        }
    }

    /// What cannot be right: documents that are not there, and names under which nobody has begun anything. `place` is what
    /// problems call the file.
    #[must_use]
    pub fn check(&self, place: &str, documents: &[&DocumentId], annotators: &[AnnotatorId]) -> Vec<Problem> {
        let known: BTreeSet<&DocumentId> = documents.iter().copied().collect();
        let strays: Vec<&DocumentId> = self.by_document.keys().filter(|document| !known.contains(document)).collect();
        let stray = strays.iter().take(TOLD).map(|document| {
            let message = format!("`{document}` is assigned, and there is no such document");
            let problem = Problem::new(Severity::Wrong, place, message);
            with_meant(problem, document.as_str(), documents.iter().map(|known| known.as_str()))
        });
        let rest = strays.len().saturating_sub(TOLD);
        let more = (rest > 0).then(|| {
            let message = format!("{} more are assigned, and not there", counted(rest, "document"));
            Problem::new(Severity::Wrong, place, message)
        });
        let strangers = self.annotators().filter(|name| !annotators.contains(name)).map(|name| {
            let message = format!("documents are assigned to `{name}`, under whose name nobody has begun");
            let problem = Problem::new(Severity::Note, place, message);
            with_meant(problem, name.as_str(), annotators.iter().map(AnnotatorId::as_str))
        });
        stray.chain(more).chain(strangers).collect()
    }
}

/// With the name that was probably meant, if one is like it.
fn with_meant<'a>(problem: Problem, name: &str, known: impl IntoIterator<Item = &'a str>) -> Problem {
    match nearest(name, known) {
        Some(meant) => problem.hint(format!("did you mean `{meant}`?")),
        None => problem,
    }
}

impl Rule {
    /// Fails if nobody can follow it.
    pub fn check(&self) -> Result<(), Error> {
        let different: BTreeSet<&AnnotatorId> = self.annotators.iter().collect();
        if different.len() < self.annotators.len() {
            return Err(Error::new("an annotator is named twice"));
        }
        match (self.per_document, self.annotators.len()) {
            (_, 0) => Err(Error::new("nobody is named whom documents could be assigned to")),
            (0, _) => Err(Error::new("each document is to have 0 annotators").hint("say 1 or more")),
            (wanted, there) if wanted > there => Err(Error::new(format!(
                "each document is to have {wanted} annotators, and only {} {} named",
                there,
                if there == 1 { "is" } else { "are" }
            ))),
            _ => Ok(()),
        }
    }

    /// Deals out documents, each with how much work it is. What is assigned stays; a document gets as many annotators more as it
    /// lacks, each time whoever has least, and of those who was least often together with the others it has, so that everybody
    /// is compared with everybody. The same seed gives the same on every machine.
    ///
    /// The heaviest come first, as in Graham's rule (1969, Bounds on Multiprocessing Timing Anomalies): nobody then has more
    /// than the others by more than the heaviest document.
    pub fn deal(&self, documents: &[(DocumentId, u64)], now: &Assignments) -> Result<Vec<AssignmentChange>, Error> {
        self.check()?;
        let place = |annotator: &AnnotatorId| self.annotators.iter().position(|known| known == annotator);
        let mut loads = vec![0_u64; self.annotators.len()];
        let mut together = vec![vec![0_u32; self.annotators.len()]; self.annotators.len()];
        let mut open = Vec::new();
        for (document, weight) in documents {
            let has: Vec<usize> = now.of(document).filter_map(place).collect();
            has.iter().for_each(|at| loads[*at] += weight);
            count_pairs(&mut together, &has, &has);
            let lacks = self.per_document.saturating_sub(now.of(document).count());
            if lacks > 0 {
                open.push((document, *weight, has, lacks, self.rank(document.as_str())));
            }
        }
        open.sort_by(|a, b| (b.1, a.4).cmp(&(a.1, b.4)));
        let mut changes = Vec::new();
        for (document, weight, mut has, lacks, _) in open {
            let before: BTreeSet<AnnotatorId> = now.of(document).cloned().collect();
            let mut after = before.clone();
            for _ in 0..lacks {
                let free = (0..self.annotators.len()).filter(|at| !has.contains(at));
                let met = |at: usize| has.iter().map(|other| together[at][*other]).sum::<u32>();
                let tie = |at: usize| self.rank(&format!("{document}\n{}", self.annotators[at]));
                let Some(next) = free.min_by_key(|at| (loads[*at], met(*at), tie(*at))) else { break };
                count_pairs(&mut together, &[next], &has);
                loads[next] += weight;
                has.push(next);
                after.insert(self.annotators[next].clone());
            }
            changes.push(AssignmentChange { document: document.clone(), before, after });
        }
        changes.retain(|change| change.before != change.after);
        changes.sort_by(|a, b| a.document.cmp(&b.document));
        Ok(changes)
    }

    fn rank(&self, name: &str) -> [u8; 32] {
        *blake3::hash(format!("{}\n{name}", self.seed).as_bytes()).as_bytes()
    }
}

fn count_pairs(together: &mut [Vec<u32>], some: &[usize], others: &[usize]) {
    for one in some {
        for other in others.iter().filter(|other| *other != one) {
            together[*one][*other] += 1;
            together[*other][*one] += 1;
        }
    }
}

/// What changes give, in words: `42 documents: layla 21, minh 21`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dealt {
    pub documents: usize,
    /// How many more documents everybody has.
    pub annotators: BTreeMap<AnnotatorId, usize>,
}

impl Dealt {
    #[must_use]
    pub fn of(changes: &[AssignmentChange]) -> Self {
        let mut dealt = Self { documents: changes.len(), ..Self::default() };
        for annotator in changes.iter().flat_map(|change| change.after.difference(&change.before)) {
            *dealt.annotators.entry(annotator.clone()).or_default() += 1;
        }
        dealt
    }
}

impl fmt::Display for Dealt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&counted(self.documents, "document"))?;
        for (at, (annotator, count)) in self.annotators.iter().enumerate() {
            let before = if at == 0 { ":" } else { "," };
            write!(f, "{before} \u{2068}{annotator}\u{2069} {count}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Assignments, Balance, Dealt, Rule};
    use crate::model::id::{AnnotatorId, DocumentId};

    fn rule(names: &str, per_document: usize, seed: u64, balance: Balance) -> Rule {
        Rule { annotators: names.split(' ').map(AnnotatorId::new).collect(), per_document, seed, balance }
    }

    fn documents(weights: impl IntoIterator<Item = u64>) -> Vec<(DocumentId, u64)> {
        weights.into_iter().enumerate().map(|(at, weight)| (DocumentId::new(&format!("d{at}")), weight)).collect()
    }

    /// What is assigned after dealing: `d0 a b, d1 a`.
    fn written(all: &Assignments) -> String {
        let line = |(document, names): (&DocumentId, &std::collections::BTreeSet<AnnotatorId>)| {
            names.iter().fold(document.to_string(), |line, name| format!("{line} {name}"))
        };
        all.iter().map(line).collect::<Vec<_>>().join(", ")
    }

    fn dealt(rule: &Rule, documents: &[(DocumentId, u64)], now: &Assignments) -> Assignments {
        let mut all = now.clone();
        all.apply(&rule.deal(documents, now).unwrap()).unwrap();
        all
    }

    #[test]
    fn everybody_gets_as_much_and_meets_everybody_as_often() {
        for seed in 0..20 {
            let all =
                dealt(&rule("a b c d", 2, seed, Balance::Documents), &documents([1; 60]), &Assignments::default());
            let (mut loads, mut pairs) = (BTreeMap::new(), BTreeMap::new());
            for (_, names) in all.iter() {
                assert_eq!(names.len(), 2);
                names.iter().for_each(|name| *loads.entry(name.clone()).or_insert(0) += 1);
                *pairs.entry(names.clone()).or_insert(0) += 1;
            }
            assert_eq!(loads.values().copied().collect::<Vec<_>>(), [30; 4]);
            assert!(pairs.len() == 6 && pairs.values().all(|count| (8..=12).contains(count)), "{pairs:?}");
        }
    }

    #[test]
    fn by_characters_nobody_has_more_by_more_than_the_heaviest_text() {
        let weights: Vec<u64> = (0..97).map(|at| 1 + (at * at * 31) % 977).collect();
        for seed in 0..20 {
            let texts = documents(weights.iter().copied());
            let all = dealt(&rule("a b c", 2, seed, Balance::Characters), &texts, &Assignments::default());
            let load = |name: &str| -> u64 {
                let has = |id: &DocumentId| all.is_assigned(id, &AnnotatorId::new(name));
                texts.iter().filter(|(id, _)| has(id)).map(|(_, weight)| weight).sum()
            };
            let loads = ["a", "b", "c"].map(load);
            let spread = loads.iter().max().unwrap() - loads.iter().min().unwrap();
            assert!(spread <= 977, "{loads:?}");
        }
    }

    #[test]
    fn what_is_assigned_stays_and_counts() {
        let [d0, d1, d2] = ["d0", "d1", "d2"].map(DocumentId::new);
        let [a, z] = ["a", "z"].map(AnnotatorId::new);
        let now = Assignments::new([(d0.clone(), a.clone()), (d1.clone(), a), (d2, z.clone()), (d1, z)]);
        let all = dealt(&rule("a b", 2, 7, Balance::Documents), &documents([1; 4]), &now);
        assert_eq!(written(&all), "d0 a b, d1 a z, d2 b z, d3 a b");
    }

    #[test]
    fn the_same_seed_deals_the_same_whatever_the_order() {
        let rule = rule("a b c", 1, 7, Balance::Documents);
        let (mut texts, none) = (documents([1; 30]), Assignments::default());
        let first = dealt(&rule, &texts, &none);
        texts.reverse();
        assert_eq!(dealt(&rule, &texts, &none), first);
        assert_ne!(dealt(&Rule { seed: 8, ..rule }, &texts, &none), first);
    }

    #[test]
    fn what_cannot_be_dealt_is_refused() {
        let check = |names: &str, per_document: usize| rule(names, per_document, 1, Balance::Documents).check();
        assert!(check("a b", 2).is_ok());
        assert!(check("a b", 3).unwrap_err().message.contains("3 annotators, and only 2 are named"));
        assert!(check("a a", 1).is_err() && check("a", 0).is_err());
    }

    #[test]
    fn changes_are_taken_back_and_do_not_overtake_others() {
        let (d, a) = (DocumentId::new("d"), AnnotatorId::new("ليلى"));
        let mut all = Assignments::default();
        let change = all.assigning(&d, &a).unwrap();
        all.apply(std::slice::from_ref(&change)).unwrap();
        assert_eq!((written(&all).as_str(), all.assigning(&d, &a)), ("d ليلى", None));
        assert_eq!(Dealt::of(std::slice::from_ref(&change)).to_string(), "1 document: \u{2068}ليلى\u{2069} 1");
        assert!(all.apply(std::slice::from_ref(&change)).is_err());
        all.apply(&[change.inverted()]).unwrap();
        assert!(all.is_empty());
    }

    #[test]
    fn who_has_nothing_any_more_is_named_no_longer() {
        let [d, e] = ["d", "e"].map(DocumentId::new);
        let [layla, minh] = ["layla", "minh"].map(AnnotatorId::new);
        let mut all = Assignments::new([(d.clone(), layla.clone()), (e.clone(), layla.clone()), (d.clone(), minh)]);
        let mut people_after = |document| {
            all.apply(&[all.unassigning(document, &layla).unwrap()]).unwrap();
            all.annotators().map(AnnotatorId::as_str).collect::<Vec<_>>().join(" ")
        };
        assert_eq!([people_after(&d), people_after(&e)], ["layla minh", "minh"]);
    }

    #[test]
    fn unknown_documents_are_wrong_and_unknown_names_are_noted() {
        let all = Assignments::new(
            [("news-1", "layla"), ("news-2", "lyla")]
                .map(|(document, annotator)| (DocumentId::new(document), AnnotatorId::new(annotator))),
        );
        let there = DocumentId::new("news-1");
        let found = all.check("assignments.ron", &[&there], &[AnnotatorId::new("layla")]);
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "assignments.ron: wrong: `news-2` is assigned, and there is no such document; did you mean `news-1`?",
                "assignments.ron: note: documents are assigned to `lyla`, under whose name nobody has begun; did you mean `layla`?"
            ]
        );
    }
}
