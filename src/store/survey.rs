//! What an import would bring, before it is made: documents, annotators, labels with an example each, what the schema lacks, what
//! is lost on the way, and the first documents as they will be. It reads what an import reads and writes nothing. Offsets are UTF-8 bytes.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Problem, Severity};
use crate::formats::bundle::Bundle;
use crate::formats::merge::{Missing, fits, known};
use crate::formats::naming::shape_of;
use crate::formats::relabel::LabelMap;
use crate::model::additions::additions;
use crate::model::annotation::Annotation;
use crate::model::annotator::AnnotatorKind;
use crate::model::document::Document;
use crate::model::id::{AnnotatorId, LabelId};
use crate::model::schema::{Project, Shape};
use crate::model::set::AnnotationSet;
use crate::records::project;

use super::arriving::{ArrivedSet, Arriving, Documents, with_missing};
use super::batches::Source;
use super::folder::{self, Folder, PROJECT_FILE, Purpose};
use super::watch::Watch;

/// How much of a text stands around an example at each side, in bytes at least.
const AROUND: usize = 120;

/// How many documents are shown as they will be, and how much text they may have together, in bytes; the first is always shown.
const SHOWN: usize = 20;
const SHOWN_BYTES: usize = 1 << 20;

/// What would come.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Survey {
    pub documents: Documents,
    /// Whom the project has.
    pub known: Vec<AnnotatorId>,
    /// By name.
    pub annotators: Vec<Coming>,
    /// The labels of the files, by layer and name.
    pub labels: Vec<LabelLine>,
    /// Annotations that would be new.
    pub added: usize,
    /// Annotations that are there already.
    pub there: usize,
    /// What the schema lacks and would get.
    pub missing: Vec<Missing>,
    /// Losses first.
    pub problems: Vec<Problem>,
}

/// The first documents that would come with something said about them, and the schema they would have.
#[derive(Debug, Clone)]
pub struct Specimens {
    pub project: Project,
    pub documents: Vec<Specimen>,
}

/// A document as it would be, with what would come about it.
#[derive(Debug, Clone)]
pub struct Specimen {
    pub document: Arc<Document>,
    /// At least one.
    pub sets: Vec<AnnotationSet>,
}

/// Somebody whose sets would come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    pub annotator: AnnotatorId,
    pub kind: AnnotatorKind,
    /// Whether the project does not have them yet.
    pub is_new: bool,
    pub sets: usize,
    pub annotations: usize,
}

/// A label as the files have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelLine {
    pub label: LabelId,
    pub shape: Shape,
    pub annotations: usize,
    /// What it is in the project if nothing is said.
    pub meant: LabelId,
    /// Whether the project has that.
    pub is_known: bool,
    /// The labels of the project that it can become.
    pub may_be: Vec<LabelId>,
    pub example: Option<Example>,
}

/// A passage with what is marked in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    pub text: String,
    pub marks: Vec<Range<usize>>,
}

impl Survey {
    #[must_use]
    pub fn is_lossy(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Loss)
    }
}

/// Looks at what comes from `source`; `labels` and `annotator` as for an import.
pub fn survey(
    root: &Path,
    source: &mut dyn Source,
    labels: &LabelMap,
    annotator: Option<AnnotatorId>,
    watch: &Watch,
) -> Result<(Survey, Specimens), Error> {
    let opened = folder::open(root)?;
    let mut surveyor = Surveyor {
        folder: &opened.folder,
        project: &opened.project,
        known: opened.folder.annotators()?,
        labels: BTreeMap::new(),
        annotators: BTreeMap::new(),
        shown: Vec::new(),
        found: Survey::default(),
    };
    let mut arriving = Arriving::new(&opened.project, Arc::clone(&opened.corpus), labels, annotator)?;
    while let Some((mut bundle, problems)) = source.next(watch)? {
        surveyor.found.problems.extend(problems);
        surveyor.count_labels(&bundle);
        let arrived = arriving.take(&mut bundle)?;
        for arrived in &arrived.sets {
            surveyor.count_set(arrived, &arriving)?;
        }
        surveyor.show(arrived.sets);
    }
    let Surveyor { known, labels, annotators, shown, mut found, .. } = surveyor;
    found.known = known;
    found.missing = arriving.finish()?;
    found.documents = arriving.documents;
    found.problems.append(&mut arriving.problems);
    found.problems.sort_by_key(|problem| problem.severity);
    found.labels = labels.into_values().collect();
    found.annotators = annotators.into_values().collect();
    let schema = with_missing(&opened.project_text, &found.missing)?;
    let project = project::read(&schema, PROJECT_FILE, &opened.project.name)?.0;
    Ok((found, Specimens { project, documents: shown }))
}

struct Surveyor<'a> {
    folder: &'a Folder,
    project: &'a Project,
    /// Whom the project has.
    known: Vec<AnnotatorId>,
    labels: BTreeMap<LabelId, LabelLine>,
    annotators: BTreeMap<AnnotatorId, Coming>,
    shown: Vec<Specimen>,
    found: Survey,
}

impl Surveyor<'_> {
    /// Counts the labels as the files have them.
    fn count_labels(&mut self, bundle: &Bundle) {
        for (document, sets) in bundle.by_document() {
            for annotation in sets.into_iter().flat_map(AnnotationSet::in_reading_order) {
                let project = self.project;
                let line = self.labels.entry(annotation.label.clone()).or_insert_with(|| {
                    let shape = shape_of(&bundle.project, annotation);
                    let meant = known(project, &annotation.label, shape);
                    let is_known = project.label(&meant).is_some();
                    let may_be = project.labels().map(|label| label.id.clone());
                    let may_be = may_be.filter(|label| fits(project, label, shape)).collect();
                    let label = annotation.label.clone();
                    LabelLine { label, shape, annotations: 0, meant, is_known, may_be, example: None }
                });
                line.annotations += 1;
                if line.example.is_none() {
                    line.example = example(document, annotation);
                }
            }
        }
    }

    /// Keeps the first documents.
    fn show(&mut self, sets: Vec<ArrivedSet<'_>>) {
        for ArrivedSet { set, document, .. } in sets {
            if let Some(known) = self.shown.iter_mut().find(|known| known.document.id() == document.id()) {
                known.sets.push(set);
                continue;
            }
            let bytes: usize = self.shown.iter().map(|known| known.document.text().len()).sum();
            let has_room = self.shown.len() < SHOWN && bytes + document.text().len() <= SHOWN_BYTES;
            if has_room || self.shown.is_empty() {
                self.shown.push(Specimen { document, sets: vec![set] });
            }
        }
    }

    fn count_set(&mut self, arrived: &ArrivedSet<'_>, arriving: &Arriving<'_>) -> Result<(), Error> {
        let ArrivedSet { set, document, .. } = arrived;
        let annotator = set.annotator();
        let is_new = !self.known.contains(annotator);
        let there = if is_new || arriving.is_new(document.id()) {
            0
        } else {
            let (own, _) = self.folder.read_set(annotator, document, Purpose::Look)?;
            additions(&own, set).1
        };
        self.found.there += there;
        self.found.added += set.len() - there;
        let folder = self.folder;
        let coming = self.annotators.entry(annotator.clone()).or_insert_with(|| {
            let is_program = is_new && arriving.programs.contains(annotator);
            let kind = if is_program { AnnotatorKind::Program } else { folder.annotator_kind(annotator) };
            Coming { annotator: annotator.clone(), kind, is_new, sets: 0, annotations: 0 }
        });
        coming.sets += 1;
        coming.annotations += set.len();
        Ok(())
    }
}

/// What is marked, with some of the text around it, of one paragraph where it can be.
fn example(document: &Document, annotation: &Annotation) -> Option<Example> {
    let hull = annotation.anchor.hull()?;
    let text = document.text();
    let line_start = text[..hull.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[hull.end..].find('\n').map_or(text.len(), |at| hull.end + at);
    let start = text.floor_char_boundary(line_start.max(hull.start.saturating_sub(AROUND)));
    let end = text.ceil_char_boundary(line_end.min(hull.end + AROUND));
    let spans = annotation.anchor.spans().iter();
    let marks = spans.map(|span| span.start() - start..span.end() - start).collect();
    Some(Example { text: text[start..end].to_owned(), marks })
}
