//! What can be asked of the board, and which part of it one looks at.

use std::fmt;

use crate::model::board::NextBy;
use crate::model::id::AnnotatorId;
use crate::model::moment::Date;
use crate::session::arguments::as_word;

use super::words::LabelName;

/// What can be asked of the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BoardCommand {
    /// Shows the board where one looked last, or closes it.
    Toggle,
    Show(Part),
    Close,
    /// Computes it anew.
    Refresh,
}

/// A part of the board.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Part {
    #[default]
    People,
    Days,
    Documents(Wanted),
    Labels,
    Agreement,
    Problems,
    Next(NextBy),
    Assignments,
}

/// Which works are listed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    pub of: Option<AnnotatorId>,
    pub day: Option<Date>,
    /// A label by its whole name.
    pub label: Option<LabelName>,
}

impl Part {
    /// Every part by its word, as one first sees it.
    #[must_use]
    pub fn all() -> [(&'static str, Part); 8] {
        [
            ("people", Part::People),
            ("days", Part::Days),
            ("documents", Part::Documents(Wanted::default())),
            ("labels", Part::Labels),
            ("agreement", Part::Agreement),
            ("problems", Part::Problems),
            ("next", Part::Next(NextBy::default())),
            ("assignments", Part::Assignments),
        ]
    }

    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Part::People => "people",
            Part::Days => "days",
            Part::Documents(_) => "documents",
            Part::Labels => "labels",
            Part::Agreement => "agreement",
            Part::Problems => "problems",
            Part::Next(_) => "next",
            Part::Assignments => "assignments",
        }
    }
}

impl fmt::Display for BoardCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Toggle => f.write_str("board"),
            Self::Close => f.write_str("board off"),
            Self::Refresh => f.write_str("board-refresh"),
            Self::Show(part) => {
                write!(f, "board {}", part.word())?;
                match part {
                    Part::Documents(Wanted { of, day, label }) => {
                        of.as_ref().map_or(Ok(()), |of| write!(f, " --of {}", as_word(of.as_str())))?;
                        day.map_or(Ok(()), |day| write!(f, " --day {day}"))?;
                        label.as_ref().map_or(Ok(()), |label| write!(f, " --label {}", as_word(&label.0)))
                    }
                    Part::Next(by) if *by != NextBy::default() => write!(f, " {}", by.word()),
                    _ => Ok(()),
                }
            }
        }
    }
}
