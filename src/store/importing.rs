//! Bringing other people's annotations into a project, batch by batch and all or nothing: texts, sets and identities are made
//! whole in a hidden folder of the project, and moved to their places when all of them are there. Until then nothing of the
//! project is touched. Of a set that is there already a copy is continued, so that what an import adds is one action in its
//! history. A kill while files are moved leaves some of them in place; the same import, done again, brings the rest, since
//! what is there already is not brought in again.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::error::{Error, Problem, Severity, counted};
use crate::formats::bundle::Bundle;
use crate::formats::catalogue::Format;
use crate::formats::documents;
use crate::formats::drafts::NOBODY;
use crate::formats::encoding::Encoding;
use crate::formats::export::first_lost;
use crate::formats::merge::Missing;
use crate::formats::names::file_name;
use crate::formats::parallel;
use crate::formats::relabel::LabelMap;
use crate::model::additions::additions;
use crate::model::annotator::AnnotatorKind;
use crate::model::change::{Change, Transaction};
use crate::model::document::Document;
use crate::model::history::{Changes, History};
use crate::model::id::AnnotatorId;
use crate::model::identity::{self, Identities, Identity};
use crate::model::set::{AnnotationSet, Progress};
use crate::records::sources::{self, Added, Original};

use super::adding::record_name;
use super::arriving::{ArrivedSet, Arriving, Documents, with_missing};
use super::batches::Source;
use super::clock;
use super::files;
use super::files::Flush;
use super::folder::{self, ANNOTATIONS, Folder, Opened, PROJECT_FILE, Purpose};
use super::found::Found;
use super::journal;
use super::keep::NotKept;
use super::lock::{Lock, NoLock};
use super::sources::SOURCES;
use super::staging::{self, Move, Staging};
use super::user;
use super::watch::Watch;

/// How the folder begins in which everything is made.
const STAGING: &str = ".importing-";
/// In that folder: new texts.
const TEXTS: &str = "texts";

/// What a person says about an import.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Who made that of which the files do not say it, or all of it if they name only one.
    pub annotator: Option<AnnotatorId>,
    /// What they are, if the person says it.
    pub kind: Option<AnnotatorKind>,
    /// What becomes of the labels of the files, as far as the person says it.
    pub labels: LabelMap,
    /// Under whose name somebody works in the project who imports, with the lock they hold. They let nothing be written there
    /// until it is done, and read it anew.
    pub seat: Option<(AnnotatorId, Arc<Lock>)>,
    /// Whether nothing is to come if something would be lost.
    pub is_strict: bool,
    /// What was found wrong with the files before they were read.
    pub problems: Vec<Problem>,
    /// How a file of texts is called that is made for it.
    pub stem: String,
    /// The format's name, and the files themselves, for the record of where texts came from.
    pub format: String,
    pub originals: Vec<Original>,
}

impl Wanted {
    /// All of some files, of which nothing else is said.
    pub fn of(found: &Found, paths: &[PathBuf], format: Format) -> Result<Self, Error> {
        let stem = paths.first().and_then(|path| path.file_stem());
        let stem = stem.map_or_else(|| NOBODY.to_owned(), |stem| stem.to_string_lossy().into_owned());
        let (format, originals) = (format.name().to_owned(), found.originals()?);
        Ok(Self { stem, format, originals, problems: found.problems.clone(), ..Self::default() })
    }
}

/// What an import brings.
#[derive(Debug, Default)]
pub struct Report {
    pub annotators: Vec<AnnotatorId>,
    pub added: usize,
    /// What the annotators had said already.
    pub there: usize,
    pub documents: usize,
    /// Documents that the files have, those that are there already among them.
    pub read: usize,
    /// What the schema lacked, in the order in which it is added.
    pub missing: Vec<Missing>,
    pub problems: Vec<Problem>,
}

impl Report {
    /// What came, in a sentence.
    #[must_use]
    pub fn said(&self, format: Format) -> String {
        let names: Vec<String> = self.annotators.iter().map(|annotator| format!("`{annotator}`")).collect();
        let names = if names.is_empty() { String::new() } else { format!(" as {}", names.join(", ")) };
        let added = counted(self.added, "annotation");
        let mut said =
            format!("imported {added} from {}{names}; {} added", format.name(), counted(self.documents, "document"));
        if self.there > 0 {
            said.push_str(&format!("; {} there already", counted(self.there, "annotation")));
        }
        said
    }
}

/// An import that was made and is not in the project yet. Dropping it leaves everything as it was.
pub struct Import {
    opened: Opened,
    staging: Staging,
    /// The hidden folder as a project of its own.
    shadow: Folder,
    /// Files of the project that were copied there, as they were then.
    copied: HashMap<PathBuf, (u64, Option<SystemTime>)>,
    annotators: BTreeMap<AnnotatorId, Annotator>,
    wanted: Wanted,
    /// Who is a program, as the files say.
    programs: BTreeSet<AnnotatorId>,
    texts: Texts,
    misfits: Vec<AnnotationSet>,
    pub report: Report,
}

/// Somebody whose sets come.
struct Annotator {
    identities: Identities,
    is_changed: bool,
    /// Whether there is a folder for them in the hidden one.
    has_folder: bool,
    /// The states and journals that they have already, and those that were made, without endings.
    sets: HashSet<String>,
    _lock: Option<Arc<Lock>>,
}

/// A set that comes, and what its annotator said already.
struct LookedAt<'b> {
    coming: ArrivedSet<'b>,
    own: AnnotationSet,
    transaction: Transaction,
    there: usize,
    problems: Vec<Problem>,
    is_new: bool,
}

/// New texts on their way.
#[derive(Default)]
struct Texts {
    lines: Option<BufWriter<File>>,
    /// The files that are made, with the document in each that has one only.
    written: Vec<(String, Option<String>)>,
}

impl Import {
    /// The text of `project.ron` as it was.
    #[must_use]
    pub fn schema_before(&self) -> &str {
        &self.opened.project_text
    }

    /// Makes what comes from `source`. If this fails or is cancelled, nothing was changed.
    pub fn make(root: &Path, source: &mut dyn Source, wanted: Wanted, watch: &Watch) -> Result<Self, Error> {
        let opened = folder::open(root)?;
        let staging = Staging::new(root, STAGING)?;
        let copy = staging.path().join(PROJECT_FILE);
        fs::copy(root.join(PROJECT_FILE), &copy).map_err(|error| files::failed("write", &copy, &error))?;
        let shadow = Folder::at(staging.path(), Flush::Later);
        let mut import = Self {
            opened,
            staging,
            shadow,
            copied: HashMap::new(),
            annotators: BTreeMap::new(),
            programs: BTreeSet::new(),
            wanted,
            texts: Texts::default(),
            misfits: Vec::new(),
            report: Report::default(),
        };
        let (project, corpus) = (import.opened.project.clone(), Arc::clone(&import.opened.corpus));
        let named = import.wanted.annotator.clone();
        let mut arriving = Arriving::new(&project, corpus, &import.wanted.labels, named)?;
        while let Some((bundle, problems)) = source.next(watch)? {
            import.report.problems.extend(problems);
            import.add(&mut arriving, bundle, watch)?;
            import.report.problems.append(&mut arriving.problems);
        }
        import.report.missing = arriving.finish()?;
        import.report.problems.append(&mut arriving.problems);
        import.report.documents = arriving.documents.new;
        let Documents { new, there, refused } = arriving.documents;
        import.report.read = new + there + refused;
        import.programs = arriving.programs;
        import.report.problems.splice(0..0, std::mem::take(&mut import.wanted.problems));
        if let (true, Some(first)) = (import.wanted.is_strict, first_lost(&import.report.problems)) {
            let error = Error::new(format!("nothing was brought in, for something would be lost: {first}"));
            return Err(error.hint("without `--strict` the rest is brought in, and all that is lost is told"));
        }
        import.end()?;
        Ok(import)
    }

    fn add(&mut self, arriving: &mut Arriving<'_>, mut bundle: Bundle, watch: &Watch) -> Result<(), Error> {
        let arrived = arriving.take(&mut bundle)?;
        for document in &arrived.new {
            self.write_text(document)?;
        }
        // Two documents of the files may be one of the project: what is said about it comes one after the other.
        let (mut together, mut keys) = (Vec::new(), BTreeSet::new());
        for arrived in arrived.sets {
            watch.advance(0)?;
            let key = (arrived.set.annotator().clone(), arrived.document.id().clone());
            if !keys.insert(key.clone()) {
                self.add_sets(std::mem::take(&mut together))?;
                keys = BTreeSet::from([key]);
            }
            together.push(arrived);
        }
        self.add_sets(together)
    }

    /// A text about which its file's name and its letters say all is a `.txt`; the others go into one `.jsonl`.
    fn write_text(&mut self, document: &Document) -> Result<(), Error> {
        let (folder, there) = (self.staging.path().join(TEXTS), self.texts_folder());
        files::make_folder(&folder)?;
        let id = document.id().as_str();
        let bare = Document::new(document.id().clone(), Arc::clone(document.text()));
        let says_all = document.metadata().is_empty()
            && (document.title(), document.language()) == (bare.title(), bare.language());
        let name = format!("{id}.txt");
        if says_all && file_name(id) == id && !there.join(&name).exists() {
            self.texts.written.push((name.clone(), Some(id.to_owned())));
            return files::write_for(&folder.join(name), document.text().as_bytes(), Flush::Later);
        }
        let failed = |error| files::failed("write", &folder, &error);
        if self.texts.lines.is_none() {
            let stem = &self.wanted.stem;
            let numbered = (2..).map(|number| format!("{stem}-{number}"));
            let names = std::iter::once(stem.clone()).chain(numbered).map(|name| file_name(&name) + ".jsonl");
            let free = names.into_iter().find(|name| !there.join(name).exists());
            let name = free.unwrap_or_default();
            self.texts.lines = Some(BufWriter::new(File::create_new(folder.join(&name)).map_err(failed)?));
            self.texts.written.push((name, None));
        }
        match &mut self.texts.lines {
            Some(lines) => lines.write_all(documents::write_line(document).as_bytes()).map_err(failed),
            None => Ok(()),
        }
    }

    fn texts_folder(&self) -> PathBuf {
        self.opened.folder.root().join(&self.opened.project.texts)
    }

    /// Adds what sets say to what their annotators said already. What each of them takes by itself is done for several at a time.
    fn add_sets(&mut self, coming: Vec<ArrivedSet<'_>>) -> Result<(), Error> {
        let mut asked = Vec::with_capacity(coming.len());
        for coming in coming {
            let is_new = self.is_new(&coming).map_err(|error| about(&coming.document, error))?;
            asked.push((coming, is_new));
        }
        let shadow = &self.shadow;
        let looked_at = parallel::map(asked, |(coming, is_new)| look_at(shadow, coming, is_new));
        let mut entered = Vec::new();
        for looked_at in looked_at {
            let LookedAt { coming, mut own, mut transaction, there, problems, is_new } = looked_at?;
            let ArrivedSet { set, document, known } = coming;
            self.report.problems.extend(problems);
            self.report.added += transaction.len();
            self.report.there += there;
            if own.progress() == Progress::New && set.progress() != Progress::New {
                transaction.push(Change::Progress { before: Progress::New, after: set.progress() });
            }
            if !set.kept().is_empty() {
                self.misfits.push(set.clone());
            }
            let Some(annotator) = self.annotators.get_mut(set.annotator()) else { continue };
            let Annotator { identities, is_changed, has_folder, sets, .. } = annotator;
            let unknown = known.into_iter().flat_map(Identities::iter).filter(|one| identities.get(&one.id).is_none());
            let unknown = unknown.flat_map(|one| identity::adding(Identity::clone(one))).collect();
            let changes = Changes { identities: unknown, transaction };
            if changes.transaction.is_empty() && changes.identities.is_empty() {
                continue;
            }
            if !std::mem::replace(has_folder, true) {
                shadow.begin_annotator(set.annotator()).map_err(|error| about(&document, error))?;
            }
            sets.insert(file_name(document.id().as_str()));
            let mut history = History::beginning_after(shadow.last_number(set.annotator(), document.id()), Vec::new());
            let entry = history
                .perform(&mut own, identities, "import".to_owned(), changes, clock::now())
                .map_err(|error| about(&document, error))?;
            if !entry.changes.identities.is_empty() {
                *is_changed = true;
                shadow
                    .add_shared(set.annotator(), &document, entry)
                    .map_err(|error| about(&document, not_kept(error)))?;
            }
            entered.push((document, own, history, is_new));
        }
        let written = parallel::map(entered, |(document, own, history, is_new)| {
            let written = match is_new {
                true => shadow.write_new_set(&own, &document, &history),
                false => go_on(shadow, &own, &document, &history).map_err(not_kept),
            };
            written.map_err(|error| about(&document, error))
        });
        written.into_iter().collect()
    }

    /// Whether nobody has written anything yet where a set goes. What is there is copied.
    fn is_new(&mut self, coming: &ArrivedSet<'_>) -> Result<bool, Error> {
        let (annotator, document) = (coming.set.annotator(), coming.document.id());
        self.begin(annotator)?;
        let known = self.annotators.get(annotator);
        let is_there = known.is_none_or(|known| known.sets.contains(&file_name(document.as_str())));
        if is_there {
            self.copy(&self.opened.folder.set_path(annotator, document))?;
        }
        Ok(!is_there)
    }

    /// Makes sure that nobody else writes what somebody does, and knows whom they know.
    fn begin(&mut self, annotator: &AnnotatorId) -> Result<(), Error> {
        if self.annotators.contains_key(annotator) {
            return Ok(());
        }
        let folder = &self.opened.folder;
        let seat = self.wanted.seat.as_ref().filter(|(seat, _)| seat == annotator);
        let lock = match seat
            .map_or_else(|| Lock::take(folder.root(), annotator).map(Arc::new), |(_, lock)| Ok(Arc::clone(lock)))
        {
            Ok(lock) => Some(lock),
            Err(NoLock::Held(error) | NoLock::Noted(error) | NoLock::Closed(error)) => return Err(error),
            // As in the window: where nothing can be locked, people take care themselves.
            Err(NoLock::Unable(_)) => None,
        };
        let (identities, problems) = folder.read_identities(annotator, Purpose::Work)?;
        self.report.problems.extend(problems);
        if folder.are_identities_behind(annotator) {
            folder.write_identities(&identities, folder.last_identities_number(annotator)).map_err(not_kept)?;
        }
        self.copy(&self.opened.folder.identities_path(annotator))?;
        self.shadow.read_identities(annotator, Purpose::Work)?;
        let names = files::list(&self.opened.folder.annotator_path(annotator))?;
        let stem = |name: String| name.strip_suffix(".ron").or(name.strip_suffix(".journal")).map(str::to_owned);
        let sets = names.into_iter().filter_map(stem).collect();
        self.annotators.insert(
            annotator.clone(),
            Annotator { identities, is_changed: false, has_folder: false, sets, _lock: lock },
        );
        Ok(())
    }

    /// Copies a state and its journal into the hidden folder, if they are there and not copied yet.
    fn copy(&mut self, state: &Path) -> Result<(), Error> {
        let root = self.opened.folder.root();
        for path in [state.to_owned(), journal::path_of(state)] {
            let Ok(about) = fs::metadata(&path) else { continue };
            let inside = path.strip_prefix(root).unwrap_or(&path).to_owned();
            if self.copied.contains_key(&inside) {
                continue;
            }
            let copy = self.staging.path().join(&inside);
            files::make_folder(copy.parent().unwrap_or(root))?;
            fs::copy(&path, &copy).map_err(|error| files::failed("read", &path, &error))?;
            self.copied.insert(inside, (about.len(), about.modified().ok()));
        }
        Ok(())
    }

    /// Writes what waited until all batches were there.
    fn end(&mut self) -> Result<(), Error> {
        if let Some(mut lines) = self.texts.lines.take() {
            lines.flush().map_err(|error| files::failed("write", self.staging.path(), &error))?;
        }
        self.write_record()?;
        for (id, annotator) in self.annotators.iter().filter(|(_, annotator)| annotator.is_changed) {
            let number = self.shadow.last_identities_number(id);
            self.shadow.write_identities(&annotator.identities, number).map_err(not_kept)?;
        }
        self.report.annotators = self.annotators.keys().cloned().collect();
        Ok(())
    }

    /// Writes where the new texts came from.
    fn write_record(&self) -> Result<(), Error> {
        if self.texts.written.is_empty() {
            return Ok(());
        }
        // What was made of several files together is of none of them alone.
        let only = match &self.wanted.originals[..] {
            [only] => only.clone(),
            _ => Original::default(),
        };
        let source = |(file, document): &(String, Option<String>)| sources::Source {
            file: file.clone(),
            document: document.clone(),
            original: only.file.clone(),
            original_hash: only.hash.clone(),
            format: self.wanted.format.clone(),
            // Files of other programs are read as UTF-8 only.
            encoding: Encoding::Utf8.to_string(),
            mark: false,
            lost: 0,
            left_out: 0,
            map: String::new(),
            language: None,
        };
        let files = self.texts.written.iter().map(source).collect();
        let mut added = Added::new(clock::now().to_string(), user::name(), files);
        if self.wanted.originals.len() > 1 {
            added.originals.clone_from(&self.wanted.originals);
        }
        let folder = self.staging.path().join(SOURCES);
        files::make_folder(&folder)?;
        let path = folder.join(record_name(&added.added));
        files::write_for(&path, sources::write(&added).as_bytes(), Flush::Later)
    }

    /// Puts everything in its place. If this fails, what was in place already is taken back.
    pub fn commit(mut self) -> Result<Report, Error> {
        let known: BTreeSet<AnnotatorId> = self.opened.folder.annotators()?.into_iter().collect();
        staging::flush(&staging::all_files(self.staging.path())?)?;
        let moves = self.moves()?;
        for Move { to, .. } in &moves {
            self.is_as_it_was(to)?;
        }
        let (before, after) =
            (&self.opened.project_text, with_missing(&self.opened.project_text, &self.report.missing)?);
        if *before != after {
            self.opened.folder.write_project(before, &after)?;
        }
        self.staging.move_all(&moves).inspect_err(|_| {
            // What failed is what is told; a schema with labels that nothing uses does no harm.
            let _ = self.opened.folder.write_project(&after, before);
        })?;
        let mut folders: BTreeSet<&Path> = moves.iter().filter_map(|one| one.to.parent()).collect();
        folders.extend(moves.iter().map(|one| one.to.as_path()).filter(|to| to.is_dir()));
        for folder in folders {
            files::flush_folder(&folder.join(PROJECT_FILE)).map_err(|error| files::failed("write", folder, &error))?;
        }
        for annotator in &self.report.annotators {
            // What the project says of somebody it knows counts before what a file says of them.
            let is_program = self.programs.contains(annotator) && !known.contains(annotator);
            if let Some(kind) = self.wanted.kind.or(is_program.then_some(AnnotatorKind::Program)) {
                self.opened.folder.set_annotator_kind(annotator, kind)?;
            }
        }
        for set in &self.misfits {
            let file = self.opened.folder.keep_misfits(set)?;
            let message =
                format!("{} kept as they stand", counted(set.kept().len(), "record that does not fit its text"));
            self.report.problems.push(Problem::new(Severity::Note, file, message));
        }
        Ok(self.report)
    }

    /// What goes where, in the order in which it has to: the texts, where they came from, and what is said about them. Who has
    /// no folder yet gets theirs at once.
    fn moves(&self) -> Result<Vec<Move>, Error> {
        let (staging, root) = (self.staging.path(), self.opened.folder.root());
        let inside = |from: &Path, to: &Path| -> Result<Vec<Move>, Error> {
            let one = |name: OsString| Move { from: from.join(&name), to: to.join(&name) };
            Ok(staging::names(from)?.into_iter().map(one).collect())
        };
        let mut moves = inside(&staging.join(TEXTS), &self.texts_folder())?;
        moves.extend(inside(&staging.join(SOURCES), &root.join(SOURCES))?);
        for annotator in inside(&staging.join(ANNOTATIONS), &root.join(ANNOTATIONS))? {
            if !annotator.to.exists() {
                moves.push(annotator);
                continue;
            }
            let mut found = inside(&annotator.from, &annotator.to)?;
            // What is said of an annotator who is there already stays.
            let is_said = |one: &Move| one.to.ends_with(folder::ANNOTATOR_FILE) && one.to.exists();
            found.retain(|one| !is_said(one));
            // Journals are complete without states, and identities without the sets that mention them.
            let is_identities = |path: &Path| path.file_stem().is_some_and(|stem| stem == "identities");
            let is_journal = |path: &Path| path.extension().is_some_and(|ending| ending == "journal");
            found.sort_by_key(|one| (!is_journal(&one.from), !is_identities(&one.from)));
            moves.append(&mut found);
        }
        Ok(moves)
    }

    /// Fails if somebody else has written a file since it was copied, or has made one.
    fn is_as_it_was(&self, path: &Path) -> Result<(), Error> {
        let inside = path.strip_prefix(self.opened.folder.root()).unwrap_or(path);
        let now = fs::metadata(path).ok().map(|about| (about.len(), about.modified().ok()));
        if self.copied.get(inside) == now.as_ref() {
            return Ok(());
        }
        Err(Error::new(format!("{} was changed by somebody else meanwhile", inside.display()))
            .hint("nothing was imported; do it again"))
    }
}

/// Holds what comes against what is there.
fn look_at<'b>(shadow: &Folder, coming: ArrivedSet<'b>, is_new: bool) -> Result<LookedAt<'b>, Error> {
    let ArrivedSet { set, document, .. } = &coming;
    let (own, problems) = match is_new {
        true => (AnnotationSet::new(set.annotator().clone(), document.id().clone()), Vec::new()),
        false => {
            let read = shadow.read_set(set.annotator(), document, Purpose::Work);
            read.map_err(|error| about(document, error))?
        }
    };
    let (transaction, there) = additions(&own, set);
    Ok(LookedAt { coming, own, transaction, there, problems, is_new })
}

/// Goes on with a set that is there.
fn go_on(shadow: &Folder, own: &AnnotationSet, document: &Document, history: &History) -> Result<(), NotKept> {
    for entry in history.entries() {
        shadow.add_entries(own.annotator(), document, &[entry])?;
        // Nobody else adds entries to it, so that none can overtake it.
        shadow.write_set(own, document, entry.number)?;
    }
    Ok(())
}

fn about(document: &Document, error: Error) -> Error {
    error.context(format!("cannot import `{}`", document.id()))
}

fn not_kept(error: NotKept) -> Error {
    match error {
        NotKept::Failed(error) => error,
        NotKept::Changed | NotKept::Gone => {
            Error::new("somebody else changed the folder meanwhile").hint("nothing was imported; do it again")
        }
    }
}
