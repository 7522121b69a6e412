//! Making datasets beside a session: gathering what everybody annotated, making a dataset of it, and writing that. It does not know the
//! session.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::dataset::{gold, make, recipe, told, zones};
use crate::error::Problem;
use crate::store::dataset;
use crate::store::writer::Settling;

use super::job::Job;

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

/// A dataset that was written: what is said of it, and what was found in making it.
pub struct Written {
    pub(super) said: String,
    pub(super) problems: Vec<Problem>,
}

/// The folder's part of what is to be done: reading and writing, without the session.
#[derive(Clone)]
pub struct Maker {
    pub(super) root: PathBuf,
    /// What was done until it was asked for.
    pub(super) flushing: Settling,
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

    /// Makes a dataset and writes it where it belongs; until that begins it can be stopped, and leaves nothing.
    pub(super) fn make_at_once(&self, recipe: &Recipe, folder: &Path) -> Job<Written> {
        let Self { root, flushing } = self.clone();
        let (recipe, folder) = (recipe.clone(), folder.to_owned());
        Job::start(move |watch| {
            flushing.wait()?;
            let gathered = dataset::gather(&root)?;
            watch.refuse_cancelled()?;
            let made = dataset::make(&gathered, &recipe, watch)?;
            watch.refuse_cancelled()?;
            dataset::write(&folder, &made)?;
            Ok(Written { said: said(&made.dataset, &folder), problems: made.dataset.problems.clone() })
        })
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
