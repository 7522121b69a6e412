//! What cannot be added to its journal is kept elsewhere meanwhile, and taken away there once it can be.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::error::Error;
use crate::records::journal as lines;
use crate::records::rescue::Rescue;
use crate::records::{identities, set};
use crate::store::{files, rescue};

use super::shared::Shared;
use super::state::{State, Task};

impl Shared {
    /// Keeps elsewhere what could not be added, and takes away what is kept of what could.
    pub(super) fn rescue(&self, tasks: &VecDeque<Task>, failed: Option<&Error>) {
        let Some(why) = failed else {
            let mut state = self.lock();
            state.rescue.what = None;
            let kept = state.rescue.file.take();
            drop(state);
            if let Some(kept) = kept {
                // One that stays is put back once more, which adds nothing.
                let _ = rescue::forget(&kept);
            }
            return;
        };
        let state = self.lock();
        let (rescues, before) = (state.rescue.into.clone(), state.rescue.file.clone());
        let project = rescues.as_ref().map_or("", |(_, project)| project);
        let unsaved = Arc::new(self.unsaved(&state, tasks, project));
        drop(state);
        // Where it cannot be kept either, it is here, and whoever asks is told that it is nowhere else.
        let kept = rescues.and_then(|(folder, _)| rescue::keep(&folder, before.as_deref(), &unsaved).ok());
        let mut state = self.lock();
        (state.rescue.what, state.rescue.file) = (Some((unsaved, why.clone())), kept.or(before));
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

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Condvar, Mutex};

    use crate::model::annotation::Annotation;
    use crate::model::change;
    use crate::model::document::Document;
    use crate::model::history::{Changes, History};
    use crate::model::id::{AnnotatorId, DocumentId, LabelId};
    use crate::model::identity::Identities;
    use crate::model::moment::Moment;
    use crate::model::set::AnnotationSet;
    use crate::store::files::Flush;
    use crate::store::folder::Folder;
    use crate::store::writer::Writer;
    use crate::store::writer::shared::Shared;
    use crate::tests::scratch::Scratch;

    #[test]
    fn what_cannot_be_saved_is_known_while_it_is_tried_once_more_and_can_be_given_up_then() {
        let scratch = Scratch::new("unsaved-retried");
        let (layla, document) = (AnnotatorId::new("layla"), Document::new(DocumentId::new("d"), "Layla"));
        // There is no project, so that nothing can be written.
        let folder = Arc::new(Folder::at(scratch.path(), Flush::Now));
        let shared = Shared { folder, annotator: layla.clone(), state: Mutex::default(), changed: Condvar::new() };
        let writer = Writer { shared: Arc::new(shared), adding: None, writing: None };
        let mut set = AnnotationSet::new(layla.clone(), document.id().clone());
        let person =
            Annotation::new(set.next_id(), LabelId::new("entities", "person"), document.anchor([0..5]).unwrap());
        let (mut history, mut nobody) = (History::default(), Identities::new(layla));
        let changes = Changes::from(change::adding(person));
        let entry = history.perform(&mut set, &mut nobody, "label person".to_owned(), changes, Moment(0)).unwrap();
        writer.record(Arc::new(document), entry.clone(), set, None);
        assert_eq!(writer.unsaved().map(|unsaved| unsaved.rescue.actions.len()), Some(1));
        // As it is from when it is tried once more until that has failed.
        writer.shared.lock().not_added = None;
        assert_eq!(writer.unsaved().map(|unsaved| unsaved.rescue.actions.len()), Some(1));
        writer.lose_unsaved();
        assert!(writer.unsaved().is_none() && writer.shared.lock().waiting.is_empty());
    }
}
