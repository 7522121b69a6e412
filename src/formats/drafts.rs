//! What a reader of somebody else's file found, before its offsets are understood: drafts of annotations by document and
//! annotator. [`Drafts::finish`] makes a bundle of them, with a schema of all that is used. Readers never fail on content.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use crate::error::{Problem, Severity};
use crate::model::annotation::{Anchor, Annotation, Argument, Confidence, Filler};
use crate::model::document::Document;
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId, IdentityId, LabelId};
use crate::model::identity::{Identities, Identity};
use crate::model::schema::{Attribute, Layer, Role, RoleCount, Shape, Tone};
use crate::model::schema_path::is_name;
use crate::model::set::{AnnotationSet, KeptRecord, Progress};

use super::bundle::{Assumed, Bundle, File};
use super::doctor::{Claim, Counting, Scale, Unit, examine};
use super::naming::{plain_label, plain_layer};
use crate::records::set;

/// Who made annotations of which a file does not say who made them.
pub const NOBODY: &str = "imported";

/// What was found in files.
pub struct Drafts {
    counting: Counting,
    documents: Vec<DocumentDraft>,
    /// The first document of each id.
    by_id: BTreeMap<DocumentId, usize>,
    problems: Vec<Problem>,
    /// Names that could not be used, with those used instead.
    renamed: BTreeMap<String, String>,
    /// Labels by layer and name as they are written: there are few, and many annotations.
    labels: HashMap<(String, String), LabelId>,
    /// What the files declare beside what they use.
    declared: Vec<Layer>,
    /// Whom each annotator knows, each once.
    identities: BTreeMap<AnnotatorId, BTreeMap<IdentityId, Identity>>,
    programs: BTreeSet<AnnotatorId>,
}

/// A document with what was said about it.
pub struct DocumentDraft {
    pub document: Document,
    pub sets: Vec<SetDraft>,
}

/// What one annotator said about a document.
pub struct SetDraft {
    pub annotator: String,
    pub progress: Progress,
    pub annotations: Vec<Draft>,
    pub identities: Vec<Identity>,
}

/// An annotation before its offsets are understood.
#[derive(Debug, Clone)]
pub struct Draft {
    pub layer: String,
    pub label: String,
    pub shape: Shape,
    /// `None` if it is about the document.
    pub claim: Option<Claim>,
    pub arguments: Vec<(String, Target)>,
    pub attributes: BTreeMap<String, String>,
    pub note: String,
    pub confidence: Option<f64>,
    pub identity: Option<IdentityId>,
    /// File and line.
    pub place: String,
}

/// What fills a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The draft at this index of the set.
    Draft(usize),
    Identity(IdentityId),
}

impl Draft {
    /// A draft about the document.
    #[must_use]
    pub fn new(layer: &str, shape: Shape, label: &str, place: impl Into<String>) -> Self {
        Self {
            layer: layer.to_owned(),
            label: label.to_owned(),
            shape,
            claim: None,
            arguments: Vec::new(),
            attributes: BTreeMap::new(),
            note: String::new(),
            confidence: None,
            identity: None,
            place: place.into(),
        }
    }

    /// On one span, with what it is said to say.
    #[must_use]
    pub fn at(mut self, range: Range<usize>, quote: Option<&str>) -> Self {
        self.claim = Some(Claim { pieces: vec![range], quote: quote.map(str::to_owned) });
        self
    }
}

impl SetDraft {
    #[must_use]
    pub fn new(annotator: &str) -> Self {
        Self {
            annotator: annotator.to_owned(),
            progress: Progress::Started,
            annotations: Vec::new(),
            identities: Vec::new(),
        }
    }
}

impl Drafts {
    /// Nothing yet; offsets are counted as the format declares.
    #[must_use]
    pub fn new(unit: Unit) -> Self {
        Self {
            counting: Counting::plain(unit),
            documents: Vec::new(),
            by_id: BTreeMap::new(),
            problems: Vec::new(),
            renamed: BTreeMap::new(),
            labels: HashMap::new(),
            declared: Vec::new(),
            identities: BTreeMap::new(),
            programs: BTreeSet::new(),
        }
    }

    /// Says that an annotator is a program.
    pub fn mark_program(&mut self, annotator: &str) {
        self.programs.insert(AnnotatorId::new(annotator));
    }

    /// Adds a document. One with the id and text of another is that document: its sets go there.
    pub fn push(&mut self, document: Document, sets: Vec<SetDraft>) {
        let there = self.by_id.get(document.id()).copied().and_then(|at| self.documents.get_mut(at));
        match there.filter(|there| there.document.text() == document.text()) {
            Some(there) => there.sets.extend(sets),
            None => {
                self.by_id.entry(document.id().clone()).or_insert(self.documents.len());
                self.documents.push(DocumentDraft { document, sets });
            }
        }
    }

    /// The text of a file; one that is not UTF-8 is told.
    pub fn text(&mut self, file: &File) -> Option<String> {
        match String::from_utf8(file.bytes.clone()) {
            Ok(text) => Some(text),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                self.lose(&file.path, format!("it is not UTF-8: byte {at}; the document is left out"));
                None
            }
        }
    }

    /// Takes the schema that lies beside the data; its names become such as ours may be.
    pub fn declare(&mut self, layers: Vec<Layer>) {
        for mut layer in layers {
            layer.id = self.legal(&layer.id);
            for label in &mut layer.labels {
                label.id = LabelId::new(&layer.id, &self.legal(&label.id.label));
                for role in &mut label.roles {
                    role.name = self.legal(&role.name);
                    for filler in &mut role.fillers {
                        let legal: Vec<String> = filler.splitn(2, '/').map(|name| self.legal(name)).collect();
                        *filler = legal.join("/");
                    }
                }
                for attribute in &mut label.attributes {
                    attribute.name = self.legal(&attribute.name);
                }
            }
            self.declared.push(layer);
        }
    }

    /// Tells that something of a file is not read.
    pub fn lose(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem::new(Severity::Loss, place, message));
    }

    pub fn tell(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    pub fn note(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem::new(Severity::Note, place, message));
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// The bundle, and everything there is to tell.
    #[must_use]
    pub fn finish(mut self, name: &str) -> (Bundle, Vec<Problem>) {
        let mut bundle = Bundle::empty(name);
        bundle.project.layers = std::mem::take(&mut self.declared);
        let mut ids: BTreeSet<DocumentId> = BTreeSet::new();
        for DocumentDraft { document, sets } in std::mem::take(&mut self.documents) {
            let document = match ids.insert(document.id().clone()) {
                true => Arc::new(document),
                false => Arc::new(self.with_free_id(document, &ids)),
            };
            ids.insert(document.id().clone());
            self.finish_document(&mut bundle, document, sets);
        }
        for (written, used) in std::mem::take(&mut self.renamed) {
            let message = format!("`{written}` cannot be a name here; it is called `{used}`");
            self.problems.push(Problem::new(Severity::Note, name, message));
        }
        for (annotator, known) in std::mem::take(&mut self.identities) {
            let identities = Identities::new(annotator.clone()).with_records(known.into_values(), Vec::new());
            bundle.identities.insert(annotator, identities);
        }
        bundle.programs = std::mem::take(&mut self.programs);
        bundle.project.layers.retain(|layer| !layer.labels.is_empty());
        (bundle, self.problems)
    }

    fn with_free_id(&mut self, document: Document, ids: &BTreeSet<DocumentId>) -> Document {
        let id = document.id().clone();
        let free = (2..).map(|number| DocumentId::new(&format!("{id}-{number}"))).find(|free| !ids.contains(free));
        let free = free.unwrap_or_else(|| id.clone());
        self.note(id.as_str(), format!("a document `{id}` is there already; this one is called `{free}`"));
        document.with_id(free)
    }

    fn finish_document(&mut self, bundle: &mut Bundle, document: Arc<Document>, sets: Vec<SetDraft>) {
        let claims: Vec<&Claim> =
            sets.iter().flat_map(|set| &set.annotations).filter_map(|draft| draft.claim.as_ref()).collect();
        let counting = examine(document.text(), self.counting, &claims);
        let scale = Scale::new(document.text(), counting);
        if counting != self.counting {
            let quoted = claims.iter().filter(|claim| claim.quote.is_some());
            let fitting = quoted.clone().filter(|claim| scale.fits(claim)).count();
            let (declared, first) = (self.counting, document.id().clone());
            let one = Assumed { declared, documents: 1, first, quotes: quoted.count(), matching: fitting };
            bundle.assume(&BTreeMap::from([(counting, one)]));
        }
        let mut by_annotator: BTreeMap<String, usize> = BTreeMap::new();
        // A document about which nobody said anything is one all the same: in a format of records, a record of nobody.
        let nothing = SetDraft { progress: Progress::New, ..SetDraft::new(NOBODY) };
        let sets = if sets.is_empty() { vec![nothing] } else { sets };
        for set in sets {
            let number = by_annotator.entry(set.annotator.clone()).or_default();
            *number += 1;
            let annotator = match *number {
                1 => set.annotator.clone(),
                again => format!("{}-{again}", set.annotator),
            };
            if self.programs.contains(&AnnotatorId::new(&set.annotator)) {
                self.mark_program(&annotator);
            }
            self.finish_set(bundle, &document, &scale, &AnnotatorId::new(&annotator), set);
        }
        bundle.documents.push(document);
    }

    fn finish_set(
        &mut self,
        bundle: &mut Bundle,
        document: &Document,
        scale: &Scale<'_>,
        annotator: &AnnotatorId,
        found: SetDraft,
    ) {
        let id_of = |index: usize| AnnotationId(u32::try_from(index + 1).unwrap_or(u32::MAX));
        let anchors: Vec<Option<Anchor>> =
            found.annotations.iter().map(|draft| anchor(document, scale, draft.claim.as_ref())).collect();
        let (mut annotations, mut kept) = (Vec::new(), Vec::new());
        for (index, draft) in found.annotations.into_iter().enumerate() {
            let id = id_of(index);
            let label = self.label(draft.layer, &draft.label);
            let Some(anchor) = anchors[index].clone() else {
                let claim = draft.claim.unwrap_or(Claim { pieces: Vec::new(), quote: None });
                let pieces: Vec<String> =
                    claim.pieces.iter().map(|piece| format!("{}..{}", piece.start, piece.end)).collect();
                let quote = claim.quote.unwrap_or_default();
                let message = format!("{label} `{quote}` is not at {}, however one counts", pieces.join(" + "));
                self.problems.push(
                    Problem::new(Severity::Loss, draft.place, message)
                        .hint("it is kept as it stands and not shown; mend its offsets or mark it by hand"),
                );
                let record = set::misfit(id, &label, &claim.pieces, &quote);
                kept.push(KeptRecord { id: Some(id), has_quotes: !claim.pieces.is_empty(), written: record.into() });
                continue;
            };
            let mut annotation = Annotation::new(id, label, anchor);
            for (role, target) in draft.arguments {
                let role = self.legal(&role);
                let filler = match target {
                    Target::Identity(identity) => Filler::Identity(identity),
                    Target::Draft(other) if anchors.get(other).is_some_and(Option::is_some) && other != index => {
                        Filler::Annotation(id_of(other))
                    }
                    Target::Draft(_) => {
                        self.lose(
                            draft.place.clone(),
                            format!("what fills `{role}` is not there; the role is left empty"),
                        );
                        continue;
                    }
                };
                annotation.add_argument(Argument { role, filler });
            }
            for (name, value) in draft.attributes {
                annotation.attributes.insert(self.legal(&name), value);
            }
            annotation.note = draft.note;
            annotation.confidence = draft.confidence.filter(|share| share.is_finite()).map(Confidence::new);
            annotation.identity = draft.identity;
            learn(&mut bundle.project.layers, draft.shape, &annotation, &draft.label);
            annotations.push(annotation);
        }
        let empty = AnnotationSet::new(annotator.clone(), document.id().clone());
        let (set, _) = empty.with_records(found.progress, annotations, kept, 1);
        bundle.sets.push(set);
        let known = self.identities.entry(annotator.clone()).or_default();
        for identity in found.identities {
            known.entry(identity.id.clone()).or_insert(identity);
        }
    }

    /// The label of a name in a layer.
    fn label(&mut self, layer: String, name: &str) -> LabelId {
        let written = (layer, name.to_owned());
        if let Some(known) = self.labels.get(&written) {
            return known.clone();
        }
        let label = LabelId::new(&self.legal(&written.0), &self.legal(name));
        self.labels.insert(written, label.clone());
        label
    }

    /// A name as ours may be: without spaces, slashes and the like.
    fn legal(&mut self, written: &str) -> String {
        if is_name(written) {
            return written.to_owned();
        }
        let is_legal = |c: char| is_name(c.encode_utf8(&mut [0; 4]));
        let used: String = written.trim().chars().map(|c| if is_legal(c) { c } else { '-' }).collect();
        let used = if used.is_empty() { "unnamed".to_owned() } else { used };
        self.renamed.insert(written.to_owned(), used.clone());
        used
    }
}

/// The anchor of a claim; `None` if it does not fit the text.
fn anchor(document: &Document, scale: &Scale<'_>, claim: Option<&Claim>) -> Option<Anchor> {
    let Some(claim) = claim else {
        return Some(Anchor::Document);
    };
    if !scale.fits(claim) {
        return None;
    }
    let ranges: Option<Vec<Range<usize>>> = claim.pieces.iter().map(|piece| scale.range(piece)).collect();
    document.anchor(ranges?).ok()
}

/// Adds to a schema what an annotation uses.
pub fn learn(layers: &mut Vec<Layer>, shape: Shape, annotation: &Annotation, title: &str) {
    let label = &annotation.label;
    let at = layers.iter().position(|layer| layer.id == *label.layer).unwrap_or_else(|| {
        layers.push(plain_layer(&label.layer, &label.layer, shape));
        layers.len() - 1
    });
    let labels = &mut layers[at].labels;
    let at = labels.iter().position(|known| known.id == *label).unwrap_or_else(|| {
        let mut new = plain_label(label);
        (new.title, new.tone) = (title.to_owned(), Tone::from_index(labels.len()));
        labels.push(new);
        labels.len() - 1
    });
    let known = &mut labels[at];
    for argument in &annotation.arguments {
        let count = annotation.fillers(&argument.role).count();
        match known.roles.iter_mut().find(|role| role.name == argument.role) {
            Some(role) if count > 1 => role.count = RoleCount::Many,
            Some(_) => {}
            None => known.roles.push(Role {
                name: argument.role.clone(),
                title: argument.role.clone(),
                key: None,
                count: if count > 1 { RoleCount::Many } else { RoleCount::One },
                fillers: Vec::new(),
                required: shape == Shape::Relation,
                offers: None,
            }),
        }
    }
    for name in annotation.attributes.keys() {
        if known.attributes.iter().all(|attribute| attribute.name != *name) {
            known.attributes.push(Attribute {
                name: name.clone(),
                title: name.clone(),
                key: None,
                values: Vec::new(),
                default: None,
            });
        }
    }
}
