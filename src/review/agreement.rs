//! Agreement: every figure of how some annotators agree, for each layer, pair and label, over any selection of documents, with
//! intervals. What the figures are made of, `observed` collects document by document.

use crate::model::id::AnnotatorId;
use crate::model::schema::Shape;

use super::bootstrap::{self, Interval};
use super::codings::Codings;
use super::gamma::{self, Gamma, Line};
use super::ledger::{Ledger, Sums};
use super::observed::{Confused, Labels, Observed, pairs};
use super::scores::{Counts, Tally};
use super::unitizing::Disagreement;

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
    /// α for unitizing: [`super::unitizing::Scale::disagreement`].
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

/// Whether somebody still waits for what is measured.
pub type IsWanted<'a> = &'a (dyn Fn() -> bool + Sync);

/// What a number is about, so that its cases can be found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Behind {
    /// The annotators who are compared, by their places.
    pub of: Vec<usize>,
    /// `None` for all.
    pub layer: Option<usize>,
    /// By number.
    pub label: Option<usize>,
    /// What the earlier and the later annotator say of one thing.
    pub cell: Option<Confused>,
    /// By what they differ; `None` for whatever.
    pub measure: Option<Measure>,
    /// Who gives the label, whether others agree or not.
    pub by: Option<usize>,
    /// Whether cases count in which all say the same.
    pub is_all: bool,
}

/// Everything that is known of how annotators agree on some documents.
pub struct Agreement {
    pub annotators: Vec<AnnotatorId>,
    pub labels: Labels,
    documents: Vec<Observed>,
    ledger: Ledger,
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

    /// The measure that stands for all of a layer with this shape, where there is room for one.
    #[must_use]
    pub fn of_all(shape: Shape) -> Self {
        match shape {
            Shape::Entity | Shape::Event | Shape::Stance => Measure::Exact,
            Shape::Relation => Measure::Frames,
            Shape::Topic => Measure::Alpha,
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.word() == word)
    }

    /// What it looks at among what is counted: unitizing at what exact spans are; `None` if it is about how words are coded.
    #[must_use]
    pub fn tally(self, counts: &Counts) -> Option<Tally> {
        Some(match self {
            Measure::Exact | Measure::Unitizing => counts.exact,
            Measure::Clitic => counts.clitic,
            Measure::Partial => counts.partial,
            Measure::Aligned => counts.aligned,
            Measure::Arguments => counts.arguments,
            Measure::Frames => counts.frames,
            Measure::Cohen | Measure::Fleiss | Measure::Alpha => return None,
        })
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
        let ledger = Ledger::new(annotators.len(), &labels, &documents);
        Self { annotators, labels, documents, ledger }
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

    /// Figures over all documents, with intervals by so many draws; none of these if they are no longer wanted meanwhile.
    #[must_use]
    pub fn figures(&self, keys: &[Key], draws: usize, seed: u64, is_wanted: IsWanted<'_>) -> Vec<Figure> {
        let every: Vec<(usize, usize)> = (0..self.documents.len()).map(|document| (document, 1)).collect();
        let intervals = bootstrap::intervals(keys.len(), self.documents.len(), draws, seed, |drawn| {
            let figures = |sums: &Sums<'_>| if is_wanted() { self.read(keys, sums) } else { vec![None; keys.len()] };
            self.ledger.with_drawn(drawn, figures)
        });
        let figures = keys.iter().zip(self.values(keys, &every)).zip(intervals);
        figures.map(|((key, value), interval)| Figure { key: *key, value, interval }).collect()
    }

    /// Figures over a selection of documents: each by its place, and as often as is said.
    #[must_use]
    pub fn values(&self, keys: &[Key], documents: &[(usize, usize)]) -> Vec<Option<f64>> {
        self.ledger.with_sums(documents, |sums| self.read(keys, sums))
    }

    fn read(&self, keys: &[Key], sums: &Sums<'_>) -> Vec<Option<f64>> {
        let codings = (0..self.labels.layers.len()).map(|layer| {
            let is_coded = |key: &Key| key.layer == layer && !key.measure.is_by_label();
            keys.iter().any(is_coded).then(|| sums.codings(layer))
        });
        let codings: Vec<Option<Codings>> = codings.collect();
        keys.iter().map(|key| self.value(key, sums, codings[key.layer].as_ref())).collect()
    }

    fn value(&self, key: &Key, sums: &Sums<'_>, codings: Option<&Codings>) -> Option<f64> {
        match key.measure {
            Measure::Exact
            | Measure::Clitic
            | Measure::Partial
            | Measure::Aligned
            | Measure::Arguments
            | Measure::Frames => {
                let counts = match key.label {
                    Some(label) => sums.of_label(label),
                    None => sums.of_pair(key.pair, key.layer),
                };
                key.measure.tally(&counts)?.f1()
            }
            Measure::Cohen => key.pair.and_then(|(first, second)| codings?.cohen(first, second)),
            Measure::Fleiss => codings?.fleiss(),
            Measure::Alpha => codings?.alpha(),
            Measure::Unitizing => {
                // Of the label, or of all labels of the layer together.
                let labels = match key.label {
                    Some(label) => label..label + 1,
                    None => self.labels.layers[key.layer].numbers.clone(),
                };
                let disagreements = labels.map(|label| sums.disagreement(label, key.pair));
                disagreements.fold(Disagreement::default(), Disagreement::and).alpha()
            }
        }
    }

    /// γ of a layer's marks, of a pair or of all who have begun on a document.
    #[must_use]
    pub fn gamma(
        &self,
        layer: usize,
        pair: Option<(usize, usize)>,
        precision: f64,
        seed: u64,
        is_wanted: IsWanted<'_>,
    ) -> Option<Gamma> {
        let line = |document: &Observed| {
            let who = match pair {
                Some((first, second)) if document.present[first] && document.present[second] => vec![first, second],
                Some(_) => return None,
                None => document.who(),
            };
            let units = who.iter().map(|annotator| document.units[layer][*annotator].clone()).collect();
            (who.len() > 1).then_some(Line { length: document.length, units })
        };
        gamma::gamma(&self.documents.iter().filter_map(line).collect::<Vec<_>>(), precision, seed, is_wanted)
    }

    /// The documents that a number is about in which somebody differs, by their places, those with most differences first;
    /// for two labels, those in which one meets the other.
    #[must_use]
    pub fn behind(&self, number: &Behind) -> Vec<usize> {
        let weights = self.documents.iter().map(|document| self.weight(document, number)).enumerate();
        let mut found: Vec<(usize, f64)> = weights.filter(|(_, weight)| *weight > 0.0).collect();
        found.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        found.into_iter().map(|(at, _)| at).collect()
    }

    /// How much of what a number is about there is in a document.
    fn weight(&self, document: &Observed, number: &Behind) -> f64 {
        let Behind { layer, label, cell, measure, by, is_all, .. } = *number;
        let layers = self.labels.layers.len();
        let is_of = |(one, other): (usize, usize)| number.of.contains(&one) && number.of.contains(&other);
        let pairs = || document.pairs().filter(|(_, pair)| is_of(*pair));
        let given = |annotator: usize, label: usize| document.given[annotator * self.labels.len() + label];
        if let Some(cell) = cell {
            return pairs().filter_map(|(at, _)| document.confused[at].get(&cell)).sum::<usize>() as f64;
        }
        if let (Some(by), Some(label)) = (by, label) {
            return if document.present[by] { given(by, label) as f64 } else { 0.0 };
        }
        if is_all {
            let labels = match (label, layer) {
                (Some(label), _) => label..label + 1,
                (None, Some(layer)) => self.labels.layers[layer].numbers.clone(),
                (None, None) => 0..self.labels.len(),
            };
            let said = |(first, second): (usize, usize)| {
                labels.clone().map(|label| given(first, label) + given(second, label)).sum::<usize>()
            };
            return pairs().map(|(_, pair)| said(pair)).sum::<usize>() as f64;
        }
        let open = |counts: &Counts| match measure.and_then(|measure| measure.tally(counts)) {
            Some(tally) => tally.open(),
            None => counts.differing(),
        };
        if let Some(label) = label {
            let is_said = |(at, _): (usize, (usize, usize))| {
                document.confused[at].keys().any(|(one, other)| [one, other].contains(&&Some(label)))
            };
            return if pairs().any(is_said) { open(&document.by_label[label]) } else { 0.0 };
        }
        let by_words = measure.is_some_and(|measure| !measure.is_by_label());
        let of_pair = |(at, pair): (usize, (usize, usize)), layer: usize| match by_words {
            true => document.recoded(layer, pair),
            false => open(&document.by_pair[at * layers + layer]),
        };
        let wanted = layer.map_or(0..layers, |layer| layer..layer + 1);
        pairs().map(|pair| wanted.clone().map(|layer| of_pair(pair, layer)).sum::<f64>()).sum()
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
}
