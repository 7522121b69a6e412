//! Long work beside a window, which shows how far it is and can stop it: an import or export, by a dialog or a command line, or a
//! dataset by a command line.

use crate::error::Error;

use super::exporter::Exported;
use super::importer::Imported;
use super::job::Job;
use super::maker::Written;

/// What is under way, and what will come of it.
pub enum Working {
    Import(Job<Imported>),
    Export(Job<Exported>),
    Dataset(Job<Written>),
}

/// What came of it.
pub enum Worked {
    Import(Box<Result<Imported, Error>>),
    Export(Result<Exported, Error>),
    Dataset(Result<Written, Error>),
}

impl Working {
    /// What came of it, once it is done.
    #[must_use]
    pub fn answer(&self) -> Option<Worked> {
        match self {
            Working::Import(job) => job.answer().map(Box::new).map(Worked::Import),
            Working::Export(job) => job.answer().map(Worked::Export),
            Working::Dataset(job) => job.answer().map(Worked::Dataset),
        }
    }

    /// Waits for it.
    pub(super) fn wait(self) -> Worked {
        match self {
            Working::Import(job) => Worked::Import(Box::new(job.wait())),
            Working::Export(job) => Worked::Export(job.wait()),
            Working::Dataset(job) => Worked::Dataset(job.wait()),
        }
    }

    /// How much is done, and of how much; of 0 while that is not known.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        match self {
            Working::Import(job) => job.progress(),
            Working::Export(job) => job.progress(),
            Working::Dataset(job) => job.progress(),
        }
    }

    /// Asks for it to stop. It still answers, with an error.
    pub fn cancel(&self) {
        match self {
            Working::Import(job) => job.cancel(),
            Working::Export(job) => job.cancel(),
            Working::Dataset(job) => job.cancel(),
        }
    }
}
