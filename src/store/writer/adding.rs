//! Adding what was done to its journals, in order. From then on it is saved.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use crate::error::Error;
use crate::model::document::Document;
use crate::model::history::Entry;
use crate::store::keep::NotKept;
use crate::store::rest::Rest;
use crate::store::vanished;

use super::shared::Shared;
use super::state::Task;

impl Shared {
    /// Adds what waits to the journals.
    pub(super) fn add_waiting(&self) {
        let mut state = self.lock();
        if state.not_added.is_some() || state.waiting.is_empty() {
            return;
        }
        let mut tasks = std::mem::take(&mut state.waiting);
        state.is_adding = true;
        drop(state);
        let added = self.add(&mut tasks);
        let mut state = loop {
            self.rescue(&tasks, added.as_ref().err());
            let mut state = self.lock();
            if added.is_ok() || state.waiting.is_empty() {
                break state;
            }
            // What was done meanwhile waits too, and is to be kept with the rest.
            tasks.extend(std::mem::take(&mut state.waiting));
        };
        tasks.extend(std::mem::take(&mut state.waiting));
        state.waiting = tasks;
        state.is_adding = false;
        state.not_added = added.err().map(|error| (error, Instant::now()));
        self.tell(state);
    }

    fn add(&self, tasks: &mut VecDeque<Task>) -> Result<(), Error> {
        while let Some(first) = tasks.front_mut() {
            match first {
                Task::Renaming(renaming, title, time) => {
                    self.add_to_identities(|| self.folder.add_renaming(&self.annotator, renaming, title, *time))?;
                    tasks.pop_front();
                }
                Task::EndOfRenaming => {
                    self.folder.end_renaming(&self.annotator)?;
                    tasks.pop_front();
                }
                Task::History { document, set, entries } => {
                    self.write_history(document, set, entries)?;
                    tasks.pop_front();
                }
                Task::Entry { document, entry, is_shared } => {
                    if *is_shared {
                        self.add_to_identities(|| self.folder.add_shared(&self.annotator, document, entry))?;
                        // Should the set's journal fail now, this half is not written twice.
                        *is_shared = false;
                    }
                    let document = Arc::clone(document);
                    self.add_entries_of(&document, tasks)?;
                }
            }
        }
        Ok(())
    }

    /// Adds the entries of a document that stand in front, with one flush for all of them.
    fn add_entries_of(&self, of: &Arc<Document>, tasks: &mut VecDeque<Task>) -> Result<(), Error> {
        let entry = |task: &Task| match task {
            Task::Entry { document, entry, is_shared: false } if document.id() == of.id() => Some(entry.clone()),
            _ => None,
        };
        let entries: Vec<Entry> = tasks.iter().map_while(entry).collect();
        let anew = self.lock().anew.get(of.id()).copied().unwrap_or(0);
        let listed: Vec<&Entry> = entries.iter().filter(|entry| entry.number > anew).collect();
        let add = || self.folder.add_entries(&self.annotator, of, &listed);
        let (added, rest) = match add() {
            Err(NotKept::Changed) => match self.rest_of_set(of.id()) {
                Rest::Same => (add(), Rest::Other),
                Rest::JournalLost => {
                    self.leave_journal(Some(of.id()))?;
                    (Err(NotKept::Gone), Rest::JournalLost)
                }
                Rest::Back => (self.go_on(Some(of.id())).and_then(|()| add()), Rest::Other),
                rest => (Err(NotKept::Changed), rest),
            },
            added => (added, Rest::Other),
        };
        match added {
            Ok(()) => {}
            Err(NotKept::Failed(error)) => return Err(error),
            Err(NotKept::Changed) => self.set_changed(of.id(), &rest)?,
            Err(NotKept::Gone) => self.set_gone(of.id(), &rest)?,
        }
        self.note_since(of.id(), &entries);
        tasks.drain(..entries.len());
        Ok(())
    }

    fn add_to_identities(&self, add: impl Fn() -> Result<(), NotKept>) -> Result<(), Error> {
        let (added, rest) = match add() {
            Err(NotKept::Changed) => match self.rest_of_identities() {
                Rest::Same => (add(), Rest::Other),
                Rest::JournalLost => {
                    self.leave_journal(None)?;
                    (Err(NotKept::Gone), Rest::JournalLost)
                }
                Rest::Back => (self.go_on(None).and_then(|()| add()), Rest::Other),
                rest => (Err(NotKept::Changed), rest),
            },
            added => (added, Rest::Other),
        };
        let added = match added {
            Err(NotKept::Gone) => {
                let Some(identities) = self.lock().identities.clone() else {
                    return Ok(());
                };
                self.folder.write_identities_anew(&identities).inspect(|()| {
                    self.lock().problems.push(vanished::written_anew(&self.annotator, None));
                })
            }
            added => added,
        };
        match added {
            Ok(()) => Ok(()),
            Err(NotKept::Failed(error)) => Err(error),
            Err(NotKept::Changed | NotKept::Gone) => self.identities_changed(&rest),
        }
    }
}
