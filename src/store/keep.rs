//! Keeping what was done: entries are added to journals and flushed to disk, states are written whole. Before each write the
//! files are held against what we last saw of them; what somebody else changed is never written over. A state takes long to
//! write: entries are added to its journal meanwhile, and the state then says which of them it lacks.
//!
//! An entry that changes identities and a set is written into `identities.journal` first, whole. From then on it has happened:
//! if the power fails before it is in the document's journal too, opening the project adds it there. So neither half is ever
//! without the other.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use crate::error::{Error, Problem, Severity};
use crate::model::document::Document;
use crate::model::history::Entry;
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId};
use crate::model::identity::Identities;
use crate::model::moment::Moment;
use crate::model::schema_path::Renaming;
use crate::model::set::AnnotationSet;
use crate::records::annotator::{self, AnnotatorFile};
use crate::records::held::Sum;
use crate::records::journal::{self as lines, Header};
use crate::records::{identities, set};

use super::files;
use super::files::{Flush, Writers};
use super::folder::{ANNOTATOR_FILE, Folder, PROJECT_FILE, Purpose};
use super::journal::{self, NotAdded};
use super::rest::{Beside, UNREADABLE};
use super::seen::{Kept, Seen, Shown};

/// Why something is not on disk.
#[derive(Debug)]
pub(super) enum NotKept {
    /// It can be tried again.
    Failed(Error),
    /// Somebody else changed the files.
    Changed,
    /// The files are gone: what we have must be written whole.
    Gone,
}

/// What became of a state that was to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Yes,
    /// No: its journal goes on from elsewhere by now, so that a newer one has to be written.
    Overtaken,
}

impl From<Error> for NotKept {
    fn from(error: Error) -> Self {
        NotKept::Failed(error)
    }
}

impl Folder {
    /// Adds entries of one document to its journal.
    pub(super) fn add_entries(
        &self,
        annotator: &AnnotatorId,
        document: &Document,
        entries: &[&Entry],
    ) -> Result<(), NotKept> {
        let state = self.set_path(annotator, document.id());
        let old = self.unfit(&state);
        let has_journal = self.kept(&state).is_some_and(|kept| kept.end.is_some());
        let body = |(nth, entry): (usize, &&Entry)| match &old {
            Some(unfit) if nth == 0 && has_journal => lines::write_entry_onto(entry, document, unfit),
            _ => lines::write_entry(entry, document),
        };
        let bodies = entries.iter().enumerate().map(|one| (one.1.number, body(one)));
        let header = |after, base| {
            Header::of_document(annotator, document.id(), document.hash().as_str(), after, base)
                .with_unfit(old.as_deref().unwrap_or_default())
        };
        self.add_lines(annotator, &state, &header, bodies)?;
        self.note_new_text(&state);
        Ok(())
    }

    /// Adds an entry that changes identities to `identities.journal`.
    pub(super) fn add_shared(
        &self,
        annotator: &AnnotatorId,
        document: &Document,
        entry: &Entry,
    ) -> Result<(), NotKept> {
        let unfit = self.unfit(&self.set_path(annotator, document.id()));
        self.add_identity_line(annotator, |number| lines::write_shared(entry, document, unfit.as_deref(), number))
    }

    /// Adds to `identities.journal` that something in the schema got another name.
    pub(super) fn add_renaming(
        &self,
        annotator: &AnnotatorId,
        renaming: &Renaming,
        title: &str,
        time: Moment,
    ) -> Result<(), NotKept> {
        self.add_identity_line(annotator, |number| lines::write_renaming(renaming, title, time, number))
    }

    fn add_identity_line(&self, annotator: &AnnotatorId, body: impl FnOnce(u64) -> String) -> Result<(), NotKept> {
        let state = self.identities_path(annotator);
        let number = self.kept(&state).map_or(0, |kept| kept.number) + 1;
        let header = |after, base| Header::of_identities(annotator, after, base);
        self.add_lines(annotator, &state, &header, [(number, body(number))])
    }

    fn add_lines(
        &self,
        annotator: &AnnotatorId,
        state: &Path,
        header: &dyn Fn(u64, Sum) -> Header,
        bodies: impl IntoIterator<Item = (u64, String)>,
    ) -> Result<(), NotKept> {
        let _turn = self.take_turn(state);
        let mut kept =
            self.kept(state).unwrap_or(Kept { seen: None, base: Sum::NOTHING, number: 0, end: None, is_behind: false });
        let path = journal::path_of(state);
        let mut text = String::new();
        let mut sum = match kept.end {
            Some(end) => end.sum,
            None => {
                let (line, sum) = lines::seal(&header(kept.number, kept.base).write(), Sum::NOTHING);
                text.push_str(&line);
                sum
            }
        };
        let before = kept.number;
        for (number, body) in bodies {
            if number != kept.number + 1 {
                // What we count is not what is there: nothing may be skipped or written twice.
                return Err(NotKept::Changed);
            }
            let (line, line_sum) = lines::seal(&body, sum);
            text.push_str(&line);
            (kept.number, sum) = (number, line_sum);
        }
        if kept.number == before {
            return Ok(());
        }
        kept.end = Some(match kept.end {
            Some(end) => {
                journal::add(&path, end, &text, kept.number, sum, self.flush).map_err(|error| match error {
                    NotAdded::Failed(error) => NotKept::Failed(error),
                    NotAdded::Changed => NotKept::Changed,
                    NotAdded::Gone => self.gone_or_failed(),
                })?
            }
            None => {
                // A journal can only begin after a state that lacks nothing.
                if kept.is_behind || (kept.seen.is_some() && !state.exists()) {
                    return Err(self.gone_or_failed());
                }
                if path.exists() || (kept.seen.is_none() && state.exists()) {
                    return Err(NotKept::Changed);
                }
                let is_new = self.make_annotator(annotator)?;
                journal::begin(&path, &text, kept.number, sum, self.flush).inspect_err(|_| {
                    if is_new {
                        self.unmake_annotator(annotator);
                    }
                })?
            }
        });
        kept.is_behind = true;
        self.keep(state, kept);
        Ok(())
    }

    /// Files that are gone are written anew, unless the whole project is gone: a disk that is not there comes back.
    fn gone_or_failed(&self) -> NotKept {
        let project = self.root().join(PROJECT_FILE);
        if project.exists() {
            return NotKept::Gone;
        }
        NotKept::Failed(self.gone())
    }

    /// What is to be said of a project that is not where it was opened.
    pub(super) fn gone(&self) -> Error {
        let said = match self.root() {
            root if root.is_dir() => format!("{} is gone", root.join(PROJECT_FILE).display()),
            root => format!("the folder {} is gone", root.display()),
        };
        Error::new(said).hint("what you do is kept here until it is back")
    }

    /// Writes a set that is as after the entry `number`, unless that is not the last one in the journal.
    pub(super) fn write_set(&self, set: &AnnotationSet, document: &Document, number: u64) -> Result<Written, NotKept> {
        let path = self.set_path(set.annotator(), set.document());
        self.write_state(&path, set.annotator(), number, |line| set::write_holding(set, document, number, line))
    }

    /// Writes identities that are as after the entry `number` of their journal, likewise.
    pub(super) fn write_identities(&self, identities: &Identities, number: u64) -> Result<Written, NotKept> {
        let path = self.identities_path(identities.annotator());
        self.write_state(&path, identities.annotator(), number, |line| {
            identities::write_holding(identities, number, line)
        })
    }

    /// Writes a state that is as after the entry `number`. `write` makes its text with the sum of that entry's line.
    fn write_state(
        &self,
        path: &Path,
        annotator: &AnnotatorId,
        number: u64,
        write: impl FnOnce(Sum) -> (String, Sum),
    ) -> Result<Written, NotKept> {
        let before = self.kept(path);
        if before.map_or(0, |kept| kept.number) != number {
            return Ok(Written::Overtaken);
        }
        let (seen, end) = before.map_or((None, None), |kept| (kept.seen, kept.end));
        let is_there = self.is_as_seen(path, seen)?;
        if !is_there && seen.is_some() && !self.root().join(PROJECT_FILE).exists() {
            return Err(self.gone_or_failed());
        }
        if self.are_both_gone(path, before) {
            // The journal had all of it, and may come back.
            return Err(self.gone_or_failed());
        }
        self.make_annotator(annotator)?;
        // What a journal held that is gone stands in what is written now, and another begins after it.
        let is_journal_gone = || end.is_some() && !journal::path_of(path).exists();
        let goes_on_from = end.filter(|_| !is_journal_gone());
        let (text, base) = write(goes_on_from.map_or(Sum::NOTHING, |end| end.sum));
        let hash = blake3::hash(text.as_bytes());
        let staged = match self.flush {
            Flush::Now => Some(files::stage(path, text.as_bytes())?),
            Flush::Later => None,
        };
        // All that takes long is done. Entries may have been added to the journal meanwhile.
        let turn = self.take_turn(path);
        let now = self.kept(path);
        let goes_on = now.map_or((None, false), |kept| (kept.seen, kept.end.is_some())) == (seen, end.is_some());
        let is_as_before = is_journal_gone() == (goes_on_from.is_some() != end.is_some());
        if !goes_on || !is_as_before || now.is_some_and(|kept| kept.number < number) {
            return Ok(Written::Overtaken);
        }
        self.is_as_seen(path, seen)?;
        match staged {
            Some(staged) => staged.place().map_err(|error| files::failed("write", path, &error))?,
            None => files::write_for(path, text.as_bytes(), Flush::Later)?,
        }
        let seen = Some(Seen::with_hash(path, hash, text.len()));
        let (last, end) = now.map_or((number, None), |kept| (kept.number, goes_on_from.and(kept.end)));
        self.keep(path, Kept { seen, base, number: last, end, is_behind: last > number });
        drop(turn);
        if self.flush == Flush::Now {
            files::flush_folder(path).map_err(|error| files::failed("write", path, &error))?;
        }
        Ok(Written::Yes)
    }

    /// Writes a set whose files are gone, as after the entry `number`; its journal goes on from there.
    pub(super) fn write_set_anew(&self, set: &AnnotationSet, document: &Document, number: u64) -> Result<(), NotKept> {
        let path = self.set_path(set.annotator(), set.document());
        self.forget(&path, number);
        self.write_set(set, document, number).map(drop)
    }

    /// Likewise identities.
    pub(super) fn write_identities_anew(&self, identities: &Identities) -> Result<(), NotKept> {
        let path = self.identities_path(identities.annotator());
        let number = self.kept(&path).map_or(0, |kept| kept.number) + 1;
        self.forget(&path, number);
        self.write_identities(identities, number).map(drop)
    }

    /// Forgets the journal of a state, which is to be written as after the entry `number` if nobody else changed it.
    fn forget(&self, state: &Path, number: u64) {
        self.note_vanished(state);
        let seen = self.kept(state).and_then(|kept| kept.seen).filter(|_| state.exists());
        self.keep(state, Kept { seen, base: Sum::NOTHING, number, end: None, is_behind: true });
    }

    /// Writes our set beside a file that somebody else changed, and tells.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write_set_beside(
        &self,
        set: &AnnotationSet,
        document: &Document,
        why: Beside<'_>,
    ) -> Result<Problem, Error> {
        let path = self.set_path(set.annotator(), set.document());
        self.write_beside(&path, set.annotator(), &set::write(set, document), why)
    }

    /// Likewise identities.
    ///
    /// # Errors
    ///
    /// If they cannot be written.
    pub fn write_identities_beside(&self, identities: &Identities, why: Beside<'_>) -> Result<Problem, Error> {
        let path = self.identities_path(identities.annotator());
        self.write_beside(&path, identities.annotator(), &identities::write(identities), why)
    }

    fn write_beside(
        &self,
        path: &Path,
        annotator: &AnnotatorId,
        text: &str,
        why: Beside<'_>,
    ) -> Result<Problem, Error> {
        self.make_annotator(annotator)?;
        let copy = files::keep_aside(path, text.as_bytes(), "mine")?;
        let (copy, place) = (self.shown(&copy), self.shown(path));
        Ok(match why {
            Beside::Unsaved => {
                let message =
                    "it was changed by somebody else before what you did was in it; what is there now is shown";
                Problem::new(Severity::Wrong, place, message)
                    .hint(format!("yours, with all that you did, is kept as {copy}"))
            }
            Beside::Saved => {
                let message =
                    "it was changed by somebody else, and is reloaded; it lacks something that was saved here";
                Problem::new(Severity::Note, place, message).hint(format!("what was shown before is kept as {copy}"))
            }
            Beside::Unreadable(why) => {
                let message = format!(
                    "{UNREADABLE} ({}): until it is right again you go on seeing what was there before, and nothing is changed; \
                     put it right, or open the project again to go on with what it has",
                    why.message
                );
                Problem::new(Severity::Wrong, place, message)
                    .hint(format!("nothing is lost: what was shown before is kept as {copy} too"))
            }
        })
    }

    /// Whether a file that is shown is another than we last saw.
    pub(super) fn is_shown_changed(&self, shown: &Shown) -> bool {
        let state = self.path_of(shown);
        let _turn = self.take_turn(&state);
        self.is_changed(&state)
    }

    pub(super) fn path_of(&self, shown: &Shown) -> PathBuf {
        match &shown.document {
            Some(document) => self.set_path(&shown.annotator, document),
            None => self.identities_path(&shown.annotator),
        }
    }

    /// Whether the journal of what is shown still has the last entry that we saw of it: then nothing that was done is lost by
    /// reading it again.
    pub fn has_still(&self, shown: &Shown) -> bool {
        let state = self.path_of(shown);
        let Some(end) = self.kept(&state).and_then(|kept| kept.end) else {
            return true;
        };
        let journal = journal::read(&journal::path_of(&state)).ok().flatten().and_then(Result::ok);
        journal.is_some_and(|journal| journal.sum_of(end.number) == Some(end.sum))
    }

    /// The number of the last entry of a set that was read to be written; 0 if there is none.
    pub fn last_number(&self, annotator: &AnnotatorId, document: &DocumentId) -> u64 {
        self.kept(&self.set_path(annotator, document)).map_or(0, |kept| kept.number)
    }

    /// The number of the last entry of the identities' journal that was read to be written; 0 if there is none.
    pub(super) fn last_identities_number(&self, annotator: &AnnotatorId) -> u64 {
        self.kept(&self.identities_path(annotator)).map_or(0, |kept| kept.number)
    }

    /// From now on what `annotator` does is written here: what is only read of it then changes nothing of what is known of
    /// its files.
    pub fn write_for(&self, annotator: &AnnotatorId) {
        // There is one session on a folder, and so one annotator.
        let _ = self.worker.set(annotator.clone());
    }

    /// Takes away what killed writers left beside the files that `annotator` writes, if they are written here.
    pub(super) fn sweep(&self, annotator: &AnnotatorId) {
        if self.worker.get() == Some(annotator) {
            files::sweep(&self.annotator_path(annotator), Writers::OfThisMachine);
            files::sweep(self.root(), Writers::OfAnyMachine);
            self.sweep_texts();
        }
    }

    /// The number of the last entry of a set, if its file lacks entries that its journal has.
    pub fn is_behind(&self, annotator: &AnnotatorId, document: &DocumentId) -> Option<u64> {
        self.kept(&self.set_path(annotator, document)).filter(|kept| kept.is_behind).map(|kept| kept.number)
    }

    /// Whether the journal of identities has entries that their file lacks.
    pub fn are_identities_behind(&self, annotator: &AnnotatorId) -> bool {
        self.kept(&self.identities_path(annotator)).is_some_and(|kept| kept.is_behind)
    }

    /// Whether a state or its journal is another than we last saw. Costs two looks at the folder as long as nothing happened.
    fn is_changed(&self, state: &Path) -> bool {
        let Some(kept) = self.kept(state) else {
            return false;
        };
        let journal = journal::path_of(state);
        let is_journal_changed = match (kept.end, fs::metadata(&journal)) {
            (Some(end), Ok(about)) => {
                (about.len(), about.modified().ok()) != (end.len, end.modified)
                    && journal::last(&journal).is_none_or(|now| (now.len, now.sum) != (end.len, end.sum))
            }
            (None, Ok(_)) => true,
            // What was taken away is written again with the next entry.
            (_, Err(_)) => false,
        };
        is_journal_changed || matches!(self.is_as_seen(state, kept.seen), Err(NotKept::Changed))
    }

    /// Whether a file is there; fails if it holds something else than we saw.
    pub(super) fn is_as_seen(&self, path: &Path, seen: Option<Seen>) -> Result<bool, NotKept> {
        let about = match fs::metadata(path) {
            Ok(about) => about,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(files::failed("read", path, &error).into()),
        };
        let Some(seen) = seen else {
            return Err(NotKept::Changed);
        };
        if seen.is_in(path, &about)? { Ok(true) } else { Err(NotKept::Changed) }
    }

    /// Who annotates gets a folder with the first that they do; whether they got it now.
    ///
    /// A project that was moved away is not begun anew where it was, though a folder may be there still.
    pub(super) fn make_annotator(&self, annotator: &AnnotatorId) -> Result<bool, Error> {
        if !self.annotator_path(annotator).is_dir() && !self.root().join(PROJECT_FILE).exists() {
            return Err(self.gone());
        }
        self.begin_annotator(annotator)
    }

    /// The same, where no project is yet: what is written here is put into one.
    pub(super) fn begin_annotator(&self, annotator: &AnnotatorId) -> Result<bool, Error> {
        let folder = self.annotator_path(annotator);
        let is_new = !folder.is_dir();
        if is_new {
            files::make_folder(&folder)?;
        }
        let about = folder.join(ANNOTATOR_FILE);
        if !about.exists() {
            let text = annotator::write(&AnnotatorFile::new(annotator.as_str()));
            files::write(&about, text.as_bytes()).inspect_err(|_| {
                if is_new {
                    self.unmake_annotator(annotator);
                }
            })?;
        }
        Ok(is_new)
    }

    /// Takes away the folder that somebody was to get, so that nobody is taken for an annotator who has done nothing.
    fn unmake_annotator(&self, annotator: &AnnotatorId) {
        let folder = self.annotator_path(annotator);
        if files::list(&folder).is_ok_and(|names| names.iter().all(|name| name == ANNOTATOR_FILE)) {
            // Why it was not made is told already; a folder that stays harms nobody.
            let _ = fs::remove_file(folder.join(ANNOTATOR_FILE));
            let _ = fs::remove_dir(&folder);
        }
    }

    pub(super) fn kept(&self, state: &Path) -> Option<Kept> {
        self.lock_kept().get(state).copied()
    }

    /// Notes what was read of a state and its journal.
    pub(super) fn keep_read(&self, state: &Path, kept: Kept, purpose: Purpose) {
        if self.keeps(state, purpose) {
            self.keep(state, kept);
        }
    }

    /// Whether it is to be noted what was read of a state: of what is written here, only if it was read to be written.
    pub(super) fn keeps(&self, state: &Path, purpose: Purpose) -> bool {
        let is_written_here = self.worker.get().is_some_and(|worker| state.starts_with(self.annotator_path(worker)));
        purpose == Purpose::Work || !is_written_here
    }

    pub(super) fn keep(&self, state: &Path, kept: Kept) {
        self.lock_kept().insert(state.to_owned(), kept);
    }

    /// Forgets what was seen of a set, for those who only read one after the other.
    pub(super) fn let_go(&self, annotator: &AnnotatorId, document: &DocumentId) {
        let state = self.set_path(annotator, document);
        self.lock_kept().remove(&state);
        self.note_new_text(&state);
    }

    /// Notes whether a set that was read is about another text than its document has now, and what does not fit then.
    pub(super) fn note_old_text(&self, state: &Path, unfit: Option<Vec<AnnotationId>>, purpose: Purpose) {
        if !self.keeps(state, purpose) {
            return;
        }
        if unfit.is_some()
            && let Some(kept) = self.kept(state)
        {
            // Nothing is written before somebody does something.
            self.keep(state, Kept { is_behind: false, ..kept });
        }
        let mut old = self.old_texts.lock().unwrap_or_else(PoisonError::into_inner);
        match unfit {
            Some(unfit) => drop(old.insert(state.to_owned(), unfit.into())),
            None => drop(old.remove(state)),
        }
    }

    /// The annotations of a set that do not fit, if its files are about another text than its document has now.
    pub(super) fn unfit(&self, state: &Path) -> Option<Arc<[AnnotationId]>> {
        self.old_texts.lock().unwrap_or_else(PoisonError::into_inner).get(state).cloned()
    }

    /// Notes that an entry was added which says what the text is now.
    pub(super) fn note_new_text(&self, state: &Path) {
        self.old_texts.lock().unwrap_or_else(PoisonError::into_inner).remove(state);
    }

    pub(super) fn take_turn(&self, state: &Path) -> std::sync::MutexGuard<'_, ()> {
        let mut hasher = DefaultHasher::new();
        state.hash(&mut hasher);
        let at = hasher.finish() as usize % self.turns.len();
        self.turns[at].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every state of which it is known what it held.
    pub(super) fn known_states(&self) -> Vec<PathBuf> {
        self.lock_kept().keys().cloned().collect()
    }

    fn lock_kept(&self) -> std::sync::MutexGuard<'_, BTreeMap<PathBuf, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Written;
    use crate::model::annotation::Annotation;
    use crate::model::change;
    use crate::model::document::Document;
    use crate::model::history::{Changes, History};
    use crate::model::id::{AnnotatorId, DocumentId, LabelId};
    use crate::model::identity::Identities;
    use crate::model::moment::Moment;
    use crate::model::set::AnnotationSet;
    use crate::records::set;
    use crate::store::files::Flush;
    use crate::store::folder::{Folder, Purpose};
    use crate::tests::scratch::Scratch;

    #[test]
    fn an_entry_that_is_added_while_its_state_is_written_is_not_lost() {
        let scratch = Scratch::new("overtaken");
        scratch.write("project.ron", "(format: 1, name: \"p\")");
        let (layla, document) = (AnnotatorId::new("layla"), Document::new(DocumentId::new("d"), "Layla in Haifa"));
        let folder = Folder::at(scratch.path(), Flush::Now);
        let mut set = AnnotationSet::new(layla.clone(), document.id().clone());
        let (mut history, mut nobody) = (History::default(), Identities::new(layla.clone()));
        let mut act = |label: &str, range: std::ops::Range<usize>| {
            let label_id = LabelId::new("entities", label);
            let made = Annotation::new(set.next_id(), label_id, document.anchor([range]).unwrap());
            let changes = Changes::from(change::adding(made));
            let entry = history.perform(&mut set, &mut nobody, label.to_owned(), changes, Moment(0)).unwrap();
            folder.add_entries(&layla, &document, &[entry]).unwrap();
            set.clone()
        };
        let first = act("person", 0..5);
        let path = folder.set_path(&layla, document.id());
        let mut second = None;
        let written = folder.write_state(&path, &layla, 1, |line| {
            second = Some(act("place", 9..14));
            set::write_holding(&first, &document, 1, line)
        });
        assert_eq!(written.unwrap(), Written::Yes);
        assert_eq!(folder.is_behind(&layla, document.id()), Some(2));
        assert_eq!(folder.write_set(&first, &document, 1).unwrap(), Written::Overtaken);
        let (read, told) = Folder::at(scratch.path(), Flush::Now).read_set(&layla, &document, Purpose::Look).unwrap();
        assert_eq!((read.in_reading_order(), told), (second.unwrap().in_reading_order(), Vec::new()));
    }
}
