//! Who is to annotate what: documents are assigned by hand or dealt out by a rule, with an undo of their own, as the schema has. What
//! takes longer than a frame is done beside the window, as `assigning` does it.

use std::sync::Arc;

use crate::error::{Error, counted};
use crate::model::assignment::{AssignmentChange, Assignments, Balance};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::nearest::nearest;
use crate::model::set::Progress;

use super::assigned::{Asked, AssignEffect, AssignStep, Because, Made, Texts};
use super::command::assign::AssignCommand;
use super::effect::Effect;
use super::job::let_go;
use super::state::Session;
use super::steps::{Step, Way};

/// Where there may be nothing to undo.
const PLACE: &str = "in who is assigned what";

impl Session {
    /// Who is assigned what.
    #[must_use]
    pub fn assignments(&self) -> &Assignments {
        &self.assigned.now
    }

    /// What `assign-undo` would take back, as its command line.
    #[must_use]
    pub fn assign_undo_title(&self) -> Option<&str> {
        self.assigned.steps.undo_title()
    }

    /// The next document of the list that is not finished: of those that are assigned to the annotator, else of all.
    pub(super) fn next_unfinished(&self) -> Option<usize> {
        let count = self.shown_len();
        let from = self.current_row().map_or(0, |row| row + 1);
        let rows = || (from..from + count).filter_map(|row| self.shown_at(row % count));
        let is_unfinished = |index: &usize| self.listed[*index].outline().progress != Progress::Finished;
        let mine = self.listing().mine();
        let is_mine = |index: &usize| mine.is_some_and(|mine| mine.get(*index) == Some(&true));
        rows().filter(is_unfinished).find(is_mine).or_else(|| rows().find(is_unfinished))
    }

    pub(super) fn plan_assign(&self, command: &AssignCommand) -> Result<Effect, Error> {
        match (command, &self.assigned.changing) {
            (AssignCommand::Stop, None) => return Err(Error::new("nothing is being assigned beside the window")),
            (AssignCommand::Stop, Some(_)) => {}
            _ => {
                self.not_held()?;
                self.assigned.to_change()?;
            }
        }
        let step = match command {
            AssignCommand::Assign(annotator, documents) => {
                let documents = self.meant_documents(documents)?;
                let now = self.assignments();
                let changes: Vec<_> = documents.iter().filter_map(|id| now.assigning(id, annotator)).collect();
                if changes.is_empty() {
                    return Err(Error::new(format!("{} assigned to `{annotator}` already", are(documents.len()))));
                }
                let said = format!("assigned {} to {annotator}{}", named(&changes), self.stranger(annotator));
                AssignStep { step: Step { title: command.to_string(), change: changes.into() }, way: Way::Do, said }
            }
            AssignCommand::Unassign(annotator, documents) => {
                let documents = self.meant_documents(documents)?;
                let now = self.assignments();
                let changes: Vec<_> = documents.iter().filter_map(|id| now.unassigning(id, annotator)).collect();
                if changes.is_empty() {
                    return Err(Error::new(format!("{} not assigned to `{annotator}`", are(documents.len()))));
                }
                let said = format!("took {} from {annotator}", named(&changes));
                AssignStep { step: Step { title: command.to_string(), change: changes.into() }, way: Way::Do, said }
            }
            AssignCommand::Distribute(rule) => {
                rule.check()?;
                return Ok(Effect::Assign(Box::new(AssignEffect::Deal(rule.clone()))));
            }
            AssignCommand::Undo => {
                let (step, said) = self.assigned.steps.undoing(PLACE)?;
                AssignStep { step, way: Way::Undo, said }
            }
            AssignCommand::Redo => {
                let (step, said) = self.assigned.steps.redoing(PLACE)?;
                AssignStep { step, way: Way::Redo, said }
            }
            AssignCommand::Stop => return Ok(Effect::Assign(Box::new(AssignEffect::Stop))),
        };
        Ok(Effect::Assign(Box::new(AssignEffect::Step(step))))
    }

    /// The documents that are named, or the one that is open.
    fn meant_documents(&self, named: &[DocumentId]) -> Result<Vec<DocumentId>, Error> {
        if named.is_empty() {
            return Ok(vec![self.work()?.document.id().clone()]);
        }
        for document in named {
            self.known_position(document)?;
        }
        Ok(named.to_vec())
    }

    /// What is to be said of somebody who has begun nothing here: the name may be a slip.
    fn stranger(&self, annotator: &AnnotatorId) -> String {
        let people = self.people();
        if people.contains(annotator) {
            return String::new();
        }
        match nearest(annotator.as_str(), people.iter().map(AnnotatorId::as_str)) {
            Some(meant) => format!(", who has begun nothing here; did you mean `{meant}`?"),
            None => ", who has begun nothing here".to_owned(),
        }
    }

    /// Returns what is to be said.
    pub(super) fn change_assignments(&mut self, effect: AssignEffect) -> Result<String, Error> {
        let asked = match effect {
            AssignEffect::Stop => {
                self.assigned.stop();
                return Ok("stopped; nothing of it is assigned".to_owned());
            }
            AssignEffect::Deal(rule) => {
                let texts = self.shown_texts(rule.balance);
                Asked::Deal(rule, texts)
            }
            AssignEffect::Step(step) => match self.assigned.go_at_once(step)? {
                Ok(made) => return self.follow_made(made),
                Err(step) => Asked::Step(step),
            },
        };
        self.begin_assigning(asked)
    }

    /// The documents that the list shows.
    fn shown_texts(&self, balance: Balance) -> Texts {
        let shown: Vec<usize> = (0..self.shown_len()).filter_map(|row| self.shown_at(row)).collect();
        if let Some(disk) = &self.disk {
            return Texts::Listed(Arc::clone(&disk.corpus), shown);
        }
        let weight = |index: usize| match balance {
            Balance::Documents => 1,
            Balance::Characters => self.work_at(index).map_or(0, |work| work.document.chars_len() as u64),
        };
        let weighed = |index: usize| (self.listed[index].summary.id.clone(), weight(index));
        Texts::Weighed(shown.into_iter().map(weighed).collect())
    }

    /// What was changed in memory is written, without a window waited for: if it cannot be written, nothing has happened.
    pub(super) fn follow_made(&mut self, made: Made) -> Result<String, Error> {
        let Made { changes, gone: AssignStep { step, way, said } } = made;
        let waker = self.waker();
        if let Some(disk) = &self.disk {
            self.assigned.filing.add(Arc::clone(&changes), &disk.folder, waker);
            if !self.known.is_drawn {
                let filed = self.assigned.filing.finish();
                filed.inspect_err(|_| self.read_assignments_because(Because::NotWritten))?;
            }
        }
        self.list_assigned(&changes);
        self.follow_assignments(&changes);
        let forgotten = self.assigned.steps.gone(step, way);
        if !forgotten.is_empty() {
            let_go(forgotten);
        }
        Ok(said)
    }
}

fn are(documents: usize) -> String {
    if documents == 1 { "this document is".to_owned() } else { format!("these {documents} documents are") }
}

/// One document by its name, several by their number.
fn named(changes: &[AssignmentChange]) -> String {
    match changes {
        [only] => format!("`{}`", only.document),
        all => counted(all.len(), "document"),
    }
}

#[cfg(test)]
mod tests {
    use crate::records::assignments;
    use crate::session::command::Command;
    use crate::session::script;
    use crate::session::state::Session;
    use crate::tests::scratch::Scratch;

    /// A project of some texts, in which a script was run as Layla.
    fn check(commands: &str, expected: &str) -> Scratch {
        let scratch = Scratch::new("assign");
        for name in ["a", "b", "c", "ميناء"] {
            scratch.write(&format!("documents/{name}.txt"), format!("Layla visited {name}."));
        }
        Session::create(scratch.path(), None).unwrap();
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        script::run(&mut session, &commands.replace("; ", "\n"), "s").unwrap();
        let line = |(document, names): (&crate::model::id::DocumentId, &std::collections::BTreeSet<_>)| {
            names.iter().fold(document.to_string(), |line, name| format!("{line} {name}"))
        };
        let now: Vec<String> = session.assignments().iter().map(line).collect();
        assert_eq!(now.join(", "), expected, "{commands}");
        if !now.is_empty() {
            let written = assignments::read(&scratch.read("assignments.ron"), "a").unwrap();
            assert_eq!(written, *session.assignments());
        }
        scratch
    }

    #[test]
    fn a_window_goes_on_while_the_file_is_written_and_nothing_is_lost_when_it_closes() {
        let scratch = check("", "");
        let mut session = Session::begin(scratch.path(), Some("layla")).unwrap();
        session.wait_for_nothing();
        for line in ["assign layla a", "assign minh a b", "unassign minh b", "assign rana c", "assign-undo"] {
            session.perform(&Command::parse(line).unwrap()).unwrap();
        }
        let people: Vec<&str> = session.assignments().annotators().map(|one| one.as_str()).collect();
        assert_eq!(people, ["layla", "minh"]);
        let expected = session.assignments().clone();
        drop(session);
        assert_eq!(assignments::read(&scratch.read("assignments.ron"), "a").unwrap(), expected);
    }

    #[test]
    fn what_a_window_cannot_write_is_told_and_is_not_so() {
        let scratch = check("assign layla a", "a layla");
        let mut session = Session::begin(scratch.path(), Some("layla")).unwrap();
        session.wait_for_nothing();
        let theirs = "(format: 1, assignments: [(document: \"b\", annotators: [\"minh\"])])";
        scratch.write("assignments.ron", theirs);
        session.perform(&Command::parse("assign rana c").unwrap()).unwrap();
        assert!(session.flush().unwrap_err().message.contains("changed by somebody else"));
        assert_eq!(scratch.read("assignments.ron"), theirs);
        assert_eq!(session.assignments().iter().map(|(document, _)| document.as_str()).collect::<String>(), "b");
        assert_eq!(session.assign_undo_title(), None);
    }

    #[test]
    fn documents_are_assigned_by_hand_and_taken_back() {
        check("assign layla", "a layla");
        check("assign minh b c; unassign minh b", "c minh");
        check("assign minh b c; assign-undo; assign-redo; expect-refused assign-redo", "b minh, c minh");
        check("assign minh b; assign-undo; expect-refused assign-undo", "");
        check("expect-refused assign minh nowhere; expect-refused unassign minh a", "");
        check("assign layla; expect-refused assign layla a", "a layla");
    }

    #[test]
    fn what_the_list_shows_is_dealt_out_and_what_is_assigned_stays() {
        check("assign rana a; distribute layla,minh", "a rana, b layla, c minh, ميناء layla");
        check("filter-documents \"ميناء\"; distribute \"ليلى\" --balance characters", "ميناء ليلى");
        check("distribute layla,minh --per-document 2; assign-undo", "");
        check("distribute layla; expect-refused assign layla a", "a layla, b layla, c layla, ميناء layla");
    }

    #[test]
    fn one_s_own_documents_come_first_and_the_list_can_show_them_alone() {
        let open = |commands: &str| {
            let scratch = check("assign layla c; assign minh b", "b minh, c layla");
            let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
            script::run(&mut session, &commands.replace("; ", "\n"), "s").unwrap();
            let shown = (0..session.shown_len()).filter_map(|row| session.document_line(session.shown_at(row)?));
            let shown: Vec<String> = shown.map(|line| line.summary.id.to_string()).collect();
            (session.document().unwrap().id().to_string(), shown.join(" "))
        };
        assert_eq!(open("next-unfinished").0, "c");
        assert_eq!(open("next-unfinished; set-progress finished; next-unfinished").0, "ميناء");
        assert_eq!(open("filter-assigned me").1, "c");
        assert_eq!(open("filter-assigned minh").1, "b");
        assert_eq!(open("filter-assigned nobody").1, "a ميناء");
        assert_eq!(open("filter-assigned me; assign layla a").1, "a c");
        assert_eq!(open("filter-assigned me; filter-assigned any").1, "a b c ميناء");
    }

    #[test]
    fn what_somebody_else_wrote_meanwhile_is_not_written_over() {
        let scratch = check("", "");
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        let theirs = "(format: 1, assignments: [(document: \"b\", annotators: [\"minh\"])])";
        scratch.write("assignments.ron", theirs);
        script::run(&mut session, "expect-refused expect nothing", "s").unwrap();
        let refused = script::run(&mut session, "assign layla a", "s").unwrap_err().to_string();
        assert!(refused.contains("changed by somebody else"), "{refused}");
        assert_eq!(scratch.read("assignments.ron"), theirs);
        script::run(&mut session, "assign layla a\nassign minh a", "s").unwrap();
        assert!(scratch.read("assignments.ron").contains("(document: \"a\", annotators: [\"layla\", \"minh\"]),"));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_told_and_left_alone() {
        let scratch = check("", "");
        scratch.write("assignments.ron", "(format: 1,\nassignments: [x])");
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        assert!(session.problems().iter().any(|problem| problem.message.starts_with("assignments.ron:2:")));
        script::run(&mut session, "expect-refused assign layla a", "s").unwrap();
        assert_eq!(scratch.read("assignments.ron"), "(format: 1,\nassignments: [x])");
    }
}
