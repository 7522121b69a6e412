//! What a person may say about how a format is read or written: tokens, tags, columns.

use std::str::FromStr;

use crate::error::Error;
use crate::model::nearest::hint_for;

use super::encoding::Encoding;
use super::mapping::Mapping;
use super::tokens::Tokens;

/// What a person may say; what they leave out is seen from the content, or is the first of its kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    pub tokens: Tokens,
    pub scheme: Scheme,
    /// Which column holds what, if the file does not show it.
    pub columns: Option<Columns>,
    /// Of texts that are not UTF-8; otherwise it is guessed.
    pub encoding: Option<Encoding>,
    /// Which field of somebody's records holds what, as far as a person says it.
    pub map: Mapping,
    /// Whether tables are to be opened in a spreadsheet.
    pub is_for_spreadsheets: bool,
}

/// How tags say where an entity begins and ends. All are read without being told which; writing needs one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// `B-` begins, `I-` goes on (also called IOB2).
    #[default]
    Bio,
    /// `B-` only where two of one label touch.
    Iob1,
    /// `E-` ends, `S-` is alone.
    Iobes,
    /// `L-` ends, `U-` is alone.
    Bilou,
}

/// Which column holds what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    pub token: usize,
    /// Every column of tags; the last one stands for all after it too.
    pub tags: Vec<usize>,
}

impl FromStr for Scheme {
    type Err = Error;

    fn from_str(written: &str) -> Result<Self, Error> {
        let words = ["bio", "iob1", "iobes", "bilou"];
        match written.to_lowercase().as_str() {
            "bio" | "iob2" => Ok(Scheme::Bio),
            "iob1" | "iob" => Ok(Scheme::Iob1),
            "iobes" | "bioes" => Ok(Scheme::Iobes),
            "bilou" | "bioul" => Ok(Scheme::Bilou),
            _ => Err(Error::new(format!("there is no tagging scheme `{written}`")).hint(hint_for(written, words))),
        }
    }
}

impl FromStr for Columns {
    type Err = Error;

    /// `token,pos,chunk,tag`: names in the order of the columns; what is neither `token` nor `tag` is passed over.
    fn from_str(written: &str) -> Result<Self, Error> {
        let names: Vec<&str> = written.split(',').map(str::trim).collect();
        let token = names.iter().position(|name| *name == "token");
        let tags: Vec<usize> = (0..names.len()).filter(|at| names[*at] == "tag").collect();
        match token {
            Some(token) if !tags.is_empty() => Ok(Self { token, tags }),
            _ => Err(Error::new(format!("the columns `{written}` have no `token` or no `tag`"))
                .hint("write their names in order, such as `token,pos,chunk,tag`")),
        }
    }
}
