//! Cases: the places where sets may differ, and what each of them says there. Offsets are UTF-8 bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::model::annotation::{Anchor, Annotation};
use crate::model::schema::Shape;
use crate::model::set::AnnotationSet;
use crate::text::clitics::{self, End};

use super::align::{Alignment, Match, Part};

/// A place where sets agree or differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The number of its match in the alignment.
    pub number: usize,
    /// The layer, by its id.
    pub layer: String,
    pub shape: Shape,
    /// From the first to the last byte that any of the sets means; `None` for the document.
    pub place: Option<Range<usize>>,
    /// What is said, the reading of most sets first; of as many, that of the earlier set.
    pub readings: Vec<Reading>,
    /// In what the readings differ; nothing if all sets say the same.
    pub differences: BTreeSet<Difference>,
}

/// What some of the sets say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The numbers of the sets, ascending.
    pub sets: Vec<usize>,
    /// The annotation of the first of them; `None` if they say nothing here.
    pub annotation: Option<Arc<Annotation>>,
}

/// In what two readings differ, the lightest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// A border, by spaces alone.
    Space,
    /// A border, by what is written onto an Arabic word: وبلينكن and بلينكن.
    Clitic,
    /// A border, or which pieces are meant.
    Border,
    Attribute,
    /// Who or what across documents it is.
    Identity,
    /// One says who plays a role, the other does not.
    Role,
    /// Somebody else plays the role.
    Filler,
    Label,
    /// A stance for the one is against for the other.
    Polarity,
    /// What is one annotation for the one is several for the other.
    SplitOrMerged,
    /// One says nothing here.
    Missing,
    /// One gives the document a label, the other does not.
    DocumentLabel,
}

impl Difference {
    pub const ALL: [Difference; 12] = [
        Difference::Space,
        Difference::Clitic,
        Difference::Border,
        Difference::Attribute,
        Difference::Identity,
        Difference::Role,
        Difference::Filler,
        Difference::Label,
        Difference::Polarity,
        Difference::SplitOrMerged,
        Difference::Missing,
        Difference::DocumentLabel,
    ];

    /// What commands and files call it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Difference::Space => "space",
            Difference::Clitic => "clitic",
            Difference::Border => "border",
            Difference::Attribute => "attribute",
            Difference::Identity => "identity",
            Difference::Role => "role",
            Difference::Filler => "filler",
            Difference::Label => "label",
            Difference::Polarity => "polarity",
            Difference::SplitOrMerged => "split",
            Difference::Missing => "missing",
            Difference::DocumentLabel => "document-label",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|difference| difference.word() == word)
    }
}

/// What is compared besides the words of an annotation: its arguments in terms of the alignment, and its identity's name.
struct Said<'a> {
    annotation: &'a Annotation,
    parts: BTreeSet<(&'a str, Part)>,
    identity: Option<&'a str>,
}

/// Every match of an alignment of `sets` on `text` as a case, in reading order; what is about the document comes first.
#[must_use]
pub fn cases(text: &str, sets: &[&AnnotationSet], alignment: &Alignment) -> Vec<Case> {
    let mut cases: Vec<Case> = alignment
        .matches()
        .iter()
        .enumerate()
        .map(|(number, found)| case(text, sets, alignment, number, found))
        .collect();
    let key = |case: &Case| {
        let place = case.place.clone().unwrap_or_default();
        (case.place.is_some(), place.start, std::cmp::Reverse(place.end), case.number)
    };
    cases.sort_by_key(key);
    cases
}

fn case(text: &str, sets: &[&AnnotationSet], alignment: &Alignment, number: usize, found: &Match) -> Case {
    let said: Vec<Option<Said<'_>>> = found
        .members
        .iter()
        .enumerate()
        .map(|(set, member)| {
            member.as_ref().map(|annotation| Said {
                annotation,
                parts: alignment.parts(set, annotation),
                identity: annotation.identity.as_ref().map(|identity| alignment.name_of(set, identity)),
            })
        })
        .collect();
    let hulls = || found.members.iter().flatten().filter_map(|annotation| annotation.anchor.hull());
    let place = hulls().reduce(|whole, hull| whole.start.min(hull.start)..whole.end.max(hull.end));
    let mut readings: Vec<Reading> = Vec::new();
    let mut differences = BTreeSet::new();
    for (set, here) in said.iter().enumerate() {
        let mut is_said = false;
        for reading in &mut readings {
            let first = reading.sets[0];
            let differ = match (&said[first], here) {
                (None, None) => BTreeSet::new(),
                (Some(one), Some(other)) => differences_of(text, found.shape, one, other),
                (Some(said), None) => BTreeSet::from([absence(found, said.annotation, sets[set])]),
                (None, Some(said)) => BTreeSet::from([absence(found, said.annotation, sets[first])]),
            };
            if differ.is_empty() {
                reading.sets.push(set);
                is_said = true;
                break;
            }
            differences.extend(differ);
        }
        if !is_said {
            let annotation = found.members[set].clone();
            readings.push(Reading { sets: vec![set], annotation });
        }
    }
    readings.sort_by_key(|reading| (std::cmp::Reverse(reading.sets.len()), reading.sets[0]));
    Case { number, layer: found.layer.clone(), shape: found.shape, place, readings, differences }
}

fn differences_of(text: &str, shape: Shape, one: &Said<'_>, other: &Said<'_>) -> BTreeSet<Difference> {
    let mut differences = BTreeSet::new();
    differences.extend(border(text, &one.annotation.anchor, &other.annotation.anchor));
    if one.annotation.label != other.annotation.label {
        differences.insert(if shape == Shape::Stance { Difference::Polarity } else { Difference::Label });
    }
    if one.annotation.attributes != other.annotation.attributes {
        differences.insert(Difference::Attribute);
    }
    if one.identity != other.identity {
        differences.insert(Difference::Identity);
    }
    let (one, other) = (by_role(&one.parts), by_role(&other.parts));
    for role in one.keys().chain(other.keys()) {
        match (one.get(role), other.get(role)) {
            (Some(one), Some(other)) if one == other => {}
            (Some(_), Some(_)) => {
                differences.insert(Difference::Filler);
            }
            _ => {
                differences.insert(Difference::Role);
            }
        }
    }
    differences
}

fn by_role<'a>(parts: &'a BTreeSet<(&'a str, Part)>) -> BTreeMap<&'a str, Vec<&'a Part>> {
    let mut roles: BTreeMap<&str, Vec<&Part>> = BTreeMap::new();
    for (role, part) in parts {
        roles.entry(role).or_default().push(part);
    }
    roles
}

/// How two anchors differ, if they do.
#[must_use]
pub fn border(text: &str, one: &Anchor, other: &Anchor) -> Option<Difference> {
    if one == other {
        return None;
    }
    let pairs = one.spans().iter().zip(other.spans());
    let borders =
        pairs.flat_map(|(one, other)| [(End::Start, one.start(), other.start()), (End::End, one.end(), other.end())]);
    let kind = |(end, one, other): (End, usize, usize)| {
        let between = &text[one.min(other)..one.max(other)];
        if between.chars().all(char::is_whitespace) {
            Difference::Space
        } else if clitics::are_joined(text, one.min(other)..one.max(other), end) {
            Difference::Clitic
        } else {
            Difference::Border
        }
    };
    let is_piecewise = one.spans().len() == other.spans().len() && !one.spans().is_empty();
    if is_piecewise { borders.map(kind).max() } else { Some(Difference::Border) }
}

/// Why a set has nothing here: its annotation that overlaps with this one belongs to another match, or there is none.
fn absence(found: &Match, said: &Annotation, set: &AnnotationSet) -> Difference {
    if found.shape == Shape::Topic {
        return Difference::DocumentLabel;
    }
    let says_too = |hull: Range<usize>| set.touching(hull).any(|annotation| annotation.label == said.label);
    if said.anchor.hull().is_some_and(says_too) { Difference::SplitOrMerged } else { Difference::Missing }
}

#[cfg(test)]
mod tests {
    use super::{Difference, cases};
    use crate::model::set::AnnotationSet;
    use crate::review::align::Alignment;
    use crate::tests::news;

    /// The differences of each case, and `=` where all agree.
    fn told(sets: &[&str]) -> Vec<String> {
        let (text, sets) = news::sets(sets);
        let sets: Vec<&AnnotationSet> = sets.iter().collect();
        let alignment = Alignment::of(&news::project(), &sets, |_, identity| identity.as_str().to_owned());
        let words = |case: super::Case| {
            let words: Vec<&str> = case.differences.iter().map(|difference| difference.word()).collect();
            if words.is_empty() { "=".to_owned() } else { words.join("+") }
        };
        cases(&text, &sets, &alignment).into_iter().map(words).collect()
    }

    #[test]
    fn what_is_the_same_is_agreed() {
        assert_eq!(told(&["[person Layla] in [place#7 Haifa]", "[person#9 Layla] in [place Haifa]"]), ["=", "="]);
    }

    #[test]
    fn a_border_tells_how_it_differs() {
        assert_eq!(told(&["قال [person وبلينكن]", "قال و[person بلينكن]"]), ["clitic"]);
        assert_eq!(told(&["[person Layla ]left", "[person Layla] left"]), ["space"]);
        assert_eq!(told(&["[person Layla Haddad] left", "[person Layla] Haddad left"]), ["border"]);
        assert_eq!(told(&["ở [place Hà_Nội]", "ở Hà_[place Nội]"]), ["border"]);
    }

    #[test]
    fn a_frame_differs_by_its_parts_once_its_mentions_are_aligned() {
        let begin = "[person#1 Layla] met [person#2 Thomas] in [place#3 Haifa]";
        let visit = |one: &str, other: &str| {
            told(&[&format!("{begin} [visit{one} went]"), &format!("{begin} [visit{other} went]")])[3].clone()
        };
        assert_eq!(visit("{agent=1}", "{agent=1}"), "=");
        assert_eq!(visit("{agent=1}", "{agent=2}"), "filler");
        assert_eq!(visit("{agent=1, destination=3}", "{agent=1}"), "role");
        assert_eq!(visit("{factuality:planned}", "{factuality:happened}"), "attribute");
        assert_eq!(visit("{@the-visit}", ""), "identity");
    }

    #[test]
    fn an_argument_agrees_where_the_border_of_its_mention_alone_differs() {
        let one = "قال [person#1 وبلينكن] انه [visit{agent=1} زار]";
        let other = "قال و[person#4 بلينكن] انه [visit{agent=4} زار]";
        assert_eq!(told(&[one, other]), ["clitic", "="]);
    }

    #[test]
    fn labels_polarities_and_topics_have_names_of_their_own() {
        assert_eq!(told(&["[person Haifa]", "[place Haifa]"]), ["label"]);
        assert_eq!(told(&["[favour welcomed]", "[against welcomed]"]), ["polarity"]);
    }

    #[test]
    fn one_for_two_is_no_plain_absence() {
        assert_eq!(told(&["[person Layla] [person Haddad]", "[person Layla Haddad]"]), ["border", "split"]);
        assert_eq!(told(&["[person Layla] left", "Layla left"]), ["missing"]);
    }

    #[test]
    fn the_reading_of_most_comes_first() {
        let (_, sets) = news::sets(&["[place Haifa]", "[organization Haifa]", "[organization Haifa]", "Haifa"]);
        let sets: Vec<&AnnotationSet> = sets.iter().collect();
        let alignment = Alignment::of(&news::project(), &sets, |_, identity| identity.as_str().to_owned());
        let [case] = &cases("Haifa", &sets, &alignment)[..] else { panic!("one case was expected") };
        let who: Vec<&[usize]> = case.readings.iter().map(|reading| reading.sets.as_slice()).collect();
        assert_eq!(who, [&[1, 2][..], &[0], &[3]]);
        assert_eq!(case.differences.iter().copied().collect::<Vec<_>>(), [Difference::Label, Difference::Missing]);
    }
}
