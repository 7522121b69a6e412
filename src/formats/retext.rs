//! A text as a format gives it back: whole, without what XML cannot write, with line feeds for all line ends, or as its tokens; and where its parts come from.
//! Offsets are UTF-8 bytes.

use std::ops::Range;

use super::cas_xmi::is_xml;
use super::holds::Text;
use super::tokens::{self, Tokens};

/// A text as a format gives it back, and where its parts come from.
pub(super) struct Retext {
    pub(super) text: String,
    /// Old and new ranges of what is kept, in order.
    kept: Vec<(Range<usize>, Range<usize>)>,
    pub(super) is_of_tokens: bool,
}

/// A text of the same length in bytes, with something that XML can write for what it cannot.
pub(super) fn xml_text(text: &str) -> String {
    let held = |c: char| match c {
        c if is_xml(c) => c,
        c if c.len_utf8() == 1 => ' ',
        _ => '\u{fffd}',
    };
    text.chars().map(held).collect()
}

impl Retext {
    pub(super) fn new(text: &str, held: Text, kind: Tokens, together: &[Range<usize>]) -> Self {
        let mut retext =
            Self { text: String::with_capacity(text.len()), kept: Vec::new(), is_of_tokens: held == Text::Tokens };
        match held {
            Text::Exact => retext.keep(text, 0..text.len()),
            Text::Xml => {
                retext.text = xml_text(text);
                retext.kept.push((0..text.len(), 0..text.len()));
            }
            Text::LineFeeds => {
                let mut start = 0;
                for (at, _) in text.match_indices('\r') {
                    retext.keep(text, start..at);
                    if !text[at..].starts_with("\r\n") {
                        retext.kept.push((at..at + 1, retext.text.len()..retext.text.len() + 1));
                        retext.text.push('\n');
                    }
                    start = at + 1;
                }
                retext.keep(text, start..text.len());
            }
            Text::Tokens => {
                for (nth, sentence) in tokens::sentences(text, kind, together).into_iter().enumerate() {
                    if nth > 0 {
                        retext.text.push('\n');
                    }
                    for (nth, token) in sentence.into_iter().enumerate() {
                        if nth > 0 {
                            retext.text.push(' ');
                        }
                        retext.keep(text, token);
                    }
                }
            }
        }
        retext
    }

    fn keep(&mut self, text: &str, range: Range<usize>) {
        if !range.is_empty() {
            let start = self.text.len();
            self.text.push_str(&text[range.clone()]);
            self.kept.push((range, start..self.text.len()));
        }
    }

    /// Where a range stands in the new text; `None` if nothing of it is left, or if it cuts a token.
    pub(super) fn range(&self, range: Range<usize>) -> Option<Range<usize>> {
        let first = self.kept.partition_point(|(old, _)| old.end <= range.start);
        let last = self.kept.partition_point(|(old, _)| old.start < range.end).checked_sub(1)?;
        let ((first, first_new), (last, last_new)) = (self.kept.get(first)?, self.kept.get(last)?);
        if first.start > last.start || self.is_of_tokens && (range.start > first.start || range.end < last.end) {
            return None;
        }
        let start = first_new.start + range.start.saturating_sub(first.start);
        let end = last_new.start + (range.end.min(last.end) - last.start);
        (start < end).then_some(start..end)
    }
}
