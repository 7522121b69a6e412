//! What is told of annotations that do not fit a text that was changed: it goes with those that are carried over or deleted, and comes
//! back with those that are undone.

use crate::model::change::Change;
use crate::model::id::AnnotationId;
use crate::records::drift::Drift;
use crate::records::set::OTHER_TEXT;

use super::state::Session;

impl Session {
    /// The number of the next entry of the current document's history.
    pub(super) fn next_number(&self) -> u64 {
        self.current_work().map_or(0, |work| work.history.next_number())
    }

    /// Follows what was done to the current document from the entry `number` on.
    pub(super) fn follow_misfits(&mut self, number: u64) {
        let Some((index, disk)) = self.current.zip(self.disk.as_ref()) else { return };
        let Some(work) = self.listed.get(index).and_then(|listed| listed.work.as_deref()) else { return };
        let done = work.history.entries().iter().rev().take_while(|entry| entry.number >= number);
        let (mut went, mut came): (Vec<AnnotationId>, Vec<AnnotationId>) = (Vec::new(), Vec::new());
        let mut is_anything_done = false;
        for entry in done {
            is_anything_done = true;
            for change in &entry.changes.transaction {
                match change {
                    Change::Kept { before: Some(kept), after: None, .. } => went.extend(kept.id),
                    Change::Kept { before: None, after: Some(kept), .. } => came.extend(kept.id),
                    _ => {}
                }
            }
        }
        let fits_whole = is_anything_done && Drift::count(&work.set) == 0;
        if went.is_empty() && came.is_empty() && !fits_whole {
            return;
        }
        let file = format!("{}:", disk.folder.shown_set(&self.annotator, work.document.id()));
        let Some(work) = self.listed.get_mut(index).and_then(|listed| listed.work.as_deref_mut()) else { return };
        came.sort_unstable();
        let is_back =
            |about: &Option<AnnotationId>| about.map_or(!came.is_empty(), |about| came.binary_search(&about).is_ok());
        let (back, settled) = std::mem::take(&mut work.settled).into_iter().partition(|(about, _)| is_back(about));
        work.settled = settled;
        went.sort_unstable();
        let all = std::mem::take(&mut self.problems).into_iter();
        let (gone, told): (Vec<_>, Vec<_>) = all
            .map(|problem| {
                let about = problem.place.starts_with(&file).then(|| about(&problem.message)).flatten();
                (about, problem)
            })
            .partition(|(about, _)| match about {
                Some(About::Text) => fits_whole,
                Some(About::Annotation(id)) => went.binary_search(id).is_ok(),
                None => false,
            });
        if !gone.is_empty() || !back.is_empty() {
            self.revision += 1;
        }
        work.settled.extend(gone.into_iter().map(|(about, problem)| match about {
            Some(About::Annotation(id)) => (Some(id), problem),
            _ => (None, problem),
        }));
        self.problems = told.into_iter().map(|(_, problem)| problem).collect();
        self.problems.extend(back.into_iter().map(|(_, problem)| problem));
    }
}

/// What a problem of a set's file is about, if that may be settled here.
enum About {
    /// All of the text.
    Text,
    Annotation(AnnotationId),
}

fn about(message: &str) -> Option<About> {
    if message == OTHER_TEXT {
        return Some(About::Text);
    }
    let (id, _) = message.strip_prefix("annotation ")?.split_once(": `")?;
    id.parse().ok().map(|id| About::Annotation(AnnotationId(id)))
}

#[cfg(test)]
mod tests {
    use crate::session::script;
    use crate::session::state::Session;
    use crate::tests::scratch::Scratch;

    /// A session on a text that was annotated and then changed.
    fn drifted(name: &str, text: &str) -> (Scratch, Session) {
        let scratch = Scratch::new(name);
        scratch.write("a.txt", "Layla visited Haifa");
        Session::create(scratch.path(), None).unwrap();
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        let two = "select \"Layla\"\nlabel person\nselect \"Haifa\"\nlabel place";
        script::run(&mut session, two, "s").unwrap();
        session.flush().unwrap();
        drop(session);
        scratch.write("a.txt", text);
        let session = Session::open(scratch.path(), Some("layla")).unwrap();
        (scratch, session)
    }

    /// What the problems say, each by its first words.
    fn told(session: &Session) -> Vec<String> {
        let first = |message: &str| message.split(": ").next().unwrap_or_default().to_owned();
        let mut told: Vec<String> = session.problems().iter().map(|problem| first(&problem.message)).collect();
        told.sort();
        told
    }

    const TEXT: &str = "the text is not the one that was annotated";

    #[test]
    fn what_is_carried_over_is_no_problem_any_more_and_is_one_again_when_that_is_undone() {
        let (_scratch, mut session) = drifted("misfits-all", "Now Layla visited Haifa");
        let all = ["annotation 1", "annotation 2", TEXT];
        assert_eq!(told(&session), all);
        let revision = session.revision();
        script::run(&mut session, "reanchor-accept all", "s").unwrap();
        assert_eq!(told(&session), [""; 0]);
        assert!(session.revision() > revision, "the panel is drawn again");
        script::run(&mut session, "undo", "s").unwrap();
        assert_eq!(told(&session), all);
        script::run(&mut session, "redo", "s").unwrap();
        assert_eq!(told(&session), [""; 0]);
    }

    #[test]
    fn what_has_no_place_stays_a_problem_until_it_is_deleted() {
        let (_scratch, mut session) = drifted("misfits-one", "Now Layla visited Acre");
        script::run(&mut session, "reanchor-accept all", "s").unwrap();
        assert_eq!(told(&session), ["annotation 2", TEXT]);
        script::run(&mut session, "reanchor\nreanchor-delete", "s").unwrap();
        assert_eq!(told(&session), [""; 0]);
    }
}
