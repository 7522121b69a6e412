//! Who is assigned what, beside the window: dealing out or taking back what concerns many documents, writing the file, and reading it
//! again when somebody else changed it. One thing at a time; a change that is stopped has not begun. Without a window all of it is
//! waited for.

use std::sync::Arc;

use crate::error::{Error, Problem, Severity};
use crate::model::assignment::Assignments;
use crate::store::assignments::ASSIGNMENTS_FILE;

use super::assigned::{Asked, Because, Changing, Made, Read, Reading};
use super::job::let_go;
use super::state::{Message, Session};

impl Session {
    /// How many texts of how many have been measured while documents are assigned beside the window, and 0 of 0 where none need be;
    /// `None` if none are assigned now.
    #[must_use]
    pub fn assigning(&self) -> Option<(usize, usize)> {
        self.assigned.changing.as_ref().map(|changing| changing.job.progress())
    }

    /// Whether the file is being read again, or about to be.
    #[must_use]
    pub fn is_reading_assignments(&self) -> bool {
        self.assigned.reading.is_some() || self.assigned.is_reading_due
    }

    /// Begins to change something for many documents. Returns what is to be said.
    pub(super) fn begin_assigning(&mut self, asked: Asked) -> Result<String, Error> {
        let said = asked.said().to_owned();
        let waker = self.waker();
        self.assigned.begin(Arc::new(asked), waker);
        if self.known.is_drawn { Ok(said) } else { self.wait_for_changing().unwrap_or(Ok(said)) }
    }

    /// Takes what was changed beside the window.
    pub(super) fn hear_assigning(&mut self) {
        if self.is_reading_assignments() {
            return;
        }
        let Some(answer) = self.assigned.changing.as_ref().and_then(|changing| changing.job.answer()) else {
            return;
        };
        if let Some(Changing { asked, from, .. }) = self.assigned.changing.take() {
            let told = self.take_changed(asked, from, answer);
            self.tell_assigned(told);
        }
    }

    /// Waits for what is changed beside the window; returns what came of it, if there was something.
    fn wait_for_changing(&mut self) -> Option<Result<String, Error>> {
        let mut told = None;
        while let Some(Changing { asked, from, job }) = self.assigned.changing.take() {
            let answer = job.wait();
            told = Some(self.take_changed(asked, from, answer));
        }
        told
    }

    fn take_changed(
        &mut self,
        asked: Arc<Asked>,
        from: Arc<Assignments>,
        answer: Result<(Assignments, Made), Error>,
    ) -> Result<String, Error> {
        if !Arc::ptr_eq(&from, &self.assigned.now) {
            // The file was read again meanwhile: what is asked for is made of that.
            let waker = self.waker();
            let said = asked.said().to_owned();
            let_go((from, answer));
            self.assigned.begin(asked, waker);
            return Ok(said);
        }
        let (now, made) = answer?;
        self.assigned.replace(now);
        let_go((from, asked));
        self.follow_made(made)
    }

    fn tell_assigned(&mut self, told: Result<String, Error>) {
        self.revision += 1;
        self.message = Some(told.map_or_else(Message::Failed, Message::Done));
    }

    /// Hears what became of the file that is written beside the window.
    pub(super) fn hear_filing(&mut self) {
        let waker = self.waker();
        let filed = self.assigned.filing.hear(waker);
        self.take_filed(filed);
        self.recompute_board();
    }

    /// What could not be written is not so: what the file says is.
    fn take_filed(&mut self, filed: Result<(), Error>) {
        if let Err(error) = filed {
            let_go(self.assigned.steps.forget());
            self.read_assignments_because(Because::NotWritten);
            self.tell_assigned(Err(error));
        }
    }

    /// Whether who is assigned what is not on disk yet.
    pub(super) fn is_filing(&self) -> bool {
        self.assigned.filing.is_busy()
    }

    /// Waits until everything that was asked for is assigned, and on disk.
    pub(super) fn wait_for_assignments(&mut self) -> Result<(), Error> {
        self.wait_for_reading_assignments();
        if let Some(told) = self.wait_for_changing() {
            self.tell_assigned(told);
        }
        let filed = self.assigned.filing.finish();
        self.take_filed(filed.clone());
        self.wait_for_reading_assignments();
        filed
    }

    /// Reads who is assigned what: somebody sits down.
    pub(super) fn read_assignments(&mut self) {
        self.read_assignments_because(Because::Seated);
    }

    pub(super) fn read_assignments_because(&mut self, because: Because) {
        let waker = self.waker();
        if let Some(disk) = &self.disk {
            self.assigned.read(because, &disk.folder, waker);
            if !self.known.is_drawn {
                self.wait_for_reading_assignments();
            }
        }
    }

    /// Hears whether somebody else changed the file, which is then read again once nothing is being written; and what it says.
    pub(super) fn hear_assigned_otherwise(&mut self) {
        self.assigned.is_reading_due |= self.disk.as_ref().is_some_and(|disk| disk.writer.take_assigned_otherwise());
        if self.assigned.is_reading_due && self.assigned.reading.is_none() && !self.is_filing() {
            self.read_assignments_because(Because::Changed);
        }
        if let Some(answer) = self.assigned.reading.as_ref().and_then(|reading| reading.job.answer())
            && let Some(Reading { because, .. }) = self.assigned.reading.take()
        {
            self.take_read_assignments(because, answer);
        }
    }

    fn wait_for_reading_assignments(&mut self) {
        if let Some(Reading { because, job }) = self.assigned.reading.take() {
            self.take_read_assignments(because, job.wait());
        }
    }

    /// What was done before cannot be undone if it is another file.
    fn take_read_assignments(&mut self, because: Because, answer: Result<Read, Error>) {
        self.revision += 1;
        match answer {
            Ok(Read { now, held, is_other }) => {
                if is_other {
                    let_go(self.assigned.steps.forget());
                }
                self.assigned.filing.hold(held);
                self.assigned.locked = None;
                self.assigned.replace(now);
                self.list_assigned_anew();
                if because != Because::Seated {
                    self.outdate_board();
                }
                if because == Because::Changed {
                    let said = "who is assigned what was changed by somebody else, and is read again";
                    self.message = Some(Message::Done(said.to_owned()));
                }
            }
            Err(error) => {
                let mut told = Problem::new(Severity::Wrong, ASSIGNMENTS_FILE, error.message.clone());
                told.hint.clone_from(&error.hint);
                self.assigned.locked = Some(error);
                self.tell(vec![told]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use super::Because;
    use crate::model::id::{AnnotatorId, DocumentId};
    use crate::records::assignments;
    use crate::session::command::Command;
    use crate::session::state::{Message, Session};
    use crate::tests::scratch::Scratch;

    /// So many that they are sought beside the window, and assigned there.
    const DOCUMENTS: usize = 2_100;

    /// A project of many short texts.
    fn project(name: &str) -> Scratch {
        let scratch = Scratch::new(name);
        let line =
            |number: usize| format!("{{\"id\":\"d{number:04}\",\"text\":\"{}\"}}\n", "ميناء ".repeat(number % 7 + 1));
        scratch.write("documents/news.jsonl", (0..DOCUMENTS).map(line).collect::<String>());
        Session::create(scratch.path(), None).unwrap();
        scratch
    }

    /// A session of Layla's in it, somebody drawing.
    fn drawn(scratch: &Scratch) -> Session {
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        session.wait_for_nothing();
        session
    }

    fn ask(session: &mut Session, line: &str) -> Result<(), String> {
        session.perform(&Command::parse(line).unwrap()).map_err(|error| error.message)
    }

    fn wait(session: &mut Session) {
        while session.assigning().is_some() || session.is_reading_assignments() || session.is_listing() {
            std::thread::yield_now();
            session.take_requests();
        }
    }

    /// What a window and a script make of the same commands is the same, in memory, in the list and on disk.
    fn check(name: &str, commands: &str) {
        let [window, script] = [true, false].map(|is_drawn| {
            let scratch = project(&format!("{name}-{is_drawn}"));
            let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
            for line in commands.split("; ") {
                if is_drawn {
                    session.wait_for_nothing();
                }
                ask(&mut session, line).unwrap_or_else(|error| panic!("{line}: {error}"));
                wait(&mut session);
            }
            session.flush().unwrap();
            let shown: Vec<_> = (0..session.shown_len()).map(|row| session.shown_at(row)).collect();
            let said = session.message().cloned();
            (session.assignments().clone(), shown, said, scratch.read("assignments.ron"))
        });
        assert_eq!(window.0, assignments::read(&window.3, "a").unwrap(), "{commands}");
        assert!(window == script, "{commands}: {:?} {:?}", window.2, script.2);
    }

    #[test]
    fn a_window_deals_out_many_as_a_script_does() {
        check("dealing", "distribute layla minh rana --per-document 2 --seed 7");
        check("measuring", "distribute layla minh rana --balance characters");
        check("undoing", "distribute layla minh; assign-undo; assign-redo");
        check(
            "filtering",
            "distribute layla minh; filter-assigned layla; distribute layla rana --per-document 2; assign-undo; assign-redo",
        );
        check(
            "ticking",
            "distribute layla minh; filter-assigned minh; assign minh d0001; unassign minh d0001; next-unfinished",
        );
    }

    #[test]
    fn what_is_asked_while_many_are_assigned_is_refused_and_loses_nothing() {
        let scratch = project("assigning-meanwhile");
        let mut session = drawn(&scratch);
        ask(&mut session, "distribute layla minh").unwrap();
        for line in ["assign rana d0007", "distribute rana", "assign-undo"] {
            assert!(ask(&mut session, line).unwrap_err().contains("still being assigned"), "{line}");
        }
        assert!(session.assignments().is_empty());
        wait(&mut session);
        ask(&mut session, "assign rana d0007").unwrap();
        session.flush().unwrap();
        assert_eq!(scratch.read("assignments.ron").matches("\"rana\"").count(), 1);
        assert_eq!(session.assignments().iter().count(), DOCUMENTS);
    }

    #[test]
    fn what_is_stopped_has_not_begun() {
        let scratch = project("assigning-stopped");
        let mut session = drawn(&scratch);
        assert!(ask(&mut session, "assign-stop").is_err());
        ask(&mut session, "distribute layla minh --balance characters").unwrap();
        ask(&mut session, "assign-stop").unwrap();
        wait(&mut session);
        session.flush().unwrap();
        assert!(session.assignments().is_empty() && session.assign_undo_title().is_none());
        assert!(!scratch.path().join("assignments.ron").exists());
        ask(&mut session, "distribute layla").unwrap();
        session.flush().unwrap();
        assert_eq!(session.assignments().iter().count(), DOCUMENTS, "whoever closes waits");
    }

    #[test]
    fn what_cannot_be_written_then_is_told_and_is_not_so() {
        let scratch = project("assigning-unwritten");
        let mut session = drawn(&scratch);
        let theirs = "(format: 1, assignments: [(document: \"d0001\", annotators: [\"minh\"])])";
        ask(&mut session, "distribute layla").unwrap();
        scratch.write("assignments.ron", theirs);
        wait(&mut session);
        assert!(session.flush().unwrap_err().message.contains("changed by somebody else"));
        assert_eq!(scratch.read("assignments.ron"), theirs);
        assert_eq!(session.assignments().iter().map(|(document, _)| document.as_str()).collect::<String>(), "d0001");
        assert_eq!(session.assign_undo_title(), None);
        ask(&mut session, "distribute layla").unwrap();
        session.flush().unwrap();
        assert_eq!(session.assignments().iter().count(), DOCUMENTS);
    }

    #[test]
    fn what_somebody_else_wrote_meanwhile_is_what_is_dealt_out_from() {
        let scratch = project("assigning-otherwise");
        let mut session = drawn(&scratch);
        scratch.write("assignments.ron", "(format: 1, assignments: [(document: \"d0001\", annotators: [\"thu\"])])");
        ask(&mut session, "distribute layla").unwrap();
        session.read_assignments_because(Because::Changed);
        assert!(ask(&mut session, "assign-undo").is_err());
        wait(&mut session);
        session.flush().unwrap();
        let said = assignments::read(&scratch.read("assignments.ron"), "a").unwrap();
        assert_eq!((said.iter().count(), said.annotators().len()), (DOCUMENTS, 2));
        assert!(said.is_assigned(&DocumentId::new("d0001"), &AnnotatorId::new("thu")));
        assert!(
            matches!(session.message(), Some(Message::Done(said)) if said.contains("2099")),
            "{:?}",
            session.message()
        );
    }

    #[test]
    fn a_window_hears_who_begins_in_another() {
        let scratch = project("assigning-people");
        let mut session = drawn(&scratch);
        session.wake(Arc::new(|| {}));
        scratch.write("annotations/rana/annotator.ron", "(format: 1, name: \"Rana\")");
        let begun = Instant::now();
        while !session.people().contains(&AnnotatorId::new("rana")) && begun.elapsed() < Duration::from_secs(20) {
            session.look_now();
            std::thread::sleep(Duration::from_millis(5));
            session.take_requests();
        }
        assert!(session.people().contains(&AnnotatorId::new("rana")));
        ask(&mut session, "filter-assigned rana").unwrap();
    }
}
