//! Coming to change things where one only looked: somebody else works under this name, or nothing can be written. As soon as that ends
//! everything is read again; or the person says that whoever a note names is gone, and takes over.

use crate::error::Error;
use crate::store::lock::NoLock;

use super::awaiting::Awaiting;
use super::effect::Effect;
use super::sitting::Coming;
use super::state::{Message, Session};

impl Session {
    /// Begins to wait for the seat, if somebody else has it and a window waits.
    pub(super) fn await_seat(&mut self) {
        let (Some(disk), Some(waker)) = (&self.disk, self.waker()) else { return };
        if self.held.is_none() {
            if let Some(lock) = &disk.lock {
                lock.wake(waker);
            }
            return;
        }
        self.awaiting = Some(Awaiting::begin(disk.folder.root(), &self.annotator, self.held.clone(), waker));
    }

    /// Hears that the seat is free, or that somebody took it over.
    pub(super) fn hear_seat(&mut self) {
        if let Some(answer) = self.awaiting.as_ref().and_then(|awaiting| awaiting.answer()) {
            self.awaiting = None;
            // It only ends without the lock when nobody waits any more.
            if let (Ok(lock), Some(writer)) = (answer, self.leave_writer()) {
                let told = self.sit_again(Coming::Freed(lock, writer));
                self.hear_said(told);
            }
        }
        if let Some(why) = self.awaiting.as_ref().and_then(Awaiting::why_now) {
            self.revision += 1;
            self.held = Some(why);
        }
        let lock = self.disk.as_ref().filter(|_| self.held.is_none()).and_then(|disk| disk.lock.as_ref());
        if let Some(why) = lock.and_then(|lock| lock.ousted()) {
            self.revision += 1;
            self.message = Some(Message::Failed(why.why().clone()));
            self.held = Some(why);
            if let Some(disk) = &mut self.disk {
                disk.lock = None;
            }
            self.await_seat();
        }
    }

    pub(super) fn plan_taking_over(&self) -> Result<Effect, Error> {
        match &self.held {
            Some(NoLock::Noted(_)) => Ok(Effect::TakeOver),
            // A lock is not taken from anybody, and a right to write is not had by asking.
            Some(why) => Err(why.why().clone()),
            None => Err(Error::new("nobody is in the way: you can change things here")),
        }
    }

    /// Takes the seat of whoever left a note and is gone. Returns what is to be said.
    pub(super) fn take_over(&mut self) -> Result<String, Error> {
        let Some(writer) = self.leave_writer() else {
            return Err(Error::new("this project lies in no folder, so that nobody else works in it"));
        };
        // Nobody waits for what is taken.
        self.awaiting = None;
        self.sit_again(Coming::TakingOver(writer))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use crate::session::command::Command;
    use crate::session::script;
    use crate::session::state::Session;
    use crate::tests::scratch::Scratch;

    fn project(name: &str) -> Scratch {
        let scratch = Scratch::new(name);
        scratch.write("a.txt", "Layla met Bilal.");
        Session::create(scratch.path(), None).unwrap();
        scratch
    }

    #[test]
    fn when_the_first_goes_the_second_reads_again_and_can_change_things() {
        let scratch = project("seat");
        let mut first = Session::open(scratch.path(), Some("layla")).unwrap();
        let mut second = Session::begin(scratch.path(), Some("layla")).unwrap();
        second.wake(Arc::new(|| {}));
        script::run(&mut first, "select \"Layla\"\nlabel person", "s").unwrap();
        assert!(second.held().is_some_and(|held| held.message.contains("is at work")));
        assert!(second.refusal(&Command::TakeOver).is_some(), "a lock is not taken from anybody");
        drop(first);
        for _ in 0..1_000 {
            std::thread::sleep(Duration::from_millis(10));
            second.take_requests();
            if second.held().is_none() {
                break;
            }
        }
        assert_eq!((second.held(), second.set().unwrap().len()), (None, 1));
        script::run(&mut second, "select \"Bilal\"\nlabel person\nundo\nundo", "s").unwrap();
        second.flush().unwrap();
    }

    #[test]
    fn a_note_of_another_machine_is_looked_past_only_where_a_person_says_so() {
        let scratch = project("seat-over");
        scratch.write(".hashiya/layla.holder", "omar on elsewhere, process 4711, since 2026-11-22 02:26 UTC\n");
        let mut session = Session::open_or_look(scratch.path(), Some("layla")).unwrap();
        assert_eq!(session.refusal(&Command::TakeOver), None);
        assert!(script::run(&mut session, "select \"Layla\"\nlabel person", "s").is_err());
        script::run(&mut session, "take-over\nselect \"Layla\"\nlabel person\nexpect-refused take-over", "s").unwrap();
        session.flush().unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_project_that_cannot_be_written_to_is_read_only_and_says_why_at_once() {
        let scratch = project("seat-closed");
        std::fs::create_dir(scratch.path().join("annotations")).unwrap();
        // Nobody can write there, not even root.
        std::os::unix::fs::symlink("/proc/self", scratch.path().join("annotations/layla")).unwrap();
        let mut session = Session::begin(scratch.path(), Some("layla")).unwrap();
        assert!(session.held().is_some_and(|held| held.message.contains("cannot write in")), "{:?}", session.held());
        assert!(session.refusal(&Command::TakeOver).is_some(), "a right to write is not had by asking");
        assert!(script::run(&mut session, "select \"Layla\"\nlabel person", "s").is_err());
    }
}
