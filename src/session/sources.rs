//! The sources of a review: what others say of the current document, and the docket that is made of it anew whenever somebody
//! says something else. Who may see whom in a blind project, `blind` says.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::{Problem, Severity, counted};
use crate::model::annotator::AnnotatorKind;
use crate::model::id::{AnnotatorId, LabelId};
use crate::model::identity::Identities;
use crate::model::set::AnnotationSet;
use crate::review::docket::{Docket, Voice};
use crate::store::folder::Purpose;

use super::review::Aim;
use super::state::Session;

impl Session {
    /// Finds out anew what became of the cases, if the set has changed.
    pub(super) fn follow_review(&mut self) {
        let stamp = self.current.zip(self.current_work().map(|work| work.history.next_number()));
        let Some(review) = self.review.as_ref().filter(|review| review.stamp != stamp) else {
            return;
        };
        // What one says oneself is compared too.
        if review.aim == Aim::Suggestions {
            self.make_docket();
        }
        self.make_items();
        if let Some(review) = &mut self.review {
            review.stamp = stamp;
        }
    }

    /// What others say was read, of this document or another: the cases are found anew.
    pub(super) fn follow_sources(&mut self) {
        if self.review.is_none() {
            return;
        }
        self.read_their_identities();
        self.make_docket();
        self.tell(self.unknown_labels());
        self.make_items();
        let stamp = self.current.zip(self.current_work().map(|work| work.history.next_number()));
        let Some(review) = &mut self.review else {
            return;
        };
        let is_other_document = review.stamp.map(|stamp| stamp.0) != stamp.map(|stamp| stamp.0);
        review.stamp = stamp;
        if is_other_document || review.at.is_none() {
            review.at = None;
            if let Some(first) = review.other(None, true) {
                self.look_at_case(first);
            }
        }
    }

    /// Forgets what identities an annotator has: they are read when they are needed.
    pub(super) fn forget_identities_of(&mut self, annotator: &AnnotatorId) {
        if let Some(review) = &mut self.review {
            review.identities.remove(annotator);
        }
    }

    /// Labels of those who are compared that the project does not have: what they say is compared all the same.
    fn unknown_labels(&self) -> Vec<Problem> {
        let mut unknown: BTreeMap<(&AnnotatorId, &LabelId), usize> = BTreeMap::new();
        for voice in self.review.iter().flat_map(|review| review.voices()) {
            let said = voice.set.in_reading_order().iter().map(|annotation| &annotation.label);
            for label in said.filter(|label| self.project.label(label).is_none()) {
                *unknown.entry((voice.set.annotator(), label)).or_default() += 1;
            }
        }
        let document = self.document().map(|document| document.id().to_string()).unwrap_or_default();
        let told = |((annotator, label), count): ((&AnnotatorId, &LabelId), usize)| {
            let message =
                format!("{} of `{label}`, a label that this project does not have", counted(count, "annotation"));
            let told = Problem::new(Severity::Wrong, format!("{annotator}/{document}"), message);
            told.hint("it is compared, and shown in grey until project.ron has the label")
        };
        unknown.into_iter().map(told).collect()
    }

    fn read_their_identities(&mut self) {
        let (Some(review), Some(disk)) = (&mut self.review, &self.disk) else {
            return;
        };
        let mut found = Vec::new();
        for other in self.others.iter().map(AnnotationSet::annotator) {
            if review.identities.contains_key(other) {
                continue;
            }
            let identities = match disk.folder.read_identities(other, Purpose::Look) {
                Ok((identities, problems)) => {
                    found.extend(problems);
                    identities
                }
                Err(error) => {
                    let place = format!("{other}/identities");
                    found.push(Problem::new(Severity::Wrong, place, error.to_string()));
                    Identities::new(other.clone())
                }
            };
            review.identities.insert(other.clone(), Arc::new(identities));
        }
        self.tell(found);
    }

    fn make_docket(&mut self) {
        let (Some(review), Some(work)) = (&self.review, self.current_work()) else {
            return;
        };
        let is_compared = |set: &&AnnotationSet| match (&review.of[..], review.aim) {
            ([], Aim::Gold) => true,
            ([], Aim::Suggestions) => self.is_program(set.annotator()),
            (of, _) => of.contains(set.annotator()),
        };
        let nobody = |annotator: &AnnotatorId| Arc::new(Identities::new(annotator.clone()));
        let voice = |set: &AnnotationSet| {
            let identities = review.identities.get(set.annotator()).cloned();
            Voice { set: set.clone(), identities: identities.unwrap_or_else(|| nobody(set.annotator())) }
        };
        let mut voices: Vec<Voice> = self.others.iter().filter(is_compared).map(voice).collect();
        if review.hides_names {
            let id = work.document.id().as_str();
            voices.sort_by_key(|voice| *blake3::hash(format!("{id}\n{}", voice.set.annotator()).as_bytes()).as_bytes());
        }
        let own = (review.aim == Aim::Suggestions).then_some(voices.len());
        let mut voters: Vec<bool> = voices.iter().map(|voice| !self.is_program(voice.set.annotator())).collect();
        if review.aim == Aim::Suggestions || !review.of.is_empty() || !voters.contains(&true) {
            voters.clear();
        }
        let has_sources = !voices.is_empty();
        if own.is_some() {
            voices.push(Voice { set: work.set.clone(), identities: Arc::new(self.known.identities.clone()) });
        }
        let docket = has_sources.then(|| Docket::new(&self.project, &work.document, voices, own));
        let at = review.at.and_then(|at| review.key_of(at));
        let Some(review) = &mut self.review else {
            return;
        };
        (review.docket, review.voters) = (docket, voters);
        review.items.clear();
        review.at = None;
        self.make_items();
        if let (Some(key), Some(review)) = (at, &mut self.review) {
            review.at = review.find(&key);
        }
    }

    fn make_items(&mut self) {
        let (Some(review), Some(work)) = (&self.review, self.current_work()) else {
            return;
        };
        let items = review.docket.as_ref().map(|docket| docket.items(&work.set)).unwrap_or_default();
        let at = review.at.and_then(|at| review.key_of(at));
        if let Some(review) = &mut self.review {
            review.items = items;
            review.at = at.and_then(|key| review.find(&key));
        }
    }

    pub(super) fn is_program(&self, annotator: &AnnotatorId) -> bool {
        let kind = self.disk.as_ref().map(|disk| disk.folder.annotator_kind(annotator));
        kind == Some(AnnotatorKind::Program)
    }
}
