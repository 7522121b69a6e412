//! What one document says of how annotators agree: counts, codings and lengths from which every figure of any selection of
//! documents follows, so that the texts need not be kept. Offsets are UTF-8 bytes; lengths along a text are code points.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::annotation::Annotation;
use crate::model::document::Document;
use crate::model::id::{DocumentId, LabelId};
use crate::model::schema::{Project, Shape};
use crate::model::set::AnnotationSet;

use super::align::Alignment;
use super::cases::{Case, cases};
use super::disorder::Unit;
use super::scores::{Counts, Scored};
use super::tokens::{self, Coded};
use super::unitizing::{Continuum, Lengths};

/// The labels of a schema by number, layer by layer. Each layer has one number more, for what its schema does not know.
#[derive(Debug, Clone)]
pub struct Labels {
    pub layers: Vec<LayerLabels>,
    numbers: BTreeMap<LabelId, usize>,
    /// By number; none for what is not in the schema.
    ids: Vec<Option<LabelId>>,
}

/// A layer with the numbers of its labels.
#[derive(Debug, Clone)]
pub struct LayerLabels {
    pub id: String,
    pub shape: Shape,
    /// The last is what the schema does not know.
    pub numbers: Range<usize>,
}

/// A pair of labels that two annotators give to one thing, by number; `None` where one says nothing of it.
pub type Confused = (Option<usize>, Option<usize>);

/// Where those who have begun mark one label. Nothing where nobody does: the whole document is then a gap.
#[derive(Debug, Clone, Default)]
pub struct Marked {
    /// One for each.
    pub lengths: Vec<Lengths>,
    /// Of each pair, the earlier first.
    pub differences: Vec<f64>,
}

/// An annotation with the number of its label.
type Numbered<'a> = (&'a Annotation, usize);

/// What one document says.
#[derive(Debug, Clone)]
pub struct Observed {
    pub document: DocumentId,
    /// For each annotator, whether they have begun on it.
    pub present: Vec<bool>,
    /// Cases in all, and those in which somebody differs.
    pub cases: usize,
    pub differing: usize,
    /// Annotations that nothing is compared with, because the schema has no such layer.
    pub left_out: usize,
    /// Annotations of labels that the schema does not have, in layers that it has.
    pub unknown: usize,
    /// By pair and layer.
    pub(super) by_pair: Vec<Counts>,
    /// By label, all pairs together.
    pub(super) by_label: Vec<Counts>,
    /// By annotator and label, how many annotations.
    pub(super) given: Vec<usize>,
    /// By pair, what label meets what.
    pub(super) confused: Vec<BTreeMap<Confused, usize>>,
    /// By layer: words, or for topics the document.
    pub(super) coded: Vec<Coded>,
    /// By label.
    pub(super) marked: Vec<Marked>,
    /// By layer and annotator.
    pub(super) units: Vec<Vec<Vec<Unit>>>,
    /// In code points.
    pub(super) length: usize,
}

impl Labels {
    #[must_use]
    pub fn new(project: &Project) -> Self {
        let mut labels = Self { layers: Vec::new(), numbers: BTreeMap::new(), ids: Vec::new() };
        for layer in &project.layers {
            let first = labels.ids.len();
            for label in &layer.labels {
                labels.numbers.insert(label.id.clone(), labels.ids.len());
                labels.ids.push(Some(label.id.clone()));
            }
            labels.ids.push(None);
            let numbers = first..labels.ids.len();
            labels.layers.push(LayerLabels { id: layer.id.clone(), shape: layer.shape, numbers });
        }
        labels
    }

    /// How many numbers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The label with a number; `None` for what the schema does not know.
    #[must_use]
    pub fn id(&self, number: usize) -> Option<&LabelId> {
        self.ids.get(number)?.as_ref()
    }

    /// The number of a label; `None` if the schema has no such layer.
    #[must_use]
    pub fn number(&self, label: &LabelId) -> Option<usize> {
        let unknown = || self.layers.iter().find(|layer| layer.id == *label.layer).map(|layer| layer.numbers.end - 1);
        self.numbers.get(label).copied().or_else(unknown)
    }
}

/// All pairs of so many annotators, in the order of the first, then of the second.
#[must_use]
pub fn pairs(annotators: usize) -> Vec<(usize, usize)> {
    (0..annotators).flat_map(|first| (first + 1..annotators).map(move |second| (first, second))).collect()
}

impl Observed {
    /// Looks at a document with its alignment of `sets`, one for each annotator.
    #[must_use]
    pub fn of(labels: &Labels, document: &Document, sets: &[&AnnotationSet], alignment: &Alignment) -> Self {
        let present: Vec<bool> = sets.iter().map(|set| set.has_begun()).collect();
        let (mut given, mut left_out, mut unknown) = (vec![0; sets.len() * labels.len()], 0, 0);
        for (set, annotations) in sets.iter().enumerate() {
            for annotation in annotations.in_reading_order() {
                match labels.number(&annotation.label) {
                    Some(number) => {
                        given[set * labels.len() + number] += 1;
                        unknown += usize::from(labels.id(number).is_none());
                    }
                    None => left_out += 1,
                }
            }
        }
        let cases = cases(document.text(), sets, alignment);
        let differs = |case: &&Case| {
            let mut readings = case.readings.iter().filter(|reading| reading.sets.iter().any(|set| present[*set]));
            readings.nth(1).is_some()
        };
        let mut observed = Self {
            document: document.id().clone(),
            differing: cases.iter().filter(differs).count(),
            cases: cases.len(),
            left_out,
            unknown,
            given,
            by_pair: vec![Counts::default(); pairs(sets.len()).len() * labels.layers.len()],
            by_label: vec![Counts::default(); labels.len()],
            confused: vec![BTreeMap::new(); pairs(sets.len()).len()],
            coded: Vec::new(),
            marked: vec![Marked::default(); labels.len()],
            units: Vec::new(),
            length: document.chars_len(),
            present,
        };
        observed.count(labels, document, alignment);
        observed.mark(labels, document, sets);
        observed
    }

    /// The pairs of annotators who both have begun, with their numbers among all pairs.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, (usize, usize))> {
        let both = |(_, (first, second)): &(usize, (usize, usize))| self.present[*first] && self.present[*second];
        pairs(self.present.len()).into_iter().enumerate().filter(both)
    }

    /// How many units of a layer two annotators who have begun code otherwise: words, or the document.
    pub(super) fn recoded(&self, layer: usize, (first, second): (usize, usize)) -> f64 {
        let who = self.who();
        let places = who.binary_search(&first).ok().zip(who.binary_search(&second).ok());
        let counted = &self.coded[layer].counted;
        let Some((pair, given)) = places.and_then(|(first, second)| {
            let pair = pairs(who.len()).into_iter().position(|pair| pair == (first, second))?;
            Some((counted.alike.get(pair)?, counted.given.get(first)?))
        }) else {
            return 0.0;
        };
        given.iter().sum::<f64>() - pair
    }

    /// Those who have begun, ascending.
    pub(super) fn who(&self) -> Vec<usize> {
        (0..self.present.len()).filter(|annotator| self.present[*annotator]).collect()
    }

    fn count(&mut self, labels: &Labels, document: &Document, alignment: &Alignment) {
        let pairs: Vec<_> = self.pairs().collect();
        for found in alignment.matches() {
            let scored = Scored::new(document.text(), alignment, found);
            let Some(layer) = labels.layers.iter().position(|layer| layer.id == found.layer) else { continue };
            let number = |set: usize| labels.number(&found.members[set].as_ref()?.label);
            for (pair, (first, second)) in &pairs {
                let (one, other) = (number(*first), number(*second));
                if one.is_none() && other.is_none() {
                    continue;
                }
                *self.confused[*pair].entry((one, other)).or_default() += 1;
                let (of_first, of_second) = scored.counts(*first, *second);
                self.by_pair[*pair * labels.layers.len() + layer] += of_first + of_second;
                if let Some(one) = one {
                    self.by_label[one] += of_first;
                }
                if let Some(other) = other {
                    self.by_label[other] += of_second;
                }
            }
        }
    }

    fn mark(&mut self, labels: &Labels, document: &Document, sets: &[&AnnotationSet]) {
        let words = tokens::words(document.text());
        for layer in &labels.layers {
            let said: Vec<Vec<Numbered<'_>>> = sets.iter().map(|set| said(labels, layer, set)).collect();
            let compared: Vec<&[Numbered<'_>]> = self.who().into_iter().map(|rater| said[rater].as_slice()).collect();
            self.coded.push(match layer.shape {
                Shape::Topic => coded_topics(&compared),
                Shape::Relation => Coded::default(),
                Shape::Entity | Shape::Event | Shape::Stance => coded_words(&words, &compared),
            });
            for number in layer.numbers.clone() {
                self.marked[number] = marked(document, number, &compared);
            }
            self.units.push(said.iter().map(|said| units(document, said)).collect());
        }
    }
}

fn coded_topics(said: &[&[Numbered<'_>]]) -> Coded {
    let topics = |said: &&[Numbered<'_>]| vec![said.iter().map(|(_, number)| *number).collect()];
    tokens::of_units(1, said.iter().map(topics).collect())
}

fn coded_words(words: &[Range<usize>], said: &[&[Numbered<'_>]]) -> Coded {
    let marks = |said: &&[Numbered<'_>]| -> Vec<(Range<usize>, usize)> {
        let pieces = |(found, number): &Numbered<'_>| {
            let number = *number;
            found.anchor.spans().iter().map(move |span| (span.range(), number)).collect::<Vec<_>>()
        };
        said.iter().flat_map(pieces).collect()
    };
    let marks: Vec<_> = said.iter().map(marks).collect();
    tokens::of_words(words, &marks.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

fn marked(document: &Document, number: usize, said: &[&[Numbered<'_>]]) -> Marked {
    let ranges = |said: &&[Numbered<'_>]| -> Vec<Range<usize>> {
        let of_label = said.iter().filter(|(_, found)| *found == number);
        let spans = of_label.flat_map(|(found, _)| found.anchor.spans());
        spans.map(|span| document.chars_from_span(*span)).collect()
    };
    let ranges: Vec<Vec<Range<usize>>> = said.iter().map(ranges).collect();
    if ranges.iter().all(Vec::is_empty) {
        return Marked::default();
    }
    let line = Continuum::new(document.chars_len(), ranges);
    Marked {
        lengths: (0..said.len()).map(|rater| line.lengths(rater)).collect(),
        differences: pairs(said.len()).into_iter().map(|(first, second)| line.differences(first, second)).collect(),
    }
}

/// The annotations of a layer with the numbers of their labels, in reading order.
fn said<'a>(labels: &Labels, layer: &LayerLabels, set: &'a AnnotationSet) -> Vec<Numbered<'a>> {
    let of_layer = set.in_reading_order().iter().filter(|annotation| *annotation.label.layer == *layer.id);
    of_layer.filter_map(|annotation| Some((&**annotation, labels.number(&annotation.label)?))).collect()
}

/// Whole marks from their first to their last code point, sorted.
fn units(document: &Document, said: &[Numbered<'_>]) -> Vec<Unit> {
    let unit = |(annotation, label): &Numbered<'_>| {
        let hull = annotation.anchor.hull()?;
        let (start, end) = (document.chars_from_bytes(hull.start), document.chars_from_bytes(hull.end));
        Some(Unit { start, end, label: *label })
    };
    let mut units: Vec<Unit> = said.iter().filter_map(unit).collect();
    units.sort_unstable();
    units
}
