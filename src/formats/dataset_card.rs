//! The dataset card (`README.md`) of an export for Hugging Face: a YAML head with languages, tasks, configurations and features,
//! and a page about what is in it: schema, counts, offsets.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::id::LabelId;
use crate::model::schema::{Project, Shape};

use super::bundle::{Bundle, Tally};
use super::columns::{DOCUMENTS, Fields, Kind, TOKENS};

/// A card for data files with an ending.
#[must_use]
pub fn card(bundle: &Bundle, ending: &str) -> String {
    let name = &bundle.project.name;
    let mut out = String::from("---\n");
    let counted = bundle.tally.clone().unwrap_or_else(|| Tally::of(bundle));
    let is_tag = |language: &&String| !language.is_empty() && **language != "und";
    let languages: Vec<&String> = counted.languages.iter().filter(is_tag).collect();
    if !languages.is_empty() {
        out.push_str("language:\n");
        for language in languages {
            let _ = writeln!(out, "- {language}");
        }
    }
    let _ = write!(out, "pretty_name: {}\ntask_categories:\n- token-classification\n", quoted(name));
    let _ = write!(out, "size_categories:\n- {}\nconfigs:\n", size(counted.sets));
    for (config, folder) in [("default", "data"), ("tokens", "tokens")] {
        let _ = write!(
            out,
            "- config_name: {config}\n  data_files:\n  - split: train\n    path: {folder}/train.{ending}\n"
        );
    }
    out.push_str("dataset_info:\n");
    for (config, fields) in [("default", DOCUMENTS), ("tokens", TOKENS)] {
        let _ = write!(out, "- config_name: {config}\n  features:\n");
        features(fields, 2, &mut out);
    }
    let _ = write!(out, "---\n\n# {name}\n\n");
    about(&bundle.project, &counted, &mut out);
    out
}

/// A word of YAML in quotes.
fn quoted(word: &str) -> String {
    serde_json::to_string(word).unwrap_or_default()
}

/// The category of a number of rows, as Hugging Face has them.
fn size(rows: usize) -> &'static str {
    match rows {
        0..1_000 => "n<1K",
        1_000..10_000 => "1K<n<10K",
        10_000..100_000 => "10K<n<100K",
        100_000..1_000_000 => "100K<n<1M",
        _ => "1M<n<10M",
    }
}

/// Fields as YAML, indented by spaces.
fn features(fields: Fields, indent: usize, out: &mut String) {
    let space = " ".repeat(indent);
    for (name, kind) in fields {
        let _ = writeln!(out, "{space}- name: {name}");
        match kind {
            Kind::Text | Kind::Int | Kind::Float => {
                let _ = writeln!(out, "{space}  dtype: {}", word(kind));
            }
            Kind::Struct(inside) => {
                let _ = writeln!(out, "{space}  struct:");
                features(inside, indent + 2, out);
            }
            Kind::List(Kind::Struct(inside)) => {
                let _ = writeln!(out, "{space}  list:");
                features(inside, indent + 2, out);
            }
            Kind::List(item) => {
                let _ = writeln!(out, "{space}  list: {}", word(item));
            }
        }
    }
}

/// The name of a type in `datasets`.
fn word(kind: &Kind) -> &'static str {
    match kind {
        Kind::Int => "int64",
        Kind::Float => "float64",
        Kind::Text | Kind::Struct(_) | Kind::List(_) => "string",
    }
}

fn about(project: &Project, counted: &Tally, out: &mut String) {
    let annotators: Vec<String> = counted.annotators.iter().map(ToString::to_string).collect();
    let _ = write!(
        out,
        "{} documents, {} annotations, {} annotators: {}. A row is a document as one annotator left it.\n\n\
         Offsets (`start`, `end`) are Unicode code points, the end exclusive: in Python `row[\"text\"][start:end]` is the `text` of\n\
         a span. A span of several pieces has them in `parts`. `annotation` is the `id` of another annotation of the row,\n\
         `identity` somebody or something of `identities`. Texts are whole; `zones` are to be left out when training.\n\n\
         The configuration `tokens` has the tokens of each document with a tag for each layer, in BIO. A token has one tag: of\n\
         overlapping annotations the longest is tagged, and what begins or ends inside a token, or has several pieces, is not.\n\n",
        counted.documents,
        counted.labels.values().sum::<usize>(),
        annotators.len(),
        annotators.join(", "),
    );
    out.push_str("| layer | label | what it is | roles | annotations |\n|---|---|---|---|---|\n");
    for (label, count) in labels(project, &counted.labels) {
        let shape = project.shape(label).map_or("", Shape::word);
        let roles: Vec<&str> = project
            .label(label)
            .map(|label| label.roles.iter().map(|role| role.name.as_str()).collect())
            .unwrap_or_default();
        let _ = writeln!(out, "| {} | {} | {shape} | {} | {count} |", label.layer, label.label, roles.join(", "));
    }
}

/// The labels of the schema in its order, then others that are used.
fn labels<'a>(project: &'a Project, counts: &'a BTreeMap<LabelId, usize>) -> Vec<(&'a LabelId, usize)> {
    let mut found: Vec<(&LabelId, usize)> =
        project.labels().map(|label| (&label.id, counts.get(&label.id).copied().unwrap_or(0))).collect();
    let others = counts.iter().filter(|(label, _)| project.label(label).is_none());
    found.extend(others.map(|(label, count)| (label, *count)));
    found
}
