//! The board as plain values: what each of its parts lists, row by row, with bars, figures and what choosing a row asks for. Rows
//! are made when they are looked at, for there may be as many as documents. Times are milliseconds.

use std::collections::BTreeSet;

use crate::error::Severity;
use crate::model::annotator::AnnotatorKind;
use crate::model::board::{Board, NextBy, Pair, Person, Work};
use crate::model::id::{AnnotatorId, DocumentId, LabelId};
use crate::model::moment::Date;
use crate::model::schema::Tone;
use crate::model::set::Progress;
use crate::session::command::Command;
use crate::session::command::board::{BoardCommand, Part, Wanted};
use crate::session::command::review::{GOLD, ReviewCommand};
use crate::session::command::words::LabelName;
use crate::session::state::Session;
use crate::view::mark::Form;
use crate::view::marks;
use crate::view::tones::Ink;

/// The tones of people, those first that differ most.
const TONES: [&str; 12] =
    ["blue", "orange", "green", "purple", "red", "teal", "pink", "brown", "sky", "olive", "indigo", "grey"];

/// What a part of the board lists.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    pub part: Part,
    /// What the figures at the end of each row are.
    pub heads: &'static [Head],
    /// What fills a whole bar.
    pub most: f64,
    rows: Rows,
}

/// What a column of figures says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    Finished,
    Started,
    New,
    Annotations,
    Actions,
    /// Documents that were finished on a day.
    FinishedThen,
    Time,
    /// Mean of the finished documents.
    TimePerDocument,
    Count,
    Documents,
    Begun,
    Differing,
    Cases,
    Agreement,
}

/// A figure at the end of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    Count(usize),
    Time(u64),
    Share(f64),
    None,
}

/// A row of a part.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub title: String,
    /// Below the title; empty if there is nothing to be said.
    pub note: String,
    pub mark: Mark,
    /// Steps to the end side.
    pub depth: usize,
    pub bar: Vec<Segment>,
    /// One for each head.
    pub figures: Vec<Figure>,
    /// What choosing it asks for, in order; nothing for a heading.
    pub asks: Vec<Command>,
}

/// What stands before a title.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mark {
    None,
    Person(Tone),
    Pair(Tone, Tone),
    Label(Tone, Form),
    Progress(Progress),
    Severity(Severity),
}

/// A stretch of a bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    pub ink: Ink,
    pub amount: f64,
    /// Whose it is; empty where a head says what it is.
    pub name: String,
}

/// Places of what is listed.
#[derive(Debug, Clone, PartialEq)]
enum Rows {
    People,
    Days(Vec<Date>),
    /// Places among the works.
    Works(Vec<usize>),
    Labels(Vec<LabelRow>),
    /// Layers and pairs by their places.
    Pairs(Vec<(usize, Option<usize>)>),
    Findings,
    Open(Vec<DocumentId>),
    Differing,
    /// The documents that the list shows.
    Documents,
}

#[derive(Debug, Clone, PartialEq)]
enum LabelRow {
    Layer(String),
    Label(LabelId),
    Role(LabelId, String),
}

/// A square of people by people.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    pub people: Vec<AnnotatorId>,
    /// Row by row; none where two are not compared.
    pub cells: Vec<Vec<Option<MatrixCell>>>,
}

/// How two people agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MatrixCell {
    /// The pair's place among the layer's.
    pub pair: usize,
    pub value: Option<f64>,
}

impl Chart {
    /// What a part lists; `board` are the figures.
    #[must_use]
    pub fn new(session: &Session, board: &Board, part: &Part) -> Self {
        let (rows, heads): (Rows, &'static [Head]) = match part {
            Part::People => (
                Rows::People,
                &[Head::Finished, Head::Started, Head::New, Head::Annotations, Head::Time, Head::TimePerDocument],
            ),
            Part::Days => (Rows::Days(board.days()), &[Head::Actions, Head::FinishedThen, Head::Time]),
            Part::Documents(wanted) => {
                (Rows::Works(works(board, wanted)), &[Head::Annotations, Head::Actions, Head::Time])
            }
            Part::Labels => (Rows::Labels(labels(session, board)), &[Head::Count]),
            Part::Agreement => (Rows::Pairs(pairs(board)), &[Head::Documents, Head::Agreement]),
            Part::Problems => (Rows::Findings, &[]),
            Part::Next(NextBy::Differing) => (Rows::Differing, &[Head::Differing, Head::Cases]),
            Part::Next(by) => {
                (Rows::Open(board.next(*by).into_iter().map(|open| open.document.clone()).collect()), &[Head::Begun])
            }
            Part::Assignments => (Rows::Documents, &[]),
        };
        let mut chart = Self { part: part.clone(), heads, most: 1.0, rows };
        chart.most = chart.most(session, board).max(1.0);
        chart
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self, session: &Session, board: &Board) -> usize {
        match &self.rows {
            Rows::People => board.people.len(),
            Rows::Days(days) => days.len(),
            Rows::Works(works) => works.len(),
            Rows::Labels(labels) => labels.len(),
            Rows::Pairs(pairs) => pairs.len(),
            Rows::Findings => board.findings.len(),
            Rows::Open(open) => open.len(),
            Rows::Differing => board.differing.len(),
            Rows::Documents => session.shown_len(),
        }
    }

    /// A row by its place.
    #[must_use]
    pub fn row(&self, session: &Session, board: &Board, at: usize) -> Option<Row> {
        match &self.rows {
            Rows::People => board.people.get(at).map(|person| person_row(board, person)),
            Rows::Days(days) => days.get(at).map(|day| day_row(board, *day)),
            Rows::Works(works) => {
                works.get(at).and_then(|at| board.works.get(*at)).map(|work| work_row(session, board, &self.part, work))
            }
            Rows::Labels(labels) => labels.get(at).map(|label| label_row(session, board, label)),
            Rows::Pairs(pairs) => pairs.get(at).and_then(|(layer, pair)| pair_row(session, board, *layer, *pair)),
            Rows::Findings => finding_row(session, board, at),
            Rows::Open(open) => open.get(at).map(|document| open_row(session, board, document)),
            Rows::Differing => board.differing.get(at).map(|differing| Row {
                bar: vec![Segment::new(Ink::Warning, differing.differing as f64)],
                figures: vec![Figure::Count(differing.differing), Figure::Count(differing.cases)],
                asks: vec![
                    Command::Open(differing.document.clone()),
                    ReviewCommand::Begin { of: Vec::new(), into: AnnotatorId::new(GOLD) }.into(),
                ],
                ..Row::of_document(session, &differing.document)
            }),
            Rows::Documents => session.shown_at(at).and_then(|index| session.document_line(index)).map(|line| Row {
                mark: Mark::Progress(line.progress),
                asks: vec![Command::Open(line.summary.id.clone())],
                ..Row::of_document(session, &line.summary.id)
            }),
        }
    }

    /// The layer, by its place, that a row of agreement is about.
    #[must_use]
    pub fn layer_at(&self, at: usize) -> Option<usize> {
        match &self.rows {
            Rows::Pairs(pairs) => pairs.get(at).or(pairs.first()).map(|(layer, _)| *layer),
            _ => None,
        }
    }

    /// The row of a layer's pair.
    #[must_use]
    pub fn row_of_pair(&self, layer: usize, pair: usize) -> Option<usize> {
        match &self.rows {
            Rows::Pairs(pairs) => pairs.iter().position(|row| *row == (layer, Some(pair))),
            _ => None,
        }
    }

    fn most(&self, session: &Session, board: &Board) -> f64 {
        let whole = |row: Row| row.bar.iter().map(|segment| segment.amount).sum::<f64>();
        match &self.rows {
            // Those that differ most and took longest come first.
            Rows::Works(_) | Rows::Differing => self.row(session, board, 0).map_or(0.0, whole),
            Rows::Pairs(_) => 1.0,
            Rows::Findings | Rows::Documents | Rows::Open(_) => 0.0,
            Rows::People | Rows::Days(_) | Rows::Labels(_) => {
                let rows = (0..self.len(session, board)).filter_map(|at| self.row(session, board, at));
                rows.map(whole).fold(0.0, f64::max)
            }
        }
    }
}

impl Head {
    /// The paint of its stretch in the bars, where heads say whose that is.
    #[must_use]
    pub fn ink(self) -> Option<Ink> {
        match self {
            Head::Finished => Some(Ink::Good),
            Head::Started => Some(Ink::Warning),
            Head::New => Some(Ink::Border),
            _ => None,
        }
    }
}

impl Segment {
    fn new(ink: Ink, amount: f64) -> Self {
        Self { ink, amount, name: String::new() }
    }

    /// The stretch of a head that has a paint.
    fn of(head: Head, amount: usize) -> Self {
        Self::new(head.ink().unwrap_or(Ink::Muted), amount as f64)
    }
}

impl Row {
    fn new(title: impl Into<String>) -> Self {
        let (title, note) = (title.into(), String::new());
        Self { title, note, mark: Mark::None, depth: 0, bar: Vec::new(), figures: Vec::new(), asks: Vec::new() }
    }

    /// A document by its title, with its name below.
    fn of_document(session: &Session, document: &DocumentId) -> Self {
        let asks = vec![Command::Open(document.clone())];
        Self { note: isolated(document.as_str()), asks, ..Self::new(session.title_of(document)) }
    }

    /// Whether it can be chosen.
    #[must_use]
    pub fn is_choosable(&self) -> bool {
        !self.asks.is_empty()
    }
}

/// The tone that stands for somebody on the board.
#[must_use]
pub fn tone_of(board: &Board, annotator: &AnnotatorId) -> Tone {
    let after_all = board.people.len();
    let at = board.people.iter().position(|person| person.annotator == *annotator).unwrap_or(after_all);
    Tone::from_word(TONES[at % TONES.len()]).unwrap_or(Tone::from_index(at))
}

/// How people agree in a layer, as a square.
#[must_use]
pub fn matrix(board: &Board, layer: usize) -> Matrix {
    let Some(layer) = board.agreement.get(layer) else {
        return Matrix { people: Vec::new(), cells: Vec::new() };
    };
    let people: BTreeSet<&AnnotatorId> = layer.pairs.iter().flat_map(|pair| [&pair.first, &pair.second]).collect();
    let people: Vec<AnnotatorId> = people.into_iter().cloned().collect();
    let is_of = |pair: &Pair, one: &AnnotatorId, other: &AnnotatorId| {
        (pair.first == *one && pair.second == *other) || (pair.first == *other && pair.second == *one)
    };
    let cell = |one: &AnnotatorId, other: &AnnotatorId| {
        let pair = layer.pairs.iter().position(|pair| is_of(pair, one, other))?;
        Some(MatrixCell { pair, value: layer.pairs[pair].value })
    };
    let cells = people.iter().map(|one| people.iter().map(|other| cell(one, other)).collect()).collect();
    Matrix { people, cells }
}

/// Those whom documents may be assigned to, by name, with their tones: all people but the one who is gold.
#[must_use]
pub fn assignable(session: &Session, board: &Board) -> Vec<(AnnotatorId, Tone)> {
    let is_person = |person: &&Person| person.kind == AnnotatorKind::Person && person.annotator.as_str() != GOLD;
    let mut people: BTreeSet<&AnnotatorId> =
        board.people.iter().filter(is_person).map(|person| &person.annotator).collect();
    people.extend(session.assignments().annotators());
    if session.annotator().as_str() != GOLD {
        people.insert(session.annotator());
    }
    people.into_iter().map(|name| (name.clone(), tone_of(board, name))).collect()
}

/// The works that are wanted, what took longest first, then by document and annotator.
fn works(board: &Board, wanted: &Wanted) -> Vec<usize> {
    let is_wanted = |at: &usize| {
        let work = &board.works[*at];
        wanted.of.as_ref().is_none_or(|of| work.annotator == *of)
            && wanted.day.is_none_or(|day| work.days.contains_key(&day))
            && wanted.label.as_ref().is_none_or(|label| count_of(work, label) > 0)
    };
    let mut found: Vec<usize> = (0..board.works.len()).filter(is_wanted).collect();
    found.sort_by(|a, b| {
        let (a, b) = (&board.works[*a], &board.works[*b]);
        (b.active_ms, &a.document, &a.annotator).cmp(&(a.active_ms, &b.document, &b.annotator))
    });
    found
}

fn count_of(work: &Work, label: &LabelName) -> usize {
    work.labels.iter().filter(|(id, _)| id.to_string() == label.0).map(|(_, count)| count).sum()
}

/// The labels that somebody gave, in the schema's order, with their roles; then those that the schema does not have.
fn labels(session: &Session, board: &Board) -> Vec<LabelRow> {
    let given: BTreeSet<&LabelId> = board.people.iter().flat_map(|person| person.labels.keys()).collect();
    let filled: BTreeSet<&(LabelId, String)> = board.people.iter().flat_map(|person| person.roles.keys()).collect();
    let mut rows = Vec::new();
    for layer in &session.project().layers {
        let before = rows.len();
        rows.push(LabelRow::Layer(layer.id.clone()));
        for label in layer.labels.iter().filter(|label| given.contains(&label.id)) {
            rows.push(LabelRow::Label(label.id.clone()));
            let roles = filled.iter().filter(|(of, _)| *of == label.id);
            rows.extend(roles.map(|(of, role)| LabelRow::Role(of.clone(), role.clone())));
        }
        if rows.len() == before + 1 {
            rows.pop();
        }
    }
    let unknown = given.iter().filter(|id| session.project().label(id).is_none());
    rows.extend(unknown.map(|id| LabelRow::Label((*id).clone())));
    rows
}

/// Each layer, then its pairs, those who agree least first.
fn pairs(board: &Board) -> Vec<(usize, Option<usize>)> {
    let mut rows = Vec::new();
    for (at, layer) in board.agreement.iter().enumerate() {
        rows.push((at, None));
        let mut pairs: Vec<usize> = (0..layer.pairs.len()).collect();
        let value = |pair: &usize| layer.pairs[*pair].value.unwrap_or(f64::INFINITY);
        pairs.sort_by(|a, b| value(a).total_cmp(&value(b)));
        rows.extend(pairs.into_iter().map(|pair| (at, Some(pair))));
    }
    rows
}

fn person_row(board: &Board, person: &Person) -> Row {
    let finished: Vec<u64> = board
        .works_of(&person.annotator)
        .iter()
        .filter(|work| work.progress == Progress::Finished && work.active_ms > 0)
        .map(|work| work.active_ms)
        .collect();
    let mean = finished.iter().sum::<u64>().checked_div(finished.len() as u64);
    let wanted = Wanted { of: Some(person.annotator.clone()), ..Wanted::default() };
    Row {
        mark: Mark::Person(tone_of(board, &person.annotator)),
        bar: vec![
            Segment::of(Head::Finished, person.finished),
            Segment::of(Head::Started, person.started),
            Segment::of(Head::New, person.new),
        ],
        figures: vec![
            Figure::Count(person.finished),
            Figure::Count(person.started),
            Figure::Count(person.new),
            Figure::Count(person.annotations),
            time(person.active_ms),
            mean.map_or(Figure::None, Figure::Time),
        ],
        asks: vec![BoardCommand::Show(Part::Documents(wanted)).into()],
        ..Row::new(person.annotator.as_str())
    }
}

fn day_row(board: &Board, day: Date) -> Row {
    let of_day = || board.people.iter().filter_map(|person| Some((person, person.days.get(&day)?)));
    let bar = of_day().map(|(person, work)| Segment {
        ink: Ink::Line(tone_of(board, &person.annotator)),
        amount: work.actions as f64,
        name: person.annotator.to_string(),
    });
    let wanted = Wanted { day: Some(day), ..Wanted::default() };
    Row {
        bar: bar.collect(),
        figures: vec![
            Figure::Count(of_day().map(|(_, work)| work.actions).sum()),
            Figure::Count(of_day().map(|(_, work)| work.finished).sum()),
            time(of_day().map(|(_, work)| work.active_ms).sum()),
        ],
        asks: vec![BoardCommand::Show(Part::Documents(wanted)).into()],
        ..Row::new(day.to_string())
    }
}

fn work_row(session: &Session, board: &Board, part: &Part, work: &Work) -> Row {
    let actions = work.days.values().map(|day| day.actions).sum();
    let days: Vec<String> = work.days.keys().map(ToString::to_string).collect();
    let days = match &days[..] {
        [] => String::new(),
        [only] => format!(" · {only}"),
        [first, .., last] => format!(" · {first} – {last}"),
    };
    let annotations = match part {
        Part::Documents(Wanted { label: Some(label), .. }) => count_of(work, label),
        _ => work.annotations,
    };
    Row {
        note: format!("{}{days}", isolated(work.annotator.as_str())),
        mark: Mark::Progress(work.progress),
        bar: vec![Segment {
            ink: Ink::Line(tone_of(board, &work.annotator)),
            amount: work.active_ms as f64,
            name: work.annotator.to_string(),
        }],
        figures: vec![Figure::Count(annotations), Figure::Count(actions), time(work.active_ms)],
        ..Row::of_document(session, &work.document)
    }
}

fn label_row(session: &Session, board: &Board, row: &LabelRow) -> Row {
    let bar = |count: &dyn Fn(&Person) -> usize| -> Vec<Segment> {
        let segment = |person: &Person| Segment {
            ink: Ink::Line(tone_of(board, &person.annotator)),
            amount: count(person) as f64,
            name: person.annotator.to_string(),
        };
        board.people.iter().map(segment).filter(|segment| segment.amount > 0.0).collect()
    };
    let sum = |count: &dyn Fn(&Person) -> usize| Figure::Count(board.people.iter().map(count).sum());
    let of_label = |id: &LabelId| {
        let label = Some(LabelName(id.to_string()));
        vec![BoardCommand::Show(Part::Documents(Wanted { label, ..Wanted::default() })).into()]
    };
    match row {
        LabelRow::Layer(id) => {
            Row::new(session.project().layer(id).map_or_else(|| id.clone(), |layer| layer.title.clone()))
        }
        LabelRow::Label(id) => {
            let count = |person: &Person| person.labels.get(id).copied().unwrap_or_default();
            let project = session.project();
            let label = project.label(id);
            Row {
                mark: Mark::Label(marks::tone(project, id), marks::form(project, id)),
                bar: bar(&count),
                figures: vec![sum(&count)],
                asks: of_label(id),
                ..Row::new(label.map_or_else(|| id.to_string(), |label| label.title.clone()))
            }
        }
        LabelRow::Role(id, role) => {
            let key = (id.clone(), role.clone());
            let count = |person: &Person| person.roles.get(&key).copied().unwrap_or_default();
            let known =
                session.project().label(id).and_then(|label| label.roles.iter().find(|known| known.name == *role));
            Row {
                depth: 1,
                bar: bar(&count),
                figures: vec![sum(&count)],
                asks: of_label(id),
                ..Row::new(known.map_or_else(|| role.clone(), |role| role.title.clone()))
            }
        }
    }
}

fn pair_row(session: &Session, board: &Board, layer: usize, pair: Option<usize>) -> Option<Row> {
    let layer = board.agreement.get(layer)?;
    let Some(pair) = pair else {
        let title = session.project().layer(&layer.layer).map(|layer| layer.title.clone());
        return Some(Row { note: layer.measure.to_owned(), ..Row::new(title.unwrap_or_else(|| layer.layer.clone())) });
    };
    let pair = layer.pairs.get(pair)?;
    let begin =
        ReviewCommand::Begin { of: vec![pair.first.clone(), pair.second.clone()], into: AnnotatorId::new(GOLD) };
    // Gold is compared with others, never with itself.
    let is_gold = [&pair.first, &pair.second].iter().any(|name| name.as_str() == GOLD);
    let open = pair.least.clone().map(Command::Open);
    Some(Row {
        note: pair.least.as_ref().map(|least| session.title_of(least)).unwrap_or_default(),
        bar: vec![Segment::new(Ink::Accent, pair.value.unwrap_or(0.0).max(0.0))],
        figures: vec![Figure::Count(pair.documents), pair.value.map_or(Figure::None, Figure::Share)],
        mark: Mark::Pair(tone_of(board, &pair.first), tone_of(board, &pair.second)),
        asks: open.into_iter().chain((!is_gold).then(|| begin.into())).collect(),
        ..Row::new(format!("{} – {}", isolated(pair.first.as_str()), isolated(pair.second.as_str())))
    })
}

fn finding_row(session: &Session, board: &Board, at: usize) -> Option<Row> {
    let found = board.findings.get(at)?;
    let open = found.document.clone().map(Command::Open);
    let is_own = found.annotator.as_ref() == Some(session.annotator());
    let choose = found.annotation.filter(|_| is_own).map(Command::Choose);
    let hint = found.problem.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
    Some(Row {
        note: format!("{}{hint}", isolated(&found.problem.place)),
        mark: Mark::Severity(found.problem.severity),
        asks: open.into_iter().chain(choose).collect(),
        ..Row::new(found.problem.message.clone())
    })
}

fn open_row(session: &Session, board: &Board, document: &DocumentId) -> Row {
    let row = Row::of_document(session, document);
    let Ok(at) = board.open.binary_search_by(|open| open.document.cmp(document)) else {
        return row;
    };
    let open = &board.open[at];
    let people: BTreeSet<&AnnotatorId> = open.waiting_for.union(&open.started).collect();
    let names: Vec<String> = people.iter().map(|name| isolated(name.as_str())).collect();
    Row {
        note: if names.is_empty() { row.note } else { names.join(", ") },
        bar: people.iter().map(|name| Segment::new(Ink::Line(tone_of(board, name)), 1.0)).collect(),
        figures: vec![Figure::Count(open.begun)],
        ..row
    }
}

fn time(ms: u64) -> Figure {
    if ms == 0 { Figure::None } else { Figure::Time(ms) }
}

/// A name in its own direction, whatever its neighbours' is.
fn isolated(name: &str) -> String {
    format!("\u{2068}{name}\u{2069}")
}
