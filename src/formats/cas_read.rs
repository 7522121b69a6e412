//! What a CAS says, as drafts of annotations: every type is a layer, one of its features the label, the others attributes; links
//! and references fill roles; chains are mentions of one and the same. Tokens and sentences are not annotations here, and what is
//! not read is told by type. Offsets are UTF-16 units.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::error::counted;
use crate::model::id::IdentityId;
use crate::model::identity::{Identity, IdentityKind};
use crate::model::schema::Shape;

use super::cas::{Cas, DOCUMENT_ANNOTATION, Structure, TypeSystem, Value, targets};
use super::cas_machinery::is_machinery;
use super::cas_write::{METADATA, METADATA_NAME, METADATA_VALUE, NAME, TITLE};
use super::doctor::Claim;
use super::drafts::{Draft, Drafts, SetDraft, Target};
use super::inception_schema::Exported;
use super::naming::{FROM, TO};
use super::uima_draft::{self, LabelFeature};
use super::uima_layers::{DEPENDENT, DEPENDENT_ROLE, GOVERNOR, GOVERNOR_ROLE, PIECES, layers};

const DOCUMENT_METADATA: &str = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData";

/// What a token is made of there; as labels they would be as many as there are words.
const OF_TOKENS: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.";

/// What a CAS says about its document.
#[derive(Debug, Default)]
pub(super) struct About {
    pub(super) title: Option<String>,
    pub(super) language: Option<String>,
    pub(super) metadata: BTreeMap<String, String>,
    /// What the document is called where it comes from, mostly a file name.
    pub(super) name: Option<String>,
    /// What it is called, if no file can be called so.
    pub(super) whole_name: Option<String>,
}

pub(super) fn about(cas: &Cas) -> About {
    let mut about = About::default();
    for structure in &cas.structures {
        if structure.kind == METADATA {
            let value = structure.word(METADATA_VALUE).unwrap_or_default().to_owned();
            match structure.word(METADATA_NAME).unwrap_or_default() {
                TITLE => about.title = Some(value),
                NAME => about.whole_name = Some(value),
                name => drop(about.metadata.insert(name.strip_prefix('/').unwrap_or(name).to_owned(), value)),
            }
        } else if structure.kind == DOCUMENT_METADATA || structure.kind == DOCUMENT_ANNOTATION {
            let language = structure.word("language").filter(|tag| !tag.starts_with("x-") && !tag.is_empty());
            about.language = language.map(str::to_owned).or(about.language);
            let name = structure.word("documentTitle").filter(|name| !name.is_empty());
            about.name = name.map(str::to_owned).or(about.name);
        }
    }
    about
}

/// Whose annotations a CAS holds, of which document, and where it was read.
pub(super) struct Origin<'a> {
    pub(super) annotator: &'a str,
    /// The document's name, for what its chains are called.
    pub(super) document: &'a str,
    pub(super) place: &'a str,
}

/// What a CAS says as a set. Layers and labels are as the project has them that it was exported with.
pub(super) fn set(cas: &Cas, origin: &Origin<'_>, exported: &Exported, drafts: &mut Drafts) -> SetDraft {
    let by_id = cas.by_id();
    let kinds = cas.structures.iter().map(|structure| structure.kind.as_str());
    let mut names = layers(kinds.chain(exported.names.keys().map(String::as_str)));
    names.extend(exported.names.clone());
    let place = origin.place;
    let reader = Reader { cas, by_id, names, exported, place, heads: BTreeMap::new(), labels: BTreeMap::new() };
    reader.read(origin.annotator, origin.document, drafts)
}

struct Reader<'a> {
    cas: &'a Cas,
    by_id: BTreeMap<u64, &'a Structure>,
    /// The layer of each type.
    names: BTreeMap<String, String>,
    exported: &'a Exported,
    place: &'a str,
    /// The chain that each of its links is in.
    heads: BTreeMap<u64, IdentityId>,
    /// The feature of each type that holds the label.
    labels: BTreeMap<&'a str, LabelFeature>,
}

/// What a structure is.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Machinery,
    /// Holds a filler and its role.
    Link,
    /// The head of a chain.
    Chain,
    Relation,
    Span,
    Document,
    /// Not read, for this reason.
    Lost(&'static str),
}

impl<'a> Reader<'a> {
    fn read(mut self, annotator: &str, name: &str, drafts: &mut Drafts) -> SetDraft {
        let mut set = SetDraft::new(annotator);
        let mut lost: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let mut index: BTreeMap<u64, usize> = BTreeMap::new();
        let mut read: Vec<(&'a Structure, Part)> = Vec::new();
        for structure in &self.cas.structures {
            match self.part(structure) {
                Part::Machinery | Part::Link => {}
                Part::Chain => self.chain(structure, name, &mut set),
                Part::Lost(why) => *lost.entry((&structure.kind, why)).or_default() += 1,
                part => read.push((structure, part)),
            }
        }
        for (structure, part) in &read {
            index.insert(structure.id, set.annotations.len());
            let draft = self.draft(structure, part, drafts);
            set.identities.extend(draft.1);
            set.annotations.push(draft.0);
        }
        let mut with_roles: BTreeSet<&str> = BTreeSet::new();
        for (structure, part) in &read {
            let at = index[&structure.id];
            let arguments = match part {
                Part::Relation => self.ends(structure, &index),
                _ => self.arguments(structure, &index, drafts),
            };
            if *part == Part::Span && (!arguments.is_empty() || self.declares_links(&structure.kind)) {
                with_roles.insert(&structure.kind);
            }
            set.annotations[at].arguments = arguments;
        }
        let mut is_gone = vec![false; set.annotations.len()];
        for (structure, part) in &read {
            let draft = &mut set.annotations[index[&structure.id]];
            match part {
                Part::Span if with_roles.contains(structure.kind.as_str()) => draft.shape = Shape::Event,
                Part::Document if !draft.arguments.is_empty() => draft.shape = Shape::Relation,
                Part::Relation if draft.arguments.len() < 2 => {
                    let why = "relations between what is no annotation, such as tokens";
                    *lost.entry((&structure.kind, why)).or_default() += 1;
                    is_gone[index[&structure.id]] = true;
                }
                _ => {}
            }
        }
        without(&mut set.annotations, &is_gone);
        for ((kind, why), count) in lost {
            drafts.lose(self.place, format!("{} of type `{kind}` is not read: {why}", counted(count, "structure")));
        }
        set
    }

    fn part(&self, structure: &Structure) -> Part {
        let kind = structure.kind.as_str();
        if is_machinery(kind) {
            return Part::Machinery;
        }
        let declares = |name: &str| self.cas.types.feature(kind, name).is_some();
        let has = |name: &str| structure.get(name).is_some() || declares(name);
        let is_of_another_text = structure
            .number("sofa")
            .or(structure.references("sofa").first().map(|id| *id as usize))
            .is_some_and(|sofa| sofa as u64 != self.cas.sofa);
        match () {
            () if is_of_another_text => Part::Lost("it is about another view"),
            () if kind.starts_with(OF_TOKENS) => Part::Lost("it belongs to tokens"),
            () if structure.range().is_some() && has(GOVERNOR) && has(DEPENDENT) => Part::Relation,
            () if structure.range().is_some() => Part::Span,
            () if structure.get("begin").is_some() => Part::Lost("its offsets are no numbers"),
            () if has("first") && !has("target") => Part::Chain,
            () if has("target") || kind.ends_with("Link") => Part::Link,
            () if structure.get("sofa").is_some() => Part::Document,
            () => Part::Lost("it stands neither in the text nor for it"),
        }
    }

    fn declares_links(&self, kind: &str) -> bool {
        let types: &TypeSystem = &self.cas.types;
        let elements = types.features(kind).into_iter().filter_map(|feature| feature.element.as_ref());
        elements.into_iter().any(|element| types.feature(element, "target").is_some())
    }

    /// Follows a chain from its head; its links are mentions of one identity.
    fn chain(&mut self, head: &Structure, name: &str, set: &mut SetDraft) {
        let id = IdentityId::new(&format!("{name}-chain-{}", set.identities.len() + 1));
        let mut next = targets(&self.by_id, head, "first").first().copied();
        while let Some(link) = next.filter(|link| !self.heads.contains_key(&link.id)) {
            self.heads.insert(link.id, id.clone());
            next = targets(&self.by_id, link, "next").first().copied();
        }
        set.identities.push(Identity::new(id, IdentityKind::Entity));
    }

    /// What a structure says itself.
    fn draft(&mut self, structure: &'a Structure, part: &Part, drafts: &mut Drafts) -> (Draft, Option<Identity>) {
        let layer = self.names.get(&structure.kind).cloned().unwrap_or_else(|| structure.kind.clone());
        let label = self.label_feature(structure, drafts);
        let shape = match part {
            Part::Relation => Shape::Relation,
            Part::Document => Shape::Topic,
            _ => Shape::Entity,
        };
        let said = structure.features.iter().filter_map(|(name, value)| match value {
            Value::Text(text) | Value::Number(text) => Some((name.clone(), text.clone())),
            Value::Texts(texts) => Some((name.clone(), texts.join("; "))),
            Value::References(_) => None,
        });
        let place = format!("{}#{}", self.place, structure.id);
        let (mut draft, named) = uima_draft::draft(&layer, shape, &label, &said.collect::<Vec<_>>(), place);
        if *part == Part::Span {
            let pieces = structure.word(PIECES).and_then(pieces);
            let pieces = pieces.unwrap_or_else(|| structure.range().into_iter().collect());
            draft.claim = Some(Claim { pieces, quote: None });
        }
        if draft.identity.is_none() {
            draft.identity = self.heads.get(&structure.id).cloned();
        }
        (draft, named)
    }

    /// The feature of a structure's type that holds the label. One that is only guessed is told.
    fn label_feature(&mut self, structure: &'a Structure, drafts: &mut Drafts) -> LabelFeature {
        if let Some(known) = self.labels.get(structure.kind.as_str()) {
            return known.clone();
        }
        let types = &self.cas.types;
        let holds_texts = |range: &str| types.is_primitive(range) && !types.is_number(range);
        let declared = types.features(&structure.kind).into_iter().filter(|feature| holds_texts(&feature.range));
        let mut texts: Vec<&str> = declared.map(|feature| feature.name.as_str()).collect();
        if texts.is_empty() {
            let alike = self.cas.structures.iter().filter(|other| other.kind == structure.kind);
            let is_text = |value: &Value| matches!(value, Value::Text(text) if text.parse::<f64>().is_err());
            let of_texts = alike.flat_map(|other| &other.features).filter(|(_, value)| is_text(value));
            texts = of_texts.map(|(name, _)| name.as_str()).collect();
        }
        let declared = self.exported.labels.get(&structure.kind).cloned();
        let found = declared.unwrap_or_else(|| LabelFeature::of(&texts));
        if let Some(told) = found.told(&structure.kind) {
            drafts.note(self.place, told);
        }
        self.labels.insert(&structure.kind, found.clone());
        found
    }

    fn ends(&self, relation: &Structure, index: &BTreeMap<u64, usize>) -> Vec<(String, Target)> {
        let end = |feature: &str, role: &str, usual: &str| {
            let target = targets(&self.by_id, relation, feature).first().and_then(|target| index.get(&target.id))?;
            Some((relation.word(role).unwrap_or(usual).to_owned(), Target::Draft(*target)))
        };
        [end(GOVERNOR, GOVERNOR_ROLE, FROM), end(DEPENDENT, DEPENDENT_ROLE, TO)].into_iter().flatten().collect()
    }

    /// What fills the roles of a frame.
    fn arguments(&self, frame: &Structure, index: &BTreeMap<u64, usize>, drafts: &mut Drafts) -> Vec<(String, Target)> {
        let mut arguments = Vec::new();
        for (feature, value) in &frame.features {
            let is_of_a_chain = feature == "next" && self.heads.contains_key(&frame.id);
            if !matches!(value, Value::References(_)) || feature == "sofa" || is_of_a_chain {
                continue;
            }
            for target in targets(&self.by_id, frame, feature) {
                let (role, filler) = match self.part(target) {
                    Part::Link => {
                        let role = target.word("role").filter(|role| !role.is_empty()).unwrap_or(feature);
                        (role, targets(&self.by_id, target, "target").first().copied())
                    }
                    Part::Machinery => continue,
                    _ => (feature.as_str(), Some(target)),
                };
                match filler.and_then(|filler| index.get(&filler.id)) {
                    Some(filler) => arguments.push((role.to_owned(), Target::Draft(*filler))),
                    None => {
                        let place = format!("{}#{}", self.place, frame.id);
                        drafts.lose(place, format!("what fills `{role}` is no annotation; the role is left empty"));
                    }
                }
            }
        }
        arguments
    }
}

/// `0-5 16-23`.
fn pieces(written: &str) -> Option<Vec<Range<usize>>> {
    let piece = |piece: &str| {
        let (start, end) = piece.split_once('-')?;
        Some(start.parse().ok()?..end.parse().ok()?)
    };
    let pieces: Vec<Range<usize>> = written.split(' ').map(piece).collect::<Option<_>>()?;
    (!pieces.is_empty()).then_some(pieces)
}

/// Takes drafts out of a list in which others are named by their place.
fn without(annotations: &mut Vec<Draft>, is_gone: &[bool]) {
    let mut moved = Vec::with_capacity(is_gone.len());
    let mut kept = 0;
    for is_gone in is_gone {
        moved.push((!is_gone).then_some(kept));
        kept += usize::from(!is_gone);
    }
    let mut gone = is_gone.iter();
    annotations.retain(|_| gone.next() == Some(&false));
    for draft in annotations {
        draft.arguments.retain_mut(|(_, target)| match target {
            Target::Draft(at) => match moved.get(*at).copied().flatten() {
                Some(new) => {
                    *at = new;
                    true
                }
                None => false,
            },
            Target::Identity(_) => true,
        });
    }
}
