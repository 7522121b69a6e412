//! WebAnno TSV 3 as a format: tokens with a column for each feature of each layer, one file for each annotator of a document, as
//! INCEpTION exports them. Offsets are UTF-16 units.

use std::collections::BTreeMap;

use crate::error::Problem;
use crate::model::document::Document;
use crate::model::id::DocumentId;

use super::bundle::{Bundle, File};
use super::doctor::Unit;
use super::drafts::{Drafts, NOBODY, SetDraft};
use super::holds::{Holds, Identities, Naming};
use super::inception;
use super::inception_files::{Opened, opened};
use super::inception_schema::Exported;
use super::options::Options;
use super::webanno_read;
use super::webanno_table::{FORMAT, Table};
use super::webanno_write;

pub const HOLDS: Holds = Holds {
    naming: Naming::File,
    gaps: false,
    topics: false,
    frames_of_documents: false,
    identities: Identities::Links,
    progress: false,
    metadata: false,
    ..Holds::EVERYTHING
};

#[must_use]
pub fn recognises(files: &[File]) -> bool {
    files.iter().any(is_one)
}

fn is_one(file: &File) -> bool {
    let bytes = file.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&file.bytes);
    bytes.starts_with(FORMAT.as_bytes())
}

#[must_use]
pub fn read(files: &[File], _options: &Options) -> (Bundle, Vec<Problem>) {
    let mut drafts = Drafts::new(Unit::Utf16);
    // Texts as they were before they were cut into sentences.
    let sources: BTreeMap<String, &str> = files
        .iter()
        .filter_map(|file| Some((inception::source(&file.path)?, std::str::from_utf8(&file.bytes).ok()?)))
        .collect();
    let meant: Vec<&File> = files.iter().filter(|file| is_one(file)).collect();
    if meant.is_empty() {
        drafts.lose("webanno-tsv", format!("no file begins with `{FORMAT}`"));
    }
    let exported = Exported::read(files, &mut drafts);
    for Opened { file, place, progress } in opened(&meant, &exported) {
        let Some(text) = drafts.text(file) else {
            continue;
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        let stem = inception::id_of(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        let (id, annotator) = place.map_or((stem, None), |place| (place.document, place.annotator));
        let annotator = annotator.unwrap_or_else(|| NOBODY.to_owned());
        let table = Table::read(text, file, &mut drafts);
        let unit = webanno_read::unit(&table);
        let said = webanno_read::text(&table, unit, sources.get(&id).copied(), &file.path, &mut drafts);
        let about = webanno_read::About { text: &said, unit, annotator: &annotator, document: &id };
        let set = SetDraft { progress, ..webanno_read::set(&table, &about, &exported, &mut drafts) };
        let is_of_somebody = annotator != NOBODY || !set.annotations.is_empty();
        let sets = Some(set).filter(|_| is_of_somebody).into_iter().collect();
        drafts.push(Document::new(DocumentId::new(&id), said), sets);
    }
    drafts.finish("webanno-tsv")
}

#[must_use]
pub fn write(bundle: &Bundle, options: &Options) -> Vec<File> {
    let mut files = Vec::new();
    for (document, sets) in bundle.by_document() {
        if sets.is_empty() {
            let text = webanno_write::write(&bundle.project, document, None, None, options.tokens);
            files.push(File::new(inception::path(document.id(), None, "tsv"), text));
        }
        for set in sets {
            let known = bundle.identities.get(set.annotator());
            let text = webanno_write::write(&bundle.project, document, Some(set), known, options.tokens);
            files.push(File::new(inception::path(document.id(), Some(set.annotator()), "tsv"), text));
        }
    }
    files
}
