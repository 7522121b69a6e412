//! Files that are shown and that somebody else writes: they get time until they are whole, and are then told apart. A sync client
//! writes in pieces, and git one file after the other; what stands there meanwhile is nobody's.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::error::{Error, Problem, Severity};
use crate::model::change::{self, Change};
use crate::model::document::Document;
use crate::model::identity::Identities;
use crate::model::set::AnnotationSet;

use super::folder::{Folder, Purpose};
use super::journal;
use super::seen::{Kept, Shown};

/// Files that look the same after so long are not being written at the moment.
pub(super) const STILL: Duration = Duration::from_millis(250);
/// Files that cannot be used as they are may become whole for so long before anybody is told.
const PATIENCE: Duration = Duration::from_secs(5);
/// Files that are written again and again are taken as they are after so long.
const LONGEST: Duration = Duration::from_secs(20);

/// What has become of a state and its journal that somebody else changed.
#[derive(Debug)]
pub enum Rest {
    /// They hold again what we last saw.
    Same,
    /// The state is what we last saw, and its journal was cut or is another.
    JournalLost,
    /// They were taken away and written anew, and now are again as they were before that.
    Back,
    /// They can be read, and say something else.
    Other,
    /// Something in them cannot be read which we have: they are not to be taken for what we have, nor written.
    Unreadable(Error),
}

/// How what is told of files begins that cannot be read any more.
pub const UNREADABLE: &str = "it was changed by somebody else, and cannot be read any more";

/// Why what we have is kept beside a file.
#[derive(Debug, Clone, Copy)]
pub enum Beside<'a> {
    /// The file is somebody else's, and something of ours was in none of its versions.
    Unsaved,
    /// The file is somebody else's; ours was all saved.
    Saved,
    /// The file cannot be read.
    Unreadable(&'a Error),
}

/// How a state and its journal look from outside: length and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Glance([Option<(u64, Option<SystemTime>)>; 2]);

/// Whether what can be read now has less than we have, and what is told of it.
type Probe<'a> = &'a dyn Fn() -> Result<(bool, Vec<Problem>), Error>;

impl Folder {
    /// Waits until the files of a set have come to rest; `before` is what we have of it. Takes a quarter of a second, longer if they
    /// cannot be used as they are. Nothing on disk is changed.
    #[must_use]
    pub fn rest_of_set(&self, document: &Document, before: &AnnotationSet) -> Rest {
        let shown = Shown { annotator: before.annotator().clone(), document: Some(document.id().clone()) };
        self.rest(&shown, &|| {
            let (now, told) = self.read_set(before.annotator(), document, Purpose::Look)?;
            Ok((takes(&change::between(before, &now)), told))
        })
    }

    /// Likewise identities.
    #[must_use]
    pub fn rest_of_identities(&self, before: &Identities) -> Rest {
        let shown = Shown { annotator: before.annotator().clone(), document: None };
        self.rest(&shown, &|| {
            let (now, told) = self.read_identities(before.annotator(), Purpose::Look)?;
            let is_less = before.iter().any(|identity| now.get(&identity.id) != Some(identity));
            Ok((is_less, told))
        })
    }

    fn rest(&self, shown: &Shown, probe: Probe<'_>) -> Rest {
        let started = Instant::now();
        loop {
            let glance = self.glance(shown);
            let (rest, is_clear) = self.now(shown, probe);
            if matches!(rest, Rest::Same) {
                return rest;
            }
            thread::sleep(STILL);
            let waited = started.elapsed();
            if waited >= LONGEST || (self.glance(shown) == glance && (is_clear || waited >= PATIENCE)) {
                return rest;
            }
        }
    }

    /// What the files are now, and whether that is no state in which somebody may have left them only for a moment.
    fn now(&self, shown: &Shown, probe: Probe<'_>) -> (Rest, bool) {
        if !self.is_shown_changed(shown) {
            return (Rest::Same, true);
        }
        let state = self.path_of(shown);
        if self.version_that_is_back(&state).is_some() {
            return (Rest::Back, true);
        }
        let has_still = self.has_still(shown);
        let may_be_left = journal::read(&journal::path_of(&state)).is_ok_and(|read| journal::may_be_left(&read));
        if !has_still && may_be_left && self.is_state_as_seen(&state) {
            return (Rest::JournalLost, false);
        }
        match probe() {
            Err(error) => (Rest::Unreadable(error), false),
            Ok((true, told)) if told.iter().any(|told| told.severity == Severity::Loss) => {
                let loss = told.into_iter().find(|told| told.severity == Severity::Loss);
                let why = loss.map_or_else(String::new, |loss| format!("{}: {}", loss.place, loss.message));
                (Rest::Unreadable(Error::new(why)), false)
            }
            Ok((_, told)) => (Rest::Other, told.is_empty() || (has_still && self.is_journal_whole(&state))),
        }
    }

    /// What the journal of what is shown is called where something is told of it.
    #[must_use]
    pub fn journal_name(&self, shown: &Shown) -> String {
        self.shown(&journal::path_of(&self.path_of(shown)))
    }

    /// How the files look.
    pub(super) fn glance(&self, shown: &Shown) -> Glance {
        let state = self.path_of(shown);
        let look = |path: &Path| fs::metadata(path).ok().map(|about| (about.len(), about.modified().ok()));
        Glance([look(&state), look(&journal::path_of(&state))])
    }

    fn is_state_as_seen(&self, state: &Path) -> bool {
        let seen = self.kept(state).and_then(|kept| kept.seen);
        self.is_as_seen(state, seen).is_ok_and(|is_there| is_there == seen.is_some())
    }

    fn is_journal_whole(&self, state: &Path) -> bool {
        match journal::read(&journal::path_of(state)) {
            Ok(None) => true,
            Ok(Some(Ok(journal))) => journal.rest == journal::Rest::Nothing,
            _ => false,
        }
    }

    /// Gives a journal that was cut or is another its own name, so that one begins after the state as it is.
    ///
    /// # Errors
    ///
    /// If it cannot be renamed; then all stays as it is.
    pub fn leave_journal(&self, shown: &Shown) -> Result<Problem, Error> {
        let state = self.path_of(shown);
        let path = journal::path_of(&state);
        let _turn = self.take_turn(&state);
        let told = Problem::new(
            Severity::Wrong,
            self.shown(&path),
            "it was cut or replaced while it was open here; nothing of what is shown is lost, and another begins",
        );
        let told = if path.exists() { self.set_aside(&path, told, "other", Purpose::Work)? } else { told };
        if let Some(kept) = self.kept(&state) {
            self.keep(&state, Kept { end: None, ..kept });
        }
        Ok(told)
    }
}

/// Whether a change takes away or replaces something.
#[must_use]
pub fn takes(changes: &[Change]) -> bool {
    changes.iter().any(|change| match change {
        Change::Annotation { before, .. } => before.is_some(),
        Change::Progress { .. } => true,
        Change::Kept { before, .. } => before.is_some(),
        Change::Decision { before, .. } => before.is_some(),
    })
}
