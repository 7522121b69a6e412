//! Tokens as units of agreement: each word of a text, and each document, is coded by the labels that an annotator gives it in
//! a layer; no label is a code too. What two annotators mark with other clitics or borders within a word is then the same.
//! Offsets are UTF-8 bytes.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::text::segment;

use super::codings::Counted;

/// The units of a document as its raters coded them, and what each code stands for.
#[derive(Debug, Clone, Default)]
pub struct Coded {
    pub counted: Counted,
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

/// The places of the words that a range touches.
#[must_use]
pub fn touched(words: &[Range<usize>], range: &Range<usize>) -> Range<usize> {
    let first = words.partition_point(|word| word.end <= range.start);
    first..first + words[first..].iter().take_while(|word| word.start < range.end).count()
}

/// Codes words by the labels of the marks that touch them.
#[must_use]
pub fn of_words(words: &[Range<usize>], raters: &[&Marks]) -> Coded {
    let labels: Vec<Vec<Vec<usize>>> = raters
        .iter()
        .map(|marks| {
            let mut labels = vec![Vec::new(); words.len()];
            for (range, label) in *marks {
                labels[touched(words, range)].iter_mut().for_each(|labels: &mut Vec<usize>| labels.push(*label));
            }
            labels
        })
        .collect();
    of_units(words.len(), labels)
}

/// Codes units by their labels: for each rater the labels of each unit.
#[must_use]
pub fn of_units(units: usize, mut raters: Vec<Vec<Vec<usize>>>) -> Coded {
    let mut known: BTreeMap<Vec<usize>, usize> = BTreeMap::from([(Vec::new(), 0)]);
    let mut counted = Counted::new(raters.len(), 1);
    // Most words nobody marks.
    let (mut unmarked, mut codes) = (0, vec![0; raters.len()]);
    for unit in 0..units {
        if raters.iter().all(|labels| labels[unit].is_empty()) {
            unmarked += 1;
            continue;
        }
        for (rater, code) in raters.iter_mut().zip(&mut codes) {
            let labels = &mut rater[unit];
            labels.sort_unstable();
            labels.dedup();
            *code = known.get(labels.as_slice()).copied().unwrap_or_else(|| {
                let next = known.len();
                known.insert(std::mem::take(labels), next);
                next
            });
        }
        counted.add(&codes, 1);
    }
    counted.add(&vec![0; raters.len()], unmarked);
    let mut codes = vec![Vec::new(); known.len()];
    known.into_iter().for_each(|(labels, code)| codes[code] = labels);
    Coded { counted, codes }
}

/// The units of several documents in codes that all share, sorted by what they stand for, and how many codes there are.
#[must_use]
pub fn shared(documents: &[&Coded]) -> (Vec<Counted>, usize) {
    let all: BTreeMap<&Vec<usize>, usize> =
        documents.iter().flat_map(|coded| &coded.codes).map(|code| (code, 0)).collect();
    let all: BTreeMap<&Vec<usize>, usize> = all.into_keys().enumerate().map(|(code, labels)| (labels, code)).collect();
    let recoded = |coded: &&Coded| coded.counted.recoded(all.len(), |code| all[&coded.codes[code]]);
    (documents.iter().map(recoded).collect(), all.len())
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
        let coded = of_words(&words, &[&[(0..7, 5)], &[(4..6, 5), (4..7, 2)]]);
        let code = |labels: &[usize]| coded.codes.iter().position(|code| code == labels).unwrap();
        let given =
            |rater: usize, labels: &[usize]| coded.counted.given[rater].get(code(labels)).copied().unwrap_or(0.0);
        assert_eq!((given(0, &[5]), given(0, &[])), (2.0, 1.0));
        assert_eq!((given(1, &[2, 5]), given(1, &[])), (1.0, 2.0));
        assert_eq!(coded.counted.alike, [1.0]);
    }

    #[test]
    fn documents_share_their_codes() {
        let words = words("one two");
        let coded = |label| of_words(&words, &[&[(0..3, label)], &[(0..3, label)]]);
        let (documents, codes) = shared(&[&coded(7), &coded(3)]);
        assert_eq!(codes, 3);
        assert_eq!(documents[0].given, [[1.0, 0.0, 1.0], [1.0, 0.0, 1.0]]);
        assert_eq!(documents[1].given, [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0]]);
    }
}
