//! The commands: each with its name, help, keys and how it is read. Menus, palette, key file, `hashiya commands` and tooltips
//! come from here. A file has the commands of one subject, and reads their arguments.

pub mod entry;
mod reading;
mod documents;
mod project;
mod schema;
mod edit;
mod reanchor;
mod kept;
mod select;
mod annotate;
mod identities;
mod filling;
mod review;
mod board;
mod agreement;
mod view;
mod script;

use std::str::FromStr;

use crate::error::Error;
use crate::model::nearest::hint_for;

use self::entry::Entry;
use super::command::Command;

/// The order in which menus show them.
static TABLES: [&[Entry]; 15] = [
    documents::TABLE,
    project::TABLE,
    schema::TABLE,
    edit::TABLE,
    reanchor::TABLE,
    kept::TABLE,
    select::TABLE,
    annotate::TABLE,
    identities::TABLE,
    filling::TABLE,
    review::TABLE,
    board::TABLE,
    agreement::TABLE,
    view::TABLE,
    script::TABLE,
];

/// Every command.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    TABLES.into_iter().flatten()
}

/// The entry called `name`.
#[must_use]
pub fn entry(name: &str) -> Option<&'static Entry> {
    entries().find(|entry| entry.name == name)
}

impl Command {
    /// Reads a command line: `label entities/person`.
    pub fn parse(line: &str) -> Result<Self, Error> {
        let line = line.trim();
        let (name, arguments) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let Some(entry) = entry(name) else {
            return Err(Error::new(format!("there is no command `{name}`"))
                .hint(hint_for(name, entries().map(|entry| entry.name))));
        };
        (entry.parse)(arguments.trim()).map_err(|error| {
            let usage = format!("usage: {} {}", entry.name, entry.usage);
            let hint =
                error.hint.as_ref().map_or(usage.trim_end().to_owned(), |hint| format!("{hint}; {}", usage.trim_end()));
            error.context(format!("cannot {name}")).hint(hint)
        })
    }
}

impl FromStr for Command {
    type Err = Error;

    fn from_str(line: &str) -> Result<Self, Error> {
        Self::parse(line)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::entries;
    use crate::model::key::Chord;
    use crate::session::command::Command;

    #[test]
    fn every_example_reads_and_prints_back() {
        for entry in entries() {
            assert_eq!(Command::parse(entry.example).unwrap().to_string(), entry.example);
            assert_eq!(entry.example.split(' ').next(), Some(entry.name));
        }
    }

    #[test]
    fn every_key_is_a_key_of_one_command_that_reads() {
        let mut seen = BTreeSet::new();
        for entry in entries() {
            for (chord, arguments) in entry.keys {
                assert!(seen.insert(chord.parse::<Chord>().unwrap()), "`{chord}` has two commands");
                (entry.parse)(arguments).unwrap();
            }
        }
    }

    #[test]
    fn names_are_unique_and_help_is_one_sentence_without_a_period() {
        let mut seen = BTreeSet::new();
        for entry in entries() {
            assert!(seen.insert(entry.name));
            assert!(
                !entry.help.is_empty() && !entry.help.ends_with('.') && !entry.title.ends_with('.'),
                "{}",
                entry.name
            );
        }
    }
}
