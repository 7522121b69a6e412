//! The one list of what a person can do. Menus, the palette, keys, `hashiya commands`, tooltips and scripts come from it.
//! Offsets are Unicode code points. A letter or digit without Ctrl belongs to the project's labels, with Alt too.

use crate::error::Error;
use crate::formats::catalogue::FORMATS;
use crate::model::annotation::{Confidence, Filler};
use crate::model::document::{DIRECTION_WORDS, direction_from_word};
use crate::model::id::{AnnotationId, DocumentId};
use crate::model::nearest::hint_for;
use crate::model::set::Progress;
use crate::text::caret::Affinity;

use super::adding::parse_add as parse_documents;
use super::arguments::Arguments;
use super::assign::{AssignCommand, parse_by_hand, parse_distribute};
use super::board::{BoardCommand, parse_board};
use super::command::{Border, BorderUnit, Command, Extend, Growth, LabelName, Step, Switch, Unit, ViewChange};
use super::dataset::parse_dataset;
use super::filling::{FillCommand, parse_fill};
use super::identity_command::{self, IdentityCommand};
use super::linking::LinkingCommand;
use super::listing;
use super::offer::OfferCommand;
use super::past::{parse_go_back, parse_look, parse_restore};
use super::reanchor::{self, ReanchorCommand};
use super::review_command::{self, ReviewCommand};
use super::schema::{SchemaCommand, parse_about, parse_add, parse_move, parse_rekey, parse_remove, parse_set};
use super::settings::{Panel, Theme};
use super::suggestions::SuggestionCommand;

/// One command with everything that is said about it.
pub struct Entry {
    /// The first word of its command line.
    pub name: &'static str,
    /// Its arguments, as shown in help: `LABEL`, `[on|off]`; empty if it takes none.
    pub usage: &'static str,
    /// Sentence case, for menus and the palette.
    pub title: &'static str,
    /// One sentence.
    pub help: &'static str,
    pub menu: Menu,
    /// Default keys, each with the arguments it gives: `("Ctrl+Alt+ArrowForward", "word")`.
    pub keys: &'static [(&'static str, &'static str)],
    /// Reads the arguments.
    pub parse: fn(&str) -> Result<Command, Error>,
    /// A whole command line that reads and prints back as it stands.
    pub example: &'static str,
}

/// Where a command is found in the menus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Menu {
    Project,
    Edit,
    Select,
    Annotate,
    Review,
    View,
    Help,
    /// In scripts only.
    Script,
}

impl Menu {
    pub const ALL: [Menu; 8] =
        [Menu::Project, Menu::Edit, Menu::Select, Menu::Annotate, Menu::Review, Menu::View, Menu::Help, Menu::Script];

    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Menu::Project => "Project",
            Menu::Edit => "Edit",
            Menu::Select => "Select",
            Menu::Annotate => "Annotate",
            Menu::Review => "Review",
            Menu::View => "View",
            Menu::Help => "Help",
            Menu::Script => "Script",
        }
    }
}

/// The entry called `name`.
#[must_use]
pub fn entry(name: &str) -> Option<&'static Entry> {
    CATALOGUE.iter().find(|entry| entry.name == name)
}

/// Every command, menu by menu.
pub static CATALOGUE: &[Entry] = &[
    Entry {
        name: "open",
        usage: "DOCUMENT",
        title: "Open a document",
        help: "Opens a document by its id",
        menu: Menu::Project,
        keys: &[],
        parse: |arguments| {
            let mut arguments = Arguments::new(arguments);
            let id = DocumentId::new(&arguments.word("a document")?);
            arguments.end(Command::Open(id))
        },
        example: "open news-1",
    },
    Entry {
        name: "next-document",
        usage: "",
        title: "Next document",
        help: "Opens the document after this one in the list",
        menu: Menu::Project,
        keys: &[("Ctrl+PageDown", "")],
        parse: |arguments| bare(arguments, Command::NextDocument),
        example: "next-document",
    },
    Entry {
        name: "previous-document",
        usage: "",
        title: "Previous document",
        help: "Opens the document before this one in the list",
        menu: Menu::Project,
        keys: &[("Ctrl+PageUp", "")],
        parse: |arguments| bare(arguments, Command::PreviousDocument),
        example: "previous-document",
    },
    Entry {
        name: "next-unfinished",
        usage: "",
        title: "Next unfinished document",
        help: "Opens the next document of the list that you have not finished, from the start again after the last",
        menu: Menu::Project,
        keys: &[("Ctrl+Shift+PageDown", "")],
        parse: |arguments| bare(arguments, Command::NextUnfinished),
        example: "next-unfinished",
    },
    Entry {
        name: "set-progress",
        usage: "new|started|finished",
        title: "Set the progress",
        help: "Says how far you got with this document",
        menu: Menu::Project,
        keys: &[("Ctrl+Enter", "finished"), ("Ctrl+Shift+Enter", "started")],
        parse: |arguments| {
            let mut arguments = Arguments::new(arguments);
            let words = Progress::ALL.map(|progress| (progress.word(), progress));
            let progress = arguments.one_of("a progress", &words)?;
            arguments.end(Command::SetProgress(progress))
        },
        example: "set-progress finished",
    },
    Entry {
        name: "filter-documents",
        usage: "[TEXT]",
        title: "Find a document…",
        help: "Shows only the documents whose title, name or source holds a text, in any spelling, and all for an empty one; without it the window asks",
        menu: Menu::Project,
        keys: &[("Ctrl+O", "")],
        parse: listing::parse_filter,
        example: "filter-documents \"Ankara\"",
    },
    Entry {
        name: "filter-language",
        usage: "LANGUAGE|any",
        title: "Filter documents by language",
        help: "Shows only the documents in a language",
        menu: Menu::Project,
        keys: &[],
        parse: listing::parse_language,
        example: "filter-language vi",
    },
    Entry {
        name: "filter-progress",
        usage: "new|started|finished|any",
        title: "Filter documents by progress",
        help: "Shows only the documents in which you got so far, as the list knows it now",
        menu: Menu::Project,
        keys: &[],
        parse: listing::parse_progress,
        example: "filter-progress started",
    },
    Entry {
        name: "filter-assigned",
        usage: "me|nobody|any|ANNOTATOR",
        title: "Show documents assigned to",
        help: "Shows only the documents that are assigned to you, to nobody, or to an annotator, or all again",
        menu: Menu::Project,
        keys: &[],
        parse: listing::parse_assigned,
        example: "filter-assigned me",
    },
    Entry {
        name: "sort-documents",
        usage: "name|file|title|date|source|progress [descending]",
        title: "Sort documents",
        help: "Puts the list of documents into another order, in which one then goes through them",
        menu: Menu::Project,
        keys: &[],
        parse: listing::parse_sort,
        example: "sort-documents date descending",
    },
    Entry {
        name: "export",
        usage: "[FORMAT FILE]",
        title: "Export…",
        help: "Writes your annotations of all documents into a file, and reads it back before saying so; without arguments the window asks",
        menu: Menu::Project,
        keys: &[("Ctrl+Shift+E", "")],
        parse: export,
        example: "export jsonl news.jsonl",
    },
    Entry {
        name: "dataset",
        usage: "[FOLDER [--format FORMAT] [--by RULES|ANNOTATOR] [--of NAMES] [--shares 80,10,10] [--seed N] [--zones cut|mask|keep] [--map LABELS] [--unfinished]]",
        title: "Make a dataset…",
        help: "Makes gold data to train on, in parts for train, dev and test, of what everybody annotated, and reads it back before saying so; without arguments the window asks",
        menu: Menu::Project,
        keys: &[("Ctrl+Shift+T", "")],
        parse: parse_dataset,
        example: "dataset gold --format jsonl --by adjudicated,unanimous,majority --shares 80,10,10 --seed 1 --zones cut",
    },
    Entry {
        name: "add-documents",
        usage: "[[--encoding ENCODING] [--language TAG] FILE…]",
        title: "Add documents…",
        help: "Copies texts, .jsonl files, saved web pages and folders of these into the project as UTF-8; without arguments the window asks; it cannot be undone here",
        menu: Menu::Project,
        keys: &[("Ctrl+Shift+A", "")],
        parse: parse_documents,
        example: "add-documents --encoding windows-1256 news.txt",
    },
    Entry {
        name: "schema",
        usage: "[on|off]",
        title: "Layers and labels…",
        help: "Shows the schema to be changed: layers, labels, roles and attributes with their names, colours, keys and rules",
        menu: Menu::Project,
        keys: &[("Ctrl+Shift+L", "")],
        parse: |arguments| switch(arguments, ViewChange::Schema),
        example: "schema on",
    },
    Entry {
        name: "schema-add",
        usage: "PATH [SHAPE|TONE|FILLERS|VALUES]",
        title: "Add to the schema",
        help: "Adds a layer with its shape, a label with its colour, a role with what may fill it, or an attribute with its values",
        menu: Menu::Project,
        keys: &[],
        parse: parse_add,
        example: "schema-add events/visit#host entities/person entities/organization",
    },
    Entry {
        name: "schema-rename",
        usage: "PATH NAME",
        title: "Rename in the schema",
        help: "Gives a layer, label, role or attribute another name, in your annotations of all documents too",
        menu: Menu::Project,
        keys: &[],
        parse: |arguments| parse_about(arguments, "a name", SchemaCommand::Rename),
        example: "schema-rename events/visit#agent visitor",
    },
    Entry {
        name: "schema-retitle",
        usage: "PATH TITLE",
        title: "Retitle in the schema",
        help: "Changes what the window calls a layer, label, role or attribute",
        menu: Menu::Project,
        keys: &[],
        parse: |arguments| parse_about(arguments, "a title", SchemaCommand::Retitle),
        example: "schema-retitle entities/person Human",
    },
    Entry {
        name: "schema-recolour",
        usage: "LABEL TONE",
        title: "Recolour a label",
        help: "Gives a label another colour of the palette",
        menu: Menu::Project,
        keys: &[],
        parse: |arguments| parse_about(arguments, "a tone", SchemaCommand::Recolour),
        example: "schema-recolour entities/person teal",
    },
    Entry {
        name: "schema-set",
        usage: "PATH FIELD [VALUE…]",
        title: "Set a field in the schema",
        help: "Writes a field of a label (sign, guideline, examples, without, leave_out, cues), of a role (fillers, count, required, offers) or of an attribute (values, default); without a value it is taken out",
        menu: Menu::Project,
        keys: &[],
        parse: parse_set,
        example: "schema-set events/visit#host fillers entities/person entities/organization",
    },
    Entry {
        name: "schema-rekey",
        usage: "PATH KEY|none",
        title: "Change a key",
        help: "Gives a label, role or attribute another key, or none",
        menu: Menu::Project,
        keys: &[],
        parse: parse_rekey,
        example: "schema-rekey entities/person Shift+B",
    },
    Entry {
        name: "schema-move",
        usage: "PATH earlier|later",
        title: "Move in the schema",
        help: "Lets a layer, label, role or attribute change places with its neighbour",
        menu: Menu::Project,
        keys: &[],
        parse: parse_move,
        example: "schema-move entities/person later",
    },
    Entry {
        name: "schema-remove",
        usage: "PATH [confirm]",
        title: "Remove from the schema",
        help: "Removes a layer, label, role or attribute; what is in use only if confirmed, and annotations stay as they are",
        menu: Menu::Project,
        keys: &[],
        parse: parse_remove,
        example: "schema-remove events/visit#agent confirm",
    },
    Entry {
        name: "schema-undo",
        usage: "",
        title: "Undo in the schema",
        help: "Takes back what you last changed in the schema",
        menu: Menu::Project,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Schema(SchemaCommand::Undo)),
        example: "schema-undo",
    },
    Entry {
        name: "schema-redo",
        usage: "",
        title: "Redo in the schema",
        help: "Does again what you last took back in the schema",
        menu: Menu::Project,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Schema(SchemaCommand::Redo)),
        example: "schema-redo",
    },
    Entry {
        name: "quit",
        usage: "",
        title: "Quit",
        help: "Closes the window once everything is on disk",
        menu: Menu::Project,
        keys: &[("Ctrl+Q", "")],
        parse: |arguments| bare(arguments, Command::Quit),
        example: "quit",
    },
    Entry {
        name: "undo",
        usage: "",
        title: "Undo",
        help: "Takes back what you last changed in this document",
        menu: Menu::Edit,
        keys: &[("Ctrl+Z", "")],
        parse: |arguments| bare(arguments, Command::Undo),
        example: "undo",
    },
    Entry {
        name: "redo",
        usage: "",
        title: "Redo",
        help: "Does again what you last took back in this document",
        menu: Menu::Edit,
        keys: &[("Ctrl+Shift+Z", ""), ("Ctrl+Y", "")],
        parse: |arguments| bare(arguments, Command::Redo),
        example: "redo",
    },
    Entry {
        name: "look-back",
        usage: "NUMBER|now",
        title: "Look back",
        help: "Shows the page as it was after an entry of the history, or as it is now; nothing is changed",
        menu: Menu::Edit,
        keys: &[],
        parse: parse_look,
        example: "look-back 12",
    },
    Entry {
        name: "go-back",
        usage: "NUMBER",
        title: "Go back",
        help: "Makes this document's annotations what they were after an entry of the history, which can be undone",
        menu: Menu::Edit,
        keys: &[],
        parse: parse_go_back,
        example: "go-back 12",
    },
    Entry {
        name: "restore",
        usage: "NUMBER",
        title: "Restore a deleted annotation",
        help: "Brings back the annotation that had this number, as it was when it was deleted",
        menu: Menu::Edit,
        keys: &[],
        parse: parse_restore,
        example: "restore 3",
    },
    Entry {
        name: "reanchor",
        usage: "[NUMBER]",
        title: "Carry over to the changed text…",
        help: "Lists the annotations that no longer fit the text with the places where each may stand now; nothing changes until one is accepted",
        menu: Menu::Edit,
        keys: &[("Ctrl+Shift+M", "")],
        parse: |arguments| reanchor::parse_which(arguments, ReanchorCommand::Look),
        example: "reanchor 3",
    },
    Entry {
        name: "reanchor-next",
        usage: "",
        title: "Next to carry over",
        help: "Goes to where the next annotation that does not fit may stand; the down arrow does this while they are listed",
        menu: Menu::Edit,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Reanchor(ReanchorCommand::Next)),
        example: "reanchor-next",
    },
    Entry {
        name: "reanchor-previous",
        usage: "",
        title: "Previous to carry over",
        help: "Goes to the one before; the up arrow does this while they are listed",
        menu: Menu::Edit,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Reanchor(ReanchorCommand::Previous)),
        example: "reanchor-previous",
    },
    Entry {
        name: "reanchor-place",
        usage: "NTH",
        title: "Another place",
        help: "Goes to the NTH of the places where the annotation may stand; digits do this while they are listed",
        menu: Menu::Edit,
        keys: &[],
        parse: reanchor::parse_place,
        example: "reanchor-place 2",
    },
    Entry {
        name: "reanchor-accept",
        usage: "[all|NUMBER [NTH]]",
        title: "Carry over to this place",
        help: "Puts the annotation where it is shown, or NUMBER at its NTH place; with all, every one whose place is clear; Enter and Shift+Enter do this while they are listed",
        menu: Menu::Edit,
        keys: &[],
        parse: reanchor::parse_accept,
        example: "reanchor-accept all",
    },
    Entry {
        name: "reanchor-here",
        usage: "[NUMBER]",
        title: "Carry over to the selection",
        help: "Puts the annotation that does not fit where the selection is; Insert does this while they are listed",
        menu: Menu::Edit,
        keys: &[],
        parse: |arguments| reanchor::parse_which(arguments, ReanchorCommand::Here),
        example: "reanchor-here 3",
    },
    Entry {
        name: "reanchor-delete",
        usage: "[NUMBER]",
        title: "Delete what does not fit",
        help: "Deletes the annotation that has no place in the text any more; Delete does this while they are listed",
        menu: Menu::Edit,
        keys: &[],
        parse: |arguments| reanchor::parse_which(arguments, ReanchorCommand::Delete),
        example: "reanchor-delete 3",
    },
    Entry {
        name: "reanchor-leave",
        usage: "",
        title: "Leave it as it is",
        help: "Keeps the annotation as it was and goes to the next; Backspace does this while they are listed",
        menu: Menu::Edit,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Reanchor(ReanchorCommand::Leave)),
        example: "reanchor-leave",
    },
    Entry {
        name: "reanchor-cancel",
        usage: "",
        title: "Stop carrying over",
        help: "Leaves the annotations that do not fit as they were; Escape does this",
        menu: Menu::Edit,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Reanchor(ReanchorCommand::Cancel)),
        example: "reanchor-cancel",
    },
    Entry {
        name: "copy",
        usage: "",
        title: "Copy",
        help: "Copies the selected text",
        menu: Menu::Edit,
        keys: &[("Ctrl+C", "")],
        parse: |arguments| bare(arguments, Command::Copy),
        example: "copy",
    },
    Entry {
        name: "find",
        usage: "[TEXT]",
        title: "Find…",
        help: "Selects the next place after the caret that has the text; without it the window asks",
        menu: Menu::Edit,
        keys: &[("Ctrl+F", "")],
        parse: find,
        example: "find \"Ankara\"",
    },
    Entry {
        name: "find-next",
        usage: "",
        title: "Find next",
        help: "Selects the next place that has what was last looked for",
        menu: Menu::Edit,
        keys: &[("F3", ""), ("Ctrl+G", "")],
        parse: |arguments| bare(arguments, Command::FindNext),
        example: "find-next",
    },
    Entry {
        name: "find-previous",
        usage: "",
        title: "Find previous",
        help: "Selects the place before that has what was last looked for",
        menu: Menu::Edit,
        keys: &[("Shift+F3", ""), ("Ctrl+Shift+G", "")],
        parse: |arguments| bare(arguments, Command::FindPrevious),
        example: "find-previous",
    },
    Entry {
        name: "select",
        usage: "\"TEXT\" [NTH] | START..END",
        title: "Select",
        help: "Selects a text where it stands for the NTH time, or a range of code points",
        menu: Menu::Select,
        keys: &[],
        parse: select,
        example: "select \"Layla\" 2",
    },
    Entry {
        name: "select-word",
        usage: "",
        title: "Select the word",
        help: "Selects the word at the caret",
        menu: Menu::Select,
        keys: &[("Ctrl+D", "")],
        parse: |arguments| bare(arguments, Command::SelectUnit(Unit::Word)),
        example: "select-word",
    },
    Entry {
        name: "select-sentence",
        usage: "",
        title: "Select the sentence",
        help: "Selects the sentence at the caret",
        menu: Menu::Select,
        keys: &[("Ctrl+Shift+D", "")],
        parse: |arguments| bare(arguments, Command::SelectUnit(Unit::Sentence)),
        example: "select-sentence",
    },
    Entry {
        name: "select-paragraph",
        usage: "",
        title: "Select the paragraph",
        help: "Selects the paragraph at the caret, without its line feed",
        menu: Menu::Select,
        keys: &[("Ctrl+L", "")],
        parse: |arguments| bare(arguments, Command::SelectUnit(Unit::Paragraph)),
        example: "select-paragraph",
    },
    Entry {
        name: "select-all",
        usage: "",
        title: "Select all",
        help: "Selects the whole text",
        menu: Menu::Select,
        keys: &[("Ctrl+A", "")],
        parse: |arguments| bare(arguments, Command::SelectAll),
        example: "select-all",
    },
    Entry {
        name: "select-none",
        usage: "",
        title: "Select nothing",
        help: "Lets the selection and the chosen annotation go",
        menu: Menu::Select,
        keys: &[("Escape", "")],
        parse: |arguments| bare(arguments, Command::SelectNone),
        example: "select-none",
    },
    Entry {
        name: "move",
        usage: "STEP",
        title: "Move the caret",
        help: "Moves the caret in reading order by a grapheme, word, sentence or paragraph, or to a start or end",
        menu: Menu::Select,
        keys: &[
            ("Ctrl+ArrowForward", "next-word"),
            ("Ctrl+ArrowBackward", "previous-word"),
            ("Ctrl+ArrowDown", "next-paragraph"),
            ("Ctrl+ArrowUp", "previous-paragraph"),
            ("Alt+ArrowDown", "next-sentence"),
            ("Alt+ArrowUp", "previous-sentence"),
            ("Ctrl+Home", "document-start"),
            ("Ctrl+End", "document-end"),
        ],
        parse: |arguments| step(arguments, Extend::No),
        example: "move next-word",
    },
    Entry {
        name: "extend",
        usage: "STEP",
        title: "Extend the selection",
        help: "Moves the selection's far end in reading order, by the same steps as `move`",
        menu: Menu::Select,
        keys: &[
            ("Ctrl+Shift+ArrowForward", "next-word"),
            ("Ctrl+Shift+ArrowBackward", "previous-word"),
            ("Ctrl+Shift+ArrowDown", "next-paragraph"),
            ("Ctrl+Shift+ArrowUp", "previous-paragraph"),
            ("Alt+Shift+ArrowDown", "next-sentence"),
            ("Alt+Shift+ArrowUp", "previous-sentence"),
            ("Ctrl+Shift+Home", "document-start"),
            ("Ctrl+Shift+End", "document-end"),
        ],
        parse: |arguments| step(arguments, Extend::Yes),
        example: "extend previous-sentence",
    },
    Entry {
        name: "set-caret",
        usage: "OFFSET [upstream]",
        title: "Set the caret",
        help: "Puts the caret before a code point; upstream clings to the one before, where a line or direction ends",
        menu: Menu::Select,
        keys: &[],
        parse: |arguments| caret(arguments, Extend::No),
        example: "set-caret 120 upstream",
    },
    Entry {
        name: "extend-to",
        usage: "OFFSET [upstream]",
        title: "Extend to",
        help: "Extends the selection to before a code point",
        menu: Menu::Select,
        keys: &[],
        parse: |arguments| caret(arguments, Extend::Yes),
        example: "extend-to 124",
    },
    Entry {
        name: "label",
        usage: "LABEL",
        title: "Label",
        help: "Labels the selection without the spaces around it, or else the word at the caret; a topic labels the document",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| label(arguments).map(Command::Label),
        example: "label entities/person",
    },
    Entry {
        name: "label-document",
        usage: "LABEL",
        title: "Label the document",
        help: "Gives the whole document a topic or a stance",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| label(arguments).map(Command::LabelDocument),
        example: "label-document stances/against",
    },
    Entry {
        name: "relabel",
        usage: "LABEL",
        title: "Change the label",
        help: "Gives the chosen annotation another label; what that label has no role for must be cleared before",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| label(arguments).map(Command::Relabel),
        example: "relabel entities/place",
    },
    Entry {
        name: "delete",
        usage: "",
        title: "Delete the annotation",
        help: "Deletes the chosen annotation, or else the innermost one at the caret, and the arguments that name it",
        menu: Menu::Annotate,
        keys: &[("Delete", ""), ("Backspace", "")],
        parse: |arguments| bare(arguments, Command::Delete),
        example: "delete",
    },
    Entry {
        name: "next-annotation",
        usage: "",
        title: "Next annotation",
        help: "Chooses the annotation that comes next in reading order",
        menu: Menu::Annotate,
        keys: &[("BracketRight", "")],
        parse: |arguments| bare(arguments, Command::ChooseNext),
        example: "next-annotation",
    },
    Entry {
        name: "previous-annotation",
        usage: "",
        title: "Previous annotation",
        help: "Chooses the annotation that comes before in reading order",
        menu: Menu::Annotate,
        keys: &[("BracketLeft", "")],
        parse: |arguments| bare(arguments, Command::ChoosePrevious),
        example: "previous-annotation",
    },
    Entry {
        name: "choose-at",
        usage: "[OFFSET]",
        title: "Choose the annotation here",
        help: "Chooses the innermost annotation at the caret or at an offset, and asked again the one around it",
        menu: Menu::Annotate,
        keys: &[("Enter", "")],
        parse: |arguments| {
            let mut arguments = Arguments::new(arguments);
            let offset = if arguments.is_empty() { None } else { Some(arguments.number("an offset")?) };
            arguments.end(Command::ChooseAt(offset))
        },
        example: "choose-at 120",
    },
    Entry {
        name: "choose",
        usage: "NUMBER",
        title: "Choose an annotation",
        help: "Chooses an annotation by its number",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| {
            let mut arguments = Arguments::new(arguments);
            let id = AnnotationId(arguments.number("an annotation's number")?);
            arguments.end(Command::Choose(id))
        },
        example: "choose 7",
    },
    Entry {
        name: "grow-start",
        usage: "[grapheme|word|clitic]",
        title: "Grow at the start",
        help: "Moves the start of the chosen annotation back",
        menu: Menu::Annotate,
        keys: &[
            ("Alt+Shift+ArrowBackward", "grapheme"),
            ("Ctrl+Alt+Shift+ArrowBackward", "word"),
            ("Shift+Minus", "clitic"),
        ],
        parse: |arguments| border(arguments, Border::Start, Growth::Grow),
        example: "grow-start word",
    },
    Entry {
        name: "shrink-start",
        usage: "[grapheme|word|clitic]",
        title: "Shrink at the start",
        help: "Moves the start of the chosen annotation on",
        menu: Menu::Annotate,
        keys: &[("Alt+Shift+ArrowForward", "grapheme"), ("Ctrl+Alt+Shift+ArrowForward", "word"), ("Minus", "clitic")],
        parse: |arguments| border(arguments, Border::Start, Growth::Shrink),
        example: "shrink-start grapheme",
    },
    Entry {
        name: "grow-end",
        usage: "[grapheme|word|clitic]",
        title: "Grow at the end",
        help: "Moves the end of the chosen annotation on",
        menu: Menu::Annotate,
        keys: &[("Alt+ArrowForward", "grapheme"), ("Ctrl+Alt+ArrowForward", "word"), ("Shift+Equals", "clitic")],
        parse: |arguments| border(arguments, Border::End, Growth::Grow),
        example: "grow-end grapheme",
    },
    Entry {
        name: "shrink-end",
        usage: "[grapheme|word|clitic]",
        title: "Shrink at the end",
        help: "Moves the end of the chosen annotation back",
        menu: Menu::Annotate,
        keys: &[("Alt+ArrowBackward", "grapheme"), ("Ctrl+Alt+ArrowBackward", "word"), ("Equals", "clitic")],
        parse: |arguments| border(arguments, Border::End, Growth::Shrink),
        example: "shrink-end word",
    },
    Entry {
        name: "set-span",
        usage: "[START..END]",
        title: "Set the borders",
        help: "Gives the chosen annotation the borders of the selection, or of a range of code points",
        menu: Menu::Annotate,
        keys: &[("Ctrl+B", "")],
        parse: |arguments| {
            let mut arguments = Arguments::new(arguments);
            let chars = if arguments.is_empty() { None } else { Some(arguments.range()?) };
            arguments.end(Command::SetSpan(chars))
        },
        example: "set-span 6..13",
    },
    Entry {
        name: "add-piece",
        usage: "",
        title: "Add a piece",
        help: "Makes the selection, or the word at the caret, another piece of the chosen annotation, or of the one chosen last",
        menu: Menu::Annotate,
        keys: &[("Insert", ""), ("Ctrl+Shift+B", "")],
        parse: |arguments| bare(arguments, Command::AddPiece),
        example: "add-piece",
    },
    Entry {
        name: "remove-piece",
        usage: "",
        title: "Take a piece away",
        help: "Takes the piece at the caret away from the chosen annotation",
        menu: Menu::Annotate,
        keys: &[("Ctrl+Delete", "")],
        parse: |arguments| bare(arguments, Command::RemovePiece),
        example: "remove-piece",
    },
    Entry {
        name: "set-note",
        usage: "TEXT",
        title: "Set the note",
        help: "Writes a note to the chosen annotation; an empty text clears it",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| Arguments::new(arguments).text().map(Command::SetNote),
        example: "set-note \"ask Minh\"",
    },
    Entry {
        name: "set-argument",
        usage: "ROLE NUMBER|\"TEXT\" [NTH]|@IDENTITY",
        title: "Set an argument",
        help: "Says who or what plays a role in the chosen annotation: another annotation, by its number or by what it says, or an identity, which is made when it is first named, unless its id is nearly that of another",
        menu: Menu::Annotate,
        keys: &[("Comma", "holder @writer"), ("Period", "holder @outlet")],
        parse: set_argument,
        example: "set-argument agent 1",
    },
    Entry {
        name: "clear-argument",
        usage: "ROLE [NUMBER|@IDENTITY]",
        title: "Clear an argument",
        help: "Takes a filler, or all of them, out of a role of the chosen annotation",
        menu: Menu::Annotate,
        keys: &[],
        parse: clear_argument,
        example: "clear-argument agent 1",
    },
    Entry {
        name: "set-attribute",
        usage: "NAME VALUE",
        title: "Set an attribute",
        help: "Answers a question about the chosen annotation",
        menu: Menu::Annotate,
        keys: &[],
        parse: set_attribute,
        example: "set-attribute intensity strong",
    },
    Entry {
        name: "clear-attribute",
        usage: "NAME",
        title: "Clear an attribute",
        help: "Takes an answer about the chosen annotation back",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| {
            let mut arguments = Arguments::new(arguments);
            let name = arguments.word("an attribute")?;
            arguments.end(Command::ClearAttribute(name))
        },
        example: "clear-attribute intensity",
    },
    Entry {
        name: "link",
        usage: "[RANK|@IDENTITY]",
        title: "Link to the likeliest identity",
        help: "Says who or what the chosen mention is: the likeliest candidate, the one of a rank, or an identity by its id",
        menu: Menu::Annotate,
        keys: &[],
        parse: identity_command::link,
        example: "link @blinken",
    },
    Entry {
        name: "link-or-ask",
        usage: "",
        title: "Link to an identity",
        help: "Links the chosen mention if only one identity can be meant, and else offers who it may be, the likeliest first",
        menu: Menu::Annotate,
        keys: &[("Ctrl+K", "")],
        parse: |arguments| bare(arguments, Command::Linking(LinkingCommand::OrAsk)),
        example: "link-or-ask",
    },
    Entry {
        name: "link-ask",
        usage: "",
        title: "Link to an identity…",
        help: "Offers who or what the chosen mention may be, the likeliest first, and last a new identity",
        menu: Menu::Annotate,
        keys: &[("Ctrl+Alt+K", "")],
        parse: |arguments| bare(arguments, Command::Linking(LinkingCommand::Ask)),
        example: "link-ask",
    },
    Entry {
        name: "link-next",
        usage: "",
        title: "Next identity of the offer",
        help: "Goes to the next of the identities that are offered; the down arrow does this",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Linking(LinkingCommand::Offer(OfferCommand::Next))),
        example: "link-next",
    },
    Entry {
        name: "link-previous",
        usage: "",
        title: "Previous identity of the offer",
        help: "Goes to the one before of the identities that are offered; the up arrow does this",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Linking(LinkingCommand::Offer(OfferCommand::Previous))),
        example: "link-previous",
    },
    Entry {
        name: "link-filter",
        usage: "TEXT",
        title: "Search for an identity to link to",
        help: "Offers the identities that the text is said of or that sound like it, in any script; letters do this while identities are offered",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| {
            Arguments::new(arguments).text().map(OfferCommand::Filter).map(LinkingCommand::Offer).map(Command::Linking)
        },
        example: "link-filter \"Macron\"",
    },
    Entry {
        name: "link-accept",
        usage: "[NTH]",
        title: "Link to the identity of the offer",
        help: "Links the mention to the identity that is lit, or to the NTH; Enter and the digits do this while identities are offered",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| {
            let taken = OfferCommand::parse_accept(arguments, "a line's number");
            taken.map(LinkingCommand::Offer).map(Command::Linking)
        },
        example: "link-accept 2",
    },
    Entry {
        name: "link-cancel",
        usage: "",
        title: "Stop linking",
        help: "Leaves the mention as it is; Escape does this",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Linking(LinkingCommand::Offer(OfferCommand::Cancel))),
        example: "link-cancel",
    },
    Entry {
        name: "unlink",
        usage: "",
        title: "Unlink",
        help: "Takes the link of the chosen mention away",
        menu: Menu::Annotate,
        keys: &[("Ctrl+Shift+K", "")],
        parse: |arguments| bare(arguments, IdentityCommand::Unlink.into()),
        example: "unlink",
    },
    Entry {
        name: "new-identity",
        usage: "[@IDENTITY] [\"NAME\"]",
        title: "New identity",
        help: "Makes an identity of the chosen mention and links it; its words become a name in the document's language",
        menu: Menu::Annotate,
        keys: &[("Ctrl+I", "")],
        parse: identity_command::new,
        example: "new-identity @blinken \"Antony Blinken\"",
    },
    Entry {
        name: "add-identity",
        usage: "@IDENTITY [entity|event]",
        title: "Add an identity",
        help: "Makes an identity that nothing mentions yet",
        menu: Menu::Annotate,
        keys: &[],
        parse: identity_command::add,
        example: "add-identity @blinken entity",
    },
    Entry {
        name: "show-identity",
        usage: "[@IDENTITY]",
        title: "Show the identity",
        help: "Shows an identity with all its mentions in the panel: that of the chosen mention, or one by its id",
        menu: Menu::Annotate,
        keys: &[("Ctrl+Shift+I", "")],
        parse: identity_command::show,
        example: "show-identity @blinken",
    },
    Entry {
        name: "split-mention",
        usage: "[\"NAME\"]",
        title: "Split the mention off",
        help: "Makes a new identity of the chosen mention, away from the one it is linked to",
        menu: Menu::Annotate,
        keys: &[],
        parse: identity_command::split_mention,
        example: "split-mention \"Reyes of Rotterdam\"",
    },
    Entry {
        name: "next-mention",
        usage: "",
        title: "Next mention",
        help: "Goes to the next mention, in all documents, of what the chosen mention is linked to",
        menu: Menu::Annotate,
        keys: &[("Ctrl+BracketRight", "")],
        parse: |arguments| bare(arguments, IdentityCommand::NextMention.into()),
        example: "next-mention",
    },
    Entry {
        name: "previous-mention",
        usage: "",
        title: "Previous mention",
        help: "Goes to the mention before, in all documents, of what the chosen mention is linked to",
        menu: Menu::Annotate,
        keys: &[("Ctrl+BracketLeft", "")],
        parse: |arguments| bare(arguments, IdentityCommand::PreviousMention.into()),
        example: "previous-mention",
    },
    Entry {
        name: "go-to",
        usage: "DOCUMENT NUMBER",
        title: "Go to an annotation",
        help: "Opens a document and chooses an annotation of it by its number",
        menu: Menu::Annotate,
        keys: &[],
        parse: identity_command::go_to,
        example: "go-to news-1 7",
    },
    Entry {
        name: "name-identity",
        usage: "@IDENTITY LANGUAGE NAME",
        title: "Name an identity",
        help: "Adds a name in a language to an identity",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| {
            identity_command::name(arguments, |id, language, name| IdentityCommand::AddName { id, language, name })
        },
        example: "name-identity @blinken vi \"Antony Blinken\"",
    },
    Entry {
        name: "unname-identity",
        usage: "@IDENTITY LANGUAGE NAME",
        title: "Take a name from an identity",
        help: "Takes a name in a language away from an identity",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| {
            identity_command::name(arguments, |id, language, name| IdentityCommand::RemoveName { id, language, name })
        },
        example: "unname-identity @blinken vi \"Blinken\"",
    },
    Entry {
        name: "set-main-name",
        usage: "@IDENTITY LANGUAGE NAME",
        title: "Set an identity's main name",
        help: "Makes a name the one that is shown in its language, adding it if it is not there",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| {
            identity_command::name(arguments, |id, language, name| IdentityCommand::SetMainName { id, language, name })
        },
        example: "set-main-name @blinken vi \"Antony Blinken\"",
    },
    Entry {
        name: "set-identity-kind",
        usage: "@IDENTITY entity|event [LABEL]",
        title: "Set an identity's kind",
        help: "Says whether an identity is an entity or an event, and which label its mentions usually have",
        menu: Menu::Annotate,
        keys: &[],
        parse: identity_command::set_kind,
        example: "set-identity-kind @blinken entity entities/person",
    },
    Entry {
        name: "set-external-id",
        usage: "@IDENTITY TEXT",
        title: "Set an identity's external id",
        help: "Says what others call an identity, such as its Wikidata number; an empty text clears it",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| {
            identity_command::text(arguments, |id, external_id| IdentityCommand::SetExternalId { id, external_id })
        },
        example: "set-external-id @paris \"wikidata:Q90\"",
    },
    Entry {
        name: "set-identity-note",
        usage: "@IDENTITY TEXT",
        title: "Set an identity's note",
        help: "Writes a note to an identity; an empty text clears it",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| identity_command::text(arguments, |id, note| IdentityCommand::SetNote { id, note }),
        example: "set-identity-note @blinken \"until 2025\"",
    },
    Entry {
        name: "merge-identities",
        usage: "@IDENTITY @OTHER",
        title: "Merge two identities",
        help: "Says that one identity turned out to be another; mentions of either are then mentions of one",
        menu: Menu::Annotate,
        keys: &[],
        parse: identity_command::merge,
        example: "merge-identities @minister @blinken",
    },
    Entry {
        name: "split-identity",
        usage: "@IDENTITY",
        title: "Split an identity",
        help: "Makes an identity that was merged into another itself again, with the mentions that it had",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| identity_command::one(arguments, IdentityCommand::Split),
        example: "split-identity @minister",
    },
    Entry {
        name: "delete-identity",
        usage: "@IDENTITY",
        title: "Delete an identity",
        help: "Deletes an identity that nothing mentions and nothing was merged into",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| identity_command::one(arguments, IdentityCommand::Delete),
        example: "delete-identity @minister",
    },
    Entry {
        name: "set-confidence",
        usage: "SHARE|none",
        title: "Set the confidence",
        help: "Says how sure you are about the chosen annotation, from 0 to 1",
        menu: Menu::Annotate,
        keys: &[
            ("Ctrl+Shift+1", "0.25"),
            ("Ctrl+Shift+2", "0.5"),
            ("Ctrl+Shift+3", "0.75"),
            ("Ctrl+Shift+4", "1"),
            ("Ctrl+Shift+0", "none"),
        ],
        parse: set_confidence,
        example: "set-confidence 0.8",
    },
    Entry {
        name: "fill",
        usage: "[ROLE|ATTRIBUTE]",
        title: "Fill roles and attributes",
        help: "Shows the roles and attributes of the chosen annotation with their keys, and offers what may fill one, nearest first",
        menu: Menu::Annotate,
        keys: &[("Semicolon", "")],
        parse: parse_fill,
        example: "fill agent",
    },
    Entry {
        name: "fill-next",
        usage: "",
        title: "Next candidate",
        help: "Goes to the next of what may fill the role; the down arrow does this while a role is open",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Fill(FillCommand::Offer(OfferCommand::Next))),
        example: "fill-next",
    },
    Entry {
        name: "fill-previous",
        usage: "",
        title: "Previous candidate",
        help: "Goes to the one before of what may fill the role; the up arrow does this while a role is open",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Fill(FillCommand::Offer(OfferCommand::Previous))),
        example: "fill-previous",
    },
    Entry {
        name: "fill-filter",
        usage: "TEXT",
        title: "Narrow the candidates",
        help: "Leaves only what holds the text, in any spelling, of what may fill the role; letters do this while a role is open",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| {
            Arguments::new(arguments).text().map(OfferCommand::Filter).map(FillCommand::Offer).map(Command::Fill)
        },
        example: "fill-filter \"Lay\"",
    },
    Entry {
        name: "fill-accept",
        usage: "[NTH]",
        title: "Take the candidate",
        help: "Lets the candidate fill the role, labelling it on the way if it is a selection; Enter does this while a role is open",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| {
            let taken = OfferCommand::parse_accept(arguments, "a candidate's number");
            taken.map(FillCommand::Offer).map(Command::Fill)
        },
        example: "fill-accept 2",
    },
    Entry {
        name: "fill-cancel",
        usage: "",
        title: "Stop filling",
        help: "Leaves the roles and attributes as they are; Escape does this",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Fill(FillCommand::Offer(OfferCommand::Cancel))),
        example: "fill-cancel",
    },
    Entry {
        name: "next-suggestion",
        usage: "",
        title: "Next suggestion",
        help: "Selects the next quotation that the text seems to hold and that is not annotated",
        menu: Menu::Annotate,
        keys: &[("F6", "")],
        parse: |arguments| bare(arguments, Command::Suggestion(SuggestionCommand::Next)),
        example: "next-suggestion",
    },
    Entry {
        name: "accept-suggestion",
        usage: "",
        title: "Accept the suggestion",
        help: "Makes a quotation with its cue and its source of the suggestion at the caret, or else of the next",
        menu: Menu::Annotate,
        keys: &[("F7", "")],
        parse: |arguments| bare(arguments, Command::Suggestion(SuggestionCommand::Accept)),
        example: "accept-suggestion",
    },
    Entry {
        name: "reject-suggestion",
        usage: "",
        title: "Let the suggestion go",
        help: "Suggests the quotation at the caret, or else the next, no more until the project is opened anew; cannot be undone",
        menu: Menu::Annotate,
        keys: &[("Shift+F7", "")],
        parse: |arguments| bare(arguments, Command::Suggestion(SuggestionCommand::Reject)),
        example: "reject-suggestion",
    },
    Entry {
        name: "review",
        usage: "[ANNOTATOR…] [--into NAME]",
        title: "Review",
        help: "Compares what annotators say of each document, all of them or those that are named, and decides in another set, which is `gold` unless it is named; `end-review` comes back to your own",
        menu: Menu::Review,
        keys: &[("Ctrl+R", "")],
        parse: review_command::parse_review,
        example: "review layla minh --into gold-2",
    },
    Entry {
        name: "review-suggestions",
        usage: "[PROGRAM…]",
        title: "Review suggestions",
        help: "Compares what programs suggest with your own annotations, and takes what you accept into them",
        menu: Menu::Review,
        keys: &[("Ctrl+Alt+R", "")],
        parse: review_command::parse_suggestions,
        example: "review-suggestions model-1",
    },
    Entry {
        name: "board",
        usage: "[people|days|documents [--of NAME] [--day DATE] [--label LABEL]|labels|agreement|problems|next [assigned|unfinished|fewest|differing]|assignments|off]",
        title: "Board",
        help: "Shows how the work stands: who got how far, on which days, with which labels, how people agree, what is wrong and what is to be done next",
        menu: Menu::Review,
        keys: &[("Ctrl+Shift+O", "")],
        parse: parse_board,
        example: "board documents --of layla --day 2026-11-22",
    },
    Entry {
        name: "board-refresh",
        usage: "",
        title: "Compute the board anew",
        help: "Reads all sets and journals again; the board shows what it was until then",
        menu: Menu::Review,
        keys: &[],
        parse: |arguments| bare(arguments, BoardCommand::Refresh.into()),
        example: "board-refresh",
    },
    Entry {
        name: "assign",
        usage: "ANNOTATOR [DOCUMENT…]",
        title: "Assign documents",
        help: "Assigns the documents that are named, or the one that is open, to an annotator; `assign-undo` takes it back",
        menu: Menu::Review,
        keys: &[],
        parse: |arguments| parse_by_hand(arguments, AssignCommand::Assign),
        example: "assign layla news-1 news-2",
    },
    Entry {
        name: "unassign",
        usage: "ANNOTATOR [DOCUMENT…]",
        title: "Take documents from an annotator",
        help: "Assigns the documents that are named, or the one that is open, to an annotator no longer; what they did stays",
        menu: Menu::Review,
        keys: &[],
        parse: |arguments| parse_by_hand(arguments, AssignCommand::Unassign),
        example: "unassign layla news-1",
    },
    Entry {
        name: "distribute",
        usage: "ANNOTATOR… [--per-document N] [--seed N] [--balance documents|characters]",
        title: "Deal out documents",
        help: "Assigns the documents that the list shows, each to so many of the annotators, so that all have as much; what is assigned stays, and the same seed deals the same",
        menu: Menu::Review,
        keys: &[],
        parse: parse_distribute,
        example: "distribute layla minh rana --per-document 2 --seed 7",
    },
    Entry {
        name: "assign-undo",
        usage: "",
        title: "Undo the last assignment",
        help: "Takes back what was assigned last, or taken from somebody",
        menu: Menu::Review,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Assign(AssignCommand::Undo)),
        example: "assign-undo",
    },
    Entry {
        name: "assign-redo",
        usage: "",
        title: "Assign again",
        help: "Does again what was taken back of assignments",
        menu: Menu::Review,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Assign(AssignCommand::Redo)),
        example: "assign-redo",
    },
    Entry {
        name: "end-review",
        usage: "",
        title: "End the review",
        help: "Goes on with your own annotations",
        menu: Menu::Review,
        keys: &[("Ctrl+Alt+E", "")],
        parse: |arguments| bare(arguments, ReviewCommand::End.into()),
        example: "end-review",
    },
    Entry {
        name: "next-case",
        usage: "",
        title: "Next case",
        help: "Goes to the next case that the list of cases shows, from the start again after the last; keys then decide it",
        menu: Menu::Review,
        keys: &[("F5", "")],
        parse: |arguments| bare(arguments, ReviewCommand::Next.into()),
        example: "next-case",
    },
    Entry {
        name: "previous-case",
        usage: "",
        title: "Previous case",
        help: "Goes to the case before this one",
        menu: Menu::Review,
        keys: &[("Shift+F5", "")],
        parse: |arguments| bare(arguments, ReviewCommand::Previous.into()),
        example: "previous-case",
    },
    Entry {
        name: "go-to-case",
        usage: "NUMBER",
        title: "Go to a case",
        help: "Goes to a case of this document by its number in reading order",
        menu: Menu::Review,
        keys: &[],
        parse: review_command::parse_go_to,
        example: "go-to-case 3",
    },
    Entry {
        name: "filter-cases",
        usage: "open|decided|all [KIND|any] [LABEL]",
        title: "Filter cases",
        help: "Shows only cases that are open or decided, of a kind (agreed, differing, clitic, border, label, missing, split, role, filler, polarity, …), and of a label or layer",
        menu: Menu::Review,
        keys: &[],
        parse: review_command::parse_filter,
        example: "filter-cases open clitic entities/person",
    },
    Entry {
        name: "decide",
        usage: "first|second|NUMBER|both|neither|edit",
        title: "Decide a case",
        help: "Says which reading of the case is right; what it names comes along, and what was seen is remembered, so that the case opens again when a source changes",
        menu: Menu::Review,
        keys: &[],
        parse: review_command::parse_decide,
        example: "decide second",
    },
    Entry {
        name: "adopt",
        usage: "all|NUMBER [LABEL] [above CONFIDENCE]",
        title: "Adopt what is agreed on",
        help: "Decides every open case on which all annotators, or at least so many, say the same; of one label or layer only, and of what they are surer of than this",
        menu: Menu::Review,
        keys: &[("Ctrl+Alt+A", "all")],
        parse: review_command::parse_adopt,
        example: "adopt 2 entities/person above 0.8",
    },
    Entry {
        name: "deciding",
        usage: "[on|off]",
        title: "Decide by keys",
        help: "Whether single keys decide the case that is looked at, or label as ever",
        menu: Menu::Review,
        keys: &[],
        parse: review_command::parse_deciding,
        example: "deciding off",
    },
    Entry {
        name: "hide-names",
        usage: "[on|off]",
        title: "Hide names",
        help: "Shows letters instead of names, others in each document, so that one decides without knowing who said what",
        menu: Menu::Review,
        keys: &[],
        parse: review_command::parse_hide_names,
        example: "hide-names on",
    },
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
        parse: |arguments| switch(arguments, ViewChange::Lens),
        example: "lens on",
    },
    Entry {
        name: "snap",
        usage: "[on|off]",
        title: "Snap to words",
        help: "Lets selections by pointer grow to whole words",
        menu: Menu::View,
        keys: &[("F9", "")],
        parse: |arguments| switch(arguments, ViewChange::Snap),
        example: "snap off",
    },
    Entry {
        name: "joiners",
        usage: "[on|off]",
        title: "Draw joiners",
        help: "Draws the _ of word-segmented Vietnamese as a light joiner",
        menu: Menu::View,
        keys: &[("F10", "")],
        parse: |arguments| switch(arguments, ViewChange::Joiners),
        example: "joiners toggle",
    },
    Entry {
        name: "frames",
        usage: "[on|off]",
        title: "Show all frames",
        help: "Joins every event, stance and relation to what fills it, not only the one you look at",
        menu: Menu::View,
        keys: &[("F4", "")],
        parse: |arguments| switch(arguments, ViewChange::Frames),
        example: "frames on",
    },
    Entry {
        name: "speed",
        usage: "[on|off]",
        title: "Show speed",
        help: "Shows in the status line how long the last command took until it was painted, and the last frame",
        menu: Menu::View,
        keys: &[],
        parse: |arguments| switch(arguments, ViewChange::Speed),
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
    Entry {
        name: "expect",
        usage: "MARKED",
        title: "Expect",
        help: "Fails unless the text is annotated as written, such as [person Layla] [visit{agent=1} visited]; what lies outside that text does not count",
        menu: Menu::Script,
        keys: &[],
        parse: |arguments| match arguments {
            "" => Err(Error::new("a marked text is missing")),
            marked => Ok(Command::Expect(marked.to_owned())),
        },
        example: "expect [person#1 Layla] [visit{agent=1} visited] Haifa",
    },
    Entry {
        name: "expect-refused",
        usage: "COMMAND",
        title: "Expect a refusal",
        help: "Fails unless the command is refused",
        menu: Menu::Script,
        keys: &[],
        parse: |arguments| Command::parse(arguments).map(|command| Command::ExpectRefused(Box::new(command))),
        example: "expect-refused label visit",
    },
];

/// A command without arguments.
fn bare(arguments: &str, command: Command) -> Result<Command, Error> {
    Arguments::new(arguments).end(command)
}

fn label(arguments: &str) -> Result<LabelName, Error> {
    let mut arguments = Arguments::new(arguments);
    let name = arguments.word("a label")?;
    arguments.end(LabelName(name))
}

fn step(arguments: &str, extend: Extend) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let step = arguments.one_of("a step", &Step::WORDS)?;
    arguments.end(Command::Move(step, extend))
}

fn caret(arguments: &str, extend: Extend) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let offset = arguments.number("an offset")?;
    let sides = [("upstream", Affinity::Upstream), ("downstream", Affinity::Downstream)];
    let affinity = if arguments.is_empty() { Affinity::Downstream } else { arguments.one_of("a side", &sides)? };
    arguments.end(Command::SetCaret { offset, affinity, extend })
}

fn border(arguments: &str, border: Border, change: Growth) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let by =
        if arguments.is_empty() { BorderUnit::Grapheme } else { arguments.one_of("a unit", &BorderUnit::WORDS)? };
    arguments.end(Command::MoveBorder { border, change, by })
}

fn switch(arguments: &str, change: fn(Switch) -> ViewChange) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let switch = optional_switch(&mut arguments)?;
    arguments.end(Command::View(change(switch)))
}

fn optional_switch(arguments: &mut Arguments<'_>) -> Result<Switch, Error> {
    if arguments.is_empty() { Ok(Switch::Toggle) } else { arguments.one_of("on or off", &Switch::WORDS) }
}

fn select(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    if arguments.starts_with_range() {
        let chars = arguments.range()?;
        return arguments.end(Command::SelectRange(chars));
    }
    let text = arguments.word("a text or a range")?;
    let occurrence = if arguments.is_empty() { 1 } else { arguments.number("a number")? };
    arguments.end(Command::SelectText { text, occurrence })
}

fn export(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    if arguments.is_empty() {
        return Ok(Command::ExportDialog);
    }
    let format = arguments.one_of("a format", &FORMATS.map(|entry| (entry.name, entry.format)))?;
    let file = arguments.word("a file")?.into();
    arguments.end(Command::Export { format, file })
}

fn filler(arguments: &mut Arguments<'_>) -> Result<Filler, Error> {
    let written = arguments.word("a filler")?;
    written.parse().map_err(|()| {
        Error::new(format!("`{written}` cannot fill a role"))
            .hint("write an annotation's number, its text in double quotes, or `@` and an identity")
    })
}

fn set_argument(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let role = arguments.word("a role")?;
    // An identity's name may need quotes of its own.
    if !arguments.starts_with("\"") || arguments.starts_with("\"@") {
        let filler = filler(&mut arguments)?;
        return arguments.end(Command::SetArgument { role, filler });
    }
    let quote = arguments.word("a text")?;
    let occurrence = if arguments.is_empty() { None } else { Some(arguments.number("which one")?) };
    arguments.end(Command::SetArgumentSaying { role, quote, occurrence })
}

fn clear_argument(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let role = arguments.word("a role")?;
    let filler = if arguments.is_empty() { None } else { Some(filler(&mut arguments)?) };
    arguments.end(Command::ClearArgument { role, filler })
}

fn set_attribute(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let name = arguments.word("an attribute")?;
    let value = arguments.word("a value")?;
    arguments.end(Command::SetAttribute { name, value })
}

fn set_confidence(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let word = arguments.word("a confidence")?;
    let confidence = match word.parse::<f64>() {
        _ if word == "none" => None,
        Ok(share) if (0.0..=1.0).contains(&share) => Some(Confidence::new(share)),
        _ => {
            return Err(
                Error::new(format!("`{word}` is not a confidence")).hint("write a number from 0 to 1, or `none`")
            );
        }
    };
    arguments.end(Command::SetConfidence(confidence))
}

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

fn find(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    if arguments.is_empty() { Ok(Command::FindDialog) } else { arguments.text().map(Command::Find) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::CATALOGUE;
    use crate::model::key::Chord;
    use crate::session::command::Command;

    #[test]
    fn every_example_reads_and_prints_back() {
        for entry in CATALOGUE {
            assert_eq!(Command::parse(entry.example).unwrap().to_string(), entry.example);
            assert_eq!(entry.example.split(' ').next(), Some(entry.name));
        }
    }

    #[test]
    fn every_key_is_a_key_of_one_command_that_reads() {
        let mut seen = BTreeSet::new();
        for entry in CATALOGUE {
            for (chord, arguments) in entry.keys {
                assert!(seen.insert(chord.parse::<Chord>().unwrap()), "`{chord}` has two commands");
                (entry.parse)(arguments).unwrap();
            }
        }
    }

    #[test]
    fn names_are_unique_and_help_is_one_sentence_without_a_period() {
        let mut seen = BTreeSet::new();
        for entry in CATALOGUE {
            assert!(seen.insert(entry.name));
            assert!(
                !entry.help.is_empty() && !entry.help.ends_with('.') && !entry.title.ends_with('.'),
                "{}",
                entry.name
            );
        }
    }
}
