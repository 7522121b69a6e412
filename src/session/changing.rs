//! Changing the current document's set, and identities with it: whether they may be changed, the change, which is remembered and
//! saved, and taking it back. What is changed, `annotating` and others plan.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::error::Error;
use crate::model::annotation::Annotation;
use crate::model::change::Change;
use crate::model::history::{Changes, Entry, History};
use crate::model::id::{AnnotationId, DocumentId};
use crate::model::identity::{Identities, changed_since_by_others};
use crate::model::moment::Moment;
use crate::model::set::AnnotationSet;
use crate::text::caret::Caret;

use super::command::Command;
use super::effect::Effect;
use super::selection::Selection;
use super::state::{Request, Session};
use super::work::Work;

/// Documents that a refusal names at most.
const NAMED: usize = 3;

/// `History::last_done` or `History::last_undone`.
type ToRetrace = fn(&History) -> Option<&Entry>;

/// `History::changes_of_undo` or `History::changes_of_redo`.
type ChangesOf = fn(&History, &Identities) -> Result<Option<Changes>, Error>;

/// `History::undo` or `History::redo`.
type Retrace =
    for<'a> fn(&'a mut History, &mut AnnotationSet, &mut Identities, Moment) -> Result<Option<&'a Entry>, Error>;

impl Session {
    pub(super) fn work(&self) -> Result<&Work, Error> {
        self.current.and_then(|current| self.work_at(current)).ok_or_else(|| {
            Error::new("no document is open").hint(if self.listed.is_empty() {
                "the project has no texts; `add-documents` adds some"
            } else {
                "open one from the list"
            })
        })
    }

    /// The current document, if its set may be changed.
    pub(super) fn work_to_change(&self) -> Result<&Work, Error> {
        let work = self.work()?;
        self.not_held()?;
        if let Some(past) = &work.past {
            return Err(Error::new(format!("the page is shown as it was after entry {}", past.number))
                .hint("`look-back now` returns to the present"));
        }
        self.refuse_while_reading_again(work.document.id())?;
        self.refuse_while_changing()?;
        self.refuse_while_changing_seat()?;
        match &work.locked {
            Some(error) => Err(error.clone().context("the annotations of this document cannot be changed")),
            None => Ok(work),
        }
    }

    /// Fails if nothing can be changed at all.
    pub(super) fn not_held(&self) -> Result<(), Error> {
        self.held().map_or(Ok(()), |error| Err(error.clone()))
    }

    pub(super) fn chosen_to_change(&self) -> Result<(&Work, &Annotation), Error> {
        let work = self.work_to_change()?;
        let chosen = self.chosen().ok_or_else(|| {
            Error::new("no annotation is chosen").hint("click one, or put the caret into it and press Enter")
        })?;
        Ok((work, chosen))
    }

    pub(super) fn plan_undo(&self) -> Result<Effect, Error> {
        match self.retraced(History::last_done, History::changes_of_undo)? {
            Some(changes) => self.refuse_stranding(&changes).map(|()| Effect::Undo),
            None if self.is_long_step(History::last_done) => Ok(Effect::Undo),
            None => Err(Error::new("there is nothing to undo in this document")),
        }
    }

    pub(super) fn plan_redo(&self) -> Result<Effect, Error> {
        match self.retraced(History::last_undone, History::changes_of_redo)? {
            Some(changes) => self.refuse_stranding(&changes).map(|()| Effect::Redo),
            None if self.is_long_step(History::last_undone) => Ok(Effect::Redo),
            None => Err(Error::new("there is nothing to do again in this document")),
        }
    }

    /// What taking an entry back or doing it again would change. It waits for nobody: with identities that cannot be changed now
    /// an entry that changed some is refused. Nothing is told of one that is made beside the window.
    fn retraced(&self, entry: ToRetrace, changes: ChangesOf) -> Result<Option<Changes>, Error> {
        let history = &self.work_to_change()?.history;
        if entry(history).is_some_and(|entry| !entry.changes.identities.is_empty()) {
            self.identities_to_change()?;
        }
        if self.is_long_step(entry) {
            return Ok(None);
        }
        changes(history, &self.known.identities).map_err(|error| match entry(history) {
            Some(entry) => self.telling_where(error, entry),
            None => error,
        })
    }

    /// Why an entry cannot be taken back or done again; if an identity is why, with the document in which it was changed since.
    fn telling_where(&self, error: Error, entry: &Entry) -> Error {
        let changes = &entry.changes;
        let stuck = |changes: &Changes| changed_since_by_others(&self.known.identities, &changes.identities);
        let Some(id) = stuck(&changes.inverted()).or_else(|| stuck(changes)) else {
            return error;
        };
        let is_of_it = |done: &&Entry| done.changes.identities.iter().any(|change| change.id() == Some(&id));
        let others = || (0..self.listed.len()).filter(|at| Some(*at) != self.current).filter_map(|at| self.work_at(at));
        let last = others().filter_map(|work| {
            let entry = work.history.entries().iter().rev().find(is_of_it)?;
            Some((entry.time, work.document.id()))
        });
        if let Some((_, document)) = last.max() {
            return error.hint(format!("it was changed in `{document}` since; open that and take it back there first"));
        }
        // What was done before the project was opened is not known here, but where it is mentioned is.
        let here = self.document().map(|document| document.id());
        let mentioned: BTreeSet<&DocumentId> = self.known.mentions.of(&id).map(|mention| &mention.document).collect();
        let mentioned: Vec<String> = mentioned
            .into_iter()
            .filter(|known| Some(*known) != here)
            .take(NAMED)
            .map(|known| format!("`{known}`"))
            .collect();
        match mentioned.as_slice() {
            [] => error,
            [one] => error
                .hint(format!("it was changed in another document since, as it may be in {one}; take that back first")),
            several => error.hint(format!(
                "it was changed in another document since, maybe in one of {}; take that back first",
                several.join(", ")
            )),
        }
    }

    pub(super) fn change(
        &mut self,
        command: &Command,
        changes: Changes,
        choose: Option<AnnotationId>,
    ) -> Result<(), Error> {
        self.change_as(self.retold(command, &changes.transaction), changes, choose)
    }

    /// Makes changes, remembers under a title how to take them back, and saves them; then `choose` is the chosen annotation.
    pub(super) fn change_as(
        &mut self,
        title: String,
        changes: Changes,
        choose: Option<AnnotationId>,
    ) -> Result<(), Error> {
        if !changes.identities.is_empty() {
            self.identities_to_change()?;
        }
        let Some(work) = self.current.and_then(|current| self.listed.get_mut(current)?.work.as_deref_mut()) else {
            return Ok(());
        };
        let known = &mut self.known;
        let now = (self.clock)();
        let entry = work.history.perform(&mut work.set, &mut known.identities, title, changes, now)?.clone();
        work.chosen = choose;
        known.follow(&work.document, &entry.changes);
        self.save(entry);
        Ok(())
    }

    /// Undoes or does again, and goes where that was.
    pub(super) fn retrace(&mut self, did: &str, retrace: Retrace) -> Result<Option<String>, Error> {
        let Some(work) = self.current.and_then(|current| self.listed.get_mut(current)?.work.as_deref_mut()) else {
            return Ok(None);
        };
        let now = (self.clock)();
        let Some(entry) = retrace(&mut work.history, &mut work.set, &mut self.known.identities, now)?.cloned() else {
            return Ok(None);
        };
        self.known.follow(&work.document, &entry.changes);
        let said = format!("{did} `{}`", entry.title);
        self.go_where_changed(entry);
        Ok(Some(said))
    }

    /// Saves an entry that took something back or did it again, and goes where that was.
    pub(super) fn go_where_changed(&mut self, entry: Entry) {
        // What came back is gone to, not what lost or got it as an argument.
        let changes = &entry.changes.transaction;
        let came = changes.iter().filter(|change| change.is_coming()).filter_map(Change::subject).next_back();
        let subject = came.or_else(|| changes.iter().filter_map(Change::subject).next_back()).cloned();
        if let (Some(subject), Some(work)) = (subject, self.current_work_mut()) {
            work.chosen = Some(subject.id).filter(|id| work.set.get(*id).is_some());
            if let Some(hull) = subject.anchor.hull() {
                work.selection = Selection::at(Caret::before(hull.start));
                self.requests.push(Request::Reveal);
            }
        }
        let decided = entry.changes.transaction.iter().find_map(Change::decided_about);
        self.save(entry);
        if let Some(key) = decided {
            self.look_at_decided(&key);
        }
    }

    /// Hands what was done to the current set, to identities, or to both to the writer.
    pub(super) fn save(&self, entry: Entry) {
        let (Some(disk), Some(work)) = (&self.disk, self.current_work()) else {
            return;
        };
        let identities = (!entry.changes.identities.is_empty()).then(|| self.known.identities.clone());
        disk.writer.record(Arc::clone(&work.document), entry, work.set.clone(), identities);
    }
}
