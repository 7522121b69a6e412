//! What a dataset is made of. What is said of the whole project is held; documents and the sets on them are read when they are
//! needed and let go again, so that it does not matter how many there are.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::error::{Error, Problem};
use crate::model::document::Document;
use crate::model::id::AnnotatorId;
use crate::model::identity::Identities;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;

/// How much text is read and held at once, in bytes; what is made of it takes a multiple.
const TEXT_BYTES: u64 = 512 << 10;

/// What is said of the whole project.
#[derive(Debug, Clone)]
pub struct Material {
    pub project: Project,
    /// The text of `project.ron`.
    pub schema: String,
    /// How many documents the project has.
    pub documents: usize,
    /// Who has a set, sorted.
    pub annotators: Vec<AnnotatorId>,
    /// Annotators that are programs, which rules hear only by name.
    pub programs: BTreeSet<AnnotatorId>,
    pub identities: BTreeMap<AnnotatorId, Identities>,
    /// What was wrong when it was read.
    pub problems: Vec<Problem>,
}

/// The documents on which there are sets, by their places in the order of their ids. Read twice they say the same.
pub trait Sets: Sync {
    fn len(&self) -> usize;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// About how much text a document has, in bytes.
    fn bytes(&self, place: usize) -> u64;

    /// A document with what everybody said about it.
    fn read(&self, place: usize) -> Result<Annotated, Error>;
}

/// A document with the sets on it that have begun, by annotator.
#[derive(Debug, Clone)]
pub struct Annotated {
    pub document: Arc<Document>,
    pub sets: Vec<AnnotationSet>,
    /// What was wrong with them.
    pub problems: Vec<Problem>,
}

/// Documents in batches that are held at once, in order, as ranges of a list; `place` is where each of the list is.
#[must_use]
pub fn batches(sets: &dyn Sets, len: usize, place: impl Fn(usize) -> usize) -> Vec<Range<usize>> {
    let (mut batches, mut start, mut bytes) = (Vec::new(), 0, 0);
    for at in 0..len {
        bytes += sets.bytes(place(at));
        if bytes >= TEXT_BYTES || at + 1 == len {
            batches.push(start..at + 1);
            (start, bytes) = (at + 1, 0);
        }
    }
    batches
}
