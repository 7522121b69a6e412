//! What a format cannot hold is taken out of a bundle before it is written, and told: so a writer writes all it is given, and
//! what is read back must be equal to it. Each step knows one thing that a format may not hold.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::error::{Problem, Severity, counted};
use crate::model::annotation::{Anchor, Annotation, Argument, Filler};
use crate::model::document::Document;
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId, LabelId};
use crate::model::identity;
use crate::model::schema::{Project, Shape};
use crate::model::set::{AnnotationSet, Progress};

use super::bundle::Bundle;
use super::cas_xmi::is_xml;
use super::holds::{Arguments, Attributes, Holds, Identities, Naming, Overlap, Text};
use super::names::bearable;
use super::naming::{FROM, Names, RELATIONS, TO, shape_of};
use super::retext::{Retext, xml_text};
use super::tokens::{self, Tokens};

const INSIDE_TOKENS: &str = "borders inside tokens";
const CONTROLS: &str = "control characters";

/// Whether something is gone, or said otherwise with nothing gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Gone,
    Changed,
}

/// Something that a format cannot hold, and what it touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    pub fate: Fate,
    /// In the words of the report: `gaps`, `notes`.
    pub what: &'static str,
    /// How many annotations of each label it touches.
    pub labels: BTreeMap<LabelId, usize>,
    /// How many documents, for what is not about annotations.
    pub documents: usize,
}

impl Loss {
    #[must_use]
    pub fn annotations(&self) -> usize {
        self.labels.values().sum()
    }

    /// Adds the same loss in others.
    pub(super) fn add(&mut self, more: Loss) {
        self.documents += more.documents;
        for (label, count) in more.labels {
            *self.labels.entry(label).or_default() += count;
        }
    }

    /// The loss as a problem of an export as `format`.
    #[must_use]
    pub fn problem(&self, format: &str) -> Problem {
        let touched = if self.labels.is_empty() {
            counted(self.documents, "document")
        } else {
            let labels: Vec<String> = self.labels.iter().map(|(label, count)| format!("{label} {count}")).collect();
            format!("{} ({})", counted(self.annotations(), "annotation"), labels.join(", "))
        };
        match self.fate {
            Fate::Gone => Problem::new(Severity::Loss, format, format!("cannot hold {}: {touched}", self.what)),
            Fate::Changed => Problem::new(Severity::Note, format, format!("{}: {touched}", self.what)),
        }
    }
}

#[derive(Default)]
struct Losses(BTreeMap<(Fate, &'static str), Loss>);

impl Losses {
    fn entry(&mut self, fate: Fate, what: &'static str) -> &mut Loss {
        let empty = Loss { fate, what, labels: BTreeMap::new(), documents: 0 };
        self.0.entry((fate, what)).or_insert(empty)
    }

    fn annotation(&mut self, fate: Fate, what: &'static str, label: &LabelId) {
        *self.entry(fate, what).labels.entry(label.clone()).or_default() += 1;
    }
}

/// The bundle as a format can hold it, and what is not in it. `kind` is what a token is, for formats that hold tokens.
#[must_use]
pub fn reduced(bundle: &Bundle, holds: &Holds, kind: Tokens) -> (Bundle, Vec<Loss>) {
    let mut names = Names::new(holds);
    names.learn(bundle);
    reduced_as(bundle, holds, kind, &names)
}

/// Likewise, with labels that have names already.
pub(super) fn reduced_as(bundle: &Bundle, holds: &Holds, kind: Tokens, names: &Names) -> (Bundle, Vec<Loss>) {
    let mut losses = Losses::default();
    let mut documents = Vec::with_capacity(bundle.documents.len());
    let mut sets = Vec::with_capacity(bundle.sets.len());
    for (document, of_document) in bundle.by_document() {
        let named = with_name(document, holds, &mut losses);
        let document = &named;
        let together: Vec<Range<usize>> = of_document
            .iter()
            .flat_map(|set| set.in_reading_order())
            .filter_map(|annotation| annotation.anchor.hull())
            .collect();
        let retext = Retext::new(document.text(), holds.text, kind, &together);
        if *retext.text != **document.text() {
            let what = match holds.text {
                Text::Tokens => "what stands between words",
                Text::Xml => CONTROLS,
                Text::Exact | Text::LineFeeds => "line ends as they are",
            };
            losses.entry(Fate::Gone, what).documents += 1;
        }
        if holds.wants_composed && !ComposingNormalizerBorrowed::new_nfc().is_normalized(&retext.text) {
            losses.entry(Fate::Changed, "wants composed text (NFC), other text is written as it is").documents += 1;
        }
        let reduced_document = with_text(document, &retext, holds, &mut losses);
        for set in of_document {
            let mut reducer = Reducer {
                holds,
                project: &bundle.project,
                document: &reduced_document,
                losses: &mut losses,
                annotations: set.in_reading_order().iter().map(|annotation| Annotation::clone(annotation)).collect(),
                next: set.next_id().0,
            };
            reducer.carry_over(&retext);
            reducer.token_borders(kind);
            reducer.frames_of_documents();
            reducer.gaps_and_lines();
            reducer.doubles();
            reducer.overlap();
            reducer.details();
            reducer.arguments();
            reducer.relations();
            reducer.edges();
            reducer.known_identities(bundle.identities.get(set.annotator()));
            if !holds.progress && set.progress() != Progress::New {
                reducer.losses.entry(Fate::Changed, "how far people got is not in it").documents += 1;
            }
            let annotations = reducer.annotations.into_iter().map(|mut annotation| {
                annotation.label = names.of(&annotation.label);
                annotation
            });
            let empty = AnnotationSet::new(set.annotator().clone(), reduced_document.id().clone());
            let (reduced_set, _) = empty.with_records(set.progress(), annotations.collect(), Vec::new(), 1);
            sets.push(reduced_set);
        }
        documents.push(reduced_document);
    }
    let is_whole = holds.identities == Identities::Whole;
    let identities = if is_whole { bundle.identities.clone() } else { BTreeMap::new() };
    let project = names.project(&bundle.project, &sets);
    let mut identities_reduced = identities;
    if holds.identities == Identities::Links {
        identities_reduced = linked_identities(bundle, &sets);
    }
    (
        Bundle {
            project,
            documents,
            sets,
            identities: identities_reduced,
            programs: bundle.programs.clone(),
            nameless: BTreeSet::new(),
            assumed: BTreeMap::new(),
            tally: None,
        },
        losses.0.into_values().collect(),
    )
}

/// The identities that are still mentioned, for formats that write a name beside the link.
fn linked_identities(bundle: &Bundle, sets: &[AnnotationSet]) -> BTreeMap<AnnotatorId, identity::Identities> {
    let mut found = BTreeMap::new();
    for (annotator, known) in &bundle.identities {
        let ids: BTreeSet<_> = sets
            .iter()
            .filter(|set| set.annotator() == annotator)
            .flat_map(|set| set.in_reading_order())
            .filter_map(|annotation| annotation.identity.clone())
            .collect();
        let records = ids.iter().filter_map(|id| known.get(id)).map(|identity| identity::Identity::clone(identity));
        found.insert(annotator.clone(), identity::Identities::new(annotator.clone()).with_records(records, Vec::new()));
    }
    found
}

/// The document by a name that the format can write.
fn with_name(document: &Arc<Document>, holds: &Holds, losses: &mut Losses) -> Arc<Document> {
    let name = document.id().as_str();
    let borne = match holds.naming {
        // A name that stands within XML only where it is too long for a file may have no more in it than XML.
        Naming::Inside if holds.text == Text::Xml && !name.chars().all(is_xml) => bearable(name),
        Naming::Inside => return Arc::clone(document),
        Naming::Path => name.split('/').map(bearable).collect::<Vec<_>>().join("/"),
        Naming::File => bearable(name),
    };
    if borne == name {
        return Arc::clone(document);
    }
    losses.entry(Fate::Gone, "names of documents that are longer than a file's").documents += 1;
    Arc::new(document.with_id(DocumentId::new(&borne)))
}

/// The document with another text, and without what the format does not hold of it.
fn with_text(document: &Arc<Document>, retext: &Retext, holds: &Holds, losses: &mut Losses) -> Arc<Document> {
    let bare = || Document::new(document.id().clone(), Arc::from(retext.text.as_str()));
    if holds.metadata {
        let held = |said: &str| if holds.text == Text::Xml { xml_text(said) } else { said.to_owned() };
        let metadata = document.metadata().iter().map(|(name, value)| (held(name), held(value))).collect();
        let (title, language) = (held(document.title()), document.language());
        if *retext.text == **document.text() && title == document.title() && metadata == *document.metadata() {
            return Arc::clone(document);
        }
        let guessed = Document::new(document.id().clone(), Arc::clone(document.text()));
        let is_guessed = guessed.title() == document.title();
        if title != document.title() && !is_guessed || metadata != *document.metadata() {
            losses.entry(Fate::Gone, "control characters in titles and metadata").documents += 1;
        }
        return Arc::new(bare().with_title(title).with_language(language).with_metadata(metadata));
    }
    let guessed = Document::new(document.id().clone(), Arc::clone(document.text()));
    let is_guessed = document.title() == guessed.title() && document.language() == guessed.language();
    if !document.metadata().is_empty() || !is_guessed {
        losses.entry(Fate::Gone, "titles, languages and metadata").documents += 1;
    }
    Arc::new(bare())
}

struct Reducer<'a> {
    holds: &'a Holds,
    project: &'a Project,
    document: &'a Document,
    losses: &'a mut Losses,
    annotations: Vec<Annotation>,
    next: u32,
}

impl Reducer<'_> {
    fn lose(&mut self, what: &'static str, is_lost: impl Fn(&Annotation) -> bool) {
        let losses = &mut *self.losses;
        self.annotations.retain(|annotation| {
            let lost = is_lost(annotation);
            if lost {
                losses.annotation(Fate::Gone, what, &annotation.label);
            }
            !lost
        });
    }

    /// Spans onto the new text.
    fn carry_over(&mut self, retext: &Retext) {
        let what = if self.holds.text == Text::Tokens { INSIDE_TOKENS } else { "marks of line ends alone" };
        let (document, losses) = (self.document, &mut *self.losses);
        self.annotations.retain_mut(|annotation| {
            if annotation.anchor == Anchor::Document {
                return true;
            }
            let spans = annotation.anchor.spans();
            let ranges: Vec<Range<usize>> = spans.iter().filter_map(|span| retext.range(span.range())).collect();
            let is_whole = ranges.len() == spans.len() || (!retext.is_of_tokens && !ranges.is_empty());
            match document.anchor(ranges) {
                Ok(anchor) if is_whole => {
                    annotation.anchor = anchor;
                    true
                }
                _ => {
                    losses.annotation(Fate::Gone, what, &annotation.label);
                    false
                }
            }
        });
    }

    /// Where the text is whole and only borders must be those of tokens.
    fn token_borders(&mut self, kind: Tokens) {
        if self.holds.inside_tokens || self.holds.text == Text::Tokens {
            return;
        }
        let tokens = tokens::tokens(self.document.text(), kind);
        let starts: BTreeSet<usize> = tokens.iter().map(|token| token.start).collect();
        let ends: BTreeSet<usize> = tokens.iter().map(|token| token.end).collect();
        self.lose(INSIDE_TOKENS, |annotation| {
            let spans = annotation.anchor.spans();
            spans.iter().any(|span| !starts.contains(&span.start()) || !ends.contains(&span.end()))
        });
    }

    fn frames_of_documents(&mut self) {
        if self.holds.frames_of_documents {
            return;
        }
        let project = self.project;
        // A relation is held or not by itself; everything else without a span is a label of the document or a frame.
        let is_topic = |annotation: &Annotation| shape_of(project, annotation) == Shape::Topic;
        if !self.holds.topics {
            self.lose("document labels", |annotation| annotation.anchor == Anchor::Document && is_topic(annotation));
        }
        self.lose("frames without a span", |annotation| {
            annotation.anchor == Anchor::Document
                && !matches!(shape_of(project, annotation), Shape::Topic | Shape::Relation)
        });
    }

    fn gaps_and_lines(&mut self) {
        if !self.holds.gaps {
            self.lose("gaps", |annotation| annotation.anchor.spans().len() > 1);
        }
        if self.holds.over_lines {
            return;
        }
        let (document, losses) = (self.document, &mut *self.losses);
        self.annotations.retain_mut(|annotation| {
            if annotation.anchor == Anchor::Document || !said(document, annotation).contains('\n') {
                return true;
            }
            let lines: Vec<Range<usize>> =
                annotation.anchor.spans().iter().flat_map(|span| by_line(document.text(), span.range())).collect();
            match document.anchor(lines) {
                Ok(anchor) => {
                    annotation.anchor = anchor;
                    losses.annotation(
                        Fate::Changed,
                        "spans over a line end become one for each line",
                        &annotation.label,
                    );
                    true
                }
                Err(_) => {
                    losses.annotation(Fate::Gone, "marks of line ends alone", &annotation.label);
                    false
                }
            }
        });
    }

    fn doubles(&mut self) {
        if self.holds.doubles {
            return;
        }
        let mut seen: BTreeSet<(LabelId, Vec<Range2>)> = BTreeSet::new();
        let (project, losses) = (self.project, &mut *self.losses);
        let is_topic = |annotation: &Annotation| shape_of(project, annotation) == Shape::Topic;
        self.annotations.retain(|annotation| {
            let spans: Vec<Range2> = annotation.anchor.spans().iter().map(|span| (span.start(), span.end())).collect();
            let is_new = (spans.is_empty() && !is_topic(annotation)) || seen.insert((annotation.label.clone(), spans));
            if !is_new {
                losses.annotation(Fate::Gone, "two equal marks", &annotation.label);
            }
            is_new
        });
    }

    /// Keeps the longer of two that overlap, of equals the earlier; nested ones to the depth that the format holds.
    fn overlap(&mut self) {
        let Overlap::Nested(depth) = self.holds.overlap else {
            return;
        };
        let losses = &mut *self.losses;
        let what = match depth {
            0 => "annotations",
            1 => "overlap",
            _ => "spans that cross, or lie deeper than its columns",
        };
        let mut open: Vec<Range<usize>> = Vec::new();
        // In reading order the longer comes before what it holds.
        self.annotations.sort_by_key(|annotation| {
            let hull = annotation.anchor.hull();
            (hull.clone().map(|hull| hull.start), hull.map(|hull| std::cmp::Reverse(hull.end)), annotation.id)
        });
        self.annotations.retain(|annotation| {
            let Some(hull) = annotation.anchor.hull() else {
                return true;
            };
            open.retain(|outer| outer.end > hull.start);
            let fits = open.len() < depth && open.iter().all(|outer| hull.end <= outer.end);
            if fits {
                open.push(hull);
            } else {
                losses.annotation(Fate::Gone, what, &annotation.label);
            }
            fits
        });
    }

    fn details(&mut self) {
        let (holds, losses) = (self.holds, &mut *self.losses);
        for annotation in &mut self.annotations {
            let has_span = annotation.anchor != Anchor::Document || holds.frames_of_documents;
            let label = annotation.label.clone();
            let mut gone = |what| losses.annotation(Fate::Gone, what, &label);
            let keeps = |value: &str| match holds.attributes {
                Attributes::Any => has_span,
                Attributes::Words => has_span && !value.is_empty() && !value.contains(char::is_whitespace),
                Attributes::None => false,
            };
            if annotation.attributes.values().any(|value| !keeps(value)) {
                gone("attributes");
                annotation.attributes.retain(|_, value| keeps(value));
            }
            let keeps_note = holds.notes && has_span;
            if !annotation.note.is_empty() && !keeps_note {
                gone("notes");
                annotation.note.clear();
            }
            if holds.text == Text::Xml {
                let values = annotation.attributes.values_mut().chain([&mut annotation.note]);
                let changed =
                    values.filter(|value| value.contains(|c| !is_xml(c))).map(|value| *value = xml_text(value));
                if changed.count() > 0 {
                    gone("control characters in values and notes");
                }
            }
            // Formats that hold lines hold the lines of a note.
            if matches!(holds.text, Text::LineFeeds | Text::Tokens) && annotation.note.contains('\r') {
                annotation.note = annotation.note.replace("\r\n", "\n").replace('\r', "\n");
            }
            if annotation.confidence.is_some() && !(holds.confidence && has_span) {
                gone("confidence");
                annotation.confidence = None;
            }
            let links = match holds.identities {
                Identities::Whole => true,
                Identities::Links => {
                    has_span && annotation.identity.as_ref().is_none_or(|id| !id.as_str().contains(char::is_whitespace))
                }
                Identities::None => false,
            };
            if annotation.identity.is_some() && !links {
                gone("identities");
                annotation.identity = None;
            }
        }
    }

    /// Where only the link is held, what is known of its other end is not.
    fn known_identities(&mut self, known: Option<&identity::Identities>) {
        let Some(known) = known.filter(|_| self.holds.identities == Identities::Links) else {
            return;
        };
        let bare = |id| identity::Identity::new(id, identity::IdentityKind::Entity);
        for annotation in &self.annotations {
            let linked = annotation.identity.as_ref().and_then(|id| known.get(id));
            if linked.is_some_and(|identity| **identity != bare(identity.id.clone())) {
                self.losses.annotation(Fate::Gone, "what is known of identities", &annotation.label);
            }
        }
    }

    /// Takes away arguments that nothing fills any more, or that the format cannot say.
    fn arguments(&mut self) {
        let there: BTreeSet<AnnotationId> = self.annotations.iter().map(|annotation| annotation.id).collect();
        let spans: BTreeSet<AnnotationId> = self
            .annotations
            .iter()
            .filter(|annotation| annotation.anchor != Anchor::Document)
            .map(|annotation| annotation.id)
            .collect();
        let (holds, losses) = (self.holds, &mut *self.losses);
        for annotation in &mut self.annotations {
            let is_relation = annotation.anchor == Anchor::Document;
            let label = annotation.label.clone();
            annotation.arguments.retain(|argument| {
                let lost = match &argument.filler {
                    Filler::Identity(_) if holds.identities == Identities::Whole => None,
                    Filler::Identity(_) => Some("identities in roles"),
                    Filler::Annotation(id) if !there.contains(id) => Some("arguments whose filler is left out"),
                    Filler::Annotation(id) if !holds.frames_of_documents && !spans.contains(id) => {
                        Some("arguments whose filler has no span")
                    }
                    Filler::Annotation(_) if !is_relation && holds.arguments == Arguments::None => Some("arguments"),
                    Filler::Annotation(_) => None,
                };
                if let Some(what) = lost {
                    losses.annotation(Fate::Gone, what, &label);
                }
                lost.is_none()
            });
        }
    }

    fn relations(&mut self) {
        if self.holds.frames_of_documents {
            return;
        }
        let project = self.project;
        let is_relation = |annotation: &Annotation| {
            annotation.anchor == Anchor::Document && shape_of(project, annotation) == Shape::Relation
        };
        if !self.holds.relations {
            self.lose("relations", is_relation);
        }
        self.lose("relations without two different roles", |annotation| {
            let roles: BTreeSet<&str> = annotation.arguments.iter().map(|argument| argument.role.as_str()).collect();
            is_relation(annotation) && (annotation.arguments.len() != 2 || roles.len() != 2)
        });
        let losses = &mut *self.losses;
        for annotation in &mut self.annotations {
            let is_topic = annotation.anchor == Anchor::Document && !is_relation(annotation);
            if is_topic && !annotation.arguments.is_empty() {
                losses.annotation(Fate::Gone, "arguments", &annotation.label);
                annotation.arguments.clear();
            }
        }
    }

    /// Arguments become relations named after their role, and relations go `from` one `to` the other.
    fn edges(&mut self) {
        if self.holds.arguments != Arguments::Edges {
            return;
        }
        let mut edges = Vec::new();
        for annotation in &mut self.annotations {
            if annotation.anchor == Anchor::Document {
                let order = self.project.label(&annotation.label).map(|label| &label.roles[..]).unwrap_or_default();
                let place = |role: &str| order.iter().position(|known| known.name == role);
                annotation.arguments.sort_by_key(|argument| (place(&argument.role), argument.role.clone()));
                let fillers = std::mem::take(&mut annotation.arguments);
                let roles = [FROM, TO].into_iter().zip(fillers);
                let is_changed = roles.clone().any(|(role, argument)| role != argument.role);
                for (role, argument) in roles {
                    annotation.add_argument(Argument { role: role.to_owned(), filler: argument.filler });
                }
                if is_changed {
                    let what = "the roles of relations become `from` and `to`";
                    self.losses.annotation(Fate::Changed, what, &annotation.label);
                }
                continue;
            }
            if !annotation.arguments.is_empty() {
                let what = "arguments become relations named after their role";
                self.losses.annotation(Fate::Changed, what, &annotation.label);
            }
            for argument in std::mem::take(&mut annotation.arguments) {
                let label = LabelId::new(RELATIONS, &argument.role);
                let mut edge = Annotation::new(AnnotationId(self.next), label, Anchor::Document);
                self.next += 1;
                edge.add_argument(Argument { role: FROM.to_owned(), filler: Filler::Annotation(annotation.id) });
                edge.add_argument(Argument { role: TO.to_owned(), filler: argument.filler });
                edges.push(edge);
            }
        }
        self.annotations.extend(edges);
    }
}

/// The ends of a span, in bytes.
type Range2 = (usize, usize);

fn said(document: &Document, annotation: &Annotation) -> String {
    annotation.anchor.spans().iter().map(|span| document.quote(*span)).collect()
}

/// A range without its line feeds.
fn by_line(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut start = range.start;
    let mut lines = Vec::new();
    for line in text[range].split('\n') {
        if !line.is_empty() {
            lines.push(start..start + line.len());
        }
        start += line.len() + 1;
    }
    lines
}
