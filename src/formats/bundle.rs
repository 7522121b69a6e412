//! The value in the middle of every import, export and conversion: a schema, documents, what annotators said about them, and
//! whom they know. Readers of all formats make one, writers of all formats take one. Inside, offsets are UTF-8 bytes.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::error::{Problem, Severity, counted};
use crate::model::annotation::{Anchor, Annotation, Filler};
use crate::model::document::Document;
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId, LabelId};
use crate::model::identity::Identities;
use crate::model::schema::Project;
use crate::model::set::{AnnotationSet, Progress};

use crate::records::identity_record;

use super::doctor::Counting;

/// A project as a value.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// The schema, and what else a project file says.
    pub project: Project,
    /// Each id once.
    pub documents: Vec<Arc<Document>>,
    /// Each on one of the documents; of an annotator at most one on each.
    pub sets: Vec<AnnotationSet>,
    pub identities: BTreeMap<AnnotatorId, Identities>,
    /// Who of the annotators is a program, as far as files say it.
    pub programs: BTreeSet<AnnotatorId>,
    /// Documents to which their records give no id: others with the same text, which have none either, are about the same one.
    pub nameless: BTreeSet<DocumentId>,
    /// How offsets were taken where that is not how the format they were read from counts.
    pub assumed: BTreeMap<Counting, Assumed>,
    /// Of what was written batch by batch, how much there was in all of them.
    pub tally: Option<Tally>,
}

/// How much there is of what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    pub documents: usize,
    pub sets: usize,
    pub languages: BTreeSet<String>,
    pub annotators: BTreeSet<AnnotatorId>,
    /// Annotations of each label.
    pub labels: BTreeMap<LabelId, usize>,
}

impl Tally {
    #[must_use]
    pub fn of(bundle: &Bundle) -> Self {
        let mut labels: BTreeMap<LabelId, usize> = BTreeMap::new();
        for annotation in bundle.sets.iter().flat_map(AnnotationSet::in_reading_order) {
            match labels.get_mut(&annotation.label) {
                Some(count) => *count += 1,
                None => drop(labels.insert(annotation.label.clone(), 1)),
            }
        }
        Self {
            documents: bundle.documents.len(),
            sets: bundle.sets.len(),
            languages: bundle.documents.iter().map(|document| document.language().to_owned()).collect(),
            annotators: bundle.annotators().into_iter().collect(),
            labels,
        }
    }

    /// Adds what there is in another batch.
    pub fn add(&mut self, more: Self) {
        self.documents += more.documents;
        self.sets += more.sets;
        self.languages.extend(more.languages);
        self.annotators.extend(more.annotators);
        for (label, count) in more.labels {
            *self.labels.entry(label).or_default() += count;
        }
    }
}

/// Documents whose offsets were taken in one way that is not their format's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumed {
    pub declared: Counting,
    pub documents: usize,
    pub first: DocumentId,
    /// How many quotes there are in them, and how many match so.
    pub quotes: usize,
    pub matching: usize,
}

/// A file of a format, or a piece of one: its path, with `/`, inside the folder or archive that is read or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub path: String,
    pub bytes: Vec<u8>,
    /// Of a piece, what of the file stands before it; `None` of a whole file.
    pub before: Option<Before>,
}

/// What of a file stands before a piece of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Before {
    pub lines: usize,
    /// Members of its list, or documents, where pieces are cut by these.
    pub records: usize,
}

impl File {
    /// A whole file.
    #[must_use]
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: bytes.into(), before: None }
    }

    /// Where a line is, counted from 0 in these bytes: `path:12`.
    #[must_use]
    pub fn line(&self, index: usize) -> String {
        format!("{}:{}", self.path, self.before.unwrap_or_default().lines + index + 1)
    }

    /// The bytes as text, with signs of replacement for those that are none.
    #[must_use]
    pub fn text_lossy(&self) -> Cow<'_, str> {
        // What is UTF-8, as nearly all is, is seen to be so in a third of the time.
        std::str::from_utf8(&self.bytes).map_or_else(|_| String::from_utf8_lossy(&self.bytes), Cow::Borrowed)
    }

    /// How many records of the file stand before these bytes.
    #[must_use]
    pub fn records_before(&self) -> usize {
        self.before.unwrap_or_default().records
    }
}

/// Which of two things a comparison looks at beside text and annotations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    /// Titles, languages and metadata.
    pub metadata: bool,
    pub annotators: bool,
    pub progress: bool,
    /// What is known of identities; otherwise only which annotations mention one.
    pub identities: bool,
}

impl Bundle {
    #[must_use]
    pub fn empty(name: &str) -> Self {
        Self {
            project: Project::empty(name),
            documents: Vec::new(),
            sets: Vec::new(),
            identities: BTreeMap::new(),
            programs: BTreeSet::new(),
            nameless: BTreeSet::new(),
            assumed: BTreeMap::new(),
            tally: None,
        }
    }

    /// What was assumed of offsets, each once for all documents.
    #[must_use]
    pub fn assumptions(&self, format: &str) -> Vec<Problem> {
        let told = |(found, assumed): (&Counting, &Assumed)| {
            let Assumed { declared, documents, first, quotes, matching } = assumed;
            let (place, others) = match documents {
                1 => (first.as_str(), String::new()),
                several => (format, format!(" in {several} documents, the first `{first}`")),
            };
            let quotes = counted(*quotes, "quote");
            let message =
                format!("offsets are taken for {found}, not for {declared}{others}: so {matching} of {quotes} match");
            Problem::new(Severity::Note, place, message)
        };
        self.assumed.iter().map(told).collect()
    }

    /// Adds what was assumed of offsets in others.
    pub fn assume(&mut self, assumed: &BTreeMap<Counting, Assumed>) {
        for (counting, more) in assumed {
            match self.assumed.get_mut(counting) {
                Some(there) => {
                    there.documents += more.documents;
                    there.quotes += more.quotes;
                    there.matching += more.matching;
                }
                None => drop(self.assumed.insert(*counting, more.clone())),
            }
        }
    }

    /// Everybody who made a set, sorted.
    #[must_use]
    pub fn annotators(&self) -> Vec<AnnotatorId> {
        let mut all: Vec<AnnotatorId> = self.sets.iter().map(|set| set.annotator().clone()).collect();
        all.sort();
        all.dedup();
        all
    }

    /// Every document with the sets on it, in the order of the documents.
    #[must_use]
    pub fn by_document(&self) -> Vec<(&Arc<Document>, Vec<&AnnotationSet>)> {
        let mut sets: BTreeMap<&DocumentId, Vec<&AnnotationSet>> = BTreeMap::new();
        for set in &self.sets {
            sets.entry(set.document()).or_default().push(set);
        }
        self.documents.iter().map(|document| (document, sets.remove(document.id()).unwrap_or_default())).collect()
    }

    /// What one annotator did, with the documents it is on.
    #[must_use]
    pub fn of_annotator(&self, annotator: &AnnotatorId) -> Self {
        let sets: Vec<AnnotationSet> = self.sets.iter().filter(|set| set.annotator() == annotator).cloned().collect();
        let is_annotated = |document: &&Arc<Document>| sets.iter().any(|set| set.document() == document.id());
        Self {
            project: self.project.clone(),
            documents: self.documents.iter().filter(is_annotated).cloned().collect(),
            identities: self
                .identities
                .iter()
                .filter(|(id, _)| *id == annotator)
                .map(|(id, of)| (id.clone(), of.clone()))
                .collect(),
            sets,
            programs: self.programs.iter().filter(|program| *program == annotator).cloned().collect(),
            nameless: BTreeSet::new(),
            assumed: BTreeMap::new(),
            tally: None,
        }
    }

    #[must_use]
    pub fn annotations_len(&self) -> usize {
        self.sets.iter().map(AnnotationSet::len).sum()
    }

    /// The first thing in which two bundles differ, in a sentence; annotations may be numbered differently.
    #[must_use]
    pub fn difference(&self, other: &Self, compared: Compared) -> Option<String> {
        if self.documents.len() != other.documents.len() {
            return Some(format!("{} documents became {}", self.documents.len(), other.documents.len()));
        }
        for ((document, sets), (there, sets_there)) in self.by_document().into_iter().zip(other.by_document()) {
            let id = document.id();
            if id != there.id() {
                return Some(format!("the document `{id}` became `{}`", there.id()));
            }
            if document.text() != there.text() {
                return Some(format!("the text of `{id}` is another"));
            }
            let about = |document: &Document| {
                (document.title().to_owned(), document.language().to_owned(), document.metadata().clone())
            };
            if compared.metadata && about(document) != about(there) {
                return Some(format!("title, language or metadata of `{id}` are others"));
            }
            let (here, there_said) = (saying(sets, compared), saying(sets_there, compared));
            if here.len() != there_said.len() {
                return Some(format!("{} sets on `{id}` became {}", here.len(), there_said.len()));
            }
            for ((who, progress, set), (who_there, progress_there, set_there)) in here.into_iter().zip(there_said) {
                if who != who_there || progress != progress_there {
                    return Some(format!("annotator or progress on `{id}` are others"));
                }
                if set.len() != set_there.len() {
                    return Some(format!("{} annotations on `{id}` became {}", set.len(), set_there.len()));
                }
                if agree_in_order(set, set_there) {
                    continue;
                }
                let (annotations, annotations_there) = (renumbered(set), renumbered(set_there));
                if let Some((one, other)) = annotations.iter().zip(&annotations_there).find(|(a, b)| a != b) {
                    return Some(format!("on `{id}`, {} became {}", told(document, one), told(there, other)));
                }
            }
        }
        if compared.identities {
            let known = |bundle: &Self| -> Vec<_> {
                let of = |set: &AnnotationSet| {
                    bundle.identities.get(set.annotator()).map(|known| identity_record::records(known, set))
                };
                bundle.sets.iter().map(|set| of(set).unwrap_or_default()).collect()
            };
            if known(self) != known(other) {
                return Some("identities are others".to_owned());
            }
        }
        None
    }
}

/// The sets that say something, in the order of what is compared of their makers; one without annotations says nothing, unless
/// the format keeps progress.
fn saying(
    sets: Vec<&AnnotationSet>,
    compared: Compared,
) -> Vec<(Option<&AnnotatorId>, Option<Progress>, &AnnotationSet)> {
    let mut saying: Vec<_> = sets
        .into_iter()
        .filter(|set| compared.progress || !set.is_empty())
        .map(|set| (compared.annotators.then(|| set.annotator()), compared.progress.then(|| set.progress()), set))
        .collect();
    saying.sort_by_key(|(annotator, ..)| *annotator);
    saying
}

/// An annotation in an error: `entities/person ‘Layla’ at 0..5`.
fn told(document: &Document, annotation: &Annotation) -> String {
    let quotes: Vec<String> = annotation
        .anchor
        .spans()
        .iter()
        .filter_map(|span| {
            document.text().get(span.range()).map(|said| format!("`{said}` at {}..{}", span.start(), span.end()))
        })
        .collect();
    let details = format!("{:?} {:?}", annotation.arguments, annotation.attributes);
    format!("{} {} {details}", annotation.label, quotes.join(" + "))
}

/// Whether two sets say the same, annotation by annotation in reading order, whatever their numbers. Where not, they may still say
/// the same in another order; see [`renumbered`].
fn agree_in_order(set: &AnnotationSet, other: &AnnotationSet) -> bool {
    let places = |set: &AnnotationSet| -> HashMap<AnnotationId, usize> {
        set.in_reading_order().iter().enumerate().map(|(place, annotation)| (annotation.id, place)).collect()
    };
    let (places_here, places_there) = (places(set), places(other));
    let is_same_filler = |one: &Filler, other: &Filler| match (one, other) {
        (Filler::Annotation(one), Filler::Annotation(other)) => {
            places_here.get(one).is_some_and(|place| places_there.get(other) == Some(place))
        }
        (one, other) => one == other,
    };
    set.in_reading_order().iter().zip(other.in_reading_order()).all(|(one, other)| {
        let arguments = one.arguments.iter().zip(&other.arguments);
        (&one.anchor, &one.label, &one.attributes) == (&other.anchor, &other.label, &other.attributes)
            && (&one.identity, &one.note, &one.confidence) == (&other.identity, &other.note, &other.confidence)
            && one.arguments.len() == other.arguments.len()
            && arguments
                .into_iter()
                .all(|(one, other)| one.role == other.role && is_same_filler(&one.filler, &other.filler))
    })
}

/// The annotations of a set numbered from 1 in an order that goes by what they say, so that two sets that say the same are
/// equal. Of two that say the same the lower number comes first.
fn renumbered(set: &AnnotationSet) -> Vec<Annotation> {
    let said = |id: &AnnotationId| set.get(*id).map(|other| (spans(other), other.label.clone()));
    let mut ordered: Vec<&Annotation> = set.in_reading_order().iter().map(AsRef::as_ref).collect();
    ordered.sort_by_cached_key(|annotation| {
        let arguments: Vec<_> = annotation
            .arguments
            .iter()
            .map(|argument| match &argument.filler {
                Filler::Annotation(id) => (argument.role.clone(), said(id), None),
                Filler::Identity(id) => (argument.role.clone(), None, Some(id.clone())),
            })
            .collect();
        let details = (annotation.attributes.clone(), annotation.identity.clone(), annotation.note.clone());
        (spans(annotation), annotation.label.clone(), arguments, details, annotation.confidence, annotation.id)
    });
    let numbers: BTreeMap<AnnotationId, AnnotationId> =
        ordered.iter().zip(1..).map(|(annotation, number)| (annotation.id, AnnotationId(number))).collect();
    ordered
        .into_iter()
        .map(|annotation| {
            let mut annotation = annotation.clone();
            annotation.id = numbers[&annotation.id];
            for argument in &mut annotation.arguments {
                if let Filler::Annotation(id) = &mut argument.filler
                    && let Some(number) = numbers.get(id)
                {
                    *id = *number;
                }
            }
            annotation.arguments.sort();
            annotation
        })
        .collect()
}

fn spans(annotation: &Annotation) -> Vec<(usize, usize)> {
    match &annotation.anchor {
        Anchor::Document => Vec::new(),
        Anchor::Spans(spans) => spans.iter().map(|span| (span.start(), span.end())).collect(),
    }
}
