//! What can be asked of suggestions.

use std::fmt;

/// What can be asked of suggestions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuggestionCommand {
    /// Selects the next one's content.
    Next,
    /// Makes annotations of the one at the caret, or of the next.
    Accept,
    /// Lets the one at the caret, or the next, go.
    Reject,
}

impl fmt::Display for SuggestionCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SuggestionCommand::Next => "next-suggestion",
            SuggestionCommand::Accept => "accept-suggestion",
            SuggestionCommand::Reject => "reject-suggestion",
        })
    }
}
