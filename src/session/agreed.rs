//! What is agreed on in a review and may be adopted at once: the open cases on which enough annotators say the same, and with a frame
//! what fills it. A frame is not agreed on while what fills it is not: it waits until that is decided. Decides nothing.

use std::collections::BTreeSet;

use crate::model::annotation::Filler;
use crate::review::cases::Reading;
use crate::review::docket::Docket;
use crate::review::outcomes::State;

use super::command::review::Adopt;
use super::review::{Aim, Review, is_named};

/// What is adopted at once.
#[derive(Debug, Default)]
pub(super) struct Agreed {
    /// Cases, each with the reading that is taken.
    pub cases: BTreeSet<(usize, usize)>,
    /// How many frames wait.
    pub waiting: usize,
}

impl Agreed {
    pub(super) fn of(review: &Review, docket: &Docket, adopt: &Adopt) -> Self {
        let mut found = Self::default();
        for (case, reading) in open_and_agreed(review, docket, adopt) {
            match with_fillers(review, docket, adopt, case, reading) {
                Some(cases) => found.cases.extend(cases),
                None => found.waiting += 1,
            }
        }
        found
    }

    /// Whether there is anything to adopt; found without looking at everything.
    pub(super) fn is_any(review: &Review, docket: &Docket, adopt: &Adopt) -> bool {
        open_and_agreed(review, docket, adopt)
            .any(|(case, reading)| with_fillers(review, docket, adopt, case, reading).is_some())
    }

    /// What is said of the frames that wait, if there are any.
    pub(super) fn waiting_told(&self) -> Option<String> {
        match self.waiting {
            0 => None,
            1 => Some("1 frame waits until what fills its roles is decided".to_owned()),
            count => Some(format!("{count} frames wait until what fills their roles is decided")),
        }
    }
}

/// The open cases that are wanted and on which enough agree, each with the reading.
fn open_and_agreed<'a>(
    review: &'a Review,
    docket: &'a Docket,
    adopt: &'a Adopt,
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let open = review.items().iter().filter(|item| item.state == State::Open).filter_map(|item| item.case);
    let agreed = open.filter_map(|case| Some((case, agreed_reading(review, docket, case, adopt)?)));
    agreed.filter(|(case, reading)| {
        let said = docket.cases[*case].readings[*reading].annotation.as_ref();
        said.is_some_and(|said| adopt.label.as_ref().is_none_or(|label| is_named(&said.label, label)))
    })
}

/// A case with all that is adopted with it, whatever their labels: what fills its roles, and theirs, where the target says nothing of
/// that yet. `None` if any of that is open and not agreed on.
fn with_fillers(
    review: &Review,
    docket: &Docket,
    adopt: &Adopt,
    case: usize,
    reading: usize,
) -> Option<BTreeSet<(usize, usize)>> {
    let mut found = BTreeSet::from([(case, reading)]);
    let mut to_look_at = vec![(case, reading)];
    while let Some((case, reading)) = to_look_at.pop() {
        let reading = &docket.cases[case].readings[reading];
        let arguments = reading.annotation.iter().flat_map(|frame| &frame.arguments);
        for argument in arguments {
            let Filler::Annotation(id) = argument.filler else { continue };
            let Some(filler) = docket.alignment.match_of(reading.sets[0], id).map(|found| docket.case_of(found)) else {
                continue;
            };
            let Some(item) = review.compared.outcomes.item_of(docket, filler) else { continue };
            if !item.standing.is_empty() || matches!(item.state, State::Decided | State::Settled) {
                continue;
            }
            if item.state == State::Reopened {
                return None;
            }
            let agreed = (filler, agreed_reading(review, docket, filler, adopt)?);
            if found.insert(agreed) {
                to_look_at.push(agreed);
            }
        }
    }
    Some(found)
}

/// The reading on which enough agree, whatever its label; silence is no agreement.
fn agreed_reading(review: &Review, docket: &Docket, case: usize, adopt: &Adopt) -> Option<usize> {
    let readings = &docket.cases[case].readings;
    // In one's own set a suggestion is taken at once only where one has said nothing.
    let own = (review.aim() == Aim::Suggestions).then(|| docket.voices.len() - 1);
    if own.is_some_and(|own| docket.members(case)[own].is_some()) {
        return None;
    }
    let is_voter = |set: &usize| Some(*set) != own && review.is_voter(*set);
    let needed = adopt.at_least.unwrap_or_else(|| (0..docket.voices.len()).filter(is_voter).count());
    let is_enough = |(_, reading): &(usize, &Reading)| {
        reading.annotation.is_some() && reading.sets.iter().filter(|set| is_voter(set)).count() >= needed.max(1)
    };
    let mut enough = readings.iter().enumerate().filter(is_enough);
    let (at, reading) = enough.next()?;
    let is_clear = enough.next().is_none();
    let sets = reading.sets.iter().filter_map(|set| docket.members(case)[*set].as_ref());
    let is_sure =
        adopt.above.is_none_or(|above| sets.clone().all(|said| said.confidence.is_some_and(|sure| sure > above)));
    (is_clear && is_sure).then_some(at)
}
