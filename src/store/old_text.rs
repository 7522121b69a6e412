//! Sets whose documents' texts were changed since: their states and journals speak of the text as it was. What a journal has beyond
//! its state is done again on stand-ins for the old texts, and only then is the set held against the text as it is now.
//! Knows no folder.

use crate::error::{Error, Problem};
use crate::model::change::{self, Change};
use crate::model::document::Document;
use crate::model::history::Deed;
use crate::model::id::AnnotationId;
use crate::model::proposal::Piece;
use crate::model::set::AnnotationSet;
use crate::records::journal::{self as lines, NewText};
use crate::records::{set, stand_in};

use super::journal::Journal;

/// A set while its journal is done again.
pub(super) struct Redoing<'a> {
    document: &'a Document,
    /// What the state's file says, if something of it can be used.
    state: Option<&'a str>,
    /// The hash of the text that the set is about, and what stands in for that if the document has another now.
    text: Option<String>,
    stand_in: Option<Document>,
    set: AnnotationSet,
    has_begun: bool,
    /// Whether a text was changed: what did not fit the old one is known only as far as quotes tell.
    is_remembered: bool,
}

/// A set that was read.
pub(super) struct Redone {
    pub set: AnnotationSet,
    /// What is to be told of how it fits the text; `None` if nothing was done again that changes what the state's file told.
    pub told: Option<Vec<Problem>>,
    /// Annotations that do not fit the text, if state and journal are about another than the document has now.
    pub unfit: Option<Vec<AnnotationId>>,
}

impl<'a> Redoing<'a> {
    /// Of the `state` of a set, which was read on the text of `document` as it is now.
    pub fn of(state: Option<&'a str>, set: AnnotationSet, document: &'a Document, is_as_told: bool) -> Self {
        let now = document.hash().as_str();
        // Of a state about which there is nothing to tell it is known that it is about this text.
        let text =
            state.map(|state| if is_as_told { now.to_owned() } else { set::text_hash(state).unwrap_or_default() });
        Self { document, state, text, stand_in: None, set, has_begun: false, is_remembered: false }
    }

    /// Does the entry of a line of the journal, which comes after those that were done.
    pub fn redo(&mut self, journal: &Journal, index: usize) -> Result<(), Error> {
        if !std::mem::replace(&mut self.has_begun, true) {
            self.begin(journal, index);
        }
        let body = journal.bodies_from(index).next().unwrap_or_default();
        if let Some(new) = lines::new_text_in(body)? {
            self.turn_to(&new, &said_of_one_text(journal, index));
        }
        let entry = lines::read_entry(body, self.stand_in.as_ref().unwrap_or(self.document))?;
        if self.is_remembered {
            self.set = redone_loosely(&self.set, &entry.changes.transaction)?;
        } else {
            change::apply(&mut self.set, &entry.changes.transaction)?;
        }
        if let Deed::Renamed(renaming) = &entry.deed {
            renaming.apply_to_set(&mut self.set);
        }
        Ok(())
    }

    /// Sees to it that the set is about the text that the first entry to be done is about.
    fn begin(&mut self, journal: &Journal, index: usize) {
        let begun_with = journal.header.new_text().filter(|_| index == 0);
        let is_same = |new: &NewText| self.text.as_ref().is_none_or(|text| *text == new.text);
        let turned = begun_with.as_ref().filter(|new| !is_same(new)).cloned();
        let text = self.text.take().or_else(|| journal.header.text.clone()).unwrap_or_default();
        if text != self.document.hash().as_str() {
            let is_on_it = turned.is_none() && !journal.bodies_from(index).next().is_some_and(lines::has_new_text);
            let mut pieces = if is_on_it { said_of_one_text(journal, index) } else { Vec::new() };
            pieces.extend(self.state.into_iter().flat_map(|state| set::pieces_in(state, &[])));
            let old = stand_in::of(self.document.id(), pieces);
            if let Some(state) = self.state
                && let set::Reading::Set(set, _) = set::read(state, "", self.set.annotator(), &old)
            {
                self.set = set;
            }
            (self.stand_in, self.is_remembered) = (Some(old), true);
        }
        self.text = Some(text);
        if let Some(new) = turned {
            self.turn_to(&new, &said_of_one_text(journal, index));
        }
    }

    /// Holds the set against the text that was the next; `said` is what else is known of that.
    fn turn_to(&mut self, new: &NewText, said: &[Piece]) {
        let from = self.stand_in.take();
        let from = from.as_ref().unwrap_or(self.document);
        if new.text != self.document.hash().as_str() {
            let fitting = set::pieces_in(&set::write(&self.set, from), &new.unfit);
            self.stand_in = Some(stand_in::of(self.document.id(), said.iter().cloned().chain(fitting)));
        }
        let to = self.stand_in.as_ref().unwrap_or(self.document);
        self.set = set::held_against(&self.set, from, to, "").0;
        (self.text, self.is_remembered) = (Some(new.text.clone()), true);
    }

    /// The set, held against the text as it is now; `file` is what problems call its state.
    pub fn finish(self, file: &str) -> Redone {
        let is_old = self.text.as_ref().is_some_and(|text| text != self.document.hash().as_str());
        let (set, told) = match &self.stand_in {
            Some(old) => {
                let (set, told) = set::held_against(&self.set, old, self.document, file);
                (set, Some(told))
            }
            None => (self.set, None),
        };
        let unfit = is_old.then(|| unfit(&set));
        Redone { set, told, unfit }
    }
}

/// What the lines from one on say of the text that they are about, up to where another text begins.
fn said_of_one_text(journal: &Journal, index: usize) -> Vec<Piece> {
    let first = journal.bodies_from(index).take(1);
    let others = journal.bodies_from(index + 1).take_while(|body| !lines::has_new_text(body));
    first.chain(others).flat_map(lines::pieces_in).collect()
}

/// A set with what was done to it, where records that did not fit may stand in another order than they did, or may seem to fit.
fn redone_loosely(set: &AnnotationSet, transaction: &[Change]) -> Result<AnnotationSet, Error> {
    let mut set = set.clone();
    for change in transaction {
        let mut step = vec![change.clone()];
        if let [Change::Kept { at, before, after: None }] = &mut step[..]
            && let Some(record) = before
        {
            let seems_to_fit = record.id.and_then(|id| set.get(id).cloned());
            match (set.kept().iter().position(|kept| kept == record), seems_to_fit) {
                (Some(place), _) => *at = place,
                (None, Some(fits)) => step = vec![Change::Annotation { before: Some(fits), after: None }],
                (None, None) => {}
            }
        } else if let [Change::Kept { at, before: None, .. }] = &mut step[..] {
            *at = (*at).min(set.kept().len());
        }
        change::apply(&mut set, &step)?;
    }
    Ok(set)
}

fn unfit(set: &AnnotationSet) -> Vec<AnnotationId> {
    let kept = set.kept().iter().filter_map(|kept| kept.id);
    kept.filter(|id| set.get(*id).is_none()).collect()
}
