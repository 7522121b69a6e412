//! `annotations/<annotator>/<document>.ron`: the state of one set, pretty and sorted, one record a line.
//!
//! ```ron
//! (
//!     format: 1,
//!     unit: "code points",
//!     document: "news-1",
//!     annotator: "layla",
//!     text: "blake3:…",
//!     progress: "started",
//!     next: 3,
//!     journal: "7 4f3a90b1c2d3e4f5 9b1c33f07a6e5d4c",
//!     annotations: [
//!         (id: 1, label: "entities/person", spans: [(start: 0, end: 5, quote: "Layla")]),
//!         (id: 2, label: "events/visit", spans: [(start: 6, end: 13, quote: "visited")], arguments: [(role: "agent", filler: "1")]),
//!     ],
//!     decisions: [
//!         (verdict: "taken", by: "rana", time: "2026-11-22T02:26:11.482Z", made: [1], sources: [(annotator: "minh", id: 4, …), …]),
//!     ],
//! )
//! ```
//!
//! `start` and `end` are what Python slices; without `spans` an annotation is about the document. A record that does not
//! fit the text or cannot be understood is told and kept as it stands. `journal` says what of the journal is in it (see
//! `held`); a file written by hand needs none. `decisions` are in sets that a reviewer makes of others (see `decision`).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use ron::value::RawValue;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Severity};
use crate::model::annotation::{Anchor, Annotation, Argument, Confidence, Filler};
use crate::model::document::Document;
use crate::model::id::{AnnotationId, AnnotatorId, IdentityId, LabelId};
use crate::model::nearest::allowed;
use crate::model::proposal::{Drifted, Piece};
use crate::model::schema::FORMAT_VERSION;
use crate::model::set::{AnnotationSet, KeptRecord, Progress};
use crate::text::occurrences;

use super::decision;
use super::held::{self, Sum};
use super::node::problem;
use super::ron_text::{self, Place, Places};

/// The unit of offsets in our files.
pub const UNIT: &str = "code points";

/// What is told of a set whose text was changed since.
pub const OTHER_TEXT: &str = "the text is not the one that was annotated: its hash is another";

/// What became of a file.
#[derive(Debug)]
pub enum Reading {
    /// A set; what did not fit is told and kept in it.
    Set(AnnotationSet, Vec<Problem>),
    /// Not a set file: to be told and kept aside.
    Damaged(Problem),
    /// Of a newer version, or of other offsets: must stay as it is.
    Refused(Error),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[serde(bound(deserialize = "R: Deserialize<'de>"))]
struct SetFile<'a, R> {
    format: u32,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    document: String,
    #[serde(default)]
    #[expect(dead_code, reason = "written for readers of the file; the folder says whose it is")]
    annotator: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    progress: String,
    #[serde(default)]
    next: u32,
    #[serde(default)]
    #[expect(dead_code, reason = "`held` reads it, of the text as it stands")]
    journal: String,
    annotations: Vec<R>,
    #[serde(borrow, default)]
    decisions: Vec<&'a RawValue>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    id: u32,
    label: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    spans: Vec<Quoted>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    arguments: Vec<ArgumentRecord>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    identity: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Quoted {
    start: usize,
    end: usize,
    quote: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ArgumentRecord {
    role: String,
    /// `1` is annotation 1 of this file, `@name` an identity.
    filler: String,
}

/// Reads a set of `annotator` on `document`. `file` is what problems call it.
#[must_use]
pub fn read(text: &str, file: &str, annotator: &AnnotatorId, document: &Document) -> Reading {
    if let Some(set) = read_at_once(text, annotator, document) {
        return Reading::Set(set, Vec::new());
    }
    let header: SetFile<'_, &RawValue> = match ron_text::read(text, text) {
        Ok(header) => header,
        Err(error) => {
            if let Some(version) = newer_version_in(text) {
                return Reading::Refused(newer(file, version));
            }
            return Reading::Damaged(problem(file, Severity::Loss, error.place, error.message));
        }
    };
    if header.format > FORMAT_VERSION {
        return Reading::Refused(newer(file, header.format));
    }
    if header.unit != UNIT {
        return Reading::Refused(
            Error::new(format!("{file} counts in `{}`", header.unit))
                .hint(format!("only `{UNIT}` can be read; nothing was changed")),
        );
    }
    let top = Place { line: 1, column: 1 };
    let mut problems = Vec::new();
    let (id, said) = (document.id().as_str(), header.document.as_str());
    if said != id && said.to_lowercase() == id.to_lowercase() {
        return Reading::Refused(
            Error::new(format!(
                "{file} is about `{said}`, and `{id}` would have the same file: only their case differs"
            ))
            .hint("some disks take both names for one; call one of the documents otherwise. Nothing was changed"),
        );
    }
    if header.document != document.id().as_str() {
        let message = format!("it says it is about `{}` and lies where `{}` belongs", header.document, document.id());
        problems.push(problem(file, Severity::Wrong, top, message));
    }
    if header.text != document.hash().as_str() {
        problems.push(problem(file, Severity::Wrong, top, OTHER_TEXT).hint(
            "each span is held against its quote; what does not fit is kept, and `hashiya reanchor` carries it over",
        ));
    }
    let progress = Progress::from_word(&header.progress).unwrap_or_else(|| {
        let message = format!("there is no progress `{}`; read as `started`", header.progress);
        problems.push(problem(file, Severity::Wrong, top, message).hint(allowed(Progress::ALL.map(Progress::word))));
        Progress::Started
    });
    let (mut annotations, mut kept, mut sources) = (Vec::new(), Vec::new(), BTreeMap::new());
    let (mut places, mut misfits) = (Places::of(text), Vec::new());
    for raw in header.annotations {
        let written = raw.get_ron().trim();
        match read_record(written, document, &mut places) {
            Ok(annotation) => {
                sources.entry(annotation.id).or_insert_with(Vec::new).push(written);
                annotations.push(annotation);
            }
            Err(misfit) => {
                misfits.push(misfit);
                kept.push(kept_record(written));
            }
        }
    }
    problems.extend(told(misfits, file, document));
    // Of two records with one number the second cannot be addressed: it stays in the file.
    for (id, written) in
        sources.iter().flat_map(|(id, written)| written.iter().skip(1).map(move |written| (*id, *written)))
    {
        let message = format!("two records are numbered {id}");
        problems.push(
            problem(file, Severity::Loss, Place::of(text, written), message)
                .hint("the second is not shown and stays in the file; give it another number"),
        );
        kept.push(kept_record(written));
    }
    let mut decisions = Vec::new();
    for raw in header.decisions {
        let written = raw.get_ron().trim();
        let record = ron_text::read(text, written).map_err(|error| (error.place, error.message));
        let decision = record.and_then(|record| {
            decision::decision_from(record).map_err(|error| (Place::of(text, written), error.message))
        });
        match decision {
            Ok(decision) => decisions.push(decision),
            Err((place, message)) => problems.push(
                problem(file, Severity::Loss, place, format!("a decision cannot be understood: {message}"))
                    .hint("its case is open again; the decision leaves the file with the next change"),
            ),
        }
    }
    let set = AnnotationSet::new(annotator.clone(), document.id().clone());
    let (set, _doubles) = set.with_records(progress, annotations, kept, header.next);
    Reading::Set(set.with_decisions(decisions), problems)
}

/// A set about whose file there is nothing to tell, as there is about few: its records are read with it, not each by itself.
fn read_at_once(text: &str, annotator: &AnnotatorId, document: &Document) -> Option<AnnotationSet> {
    let file: SetFile<'_, Record> = ron_text::read(text, text).ok()?;
    let is_of_document = file.document == document.id().as_str() && file.text == document.hash().as_str();
    if file.format > FORMAT_VERSION || file.unit != UNIT || !is_of_document || !file.decisions.is_empty() {
        return None;
    }
    let progress = Progress::from_word(&file.progress)?;
    let annotations = file.annotations.into_iter().map(|record| annotation_from(record, document).ok());
    let empty = AnnotationSet::new(annotator.clone(), document.id().clone());
    let (set, doubles) = empty.with_records(progress, annotations.collect::<Option<_>>()?, Vec::new(), file.next);
    doubles.is_empty().then_some(set)
}

/// Writes a set, ending with a line feed.
#[must_use]
pub fn write(set: &AnnotationSet, document: &Document) -> String {
    write_parts(set, document).0
}

/// Writes a set that holds its journal up to the line `number` with the sum `line`, and returns the sum of the text too.
#[must_use]
pub fn write_holding(set: &AnnotationSet, document: &Document, number: u64, line: Sum) -> (String, Sum) {
    let (mut text, list) = write_parts(set, document);
    let sum = held::insert(&mut text, list, number, line);
    (text, sum)
}

/// The text, and where its list begins.
fn write_parts(set: &AnnotationSet, document: &Document) -> (String, usize) {
    let string = |value: &str| ron_text::write(&value, 0);
    let mut out = String::with_capacity(512 + set.len() * 160);
    out.push_str("(\n");
    for (field, value) in [
        ("format", FORMAT_VERSION.to_string()),
        ("unit", string(UNIT)),
        ("document", string(set.document().as_str())),
        ("annotator", string(set.annotator().as_str())),
        ("text", string(document.hash().as_str())),
        ("progress", string(set.progress().word())),
        ("next", set.next_id().to_string()),
    ] {
        let _ = writeln!(out, "    {field}: {value},");
    }
    let list = out.len();
    out.push_str("    annotations: [\n");
    for annotation in set.in_reading_order() {
        let _ = writeln!(out, "        {},", ron_text::write(&record(annotation, document), 0));
    }
    for kept in set.kept() {
        let _ = writeln!(out, "        {},", kept.written);
    }
    out.push_str("    ],\n");
    if set.decisions().next().is_some() {
        out.push_str("    decisions: [\n");
        for decision in set.decisions() {
            let _ = writeln!(out, "        {},", ron_text::write(&decision::record(decision), 0));
        }
        out.push_str("    ],\n");
    }
    out.push_str(")\n");
    (out, list)
}

/// A record, as a set's file has it, of an annotation that does not fit its text: with the offsets that somebody else wrote.
#[must_use]
pub fn misfit(id: AnnotationId, label: &LabelId, pieces: &[Range<usize>], quote: &str) -> String {
    let spans = pieces.iter().map(|piece| Quoted { start: piece.start, end: piece.end, quote: quote.to_owned() });
    let record = Record {
        id: id.0,
        label: label.to_string(),
        spans: spans.collect(),
        arguments: Vec::new(),
        attributes: BTreeMap::new(),
        identity: String::new(),
        confidence: None,
        note: String::new(),
    };
    ron_text::write(&record, 0)
}

/// Why a record is not shown.
struct Misfit {
    place: Place,
    record: RecordMisfit,
}

fn read_record(written: &str, document: &Document, places: &mut Places<'_>) -> Result<Annotation, Misfit> {
    let record: Record = ron_text::read(written, written).map_err(|error| {
        let record = RecordMisfit { message: error.message, quote: None };
        Misfit { place: places.of_part(written).then(error.place), record }
    })?;
    annotation_from(record, document).map_err(|record| Misfit { place: places.of_part(written), record })
}

/// Why a record is none of the document's annotations.
pub(super) struct RecordMisfit {
    pub(super) message: String,
    /// What is not where it says.
    quote: Option<String>,
}

/// What is told of records that are not shown, with where their quotes stand now. Of a text that was changed these may be all.
fn told(misfits: Vec<Misfit>, file: &str, document: &Document) -> Vec<Problem> {
    let quotes: Vec<&str> = misfits.iter().map(|misfit| misfit.record.quote.as_deref().unwrap_or_default()).collect();
    let mut different: Vec<&str> = quotes.iter().copied().filter(|quote| !quote.is_empty()).collect();
    different.sort_unstable();
    different.dedup();
    let mut places: Vec<Stands> = vec![Stands::Nowhere; different.len()];
    if !different.is_empty() {
        occurrences::each_of(document.text(), &different, &|_| true, &mut |quote, start| {
            places[quote] = if places[quote] == Stands::Nowhere { Stands::At(start) } else { Stands::InSeveralPlaces };
        });
    }
    let hint = |quote: &str| where_it_stands(quote, places[different.binary_search(&quote).ok()?], document);
    let hints: Vec<Option<String>> = quotes.iter().map(|quote| hint(quote)).collect();
    let told = misfits.into_iter().zip(hints).map(|(Misfit { place, record }, hint)| {
        let hint = hint.unwrap_or_else(|| "the record is not shown and stays in the file".to_owned());
        problem(file, Severity::Loss, place, record.message).hint(hint)
    });
    told.collect()
}

/// The annotation that a record says.
pub(super) fn annotation_from(record: Record, document: &Document) -> Result<Annotation, RecordMisfit> {
    let id = AnnotationId(record.id);
    let misfit = |message: String| RecordMisfit { message, quote: None };
    let mut ranges = Vec::new();
    for quoted in &record.spans {
        let Quoted { start, end, quote } = quoted;
        let found = document.span_from_chars(*start..*end);
        match found.map(|span| (span, document.quote(span))) {
            Some((span, said)) if said == quote => ranges.push(span.range()),
            found => {
                let said = match found {
                    Some((_, said)) => format!("the text says `{}`", shortened(said)),
                    None => format!("the text has {} code points", document.chars_len()),
                };
                let message = format!("annotation {id}: `{}` is not at {start}..{end}: {said}", shortened(quote));
                return Err(RecordMisfit { message, quote: Some(quote.clone()) });
            }
        }
    }
    let anchor = if ranges.is_empty() {
        Anchor::Document
    } else {
        document.anchor(ranges).map_err(|error| misfit(format!("annotation {id}: {error}")))?
    };
    annotation_on(record, anchor)
}

/// What a record says, on an anchor.
fn annotation_on(record: Record, anchor: Anchor) -> Result<Annotation, RecordMisfit> {
    let id = AnnotationId(record.id);
    let misfit = |message: String| RecordMisfit { message, quote: None };
    let Some((layer, label)) = record.label.split_once('/') else {
        return Err(misfit(format!("`{}` is not a label; labels are written `layer/label`", record.label)));
    };
    let mut annotation = Annotation::new(id, LabelId::new(layer, label), anchor);
    for argument in record.arguments {
        let filler = argument
            .filler
            .parse::<Filler>()
            .map_err(|()| misfit(format!("annotation {id}: `{}` cannot fill `{}`", argument.filler, argument.role)))?;
        annotation.add_argument(Argument { role: argument.role, filler });
    }
    annotation.attributes = record.attributes;
    annotation.identity = (!record.identity.is_empty()).then(|| IdentityId::new(&record.identity));
    annotation.confidence = record.confidence.map(Confidence::new);
    annotation.note = record.note;
    Ok(annotation)
}

/// A record as it stands in a file, to be kept.
#[must_use]
pub(super) fn kept_record(written: &str) -> KeptRecord {
    let record: Option<Record> = ron_text::read(written, written).ok();
    let id = record.as_ref().map(|record| AnnotationId(record.id)).or_else(|| id_in(written));
    KeptRecord { id, has_quotes: record.is_some_and(|record| drifted_from(record).is_some()), written: written.into() }
}

/// What a kept record says and where its quotes stood, if it can be understood and is about places.
#[must_use]
pub(super) fn drifted(record: &KeptRecord) -> Option<Drifted> {
    if !record.has_quotes {
        return None;
    }
    drifted_from(ron_text::read(&record.written, &record.written).ok()?)
}

fn drifted_from(mut record: Record) -> Option<Drifted> {
    let pieces: Vec<Piece> = std::mem::take(&mut record.spans)
        .into_iter()
        .map(|Quoted { start, end, quote }| Piece { chars: start..end, quote })
        .collect();
    let annotation = annotation_on(record, Anchor::Document).ok()?;
    (!pieces.is_empty()).then_some(Drifted { annotation, pieces })
}

/// What a record says of the text: which quotes stood where.
pub(super) fn pieces(record: Record) -> impl Iterator<Item = Piece> {
    record.spans.into_iter().map(|Quoted { start, end, quote }| Piece { chars: start..end, quote })
}

/// Makes a record one about the whole document.
pub(super) fn forget_places(record: &mut Record) {
    record.spans.clear();
}

/// What the records of a set's file say of the text that they are about, in order; but for those of annotations that did not fit it.
#[must_use]
pub fn pieces_in(text: &str, unfit: &[AnnotationId]) -> Vec<Piece> {
    let file: Option<SetFile<'_, &RawValue>> = ron_text::read(text, text).ok();
    let records = file.into_iter().flat_map(|file| file.annotations);
    let records = records.filter_map(|raw| ron_text::read::<Record>(text, raw.get_ron().trim()).ok());
    records.filter(|record| !unfit.contains(&AnnotationId(record.id))).flat_map(pieces).collect()
}

/// Holds a set against another text than it is about, and tells what does not fit, in `file`.
#[must_use]
pub fn held_against(set: &AnnotationSet, from: &Document, to: &Document, file: &str) -> (AnnotationSet, Vec<Problem>) {
    match read(&write(set, from), file, set.annotator(), to) {
        Reading::Set(held, problems) => (held, problems),
        Reading::Damaged(problem) => (set.clone(), vec![problem]),
        Reading::Refused(error) => (set.clone(), vec![Problem::new(Severity::Wrong, file, error.to_string())]),
    }
}

/// The hash of the text that a set's file says it is about; `None` if it says none.
#[must_use]
pub fn text_hash(text: &str) -> Option<String> {
    let header: SetFile<'_, &RawValue> = ron_text::read(text, text).ok()?;
    (!header.text.is_empty()).then_some(header.text)
}

/// The record that says an annotation.
pub(super) fn record(annotation: &Annotation, document: &Document) -> Record {
    let quoted = |span: &crate::text::span::Span| {
        let chars = document.chars_from_span(*span);
        Quoted { start: chars.start, end: chars.end, quote: document.quote(*span).to_owned() }
    };
    Record {
        id: annotation.id.0,
        label: annotation.label.to_string(),
        spans: annotation.anchor.spans().iter().map(quoted).collect(),
        arguments: annotation
            .arguments
            .iter()
            .map(|argument| ArgumentRecord { role: argument.role.clone(), filler: argument.filler.to_string() })
            .collect(),
        attributes: annotation.attributes.clone(),
        identity: annotation.identity.as_ref().map(ToString::to_string).unwrap_or_default(),
        confidence: annotation.confidence.map(Confidence::share),
        note: annotation.note.clone(),
    }
}

/// The number of a record that cannot be read otherwise.
fn id_in(written: &str) -> Option<AnnotationId> {
    let after = written.split_once("id:")?.1.trim_start();
    let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
    after[..digits].parse().ok().map(AnnotationId)
}

/// The version of a file that cannot be read, if it is newer than ours.
pub(super) fn newer_version_in(text: &str) -> Option<u32> {
    let after = text.split_once("format:")?.1.trim_start();
    let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
    after[..digits].parse().ok().filter(|version| *version > FORMAT_VERSION)
}

pub(super) fn newer(file: &str, version: u32) -> Error {
    Error::new(format!("{file} has format version {version}, and this program knows versions up to {FORMAT_VERSION}"))
        .hint("open it with a newer Hashiya; nothing was changed")
}

/// Where a quote stands now, if it stands in one place only.
/// Where a quote stands in a text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    Nowhere,
    At(usize),
    InSeveralPlaces,
}

fn where_it_stands(quote: &str, stands: Stands, document: &Document) -> Option<String> {
    let Stands::At(at) = stands else { return None };
    let start = document.chars_from_bytes(at);
    Some(format!(
        "it stands at {start}..{} now; until `hashiya reanchor` carries it over it is not shown and stays in the file",
        start + quote.chars().count()
    ))
}

fn shortened(said: &str) -> String {
    match said.char_indices().nth(60) {
        Some((cut, _)) => format!("{}…", &said[..cut]),
        None => said.to_owned(),
    }
}
