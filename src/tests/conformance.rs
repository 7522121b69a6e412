//! Unicode's own tests, every line of them: levels and visual order (UAX #9), line breaks (UAX #14), graphemes, words and
//! sentences (UAX #29). They go through the functions that the program itself calls. Each test states how many lines it
//! ran, so that a line which is not read cannot pass for one that succeeded. `data/README.md` tells where the files are
//! from. There is no residue: every line must hold.

use std::fmt::Write;
use std::ops::Range;

use icu_properties::CodePointMapData;
use icu_properties::props::BidiClass;
use miniz_oxide::inflate::decompress_to_vec_zlib;

use crate::text::bidi::{Census, Direction, Levels};
use crate::text::segment;

/// A compressed test file.
struct TestFile {
    name: &'static str,
    version: &'static str,
    /// How many test lines it holds.
    lines: usize,
    packed: &'static [u8],
}

const BIDI: TestFile =
    TestFile { name: "BidiTest", version: "15.0.0", lines: 490_846, packed: include_bytes!("data/BidiTest.txt.zz") };
const BIDI_CHARACTERS: TestFile = TestFile {
    name: "BidiCharacterTest",
    version: "15.0.0",
    lines: 91_707,
    packed: include_bytes!("data/BidiCharacterTest.txt.zz"),
};
const LINES: TestFile = TestFile {
    name: "LineBreakTest",
    version: segment::UNICODE_VERSION,
    lines: 19_346,
    packed: include_bytes!("data/LineBreakTest.txt.zz"),
};
const GRAPHEMES: TestFile = TestFile {
    name: "GraphemeBreakTest",
    version: segment::UNICODE_VERSION,
    lines: 853,
    packed: include_bytes!("data/GraphemeBreakTest.txt.zz"),
};
const WORDS: TestFile = TestFile {
    name: "WordBreakTest",
    version: segment::UNICODE_VERSION,
    lines: 1_944,
    packed: include_bytes!("data/WordBreakTest.txt.zz"),
};
const SENTENCES: TestFile = TestFile {
    name: "SentenceBreakTest",
    version: segment::UNICODE_VERSION,
    lines: 512,
    packed: include_bytes!("data/SentenceBreakTest.txt.zz"),
};

impl TestFile {
    /// The file's text, once it has shown that it is the file and the version it should be.
    fn read(&self) -> String {
        let text = String::from_utf8(decompress_to_vec_zlib(self.packed).unwrap()).unwrap();
        assert!(
            text.starts_with(&format!("# {}-{}.txt\n", self.name, self.version)),
            "{}",
            text.lines().next().unwrap()
        );
        text
    }

    /// Fails with the first few of `failures`, or if not every line was run.
    fn conclude(&self, lines_run: usize, failures: &[String]) {
        assert_eq!(lines_run, self.lines, "lines of {}", self.name);
        let mut shown = String::new();
        for failure in failures.iter().take(10) {
            writeln!(shown, "{failure}").unwrap();
        }
        assert!(failures.is_empty(), "{} of {lines_run} lines of {} fail:\n{shown}", failures.len(), self.name);
    }
}

/// A line of a break test: `÷ 0061 × 0308 ÷`.
struct BreakCase<'a> {
    line: &'a str,
    text: String,
    /// Where the text may be divided, after 0 and with its length, in bytes.
    boundaries: Vec<usize>,
}

impl BreakCase<'_> {
    fn parse(line: &str) -> BreakCase<'_> {
        let (mut text, mut boundaries) = (String::new(), Vec::new());
        for token in line.split_whitespace() {
            match token {
                "÷" if text.is_empty() => {}
                "÷" => boundaries.push(text.len()),
                "×" => {}
                code => text.push(character(code)),
            }
        }
        BreakCase { line, text, boundaries }
    }

    fn segments(&self) -> impl Iterator<Item = Range<usize>> {
        let starts = std::iter::once(0).chain(self.boundaries.iter().copied());
        starts.zip(self.boundaries.iter().copied()).map(|(start, end)| start..end)
    }
}

/// Holds every line of `file` against `check`, which gives what was found and what was expected.
fn check_breaks(file: &TestFile, check: impl Fn(&BreakCase) -> (Vec<usize>, Vec<usize>)) {
    let text = file.read();
    let mut lines_run = 0;
    let mut failures = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        lines_run += 1;
        let case = BreakCase::parse(line);
        let (found, expected) = check(&case);
        if found != expected {
            failures.push(format!("{}: found {found:?}, expected {expected:?}", case.line));
        }
    }
    file.conclude(lines_run, &failures);
}

#[test]
fn line_break_test_holds_in_every_line() {
    check_breaks(&LINES, |case| {
        let mut found = Vec::new();
        segment::for_each_line_break(&case.text, |boundary| found.push(boundary));
        (found, case.boundaries.clone())
    });
}

#[test]
fn grapheme_break_test_holds_in_every_line() {
    check_breaks(&GRAPHEMES, |case| {
        let mut found = Vec::new();
        segment::for_each_grapheme(&case.text, |boundary| found.push(boundary));
        (found, case.boundaries.clone())
    });
}

#[test]
fn grapheme_break_test_holds_for_steps_in_both_directions() {
    check_breaks(&GRAPHEMES, |case| {
        let forwards = walk(0, case.text.len(), |offset| segment::next_grapheme(&case.text, offset));
        let mut backwards = walk(case.text.len(), 0, |offset| segment::previous_grapheme(&case.text, offset));
        backwards.reverse();
        let starts = case.segments().map(|segment| segment.start);
        ([forwards, backwards].concat(), case.boundaries.iter().copied().chain(starts).collect())
    });
}

#[test]
fn word_break_test_holds_in_every_line() {
    check_breaks(&WORDS, |case| {
        let found = segment::word_boundaries(&case.text).map(|(boundary, _)| boundary).skip(1).collect();
        (found, case.boundaries.clone())
    });
}

#[test]
fn word_break_test_holds_for_the_word_at_each_offset() {
    check_breaks(&WORDS, |case| {
        // Inside a segment there is one answer; at its borders the neighbour may be preferred.
        let inside = |segment: &Range<usize>| {
            case.text
                .char_indices()
                .map(|(offset, _)| offset)
                .find(|&offset| segment.start < offset && offset < segment.end)
        };
        let segments = || case.segments().filter_map(|segment| inside(&segment).map(|offset| (segment, offset)));
        let found = segments().map(|(_, offset)| segment::word_at(&case.text, offset));
        (found.flat_map(ends).collect(), segments().flat_map(|(segment, _)| ends(segment)).collect())
    });
}

#[test]
fn word_break_test_holds_for_steps_from_word_to_word() {
    check_breaks(&WORDS, |case| {
        let whole = || segment::word_boundaries(&case.text).skip(1).zip(case.segments());
        let words = || whole().filter(|((_, is_word), _)| *is_word).map(|(_, segment)| segment);
        let length = case.text.len();
        // A step that finds no more words goes to the end, or the beginning, of the text.
        let mut forwards = walk(0, length, |offset| segment::next_word(&case.text, offset));
        forwards.retain(|&end| end != length);
        let mut backwards = walk(length, 0, |offset| segment::previous_word(&case.text, offset));
        backwards.retain(|&start| start != 0);
        backwards.reverse();
        let ends = words().map(|word| word.end).filter(|&end| end != length);
        let starts = words().map(|word| word.start).filter(|&start| start != 0);
        ([forwards, backwards].concat(), ends.chain(starts).collect())
    });
}

/// A sentence is looked for within its paragraph and without the spaces around it, so the file's answer is trimmed, too.
#[test]
fn sentence_break_test_holds_for_the_sentence_at_each_offset() {
    check_breaks(&SENTENCES, |case| {
        let (mut found, mut expected) = (Vec::new(), Vec::new());
        for (offset, _) in case.text.char_indices() {
            let paragraph = segment::paragraph_at(&case.text, offset);
            if !paragraph.contains(&offset) {
                continue;
            }
            let sentence = case.segments().find(|segment| segment.contains(&offset)).unwrap();
            let within = sentence.start.max(paragraph.start)..sentence.end.min(paragraph.end);
            found.extend(ends(segment::sentence_at(&case.text, offset)));
            expected.extend(ends(segment::trimmed(&case.text, within)));
        }
        (found, expected)
    });
}

#[test]
fn bidi_test_holds_in_every_line() {
    let text = BIDI.read();
    let (mut levels, mut order) = (Vec::new(), Vec::new());
    let (mut lines_run, mut paragraphs_run) = (0, 0);
    let mut failures = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some(stated) = line.strip_prefix("@Levels:") {
            levels = stated.split_whitespace().filter_map(|level| level.parse::<u8>().ok()).collect();
        } else if let Some(stated) = line.strip_prefix("@Reorder:") {
            order = numbers(stated);
        } else {
            lines_run += 1;
            let (classes, directions) = line.split_once(';').unwrap();
            let sample: String = classes.split_whitespace().map(sample_of_class).collect();
            let directions: u8 = directions.trim().parse().unwrap();
            let asked = [(1, Direction::FirstStrong), (2, Direction::LeftToRight), (4, Direction::RightToLeft)];
            for (_, direction) in asked.into_iter().filter(|(bit, _)| directions & bit != 0) {
                paragraphs_run += 1;
                let line_set = LineSet::of(&sample, direction);
                if line_set.levels != levels || line_set.order != order {
                    failures.push(format!("{line}: {direction:?} gives {line_set:?}, expected {levels:?} {order:?}"));
                }
            }
        }
    }
    assert_eq!(paragraphs_run, 770_241);
    BIDI.conclude(lines_run, &failures);
}

#[test]
fn bidi_character_test_holds_in_every_line() {
    let text = BIDI_CHARACTERS.read();
    let mut lines_run = 0;
    let mut failures = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        lines_run += 1;
        let [characters, direction, base, levels, order] = line.split(';').collect::<Vec<_>>()[..] else {
            panic!("not five fields: {line}")
        };
        let sample: String = characters.split_whitespace().map(character).collect();
        let direction = match direction {
            "0" => Direction::LeftToRight,
            "1" => Direction::RightToLeft,
            "2" => Direction::FirstStrong,
            other => panic!("not a direction: {other}"),
        };
        let expected = LineSet {
            base: base.parse().unwrap(),
            levels: levels.split_whitespace().filter_map(|level| level.parse().ok()).collect(),
            order: numbers(order),
        };
        let line_set = LineSet::of(&sample, direction);
        if line_set != expected {
            failures.push(format!("{line}: found {line_set:?}"));
        }
    }
    BIDI_CHARACTERS.conclude(lines_run, &failures);
}

/// A paragraph set in one line, as the bidi tests describe it. Positions are in characters.
#[derive(Debug, PartialEq, Eq)]
struct LineSet {
    base: u8,
    /// The levels of those characters that X9 leaves, in the text's order.
    levels: Vec<u8>,
    /// Which characters these are, from left to right.
    order: Vec<usize>,
}

impl LineSet {
    fn of(text: &str, direction: Direction) -> Self {
        let census = Census::of(text);
        // UAX #9 P3: without a strong character a paragraph runs left to right.
        let levels = Levels::resolve(text, &census, census.is_rtl(direction).unwrap_or(false));
        let characters: Vec<_> = text.char_indices().enumerate().collect();
        let mut shown = Vec::new();
        for run in levels.visual_runs(text, 0..text.len()) {
            let within = characters.iter().filter(|(_, (offset, _))| (run.start..run.end).contains(offset));
            let kept = within.filter(|(_, (_, c))| !is_removed(*c)).map(|(position, _)| (*position, run.level));
            if run.is_rtl() { shown.extend(kept.rev()) } else { shown.extend(kept) }
        }
        let order = shown.iter().map(|(position, _)| *position).collect();
        shown.sort_unstable();
        Self { base: levels.base(), levels: shown.into_iter().map(|(_, level)| level).collect(), order }
    }
}

/// UAX #9 X9: explicit embeddings and boundary neutrals have no level in the tests.
fn is_removed(c: char) -> bool {
    matches!(
        CodePointMapData::<BidiClass>::new().get(c),
        BidiClass::LeftToRightEmbedding
            | BidiClass::RightToLeftEmbedding
            | BidiClass::LeftToRightOverride
            | BidiClass::RightToLeftOverride
            | BidiClass::PopDirectionalFormat
            | BidiClass::BoundaryNeutral
    )
}

/// A character for the name of a bidi class. None of them is a bracket, as the file demands.
fn sample_of_class(name: &str) -> char {
    match name {
        "L" => 'a',
        "R" => 'א',
        "AL" => 'ا',
        "EN" => '1',
        "ES" => '+',
        "ET" => '%',
        "AN" => '٠',
        "CS" => ',',
        "NSM" => '\u{64e}',
        "BN" => '\u{ad}',
        "B" => '\u{2029}',
        "S" => '\t',
        "WS" => ' ',
        "ON" => '!',
        "LRE" => '\u{202a}',
        "RLE" => '\u{202b}',
        "PDF" => '\u{202c}',
        "LRO" => '\u{202d}',
        "RLO" => '\u{202e}',
        "LRI" => '\u{2066}',
        "RLI" => '\u{2067}',
        "FSI" => '\u{2068}',
        "PDI" => '\u{2069}',
        other => panic!("not a bidi class: {other}"),
    }
}

/// The offsets that `step` visits from `from` up to and with `to`, without `from`.
fn walk(from: usize, to: usize, step: impl Fn(usize) -> usize) -> Vec<usize> {
    let mut offset = from;
    let visited = std::iter::from_fn(|| {
        (offset != to).then(|| {
            offset = step(offset);
            offset
        })
    });
    // A step that stays where it is must fail the test, not hang it.
    visited.take(from.abs_diff(to)).collect()
}

fn ends(range: Range<usize>) -> [usize; 2] {
    [range.start, range.end]
}

fn character(code: &str) -> char {
    u32::from_str_radix(code, 16)
        .ok()
        .and_then(char::from_u32)
        .expect("a test file names characters by their hexadecimal code")
}

fn numbers(stated: &str) -> Vec<usize> {
    stated.split_whitespace().map(|number| number.parse().unwrap()).collect()
}
