//! From a key press to a command: the catalogue's keys and the labels' keys of the project. Knows no window: a press is plain.

use std::collections::BTreeMap;

use crate::error::{Problem, Severity};
use crate::model::id::LabelId;
use crate::model::key::Chord;
use crate::model::schema::Project;

use super::catalogue::entries;
use super::command::Command;
use super::command::words::LabelName;

/// Keys that move the caret by sight, alone and with Shift: the window makes carets of them.
const BY_SIGHT: [&str; 8] = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];

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

/// Which way text runs: what the arrow keys mean for commands in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    LeftToRight,
    RightToLeft,
}

/// What each key does.
#[derive(Debug, Clone, Default)]
pub struct Keymap {
    commands: BTreeMap<Chord, Command>,
    /// Command lines with their keys.
    chords: BTreeMap<String, Vec<Chord>>,
    labels: BTreeMap<LabelId, Chord>,
}

impl Keymap {
    /// The catalogue's keys, and the project's label keys: alone they label, with Alt they relabel the chosen annotation.
    /// Keys that clash with the catalogue are told and do what the catalogue says; of two labels the earlier has the key.
    #[must_use]
    pub fn new(project: &Project) -> (Self, Vec<Problem>) {
        let mut keymap = Self::default();
        let mut problems = Vec::new();
        for entry in entries() {
            for (written, arguments) in entry.keys {
                let (Ok(chord), Ok(command)) = (written.parse::<Chord>(), (entry.parse)(arguments)) else {
                    debug_assert!(false, "the key `{written}` of `{}` does not read", entry.name);
                    continue;
                };
                keymap.chords.entry(command.to_string()).or_default().push(chord);
                keymap.commands.insert(chord, command);
            }
        }
        for label in project.labels() {
            let Some(chord) = label.key else { continue };
            let name = LabelName(label.id.to_string());
            for (chord, command) in
                [(chord, Command::Label(name.clone())), (chord.with_alt(), Command::Relabel(name.clone()))]
            {
                match keymap.commands.get(&chord) {
                    // `check_project` tells of two labels with one key.
                    Some(Command::Label(_) | Command::Relabel(_)) => {}
                    Some(other) => problems.push(taken(&label.id, chord, &other.to_string())),
                    None if is_by_sight(chord) => problems.push(taken(&label.id, chord, "moving the caret")),
                    None => {
                        keymap.chords.entry(command.to_string()).or_default().push(chord);
                        keymap.commands.insert(chord, command);
                        if chord.alt == label.key.is_some_and(|key| key.alt) {
                            keymap.labels.insert(label.id.clone(), chord);
                        }
                    }
                }
            }
        }
        (keymap, problems)
    }

    /// What a key press asks for.
    #[must_use]
    pub fn command(&self, press: &KeyPress<'_>, reading: Reading) -> Option<Command> {
        let with_key = |name: &str| {
            let mut chord = Chord::key(name)?;
            (chord.ctrl, chord.alt, chord.shift) = (press.ctrl, press.alt, press.shift);
            self.commands.get(&chord).cloned()
        };
        let in_reading_order = match (press.key, reading) {
            ("ArrowRight", Reading::LeftToRight) | ("ArrowLeft", Reading::RightToLeft) => "ArrowForward",
            ("ArrowLeft", Reading::LeftToRight) | ("ArrowRight", Reading::RightToLeft) => "ArrowBackward",
            (other, _) => other,
        };
        with_key(press.key).or_else(|| with_key(in_reading_order))
    }

    /// The keys of a command, to be shown beside it.
    #[must_use]
    pub fn chords(&self, command: &Command) -> &[Chord] {
        self.chords.get(&command.to_string()).map_or(&[], Vec::as_slice)
    }

    /// The key that labels with a label.
    #[must_use]
    pub fn label_chord(&self, label: &LabelId) -> Option<Chord> {
        self.labels.get(label).copied()
    }
}

fn is_by_sight(chord: Chord) -> bool {
    !chord.ctrl && !chord.alt && BY_SIGHT.contains(&chord.key_name())
}

fn taken(label: &LabelId, chord: Chord, by: &str) -> Problem {
    Problem::new(Severity::Wrong, label.to_string(), format!("the key `{chord}` belongs to `{by}` already"))
        .hint("give the label another key")
}

/// Whether a key writes a character.
pub(super) fn is_typed(key: &str) -> bool {
    let is_sign = matches!(
        key,
        "Space"
            | "Minus"
            | "Equals"
            | "BracketLeft"
            | "BracketRight"
            | "Semicolon"
            | "Quote"
            | "Backquote"
            | "Backslash"
            | "Comma"
            | "Period"
            | "Slash"
    );
    key.len() == 1 || is_sign
}

#[cfg(test)]
mod tests {
    use super::{KeyPress, Keymap, Reading};
    use crate::tests::news;

    fn check(written: &str, reading: Reading, expected: &str) {
        let (keymap, _) = Keymap::new(&news::project());
        let has = |modifier: &str| written.contains(modifier);
        let key = written.rsplit('+').next().unwrap();
        let press = KeyPress { key, ctrl: has("Ctrl+"), shift: has("Shift+"), alt: has("Alt+") };
        assert_eq!(keymap.command(&press, reading).map(|command| command.to_string()).unwrap_or_default(), expected);
    }

    #[test]
    fn labels_and_commands_have_their_keys() {
        check("P", Reading::LeftToRight, "label entities/person");
        check("Shift+V", Reading::LeftToRight, "label events/visit");
        check("2", Reading::LeftToRight, "label stances/against");
        check("Alt+P", Reading::LeftToRight, "relabel entities/person");
        check("Ctrl+Z", Reading::LeftToRight, "undo");
        check("ArrowLeft", Reading::LeftToRight, "");
    }

    #[test]
    fn arrows_follow_the_text() {
        check("Ctrl+ArrowLeft", Reading::LeftToRight, "move previous-word");
        check("Ctrl+ArrowLeft", Reading::RightToLeft, "move next-word");
    }

    #[test]
    fn the_shipped_schema_and_the_catalogue_do_not_clash() {
        assert_eq!(Keymap::new(&news::project()).1, []);
    }
}
