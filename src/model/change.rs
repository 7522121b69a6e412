//! The one way to change a set: a transaction is a list of changes, each with what was before and what is after. Undo swaps
//! the sides. Building a transaction changes nothing; [`apply`] does.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::Error;

use super::annotation::{Annotation, Filler};
use super::decision::{Decision, Key};
use super::id::AnnotationId;
use super::set::{AnnotationSet, KeptRecord, Progress};

/// One step of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// An annotation comes (`before` is `None`), goes (`after` is `None`) or becomes another with the same number.
    Annotation {
        before: Option<Arc<Annotation>>,
        after: Option<Arc<Annotation>>,
    },
    Progress {
        before: Progress,
        after: Progress,
    },
    /// A record that could not be read leaves its place `at` among the kept ones (`after` is `None`) or comes back to it.
    Kept {
        at: usize,
        before: Option<KeptRecord>,
        after: Option<KeptRecord>,
    },
    /// A reviewer decides a case (`before` is `None`), or decides it in another way.
    Decision {
        before: Option<Arc<Decision>>,
        after: Option<Arc<Decision>>,
    },
}

/// What happens together, in order, or not at all.
pub type Transaction = Vec<Change>;

/// So many changes are applied to a list of all annotations, which is then put in order once.
const MANY: usize = 64;

/// Applies a transaction. If the set is not as one of its steps expects, the set stays as it was.
pub fn apply(set: &mut AnnotationSet, transaction: &[Change]) -> Result<(), Error> {
    if transaction.len() >= MANY {
        return apply_many(set, transaction);
    }
    for (done, change) in transaction.iter().enumerate() {
        if let Err(error) = apply_one(set, change) {
            for undo in inverted(&transaction[..done]) {
                apply_one(set, &undo).expect("what was just done can be undone");
            }
            return Err(error);
        }
    }
    Ok(())
}

/// Likewise; costs grow with the changes and the annotations, not with one times the other.
fn apply_many(set: &mut AnnotationSet, transaction: &[Change]) -> Result<(), Error> {
    let mut changed = set.clone();
    let mut annotations: BTreeMap<AnnotationId, Option<Arc<Annotation>>> = BTreeMap::new();
    for change in transaction {
        let (Change::Annotation { before, after }, Some(subject)) = (change, change.subject()) else {
            apply_one(&mut changed, change)?;
            continue;
        };
        let now = annotations.get(&subject.id).map_or_else(|| set.get(subject.id), Option::as_ref);
        if now != before.as_ref() {
            return Err(other_than_it_was(subject.id));
        }
        annotations.insert(subject.id, after.clone());
    }
    changed.put_all(annotations);
    *set = changed;
    Ok(())
}

fn other_than_it_was(id: AnnotationId) -> Error {
    Error::new(format!("cannot change annotation {id}: it is not what it was"))
}

/// The transaction that takes this one back.
#[must_use]
pub fn inverted(transaction: &[Change]) -> Transaction {
    transaction.iter().rev().map(Change::inverted).collect()
}

/// Adds an annotation.
#[must_use]
pub fn adding(annotation: Annotation) -> Transaction {
    vec![Change::Annotation { before: None, after: Some(Arc::new(annotation)) }]
}

/// Makes an annotation another one: `edit` gets a copy of it. Nothing happens to a number the set does not have, or if
/// `edit` changes nothing.
#[must_use]
pub fn editing(set: &AnnotationSet, id: AnnotationId, edit: impl FnOnce(&mut Annotation)) -> Transaction {
    let Some(before) = set.get(id) else {
        return Vec::new();
    };
    let mut after = Annotation::clone(before);
    edit(&mut after);
    debug_assert_eq!(after.id, id, "an edit keeps the number");
    if after == **before {
        return Vec::new();
    }
    vec![Change::Annotation { before: Some(Arc::clone(before)), after: Some(Arc::new(after)) }]
}

/// Deletes an annotation, and the arguments of others that name it, which would dangle.
#[must_use]
pub fn deleting(set: &AnnotationSet, id: AnnotationId) -> Transaction {
    let Some(deleted) = set.get(id) else {
        return Vec::new();
    };
    let mut transaction = forgetting(set, id);
    transaction.push(Change::Annotation { before: Some(Arc::clone(deleted)), after: None });
    transaction
}

/// Takes away the arguments of others that name an annotation.
#[must_use]
pub fn forgetting(set: &AnnotationSet, id: AnnotationId) -> Transaction {
    let others = set.referring_to(id).filter(|other| other.id != id);
    let without = |annotation: &mut Annotation| {
        annotation.arguments.retain(|argument| argument.filler != Filler::Annotation(id));
    };
    others.flat_map(|other| editing(set, other.id, without)).collect()
}

/// The transaction that makes one set another.
#[must_use]
pub fn between(before: &AnnotationSet, after: &AnnotationSet) -> Transaction {
    let sides = |id| Change::Annotation { before: before.get(id).cloned(), after: after.get(id).cloned() };
    let gone_or_other = before.in_reading_order().iter().filter(|old| after.get(old.id) != Some(old));
    let new = after.in_reading_order().iter().filter(|new| before.get(new.id).is_none());
    let mut transaction: Transaction = gone_or_other.chain(new).map(|annotation| sides(annotation.id)).collect();
    if before.progress() != after.progress() {
        transaction.push(Change::Progress { before: before.progress(), after: after.progress() });
    }
    if before.kept() != after.kept() {
        let gone = before.kept().iter().enumerate().rev();
        let come = after.kept().iter().enumerate();
        transaction.extend(gone.map(|(at, record)| Change::Kept { at, before: Some(record.clone()), after: None }));
        transaction.extend(come.map(|(at, record)| Change::Kept { at, before: None, after: Some(record.clone()) }));
    }
    let decided = |set: &AnnotationSet, decision: &Decision| decision.key().and_then(|key| set.decision(&key).cloned());
    let undecided = before.decisions().filter(|old| decided(after, old).as_ref() != Some(old));
    let newly = after.decisions().filter(|new| decided(before, new).is_none());
    transaction
        .extend(undecided.map(|old| Change::Decision { before: Some(Arc::clone(old)), after: decided(after, old) }));
    transaction.extend(newly.map(|new| Change::Decision { before: None, after: Some(Arc::clone(new)) }));
    transaction
}

impl Change {
    #[must_use]
    pub fn inverted(&self) -> Self {
        match self.clone() {
            Change::Annotation { before, after } => Change::Annotation { before: after, after: before },
            Change::Progress { before, after } => Change::Progress { before: after, after: before },
            Change::Kept { at, before, after } => Change::Kept { at, before: after, after: before },
            Change::Decision { before, after } => Change::Decision { before: after, after: before },
        }
    }

    /// What a decision that comes or goes is about.
    #[must_use]
    pub fn decided_about(&self) -> Option<Key> {
        match self {
            Change::Decision { before, after } => after.as_ref().or(before.as_ref())?.key(),
            Change::Annotation { .. } | Change::Progress { .. } | Change::Kept { .. } => None,
        }
    }

    /// The annotation that is there afterwards, or else the one that was there.
    #[must_use]
    pub fn subject(&self) -> Option<&Arc<Annotation>> {
        match self {
            Change::Annotation { before, after } => after.as_ref().or(before.as_ref()),
            Change::Progress { .. } | Change::Kept { .. } | Change::Decision { .. } => None,
        }
    }

    /// Whether an annotation comes that was not there.
    #[must_use]
    pub fn is_coming(&self) -> bool {
        matches!(self, Change::Annotation { before: None, after: Some(_) })
    }
}

fn apply_one(set: &mut AnnotationSet, change: &Change) -> Result<(), Error> {
    match change {
        Change::Annotation { before, after } => {
            let Some(id) = change.subject().map(|annotation| annotation.id) else {
                return Ok(());
            };
            if set.get(id) != before.as_ref() {
                return Err(other_than_it_was(id));
            }
            match after {
                Some(annotation) => set.put(Arc::clone(annotation)),
                None => set.remove(id),
            }
        }
        Change::Progress { before, after } => {
            if set.progress != *before {
                return Err(Error::new(format!(
                    "cannot change the progress from {}: it is {}",
                    before.word(),
                    set.progress.word()
                )));
            }
            set.progress = *after;
        }
        Change::Kept { at, before, after } => set.replace_kept(*at, before.as_ref(), after.as_ref())?,
        Change::Decision { before, after } => set.replace_decision(before.as_ref(), after.as_ref())?,
    }
    Ok(())
}
