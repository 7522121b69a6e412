//! Work that cannot be saved where it belongs (its project was moved away, its disk is full) is kept in a file elsewhere as soon as that
//! is noticed, so that it outlives the program, and put back: what goes on from what is in the project is added to its journals, and
//! is undone like anything else; what does not is kept beside the files, as `<name>.mine-1`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Problem, Severity, counted};
use crate::formats::names::file_name;
use crate::model::change;
use crate::model::document::Document;
use crate::model::history::{Deed, Entry};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::identity::{self, Identities};
use crate::model::quote::quoted;
use crate::model::set::AnnotationSet;
use crate::records::journal as lines;
use crate::records::rescue::Rescue;

use super::corpus::Corpus;
use super::files;
use super::folder::{Folder, PROJECT_FILE, Purpose};
use super::keep::NotKept;

const ENDING: &str = "unsaved.jsonl";
const MINE: &str = "mine";

/// What came of putting unsaved work back.
#[derive(Debug, Default)]
pub struct PutBack {
    /// Actions that were added.
    pub added: usize,
    /// Actions that were there already.
    pub there: usize,
    /// What did not fit, and where it is kept.
    pub beside: Vec<Problem>,
}

/// What does not go on from what is in the project, and is to be kept beside it.
#[derive(Debug, Clone)]
pub struct Aside {
    /// The file of unsaved work that it is in.
    pub kept: PathBuf,
    /// The texts of the sets.
    pub sets: Vec<(DocumentId, String)>,
    /// The text of the identities, if what was done to them does not go on.
    pub identities: Option<String>,
}

/// A document whose journal the actions go on from.
struct Open {
    document: Arc<Document>,
    set: AnnotationSet,
    entries: Vec<Entry>,
    last: u64,
}

/// Writes unsaved work into a folder, over what `before` held; says where.
pub(super) fn keep(folder: &Path, before: Option<&Path>, rescue: &Rescue) -> Result<PathBuf, Error> {
    files::make_folder(folder)?;
    let name = format!("{}-{}", file_name(&rescue.project), rescue.annotator);
    let name = file_name(&name);
    let free = || (1_u32..).map(|nth| folder.join(format!("{name}-{nth}.{ENDING}"))).find(|path| !path.exists());
    let path = before.map(Path::to_owned).or_else(free).unwrap_or_else(|| folder.join(ENDING));
    files::write(&path, rescue.write().as_bytes())?;
    Ok(path)
}

/// What could not be saved of `annotator` in the project at `root` by an earlier program, sorted. Told is what cannot be read, and
/// what is of a project of this name that is where it was no longer: only a person knows whether it was moved here, or this is a copy.
pub fn kept_of(
    folder: &Path,
    root: &Path,
    project: &str,
    annotator: &AnnotatorId,
) -> (Vec<(PathBuf, Rescue)>, Vec<Problem>) {
    let root = files::whole(root);
    let (mut found, mut told) = (Vec::new(), Vec::new());
    for name in files::list(folder).unwrap_or_default() {
        if !name.ends_with(ENDING) || name.starts_with('.') {
            continue;
        }
        let path = folder.join(&name);
        match read(&path) {
            Ok(rescue) if rescue.annotator != *annotator => {}
            Ok(rescue) if Path::new(&rescue.folder) == root => found.push((path, rescue)),
            Ok(rescue) if rescue.project == project && !Path::new(&rescue.folder).join(PROJECT_FILE).exists() => {
                told.push(perhaps_of(&path, &rescue));
            }
            Ok(_) => {}
            Err(error) => {
                let place = path.display().to_string();
                told.push(Problem::new(Severity::Wrong, place, error.message).hint("the file is not touched"));
            }
        }
    }
    (found, told)
}

fn perhaps_of(path: &Path, rescue: &Rescue) -> Problem {
    let actions = counted(rescue.actions.len(), "action");
    let message =
        format!("it keeps {actions} that could not be saved in a project of this name, which was at {}", rescue.folder);
    let hint = format!(
        "if this is that project, moved, then `put-back {}`; nothing is put back by itself",
        quoted(&path.to_string_lossy())
    );
    Problem::new(Severity::Wrong, path.display().to_string(), message).hint(hint)
}

/// Reads a file of unsaved work.
pub fn read(path: &Path) -> Result<Rescue, Error> {
    Rescue::read(&files::read_text(path)?, &path.display().to_string())
}

/// Takes a file of unsaved work away: all of it is in the project.
pub fn forget(path: &Path) -> Result<(), Error> {
    files::remove(path)
}

/// Puts unsaved work into the journals of the project at `root`, whose texts are `corpus`, while nobody else writes there. Doing it
/// again adds nothing. Fails if something cannot be read or written; what was added until then stays.
pub fn put_back(root: &Path, corpus: &Corpus, rescue: &Rescue) -> Result<PutBack, Error> {
    let annotator = &rescue.annotator;
    let folder = Folder::at(root, files::Flush::Now);
    folder.write_for(annotator);
    // First: what was written into their journal alone is put into that of its document.
    let (mut identities, told) = folder.read_identities(annotator, Purpose::Work)?;
    let mut put = PutBack { beside: told, ..PutBack::default() };
    let mut open: BTreeMap<DocumentId, Option<Open>> = BTreeMap::new();
    let mut are_identities_lost = false;
    for body in &rescue.actions {
        let Some((shared, own)) = lines::read_shared(body)? else {
            let (renaming, title, time) = lines::read_renaming(body)?;
            match folder.add_renaming(annotator, &renaming, &title, time) {
                Ok(()) => put.added += 1,
                Err(NotKept::Failed(error)) => return Err(error),
                Err(NotKept::Changed | NotKept::Gone) => are_identities_lost = true,
            }
            renaming.apply_to_identities(&mut identities);
            continue;
        };
        if !open.contains_key(&shared.document) {
            let opened = open_document(&folder, corpus, annotator, &shared.document, &shared.text)?;
            open.insert(shared.document.clone(), opened);
        }
        let Some(slot) = open.get_mut(&shared.document) else { continue };
        let Some(known) = slot else { continue };
        match known.add(&folder, annotator, &mut identities, &own) {
            Ok(true) => put.added += 1,
            Ok(false) => put.there += 1,
            Err(NotKept::Failed(error)) => return Err(error),
            Err(NotKept::Changed | NotKept::Gone) => {
                let names_identities = lines::read_entry(&own, &known.document);
                are_identities_lost |= names_identities.is_ok_and(|entry| !entry.changes.identities.is_empty());
                *slot = None;
            }
        }
    }
    for (document, _) in open.iter().filter(|(_, open)| open.is_none()) {
        if let Some(text) = rescue.sets.get(document) {
            put.beside.push(keep_beside(&folder, annotator, &folder.set_path(annotator, document), text)?);
        }
    }
    if let Some(text) = rescue.identities.as_ref().filter(|_| are_identities_lost) {
        put.beside.push(keep_beside(&folder, annotator, &folder.identities_path(annotator), text)?);
    }
    write_states(&folder, &identities, open.values().flatten());
    Ok(put)
}

impl Aside {
    /// What is told of it until it is kept beside the files.
    #[must_use]
    pub fn told(&self) -> Problem {
        let message = "it holds what could not be saved and does not go on from what is in the project now";
        Problem::new(Severity::Wrong, self.kept.display().to_string(), message)
            .hint("it is kept beside that as soon as it can be written, and stays here until then")
    }
}

/// Keeps what does not go on beside the files of `annotator`, and takes the file away that it is in; tells where it is then.
pub(super) fn keep_aside(folder: &Folder, annotator: &AnnotatorId, aside: &Aside) -> Result<Vec<Problem>, Error> {
    let sets = aside.sets.iter().map(|(document, text)| (folder.set_path(annotator, document), text));
    let all = sets.chain(aside.identities.iter().map(|text| (folder.identities_path(annotator), text)));
    let told = all.map(|(path, text)| keep_beside(folder, annotator, &path, text)).collect::<Result<_, _>>()?;
    // One that stays is put back once more, which keeps nothing twice.
    let _ = forget(&aside.kept);
    Ok(told)
}

/// Writes the states of what was put back. It is saved already: what cannot be written now is when it is opened next.
fn write_states<'a>(folder: &Folder, identities: &Identities, open: impl Iterator<Item = &'a Open>) {
    let annotator = identities.annotator();
    if folder.are_identities_behind(annotator) {
        let _ = folder.write_identities(identities, folder.last_identities_number(annotator));
    }
    for Open { document, set, .. } in open {
        if let Some(number) = folder.is_behind(annotator, document.id()) {
            let _ = folder.write_set(set, document, number);
        }
    }
}

/// A document with what is known of its set; none if it is not there, says something else now, or must not be changed.
fn open_document(
    folder: &Folder,
    corpus: &Corpus,
    annotator: &AnnotatorId,
    id: &DocumentId,
    text: &str,
) -> Result<Option<Open>, Error> {
    let Some(place) = corpus.position(id) else { return Ok(None) };
    let document = Arc::new(corpus.load(place)?);
    if document.hash().as_str() != text {
        return Ok(None);
    }
    let (set, _) = folder.read_set(annotator, &document, Purpose::Work)?;
    let (history, _) = folder.read_history(annotator, &document, Purpose::Work)?;
    let last = history.next_number() - 1;
    Ok(Some(Open { document, set, entries: history.entries().to_vec(), last }))
}

impl Open {
    /// Adds an action, given as a body of the document's journal, to the journals that it belongs into; whether it was not there.
    fn add(
        &mut self,
        folder: &Folder,
        annotator: &AnnotatorId,
        identities: &mut Identities,
        body: &str,
    ) -> Result<bool, NotKept> {
        let entry = lines::read_entry(body, &self.document)?;
        if entry.number <= self.last {
            return if self.entries.contains(&entry) { Ok(false) } else { Err(NotKept::Changed) };
        }
        if entry.number != self.last + 1 {
            return Err(NotKept::Changed);
        }
        let mut set = self.set.clone();
        change::apply(&mut set, &entry.changes.transaction).map_err(|_| NotKept::Changed)?;
        identity::apply(identities, &entry.changes.identities).map_err(|_| NotKept::Changed)?;
        if let Deed::Renamed(renaming) = &entry.deed {
            renaming.apply_to_set(&mut set);
        }
        if !entry.changes.identities.is_empty() {
            folder.add_shared(annotator, &self.document, &entry)?;
        }
        folder.add_entries(annotator, &self.document, &[&entry])?;
        (self.set, self.last) = (set, entry.number);
        self.entries.push(entry);
        Ok(true)
    }
}

fn keep_beside(folder: &Folder, annotator: &AnnotatorId, path: &Path, text: &str) -> Result<Problem, Error> {
    folder.make_annotator(annotator)?;
    let copy = files::keep_aside(path, text.as_bytes(), MINE)?;
    let message = "what could not be saved then does not go on from what is there now, which is shown";
    Ok(Problem::new(Severity::Wrong, folder.shown(path), message)
        .hint(format!("yours, with all that you did, is kept as {}", folder.shown(&copy))))
}
