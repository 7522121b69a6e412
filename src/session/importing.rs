//! Importing what other programs wrote: the command, and the same in steps for a window, which shows what would come before it
//! comes. The long part runs beside; afterwards everything is read anew, at the same place of the same document. What comes in
//! the name of whoever works here is written with their lock, while nothing else is.

use std::path::PathBuf;
use std::sync::Arc;

use crate::error::{Error, Severity, counted};
use crate::formats::catalogue::Format;
use crate::formats::relabel;
use crate::model::annotator::AnnotatorKind;
use crate::model::id::AnnotatorId;
use crate::store::batches::{BATCH, OfFiles};
use crate::store::folder;
use crate::store::found::Found;
use crate::store::importing::{Import, Report, Wanted};
use crate::store::lock::Lock;
use crate::store::survey::{self, survey};
use crate::store::watch::Watch;
use crate::store::writer::Settling;

use super::command::importing::{ImportCommand, ImportWanted};
use super::effect::Effect;
use super::job::Job;
use super::seating::{self, Ready};
use super::state::{Disk, Session};

/// What would come, and what becomes of labels: the words of the store and the formats, so that the window need not know them.
pub type Survey = survey::Survey;
pub type Specimens = survey::Specimens;
pub type Specimen = survey::Specimen;
pub type LabelLine = survey::LabelLine;
pub type Coming = survey::Coming;
pub type LabelMap = relabel::LabelMap;

/// What a label becomes that is left out.
pub const LEFT_OUT: &str = relabel::NOTHING;

/// What would come, and the format that was read.
#[derive(Debug, Clone)]
pub struct Preview {
    pub format: Format,
    pub survey: Survey,
    pub specimens: Specimens,
}

/// What brings something into the project, without the session.
#[derive(Clone)]
pub struct Importer {
    root: PathBuf,
    seat: Option<(AnnotatorId, Arc<Lock>)>,
    /// What was done until it was asked for.
    flushing: Settling,
}

/// What came, and the project as it is now.
pub struct Imported {
    wanted: ImportWanted,
    format: Format,
    report: Report,
    schema_before: String,
    ready: Box<Ready>,
}

impl Importer {
    /// Begins to look at what would come. Nothing is written.
    #[must_use]
    pub fn look(&self, wanted: ImportWanted) -> Job<Arc<Preview>> {
        let root = self.root.clone();
        Job::start(move |watch| {
            let found = Found::new(&wanted.paths)?;
            let format = found.format(wanted.format)?;
            let mut source = OfFiles::new(&found, format, &wanted.options, BATCH);
            let (mut survey, specimens) = survey(&root, &mut source, &wanted.labels, wanted.annotator, watch)?;
            survey.problems.splice(0..0, found.problems.iter().cloned());
            if wanted.is_program {
                survey.annotators.iter_mut().for_each(|coming| coming.kind = AnnotatorKind::Program);
            }
            Ok(Arc::new(Preview { format, survey, specimens }))
        })
    }

    /// Begins to bring it in, and makes the seat ready in which one sits down then.
    fn import(&self, wanted: ImportWanted, again: seating::Wanted) -> Job<Imported> {
        let Self { root, seat, flushing } = self.clone();
        Job::start(move |watch| {
            flushing.wait()?;
            let found = Found::new(&wanted.paths)?;
            let format = found.format(wanted.format)?;
            let options = wanted.options.clone();
            let mut source = OfFiles::new(&found, format, &options, BATCH);
            let asked = Wanted {
                annotator: wanted.annotator.clone(),
                kind: wanted.is_program.then_some(AnnotatorKind::Program),
                labels: wanted.labels.clone(),
                seat,
                is_strict: wanted.is_strict,
                ..Wanted::of(&found, &wanted.paths, format)?
            };
            let import = Import::make(&root, &mut source, asked, watch)?;
            let schema_before = import.schema_before().to_owned();
            let report = import.commit()?;
            // It is there, and can be stopped no more.
            let ready = again.read_anew(folder::open(&root)?, &Watch::default())?;
            Ok(Imported { wanted, format, report, schema_before, ready })
        })
    }
}

impl Session {
    /// What brings things into the open project, once everything that was done until now is on disk. Fails if the project lies in no folder,
    /// is only looked at, is reviewed, or is still being read.
    pub fn importer(&self) -> Result<Importer, Error> {
        let disk = self.may_import()?;
        let flushing = disk.writer.flushing();
        let seat = disk.lock.as_ref().map(|lock| (self.annotator().clone(), Arc::clone(lock)));
        Ok(Importer { root: disk.folder.root().to_owned(), seat, flushing })
    }

    fn may_import(&self) -> Result<&Disk, Error> {
        let Some(disk) = &self.disk else {
            return Err(Error::new("things are imported into a project in a folder, which this one has not"));
        };
        self.not_held()?;
        if self.review().is_some() {
            return Err(Error::new("an import would change what is compared").hint("end the review first"));
        }
        self.refuse_while_reading()?;
        self.refuse_while_writing_schema()?;
        self.refuse_while_changing_seat()?;
        Ok(disk)
    }

    /// Begins to bring something in. Until [`Session::hear_imported`] is told of it, nothing should be changed here; what is all
    /// the same makes the import fail, with everything as it was.
    pub fn begin_import(&self, wanted: ImportWanted) -> Result<Job<Imported>, Error> {
        let importer = self.importer()?;
        if let Some(disk) = &self.disk {
            // That the files change is no news.
            disk.writer.look_at(Vec::new());
        }
        Ok(importer.import(wanted, self.own_seat_again()?))
    }

    pub(super) fn plan_importing(&self, command: &ImportCommand) -> Result<Effect, Error> {
        self.may_import()?;
        Ok(Effect::Import(command.clone()))
    }

    /// Brings something in, and waits until it is done.
    pub(super) fn import(&mut self, wanted: &ImportWanted) -> Result<String, Error> {
        let answer = self.begin_import(wanted.clone())?.wait();
        self.take_imported(answer)
    }

    /// Hears that something was imported, or was not: then the project is read anew.
    pub fn hear_imported(&mut self, answer: Result<Imported, Error>) {
        let told = self.take_imported(answer);
        self.hear_said(told);
    }

    fn take_imported(&mut self, answer: Result<Imported, Error>) -> Result<String, Error> {
        let Imported { wanted, format, report, schema_before, ready } = answer.inspect_err(|_| self.look_at_shown())?;
        let known = self.schema.text().cloned();
        self.sit(*ready);
        let title = ImportCommand::Files(Box::new(wanted)).to_string();
        self.remember_schema(title, &schema_before, known.as_deref());
        let mut said = report.said(format);
        let labels = report.missing.iter().filter(|one| one.path.label.is_some() && one.path.part.is_none()).count();
        if labels > 0 {
            said.push_str(&format!("; {} added to the schema", counted(labels, "label")));
        }
        let lost = report.problems.iter().filter(|problem| problem.severity == Severity::Loss).count();
        if lost > 0 {
            said.push_str(&format!("; the problems tell {}", counted(lost, "kind") + " of loss"));
        }
        self.tell(report.problems);
        Ok(said)
    }
}
