//! The board: how the work stands, computed beside the window from what lies on disk, and which part of it one looks at. Opening
//! a document closes it.

use std::fmt;
use std::sync::Arc;

use crate::error::{Error, counted};
use crate::model::board::{Board, NextBy};
use crate::model::id::AnnotatorId;
use crate::model::moment::Date;
use crate::model::nearest::hint_for;
use crate::store::board::board;

use super::arguments::{Arguments, as_word};
use super::command::{Command, LabelName};
use super::job::Job;
use super::plan::Effect;
use super::state::{Message, Session};

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

/// What the session knows of the board.
#[derive(Default)]
pub(super) struct Boarding {
    is_shown: bool,
    part: Part,
    figures: Option<Arc<Board>>,
    job: Option<Job<Board>>,
    failed: Option<Error>,
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

impl From<BoardCommand> for Command {
    fn from(command: BoardCommand) -> Self {
        Command::Board(command)
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

/// Reads the arguments of `board`.
pub(super) fn parse_board(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    if arguments.is_empty() {
        return Ok(BoardCommand::Toggle.into());
    }
    let word = arguments.word("a part of the board")?;
    if word == "off" {
        return arguments.end(BoardCommand::Close.into());
    }
    let parts = Part::all();
    let Some((_, part)) = parts.iter().find(|(known, _)| *known == word) else {
        let words = parts.iter().map(|(known, _)| *known).chain(["off"]);
        return Err(Error::new(format!("`{word}` is not a part of the board")).hint(hint_for(&word, words)));
    };
    let part = match part {
        Part::Documents(_) => Part::Documents(wanted(&mut arguments)?),
        Part::Next(_) if !arguments.is_empty() => Part::Next(arguments.one_of("what goes first", &NextBy::WORDS)?),
        other => other.clone(),
    };
    arguments.end(BoardCommand::Show(part).into())
}

fn wanted(arguments: &mut Arguments<'_>) -> Result<Wanted, Error> {
    let mut wanted = Wanted::default();
    while !arguments.is_empty() {
        match arguments.word("an option")?.as_str() {
            "--of" => wanted.of = Some(AnnotatorId::new(&arguments.word("an annotator")?)),
            "--label" => wanted.label = Some(LabelName(arguments.word("a label")?)),
            "--day" => {
                let word = arguments.word("a day")?;
                let wrong = |()| Error::new(format!("`{word}` is not a day")).hint("write it as in 2026-11-22");
                wanted.day = Some(word.parse().map_err(wrong)?);
            }
            word => {
                return Err(Error::new(format!("`{word}` is too much"))
                    .hint("documents are chosen by `--of NAME`, `--day DATE` and `--label LABEL`"));
            }
        }
    }
    Ok(wanted)
}

impl Session {
    /// The part of the board that stands in the page's place, if it does.
    #[must_use]
    pub fn board_part(&self) -> Option<&Part> {
        self.board.is_shown.then_some(&self.board.part)
    }

    /// How the work stands, as it was computed last.
    #[must_use]
    pub fn board(&self) -> Option<&Arc<Board>> {
        self.board.figures.as_ref()
    }

    /// How many sets of how many have been read, while it is computed; of 0 while that is not known.
    #[must_use]
    pub fn board_progress(&self) -> Option<(usize, usize)> {
        self.board.job.as_ref().map(Job::progress)
    }

    /// Why it could not be computed.
    #[must_use]
    pub fn board_failure(&self) -> Option<&Error> {
        self.board.failed.as_ref()
    }

    pub(super) fn plan_board(&self, command: &BoardCommand) -> Result<Effect, Error> {
        if *command != BoardCommand::Close && self.disk.is_none() {
            return Err(Error::new("the board is about a project in a folder, which this one is not"));
        }
        Ok(Effect::Board(command.clone()))
    }

    pub(super) fn show_board(&mut self, command: BoardCommand) {
        match command {
            BoardCommand::Toggle if self.board.is_shown => self.close_board(),
            BoardCommand::Toggle => {
                let part = self.board.part.clone();
                self.open_board(part);
            }
            BoardCommand::Show(part) => self.open_board(part),
            BoardCommand::Close => self.close_board(),
            BoardCommand::Refresh => self.compute_board(),
        }
    }

    pub(super) fn close_board(&mut self) {
        self.board.is_shown = false;
    }

    /// Shows a part of it. Whoever comes back to it sees what it was, until it is computed anew.
    fn open_board(&mut self, part: Part) {
        let is_new = !self.board.is_shown;
        (self.board.is_shown, self.board.part, self.view.schema) = (true, part, false);
        if is_new {
            self.compute_board();
        }
    }

    fn compute_board(&mut self) {
        if self.board.job.is_some() {
            return;
        }
        // What cannot be flushed is told by the writer; the board is then of what is on disk.
        let _ = self.flush();
        let Some(root) = self.disk.as_ref().map(|disk| disk.folder.root().to_owned()) else {
            return;
        };
        self.board.job = Some(Job::start(move |watch| board(&root, watch)));
        if !self.known.is_drawn {
            let answer = self.board.job.take().map(Job::wait);
            self.take_board(answer);
        }
    }

    /// Takes what was computed beside the window.
    pub(super) fn hear_board(&mut self) {
        let answer = self.board.job.as_ref().and_then(Job::answer);
        if answer.is_some() {
            self.board.job = None;
            self.take_board(answer);
        }
    }

    fn take_board(&mut self, answer: Option<Result<Board, Error>>) {
        self.revision += 1;
        match answer {
            Some(Ok(board)) => {
                let board = if self.project.blind && !self.reviews_into_another() {
                    board.blind_for(&self.annotator)
                } else {
                    board
                };
                let said = format!("read {} of {} people", counted(board.works.len(), "set"), board.people.len());
                self.message = Some(Message::Done(said));
                (self.board.figures, self.board.failed) = (Some(Arc::new(board)), None);
            }
            Some(Err(error)) => self.board.failed = Some(error),
            None => {}
        }
    }
}
