//! Who a mention may be, as it is offered: lines of which Enter, a digit or a click takes one. The window draws this; it knows
//! neither screen nor session.

use crate::model::id::{AnnotationId, IdentityId, LabelId};
use crate::model::identity::IdentityKind;

use super::command::Command;
use super::command::identity::{IdentityCommand, LinkTo};
use super::command::linking::LinkingCommand;
use super::command::offer::{OfferCommand, Place};
use super::keymap::KeyPress;

/// Lines that a digit picks.
pub const DIGITS: usize = 9;

/// What is being asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ask {
    pub mention: AnnotationId,
    /// Without a line that was lit by hand it is the first identity that the mention is not linked to.
    pub place: Place,
}

/// Who a mention may be, as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linking {
    pub mention: AnnotationId,
    /// What the mention says.
    pub words: String,
    /// Whether it is linked to an identity now.
    pub is_linked: bool,
    /// What was typed to search.
    pub filter: String,
    /// The likeliest first; the last one is a new identity.
    pub lines: Vec<LinkLine>,
    /// Which of them Enter takes.
    pub lit: usize,
    /// Whether the names of all identities are still being read, so that more may come.
    pub is_preparing: bool,
    /// The number that identities and their mentions had when it was made.
    pub(super) of: u64,
}

/// An identity that is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkLine {
    pub choice: LinkChoice,
    /// What it is called in the document's language, or else in any.
    pub name: String,
    /// The first names of the other languages, each once.
    pub others: Vec<String>,
    /// The label its mentions usually have.
    pub label: Option<LabelId>,
    pub kind: IdentityKind,
    /// How many mentions and roles name it, in how many documents.
    pub mentions: usize,
    pub documents: usize,
    pub reason: Reason,
}

/// What taking a line does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkChoice {
    Identity(IdentityId),
    /// Makes an identity with this name.
    New(String),
}

/// Why an identity is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The mention is linked to it now.
    Linked,
    /// So often the same words were linked to it.
    LinkedBefore(usize),
    /// It is called so.
    SameName,
    /// This name of it sounds alike.
    SoundsAlike(String),
    /// What was typed is said of it.
    Found,
    /// It is to be made.
    New,
}

impl Linking {
    /// What a key alone does here.
    pub(super) fn command(&self, press: &KeyPress<'_>) -> Option<LinkingCommand> {
        // Both keys, also with nothing to take away: they would delete the mention.
        let key = if press.key == "Delete" { "Backspace" } else { press.key };
        // A digit after letters is part of what is looked for.
        let count = if self.filter.is_empty() { self.lines.len().min(DIGITS) } else { 0 };
        OfferCommand::of_key(key, &self.filter)
            .or_else(|| OfferCommand::of_digit(key, count))
            .map(LinkingCommand::Offer)
    }

    /// What taking a line asks for.
    pub(super) fn command_of(&self, line: &LinkLine) -> Command {
        match &line.choice {
            LinkChoice::Identity(id) => IdentityCommand::Link(LinkTo::Identity(id.clone())).into(),
            LinkChoice::New(name) => {
                // What was not typed is the mention's words, which name it anyway.
                let name = Some(name.clone()).filter(|_| !self.filter.trim().is_empty());
                match self.is_linked {
                    true => IdentityCommand::SplitMention { name }.into(),
                    false => IdentityCommand::New { id: None, name }.into(),
                }
            }
        }
    }
}
