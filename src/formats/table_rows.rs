//! The rows of the tables: what each has in which column. A cell is a word, a number, or JSON. Offsets are code points.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::record::{ArgumentRecord, Part};

/// A document, with its text.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct DocumentRow {
    pub document: String,
    pub title: String,
    pub language: String,
    #[serde(with = "cell")]
    pub metadata: BTreeMap<String, String>,
    pub text_hash: String,
    pub text: String,
}

/// How far an annotator is with a document.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct SetRow {
    pub document: String,
    pub annotator: String,
    pub progress: String,
    pub annotations: usize,
    /// What `tokens.csv` cannot say: of overlapping ones all but the longest, borders inside tokens, gaps.
    pub not_in_tokens: usize,
}

/// A mention of an entity.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct MentionRow {
    pub document: String,
    pub annotator: String,
    pub id: u32,
    pub layer: String,
    pub label: String,
    pub start: usize,
    pub end: usize,
    pub quote: String,
    #[serde(with = "cell")]
    pub parts: Vec<Part>,
    #[serde(with = "cell")]
    pub attributes: BTreeMap<String, String>,
    pub identity: Option<String>,
    pub note: String,
    pub confidence: Option<f64>,
}

/// An argument of an event, of a relation or of a label; one without arguments has a row without a role.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ArgumentRow {
    pub document: String,
    pub annotator: String,
    pub id: u32,
    pub layer: String,
    pub label: String,
    pub start: Option<usize>,
    pub end: Option<usize>,
    pub trigger: String,
    #[serde(with = "cell")]
    pub parts: Vec<Part>,
    pub role: String,
    pub filler: Option<u32>,
    pub filler_identity: Option<String>,
    pub filler_quote: String,
    #[serde(with = "cell")]
    pub attributes: BTreeMap<String, String>,
    pub identity: Option<String>,
    pub note: String,
    pub confidence: Option<f64>,
}

/// A stance.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct StanceRow {
    pub document: String,
    pub annotator: String,
    pub id: u32,
    pub layer: String,
    pub polarity: String,
    pub start: Option<usize>,
    pub end: Option<usize>,
    pub evidence: String,
    #[serde(with = "cell")]
    pub parts: Vec<Part>,
    pub holder: Option<u32>,
    pub holder_identity: Option<String>,
    pub holder_quote: String,
    pub target: Option<u32>,
    pub target_identity: Option<String>,
    pub target_quote: String,
    /// Further holders and targets, and other roles.
    #[serde(with = "cell")]
    pub arguments: Vec<ArgumentRecord>,
    #[serde(with = "cell")]
    pub attributes: BTreeMap<String, String>,
    pub identity: Option<String>,
    pub note: String,
    pub confidence: Option<f64>,
}

/// An identity of an annotator.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct IdentityRow {
    pub document: String,
    pub annotator: String,
    pub identity: String,
    /// The whole record, as our exports have it.
    pub record: String,
}

/// A token with its tag in one layer of one annotator.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct TokenRow {
    pub document: String,
    pub annotator: String,
    pub layer: String,
    pub token: usize,
    pub start: usize,
    pub end: usize,
    pub text: String,
    pub tag: String,
}

/// A cell that holds JSON; empty if it says nothing.
mod cell {
    use serde::de::{DeserializeOwned, Error as _};
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<T: Serialize + Default + PartialEq, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        if *value == T::default() {
            return to.serialize_str("");
        }
        to.serialize_str(&serde_json::to_string(value).map_err(S::Error::custom)?)
    }

    pub fn deserialize<'a, T: DeserializeOwned + Default, D: Deserializer<'a>>(from: D) -> Result<T, D::Error> {
        let written = String::deserialize(from)?;
        if written.is_empty() {
            return Ok(T::default());
        }
        serde_json::from_str(&written).map_err(D::Error::custom)
    }
}
