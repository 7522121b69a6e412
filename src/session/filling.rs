//! Filling a frame by keyboard: a role or attribute is chosen by its key, what may fill it is offered nearest first, letters
//! narrow the offer, Enter takes. The window draws this as plain values; nothing here knows a screen. Offsets and distances
//! are Unicode code points.

use crate::error::Error;
use crate::model::annotation::{Annotation, Argument, Filler};
use crate::model::change::{self, Transaction};
use crate::model::check::{check_filler, check_filler_label, unknown_role};
use crate::model::id::{AnnotationId, IdentityId, LabelId};
use crate::model::identity::PREDEFINED_IDS;
use crate::model::key::Chord;
use crate::model::nearest::hint_for;
use crate::model::schema::{Label, Role, RoleCount, Shape};
use crate::model::set::Progress;
use crate::model::slots::{Slot, SlotKind, slots};
use crate::text::fold::Folded;

use super::command::Command;
use super::command::filling::FillCommand;
use super::command::offer::{OfferCommand, Place};
use super::keymap::{KeyPress, Reading};
use super::plan::{Effect, said_by, shortened};
use super::state::{Session, Work};

/// Candidates offered at most; more are counted.
const OFFERED: usize = 100;

/// What is being filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fill {
    frame: AnnotationId,
    slot: Option<String>,
    place: Place,
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

impl Session {
    /// The frame that is being filled, if one is.
    #[must_use]
    pub fn filling(&self) -> Option<&Filling> {
        self.filling.as_ref().map(|(_, filling)| filling)
    }

    /// What typed text asks for while candidates are offered.
    #[must_use]
    pub fn command_for_text(&self, typed: &str) -> Option<Command> {
        if self.linking().is_some() {
            return self.command_for_text_while_linking(typed);
        }
        let filling = self.filling().filter(|filling| filling.open.is_some())?;
        OfferCommand::of_text(typed, &filling.filter).map(|narrow| Command::Fill(FillCommand::Offer(narrow)))
    }

    /// What a key press asks for: while a frame is filled its slots and candidates come first, then the keymap.
    #[must_use]
    pub fn command_for(&self, press: &KeyPress<'_>, reading: Reading) -> Option<Command> {
        if self.linking().is_some() {
            return self.command_while_linking(press, reading);
        }
        if self.reanchoring().is_some() {
            return self.command_while_reanchoring(press, reading);
        }
        if self.filling().is_none() && self.is_deciding() {
            return self.command_while_deciding(press, reading);
        }
        let is_alone = !press.ctrl && !press.alt && !press.shift;
        match self.filling() {
            Some(filling) if is_alone => match filling.command(press) {
                Some(fill) => Some(Command::Fill(fill)),
                None if filling.open.is_some() && is_typed(press.key) => None,
                None => self.keymap().command(press, reading),
            },
            // Shift only makes a capital of a letter that is typed.
            Some(filling) if filling.open.is_some() && !press.ctrl && !press.alt && is_typed(press.key) => None,
            _ => self.keymap().command(press, reading),
        }
    }

    pub(super) fn plan_fill(&self, command: &FillCommand) -> Result<Effect, Error> {
        let begun = self.filling.as_ref();
        match command {
            FillCommand::Slots | FillCommand::Slot(_) => {
                let (_, frame) = self.frame()?;
                let label = self.schema_of(frame)?;
                let slots = slots(label);
                if slots.is_empty() {
                    return Err(Error::new(format!("`{}` has no roles and no attributes", label.id.label)));
                }
                let slot = match command {
                    FillCommand::Slot(name) => Some(known_slot(label, &slots, name)?.name.to_owned()),
                    _ => None,
                };
                Ok(Effect::Fill(Some(Fill { frame: frame.id, slot, place: Place::default() })))
            }
            FillCommand::Offer(OfferCommand::Cancel) => match begun {
                Some(_) => Ok(Effect::Fill(None)),
                None => Err(nothing_is_filled()),
            },
            FillCommand::Offer(OfferCommand::Accept(nth)) => {
                let (fill, filling) = self.offer()?;
                let at = OfferCommand::taken(*nth, filling.lit, filling.candidates.len());
                let candidate = &filling.candidates[at.ok_or_else(|| nothing_is_offered(filling))?];
                let slot = fill.slot.as_deref().unwrap_or_default();
                let (_, frame) = self.frame()?;
                match &candidate.choice {
                    Choice::Annotation(id) => self.fill_role(frame, slot, Filler::Annotation(*id)),
                    Choice::Identity(id) => self.fill_role(frame, slot, Filler::Identity(id.clone())),
                    Choice::Fresh(label) => self.fill_with_fresh(frame, slot, label),
                    Choice::Answer(value) => self.answer(frame, slot, value),
                }
            }
            FillCommand::Offer(command) => {
                let (fill, filling) = self.offer()?;
                let count = filling.candidates.len();
                if count == 0 && !matches!(command, OfferCommand::Filter(_)) {
                    return Err(nothing_is_offered(filling));
                }
                let place = fill.place.after(command, filling.lit, count);
                Ok(Effect::Fill(Some(Fill { place, ..fill.clone() })))
            }
        }
    }

    /// Labels the selection, or the word at the caret, and lets it play the role that is being filled; `None` if none is.
    pub(super) fn plan_label_on_the_way(&self, label: &LabelId) -> Option<Result<Effect, Error>> {
        let (fill, filling) = self.filling.as_ref()?;
        let slot = filling.slots.get(filling.open?).filter(|slot| slot.kind == SlotKind::Role)?;
        let (_, frame) = self.frame().ok()?;
        debug_assert_eq!(frame.id, fill.frame);
        Some(self.fill_with_fresh(frame, &slot.name, label))
    }

    /// What a command that was done leaves of the filling, and what is offered now.
    pub(super) fn keep_filling(&mut self, command: &Command) {
        let Some((mut fill, filling)) = self.filling.take() else {
            return;
        };
        let was_role = filling.open.is_some_and(|open| filling.slots[open].kind == SlotKind::Role);
        match command {
            // A label while no role was open begins something else.
            Command::Label(_) if !was_role => return,
            Command::Fill(FillCommand::Offer(OfferCommand::Accept(_))) | Command::Label(_) => {
                fill = Fill { slot: None, place: Place::default(), ..fill };
            }
            Command::Fill(_)
            | Command::SelectText { .. }
            | Command::SelectRange(_)
            | Command::SelectUnit(_)
            | Command::SelectAll
            | Command::Move(..)
            | Command::SetCaret { .. }
            | Command::Copy
            | Command::Find(_)
            | Command::FindDialog
            | Command::FindNext
            | Command::FindPrevious
            | Command::View(_)
            | Command::Palette
            | Command::Help
            | Command::Expect(_)
            | Command::ExpectRefused(_) => {}
            _ => return,
        }
        self.begin_filling(fill);
    }

    pub(super) fn begin_filling(&mut self, fill: Fill) {
        self.filling = self.work().ok().and_then(|work| self.offered(work, &fill)).map(|filling| (fill, filling));
    }

    /// The frame that is being filled, or else the chosen annotation.
    fn frame(&self) -> Result<(&Work, &Annotation), Error> {
        match &self.filling {
            None => self.chosen_to_change(),
            Some((fill, _)) => {
                let work = self.work_to_change()?;
                let frame = work.set.get(fill.frame).ok_or_else(nothing_is_filled)?;
                Ok((work, frame))
            }
        }
    }

    /// What is offered, if a slot is open.
    fn offer(&self) -> Result<(&Fill, &Filling), Error> {
        let (fill, filling) = self.filling.as_ref().ok_or_else(nothing_is_filled)?;
        if filling.open.is_none() {
            return Err(Error::new("no role is chosen").hint("press a role's key, or run `fill ROLE`"));
        }
        Ok((fill, filling))
    }

    fn fill_role(&self, frame: &Annotation, role: &str, filler: Filler) -> Result<Effect, Error> {
        let work = self.work_to_change()?;
        let role = self.role_of(frame, role)?;
        check_filler(&self.project, &work.set, role, frame, &filler).map_err(Error::new)?;
        let made = self.making_filler(role, &filler)?;
        Ok(self.changed(work, frame, filled(frame, role, filler), "filled a role of")?.with_identities(made))
    }

    fn fill_with_fresh(&self, frame: &Annotation, role: &str, label: &LabelId) -> Result<Effect, Error> {
        let work = self.work_to_change()?;
        let role = self.role_of(frame, role)?;
        check_filler_label(&self.project, role, label).map_err(Error::new)?;
        let shape = self.project.shape(label).unwrap_or(Shape::Entity);
        if !shape.takes_spans() {
            return Err(Error::new(format!("`{label}` labels the document, not a span")));
        }
        let anchor = self.anchor_here(work)?;
        let there = work.set.around(&anchor).find(|other| other.label == *label && other.anchor == anchor);
        if let Some(there) = there {
            return self.fill_role(frame, &role.name, Filler::Annotation(there.id));
        }
        let fresh = self.new_annotation(work.set.next_id(), label, anchor);
        let filler = Filler::Annotation(fresh.id);
        let said = format!("labelled `{}` {} and filled `{}`", said_by(work, &fresh.anchor), label.label, role.name);
        let mut transaction: Transaction = change::adding(fresh);
        transaction.extend(change::editing(&work.set, frame.id, |after| *after = filled(frame, role, filler)));
        debug_assert_ne!(work.set.progress(), Progress::New, "a set with a frame has begun");
        Ok(Effect::Change { transaction, choose: Some(frame.id), said })
    }

    fn answer(&self, frame: &Annotation, name: &str, value: &str) -> Result<Effect, Error> {
        let mut after = frame.clone();
        after.attributes.insert(name.to_owned(), value.to_owned());
        self.changed(self.work_to_change()?, frame, after, "answered about")
    }

    fn role_of(&self, frame: &Annotation, name: &str) -> Result<&Role, Error> {
        let label = self.schema_of(frame)?;
        label.roles.iter().find(|role| role.name == name).ok_or_else(|| {
            let problem = unknown_role(label, name);
            Error { message: problem.message, hint: problem.hint }
        })
    }

    fn offered(&self, work: &Work, fill: &Fill) -> Option<Filling> {
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

impl Filling {
    /// What a key alone does here.
    fn command(&self, press: &KeyPress<'_>) -> Option<FillCommand> {
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

/// Whether a key writes a character.
pub(super) fn is_typed(key: &str) -> bool {
    let is_sign = matches!(
        key,
        "Space"
            | "Minus"
            | "Equals"
            | "BracketLeft"
            | "BracketRight"
            | "Semicolon"
            | "Quote"
            | "Backquote"
            | "Backslash"
            | "Comma"
            | "Period"
            | "Slash"
    );
    key.len() == 1 || is_sign
}

/// The frame with one more filler; a role for one takes it instead of what it has.
fn filled(frame: &Annotation, role: &Role, filler: Filler) -> Annotation {
    let mut after = frame.clone();
    if role.count == RoleCount::One {
        after.arguments.retain(|argument| argument.role != role.name);
    }
    after.add_argument(Argument { role: role.name.clone(), filler });
    after
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

fn known_slot<'a>(label: &Label, slots: &'a [Slot<'a>], name: &str) -> Result<&'a Slot<'a>, Error> {
    slots.iter().find(|slot| slot.name == name).ok_or_else(|| {
        Error::new(format!("`{}` has no role or attribute `{name}`", label.id.label))
            .hint(hint_for(name, slots.iter().map(|slot| slot.name)))
    })
}

fn nothing_is_filled() -> Error {
    Error::new("no frame is being filled").hint("choose an event, a stance or a relation and run `fill`")
}

fn nothing_is_offered(filling: &Filling) -> Error {
    let slot = filling.open.map(|open| filling.slots[open].name.as_str()).unwrap_or_default();
    match filling.filter.as_str() {
        "" => Error::new(format!("nothing here may fill `{slot}`"))
            .hint("select a text, or put the caret on a word, and it is offered under each label that may"),
        filter => Error::new(format!("nothing that may fill `{slot}` holds `{}`", shortened(filter))),
    }
}
