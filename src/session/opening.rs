//! Opening a document that takes longer to read than a frame: a window has text, annotations, history and what others annotated
//! read beside itself, shows what it showed until then, and goes there when all is there. Of one that is there already only what
//! others annotated is read anew, and it is waited for likewise if the window has to set long paragraphs of it again. Asked for
//! another one meanwhile, it goes only there. Without a window it is waited for.

use std::sync::Arc;

use crate::error::{Error, Problem, Severity};
use crate::model::id::DocumentId;
use crate::store::reader;

use super::command::Command;
use super::job::Job;
use super::openings::{Openings, Prepare, Read, ReadOthers, ReadOwn, read_others};
use super::state::{Message, Session};
use super::work::Work;

/// So many bytes of annotations and journals are read within half a frame.
const AT_ONCE: u64 = 150_000;
/// Of text, so many times as much.
const TEXT_IS_READ_FASTER: u64 = 10;
/// A text of so many bytes may be one paragraph, which takes longer than half a frame to be set for a window.
const SET_AT_ONCE: u64 = 100_000;

impl Session {
    /// Has something done with documents that are read beside the window from now on.
    pub fn prepare_with(&mut self, prepare: Arc<dyn Prepare>) {
        self.openings.prepare = Some(prepare);
    }

    /// Whether a document is being read beside the window.
    #[must_use]
    pub fn is_opening(&self) -> bool {
        !self.openings.reading.is_empty()
    }

    /// Whether what is not there yet of a document takes longer to read than a frame.
    pub(super) fn is_long_to_read(&self, index: usize) -> bool {
        let (Some(disk), Some(listed)) = (&self.disk, self.listed.get(index)) else {
            return false;
        };
        let id = &listed.summary.id;
        let is_being_read = self.openings.reading.iter().any(|(being_read, _)| being_read == id);
        let text = disk.corpus.bytes(index);
        let weight = || match &listed.work {
            None => text / TEXT_IS_READ_FASTER + disk.folder.weight(&self.annotator, id),
            Some(_) => disk.folder.weight_of_others(&self.annotator, id),
        };
        let is_long_to_set = self.openings.prepare.as_ref().is_some_and(|prepare| match &listed.work {
            None => text > SET_AT_ONCE,
            Some(work) => !prepare.is_ready(&work.document, work.selection.caret.offset),
        });
        is_being_read || (!self.are_others_read(id) && (is_long_to_set || weight() > AT_ONCE))
    }

    /// Whether what others annotated on a document was just read.
    fn are_others_read(&self, id: &DocumentId) -> bool {
        self.openings.others.as_ref().is_some_and(|(of, _)| of == id)
    }

    /// Whether somebody draws, who would have to wait until a document is read.
    pub(super) fn opens_beside(&self, index: usize) -> bool {
        self.known.is_drawn && self.is_long_to_read(index)
    }

    /// Has a document read, and then does `command`, which asks for it. Returns what is to be said.
    pub(super) fn open_beside(&mut self, index: usize, command: Command) -> Option<String> {
        let id = self.listed.get(index)?.summary.id.clone();
        self.rename_first(&id);
        if self.openings.reading.iter().all(|(being_read, _)| *being_read != id) {
            let disk = self.disk.as_ref()?;
            let (folder, corpus) = (Arc::clone(&disk.folder), Arc::clone(&disk.corpus));
            let (own, purpose) = (self.annotator.clone(), disk.purpose);
            let prepare = self.openings.prepare.clone();
            let known = self.work_at(index).map(|work| (Arc::clone(&work.document), work.selection.caret.offset));
            let first_caret = self.openings.selection.as_ref().filter(|(of, _)| *of == id);
            let first_caret = first_caret.map_or(0, |(_, selection)| selection.caret.offset);
            let job = Job::start_waking(self.waker(), move |_| {
                if let Some((document, caret)) = known {
                    if let Some(prepare) = prepare {
                        prepare.prepare(&document, caret);
                    }
                    return Ok(Read { own: None, others: read_others(&folder, &own, &document) });
                }
                let work = reader::read_work(&folder, &corpus, &own, index, purpose)?;
                let document = Arc::clone(&work.document);
                let history = work.locked.is_none().then(|| folder.read_history(&own, &document, purpose));
                let others = read_others(&folder, &own, &document);
                // It is asked for in each frame, and found by going through the text.
                let _ = document.chars_len();
                if let Some(prepare) = prepare {
                    prepare.prepare(&document, first_caret);
                }
                Ok(Read { own: Some(ReadOwn { work, history }), others })
            });
            self.openings.reading.push((id.clone(), job));
        }
        let said = format!("opening `{id}`");
        self.openings.wanted = Some((id, command));
        Some(said)
    }

    /// Takes the documents that were read.
    pub(super) fn hear_openings(&mut self) {
        let mut at = 0;
        while let Some((_, job)) = self.openings.reading.get(at) {
            match job.answer() {
                None => at += 1,
                Some(answer) => {
                    let (id, _) = self.openings.reading.remove(at);
                    self.take_opened(&id, answer);
                    self.go_to_wanted(&id);
                }
            }
        }
    }

    /// Waits for the documents that are being read.
    pub(super) fn wait_for_openings(&mut self) {
        while let Some((id, job)) = self.openings.reading.pop() {
            self.take_opened(&id, job.wait());
            self.go_to_wanted(&id);
        }
    }

    pub(super) fn refuse_while_opening(&self) -> Result<(), Error> {
        match self.openings.reading.first() {
            None => Ok(()),
            Some((id, _)) => Err(Error::new(format!("`{id}` is still being opened")).hint("try again in a moment")),
        }
    }

    /// Waits for a document, if it is being read.
    pub(super) fn wait_for_opening(&mut self, id: &DocumentId) {
        if let Some(at) = self.openings.reading.iter().position(|(being_read, _)| being_read == id) {
            let (id, job) = self.openings.reading.remove(at);
            self.take_opened(&id, job.wait());
        }
    }

    /// What others annotated on a document that was just read, once.
    pub(super) fn take_read_others(&mut self, id: &DocumentId) -> Option<ReadOthers> {
        self.openings.others.take().filter(|(of, _)| of == id).map(|(_, others)| others)
    }

    /// Forgets what is being read: somebody else works now, or nobody wants it.
    pub(super) fn forget_openings(&mut self) {
        self.openings = Openings { prepare: self.openings.prepare.take(), ..Openings::default() };
    }

    /// Notes what was read of a document.
    pub(super) fn take_opened(&mut self, id: &DocumentId, answer: Result<Read, Error>) {
        self.revision += 1;
        let Some(index) = self.position(id) else {
            return;
        };
        match answer {
            Ok(Read { own, others }) => {
                if let Some(own) = own {
                    self.take_own(index, id, own);
                }
                self.openings.others = Some((id.clone(), others));
            }
            Err(error) => {
                if self.openings.wanted.take_if(|(wanted, _)| wanted == id).is_some() {
                    self.message = Some(Message::Failed(error.clone()));
                }
                self.tell(vec![Problem::new(Severity::Loss, id.as_str(), error.to_string())]);
            }
        }
    }

    /// Takes the annotator's own of a document, if that is not there yet.
    pub(super) fn take_own(&mut self, index: usize, id: &DocumentId, ReadOwn { work, history }: ReadOwn) {
        if self.work_at(index).is_some() {
            return;
        }
        let reader::Work { document, set, locked, .. } = self.take_read(index, work);
        self.catch_up(&document, &set);
        if let Some(listed) = self.listed.get_mut(index) {
            let mut work = Work::new(document, set, locked);
            let before = self.openings.selection.take_if(|(of, _)| of == id);
            work.selection = before.map(|(_, selection)| selection).unwrap_or_default();
            listed.work = Some(Box::new(work));
        }
        if let Some(history) = history {
            self.take_history(index, history);
        }
        self.note_opened(index);
    }

    /// Goes to a document that was read, if nothing else was asked for meanwhile.
    fn go_to_wanted(&mut self, id: &DocumentId) {
        if let Some((_, command)) = self.openings.wanted.take_if(|(wanted, _)| wanted == id) {
            // That it cannot be done is the session's message.
            let _ = self.perform(&command);
        }
        self.openings.others = None;
    }
}

#[cfg(test)]
mod tests {
    use super::{AT_ONCE, TEXT_IS_READ_FASTER};
    use crate::session::command::Command;
    use crate::session::script;
    use crate::session::state::Session;
    use crate::tests::scratch::Scratch;

    /// A project of a short text and two long ones, of which Layla annotated one, and Minh too.
    fn project(name: &str) -> Scratch {
        let scratch = Scratch::new(name);
        let filling = "so it goes ".repeat((AT_ONCE * TEXT_IS_READ_FASTER) as usize / 11 + 1);
        scratch.write("a.txt", "Begin.");
        scratch.write("b.txt", format!("Layla met Bilal. {filling}"));
        scratch.write("c.txt", &filling);
        Session::create(scratch.path(), None).unwrap();
        for who in ["minh", "layla"] {
            let mut session = Session::open(scratch.path(), Some(who)).unwrap();
            script::run(&mut session, "open b\nselect \"Layla\"\nlabel person", "s").unwrap();
            session.flush().unwrap();
        }
        scratch
    }

    fn ask(session: &mut Session, line: &str) {
        session.perform(&Command::parse(line).unwrap()).unwrap();
    }

    fn wait(session: &mut Session) {
        while session.is_opening() {
            std::thread::yield_now();
            session.take_requests();
        }
    }

    #[test]
    fn a_window_shows_what_it_showed_until_a_long_document_is_there_with_all_that_belongs_to_it() {
        let scratch = project("opening");
        let mut session = Session::begin(scratch.path(), Some("layla")).unwrap();
        session.wait_for_nothing();
        ask(&mut session, "open b");
        assert!(session.is_opening() && session.document().unwrap().id().as_str() == "a");
        wait(&mut session);
        assert_eq!(session.document().unwrap().id().as_str(), "b");
        assert_eq!((session.set().unwrap().len(), session.other_sets().len()), (1, 1));
        assert_eq!(session.undo_title(), Some("label person"));
        ask(&mut session, "undo");
        session.flush().unwrap();
        assert!(session.problems().is_empty(), "{:?}", session.problems());
    }

    #[test]
    fn of_two_that_are_asked_for_the_last_is_shown_and_a_mention_is_gone_to_when_its_document_is_there() {
        let scratch = project("opening-two");
        let mut session = Session::begin(scratch.path(), Some("layla")).unwrap();
        session.wait_for_nothing();
        ask(&mut session, "open c");
        ask(&mut session, "go-to b 1");
        wait(&mut session);
        assert_eq!(session.document().unwrap().id().as_str(), "b");
        assert_eq!(session.selected_text().len(), 0);
        assert_eq!(session.chosen_id().map(|id| id.0), Some(1));
        ask(&mut session, "open c");
        assert!(!session.is_opening(), "it was read before");
    }

    #[test]
    fn a_document_that_is_there_is_shown_when_much_that_others_annotated_on_it_is_read() {
        let scratch = project("opening-others");
        let place = "annotations/minh/a.ron";
        scratch
            .write(place, format!("// {}\n{}", "-".repeat(AT_ONCE as usize), scratch.read("annotations/minh/b.ron")));
        let mut session = Session::begin(scratch.path(), Some("layla")).unwrap();
        session.wait_for_nothing();
        for line in ["open b", "open a", "open a"] {
            ask(&mut session, line);
            assert!(session.is_opening(), "{line}");
            wait(&mut session);
        }
        assert_eq!(session.document().unwrap().id().as_str(), "a");
    }

    #[test]
    fn a_long_document_that_comes_first_is_waited_for_by_scripts_alone() {
        let scratch = project("opening-first");
        std::fs::remove_file(scratch.path().join("documents/a.txt"))
            .or_else(|_| std::fs::remove_file(scratch.path().join("a.txt")))
            .unwrap();
        let mut session = Session::begin(scratch.path(), Some("layla")).unwrap();
        session.wait_for_nothing();
        assert!(session.is_opening() && session.document().is_none());
        wait(&mut session);
        assert_eq!(session.set().unwrap().len(), 1);
        drop(session);
        let session = Session::open(scratch.path(), Some("layla")).unwrap();
        assert_eq!((session.is_opening(), session.set().unwrap().len()), (false, 1));
    }
}
