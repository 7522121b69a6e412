//! Segmentation: paragraphs, graphemes, words and sentences (UAX #29), and where lines may break (UAX #14), by
//! `icu_segmenter`'s data of Unicode 18. Offsets are UTF-8 bytes. A question about one place reads only its
//! neighbourhood (a few words; for sentences the paragraph), so that a long text answers as fast as a short one.

use std::ops::Range;

use icu_properties::CodePointMapData;
use icu_properties::props::{GraphemeClusterBreak, LineBreak, SentenceBreak, WordBreak};
use icu_segmenter::options::{LineBreakOptions, SentenceBreakInvariantOptions, WordBreakInvariantOptions};
use icu_segmenter::{GraphemeClusterSegmenter, LineSegmenter, SentenceSegmenter, WordSegmenter};

use super::runs;

/// The version of Unicode whose segmentation this is.
pub const UNICODE_VERSION: &str = "18.0.0";

/// The paragraphs of a text, split at line feeds, which belong to none. A carriage return before a line feed belongs to
/// the line end too. There is always at least one, and one after a final line feed.
pub fn paragraphs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let end = match memchr_line_feed(&text.as_bytes()[start..]) {
            Some(length) => {
                next = Some(start + length + 1);
                start + length
            }
            None => {
                next = None;
                text.len()
            }
        };
        Some(start..without_carriage_return(text, start, end))
    })
}

/// How many paragraphs a text has.
#[must_use]
pub fn paragraph_count(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1
}

/// The paragraph that holds `offset`; at a line end the one before it.
#[must_use]
pub fn paragraph_at(text: &str, offset: usize) -> Range<usize> {
    let start = memchr::memrchr(b'\n', &text.as_bytes()[..offset]).map_or(0, |line_feed| line_feed + 1);
    let end = memchr_line_feed(&text.as_bytes()[offset..]).map_or(text.len(), |length| offset + length);
    start..without_carriage_return(text, start, end)
}

fn memchr_line_feed(bytes: &[u8]) -> Option<usize> {
    memchr::memchr(b'\n', bytes)
}

fn without_carriage_return(text: &str, start: usize, end: usize) -> usize {
    if end > start && end < text.len() && text.as_bytes()[end - 1] == b'\r' { end - 1 } else { end }
}

/// A word of more bytes is taken for several where one selects by words or steps from one to the next: of letters without end, too, a
/// place must be found as fast as any.
const LONGEST_WORD: usize = 1024;

/// So many bytes of a paragraph are taken for a sentence if in as many more none surely begins.
const LONGEST_SENTENCE: usize = 1 << 15;

/// So many bytes of nothing but space are passed by one step from sentence to sentence.
const SILENT: usize = 2 * LONGEST_SENTENCE;

/// So many bytes without a word are passed by one step from word to word.
pub(super) const WORDLESS: usize = LONGEST_WORD;

/// Calls `found` with each grapheme boundary of `text` after 0, ending with its length.
pub fn for_each_grapheme(text: &str, mut found: impl FnMut(usize)) {
    // Most words of a news text need no look at the rules.
    if text.chars().all(runs::is_grapheme_by_itself) {
        text.char_indices().skip(1).for_each(|(boundary, _)| found(boundary));
        if !text.is_empty() {
            found(text.len());
        }
        return;
    }
    let mut start = 0;
    for end in runs::cuts(text).into_iter().chain([text.len()]) {
        graphemes(text, start..end).for_each(&mut found);
        start = end;
    }
}

/// Every grapheme boundary after the start of a part of `text`, ending with its end.
fn graphemes(text: &str, part: Range<usize>) -> impl Iterator<Item = usize> + '_ {
    GraphemeClusterSegmenter::new_neo().segment_str(&text[part.clone()]).skip(1).map(move |end| part.start + end)
}

/// Where graphemes of a paragraph are cut that are too long to be one: hardly ever anywhere.
#[must_use]
pub fn cuts_of_long_graphemes(paragraph: &str) -> Vec<usize> {
    runs::cuts(paragraph)
}

/// The next grapheme boundary after `offset`, or the end of the text.
#[must_use]
pub fn next_grapheme(text: &str, offset: usize) -> usize {
    graphemes(text, runs::run_at(text, offset)).find(|&boundary| boundary > offset).unwrap_or(text.len())
}

/// The last grapheme boundary before `offset`, or 0.
#[must_use]
pub fn previous_grapheme(text: &str, offset: usize) -> usize {
    let Some((before, _)) = text[..offset].char_indices().next_back() else { return 0 };
    let run = runs::run_at(text, before);
    let start = run.start;
    graphemes(text, run).take_while(|&boundary| boundary < offset).last().unwrap_or(start)
}

/// Whether a grapheme begins (or the text ends) at `offset`.
#[must_use]
pub fn is_grapheme_boundary(text: &str, offset: usize) -> bool {
    offset == 0 || offset == text.len() || next_grapheme(text, previous_grapheme(text, offset)) == offset
}

/// Whether `c` belongs to the grapheme of what follows it, as Arabic number signs do.
pub(super) fn is_prepended(c: char) -> bool {
    !c.is_ascii() && CodePointMapData::<GraphemeClusterBreak>::new().get(c) == GraphemeClusterBreak::Prepend
}

/// Whether `c` belongs to the grapheme of what precedes it, as marks and joiners do.
pub(super) fn continues_grapheme(c: char) -> bool {
    !c.is_ascii()
        && matches!(
            CodePointMapData::<GraphemeClusterBreak>::new().get(c),
            GraphemeClusterBreak::Extend | GraphemeClusterBreak::SpacingMark | GraphemeClusterBreak::ZWJ
        )
}

/// Every word boundary of `text` with whether the segment that ends there is a word rather than space or punctuation.
pub fn word_boundaries(text: &str) -> impl Iterator<Item = (usize, bool)> + '_ {
    WordSegmenter::new_neo_for_non_complex_scripts(WordBreakInvariantOptions::default())
        .segment_str(text)
        .iter_with_word_type()
        .map(|(boundary, kind)| (boundary, kind.is_word_like()))
}

/// The next grapheme boundary from `offset` on, which may be `offset` itself.
fn after_grapheme(text: &str, offset: usize) -> usize {
    if is_grapheme_boundary(text, offset) { offset } else { next_grapheme(text, offset) }
}

/// The last grapheme boundary up to `offset`, likewise.
fn before_grapheme(text: &str, offset: usize) -> usize {
    if is_grapheme_boundary(text, offset) { offset } else { previous_grapheme(text, offset) }
}

/// The word, space or punctuation mark that holds the character after `offset`; where nothing follows or what follows is
/// not a word while a word ends here, the word before.
#[must_use]
pub fn word_at(text: &str, offset: usize) -> Range<usize> {
    let mut touching: Vec<_> =
        segments_near(text, offset).filter(|(range, _)| range.start <= offset && offset <= range.end).collect();
    // At a border two segments touch: the one that follows, unless only the one before is a word.
    if let [(_, true), (_, false)] = touching[..] {
        touching.truncate(1);
    }
    touching.pop().map_or(offset..offset, |(range, _)| range)
}

/// The end of the first word that ends after `offset`, or the end of the text. Where Unicode ends a word within a grapheme, as
/// between a number sign and what it stands before, or where a word is cut that is too long, that grapheme's end.
#[must_use]
pub fn next_word(text: &str, offset: usize) -> usize {
    let is_line_end = |byte: &&u8| matches!(byte, b'\n' | b'\r');
    let (mut offset, mut wordless) = (offset, 0);
    loop {
        // No word is among line ends, of which there may be very many.
        offset += text.as_bytes()[offset..].iter().take_while(is_line_end).count();
        if offset == text.len() || wordless >= WORDLESS {
            return after_grapheme(text, offset);
        }
        let chunk = chunk_at(text, offset);
        let found = segments(text, chunk.clone()).find(|(range, is_word)| *is_word && range.end > offset);
        if let Some((range, _)) = found {
            return after_grapheme(text, range.end);
        }
        wordless += chunk.end - offset;
        offset = chunk.end;
    }
}

/// The start of the last word that starts before `offset`, or 0; likewise of its grapheme.
#[must_use]
pub fn previous_word(text: &str, offset: usize) -> usize {
    let (mut offset, mut wordless) = (offset, 0);
    while let Some((before, _)) = text[..offset].trim_end_matches(['\n', '\r']).char_indices().next_back() {
        let chunk = chunk_at(text, before);
        let found = segments(text, chunk.clone()).filter(|(range, is_word)| *is_word && range.start < offset).last();
        if let Some((range, _)) = found {
            return before_grapheme(text, range.start);
        }
        wordless += before - chunk.start.min(before);
        offset = chunk.start.min(before);
        if wordless >= WORDLESS {
            return before_grapheme(text, offset);
        }
    }
    0
}

/// The segments of the chunks before and after `offset`.
fn segments_near(text: &str, offset: usize) -> impl Iterator<Item = (Range<usize>, bool)> + '_ {
    let after = chunk_at(text, offset);
    let before = text[..offset].char_indices().next_back().map_or(offset..offset, |(start, _)| chunk_at(text, start));
    let before = if before == after { offset..offset } else { before };
    segments(text, before).chain(segments(text, after))
}

fn segments(text: &str, chunk: Range<usize>) -> impl Iterator<Item = (Range<usize>, bool)> + '_ {
    let mut start = chunk.start;
    word_boundaries(&text[chunk.clone()]).skip(1).map(move |(end, is_word)| {
        let range = start..chunk.start + end;
        start = range.end;
        (range, is_word)
    })
}

/// The run around the character after `offset` of which it is known without looking further that words begin and end at its
/// borders. A run of more than [`LONGEST_WORD`] bytes is cut at each multiple of that from there on.
fn chunk_at(text: &str, offset: usize) -> Range<usize> {
    if offset == text.len() {
        return offset..offset;
    }
    let multiple = |nth: usize| text.ceil_char_boundary((nth * LONGEST_WORD).min(text.len()));
    // One multiple back from the one before it there is nothing to be seen: if the run began earlier, it was cut there.
    let nth = offset / LONGEST_WORD;
    let lowest = nth.checked_sub(1).map_or(0, multiple);
    let begins =
        |text: &str, at: usize, c: char| text[..at].chars().next_back().is_none_or(|before| ends_run(before, c));
    let until = text.ceil_char_boundary(offset + 1);
    let mut back = text[lowest..until].char_indices().rev().map(|(at, c)| (lowest + at, c));
    let natural = back.find(|(at, c)| begins(text, *at, *c)).map(|(at, _)| at);
    let natural = natural.map(|start| (start, multiple((start + LONGEST_WORD).div_ceil(LONGEST_WORD))));
    // One that began at a multiple may have been cut before this place.
    let (start, limit) = natural.filter(|(_, limit)| *limit > offset).unwrap_or((multiple(nth), multiple(nth + 1)));
    let mut rest = text[offset..limit].char_indices().skip(1).map(|(at, c)| (offset + at, c));
    let end = rest.find(|(at, c)| begins(text, *at, *c)).map_or(limit, |(at, _)| at);
    start..end
}

/// Whether a word boundary stands between two characters wherever they are. WB3a and WB3b end words at line ends, WB3d keeps spaces
/// together, and nothing but a mark joins to what precedes it where that is no part of words.
fn ends_run(before: char, after: char) -> bool {
    let is_line_end = |c: char| matches!(c, '\n' | '\r');
    let is_sign = matches!(after, '!' | '#'..='&' | '('..='+' | '-' | '/' | '<'..='@' | '['..='^' | '`' | '{'..='~');
    match (is_line_end(before), is_line_end(after)) {
        (true, true) => (before, after) != ('\r', '\n'),
        // WB4: what combines goes with what precedes it, be that a space.
        (false, false) => is_sign || (before.is_whitespace() != after.is_whitespace() && !joins_before(after)),
        _ => true,
    }
}

/// Whether `c` belongs to the segment of what precedes it (WB4).
fn joins_before(c: char) -> bool {
    !c.is_ascii()
        && matches!(CodePointMapData::<WordBreak>::new().get(c), WordBreak::Extend | WordBreak::Format | WordBreak::ZWJ)
}

/// The sentence that holds the character after `offset`, within its paragraph and without the spaces around it.
#[must_use]
pub fn sentence_at(text: &str, offset: usize) -> Range<usize> {
    let paragraph = paragraph_at(text, offset);
    let part = sentences_near(text, &paragraph, offset);
    let sentence = sentences(text, part.clone())
        .find(|sentence| sentence.end > offset)
        .or_else(|| sentences(text, part).last())
        .unwrap_or(paragraph);
    trimmed(text, sentence)
}

/// The start of the first sentence that starts after `offset`, or the end of the text.
#[must_use]
pub fn next_sentence(text: &str, offset: usize) -> usize {
    let (mut from, mut passed) = (offset, 0);
    loop {
        let paragraph = paragraph_at(text, from);
        let part = sentences_near(text, &paragraph, from);
        let found = sentences(text, part.clone())
            .map(|sentence| trimmed(text, sentence))
            .find(|sentence| sentence.start > offset && !sentence.is_empty());
        if let Some(sentence) = found {
            return sentence.start;
        }
        let line_ends = text.as_bytes()[part.end..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        from = part.end + line_ends;
        passed += part.len();
        if passed > SILENT {
            return from;
        }
        if from >= text.len() || part.is_empty() && line_ends == 0 {
            return text.len();
        }
    }
}

/// The start of the last sentence that starts before `offset`, or 0.
#[must_use]
pub fn previous_sentence(text: &str, offset: usize) -> usize {
    let (mut from, mut passed) = (offset, 0);
    loop {
        let paragraph = paragraph_at(text, from);
        let part = sentences_near(text, &paragraph, from);
        let found = sentences(text, part.clone())
            .map(|sentence| trimmed(text, sentence))
            .filter(|sentence| sentence.start < offset && !sentence.is_empty())
            .last();
        if let Some(sentence) = found {
            return sentence.start;
        }
        let Some((before, _)) = text[..part.start].trim_end_matches(['\n', '\r']).char_indices().next_back() else {
            return 0;
        };
        from = before;
        passed += part.len();
        if passed > SILENT {
            return from;
        }
    }
}

/// The part of a paragraph around the character after `offset` at whose borders sentences begin. Of what has no such place for long,
/// [`LONGEST_SENTENCE`] bytes are taken for one.
fn sentences_near(text: &str, paragraph: &Range<usize>, offset: usize) -> Range<usize> {
    let border = |nth: usize| {
        let from = text.ceil_char_boundary((paragraph.start + nth * LONGEST_SENTENCE).min(paragraph.end));
        let to = text.ceil_char_boundary((from + LONGEST_SENTENCE).min(paragraph.end));
        let spaces = memchr::memchr_iter(b' ', &text.as_bytes()[from..to]).map(|at| from + at + 1);
        let mut sure = spaces.filter(|at| *at < paragraph.end && surely_begins_sentence(&text[..*at], &text[*at..]));
        sure.next().unwrap_or(from)
    };
    let nth = offset.saturating_sub(paragraph.start) / LONGEST_SENTENCE;
    let (mut start, mut end) = (paragraph.start, paragraph.end);
    for border in (nth.saturating_sub(1).max(1)..=nth + 1).map(border) {
        if border <= offset && border < paragraph.end {
            start = start.max(border);
        } else {
            end = end.min(border);
        }
    }
    start..end
}

/// Whether a sentence begins between a space and what follows it, whatever stands around them: after a full stop, with a letter that
/// is not small (SB8, SB11).
fn surely_begins_sentence(before: &str, after: &str) -> bool {
    let is_ended = before.strip_suffix(' ').is_some_and(|before| before.ends_with(['.', '!', '?', '؟', '۔']));
    let class = |c| CodePointMapData::<SentenceBreak>::new().get(c);
    is_ended && after.chars().next().is_some_and(|c| matches!(class(c), SentenceBreak::Upper | SentenceBreak::OLetter))
}

/// The sentences of a paragraph, with the white space that follows each.
pub fn sentences(text: &str, paragraph: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = paragraph.start;
    SentenceSegmenter::new_neo(SentenceBreakInvariantOptions::default())
        .segment_str(&text[paragraph.clone()])
        .skip(1)
        .map(move |end| {
            let range = start..paragraph.start + end;
            start = range.end;
            range
        })
}

/// `range` without the white space at its ends.
#[must_use]
pub fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    start..(start + slice.trim().len())
}

/// Calls `found` with each place of `text` after 0 where UAX #14 lets a line end, the end of the text included.
pub fn for_each_line_break(text: &str, mut found: impl FnMut(usize)) {
    let segmenter = LineSegmenter::new_neo_for_non_complex_scripts(LineBreakOptions::default());
    for boundary in segmenter.segment_str(text).skip(1) {
        found(boundary);
    }
}

/// Whether a line must end after `c` (UAX #14 LB4, LB5).
#[must_use]
pub fn forces_line_break(c: char) -> bool {
    matches!(
        CodePointMapData::<LineBreak>::new().get(c),
        LineBreak::MandatoryBreak | LineBreak::CarriageReturn | LineBreak::LineFeed | LineBreak::NextLine
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, before: &str) -> String {
        text[word_at(text, text.find(before).unwrap())].to_owned()
    }

    #[test]
    fn runs_without_end_are_cut_alike_from_wherever_one_looks() {
        for unit in [" ", "x", "\u{ad}", "\0", "\u{1}\u{7f}\u{85}", "👩\u{200d}", "بلينكن", "\u{30ab}", "a ", "\u{301}"]
        {
            for before in ["", "a", " ", "\n"] {
                let text = format!("{before}{}", unit.repeat(3 * LONGEST_WORD / unit.len() + 1));
                for near in [0, LONGEST_WORD, 2 * LONGEST_WORD, 3 * LONGEST_WORD] {
                    let offsets = near.saturating_sub(3)..(near + 4).min(text.len());
                    for offset in offsets.filter(|offset| text.is_char_boundary(*offset)) {
                        let chunk = chunk_at(&text, offset);
                        assert!(chunk.contains(&offset), "{unit:?} after {before:?}: {offset} in {chunk:?}");
                        for at in [chunk.start, text.floor_char_boundary(chunk.end - 1)] {
                            assert_eq!(chunk_at(&text, at), chunk, "{unit:?} after {before:?}: {offset}, {at}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_word_at_its_end_is_still_the_word() {
        assert_eq!(&"one two"[word_at("one two", 3)], "one");
        assert_eq!(&"one two"[word_at("one two", 4)], "two");
        assert_eq!(&"one"[word_at("one", 3)], "one");
        assert_eq!(word_at("", 0), 0..0);
    }

    #[test]
    fn an_arabic_word_holds_its_prefix_and_a_segmented_vietnamese_word_its_joiners() {
        assert_eq!(word("قال وبلينكن أمس", "وبلينكن"), "وبلينكن");
        assert_eq!(word("lần đầu_tiên_ông Blinken", "đầu"), "đầu_tiên_ông");
    }

    #[test]
    fn words_step_over_punctuation_and_return() {
        let text = "قال: “نعم”، ثم ذهب";
        let mut at = 0;
        let mut ends = Vec::new();
        while at < text.len() {
            at = next_word(text, at);
            ends.push(at);
        }
        assert_eq!(ends.len(), 4);
        for _ in 0..4 {
            at = previous_word(text, at);
        }
        assert_eq!(at, 0);
    }

    #[test]
    fn graphemes_found_locally_are_those_found_from_the_start() {
        let endless = "\u{301}\u{200d}".repeat(runs::LONGEST_GRAPHEME);
        let text = &format!("e\u{301}لاَم\u{600}5 \r\n👨‍👩‍👧🇻🇳🇸🇦क्षि\u{600} अx{endless}👨‍👩‍👧{endless} y");
        let mut all = vec![0];
        for_each_grapheme(text, |boundary| all.push(boundary));
        for (offset, _) in text.char_indices() {
            let next = *all.iter().find(|&&boundary| boundary > offset).unwrap();
            assert_eq!(next_grapheme(text, offset), next, "after {offset}");
            let previous = *all.iter().rev().find(|&&boundary| boundary < offset).unwrap_or(&0);
            assert_eq!(previous_grapheme(text, offset), previous, "before {offset}");
        }
    }

    #[test]
    fn words_found_locally_are_those_found_from_the_start() {
        let odd = "{\"a\":[1.5,-2],'b':\"x\u{301}\"} (#\u{301}c)قال: وبلينكن،\u{200d}👩 a.b:c_d\r\n\n \u{301} \u{a0}🇻🇳 can't ٣٫٥؛";
        let text = &odd.repeat(100);
        let mut start = 0;
        for (end, is_word) in word_boundaries(text).skip(1) {
            if is_word {
                assert_eq!(word_at(text, start), start..end);
                assert_eq!((next_word(text, start), previous_word(text, end)), (end, start));
            }
            start = end;
        }
    }

    #[test]
    fn a_word_without_end_is_taken_for_several_of_which_each_is_found_from_anywhere_in_it() {
        let text = format!("a {} b", "ب".repeat(10_000));
        let (mut at, mut pieces) = (2, 0);
        while at < text.len() - 2 {
            let piece = word_at(&text, at);
            assert!(piece.start == at && piece.len() <= 2 * LONGEST_WORD, "{piece:?}");
            let middle = text.floor_char_boundary((piece.start + piece.end) / 2);
            assert_eq!((word_at(&text, middle), previous_word(&text, piece.end)), (piece.clone(), piece.start));
            assert_eq!(next_word(&text, piece.start), piece.end);
            (at, pieces) = (piece.end, pieces + 1);
        }
        assert_eq!((at, pieces), (text.len() - 2, 19));
    }

    #[test]
    fn words_are_found_past_any_number_of_line_ends() {
        let text = format!("one{}two\r\n", "\r\n\n".repeat(1_000));
        assert_eq!(&text[word_at(&text, 5)], "\n");
        assert_eq!(&text[word_at(&text, 4)], "\r\n");
        assert_eq!(next_word(&text, 3), text.len() - 2);
        assert_eq!((previous_word(&text, text.len()), previous_word(&text, text.len() - 5)), (text.len() - 5, 0));
    }

    #[test]
    fn paragraphs_leave_out_their_line_ends() {
        let ranges = |text: &str| paragraphs(text).collect::<Vec<_>>();
        assert_eq!(ranges(""), [0..0; 1]);
        assert_eq!(ranges("a\r\nb\n"), [0..1, 3..4, 5..5]);
        assert_eq!(ranges("a\rb"), [0..3; 1]);
        assert_eq!(paragraph_at("a\r\nb\n", 3), 3..4);
    }

    #[test]
    fn sentences_are_found_within_and_across_paragraphs() {
        let text = "One. Two here.\n\nThree.";
        assert_eq!(&text[sentence_at(text, 6)], "Two here.");
        assert_eq!(next_sentence(text, 5), 16);
        assert_eq!(previous_sentence(text, 16), 5);
        assert_eq!(next_sentence(text, 16), text.len());
    }

    #[test]
    fn sentences_of_a_long_paragraph_are_found_where_all_of_it_says() {
        let said = "قال (أمس) 3.5. وذهب! ثم… She left at 5 p.m. on Fri. The end?\u{301} “No.” he said.  Đúng. a. B";
        let text = &format!("{}\n\n\n{}", said.repeat(2_000), said.repeat(3));
        let paragraph = paragraph_at(text, 0);
        assert!(paragraph.len() > 6 * LONGEST_SENTENCE);
        let (mut last, mut count) = (0, 0);
        for sentence in sentences(text, paragraph).map(|sentence| trimmed(text, sentence)) {
            if count % 97 == 1 || (count > 0 && sentence.start % LONGEST_SENTENCE < 300) {
                assert_eq!(sentence_at(text, sentence.start), sentence);
                assert_eq!(
                    (next_sentence(text, last), previous_sentence(text, sentence.end)),
                    (sentence.start, sentence.start)
                );
            }
            (last, count) = (sentence.start, count + 1);
        }
        let spaces = " ".repeat(20 * LONGEST_SENTENCE);
        let far = 10 * LONGEST_SENTENCE;
        assert!((far + 1..far + 4 * LONGEST_SENTENCE).contains(&next_sentence(&spaces, far)));
        assert!((far - 4 * LONGEST_SENTENCE..far).contains(&previous_sentence(&spaces, far)));
        let second = text.find('\n').unwrap() + 3;
        assert_eq!((next_sentence(text, last), previous_sentence(text, second)), (second, last));
    }

    #[test]
    fn what_has_no_sentence_is_taken_for_several_and_found_from_anywhere_in_it() {
        let text = "{\"id\":7,\"seen\":[1.5,2.5]},".repeat(20_000);
        let (mut at, mut pieces) = (0, 0);
        while at < text.len() {
            let piece = sentence_at(&text, at);
            assert!(piece.start == at && piece.len() <= 2 * LONGEST_SENTENCE, "{piece:?} at {at}");
            assert_eq!(sentence_at(&text, (piece.start + piece.end) / 2), piece);
            assert_eq!((next_sentence(&text, at), previous_sentence(&text, piece.end)), (piece.end, piece.start));
            (at, pieces) = (piece.end, pieces + 1);
        }
        assert!(pieces > 10);
    }

    #[test]
    fn no_line_breaks_between_a_space_and_closing_punctuation() {
        let mut breaks = Vec::new();
        for_each_line_break("nói , rằng (x )", |at| breaks.push(at));
        assert_eq!(breaks, ["nói , ", "nói , rằng ", "nói , rằng (x )"].map(str::len));
    }
}
