//! What was done and what was undone: the undo stack of one annotator on one document. A step changes the document's set, or
//! identities, or both together.

use crate::error::Error;

use super::change::{self, Transaction};
use super::identity::{self, Identities, IdentityChange};
use super::set::AnnotationSet;

/// Steps that can be undone, and those that can be done again.
#[derive(Debug, Clone, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

/// What happened together, with what the person asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// In the person's words, for the menu: `label entities/person`.
    pub title: String,
    pub changes: Changes,
}

/// What happens together, or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    pub identities: Vec<IdentityChange>,
    /// To the set.
    pub transaction: Transaction,
}

impl From<Transaction> for Changes {
    fn from(transaction: Transaction) -> Self {
        Self { identities: Vec::new(), transaction }
    }
}

impl Changes {
    /// Applies them. If something is not as they expect, all stays as it was.
    pub fn apply(&self, set: &mut AnnotationSet, identities: &mut Identities) -> Result<(), Error> {
        identity::apply(identities, &self.identities)?;
        change::apply(set, &self.transaction).inspect_err(|_| {
            identity::apply(identities, &identity::inverted(&self.identities))
                .expect("what was just done can be undone");
        })
    }

    /// The same on identities that were changed otherwise since, from another document.
    fn onto(self, identities: &Identities) -> Result<Self, Error> {
        Ok(Self { identities: identity::rebased(identities, &self.identities)?, ..self })
    }

    /// The changes that take these back.
    #[must_use]
    pub fn inverted(&self) -> Self {
        Self { identities: identity::inverted(&self.identities), transaction: change::inverted(&self.transaction) }
    }
}

impl History {
    /// Applies changes and remembers them. What was undone before can then no longer be done again.
    pub fn perform(
        &mut self,
        set: &mut AnnotationSet,
        identities: &mut Identities,
        title: String,
        changes: Changes,
    ) -> Result<(), Error> {
        changes.apply(set, identities)?;
        self.done.push(Step { title, changes });
        self.undone.clear();
        Ok(())
    }

    /// Takes the last step back and returns the changes that did so; `None` if there is nothing to undo. A step that cannot
    /// be taken back stays the last.
    pub fn undo(&mut self, set: &mut AnnotationSet, identities: &mut Identities) -> Result<Option<Changes>, Error> {
        let Some(changes) = self.changes_of_undo(identities)? else {
            return Ok(None);
        };
        changes.apply(set, identities)?;
        self.undone.extend(self.done.pop());
        Ok(Some(changes))
    }

    /// Does the step again that was undone last and returns its changes; `None` if there is nothing to do again.
    pub fn redo(&mut self, set: &mut AnnotationSet, identities: &mut Identities) -> Result<Option<Changes>, Error> {
        let Some(changes) = self.changes_of_redo(identities)? else {
            return Ok(None);
        };
        changes.apply(set, identities)?;
        self.done.extend(self.undone.pop());
        Ok(Some(changes))
    }

    /// Changes what is remembered, done and undone alike: when something in the schema gets another name.
    pub(super) fn for_each_change(&mut self, mut edit: impl FnMut(&mut change::Change)) {
        for step in self.done.iter_mut().chain(&mut self.undone) {
            step.changes.transaction.iter_mut().for_each(&mut edit);
        }
    }

    /// What `undo` would change; fails if it cannot be taken back because an identity was changed in the same place since.
    pub fn changes_of_undo(&self, identities: &Identities) -> Result<Option<Changes>, Error> {
        self.done.last().map(|step| step.changes.inverted().onto(identities)).transpose()
    }

    /// What `redo` would change; fails likewise.
    pub fn changes_of_redo(&self, identities: &Identities) -> Result<Option<Changes>, Error> {
        self.undone.last().map(|step| step.changes.clone().onto(identities)).transpose()
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
