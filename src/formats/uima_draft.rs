//! A draft from features with values, as UIMA's formats all have them: which feature is the label, which are of ours, and which
//! are attributes.

use crate::model::identity::Identity;
use crate::model::schema::Shape;

use super::drafts::Draft;
use super::uima_layers::{
    CONFIDENCE, DEPENDENT_ROLE, GOVERNOR_ROLE, IDENTIFIER, LABEL, NOTE, PIECES, attribute_name, identity,
};

/// Features that are no attributes.
const STRUCTURAL: [&str; 10] =
    ["sofa", "begin", "end", "next", NOTE, CONFIDENCE, IDENTIFIER, PIECES, GOVERNOR_ROLE, DEPENDENT_ROLE];

/// Features that hold the label, the likelier first; without one of them it is the first that holds texts.
const LABELS: [&str; 6] = [LABEL, "value", "referenceType", "PosValue", "DependencyType", "category"];

/// The feature that holds the label, of those of a type that hold texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LabelFeature {
    Known(String),
    Guessed(String),
    /// The type has none: it is the label itself.
    None,
}

impl LabelFeature {
    pub(super) fn of(texts: &[&str]) -> Self {
        if let Some(known) = LABELS.iter().find(|label| texts.contains(label)) {
            return Self::Known((*known).to_owned());
        }
        let guessed = texts.iter().find(|name| !is_structural(name));
        guessed.map_or(Self::None, |name| Self::Guessed((*name).to_owned()))
    }

    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Known(name) | Self::Guessed(name) => Some(name),
            Self::None => None,
        }
    }

    /// What is to be told of it.
    pub(super) fn told(&self, kind: &str) -> Option<String> {
        match self {
            Self::Guessed(name) => Some(format!("the labels of `{kind}` are taken from its feature `{name}`")),
            Self::Known(_) | Self::None => None,
        }
    }
}

/// Whether a feature is neither a label nor an attribute.
pub(super) fn is_structural(feature: &str) -> bool {
    STRUCTURAL.contains(&feature)
}

/// What features say, and the identity that they name.
pub(super) fn draft(
    layer: &str,
    shape: Shape,
    label: &LabelFeature,
    features: &[(String, String)],
    place: String,
) -> (Draft, Option<Identity>) {
    let get = |name: &str| features.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let said = label.name().and_then(get).filter(|label| !label.trim().is_empty());
    let mut draft = Draft::new(layer, shape, said.unwrap_or(layer), place);
    for (name, value) in features {
        if !is_structural(name) && label.name() != Some(name) {
            draft.attributes.insert(attribute_name(name), value.clone());
        }
    }
    get(NOTE).unwrap_or_default().clone_into(&mut draft.note);
    draft.confidence = get(CONFIDENCE).and_then(|share| share.parse().ok());
    let named = get(IDENTIFIER).filter(|named| !named.is_empty()).map(|named| identity(named, shape));
    draft.identity = named.as_ref().map(|identity| identity.id.clone());
    (draft, named)
}
