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
use super::occurrences;

/// In so many bytes of the source it is noted once where they went.
const STEP: usize = 32;

/// It is told each time after so many bytes how far folding is.
const TOLD_EACH: usize = 1 << 16;

/// A folded text that knows where each of its characters came from.
#[derive(Debug, Clone)]
pub struct Folded<'a> {
    source: &'a str,
    text: String,
    /// Some of the characters of the source that count for something: where in `text` they went, and where they stand. Between two
    /// of them the source is folded again when somebody asks: a note for each character would take more room than both texts.
    steps: Vec<(usize, usize)>,
}

impl<'a> Folded<'a> {
    #[must_use]
    pub fn new(source: &'a str) -> Self {
        let mut folded = Self { source, text: String::with_capacity(source.len()), steps: Vec::new() };
        folded.add(0..source.len());
        folded
    }

    /// The same, or nothing once `goes_on`, which hears how many bytes are done, says no.
    #[must_use]
    pub fn watched(source: &'a str, goes_on: &dyn Fn(usize) -> bool) -> Option<Self> {
        let mut folded = Self { source, text: String::with_capacity(source.len()), steps: Vec::new() };
        let mut start = 0;
        while start < source.len() {
            let end = source.floor_char_boundary(start + TOLD_EACH);
            folded.add(start..end);
            start = end;
            if !goes_on(end) {
                return None;
            }
        }
        Some(folded)
    }

    fn add(&mut self, range: Range<usize>) {
        let normalizer = DecomposingNormalizerBorrowed::new_nfkd();
        for (at, c) in self.source[range.clone()].char_indices() {
            let (start, folded) = (range.start + at, self.text.len());
            for_each_folded(&normalizer, c, |c| self.text.push(c));
            let is_due = self.steps.last().is_none_or(|(_, last)| start >= last + STEP);
            if is_due && self.text.len() > folded {
                self.steps.push((folded, start));
            }
        }
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where `needle` occurs in the source, without overlaps, in order. Nothing for a needle that folds to nothing.
    pub fn find_all<'b>(&'b self, needle: &Folded<'_>) -> impl Iterator<Item = Range<usize>> + use<'a, 'b> {
        let needle = needle.text.clone();
        let mut from = 0;
        std::iter::from_fn(move || {
            if needle.is_empty() {
                return None;
            }
            let start = from + self.text[from..].find(&needle)?;
            from = start + needle.len();
            Some(self.source(start..from))
        })
    }

    /// Tells `found` where each of some folded strings occurs, likewise and in one pass; `goes_on` hears how many folded bytes are
    /// done, and ends it by saying no. Whether all was looked through.
    pub fn each_of(
        &self,
        needles: &[&str],
        goes_on: &dyn Fn(usize) -> bool,
        found: &mut dyn FnMut(usize, Range<usize>),
    ) -> bool {
        let mut found = |at: usize, start: usize| found(at, self.source(start..start + needles[at].len()));
        occurrences::each_of(&self.text, needles, goes_on, &mut found)
    }

    /// The source of some folded bytes, with the marks that follow.
    fn source(&self, folded: Range<usize>) -> Range<usize> {
        let normalizer = DecomposingNormalizerBorrowed::new_nfkd();
        let step = self.steps.partition_point(|(at, _)| *at <= folded.start).saturating_sub(1);
        let (mut at, from) = self.steps.get(step).copied().unwrap_or_default();
        let (mut start, mut end) = (None, from);
        for (nth, c) in self.source[from..].char_indices() {
            let mut length = 0;
            for_each_folded(&normalizer, c, |c| length += c.len_utf8());
            // A mark that counts for nothing belongs to the letter before it.
            if at >= folded.end && length > 0 {
                break;
            }
            at += length;
            if at > folded.start {
                start = start.or(Some(from + nth));
                end = from + nth + c.len_utf8();
            }
        }
        start.unwrap_or(end)..end
    }
}

/// What a character of a text counts as: several characters, or none.
fn for_each_folded(normalizer: &DecomposingNormalizerBorrowed<'_>, c: char, mut add: impl FnMut(char)) {
    if c.is_ascii() {
        folded_char(c).into_iter().for_each(add);
        return;
    }
    let mut encoded = [0; 4];
    let parts = normalizer.normalize(c.encode_utf8(&mut encoded));
    parts.chars().filter_map(folded_char).flat_map(char::to_lowercase).for_each(&mut add);
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
    fn what_is_found_far_into_a_long_text_is_where_it_stands() {
        let text = format!("{} قَالَت لَيْلَى، {}", "ﷲ، هُنَاكَ ".repeat(40_000), "ab\u{301} ".repeat(9));
        let folded = Folded::watched(&text, &|_| true).unwrap();
        assert_eq!(folded.find_all(&Folded::new("ليلى")).map(|range| &text[range]).collect::<Vec<_>>(), ["لَيْلَى"]);
        let mut all = Vec::new();
        folded.each_of(&["ab", "الله"], &|_| true, &mut |needle, range| all.push((needle, &text[range])));
        assert_eq!(all.iter().filter(|found| **found == (1, "ﷲ")).count(), 40_000);
        assert_eq!(all.iter().filter(|found| **found == (0, "ab\u{301}")).count(), 9);
        assert_eq!(all.len(), 40_009);
        assert!(Folded::watched(&text, &|done| done < 100_000).is_none());
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
