//! Journals: everything that was done, one entry a line, each line JSON with a sum at its end. Two kinds look alike:
//! `annotations/<annotator>/<document>.journal` has all entries of a document, and `identities.journal` those that change
//! identities. An entry that changes both stands in both, whole, with `document` and `of` (its number there) in the second.
//!
//! ```json
//! {"format":1,"unit":"code points","annotator":"layla","document":"news-1","text":"blake3:…","after":0,"base":"0000000000000000","sum":"…"}
//! {"n":1,"time":"2026-11-22T02:26:11.482Z","title":"label person","changes":[{"after":{"id":1,"label":"entities/person","spans":[{"start":0,"end":5,"quote":"Layla"}]}}],"sum":"…"}
//! {"n":2,"time":"2026-11-22T02:26:13.020Z","title":"label person","undo":1,"changes":[{"before":{"id":1,…}}],"sum":"…"}
//! {"n":3,…,"onto":{"text":"blake3:…","unfit":[1]},"changes":[…],"sum":…}
//! ```
//!
//! The first line says what the journal goes on from: entry `after`, and the sum of the state's text. The first entry that was made
//! after the document's text had been changed says in `onto` what the text was then, and which annotations did not fit it; places of
//! entries before it are those of the text before. A line's sum is of the
//! sum before it and of its own bytes up to `,"sum"`, so that lines cannot change, swap or be missing unnoticed. Offsets are
//! Unicode code points.

use std::sync::Arc;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::model::annotation::Annotation;
use crate::model::board::Action;
use crate::model::change::Change;
use crate::model::decision::Decision;
use crate::model::document::Document;
use crate::model::history::{Changes, Deed, Entry};
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId};
use crate::model::identity::{Identity, IdentityChange};
use crate::model::moment::Moment;
use crate::model::proposal::Piece;
use crate::model::schema::FORMAT_VERSION;
use crate::model::schema_path::Renaming;
use crate::model::set::{KeptRecord, Progress};

use super::decision::{self, DecisionRecord};
use super::held::Sum;
use super::identities;
use super::set::{self, UNIT};

/// `,"sum":"0123456789abcdef"}`
const ENDING: usize = 26;

/// The first line of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    pub format: u32,
    pub unit: String,
    pub annotator: String,
    /// None in `identities.journal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The text's hash; none in `identities.journal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The number of the last entry before this journal.
    pub after: u64,
    /// The sum of the state's text after that entry, without what it says of its journal.
    base: String,
    /// Annotations of the state that did not fit the text, where the state is about another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unfit: Vec<u32>,
}

/// That a text was changed: from here on places are those of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewText {
    /// The hash of the text as it is from here on.
    pub text: String,
    /// The annotations that did not fit it; they were kept as they were.
    pub unfit: Vec<AnnotationId>,
}

/// An entry that is also one of a document's: where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    pub document: DocumentId,
    /// The hash of the document's text.
    pub text: String,
    /// The entry's number there.
    pub number: u64,
}

/// What an entry of `identities.journal` does to identities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentityDeed {
    Changed(Vec<IdentityChange>),
    Renamed(Renaming),
}

/// A line whose sum is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// The line's JSON up to its sum, without the closing brace.
    pub body: &'a str,
    pub sum: Sum,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    n: u64,
    time: String,
    title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    undo: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    redo: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rename: Option<RenamingRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    onto: Option<NewTextRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    changes: Vec<ChangeRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    identities: Vec<IdentityChangeRecord>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewTextRecord {
    text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unfit: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RenamingRecord {
    path: String,
    to: String,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<set::Record>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<set::Record>,
    /// From, to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    progress: Option<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kept: Option<KeptChangeRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decision: Option<DecisionChangeRecord>,
}

/// A reviewer's decision comes, goes or becomes another.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionChangeRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<DecisionRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<DecisionRecord>,
}

/// A record that does not fit its text, as the set's file has it, goes from a place or comes to it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptChangeRecord {
    at: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct IdentityChangeRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<identities::Record>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<identities::Record>,
}

impl Header {
    /// The header of a document's journal.
    #[must_use]
    pub fn of_document(annotator: &AnnotatorId, document: &DocumentId, text: &str, after: u64, base: Sum) -> Self {
        let (document, text) = (Some(document.to_string()), Some(text.to_owned()));
        Self { document, text, ..Self::of_identities(annotator, after, base) }
    }

    /// The header of `identities.journal`.
    #[must_use]
    pub fn of_identities(annotator: &AnnotatorId, after: u64, base: Sum) -> Self {
        let (unit, annotator) = (UNIT.to_owned(), annotator.to_string());
        let (document, text, unfit) = (None, None, Vec::new());
        Self { format: FORMAT_VERSION, unit, annotator, document, text, after, base: base.to_string(), unfit }
    }

    /// Says that these annotations of the state do not fit the text, which is another than the state's.
    #[must_use]
    pub fn with_unfit(mut self, unfit: &[AnnotationId]) -> Self {
        self.unfit = numbers(unfit);
        self
    }

    /// The text that the journal begins with; none in `identities.journal`.
    #[must_use]
    pub fn new_text(&self) -> Option<NewText> {
        let unfit = self.unfit.iter().copied().map(AnnotationId).collect();
        Some(NewText { text: self.text.clone()?, unfit })
    }

    #[must_use]
    pub fn base(&self) -> Option<Sum> {
        self.base.parse().ok()
    }

    /// The line's body.
    #[must_use]
    pub fn write(&self) -> String {
        body(self)
    }

    /// Reads a body. Fails if it is none of ours, or of a newer version.
    pub fn read(body: &str) -> Result<Self, Error> {
        let newer = |format: u32| {
            Error::new(format!(
                "it has format version {format}, and this program knows versions up to {FORMAT_VERSION}"
            ))
        };
        let header: Self = serde_json::from_str(&closed(body)).map_err(|error| {
            let version = body.strip_prefix("{\"format\":").and_then(|rest| rest.split(',').next()?.parse().ok());
            version.filter(|version| *version > FORMAT_VERSION).map_or_else(|| not_understood(&error), newer)
        })?;
        if header.format > FORMAT_VERSION {
            return Err(newer(header.format));
        }
        if header.unit != UNIT || header.base().is_none() {
            return Err(Error::new(format!("its first line counts in `{}`, expected `{UNIT}`", header.unit)));
        }
        Ok(header)
    }
}

/// The body of an entry of a document's journal.
#[must_use]
pub fn write_entry(entry: &Entry, document: &Document) -> String {
    body(&record(entry, document))
}

/// The body of the first entry that is made after the text was changed; `unfit` are the annotations that did not fit it then.
#[must_use]
pub fn write_entry_onto(entry: &Entry, document: &Document, unfit: &[AnnotationId]) -> String {
    body(&Record { onto: Some(onto(document, unfit)), ..record(entry, document) })
}

/// The body of the same entry in `identities.journal`, numbered `number` there; `unfit` if it is the first on a changed text.
#[must_use]
pub fn write_shared(entry: &Entry, document: &Document, unfit: Option<&[AnnotationId]>, number: u64) -> String {
    let (of, text) = (Some(entry.number), Some(document.hash().to_string()));
    let (id, onto) = (Some(document.id().to_string()), unfit.map(|unfit| onto(document, unfit)));
    body(&Record { n: number, document: id, text, of, onto, ..record(entry, document) })
}

fn onto(document: &Document, unfit: &[AnnotationId]) -> NewTextRecord {
    NewTextRecord { text: document.hash().to_string(), unfit: numbers(unfit) }
}

fn numbers(ids: &[AnnotationId]) -> Vec<u32> {
    ids.iter().map(|id| id.0).collect()
}

/// The text that places are of from an entry of a document's journal on, if it is another than before.
pub fn new_text_in(body: &str) -> Result<Option<NewText>, Error> {
    // Few entries say so: the others are not read for it.
    if !has_new_text(body) {
        return Ok(None);
    }
    let record: Record = serde_json::from_str(&closed(body)).map_err(|error| not_understood(&error))?;
    let unfit = |onto: &NewTextRecord| onto.unfit.iter().copied().map(AnnotationId).collect();
    Ok(record.onto.map(|onto| NewText { unfit: unfit(&onto), text: onto.text }))
}

/// Whether an entry says so; what somebody typed has its quotation marks escaped.
#[must_use]
pub fn has_new_text(body: &str) -> bool {
    body.contains(",\"onto\":{\"text\":")
}

/// What an entry of a document's journal says of its text: which quotes stood where.
#[must_use]
pub fn pieces_in(body: &str) -> Vec<Piece> {
    let record: Option<Record> = serde_json::from_str(&closed(body)).ok();
    let changes = record.into_iter().flat_map(|record| record.changes);
    changes.flat_map(|change| [change.before, change.after]).flatten().flat_map(set::pieces).collect()
}

/// Reads the body of an entry that is about places which the text has no more: what it did to annotations is told as if they were
/// about the whole document.
pub fn read_misplaced(body: &str, document: &Document) -> Result<Entry, Error> {
    let mut record: Record = serde_json::from_str(&closed(body)).map_err(|error| not_understood(&error))?;
    let sides = record.changes.iter_mut().flat_map(|change| [&mut change.before, &mut change.after]);
    sides.flatten().for_each(set::forget_places);
    entry_from(record, document)
}

/// The body of an entry of `identities.journal` that is no document's.
#[must_use]
pub fn write_renaming(renaming: &Renaming, title: &str, time: Moment, number: u64) -> String {
    let entry =
        Entry { number, time, title: title.to_owned(), deed: Deed::Renamed(renaming.clone()), changes: Arc::default() };
    body(&record_with(&entry, Vec::new()))
}

/// Reads the body of an entry that is no document's: what got another name, the title and the time.
pub fn read_renaming(body: &str) -> Result<(Renaming, String, Moment), Error> {
    let record: Record = serde_json::from_str(&closed(body)).map_err(|error| not_understood(&error))?;
    let Deed::Renamed(renaming) = deed_of(&record)? else {
        return Err(Error::new("it is about no renaming"));
    };
    let time = record.time.parse().map_err(|()| Error::new(format!("`{}` is no time", record.time)))?;
    Ok((renaming, record.title, time))
}

/// What an entry of a document's journal renames, if it does, and when.
#[must_use]
pub fn renaming_in(body: &str) -> Option<(Renaming, Moment)> {
    // Few entries do: the others are not read for it.
    if !body.contains("\"rename\":{") {
        return None;
    }
    read_renaming(body).ok().map(|(renaming, _, time)| (renaming, time))
}

/// Reads the body of an entry of a document's journal.
pub fn read_entry(body: &str, document: &Document) -> Result<Entry, Error> {
    entry_from(serde_json::from_str(&closed(body)).map_err(|error| not_understood(&error))?, document)
}

fn entry_from(record: Record, document: &Document) -> Result<Entry, Error> {
    let deed = deed_of(&record)?;
    let identities = record.identities.into_iter().map(identity_change).collect::<Result<_, _>>()?;
    let changes = record.changes.into_iter().map(|change| change_from(change, document)).collect::<Result<_, _>>()?;
    Ok(Entry {
        number: record.n,
        time: record.time.parse().map_err(|()| Error::new(format!("`{}` is no time", record.time)))?,
        title: record.title,
        deed,
        changes: Arc::new(Changes { identities, transaction: changes }),
    })
}

/// Reads what an entry of `identities.journal` does to identities.
pub fn read_identity_entry(body: &str) -> Result<IdentityDeed, Error> {
    let record: Record = serde_json::from_str(&closed(body)).map_err(|error| not_understood(&error))?;
    Ok(match deed_of(&record)? {
        Deed::Renamed(renaming) => IdentityDeed::Renamed(renaming),
        _ => IdentityDeed::Changed(record.identities.into_iter().map(identity_change).collect::<Result<_, _>>()?),
    })
}

/// Of which document an entry of `identities.journal` is too, and its body in that document's journal.
pub fn read_shared(body: &str) -> Result<Option<(Shared, String)>, Error> {
    let record: Record = serde_json::from_str(&closed(body)).map_err(|error| not_understood(&error))?;
    let (Some(document), Some(text), Some(number)) = (&record.document, &record.text, record.of) else {
        return Ok(None);
    };
    let shared = Shared { document: DocumentId::new(document), text: text.clone(), number };
    let own = self::body(&Record { n: number, document: None, text: None, of: None, ..record });
    Ok(Some((shared, own)))
}

/// The line of a body that follows a line with the sum `before`, with its line feed.
#[must_use]
pub fn seal(body: &str, before: Sum) -> (String, Sum) {
    let sum = Sum::of(&[before.to_string().as_bytes(), body.as_bytes()]);
    (format!("{body},\"sum\":\"{sum}\"}}\n"), sum)
}

/// Opens a line that stands after one with the sum `before`; `None` if its sum is wrong.
#[must_use]
pub fn open(line: &str, before: Sum) -> Option<Line<'_>> {
    let line = split(line)?;
    (Sum::of(&[before.to_string().as_bytes(), line.body.as_bytes()]) == line.sum).then_some(line)
}

/// A line's body and its sum as it says, which is not held against anything.
#[must_use]
pub fn split(line: &str) -> Option<Line<'_>> {
    let at = line.len().checked_sub(ENDING).filter(|at| line.is_char_boundary(*at))?;
    let sum = line[at..].strip_prefix(",\"sum\":\"")?.strip_suffix("\"}")?.parse().ok()?;
    Some(Line { body: &line[..at], sum })
}

/// The number of an entry, or of the last one before a header; `None` if it cannot be seen.
#[must_use]
pub fn number_in(body: &str) -> Option<u64> {
    match body.strip_prefix("{\"n\":") {
        Some(rest) => rest.split(',').next()?.parse().ok(),
        None => Header::read(body).ok().map(|header| header.after),
    }
}

/// When the entry of a line was made; `None` if it is the first line, or not understood.
#[must_use]
pub fn time_in(body: &str) -> Option<Moment> {
    #[derive(Deserialize)]
    struct Timed {
        time: String,
    }
    let timed: Timed = serde_json::from_str(&closed(body)).ok()?;
    timed.time.parse().ok()
}

/// When an entry of a document's journal was made and what the progress became; `None` if it only renames, or is not
/// understood. No annotation of it is looked at.
#[must_use]
pub fn action_in(body: &str) -> Option<Action> {
    #[derive(Deserialize)]
    struct Glimpse {
        time: String,
        rename: Option<IgnoredAny>,
        #[serde(default)]
        changes: Vec<ProgressChange>,
    }
    #[derive(Deserialize)]
    struct ProgressChange {
        progress: Option<(String, String)>,
    }
    let Glimpse { time, rename, changes } = serde_json::from_str(&closed(body)).ok()?;
    let progress = changes.iter().rev().find_map(|change| Progress::from_word(&change.progress.as_ref()?.1));
    rename.is_none().then_some(Action { time: time.parse().ok()?, progress })
}

fn body(record: &impl Serialize) -> String {
    let mut written = serde_json::to_string(record).expect("records are structs, lists, maps and strings");
    written.pop();
    written
}

/// The JSON of a body.
fn closed(body: &str) -> String {
    let mut json = String::with_capacity(body.len() + 1);
    json.push_str(body);
    json.push('}');
    json
}

fn not_understood(error: &serde_json::Error) -> Error {
    Error::new(format!("it cannot be understood: {error}"))
}

fn record(entry: &Entry, document: &Document) -> Record {
    let changes = entry.changes.transaction.iter().map(|change| change_record(change, document)).collect();
    record_with(entry, changes)
}

fn record_with(entry: &Entry, changes: Vec<ChangeRecord>) -> Record {
    let (mut undo, mut redo, mut rename) = (None, None, None);
    match &entry.deed {
        Deed::Did => {}
        Deed::Undid(number) => undo = Some(*number),
        Deed::DidAgain(number) => redo = Some(*number),
        Deed::Renamed(Renaming { path, to }) => {
            rename = Some(RenamingRecord { path: path.to_string(), to: to.clone() });
        }
    }
    let identity = |side: &Option<std::sync::Arc<Identity>>| side.as_deref().map(identities::record);
    let identities = entry.changes.identities.iter();
    let identities = identities.map(|IdentityChange { before, after }| IdentityChangeRecord {
        before: identity(before),
        after: identity(after),
    });
    Record {
        n: entry.number,
        time: entry.time.to_string(),
        title: entry.title.clone(),
        undo,
        redo,
        rename,
        document: None,
        text: None,
        of: None,
        onto: None,
        changes,
        identities: identities.collect(),
    }
}

fn change_record(change: &Change, document: &Document) -> ChangeRecord {
    match change {
        Change::Annotation { before, after } => {
            let side = |side: &Option<std::sync::Arc<Annotation>>| {
                side.as_deref().map(|annotation| set::record(annotation, document))
            };
            ChangeRecord { before: side(before), after: side(after), ..ChangeRecord::default() }
        }
        Change::Progress { before, after } => ChangeRecord {
            progress: Some((before.word().to_owned(), after.word().to_owned())),
            ..ChangeRecord::default()
        },
        Change::Kept { at, before, after } => {
            let written = |side: &Option<KeptRecord>| side.as_ref().map(|record| record.written.to_string());
            let kept = Some(KeptChangeRecord { at: *at, before: written(before), after: written(after) });
            ChangeRecord { kept, ..ChangeRecord::default() }
        }
        Change::Decision { before, after } => {
            let side = |side: &Option<std::sync::Arc<Decision>>| side.as_deref().map(decision::record);
            let decision = Some(DecisionChangeRecord { before: side(before), after: side(after) });
            ChangeRecord { decision, ..ChangeRecord::default() }
        }
    }
}

fn deed_of(record: &Record) -> Result<Deed, Error> {
    match (record.undo, record.redo, &record.rename) {
        (None, None, None) => Ok(Deed::Did),
        (Some(number), None, None) => Ok(Deed::Undid(number)),
        (None, Some(number), None) => Ok(Deed::DidAgain(number)),
        (None, None, Some(RenamingRecord { path, to })) => {
            Ok(Deed::Renamed(Renaming { path: path.parse()?, to: to.clone() }))
        }
        _ => Err(Error::new("it is two things at once")),
    }
}

fn change_from(record: ChangeRecord, document: &Document) -> Result<Change, Error> {
    let side = |side: Option<set::Record>| {
        side.map(|record| set::annotation_from(record, document).map(std::sync::Arc::new)).transpose()
    };
    match record {
        ChangeRecord {
            before: None,
            after: None,
            progress: None,
            kept: Some(KeptChangeRecord { at, before, after }),
            decision: None,
        } => {
            let side = |written: Option<String>| written.map(|written| set::kept_record(&written));
            Ok(Change::Kept { at, before: side(before), after: side(after) })
        }
        ChangeRecord { before: None, after: None, progress: Some((before, after)), kept: None, decision: None } => {
            let progress = |word: &str| {
                Progress::from_word(word).ok_or_else(|| Error::new(format!("there is no progress `{word}`")))
            };
            Ok(Change::Progress { before: progress(&before)?, after: progress(&after)? })
        }
        ChangeRecord {
            before: None,
            after: None,
            progress: None,
            kept: None,
            decision: Some(DecisionChangeRecord { before, after }),
        } => {
            let side = |side: Option<DecisionRecord>| {
                side.map(|record| decision::decision_from(record).map(std::sync::Arc::new)).transpose()
            };
            Ok(Change::Decision { before: side(before)?, after: side(after)? })
        }
        ChangeRecord { before, after, progress: None, kept: None, decision: None } => {
            let misfit = |misfit: set::RecordMisfit| Error::new(misfit.message);
            Ok(Change::Annotation { before: side(before).map_err(misfit)?, after: side(after).map_err(misfit)? })
        }
        _ => Err(Error::new("it is two things at once")),
    }
}

fn identity_change(record: IdentityChangeRecord) -> Result<IdentityChange, Error> {
    // A name that is read otherwise than it stands was never written so by us.
    let side = |side: Option<identities::Record>| {
        side.map(|record| identities::identity_from(record, |_| {}).map(std::sync::Arc::new)).transpose()
    };
    Ok(IdentityChange { before: side(record.before)?, after: side(record.after)? })
}

#[cfg(test)]
mod tests {
    use super::{Header, number_in, open, read_entry, read_shared, seal, split, write_entry, write_shared};
    use crate::model::annotation::{Annotation, Argument, Confidence, Filler};
    use crate::model::change;
    use crate::model::document::Document;
    use crate::model::history::{Changes, Deed, Entry};
    use crate::model::id::{AnnotationId, AnnotatorId, DocumentId, IdentityId, LabelId};
    use crate::model::identity::{self, Identity, IdentityKind};
    use crate::model::moment::Moment;
    use crate::records::held::Sum;

    fn document() -> Document {
        Document::new(DocumentId::new("d"), "قال بلينكن 😀 أمس")
    }

    /// An entry with everything that one can have.
    fn entry(document: &Document) -> Entry {
        let anchor = document.anchor([7..19, 20..24]).unwrap();
        let mut annotation = Annotation::new(AnnotationId(3), LabelId::new("entities", "person"), anchor);
        let fillers = [Filler::Annotation(AnnotationId(1)), Filler::Identity(IdentityId::new("x"))];
        fillers.into_iter().for_each(|filler| {
            annotation.add_argument(Argument { role: "agent".to_owned(), filler });
        });
        annotation.attributes.insert("tense".to_owned(), "past \"x\"\n".to_owned());
        annotation.identity = Some(IdentityId::new("blinken"));
        annotation.note = "\u{200f}وزير".to_owned();
        annotation.confidence = Some(Confidence::new(0.333));
        let mut blinken = Identity::new(IdentityId::new("blinken"), IdentityKind::Entity);
        blinken.add_name("ar", "بلينكن");
        let changes = Changes { identities: identity::adding(blinken), transaction: change::adding(annotation) };
        Entry {
            number: 7,
            time: Moment(1_795_314_371_482),
            title: "label \"x\"".to_owned(),
            deed: Deed::Undid(6),
            changes: changes.into(),
        }
    }

    #[test]
    fn an_entry_is_written_and_read_back_exactly() {
        let document = document();
        let entry = entry(&document);
        assert_eq!(read_entry(&write_entry(&entry, &document), &document), Ok(entry));
    }

    #[test]
    fn a_shared_entry_says_where_it_stands_and_what_it_says_there() {
        let document = document();
        let entry = entry(&document);
        let (shared, own) = read_shared(&write_shared(&entry, &document, None, 2)).unwrap().unwrap();
        assert_eq!((shared.document.as_str(), shared.number), ("d", 7));
        assert_eq!(own, write_entry(&entry, &document));
    }

    #[test]
    fn a_line_fits_only_where_it_was_sealed() {
        let (line, sum) = seal("{\"n\":1,\"x\":\"ق\"", Sum(5));
        let line = line.trim_end();
        assert_eq!(open(line, Sum(5)).map(|line| (line.body, line.sum)), Some(("{\"n\":1,\"x\":\"ق\"", sum)));
        assert_eq!(open(line, Sum(6)), None);
        assert_eq!(open(&line.replace('1', "2"), Sum(5)), None);
        assert_eq!(number_in(split(line).unwrap().body), Some(1));
        assert_eq!(split("ق"), None);
    }

    #[test]
    fn a_header_is_read_back_and_a_newer_one_refused() {
        let header = Header::of_document(&AnnotatorId::new("layla"), &DocumentId::new("d"), "blake3:x", 4, Sum(9));
        assert_eq!(Header::read(&header.write()), Ok(header.clone()));
        let newer = header.write().replace("\"format\":1", "\"format\":2");
        assert!(Header::read(&newer).unwrap_err().message.contains("version 2"));
        assert_eq!(number_in(&header.write()), Some(4));
    }
}
