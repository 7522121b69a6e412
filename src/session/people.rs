//! Who there is: everybody who has begun something in the project or is assigned something. A window knows it from the last look at
//! the folder, which the writer takes in pauses; without a window the folder is looked at.

use std::collections::BTreeSet;

use crate::model::id::AnnotatorId;

use super::state::Session;

impl Session {
    /// Everybody who has begun something here, or is assigned something, sorted; whoever works here among them.
    #[must_use]
    pub fn people(&self) -> BTreeSet<AnnotatorId> {
        let assigned = self.assignments().annotators().cloned();
        self.annotators().into_iter().chain(assigned).chain([self.annotator().clone()]).collect()
    }

    /// Everybody who has a folder here, sorted.
    pub(super) fn annotators(&self) -> Vec<AnnotatorId> {
        match &self.disk {
            Some(disk) if self.known.is_drawn => disk.annotators.clone(),
            Some(disk) => disk.folder.annotators().unwrap_or_default(),
            None => Vec::new(),
        }
    }

    /// Hears who has a folder now.
    pub(super) fn hear_annotators(&mut self) {
        if let Some(disk) = &mut self.disk
            && let Some(now) = disk.writer.take_annotators()
            && now != disk.annotators
        {
            disk.annotators = now;
            self.revision += 1;
        }
    }
}
