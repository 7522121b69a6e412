//! The tokens and sentences of a text, for formats that hold tokens: words of UAX #29 without white space, Arabic proclitics
//! split off on request, segmented Vietnamese whole (`Hà_Nội`) or by syllables. Offsets are UTF-8 bytes.

use std::ops::Range;

use crate::text::clitics::{End, joints};
use crate::text::segment;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tokens {
    /// A word or a punctuation mark; a segmented Vietnamese word is one.
    #[default]
    Words,
    /// Likewise, with the proclitics of Arabic words as tokens of their own. They are found by letters alone, so that some
    /// words are split that need not be; a span still covers the same letters.
    Clitics,
    /// Likewise, with `_` between the syllables of Vietnamese words taken for a space.
    Syllables,
}

impl Tokens {
    pub const ALL: [Tokens; 3] = [Tokens::Words, Tokens::Clitics, Tokens::Syllables];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Tokens::Words => "words",
            Tokens::Clitics => "clitics",
            Tokens::Syllables => "syllables",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// The tokens of a text in order.
#[must_use]
pub fn tokens(text: &str, kind: Tokens) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (end, _) in segment::word_boundaries(text).filter(|(end, _)| *end > 0) {
        let word = start..end;
        start = end;
        match kind {
            Tokens::Words => push_trimmed(text, word, &mut found),
            Tokens::Clitics => {
                let mut from = word.start;
                for joint in joints(text, word.start, End::Start) {
                    if from < joint && joint < word.end {
                        push_trimmed(text, from..joint, &mut found);
                        from = joint;
                    }
                }
                push_trimmed(text, from..word.end, &mut found);
            }
            Tokens::Syllables => {
                let mut from = word.start;
                for part in text[word.clone()].split('_') {
                    push_trimmed(text, from..from + part.len(), &mut found);
                    from += part.len() + 1;
                }
            }
        }
    }
    found
}

/// The tokens by sentence (UAX #29; a line end always ends one). Where one of `together` reaches over the end of a sentence,
/// that end is none.
#[must_use]
pub fn sentences(text: &str, kind: Tokens, together: &[Range<usize>]) -> Vec<Vec<Range<usize>>> {
    let mut together: Vec<Range<usize>> = together.to_vec();
    together.sort_by_key(|range| (range.start, range.end));
    let mut hulls: Vec<Range<usize>> = Vec::new();
    for range in together {
        match hulls.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => hulls.push(range),
        }
    }
    let is_inside = |offset: usize| {
        let at = hulls.partition_point(|hull| hull.end <= offset);
        hulls.get(at).is_some_and(|hull| hull.start < offset)
    };
    let mut ends = segment::paragraphs(text)
        .flat_map(|paragraph| segment::sentences(text, paragraph).map(|sentence| sentence.end))
        .peekable();
    let mut sentences: Vec<Vec<Range<usize>>> = vec![Vec::new()];
    for token in tokens(text, kind) {
        let mut is_past_an_end = false;
        while ends.next_if(|end| *end <= token.start).is_some() {
            is_past_an_end = true;
        }
        if is_past_an_end && !is_inside(token.start) {
            sentences.push(Vec::new());
        }
        if let Some(last) = sentences.last_mut() {
            last.push(token);
        }
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

/// White space, and what a reader of lines would take off.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

fn push_trimmed(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    // A mark that stands on a space belongs to its segment; a token never holds a space.
    let mut start = None;
    for (at, c) in text[range.clone()].char_indices() {
        let at = range.start + at;
        match (is_blank(c), start) {
            (true, Some(from)) => {
                found.push(from..at);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    found.extend(start.map(|from| from..range.end));
}

#[cfg(test)]
mod tests {
    use super::{Tokens, sentences, tokens};

    fn said(text: &str, kind: Tokens) -> String {
        tokens(text, kind).into_iter().map(|token| &text[token]).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn words_clitics_and_syllables() {
        assert_eq!(said("وبالقاهرة، قال", Tokens::Words), "وبالقاهرة|،|قال");
        assert_eq!(said("وبالقاهرة، قال", Tokens::Clitics), "و|ب|ال|قاهرة|،|قال");
        assert_eq!(said("ở Hà_Nội.", Tokens::Words), "ở|Hà_Nội|.");
        assert_eq!(said("ở Hà_Nội.", Tokens::Syllables), "ở|Hà|Nội|.");
    }

    #[test]
    fn a_sentence_does_not_end_inside_what_stays_together() {
        let text = "Mr. A went. Then\nhe slept.";
        let lines = |together: &[std::ops::Range<usize>]| {
            let of = |sentence: Vec<std::ops::Range<usize>>| sentence.into_iter().map(|token| &text[token]).collect();
            sentences(text, Tokens::Words, together).into_iter().map(of).collect::<Vec<Vec<&str>>>()
        };
        assert_eq!(lines(&[]).len(), 4);
        assert_eq!(lines(&[0..5])[0], ["Mr", ".", "A", "went", "."]);
    }
}
