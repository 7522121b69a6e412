//! Opening a state with its journal: what the journal has beyond the state is done again, an unfinished last line is cut off,
//! and where the two do not go together, both are kept and it is told. Nothing here knows what entries do: `redo` does them.
//!
//! A state says up to which line it holds its journal, with that line's sum and a sum of its own text. A state that was edited
//! by hand, or comes from elsewhere, is right; its journal then is set aside under another name and begins anew.

use std::path::{Path, PathBuf};

use crate::error::{Error, Problem, Severity};
use crate::model::document::Document;
use crate::model::history::{Entry, History};
use crate::model::id::AnnotatorId;
use crate::records::held::{self, Held, Sum};
use crate::records::journal::{self as lines, Header};

use super::files;
use super::folder::{Folder, Purpose};
use super::journal::{self, End, Journal, NoJournal, Rest};
use super::seen::{Kept, State};

/// So much of a state, in bytes, has what it says of its journal.
const HEAD: usize = 4096;
/// What the copy of a journal is called that is not what was written.
const DAMAGED: &str = "damaged";

/// What the journal does not fit.
struct Disagreement {
    why: String,
    /// How many of its entries the state may lack.
    lacking: usize,
}

/// What a journal tells, and what is wrong with the line after that, if there should be one.
type Told = (History, Option<Problem>);

impl Folder {
    /// Does again what the journal of a state has beyond it, by giving the index of each line to `redo`. Returns what is to be told. Fails if the journal is of a newer version; then neither file must be
    /// written.
    pub(super) fn catch_up(
        &self,
        state: &State<'_>,
        purpose: Purpose,
        redo: &mut dyn FnMut(&Journal, usize) -> Result<(), Error>,
    ) -> Result<Vec<Problem>, Error> {
        let (held, base) = state.text.map_or((None, Sum::NOTHING), held::find);
        let mut kept = Kept::of(state, held.map_or(0, |held| held.number), base);
        let path = journal::path_of(state.path);
        if let Some(held) = held
            && held.text == base
            && let Some(end) = journal::last(&path)
            && (end.number, end.sum) == (held.number, held.line)
        {
            kept.end = Some(end);
            self.keep_read(state.path, kept, purpose);
            return Ok(Vec::new());
        }
        let mut problems = Vec::new();
        match journal::read(&path)? {
            None => {}
            Some(Err(NoJournal::Newer(error))) => {
                return Err(error
                    .context(format!("cannot read {}", self.shown(&path)))
                    .hint("open it with a newer Hashiya; nothing was changed"));
            }
            Some(Err(NoJournal::Conflict(line))) => return Err(files::conflict(&self.shown(&path), line)),
            Some(Err(NoJournal::Damaged)) => {
                let told = Problem::new(Severity::Loss, self.shown(&path), "its first line is damaged");
                problems.push(self.set_aside(&path, told, DAMAGED, purpose)?);
            }
            Some(Ok(journal)) => match position(state, held, base, &journal) {
                Ok(from) => {
                    let replayed = self.replay(&path, &journal, from, purpose, redo, &mut problems)?;
                    let mut end = journal.end_after(replayed);
                    let is_whole = replayed == journal.lines().len() && journal.rest == Rest::Nothing;
                    if purpose == Purpose::Work && !is_whole {
                        end.modified = journal::cut(&path, end.len)?;
                    }
                    kept = Kept { number: end.number, end: Some(end), is_behind: replayed > from, ..kept };
                }
                Err(disagreement) => {
                    let (message, severity) = match disagreement.lacking {
                        0 => (disagreement.why, Severity::Note),
                        1 => (format!("{}; it has 1 action that is not shown", disagreement.why), Severity::Wrong),
                        count => (
                            format!("{}; it has {count} actions that are not shown", disagreement.why),
                            Severity::Wrong,
                        ),
                    };
                    let told = Problem::new(severity, self.shown(&path), message);
                    problems.push(self.set_aside(&path, told, "other", purpose)?);
                }
            },
        }
        self.keep_read(state.path, kept, purpose);
        Ok(problems)
    }

    /// Does the lines from `from` on; returns how many lines of the journal stand now.
    fn replay(
        &self,
        path: &Path,
        journal: &Journal,
        from: usize,
        purpose: Purpose,
        redo: &mut dyn FnMut(&Journal, usize) -> Result<(), Error>,
        problems: &mut Vec<Problem>,
    ) -> Result<usize, Error> {
        let count = journal.lines().len();
        for index in from..count {
            if let Err(error) = redo(journal, index) {
                let message = format!("line {} cannot be done again: {error}", index + 2);
                let told = Problem::new(Severity::Wrong, self.shown(path), message);
                problems.push(self.copy_aside(path, told, count - index, purpose)?);
                return Ok(index);
            }
        }
        match journal.rest {
            Rest::Nothing => {}
            Rest::Torn(bytes) => {
                let message =
                    format!("its last line was never finished: {bytes} bytes, which had not been said to be saved");
                let hint = if purpose == Purpose::Work { "they are cut off" } else { "they are passed over" };
                problems.push(Problem::new(Severity::Note, self.shown(path), message).hint(hint));
            }
            Rest::Wrong { line, after } => {
                let told = Problem::new(Severity::Loss, self.shown(path), format!("line {line} is damaged"));
                problems.push(self.copy_aside(path, told, after + 1, purpose)?);
            }
        }
        Ok(count)
    }

    /// What the journal of a state of `document` tells, as far as it is what was written; `None` if there is no journal.
    pub(super) fn read_entries(&self, state: &Path, document: &Document) -> Result<Option<Told>, Error> {
        let end = self.kept(state).and_then(|kept| kept.end);
        let path = journal::path_of(state);
        let (Some(end), Some(journal)) = (end, journal::read(&path)?) else {
            return Ok(None);
        };
        let Ok(journal) = journal else {
            return Err(Error::new("its first line is damaged"));
        };
        // What only looks may see lines beyond those that were done.
        let count = usize::try_from(end.number - journal.header.after).unwrap_or(usize::MAX);
        let earlier = earlier(&path, journal.header.after, document);
        let history = told_by(&journal, count, earlier, document)?;
        let damage = (journal.end.number < end.number).then(|| self.damage(&path, &journal));
        Ok(Some((history, damage)))
    }

    /// What is wrong with the journal of identities in lines that their file has, and that nobody needs for that: they are told
    /// where everything is.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn check_identities_journal(&self, annotator: &AnnotatorId) -> Result<Option<Problem>, Error> {
        let state = self.identities_path(annotator);
        let path = journal::path_of(&state);
        let end = self.kept(&state).and_then(|kept| kept.end);
        let (Some(end), Some(Ok(journal))) = (end, journal::read(&path)?) else {
            return Ok(None);
        };
        Ok((journal.end.number < end.number).then(|| self.damage(&path, &journal)))
    }

    /// That a line is not what was written, though the state beside has what it did.
    fn damage(&self, path: &Path, journal: &Journal) -> Problem {
        let place = format!("{}:{}", self.shown(path), journal.lines().len() + 2);
        let message = "this line is not what was written: it was changed, or one before it is missing; the annotations are whole, and \
             what happened from there on is not in the history";
        Problem::new(Severity::Wrong, place, message)
            .hint("take the file from a backup, or from git, to have that back")
    }

    /// A history that begins after entry `number`, because its journal cannot be used.
    pub(super) fn history_anew(
        &self,
        state: &Path,
        number: u64,
        why: Error,
        purpose: Purpose,
    ) -> Result<(History, Vec<Problem>), Error> {
        let told = Problem::new(Severity::Wrong, self.shown(&journal::path_of(state)), why.message);
        self.history_after_damage(state, History::beginning_after(number, Vec::new()), told, purpose)
    }

    /// Sets a journal aside of which only a part can be used; `history` goes on from where the state is.
    pub(super) fn history_after_damage(
        &self,
        state: &Path,
        history: History,
        told: Problem,
        purpose: Purpose,
    ) -> Result<(History, Vec<Problem>), Error> {
        let remedy = told.hint.clone();
        let mut told = self.set_aside(&journal::path_of(state), told, DAMAGED, purpose)?;
        if let (Some(hint), Some(remedy)) = (&mut told.hint, remedy) {
            *hint = format!("{hint}; {remedy}");
        }
        if let Some(kept) = self.kept(state).filter(|_| purpose == Purpose::Work) {
            self.keep(state, Kept { end: None, ..kept });
        }
        Ok((history, vec![told]))
    }

    /// A history that begins after entry `number`, with what journals that were set aside tell of what was before.
    pub(super) fn history_after(&self, state: &Path, number: u64, document: &Document) -> History {
        History::beginning_after(number, earlier(&journal::path_of(state), number, document))
    }

    /// Whether the identities of `annotator` hold all of their journal, as far as the two say: then reading them changes no other
    /// file. Reads little of either.
    #[must_use]
    pub fn hold_identities_all(&self, annotator: &AnnotatorId) -> bool {
        let state = self.identities_path(annotator);
        let path = journal::path_of(&state);
        if !path.exists() {
            return true;
        }
        let (held, _) = files::read_head(&state, HEAD).map_or((None, Sum::NOTHING), |head| held::find(&head));
        held.zip(journal::last(&path)).is_some_and(|(held, end)| (end.number, end.sum) == (held.number, held.line))
    }

    /// Sees to it that an entry of `identities.journal` that is also one of a document's is in that journal too. Whether it is:
    /// what only looks adds nothing.
    pub(super) fn complete(&self, annotator: &AnnotatorId, body: &str, purpose: Purpose) -> Result<bool, Error> {
        let Some((shared, own)) = lines::read_shared(body)? else {
            return Ok(true);
        };
        let state = self.set_path(annotator, &shared.document);
        let path = journal::path_of(&state);
        let bytes = files::read(&state).unwrap_or_default();
        let (held, base) = match files::as_written(&bytes) {
            Ok(text) if !bytes.is_empty() => held::find(&text),
            _ => (None, Sum::NOTHING),
        };
        let held = held.map_or(0, |held| held.number);
        let journal = match journal::read(&path)? {
            None => None,
            Some(Ok(journal)) => Some(journal),
            // Who reads the set sees to it, and tells: it must not be written over here.
            Some(Err(_)) => return Ok(true),
        };
        let reached = journal.as_ref().map_or(held, |journal| journal.end.number.max(held));
        if reached >= shared.number {
            return Ok(true);
        }
        if purpose == Purpose::Look {
            return Ok(false);
        }
        if reached + 1 != shared.number {
            return Err(Error::new(format!(
                "`{}` ends with action {reached}, and this is its action {}",
                shared.document, shared.number
            )));
        }
        let (mut text, sum) = match &journal {
            Some(journal) => (String::new(), journal.end.sum),
            None => {
                let header = Header::of_document(annotator, &shared.document, &shared.text, held, base);
                let unfit = lines::new_text_in(&own)?.map(|new| new.unfit).unwrap_or_default();
                lines::seal(&header.with_unfit(&unfit).write(), Sum::NOTHING)
            }
        };
        let (line, sum) = lines::seal(&own, sum);
        text.push_str(&line);
        match journal {
            Some(journal) => {
                let modified = journal::cut(&path, journal.end.len)?;
                let end = End { modified, ..journal.end };
                journal::add(&path, end, &text, shared.number, sum, self.flush)
                    .map_err(|_| Error::new(format!("cannot write {}", path.display())))?;
            }
            None => {
                journal::begin(&path, &text, shared.number, sum, self.flush)?;
            }
        }
        Ok(true)
    }

    /// Keeps a journal of which only a part is used, before the rest is cut off.
    fn copy_aside(&self, path: &Path, told: Problem, lost: usize, purpose: Purpose) -> Result<Problem, Error> {
        let lines = if lost == 1 { "1 line is".to_owned() } else { format!("{lost} lines are") };
        Ok(match purpose {
            Purpose::Look => told.hint(format!("{lines} not shown; the file is not touched")),
            Purpose::Work => {
                let copy = files::keep_aside(path, &files::read(path)?, DAMAGED)?;
                self.note_set_aside();
                told.hint(format!("{lines} not shown; all of it is kept as {}", self.shown(&copy)))
            }
        })
    }

    /// Gives a journal that cannot be used another name.
    pub(super) fn set_aside(&self, path: &Path, told: Problem, word: &str, purpose: Purpose) -> Result<Problem, Error> {
        Ok(match purpose {
            Purpose::Look => told.hint("the file is not touched"),
            Purpose::Work => {
                let copy = files::keep_aside(path, &files::read(path)?, word)?;
                files::remove(path)?;
                if told.severity != Severity::Note {
                    self.note_set_aside();
                }
                told.hint(format!("what is shown is the file beside it; the journal is kept as {}", self.shown(&copy)))
            }
        })
    }
}

/// What the first `count` entries of a journal tell, after those of `earlier` journals.
fn told_by(journal: &Journal, count: usize, earlier: Vec<Entry>, document: &Document) -> Result<History, Error> {
    let known: Vec<&str> = journal.lines().take(count).map(|(body, _)| body).collect();
    let (mut first, mut texts): (usize, Vec<String>) = (0, journal.header.text.iter().cloned().collect());
    for (index, body) in known.iter().enumerate().filter(|(_, body)| lines::has_new_text(body)) {
        first = index;
        texts.extend(lines::new_text_in(body)?.map(|new| new.text));
    }
    let text = texts.last();
    let is_now = text.is_none_or(|text| *text == document.hash().as_str());
    let old = if is_now { first } else { known.len() };
    let mut history = History::beginning_after(journal.header.after, earlier);
    for (index, body) in known.iter().enumerate() {
        match lines::read_entry(body, document) {
            Ok(entry) => history.follow(entry)?,
            Err(_) if index < old => history.follow_misplaced(lines::read_misplaced(body, document)?)?,
            Err(error) => return Err(error),
        }
    }
    history.note_new_text(journal.header.after + old as u64);
    history.note_texts(texts);
    Ok(history)
}

/// What happened up to entry `number`, as far as journals tell that were set aside because they are damaged: one that ends there, one
/// that ends where that begins, and so on.
fn earlier(path: &Path, number: u64, document: &Document) -> Vec<Entry> {
    if number == 0 {
        return Vec::new();
    }
    let copies: Vec<PathBuf> = files::aside(path, DAMAGED).take_while(|copy| copy.exists()).collect();
    let (mut begins, mut found) = (number, Vec::new());
    for copy in copies.iter().rev() {
        let ends_there = journal::last(copy).is_some_and(|end| end.number == begins);
        // What cannot be read is not known.
        let Some(journal) = journal::read(copy).ok().flatten().and_then(Result::ok).filter(|_| ends_there) else {
            continue;
        };
        let told = told_by(&journal, usize::MAX, Vec::new(), document).unwrap_or_default();
        begins = journal.header.after;
        found.push(told.entries().to_vec());
    }
    found.into_iter().rev().flatten().collect()
}

/// The index of the first line that the state lacks.
fn position(state: &State<'_>, held: Option<Held>, base: Sum, journal: &Journal) -> Result<usize, Disagreement> {
    let after = journal.header.after;
    let lacking =
        |number: u64| journal.lines().len().saturating_sub(usize::try_from(number.saturating_sub(after)).unwrap_or(0));
    let no = |why: &str, number: u64| Err(Disagreement { why: why.to_owned(), lacking: lacking(number) });
    let begins_here = journal.header.base() == Some(base);
    match held {
        None if begins_here => Ok(0),
        Some(held) if begins_here && held.number == after => Ok(0),
        None if state.text.is_none() => no("the file that it goes on from is gone", 0),
        None => no("it does not belong to the file beside it, which was written by hand", 0),
        Some(held) if held.text != base => no("the file beside it was edited by hand since", held.number),
        Some(held) if journal.sum_of(held.number) == Some(held.line) => {
            // `sum_of` found it, so it is one of the lines.
            Ok(usize::try_from(held.number - after).unwrap_or(usize::MAX))
        }
        Some(held) if held.number > journal.end.number => no(
            &format!("it ends with action {}, and the file beside it holds {}", journal.end.number, held.number),
            held.number,
        ),
        Some(held) => no("it is not the one that the file beside it was written with", held.number),
    }
}
