//! What is changed beside the window: begun, heard, stopped.

use std::sync::Arc;

use crate::error::{Error, counted};
use crate::model::history::{Changes, Entry, History};
use crate::store::watch::Watch;

use super::command::Command;
use super::command::review::Adopt;
use super::job::{Job, let_go};
use super::many::{AT_ONCE, After, Changed, Changing, Deed};
use super::state::{Message, Session};

impl Session {
    /// Of how many cases or changes, and how many of them are made, if very many are being changed beside the window.
    #[must_use]
    pub fn changing(&self) -> Option<usize> {
        self.changing.as_ref().map(|changing| changing.count)
    }

    pub(super) fn refuse_while_changing(&self) -> Result<(), Error> {
        let Some(changing) = &self.changing else {
            return Ok(());
        };
        let what = match changing.deed {
            Deed::Adopt => format!("{} are being adopted", counted(changing.count, "case")),
            Deed::Undo | Deed::Redo => format!("{} are being made", counted(changing.count, "change")),
        };
        Err(Error::new(what).hint("try again in a moment; `stop-adopting` makes nothing of it"))
    }

    /// Adopts what is agreed on; returns what is to be said.
    pub(super) fn adopt(&mut self, command: &Command, adopt: &Adopt) -> Result<Option<String>, Error> {
        let mut adopting = self.adopting(adopt)?;
        let count = adopting.agreed.cases.len();
        if !self.known.is_drawn || count <= AT_ONCE {
            let changes = adopting.changes(&Watch::default())?;
            self.refuse_locked_identities(!changes.identities.is_empty())?;
            self.change_as(command.to_string(), changes, None)?;
            self.finish_deciding(true);
            return Ok(Some(adopting.said()));
        }
        let found = move |watch: &Watch| {
            let changes = adopting.changes(watch)?;
            let said = adopting.said();
            let reviewed = Some((adopting.docket, adopting.outcomes));
            let mut after = After { set: adopting.target, identities: adopting.identities, reviewed };
            after.apply(&changes)?;
            Ok(Changed { changes, after, said })
        };
        self.begin_changing(command, Deed::Adopt, count, found);
        Ok(Some(format!("adopting {}", counted(count, "case"))))
    }

    /// Whether the step that `entry` finds changed so much that it is made beside the window.
    pub(super) fn is_long_step(&self, entry: fn(&History) -> Option<&Entry>) -> bool {
        let step = self.current_work().and_then(|work| entry(&work.history));
        self.known.is_drawn && step.is_some_and(|step| step.changes.transaction.len() > AT_ONCE)
    }

    /// Takes the last step back, or does it again; returns what is to be said.
    pub(super) fn retrace_beside(&mut self, command: &Command, deed: Deed) -> Result<Option<String>, Error> {
        let work = self.work_to_change()?;
        let step = if deed == Deed::Undo { work.history.last_done() } else { work.history.last_undone() };
        let Some(step) = step else {
            return Ok(None);
        };
        let (changes, did) = (Arc::clone(&step.changes), if deed == Deed::Undo { "undid" } else { "did again" });
        let (count, said) = (changes.transaction.len(), format!("{did} `{}`", step.title));
        self.refuse_stranding(&if deed == Deed::Undo { changes.inverted() } else { Changes::clone(&changes) })?;
        let reviewed = self
            .review
            .as_ref()
            .and_then(|review| Some((Arc::clone(review.docket()?), Arc::clone(&review.compared.outcomes))));
        let mut after = After { set: work.set.clone(), identities: self.known.identities.clone(), reviewed };
        let found = move |_: &Watch| {
            let changes = if deed == Deed::Undo { changes.inverted() } else { Changes::clone(&changes) };
            let changes = changes.onto(&after.identities)?;
            after.apply(&changes)?;
            Ok(Changed { changes, after, said })
        };
        self.begin_changing(command, deed, count, found);
        Ok(Some(format!("making {}", counted(count, "change"))))
    }

    fn begin_changing(
        &mut self,
        command: &Command,
        deed: Deed,
        count: usize,
        found: impl FnOnce(&Watch) -> Result<Changed, Error> + Send + 'static,
    ) {
        let Some(work) = self.current_work() else {
            return;
        };
        let (document, began) = (work.document.id().clone(), self.beginning());
        let found = Job::start_waking(self.waker(), found);
        self.changing = Some(Changing { document, command: command.clone(), deed, count, began, found });
    }

    /// What must still be so when changes take the place of what they were made on.
    fn beginning(&self) -> (u64, u64) {
        (self.current_work().map_or(0, |work| work.history.next_number()), self.identities_revision())
    }

    /// Makes nothing of what is being changed, and of what was put off until it is.
    pub(super) fn stop_changing(&mut self) -> Option<String> {
        self.forget_put_off();
        let changing = self.changing.take()?;
        changing.found.cancel();
        Some("stopped; nothing has changed".to_owned())
    }

    /// Takes what was changed beside the window, and does what was put off.
    pub(super) fn hear_changing(&mut self) {
        if let Some(answer) = self.changing.as_ref().and_then(|changing| changing.found.answer())
            && let Some(changing) = self.changing.take()
        {
            self.revision += 1;
            let is_here = self.document().is_some_and(|document| *document.id() == changing.document);
            if is_here && changing.began != self.beginning() {
                // Somebody else changed what it was made on: it is made anew. What cannot be done is the session's message.
                let _: Result<(), Error> = self.perform(&changing.command);
            } else if is_here {
                let taken = answer.and_then(|changed| self.take_changed_set(&changing, changed));
                self.message = Some(taken.map_or_else(Message::Failed, Message::Done));
            }
        }
    }

    fn take_changed_set(&mut self, changing: &Changing, changed: Changed) -> Result<String, Error> {
        let Changed { changes, after, said } = changed;
        self.refuse_locked_identities(!changes.identities.is_empty())?;
        let now = (self.clock)();
        let Some(work) = self.current.and_then(|current| self.listed.get_mut(current)?.work.as_deref_mut()) else {
            return Ok(said);
        };
        let entry = match changing.deed {
            Deed::Adopt => Some(work.history.performed(changing.command.to_string(), changes, now)),
            Deed::Undo => work.history.undid(changes, now),
            Deed::Redo => work.history.did_again(changes, now),
        };
        let Some(entry) = entry.cloned() else {
            return Ok(said);
        };
        let before = std::mem::replace(&mut work.set, after.set);
        let document = Arc::clone(&work.document);
        work.chosen = None;
        let known = std::mem::replace(&mut self.known.identities, after.identities);
        let_go((before, known));
        self.known.follow_soon(document, Arc::clone(&entry.changes));
        if let Some((_, outcomes)) = after.reviewed {
            self.take_outcomes(outcomes, &entry.changes.transaction);
        }
        match changing.deed {
            Deed::Adopt => {
                self.save(entry);
                self.finish_deciding(true);
            }
            Deed::Undo | Deed::Redo => self.go_where_changed(entry),
        }
        self.remember_chosen();
        Ok(said)
    }
}

#[cfg(test)]
mod tests {
    use super::AT_ONCE;
    use crate::model::annotation::Annotation;
    use crate::model::document::Document;
    use crate::model::id::{AnnotationId, AnnotatorId, DocumentId, LabelId};
    use crate::model::set::{AnnotationSet, Progress};
    use crate::records::set;
    use crate::session::command::Command;
    use crate::session::state::{Message, Session};
    use crate::tests::scratch::Scratch;

    /// More than are compared or adopted at once.
    const MARKS: usize = 2 * AT_ONCE;

    /// A review of Rana's, somebody drawing, of three who say the same of each word of a long text, and of a short one nothing.
    fn reviewed(name: &str) -> (Scratch, Session) {
        let scratch = Scratch::new(name);
        let text = "word ".repeat(MARKS);
        scratch.write("a.txt", &text);
        scratch.write("b.txt", "Begin.");
        Session::create(scratch.path(), None).unwrap();
        let document = Document::new(DocumentId::new("a"), text);
        let person = |number: usize| {
            let anchor = document.anchor([number * 5..number * 5 + 4]).unwrap();
            Annotation::new(AnnotationId(number as u32 + 1), LabelId::new("entities", "person"), anchor)
        };
        for who in ["layla", "minh", "omar"] {
            let empty = AnnotationSet::new(AnnotatorId::new(who), DocumentId::new("a"));
            let (set, _) = empty.with_records(Progress::Finished, (0..MARKS).map(person).collect(), Vec::new(), 1);
            scratch.write(&format!("annotations/{who}/a.ron"), set::write(&set, &document));
        }
        let mut session = Session::open(scratch.path(), Some("rana")).unwrap();
        session.wait_for_nothing();
        ask(&mut session, "review");
        wait(&mut session);
        (scratch, session)
    }

    fn ask(session: &mut Session, line: &str) {
        session.perform(&Command::parse(line).unwrap()).unwrap();
    }

    /// Waits until nothing goes on beside the window; says what was said last.
    fn wait(session: &mut Session) -> String {
        let is_busy = |session: &Session| {
            session.is_comparing()
                || session.is_opening()
                || session.changing().is_some()
                || session.is_putting_off()
                || session.is_following()
        };
        while is_busy(session) {
            std::thread::yield_now();
            session.take_requests();
        }
        match session.message() {
            Some(Message::Done(said)) => said.clone(),
            other => format!("{other:?}"),
        }
    }

    fn decided(session: &Session) -> (usize, usize) {
        let counts = session.review().unwrap().counts();
        (session.set().unwrap().len(), counts.decided)
    }

    #[test]
    fn very_many_cases_are_compared_and_adopted_beside_the_window_in_one_step_that_is_taken_back_and_saved() {
        let (scratch, mut session) = reviewed("beside");
        assert!(session.message().is_some_and(|said| format!("{said:?}").contains("600 open and 0 decided")));
        ask(&mut session, "adopt all");
        assert_eq!((session.changing(), decided(&session)), (Some(MARKS), (0, 0)));
        assert_eq!(wait(&mut session), format!("adopted {MARKS} cases"));
        assert_eq!(decided(&session), (MARKS, MARKS));
        for (line, expected) in [("undo", (0, 0)), ("redo", (MARKS, MARKS))] {
            ask(&mut session, line);
            wait(&mut session);
            assert_eq!(decided(&session), expected, "{line}");
        }
        session.flush().unwrap();
        assert!(scratch.read("annotations/gold/a.ron").matches("entities/person").count() >= MARKS);
        let again = Session::open(scratch.path(), Some("gold"));
        assert!(again.is_err(), "gold is being worked in");
    }

    #[test]
    fn what_is_being_adopted_is_not_changed_meanwhile_and_nothing_is_left_of_it_when_it_is_stopped() {
        let (_scratch, mut session) = reviewed("beside-stopped");
        ask(&mut session, "adopt all");
        let refused = session.perform(&Command::parse("decide first").unwrap()).unwrap_err();
        assert!(refused.message.contains("600 cases are being adopted"), "{refused}");
        ask(&mut session, "stop-adopting");
        wait(&mut session);
        assert_eq!((decided(&session), session.undo_title()), ((0, 0), None));
        ask(&mut session, "decide first");
        assert_eq!(decided(&session), (1, 1));
    }

    #[test]
    fn who_leaves_what_is_being_adopted_or_compared_goes_when_it_is_done_and_hears_nothing_of_another_document() {
        let (_scratch, mut session) = reviewed("beside-left");
        ask(&mut session, "adopt all");
        ask(&mut session, "open b");
        assert_eq!(session.document().unwrap().id().as_str(), "a");
        wait(&mut session);
        assert_eq!(session.document().unwrap().id().as_str(), "b");
        ask(&mut session, "open a");
        assert!(session.is_opening() || session.is_comparing());
        while session.is_opening() {
            std::thread::yield_now();
            session.take_requests();
        }
        ask(&mut session, "open b");
        wait(&mut session);
        assert_eq!(session.review().unwrap().items().len(), 0);
        ask(&mut session, "open a");
        wait(&mut session);
        assert_eq!(decided(&session), (MARKS, MARKS));
        ask(&mut session, "end-review");
        wait(&mut session);
        assert_eq!((session.annotator().as_str(), session.review().is_none()), ("rana", true));
    }
}
