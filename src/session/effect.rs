//! What a command does, as a value: one variant for each thing that the session can do. Planning makes it, `perform` carries it
//! out; it does not know the session.

use std::ops::Range;
use std::path::PathBuf;

use crate::model::change::Transaction;
use crate::model::history::Changes;
use crate::model::id::{AnnotationId, IdentityId};
use crate::model::identity::{IdentityChange, predefined};
use crate::records::drift::Drift;

use super::agreement::AgreementEffect;
use super::assigned::AssignEffect;
use super::command::adding::AddCommand;
use super::command::board::BoardCommand;
use super::command::dataset::DatasetCommand;
use super::command::exporting::ExportCommand;
use super::command::importing::ImportCommand;
use super::command::kept::KeptCommand;
use super::command::listing::ListCommand;
use super::command::reanchor::ReanchorCommand;
use super::command::review::Adopt;
use super::command::view::ViewChange;
use super::filling::Fill;
use super::find::Find;
use super::linking::Ask;
use super::past::Past;
use super::reanchoring::Reanchoring;
use super::review::ReviewEffect;
use super::rewriting::SchemaEffect;
use super::selection::Selection;

/// What a command does.
#[derive(Debug)]
pub(super) enum Effect {
    /// Nothing is to be done.
    Nothing,
    Open(usize),
    Select(Selection),
    /// Selects a place somewhere else and shows it.
    SelectFound(Selection),
    /// Suggests nothing there again (bytes), until the project is opened anew.
    Reject(Range<usize>),
    /// Lets selection and chosen annotation go.
    Release,
    Choose(AnnotationId, Travel),
    /// Changes the set; then `choose` is the chosen annotation.
    Change {
        transaction: Transaction,
        choose: Option<AnnotationId>,
        said: String,
    },
    /// Changes identities, and with them the set; then `choose` is the chosen annotation.
    Identify {
        changes: Changes,
        choose: Option<AnnotationId>,
        said: String,
    },
    Review(ReviewEffect),
    Agreement(Box<AgreementEffect>),
    /// Decides cases; then the next open one is looked at, or the case stays where it is to be edited.
    Decide {
        changes: Changes,
        choose: Option<AnnotationId>,
        said: String,
        goes_on: bool,
    },
    /// Decides every open case on which enough agree.
    Adopt(Adopt),
    /// Makes nothing of what is being changed beside the window.
    StopChanging,
    /// Makes nothing of what is put off.
    StopWaiting,
    /// Opens a document and chooses an annotation of it.
    GoTo(usize, AnnotationId),
    /// Begins, goes on or ends to fill a frame.
    Fill(Option<Fill>),
    /// Begins, goes on or ends to offer who a mention may be.
    Linking(Option<Ask>),
    /// Begins or ends to go through the annotations that do not fit the text.
    Reanchor(Option<Box<Reanchoring>>),
    /// Look where annotations belong before this is done.
    Drift(ReanchorCommand),
    /// Has the changes made that carry all over whose place is clear; with what is said then.
    Carry(Drift, String),
    /// Puts them in force.
    Carried,
    /// Goes to one of them and to one of its places, by their indices.
    ReanchorAt {
        lit: usize,
        place: usize,
    },
    /// Asks about one of them no more.
    ReanchorLeave(AnnotationId),
    /// Shows an identity in the panel.
    ShowIdentity(IdentityId),
    /// Another schema, and what it says.
    Schema(Box<SchemaEffect>),
    /// Filters or sorts the list of documents.
    List(ListCommand),
    /// Assigns documents, or takes that back.
    Assign(Box<AssignEffect>),
    Board(BoardCommand),
    Undo,
    Redo,
    /// Shows the page as it was, or as it is now.
    LookBack(Option<Box<Past>>),
    /// Looks for something new and goes to its first place.
    Find(Find, Range<usize>),
    /// Look for this beside the window.
    Search(String),
    /// Goes to another place of what was found.
    Found(Range<usize>),
    View(ViewChange),
    FindDialog,
    Palette,
    Help,
    Copy(String),
    Export(ExportCommand),
    Import(ImportCommand),
    Add(AddCommand),
    Dataset(DatasetCommand),
    PutBack(PathBuf),
    /// Compares what was kept beside a set, or stops that.
    Kept(KeptCommand),
    TakeOver,
    Quit,
}

impl Effect {
    /// The same together with changes of identities.
    pub(super) fn with_identities(self, identities: Vec<IdentityChange>) -> Self {
        match self {
            Effect::Change { transaction, choose, said } if !identities.is_empty() => {
                // Who was not there before must not come in silence.
                let made: Vec<String> = identities.iter().filter_map(made).collect();
                let said = if made.is_empty() { said } else { format!("{said}; made {}", made.join(", ")) };
                Effect::Identify { changes: Changes { identities, transaction }, choose, said }
            }
            other => other,
        }
    }
}

/// Whether the caret goes where the chosen annotation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Travel {
    There,
    Stay,
}

/// What a change makes that was not there before: `@blinken`.
fn made(change: &IdentityChange) -> Option<String> {
    let is_new = change.before.is_none() && change.id().is_some_and(|id| predefined(id).is_none());
    change
        .after
        .as_ref()
        .filter(|_| is_new)
        .map(|identity| format!("the identity @{}, which was not there", identity.id))
}
