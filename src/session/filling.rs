//! A frame that is being filled, as it is offered: its slots, and what may fill the open one, of which Enter, a digit or a click
//! takes one. The window draws this; it knows neither screen nor session. Distances are Unicode code points.

use crate::model::id::{AnnotationId, IdentityId, LabelId};
use crate::model::key::Chord;
use crate::model::slots::SlotKind;

use super::command::filling::FillCommand;
use super::command::offer::{OfferCommand, Place};
use super::keymap::KeyPress;

/// What is being filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fill {
    pub frame: AnnotationId,
    pub slot: Option<String>,
    pub place: Place,
}

/// A frame that is being filled, as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filling {
    pub frame: AnnotationId,
    /// The frame's roles and attributes with their keys.
    pub slots: Vec<SlotLine>,
    /// The slot whose candidates are offered, by its place in `slots`; none while one is to be chosen.
    pub open: Option<usize>,
    /// What was typed to narrow the offer.
    pub filter: String,
    /// Nearest first.
    pub candidates: Vec<Candidate>,
    /// How many there are, also beyond those offered.
    pub found: usize,
    /// Which candidate Enter takes, by its place in `candidates`.
    pub lit: usize,
}

/// A role or attribute, and what it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotLine {
    pub kind: SlotKind,
    pub name: String,
    pub title: String,
    pub key: Option<Chord>,
    /// What fills it: quotes, names of identities, the answer.
    pub filled: Vec<Filled>,
    /// Whether the frame is not complete without it, and it is empty.
    pub is_missing: bool,
}

/// What a slot has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    pub said: String,
    /// Of somebody known who plays the role.
    pub identity: Option<IdentityId>,
}

/// Something that may fill the open slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub choice: Choice,
    /// The label of the annotation it is, or that it would get.
    pub label: Option<LabelId>,
    /// The label's title; empty for identities and answers.
    pub title: String,
    /// What it says.
    pub quote: String,
    /// Code points between it and the frame; none where nothing lies between, as for the document.
    pub distance: Option<usize>,
}

/// What taking a candidate does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// An annotation of this set plays the role.
    Annotation(AnnotationId),
    /// The selection, or the word at the caret, gets this label and plays the role.
    Fresh(LabelId),
    /// Somebody who is not named in the text plays the role.
    Identity(IdentityId),
    /// The answer to the attribute.
    Answer(String),
}

impl Filling {
    /// What a key alone does here.
    pub(super) fn command(&self, press: &KeyPress<'_>) -> Option<FillCommand> {
        let Some(open) = self.open else {
            let has_key = |slot: &&SlotLine| slot.key.is_some_and(|chord| Chord::key(press.key) == Some(chord));
            return match press.key {
                "Escape" => Some(FillCommand::Offer(OfferCommand::Cancel)),
                _ => self.slots.iter().find(has_key).map(|slot| FillCommand::Slot(slot.name.clone())),
            };
        };
        if press.key == "Backspace" && self.filter.is_empty() {
            return Some(FillCommand::Slots);
        }
        // Answers are few and numbered; the quotes of a role may begin with digits.
        let is_numbered = self.slots[open].kind == SlotKind::Attribute && self.filter.is_empty();
        let count = if is_numbered { self.candidates.len() } else { 0 };
        let asked = OfferCommand::of_key(press.key, &self.filter).or_else(|| OfferCommand::of_digit(press.key, count));
        asked.map(FillCommand::Offer)
    }
}
