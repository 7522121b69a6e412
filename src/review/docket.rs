//! The docket: every case of some sets on one document, and what became of each in the set that the review is made for, the
//! target. A case is decided once a decision of the target is about it, and open again when one of its sources says something
//! else than was seen. Knows no sessions and screens. Offsets are UTF-8 bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::model::annotation::{Anchor, Annotation};
use crate::model::decision::{Decision, Key, Said, Seen, Source};
use crate::model::document::Document;
use crate::model::id::{AnnotationId, AnnotatorId, IdentityId, LabelId};
use crate::model::identity::Identities;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;

use super::agreement::Measure;
use super::align::Alignment;
use super::behind::{Disagreement, disagreements};
use super::cases::{Case, cases};

/// What somebody says of a document, with the identities that it names.
#[derive(Debug, Clone)]
pub struct Voice {
    pub set: AnnotationSet,
    pub identities: Arc<Identities>,
}

/// The cases of some voices. It stays as it is while the target changes.
#[derive(Debug, Clone)]
pub struct Docket {
    pub voices: Vec<Voice>,
    pub alignment: Alignment,
    /// In reading order; what is about the document comes first.
    pub cases: Vec<Case>,
    /// For each match of the alignment, its case.
    case_of: Vec<usize>,
    /// Which of the voices is the target itself: who looks at suggestions has a say of their own.
    own: Option<usize>,
    text: Arc<str>,
    /// By match; found when somebody asks for it.
    disagreements: OnceLock<Vec<Vec<Disagreement>>>,
}

/// A case, or what is left of one, and what became of it.
#[derive(Debug, Clone)]
pub struct Item {
    /// The number of its case; `None` where nobody says any longer what was decided about.
    pub case: Option<usize>,
    /// From the first to the last byte; `None` for the document.
    pub place: Option<Range<usize>>,
    pub state: State,
    /// What the target says of it, the first first.
    pub standing: Vec<AnnotationId>,
    /// The last decision about it, also one that holds no longer.
    pub decision: Option<Arc<Decision>>,
}

/// What became of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    Open,
    /// A source changed after it was decided.
    Reopened,
    /// All say the same, and the target said so already.
    Settled,
    Decided,
}

impl State {
    /// Whether somebody has to look at it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, State::Open | State::Reopened)
    }
}

/// What everybody calls an identity: the name that others gave it, such as its Wikidata number, or else its id. Identities
/// of different annotators with one such name are one.
#[must_use]
pub fn shared_name(identities: &Identities, id: &IdentityId) -> String {
    match identities.resolved(id) {
        Some(root) if !root.external_id.is_empty() => root.external_id.clone(),
        Some(root) => root.id.to_string(),
        None => id.to_string(),
    }
}

impl Docket {
    /// The cases of voices, of which `own` is the target itself, if it is among them. What it says is no case alone and no
    /// source of a decision.
    #[must_use]
    pub fn new(project: &Project, document: &Document, voices: Vec<Voice>, own: Option<usize>) -> Self {
        let sets: Vec<&AnnotationSet> = voices.iter().map(|voice| &voice.set).collect();
        let alignment = Alignment::of(project, &sets, |set, id| shared_name(&voices[set].identities, id));
        let cases = cases(document.text(), &sets, &alignment);
        let mut case_of = vec![0; cases.len()];
        for (at, case) in cases.iter().enumerate() {
            case_of[case.number] = at;
        }
        let text = Arc::clone(document.text());
        Self { voices, alignment, cases, case_of, own, text, disagreements: OnceLock::new() }
    }

    /// Whether voices differ in a case by what a measure counts, in what is said under a label that is wanted.
    #[must_use]
    pub fn differs(&self, case: usize, measure: Measure, is_wanted: impl Fn(&LabelId) -> bool) -> bool {
        let all = self.disagreements.get_or_init(|| {
            let sets: Vec<&AnnotationSet> = self.voices.iter().map(|voice| &voice.set).collect();
            disagreements(&self.text, &sets, &self.alignment)
        });
        let of_case = &all[self.cases[case].number];
        of_case.iter().any(|found| found.measures.contains(&measure) && is_wanted(&found.label))
    }

    /// The case of a match.
    #[must_use]
    pub fn case_of(&self, matched: usize) -> usize {
        self.case_of[matched]
    }

    /// What each voice says in a case.
    #[must_use]
    pub fn members(&self, case: usize) -> &[Option<Arc<Annotation>>] {
        &self.alignment.matches()[self.cases[case].number].members
    }

    /// What a decision about a case saw. Taken are those whose words are in a reading of `taken`.
    #[must_use]
    pub fn sources(&self, case: usize, taken: &[usize]) -> Vec<Source> {
        let is_taken = |set: usize| taken.iter().any(|reading| self.cases[case].readings[*reading].sets.contains(&set));
        let mut sources: Vec<Source> = self
            .others(case)
            .map(|(set, member)| Source {
                annotator: self.voices[set].set.annotator().clone(),
                said: member.as_ref().map(|annotation| Said {
                    id: annotation.id,
                    label: annotation.label.clone(),
                    seen: Seen::of(annotation),
                }),
                is_taken: is_taken(set),
            })
            .collect();
        sources.sort_by(|one, other| one.annotator.cmp(&other.annotator));
        sources
    }

    /// What became of every case in `target`, in reading order, and what is left of those that are none any more.
    #[must_use]
    pub fn items(&self, target: &AnnotationSet) -> Vec<Item> {
        let mut about: BTreeMap<Key, &Arc<Decision>> = BTreeMap::new();
        for decision in target.decisions() {
            about.extend(decision.keys().map(|key| (key, decision)));
        }
        let claimed: BTreeSet<AnnotationId> = target.decisions().flat_map(|decision| &decision.made).copied().collect();
        let mut used: BTreeSet<Key> = BTreeSet::new();
        let mut items: Vec<Item> = Vec::with_capacity(self.cases.len());
        for (at, case) in self.cases.iter().enumerate() {
            let keys = self.keys(at);
            if keys.is_empty() {
                continue;
            }
            let decision = keys.iter().find_map(|key| about.get(key).copied()).cloned();
            if let Some(key) = decision.as_ref().and_then(|decision| decision.key()) {
                used.insert(key);
            }
            let made = decision.iter().flat_map(|decision| &decision.made).copied();
            let mut standing: Vec<AnnotationId> = made.filter(|id| target.get(*id).is_some()).collect();
            if standing.is_empty() && decision.as_ref().is_none_or(|_| self.own.is_some()) {
                standing.extend(self.said_already(at, target, &claimed));
            }
            let is_seen = decision.as_ref().map(|decision| self.is_as_seen(at, decision));
            let state = match is_seen {
                Some(true) => State::Decided,
                Some(false) => State::Reopened,
                None if case.differences.is_empty() && !standing.is_empty() => State::Settled,
                None => State::Open,
            };
            items.push(Item { case: Some(at), place: case.place.clone(), state, standing, decision });
        }
        let gone = target.decisions().filter(|decision| {
            let is_used = decision.key().is_some_and(|key| used.contains(&key));
            !is_used && decision.keys().all(|(annotator, _)| self.voice_of(&annotator).is_some())
        });
        for decision in gone.cloned().collect::<Vec<_>>() {
            let standing: Vec<AnnotationId> =
                decision.made.iter().copied().filter(|id| target.get(*id).is_some()).collect();
            // Where nothing is left on either side there is nothing to look at.
            let Some(first) = standing.first().and_then(|id| target.get(*id)) else { continue };
            let place = first.anchor.hull();
            items.push(Item { case: None, place, state: State::Reopened, standing, decision: Some(decision) });
        }
        let key = |item: &Item| {
            let place = item.place.clone().unwrap_or_default();
            (item.place.is_some(), place.start, std::cmp::Reverse(place.end))
        };
        items.sort_by_key(key);
        items
    }

    /// The annotations that a case is about.
    #[must_use]
    pub fn keys(&self, case: usize) -> Vec<Key> {
        let key = |(set, member): (usize, &Option<Arc<Annotation>>)| {
            Some((self.voices[set].set.annotator().clone(), member.as_ref()?.id))
        };
        self.others(case).filter_map(key).collect()
    }

    /// What each voice but the target says in a case, with its number.
    fn others(&self, case: usize) -> impl Iterator<Item = (usize, &Option<Arc<Annotation>>)> {
        self.members(case).iter().enumerate().filter(|(set, _)| Some(*set) != self.own)
    }

    /// The label under which a case is looked for: that of its first reading that says something.
    #[must_use]
    pub fn label(&self, case: usize) -> Option<&LabelId> {
        self.cases[case].readings.iter().find_map(|reading| reading.annotation.as_ref()).map(|one| &one.label)
    }

    fn voice_of(&self, annotator: &AnnotatorId) -> Option<usize> {
        self.voices.iter().position(|voice| voice.set.annotator() == annotator)
    }

    /// Whether everybody says what a decision saw. Who was not asked then may say what somebody else said.
    fn is_as_seen(&self, case: usize, decision: &Decision) -> bool {
        let was_said = |seen: Seen| {
            let mut said = decision.sources.iter().filter_map(|source| source.said.as_ref());
            said.any(|said| said.seen == seen)
        };
        self.others(case).all(|(set, member)| {
            let voice = &self.voices[set];
            let source = decision.sources.iter().find(|source| source.annotator == *voice.set.annotator());
            let now = member.as_ref().map(|annotation| (annotation.id, Seen::of(annotation)));
            match (source, now) {
                (Some(source), now) => source.said.as_ref().map(|said| (said.id, said.seen)) == now,
                (None, Some((_, seen))) => was_said(seen),
                (None, None) => true,
            }
        })
    }

    /// What the target says of a case without a decision: its own words if it is one of the voices, else what has the place
    /// and the label of one of the readings and did not come of another decision.
    fn said_already(
        &self,
        case: usize,
        target: &AnnotationSet,
        claimed: &BTreeSet<AnnotationId>,
    ) -> Option<AnnotationId> {
        if let Some(own) = self.own {
            return self.members(case)[own].as_ref().map(|annotation| annotation.id);
        }
        let readings = self.cases[case].readings.iter().filter_map(|reading| reading.annotation.as_ref());
        readings.filter(|said| said.anchor != Anchor::Document || said.arguments.is_empty()).find_map(|said| {
            let is_same = |there: &&Arc<Annotation>| {
                there.label == said.label && there.anchor == said.anchor && !claimed.contains(&there.id)
            };
            match said.anchor.hull() {
                Some(hull) => target.touching(hull).find(is_same).map(|there| there.id),
                // What joins something in the document is told apart by that, which only a decision remembers.
                None => target
                    .of_document()
                    .iter()
                    .filter(|there| there.arguments.is_empty())
                    .find(is_same)
                    .map(|there| there.id),
            }
        })
    }
}
