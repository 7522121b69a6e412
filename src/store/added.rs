//! What an import adds to a project's folder beside texts and annotations: records that fit no text.

use crate::error::Error;
use crate::model::set::AnnotationSet;

use super::files;
use super::folder::Folder;

impl Folder {
    /// Keeps records that do not fit their text beside the set that they were to be part of; says where.
    pub fn keep_misfits(&self, set: &AnnotationSet) -> Result<String, Error> {
        let path = self.set_path(set.annotator(), set.document());
        files::make_folder(path.parent().unwrap_or(self.root()))?;
        let records: String = set.kept().iter().map(|record| format!("{}\n", record.written)).collect();
        files::keep_aside(&path, records.as_bytes(), "misfit").map(|copy| self.shown(&copy))
    }
}
