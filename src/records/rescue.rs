//! What could not be saved where it belongs, in a file of its own that can be put back: JSON lines, each with a sum as in a journal.
//! First whose and of which project it is, then every action, then the files as they would be, for where the actions do not fit.
//!
//! ```json
//! {"format":1,"unit":"code points","project":"News","folder":"/home/layla/news","annotator":"layla","sum":"…"}
//! {"n":0,"time":"2026-11-22T02:26:11.482Z","title":"label person","document":"news-1","text":"blake3:…","of":7,"changes":[…],"sum":"…"}
//! {"file":"news-1","holds":"(\n    format: 1,…","sum":"…"}
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::schema::FORMAT_VERSION;

use super::held::Sum;
use super::journal as lines;
use super::set::UNIT;

/// What one annotator did in one project, and is not on disk there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rescue {
    /// The project's name.
    pub project: String,
    /// Where it lay.
    pub folder: String,
    pub annotator: AnnotatorId,
    /// In their order, as bodies of `identities.journal`: those of documents say of which they are.
    pub actions: Vec<String>,
    /// The texts of the sets as they are after all of it.
    pub sets: BTreeMap<DocumentId, String>,
    /// The text of the identities, if those changed.
    pub identities: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    format: u32,
    unit: String,
    project: String,
    folder: String,
    annotator: String,
}

/// A file whole; without a name that of the identities.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    file: Option<String>,
    holds: String,
}

impl Rescue {
    /// Of how many actions in how many documents it is; a renaming alone is none of a document.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<DocumentId, usize> {
        let mut counts = BTreeMap::new();
        for (shared, _) in self.actions.iter().filter_map(|body| lines::read_shared(body).ok().flatten()) {
            *counts.entry(shared.document).or_default() += 1;
        }
        counts
    }

    /// The file's text.
    #[must_use]
    pub fn write(&self) -> String {
        let head = Head {
            format: FORMAT_VERSION,
            unit: UNIT.to_owned(),
            project: self.project.clone(),
            folder: self.folder.clone(),
            annotator: self.annotator.to_string(),
        };
        let sets = self.sets.iter().map(|(document, text)| (Some(document.to_string()), text));
        let wholes = sets.chain(self.identities.iter().map(|text| (None, text)));
        let wholes = wholes.map(|(file, holds)| body(&Whole { file, holds: holds.clone() }));
        let bodies = std::iter::once(body(&head)).chain(self.actions.iter().cloned()).chain(wholes);
        let (mut out, mut sum) = (String::new(), Sum::NOTHING);
        for body in bodies {
            let (line, after) = lines::seal(&body, sum);
            out.push_str(&line);
            sum = after;
        }
        out
    }

    /// Reads it back; `file` is what errors call it. Fails if a line of it is damaged, or if a newer version wrote it.
    pub fn read(text: &str, file: &str) -> Result<Self, Error> {
        let mut bodies = Vec::new();
        let mut sum = Sum::NOTHING;
        for (at, line) in text.lines().enumerate() {
            let opened = lines::open(line, sum).ok_or_else(|| {
                Error::new(format!("{file}: line {} is damaged, or it is no file of unsaved work", at + 1))
            })?;
            sum = opened.sum;
            bodies.push(opened.body);
        }
        let damaged = |error: &dyn std::fmt::Display| Error::new(format!("{file} cannot be understood: {error}"));
        let (first, rest) = bodies.split_first().ok_or_else(|| Error::new(format!("{file} is empty")))?;
        let head: Head = serde_json::from_str(&closed(first)).map_err(|error| damaged(&error))?;
        if head.format > FORMAT_VERSION {
            return Err(Error::new(format!(
                "{file} has format version {}, and this program knows versions up to {FORMAT_VERSION}",
                head.format
            ))
            .hint("open it with a newer Hashiya; nothing was changed"));
        }
        let mut read = Self {
            project: head.project,
            folder: head.folder,
            annotator: AnnotatorId::new(&head.annotator),
            actions: Vec::new(),
            sets: BTreeMap::new(),
            identities: None,
        };
        for body in rest {
            if body.starts_with("{\"n\":") {
                read.actions.push((*body).to_owned());
                continue;
            }
            let whole: Whole = serde_json::from_str(&closed(body)).map_err(|error| damaged(&error))?;
            match whole.file {
                Some(document) => drop(read.sets.insert(DocumentId::new(&document), whole.holds)),
                None => read.identities = Some(whole.holds),
            }
        }
        Ok(read)
    }
}

/// Without its closing brace, which comes after the sum.
fn body(record: &impl Serialize) -> String {
    let mut written = serde_json::to_string(record).expect("records are structs of numbers and strings");
    written.pop();
    written
}

fn closed(body: &str) -> String {
    format!("{body}}}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Rescue;
    use crate::model::id::{AnnotatorId, DocumentId};

    fn rescue() -> Rescue {
        Rescue {
            project: "أخبار \"1\"".to_owned(),
            folder: "/home/layla/أخبار".to_owned(),
            annotator: AnnotatorId::new("ليلى"),
            actions: vec!["{\"n\":0,\"time\":\"2026-11-22T02:26:11.482Z\",\"title\":\"delete\",\"document\":\"d\",\"text\":\"blake3:x\",\"of\":7".to_owned()],
            sets: BTreeMap::from([(DocumentId::new("d"), "(\n\"قال\"\n)".to_owned())]),
            identities: Some("()".to_owned()),
        }
    }

    #[test]
    fn what_was_not_saved_is_written_and_read_back_and_counted() {
        let read = Rescue::read(&rescue().write(), "f").unwrap();
        assert_eq!(read, rescue());
        assert_eq!(read.counts(), BTreeMap::from([(DocumentId::new("d"), 1)]));
    }

    #[test]
    fn a_changed_line_is_named() {
        let error = Rescue::read(&rescue().write().replace("delete", "undo"), "f").unwrap_err();
        assert!(error.message.starts_with("f: line 2 is damaged"), "{error}");
    }
}
