//! What layers and labels are called in formats that hold less than both: names in the layers of their kind.

use std::collections::{BTreeMap, HashSet};

use crate::model::annotation::{Anchor, Annotation};
use crate::model::id::LabelId;
use crate::model::schema::{Label, Layer, Project, Shape, Tone};
use crate::model::set::AnnotationSet;

use super::bundle::Bundle;
use super::holds::{Arguments, Holds, Labels};

/// The layers of what comes from formats without layers.
pub const ENTITIES: &str = "entities";
pub const EVENTS: &str = "events";
pub const RELATIONS: &str = "relations";
pub const TOPICS: &str = "topics";

/// The roles of a relation in formats that only know where an edge begins and ends.
pub const FROM: &str = "from";
pub const TO: &str = "to";

/// What labels are called in a format.
pub(super) struct Names {
    holds: Holds,
    shapes: BTreeMap<LabelId, Shape>,
    by_label: BTreeMap<LabelId, LabelId>,
}

impl Names {
    pub(super) fn new(holds: &Holds) -> Self {
        Self { holds: *holds, shapes: BTreeMap::new(), by_label: BTreeMap::new() }
    }

    /// Names the labels of a bundle; what has a name already keeps it.
    pub(super) fn learn(&mut self, bundle: &Bundle) {
        for layer in &bundle.project.layers {
            self.shapes.extend(layer.labels.iter().map(|label| (label.id.clone(), layer.shape)));
        }
        for annotation in bundle.sets.iter().flat_map(AnnotationSet::in_reading_order) {
            if !self.shapes.contains_key(&annotation.label) {
                self.shapes.insert(annotation.label.clone(), shape_of(&bundle.project, annotation));
            }
        }
        let (holds, shapes) = (&self.holds, &self.shapes);
        for (label, shape) in shapes {
            if self.by_label.contains_key(label) {
                continue;
            }
            let keeps_layer =
                holds.labels == Labels::Layers && (holds.arguments != Arguments::Edges || *shape != Shape::Relation);
            let name = if keeps_layer {
                label.clone()
            } else {
                let is_shared = shapes.keys().any(|other| other.label == label.label && other.layer != label.layer);
                let qualified = || format!("{}.{}", label.layer, label.label);
                let name = if is_shared { qualified() } else { label.label.to_string() };
                LabelId::new(layer_of(*shape, holds.labels), &name)
            };
            self.by_label.insert(label.clone(), name);
        }
    }

    pub(super) fn of(&self, label: &LabelId) -> LabelId {
        self.by_label.get(label).unwrap_or(label).clone()
    }

    /// The schema with the names that the format knows.
    pub(super) fn project(&self, project: &Project, sets: &[AnnotationSet]) -> Project {
        let mut layers: Vec<Layer> = Vec::new();
        let mut add = |label: Label| {
            let layer = label.id.layer.to_string();
            let at = layers.iter().position(|known| known.id == layer).unwrap_or_else(|| {
                let known = project.layer(&layer);
                let title = known.map_or_else(|| layer.clone(), |known| known.title.clone());
                let shape = known.map_or_else(|| shape_of_layer(&layer), |known| known.shape);
                layers.push(plain_layer(&layer, &title, shape));
                layers.len() - 1
            });
            if layers[at].labels.iter().all(|known| known.id != label.id) {
                layers[at].labels.push(label);
            }
        };
        for label in project.labels() {
            add(Label { id: self.of(&label.id), ..label.clone() });
        }
        let mut seen: HashSet<&LabelId> = HashSet::new();
        let used = sets.iter().flat_map(AnnotationSet::in_reading_order).map(|annotation| &annotation.label);
        used.filter(|label| seen.insert(label)).for_each(|label| add(plain_label(label)));
        Project { layers, ..project.clone() }
    }
}

/// What an annotation is for a format; by its form if the project does not know its layer.
#[must_use]
pub fn shape_of(project: &Project, annotation: &Annotation) -> Shape {
    project.shape(&annotation.label).unwrap_or(match (&annotation.anchor, annotation.arguments.is_empty()) {
        (Anchor::Spans(_), true) => Shape::Entity,
        (Anchor::Spans(_), false) => Shape::Event,
        (Anchor::Document, false) => Shape::Relation,
        (Anchor::Document, true) => Shape::Topic,
    })
}

/// A layer without labels.
#[must_use]
pub fn plain_layer(id: &str, title: &str, shape: Shape) -> Layer {
    let (roles, attributes, labels) = (Vec::new(), Vec::new(), Vec::new());
    Layer { id: id.to_owned(), title: title.to_owned(), shape, roles, attributes, labels }
}

/// A label about which only its name is known.
#[must_use]
pub fn plain_label(id: &LabelId) -> Label {
    Label {
        id: id.clone(),
        title: id.label.to_string(),
        tone: Tone::from_index(0),
        key: None,
        guideline: String::new(),
        examples: Vec::new(),
        sign: None,
        roles: Vec::new(),
        attributes: Vec::new(),
        leave_out: false,
        without: Vec::new(),
        cues: Vec::new(),
    }
}

fn layer_of(shape: Shape, held: Labels) -> &'static str {
    match shape {
        Shape::Relation => RELATIONS,
        Shape::Topic => TOPICS,
        Shape::Event | Shape::Stance if held == Labels::Kinds => EVENTS,
        Shape::Entity | Shape::Event | Shape::Stance => ENTITIES,
    }
}

fn shape_of_layer(layer: &str) -> Shape {
    match layer {
        EVENTS => Shape::Event,
        RELATIONS => Shape::Relation,
        TOPICS => Shape::Topic,
        _ => Shape::Entity,
    }
}
