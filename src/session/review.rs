//! A review: the cases of what several annotators say of the current document, which of them one looks at, and what became of
//! each. Knows no session: what is done in one, `reviewing` and `deciding` tell, and following what others say `sources`. Offsets
//! are UTF-8 bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::decision::Key;
use crate::model::id::{AnnotatorId, LabelId};
use crate::model::identity::Identities;
use crate::review::cases::Case;
use crate::review::docket::{Docket, Voice};
use crate::review::outcomes::Item;

use super::command::review::{CaseFilter, Choice, Kind, NOTHING, ReviewCommand, Show};
use super::command::words::{LabelName, Switch};
use super::comparing::{Compared, Comparing};
use super::keymap::KeyPress;

/// Who can stand beside what is decided: more columns leave too little of each.
pub const MOST_COLUMNS: usize = 3;

/// A review that is open.
pub struct Review {
    /// Whose sets are compared; nobody stands for everybody.
    pub(super) of: Vec<AnnotatorId>,
    pub(super) aim: Aim,
    pub(super) reviewer: AnnotatorId,
    /// Of the current document.
    pub(super) compared: Compared,
    /// What is being compared beside the window, and takes the place of what is there.
    pub(super) comparing: Option<Comparing>,
    pub(super) at: Option<usize>,
    pub(super) filter: CaseFilter,
    pub(super) is_deciding: bool,
    pub(super) hides_names: bool,
    /// Who stands side by side; nobody stands for the first ones.
    pub(super) columns: Vec<AnnotatorId>,
    /// Of those who are compared, as far as they were read.
    pub(super) identities: BTreeMap<AnnotatorId, Arc<Identities>>,
    /// What is to be said once it is compared.
    pub(super) awaited: Option<Awaited>,
    /// The place of a document that is only passed on the way to another: nothing is compared there.
    pub(super) passed: Option<usize>,
    /// The document and the history's next number for which it is known what became of the cases.
    pub(super) stamp: Option<(usize, u64)>,
}

/// What a review is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// Deciding between others.
    Gold,
    /// Taking what programs suggest into one's own set.
    Suggestions,
}

/// What a review was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Awaited {
    Begin,
    /// The cases behind a number, in a document of several, counted from 1.
    Walk {
        document: usize,
        documents: usize,
    },
}

/// What a review command does.
#[derive(Debug)]
pub(super) enum ReviewEffect {
    Begin(Aim, Vec<AnnotatorId>, AnnotatorId),
    End,
    /// Looks at an item, by its place.
    GoTo(usize),
    Filter(CaseFilter),
    Deciding(bool),
    HideNames(bool),
    Parallel(bool),
    Columns(Vec<AnnotatorId>),
}

/// How many cases of a document there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub open: usize,
    pub decided: usize,
}

impl Review {
    pub(super) fn new(aim: Aim, of: Vec<AnnotatorId>, reviewer: AnnotatorId) -> Self {
        Self {
            of,
            aim,
            reviewer,
            compared: Compared::default(),
            comparing: None,
            at: None,
            filter: CaseFilter::default(),
            is_deciding: true,
            hides_names: false,
            columns: Vec::new(),
            identities: BTreeMap::new(),
            awaited: None,
            passed: None,
            stamp: None,
        }
    }

    #[must_use]
    pub fn aim(&self) -> Aim {
        self.aim
    }

    /// Who decides.
    #[must_use]
    pub fn reviewer(&self) -> &AnnotatorId {
        &self.reviewer
    }

    #[must_use]
    pub fn docket(&self) -> Option<&Arc<Docket>> {
        self.compared.docket.as_ref()
    }

    /// Whether what others say is being compared beside the window.
    #[must_use]
    pub fn is_comparing(&self) -> bool {
        self.comparing.is_some()
    }

    /// What became of each case, in reading order.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        self.compared.outcomes.items()
    }

    /// Which of the items one looks at.
    #[must_use]
    pub fn at(&self) -> Option<usize> {
        self.at
    }

    /// Which of the items is about a case; `None` where none of the others says anything.
    #[must_use]
    pub fn item_of(&self, case: usize) -> Option<usize> {
        self.compared.outcomes.position(self.docket()?, case)
    }

    /// The case one looks at, with what became of it.
    #[must_use]
    pub fn item(&self) -> Option<&Item> {
        self.items().get(self.at?)
    }

    /// The case of an item; `None` where nobody says anything any longer.
    #[must_use]
    pub fn case(&self, item: &Item) -> Option<&Case> {
        self.docket()?.cases.get(item.case?)
    }

    #[must_use]
    pub fn filter(&self) -> &CaseFilter {
        &self.filter
    }

    /// Whether keys decide cases instead of labelling; also when none is left, so that one key too many labels nothing.
    #[must_use]
    pub fn is_deciding(&self) -> bool {
        self.is_deciding && !self.items().is_empty()
    }

    #[must_use]
    pub fn hides_names(&self) -> bool {
        self.hides_names
    }

    /// Who was given a column of their own, in this order; nobody stands for the first ones.
    #[must_use]
    pub fn columns(&self) -> &[AnnotatorId] {
        &self.columns
    }

    /// Those who are compared, in the order of the docket's voices.
    #[must_use]
    pub fn voices(&self) -> &[Voice] {
        self.docket().map_or(&[], |docket| docket.voices.as_slice())
    }

    /// Whether a voice counts where so many have to agree.
    pub(super) fn is_voter(&self, voice: usize) -> bool {
        self.compared.voters.get(voice).copied().unwrap_or(true)
    }

    #[must_use]
    pub fn counts(&self) -> Counts {
        let open = self.items().iter().filter(|item| item.state.is_open()).count();
        Counts { open, decided: self.items().len() - open }
    }

    /// Whether the filter lets an item through.
    #[must_use]
    pub fn shows(&self, item: &Item) -> bool {
        let CaseFilter { show, kind, label, against, by } = &self.filter;
        let of_state = match show {
            Show::Open => item.state.is_open(),
            Show::Decided => !item.state.is_open(),
            Show::All => true,
        };
        let of_kind = kind.is_none_or(|kind| self.is_kind_under(item, kind, label.as_ref()));
        let of_label = match (label, against) {
            (None, _) => true,
            (Some(label), None) => self.labels(item, by.as_ref()).any(|own| is_named(own, label)),
            (Some(label), Some(against)) => self.meets(item, label, against),
        };
        of_state && of_kind && of_label
    }

    /// Whether one voice gives a label in an item's case, and another one, later by name, that one; either may be nothing.
    fn meets(&self, item: &Item, label: &LabelName, against: &LabelName) -> bool {
        let (Some(docket), Some(case)) = (self.docket(), item.case) else { return false };
        let said = docket.members(case).iter().map(|member| member.as_ref().map(|member| &member.label));
        let mut said: Vec<_> = docket.voices.iter().map(|voice| voice.set.annotator()).zip(said).collect();
        said.sort_by_key(|(annotator, _)| *annotator);
        let is_meant = |said: Option<&LabelId>, name: &LabelName| match said {
            Some(said) => is_named(said, name),
            None => name.0 == NOTHING,
        };
        let is_met = |at: usize| said[at + 1..].iter().any(|(_, other)| is_meant(*other, against));
        (0..said.len()).any(|at| is_meant(said[at].1, label) && is_met(at))
    }

    /// Whether an item's case is of a kind.
    #[must_use]
    pub fn is_of_kind(&self, item: &Item, kind: Kind) -> bool {
        self.is_kind_under(item, kind, None)
    }

    /// Likewise, where a measure looks at what is said under one label.
    fn is_kind_under(&self, item: &Item, kind: Kind, label: Option<&LabelName>) -> bool {
        let (Some(docket), Some(case)) = (self.docket(), item.case) else { return false };
        let is_wanted = |found: &LabelId| label.is_none_or(|label| is_named(found, label));
        kind.is_of(&docket.cases[case].differences, |measure| docket.differs(case, measure, is_wanted))
    }

    /// The labels that anybody gives in an item's case, or somebody.
    fn labels<'a>(&'a self, item: &Item, by: Option<&'a AnnotatorId>) -> impl Iterator<Item = &'a LabelId> {
        let members = item.case.and_then(|case| Some(self.docket()?.members(case))).unwrap_or_default();
        let said = self.voices().iter().zip(members);
        let said = said.filter(move |(voice, _)| by.is_none_or(|by| voice.set.annotator() == by));
        said.filter_map(|(_, member)| Some(&member.as_ref()?.label))
    }

    /// The label under which an item is looked for.
    #[must_use]
    pub fn label(&self, item: &Item) -> Option<&LabelId> {
        self.docket()?.label(item.case?)
    }

    /// The next item after `from` that the filter lets through, or the first from the start again; the other way round
    /// likewise. Never `from` itself.
    pub(super) fn other(&self, from: Option<usize>, is_next: bool) -> Option<usize> {
        let count = self.items().len();
        let fits = |at: &usize| self.shows(&self.items()[*at]);
        match (from, is_next) {
            (None, true) => (0..count).find(fits),
            (None, false) => (0..count).rev().find(fits),
            (Some(from), true) => (from + 1..count).chain(0..from.min(count)).find(fits),
            (Some(from), false) => (0..from.min(count)).rev().chain((from + 1..count).rev()).find(fits),
        }
    }

    pub(super) fn key_of(&self, at: usize) -> Option<Key> {
        let item = self.items().get(at)?;
        match (item.case, self.docket()) {
            (Some(case), Some(docket)) => docket.keys(case).into_iter().next(),
            _ => item.decision.as_ref().and_then(|decision| decision.key()),
        }
    }

    pub(super) fn find(&self, key: &Key) -> Option<usize> {
        self.compared.outcomes.find(self.docket()?, key)
    }

    /// What a key alone asks for while cases are decided.
    pub(super) fn command(&self, press: &KeyPress<'_>) -> Option<ReviewCommand> {
        Some(match press.key {
            "B" => ReviewCommand::Decide(Choice::Both),
            "N" => ReviewCommand::Decide(Choice::Neither),
            "E" => ReviewCommand::Decide(Choice::Edit),
            "P" => ReviewCommand::Parallel(Switch::Toggle),
            "Enter" | "ArrowDown" => ReviewCommand::Next,
            "ArrowUp" => ReviewCommand::Previous,
            "Escape" => ReviewCommand::Deciding(Switch::Off),
            key => ReviewCommand::Decide(Choice::Reading(key.parse().ok().filter(|nth| (1..=9).contains(nth))?)),
        })
    }
}

/// Whether a person who writes `name` means the label or its layer.
#[must_use]
pub(super) fn is_named(label: &LabelId, name: &LabelName) -> bool {
    name.0 == *label.label || name.0 == *label.layer || name.0 == label.to_string()
}

impl Counts {
    #[must_use]
    pub fn total(self) -> usize {
        self.open + self.decided
    }
}
