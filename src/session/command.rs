//! A command: one thing a person can ask for, as a value. Keys, menus, the palette, the pointer, scripts and the command line
//! all make these. Offsets in commands are Unicode code points, as people and files count.

use std::ops::Range;
use std::path::PathBuf;

use crate::formats::catalogue::Format;
use crate::model::annotation::Filler;
use crate::model::id::{AnnotationId, DocumentId};
use crate::model::set::Progress;
use crate::text::bidi::Direction;
use crate::text::caret::Affinity;

use super::settings::{Panel, Theme};

/// One thing to do. `Display` prints what `Command::parse` reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    // Documents.
    Open(DocumentId),
    NextDocument,
    PreviousDocument,
    /// Goes to the next document, after this one, that is not finished.
    NextUnfinished,
    SetProgress(Progress),
    Export {
        format: Format,
        file: PathBuf,
    },
    /// Lets the window ask for format and file.
    ExportDialog,
    Quit,
    // The selection and the caret.
    SelectText {
        text: String,
        /// The how-manieth one, from 1.
        occurrence: usize,
    },
    /// Code points.
    SelectRange(Range<usize>),
    SelectUnit(Unit),
    SelectAll,
    /// Collapses the selection and lets the chosen annotation go.
    SelectNone,
    /// Moves the caret (or with `Extend::Yes` the selection's far end) in reading order.
    Move(Step, Extend),
    /// Puts the caret at an offset in code points: what the window makes of arrow keys by sight and of the pointer.
    SetCaret {
        offset: usize,
        affinity: Affinity,
        extend: Extend,
    },
    Copy,
    // Annotations.
    /// Labels the selection, or else the word at the caret; a label of the document, the document.
    Label(LabelName),
    /// Gives the chosen annotation another label.
    Relabel(LabelName),
    MoveBorder {
        border: Border,
        change: Growth,
        by: BorderUnit,
    },
    /// Gives the chosen annotation other borders: the selection, or a range in code points.
    SetSpan(Option<Range<usize>>),
    Delete,
    Choose(AnnotationId),
    ChooseNext,
    ChoosePrevious,
    /// Chooses the innermost annotation at an offset in code points (the caret if `None`); asked again there, the one around it.
    ChooseAt(Option<usize>),
    SetNote(String),
    SetArgument {
        role: String,
        filler: Filler,
    },
    /// Clears one filler of a role, or all.
    ClearArgument {
        role: String,
        filler: Option<Filler>,
    },
    SetAttribute {
        name: String,
        value: String,
    },
    ClearAttribute(String),
    Undo,
    Redo,
    // Finding.
    /// Goes to the next place after the caret that says it.
    Find(String),
    /// Opens the find field.
    FindDialog,
    FindNext,
    FindPrevious,
    // The view.
    View(ViewChange),
    Palette,
    Help,
    // Scripts.
    /// Fails unless the text is annotated as the marked text says.
    Expect(String),
    /// Fails unless the command is refused.
    ExpectRefused(Box<Command>),
}

/// A label as a person writes it: `person`, or `entities/person` where layers share a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelName(pub String);

/// What can be selected around the caret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Word,
    Sentence,
    Paragraph,
}

/// Where the caret goes, in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    NextGrapheme,
    PreviousGrapheme,
    NextWord,
    PreviousWord,
    NextSentence,
    PreviousSentence,
    NextParagraph,
    PreviousParagraph,
    ParagraphStart,
    ParagraphEnd,
    DocumentStart,
    DocumentEnd,
}

/// Whether a move drags the selection along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extend {
    No,
    Yes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Border {
    Start,
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    Grow,
    Shrink,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BorderUnit {
    Grapheme,
    Word,
}

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
    /// How the current document's paragraphs run; `None` is what the document says.
    Direction(Option<Direction>),
    Panel(Panel, Switch),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    On,
    Off,
    Toggle,
}

impl Switch {
    pub fn apply(self, value: &mut bool) {
        *value = match self {
            Switch::On => true,
            Switch::Off => false,
            Switch::Toggle => !*value,
        };
    }
}
