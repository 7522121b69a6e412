//! What could not be saved: the project was moved away, a disk is full. The writer keeps it elsewhere meanwhile; here it is told, saved
//! into a file that a person names, put back into the project, or given up.

use std::path::{Path, PathBuf};

use crate::error::{Error, Problem, Severity};
use crate::store::folder::Purpose;
use crate::store::rescue;
use crate::store::{files, own, writer};

use super::effect::Effect;
use super::sitting::{Coming, Files};
use super::state::{Message, Session};

/// What could not be saved: the store's word.
pub type Unsaved = writer::Unsaved;

impl Session {
    /// Keeps what cannot be saved in a folder from now on, and puts back what an earlier program had to keep there of this
    /// project. Where nothing can be changed that is only named.
    pub fn keep_unsaved_in(&mut self, folder: Option<PathBuf>) {
        self.unsaved_in = folder;
        self.name_rescues();
        self.put_back_kept();
    }

    /// Tells the writer where to keep what it cannot save.
    pub(super) fn name_rescues(&self) {
        if let (Some(folder), Some(disk)) = (&self.unsaved_in, &self.disk) {
            disk.writer.rescue_into(folder.clone(), self.project.name.clone());
        }
    }

    /// Puts back what is kept of this project.
    pub(super) fn put_back_kept(&mut self) {
        let (Some(kept_in), Some(disk)) = (self.unsaved_in.clone(), &self.disk) else { return };
        let (found, told) = rescue::kept_of(&kept_in, disk.folder.root(), &self.project.name, &self.annotator);
        if let Some(told) = told.first() {
            let hint = told.hint.clone().unwrap_or_default();
            self.message = Some(Message::Failed(Error::new(format!("{}: {}", told.place, told.message)).hint(hint)));
        }
        self.tell(told);
        let files: Vec<PathBuf> = found.into_iter().map(|(path, _)| path).collect();
        if self.held.is_none() && !files.is_empty() {
            let files = Files { all: files, kept_in: Some(kept_in), are_asked: false };
            let told = self.sit_again(Coming::PuttingBack(files));
            return self.hear_said(told);
        }
        // One who is about to sit down puts it back then.
        for path in files.into_iter().filter(|_| !self.is_sitting_again()).collect::<Vec<_>>() {
            let message =
                "it holds what you did here and could not be saved; it is put back when you can change things here";
            self.tell(vec![Problem::new(Severity::Wrong, path.display().to_string(), message)]);
        }
    }

    /// What is not on disk and cannot be put there, as when it was last tried.
    #[must_use]
    pub fn unsaved(&self) -> Option<Unsaved> {
        self.disk.as_ref()?.writer.unsaved()
    }

    /// Whether a file of the annotator was not what had been written, and was given another name here, as the problems say.
    #[must_use]
    pub fn has_set_aside(&self) -> bool {
        self.disk.as_ref().is_some_and(|disk| disk.folder.has_set_aside())
    }

    /// Writes what cannot be saved into a file, which `put-back` takes.
    pub fn save_unsaved(&self, file: &Path) -> Result<(), Error> {
        if let Some(disk) = &self.disk {
            // It is tried once more, so that the last that was done is there too. Why that fails is known.
            let _ = disk.writer.settling().wait();
        }
        let Some(unsaved) = self.unsaved() else { return Ok(()) };
        own::refuse(file)?;
        if file.exists() {
            return Err(Error::new(format!("there is a file {} already", file.display())).hint("choose another name"));
        }
        files::write(file, unsaved.rescue.write().as_bytes())
    }

    /// Gives up what cannot be saved.
    pub fn lose_unsaved(&mut self) {
        if let Some(disk) = &self.disk {
            disk.writer.lose_unsaved();
        }
    }

    pub(super) fn plan_putting_back(&self, file: &Path) -> Result<Effect, Error> {
        self.not_held()?;
        self.refuse_while_reading()?;
        self.refuse_while_changing_seat()?;
        Ok(Effect::PutBack(file.to_owned()))
    }

    /// Puts back what is in a file of unsaved work, and reads everything again. Returns what is to be said.
    pub(super) fn put_back(&mut self, file: &Path) -> Result<String, Error> {
        if self.disk.as_ref().is_none_or(|disk| disk.purpose != Purpose::Work) {
            return Err(Error::new("this project lies in no folder"));
        }
        let files = Files { all: vec![file.to_owned()], kept_in: self.unsaved_in.clone(), are_asked: true };
        self.sit_again(Coming::PuttingBack(files))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use crate::session::command::Command;
    use crate::session::script;
    use crate::session::state::{Message, Session};
    use crate::tests::scratch::{Scratch, move_folder};

    /// A project of two texts, in the first of which Layla labelled a word and then, when the project was away, another,
    /// who got an identity, and one in the second.
    fn away(name: &str) -> (Scratch, Session) {
        let scratch = Scratch::new(name);
        scratch.write("p/a.txt", "Layla met Bilal in Haifa.");
        scratch.write("p/b.txt", "Minh stayed.");
        Session::create(&scratch.path().join("p"), None).unwrap();
        let mut session = open(&scratch);
        script::run(&mut session, "open b\nopen a\nselect \"Layla\"\nlabel person", "s").unwrap();
        session.flush().unwrap();
        move_folder(&scratch.path().join("p"), &scratch.path().join("q"));
        let script = "select \"Bilal\"\nlabel person\nnew-identity @bilal \"Bilal\"\nopen b\nselect \"Minh\"\nlabel person\nopen a";
        script::run(&mut session, script, "s").unwrap();
        assert!(session.flush().is_err());
        (scratch, session)
    }

    fn kept_in(scratch: &Scratch) -> PathBuf {
        scratch.path().join("unsaved")
    }

    fn open(scratch: &Scratch) -> Session {
        let mut session = Session::open_or_look(&scratch.path().join("p"), Some("layla")).unwrap();
        session.keep_unsaved_in(Some(kept_in(scratch)));
        session
    }

    fn come_back(scratch: &Scratch) {
        move_folder(&scratch.path().join("q"), &scratch.path().join("p"));
    }

    fn kept_files(folder: &Path) -> usize {
        fs::read_dir(folder).map_or(0, Iterator::count)
    }

    fn titles(session: &Session) -> Vec<&str> {
        session.history().iter().map(|entry| entry.title.as_str()).collect()
    }

    #[test]
    fn what_could_not_be_saved_is_there_when_the_project_is_opened_again_and_can_be_undone() {
        let (scratch, session) = away("unsaved");
        let unsaved = session.unsaved().unwrap();
        assert!(unsaved.why.message.contains("is gone"), "{}", unsaved.why);
        assert_eq!(unsaved.rescue.counts().into_values().collect::<Vec<_>>(), [2, 1]);
        assert!(unsaved.kept.is_some_and(|kept| kept.exists()));
        drop(session);
        come_back(&scratch);
        let mut session = open(&scratch);
        assert_eq!(titles(&session), ["label person", "label person", "new-identity @bilal \"Bilal\""]);
        assert_eq!((session.identities().iter().count(), kept_files(&kept_in(&scratch))), (1, 0));
        assert!(
            session.problems().iter().any(|told| told.message == "3 actions that could not be saved were put back")
        );
        script::run(&mut session, "undo\nundo\nopen b\nundo", "s").unwrap();
        session.flush().unwrap();
        drop(session);
        assert_eq!(titles(&open(&scratch)).len(), 5);
    }

    #[test]
    fn what_is_put_back_has_its_states_too() {
        let (scratch, session) = away("unsaved-states");
        drop(session);
        come_back(&scratch);
        drop(open(&scratch));
        for (file, holds) in [("a.ron", "Bilal"), ("b.ron", "Minh"), ("identities.ron", "bilal")] {
            assert!(scratch.read(&format!("p/annotations/layla/{file}")).contains(holds), "{file}");
        }
    }

    #[test]
    fn what_cannot_be_put_back_yet_is_there_to_go_on_from_and_saved_once_it_can_be() {
        let (scratch, session) = away("unsaved-still");
        let unsaved = kept_in(&scratch);
        drop(session);
        // As where nothing can be written yet: all is read, and then it is away again.
        let begin = || {
            come_back(&scratch);
            let mut session = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
            script::run(&mut session, "open b\nopen a", "s").unwrap();
            move_folder(&scratch.path().join("p"), &scratch.path().join("q"));
            session.keep_unsaved_in(Some(unsaved.clone()));
            session
        };
        let mut session = begin();
        assert!(
            matches!(session.message(), Some(Message::Failed(told)) if told.message.contains("3 actions that could not be saved are here again")),
            "{:?}",
            session.message()
        );
        assert_eq!(titles(&session).len(), 3);
        script::run(&mut session, "select \"Haifa\"\nlabel place\nundo\nundo\nredo\nredo", "s").unwrap();
        assert!(session.flush().is_err());
        assert_eq!((session.unsaved().unwrap().rescue.actions.len(), kept_files(&unsaved)), (8, 1));
        drop(session);
        let mut session = begin();
        assert!(session.flush().is_err());
        come_back(&scratch);
        session.flush().unwrap();
        assert_eq!((titles(&session).len(), kept_files(&unsaved), session.unsaved().is_none()), (8, 0, true));
        assert_eq!(session.problems(), &[][..]);
        drop(session);
        let mut session = open(&scratch);
        assert_eq!(titles(&session).len(), 8);
        script::run(&mut session, "undo\nundo\nundo\nopen b\nundo", "s").unwrap();
        assert!(!scratch.files_below("p/annotations").iter().any(|file| file.contains(".mine-")));
    }

    #[test]
    fn a_project_of_the_same_name_elsewhere_takes_nothing_by_itself() {
        let (scratch, session) = away("unsaved-copy");
        drop(session);
        let at = scratch.path().join("q");
        let mut session = Session::open(&at, Some("layla")).unwrap();
        session.keep_unsaved_in(Some(kept_in(&scratch)));
        assert_eq!((titles(&session).len(), kept_files(&kept_in(&scratch))), (1, 1));
        let told = session.problems().iter().find(|told| told.message.starts_with("it keeps 3 actions")).unwrap();
        let line = told.hint.as_ref().and_then(|hint| hint.split('`').nth(1)).unwrap();
        session.perform(&Command::parse(line).unwrap()).unwrap();
        assert_eq!((titles(&session).len(), kept_files(&kept_in(&scratch))), (3, 0));
        assert_eq!(session.problems(), &[][..], "nothing is left to be put back");
    }

    #[test]
    fn a_file_that_a_person_named_puts_it_back_by_command_and_once_only() {
        let (scratch, mut session) = away("unsaved-file");
        let file = scratch.path().join("mine.jsonl");
        session.save_unsaved(&file).unwrap();
        session.lose_unsaved();
        assert!(session.unsaved().is_none());
        drop(session);
        assert_eq!(kept_files(&kept_in(&scratch)), 0);
        come_back(&scratch);
        let mut session = open(&scratch);
        assert_eq!(titles(&session), ["label person"]);
        for expected in [
            "3 actions that could not be saved were put back",
            "0 actions that could not be saved were put back; 3 were there already",
        ] {
            session.perform(&Command::PutBack(file.clone())).unwrap();
            assert_eq!(session.message(), Some(&Message::Done(expected.to_owned())));
        }
        assert_eq!(titles(&session).len(), 3);
    }

    #[test]
    fn a_file_that_a_person_names_has_the_last_that_was_done_too() {
        let (scratch, mut session) = away("unsaved-last");
        let file = scratch.path().join("mine.jsonl");
        script::run(&mut session, "select \"Haifa\"\nlabel place", "s").unwrap();
        session.save_unsaved(&file).unwrap();
        assert!(scratch.read("mine.jsonl").contains("label place"));
    }

    #[test]
    fn what_does_not_go_on_from_what_is_there_is_kept_beside_it() {
        let (scratch, session) = away("unsaved-beside");
        let unsaved = kept_in(&scratch);
        drop(session);
        come_back(&scratch);
        let mut meanwhile = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
        script::run(&mut meanwhile, "select \"Haifa\"\nlabel place", "s").unwrap();
        meanwhile.flush().unwrap();
        drop(meanwhile);
        let session = open(&scratch);
        assert_eq!(titles(&session), ["label person", "label place"]);
        assert!(scratch.read("p/annotations/layla/a.ron.mine-1").contains("Bilal"));
        assert!(scratch.files_below("p/annotations/layla").iter().any(|file| file.ends_with("b.journal")));
        assert_eq!(kept_files(&unsaved), 0);
    }

    #[test]
    fn a_project_that_was_moved_away_is_not_begun_anew_where_it_was() {
        let scratch = Scratch::new("unsaved-first");
        scratch.write("p/a.txt", "Layla met Bilal in Haifa.");
        Session::create(&scratch.path().join("p"), None).unwrap();
        let mut session = open(&scratch);
        move_folder(&scratch.path().join("p"), &scratch.path().join("q"));
        script::run(&mut session, "select \"Layla\"\nlabel person", "s").unwrap();
        assert!(session.flush().is_err() && session.unsaved().is_some());
        drop(session);
        assert!(!scratch.path().join("p/project.ron").exists() && !scratch.path().join("p/annotations").exists());
    }

    /// On Windows the folder is not empty as long as the project is open.
    #[cfg(unix)]
    #[test]
    fn an_empty_folder_where_a_project_was_is_not_taken_for_it() {
        let scratch = Scratch::new("unsaved-unmounted");
        scratch.write("p/a.txt", "Layla met Bilal in Haifa.");
        Session::create(&scratch.path().join("p"), None).unwrap();
        let mut session = open(&scratch);
        move_folder(&scratch.path().join("p"), &scratch.path().join("q"));
        // What a disk that is gone leaves: the folder it was seen in.
        fs::create_dir(scratch.path().join("p")).unwrap();
        script::run(&mut session, "select \"Layla\"\nlabel person", "s").unwrap();
        assert!(session.flush().is_err() && session.unsaved().is_some());
        drop(session);
        assert_eq!(fs::read_dir(scratch.path().join("p")).unwrap().count(), 0);
    }

    #[test]
    fn once_it_can_be_saved_nothing_stays_elsewhere() {
        let (scratch, mut session) = away("unsaved-again");
        come_back(&scratch);
        session.flush().unwrap();
        assert_eq!((session.unsaved().is_none(), kept_files(&kept_in(&scratch))), (true, 0));
    }
}
