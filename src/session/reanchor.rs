//! Carrying annotations over to a text that was changed, in the current document: those that do not fit are gone through one by
//! one, each with the places where it may stand now, and nothing changes until one is accepted. What fits where is
//! `records::drift` and `model::carried`; the window draws `reanchoring`. Where they are looked for in a long text, that is done
//! beside the window by `drifting`. Offsets are UTF-8 bytes, in commands code points.

use std::collections::BTreeSet;

use crate::error::{Error, counted};
use crate::model::annotation::Anchor;
use crate::model::id::AnnotationId;
use crate::model::proposal::Placed;
use crate::records::drift::{Drift, Record, chars};
use crate::text::segment;

use super::carrying::carrying;
use super::command::Command;
use super::command::reanchor::{Accepted, ReanchorCommand};
use super::effect::Effect;
use super::job;
use super::keymap::{KeyPress, Reading};
use super::reanchoring::Reanchoring;
use super::said::shortened;
use super::selection::Selection;
use super::state::{Request, Session};
use super::work::Work;

/// So many records are let go of at once.
const FEW: usize = 300;

impl Session {
    /// What is said of a document that is opened and some of whose annotations do not fit its text.
    pub(super) fn drift_told(&self) -> Option<String> {
        let count = self.current_work().map(|work| Drift::count(&work.set)).filter(|count| *count > 0)?;
        let do_not = if count == 1 { "does not" } else { "do not" };
        Some(format!(
            "{} {do_not} fit this text, which was changed; `reanchor` asks where they belong now",
            counted(count, "annotation")
        ))
    }

    /// The annotations that do not fit the text, while they are gone through.
    #[must_use]
    pub fn reanchoring(&self) -> Option<&Reanchoring> {
        self.reanchoring.as_deref()
    }

    pub(super) fn plan_reanchor(&self, command: ReanchorCommand) -> Result<Effect, Error> {
        match command {
            ReanchorCommand::Look(id) => {
                if let (Some(id), Some(now)) = (id, self.reanchoring())
                    && let Some(lit) = now.ids().position(|shown| shown == id)
                {
                    return Ok(Effect::ReanchorAt { lit, place: 0 });
                }
                let work = self.work()?;
                let Some(drift) = self.drift_of(work) else { return Ok(Effect::Drift(command)) };
                let mut listed = Reanchoring::of(drift, work, BTreeSet::new());
                let lit = id.map(|id| listed.ids().position(|shown| shown == id).ok_or_else(|| it_fits(id)));
                listed.lit = lit.transpose()?.unwrap_or_default();
                if listed.shown.is_empty() {
                    Err(everything_fits())
                } else {
                    Ok(Effect::Reanchor(Some(Box::new(listed))))
                }
            }
            ReanchorCommand::Next | ReanchorCommand::Previous => {
                let now = self.asked_about()?;
                let count = now.shown.len();
                let step = if command == ReanchorCommand::Next { 1 } else { count - 1 };
                Ok(Effect::ReanchorAt { lit: (now.lit + step) % count, place: 0 })
            }
            ReanchorCommand::Place(nth) => {
                let now = self.asked_about()?;
                let place = self.nth_place(now.record(), Some(nth)).map(|(at, _)| at)?;
                Ok(Effect::ReanchorAt { lit: now.lit, place })
            }
            ReanchorCommand::Leave => self.asked_about().map(|now| Effect::ReanchorLeave(now.record().id())),
            ReanchorCommand::Cancel if self.is_drifting() || self.is_carrying() => Ok(Effect::Reanchor(None)),
            ReanchorCommand::Cancel => self.asked_about().map(|_| Effect::Reanchor(None)),
            ReanchorCommand::Accept(Accepted::All) => self.accept_all(command),
            ReanchorCommand::Accept(Accepted::Reworded) => self.accept_reworded(command),
            ReanchorCommand::Accept(Accepted::Lit) => {
                let now = self.asked_about()?;
                let (_, placed) = self.nth_place(now.record(), Some(now.place + 1))?;
                self.carry_over(&now.drift, now.record(), placed.anchor.clone())
            }
            ReanchorCommand::Accept(Accepted::One(id, nth)) => self.about_one(command, Some(id), |drift, record| {
                let (_, placed) = self.nth_place(record, nth)?;
                self.carry_over(drift, record, placed.anchor.clone())
            }),
            ReanchorCommand::Here(id) => self.about_one(command, id, |drift, record| {
                let work = self.work()?;
                let range = segment::trimmed(work.document.text(), work.selection.range());
                if range.is_empty() {
                    return Err(Error::new("nothing is selected").hint("select where the annotation belongs"));
                }
                let anchor = work.document.anchor([range]).map_err(|error| Error::new(error.to_string()))?;
                self.carry_over(drift, record, anchor)
            }),
            ReanchorCommand::Delete(id) => self.about_one(command, id, |drift, record| {
                let transaction = drift.deleted(&self.work_to_change()?.set, record);
                let said = format!("deleted `{}`, which did not fit the text", shortened(&record.quote()));
                Ok(Effect::Change { transaction, choose: None, said })
            }),
        }
    }

    fn accept_all(&self, command: ReanchorCommand) -> Result<Effect, Error> {
        let work = self.work_to_change()?;
        if self.is_carried(work) {
            return Ok(Effect::Carried);
        }
        let Some(drift) = self.drift_of(work) else { return Ok(Effect::Drift(command)) };
        let counts = drift.counts();
        let left = match counts.ambiguous + counts.reworded + counts.lost {
            0 => String::new(),
            left => format!("; left as they were: {left}"),
        };
        let doubts = match &drift.in_doubt[..] {
            [] => String::new(),
            [first, ..] => format!("; to be looked at: {}, the first: {first}", drift.in_doubt.len()),
        };
        let said = format!("carried {} over{left}{doubts}", counted(counts.moved, "annotation"));
        if self.carries_beside(counts.moved) {
            return Ok(Effect::Carry(drift, said));
        }
        let transaction = carrying(&drift, &work.set);
        // With every quote in its place it is still to be written that they were held against this text.
        let is_of_another_text = || match &self.disk {
            Some(disk) => disk.folder.is_of_another_text(self.annotator(), &work.document),
            None => Ok(false),
        };
        if transaction.is_empty() && !(drift.records.is_empty() && is_of_another_text()?) {
            return Err(match drift.records.is_empty() {
                true => everything_fits(),
                false => Error::new(format!("nothing can be carried over: {counts}")),
            });
        }
        Ok(Effect::Change { transaction, choose: None, said })
    }

    /// Puts annotations onto the words that stand in place of theirs.
    fn accept_reworded(&self, command: ReanchorCommand) -> Result<Effect, Error> {
        let work = self.work_to_change()?;
        let Some(drift) = self.drift_of(work) else { return Ok(Effect::Drift(command)) };
        let counts = drift.counts();
        if counts.reworded == 0 {
            return Err(Error::new(format!("no other words stand in place of any annotation's: {counts}")));
        }
        let transaction = drift.carried(&work.set, |record| record.reworded().map(|placed| placed.anchor.clone()));
        let said = format!("put {} onto the words that stand in their place", counted(counts.reworded, "annotation"));
        Ok(Effect::Change { transaction, choose: None, said })
    }

    /// Plans something for one annotation: the named one, or the one that is lit.
    fn about_one(
        &self,
        command: ReanchorCommand,
        id: Option<AnnotationId>,
        plan: impl FnOnce(&Drift, &Record) -> Result<Effect, Error>,
    ) -> Result<Effect, Error> {
        let Some(id) = id else {
            let now = self.asked_about()?;
            return plan(&now.drift, now.record());
        };
        let Some(drift) = self.drift_of(self.work_to_change()?) else { return Ok(Effect::Drift(command)) };
        plan(&drift, drift.record(id).ok_or_else(|| it_fits(id))?)
    }

    /// One of the places of a record, the likeliest if none is named, with its index.
    fn nth_place<'a>(&self, record: &'a Record, nth: Option<usize>) -> Result<(usize, &'a Placed), Error> {
        let places = &record.proposal.places;
        let quote = shortened(&record.quote());
        if places.is_empty() {
            return Err(Error::new(format!("`{quote}` has no place in this text"))
                .hint("select where it belongs and run `reanchor-here`"));
        }
        let at = nth.unwrap_or(1).wrapping_sub(1);
        let placed = places.get(at).map(|placed| (at, placed));
        placed.ok_or_else(|| Error::new(format!("`{quote}` may stand in {}", counted(places.len(), "place"))))
    }

    fn carry_over(&self, drift: &Drift, record: &Record, anchor: Anchor) -> Result<Effect, Error> {
        let work = self.work_to_change()?;
        let id = record.id();
        let said = format!("carried `{}` over to {}", shortened(&record.quote()), chars(&anchor, &work.document));
        let transaction = drift.carried(&work.set, |other| (other.id() == id).then(|| anchor.clone()));
        Ok(Effect::Change { transaction, choose: Some(id), said })
    }

    fn asked_about(&self) -> Result<&Reanchoring, Error> {
        let none =
            || Error::new("no annotations are being carried over").hint("`reanchor` lists those that do not fit");
        self.reanchoring().ok_or_else(none)
    }

    /// Begins, or ends; returns what is to be said.
    pub(super) fn begin_reanchoring(&mut self, listed: Option<Box<Reanchoring>>) -> Option<String> {
        let said = listed.as_ref().map(|listed| listed.counts.to_string());
        self.stop_drifting();
        self.carrying = None;
        self.let_go_of_reanchoring();
        self.reanchoring = listed;
        self.filling = None;
        self.linking = None;
        self.go_to_place();
        said
    }

    pub(super) fn reanchor_at(&mut self, lit: usize, place: usize) {
        if let Some(now) = &mut self.reanchoring {
            (now.lit, now.place) = (lit, place);
        }
        self.go_to_place();
    }

    pub(super) fn leave_unanchored(&mut self, id: AnnotationId) {
        if let Some(now) = &mut self.reanchoring {
            now.left.insert(id);
            now.show();
        }
        self.go_to_place();
    }

    /// What a command that was done leaves of the list: what was accepted goes from it, what was undone comes back.
    pub(super) fn keep_reanchoring(&mut self) {
        let Some(before) = &self.reanchoring else { return };
        let asks_otherwise = self.filling.is_some() || self.linking.is_some();
        let is_here = |work: &&Work| *work.document.id() == before.document && !asks_otherwise;
        let Some(work) = self.current_work().filter(is_here) else {
            return self.let_go_of_reanchoring();
        };
        if work.history.next_number() == before.next_number {
            return;
        }
        // Until it is known anew, the others stay where they were proposed.
        let (drift, is_known) = match self.drift_of(work) {
            Some(drift) => (drift, true),
            None => (before.drift.left_in(&work.set), false),
        };
        let now = Reanchoring::of(drift, work, before.left.clone());
        self.list_drifted(now);
        if !is_known {
            self.begin_drifting(None);
        }
    }

    /// Lists them anew, and stays at the one that was lit; one that was not there before is lit.
    pub(super) fn list_drifted(&mut self, mut now: Reanchoring) {
        if let Some(before) = self.reanchoring.as_ref().filter(|before| !before.shown.is_empty()) {
            let known: BTreeSet<AnnotationId> = before.drift.records.iter().map(Record::id).collect();
            let asked = before.record().id();
            let came = now.ids().position(|id| !known.contains(&id));
            let stayed = now.ids().position(|id| id == asked);
            now.lit = came.or(stayed).unwrap_or(before.lit);
            let place = before.place;
            now.show();
            if came.is_none() && stayed.is_some_and(|_| place < now.record().proposal.places.len()) {
                now.place = place;
            }
        }
        self.let_go_of_reanchoring();
        self.reanchoring = Some(Box::new(now));
        self.go_to_place();
    }

    /// Lists none any more.
    pub(super) fn let_go_of_reanchoring(&mut self) {
        // Of ten thousand records with twenty places each it takes a frame to give their memory back.
        self.reanchoring.take().filter(|before| before.drift.records.len() > FEW).into_iter().for_each(job::let_go);
    }

    /// Selects the place that is shown; of what has none, the caret goes about where it should be.
    fn go_to_place(&mut self) {
        if self.reanchoring().is_some_and(|now| now.shown.is_empty()) {
            self.let_go_of_reanchoring();
        }
        let Some(now) = self.reanchoring() else { return };
        let expected = now.record().proposal.expected;
        let hull = now.placed().and_then(|placed| placed.anchor.hull());
        self.select(Selection::of(hull.unwrap_or(expected..expected)));
        self.requests.push(Request::Reveal);
    }

    /// What a key press asks for while annotations are carried over.
    pub(super) fn command_while_reanchoring(&self, press: &KeyPress<'_>, reading: Reading) -> Option<Command> {
        let own = match press {
            KeyPress { ctrl: false, alt: false, shift: false, key } => self.reanchoring()?.command(key),
            KeyPress { ctrl: false, alt: false, shift: true, key: "Enter" } => {
                Some(ReanchorCommand::Accept(Accepted::All))
            }
            _ => None,
        };
        own.map(Command::Reanchor).or_else(|| self.keymap().command(press, reading))
    }
}

fn it_fits(id: AnnotationId) -> Error {
    Error::new(format!("annotation {id} is not one of those that do not fit the text"))
}

fn everything_fits() -> Error {
    Error::new("every annotation fits the text of this document")
}
