//! A project's folder: reading `project.ron`, the texts and the sets. Where things lie is known here only.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Problem, Severity};
use crate::formats::annotator::{self, AnnotatorFile};
use crate::formats::set;
use crate::formats::{documents, identities, project};
use crate::model::document::Document;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::identity::Identities;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;
use crate::text::fonts::Faces;

use super::corpus::Corpus;
use super::files;
use super::fonts;
use super::names::{file_name, name_from_file};
use super::sources;

pub const PROJECT_FILE: &str = "project.ron";
const ANNOTATIONS: &str = "annotations";
const ANNOTATOR_FILE: &str = "annotator.ron";
const IDENTITIES_FILE: &str = "identities.ron";

/// An open project folder.
pub struct Folder {
    root: PathBuf,
    /// What each set file held when it was last read or written: a file that holds something else was changed by somebody
    /// else.
    stamps: Mutex<HashMap<PathBuf, Stamp>>,
}

/// What a file held: a hash of its bytes, or `None` if it was not there.
type Stamp = Option<blake3::Hash>;

/// What opening a folder gives.
pub struct Opened {
    pub folder: Folder,
    pub project: Project,
    /// The text of `project.ron`.
    pub project_text: String,
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
    value: Option<T>,
    problems: Vec<Problem>,
}

impl<T> Found<T> {
    fn or_empty(self, empty: T) -> (T, Vec<Problem>) {
        (self.value.unwrap_or(empty), self.problems)
    }
}

/// Opens a project. Fails if it cannot be read at all or was written by a newer version.
pub fn open(root: &Path) -> Result<Opened, Error> {
    let path = root.join(PROJECT_FILE);
    let text = match fs::read(&path) {
        Ok(bytes) => documents::text_from_bytes(bytes)
            .map_err(|error| error.context(format!("cannot read {}", path.display())))?,
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
    let (mut corpus, told) = read_texts(root, &project.texts)?;
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
    let folder = Folder { root: root.to_owned(), stamps: Mutex::default() };
    let corpus = Arc::new(corpus);
    Ok(Opened { folder, project, project_text: text, corpus, faces: faces.map(Arc::new), problems })
}

impl Folder {
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Writes `project.ron`, if it still holds what `before` says: what somebody else changed there is not written over.
    pub fn write_project(&self, before: &str, after: &str) -> Result<(), Error> {
        let path = self.root.join(PROJECT_FILE);
        if files::read_text(&path)? != before {
            return Err(Error::new(format!("{PROJECT_FILE} was changed by somebody else while it was open here"))
                .hint("open the project again to see it"));
        }
        files::write(&path, after.as_bytes())
    }

    /// Everybody who has a folder under `annotations`, sorted.
    pub fn annotators(&self) -> Result<Vec<AnnotatorId>, Error> {
        let path = self.root.join(ANNOTATIONS);
        let mut found: Vec<AnnotatorId> = list(&path)?
            .into_iter()
            .filter(|name| path.join(name).is_dir())
            .map(|name| AnnotatorId::new(&name_from_file(&name)))
            .collect();
        found.sort();
        Ok(found)
    }

    /// The set of `annotator` on `document`, empty if there is no file, and what is wrong with it. Fails if the file cannot
    /// be read or must stay as it is; then the set must not be written.
    pub fn read_set(
        &self,
        annotator: &AnnotatorId,
        document: &Document,
        purpose: Purpose,
    ) -> Result<(AnnotationSet, Vec<Problem>), Error> {
        let empty = AnnotationSet::new(annotator.clone(), document.id().clone());
        let path = self.set_path(annotator, document.id());
        let found = self.read_ours(&path, purpose, |text, name| match set::read(text, name, annotator, document) {
            set::Reading::Set(set, problems) => Ok((set, problems)),
            set::Reading::Damaged(problem) => Err(Unread::Damaged(problem)),
            set::Reading::Refused(error) => Err(Unread::Refused(error)),
        })?;
        Ok(found.or_empty(empty))
    }

    /// The identities of `annotator`, none if there is no file, and what is wrong with it. Fails if the file cannot be read
    /// or must stay as it is; then the identities must not be written.
    pub fn read_identities(
        &self,
        annotator: &AnnotatorId,
        purpose: Purpose,
    ) -> Result<(Identities, Vec<Problem>), Error> {
        let path = self.annotator_path(annotator).join(IDENTITIES_FILE);
        let found = self.read_ours(&path, purpose, |text, name| match identities::read(text, name, annotator) {
            identities::Reading::Identities(identities, problems) => Ok((identities, problems)),
            identities::Reading::Damaged(problem) => Err(Unread::Damaged(problem)),
            identities::Reading::Refused(error) => Err(Unread::Refused(error)),
        })?;
        Ok(found.or_empty(Identities::new(annotator.clone())))
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
                if purpose == Purpose::Work {
                    self.remember(path, None);
                }
                return Ok(Found { value: None, problems: Vec::new() });
            }
            Err(error) => return Err(files::failed("read", path, &error)),
        };
        let reading = match std::str::from_utf8(&bytes) {
            Ok(text) => read(text, &name),
            Err(error) => {
                let message = format!("it is not UTF-8: byte {}", error.valid_up_to());
                Err(Unread::Damaged(Problem::new(Severity::Loss, &*name, message)))
            }
        };
        if purpose == Purpose::Work {
            self.remember(path, Some(&bytes));
        }
        match reading {
            Ok((value, problems)) => Ok(Found { value: Some(value), problems }),
            Err(Unread::Refused(error)) => Err(error),
            Err(Unread::Damaged(mut problem)) => {
                if purpose == Purpose::Work {
                    let copy = files::keep_aside(path, &bytes, "damaged")?;
                    problem.hint = Some(format!("nothing of it is shown; it is kept as {}", self.shown(&copy)));
                } else {
                    problem.hint = Some("nothing of it can be shown; the file is not touched".to_owned());
                }
                Ok(Found { value: None, problems: vec![problem] })
            }
        }
    }

    /// Writes a set. What somebody else wrote there meanwhile is kept aside and told.
    pub(super) fn write_set(&self, set: &AnnotationSet, document: &Document) -> Result<Option<Problem>, Error> {
        let path = self.set_path(set.annotator(), set.document());
        self.write_ours(&path, set.annotator(), set::write(set, document).into_bytes())
    }

    /// Writes identities. What somebody else wrote there meanwhile is kept aside and told.
    pub(super) fn write_identities(&self, identities: &Identities) -> Result<Option<Problem>, Error> {
        let path = self.annotator_path(identities.annotator()).join(IDENTITIES_FILE);
        self.write_ours(&path, identities.annotator(), identities::write(identities).into_bytes())
    }

    /// Writes a file of an annotator, who gets a folder with the first.
    fn write_ours(&self, path: &Path, annotator: &AnnotatorId, bytes: Vec<u8>) -> Result<Option<Problem>, Error> {
        let folder = path.parent().unwrap_or(&self.root);
        if !folder.is_dir() {
            files::make_folder(folder)?;
        }
        let about = folder.join(ANNOTATOR_FILE);
        if !about.exists() {
            files::write(&about, annotator::write(&AnnotatorFile::new(annotator.as_str())).as_bytes())?;
        }
        let mut told = None;
        match fs::read(path) {
            Ok(bytes) if self.stamp(path) != Some(Some(blake3::hash(&bytes))) => {
                let copy = files::keep_aside(path, &bytes, "other")?;
                let message = "the file was changed by somebody else while it was open here";
                told = Some(
                    Problem::new(Severity::Wrong, self.shown(path), message)
                        .hint(format!("what it held is kept as {}", self.shown(&copy))),
                );
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(files::failed("read", path, &error)),
            _ => {}
        }
        files::write(path, &bytes)?;
        self.remember(path, Some(&bytes));
        Ok(told)
    }

    /// The documents that `annotator` has a set file for, by their place in the corpus and in its order; and the set files
    /// whose document is not there.
    pub fn sets(&self, annotator: &AnnotatorId, corpus: &Corpus) -> Result<(Vec<usize>, Vec<Problem>), Error> {
        let folder = self.annotator_path(annotator);
        let (mut found, mut stray) = (Vec::new(), Vec::new());
        let mut shortened: Option<HashMap<String, usize>> = None;
        for name in list(&folder)? {
            let Some(stem) = name.strip_suffix(".ron").filter(|_| name != ANNOTATOR_FILE && name != IDENTITIES_FILE)
            else {
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
                    let message = format!("there is no document `{id}`");
                    let place = self.shown(&folder.join(&name));
                    stray.push(Problem::new(Severity::Wrong, place, message).hint("the file is not touched"));
                }
            }
        }
        found.sort_unstable();
        Ok((found, stray))
    }

    /// What `annotator.ron` says about an annotator, if it is there and can be read.
    pub fn check_annotator(&self, annotator: &AnnotatorId) -> Option<Problem> {
        let path = self.annotator_path(annotator).join(ANNOTATOR_FILE);
        let text = match files::read_text(&path) {
            Ok(text) => text,
            Err(_) if !path.exists() => return None,
            Err(error) => return Some(Problem::new(Severity::Wrong, self.shown(&path), error.message)),
        };
        annotator::read(&text, &self.shown(&path)).err()
    }

    fn set_path(&self, annotator: &AnnotatorId, document: &DocumentId) -> PathBuf {
        self.annotator_path(annotator).join(file_name(document.as_str()) + ".ron")
    }

    fn annotator_path(&self, annotator: &AnnotatorId) -> PathBuf {
        self.root.join(ANNOTATIONS).join(file_name(annotator.as_str()))
    }

    /// A path as people say it: from the project's folder, with `/`.
    fn shown(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        parts.join("/")
    }

    fn stamp(&self, path: &Path) -> Option<Stamp> {
        self.stamps.lock().unwrap_or_else(PoisonError::into_inner).get(path).copied()
    }

    fn remember(&self, path: &Path, bytes: Option<&[u8]>) {
        let stamp = bytes.map(blake3::hash);
        self.stamps.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), stamp);
    }
}

/// How many texts a folder holds: `.txt` files, and `.jsonl` files as one each.
pub fn count_texts(folder: &Path) -> Result<usize, Error> {
    Ok(list(folder)?.iter().filter(|name| is_text(name)).count())
}

/// The texts of a project, and what is wrong with them.
pub fn read_texts(root: &Path, texts: &str) -> Result<(Corpus, Vec<Problem>), Error> {
    let names = list(&root.join(texts))?.into_iter().filter(|name| is_text(name)).collect();
    Ok(Corpus::read(root, texts, names))
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

fn is_text(name: &str) -> bool {
    has_ending(name, "txt") || has_ending(name, "jsonl")
}

pub(super) fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, found)| !stem.is_empty() && found.eq_ignore_ascii_case(ending))
}

/// The names in a folder, sorted, hidden ones left out; none if there is no such folder.
pub(super) fn list(folder: &Path) -> Result<Vec<String>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(files::failed("read", folder, &error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| files::failed("read", folder, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
