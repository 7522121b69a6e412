//! Random projects: nested, crossing and discontinuous spans, frames, relations, topics, notes, identities, two annotators, in text
//! that tools get wrong.

use std::sync::Arc;

use crate::formats::bundle::Bundle;
use crate::formats::naming::{plain_label, plain_layer};
use crate::model::annotation::{Anchor, Annotation, Argument, Confidence, Filler};
use crate::model::document::Document;
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId, IdentityId, LabelId};
use crate::model::identity::{Identities, Identity, IdentityKind};
use crate::model::schema::{Layer, Project, Shape};
use crate::model::set::{AnnotationSet, Progress};

use super::news;
use super::random::Random;

/// The shipped schema with a layer of relations and one of topics.
pub(super) fn project() -> Project {
    let mut project = news::project();
    for (id, shape, labels) in
        [("relations", Shape::Relation, ["employs", "owns"]), ("topics", Shape::Topic, ["politics", "sport"])]
    {
        let labels = labels.map(|label| plain_label(&LabelId::new(id, label))).to_vec();
        project.layers.push(Layer { labels, ..plain_layer(id, id, shape) });
    }
    project
}

/// Pieces of text that tools get wrong.
const PIECES: [&str; 29] = [
    "قال",
    "بلينكن",
    "وبالقاهرة",
    "مُحَمَّدٌ",
    "الـــعربية",
    "ﻻ",
    "ﷺ",
    "\u{202b}نص\u{202c}",
    "\u{2067}x\u{2069}",
    "\u{200f}",
    "Hà_Nội",
    "Vie\u{323}\u{302}t",
    "Việt",
    "😀",
    "👨‍👩‍👧",
    "<b>&amp;",
    "\"q\"",
    "a|b;c",
    "#",
    "O",
    "B-person",
    "U.S.",
    "3.14",
    "«x»",
    "_",
    "[]",
    "<ENAMEX TYPE=\"x\">",
    "</ENAMEX>",
    "&lt;ENAMEX",
];

const SPACES: [&str; 7] = [" ", " ", " ", "\n", "\r\n", "  ", "\t"];

fn random_text(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..2 + random.below(25) {
        text.push_str(PIECES[random.below(PIECES.len())]);
        text.push_str(SPACES[random.below(SPACES.len())]);
    }
    text
}

/// A random project: nested, crossing and discontinuous spans, frames, relations, topics, notes, identities, two annotators.
pub(super) fn random_bundle(random: &mut Random) -> Bundle {
    let mut bundle = Bundle { project: project(), ..Bundle::empty("x") };
    let annotators = [AnnotatorId::new("layla"), AnnotatorId::new("ليلى 2")];
    for annotator in &annotators {
        let mut writer = Identity::new(IdentityId::new("blinken"), IdentityKind::Entity);
        writer.add_name("ar", "بلينكن");
        bundle
            .identities
            .insert(annotator.clone(), Identities::new(annotator.clone()).with_records([writer], Vec::new()));
    }
    for name in ["news-1", "خبر عاجل", "a/b c"].iter().take(1 + random.below(3)) {
        let document = Document::new(DocumentId::new(name), random_text(random)).with_title("عنوان");
        for annotator in annotators.iter().take(1 + random.below(2)) {
            let annotations = random_annotations(random, &document);
            let empty = AnnotationSet::new(annotator.clone(), document.id().clone());
            bundle.sets.push(empty.with_records(Progress::Finished, annotations, Vec::new(), 1).0);
        }
        bundle.documents.push(Arc::new(document));
    }
    bundle
}

fn random_annotations(random: &mut Random, document: &Document) -> Vec<Annotation> {
    let labels: Vec<(LabelId, Shape)> = project()
        .layers
        .iter()
        .flat_map(|layer| layer.labels.iter().map(|label| (label.id.clone(), layer.shape)))
        .collect();
    let mut annotations: Vec<Annotation> = Vec::new();
    for number in 1..random.below(14) as u32 {
        let (label, shape) = random.choice(&labels).clone();
        let is_of_document = !shape.takes_spans() || (shape == Shape::Stance && random.below(3) == 0);
        let anchor = if is_of_document { Anchor::Document } else { random_anchor(random, document) };
        let mut annotation = Annotation::new(AnnotationId(number), label, anchor);
        let roles: &[&str] = match shape {
            Shape::Event => &["agent", "agent", "place"],
            Shape::Stance => &["holder", "target"],
            Shape::Relation => &["employer", "employee"],
            Shape::Entity | Shape::Topic => &[],
        };
        for role in roles.iter().filter(|_| shape == Shape::Relation || number % 2 == 0) {
            let filler = match random.below(9) {
                0 => Filler::Identity(IdentityId::new("blinken")),
                _ if annotations.is_empty() => continue,
                _ => Filler::Annotation(random.choice(&annotations).id),
            };
            annotation.add_argument(Argument { role: (*role).to_owned(), filler });
        }
        match random.below(8) {
            0 => annotation.note = "tiếng Việt\n\"x\"\tملاحظة".to_owned(),
            1 => annotation.confidence = Some(Confidence::new(0.25)),
            2 => annotation.identity = Some(IdentityId::new("blinken")),
            3 => drop(annotation.attributes.insert("factuality".to_owned(), "two words".to_owned())),
            4 => drop(annotation.attributes.insert("factuality".to_owned(), "planned".to_owned())),
            _ => {}
        }
        annotations.push(annotation);
    }
    annotations
}

fn random_anchor(random: &mut Random, document: &Document) -> Anchor {
    let mut ranges = Vec::new();
    for _ in 0..1 + random.below(6) / 5 {
        let start = random.below(document.chars_len());
        let end = start + 1 + random.below((document.chars_len() - start).min(12));
        ranges.push(document.span_from_chars(start..end).expect("it is inside").range());
    }
    document.anchor(ranges).expect("ranges of the document are an anchor")
}
