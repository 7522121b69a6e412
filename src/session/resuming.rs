//! What could not be saved, and cannot be put back into its files yet, as where a disk is still full: it is done again in memory, so that
//! what is done now goes on from it, and is saved with that as soon as it can be. What does not go on from what is there is kept beside
//! that as soon as it can be. A window has it done beside itself, and nothing is changed until it is there.

use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Problem, Severity, counted};
use crate::model::history::Changes;
use crate::model::quote::quoted;

use super::job::{Job, let_go};
use super::resumer::{Done, Ground, Lying, Resumed, ResumedFile, ResumedWork, Stand, resume};
use super::sitting::Sitting;
use super::state::Session;
use super::works::HEARING;

impl Session {
    /// Begins to do again what lies in files that cannot be put back yet. Returns what is to be said.
    pub(super) fn resume(&mut self, lying: Vec<Lying>) -> Result<String, Error> {
        if !self.known.is_drawn {
            self.wait_for_readers();
            let resumed = self.ground(&lying).map(|ground| resume(lying, ground))?;
            return self.take_resumed(resumed);
        }
        self.sitting = Some(Sitting::Lying(lying));
        self.follow_sitting();
        Ok("reading again what you did".to_owned())
    }

    /// Has it done, once nothing else goes on in the seat.
    pub(super) fn begin_resuming(&mut self, lying: Vec<Lying>) -> Sitting {
        let is_ready = self.is_seat_settled() && self.are_identities_read();
        match self.ground(&lying).ok().filter(|_| is_ready) {
            Some(ground) => Sitting::Resuming(Job::start_waking(self.waker(), move |_| Ok(resume(lying, ground)))),
            None => Sitting::Lying(lying),
        }
    }

    /// What is there of all that the files name.
    fn ground(&self, lying: &[Lying]) -> Result<Ground, Error> {
        let disk = self.disk.as_ref().ok_or_else(|| Error::new("this project lies in no folder"))?;
        let named = lying.iter().flat_map(|lying| lying.rescue.counts().into_keys());
        let open = named.filter_map(|id| {
            let work = self.work_at(self.position(&id)?).filter(|work| work.locked.is_none())?;
            let history = work.has_history.then(|| work.history.clone());
            Some((id, Stand { document: Arc::clone(&work.document), set: work.set.clone(), history }))
        });
        let identities = match &self.known.locked {
            Some(error) => Err(error.clone().context("your identities cannot be changed")),
            None => Ok(self.known.identities.clone()),
        };
        Ok(Ground {
            folder: Arc::clone(&disk.folder),
            corpus: Arc::clone(&disk.corpus),
            annotator: self.annotator.clone(),
            purpose: disk.purpose,
            open: open.collect(),
            identities,
            times_read: self.known.times_read,
        })
    }

    /// Takes what was done again; returns what is to be said.
    pub(super) fn take_resumed(&mut self, resumed: Resumed) -> Result<String, Error> {
        self.revision += 1;
        if resumed.identities.is_some() && !self.is_still_ground(&resumed) {
            // Somebody else changed what it was done on: it is done anew.
            return self.resume(resumed.files.into_iter().map(|file| file.lying).collect());
        }
        let Resumed { files, works, identities, .. } = resumed;
        if let Some(identities) = identities {
            let_go(std::mem::replace(&mut self.known.identities, identities));
        }
        works.into_iter().for_each(|work| self.take_resumed_work(work));
        let mut last = Ok(String::new());
        for ResumedFile { lying: Lying { path, why, .. }, done } in files {
            last = Err(match done {
                Ok(done) => self.take_done_again(&path, &why, done),
                Err(_) => self.tell_not_put_back(&path, &why),
            });
        }
        last
    }

    /// Whether what it was done on is still what is there.
    fn is_still_ground(&self, resumed: &Resumed) -> bool {
        resumed.times_read == self.known.times_read
            && resumed.works.iter().all(|ResumedWork { id, before, next_number, .. }| {
                let Some(index) = self.position(id) else { return false };
                self.work_at(index).is_none_or(|work| {
                    let is_same_set = work.set.in_reading_order() == before.in_reading_order();
                    let is_same_history = !work.has_history || work.history.next_number() == *next_number;
                    is_same_set && is_same_history && work.set.progress() == before.progress() && work.locked.is_none()
                })
            })
    }

    fn take_resumed_work(&mut self, ResumedWork { id, read, set, history, .. }: ResumedWork) {
        let Some(index) = self.position(&id) else { return };
        if let Some(read) = read {
            self.take_own(index, &id, read);
        }
        if let Some(work) = self.listed.get_mut(index).and_then(|listed| listed.work.as_deref_mut()) {
            let_go((std::mem::replace(&mut work.set, set), std::mem::replace(&mut work.history, history)));
            (work.has_history, work.past) = (true, None);
            work.chosen = work.chosen.filter(|id| work.set.get(*id).is_some());
        }
    }

    /// Hands over what a file had; says what became of that.
    fn take_done_again(&mut self, kept: &Path, why: &Error, Done { again, aside }: Done) -> Error {
        let count = again.entries.len();
        for (document, entry) in &again.entries {
            self.known.follow_soon(Arc::clone(document), Arc::<Changes>::clone(&entry.changes));
        }
        match self.known.is_drawn {
            true => self.known.follow_for(HEARING),
            false => self.known.follow_all(),
        }
        if let Some(disk) = &self.disk {
            // What does not go on from here is in the file alone, which stays for it.
            disk.writer.record_again(aside.is_none().then(|| kept.to_owned()), again);
        }
        let then = match &aside {
            Some(_) => "you can go on; it is saved, or kept beside your files, as soon as it can be",
            None => "you can go on; it is saved as soon as it can be",
        };
        let hint = why.hint.as_ref().map_or(then.to_owned(), |hint| format!("{hint}; {then}"));
        let are = if count == 1 { "is" } else { "are" };
        let here = format!("{} that could not be saved {are} here again, and not saved yet", counted(count, "action"));
        let said = match (&aside, count) {
            (None, _) => here,
            (Some(_), 0) => {
                "what could not be saved does not go on from what is here, and is kept where it was".to_owned()
            }
            (Some(_), _) => format!("{here}, but for what does not go on from what is here"),
        };
        if let (Some(disk), Some(aside)) = (&self.disk, aside) {
            let told = aside.told();
            disk.writer.keep_aside(aside);
            self.tell(vec![told]);
        }
        Error::new(format!("{said}: {}", why.message)).hint(hint)
    }

    /// Tells that nothing of a file is here.
    pub(super) fn tell_not_put_back(&mut self, file: &Path, why: &Error) -> Error {
        let place = file.display().to_string();
        let then = format!("it is kept there: before you go on, `put-back {}`", quoted(&place));
        let hint = why.hint.as_ref().map_or(then.clone(), |hint| format!("{hint}; {then}"));
        let message = format!("what could not be saved is not put back: {}", why.message);
        self.tell(vec![Problem::new(Severity::Wrong, place, message.clone()).hint(hint.clone())]);
        Error::new(message).hint(hint)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;
    use std::time::{Duration, Instant};

    use crate::session::command::Command;
    use crate::session::script;
    use crate::session::state::{Message, Session};
    use crate::tests::scratch::Scratch;

    /// More than are done again between two frames.
    const MANY: usize = 400;

    /// A project of two texts; while it was away Layla labelled very many words of the first, and one of the second.
    fn away(name: &str) -> Scratch {
        let scratch = Scratch::new(name);
        scratch.write("p/a.txt", "word ".repeat(MANY));
        scratch.write("p/b.txt", "Minh stayed.");
        Session::create(&scratch.path().join("p"), None).unwrap();
        let mut session = open(&scratch);
        session.keep_unsaved_in(Some(unsaved(&scratch)));
        script::run(&mut session, "open b\nopen a\nselect \"word\"\nlabel place", "s").unwrap();
        session.flush().unwrap();
        go(&scratch);
        for number in 0..MANY {
            script::run(&mut session, &format!("set-caret {}\nlabel person", number * 5), "s").unwrap();
        }
        script::run(&mut session, "open b\nselect \"Minh\"\nlabel person", "s").unwrap();
        assert!(session.flush().is_err());
        drop(session);
        come_back(&scratch);
        scratch
    }

    fn open(scratch: &Scratch) -> Session {
        Session::open_or_look(&scratch.path().join("p"), Some("layla")).unwrap()
    }

    fn unsaved(scratch: &Scratch) -> PathBuf {
        scratch.path().join("unsaved")
    }

    fn kept_files(scratch: &Scratch) -> usize {
        fs::read_dir(unsaved(scratch)).map_or(0, Iterator::count)
    }

    fn go(scratch: &Scratch) {
        fs::rename(scratch.path().join("p"), scratch.path().join("q")).unwrap();
    }

    fn come_back(scratch: &Scratch) {
        fs::rename(scratch.path().join("q"), scratch.path().join("p")).unwrap();
    }

    fn ask(session: &mut Session, line: &str) -> Result<(), String> {
        session.perform(&Command::parse(line).unwrap()).map_err(|error| error.message)
    }

    fn wait_until(session: &mut Session, is_so: impl Fn(&Session) -> bool) {
        let begun = Instant::now();
        while !is_so(session) {
            assert!(begun.elapsed() < Duration::from_secs(60), "{:?} {:?}", session.message(), session.problems());
            std::thread::sleep(Duration::from_millis(1));
            session.take_requests();
        }
    }

    fn failed(session: &Session) -> &str {
        match session.message() {
            Some(Message::Failed(error)) => &error.message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_window_goes_on_while_a_large_file_is_done_again_and_nothing_is_changed_until_it_is_there() {
        let scratch = away("resuming");
        let mut session = open(&scratch);
        script::run(&mut session, "open b\nopen a", "s").unwrap();
        session.wait_for_nothing();
        go(&scratch);
        session.keep_unsaved_in(Some(unsaved(&scratch)));
        assert!(session.is_sitting_again() && session.is_busy());
        let mut looked = 0;
        while session.is_sitting_again() {
            assert_eq!(session.set().unwrap().len(), 1);
            assert!(ask(&mut session, "select-all").is_ok());
            assert!(ask(&mut session, "label place").unwrap_err().contains("being read again"));
            looked += 1;
            std::thread::sleep(Duration::from_millis(1));
            session.take_requests();
        }
        assert!(looked > 0);
        let count = MANY + 1;
        assert!(failed(&session).starts_with(&format!("{count} actions that could not be saved are here again")));
        assert_eq!((session.set().unwrap().len(), session.selected_text().len()), (MANY + 1, MANY * 5));
        wait_until(&mut session, |session| !session.is_following());
        assert_eq!(session.schema_uses(&"entities/person".parse().unwrap()), count);
        script::run(&mut session, "undo\nundo\nredo", "s").unwrap();
        come_back(&scratch);
        session.flush().unwrap();
        assert_eq!((session.unsaved().is_none(), kept_files(&scratch)), (true, 0));
        drop(session);
        let mut session = open(&scratch);
        script::run(&mut session, "open b\nundo\nopen a\nundo", "s").unwrap();
        assert_eq!(session.set().unwrap().len(), MANY - 1);
    }

    #[test]
    fn what_somebody_else_changes_meanwhile_is_not_overwritten() {
        let scratch = away("resuming-changed");
        let mut session = open(&scratch);
        script::run(&mut session, "open b\nopen a", "s").unwrap();
        let lying = || {
            let file = fs::read_dir(unsaved(&scratch)).unwrap().next().unwrap().unwrap().path();
            let rescue = crate::store::rescue::read(&file).unwrap();
            vec![super::Lying { path: file, rescue, why: crate::error::Error::new("the disk is full") }]
        };
        let resumed = super::resume(lying(), session.ground(&lying()).unwrap());
        script::run(&mut session, "open b\nselect \"stayed\"\nlabel visit\nopen a", "s").unwrap();
        let said = session.take_resumed(resumed).unwrap_err();
        // In the second text it does not go on from what came first.
        assert!(said.message.starts_with(&format!("{MANY} actions that could not be saved are here again")), "{said}");
        assert!(said.message.contains("but for what does not go on from what is here"), "{said}");
        script::run(&mut session, "open b\nexpect Minh [visit stayed].\nundo\nexpect Minh stayed.", "s").unwrap();
        session.flush().unwrap();
        wait_until(&mut session, |_| kept_files(&scratch) == 0);
        assert!(scratch.read("p/annotations/layla/b.ron.mine-1").contains("Minh"));
    }

    #[test]
    fn what_does_not_go_on_is_kept_beside_it_as_soon_as_there_is_room() {
        let scratch = away("resuming-beside");
        let mut meanwhile = open(&scratch);
        script::run(&mut meanwhile, "open b\nselect \"stayed\"\nlabel visit", "s").unwrap();
        meanwhile.flush().unwrap();
        drop(meanwhile);
        // As on a full disk: no file can be made with that name.
        fs::create_dir(scratch.path().join("p/annotations/layla/b.ron.mine-1")).unwrap();
        let mut session = open(&scratch);
        session.wait_for_nothing();
        session.keep_unsaved_in(Some(unsaved(&scratch)));
        wait_until(&mut session, |session| !session.is_sitting_again());
        let said = failed(&session);
        assert!(said.starts_with("what could not be saved does not go on from what is here, and is kept"), "{said}");
        let is_told = |session: &Session| {
            session.problems().iter().any(|told| told.message.starts_with("it holds what could not be saved"))
        };
        assert!(is_told(&session) && kept_files(&scratch) == 1);
        script::run(&mut session, "open b\nundo", "s").unwrap();
        session.flush().unwrap();
        fs::remove_dir(scratch.path().join("p/annotations/layla/b.ron.mine-1")).unwrap();
        wait_until(&mut session, |session| !is_told(session));
        assert_eq!(kept_files(&scratch), 0);
        assert!(scratch.read("p/annotations/layla/b.ron.mine-1").contains("Minh"));
        let hint = "kept as annotations/layla/b.ron.mine-1";
        assert!(session.problems().iter().any(|told| told.hint.as_ref().is_some_and(|told| told.contains(hint))));
        script::run(&mut session, "open a", "s").unwrap();
        assert_eq!(session.set().map(|set| set.len()), Some(MANY + 1));
    }
}
