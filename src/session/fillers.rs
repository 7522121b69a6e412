//! What may fill a slot of a frame: annotations, the nearest first, the selection under a label that it would get, who is not named
//! in the text, and the answers to an attribute. Distances are Unicode code points.

use std::collections::HashMap;
use std::ops::Range;

use crate::model::annotation::{Annotation, Filler};
use crate::model::check::check_filler_label;
use crate::model::id::{AnnotationId, IdentityId, LabelId};
use crate::model::identity::PREDEFINED_IDS;
use crate::model::schema::{Label, Role, Shape};
use crate::model::slots::{Slot, SlotKind, slots};
use crate::text::fold::Folded;
use crate::text::span::Span;

use super::filling::{Candidate, Choice, Fill, Filled, Filling, SlotLine};
use super::said::said_by;
use super::state::Session;
use super::work::Work;

/// Candidates offered at most; more are counted.
const OFFERED: usize = 100;

impl Session {
    pub(super) fn offered(&self, work: &Work, fill: &Fill) -> Option<Filling> {
        let frame = work.set.get(fill.frame)?;
        let label = self.project.label(&frame.label)?;
        let slots: Vec<SlotLine> =
            slots(label).into_iter().map(|slot| self.slot_line(work, label, frame, slot)).collect();
        let open = fill.slot.as_ref().and_then(|name| slots.iter().position(|slot| slot.name == *name));
        let sought = Sought(Folded::new(&fill.place.filter));
        let (all, found) = match open.map(|open| &slots[open]) {
            None => (Vec::new(), 0),
            Some(slot) if slot.kind == SlotKind::Attribute => {
                let mut all = answers(label, &slot.name, &fill.place.filter);
                all.retain(|candidate| sought.is_in_candidate(candidate));
                let found = all.len();
                all.truncate(OFFERED);
                (all, found)
            }
            Some(slot) => {
                let role = label.roles.iter().find(|role| role.name == slot.name)?;
                self.fillers(work, frame, role, &sought)
            }
        };
        Some(Filling {
            frame: frame.id,
            slots,
            open,
            filter: fill.place.filter.clone(),
            lit: fill.place.lit.unwrap_or(0).min(all.len().saturating_sub(1)),
            candidates: all,
            found,
        })
    }

    fn slot_line(&self, work: &Work, label: &Label, frame: &Annotation, slot: Slot<'_>) -> SlotLine {
        let filled = |filler: &Filler| match filler {
            Filler::Annotation(id) => {
                let other = work.set.get(*id);
                let said = other.map_or_else(|| format!("#{id}"), |other| said_by(work, &other.anchor));
                Filled { said, identity: None }
            }
            Filler::Identity(id) => Filled { said: self.called(work, id), identity: Some(id.clone()) },
        };
        let answer = |value: &String| Filled { said: value.clone(), identity: None };
        let filled: Vec<Filled> = match slot.kind {
            SlotKind::Role => frame.fillers(slot.name).map(filled).collect(),
            SlotKind::Attribute => frame.attributes.get(slot.name).map(answer).into_iter().collect(),
        };
        let is_required = label.roles.iter().any(|role| role.name == slot.name && role.required);
        SlotLine {
            kind: slot.kind,
            name: slot.name.to_owned(),
            title: slot.title.to_owned(),
            key: slot.key,
            is_missing: slot.kind == SlotKind::Role && is_required && filled.is_empty(),
            filled,
        }
    }

    /// Who may play a role: what a quotation around the frame offers for it, then what is newly selected, then annotations
    /// of the set by their distance (those that play another role in the frame last), then the word at the caret, then who is not
    /// named. Those that are offered, and how many there are.
    fn fillers(&self, work: &Work, frame: &Annotation, role: &Role, sought: &Sought) -> (Vec<Candidate>, usize) {
        let offered = self.offered_by_others(work, frame, role);
        // What is asked of each label is asked once: there may be ten thousand annotations.
        let (mut fits, mut titles) = (HashMap::new(), HashMap::new());
        let mut may_play =
            |label| *fits.entry(label).or_insert_with(|| check_filler_label(&self.project, role, label).is_ok());
        let mut is_title_sought = |label| *titles.entry(label).or_insert_with(|| sought.is_in(&self.title(label)));
        let is_there = |filler: &Filler| frame.fillers(&role.name).any(|there| there == filler);
        let mut near: Vec<&Annotation> = work
            .set
            .in_reading_order()
            .iter()
            .map(AsRef::as_ref)
            .filter(|other| other.id != frame.id && may_play(&other.label))
            .filter(|other| !is_there(&Filler::Annotation(other.id)))
            .filter(|other| {
                sought.is_nothing() || is_title_sought(&other.label) || sought.is_in(&said_by(work, &other.anchor))
            })
            .collect();
        // Who plays a role here seldom plays another; what is about the document is near to nothing. The sort keeps reading
        // order among equals.
        let places = Places::of(work, frame);
        near.sort_by_cached_key(|other| {
            let distance = places.distance(work, other).unwrap_or(usize::MAX);
            (!offered.contains(&other.id), frame.refers_to(other.id), distance)
        });
        let mut found = near.len();
        let mut candidates: Vec<Candidate> = near
            .into_iter()
            .take(OFFERED)
            .map(|other| Candidate {
                choice: Choice::Annotation(other.id),
                label: Some(other.label.clone()),
                title: self.title(&other.label),
                quote: said_by(work, &other.anchor),
                distance: places.distance(work, other),
            })
            .collect();
        let fresh = self.fresh(work, frame, role).into_iter();
        let fresh: Vec<Candidate> = fresh.filter(|candidate| sought.is_in_candidate(candidate)).collect();
        found += fresh.len();
        let at = if work.selection.is_empty() { candidates.len() } else { 0 };
        candidates.splice(at..at, fresh);
        if self.project.shape(&frame.label) == Some(Shape::Stance) && role.name == "holder" {
            let free = PREDEFINED_IDS.map(IdentityId::new).into_iter();
            let free = free.filter(|id| !is_there(&Filler::Identity(id.clone())));
            let unnamed = free.map(|id| Candidate {
                quote: self.called(work, &id),
                choice: Choice::Identity(id),
                label: None,
                title: String::new(),
                distance: None,
            });
            let unnamed: Vec<Candidate> = unnamed.filter(|candidate| sought.is_in_candidate(candidate)).collect();
            found += unnamed.len();
            candidates.extend(unnamed);
        }
        candidates.truncate(OFFERED);
        (candidates, found)
    }

    /// An identity as a reader of the document calls it; its id if it has no name.
    fn called(&self, work: &Work, id: &IdentityId) -> String {
        let name = self.identities().name_of(id, work.document.language());
        name.unwrap_or_else(|| format!("@{id}"))
    }

    /// The fillers that frames around this one offer for the role.
    fn offered_by_others(&self, work: &Work, frame: &Annotation, role: &Role) -> Vec<AnnotationId> {
        let Some(hull) = frame.anchor.hull() else {
            return Vec::new();
        };
        let around = work.set.touching(hull).filter(|other| other.id != frame.id);
        let mut offered = Vec::new();
        for other in around {
            let roles = self.project.label(&other.label).map(|label| label.roles.as_slice()).unwrap_or_default();
            for offering in roles.iter().filter(|offering| offering.offers.as_ref() == Some(&role.name)) {
                offered.extend(other.fillers(&offering.name).filter_map(|filler| match filler {
                    Filler::Annotation(id) => Some(*id),
                    Filler::Identity(_) => None,
                }));
            }
        }
        offered
    }

    /// What is selected, or the word at the caret outside the frame, under each label that may play the role.
    fn fresh(&self, work: &Work, frame: &Annotation, role: &Role) -> Vec<Candidate> {
        let caret = work.selection.caret.offset;
        let is_at_frame = frame.anchor.spans().iter().any(|span| span.start() <= caret && caret <= span.end());
        let anchor = match self.anchor_here(work) {
            Ok(anchor) if anchor != frame.anchor && !(work.selection.is_empty() && is_at_frame) => anchor,
            _ => return Vec::new(),
        };
        let labels =
            self.project.layers.iter().filter(|layer| layer.shape.takes_spans()).flat_map(|layer| &layer.labels);
        let is_there =
            |label: &LabelId| work.set.around(&anchor).any(|other| other.label == *label && other.anchor == anchor);
        labels
            .filter(|label| check_filler_label(&self.project, role, &label.id).is_ok() && !is_there(&label.id))
            .map(|label| Candidate {
                choice: Choice::Fresh(label.id.clone()),
                label: Some(label.id.clone()),
                title: label.title.clone(),
                quote: said_by(work, &anchor),
                distance: None,
            })
            .collect()
    }

    fn title(&self, label: &LabelId) -> String {
        self.project.label(label).map_or_else(|| label.label.to_string(), |label| label.title.clone())
    }
}

/// The answers to an attribute; to one that takes any text, what was typed.
fn answers(label: &Label, name: &str, typed: &str) -> Vec<Candidate> {
    let values = label.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| &attribute.values);
    let is_free = values.is_some_and(Vec::is_empty);
    let typed = Some(typed.trim()).filter(|typed| is_free && !typed.is_empty()).map(str::to_owned);
    let answer = |value: String| Candidate {
        choice: Choice::Answer(value.clone()),
        label: None,
        title: String::new(),
        quote: value,
        distance: None,
    };
    values.into_iter().flatten().cloned().chain(typed).map(answer).collect()
}

/// What was typed to narrow the offer.
struct Sought<'a>(Folded<'a>);

impl Sought<'_> {
    fn is_nothing(&self) -> bool {
        self.0.as_str().trim().is_empty()
    }

    fn is_in(&self, text: &str) -> bool {
        self.is_nothing() || Folded::new(text).find_all(&self.0).next().is_some()
    }

    fn is_in_candidate(&self, candidate: &Candidate) -> bool {
        let is_in_id = || matches!(&candidate.choice, Choice::Identity(id) if self.is_in(&format!("@{id}")));
        self.is_in(&candidate.quote) || self.is_in(&candidate.title) || is_in_id()
    }
}

/// Where a frame stands: its spans in bytes, and in code points.
struct Places(Vec<(Range<usize>, Range<usize>)>);

impl Places {
    fn of(work: &Work, frame: &Annotation) -> Self {
        let place = |span: &Span| (span.range(), work.document.chars_from_span(*span));
        Self(frame.anchor.spans().iter().map(place).collect())
    }

    /// Code points between the frame and another annotation; 0 where they touch or overlap, `None` where one is about the document.
    fn distance(&self, work: &Work, other: &Annotation) -> Option<usize> {
        let chars = |offset| work.document.chars_from_bytes(offset);
        let between = |(bytes, own): &(Range<usize>, Range<usize>), other: &Span| {
            if other.end() < bytes.start {
                own.start - chars(other.end())
            } else if bytes.end < other.start() {
                chars(other.start()) - own.end
            } else {
                0
            }
        };
        self.0.iter().flat_map(|own| other.anchor.spans().iter().map(move |span| between(own, span))).min()
    }
}
