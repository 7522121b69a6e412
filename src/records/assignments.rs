//! `assignments.ron`, at the top of a project: which documents are assigned to whom, a document a line, sorted. What it does not
//! say is assigned to nobody. It is read whole or not at all, so that nothing of it is lost when it is written again.

use serde::Deserialize;

use crate::error::Error;
use crate::model::assignment::Assignments;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::schema::FORMAT_VERSION;

use super::ron_text;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    assignments: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    document: String,
    annotators: Vec<String>,
}

/// Reads a file; `file` is what errors call it. Fails, with the place, if something of it cannot be understood, or if a newer
/// version wrote it.
pub fn read(text: &str, file: &str) -> Result<Assignments, Error> {
    let read: File = ron_text::read_file(text).map_err(|error| {
        Error::new(format!("{file}:{}: {}", error.place, error.message))
            .hint("nobody can be assigned anything until it is mended")
    })?;
    if read.format > FORMAT_VERSION {
        let message = format!(
            "{file} has format version {}, and this program knows versions up to {FORMAT_VERSION}",
            read.format
        );
        return Err(Error::new(message).hint("open it with a newer Hashiya; nothing was changed"));
    }
    Ok(Assignments::new(read.assignments.into_iter().flat_map(|Record { document, annotators }| {
        let document = DocumentId::new(&document);
        annotators.into_iter().map(move |annotator| (document.clone(), AnnotatorId::new(&annotator)))
    })))
}

/// The file's text.
#[must_use]
pub fn write(assignments: &Assignments) -> String {
    let word = |word: &str| ron_text::write(&word, 0);
    let mut out = format!("(\n    format: {FORMAT_VERSION},\n    assignments: [\n");
    for (document, annotators) in assignments.iter() {
        let annotators: Vec<String> = annotators.iter().map(|annotator| word(annotator.as_str())).collect();
        let record = format!("(document: {}, annotators: [{}])", word(document.as_str()), annotators.join(", "));
        out.push_str(&format!("        {record},\n"));
    }
    out.push_str("    ],\n)\n");
    out
}

#[cfg(test)]
mod tests {
    use super::{read, write};
    use crate::model::assignment::Assignments;
    use crate::model::id::{AnnotatorId, DocumentId};

    #[test]
    fn assignments_are_written_sorted_and_read_back() {
        let said = [("b", "minh"), ("خبر \"1\"", "ليلى"), ("b", "Hà")];
        let all = Assignments::new(said.map(|(document, name)| (DocumentId::new(document), AnnotatorId::new(name))));
        let written = write(&all);
        let lines = "        (document: \"b\", annotators: [\"Hà\", \"minh\"]),\n        (document: \"خبر \\\"1\\\"\", annotators: [\"ليلى\"]),\n";
        assert!(written.contains(lines), "{written}");
        assert_eq!(read(&written, "a.ron"), Ok(all));
    }

    #[test]
    fn what_cannot_be_read_says_where_and_newer_files_are_left_alone() {
        let said = |text: &str| read(text, "assignments.ron").unwrap_err().message;
        assert!(said("(format: 1, assignments: [\n(dokument: \"a\")])").starts_with("assignments.ron:2:"));
        assert!(said("(format: 2, assignments: [])").contains("version 2"));
    }
}
