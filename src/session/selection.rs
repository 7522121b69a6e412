//! The selection: where it was begun and where the caret is. Offsets are UTF-8 bytes.

use std::ops::Range;

use crate::text::caret::Caret;
use crate::text::clitics::{self, End};
use crate::text::segment;

use super::command::{Border, BorderUnit, Growth, Step, Unit};

/// A selection; empty when begin and caret are at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Selection {
    /// Where it was begun.
    pub anchor: usize,
    /// Where it is extended to.
    pub caret: Caret,
}

impl Selection {
    /// A caret without selection.
    #[must_use]
    pub fn at(caret: Caret) -> Self {
        Self { anchor: caret.offset, caret }
    }

    /// The selection of a range, with the caret at its end.
    #[must_use]
    pub fn of(range: Range<usize>) -> Self {
        Self { anchor: range.start, caret: Caret::after(range.end) }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.anchor == self.caret.offset
    }

    /// From the earlier to the later end.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.anchor.min(self.caret.offset)..self.anchor.max(self.caret.offset)
    }
}

/// Where the caret stands after a step from `offset` in reading order.
#[must_use]
pub fn step(text: &str, offset: usize, step: Step) -> usize {
    let paragraph = segment::paragraph_at(text, offset);
    match step {
        Step::NextGrapheme => segment::next_grapheme(text, offset),
        Step::PreviousGrapheme => segment::previous_grapheme(text, offset),
        Step::NextWord => segment::next_word(text, offset),
        Step::PreviousWord => segment::previous_word(text, offset),
        Step::NextSentence => segment::next_sentence(text, offset),
        Step::PreviousSentence => segment::previous_sentence(text, offset),
        Step::NextParagraph => text[offset..].find('\n').map_or(text.len(), |line_feed| offset + line_feed + 1),
        Step::PreviousParagraph if offset > paragraph.start => paragraph.start,
        Step::PreviousParagraph => segment::paragraph_at(text, segment::previous_grapheme(text, offset)).start,
        Step::ParagraphStart => paragraph.start,
        Step::ParagraphEnd => paragraph.end,
        Step::DocumentStart => 0,
        Step::DocumentEnd => text.len(),
    }
}

/// What a unit selects at `offset`. A word is one that can be read: `None` among spaces and punctuation.
#[must_use]
pub fn unit_at(text: &str, offset: usize, unit: Unit) -> Option<Range<usize>> {
    let range = match unit {
        Unit::Word => segment::word_at(text, offset),
        Unit::Sentence => segment::sentence_at(text, offset),
        Unit::Paragraph => segment::paragraph_at(text, offset),
    };
    let is_readable = |range: &Range<usize>| match unit {
        Unit::Word => text[range.clone()].chars().any(char::is_alphanumeric),
        Unit::Sentence | Unit::Paragraph => !range.is_empty(),
    };
    Some(range).filter(is_readable)
}

/// The borders of a span after one of them moved. `None` if nothing would be left of it, or if the border stands at the
/// text's end already.
#[must_use]
pub fn with_border(
    text: &str,
    range: Range<usize>,
    border: Border,
    change: Growth,
    by: BorderUnit,
) -> Option<Range<usize>> {
    let Range { start, end } = range;
    let moved = match (border, change, by) {
        (Border::Start, Growth::Grow, BorderUnit::Grapheme) => segment::previous_grapheme(text, start)..end,
        (Border::Start, Growth::Grow, BorderUnit::Word) => segment::previous_word(text, start)..end,
        (Border::End, Growth::Grow, BorderUnit::Grapheme) => start..segment::next_grapheme(text, end),
        (Border::End, Growth::Grow, BorderUnit::Word) => start..segment::next_word(text, end),
        (Border::Start, Growth::Shrink, BorderUnit::Grapheme) => segment::next_grapheme(text, start)..end,
        (Border::End, Growth::Shrink, BorderUnit::Grapheme) => start..segment::previous_grapheme(text, end),
        (Border::Start, Growth::Grow, BorderUnit::Clitic) => clitics::previous_joint(text, start, End::Start)?..end,
        (Border::Start, Growth::Shrink, BorderUnit::Clitic) => clitics::next_joint(text, start, End::Start)?..end,
        (Border::End, Growth::Grow, BorderUnit::Clitic) => start..clitics::next_joint(text, end, End::End)?,
        (Border::End, Growth::Shrink, BorderUnit::Clitic) => start..clitics::previous_joint(text, end, End::End)?,
        // By words the borders stand at words again: at the start of the second, at the end of the last but one.
        (Border::Start, Growth::Shrink, BorderUnit::Word) => {
            let second_end = segment::next_word(text, segment::next_word(text, start));
            segment::previous_word(text, second_end).max(segment::next_word(text, start))..end
        }
        (Border::End, Growth::Shrink, BorderUnit::Word) => {
            let before_last = segment::previous_word(text, segment::previous_word(text, end));
            start..segment::next_word(text, before_last).min(segment::previous_word(text, end))
        }
    };
    (moved.start < moved.end && moved != range).then_some(moved)
}

#[cfg(test)]
mod tests {
    use super::{step, unit_at, with_border};
    use crate::session::command::{Border, BorderUnit, Growth, Step, Unit};

    fn check_border(text: &str, start: &str, border: Border, change: Growth, by: BorderUnit, expected: Option<&str>) {
        let at = text.find(start).unwrap();
        let moved = with_border(text, at..at + start.len(), border, change, by);
        assert_eq!(moved.map(|range| &text[range]), expected);
    }

    #[test]
    fn borders_move_by_grapheme_and_by_word() {
        use Border::{End, Start};
        use BorderUnit::{Grapheme, Word};
        use Growth::{Grow, Shrink};
        check_border("قال وبلينكن إن", "وبلينكن", Start, Shrink, Grapheme, Some("بلينكن"));
        check_border("قال وبلينكن إن", "وبلينكن", Start, Grow, Word, Some("قال وبلينكن"));
        check_border("a big dog ran", "big dog", Start, Shrink, Word, Some("dog"));
        check_border("a big dog ran", "big dog", End, Shrink, Word, Some("big"));
        check_border("a big dog ran", "dog", End, Grow, Word, Some("dog ran"));
        check_border("e\u{301}a", "e\u{301}a", Start, Shrink, Grapheme, Some("a"));
    }

    #[test]
    fn one_step_moves_a_border_over_a_clitic_or_a_syllable() {
        use Border::{End, Start};
        use BorderUnit::Clitic;
        use Growth::{Grow, Shrink};
        check_border("قال وبلينكن", "وبلينكن", Start, Shrink, Clitic, Some("بلينكن"));
        check_border("قال وبلينكن", "بلينكن", Start, Grow, Clitic, Some("وبلينكن"));
        check_border("في والقاهرة", "القاهرة", Start, Shrink, Clitic, Some("قاهرة"));
        check_border("رأى منازلها", "منازلها", End, Shrink, Clitic, Some("منازل"));
        check_border("رأى منازلها", "منازل", End, Grow, Clitic, Some("منازلها"));
        check_border("bà Nguyễn_Thu_Hà", "Nguyễn_Thu_Hà", Start, Shrink, Clitic, Some("Thu_Hà"));
        check_border("bà Nguyễn_Thu_Hà", "Nguyễn_Thu", End, Grow, Clitic, Some("Nguyễn_Thu_Hà"));
        check_border("a b", "a", Start, Shrink, Clitic, None);
    }

    #[test]
    fn a_border_stops_before_nothing_is_left() {
        use Border::{End, Start};
        use BorderUnit::{Grapheme, Word};
        use Growth::{Grow, Shrink};
        check_border("a b", "a", Start, Shrink, Grapheme, None);
        check_border("a b", "a", End, Shrink, Word, None);
        check_border("a b", "b", Start, Shrink, Word, None);
        check_border("a b", "b", End, Grow, Word, None);
    }

    #[test]
    fn paragraphs_are_stepped_through() {
        let text = "ab\n\ncd";
        assert_eq!([0, 1, 3].map(|at| step(text, at, Step::NextParagraph)), [3, 3, 4]);
        assert_eq!([6, 4, 3, 1].map(|at| step(text, at, Step::PreviousParagraph)), [4, 3, 0, 0]);
    }

    #[test]
    fn there_is_no_word_among_punctuation() {
        assert_eq!(unit_at("a – b", 2, Unit::Word), None);
        assert_eq!(unit_at("đầu_tiên ông", 2, Unit::Word), Some(0.."đầu_tiên".len()));
    }
}
