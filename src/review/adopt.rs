//! Adopting: what a voice says becomes what the target says, in the place of what it said of that case before. The rest of the
//! frame follows: arguments point to what the target says of the mentions they name, which are adopted when they are lacking,
//! and identities to those that everybody calls so. Works on a copy of the target; the difference is what is to be done.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::error::Error;
use crate::model::annotation::{Annotation, Argument, Filler};
use crate::model::change::{self, Change};
use crate::model::decision::{Decision, Verdict};
use crate::model::history::Changes;
use crate::model::id::{AnnotationId, IdentityId};
use crate::model::identity::{self, Identities, Identity, IdentityChange};
use crate::model::set::{AnnotationSet, Progress};

use super::docket::{Docket, Item, State, shared_name};

/// A copy of the target that is being changed.
pub struct Adoption<'a> {
    docket: &'a Docket,
    before: &'a AnnotationSet,
    set: AnnotationSet,
    identities: Identities,
    made: Vec<IdentityChange>,
    /// For each case, what the target says of it.
    standing: Vec<Vec<AnnotationId>>,
    /// Cases of which the reviewer said that nobody is right.
    refused: BTreeSet<usize>,
    /// Roles of what was adopted whose fillers are not there.
    unfilled: BTreeSet<String>,
}

impl<'a> Adoption<'a> {
    #[must_use]
    pub fn new(docket: &'a Docket, items: &[Item], target: &'a AnnotationSet, identities: &Identities) -> Self {
        let mut standing = vec![Vec::new(); docket.cases.len()];
        let mut refused = BTreeSet::new();
        for item in items {
            let Some(case) = item.case else { continue };
            standing[case].clone_from(&item.standing);
            let is_refused = item.decision.as_ref().is_some_and(|decision| decision.verdict == Verdict::Neither);
            if is_refused && item.state == State::Decided {
                refused.insert(case);
            }
        }
        Self {
            docket,
            before: target,
            set: target.clone(),
            identities: identities.clone(),
            made: Vec::new(),
            standing,
            refused,
            unfilled: BTreeSet::new(),
        }
    }

    /// Makes the target say of a case what these readings of it say, and nothing else. Returns what it says then.
    pub fn take(&mut self, case: usize, readings: &[usize]) -> Result<Vec<AnnotationId>, Error> {
        self.refused.remove(&case);
        let said: Vec<(usize, &Annotation)> = readings
            .iter()
            .filter_map(|reading| self.docket.cases[case].readings.get(*reading))
            .filter_map(|reading| Some((reading.sets[0], reading.annotation.as_deref()?)))
            .collect();
        let kept = said.len().min(self.standing[case].len());
        for surplus in self.standing[case].split_off(kept) {
            self.apply(change::deleting(&self.set, surplus))?;
        }
        for (nth, (voice, annotation)) in said.into_iter().enumerate() {
            self.put(case, nth, voice, annotation)?;
        }
        Ok(self.standing[case].clone())
    }

    /// Takes away what the target says.
    pub fn delete(&mut self, ids: &[AnnotationId]) -> Result<(), Error> {
        for id in ids {
            self.apply(change::deleting(&self.set, *id))?;
        }
        Ok(())
    }

    /// Keeps what was decided, instead of earlier decisions about the same annotations.
    pub fn decide(&mut self, decision: Decision) -> Result<(), Error> {
        let about: BTreeSet<_> = decision.keys().collect();
        let earlier: Vec<_> =
            self.set.decisions().filter(|earlier| earlier.keys().any(|key| about.contains(&key))).cloned().collect();
        for earlier in earlier {
            self.apply(vec![Change::Decision { before: Some(earlier), after: None }])?;
        }
        self.apply(vec![Change::Decision { before: None, after: Some(decision.into()) }])
    }

    /// Forgets a decision.
    pub fn forget(&mut self, decision: &Arc<Decision>) -> Result<(), Error> {
        self.apply(vec![Change::Decision { before: Some(Arc::clone(decision)), after: None }])
    }

    /// Roles that stay empty though somebody filled them: what they name was refused, or is not there.
    #[must_use]
    pub fn unfilled(&self) -> &BTreeSet<String> {
        &self.unfilled
    }

    /// What is to be done so that the target becomes what it was made here.
    pub fn finish(mut self) -> Result<Changes, Error> {
        if self.set.progress() == Progress::New {
            self.apply(vec![Change::Progress { before: Progress::New, after: Progress::Started }])?;
        }
        Ok(Changes { identities: self.made, transaction: change::between(self.before, &self.set) })
    }

    /// Puts what a voice says into the nth place of what the target says of a case.
    fn put(&mut self, case: usize, nth: usize, voice: usize, said: &Annotation) -> Result<(), Error> {
        let there = self.standing[case].get(nth).copied();
        let id = there.unwrap_or_else(|| self.set.next_id());
        if there.is_none() {
            // Its place is known before its arguments are: frames may name each other.
            self.standing[case].push(id);
            let bare = Annotation { arguments: Vec::new(), identity: None, ..said.clone() };
            self.apply(change::adding(Annotation { id, note: String::new(), confidence: None, ..bare }))?;
        }
        let arguments = self.arguments(voice, &said.arguments)?;
        let identity = said.identity.as_ref().map(|identity| self.identity(voice, identity)).transpose()?;
        let mut adopted = Annotation::new(id, said.label.clone(), said.anchor.clone());
        arguments.into_iter().for_each(|argument| adopted.add_argument(argument));
        (adopted.attributes, adopted.identity) = (said.attributes.clone(), identity);
        // How sure an annotator was is not how sure the reviewer is; a note that the reviewer wrote stays.
        adopted.note = self.set.get(id).map(|there| there.note.clone()).unwrap_or_default();
        let says_the_same = |other: &&Arc<Annotation>| {
            (&other.label, &other.anchor, &other.arguments) == (&adopted.label, &adopted.anchor, &adopted.arguments)
        };
        let mut others = self.set.in_reading_order().iter().filter(|other| other.id != id);
        if let Some(double) = others.find(says_the_same).map(|double| double.id) {
            // Made by hand, or by way of another case: it is said once.
            self.apply(change::deleting(&self.set, id))?;
            self.standing[case][nth] = double;
            return Ok(());
        }
        self.apply(change::editing(&self.set, id, |annotation| *annotation = adopted))
    }

    fn arguments(&mut self, voice: usize, said: &[Argument]) -> Result<Vec<Argument>, Error> {
        let mut arguments = Vec::new();
        for Argument { role, filler } in said {
            let filler = match filler {
                Filler::Identity(id) => Some(Filler::Identity(self.identity(voice, id)?)),
                Filler::Annotation(id) => self.counterpart(voice, *id)?.map(Filler::Annotation),
            };
            match filler {
                Some(filler) => arguments.push(Argument { role: role.clone(), filler }),
                None => {
                    self.unfilled.insert(role.clone());
                }
            }
        }
        Ok(arguments)
    }

    /// What the target says of what an annotation of a voice is about; the annotation is adopted if that is nothing.
    fn counterpart(&mut self, voice: usize, id: AnnotationId) -> Result<Option<AnnotationId>, Error> {
        let Some(matched) = self.docket.alignment.match_of(voice, id) else {
            return Ok(None);
        };
        let case = self.docket.case_of(matched);
        if let Some(there) = self.standing[case].first() {
            return Ok(Some(*there));
        }
        let said = self.docket.members(case)[voice].as_ref().filter(|_| !self.refused.contains(&case));
        let Some(said) = said else {
            return Ok(None);
        };
        self.put(case, 0, voice, said)?;
        Ok(self.standing[case].first().copied())
    }

    /// The target's identity that everybody calls as that of a voice is called; it is copied if there is none.
    fn identity(&mut self, voice: usize, id: &IdentityId) -> Result<IdentityId, Error> {
        let name = self.docket.alignment.name_of(voice, id).to_owned();
        let by_id = IdentityId::new(&name);
        if self.identities.get(&by_id).is_some() && shared_name(&self.identities, &by_id) == name {
            return Ok(self.identities.root(&by_id));
        }
        let called_so = self.identities.roots().find(|root| shared_name(&self.identities, &root.id) == name);
        if let Some(there) = called_so {
            return Ok(there.id.clone());
        }
        let theirs = &self.docket.voices[voice].identities;
        let Some(root) =
            theirs.resolved(id).map(std::convert::AsRef::as_ref).cloned().or_else(|| identity::predefined(id))
        else {
            // Nobody knows more of it than its id, and so it stays.
            return Ok(id.clone());
        };
        let is_taken = self.identities.get(&root.id).is_some();
        let free = if is_taken { self.identities.free_id(root.id.as_str(), root.kind) } else { root.id.clone() };
        let names = theirs.names(&root.id);
        let names = if names.is_empty() { root.names.clone() } else { names };
        let copied = Identity { id: free.clone(), names, note: String::new(), same_as: None, ..root };
        let changes = identity::adding(copied);
        identity::apply(&mut self.identities, &changes)?;
        self.made.extend(changes);
        Ok(free)
    }

    fn apply(&mut self, transaction: change::Transaction) -> Result<(), Error> {
        change::apply(&mut self.set, &transaction)
    }
}
