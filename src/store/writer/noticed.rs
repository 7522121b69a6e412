//! What somebody else changed on disk, until somebody hears it; and what is looked at for it, how often.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::model::id::{AnnotatorId, DocumentId};
use crate::store::corpus::Watched;
use crate::store::rest::Glance;
use crate::store::seen::Shown;

/// Files that are shown are looked at this often.
const LOOK: Duration = Duration::from_secs(2);

#[derive(Default)]
pub(super) struct Noticed {
    pub shown: Vec<Shown>,
    pub looked: Option<Instant>,
    /// What somebody else changed, until somebody hears it.
    pub underneath: BTreeSet<Shown>,
    /// What was found changed at the last look, as it looked then: it is told once.
    pub found: BTreeMap<Shown, Glance>,
    /// The states of the annotator that were taken away; whether those are others than before, until somebody hears it.
    pub gone: BTreeSet<PathBuf>,
    pub is_gone_new: bool,
    /// Sets that were written anew and lack their histories, until somebody hears it.
    pub anew: BTreeSet<DocumentId>,
    /// Whether identities that were taken away are back and lack what was done since, until somebody hears it.
    pub are_identities_back: bool,
    /// Whether somebody else changed who is assigned what, until somebody hears it.
    pub is_assigned_otherwise: bool,
    /// Who has a folder, as it was seen last; whether that is another than before, until somebody hears it.
    pub annotators: Vec<AnnotatorId>,
    pub are_annotators_new: bool,
    /// What tells that texts were changed; whether they were, until somebody hears it.
    pub texts: Vec<Watched>,
    pub are_texts_changed: bool,
    /// How `project.ron` was when it was looked at last.
    pub project: Option<Watched>,
}

impl Noticed {
    /// How long nothing is to be looked at; `None` is for ever.
    pub(super) fn until_look(&self) -> Option<Duration> {
        let since = |at: Instant| LOOK.saturating_sub(at.elapsed());
        (!self.shown.is_empty()).then(|| self.looked.map_or(Duration::ZERO, since))
    }

    pub(super) fn is_look_due(&self) -> bool {
        self.looked.is_none_or(|at| at.elapsed() >= LOOK)
    }
}
