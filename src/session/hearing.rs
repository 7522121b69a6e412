//! Hearing what is done beside the window: whatever was found, made or written since is taken, and told. It knows which subjects do
//! something there, not what.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use crate::error::{Error, Problem, Severity};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::store::rest::UNREADABLE;

use super::state::{Message, Request, Saved, Session};
use super::works::HEARING;

impl Session {
    /// What the window is asked to do since it last looked. Also hears what writer and reader found.
    pub fn take_requests(&mut self) -> Vec<Request> {
        self.hear_seat();
        self.hear_writer();
        self.hear_filing();
        self.hear_assigned_otherwise();
        self.hear_assigning();
        self.hear_annotators();
        self.hear_schema_filing();
        self.hear_board();
        self.hear_reader();
        self.wait_for_identities(Duration::ZERO);
        self.hear_search();
        self.hear_drift();
        self.hear_kept();
        self.hear_carrying();
        self.hear_openings();
        self.hear_rereadings();
        self.hear_comparing();
        self.hear_changing();
        if self.known.is_following() {
            self.known.follow_for(HEARING);
            self.revision += 1;
        }
        self.hear_texts();
        self.hear_taken_in();
        self.hear_text();
        self.hear_renaming();
        self.hear_left_behind();
        self.hear_agreement();
        self.hear_leaving();
        self.follow_sitting();
        self.follow_put_off();
        self.follow_directory();
        self.follow_listing();
        std::mem::take(&mut self.requests)
    }

    /// Whether something is being done beside the window, which is to ask [`Session::take_requests`] again soon.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let needs_directory = self.view().identities || self.linking().is_some();
        let is_preparing = needs_directory && !self.is_directory_ready();
        let is_reading = self.reading().is_some() || !self.are_identities_read();
        self.saved() == Saved::Saving
            || is_reading
            || self.is_listing()
            || self.is_searching()
            || self.is_drifting()
            || self.is_weighing()
            || self.is_carrying()
            || self.is_comparing()
            || self.changing().is_some()
            || self.is_putting_off()
            || self.is_leaving()
            || self.is_sitting_again()
            || self.is_following()
            || self.is_opening()
            || self.is_reading_text()
            || self.is_reading_again()
            || self.is_taking_in()
            || self.renaming().is_some()
            || self.is_looking_who_renamed()
            || self.assigning().is_some()
            || self.is_reading_assignments()
            || self.board_progress().is_some()
            || self.is_measuring()
            || is_preparing
    }

    /// Hears what was done beside it, or why not.
    pub fn hear_said(&mut self, told: Result<String, Error>) {
        self.revision += 1;
        self.message = Some(told.map_or_else(Message::Failed, Message::Done));
    }

    /// Tells what the writer found, and hears what others did.
    fn hear_writer(&mut self) {
        let found = self.disk.as_ref().map(|disk| disk.writer.take_problems()).unwrap_or_default();
        self.tell(found);
        self.hear_underneath();
    }

    pub(super) fn tell(&mut self, found: Vec<Problem>) {
        if found.is_empty() {
            return;
        }
        // Of a text that was changed, all annotations of a document may be told at once.
        let mut places: HashMap<(&str, &str), usize> = HashMap::new();
        for (at, problem) in self.problems.iter().chain(&found).enumerate() {
            places.entry((&problem.place, &problem.message)).or_insert(at);
        }
        let told = found.iter().map(|problem| places.get(&(&*problem.place, &*problem.message)).copied());
        let (known, told) = (self.problems.len(), told.collect::<Vec<_>>());
        for (nth, (problem, first)) in found.into_iter().zip(told).enumerate() {
            match first.filter(|first| *first < known) {
                // What became of it meanwhile.
                Some(first) => self.problems[first].hint = problem.hint,
                None if first == Some(known + nth) => {
                    self.revision += 1;
                    self.problems.push(problem);
                }
                // The same was just told.
                None => {}
            }
        }
    }

    /// Tells what opening the folder once more found; what is wrong no longer with the texts goes.
    pub(super) fn hear_again(&mut self, found: Vec<Problem>) {
        let texts = format!("{}/", self.project.texts);
        self.problems.retain(|problem| !problem.place.starts_with(&texts) || found.contains(problem));
        self.tell(found);
    }

    /// Tells what reading a set found; what was wrong with it before and is right now goes.
    pub(super) fn tell_read(&mut self, annotator: &AnnotatorId, document: &DocumentId, found: Vec<Problem>) {
        let file = self.disk.as_ref().map(|disk| disk.folder.shown_set(annotator, document)).unwrap_or_default();
        let own = format!("{annotator}/{document}");
        let is_still: HashSet<(&str, &str)> =
            found.iter().map(|problem| (&*problem.place, &*problem.message)).collect();
        self.problems.retain_mut(|problem| {
            let is_within = problem.place.strip_prefix(&file).is_some_and(|rest| rest.starts_with(':'));
            let is_read = is_within || problem.place == own && problem.severity == Severity::Wrong;
            if problem.place == file && problem.message.starts_with(UNREADABLE) {
                (problem.severity, problem.message) =
                    (Severity::Note, "it could not be read for a while, and is right again".to_owned());
            }
            !is_read || is_still.contains(&(&*problem.place, &*problem.message))
        });
        self.tell(found);
    }

    /// Waits until everything is on disk.
    pub fn flush(&mut self) -> Result<(), Error> {
        let schema = self.wait_for_schema();
        self.wait_for_renaming();
        let assigned = self.wait_for_assignments();
        let Some(disk) = &self.disk else {
            return Ok(());
        };
        let mut flushed = disk.writer.flush();
        // What is heard may have more written: what was taken away, and then its history.
        for is_first in [true, false] {
            self.hear_writer();
            let is_more = is_first && self.write_back();
            if let Some(disk) = self.disk.as_ref().filter(|disk| is_more || !disk.writer.has_written_all()) {
                flushed = flushed.and(disk.writer.flush());
            }
        }
        self.hear_writer();
        self.look_what_is_gone();
        flushed.and(schema).and(assigned)
    }
}
