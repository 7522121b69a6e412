//! Direction: a paragraph's base direction, the embedding levels of its characters (UAX #9, by `unicode-bidi` over
//! Unicode 18 classes), and the visual runs of a line (L1, L2). Offsets are bytes of the paragraph; odd levels run right to
//! left.

use std::ops::Range;

use icu_properties::CodePointMapData;
use icu_properties::props::BidiClass;
use unicode_bidi::{BidiInfo, Level};

use super::segment;

/// How a paragraph's direction is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// By the majority of its strong characters, so that an Arabic caption that begins in Latin reads right to left.
    #[default]
    Auto,
    /// By its first strong character outside isolates (UAX #9 P2, P3).
    FirstStrong,
    RightToLeft,
    LeftToRight,
}

/// What the characters of a text say about its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Census {
    /// Strong characters that run left to right, and right to left.
    left_to_right: usize,
    right_to_left: usize,
    first_is_rtl: Option<bool>,
    /// Whether anything is not simply left to right.
    needs_levels: bool,
    /// Whether there are digits, or controls that embed, override or isolate.
    has_numbers_or_controls: bool,
}

impl Census {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let classes = CodePointMapData::<BidiClass>::new();
        let mut census = Self::default();
        let mut isolates = 0_usize;
        for c in text.chars() {
            if c.is_ascii() {
                if c.is_ascii_alphabetic() {
                    census.left_to_right += 1;
                    if isolates == 0 && census.first_is_rtl.is_none() {
                        census.first_is_rtl = Some(false);
                    }
                }
                census.has_numbers_or_controls |= c.is_ascii_digit();
                continue;
            }
            let is_rtl = match classes.get(c) {
                BidiClass::LeftToRight => false,
                BidiClass::RightToLeft | BidiClass::ArabicLetter => true,
                BidiClass::LeftToRightIsolate | BidiClass::RightToLeftIsolate | BidiClass::FirstStrongIsolate => {
                    isolates += 1;
                    census.needs_levels = true;
                    census.has_numbers_or_controls = true;
                    continue;
                }
                BidiClass::PopDirectionalIsolate => {
                    isolates = isolates.saturating_sub(1);
                    continue;
                }
                BidiClass::ArabicNumber
                | BidiClass::LeftToRightEmbedding
                | BidiClass::RightToLeftEmbedding
                | BidiClass::LeftToRightOverride
                | BidiClass::RightToLeftOverride => {
                    census.needs_levels = true;
                    census.has_numbers_or_controls = true;
                    continue;
                }
                BidiClass::EuropeanNumber => {
                    census.has_numbers_or_controls = true;
                    continue;
                }
                _ => continue,
            };
            if is_rtl {
                census.right_to_left += 1;
                census.needs_levels = true;
            } else {
                census.left_to_right += 1;
            }
            if isolates == 0 && census.first_is_rtl.is_none() {
                census.first_is_rtl = Some(is_rtl);
            }
        }
        census
    }

    /// Whether anything in it runs right to left.
    #[must_use]
    pub fn has_right_to_left(&self) -> bool {
        self.right_to_left > 0
    }

    /// Whether the text reads right to left, or `None` where it has no strong character to tell.
    #[must_use]
    pub fn is_rtl(&self, direction: Direction) -> Option<bool> {
        match direction {
            Direction::RightToLeft => Some(true),
            Direction::LeftToRight => Some(false),
            Direction::FirstStrong => self.first_is_rtl,
            Direction::Auto if self.left_to_right == self.right_to_left => self.first_is_rtl,
            Direction::Auto => Some(self.right_to_left > self.left_to_right),
        }
    }
}

/// The resolved embedding levels of one paragraph, as runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels {
    base: u8,
    /// Where each run ends, and its level. The ends grow; the last is the paragraph's length. L1's rule for separators
    /// within the line is applied; that for spaces at a line's end waits for the line.
    runs: Vec<(usize, u8)>,
}

/// A stretch of one line that runs in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisualRun {
    pub start: usize,
    pub end: usize,
    pub level: u8,
}

impl VisualRun {
    #[must_use]
    pub fn is_rtl(self) -> bool {
        self.level % 2 == 1
    }
}

impl Levels {
    /// Resolves `text`, a paragraph that runs right to left if `is_rtl`.
    #[must_use]
    pub fn resolve(text: &str, census: &Census, is_rtl: bool) -> Self {
        let base = u8::from(is_rtl);
        // With nothing but letters of the base direction and what has none, every rule ends at the base level.
        let is_uniform =
            if is_rtl { census.left_to_right == 0 && !census.has_numbers_or_controls } else { !census.needs_levels };
        if text.is_empty() || is_uniform {
            return Self { base, runs: vec![(text.len(), base)] };
        }
        let classes = CodePointMapData::<BidiClass>::new();
        let level = if is_rtl { Level::rtl() } else { Level::ltr() };
        let info = BidiInfo::new_with_data_source(&classes, text, Some(level));
        let mut runs: Vec<(usize, u8)> = Vec::new();
        for (offset, level) in info.levels.iter().enumerate() {
            match runs.last_mut() {
                Some((end, last)) if *last == level.number() => *end = offset + 1,
                _ => runs.push((offset + 1, level.number())),
            }
        }
        let mut levels = Self { base, runs };
        levels.reset_separators(text);
        levels
    }

    /// UAX #9 L1, rules 1 to 3: a segment or paragraph separator, and the spaces before it, take the base level.
    fn reset_separators(&mut self, text: &str) {
        // All separators are control characters or U+2029.
        let is_reset = |&(_, c): &(usize, char)| (c.is_control() || c == '\u{2029}') && is_separator(c);
        let mut runs: Vec<(usize, u8)> = Vec::with_capacity(self.runs.len());
        let mut push = |end: usize, level: u8| match runs.last_mut() {
            Some((last_end, last)) if *last == level => *last_end = end,
            _ => runs.push((end, level)),
        };
        let mut at = 0;
        let mut index = 0;
        for (offset, c) in text.char_indices().filter(is_reset) {
            let start = trailing_space(text, at, offset);
            while at < start {
                let (end, level) = self.runs[index];
                at = end.min(start);
                push(at, level);
                index += usize::from(end <= start);
            }
            at = offset + c.len_utf8();
            push(at, self.base);
            index += self.runs[index..].partition_point(|(end, _)| *end <= at);
        }
        if at > 0 {
            self.runs[index..].iter().for_each(|&(end, level)| push(end, level));
            self.runs = runs;
        }
    }

    #[must_use]
    pub fn is_rtl(&self) -> bool {
        self.base == 1
    }

    #[must_use]
    pub fn base(&self) -> u8 {
        self.base
    }

    /// The runs of one level each, in the text's order.
    pub fn runs(&self) -> impl Iterator<Item = VisualRun> + '_ {
        let mut start = 0;
        self.runs.iter().map(move |&(end, level)| {
            let run = VisualRun { start, end, level };
            start = end;
            run
        })
    }

    /// The runs of `line` from left to right: L1 for the spaces at its end, then L2.
    #[must_use]
    pub fn visual_runs(&self, text: &str, line: Range<usize>) -> Vec<VisualRun> {
        // UAX #9 L1: trailing spaces take the paragraph's level, or they would jump to the other side.
        let content_end = trailing_space(text, line.start, line.end);
        let mut runs: Vec<VisualRun> = Vec::new();
        let first = self.runs.partition_point(|(end, _)| *end <= line.start);
        let mut start = line.start;
        for &(end, level) in &self.runs[first..] {
            if start >= content_end {
                break;
            }
            let end = end.min(content_end);
            runs.push(VisualRun { start, end, level });
            start = end;
        }
        if content_end < line.end {
            match runs.last_mut() {
                Some(last) if last.level == self.base => last.end = line.end,
                _ => runs.push(VisualRun { start: content_end, end: line.end, level: self.base }),
            }
        }
        reorder(&mut runs);
        runs
    }
}

/// UAX #9 L2: from the highest level down to the lowest odd one, turn round every stretch at that level or higher.
fn reorder(runs: &mut [VisualRun]) {
    let highest = runs.iter().map(|run| run.level).max().unwrap_or(0);
    let lowest_odd = runs.iter().map(|run| run.level | 1).min().unwrap_or(1);
    for level in (lowest_odd..=highest).rev() {
        let mut start = 0;
        while start < runs.len() {
            let length = runs[start..].iter().take_while(|run| run.level >= level).count();
            runs[start..start + length].reverse();
            start += length.max(1);
        }
    }
}

/// Where the spaces, isolates and embedding controls that end `text[start..end]` begin. Joiners stay with their grapheme.
fn trailing_space(text: &str, start: usize, end: usize) -> usize {
    let classes = CodePointMapData::<BidiClass>::new();
    let space = text[start..end]
        .char_indices()
        .rev()
        .take_while(|(_, c)| {
            matches!(
                classes.get(*c),
                BidiClass::WhiteSpace
                    | BidiClass::SegmentSeparator
                    | BidiClass::ParagraphSeparator
                    | BidiClass::LeftToRightIsolate
                    | BidiClass::RightToLeftIsolate
                    | BidiClass::FirstStrongIsolate
                    | BidiClass::PopDirectionalIsolate
                    // Retained by UAX #9 5.2: what X9 removes goes with what stands before it.
                    | BidiClass::LeftToRightEmbedding
                    | BidiClass::RightToLeftEmbedding
                    | BidiClass::LeftToRightOverride
                    | BidiClass::RightToLeftOverride
                    | BidiClass::PopDirectionalFormat
                    | BidiClass::BoundaryNeutral
            )
        })
        .last()
        .map_or(end, |(offset, _)| start + offset);
    let continuing = text[space..end].chars().take_while(|&c| segment::continues_grapheme(c));
    if space == start { start } else { space + continuing.map(char::len_utf8).sum::<usize>() }
}

fn is_separator(c: char) -> bool {
    matches!(CodePointMapData::<BidiClass>::new().get(c), BidiClass::SegmentSeparator | BidiClass::ParagraphSeparator)
}

#[cfg(test)]
mod tests {
    use super::{Census, Direction, Levels};

    /// Capitals are right-to-left, as in Unicode's report: each stands for a Hebrew letter.
    fn rtl(text: &str) -> String {
        text.chars()
            .map(|c| if c.is_ascii_uppercase() { char::from_u32(0x5d0 + c as u32 - 65).unwrap() } else { c })
            .collect()
    }

    fn visual(text: &str, is_rtl: bool) -> String {
        let real = rtl(text);
        let levels = Levels::resolve(&real, &Census::of(&real), is_rtl);
        let runs = levels.visual_runs(&real, 0..real.len());
        let shown = |c: char| {
            if ('א'..='ת').contains(&c) { (c as u8).wrapping_sub(0xd0).wrapping_add(65) as char } else { c }
        };
        runs.iter()
            .map(|run| {
                let chars = real[run.start..run.end].chars().map(shown);
                if run.is_rtl() { chars.rev().collect::<String>() } else { chars.collect() }
            })
            .collect()
    }

    #[test]
    fn runs_stand_in_visual_order() {
        assert_eq!(visual("car is THE CAR", false), "car is RAC EHT");
        assert_eq!(visual("THE car IS", true), "SI car EHT");
        assert_eq!(visual("THE 12-34 IS", true), "SI 12-34 EHT");
    }

    #[test]
    fn trailing_spaces_stay_at_the_lines_end() {
        assert_eq!(visual("THE car  ", true), "  car EHT");
        assert_eq!(visual("car THE  ", false), "car EHT  ");
        assert_eq!(visual("THE\tcar", false), "EHT\tcar");
    }

    #[test]
    fn short_cuts_give_what_the_rules_give() {
        for text in ["THE CAR! (IS)\u{301} ", "the car", " - ", "THE\u{2029}CAR"] {
            for is_rtl in [false, true] {
                let real = rtl(text);
                let full = Census { left_to_right: 1, needs_levels: true, ..Census::of(&real) };
                assert_eq!(
                    Levels::resolve(&real, &Census::of(&real), is_rtl),
                    Levels::resolve(&real, &full, is_rtl),
                    "{text:?} {is_rtl}"
                );
            }
        }
    }

    #[test]
    fn the_majority_decides_and_a_tie_goes_by_the_first() {
        let auto = |text: &str| Census::of(&rtl(text)).is_rtl(Direction::Auto);
        assert_eq!(auto("Topshot - THE CAR WAS RED".to_lowercase().as_str()), Some(false));
        assert_eq!(auto("ab THE CAR"), Some(true));
        assert_eq!(auto("ab AB"), Some(false));
        assert_eq!(auto("17 - 0"), None);
        assert_eq!(Census::of(&rtl("ab THE CAR")).is_rtl(Direction::FirstStrong), Some(false));
        assert_eq!(Census::of(&rtl("\u{2067}AB\u{2069} ab")).is_rtl(Direction::FirstStrong), Some(false));
    }
}
