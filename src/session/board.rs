//! The board: how the work stands, computed beside the window from what lies on disk, and which part of it one looks at. Opening
//! a document closes it.

use crate::error::{Error, counted};
use crate::model::assignment::AssignmentChange;
use crate::model::board::Board;
use crate::store::board::board;
use crate::store::folder;

use super::assigned::MOST_AT_ONCE;
use super::command::board::{BoardCommand, Part};
use super::effect::Effect;
use super::job::{Job, let_go};
use super::state::{Message, Session};

impl Session {
    /// The part of the board that stands in the page's place, if it does.
    #[must_use]
    pub fn board_part(&self) -> Option<&Part> {
        self.board.is_shown.then_some(&self.board.part)
    }

    /// How the work stands, as it was computed last.
    #[must_use]
    pub fn board(&self) -> Option<&Board> {
        self.board.figures.as_ref()
    }

    /// A number that is another after figures of the board changed.
    #[must_use]
    pub fn board_revision(&self) -> u64 {
        self.board.revision
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
            // What the schema stands before is not seen.
            BoardCommand::Toggle if self.board.is_shown && !self.view.schema => self.close_board(),
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
        if let Some(job) = self.board.job.take() {
            job.cancel();
        }
    }

    /// Shows a part of it. Whoever comes back to it sees what it was, until it is computed anew.
    fn open_board(&mut self, part: Part) {
        self.close_agreement();
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
        let Some(disk) = &self.disk else {
            return;
        };
        let (root, flushing) = (disk.folder.root().to_owned(), disk.writer.flushing());
        let blind = (!self.sees_all()).then(|| self.annotator.clone());
        self.board.job = Some(Job::start_waking(self.waker(), move |watch| {
            // What cannot be written is told by the writer; the board is then of what is on disk.
            let _ = flushing.wait();
            let board = board(&folder::open(&root)?, watch)?;
            Ok(match blind {
                Some(annotator) => board.blind_for(&annotator),
                None => board,
            })
        }));
        if !self.known.is_drawn {
            let answer = self.board.job.take().map(Job::wait);
            self.take_board(answer);
        }
    }

    /// What is assigned otherwise is so on the board that one looks at, too. Very many changes are counted beside the window, and
    /// those that came while it was computed are.
    pub(super) fn follow_assignments(&mut self, changes: &[AssignmentChange]) {
        if !self.board.is_shown {
            return;
        }
        if self.board.job.is_some() || changes.len() > MOST_AT_ONCE {
            self.board.is_outdated = true;
            self.recompute_board();
        } else if let Some(figures) = &mut self.board.figures {
            figures.assign(changes);
            self.board.revision += 1;
        }
    }

    /// Somebody else changed who is assigned what.
    pub(super) fn outdate_board(&mut self) {
        self.board.is_outdated = self.board.is_shown;
        self.recompute_board();
    }

    /// Computes it anew if something was changed meanwhile, once that is on disk.
    pub(super) fn recompute_board(&mut self) {
        if self.board.job.is_none() && !self.is_filing() && std::mem::take(&mut self.board.is_outdated) {
            self.compute_board();
        }
    }

    /// Takes what was computed beside the window.
    pub(super) fn hear_board(&mut self) {
        let answer = self.board.job.as_ref().and_then(Job::answer);
        if answer.is_some() {
            self.board.job = None;
            self.take_board(answer);
            self.recompute_board();
        }
    }

    fn take_board(&mut self, answer: Option<Result<Board, Error>>) {
        self.revision += 1;
        match answer {
            Some(Ok(board)) => {
                let said = format!("read {} of {} people", counted(board.works.len(), "set"), board.people.len());
                self.message = Some(Message::Done(said));
                let_go((self.board.figures.replace(board), self.board.failed.take()));
                self.board.revision += 1;
            }
            Some(Err(error)) => self.board.failed = Some(error),
            None => {}
        }
    }
}
