//! A command: one thing a person can ask for, as a value. Keys, menus, the palette, the pointer, scripts and the command line
//! all make these. Offsets in commands are Unicode code points, as people and files count.

pub mod adding;
pub mod assign;
pub mod board;
pub mod agreement;
pub mod dataset;
pub mod exporting;
pub mod filling;
pub mod identity;
pub mod importing;
pub mod linking;
pub mod listing;
pub mod offer;
pub mod past;
pub mod kept;
pub mod reanchor;
pub mod review;
pub mod schema;
pub mod suggestion;
pub mod view;
pub mod words;

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

use crate::model::annotation::{Confidence, Filler};
use crate::model::id::{AnnotationId, DocumentId};
use crate::model::quote::quoted;
use crate::model::set::Progress;
use crate::text::caret::Affinity;

use self::adding::AddCommand;
use self::agreement::AgreementCommand;
use self::assign::AssignCommand;
use self::board::BoardCommand;
use self::dataset::DatasetCommand;
use self::exporting::ExportCommand;
use self::filling::FillCommand;
use self::identity::IdentityCommand;
use self::importing::ImportCommand;
use self::kept::KeptCommand;
use self::linking::LinkingCommand;
use self::listing::ListCommand;
use self::past::PastCommand;
use self::reanchor::ReanchorCommand;
use self::review::ReviewCommand;
use self::schema::SchemaCommand;
use self::suggestion::SuggestionCommand;
use self::view::ViewChange;
use self::words::{LabelName, word_of};
use super::arguments::as_word;

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
    /// Filters and sorts the list of documents.
    List(ListCommand),
    /// Writes the annotations for other programs.
    Export(ExportCommand),
    /// Brings in what other programs wrote.
    Import(ImportCommand),
    /// Adds documents to the project.
    Add(AddCommand),
    /// Makes a dataset to train on.
    Dataset(DatasetCommand),
    /// Puts back what could not be saved and was kept in a file.
    PutBack(PathBuf),
    /// Takes the seat of somebody who is gone.
    TakeOver,
    /// Says who is to annotate what.
    Assign(AssignCommand),
    /// Shows how the work stands.
    Board(BoardCommand),
    Quit,
    // The selection and the caret.
    SelectText {
        text: String,
        /// Which one, counted from 1.
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
    /// Gives the document a label: a topic, or a stance that the whole of it takes.
    LabelDocument(LabelName),
    /// Gives the chosen annotation another label.
    Relabel(LabelName),
    MoveBorder {
        border: Border,
        change: Growth,
        by: BorderUnit,
    },
    /// Gives the chosen annotation other borders: the selection, or a range in code points.
    SetSpan(Option<Range<usize>>),
    /// Makes the selection another span of the chosen annotation.
    AddPiece,
    /// Takes the span at the caret away from the chosen annotation.
    RemovePiece,
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
    /// Fills a role with the annotation that says `quote`.
    SetArgumentSaying {
        role: String,
        quote: String,
        /// Which one in reading order, counted from 1; `None` if only one can be meant.
        occurrence: Option<usize>,
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
    /// Who is who across documents.
    Identity(IdentityCommand),
    /// How sure the annotator is; `None` takes it back.
    SetConfidence(Option<Confidence>),
    /// Fills the chosen frame by keyboard.
    Fill(FillCommand),
    /// Offers who the chosen mention may be.
    Linking(LinkingCommand),
    /// Changes the project's layers, labels, roles and attributes.
    Schema(SchemaCommand),
    /// Accepts quotations that the text seems to hold, or lets them go.
    Suggestion(SuggestionCommand),
    Undo,
    Redo,
    /// Looks at what happened before, goes back there, or brings something back.
    Past(PastCommand),
    Kept(KeptCommand),
    Reanchor(ReanchorCommand),
    /// Compares annotators, and decides between them.
    Review(ReviewCommand),
    /// Measures how annotators agree.
    Agreement(AgreementCommand),
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
    /// A part of a word: an Arabic clitic, a Vietnamese syllable.
    Clitic,
}

impl Unit {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Unit::Word => "word",
            Unit::Sentence => "sentence",
            Unit::Paragraph => "paragraph",
        }
    }
}

impl Step {
    pub const WORDS: [(&'static str, Step); 12] = [
        ("next-grapheme", Step::NextGrapheme),
        ("previous-grapheme", Step::PreviousGrapheme),
        ("next-word", Step::NextWord),
        ("previous-word", Step::PreviousWord),
        ("next-sentence", Step::NextSentence),
        ("previous-sentence", Step::PreviousSentence),
        ("next-paragraph", Step::NextParagraph),
        ("previous-paragraph", Step::PreviousParagraph),
        ("paragraph-start", Step::ParagraphStart),
        ("paragraph-end", Step::ParagraphEnd),
        ("document-start", Step::DocumentStart),
        ("document-end", Step::DocumentEnd),
    ];

    fn word(self) -> &'static str {
        word_of(&Self::WORDS, self)
    }
}

impl BorderUnit {
    pub const WORDS: [(&'static str, BorderUnit); 3] =
        [("grapheme", BorderUnit::Grapheme), ("word", BorderUnit::Word), ("clitic", BorderUnit::Clitic)];
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Open(document) => write!(f, "open {}", as_word(document.as_str())),
            Command::NextDocument => f.write_str("next-document"),
            Command::PreviousDocument => f.write_str("previous-document"),
            Command::NextUnfinished => f.write_str("next-unfinished"),
            Command::SetProgress(progress) => write!(f, "set-progress {}", progress.word()),
            Command::List(command) => command.fmt(f),
            Command::Assign(command) => command.fmt(f),
            Command::Board(command) => command.fmt(f),
            Command::Export(command) => command.fmt(f),
            Command::Import(command) => command.fmt(f),
            Command::Add(command) => command.fmt(f),
            Command::Dataset(command) => command.fmt(f),
            Command::TakeOver => f.write_str("take-over"),
            Command::PutBack(file) => write!(f, "put-back {}", as_word(&file.to_string_lossy())),
            Command::Quit => f.write_str("quit"),
            Command::SelectText { text, occurrence: 1 } => write!(f, "select {}", quoted(text)),
            Command::SelectText { text, occurrence } => write!(f, "select {} {occurrence}", quoted(text)),
            Command::SelectRange(chars) => write!(f, "select {}..{}", chars.start, chars.end),
            Command::SelectUnit(unit) => write!(f, "select-{}", unit.word()),
            Command::SelectAll => f.write_str("select-all"),
            Command::SelectNone => f.write_str("select-none"),
            Command::Move(step, Extend::No) => write!(f, "move {}", step.word()),
            Command::Move(step, Extend::Yes) => write!(f, "extend {}", step.word()),
            Command::SetCaret { offset, affinity, extend } => {
                f.write_str(if *extend == Extend::Yes { "extend-to" } else { "set-caret" })?;
                write!(f, " {offset}")?;
                if *affinity == Affinity::Upstream { f.write_str(" upstream") } else { Ok(()) }
            }
            Command::Copy => f.write_str("copy"),
            Command::Label(label) => write!(f, "label {}", as_word(&label.0)),
            Command::LabelDocument(label) => write!(f, "label-document {}", as_word(&label.0)),
            Command::Relabel(label) => write!(f, "relabel {}", as_word(&label.0)),
            Command::MoveBorder { border, change, by } => {
                f.write_str(if *change == Growth::Grow { "grow" } else { "shrink" })?;
                f.write_str(if *border == Border::Start { "-start" } else { "-end" })?;
                write!(f, " {}", word_of(&BorderUnit::WORDS, *by))
            }
            Command::SetSpan(None) => f.write_str("set-span"),
            Command::SetSpan(Some(chars)) => write!(f, "set-span {}..{}", chars.start, chars.end),
            Command::AddPiece => f.write_str("add-piece"),
            Command::RemovePiece => f.write_str("remove-piece"),
            Command::Delete => f.write_str("delete"),
            Command::Choose(id) => write!(f, "choose {id}"),
            Command::ChooseNext => f.write_str("next-annotation"),
            Command::ChoosePrevious => f.write_str("previous-annotation"),
            Command::ChooseAt(None) => f.write_str("choose-at"),
            Command::ChooseAt(Some(offset)) => write!(f, "choose-at {offset}"),
            Command::SetNote(note) => write!(f, "set-note {}", quoted(note)),
            Command::SetArgument { role, filler } => {
                write!(f, "set-argument {} {}", as_word(role), as_word(&filler.to_string()))
            }
            Command::SetArgumentSaying { role, quote, occurrence } => {
                write!(f, "set-argument {} {}", as_word(role), quoted(quote))?;
                occurrence.map_or(Ok(()), |nth| write!(f, " {nth}"))
            }
            Command::ClearArgument { role, filler: None } => write!(f, "clear-argument {}", as_word(role)),
            Command::ClearArgument { role, filler: Some(filler) } => {
                write!(f, "clear-argument {} {}", as_word(role), as_word(&filler.to_string()))
            }
            Command::SetAttribute { name, value } => write!(f, "set-attribute {} {}", as_word(name), as_word(value)),
            Command::ClearAttribute(name) => write!(f, "clear-attribute {}", as_word(name)),
            Command::Identity(command) => command.fmt(f),
            Command::SetConfidence(None) => f.write_str("set-confidence none"),
            Command::SetConfidence(Some(confidence)) => write!(f, "set-confidence {}", confidence.share()),
            Command::Fill(fill) => fill.fmt(f),
            Command::Linking(linking) => linking.fmt(f),
            Command::Suggestion(command) => command.fmt(f),
            Command::Schema(command) => command.fmt(f),
            Command::Kept(command) => command.fmt(f),
            Command::Past(command) => command.fmt(f),
            Command::Reanchor(command) => command.fmt(f),
            Command::Review(command) => command.fmt(f),
            Command::Agreement(command) => command.fmt(f),
            Command::Undo => f.write_str("undo"),
            Command::Redo => f.write_str("redo"),
            Command::Find(text) => write!(f, "find {}", quoted(text)),
            Command::FindDialog => f.write_str("find"),
            Command::FindNext => f.write_str("find-next"),
            Command::FindPrevious => f.write_str("find-previous"),
            Command::View(change) => change.fmt(f),
            Command::Palette => f.write_str("palette"),
            Command::Help => f.write_str("help"),
            Command::Expect(marked) => write!(f, "expect {marked}"),
            Command::ExpectRefused(command) => write!(f, "expect-refused {command}"),
        }
    }
}

impl From<BoardCommand> for Command {
    fn from(command: BoardCommand) -> Self {
        Command::Board(command)
    }
}

impl From<ReviewCommand> for Command {
    fn from(command: ReviewCommand) -> Self {
        Command::Review(command)
    }
}

impl From<IdentityCommand> for Command {
    fn from(command: IdentityCommand) -> Self {
        Command::Identity(command)
    }
}
