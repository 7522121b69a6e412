//! A review: the cases of what several annotators say of the current document, which of them one looks at, and what became of
//! each. Deciding is `deciding`'s, and following what others say that of `sources`. Offsets are UTF-8 bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::Error;
use crate::model::decision::Key;
use crate::model::fates::Fate;
use crate::model::id::{AnnotatorId, LabelId};
use crate::model::identity::Identities;
use crate::model::nearest::hint_for;
use crate::review::cases::Case;
use crate::review::docket::{Docket, Item, Voice};
use crate::text::caret::Caret;

use super::command::Command;
use super::command::review::{CaseFilter, Choice, Kind, NOTHING, ReviewCommand, Show};
use super::command::words::{LabelName, Switch};
use super::effect::Effect;
use super::keymap::{KeyPress, Reading};
use super::selection::Selection;
use super::state::{Request, Session};

/// Who can stand beside what is decided: more columns leave too little of each.
pub const MOST_COLUMNS: usize = 3;

/// A review that is open.
pub struct Review {
    /// Whose sets are compared; nobody stands for everybody.
    pub(super) of: Vec<AnnotatorId>,
    pub(super) aim: Aim,
    reviewer: AnnotatorId,
    /// Of the current document; `None` where nothing can be compared.
    pub(super) docket: Option<Docket>,
    /// For each voice of the docket, whether it counts where so many have to agree: programs do not among people whom nobody
    /// named.
    pub(super) voters: Vec<bool>,
    pub(super) items: Vec<Item>,
    pub(super) at: Option<usize>,
    filter: CaseFilter,
    is_deciding: bool,
    pub(super) hides_names: bool,
    /// Who stands side by side; nobody stands for the first ones.
    columns: Vec<AnnotatorId>,
    pub(super) identities: BTreeMap<AnnotatorId, Arc<Identities>>,
    /// The document and the history's last number for which the items were found.
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
    pub fn docket(&self) -> Option<&Docket> {
        self.docket.as_ref()
    }

    /// What became of each case, in reading order.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Which of the items one looks at.
    #[must_use]
    pub fn at(&self) -> Option<usize> {
        self.at
    }

    /// The case one looks at, with what became of it.
    #[must_use]
    pub fn item(&self) -> Option<&Item> {
        self.items.get(self.at?)
    }

    /// The case of an item; `None` where nobody says anything any longer.
    #[must_use]
    pub fn case(&self, item: &Item) -> Option<&Case> {
        self.docket.as_ref()?.cases.get(item.case?)
    }

    #[must_use]
    pub fn filter(&self) -> &CaseFilter {
        &self.filter
    }

    /// Whether keys decide cases instead of labelling; also when none is left, so that one key too many labels nothing.
    #[must_use]
    pub fn is_deciding(&self) -> bool {
        self.is_deciding && !self.items.is_empty()
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
        self.docket.as_ref().map_or(&[], |docket| docket.voices.as_slice())
    }

    /// Whether a voice counts where so many have to agree.
    pub(super) fn is_voter(&self, voice: usize) -> bool {
        self.voters.get(voice).copied().unwrap_or(true)
    }

    #[must_use]
    pub fn counts(&self) -> Counts {
        let open = self.items.iter().filter(|item| item.state.is_open()).count();
        Counts { open, decided: self.items.len() - open }
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
        let (Some(docket), Some(case)) = (&self.docket, item.case) else { return false };
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
        let (Some(docket), Some(case)) = (&self.docket, item.case) else { return false };
        let is_wanted = |found: &LabelId| label.is_none_or(|label| is_named(found, label));
        kind.is_of(&docket.cases[case].differences, |measure| docket.differs(case, measure, is_wanted))
    }

    /// The labels that anybody gives in an item's case, or somebody.
    fn labels<'a>(&'a self, item: &Item, by: Option<&'a AnnotatorId>) -> impl Iterator<Item = &'a LabelId> {
        let members = item.case.and_then(|case| Some(self.docket.as_ref()?.members(case))).unwrap_or_default();
        let said = self.voices().iter().zip(members);
        let said = said.filter(move |(voice, _)| by.is_none_or(|by| voice.set.annotator() == by));
        said.filter_map(|(_, member)| Some(&member.as_ref()?.label))
    }

    /// The label under which an item is looked for.
    #[must_use]
    pub fn label(&self, item: &Item) -> Option<&LabelId> {
        self.docket.as_ref()?.label(item.case?)
    }

    /// The next item after `from` that the filter lets through, or the first from the start again; the other way round
    /// likewise. Never `from` itself.
    pub(super) fn other(&self, from: Option<usize>, is_next: bool) -> Option<usize> {
        let count = self.items.len();
        let fits = |at: &usize| self.shows(&self.items[*at]);
        match (from, is_next) {
            (None, true) => (0..count).find(fits),
            (None, false) => (0..count).rev().find(fits),
            (Some(from), true) => (from + 1..count).chain(0..from.min(count)).find(fits),
            (Some(from), false) => (0..from.min(count)).rev().chain((from + 1..count).rev()).find(fits),
        }
    }

    pub(super) fn key_of(&self, at: usize) -> Option<Key> {
        let item = self.items.get(at)?;
        match (item.case, &self.docket) {
            (Some(case), Some(docket)) => docket.keys(case).into_iter().next(),
            _ => item.decision.as_ref().and_then(|decision| decision.key()),
        }
    }

    pub(super) fn find(&self, key: &Key) -> Option<usize> {
        let has_key = |item: &Item| match (item.case, &self.docket) {
            (Some(case), Some(docket)) => docket.keys(case).contains(key),
            _ => item.decision.as_ref().is_some_and(|decision| decision.keys().any(|other| other == *key)),
        };
        self.items.iter().position(has_key)
    }

    /// What a key alone asks for while cases are decided.
    fn command(&self, press: &KeyPress<'_>) -> Option<ReviewCommand> {
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

impl Session {
    /// The review that is open.
    #[must_use]
    pub fn review(&self) -> Option<&Review> {
        self.review.as_ref()
    }

    /// What became of what an annotator said, label by label, in all of the documents of this annotator that were read.
    pub fn fates<'a>(&'a self, of: &'a AnnotatorId) -> impl Iterator<Item = (&'a LabelId, Fate)> {
        self.known.fates.of(of)
    }

    pub(super) fn plan_review(&self, command: &ReviewCommand) -> Result<Effect, Error> {
        match command {
            ReviewCommand::Begin { of, into } => {
                self.not_held()?;
                if self.disk.is_none() {
                    return Err(Error::new("this project lies in no folder, so that nobody else works in it"));
                }
                self.refuse_blind_review()?;
                self.refuse_strangers(of)?;
                if of.contains(into) {
                    return Err(Error::new(format!("`{into}` cannot be compared with the others and decided in"))
                        .hint("`--into` names the set that the decisions go to"));
                }
                Ok(Effect::Review(ReviewEffect::Begin(Aim::Gold, of.clone(), into.clone())))
            }
            ReviewCommand::Suggestions(of) => {
                self.not_held()?;
                self.refuse_strangers(of)?;
                let own = self.review.as_ref().map_or(&self.annotator, |review| &review.reviewer);
                Ok(Effect::Review(ReviewEffect::Begin(Aim::Suggestions, of.clone(), own.clone())))
            }
            ReviewCommand::End => self.open_review().map(|_| Effect::Review(ReviewEffect::End)),
            ReviewCommand::Next | ReviewCommand::Previous => {
                let review = self.open_review()?;
                let is_next = *command == ReviewCommand::Next;
                let found = review.other(review.at, is_next);
                // The one that is looked at may be the only one left.
                let found = found.or(review.at.filter(|at| review.shows(&review.items[*at])));
                let found = found.ok_or_else(|| match self.blindfold() {
                    Some(error) => error,
                    None if review.items.is_empty() => Error::new("there is nothing to compare in this document")
                        .hint("two annotators have to have begun it"),
                    None => Error::new("no case of this document is left that the list shows")
                        .hint("`filter-cases all` shows what is decided; Ctrl+Enter finishes the document"),
                })?;
                Ok(Effect::Review(ReviewEffect::GoTo(found)))
            }
            ReviewCommand::GoTo(nth) => {
                let review = self.open_review()?;
                match nth.checked_sub(1).filter(|at| *at < review.items.len()) {
                    Some(at) => Ok(Effect::Review(ReviewEffect::GoTo(at))),
                    None => Err(Error::new(format!("there is no case {nth}"))
                        .hint(format!("this document has {}", review.items.len()))),
                }
            }
            ReviewCommand::Filter(filter) => {
                self.open_review()?;
                let is_pair = filter.against.is_some();
                let is_known = |name: &LabelName| {
                    (is_pair && name.0 == NOTHING) || self.project.labels().any(|known| is_named(&known.id, name))
                };
                if let Some(label) = filter.label.iter().chain(&filter.against).find(|name| !is_known(name)) {
                    let names = self.project.labels().map(|known| &*known.id.label);
                    return Err(Error::new(format!("there is no label `{}`", label.0)).hint(hint_for(&label.0, names)));
                }
                Ok(Effect::Review(ReviewEffect::Filter(filter.clone())))
            }
            ReviewCommand::Deciding(switch) => {
                let mut is_deciding = self.open_review()?.is_deciding;
                switch.apply(&mut is_deciding);
                Ok(Effect::Review(ReviewEffect::Deciding(is_deciding)))
            }
            ReviewCommand::HideNames(switch) => {
                let mut hides_names = self.open_review()?.hides_names;
                switch.apply(&mut hides_names);
                Ok(Effect::Review(ReviewEffect::HideNames(hides_names)))
            }
            ReviewCommand::Parallel(switch) => {
                self.open_review()?;
                let mut is_parallel = self.view.parallel;
                switch.apply(&mut is_parallel);
                Ok(Effect::Review(ReviewEffect::Parallel(is_parallel)))
            }
            ReviewCommand::Columns(of) => {
                self.open_review()?;
                self.refuse_strangers(of)?;
                if of.len() > MOST_COLUMNS {
                    return Err(Error::new(format!("{} columns are too many", of.len()))
                        .hint(format!("{MOST_COLUMNS} annotators can stand beside what is decided")));
                }
                Ok(Effect::Review(ReviewEffect::Columns(of.clone())))
            }
            ReviewCommand::Decide(choice) => self.plan_decide(*choice),
            ReviewCommand::Adopt(adopt) => self.plan_adopt(adopt),
        }
    }

    /// Returns what is to be said.
    pub(super) fn do_review(&mut self, effect: ReviewEffect) -> Result<Option<String>, Error> {
        match effect {
            ReviewEffect::Begin(aim, of, into) => return self.begin_review(aim, of, into).map(Some),
            ReviewEffect::End => {
                let Some(review) = self.review.take() else {
                    return Ok(None);
                };
                if review.reviewer != self.annotator
                    && let Err(error) = self.change_seat(review.reviewer.clone())
                {
                    self.review = Some(review);
                    return Err(error);
                }
                self.read_other_sets();
                return Ok(Some(format!("you work as `{}` again", self.annotator)));
            }
            ReviewEffect::GoTo(at) => self.look_at_case(at),
            ReviewEffect::Filter(filter) => {
                if let Some(review) = &mut self.review {
                    review.filter = filter;
                    let is_shown = review.item().is_some_and(|item| review.shows(item));
                    let first = if is_shown { review.at } else { review.other(None, true) };
                    match first {
                        Some(first) => self.look_at_case(first),
                        None => review.at = None,
                    }
                }
            }
            ReviewEffect::Deciding(is_deciding) => {
                if let Some(review) = &mut self.review {
                    review.is_deciding = is_deciding;
                }
            }
            ReviewEffect::HideNames(hides_names) => {
                if let Some(review) = &mut self.review {
                    review.hides_names = hides_names;
                }
                // Who is first among the readings tells nothing when names are hidden.
                self.follow_sources();
            }
            ReviewEffect::Parallel(is_parallel) => {
                self.view.parallel = is_parallel;
                self.requests.push(Request::Reveal);
            }
            ReviewEffect::Columns(of) => {
                self.view.parallel = true;
                if let Some(review) = &mut self.review {
                    review.columns = of;
                }
            }
        }
        Ok(None)
    }

    fn begin_review(&mut self, aim: Aim, of: Vec<AnnotatorId>, into: AnnotatorId) -> Result<String, Error> {
        self.close_board();
        self.close_agreement();
        let reviewer = self.review.as_ref().map_or(&self.annotator, |review| &review.reviewer).clone();
        let before = self.review.take();
        let hides_names = before.as_ref().is_some_and(|review| review.hides_names);
        let review = Review {
            of,
            aim,
            reviewer,
            docket: None,
            voters: Vec::new(),
            items: Vec::new(),
            at: None,
            filter: CaseFilter::default(),
            is_deciding: true,
            hides_names,
            columns: Vec::new(),
            identities: BTreeMap::new(),
            stamp: None,
        };
        self.review = Some(review);
        if into != self.annotator
            && let Err(error) = self.change_seat(into)
        {
            self.review = before;
            return Err(error);
        }
        self.read_other_sets();
        if self.document().is_none() && self.is_opening() {
            return Ok(format!("opening what is compared as `{}`", self.annotator));
        }
        let counts = self.review.as_ref().map(Review::counts).unwrap_or_default();
        if let Some(error) = self.blindfold() {
            return Ok(format!("no cases of this document are shown: {error}"));
        }
        if self.review.as_ref().is_none_or(|review| review.items.is_empty()) {
            return Ok("there is nothing to compare in this document".to_owned());
        }
        Ok(format!(
            "{} open and {} decided cases; your decisions go to `{}`",
            counts.open, counts.decided, self.annotator
        ))
    }

    /// Looks at a case: it is in sight, what the target says of it is chosen, and keys decide it.
    pub(super) fn look_at_case(&mut self, at: usize) {
        let Some(review) = &mut self.review else {
            return;
        };
        (review.at, review.is_deciding) = (Some(at), true);
        let (place, standing) = match review.items.get(at) {
            Some(item) => (item.place.clone(), item.standing.first().copied()),
            None => return,
        };
        if let Some(work) = self.current_work_mut() {
            work.chosen = standing;
            if let Some(place) = place {
                work.selection = Selection::at(Caret::before(place.start));
            }
        }
        self.requests.push(Request::Reveal);
    }

    /// After a decision: looks at the next case that is open, if there is one; or lets the reviewer edit what was made.
    pub(super) fn finish_deciding(&mut self, goes_on: bool) {
        self.follow_review();
        if !goes_on {
            if let Some(review) = &mut self.review {
                review.is_deciding = false;
            }
            return;
        }
        match self.review.as_ref().and_then(|review| review.other(review.at, true)) {
            Some(next) => self.look_at_case(next),
            None => {
                if let Some(review) = &mut self.review {
                    review.at = None;
                }
            }
        }
    }

    /// Looks at the case that a decision is about: it was just taken back, or made again.
    pub(super) fn look_at_decided(&mut self, key: &Key) {
        self.follow_review();
        if let Some(at) = self.review.as_ref().and_then(|review| review.find(key)) {
            self.look_at_case(at);
        }
    }

    /// What a key asks for while cases are decided: alone it decides; a label's key means nothing.
    pub(super) fn command_while_deciding(&self, press: &KeyPress<'_>, reading: Reading) -> Option<Command> {
        let review = self.review.as_ref().filter(|review| review.is_deciding())?;
        let is_alone = !press.ctrl && !press.alt && !press.shift;
        match is_alone.then(|| review.command(press)).flatten() {
            Some(command) => Some(Command::Review(command)),
            None => self.keymap().command(press, reading).filter(|command| !matches!(command, Command::Label(_))),
        }
    }

    /// Whether keys decide cases.
    pub(super) fn is_deciding(&self) -> bool {
        self.review.as_ref().is_some_and(Review::is_deciding)
    }

    pub(super) fn open_review(&self) -> Result<&Review, Error> {
        self.review.as_ref().ok_or_else(|| Error::new("no review is open").hint("`review` begins one"))
    }

    /// Refuses names of annotators who have no folder.
    fn refuse_strangers(&self, names: &[AnnotatorId]) -> Result<(), Error> {
        if self.disk.is_none() {
            return Ok(());
        }
        let known = self.annotators();
        match names.iter().find(|name| !known.contains(name)) {
            None => Ok(()),
            Some(name) => Err(Error::new(format!("there is no annotator `{name}`"))
                .hint(hint_for(name.as_str(), known.iter().map(AnnotatorId::as_str)))),
        }
    }
}

impl Counts {
    #[must_use]
    pub fn total(self) -> usize {
        self.open + self.decided
    }
}
