//! What our exports say about an identity: who or what is mentioned in a document. Every field is always there, in this
//! order, and names are a list, so that each row has the same shape whatever its languages are.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::model::annotation::Filler;
use crate::model::id::{IdentityId, LabelId};
use crate::model::identity::{Identities, Identity, IdentityKind};
use crate::model::set::AnnotationSet;

/// An entity or event known across documents. Two mentions are of one if their identities, or what those are the same as, are
/// one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityRecord {
    pub id: String,
    /// `entity` or `event`.
    pub kind: String,
    /// The label its mentions usually have, `layer/label`.
    pub label: Option<String>,
    /// By language; those of everything that was merged into it too.
    pub names: Vec<NameRecord>,
    /// What others call it; empty if nothing is known.
    pub external_id: String,
    pub note: String,
    /// What it turned out to be, at the end of all links; that record is there too.
    pub same_as: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameRecord {
    /// A BCP 47 tag.
    pub language: String,
    pub name: String,
}

/// The identities that a set names, by id, with what they turned out to be. One that is not known has no record.
#[must_use]
pub fn records(identities: &Identities, set: &AnnotationSet) -> Vec<IdentityRecord> {
    let mut named: BTreeSet<IdentityId> = BTreeSet::new();
    for annotation in set.in_reading_order() {
        let in_roles = annotation.arguments.iter().filter_map(|argument| match &argument.filler {
            Filler::Identity(id) => Some(id),
            Filler::Annotation(_) => None,
        });
        for id in annotation.identity.iter().chain(in_roles) {
            named.insert(identities.root(id));
            named.insert(id.clone());
        }
    }
    named.iter().filter_map(|id| identities.get(id)).map(|identity| record(identities, identity)).collect()
}

fn record(identities: &Identities, identity: &Identity) -> IdentityRecord {
    let root = identities.root(&identity.id);
    let names = if root == identity.id { identities.names(&root) } else { identity.names.clone() };
    let named = |(language, names): (String, Vec<String>)| {
        names.into_iter().map(move |name| NameRecord { language: language.clone(), name })
    };
    IdentityRecord {
        id: identity.id.to_string(),
        kind: identity.kind.word().to_owned(),
        label: identity.label.as_ref().map(ToString::to_string),
        names: names.into_iter().flat_map(named).collect(),
        external_id: identity.external_id.clone(),
        note: identity.note.clone(),
        same_as: (root != identity.id).then(|| root.to_string()),
    }
}

impl IdentityRecord {
    /// The identity that the record says; `None` if there is no such kind or label.
    #[must_use]
    pub fn read(self) -> Option<Identity> {
        let label = match &self.label {
            Some(label) => Some(label.split_once('/').map(|(layer, label)| LabelId::new(layer, label))?),
            None => None,
        };
        let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for NameRecord { language, name } in self.names {
            names.entry(language).or_default().push(name);
        }
        Some(Identity {
            id: IdentityId::new(&self.id),
            kind: IdentityKind::from_word(&self.kind)?,
            label,
            names,
            external_id: self.external_id,
            note: self.note,
            same_as: self.same_as.map(|id| IdentityId::new(&id)),
        })
    }
}
