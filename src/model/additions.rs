//! What one set says that another does not: how somebody's annotations come to those that are there, each once.

use std::collections::BTreeMap;

use super::annotation::{Anchor, Annotation, Argument, Filler};
use super::change::{Transaction, adding};
use super::id::AnnotationId;
use super::set::AnnotationSet;

/// What a set says and `own` does not, numbered after what is there, and how much is there.
#[must_use]
pub fn additions(own: &AnnotationSet, set: &AnnotationSet) -> (Transaction, usize) {
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
    // What is about the document is known by what fills its roles, which may be about the document too.
    let mut there = numbers;
    loop {
        let known = there.len();
        for annotation in set.of_document() {
            if there.contains_key(&annotation.id) {
                continue;
            }
            let arguments = renumbered(annotation, &there);
            let at = free.iter().position(|other| say_the_same(annotation, other) && other.arguments == arguments);
            if let Some(at) = at {
                there.insert(annotation.id, free.remove(at).id);
            }
        }
        if there.len() == known {
            break;
        }
    }
    // Of what says the same, that is there whose roles are filled by what is there.
    loop {
        let known = there.clone();
        there.retain(|id, own_id| {
            let pair = set.get(*id).zip(own.get(*own_id));
            pair.is_some_and(|(annotation, other)| renumbered(annotation, &known) == other.arguments)
        });
        if there.len() == known.len() {
            break;
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
