//! How the work on a project stands, as plain values: who got how far and when, what was said with which labels, how people
//! agree, what is wrong, and what is to be done next. Made of what each set and its journal say; who reads those is no matter
//! here. Days are days in UTC, times milliseconds.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::error::Problem;

use super::active_time::active_time;
use super::annotator::AnnotatorKind;
use super::assignment::{AssignmentChange, Assignments};
use super::id::{AnnotationId, AnnotatorId, DocumentId, LabelId};
use super::moment::{Date, Moment};
use super::set::{AnnotationSet, Progress};

/// How the work stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Board {
    /// How many documents the project has.
    pub documents: usize,
    /// Everybody who has begun something or is assigned something, sorted.
    pub people: Vec<Person>,
    /// Every set that was begun, by annotator, then document.
    pub works: Vec<Work>,
    /// Of each layer in which two people can be compared, in the schema's order.
    pub agreement: Vec<LayerAgreement>,
    /// Documents on which somebody differs from somebody, the most first.
    pub differing: Vec<Differing>,
    pub findings: Vec<Finding>,
    /// Every document that is not done, by name: nobody has begun it, or somebody who began it or is assigned it has not
    /// finished it.
    pub open: Vec<OpenDocument>,
}

/// Somebody, and how far they got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub annotator: AnnotatorId,
    pub kind: AnnotatorKind,
    /// How many documents are assigned to them.
    pub assigned: usize,
    /// Documents they have not begun: of those that are assigned to them, or of all if none is.
    pub new: usize,
    pub started: usize,
    pub finished: usize,
    pub annotations: usize,
    pub active_ms: u64,
    pub days: BTreeMap<Date, DayWork>,
    pub labels: BTreeMap<LabelId, usize>,
    /// How often each role of a label was filled.
    pub roles: BTreeMap<(LabelId, String), usize>,
}

/// What somebody did on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayWork {
    /// Entries of journals, undoing among them.
    pub actions: usize,
    /// Documents that were finished then, and are.
    pub finished: usize,
    pub active_ms: u64,
}

/// What somebody did on a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    pub annotator: AnnotatorId,
    pub document: DocumentId,
    pub progress: Progress,
    pub annotations: usize,
    /// How often each label was given.
    pub labels: BTreeMap<LabelId, usize>,
    pub days: BTreeMap<Date, DayWork>,
    pub active_ms: u64,
}

/// How people agree in a layer, two by two.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerAgreement {
    pub layer: String,
    /// What is measured, by its word in JSON: `exact-f1`.
    pub measure: &'static str,
    pub pairs: Vec<Pair>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub first: AnnotatorId,
    pub second: AnnotatorId,
    /// From 0 to 1, or below for measures that take chance out; `None` where nothing can be said.
    pub value: Option<f64>,
    /// How many documents both have begun.
    pub documents: usize,
    /// The document on which they agree least.
    pub least: Option<DocumentId>,
}

/// A document on which somebody differs from somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    pub document: DocumentId,
    /// Places where sets agree or differ, and those where they differ.
    pub cases: usize,
    pub differing: usize,
}

/// Something that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub problem: Problem,
    pub annotator: Option<AnnotatorId>,
    pub document: Option<DocumentId>,
    pub annotation: Option<AnnotationId>,
}

/// A document that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDocument {
    pub document: DocumentId,
    /// Those who are to annotate it and have not finished.
    pub waiting_for: BTreeSet<AnnotatorId>,
    /// Those who began it, and did not finish, whether it is assigned to them or not.
    pub started: BTreeSet<AnnotatorId>,
    /// How many have begun it, programs left out.
    pub begun: usize,
}

/// What one set and its journal say.
#[derive(Debug, Clone)]
pub struct Seen {
    pub annotator: AnnotatorId,
    pub document: DocumentId,
    pub progress: Progress,
    pub annotations: usize,
    pub labels: BTreeMap<LabelId, usize>,
    pub roles: BTreeMap<(LabelId, String), usize>,
    pub actions: Vec<Action>,
}

/// An entry of a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Action {
    pub time: Moment,
    /// What the progress became, if it changed.
    pub progress: Option<Progress>,
}

/// By what documents are to be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NextBy {
    /// Those that wait for whom they are assigned to, the most first.
    #[default]
    Assigned,
    /// Those that were begun and not finished.
    Unfinished,
    /// Those that the fewest have begun.
    Fewest,
    /// Those on which people differ most.
    Differing,
}

impl NextBy {
    pub const WORDS: [(&'static str, NextBy); 4] = [
        ("assigned", NextBy::Assigned),
        ("unfinished", NextBy::Unfinished),
        ("fewest", NextBy::Fewest),
        ("differing", NextBy::Differing),
    ];

    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, known)| *known == self).map_or("", |(word, _)| word)
    }
}

impl Seen {
    #[must_use]
    pub fn of(set: &AnnotationSet, actions: Vec<Action>) -> Self {
        let (mut labels, mut roles) = (BTreeMap::new(), BTreeMap::new());
        for annotation in set.in_reading_order() {
            *labels.entry(annotation.label.clone()).or_insert(0) += 1;
            for argument in &annotation.arguments {
                *roles.entry((annotation.label.clone(), argument.role.clone())).or_insert(0) += 1;
            }
        }
        Self {
            annotator: set.annotator().clone(),
            document: set.document().clone(),
            progress: set.progress(),
            annotations: set.len(),
            labels,
            roles,
            actions,
        }
    }

    /// The day on which the document was finished, if it is and that is known.
    fn finished_on(&self) -> Option<Date> {
        let is_last = |action: &&Action| action.progress == Some(Progress::Finished);
        let last = self.actions.iter().rev().find(is_last)?;
        (self.progress == Progress::Finished).then(|| last.time.date())
    }
}

impl Finding {
    /// A problem of a set; which annotation it is about, its place says.
    #[must_use]
    pub fn of_set(problem: Problem, annotator: &AnnotatorId, document: &DocumentId) -> Self {
        let number = problem.place.rsplit_once('#').and_then(|(_, number)| number.parse().ok());
        Self {
            annotation: number.map(AnnotationId),
            problem,
            annotator: Some(annotator.clone()),
            document: Some(document.clone()),
        }
    }
}

impl Board {
    /// Of what all sets say, for whatever is assigned. `documents` are those of the project, `kinds` says what everybody is.
    /// Agreement and findings are for others to add.
    #[must_use]
    pub fn of(
        documents: &[DocumentId],
        mut seen: Vec<Seen>,
        assignments: &Assignments,
        kinds: &BTreeMap<AnnotatorId, AnnotatorKind>,
    ) -> Self {
        seen.sort_by(|a, b| (&a.annotator, &a.document).cmp(&(&b.annotator, &b.document)));
        let mut names: BTreeSet<&AnnotatorId> = seen.iter().map(|seen| &seen.annotator).collect();
        names.extend(assignments.annotators());
        let assigned = by_annotator(documents, assignments);
        let mut works = Vec::with_capacity(seen.len());
        let mut people = Vec::with_capacity(names.len());
        for annotator in names {
            let first = seen.partition_point(|other| other.annotator < *annotator);
            let end = seen.partition_point(|other| other.annotator <= *annotator);
            let theirs = assigned.get(annotator).map_or(&[][..], Vec::as_slice);
            let of_annotator = &seen[first..end];
            let own = works_of(of_annotator);
            let kind = kinds.get(annotator).copied().unwrap_or_default();
            people.push(person(annotator, kind, of_annotator, &own, theirs, documents.len()));
            works.extend(own);
        }
        let open = open_documents(documents, &works, assignments, kinds);
        Self { documents: documents.len(), people, works, open, ..Self::default() }
    }

    /// Follows changes of assignments: how much is to be done changes, and by whom, not what was done. Costs grow with the
    /// changes, not with the documents.
    pub fn assign(&mut self, changes: &[AssignmentChange]) {
        for AssignmentChange { document, before, after } in changes {
            for annotator in after.difference(before) {
                self.count_assigned(annotator, document, |count| count + 1);
            }
            for annotator in before.difference(after) {
                self.count_assigned(annotator, document, |count| count.saturating_sub(1));
            }
            let is_person = |person: &&Person| person.kind == AnnotatorKind::Person;
            let works =
                self.people.iter().filter(is_person).filter_map(|person| self.work(&person.annotator, document));
            let open = open_document(document, &works.collect::<Vec<_>>(), after.iter());
            match (self.open.binary_search_by(|open| open.document.cmp(document)), open) {
                (Ok(at), Some(open)) => self.open[at] = open,
                (Ok(at), None) => drop(self.open.remove(at)),
                (Err(at), Some(open)) => self.open.insert(at, open),
                (Err(_), None) => {}
            }
        }
    }

    fn count_assigned(&mut self, annotator: &AnnotatorId, document: &DocumentId, count: impl Fn(usize) -> usize) {
        let works = self.works_of(annotator).len();
        let has_begun = self.work(annotator, document).is_some();
        let found = self.people.binary_search_by(|person| person.annotator.cmp(annotator));
        let at = found.unwrap_or_else(|at| {
            let nobody = person(annotator, AnnotatorKind::default(), &[], &[], &[], self.documents);
            self.people.insert(at, nobody);
            at
        });
        let person = &mut self.people[at];
        let before = person.assigned;
        person.assigned = count(before);
        let lacks = usize::from(!has_begun);
        person.new = match (before, person.assigned) {
            (_, 0) => self.documents.saturating_sub(works),
            (0, _) => lacks,
            (before, after) if after > before => person.new + lacks,
            _ => person.new.saturating_sub(lacks),
        };
        if person.assigned == 0 && works == 0 {
            self.people.remove(at);
        }
    }

    fn work(&self, annotator: &AnnotatorId, document: &DocumentId) -> Option<&Work> {
        let works = self.works_of(annotator);
        works.binary_search_by(|work| work.document.cmp(document)).ok().map(|at| &works[at])
    }

    /// The works of somebody.
    #[must_use]
    pub fn works_of(&self, annotator: &AnnotatorId) -> &[Work] {
        let first = self.works.partition_point(|work| work.annotator < *annotator);
        let end = self.works.partition_point(|work| work.annotator <= *annotator);
        &self.works[first..end]
    }

    /// Every day on which anybody did anything, the newest first.
    #[must_use]
    pub fn days(&self) -> Vec<Date> {
        let days: BTreeSet<Date> = self.people.iter().flat_map(|person| person.days.keys().copied()).collect();
        days.into_iter().rev().collect()
    }

    /// Documents that are to be done next, the most urgent first, then by name.
    #[must_use]
    pub fn next(&self, by: NextBy) -> Vec<&OpenDocument> {
        let mut next: Vec<&OpenDocument> = self.open.iter().collect();
        match by {
            NextBy::Assigned => {
                next.retain(|open| !open.waiting_for.is_empty());
                next.sort_by_key(|open| Reverse(open.waiting_for.len()));
            }
            NextBy::Unfinished => {
                next.retain(|open| !open.started.is_empty());
                next.sort_by_key(|open| Reverse(open.started.len()));
            }
            NextBy::Fewest => next.sort_by_key(|open| open.begun),
            // That people differ is no matter of who has finished: `differing` has them.
            NextBy::Differing => next.clear(),
        }
        next
    }

    /// What somebody may see who must not know what others said on documents that they have not finished themselves.
    #[must_use]
    pub fn blind_for(mut self, annotator: &AnnotatorId) -> Self {
        let finished = |work: &&Work| work.progress == Progress::Finished;
        let own: BTreeSet<DocumentId> =
            self.works_of(annotator).iter().filter(finished).map(|work| work.document.clone()).collect();
        let may_see = |document: &Option<DocumentId>| document.as_ref().is_some_and(|id| own.contains(id));
        self.findings.retain(|found| found.annotator.as_ref() == Some(annotator) || may_see(&found.document));
        self.differing.retain(|differing| own.contains(&differing.document));
        self.agreement.clear();
        for person in self.people.iter_mut().filter(|person| person.annotator != *annotator) {
            person.labels.clear();
            person.roles.clear();
        }
        for work in self.works.iter_mut().filter(|work| work.annotator != *annotator) {
            work.labels.clear();
        }
        self
    }
}

/// What somebody did on each of their documents; `seen` are all of theirs.
fn works_of(seen: &[Seen]) -> Vec<Work> {
    let mut actions: Vec<(Moment, u32)> = Vec::new();
    for (number, seen) in (0_u32..).zip(seen) {
        actions.extend(seen.actions.iter().map(|action| (action.time, number)));
    }
    let mut days: Vec<BTreeMap<Date, DayWork>> = vec![BTreeMap::new(); seen.len()];
    for (time, number) in &actions {
        days[*number as usize].entry(time.date()).or_default().actions += 1;
    }
    for ((number, day), ms) in active_time(&mut actions) {
        days[number as usize].entry(day).or_default().active_ms += ms;
    }
    let work = |(seen, mut days): (&Seen, BTreeMap<Date, DayWork>)| {
        if let Some(day) = seen.finished_on() {
            days.entry(day).or_default().finished = 1;
        }
        Work {
            annotator: seen.annotator.clone(),
            document: seen.document.clone(),
            progress: seen.progress,
            annotations: seen.annotations,
            labels: seen.labels.clone(),
            active_ms: days.values().map(|day| day.active_ms).sum(),
            days,
        }
    };
    seen.iter().zip(days).map(work).collect()
}

/// What is assigned to whom, in the order of the documents.
fn by_annotator<'a>(
    documents: &'a [DocumentId],
    assignments: &'a Assignments,
) -> BTreeMap<&'a AnnotatorId, Vec<&'a DocumentId>> {
    let mut assigned: BTreeMap<&AnnotatorId, Vec<&DocumentId>> = BTreeMap::new();
    for document in documents {
        for annotator in assignments.of(document) {
            assigned.entry(annotator).or_default().push(document);
        }
    }
    assigned
}

/// How many documents somebody with these works, by document, has not begun: of those that are assigned to them, or of all.
fn not_begun(works: &[Work], assigned: &[&DocumentId], documents: usize) -> usize {
    if assigned.is_empty() {
        return documents.saturating_sub(works.len());
    }
    let has_begun = |document: &&&DocumentId| works.binary_search_by(|work| work.document.cmp(document)).is_ok();
    assigned.len() - assigned.iter().filter(has_begun).count()
}

fn person(
    annotator: &AnnotatorId,
    kind: AnnotatorKind,
    seen: &[Seen],
    works: &[Work],
    assigned: &[&DocumentId],
    documents: usize,
) -> Person {
    let with = |progress: Progress| works.iter().filter(|work| work.progress == progress).count();
    let finished = with(Progress::Finished);
    // Who annotated without a word about how far they are has started.
    let started = works.len() - finished;
    let mut person = Person {
        annotator: annotator.clone(),
        kind,
        assigned: assigned.len(),
        new: not_begun(works, assigned, documents),
        started,
        finished,
        annotations: works.iter().map(|work| work.annotations).sum(),
        active_ms: works.iter().map(|work| work.active_ms).sum(),
        days: BTreeMap::new(),
        labels: BTreeMap::new(),
        roles: BTreeMap::new(),
    };
    for (day, work) in works.iter().flat_map(|work| &work.days) {
        let sum = person.days.entry(*day).or_default();
        sum.actions += work.actions;
        sum.finished += work.finished;
        sum.active_ms += work.active_ms;
    }
    for seen in seen {
        seen.labels.iter().for_each(|(label, count)| *person.labels.entry(label.clone()).or_default() += count);
        seen.roles.iter().for_each(|(role, count)| *person.roles.entry(role.clone()).or_default() += count);
    }
    person
}

fn open_documents(
    documents: &[DocumentId],
    works: &[Work],
    assignments: &Assignments,
    kinds: &BTreeMap<AnnotatorId, AnnotatorKind>,
) -> Vec<OpenDocument> {
    let is_person =
        |annotator: &AnnotatorId| kinds.get(annotator).copied().unwrap_or_default() == AnnotatorKind::Person;
    let mut by_document: BTreeMap<&DocumentId, Vec<&Work>> = BTreeMap::new();
    for work in works.iter().filter(|work| is_person(&work.annotator)) {
        by_document.entry(&work.document).or_default().push(work);
    }
    let open = |document: &DocumentId| {
        let here = by_document.get(document).map_or(&[][..], Vec::as_slice);
        open_document(document, here, assignments.of(document))
    };
    documents.iter().filter_map(open).collect()
}

/// A document on which people have these works, if it is not done.
fn open_document<'a>(
    document: &DocumentId,
    here: &[&Work],
    assigned: impl Iterator<Item = &'a AnnotatorId>,
) -> Option<OpenDocument> {
    let has_finished =
        |name: &&AnnotatorId| here.iter().any(|work| work.annotator == **name && work.progress == Progress::Finished);
    let waiting_for: BTreeSet<AnnotatorId> = assigned.filter(|name| !has_finished(name)).cloned().collect();
    let started = here.iter().filter(|work| work.progress != Progress::Finished);
    let started: BTreeSet<AnnotatorId> = started.map(|work| work.annotator.clone()).collect();
    let is_open = here.is_empty() || !waiting_for.is_empty() || !started.is_empty();
    is_open.then(|| OpenDocument { document: document.clone(), waiting_for, started, begun: here.len() })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Action, Board, NextBy, Seen};
    use crate::model::annotator::AnnotatorKind;
    use crate::model::assignment::Assignments;
    use crate::model::id::{AnnotatorId, DocumentId, LabelId};
    use crate::model::moment::Moment;
    use crate::model::set::Progress;

    /// `layla a finished 09:00 09:04 …`: a set, how far it is, and when something was done on the 22nd of November or, with
    /// `+`, the day after. The last action set the progress.
    fn seen(line: &str) -> Seen {
        let mut words = line.split(' ');
        let [annotator, document, progress] = [(); 3].map(|()| words.next().unwrap());
        let progress = Progress::from_word(progress).unwrap();
        let moment = |word: &str| {
            let (day, time) = word.strip_prefix('+').map_or((22, word), |time| (23, time));
            format!("2026-11-{day}T{time}:00.000Z").parse::<Moment>().unwrap()
        };
        let mut actions: Vec<Action> = words.map(|word| Action { time: moment(word), progress: None }).collect();
        if let Some(last) = actions.last_mut() {
            last.progress = Some(progress);
        }
        Seen {
            annotator: AnnotatorId::new(annotator),
            document: DocumentId::new(document),
            progress,
            annotations: 2,
            labels: BTreeMap::from([(LabelId::new("entities", "person"), 2)]),
            roles: BTreeMap::new(),
            actions,
        }
    }

    fn board(sets: &[&str], assigned: &str) -> Board {
        let documents = ["a", "b", "c", "d"].map(DocumentId::new);
        let pairs = assigned.split(' ').filter_map(|pair| pair.split_once(':'));
        let assignments =
            Assignments::new(pairs.map(|(name, document)| (DocumentId::new(document), AnnotatorId::new(name))));
        let kinds = BTreeMap::from([(AnnotatorId::new("model"), AnnotatorKind::Program)]);
        Board::of(&documents, sets.iter().map(|line| seen(line)).collect(), &assignments, &kinds)
    }

    fn names(board: &Board, by: NextBy) -> String {
        board.next(by).iter().map(|open| open.document.as_str()).collect()
    }

    const WORK: [&str; 5] = [
        "layla a finished 09:00 09:04",
        "layla b started 09:05 +10:00",
        "minh a finished 11:00 +11:00 +11:01",
        "minh c started",
        "model b started 08:00",
    ];

    #[test]
    fn progress_is_counted_of_all_documents_or_of_those_assigned() {
        let counts = |assigned: &str, at: usize| {
            let person = &board(&WORK, assigned).people[at];
            (person.new, person.started, person.finished, person.assigned)
        };
        assert_eq!(counts("", 0), (2, 1, 1, 0));
        assert_eq!(counts("layla:a layla:d", 0), (1, 1, 1, 2));
        // Who has begun nothing is there all the same.
        assert_eq!(counts("rana:d", 3), (1, 0, 0, 1));
    }

    #[test]
    fn days_have_actions_time_and_what_was_finished() {
        let board = board(&WORK, "");
        let days: Vec<String> = board.days().iter().map(ToString::to_string).collect();
        assert_eq!(days, ["2026-11-23", "2026-11-22"]);
        let of = |at: usize| -> Vec<(usize, usize, u64)> {
            board.people[at].days.values().map(|day| (day.actions, day.finished, day.active_ms / 60_000)).collect()
        };
        assert_eq!(of(0), [(3, 1, 5), (1, 0, 0)]);
        assert_eq!(of(1), [(1, 0, 0), (2, 1, 1)]);
        // The minute before the first action on another document is that document's.
        let minutes: Vec<u64> =
            board.works_of(&AnnotatorId::new("layla")).iter().map(|work| work.active_ms / 60_000).collect();
        assert_eq!(minutes, [4, 1]);
    }

    #[test]
    fn what_is_next_goes_by_assignment_by_what_was_begun_and_by_how_many() {
        let board = board(&WORK, "layla:b minh:b minh:a layla:d");
        assert_eq!(names(&board, NextBy::Assigned), "bd");
        assert_eq!(names(&board, NextBy::Unfinished), "bc");
        assert_eq!(names(&board, NextBy::Fewest), "dbc");
    }

    #[test]
    fn who_is_blind_sees_no_labels_of_others() {
        let board = board(&WORK, "").blind_for(&AnnotatorId::new("layla"));
        let labels: Vec<usize> = board.people.iter().map(|person| person.labels.len()).collect();
        assert_eq!(labels, [1, 0, 0]);
        assert!(board.agreement.is_empty());
    }
}
