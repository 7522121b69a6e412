//! `hashiya assign`: deals out a project's documents among annotators. What is assigned already stays.

use std::io::Write;
use std::path::Path;

use crate::error::{Error, counted};
use crate::model::assignment::{Balance, Dealt, Rule};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::nearest::{allowed, hint_for};
use crate::store::corpus::{Corpus, lengths};
use crate::store::folder;

use super::arguments::{Arguments, usage};
use super::columns::isolated;
use super::ending::{Exit, Failure, print};
use super::progress::watched;

/// `hashiya assign DIR --annotators A,B,... [--per-document N] [--seed N] [--balance documents|characters]
/// [--document DOCUMENT]... [--dry-run]`
pub fn assign(mut arguments: Arguments<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let names = arguments.options("--annotators")?;
    let names = names.iter().flat_map(|names| names.split(',')).map(str::trim).filter(|name| !name.is_empty());
    let balance = match arguments.option("--balance")? {
        None => Balance::default(),
        Some(word) => {
            Balance::WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, known)| known).ok_or_else(|| {
                usage(format!("`{word}` cannot be balanced; {}", allowed(Balance::WORDS.map(|(known, _)| known))))
            })?
        }
    };
    let rule = Rule {
        annotators: names.map(AnnotatorId::new).collect(),
        per_document: arguments.parsed("--per-document")?.unwrap_or(1),
        seed: arguments.parsed("--seed")?.unwrap_or(1),
        balance,
    };
    let wanted = arguments.options("--document")?;
    let is_dry = arguments.flag("--dry-run");
    let root = arguments.expect("DIR")?;
    arguments.end()?;
    rule.check().map_err(|error| Failure::Usage(error.hint("name them with `--annotators layla,minh`")))?;

    let opened = folder::open(Path::new(&root))?;
    let places = places(&opened.corpus, &wanted)?;
    let weights = match balance {
        Balance::Documents => vec![1; places.len()],
        Balance::Characters => watched("reading", |watch| lengths(&opened.corpus, &places, watch))?,
    };
    let ids: Vec<DocumentId> = opened.corpus.summaries().map(|summary| summary.id.clone()).collect();
    let documents: Vec<(DocumentId, u64)> = places.iter().map(|place| ids[*place].clone()).zip(weights).collect();
    let (mut assignments, file) = opened.folder.read_assignments()?;
    let changes = rule.deal(&documents, &assignments)?;
    let mut report = String::new();
    if is_dry {
        for change in &changes {
            let names: Vec<String> = change.after.iter().map(|name| isolated(name.as_str())).collect();
            report.push_str(&format!("{}: {}\n", isolated(change.document.as_str()), names.join(", ")));
        }
    } else if !changes.is_empty() {
        assignments.apply(&changes)?;
        opened.folder.write_assignments(&file, &assignments)?;
    }
    let known = opened.folder.annotators()?;
    for stranger in rule.annotators.iter().filter(|name| !known.contains(name)) {
        report.push_str(&format!("{stranger} has begun nothing here yet\n"));
    }
    report.push_str(&match (changes.is_empty(), is_dry) {
        (true, _) => format!("every document has {} already\n", counted(rule.per_document, "annotator")),
        (false, true) => format!("would assign {}\n", plain(&Dealt::of(&changes))),
        (false, false) => format!("assigned {}\n", plain(&Dealt::of(&changes))),
    });
    print(out, &report)
}

/// What was dealt; a terminal needs isolates for Arabic names only.
fn plain(dealt: &Dealt) -> String {
    let names = dealt.annotators.iter().map(|(name, count)| format!("{} {count}", isolated(name.as_str())));
    format!("{}: {}", counted(dealt.documents, "document"), names.collect::<Vec<_>>().join(", "))
}

/// The places of documents that are named, or of all.
fn places(corpus: &Corpus, named: &[String]) -> Result<Vec<usize>, Error> {
    if named.is_empty() {
        return Ok((0..corpus.len()).collect());
    }
    let place = |name: &String| {
        let hint = || hint_for(name, corpus.summaries().map(|summary| summary.id.as_str()));
        let found = corpus.position(&DocumentId::new(name));
        found.ok_or_else(|| Error::new(format!("there is no document `{name}`")).hint(hint()))
    };
    named.iter().map(place).collect()
}
