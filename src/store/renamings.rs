//! What everybody renamed in the schema, as the journals of their sets tell. Journals are read for that only where they say so.

use crate::error::Error;
use crate::model::id::AnnotatorId;
use crate::model::left_behind::Renamings;
use crate::records::journal as lines;

use super::files;
use super::folder::Folder;
use super::journal;
use super::watch::Watch;

const JOURNAL: &str = ".journal";
/// What a line of a journal has that renames something.
const RENAMES: &str = "\"rename\":{";

impl Folder {
    /// What these annotators renamed. What cannot be read is told where it is read for itself.
    ///
    /// # Errors
    ///
    /// If it is cancelled.
    pub fn renamings(&self, annotators: &[AnnotatorId], watch: &Watch) -> Result<Renamings, Error> {
        let mut found = Renamings::default();
        for annotator in annotators {
            let folder = self.annotator_path(annotator);
            for name in files::list(&folder).unwrap_or_default() {
                watch.refuse_cancelled()?;
                let Some(bytes) = name.ends_with(JOURNAL).then(|| files::read(&folder.join(&name)).ok()).flatten()
                else {
                    continue;
                };
                if !String::from_utf8_lossy(&bytes).contains(RENAMES) {
                    continue;
                }
                let Ok(journal) = journal::read_bytes(bytes, None) else { continue };
                for (renaming, time) in journal.bodies_from(0).filter_map(lines::renaming_in) {
                    found.add(annotator, renaming, time);
                }
            }
        }
        Ok(found)
    }
}
