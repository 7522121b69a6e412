//! Renaming a part of the schema in the annotator's sets: those that are open at once, as they were prepared beside the window, the
//! others there too, one after the other. A document that is opened meanwhile is renamed first. Scripts, and whoever waits until all is saved, wait for all of
//! them. A renaming that is stopped is taken back, beside the window too: sets that had the new name already get the old one, and the
//! others are only read, to be counted. Once all have, a renaming is taken back by `schema-undo`. One that a session did not end is
//! ended by the next, as `finishing` begins it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use crate::error::{Error, Problem, Severity};
use crate::model::id::DocumentId;
use crate::model::identity::Identities;
use crate::model::moment::Moment;
use crate::model::schema_path::Renaming;

use super::job::let_go;
use super::renamed::{Open, OpenWork, RenamedOpen, rename_work};
use super::renamer::{Doing, Kind, Renamed, RenamedSet, RenamingBeside, RenamingWork};
use super::state::{Disk, Session};
use super::steps::Way;
use super::works::HEARING;

/// Sets that were renamed and wait to be written.
const UNWRITTEN: usize = 16;

impl Session {
    /// What is open, to be renamed beside the window.
    pub(super) fn open_to_rename(&self) -> Open {
        let works = self.listed.iter().filter_map(|listed| listed.work.as_deref()).map(OpenWork::of).collect();
        Open { works, identities: self.known.identities.clone(), revision: self.identities_revision() }
    }

    /// Renames in all sets and in the identities, and in what is remembered of them; `now` is when that was noted to begin. What was
    /// prepared of what is open need not be made.
    pub(super) fn rename(&mut self, renaming: &Renaming, title: &str, now: Moment, prepared: Option<RenamedOpen>) {
        self.rename_where(renaming, title, now, prepared, |_| Doing::Rename, Kind::Asked);
    }

    /// Takes a renaming back that is stopped before all sets have it; `back` is its inverse.
    pub(super) fn rename_back(&mut self, back: &Renaming, title: &str, now: Moment, prepared: Option<RenamedOpen>) {
        let done = self.renaming.take().map(|beside| beside.done).unwrap_or_default();
        let doing = |id: &DocumentId| if done.contains(id) { Doing::Rename } else { Doing::Count };
        self.rename_where(back, title, now, prepared, doing, Kind::TakingBack);
    }

    fn rename_where(
        &mut self,
        renaming: &Renaming,
        title: &str,
        now: Moment,
        mut prepared: Option<RenamedOpen>,
        doing: impl Fn(&DocumentId) -> Doing,
        kind: Kind,
    ) {
        let identities = prepared.as_ref().and_then(|prepared| prepared.identities(self.identities_revision()));
        let open = self.listed.iter().filter_map(|listed| listed.work.as_deref());
        let indexes = prepared.as_mut().and_then(|prepared| prepared.take_indexes(open));
        let are_indexed = indexes.is_some();
        self.known.take_sets(indexes.unwrap_or_default());
        let mut closed = VecDeque::new();
        for listed in &mut self.listed {
            if let Some(work) = listed.work.as_deref_mut() {
                let entry = rename_work(work, renaming, title, now, prepared.as_mut());
                if let (Some(entry), Some(disk)) = (entry, &self.disk) {
                    disk.writer.record(Arc::clone(&work.document), entry, work.set.clone(), None);
                }
                if !are_indexed {
                    self.known.add_set(&work.document, &work.set);
                }
            } else if listed.is_counted {
                // A set that says nothing by now may have a history that does.
                let id = &listed.summary.id;
                closed.push_back((id.clone(), doing(id)));
            }
        }
        if let Some(prepared) = prepared {
            let_go(prepared);
        }
        self.rename_identities(renaming, title, now, identities);
        self.rename_closed(renaming, title, now, closed, kind);
    }

    /// Renames in the identities; those that were `prepared` need not be made.
    pub(super) fn rename_identities(
        &mut self,
        renaming: &Renaming,
        title: &str,
        now: Moment,
        prepared: Option<(Identities, bool)>,
    ) {
        let is_renamed = match prepared {
            Some((identities, is_renamed)) => {
                let_go(std::mem::replace(&mut self.known.identities, identities));
                is_renamed
            }
            None => renaming.apply_to_identities(&mut self.known.identities),
        };
        if let Some(disk) = self.disk.as_ref().filter(|_| is_renamed) {
            disk.writer.record_renaming(renaming.clone(), title.to_owned(), now, self.known.identities.clone());
        }
    }

    /// Renames in the sets of documents that are closed.
    pub(super) fn rename_closed(
        &mut self,
        renaming: &Renaming,
        title: &str,
        now: Moment,
        closed: VecDeque<(DocumentId, Doing)>,
        kind: Kind,
    ) {
        let Some(disk) = &self.disk else { return };
        if closed.is_empty() {
            return disk.writer.record_end_of_renaming();
        }
        // What was renamed a moment ago is read from its files.
        let flushing = (kind == Kind::TakingBack).then(|| disk.writer.flushing());
        let work = RenamingWork {
            renaming: renaming.clone(),
            title: title.to_owned(),
            time: now,
            folder: Arc::clone(&disk.folder),
            corpus: Arc::clone(&disk.corpus),
            annotator: self.annotator.clone(),
            waiting: Mutex::new(closed),
        };
        self.renaming = Some(RenamingBeside::start(work, kind, flushing));
        if !self.known.is_drawn && kind != Kind::Finishing {
            self.wait_for_renaming();
        }
    }

    /// How many sets have been renamed, and of how many; `None` once all have, and are on disk.
    #[must_use]
    pub fn renaming(&self) -> Option<(usize, usize)> {
        self.renaming.as_ref().map(RenamingBeside::progress)
    }

    /// Whether the renaming that goes on can be stopped, and taken back.
    #[must_use]
    pub fn can_stop_renaming(&self) -> bool {
        self.way_of_renaming().is_ok()
    }

    /// In which way the step of the schema was gone whose renaming goes on, if it can be stopped.
    pub(super) fn way_of_renaming(&self) -> Result<Way, Error> {
        match &self.renaming {
            None => Err(Error::new("nothing is being renamed")),
            Some(beside) if beside.kind == Kind::Finishing => {
                Err(Error::new("an earlier session began the renaming, and it is only finished now")
                    .hint("rename once more when it is done"))
            }
            Some(beside) if beside.kind == Kind::TakingBack => {
                Err(Error::new("the renaming is being taken back already"))
            }
            Some(RenamingBeside { step: None, .. }) => {
                Err(Error::new("two names become one, and could not be told apart again"))
            }
            Some(RenamingBeside { step: Some((step, way)), .. }) if *step == self.schema.steps.taken() => Ok(*way),
            Some(_) => Err(Error::new("something else in the schema was changed since the renaming began")
                .hint("`schema-undo` takes back both when it is done")),
        }
    }

    pub(super) fn refuse_while_renaming(&self) -> Result<(), Error> {
        match self.renaming() {
            None => Ok(()),
            Some((done, all)) => {
                Err(Error::new(format!("your annotations are still being renamed: {done} of {all} documents"))
                    .hint("try again in a moment"))
            }
        }
    }

    /// Takes some of what was renamed beside the window.
    pub(super) fn hear_renaming(&mut self) {
        if self.schema.waiting.is_some() {
            // It is about to be stopped.
            return;
        }
        let start = Instant::now();
        while start.elapsed() < HEARING {
            let (Some(beside), Some(disk)) = (&self.renaming, &self.disk) else { return };
            let unwritten = disk.writer.unwritten();
            if beside.unheard.is_empty() && unwritten == 0 {
                return self.renaming_is_done();
            }
            if beside.unheard.is_empty() || unwritten >= UNWRITTEN {
                return disk.writer.write_soon();
            }
            let Some(renamed) = beside.try_next() else { return };
            self.take_renamed(renamed);
        }
    }

    /// Waits until all sets are renamed, and written.
    pub(super) fn wait_for_renaming(&mut self) {
        while let Some(beside) = &self.renaming {
            let renamed = beside.wait_for_next();
            let is_last = renamed.is_none();
            renamed.into_iter().for_each(|renamed| self.take_renamed(renamed));
            if let Some(disk) = self.disk.as_ref().filter(|disk| is_last || disk.writer.unwritten() >= UNWRITTEN) {
                // That something is not on disk, the writer tells.
                let _ = disk.writer.flush();
            }
            if is_last {
                self.renaming_is_done();
            }
        }
    }

    fn renaming_is_done(&mut self) {
        self.revision += 1;
        if let Some(beside) = self.renaming.take().filter(|beside| beside.kind == Kind::Finishing) {
            let RenamingBeside { work, done, kept, .. } = beside;
            self.tell_finished(&work.renaming, done.len(), kept);
        }
    }

    /// Sees to it that the set of a document that is about to be read is renamed, and on disk.
    pub(super) fn rename_first(&mut self, id: &DocumentId) {
        if let Some(disk) = self.disk.as_ref().filter(|disk| disk.writer.is_about(id))
            && self.renaming.as_ref().is_some_and(|beside| beside.kind == Kind::TakingBack)
        {
            // What it says now is still to be written; that it cannot be, the writer tells.
            let _ = disk.writer.flush();
        }
        while let Some(beside) = self.renaming.as_ref().filter(|beside| beside.unheard.contains(id)) {
            let Some(renamed) = beside.rename_first(id) else { return };
            self.take_renamed(renamed);
        }
        let is_unwritten = |disk: &&Disk| disk.writer.is_about(id);
        if let (Some(_), Some(disk)) = (&self.renaming, self.disk.as_ref().filter(is_unwritten)) {
            let _ = disk.writer.flush();
        }
    }

    fn take_renamed(&mut self, Renamed { id, done }: Renamed) {
        self.revision += 1;
        match done {
            Ok(RenamedSet { read, entry }) => {
                let read = match self.renaming.as_ref().is_some_and(|beside| beside.kind == Kind::Finishing) {
                    true => self.count_finished(&id, read, entry.is_some()),
                    false => {
                        self.known.add_set(&read.document, &read.set);
                        read
                    }
                };
                if let Some(beside) = &mut self.renaming {
                    beside.kept += usize::from(read.locked.is_some());
                    if entry.is_some() {
                        beside.done.insert(id.clone());
                    }
                }
                if let (Some(entry), Some(disk)) = (entry, &self.disk) {
                    disk.writer.record(read.document, entry, read.set, None);
                }
            }
            Err(error) => {
                let path = self.renaming.as_ref().map(|beside| beside.work.renaming.path.to_string());
                let message = format!("`{}` keeps its name here: {error}", path.unwrap_or_default());
                let place = format!("{}/{id}", self.annotator());
                self.tell(vec![
                    Problem::new(Severity::Wrong, place, message)
                        .hint("it is tried again when the project is opened the next time"),
                ]);
                if let Some(beside) = &mut self.renaming {
                    beside.kept += 1;
                }
            }
        }
        if let Some(beside) = &mut self.renaming {
            beside.unheard.remove(&id);
            // What keeps its name is tried again by the next session.
            if let Some(disk) = self.disk.as_ref().filter(|_| beside.unheard.is_empty() && beside.kept == 0) {
                disk.writer.record_end_of_renaming();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::id::LabelId;
    use crate::session::command::Command;
    use crate::session::script;
    use crate::session::state::Session;
    use crate::tests::scratch::Scratch;

    const DOCUMENTS: usize = 40;

    fn name(number: usize) -> String {
        format!("d{number:02}")
    }

    /// A session, somebody drawing, in which a person is labelled in each of many documents.
    fn drawn(scratch: &Scratch) -> Session {
        (0..DOCUMENTS).for_each(|number| scratch.write(&format!("{}.txt", name(number)), "Layla visited Haifa."));
        Session::create(scratch.path(), None).unwrap();
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        for number in 0..DOCUMENTS {
            script::run(&mut session, &format!("open {}\nselect \"Layla\"\nlabel person", name(number)), "s").unwrap();
        }
        session.flush().unwrap();
        drop(session);
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        session.wait_for_nothing();
        session
    }

    fn perform(session: &mut Session, line: &str) {
        session.perform(&Command::parse(line).unwrap()).unwrap_or_else(|error| panic!("{line}: {error}"));
        while session.is_writing_schema() {
            std::thread::yield_now();
            session.take_requests();
        }
    }

    fn wait(session: &mut Session) {
        while session.renaming().is_some() {
            std::thread::yield_now();
            session.take_requests();
        }
    }

    /// What all sets say on disk of the one label in each, once all is saved.
    fn check_all(session: &mut Session, scratch: &Scratch, label: &str) {
        assert_eq!(session.schema_uses(&label.parse().unwrap()), DOCUMENTS);
        session.flush().unwrap();
        assert!(session.problems().is_empty(), "{:?}", session.problems());
        for number in 0..DOCUMENTS {
            let place = format!("annotations/layla/{}.ron", name(number));
            assert!(scratch.read(&place).contains(label), "{place}");
        }
    }

    #[test]
    fn a_window_renames_closed_documents_beside_itself_and_one_that_is_opened_meanwhile_first() {
        let scratch = Scratch::new("renaming-beside");
        let mut session = drawn(&scratch);
        perform(&mut session, "schema-rename entities/person human");
        let other = Command::parse("schema-rename entities/place site").unwrap();
        assert!(session.perform(&other).unwrap_err().message.contains("still being renamed"));
        ["open d20", "undo", "redo"].iter().for_each(|line| perform(&mut session, line));
        assert_eq!(session.set().unwrap().in_reading_order()[0].label.to_string(), "entities/human");
        wait(&mut session);
        check_all(&mut session, &scratch, "entities/human");
    }

    #[test]
    fn a_renaming_that_is_stopped_leaves_no_set_renamed_and_can_be_done_again() {
        let scratch = Scratch::new("renaming-stopped");
        let mut session = drawn(&scratch);
        perform(&mut session, "schema-rename entities/person human");
        perform(&mut session, "open d20");
        while session.renaming().is_some_and(|(done, _)| done < 5) {
            std::thread::yield_now();
            session.take_requests();
        }
        perform(&mut session, "schema-stop");
        assert!(session.project().label(&LabelId::new("entities", "person")).is_some());
        assert_eq!(session.set().unwrap().in_reading_order()[0].label.to_string(), "entities/person");
        let again = session.perform(&Command::parse("schema-stop").unwrap()).unwrap_err();
        assert!(again.message.contains("taken back already"), "{again}");
        wait(&mut session);
        check_all(&mut session, &scratch, "entities/person");
        perform(&mut session, "schema-redo");
        wait(&mut session);
        check_all(&mut session, &scratch, "entities/human");
    }

    #[test]
    fn a_renaming_that_is_stopped_at_its_very_end_is_noted_until_it_is_taken_back() {
        let scratch = Scratch::new("renaming-stopped-late");
        let mut session = drawn(&scratch);
        let is_noted = || scratch.path().join("annotations/layla/renaming.unfinished").exists();
        perform(&mut session, "schema-rename entities/person human");
        assert!(is_noted());
        while session.renaming().is_some_and(|(done, all)| done < all) {
            session.take_requests();
        }
        perform(&mut session, "schema-stop");
        assert!(is_noted());
        wait(&mut session);
        check_all(&mut session, &scratch, "entities/person");
        assert!(!is_noted());
    }

    /// What is open of a project in which somebody renames after `before`, and has done `meanwhile` before that is so.
    fn renamed(renaming: &str, before: &str, meanwhile: &str, is_drawn: bool) -> (Scratch, Session) {
        let scratch = Scratch::new("renaming-open");
        for name in ["a", "b"] {
            scratch.write(&format!("{name}.txt"), "Layla visited Haifa with Omar.");
        }
        Session::create(scratch.path(), None).unwrap();
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        let run = |session: &mut Session, lines: &str| {
            script::run(session, &lines.replace("; ", "\n"), "s").unwrap();
        };
        run(&mut session, before);
        if !is_drawn {
            run(&mut session, meanwhile);
            run(&mut session, renaming);
            return (scratch, session);
        }
        session.wait_for_nothing();
        session.perform(&Command::parse(renaming).unwrap()).unwrap();
        run(&mut session, meanwhile);
        while session.is_writing_schema() || session.renaming().is_some() {
            std::thread::yield_now();
            session.take_requests();
        }
        (scratch, session)
    }

    /// What is said of the open document, what of it is remembered, and what identities and schema know of it.
    fn told(session: &Session) -> String {
        let entries = session.history().iter().map(|entry| format!("{} {:?}", entry.title, entry.changes));
        let entries: Vec<String> = entries.collect();
        let uses = ["entities/person", "entities/human", "events/visit#agent", "events/visit#guest", "events"];
        let uses = uses.map(|path| session.schema_uses(&path.parse().unwrap()));
        let identities: Vec<_> = session.identities().iter().map(|one| (one, session.mentions(&one.id))).collect();
        format!("{:?}\n{}\n{uses:?}\n{identities:?}", session.set().unwrap().in_reading_order(), entries.join("\n"))
    }

    #[test]
    fn what_is_open_is_renamed_beside_the_window_as_if_at_once_whatever_is_done_meanwhile() {
        let before = "open b; select \"Haifa\"; label place; open a; select \"Layla\"; label person; \
            new-identity @layla; select \"visited\"; label visit; set-argument agent 1; undo; redo; choose 1; delete; undo";
        let meanwhile = [
            "select \"Omar\"",
            "select \"Omar\"; label person",
            "undo",
            "choose 1; unlink; undo",
            "set-progress finished",
            "add-identity @haifa entity; set-identity-kind @layla entity person",
            "open b; select \"Omar\"; label person; open a",
        ];
        let there_and_back = ["schema-rename entities/person human", "schema-rename events/visit#agent guest"];
        for (renaming, meanwhile) in there_and_back.iter().flat_map(|one| meanwhile.map(|other| (one, other))) {
            let (_beside, mut drawn) = renamed(renaming, before, meanwhile, true);
            let (_at_once, mut headless) = renamed(renaming, before, meanwhile, false);
            assert_eq!(told(&drawn), told(&headless), "{renaming} after {meanwhile}");
            while headless.undo_title().is_some() {
                for session in [&mut drawn, &mut headless] {
                    script::run(session, "undo", "s").unwrap();
                }
            }
            assert_eq!(told(&drawn), told(&headless), "{renaming} after {meanwhile}, all taken back");
            drawn.flush().unwrap();
            headless.flush().unwrap();
        }
    }
}
