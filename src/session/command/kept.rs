//! What can be asked about what is kept beside a set.

use std::fmt;

use crate::session::arguments::as_word;

/// What can be asked about what is kept beside a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptCommand {
    /// Lists how a file differs from the set; without a name the first that is kept of this document, or of any.
    Look(Option<String>),
    Next,
    Previous,
    /// Goes to one by its number, counted from 1.
    Light(usize),
    PutBack(Restored),
    /// Lets what stands stand.
    Leave,
    Cancel,
}

/// What is put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Restored {
    /// The one that is lit.
    Lit,
    /// All that is missing or otherwise; what came since stays.
    Lacking,
    /// The whole set as it was, without what came since.
    Whole,
    /// Those with these numbers, counted from 1.
    These(Vec<usize>),
}

impl fmt::Display for KeptCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Look(None) => f.write_str("kept"),
            Self::Look(Some(name)) => write!(f, "kept {}", as_word(name)),
            Self::Next => f.write_str("kept-next"),
            Self::Previous => f.write_str("kept-previous"),
            Self::Light(number) => write!(f, "kept-at {number}"),
            Self::PutBack(Restored::Lit) => f.write_str("kept-put-back"),
            Self::PutBack(Restored::Lacking) => f.write_str("kept-put-back all"),
            Self::PutBack(Restored::Whole) => f.write_str("kept-put-back whole"),
            Self::PutBack(Restored::These(numbers)) => {
                let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                write!(f, "kept-put-back {}", numbers.join(","))
            }
            Self::Leave => f.write_str("kept-leave"),
            Self::Cancel => f.write_str("kept-cancel"),
        }
    }
}
