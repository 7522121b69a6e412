//! Files that were taken away while they were open here, as `git stash` or the checkout of another branch does. As long as nothing is
//! done that they lacked, nothing is written in their place: they may come back. Where something is, they are written anew with what is
//! in memory; and if then those of before come back all the same, what was done since goes on from them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::thread;

use crate::error::{Problem, Severity};
use crate::model::change;
use crate::model::document::Document;
use crate::model::history::{Deed, Entry};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::set::AnnotationSet;
use crate::records::held::Sum;
use crate::records::journal::{self as lines, Header};
use crate::records::set;

use super::files;
use super::folder::{Folder, PROJECT_FILE};
use super::journal;
use super::keep::NotKept;
use super::rest::STILL;
use super::seen::{Kept, Seen, Shown};

/// Versions of files that were taken away are known up to so many.
const VERSIONS: usize = 4;

impl Folder {
    /// The states of `annotator` that were there and are not any more, though the project is.
    #[must_use]
    pub fn gone_of(&self, annotator: &AnnotatorId) -> BTreeSet<PathBuf> {
        let folder = self.annotator_path(annotator);
        let known: Vec<PathBuf> = self.known_states().into_iter().filter(|state| state.starts_with(&folder)).collect();
        let gone = || -> BTreeSet<PathBuf> { known.iter().filter(|state| self.has_gone(state)).cloned().collect() };
        if gone().is_empty() || !self.root().join(PROJECT_FILE).exists() {
            return BTreeSet::new();
        }
        // Whoever writes a file anew may take it away first.
        thread::sleep(STILL);
        gone()
    }

    fn has_gone(&self, state: &Path) -> bool {
        let Some(kept) = self.kept(state) else { return false };
        let was_there = kept.seen.is_some() || kept.end.is_some_and(|_| !journal::path_of(state).exists());
        was_there && !state.exists()
    }

    /// Whether the file of a set, or its journal where it had no other, is among `gone`.
    #[must_use]
    pub fn is_among(&self, shown: &Shown, gone: &BTreeSet<PathBuf>) -> bool {
        gone.contains(&self.path_of(shown))
    }

    /// Whether state and journal are both gone, so that all that the journal had may come back.
    pub(super) fn are_both_gone(&self, state: &Path, kept: Option<Kept>) -> bool {
        let had_journal = kept.is_some_and(|kept| kept.end.is_some());
        had_journal && !state.exists() && !journal::path_of(state).exists()
    }

    /// Notes what was seen of a state that is written anew.
    pub(super) fn note_vanished(&self, state: &Path) {
        let Some(kept) = self.kept(state).filter(|kept| kept.end.is_some()) else { return };
        let mut vanished = self.vanished.lock().unwrap_or_else(PoisonError::into_inner);
        let versions = vanished.entry(state.to_owned()).or_default();
        if versions.iter().all(|version| version.end.map(|end| end.sum) != kept.end.map(|end| end.sum)) {
            versions.push(kept);
            // The first is what a stash or another branch has.
            if versions.len() > VERSIONS {
                versions.remove(1);
            }
        }
    }

    /// Forgets what was seen of files before they were written anew.
    pub(super) fn forget_vanished(&self, shown: &Shown) {
        self.vanished.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.path_of(shown));
    }

    /// Whether files that were taken away and written anew came back as they were before, and have come to rest.
    pub(super) fn has_come_back(&self, shown: &Shown) -> bool {
        let state = self.path_of(shown);
        let glance = self.glance(shown);
        self.version_that_is_back(&state).is_some() && {
            thread::sleep(STILL);
            self.glance(shown) == glance
        }
    }

    /// What was seen of those that are there now, as they are now. The state may be the one that was written anew: git leaves a file
    /// that is in its way and puts the others back.
    pub(super) fn version_that_is_back(&self, state: &Path) -> Option<Kept> {
        let versions = self.vanished.lock().unwrap_or_else(PoisonError::into_inner).get(state)?.clone();
        let now = journal::last(&journal::path_of(state))?;
        let kept = self.kept(state);
        if kept.and_then(|kept| kept.end).is_some_and(|end| (end.number, end.sum) == (now.number, now.sum)) {
            return None;
        }
        let back = versions.into_iter().find(|version| {
            version.end.is_some_and(|end| (end.number, end.sum, end.len) == (now.number, now.sum, now.len))
        })?;
        let seen = [back.seen, kept.and_then(|kept| kept.seen)].into_iter().flatten().map(Some).chain([None]);
        let seen =
            seen.into_iter().find(|seen| self.is_as_seen(state, *seen).is_ok_and(|there| there == seen.is_some()))?;
        Some(Kept { seen, end: Some(now), is_behind: true, ..back })
    }

    /// Goes on from files that came back as they were: `add` adds what was done after the entry with the number it is given.
    pub(super) fn go_on_from_those_back(
        &self,
        shown: &Shown,
        add: impl FnOnce(u64) -> Result<(), NotKept>,
    ) -> Result<(), NotKept> {
        let state = self.path_of(shown);
        let (back, before) = {
            let _turn = self.take_turn(&state);
            let (Some(back), Some(before)) = (self.version_that_is_back(&state), self.kept(&state)) else {
                return Err(NotKept::Changed);
            };
            self.keep(&state, back);
            (back, before)
        };
        // What is not added now is tried again, from here.
        add(back.number).inspect_err(|_| self.keep(&state, before))?;
        self.forget_vanished(shown);
        Ok(())
    }

    /// Gives a set that was written anew its whole journal, if `entries` are all that ever happened to it and can be told again; whether
    /// it has that now.
    pub(super) fn write_history_anew(
        &self,
        set: &AnnotationSet,
        document: &Document,
        entries: &[Entry],
    ) -> Result<bool, NotKept> {
        let state = self.set_path(set.annotator(), set.document());
        let path = journal::path_of(&state);
        let Some((first, last)) = entries.first().zip(entries.last()) else { return Ok(false) };
        let _turn = self.take_turn(&state);
        let Some(kept) = self.kept(&state).filter(|kept| kept.number == last.number) else { return Ok(false) };
        let is_ours = match kept.end {
            Some(end) => journal::last(&path).is_some_and(|now| (now.number, now.sum) == (end.number, end.sum)),
            None => !path.exists(),
        };
        let is_told = first.number == 1 && began_with_nothing(set, entries) && self.unfit(&state).is_none();
        if !is_ours || !is_told || !self.is_as_seen(&state, kept.seen)? {
            return Ok(false);
        }
        let header = Header::of_document(set.annotator(), document.id(), document.hash().as_str(), 0, Sum::NOTHING);
        let (mut text, mut sum) = lines::seal(&header.write(), Sum::NOTHING);
        for entry in entries {
            let (line, after) = lines::seal(&lines::write_entry(entry, document), sum);
            text.push_str(&line);
            sum = after;
        }
        // The state first: it goes with no journal, and with this one.
        let (held, base) = set::write_holding(set, document, last.number, sum);
        files::write_for(&state, held.as_bytes(), self.flush)?;
        let seen = Some(Seen::of(&state, held.as_bytes()));
        let end = journal::begin(&path, &text, last.number, sum, self.flush)?;
        self.keep(&state, Kept { seen, base, number: last.number, end: Some(end), is_behind: false });
        Ok(true)
    }
}

/// Whether taking back all entries leads to an empty set, in words that are still those of the schema and in places that the text has.
fn began_with_nothing(set: &AnnotationSet, entries: &[Entry]) -> bool {
    if entries.iter().any(|entry| matches!(entry.deed, Deed::Renamed(_))) {
        return false;
    }
    let mut before = set.clone();
    let back = entries
        .iter()
        .rev()
        .try_for_each(|entry| change::apply(&mut before, &change::inverted(&entry.changes.transaction)).map(drop));
    let nothing = AnnotationSet::new(set.annotator().clone(), set.document().clone());
    back.is_ok() && change::between(&nothing, &before).is_empty()
}

/// What is told of files that are gone and that nothing was done to since.
#[must_use]
pub fn taken_away(annotator: &AnnotatorId, document: Option<&DocumentId>) -> Problem {
    let message = "its files were taken away while it was open here; all of it is still in memory";
    Problem::new(Severity::Wrong, place(annotator, document), message).hint(
        "if they come back, nothing has happened; if not, they are written again, whole, with the next thing you do there or when you \
         close the project",
    )
}

/// What is told of so many files that are gone and are not in memory.
#[must_use]
pub fn taken_away_elsewhere(annotator: &AnnotatorId, count: usize) -> Problem {
    let what = if count == 1 { "1 file was".to_owned() } else { format!("{count} files were") };
    let message = format!("{what} taken away while the project was open here, of documents that are not in memory");
    Problem::new(Severity::Wrong, format!("annotations/{annotator}"), message)
        .hint("take them from a backup, or from git; once they are back, nothing has happened")
}

/// What is told of files that were gone and are written again, because something was done that they lacked.
#[must_use]
pub fn written_anew(annotator: &AnnotatorId, document: Option<&DocumentId>) -> Problem {
    let message = "its files were gone while it was open here; it was written anew, whole";
    let severity = if document.is_some() { Severity::Wrong } else { Severity::Note };
    let mut told = Problem::new(severity, place(annotator, document), message);
    told.hint = document.map(|_| "what happened before is not in its history".to_owned());
    told
}

/// The same where its history is there too.
#[must_use]
pub fn written_anew_with_history(annotator: &AnnotatorId, document: Option<&DocumentId>) -> Problem {
    let message = "its files were gone while it was open here; it was written anew, with its history";
    Problem::new(Severity::Note, place(annotator, document), message)
}

fn place(annotator: &AnnotatorId, document: Option<&DocumentId>) -> String {
    document.map_or_else(|| format!("{annotator}/identities"), |document| format!("{annotator}/{document}"))
}
