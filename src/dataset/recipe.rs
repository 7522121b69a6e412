//! A recipe: everything a person says of how a dataset is to be made, option by option, as the command line and scripts write
//! it. Printed in full it stands in the manifest, so that the dataset can be made again.

use std::fmt;

use crate::error::Error;
use crate::formats::catalogue::Format;
use crate::formats::options::{Options, Scheme};
use crate::formats::relabel::LabelMap;
use crate::formats::tokens::Tokens;
use crate::model::id::AnnotatorId;
use crate::model::nearest::hint_for;

use super::gold::Rule;
use super::split::Shares;
use super::zones::Zones;

/// The options that take a value, by name.
pub const OPTIONS: [&str; 10] =
    ["--format", "--by", "--of", "--shares", "--seed", "--zones", "--map", "--tokens", "--scheme", "--fields"];
/// The options that take none.
pub const FLAGS: [&str; 2] = ["--unfinished", "--spreadsheet"];

/// What stands for all rules.
const ALL_RULES: &str = "rule";

/// How a dataset is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    pub format: Format,
    pub options: Options,
    pub by: By,
    /// Whose sets are heard by the rules; everybody's but those of programs if nobody is named.
    pub of: Vec<AnnotatorId>,
    pub documents: Documents,
    pub zones: Zones,
    pub labels: LabelMap,
    pub shares: Shares,
    pub seed: u64,
}

/// Whose annotations are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// Those that rules agree on.
    Rules(Vec<Rule>),
    /// One annotator's.
    Annotator(AnnotatorId),
}

/// Which documents are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Documents {
    Finished,
    /// Those that were only begun too.
    Begun,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            format: Format::Jsonl,
            options: Options::default(),
            by: By::Rules(Rule::ALL.to_vec()),
            of: Vec::new(),
            documents: Documents::Finished,
            zones: Zones::default(),
            labels: LabelMap::default(),
            shares: Shares::default(),
            seed: 1,
        }
    }
}

impl Recipe {
    /// Takes one of [`OPTIONS`]. Fails on a value that it cannot have.
    pub fn set(&mut self, option: &str, value: &str) -> Result<(), Error> {
        match option {
            "--format" => self.format = Format::from_name(value)?,
            "--by" => self.by = By::read(value),
            "--of" => self.of = names(value),
            "--shares" => self.shares = value.parse()?,
            "--seed" => {
                let wrong = || Error::new(format!("`{value}` is not a seed")).hint("write a whole number, such as `1`");
                self.seed = value.parse().map_err(|_| wrong())?;
            }
            "--zones" => {
                let words = Zones::ALL.map(Zones::word);
                let wrong = || Error::new(format!("zones cannot be `{value}`")).hint(hint_for(value, words));
                self.zones = Zones::ALL.into_iter().find(|zones| zones.word() == value).ok_or_else(wrong)?;
            }
            "--map" => self.labels = value.parse()?,
            "--tokens" | "--scheme" => self.options.set(option, value)?,
            "--fields" => self.options.set("--map", value)?,
            _ => return Err(Error::new(format!("there is no option `{option}`")).hint(hint_for(option, OPTIONS))),
        }
        Ok(())
    }

    /// Takes one of [`FLAGS`].
    pub fn switch(&mut self, flag: &str) {
        match flag {
            "--unfinished" => self.documents = Documents::Begun,
            _ => self.options.is_for_spreadsheets = true,
        }
    }
}

impl By {
    /// `rule`, rules with commas between them, or an annotator. An annotator who is called like a rule cannot be meant.
    #[must_use]
    pub fn read(written: &str) -> Self {
        if written == ALL_RULES {
            return By::Rules(Rule::ALL.to_vec());
        }
        let rule = |word: &str| Rule::ALL.into_iter().find(|rule| rule.word() == word.trim());
        match written.split(',').map(rule).collect::<Option<Vec<Rule>>>() {
            Some(mut rules) => {
                rules.sort();
                rules.dedup();
                By::Rules(rules)
            }
            None => By::Annotator(AnnotatorId::new(written)),
        }
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            By::Rules(rules) => f.write_str(&rules.iter().map(|rule| rule.word()).collect::<Vec<_>>().join(",")),
            By::Annotator(annotator) => annotator.fmt(f),
        }
    }
}

fn names(written: &str) -> Vec<AnnotatorId> {
    let names = written.split(',').map(str::trim).filter(|name| !name.is_empty());
    let mut names: Vec<AnnotatorId> = names.map(AnnotatorId::new).collect();
    names.sort();
    names.dedup();
    names
}

impl fmt::Display for Recipe {
    /// The options with which it is said; those that are as they always are only where they matter.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "--format {} --by {}", self.format.name(), quoted(&self.by.to_string()))?;
        if !self.of.is_empty() {
            let names: Vec<&str> = self.of.iter().map(AnnotatorId::as_str).collect();
            write!(f, " --of {}", quoted(&names.join(",")))?;
        }
        write!(f, " --shares {} --seed {} --zones {}", self.shares, self.seed, self.zones.word())?;
        if !self.labels.is_empty() {
            write!(f, " --map {}", quoted(&self.labels.to_string()))?;
        }
        if self.options.tokens != Tokens::default() {
            write!(f, " --tokens {}", self.options.tokens.word())?;
        }
        if self.options.scheme != Scheme::default() {
            write!(f, " --scheme {}", self.options.scheme.word())?;
        }
        if !self.options.map.is_empty() {
            write!(f, " --fields {}", quoted(&self.options.map.to_string()))?;
        }
        let [unfinished, spreadsheet] = FLAGS;
        if self.options.is_for_spreadsheets {
            write!(f, " {spreadsheet}")?;
        }
        if self.documents == Documents::Begun {
            write!(f, " {unfinished}")?;
        }
        Ok(())
    }
}

/// A word as a shell and our scripts read it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_=+,./".contains(c);
    if word.chars().all(is_plain) { word.to_owned() } else { crate::model::quote::quoted(word) }
}

#[cfg(test)]
mod tests {
    use super::{FLAGS, OPTIONS, Recipe};

    fn said(written: &str) -> Result<String, String> {
        let mut recipe = Recipe::default();
        let words: Vec<&str> = written.split(' ').filter(|word| !word.is_empty()).collect();
        for pair in words.chunks(2) {
            recipe.set(pair[0], pair.get(1).copied().unwrap_or_default()).map_err(|error| error.to_string())?;
        }
        Ok(recipe.to_string())
    }

    const PLAIN: &str = "--format jsonl --by adjudicated,unanimous,majority --shares 80,10,10 --seed 1 --zones cut";

    #[test]
    fn a_recipe_prints_in_full_and_reads_back() {
        assert_eq!(said("").unwrap(), PLAIN);
        assert_eq!(said("--by rule").unwrap(), PLAIN);
        assert_eq!(
            said("--by majority,unanimous --of b,a").unwrap(),
            "--format jsonl --by unanimous,majority --of a,b --shares 80,10,10 --seed 1 --zones cut"
        );
        let all = "--format conll --by layla --shares 8,1,1 --seed 7 --zones mask --map person=PER --tokens clitics --scheme iobes";
        assert_eq!(said(all).unwrap(), all);
        assert!(OPTIONS.iter().all(|option| !FLAGS.contains(option)));
        let csv = "--format csv --by layla --shares 8,1,1 --seed 7 --zones keep --fields text=body,start=from";
        assert_eq!(said(csv).unwrap(), csv);
        let mut recipe = Recipe::default();
        FLAGS.into_iter().for_each(|flag| recipe.switch(flag));
        assert_eq!(recipe.to_string(), format!("{PLAIN} --spreadsheet --unfinished"));
    }

    #[test]
    fn a_slip_is_told_with_what_was_meant() {
        for (written, told) in [
            ("--format jsnl", "there is no format `jsnl`; did you mean `jsonl`?"),
            ("--zones cutt", "zones cannot be `cutt`; did you mean `cut`?"),
            ("--seed x", "`x` is not a seed; write a whole number, such as `1`"),
            ("--share 1,1,1", "there is no option `--share`; did you mean `--shares`?"),
            ("--tokens word", "there are no tokens `word`; did you mean `words`?"),
        ] {
            assert_eq!(said(written).unwrap_err(), told);
        }
    }
}
