//! What can be asked while a frame is filled.

use std::fmt;

use crate::session::arguments::as_word;

use super::offer::OfferCommand;

/// What can be asked while a frame is filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FillCommand {
    /// Shows the slots of the chosen frame.
    Slots,
    /// Offers what may fill a role or answer an attribute.
    Slot(String),
    /// Goes through what is offered; `Cancel` also leaves the slots.
    Offer(OfferCommand),
}

impl fmt::Display for FillCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FillCommand::Slots => f.write_str("fill"),
            FillCommand::Slot(name) => write!(f, "fill {}", as_word(name)),
            FillCommand::Offer(command) => command.write("fill", f),
        }
    }
}
