//! The words and signs of a text, for comparing it with another. Blanks and invisible characters are between them and count for
//! nothing: a text in which only these are others has the same units. Quick rather than right for every language: what is one word in
//! Thai is one unit. Offsets are UTF-8 bytes.

use std::ops::Range;

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

/// What a character is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Word,
    /// Each is a unit by itself.
    Sign,
    Between,
}

/// The words and signs of a part of a text, in order.
pub fn units(text: &str, part: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut letters = text[part.clone()].char_indices().map(move |(at, c)| (part.start + at, c)).peekable();
    std::iter::from_fn(move || {
        let (start, first, kind) =
            letters.by_ref().map(|(at, c)| (at, c, part_of(c))).find(|one| one.2 != Part::Between)?;
        let mut end = start + first.len_utf8();
        while kind == Part::Word
            && let Some((at, c)) = letters.next_if(|(_, c)| part_of(*c) == Part::Word)
        {
            end = at + c.len_utf8();
        }
        Some(start..end)
    })
}

fn part_of(c: char) -> Part {
    if c.is_ascii() {
        return match c {
            c if c.is_ascii_alphanumeric() => Part::Word,
            c if c.is_ascii_graphic() => Part::Sign,
            _ => Part::Between,
        };
    }
    if c.is_alphanumeric() {
        return Part::Word;
    }
    use GeneralCategory as Category;
    match CodePointMapData::<Category>::new().get(c) {
        Category::NonspacingMark | Category::SpacingMark | Category::EnclosingMark => Part::Word,
        Category::Format
        | Category::Control
        | Category::SpaceSeparator
        | Category::LineSeparator
        | Category::ParagraphSeparator => Part::Between,
        _ => Part::Sign,
    }
}

#[cfg(test)]
mod tests {
    use super::units;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(units(text, 0..text.len()).map(|range| &text[range]).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn words_and_signs_are_units_and_blanks_are_between() {
        check("قالت ليلى: «نعم»، ثم", &["قالت", "ليلى", ":", "«", "نعم", "»", "،", "ثم"]);
        check("ở Hà_Nội\n\n €18  million", &["ở", "Hà", "_", "Nội", "€", "18", "million"]);
        check("مُحَمَّد \u{2068}Ha\u{300}\u{2069} \u{a0}", &["مُحَمَّد", "Ha\u{300}"]);
        check("", &[]);
        assert_eq!(units("a b c", 2..3).collect::<Vec<_>>(), [2..3]);
    }
}
