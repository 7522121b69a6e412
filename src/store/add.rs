//! Looking at files that are to be added to a project: what each is, by which encoding it is read, and whether it can be
//! added. Nothing is written here; see [`super::adding`].

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Problem, Severity, counted};
use crate::formats::documents::{self, Unreadable};
use crate::formats::encoding::Encoding;
use crate::formats::encoding::guess::{Guess, guess, percent};
use crate::formats::html;
use crate::formats::names::file_name;
use crate::model::document::TextHash;
use crate::model::id::DocumentId;

use super::files;
use super::folder;
use super::there::There;
use super::watch::Watch;

/// How much of a text is shown before it is added, in characters.
const PREVIEW_CHARS: usize = 1200;
/// How many names a message lists.
const LISTED: usize = 3;

/// What somebody wants to add.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Files, and folders with all that lies in them.
    pub paths: Vec<PathBuf>,
    /// By which all of them are read; guessed for each if it is not said.
    pub encoding: Option<Encoding>,
    /// A BCP 47 tag.
    pub language: Option<String>,
}

/// What would be added.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(super) root: PathBuf,
    /// The folder of the texts, from the project's.
    pub(super) texts: String,
    pub(super) language: Option<String>,
    pub(super) known: Arc<Known>,
    /// In the order of their names.
    pub candidates: Vec<Candidate>,
    pub problems: Vec<Problem>,
}

/// A file that may be added.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub(super) path: PathBuf,
    /// Its path from the folder that was named, with `/`.
    pub name: String,
    pub kind: Kind,
    pub guess: Guess,
    /// By which it is read: what was guessed, or what somebody chose.
    pub encoding: Encoding,
    /// Whether somebody said by which.
    pub is_chosen: bool,
    pub(super) has_mark: bool,
    pub(super) lost: usize,
    pub(super) hash: blake3::Hash,
    pub(super) id: DocumentId,
    /// How it is called in the texts' folder.
    pub(super) file: String,
    /// Whether it lies there already, in an encoding that cannot be read where it lies.
    pub(super) is_in_place: bool,
    pub verdict: Verdict,
    /// How many documents are in it.
    pub documents: usize,
    /// What somebody should look at before it is added.
    pub doubts: Vec<String>,
    /// How its first text begins.
    pub preview: String,
}

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One text.
    Text,
    /// A `.jsonl`.
    Lines,
    /// A saved web page.
    Page,
}

/// Whether a file can be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Add,
    /// The same text is there already, and why it is thought so.
    Known(String),
    /// It cannot be added, and why.
    Refused(String),
}

/// The documents of a project and of what is to be added.
#[derive(Debug, Clone)]
pub(super) struct Known {
    there: Arc<There>,
    /// Of what is to be added, by the id without letter case.
    ids: BTreeMap<String, (DocumentId, TextHash)>,
    /// Of what is to be added, the document that has a text, by the text's hash.
    texts: BTreeMap<String, DocumentId>,
    /// The texts' folder, and the names in it without letter case.
    folder: PathBuf,
    files: BTreeSet<String>,
}

/// A file that was read, with what would be written.
pub(super) struct Examined {
    pub candidate: Candidate,
    pub content: Vec<u8>,
    pub ids: Vec<(DocumentId, TextHash)>,
}

impl Candidate {
    /// Whether it would be added as it stands.
    #[must_use]
    pub fn is_added(&self) -> bool {
        self.verdict == Verdict::Add
    }
}

impl Plan {
    /// How many documents would be added.
    #[must_use]
    pub fn documents(&self) -> usize {
        self.candidates.iter().filter(|candidate| candidate.is_added()).map(|candidate| candidate.documents).sum()
    }

    /// Whether somebody should look before anything is added.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        self.doubtful().next().is_some()
    }

    /// The same plan with another word about the language of all of it, a BCP 47 tag; empty says nothing.
    #[must_use]
    pub fn with_language(&self, language: &str) -> Self {
        let language = Some(language.trim().to_owned()).filter(|language| !language.is_empty());
        Self { language, ..self.clone() }
    }

    /// The same plan without one of its files; read by an encoding that is chosen, it is back.
    #[must_use]
    pub fn leaving_out(&self, index: usize) -> Self {
        let mut plan = self.clone();
        if let Some(candidate) = plan.candidates.get_mut(index) {
            candidate.verdict = Verdict::Refused("you left it out".to_owned());
        }
        plan
    }

    /// The files that somebody should look at before they are added.
    pub fn doubtful(&self) -> impl Iterator<Item = usize> {
        let is_doubtful = |candidate: &Candidate| candidate.is_added() && !candidate.doubts.is_empty();
        self.candidates.iter().enumerate().filter(move |(_, candidate)| is_doubtful(candidate)).map(|(index, _)| index)
    }

    /// The same plan with one file read by another encoding.
    pub fn with_encoding(&self, index: usize, encoding: Encoding) -> Result<Self, Error> {
        let mut plan = self.clone();
        if let Some(candidate) = plan.candidates.get_mut(index) {
            let bytes = files::read(&candidate.path)?;
            // With what else is to be added it is compared when it is written.
            *candidate = examine(&candidate.path, &candidate.name, bytes, Some(encoding), &self.known).candidate;
        }
        Ok(plan)
    }
}

/// Looks at what is wanted. Fails if the project cannot be read, or nothing that could be added is named.
pub fn look(root: &Path, wanted: &Wanted, watch: &Watch) -> Result<Plan, Error> {
    let opened = folder::open(root)?;
    let texts = opened.project.texts.clone();
    let known = Known::of(There::of(Arc::clone(&opened.corpus)), &root.join(&texts))?;
    let mut problems = Vec::new();
    let files = collect(&wanted.paths, &mut problems)?;
    if files.is_empty() {
        let named: Vec<String> = wanted.paths.iter().map(|path| format!("`{}`", path.display())).collect();
        return Err(Error::new(format!("there is no text in {}", named.join(", ")))
            .hint("texts are .txt, .jsonl, .html and .htm files, and folders of these"));
    }
    watch.begin(files.len());
    let (known, mut so_far) = (Arc::new(known.clone()), known);
    let mut candidates = Vec::new();
    for (path, name) in files {
        watch.step()?;
        match files::read(&path) {
            Ok(bytes) => {
                let examined = examine(&path, &name, bytes, wanted.encoding, &so_far);
                if examined.candidate.is_added() {
                    so_far.take(&examined);
                }
                candidates.push(examined.candidate);
            }
            Err(error) => problems.push(Problem::new(Severity::Loss, name, error.message)),
        }
    }
    Ok(Plan { root: root.to_owned(), texts, language: wanted.language.clone(), known, candidates, problems })
}

/// The files that are named, and those in the folders that are named, with the names they are shown by.
fn collect(paths: &[PathBuf], problems: &mut Vec<Problem>) -> Result<Vec<(PathBuf, String)>, Error> {
    let mut found = Vec::new();
    let mut left_out = Vec::new();
    for path in paths {
        let about = fs::metadata(path).map_err(|error| files::failed("read", path, &error))?;
        if about.is_dir() {
            collect_folder(path, "", &mut found, &mut left_out)?;
        } else if !about.is_file() {
            // Reading a pipe would wait for whoever writes into it.
            return Err(
                Error::new(format!("`{}` is no file and no folder", path.display())).hint("name files or folders")
            );
        } else if let Some(ending) = ending_of_no_text(path) {
            return Err(Error::new(format!("`{}` is no text: it is a .{ending}", path.display()))
                .hint("save a web page as HTML, and other documents as plain text"));
        } else {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            found.push((path.clone(), name));
        }
    }
    if let Some(first) = left_out.first() {
        let (is, other) = (if left_out.len() == 1 { "is" } else { "are" }, listed(&left_out));
        let message = format!("{other} {is} left out: neither .txt, .jsonl nor .html");
        problems.push(Problem::new(Severity::Note, first.clone(), message));
    }
    Ok(found)
}

fn collect_folder(
    folder: &Path,
    inside: &str,
    found: &mut Vec<(PathBuf, String)>,
    left_out: &mut Vec<String>,
) -> Result<(), Error> {
    let read = |error| files::failed("read", folder, &error);
    let mut entries: Vec<fs::DirEntry> = fs::read_dir(folder).map_err(read)?.collect::<Result<_, _>>().map_err(read)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let own = entry.file_name().to_string_lossy().into_owned();
        if own.starts_with('.') {
            continue;
        }
        let name = if inside.is_empty() { own } else { format!("{inside}/{own}") };
        // A link to a folder is not followed: it may lead around in a circle.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder {
            collect_folder(&entry.path(), &name, found, left_out)?;
        } else if kind_of(&name).is_some() && fs::metadata(entry.path()).is_ok_and(|about| about.is_file()) {
            found.push((entry.path(), name));
        } else {
            left_out.push(name);
        }
    }
    Ok(())
}

/// The ending of a file that holds a text in a way in which it cannot be read here.
fn ending_of_no_text(path: &Path) -> Option<&'static str> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    ["mhtml", "mht", "webarchive", "pdf", "doc", "docx", "odt", "rtf", "epub"]
        .into_iter()
        .find(|known| *known == ending)
}

/// What a file is by its ending, if that says so.
fn kind_of(name: &str) -> Option<Kind> {
    let (_, ending) = name.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "txt" => Some(Kind::Text),
        "jsonl" => Some(Kind::Lines),
        "html" | "htm" => Some(Kind::Page),
        _ => None,
    }
}

/// `` `a`, `b`, `c` and 2 more ``.
fn listed(names: &[String]) -> String {
    let first: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(LISTED);
    first.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() }
}

/// Reads a file as it would be added.
pub(super) fn examine(path: &Path, name: &str, bytes: Vec<u8>, chosen: Option<Encoding>, known: &Known) -> Examined {
    let kind = kind_of(name).unwrap_or(Kind::Text);
    let hash = blake3::hash(&bytes);
    let guess = guess_for(kind, &bytes);
    let encoding = chosen.unwrap_or(guess.encoding);
    let stem = name.rsplit_once('.').filter(|_| kind_of(name).is_some()).map_or(name, |(stem, _)| stem);
    // Folders' names come in front, so that `sport/1.txt` and `trade/1.txt` stay apart.
    let stem = file_name(&stem.replace('/', "-"));
    let ending = if kind == Kind::Text { "txt" } else { "jsonl" };
    let mut candidate = Candidate {
        path: path.to_owned(),
        name: name.to_owned(),
        kind,
        encoding,
        is_chosen: chosen.is_some(),
        has_mark: false,
        lost: 0,
        hash,
        id: DocumentId::new(&stem),
        file: format!("{stem}.{ending}"),
        is_in_place: false,
        verdict: Verdict::Add,
        documents: 1,
        doubts: Vec::new(),
        preview: String::new(),
        guess,
    };
    let decoded = encoding.decode(&bytes);
    (candidate.has_mark, candidate.lost) = (decoded.has_mark, decoded.lost);
    candidate.doubts = doubts(&candidate, &decoded.text);
    let text = match (kind, decoded.text) {
        (Kind::Text | Kind::Lines, text) => Ok(text.into_owned()),
        (Kind::Page, text) => html::article(&text).map(|article| {
            candidate.preview = preview(&article.text);
            article.line(&stem)
        }),
    };
    let text = match text {
        Ok(text) => text,
        Err(error) => {
            candidate.verdict = Verdict::Refused(error.to_string());
            return Examined { candidate, content: Vec::new(), ids: Vec::new() };
        }
    };
    let ids = if kind == Kind::Text {
        candidate.preview = preview(&text);
        if text.trim().is_empty() {
            candidate.verdict = Verdict::Refused("there is no text in it".to_owned());
        }
        vec![(candidate.id.clone(), TextHash::of(&text))]
    } else {
        documents_of(&mut candidate, text.as_bytes())
    };
    candidate.documents = ids.len();
    if candidate.is_added() {
        candidate.verdict = known.verdict(&ids);
    }
    if candidate.is_added() && ids.len() > 1 {
        candidate.doubts.extend(known.doubles(&ids));
    }
    if candidate.is_added() {
        known.place(&mut candidate);
    }
    Examined { candidate, content: text.into_bytes(), ids }
}

/// A page may say its encoding; what is valid UTF-8 nevertheless is that.
fn guess_for(kind: Kind, bytes: &[u8]) -> Guess {
    let guess = guess(bytes);
    let declared = if kind == Kind::Page && !guess.is_utf() { html::declared_encoding(bytes) } else { None };
    match declared.filter(|declared| declared.decode(bytes).lost == 0) {
        Some(encoding) => Guess { encoding, confidence: 1.0, runner_up: None },
        None => guess,
    }
}

fn doubts(candidate: &Candidate, text: &str) -> Vec<String> {
    let mut doubts = Vec::new();
    let guess = &candidate.guess;
    if !candidate.is_chosen && !guess.is_certain() {
        let or = guess.runner_up.map_or_else(String::new, |(next, share)| format!(", or {next} ({})", percent(share)));
        doubts.push(format!("its encoding is not certain: {} ({}){or}", guess.encoding, percent(guess.confidence)));
    }
    if candidate.lost > 0 {
        let places = counted(candidate.lost, "place");
        doubts.push(format!("{places} that mean nothing in {} would be lost", candidate.encoding));
    }
    let zeros = text.matches('\0').count();
    if zeros > 0 {
        doubts.push(format!("it holds {}; is it a text?", counted(zeros, "zero character")));
    }
    doubts
}

/// The documents in a `.jsonl`; lines that cannot be read are a doubt.
fn documents_of(candidate: &mut Candidate, bytes: &[u8]) -> Vec<(DocumentId, TextHash)> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    let (mut unread, mut again) = (Vec::new(), Vec::new());
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        match documents::read_line(line) {
            Ok(None) => {}
            Ok(Some(document)) if !seen.insert(document.id().clone()) => again.push(document.id().to_string()),
            Ok(Some(document)) => {
                if candidate.preview.is_empty() {
                    candidate.preview = preview(document.text());
                }
                found.push((document.id().clone(), document.hash().clone()));
            }
            Err(Unreadable { column, message }) => unread.push(format!("{}:{column}: {message}", index + 1)),
        }
    }
    if let Some(first) = unread.first() {
        candidate.doubts.push(format!("{} cannot be read, the first: {first}", counted(unread.len(), "line")));
    }
    if !again.is_empty() {
        candidate.doubts.push(format!("it has {} more than once, of which only the first is read", listed(&again)));
    }
    if found.is_empty() {
        candidate.verdict = Verdict::Refused("there is no document in it".to_owned());
    }
    found
}

fn preview(text: &str) -> String {
    text.chars().take(PREVIEW_CHARS).collect()
}

impl Known {
    /// The documents of a project whose texts lie in `folder`.
    fn of(there: There, folder: &Path) -> Result<Self, Error> {
        let files = files::list(folder)?.iter().map(|name| name.to_lowercase()).collect();
        let (ids, texts) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { there: Arc::new(there), ids, texts, folder: folder.to_owned(), files })
    }

    /// What was examined is to be added too.
    pub(super) fn take(&mut self, examined: &Examined) {
        for (id, hash) in &examined.ids {
            self.ids.insert(id.as_str().to_lowercase(), (id.clone(), hash.clone()));
            self.texts.insert(hash.as_str().to_owned(), id.clone());
        }
        self.files.insert(examined.candidate.file.to_lowercase());
    }

    /// Whether documents can be added beside those that are known.
    fn verdict(&self, ids: &[(DocumentId, TextHash)]) -> Verdict {
        let (mut same, mut other) = (Vec::new(), Vec::new());
        for (id, hash) in ids {
            let new = self.ids.get(&id.as_str().to_lowercase());
            let there = new.map(|(known, text)| (known, text == hash));
            let there = there.or_else(|| self.there.alike(id).map(|known| (known, self.there.says(id, hash))));
            match there {
                Some((known, true)) if known == id => same.push(id.to_string()),
                Some((known, _)) => other.push(known.to_string()),
                None => {}
            }
        }
        let are = |names: &[String]| if names.len() == 1 { "is" } else { "are" };
        if !other.is_empty() {
            let message = format!("{} {} there with another text; nothing is overwritten", listed(&other), are(&other));
            return Verdict::Refused(message);
        }
        if same.len() == ids.len() {
            return Verdict::Known(format!("{} {} there already", listed(&same), are(&same)));
        }
        if !same.is_empty() {
            return Verdict::Refused(format!("of its documents, {} {} there already", listed(&same), are(&same)));
        }
        match ids {
            [(_, hash)] => match self.of_text(hash) {
                Some(there) => Verdict::Known(format!("the same text is there as `{there}`")),
                None => Verdict::Add,
            },
            _ => Verdict::Add,
        }
    }

    /// A document that has a text.
    fn of_text(&self, hash: &TextHash) -> Option<DocumentId> {
        self.texts.get(hash.as_str()).cloned().or_else(|| self.there.with_text(hash).into_iter().next())
    }

    /// What is doubtful about several documents: texts that are there under other ids, or come twice.
    fn doubles(&self, ids: &[(DocumentId, TextHash)]) -> Option<String> {
        let (mut first, mut doubles) = (HashMap::new(), Vec::new());
        for (id, hash) in ids {
            match first.get(hash.as_str()).cloned().or_else(|| self.of_text(hash)) {
                Some(there) => doubles.push((id, there)),
                None => drop(first.insert(hash.as_str(), id.clone())),
            }
        }
        let (id, there) = doubles.first()?;
        let counted = counted(doubles.len(), "text");
        Some(format!("{counted} under another id already, the first: `{id}` is that of `{there}`"))
    }

    /// Gives a file a name in the texts' folder. Where a file stands that is no document, because it cannot be read, only
    /// that file itself may take its place; the original is then kept beside it.
    fn place(&self, candidate: &mut Candidate) {
        let is_taken = |name: &str| self.files.contains(&name.to_lowercase());
        if !is_taken(&candidate.file) {
            return;
        }
        let there = self.folder.join(&candidate.file);
        if fs::canonicalize(&candidate.path).is_ok_and(|path| fs::canonicalize(there).is_ok_and(|there| there == path))
        {
            candidate.is_in_place = true;
        } else if candidate.kind == Kind::Text {
            let message = format!("a file {} is there that cannot be read; add that one first", candidate.file);
            candidate.verdict = Verdict::Refused(message);
        } else {
            let (stem, ending) = candidate.file.rsplit_once('.').unwrap_or((&candidate.file, "jsonl"));
            let free = (2..).map(|number| format!("{stem}-{number}.{ending}")).find(|name| !is_taken(name));
            candidate.file = free.unwrap_or_default();
        }
    }
}
