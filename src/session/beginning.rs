//! Beginning a session: a project's folder is made or opened under an annotator's name, with its first document. Somebody who works
//! there under the same name already is noticed.

use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Problem, Severity};
use crate::model::check::check_project;
use crate::model::document::Document;
use crate::model::id::AnnotatorId;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;
use crate::records::templates::{NEWS, Template};
use crate::store::adding::finish_left;
use crate::store::lock::{Lock, NoLock};
use crate::store::watch::{Waker, Watch};
use crate::store::{clock, create, files, folder, user};

use super::agreement::Agreeing;
use super::assigned::Assigned;
use super::boarding::Boarding;
use super::command::Command;
use super::find::Find;
use super::job::Job;
use super::keymap::Keymap;
use super::known::{Known, PATIENCE};
use super::listed::{Listed, Opened};
use super::listing::{Listing, languages};
use super::openings::Openings;
use super::preferences::Preferences;
use super::relisted::Blank;
use super::rereadings::Rereadings;
use super::rewriting::SchemaHistory;
use super::settings::ViewSettings;
use super::state::{Folder, Message, Session};
use super::work::Work;

/// Longest name of an annotator, in characters: it names a folder.
const LONGEST_NAME: usize = 80;

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

    /// Likewise; whoever left a note there under the same name is gone, as the person says.
    pub fn open_taking_over(root: &Path, annotator: Option<&str>) -> Result<Self, Error> {
        let mut session = Self::open_or_look(root, annotator)?;
        if session.held.is_some() {
            session.take_over()?;
            session.wait_for_readers();
        }
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
        let mut opened = folder::open_watched(root, watch)?;
        let finished = finish_left(root, &opened.project.texts);
        if !finished.is_empty() {
            opened = folder::open_watched(root, watch)?;
            opened.problems.extend(finished);
        }
        let folder::Opened { folder, project, project_text, guidelines, corpus, faces, mut problems } = opened;
        let (lock, held) = match Lock::take(root, &annotator) {
            Ok(lock) => (Some(Arc::new(lock)), None),
            Err(NoLock::Held(error) | NoLock::Noted(error)) if when_held == WhenHeld::Refuse => return Err(error),
            Err(NoLock::Unable(error)) => {
                let message = format!("nothing keeps a second window from the same files: {}", error.message);
                problems.push(Problem::new(Severity::Note, annotator.as_str(), message));
                (None, None)
            }
            // What nobody can change can be looked at.
            Err(no_lock) => (None, Some(no_lock)),
        };
        let mut session = Self::with(project, annotator, problems);
        session.faces = faces;
        session.guidelines = guidelines;
        session.held = held;
        session.schema = SchemaHistory::of(project_text);
        let mut blank = Blank::of(&folder, corpus, &session.annotator)?;
        session.listing = Listing::new(std::mem::take(&mut blank.languages));
        session.sit_down(folder, blank, lock);
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
        session.listing = Listing::new(languages(session.listed.iter().map(|listed| &listed.summary)));
        session.find_theirs();
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
            working: None,
            schema: SchemaHistory::default(),
            filling: None,
            linking: None,
            review: None,
            agreeing: Agreeing::default(),
            reanchoring: None,
            keeping: None,
            weighing: None,
            drifting: None,
            carrying: None,
            changing: None,
            put_off: None,
            ready: None,
            sitting: None,
            leaving: None,
            openings: Openings::default(),
            rereadings: Rereadings::default(),
            taking_in: None,
            renaming: None,
            assigned: Assigned::default(),
            board: Boarding::default(),
            keymap,
            disk: None,
            own_seat: None,
            unsaved_in: None,
            clock: Box::new(clock::now),
            faces: None,
            awaiting: None,
            held: None,
            guidelines: None,
            message: None,
            problems,
            gone: Vec::new(),
            requests: Vec::new(),
            revision: 0,
            project,
        }
    }

    /// Opens the first document; one that takes long to read is there when whoever asked for the session waits, or hears of it.
    pub(super) fn open_first(&mut self) {
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

    /// Shows things as the person prefers, before anybody looks.
    pub fn begin_as(&mut self, preferences: &Preferences) {
        preferences.apply(&mut self.view);
        self.tell(preferences.problem.iter().cloned().collect());
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
