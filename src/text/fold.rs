//! Folding for search: what a person means by "the same word", with a map back to exact offsets. Offsets are UTF-8 bytes.
//!
//! Equal are: letters in any case; alef and hamza forms, ة and ه, ى and ي, with and without harakat or tatweel; Arabic-Indic
//! and European digits; Vietnamese with and without marks (hòa = hoà = hoa, đ = d), composed or decomposed; `_` and a
//! space. Direction controls and other invisible characters count for nothing.

use std::ops::Range;

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

use super::fonts::needs_no_glyph;
use super::occurrences::starts_of;

/// A folded text that knows where each of its characters came from.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    text: String,
    /// For each folded character: its offset in `text` and the range of the source it stands for, marks that follow it
    /// included.
    sources: Vec<(usize, Range<usize>)>,
}

impl Folded {
    #[must_use]
    pub fn new(source: &str) -> Self {
        let mut folded = Self::default();
        let normalizer = DecomposingNormalizerBorrowed::new_nfkd();
        let mut encoded = [0; 4];
        for (start, c) in source.char_indices() {
            let end = start + c.len_utf8();
            let mut is_empty = true;
            let mut add = |c: char| {
                folded.sources.push((folded.text.len(), start..end));
                folded.text.push(c);
                is_empty = false;
            };
            if c.is_ascii() {
                folded_char(c).into_iter().for_each(&mut add);
            } else {
                let parts = normalizer.normalize(c.encode_utf8(&mut encoded));
                parts.chars().filter_map(folded_char).flat_map(char::to_lowercase).for_each(&mut add);
            }
            // A mark that counts for nothing belongs to the letter before it.
            if let (true, Some((_, last))) = (is_empty, folded.sources.last_mut()) {
                last.end = end;
            }
        }
        folded
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where `needle` occurs in the source, without overlaps, in order. Nothing for a needle that folds to nothing.
    pub fn find_all<'a>(&'a self, needle: &Folded) -> impl Iterator<Item = Range<usize>> + 'a {
        let needle = needle.text.clone();
        let mut from = 0;
        std::iter::from_fn(move || {
            if needle.is_empty() {
                return None;
            }
            let start = from + self.text[from..].find(&needle)?;
            from = start + needle.len();
            Some(self.source(start).start..self.source(from - 1).end)
        })
    }

    /// Where each of some folded strings occurs, likewise; in one pass.
    #[must_use]
    pub fn find_each(&self, needles: &[&str]) -> Vec<Vec<Range<usize>>> {
        let range = |start: usize, needle: &str| self.source(start).start..self.source(start + needle.len() - 1).end;
        let found = starts_of(&self.text, needles).into_iter().zip(needles);
        found.map(|(starts, needle)| starts.into_iter().map(|start| range(start, needle)).collect()).collect()
    }

    /// The source of the folded character that holds byte `at`.
    fn source(&self, at: usize) -> Range<usize> {
        let index = self.sources.partition_point(|(offset, _)| *offset <= at) - 1;
        self.sources[index].1.clone()
    }
}

/// The folded text alone, for where nobody asks which character came from where.
#[must_use]
pub fn folded(source: &str) -> String {
    let normalizer = DecomposingNormalizerBorrowed::new_nfkd();
    let mut folded = String::with_capacity(source.len());
    folded.extend(normalizer.normalize_iter(source.chars()).filter_map(folded_char).flat_map(char::to_lowercase));
    folded
}

/// Whether two spellings have the same letters: composed or decomposed, with or without harakat, tatweel and invisible
/// characters. The marks of Vietnamese count, and so do hamza and madda, for they make another word.
#[must_use]
pub fn has_same_letters(one: &str, other: &str) -> bool {
    let normalizer = DecomposingNormalizerBorrowed::new_nfd();
    let is_letter = |c: &char| !is_haraka(*c) && !needs_no_glyph(*c);
    let (one, other) = (normalizer.normalize(one), normalizer.normalize(other));
    one.chars().filter(is_letter).eq(other.chars().filter(is_letter))
}

/// Arabic marks that a writer may leave out, and tatweel.
fn is_haraka(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{652}' | '\u{656}'..='\u{65f}' | '\u{670}')
}

/// What a decomposed character counts as, or `None` for nothing.
fn folded_char(c: char) -> Option<char> {
    if c.is_ascii() {
        return match c {
            '_' => Some(' '),
            c if c.is_ascii_control() && !c.is_ascii_whitespace() => None,
            c => Some(c.to_ascii_lowercase()),
        };
    }
    let folded = match c {
        '\u{640}' => return None,
        'ٱ' => 'ا',
        'ة' => 'ه',
        'ى' | 'ی' => 'ي',
        'ک' => 'ك',
        'đ' | 'Đ' => 'd',
        '\u{660}'..='\u{669}' => digit(c, 0x660),
        '\u{6f0}'..='\u{6f9}' => digit(c, 0x6f0),
        c => c,
    };
    let is_mark = CodePointMapData::<GeneralCategory>::new().get(c) == GeneralCategory::NonspacingMark;
    (!is_mark && !needs_no_glyph(c)).then_some(folded)
}

fn digit(c: char, zero: u32) -> char {
    char::from_digit(c as u32 - zero, 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::{Folded, folded, has_same_letters};

    fn found<'a>(text: &'a str, needle: &str) -> Vec<&'a str> {
        Folded::new(text).find_all(&Folded::new(needle)).map(|range| &text[range]).collect()
    }

    #[test]
    fn arabic_letters_are_found_in_every_spelling() {
        assert_eq!(found("إلى القاهره أحمد", "احمد"), ["أحمد"]);
        assert_eq!(found("القاهره والقاهرة", "القاهرة"), ["القاهره", "القاهرة"]);
        assert_eq!(found("مُحَمَّدٌ هنا", "محمد"), ["مُحَمَّدٌ"]);
        assert_eq!(found("محـــمد", "محمد"), ["محـــمد"]);
        assert_eq!(found("سنة ٢٠٢٤", "2024"), ["٢٠٢٤"]);
        assert_eq!(found("ﷲ", "الله"), ["ﷲ"]);
    }

    #[test]
    fn vietnamese_is_found_without_marks_in_either_form_and_across_joiners() {
        assert_eq!(found("hòa hoà hoa", "hoà"), ["hòa", "hoà", "hoa"]);
        assert_eq!(found("Đa\u{300} Nẵng", "da nang"), ["Đa\u{300} Nẵng"]);
        assert_eq!(found("Ngoại_trưởng Mỹ", "ngoai truong"), ["Ngoại_trưởng"]);
    }

    #[test]
    fn spellings_that_differ_by_harakat_or_composition_alone_have_the_same_letters() {
        assert!(has_same_letters("مُحَمَّد", "محمـد") && has_same_letters("أحمد", "ا\u{654}حمد"));
        assert!(has_same_letters("hòa", "ho\u{300}a"));
        assert!(!has_same_letters("hòa", "hoa") && !has_same_letters("أحمد", "احمد") && !has_same_letters("a", "A"));
    }

    #[test]
    fn folding_alone_gives_the_same_text() {
        for text in ["مُحَمَّدٌ ﷲ ٱلقاهرة ـــ ٢٠٢٤", "Đa\u{300} Nẵng_HÒA hoà", "İstanbul ﬁ Ⅻ\u{200f}a\tb\r\n😀"]
        {
            assert_eq!(folded(text), Folded::new(text).as_str(), "{text}");
        }
    }

    #[test]
    fn the_range_ends_after_the_letters_last_mark_and_not_before_the_next() {
        assert_eq!(found("ma\u{301}n", "ma"), ["ma\u{301}"]);
        assert_eq!(found("\u{200f}ab\u{200f} c", "b"), ["b\u{200f}"]);
        assert!(found("abc", "").is_empty());
        assert!(found("abc", "\u{301}").is_empty());
    }
}
