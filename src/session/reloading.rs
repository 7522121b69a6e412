//! Texts that somebody else changed, took away or put into the project's folder while it is open: they are listed again beside the
//! window, and open documents whose texts are others now are read again, with what was annotated held against these as at opening.

use crate::error::{Error, Problem, Severity, counted};
use crate::model::id::DocumentId;
use crate::model::left_behind::{renamed_between, told_left_behind};
use crate::model::schema_path::{Renaming, SchemaPath};
use crate::store::folder::{Opened, PROJECT_FILE};

use super::adder::TakingIn;
use super::left_behind::{hint_to_follow, place_of};
use super::relisted::Relisted;
use super::state::{Message, Session};
use super::steps::Steps;

impl Session {
    /// Lists the texts as they are now; a window goes on meanwhile. Returns what is to be said.
    pub(super) fn reload_project(&mut self) -> Result<String, Error> {
        if !self.known.is_drawn {
            self.wait_for_readers();
            let listed = self.listing_again()?.wait()?;
            return Ok(self.take_reloaded(listed)?.unwrap_or_else(nothing_new));
        }
        self.taking_in = Some(TakingIn::Reloading(self.listing_again()?));
        Ok("reading the project again".to_owned())
    }

    /// Hears that somebody else changed texts.
    pub(super) fn hear_texts(&mut self) {
        // What is being taken in is told first; then it is looked whether that was all.
        let is_told = self.taking_in.is_none() && !self.is_writing_schema() && self.renaming().is_none();
        if is_told && self.disk.as_ref().is_some_and(|disk| disk.writer.take_texts_changed()) {
            self.taking_in = self.listing_again().ok().map(TakingIn::Reloading);
        }
    }

    /// Takes the documents as they were listed again; returns what is to be said, if anything is new.
    pub(super) fn take_reloaded(&mut self, listed: Relisted) -> Result<Option<String>, Error> {
        if self.disk.as_ref().is_none_or(|disk| !listed.is_after(&disk.corpus)) {
            self.taking_in = Some(TakingIn::Reloading(self.listing_again()?));
            return Ok(None);
        }
        if let Some(told) = unread_project(&listed.opened).filter(|_| !self.project.layers.is_empty()) {
            // What was there goes on.
            self.message = Some(Message::Failed(Error::new(format!("{}: {}", told.place, told.message))));
            self.tell(vec![told]);
            return Ok(None);
        }
        let known = listed.places.iter().flatten().count();
        let (came, gone) = (listed.blank.listed.len() - known, listed.places.len() - known);
        let shown = self.current_index();
        let lost = shown.filter(|index| listed.places.get(*index).is_none_or(Option::is_none));
        let lost = lost.and_then(|index| Some((self.listed.get(index)?.summary.id.clone(), self.selection())));
        let changed = self.changed_texts(&listed);
        let mut opened = self.relist(listed);
        let is_other_schema = self.take_other_schema(&mut opened);
        let mut said: Vec<String> = Vec::new();
        if let Some((id, selection)) = lost {
            said.push(format!("the text of {id} is not in the project any more"));
            self.lose_open(id, selection);
        }
        self.open_listed_anew();
        self.look_at_shown();
        self.hear_again(opened.problems);
        changed.iter().for_each(|id| self.read_own_again(id));
        said.extend(is_other_schema.then(|| format!("{PROJECT_FILE} is read again")));
        said.extend((came > 0).then(|| format!("{} new in the list", counted(came, "document"))));
        said.extend((gone > 0).then(|| format!("{} gone from the list", counted(gone, "document"))));
        said.extend(
            (!changed.is_empty()).then(|| format!("{} changed: it is read again", counted(changed.len(), "open text"))),
        );
        Ok((!said.is_empty()).then(|| format!("somebody else changed the project: {}", said.join("; "))))
    }

    /// Takes what `project.ron` says where that is not what is known here. What was done to the schema cannot be taken back then.
    fn take_other_schema(&mut self, opened: &mut Opened) -> bool {
        let file = format!("{PROJECT_FILE}:");
        let is_known = self.schema.text().is_some_and(|known| **known == *opened.project_text);
        if is_known || self.is_writing_schema() || self.renaming().is_some() {
            return false;
        }
        self.problems.retain(|problem| !problem.place.starts_with(&file));
        self.schema.steps = Steps::default();
        let (project, text) = (opened.project.clone(), std::mem::take(&mut opened.project_text));
        let renamed = renamed_between(&self.project, &project);
        self.take_schema(project, text.into());
        (self.filling, self.linking) = (None, None);
        self.tell_left_behind(&renamed);
        true
    }

    /// Tells which of one's annotations have names that somebody else changed, and how they follow.
    fn tell_left_behind(&mut self, renamed: &[Renaming]) {
        let told = renamed.iter().filter_map(|Renaming { path, to }| {
            let count = Some(self.schema_uses(path)).filter(|count| *count > 0)?;
            let told = told_left_behind(place_of(path), count, path, &path.renamed(to), "somebody else");
            Some(told.hint(hint_to_follow(path, to)))
        });
        let told = told.collect();
        self.tell(told);
    }

    /// They have followed.
    pub(super) fn forget_left_behind(&mut self, path: &SchemaPath) {
        let place = place_of(path);
        self.problems.retain(|problem| problem.place != place);
    }

    /// The open documents that have other texts in a new list.
    pub(super) fn changed_texts(&self, listed: &Relisted) -> Vec<DocumentId> {
        let hashes: Vec<u64> = listed.blank.corpus.short_hashes().collect();
        let open = self.opened.0.iter().filter_map(|index| Some((*index, self.work_at(*index)?)));
        let place = |index: usize| listed.places.get(index).copied().flatten();
        let is_other = |index: usize, hash: u64| place(index).is_some_and(|place| hashes[place] != hash);
        let changed = open.filter(|(index, work)| is_other(*index, work.document.hash().short()));
        changed.map(|(_, work)| work.document.id().clone()).collect()
    }
}

/// What is told of a `project.ron` that cannot be read, so that nothing is known of labels, nor where texts are.
fn unread_project(opened: &Opened) -> Option<Problem> {
    let file = format!("{PROJECT_FILE}:");
    let is_unread = |problem: &&Problem| problem.severity == Severity::Loss && problem.place.starts_with(&file);
    opened.problems.iter().find(is_unread).filter(|_| opened.project.layers.is_empty()).cloned()
}

fn nothing_new() -> String {
    "the project's texts are as they were".to_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use crate::model::id::DocumentId;
    use crate::session::command::Command;
    use crate::session::script;
    use crate::session::state::Session;
    use crate::tests::scratch::Scratch;

    fn annotated(name: &str) -> (Scratch, Session) {
        let scratch = Scratch::new(name);
        scratch.write("a.txt", "Layla met Bilal.");
        scratch.write("b.txt", "Haifa");
        Session::create(scratch.path(), None).unwrap();
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        script::run(&mut session, "open a\nselect \"Bilal\"\nlabel person", "s").unwrap();
        (scratch, session)
    }

    fn wait(session: &mut Session, is_there: impl Fn(&Session) -> bool) {
        let begun = Instant::now();
        while !is_there(session) {
            assert!(begun.elapsed() < Duration::from_secs(60), "it is not noticed");
            std::thread::sleep(Duration::from_millis(5));
            session.look_now();
            session.take_requests();
        }
    }

    #[test]
    fn what_was_changed_put_in_and_taken_out_is_read_again() {
        let (scratch, mut session) = annotated("reloading");
        scratch.write("a.txt", "Then Layla met Bilal.");
        scratch.write("c.txt", "Acre");
        std::fs::remove_file(scratch.path().join("b.txt")).unwrap();
        session.perform(&Command::parse("reload-project").unwrap()).unwrap();
        script::run(&mut session, "expect Then Layla met Bilal.", "s").unwrap();
        script::run(&mut session, "reanchor-accept all\nexpect Then Layla met [person Bilal].\nopen c", "s").unwrap();
        assert!(session.perform(&Command::parse("open b").unwrap()).is_err());
        script::run(&mut session, "open a\nundo\nredo\nexpect Then Layla met [person Bilal].", "s").unwrap();
        assert!(
            session.problems().iter().all(|problem| !problem.message.contains("is not at")),
            "{:?}",
            session.problems()
        );
        session.flush().unwrap();
        assert!(
            !scratch.files_below("annotations").iter().any(|file| file.contains(".other") || file.contains(".mine"))
        );
    }

    #[test]
    fn a_project_that_was_moved_away_under_the_window_is_said_to_be_gone() {
        let scratch = Scratch::new("reloading-moved");
        let (p, q) = (scratch.path().join("p"), scratch.path().join("q"));
        scratch.write("p/a.txt", "Layla met Bilal.");
        Session::create(&p, None).unwrap();
        let mut session = Session::open(&p, Some("layla")).unwrap();
        let reload = Command::parse("reload-project").unwrap();
        std::fs::rename(&p, &q).unwrap();
        let told = session.perform(&reload).unwrap_err();
        let kept = "what you do is kept here until it is back";
        assert_eq!(told.to_string(), format!("the folder {} is gone; {kept}", p.display()));
        std::fs::create_dir(&p).unwrap();
        let told = session.perform(&reload).unwrap_err();
        assert_eq!(told.to_string(), format!("{} is gone; {kept}", p.join("project.ron").display()));
        std::fs::remove_dir(&p).unwrap();
        std::fs::rename(&q, &p).unwrap();
        session.perform(&reload).unwrap();
    }

    #[test]
    fn a_text_that_came_with_what_others_annotated_in_it_has_no_misfits() {
        let (scratch, session) = annotated("reloading-both");
        drop(session);
        let by_minh = |scratch: &Scratch| {
            let mut minh = Session::open(scratch.path(), Some("minh")).unwrap();
            script::run(&mut minh, "open a\nselect \"Bilal\"\nlabel person", "s").unwrap();
            minh.flush().unwrap();
            scratch.read("annotations/minh/a.ron")
        };
        by_minh(&scratch);
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        session.perform(&Command::parse("review").unwrap()).unwrap();
        session.wait_for_nothing();
        session.wake(Arc::new(|| {}));
        // As a checkout of another branch does it.
        let other = Scratch::new("reloading-branch");
        other.write("a.txt", "Then Layla met Bilal.");
        Session::create(other.path(), None).unwrap();
        let theirs = by_minh(&other);
        scratch.write("annotations/minh/a.ron", theirs);
        std::fs::remove_file(scratch.path().join("annotations/minh/a.journal")).unwrap();
        scratch.write("a.txt", "Then Layla met Bilal.");
        let quote = |session: &Session| {
            let document = session.document()?;
            let minh = session.other_sets().iter().find(|set| set.annotator().as_str() == "minh")?;
            let first = minh.in_reading_order().first().and_then(|first| first.anchor.hull())?;
            document.text().starts_with("Then").then(|| document.text()[first].to_owned())
        };
        wait(&mut session, |session| {
            quote(session).is_some() && !session.is_reading_again() && !session.is_comparing()
        });
        assert_eq!(quote(&session).as_deref(), Some("Bilal"));
        let of_minh = session.problems().iter().filter(|problem| problem.place.contains("minh")).collect::<Vec<_>>();
        assert!(of_minh.is_empty(), "{of_minh:?}");
        assert!(session.review().is_some_and(|review| !review.items().is_empty()));
    }

    #[test]
    fn a_review_holds_nothing_of_a_text_that_was_changed_underneath() {
        for (name, has_gold) in [("reloading-review", false), ("reloading-review-gold", true)] {
            let scratch = Scratch::new(name);
            scratch.write("a.txt", "التقى بلال في حيفا. Layla met Bilal.");
            Session::create(scratch.path(), None).unwrap();
            for (who, quote) in [("layla", "Bilal"), ("minh", "met Bilal")] {
                let mut session = Session::open(scratch.path(), Some(who)).unwrap();
                script::run(
                    &mut session,
                    &format!("select \"{quote}\"\nlabel person\nselect \"بلال\"\nlabel person"),
                    "s",
                )
                .unwrap();
            }
            let mut session = Session::open(scratch.path(), Some("rana")).unwrap();
            session.wait_for_nothing();
            session.wake(Arc::new(|| {}));
            session.perform(&Command::parse("review").unwrap()).unwrap();
            wait(&mut session, |session| session.review().is_some_and(|review| review.items().len() == 2));
            if has_gold {
                script::run(&mut session, "decide first", "s").unwrap();
            }
            scratch.write("a.txt", "عاجل: BREAKING التقى بلال في حيفا. Layla met Bilal.");
            wait(&mut session, |session| session.document().unwrap().text().starts_with("عاجل"));
            // What others said of the other text is not there any more in the same frame.
            let length = session.document().unwrap().text().len();
            let is_within = |session: &Session| {
                let text = session.document().unwrap().text();
                let items = session.review().unwrap().items();
                items
                    .iter()
                    .filter_map(|item| item.place.clone())
                    .all(|place| text.get(place).is_some_and(|quote| ["بلال", "Bilal", "met Bilal"].contains(&quote)))
            };
            assert!(is_within(&session), "{length}");
            wait(&mut session, |session| !session.is_reading_again() && !session.is_comparing());
            assert!(is_within(&session), "{length}");
        }
    }

    #[test]
    fn a_schema_that_was_changed_underneath_is_taken_and_a_broken_one_takes_nothing_away() {
        let (scratch, mut session) = annotated("reloading-schema");
        session.flush().unwrap();
        session.wait_for_nothing();
        session.wake(Arc::new(|| {}));
        session.look_now();
        let project = scratch.read("project.ron");
        let layers = session.project().layers.len();
        std::thread::sleep(Duration::from_millis(300));
        scratch.write("project.ron", &project[..project.len() / 2]);
        let is_told = |session: &Session| session.problems().iter().any(|told| told.place.starts_with("project.ron:"));
        wait(&mut session, is_told);
        assert_eq!(
            (session.project().layers.len(), session.documents_len(), session.set().unwrap().len()),
            (layers, 2, 1)
        );
        scratch.write("project.ron", project.replace("id: \"person\"", "id: \"human\""));
        let has_human = |session: &Session| session.project().labels().any(|label| &*label.id.label == "human");
        wait(&mut session, has_human);
        let told: Vec<&str> = session.problems().iter().map(|told| &*told.place).collect();
        assert_eq!(told, ["project.ron:entities/person"], "only that one's own have the old name");
        assert!(session.perform(&Command::parse("label person").unwrap()).is_err());
        script::run(&mut session, "select \"Layla\"\nlabel human\nschema-add entities/boat", "s").unwrap();
        session.flush().unwrap();
        assert!(scratch.read("project.ron").contains("human"));
    }

    #[test]
    fn no_other_document_takes_the_place_of_one_that_was_taken_away_and_it_opens_again_when_it_is_back() {
        let (scratch, mut session) = annotated("reloading-gone");
        script::run(&mut session, "open b\nselect \"Haifa\"", "s").unwrap();
        let selected = session.selection();
        session.flush().unwrap();
        let again = Command::parse("reload-project").unwrap();
        std::fs::remove_file(scratch.path().join("b.txt")).unwrap();
        session.perform(&again).unwrap();
        assert_eq!((session.current_index(), session.gone()), (None, Some(&DocumentId::new("b"))));
        assert!(session.perform(&Command::parse("label place").unwrap()).is_err());
        scratch.write("b.txt", "Haifa");
        session.perform(&again).unwrap();
        assert_eq!(session.document().map(|document| document.id().as_str()), Some("b"));
        assert_eq!((session.selection(), session.gone()), (selected, None));
        assert!(session.problems().iter().all(|problem| problem.place != "b"), "{:?}", session.problems());
        // Who has gone on elsewhere stays there.
        std::fs::remove_file(scratch.path().join("b.txt")).unwrap();
        session.perform(&again).unwrap();
        script::run(&mut session, "open a", "s").unwrap();
        scratch.write("b.txt", "Haifa");
        session.perform(&again).unwrap();
        assert_eq!(session.document().map(|document| document.id().as_str()), Some("a"));
    }

    #[test]
    fn a_window_notices_by_itself() {
        let (scratch, mut session) = annotated("reloading-noticed");
        session.flush().unwrap();
        session.wait_for_nothing();
        session.wake(Arc::new(|| {}));
        scratch.write("a.txt", "Then Layla met Bilal.");
        wait(&mut session, |session| session.document().is_some_and(|document| document.text().starts_with("Then")));
        assert_eq!((session.set().unwrap().len(), session.set().unwrap().kept().len()), (0, 1));
        scratch.write("c.txt", "Acre");
        wait(&mut session, |session| session.position(&DocumentId::new("c")).is_some());
    }
}
