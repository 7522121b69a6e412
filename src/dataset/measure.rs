//! Measures of a dataset: how deep annotations nest, how often they cross, how long texts and mentions are, and how far those
//! agree who annotated the same documents. Lengths are Unicode code points.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::model::document::Document;
use crate::model::id::{AnnotatorId, LabelId};
use crate::model::set::AnnotationSet;
use crate::review::unitizing::{Continuum, Disagreement};

/// How annotations lie to each other.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Nesting {
    /// How many stand alone or outermost, how many lie in one other, in two, and so on.
    pub depths: Vec<usize>,
    /// Pairs that overlap, neither lying in the other.
    pub crossing: usize,
    /// Annotations of several pieces.
    pub discontinuous: usize,
    /// Annotations of the whole document.
    pub of_documents: usize,
}

impl Nesting {
    /// Counts a set. What has several pieces lies where it begins and ends.
    pub fn add(&mut self, set: &AnnotationSet) {
        let mut open: Vec<Range<usize>> = Vec::new();
        for annotation in set.in_reading_order() {
            let Some(hull) = annotation.anchor.hull() else {
                self.of_documents += 1;
                continue;
            };
            self.discontinuous += usize::from(annotation.anchor.spans().len() > 1);
            open.retain(|outer| outer.end > hull.start);
            let holding = open.iter().filter(|outer| outer.end >= hull.end).count();
            self.crossing += open.len() - holding;
            if self.depths.len() <= holding {
                self.depths.resize(holding + 1, 0);
            }
            self.depths[holding] += 1;
            open.push(hull);
        }
    }
}

impl Nesting {
    /// Adds what was counted elsewhere.
    pub fn join(&mut self, other: &Self) {
        if self.depths.len() < other.depths.len() {
            self.depths.resize(other.depths.len(), 0);
        }
        self.depths.iter_mut().zip(&other.depths).for_each(|(count, more)| *count += more);
        self.crossing += other.crossing;
        self.discontinuous += other.discontinuous;
        self.of_documents += other.of_documents;
    }
}

/// The spread of some lengths.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lengths {
    pub least: usize,
    pub median: usize,
    pub most: usize,
    pub total: usize,
}

impl Lengths {
    #[must_use]
    pub fn of(mut lengths: Vec<usize>) -> Self {
        lengths.sort_unstable();
        let at = |index: usize| lengths.get(index).copied().unwrap_or_default();
        let last = lengths.len().saturating_sub(1);
        Self { least: at(0), median: at(last / 2), most: at(last), total: lengths.iter().sum() }
    }
}

/// How far some annotators agree, over the documents that just they annotated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    pub annotators: Vec<String>,
    pub documents: usize,
    /// Krippendorff's α for unitizing, borders and labels together, to four places; `null` where nobody marks anything.
    pub alpha: Option<f64>,
    /// The same for each layer in which somebody marks something.
    pub layers: BTreeMap<String, Option<f64>>,
}

/// What annotators marked on their common documents.
#[derive(Default)]
struct Common {
    /// The length of each document.
    lengths: Vec<usize>,
    /// By label and document.
    marked: BTreeMap<LabelId, Vec<Marked>>,
}

/// A stretch that somebody marked, in code points. There are many, so that each is small.
struct Marked {
    /// The number of the document.
    place: u32,
    /// The number of the annotator.
    rater: u32,
    start: u32,
    end: u32,
}

/// What some annotators marked in one document.
pub struct Heard {
    annotators: Vec<AnnotatorId>,
    length: usize,
    /// The number of the annotator, and what they marked.
    marked: Vec<(LabelId, u32, Range<usize>)>,
}

impl Heard {
    /// What sets mark; nothing if there is one alone.
    #[must_use]
    pub fn of(document: &Document, sets: &[&AnnotationSet]) -> Option<Self> {
        if sets.len() < 2 {
            return None;
        }
        let mut sets = sets.to_vec();
        sets.sort_by_key(|set| set.annotator());
        let mut marked = Vec::new();
        for (rater, set) in (0..).zip(&sets) {
            for annotation in set.in_reading_order() {
                let spans = annotation.anchor.spans();
                // What is about the whole document marks nothing; its layer is named all the same.
                let nothing = spans.is_empty().then_some(0..0);
                let stretches = spans.iter().map(|span| document.chars_from_span(*span)).chain(nothing);
                marked.extend(stretches.map(|stretch| (annotation.label.clone(), rater, stretch)));
            }
        }
        let annotators = sets.iter().map(|set| set.annotator().clone()).collect();
        Some(Self { annotators, length: document.chars_len(), marked })
    }
}

/// Agreement as it is measured, document by document.
#[derive(Default)]
pub struct Agreements {
    common: BTreeMap<Vec<AnnotatorId>, Common>,
}

impl Agreements {
    /// Adds what was marked in another document; of texts longer than 2³² the beginning.
    pub fn add(&mut self, heard: Heard) {
        let common = self.common.entry(heard.annotators).or_default();
        let place = common.lengths.len() as u32;
        common.lengths.push(heard.length);
        let short = |chars: usize| u32::try_from(chars).unwrap_or(u32::MAX);
        for (label, rater, range) in heard.marked {
            let marked = Marked { place, rater, start: short(range.start), end: short(range.end) };
            common.marked.entry(label).or_default().push(marked);
        }
    }

    /// What came of it; those with most documents first.
    #[must_use]
    pub fn measured(self) -> Vec<Agreement> {
        let mut all: Vec<Agreement> =
            self.common.into_iter().map(|(annotators, common)| measure(annotators, common)).collect();
        all.sort_by_key(|agreement| Reverse(agreement.documents));
        all
    }
}

fn measure(annotators: Vec<AnnotatorId>, common: Common) -> Agreement {
    let mut all = Disagreement::default();
    let mut layers: BTreeMap<String, Disagreement> = BTreeMap::new();
    for (label, marked) in common.marked {
        let mut marked = marked.into_iter().peekable();
        let lines = (0..).zip(&common.lengths).map(|(place, length)| {
            let mut raters = vec![Vec::new(); annotators.len()];
            while let Some(Marked { rater, start, end, .. }) = marked.next_if(|marked| marked.place == place) {
                raters[rater as usize].push(start as usize..end as usize);
            }
            Continuum::new(*length, raters)
        });
        let found = Continuum::disagreement(&lines.collect::<Vec<_>>());
        all = all.and(found);
        let layer = layers.entry(label.layer.to_string()).or_default();
        *layer = layer.and(found);
    }
    let rounded = |found: Disagreement| found.alpha().map(|alpha| (alpha * 1e4).round() / 1e4);
    Agreement {
        annotators: annotators.iter().map(ToString::to_string).collect(),
        documents: common.lengths.len(),
        alpha: rounded(all),
        layers: layers.into_iter().map(|(layer, found)| (layer, rounded(found))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Agreements, Heard, Lengths, Nesting};
    use crate::model::document::Document;
    use crate::model::id::{AnnotatorId, DocumentId};
    use crate::model::marked;
    use crate::model::set::{AnnotationSet, Progress};
    use crate::tests::news;

    fn read(annotator: &str, written: &str) -> (Document, AnnotationSet) {
        let read = marked::parse(written, &news::project()).unwrap();
        let document = Document::new(DocumentId::new("d"), read.text.as_str());
        let set = AnnotationSet::new(AnnotatorId::new(annotator), document.id().clone());
        (document, set.with_records(Progress::Finished, read.annotations, Vec::new(), 1).0)
    }

    #[track_caller]
    fn check(written: &str, depths: &[usize], crossing: usize) {
        let mut nesting = Nesting::default();
        nesting.add(&read("a", written).1);
        assert_eq!((nesting.depths.as_slice(), nesting.crossing), (depths, crossing));
    }

    #[test]
    fn depth_is_how_many_hold_it() {
        check("[quotation [organization [place Haifa] University] said] [place Jaffa]", &[2, 1, 1], 0);
        check("[place [person A]]", &[1, 1], 0);
    }

    #[test]
    fn those_that_overlap_without_nesting_cross() {
        check("[person#1 a [place#2 b]#1 c]#2", &[2], 1);
        check("[person#1 a [place#2 b [event#3 c]#1 d]#2 e]#3".replace("event", "quotation").as_str(), &[3], 3);
    }

    #[test]
    fn the_median_is_one_of_the_lengths() {
        let found = Lengths::of(vec![5, 1, 9, 2]);
        assert_eq!((found.least, found.median, found.most, found.total), (1, 2, 9, 17));
        assert_eq!(Lengths::of(Vec::new()), Lengths::default());
    }

    #[test]
    fn those_who_say_the_same_agree_and_one_alone_agrees_with_nobody() {
        let mut agreements = Agreements::default();
        let (document, first) = read("b", "[person Layla] in [place Haifa] and elsewhere");
        let (_, second) = read("a", "[person Layla] in [place Haifa] and elsewhere");
        let (_, third) = read("c", "[place Layla] in Haifa [person and] elsewhere");
        for sets in [&[&first, &second][..], &[&first, &third], &[&first]] {
            Heard::of(&document, sets).into_iter().for_each(|heard| agreements.add(heard));
        }
        let found = agreements.measured();
        assert_eq!(found.len(), 2);
        assert_eq!((&found[0].annotators[..], found[0].alpha), (&["a".to_owned(), "b".to_owned()][..], Some(1.0)));
        assert!(found[1].alpha.unwrap() < 0.1);
    }
}
