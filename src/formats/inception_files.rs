//! Which files of an exported project of INCEpTION are about a document, by whom they are and how far whoever made them came.

use std::collections::BTreeSet;

use crate::model::set::Progress;

use super::bundle::File;
use super::inception::{CURATION, Place, place};
use super::inception_schema::Exported;

/// A file that is about a document: how far whoever made it came.
pub(super) struct Opened<'a> {
    pub(super) file: &'a File,
    pub(super) place: Option<Place>,
    pub(super) progress: Progress,
}

/// The files that are about a document, without those of nobody where somebody opened it; by whom they are, the exported project
/// may say.
pub(super) fn opened<'a>(files: &[&'a File], exported: &Exported) -> Vec<Opened<'a>> {
    let placed: Vec<(&File, Option<Place>)> = files.iter().map(|file| (*file, place(&file.path))).collect();
    let by_somebody: BTreeSet<String> = placed
        .iter()
        .filter_map(|(_, place)| place.as_ref().filter(|place| place.annotator.is_some()))
        .map(|place| place.document.clone())
        .collect();
    let is_needed = |place: &Option<Place>| {
        place.as_ref().is_none_or(|place| place.annotator.is_some() || !by_somebody.contains(&place.document))
    };
    let needed = placed.into_iter().filter(|(_, place)| is_needed(place));
    needed.map(|(file, place)| by_whom(file, place, exported)).collect()
}

fn by_whom<'a>(file: &'a File, place: Option<Place>, exported: &Exported) -> Opened<'a> {
    let (mut place, mut progress) = (place, Progress::Started);
    if let Some(Place { document, annotator: Some(annotator) }) = &mut place {
        if file.path.split('/').any(|part| part == CURATION) {
            progress = exported.curated(document);
        } else {
            (*annotator, progress) = exported.annotator(document, annotator);
        }
    }
    Opened { file, place, progress }
}
