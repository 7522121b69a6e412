//! Sitting down once more in the seat one has: where somebody else let go of it, or left it, and where what could not be saved is
//! put back. A window has all of that done and read beside itself, shows what it showed until then, and sits down at once; without one
//! it is waited for.

use std::path::Path;

use crate::error::{Error, Problem, Severity, counted};
use crate::store::rescue::PutBack;
use crate::store::watch::Watch;
use crate::store::writer::Writer;

use super::resumer::Lying;
use super::sitting::{Came, Coming, MakingSeat, Put, Seat, Sitting};
use super::state::{Message, Session};

impl Session {
    /// Whether one is about to sit down once more in the seat one has.
    #[must_use]
    pub fn is_sitting_again(&self) -> bool {
        self.sitting.is_some()
    }

    /// Refuses to change anything of a seat of which everything is read again.
    pub(super) fn refuse_while_sitting_again(&self) -> Result<(), Error> {
        match self.sitting {
            Some(_) => Err(Error::new("what you did is being read again").hint("try again in a moment")),
            None => Ok(()),
        }
    }

    /// Begins to sit down once more. Returns what is to be said.
    pub(super) fn sit_again(&mut self, coming: Coming) -> Result<String, Error> {
        if !self.known.is_drawn {
            self.flush_for(&coming)?;
            let seat = coming.made(self.own_seat_again()?, &Watch::default());
            return self.take_seat(seat);
        }
        self.sitting = Some(Sitting::Waiting(Box::new(coming)));
        self.follow_sitting();
        Ok("reading again what you did".to_owned())
    }

    /// What is put back goes on from all that was done until then.
    fn flush_for(&mut self, coming: &Coming) -> Result<(), Error> {
        if let Coming::PuttingBack(_) = coming {
            self.flush()?;
            self.wait_for_readers();
        }
        Ok(())
    }

    /// The writer of a seat that is looked at only, to be let go of where nobody waits for it; another is there in its place.
    pub(super) fn leave_writer(&mut self) -> Option<Writer> {
        let annotator = self.annotator.clone();
        let disk = self.disk.as_mut()?;
        let waker = disk.writer.waker();
        let writer = std::mem::replace(&mut disk.writer, Writer::start(disk.folder.clone(), annotator));
        if let Some(waker) = waker {
            disk.writer.wake(waker);
        }
        self.name_rescues();
        Some(writer)
    }

    /// Goes on to the seat, as soon as nothing goes on in it, and sits down once it is ready.
    pub(super) fn follow_sitting(&mut self) {
        let Some(sitting) = self.sitting.take() else {
            return;
        };
        self.sitting = match sitting {
            Sitting::Waiting(coming) if self.may_sit(&coming) => match self.own_seat_again() {
                Ok(wanted) => Some(Sitting::Coming(MakingSeat::begin(*coming, wanted, self.waker()))),
                Err(error) => return self.hear_said(Err(error)),
            },
            Sitting::Coming(making) => match making.answer() {
                Some(seat) => {
                    drop(making);
                    let told = self.take_seat(seat);
                    return self.hear_said(told);
                }
                None => Some(Sitting::Coming(making)),
            },
            waiting @ Sitting::Waiting(_) => Some(waiting),
            Sitting::Lying(lying) => Some(self.begin_resuming(lying)),
            Sitting::Resuming(job) => match job.answer() {
                Some(resumed) => {
                    let told = resumed.and_then(|resumed| self.take_resumed(resumed));
                    return self.hear_said(told);
                }
                None => Some(Sitting::Resuming(job)),
            },
        };
    }

    fn may_sit(&self, coming: &Coming) -> bool {
        match coming {
            Coming::PuttingBack(_) => self.is_seat_settled() && self.reading().is_none() && self.are_identities_read(),
            // Nothing was done where one only looked.
            Coming::TakingOver(_) | Coming::Freed(..) => true,
        }
    }

    /// Makes nothing of it, if nothing is done yet; whether it is over at once.
    pub(super) fn stop_sitting(&mut self) -> bool {
        match &self.sitting {
            Some(Sitting::Coming(making)) => {
                making.cancel();
                false
            }
            // All that is done then is done in memory, and has to be.
            Some(Sitting::Lying(_) | Sitting::Resuming(_)) => false,
            Some(Sitting::Waiting(_)) | None => {
                self.sitting = None;
                true
            }
        }
    }

    /// Sits down in a seat that is ready; returns what is to be said.
    fn take_seat(&mut self, seat: Result<Seat, Error>) -> Result<String, Error> {
        let Seat { came, ready } = seat.inspect_err(|_| self.await_seat())?;
        if let Some(ready) = ready {
            self.sit(*ready);
        }
        match came {
            Came::TakenOver => Ok(self.said_with_rescues("you took over, and can change things")),
            Came::Freed => Ok(self.said_with_rescues("you can change things now: what was in the way is gone")),
            Came::PutBack { files, are_asked } => {
                let (mut last, mut lying) = (Ok(String::new()), Vec::new());
                for (path, put) in files {
                    match put {
                        Put::Back(put) => {
                            self.forget_kept(&path);
                            let said = self.tell_put_back(put);
                            if !are_asked {
                                let place = path.display().to_string();
                                self.tell(vec![Problem::new(Severity::Note, place, said.clone())]);
                            }
                            last = Ok(said);
                        }
                        Put::NotYet(_, error) | Put::Failed(error) if are_asked => last = Err(error),
                        Put::NotYet(rescue, why) => lying.push(Lying { path, rescue, why }),
                        Put::Failed(error) => last = Err(self.tell_not_put_back(&path, &error)),
                    }
                }
                if lying.is_empty() { last } else { self.resume(lying) }
            }
        }
    }

    /// What could not be saved here before is put back now.
    fn said_with_rescues(&mut self, said: &str) -> String {
        self.message = None;
        self.put_back_kept();
        // That is what matters then.
        match &self.message {
            Some(Message::Done(message)) => message.clone(),
            Some(Message::Failed(_)) | None => said.to_owned(),
        }
    }

    fn tell_put_back(&mut self, put: PutBack) -> String {
        let PutBack { added, there, beside } = put;
        let mut said = format!("{} that could not be saved {} put back", counted(added, "action"), were(added));
        if there > 0 {
            said += &format!("; {there} {} there already", were(there));
        }
        if !beside.is_empty() {
            said += "; what does not go on from what is here is kept beside it, as the problems say";
        }
        self.tell(beside);
        said
    }

    /// What was told of a file that is to be put back is over.
    fn forget_kept(&mut self, file: &Path) {
        let place = file.display().to_string();
        self.problems.retain(|problem| problem.place != place);
    }
}

fn were(count: usize) -> &'static str {
    if count == 1 { "was" } else { "were" }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::{Duration, Instant};

    use crate::session::command::Command;
    use crate::session::script;
    use crate::session::state::{Message, Session};
    use crate::tests::scratch::{Scratch, move_folder};

    /// A project of two texts, and a file of what Layla did in the first while it was away.
    fn away(name: &str) -> (Scratch, PathBuf) {
        let scratch = Scratch::new(name);
        scratch.write("p/a.txt", "Layla met Bilal in Haifa.");
        scratch.write("p/b.txt", "Minh stayed.");
        let at = scratch.path().join("p");
        Session::create(&at, None).unwrap();
        let mut session = Session::open(&at, Some("layla")).unwrap();
        script::run(&mut session, "open a\nselect \"Layla\"\nlabel person", "s").unwrap();
        session.flush().unwrap();
        move_folder(&at, &scratch.path().join("q"));
        script::run(&mut session, "select \"Bilal\"\nlabel person", "s").unwrap();
        assert!(session.flush().is_err());
        let file = scratch.path().join("mine.jsonl");
        session.save_unsaved(&file).unwrap();
        session.lose_unsaved();
        drop(session);
        move_folder(&scratch.path().join("q"), &at);
        (scratch, file)
    }

    /// Somebody draws.
    fn drawn(scratch: &Scratch) -> Session {
        let mut session = Session::open_or_look(&scratch.path().join("p"), Some("layla")).unwrap();
        session.wait_for_nothing();
        session
    }

    fn ask(session: &mut Session, line: &str) -> Result<(), String> {
        session.perform(&Command::parse(line).unwrap()).map_err(|error| error.message)
    }

    fn wait(session: &mut Session) {
        let begun = Instant::now();
        while session.is_busy() {
            assert!(begun.elapsed() < Duration::from_secs(60), "it goes on for ever");
            std::thread::sleep(Duration::from_millis(1));
            session.take_requests();
        }
    }

    fn said(session: &Session) -> &str {
        match session.message() {
            Some(Message::Done(said)) => said,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_window_goes_on_while_work_is_put_back_and_nothing_is_changed_until_it_is_there() {
        let (scratch, file) = away("sitting-back");
        let mut session = drawn(&scratch);
        ask(&mut session, "open a").unwrap();
        session.perform(&Command::PutBack(file.clone())).unwrap();
        assert!(session.is_sitting_again() && session.set().unwrap().len() == 1);
        assert!(ask(&mut session, "select \"Haifa\"").is_ok());
        assert!(ask(&mut session, "label place").unwrap_err().contains("being read again"));
        wait(&mut session);
        assert_eq!(said(&session), "1 action that could not be saved was put back");
        assert_eq!((session.set().unwrap().len(), session.selected_text()), (2, "Haifa"));
        ["label place", "undo", "undo", "undo"].iter().for_each(|line| ask(&mut session, line).unwrap());
        session.flush().unwrap();
        assert!(file.exists(), "it is the person's");
    }

    #[test]
    fn the_document_that_was_gone_to_meanwhile_stays_open() {
        let (scratch, file) = away("sitting-elsewhere");
        let mut session = drawn(&scratch);
        ask(&mut session, "open a").unwrap();
        session.perform(&Command::PutBack(file)).unwrap();
        ask(&mut session, "open b").unwrap();
        wait(&mut session);
        assert_eq!(session.document().unwrap().id().as_str(), "b");
        ask(&mut session, "open a").unwrap();
        wait(&mut session);
        assert_eq!(session.set().unwrap().len(), 2);
    }

    #[test]
    fn a_file_of_somebody_else_changes_nothing_and_says_so() {
        let (scratch, file) = away("sitting-other");
        let mut session = Session::open(&scratch.path().join("p"), Some("minh")).unwrap();
        session.wait_for_nothing();
        session.perform(&Command::PutBack(file)).unwrap();
        wait(&mut session);
        let Some(Message::Failed(error)) = session.message() else { panic!("{:?}", session.message()) };
        assert!(error.message.contains("holds what `layla` did"), "{error}");
        assert!(!scratch.path().join("p/annotations/minh").exists());
    }

    #[test]
    fn a_window_takes_over_beside_itself() {
        let (scratch, _) = away("sitting-over");
        scratch.write("p/.hashiya/layla.holder", "omar on elsewhere, process 4711, since 2026-11-22 02:26 UTC\n");
        let mut session = drawn(&scratch);
        ask(&mut session, "open a").unwrap();
        assert!(session.held().is_some());
        ask(&mut session, "take-over").unwrap();
        assert!(session.held().is_some() && session.is_sitting_again());
        wait(&mut session);
        assert_eq!((session.held(), said(&session)), (None, "you took over, and can change things"));
        ask(&mut session, "select \"Haifa\"").unwrap();
        ask(&mut session, "label place").unwrap();
        session.flush().unwrap();
        assert_eq!(session.set().unwrap().len(), 2);
    }

    #[test]
    fn what_is_stopped_is_put_back_whole_or_not_at_all() {
        let (scratch, file) = away("sitting-stopped");
        let mut session = drawn(&scratch);
        ask(&mut session, "open a").unwrap();
        session.perform(&Command::PutBack(file.clone())).unwrap();
        ask(&mut session, "stop-waiting").unwrap();
        wait(&mut session);
        // It may have been put back before it was stopped; then it is all there.
        let count = session.set().unwrap().len();
        session.perform(&Command::PutBack(file)).unwrap();
        wait(&mut session);
        assert!(count == 1 || count == 2);
        assert_eq!(session.set().unwrap().len(), 2);
    }
}
