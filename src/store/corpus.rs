//! The texts of a project: a summary of each, and the text itself when somebody asks. Sorted by id; ids are unique. However
//! many there are, no text is held here.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hasher as _};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use crate::error::{Error, Problem, Severity};
use crate::formats::documents;
use crate::model::document::Document;
use crate::model::id::DocumentId;
use crate::model::schema::{DocumentSettings, Project};
use crate::model::summary::Summary;

use super::files;
use super::index::{self, Stamp, TextFile};
use super::sources::Origins;
use super::watch::Watch;

/// Of the ids that come twice, more are only counted.
const TOLD: usize = 1_000;

/// So many files of many texts are looked at in pauses.
const MOST_WATCHED: usize = 100;

/// A file or folder, and how it was seen last; nothing if it was not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    path: PathBuf,
    seen: Option<Stamp>,
}

impl Watched {
    /// As it is now.
    pub(super) fn now(path: PathBuf) -> Self {
        let seen = Stamp::of(&path).ok();
        Self { path, seen }
    }

    /// Looks at it; whether it is another than it was.
    pub(super) fn look(&mut self) -> bool {
        let now = Stamp::of(&self.path).ok();
        std::mem::replace(&mut self.seen, now) != now
    }
}

/// The documents of a project, in its order.
pub struct Corpus {
    /// The folder of the texts, and how it was when they were listed.
    folder: (PathBuf, Option<Stamp>),
    /// By number.
    files: Vec<Source>,
    documents: Vec<Listed>,
    /// What the project says of all documents, and of single ones.
    language: Option<String>,
    settings: HashMap<DocumentId, DocumentSettings>,
    /// Where texts came from that were added.
    origins: Origins,
    /// Writes the index while the project is open already.
    keeper: Option<JoinHandle<()>>,
}

/// A file with texts.
struct Source {
    /// In the folder of the texts.
    name: String,
    path: PathBuf,
    /// How problems call it.
    place: String,
    stamp: Stamp,
}

/// A document and where its text lies.
struct Listed {
    summary: Arc<Summary>,
    file: u32,
    line: u32,
    start: u64,
    bytes: u64,
    /// The first bits of the hash of its text.
    hash: u64,
}

/// A file by its number, and a line of it; zero is the whole file.
type FileLine = (u32, u32);

/// How long the texts of some documents are, in Unicode code points; each is read, and let go again.
pub fn lengths(corpus: &Corpus, documents: &[usize], watch: &Watch) -> Result<Vec<u64>, Error> {
    watch.begin(documents.len());
    let length = |document: &usize| {
        watch.step()?;
        corpus.load(*document).map(|document| document.chars_len() as u64)
    };
    documents.iter().map(length).collect()
}

impl Corpus {
    /// Lists the texts in the folder `texts` of a project. Texts that cannot be read, and ids that come twice, are told; it fails only
    /// if it is to stop.
    pub fn read(root: &Path, texts: &str, names: Vec<String>, watch: &Watch) -> Result<(Self, Vec<Problem>), Error> {
        let folder = root.join(texts);
        let seen = Stamp::of(&folder).ok();
        let (found, mut problems, index) = index::read(root, texts, names, watch)?;
        let keeper = index.and_then(|bytes| {
            let root = root.to_owned();
            // Nothing is lost if it cannot be kept: a folder may be read-only.
            let keep = move || index::keep(&root, &bytes).unwrap_or_default();
            thread::Builder::new().name("index".to_owned()).spawn(keep).ok()
        });
        let (mut files, mut documents) = (Vec::with_capacity(found.len()), Vec::new());
        let mut doubles = Doubles::default();
        let ids = found.iter().flat_map(|file| &file.documents).map(|entry| &entry.summary.id);
        let may_have_doubles = may_have_doubles(ids);
        for TextFile { name, stamp, documents: entries, problems: told } in found {
            problems.extend(told);
            let file = u32::try_from(files.len()).unwrap_or(u32::MAX);
            files.push(Source { path: folder.join(&name), place: index::place(texts, &name), stamp, name });
            for index::Entry { summary, start, bytes, line, hash } in entries {
                if !may_have_doubles || doubles.is_new(&summary.id, (file, line), &files, &mut problems) {
                    documents.push(Listed { summary, file, line, start, bytes, hash });
                }
            }
        }
        problems.extend(doubles.rest());
        documents.sort_by(|a, b| a.summary.id.cmp(&b.summary.id));
        let (settings, origins) = (HashMap::new(), Origins::default());
        let corpus = Self { folder: (folder, seen), files, documents, language: None, settings, origins, keeper };
        Ok((corpus, problems))
    }

    /// Lets the records say where texts came from, and what the person who added them said of their language.
    pub fn came_from(&mut self, origins: Origins) {
        for listed in &mut self.documents {
            let origin = origins.of(&listed.summary.id, &self.files[listed.file as usize].name);
            if let Some(language) = origin.and_then(|origin| origin.language.as_deref()) {
                Arc::make_mut(&mut listed.summary).language = language.into();
            }
        }
        self.origins = origins;
    }

    /// Lets the project say what it knows better than the texts; returns the ids it speaks of that are not there.
    pub fn follow(&mut self, project: &Project) -> Vec<DocumentId> {
        if let [only] = &project.languages[..] {
            self.language = Some(only.clone());
            let language: Arc<str> = only.as_str().into();
            for listed in &mut self.documents {
                Arc::make_mut(&mut listed.summary).language = Arc::clone(&language);
            }
        }
        let mut unknown = Vec::new();
        for (id, settings) in &project.documents {
            let Some(at) = self.position(id) else {
                unknown.push(id.clone());
                continue;
            };
            let summary = Arc::make_mut(&mut self.documents[at].summary);
            if let Some(title) = &settings.title {
                summary.title = title.as_str().into();
            }
            if let Some(language) = &settings.language {
                summary.language = language.as_str().into();
            }
            summary.direction = settings.direction.unwrap_or(summary.direction);
            self.settings.insert(id.clone(), settings.clone());
        }
        unknown
    }

    /// What tells, each at one look, that texts are others than were listed: their folder, the file of the document at `index`, and
    /// files of many texts.
    #[must_use]
    pub fn watched(&self, index: Option<usize>) -> Vec<Watched> {
        let shown = index.and_then(|index| self.documents.get(index)).map(|listed| listed.file as usize);
        let of_many = |at: &usize| files::has_ending(&self.files[*at].name, "jsonl");
        let sources = shown.into_iter().chain((0..self.files.len()).filter(of_many).take(MOST_WATCHED));
        let sources = sources.map(|at| &self.files[at]).map(|source| (source.path.clone(), Some(source.stamp)));
        std::iter::once(self.folder.clone()).chain(sources).map(|(path, seen)| Watched { path, seen }).collect()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// What is known of the documents without their texts, in the project's order.
    pub fn summaries(&self) -> impl ExactSizeIterator<Item = &Arc<Summary>> {
        self.documents.iter().map(|listed| &listed.summary)
    }

    /// The same of one document.
    #[must_use]
    pub fn summary(&self, index: usize) -> Option<&Arc<Summary>> {
        self.documents.get(index).map(|listed| &listed.summary)
    }

    /// Where a document lies: `documents/news.txt`, or with its line `documents/news.jsonl:3`.
    #[must_use]
    pub fn place(&self, index: usize) -> Option<String> {
        let Listed { file, line, .. } = self.documents.get(index)?;
        let place = &self.files[*file as usize].place;
        Some(if *line == 0 { place.clone() } else { format!("{place}:{line}") })
    }

    /// The file of the texts' folder that a document is; none if it is a line of one.
    #[must_use]
    pub fn file(&self, index: usize) -> Option<&str> {
        let listed = self.documents.get(index).filter(|listed| listed.line == 0)?;
        Some(&self.files[listed.file as usize].name)
    }

    /// The first bits of the hash of each document's text, in the project's order: no text is read for it.
    pub fn short_hashes(&self) -> impl ExactSizeIterator<Item = u64> {
        self.documents.iter().map(|listed| listed.hash)
    }

    /// Where a document stands in the project's order.
    #[must_use]
    pub fn position(&self, id: &DocumentId) -> Option<usize> {
        self.documents.binary_search_by(|listed| listed.summary.id.cmp(id)).ok()
    }

    /// Where a document stands in the order of the files.
    #[must_use]
    pub fn file_order(&self, index: usize) -> FileLine {
        self.documents.get(index).map_or((u32::MAX, u32::MAX), |listed| (listed.file, listed.line))
    }

    /// How many bytes of its file a document takes.
    #[must_use]
    pub fn bytes(&self, index: usize) -> u64 {
        self.documents.get(index).map_or(0, |listed| listed.bytes)
    }

    /// A document with its text. Fails if its file cannot be read, or is not the one that was listed.
    pub fn load(&self, index: usize) -> Result<Document, Error> {
        let listed = self.documents.get(index).ok_or_else(|| Error::new("there are not so many documents"))?;
        let source = &self.files[listed.file as usize];
        let failed = |error: &std::io::Error| files::failed("read", &source.path, error);
        if Stamp::of(&source.path).map_err(|error| failed(&error))? != source.stamp {
            return Err(changed(source));
        }
        let document = if listed.line == 0 {
            let text = files::read_text(&source.path)?;
            Document::new(listed.summary.id.clone(), text)
        } else {
            let mut line = Vec::new();
            let mut file = File::open(&source.path).map_err(|error| failed(&error))?;
            file.seek(SeekFrom::Start(listed.start)).map_err(|error| failed(&error))?;
            file.take(listed.bytes).read_to_end(&mut line).map_err(|error| failed(&error))?;
            let place = || format!("cannot read {}:{}", source.place, listed.line);
            let read =
                documents::read_line(&line).map_err(|unreadable| Error::new(unreadable.message).context(place()))?;
            read.filter(|document| *document.id() == listed.summary.id).ok_or_else(|| changed(source))?
        };
        let document = match self.origins.of(document.id(), &source.name) {
            Some(origin) => origin.tell(document),
            None => document,
        };
        Ok(self.with_settings(document))
    }

    /// All documents, one after the other, each with its place in the project's order.
    pub fn documents(&self) -> impl Iterator<Item = Result<Document, Error>> {
        (0..self.len()).map(|index| self.load(index))
    }

    fn with_settings(&self, mut document: Document) -> Document {
        if let Some(language) = &self.language {
            document = document.with_language(language);
        }
        let Some(settings) = self.settings.get(document.id()) else {
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
}

impl Drop for Corpus {
    fn drop(&mut self) {
        if let Some(keeper) = self.keeper.take() {
            // A panic of the thread was reported where it happened; the index is only a convenience.
            let _ = keeper.join();
        }
    }
}

fn changed(source: &Source) -> Error {
    Error::new(format!("{} was changed by somebody else while it was open here", source.place))
        .hint("open the project again to see it")
}

/// Whether two ids may be one, or differ in case only. It hashes them: of very many that are all different, nothing is kept.
fn may_have_doubles<'a>(ids: impl Iterator<Item = &'a DocumentId>) -> bool {
    let mut lower = String::new();
    let hash = |id: &DocumentId| {
        lower.clear();
        if id.as_str().is_ascii() {
            lower.push_str(id.as_str());
            lower.make_ascii_lowercase();
        } else {
            lower.push_str(&id.as_str().to_lowercase());
        }
        let mut hasher = DefaultHasher::new();
        hasher.write(lower.as_bytes());
        hasher.finish()
    };
    let mut hashes: Vec<u64> = ids.map(hash).collect();
    hashes.sort_unstable();
    !hashes.is_sorted_by(|one, other| one < other)
}

/// Finds ids that come twice: by their letters without case, because on many file systems `A.ron` and `a.ron` are one file.
#[derive(Default)]
struct Doubles {
    /// By those letters, the ids and the file and line where each came first.
    first: HashMap<String, Vec<(DocumentId, FileLine)>>,
    told: usize,
}

impl Doubles {
    /// Whether an id comes for the first time; if not so, or if it differs from another in case only, that is told.
    fn is_new(&mut self, id: &DocumentId, place: FileLine, files: &[Source], problems: &mut Vec<Problem>) -> bool {
        let shown = |(file, line): FileLine| {
            let place = &files[file as usize].place;
            if line == 0 { place.clone() } else { format!("{place}:{line}") }
        };
        let alike = self.first.entry(id.as_str().to_lowercase()).or_default();
        let known = alike.iter().find(|(known, _)| known == id);
        let problem = match (known, alike.first()) {
            (Some((_, at)), _) => {
                let message = format!("a document `{id}` is in {} already; this one is left out", shown(*at));
                Problem::new(Severity::Loss, shown(place), message)
            }
            (None, Some((first, at))) => {
                let message = format!("`{id}` and `{first}` ({}) differ in case only", shown(*at));
                Problem::new(Severity::Wrong, shown(place), message)
                    .hint("their annotations would be one file on Windows and macOS; rename one")
            }
            (None, None) => {
                alike.push((id.clone(), place));
                return true;
            }
        };
        let is_new = known.is_none();
        if is_new {
            alike.push((id.clone(), place));
        }
        self.told += 1;
        if self.told <= TOLD {
            problems.push(problem);
        }
        is_new
    }

    fn rest(&self) -> Option<Problem> {
        let untold = self.told.checked_sub(TOLD).filter(|untold| *untold > 0)?;
        Some(Problem::new(Severity::Loss, "documents", format!("{untold} more ids come twice")))
    }
}
