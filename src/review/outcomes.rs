//! Outcomes: what became of each case of a docket in the set that the review is made for, the target. A case is decided once a
//! decision of the target is about it, and open again when one of its sources says something else than was seen. They follow
//! what changes in the target at the cost of what was changed. Knows no sessions and screens. Offsets are UTF-8 bytes.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use crate::model::annotation::{Anchor, Annotation};
use crate::model::change::Change;
use crate::model::decision::{Decision, Key, Seen};
use crate::model::id::AnnotationId;
use crate::model::set::AnnotationSet;

use super::docket::Docket;

/// A case, or what is left of one, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The number of its case; `None` where nobody says any longer what was decided about.
    pub case: Option<usize>,
    /// From the first to the last byte; `None` for the document.
    pub place: Option<Range<usize>>,
    pub state: State,
    /// What the target says of it, the first first.
    pub standing: Vec<AnnotationId>,
    /// The last decision about it, also one that holds no longer.
    pub decision: Option<Arc<Decision>>,
}

/// What became of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    Open,
    /// A source changed after it was decided.
    Reopened,
    /// All say the same, and the target said so already.
    Settled,
    Decided,
}

impl State {
    /// Whether somebody has to look at it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, State::Open | State::Reopened)
    }
}

/// What became of every case of a docket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// In reading order, with what is left of those that are none any more.
    items: Vec<Item>,
    /// The target's decisions by what they are about and by what came of them.
    decisions: HashMap<Subject, Vec<Arc<Decision>>>,
}

/// What decisions are looked for by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Subject {
    Case(usize),
    /// An annotation of the target.
    Made(AnnotationId),
}

/// Where an item stands in the list: what is left of a case after those that are one, by what was decided about.
type Place = (bool, usize, Reverse<usize>, bool, Option<usize>, Option<Key>);

impl Outcomes {
    /// What became of the cases in `target`.
    #[must_use]
    pub fn of(docket: &Docket, target: &AnnotationSet) -> Self {
        let mut outcomes = Self::default();
        target.decisions().for_each(|decision| outcomes.learn(docket, decision));
        let items = (0..docket.cases.len()).filter_map(|case| outcomes.item(docket, target, case));
        outcomes.items = items.collect();
        let left = target.decisions().filter_map(|decision| outcomes.left_of(docket, target, decision));
        let left: Vec<Item> = left.collect();
        outcomes.items.extend(left);
        outcomes.items.sort_by_cached_key(place);
        outcomes
    }

    /// Every item in reading order.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Follows what was done to the target, which is now as it is afterwards.
    pub fn follow(&mut self, docket: &Docket, target: &AnnotationSet, transaction: &[Change]) {
        // What is to be looked at again: cases, and decisions that may be about nothing any more.
        let (mut cases, mut decisions) = (BTreeSet::new(), BTreeSet::new());
        let mut ids = BTreeSet::new();
        for change in transaction {
            match change {
                Change::Annotation { before, after } => {
                    for side in [before, after].into_iter().flatten() {
                        ids.insert(side.id);
                        cases.extend(alike(docket, side));
                    }
                }
                Change::Decision { before, after } => {
                    for decision in before.iter().chain(after) {
                        cases.extend(docket.cases_about(decision));
                        decisions.extend(decision.key());
                        // What came of it was somebody's own word before, or is now.
                        let made = decision.made.iter().filter_map(|id| target.get(*id));
                        cases.extend(made.flat_map(|there| alike(docket, there)));
                    }
                    before.iter().for_each(|before| self.forget(docket, before));
                    after.iter().for_each(|after| self.learn(docket, after));
                }
                Change::Progress { .. } | Change::Kept { .. } => {}
            }
        }
        for decision in ids.iter().flat_map(|id| self.decisions(Subject::Made(*id))) {
            cases.extend(docket.cases_about(decision));
            decisions.extend(decision.key());
        }
        decisions
            .extend(cases.iter().flat_map(|case| self.decisions(Subject::Case(*case))).filter_map(|one| one.key()));
        for case in cases {
            if let (Some(at), Some(item)) = (self.position(docket, case), self.item(docket, target, case)) {
                self.items[at] = item;
            }
        }
        let is_asked = |item: &Item| {
            let key = item.decision.as_ref().filter(|_| item.case.is_none()).and_then(|decision| decision.key());
            key.is_some_and(|key| decisions.contains(&key))
        };
        self.items.retain(|item| !is_asked(item));
        for decision in decisions.iter().filter_map(|key| target.decision(key)) {
            if let Some(item) = self.left_of(docket, target, decision) {
                let at = self.items.partition_point(|other| place(other) < place(&item));
                self.items.insert(at, item);
            }
        }
    }

    /// Where the item of a case stands; `None` for a case that none of the others says anything in.
    #[must_use]
    pub fn position(&self, docket: &Docket, case: usize) -> Option<usize> {
        let Range { start, end } = docket.cases.get(case)?.place.clone().unwrap_or_default();
        let sought = (docket.cases[case].place.is_some(), start, Reverse(end), false, Some(case), None);
        self.items.binary_search_by(|item| place(item).cmp(&sought)).ok()
    }

    /// Where the item stands that an annotation is in, or was decided in.
    #[must_use]
    pub fn find(&self, docket: &Docket, key: &Key) -> Option<usize> {
        if let Some(case) = docket.case_about(key) {
            return self.position(docket, case);
        }
        let was_decided = |item: &Item| {
            item.case.is_none() && item.decision.iter().any(|decision| decision.keys().any(|other| other == *key))
        };
        self.items.iter().position(was_decided)
    }

    /// The item of a case.
    #[must_use]
    pub fn item_of(&self, docket: &Docket, case: usize) -> Option<&Item> {
        Some(&self.items[self.position(docket, case)?])
    }

    /// The target's decisions about a case, in the order of their keys.
    #[must_use]
    pub fn decisions_about(&self, case: usize) -> &[Arc<Decision>] {
        self.decisions(Subject::Case(case))
    }

    /// Whether an annotation of the target came of a decision.
    #[must_use]
    pub fn is_made(&self, id: AnnotationId) -> bool {
        self.decisions.contains_key(&Subject::Made(id))
    }

    fn learn(&mut self, docket: &Docket, decision: &Arc<Decision>) {
        let lists = docket.cases_about(decision).map(Subject::Case);
        for subject in lists.chain(decision.made.iter().copied().map(Subject::Made)) {
            let known = self.decisions.entry(subject).or_default();
            let at = known.partition_point(|other| other.key() < decision.key());
            known.insert(at, Arc::clone(decision));
        }
    }

    fn forget(&mut self, docket: &Docket, decision: &Arc<Decision>) {
        let key = decision.key();
        let lists = docket.cases_about(decision).map(Subject::Case);
        for subject in lists.chain(decision.made.iter().copied().map(Subject::Made)) {
            let Some(known) = self.decisions.get_mut(&subject) else { continue };
            known.retain(|other| other.key() != key);
            if known.is_empty() {
                self.decisions.remove(&subject);
            }
        }
    }

    /// The target's decisions about a case, or those that an annotation of it came of, in the order of their keys.
    fn decisions(&self, subject: Subject) -> &[Arc<Decision>] {
        self.decisions.get(&subject).map(Vec::as_slice).unwrap_or_default()
    }

    /// What became of a case; `None` where only the target says something.
    fn item(&self, docket: &Docket, target: &AnnotationSet, case: usize) -> Option<Item> {
        let keys = docket.keys(case);
        if keys.is_empty() {
            return None;
        }
        let about = self.decisions(Subject::Case(case));
        let last = |key: &Key| about.iter().rev().find(|decision| decision.keys().any(|other| other == *key));
        let decision = keys.iter().find_map(last).cloned();
        let made = decision.iter().flat_map(|decision| &decision.made).copied();
        let mut standing: Vec<AnnotationId> = made.filter(|id| target.get(*id).is_some()).collect();
        if standing.is_empty() && (decision.is_none() || docket.own().is_some()) {
            standing.extend(self.said_already(docket, target, case));
        }
        let is_seen = decision.as_ref().map(|decision| is_as_seen(docket, case, decision));
        let state = match is_seen {
            Some(true) => State::Decided,
            Some(false) => State::Reopened,
            None if docket.cases[case].differences.is_empty() && !standing.is_empty() => State::Settled,
            None => State::Open,
        };
        Some(Item { case: Some(case), place: docket.cases[case].place.clone(), state, standing, decision })
    }

    /// What is left of a case that a decision was about, if it is about none any longer and something came of it. Where nothing is
    /// left on either side there is nothing to look at.
    fn left_of(&self, docket: &Docket, target: &AnnotationSet, decision: &Arc<Decision>) -> Option<Item> {
        let key = decision.key()?;
        let holds = |case: usize| {
            let item = self.position(docket, case).and_then(|at| self.items[at].decision.as_ref()?.key());
            item.as_ref() == Some(&key)
        };
        let is_used = docket.cases_about(decision).any(holds);
        let is_known = decision.keys().all(|(annotator, _)| docket.voice_of(&annotator).is_some());
        let standing: Vec<AnnotationId> =
            decision.made.iter().copied().filter(|id| target.get(*id).is_some()).collect();
        let first = target.get(*standing.first().filter(|_| is_known && !is_used)?)?;
        let place = first.anchor.hull();
        Some(Item { case: None, place, state: State::Reopened, standing, decision: Some(Arc::clone(decision)) })
    }

    /// What the target says of a case without a decision: its own words if it is one of the voices, else what has the place
    /// and the label of one of the readings and did not come of another decision.
    fn said_already(&self, docket: &Docket, target: &AnnotationSet, case: usize) -> Option<AnnotationId> {
        if let Some(own) = docket.own() {
            let said = docket.members(case)[own].as_ref().map(|annotation| annotation.id);
            return said.filter(|id| target.get(*id).is_some());
        }
        let readings = docket.cases[case].readings.iter().filter_map(|reading| reading.annotation.as_ref());
        readings.filter(|said| said.anchor != Anchor::Document || said.arguments.is_empty()).find_map(|said| {
            let is_same = |there: &&Arc<Annotation>| {
                there.label == said.label && there.anchor == said.anchor && !self.is_made(there.id)
            };
            match said.anchor.hull() {
                Some(hull) => target.touching(hull).find(is_same).map(|there| there.id),
                // What joins something in the document is told apart by that, which only a decision remembers.
                None => {
                    let mut bare = target.of_document().iter().filter(|there| there.arguments.is_empty());
                    bare.find(is_same).map(|there| there.id)
                }
            }
        })
    }
}

fn place(item: &Item) -> Place {
    let Range { start, end } = item.place.clone().unwrap_or_default();
    let key = item.decision.as_ref().filter(|_| item.case.is_none()).and_then(|decision| decision.key());
    (item.place.is_some(), start, Reverse(end), item.case.is_none(), item.case, key)
}

/// The cases in which an annotation of the target may be what was said already.
fn alike(docket: &Docket, annotation: &Annotation) -> Vec<usize> {
    if let Some(own) = docket.own() {
        return docket.alignment.match_of(own, annotation.id).map(|found| docket.case_of(found)).into_iter().collect();
    }
    let says = |case: &usize| {
        let mut readings = docket.cases[*case].readings.iter().filter_map(|reading| reading.annotation.as_ref());
        readings.any(|said| said.label == annotation.label && said.anchor == annotation.anchor)
    };
    docket.near(annotation.anchor.hull()).filter(says).collect()
}

/// Whether everybody says what a decision saw. Who was not asked then may say what somebody else said.
fn is_as_seen(docket: &Docket, case: usize, decision: &Decision) -> bool {
    let was_said = |seen: Seen| {
        let mut said = decision.sources.iter().filter_map(|source| source.said.as_ref());
        said.any(|said| said.seen == seen)
    };
    docket.others(case).all(|(set, member)| {
        let voice = &docket.voices[set];
        let source = decision.sources.iter().find(|source| source.annotator == *voice.set.annotator());
        let now = member.as_ref().map(|annotation| (annotation.id, Seen::of(annotation)));
        match (source, now) {
            (Some(source), now) => source.said.as_ref().map(|said| (said.id, said.seen)) == now,
            (None, Some((_, seen))) => was_said(seen),
            (None, None) => true,
        }
    })
}
