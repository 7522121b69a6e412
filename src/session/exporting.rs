//! Exporting one's own annotations beside the window: batch by batch, told how far it is, and taken back when it is cancelled.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Problem, counted};
use crate::formats::catalogue::Format;
use crate::formats::options::Options;
use crate::model::id::AnnotatorId;
use crate::model::schema::Project;
use crate::store::batches::{self, OfProject};
use crate::store::corpus::Corpus;
use crate::store::folder::Folder;
use crate::store::outgoing::Outgoing;
use crate::store::watch::Watch;

use super::job::Job;
use super::state::{Message, Session};

/// What is exported, without the session.
#[derive(Clone)]
pub struct Exporter {
    folder: Arc<Folder>,
    corpus: Arc<Corpus>,
    project: Project,
    annotator: AnnotatorId,
}

/// What was exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    file: PathBuf,
    records: usize,
    annotations: usize,
    /// How many documents were not begun.
    left_out: usize,
    problems: Vec<Problem>,
}

impl Exporter {
    pub(super) fn folder(&self) -> &Folder {
        &self.folder
    }

    pub(super) fn corpus(&self) -> &Corpus {
        &self.corpus
    }

    pub(super) fn project(&self) -> &Project {
        &self.project
    }

    /// Begins to write a file, or a folder in a format of several files.
    #[must_use]
    pub fn export(&self, format: Format, file: &Path) -> Job<Exported> {
        let (exporter, file) = (self.clone(), file.to_owned());
        Job::start(move |watch| exporter.write(format, &file, watch))
    }

    fn write(&self, format: Format, file: &Path, watch: &Watch) -> Result<Exported, Error> {
        let annotators = [self.annotator.clone()];
        let mut source = OfProject::new(&self.folder, &self.corpus, &self.project, &annotators)?;
        let mut outgoing = Outgoing::new(Some(file), format.entry().pieces)?;
        let options = Options::default();
        let (alone, exported) = batches::export(&mut source, format, &options, &mut outgoing, watch)?;
        outgoing.finish(alone.as_deref())?;
        outgoing.commit(file)?;
        Ok(Exported {
            file: file.to_owned(),
            records: exported.records,
            annotations: exported.annotations,
            left_out: self.corpus.len() - source.sets,
            problems: exported.problems,
        })
    }
}

impl Session {
    /// What exports the annotations of this session; everything that was done is on disk then. Fails if the project lies in no
    /// folder or its annotations are still being read.
    pub fn exporter(&self) -> Result<Exporter, Error> {
        self.refuse_while_reading()?;
        let Some(disk) = &self.disk else {
            return Err(Error::new("a project is exported from its folder, which this one has not"));
        };
        disk.writer.settle()?;
        Ok(Exporter {
            folder: Arc::clone(&disk.folder),
            corpus: Arc::clone(&disk.corpus),
            project: self.project.clone(),
            annotator: self.annotator().clone(),
        })
    }

    /// Exports, and waits until it is done.
    pub(super) fn export(&mut self, format: Format, file: &Path) -> Result<String, Error> {
        let exported = self.exporter()?.export(format, file).wait()?;
        Ok(self.exported(exported))
    }

    /// Hears that something was exported, or was not.
    pub fn hear_exported(&mut self, answer: Result<Exported, Error>) {
        self.revision += 1;
        let told = answer.map(|exported| self.exported(exported));
        self.message = Some(told.map_or_else(Message::Failed, Message::Done));
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
        self.tell(exported.problems);
        said
    }
}
