//! The docket: every case of some sets on one document, for the set that the review is made for, the target. What became of them
//! there, `outcomes` tells. Knows no sessions and screens. Offsets are UTF-8 bytes.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::model::annotation::Annotation;
use crate::model::decision::{Decision, Key, Said, Seen, Source};
use crate::model::document::Document;
use crate::model::id::{AnnotatorId, IdentityId, LabelId};
use crate::model::identity::Identities;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;

use super::agreement::Measure;
use super::align::Alignment;
use super::behind::{Disagreement, disagreements};
use super::cases::{Case, Difference, cases};

/// What somebody says of a document, with the identities that it names.
#[derive(Debug, Clone)]
pub struct Voice {
    pub set: Arc<AnnotationSet>,
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
    /// What there is among the cases in which somebody besides the target says something.
    pub contents: Contents,
    /// For each case, the furthest end of those up to it (bytes): with it those that touch a place are found by bisection.
    furthest: Vec<usize>,
    /// Which of the voices is the target itself: who looks at suggestions has a say of their own.
    own: Option<usize>,
    text: Arc<str>,
    /// By match; found when somebody asks for it.
    disagreements: OnceLock<Vec<Vec<Disagreement>>>,
}

/// What there is among some cases.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// Whether all say the same in any.
    pub is_any_agreed: bool,
    pub differences: BTreeSet<Difference>,
    /// The labels under which they are looked for.
    pub labels: BTreeSet<LabelId>,
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
        let sets: Vec<&AnnotationSet> = voices.iter().map(|voice| &*voice.set).collect();
        let alignment = Alignment::of(project, &sets, |set, id| shared_name(&voices[set].identities, id));
        let cases = cases(document.text(), &sets, &alignment);
        let mut case_of = vec![0; cases.len()];
        for (at, case) in cases.iter().enumerate() {
            case_of[case.number] = at;
        }
        let mut furthest = 0;
        let reach = |case: &Case| {
            furthest = case.place.as_ref().map_or(0, |place| place.end).max(furthest);
            furthest
        };
        let furthest = cases.iter().map(reach).collect();
        let text = Arc::clone(document.text());
        let contents = Contents::default();
        let mut docket =
            Self { voices, alignment, cases, case_of, contents, furthest, own, text, disagreements: OnceLock::new() };
        docket.contents = docket.found_contents();
        docket
    }

    fn found_contents(&self) -> Contents {
        let mut contents = Contents::default();
        for case in (0..self.cases.len()).filter(|case| self.others(*case).any(|(_, member)| member.is_some())) {
            let differences = &self.cases[case].differences;
            contents.is_any_agreed |= differences.is_empty();
            contents.differences.extend(differences);
            if let Some(label) = self.label(case).filter(|label| !contents.labels.contains(*label)) {
                contents.labels.insert(label.clone());
            }
        }
        contents
    }

    /// Which of the voices is the target itself.
    #[must_use]
    pub fn own(&self) -> Option<usize> {
        self.own
    }

    /// Whether voices differ in a case by what a measure counts, in what is said under a label that is wanted.
    #[must_use]
    pub fn differs(&self, case: usize, measure: Measure, is_wanted: impl Fn(&LabelId) -> bool) -> bool {
        let of_case = &self.disagreements()[self.cases[case].number];
        of_case.iter().any(|found| found.measures.contains(&measure) && is_wanted(&found.label))
    }

    /// Finds by which measures voices differ, that whoever asks for it need not wait.
    pub fn measure(&self) {
        self.disagreements();
    }

    /// Whether that was found.
    #[must_use]
    pub fn is_measured(&self) -> bool {
        self.disagreements.get().is_some()
    }

    fn disagreements(&self) -> &[Vec<Disagreement>] {
        self.disagreements.get_or_init(|| {
            let sets: Vec<&AnnotationSet> = self.voices.iter().map(|voice| &*voice.set).collect();
            disagreements(&self.text, &sets, &self.alignment)
        })
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

    /// The case that an annotation is in; `None` for what nobody says, and for what only the target says.
    #[must_use]
    pub fn case_about(&self, (annotator, id): &Key) -> Option<usize> {
        let voice = self.voice_of(annotator).filter(|voice| Some(*voice) != self.own)?;
        self.alignment.match_of(voice, *id).map(|found| self.case_of(found))
    }

    /// The cases that a decision was made about, as far as there are such; one may come twice.
    pub fn cases_about(&self, decision: &Decision) -> impl Iterator<Item = usize> {
        decision.keys().filter_map(|key| self.case_about(&key))
    }

    /// The cases that share a byte with a range, or are about the document, in reading order.
    pub fn near(&self, range: Option<Range<usize>>) -> impl Iterator<Item = usize> {
        let in_text = self.cases.partition_point(|case| case.place.is_none());
        let among = match &range {
            None => 0..in_text,
            Some(range) => {
                let first = self.furthest.partition_point(|end| *end <= range.start).max(in_text);
                let begins_before = |case: &Case| case.place.as_ref().is_none_or(|place| place.start < range.end);
                first..self.cases.partition_point(begins_before).max(first)
            }
        };
        let reaches = move |case: &usize| match (&self.cases[*case].place, &range) {
            (Some(place), Some(range)) => range.start < place.end,
            _ => true,
        };
        among.filter(reaches)
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
    pub(super) fn others(&self, case: usize) -> impl Iterator<Item = (usize, &Option<Arc<Annotation>>)> {
        self.members(case).iter().enumerate().filter(|(set, _)| Some(*set) != self.own)
    }

    /// The label under which a case is looked for: that of its first reading that says something.
    #[must_use]
    pub fn label(&self, case: usize) -> Option<&LabelId> {
        self.cases[case].readings.iter().find_map(|reading| reading.annotation.as_ref()).map(|one| &one.label)
    }

    /// The number of an annotator among the voices.
    #[must_use]
    pub fn voice_of(&self, annotator: &AnnotatorId) -> Option<usize> {
        self.voices.iter().position(|voice| voice.set.annotator() == annotator)
    }
}
