//! Reading files of any size batch by batch, so that what comes out is what reading them at once would give: ids stay unique, the
//! schema that is learned grows, what is known of an identity is what was said of it first. Of a batch nothing is kept but
//! names, hashes and identities; only its last document waits, for the next batch may have more about it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::error::{Problem, Severity};
use crate::model::annotation::Annotation;
use crate::model::document::{Document, TextHash};
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId, IdentityId};
use crate::model::identity::{Identities, Identity};
use crate::model::schema::{Attribute, Layer, Role, RoleCount, Tone};
use crate::model::set::AnnotationSet;

use super::bundle::Bundle;
use super::catalogue::Format;
use super::pieces::Pieces;

/// What was read so far.
pub struct Batches {
    format: Format,
    known: HashMap<DocumentId, Known>,
    /// By their texts, the documents that have no id of their own.
    nameless: HashMap<TextHash, DocumentId>,
    layers: Vec<Layer>,
    identities: BTreeMap<AnnotatorId, BTreeMap<IdentityId, Arc<Identity>>>,
    programs: BTreeSet<AnnotatorId>,
    /// What was assumed of offsets; no documents.
    assumed: Bundle,
    /// Notes about names, which are told once.
    told: BTreeSet<String>,
    waiting: Option<(Arc<Document>, Vec<AnnotationSet>)>,
    has_scattered: bool,
}

/// A document that was read.
struct Known {
    hash: TextHash,
    annotators: Vec<AnnotatorId>,
}

impl Batches {
    #[must_use]
    pub fn new(format: Format) -> Self {
        Self {
            format,
            known: HashMap::new(),
            nameless: HashMap::new(),
            layers: Vec::new(),
            identities: BTreeMap::new(),
            programs: BTreeSet::new(),
            assumed: Bundle::empty(""),
            told: BTreeSet::new(),
            waiting: None,
            has_scattered: false,
        }
    }

    /// Whether a document came again that was given already, with more said about it: then its sets are in several bundles.
    #[must_use]
    pub fn has_scattered(&self) -> bool {
        self.has_scattered
    }

    /// The next batch, as the format's reader gave it.
    pub fn add(&mut self, read: Bundle, problems: Vec<Problem>) -> (Bundle, Vec<Problem>) {
        let (mut bundle, problems) = self.joined(read, problems);
        let may_go_on = self.is_of_mentions()
            || !matches!(self.format.entry().pieces, Pieces::Files | Pieces::Beside(..) | Pieces::Whole);
        if may_go_on && let Some(last) = bundle.documents.pop() {
            let (own, others) = bundle.sets.into_iter().partition(|set| set.document() == last.id());
            bundle.sets = others;
            self.waiting = Some((last, own));
        }
        (bundle, problems)
    }

    /// What waited, and what is to be told once for all batches.
    pub fn finish(&mut self) -> (Bundle, Vec<Problem>) {
        let mut bundle = self.with_schema(Bundle::empty(self.format.name()));
        if let Some((document, sets)) = self.waiting.take() {
            bundle.documents.push(document);
            bundle.sets = sets;
        }
        self.identities_of(&mut bundle);
        (bundle, self.assumed.assumptions(self.format.name()))
    }

    /// A batch as it is after those before it.
    fn joined(&mut self, read: Bundle, mut problems: Vec<Problem>) -> (Bundle, Vec<Problem>) {
        let name = self.format.name();
        problems.retain(|problem| {
            let is_of_names = problem.severity == Severity::Note && problem.place == name;
            !is_of_names || self.told.insert(problem.message.clone())
        });
        self.assumed.assume(&read.assumed);
        for (annotator, known) in &read.identities {
            let all = self.identities.entry(annotator.clone()).or_default();
            for identity in known.iter() {
                all.entry(identity.id.clone()).or_insert_with(|| Arc::clone(identity));
            }
        }
        add_layers(&mut self.layers, &read.project.layers);
        self.programs.extend(read.programs);
        let mut bundle = Bundle::empty(name);
        if let Some((document, sets)) = self.waiting.take() {
            bundle.documents.push(document);
            bundle.sets = sets;
        }
        let mut sets: HashMap<DocumentId, Vec<AnnotationSet>> = HashMap::new();
        for set in read.sets {
            sets.entry(set.document().clone()).or_default().push(set);
        }
        for document in read.documents {
            let own = sets.remove(document.id()).unwrap_or_default();
            let document = if read.nameless.contains(document.id()) { self.named(document) } else { document };
            self.add_document(&mut bundle, document, own, &mut problems);
        }
        let mut bundle = self.with_schema(bundle);
        self.identities_of(&mut bundle);
        (bundle, problems)
    }

    /// A document without an id of its own: the one with its text, if that came before.
    fn named(&mut self, document: Arc<Document>) -> Arc<Document> {
        match self.nameless.get(document.hash()) {
            Some(known) if known != document.id() => Arc::new(document.with_id(known.clone())),
            Some(_) => document,
            None => {
                self.nameless.insert(document.hash().clone(), document.id().clone());
                document
            }
        }
    }

    fn add_document(
        &mut self,
        bundle: &mut Bundle,
        document: Arc<Document>,
        sets: Vec<AnnotationSet>,
        problems: &mut Vec<Problem>,
    ) {
        let id = document.id().clone();
        let is_ours = Format::OURS.contains(&self.format);
        let document = match self.known.get(&id) {
            None => document,
            Some(known) if known.hash == *document.hash() => {
                self.has_scattered |= bundle.documents.first().is_none_or(|first| *first.id() != id);
                document
            }
            Some(_) if is_ours => {
                let message = format!("another record has another text for `{id}`; this one is left out");
                problems.push(Problem::new(Severity::Loss, id.as_str(), message));
                return;
            }
            Some(_) => {
                let free = self.free_id(&id);
                let message = format!("a document `{id}` is there already; this one is called `{free}`");
                problems.push(Problem::new(Severity::Note, id.as_str(), message));
                Arc::new(document.with_id(free))
            }
        };
        let (id, is_of_mentions) = (document.id().clone(), self.is_of_mentions());
        let entry = self.known.entry(id.clone());
        let known = entry.or_insert_with(|| Known { hash: document.hash().clone(), annotators: Vec::new() });
        for set in sets {
            let annotator = set.annotator();
            let is_again = known.annotators.contains(annotator);
            if is_again && is_ours {
                let place = format!("{annotator}/{id}");
                problems.push(Problem::new(Severity::Loss, place, "a second record of one annotator; it is left out"));
                continue;
            }
            if is_again && is_of_mentions {
                gather(&mut bundle.sets, set.moved(annotator.clone(), id.clone()));
                continue;
            }
            let numbered = (2..).map(|number| AnnotatorId::new(&format!("{annotator}-{number}")));
            let annotator =
                std::iter::once(annotator.clone()).chain(numbered).find(|name| !known.annotators.contains(name));
            let annotator = annotator.unwrap_or_else(|| set.annotator().clone());
            if self.programs.contains(set.annotator()) {
                self.programs.insert(annotator.clone());
            }
            known.annotators.push(annotator.clone());
            bundle.sets.push(set.moved(annotator, id.clone()));
        }
        if bundle.documents.first().is_none_or(|first| *first.id() != id) {
            bundle.documents.push(document);
        }
    }

    /// Whether several records may say what one annotator said about a document.
    fn is_of_mentions(&self) -> bool {
        matches!(self.format, Format::Records | Format::Csv)
    }

    fn free_id(&self, id: &DocumentId) -> DocumentId {
        let free = (2..).map(|number| DocumentId::new(&format!("{id}-{number}")));
        free.into_iter().find(|free| !self.known.contains_key(free)).unwrap_or_else(|| id.clone())
    }

    fn with_schema(&self, mut bundle: Bundle) -> Bundle {
        bundle.project.layers.clone_from(&self.layers);
        bundle.programs.clone_from(&self.programs);
        bundle
    }

    /// Gives a bundle the identities that its annotators know.
    fn identities_of(&self, bundle: &mut Bundle) {
        for annotator in bundle.annotators() {
            if let Some(known) = self.identities.get(&annotator) {
                let records = known.values().map(|identity| Identity::clone(identity));
                let identities = Identities::new(annotator.clone()).with_records(records, Vec::new());
                bundle.identities.insert(annotator, identities);
            }
        }
    }
}

/// Adds a set to those of one batch: what it says comes to what its annotator said about the document before.
fn gather(sets: &mut Vec<AnnotationSet>, set: AnnotationSet) {
    let is_its =
        |known: &&mut AnnotationSet| (known.annotator(), known.document()) == (set.annotator(), set.document());
    let Some(known) = sets.iter_mut().find(is_its) else {
        sets.push(set);
        return;
    };
    let own = known.in_reading_order().iter().map(|annotation| Annotation::clone(annotation));
    // No role names a number where records tell of mentions.
    let numbered = (known.next_id().0..).zip(set.in_reading_order());
    let more =
        numbered.map(|(number, annotation)| Annotation { id: AnnotationId(number), ..Annotation::clone(annotation) });
    let kept = [known.kept(), set.kept()].concat();
    let progress = if known.is_empty() { set.progress() } else { known.progress() };
    let empty = AnnotationSet::new(set.annotator().clone(), set.document().clone());
    *known = empty.with_records(progress, own.chain(more).collect(), kept, 1).0;
}

/// Adds what a batch says of its schema to what those before said: what is known already stays, and gets what is new about it.
fn add_layers(known: &mut Vec<Layer>, more: &[Layer]) {
    for layer in more {
        let at = known.iter().position(|there| there.id == layer.id).unwrap_or_else(|| {
            known.push(Layer { labels: Vec::new(), ..layer.clone() });
            known.len() - 1
        });
        let labels = &mut known[at].labels;
        for (index, label) in layer.labels.iter().enumerate() {
            let Some(there) = labels.iter_mut().find(|there| there.id == label.id) else {
                let mut label = label.clone();
                // Tones are given in turn, and the turn goes on.
                if label.tone == Tone::from_index(index) {
                    label.tone = Tone::from_index(labels.len());
                }
                labels.push(label);
                continue;
            };
            add_roles(&mut there.roles, &label.roles);
            add_attributes(&mut there.attributes, &label.attributes);
        }
        let layer_known = &mut known[at];
        add_roles(&mut layer_known.roles, &layer.roles);
        add_attributes(&mut layer_known.attributes, &layer.attributes);
    }
}

fn add_roles(known: &mut Vec<Role>, more: &[Role]) {
    for role in more {
        match known.iter_mut().find(|there| there.name == role.name) {
            Some(there) if role.count == RoleCount::Many => there.count = RoleCount::Many,
            Some(_) => {}
            None => known.push(role.clone()),
        }
    }
}

fn add_attributes(known: &mut Vec<Attribute>, more: &[Attribute]) {
    for attribute in more {
        match known.iter_mut().find(|there| there.name == attribute.name) {
            Some(there) => {
                for value in &attribute.values {
                    if !there.values.contains(value) {
                        there.values.push(value.clone());
                    }
                }
            }
            None => known.push(attribute.clone()),
        }
    }
}
