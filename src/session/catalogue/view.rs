//! Commands: how things are shown, and help.

use crate::error::Error;
use crate::model::document::{DIRECTION_WORDS, direction_from_word};
use crate::model::nearest::hint_for;
use crate::session::arguments::Arguments;
use crate::session::command::Command;
use crate::session::command::view::{Panel, Theme, ViewChange};

use super::entry::{Entry, Menu};
use super::reading::{bare, optional_switch, view_switch};

pub static TABLE: &[Entry] = &[
    Entry {
        name: "zoom-in",
        usage: "",
        title: "Zoom in",
        help: "Makes the text larger",
        menu: Menu::View,
        keys: &[("Ctrl+Equals", ""), ("Ctrl+Shift+Equals", "")],
        parse: |arguments| bare(arguments, Command::View(ViewChange::ZoomIn)),
        example: "zoom-in",
    },
    Entry {
        name: "zoom-out",
        usage: "",
        title: "Zoom out",
        help: "Makes the text smaller",
        menu: Menu::View,
        keys: &[("Ctrl+Minus", "")],
        parse: |arguments| bare(arguments, Command::View(ViewChange::ZoomOut)),
        example: "zoom-out",
    },
    Entry {
        name: "zoom",
        usage: "PERCENT",
        title: "Zoom",
        help: "Sets the text's size in percent",
        menu: Menu::View,
        keys: &[("Ctrl+0", "100")],
        parse: |arguments| {
            let mut arguments = Arguments::new(arguments);
            let percent = arguments.number("a percentage")?;
            arguments.end(Command::View(ViewChange::Zoom(percent)))
        },
        example: "zoom 125",
    },
    Entry {
        name: "theme",
        usage: "system|light|dark",
        title: "Theme",
        help: "Chooses light or dark, or what the system has",
        menu: Menu::View,
        keys: &[],
        parse: |arguments| {
            let mut arguments = Arguments::new(arguments);
            let theme = arguments.one_of("a theme", &Theme::WORDS)?;
            arguments.end(Command::View(ViewChange::Theme(theme)))
        },
        example: "theme dark",
    },
    Entry {
        name: "lens",
        usage: "[on|off]",
        title: "Show invisible characters",
        help: "Shows spaces, joiners and direction characters in the text",
        menu: Menu::View,
        keys: &[("F8", "")],
        parse: |arguments| view_switch(arguments, ViewChange::Lens),
        example: "lens on",
    },
    Entry {
        name: "snap",
        usage: "[on|off]",
        title: "Snap to words",
        help: "Lets selections by pointer grow to whole words",
        menu: Menu::View,
        keys: &[("F9", "")],
        parse: |arguments| view_switch(arguments, ViewChange::Snap),
        example: "snap off",
    },
    Entry {
        name: "joiners",
        usage: "[on|off]",
        title: "Draw joiners",
        help: "Draws the _ of word-segmented Vietnamese as a light joiner",
        menu: Menu::View,
        keys: &[("F10", "")],
        parse: |arguments| view_switch(arguments, ViewChange::Joiners),
        example: "joiners toggle",
    },
    Entry {
        name: "frames",
        usage: "[on|off]",
        title: "Show all frames",
        help: "Joins every event, stance and relation to what fills it, not only the one you look at",
        menu: Menu::View,
        keys: &[("F4", "")],
        parse: |arguments| view_switch(arguments, ViewChange::Frames),
        example: "frames on",
    },
    Entry {
        name: "speed",
        usage: "[on|off]",
        title: "Show speed",
        help: "Shows in the status line how long the last command took until it was painted, and the last frame",
        menu: Menu::View,
        keys: &[],
        parse: |arguments| view_switch(arguments, ViewChange::Speed),
        example: "speed on",
    },
    Entry {
        name: "direction",
        usage: "auto|first-strong|rtl|ltr|document",
        title: "Direction",
        help: "Sets how this document's paragraphs run in your window; `document` is what the document says",
        menu: Menu::View,
        keys: &[],
        parse: direction,
        example: "direction rtl",
    },
    Entry {
        name: "panel",
        usage: "documents|cases|inspector|labels|problems|identities|guidelines|history [on|off]",
        title: "Show a panel",
        help: "Shows or hides a part of the window",
        menu: Menu::View,
        keys: &[
            ("Ctrl+1", "documents"),
            ("Ctrl+2", "inspector"),
            ("Ctrl+3", "labels"),
            ("Ctrl+4", "problems"),
            ("Ctrl+5", "identities"),
            ("Ctrl+6", "guidelines"),
            ("Ctrl+7", "history"),
            ("Ctrl+8", "cases"),
        ],
        parse: panel,
        example: "panel inspector off",
    },
    Entry {
        name: "palette",
        usage: "",
        title: "All commands…",
        help: "Finds any command by its name",
        menu: Menu::Help,
        keys: &[("Ctrl+P", ""), ("Ctrl+Shift+P", "")],
        parse: |arguments| bare(arguments, Command::Palette),
        example: "palette",
    },
    Entry {
        name: "help",
        usage: "",
        title: "Help",
        help: "Shows the keys and what the commands do",
        menu: Menu::Help,
        keys: &[("F1", "")],
        parse: |arguments| bare(arguments, Command::Help),
        example: "help",
    },
];

fn direction(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let word = arguments.word("a direction")?;
    let direction = match direction_from_word(&word) {
        None if word != "document" => {
            let words = DIRECTION_WORDS.into_iter().chain(["document"]);
            return Err(Error::new(format!("`{word}` is not a direction")).hint(hint_for(&word, words)));
        }
        direction => direction,
    };
    arguments.end(Command::View(ViewChange::Direction(direction)))
}

fn panel(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let panel = arguments.one_of("a panel", &Panel::WORDS)?;
    let switch = optional_switch(&mut arguments)?;
    arguments.end(Command::View(ViewChange::Panel(panel, switch)))
}
