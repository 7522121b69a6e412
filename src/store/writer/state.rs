//! What an annotator did, on its way to the disk: what waits for its journal, whose files lack something, what failed, and when what
//! is due. It knows no threads and touches no file.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::error::{Error, Problem};
use crate::model::document::Document;
use crate::model::history::Entry;
use crate::model::id::DocumentId;
use crate::model::identity::Identities;
use crate::model::moment::Moment;
use crate::model::schema_path::Renaming;
use crate::model::set::AnnotationSet;
use crate::records::rescue::Rescue;
use crate::store::rescue::Aside;
use crate::store::watch::Waker;

use super::noticed::Noticed;

/// After this long without a new entry the states are written.
const PAUSE: Duration = Duration::from_secs(2);
/// Without a pause they are written once they have lacked something for so long. A state is large: while it is flushed, the disk
/// keeps whoever flushes a line of a journal waiting.
const LONGEST: Duration = Duration::from_secs(10);
/// What could not be written is tried again this often.
pub(super) const RETRY: Duration = Duration::from_secs(1);

#[derive(Default)]
pub(super) struct State {
    /// What is not in a journal yet, in order.
    pub waiting: VecDeque<Task>,
    /// Sets whose files lack something.
    pub sets: BTreeMap<DocumentId, Snapshot>,
    /// Identities, if their file lacks something.
    pub identities: Option<Identities>,
    /// Another number with all identities that are handed over.
    pub identities_version: u64,
    /// Sets that were written anew, whole, as after these entries: no journal needs those.
    pub anew: BTreeMap<DocumentId, u64>,
    /// What was done to sets since they were written anew, and how they are now: if the files of before come back, it goes on from those.
    pub since: BTreeMap<DocumentId, Since>,
    /// What was told of them then, and is settled.
    pub settled: Vec<Problem>,
    /// Since when the states lack something.
    pub lacking: Option<Instant>,
    pub handed_over: Option<Instant>,
    pub is_adding: bool,
    pub is_writing: bool,
    pub is_flushing: bool,
    /// Whether everything is to be added, and then written, and nothing will be handed over any more.
    pub is_closing: bool,
    pub rescue: Elsewhere,
    /// What is to be kept beside the files, and since when it cannot be.
    pub aside: Vec<Aside>,
    pub not_kept_aside: Option<Instant>,
    /// Why entries could not be added, or states not written.
    pub not_added: Option<(Error, Instant)>,
    pub not_written: Option<(Error, Instant)>,
    pub problems: Vec<Problem>,
    pub noticed: Noticed,
    pub waker: Option<Waker>,
}

/// What cannot be saved, and where it is kept meanwhile.
#[derive(Default)]
pub(super) struct Elsewhere {
    /// In which folder it is kept, and for which project; nowhere if there is none.
    pub into: Option<(PathBuf, String)>,
    /// In which file it is now.
    pub file: Option<PathBuf>,
    /// What is in no journal, as when it was last tried, and why.
    pub what: Option<(Arc<Rescue>, Error)>,
}

/// A set as after the entry `number`.
#[derive(Clone)]
pub(super) struct Snapshot {
    pub document: Arc<Document>,
    pub set: AnnotationSet,
    pub number: u64,
}

/// What was done to a set since it was written anew.
pub(super) struct Since {
    pub entries: Vec<Entry>,
    pub latest: Snapshot,
}

pub(super) enum Task {
    Entry {
        document: Arc<Document>,
        entry: Entry,
        /// Whether the journal of identities has to have it first.
        is_shared: bool,
    },
    Renaming(Renaming, String, Moment),
    /// Everything that was being renamed stands before this.
    EndOfRenaming,
    /// A set that is written anew is to have its history, which is all of this.
    History {
        document: Arc<Document>,
        set: AnnotationSet,
        entries: Vec<Entry>,
    },
}

impl State {
    pub(super) fn take_identities(&mut self, identities: Identities) {
        self.identities = Some(identities);
        self.identities_version += 1;
    }

    pub(super) fn forget_failures(&mut self) {
        (self.not_added, self.not_written, self.not_kept_aside) = (None, None, None);
    }

    /// How long nothing is to be added or kept beside the files, unless something is handed over; `None` is for ever.
    pub(super) fn nothing_to_add_for(&self) -> Option<Duration> {
        let added = match &self.not_added {
            Some((_, at)) => Some(left(Some(*at), RETRY)),
            None => (!self.waiting.is_empty()).then_some(Duration::ZERO),
        };
        let kept = (!self.aside.is_empty()).then(|| left(self.not_kept_aside, RETRY));
        added.into_iter().chain(kept).min()
    }

    /// Lets what failed so long ago be tried again.
    pub(super) fn try_again(&mut self) {
        self.not_added.take_if(|(_, at)| left(Some(*at), RETRY).is_zero());
        self.not_kept_aside.take_if(|at| left(Some(*at), RETRY).is_zero());
    }

    pub(super) fn is_added(&self) -> bool {
        self.waiting.is_empty() && !self.is_adding
    }

    pub(super) fn is_written(&self) -> bool {
        self.is_added() && !self.is_writing && self.sets.is_empty() && self.identities.is_none()
    }

    /// Whether the states are to be written now: they can be once all their entries are in their journals.
    pub(super) fn is_due(&self) -> bool {
        let is_paused = self.handed_over.is_none_or(|at| at.elapsed() >= PAUSE);
        let is_long = self.lacking.is_some_and(|since| since.elapsed() >= LONGEST);
        let is_wanted = self.is_flushing || self.is_closing || is_paused || is_long;
        is_wanted && self.is_added() && self.not_written.is_none() && !self.is_written()
    }

    /// How long nothing is to be written or looked at, unless something is handed over; `None` is for ever.
    pub(super) fn idle_for(&self) -> Option<Duration> {
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
        let until_look = self.waker.as_ref().and_then(|_| self.noticed.until_look());
        until_written.into_iter().chain(until_look).min()
    }
}

/// How much is left of a while that began at some time.
pub(super) fn left(at: Option<Instant>, of: Duration) -> Duration {
    at.map_or(Duration::ZERO, |at| of.saturating_sub(at.elapsed()))
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
