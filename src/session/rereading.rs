//! Reading again what somebody else changed on disk, beside the window, which shows what it showed until all is there: the
//! annotator's own set on an open document, and what others annotated on the current one. An own set is not changed meanwhile: what
//! was done to the old one would belong to nothing. Without a window it is waited for.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::error::{Error, Problem, Severity};
use crate::model::change;
use crate::model::history::{Changes, History};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::store::folder::Purpose;
use crate::store::reader;
use crate::store::seen::Shown;

use super::job::Job;
use super::openings::{ReadOthers, read_others};
use super::rereadings::{Others, Own, OwnFound, Rereadings};
use super::state::{Message, Session};

impl Session {
    /// Whether something that somebody else changed is being read again.
    #[must_use]
    pub fn is_reading_again(&self) -> bool {
        !self.rereadings.own.is_empty() || self.rereadings.others.is_some()
    }

    /// Refuses to change a set that is being read again.
    pub(super) fn refuse_while_reading_again(&self, id: &DocumentId) -> Result<(), Error> {
        if self.rereadings.own.iter().all(|own| own.document.id() != id) {
            return Ok(());
        }
        Err(Error::new(format!("your annotations of `{id}` were changed by somebody else, and are being read again"))
            .hint("try again in a moment"))
    }

    /// Refuses what changes sets of all documents.
    pub(super) fn refuse_while_reading_any_again(&self) -> Result<(), Error> {
        self.rereadings.own.iter().try_for_each(|own| self.refuse_while_reading_again(own.document.id()))
    }

    /// Reads the annotator's set on a document again, if that is open.
    pub(super) fn read_own_again(&mut self, id: &DocumentId) {
        if let Some(own) = self.rereadings.own.iter_mut().find(|own| own.document.id() == id) {
            own.is_due_again = true;
            return;
        }
        let Some(index) = self.position(id) else { return };
        let (Some(disk), Some(work)) = (&self.disk, self.work_at(index)) else { return };
        let (folder, corpus, purpose) = (Arc::clone(&disk.folder), Arc::clone(&disk.corpus), disk.purpose);
        let (annotator, before, settling) = (self.annotator.clone(), work.set.clone(), disk.writer.settling());
        let document = Arc::clone(&work.document);
        let found = Job::start_waking(self.waker(), move |_| {
            // What still waits belongs to what was there before: it is kept beside it, which the writer tells.
            let _ = settling.wait();
            let shown = Shown { annotator: annotator.clone(), document: Some(before.document().clone()) };
            let has_still = folder.has_still(&shown);
            let work = reader::read_work(&folder, &corpus, &annotator, index, purpose)?;
            let changes = Changes::from(change::between(&before, &work.set));
            let is_lost = !has_still && !changes.transaction.is_empty() && purpose == Purpose::Work;
            let beside = is_lost.then(|| folder.write_set_beside(&before, &work.document));
            let history = work.locked.is_none().then(|| folder.read_history(&annotator, &work.document, purpose));
            Ok(OwnFound { work, history, changes, beside })
        });
        if self.known.is_drawn {
            self.rereadings.own.push(Own { document, found, is_due_again: false });
        } else {
            self.take_own_again(id, found.wait());
        }
    }

    /// Reads again what others annotated on the current document; `changed` are those of whom that is to be said.
    pub(super) fn read_others_again(&mut self, mut changed: BTreeSet<AnnotatorId>) {
        let (Some(disk), Some(document)) = (&self.disk, self.document()) else { return };
        let (folder, own, document) = (Arc::clone(&disk.folder), self.annotator.clone(), Arc::clone(document));
        let id = document.id().clone();
        let found = Job::start_waking(self.waker(), move |_| Ok(read_others(&folder, &own, &document)));
        if !self.known.is_drawn {
            return self.take_others_again(&id, found.wait(), &changed);
        }
        // What is being read already may be older than this change.
        if let Some(before) = self.rereadings.others.take().filter(|before| before.document == id) {
            changed.extend(before.changed);
        }
        self.rereadings.others = Some(Others { document: id, found, changed });
    }

    /// Takes what was read again.
    pub(super) fn hear_rereadings(&mut self) {
        let mut at = 0;
        while let Some(own) = self.rereadings.own.get(at) {
            let Some(answer) = own.found.answer() else {
                at += 1;
                continue;
            };
            let Own { document, is_due_again, .. } = self.rereadings.own.remove(at);
            self.take_own_again(document.id(), answer);
            if is_due_again {
                self.read_own_again(document.id());
            }
        }
        if let Some(answer) = self.rereadings.others.as_ref().and_then(|others| others.found.answer())
            && let Some(Others { document, changed, .. }) = self.rereadings.others.take()
        {
            self.take_others_again(&document, answer, &changed);
        }
    }

    /// Waits for what is being read again.
    pub(super) fn wait_for_rereadings(&mut self) {
        while self.is_reading_again() {
            std::thread::yield_now();
            self.hear_rereadings();
        }
    }

    /// Forgets what is being read again: somebody else works now.
    pub(super) fn forget_rereadings(&mut self) {
        self.rereadings = Rereadings::default();
    }

    fn take_own_again(&mut self, id: &DocumentId, answer: Result<OwnFound, Error>) {
        self.revision += 1;
        let Some(index) = self.position(id).filter(|index| self.work_at(*index).is_some()) else {
            return;
        };
        let place = format!("{}/{id}", self.annotator);
        let OwnFound { work: read, history, changes, beside } = match answer {
            Ok(found) => found,
            Err(error) => return self.tell(vec![Problem::new(Severity::Wrong, place, error.to_string())]),
        };
        self.catch_up(&read.document, &read.set);
        let Some(work) = self.listed[index].work.as_deref_mut() else {
            return;
        };
        (work.set, work.locked, work.history, work.has_history) = (read.set, read.locked, History::default(), false);
        work.past = None;
        work.chosen = work.chosen.filter(|id| work.set.get(*id).is_some());
        self.known.follow(&read.document, &changes);
        if let Some(history) = history {
            self.take_history(index, history);
        }
        if self.current == Some(index) {
            self.filling = None;
            self.let_go_of_reanchoring();
        }
        self.tell_of_what_is_beside(beside);
        self.tell(read.problems);
        self.tell(vec![Problem::new(Severity::Note, place, "it was changed by somebody else, and read again")]);
        self.message =
            Some(Message::Done(format!("your annotations of {id} were changed by somebody else, and are read again")));
    }

    fn take_others_again(
        &mut self,
        id: &DocumentId,
        answer: Result<ReadOthers, Error>,
        changed: &BTreeSet<AnnotatorId>,
    ) {
        self.revision += 1;
        if self.document().is_none_or(|document| document.id() != id) {
            return;
        }
        self.take_others(answer.and_then(|read| read));
        // That they are at work is not told to who must not see it.
        let seen: Vec<&str> = self
            .others
            .iter()
            .map(|set| set.annotator())
            .filter(|name| changed.contains(*name))
            .map(AnnotatorId::as_str)
            .collect();
        if !seen.is_empty() {
            let said = format!("read the annotations of {} again, which changed", seen.join(", "));
            self.message = Some(Message::Done(said));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::model::id::{AnnotatorId, DocumentId};
    use crate::session::command::Command;
    use crate::session::script;
    use crate::session::state::{Message, Session};
    use crate::tests::scratch::Scratch;

    /// A session of Layla's, somebody drawing, on texts that she and Minh annotated.
    fn drawn(name: &str) -> (Scratch, Session) {
        let scratch = Scratch::new(name);
        ["a.txt", "b.txt"].iter().for_each(|text| scratch.write(text, "Layla met Bilal."));
        Session::create(scratch.path(), None).unwrap();
        let annotated = ["minh", "layla"].map(|who| {
            let mut session = Session::open(scratch.path(), Some(who)).unwrap();
            script::run(&mut session, "open a\nselect \"Layla\"\nlabel person", "s").unwrap();
            session.flush().unwrap();
            session
        });
        let [_, mut session] = annotated;
        script::run(&mut session, "open b\nopen a", "s").unwrap();
        session.wait_for_nothing();
        (scratch, session)
    }

    /// Somebody else makes places of the persons in a set.
    fn change(scratch: &Scratch, who: &str) {
        let path = format!("annotations/{who}/a.ron");
        scratch.write(&path, scratch.read(&path).replace("entities/person", "entities/place"));
    }

    fn wait(session: &mut Session) {
        while session.is_reading_again() {
            std::thread::yield_now();
            session.take_requests();
        }
    }

    fn labels(session: &Session) -> [String; 2] {
        [session.set().unwrap(), &session.other_sets()[0]].map(|set| set.in_reading_order()[0].label.to_string())
    }

    #[test]
    fn an_own_set_that_was_changed_is_shown_as_it_was_and_not_changed_until_it_is_read() {
        let (scratch, mut session) = drawn("rereading-own");
        change(&scratch, "layla");
        session.read_own_again(&DocumentId::new("a"));
        assert_eq!(labels(&session)[0], "entities/person");
        session.perform(&Command::parse("select \"met\"").unwrap()).unwrap();
        let refused = session.perform(&Command::parse("label visit").unwrap()).unwrap_err();
        assert!(refused.message.contains("being read again"), "{refused}");
        wait(&mut session);
        assert_eq!((labels(&session)[0].as_str(), session.undo_title()), ("entities/place", None));
        script::run(&mut session, "label visit\nundo", "s").unwrap();
    }

    #[test]
    fn what_others_changed_is_taken_over_if_their_document_is_still_shown() {
        let (scratch, mut session) = drawn("rereading-others");
        change(&scratch, "minh");
        session.read_others_again(BTreeSet::from([AnnotatorId::new("minh")]));
        assert_eq!(labels(&session)[1], "entities/person");
        wait(&mut session);
        assert_eq!(labels(&session)[1], "entities/place");
        assert_eq!(
            session.message(),
            Some(&Message::Done("read the annotations of minh again, which changed".to_owned()))
        );
        session.read_others_again(BTreeSet::new());
        script::run(&mut session, "open b", "s").unwrap();
        wait(&mut session);
        assert!(session.other_sets().is_empty());
    }
}
