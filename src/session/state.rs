//! The session: the open project, the current document, selection and chosen annotation, and what is to be said. Reading it
//! is free; changing goes through `Session::perform`. Offsets are UTF-8 bytes.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Problem, Severity};
use crate::model::annotation::Annotation;
use crate::model::check::check_project;
use crate::model::document::Document;
use crate::model::history::{Entry, History};
use crate::model::id::{AnnotationId, AnnotatorId, LabelId};
use crate::model::moment::Moment;
use crate::model::policy::{Overreach, Words, overreach};
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;
use crate::records::templates::{NEWS, Template};
use crate::store::clock;
use crate::store::corpus::Corpus;
use crate::store::create;
use crate::store::files;
use crate::store::folder::{self, Purpose};
use crate::store::lock::{Lock, NoLock};
use crate::store::reader::{IdentityReader, Reader};
use crate::store::user;
use crate::store::watch::Watch;
use crate::store::writer::{self, Waker, Writer};
use crate::text::bidi::Direction;
use crate::text::caret::{Affinity, Caret};
use crate::text::fonts::Faces;
use crate::text::speech::Speech;

use super::adding::TakingIn;
use super::agreement::Agreeing;
use super::assign::Assigned;
use super::board::Boarding;
use super::carrying::Carrying;
use super::changing::{Changing, PutOff};
use super::command::{Command, Extend};
use super::drifting::Drifting;
use super::filling::{Fill, Filling};
use super::find::Find;
use super::identities::{Known, PATIENCE};
use super::job::Job;
use super::keymap::Keymap;
use super::lazily::Lazily;
use super::linking::{Ask, Linking};
use super::listing::Listing;
use super::opening::{Openings, ReadOthers, read_others};
use super::past::Past;
use super::preferences::Preferences;
use super::reanchor::Reanchoring;
use super::renaming::RenamingBeside;
use super::rereading::Rereadings;
use super::review::Review;
use super::schema::SchemaHistory;
use super::search::Search;
use super::selection::Selection;
use super::settings::ViewSettings;
use super::works::{HEARING, Listed, Opened};

/// A text of so many bytes is read within half a frame.
const READ_AT_ONCE: usize = 60_000;

/// Longest name of an annotator, in characters: it names a folder.
const LONGEST_NAME: usize = 80;

/// What is open, and what one can do.
pub struct Session {
    pub(super) project: Project,
    pub(super) annotator: AnnotatorId,
    /// In the project's order.
    pub(super) listed: Vec<Listed>,
    pub(super) opened: Opened,
    pub(super) listing: Listing,
    pub(super) current: Option<usize>,
    pub(super) others: Vec<Arc<AnnotationSet>>,
    pub(super) known: Known,
    pub(super) view: ViewSettings,
    pub(super) find: Find,
    pub(super) search: Option<Search>,
    pub(super) schema: SchemaHistory,
    pub(super) filling: Option<(Fill, Filling)>,
    pub(super) linking: Option<(Ask, Linking)>,
    pub(super) review: Option<Review>,
    pub(super) agreeing: Agreeing,
    pub(super) reanchoring: Option<Box<Reanchoring>>,
    pub(super) drifting: Option<Drifting>,
    pub(super) carrying: Option<Carrying>,
    pub(super) changing: Option<Changing>,
    pub(super) put_off: Option<PutOff>,
    pub(super) openings: Openings,
    pub(super) rereadings: Rereadings,
    pub(super) taking_in: Option<TakingIn>,
    pub(super) renaming: Option<RenamingBeside>,
    pub(super) assigned: Assigned,
    pub(super) board: Boarding,
    pub(super) keymap: Keymap,
    pub(super) disk: Option<Disk>,
    /// What time it is.
    pub(super) clock: Clock,
    faces: Option<Arc<Faces>>,
    /// Why nothing can be changed, if so.
    pub(super) held: Option<Error>,
    pub(super) guidelines: Option<String>,
    pub(super) message: Option<Message>,
    problems: Vec<Problem>,
    pub(super) requests: Vec<Request>,
    pub(super) revision: u64,
}

/// A document with what the annotator does on it.
pub(super) struct Work {
    pub document: Arc<Document>,
    pub set: AnnotationSet,
    pub history: History,
    /// What is shown instead of the set, while the person looks back.
    pub past: Option<Box<Past>>,
    /// Whether what happened in earlier sessions is in the history.
    pub has_history: bool,
    pub selection: Selection,
    pub chosen: Option<AnnotationId>,
    /// The annotation that was chosen last; it may be gone.
    pub recent: Option<AnnotationId>,
    /// The words of the text, once somebody asked.
    pub words: Lazily<Words>,
    /// What the text seems to quote, once somebody asked.
    pub speeches: Lazily<Vec<(LabelId, Speech)>>,
    /// Contents (bytes) of quotations that were let go.
    pub rejected: BTreeSet<(usize, usize)>,
    /// Why the set must not be changed: its file cannot be read, or is newer than this program.
    pub locked: Option<Error>,
}

pub(super) struct Disk {
    pub folder: Arc<folder::Folder>,
    pub corpus: Arc<Corpus>,
    /// Until it has read all sets.
    pub reader: Option<Reader>,
    /// Until it has read the identities.
    pub identities: Option<IdentityReader>,
    /// Writes what is left before the lock is let go: fields are dropped in this order.
    pub writer: Writer,
    /// Held as long as this lives, and whoever writes in this name beside it.
    pub lock: Option<Arc<Lock>>,
    pub purpose: Purpose,
}

/// What a folder is: the store's word, so that the window need not know the store.
pub type Folder = create::Kind;

/// Tells the time.
pub type Clock = Box<dyn Fn() -> Moment + Send>;

/// Whether the work is on disk: the store's word.
pub type Saved = writer::Saved;

/// What the session says to the person about what was just done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    Done(String),
    Failed(Error),
}

/// What the session asks of the window, which alone can do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Put this on the clipboard.
    Copy(String),
    /// Ask for a format and a file to export to.
    Export,
    /// Ask how a dataset is to be made.
    Dataset,
    /// Ask which documents are to be added.
    Add,
    /// Ask what is to be imported.
    Import,
    /// Put the caret into the field that filters the list of documents.
    FilterDocuments,
    /// Scroll so that the caret is seen.
    Reveal,
    Quit,
}

impl Session {
    /// What is in a folder.
    pub fn look(folder: &Path) -> Result<Folder, Error> {
        create::look(folder)
    }

    /// Makes a project of a folder, with the layers of news; its texts are not touched.
    pub fn create(folder: &Path, name: Option<&str>) -> Result<(), Error> {
        Self::create_from(folder, name, NEWS)
    }

    /// Makes a project of a folder with another schema than that of news.
    pub fn create_from(folder: &Path, name: Option<&str>, template: Template) -> Result<(), Error> {
        create::create(folder, name, template)
    }

    /// Adds a line to a file of timings.
    pub fn tell_timing(file: &Path, line: &str) -> Result<(), Error> {
        files::append(file, line)
    }

    /// Opens a project and its first document, and reads all of the annotator's sets. The annotator is who works in it, by
    /// the name of their folder; without one, the machine's user.
    pub fn open(root: &Path, annotator: Option<&str>) -> Result<Self, Error> {
        let mut session = Self::begin_with(root, annotator, WhenHeld::Refuse, &Watch::default())?;
        session.wait_for_readers();
        Ok(session)
    }

    /// Likewise; if somebody works there under the same name already, everything can be seen and nothing changed.
    pub fn open_or_look(root: &Path, annotator: Option<&str>) -> Result<Self, Error> {
        let mut session = Self::begin(root, annotator)?;
        session.wait_for_readers();
        Ok(session)
    }

    /// The same for a window, which does not wait for the sets of other documents than the first, nor for many identities: they
    /// are read beside it, as [`Session::reading`] and [`Session::are_identities_read`] tell and [`Session::take_requests`]
    /// hears.
    pub fn begin(root: &Path, annotator: Option<&str>) -> Result<Self, Error> {
        Self::begin_with(root, annotator, WhenHeld::Look, &Watch::default())
    }

    /// Likewise beside a window, which `waker` tells when it is there. Bytes of texts are counted that are read for the first time.
    #[must_use]
    pub fn begin_beside(root: &Path, annotator: Option<&str>, waker: Waker) -> Job<Self> {
        let (root, annotator) = (root.to_owned(), annotator.map(str::to_owned));
        Job::start_waking(Some(waker), move |watch| {
            Self::begin_with(&root, annotator.as_deref(), WhenHeld::Look, watch)
        })
    }

    fn begin_with(root: &Path, annotator: Option<&str>, when_held: WhenHeld, watch: &Watch) -> Result<Self, Error> {
        let annotator = checked_annotator(&annotator.map_or_else(user::name, str::to_owned))?;
        let folder::Opened { folder, project, project_text, guidelines, corpus, faces, mut problems } =
            folder::open_watched(root, watch)?;
        let (lock, held) = match Lock::take(root, &annotator) {
            Ok(lock) => (Some(Arc::new(lock)), None),
            Err(NoLock::Held(error)) if when_held == WhenHeld::Refuse => return Err(error),
            Err(NoLock::Held(error)) => (None, Some(error)),
            Err(NoLock::Unable(error)) => {
                let message = format!("nothing keeps a second window from the same files: {}", error.message);
                problems.push(Problem::new(Severity::Note, annotator.as_str(), message));
                (None, None)
            }
        };
        let mut session = Self::with(project, annotator, problems);
        session.faces = faces;
        session.guidelines = guidelines;
        session.held = held;
        session.listed = corpus.summaries().map(|summary| Listed::new(Arc::clone(summary))).collect();
        session.schema.text = Some(project_text);
        session.sit_down(folder, corpus, lock)?;
        session.open_first();
        session.wait_for_identities(PATIENCE);
        Ok(session)
    }

    /// A session without a folder, for tests and previews: nothing is saved.
    #[must_use]
    pub fn in_memory(project: Project, documents: Vec<Document>, annotator: &str) -> Self {
        let mut session = Self::with(project, AnnotatorId::new(annotator), Vec::new());
        for document in documents {
            let set = AnnotationSet::new(session.annotator.clone(), document.id().clone());
            let mut listed = Listed::new(Arc::new(document.summary()));
            listed.work = Some(Box::new(Work::new(Arc::new(document), set, None)));
            session.listed.push(listed);
        }
        session.open_first();
        session
    }

    fn with(project: Project, annotator: AnnotatorId, mut problems: Vec<Problem>) -> Self {
        let (keymap, clashes) = Keymap::new(&project);
        problems.extend(check_project(&project));
        problems.extend(clashes);
        let language = project.languages.first().map(String::as_str).unwrap_or_default();
        Self {
            listed: Vec::new(),
            opened: Opened::default(),
            listing: Listing::default(),
            current: None,
            others: Vec::new(),
            known: Known::new(annotator.clone(), language),
            annotator,
            view: ViewSettings::default(),
            find: Find::default(),
            search: None,
            schema: SchemaHistory::default(),
            filling: None,
            linking: None,
            review: None,
            agreeing: Agreeing::default(),
            reanchoring: None,
            drifting: None,
            carrying: None,
            changing: None,
            put_off: None,
            openings: Openings::default(),
            rereadings: Rereadings::default(),
            taking_in: None,
            renaming: None,
            assigned: Assigned::default(),
            board: Boarding::default(),
            keymap,
            disk: None,
            clock: Box::new(clock::now),
            faces: None,
            held: None,
            guidelines: None,
            message: None,
            problems,
            requests: Vec::new(),
            revision: 0,
            project,
        }
    }

    /// Opens the first document; one that takes long to read is there when whoever asked for the session waits, or hears of it.
    pub(super) fn open_first(&mut self) {
        self.listing = Listing::new(&self.listed);
        if self.is_long_to_read(0) {
            let first = Command::Open(self.listed[0].summary.id.clone());
            self.message = self.open_beside(0, first).map(Message::Done);
            return;
        }
        match self.load(0) {
            Ok(()) => {
                self.current = Some(0);
                self.read_history(0);
                self.message = self.drift_told().map(Message::Done);
            }
            Err(error) if !self.listed.is_empty() => {
                self.problems.push(Problem::new(Severity::Loss, self.listed[0].summary.id.as_str(), error.to_string()));
            }
            Err(_) => {}
        }
        self.read_other_sets();
    }

    /// Lets the session tell the time by another clock than the machine's.
    pub fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// Why nothing can be changed at all: somebody works there under the same name.
    #[must_use]
    pub fn held(&self) -> Option<&Error> {
        self.held.as_ref()
    }

    /// The faces to draw with, if the project adds its own to the bundled ones.
    #[must_use]
    pub fn faces(&self) -> Option<&Arc<Faces>> {
        self.faces.as_ref()
    }

    /// Shows things as the person prefers, before anybody looks.
    pub fn begin_as(&mut self, preferences: &Preferences) {
        preferences.apply(&mut self.view);
        self.tell(preferences.problem.iter().cloned().collect());
    }

    /// What people have agreed on, in Markdown, if the project has a `guidelines.md`.
    #[must_use]
    pub fn guidelines(&self) -> Option<&str> {
        self.guidelines.as_deref()
    }

    /// A number that is another after anything visible changed.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    #[must_use]
    pub fn project(&self) -> &Project {
        &self.project
    }

    #[must_use]
    pub fn annotator(&self) -> &AnnotatorId {
        &self.annotator
    }

    /// Which document is open, in the project's order.
    #[must_use]
    pub fn current_index(&self) -> Option<usize> {
        self.current
    }

    #[must_use]
    pub fn document(&self) -> Option<&Arc<Document>> {
        self.current_work().map(|work| &work.document)
    }

    /// The direction setting of the current document: the person's, else its own.
    #[must_use]
    pub fn direction(&self) -> Direction {
        let Some(document) = self.document() else {
            return Direction::Auto;
        };
        self.view.directions.get(document.id()).copied().unwrap_or(document.direction())
    }

    /// The current annotator's set on the current document.
    #[must_use]
    pub fn set(&self) -> Option<&AnnotationSet> {
        self.current_work().map(Work::shown)
    }

    /// Why the current document's annotations cannot be changed, if so.
    #[must_use]
    pub fn locked(&self) -> Option<&Error> {
        self.current_work()?.locked.as_ref()
    }

    /// Other annotators' sets on the current document, read only, by annotator.
    #[must_use]
    pub fn other_sets(&self) -> &[Arc<AnnotationSet>] {
        &self.others
    }

    #[must_use]
    pub fn selection(&self) -> Selection {
        self.current_work().map(|work| work.selection).unwrap_or_default()
    }

    #[must_use]
    pub fn selected_text(&self) -> &str {
        self.current_work().and_then(|work| work.document.text().get(work.selection.range())).unwrap_or_default()
    }

    #[must_use]
    pub fn chosen(&self) -> Option<&Arc<Annotation>> {
        self.set()?.get(self.current_work()?.chosen?)
    }

    #[must_use]
    pub fn chosen_id(&self) -> Option<AnnotationId> {
        self.chosen().map(|chosen| chosen.id)
    }

    /// What of an annotation its label leaves out (bytes), for a quiet mark; the first call reads the whole document, or has it read
    /// beside a window, which [`Session::is_reading_text`] tells.
    #[must_use]
    pub fn overreach(&self, annotation: &Annotation) -> Option<Overreach> {
        let work = self.current_work()?;
        let label = self.project.label(&annotation.label).filter(|label| !label.without.is_empty())?;
        let text = work.document.text();
        let words = match self.reads_text_beside(text) {
            false => work.words.get(|| Words::of(text)),
            true => {
                let text = Arc::clone(text);
                work.words.get_soon(self.waker(), move || Words::of(&text))?
            }
        };
        overreach(label, text, words, annotation)
    }

    /// Whether the current document is being read for quiet marks.
    #[must_use]
    pub fn is_reading_text(&self) -> bool {
        self.current_work().is_some_and(|work| work.words.is_under_way() || work.speeches.is_under_way())
    }

    /// Whether reading all of a text takes so long that it is done beside the window.
    pub(super) fn reads_text_beside(&self, text: &str) -> bool {
        self.known.is_drawn && text.len() > READ_AT_ONCE
    }

    /// Hears what was found by reading a text.
    fn hear_text(&mut self) {
        if self.current_work().is_some_and(|work| work.words.hear() | work.speeches.hear()) {
            self.revision += 1;
        }
    }

    #[must_use]
    pub fn view(&self) -> &ViewSettings {
        &self.view
    }

    #[must_use]
    pub fn keymap(&self) -> &Keymap {
        &self.keymap
    }

    #[must_use]
    pub fn find(&self) -> &Find {
        &self.find
    }

    #[must_use]
    pub fn saved(&self) -> Saved {
        match self.disk.as_ref().map_or(Saved::Saved, |disk| disk.writer.saved()) {
            Saved::Saved if self.is_filing() => Saved::Saving,
            saved => saved,
        }
    }

    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        self.message.as_ref()
    }

    /// What was found wrong since the project was opened.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The command line that `undo` would take back.
    #[must_use]
    pub fn undo_title(&self) -> Option<&str> {
        self.current_work()?.history.undo_title()
    }

    /// The command line that `redo` would do again.
    #[must_use]
    pub fn redo_title(&self) -> Option<&str> {
        self.current_work()?.history.redo_title()
    }

    /// What the window is asked to do since it last looked. Also hears what writer and reader found.
    pub fn take_requests(&mut self) -> Vec<Request> {
        let found = self.disk.as_ref().map(|disk| disk.writer.take_problems()).unwrap_or_default();
        self.tell(found);
        self.hear_underneath();
        self.hear_filing();
        self.hear_assigned_otherwise();
        self.hear_dealing();
        self.hear_board();
        self.hear_reader();
        self.wait_for_identities(Duration::ZERO);
        self.hear_search();
        self.hear_drift();
        self.hear_carrying();
        self.hear_openings();
        self.hear_rereadings();
        self.hear_comparing();
        self.hear_changing();
        if self.known.is_following() {
            self.known.follow_for(HEARING);
            self.revision += 1;
        }
        self.hear_taken_in();
        self.hear_text();
        self.hear_renaming();
        self.hear_agreement();
        self.follow_directory();
        self.follow_listing();
        std::mem::take(&mut self.requests)
    }

    /// The command that puts the caret where a layout says.
    #[must_use]
    pub fn set_caret_command(&self, caret: Caret, extend: Extend) -> Command {
        let offset = self.document().map_or(0, |document| document.chars_from_bytes(caret.offset));
        let affinity = if caret.affinity == Affinity::Upstream { Affinity::Upstream } else { Affinity::Downstream };
        Command::SetCaret { offset, affinity, extend }
    }

    /// Who is to be told that something is done beside the window.
    pub(super) fn waker(&self) -> Option<Waker> {
        self.disk.as_ref()?.writer.waker()
    }

    /// Waits until everything is on disk.
    pub fn flush(&mut self) -> Result<(), Error> {
        self.wait_for_renaming();
        let filed = self.wait_for_filing();
        let Some(disk) = &self.disk else {
            return Ok(());
        };
        let flushed = disk.writer.flush();
        let found = disk.writer.take_problems();
        self.tell(found);
        self.hear_underneath();
        flushed.and(filed)
    }

    pub(super) fn current_work(&self) -> Option<&Work> {
        self.work_at(self.current?)
    }

    pub(super) fn current_work_mut(&mut self) -> Option<&mut Work> {
        self.listed.get_mut(self.current?)?.work.as_deref_mut()
    }

    /// Hands what was done to the current set, to identities, or to both to the writer.
    pub(super) fn save(&self, entry: Entry) {
        let (Some(disk), Some(work)) = (&self.disk, self.current_work()) else {
            return;
        };
        let identities = (!entry.changes.identities.is_empty()).then(|| self.known.identities.clone());
        disk.writer.record(Arc::clone(&work.document), entry, work.set.clone(), identities);
    }

    pub(super) fn tell(&mut self, found: Vec<Problem>) {
        if found.is_empty() {
            return;
        }
        // Of a text that was changed, all annotations of a document may be told at once.
        let mut places: HashMap<(&str, &str), usize> = HashMap::new();
        for (at, problem) in self.problems.iter().chain(&found).enumerate() {
            places.entry((&problem.place, &problem.message)).or_insert(at);
        }
        let told = found.iter().map(|problem| places.get(&(&*problem.place, &*problem.message)).copied());
        let (known, told) = (self.problems.len(), told.collect::<Vec<_>>());
        for (nth, (problem, first)) in found.into_iter().zip(told).enumerate() {
            match first.filter(|first| *first < known) {
                // What became of it meanwhile.
                Some(first) => self.problems[first].hint = problem.hint,
                None if first == Some(known + nth) => {
                    self.revision += 1;
                    self.problems.push(problem);
                }
                // The same was just told.
                None => {}
            }
        }
    }

    /// Tells what opening the folder once more found; what is wrong no longer with the texts goes.
    pub(super) fn hear_again(&mut self, found: Vec<Problem>) {
        let texts = format!("{}/", self.project.texts);
        self.problems.retain(|problem| !problem.place.starts_with(&texts) || found.contains(problem));
        self.tell(found);
    }

    /// Reads what other annotators did on the current document.
    pub(super) fn read_other_sets(&mut self) {
        self.others.clear();
        self.look_at_shown();
        let Some(document) = self.document().map(Arc::clone) else {
            return;
        };
        let read = self.take_read_others(document.id());
        let Some(disk) = &self.disk else {
            return;
        };
        let read = read.unwrap_or_else(|| read_others(&disk.folder, &self.annotator, &document));
        self.take_others(read);
    }

    /// Takes what other annotators did on the current document.
    pub(super) fn take_others(&mut self, read: ReadOthers) {
        let (Some(disk), Some(document)) = (&self.disk, self.document()) else {
            return;
        };
        let is_visible = |other: &AnnotatorId| *other != self.annotator && self.may_see(&disk.folder, other);
        let (mut others, mut found) = (Vec::new(), Vec::new());
        let read = read.unwrap_or_else(|error| {
            found.push(Problem::new(Severity::Wrong, "annotations", error.to_string()));
            Vec::new()
        });
        for (other, read) in read.into_iter().filter(|(other, _)| is_visible(other)) {
            match read {
                Ok((set, problems)) => {
                    found.extend(problems);
                    others.extend(Some(set).filter(AnnotationSet::has_begun).map(Arc::new));
                }
                Err(error) => {
                    let place = format!("{other}/{}", document.id());
                    found.push(Problem::new(Severity::Wrong, place, error.to_string()));
                }
            }
        }
        self.others = others;
        self.tell(found);
        self.follow_sources();
    }
}

impl Work {
    /// The set as it is, or as it was while the person looks back.
    pub(super) fn shown(&self) -> &AnnotationSet {
        self.past.as_ref().map_or(&self.set, |past| &past.set)
    }

    pub(super) fn new(document: Arc<Document>, set: AnnotationSet, locked: Option<Error>) -> Self {
        Self {
            document,
            set,
            history: History::default(),
            past: None,
            has_history: false,
            selection: Selection::default(),
            chosen: None,
            recent: None,
            words: Lazily::default(),
            speeches: Lazily::default(),
            rejected: BTreeSet::new(),
            locked,
        }
    }
}

/// What to do if somebody works in the annotator's folder already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WhenHeld {
    Refuse,
    Look,
}

/// A name that can be a folder's.
fn checked_annotator(name: &str) -> Result<AnnotatorId, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.contains(char::is_control) {
        return Err(Error::new(format!("`{name}` cannot be an annotator's name"))
            .hint(format!("a name has 1 to {LONGEST_NAME} characters, none of them a control character")));
    }
    Ok(AnnotatorId::new(name))
}
