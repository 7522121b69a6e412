//! `sources/….ron`: where texts came from that were added to a project. One file for each time that somebody added some,
//! written once and never changed, so that copying folders together merges them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Problem, Severity};
use crate::model::schema::FORMAT_VERSION;

use super::node::problem;
use super::ron_text;

/// What was added at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Added {
    pub format: u32,
    /// When, in UTC.
    pub added: String,
    /// The machine's user who did it.
    pub by: String,
    /// What several files of another program were made into documents together, where no document is of one of them alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub originals: Vec<Original>,
    /// Sorted by file.
    pub files: Vec<Source>,
}

/// A file that an import was made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Original {
    /// Its name, from the folder that was named.
    pub file: String,
    /// The hash of its bytes, `blake3:` and 64 hexadecimal digits.
    pub hash: String,
}

/// Where one file of the texts' folder came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its name in the texts' folder.
    pub file: String,
    /// The document in it, if it has one only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The name of the file it was made of, from the folder that was named; empty if it is one of `originals`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub original: String,
    /// The hash of that file's bytes, `blake3:` and 64 hexadecimal digits.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub original_hash: String,
    /// The format of another program that it was read from; empty if it was added as a text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub format: String,
    /// What its text was read by.
    pub encoding: String,
    /// Whether a byte order mark stood before it, which was left out.
    #[serde(default, skip_serializing_if = "is_false")]
    pub mark: bool,
    /// How many places meant nothing in the encoding and became U+FFFD.
    #[serde(default, skip_serializing_if = "is_none_lost")]
    pub lost: usize,
    /// How many of its lines were left out, because they were there already or for reasons that were told.
    #[serde(default, skip_serializing_if = "is_none_lost")]
    pub left_out: usize,
    /// Which of its fields held what, where that is not as ours are called: `text=content,id=doc_id`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub map: String,
    /// What the person who added it said about its language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_none_lost(count: &usize) -> bool {
    *count == 0
}

impl Added {
    /// What was added, at a moment in UTC, by the machine's user.
    #[must_use]
    pub fn new(added: String, by: String, mut files: Vec<Source>) -> Self {
        files.sort_by(|a, b| a.file.cmp(&b.file));
        Self { format: FORMAT_VERSION, added, by, originals: Vec::new(), files }
    }

    /// What a document's metadata say of where it came from.
    #[must_use]
    pub fn metadata(&self, source: &Source) -> BTreeMap<String, String> {
        let fields = [
            ("added", &self.added),
            ("original_file", &source.original),
            ("original_encoding", &source.encoding),
            ("original_hash", &source.original_hash),
            ("original_format", &source.format),
        ];
        fields
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect()
    }
}

/// Reads a file; a mistake in it is told, and nothing of it is known.
pub fn read(text: &str, file: &str) -> Result<Added, Problem> {
    ron_text::read_file(text).map_err(|error| problem(file, Severity::Wrong, error.place, error.message))
}

#[must_use]
pub fn write(added: &Added) -> String {
    ron_text::write(added, 2) + "\n"
}

#[cfg(test)]
mod tests {
    use super::{Added, Source, read, write};

    #[test]
    fn a_record_is_a_line_and_comes_back() {
        let source = |file: &str| Source {
            file: format!("{file}.txt"),
            document: Some(file.to_owned()),
            original: format!("old/{file}.txt"),
            original_hash: "blake3:00".to_owned(),
            format: String::new(),
            encoding: "windows-1256".to_owned(),
            mark: false,
            lost: 0,
            left_out: 0,
            map: String::new(),
            language: None,
        };
        let added =
            Added::new("2026-11-22T02:41:03.000Z".to_owned(), "layla".to_owned(), vec![source("خبر"), source("b")]);
        let written = write(&added);
        let line = "        (file: \"خبر.txt\", document: \"خبر\", original: \"old/خبر.txt\", original_hash: \"blake3:00\", encoding: \"windows-1256\"),\n";
        assert!(written.contains(line), "{written}");
        assert_eq!(read(&written, "s.ron"), Ok(added));
        assert_eq!(read("(", "s.ron").unwrap_err().place, "s.ron:1:1");
    }
}
