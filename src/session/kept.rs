//! What a conflict left beside the annotator's sets: it is compared with what stands, and put back, whole or in part, as something that
//! can be undone. Once it is settled no problem speaks of it; the file stays.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Problem, Severity, counted};
use crate::model::change;
use crate::model::versions;
use crate::store::kept_beside::{KeptFile, named_in};

use super::command::Command;
use super::command::kept::{KeptCommand, Restored};
use super::effect::Effect;
use super::job::Job;
use super::keeping::{Keeping, Weighing};
use super::keymap::{KeyPress, Reading};
use super::selection::Selection;
use super::state::{Request, Session};

/// A file is read and compared with so many annotations within a frame.
const AT_ONCE: usize = 500;

impl Session {
    /// What was kept beside a set, while it is compared with what stands.
    #[must_use]
    pub fn keeping(&self) -> Option<&Keeping> {
        self.keeping.as_deref()
    }

    /// The file of one's own that a problem speaks of and that can be compared.
    #[must_use]
    pub fn kept_named_in<'a>(&self, problem: &'a Problem) -> Option<&'a str> {
        let own = self.disk.as_ref()?.folder.shown_folder(&self.annotator);
        let said = [problem.hint.as_deref().unwrap_or_default(), &problem.message, &problem.place];
        said.into_iter().filter(|said| said.contains(&own)).find_map(named_in)
    }

    pub(super) fn plan_kept(&self, command: &KeptCommand) -> Result<Effect, Error> {
        let none = || Error::new("nothing that was kept is compared").hint("`kept` compares what a conflict left");
        let open = || self.keeping().ok_or_else(none);
        match command {
            KeptCommand::Look(_) => Ok(Effect::Kept(command.clone())),
            KeptCommand::Cancel if self.is_weighing() => Ok(Effect::Kept(command.clone())),
            KeptCommand::Next | KeptCommand::Previous | KeptCommand::Leave | KeptCommand::Cancel => {
                open().map(|_| Effect::Kept(command.clone()))
            }
            KeptCommand::Light(number) => {
                let count = open()?.differences.len();
                if (1..=count).contains(number) {
                    Ok(Effect::Kept(command.clone()))
                } else {
                    Err(no_number(*number, count))
                }
            }
            KeptCommand::PutBack(restored) => self.plan_restoring(open()?, restored),
        }
    }

    fn plan_restoring(&self, keeping: &Keeping, restored: &Restored) -> Result<Effect, Error> {
        let set = &self.work_to_change()?.set;
        let all = &keeping.differences;
        let wanted: BTreeSet<usize> = match restored {
            Restored::Lit => BTreeSet::from([keeping.lit]),
            Restored::Lacking | Restored::Whole => (0..all.len()).filter(|at| all[*at].is_lacking()).collect(),
            Restored::These(numbers) => {
                let number_of = |number: &usize| {
                    let at = number.checked_sub(1).filter(|at| *at < all.len());
                    at.ok_or_else(|| no_number(*number, all.len()))
                };
                numbers.iter().map(number_of).collect::<Result<_, _>>()?
            }
        };
        let transaction = match restored {
            Restored::Whole => change::between(set, &keeping.kept),
            _ => versions::putting_back(all, &wanted),
        };
        if transaction.is_empty() {
            return Err(Error::new("what was kept does not have that, or all of it stands already")
                .hint("what came since stays, unless `kept-put-back whole` takes it away"));
        }
        let choose = wanted.first().map(|at| all[*at].subject().id);
        let said = format!("put back {} as kept in {}", counted(transaction.len(), "annotation"), keeping.name);
        Ok(Effect::Change { transaction, choose, said })
    }

    /// Returns what is to be said.
    pub(super) fn do_kept(&mut self, command: KeptCommand) -> Result<Option<String>, Error> {
        match command {
            KeptCommand::Look(name) => return self.compare_kept(name.as_deref()).map(Some),
            KeptCommand::Next => self.light_kept(|lit| lit + 1),
            KeptCommand::Previous => self.light_kept(|lit| lit.saturating_sub(1)),
            KeptCommand::Light(number) => self.light_kept(|_| number - 1),
            KeptCommand::Leave => {
                let Some(keeping) = self.keeping.take() else { return Ok(None) };
                self.settle_kept(&keeping.name);
                return Ok(Some(format!("your annotations stand as they are; {} stays where it is", keeping.name)));
            }
            // One that is looked at beside a document that is not open any more goes too.
            KeptCommand::Cancel => (self.keeping, self.weighing) = (None, None),
            KeptCommand::PutBack(_) => {}
        }
        Ok(None)
    }

    fn compare_kept(&mut self, name: Option<&str>) -> Result<String, Error> {
        let kept = self.find_kept(name)?;
        let index = self.position(&kept.document).ok_or_else(|| Error::new("its document is not there"))?;
        if self.current != Some(index) {
            self.open_document(index)?;
        }
        let (Some(disk), Some(work)) = (&self.disk, self.work_at(index)) else {
            return Err(Error::new("no document is open"));
        };
        let (folder, document, next_number) =
            (Arc::clone(&disk.folder), Arc::clone(&work.document), work.history.next_number());
        if !self.known.is_drawn || work.set.len() <= AT_ONCE {
            let (set, problems) = folder.read_kept(&kept, &document)?;
            let keeping = Keeping::of(kept.name, set, &work.set, next_number);
            return Ok(self.begin_keeping(keeping, problems));
        }
        let (name, now) = (kept.name.clone(), work.set.clone());
        let found = Job::start_waking(self.waker(), move |_| {
            let (set, problems) = folder.read_kept(&kept, &document)?;
            Ok((Keeping::of(kept.name, set, &now, next_number), problems))
        });
        let (said, document) = (format!("comparing {name}"), self.listed[index].summary.id.clone());
        self.weighing = Some(Weighing { name, document, next_number, found });
        Ok(said)
    }

    /// Shows what differs; returns what is to be said.
    fn begin_keeping(&mut self, keeping: Keeping, problems: Vec<Problem>) -> String {
        let (name, (lacking, since)) = (keeping.name.clone(), keeping.counts());
        self.tell(problems);
        (self.filling, self.linking) = (None, None);
        self.let_go_of_reanchoring();
        if lacking == 0 {
            self.settle_kept(&name);
        }
        if keeping.differences.is_empty() {
            return format!("{name} has nothing that does not stand here, and lacks nothing");
        }
        self.keeping = Some(Box::new(keeping));
        self.show_kept();
        format!("{name} has {lacking} that are missing or otherwise here; {since} came since")
    }

    /// Whether something that was kept is being compared beside the window.
    #[must_use]
    pub fn is_weighing(&self) -> bool {
        self.weighing.is_some()
    }

    /// Takes what was compared beside the window.
    pub(super) fn hear_kept(&mut self) {
        let Some(answer) = self.weighing.as_ref().and_then(|weighing| weighing.found.answer()) else { return };
        let Some(Weighing { name, document, next_number, .. }) = self.weighing.take() else { return };
        self.revision += 1;
        let Some(work) = self.current_work().filter(|work| *work.document.id() == document) else { return };
        if work.history.next_number() != next_number {
            // Something was done meanwhile.
            let told = self.compare_kept(Some(&name));
            return self.hear_said(told);
        }
        let told = answer.map(|(keeping, problems)| self.begin_keeping(keeping, problems));
        self.hear_said(told);
    }

    /// The file with that name; without one the first of this document, or of any.
    fn find_kept(&self, name: Option<&str>) -> Result<KeptFile, Error> {
        let disk = self.disk.as_ref().ok_or_else(|| Error::new("this project lies in no folder"))?;
        let mut all = disk.folder.kept_beside(&self.annotator, &disk.corpus)?;
        let here = self.document().map(|document| document.id().clone());
        all.sort_by_key(|kept| Some(&kept.document) != here.as_ref());
        let Some(name) = name else {
            return all.into_iter().next().ok_or_else(|| Error::new("nothing is kept beside your annotations"));
        };
        let last = Path::new(name).file_name().map(|last| last.to_string_lossy().into_owned());
        let names: Vec<String> = all.iter().map(|kept| format!("`{}`", kept.name)).collect();
        all.into_iter().find(|kept| Some(&kept.name) == last.as_ref()).ok_or_else(|| {
            let hint =
                if names.is_empty() { "nothing is".to_owned() } else { format!("there is {}", names.join(", ")) };
            Error::new(format!("no `{name}` is kept beside your annotations")).hint(hint)
        })
    }

    fn light_kept(&mut self, to: impl FnOnce(usize) -> usize) {
        if let Some(keeping) = &mut self.keeping {
            let last = keeping.differences.len().saturating_sub(1);
            keeping.lit = to(keeping.lit).min(last);
        }
        self.show_kept();
    }

    /// Goes where the one that is lit stands.
    fn show_kept(&mut self) {
        let lit = self.keeping.as_ref().and_then(|keeping| keeping.differences.get(keeping.lit));
        if let Some(hull) = lit.and_then(|lit| lit.subject().anchor.hull()) {
            self.select(Selection::of(hull));
            self.requests.push(Request::Reveal);
        }
    }

    /// Goes on comparing with the set as it has become, or stops where another document is shown.
    pub(super) fn keep_keeping(&mut self) {
        let Some(mut keeping) = self.keeping.take() else { return };
        let is_asked_otherwise = self.filling.is_some() || self.linking.is_some() || self.reanchoring.is_some();
        let Some(work) = self.current_work().filter(|work| *work.document.id() == keeping.document) else { return };
        if is_asked_otherwise {
            return;
        }
        if work.history.next_number() != keeping.next_number {
            keeping.follow(&work.set, work.history.next_number());
            if keeping.counts().0 == 0 {
                self.settle_kept(&keeping.name);
            }
        }
        if !keeping.differences.is_empty() {
            self.keeping = Some(keeping);
        }
    }

    /// What a key press asks for while something that was kept is compared.
    pub(super) fn command_while_keeping(&self, press: &KeyPress<'_>, reading: Reading) -> Option<Command> {
        let own = match press {
            KeyPress { ctrl: false, alt: false, shift: false, key } => Keeping::command(key),
            KeyPress { ctrl: false, alt: false, shift: true, key: "Enter" } => {
                Some(KeptCommand::PutBack(Restored::Lacking))
            }
            _ => None,
        };
        own.map(Command::Kept).or_else(|| self.keymap().command(press, reading))
    }

    /// Tells no more of a file: what it has stands, or the person leaves it. What a problem says of other things stays.
    fn settle_kept(&mut self, name: &str) {
        let settled: Vec<Problem> = self
            .problems
            .iter()
            .filter(|problem| problem.severity != Severity::Loss && self.kept_named_in(problem) == Some(name))
            .cloned()
            .collect();
        self.untell(&settled);
    }
}

fn no_number(number: usize, count: usize) -> Error {
    Error::new(format!("there is no number {number} in the list; it has {count}"))
}

#[cfg(test)]
mod tests {
    use super::AT_ONCE;
    use crate::session::script;
    use crate::session::state::Session;
    use crate::tests::scratch::Scratch;

    /// Layla's set, of which another version is kept beside it: with Bilal, and with Haifa as a group.
    fn kept(name: &str) -> (Scratch, Session) {
        let scratch = Scratch::new(name);
        ["a.txt", "b.txt"].iter().for_each(|text| scratch.write(text, "Layla met Bilal in Haifa."));
        Session::create(scratch.path(), None).unwrap();
        let open = || Session::open(scratch.path(), Some("layla")).unwrap();
        let mut session = open();
        run(
            &mut session,
            "open a\nselect \"Haifa\"\nlabel group\nselect \"Bilal\"\nlabel person\nselect \"met\"\nlabel visit\nset-argument agent 2",
        );
        session.flush().unwrap();
        for (file, copy) in [("a.ron", "a.ron.mine-1"), ("a.journal", "a.journal.other-1")] {
            scratch.write(&format!("annotations/layla/{copy}"), scratch.read(&format!("annotations/layla/{file}")));
        }
        run(&mut session, "go-back 1\nchoose 1\nrelabel place\nselect \"Layla\"\nlabel person\nopen b");
        drop(session);
        let session = open();
        (scratch, session)
    }

    fn run(session: &mut Session, lines: &str) {
        script::run(session, lines, "s").unwrap();
    }

    #[test]
    fn what_is_kept_is_compared_and_put_back_in_part_and_undone() {
        let (scratch, mut session) = kept("kept");
        for file in ["", " a.journal.other-1", " annotations/layla/a.ron.mine-1"] {
            run(&mut session, &format!("open b\nexpect-refused kept-put-back\nkept{file}"));
            assert_eq!((session.keeping().unwrap().counts(), session.selected_text()), ((3, 1), "met"), "{file}");
            run(&mut session, "expect [person Layla] met Bilal in [place Haifa].\nkept-put-back");
            run(&mut session, "expect [person Layla] [visit{agent=1} met] [person#1 Bilal] in [place Haifa].");
            assert_eq!(session.keeping().unwrap().counts(), (1, 1));
            run(
                &mut session,
                "kept-put-back 1\nexpect [person Layla] [visit{agent=1} met] [person#1 Bilal] in [group Haifa].",
            );
            run(&mut session, "undo\nundo\nexpect [person Layla] met Bilal in [place Haifa].");
            assert_eq!(session.keeping().unwrap().counts(), (3, 1));
            run(
                &mut session,
                "kept-put-back all\nundo\nkept-put-back whole\nexpect Layla [visit{agent=1} met] [person#1 Bilal] in [group Haifa].",
            );
            assert!(session.keeping().is_none(), "nothing differs");
            run(&mut session, "undo");
            assert!(
                script::run(&mut session, "kept c.ron.mine-1", "s").unwrap_err().message.contains("no `c.ron.mine-1`")
            );
        }
        session.flush().unwrap();
        let files = scratch.files_below("annotations/layla");
        assert_eq!(files.iter().filter(|file| file.ends_with("-1")).count(), 2);
    }

    #[test]
    fn what_has_many_annotations_is_compared_beside_a_window_which_shows_what_stands_by_then() {
        let scratch = Scratch::new("kept-many");
        scratch.write("a.txt", "Layla ".repeat(AT_ONCE + 20));
        Session::create(scratch.path(), None).unwrap();
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        let label = |word: usize| format!("set-caret {}\nlabel person\n", word * 6);
        run(&mut session, &(0..AT_ONCE + 10).map(label).collect::<String>());
        session.flush().unwrap();
        scratch.write("annotations/layla/a.ron.mine-1", scratch.read("annotations/layla/a.ron"));
        run(&mut session, "choose 1\ndelete\nchoose 2\ndelete");
        session.wait_for_nothing();
        run(&mut session, "kept");
        assert!(session.is_weighing() && session.keeping().is_none());
        // What is done meanwhile counts.
        run(&mut session, "undo");
        while session.is_weighing() {
            session.take_requests();
            std::thread::yield_now();
        }
        assert_eq!(session.keeping().unwrap().counts(), (1, 0));
        run(&mut session, "kept-put-back\nkept");
        run(&mut session, "kept-cancel");
        assert!(!session.is_weighing(), "nobody wants to know any more");
    }

    #[test]
    fn the_keys_of_the_list_go_through_it_put_back_and_leave() {
        use crate::session::keymap::{KeyPress, Reading};
        let (_scratch, mut session) = kept("kept-keys");
        run(&mut session, "kept a.ron.mine-1");
        let press = |session: &mut Session, key, shift| {
            let press = KeyPress { ctrl: false, alt: false, shift, key };
            let command = session.command_for(&press, Reading::LeftToRight).unwrap();
            session.perform(&command).unwrap();
        };
        press(&mut session, "ArrowDown", false);
        assert_eq!(session.selected_text(), "Bilal");
        press(&mut session, "Enter", false);
        assert_eq!(session.keeping().unwrap().counts(), (2, 1));
        press(&mut session, "Enter", true);
        assert_eq!(session.keeping().unwrap().counts(), (0, 1));
        press(&mut session, "Escape", false);
        assert!(session.keeping().is_none());
    }

    #[test]
    fn what_a_problem_speaks_of_is_offered_and_once_it_is_settled_the_problem_goes() {
        for settles in ["kept-put-back all", "kept-leave"] {
            let (scratch, mut session) = kept("kept-told");
            run(&mut session, "open a");
            session.flush().unwrap();
            // Somebody else's takes the place of what is shown.
            let older = scratch.read("annotations/layla/a.ron.mine-1").replace("entities/person", "entities/place");
            let older: String =
                older.lines().filter(|line| !line.contains("journal:")).map(|line| format!("{line}\n")).collect();
            scratch.write("annotations/layla/a.ron", older);
            std::fs::remove_file(scratch.path().join("annotations/layla/a.journal")).unwrap();
            run(&mut session, "select \"in\"\nlabel visit");
            session.flush().unwrap();
            session.wait_for_rereadings();
            let told = |session: &Session| {
                session.problems().iter().find_map(|told| session.kept_named_in(told)).map(str::to_owned)
            };
            let name = told(&session).unwrap();
            assert!(name.starts_with("a.ron.mine-"), "{name}");
            run(&mut session, &format!("kept {name}\n{settles}"));
            assert_eq!(told(&session), None, "{:?}", session.problems());
            assert!(scratch.path().join("annotations/layla").join(name).exists());
        }
    }
}
