//! `annotations/<annotator>/identities.ron`: the entities and events that one annotator knows across documents, pretty and
//! sorted by id, one record a line.
//!
//! ```ron
//! (
//!     format: 1,
//!     annotator: "layla",
//!     identities: [
//!         (id: "blinken", kind: "entity", label: "entities/person", names: {"ar": ["بلينكن"], "vi": ["Blinken"]}, external_id: "wikidata:Q60"),
//!         (id: "minister", kind: "entity", names: {"vi": ["Ngoại trưởng Mỹ"]}, same_as: "blinken"),
//!     ],
//! )
//! ```
//!
//! A record that cannot be understood is told and kept as it stands.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Severity};
use crate::model::id::{AnnotatorId, IdentityId, LabelId};
use crate::model::identity::{Identities, Identity, IdentityKind};
use crate::model::nearest::hint_for;
use crate::model::schema::FORMAT_VERSION;

use super::held::{self, Sum};
use super::node::{Node, problem};
use super::ron_text;
use super::set::{newer, newer_version_in};

/// What became of a file.
#[derive(Debug)]
pub enum Reading {
    /// Identities; what could not be understood is told and kept in them.
    Identities(Identities, Vec<Problem>),
    /// Not a file of identities: to be told and kept aside.
    Damaged(Problem),
    /// Of a newer version: must stay as it is.
    Refused(Error),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    id: String,
    kind: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    label: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    names: BTreeMap<String, Vec<String>>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    external_id: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    same_as: String,
}

/// A file in which there is nothing to be told.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    format: u32,
    // Written for readers of the file; the folder says whose it is.
    #[serde(default, rename = "annotator")]
    _annotator: String,
    // `held` reads it, of the text as it stands.
    #[serde(default, rename = "journal")]
    _journal: String,
    identities: Vec<Record>,
}

/// Reads the identities of `annotator`. `file` is what problems call it.
#[must_use]
pub fn read(text: &str, file: &str, annotator: &AnnotatorId) -> Reading {
    match read_at_once(text, annotator) {
        Some(identities) => Reading::Identities(identities, Vec::new()),
        None => read_with_care(text, file, annotator),
    }
}

/// Reads a file as we write them, in one go; `None` if there is anything to be told of it.
fn read_at_once(text: &str, annotator: &AnnotatorId) -> Option<Identities> {
    let whole: Whole = ron_text::read_file(text).ok().filter(|whole: &Whole| whole.format <= FORMAT_VERSION)?;
    let (count, mut is_told) = (whole.identities.len(), false);
    let read = whole.identities.into_iter().map(|record| identity_from(record, |_| is_told = true));
    let read: Vec<Identity> = read.collect::<Result<_, _>>().ok()?;
    let identities = Identities::new(annotator.clone()).with_records(read, Vec::new());
    (!is_told && identities.len() == count).then_some(identities)
}

/// Reads a file value by value, so that what cannot be understood is told with its place and the rest is read. Each value is
/// looked at several times.
fn read_with_care(text: &str, file: &str, annotator: &AnnotatorId) -> Reading {
    let damaged = |error: ron_text::RonError| match newer_version_in(text) {
        Some(version) => Reading::Refused(newer(file, version)),
        None => Reading::Damaged(problem(file, Severity::Loss, error.place, error.message)),
    };
    let mut fields = match Node::file(text).and_then(|node| node.fields()) {
        Ok(fields) => fields,
        Err(error) => return damaged(error),
    };
    let top = fields.place();
    let missing = |name: &str| problem(file, Severity::Loss, top, format!("it has no `{name}`"));
    let Some(format) = fields.take("format") else {
        return Reading::Damaged(missing("format"));
    };
    match format.read::<u32>() {
        Ok(version) if version > FORMAT_VERSION => return Reading::Refused(newer(file, version)),
        Ok(_) => {}
        Err(error) => return damaged(error),
    }
    let Some(listed) = fields.take("identities") else {
        return Reading::Damaged(missing("identities"));
    };
    let nodes = match listed.list() {
        Ok(nodes) => nodes,
        Err(error) => return damaged(error),
    };
    // Written for readers of the file; the folder says whose it is.
    fields.take("annotator");
    // `held` reads it, of the text as it stands.
    fields.take("journal");
    let mut problems: Vec<Problem> = fields
        .rest()
        .into_iter()
        .map(|(name, node)| {
            problem(file, Severity::Loss, node.place(), format!("there is no field `{name}` here"))
                .hint("allowed: `format`, `annotator`, `journal`, `identities`")
        })
        .collect();
    let (mut identities, mut kept): (BTreeMap<IdentityId, Identity>, Vec<Arc<str>>) = Default::default();
    for node in nodes {
        let told = match read_record(&node, file, &mut problems) {
            Ok(identity) => match identities.get(&identity.id) {
                None => {
                    identities.insert(identity.id.clone(), identity);
                    continue;
                }
                Some(earlier) => problem(file, Severity::Loss, node.place(), double(earlier, &identity))
                    .hint("the second is not used and stays in the file; give it another id, or delete one of them"),
            },
            Err(told) => told,
        };
        problems.push(told);
        kept.push(node.written().into());
    }
    let identities = Identities::new(annotator.clone()).with_records(identities.into_values(), kept);
    Reading::Identities(identities, problems)
}

/// Writes identities, ending with a line feed.
#[must_use]
pub fn write(identities: &Identities) -> String {
    write_parts(identities).0
}

/// Writes identities that hold their journal up to the line `number` with the sum `line`, and returns the sum of the text too.
#[must_use]
pub fn write_holding(identities: &Identities, number: u64, line: Sum) -> (String, Sum) {
    let (mut text, list) = write_parts(identities);
    let sum = held::insert(&mut text, list, number, line);
    (text, sum)
}

/// The text, and where its list begins.
fn write_parts(identities: &Identities) -> (String, usize) {
    let mut out = String::with_capacity(128 + identities.len() * 160);
    let annotator = ron_text::write(&identities.annotator().as_str(), 0);
    let _ = write!(out, "(\n    format: {FORMAT_VERSION},\n    annotator: {annotator},\n");
    let list = out.len();
    out.push_str("    identities: [\n");
    for identity in identities.iter() {
        let _ = writeln!(out, "        {},", ron_text::write(&record(identity), 0));
    }
    for kept in identities.kept() {
        let _ = writeln!(out, "        {kept},");
    }
    out.push_str("    ],\n)\n");
    (out, list)
}

fn read_record(node: &Node<'_>, file: &str, problems: &mut Vec<Problem>) -> Result<Identity, Problem> {
    let kept = "the record is not used and stays in the file";
    let wrong = |message: String| problem(file, Severity::Loss, node.place(), message);
    let record: Record =
        node.read().map_err(|error| problem(file, Severity::Loss, error.place, error.message).hint(kept))?;
    identity_from(record, |message| problems.push(problem(file, Severity::Note, node.place(), message))).map_err(
        |misfit| {
            let hint = misfit.hint.map_or(kept.to_owned(), |hint| format!("{hint}; {kept}"));
            wrong(misfit.message).hint(hint)
        },
    )
}

/// The identity that a record says; what is read otherwise than it stands is told.
pub(super) fn identity_from(record: Record, mut told: impl FnMut(String)) -> Result<Identity, Error> {
    if record.id.is_empty() {
        return Err(Error::new("an identity has no `id`"));
    }
    let kind = IdentityKind::from_word(&record.kind).ok_or_else(|| {
        Error::new(format!("`{}`: there is no kind `{}`", record.id, record.kind))
            .hint(hint_for(&record.kind, IdentityKind::ALL.map(IdentityKind::word)))
    })?;
    let mut identity = Identity::new(IdentityId::new(&record.id), kind);
    identity.label = match record.label.split_once('/') {
        Some((layer, label)) => Some(LabelId::new(layer, label)),
        None if record.label.is_empty() => None,
        None => {
            let message =
                format!("`{}`: `{}` is not a label; labels are written `layer/label`", record.id, record.label);
            return Err(Error::new(message));
        }
    };
    for (language, names) in &record.names {
        for name in names {
            identity.add_name(language, name);
            if identity.names.get(language).is_none_or(|added| !added.contains(name)) {
                told(format!("`{}`: the name {name:?} is read without the spaces around it", record.id));
            }
        }
    }
    identity.external_id = record.external_id;
    identity.note = record.note;
    identity.same_as = (!record.same_as.is_empty()).then(|| IdentityId::new(&record.same_as));
    Ok(identity)
}

/// Two records with one id.
fn double(first: &Identity, second: &Identity) -> String {
    match (&first.same_as, &second.same_as) {
        (Some(one), Some(other)) if one != other => {
            format!("`{}` is merged twice: with `{one}`, and here with `{other}`", first.id)
        }
        _ => format!("two identities are called `{}`", first.id),
    }
}

/// The record that says an identity.
pub(super) fn record(identity: &Identity) -> Record {
    Record {
        id: identity.id.to_string(),
        kind: identity.kind.word().to_owned(),
        label: identity.label.as_ref().map(ToString::to_string).unwrap_or_default(),
        names: identity.names.clone(),
        external_id: identity.external_id.clone(),
        note: identity.note.clone(),
        same_as: identity.same_as.as_ref().map(ToString::to_string).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Reading, read, read_at_once, read_with_care, write};
    use crate::model::id::{AnnotatorId, IdentityId};
    use crate::model::identity::Identities;

    fn layla() -> AnnotatorId {
        AnnotatorId::new("layla")
    }

    /// Reads a file with these records; returns what is read and what is told.
    fn read_records(records: &str) -> (Identities, Vec<String>) {
        let empty = write(&Identities::new(layla()));
        let written = empty.replace("identities: [\n", &format!("identities: [\n{records}\n"));
        let Reading::Identities(identities, problems) = read(&written, "f", &layla()) else { panic!("{written}") };
        (identities, problems.iter().map(ToString::to_string).collect())
    }

    fn check_told(records: &str, known: usize, expected: &[&str]) {
        let (identities, told) = read_records(records);
        assert_eq!((identities.len(), told), (known, expected.iter().map(|told| (*told).to_owned()).collect()));
    }

    const BLINKEN: &str = "        (id: \"blinken\", kind: \"entity\", label: \"entities/person\", names: {\"ar\": [\"بلينكن\", \"أنتوني بلينكن\"], \"vi\": [\"Blinken\"]}, external_id: \"wikidata:Q60\", note: \"وزير\"),";

    #[test]
    fn what_is_read_is_written_as_it_stood_one_record_a_line_by_id() {
        let visit = "        (id: \"a-visit\", kind: \"event\", same_as: \"blinken\"),";
        let (identities, told) = read_records(&format!("{BLINKEN}\n{visit}"));
        assert_eq!((identities.len(), told), (2, vec![]));
        let written = write(&identities);
        assert_eq!(written.lines().filter(|line| line.contains("(id:")).collect::<Vec<_>>(), [visit, BLINKEN]);
        let Reading::Identities(again, _) = read(&written, "f", &layla()) else { panic!("{written}") };
        assert!(again.say_the_same_as(&identities));
    }

    #[test]
    fn what_is_read_at_once_is_what_is_read_with_care() {
        let at_once = |records: &str| {
            let text =
                write(&Identities::new(layla())).replace("identities: [\n", &format!("identities: [\n{records}\n"));
            let Reading::Identities(careful, problems) = read_with_care(&text, "f", &layla()) else { panic!("{text}") };
            let read = read_at_once(&text, &layla());
            assert_eq!(read.is_some(), problems.is_empty(), "{problems:?}");
            read.is_some_and(|read| read.say_the_same_as(&careful))
        };
        assert!(at_once(&format!("// by hand\n{BLINKEN}\n(id: \"x\", kind: \"event\"), /* why */")));
        assert!(!at_once("(id: \"x\", kind: \"event\"),\n(id: \"x\", kind: \"event\")"));
        assert!(!at_once("(id: \"x\", kind: \"event\", names: {\"vi\": [\" a \"]})"));
    }

    #[test]
    fn what_cannot_be_understood_is_told_with_its_place_and_kept() {
        check_told(
            "(id: \"x\", kind: \"entitty\"),\n(id: \"y\", kind: \"event\"),\n(id: \"z\", kind: \"event\", colour: 1),",
            1,
            &[
                "f:5:1: loss: `x`: there is no kind `entitty`; did you mean `entity`?; the record is not used and stays in the file",
                "f:7:26: loss: unexpected field named `colour` in `Record`, expected one of `id`, `kind`, `label`, `names`, `external_id`, `note`, or `same_as` instead; the record is not used and stays in the file",
            ],
        );
        let (identities, _) = read_records("(id: \"x\", kind: \"entitty\"),");
        assert!(write(&identities).contains("        (id: \"x\", kind: \"entitty\"),\n"));
    }

    #[test]
    fn an_identity_that_is_there_twice_or_merged_twice_is_told() {
        let hint = "; the second is not used and stays in the file; give it another id, or delete one of them";
        check_told(
            "(id: \"x\", kind: \"event\", same_as: \"a\"),\n(id: \"x\", kind: \"event\", same_as: \"b\"),\n(id: \"x\", kind: \"event\"),",
            1,
            &[
                &format!("f:6:1: loss: `x` is merged twice: with `a`, and here with `b`{hint}"),
                &format!("f:7:1: loss: two identities are called `x`{hint}"),
            ],
        );
        let (identities, _) = read_records("(id: \"x\", kind: \"event\", same_as: \"x\"),");
        assert_eq!(identities.root(&IdentityId::new("x")).as_str(), "x");
    }

    #[test]
    fn a_file_of_a_newer_version_is_refused_and_another_file_is_damaged() {
        for newer in ["(format: 2, identities: {})", "(format: 9, new_syntax!)"] {
            assert!(matches!(read(newer, "f", &layla()), Reading::Refused(_)), "{newer}");
        }
        for damaged in
            ["", "(format: 1)", "(identities: [])", "(format: 1, identities: [", "(format: 1, identities: 3)"]
        {
            assert!(matches!(read(damaged, "f", &layla()), Reading::Damaged(_)), "{damaged}");
        }
    }
}
