//! Where texts came from, as the records under `sources` say. Nothing is written here; see [`super::adding`].

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use crate::error::{Problem, Severity};
use crate::model::document::Document;
use crate::model::id::DocumentId;
use crate::records::sources;

use super::files;
use super::files::{has_ending, list};

/// The folder of the records, in the project's.
pub const SOURCES: &str = "sources";

/// What a record says of a document.
pub struct Origin {
    metadata: BTreeMap<String, String>,
    /// What the person who added it said.
    pub language: Option<String>,
}

impl Origin {
    /// The document with what is known of where it came from; what it says itself counts more.
    #[must_use]
    pub fn tell(&self, document: Document) -> Document {
        let mut metadata = self.metadata.clone();
        metadata.extend(document.metadata().clone());
        let document = document.with_metadata(metadata);
        match &self.language {
            Some(language) => document.with_language(language),
            None => document,
        }
    }
}

/// What the records say of all documents.
#[derive(Default)]
pub struct Origins {
    /// Of documents that are files of their own.
    documents: HashMap<DocumentId, Origin>,
    /// Of those that are lines, by the name of their file.
    files: HashMap<String, Origin>,
}

impl Origins {
    /// What is said of a document in a file of the texts' folder.
    #[must_use]
    pub fn of(&self, id: &DocumentId, file: &str) -> Option<&Origin> {
        self.documents.get(id).or_else(|| self.files.get(file))
    }
}

/// The records of a project; where several speak of one document, the last does.
#[must_use]
pub fn read(root: &Path) -> (Origins, Vec<Problem>) {
    let folder = root.join(SOURCES);
    let (mut found, mut problems) = (Origins::default(), Vec::new());
    let names = list(&folder).unwrap_or_else(|error| {
        problems.push(Problem::new(Severity::Wrong, SOURCES, error.to_string()));
        Vec::new()
    });
    for name in names.into_iter().filter(|name| has_ending(name, "ron")) {
        let place = format!("{SOURCES}/{name}");
        let text = files::read_text(&folder.join(&name));
        let read = text.map_err(|error| Problem::new(Severity::Wrong, &*place, error.message));
        match read.and_then(|text| sources::read(&text, &place)) {
            Ok(added) => {
                for source in &added.files {
                    let origin = Origin { metadata: added.metadata(source), language: source.language.clone() };
                    match &source.document {
                        Some(id) => found.documents.insert(DocumentId::new(id), origin),
                        None => found.files.insert(source.file.clone(), origin),
                    };
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    (found, problems)
}
