//! Sitting down once more in the seat one has, where what lies there became another: what is done before, beside the window, and the
//! seat that is ready then. Nobody changes anything there meanwhile. It does not know the session.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;
use crate::records::rescue::Rescue;
use crate::store::lock::Lock;
use crate::store::rescue;
use crate::store::watch::{Waker, Watch};
use crate::store::writer::Writer;

use super::job::Job;
use super::resumer::{Lying, Resumed};
use super::seating::{Ready, Wanted};

/// Why one sits down once more, and so what is done before.
pub(super) enum Coming {
    /// Whoever left a note is gone: their place is taken. What is still to be written of before is written first.
    TakingOver(Writer),
    /// The seat is free, and its lock had. Likewise.
    Freed(Lock, Writer),
    /// What could not be saved is put back.
    PuttingBack(Files),
}

/// Files of unsaved work.
pub(super) struct Files {
    pub all: Vec<PathBuf>,
    /// Where those lie that nobody needs any more once they are put back.
    pub kept_in: Option<PathBuf>,
    /// Whether a person named them.
    pub are_asked: bool,
}

/// What was done before one sits down, and the seat.
pub(super) struct Seat {
    pub came: Came,
    /// `None` if nothing there became another.
    pub ready: Option<Box<Ready>>,
}

/// What was done.
pub(super) enum Came {
    TakenOver,
    Freed,
    PutBack { files: Vec<(PathBuf, Put)>, are_asked: bool },
}

/// What came of a file of unsaved work.
pub(super) enum Put {
    Back(rescue::PutBack),
    /// It holds what was done here, and cannot be put back yet.
    NotYet(Rescue, Error),
    Failed(Error),
}

/// One's way to the seat.
pub(super) enum Sitting {
    /// Until nothing goes on beside the window that belongs to the seat as it was.
    Waiting(Box<Coming>),
    Coming(MakingSeat),
    /// One sits already. What could not be put back is to be done again in memory, until nothing else goes on.
    Lying(Vec<Lying>),
    Resuming(Job<Resumed>),
}

/// A seat that is being made ready once more. Whoever lets go of it waits until nobody writes there.
pub(super) struct MakingSeat {
    job: Job<Seat>,
}

impl MakingSeat {
    pub fn begin(coming: Coming, wanted: Wanted, waker: Option<Waker>) -> Self {
        Self { job: Job::start_waking(waker, move |watch| coming.made(wanted, watch)) }
    }

    /// What came of it, once it is done.
    pub fn answer(&self) -> Option<Result<Seat, Error>> {
        self.job.answer()
    }

    /// Asks for it to stop; it answers all the same.
    pub fn cancel(&self) {
        self.job.cancel();
    }
}

impl Drop for MakingSeat {
    fn drop(&mut self) {
        self.job.cancel();
        drop(self.job.answer_within(Duration::MAX));
    }
}

impl Coming {
    /// Does what is to be done before, and makes the seat ready. Where that fails, everything is as it was.
    pub fn made(self, wanted: Wanted, watch: &Watch) -> Result<Seat, Error> {
        match self {
            Self::TakingOver(writer) => {
                let lock = Lock::take_over(wanted.folder.root(), &wanted.annotator);
                let lock = lock.map_err(|no_lock| no_lock.why().clone())?;
                Ok(Seat { came: Came::TakenOver, ready: Some(locked(lock, writer, wanted, watch)?) })
            }
            Self::Freed(lock, writer) => {
                Ok(Seat { came: Came::Freed, ready: Some(locked(lock, writer, wanted, watch)?) })
            }
            Self::PuttingBack(Files { all, kept_in, are_asked }) => {
                wanted.flushing.wait()?;
                watch.refuse_cancelled()?;
                let mut is_other = false;
                let mut files = Vec::new();
                for path in all {
                    let read =
                        rescue::read(&path).and_then(|rescue| wanted.refuse_of_others(&path, &rescue).map(|()| rescue));
                    let put = match read {
                        Ok(rescue) => {
                            is_other = true;
                            // What a person saved elsewhere stays theirs.
                            let is_theirs = kept_in.as_deref() != path.parent();
                            let put = rescue::put_back(wanted.folder.root(), &wanted.corpus, &rescue);
                            let put = put.and_then(|put| match is_theirs {
                                true => Ok(put),
                                false => rescue::forget(&path).map(|()| put),
                            });
                            put.map_or_else(|error| Put::NotYet(rescue, error), Put::Back)
                        }
                        Err(error) => Put::Failed(error),
                    };
                    files.push((path, put));
                }
                let ready = if is_other { read(wanted, &Watch::default()).map(Some) } else { Ok(None) };
                // Where nothing could be put back, nothing there is to be read.
                let is_put = files.iter().any(|(_, put)| matches!(put, Put::Back(_)));
                let ready = if is_put { ready? } else { ready.unwrap_or(None) };
                Ok(Seat { came: Came::PutBack { files, are_asked }, ready })
            }
        }
    }
}

/// The seat, whose lock is had, once nothing more is written of what was done before.
fn locked(lock: Lock, writer: Writer, wanted: Wanted, watch: &Watch) -> Result<Box<Ready>, Error> {
    drop(writer);
    read(Wanted { lock: Some(Arc::new(lock)), ..wanted }, watch)
}

fn read(wanted: Wanted, watch: &Watch) -> Result<Box<Ready>, Error> {
    let opened = wanted.folder.open_again()?;
    wanted.read_anew(opened, watch)
}
