//! The files of a part: written batch by batch and read back as any export is, so that beside what is written there is never more
//! than a batch in memory, but for formats that need all at once.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use crate::error::Error;
use crate::formats::bundle::{Bundle, File};
use crate::formats::export::{Export, Exported};
use crate::formats::joining::Joining;
use crate::formats::pieces::Pieces;
use crate::model::document::Document;
use crate::model::set::AnnotationSet;

use super::recipe::Recipe;

/// How much text is in a batch, in bytes.
const TEXT_BYTES: usize = 2 << 20;

/// Writes documents, each with its set, as the recipe says; `around` has the schema and the identities. Fails if two documents would
/// be one file, or if what is read back is not what was written.
pub fn written(
    recipe: &Recipe,
    around: &Bundle,
    documents: impl Iterator<Item = (Arc<Document>, AnnotationSet)>,
) -> Result<Exported, Error> {
    let pieces = recipe.format.entry().pieces;
    let most = if pieces == Pieces::Whole { usize::MAX } else { TEXT_BYTES };
    let mut export = Export::new(recipe.format, &recipe.options);
    let mut files: BTreeMap<String, (Joining, Vec<u8>)> = BTreeMap::new();
    let mut take = |batch: &Bundle| {
        for File { path, bytes, .. } in export.add(std::slice::from_ref(batch))? {
            match (files.entry(path), pieces) {
                (Entry::Vacant(place), _) => {
                    let mut joining = Joining::new(pieces);
                    let bytes = joining.next(bytes);
                    place.insert((joining, bytes));
                }
                (
                    Entry::Occupied(mut place),
                    Pieces::Lines
                    | Pieces::Json
                    | Pieces::Ron
                    | Pieces::Rows
                    | Pieces::Sections(_)
                    | Pieces::Beside(..),
                ) => {
                    let (joining, there) = place.get_mut();
                    there.extend(joining.next(bytes));
                }
                (Entry::Occupied(place), Pieces::Files | Pieces::Whole) => {
                    return Err(Error::new(format!("two documents would be one file, `{}`", place.key()))
                        .hint("their ids differ in nothing that the name of a file can show"));
                }
            }
        }
        Ok(())
    };
    let mut batch = around.clone();
    let mut bytes = 0;
    for (document, set) in documents {
        bytes += document.text().len();
        batch.documents.push(document);
        batch.sets.push(set);
        if bytes >= most {
            take(&batch)?;
            (batch, bytes) = (around.clone(), 0);
        }
    }
    if !batch.documents.is_empty() {
        take(&batch)?;
    }
    let (settings, alone, exported) = export.finish();
    let folder = alone.unwrap_or_default();
    let ended = files.into_iter().map(|(path, (joining, mut bytes))| {
        bytes.extend(joining.end());
        File::new(path, bytes)
    });
    let inside = |file: File| match file.path.strip_prefix(&folder) {
        Some(inside) => File::new(inside, file.bytes),
        None => file,
    };
    Ok(Exported { files: ended.chain(settings).map(inside).collect(), ..exported })
}
