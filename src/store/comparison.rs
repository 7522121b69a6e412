//! Reading what several annotators say of the same documents, to be compared: people, programs and gold alike. Nothing on disk is
//! changed. Documents are read by several threads, each looked at and let go again, so that memory holds what was found.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::error::{Error, Problem, Severity, counted};
use crate::model::document::Document;
use crate::model::id::{AnnotatorId, DocumentId, IdentityId};
use crate::model::identity::Identities;
use crate::model::moment::Moment;
use crate::model::nearest::hint_for;
use crate::model::schema::Project;
use crate::model::set::{AnnotationSet, Progress};
use crate::model::summary::DATE;
use crate::review::agreement::Agreement;
use crate::review::align::Alignment;
use crate::review::docket::shared_name;
use crate::review::observed::{Labels, Observed};

use super::corpus::Corpus;
use super::folder::{Folder, Purpose};
use super::journal;
use super::watch::Watch;

/// What is to be compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Annotators by name; none for all.
    pub by: Vec<String>,
    /// Documents by id; none for all.
    pub documents: Vec<String>,
    pub sets: Sets,
}

/// Whose work on a document counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sets {
    #[default]
    Begun,
    Finished,
}

/// Some annotators and the documents that at least two of them have begun.
pub struct Comparison<'a> {
    pub project: &'a Project,
    /// All who have sets.
    pub everybody: Vec<AnnotatorId>,
    /// In the order that was asked for, else by name.
    pub annotators: Vec<AnnotatorId>,
    folder: &'a Folder,
    corpus: &'a Corpus,
    identities: Vec<Identities>,
    sets: Sets,
    /// Places in the corpus.
    documents: Vec<usize>,
}

/// A document with what is said of it.
pub struct Compared {
    pub document: Document,
    /// One for each annotator; empty where they have not begun.
    pub sets: Vec<AnnotationSet>,
    /// When one of them last did something here, as far as journals tell.
    pub time: Option<Moment>,
}

impl Sets {
    fn takes(self, set: &AnnotationSet) -> bool {
        match self {
            Sets::Begun => set.has_begun(),
            Sets::Finished => set.progress() == Progress::Finished,
        }
    }
}

/// What is wrong with what was read, and how many documents only one of the annotators has begun.
#[derive(Debug, Clone, Default)]
pub struct Told {
    pub problems: Vec<Problem>,
    pub alone: usize,
}

impl<'a> Comparison<'a> {
    /// Compares what is in the scope. Fails if somebody or something of it is not there.
    pub fn begin(
        project: &'a Project,
        folder: &'a Folder,
        corpus: &'a Corpus,
        scope: &Scope,
    ) -> Result<(Self, Told), Error> {
        let Scope { by, documents, sets } = scope;
        let all = folder.annotators()?;
        let known = |name: &String| {
            let found = all.iter().find(|annotator| annotator.as_str() == name).cloned();
            let hint = || hint_for(name, all.iter().map(AnnotatorId::as_str));
            found.ok_or_else(|| Error::new(format!("there is no annotator `{name}`")).hint(hint()))
        };
        let mut annotators = by.iter().map(known).collect::<Result<Vec<_>, _>>()?;
        let mut everybody = Vec::new();
        for annotator in &all {
            if !folder.sets(annotator, corpus)?.0.is_empty() {
                everybody.push(annotator.clone());
            }
        }
        if by.is_empty() {
            annotators.clone_from(&everybody);
        }
        let why = match annotators.as_slice() {
            [] => Some("nobody has annotated anything that could be compared".to_owned()),
            [one] => Some(format!("there is nobody to compare `{one}` with")),
            _ => None,
        };
        if let Some(why) = why {
            return Err(Error::new(why).hint("two have to annotate the same documents"));
        }
        let place = |name: &String| {
            let hint = || hint_for(name, corpus.summaries().map(|summary| summary.id.as_str()));
            let found = corpus.position(&DocumentId::new(name));
            found.ok_or_else(|| Error::new(format!("there is no document `{name}`")).hint(hint()))
        };
        let wanted: Vec<usize> = documents.iter().map(place).collect::<Result<_, _>>()?;
        let mut told = Told::default();
        let mut begun = vec![0; corpus.len()];
        let mut places = Vec::new();
        for annotator in &annotators {
            let (of_one, problems) = folder.sets(annotator, corpus)?;
            told.problems.extend(problems);
            of_one.iter().for_each(|place| begun[*place] += 1);
            places.push(of_one);
        }
        let is_wanted = |place: &usize| wanted.is_empty() || wanted.contains(place);
        let documents: Vec<usize> = (0..corpus.len()).filter(is_wanted).filter(|place| begun[*place] > 1).collect();
        // Who was not asked for by name, and has begun nothing that another has, is compared with nobody.
        if by.is_empty() && !documents.is_empty() {
            let mut of_each = places.iter();
            annotators.retain(|_| {
                of_each.next().is_some_and(|places| places.iter().any(|place| documents.binary_search(place).is_ok()))
            });
        }
        let mut identities = Vec::new();
        for annotator in &annotators {
            let (found, problems) = folder.read_identities(annotator, Purpose::Look)?;
            told.problems.extend(problems);
            identities.push(found);
        }
        told.alone = begun.iter().filter(|count| **count == 1).count();
        let sets = *sets;
        Ok((Self { project, everybody, annotators, folder, corpus, identities, sets, documents }, told))
    }

    /// What an identity of an annotator is called by everybody: the number that others gave it, such as Wikidata's, else its id.
    #[must_use]
    pub fn name_of(&self, annotator: usize, id: &IdentityId) -> String {
        shared_name(&self.identities[annotator], id)
    }

    /// Reads each document and looks at it; what was found is in the order of the documents. A document that cannot be read,
    /// or that only one annotator has really begun, is left out. Fails if it is cancelled.
    pub fn each<T: Send>(&self, watch: &Watch, look: impl Fn(&Compared) -> T + Sync) -> Result<(Vec<T>, Told), Error> {
        let next = AtomicUsize::new(0);
        let (look, next) = (&look, &next);
        let work = move || {
            let mut found = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(place) = self.documents.get(at) else { break Ok(found) };
                found.push((*place, self.read(*place, look)));
                watch.step()?;
            }
        };
        watch.begin(self.documents.len());
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let parts: Vec<Result<Vec<_>, Error>> = thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            workers.into_iter().map(|worker| worker.join().expect("reading does not panic")).collect()
        });
        let mut read = Vec::new();
        for part in parts {
            read.extend(part?);
        }
        read.sort_by_key(|(place, _)| *place);
        let (mut all, mut told) = (Vec::new(), Told::default());
        for (_, (found, problems)) in read {
            told.problems.extend(problems);
            told.alone += usize::from(found.is_none());
            all.extend(found);
        }
        Ok((all, told))
    }

    fn read<T>(&self, place: usize, look: &impl Fn(&Compared) -> T) -> (Option<T>, Vec<Problem>) {
        let document = match self.corpus.load(place) {
            Ok(document) => document,
            Err(error) => return (None, vec![Problem::new(Severity::Loss, "documents", error.to_string())]),
        };
        let (mut sets, mut problems, mut time) = (Vec::new(), Vec::new(), None);
        for annotator in &self.annotators {
            let nothing = || AnnotationSet::new(annotator.clone(), document.id().clone());
            match self.folder.read_set(annotator, &document, Purpose::Look) {
                Ok((set, found)) if self.sets.takes(&set) => {
                    problems.extend(found);
                    sets.push(set);
                    let path = journal::path_of(&self.folder.set_path(annotator, document.id()));
                    time = time.max(journal::last_time(&path));
                }
                Ok(_) => sets.push(nothing()),
                Err(error) => {
                    let place = format!("{annotator}/{}", document.id());
                    problems.push(Problem::new(Severity::Loss, place, error.to_string()));
                    sets.push(nothing());
                }
            }
        }
        let is_compared = sets.iter().filter(|set| set.has_begun()).count() > 1;
        (is_compared.then(|| look(&Compared { document, sets, time })), problems)
    }

    /// What the documents say of how the annotators agree, and the day of each. Fails if it is cancelled.
    pub(super) fn observe(&self, labels: &Labels, watch: &Watch) -> Result<(Vec<(Observed, String)>, Told), Error> {
        let (found, mut told) = self.each(watch, |compared| {
            let sets: Vec<&AnnotationSet> = compared.sets.iter().collect();
            let alignment = Alignment::of(self.project, &sets, |set, id| self.name_of(set, id));
            (Observed::of(labels, &compared.document, &sets, &alignment), compared.day())
        })?;
        for (observed, _) in &found {
            let mut tell = |count: usize, what: &str| {
                if count > 0 {
                    let message = format!("{} {what}", counted(count, "annotation"));
                    told.problems.push(Problem::new(Severity::Note, observed.document.as_str(), message));
                }
            };
            tell(observed.left_out, "of layers that the schema does not have: not compared");
            tell(observed.unknown, "of labels that the schema does not have: compared as one label");
        }
        Ok((found, told))
    }
}

/// Agreement on documents, with the day of each.
pub struct Measured {
    pub agreement: Agreement,
    pub days: Vec<String>,
    pub told: Told,
}

impl Comparison<'_> {
    /// How the annotators agree. Fails if no document was begun by two of them, or if it is cancelled.
    pub fn measure(&self, watch: &Watch) -> Result<Measured, Error> {
        let labels = Labels::new(self.project);
        let (observed, told) = self.observe(&labels, watch)?;
        if observed.is_empty() {
            let names = self.annotators.iter().map(|annotator| format!("`{annotator}`")).collect::<Vec<_>>();
            let done = match self.sets {
                Sets::Begun => "begun",
                Sets::Finished => "finished",
            };
            return Err(Error::new(format!("no document was {done} by two of {}", names.join(", "))));
        }
        let (observed, days): (Vec<_>, Vec<_>) = observed.into_iter().unzip();
        Ok(Measured { agreement: Agreement::new(self.annotators.clone(), labels, observed), days, told })
    }
}

impl Compared {
    /// When it was worked on last, else the date that the text has: `2026-11-22`; empty if neither is known.
    #[must_use]
    pub fn day(&self) -> String {
        let day = |written: &str| written.chars().take(10).collect();
        match self.time {
            Some(time) => day(&time.to_string()),
            None => self.document.metadata().get(DATE).map(|date| day(date)).unwrap_or_default(),
        }
    }
}
