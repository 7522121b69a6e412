//! What is done in a review: beginning and ending it, going from case to case, filtering, and what keys mean meanwhile. Deciding is
//! `deciding`'s, and following what others say that of `sources`. Offsets are UTF-8 bytes.

use crate::error::{Error, counted};
use crate::model::decision::Key;
use crate::model::fates::Fate;
use crate::model::id::{AnnotatorId, LabelId};
use crate::model::nearest::hint_for;
use crate::text::caret::Caret;

use super::command::Command;
use super::command::review::{NOTHING, ReviewCommand};
use super::command::words::LabelName;
use super::effect::Effect;
use super::job::let_go;
use super::keymap::{KeyPress, Reading};
use super::review::{Aim, Awaited, MOST_COLUMNS, Review, ReviewEffect, is_named};
use super::selection::Selection;
use super::state::{Request, Session};

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
                let found = found.or(review.at.filter(|at| review.shows(&review.items()[*at])));
                let found = found.ok_or_else(|| match self.blindfold() {
                    Some(error) => error,
                    None if review.is_comparing() => still_comparing(),
                    None if review.items().is_empty() => Error::new("there is nothing to compare in this document")
                        .hint("two annotators have to have begun it"),
                    None => Error::new("no case of this document is left that the list shows")
                        .hint("`filter-cases all` shows what is decided; Ctrl+Enter finishes the document"),
                })?;
                Ok(Effect::Review(ReviewEffect::GoTo(found)))
            }
            ReviewCommand::GoTo(nth) => {
                let review = self.open_review()?;
                match nth.checked_sub(1).filter(|at| *at < review.items().len()) {
                    Some(at) => Ok(Effect::Review(ReviewEffect::GoTo(at))),
                    None => Err(Error::new(format!("there is no case {nth}"))
                        .hint(format!("this document has {}", review.items().len()))),
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
            ReviewCommand::StopAdopting => match self.changing() {
                Some(_) => Ok(Effect::StopChanging),
                None => Err(Error::new("nothing is being adopted")),
            },
            ReviewCommand::StopWaiting => match self.is_putting_off() || self.is_sitting_again() {
                true => Ok(Effect::StopWaiting),
                false => Err(Error::new("nothing is put off until something else is done")),
            },
        }
    }

    /// Returns what is to be said.
    pub(super) fn do_review(&mut self, effect: ReviewEffect) -> Result<Option<String>, Error> {
        match effect {
            ReviewEffect::Begin(aim, of, into) => {
                let mut review = Review::new(aim, of, self.person().clone());
                review.awaited = Some(Awaited::Begin);
                return self.begin_review(review, into).map(Some);
            }
            ReviewEffect::End => return self.end_review(),
            ReviewEffect::GoTo(at) => self.look_at_case(at),
            ReviewEffect::Filter(filter) => {
                if let Some(review) = &mut self.review {
                    review.filter = filter;
                }
                self.look_at_shown_case();
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

    /// Begins a review whose decisions go into a set of this annotator's. Returns what is to be said.
    pub(super) fn begin_review(&mut self, mut review: Review, into: AnnotatorId) -> Result<String, Error> {
        self.close_board();
        self.close_agreement();
        self.view.schema = false;
        let before = self.review.take();
        review.hides_names = before.as_ref().is_some_and(|review| review.hides_names);
        self.review = Some(review);
        if into == self.annotator {
            self.compare_anew();
        } else if let Err(error) = self.change_seat(into) {
            self.review = before;
            return Err(error);
        }
        let_go(before);
        if self.document().is_none() && self.is_opening() {
            return Ok(format!("opening what is compared as `{}`", self.annotator));
        }
        Ok(self.take_awaited().unwrap_or_else(|| self.what_is_compared()))
    }

    fn end_review(&mut self) -> Result<Option<String>, Error> {
        let Some(review) = self.review.take() else {
            return Ok(None);
        };
        if review.reviewer == self.annotator {
            self.compare_anew();
        } else if let Err(error) = self.change_seat(review.reviewer.clone()) {
            self.review = Some(review);
            return Err(error);
        }
        // The identities of those who were compared are many.
        let_go(review);
        Ok(Some(format!("you work as `{}` again", self.annotator)))
    }

    /// Compares what others say, if a review is open. A window has read it, and reads it again when somebody changes it; without one
    /// it is read now.
    fn compare_anew(&mut self) {
        if !self.known.is_drawn {
            return self.read_other_sets();
        }
        self.look_at_shown();
        self.look_now();
        self.follow_sources();
    }

    /// Looks at a case that the list shows, if there is one: the one that is looked at, or else the first.
    fn look_at_shown_case(&mut self) {
        let Some(review) = &mut self.review else {
            return;
        };
        let is_shown = review.item().is_some_and(|item| review.shows(item));
        let first = if is_shown { review.at } else { review.other(None, true) };
        match first {
            Some(first) => self.look_at_case(first),
            None => review.at = None,
        }
    }

    /// What is to be said once what was asked for is compared, once; `None` while it is being compared.
    pub(super) fn take_awaited(&mut self) -> Option<String> {
        let is_elsewhere = self.is_walking_elsewhere();
        let review = self.review.as_mut().filter(|review| !review.is_comparing())?;
        let is_here = |awaited: &mut Awaited| matches!(awaited, Awaited::Begin) || !is_elsewhere;
        let awaited = review.awaited.take_if(is_here)?;
        Some(match awaited {
            Awaited::Begin => self.what_is_compared(),
            Awaited::Walk { document, documents } => {
                self.look_at_shown_case();
                let review = self.review.as_ref()?;
                let cases = review.items().iter().filter(|item| review.shows(item)).count();
                format!("{} here; document {document} of {documents}", counted(cases, "case"))
            }
        })
    }

    fn what_is_compared(&self) -> String {
        let Some(review) = &self.review else {
            return String::new();
        };
        if let Some(error) = self.blindfold() {
            return format!("no cases of this document are shown: {error}");
        }
        if review.is_comparing() {
            let count = self.other_sets().iter().map(|set| set.len()).sum();
            return format!("comparing {}", counted(count, "annotation"));
        }
        if review.items().is_empty() {
            return "there is nothing to compare in this document".to_owned();
        }
        let counts = review.counts();
        format!("{} open and {} decided cases; your decisions go to `{}`", counts.open, counts.decided, self.annotator)
    }

    /// Looks at a case: it is in sight, what the target says of it is chosen, and keys decide it.
    pub(super) fn look_at_case(&mut self, at: usize) {
        let Some(review) = &mut self.review else {
            return;
        };
        (review.at, review.is_deciding) = (Some(at), true);
        let (place, standing) = match review.items().get(at) {
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

/// Why nothing can be looked at or decided yet.
pub(super) fn still_comparing() -> Error {
    Error::new("what the others say is still being compared").hint("try again in a moment")
}
