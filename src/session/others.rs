//! What other annotators did on the current document, as far as one may see it. It is read, never changed.

use std::sync::Arc;

use crate::error::{Problem, Severity};
use crate::model::id::AnnotatorId;
use crate::model::set::AnnotationSet;

use super::job::let_go;
use super::openings::{ReadOthers, read_others};
use super::state::Session;

impl Session {
    /// Reads what other annotators did on the current document.
    pub(super) fn read_other_sets(&mut self) {
        self.forget_others();
        self.look_at_shown();
        let Some(document) = self.document().map(Arc::clone) else {
            return;
        };
        let read = self.take_read_others(document.id());
        let Some(disk) = &self.disk else {
            return;
        };
        let read = read.unwrap_or_else(|| read_others(&disk.folder, &self.annotator, &document));
        self.take_others(read);
    }

    fn forget_others(&mut self) {
        let before = std::mem::take(&mut self.others);
        if !before.is_empty() {
            let_go(before);
        }
    }

    /// Takes what other annotators did on the current document.
    pub(super) fn take_others(&mut self, read: ReadOthers) {
        let (Some(disk), Some(document)) = (&self.disk, self.document()) else {
            return;
        };
        let is_visible = |other: &AnnotatorId| *other != self.annotator && self.may_see(&disk.folder, other);
        let (mut others, mut found) = (Vec::new(), Vec::new());
        let read = read.unwrap_or_else(|error| {
            found.push(Problem::new(Severity::Wrong, "annotations", error.to_string()));
            Vec::new()
        });
        let (id, mut of_sets) = (document.id().clone(), Vec::new());
        for (other, read) in read.into_iter().filter(|(other, _)| is_visible(other)) {
            let problems = match read {
                Ok((set, problems)) => {
                    others.extend(Some(set).filter(AnnotationSet::has_begun).map(Arc::new));
                    problems
                }
                Err(error) => vec![Problem::new(Severity::Wrong, format!("{other}/{id}"), error.to_string())],
            };
            of_sets.push((other, problems));
        }
        self.forget_others();
        self.others = others;
        self.tell(found);
        of_sets.into_iter().for_each(|(other, problems)| self.tell_read(&other, &id, problems));
        self.follow_sources();
    }
}
