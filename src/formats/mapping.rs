//! Which field of a record, or which column of a table, holds what: said by the person, in an option (`text=content,label=2`) or in
//! a file of RON (`(text: "content", label: 2)`), or else guessed by the usual names. Knows no disk.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::error::Error;
use crate::model::nearest::hint_for;
use crate::records::node::Node;
use crate::records::ron_text::{Place, RonError};

use super::name_list;

/// What divides what is said, and a part from its field.
const DIVIDERS: [char; 2] = [',', '='];

/// What a field can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The text of the document.
    Text,
    /// The name of the document.
    Id,
    Title,
    Language,
    /// Who said it.
    Annotator,
    /// A list of spans, or of labels of the document.
    Spans,
    /// Of a span, in code points.
    Start,
    /// Of a span, exclusive.
    End,
    Label,
    /// What the span says.
    Quote,
}

/// What each is called in options, and in other people's files; the likelier first.
const PARTS: [(Part, &str, &[&str]); 10] = [
    (Part::Text, "text", &["text", "content", "body", "sentence", "article", "document_text", "data"]),
    (Part::Id, "id", &["id", "doc_id", "document_id", "docid", "document", "doc", "file", "filename", "uid"]),
    (Part::Title, "title", &["title", "headline"]),
    (Part::Language, "language", &["language", "lang"]),
    (Part::Annotator, "annotator", &["annotator", "coder", "annotated_by", "user", "worker"]),
    (Part::Spans, "spans", &["spans", "entities", "mentions", "annotations", "labels", "ents"]),
    (Part::Start, "start", &["start", "start_offset", "start_char", "begin", "start_index", "from"]),
    (Part::End, "end", &["end", "end_offset", "end_char", "stop", "end_index", "to"]),
    (Part::Label, "label", &["label", "type", "tag", "category", "class", "entity_type", "ner"]),
    (Part::Quote, "quote", &["quote", "surface", "mention", "entity", "span", "span_text", "value", "word"]),
];

/// Which field holds what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping(BTreeMap<Part, String>);

impl Part {
    /// What it is called in options.
    #[must_use]
    pub fn word(self) -> &'static str {
        PARTS.iter().find(|(part, ..)| *part == self).map_or("", |(_, word, _)| word)
    }
}

impl Mapping {
    /// What is said, each part once, with the name of its field.
    pub fn parts(&self) -> impl Iterator<Item = (Part, &str)> {
        self.0.iter().map(|(part, name)| (*part, name.as_str()))
    }

    /// The name of a field; a number where spans are lists or columns have no names.
    #[must_use]
    pub fn get(&self, part: Part) -> Option<&str> {
        self.0.get(&part).map(String::as_str)
    }

    /// Reads a file of RON, such as `(text: "content", spans: "labels", start: 0)`; `file` is what errors call it. Fails on what is
    /// no RON, on a part that there is not, and on a field that is neither a name nor a place.
    pub fn from_ron(text: &str, file: &str) -> Result<Self, Error> {
        let wrong = |place: Place, message: String| Error::new(format!("{file}:{place}: {message}"));
        let no_ron = |error: RonError| {
            wrong(error.place, error.message)
                .hint("write `(text: \"content\", id: \"doc_id\")`, with the names of your fields")
        };
        let fields = Node::file(text).and_then(|node| node.fields()).map_err(no_ron)?;
        let mut found = BTreeMap::new();
        for (word, node) in fields.rest() {
            let Some((part, ..)) = PARTS.iter().find(|(_, known, _)| *known == word) else {
                let words = PARTS.map(|(_, word, _)| word);
                return Err(
                    wrong(node.place(), format!("nothing is called `{word}` there")).hint(hint_for(word, words))
                );
            };
            let number = node.read::<usize>().map(|place| place.to_string());
            let name = number.or_else(|_| node.read::<String>()).ok().filter(|name| !name.trim().is_empty());
            let name = name.ok_or_else(|| {
                wrong(node.place(), format!("`{}` is no name of a field", node.written()))
                    .hint("write it in double quotes, or a place as a number, counted from 0")
            })?;
            if found.insert(*part, name).is_some() {
                return Err(wrong(node.place(), format!("`{word}` comes twice")).hint("leave one of them"));
            }
        }
        Ok(Self(found))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all that is said are places, counted from 0.
    #[must_use]
    pub fn is_by_place(&self) -> bool {
        !self.0.is_empty() && self.0.values().all(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// With what is not said taken from these names, each used once. `Part`s of `not` are not guessed.
    #[must_use]
    pub fn guessed(&self, names: &[&str], not: &[Part]) -> Self {
        let mut found = self.0.clone();
        for (part, _, usual) in PARTS.iter().filter(|(part, ..)| !not.contains(part)) {
            if found.contains_key(part) {
                continue;
            }
            let is_free = |name: &&&str| !found.values().any(|used| used == **name);
            let is_meant = |usual: &str| names.iter().filter(is_free).find(|name| name.eq_ignore_ascii_case(usual));
            if let Some(name) = usual.iter().find_map(|usual| is_meant(usual)) {
                found.insert(*part, (*name).to_owned());
            }
        }
        Self(found)
    }

    /// Only what is in these names.
    #[must_use]
    pub fn within(&self, names: &[&str]) -> Self {
        Self(self.0.clone().into_iter().filter(|(_, name)| names.contains(&name.as_str())).collect())
    }

    /// With one more name, if there is none.
    #[must_use]
    pub fn or(mut self, part: Part, name: &str) -> Self {
        self.0.entry(part).or_insert_with(|| name.to_owned());
        self
    }
}

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = |part: Part| self.get(part).map(|name| name_list::written(name, &DIVIDERS));
        let said = PARTS.iter().filter_map(|(part, word, _)| Some(format!("{word}={}", field(*part)?)));
        f.write_str(&said.collect::<Vec<_>>().join(","))
    }
}

impl FromStr for Mapping {
    type Err = Error;

    /// `text=content,id=doc_id,spans=labels,start=0,end=1,label=2`; a name with one of `,=` in it in double quotes.
    fn from_str(written: &str) -> Result<Self, Error> {
        let words = PARTS.map(|(_, word, _)| word);
        let mut found = BTreeMap::new();
        let [between, is] = DIVIDERS;
        for pair in name_list::divided(written, between).into_iter().filter(|pair| !pair.is_empty()) {
            let (word, name) = pair.split_once(is).unwrap_or((pair, ""));
            let name = name_list::name(name.trim())?;
            let Some((part, ..)) = PARTS.iter().find(|(_, known, _)| *known == word.trim()) else {
                return Err(Error::new(format!("nothing is called `{word}` there")).hint(hint_for(word, words)));
            };
            if name.trim().is_empty() {
                return Err(Error::new(format!("`{word}` is in no field")).hint(format!("write `{word}=NAME`")));
            }
            found.insert(*part, name.into_owned());
        }
        Ok(Self(found))
    }
}

#[cfg(test)]
mod tests {
    use super::{Mapping, Part};

    #[test]
    fn what_is_said_goes_before_what_is_guessed() {
        let said: Mapping = "text=content, label=2".parse().unwrap();
        let names = ["content", "text", "Doc_ID", "label", "start"];
        let all = said.guessed(&names, &[]);
        assert_eq!(all.get(Part::Text), Some("content"));
        assert_eq!(all.get(Part::Id), Some("Doc_ID"));
        assert_eq!(all.get(Part::Label), Some("2"));
        assert_eq!((all.get(Part::Start), all.get(Part::End)), (Some("start"), None));
        assert!(!all.is_by_place() && "text=0,label=1".parse::<Mapping>().unwrap().is_by_place());
    }

    #[test]
    fn a_file_says_the_same() {
        let file = "// Of the press agency.\n(text: \"content\", id: \"doc, id\", start: 0)\n";
        let found = Mapping::from_ron(file, "m.ron").unwrap();
        assert_eq!(found.to_string(), "text=content,id=\"doc, id\",start=0");
        assert_eq!(found.to_string().parse::<Mapping>().unwrap(), found);
        assert_eq!("start=0,text=a".parse::<Mapping>().unwrap().to_string(), "text=a,start=0");
        let refused = |file: &str| Mapping::from_ron(file, "m.ron").unwrap_err().to_string();
        assert_eq!(refused("(\n  txt: \"a\")"), "m.ron:2:8: nothing is called `txt` there; did you mean `text`?");
        assert!(
            refused("(text: [1])").starts_with("m.ron:1:8: `[1]` is no name of a field; write it in double quotes")
        );
        assert!(refused("(text: \"a\", text: \"b\")").starts_with("m.ron:1:19: `text` comes twice"));
        for wrong in ["(text: \"a\"", "", "[1]"] {
            assert!(refused(wrong).contains("write `(text: "), "{}", refused(wrong));
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let refusal = |written: &str| written.parse::<Mapping>().unwrap_err().to_string();
        assert!(refusal("txt=a").contains("did you mean `text`"), "{}", refusal("txt=a"));
        assert_eq!(refusal("text="), "`text` is in no field; write `text=NAME`");
    }
}
