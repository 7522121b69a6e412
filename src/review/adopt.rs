//! Adopting: what a voice says becomes what the target says, in the place of what it said of that case before. The rest of the
//! frame follows: arguments point to what the target says of the mentions they name, which are adopted when they are lacking,
//! and identities to those that everybody calls so. What comes of it is noted beside the target, so that it costs what is adopted,
//! not what is there; the notes are what is to be done.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::model::annotation::{Anchor, Annotation, Argument, Filler};
use crate::model::change::{Change, Transaction};
use crate::model::decision::{Decision, Key, Verdict};
use crate::model::history::Changes;
use crate::model::id::{AnnotationId, IdentityId};
use crate::model::identity::{self, Identities, Identity, IdentityChange};
use crate::model::set::{AnnotationSet, Progress};

use super::docket::{Docket, shared_name};
use super::outcomes::{Outcomes, State};

/// What the target becomes, beside what it is.
pub struct Adoption<'a> {
    docket: &'a Docket,
    outcomes: &'a Outcomes,
    target: &'a AnnotationSet,
    identities: &'a Identities,
    /// Identities that come.
    made: BTreeMap<IdentityId, Arc<Identity>>,
    /// The target's identities by what others call them, where many are looked for.
    called: Option<HashMap<String, IdentityId>>,
    /// Annotations that come, become others, or go.
    annotations: BTreeMap<AnnotationId, Option<Arc<Annotation>>>,
    /// Where those stand that come or become others.
    anchors: HashMap<Anchor, Vec<AnnotationId>>,
    next: AnnotationId,
    /// Decisions that come or go.
    decisions: BTreeMap<Key, Option<Arc<Decision>>>,
    /// By case, what the target says of it, where that was touched here.
    standing: BTreeMap<usize, Vec<AnnotationId>>,
    /// Cases of which readings were taken, whatever was said of them before.
    taken: BTreeSet<usize>,
    /// Roles of what was adopted whose fillers are not there.
    unfilled: BTreeSet<String>,
    /// Cases of which something was adopted only because a frame names it.
    along: BTreeSet<usize>,
}

impl<'a> Adoption<'a> {
    /// Of a few cases; `outcomes` are those of the docket in the target.
    #[must_use]
    pub fn new(
        docket: &'a Docket,
        outcomes: &'a Outcomes,
        target: &'a AnnotationSet,
        identities: &'a Identities,
    ) -> Self {
        Self {
            docket,
            outcomes,
            target,
            identities,
            made: BTreeMap::new(),
            called: None,
            annotations: BTreeMap::new(),
            anchors: HashMap::new(),
            next: target.next_id(),
            decisions: BTreeMap::new(),
            standing: BTreeMap::new(),
            taken: BTreeSet::new(),
            unfilled: BTreeSet::new(),
            along: BTreeSet::new(),
        }
    }

    /// The same of many cases: who is called how is found once for all of them.
    #[must_use]
    pub fn of_many(
        docket: &'a Docket,
        outcomes: &'a Outcomes,
        target: &'a AnnotationSet,
        identities: &'a Identities,
    ) -> Self {
        let mut called = HashMap::new();
        for root in identities.roots().filter(|root| !root.external_id.is_empty()) {
            called.entry(root.external_id.clone()).or_insert_with(|| root.id.clone());
        }
        Self { called: Some(called), ..Self::new(docket, outcomes, target, identities) }
    }

    /// Makes the target say of a case what these readings of it say, and nothing else. Returns what it says then.
    pub fn take(&mut self, case: usize, readings: &[usize]) -> Vec<AnnotationId> {
        self.taken.insert(case);
        let said: Vec<(usize, &Annotation)> = readings
            .iter()
            .filter_map(|reading| self.docket.cases[case].readings.get(*reading))
            .filter_map(|reading| Some((reading.sets[0], reading.annotation.as_deref()?)))
            .collect();
        let standing = self.standing(case);
        let kept = said.len().min(standing.len());
        for surplus in standing.split_off(kept) {
            self.delete_one(surplus);
        }
        for (nth, (voice, annotation)) in said.into_iter().enumerate() {
            self.put(case, nth, voice, annotation);
        }
        self.standing(case).clone()
    }

    /// Takes away what the target says.
    pub fn delete(&mut self, ids: &[AnnotationId]) {
        ids.iter().for_each(|id| self.delete_one(*id));
    }

    /// Keeps what was decided, instead of earlier decisions about the same annotations.
    pub fn decide(&mut self, decision: Decision) {
        let about: BTreeSet<Key> = decision.keys().collect();
        for case in self.docket.cases_about(&decision) {
            let earlier = self.outcomes.decisions_about(case).iter();
            let same = earlier.filter(|earlier| earlier.keys().any(|key| about.contains(&key)));
            self.decisions.extend(same.filter_map(|earlier| Some((earlier.key()?, None))));
        }
        self.decisions.extend(decision.key().map(|key| (key, Some(Arc::new(decision)))));
    }

    /// Forgets a decision.
    pub fn forget(&mut self, decision: &Decision) {
        self.decisions.extend(decision.key().map(|key| (key, None)));
    }

    /// Roles that stay empty though somebody filled them: what they name was refused, or is not there.
    #[must_use]
    pub fn unfilled(&self) -> &BTreeSet<String> {
        &self.unfilled
    }

    /// How many mentions came along with frames on which not all say the same: their own cases stay open.
    #[must_use]
    pub fn undecided_along(&self) -> usize {
        let is_open = |case: &&usize| !self.taken.contains(case) && !self.docket.cases[**case].differences.is_empty();
        self.along.iter().filter(is_open).count()
    }

    /// What is to be done so that the target becomes what it was made here: what was there comes first, then what is new, each in
    /// reading order, then decisions.
    #[must_use]
    pub fn finish(self) -> Changes {
        let target = self.target;
        let side = |(id, after): (AnnotationId, Option<Arc<Annotation>>)| (target.get(id).cloned(), after);
        let sides = self.annotations.into_iter().map(side).filter(|(before, after)| before != after);
        let mut sides: Vec<_> = sides.collect();
        sides.sort_by_cached_key(|(before, after)| {
            let hull = before.as_ref().or(after.as_ref()).and_then(|annotation| annotation.anchor.hull());
            let (start, end) = hull.as_ref().map_or((0, 0), |hull| (hull.start, hull.end));
            (before.is_none(), hull.is_some(), start, Reverse(end))
        });
        let mut transaction: Transaction =
            sides.into_iter().map(|(before, after)| Change::Annotation { before, after }).collect();
        if target.progress() == Progress::New {
            transaction.push(Change::Progress { before: Progress::New, after: Progress::Started });
        }
        let sides = self.decisions.into_iter().map(|(key, after)| (target.decision(&key).cloned(), after));
        let mut sides: Vec<_> = sides.filter(|(before, after)| before != after).collect();
        sides.sort_by_key(|(before, _)| before.is_none());
        transaction.extend(sides.into_iter().map(|(before, after)| Change::Decision { before, after }));
        let come = |identity| IdentityChange { before: None, after: Some(identity) };
        Changes { identities: self.made.into_values().map(come).collect(), transaction }
    }

    /// An annotation of the target as it becomes here.
    fn get(&self, id: AnnotationId) -> Option<&Arc<Annotation>> {
        match self.annotations.get(&id) {
            Some(noted) => noted.as_ref(),
            None => self.target.get(id),
        }
    }

    fn note(&mut self, annotation: Annotation) {
        self.anchors.entry(annotation.anchor.clone()).or_default().push(annotation.id);
        self.annotations.insert(annotation.id, Some(Arc::new(annotation)));
    }

    /// Takes an annotation away, and the arguments of others that name it, which would dangle.
    fn delete_one(&mut self, id: AnnotationId) {
        let there = self.target.referring_to(id).map(|other| other.id);
        let noted = self.annotations.iter().filter(|(_, noted)| noted.as_ref().is_some_and(|one| one.refers_to(id)));
        let others: BTreeSet<AnnotationId> = there.chain(noted.map(|(other, _)| *other)).collect();
        for other in others.into_iter().filter(|other| *other != id) {
            let Some(mut other) = self.get(other).map(|other| Annotation::clone(other)) else { continue };
            other.arguments.retain(|argument| argument.filler != Filler::Annotation(id));
            self.note(other);
        }
        if self.get(id).is_some() {
            self.annotations.insert(id, None);
        }
    }

    /// What the target says of a case as it becomes here.
    fn standing(&mut self, case: usize) -> &mut Vec<AnnotationId> {
        self.standing.entry(case).or_insert_with(|| {
            let item = self.outcomes.item_of(self.docket, case);
            item.map(|item| item.standing.clone()).unwrap_or_default()
        })
    }

    /// Whether the reviewer said that nobody is right, and did not take a reading here.
    fn is_refused(&self, case: usize) -> bool {
        let item = self.outcomes.item_of(self.docket, case).filter(|_| !self.taken.contains(&case));
        let item = item.filter(|item| item.state == State::Decided);
        item.and_then(|item| item.decision.as_ref()).is_some_and(|decision| decision.verdict == Verdict::Neither)
    }

    /// Puts what a voice says into the nth place of what the target says of a case.
    fn put(&mut self, case: usize, nth: usize, voice: usize, said: &Annotation) {
        let there = self.standing(case).get(nth).copied();
        let id = there.unwrap_or(self.next);
        if there.is_none() {
            self.next.0 += 1;
            // Its place is known before its arguments are: frames may name each other.
            self.standing(case).push(id);
            let bare = Annotation { arguments: Vec::new(), identity: None, ..said.clone() };
            self.note(Annotation { id, note: String::new(), confidence: None, ..bare });
        }
        let arguments = self.arguments(voice, &said.arguments);
        let identity = said.identity.as_ref().map(|identity| self.identity(voice, identity));
        let mut adopted = Annotation::new(id, said.label.clone(), said.anchor.clone());
        arguments.into_iter().for_each(|argument| adopted.add_argument(argument));
        (adopted.attributes, adopted.identity) = (said.attributes.clone(), identity);
        // How sure an annotator was is not how sure the reviewer is; a note that the reviewer wrote stays.
        adopted.note = self.get(id).map(|there| there.note.clone()).unwrap_or_default();
        if let Some(double) = self.double_of(&adopted) {
            // Made by hand, or by way of another case: it is said once.
            self.delete_one(id);
            self.standing(case)[nth] = double;
            return;
        }
        self.note(adopted);
    }

    /// Another annotation that says the same.
    fn double_of(&self, adopted: &Annotation) -> Option<AnnotationId> {
        let noted = self.anchors.get(&adopted.anchor).into_iter().flatten().filter_map(|id| self.get(*id));
        let there = self.target.around(&adopted.anchor).filter(|there| !self.annotations.contains_key(&there.id));
        let says_the_same = |other: &&Arc<Annotation>| {
            (&other.label, &other.anchor, &other.arguments) == (&adopted.label, &adopted.anchor, &adopted.arguments)
        };
        let others = noted.chain(there).filter(|other| other.id != adopted.id).filter(says_the_same);
        others.map(|double| double.id).min()
    }

    fn arguments(&mut self, voice: usize, said: &[Argument]) -> Vec<Argument> {
        let mut arguments = Vec::new();
        for Argument { role, filler } in said {
            let filler = match filler {
                Filler::Identity(id) => Some(Filler::Identity(self.identity(voice, id))),
                Filler::Annotation(id) => self.counterpart(voice, *id).map(Filler::Annotation),
            };
            match filler {
                Some(filler) => arguments.push(Argument { role: role.clone(), filler }),
                None => {
                    self.unfilled.insert(role.clone());
                }
            }
        }
        arguments
    }

    /// What the target says of what an annotation of a voice is about; the annotation is adopted if that is nothing.
    fn counterpart(&mut self, voice: usize, id: AnnotationId) -> Option<AnnotationId> {
        let case = self.docket.case_of(self.docket.alignment.match_of(voice, id)?);
        if let Some(there) = self.standing(case).first() {
            return Some(*there);
        }
        let said = self.docket.members(case)[voice].as_ref().filter(|_| !self.is_refused(case))?;
        self.along.insert(case);
        self.put(case, 0, voice, said);
        self.standing(case).first().copied()
    }

    /// The target's identity that everybody calls as that of a voice is called; it is copied if there is none.
    fn identity(&mut self, voice: usize, id: &IdentityId) -> IdentityId {
        let name = self.docket.alignment.name_of(voice, id);
        let by_id = IdentityId::new(name);
        if self.identities.get(&by_id).is_some() && shared_name(self.identities, &by_id) == name {
            return self.identities.root(&by_id);
        }
        if let Some(there) = self.called(name) {
            return there;
        }
        let theirs = &self.docket.voices[voice].identities;
        let root = theirs.resolved(id).map(|root| Identity::clone(root)).or_else(|| identity::predefined(id));
        // Nobody may know more of it than its id, and so it stays.
        let Some(root) = root else { return id.clone() };
        let is_taken = |id: &IdentityId| self.identities.get(id).is_some() || self.made.contains_key(id);
        let free =
            if is_taken(&root.id) { identity::free_id(root.id.as_str(), root.kind, is_taken) } else { root.id.clone() };
        let names = theirs.names(&root.id);
        let names = if names.is_empty() { root.names.clone() } else { names };
        let copied = Identity { id: free.clone(), names, note: String::new(), same_as: None, ..root };
        if let (Some(called), false) = (&mut self.called, copied.external_id.is_empty()) {
            called.insert(copied.external_id.clone(), free.clone());
        }
        self.made.insert(free.clone(), Arc::new(copied));
        free
    }

    /// The identity that others call so, whatever its id is, or that was just made of one with this id.
    fn called(&self, name: &str) -> Option<IdentityId> {
        let just_made = self.made.get(&IdentityId::new(name)).filter(|made| made.external_id.is_empty());
        if let Some(made) = just_made {
            return Some(made.id.clone());
        }
        match &self.called {
            Some(called) => called.get(name).cloned(),
            None => {
                let is_called = |identity: &&Arc<Identity>| !name.is_empty() && identity.external_id == name;
                let there = self.identities.roots().find(is_called);
                there.or_else(|| self.made.values().find(is_called)).map(|found| found.id.clone())
            }
        }
    }
}
