//! How a subcommand ends: with what was asked for written out, or with the reason why not, and an exit code. It does not know which
//! subcommands there are.

use std::io::Write;

use crate::error::Error;

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Done,
    /// It did not happen, or what was checked is wrong.
    Failed,
    /// It was not understood, or there is no display.
    Unusable,
}

impl Exit {
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Unusable => 2,
        }
    }
}

/// Why a subcommand did not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// The words after `hashiya` make no sense.
    Usage(Error),
    Error(Error),
    /// There is nowhere to open a window.
    NoDisplay(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Error(error)
    }
}

/// Writes what was asked for. A reader that went away (`| head`) is not a failure.
pub fn print(out: &mut dyn Write, text: &str) -> Result<Exit, Failure> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Error(Error::new(format!("cannot write the output: {error}"))))
        }
        _ => Ok(Exit::Done),
    }
}
