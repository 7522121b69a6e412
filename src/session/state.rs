//! The session: the open project, the current document, selection and chosen annotation, and what is to be said. Reading it
//! is free; changing goes through `Session::perform`. It does not know what commands do, nor how a session begins.

use std::path::PathBuf;
use std::sync::Arc;

use crate::error::{Error, Problem};
use crate::model::annotation::Annotation;
use crate::model::document::Document;
use crate::model::id::{AnnotationId, AnnotatorId};
use crate::model::moment::Moment;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;
use crate::store::corpus::Corpus;
use crate::store::create;
use crate::store::folder::{self, Purpose};
use crate::store::lock::{Lock, NoLock};
use crate::store::reader::{IdentityReader, Reader};
use crate::store::watch::Waker;
use crate::store::writer::{self, Writer};
use crate::text::bidi::Direction;
use crate::text::fonts::Faces;

use super::adder::TakingIn;
use super::agreement::Agreeing;
use super::assigned::Assigned;
use super::awaiting::Awaiting;
use super::boarding::Boarding;
use super::filling::{Fill, Filling};
use super::find::{Find, Search};
use super::job::Job;
use super::keeping::{Keeping, Weighing};
use super::keymap::Keymap;
use super::known::Known;
use super::linking::{Ask, Linking};
use super::listed::{Listed, Opened};
use super::listing::Listing;
use super::many::Changing;
use super::openings::Openings;
use super::putting_off::PutOff;
use super::reanchoring::{Carrying, Drifting, Reanchoring};
use super::renamer::RenamingBeside;
use super::rereadings::Rereadings;
use super::review::Review;
use super::rewriting::SchemaHistory;
use super::seating::{Leaving, Ready};
use super::selection::Selection;
use super::settings::ViewSettings;
use super::sitting::Sitting;
use super::work::Work;
use super::working::Working;

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
    /// Long work that a command line asked for, until the window takes it.
    pub(super) working: Option<Working>,
    pub(super) schema: SchemaHistory,
    pub(super) filling: Option<(Fill, Filling)>,
    pub(super) linking: Option<(Ask, Linking)>,
    pub(super) review: Option<Review>,
    pub(super) agreeing: Agreeing,
    pub(super) reanchoring: Option<Box<Reanchoring>>,
    pub(super) keeping: Option<Box<Keeping>>,
    pub(super) weighing: Option<Weighing>,
    pub(super) drifting: Option<Drifting>,
    pub(super) carrying: Option<Carrying>,
    pub(super) changing: Option<Changing>,
    pub(super) put_off: Option<PutOff>,
    /// A seat that is taken by what was put off for it, now.
    pub(super) ready: Option<Box<Ready>>,
    /// One's own seat that is being made ready once more.
    pub(super) sitting: Option<Sitting>,
    /// A seat that is being given up.
    pub(super) leaving: Option<Leaving>,
    pub(super) openings: Openings,
    pub(super) rereadings: Rereadings,
    pub(super) taking_in: Option<TakingIn>,
    pub(super) renaming: Option<RenamingBeside>,
    pub(super) assigned: Assigned,
    pub(super) board: Boarding,
    pub(super) keymap: Keymap,
    pub(super) disk: Option<Disk>,
    /// One's own seat while one sits where gold is made, and its lock if it has one: nobody else sits down there meanwhile.
    pub(super) own_seat: Option<(AnnotatorId, Option<Arc<Lock>>)>,
    /// Where what cannot be saved is kept.
    pub(super) unsaved_in: Option<PathBuf>,
    /// What time it is.
    pub(super) clock: Clock,
    pub(super) faces: Option<Arc<Faces>>,
    /// Until somebody else lets go.
    pub(super) awaiting: Option<Awaiting>,
    /// Why nothing can be changed, if so.
    pub(super) held: Option<NoLock>,
    pub(super) guidelines: Option<String>,
    pub(super) message: Option<Message>,
    pub(super) problems: Vec<Problem>,
    /// What of these is told of files that are gone.
    pub(super) gone: Vec<Problem>,
    pub(super) requests: Vec<Request>,
    pub(super) revision: u64,
}

pub(super) struct Disk {
    pub folder: Arc<folder::Folder>,
    pub corpus: Arc<Corpus>,
    /// Everybody who has a folder, sorted, as it was looked at last.
    pub annotators: Vec<AnnotatorId>,
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
    /// Show how far the long work is that [`Session::take_working`] gives, and hear what comes of it.
    Working,
    /// Put the caret into the field that filters the list of documents.
    FilterDocuments,
    /// Scroll so that the caret is seen.
    Reveal,
    Quit,
}

impl Session {
    /// Lets the session tell the time by another clock than the machine's.
    pub fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// Why nothing can be changed at all: somebody works there under the same name, or nothing can be written there.
    #[must_use]
    pub fn held(&self) -> Option<&Error> {
        self.held.as_ref().map(NoLock::why)
    }

    /// The faces to draw with, if the project adds its own to the bundled ones.
    #[must_use]
    pub fn faces(&self) -> Option<&Arc<Faces>> {
        self.faces.as_ref()
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
            Saved::Saved if self.is_filing() || self.is_writing_schema() => Saved::Saving,
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

    /// Makes something of plain values beside the window, which is woken when it is there.
    pub fn beside<T: Send + 'static>(&self, make: impl FnOnce() -> T + Send + 'static) -> Job<T> {
        Job::start_waking(self.waker(), move |_| Ok(make()))
    }

    /// Who is to be told that something is done beside the window.
    pub(super) fn waker(&self) -> Option<Waker> {
        self.disk.as_ref()?.writer.waker()
    }

    pub(super) fn current_work(&self) -> Option<&Work> {
        self.work_at(self.current?)
    }

    pub(super) fn current_work_mut(&mut self) -> Option<&mut Work> {
        self.listed.get_mut(self.current?)?.work.as_deref_mut()
    }
}
