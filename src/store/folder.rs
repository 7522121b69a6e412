//! A project's folder: reading `project.ron`, the texts and the sets. Where things lie is known here only.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Problem, Severity};
use crate::formats::annotator::{self, AnnotatorFile};
use crate::formats::set;
use crate::formats::{documents, identities, project, sources};
use crate::model::document::Document;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::identity::Identities;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;
use crate::text::fonts::Faces;

use super::added::SOURCES;
use super::files;
use super::fonts;
use super::names::{file_name, name_from_file};

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

/// The metadata that a record of a text's source gives it, and its language if somebody said it.
type SourceOf = (BTreeMap<String, String>, Option<String>);

/// What opening a folder gives.
pub struct Opened {
    pub folder: Folder,
    pub project: Project,
    /// The text of `project.ron`.
    pub project_text: String,
    /// Sorted by id.
    pub documents: Vec<Arc<Document>>,
    /// The bundled faces with the project's own, if it has any.
    pub faces: Option<Arc<Faces>>,
    pub problems: Vec<Problem>,
}

/// Whether a damaged file is copied aside, or only told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It may be written again.
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
    let (mut found, told) = read_texts(root, &project.texts)?;
    problems.extend(told);
    let (sources, told) = read_sources(root);
    problems.extend(told);
    found = found.into_iter().map(|document| with_settings(with_source(document, &sources), &project)).collect();
    found.sort_by(|a, b| a.id().cmp(b.id()));
    for id in project.documents.keys().filter(|id| found.binary_search_by(|document| document.id().cmp(id)).is_err()) {
        let message = format!("`documents` speaks of `{id}`, which is not there");
        problems.push(Problem::new(Severity::Wrong, PROJECT_FILE, message));
    }
    let documents = found.into_iter().map(Arc::new).collect();
    let (faces, told) = fonts::faces(root);
    problems.extend(told);
    let folder = Folder { root: root.to_owned(), stamps: Mutex::default() };
    Ok(Opened { folder, project, project_text: text, documents, faces: faces.map(Arc::new), problems })
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
                self.remember(path, None);
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
        self.remember(path, Some(&bytes));
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

    /// Set files of `annotator` whose document is not in the project.
    pub fn stray_sets(&self, annotator: &AnnotatorId, documents: &[Arc<Document>]) -> Result<Vec<Problem>, Error> {
        let folder = self.annotator_path(annotator);
        let known: Vec<String> = documents.iter().map(|document| file_name(document.id().as_str()) + ".ron").collect();
        let stray = list(&folder)?.into_iter().filter(|name| {
            has_ending(name, "ron") && name != ANNOTATOR_FILE && name != IDENTITIES_FILE && !known.contains(name)
        });
        let tell = |name: String| {
            let message = format!("there is no document `{}`", name_from_file(name.trim_end_matches(".ron")));
            Problem::new(Severity::Wrong, self.shown(&folder.join(&name)), message).hint("the file is not touched")
        };
        Ok(stray.map(tell).collect())
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

/// The texts of a project, in no order; ids are unique.
pub fn read_texts(root: &Path, texts: &str) -> Result<(Vec<Document>, Vec<Problem>), Error> {
    let folder = root.join(texts);
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    // By the letters without case: on many file systems `A.ron` and `a.ron` are one file.
    let mut ids: BTreeMap<String, (DocumentId, String)> = BTreeMap::new();
    for name in list(&folder)?.into_iter().filter(|name| is_text(name)) {
        let place = if texts == "." { name.clone() } else { format!("{texts}/{name}") };
        let path = folder.join(&name);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                problems.push(Problem::new(Severity::Loss, place, files::failed("read", &path, &error).message));
                continue;
            }
        };
        let found = if has_ending(&name, "jsonl") {
            let (found, told) = documents::read_jsonl(&bytes, &place);
            problems.extend(told);
            found
        } else {
            match documents::text_from_bytes(bytes) {
                Ok(text) => vec![Document::new(DocumentId::new(&name[..name.len() - ".txt".len()]), text)],
                Err(error) => {
                    let mut problem = Problem::new(Severity::Loss, place.clone(), error.message);
                    let add = format!("`hashiya add {} {}` reads it as that", root.display(), path.display());
                    problem.hint = error.hint.map(|hint| format!("{hint}; {add}"));
                    problems.push(problem);
                    continue;
                }
            }
        };
        for document in found {
            let id = document.id().clone();
            match ids.get(&id.as_str().to_lowercase()) {
                Some((first, file)) if *first == id => {
                    let message = format!("a document `{id}` is in {file} already; this one is left out");
                    problems.push(Problem::new(Severity::Loss, &*place, message));
                    continue;
                }
                Some((first, file)) => {
                    let message = format!("`{id}` and `{first}` ({file}) differ in case only");
                    problems.push(
                        Problem::new(Severity::Wrong, &*place, message)
                            .hint("their annotations would be one file on Windows and macOS; rename one"),
                    );
                }
                None => {
                    ids.insert(id.as_str().to_lowercase(), (id, place.clone()));
                }
            }
            documents.push(document);
        }
    }
    Ok((documents, problems))
}

/// The last part of a folder's path, also for `.` and `..`.
#[must_use]
pub fn folder_name(root: &Path) -> String {
    let whole = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    whole.file_name().map_or_else(|| "project".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// What the records under `sources` say of documents, by id; where several speak of one, the last does.
fn read_sources(root: &Path) -> (HashMap<String, SourceOf>, Vec<Problem>) {
    let folder = root.join(SOURCES);
    let (mut found, mut problems) = (HashMap::new(), Vec::new());
    let names = list(&folder).unwrap_or_default();
    for name in names.into_iter().filter(|name| has_ending(name, "ron")) {
        let place = format!("{SOURCES}/{name}");
        let text = files::read_text(&folder.join(&name));
        let read = text.map_err(|error| Problem::new(Severity::Wrong, &*place, error.message));
        match read.and_then(|text| sources::read(&text, &place)) {
            Ok(added) => {
                for source in &added.files {
                    let about = (added.metadata(source), source.language.clone());
                    found.extend(source.document.clone().map(|id| (id, about)));
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    (found, problems)
}

fn with_source(document: Document, sources: &HashMap<String, SourceOf>) -> Document {
    let Some((about, language)) = sources.get(document.id().as_str()) else {
        return document;
    };
    let mut metadata = about.clone();
    metadata.extend(document.metadata().clone());
    let document = document.with_metadata(metadata);
    match language {
        Some(language) => document.with_language(language),
        None => document,
    }
}

fn with_settings(mut document: Document, project: &Project) -> Document {
    if let [only] = &project.languages[..] {
        document = document.with_language(only);
    }
    let Some(settings) = project.documents.get(document.id()) else {
        return document;
    };
    if let Some(title) = &settings.title {
        document = document.with_title(title);
    }
    if let Some(language) = &settings.language {
        document = document.with_language(language);
    }
    if let Some(direction) = settings.direction {
        document = document.with_direction(direction);
    }
    document
}

fn is_inside(folder: &str) -> bool {
    !folder.is_empty()
        && Path::new(folder).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

fn is_text(name: &str) -> bool {
    has_ending(name, "txt") || has_ending(name, "jsonl")
}

fn has_ending(name: &str, ending: &str) -> bool {
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
