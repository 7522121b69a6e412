//! Speech in text: what stands between quotation marks, and words of saying. Knows no annotations. Offsets are UTF-8 bytes.

use std::ops::Range;

use icu_normalizer::DecomposingNormalizerBorrowed;

use super::fold::Folded;
use super::segment;

/// Opening and closing marks.
const PAIRS: [(char, char); 4] = [('«', '»'), ('“', '”'), ('„', '“'), ('‹', '›')];

/// Marks that open and close alike; the first of two opens.
const ALIKE: [char; 2] = ['"', '＂'];

/// Letters that may stand before an Arabic word of saying (وقال) and after it (قالت, قالوا).
const BEFORE: [&str; 3] = ["", "و", "ف"];
const AFTER: [&str; 6] = ["", "ت", "ا", "وا", "تا", "ن"];

/// Words after which speech is told in other words: "that". Arabic ones may have a pronoun after them (إنه, بأنها).
const THAT: [&str; 4] = ["ان", "بان", "rằng", "that"];
const PRONOUNS: [&str; 6] = ["ه", "ها", "هم", "هما", "نا", "ي"];

/// How speech is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Manner {
    /// In the speaker's words.
    Direct,
    /// In the writer's words.
    Indirect,
    /// A part in the speaker's words inside the writer's sentence.
    Mixed,
}

/// Something that somebody seems to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speech {
    /// What is said, without its marks.
    pub content: Range<usize>,
    /// The word of saying, if one stands in the same sentence.
    pub cue: Option<Range<usize>>,
    pub manner: Manner,
}

impl Manner {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Manner::Direct => "direct",
            Manner::Indirect => "indirect",
            Manner::Mixed => "mixed",
        }
    }
}

/// What seems to be said in a text, in reading order. `cues` are words of saying: Arabic ones in any spelling, with a conjunction
/// before and an ending after them, others as they are (a space is as good as `_`). A cue without quotation marks in its
/// sentence tells speech in other words, from "that" on; a cue of several words outside Arabic (cho rằng) needs no "that".
#[must_use]
pub fn speeches(text: &str, cues: &[String]) -> Vec<Speech> {
    let cues: Vec<Vec<String>> = cues.iter().map(|cue| parts(cue).map(form).collect()).collect();
    let mut found = Vec::new();
    for paragraph in segment::paragraphs(text) {
        let words = words(text, paragraph.clone());
        let places = cue_places(&words, &cues);
        let quoted = quoted(text, paragraph.clone());
        // Found once: a paragraph may be as long as a book, and hold a cue in each sentence.
        let sentences: Vec<Range<usize>> = match places.is_empty() {
            true => Vec::new(),
            false => segment::sentences(text, paragraph.clone()).collect(),
        };
        let mut used = Vec::new();
        for content in &quoted {
            let manner = manner(text, paragraph.start, content);
            let cue = nearest_cue(text, &places, content, &quoted);
            used.extend(cue.clone());
            found.push(Speech { content: content.clone(), cue, manner });
        }
        for (nth, cue) in places.iter().enumerate() {
            let is_quoted = quoted.iter().any(|content| content.start < cue.end && cue.start < content.end);
            if is_quoted || used.contains(cue) {
                continue;
            }
            let sentence = sentence_around(text, &sentences, cue).unwrap_or(paragraph.clone());
            let end = places.get(nth + 1).map_or(sentence.end, |next| next.start.min(sentence.end));
            let content = indirect(text, &words, cue, end);
            let has_marks = content.as_ref().is_some_and(|c| quoted.iter().any(|q| q.start < c.end && c.start < q.end));
            found.extend(content.filter(|content| !content.is_empty() && !has_marks).map(|content| Speech {
                content,
                cue: Some(cue.clone()),
                manner: Manner::Indirect,
            }));
        }
    }
    found.sort_by_key(|speech| (speech.content.start, speech.content.end));
    found
}

/// What is told in other words between a cue and `end`.
fn indirect(text: &str, words: &[Word], cue: &Range<usize>, end: usize) -> Option<Range<usize>> {
    let first = words.partition_point(|word| word.range.start < cue.end);
    let after = || words[first..].iter().take_while(|word| word.range.end < end);
    let implies_that = cue_says_that(&text[cue.clone()]);
    let start = match after().find(|word| is_that(&word.form)) {
        Some(that) if !implies_that || after().next().is_some_and(|first| first.range == that.range) => that.range.end,
        _ if implies_that => cue.end,
        _ => return None,
    };
    Some(without_stop(text, segment::trimmed(text, start..end)))
}

fn cue_says_that(cue: &str) -> bool {
    !cue.chars().any(is_arabic) && parts(cue).count() > 1
}

struct Word {
    range: Range<usize>,
    form: String,
}

/// What stands between marks in a paragraph; marks inside marks go with the outer. A mark that nothing closes opens nothing.
fn quoted(text: &str, paragraph: Range<usize>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open: Option<(char, usize, usize)> = None;
    for (at, c) in text[paragraph.clone()].char_indices() {
        let (at, after) = (paragraph.start + at, paragraph.start + at + c.len_utf8());
        match open {
            Some((closing, start, depth)) if c == closing => {
                if depth == 0 {
                    let content = segment::trimmed(text, start..at);
                    if !content.is_empty() {
                        found.push(content);
                    }
                    open = None;
                } else {
                    open = Some((closing, start, depth - 1));
                }
            }
            Some((closing, start, depth)) => {
                if PAIRS.contains(&(c, closing)) {
                    open = Some((closing, start, depth + 1));
                }
            }
            None => {
                let closing = PAIRS.iter().find(|(opening, _)| *opening == c).map(|(_, closing)| *closing);
                let closing = closing.or(ALIKE.contains(&c).then_some(c));
                open = closing.map(|closing| (closing, after, 0));
            }
        }
    }
    found
}

/// Direct where it follows a colon or begins its sentence; within a sentence it is a part of the writer's.
fn manner(text: &str, paragraph: usize, content: &Range<usize>) -> Manner {
    let before = text[paragraph..content.start].trim_end_matches(|c: char| c.is_whitespace() || is_mark(c));
    match before.chars().next_back() {
        None | Some(':' | '.' | '!' | '?' | '؟') => Manner::Direct,
        Some(_) => Manner::Mixed,
    }
}

/// The cue that is nearest to the content within its sentence, outside of all marks.
fn nearest_cue(
    text: &str,
    places: &[Range<usize>],
    content: &Range<usize>,
    quoted: &[Range<usize>],
) -> Option<Range<usize>> {
    let outside = |cue: &&Range<usize>| !quoted.iter().any(|range| range.start < cue.end && cue.start < range.end);
    let gap = |cue: &Range<usize>| match cue.end <= content.start {
        true => &text[cue.end..content.start],
        false => &text[content.end..cue.start],
    };
    // A full stop after the content's own end divides it from a cue that follows.
    let is_near = |cue: &&Range<usize>| !gap(cue).trim_matches(is_mark).contains(['.', '!', '?', '؟', '\n']);
    places.iter().filter(outside).filter(is_near).min_by_key(|cue| gap(cue).len()).cloned()
}

/// The sentence that holds a cue, of those of its paragraph.
fn sentence_around(text: &str, sentences: &[Range<usize>], cue: &Range<usize>) -> Option<Range<usize>> {
    let at = sentences.partition_point(|sentence| sentence.end <= cue.start);
    let sentence = sentences.get(at).or(sentences.last())?;
    Some(segment::trimmed(text, sentence.clone()))
}

fn without_stop(text: &str, range: Range<usize>) -> Range<usize> {
    let said = &text[range.clone()];
    let end = range.start
        + said.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '!' | '?' | '؟' | ',' | '،')).len();
    range.start..end
}

/// The words of a paragraph, with `_` between words dividing as a space does.
fn words(text: &str, paragraph: Range<usize>) -> Vec<Word> {
    let mut found = Vec::new();
    let mut start = paragraph.start;
    for (end, is_word) in segment::word_boundaries(&text[paragraph.clone()]).skip(1) {
        let end = paragraph.start + end;
        if is_word {
            let mut from = start;
            for part in text[start..end].split('_') {
                if !part.is_empty() {
                    found.push(Word { range: from..from + part.len(), form: form(part) });
                }
                from += part.len() + 1;
            }
        }
        start = end;
    }
    found
}

/// Where a cue of one or more words stands.
fn cue_places(words: &[Word], cues: &[Vec<String>]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in 0..words.len() {
        let is_here = |cue: &&Vec<String>| {
            !cue.is_empty()
                && at + cue.len() <= words.len()
                && cue.iter().zip(&words[at..]).all(|(part, word)| says(&word.form, part))
        };
        let Some(longest) = cues.iter().filter(is_here).map(Vec::len).max() else { continue };
        let range = words[at].range.start..words[at + longest - 1].range.end;
        if found.last().is_none_or(|last| last.end <= range.start) {
            found.push(range);
        }
    }
    found
}

/// Whether a word is a form of a cue.
fn says(word: &str, cue: &str) -> bool {
    if !cue.chars().any(is_arabic) {
        return word == cue;
    }
    BEFORE.iter().filter_map(|before| word.strip_prefix(before)).any(|rest| {
        let after = rest.strip_prefix(cue);
        after.is_some_and(|after| AFTER.contains(&after))
    })
}

/// Whether a word is "that", with or without a pronoun (إنه, بأنها).
fn is_that(word: &str) -> bool {
    THAT.iter().any(|that| match word.strip_prefix(form(that).as_str()) {
        Some("") => true,
        Some(rest) => that.chars().any(is_arabic) && PRONOUNS.contains(&rest),
        None => false,
    })
}

fn parts(cue: &str) -> impl Iterator<Item = &str> {
    cue.split(|c: char| c.is_whitespace() || c == '_').filter(|part| !part.is_empty())
}

/// A word as cues are compared: Arabic in any spelling; elsewhere marks count (nói is not nội), their coding and case do not.
fn form(word: &str) -> String {
    if word.chars().any(is_arabic) {
        return Folded::new(word).as_str().to_owned();
    }
    DecomposingNormalizerBorrowed::new_nfd().normalize(&word.to_lowercase()).into_owned()
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}')
}

fn is_mark(c: char) -> bool {
    c.is_whitespace() || ALIKE.contains(&c) || PAIRS.iter().any(|(opening, closing)| c == *opening || c == *closing)
}

#[cfg(test)]
mod tests {
    use super::speeches;

    /// Content, cue and manner of what is said.
    fn said(text: &str) -> Vec<String> {
        let cues = ["قال", "أعلن", "أوضح", "cho biết", "cho rằng", "nói", "khẳng định", "said"].map(str::to_owned);
        let cue = |speech: &super::Speech| speech.cue.clone().map_or("-", |cue| &text[cue]);
        let found = speeches(text, &cues);
        found.iter().map(|s| format!("{} | {} | {}", &text[s.content.clone()], cue(s), s.manner.word())).collect()
    }

    #[test]
    fn what_stands_between_marks_is_said() {
        assert_eq!(said("وقالت حداد: “جئنا لنتعلم”."), ["جئنا لنتعلم | وقالت | direct"]);
        assert_eq!(said("وأوضح أن الاتفاق «لا يتضمن قروضا»."), ["لا يتضمن قروضا | وأوضح | mixed"]);
        assert_eq!(said("“Cửa vẫn mở”, bà nói."), ["Cửa vẫn mở | nói | direct"]);
        assert_eq!(said("Ông khẳng_định “ không có ” và đi"), ["không có | khẳng_định | mixed"]);
        assert_eq!(said("the \"a\" and \"b"), ["a | - | mixed"]);
        assert_eq!(said("x «a «b» c»"), ["a «b» c | - | mixed"]);
    }

    #[test]
    fn what_is_told_in_other_words_is_said_too() {
        assert_eq!(said("وقال رئيسه إن الرابطة تأخرت."), ["الرابطة تأخرت | وقال | indirect"]);
        assert_eq!(said("Ông cho_biết rằng bến đóng."), ["bến đóng | cho_biết | indirect"]);
        assert_eq!(said("Ông cho_biết bến đóng."), ["bến đóng | cho_biết | indirect"]);
        assert_eq!(said("Ông nói chuyện với bà."), Vec::<String>::new());
        assert_eq!(said("ở Hà Nội là nhà"), Vec::<String>::new());
    }

    #[test]
    fn a_cue_beyond_a_full_stop_is_another_sentences() {
        assert_eq!(said("He said so. \"Yes\" is fine"), ["Yes | - | direct"]);
    }
}
