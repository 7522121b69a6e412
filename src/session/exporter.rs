//! Exporting beside a session: counting what would be written and lost, and writing, batch by batch, which is taken back when it is
//! cancelled. It does not know the session.

use std::path::PathBuf;
use std::sync::Arc;

use crate::error::{Error, Problem, Severity};
use crate::formats::catalogue::Format;
use crate::formats::export::refuse_losses;
use crate::formats::{choices, options, tokens};
use crate::model::id::AnnotatorId;
use crate::model::schema::Project;
use crate::store::batches::{self, OfProject};
use crate::store::corpus::Corpus;
use crate::store::folder::Folder;
use crate::store::outgoing::Outgoing;
use crate::store::watch::Watch;
use crate::store::writer::Settling;

use super::command::exporting::ExportWanted;
use super::job::Job;

/// What can be said of a format: the words of the formats, so that the window need know no more than the session.
pub type Options = options::Options;
pub type Scheme = options::Scheme;
pub type Tokens = tokens::Tokens;
pub type Choice = choices::Choice;

/// What is exported, without the session.
#[derive(Clone)]
pub struct Exporter {
    pub(super) folder: Arc<Folder>,
    pub(super) corpus: Arc<Corpus>,
    pub(super) project: Project,
    pub(super) annotator: AnnotatorId,
    /// What was done until it was asked for.
    pub(super) settling: Settling,
}

/// What was exported, or would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    pub(super) file: PathBuf,
    pub records: usize,
    pub annotations: usize,
    /// How many documents were not begun.
    pub left_out: usize,
    pub problems: Vec<Problem>,
}

impl Exported {
    /// What is not in it, and what is odd about it; losses first.
    pub fn told(&self) -> impl Iterator<Item = &Problem> {
        let of = |severity| self.problems.iter().filter(move |problem| problem.severity == severity);
        of(Severity::Loss).chain(of(Severity::Wrong)).chain(of(Severity::Note))
    }

    #[must_use]
    pub fn is_lossy(&self) -> bool {
        refuse_losses(&self.problems).is_err()
    }
}

impl Exporter {
    /// Waits until everything that was done is on disk.
    pub(super) fn settle(&self) -> Result<(), Error> {
        self.settling.wait()
    }

    pub(super) fn folder(&self) -> &Folder {
        &self.folder
    }

    pub(super) fn corpus(&self) -> &Corpus {
        &self.corpus
    }

    pub(super) fn project(&self) -> &Project {
        &self.project
    }

    /// Begins to count what would be written, and what would be lost.
    #[must_use]
    pub fn count(&self, format: Format, options: &Options) -> Job<Exported> {
        let (exporter, options) = (self.clone(), options.clone());
        Job::start(move |watch| {
            let mut source = exporter.source()?;
            let exported = batches::count(&mut source, format, &options, watch)?;
            Ok(exporter.exported(exported, source.sets, PathBuf::new()))
        })
    }

    /// Begins to write.
    #[must_use]
    pub fn export(&self, wanted: ExportWanted) -> Job<Exported> {
        let exporter = self.clone();
        Job::start(move |watch| exporter.write(&wanted, watch))
    }

    fn write(&self, wanted: &ExportWanted, watch: &Watch) -> Result<Exported, Error> {
        let ExportWanted { format, file, options, is_strict } = wanted;
        let mut source = self.source()?;
        let mut outgoing = Outgoing::new(Some(file), format.pieces(options))?;
        let (alone, exported) = batches::export(&mut source, *format, options, &mut outgoing, watch)?;
        if *is_strict {
            refuse_losses(&exported.problems)?;
        }
        outgoing.finish(alone.as_deref())?;
        outgoing.commit(file)?;
        Ok(self.exported(exported, source.sets, file.clone()))
    }

    fn source(&self) -> Result<OfProject<'_>, Error> {
        self.settle()?;
        OfProject::new(&self.folder, &self.corpus, &self.project, std::slice::from_ref(&self.annotator))
    }

    fn exported(&self, exported: crate::formats::export::Exported, sets: usize, file: PathBuf) -> Exported {
        Exported {
            file,
            records: exported.records,
            annotations: exported.annotations,
            left_out: self.corpus.len() - sets,
            problems: exported.problems,
        }
    }
}
