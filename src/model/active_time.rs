//! How long somebody was at work, as far as what they did tells. The time up to an action counts for it if nothing else was done for
//! no longer than [`PAUSE`]: who pauses longer was away, and that pause does not count at all. So does RescueTime count (its
//! help, "How RescueTime tracks your time when you are away"), for whom up to five minutes are thinking.
//!
//! The actions of all documents are taken together, so that going to and fro between two of them counts no time twice. What
//! was read before the first action after a pause is not known, and a lower bound is what comes out.

use std::collections::BTreeMap;

use super::moment::{Date, Moment};

/// Milliseconds.
pub const PAUSE: i64 = 5 * 60 * 1000;

/// How long somebody was at work on each document each day, in milliseconds, by the document's number and the day in UTC of the
/// action that the time led to. `actions` are all of theirs, when and on which document, in any order.
#[must_use]
pub fn active_time(actions: &mut [(Moment, u32)]) -> BTreeMap<(u32, Date), u64> {
    actions.sort_unstable();
    let mut active = BTreeMap::new();
    for pair in actions.windows(2) {
        let [(before, _), (now, document)] = pair else { continue };
        let gap = now.0.saturating_sub(before.0);
        if gap <= PAUSE {
            *active.entry((*document, now.date())).or_insert(0) += gap.unsigned_abs();
        }
    }
    active
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{PAUSE, active_time};
    use crate::model::moment::{Date, Moment};
    use crate::tests::random::Random;

    /// Minutes of actions on documents `a`, `b`, …, and what comes out for each: `a1 b3`.
    fn check(actions: &str, expected: &str) {
        let mut actions: Vec<(Moment, u32)> = actions
            .split(' ')
            .map(|action| {
                let (document, minute) = action.split_at(1);
                (Moment(minute.parse::<i64>().unwrap() * 60_000), u32::from(document.as_bytes()[0] - b'a'))
            })
            .collect();
        let mut all: BTreeMap<u32, u64> = BTreeMap::new();
        for ((document, _), ms) in active_time(&mut actions) {
            *all.entry(document).or_default() += ms;
        }
        let letter = |document: &u32| char::from(b'a' + u8::try_from(*document).unwrap());
        let found: Vec<String> = all.iter().map(|(at, ms)| format!("{}{}", letter(at), ms / 60_000)).collect();
        assert_eq!(found.join(" "), expected);
    }

    #[test]
    fn pauses_of_five_minutes_count_and_longer_ones_do_not() {
        check("a0", "");
        check("a0 a3 a8", "a8");
        check("a0 a5 a11 a12", "a6");
    }

    #[test]
    fn going_to_and_fro_counts_nothing_twice() {
        check("a0 b2 a3 b4", "a1 b3");
        check("b4 a3 b2 a0", "a1 b3");
    }

    /// The same, said dully: every millisecond belongs to the first action at or after it, unless that is too far from the one before.
    fn dull(actions: &[(Moment, u32)]) -> BTreeMap<(u32, Date), u64> {
        let mut left = actions.to_vec();
        let mut in_order = Vec::new();
        while let Some(at) = (0..left.len()).min_by_key(|at| left[*at]) {
            in_order.push(left.remove(at));
        }
        let mut all = BTreeMap::new();
        for at in 1..in_order.len() {
            let (mut gap, mut moment) = (0, in_order[at - 1].0);
            while moment < in_order[at].0 && gap <= PAUSE {
                moment = Moment(moment.0 + 1000);
                gap += 1000;
            }
            if gap <= PAUSE {
                *all.entry((in_order[at].1, in_order[at].0.date())).or_insert(0) += gap.unsigned_abs();
            }
        }
        all
    }

    #[test]
    fn random_journals_give_what_a_dull_reckoning_gives() {
        for seed in 0..300 {
            let mut random = Random::new(seed);
            let mut now = 1_795_305_600_000 + 1000 * random.below(86_400) as i64;
            let mut actions = Vec::new();
            for _ in 0..random.below(40) {
                now += 1000
                    * [random.below(20), random.below(299), 300, 301, random.below(40_000)][random.below(5)] as i64;
                actions.push((Moment(now), random.below(4) as u32));
            }
            let expected = dull(&actions);
            for at in (1..actions.len()).rev() {
                actions.swap(at, random.below(at + 1));
            }
            assert_eq!(active_time(&mut actions), expected, "seed {seed}");
        }
    }
}
