//! Steps: what was done to a text being typed, so that it can be taken back and done again. What is typed or erased in one go
//! is one step; typing begins a new one at each word. Offsets are UTF-8 bytes.

use super::caret::Selection;

/// What a step came from, which decides what may join it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, one after another.
    Typed,
    /// Letters taken away, one after another.
    Erased,
    /// Anything that stands for itself: what was pasted, a selection deleted.
    Whole,
}

/// At `at`, `removed` gave way to `inserted`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub at: usize,
    pub removed: String,
    pub inserted: String,
    /// What was selected before.
    pub before: Selection,
    pub kind: Kind,
}

/// The steps of one text, those taken back included until something else is done.
#[derive(Debug, Default)]
pub(super) struct Steps {
    steps: Vec<Step>,
    done: usize,
    is_open: bool,
}

impl Steps {
    /// Remembers a step; what was taken back before is forgotten.
    pub(super) fn push(&mut self, step: Step) {
        self.steps.truncate(self.done);
        let may_join = std::mem::replace(&mut self.is_open, step.kind != Kind::Whole);
        match self.steps.last_mut() {
            Some(last) if may_join && last.takes(&step) => last.join(step),
            _ => self.steps.push(step),
        }
        self.done = self.steps.len();
    }

    /// What comes next is a step of its own: the caret went elsewhere.
    pub(super) fn close(&mut self) {
        self.is_open = false;
    }

    /// The last step, which is now taken back.
    pub(super) fn undo(&mut self) -> Option<&Step> {
        self.close();
        self.done = self.done.checked_sub(1)?;
        self.steps.get(self.done)
    }

    /// The step taken back last, which is now done again.
    pub(super) fn redo(&mut self) -> Option<&Step> {
        self.close();
        let step = self.steps.get(self.done)?;
        self.done += 1;
        Some(step)
    }

    pub(super) fn can_undo(&self) -> bool {
        self.done > 0
    }
}

impl Step {
    /// Whether `next` only goes on with what this did.
    fn takes(&self, next: &Step) -> bool {
        match (self.kind, next.kind) {
            (Kind::Typed, Kind::Typed) => {
                let is_next_word =
                    self.inserted.ends_with(char::is_whitespace) && !next.inserted.starts_with(char::is_whitespace);
                next.at == self.at + self.inserted.len() && next.removed.is_empty() && !is_next_word
            }
            (Kind::Erased, Kind::Erased) => next.at == self.at || next.at + next.removed.len() == self.at,
            _ => false,
        }
    }

    fn join(&mut self, next: Step) {
        self.inserted.push_str(&next.inserted);
        if next.at < self.at {
            self.removed.insert_str(0, &next.removed);
            self.at = next.at;
        } else {
            self.removed.push_str(&next.removed);
        }
    }
}
