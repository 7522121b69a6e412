//! From the window's key events to key presses the session understands. Physical keys, so that hotkeys work under an Arabic
//! layout and with a Vietnamese input method.

use egui::{Event, Key, Modifiers};

use crate::session::command::Command;
use crate::session::command::adding::AddCommand;
use crate::session::command::dataset::DatasetCommand;
use crate::session::command::exporting::ExportCommand;
use crate::session::command::importing::ImportCommand;
use crate::session::keymap::KeyPress;

/// Whether a command is about no page, and so keeps its meaning whatever stands in the page's place.
#[must_use]
pub fn is_for_any_place(command: &Command) -> bool {
    matches!(
        command,
        Command::View(_)
            | Command::Board(_)
            | Command::Agreement(_)
            | Command::Review(_)
            | Command::Palette
            | Command::Help
            | Command::Quit
            | Command::Export(ExportCommand::Ask)
            | Command::Import(ImportCommand::Ask)
            | Command::Add(AddCommand::Ask)
            | Command::Dataset(DatasetCommand::Ask)
            | Command::Open(_)
    )
}

/// The name that `model::key` has for a key of the window, if it has one.
#[must_use]
pub fn name(key: Key) -> Option<&'static str> {
    Some(match key {
        Key::Num0 => "0",
        Key::Num1 => "1",
        Key::Num2 => "2",
        Key::Num3 => "3",
        Key::Num4 => "4",
        Key::Num5 => "5",
        Key::Num6 => "6",
        Key::Num7 => "7",
        Key::Num8 => "8",
        Key::Num9 => "9",
        Key::ArrowLeft => "ArrowLeft",
        Key::ArrowRight => "ArrowRight",
        Key::ArrowUp => "ArrowUp",
        Key::ArrowDown => "ArrowDown",
        Key::Home => "Home",
        Key::End => "End",
        Key::PageUp => "PageUp",
        Key::PageDown => "PageDown",
        Key::Escape => "Escape",
        Key::Enter => "Enter",
        Key::Tab => "Tab",
        Key::Space => "Space",
        Key::Backspace => "Backspace",
        Key::Delete => "Delete",
        Key::Insert => "Insert",
        Key::Minus => "Minus",
        Key::Equals | Key::Plus => "Equals",
        Key::OpenBracket | Key::OpenCurlyBracket => "BracketLeft",
        Key::CloseBracket | Key::CloseCurlyBracket => "BracketRight",
        Key::Semicolon | Key::Colon => "Semicolon",
        Key::Quote => "Quote",
        Key::Backtick => "Backquote",
        Key::Backslash | Key::Pipe => "Backslash",
        Key::Comma => "Comma",
        Key::Period => "Period",
        Key::Slash | Key::Questionmark => "Slash",
        // Letters and function keys are called alike on both sides.
        other => return crate::model::key::NAMES.iter().find(|known| **known == other.name()).copied(),
    })
}

/// What a key event presses: the physical key where the system tells it, else the key's meaning.
#[must_use]
pub fn press(event: &Event) -> Option<KeyPress<'static>> {
    let (key, modifiers) = match event {
        Event::Key { key, physical_key, pressed: true, modifiers, .. } => {
            (name(physical_key.unwrap_or(*key))?, *modifiers)
        }
        // The window's toolkit turns these into events of their own.
        Event::Copy => ("C", Modifiers::COMMAND),
        Event::Cut => ("X", Modifiers::COMMAND),
        _ => return None,
    };
    Some(KeyPress { key, ctrl: modifiers.command || modifiers.ctrl, shift: modifiers.shift, alt: modifiers.alt })
}

#[cfg(test)]
mod tests {
    use super::{name, press};
    use crate::model::key::NAMES;
    use egui::{Event, Key, Modifiers};

    #[test]
    fn every_key_that_can_be_named_can_be_pressed() {
        let pressed: Vec<&str> = Key::ALL.iter().filter_map(|key| name(*key)).collect();
        // Which way an arrow points in reading order is told when the text is known.
        let reading = ["ArrowForward", "ArrowBackward"];
        let missing: Vec<&&str> =
            NAMES.iter().filter(|name| !pressed.contains(name) && !reading.contains(name)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn the_place_on_the_board_decides_not_the_letter_on_it() {
        let event = Event::Key {
            key: Key::F24,
            physical_key: Some(Key::P),
            pressed: true,
            repeat: false,
            modifiers: Modifiers::SHIFT,
        };
        let press = press(&event).unwrap();
        assert_eq!((press.key, press.shift, press.ctrl), ("P", true, false));
    }
}
