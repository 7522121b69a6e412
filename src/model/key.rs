//! Keys as a project file and the catalogue write them: *physical* keys (the place on the board, named after the US layout),
//! so that they work under an Arabic layout and with a Vietnamese input method. Knows no window and no commands.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// The physical keys that can be named. Letters and digits name themselves.
pub const NAMES: &[&str] = &[
    "A",
    "B",
    "C",
    "D",
    "E",
    "F",
    "G",
    "H",
    "I",
    "J",
    "K",
    "L",
    "M",
    "N",
    "O",
    "P",
    "Q",
    "R",
    "S",
    "T",
    "U",
    "V",
    "W",
    "X",
    "Y",
    "Z",
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
    "F1",
    "F2",
    "F3",
    "F4",
    "F5",
    "F6",
    "F7",
    "F8",
    "F9",
    "F10",
    "F11",
    "F12",
    "ArrowLeft",
    "ArrowRight",
    "ArrowUp",
    "ArrowDown",
    "ArrowForward",
    "ArrowBackward",
    "Home",
    "End",
    "PageUp",
    "PageDown",
    "Escape",
    "Enter",
    "Tab",
    "Space",
    "Backspace",
    "Delete",
    "Insert",
    "Minus",
    "Equals",
    "BracketLeft",
    "BracketRight",
    "Semicolon",
    "Quote",
    "Backquote",
    "Backslash",
    "Comma",
    "Period",
    "Slash",
];

/// A key with the modifiers held: `Ctrl+Shift+Z`, `p`. `Ctrl` is the command key on a Mac. `ArrowForward` is the arrow key
/// that points where the text at the caret runs, `ArrowBackward` the other one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chord {
    /// One of [`NAMES`].
    key: &'static str,
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
}

impl Chord {
    /// The key called `name` without modifiers, if there is one. Case does not matter.
    #[must_use]
    pub fn key(name: &str) -> Option<Self> {
        let name = name
            .strip_prefix("Key")
            .or_else(|| name.strip_prefix("Digit"))
            .filter(|rest| rest.len() == 1)
            .unwrap_or(name);
        let key = NAMES.iter().find(|known| known.eq_ignore_ascii_case(name))?;
        Some(Self { key, ctrl: false, alt: false, shift: false })
    }

    #[must_use]
    pub fn key_name(self) -> &'static str {
        self.key
    }

    #[must_use]
    pub fn with_alt(self) -> Self {
        Self { alt: true, ..self }
    }
}

impl FromStr for Chord {
    type Err = Error;

    fn from_str(written: &str) -> Result<Self, Error> {
        let mut parts: Vec<&str> = written.split('+').map(str::trim).collect();
        let unknown = |part: &str| {
            Error::new(format!("`{written}` is not a key: there is no key `{part}`"))
                .hint("keys are written as `p`, `Shift+V`, `Ctrl+Z`, `F3` or `ArrowLeft`")
        };
        let name = parts.pop().unwrap_or_default();
        let mut chord = Self::key(name).ok_or_else(|| unknown(name))?;
        for part in parts {
            match part.to_ascii_lowercase().as_str() {
                "ctrl" | "cmd" | "command" => chord.ctrl = true,
                "alt" | "option" => chord.alt = true,
                "shift" => chord.shift = true,
                _ => return Err(unknown(part)),
            }
        }
        Ok(chord)
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "Ctrl+"), (self.alt, "Alt+"), (self.shift, "Shift+")] {
            if held {
                f.write_str(name)?;
            }
        }
        f.write_str(self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::{Chord, NAMES};

    #[test]
    fn every_key_is_printed_as_it_is_read() {
        for name in NAMES {
            let written = format!("Ctrl+Alt+Shift+{name}");
            assert_eq!(written.parse::<Chord>().unwrap().to_string(), written);
        }
    }

    #[test]
    fn a_letter_may_be_written_small_or_by_its_place() {
        assert_eq!("p".parse::<Chord>(), "KeyP".parse::<Chord>());
        assert_eq!("shift+v".parse::<Chord>().unwrap().to_string(), "Shift+V");
    }

    #[test]
    fn an_unknown_key_is_named() {
        assert!("Ctrl+Zed".parse::<Chord>().unwrap_err().to_string().contains("no key `Zed`"));
    }
}
