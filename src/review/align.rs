//! Aligning: which annotations of several sets on one text are about the same thing. Entities are aligned first, then events,
//! then stances, relations and topics, so that an argument is the same where the mentions it names were aligned. Knows no
//! screens and judges nothing: what differs within a match, `cases` tells. Offsets are UTF-8 bytes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::annotation::{Annotation, Filler};
use crate::model::id::{AnnotationId, IdentityId};
use crate::model::schema::{Project, Shape};
use crate::model::set::AnnotationSet;
use crate::text::span::Span;

/// What two annotations must share of their text, of 1000, to be about the same thing though their labels differ.
const SHARED_BY_OTHER_LABELS: usize = 500;

/// Shapes in the order in which they are aligned: each may name what stands before it.
const ORDER: [Shape; 5] = [Shape::Entity, Shape::Event, Shape::Stance, Shape::Relation, Shape::Topic];

/// What all sets say about one thing: at most one annotation of each.
#[derive(Debug, Clone)]
pub struct Match {
    /// The layer, by its id.
    pub layer: String,
    pub shape: Shape,
    /// One for each set, in their order; `None` where a set says nothing of it.
    pub members: Vec<Option<Arc<Annotation>>>,
}

/// Who or what plays a role, so that fillers of different sets can be compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The annotations of a match, by its number.
    Match(usize),
    /// Somebody known across documents, by the name that `Alignment::of` was given for it.
    Identity(String),
    /// An annotation that is not there.
    Nobody(AnnotationId),
}

/// The matches of some sets on one document.
#[derive(Debug, Clone)]
pub struct Alignment {
    /// By shape, then in reading order.
    matches: Vec<Match>,
    /// For each set, the match of each of its annotations.
    places: Vec<BTreeMap<AnnotationId, usize>>,
    /// For each set, what its identities are called.
    names: Vec<BTreeMap<IdentityId, String>>,
}

/// An annotation with the number of its set.
#[derive(Clone, Copy)]
struct Member<'a> {
    set: usize,
    annotation: &'a Arc<Annotation>,
}

/// How much two annotations seem to be about the same thing; the greater the more. In the order of the fields: the same spans
/// and label, the same spans, the same label, how much text they share, how many arguments.
type Likeness = (bool, bool, bool, usize, usize);

impl Alignment {
    /// Aligns `sets`, which are all on one document. `name_of` says what an identity of the set with that number is called by
    /// everybody, such as its Wikidata number; identities of the same name are the same.
    ///
    /// Pairs are joined from the likeliest to the least likely, as long as no set comes twice into a match. That is not always
    /// the best of all assignments, but each step can be followed by eye, equal annotations always meet, and the time grows
    /// with the overlapping pairs alone.
    #[must_use]
    pub fn of(project: &Project, sets: &[&AnnotationSet], name_of: impl Fn(usize, &IdentityId) -> String) -> Self {
        let names = sets.iter().enumerate().map(|(set, annotations)| {
            let known: BTreeSet<&IdentityId> = annotations.in_reading_order().iter().flat_map(identities_of).collect();
            known.into_iter().map(|id| (id.clone(), name_of(set, id))).collect()
        });
        let mut alignment =
            Self { matches: Vec::new(), places: vec![BTreeMap::new(); sets.len()], names: names.collect() };
        for shape in ORDER {
            for layer in project.layers.iter().filter(|layer| layer.shape == shape) {
                alignment.align_layer(&layer.id, shape, &members(sets, &layer.id));
            }
        }
        alignment
    }

    /// All matches: by shape, then in reading order.
    #[must_use]
    pub fn matches(&self) -> &[Match] {
        &self.matches
    }

    /// The match of an annotation of a set.
    #[must_use]
    pub fn match_of(&self, set: usize, annotation: AnnotationId) -> Option<usize> {
        self.places.get(set)?.get(&annotation).copied()
    }

    /// What an identity of a set is called by everybody.
    #[must_use]
    pub fn name_of<'a>(&'a self, set: usize, identity: &'a IdentityId) -> &'a str {
        self.names.get(set).and_then(|names| names.get(identity)).map_or(identity.as_str(), String::as_str)
    }

    /// The arguments of an annotation of a set, so that they can be compared with those of another one.
    #[must_use]
    pub fn parts<'a>(&self, set: usize, annotation: &'a Annotation) -> BTreeSet<(&'a str, Part)> {
        annotation.arguments.iter().map(|argument| (argument.role.as_str(), self.part(set, &argument.filler))).collect()
    }

    /// The arguments whose fillers are aligned already.
    fn known_parts<'a>(&self, member: Member<'a>) -> BTreeSet<(&'a str, Part)> {
        let mut parts = self.parts(member.set, member.annotation);
        parts.retain(|(_, part)| !matches!(part, Part::Nobody(_)));
        parts
    }

    fn part(&self, set: usize, filler: &Filler) -> Part {
        match filler {
            Filler::Identity(identity) => Part::Identity(self.name_of(set, identity).to_owned()),
            Filler::Annotation(id) => match self.match_of(set, *id) {
                Some(found) => Part::Match(found),
                None => Part::Nobody(*id),
            },
        }
    }

    fn align_layer(&mut self, layer: &str, shape: Shape, members: &[Member<'_>]) {
        let mut pairs: Vec<(Reverse<Likeness>, usize, usize)> = Vec::new();
        for (first, second) in candidates(members) {
            if let Some(likeness) = self.likeness(members[first], members[second]) {
                pairs.push((Reverse(likeness), first, second));
            }
        }
        pairs.sort_unstable();
        for group in join(members, &pairs) {
            let number = self.matches.len();
            let mut found = Match { layer: layer.to_owned(), shape, members: vec![None; self.places.len()] };
            for member in group.into_iter().map(|index| members[index]) {
                self.places[member.set].insert(member.annotation.id, number);
                found.members[member.set] = Some(Arc::clone(member.annotation));
            }
            self.matches.push(found);
        }
    }

    /// `None` if they cannot be about the same thing.
    fn likeness(&self, first: Member<'_>, second: Member<'_>) -> Option<Likeness> {
        let (one, other) = (first.annotation, second.annotation);
        let is_same_label = one.label == other.label;
        let (one_parts, other_parts) = (self.known_parts(first), self.known_parts(second));
        let parts = one_parts.intersection(&other_parts).count();
        let (one_spans, other_spans) = (one.anchor.spans(), other.anchor.spans());
        if one_spans.is_empty() {
            // Both are about the document: what they join is what they are about.
            let is_same = one_parts == other_parts;
            let is_about_same = if one_parts.is_empty() && other_parts.is_empty() { is_same_label } else { parts > 0 };
            return is_about_same.then_some((is_same && is_same_label, is_same, is_same_label, 0, parts));
        }
        let is_same = one_spans == other_spans;
        let shared = shared(one_spans, other_spans);
        (is_same_label || shared >= SHARED_BY_OTHER_LABELS).then_some((
            is_same && is_same_label,
            is_same,
            is_same_label,
            shared,
            parts,
        ))
    }
}

fn identities_of(annotation: &Arc<Annotation>) -> impl Iterator<Item = &IdentityId> {
    let fillers = annotation.arguments.iter().filter_map(|argument| match &argument.filler {
        Filler::Identity(identity) => Some(identity),
        Filler::Annotation(_) => None,
    });
    annotation.identity.iter().chain(fillers)
}

/// The annotations of a layer in all sets, in reading order.
fn members<'a>(sets: &[&'a AnnotationSet], layer: &str) -> Vec<Member<'a>> {
    let of_layer = |(set, annotations): (usize, &&'a AnnotationSet)| {
        let all = annotations.in_reading_order().iter();
        all.filter(|annotation| &*annotation.label.layer == layer).map(move |annotation| Member { set, annotation })
    };
    let mut members: Vec<Member<'a>> = sets.iter().enumerate().flat_map(of_layer).collect();
    let key = |member: &Member<'_>| {
        let hull = member.annotation.anchor.hull().unwrap_or_default();
        let is_in_text = member.annotation.anchor.hull().is_some();
        (is_in_text, hull.start, Reverse(hull.end), member.set, member.annotation.id)
    };
    members.sort_unstable_by_key(key);
    members
}

/// Pairs of members of different sets that overlap, or are both about the document; the first stands before the second.
fn candidates(members: &[Member<'_>]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    // Those that began and may still reach what comes.
    let mut open: Vec<usize> = Vec::new();
    for (index, member) in members.iter().enumerate() {
        let hull = member.annotation.anchor.hull();
        open.retain(|before| match (members[*before].annotation.anchor.hull(), &hull) {
            (None, None) => true,
            (Some(before), Some(hull)) => hull.start < before.end,
            (Some(_), None) | (None, Some(_)) => false,
        });
        pairs.extend(open.iter().filter(|before| members[**before].set != member.set).map(|before| (*before, index)));
        open.push(index);
    }
    pairs
}

/// How much text two anchors share, of 1000: twice what both cover by what each covers (Dice's coefficient).
fn shared(one: &[Span], other: &[Span]) -> usize {
    let both: usize = one
        .iter()
        .flat_map(|span| {
            other.iter().map(|found| found.end().min(span.end()).saturating_sub(found.start().max(span.start())))
        })
        .sum();
    let all: usize = one.iter().chain(other).map(|span| span.len()).sum();
    if both == 0 { 0 } else { (2000 * both / all).max(1) }
}

/// Joins pairs, the likeliest first, unless a set would come twice; the groups in the order of their first member.
fn join(members: &[Member<'_>], pairs: &[(Reverse<Likeness>, usize, usize)]) -> Vec<Vec<usize>> {
    let mut group_of: Vec<usize> = (0..members.len()).collect();
    let mut groups: Vec<Vec<usize>> = (0..members.len()).map(|index| vec![index]).collect();
    for (_, first, second) in pairs {
        let (kept, gone) = (group_of[*first].min(group_of[*second]), group_of[*first].max(group_of[*second]));
        let has_set = |set: usize| groups[kept].iter().any(|index| members[*index].set == set);
        if kept == gone || groups[gone].iter().any(|index| has_set(members[*index].set)) {
            continue;
        }
        let moved = std::mem::take(&mut groups[gone]);
        for index in &moved {
            group_of[*index] = kept;
        }
        groups[kept].extend(moved);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

#[cfg(test)]
mod tests {
    use super::Alignment;
    use crate::tests::news;

    /// What is aligned, by the numbers of the annotations in each set: `1-1 2-. 3-2`.
    fn aligned(sets: &[&str]) -> String {
        let (_, sets) = news::sets(sets);
        let alignment = Alignment::of(&news::project(), &sets.iter().collect::<Vec<_>>(), |_, identity| {
            identity.as_str().to_owned()
        });
        let told = |found: &super::Match| {
            let numbers = found.members.iter().map(|one| one.as_ref().map_or(".".to_owned(), |one| one.id.to_string()));
            numbers.collect::<Vec<_>>().join("-")
        };
        alignment.matches().iter().map(told).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_same_spans_meet_whatever_their_labels() {
        assert_eq!(aligned(&["[person Layla] in [place Haifa]", "[person Layla] in [organization Haifa]"]), "1-1 2-2");
    }

    #[test]
    fn borders_may_differ_where_the_label_is_the_same() {
        assert_eq!(aligned(&["[person Layla Haddad] left", "Layla [person Haddad left]"]), "1-1");
        assert_eq!(aligned(&["[person Layla Haddad] left early", "Layla [place Haddad left early]"]), "1-. .-1");
        assert_eq!(aligned(&["[person Layla Haddad] left", "[place Layla] Haddad left"]), "1-1");
    }

    #[test]
    fn nested_mentions_meet_their_likes() {
        let nested = "[organization#1 [place#2 Haifa] University]";
        assert_eq!(aligned(&[nested, "[organization#2 [place#1 Haifa] University]"]), "1-2 2-1");
        assert_eq!(aligned(&[nested, "[place Haifa] University"]), "1-. 2-1");
    }

    #[test]
    fn no_set_comes_twice_into_a_match() {
        assert_eq!(aligned(&["[person Layla] [person Haddad]", "[person Layla Haddad]"]), "2-1 1-.");
        assert_eq!(aligned(&["[person Layla]", "[person Layla]", "[person Layla]"]), "1-1-1");
    }

    #[test]
    fn two_events_on_one_trigger_are_told_apart_by_who_takes_part() {
        let first = "[person#1 A] and [person#2 B] [visit#3{agent=1} [visit#4{agent=2} went]#3]#4";
        let second = "[person#1 A] and [person#2 B] [visit#3{agent=2} [visit#4{agent=1} went]#3]#4";
        assert_eq!(aligned(&[first, second]), "1-1 2-2 3-4 4-3");
    }

    #[test]
    fn what_is_about_the_document_meets_by_what_it_joins() {
        let one = "[@against#2{holder=1, target=@dam}][@favour#3{holder=1, target=@park}][person#1 Layla]";
        let other = "[@favour#1{holder=3, target=@park}][@neutral#2{holder=3, target=@dam}][person#3 Layla]";
        assert_eq!(aligned(&[one, other]), "1-3 2-2 3-1");
    }
}
