//! Texts as they come: a `.txt` is one document, byte for byte; a `.jsonl` holds one `{"id": …, "text": …}` a line, with
//! `title`, `language` (or `lang`), `direction` and anything else as metadata.

use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value};

use crate::error::{Error, Problem, Severity};
use crate::model::document::{DIRECTION_WORDS, Document, direction_from_word, title_of};
use crate::model::id::DocumentId;
use crate::model::language;
use crate::model::nearest::hint_for;
use crate::model::summary::{DATE, SOURCE, Summary, URL};
use crate::text::bidi::Direction;

/// The text of a file, if it is UTF-8. A byte order mark stays part of it.
pub fn text_from_bytes(bytes: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let byte = error.as_bytes()[at];
        Error::new(format!("it is not UTF-8: byte {at} is 0x{byte:02X}"))
            .hint("save the file as UTF-8 and open it again")
    })
}

/// A line of a `.jsonl` that cannot be read: the column, counted in bytes from 1, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub column: usize,
    pub message: String,
    pub fault: Fault,
}

/// Why a line is no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is no record of JSON.
    NoRecord,
    NoId,
    NoText,
}

/// The document of a line, or `None` if the line is empty. What is odd about it [`scan_line`] tells.
pub fn read_line(line: &[u8]) -> Result<Option<Document>, Unreadable> {
    let Some(mut fields) = fields::<Map<String, Value>>(line)? else {
        return Ok(None);
    };
    let id = id_of(take(&mut fields, "id"))?;
    let text = match fields.remove("text") {
        Some(Value::String(text)) => text,
        Some(Value::Number(_)) => return Err(number_for_text(&id)),
        Some(_) | None => return Err(no_text(&id)),
    };
    let mut take = |name: &str| take(&mut fields, name);
    let (title, language, direction) = (take("title"), take("language").or_else(|| take("lang")), take("direction"));
    let mut document = Document::new(id, text);
    if let Some(title) = title {
        document = document.with_title(title);
    }
    if let Some(language) = language {
        document = document.with_language(language);
    }
    if let Some(direction) = direction.and_then(|written| direction_from_word(&written)) {
        document = document.with_direction(direction);
    }
    let metadata: BTreeMap<String, String> = fields
        .into_iter()
        .map(|(name, value)| match value {
            Value::String(text) => (name, text),
            other => (name, other.to_string()),
        })
        .collect();
    Ok(Some(document.with_metadata(metadata)))
}

/// Takes a field out of a record, if it is a text or a number.
fn take(fields: &mut Map<String, Value>, name: &str) -> Option<String> {
    match fields.remove(name)? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        other => {
            fields.insert(name.to_owned(), other);
            None
        }
    }
}

/// What a list says of a line's document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanned {
    pub summary: Summary,
    /// Of its text.
    pub hash: blake3::Hash,
    /// Whether it has something to read.
    pub has_text: bool,
    /// What is odd about it.
    pub problems: Vec<Problem>,
}

/// What a list says of a line's document; `None` if the line is empty.
pub fn scan_line(line: &[u8], names: &mut Names) -> Result<Option<Scanned>, Unreadable> {
    let Some(fields) = fields::<BTreeMap<Name<'_>, &RawValue>>(line)? else {
        return Ok(None);
    };
    let raw = |name: &str| fields.get(name).map(|raw| raw.get());
    let said = |name: &str| raw(name).and_then(simple);
    if let Some((name, raw)) = fields.iter().find(|(_, raw)| has_half_character(raw.get())) {
        // A raw value is part of the line.
        let column = raw.get().as_ptr().addr().saturating_sub(line.as_ptr().addr()) + 1;
        let message = format!("no document: {HALF} in its `{}`", name.0);
        return Err(Unreadable { column, message, fault: Fault::NoRecord });
    }
    let id = id_of(said("id"))?;
    let written = raw("text").filter(|raw| is_simple(raw)).ok_or_else(|| no_text(&id))?;
    if !written.starts_with('"') {
        return Err(number_for_text(&id));
    }
    let (title, language) = (said("title"), said("language").or_else(|| said("lang")));
    let text = simple(written).ok_or_else(|| no_text(&id))?;
    let mut problems = Vec::new();
    let direction = said("direction").map_or(Direction::Auto, |written| {
        direction_from_word(&written).unwrap_or_else(|| {
            problems.push(
                Problem::new(Severity::Wrong, "", format!("document `{id}`: there is no direction `{written}`"))
                    .hint(hint_for(&written, DIRECTION_WORDS)),
            );
            Direction::Auto
        })
    });
    let shown = |name: &str| raw(name).map(|raw| simple(raw).unwrap_or_else(|| raw.to_owned())).unwrap_or_default();
    let summary = Summary {
        title: title.or_else(|| title_of(&text)).unwrap_or_else(|| id.to_string()).into(),
        language: names.shared(&language.unwrap_or_else(|| language::guess(&text).to_owned())),
        direction,
        date: shown(DATE).into(),
        source: names.shared(&shown(SOURCE)),
        url: shown(URL).into(),
        id,
    };
    let has_text = !text.trim().is_empty();
    Ok(Some(Scanned { summary, hash: blake3::hash(text.as_bytes()), has_text, problems }))
}

/// Words that come again and again, each kept once.
#[derive(Debug, Default)]
pub struct Names(HashSet<Arc<str>>);

impl Names {
    pub fn shared(&mut self, name: &str) -> Arc<str> {
        match self.0.get(name) {
            Some(known) => Arc::clone(known),
            None => {
                let new: Arc<str> = name.into();
                self.0.insert(Arc::clone(&new));
                new
            }
        }
    }
}

/// A field's name, which is copied only if it is escaped.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(transparent)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl Borrow<str> for Name<'_> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// The fields of a line; `None` if there is nothing on it.
fn fields<'a, T: Deserialize<'a>>(line: &'a [u8]) -> Result<Option<T>, Unreadable> {
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
    if line.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    serde_json::from_slice(line).map(Some).map_err(|error| Unreadable {
        column: error.column(),
        message: format!("no document: {}", plain_words(&json_message(&error))),
        fault: Fault::NoRecord,
    })
}

const HALF: &str = "half a character is escaped without its other half (such as \\ud83d alone)";

/// Whether a raw value has one half of a character that UTF-16 writes as two, which JSON allows and no text can have.
fn has_half_character(raw: &str) -> bool {
    let may_have = raw.match_indices("\\u").any(|(at, _)| matches!(raw.as_bytes().get(at + 2), Some(b'd' | b'D')));
    may_have && serde_json::from_str::<Value>(raw).is_err()
}

/// What serde says, where that is its own language.
fn plain_words(message: &str) -> &str {
    match message {
        "lone leading surrogate in hex escape" | "unexpected end of hex escape" => HALF,
        "invalid unicode code point" => "it is not UTF-8",
        "expected value" | "expected ident" => "it is no JSON",
        "trailing characters" => "something follows after the record",
        message if message.starts_with("control character") => {
            "a control character stands in a text, where JSON writes it as \\u0000"
        }
        message if message.starts_with("EOF while parsing") => "the line ends before the record does",
        message if message.starts_with("invalid type") => "it is JSON, but no record with named fields",
        message => message,
    }
}

fn id_of(written: Option<String>) -> Result<DocumentId, Unreadable> {
    let id = written.filter(|id| !id.is_empty());
    id.map(|id| DocumentId::new(&id)).ok_or_else(|| Unreadable {
        column: 1,
        message: "no document: there is no `id`".to_owned(),
        fault: Fault::NoId,
    })
}

fn no_text(id: &DocumentId) -> Unreadable {
    Unreadable { column: 1, message: format!("document `{id}`: there is no `text`"), fault: Fault::NoText }
}

/// A number is taken for what it says where it names something, but it is nothing to annotate: another field is the text.
fn number_for_text(id: &DocumentId) -> Unreadable {
    Unreadable {
        column: 1,
        message: format!("document `{id}`: its `text` is a number, not a text"),
        fault: Fault::NoText,
    }
}

/// Whether a raw value is a text or a number, which are taken for what they say.
fn is_simple(raw: &str) -> bool {
    raw.starts_with(|c: char| c == '"' || c == '-' || c.is_ascii_digit())
}

fn simple(raw: &str) -> Option<String> {
    match raw.as_bytes().first() {
        Some(b'"') => serde_json::from_str(raw).ok(),
        _ if is_simple(raw) => serde_json::from_str::<Number>(raw).ok().map(|number| number.to_string()),
        _ => None,
    }
}

/// Why no line of a `.jsonl` that begins so is a document, where all of them have one reason, with what one can do.
#[must_use]
pub fn no_lines(start: &str) -> Option<Error> {
    let start = start.strip_prefix('\u{feff}').unwrap_or(start).trim_start();
    if start.is_empty() {
        return None;
    }
    let line = start.lines().next().unwrap_or_default();
    let first = serde_json::from_str::<IgnoredAny>(line);
    if start.starts_with('[') {
        let import = "`hashiya import DIR FILE --format records` reads lists";
        return Some(
            Error::new("it is one list of JSON, and not a document a line")
                .hint(format!("`jq -c '.[]' FILE` makes lines of it; {import} of records with annotations")),
        );
    }
    if !start.contains('\n') && start.contains('\r') {
        return Some(
            Error::new("its lines end in a carriage return alone").hint("save it with line feeds at the ends of lines"),
        );
    }
    match first {
        Err(error) if start.starts_with('{') && start.contains('\n') && error.is_eof() => Some(
            Error::new("its records go over several lines").hint("`jq -c . FILE` writes each on a line of its own"),
        ),
        Err(_) if !start.starts_with('{') => Some(
            Error::new("it is no JSON")
                .hint("each line of a .jsonl is a record, such as {\"id\": \"n1\", \"text\": \"…\"}"),
        ),
        _ => None,
    }
}

/// A document as a line of a `.jsonl`, as `read_line` reads it.
#[must_use]
pub fn write_line(document: &Document) -> String {
    let mut fields: Map<String, Value> =
        document.metadata().iter().map(|(name, value)| (name.clone(), Value::String(value.clone()))).collect();
    for (name, value) in [
        ("id", document.id().as_str()),
        ("title", document.title()),
        ("language", document.language()),
        ("text", document.text()),
    ] {
        fields.insert(name.to_owned(), Value::String(value.to_owned()));
    }
    Value::Object(fields).to_string() + "\n"
}

/// What serde says, without its own line and column.
#[must_use]
pub fn json_message(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.clone(), |(message, _)| message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Names, no_lines, read_line, scan_line, text_from_bytes};

    #[test]
    fn the_first_byte_that_is_not_utf8_is_named() {
        let error = text_from_bytes(b"ab\xc7c".to_vec()).unwrap_err();
        assert!(error.message.contains("byte 2 is 0xC7"), "{error}");
    }

    /// What scanning says must be what the document says when it is read.
    fn check(line: &str) {
        let scanned = scan_line(line.as_bytes(), &mut Names::default()).unwrap().unwrap();
        let document = read_line(line.as_bytes()).unwrap().unwrap();
        assert_eq!((scanned.summary, &scanned.hash.into()), (document.summary(), document.hash()));
    }

    #[test]
    fn a_list_says_of_a_document_what_it_says_itself() {
        check(r#"{"id":1,"text":"a\nb","lang":"ar","date":"2024-05-01","source":"Wire","url":"u"}"#);
        check(r#"{"id":"b","text":"\n \nThe first line\nand more"}"#);
        check(
            r#"{"text":"","t\u0069tle":"T\u00e9","id":"c","language":"vi","lang":"en","date":20240501,"source":{"name":"x"}}"#,
        );
        check("\u{feff}{\"id\":\"d\",\"text\":\"1.50\",\"direction\":\"rtl\",\"title\":2}");
        check(r#"{"id":"e","id":"f","text":"x","direction":"sideways"}"#);
    }

    #[test]
    fn half_a_character_is_told_in_whatever_field_it_stands() {
        let told =
            |line: &str| scan_line(line.as_bytes(), &mut Names::default()).map_err(|told| (told.column, told.message));
        let half = "half a character is escaped without its other half (such as \\ud83d alone)";
        for field in ["text", "note"] {
            let line = format!(r#"{{"id":"a","text":"x","{field}":"b\ud83d"}}"#);
            let column = line.rfind(':').unwrap() + 2;
            assert_eq!(told(&line), Err((column, format!("no document: {half} in its `{field}`"))));
            assert!(read_line(line.as_bytes()).is_err());
        }
        assert!(told(r#"{"id":"a","text":"\ud83d\ude00 \\ud83d"}"#).is_ok());
    }

    #[test]
    fn why_a_file_has_no_lines_of_documents_is_told() {
        let check = |start: &str, told: Option<&str>| {
            assert_eq!(no_lines(start).map(|error| error.message), told.map(str::to_owned), "{start}");
        };
        check(" [{\"id\":1}]", Some("it is one list of JSON, and not a document a line"));
        check("{\n  \"id\": 1,\n", Some("its records go over several lines"));
        check("{\"id\":1}\r{\"id\":2}\r", Some("its lines end in a carriage return alone"));
        check("id,text\n1,x\n", Some("it is no JSON"));
        check("{\"id\":1}\n", None);
        check("\n \n", None);
    }

    #[test]
    fn a_line_without_id_or_text_is_no_document() {
        for line in [
            r#"{"text":"x"}"#,
            r#"{"id":"","text":"x"}"#,
            r#"{"id":"a"}"#,
            r#"{"id":"a","text":["x"]}"#,
            r#"{"id":"a","text":5}"#,
            "{oops",
        ] {
            let unreadable = scan_line(line.as_bytes(), &mut Names::default()).unwrap_err();
            assert_eq!(read_line(line.as_bytes()).unwrap_err(), unreadable);
        }
        assert_eq!(scan_line(b" \r", &mut Names::default()), Ok(None));
    }
}
