//! `hashiya commands`: the catalogue, as text or as the README's table.

use std::io::Write;

use crate::session::catalogue::entries;
use crate::session::catalogue::entry::{Entry, Menu};

use super::arguments::Arguments;
use super::ending::{Exit, Failure, print};

/// `hashiya commands [--markdown]`
pub fn commands(mut arguments: Arguments<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let is_markdown = arguments.flag("--markdown");
    arguments.end()?;
    print(out, &if is_markdown { markdown() } else { plain() })
}

fn plain() -> String {
    let mut out = String::new();
    for menu in Menu::ALL {
        out.push_str(&format!("{}\n", menu.title()));
        for entry in entries().filter(|entry| entry.menu == menu) {
            out.push_str(&format!("  {}\n      {}\n", line(entry), entry.help));
            if !entry.keys.is_empty() {
                out.push_str(&format!("      keys: {}\n", keys(entry, "")));
            }
        }
        out.push('\n');
    }
    out
}

/// A table of every command; `|` in a usage would end a cell.
#[must_use]
pub fn markdown() -> String {
    let mut out = String::from("| command | what it does | keys |\n|---|---|---|\n");
    for menu in Menu::ALL {
        for entry in entries().filter(|entry| entry.menu == menu) {
            let line = line(entry).replace('|', "\\|");
            out.push_str(&format!("| `{line}` | {} | {} |\n", entry.help, keys(entry, "`")));
        }
    }
    out
}

fn line(entry: &Entry) -> String {
    format!("{} {}", entry.name, entry.usage).trim_end().to_owned()
}

/// The keys, each with the arguments it gives.
fn keys(entry: &Entry, quote: &str) -> String {
    let shown = entry.keys.iter().map(|(chord, arguments)| match *arguments {
        "" => format!("{quote}{chord}{quote}"),
        arguments => format!("{quote}{chord}{quote} {arguments}"),
    });
    shown.collect::<Vec<_>>().join(", ")
}
