//! Comparing what several annotators say of a document, of plain values: at once, or of very much on a thread of its own. Knows no
//! session. Offsets are UTF-8 bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::{Error, Problem, Severity, counted};
use crate::model::change::Change;
use crate::model::document::Document;
use crate::model::id::{AnnotatorId, DocumentId, LabelId};
use crate::model::identity::Identities;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;
use crate::review::docket::{Docket, Voice};
use crate::review::outcomes::Outcomes;
use crate::store::folder::{Folder, Purpose};

use super::job::{Job, let_go};

/// So many annotations are compared within half a frame.
const AT_ONCE: usize = 1_200;
/// So many bytes of identities are read within half a frame.
const READ_AT_ONCE: u64 = 150_000;

/// What is to be compared.
pub(super) struct Question {
    pub project: Project,
    pub document: Arc<Document>,
    /// Those whose sets are compared.
    pub sources: Vec<Source>,
    /// The set that is decided in.
    pub target: AnnotationSet,
    /// Its identities, where what it says is compared too.
    pub own: Option<Arc<Identities>>,
    /// Whether it is also asked by which measures they differ.
    pub is_measured: bool,
    /// Whether the order of the voices is to tell nobody who they are.
    pub hides_names: bool,
    /// Identities that were read already.
    pub identities: BTreeMap<AnnotatorId, Arc<Identities>>,
    /// Where those of others are read.
    pub folder: Option<Arc<Folder>>,
}

/// Somebody whose set is compared.
pub(super) struct Source {
    pub set: Arc<AnnotationSet>,
    /// Whether it counts where so many have to agree.
    pub is_voter: bool,
}

/// What came of it.
#[derive(Default)]
pub(super) struct Compared {
    /// `None` where nothing can be compared.
    pub docket: Option<Arc<Docket>>,
    /// For each voice of the docket, whether it counts where so many have to agree: programs do not among people whom nobody
    /// named.
    pub voters: Vec<bool>,
    pub outcomes: Arc<Outcomes>,
}

pub(super) struct Answer {
    pub compared: Compared,
    pub identities: BTreeMap<AnnotatorId, Arc<Identities>>,
    pub problems: Vec<Problem>,
}

/// What is being compared beside the window.
pub(super) struct Comparing {
    pub document: DocumentId,
    /// The number that the next entry of the target's history had when it began.
    pub next_number: u64,
    pub then: Then,
    /// Whether what the target says itself changed in what nobody decided: a case may be about something else since.
    pub is_own_other: bool,
    pub found: Job<Answer>,
}

/// Where one looks once it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// At the first case, unless one looks at one of this document already.
    First,
    /// Where one looked.
    Stay,
}

impl Question {
    /// Whether the answer takes longer than a frame.
    pub fn is_long(&self) -> bool {
        let compared = self.sources.iter().map(|source| source.set.len()).sum::<usize>() + self.target.len();
        compared > AT_ONCE || self.bytes_to_read() > READ_AT_ONCE
    }

    fn bytes_to_read(&self) -> u64 {
        let unread = self.sources.iter().map(|source| source.set.annotator());
        let unread = unread.filter(|annotator| !self.identities.contains_key(*annotator));
        self.folder.iter().flat_map(|folder| unread.clone().map(|one| folder.weight_of_identities(one))).sum()
    }

    /// The cases, and what became of each in the target.
    pub fn answer(mut self) -> Answer {
        let mut problems = self.read_identities();
        let mut sources = self.sources;
        if self.hides_names {
            let id = self.document.id().as_str();
            sources.sort_by_key(|one| *blake3::hash(format!("{id}\n{}", one.set.annotator()).as_bytes()).as_bytes());
        }
        let voters = sources.iter().map(|source| source.is_voter).collect();
        let nobody = |annotator: &AnnotatorId| Arc::new(Identities::new(annotator.clone()));
        let mut voices: Vec<Voice> = Vec::new();
        for Source { set, .. } in sources {
            let identities = self.identities.get(set.annotator()).cloned();
            let identities = identities.unwrap_or_else(|| nobody(set.annotator()));
            voices.push(Voice { set, identities });
        }
        problems.extend(unknown_labels(&self.project, &voices));
        let has_sources = !voices.is_empty();
        let own = self.own.as_ref().map(|_| voices.len());
        voices.extend(self.own.map(|identities| Voice { set: Arc::new(self.target.clone()), identities }));
        let docket = has_sources.then(|| Arc::new(Docket::new(&self.project, &self.document, voices, own)));
        docket.iter().filter(|_| self.is_measured).for_each(|docket| docket.measure());
        let outcomes = docket.as_ref().map(|docket| Outcomes::of(docket, &self.target)).unwrap_or_default();
        let compared = Compared { docket, voters, outcomes: Arc::new(outcomes) };
        Answer { compared, identities: self.identities, problems }
    }

    fn read_identities(&mut self) -> Vec<Problem> {
        let Some(folder) = &self.folder else { return Vec::new() };
        let mut problems = Vec::new();
        for other in self.sources.iter().map(|source| source.set.annotator()) {
            if self.identities.contains_key(other) {
                continue;
            }
            let identities = match folder.read_identities(other, Purpose::Look) {
                Ok((identities, found)) => {
                    problems.extend(found);
                    identities
                }
                Err(error) => {
                    let place = format!("{other}/identities");
                    problems.push(Problem::new(Severity::Wrong, place, error.to_string()));
                    Identities::new(other.clone())
                }
            };
            self.identities.insert(other.clone(), Arc::new(identities));
        }
        problems
    }
}

impl Compared {
    /// Follows what was done to the target, which is now as it is afterwards.
    pub fn follow(&mut self, target: &AnnotationSet, transaction: &[Change]) {
        if let Some(docket) = &self.docket {
            Arc::make_mut(&mut self.outcomes).follow(docket, target, transaction);
        }
    }

    /// Gives it back beside the window.
    pub fn let_go(self) {
        if self.outcomes.items().len() > AT_ONCE {
            let_go(self);
        }
    }
}

impl Comparing {
    /// What came of it, once it is there.
    pub fn answer(&self) -> Option<Result<Answer, Error>> {
        self.found.answer()
    }
}

/// Whether it takes longer than a frame to find by which measures the voices of a docket differ.
pub(super) fn is_long_to_measure(docket: &Docket) -> bool {
    docket.voices.iter().map(|voice| voice.set.len()).sum::<usize>() > AT_ONCE
}

/// Labels of those who are compared that the project does not have: what they say is compared all the same.
fn unknown_labels(project: &Project, voices: &[Voice]) -> Vec<Problem> {
    let mut unknown: BTreeMap<(&AnnotatorId, &LabelId), usize> = BTreeMap::new();
    for voice in voices {
        let said = voice.set.in_reading_order().iter().map(|annotation| &annotation.label);
        for label in said.filter(|label| project.label(label).is_none()) {
            *unknown.entry((voice.set.annotator(), label)).or_default() += 1;
        }
    }
    let document = voices.first().map(|voice| voice.set.document().to_string()).unwrap_or_default();
    let told = |((annotator, label), count): ((&AnnotatorId, &LabelId), usize)| {
        let message = format!("{} of `{label}`, a label that this project does not have", counted(count, "annotation"));
        let told = Problem::new(Severity::Wrong, format!("{annotator}/{document}"), message);
        told.hint("it is compared, and shown in grey until project.ron has the label")
    };
    unknown.into_iter().map(told).collect()
}
