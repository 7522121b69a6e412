//! Fates: how much of what each annotator said was accepted, corrected or rejected, by label. Counts decisions.

use std::collections::BTreeMap;

use super::change::Change;
use super::decision::{Decision, Verdict};
use super::id::{AnnotatorId, LabelId};
use super::set::AnnotationSet;

/// What became of what an annotator said with one label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fate {
    pub accepted: usize,
    /// Something else was taken, or made of it.
    pub corrected: usize,
    pub rejected: usize,
}

/// What became of what each annotator said, by label, over all sets that were added; kept up to date change by change.
#[derive(Debug, Clone, Default)]
pub struct Fates {
    by_annotator: BTreeMap<(AnnotatorId, LabelId), Fate>,
}

impl Fate {
    #[must_use]
    pub fn total(self) -> usize {
        self.accepted + self.corrected + self.rejected
    }
}

impl Fates {
    pub fn add_set(&mut self, set: &AnnotationSet) {
        set.decisions().for_each(|decision| self.count(decision, |count| *count += 1));
    }

    /// Follows changes of a set.
    pub fn follow(&mut self, changes: &[Change]) {
        for change in changes {
            if let Change::Decision { before, after } = change {
                before.iter().for_each(|decision| self.count(decision, |count| *count = count.saturating_sub(1)));
                after.iter().for_each(|decision| self.count(decision, |count| *count += 1));
            }
        }
    }

    /// By label; labels about which nothing was decided are left out.
    pub fn of<'a>(&'a self, annotator: &'a AnnotatorId) -> impl Iterator<Item = (&'a LabelId, Fate)> {
        let own = self.by_annotator.iter().filter(move |((whose, _), fate)| whose == annotator && fate.total() > 0);
        own.map(|((_, label), fate)| (label, *fate))
    }

    fn count(&mut self, decision: &Decision, count: impl Fn(&mut usize)) {
        for source in &decision.sources {
            let Some(said) = &source.said else {
                continue;
            };
            let fate = self.by_annotator.entry((source.annotator.clone(), said.label.clone())).or_default();
            count(match decision.verdict {
                _ if source.is_taken => &mut fate.accepted,
                Verdict::Neither => &mut fate.rejected,
                _ => &mut fate.corrected,
            });
        }
    }
}
