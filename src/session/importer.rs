//! Importing beside a session: looking at what would come, and bringing it in, which changes nothing when it is cancelled. It does not
//! know the session.

use std::path::PathBuf;
use std::sync::Arc;

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

use super::command::importing::ImportWanted;
use super::job::Job;
use super::seating::{self, Ready};

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
    pub(super) root: PathBuf,
    pub(super) seat: Option<(AnnotatorId, Arc<Lock>)>,
    /// What was done until it was asked for.
    pub(super) flushing: Settling,
}

/// What came, and the project as it is now.
pub struct Imported {
    pub(super) wanted: ImportWanted,
    pub(super) format: Format,
    pub(super) report: Report,
    pub(super) schema_before: String,
    pub(super) ready: Box<Ready>,
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
    pub(super) fn import(&self, wanted: ImportWanted, again: seating::Wanted) -> Job<Imported> {
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
