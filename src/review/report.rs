//! A report of agreement as plain tables, which the command line prints and the window paints: for each layer all annotators
//! and each pair, its labels, what label meets what; then each document, and the days. Every row knows what it is about, so
//! that it can lead to the cases behind it.

use std::collections::BTreeMap;

use crate::model::id::{AnnotatorId, DocumentId, LabelId};
use crate::model::schema::Shape;

use super::agreement::{Agreement, Figure, IsWanted, Key, Measure, SEED};
use super::bootstrap::{DRAWS, Interval};
use super::gamma::{self, Gamma};
use super::observed::Confused;

/// What is to be reported besides what always is.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Draws of the bootstrap; none make no intervals.
    pub draws: usize,
    pub seed: u64,
    /// Whether γ is measured too, which takes longest.
    pub gamma: bool,
    /// A label or a layer, by any of its names; `None` for all.
    pub label: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Report {
    pub annotators: Vec<AnnotatorId>,
    /// Those in which somebody says something.
    pub layers: Vec<LayerReport>,
    /// In the project's order.
    pub documents: Vec<SelectionReport>,
    /// By day; the first may be empty, for documents of which none is known.
    pub days: Vec<SelectionReport>,
}

/// How annotators agree in a layer.
#[derive(Debug, Clone)]
pub struct LayerReport {
    /// Its place among the agreement's layers.
    pub number: usize,
    pub id: String,
    pub shape: Shape,
    /// The columns of all its tables.
    pub measures: Vec<Measure>,
    /// All annotators together, then each pair that shares documents.
    pub rows: Vec<Row>,
    /// In the schema's order.
    pub labels: Vec<LabelRow>,
    /// How often what label meets what, agreed or not, by number. All pairs together, the earlier annotator's label first.
    pub matrix: BTreeMap<Confused, usize>,
    /// The most frequent first. All pairs together, the earlier annotator's label first.
    pub confused: Vec<Confusion>,
}

/// A figure in a table; the value is `None` where nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cell {
    pub value: Option<f64>,
    pub interval: Option<Interval>,
}

#[derive(Debug, Clone)]
pub struct Row {
    /// Two annotators by their places; `None` for all.
    pub pair: Option<(usize, usize)>,
    /// How many documents they share.
    pub documents: usize,
    /// One for each measure of the layer.
    pub cells: Vec<Cell>,
    pub gamma: Option<Gamma>,
}

#[derive(Debug, Clone)]
pub struct LabelRow {
    /// Its number among the agreement's labels.
    pub number: usize,
    /// `None` for what the schema does not know.
    pub label: Option<LabelId>,
    /// How many annotations each annotator gives it, in documents that are compared.
    pub given: Vec<usize>,
    /// One for each measure of the layer.
    pub cells: Vec<Cell>,
}

/// A label of one annotator where the other has another one, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    pub first: Said,
    pub second: Said,
    pub count: usize,
}

/// What is said of one thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    Label(LabelId),
    /// A label that the schema does not know.
    Unknown,
    Nothing,
}

/// How annotators agree on a document, or on all of a day.
#[derive(Debug, Clone)]
pub struct SelectionReport {
    /// None for a day.
    pub document: Option<DocumentId>,
    pub day: String,
    pub documents: usize,
    pub cases: usize,
    /// Cases in which somebody differs.
    pub differing: usize,
    /// For each layer of the report, exact F1, or κ of all for topics.
    pub by_layer: Vec<Option<f64>>,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { draws: DRAWS, seed: SEED, gamma: false, label: None }
    }
}

impl Wanted {
    fn names(&self, layer: &str) -> bool {
        self.label.as_ref().is_none_or(|wanted| wanted == layer)
    }

    fn names_label(&self, label: &LabelId) -> bool {
        self.label
            .as_ref()
            .is_none_or(|wanted| *wanted == *label.label || *wanted == *label.layer || *wanted == label.to_string())
    }
}

impl Report {
    /// Measures everything. `days` has the day of each document of the agreement, as text that sorts. What is no longer wanted
    /// meanwhile is incomplete.
    #[must_use]
    pub fn of(agreement: &Agreement, days: &[String], wanted: &Wanted, is_waiting: IsWanted<'_>) -> Self {
        let is_wanted = |key: &Key| {
            let layer = &agreement.labels.layers[key.layer];
            match key.label {
                None => {
                    wanted.names(&layer.id)
                        || layer
                            .numbers
                            .clone()
                            .any(|number| agreement.labels.id(number).is_some_and(|label| wanted.names_label(label)))
                }
                Some(number) => {
                    agreement.labels.id(number).map_or(wanted.label.is_none(), |label| wanted.names_label(label))
                }
            }
        };
        let keys: Vec<Key> = agreement.keys().into_iter().filter(is_wanted).collect();
        let figures: BTreeMap<Key, Figure> = agreement
            .figures(&keys, wanted.draws, wanted.seed, is_waiting)
            .into_iter()
            .map(|figure| (figure.key, figure))
            .collect();
        let mut layers: Vec<usize> = keys.iter().map(|key| key.layer).collect();
        layers.dedup();
        let selections = |document: usize| vec![(document, 1)];
        let documents = (0..agreement.documents().len()).map(|at| {
            let document = agreement.documents()[at].document.clone();
            selection(agreement, &layers, Some(document), days[at].clone(), &selections(at))
        });
        let mut by_day: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
        for (at, day) in days.iter().enumerate() {
            by_day.entry(day).or_default().push((at, 1));
        }
        let days = by_day.iter().map(|(day, of_day)| selection(agreement, &layers, None, (*day).to_owned(), of_day));
        Self {
            annotators: agreement.annotators.clone(),
            documents: documents.collect(),
            days: days.collect(),
            layers: layers.iter().map(|layer| layer_report(agreement, *layer, &figures, wanted, is_waiting)).collect(),
        }
    }
}

fn layer_report(
    agreement: &Agreement,
    layer: usize,
    figures: &BTreeMap<Key, Figure>,
    wanted: &Wanted,
    is_waiting: IsWanted<'_>,
) -> LayerReport {
    let labels = &agreement.labels.layers[layer];
    let measures: Vec<Measure> = Measure::ALL.into_iter().filter(|measure| measure.fits(labels.shape)).collect();
    let cells = |pair, label| {
        let cell = |measure: &Measure| {
            let figure = figures.get(&Key { layer, pair, label, measure: *measure });
            figure.map_or_else(Cell::default, |figure| Cell { value: figure.value, interval: figure.interval })
        };
        measures.iter().map(cell).collect::<Vec<_>>()
    };
    let row = |pair| Row {
        pair,
        documents: agreement.shared_documents(pair),
        cells: cells(pair, None),
        gamma: (wanted.gamma && labels.shape.takes_spans())
            .then(|| agreement.gamma(layer, pair, gamma::PRECISION, wanted.seed, is_waiting))
            .flatten(),
    };
    let has_figures = |number: &usize| figures.keys().any(|key| key.label == Some(*number));
    let label_row = |number: usize| LabelRow {
        number,
        label: agreement.labels.id(number).cloned(),
        given: (0..agreement.annotators.len()).map(|annotator| agreement.given(annotator, number)).collect(),
        cells: cells(None, Some(number)),
    };
    let said = |number: Option<usize>| match number {
        None => Said::Nothing,
        Some(number) => agreement.labels.id(number).cloned().map_or(Said::Unknown, Said::Label),
    };
    let is_wanted = |said: &Said| matches!(said, Said::Label(label) if wanted.names_label(label));
    let matrix = agreement.confusion(layer, None);
    let mut confused: Vec<Confusion> = matrix
        .iter()
        .map(|((first, second), count)| Confusion { first: said(*first), second: said(*second), count: *count })
        .filter(|confusion| confusion.first != confusion.second)
        .filter(|confusion| wanted.label.is_none() || is_wanted(&confusion.first) || is_wanted(&confusion.second))
        .collect();
    confused
        .sort_by(|one, other| (other.count, &one.first, &one.second).cmp(&(one.count, &other.first, &other.second)));
    LayerReport {
        id: labels.id.clone(),
        shape: labels.shape,
        rows: std::iter::once(None).chain(agreement.pairs().into_iter().map(Some)).map(row).collect(),
        labels: labels.numbers.clone().filter(has_figures).map(label_row).collect(),
        number: layer,
        matrix,
        confused,
        measures,
    }
}

fn selection(
    agreement: &Agreement,
    layers: &[usize],
    document: Option<DocumentId>,
    day: String,
    of: &[(usize, usize)],
) -> SelectionReport {
    let key = |layer: &usize| {
        let measure = Measure::of_all(agreement.labels.layers[*layer].shape);
        Key { layer: *layer, pair: None, label: None, measure }
    };
    let observed = || of.iter().map(|(document, _)| &agreement.documents()[*document]);
    SelectionReport {
        document,
        day,
        documents: of.len(),
        cases: observed().map(|observed| observed.cases).sum(),
        differing: observed().map(|observed| observed.differing).sum(),
        by_layer: agreement.values(&layers.iter().map(key).collect::<Vec<_>>(), of),
    }
}
