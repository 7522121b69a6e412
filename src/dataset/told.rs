//! What is told of a dataset in lines, to whoever makes it: on the command line, in the window, and on its page.

use std::collections::BTreeMap;

use crate::error::counted;

use super::gold::Tally;
use super::manifest::Manifest;

/// By which rule annotations of each label were taken, and how many were left out; a line a label.
#[must_use]
pub fn by_rule(manifest: &Manifest) -> Vec<String> {
    manifest.rules.iter().map(|(label, tally)| format!("{label}: {}", tallied(tally))).collect()
}

fn tallied(tally: &Tally) -> String {
    let listed = |counts: [(usize, &str); 4]| {
        let some = counts.into_iter().filter(|(count, _)| *count > 0);
        some.map(|(count, what)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
    };
    let Tally { adjudicated, unanimous, majority, alone, undecided, outvoted } = *tally;
    let taken = listed([
        (adjudicated, "adjudicated"),
        (unanimous, "unanimous"),
        (majority, "by majority"),
        (alone, "of one annotator alone"),
    ]);
    let left_out = listed([(undecided, "undecided"), (outvoted, "outvoted"), (0, ""), (0, "")]);
    match (taken.is_empty(), left_out.is_empty()) {
        (false, true) => taken,
        (false, false) => format!("{taken}; left out: {left_out}"),
        (true, _) => format!("left out: {left_out}"),
    }
}

/// How many groups there are of documents that belong together, which are never split.
#[must_use]
pub fn together(manifest: &Manifest) -> Option<String> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    manifest.members.iter().for_each(|member| *sizes.entry(&member.group).or_default() += 1);
    sizes.retain(|_, size| *size > 1);
    let documents: usize = sizes.values().sum();
    let largest = sizes.iter().max_by_key(|(name, size)| (**size, std::cmp::Reverse(**name)))?;
    let groups = counted(sizes.len(), "group");
    Some(format!(
        "{documents} documents repeat others, in {groups}, the largest that of `{}` with {}; `groups.json` names them",
        largest.0, largest.1
    ))
}

/// What of the project is not in it, though nothing went wrong.
#[must_use]
pub fn left_out(manifest: &Manifest) -> Vec<String> {
    let left = &manifest.left_out;
    let mut lines: Vec<String> = Vec::new();
    if left.documents > 0 {
        lines.push(format!("{} that nobody whose word counts has finished", counted(left.documents, "document")));
    }
    if left.half_adjudicated > 0 {
        lines.push(format!("the unfinished adjudication of {}", counted(left.half_adjudicated, "document")));
    }
    if left.zones > 0 {
        lines.push(format!("the text of {}; `cuts.jsonl` says where it stood", counted(left.zones, "zone")));
    }
    let kinds = [
        (&left.in_zones, "annotation", "in zones or over the border of one"),
        (&left.by_map, "annotation", "whose label the map leaves out"),
        (&left.doubles, "annotation", "that says what another one says since labels were made one"),
        (&left.arguments, "argument", "whose filler is left out"),
        (&left.details, "detail", "on which those who agree on the annotation do not agree"),
    ];
    for (counts, what, why) in kinds.into_iter().filter(|(counts, ..)| !counts.is_empty()) {
        lines.push(format!("{} {why}: {}", counted(counts.values().sum(), what), listed(counts)));
    }
    lines
}

/// `entities/person 3, events/visit 1`.
fn listed(counts: &BTreeMap<String, usize>) -> String {
    counts.iter().map(|(label, count)| format!("{label} {count}")).collect::<Vec<_>>().join(", ")
}

/// All of it in a sentence: `made a dataset of 9 documents with 120 annotations: train 7, dev 1, test 1`.
#[must_use]
pub fn summary(manifest: &Manifest) -> String {
    let parts: Vec<String> = manifest.parts.iter().map(|part| format!("{} {}", part.name, part.documents)).collect();
    let (documents, annotations) =
        (counted(manifest.documents, "document"), counted(manifest.annotations, "annotation"));
    format!("made a dataset of {documents} with {annotations}: {}", parts.join(", "))
}
