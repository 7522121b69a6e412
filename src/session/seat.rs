//! The seat: under whose name one works in an open project. A reviewer who makes gold sits where gold is made, with its own
//! files, lock, journal and undo, and comes back to their own seat afterwards; everything else in the project stays open. A window has
//! the other seat made ready beside itself and then changes at once; without one it is waited for.

use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Problem, Severity};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::store::corpus::Corpus;
use crate::store::folder::{Folder, Purpose};
use crate::store::lock::Lock;
use crate::store::reader::Reader;
use crate::store::unfinished::Unfinished;
use crate::store::watch::Watch;
use crate::store::writer::Writer;

use super::agreement::AgreementEffect;
use super::effect::Effect;
use super::job::let_go;
use super::known::Known;
use super::listed;
use super::relisted::Blank;
use super::review::ReviewEffect;
use super::seating::{Anew, Leaving, Ready, Shown, Wanted};
use super::selection::Selection;
use super::state::{Disk, Session};

impl Session {
    /// Begins to read the annotator's identities and their sets, and to write what they do; without a lock, unless none
    /// can be had, they only look.
    pub(super) fn sit_down(&mut self, folder: Folder, blank: Blank, lock: Option<Arc<Lock>>) {
        let purpose = if self.held.is_some() { Purpose::Look } else { Purpose::Work };
        if purpose == Purpose::Work {
            folder.write_for(&self.annotator);
        }
        let annotators = folder.annotators().unwrap_or_default();
        let Blank { corpus, listed, sets, strays, .. } = blank;
        self.tell(strays);
        let_go(std::mem::replace(&mut self.listed, listed));
        let is_whole = folder.hold_identities_all(&self.annotator);
        self.work_in(Arc::new(folder), corpus, annotators, lock, purpose);
        // What they share with a set, and it lacks, is put into its journal before the set is read.
        let unfinished = self.unfinished_renaming();
        self.read_identities(if is_whole && unfinished.is_none() { Duration::ZERO } else { Duration::MAX });
        self.read_sets(unfinished.as_ref(), sets);
    }

    /// Begins to write what the annotator does, and reads who is assigned what.
    fn work_in(
        &mut self,
        folder: Arc<Folder>,
        corpus: Arc<Corpus>,
        annotators: Vec<AnnotatorId>,
        lock: Option<Arc<Lock>>,
        purpose: Purpose,
    ) {
        let writer = Writer::start(Arc::clone(&folder), self.annotator.clone());
        let (reader, identities) = (None, None);
        self.disk = Some(Disk { folder, corpus, annotators, reader, identities, writer, lock, purpose });
        self.find_theirs();
        self.name_rescues();
        self.read_assignments();
    }

    /// Begins to read the annotator's sets on some documents, by their places; finishes a renaming first.
    fn read_sets(&mut self, unfinished: Option<&Unfinished>, sets: Vec<usize>) {
        if let Some(unfinished) = unfinished {
            self.finish_renaming(unfinished, &sets);
        } else if let Some(disk) = &mut self.disk {
            let (folder, corpus) = (Arc::clone(&disk.folder), Arc::clone(&disk.corpus));
            disk.reader = Some(Reader::start(folder, corpus, self.annotator.clone(), sets));
        }
    }

    /// In whose seat something is done, if that is another than the one that is sat in.
    pub(super) fn other_seat(&self, effect: &Effect) -> Option<AnnotatorId> {
        let seat = match effect {
            Effect::Review(ReviewEffect::Begin(_, _, into)) => into.clone(),
            Effect::Review(ReviewEffect::End) => self.review.as_ref()?.reviewer.clone(),
            Effect::Agreement(effect) => match &**effect {
                AgreementEffect::Walk(trail) => self.seat_beside(&trail.of),
                AgreementEffect::Measure(_) | AgreementEffect::End => return None,
            },
            _ => return None,
        };
        Some(seat).filter(|seat| *seat != self.annotator)
    }

    /// Works under another name from now on, at the same place of the same document. Fails if somebody works under that name
    /// already, or what was done cannot be saved; then nothing has changed.
    pub(super) fn change_seat(&mut self, annotator: AnnotatorId) -> Result<(), Error> {
        let ready = match self.ready.take_if(|ready| ready.annotator == annotator) {
            Some(ready) => ready,
            None => {
                self.flush()?;
                self.wanted_seat(annotator)?.made_ready(&Watch::default())?
            }
        };
        self.sit(*ready);
        Ok(())
    }

    /// What is to be made ready for another annotator to sit at the same place of the same document.
    pub(super) fn wanted_seat(&mut self, annotator: AnnotatorId) -> Result<Wanted, Error> {
        let own = self.own_seat.as_ref().filter(|(own, _)| *own == annotator);
        let lock = own.and_then(|(_, lock)| lock.clone());
        Ok(Wanted { lock, leaving: self.leaving.take(), ..self.wanted(annotator)? })
    }

    /// What is to be made ready to sit once more in the seat one has.
    pub(super) fn own_seat_again(&self) -> Result<Wanted, Error> {
        let lock = self.disk.as_ref().and_then(|disk| disk.lock.clone());
        Ok(Wanted { lock, ..self.wanted(self.annotator.clone())? })
    }

    fn wanted(&self, annotator: AnnotatorId) -> Result<Wanted, Error> {
        let Some(disk) = &self.disk else {
            return Err(Error::new("this project lies in no folder, so that nobody else works in it"));
        };
        let open = self.current.zip(self.current_work()).map(|(index, work)| Shown {
            index,
            document: Arc::clone(&work.document),
            caret: work.selection.caret.offset,
            prepare: self.openings.prepare.clone(),
        });
        Ok(Wanted {
            folder: Arc::clone(&disk.folder),
            corpus: Arc::clone(&disk.corpus),
            has_schema: !self.project.layers.is_empty(),
            language: self.language_of_lists().to_owned(),
            open,
            flushing: disk.writer.flushing(),
            person: self.person().clone(),
            annotator,
            lock: None,
            leaving: None,
        })
    }

    /// Whether a seat that was made ready is still the one that is wanted: nothing was done meanwhile that is not on disk, and the same
    /// documents are there and open.
    pub(super) fn is_still_ready(&self, ready: &Ready) -> bool {
        let open = self.document().map(|document| document.id());
        self.is_settled()
            && ready.shown.as_ref() == open
            && self
                .disk
                .as_ref()
                .is_some_and(|disk| disk.writer.has_written_all() && Arc::ptr_eq(&disk.corpus, &ready.blank.corpus))
    }

    /// Whether nothing goes on beside the window that belongs to this seat, or changes what lies in the project.
    pub(super) fn is_settled(&self) -> bool {
        !self.is_sitting_again() && self.is_seat_settled()
    }

    pub(super) fn is_seat_settled(&self) -> bool {
        let is_assigning = self.assigning().is_some() || self.is_filing();
        let is_changing = self.changing.is_some() || self.is_carrying() || self.known.is_following();
        let is_reading = self.is_opening() || self.is_reading_again() || self.is_taking_in();
        !(is_assigning || is_changing || is_reading || self.is_writing_schema() || self.renaming.is_some())
    }

    /// Sits down in a seat that is ready, and gives the one before up.
    pub(super) fn sit(&mut self, ready: Ready) {
        let Ready { annotator, lock, folder, annotators, unfinished, known, blank, open, shown, told, anew } = ready;
        let Some(before) = self.disk.take() else {
            return;
        };
        let (waker, selection) = (before.writer.waker(), self.selection());
        match &self.own_seat {
            Some((own, _)) if *own == annotator => self.own_seat = None,
            Some(_) => {}
            None if self.annotator == annotator => {}
            None => self.own_seat = Some((self.annotator.clone(), before.lock.clone())),
        }
        // Where one sits once more, another document may have been opened meanwhile.
        let (made_for, now) = (shown, self.document().map(|document| document.id().clone()));
        let shown = if anew.is_some() { now } else { made_for.clone() };
        self.forget_seat(known);
        self.annotator = annotator;
        // Who was in the way, was so where one sat.
        (self.held, self.awaiting) = (None, None);
        let Blank { corpus, listed, languages, sets, .. } = blank;
        let_go(std::mem::replace(&mut self.listed, listed));
        let problems = anew.map(|Anew { project, text, guidelines, problems }| {
            self.take_schema(project, text.into());
            self.guidelines = guidelines;
            problems
        });
        self.work_in(folder, corpus, annotators, lock, Purpose::Work);
        if problems.is_some() {
            self.list_anew(languages);
        }
        self.give_up(before);
        if let (Some(disk), Some(waker)) = (&self.disk, waker) {
            disk.writer.wake(waker);
        }
        self.await_seat();
        self.tell(told);
        self.catch_up_identities();
        self.read_sets(unfinished.as_ref(), sets);
        if !self.known.is_drawn {
            self.wait_for_readers();
        }
        // One that could not be read is told, and another can be opened.
        let shown = shown.filter(|id| open.is_some() || unfinished.is_some() || made_for.as_ref() != Some(id));
        if let Some((id, read)) = open {
            self.take_opened(&id, Ok(read));
        }
        if let Err(error) = self.open_again(shown, selection) {
            self.tell(vec![Problem::new(Severity::Loss, self.annotator.as_str(), error.to_string())]);
        }
        if let Some(problems) = problems {
            self.open_listed_anew();
            self.hear_again(problems);
        }
    }

    /// Gives something up that others may wait for; a window does not wait until it is gone.
    pub(super) fn give_up(&mut self, what: impl Send + 'static) {
        let all = (what, self.leaving.take());
        match self.known.is_drawn {
            true => self.leaving = Some(Leaving::begin(all, self.waker())),
            false => drop(all),
        }
    }

    /// Whether a seat is still being given up.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        self.leaving.is_some()
    }

    pub(super) fn hear_leaving(&mut self) {
        drop(self.leaving.take_if(|leaving| leaving.is_over()));
    }

    /// Forgets what belongs to a seat; `known` is what is known in the next one.
    fn forget_seat(&mut self, mut known: Known) {
        self.current = None;
        known.touched.follow_on(&self.known.touched);
        let is_drawn = self.known.is_drawn;
        let_go(std::mem::replace(&mut self.known, known));
        self.known.is_drawn = is_drawn;
        self.opened = listed::Opened::default();
        (self.filling, self.linking, self.reanchoring, self.keeping) = (None, None, None, None);
        self.stop_drifting();
        self.carrying = None;
        self.changing = None;
        self.forget_openings();
        self.forget_rereadings();
        self.taking_in = None;
    }

    /// Opens a document again that was open, where it was left.
    fn open_again(&mut self, open: Option<DocumentId>, selection: Selection) -> Result<(), Error> {
        match open.map(|id| (self.position(&id), id)) {
            Some((Some(index), id)) => self.open_at(index, id, selection),
            Some((None, id)) => {
                self.lose_open(id, selection);
                Ok(())
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::{Duration, Instant};

    use crate::session::command::Command;
    use crate::session::script;
    use crate::session::state::{Message, Session};
    use crate::tests::scratch::{Scratch, move_folder};

    /// A project in the folder `p` of two texts; Layla labelled a word of each.
    fn project(name: &str) -> Scratch {
        let scratch = Scratch::new(name);
        scratch.write("p/a.txt", "Layla met Bilal.");
        scratch.write("p/b.txt", "Minh stayed.");
        Session::create(&scratch.path().join("p"), None).unwrap();
        let mut layla = open(&scratch, "layla").unwrap();
        script::run(&mut layla, "open b\nselect \"Minh\"\nlabel person\nopen a\nselect \"Layla\"\nlabel person", "s")
            .unwrap();
        scratch
    }

    fn open(scratch: &Scratch, who: &str) -> Result<Session, crate::error::Error> {
        Session::open(&scratch.path().join("p"), Some(who))
    }

    /// Rana's session in it, somebody drawing, with a label that is on no disk yet.
    fn drawn(name: &str) -> (Scratch, Session) {
        let scratch = project(name);
        let mut session = open(&scratch, "rana").unwrap();
        session.wait_for_nothing();
        ask(&mut session, "select \"Bilal\"").unwrap();
        ask(&mut session, "label person").unwrap();
        (scratch, session)
    }

    fn ask(session: &mut Session, line: &str) -> Result<(), String> {
        session.perform(&Command::parse(line).unwrap()).map_err(|error| error.message)
    }

    /// Waits until nothing goes on beside the window, or something is so.
    fn wait_until(session: &mut Session, is_so: impl Fn(&Session) -> bool) {
        let begun = Instant::now();
        while session.is_busy() && !is_so(session) {
            assert!(begun.elapsed() < Duration::from_secs(60), "it goes on for ever");
            std::thread::sleep(Duration::from_millis(1));
            session.take_requests();
        }
    }

    fn wait(session: &mut Session) {
        wait_until(session, |_| false);
    }

    /// Who works, how many annotations they see of their own, and of how many others.
    fn seen(session: &Session) -> (&str, usize, usize) {
        (session.annotator().as_str(), session.set().map_or(0, |set| set.len()), session.other_sets().len())
    }

    fn is_free(root: &Path, who: &str) -> bool {
        Session::open(&root.join("p"), Some(who)).is_ok()
    }

    #[test]
    fn a_window_shows_its_seat_until_the_other_is_ready_and_then_the_same_place_there() {
        let (scratch, mut session) = drawn("seat-beside");
        ask(&mut session, "review").unwrap();
        assert_eq!((seen(&session), session.selected_text()), (("rana", 1, 1), "Bilal"));
        assert_eq!(session.seat_to_come().map(|into| into.to_string()), Some("gold".to_owned()));
        assert_eq!(ask(&mut session, "relabel place"), Err("you are about to work as `gold`".to_owned()));
        wait(&mut session);
        assert_eq!((seen(&session), session.document().unwrap().id().as_str()), (("gold", 0, 2), "a"));
        assert_eq!(session.review().map(|review| review.items().len()), Some(2));
        // Who comes back finds nobody in their own seat.
        assert!(!is_free(scratch.path(), "rana") && !is_free(scratch.path(), "gold"));
        assert!(scratch.read("p/annotations/rana/a.ron").contains("Bilal"));
        ask(&mut session, "decide first").unwrap();
        ask(&mut session, "end-review").unwrap();
        assert_eq!(seen(&session), ("gold", 1, 2));
        wait(&mut session);
        assert_eq!((seen(&session), session.undo_title()), (("rana", 1, 2), Some("label person")));
        assert!(is_free(scratch.path(), "gold") && !is_free(scratch.path(), "rana"));
        ask(&mut session, "undo").unwrap();
        assert_eq!(seen(&session), ("rana", 0, 2));
    }

    #[test]
    fn lists_of_identities_hear_that_they_are_somebody_elses() {
        let (_scratch, mut session) = drawn("seat-identities");
        for line in ["new-identity @bilal", "unlink", "link @bilal"] {
            ask(&mut session, line).unwrap();
        }
        let before = session.identities_revision();
        ask(&mut session, "review").unwrap();
        wait(&mut session);
        assert_ne!(session.identities_revision(), before);
        assert_eq!((session.identities().len(), session.identities_touched_after(before)), (0, None));
    }

    #[test]
    fn one_can_change_to_and_fro_without_being_in_ones_own_way() {
        let (scratch, mut session) = drawn("seat-to-and-fro");
        for line in ["review", "end-review"].repeat(6) {
            ask(&mut session, line).unwrap();
            wait_until(&mut session, |session| !session.is_putting_off());
            assert!(!matches!(session.message(), Some(Message::Failed(_))), "{line}: {:?}", session.message());
        }
        wait(&mut session);
        assert_eq!(seen(&session), ("rana", 1, 1));
        assert!(is_free(scratch.path(), "gold") && session.problems().is_empty(), "{:?}", session.problems());
    }

    #[test]
    fn who_cannot_save_stays_and_is_told_and_goes_when_it_is_saved() {
        let (scratch, mut session) = drawn("seat-unsaved");
        session.flush().unwrap();
        let [here, away] = ["p", "q"].map(|name| scratch.path().join(name));
        move_folder(&here, &away);
        ask(&mut session, "set-note seen").unwrap();
        ask(&mut session, "review").unwrap();
        wait_until(&mut session, |session| !session.is_putting_off());
        assert!(matches!(session.message(), Some(Message::Failed(_))), "{:?}", session.message());
        assert_eq!((seen(&session), session.review().is_none()), (("rana", 1, 1), true));
        move_folder(&away, &here);
        ask(&mut session, "review").unwrap();
        wait(&mut session);
        assert_eq!(seen(&session), ("gold", 0, 2));
        assert!(scratch.read("p/annotations/rana/a.ron").contains("seen"));
    }

    #[test]
    fn a_second_reviewer_is_told_who_reviews_and_where_to_decide() {
        let (scratch, mut first) = drawn("seat-second-reviewer");
        ask(&mut first, "review").unwrap();
        wait(&mut first);
        assert_eq!(seen(&first).0, "gold");
        let mut second = open(&scratch, "omar").unwrap();
        let refused = second.perform(&Command::parse("review").unwrap()).unwrap_err().to_string();
        assert!(refused.starts_with("`gold` is at work in this project already: rana on "), "{refused}");
        let remedy = "; wait until `gold` is free, or decide into another set: `review --into NAME`";
        assert!(refused.ends_with(remedy), "{refused}");
        ask(&mut second, "review --into gold-2").unwrap();
        assert_eq!(second.annotator().as_str(), "gold-2");
    }

    #[test]
    fn who_finds_somebody_in_the_other_seat_stays_and_goes_on() {
        let (scratch, mut session) = drawn("seat-held");
        let gold = open(&scratch, "gold").unwrap();
        ask(&mut session, "review").unwrap();
        wait(&mut session);
        assert!(format!("{:?}", session.message()).contains("`gold` is at work in this project already"));
        assert_eq!((seen(&session), session.review().is_none()), (("rana", 1, 1), true));
        ask(&mut session, "relabel place").unwrap();
        drop(gold);
        ask(&mut session, "review").unwrap();
        wait(&mut session);
        assert_eq!(seen(&session).0, "gold");
    }

    #[test]
    fn who_closes_the_project_in_the_midst_of_it_sits_nowhere_and_has_lost_nothing() {
        for line in ["review", "end-review"] {
            let (scratch, mut session) = drawn(&format!("seat-closed-{line}"));
            if line == "end-review" {
                ask(&mut session, "review").unwrap();
                wait(&mut session);
                ask(&mut session, "decide first").unwrap();
            }
            ask(&mut session, line).unwrap();
            drop(session);
            let [rana, gold] = ["rana", "gold"].map(|who| open(&scratch, who).unwrap());
            let decided = usize::from(line == "end-review");
            assert_eq!((seen(&rana), seen(&gold).1), (("rana", 1, 1 + decided), decided), "{line}");
        }
    }

    #[test]
    fn who_stops_stays_and_the_other_seat_is_free() {
        let (scratch, mut session) = drawn("seat-stopped");
        ask(&mut session, "review").unwrap();
        ask(&mut session, "stop-waiting").unwrap();
        ask(&mut session, "relabel place").unwrap();
        wait(&mut session);
        assert_eq!((seen(&session), is_free(scratch.path(), "gold")), (("rana", 1, 1), true));
        ask(&mut session, "review").unwrap();
        ask(&mut session, "stop-waiting").unwrap();
        ask(&mut session, "review").unwrap();
        wait(&mut session);
        assert_eq!(seen(&session), ("gold", 0, 2));
        assert!(ask(&mut session, "stop-waiting").is_err(), "nothing is put off");
    }

    #[test]
    fn what_is_still_being_typed_is_kept_and_another_document_is_gone_to_before_the_seat_is_left() {
        let (scratch, mut session) = drawn("seat-typed");
        ask(&mut session, "review").unwrap();
        wait_until(&mut session, Session::is_about_to_leave);
        session.keep_typed(&[Command::parse("set-note typed").unwrap()]);
        ask(&mut session, "open b").unwrap();
        wait(&mut session);
        assert_eq!((seen(&session), session.document().unwrap().id().as_str()), (("gold", 0, 1), "b"));
        assert!(scratch.read("p/annotations/rana/a.ron").contains("typed"));
        assert!(!scratch.path().join("p/annotations/gold").exists(), "gold has done nothing");
    }

    #[test]
    fn what_is_asked_of_the_project_meanwhile_is_done_first() {
        let (scratch, mut session) = drawn("seat-schema");
        ask(&mut session, "schema-add entities/vessel blue").unwrap();
        ask(&mut session, "schema-rename entities/person human").unwrap();
        ask(&mut session, "assign rana a").unwrap();
        ask(&mut session, "review").unwrap();
        wait(&mut session);
        assert_eq!(seen(&session), ("gold", 0, 2));
        assert!(scratch.read("p/project.ron").contains("vessel"));
        assert!(scratch.read("p/annotations/rana/a.ron").contains("entities/human"));
        assert!(scratch.read("p/assignments.ron").contains("rana"));
    }

    #[test]
    fn who_was_ousted_from_one_seat_can_change_things_in_another() {
        let (scratch, mut session) = drawn("seat-ousted");
        ask(&mut session, "review").unwrap();
        wait(&mut session);
        scratch.write("p/.hashiya/gold.holder", "omar on elsewhere, process 4711, since 2026-11-22 02:26 UTC\n");
        let begun = Instant::now();
        while session.held().is_none() {
            assert!(begun.elapsed() < Duration::from_secs(60), "nobody is ousted");
            std::thread::sleep(Duration::from_millis(10));
            session.take_requests();
        }
        assert!(ask(&mut session, "decide first").is_err());
        ask(&mut session, "end-review").unwrap();
        wait(&mut session);
        assert_eq!((seen(&session), session.held()), (("rana", 1, 1), None));
        ask(&mut session, "choose 1").unwrap();
        ask(&mut session, "relabel place").unwrap();
        session.flush().unwrap();
        assert!(scratch.read("p/annotations/rana/a.ron").contains("entities/place"));
    }
}
