//! The writer: two threads that put what an annotator does on disk, so that nobody waits for the disk while working. One adds
//! entries to their journals at once and flushes them: then they are saved. The other, which it never waits for, writes states
//! when there is a pause, the newest only; and looks in pauses whether somebody else changed the files that are shown.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::error::{Error, Problem, Severity};
use crate::model::document::Document;
use crate::model::history::Entry;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::identity::Identities;
use crate::model::moment::Moment;
use crate::model::schema_path::Renaming;
use crate::model::set::AnnotationSet;
use crate::records::journal as lines;
use crate::records::rescue::Rescue;
use crate::records::{identities, set};

use super::corpus::Watched;
use super::folder::Folder;
use super::keep::{NotKept, Written};
use super::rescue;
use super::rest::{Beside, Glance, Rest};
use super::seen::Shown;

/// After this long without a new entry the states are written.
const PAUSE: Duration = Duration::from_secs(2);
/// Without a pause they are written once they have lacked something for so long. A state is large: while it is flushed, the disk
/// keeps whoever flushes a line of a journal waiting.
const LONGEST: Duration = Duration::from_secs(10);
/// What could not be written is tried again this often.
const RETRY: Duration = Duration::from_secs(1);
/// Files that are shown are looked at this often.
const LOOK: Duration = Duration::from_secs(2);

/// Whether the work is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// Everything that was done is in a journal that was flushed to disk.
    Saved,
    Saving,
    /// Something is not on disk; it is tried again.
    Failed(Error),
}

/// Called from another thread when there is something to hear.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

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

/// What was done, on its way to the disk.
#[derive(Clone)]
pub struct Settling {
    shared: Arc<Shared>,
    is_done: fn(&State) -> bool,
}

struct Shared {
    folder: Arc<Folder>,
    annotator: AnnotatorId,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// What is not in a journal yet, in order.
    waiting: VecDeque<Task>,
    /// Sets whose files lack something.
    sets: BTreeMap<DocumentId, Snapshot>,
    /// Identities, if their file lacks something.
    identities: Option<Identities>,
    /// Another number with all identities that are handed over.
    identities_version: u64,
    /// Sets that were written anew, whole, as after these entries: no journal needs those.
    anew: BTreeMap<DocumentId, u64>,
    /// Since when the states lack something.
    lacking: Option<Instant>,
    handed_over: Option<Instant>,
    is_adding: bool,
    is_writing: bool,
    is_flushing: bool,
    /// Whether everything is to be added, and then written, and nothing will be handed over any more.
    is_closing: bool,
    /// Where what cannot be saved is kept, for which project, and in which file it is now.
    rescues: Option<(PathBuf, String)>,
    rescued: Option<PathBuf>,
    /// What is in no journal, as when it was last tried.
    unsaved: Option<Arc<Rescue>>,
    /// Why entries could not be added, or states not written.
    not_added: Option<(Error, Instant)>,
    not_written: Option<(Error, Instant)>,
    problems: Vec<Problem>,
    shown: Vec<Shown>,
    looked: Option<Instant>,
    /// What somebody else changed, until somebody hears it.
    underneath: BTreeSet<Shown>,
    /// What was found changed at the last look, as it looked then: it is told once.
    found: BTreeMap<Shown, Glance>,
    /// Whether files of the annotator were taken away, until somebody hears it.
    is_taken_away: bool,
    /// Whether somebody else changed who is assigned what, until somebody hears it.
    is_assigned_otherwise: bool,
    /// Who has a folder, as it was seen last; whether that is another than before, until somebody hears it.
    annotators: Vec<AnnotatorId>,
    are_annotators_new: bool,
    /// What tells that texts were changed; whether they were, until somebody hears it.
    texts: Vec<Watched>,
    are_texts_changed: bool,
    waker: Option<Waker>,
}

/// A set as after the entry `number`.
#[derive(Clone)]
struct Snapshot {
    document: Arc<Document>,
    set: AnnotationSet,
    number: u64,
}

enum Task {
    Entry {
        document: Arc<Document>,
        entry: Entry,
        /// Whether the journal of identities has to have it first.
        is_shared: bool,
    },
    Renaming(Renaming, String, Moment),
    /// Everything that was being renamed stands before this.
    EndOfRenaming,
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
        self.shared.lock().rescues = Some((folder, project));
    }

    /// What could not be saved when it was last tried.
    #[must_use]
    pub fn unsaved(&self) -> Option<Unsaved> {
        let state = self.shared.lock();
        let (why, _) = state.not_added.as_ref()?;
        let rescue = Arc::clone(state.unsaved.as_ref()?);
        Some(Unsaved { rescue, why: why.clone(), kept: state.rescued.clone() })
    }

    /// Gives up what cannot be saved, also where it is kept: the person says that it may be lost.
    pub fn lose_unsaved(&self) {
        let mut state = self.shared.lock();
        if state.not_added.is_none() {
            return;
        }
        state.waiting.clear();
        state.sets.clear();
        (state.identities, state.unsaved) = (None, None);
        state.forget_failures();
        let kept = state.rescued.take();
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
        std::mem::take(&mut self.shared.lock().underneath)
    }

    /// Whether somebody else changed who is assigned what; told once.
    #[must_use]
    pub fn take_assigned_otherwise(&self) -> bool {
        std::mem::take(&mut self.shared.lock().is_assigned_otherwise)
    }

    /// Who has a folder, if others have one than was told last.
    #[must_use]
    pub fn take_annotators(&self) -> Option<Vec<AnnotatorId>> {
        let mut state = self.shared.lock();
        std::mem::take(&mut state.are_annotators_new).then(|| state.annotators.clone())
    }

    /// Whether files of the annotator that were there were taken away, so that what is in memory is to be handed over; told once.
    #[must_use]
    pub fn take_taken_away(&self) -> bool {
        std::mem::take(&mut self.shared.lock().is_taken_away)
    }

    /// Looks at these texts from now on, in pauses, instead of those before.
    pub fn look_at_texts(&self, texts: Vec<Watched>) {
        self.shared.lock().texts = texts;
    }

    /// Whether somebody else changed texts; told once.
    #[must_use]
    pub fn take_texts_changed(&self) -> bool {
        std::mem::take(&mut self.shared.lock().are_texts_changed)
    }

    /// Looks at these files from now on, in pauses, instead of those before.
    pub fn look_at(&self, shown: Vec<Shown>) {
        self.shared.lock().shown = shown;
    }

    /// Looks at them now.
    pub fn look_now(&self) {
        self.shared.lock().looked = None;
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
        self.begin_waiting();
        self.shared.wait(is_done)
    }

    /// Wakes the threads; what failed before is tried once more.
    fn begin_waiting(&self) {
        self.shared.lock().forget_failures();
        self.shared.changed.notify_all();
        if self.adding.is_none() {
            self.shared.add_waiting();
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

impl State {
    fn take_identities(&mut self, identities: Identities) {
        self.identities = Some(identities);
        self.identities_version += 1;
    }

    fn forget_failures(&mut self) {
        (self.not_added, self.not_written) = (None, None);
    }

    fn is_added(&self) -> bool {
        self.waiting.is_empty() && !self.is_adding
    }

    fn is_written(&self) -> bool {
        self.is_added() && !self.is_writing && self.sets.is_empty() && self.identities.is_none()
    }

    /// Whether the states are to be written now: they can be once all their entries are in their journals.
    fn is_due(&self) -> bool {
        let is_paused = self.handed_over.is_none_or(|at| at.elapsed() >= PAUSE);
        let is_long = self.lacking.is_some_and(|since| since.elapsed() >= LONGEST);
        let is_wanted = self.is_flushing || self.is_closing || is_paused || is_long;
        is_wanted && self.is_added() && self.not_written.is_none() && !self.is_written()
    }

    /// How long nothing is to be written or looked at, unless something is handed over; `None` is for ever.
    fn idle_for(&self) -> Option<Duration> {
        if let Some((_, at)) = &self.not_written {
            return Some(left(Some(*at), RETRY));
        }
        if !self.is_added() {
            // Who adds what waits says when it is done.
            return None;
        }
        let until_written = (!self.is_written()).then(|| {
            left(self.handed_over, PAUSE).min(self.lacking.map_or(Duration::MAX, |_| left(self.lacking, LONGEST)))
        });
        let until_look = self.waker.as_ref().filter(|_| !self.shown.is_empty()).map(|_| left(self.looked, LOOK));
        until_written.into_iter().chain(until_look).min()
    }
}

/// How much is left of a while that began at some time.
fn left(at: Option<Instant>, of: Duration) -> Duration {
    at.map_or(Duration::ZERO, |at| of.saturating_sub(at.elapsed()))
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self, is_done: fn(&State) -> bool) -> Result<(), Error> {
        let mut state = self.lock();
        loop {
            if let Some((error, _)) = state.not_added.as_ref().or(state.not_written.as_ref()) {
                return Err(error.clone());
            }
            if is_done(&state) {
                return Ok(());
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Adds entries until closing, and then what is left.
    fn run_adding(&self) {
        loop {
            self.add_waiting();
            let mut state = self.lock();
            let until_retry = state.not_added.as_ref().map(|(_, at)| left(Some(*at), RETRY));
            match until_retry {
                None if !state.waiting.is_empty() => {}
                _ if state.is_closing => return,
                None => drop(self.changed.wait(state)),
                Some(Duration::ZERO) => state.not_added = None,
                Some(until_retry) => drop(self.changed.wait_timeout(state, until_retry)),
            }
        }
    }

    /// Writes states, and looks what others do, until closing; then it writes what is left.
    fn run_writing(&self) {
        self.folder.sweep(&self.annotator);
        loop {
            if self.lock().is_due() {
                self.write_states();
            }
            self.look();
            let mut state = self.lock();
            if state.is_due() {
                continue;
            }
            // What could not be added stands in no journal, and so in no state.
            if state.is_closing && (state.is_added() || state.not_added.is_some()) {
                return;
            }
            match state.idle_for() {
                Some(Duration::ZERO) => state.not_written = None,
                Some(idle) => drop(self.changed.wait_timeout(state, idle)),
                None => drop(self.changed.wait(state)),
            }
        }
    }

    /// Adds what waits to the journals.
    fn add_waiting(&self) {
        let mut state = self.lock();
        if state.not_added.is_some() || state.waiting.is_empty() {
            return;
        }
        let mut tasks = std::mem::take(&mut state.waiting);
        state.is_adding = true;
        drop(state);
        let added = self.add(&mut tasks);
        let mut state = loop {
            self.rescue(&tasks, added.is_err());
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

    /// Keeps elsewhere what could not be added, and takes away what is kept of what could.
    fn rescue(&self, tasks: &VecDeque<Task>, has_failed: bool) {
        if !has_failed {
            let mut state = self.lock();
            state.unsaved = None;
            let kept = state.rescued.take();
            drop(state);
            if let Some(kept) = kept {
                // One that stays is put back once more, which adds nothing.
                let _ = rescue::forget(&kept);
            }
            return;
        }
        let state = self.lock();
        let (rescues, before) = (state.rescues.clone(), state.rescued.clone());
        let project = rescues.as_ref().map_or("", |(_, project)| project);
        let unsaved = Arc::new(self.unsaved(&state, tasks, project));
        drop(state);
        // Where it cannot be kept either, it is here, and whoever asks is told that it is nowhere else.
        let kept = rescues.and_then(|(folder, _)| rescue::keep(&folder, before.as_deref(), &unsaved).ok());
        let mut state = self.lock();
        (state.unsaved, state.rescued) = (Some(unsaved), kept.or(before));
    }

    fn unsaved(&self, state: &State, tasks: &VecDeque<Task>, project: &str) -> Rescue {
        let mut rescue = Rescue {
            project: project.to_owned(),
            folder: rescue::whole(self.folder.root()).display().to_string(),
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
                Task::EndOfRenaming => {}
            }
        }
        rescue
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
        tasks.drain(..entries.len());
        Ok(())
    }

    /// What has become of a set's files that somebody else changed, once they have come to rest.
    fn rest_of_set(&self, id: &DocumentId) -> Rest {
        let snapshot = self.lock().sets.get(id).cloned();
        snapshot.map_or(Rest::Other, |Snapshot { document, set, .. }| self.folder.rest_of_set(&document, &set))
    }

    fn rest_of_identities(&self) -> Rest {
        let identities = self.lock().identities.clone();
        identities.map_or(Rest::Other, |identities| self.folder.rest_of_identities(&identities))
    }

    /// A journal is not what was written, though the state beside it is: another begins.
    fn leave_journal(&self, document: Option<&DocumentId>) -> Result<(), Error> {
        let shown = Shown { annotator: self.annotator.clone(), document: document.cloned() };
        let told = self.folder.leave_journal(&shown)?;
        self.lock().problems.push(told);
        Ok(())
    }

    /// A set's files are somebody else's now: what we have is kept beside them.
    fn set_changed(&self, id: &DocumentId, rest: &Rest) -> Result<(), Error> {
        let snapshot = self.lock().sets.get(id).cloned();
        let beside =
            |snapshot: Snapshot| self.folder.write_set_beside(&snapshot.set, &snapshot.document, why_beside(rest));
        let told = snapshot.map(beside).transpose()?;
        let mut state = self.lock();
        state.sets.remove(id);
        state.anew.remove(id);
        state.problems.extend(told);
        state.underneath.insert(Shown { annotator: self.annotator.clone(), document: Some(id.clone()) });
        Ok(())
    }

    /// A set's files, or its journal alone, are gone: they are written whole.
    fn set_gone(&self, id: &DocumentId, rest: &Rest) -> Result<(), Error> {
        let Some(Snapshot { document, set, number }) = self.lock().sets.get(id).cloned() else {
            return Ok(());
        };
        match self.folder.write_set_anew(&set, &document, number) {
            Ok(()) => {
                self.lock().anew.insert(id.clone(), number);
                if !matches!(rest, Rest::JournalLost) {
                    self.written_anew(format!("{}/{id}", self.annotator));
                }
                Ok(())
            }
            Err(NotKept::Failed(error)) => Err(error),
            Err(NotKept::Changed | NotKept::Gone) => self.set_changed(id, rest),
        }
    }

    fn add_to_identities(&self, add: impl Fn() -> Result<(), NotKept>) -> Result<(), Error> {
        let (added, rest) = match add() {
            Err(NotKept::Changed) => match self.rest_of_identities() {
                Rest::Same => (add(), Rest::Other),
                Rest::JournalLost => {
                    self.leave_journal(None)?;
                    (Err(NotKept::Gone), Rest::JournalLost)
                }
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
                    self.written_anew(format!("{}/identities", self.annotator));
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

    fn identities_changed(&self, rest: &Rest) -> Result<(), Error> {
        let identities = self.lock().identities.clone();
        let beside = |identities| self.folder.write_identities_beside(&identities, why_beside(rest));
        let told = identities.map(beside).transpose()?;
        let mut state = self.lock();
        state.identities = None;
        state.problems.extend(told);
        state.underneath.insert(Shown { annotator: self.annotator.clone(), document: None });
        Ok(())
    }

    fn written_anew(&self, place: String) {
        let mut state = self.lock();
        state.problems.push(written_anew(place));
        // Where one file was taken away, others may have been.
        state.is_taken_away = true;
    }

    /// Writes the states that lack something. Until it is done they may lack more.
    fn write_states(&self) {
        let mut state = self.lock();
        if state.not_written.is_some() || !state.is_added() {
            return;
        }
        state.lacking = None;
        state.is_writing = true;
        let identities = state.identities.clone().map(|identities| {
            (identities, state.identities_version, self.folder.last_identities_number(&self.annotator))
        });
        let sets: Vec<Snapshot> = state.sets.values().cloned().collect();
        drop(state);
        let written = identities
            .map_or(Ok(()), |(identities, version, number)| self.write_identities(&identities, version, number))
            .and_then(|()| sets.iter().try_for_each(|snapshot| self.write_set(snapshot)));
        let mut state = self.lock();
        state.is_writing = false;
        state.not_written = written.err().map(|error| (error, Instant::now()));
        self.tell(state);
    }

    fn write_identities(&self, identities: &Identities, version: u64, number: u64) -> Result<(), Error> {
        match self.folder.write_identities(identities, number) {
            Ok(Written::Yes) => {
                let mut state = self.lock();
                if state.identities_version == version {
                    state.identities = None;
                }
                Ok(())
            }
            Ok(Written::Overtaken) => Ok(()),
            Err(NotKept::Failed(error)) => Err(error),
            Err(NotKept::Changed | NotKept::Gone) => match self.rest_of_identities() {
                // It is tried again at once.
                Rest::Same => Ok(()),
                Rest::JournalLost => self.leave_journal(None),
                rest => self.identities_changed(&rest),
            },
        }
    }

    fn write_set(&self, snapshot: &Snapshot) -> Result<(), Error> {
        let id = snapshot.document.id();
        match self.folder.write_set(&snapshot.set, &snapshot.document, snapshot.number) {
            Ok(Written::Yes) => {
                let mut state = self.lock();
                if state.sets.get(id).is_some_and(|newest| newest.number == snapshot.number) {
                    state.sets.remove(id);
                }
                Ok(())
            }
            Ok(Written::Overtaken) => Ok(()),
            Err(NotKept::Failed(error)) => Err(error),
            Err(NotKept::Changed | NotKept::Gone) => match self.rest_of_set(id) {
                Rest::Same => Ok(()),
                Rest::JournalLost => self.leave_journal(Some(id)),
                rest => self.set_changed(id, &rest),
            },
        }
    }

    /// Tells whoever waits that something is done.
    fn tell(&self, state: MutexGuard<'_, State>) {
        let waker = state.waker.clone();
        drop(state);
        self.changed.notify_all();
        if let Some(wake) = waker {
            wake();
        }
    }

    /// Looks whether texts were changed.
    fn look_at_texts(&self) -> bool {
        let mut texts = self.lock().texts.clone();
        let before = texts.clone();
        let changed = texts.iter_mut().map(Watched::look).fold(false, |any, one| any | one);
        let mut state = self.lock();
        // Others may be looked at by now: what is changed of those is seen the next time.
        if changed && state.texts == before {
            (state.texts, state.are_texts_changed) = (texts, true);
        }
        state.are_texts_changed
    }

    /// Looks, if it is time, whether somebody else changed what is shown. What we have more of is kept beside it.
    fn look(&self) {
        let mut state = self.lock();
        let is_time = state.waker.is_some() && state.looked.is_none_or(|at| at.elapsed() >= LOOK);
        let has_failed = state.not_added.is_some() || state.not_written.is_some();
        if !is_time || has_failed || !state.is_added() {
            return;
        }
        state.looked = Some(Instant::now());
        let shown = state.shown.clone();
        drop(state);
        let found = shown.iter().filter(|shown| self.folder.is_shown_changed(shown));
        let found: BTreeMap<Shown, Glance> = found.map(|one| (one.clone(), self.folder.glance(one))).collect();
        let before = std::mem::replace(&mut self.lock().found, found.clone());
        let mut is_new = self.folder.are_assignments_changed();
        // What cannot be read now is looked at again.
        let annotators = self.folder.annotators().ok();
        let mut state = self.lock();
        state.is_assigned_otherwise |= is_new;
        if let Some(annotators) = annotators.filter(|annotators| *annotators != state.annotators) {
            (state.annotators, state.are_annotators_new, is_new) = (annotators, true, true);
        }
        drop(state);
        is_new |= self.look_at_texts();
        let is_own = |shown: &Shown| shown.annotator == self.annotator;
        if shown.iter().any(|shown| is_own(shown) && self.folder.is_gone(shown)) {
            self.lock().is_taken_away = true;
            is_new = true;
        }
        // What is again what it was is told too: somebody may have waited for it.
        let back = before.keys().filter(|shown| is_own(shown) && !found.contains_key(shown));
        let other = found.iter().filter(|(shown, glance)| before.get(shown) != Some(glance)).map(|(shown, _)| shown);
        for shown in back.chain(other) {
            match self.see_to(shown) {
                Ok(true) => {
                    self.lock().underneath.insert(shown.clone());
                    is_new = true;
                }
                Ok(false) => is_new = true,
                Err(error) => {
                    let mut state = self.lock();
                    // It is looked at again.
                    state.found.remove(shown);
                    state.not_written = Some((error, Instant::now()));
                }
            }
        }
        let waker = self.lock().waker.clone().filter(|_| is_new);
        if let Some(wake) = waker {
            wake();
        }
    }

    /// Keeps what the files of something that is shown lack of ours; whether that is to be read again.
    fn see_to(&self, shown: &Shown) -> Result<bool, Error> {
        if shown.annotator != self.annotator {
            return Ok(true);
        }
        let rest = match &shown.document {
            Some(id) if self.lock().sets.contains_key(id) => self.rest_of_set(id),
            None if self.lock().identities.is_some() => self.rest_of_identities(),
            _ => return Ok(true),
        };
        match (&rest, &shown.document) {
            (Rest::Same, _) => return Ok(false),
            (Rest::JournalLost, document) => self.leave_journal(document.as_ref())?,
            (rest, Some(id)) => self.set_changed(id, rest)?,
            (rest, None) => self.identities_changed(rest)?,
        }
        Ok(!matches!(rest, Rest::JournalLost))
    }
}

fn why_beside(rest: &Rest) -> Beside<'_> {
    match rest {
        Rest::Unreadable(error) => Beside::Unreadable(error),
        Rest::Same | Rest::JournalLost | Rest::Other => Beside::Unsaved,
    }
}

/// What is told of files that were gone.
#[must_use]
pub fn written_anew(place: String) -> Problem {
    let message = "its files were gone while it was open here; it was written anew, whole";
    Problem::new(Severity::Wrong, place, message).hint("what happened before is not in its history")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use super::{LONGEST, PAUSE, Snapshot, State};
    use crate::model::document::Document;
    use crate::model::id::{AnnotatorId, DocumentId};
    use crate::model::set::AnnotationSet;

    /// A state that lacks something since so long ago, where the last entry came so long ago.
    fn working(lacking: Duration, handed_over: Duration) -> State {
        let now = Instant::now();
        let document = Arc::new(Document::new(DocumentId::new("d"), "Layla"));
        let set = AnnotationSet::new(AnnotatorId::new("layla"), document.id().clone());
        let mut state = State { lacking: now.checked_sub(lacking), ..State::default() };
        state.handed_over = now.checked_sub(handed_over);
        state.sets.insert(document.id().clone(), Snapshot { document, set, number: 1 });
        state
    }

    #[test]
    fn states_are_written_in_a_pause_and_under_steady_work_once_they_have_lacked_something_for_long() {
        let soon = Duration::from_millis(500);
        assert!(working(PAUSE, PAUSE).is_due());
        assert!(!working(PAUSE, soon).is_due());
        assert!(!working(LONGEST - soon, soon).is_due());
        assert!(working(LONGEST, soon).is_due());
        assert!(working(LONGEST - soon, Duration::ZERO).idle_for().is_some_and(|idle| idle <= soon));
    }
}
