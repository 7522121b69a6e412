//! Which identities changed lately, by numbered moments: whoever keeps a list of all of them brings only these up to date. It does
//! not know what changed of them.

use std::collections::{BTreeSet, VecDeque};

use crate::model::id::IdentityId;

/// More changes than these are not told one by one.
const TOLD: usize = 1_000;

/// What changed, and when.
#[derive(Debug, Default)]
pub(super) struct Touched {
    now: u64,
    /// What changed up to this moment is not known any more.
    forgotten: u64,
    ids: VecDeque<(u64, IdentityId)>,
}

impl Touched {
    /// A number that is another after something changed.
    pub fn now(&self) -> u64 {
        self.now
    }

    /// These changed.
    pub fn touch(&mut self, ids: impl IntoIterator<Item = IdentityId>) {
        self.now += 1;
        self.ids.extend(ids.into_iter().map(|id| (self.now, id)));
        while self.ids.len() > TOLD {
            self.forgotten = self.ids.pop_front().map_or(self.now, |(moment, _)| moment);
        }
    }

    /// Any may have changed.
    pub fn touch_all(&mut self) {
        self.now += 1;
        self.forgotten = self.now;
        self.ids.clear();
    }

    /// Takes the place of what others are told of: any may be another, and no moment of theirs is one of these.
    pub fn follow_on(&mut self, before: &Self) {
        self.now = self.now.max(before.now);
        self.touch_all();
    }

    /// Those that changed after a moment; `None` if any may have.
    pub fn after(&self, moment: u64) -> Option<BTreeSet<&IdentityId>> {
        let first = self.ids.partition_point(|(at, _)| *at <= moment);
        (moment >= self.forgotten).then(|| self.ids.iter().skip(first).map(|(_, id)| id).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{TOLD, Touched};
    use crate::model::id::IdentityId;

    #[test]
    fn what_changed_since_a_moment_is_told_unless_it_was_too_much() {
        let id = |number: usize| IdentityId::new(&format!("i{number}"));
        let mut touched = Touched::default();
        touched.touch([id(1), id(2)]);
        let moment = touched.now();
        touched.touch([id(2), id(3)]);
        let after = |touched: &Touched, moment| touched.after(moment).map(|ids| ids.len());
        assert_eq!(
            (after(&touched, 0), after(&touched, moment), after(&touched, touched.now())),
            (Some(3), Some(2), Some(0))
        );
        touched.touch((0..TOLD).map(id));
        assert_eq!((after(&touched, moment), after(&touched, moment + 1)), (None, Some(TOLD)));
        let mut next = Touched::default();
        next.follow_on(&touched);
        assert_eq!(after(&next, touched.now()), None);
        touched.touch_all();
        assert_eq!((after(&touched, moment + 1), after(&touched, touched.now())), (None, Some(0)));
    }
}
