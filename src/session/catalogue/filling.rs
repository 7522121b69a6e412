//! Commands: filling a frame by keyboard.

use crate::error::Error;
use crate::session::arguments::Arguments;
use crate::session::command::Command;
use crate::session::command::filling::FillCommand;
use crate::session::command::offer::OfferCommand;

use super::entry::{Entry, Menu};
use super::reading::bare;

pub static TABLE: &[Entry] = &[
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
];

/// Reads the arguments of `fill`.
fn parse_fill(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let slot = if arguments.is_empty() { None } else { Some(arguments.word("a role")?) };
    arguments.end(Command::Fill(slot.map_or(FillCommand::Slots, FillCommand::Slot)))
}
