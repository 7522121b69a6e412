//! Texts as they come: a `.txt` is one document, byte for byte; a `.jsonl` holds one `{"id": …, "text": …}` a line, with
//! `title`, `language` (or `lang`), `direction` and anything else as metadata.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::error::{Error, Problem, Severity};
use crate::model::document::{DIRECTION_WORDS, Document, direction_from_word};
use crate::model::id::DocumentId;
use crate::model::nearest::hint_for;

use super::encoding::guess::guess;

/// The text of a file, if it is UTF-8. A byte order mark stays part of it.
pub fn text_from_bytes(bytes: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let byte = error.as_bytes()[at];
        let (encoding, confidence) = guess(error.as_bytes()).said();
        Error::new(format!("it is not UTF-8: byte {at} is 0x{byte:02X}"))
            .hint(format!("it seems to be {encoding} ({confidence}); save it as UTF-8"))
    })
}

/// The documents of a `.jsonl`. `file` is what problems call it; a line that cannot be read is told, the others are read.
#[must_use]
pub fn read_jsonl(bytes: &[u8], file: &str) -> (Vec<Document>, Vec<Problem>) {
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match read_line(line) {
            Ok((document, told)) => {
                documents.push(document);
                problems.extend(
                    told.into_iter().map(|problem| Problem { place: format!("{file}:{}", index + 1), ..problem }),
                );
            }
            Err((column, message)) => {
                problems.push(Problem::new(Severity::Loss, format!("{file}:{}:{column}", index + 1), message));
            }
        }
    }
    (documents, problems)
}

/// A document and what is odd about it, or the column and what is wrong.
fn read_line(line: &[u8]) -> Result<(Document, Vec<Problem>), (usize, String)> {
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
    let mut fields: Map<String, Value> = serde_json::from_slice(line)
        .map_err(|error| (error.column(), format!("no document: {}", json_message(&error))))?;
    let mut take = |name: &str| match fields.remove(name) {
        Some(Value::String(text)) => Some(text),
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(other) => {
            fields.insert(name.to_owned(), other);
            None
        }
        None => None,
    };
    let id = take("id").filter(|id| !id.is_empty()).ok_or_else(|| (1, "no document: there is no `id`".to_owned()))?;
    let text = take("text").ok_or_else(|| (1, format!("document `{id}`: there is no `text`")))?;
    let (title, language, direction) = (take("title"), take("language").or_else(|| take("lang")), take("direction"));
    let mut document = Document::new(DocumentId::new(&id), text);
    let mut problems = Vec::new();
    if let Some(title) = title {
        document = document.with_title(title);
    }
    if let Some(language) = language {
        document = document.with_language(language);
    }
    if let Some(written) = direction {
        match direction_from_word(&written) {
            Some(direction) => document = document.with_direction(direction),
            None => problems.push(
                Problem::new(Severity::Wrong, "", format!("document `{id}`: there is no direction `{written}`"))
                    .hint(hint_for(&written, DIRECTION_WORDS)),
            ),
        }
    }
    let metadata: BTreeMap<String, String> = fields
        .into_iter()
        .map(|(name, value)| match value {
            Value::String(text) => (name, text),
            other => (name, other.to_string()),
        })
        .collect();
    Ok((document.with_metadata(metadata), problems))
}

/// What serde says, without its own line and column.
#[must_use]
pub fn json_message(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.clone(), |(message, _)| message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{read_jsonl, text_from_bytes};

    #[test]
    fn the_first_byte_that_is_not_utf8_is_named() {
        let error = text_from_bytes(b"ab\xc7c".to_vec()).unwrap_err();
        assert!(error.message.contains("byte 2 is 0xC7"), "{error}");
    }

    #[test]
    fn a_bad_line_does_not_hide_the_good_ones() {
        let lines = "{\"id\":1,\"text\":\"a\",\"lang\":\"ar\",\"date\":\"2024\"}\n\n{\"id\":\"x\"}\n{oops\n{\"id\":\"b\",\"text\":\"\"}\n";
        let (documents, problems) = read_jsonl(lines.as_bytes(), "n.jsonl");
        let ids: Vec<_> = documents.iter().map(|document| document.id().as_str()).collect();
        assert_eq!(ids, ["1", "b"]);
        assert_eq!((documents[0].language(), documents[0].metadata()["date"].as_str()), ("ar", "2024"));
        let places: Vec<_> = problems.iter().map(|problem| problem.place.as_str()).collect();
        assert_eq!(places, ["n.jsonl:3:1", "n.jsonl:4:2"]);
    }
}
