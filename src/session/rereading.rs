//! Reading again what somebody else changed on disk, beside the window, which shows what it showed until all is there: the
//! annotator's own set on an open document, and what others annotated on the current one. An own set is not changed meanwhile: what
//! was done to the old one would belong to nothing. Without a window it is waited for.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::error::{Error, Problem, Severity};
use crate::model::change;
use crate::model::document::Document;
use crate::model::history::{Changes, History};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::set::AnnotationSet;
use crate::store::folder::Purpose;
use crate::store::reader;
use crate::store::rest::{self, Beside, Rest};
use crate::store::seen::Shown;

use super::job::Job;
use super::openings::{ReadOthers, read_others};
use super::rereadings::{Others, Own, OwnFound, OwnRead, Rereadings};
use super::state::{Message, Session};
use super::work::Work;

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
        let (of, outlives_its_files) = (Arc::clone(&document), work.outlives_its_files);
        let found = Job::start_waking(self.waker(), move |_| {
            // What still waits belongs to what was there before: it is kept beside it, which the writer tells.
            let _ = settling.wait();
            let shown = Shown { annotator: annotator.clone(), document: Some(of.id().clone()) };
            // Of a text that was changed the set is read again, though its files are the same.
            let is_same_text = corpus.short_hashes().nth(index) == Some(of.hash().short());
            if purpose == Purpose::Work && is_same_text {
                match folder.rest_of_set(&of, &before) {
                    Rest::Same if !outlives_its_files => return Ok(OwnFound::Same),
                    // The writer goes on from those.
                    Rest::Back => return Ok(OwnFound::Same),
                    Rest::JournalLost => return folder.leave_journal(&shown).map(OwnFound::JournalLost),
                    Rest::Unreadable(why) => {
                        let beside = folder.write_set_beside(&before, &of, Beside::Unreadable(&why));
                        return Ok(OwnFound::Unreadable(why, Some(beside)));
                    }
                    Rest::Same | Rest::Other => {}
                }
            }
            let has_still = folder.has_still(&shown);
            let mut work = reader::read_work(&folder, &corpus, &annotator, index, purpose)?;
            if has_still {
                work.problems.iter_mut().for_each(|told| settle_for_known(told, &folder.journal_name(&shown)));
            }
            let changes = Changes::from(change::between(&before, &work.set));
            let is_lost = !has_still && rest::takes(&changes.transaction) && purpose == Purpose::Work;
            let beside = is_lost.then(|| folder.write_set_beside(&before, &of, Beside::Saved));
            let history = work.locked.is_none().then(|| folder.read_history(&annotator, &work.document, purpose));
            Ok(OwnFound::Read(Box::new(OwnRead { work, history, changes, beside })))
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
        let OwnRead { work: read, history, changes, beside } = match answer {
            Ok(OwnFound::Read(read)) => *read,
            Ok(OwnFound::Same) => return,
            Ok(OwnFound::JournalLost(told)) => return self.take_lost_journal(index, told),
            Ok(OwnFound::Unreadable(why, beside)) => return self.hold_own(index, &why, beside),
            Err(error) => return self.tell(vec![Problem::new(Severity::Wrong, place, error.to_string())]),
        };
        self.catch_up(&read.document, &read.set);
        if let Some(before) = self.work_at(index).filter(|work| work.document.hash() != read.document.hash()) {
            let (document, set) = (Arc::clone(&before.document), before.set.clone());
            return self.take_changed_text(index, OwnRead { work: read, history, changes, beside }, &document, &set);
        }
        let Some(work) = self.listed[index].work.as_deref_mut() else {
            return;
        };
        (work.set, work.locked, work.history, work.has_history) = (read.set, read.locked, History::default(), false);
        (work.past, work.outlives_its_files) = (None, false);
        work.chosen = work.chosen.filter(|id| work.set.get(*id).is_some());
        self.known.follow_others(&read.document, changes);
        if let Some(history) = history {
            self.take_history(index, history);
        }
        if self.current == Some(index) {
            self.filling = None;
            self.let_go_of_reanchoring();
        }
        self.tell_of_what_is_beside(beside);
        self.tell_read(&self.annotator.clone(), id, read.problems);
        self.tell(vec![Problem::new(Severity::Note, place, "it was changed by somebody else, and read again")]);
        self.message = Some(Message::Done(format!("reloaded: your annotations of {id} were changed by somebody else")));
    }

    /// Goes on with what is in memory after another journal has been left: the file is written with what it lacks.
    fn take_lost_journal(&mut self, index: usize, told: Problem) {
        if let Some(work) = self.work_at(index) {
            self.catch_up(&work.document, &work.set);
        }
        self.tell(vec![told]);
    }

    /// Goes on showing what is in memory where the files cannot be read any more, and changes nothing of it.
    fn hold_own(&mut self, index: usize, why: &Error, beside: Option<Result<Problem, Error>>) {
        let Some(work) = self.listed[index].work.as_deref_mut() else {
            return;
        };
        let id = work.document.id();
        let locked = Error::new(format!("your annotations of `{id}` cannot be read on disk any more: {}", why.message))
            .hint("they are shown as they were before; put the file right, or open the project again");
        (work.locked, work.outlives_its_files) = (Some(locked.clone()), true);
        if self.current == Some(index) {
            self.filling = None;
            self.let_go_of_reanchoring();
        }
        self.tell_of_what_is_beside(beside);
        self.message = Some(Message::Failed(locked));
    }

    /// Takes a document whose text is another than before, with its set as that fits.
    fn take_changed_text(&mut self, index: usize, found: OwnRead, before: &Arc<Document>, was: &AnnotationSet) {
        let OwnRead { work: read, history, beside, .. } = found;
        let none = AnnotationSet::new(was.annotator().clone(), was.document().clone());
        self.known.follow_others(before, Changes::from(change::between(was, &none)));
        self.known.follow_others(&read.document, Changes::from(change::between(&none, &read.set)));
        self.listed[index].work = Some(Box::new(Work::new(Arc::clone(&read.document), read.set, read.locked)));
        if let Some(history) = history {
            self.take_history(index, history);
        }
        self.tell_of_what_is_beside(beside);
        self.tell_read(was.annotator(), was.document(), read.problems);
        if self.current == Some(index) {
            // What others said is of the other text until it is read again.
            self.others.clear();
            self.forget_compared();
            self.read_others_again(BTreeSet::new());
            (self.filling, self.linking) = (None, None);
            self.stop_drifting();
            self.let_go_of_reanchoring();
            self.find_here();
            let id = before.id();
            let told = self.drift_told().map_or_else(String::new, |told| format!("; {told}"));
            self.message =
                Some(Message::Done(format!("the text of {id} was changed by somebody else, and is read again{told}")));
        }
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

/// A journal that is left because its set is another now has nothing that was not known here: what is told of it is no alarm.
fn settle_for_known(told: &mut Problem, journal: &str) {
    if told.place == journal && told.severity == Severity::Wrong {
        told.severity = Severity::Note;
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
    fn very_much_that_is_read_again_is_counted_beside_what_is_drawn() {
        const WORDS: usize = 300;
        let scratch = Scratch::new("rereading-many");
        scratch.write("a.txt", "Layla ".repeat(WORDS));
        Session::create(scratch.path(), None).unwrap();
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        let label = |word| format!("select {}..{}\nlabel person\n", word * 6, word * 6 + 5);
        script::run(&mut session, &(0..WORDS).map(label).collect::<String>(), "s").unwrap();
        session.flush().unwrap();
        session.wait_for_nothing();
        change(&scratch, "layla");
        session.read_own_again(&DocumentId::new("a"));
        while session.is_reading_again() {
            std::thread::yield_now();
            session.hear_rereadings();
        }
        assert!(session.known.is_following());
        while session.known.is_following() {
            session.take_requests();
        }
        let uses = |label: &str| session.schema_uses(&label.parse().unwrap());
        assert_eq!((uses("entities/person"), uses("entities/place")), (0, WORDS));
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
