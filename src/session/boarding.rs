//! What the session holds of the board: the part that one looks at, the figures that were computed last, and those that are being
//! computed beside the window.

use crate::error::Error;
use crate::model::board::Board;

use super::command::board::Part;
use super::job::Job;

/// What the session knows of the board.
#[derive(Default)]
pub(super) struct Boarding {
    pub is_shown: bool,
    /// Whether somebody was assigned something while it was computed.
    pub is_outdated: bool,
    pub part: Part,
    pub figures: Option<Board>,
    /// Another number with other figures.
    pub revision: u64,
    pub job: Option<Job<Board>>,
    pub failed: Option<Error>,
}
