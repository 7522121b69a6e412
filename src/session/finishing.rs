//! Finishing a renaming in the schema that an earlier session began and did not end: it was killed, or the disk was full. What the
//! project calls the part now is what it is to be called in all of the annotator's sets: a renaming that reached `project.ron` is
//! gone on with, one that did not, or was being taken back, is taken back. It goes on as any renaming does, beside the window, and
//! reads all sets on the way. Who only looks is told.

use std::collections::VecDeque;

use crate::error::{Error, Problem, Severity};
use crate::model::id::DocumentId;
use crate::model::moment::Moment;
use crate::model::schema_path::Renaming;
use crate::records::project_edit;
use crate::store::folder::Purpose;
use crate::store::reader;
use crate::store::unfinished::Unfinished;

use super::renamer::{Doing, Kind};
use super::rewriting::Begun;
use super::state::Session;

impl Session {
    /// What is noted on disk before something is renamed in all sets.
    pub(super) fn begun_renaming(&self, renaming: &Renaming, title: &str, now: Moment) -> Option<Begun> {
        let settling = self.disk.as_ref()?.writer.settling();
        let unfinished = Unfinished { renaming: renaming.clone(), title: title.to_owned(), time: now };
        Some(Begun { annotator: self.annotator.clone(), unfinished, settling })
    }

    /// What is noted on disk before a renaming is taken back that is stopped: what the project says then tells that it is to be.
    /// Nothing, if it is still noted.
    pub(super) fn begun_taking_back(&self) -> Option<Begun> {
        // All has been handed over, and with it that nothing is to be finished.
        let beside = self.renaming.as_ref().filter(|beside| beside.unheard.is_empty())?;
        self.begun_renaming(&beside.work.renaming, &beside.work.title, beside.work.time)
    }

    /// What an earlier session did not end, unless this one only looks, or cannot write.
    pub(super) fn unfinished_renaming(&mut self) -> Option<Unfinished> {
        let disk = self.disk.as_ref()?;
        if disk.purpose == Purpose::Look {
            let told = disk.folder.check_renaming(&self.annotator);
            self.tell(told.into_iter().collect());
            return None;
        }
        // A project that cannot be read does not say what anything is called.
        if self.project.layers.is_empty() {
            return None;
        }
        let (unfinished, told) = disk.folder.resume_renaming(&self.annotator);
        self.tell(told.into_iter().collect());
        unfinished
    }

    /// Goes on with it, in the sets on the documents at `sets`. Identities have been read, and nothing else.
    pub(super) fn finish_renaming(&mut self, unfinished: &Unfinished, sets: &[usize]) {
        let text = self.schema.text().map(AsRef::as_ref).unwrap_or_default();
        let Unfinished { renaming, title, time } = unfinished;
        let has_old = project_edit::has(text, &renaming.path);
        let has_new = project_edit::has(text, &renaming.path.renamed(&renaming.to));
        // If the project has neither by now, somebody renamed once more: one name can be told of, and two cannot.
        let (renaming, doing) = match has_old && !has_new {
            true => (renaming.inverted(), Doing::FinishTakingBack),
            false => (renaming.clone(), Doing::Finish),
        };
        let id = |index: &usize| Some((self.listed.get(*index)?.summary.id.clone(), doing));
        let closed: VecDeque<_> = sets.iter().filter_map(id).collect();
        if self.known.locked.is_none() {
            self.rename_identities(&renaming, title, *time, None);
        }
        if closed.is_empty() {
            self.tell_finished(&renaming, 0, 0);
        }
        self.rename_closed(&renaming, title, *time, closed, Kind::Finishing);
    }

    /// Refuses what needs all sets as long as they are being read by finishing a renaming.
    pub(super) fn refuse_while_finishing(&self) -> Result<(), Error> {
        match self.renaming.as_ref().is_some_and(|beside| beside.kind == Kind::Finishing) {
            true => self.refuse_while_renaming(),
            false => Ok(()),
        }
    }

    /// Notes what was read of a set that may have been renamed, and has what is only in its journal written.
    pub(super) fn count_finished(&mut self, id: &DocumentId, read: reader::Work, is_renamed: bool) -> reader::Work {
        let Some(index) = self.position(id) else { return read };
        let read = self.take_read(index, read);
        if !is_renamed {
            self.catch_up(&read.document, &read.set);
        }
        read
    }

    /// Tells that it is done, in so many sets; so many could not be.
    pub(super) fn tell_finished(&mut self, renaming: &Renaming, count: usize, kept: usize) {
        self.end_reading();
        let Renaming { path, to } = renaming;
        let message = format!(
            "a renaming was interrupted: `{path}` is called `{to}` now in the {count} documents that lacked it"
        );
        let told = Problem::new(Severity::Note, self.annotator.as_str(), message);
        let told = match kept {
            0 => told.hint("nothing is left to be renamed"),
            _ => told.hint(format!("{kept} documents could not be; it is tried again when the project is opened")),
        };
        self.tell(vec![told]);
    }
}
