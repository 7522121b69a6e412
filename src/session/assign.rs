//! Who is to annotate what: documents are assigned by hand or dealt out by a rule, with an undo of their own, as the schema has.
//! A window goes on while the file is written; if that fails, or somebody else wrote it, what the file says is read again.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::error::{Error, Problem, Severity, counted};
use crate::model::assignment::{AssignmentChange, Assignments, Balance, Dealt, Rule};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::nearest::nearest;
use crate::model::set::Progress;
use crate::store::assignments::ASSIGNMENTS_FILE;
use crate::store::corpus::lengths;

use super::command::assign::{AssignCommand, AssignedTo};
use super::effect::Effect;
use super::filing::Filing;
use super::job::Job;
use super::state::{Message, Session};
use super::steps::{Step, Steps, Way};

/// Where there may be nothing to undo.
const PLACE: &str = "in who is assigned what";

/// Who is assigned what, and what was done to it.
#[derive(Default)]
pub(super) struct Assigned {
    pub now: Assignments,
    /// Everybody that something is assigned to.
    people: BTreeSet<AnnotatorId>,
    filing: Filing,
    /// Why nothing can be assigned, if so.
    locked: Option<Error>,
    steps: Steps<Arc<[AssignmentChange]>>,
    dealing: Option<Dealing>,
}

/// Texts that are measured beside the window, to be dealt out then.
struct Dealing {
    rule: Rule,
    documents: Vec<DocumentId>,
    lengths: Job<Vec<u64>>,
}

#[derive(Debug)]
pub(super) struct AssignEffect {
    step: Step<Arc<[AssignmentChange]>>,
    way: Way,
    said: String,
}

impl Session {
    /// Who is assigned what.
    #[must_use]
    pub fn assignments(&self) -> &Assignments {
        &self.assigned.now
    }

    /// Everybody that something is assigned to, sorted.
    #[must_use]
    pub fn assigned_people(&self) -> &BTreeSet<AnnotatorId> {
        &self.assigned.people
    }

    /// Everybody who has begun something here, or is assigned something, sorted; whoever works here among them.
    #[must_use]
    pub fn people(&self) -> BTreeSet<AnnotatorId> {
        let begun = self.disk.as_ref().and_then(|disk| disk.folder.annotators().ok()).unwrap_or_default();
        begun.into_iter().chain(self.assigned.people.iter().cloned()).chain([self.annotator.clone()]).collect()
    }

    /// What `assign-undo` would take back, as its command line.
    #[must_use]
    pub fn assign_undo_title(&self) -> Option<&str> {
        self.assigned.steps.undo_title()
    }

    /// Whether texts are being measured, to be dealt out then.
    #[must_use]
    pub fn is_dealing(&self) -> bool {
        self.assigned.dealing.is_some()
    }

    /// Whether a document is one of those that a list of `whose` shows.
    pub(super) fn is_of(&self, document: &DocumentId, whose: &AssignedTo) -> bool {
        match whose {
            AssignedTo::Me => self.assigned.now.is_assigned(document, &self.annotator),
            AssignedTo::Annotator(annotator) => self.assigned.now.is_assigned(document, annotator),
            AssignedTo::Nobody => self.assigned.now.of(document).next().is_none(),
        }
    }

    /// The next document of the list that is not finished: of those that are assigned to the annotator, else of all.
    pub(super) fn next_unfinished(&self) -> Option<usize> {
        let count = self.shown_len();
        let from = self.current_row().map_or(0, |row| row + 1);
        let rows = || (from..from + count).filter_map(|row| self.shown_at(row % count));
        let is_unfinished = |index: &usize| self.listed[*index].outline().progress != Progress::Finished;
        let is_mine = |index: &usize| self.is_of(&self.listed[*index].summary.id, &AssignedTo::Me);
        rows().filter(is_unfinished).find(is_mine).or_else(|| rows().find(is_unfinished))
    }

    pub(super) fn plan_assign(&self, command: &AssignCommand) -> Result<Effect, Error> {
        self.not_held()?;
        if let Some(error) = &self.assigned.locked {
            return Err(error.clone());
        }
        let effect = match command {
            AssignCommand::Assign(annotator, documents) => {
                let documents = self.meant_documents(documents)?;
                let now = &self.assigned.now;
                let changes: Vec<_> = documents.iter().filter_map(|id| now.assigning(id, annotator)).collect();
                if changes.is_empty() {
                    return Err(Error::new(format!("{} assigned to `{annotator}` already", are(documents.len()))));
                }
                let said = format!("assigned {} to {annotator}{}", named(&changes), self.stranger(annotator));
                AssignEffect { step: Step { title: command.to_string(), change: changes.into() }, way: Way::Do, said }
            }
            AssignCommand::Unassign(annotator, documents) => {
                let documents = self.meant_documents(documents)?;
                let now = &self.assigned.now;
                let changes: Vec<_> = documents.iter().filter_map(|id| now.unassigning(id, annotator)).collect();
                if changes.is_empty() {
                    return Err(Error::new(format!("{} not assigned to `{annotator}`", are(documents.len()))));
                }
                let said = format!("took {} from {annotator}", named(&changes));
                AssignEffect { step: Step { title: command.to_string(), change: changes.into() }, way: Way::Do, said }
            }
            AssignCommand::Distribute(rule) => {
                rule.check()?;
                return Ok(Effect::Distribute(rule.clone()));
            }
            AssignCommand::Undo => {
                let (step, said) = self.assigned.steps.undoing(PLACE)?;
                AssignEffect { step, way: Way::Undo, said }
            }
            AssignCommand::Redo => {
                let (step, said) = self.assigned.steps.redoing(PLACE)?;
                AssignEffect { step, way: Way::Redo, said }
            }
        };
        Ok(Effect::Assign(Box::new(effect)))
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

    /// Changes what is in memory and has the file written. Without a window that is waited for: if it cannot be written, nothing
    /// has happened.
    pub(super) fn change_assignments(&mut self, effect: AssignEffect) -> Result<String, Error> {
        let AssignEffect { step, way, said } = effect;
        let changes: Vec<AssignmentChange> = match way {
            Way::Undo => step.change.iter().map(AssignmentChange::inverted).collect(),
            Way::Do | Way::Redo => step.change.to_vec(),
        };
        self.assigned.now.apply(&changes)?;
        self.assigned.know_people(&changes);
        let waker = self.waker();
        if let Some(disk) = &self.disk {
            self.assigned.filing.add(changes.clone(), &disk.folder, waker);
            if !self.known.is_drawn {
                let filed = self.assigned.filing.finish();
                filed.inspect_err(|_| self.read_assignments())?;
            }
        }
        self.list_assigned();
        self.follow_assignments(&changes);
        self.assigned.steps.gone(step, way);
        Ok(said)
    }

    /// Hears what became of the file that is written beside the window.
    pub(super) fn hear_filing(&mut self) {
        let waker = self.waker();
        let filed = self.assigned.filing.hear(waker);
        self.take_filed(filed);
        self.recompute_board();
    }

    /// Waits until the file is written.
    pub(super) fn wait_for_filing(&mut self) -> Result<(), Error> {
        let filed = self.assigned.filing.finish();
        self.take_filed(filed.clone());
        filed
    }

    /// What could not be written is not so: what the file says is.
    fn take_filed(&mut self, filed: Result<(), Error>) {
        if let Err(error) = filed {
            self.revision += 1;
            self.assigned.steps.forget();
            self.read_assignments();
            self.outdate_board();
            self.message = Some(Message::Failed(error));
        }
    }

    /// Whether who is assigned what is not on disk yet.
    pub(super) fn is_filing(&self) -> bool {
        self.assigned.filing.is_busy()
    }

    /// Deals out the documents that the list shows; texts that have to be measured are measured beside a window.
    pub(super) fn distribute(&mut self, rule: Rule) -> Result<String, Error> {
        let shown: Vec<usize> = (0..self.shown_len()).filter_map(|row| self.shown_at(row)).collect();
        let documents: Vec<DocumentId> = shown.iter().map(|index| self.listed[*index].summary.id.clone()).collect();
        if rule.balance == Balance::Documents {
            let weights = vec![1; documents.len()];
            return self.deal(&rule, documents, weights);
        }
        let Some(disk) = &self.disk else {
            let length = |index: &usize| self.work_at(*index).map_or(0, |work| work.document.chars_len() as u64);
            let weights = shown.iter().map(length).collect();
            return self.deal(&rule, documents, weights);
        };
        let corpus = Arc::clone(&disk.corpus);
        let lengths = Job::start(move |watch| lengths(&corpus, &shown, watch));
        if self.known.is_drawn {
            self.assigned.dealing = Some(Dealing { rule, documents, lengths });
            return Ok("measuring the texts".to_owned());
        }
        let weights = lengths.wait()?;
        self.deal(&rule, documents, weights)
    }

    /// Takes what was measured beside the window.
    pub(super) fn hear_dealing(&mut self) {
        let Some(answer) = self.assigned.dealing.as_ref().and_then(|dealing| dealing.lengths.answer()) else {
            return;
        };
        let Some(Dealing { rule, documents, .. }) = self.assigned.dealing.take() else {
            return;
        };
        self.revision += 1;
        let dealt = answer.and_then(|weights| self.deal(&rule, documents, weights));
        self.message = Some(dealt.map_or_else(Message::Failed, Message::Done));
    }

    fn deal(&mut self, rule: &Rule, documents: Vec<DocumentId>, weights: Vec<u64>) -> Result<String, Error> {
        let documents: Vec<(DocumentId, u64)> = documents.into_iter().zip(weights).collect();
        let changes = rule.deal(&documents, &self.assigned.now)?;
        if changes.is_empty() {
            let has = counted(rule.per_document, "annotator");
            return Err(Error::new(format!("every document that the list shows has {has} already")));
        }
        let said = format!("assigned {}", Dealt::of(&changes));
        let title = AssignCommand::Distribute(rule.clone()).to_string();
        self.change_assignments(AssignEffect { step: Step { title, change: changes.into() }, way: Way::Do, said })
    }

    fn hold_assignments(&mut self, now: Assignments) {
        self.assigned.people = now.annotators().into_iter().cloned().collect();
        self.assigned.now = now;
        self.list_assigned();
    }

    /// Reads who is assigned what. What was done before cannot be undone then if it is another file.
    pub(super) fn read_assignments(&mut self) {
        let Some(disk) = &self.disk else {
            return;
        };
        match disk.folder.read_assignments() {
            Ok((now, file)) => {
                if self.assigned.filing.is_other(&file) {
                    self.assigned.steps.forget();
                }
                (self.assigned.filing, self.assigned.locked) = (Filing::of(file), None);
                self.hold_assignments(now);
            }
            Err(error) => {
                let mut told = Problem::new(Severity::Wrong, ASSIGNMENTS_FILE, error.message.clone());
                told.hint.clone_from(&error.hint);
                self.assigned.locked = Some(error);
                self.tell(vec![told]);
            }
        }
    }

    /// Reads it again if somebody else changed it, and says so.
    pub(super) fn hear_assigned_otherwise(&mut self) {
        if self.disk.as_ref().is_some_and(|disk| disk.writer.take_assigned_otherwise()) {
            self.revision += 1;
            if self.wait_for_filing().is_err() {
                // It was read again.
                return;
            }
            self.read_assignments();
            self.outdate_board();
            if self.assigned.locked.is_none() {
                let said = "who is assigned what was changed by somebody else, and is read again";
                self.message = Some(Message::Done(said.to_owned()));
            }
        }
    }
}

impl Assigned {
    /// Knows whom something is assigned to after changes.
    fn know_people(&mut self, changes: &[AssignmentChange]) {
        self.people.extend(changes.iter().flat_map(|change| change.after.iter().cloned()));
        let lost: BTreeSet<&AnnotatorId> =
            changes.iter().flat_map(|change| change.before.difference(&change.after)).collect();
        for annotator in lost {
            if !self.now.iter().any(|(_, annotators)| annotators.contains(annotator)) {
                self.people.remove(annotator);
            }
        }
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
        let people: Vec<&str> = session.assigned_people().iter().map(|one| one.as_str()).collect();
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
