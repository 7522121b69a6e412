//! The ledger: what each document adds to the sums that figures are made of, as a short list of places and amounts. Every figure
//! of any selection of documents, each as often as is said, follows from a weighted sum of these lists: no draw of the bootstrap
//! looks at annotations again.

use std::collections::BTreeMap;

use super::bootstrap::{DRAWN_AT_ONCE, Drawn};
use super::codings::{Codings, Counted, pair_number};
use super::observed::{Labels, Observed, pairs};
use super::scores::{COUNTS, Counts};
use super::tokens;
use super::unitizing::{Disagreement, Lengths, Lines, Scale};

/// What some documents add.
pub struct Ledger {
    places: Places,
    /// By document.
    rows: Vec<Row>,
}

/// The places of a document's amounts, each at most once, and the amounts.
#[derive(Default)]
struct Row {
    places: Vec<u32>,
    amounts: Vec<f64>,
}

/// Which place is whose.
struct Places {
    annotators: usize,
    layers: usize,
    /// The first place of counts by label; those by pair and layer stand before.
    by_label: usize,
    groups: Vec<Group>,
    /// By label.
    scales: Vec<Scale>,
    /// By layer, how many codes there are.
    codes: Vec<usize>,
    /// How many places there are.
    width: usize,
}

/// The documents on which the same annotators have begun, with the first places of what these add.
struct Group {
    /// Ascending.
    who: Vec<usize>,
    length: usize,
    /// By layer: for each pair of the group.
    alike: Vec<usize>,
    /// By layer: for each of the group all codes.
    given: Vec<usize>,
    /// By label: for each pair of the group.
    differences: Vec<usize>,
    /// By label: for each of the group the places of its scale.
    sections: Vec<usize>,
}

/// What some documents add up to.
pub struct Sums<'a> {
    places: &'a Places,
    /// At each place several sums, side by side.
    numbers: &'a [f64],
    side_by_side: usize,
    at: usize,
}

impl Ledger {
    /// Of documents that were looked at with so many annotators.
    #[must_use]
    pub fn new(annotators: usize, labels: &Labels, documents: &[Observed]) -> Self {
        let mut counted: Vec<Vec<Counted>> = Vec::new();
        let mut codes = Vec::new();
        for layer in 0..labels.layers.len() {
            let of_layer: Vec<_> = documents.iter().map(|document| &document.coded[layer]).collect();
            let (of_documents, count) = tokens::shared(&of_layer);
            counted.push(of_documents);
            codes.push(count);
        }
        let scale = |label: usize| Scale::of(documents.iter().flat_map(|document| &document.marked[label].lengths));
        let scales = (0..labels.len()).map(scale).collect();
        let mut places = Places::new(annotators, labels.layers.len(), labels.len(), scales, codes);
        let mut groups: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        let mut row = |(at, document): (usize, &Observed)| {
            let who = document.who();
            let next = places.groups.len();
            let group = *groups.entry(who).or_insert_with_key(|who| {
                places.add_group(who.clone());
                next
            });
            let mut row = Row::default();
            places.add_counts(document, &mut row);
            places.add_codings(group, counted.iter().map(|of_layer| &of_layer[at]), &mut row);
            places.add_sections(group, document, &mut row);
            row
        };
        let rows = documents.iter().enumerate().map(&mut row).collect();
        Self { places, rows }
    }

    /// What a selection of documents adds up to, each by its place and as often as is said.
    pub fn with_sums<T>(&self, documents: &[(usize, usize)], look: impl FnOnce(&Sums<'_>) -> T) -> T {
        let mut numbers = vec![0.0; self.places.width];
        for (document, times) in documents {
            let Row { places, amounts } = &self.rows[*document];
            for (place, amount) in places.iter().zip(amounts) {
                numbers[*place as usize] += *times as f64 * amount;
            }
        }
        look(&Sums { places: &self.places, numbers: &numbers, side_by_side: 1, at: 0 })
    }

    /// What several draws add up to, each of which is looked at.
    pub fn with_drawn<T>(&self, drawn: &Drawn, look: impl Fn(&Sums<'_>) -> T) -> Vec<T> {
        let mut numbers = vec![[0.0; DRAWN_AT_ONCE]; self.places.width];
        for (Row { places, amounts }, times) in self.rows.iter().zip(&drawn.times) {
            for (place, amount) in places.iter().zip(amounts) {
                let sums = &mut numbers[*place as usize];
                sums.iter_mut().zip(times).for_each(|(sum, times)| *sum += times * amount);
            }
        }
        let numbers = numbers.as_flattened();
        let sums = |at: usize| Sums { places: &self.places, numbers, side_by_side: DRAWN_AT_ONCE, at };
        (0..drawn.draws).map(|at| look(&sums(at))).collect()
    }
}

impl Row {
    fn add(&mut self, place: usize, amount: f64) {
        if amount != 0.0 {
            self.places.push(u32::try_from(place).expect("there are fewer places than 2³²"));
            self.amounts.push(amount);
        }
    }
}

impl Places {
    fn new(annotators: usize, layers: usize, labels: usize, scales: Vec<Scale>, codes: Vec<usize>) -> Self {
        let by_label = pairs(annotators).len() * layers * COUNTS;
        let width = by_label + labels * COUNTS;
        Self { annotators, layers, by_label, groups: Vec::new(), scales, codes, width }
    }

    /// Makes places for documents on which just these have begun.
    fn add_group(&mut self, who: Vec<usize>) {
        let (members, pairs) = (who.len(), pairs(who.len()).len());
        let mut next = self.width;
        let mut take = |count: usize| {
            next += count;
            next - count
        };
        let group = Group {
            who,
            length: take(1),
            alike: self.codes.iter().map(|_| take(pairs)).collect(),
            given: self.codes.iter().map(|codes| take(members * codes)).collect(),
            differences: self.scales.iter().map(|_| take(pairs)).collect(),
            sections: self.scales.iter().map(|scale| take(members * scale.places())).collect(),
        };
        self.groups.push(group);
        self.width = next;
    }

    fn add_counts(&self, document: &Observed, row: &mut Row) {
        let by_pair = document.by_pair.iter().enumerate().map(|(at, counts)| (at * COUNTS, counts));
        let by_label = document.by_label.iter().enumerate().map(|(at, counts)| (self.by_label + at * COUNTS, counts));
        for (first, counts) in by_pair.chain(by_label) {
            counts.numbers().into_iter().enumerate().for_each(|(at, number)| row.add(first + at, number));
        }
    }

    fn add_codings<'a>(&self, group: usize, layers: impl Iterator<Item = &'a Counted>, row: &mut Row) {
        let group = &self.groups[group];
        for (layer, counted) in layers.enumerate() {
            counted.alike.iter().enumerate().for_each(|(at, units)| row.add(group.alike[layer] + at, *units));
            for (member, given) in counted.given.iter().enumerate() {
                let first = group.given[layer] + member * self.codes[layer];
                given.iter().enumerate().for_each(|(code, times)| row.add(first + code, *times));
            }
        }
    }

    fn add_sections(&self, group: usize, document: &Observed, row: &mut Row) {
        let group = &self.groups[group];
        row.add(group.length, document.length as f64);
        let unmarked = Lengths::unmarked(document.length);
        // Several sections of a length are one amount.
        let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
        for (label, (marked, scale)) in document.marked.iter().zip(&self.scales).enumerate() {
            let differences = marked.differences.iter().enumerate();
            differences.for_each(|(at, differences)| row.add(group.differences[label] + at, *differences));
            for member in 0..group.who.len() {
                let first = group.sections[label] + member * scale.places();
                let lengths = marked.lengths.get(member).unwrap_or(&unmarked);
                scale.count(lengths, |place, amount| *sums.entry(first + place).or_default() += amount);
            }
        }
        sums.into_iter().for_each(|(place, amount)| row.add(place, amount));
    }
}

impl Group {
    /// The places of two annotators among its own, if both are of it.
    fn members(&self, (first, second): (usize, usize)) -> Option<(usize, usize)> {
        Some((self.who.binary_search(&first).ok()?, self.who.binary_search(&second).ok()?))
    }
}

impl Sums<'_> {
    /// What was counted of a pair in a layer, or of all pairs.
    #[must_use]
    pub fn of_pair(&self, pair: Option<(usize, usize)>, layer: usize) -> Counts {
        let Places { annotators, layers, .. } = *self.places;
        let pairs = match pair {
            Some(pair) => vec![pair],
            None => pairs(annotators),
        };
        let counts = |pair| self.counts((pair_number(annotators, pair) * layers + layer) * COUNTS);
        pairs.into_iter().map(counts).fold(Counts::default(), |sum, of_pair| sum + of_pair)
    }

    /// What was counted of a label by all pairs.
    #[must_use]
    pub fn of_label(&self, label: usize) -> Counts {
        self.counts(self.places.by_label + label * COUNTS)
    }

    /// How the units of a layer were coded.
    #[must_use]
    pub fn codings(&self, layer: usize) -> Codings {
        let mut codings = Codings::new(self.places.annotators);
        let codes = self.places.codes[layer];
        let several =
            |first: usize, count: usize| (first..first + count).map(|place| self.at(place)).collect::<Vec<_>>();
        for group in self.places.groups.iter().filter(|group| group.who.len() > 1) {
            let given = (0..group.who.len()).map(|member| several(group.given[layer] + member * codes, codes));
            let alike = several(group.alike[layer], pairs(group.who.len()).len());
            codings.add_group(&group.who, Counted { alike, given: given.collect() });
        }
        codings
    }

    /// How a pair disagrees on where a label lies, or all annotators, over the documents that all of them have begun.
    #[must_use]
    pub fn disagreement(&self, label: usize, pair: Option<(usize, usize)>) -> Disagreement {
        let scale = &self.places.scales[label];
        let mut counted = vec![0.0; scale.places()];
        let mut lines = Lines { raters: if pair.is_some() { 2 } else { self.places.annotators }, ..Lines::default() };
        for group in &self.places.groups {
            let (members, pairs) = match pair {
                Some(pair) => match group.members(pair) {
                    Some(pair) => (vec![pair.0, pair.1], vec![pair]),
                    None => continue,
                },
                None if group.who.len() == lines.raters => ((0..lines.raters).collect(), pairs(lines.raters)),
                None => continue,
            };
            lines.length += self.at(group.length);
            let differences = |pair| self.at(group.differences[label] + pair_number(group.who.len(), pair));
            lines.differences += pairs.into_iter().map(differences).sum::<f64>();
            for member in members {
                let first = group.sections[label] + member * scale.places();
                counted.iter_mut().enumerate().for_each(|(place, sum)| *sum += self.at(first + place));
            }
        }
        scale.disagreement(lines, |place| counted[place])
    }

    fn counts(&self, first: usize) -> Counts {
        Counts::from_numbers(std::array::from_fn(|at| self.at(first + at)))
    }

    fn at(&self, place: usize) -> f64 {
        self.numbers[place * self.side_by_side + self.at]
    }
}
