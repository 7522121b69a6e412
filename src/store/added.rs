//! What an import adds to a project's folder beside annotations: texts that were not there, and records that fit no text.

use std::sync::Arc;

use crate::error::Error;
use crate::formats::documents;
use crate::formats::names::file_name;
use crate::model::document::Document;
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

    /// Adds texts to the project; those that are there already are not touched. A text about which its file's name and its
    /// letters say all is a `.txt`; the others go into one `.jsonl` called after `stem`. `texts` is the folder of the texts,
    /// from the project's.
    pub fn add_texts(&self, texts: &str, stem: &str, documents: &[Arc<Document>]) -> Result<(), Error> {
        let folder = self.root().join(texts);
        files::make_folder(&folder)?;
        let mut lines = String::new();
        for document in documents {
            let id = document.id().as_str();
            let bare = Document::new(document.id().clone(), Arc::clone(document.text()));
            let says_all = document.metadata().is_empty()
                && (document.title(), document.language()) == (bare.title(), bare.language());
            let path = folder.join(format!("{id}.txt"));
            if says_all && file_name(id) == id && !path.exists() {
                files::write(&path, document.text().as_bytes())?;
            } else {
                lines.push_str(&documents::write_line(document));
            }
        }
        if lines.is_empty() {
            return Ok(());
        }
        let numbered = (2..).map(|number| format!("{stem}-{number}"));
        let names = std::iter::once(stem.to_owned()).chain(numbered).map(|name| file_name(&name) + ".jsonl");
        match names.map(|name| folder.join(name)).find(|path| !path.exists()) {
            Some(free) => files::write(&free, lines.as_bytes()),
            None => Err(Error::new(format!("cannot find a free name like {stem}.jsonl"))),
        }
    }
}
