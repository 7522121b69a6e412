//! From a key press to a command: the catalogue's keys and the labels' keys of the project. Knows no window: a press is plain.

use crate::error::Problem;
use crate::model::id::LabelId;
use crate::model::key::Chord;
use crate::model::schema::Project;

use super::command::Command;

/// A physical key with the modifiers held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPress<'a> {
    /// A name of `model::key::NAMES`: `P`, `1`, `ArrowLeft`, `BracketLeft`, …
    pub key: &'a str,
    /// Ctrl, or the command key on a Mac.
    pub ctrl: bool,
    pub shift: bool,
    pub alt: bool,
}

/// Which way the text at the caret runs: what the arrow keys mean for commands in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    LeftToRight,
    RightToLeft,
}

/// What each key does.
#[derive(Debug, Clone, Default)]
pub struct Keymap {}

impl Keymap {
    /// The catalogue's keys, and the project's label keys: alone they label, with Alt they relabel the chosen annotation.
    /// Keys that clash are told; the catalogue wins, then the earlier label.
    #[must_use]
    pub fn new(_project: &Project) -> (Self, Vec<Problem>) {
        todo!()
    }

    /// What a key press asks for.
    #[must_use]
    pub fn command(&self, _press: &KeyPress<'_>, _reading: Reading) -> Option<Command> {
        todo!()
    }

    /// The keys of a command line such as `undo` or `grow-end word`, to be shown beside it.
    #[must_use]
    pub fn chords(&self, _line: &str) -> Vec<Chord> {
        todo!()
    }

    /// The key of a label.
    #[must_use]
    pub fn label_chord(&self, _label: &LabelId) -> Option<Chord> {
        todo!()
    }
}
