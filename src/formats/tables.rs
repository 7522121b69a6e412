//! A folder of CSV tables for analysis: documents, sets, mentions, events with a row for each argument, stances, relations, labels
//! of documents, identities, and tokens with a tag for each annotator and layer. All but the last hold what our records hold, and
//! are read back into them. Offsets are code points.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Problem, Severity};
use crate::model::document::Document;
use crate::model::identity::Identities;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;
use crate::records::identity_record::IdentityRecord;
use crate::records::set::UNIT;

use super::beside::Records;
use super::bundle::{Bundle, File};
use super::drafts::NOBODY;
use super::holds::Holds;
use super::options::Options;
use super::pieces::Pieces;
use super::record::{
    ArgumentRecord, DocumentRecord, EntityRecord, EventRecord, Extent, FillerRecord, Part, RelationRecord,
    StanceRecord, record,
};
use super::table_rows::{ArgumentRow, DocumentRow, IdentityRow, MentionRow, SetRow, StanceRow, TokenRow};
use super::token_tags::{Said, layers, mistake, of_layer};
use super::{csv_cells, ours};

pub const HOLDS: Holds = Holds::EVERYTHING;

const DOCUMENTS: &str = "documents.csv";

pub const PIECES: Pieces = Pieces::Beside(DOCUMENTS, Records::Rows);

/// What rows about annotations have last.
struct Details {
    attributes: BTreeMap<String, String>,
    identity: Option<String>,
    note: String,
    confidence: Option<f64>,
}

/// All tables.
#[derive(Default)]
struct Tables {
    documents: Vec<DocumentRow>,
    sets: Vec<SetRow>,
    mentions: Vec<MentionRow>,
    events: Vec<ArgumentRow>,
    stances: Vec<StanceRow>,
    relations: Vec<ArgumentRow>,
    labels: Vec<ArgumentRow>,
    identities: Vec<IdentityRow>,
    tokens: Vec<TokenRow>,
}

#[must_use]
pub fn recognises(files: &[File]) -> bool {
    let is_ours = |file: &File| {
        let bytes = file.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&file.bytes);
        file.path.ends_with(DOCUMENTS) && bytes.starts_with(b"document,title,language,metadata,")
    };
    files.iter().any(is_ours)
}

#[must_use]
pub fn write(bundle: &Bundle, options: &Options) -> Vec<File> {
    let mut tables = Tables::default();
    for (document, sets) in bundle.by_document() {
        tables.documents.push(DocumentRow {
            document: document.id().to_string(),
            title: document.title().to_owned(),
            language: document.language().to_owned(),
            metadata: document.metadata().clone(),
            text_hash: document.hash().to_string(),
            text: document.text().to_string(),
        });
        for set in sets {
            let nobody = Identities::new(set.annotator().clone());
            let known = bundle.identities.get(set.annotator()).unwrap_or(&nobody);
            tables.add(record(&bundle.project, document, set, known));
            let left_out = tables.add_tokens(&bundle.project, document, set, options);
            tables.sets.push(SetRow {
                document: document.id().to_string(),
                annotator: set.annotator().to_string(),
                progress: set.progress().word().to_owned(),
                annotations: set.len(),
                not_in_tokens: left_out,
            });
        }
    }
    let for_spreadsheets = options.is_for_spreadsheets;
    vec![
        file(DOCUMENTS, &tables.documents, for_spreadsheets),
        file("sets.csv", &tables.sets, for_spreadsheets),
        file("mentions.csv", &tables.mentions, for_spreadsheets),
        file("events.csv", &tables.events, for_spreadsheets),
        file("stances.csv", &tables.stances, for_spreadsheets),
        file("relations.csv", &tables.relations, for_spreadsheets),
        file("labels.csv", &tables.labels, for_spreadsheets),
        file("identities.csv", &tables.identities, for_spreadsheets),
        file("tokens.csv", &tables.tokens, for_spreadsheets),
    ]
}

const WRITABLE: &str = "rows are structs of words and numbers";

/// A table with its header, also when it has no rows.
fn file<T: Serialize + Default>(path: &str, rows: &[T], is_for_spreadsheets: bool) -> File {
    let written = |rows: &[T]| {
        let mut writer = csv::Writer::from_writer(Vec::new());
        rows.iter().for_each(|row| writer.serialize(row).expect(WRITABLE));
        writer.into_inner().expect(WRITABLE)
    };
    let mut cells = csv_cells::rows(&File::new(path, written(if rows.is_empty() { &[] } else { rows }))).0;
    if rows.is_empty() {
        cells = csv_cells::rows(&File::new(path, written(&[T::default()]))).0;
        cells.truncate(1);
    }
    let rows = cells.into_iter().map(|row| row.cells.iter().map(str::to_owned).collect());
    csv_cells::file(path, rows, is_for_spreadsheets)
}

impl Tables {
    fn add(&mut self, record: DocumentRecord) {
        let (document, annotator) = (record.id, record.annotator);
        let names = || (document.clone(), annotator.clone());
        for EntityRecord { id, layer, label, start, end, quote, parts, attributes, identity, note, confidence } in
            record.entities
        {
            let (document, annotator) = names();
            self.mentions.push(MentionRow {
                document,
                annotator,
                id,
                layer,
                label,
                start,
                end,
                quote,
                parts,
                attributes,
                identity,
                note,
                confidence,
            });
        }
        let frame = |id, layer, label, extent: Option<Extent>, details: Details, arguments: Vec<ArgumentRecord>| {
            let none =
                vec![ArgumentRecord { role: String::new(), annotation: None, identity: None, quote: String::new() }];
            let arguments = if arguments.is_empty() { none } else { arguments };
            let (document, annotator) = names();
            arguments.into_iter().map(move |argument| ArgumentRow {
                document: document.clone(),
                annotator: annotator.clone(),
                id,
                layer: String::clone(&layer),
                label: String::clone(&label),
                start: extent.as_ref().map(|extent| extent.start),
                end: extent.as_ref().map(|extent| extent.end),
                trigger: extent.as_ref().map(|extent| extent.quote.clone()).unwrap_or_default(),
                parts: extent.as_ref().map(|extent| extent.parts.clone()).unwrap_or_default(),
                role: argument.role,
                filler: argument.annotation,
                filler_identity: argument.identity,
                filler_quote: argument.quote,
                attributes: details.attributes.clone(),
                identity: details.identity.clone(),
                note: details.note.clone(),
                confidence: details.confidence,
            })
        };
        for EventRecord { id, layer, kind, trigger, arguments, attributes, identity, note, confidence } in record.events
        {
            let details = Details { attributes, identity, note, confidence };
            self.events.extend(frame(id, layer, kind, Some(trigger), details, arguments));
        }
        for (table, found) in [(&mut self.relations, record.relations), (&mut self.labels, record.topics)] {
            for RelationRecord { id, layer, label, arguments, attributes, identity, note, confidence } in found {
                let details = Details { attributes, identity, note, confidence };
                table.extend(frame(id, layer, label, None, details, arguments));
            }
        }
        for stance in record.stances {
            let (document, annotator) = names();
            let evidence = stance.evidence;
            let filler = |filler: Option<FillerRecord>| {
                filler.map_or((None, None, String::new()), |filler| (filler.annotation, filler.identity, filler.quote))
            };
            let (holder, holder_identity, holder_quote) = filler(stance.holder);
            let (target, target_identity, target_quote) = filler(stance.target);
            self.stances.push(StanceRow {
                document,
                annotator,
                id: stance.id,
                layer: stance.layer,
                polarity: stance.polarity,
                start: evidence.as_ref().map(|extent| extent.start),
                end: evidence.as_ref().map(|extent| extent.end),
                evidence: evidence.as_ref().map(|extent| extent.quote.clone()).unwrap_or_default(),
                parts: evidence.map(|extent| extent.parts).unwrap_or_default(),
                holder,
                holder_identity,
                holder_quote,
                target,
                target_identity,
                target_quote,
                arguments: stance.arguments,
                attributes: stance.attributes,
                identity: stance.identity,
                note: stance.note,
                confidence: stance.confidence,
            });
        }
        for identity in record.identities {
            let (document, annotator) = names();
            let record = serde_json::to_string(&identity).expect(WRITABLE);
            self.identities.push(IdentityRow { document, annotator, identity: identity.id, record });
        }
    }

    /// A row for each token and layer; tells how many annotations have no tag.
    fn add_tokens(&mut self, project: &Project, document: &Document, set: &AnnotationSet, options: &Options) -> usize {
        let mut left_out = 0;
        for layer in layers(project, set) {
            let found = of_layer(document, set, &layer, options);
            left_out += found.left_out;
            for (token, (range, tag)) in found.tokens.into_iter().enumerate() {
                self.tokens.push(TokenRow {
                    document: document.id().to_string(),
                    annotator: set.annotator().to_string(),
                    layer: layer.clone(),
                    token,
                    start: document.chars_from_bytes(range.start),
                    end: document.chars_from_bytes(range.end),
                    text: document.text()[range].to_owned(),
                    tag,
                });
            }
        }
        left_out
    }
}

#[must_use]
pub fn read(files: &[File], _options: &Options) -> (Bundle, Vec<Problem>) {
    let mut problems = Vec::new();
    let table =
        |name: &str| -> Vec<&File> { files.iter().filter(|file| file.path.rsplit('/').next() == Some(name)).collect() };
    let (documents, sets, mentions) = (table(DOCUMENTS), table("sets.csv"), table("mentions.csv"));
    let (events, stances, relations) = (table("events.csv"), table("stances.csv"), table("relations.csv"));
    let (labels, identities, tokens) = (table("labels.csv"), table("identities.csv"), table("tokens.csv"));
    let mut records =
        Sets { by_document: BTreeMap::new(), order: Vec::new(), sets: BTreeMap::new(), problems: Vec::new() };
    for (_, row) in rows::<DocumentRow>(&documents, &mut problems) {
        records.order.push(row.document.clone());
        records.by_document.insert(row.document.clone(), row);
    }
    for (_, row) in rows::<SetRow>(&sets, &mut problems) {
        if let Some(record) = records.of(&row.document, &row.annotator, String::new) {
            record.progress = row.progress;
        }
    }
    for (place, row) in rows::<MentionRow>(&mentions, &mut problems) {
        if let Some(record) = records.of(&row.document, &row.annotator, || place) {
            let MentionRow {
                id, layer, label, start, end, quote, parts, attributes, identity, note, confidence, ..
            } = row;
            record.entities.push(EntityRecord {
                id,
                layer,
                label,
                start,
                end,
                quote,
                parts,
                attributes,
                identity,
                note,
                confidence,
            });
        }
    }
    for (place, row) in rows::<ArgumentRow>(&events, &mut problems) {
        if let Some(record) = records.of(&row.document, &row.annotator, || place) {
            add_event(&mut record.events, row);
        }
    }
    for (place, row) in rows::<ArgumentRow>(&relations, &mut problems) {
        if let Some(record) = records.of(&row.document, &row.annotator, || place) {
            add_relation(&mut record.relations, row);
        }
    }
    for (place, row) in rows::<ArgumentRow>(&labels, &mut problems) {
        if let Some(record) = records.of(&row.document, &row.annotator, || place) {
            add_relation(&mut record.topics, row);
        }
    }
    for (place, row) in rows::<StanceRow>(&stances, &mut problems) {
        if let Some(record) = records.of(&row.document, &row.annotator, || place) {
            let filler = |annotation: Option<u32>, identity: Option<String>, quote: String| {
                (annotation.is_some() || identity.is_some()).then_some(FillerRecord { annotation, identity, quote })
            };
            record.stances.push(StanceRecord {
                id: row.id,
                layer: row.layer,
                polarity: row.polarity,
                evidence: extent(row.start, row.end, &row.evidence, &row.parts),
                holder: filler(row.holder, row.holder_identity, row.holder_quote),
                target: filler(row.target, row.target_identity, row.target_quote),
                arguments: row.arguments,
                attributes: row.attributes,
                identity: row.identity,
                note: row.note,
                confidence: row.confidence,
            });
        }
    }
    for (place, row) in rows::<IdentityRow>(&identities, &mut problems) {
        match serde_json::from_str::<IdentityRecord>(&row.record) {
            Ok(identity) => {
                if let Some(record) = records.of(&row.document, &row.annotator, || place) {
                    record.identities.push(identity);
                }
            }
            Err(error) => problems.push(Problem::new(Severity::Loss, place, format!("no identity: {error}"))),
        }
    }
    problems.extend(std::mem::take(&mut records.problems));
    problems.extend(check_tokens(&records, rows::<TokenRow>(&tokens, &mut Vec::new())));
    let (bundle, told) = ours::bundle_of(records.in_order());
    problems.extend(told);
    (bundle, problems)
}

/// The rows of tables with their places.
fn rows<T: DeserializeOwned>(files: &[&File], problems: &mut Vec<Problem>) -> Vec<(String, T)> {
    let mut found = Vec::new();
    for file in files {
        let (rows, told) = csv_cells::rows(file);
        problems.extend(told);
        let mut rows = rows.into_iter();
        let Some(header) = rows.next() else { continue };
        for row in rows {
            match row.cells.deserialize(Some(&header.cells)) {
                Ok(read) => found.push((file.line(row.index), read)),
                Err(error) => {
                    let message =
                        format!("no row: {}", error.to_string().trim_start_matches("CSV deserialize error: "));
                    problems.push(Problem::new(Severity::Loss, file.line(row.index), message));
                }
            }
        }
    }
    found
}

fn extent(start: Option<usize>, end: Option<usize>, quote: &str, parts: &[Part]) -> Option<Extent> {
    Some(Extent { start: start?, end: end?, quote: quote.to_owned(), parts: parts.to_vec() })
}

/// A row of an event: of the one before if it has its number, or of another.
fn add_event(events: &mut Vec<EventRecord>, row: ArgumentRow) {
    let argument = argument(&row);
    match events.last_mut().filter(|event| event.id == row.id) {
        Some(event) => event.arguments.extend(argument),
        None => events.push(EventRecord {
            id: row.id,
            trigger: extent(row.start, row.end, &row.trigger, &row.parts).unwrap_or(Extent {
                start: 0,
                end: 0,
                quote: row.trigger,
                parts: Vec::new(),
            }),
            layer: row.layer,
            kind: row.label,
            arguments: argument.into_iter().collect(),
            attributes: row.attributes,
            identity: row.identity,
            note: row.note,
            confidence: row.confidence,
        }),
    }
}

/// Likewise of a relation or a label of the document.
fn add_relation(relations: &mut Vec<RelationRecord>, row: ArgumentRow) {
    let argument = argument(&row);
    match relations.last_mut().filter(|relation| relation.id == row.id) {
        Some(relation) => relation.arguments.extend(argument),
        None => relations.push(RelationRecord {
            id: row.id,
            layer: row.layer,
            label: row.label,
            arguments: argument.into_iter().collect(),
            attributes: row.attributes,
            identity: row.identity,
            note: row.note,
            confidence: row.confidence,
        }),
    }
}

fn argument(row: &ArgumentRow) -> Option<ArgumentRecord> {
    (!row.role.is_empty()).then(|| ArgumentRecord {
        role: row.role.clone(),
        annotation: row.filler,
        identity: row.filler_identity.clone(),
        quote: row.filler_quote.clone(),
    })
}

/// Records as tables tell of them.
struct Sets {
    by_document: BTreeMap<String, DocumentRow>,
    order: Vec<String>,
    /// By document and annotator.
    sets: BTreeMap<(String, String), DocumentRecord>,
    problems: Vec<Problem>,
}

impl Sets {
    /// The record of an annotator on a document; told if there is no such document.
    fn of(&mut self, document: &str, annotator: &str, place: impl FnOnce() -> String) -> Option<&mut DocumentRecord> {
        let Some(row) = self.by_document.get(document) else {
            let message = format!("there is no document `{document}`; the row is left out");
            self.problems.push(Problem::new(Severity::Loss, place(), message));
            return None;
        };
        let record = self.sets.entry((document.to_owned(), annotator.to_owned())).or_insert_with(|| DocumentRecord {
            id: document.to_owned(),
            title: row.title.clone(),
            language: row.language.clone(),
            metadata: row.metadata.clone(),
            annotator: annotator.to_owned(),
            progress: "started".to_owned(),
            offset_unit: UNIT.to_owned(),
            text_hash: row.text_hash.clone(),
            text: row.text.clone(),
            entities: Vec::new(),
            events: Vec::new(),
            stances: Vec::new(),
            relations: Vec::new(),
            topics: Vec::new(),
            zones: Vec::new(),
            identities: Vec::new(),
        });
        Some(record)
    }

    /// By document, in the order of its table; of a document about which nobody said anything, a record of nobody.
    fn in_order(mut self) -> Vec<DocumentRecord> {
        for document in self.order.clone() {
            let key = (document.clone(), String::new());
            let is_said = self.sets.range(key..).next().is_some_and(|((of, _), _)| *of == document);
            if let Some(record) = (!is_said).then(|| self.of(&document, NOBODY, String::new)).flatten() {
                record.progress = "new".to_owned();
            }
        }
        let mut records = Vec::with_capacity(self.sets.len());
        for document in std::mem::take(&mut self.order) {
            let of_document: Vec<(String, String)> = self
                .sets
                .range((document.clone(), String::new())..)
                .map(|(key, _)| key.clone())
                .take_while(|key| key.0 == document)
                .collect();
            records.extend(of_document.iter().filter_map(|key| self.sets.remove(key)));
        }
        records
    }
}

/// Holds the tokens against what the other tables say: each where it says to be, each tagged stretch an annotation of its layer.
fn check_tokens(records: &Sets, rows: Vec<(String, TokenRow)>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let same = |a: &(String, TokenRow), b: &(String, TokenRow)| {
        (&a.1.document, &a.1.annotator, &a.1.layer) == (&b.1.document, &b.1.annotator, &b.1.layer)
    };
    for rows in rows.chunk_by(same) {
        let (place, first) = &rows[0];
        let Some(record) = records.sets.get(&(first.document.clone(), first.annotator.clone())) else {
            problems.push(Problem::new(Severity::Wrong, place, "the tokens are of a set that is not there"));
            continue;
        };
        let said: Vec<Said<'_>> =
            rows.iter().map(|(_, row)| Said { chars: row.start..row.end, text: &row.text, tag: &row.tag }).collect();
        if let Some(message) = mistake(record, &first.layer, &said) {
            problems.push(Problem::new(Severity::Wrong, place, message));
        }
    }
    problems
}
