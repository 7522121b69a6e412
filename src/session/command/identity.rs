//! The commands about identities, as values, and how their arguments are read. An identity is written with `@` before its id;
//! where nothing else can stand, the `@` may be left out.

use std::fmt;

use crate::model::id::{AnnotationId, DocumentId, IdentityId};
use crate::model::identity::IdentityKind;
use crate::model::quote::quoted;

use super::words::LabelName;
use crate::session::arguments::as_word;

/// One thing to do with identities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentityCommand {
    /// Links the chosen mention.
    Link(LinkTo),
    /// Takes the chosen mention's link away.
    Unlink,
    /// Makes an identity of the chosen mention, with an id and a name of its own if they are given.
    New {
        id: Option<IdentityId>,
        name: Option<String>,
    },
    /// Makes an identity that nothing mentions yet.
    Add {
        id: IdentityId,
        kind: IdentityKind,
    },
    /// Makes an identity of its own of the chosen mention, away from the one it is linked to.
    SplitMention {
        name: Option<String>,
    },
    AddName {
        id: IdentityId,
        language: String,
        name: String,
    },
    RemoveName {
        id: IdentityId,
        language: String,
        name: String,
    },
    /// Makes a name the one to show in its language.
    SetMainName {
        id: IdentityId,
        language: String,
        name: String,
    },
    SetKind {
        id: IdentityId,
        kind: IdentityKind,
        /// The label its mentions usually have.
        label: Option<LabelName>,
    },
    /// An empty text clears it.
    SetExternalId {
        id: IdentityId,
        external_id: String,
    },
    /// An empty text clears it.
    SetNote {
        id: IdentityId,
        note: String,
    },
    /// The first turned out to be the second.
    Merge(IdentityId, IdentityId),
    /// What was merged is itself again.
    Split(IdentityId),
    Delete(IdentityId),
    /// Shows an identity in the panel: that of the chosen mention if none is named.
    Show(Option<IdentityId>),
    /// Opens a document and chooses an annotation of it.
    GoTo(DocumentId, AnnotationId),
    /// Goes to the next mention, in all documents, of what the chosen one is linked to.
    NextMention,
    PreviousMention,
}

/// Whom a mention is linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTo {
    /// A candidate by its rank, counted from 1.
    Candidate(usize),
    Identity(IdentityId),
}

impl fmt::Display for IdentityCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |id: &IdentityId| as_word(&format!("@{id}"));
        match self {
            Self::Link(LinkTo::Candidate(1)) => f.write_str("link"),
            Self::Link(LinkTo::Candidate(rank)) => write!(f, "link {rank}"),
            Self::Link(LinkTo::Identity(id)) => write!(f, "link {}", at(id)),
            Self::Unlink => f.write_str("unlink"),
            Self::New { id, name } => {
                f.write_str("new-identity")?;
                id.iter().try_for_each(|id| write!(f, " {}", at(id)))?;
                name.iter().try_for_each(|name| write!(f, " {}", quoted(name)))
            }
            Self::Add { id, kind } => write!(f, "add-identity {} {}", at(id), kind.word()),
            Self::SplitMention { name } => {
                f.write_str("split-mention")?;
                name.iter().try_for_each(|name| write!(f, " {}", quoted(name)))
            }
            Self::SetMainName { id, language, name } => {
                write!(f, "set-main-name {} {} {}", at(id), as_word(language), quoted(name))
            }
            Self::AddName { id, language, name } => {
                write!(f, "name-identity {} {} {}", at(id), as_word(language), quoted(name))
            }
            Self::RemoveName { id, language, name } => {
                write!(f, "unname-identity {} {} {}", at(id), as_word(language), quoted(name))
            }
            Self::SetKind { id, kind, label } => {
                write!(f, "set-identity-kind {} {}", at(id), kind.word())?;
                label.iter().try_for_each(|label| write!(f, " {}", as_word(&label.0)))
            }
            Self::SetExternalId { id, external_id } => write!(f, "set-external-id {} {}", at(id), quoted(external_id)),
            Self::SetNote { id, note } => write!(f, "set-identity-note {} {}", at(id), quoted(note)),
            Self::Merge(id, other) => write!(f, "merge-identities {} {}", at(id), at(other)),
            Self::Split(id) => write!(f, "split-identity {}", at(id)),
            Self::Delete(id) => write!(f, "delete-identity {}", at(id)),
            Self::Show(None) => f.write_str("show-identity"),
            Self::Show(Some(id)) => write!(f, "show-identity {}", at(id)),
            Self::GoTo(document, annotation) => write!(f, "go-to {} {annotation}", as_word(document.as_str())),
            Self::NextMention => f.write_str("next-mention"),
            Self::PreviousMention => f.write_str("previous-mention"),
        }
    }
}
