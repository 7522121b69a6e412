//! `DATASHEET.md`: the manifest for people: what is in a dataset, where it came from, and what is not in it. Says nothing that
//! the manifest does not say.

use std::fmt::Write as _;

use crate::error::counted;
use crate::formats::relabel::NOTHING;

use super::gold::Tally;
use super::manifest::{Manifest, PartFacts};
use super::split::Part;
use super::told;

/// The file's name.
pub const DATASHEET: &str = "DATASHEET.md";

/// The page.
#[must_use]
pub fn datasheet(manifest: &Manifest) -> String {
    let mut page = format!("# {}\n\n", plain(&manifest.project.name));
    let (documents, annotations) =
        (counted(manifest.documents, "document"), counted(manifest.annotations, "annotation"));
    say(&mut page, format_args!("{documents} with {annotations}, made by {} with\n", manifest.made_by));
    say(&mut page, format_args!("```sh\n{}\n```\n", manifest.command));
    say(
        &mut page,
        format_args!(
            "The project has {}. Its schema has format {} and hash `{}`. Offsets, where the format has any, are as the \
             format counts them; lengths here are Unicode code points.\n",
            counted(manifest.project.documents, "document"),
            manifest.project.schema_format,
            manifest.project.schema_hash
        ),
    );
    parts(&mut page, manifest);
    labels(&mut page, manifest);
    nesting(&mut page, manifest);
    rules(&mut page, manifest);
    agreement(&mut page, manifest);
    left_out(&mut page, manifest);
    files(&mut page, manifest);
    page
}

fn say(page: &mut String, what: std::fmt::Arguments<'_>) {
    writeln!(page, "{what}").expect("a string takes everything");
}

/// A name in a cell or a heading.
fn plain(name: &str) -> String {
    name.replace(['\n', '\r'], " ").replace('|', "\\|")
}

fn row(page: &mut String, cells: impl IntoIterator<Item = String>) {
    let cells: Vec<String> = cells.into_iter().collect();
    say(page, format_args!("| {} |", cells.join(" | ")));
}

/// A table whose first column is words and whose others are numbers.
fn head(page: &mut String, cells: &[&str]) {
    row(page, cells.iter().map(|cell| (*cell).to_owned()));
    let rule = std::iter::once("---").chain(cells.iter().skip(1).map(|_| "---:"));
    say(page, format_args!("|{}|", rule.collect::<Vec<_>>().join("|")));
}

fn parts(page: &mut String, manifest: &Manifest) {
    say(page, format_args!("## Parts\n"));
    let mut cells = vec![""];
    cells.extend(manifest.parts.iter().map(|part| part.name.as_str()));
    head(page, &cells);
    let mut line = |name: &str, figure: &dyn Fn(&PartFacts) -> String| {
        row(page, std::iter::once(name.to_owned()).chain(manifest.parts.iter().map(figure)));
    };
    line("share", &|part| part.share.to_string());
    line("documents", &|part| part.documents.to_string());
    let mut languages: Vec<&String> = manifest.parts.iter().flat_map(|part| part.languages.keys()).collect();
    languages.sort();
    languages.dedup();
    for language in languages {
        let of_language = |part: &PartFacts| part.languages.get(language).copied().unwrap_or_default().to_string();
        line(&format!("… in `{}`", plain(language)), &of_language);
    }
    line("annotations", &|part| part.annotations.to_string());
    line("characters", &|part| part.lengths.total.to_string());
    line("characters a document: least, median, most", &|part| {
        format!("{}, {}, {}", part.lengths.least, part.lengths.median, part.lengths.most)
    });
    line("characters an annotation: least, median, most", &|part| {
        format!("{}, {}, {}", part.mentions.least, part.mentions.median, part.mentions.most)
    });
    say(
        page,
        format_args!(
            "\nDocuments that share a paragraph or are nearly the same are of one group, and a group is of one part. \
             `groups.json` names those of several documents.\n"
        ),
    );
    match told::together(manifest) {
        Some(line) => say(page, format_args!("Here {line}.\n")),
        None => say(page, format_args!("Here no document repeats another one.\n")),
    }
}

fn labels(page: &mut String, manifest: &Manifest) {
    say(page, format_args!("## Labels\n"));
    let mut cells = vec!["label"];
    cells.extend(Part::ALL.map(Part::word));
    head(page, &cells);
    for (label, counts) in &manifest.labels {
        row(page, std::iter::once(format!("`{}`", plain(label))).chain(counts.map(|count| count.to_string())));
    }
    say(page, format_args!(""));
    if !manifest.map.is_empty() {
        for (label, from) in &manifest.map {
            let from: Vec<String> = from.iter().map(|from| format!("`{}`", plain(from))).collect();
            match label.as_str() {
                NOTHING => say(page, format_args!("- left out: {}", from.join(", "))),
                _ => say(page, format_args!("- `{}` was {}", plain(label), from.join(", "))),
            }
        }
        say(page, format_args!(""));
    }
}

fn nesting(page: &mut String, manifest: &Manifest) {
    say(page, format_args!("## How annotations lie\n"));
    let mut cells = vec![""];
    cells.extend(manifest.parts.iter().map(|part| part.name.as_str()));
    head(page, &cells);
    let mut line = |name: String, figure: &dyn Fn(&PartFacts) -> usize| {
        row(page, std::iter::once(name).chain(manifest.parts.iter().map(|part| figure(part).to_string())));
    };
    let deepest = manifest.parts.iter().map(|part| part.nesting.depths.len()).max().unwrap_or_default();
    for depth in 0..deepest {
        let name = if depth == 0 { "in no other".to_owned() } else { format!("in {}", counted(depth, "other")) };
        line(name, &|part| part.nesting.depths.get(depth).copied().unwrap_or_default());
    }
    line("pairs that cross".to_owned(), &|part| part.nesting.crossing);
    line("in several pieces".to_owned(), &|part| part.nesting.discontinuous);
    line("about the whole document".to_owned(), &|part| part.nesting.of_documents);
    say(page, format_args!(""));
}

fn rules(page: &mut String, manifest: &Manifest) {
    if manifest.rules.is_empty() {
        return;
    }
    say(page, format_args!("## Whose word was taken\n"));
    say(
        page,
        format_args!(
            "Adjudicated: a reviewer's. Unanimous: what all say, the same spans, label and arguments. Majority: what more \
             than half say. Alone: of documents that one person annotated. Left out: undecided, where the rules take nothing, \
             and outvoted, where more than half say something else or nothing.\n"
        ),
    );
    head(page, &["label", "adjudicated", "unanimous", "majority", "alone", "undecided", "outvoted"]);
    for (label, tally) in &manifest.rules {
        let Tally { adjudicated, unanimous, majority, alone, undecided, outvoted } = tally;
        let counts = [adjudicated, unanimous, majority, alone, undecided, outvoted];
        row(page, std::iter::once(format!("`{}`", plain(label))).chain(counts.map(ToString::to_string)));
    }
    say(page, format_args!(""));
}

fn agreement(page: &mut String, manifest: &Manifest) {
    say(page, format_args!("## Agreement\n"));
    if manifest.agreement.is_empty() {
        say(page, format_args!("No document was annotated by two people or more, so nothing is known.\n"));
        return;
    }
    say(
        page,
        format_args!(
            "Krippendorff's α for unitizing, over borders and labels, of those who annotated the same documents: 1 is \
             full agreement, 0 what chance gives.\n"
        ),
    );
    head(page, &["annotators, layer", "documents", "α"]);
    let shown = |alpha: &Option<f64>| alpha.map_or_else(|| "–".to_owned(), |alpha| format!("{alpha:.3}"));
    for agreement in &manifest.agreement {
        let names = plain(&agreement.annotators.join(", "));
        row(page, [names, agreement.documents.to_string(), shown(&agreement.alpha)]);
        for (layer, alpha) in &agreement.layers {
            row(page, [format!("… `{}`", plain(layer)), String::new(), shown(alpha)]);
        }
    }
    say(page, format_args!(""));
}

fn left_out(page: &mut String, manifest: &Manifest) {
    say(page, format_args!("## What is not in it\n"));
    let mut lines = told::left_out(manifest);
    lines.extend(manifest.losses.iter().cloned());
    if lines.is_empty() {
        lines.push("nothing is left out of what the project says".to_owned());
    }
    for line in lines {
        say(page, format_args!("- {line}"));
    }
    say(page, format_args!(""));
}

fn files(page: &mut String, manifest: &Manifest) {
    say(page, format_args!("## Files\n"));
    say(
        page,
        format_args!(
            "`manifest.json` has the hash of each, and of each document its part, its group and its source.\n"
        ),
    );
    head(page, &["file", "bytes"]);
    for file in &manifest.files {
        row(page, [format!("`{}`", plain(&file.path)), file.bytes.to_string()]);
    }
}
