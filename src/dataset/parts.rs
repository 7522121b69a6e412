//! The files of a part: written batch by batch and read back as any export is, so that there is never more than some batches in
//! memory, but for formats that need all at once.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::formats::bundle::{Bundle, File};
use crate::formats::export::{Export, Exported};
use crate::formats::joining::Joining;
use crate::formats::pieces::Pieces;

use super::outlet::Files;
use super::recipe::Recipe;
use super::split::Part;

/// A part that is being written, below a folder of its name.
pub struct Writing<'a> {
    pieces: Pieces,
    folder: String,
    export: Export<'a>,
    joined: BTreeMap<String, Joining>,
}

impl<'a> Writing<'a> {
    #[must_use]
    pub fn new(part: Part, recipe: &'a Recipe) -> Self {
        let export = Export::new(recipe.format, &recipe.options);
        let pieces = recipe.format.entry().pieces;
        Self { pieces, folder: format!("{}/", part.word()), export, joined: BTreeMap::new() }
    }

    /// Whether all documents must come in one batch.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.pieces == Pieces::Whole
    }

    /// Writes further documents, several batches at a time. Fails if two documents would be one file, or if what is read back is
    /// not what was written.
    pub fn add(&mut self, batches: &[Bundle], files: &mut Files<'_>) -> Result<(), Error> {
        for File { path, bytes, .. } in self.export.add(batches)? {
            let place = format!("{}{path}", self.folder);
            match self.pieces {
                Pieces::Lines
                | Pieces::Json
                | Pieces::Ron
                | Pieces::Rows
                | Pieces::Sections(_)
                | Pieces::Beside(..) => {
                    let joining = self.joined.entry(place.clone()).or_insert_with(|| Joining::new(self.pieces));
                    files.grow(&place, &joining.next(bytes))?;
                }
                Pieces::Files | Pieces::Whole => files.write(&File::new(place, bytes))?,
            }
        }
        Ok(())
    }

    /// Ends its files. What lies in a folder that is of no use lies in none then.
    pub fn finish(self, files: &mut Files<'_>) -> Result<Exported, Error> {
        for (place, joining) in self.joined {
            files.grow(&place, &joining.end())?;
        }
        let (settings, alone, exported) = self.export.finish();
        for file in settings {
            files.write(&File::new(format!("{}{}", self.folder, file.path), file.bytes))?;
        }
        if let Some(alone) = alone.filter(|alone| !alone.is_empty()) {
            let inside = format!("{}{alone}", self.folder);
            files.rename(|path| match path.strip_prefix(&inside) {
                Some(name) => format!("{}{name}", self.folder),
                None => path.to_owned(),
            })?;
        }
        Ok(exported)
    }
}
