//! Documents that are being read beside the window, and what is read of each. It does not know the session.

use std::sync::Arc;

use crate::error::{Error, Problem};
use crate::model::document::Document;
use crate::model::history::History;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::set::AnnotationSet;
use crate::store::folder::{Folder, Purpose};
use crate::store::reader;

use super::command::Command;
use super::job::Job;
use super::selection::Selection;

/// Documents that are being read beside the window.
#[derive(Default)]
pub(super) struct Openings {
    pub reading: Vec<(DocumentId, Job<Read>)>,
    /// The document to which the window goes when it is read, and what is done then.
    pub wanted: Option<(DocumentId, Command)>,
    /// What others annotated on a document that was just read.
    pub others: Option<(DocumentId, ReadOthers)>,
    /// What was selected in a document that is opened again because somebody else works now.
    pub selection: Option<(DocumentId, Selection)>,
    /// The document that was open when its text was taken away, with what was selected in it.
    pub gone: Option<(DocumentId, Selection)>,
    pub prepare: Option<Arc<dyn Prepare>>,
}

/// All that is read of a document.
pub(super) struct Read {
    /// None if it was there already.
    pub own: Option<ReadOwn>,
    pub others: ReadOthers,
}

pub(super) struct ReadOwn {
    pub work: reader::Work,
    /// None if the set must not be changed.
    pub history: Option<ReadHistory>,
}

/// What a window does with a document before it is shown. The caret's place is in bytes.
pub trait Prepare: Send + Sync {
    /// Whether it can be shown within a frame as it is.
    fn is_ready(&self, document: &Arc<Document>, caret: usize) -> bool;
    /// Makes it ready: on the thread that read it.
    fn prepare(&self, document: &Arc<Document>, caret: usize);
}

/// What happened to a set, and what is wrong with its journal.
pub(super) type ReadHistory = Result<(History, Vec<Problem>), Error>;

/// What others annotated on a document, and what is wrong with each of it.
pub(super) type ReadOthers = Result<Vec<(AnnotatorId, Result<(AnnotationSet, Vec<Problem>), Error>)>, Error>;

/// Reads what everybody but `own` annotated on a document.
pub(super) fn read_others(folder: &Folder, own: &AnnotatorId, document: &Document) -> ReadOthers {
    let read = |other: AnnotatorId| {
        let read = folder.read_set(&other, document, Purpose::Look);
        (other, read)
    };
    Ok(folder.annotators()?.into_iter().filter(|other| other != own).map(read).collect())
}
