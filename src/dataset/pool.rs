//! The identities of several annotators as those of one: who or what is known by one name to several is one. What links
//! identities within one annotator's work is followed to its end.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::annotation::{Annotation, Filler};
use crate::model::id::{AnnotatorId, IdentityId};
use crate::model::identity::{Identities, Identity};

/// The identities of everybody.
pub struct Pool<'a> {
    known: &'a BTreeMap<AnnotatorId, Identities>,
    /// By the name that they have for everybody, the id that they have here.
    ids: BTreeMap<String, IdentityId>,
    records: BTreeMap<IdentityId, Identity>,
}

impl<'a> Pool<'a> {
    /// Identities are one if they have one external id, or one id and not two external ids. Of several the first annotator's
    /// is taken, with the names of all.
    #[must_use]
    pub fn new(known: &'a BTreeMap<AnnotatorId, Identities>) -> Self {
        let mut pool = Self { known, ids: BTreeMap::new(), records: BTreeMap::new() };
        let mut taken: BTreeSet<IdentityId> = BTreeSet::new();
        for identities in known.values() {
            for root in identities.roots() {
                let name = name_of(identities, &root.id);
                let id = pool.ids.entry(name).or_insert_with(|| free(&root.id, &taken)).clone();
                taken.insert(id.clone());
                let record = pool.records.entry(id.clone()).or_insert_with(|| {
                    let names = BTreeMap::new();
                    Identity { id, names, same_as: None, ..Identity::clone(root) }
                });
                for (language, names) in identities.names(&root.id) {
                    names.iter().for_each(|name| record.add_name(&language, name));
                }
            }
        }
        pool
    }

    /// What everybody calls an annotator's identity: its external id, or its own.
    #[must_use]
    pub fn name_of(&self, annotator: &AnnotatorId, id: &IdentityId) -> String {
        self.known.get(annotator).map_or_else(|| id.to_string(), |known| name_of(known, id))
    }

    /// The identity of a name.
    #[must_use]
    pub fn id_of(&self, name: &str) -> IdentityId {
        self.ids.get(name).cloned().unwrap_or_else(|| IdentityId::new(name))
    }

    /// Lets an annotation of somebody name the identities of the pool.
    pub fn rename(&self, annotator: &AnnotatorId, annotation: &mut Annotation) {
        let renamed = |id: &IdentityId| self.id_of(&self.name_of(annotator, id));
        annotation.identity = annotation.identity.as_ref().map(renamed);
        for mut argument in std::mem::take(&mut annotation.arguments) {
            if let Filler::Identity(id) = &mut argument.filler {
                *id = renamed(id);
            }
            annotation.add_argument(argument);
        }
    }

    /// Them all, as somebody's.
    #[must_use]
    pub fn identities(&self, annotator: &AnnotatorId) -> Identities {
        Identities::new(annotator.clone()).with_records(self.records.values().cloned(), Vec::new())
    }
}

fn name_of(known: &Identities, id: &IdentityId) -> String {
    let root = known.root(id);
    let external =
        known.get(&root).map(|identity| identity.external_id.clone()).filter(|external| !external.is_empty());
    external.unwrap_or_else(|| root.to_string())
}

/// The id, or the first numbered one that nobody has.
fn free(id: &IdentityId, taken: &BTreeSet<IdentityId>) -> IdentityId {
    let numbered = (2..).map(|number| IdentityId::new(&format!("{id}-{number}")));
    let mut ids = std::iter::once(id.clone()).chain(numbered);
    ids.find(|id| !taken.contains(id)).expect("numbers do not run out")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Pool;
    use crate::model::id::{AnnotatorId, IdentityId};
    use crate::model::identity::{Identities, Identity, IdentityKind};

    fn known(annotator: &str, identities: &[(&str, &str, &str)]) -> (AnnotatorId, Identities) {
        let annotator = AnnotatorId::new(annotator);
        let records = identities.iter().map(|(id, external, name)| {
            let mut identity = Identity::new(IdentityId::new(id), IdentityKind::Entity);
            identity.external_id = (*external).to_owned();
            identity.add_name("en", name);
            identity
        });
        (annotator.clone(), Identities::new(annotator).with_records(records, Vec::new()))
    }

    #[test]
    fn one_external_id_is_one_identity_and_one_id_of_two_is_two() {
        let all = BTreeMap::from([
            known("layla", &[("hanoi", "wikidata:Q1858", "Hanoi"), ("paris", "wikidata:Q90", "Paris")]),
            known("minh", &[("capital", "wikidata:Q1858", "Ha Noi"), ("paris", "wikidata:Q167646", "Paris")]),
        ]);
        let pool = Pool::new(&all);
        let id = |annotator: &str, id: &str| {
            let name = pool.name_of(&AnnotatorId::new(annotator), &IdentityId::new(id));
            pool.id_of(&name).to_string()
        };
        assert_eq!([id("layla", "hanoi"), id("minh", "capital")], ["hanoi", "hanoi"]);
        assert_eq!([id("layla", "paris"), id("minh", "paris"), id("minh", "author")], ["paris", "paris-2", "author"]);
        let identities = pool.identities(&AnnotatorId::new("gold"));
        assert_eq!(identities.get(&IdentityId::new("hanoi")).unwrap().names["en"], ["Hanoi", "Ha Noi"]);
        assert_eq!(identities.len(), 3);
    }
}
