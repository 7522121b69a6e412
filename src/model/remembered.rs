//! A text that was changed, as far as it is remembered: the quotes that stood in it, and what stands between two of them in the new
//! text where these moved alike, so that nothing changed between them. What stood around a quote is told by both. It knows no files;
//! offsets are code points, of the old text where nothing else is said.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::document::Document;

/// Stands for characters that nobody remembers.
const UNKNOWN: &str = " … ";

/// What stood where.
#[derive(Debug, Clone, Default)]
pub struct Remembered {
    chars: BTreeMap<usize, char>,
    /// Of quotes that stand in the new text: from where they stood to where they stand, and how long they are.
    settled: BTreeMap<usize, (usize, usize)>,
    /// All of it, if somebody kept it, and texts of before it.
    whole: Vec<Arc<Document>>,
}

impl Remembered {
    /// Remembers that a quote stood at an offset.
    pub fn take(&mut self, start: usize, quote: &str) {
        self.chars.extend(quote.chars().enumerate().map(|(nth, said)| (start + nth, said)));
    }

    /// Remembers where quotes stand now: each where it stood, where it stands in the new text, and its length.
    pub fn settle(&mut self, quotes: impl Iterator<Item = (usize, usize, usize)>) {
        self.settled.extend(quotes.map(|(old, new, len)| (old, (new, len))));
    }

    /// Remembers whole texts, the last one first.
    pub fn know(&mut self, texts: &[Arc<Document>]) {
        self.whole = texts.to_vec();
    }

    /// What stood before and after a range, at most `reach` characters away; `now` is the new text.
    #[must_use]
    pub fn around(&self, range: &Range<usize>, reach: usize, now: &Document) -> (String, String) {
        if let Some(known) = self.whole.iter().find_map(|text| self.around_in(text, range, reach)) {
            return known;
        }
        let before = self.said(range.start.saturating_sub(reach)..range.start, now);
        let after = self.said(range.end..range.end.saturating_add(reach), now);
        // Nobody is told that nothing is known of the rest.
        (before.trim_start_matches(UNKNOWN).to_owned(), after.trim_end_matches(UNKNOWN).to_owned())
    }

    /// The same in a whole text, on the lines of the range, if that says what is remembered of it.
    fn around_in(&self, text: &Document, range: &Range<usize>, reach: usize) -> Option<(String, String)> {
        let byte = |chars: usize| text.bytes_from_chars(chars);
        let (start, end) = (byte(range.start)?, byte(range.end)?);
        let mut said = range.clone().zip(text.text()[start..end].chars());
        if !said.all(|(at, c)| self.chars.get(&at).is_none_or(|one| *one == c)) {
            return None;
        }
        let before = &text.text()[byte(range.start.saturating_sub(reach))?..start];
        let after = &text.text()[end..byte(range.end.saturating_add(reach)).unwrap_or(text.text().len())];
        let before = before.rsplit('\n').next().unwrap_or_default();
        Some((before.to_owned(), after.split('\n').next().unwrap_or_default().to_owned()))
    }

    /// What is known of a range, with gaps between.
    fn said(&self, range: Range<usize>, now: &Document) -> String {
        let (mut said, mut next) = (String::new(), range.start);
        for (at, one) in self.chars.range(range.clone()) {
            said.push_str(&self.between(next..*at, now));
            said.push(*one);
            next = at + 1;
        }
        said.push_str(&self.between(next..range.end, now));
        said
    }

    /// What stood between quotes: as the new text says where it did not change there, else a gap.
    fn between(&self, range: Range<usize>, now: &Document) -> String {
        if range.is_empty() {
            return String::new();
        }
        let length = now.chars_from_bytes(now.text().len());
        let byte = |old: usize, shift| now.bytes_from_chars(old.saturating_add_signed(shift).min(length));
        let bytes = self.shift_of(&range).and_then(|shift| Some(byte(range.start, shift)?..byte(range.end, shift)?));
        match bytes.and_then(|bytes| now.text().get(bytes)) {
            Some(text) => text.to_owned(),
            None => gap(range.len()),
        }
    }

    /// How far what stands between two quotes moved, if nothing seems to have changed there.
    fn shift_of(&self, range: &Range<usize>) -> Option<isize> {
        let moved = |(old, (new, len)): (&usize, &(usize, usize))| (*old..old + len, *new as isize - *old as isize);
        let before = self.settled.range(..range.start).rev().take(NEAREST).map(moved);
        let before = before.into_iter().find(|(quote, _)| quote.end <= range.start);
        let after = self.settled.range(range.end..).map(moved).next();
        let is_beside = |quote: &Range<usize>| quote.end == range.start || quote.start == range.end;
        match (before, after) {
            (Some((_, one)), Some((_, other))) if one == other => Some(one),
            // What changed is here, or where a quote stood that is nowhere any more: then it is probably that.
            (Some((one, _)), Some((other, _))) if is_beside(&one) && is_beside(&other) => None,
            (before, after) => {
                [before, after].into_iter().flatten().find(|(quote, _)| is_beside(quote)).map(|(_, by)| by)
            }
        }
    }
}

/// So many quotes are looked at for one that ends before a place: others may hold it.
const NEAREST: usize = 8;

/// A single character between two quotes is nearly always the space between words.
fn gap(characters: usize) -> String {
    match characters {
        0 => String::new(),
        1 => " ".to_owned(),
        _ => UNKNOWN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Remembered;
    use crate::model::document::Document;
    use crate::model::id::DocumentId;

    fn around(remembered: &Remembered, range: std::ops::Range<usize>, reach: usize, now: &str) -> (String, String) {
        remembered.around(&range, reach, &Document::new(DocumentId::new("d"), now))
    }

    fn remembered() -> Remembered {
        let mut remembered = Remembered::default();
        // Layla visited the port of Haifa
        for (start, quote) in [(0, "Layla"), (6, "visited"), (26, "Haifa")] {
            remembered.take(start, quote);
        }
        remembered
    }

    #[test]
    fn what_stood_around_a_quote_is_told_by_the_others() {
        let said = |range, reach| around(&remembered(), range, reach, "");
        assert_eq!(said(6..13, 20), ("Layla ".to_owned(), " … Haifa".to_owned()));
        assert_eq!(said(26..31, 15), ("ed … ".to_owned(), String::new()));
        assert_eq!(said(0..5, 3), (String::new(), " vi".to_owned()));
        assert_eq!(around(&Remembered::default(), 3..5, 9, "Layla"), (String::new(), String::new()));
    }

    #[test]
    fn a_whole_text_tells_what_stood_around_a_quote_if_that_stood_there() {
        let text = |text: &str| Arc::new(Document::new(DocumentId::new("d"), text));
        let mut remembered = remembered();
        remembered.know(&[text("Layla sees the harbour of Haifa"), text("Omar\nLayla")]);
        assert_eq!(around(&remembered, 6..13, 20, "").1, " … Haifa");
        remembered.know(&[text("Layla"), text("Layla visited the port of Haifa\nand Acre")]);
        let told = ("Layla ".to_owned(), " the port of Haifa".to_owned());
        assert_eq!(around(&remembered, 6..13, 90, ""), told);
    }

    #[test]
    fn what_did_not_change_between_quotes_is_told_by_the_new_text() {
        let new = "Now Layla went to the port of Haifa, they say";
        let mut remembered = remembered();
        remembered.settle([(0, 4, 5), (26, 30, 5)].into_iter());
        assert_eq!(around(&remembered, 6..13, 25, new), ("Layla ".to_owned(), " the port of Haifa, they ".to_owned()));
    }
}
