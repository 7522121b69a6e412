//! Importing what other programs wrote: the command, and the same in steps for a window, which shows what would come before it
//! comes. The long part runs beside; afterwards everything is read anew, at the same place of the same document. What comes in
//! the name of whoever works here is written with their lock, while nothing else is.

use std::sync::Arc;

use crate::error::{Error, Severity, counted};

use super::command::importing::{ImportCommand, ImportWanted};
use super::effect::Effect;
use super::importer::{Imported, Importer};
use super::job::Job;
use super::state::{Disk, Session};
use super::working::Working;

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

    /// Begins to bring something in. Until [`Session::hear_worked`] is told of it, nothing should be changed here; what is all
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

    /// Brings something in, and waits until it is done; a window shows how far it is.
    pub(super) fn import(&mut self, wanted: &ImportWanted) -> Result<Option<String>, Error> {
        self.work_through(Working::Import(self.begin_import(wanted.clone())?))
    }

    /// Takes what was imported, and reads the project anew; returns what is to be said.
    pub(super) fn take_imported(&mut self, answer: Result<Imported, Error>) -> Result<String, Error> {
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
