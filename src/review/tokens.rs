//! Tokens as units of agreement: each word of a text, and each document, is coded by the labels that an annotator gives it in
//! a layer; no label is a code too. What two annotators mark with other clitics or borders within a word is then the same.
//! Offsets are UTF-8 bytes.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::text::segment;

use super::codings::Codings;

/// Codes of units, and what each code stands for.
#[derive(Debug, Clone)]
pub struct Coded {
    pub codings: Codings,
    /// By code, the labels that it stands for, ascending.
    pub codes: Vec<Vec<usize>>,
}

/// What a rater marks, in reading order: the bytes and the label's number.
pub type Marks = [(Range<usize>, usize)];

/// The words of a text: letters and digits, by UAX #29, without spaces and punctuation.
#[must_use]
pub fn words(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    segment::word_boundaries(text)
        .filter_map(|(end, is_word)| {
            let range = std::mem::replace(&mut start, end)..end;
            is_word.then_some(range)
        })
        .collect()
}

/// Codes words by the labels of the marks that touch them. Raters without marks to be compared (`None`) code nothing.
#[must_use]
pub fn of_words(words: &[Range<usize>], raters: &[Option<&Marks>]) -> Coded {
    let labels: Vec<Option<Vec<Vec<usize>>>> = raters
        .iter()
        .map(|marks| {
            let mut labels = vec![Vec::new(); words.len()];
            for (range, label) in (*marks)? {
                let first = words.partition_point(|word| word.end <= range.start);
                let touched = words[first..].iter().take_while(|word| word.start < range.end).count();
                labels[first..first + touched].iter_mut().for_each(|labels: &mut Vec<usize>| labels.push(*label));
            }
            Some(labels)
        })
        .collect();
    of_units(words.len(), &labels)
}

/// Codes units by their labels: for each rater who codes at all, the labels of each unit.
#[must_use]
pub fn of_units(units: usize, raters: &[Option<Vec<Vec<usize>>>]) -> Coded {
    let mut known: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    let mut codings = Codings::new(raters.len());
    for unit in 0..units {
        let code = |rater: &Option<Vec<Vec<usize>>>| {
            let mut labels = rater.as_ref()?[unit].clone();
            labels.sort_unstable();
            labels.dedup();
            let next = known.len();
            Some(*known.entry(labels).or_insert(next))
        };
        let codes: Vec<Option<usize>> = raters.iter().map(code).collect();
        codings.add(&codes);
    }
    let mut codes = vec![Vec::new(); known.len()];
    known.into_iter().for_each(|(labels, code)| codes[code] = labels);
    Coded { codings, codes }
}

/// The codings of several documents in codes that all share, sorted by what they stand for.
#[must_use]
pub fn shared(documents: &[&Coded]) -> Vec<Codings> {
    let all: BTreeMap<&Vec<usize>, usize> =
        documents.iter().flat_map(|coded| &coded.codes).map(|code| (code, 0)).collect();
    let all: BTreeMap<&Vec<usize>, usize> = all.into_keys().enumerate().map(|(code, labels)| (labels, code)).collect();
    documents.iter().map(|coded| coded.codings.recoded(|code| all[&coded.codes[code]])).collect()
}

#[cfg(test)]
mod tests {
    use super::{of_words, shared, words};

    #[test]
    fn words_are_without_spaces_and_punctuation() {
        let text = "قال «وبلينكن»، Hà_Nội 3.5";
        let words: Vec<&str> = words(text).into_iter().map(|word| &text[word]).collect();
        assert_eq!(words, ["قال", "وبلينكن", "Hà_Nội", "3.5"]);
    }

    #[test]
    fn a_mark_codes_the_words_that_it_touches() {
        let words = words("one two three");
        let (one, other) = ([(0..7, 5)], [(4..6, 5), (4..7, 2)]);
        let coded = of_words(&words, &[Some(&one), Some(&other), None]);
        let code = |labels: &[usize]| coded.codes.iter().position(|code| code == labels).unwrap();
        let expected = [((code(&[5]), code(&[])), 1), ((code(&[5]), code(&[2, 5])), 1), ((code(&[]), code(&[])), 1)];
        assert_eq!(coded.codings.confusion(0, 1), expected.into());
        assert_eq!(coded.codings.confusion(0, 2), [].into());
    }

    #[test]
    fn documents_share_their_codes() {
        let words = words("one two");
        let coded = |label| of_words(&words, &[Some(&[(0..3, label)]), Some(&[(0..3, label)])]);
        let documents = [&coded(7), &coded(3)];
        let [first, second] = &shared(&documents)[..] else { panic!("there are two") };
        assert_eq!(first.confusion(0, 1), [((0, 0), 1), ((2, 2), 1)].into());
        assert_eq!(second.confusion(0, 1), [((0, 0), 1), ((1, 1), 1)].into());
    }
}
