//! A project's folder: reading `project.ron`, the texts and the sets. Where things lie is known here only.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use crate::error::{Error, Problem, Severity};
use crate::formats::documents;
use crate::model::annotator::AnnotatorKind;
use crate::model::document::Document;
use crate::model::history::History;
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId};
use crate::model::identity::{self, Identities};
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;
use crate::records::annotator::{self, AnnotatorFile};
use crate::records::journal::{self as lines, IdentityDeed};
use crate::records::set;
use crate::records::{identities, project};
use crate::text::fonts::Faces;

use super::copies;
use super::corpus::{Corpus, Watched};
use super::files;
use super::fonts;
use crate::formats::names::{file_name, name_from_file};

use super::index::{self, Stamp};
use super::journal;
use super::old_text::{Redoing, Redone};
use super::seen::{Kept, State};
use super::sources;
use super::watch::Watch;

pub const PROJECT_FILE: &str = "project.ron";
pub(super) const GUIDELINES_FILE: &str = "guidelines.md";
pub(super) const ANNOTATIONS: &str = "annotations";
pub(super) const ANNOTATOR_FILE: &str = "annotator.ron";
const IDENTITIES_FILE: &str = "identities.ron";
const IDENTITIES_JOURNAL: &str = "identities.journal";

/// So many files may be changed at a time.
const TURNS: usize = 16;

/// An open project folder.
pub struct Folder {
    root: PathBuf,
    /// What we last saw of each set and of identities: a file that holds something else was changed by somebody else.
    pub(super) kept: Mutex<BTreeMap<PathBuf, Kept>>,
    /// Sets whose files are about another text than their documents have now, with the annotations that do not fit.
    pub(super) old_texts: Mutex<BTreeMap<PathBuf, Arc<[AnnotationId]>>>,
    /// What was seen of files that were then taken away and written anew: as such they may come back.
    pub(super) vanished: Mutex<BTreeMap<PathBuf, Vec<Kept>>>,
    /// Held while a file changes together with what is known of it, and while the two are compared; one for many files.
    pub(super) turns: [Mutex<()>; TURNS],
    pub(super) flush: files::Flush,
    /// Whose files are written here.
    pub(super) worker: OnceLock<AnnotatorId>,
    /// The file of assignments as it was seen last, if it was looked for; none if it was not there.
    pub(super) assignments_seen: Mutex<Option<Option<Stamp>>>,
    has_set_aside: AtomicBool,
}

/// What opening a folder gives.
pub struct Opened {
    pub folder: Folder,
    pub project: Project,
    /// The text of `project.ron`.
    pub project_text: String,
    /// The text of `guidelines.md`, if it is there.
    pub guidelines: Option<String>,
    pub corpus: Arc<Corpus>,
    /// The bundled faces with the project's own, if it has any.
    pub faces: Option<Arc<Faces>>,
    pub problems: Vec<Problem>,
}

/// Whether a damaged file is copied aside, or only told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It may be written again, so what it holds is remembered.
    Work,
    /// Nothing on disk is changed.
    Look,
}

/// Why a file of an annotator was not read.
enum Unread {
    Damaged(Problem),
    Refused(Error),
}

/// What a file of an annotator held, if there was something to be read, and what was wrong.
struct Found<T> {
    /// None if there is no file.
    bytes: Option<Vec<u8>>,
    /// What the bytes say, where that is not just them.
    text: Option<String>,
    value: Option<T>,
    problems: Vec<Problem>,
}

impl<T> Found<T> {
    /// The file with its text, unless nothing of it could be used.
    fn state<'a>(&'a self, path: &'a Path) -> State<'a> {
        let bytes = self.bytes.as_deref();
        let text = self.text.as_deref().or_else(|| std::str::from_utf8(bytes?).ok());
        let text = text.filter(|_| self.value.is_some());
        State { path, bytes, text }
    }

    /// Adds what the journal told, and to what is told of a damaged file, where that which is shown comes from.
    fn finish(&mut self, told: Vec<Problem>, has_journal: bool) {
        if let (Some(_), None, Some(problem)) = (&self.bytes, &self.value, self.problems.first_mut()) {
            let shown = if has_journal { "what is shown comes from its journal" } else { "nothing of it is shown" };
            let hint = problem.hint.take().unwrap_or_default();
            problem.hint = Some(format!("{shown}; {hint}"));
        }
        self.problems.extend(told);
    }
}

/// Opens a project. Fails if it cannot be read at all or was written by a newer version.
pub fn open(root: &Path) -> Result<Opened, Error> {
    open_watched(root, &Watch::default())
}

/// The same; `watch` counts the bytes of texts that are read through, as nothing is known of them yet.
pub fn open_watched(root: &Path, watch: &Watch) -> Result<Opened, Error> {
    let path = root.join(PROJECT_FILE);
    let text = match fs::read(&path) {
        Ok(bytes) => files::our_text(bytes, &path)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Error::new(format!("{} is not a project: there is no {PROJECT_FILE}", root.display()))
                .hint(format!("`hashiya new {}` makes it one", root.display())));
        }
        Err(error) => return Err(files::failed("read", &path, &error)),
    };
    let (mut project, mut problems) = project::read(&text, PROJECT_FILE, &folder_name(root))?;
    if !is_inside(&project.texts) {
        let message = format!("`texts` must be a folder inside the project, not `{}`", project.texts);
        problems.push(Problem::new(Severity::Wrong, PROJECT_FILE, message));
        project.texts = "documents".to_owned();
    }
    if !root.join(&project.texts).is_dir() && project.layers.is_empty() {
        // A project file that could not be read does not say where its texts lie.
        project.texts = ".".to_owned();
    }
    let (mut corpus, told) = read_texts(root, &project.texts, watch)?;
    problems.extend(told);
    let (sources, told) = sources::read(root);
    problems.extend(told);
    corpus.came_from(sources);
    for id in corpus.follow(&project) {
        let message = format!("`documents` speaks of `{id}`, which is not there");
        problems.push(Problem::new(Severity::Wrong, PROJECT_FILE, message));
    }
    let (faces, told) = fonts::faces(root);
    problems.extend(told);
    let (guidelines, told) = read_guidelines(root);
    problems.extend(told);
    let folder = Folder::at(root, files::Flush::Now);
    let corpus = Arc::new(corpus);
    Ok(Opened { folder, project, project_text: text, guidelines, corpus, faces: faces.map(Arc::new), problems })
}

impl Folder {
    /// Opens the project once more. It was one: where nothing is now, it was moved away, or a disk is not there.
    pub fn open_again(&self) -> Result<Opened, Error> {
        if self.root.join(PROJECT_FILE).exists() { open(&self.root) } else { Err(self.gone()) }
    }

    /// What tells that somebody changed `project.ron`.
    pub(super) fn watched_project(&self) -> Watched {
        Watched::now(self.root.join(PROJECT_FILE))
    }

    pub(super) fn at(root: &Path, flush: files::Flush) -> Self {
        Self {
            root: root.to_owned(),
            kept: Mutex::default(),
            old_texts: Mutex::default(),
            vanished: Mutex::default(),
            turns: Default::default(),
            flush,
            worker: OnceLock::new(),
            assignments_seen: Mutex::default(),
            has_set_aside: AtomicBool::new(false),
        }
    }

    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The same folder, in which somebody else is to work: nothing is known yet of what their files hold.
    #[must_use]
    pub fn for_another(&self) -> Self {
        Self::at(&self.root, self.flush)
    }

    /// Whether `other` is the same folder, by whatever name.
    #[must_use]
    pub fn is_at(&self, other: &Path) -> bool {
        files::whole(&self.root) == files::whole(other)
    }

    /// Writes `project.ron`, if it still holds what `before` says: what somebody else changed there is not written over.
    pub fn write_project(&self, before: &str, after: &str) -> Result<(), Error> {
        let path = self.root.join(PROJECT_FILE);
        if files::read_our_text(&path)? != before {
            return Err(Error::new(format!("{PROJECT_FILE} was changed by somebody else while it was open here"))
                .hint("open the project again to see it"));
        }
        files::write(&path, after.as_bytes())
    }

    /// Everybody who has a folder under `annotations`, sorted.
    pub fn annotators(&self) -> Result<Vec<AnnotatorId>, Error> {
        let path = self.root.join(ANNOTATIONS);
        let mut found: Vec<AnnotatorId> = files::list(&path)?
            .into_iter()
            .filter(|name| path.join(name).is_dir())
            .map(|name| AnnotatorId::new(&name_from_file(&name)))
            .collect();
        found.sort();
        Ok(found)
    }

    /// Those of them who have a set of a document, or the journal of one.
    pub fn annotators_of(&self, document: &DocumentId) -> Result<Vec<AnnotatorId>, Error> {
        let mut annotators = self.annotators()?;
        annotators.retain(|annotator| {
            let path = self.set_path(annotator, document);
            path.exists() || journal::path_of(&path).exists()
        });
        Ok(annotators)
    }

    /// The set of `annotator` on `document`, empty if there is no file, and what is wrong with it. Fails if the file cannot
    /// be read or must stay as it is; then the set must not be written.
    pub fn read_set(
        &self,
        annotator: &AnnotatorId,
        document: &Document,
        purpose: Purpose,
    ) -> Result<(AnnotationSet, Vec<Problem>), Error> {
        let path = self.set_path(annotator, document.id());
        let mut found =
            self.read_ours(&path, purpose, |text, name| match set::read(text, name, annotator, document) {
                set::Reading::Set(set, problems) => Ok((set, problems)),
                set::Reading::Damaged(problem) => Err(Unread::Damaged(problem)),
                set::Reading::Refused(error) => Err(Unread::Refused(error)),
            })?;
        let empty = || AnnotationSet::new(annotator.clone(), document.id().clone());
        let set = found.value.clone().unwrap_or_else(empty);
        let state = found.state(&path);
        let mut redoing = Redoing::of(state.text, set, document, found.problems.is_empty());
        let told = self.catch_up(&state, purpose, &mut |journal, index| redoing.redo(journal, index))?;
        let Redone { set, told: told_of_set, unfit } = redoing.finish(&self.shown(&path));
        found.problems = told_of_set.unwrap_or(found.problems);
        found.finish(told, self.kept(&path).is_some_and(|kept| kept.is_behind));
        self.note_old_text(&path, unfit, purpose);
        Ok((set, found.problems))
    }

    /// Whether the file of a set says that it is about another text than its document now has.
    pub fn is_of_another_text(&self, annotator: &AnnotatorId, document: &Document) -> Result<bool, Error> {
        let path = self.set_path(annotator, document.id());
        if self.unfit(&path).is_some() {
            return Ok(true);
        }
        if !path.exists() {
            return Ok(false);
        }
        let said = match self.text_of_state(annotator, document.id()) {
            Some(hash) => Some(hash),
            None => set::text_hash(&files::read_our_text(&path)?),
        };
        Ok(said.is_some_and(|hash| hash != document.hash().as_str()))
    }

    /// What happened to a set that was read, as its journal has it. A journal that cannot be read is set aside and told, and
    /// the history begins anew.
    pub fn read_history(
        &self,
        annotator: &AnnotatorId,
        document: &Document,
        purpose: Purpose,
    ) -> Result<(History, Vec<Problem>), Error> {
        let path = self.set_path(annotator, document.id());
        let number = self.kept(&path).map_or(0, |kept| kept.number);
        match self.read_entries(&path, document) {
            Ok(Some((history, damage))) => match damage {
                _ if history.next_number() == number + 1 => Ok((history, Vec::new())),
                Some(damage) => self.history_after_damage(&path, history.cut_off(number), damage, purpose),
                None => {
                    let found = history.next_number() - 1;
                    let error = Error::new(format!("it ends with action {found}, expected {number}"));
                    self.history_anew(&path, number, error, purpose)
                }
            },
            Ok(None) => Ok((self.history_after(&path, number, document), Vec::new())),
            Err(error) => self.history_anew(&path, number, error, purpose),
        }
    }

    /// The identities of `annotator`, none if there is no file, and what is wrong with it. Fails if the file cannot be read
    /// or must stay as it is; then the identities must not be written.
    pub fn read_identities(
        &self,
        annotator: &AnnotatorId,
        purpose: Purpose,
    ) -> Result<(Identities, Vec<Problem>), Error> {
        let path = self.identities_path(annotator);
        let mut found = self.read_ours(&path, purpose, |text, name| match identities::read(text, name, annotator) {
            identities::Reading::Identities(identities, problems) => Ok((identities, problems)),
            identities::Reading::Damaged(problem) => Err(Unread::Damaged(problem)),
            identities::Reading::Refused(error) => Err(Unread::Refused(error)),
        })?;
        let mut identities = found.value.clone().unwrap_or_else(|| Identities::new(annotator.clone()));
        let mut is_whole = true;
        let told = self.catch_up(&found.state(&path), purpose, &mut |journal, index| {
            let body = journal.bodies_from(index).next().unwrap_or_default();
            is_whole = is_whole && self.complete(annotator, body, purpose)?;
            if !is_whole {
                return Ok(());
            }
            match lines::read_identity_entry(body)? {
                IdentityDeed::Changed(changes) => identity::apply(&mut identities, &changes)?,
                IdentityDeed::Renamed(renaming) => {
                    renaming.apply_to_identities(&mut identities);
                }
            }
            Ok(())
        })?;
        found.finish(told, self.kept(&path).is_some_and(|kept| kept.is_behind));
        Ok((identities, found.problems))
    }

    /// Reads a file of an annotator. A damaged one is told, and kept aside if it may be written again.
    fn read_ours<T>(
        &self,
        path: &Path,
        purpose: Purpose,
        read: impl FnOnce(&str, &str) -> Result<(T, Vec<Problem>), Unread>,
    ) -> Result<Found<T>, Error> {
        let name = self.shown(path);
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Found { bytes: None, text: None, value: None, problems: Vec::new() });
            }
            Err(error) => return Err(files::failed("read", path, &error)),
        };
        let text = files::as_written(&bytes);
        let reading = match &text {
            Ok(text) => read(text, &name),
            Err(error) => {
                let message = format!("it is not UTF-8: byte {}", error.valid_up_to());
                Err(Unread::Damaged(Problem::new(Severity::Loss, &*name, message)))
            }
        };
        let is_damaged = matches!(reading, Err(Unread::Damaged(_)));
        let conflict =
            text.as_ref().ok().filter(|_| is_damaged).and_then(|text| text.lines().position(files::is_conflict));
        if let Some(line) = conflict {
            return Err(files::conflict(&name, line + 1));
        }
        let text = match text {
            Ok(Cow::Owned(text)) => Some(text),
            Ok(Cow::Borrowed(text)) if text.len() < bytes.len() => Some(text.to_owned()),
            _ => None,
        };
        match reading {
            Ok((value, problems)) => Ok(Found { bytes: Some(bytes), text, value: Some(value), problems }),
            Err(Unread::Refused(error)) => Err(error),
            Err(Unread::Damaged(mut problem)) => {
                if purpose == Purpose::Work {
                    let copy = files::keep_aside(path, &bytes, "damaged")?;
                    self.note_set_aside();
                    problem.hint = Some(format!("it is kept as {}", self.shown(&copy)));
                } else {
                    problem.hint = Some("the file is not touched".to_owned());
                }
                Ok(Found { bytes: Some(bytes), text: None, value: None, problems: vec![problem] })
            }
        }
    }

    /// The documents that `annotator` has a set file for, by their place in the corpus and in its order; and the set files
    /// whose document is not there.
    pub fn sets(&self, annotator: &AnnotatorId, corpus: &Corpus) -> Result<(Vec<usize>, Vec<Problem>), Error> {
        let folder = self.annotator_path(annotator);
        let (mut found, mut stray) = (Vec::new(), Vec::new());
        let mut shortened: Option<HashMap<String, usize>> = None;
        let names = files::list(&folder)?;
        for name in &names {
            // What was done last may be in a journal alone.
            let alone = || {
                let stem = name.strip_suffix(".journal")?;
                names.binary_search(&format!("{stem}.ron")).is_err().then_some(stem)
            };
            let is_ours = name != ANNOTATOR_FILE && name != IDENTITIES_FILE && name != IDENTITIES_JOURNAL;
            let Some(stem) = name.strip_suffix(".ron").or_else(alone).filter(|_| is_ours) else {
                continue;
            };
            let id = DocumentId::new(&name_from_file(stem));
            let place = corpus.position(&id).filter(|_| file_name(id.as_str()) == stem).or_else(|| {
                // A long name cannot be read back from its file's: then each document's file has to be asked for.
                let all = shortened.get_or_insert_with(|| {
                    let ids = corpus.summaries().map(|summary| file_name(summary.id.as_str()));
                    ids.enumerate().map(|(place, file)| (file, place)).collect()
                });
                all.get(stem).copied()
            });
            match place {
                Some(place) => found.push(place),
                None => {
                    let place = self.shown(&folder.join(name));
                    stray.push(match copies::copied(stem, corpus) {
                        Some(copied) => copies::told(place, &copied),
                        None => Problem::new(Severity::Wrong, place, format!("there is no document `{id}`"))
                            .hint("the file is not touched"),
                    });
                }
            }
        }
        found.sort_unstable();
        Ok((found, stray))
    }

    /// How many bytes are read of a document's annotations where `annotator` works on it: everybody's, and their own history.
    #[must_use]
    pub fn weight(&self, annotator: &AnnotatorId, document: &DocumentId) -> u64 {
        let bytes = |path: &Path| fs::metadata(path).map_or(0, |about| about.len());
        let sets = self.annotators().unwrap_or_default().into_iter().map(|one| bytes(&self.set_path(&one, document)));
        sets.sum::<u64>() + bytes(&journal::path_of(&self.set_path(annotator, document)))
    }

    /// How many bytes of that others than `annotator` annotated.
    #[must_use]
    pub fn weight_of_others(&self, annotator: &AnnotatorId, document: &DocumentId) -> u64 {
        let others = self.annotators().unwrap_or_default().into_iter().filter(|one| one != annotator);
        others.map(|one| fs::metadata(self.set_path(&one, document)).map_or(0, |about| about.len())).sum()
    }

    /// How many bytes are read of somebody's identities.
    #[must_use]
    pub fn weight_of_identities(&self, annotator: &AnnotatorId) -> u64 {
        fs::metadata(self.identities_path(annotator)).map_or(0, |about| about.len())
    }

    /// Whether a file of the annotator was not what had been written, and was given another name since this was opened: the next opening
    /// tells no more of it.
    #[must_use]
    pub fn has_set_aside(&self) -> bool {
        self.has_set_aside.load(Ordering::Relaxed)
    }

    pub(super) fn note_set_aside(&self) {
        self.has_set_aside.store(true, Ordering::Relaxed);
    }

    /// What `annotator.ron` says about an annotator, if it is there and can be read.
    pub fn check_annotator(&self, annotator: &AnnotatorId) -> Option<Problem> {
        let path = self.annotator_path(annotator).join(ANNOTATOR_FILE);
        let text = match files::read_our_text(&path) {
            Ok(text) => text,
            Err(_) if !path.exists() => return None,
            Err(error) => return Some(Problem::new(Severity::Wrong, self.shown(&path), error.message)),
        };
        annotator::read(&text, &self.shown(&path)).err()
    }

    /// What an annotator is, as `annotator.ron` says; a person if it does not.
    #[must_use]
    pub fn annotator_kind(&self, annotator: &AnnotatorId) -> AnnotatorKind {
        let path = self.annotator_path(annotator).join(ANNOTATOR_FILE);
        // A file that is not there or is wrong is told by `check_annotator`.
        let text = files::read_our_text(&path).ok();
        let file = text.and_then(|text| annotator::read(&text, &self.shown(&path)).ok());
        file.map(|file| file.kind()).unwrap_or_default()
    }

    /// Says in `annotator.ron` what an annotator is, whose folder comes into being if it is not there yet.
    pub fn set_annotator_kind(&self, annotator: &AnnotatorId, kind: AnnotatorKind) -> Result<(), Error> {
        let folder = self.annotator_path(annotator);
        let path = folder.join(ANNOTATOR_FILE);
        let text = if path.exists() { Some(files::read_our_text(&path)?) } else { None };
        let known = text.and_then(|text| annotator::read(&text, &self.shown(&path)).ok());
        let about = known.unwrap_or_else(|| AnnotatorFile::new(annotator.as_str())).with_kind(kind);
        files::make_folder(&folder)?;
        files::write(&path, annotator::write(&about).as_bytes())
    }

    /// What problems call the folder of an annotator.
    #[must_use]
    pub fn shown_folder(&self, annotator: &AnnotatorId) -> String {
        self.shown(&self.annotator_path(annotator)) + "/"
    }

    /// What problems call the file of a set.
    #[must_use]
    pub fn shown_set(&self, annotator: &AnnotatorId, document: &DocumentId) -> String {
        self.shown(&self.set_path(annotator, document))
    }

    pub(super) fn set_path(&self, annotator: &AnnotatorId, document: &DocumentId) -> PathBuf {
        self.annotator_path(annotator).join(file_name(document.as_str()) + ".ron")
    }

    pub(super) fn identities_path(&self, annotator: &AnnotatorId) -> PathBuf {
        self.annotator_path(annotator).join(IDENTITIES_FILE)
    }

    pub(super) fn annotator_path(&self, annotator: &AnnotatorId) -> PathBuf {
        self.root.join(ANNOTATIONS).join(file_name(annotator.as_str()))
    }

    /// A path as people say it: from the project's folder, with `/`.
    pub(super) fn shown(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        parts.join("/")
    }
}

/// What people have agreed on, if they wrote it down.
fn read_guidelines(root: &Path) -> (Option<String>, Option<Problem>) {
    let path = root.join(GUIDELINES_FILE);
    let read = match fs::read(&path) {
        Ok(bytes) => documents::text_from_bytes(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return (None, None),
        Err(error) => Err(files::failed("read", &path, &error)),
    };
    match read {
        Ok(text) => (Some(text), None),
        Err(error) => (None, Some(Problem::new(Severity::Wrong, GUIDELINES_FILE, error.message))),
    }
}

/// How many texts a folder holds: `.txt` files, and `.jsonl` files as one each.
pub fn count_texts(folder: &Path) -> Result<usize, Error> {
    Ok(files::list(folder)?.iter().filter(|name| is_text(name)).count())
}

/// The texts of a project, and what is wrong with them.
pub fn read_texts(root: &Path, texts: &str, watch: &Watch) -> Result<(Corpus, Vec<Problem>), Error> {
    let folder = root.join(texts);
    let (names, others): (Vec<String>, Vec<String>) = files::list(&folder)?.into_iter().partition(|name| is_text(name));
    // A name that is not UTF-8 cannot be said, and so finds no file.
    let is_named = |name: &String| !name.contains(char::REPLACEMENT_CHARACTER) || folder.join(name).exists();
    let (names, unnamed): (Vec<String>, Vec<String>) = names.into_iter().partition(is_named);
    let (corpus, mut problems) = Corpus::read(root, texts, names, watch)?;
    problems.extend(unnamed.iter().map(|name| {
        Problem::new(Severity::Loss, index::place(texts, name), "its name is not UTF-8, and so it cannot be read")
            .hint("give it another name")
    }));
    // Beside project.ron lie folders that are not for texts.
    let folders = others.iter().filter(|name| texts != "." && holds_texts(&folder.join(name)));
    problems.extend(folders.map(|name| {
        let place = index::place(texts, name);
        let add = format!("hashiya add {} {}", root.display(), root.join(&place).display());
        Problem::new(Severity::Note, place, "texts lie in this folder, where none is read")
            .hint(format!("`{add}` makes documents of them"))
    }));
    Ok((corpus, problems))
}

/// Whether a folder, or one in it, has a text. What cannot be read has none.
fn holds_texts(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.filter_map(Result::ok).any(|entry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => holds_texts(&entry.path()),
        _ => is_text(&entry.file_name().to_string_lossy()),
    })
}

/// The last part of a folder's path, also for `.` and `..`.
#[must_use]
pub fn folder_name(root: &Path) -> String {
    let whole = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    whole.file_name().map_or_else(|| "project".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn is_inside(folder: &str) -> bool {
    !folder.is_empty()
        && Path::new(folder).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

pub(super) fn is_text(name: &str) -> bool {
    files::has_ending(name, "txt") || files::has_ending(name, "jsonl")
}
