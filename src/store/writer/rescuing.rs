//! What cannot be added to its journal is kept elsewhere meanwhile, and taken away there once it can be.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::records::journal as lines;
use crate::records::rescue::Rescue;
use crate::records::{identities, set};
use crate::store::{files, rescue};

use super::shared::Shared;
use super::state::{State, Task};

impl Shared {
    /// Keeps elsewhere what could not be added, and takes away what is kept of what could.
    pub(super) fn rescue(&self, tasks: &VecDeque<Task>, has_failed: bool) {
        if !has_failed {
            let mut state = self.lock();
            state.rescue.what = None;
            let kept = state.rescue.file.take();
            drop(state);
            if let Some(kept) = kept {
                // One that stays is put back once more, which adds nothing.
                let _ = rescue::forget(&kept);
            }
            return;
        }
        let state = self.lock();
        let (rescues, before) = (state.rescue.into.clone(), state.rescue.file.clone());
        let project = rescues.as_ref().map_or("", |(_, project)| project);
        let unsaved = Arc::new(self.unsaved(&state, tasks, project));
        drop(state);
        // Where it cannot be kept either, it is here, and whoever asks is told that it is nowhere else.
        let kept = rescues.and_then(|(folder, _)| rescue::keep(&folder, before.as_deref(), &unsaved).ok());
        let mut state = self.lock();
        (state.rescue.what, state.rescue.file) = (Some(unsaved), kept.or(before));
    }

    fn unsaved(&self, state: &State, tasks: &VecDeque<Task>, project: &str) -> Rescue {
        let mut rescue = Rescue {
            project: project.to_owned(),
            folder: files::whole(self.folder.root()).display().to_string(),
            annotator: self.annotator.clone(),
            actions: Vec::new(),
            sets: BTreeMap::new(),
            identities: state.identities.as_ref().map(identities::write),
        };
        for task in tasks {
            match task {
                // Where it stands in the journal of identities is found when it is put back.
                Task::Entry { document, entry, .. } => {
                    rescue.actions.push(lines::write_shared(entry, document, None, 0));
                    if let Some(snapshot) = state.sets.get(document.id()) {
                        let whole = || set::write(&snapshot.set, &snapshot.document);
                        rescue.sets.entry(document.id().clone()).or_insert_with(whole);
                    }
                }
                Task::Renaming(renaming, title, time) => {
                    rescue.actions.push(lines::write_renaming(renaming, title, *time, 0));
                }
                // What is not finished is found when the project is opened.
                // What happened before is in the files that were taken away, too.
                Task::EndOfRenaming | Task::History { .. } => {}
            }
        }
        rescue
    }
}
