//! Agreement as plain values: the tables of a layer, of the documents and of the days, line by line, each number with the command
//! that leads to the cases behind it. The words of measures are the window's.

use crate::model::id::{AnnotatorId, LabelId};
use crate::model::schema::{Project, Tone};
use crate::review::agreement::Measure;
use crate::review::bootstrap::Interval;
use crate::review::observed::Confused;
use crate::review::report::{LayerReport, SelectionReport};
use crate::session::agreement::Measured;
use crate::session::command::Command;
use crate::session::command::agreement::{AgreementCommand, Measuring, Number};
use crate::session::command::review::{Kind, NOTHING};
use crate::session::command::words::LabelName;
use crate::view::mark::Form;
use crate::view::marks;

/// What one looks at.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    pub tabs: Vec<Tab>,
    pub lines: Vec<Line>,
}

/// One of the sheets.
#[derive(Debug, Clone, PartialEq)]
pub struct Tab {
    /// The title of a layer; `None` for documents and days.
    pub layer: Option<String>,
    /// The figure that stands for it, if there is one.
    pub value: Option<f64>,
}

/// A line of a sheet, from the top.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    Title(Title),
    /// The heads of the columns below, and how the table is set.
    Heads(Vec<Head>),
    Row(Row),
    /// A figure by day, for each layer.
    Chart(Chart),
}

/// What a table is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Title {
    Annotators,
    Labels,
    /// What label meets what: a row for the earlier annotator's label, a column for the later one's.
    Confusion,
    Days,
    Documents,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Head {
    Measure(Measure),
    Gamma,
    /// How many annotations somebody gives.
    Given(String),
    Shared,
    Cases,
    Differing,
    Day,
    Layer(String),
    Label(LabelHead),
    /// The column, or row, of what the other one leaves out.
    Nothing,
}

#[derive(Debug, Clone, PartialEq)]
pub struct LabelHead {
    pub title: String,
    pub tone: Tone,
    pub form: Form,
}

/// What a row is of.
#[derive(Debug, Clone, PartialEq)]
pub enum About {
    Everybody,
    Pair(String, String),
    Label(LabelHead),
    Unknown,
    Nothing,
    Day(String),
    Document(Box<str>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub about: About,
    pub cells: Vec<Cell>,
    /// What a click on its name does.
    pub leads: Option<Command>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub value: Value,
    /// Goes to the cases behind it.
    pub leads: Option<Command>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing can be said.
    None,
    Count(usize),
    Figure {
        value: f64,
        interval: Option<Interval>,
    },
    /// γ, and how far chance may have misled it.
    Gamma {
        value: f64,
        error: f64,
    },
    Text(String),
    /// How often one label meets another, and which share of its row that is.
    Met {
        count: usize,
        share: f64,
        is_agreed: bool,
    },
}

/// Figures over days.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    pub days: Vec<String>,
    pub series: Vec<Series>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub title: String,
    pub tone: Tone,
    /// For each day; from 0 to 1, or below.
    pub values: Vec<Option<f64>>,
}

impl Row {
    /// The cell in a column, or what the row itself leads to.
    #[must_use]
    pub fn leads(&self, column: usize) -> Option<&Command> {
        self.cells.get(column).and_then(|cell| cell.leads.as_ref())
    }
}

/// The sheet with a number: of a layer of the report, or after all of these of documents and days.
#[must_use]
pub fn sheet(project: &Project, measured: &Measured, number: usize) -> Sheet {
    let layers = &measured.report.layers;
    let title = |layer: &LayerReport| {
        project
            .layers
            .iter()
            .find(|known| known.id == layer.id)
            .map_or_else(|| layer.id.clone(), |known| known.title.clone())
    };
    let mut tabs: Vec<Tab> =
        layers.iter().map(|layer| Tab { layer: Some(title(layer)), value: headline(layer) }).collect();
    tabs.push(Tab { layer: None, value: None });
    let lines = match layers.get(number) {
        Some(layer) => of_layer(project, measured, layer),
        None => of_documents(measured, &layers.iter().map(title).collect::<Vec<_>>()),
    };
    Sheet { tabs, lines }
}

/// What is said of a layer in one number: that of its first measure which says something.
fn headline(layer: &LayerReport) -> Option<f64> {
    layer.rows.first()?.cells.iter().find_map(|cell| cell.value)
}

fn of_layer(project: &Project, measured: &Measured, layer: &LayerReport) -> Vec<Line> {
    let mut lines = vec![Line::Title(Title::Annotators)];
    lines.extend(annotators(measured, layer));
    lines.push(Line::Title(Title::Labels));
    lines.extend(labels(project, measured, layer));
    lines.push(Line::Title(Title::Confusion));
    lines.extend(confusion(project, layer));
    lines
}

/// Everybody and each pair. Columns are measures that say something of anybody.
fn annotators(measured: &Measured, layer: &LayerReport) -> Vec<Line> {
    let columns = told(layer, |at| layer.rows.iter().any(|row| row.cells[at].value.is_some()));
    let has_gamma = layer.rows.iter().any(|row| row.gamma.is_some());
    let mut heads = vec![Head::Shared];
    heads.extend(columns.iter().map(|at| Head::Measure(layer.measures[*at])));
    heads.extend(has_gamma.then_some(Head::Gamma));
    let names = &measured.report.annotators;
    let line = |row: &crate::review::report::Row| {
        let of: Vec<AnnotatorId> =
            row.pair.map_or_else(Vec::new, |(one, other)| vec![names[one].clone(), names[other].clone()]);
        let number = || Number { of: of.clone(), label: Some(LabelName(layer.id.clone())), ..Number::default() };
        let leads = |measure: Measure| Some(show(Number { kind: Some(Kind::Measured(measure)), ..number() }));
        let shared = (row.documents > 0).then(|| show(Number { is_all: true, ..number() }));
        let mut cells = vec![Cell { value: Value::Count(row.documents), leads: shared }];
        cells.extend(columns.iter().map(|at| {
            let found = row.cells[*at];
            let value = found.value.map(|value| Value::Figure { value, interval: found.interval });
            let leads = value.as_ref().and_then(|_| leads(layer.measures[*at]));
            Cell { leads, value: value.unwrap_or(Value::None) }
        }));
        let gamma = row.gamma.map(|gamma| Value::Gamma { value: gamma.value, error: gamma.error });
        // Whatever border or label differs makes a disorder.
        let behind_gamma = gamma.as_ref().and_then(|_| leads(Measure::Exact));
        cells.extend(has_gamma.then(|| Cell { leads: behind_gamma, value: gamma.unwrap_or(Value::None) }));
        // The name of a pair narrows everything to the two.
        let (about, leads) = match row.pair {
            None => (About::Everybody, None),
            Some((one, other)) => {
                let narrowed = Measuring { of: of.clone(), ..measured.measuring.clone() };
                let leads = (names.len() > 2).then_some(Command::Agreement(AgreementCommand::Measure(narrowed)));
                (About::Pair(names[one].to_string(), names[other].to_string()), leads)
            }
        };
        Line::Row(Row { about, cells, leads })
    };
    std::iter::once(Line::Heads(heads)).chain(layer.rows.iter().map(line)).collect()
}

fn labels(project: &Project, measured: &Measured, layer: &LayerReport) -> Vec<Line> {
    let columns = told(layer, |at| layer.labels.iter().any(|row| row.cells[at].value.is_some()));
    let mut heads: Vec<Head> = measured.report.annotators.iter().map(|name| Head::Given(name.to_string())).collect();
    heads.extend(columns.iter().map(|at| Head::Measure(layer.measures[*at])));
    let rows = layer.labels.iter().map(|row| {
        let name = row.label.as_ref().map(|label| LabelName(label.to_string()));
        let number = || name.clone().map(|label| Number { label: Some(label), ..Number::default() });
        let given = measured.report.annotators.iter().zip(&row.given).map(|(by, given)| {
            let theirs = number().filter(|_| *given > 0).map(|number| show(Number { by: Some(by.clone()), ..number }));
            Cell { value: Value::Count(*given), leads: theirs }
        });
        let mut cells: Vec<Cell> = given.collect();
        cells.extend(columns.iter().map(|at| {
            let found = row.cells[*at];
            let value = found.value.map(|value| Value::Figure { value, interval: found.interval });
            let kind = Some(Kind::Measured(layer.measures[*at]));
            let leads = number().filter(|_| value.is_some()).map(|number| show(Number { kind, ..number }));
            Cell { leads, value: value.unwrap_or(Value::None) }
        }));
        let about = row.label.as_ref().map_or(About::Unknown, |label| About::Label(head(project, label)));
        Line::Row(Row { about, cells, leads: number().map(show) })
    });
    std::iter::once(Line::Heads(heads)).chain(rows).collect()
}

/// The matrix of what meets what; all labels that somebody gives, and nothing as the last.
fn confusion(project: &Project, layer: &LayerReport) -> Vec<Line> {
    let said: Vec<(Option<usize>, Option<&LabelId>)> =
        layer.labels.iter().map(|row| (Some(row.number), row.label.as_ref())).chain([(None, None)]).collect();
    let heads = said.iter().map(|(number, label)| match (number, label) {
        (Some(_), Some(label)) => Head::Label(self::head(project, label)),
        (Some(_), None) => Head::Label(unknown(layer)),
        (None, _) => Head::Nothing,
    });
    let name = |(number, label): (Option<usize>, Option<&LabelId>)| match (number, label) {
        (None, _) => Some(LabelName(NOTHING.to_owned())),
        (Some(_), label) => label.map(|label| LabelName(label.to_string())),
    };
    let rows = said.iter().map(|first| {
        let met = |second: &(Option<usize>, Option<&LabelId>)| {
            let cell: Confused = (first.0, second.0);
            layer.matrix.get(&cell).copied().unwrap_or(0)
        };
        let all: usize = said.iter().map(met).sum();
        let cells = said.iter().map(|second| {
            let count = met(second);
            let value = match (count, first.0, second.0) {
                (_, None, None) => Value::None,
                (count, one, other) => {
                    Value::Met { count, share: count as f64 / all.max(1) as f64, is_agreed: one == other }
                }
            };
            let names = name(*first).zip(name(*second)).filter(|_| count > 0);
            let number = |(label, against)| Number { label: Some(label), against: Some(against), ..Number::default() };
            Cell { value, leads: names.map(|names| show(number(names))) }
        });
        let about = match (first.0, first.1) {
            (None, _) => About::Nothing,
            (Some(_), Some(label)) => About::Label(self::head(project, label)),
            (Some(_), None) => About::Unknown,
        };
        Line::Row(Row { about, cells: cells.collect(), leads: None })
    });
    std::iter::once(Line::Heads(heads.collect())).chain(rows).collect()
}

fn of_documents(measured: &Measured, titles: &[String]) -> Vec<Line> {
    let report = &measured.report;
    let layers = || titles.iter().cloned().map(Head::Layer);
    let mut lines = Vec::new();
    let known: Vec<&SelectionReport> = report.days.iter().filter(|line| !line.day.is_empty()).collect();
    if known.len() > 1 {
        lines.push(Line::Title(Title::Days));
        let series = titles.iter().enumerate().map(|(at, title)| Series {
            title: title.clone(),
            tone: Tone::from_index(at),
            values: known.iter().map(|line| line.by_layer[at]).collect(),
        });
        lines.push(Line::Chart(Chart {
            days: known.iter().map(|line| line.day.clone()).collect(),
            series: series.collect(),
        }));
        lines.push(Line::Heads([Head::Shared, Head::Cases, Head::Differing].into_iter().chain(layers()).collect()));
        lines.extend(report.days.iter().map(|line| {
            let about = About::Day(line.day.clone());
            let number = || Number { day: Some(line.day.clone()), ..Number::default() };
            let all = Some(show(Number { is_all: true, ..number() }));
            let mut cells = vec![Cell { value: Value::Count(line.documents), leads: all }];
            cells.extend(selected(measured, line, number));
            Line::Row(Row { about, cells, leads: None })
        }));
    }
    lines.push(Line::Title(Title::Documents));
    lines.push(Line::Heads([Head::Day, Head::Cases, Head::Differing].into_iter().chain(layers()).collect()));
    lines.extend(report.documents.iter().zip(&measured.titles).map(|(line, title)| {
        let number = || Number { document: line.document.clone(), ..Number::default() };
        let day = if line.day.is_empty() { Value::None } else { Value::Text(line.day.clone()) };
        let mut cells = vec![Cell { value: day, leads: None }];
        cells.extend(selected(measured, line, number));
        let leads = (line.differing > 0).then(|| show(number()));
        Line::Row(Row { about: About::Document(title.clone()), cells, leads })
    }));
    lines
}

/// How many cases there are, how many differ, and the figure of each layer.
fn selected<'a>(
    measured: &'a Measured,
    line: &'a SelectionReport,
    number: impl Fn() -> Number + 'a,
) -> impl Iterator<Item = Cell> + 'a {
    let counts = [
        Cell {
            value: Value::Count(line.cases),
            leads: (line.cases > 0).then(|| show(Number { is_all: true, ..number() })),
        },
        Cell { value: Value::Count(line.differing), leads: (line.differing > 0).then(|| show(number())) },
    ];
    let figures = measured.report.layers.iter().zip(&line.by_layer).map(move |(layer, value)| match value {
        None => Cell { value: Value::None, leads: None },
        Some(value) => {
            let label = Some(LabelName(layer.id.clone()));
            let kind = Some(Kind::Measured(Measure::of_all(layer.shape)));
            let leads = (*value < 1.0).then(|| show(Number { label, kind, ..number() }));
            Cell { value: Value::Figure { value: *value, interval: None }, leads }
        }
    });
    counts.into_iter().chain(figures)
}

/// The places of measures of a layer that say something.
fn told(layer: &LayerReport, says: impl Fn(usize) -> bool) -> Vec<usize> {
    (0..layer.measures.len()).filter(|at| says(*at)).collect()
}

fn show(number: Number) -> Command {
    Command::Agreement(AgreementCommand::Show(Box::new(number)))
}

fn head(project: &Project, label: &LabelId) -> LabelHead {
    LabelHead {
        title: project.label(label).map_or_else(|| label.label.to_string(), |label| label.title.clone()),
        tone: marks::tone(project, label),
        form: marks::form(project, label),
    }
}

fn unknown(layer: &LayerReport) -> LabelHead {
    LabelHead { title: format!("{}/?", layer.id), tone: Tone::from_index(Tone::WORDS.len() - 1), form: Form::Entity }
}
