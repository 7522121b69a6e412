//! Lines of somebody's `.jsonl` taken as documents of a project: by the fields that hold the text and the id, said by a [`Mapping`]
//! or guessed by the usual names, and with an id made of the text where there is none. What else a line says stays in it as it is
//! written. Knows no disk.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{Deserialize, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::Error;
use crate::model::nearest::hint_for;

use super::documents::{Fault, Names, Scanned, Unreadable, scan_line};
use super::mapping::{Mapping, Part};

/// What can be said of a line that is a document, and how ours call it.
const OURS: [Part; 4] = [Part::Text, Part::Id, Part::Title, Part::Language];
/// What is never guessed: no document is less than whole without it.
const NOT_GUESSED: [Part; 8] =
    [Part::Title, Part::Language, Part::Annotator, Part::Spans, Part::Start, Part::End, Part::Label, Part::Quote];
/// What a field that is no id is called where an id takes its place.
const DISPLACED: &str = "original_id";
/// How many hexadecimal digits of a text's hash make its id: of a million texts two are alike once in five hundred corpora, which is
/// told.
const DIGITS: usize = 12;

/// How the lines of a file become documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taking {
    map: Mapping,
    /// Before the ids that are made.
    stem: String,
    /// The fields of the first lines that hold one value.
    fields: Vec<String>,
}

/// A line that is a document.
#[derive(Debug, PartialEq, Eq)]
pub struct Taken<'a> {
    /// As a project has it, without an end of line.
    pub line: Cow<'a, str>,
    pub scanned: Scanned,
    /// Whether its id was made here.
    pub is_named_here: bool,
}

/// Refuses to be told of anything but what a document is.
pub fn check_map(map: &Mapping) -> Result<(), Error> {
    match map.parts().find(|(part, _)| !OURS.contains(part)) {
        None => Ok(()),
        Some((part, _)) => {
            Err(Error::new(format!("texts are added without annotations, and so without `{}`", part.word())).hint(
                "say `text`, `id`, `title` or `language`; `hashiya import` reads annotations, with the same `--map`",
            ))
        }
    }
}

impl Taking {
    /// By what is said, and by the first lines for what is not. Fails on a field that none of these has.
    pub fn of(said: &Mapping, first: &[impl AsRef<str>], stem: &str) -> Result<Self, Error> {
        let mut names: Vec<String> = Vec::new();
        for line in first {
            let Ok(Fields(fields)) = serde_json::from_str(line.as_ref()) else { continue };
            // What holds a list or a record is neither text nor id.
            for (name, _) in fields.into_iter().filter(|(_, raw)| !raw.get().starts_with(['[', '{'])) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        if let Some((part, name)) = said.parts().find(|(_, name)| !names.is_empty() && !names.contains(name)) {
            let message = format!("no line has `{name}`, which is to be its {}", part.word());
            return Err(Error::new(message).hint(hint_for(name, names)));
        }
        let map = said.guessed(&names, &NOT_GUESSED);
        let fields = names.into_iter().map(str::to_owned).collect();
        Ok(Self { map, stem: stem.to_owned(), fields })
    }

    /// By a mapping that was found before.
    #[must_use]
    pub fn by(map: &Mapping, stem: &str) -> Self {
        Self { map: map.clone(), stem: stem.to_owned(), fields: Vec::new() }
    }

    /// The fields that may hold the text or the id, as far as the first lines were looked at for them.
    #[must_use]
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    #[must_use]
    pub fn map(&self) -> &Mapping {
        &self.map
    }

    /// The fields of ours, each with the field that is read for it, where that is another.
    pub fn others(&self) -> impl Iterator<Item = (&'static str, &str)> {
        OURS.into_iter().filter_map(|part| Some((part.word(), self.map.get(part)?))).filter(|(ours, name)| ours != name)
    }

    /// The document of a line; `None` if there is nothing on it.
    pub fn line<'a>(&self, line: &'a str, names: &mut Names) -> Result<Option<Taken<'a>>, Unreadable> {
        if self.others().next().is_none() {
            match scan_line(line.as_bytes(), names) {
                Err(Unreadable { fault: Fault::NoId, .. }) => {}
                scanned => {
                    let taken = |scanned| Taken { line: Cow::Borrowed(line), scanned, is_named_here: false };
                    return scanned.map(|scanned| scanned.map(taken));
                }
            }
        }
        let Ok(Fields(mut fields)) = serde_json::from_str(line) else {
            // It says why.
            return scan_line(line.as_bytes(), names).map(|_| None);
        };
        self.rename(&mut fields);
        if fields.iter().all(|(name, _)| name != "text") {
            let message = "no document: there is no `text`".to_owned();
            return Err(Unreadable { column: 1, message, fault: Fault::NoText });
        }
        let made = self.name(&mut fields);
        let written = write(&fields, made.as_deref());
        let scanned = scan_line(written.as_bytes(), names).map_err(|Unreadable { message, fault, .. }| Unreadable {
            column: 1,
            message,
            fault,
        })?;
        Ok(scanned.map(|scanned| Taken { line: Cow::Owned(written), scanned, is_named_here: made.is_some() }))
    }

    /// Gives fields our names; a field that has ours gets the name of the one which takes its place.
    fn rename(&self, fields: &mut [(String, &RawValue)]) {
        for (ours, theirs) in self.others() {
            if fields.iter().all(|(name, _)| name != theirs) {
                continue;
            }
            for (name, _) in &mut *fields {
                if name == ours {
                    *name = theirs.to_owned();
                } else if name == theirs {
                    *name = ours.to_owned();
                }
            }
        }
    }

    /// The id that a document gets which has none: the same text has the same, in whatever line it stands.
    fn name(&self, fields: &mut Vec<(String, &RawValue)>) -> Option<String> {
        let is_id = |raw: &str| !matches!(raw, "\"\"" | "null") && !raw.starts_with(['[', '{', 't', 'f']);
        if fields.iter().any(|(name, raw)| name == "id" && is_id(raw.get())) {
            return None;
        }
        fields.retain(|(name, raw)| name != "id" || !matches!(raw.get(), "\"\"" | "null"));
        for (name, _) in fields.iter_mut().filter(|(name, _)| name == "id") {
            *name = DISPLACED.to_owned();
        }
        let (_, raw) = fields.iter().rev().find(|(name, _)| name == "text")?;
        let text: String = serde_json::from_str(raw.get()).unwrap_or_else(|_| raw.get().to_owned());
        let hash = blake3::hash(text.as_bytes()).to_hex();
        Some(format!("{}-{}", self.stem, &hash[..DIGITS]))
    }
}

/// The fields of a line in its order, each value as it is written.
struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a record")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

fn write(fields: &[(String, &RawValue)], id: Option<&str>) -> String {
    let json = |text: &str| Value::from(text).to_string();
    let id = id.map(|id| format!("\"id\":{}", json(id)));
    let fields = fields.iter().map(|(name, raw)| format!("{}:{}", json(name), raw.get()));
    let written: Vec<String> = id.into_iter().chain(fields).collect();
    format!("{{{}}}", written.join(","))
}

#[cfg(test)]
mod tests {
    use super::{Taking, check_map};
    use crate::formats::documents::Names;
    use crate::formats::mapping::Mapping;

    fn map(written: &str) -> Mapping {
        written.parse().unwrap()
    }

    /// What a line becomes, by a mapping and what is guessed from the line.
    fn check(said: &str, line: &str, expected: &str) {
        let taking = Taking::of(&map(said), &[line], "n").unwrap();
        let taken = taking.line(line, &mut Names::default());
        let told = taken.map(|taken| taken.map_or_else(String::new, |taken| taken.line.into_owned()));
        assert_eq!(told.unwrap_or_else(|told| told.message), expected, "{line}");
    }

    #[test]
    fn a_line_of_ours_stays_as_it_is_written() {
        check("", r#" {"text": "x" , "id": 1}"#, r#" {"text": "x" , "id": 1}"#);
        check("", " ", "");
    }

    #[test]
    fn fields_of_usual_names_are_found_and_others_can_be_named() {
        check("", r#"{"doc_id":"a","body":"x","n":[1]}"#, r#"{"id":"a","text":"x","n":[1]}"#);
        check("text=lead,id=guid", r#"{"guid":"a","text":"y","lead":"x"}"#, r#"{"id":"a","lead":"y","text":"x"}"#);
        check("title=headline", r#"{"id":1,"text":"x","headline":"h"}"#, r#"{"id":1,"text":"x","title":"h"}"#);
        check("", r#"{"data":{"text":"x"},"id":"a"}"#, "document `a`: there is no `text`");
    }

    #[test]
    fn who_has_no_id_is_called_after_the_text() {
        let hash = &blake3::hash(b"x").to_hex()[..12];
        check("", r#"{"text":"x"}"#, &format!(r#"{{"id":"n-{hash}","text":"x"}}"#));
        check("", r#"{"id":null,"text":"x"}"#, &format!(r#"{{"id":"n-{hash}","text":"x"}}"#));
        let kept = format!(r#"{{"id":"n-{hash}","original_id":{{"$oid":"5"}},"text":"x"}}"#);
        check("", r#"{"id":{"$oid":"5"},"text":"x"}"#, &kept);
        check("", r#"{"title":"x"}"#, "no document: there is no `text`");
    }

    #[test]
    fn a_field_that_is_not_there_is_refused() {
        let refused = Taking::of(&map("text=contents"), &[r#"{"content":"x"}"#], "n").unwrap_err().to_string();
        assert_eq!(refused, "no line has `contents`, which is to be its text; did you mean `content`?");
        assert!(check_map(&map("text=a,spans=b")).unwrap_err().message.contains("so without `spans`"));
        assert!(check_map(&map("text=a,id=b,language=c,title=d")).is_ok());
    }
}
