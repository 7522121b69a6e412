//! The session: the open project, the current document, selection and chosen annotation, and what is to be said. Reading it
//! is free; changing goes through `Session::perform`. Offsets are UTF-8 bytes.

use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Problem};
use crate::model::annotation::Annotation;
use crate::model::document::Document;
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId};
use crate::model::schema::Project;
use crate::model::set::{AnnotationSet, Progress};
use crate::text::bidi::Direction;
use crate::text::caret::Caret;

use super::command::{Command, Extend};
use super::find::Find;
use super::keymap::Keymap;
use super::selection::Selection;
use super::settings::ViewSettings;

/// What is open, and what one can do.
pub struct Session {}

/// What a folder is, before it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folder {
    Project,
    /// A plain folder with this many `.txt` files, which `Session::create` makes a project of.
    Texts(usize),
    /// Neither.
    Nothing,
}

/// A line of the document list.
#[derive(Debug, Clone)]
pub struct DocumentLine<'a> {
    pub document: &'a Arc<Document>,
    pub progress: Progress,
    /// Annotations of the current annotator.
    pub count: usize,
}

/// Whether the work is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    Saved,
    Saving,
    Failed(Error),
}

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
    /// Ask for a format and a file, then perform `Command::Export`.
    Export,
    /// Scroll so that the caret is seen.
    Reveal,
    Quit,
}

impl Session {
    /// What is in a folder.
    pub fn look(_folder: &Path) -> Result<Folder, Error> {
        todo!()
    }

    /// Makes a project of a folder; its texts are not touched.
    pub fn create(_folder: &Path, _name: Option<&str>) -> Result<(), Error> {
        todo!()
    }

    /// Opens a project. The annotator is who works in it; without one, the machine's user name.
    pub fn open(_folder: &Path, _annotator: Option<&str>) -> Result<Self, Error> {
        todo!()
    }

    /// A session without a folder, for tests and previews: nothing is saved.
    #[must_use]
    pub fn in_memory(_project: Project, _documents: Vec<Document>, _annotator: &str) -> Self {
        todo!()
    }

    /// A number that is another after anything visible changed.
    #[must_use]
    pub fn revision(&self) -> u64 {
        todo!()
    }

    #[must_use]
    pub fn project(&self) -> &Project {
        todo!()
    }

    #[must_use]
    pub fn annotator(&self) -> &AnnotatorId {
        todo!()
    }

    #[must_use]
    pub fn documents_len(&self) -> usize {
        todo!()
    }

    /// The document at `index` in the project's order.
    #[must_use]
    pub fn document_line(&self, _index: usize) -> Option<DocumentLine<'_>> {
        todo!()
    }

    /// Which document is open, in the project's order.
    #[must_use]
    pub fn current_index(&self) -> Option<usize> {
        todo!()
    }

    #[must_use]
    pub fn document(&self) -> Option<&Arc<Document>> {
        todo!()
    }

    /// The direction setting of the current document: the person's, else its own.
    #[must_use]
    pub fn direction(&self) -> Direction {
        todo!()
    }

    /// The current annotator's set on the current document.
    #[must_use]
    pub fn set(&self) -> Option<&AnnotationSet> {
        todo!()
    }

    /// Other annotators' sets on the current document, read only, by annotator.
    #[must_use]
    pub fn other_sets(&self) -> &[AnnotationSet] {
        todo!()
    }

    #[must_use]
    pub fn selection(&self) -> Selection {
        todo!()
    }

    #[must_use]
    pub fn selected_text(&self) -> &str {
        todo!()
    }

    #[must_use]
    pub fn chosen(&self) -> Option<&Arc<Annotation>> {
        todo!()
    }

    #[must_use]
    pub fn chosen_id(&self) -> Option<AnnotationId> {
        todo!()
    }

    #[must_use]
    pub fn view(&self) -> &ViewSettings {
        todo!()
    }

    #[must_use]
    pub fn keymap(&self) -> &Keymap {
        todo!()
    }

    #[must_use]
    pub fn find(&self) -> &Find {
        todo!()
    }

    #[must_use]
    pub fn saved(&self) -> Saved {
        todo!()
    }

    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        todo!()
    }

    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        todo!()
    }

    /// What `undo` and `redo` would do, for their menu items.
    #[must_use]
    pub fn undo_title(&self) -> Option<&str> {
        todo!()
    }

    #[must_use]
    pub fn redo_title(&self) -> Option<&str> {
        todo!()
    }

    /// What the window is asked to do since it last looked.
    pub fn take_requests(&mut self) -> Vec<Request> {
        todo!()
    }

    /// The command that puts the caret where a layout says.
    #[must_use]
    pub fn set_caret_command(&self, _caret: Caret, _extend: Extend) -> Command {
        todo!()
    }

    /// Waits until everything is on disk.
    pub fn flush(&mut self) -> Result<(), Error> {
        todo!()
    }

    /// The document called `id`.
    #[must_use]
    pub fn find_document(&self, _id: &DocumentId) -> Option<&Arc<Document>> {
        todo!()
    }
}
