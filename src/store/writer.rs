//! The writer: two threads that put what an annotator does on disk, so that nobody waits for the disk while working. One adds
//! entries to their journals at once and flushes them: then they are saved. The other, which it never waits for, writes states
//! when there is a pause, the newest only; and looks in pauses whether somebody else changed the files that are shown.

mod noticed;
mod state;
mod shared;
mod became;
mod rescuing;
mod adding;
mod asides;
mod states;
mod looking;
mod threads;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use crate::error::{Error, Problem};
use crate::model::document::Document;
use crate::model::history::Entry;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::identity::Identities;
use crate::model::moment::Moment;
use crate::model::schema_path::Renaming;
use crate::model::set::AnnotationSet;
use crate::records::rescue::Rescue;

use super::corpus::Watched;
use super::folder::Folder;
use super::rescue::{self, Aside};
use super::seen::Shown;
use super::watch::Waker;

use self::shared::Shared;
use self::state::{Snapshot, State, Task};

/// Whether the work is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// Everything that was done is in a journal that was flushed to disk.
    Saved,
    Saving,
    /// Something is not on disk; it is tried again.
    Failed(Error),
}

/// Writes one annotator's work. Dropping it waits until everything is written.
pub struct Writer {
    shared: Arc<Shared>,
    /// Adds entries to journals.
    adding: Option<JoinHandle<()>>,
    /// Writes states.
    writing: Option<JoinHandle<()>>,
}

/// What was done and is in no journal, since none can be written.
#[derive(Debug, Clone)]
pub struct Unsaved {
    pub rescue: Arc<Rescue>,
    /// Why it is not there.
    pub why: Error,
    /// Where it is kept meanwhile, if that could be written.
    pub kept: Option<PathBuf>,
}

/// What an earlier program could not save, done again.
#[derive(Default)]
pub struct DoneAgain {
    pub entries: Vec<(Arc<Document>, Entry)>,
    /// As they are after it, and the number of the last entry of each.
    pub sets: Vec<(Arc<Document>, AnnotationSet, u64)>,
    /// As they are after it, if it changed any.
    pub identities: Option<Identities>,
}

/// What was done, on its way to the disk.
#[derive(Clone)]
pub struct Settling {
    shared: Arc<Shared>,
    is_done: fn(&State) -> bool,
}

impl Writer {
    /// Starts the threads.
    #[must_use]
    pub fn start(folder: Arc<Folder>, annotator: AnnotatorId) -> Self {
        let shared = Arc::new(Shared { folder, annotator, state: Mutex::default(), changed: Condvar::new() });
        let spawn = |name: &str, run: fn(&Shared)| {
            let shared = Arc::clone(&shared);
            thread::Builder::new().name(name.to_owned()).spawn(move || run(&shared)).ok()
        };
        // Without a thread nothing is lost: whoever hands something over then writes it.
        let (adding, writing) = (spawn("journal", Shared::run_adding), spawn("states", Shared::run_writing));
        Self { shared, adding, writing }
    }

    /// Hands over an entry, with the set as it is after it, and with the identities if it changed any. What failed before is
    /// tried again too.
    pub fn record(&self, document: Arc<Document>, entry: Entry, set: AnnotationSet, identities: Option<Identities>) {
        self.hand_over(|state| {
            let snapshot = Snapshot { document: Arc::clone(&document), set, number: entry.number };
            state.sets.insert(document.id().clone(), snapshot);
            let is_shared = identities.is_some();
            if let Some(identities) = identities {
                state.take_identities(identities);
            }
            state.waiting.push_back(Task::Entry { document, entry, is_shared });
        });
    }

    /// Hands over what an earlier program could not save and was done again here. It keeps that in `kept` if that is given, and takes
    /// the file away once all of it is saved.
    pub fn record_again(&self, kept: Option<PathBuf>, DoneAgain { entries, sets, identities }: DoneAgain) {
        self.hand_over(|state| {
            if let Some(identities) = identities {
                state.take_identities(identities);
            }
            state.rescue.file = kept.or(state.rescue.file.take());
            for (document, set, number) in sets {
                state.sets.insert(document.id().clone(), Snapshot { document, set, number });
            }
            for (document, entry) in entries {
                let is_shared = !entry.changes.identities.is_empty();
                state.waiting.push_back(Task::Entry { document, entry, is_shared });
            }
        });
    }

    /// Hands over what an earlier program could not save, and what does not go on from what is there: it is kept beside that as soon as
    /// that is possible, and told; the file that it is in goes then.
    pub fn keep_aside(&self, aside: Aside) {
        self.hand_over(|state| state.aside.push(aside));
    }

    /// Hands over that something in the schema got another name in the identities too.
    pub fn record_renaming(&self, renaming: Renaming, title: String, time: Moment, identities: Identities) {
        self.hand_over(|state| {
            state.take_identities(identities);
            state.waiting.push_back(Task::Renaming(renaming, title, time));
        });
    }

    /// Hands over that all that was being renamed has been handed over: once it is in its journals, nothing is to be finished.
    pub fn record_end_of_renaming(&self) {
        self.hand_over(|state| state.waiting.push_back(Task::EndOfRenaming));
    }

    /// Hands over a set whose journal has more than its file, as after the entry `number`.
    pub fn catch_up(&self, document: Arc<Document>, set: AnnotationSet, number: u64) {
        self.hand_over(|state| {
            state.sets.insert(document.id().clone(), Snapshot { document, set, number });
        });
    }

    /// Hands over identities whose journal has more than their file.
    pub fn catch_up_identities(&self, identities: Identities) {
        self.hand_over(|state| state.take_identities(identities));
    }

    fn hand_over(&self, take: impl FnOnce(&mut State)) {
        let mut state = self.shared.lock();
        take(&mut state);
        state.forget_failures();
        state.handed_over = Some(Instant::now());
        if !state.sets.is_empty() || state.identities.is_some() {
            state.lacking = state.lacking.or(state.handed_over);
        }
        drop(state);
        self.shared.changed.notify_all();
        if self.adding.is_none() {
            self.shared.add_waiting();
            self.shared.keep_asides();
        }
    }

    #[must_use]
    pub fn saved(&self) -> Saved {
        let state = self.shared.lock();
        match state.not_added.as_ref().or(state.not_written.as_ref()) {
            Some((error, _)) => Saved::Failed(error.clone()),
            None if state.is_added() => Saved::Saved,
            None => Saved::Saving,
        }
    }

    /// Whether something of a set is not on disk yet, be it in its journal or in its file.
    #[must_use]
    pub fn is_about(&self, document: &DocumentId) -> bool {
        self.shared.lock().sets.contains_key(document)
    }

    /// Keeps what cannot be saved in a file of this folder from now on; `project` is what the project is called.
    pub fn rescue_into(&self, folder: PathBuf, project: String) {
        self.shared.lock().rescue.into = Some((folder, project));
    }

    /// What could not be saved when it was last tried, also while it is tried once more.
    #[must_use]
    pub fn unsaved(&self) -> Option<Unsaved> {
        let state = self.shared.lock();
        let (rescue, why) = state.rescue.what.clone()?;
        Some(Unsaved { rescue, why, kept: state.rescue.file.clone() })
    }

    /// Gives up what cannot be saved, also where it is kept: the person says that it may be lost.
    pub fn lose_unsaved(&self) {
        // What is being tried just now is in nobody's hands but the thread's.
        let mut state = self.shared.lock_once(|state| !state.is_adding);
        if state.rescue.what.is_none() {
            return;
        }
        state.waiting.clear();
        state.sets.clear();
        (state.identities, state.rescue.what) = (None, None);
        state.forget_failures();
        let kept = state.rescue.file.take();
        self.shared.tell(state);
        if let Some(kept) = kept {
            // One that stays is offered when the project is opened.
            let _ = rescue::forget(&kept);
        }
    }

    /// Whether everything is on disk, states too.
    #[must_use]
    pub fn has_written_all(&self) -> bool {
        self.shared.lock().is_written()
    }

    /// Of how many sets something is not on disk yet.
    #[must_use]
    pub fn unwritten(&self) -> usize {
        self.shared.lock().sets.len()
    }

    /// Writes states without waiting for a pause.
    pub fn write_soon(&self) {
        self.shared.lock().handed_over = None;
        self.shared.changed.notify_all();
    }

    /// What was found while writing, once.
    #[must_use]
    pub fn take_problems(&self) -> Vec<Problem> {
        std::mem::take(&mut self.shared.lock().problems)
    }

    /// What somebody else changed on disk, once.
    #[must_use]
    pub fn take_underneath(&self) -> BTreeSet<Shown> {
        std::mem::take(&mut self.shared.lock().noticed.underneath)
    }

    /// Whether somebody else changed who is assigned what; told once.
    #[must_use]
    pub fn take_assigned_otherwise(&self) -> bool {
        std::mem::take(&mut self.shared.lock().noticed.is_assigned_otherwise)
    }

    /// Who has a folder, if others have one than was told last.
    #[must_use]
    pub fn take_annotators(&self) -> Option<Vec<AnnotatorId>> {
        let mut state = self.shared.lock();
        std::mem::take(&mut state.noticed.are_annotators_new).then(|| state.noticed.annotators.clone())
    }

    /// The states of the annotator that were taken away, if those are others than was told last.
    #[must_use]
    pub fn take_gone(&self) -> Option<BTreeSet<PathBuf>> {
        let mut state = self.shared.lock();
        std::mem::take(&mut state.noticed.is_gone_new).then(|| state.noticed.gone.clone())
    }

    /// Sets that were written anew and lack their histories, which are to be handed over; told once.
    #[must_use]
    pub fn take_written_anew(&self) -> BTreeSet<DocumentId> {
        std::mem::take(&mut self.shared.lock().noticed.anew)
    }

    /// Hands over all that ever happened to a set that was written anew.
    pub fn record_history(&self, document: Arc<Document>, set: AnnotationSet, entries: Vec<Entry>) {
        self.hand_over(|state| state.waiting.push_back(Task::History { document, set, entries }));
    }

    /// Whether identities that were taken away are back and lack what was done since, so that they are to be handed over; told once.
    #[must_use]
    pub fn take_identities_back(&self) -> bool {
        std::mem::take(&mut self.shared.lock().noticed.are_identities_back)
    }

    /// What was found while writing and is no more, once.
    #[must_use]
    pub fn take_settled(&self) -> Vec<Problem> {
        std::mem::take(&mut self.shared.lock().settled)
    }

    /// Looks at these texts from now on, in pauses, instead of those before.
    pub fn look_at_texts(&self, texts: Vec<Watched>) {
        self.shared.lock().noticed.texts = texts;
    }

    /// Whether somebody else changed texts; told once.
    #[must_use]
    pub fn take_texts_changed(&self) -> bool {
        std::mem::take(&mut self.shared.lock().noticed.are_texts_changed)
    }

    /// Looks at these files from now on, in pauses, instead of those before.
    pub fn look_at(&self, shown: Vec<Shown>) {
        self.shared.lock().noticed.shown = shown;
    }

    /// Looks at them now.
    pub fn look_now(&self) {
        self.shared.lock().noticed.looked = None;
        self.shared.changed.notify_all();
    }

    /// Who is called when something was saved or found. From then on files are looked at in pauses.
    pub fn wake(&self, waker: Waker) {
        self.shared.lock().waker = Some(waker);
        self.shared.changed.notify_all();
    }

    /// Whom [`Writer::wake`] named.
    #[must_use]
    pub fn waker(&self) -> Option<Waker> {
        self.shared.lock().waker.clone()
    }

    /// Until everything that was done is in its journal, to be waited for on another thread; what failed before is tried once more. The
    /// writer may be gone by then, and has then written all that it could.
    #[must_use]
    pub fn settling(&self) -> Settling {
        self.begin_waiting();
        Settling { shared: Arc::clone(&self.shared), is_done: State::is_added }
    }

    /// Likewise until states are written too, which begins now.
    #[must_use]
    pub fn flushing(&self) -> Settling {
        self.shared.lock().is_flushing = true;
        self.begin_waiting();
        Settling { shared: Arc::clone(&self.shared), is_done: State::is_written }
    }

    /// Waits until states are written too.
    pub fn flush(&self) -> Result<(), Error> {
        self.shared.lock().is_flushing = true;
        let done = self.wait(State::is_written);
        self.shared.lock().is_flushing = false;
        done
    }

    fn wait(&self, is_done: fn(&State) -> bool) -> Result<(), Error> {
        // What is being tried already may fail for what is right by now.
        drop(self.shared.lock_once(|state| !state.is_adding && !state.is_writing));
        self.begin_waiting();
        self.shared.wait(is_done)
    }

    /// Wakes the threads; what failed before is tried once more.
    fn begin_waiting(&self) {
        self.shared.lock().forget_failures();
        self.shared.changed.notify_all();
        if self.adding.is_none() {
            self.shared.add_waiting();
            self.shared.keep_asides();
        }
        if self.writing.is_none() {
            self.shared.write_states();
        }
    }
}

impl Settling {
    /// Waits until that is done.
    ///
    /// # Errors
    ///
    /// Why something cannot be written.
    pub fn wait(&self) -> Result<(), Error> {
        let done = self.shared.wait(self.is_done);
        self.shared.lock().is_flushing = false;
        done
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.is_closing = true;
        state.forget_failures();
        drop(state);
        self.shared.changed.notify_all();
        for thread in [self.adding.take(), self.writing.take()].into_iter().flatten() {
            // A panic of a thread was reported where it happened.
            let _ = thread.join();
        }
    }
}
