//! Gold: what a dataset takes for true of one document, from what several annotators say of it. A reviewer's word counts before
//! all; else what everybody says who is heard; else what more than half of them say. Knows no files. Offsets are UTF-8 bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::model::annotation::{Annotation, Argument, Filler};
use crate::model::id::{AnnotationId, AnnotatorId, LabelId};
use crate::model::schema::Project;
use crate::model::set::{AnnotationSet, Progress};
use crate::review::align::{Alignment, Match, Part};
use crate::text::span::Span;

use super::pool::Pool;

/// The annotator whose sets are adjudicated.
pub const GOLD: &str = "gold";

/// Whose word counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A reviewer's, of the whole document.
    Adjudicated,
    /// What all say: the same spans, label and arguments.
    Unanimous,
    /// What more than half say.
    Majority,
}

impl Rule {
    pub const ALL: [Rule; 3] = [Rule::Adjudicated, Rule::Unanimous, Rule::Majority];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Rule::Adjudicated => "adjudicated",
            Rule::Unanimous => "unanimous",
            Rule::Majority => "majority",
        }
    }
}

/// How many annotations were taken by which rule, and how many were left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    pub adjudicated: usize,
    pub unanimous: usize,
    pub majority: usize,
    /// Of documents that only one person annotated.
    pub alone: usize,
    /// What is said where the rules take nothing: in a tie, or where they ask for unanimity.
    pub undecided: usize,
    /// What half or fewer say, where more than half say something else or nothing.
    pub outvoted: usize,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.adjudicated += other.adjudicated;
        self.unanimous += other.unanimous;
        self.majority += other.majority;
        self.alone += other.alone;
        self.undecided += other.undecided;
        self.outvoted += other.outvoted;
    }
}

/// What is taken for true of a document.
#[derive(Debug, Clone)]
pub struct Gold {
    pub set: AnnotationSet,
    pub tally: BTreeMap<LabelId, Tally>,
    /// Details of annotations that several people made which not more than half of these say: attributes, identities, and
    /// arguments whose fillers were left out; by the label.
    pub details: BTreeMap<LabelId, usize>,
    /// Annotations of layers that the project lacks, which cannot be compared; by the label.
    pub strange: BTreeMap<LabelId, usize>,
}

/// What one annotation says, so that those of different sets can be compared.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Reading<'a> {
    label: &'a LabelId,
    spans: Vec<(usize, usize)>,
    parts: BTreeSet<(&'a str, Part)>,
}

/// What was decided about a match: who says what is taken, by the number of their sets.
struct Taken {
    number: usize,
    supporters: Vec<usize>,
}

/// The gold of a document from sets on it, sorted by annotator; `None` if the rules find nobody to hear. A set of [`GOLD`] is
/// never counted among the others.
#[must_use]
pub fn gold(project: &Project, sets: &[&AnnotationSet], pool: &Pool<'_>, rules: &[Rule]) -> Option<Gold> {
    let (reviewed, heard): (Vec<&AnnotationSet>, Vec<&AnnotationSet>) =
        sets.iter().copied().partition(|set| set.annotator().as_str() == GOLD);
    let is_allowed = |rule| rules.contains(&rule);
    match (&reviewed[..], &heard[..]) {
        ([set, ..], _) if is_allowed(Rule::Adjudicated) => Some(whole(set, pool, |tally| tally.adjudicated += 1)),
        _ if !is_allowed(Rule::Unanimous) && !is_allowed(Rule::Majority) => None,
        (_, []) => None,
        (_, [set]) => Some(whole(set, pool, |tally| tally.alone += 1)),
        (_, several) => Some(voted(project, several, pool, rules)),
    }
}

impl Gold {
    /// One annotator's set for gold, as it is, but for records that do not fit the text.
    #[must_use]
    pub fn of(set: &AnnotationSet) -> Self {
        let annotations = set.in_reading_order().iter().map(|annotation| Annotation::clone(annotation)).collect();
        let same = AnnotationSet::new(set.annotator().clone(), set.document().clone());
        let set = same.with_records(set.progress(), annotations, Vec::new(), set.next_id().0).0;
        Self { set, tally: BTreeMap::new(), details: BTreeMap::new(), strange: BTreeMap::new() }
    }
}

/// One set in the name of [`GOLD`].
fn whole(set: &AnnotationSet, pool: &Pool<'_>, count: impl Fn(&mut Tally)) -> Gold {
    let mut tally: BTreeMap<LabelId, Tally> = BTreeMap::new();
    let annotations = set.in_reading_order().iter().map(|annotation| {
        count(tally.entry(annotation.label.clone()).or_default());
        let mut annotation = Annotation::clone(annotation);
        pool.rename(set.annotator(), &mut annotation);
        annotation
    });
    let annotations: Vec<Annotation> = annotations.collect();
    let set = empty(set).with_records(Progress::Finished, annotations, Vec::new(), set.next_id().0).0;
    Gold { set, tally, details: BTreeMap::new(), strange: BTreeMap::new() }
}

fn empty(set: &AnnotationSet) -> AnnotationSet {
    AnnotationSet::new(AnnotatorId::new(GOLD), set.document().clone())
}

/// What several sets say together.
fn voted(project: &Project, sets: &[&AnnotationSet], pool: &Pool<'_>, rules: &[Rule]) -> Gold {
    let alignment = Alignment::of(project, sets, |set, id| pool.name_of(sets[set].annotator(), id));
    let mut tally: BTreeMap<LabelId, Tally> = BTreeMap::new();
    let mut taken: Vec<Taken> = Vec::new();
    for (number, found) in alignment.matches().iter().enumerate() {
        taken.extend(decide(&alignment, number, found, rules, &mut tally));
    }
    // Annotations are numbered as one reads them.
    let first = |taken: &Taken| alignment.matches()[taken.number].members[taken.supporters[0]].as_ref();
    taken.sort_by_key(|taken| {
        let hull = first(taken).and_then(|annotation| annotation.anchor.hull());
        let (start, end) = hull.clone().map_or((0, 0), |hull| (hull.start, hull.end));
        (hull.is_some(), start, std::cmp::Reverse(end), taken.number)
    });
    let ids: BTreeMap<usize, AnnotationId> =
        taken.iter().zip(1..).map(|(taken, id)| (taken.number, AnnotationId(id))).collect();
    let mut details: BTreeMap<LabelId, usize> = BTreeMap::new();
    let merge = |taken: &Taken| {
        let members = &alignment.matches()[taken.number].members;
        let said: Vec<(usize, &Annotation)> =
            taken.supporters.iter().filter_map(|set| Some((*set, members[*set].as_deref()?))).collect();
        let (annotation, lost) = merged(ids[&taken.number], &said, &alignment, &ids, pool)?;
        if lost > 0 {
            *details.entry(annotation.label.clone()).or_default() += lost;
        }
        Some(annotation)
    };
    let annotations: Vec<Annotation> = taken.iter().filter_map(merge).collect();
    let mut strange: BTreeMap<LabelId, usize> = BTreeMap::new();
    for (number, set) in sets.iter().enumerate() {
        for annotation in set.in_reading_order().iter().filter(|one| alignment.match_of(number, one.id).is_none()) {
            *strange.entry(annotation.label.clone()).or_default() += 1;
        }
    }
    let set = empty(sets[0]).with_records(Progress::Finished, annotations, Vec::new(), 1).0;
    Gold { set, tally, details, strange }
}

/// Decides about a match by the rules, and counts.
fn decide(
    alignment: &Alignment,
    number: usize,
    found: &Match,
    rules: &[Rule],
    tally: &mut BTreeMap<LabelId, Tally>,
) -> Option<Taken> {
    let all = found.members.len();
    let mut readings: BTreeMap<Reading<'_>, Vec<usize>> = BTreeMap::new();
    for (set, member) in found.members.iter().enumerate() {
        if let Some(annotation) = member.as_deref() {
            readings.entry(reading(alignment, set, annotation)).or_default().push(set);
        }
    }
    let silent = found.members.iter().filter(|member| member.is_none()).count();
    let has_majority = |sets: &Vec<usize>| 2 * sets.len() > all;
    let is_taken = |sets: &Vec<usize>| {
        rules.contains(&Rule::Unanimous) && sets.len() == all || rules.contains(&Rule::Majority) && has_majority(sets)
    };
    let is_decided = 2 * silent > all || readings.values().any(has_majority);
    let mut taken = None;
    for (reading, sets) in readings {
        let tally = tally.entry(reading.label.clone()).or_default();
        if is_taken(&sets) {
            match sets.len() == all {
                true => tally.unanimous += 1,
                false => tally.majority += 1,
            }
            taken = Some(Taken { number, supporters: sets });
        } else if is_decided && rules.contains(&Rule::Majority) {
            tally.outvoted += 1;
        } else {
            tally.undecided += 1;
        }
    }
    taken
}

fn reading<'a>(alignment: &Alignment, set: usize, annotation: &'a Annotation) -> Reading<'a> {
    let spans: &[Span] = annotation.anchor.spans();
    Reading {
        label: &annotation.label,
        spans: spans.iter().map(|span| (span.start(), span.end())).collect(),
        parts: alignment.parts(set, annotation),
    }
}

/// The annotation that all of `said` make, with the details that more than half of them give, and how many details it lacks.
/// Notes and confidence are of one person, and not taken.
fn merged(
    id: AnnotationId,
    said: &[(usize, &Annotation)],
    alignment: &Alignment,
    ids: &BTreeMap<usize, AnnotationId>,
    pool: &Pool<'_>,
) -> Option<(Annotation, usize)> {
    let (first_set, first) = *said.first()?;
    let mut annotation = Annotation::new(id, first.label.clone(), first.anchor.clone());
    let mut lost = 0;
    for (role, part) in alignment.parts(first_set, first) {
        let filler = match part {
            Part::Match(number) => ids.get(&number).copied().map(Filler::Annotation),
            Part::Identity(name) => Some(Filler::Identity(pool.id_of(&name))),
            Part::Nobody(_) => None,
        };
        match filler {
            Some(filler) => annotation.add_argument(Argument { role: role.to_owned(), filler }),
            None => lost += 1,
        }
    }
    let names: BTreeSet<&String> = said.iter().flat_map(|(_, one)| one.attributes.keys()).collect();
    for name in names {
        match agreed(said.iter().map(|(_, one)| one.attributes.get(name))) {
            Some(Some(value)) => drop(annotation.attributes.insert(name.clone(), value.clone())),
            Some(None) => {}
            None => lost += 1,
        }
    }
    let identity =
        |(set, one): &(usize, &Annotation)| one.identity.as_ref().map(|id| alignment.name_of(*set, id).to_owned());
    match agreed(said.iter().map(identity)) {
        Some(name) => annotation.identity = name.map(|name| pool.id_of(&name)),
        None => lost += 1,
    }
    Some((annotation, lost))
}

/// What more than half say.
fn agreed<T: Ord>(said: impl ExactSizeIterator<Item = T>) -> Option<T> {
    let all = said.len();
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    said.for_each(|value| *counts.entry(value).or_default() += 1);
    counts.into_iter().find(|(_, count)| 2 * count > all).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Rule, Tally, gold};
    use crate::dataset::pool::Pool;
    use crate::model::document::Document;
    use crate::model::id::{AnnotatorId, DocumentId};
    use crate::model::marked;
    use crate::model::set::{AnnotationSet, Progress};
    use crate::tests::news;

    /// Gold of sets `annotator: marked text`, marked, and what was counted: adjudicated, unanimous, majority, alone,
    /// undecided, outvoted; details.
    fn found(rules: &[Rule], written: &[&str]) -> Option<(String, [usize; 7])> {
        let project = news::project();
        let mut text = String::new();
        let read = |written: &&str| {
            let (annotator, marked) = written.split_once(": ").unwrap();
            let read = marked::parse(marked, &project).unwrap();
            text = read.text;
            let set = AnnotationSet::new(AnnotatorId::new(annotator), DocumentId::new("d"));
            set.with_records(Progress::Finished, read.annotations, Vec::new(), 1).0
        };
        let sets: Vec<AnnotationSet> = written.iter().map(read).collect();
        let known = BTreeMap::new();
        let gold = gold(&project, &sets.iter().collect::<Vec<_>>(), &Pool::new(&known), rules)?;
        let mut all = Tally::default();
        gold.tally.values().for_each(|tally| all += *tally);
        let Tally { adjudicated, unanimous, majority, alone, undecided, outvoted } = all;
        let details = gold.details.values().sum();
        let document = Document::new(DocumentId::new("d"), text);
        let annotations = gold.set.in_reading_order().iter().map(AsRef::as_ref);
        let marked = marked::print(&document, 0..document.text().len(), annotations, &project);
        Some((marked, [adjudicated, unanimous, majority, alone, undecided, outvoted, details]))
    }

    #[track_caller]
    fn check(written: &[&str], expected: &str, counts: [usize; 7]) {
        assert_eq!(found(&Rule::ALL, written), Some((expected.to_owned(), counts)));
    }

    const LAYLA: &str = "a: [person#1 Layla] [visit{agent=1} went] to [place Haifa]";

    #[test]
    fn a_reviewers_word_counts_before_all() {
        check(
            &[LAYLA, "b: Layla went to Haifa", "gold: [person Layla] went to Haifa"],
            "[person Layla] went to Haifa",
            [1, 0, 0, 0, 0, 0, 0],
        );
        check(&["gold: Layla"], "Layla", [0; 7]);
    }

    #[test]
    fn what_all_say_is_taken_and_what_one_says_alone_too() {
        check(&[LAYLA, &LAYLA.replace("a:", "b:")], &LAYLA[3..], [0, 3, 0, 0, 0, 0, 0]);
        check(&[LAYLA], &LAYLA[3..], [0, 0, 0, 3, 0, 0, 0]);
    }

    #[test]
    fn more_than_half_is_a_majority_and_half_is_a_tie() {
        let (person, place, none) = ("[person Haifa]", "[place Haifa]", "Haifa");
        let said = |all: &[&str]| -> Vec<String> {
            all.iter().zip(["a", "b", "c", "d"]).map(|(one, name)| format!("{name}: {one}")).collect()
        };
        for (all, expected, counts) in [
            (vec![place, place, person], place, [0, 0, 1, 0, 0, 1, 0]),
            (vec![place, person], none, [0, 0, 0, 0, 2, 0, 0]),
            (vec![place, none], none, [0, 0, 0, 0, 1, 0, 0]),
            (vec![place, none, none], none, [0, 0, 0, 0, 0, 1, 0]),
            (vec![place, person, none], none, [0, 0, 0, 0, 2, 0, 0]),
            (vec![place, place, none, none], none, [0, 0, 0, 0, 1, 0, 0]),
            (vec![place, place, place, none], place, [0, 0, 1, 0, 0, 0, 0]),
        ] {
            let said = said(&all);
            check(&said.iter().map(String::as_str).collect::<Vec<_>>(), expected, counts);
        }
    }

    #[test]
    fn borders_and_arguments_make_another_reading() {
        let (whole, short) = ("[person Layla Haddad]", "[person Layla] Haddad");
        check(&[&format!("a: {whole}"), &format!("b: {whole}"), &format!("c: {short}")], whole, [0, 0, 1, 0, 0, 1, 0]);
        let other = "[person#1 Layla] [visit{agent=1} went]";
        let bare = "[person#1 Layla] [visit went]";
        check(&[&format!("a: {other}"), &format!("b: {bare}")], "[person Layla] went", [0, 1, 0, 0, 2, 0, 0]);
    }

    #[test]
    fn an_argument_goes_with_the_filler_that_was_not_agreed_on() {
        let one = "[person#1 Layla] [visit{agent=1} went]";
        let other = "[organization#1 Layla] [visit{agent=1} went]";
        check(&[&format!("a: {one}"), &format!("b: {other}")], "Layla [visit went]", [0, 1, 0, 0, 2, 0, 1]);
    }

    #[test]
    fn details_are_those_of_more_than_half() {
        let said = |name: &str, what: &str| format!("{name}: [visit{{{what}}} went]");
        let all = [
            said("a", "factuality:happened, @trip"),
            said("b", "factuality:happened, @trip"),
            said("c", "factuality:planned, ~0.5"),
        ];
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        check(&all, "[visit{factuality:happened, @trip} went]", [0, 1, 0, 0, 0, 0, 0]);
        check(&[all[0], all[2]], "[visit went]", [0, 1, 0, 0, 0, 0, 2]);
    }

    #[test]
    fn rules_can_be_left_out() {
        let (place, none) = ("[place Haifa]", "Haifa");
        let said = [format!("a: {place}"), format!("b: {place}"), format!("c: {none}"), format!("gold: {none}")];
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        let check = |rules: &[Rule], expected: Option<&str>| {
            assert_eq!(found(rules, &said).map(|(marked, _)| marked).as_deref(), expected);
        };
        check(&Rule::ALL, Some(none));
        check(&[Rule::Unanimous], Some(none));
        check(&[Rule::Majority], Some(place));
        check(&[Rule::Unanimous, Rule::Majority], Some(place));
        assert_eq!(found(&[Rule::Adjudicated], &said[..3]), None);
    }
}
