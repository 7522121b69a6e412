//! Looking where annotations belong in a text that was changed: of a long text that takes longer than a frame, so that a window
//! has it done beside itself, says how far it is, and does what was asked when it is known. Another document, or `reanchor-cancel`,
//! stops it; nothing has changed then. Without a window it is waited for.

use std::sync::Arc;

use crate::error::{Error, counted};
use crate::model::document::Document;
use crate::records::drift::Drift;

use super::command::Command;
use super::command::reanchor::ReanchorCommand;
use super::job::Job;
use super::reanchoring::{Drifting, Reanchoring};
use super::state::{Message, Session};
use super::work::Work;

/// In a text of so many bytes, and of so many annotations, it is known within a frame.
const BYTES_AT_ONCE: usize = 200_000;
const RECORDS_AT_ONCE: usize = 300;

impl Session {
    /// How far it is known where annotations belong now, and of how much, if that is being looked for.
    #[must_use]
    pub fn drifting(&self) -> Option<(usize, usize)> {
        self.drifting.as_ref().map(|drifting| drifting.found.progress())
    }

    /// Whether it is being looked where annotations belong now.
    #[must_use]
    pub fn is_drifting(&self) -> bool {
        self.drifting.is_some()
    }

    /// The annotations of a document that do not fit, if that is known or found out within a frame.
    pub(super) fn drift_of(&self, work: &Work) -> Option<Drift> {
        if let Some(known) = self.reanchoring().filter(|known| known.is_of(work)) {
            return Some(known.drift.clone());
        }
        let count = Drift::count(&work.set);
        let is_long = work.document.text().len() > BYTES_AT_ONCE || count > RECORDS_AT_ONCE;
        let texts = self.old_texts_of(work);
        let is_beside = self.known.is_drawn && is_long && (count > 0 || texts.is_some());
        (!is_beside).then(|| {
            let texts = texts.map(|texts| texts()).unwrap_or_default();
            Drift::of(&work.set, &work.document, &work.history, &texts)
        })
    }

    /// What reads the texts that a document's set was about before, if it may have been about another than it is now.
    fn old_texts_of(&self, work: &Work) -> Option<impl FnOnce() -> Vec<Arc<Document>> + Send + 'static> {
        let disk = self.disk.as_ref()?;
        let is_of_another = || disk.folder.is_of_another_text(self.annotator(), &work.document).unwrap_or_default();
        let is_asked = Drift::count(&work.set) > 0 || is_of_another();
        let (folder, annotator) = (Arc::clone(&disk.folder), self.annotator().clone());
        let (document, history) = (Arc::clone(&work.document), work.history.clone());
        is_asked.then_some(move || folder.old_texts(&annotator, &document, &history))
    }

    /// Begins to look; returns what is to be said.
    pub(super) fn begin_drifting(&mut self, then: Option<ReanchorCommand>) -> Option<String> {
        let work = self.current_work()?;
        let (set, document, history) = (work.set.clone(), Arc::clone(&work.document), work.history.clone());
        let (id, next_number) = (document.id().clone(), history.next_number());
        let texts = self.old_texts_of(work);
        let count = Drift::count(&set);
        self.stop_drifting();
        let found = Job::start_waking(self.waker(), move |watch| {
            let texts = texts.map(|texts| texts()).unwrap_or_default();
            let found = Drift::watched(&set, &document, &history, &texts, &|share| watch.reach(share));
            found.ok_or_else(|| Error::new("nobody wants to know any more"))
        });
        self.drifting = Some(Drifting { found, document: id, next_number, then });
        Some(format!("looking where {} may belong now", counted(count, "annotation")))
    }

    /// Lets go of what is being looked for.
    pub(super) fn stop_drifting(&mut self) {
        if let Some(drifting) = self.drifting.take() {
            drifting.found.cancel();
        }
    }

    /// Takes what was found beside the window.
    pub(super) fn hear_drift(&mut self) {
        let Some(answer) = self.drifting.as_ref().and_then(|drifting| drifting.found.answer()) else {
            return;
        };
        let Some(Drifting { document, next_number, then, .. }) = self.drifting.take() else {
            return;
        };
        self.revision += 1;
        let Some(work) = self.current_work().filter(|work| *work.document.id() == document) else {
            return;
        };
        if work.history.next_number() != next_number {
            // Something was done meanwhile.
            self.begin_drifting(then);
            return;
        }
        match (answer, then) {
            (Err(error), _) => self.message = Some(Message::Failed(error)),
            (Ok(drift), None) => {
                if let Some(left) = self.reanchoring().map(|now| now.left.clone()) {
                    let now = Reanchoring::of(drift, work, left);
                    self.list_drifted(now);
                }
            }
            (Ok(drift), Some(command)) => self.do_with(drift, command),
        }
    }

    /// Does what was asked, now that it is known what does not fit.
    fn do_with(&mut self, drift: Drift, command: ReanchorCommand) {
        let Some(work) = self.current_work() else { return };
        let left = self.reanchoring().map(|now| now.left.clone());
        let is_listed = left.is_some();
        let known = Reanchoring::of(drift, work, left.unwrap_or_default());
        self.let_go_of_reanchoring();
        self.reanchoring = Some(Box::new(known));
        // What cannot be done is the session's message.
        let done: Result<(), Error> = self.perform(&Command::Reanchor(command));
        // Only who asked for the list goes through it.
        if !is_listed && (done.is_err() || !matches!(command, ReanchorCommand::Look(_))) {
            self.let_go_of_reanchoring();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::BYTES_AT_ONCE;
    use crate::records::drift::Drift;
    use crate::session::command::Command;
    use crate::session::script;
    use crate::session::state::Session;
    use crate::tests::scratch::Scratch;

    /// A session, somebody drawing, on a long text that was annotated and then changed.
    fn drifted(name: &str) -> (Scratch, Session) {
        let scratch = Scratch::new(name);
        let filling = "so it goes ".repeat(BYTES_AT_ONCE / 11 + 1);
        scratch.write("a.txt", format!("Layla met Bilal. {filling} Haifa"));
        Session::create(scratch.path(), None).unwrap();
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        let script = ["Layla", "Bilal", "Haifa"].map(|quote| format!("select \"{quote}\"\nlabel person")).join("\n");
        script::run(&mut session, &script, "s").unwrap();
        session.flush().unwrap();
        drop(session);
        scratch.write("a.txt", format!("Now Layla met Bilal, not Bilal. {filling} Haifa"));
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        session.wait_for_nothing();
        (scratch, session)
    }

    fn perform(session: &mut Session, line: &str) -> usize {
        session.perform(&Command::parse(line).unwrap()).unwrap();
        while session.is_drifting() {
            std::thread::yield_now();
            session.take_requests();
        }
        session.set().map_or(0, |set| set.len())
    }

    #[test]
    fn a_window_does_not_wait_until_it_is_known_where_annotations_belong() {
        let (_scratch, mut session) = drifted("drifting");
        session.perform(&Command::parse("reanchor").unwrap()).unwrap();
        assert!(session.is_drifting() && session.reanchoring().is_none());
        assert_eq!(perform(&mut session, "select-none"), 0);
        assert_eq!(session.reanchoring().unwrap().shown.len(), 3);
        // What was accepted goes at once, and what was taken back comes when it is known.
        assert_eq!(perform(&mut session, "reanchor-accept"), 1);
        assert_eq!(session.reanchoring().unwrap().shown.len(), 2);
        assert_eq!(perform(&mut session, "undo"), 0);
        assert_eq!(session.reanchoring().unwrap().shown.len(), 3);
        perform(&mut session, "reanchor-cancel");
        assert_eq!(perform(&mut session, "reanchor-accept all"), 2);
        assert!(session.reanchoring().is_none());
    }

    #[test]
    fn it_can_be_let_go_of() {
        let (_scratch, mut session) = drifted("drifting-cancelled");
        session.perform(&Command::parse("reanchor").unwrap()).unwrap();
        session.perform(&Command::parse("reanchor-cancel").unwrap()).unwrap();
        assert!(!session.is_drifting() && session.reanchoring().is_none());
    }

    #[test]
    fn how_far_it_is_grows_and_it_stops_where_nobody_wants_to_know() {
        let (_scratch, session) = drifted("drifting-watched");
        let work = session.current_work().unwrap();
        let heard = RefCell::new(Vec::new());
        let look = |last: f32| {
            heard.borrow_mut().clear();
            Drift::watched(&work.set, &work.document, &work.history, &[], &|share| {
                heard.borrow_mut().push(share);
                share < last
            })
        };
        assert_eq!(look(2.0).unwrap().records.len(), 3);
        assert!(heard.borrow().len() > 3 && heard.borrow().is_sorted(), "{heard:?}");
        assert!(look(0.4).is_none());
        assert_eq!(heard.borrow().iter().filter(|share| **share >= 0.4).count(), 1);
    }
}
