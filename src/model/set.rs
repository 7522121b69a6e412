//! An annotator's annotations on one document, in reading order, with progress. Offsets are UTF-8 bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::error::Error;

use super::annotation::{Anchor, Annotation};
use super::decision::{Decision, Key};
use super::id::{AnnotationId, AnnotatorId, DocumentId};
use super::order::Order;

/// How far the annotator got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Progress {
    #[default]
    New,
    Started,
    Finished,
}

impl Progress {
    pub const ALL: [Progress; 3] = [Progress::New, Progress::Started, Progress::Finished];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Progress::New => "new",
            Progress::Started => "started",
            Progress::Finished => "finished",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|progress| progress.word() == word)
    }
}

/// A record of the set's file that does not fit the text or cannot be understood: told, not shown, and written back as it
/// stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRecord {
    /// Its number, if that could be read; it is not given to another annotation.
    pub id: Option<AnnotationId>,
    /// Whether it can be understood and has quotes, which may stand elsewhere in the text now.
    pub has_quotes: bool,
    /// The record as the file has it.
    pub written: Arc<str>,
}

/// One annotator's annotations on one document. Cloning shares the annotations, so a snapshot for the writer is cheap.
#[derive(Debug, Clone)]
pub struct AnnotationSet {
    annotator: AnnotatorId,
    document: DocumentId,
    pub(super) progress: Progress,
    /// In reading order.
    ordered: Vec<Arc<Annotation>>,
    order: Order,
    next: u32,
    kept: Vec<KeptRecord>,
    /// What a reviewer decided, by what it was about.
    decisions: BTreeMap<Key, Arc<Decision>>,
}

/// Reading order: what is about the document, then by start, then the longer before the shorter it holds, then by number.
fn reading_key(annotation: &Annotation) -> (bool, usize, std::cmp::Reverse<usize>, AnnotationId) {
    let hull = annotation.anchor.hull();
    let Range { start, end } = hull.clone().unwrap_or_default();
    (hull.is_some(), start, std::cmp::Reverse(end), annotation.id)
}

impl AnnotationSet {
    #[must_use]
    pub fn new(annotator: AnnotatorId, document: DocumentId) -> Self {
        Self {
            annotator,
            document,
            progress: Progress::New,
            ordered: Vec::new(),
            order: Order::default(),
            next: 1,
            kept: Vec::new(),
            decisions: BTreeMap::new(),
        }
    }

    /// A set as a file has it: records that could not be read go along, and no number below `next` is given again.
    /// Of two annotations with one number the later is left out and returned.
    #[must_use]
    pub fn with_records(
        mut self,
        progress: Progress,
        annotations: Vec<Annotation>,
        kept: Vec<KeptRecord>,
        next: u32,
    ) -> (Self, Vec<Annotation>) {
        let mut used: BTreeSet<AnnotationId> = BTreeSet::new();
        let (mut fresh, mut doubles) = (Vec::new(), Vec::new());
        for annotation in annotations {
            if used.insert(annotation.id) { fresh.push(Arc::new(annotation)) } else { doubles.push(annotation) }
        }
        fresh.sort_by_key(|annotation| reading_key(annotation));
        let used = used.into_iter().chain(kept.iter().filter_map(|record| record.id));
        self.next = used.map(|id| id.0.saturating_add(1)).max().unwrap_or(1).max(next).max(1);
        self.replace(0..self.ordered.len(), fresh);
        self.progress = progress;
        self.kept = kept;
        (self, doubles)
    }

    /// The same of another annotator or on another document with the same text.
    #[must_use]
    pub fn moved(&self, annotator: AnnotatorId, document: DocumentId) -> Self {
        Self { annotator, document, ..self.clone() }
    }

    /// The set with what was decided, as a file has it; of two decisions about one annotation the later counts.
    #[must_use]
    pub fn with_decisions(mut self, decisions: Vec<Decision>) -> Self {
        let keyed = decisions.into_iter().filter_map(|decision| Some((decision.key()?, Arc::new(decision))));
        self.decisions = keyed.collect();
        self
    }

    #[must_use]
    pub fn annotator(&self) -> &AnnotatorId {
        &self.annotator
    }

    #[must_use]
    pub fn document(&self) -> &DocumentId {
        &self.document
    }

    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// Records of the file that could not be read, as they stood.
    #[must_use]
    pub fn kept(&self) -> &[KeptRecord] {
        &self.kept
    }

    /// What a reviewer decided, by what it was about.
    pub fn decisions(&self) -> impl Iterator<Item = &Arc<Decision>> {
        self.decisions.values()
    }

    #[must_use]
    pub fn decision(&self, key: &Key) -> Option<&Arc<Decision>> {
        self.decisions.get(key)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.ordered.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ordered.is_empty()
    }

    /// Whether there is anything of the annotator's: annotations, records, or that they looked at it.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.progress != Progress::New || !self.is_empty() || !self.kept.is_empty() || !self.decisions.is_empty()
    }

    /// The number the next annotation gets.
    #[must_use]
    pub fn next_id(&self) -> AnnotationId {
        AnnotationId(self.next)
    }

    #[must_use]
    pub fn get(&self, id: AnnotationId) -> Option<&Arc<Annotation>> {
        self.ordered.get(self.position(id)?)
    }

    /// All annotations in reading order: what is about the document, then by start, the longer first.
    #[must_use]
    pub fn in_reading_order(&self) -> &[Arc<Annotation>] {
        &self.ordered
    }

    /// The annotations about the whole document.
    #[must_use]
    pub fn of_document(&self) -> &[Arc<Annotation>] {
        &self.ordered[..self.ordered.partition_point(|annotation| annotation.anchor.hull().is_none())]
    }

    /// The annotations with a span that shares a byte with `range`, in reading order.
    pub fn touching(&self, range: Range<usize>) -> impl Iterator<Item = &Arc<Annotation>> {
        self.ordered[self.order.first_beyond(range.start)..]
            .iter()
            .take_while({
                let end = range.end;
                move |annotation| annotation.anchor.hull().is_none_or(|hull| hull.start < end)
            })
            .filter(move |annotation| {
                annotation.anchor.spans().iter().any(|span| span.start() < range.end && range.start < span.end())
            })
    }

    /// The annotations that may stand at an anchor: those that touch it, or for the document those about it, in reading order.
    pub fn around(&self, anchor: &Anchor) -> impl Iterator<Item = &Arc<Annotation>> {
        let (of_document, touching) = match anchor.hull() {
            Some(hull) => (&[][..], Some(self.touching(hull))),
            None => (self.of_document(), None),
        };
        of_document.iter().chain(touching.into_iter().flatten())
    }

    /// The annotations with a span around the caret at `offset`, its borders included; the shortest (innermost) first.
    #[must_use]
    pub fn at(&self, offset: usize) -> Vec<&Arc<Annotation>> {
        let mut found: Vec<_> = self
            .touching(offset.saturating_sub(1)..offset + 1)
            .filter(|annotation| {
                annotation.anchor.spans().iter().any(|span| span.start() <= offset && offset <= span.end())
            })
            .collect();
        found.sort_by_key(|annotation| annotation.anchor.spans().iter().map(|span| span.len()).sum::<usize>());
        found
    }

    /// The annotation after `id` in reading order.
    #[must_use]
    pub fn next_after(&self, id: AnnotationId) -> Option<&Arc<Annotation>> {
        self.ordered.get(self.position(id)? + 1)
    }

    /// The annotation before `id` in reading order.
    #[must_use]
    pub fn previous_before(&self, id: AnnotationId) -> Option<&Arc<Annotation>> {
        self.ordered.get(self.position(id)?.checked_sub(1)?)
    }

    /// The first annotation that starts at or after `offset`.
    #[must_use]
    pub fn first_from(&self, offset: usize) -> Option<&Arc<Annotation>> {
        self.ordered.get(self.starts_before(offset))
    }

    /// The last annotation that starts before `offset`.
    #[must_use]
    pub fn last_before(&self, offset: usize) -> Option<&Arc<Annotation>> {
        self.ordered[..self.starts_before(offset)].last().filter(|annotation| annotation.anchor.hull().is_some())
    }

    /// The annotations that name `id` in an argument.
    pub fn referring_to(&self, id: AnnotationId) -> impl Iterator<Item = &Arc<Annotation>> {
        self.ordered.iter().filter(move |annotation| annotation.refers_to(id))
    }

    /// Puts an annotation in its place, instead of the one with its number if there is one.
    pub(super) fn put(&mut self, annotation: Arc<Annotation>) {
        self.remove(annotation.id);
        let key = reading_key(&annotation);
        let at = self.ordered.partition_point(|other| reading_key(other) < key);
        self.next = self.next.max(annotation.id.0.saturating_add(1));
        self.replace(at..at, vec![annotation]);
    }

    /// Makes each annotation what `other` makes of it, which has its number and stands where it stands; `None` leaves it. Whether
    /// any is another now.
    pub(super) fn replace_each(&mut self, other: impl Fn(&Annotation) -> Option<Annotation>) -> bool {
        let mut is_changed = false;
        for annotation in &mut self.ordered {
            if let Some(other) = other(annotation) {
                debug_assert_eq!(reading_key(&other), reading_key(annotation), "it stands where it stood");
                (*annotation, is_changed) = (Arc::new(other), true);
            }
        }
        is_changed
    }

    /// Whether it has the very same annotations and decisions as another on the same document, and says as much besides: nothing was
    /// done to one that was not done to the other.
    #[must_use]
    pub fn shares_all_with(&self, other: &Self) -> bool {
        let is_same = |(one, other): (&Arc<Annotation>, &Arc<Annotation>)| Arc::ptr_eq(one, other);
        let is_decided_so = |(one, other): (&Arc<Decision>, &Arc<Decision>)| Arc::ptr_eq(one, other);
        (self.annotator == other.annotator && self.document == other.document)
            && (self.progress, self.next, self.ordered.len(), self.decisions.len())
                == (other.progress, other.next, other.ordered.len(), other.decisions.len())
            && self.kept == other.kept
            && self.ordered.iter().zip(&other.ordered).all(is_same)
            && self.decisions.values().zip(other.decisions.values()).all(is_decided_so)
    }

    pub(super) fn remove(&mut self, id: AnnotationId) {
        if let Some(at) = self.position(id) {
            self.replace(at..at + 1, Vec::new());
        }
    }

    /// Puts many annotations in their places, or takes away those for whose number there is `None`.
    pub(super) fn put_all(&mut self, changed: BTreeMap<AnnotationId, Option<Arc<Annotation>>>) {
        if let Some((last, _)) = changed.iter().rev().find(|(_, annotation)| annotation.is_some()) {
            self.next = self.next.max(last.0.saturating_add(1));
        }
        self.ordered.retain(|annotation| !changed.contains_key(&annotation.id));
        self.ordered.extend(changed.into_values().flatten());
        self.ordered.sort_by_key(|annotation| reading_key(annotation));
        let end = |annotation: &Arc<Annotation>| annotation.anchor.hull().map_or(0, |hull| hull.end);
        let ends: Vec<_> = self.ordered.iter().map(|annotation| (annotation.id, end(annotation))).collect();
        self.order = Order::of(&ends);
    }

    fn replace(&mut self, stale: Range<usize>, fresh: Vec<Arc<Annotation>>) {
        let ids: Vec<AnnotationId> = fresh.iter().map(|annotation| annotation.id).collect();
        self.ordered.splice(stale.clone(), fresh);
        let ordered = &self.ordered;
        self.order.replace(stale, &ids, |place| ordered[place].anchor.hull().map_or(0, |hull| hull.end));
    }

    /// Takes the record `before` away from place `at` and puts `after` there. Fails if it is not there.
    pub(super) fn replace_kept(
        &mut self,
        at: usize,
        before: Option<&KeptRecord>,
        after: Option<&KeptRecord>,
    ) -> Result<(), Error> {
        let end = at + usize::from(before.is_some());
        if end > self.kept.len() || self.kept[at..end].first() != before {
            return Err(Error::new(format!("cannot change the kept record {}: it is not what it was", at + 1)));
        }
        self.kept.splice(at..end, after.cloned());
        Ok(())
    }

    /// Takes the decision `before` away and puts `after` in. Fails if it is not there, or another is in its place.
    pub(super) fn replace_decision(
        &mut self,
        before: Option<&Arc<Decision>>,
        after: Option<&Arc<Decision>>,
    ) -> Result<(), Error> {
        let key = |decision: Option<&Arc<Decision>>| decision.and_then(|decision| decision.key());
        let (old, new) = (key(before), key(after));
        let is_there = old.as_ref().is_none_or(|old| self.decisions.get(old) == before);
        let is_free = new.as_ref().is_none_or(|new| old.as_ref() == Some(new) || !self.decisions.contains_key(new));
        if !is_there || !is_free {
            return Err(Error::new("cannot change a decision: it is not what it was"));
        }
        if let Some(old) = old {
            self.decisions.remove(&old);
        }
        if let (Some(new), Some(after)) = (new, after) {
            self.decisions.insert(new, Arc::clone(after));
        }
        Ok(())
    }

    /// Where the annotation with this number stands in reading order.
    #[must_use]
    pub fn position(&self, id: AnnotationId) -> Option<usize> {
        self.order.place(id)
    }

    fn starts_before(&self, offset: usize) -> usize {
        self.ordered.partition_point(|annotation| annotation.anchor.hull().is_none_or(|hull| hull.start < offset))
    }
}
