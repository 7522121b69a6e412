//! Exporting one's own annotations: the command, and the same in steps for a window, which shows what would be lost before
//! anything is written. The long part runs beside, batch by batch, and is taken back when it is cancelled.

use std::path::PathBuf;
use std::sync::Arc;

use crate::error::{Error, Problem, Severity, counted};
use crate::formats::catalogue::Format;
use crate::formats::choices;
use crate::formats::export::refuse_losses;
use crate::formats::options;
use crate::formats::tokens;
use crate::model::id::AnnotatorId;
use crate::model::schema::Project;
use crate::store::batches::{self, OfProject};
use crate::store::corpus::Corpus;
use crate::store::folder::Folder;
use crate::store::outgoing::Outgoing;
use crate::store::watch::Watch;
use crate::store::writer::Settling;

use super::command::exporting::{ExportCommand, ExportWanted};
use super::job::Job;
use super::plan::Effect;
use super::state::Session;

/// What can be said of a format: the words of the formats, so that the window need know no more than the session.
pub type Options = options::Options;
pub type Scheme = options::Scheme;
pub type Tokens = tokens::Tokens;
pub type Choice = choices::Choice;

/// What is exported, without the session.
#[derive(Clone)]
pub struct Exporter {
    folder: Arc<Folder>,
    corpus: Arc<Corpus>,
    project: Project,
    annotator: AnnotatorId,
    /// What was done until it was asked for.
    settling: Settling,
}

/// What was exported, or would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    file: PathBuf,
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

impl Session {
    /// What exports the annotations of this session, with everything that was done until now. Fails if the project lies in no
    /// folder or its annotations are still being read.
    pub fn exporter(&self) -> Result<Exporter, Error> {
        self.refuse_while_reading()?;
        let Some(disk) = &self.disk else {
            return Err(Error::new("a project is exported from its folder, which this one has not"));
        };
        Ok(Exporter {
            settling: disk.writer.settling(),
            folder: Arc::clone(&disk.folder),
            corpus: Arc::clone(&disk.corpus),
            project: self.project.clone(),
            annotator: self.annotator().clone(),
        })
    }

    pub(super) fn plan_exporting(&self, command: &ExportCommand) -> Result<Effect, Error> {
        if let ExportCommand::Write(_) = command {
            self.refuse_while_reading()?;
        }
        Ok(Effect::Export(command.clone()))
    }

    /// Exports, and waits until it is done.
    pub(super) fn export(&mut self, wanted: &ExportWanted) -> Result<String, Error> {
        let exported = self.exporter()?.export(wanted.clone()).wait()?;
        Ok(self.exported(exported))
    }

    /// Hears that something was exported, or was not.
    pub fn hear_exported(&mut self, answer: Result<Exported, Error>) {
        let told = answer.map(|exported| self.exported(exported));
        self.hear_said(told);
    }

    fn exported(&mut self, exported: Exported) -> String {
        let mut said = format!(
            "exported {} of {} to {}",
            counted(exported.annotations, "annotation"),
            counted(exported.records, "document"),
            exported.file.display()
        );
        if exported.left_out > 0 {
            said.push_str(&format!("; left out as not begun: {}", counted(exported.left_out, "document")));
        }
        if exported.is_lossy() {
            said.push_str("; what is told as loss is not in it");
        }
        self.tell(exported.problems);
        said
    }
}
