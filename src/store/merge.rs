//! Bringing in what others did: the annotators' folders of another copy of a project are copied into this one, file by file.
//! Each file has one writer, so that of two that differ one is further on than the other, which their journals show, also where
//! one of them is still what the other's journal began with; where both went on, nothing is changed and it is told. What does not fit this project, another text or another schema, is told.
//! Assignments, which anybody may write, are those of both.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::error::{Error, Problem, Severity, counted};
use crate::model::assignment::AssignmentChange;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::records::held::{self, Held, Sum};

use super::assignments::ASSIGNMENTS_FILE;
use super::files;
use super::files::list;
use super::folder::{self, Opened, Purpose};
use super::journal::{self, Journal};
use super::lock::{Lock, NoLock};

/// What came of one annotator's files: sets, and identities as one more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    pub annotator: AnnotatorId,
    pub new: usize,
    /// That are further on in the other copy.
    pub updated: usize,
    /// That are the same, or further on here.
    pub kept: usize,
}

/// What came of a merge.
#[derive(Debug)]
pub struct Brought {
    /// By annotator.
    pub merged: Vec<Merged>,
    /// How many documents are assigned to more people than before.
    pub assigned: usize,
    pub problems: Vec<Problem>,
}

/// A state and its journal, as far as they are there.
#[derive(Debug, PartialEq, Eq)]
struct Pair {
    state: Option<Vec<u8>>,
    journal: Option<Vec<u8>>,
}

/// What of a set does not fit this project.
#[derive(Default)]
struct Misfit {
    /// This project has no document of the name.
    is_left_out: bool,
    of_another_text: Option<DocumentId>,
    /// Labels that this project does not have, and how many annotations have them.
    unknown: BTreeMap<String, usize>,
}

/// What a pair says of itself: what the state holds, of which journal up to where, and that journal.
struct Content {
    /// Of the state's text, without what it says of its journal.
    sum: Sum,
    held: Option<Held>,
    journal: Option<Journal>,
}

/// Which of two pairs holds more.
enum Further {
    Theirs,
    Ours,
    /// Each has something that the other lacks, or nothing tells.
    Neither,
}

/// Copies what the annotators of the project in `from` did into that in `into`. Fails if one of them cannot be read or this one
/// cannot be written; what was copied before then stays, whole.
pub fn merge(from: &Path, into: &Path) -> Result<Brought, Error> {
    let (theirs, ours) = (folder::open(from)?, folder::open(into)?);
    if ours.folder.is_at(from) {
        return Err(Error::new(format!("{} and {} are the same project", from.display(), into.display())));
    }
    let (mut merged, mut problems) = (Vec::new(), Vec::new());
    for annotator in theirs.folder.annotators()? {
        // Whoever writes there now would be overtaken.
        let _lock = match Lock::take(into, &annotator) {
            Ok(lock) => Some(lock),
            Err(NoLock::Unable(_)) => None,
            Err(NoLock::Closed(error)) => {
                let then = error.hint.map_or_else(String::new, |hint| format!("; {hint}"));
                let told = Problem::new(Severity::Loss, annotator.as_str(), error.message);
                problems.push(told.hint(format!("what they did is left out{then}")));
                continue;
            }
            Err(NoLock::Held(error) | NoLock::Noted(error)) => {
                let told = Problem::new(Severity::Loss, annotator.as_str(), error.message);
                problems.push(told.hint("what they did is left out; merge again when that is closed"));
                continue;
            }
        };
        merged.push(merge_annotator(&theirs, &ours, &annotator, &mut problems)?);
    }
    let assigned = merge_assignments(&theirs, &ours, &mut problems)?;
    Ok(Brought { merged, assigned, problems })
}

/// Assigns what is assigned there too, and tells where both say different things: nobody can know who is right, and one too
/// many is seen and taken back. Returns how many documents are assigned to more people than before.
fn merge_assignments(theirs: &Opened, ours: &Opened, problems: &mut Vec<Problem>) -> Result<usize, Error> {
    let (there, _) = theirs.folder.read_assignments().map_err(|error| error.context("in the other project"))?;
    let (mut here, held) = ours.folder.read_assignments()?;
    let mut changes = Vec::new();
    for (document, annotators) in there.iter() {
        let told = |severity, message: String| Problem::new(severity, ASSIGNMENTS_FILE, message);
        if ours.corpus.position(document).is_none() {
            let message =
                format!("`{document}` is assigned there, and this project has no such document; that is left out");
            problems.push(told(Severity::Loss, message).hint("add the text first, with `hashiya add`"));
            continue;
        }
        let before: BTreeSet<AnnotatorId> = here.of(document).cloned().collect();
        let after: BTreeSet<AnnotatorId> = before.union(annotators).cloned().collect();
        if before == after {
            continue;
        }
        if !before.is_empty() {
            let message =
                format!("`{document}` is assigned to {} here and to {} there", names(&before), names(annotators));
            problems.push(told(Severity::Note, message).hint("now to all of these"));
        }
        changes.push(AssignmentChange { document: document.clone(), before, after });
    }
    if !changes.is_empty() {
        here.apply(&changes)?;
        ours.folder.write_assignments(&held, &here)?;
    }
    Ok(changes.len())
}

fn names(annotators: &BTreeSet<AnnotatorId>) -> String {
    annotators.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn merge_annotator(
    theirs: &Opened,
    ours: &Opened,
    annotator: &AnnotatorId,
    problems: &mut Vec<Problem>,
) -> Result<Merged, Error> {
    let mut merged = Merged { annotator: annotator.clone(), new: 0, updated: 0, kept: 0 };
    let misfits = misfits(theirs, ours, annotator, problems)?;
    let mut brought = Vec::new();
    let (there, here) = (theirs.folder.annotator_path(annotator), ours.folder.annotator_path(annotator));
    files::make_folder(&here)?;
    for state in states(&there)? {
        let misfit = misfits.get(&state);
        if misfit.is_some_and(|misfit| misfit.is_left_out) {
            continue;
        }
        if state == folder::ANNOTATOR_FILE {
            if !here.join(&state).exists() {
                files::write(&here.join(&state), &files::read(&there.join(&state))?)?;
            }
            continue;
        }
        let (path, pair) = (here.join(&state), Pair::read(&there.join(&state))?);
        let own = Pair::read(&path)?;
        if own.is_nothing() {
            pair.write(&path)?;
            merged.new += 1;
            brought.extend(misfit);
            continue;
        }
        match pair.further(&own) {
            Further::Theirs => {
                pair.write(&path)?;
                merged.updated += 1;
                brought.extend(misfit);
            }
            Further::Ours => merged.kept += 1,
            Further::Neither => {
                merged.kept += 1;
                let told = Problem::new(Severity::Loss, ours.folder.shown(&path), "it was changed in both projects");
                problems
                    .push(told.hint("it stays as it is here; each file has one writer, so take the one that is right"));
            }
        }
    }
    tell(&brought, annotator, problems);
    Ok(merged)
}

/// The states of an annotator, by the names of their files; also of those of which only a journal is there.
fn states(folder: &Path) -> Result<Vec<String>, Error> {
    let names = list(folder)?;
    let mut states: Vec<String> = names
        .iter()
        .filter_map(|name| name.strip_suffix(".ron").or_else(|| name.strip_suffix(".journal")))
        .map(|stem| format!("{stem}.ron"))
        .collect();
    states.sort();
    states.dedup();
    Ok(states)
}

/// What of each state does not fit this project, by the names of their files.
fn misfits(
    theirs: &Opened,
    ours: &Opened,
    annotator: &AnnotatorId,
    problems: &mut Vec<Problem>,
) -> Result<BTreeMap<String, Misfit>, Error> {
    let (places, strays) = theirs.folder.sets(annotator, &theirs.corpus)?;
    problems.extend(strays);
    let mut misfits = BTreeMap::new();
    for place in places {
        let document = theirs.corpus.load(place)?;
        let id = document.id();
        let state = theirs.folder.set_path(annotator, id);
        let name = state.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let Some(own) = ours.corpus.position(id).map(|place| ours.corpus.load(place)).transpose()? else {
            misfits.insert(name, Misfit { is_left_out: true, ..Misfit::default() });
            let place = format!("{annotator}/{id}");
            let message = "this project has no such document; what is said about it is left out";
            problems.push(Problem::new(Severity::Loss, place, message).hint("add the text first, with `hashiya add`"));
            continue;
        };
        let mut misfit = Misfit::default();
        // Where only the text differs there, the set may well be about ours.
        let is_about_ours = || Ok(state.exists() && !theirs.folder.is_of_another_text(annotator, &own)?);
        if own.text() != document.text() && !is_about_ours()? {
            misfit.of_another_text = Some(id.clone());
        }
        let (set, _) = theirs.folder.read_set(annotator, &document, Purpose::Look)?;
        for annotation in set.in_reading_order().iter().filter(|said| ours.project.label(&said.label).is_none()) {
            *misfit.unknown.entry(annotation.label.to_string()).or_insert(0) += 1;
        }
        misfits.insert(name, misfit);
    }
    Ok(misfits)
}

/// Tells of what was brought in that it does not fit this project.
fn tell(brought: &[&Misfit], annotator: &AnnotatorId, problems: &mut Vec<Problem>) {
    for id in brought.iter().filter_map(|misfit| misfit.of_another_text.as_ref()) {
        let message = "this project has another text under this name";
        let told = Problem::new(Severity::Wrong, format!("{annotator}/{id}"), message);
        problems.push(told.hint("what no longer fits is kept; `hashiya reanchor` carries it over"));
    }
    let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
    for (label, count) in brought.iter().flat_map(|misfit| &misfit.unknown) {
        *unknown.entry(label).or_insert(0) += count;
    }
    for (label, count) in unknown {
        let message = format!("{} of `{label}`, a label that this project does not have", counted(count, "annotation"));
        let told = Problem::new(Severity::Wrong, annotator.as_str(), message);
        problems.push(told.hint("it is brought in and shown in grey until project.ron has it"));
    }
}

impl Content {
    fn of(pair: &Pair) -> Self {
        let state = pair.state.as_deref().and_then(|bytes| files::as_written(bytes).ok());
        let (held, sum) = state.map_or((None, Sum::NOTHING), |text| held::find(&text));
        // A statement of its journal that is not of this text was left by somebody who edited it.
        let held = held.filter(|held| held.text == sum);
        // What cannot be read says nothing.
        let journal = pair.journal.clone().and_then(|bytes| journal::read_bytes(bytes, None).ok());
        Self { sum, held, journal }
    }

    fn further(&self, own: &Self) -> Further {
        match (self.goes_on_from(own), own.goes_on_from(self)) {
            (true, false) => Further::Theirs,
            (_, true) => Further::Ours,
            // However they came there, both hold the same.
            (false, false) if self.sum == own.sum && self.is_whole() && own.is_whole() => Further::Ours,
            (false, false) => Further::Neither,
        }
    }

    /// Whether what `other` holds is one of the states that the journal of this has passed through, so that nothing was changed there.
    fn goes_on_from(&self, other: &Self) -> bool {
        let passed = |journal: &Journal| {
            let has_line = |held: Held| journal.sum_of(held.number) == Some(held.line);
            journal.header.base() == Some(other.sum) || other.held.is_some_and(has_line)
        };
        self.journal.as_ref().is_some_and(passed) && other.is_whole()
    }

    /// Whether the state has all that the journal beside it has.
    fn is_whole(&self) -> bool {
        self.journal.as_ref().is_none_or(|journal| {
            self.held.is_some_and(|held| (held.number, held.line) == (journal.end.number, journal.end.sum))
        })
    }
}

impl Pair {
    fn read(state: &Path) -> Result<Self, Error> {
        let read = |path: &Path| if path.exists() { files::read(path).map(Some) } else { Ok(None) };
        Ok(Self { state: read(state)?, journal: read(&journal::path_of(state))? })
    }

    fn is_nothing(&self) -> bool {
        self.state.is_none() && self.journal.is_none()
    }

    /// Which holds more: this one, which is theirs, or `own`.
    fn further(&self, own: &Self) -> Further {
        match (&self.journal, &own.journal) {
            _ if self == own => Further::Ours,
            // The same was done in both; then the state that is behind or was edited by hand is left as it is here.
            (Some(theirs), Some(ours)) if theirs == ours => match (&self.state, &own.state) {
                (Some(_), None) => Further::Theirs,
                _ => Further::Ours,
            },
            (Some(theirs), Some(ours)) if theirs.starts_with(ours) => Further::Theirs,
            (Some(theirs), Some(ours)) if ours.starts_with(theirs) => Further::Ours,
            // A state alone is what its journal, which goes on from it, began with.
            (None, Some(_)) if self.state == own.state => Further::Ours,
            (Some(_), None) if self.state == own.state => Further::Theirs,
            _ => Content::of(self).further(&Content::of(own)),
        }
    }

    /// The journal first: a state that is behind catches up when it is opened.
    fn write(&self, state: &Path) -> Result<(), Error> {
        if let Some(bytes) = &self.journal {
            files::write(&journal::path_of(state), bytes)?;
        }
        self.state.as_ref().map_or(Ok(()), |bytes| files::write(state, bytes))
    }
}
