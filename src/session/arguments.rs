//! The arguments of a command line: words and quoted texts, read from the left.

use std::ops::Range;

use crate::error::Error;
use crate::model::nearest::hint_for;
use crate::model::quote::{quoted, read_quoted};

/// What is left of a command line.
pub struct Arguments<'a> {
    rest: &'a str,
}

impl<'a> Arguments<'a> {
    #[must_use]
    pub fn new(line: &'a str) -> Self {
        Self { rest: line.trim() }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next word or quoted text. `what` names it in the error if there is none.
    pub fn word(&mut self, what: &str) -> Result<String, Error> {
        if self.rest.is_empty() {
            return Err(Error::new(format!("{what} is missing")));
        }
        if let Some(read) = read_quoted(self.rest) {
            let (value, rest) = read?;
            self.rest = rest.trim_start();
            return Ok(value);
        }
        let end = self.rest.find(char::is_whitespace).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        Ok(word.to_owned())
    }

    /// The next word, which may be a path. As people paste it from Windows, `"C:\news\a b.txt"`, it has backslashes that stand for
    /// themselves; we write them twice.
    pub fn word_or_path(&mut self, what: &str) -> Result<String, Error> {
        if let Some((path, rest)) = read_pasted(self.rest) {
            self.rest = rest.trim_start();
            return Ok(path.to_owned());
        }
        self.word(what)
    }

    /// The next word as one of a few.
    pub fn one_of<T: Copy>(&mut self, what: &str, words: &[(&str, T)]) -> Result<T, Error> {
        let word = self.word(what)?;
        match words.iter().find(|(known, _)| *known == word) {
            Some((_, value)) => Ok(*value),
            None => Err(Error::new(format!("`{word}` is not {what}"))
                .hint(hint_for(&word, words.iter().map(|(known, _)| *known)))),
        }
    }

    /// The next word as a whole number.
    pub fn number<N: std::str::FromStr>(&mut self, what: &str) -> Result<N, Error> {
        let word = self.word(what)?;
        word.parse().map_err(|_| Error::new(format!("`{word}` is not {what}")).hint("a whole number was expected"))
    }

    /// `START..END`.
    pub fn range(&mut self) -> Result<Range<usize>, Error> {
        let word = self.word("a range")?;
        range_from(&word).ok_or_else(|| {
            Error::new(format!("`{word}` is not a range")).hint("write START..END in code points, such as `6..13`")
        })
    }

    /// Whether what is left begins so.
    #[must_use]
    pub fn starts_with(&self, beginning: &str) -> bool {
        self.rest.starts_with(beginning)
    }

    /// Whether what is left begins with a digit.
    #[must_use]
    pub fn starts_with_digit(&self) -> bool {
        self.rest.starts_with(|c: char| c.is_ascii_digit())
    }

    /// Everything that is left: a quoted text is unquoted, anything else stands as it is.
    pub fn text(&mut self) -> Result<String, Error> {
        match read_quoted(self.rest) {
            Some(Ok((value, rest))) if rest.trim().is_empty() => {
                self.rest = "";
                Ok(value)
            }
            Some(Err(error)) => Err(error),
            _ => Ok(std::mem::take(&mut self.rest).to_owned()),
        }
    }

    /// Whether the next word is a range.
    #[must_use]
    pub fn starts_with_range(&self) -> bool {
        self.rest.split_whitespace().next().and_then(range_from).is_some()
    }

    /// `value`, if nothing is left over.
    pub fn end<T>(self, value: T) -> Result<T, Error> {
        if self.is_empty() {
            Ok(value)
        } else {
            let is_comment = self.rest.starts_with('#');
            let hint =
                if is_comment { "a comment has a line of its own" } else { "a text with spaces needs double quotes" };
            Err(Error::new(format!("`{}` is too much", self.rest)).hint(hint))
        }
    }
}

/// A name as an argument: quoted if it is not one plain word.
#[must_use]
pub fn as_word(value: &str) -> String {
    let is_plain =
        !value.is_empty() && !value.starts_with('"') && !value.contains(|c: char| c.is_whitespace() || c.is_control());
    if is_plain { value.to_owned() } else { quoted(value) }
}

/// A quoted path on a drive whose first backslash is single, with what follows it.
fn read_pasted(written: &str) -> Option<(&str, &str)> {
    let inside = written.strip_prefix('"')?;
    let rest = inside.strip_prefix(|drive: char| drive.is_ascii_alphabetic())?.strip_prefix(":\\")?;
    let is_pasted = !rest.starts_with('\\');
    is_pasted.then(|| inside.split_once('"')).flatten()
}

fn range_from(word: &str) -> Option<Range<usize>> {
    let (start, end) = word.split_once("..")?;
    Some(start.parse().ok()?..end.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::{Arguments, as_word};

    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        let (mut arguments, mut read) = (Arguments::new(line), Vec::new());
        while !arguments.is_empty() {
            read.push(arguments.word_or_path("a file").unwrap());
        }
        assert_eq!(read, expected);
    }

    #[test]
    fn a_path_of_windows_is_read_as_it_is_pasted_and_as_we_write_it() {
        let path = r"C:\news\Đà Nẵng\خبر.txt";
        check(&format!("\"{path}\" --yes"), &[path, "--yes"]);
        check(&format!("{} --yes", as_word(path)), &[path, "--yes"]);
        check(r"C:\news\a.txt b", &[r"C:\news\a.txt", "b"]);
        check(r#""C:/a b" "x \"y\"""#, &["C:/a b", "x \"y\""]);
        assert!(Arguments::new("\"C:\\a").word_or_path("a file").is_err());
    }
}
