//! Commands: who is who across documents.

use crate::error::Error;
use crate::model::id::{AnnotationId, DocumentId, IdentityId};
use crate::model::identity::IdentityKind;
use crate::session::arguments::{Arguments, as_word};
use crate::session::command::Command;
use crate::session::command::identity::{IdentityCommand, LinkTo};
use crate::session::command::linking::LinkingCommand;
use crate::session::command::offer::OfferCommand;
use crate::session::command::words::LabelName;

use super::entry::{Entry, Menu};
use super::reading::bare;

pub static TABLE: &[Entry] = &[
    Entry {
        name: "link",
        usage: "[RANK|@IDENTITY]",
        title: "Link to the likeliest identity",
        help: "Says who or what the chosen mention is: the likeliest candidate, the one of a rank, or an identity by its id",
        menu: Menu::Annotate,
        keys: &[],
        parse: link,
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
        parse: new,
        example: "new-identity @blinken \"Antony Blinken\"",
    },
    Entry {
        name: "add-identity",
        usage: "@IDENTITY [entity|event]",
        title: "Add an identity",
        help: "Makes an identity that nothing mentions yet",
        menu: Menu::Annotate,
        keys: &[],
        parse: add,
        example: "add-identity @blinken entity",
    },
    Entry {
        name: "show-identity",
        usage: "[@IDENTITY]",
        title: "Show the identity",
        help: "Shows an identity with all its mentions in the panel: that of the chosen mention, or one by its id",
        menu: Menu::Annotate,
        keys: &[("Ctrl+Shift+I", "")],
        parse: show,
        example: "show-identity @blinken",
    },
    Entry {
        name: "split-mention",
        usage: "[\"NAME\"]",
        title: "Split the mention off",
        help: "Makes a new identity of the chosen mention, away from the one it is linked to",
        menu: Menu::Annotate,
        keys: &[],
        parse: split_mention,
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
        parse: go_to,
        example: "go-to news-1 7",
    },
    Entry {
        name: "name-identity",
        usage: "@IDENTITY LANGUAGE NAME",
        title: "Name an identity",
        help: "Adds a name in a language to an identity",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| name(arguments, |id, language, name| IdentityCommand::AddName { id, language, name }),
        example: "name-identity @blinken vi \"Antony Blinken\"",
    },
    Entry {
        name: "unname-identity",
        usage: "@IDENTITY LANGUAGE NAME",
        title: "Take a name from an identity",
        help: "Takes a name in a language away from an identity",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| name(arguments, |id, language, name| IdentityCommand::RemoveName { id, language, name }),
        example: "unname-identity @blinken vi \"Blinken\"",
    },
    Entry {
        name: "set-main-name",
        usage: "@IDENTITY LANGUAGE NAME",
        title: "Set an identity's main name",
        help: "Makes a name the one that is shown in its language, adding it if it is not there",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| name(arguments, |id, language, name| IdentityCommand::SetMainName { id, language, name }),
        example: "set-main-name @blinken vi \"Antony Blinken\"",
    },
    Entry {
        name: "set-identity-kind",
        usage: "@IDENTITY entity|event [LABEL]",
        title: "Set an identity's kind",
        help: "Says whether an identity is an entity or an event, and which label its mentions usually have",
        menu: Menu::Annotate,
        keys: &[],
        parse: set_kind,
        example: "set-identity-kind @blinken entity entities/person",
    },
    Entry {
        name: "set-external-id",
        usage: "@IDENTITY TEXT",
        title: "Set an identity's external id",
        help: "Says what others call an identity, such as its Wikidata number; an empty text clears it",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| text(arguments, |id, external_id| IdentityCommand::SetExternalId { id, external_id }),
        example: "set-external-id @paris \"wikidata:Q90\"",
    },
    Entry {
        name: "set-identity-note",
        usage: "@IDENTITY TEXT",
        title: "Set an identity's note",
        help: "Writes a note to an identity; an empty text clears it",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| text(arguments, |id, note| IdentityCommand::SetNote { id, note }),
        example: "set-identity-note @blinken \"until 2025\"",
    },
    Entry {
        name: "merge-identities",
        usage: "@IDENTITY @OTHER",
        title: "Merge two identities",
        help: "Says that one identity turned out to be another; mentions of either are then mentions of one",
        menu: Menu::Annotate,
        keys: &[],
        parse: merge,
        example: "merge-identities @minister @blinken",
    },
    Entry {
        name: "split-identity",
        usage: "@IDENTITY",
        title: "Split an identity",
        help: "Makes an identity that was merged into another itself again, with the mentions that it had",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| one(arguments, IdentityCommand::Split),
        example: "split-identity @minister",
    },
    Entry {
        name: "delete-identity",
        usage: "@IDENTITY",
        title: "Delete an identity",
        help: "Deletes an identity that nothing mentions and nothing was merged into",
        menu: Menu::Annotate,
        keys: &[],
        parse: |arguments| one(arguments, IdentityCommand::Delete),
        example: "delete-identity @minister",
    },
];

/// An identity that is there or is to be made: letters, digits, `-`, `_` and `.`, so that it can stand in marked text.
fn identity(arguments: &mut Arguments<'_>) -> Result<IdentityId, Error> {
    let word = arguments.word("an identity")?;
    let id = word.strip_prefix('@').unwrap_or(&word);
    let is_plain = !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if is_plain {
        return Ok(IdentityId::new(id));
    }
    Err(Error::new(format!("`{word}` cannot be an identity's id"))
        .hint("an id has letters, digits, `-`, `_` and `.`, such as `@ha-noi`"))
}

fn link(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    if arguments.is_empty() {
        return Ok(IdentityCommand::Link(LinkTo::Candidate(1)).into());
    }
    let word = arguments.word("a candidate or an identity")?;
    let to = match word.parse::<usize>() {
        Ok(0) => return Err(Error::new("candidates are counted from 1")),
        Ok(rank) => LinkTo::Candidate(rank),
        Err(_) => LinkTo::Identity(identity(&mut Arguments::new(&as_word(&word)))?),
    };
    arguments.end(IdentityCommand::Link(to).into())
}

fn new(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let id = match arguments.is_empty() || arguments.starts_with("\"") {
        true => None,
        false => Some(identity(&mut arguments)?),
    };
    let name = if arguments.is_empty() { None } else { Some(arguments.text()?) };
    arguments.end(IdentityCommand::New { id, name }.into())
}

fn add(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let id = identity(&mut arguments)?;
    let kind = match arguments.is_empty() {
        true => IdentityKind::Entity,
        false => arguments.one_of("a kind", &IdentityKind::ALL.map(|kind| (kind.word(), kind)))?,
    };
    arguments.end(IdentityCommand::Add { id, kind }.into())
}

fn split_mention(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let name = if arguments.is_empty() { None } else { Some(arguments.text()?) };
    arguments.end(IdentityCommand::SplitMention { name }.into())
}

fn show(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let id = if arguments.is_empty() { None } else { Some(identity(&mut arguments)?) };
    arguments.end(IdentityCommand::Show(id).into())
}

/// `@ID LANGUAGE NAME`, with what they are to become.
fn name(arguments: &str, command: fn(IdentityId, String, String) -> IdentityCommand) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let id = identity(&mut arguments)?;
    let language = arguments.word("a language")?;
    let name = arguments.text()?;
    if name.trim().is_empty() {
        return Err(Error::new("a name is missing"));
    }
    arguments.end(command(id, language, name).into())
}

fn set_kind(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let id = identity(&mut arguments)?;
    let kind = arguments.one_of("a kind", &IdentityKind::ALL.map(|kind| (kind.word(), kind)))?;
    let label = if arguments.is_empty() { None } else { Some(LabelName(arguments.word("a label")?)) };
    arguments.end(IdentityCommand::SetKind { id, kind, label }.into())
}

/// `@ID TEXT`, with what they are to become.
fn text(arguments: &str, command: fn(IdentityId, String) -> IdentityCommand) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let id = identity(&mut arguments)?;
    let text = arguments.text()?;
    arguments.end(command(id, text).into())
}

fn merge(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let (id, other) = (identity(&mut arguments)?, identity(&mut arguments)?);
    arguments.end(IdentityCommand::Merge(id, other).into())
}

/// `@ID`, with what it is to become.
fn one(arguments: &str, command: fn(IdentityId) -> IdentityCommand) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let id = identity(&mut arguments)?;
    arguments.end(command(id).into())
}

fn go_to(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let document = DocumentId::new(&arguments.word("a document")?);
    let annotation = AnnotationId(arguments.number("an annotation's number")?);
    arguments.end(IdentityCommand::GoTo(document, annotation).into())
}
