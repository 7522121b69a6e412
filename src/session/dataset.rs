//! Making datasets: the command, and the same in steps for a window, which shows what would be in one before it is written. The
//! long part runs beside; nothing in the project changes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::dataset::{gold, make, recipe, told, zones};
use crate::error::Error;
use crate::store::dataset;
use crate::store::watch::Watch;
use crate::store::writer::Settling;

use super::command::dataset::DatasetCommand;
use super::effect::Effect;
use super::job::Job;
use super::state::{Disk, Session};

/// How a dataset is made, what of, and one that is not written yet: the words of the dataset's own modules, so that the window
/// need know no more than the session.
pub type Recipe = recipe::Recipe;
pub type By = recipe::By;
pub type Documents = recipe::Documents;
pub type Rule = gold::Rule;
pub type Zones = zones::Zones;
pub type Material = dataset::Gathered;
pub type Dataset = make::Dataset;
pub type Made = dataset::Made;

/// The folder's part of what is to be done: reading and writing, without the session.
#[derive(Clone)]
pub struct Maker {
    root: PathBuf,
    /// What was done until it was asked for.
    flushing: Settling,
}

impl Maker {
    /// Finds what everybody annotated, once everything that was done is on disk.
    #[must_use]
    pub fn gather(&self) -> Job<Arc<Material>> {
        let Self { root, flushing } = self.clone();
        Job::start(move |_| {
            // What cannot be written is told by the writer; the dataset is then of what is on disk.
            let _ = flushing.wait();
            dataset::gather(&root).map(Arc::new)
        })
    }

    /// Makes a dataset, without writing it where it belongs.
    #[must_use]
    pub fn make(&self, material: &Arc<Material>, recipe: &Recipe) -> Job<Arc<Made>> {
        let (material, recipe) = (Arc::clone(material), recipe.clone());
        Job::start(move |watch| dataset::make(&material, &recipe, watch).map(Arc::new))
    }

    /// Writes a dataset, and says so.
    #[must_use]
    pub fn write(&self, made: &Arc<Made>, folder: &Path) -> Job<String> {
        let (made, folder) = (Arc::clone(made), folder.to_owned());
        Job::start(move |_| dataset::write(&folder, &made).map(|()| said(&made.dataset, &folder)))
    }
}

fn said(made: &Dataset, folder: &Path) -> String {
    let lossy = if made.first_lost().is_some() { "; the datasheet says what is lost" } else { "" };
    format!("{}; written to {} and read back{lossy}", told::summary(&made.manifest), folder.display())
}

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

    /// Makes and writes a dataset, and waits until it is done.
    pub(super) fn make_dataset(&mut self, recipe: &Recipe, folder: &Path) -> Result<String, Error> {
        self.flush()?;
        let Some(root) = self.disk.as_ref().map(|disk| disk.folder.root().to_owned()) else {
            return Err(Error::new("the project lies in no folder"));
        };
        let made = dataset::make(&dataset::gather(&root)?, recipe, &Watch::default())?;
        dataset::write(folder, &made)?;
        self.tell(made.dataset.problems.clone());
        Ok(said(&made.dataset, folder))
    }
}
