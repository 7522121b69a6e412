//! What a person may say about how a format is read or written: tokens, tags, columns.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;
use crate::model::nearest::hint_for;
use crate::model::quote::quoted;

use super::encoding::Encoding;
use super::mapping::Mapping;
use super::tokens::Tokens;

/// What is said by a word and its value.
pub const OPTIONS: [&str; 5] = ["--tokens", "--scheme", "--columns", "--encoding", "--map"];

/// What is said by a word alone: tables are to be opened in a spreadsheet.
pub const SPREADSHEET: &str = "--spreadsheet";

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

impl Options {
    /// Takes one of [`OPTIONS`]. Fails on a value that it cannot have.
    pub fn set(&mut self, option: &str, value: &str) -> Result<(), Error> {
        match option {
            "--tokens" => {
                let words = Tokens::ALL.map(Tokens::word);
                let wrong = || Error::new(format!("there are no tokens `{value}`")).hint(hint_for(value, words));
                self.tokens = Tokens::from_word(value).ok_or_else(wrong)?;
            }
            "--scheme" => self.scheme = value.parse()?,
            "--columns" => self.columns = Some(value.parse()?),
            "--encoding" => self.encoding = Some(Encoding::from_name(value)?),
            "--map" => self.map = value.parse()?,
            _ => return Err(Error::new(format!("there is no option `{option}`")).hint(hint_for(option, OPTIONS))),
        }
        Ok(())
    }
}

impl fmt::Display for Options {
    /// As they are said, each after a space; those that are as they always are say nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let usual = Self::default();
        if self.tokens != usual.tokens {
            write!(f, " --tokens {}", self.tokens.word())?;
        }
        if self.scheme != usual.scheme {
            write!(f, " --scheme {}", self.scheme.word())?;
        }
        if let Some(columns) = &self.columns {
            write!(f, " --columns {columns}")?;
        }
        if let Some(encoding) = self.encoding {
            write!(f, " --encoding {encoding}")?;
        }
        if self.map != usual.map {
            write!(f, " --map {}", quoted(&self.map.to_string()))?;
        }
        if self.is_for_spreadsheets { write!(f, " {SPREADSHEET}") } else { Ok(()) }
    }
}

impl Scheme {
    pub const ALL: [Scheme; 4] = [Scheme::Bio, Scheme::Iob1, Scheme::Iobes, Scheme::Bilou];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Scheme::Bio => "bio",
            Scheme::Iob1 => "iob1",
            Scheme::Iobes => "iobes",
            Scheme::Bilou => "bilou",
        }
    }
}

impl FromStr for Scheme {
    type Err = Error;

    fn from_str(written: &str) -> Result<Self, Error> {
        let words = Scheme::ALL.map(Scheme::word);
        match written.to_lowercase().as_str() {
            "bio" | "iob2" => Ok(Scheme::Bio),
            "iob1" | "iob" => Ok(Scheme::Iob1),
            "iobes" | "bioes" => Ok(Scheme::Iobes),
            "bilou" | "bioul" => Ok(Scheme::Bilou),
            _ => Err(Error::new(format!("there is no tagging scheme `{written}`")).hint(hint_for(written, words))),
        }
    }
}

impl fmt::Display for Columns {
    /// As it is read; what is passed over is `-`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.tags.iter().chain([&self.token]).max().copied().unwrap_or_default();
        let name = |at: usize| match at {
            token if token == self.token => "token",
            tag if self.tags.contains(&tag) => "tag",
            _ => "-",
        };
        f.write_str(&(0..=last).map(name).collect::<Vec<_>>().join(","))
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

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn options_print_as_they_are_read() {
        let said = [
            ("--tokens", "clitics"),
            ("--scheme", "iobes"),
            ("--columns", "-,token,tag"),
            ("--encoding", "windows-1256"),
            ("--map", "text=content,label=2"),
        ];
        let mut options = Options::default();
        assert_eq!(options.to_string(), "");
        said.iter().for_each(|(option, value)| options.set(option, value).unwrap());
        options.is_for_spreadsheets = true;
        let expected = " --tokens clitics --scheme iobes --columns -,token,tag --encoding windows-1256 \
                        --map \"text=content,label=2\" --spreadsheet";
        assert_eq!(options.to_string(), expected);
        assert_eq!(options.set("--schema", "bio").unwrap_err().hint.unwrap(), "did you mean `--scheme`?");
    }
}
