//! Agreement: every figure of how some annotators agree, for each layer, pair and label, over any selection of documents, with
//! intervals. What the figures are made of, `observed` collects document by document.

use crate::model::id::AnnotatorId;
use crate::model::schema::Shape;

use super::bootstrap::{self, Drawn, Interval};
use super::codings::CodedDocuments;
use super::gamma::{self, Gamma, Line};
use super::observed::{Confused, Labels, Observed, pairs};
use super::scores::Counts;
use super::tokens;
use super::unitizing::{Disagreement, Sum};

use std::collections::BTreeMap;

/// Where every chance begins, unless somebody asks for another.
pub const SEED: u64 = 1;

/// What is measured. Where the measure comes from, the functions that it names say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// F1 of spans with the same borders and label: [`Counts::exact`].
    Exact,
    /// F1 up to clitics and spaces: [`Counts::clitic`].
    Clitic,
    /// F1 with half credit: [`Counts::partial`].
    Partial,
    /// F1 of what is aligned with the same label: [`Counts::aligned`].
    Aligned,
    /// F1 of arguments: [`Counts::arguments`].
    Arguments,
    /// F1 of whole frames: [`Counts::frames`].
    Frames,
    /// κ of two annotators, on tokens, or of topics on documents: [`super::codings::Codings::cohen`].
    Cohen,
    /// κ of all: [`super::codings::Codings::fleiss`].
    Fleiss,
    /// α of all: [`super::codings::Codings::alpha`].
    Alpha,
    /// α for unitizing: [`Sum::disagreement`].
    Unitizing,
}

/// Which figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The layer's place among [`Labels::layers`].
    pub layer: usize,
    /// Two annotators by their places, the earlier first; `None` for all.
    pub pair: Option<(usize, usize)>,
    /// The number of a label, of all annotators; `None` for the whole layer.
    pub label: Option<usize>,
    pub measure: Measure,
}

/// A figure with its interval; none where nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    pub key: Key,
    pub value: Option<f64>,
    pub interval: Option<Interval>,
}

/// Everything that is known of how annotators agree on some documents.
pub struct Agreement {
    pub annotators: Vec<AnnotatorId>,
    pub labels: Labels,
    documents: Vec<Observed>,
    /// By layer.
    coded: Vec<CodedDocuments>,
}

/// What the wanted figures are made of, summed up over a selection of documents.
struct Sums<'a> {
    of: &'a Agreement,
    drawn: &'a Drawn,
    by_pair: Vec<Counts>,
    by_label: Vec<Counts>,
    codings: Vec<Option<super::codings::Codings>>,
}

impl Measure {
    pub const ALL: [Measure; 10] = [
        Measure::Exact,
        Measure::Clitic,
        Measure::Partial,
        Measure::Aligned,
        Measure::Arguments,
        Measure::Frames,
        Measure::Cohen,
        Measure::Fleiss,
        Measure::Alpha,
        Measure::Unitizing,
    ];

    /// What files and tables call it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Measure::Exact => "exact-f1",
            Measure::Clitic => "clitic-f1",
            Measure::Partial => "partial-f1",
            Measure::Aligned => "aligned-f1",
            Measure::Arguments => "argument-f1",
            Measure::Frames => "frame-f1",
            Measure::Cohen => "cohen-kappa",
            Measure::Fleiss => "fleiss-kappa",
            Measure::Alpha => "alpha",
            Measure::Unitizing => "u-alpha",
        }
    }

    /// Whether it says something of annotations with this shape.
    #[must_use]
    pub fn fits(self, shape: Shape) -> bool {
        match self {
            Measure::Exact | Measure::Clitic | Measure::Partial | Measure::Unitizing => shape.takes_spans(),
            Measure::Aligned => shape != Shape::Topic,
            Measure::Arguments | Measure::Frames => matches!(shape, Shape::Event | Shape::Stance | Shape::Relation),
            Measure::Cohen | Measure::Fleiss | Measure::Alpha => shape != Shape::Relation,
        }
    }

    /// Whether it counts the annotations of one label apart from the others.
    fn is_by_label(self) -> bool {
        !matches!(self, Measure::Cohen | Measure::Fleiss | Measure::Alpha)
    }
}

impl Agreement {
    /// Of documents that were looked at with these annotators, in this order.
    #[must_use]
    pub fn new(annotators: Vec<AnnotatorId>, labels: Labels, documents: Vec<Observed>) -> Self {
        let coded = |layer: usize| {
            let of_layer: Vec<_> = documents.iter().map(|document| &document.coded[layer]).collect();
            CodedDocuments::new(annotators.len(), &tokens::shared(&of_layer))
        };
        Self { coded: (0..labels.layers.len()).map(coded).collect(), annotators, labels, documents }
    }

    #[must_use]
    pub fn documents(&self) -> &[Observed] {
        &self.documents
    }

    /// How many documents two annotators both have begun on; for `None`, two or more of all.
    #[must_use]
    pub fn shared_documents(&self, pair: Option<(usize, usize)>) -> usize {
        let is_shared = |document: &&Observed| document.pairs().any(|(_, found)| pair.is_none_or(|pair| pair == found));
        self.documents.iter().filter(is_shared).count()
    }

    /// The pairs of annotators who share a document.
    #[must_use]
    pub fn pairs(&self) -> Vec<(usize, usize)> {
        let all = pairs(self.annotators.len()).into_iter();
        all.filter(|pair| self.shared_documents(Some(*pair)) > 0).collect()
    }

    /// How many annotations an annotator gives a label, by its number.
    #[must_use]
    pub fn given(&self, annotator: usize, label: usize) -> usize {
        self.documents.iter().map(|document| document.given[annotator * self.labels.len() + label]).sum()
    }

    /// The figures that can be asked for: of each layer in which somebody says something all measures that fit, of all
    /// annotators, of each pair, and of each label that was given.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        let mut keys = Vec::new();
        let is_given = |label: &usize| (0..self.annotators.len()).any(|annotator| self.given(annotator, *label) > 0);
        for (layer, labels) in self.labels.layers.iter().enumerate() {
            let given: Vec<usize> = labels.numbers.clone().filter(is_given).collect();
            if given.is_empty() {
                continue;
            }
            let measures = || Measure::ALL.into_iter().filter(|measure| measure.fits(labels.shape));
            let key = |pair, label| move |measure| Key { layer, pair, label, measure };
            keys.extend(measures().filter(|measure| *measure != Measure::Cohen).map(key(None, None)));
            for pair in self.pairs() {
                let of_pair = measures().filter(|measure| !matches!(measure, Measure::Fleiss | Measure::Alpha));
                keys.extend(of_pair.map(key(Some(pair), None)));
            }
            for label in given {
                keys.extend(measures().filter(|measure| measure.is_by_label()).map(key(None, Some(label))));
            }
        }
        keys
    }

    /// Figures over all documents, with intervals by so many draws.
    #[must_use]
    pub fn figures(&self, keys: &[Key], draws: usize, seed: u64) -> Vec<Figure> {
        let values = self.values(keys, &self.every_document());
        let intervals = bootstrap::intervals(self.documents.len(), draws, seed, |drawn| self.values(keys, drawn));
        let figures = keys.iter().zip(values).zip(intervals);
        figures.map(|((key, value), interval)| Figure { key: *key, value, interval }).collect()
    }

    /// Figures over a selection of documents: each by its place, and as often as is said.
    #[must_use]
    pub fn values(&self, keys: &[Key], documents: &Drawn) -> Vec<Option<f64>> {
        let sums = Sums::new(self, keys, documents);
        keys.iter().map(|key| sums.value(key)).collect()
    }

    /// γ of a layer's marks.
    #[must_use]
    pub fn gamma(&self, layer: usize, pair: Option<(usize, usize)>, precision: f64, seed: u64) -> Option<Gamma> {
        let lines = self.documents.iter().flat_map(|document| {
            let wanted = document.pairs().filter(move |(_, found)| pair.is_none_or(|pair| pair == *found));
            wanted.map(|(_, (first, second))| {
                let units = &document.units[layer];
                Line { length: document.length, units: [units[first].clone(), units[second].clone()] }
            })
        });
        gamma::gamma(&lines.collect::<Vec<_>>(), precision, seed)
    }

    /// What label of a layer meets what label, and how often, over all documents.
    #[must_use]
    pub fn confusion(&self, layer: usize, pair: Option<(usize, usize)>) -> BTreeMap<Confused, usize> {
        let numbers = &self.labels.layers[layer].numbers;
        let is_wanted = |confused: &Confused| confused.0.or(confused.1).is_some_and(|number| numbers.contains(&number));
        let mut all = BTreeMap::new();
        for document in &self.documents {
            for (at, found) in document.pairs() {
                if pair.is_none_or(|pair| pair == found) {
                    for (confused, count) in document.confused[at].iter().filter(|(confused, _)| is_wanted(confused)) {
                        *all.entry(*confused).or_default() += count;
                    }
                }
            }
        }
        all
    }

    fn every_document(&self) -> Vec<(usize, usize)> {
        (0..self.documents.len()).map(|document| (document, 1)).collect()
    }
}

impl<'a> Sums<'a> {
    fn new(of: &'a Agreement, keys: &[Key], drawn: &'a Drawn) -> Self {
        let (layers, pairs) = (of.labels.layers.len(), pairs(of.annotators.len()).len());
        let mut sums = Self {
            by_pair: vec![Counts::default(); layers * pairs],
            by_label: vec![Counts::default(); of.labels.len()],
            codings: (0..layers).map(|_| None).collect(),
            of,
            drawn,
        };
        for (document, times) in drawn {
            let (document, times) = (&of.documents[*document], *times as u32);
            sums.by_pair.iter_mut().zip(&document.by_pair).for_each(|(sum, counts)| *sum += *counts * times);
            sums.by_label.iter_mut().zip(&document.by_label).for_each(|(sum, counts)| *sum += *counts * times);
        }
        for key in keys.iter().filter(|key| !key.measure.is_by_label()) {
            sums.codings[key.layer].get_or_insert_with(|| of.coded[key.layer].of(drawn));
        }
        sums
    }

    fn value(&self, key: &Key) -> Option<f64> {
        let codings = self.codings[key.layer].as_ref();
        match key.measure {
            Measure::Exact => self.counts(key).exact.f1(),
            Measure::Clitic => self.counts(key).clitic.f1(),
            Measure::Partial => self.counts(key).partial.f1(),
            Measure::Aligned => self.counts(key).aligned.f1(),
            Measure::Arguments => self.counts(key).arguments.f1(),
            Measure::Frames => self.counts(key).frames.f1(),
            Measure::Cohen => key.pair.and_then(|(first, second)| codings?.cohen(first, second)),
            Measure::Fleiss => codings?.fleiss(),
            Measure::Alpha => codings?.alpha(),
            Measure::Unitizing => self.disagreement(key).alpha(),
        }
    }

    fn counts(&self, key: &Key) -> Counts {
        let layers = self.of.labels.layers.len();
        match (key.label, key.pair) {
            (Some(label), _) => self.by_label[label],
            (None, Some(pair)) => self.by_pair[self.of.pair_number(pair) * layers + key.layer],
            (None, None) => self
                .by_pair
                .iter()
                .skip(key.layer)
                .step_by(layers)
                .fold(Counts::default(), |sum, of_pair| sum + *of_pair),
        }
    }

    /// Of the label, or of all labels of the layer together.
    fn disagreement(&self, key: &Key) -> Disagreement {
        let numbers = match key.label {
            Some(label) => label..label + 1,
            None => self.of.labels.layers[key.layer].numbers.clone(),
        };
        numbers.map(|number| self.disagreement_on(number, key.pair)).fold(Disagreement::default(), Disagreement::and)
    }

    fn disagreement_on(&self, number: usize, pair: Option<(usize, usize)>) -> Disagreement {
        let (who, raters) = match pair {
            Some(pair) => (1 + self.of.pair_number(pair), 2),
            None => (0, self.of.annotators.len()),
        };
        let longest =
            self.drawn.iter().map(|(document, _)| self.of.documents[*document].lengths[number][who].longest());
        let mut sum = Sum::new(longest.max().unwrap_or(0));
        for (document, times) in self.drawn {
            let document = &self.of.documents[*document];
            let lengths = &document.lengths[number][who];
            let is_present = match pair {
                Some((first, second)) => document.present[first] && document.present[second],
                None => document.present.iter().all(|is_present| *is_present),
            };
            match lengths.is_unmarked() {
                false => sum.add(lengths, *times),
                true if is_present => sum.add_unmarked(raters, document.length, *times),
                true => {}
            }
        }
        sum.disagreement()
    }
}

impl Agreement {
    fn pair_number(&self, pair: (usize, usize)) -> usize {
        // Those of all annotators before the first, then those of the first before the second.
        let (first, second) = pair;
        first * self.annotators.len() - first * (first + 1) / 2 + (second - first - 1)
    }
}
