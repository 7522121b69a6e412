//! CAS as a format: files of XMI or JSON, as INCEpTION exports them, one for each annotator of a document. Offsets are UTF-16 units.

use crate::error::Problem;
use crate::model::document::Document;
use crate::model::id::DocumentId;

use super::bundle::{Bundle, File};
use super::cas::{Cas, TypeSystem};
use super::cas_json;
use super::cas_read;
use super::cas_write;
use super::cas_xmi;
use super::doctor::Unit;
use super::drafts::{Drafts, NOBODY, SetDraft};
use super::holds::{Holds, Identities, Text};
use super::inception;
use super::inception_files::{Opened, opened};
use super::inception_schema::Exported;
use super::options::Options;

pub const HOLDS_XMI: Holds = Holds { text: Text::Xml, ..HOLDS_JSON };

pub const HOLDS_JSON: Holds = Holds { identities: Identities::Links, progress: false, ..Holds::EVERYTHING };

#[must_use]
pub fn recognises_xmi(files: &[File]) -> bool {
    files.iter().any(|file| cas_xmi::is_xmi(&file.bytes))
}

#[must_use]
pub fn recognises_json(files: &[File]) -> bool {
    files.iter().any(|file| cas_json::is_cas(&file.bytes))
}

#[must_use]
pub fn read_xmi(files: &[File], _options: &Options) -> (Bundle, Vec<Problem>) {
    let mut drafts = Drafts::new(Unit::Utf16);
    let mut types: Vec<(&str, TypeSystem)> = Vec::new();
    for file in files.iter().filter(|file| cas_xmi::is_type_system(&file.bytes)) {
        match cas_xmi::read_types(&file.bytes) {
            Ok(found) => types.push((folder(&file.path), found)),
            Err(why) => drafts.lose(&file.path, why),
        }
    }
    read(files, drafts, cas_xmi::is_xmi, |file| cas_xmi::read(&file.bytes, types_for(&file.path, &types)))
}

#[must_use]
pub fn read_json(files: &[File], _options: &Options) -> (Bundle, Vec<Problem>) {
    read(files, Drafts::new(Unit::Utf16), cas_json::is_cas, |file| cas_json::read(&file.bytes))
}

/// The type system beside a file, or in the nearest folder around it.
fn types_for(path: &str, types: &[(&str, TypeSystem)]) -> TypeSystem {
    let own = folder(path);
    let holds = |folder: &str| {
        own.strip_prefix(folder).is_some_and(|rest| folder.is_empty() || rest.is_empty() || rest.starts_with('/'))
    };
    let nearest = types.iter().filter(|(folder, _)| holds(folder)).map(|(folder, _)| folder.len()).max();
    let mut found = TypeSystem::default();
    for (folder, types) in types {
        if holds(folder) && Some(folder.len()) == nearest {
            found.learn(types.clone());
        }
    }
    found
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn read(
    files: &[File],
    mut drafts: Drafts,
    is_one: fn(&[u8]) -> bool,
    read: impl Fn(&File) -> Result<Cas, String>,
) -> (Bundle, Vec<Problem>) {
    // A file that a person names alone is meant to be one.
    let meant: Vec<&File> = files.iter().filter(|file| files.len() == 1 || is_one(&file.bytes)).collect();
    if meant.is_empty() {
        drafts.lose("cas", "no file holds a CAS");
    }
    let exported = Exported::read(files, &mut drafts);
    for one in opened(&meant, &exported) {
        match read(one.file) {
            Ok(cas) => push(&cas, one, &exported, &mut drafts),
            Err(why) => drafts.lose(&one.file.path, format!("{why}; it is left out")),
        }
    }
    drafts.finish("cas")
}

fn push(cas: &Cas, opened: Opened<'_>, exported: &Exported, drafts: &mut Drafts) {
    let about = cas_read::about(cas);
    let Opened { file, place, progress } = opened;
    let path = file.path.as_str();
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let name = about.name.as_deref().map(inception::id_of);
    let annotator = place.as_ref().and_then(|place| place.annotator.clone()).unwrap_or_else(|| NOBODY.to_owned());
    let id = about.whole_name.or(place.map(|place| place.document)).or(name).unwrap_or_else(|| stem.to_owned());
    let mut document = Document::new(DocumentId::new(&id), cas.text.as_str());
    if let Some(title) = about.title {
        document = document.with_title(title);
    }
    if let Some(language) = about.language {
        document = document.with_language(language);
    }
    let origin = cas_read::Origin { annotator: &annotator, document: &id, place: path };
    let set = SetDraft { progress, ..cas_read::set(cas, &origin, exported, drafts) };
    let is_empty = |set: &SetDraft| annotator == NOBODY && set.annotations.is_empty();
    let sets = Some(set).filter(|set| !is_empty(set)).into_iter().collect();
    drafts.push(document.with_metadata(about.metadata), sets);
}

#[must_use]
pub fn write_xmi(bundle: &Bundle, _options: &Options) -> Vec<File> {
    write(bundle, "xmi", cas_xmi::write, |document, types| {
        Some(File::new(inception::types_path(document.id()), cas_xmi::write_types(types)))
    })
}

#[must_use]
pub fn write_json(bundle: &Bundle, _options: &Options) -> Vec<File> {
    write(bundle, "json", cas_json::write, |_, _| None)
}

/// A file for each annotator of a document, and what lies `beside` them.
fn write(
    bundle: &Bundle,
    ending: &str,
    written: fn(&Cas) -> String,
    beside: fn(&Document, &TypeSystem) -> Option<File>,
) -> Vec<File> {
    let mut files = Vec::new();
    for (document, sets) in bundle.by_document() {
        let types = cas_write::types(bundle, &sets);
        let mut file = |set| {
            let cas = cas_write::cas(bundle, &types, document, set);
            let path = inception::path(document.id(), set.map(|set| set.annotator()), ending);
            files.push(File::new(path, written(&cas)));
        };
        match &sets[..] {
            [] => file(None),
            sets => sets.iter().for_each(|set| file(Some(set))),
        }
        files.extend(beside(document, &types));
    }
    files
}
