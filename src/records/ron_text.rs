//! RON as people read it: letters and marks unescaped, records on one line, errors with line and column. Lines and columns
//! count from 1, columns in characters.

use std::fmt;

use ron::Options;
use ron::error::SpannedError;
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Room for a record of usual length, so that it does not grow letter by letter.
const RECORD_BYTES: usize = 256;

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

impl Place {
    /// The place of `part`, which is a slice of `whole`.
    #[must_use]
    pub fn of(whole: &str, part: &str) -> Self {
        let before = &whole[..offset_of(whole, part)];
        let line = 1 + before.matches('\n').count();
        let column = 1 + before[before.rfind('\n').map_or(0, |at| at + 1)..].chars().count();
        Self { line, column }
    }

    /// A place that was counted from this one.
    #[must_use]
    pub(super) fn then(self, inner: Self) -> Self {
        if inner.line == 1 {
            Self { line: self.line, column: self.column + inner.column - 1 }
        } else {
            Self { line: self.line + inner.line - 1, column: inner.column }
        }
    }
}

/// The places of parts of a file that are asked for in their order: all of them together cost one look at the file.
pub struct Places<'a> {
    whole: &'a str,
    /// Up to here lines were counted.
    offset: usize,
    line: usize,
    line_start: usize,
}

impl<'a> Places<'a> {
    #[must_use]
    pub fn of(whole: &'a str) -> Self {
        Self { whole, offset: 0, line: 1, line_start: 0 }
    }

    /// The place of `part`, which is a slice of the file and begins no earlier than the one that was asked for before.
    #[must_use]
    pub fn of_part(&mut self, part: &str) -> Place {
        let offset = offset_of(self.whole, part).max(self.offset);
        let passed = &self.whole[self.offset..offset];
        self.line += passed.matches('\n').count();
        self.line_start = passed.rfind('\n').map_or(self.line_start, |feed| self.offset + feed + 1);
        self.offset = offset;
        Place { line: self.line, column: 1 + self.whole[self.line_start..offset].chars().count() }
    }
}

/// Where `part`, which is a slice of `whole`, begins.
fn offset_of(whole: &str, part: &str) -> usize {
    let offset = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize).min(whole.len());
    whole.floor_char_boundary(offset)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Where RON could not be read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RonError {
    pub place: Place,
    /// What was found and what was expected, lower case.
    pub message: String,
}

/// Reads `part`, a slice of the file `whole`.
pub fn read<'a, T: Deserialize<'a>>(whole: &'a str, part: &'a str) -> Result<T, RonError> {
    options().from_str(part).map_err(|error| located(&error, Place::of(whole, part)))
}

/// Writes a value over several lines down to `depth` levels, and the rest of it on one line.
#[must_use]
pub fn write(value: &impl Serialize, depth: usize) -> String {
    let config = PrettyConfig::new().depth_limit(depth).new_line("\n");
    let mut written = String::with_capacity(RECORD_BYTES);
    options().to_writer_pretty(&mut written, value, config).expect("records are structs, lists, maps and strings");
    if written.contains('\\') { readable(&written) } else { written }
}

/// Reads what owns its strings, from a whole file.
pub fn read_file<T: DeserializeOwned>(text: &str) -> Result<T, RonError> {
    options().from_str(text).map_err(|error| located(&error, Place { line: 1, column: 1 }))
}

fn options() -> Options {
    Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

fn located(error: &SpannedError, base: Place) -> RonError {
    let message = error.code.to_string();
    let mut letters = message.chars();
    let message = letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default();
    let inner = Place { line: error.span.start.line, column: error.span.start.col };
    RonError { place: base.then(inner), message }
}

/// Takes back the escapes that reading does not need: of combining marks (harakat, decomposed Vietnamese), which the `ron`
/// crate escapes, and of single quotes. Control, format and direction characters stay escaped, because they cannot be seen.
fn readable(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest[at..];
        let length = if escape.starts_with("\\u{") { escape.find('}').map_or(2, |end| end + 1) } else { 2 };
        let (escape, after) = escape.split_at(length.min(escape.len()));
        let code = escape.strip_prefix("\\u{").and_then(|code| code.strip_suffix('}'));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        match character {
            Some(c) if is_visible_after_a_letter(c) => out.push(c),
            _ if escape == "\\'" => out.push('\''),
            _ => out.push_str(escape),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// `str::escape_debug` escapes a mark only where nothing stands before it.
fn is_visible_after_a_letter(c: char) -> bool {
    let shown: String = ['a', c].iter().collect();
    shown.escape_debug().eq(shown.chars())
}

#[cfg(test)]
mod tests {
    use super::{Place, Places, read_file, write};

    fn check_written(value: &str, expected: &str) {
        let written = write(&value, 0);
        assert_eq!(written, expected);
        assert_eq!(read_file::<String>(&written).unwrap(), value);
    }

    #[test]
    fn arabic_with_harakat_and_decomposed_vietnamese_are_written_as_they_read() {
        check_written("مُحَمَّد", "\"مُحَمَّد\"");
        check_written("Vie\u{323}\u{302}t", "\"Vie\u{323}\u{302}t\"");
        check_written("it's \"x\" \\u{64b}", "\"it's \\\"x\\\" \\\\u{64b}\"");
    }

    #[test]
    fn what_cannot_be_seen_is_written_by_its_code() {
        check_written("a\u{200f}b\u{202e}\n\u{0}", "\"a\\u{200f}b\\u{202e}\\n\\0\"");
    }

    #[test]
    fn places_counted_in_order_are_those_counted_each_alone() {
        let whole = "ab\nليلى c\n\nđ";
        let mut places = Places::of(whole);
        for part in [0, 1, 3, 5, 12, 12, 14, 15].map(|at| &whole[at..]) {
            assert_eq!(places.of_part(part), Place::of(whole, part));
        }
    }

    #[test]
    fn a_place_counts_characters() {
        let text = "ab\nجد(x";
        assert_eq!(Place::of(text, &text[7..]), Place { line: 2, column: 3 });
    }
}
