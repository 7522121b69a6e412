//! What somebody else renamed in the schema before the project was opened here: once all of one's sets are read and use what the project
//! does not have, it is looked beside the window who renamed that, and told with the command that makes one's annotations follow.

use std::sync::Arc;

use crate::model::id::AnnotatorId;
use crate::model::left_behind::{LeftBehind, Renamings, told_left_behind};
use crate::model::schema_path::SchemaPath;
use crate::store::folder::PROJECT_FILE;

use super::job::Job;
use super::known::LookedFor;
use super::state::Session;

impl Session {
    /// Whether it is being looked who renamed what one's annotations are called.
    #[must_use]
    pub fn is_looking_who_renamed(&self) -> bool {
        matches!(self.known.left_behind, LookedFor::Looking(_))
    }

    /// Looks, once all sets are read, and tells what was found. Scripts are told by `hashiya check`.
    pub(super) fn hear_left_behind(&mut self) {
        match &self.known.left_behind {
            LookedFor::NotYet if self.known.is_drawn && self.reading().is_none() && self.renaming().is_none() => {
                self.known.left_behind = self.look_who_renamed().map_or(LookedFor::Looked, LookedFor::Looking);
            }
            LookedFor::Looking(job) => {
                if let Some(found) = job.answer() {
                    self.known.left_behind = LookedFor::Looked;
                    self.tell_who_renamed(&found.unwrap_or_default());
                }
            }
            LookedFor::NotYet | LookedFor::Looked => {}
        }
    }

    fn look_who_renamed(&self) -> Option<Job<Renamings>> {
        let disk = self.disk.as_ref().filter(|_| self.known.uses.are_beyond(&self.project))?;
        let (folder, own) = (Arc::clone(&disk.folder), self.annotator.clone());
        let others: Vec<AnnotatorId> = disk.annotators.iter().filter(|other| **other != own).cloned().collect();
        Some(Job::start_waking(self.waker(), move |watch| folder.renamings(&others, watch)))
    }

    fn tell_who_renamed(&mut self, renamings: &Renamings) {
        // Who works blind is not told who else is at work.
        let is_open = self.project.shows_all_to(self.person());
        let left = renamings.left_behind(&self.project, &self.annotator);
        let told = left.into_iter().filter_map(|LeftBehind { path, now, by }| {
            let place = place_of(&path);
            let count = Some(self.schema_uses(&path)).filter(|count| *count > 0)?;
            if self.problems.iter().any(|problem| problem.place == place) {
                return None;
            }
            let by = if is_open { format!("`{by}`") } else { "somebody else".to_owned() };
            Some(told_left_behind(place, count, &path, &now, &by).hint(hint_to_follow(&path, now.name())))
        });
        let told = told.collect();
        self.tell(told);
    }
}

/// Where it is told that a part of the schema has another name.
pub(super) fn place_of(path: &SchemaPath) -> String {
    format!("{PROJECT_FILE}:{path}")
}

/// What one does about it.
pub(super) fn hint_to_follow(path: &SchemaPath, to: &str) -> String {
    format!("`schema-rename {path} {to}` makes yours follow, in all documents")
}
