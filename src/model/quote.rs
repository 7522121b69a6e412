//! Text in double quotes, as marked text and command lines have it: `\"`, `\\` and `\n` inside. Other letters stand as they
//! are.

use crate::error::Error;

/// `value` in quotes.
#[must_use]
pub fn quoted(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Reads a quoted text at the beginning of `written` and returns it with what follows; `None` if there is no quote.
#[must_use]
pub fn read_quoted(written: &str) -> Option<Result<(String, &str), Error>> {
    let mut letters = written.strip_prefix('"')?.chars();
    let mut value = String::new();
    while let Some(c) = letters.next() {
        match c {
            '"' => return Some(Ok((value, letters.as_str()))),
            '\\' => value.extend(letters.next().map(|c| if c == 'n' { '\n' } else { c })),
            c => value.push(c),
        }
    }
    Some(Err(Error::new(format!("a quote is not closed: `{written}`"))))
}

#[cfg(test)]
mod tests {
    use super::{quoted, read_quoted};

    #[test]
    fn what_is_quoted_is_read_back() {
        for value in ["", "قال \"نعم\"", "a\\nb\nc"] {
            assert_eq!(read_quoted(&format!("{} x", quoted(value))), Some(Ok((value.to_owned(), " x"))));
        }
        assert_eq!(read_quoted("x"), None);
        assert!(read_quoted("\"x").unwrap().is_err());
    }
}
