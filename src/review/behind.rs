//! Which cases are behind a figure: those in which two sets differ by what its measure counts. The rules are those by which the
//! figures are made: `scores` counts spans and frames, `tokens` codes words. Offsets are UTF-8 bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::model::id::LabelId;
use crate::model::schema::Shape;
use crate::model::set::AnnotationSet;

use super::agreement::Measure;
use super::align::{Alignment, Match};
use super::scores::Scored;
use super::tokens;

/// By which measures two or more sets differ in what they say of something under a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    pub label: LabelId,
    pub measures: BTreeSet<Measure>,
}

/// Of each match of an alignment of `sets` on `text`, by its number.
#[must_use]
pub fn disagreements(text: &str, sets: &[&AnnotationSet], alignment: &Alignment) -> Vec<Vec<Disagreement>> {
    let words = tokens::words(text);
    let coded: Vec<Coded<'_>> = sets.iter().map(|set| Coded::new(&words, set)).collect();
    alignment.matches().iter().map(|found| of_match(text, sets, alignment, found, &coded)).collect()
}

fn of_match(
    text: &str,
    sets: &[&AnnotationSet],
    alignment: &Alignment,
    found: &Match,
    coded: &[Coded<'_>],
) -> Vec<Disagreement> {
    let scored = Scored::new(text, alignment, found);
    let mut by_label: BTreeMap<&LabelId, BTreeSet<Measure>> = BTreeMap::new();
    let begun: Vec<usize> = (0..sets.len()).filter(|set| sets[*set].has_begun()).collect();
    for (nth, first) in begun.iter().enumerate() {
        for second in &begun[nth + 1..] {
            let (one, other) = (&found.members[*first], &found.members[*second]);
            let (of_one, of_other) = scored.counts(*first, *second);
            let is_recoded = match found.shape {
                Shape::Topic => of_one.aligned.is_open() || of_other.aligned.is_open(),
                Shape::Relation => false,
                Shape::Entity | Shape::Event | Shape::Stance => {
                    let touched = [one, other].into_iter().flatten().flat_map(|said| said.anchor.spans());
                    let touched: Vec<Range<usize>> = touched.map(|span| span.range()).collect();
                    coded[*first].differs(&coded[*second], &found.layer, &touched)
                }
            };
            for (said, counts) in [(one, of_one), (other, of_other)] {
                let Some(said) = said else { continue };
                let is_open = |measure: &Measure| match measure.tally(&counts) {
                    Some(tally) => tally.is_open(),
                    None => is_recoded,
                };
                let open = Measure::ALL.into_iter().filter(|measure| measure.fits(found.shape)).filter(is_open);
                by_label.entry(&said.label).or_default().extend(open);
            }
        }
    }
    let told = by_label.into_iter().filter(|(_, measures)| !measures.is_empty());
    told.map(|(label, measures)| Disagreement { label: label.clone(), measures }).collect()
}

/// The labels that a set gives the words that it touches.
struct Coded<'a> {
    words: &'a [Range<usize>],
    /// By layer and word.
    labels: BTreeMap<(&'a str, usize), BTreeSet<&'a LabelId>>,
}

impl<'a> Coded<'a> {
    fn new(words: &'a [Range<usize>], set: &'a AnnotationSet) -> Self {
        let mut labels: BTreeMap<(&str, usize), BTreeSet<&LabelId>> = BTreeMap::new();
        for annotation in set.in_reading_order() {
            for span in annotation.anchor.spans() {
                for word in tokens::touched(words, &span.range()) {
                    labels.entry((&annotation.label.layer, word)).or_default().insert(&annotation.label);
                }
            }
        }
        Self { words, labels }
    }

    /// Whether the words in some places have other labels of a layer.
    fn differs(&self, other: &Self, layer: &str, places: &[Range<usize>]) -> bool {
        let mut words = places.iter().flat_map(|place| tokens::touched(self.words, place));
        words.any(|word| self.labels.get(&(layer, word)) != other.labels.get(&(layer, word)))
    }
}

#[cfg(test)]
mod tests {
    use super::disagreements;
    use crate::model::set::AnnotationSet;
    use crate::review::align::Alignment;
    use crate::tests::news;

    /// For each case with differences, label by label, by which measures sets differ.
    fn told(sets: &[&str]) -> String {
        let (text, sets) = news::sets(sets);
        let sets: Vec<&AnnotationSet> = sets.iter().collect();
        let alignment = Alignment::of(&news::project(), &sets, |_, identity| identity.as_str().to_owned());
        let found = disagreements(&text, &sets, &alignment).into_iter().flatten().map(|found| {
            let words: Vec<&str> = found.measures.iter().map(|measure| measure.word()).collect();
            format!("{}: {}", found.label.label, words.join(" "))
        });
        found.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn what_is_the_same_is_behind_no_figure() {
        assert_eq!(told(&["[person#1 Layla] [visit{agent=1} left]", "[person#1 Layla] [visit{agent=1} left]"]), "");
        assert_eq!(told(&["[person{@layla} Layla]", "[person Layla]"]), "");
    }

    #[test]
    fn a_border_is_behind_the_figures_that_count_it() {
        let words = "cohen-kappa fleiss-kappa alpha";
        // A clitic is within the word, so that words have the same codes.
        assert_eq!(told(&["قال [person وبلينكن]", "قال و[person بلينكن]"]), "person: exact-f1 partial-f1 u-alpha");
        assert_eq!(told(&["[person Layla ]left", "[person Layla] left"]), "person: exact-f1 partial-f1 u-alpha");
        let whole = "person: exact-f1 clitic-f1 partial-f1";
        assert_eq!(told(&["[person Layla Haddad]", "[person Layla] Haddad"]), format!("{whole} {words} u-alpha"));
    }

    #[test]
    fn another_label_is_behind_the_figures_of_both() {
        let all = "exact-f1 clitic-f1 partial-f1 aligned-f1 frame-f1 cohen-kappa fleiss-kappa alpha u-alpha";
        let stances = told(&["[favour welcomed]", "[against welcomed]"]);
        assert_eq!(stances, format!("against: {all}; favour: {all}"));
    }

    #[test]
    fn two_for_one_is_the_same_by_words() {
        let found = told(&["[person Layla] [person Haddad]", "[person Layla Haddad]"]);
        assert!(found.contains("aligned-f1") && !found.contains("kappa"), "{found}");
    }

    #[test]
    fn an_argument_is_behind_arguments_and_frames_alone() {
        let begin = "[person#1 Layla] met [person#2 Thomas]";
        let one = format!("{begin} [visit{{agent=1}} went]");
        assert_eq!(told(&[&one, &format!("{begin} [visit{{agent=2}} went]")]), "visit: argument-f1 frame-f1");
    }
}
