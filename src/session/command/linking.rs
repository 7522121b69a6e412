//! What can be asked while identities are offered, and to begin with it.

use std::fmt;

use super::offer::OfferCommand;

/// What can be asked while identities are offered, and to begin with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkingCommand {
    /// Links if only one identity can be meant, and else asks.
    OrAsk,
    Ask,
    /// Goes through the offer. A filter searches among all identities; an empty one offers the candidates again.
    Offer(OfferCommand),
}

impl fmt::Display for LinkingCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OrAsk => f.write_str("link-or-ask"),
            Self::Ask => f.write_str("link-ask"),
            Self::Offer(command) => command.write("link", f),
        }
    }
}
