//! Deciding cases, one by one or all that are agreed on: what is adopted, and the decision with who made it and what they saw.
//! Planning changes nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::error::{Error, counted};
use crate::model::decision::Verdict;
use crate::model::id::AnnotationId;
use crate::review::adopt::Adoption;
use crate::review::docket::Docket;
use crate::review::outcomes::Item;

use super::adopting::{Adopting, Ruling, with_unfilled};
use super::agreed::Agreed;
use super::command::review::{Adopt, Choice};
use super::effect::Effect;
use super::review::Review;
use super::reviewing::still_comparing;
use super::said::said_by;
use super::state::Session;

/// What becomes of the case one looks at.
struct Outcome {
    verdict: Verdict,
    /// Which readings are taken.
    taken: Vec<usize>,
}

impl Session {
    pub(super) fn plan_decide(&self, choice: Choice) -> Result<Effect, Error> {
        let review = self.open_review()?;
        let work = self.work_to_change()?;
        self.refuse_while_own_is_other()?;
        let item = review.item().ok_or_else(|| {
            Error::new("no case is looked at").hint("`next-case` goes to one; Escape lets keys label again")
        })?;
        let Some(docket) = review.docket() else {
            return Err(match review.is_comparing() {
                true => still_comparing(),
                false => Error::new("there is nothing to compare in this document"),
            });
        };
        let outcomes = &review.compared.outcomes;
        let mut adoption = Adoption::new(docket, outcomes, &work.set, &self.known.identities);
        let (made, said) = match item.case {
            Some(case) => self.decide_case(review, docket, item, case, choice, &mut adoption)?,
            None => decide_withdrawn(item, choice, &mut adoption)?,
        };
        let said = with_unfilled(said, adoption.unfilled());
        let said = match adoption.undecided_along() {
            0 => said,
            1 => format!("{said}; 1 mention came along, and its own case is still open"),
            count => format!("{said}; {count} mentions came along, and their own cases are still open"),
        };
        let changes = adoption.finish();
        self.refuse_locked_identities(!changes.identities.is_empty())?;
        Ok(Effect::Decide { changes, choose: made.first().copied(), said, goes_on: choice != Choice::Edit })
    }

    /// Returns what the target says of the case then, and what is to be said.
    fn decide_case(
        &self,
        review: &Review,
        docket: &Docket,
        item: &Item,
        case: usize,
        choice: Choice,
        adoption: &mut Adoption<'_>,
    ) -> Result<(Vec<AnnotationId>, String), Error> {
        let work = self.work()?;
        let readings = &docket.cases[case].readings;
        let speaking = || (0..readings.len()).filter(|reading| readings[*reading].annotation.is_some());
        let Outcome { verdict, taken } = match choice {
            Choice::Reading(nth) => {
                let at = nth.checked_sub(1).filter(|at| *at < readings.len()).ok_or_else(|| {
                    Error::new(format!("this case has {}, not {nth}", counted(readings.len(), "reading")))
                })?;
                let verdict = match (&readings[at].annotation, readings.len()) {
                    (None, _) => Verdict::Neither,
                    (Some(_), 1) => Verdict::Agreed,
                    (Some(_), _) => Verdict::Taken,
                };
                Outcome { verdict, taken: if verdict == Verdict::Neither { Vec::new() } else { vec![at] } }
            }
            Choice::Both => {
                let taken: Vec<usize> = speaking().take(2).collect();
                if taken.len() < 2 {
                    return Err(Error::new("only one thing is said here").hint("`decide first` takes it"));
                }
                Outcome { verdict: Verdict::Both, taken }
            }
            Choice::Neither => Outcome { verdict: Verdict::Neither, taken: Vec::new() },
            Choice::Edit => Outcome { verdict: Verdict::Edited, taken: Vec::new() },
        };
        let made = match choice {
            Choice::Edit if !item.standing.is_empty() => item.standing.clone(),
            Choice::Edit => adoption.take(case, &speaking().take(1).collect::<Vec<_>>()),
            _ => adoption.take(case, &taken),
        };
        adoption.decide(self.ruling(review).decision(docket, case, verdict, &taken, &made));
        let quote = readings.iter().find_map(|reading| reading.annotation.as_ref());
        let quote = quote.map(|annotation| said_by(work, &annotation.anchor)).unwrap_or_default();
        let taken = taken.first().and_then(|at| readings[*at].annotation.as_ref());
        let said = match (verdict, taken) {
            (Verdict::Agreed | Verdict::Taken, Some(taken)) => {
                format!("{} `{}` it is", taken.label.label, said_by(work, &taken.anchor))
            }
            (Verdict::Both, _) => format!("both of `{quote}`"),
            (Verdict::Edited, _) => format!("`{quote}` is yours to change; F5 goes on to the next case"),
            _ => format!("nothing of `{quote}`"),
        };
        Ok((made, said))
    }

    /// That something would be adopted; what it is, is found when it is.
    pub(super) fn plan_adopt(&self, adopt: &Adopt) -> Result<Effect, Error> {
        let review = self.open_review()?;
        self.work_to_change()?;
        self.refuse_while_own_is_other()?;
        if review.docket().is_some_and(|docket| Agreed::is_any(review, docket, adopt)) {
            return Ok(Effect::Adopt(adopt.clone()));
        }
        let waiting = review.docket().and_then(|docket| Agreed::of(review, docket, adopt).waiting_told());
        Err(Error::new("nothing that is agreed on is open in this document").hint(waiting.unwrap_or_else(|| {
            "cases that were opened again, and suggestions where you say something else, want to be looked at"
                .to_owned()
        })))
    }

    /// All that is to be adopted.
    pub(super) fn adopting(&self, adopt: &Adopt) -> Result<Adopting, Error> {
        let (review, work) = (self.open_review()?, self.work()?);
        let docket = review.docket().ok_or_else(still_comparing)?;
        Ok(Adopting {
            docket: Arc::clone(docket),
            outcomes: Arc::clone(&review.compared.outcomes),
            target: work.set.clone(),
            identities: self.known.identities.clone(),
            ruling: self.ruling(review),
            agreed: Agreed::of(review, docket, adopt),
            unfilled: BTreeSet::new(),
        })
    }

    /// How many cases of the current document would be adopted.
    #[must_use]
    pub fn adoptable(&self, adopt: &Adopt) -> usize {
        let open = self.review().and_then(|review| Some((review, review.docket()?)));
        open.map_or(0, |(review, docket)| Agreed::of(review, docket, adopt).cases.len())
    }

    fn ruling(&self, review: &Review) -> Ruling {
        Ruling { by: review.reviewer().clone(), time: self.now() }
    }

    /// Refuses what goes by one's own words as they were compared, if one said something else by hand since.
    fn refuse_while_own_is_other(&self) -> Result<(), Error> {
        let comparing = self.review.as_ref().and_then(|review| review.comparing.as_ref());
        if comparing.is_some_and(|comparing| comparing.is_own_other) { Err(still_comparing()) } else { Ok(()) }
    }

    pub(super) fn refuse_locked_identities(&self, is_needed: bool) -> Result<(), Error> {
        if is_needed {
            self.refuse_unread_identities()?;
        }
        match &self.known.locked {
            Some(error) if is_needed => Err(error.clone().context("identities cannot be changed")),
            _ => Ok(()),
        }
    }
}

/// Nobody says any longer what was decided about: what came of it goes, or stays as the reviewer's own word.
fn decide_withdrawn(
    item: &Item,
    choice: Choice,
    adoption: &mut Adoption<'_>,
) -> Result<(Vec<AnnotationId>, String), Error> {
    let forget = |adoption: &mut Adoption<'_>| {
        item.decision.iter().for_each(|decision| adoption.forget(decision));
    };
    match choice {
        Choice::Neither => {
            adoption.delete(&item.standing);
            forget(adoption);
            Ok((Vec::new(), "taken away, since nobody says it any longer".to_owned()))
        }
        Choice::Edit => {
            forget(adoption);
            Ok((item.standing.clone(), "kept, though nobody else says it any longer".to_owned()))
        }
        Choice::Reading(_) | Choice::Both => {
            Err(Error::new("nobody says this any longer")
                .hint("`decide neither` takes it away, `decide edit` keeps it"))
        }
    }
}
