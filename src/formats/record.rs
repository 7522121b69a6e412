//! What our exports say about a document: one record with its text, and everything one annotator said about it. JSON, JSONL
//! and RON share these types. Every field is always there, in this order, so that each row has the same shape.
//!
//! `start` and `end` are code points, end exclusive: in Python `text[start:end] == quote`. An annotation of several spans
//! has the whole stretch in `start`, `end` and `quote`, and its spans in `parts`, which is empty otherwise.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Problem, Severity};
use crate::model::annotation::{Anchor, Annotation, Argument, Confidence, Filler};
use crate::model::document::{Document, TextHash};
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId, IdentityId, LabelId};
use crate::model::identity::Identities;
use crate::model::schema::{Project, Shape};
use crate::model::set::{AnnotationSet, Progress};

use super::naming::shape_of;
use crate::records::identity_record::{self, IdentityRecord};
use crate::records::set::UNIT;

/// A document as one annotator left it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentRecord {
    pub id: String,
    pub title: String,
    /// A BCP 47 tag.
    pub language: String,
    pub metadata: BTreeMap<String, String>,
    pub annotator: String,
    /// `new`, `started` or `finished`.
    pub progress: String,
    /// Always `code points`.
    pub offset_unit: String,
    /// `blake3:` and the hash of the text's UTF-8 bytes.
    pub text_hash: String,
    pub text: String,
    pub entities: Vec<EntityRecord>,
    pub events: Vec<EventRecord>,
    pub stances: Vec<StanceRecord>,
    pub relations: Vec<RelationRecord>,
    /// Labels of the document.
    pub topics: Vec<RelationRecord>,
    /// Stretches whose text is to be left out when training. The text stays whole, or offsets would be wrong; the annotations
    /// that mark them are among the entities too.
    #[serde(default)]
    pub zones: Vec<ZoneRecord>,
    /// Who and what is mentioned, or plays a part without being mentioned.
    pub identities: Vec<IdentityRecord>,
}

/// A stretch whose text is to be left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneRecord {
    /// The annotation that marks it; one of several spans has a zone for each.
    pub id: u32,
    pub layer: String,
    pub label: String,
    pub start: usize,
    pub end: usize,
    /// The annotations that lie wholly inside, by `id`: to be left out with it.
    pub annotations: Vec<u32>,
}

/// A stretch of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extent {
    pub start: usize,
    pub end: usize,
    pub quote: String,
    /// The spans, if there are several.
    pub parts: Vec<Part>,
}

/// One of several spans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub start: usize,
    pub end: usize,
    pub quote: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityRecord {
    pub id: u32,
    pub layer: String,
    pub label: String,
    pub start: usize,
    pub end: usize,
    pub quote: String,
    pub parts: Vec<Part>,
    pub attributes: BTreeMap<String, String>,
    pub identity: Option<String>,
    pub note: String,
    pub confidence: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventRecord {
    pub id: u32,
    pub layer: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub trigger: Extent,
    pub arguments: Vec<ArgumentRecord>,
    pub attributes: BTreeMap<String, String>,
    pub identity: Option<String>,
    pub note: String,
    pub confidence: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StanceRecord {
    pub id: u32,
    pub layer: String,
    pub polarity: String,
    /// `null` when the whole document is the evidence.
    pub evidence: Option<Extent>,
    pub holder: Option<FillerRecord>,
    pub target: Option<FillerRecord>,
    /// Further holders and targets, and other roles.
    pub arguments: Vec<ArgumentRecord>,
    pub attributes: BTreeMap<String, String>,
    pub identity: Option<String>,
    pub note: String,
    pub confidence: Option<f64>,
}

/// What is about the document: a relation, or a label of the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationRecord {
    pub id: u32,
    pub layer: String,
    pub label: String,
    pub arguments: Vec<ArgumentRecord>,
    pub attributes: BTreeMap<String, String>,
    pub identity: Option<String>,
    pub note: String,
    pub confidence: Option<f64>,
}

/// Who or what plays a part: an annotation of this document by its `id`, or an identity by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FillerRecord {
    pub annotation: Option<u32>,
    pub identity: Option<String>,
    /// What the annotation says in the text; empty for an identity.
    pub quote: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArgumentRecord {
    pub role: String,
    pub annotation: Option<u32>,
    pub identity: Option<String>,
    /// What the annotation says in the text; empty for an identity.
    pub quote: String,
}

/// The record of a set.
#[must_use]
pub fn record(project: &Project, document: &Document, set: &AnnotationSet, identities: &Identities) -> DocumentRecord {
    let mut record = DocumentRecord {
        id: document.id().to_string(),
        title: document.title().to_owned(),
        language: document.language().to_owned(),
        metadata: document.metadata().clone(),
        annotator: set.annotator().to_string(),
        progress: set.progress().word().to_owned(),
        offset_unit: UNIT.to_owned(),
        text_hash: document.hash().to_string(),
        text: document.text().to_string(),
        entities: Vec::new(),
        events: Vec::new(),
        stances: Vec::new(),
        relations: Vec::new(),
        topics: Vec::new(),
        zones: zones(project, document, set),
        identities: identity_record::records(identities, set),
    };
    let writer = Writer { document, set };
    for annotation in set.in_reading_order() {
        writer.write(annotation, shape_of(project, annotation), &mut record);
    }
    record
}

/// The stretches that labels with `leave_out` mark, in reading order.
fn zones(project: &Project, document: &Document, set: &AnnotationSet) -> Vec<ZoneRecord> {
    let is_zone = |label: &LabelId| project.label(label).is_some_and(|label| label.leave_out);
    let mut zones = Vec::new();
    for zone in set.in_reading_order().iter().filter(|zone| is_zone(&zone.label)) {
        for span in zone.anchor.spans() {
            let lies_inside = |other: &Annotation| other.anchor.spans().iter().all(|part| span.contains(*part));
            let inside = set.touching(span.range()).filter(|other| other.id != zone.id && lies_inside(other));
            let chars = document.chars_from_span(*span);
            zones.push(ZoneRecord {
                id: zone.id.0,
                layer: zone.label.layer.to_string(),
                label: zone.label.label.to_string(),
                start: chars.start,
                end: chars.end,
                annotations: inside.map(|other| other.id.0).collect(),
            });
        }
    }
    zones
}

struct Writer<'a> {
    document: &'a Document,
    set: &'a AnnotationSet,
}

impl Writer<'_> {
    fn write(&self, annotation: &Annotation, shape: Shape, record: &mut DocumentRecord) {
        let id = annotation.id.0;
        let layer = annotation.label.layer.to_string();
        let label = annotation.label.label.to_string();
        let attributes = annotation.attributes.clone();
        let identity = annotation.identity.as_ref().map(ToString::to_string);
        let note = annotation.note.clone();
        let confidence = annotation.confidence.map(Confidence::share);
        let extent = self.extent(&annotation.anchor);
        let mut arguments: Vec<ArgumentRecord> =
            annotation.arguments.iter().map(|argument| self.argument(argument)).collect();
        // An anchor that its layer's shape does not allow is told by `check`; here it goes where its form has a place.
        match (shape, extent) {
            (Shape::Entity, Some(Extent { start, end, quote, parts })) if arguments.is_empty() => {
                record.entities.push(EntityRecord {
                    id,
                    layer,
                    label,
                    start,
                    end,
                    quote,
                    parts,
                    attributes,
                    identity,
                    note,
                    confidence,
                })
            }
            (Shape::Stance, evidence) => {
                let mut first = |role: &str| {
                    let at = arguments.iter().position(|argument| argument.role == role)?;
                    let ArgumentRecord { annotation, identity, quote, .. } = arguments.remove(at);
                    Some(FillerRecord { annotation, identity, quote })
                };
                let (holder, target) = (first("holder"), first("target"));
                let polarity = label;
                record.stances.push(StanceRecord {
                    id,
                    layer,
                    polarity,
                    evidence,
                    holder,
                    target,
                    arguments,
                    attributes,
                    identity,
                    note,
                    confidence,
                });
            }
            (_, Some(trigger)) => {
                let kind = label;
                record.events.push(EventRecord {
                    id,
                    layer,
                    kind,
                    trigger,
                    arguments,
                    attributes,
                    identity,
                    note,
                    confidence,
                });
            }
            (shape, None) => {
                let list = if shape == Shape::Topic { &mut record.topics } else { &mut record.relations };
                list.push(RelationRecord { id, layer, label, arguments, attributes, identity, note, confidence });
            }
        }
    }

    fn extent(&self, anchor: &Anchor) -> Option<Extent> {
        let hull = self.document.span(anchor.hull()?).ok()?;
        let part = |span| {
            let chars = self.document.chars_from_span(span);
            Part { start: chars.start, end: chars.end, quote: self.document.quote(span).to_owned() }
        };
        let Part { start, end, quote } = part(hull);
        let parts = match anchor.spans() {
            [_] => Vec::new(),
            several => several.iter().map(|span| part(*span)).collect(),
        };
        Some(Extent { start, end, quote, parts })
    }

    fn argument(&self, argument: &Argument) -> ArgumentRecord {
        let (annotation, identity, quote) = match &argument.filler {
            Filler::Identity(identity) => (None, Some(identity.to_string()), String::new()),
            Filler::Annotation(id) => {
                let other = self.set.get(*id).and_then(|other| self.extent(&other.anchor));
                (Some(id.0), None, other.map(|extent| extent.quote).unwrap_or_default())
            }
        };
        ArgumentRecord { role: argument.role.clone(), annotation, identity, quote }
    }
}

impl DocumentRecord {
    /// The document and the set that the record says, and what in it does not agree with its own text.
    #[must_use]
    pub fn read(self) -> (Document, AnnotationSet, Vec<Problem>) {
        let id = DocumentId::new(&self.id);
        let document = Document::new(id.clone(), self.text)
            .with_title(self.title)
            .with_language(self.language)
            .with_metadata(self.metadata);
        let place = format!("{}/{}", self.annotator, self.id);
        let mut reader = Reader { place, document: &document, annotations: Vec::new(), problems: Vec::new() };
        if self.offset_unit != UNIT {
            reader.wrong(format!("offsets are in `{}`, expected `{UNIT}`", self.offset_unit));
        }
        if TextHash::of(document.text()).as_str() != self.text_hash {
            reader.wrong("the text's hash is another");
        }
        let progress = Progress::from_word(&self.progress).unwrap_or_else(|| {
            reader.wrong(format!("there is no progress `{}`", self.progress));
            Progress::Started
        });
        for EntityRecord { id, layer, label, start, end, quote, parts, attributes, identity, note, confidence } in
            self.entities
        {
            let common = Common { id, layer, label, attributes, identity, note, confidence };
            reader.annotation(common, Some(Extent { start, end, quote, parts }), Vec::new());
        }
        for EventRecord { id, layer, kind, trigger, arguments, attributes, identity, note, confidence } in self.events {
            reader.annotation(
                Common { id, layer, label: kind, attributes, identity, note, confidence },
                Some(trigger),
                arguments,
            );
        }
        for StanceRecord {
            id,
            layer,
            polarity,
            evidence,
            holder,
            target,
            mut arguments,
            attributes,
            identity,
            note,
            confidence,
        } in self.stances
        {
            for (role, filler) in [("holder", holder), ("target", target)] {
                arguments.extend(filler.map(|FillerRecord { annotation, identity, quote }| ArgumentRecord {
                    role: role.to_owned(),
                    annotation,
                    identity,
                    quote,
                }));
            }
            let common = Common { id, layer, label: polarity, attributes, identity, note, confidence };
            reader.annotation(common, evidence, arguments);
        }
        for RelationRecord { id, layer, label, arguments, attributes, identity, note, confidence } in
            self.relations.into_iter().chain(self.topics)
        {
            reader.annotation(Common { id, layer, label, attributes, identity, note, confidence }, None, arguments);
        }
        let Reader { annotations, mut problems, place, .. } = reader;
        let set = AnnotationSet::new(AnnotatorId::new(&self.annotator), id);
        let (set, doubles) = set.with_records(progress, annotations, Vec::new(), 1);
        for double in doubles {
            let message = format!("two annotations are numbered {}; the second is left out", double.id);
            problems.push(Problem::new(Severity::Loss, &*place, message));
        }
        (document, set, problems)
    }
}

/// What all kinds of records have.
struct Common {
    id: u32,
    layer: String,
    label: String,
    attributes: BTreeMap<String, String>,
    identity: Option<String>,
    note: String,
    confidence: Option<f64>,
}

struct Reader<'a> {
    place: String,
    document: &'a Document,
    annotations: Vec<Annotation>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn annotation(&mut self, common: Common, extent: Option<Extent>, arguments: Vec<ArgumentRecord>) {
        let Common { id, layer, label, attributes, identity, note, confidence } = common;
        let anchor = match extent {
            None => Anchor::Document,
            Some(Extent { start, end, quote, parts }) => {
                let hull = Part { start, end, quote };
                let parts = if parts.is_empty() { vec![hull] } else { [vec![hull], parts].concat() };
                let mut ranges = Vec::new();
                for Part { start, end, quote } in parts {
                    match self.document.span_from_chars(start..end) {
                        Some(span) if self.document.quote(span) == quote => ranges.push(span.range()),
                        _ => {
                            let message =
                                format!("annotation {id}: `{quote}` is not at {start}..{end}; it is left out");
                            self.problems.push(Problem::new(Severity::Loss, &*self.place, message));
                            return;
                        }
                    }
                }
                // The hull was only held against its quote, unless it is all there is.
                let spans = if ranges.len() > 1 { ranges.split_off(1) } else { ranges };
                self.document.anchor(spans).expect("its ranges are spans of this document")
            }
        };
        let mut annotation = Annotation::new(AnnotationId(id), LabelId::new(&layer, &label), anchor);
        for ArgumentRecord { role, annotation: number, identity, quote: _ } in arguments {
            let filler = match (number, identity) {
                (Some(number), _) => Filler::Annotation(AnnotationId(number)),
                (None, Some(identity)) => Filler::Identity(IdentityId::new(&identity)),
                (None, None) => {
                    let message = format!("annotation {id}: nobody fills `{role}`; it is left out");
                    self.problems.push(Problem::new(Severity::Loss, &*self.place, message));
                    continue;
                }
            };
            annotation.add_argument(Argument { role, filler });
        }
        annotation.attributes = attributes;
        annotation.identity = identity.map(|identity| IdentityId::new(&identity));
        annotation.note = note;
        annotation.confidence = confidence.map(Confidence::new);
        self.annotations.push(annotation);
    }

    fn wrong(&mut self, message: impl Into<String>) {
        self.problems.push(Problem::new(Severity::Wrong, &*self.place, message));
    }
}
