//! Two versions of one set: what another one, which was kept beside it, has that is not in the set as it stands, lacks, or has
//! otherwise; and the transaction that puts some of that back. Numbers of annotations may stand for different ones in the two.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::annotation::{Anchor, Annotation, Filler};
use super::change::{Change, Transaction};
use super::id::{AnnotationId, LabelId};
use super::set::AnnotationSet;

/// What differs in one annotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The other version has it, as it would stand in the set.
    Missing(Arc<Annotation>),
    /// The other version has it otherwise: as it stands, and as it would.
    Otherwise(Arc<Annotation>, Arc<Annotation>),
    /// The other version does not have it.
    Since(Arc<Annotation>),
}

impl Difference {
    /// The annotation that is spoken of: the other version's, if it has it.
    #[must_use]
    pub fn subject(&self) -> &Arc<Annotation> {
        match self {
            Difference::Missing(one) | Difference::Otherwise(_, one) | Difference::Since(one) => one,
        }
    }

    /// Whether the other version has something that is not in the set.
    #[must_use]
    pub fn is_lacking(&self) -> bool {
        !matches!(self, Difference::Since(_))
    }
}

/// What differs between a set as it stands and another version of it: first what that has, then what it does not have, each in reading
/// order.
#[must_use]
pub fn differences(now: &AnnotationSet, other: &AnnotationSet) -> Vec<Difference> {
    let pairs = pairs(now, other);
    let mut ids = pairs.clone();
    let mut taken: BTreeSet<AnnotationId> = now.in_reading_order().iter().map(|one| one.id).collect();
    let mut next = now.next_id().0.max(other.next_id().0);
    for one in other.in_reading_order().iter().filter(|one| !pairs.contains_key(&one.id)) {
        let id = if taken.contains(&one.id) {
            next += 1;
            AnnotationId(next - 1)
        } else {
            one.id
        };
        taken.insert(id);
        ids.insert(one.id, id);
    }
    let mut found = Vec::new();
    for one in other.in_reading_order() {
        let meant = Arc::new(renumbered(one, &ids));
        match pairs.get(&one.id).and_then(|id| now.get(*id)) {
            None => found.push(Difference::Missing(meant)),
            Some(stands) if *stands != meant => found.push(Difference::Otherwise(Arc::clone(stands), meant)),
            Some(_) => {}
        }
    }
    let known: BTreeSet<AnnotationId> = pairs.into_values().collect();
    let since = now.in_reading_order().iter().filter(|one| !known.contains(&one.id));
    found.extend(since.cloned().map(Difference::Since));
    found
}

/// The transaction that puts back what some of them (by their index) have, with those that they name and that are missing too.
#[must_use]
pub fn putting_back(differences: &[Difference], wanted: &BTreeSet<usize>) -> Transaction {
    let missing = differences.iter().enumerate().filter_map(|(at, difference)| match difference {
        Difference::Missing(one) => Some((one.id, at)),
        Difference::Otherwise(..) | Difference::Since(_) => None,
    });
    let missing: BTreeMap<AnnotationId, usize> = missing.collect();
    let (mut due, mut all): (Vec<usize>, BTreeSet<usize>) = (wanted.iter().copied().collect(), wanted.clone());
    while let Some(difference) = due.pop().and_then(|at| differences.get(at)) {
        for argument in &difference.subject().arguments {
            let Filler::Annotation(id) = &argument.filler else { continue };
            due.extend(missing.get(id).copied().filter(|at| all.insert(*at)));
        }
    }
    let changes = all.into_iter().filter_map(|at| match differences.get(at)? {
        Difference::Missing(one) => Some(Change::Annotation { before: None, after: Some(Arc::clone(one)) }),
        Difference::Otherwise(stands, one) => {
            Some(Change::Annotation { before: Some(Arc::clone(stands)), after: Some(Arc::clone(one)) })
        }
        Difference::Since(_) => None,
    });
    changes.collect()
}

/// Which annotations of the other version are which of the set: those with the same label in the same place, first those that have the
/// same number too; then those with the same number and either.
fn pairs(now: &AnnotationSet, other: &AnnotationSet) -> BTreeMap<AnnotationId, AnnotationId> {
    let is_same = |one: &Annotation, stands: &Annotation| one.label == stands.label && one.anchor == stands.anchor;
    let is_near = |one: &Annotation, stands: &Annotation| one.label == stands.label || one.anchor == stands.anchor;
    let with_number =
        |one: &Annotation| now.get(one.id).filter(|stands| is_same(one, stands)).map(|_| (one.id, one.id));
    let mut pairs: BTreeMap<AnnotationId, AnnotationId> =
        other.in_reading_order().iter().filter_map(|one| with_number(one)).collect();
    let mut taken: BTreeSet<AnnotationId> = pairs.values().copied().collect();
    let mut places: HashMap<(&LabelId, &Anchor), Vec<AnnotationId>> = HashMap::new();
    for stands in now.in_reading_order().iter().rev().filter(|stands| !taken.contains(&stands.id)) {
        places.entry((&stands.label, &stands.anchor)).or_default().push(stands.id);
    }
    for one in other.in_reading_order() {
        if pairs.contains_key(&one.id) {
            continue;
        }
        if let Some(id) = places.get_mut(&(&one.label, &one.anchor)).and_then(Vec::pop) {
            taken.insert(id);
            pairs.insert(one.id, id);
        }
    }
    for one in other.in_reading_order() {
        let is_free = !pairs.contains_key(&one.id) && !taken.contains(&one.id);
        if is_free && now.get(one.id).is_some_and(|stands| is_near(one, stands)) {
            taken.insert(one.id);
            pairs.insert(one.id, one.id);
        }
    }
    pairs
}

/// The same with the numbers that it and its fillers have in the set.
fn renumbered(one: &Annotation, ids: &BTreeMap<AnnotationId, AnnotationId>) -> Annotation {
    let number = |id: AnnotationId| ids.get(&id).copied().unwrap_or(id);
    let mut meant = Annotation { id: number(one.id), arguments: Vec::new(), ..one.clone() };
    for argument in &one.arguments {
        let mut argument = argument.clone();
        if let Filler::Annotation(id) = &mut argument.filler {
            *id = number(*id);
        }
        meant.add_argument(argument);
    }
    meant
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{differences, putting_back};
    use crate::model::change;
    use crate::model::document::Document;
    use crate::model::id::{AnnotatorId, DocumentId};
    use crate::model::marked;
    use crate::model::set::AnnotationSet;
    use crate::tests::news;

    fn set(marked: &str) -> (Document, AnnotationSet) {
        let read = marked::parse(marked, &news::project()).unwrap();
        let document = Document::new(DocumentId::new("d"), read.text.as_str());
        let mut set = AnnotationSet::new(AnnotatorId::new("layla"), document.id().clone());
        for annotation in read.annotations {
            change::apply(&mut set, &change::adding(annotation)).unwrap();
        }
        (document, set)
    }

    /// What some of the differences between two marked texts, counted from 1, make of the first.
    fn put_back(now: &str, other: &str, wanted: &[usize]) -> String {
        let ((document, mut now), (_, other)) = (set(now), set(other));
        let found = differences(&now, &other);
        let wanted: BTreeSet<usize> = wanted.iter().map(|number| number - 1).collect();
        change::apply(&mut now, &putting_back(&found, &wanted)).unwrap();
        let annotations = now.in_reading_order().iter().map(AsRef::as_ref);
        marked::print(&document, 0..document.text().len(), annotations, &news::project())
    }

    #[test]
    fn what_is_missing_comes_with_what_it_names_and_under_a_free_number() {
        let (now, other) = ("[place#1 Haifa] Layla visited.", "Haifa [person#1 Layla] [visit#2{agent=1} visited].");
        assert_eq!(put_back(now, other, &[2]), "[place Haifa] [person#2 Layla] [visit{agent=2} visited].");
        assert_eq!(put_back(now, other, &[1]), "[place Haifa] [person Layla] visited.");
    }

    #[test]
    fn what_is_otherwise_is_as_it_was_and_what_came_since_stays() {
        let (now, other) = ("[group#1 Haifa] [person#2 Layla] visited.", "[place#1 Haifa] Layla visited.");
        assert_eq!(put_back(now, other, &[1]), "[place Haifa] [person Layla] visited.");
        assert_eq!(put_back(now, other, &[2]), "[group Haifa] [person Layla] visited.");
    }

    #[test]
    fn the_same_under_other_numbers_is_the_same() {
        let (now, other) =
            ("[person#1 Layla] [visit#2{agent=1} visited].", "[person#7 Layla] [visit#9{agent=7} visited].");
        assert_eq!(differences(&set(now).1, &set(other).1), []);
    }
}
