//! What may fill a slot of a frame: annotations, the nearest first, the selection under a label that it would get, who is not named
//! in the text, and the answers to an attribute. Distances are Unicode code points.

use crate::model::annotation::{Annotation, Filler};
use crate::model::check::{check_filler, check_filler_label};
use crate::model::id::{AnnotationId, IdentityId, LabelId};
use crate::model::identity::PREDEFINED_IDS;
use crate::model::schema::{Label, Role, Shape};
use crate::model::slots::{Slot, SlotKind, slots};
use crate::text::fold::Folded;

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
        let needle = Folded::new(&fill.place.filter);
        let holds = |candidate: &Candidate| {
            let is_in = |text: &str| Folded::new(text).find_all(&needle).next().is_some();
            let is_in_id = matches!(&candidate.choice, Choice::Identity(id) if is_in(&format!("@{id}")));
            needle.as_str().trim().is_empty() || is_in(&candidate.quote) || is_in(&candidate.title) || is_in_id
        };
        let mut all = match open.map(|open| &slots[open]) {
            None => Vec::new(),
            Some(slot) if slot.kind == SlotKind::Attribute => answers(label, &slot.name, &fill.place.filter),
            Some(slot) => {
                let role = label.roles.iter().find(|role| role.name == slot.name)?;
                self.fillers(work, frame, role)
            }
        };
        all.retain(holds);
        let found = all.len();
        all.truncate(OFFERED);
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
    /// of the set by their distance (those that play another role in the frame last), then the word at the caret, then who is not named.
    fn fillers(&self, work: &Work, frame: &Annotation, role: &Role) -> Vec<Candidate> {
        let distance = |other: &Annotation| distance(work, frame, other);
        let offered = self.offered_by_others(work, frame, role);
        let mut near: Vec<(bool, bool, Option<usize>, &Annotation)> = work
            .set
            .in_reading_order()
            .iter()
            .map(AsRef::as_ref)
            .filter(|other| {
                let filler = Filler::Annotation(other.id);
                !frame.fillers(&role.name).any(|there| *there == filler)
                    && check_filler(&self.project, &work.set, role, frame, &filler).is_ok()
            })
            .map(|other| (!offered.contains(&other.id), frame.refers_to(other.id), distance(other), other))
            .collect();
        // Who plays a role here seldom plays another; what is about the document is near to nothing. The sort keeps reading
        // order among equals.
        near.sort_by_key(|(is_not_offered, plays, distance, _)| {
            (*is_not_offered, *plays, distance.unwrap_or(usize::MAX))
        });
        let mut candidates: Vec<Candidate> = near
            .into_iter()
            .map(|(_, _, distance, other)| Candidate {
                choice: Choice::Annotation(other.id),
                label: Some(other.label.clone()),
                title: self.title(&other.label),
                quote: said_by(work, &other.anchor),
                distance,
            })
            .collect();
        let at = if work.selection.is_empty() { candidates.len() } else { 0 };
        candidates.splice(at..at, self.fresh(work, frame, role));
        if self.project.shape(&frame.label) == Some(Shape::Stance) && role.name == "holder" {
            let is_there =
                |id: &IdentityId| frame.fillers(&role.name).any(|there| *there == Filler::Identity(id.clone()));
            let free = PREDEFINED_IDS.map(IdentityId::new).into_iter().filter(|id| !is_there(id));
            candidates.extend(free.map(|id| Candidate {
                quote: self.called(work, &id),
                choice: Choice::Identity(id),
                label: None,
                title: String::new(),
                distance: None,
            }));
        }
        candidates
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

/// Code points between two annotations; 0 where they touch or overlap, `None` where one is about the document.
fn distance(work: &Work, frame: &Annotation, other: &Annotation) -> Option<usize> {
    let between = |a: &std::ops::Range<usize>, b: &std::ops::Range<usize>| {
        let (first, second) = (a.end.min(b.end), a.start.max(b.start));
        let chars = |offset| work.document.chars_from_bytes(offset);
        if first < second { chars(second) - chars(first) } else { 0 }
    };
    let spans = frame.anchor.spans().iter();
    spans.flat_map(|span| other.anchor.spans().iter().map(move |o| between(&span.range(), &o.range()))).min()
}
