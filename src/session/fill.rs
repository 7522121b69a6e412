//! Filling a frame by keyboard: a role or attribute is chosen by its key, and one of those that `fillers` offers is taken.

use crate::error::Error;
use crate::model::annotation::{Annotation, Argument, Filler};
use crate::model::change::{self, Transaction};
use crate::model::check::{check_filler, check_filler_label, unknown_role};
use crate::model::id::LabelId;
use crate::model::nearest::hint_for;
use crate::model::schema::{Label, Role, RoleCount, Shape};
use crate::model::set::Progress;
use crate::model::slots::{Slot, SlotKind, slots};

use super::command::Command;
use super::command::filling::FillCommand;
use super::command::offer::{OfferCommand, Place};
use super::effect::Effect;
use super::filling::{Choice, Fill, Filling};
use super::said::{said_by, shortened};
use super::state::Session;
use super::work::Work;

impl Session {
    /// The frame that is being filled, if one is.
    #[must_use]
    pub fn filling(&self) -> Option<&Filling> {
        self.filling.as_ref().map(|(_, filling)| filling)
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
            // It was lined up by what it did.
            Command::Fill(_) => {
                self.filling = Some((fill, filling));
                return;
            }
            Command::SelectText { .. }
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
        if let Some((before, filling)) = &mut self.filling
            && (before.frame == fill.frame && before.slot == fill.slot && before.place.filter == fill.place.filter)
            && let Some(lit) = fill.place.lit
        {
            // Only another line of the same offer is lit.
            filling.lit = lit.min(filling.candidates.len().saturating_sub(1));
            *before = fill;
            return;
        }
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
