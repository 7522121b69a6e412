//! What was done to a thing with an undo of its own (the schema, who is assigned what), and what of it was taken back.

use crate::error::Error;

/// A change, and the command line that asked for it.
#[derive(Debug, Clone)]
pub(super) struct Step<T> {
    pub title: String,
    pub change: T,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Do,
    Undo,
    Redo,
}

/// The last of each is the next to be taken back or done again.
#[derive(Debug)]
pub(super) struct Steps<T> {
    done: Vec<Step<T>>,
    undone: Vec<Step<T>>,
    taken: usize,
}

impl<T> Default for Steps<T> {
    fn default() -> Self {
        Self { done: Vec::new(), undone: Vec::new(), taken: 0 }
    }
}

impl<T: Clone> Steps<T> {
    /// What undoing would take back, as its command line.
    pub(super) fn undo_title(&self) -> Option<&str> {
        self.done.last().map(|step| step.title.as_str())
    }

    /// What redoing would do again, as its command line.
    pub(super) fn redo_title(&self) -> Option<&str> {
        self.undone.last().map(|step| step.title.as_str())
    }

    /// The step to take back, and what is to be said then. `place` says in what there may be none: "in the schema".
    pub(super) fn undoing(&self, place: &str) -> Result<(Step<T>, String), Error> {
        let none = || Error::new(format!("there is nothing to undo {place}"));
        let step = self.done.last().ok_or_else(none)?;
        Ok((step.clone(), format!("undid `{}`", step.title)))
    }

    /// Likewise the step to do again.
    pub(super) fn redoing(&self, place: &str) -> Result<(Step<T>, String), Error> {
        let none = || Error::new(format!("there is nothing to do again {place}"));
        let step = self.undone.last().ok_or_else(none)?;
        Ok((step.clone(), format!("did again `{}`", step.title)))
    }

    /// How many steps were gone, in whatever way, since it was forgotten.
    pub(super) fn taken(&self) -> usize {
        self.taken
    }

    /// Remembers a step that was gone. What was undone before cannot be done again after something else; it is returned, for letting
    /// go of a long one takes time.
    pub(super) fn gone(&mut self, step: Step<T>, way: Way) -> Vec<Step<T>> {
        self.taken += 1;
        match way {
            Way::Do => {
                self.done.push(step);
                return std::mem::take(&mut self.undone);
            }
            Way::Undo => {
                self.done.pop();
                self.undone.push(step);
            }
            Way::Redo => {
                self.undone.pop();
                self.done.push(step);
            }
        }
        Vec::new()
    }

    /// Forgets all, as the thing became another; returns it likewise.
    pub(super) fn forget(&mut self) -> Self {
        std::mem::take(self)
    }
}
