//! Files of the annotator that were taken away while they are open here, as by `git stash`: they are told of until they are back. What is
//! in memory is written in their place where something was done since, or where everything is to be on disk.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::error::Problem;
use crate::model::id::DocumentId;
use crate::store::folder::Purpose;
use crate::store::seen::Shown;
use crate::store::vanished;

use super::state::{Disk, Session};

impl Session {
    /// Hears what was taken away, what is back, and what was written anew.
    pub(super) fn hear_taken_away(&mut self) {
        let Some(disk) = self.disk_to_write() else { return };
        let (anew, settled, gone) =
            (disk.writer.take_written_anew(), disk.writer.take_settled(), disk.writer.take_gone());
        if disk.writer.take_identities_back() && self.known.is_read && self.known.locked.is_none() {
            disk.writer.catch_up_identities(self.identities().clone());
        }
        anew.iter().for_each(|id| self.bring_history(id));
        self.untell(&settled);
        if let Some(gone) = gone {
            self.tell_of_gone(&gone);
        }
    }

    /// Has written what is in memory of files that are gone; whether there is any.
    pub(super) fn write_back(&self) -> bool {
        let Some(disk) = self.disk_to_write() else { return false };
        let gone = disk.folder.gone_of(&self.annotator);
        let (of_sets, of_identities) = self.in_memory_of(disk, &gone);
        if of_identities {
            disk.writer.catch_up_identities(self.identities().clone());
        }
        for id in &of_sets {
            if let Some(work) = self.position(id).and_then(|index| self.work_at(index)) {
                let number = disk.folder.last_number(&self.annotator, id);
                disk.writer.catch_up(Arc::clone(&work.document), work.set.clone(), number);
            }
        }
        of_identities || !of_sets.is_empty()
    }

    /// Looks whether what is told to be gone is so still.
    pub(super) fn look_what_is_gone(&mut self) {
        if let Some(disk) = self.disk_to_write().filter(|_| !self.gone.is_empty()) {
            let gone = disk.folder.gone_of(&self.annotator);
            self.tell_of_gone(&gone);
        }
    }

    /// Hands over all that ever happened to a set, if that is known.
    fn bring_history(&self, id: &DocumentId) {
        let work = self.position(id).and_then(|index| self.work_at(index)).filter(|work| work.has_history);
        let Some((disk, work)) = self.disk_to_write().zip(work) else { return };
        let entries = work.history.entries();
        if work.history.after() == 0 && work.history.since_text().len() == entries.len() {
            disk.writer.record_history(Arc::clone(&work.document), work.set.clone(), entries.to_vec());
        }
    }

    fn tell_of_gone(&mut self, gone: &BTreeSet<PathBuf>) {
        let Some(disk) = self.disk_to_write() else { return };
        let (of_sets, of_identities) = self.in_memory_of(disk, gone);
        let elsewhere = gone.len() - of_sets.len() - usize::from(of_identities);
        let told = of_sets.iter().map(|id| vanished::taken_away(&self.annotator, Some(id)));
        let told = told.chain(of_identities.then(|| vanished::taken_away(&self.annotator, None)));
        let elsewhere = (elsewhere > 0).then(|| vanished::taken_away_elsewhere(&self.annotator, elsewhere));
        let told: Vec<Problem> = told.chain(elsewhere).collect();
        let before = std::mem::replace(&mut self.gone, told.clone());
        self.untell(&before);
        self.tell(told);
    }

    /// The open documents whose files are among those that are gone, and whether the identities are.
    fn in_memory_of(&self, disk: &Disk, gone: &BTreeSet<PathBuf>) -> (Vec<DocumentId>, bool) {
        let is_gone = |document: Option<&DocumentId>| {
            let shown = Shown { annotator: self.annotator.clone(), document: document.cloned() };
            disk.folder.is_among(&shown, gone)
        };
        let open = self.opened.0.iter().filter_map(|index| self.work_at(*index)).filter(|work| work.locked.is_none());
        let sets = open.map(|work| work.document.id()).filter(|id| is_gone(Some(id))).cloned().collect();
        (sets, self.known.is_read && self.known.locked.is_none() && is_gone(None))
    }

    fn disk_to_write(&self) -> Option<&Disk> {
        self.disk.as_ref().filter(|disk| disk.purpose == Purpose::Work)
    }

    /// Tells no more what is settled.
    pub(super) fn untell(&mut self, settled: &[Problem]) {
        let is_settled = |problem: &Problem| {
            settled.iter().any(|one| (&one.place, &one.message) == (&problem.place, &problem.message))
        };
        let before = self.problems.len();
        self.problems.retain(|problem| !is_settled(problem));
        self.revision += u64::from(self.problems.len() < before);
    }
}
