//! What was done to one set and what was undone of it: the undo stack of one annotator on one document.

use crate::error::Error;

use super::change::{self, Change, Transaction};
use super::set::AnnotationSet;

/// Transactions that can be undone, and those that can be done again.
#[derive(Debug, Clone, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

/// A transaction with what the person asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// In the person's words, for the menu: `label entities/person`.
    pub title: String,
    pub transaction: Transaction,
}

impl History {
    /// Applies a transaction and remembers it. What was undone before can then no longer be done again.
    pub fn perform(&mut self, set: &mut AnnotationSet, title: String, transaction: Transaction) -> Result<(), Error> {
        change::apply(set, &transaction)?;
        self.done.push(Step { title, transaction });
        self.undone.clear();
        Ok(())
    }

    /// Takes the last step back and returns the changes that did so; `None` if there is nothing to undo.
    pub fn undo(&mut self, set: &mut AnnotationSet) -> Result<Option<Vec<Change>>, Error> {
        let Some(step) = self.done.pop() else {
            return Ok(None);
        };
        let changes = change::inverted(&step.transaction);
        change::apply(set, &changes)?;
        self.undone.push(step);
        Ok(Some(changes))
    }

    /// Does the step again that was undone last and returns its changes; `None` if there is nothing to do again.
    pub fn redo(&mut self, set: &mut AnnotationSet) -> Result<Option<Vec<Change>>, Error> {
        let Some(step) = self.undone.pop() else {
            return Ok(None);
        };
        change::apply(set, &step.transaction)?;
        let changes = step.transaction.clone();
        self.done.push(step);
        Ok(Some(changes))
    }

    /// Changes what is remembered, done and undone alike: when something in the schema gets another name.
    pub(super) fn for_each_change(&mut self, mut edit: impl FnMut(&mut Change)) {
        for step in self.done.iter_mut().chain(&mut self.undone) {
            step.transaction.iter_mut().for_each(&mut edit);
        }
    }

    /// What `undo` would take back.
    #[must_use]
    pub fn undo_title(&self) -> Option<&str> {
        self.done.last().map(|step| step.title.as_str())
    }

    /// What `redo` would do again.
    #[must_use]
    pub fn redo_title(&self) -> Option<&str> {
        self.undone.last().map(|step| step.title.as_str())
    }
}
