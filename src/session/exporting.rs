//! Exporting one's own annotations: the command, and the same in steps for a window, which shows what would be lost before
//! anything is written. The long part runs beside, batch by batch, and is taken back when it is cancelled.

use std::sync::Arc;

use crate::error::{Error, counted};

use super::command::exporting::{ExportCommand, ExportWanted};
use super::effect::Effect;
use super::exporter::{Exported, Exporter};
use super::state::Session;
use super::working::Working;

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

    /// Exports, and waits until it is done; a window shows how far it is.
    pub(super) fn export(&mut self, wanted: &ExportWanted) -> Result<Option<String>, Error> {
        self.work_through(Working::Export(self.exporter()?.export(wanted.clone())))
    }

    pub(super) fn exported(&mut self, exported: Exported) -> String {
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
