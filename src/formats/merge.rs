//! A bundle of somebody else's, made to fit a project: labels by their names, layers and labels that the project lacks as
//! entries to be added, and relations that a label has a role for as that role.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::annotation::{Anchor, Annotation, Argument, Filler};
use crate::model::id::{AnnotationId, LabelId};
use crate::model::marked::resolve_label;
use crate::model::schema::{Attribute, Label, Layer, Project, Role, Shape};
use crate::model::schema_path::{Part, SchemaPath};

use super::bundle::Bundle;
use super::naming::{FROM, TO, shape_of};

/// What a project lacks to hold a bundle, in the order in which it is to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    pub path: SchemaPath,
    /// What is called otherwise than its name.
    pub title: Option<String>,
    /// Of a label, when it is to be used; empty if nobody says so.
    pub guideline: String,
    /// Of a layer its shape, of a label its tone, of a role the layers and labels that may fill it, of an attribute its values.
    pub details: Vec<String>,
    /// How many annotations use it; what is only declared may be used by none.
    pub annotations: usize,
}

/// The bundle with the labels of `project` where a name is one of them, and what else the project then lacks.
#[must_use]
pub fn fitted(bundle: &Bundle, project: &Project) -> (Bundle, Vec<Missing>) {
    let mut names: BTreeMap<LabelId, LabelId> = BTreeMap::new();
    let mut missing: BTreeMap<String, Missing> = BTreeMap::new();
    let mut fitted = bundle.clone();
    fitted.sets.clear();
    for set in &bundle.sets {
        let mut annotations: Vec<Annotation> = Vec::with_capacity(set.len());
        for annotation in set.in_reading_order() {
            let shape = shape_of(&bundle.project, annotation);
            let label = &annotation.label;
            let name = names.entry(label.clone()).or_insert_with(|| known(project, label, shape)).clone();
            annotations.push(Annotation { label: name, ..Annotation::clone(annotation) });
        }
        roles_from_edges(project, &mut annotations);
        for annotation in &annotations {
            need(project, &bundle.project, annotation, &mut missing);
        }
        let empty = crate::model::set::AnnotationSet::new(set.annotator().clone(), set.document().clone());
        fitted.sets.push(empty.with_records(set.progress(), annotations, set.kept().to_vec(), set.next_id().0).0);
    }
    // A relation that is declared under the name of a role here becomes that role where it is used.
    let is_role = |name: &str| project.labels().any(|label| label.roles.iter().any(|role| role.name == name));
    let declared = || {
        let all = bundle.project.layers.iter().flat_map(|layer| layer.labels.iter().map(move |label| (layer, label)));
        all.filter(|(layer, label)| layer.shape != Shape::Relation || !is_role(&label.id.label))
    };
    for (layer, label) in declared() {
        names.entry(label.id.clone()).or_insert_with(|| known(project, &label.id, layer.shape));
    }
    for (layer, label) in declared() {
        if let Some(name) = names.get(&label.id).filter(|name| project.label(name).is_none()) {
            declare(project, layer, name, label, &names, &mut missing);
        }
    }
    // Layers come before their labels, labels before their roles.
    let mut missing: Vec<Missing> = missing.into_values().collect();
    missing.sort_by_key(|one| (one.path.part.is_some(), one.path.label.is_some(), one.path.to_string()));
    (fitted, missing)
}

/// The label of the project that is meant: the same, or the only one of that name, or of that name without case.
#[must_use]
pub fn known(project: &Project, label: &LabelId, shape: Shape) -> LabelId {
    if project.label(label).is_some() {
        return label.clone();
    }
    if let Some((layer, name)) = label.label.split_once('.')
        && let id = LabelId::new(layer, name)
        && project.label(&id).is_some()
    {
        return id;
    }
    if let Ok(found) = resolve_label(project, &label.label)
        && fits(project, &found, shape)
    {
        return found;
    }
    let lower = label.label.to_lowercase();
    let mut likely = project.labels().filter(|known| known.id.label.to_lowercase() == lower);
    if let (Some(one), None) = (likely.next(), likely.next())
        && fits(project, &one.id, shape)
    {
        return one.id.clone();
    }
    // A layer of the project that is of another shape cannot take it.
    match project.layer(&label.layer) {
        Some(layer) if layer.shape != shape => LabelId::new(&format!("{}-imported", label.layer), &label.label),
        _ => label.clone(),
    }
}

/// Whether something of a shape can be said with a label: spans with a label that takes spans, the rest with its like.
#[must_use]
pub fn fits(project: &Project, label: &LabelId, shape: Shape) -> bool {
    project.shape(label).is_some_and(|known| known == shape || (known.takes_spans() && shape.takes_spans()))
}

/// A relation named like a role of the frame it comes from, which the project does not know as a relation, is that role.
fn roles_from_edges(project: &Project, annotations: &mut Vec<Annotation>) {
    let labels: BTreeMap<AnnotationId, LabelId> =
        annotations.iter().map(|annotation| (annotation.id, annotation.label.clone())).collect();
    let mut found: Vec<(AnnotationId, Argument)> = Vec::new();
    annotations.retain(|edge| {
        let end = |role: &str| match edge.fillers(role).next() {
            Some(Filler::Annotation(id)) => Some(*id),
            _ => None,
        };
        let (Some(from), Some(to)) = (end(FROM), end(TO)) else {
            return true;
        };
        let owner = labels.get(&from).and_then(|label| project.label(label));
        let has_role = owner.is_some_and(|label| label.roles.iter().any(|role| role.name == *edge.label.label));
        let is_plain = edge.anchor == Anchor::Document && edge.arguments.len() == 2 && edge.attributes.is_empty();
        if !has_role || !is_plain || project.label(&edge.label).is_some() {
            return true;
        }
        found.push((from, Argument { role: edge.label.label.to_string(), filler: Filler::Annotation(to) }));
        false
    });
    for (frame, argument) in found {
        if let Some(frame) = annotations.iter_mut().find(|annotation| annotation.id == frame) {
            frame.add_argument(argument);
        }
    }
}

/// Adds what a project lacks for an annotation.
fn need(project: &Project, other: &Project, annotation: &Annotation, missing: &mut BTreeMap<String, Missing>) {
    let layer = annotation.label.layer.to_string();
    let mut add = |label: Option<&str>, part: Option<Part>, shape: Option<Shape>| {
        let path = SchemaPath { layer: layer.clone(), label: label.map(str::to_owned), part };
        let details = shape.map(|shape| shape.word().to_owned()).into_iter().collect();
        let new = Missing { path, title: None, guideline: String::new(), details, annotations: 0 };
        missing.entry(new.path.to_string()).or_insert(new).annotations += 1;
    };
    if project.layer(&layer).is_none() {
        let shape = other.layer(&layer).map_or_else(|| shape_of(other, annotation), |layer| layer.shape);
        add(None, None, Some(shape));
    }
    let name = &*annotation.label.label;
    let known = project.label(&annotation.label);
    let (layer_roles, layer_attributes) = of_layer(project, &layer);
    if known.is_none() {
        add(Some(name), None, None);
    }
    for argument in &annotation.arguments {
        let (role, roles) = (&argument.role, known.map_or(layer_roles, |label| &label.roles));
        if roles.iter().all(|known| known.name != *role) {
            add(Some(name), Some(Part::Role(argument.role.clone())), None);
        }
    }
    for attribute in annotation.attributes.keys() {
        let attributes = known.map_or(layer_attributes, |label| &label.attributes);
        if attributes.iter().all(|known| known.name != *attribute) {
            add(Some(name), Some(Part::Attribute(attribute.clone())), None);
        }
    }
}

/// What every label of a layer begins with.
fn of_layer<'a>(project: &'a Project, layer: &str) -> (&'a [Role], &'a [Attribute]) {
    project.layer(layer).map_or((&[], &[]), |layer| (&layer.roles, &layer.attributes))
}

/// Adds what a schema declares of a label that a project lacks; `names` says what labels are called there.
fn declare(
    project: &Project,
    layer: &Layer,
    name: &LabelId,
    label: &Label,
    names: &BTreeMap<LabelId, LabelId>,
    missing: &mut BTreeMap<String, Missing>,
) {
    let mut add = |of: Option<&str>, part: Option<Part>, title: &str, details: Vec<String>| {
        let guideline = if part.is_none() && of.is_some() { label.guideline.clone() } else { String::new() };
        let path = SchemaPath { layer: name.layer.to_string(), label: of.map(str::to_owned), part };
        let title = (title != path.name()).then(|| title.to_owned());
        let new = Missing { path, title, guideline, details, annotations: 0 };
        let there = missing.entry(new.path.to_string()).or_insert(new.clone());
        (there.title, there.guideline, there.details) = (new.title, new.guideline, new.details);
    };
    if project.layer(&name.layer).is_none() {
        add(None, None, &layer.title, vec![layer.shape.word().to_owned()]);
    }
    let own = Some(&*name.label);
    add(own, None, &label.title, vec![label.tone.word().to_owned()]);
    let (layer_roles, layer_attributes) = of_layer(project, &name.layer);
    for role in label.roles.iter().filter(|role| layer_roles.iter().all(|known| known.name != role.name)) {
        // A layer stands for the layers in which its labels are now.
        let fillers: BTreeSet<String> = names
            .iter()
            .filter_map(|(id, now)| {
                let is_label = role.fillers.contains(&id.to_string());
                let is_layer = role.fillers.iter().any(|filler| *filler == *id.layer);
                is_label.then(|| now.to_string()).or_else(|| is_layer.then(|| now.layer.to_string()))
            })
            .collect();
        add(own, Some(Part::Role(role.name.clone())), &role.title, fillers.into_iter().collect());
    }
    let is_new = |attribute: &&Attribute| layer_attributes.iter().all(|known| known.name != attribute.name);
    for attribute in label.attributes.iter().filter(is_new) {
        add(own, Some(Part::Attribute(attribute.name.clone())), &attribute.title, attribute.values.clone());
    }
}
