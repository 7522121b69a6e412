//! `annotator.ron`: who made the sets of a folder.

use serde::{Deserialize, Serialize};

use crate::error::{Problem, Severity};
use crate::model::annotator::AnnotatorKind;
use crate::model::schema::FORMAT_VERSION;

use super::node::problem;
use super::ron_text;

/// What an annotator's folder says about them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnotatorFile {
    pub format: u32,
    /// As they want to be called; the folder's name may be an escaped form of it.
    pub name: String,
    /// `program`, or nothing for a person.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
}

impl AnnotatorFile {
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { format: FORMAT_VERSION, name: name.to_owned(), kind: String::new() }
    }

    /// What the annotator is; a word that is none of ours means a person.
    #[must_use]
    pub fn kind(&self) -> AnnotatorKind {
        AnnotatorKind::from_word(&self.kind).unwrap_or_default()
    }

    #[must_use]
    pub fn with_kind(self, kind: AnnotatorKind) -> Self {
        let kind = if kind == AnnotatorKind::default() { String::new() } else { kind.word().to_owned() };
        Self { kind, ..self }
    }
}

/// Reads the file; a mistake in it is told, and the folder's name has to do.
pub fn read(text: &str, file: &str) -> Result<AnnotatorFile, Problem> {
    ron_text::read_file(text).map_err(|error| problem(file, Severity::Wrong, error.place, error.message))
}

#[must_use]
pub fn write(annotator: &AnnotatorFile) -> String {
    ron_text::write(annotator, 1) + "\n"
}
