//! What only changes how things are shown.

use std::fmt;

use crate::model::document::direction_word;
use crate::text::bidi::Direction;

use super::words::{Switch, word_of};

/// What only changes how things are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewChange {
    ZoomIn,
    ZoomOut,
    /// Percent.
    Zoom(u16),
    Theme(Theme),
    /// Shows invisible and direction characters.
    Lens(Switch),
    /// Whether pointer selections grow to whole words.
    Snap(Switch),
    /// Whether `_` in word-segmented text is drawn as a joiner.
    Joiners(Switch),
    /// Whether the status line shows how fast things are.
    Speed(Switch),
    /// Whether the arcs of all frames are seen, not only of the one that is looked at.
    Frames(Switch),
    /// How the current document's paragraphs run; `None` is what the document says.
    Direction(Option<Direction>),
    Panel(Panel, Switch),
    /// Whether the schema editor stands in the page's place.
    Schema(Switch),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const WORDS: [(&'static str, Theme); 3] =
        [("system", Theme::System), ("light", Theme::Light), ("dark", Theme::Dark)];
}

/// A part of the window that can be hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Panel {
    Documents,
    /// While a review is open, in the documents' place.
    Cases,
    Inspector,
    Labels,
    Problems,
    Identities,
    Guidelines,
    History,
}

impl Panel {
    pub const WORDS: [(&'static str, Panel); 8] = [
        ("documents", Panel::Documents),
        ("cases", Panel::Cases),
        ("inspector", Panel::Inspector),
        ("labels", Panel::Labels),
        ("problems", Panel::Problems),
        ("identities", Panel::Identities),
        ("guidelines", Panel::Guidelines),
        ("history", Panel::History),
    ];
}

impl fmt::Display for ViewChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let switch = |switch: &Switch| word_of(&Switch::WORDS, *switch);
        match self {
            ViewChange::ZoomIn => f.write_str("zoom-in"),
            ViewChange::ZoomOut => f.write_str("zoom-out"),
            ViewChange::Zoom(percent) => write!(f, "zoom {percent}"),
            ViewChange::Theme(theme) => write!(f, "theme {}", word_of(&Theme::WORDS, *theme)),
            ViewChange::Lens(to) => write!(f, "lens {}", switch(to)),
            ViewChange::Snap(to) => write!(f, "snap {}", switch(to)),
            ViewChange::Joiners(to) => write!(f, "joiners {}", switch(to)),
            ViewChange::Speed(to) => write!(f, "speed {}", switch(to)),
            ViewChange::Frames(to) => write!(f, "frames {}", switch(to)),
            ViewChange::Direction(direction) => write!(f, "direction {}", direction.map_or("document", direction_word)),
            ViewChange::Schema(to) => write!(f, "schema {}", switch(to)),
            ViewChange::Panel(panel, to) => write!(f, "panel {} {}", word_of(&Panel::WORDS, *panel), switch(to)),
        }
    }
}
