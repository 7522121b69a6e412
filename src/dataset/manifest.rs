//! `manifest.json`: what a dataset is, how it was made and of what, for programs and for those who make it again. It holds no
//! clock and no place on a disk, so that the same project and recipe give the same bytes. Lengths are Unicode code points.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::formats::bundle::File;

use super::gold::Tally;
use super::measure::{Agreement, Lengths, Nesting};
use super::reprints::{Link, Why};
use super::split::Part;

/// The file's name; whoever finds it knows that a folder is a dataset of ours.
pub const MANIFEST: &str = "manifest.json";
/// The version of the manifest's form.
pub const MANIFEST_VERSION: u32 = 1;

/// What is said of a dataset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub format: u32,
    /// `hashiya` and its version.
    pub made_by: String,
    /// The command that makes it again; PROJECT and OUT stand for folders.
    pub command: String,
    pub project: Origin,
    pub documents: usize,
    pub annotations: usize,
    /// In the order of [`Part::ALL`].
    pub parts: Vec<PartFacts>,
    /// How many annotations of each label each part has, in the order of [`Part::ALL`].
    pub labels: BTreeMap<String, [usize; 3]>,
    /// Which labels of the project became each label, where that is another; `-` has those that are left out.
    pub map: BTreeMap<String, Vec<String>>,
    /// By which rule annotations were taken, by the project's label; empty if they are one annotator's.
    pub rules: BTreeMap<String, Tally>,
    pub left_out: LeftOut,
    /// What the format cannot hold, in sentences.
    pub losses: Vec<String>,
    pub agreement: Vec<Agreement>,
    /// Sorted by id.
    pub members: Vec<Member>,
    /// All other files, sorted by path.
    pub files: Vec<FileFacts>,
}

/// What it was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    pub name: String,
    /// The format version of `project.ron`.
    pub schema_format: u32,
    /// The BLAKE3 hash of `project.ron`.
    pub schema_hash: String,
    pub documents: usize,
}

/// A part in figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartFacts {
    pub name: String,
    /// What it was to have, of the sum of all shares.
    pub share: u16,
    pub documents: usize,
    pub annotations: usize,
    /// Documents by language.
    pub languages: BTreeMap<String, usize>,
    /// Of texts.
    pub lengths: Lengths,
    /// Of annotations, first to last character.
    pub mentions: Lengths,
    pub nesting: Nesting,
}

/// What of the project is not in it, though nothing went wrong; by label where labels are named.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Documents that nobody whose word counts has finished, or begun where that is enough.
    pub documents: usize,
    /// Documents whose adjudication is not finished; they went by the other rules, or are left out.
    pub half_adjudicated: usize,
    /// Zones whose text was left out.
    pub zones: usize,
    /// Annotations in a zone or over the border of one.
    pub in_zones: BTreeMap<String, usize>,
    /// Annotations whose labels the map leaves out.
    pub by_map: BTreeMap<String, usize>,
    /// Annotations that say what another one says since labels were made one.
    pub doubles: BTreeMap<String, usize>,
    /// Arguments whose fillers are left out.
    pub arguments: BTreeMap<String, usize>,
    /// Attributes, identities and arguments that people who agree on an annotation do not agree on.
    pub details: BTreeMap<String, usize>,
}

impl LeftOut {
    /// Adds what was left out elsewhere.
    pub fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.half_adjudicated += other.half_adjudicated;
        self.zones += other.zones;
        let counts = [
            (&mut self.in_zones, other.in_zones),
            (&mut self.by_map, other.by_map),
            (&mut self.doubles, other.doubles),
            (&mut self.arguments, other.arguments),
            (&mut self.details, other.details),
        ];
        for (all, more) in counts {
            for (label, count) in more {
                *all.entry(label).or_default() += count;
            }
        }
    }
}

/// A document of the dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub id: String,
    pub part: String,
    /// The first document of its group; groups are never split.
    pub group: String,
    pub annotations: usize,
    /// The hash of the project's text, which is another than here if zones were left out.
    pub source_hash: String,
}

/// A file of the dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileFacts {
    pub path: String,
    pub bytes: usize,
    pub hash: String,
}

impl Manifest {
    #[must_use]
    pub fn write(&self) -> File {
        let text = serde_json::to_string_pretty(self).expect("a manifest is structs, lists, maps and numbers");
        File::new(MANIFEST, text + "\n")
    }

    /// The manifest that a file holds, if it holds one.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// How many documents a part has.
    #[must_use]
    pub fn documents_of(&self, part: Part) -> usize {
        self.parts.get(part as usize).map_or(0, |facts| facts.documents)
    }
}

/// `blake3:` and 64 hexadecimal digits.
#[must_use]
pub fn hash(bytes: &[u8]) -> String {
    format!("blake3:{}", blake3::hash(bytes).to_hex())
}

/// `groups.json`: documents that share a paragraph or are nearly the same.
#[derive(Debug, Serialize)]
pub struct GroupsFile {
    /// Those of several documents, by name.
    pub groups: Vec<GroupRecord>,
    /// What holds them together.
    pub links: Vec<LinkRecord>,
}

#[derive(Debug, Serialize)]
pub struct GroupRecord {
    /// Its first document.
    pub name: String,
    pub part: &'static str,
    pub documents: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct LinkRecord {
    pub first: String,
    pub second: String,
    /// `paragraph` or `likeness`.
    pub why: &'static str,
    /// From 0 to 1, as estimated; `null` for a paragraph.
    pub likeness: Option<f64>,
}

impl LinkRecord {
    /// A link of texts, named by `id`.
    #[must_use]
    pub fn of(link: &Link, id: impl Fn(usize) -> String) -> Self {
        let (why, likeness) = match link.why {
            Why::Paragraph => ("paragraph", None),
            Why::Likeness(likeness) => ("likeness", Some(likeness)),
        };
        Self { first: id(link.first), second: id(link.second), why, likeness }
    }
}

/// A line of `cuts.jsonl`: what of a document is not in its text here.
#[derive(Debug, Serialize)]
pub struct CutsRecord {
    pub id: String,
    pub offset_unit: &'static str,
    /// `cut` or `mask`.
    pub zones: &'static str,
    /// Of the project's text.
    pub source_hash: String,
    /// Start and end in the project's text; sorted.
    pub cuts: Vec<[usize; 2]>,
}
