//! Carrying very many annotations over at once takes longer than a frame: a window has the changes made beside itself, and takes
//! them over if nothing was done meanwhile, or else has them made anew. Nothing has changed before. Without a window it is done at
//! once.

use crate::error::{Error, counted};
use crate::model::change::{self, Transaction};
use crate::model::history::Changes;
use crate::model::set::AnnotationSet;
use crate::records::drift::{Drift, Record};

use super::command::Command;
use super::command::reanchor::{Accepted, ReanchorCommand};
use super::job::Job;
use super::reanchoring::{Carried, Carrying, Made};
use super::state::{Message, Session};
use super::work::Work;

/// So many are carried over within half a frame.
const AT_ONCE: usize = 400;

/// What carries over all whose place is clear.
pub(super) fn carrying(drift: &Drift, set: &AnnotationSet) -> Transaction {
    drift.carried(set, |record: &Record| record.moved().map(|placed| placed.anchor.clone()))
}

impl Session {
    /// Whether the changes are being made that carry annotations over.
    #[must_use]
    pub fn is_carrying(&self) -> bool {
        self.carrying.as_ref().is_some_and(|carrying| matches!(carrying.made, Made::Soon(_)))
    }

    /// Whether so many are carried over beside the window.
    pub(super) fn carries_beside(&self, count: usize) -> bool {
        self.known.is_drawn && count > AT_ONCE
    }

    /// Whether the changes are made that carry over what does not fit of a document as it is now.
    pub(super) fn is_carried(&self, work: &Work) -> bool {
        let is_now = |carrying: &Carrying| matches!(carrying.made, Made::Now(_)) && carrying.is_of(work);
        self.carrying.as_ref().is_some_and(is_now)
    }

    /// Begins to make the changes; returns what is to be said.
    pub(super) fn begin_carrying(&mut self, drift: Drift, said: String) -> Option<String> {
        let work = self.current_work()?;
        let (document, next_number) = (work.document.id().clone(), work.history.next_number());
        let (mut set, count) = (work.set.clone(), counted(drift.counts().moved, "annotation"));
        let made = Job::start_waking(self.waker(), move |_| {
            let transaction = carrying(&drift, &set);
            change::apply(&mut set, &transaction)?;
            Ok(Carried { transaction, set })
        });
        self.carrying = Some(Carrying { document, next_number, said, made: Made::Soon(made) });
        Some(format!("carrying {count} over"))
    }

    /// Puts the changes in force that were made; returns what is to be said.
    pub(super) fn carry(&mut self, title: String) -> Option<String> {
        let now = (self.clock)();
        let Carrying { said, made: Made::Now(Carried { transaction, set }), .. } = self.carrying.take()? else {
            return None;
        };
        let work = self.listed.get_mut(self.current?)?.work.as_deref_mut()?;
        let entry = work.history.performed(title, Changes::from(transaction), now).clone();
        (work.set, work.chosen) = (set, None);
        self.known.follow(&work.document, &entry.changes);
        self.save(entry);
        Some(said)
    }

    /// Takes what was made beside the window.
    pub(super) fn hear_carrying(&mut self) {
        let Some(Carrying { made: Made::Soon(job), .. }) = &self.carrying else { return };
        let Some(answer) = job.answer() else { return };
        self.revision += 1;
        let Some(carrying) = self.carrying.take() else { return };
        if self.current_work().is_none_or(|work| *work.document.id() != carrying.document) {
            return;
        }
        match answer {
            Ok(carried) => {
                self.carrying = Some(Carrying { made: Made::Now(carried), ..carrying });
                // If something was done meanwhile, it begins anew. What cannot be done is the session's message.
                let _: Result<(), Error> = self.perform(&Command::Reanchor(ReanchorCommand::Accept(Accepted::All)));
            }
            Err(error) => self.message = Some(Message::Failed(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AT_ONCE;
    use crate::session::command::Command;
    use crate::session::script;
    use crate::session::state::Session;
    use crate::tests::scratch::Scratch;

    /// A session, somebody drawing, on a text with more annotations than are carried over at once, into which a word came since.
    fn drifted(name: &str) -> (Scratch, Session) {
        let scratch = Scratch::new(name);
        let word = |number: usize| format!("w{number:04}");
        let text = (0..AT_ONCE + 20).map(word).collect::<Vec<_>>().join(" ");
        scratch.write("a.txt", &text);
        Session::create(scratch.path(), None).unwrap();
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        let lines = (0..AT_ONCE + 20).map(|number| format!("select {}..{}\nlabel person", number * 6, number * 6 + 5));
        script::run(&mut session, &lines.collect::<Vec<_>>().join("\n"), "s").unwrap();
        session.flush().unwrap();
        drop(session);
        scratch.write("a.txt", format!("Now {text}"));
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        session.wait_for_nothing();
        (scratch, session)
    }

    fn ask(session: &mut Session, line: &str) {
        session.perform(&Command::parse(line).unwrap()).unwrap();
    }

    fn wait(session: &mut Session) -> usize {
        while session.is_drifting() || session.is_carrying() || session.changing().is_some() {
            std::thread::yield_now();
            session.take_requests();
        }
        session.set().unwrap().len()
    }

    #[test]
    fn very_many_are_carried_over_beside_the_window_in_one_step_that_is_undone_and_saved() {
        let (scratch, mut session) = drifted("carrying");
        ask(&mut session, "reanchor-accept all");
        assert_eq!(session.set().unwrap().len(), 0);
        assert_eq!(wait(&mut session), AT_ONCE + 20);
        session.flush().unwrap();
        assert!(scratch.read("annotations/layla/a.ron").contains("start: 4, end: 9"));
        ask(&mut session, "undo");
        assert_eq!(wait(&mut session), 0);
        ask(&mut session, "redo");
        assert_eq!(wait(&mut session), AT_ONCE + 20);
    }

    #[test]
    fn what_is_done_meanwhile_is_kept_and_the_others_are_carried_over_after_it() {
        let (_scratch, mut session) = drifted("carrying-meanwhile");
        ask(&mut session, "reanchor");
        wait(&mut session);
        ask(&mut session, "reanchor-accept all");
        assert!(session.is_carrying());
        ask(&mut session, "select \"Now\"");
        ask(&mut session, "label date");
        assert_eq!(wait(&mut session), AT_ONCE + 21);
        ask(&mut session, "undo");
        assert_eq!(wait(&mut session), 1);
    }
}
