//! A file that may be added to a project, as it was looked at.

use std::path::PathBuf;

use crate::formats::encoding::Encoding;
use crate::formats::encoding::guess::Guess;
use crate::formats::mapping::Mapping;
use crate::model::id::DocumentId;

use super::named::Kind;

/// A guess that is told as 0 %.
const LEAST_CONFIDENCE: f32 = 0.01;

/// A file that may be added.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub(super) path: PathBuf,
    /// Its path from the folder that was named, with `/`.
    pub name: String,
    pub kind: Kind,
    pub guess: Guess,
    /// By which it is read: what was guessed, or what somebody chose.
    pub encoding: Encoding,
    /// Whether somebody said by which.
    pub is_chosen: bool,
    pub(super) has_mark: bool,
    pub(super) lost: usize,
    pub(super) hash: blake3::Hash,
    /// By which the lines of a `.jsonl` are read, as it was said and found.
    pub(super) map: Mapping,
    pub(super) id: DocumentId,
    /// How it is called in the texts' folder.
    pub(super) file: String,
    /// Whether it lies there already, in an encoding that cannot be read where it lies.
    pub(super) is_in_place: bool,
    /// Whether it takes the place of another text that nobody has annotated.
    pub is_replacing: bool,
    pub verdict: Verdict,
    /// How many documents would be added.
    pub documents: usize,
    /// How many are there already, with the same text.
    pub there: usize,
    /// How many lines would be left out for other reasons, which are doubts.
    pub left_out: usize,
    /// What somebody should look at before it is added.
    pub doubts: Vec<String>,
    /// How its first text begins.
    pub preview: String,
}

/// Whether a file can be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Add,
    /// The same text is there already, and why it is thought so.
    Known(String),
    /// It cannot be added, and why.
    Refused(String),
}

impl Candidate {
    /// Whether it would be added as it stands.
    #[must_use]
    pub fn is_added(&self) -> bool {
        self.verdict == Verdict::Add
    }

    /// Whether it would be added although something of it is lost or nothing speaks for its encoding: somebody has to say so of
    /// this very file.
    #[must_use]
    pub fn needs_a_yes(&self) -> bool {
        let is_wild_guess = !self.is_chosen && self.guess.confidence < LEAST_CONFIDENCE;
        self.is_added() && (self.lost > 0 || is_wild_guess)
    }
}
