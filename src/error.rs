//! What can go wrong, as values. `Error`: the operation did not happen. `Problem`: it happened, but.
//! Wording: lower case, no final period, the user's own words quoted in backticks, what was expected and found, then a hint.

use std::fmt;

/// The operation did not happen. One sentence that names what was asked, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What was asked and what was found.
    pub message: String,
    /// What the person can do, if we know.
    pub hint: Option<String>,
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Puts what was being done in front: `cannot read project.ron: …`. Added once, by whoever knows it.
    #[must_use]
    pub fn context(mut self, doing: impl fmt::Display) -> Self {
        self.message = format!("{doing}: {}", self.message);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// A number and its noun, which gets an `s` unless there is one: `1 document`, `2 documents`.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// How bad a `Problem` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something the data said is not in the result.
    Loss,
    /// The data is kept, but it cannot be right.
    Wrong,
    /// Worth knowing.
    Note,
}

impl Severity {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Severity::Loss => "loss",
            Severity::Wrong => "wrong",
            Severity::Note => "note",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Severity::Loss, Severity::Wrong, Severity::Note].into_iter().find(|severity| severity.word() == word)
    }
}

/// A finding about data: we go on, but say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub severity: Severity,
    /// File, and line and column or annotation where known: `annotations/layla/news-1.ron:4:12`.
    pub place: String,
    pub message: String,
    pub hint: Option<String>,
}

impl Problem {
    #[must_use]
    pub fn new(severity: Severity, place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity, place: place.into(), message: message.into(), hint: None }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.place, self.severity.word(), self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_has_no_s() {
        assert_eq!([0, 1, 2].map(|count| counted(count, "set")), ["0 sets", "1 set", "2 sets"]);
    }
}
