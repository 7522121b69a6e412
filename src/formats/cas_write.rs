//! What an annotator says about a document as a CAS: spans, relations between them, and what is about the document, each of a type
//! for its layer and form. Roles are links, as INCEpTION's slots are.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::annotation::{Annotation, Argument, Confidence, Filler};
use crate::model::document::Document;
use crate::model::id::AnnotationId;
use crate::model::identity::Identities;
use crate::model::schema::Shape;
use crate::model::set::AnnotationSet;

use super::bundle::Bundle;
use super::cas::{
    ANNOTATION, ANNOTATION_BASE, Cas, DOCUMENT_ANNOTATION, DOUBLE, FS_ARRAY, STRING, Structure, TOP, TypeSystem, Value,
};
use super::names::bearable;
use super::naming::{FROM, TO, shape_of};
use super::uima_layers::{
    ARGUMENTS, CONFIDENCE, DEPENDENT, DEPENDENT_ROLE, DOCUMENT_ARGUMENTS, Form, GOVERNOR, GOVERNOR_ROLE, IDENTIFIER,
    LABEL, NOTE, PIECES, ends, feature_name, form, identifier, link_type, type_name,
};
use super::utf16::Utf16;

/// The type of what is known about a document: its title and metadata.
pub(super) const METADATA: &str = "hashiya.Metadata";
pub(super) const METADATA_NAME: &str = "name";
pub(super) const METADATA_VALUE: &str = "value";
/// What the title is called among it; metadata of that name has a slash before it.
pub(super) const TITLE: &str = "/title";
/// Likewise the document's whole name, where no file can be called so.
pub(super) const NAME: &str = "/name";

/// The types of everything that sets of a bundle say.
pub(super) fn types(bundle: &Bundle, sets: &[&AnnotationSet]) -> TypeSystem {
    let mut types = TypeSystem::default();
    let metadata = types.declare(METADATA, ANNOTATION_BASE);
    metadata.add(METADATA_NAME, STRING, None);
    metadata.add(METADATA_VALUE, STRING, None);
    for set in sets {
        for annotation in set.in_reading_order() {
            declare(&mut types, bundle, set, annotation);
        }
    }
    types
}

fn declare(types: &mut TypeSystem, bundle: &Bundle, set: &AnnotationSet, annotation: &Annotation) {
    let form = form(&bundle.project, set, annotation);
    let name = type_name(&bundle.project, &annotation.label.layer, form);
    let kind = types.declare(&name, if form == Form::Document { ANNOTATION_BASE } else { ANNOTATION });
    kind.add(LABEL, STRING, None);
    for attribute in annotation.attributes.keys() {
        kind.add(&feature_name(attribute), STRING, None);
    }
    let has = [
        (NOTE, STRING, !annotation.note.is_empty()),
        (CONFIDENCE, DOUBLE, annotation.confidence.is_some()),
        (IDENTIFIER, STRING, annotation.identity.is_some()),
        (PIECES, STRING, annotation.anchor.spans().len() > 1),
    ];
    for (name, range, _) in has.into_iter().filter(|(.., is_there)| *is_there) {
        kind.add(name, range, None);
    }
    if form == Form::Relation {
        kind.add(GOVERNOR, ANNOTATION, None);
        kind.add(DEPENDENT, ANNOTATION, None);
        if roles(bundle, annotation) != [FROM, TO] {
            kind.add(GOVERNOR_ROLE, STRING, None);
            kind.add(DEPENDENT_ROLE, STRING, None);
        }
        return;
    }
    let takes_roles =
        form == Form::Span && matches!(shape_of(&bundle.project, annotation), Shape::Event | Shape::Stance);
    let by_feature = arguments(set, annotation);
    for (feature, target) in [(ARGUMENTS, ANNOTATION), (DOCUMENT_ARGUMENTS, TOP)] {
        if by_feature.contains_key(feature) || (feature == ARGUMENTS && takes_roles) {
            let link = link_type(&name, feature);
            types.declare(&name, ANNOTATION).add(feature, FS_ARRAY, Some(&link));
            let kind = types.declare(&link, TOP);
            kind.add("role", STRING, None);
            kind.add("target", target, None);
        }
    }
}

fn roles<'a>(bundle: &Bundle, relation: &'a Annotation) -> Vec<&'a str> {
    ends(&bundle.project, relation).into_iter().map(|end| end.role.as_str()).collect()
}

/// The arguments of a frame by the feature that holds them.
fn arguments<'a>(
    set: &AnnotationSet,
    frame: &'a Annotation,
) -> BTreeMap<&'static str, Vec<(&'a Argument, AnnotationId)>> {
    let mut found: BTreeMap<&'static str, Vec<_>> = BTreeMap::new();
    for argument in &frame.arguments {
        if let Filler::Annotation(id) = argument.filler {
            let has_span = set.get(id).is_some_and(|other| !other.anchor.spans().is_empty());
            found.entry(if has_span { ARGUMENTS } else { DOCUMENT_ARGUMENTS }).or_default().push((argument, id));
        }
    }
    found
}

/// What an annotator says about a document; without a set, the document alone.
pub(super) fn cas(bundle: &Bundle, types: &TypeSystem, document: &Document, set: Option<&AnnotationSet>) -> Cas {
    let sofa = 1;
    let mut writer = Writer {
        bundle,
        units: Utf16::new(document),
        structures: Vec::new(),
        members: BTreeSet::new(),
        sofa,
        next: sofa + 1,
    };
    writer.about(document);
    if let Some(set) = set {
        writer.set(set, bundle.identities.get(set.annotator()));
    }
    let Writer { structures, members, .. } = writer;
    Cas { types: types.clone(), text: document.text().to_string(), sofa, structures, members: Some(members) }
}

struct Writer<'a> {
    bundle: &'a Bundle,
    units: Utf16<'a>,
    structures: Vec<Structure>,
    members: BTreeSet<u64>,
    sofa: u64,
    next: u64,
}

impl Writer<'_> {
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next - 1
    }

    /// A structure about the text.
    fn indexed(&mut self, id: u64, kind: &str) -> Structure {
        self.members.insert(id);
        Structure::new(id, kind).with_number("sofa", self.sofa)
    }

    fn about(&mut self, document: &Document) {
        let id = self.number();
        let whole = self.units.offset(document.text().len());
        let structure = self.indexed(id, DOCUMENT_ANNOTATION).with_number("begin", 0).with_number("end", whole);
        self.structures.push(structure.with_text("language", document.language()));
        let escaped = |name: &str| if name.starts_with('/') { format!("/{name}") } else { name.to_owned() };
        let id = document.id().as_str();
        let whole_name = (bearable(id) != id).then(|| (NAME.to_owned(), id.to_owned()));
        let title = Some((TITLE.to_owned(), document.title().to_owned()));
        let fields = document.metadata().iter().map(|(name, value)| (escaped(name), value.clone()));
        for (name, value) in title.into_iter().chain(whole_name).chain(fields) {
            let id = self.number();
            let structure = self.indexed(id, METADATA);
            let name = Value::Text(name);
            self.structures.push(structure.with(METADATA_NAME, name).with(METADATA_VALUE, Value::Text(value)));
        }
    }

    fn set(&mut self, set: &AnnotationSet, known: Option<&Identities>) {
        let annotations = set.in_reading_order();
        let ids: BTreeMap<AnnotationId, u64> =
            annotations.iter().map(|annotation| annotation.id).zip(self.next..).collect();
        self.next += annotations.len() as u64;
        for annotation in annotations {
            self.annotation(set, annotation, &ids, known);
        }
    }

    fn annotation(
        &mut self,
        set: &AnnotationSet,
        annotation: &Annotation,
        ids: &BTreeMap<AnnotationId, u64>,
        known: Option<&Identities>,
    ) {
        let form = form(&self.bundle.project, set, annotation);
        let kind = type_name(&self.bundle.project, &annotation.label.layer, form);
        let mut structure = self.indexed(ids[&annotation.id], &kind);
        let spans = annotation.anchor.spans();
        let covered = match form {
            Form::Span => Some(annotation),
            // A relation stands where it goes to.
            Form::Relation => ends(&self.bundle.project, annotation).get(1).and_then(|end| match end.filler {
                Filler::Annotation(id) => set.get(id).map(AsRef::as_ref),
                Filler::Identity(_) => None,
            }),
            Form::Document => None,
        };
        if let Some(hull) = covered.and_then(|covered| covered.anchor.hull()) {
            let (begin, end) = (self.units.offset(hull.start), self.units.offset(hull.end));
            structure = structure.with_number("begin", begin).with_number("end", end);
        }
        structure = structure.with_text(LABEL, &annotation.label.label);
        for (name, value) in &annotation.attributes {
            structure = structure.with(&feature_name(name), Value::Text(value.clone()));
        }
        structure = structure.with_text(NOTE, &annotation.note);
        if let Some(confidence) = annotation.confidence {
            structure = structure.with_number(CONFIDENCE, Confidence::share(confidence));
        }
        if let Some(id) = &annotation.identity {
            structure = structure.with_text(IDENTIFIER, &identifier(known, id));
        }
        if spans.len() > 1 {
            let pieces = spans.iter().map(|span| self.units.range(*span));
            let pieces: Vec<String> = pieces.map(|piece| format!("{}-{}", piece.start, piece.end)).collect();
            structure = structure.with_text(PIECES, &pieces.join(" "));
        }
        if form == Form::Relation {
            structure = self.relation(annotation, structure, ids);
            self.structures.push(structure);
            return;
        }
        let mut links = Vec::new();
        for (feature, arguments) in arguments(set, annotation) {
            let link = link_type(&kind, feature);
            let mut references = Vec::new();
            for (argument, filler) in arguments.iter().filter_map(|(argument, id)| Some((argument, ids.get(id)?))) {
                let id = self.number();
                references.push(id);
                let target = Value::References(vec![*filler]);
                links.push(Structure::new(id, &link).with_text("role", &argument.role).with("target", target));
            }
            structure = structure.with(feature, Value::References(references));
        }
        self.structures.push(structure);
        self.structures.extend(links);
    }

    fn relation(&self, annotation: &Annotation, structure: Structure, ids: &BTreeMap<AnnotationId, u64>) -> Structure {
        let is_plain = roles(self.bundle, annotation) == [FROM, TO];
        let ends = ends(&self.bundle.project, annotation);
        let features = [(GOVERNOR, GOVERNOR_ROLE), (DEPENDENT, DEPENDENT_ROLE)];
        ends.into_iter().zip(features).fold(structure, |structure, (end, (feature, role))| {
            let filler = match end.filler {
                Filler::Annotation(id) => ids.get(&id).copied(),
                Filler::Identity(_) => None,
            };
            let structure = structure.with(feature, Value::References(filler.into_iter().collect()));
            if is_plain { structure } else { structure.with_text(role, &end.role) }
        })
    }
}
