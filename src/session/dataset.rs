//! Making datasets: the command, and the same in steps for a window, which shows what would be in one before it is written. The
//! long part runs beside; nothing in the project changes.

use std::path::Path;

use crate::error::Error;

use super::command::dataset::DatasetCommand;
use super::effect::Effect;
use super::maker::{Maker, Recipe, Written};
use super::state::{Disk, Session};
use super::working::Working;

impl Session {
    /// What makes datasets of the open project, with all that was done; `None` if it lies in no folder.
    #[must_use]
    pub fn dataset_maker(&self) -> Option<Maker> {
        let maker = |disk: &Disk| Maker { root: disk.folder.root().to_owned(), flushing: disk.writer.flushing() };
        self.disk.as_ref().map(maker)
    }

    pub(super) fn plan_dataset(&self, command: &DatasetCommand) -> Result<Effect, Error> {
        self.refuse_blind_review()?;
        if *command == DatasetCommand::Ask {
            // It is read from the folder, where all sets are to have the same names.
            self.refuse_while_writing_schema()?;
            self.refuse_while_renaming()?;
        }
        match &self.disk {
            Some(_) => Ok(Effect::Dataset(command.clone())),
            None => Err(Error::new("a dataset is made of a project in a folder, which this one is not")),
        }
    }

    /// Makes and writes a dataset, and waits until it is done; a window shows how far it is.
    pub(super) fn make_dataset(&mut self, recipe: &Recipe, folder: &Path) -> Result<Option<String>, Error> {
        let Some(maker) = self.dataset_maker() else {
            return Err(Error::new("the project lies in no folder"));
        };
        self.work_through(Working::Dataset(maker.make_at_once(recipe, folder)))
    }

    pub(super) fn dataset_written(&mut self, written: Written) -> String {
        self.tell(written.problems);
        written.said
    }
}
