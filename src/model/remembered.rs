//! A text that was changed, as far as its annotations remember it: the quotes that stood in it. What stood around one of them
//! is told by the others. It knows neither files nor the new text; offsets are code points of the old one.

use std::collections::BTreeMap;
use std::ops::Range;

/// Stands for characters that nobody remembers.
const GAP: char = '…';

/// What stood where.
#[derive(Debug, Clone, Default)]
pub struct Remembered(BTreeMap<usize, char>);

impl Remembered {
    /// Remembers that a quote stood at an offset.
    pub fn take(&mut self, start: usize, quote: &str) {
        self.0.extend(quote.chars().enumerate().map(|(nth, said)| (start + nth, said)));
    }

    /// What stood before and after a range, at most `reach` characters away.
    #[must_use]
    pub fn around(&self, range: &Range<usize>, reach: usize) -> (String, String) {
        let before = range.start.saturating_sub(reach)..range.start;
        let after = range.end..range.end.saturating_add(reach);
        (self.said(&before, Some(range.start)), self.said(&after, None))
    }

    /// What is known of a range, with gaps between; up to `end` if what follows there is known.
    fn said(&self, range: &Range<usize>, end: Option<usize>) -> String {
        let (mut said, mut next) = (String::new(), range.start);
        for (at, one) in self.0.range(range.clone()) {
            said.push_str(&gap(at - next));
            said.push(*one);
            next = at + 1;
        }
        if let Some(end) = end.filter(|_| !said.is_empty()) {
            said.push_str(&gap(end - next));
        }
        said
    }
}

/// A single character between two quotes is nearly always the space between words.
fn gap(characters: usize) -> String {
    match characters {
        0 => String::new(),
        1 => " ".to_owned(),
        _ => format!(" {GAP} "),
    }
}

#[cfg(test)]
mod tests {
    use super::Remembered;

    #[test]
    fn what_stood_around_a_quote_is_told_by_the_others() {
        let mut remembered = Remembered::default();
        // Layla visited the port of Haifa
        for (start, quote) in [(0, "Layla"), (6, "visited"), (26, "Haifa")] {
            remembered.take(start, quote);
        }
        let around = |range, reach| remembered.around(&range, reach);
        assert_eq!(around(6..13, 20), ("Layla ".to_owned(), " … Haifa".to_owned()));
        assert_eq!(around(26..31, 15), ("ed … ".to_owned(), String::new()));
        assert_eq!(around(0..5, 3), (String::new(), " vi".to_owned()));
        assert_eq!(Remembered::default().around(&(3..5), 9), (String::new(), String::new()));
    }
}
