//! The words of a subcommand: options with their values, and what stands between them. `--format json` and `--format=json`
//! are the same; after `--` everything is a plain word.

use std::fmt::Display;
use std::str::FromStr;

use crate::error::Error;

use super::ending::Failure;

/// The words that are not yet read.
pub struct Arguments<'a> {
    words: Vec<&'a str>,
    /// How many of them, at the end, stood after `--`.
    plain_len: usize,
}

impl<'a> Arguments<'a> {
    #[must_use]
    pub fn new(words: &'a [String]) -> Self {
        let (mut before, mut after): (Vec<&str>, Vec<&str>) = (words.iter().map(String::as_str).collect(), Vec::new());
        if let Some(at) = before.iter().position(|word| *word == "--") {
            after = before.split_off(at + 1);
            before.pop();
        }
        let plain_len = after.len();
        before.extend(after);
        Self { words: before, plain_len }
    }

    /// Takes an option and its value out, if it is there.
    pub fn option(&mut self, name: &str) -> Result<Option<String>, Failure> {
        let options = self.words.len() - self.plain_len;
        for at in 0..options {
            if self.words[at] == name {
                if at + 1 >= options {
                    return Err(usage(format!("`{name}` needs a value")));
                }
                self.words.remove(at);
                return Ok(Some(self.words.remove(at).to_owned()));
            }
            if let Some(value) = self.words[at].strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
                self.words.remove(at);
                return Ok(Some(value.to_owned()));
            }
        }
        Ok(None)
    }

    /// Takes an option out as often as it is there, in order.
    pub fn options(&mut self, name: &str) -> Result<Vec<String>, Failure> {
        let mut values = Vec::new();
        while let Some(value) = self.option(name)? {
            values.push(value);
        }
        Ok(values)
    }

    /// Takes an option out and reads its value.
    pub fn parsed<T: FromStr<Err: Display>>(&mut self, name: &str) -> Result<Option<T>, Failure> {
        self.option(name)?
            .map(|value| {
                value.parse().map_err(|error| usage(format!("`{value}` cannot be the value of `{name}`: {error}")))
            })
            .transpose()
    }

    /// Takes a flag out, if it is there.
    pub fn flag(&mut self, name: &str) -> bool {
        let options = self.words.len() - self.plain_len;
        let at = self.words[..options].iter().position(|word| *word == name);
        at.map(|at| self.words.remove(at)).is_some()
    }

    /// Takes the next plain word, if there is one. Options are taken before.
    pub fn plain(&mut self) -> Option<String> {
        let options = self.words.len() - self.plain_len;
        let is_plain = |at: usize, word: &str| at >= options || !word.starts_with("--");
        let at = (0..self.words.len()).find(|at| is_plain(*at, self.words[*at]))?;
        self.plain_len -= usize::from(at >= options);
        Some(self.words.remove(at).to_owned())
    }

    /// Takes the next plain word; `what` names it in the error if there is none.
    pub fn expect(&mut self, what: &str) -> Result<String, Failure> {
        self.plain().ok_or_else(|| usage(format!("{what} is missing")))
    }

    /// Fails if something is left.
    pub fn end(self) -> Result<(), Failure> {
        match self.words.first() {
            Some(word) if word.starts_with('-') => Err(usage(format!("there is no option `{word}` here"))),
            Some(word) => Err(usage(format!("`{word}` is too much"))),
            None => Ok(()),
        }
    }
}

/// The words make no sense.
#[must_use]
pub fn usage(message: impl Into<String>) -> Failure {
    Failure::Usage(Error::new(message))
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    #[test]
    fn options_stand_anywhere_and_words_after_two_dashes_are_plain() {
        let words = ["a", "--by", "x", "--span=1-2", "--span", "3-4", "--json", "--", "--b"].map(str::to_owned);
        let mut arguments = Arguments::new(&words);
        assert_eq!(arguments.options("--span").unwrap(), ["1-2", "3-4"]);
        assert_eq!(arguments.option("--by").unwrap().as_deref(), Some("x"));
        assert!(arguments.flag("--json") && !arguments.flag("--b"));
        assert_eq!((arguments.plain().as_deref(), arguments.plain().as_deref()), (Some("a"), Some("--b")));
        assert!(arguments.end().is_ok());
    }

    #[test]
    fn what_is_left_is_refused() {
        let words = ["--colour".to_owned()];
        let mut arguments = Arguments::new(&words);
        assert!(arguments.option("--colour").is_err());
        assert!(arguments.plain().is_none() && arguments.end().is_err());
    }
}
