//! Bringing somebody else's annotations in: as one transaction for each document, so that it can be taken back, and what is there
//! already is not brought in again.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::model::annotation::{Anchor, Annotation, Argument, Filler};
use crate::model::change::{Change, Transaction, adding};
use crate::model::history::Changes;
use crate::model::id::AnnotationId;
use crate::model::identity::{self, Identities, Identity};
use crate::model::set::{AnnotationSet, Progress};

use super::state::Session;

/// What became of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Imported {
    pub added: usize,
    /// What the annotator had said already.
    pub there: usize,
}

impl Session {
    /// Adds what a set says to this annotator's set on its document. Fails if there is no such document or its annotations
    /// cannot be changed; then nothing was added.
    pub fn import(&mut self, set: &AnnotationSet, identities: &Identities) -> Result<Imported, Error> {
        let found = self.listed.iter().position(|listed| listed.summary.id == *set.document());
        let index = found.ok_or_else(|| Error::new(format!("there is no document `{}`", set.document())))?;
        self.open_document(index)?;
        if let Some(error) = self.locked() {
            return Err(error.clone().context("its annotations cannot be changed"));
        }
        let Some(own) = self.set() else {
            return Ok(Imported::default());
        };
        let (mut transaction, there) = additions(own, set);
        let added = transaction.len();
        if own.progress() == Progress::New && set.progress() != Progress::New {
            transaction.push(Change::Progress { before: Progress::New, after: set.progress() });
        }
        let unknown = identities.iter().filter(|identity| self.known.identities.get(&identity.id).is_none());
        let changes = Changes {
            identities: unknown.flat_map(|one| identity::adding(Identity::clone(one))).collect(),
            transaction,
        };
        if !changes.transaction.is_empty() || !changes.identities.is_empty() {
            self.change_as("import".to_owned(), changes, None)?;
        }
        Ok(Imported { added, there })
    }
}

/// What a set says and `own` does not, numbered after what is there, and how much is there.
fn additions(own: &AnnotationSet, set: &AnnotationSet) -> (Transaction, usize) {
    let mut numbers: BTreeMap<AnnotationId, AnnotationId> = BTreeMap::new();
    // First by what they say themselves, then with what fills their roles.
    let mut free: Vec<&Annotation> = own.in_reading_order().iter().map(AsRef::as_ref).collect();
    for annotation in set.in_reading_order().iter().filter(|annotation| annotation.anchor != Anchor::Document) {
        if let Some(at) = free.iter().position(|other| say_the_same(annotation, other)) {
            numbers.insert(annotation.id, free.remove(at).id);
        }
    }
    let renumbered = |annotation: &Annotation, numbers: &BTreeMap<AnnotationId, AnnotationId>| -> Vec<Argument> {
        let mut arguments: Vec<Argument> = annotation.arguments.clone();
        for argument in &mut arguments {
            if let Filler::Annotation(id) = &mut argument.filler {
                *id = numbers.get(id).copied().unwrap_or(AnnotationId(0));
            }
        }
        arguments.sort();
        arguments
    };
    let mut there = numbers.clone();
    there.retain(|id, own_id| {
        let pair = set.get(*id).zip(own.get(*own_id));
        pair.is_some_and(|(annotation, other)| renumbered(annotation, &numbers) == other.arguments)
    });
    for annotation in set.of_document() {
        let arguments = renumbered(annotation, &there);
        let at = free.iter().position(|other| say_the_same(annotation, other) && other.arguments == arguments);
        if let Some(at) = at {
            there.insert(annotation.id, free.remove(at).id);
        }
    }
    let mut next = own.next_id().0;
    let mut numbers = there.clone();
    let new: Vec<&Annotation> = set
        .in_reading_order()
        .iter()
        .map(AsRef::as_ref)
        .filter(|annotation| !there.contains_key(&annotation.id))
        .collect();
    for annotation in &new {
        numbers.insert(annotation.id, AnnotationId(next));
        next = next.saturating_add(1);
    }
    let transaction = new.into_iter().flat_map(|annotation| {
        let arguments = renumbered(annotation, &numbers);
        adding(Annotation { id: numbers[&annotation.id], arguments, ..annotation.clone() })
    });
    (transaction.collect(), there.len())
}

/// Whether two annotations differ in nothing but number and arguments.
fn say_the_same(one: &Annotation, other: &Annotation) -> bool {
    let bare =
        |annotation: &Annotation| Annotation { id: AnnotationId(0), arguments: Vec::new(), ..annotation.clone() };
    one.label == other.label && one.anchor == other.anchor && bare(one) == bare(other)
}
