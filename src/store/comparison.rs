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
use crate::model::set::AnnotationSet;
use crate::model::summary::DATE;
use crate::review::align::Alignment;
use crate::review::docket::shared_name;
use crate::review::observed::{Labels, Observed};

use super::corpus::Corpus;
use super::folder::{Folder, Opened, Purpose};
use super::journal;

/// Some annotators and the documents that at least two of them have begun.
pub struct Comparison<'a> {
    pub project: &'a Project,
    /// In the order that was asked for, else by name.
    pub annotators: Vec<AnnotatorId>,
    folder: &'a Folder,
    corpus: &'a Corpus,
    identities: Vec<Identities>,
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

/// What is wrong with what was read, and how many documents only one of the annotators has begun.
#[derive(Debug, Clone, Default)]
pub struct Told {
    pub problems: Vec<Problem>,
    pub alone: usize,
}

impl<'a> Comparison<'a> {
    /// Compares `by`, or everybody, on `documents`, or all. Fails if one of them is not there.
    pub fn begin(opened: &'a Opened, by: &[String], documents: &[String]) -> Result<(Self, Told), Error> {
        let (folder, corpus) = (&opened.folder, &*opened.corpus);
        let everybody = folder.annotators()?;
        let known = |name: &String| {
            let found = everybody.iter().find(|annotator| annotator.as_str() == name).cloned();
            let hint = || hint_for(name, everybody.iter().map(AnnotatorId::as_str));
            found.ok_or_else(|| Error::new(format!("there is no annotator `{name}`")).hint(hint()))
        };
        let mut annotators = by.iter().map(known).collect::<Result<Vec<_>, _>>()?;
        if by.is_empty() {
            for annotator in &everybody {
                if !folder.sets(annotator, corpus)?.0.is_empty() {
                    annotators.push(annotator.clone());
                }
            }
        }
        if annotators.len() < 2 {
            return Err(Error::new(format!(
                "{} cannot be compared with anybody",
                counted(annotators.len(), "annotator")
            ))
            .hint("two have to annotate the same documents"));
        }
        let place = |name: &String| {
            let hint = || hint_for(name, corpus.summaries().map(|summary| summary.id.as_str()));
            let found = corpus.position(&DocumentId::new(name));
            found.ok_or_else(|| Error::new(format!("there is no document `{name}`")).hint(hint()))
        };
        let wanted: Vec<usize> = documents.iter().map(place).collect::<Result<_, _>>()?;
        let mut told = Told::default();
        let (mut begun, mut identities) = (vec![0; corpus.len()], Vec::new());
        for annotator in &annotators {
            let (places, problems) = folder.sets(annotator, corpus)?;
            told.problems.extend(problems);
            places.into_iter().for_each(|place| begun[place] += 1);
            let (found, problems) = folder.read_identities(annotator, Purpose::Look)?;
            told.problems.extend(problems);
            identities.push(found);
        }
        let is_wanted = |place: &usize| wanted.is_empty() || wanted.contains(place);
        let documents: Vec<usize> = (0..corpus.len()).filter(is_wanted).filter(|place| begun[*place] > 1).collect();
        told.alone = begun.iter().filter(|count| **count == 1).count();
        Ok((Self { project: &opened.project, annotators, folder, corpus, identities, documents }, told))
    }

    /// What an identity of an annotator is called by everybody: the number that others gave it, such as Wikidata's, else its id.
    #[must_use]
    pub fn name_of(&self, annotator: usize, id: &IdentityId) -> String {
        shared_name(&self.identities[annotator], id)
    }

    /// Reads each document and looks at it; what was found is in the order of the documents. A document that cannot be read,
    /// or that only one annotator has really begun, is left out.
    pub fn each<T: Send>(&self, look: impl Fn(&Compared) -> T + Sync) -> (Vec<T>, Told) {
        let next = AtomicUsize::new(0);
        let (look, next) = (&look, &next);
        let work = move || {
            let mut found = Vec::new();
            while let Some(place) = self.documents.get(next.fetch_add(1, Ordering::Relaxed)) {
                found.push((*place, self.read(*place, look)));
            }
            found
        };
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let mut read: Vec<_> = thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            workers.into_iter().flat_map(|worker| worker.join().expect("reading does not panic")).collect()
        });
        read.sort_by_key(|(place, _)| *place);
        let (mut all, mut told) = (Vec::new(), Told::default());
        for (_, (found, problems)) in read {
            told.problems.extend(problems);
            told.alone += usize::from(found.is_none());
            all.extend(found);
        }
        (all, told)
    }

    fn read<T>(&self, place: usize, look: &impl Fn(&Compared) -> T) -> (Option<T>, Vec<Problem>) {
        let document = match self.corpus.load(place) {
            Ok(document) => document,
            Err(error) => return (None, vec![Problem::new(Severity::Loss, "documents", error.to_string())]),
        };
        let (mut sets, mut problems, mut time) = (Vec::new(), Vec::new(), None);
        for annotator in &self.annotators {
            match self.folder.read_set(annotator, &document, Purpose::Look) {
                Ok((set, found)) => {
                    problems.extend(found);
                    sets.push(set);
                    let path = journal::path_of(&self.folder.set_path(annotator, document.id()));
                    time = time.max(journal::last_time(&path));
                }
                Err(error) => {
                    let place = format!("{annotator}/{}", document.id());
                    problems.push(Problem::new(Severity::Loss, place, error.to_string()));
                    sets.push(AnnotationSet::new(annotator.clone(), document.id().clone()));
                }
            }
        }
        let is_compared = sets.iter().filter(|set| set.has_begun()).count() > 1;
        (is_compared.then(|| look(&Compared { document, sets, time })), problems)
    }

    /// What the documents say of how the annotators agree, and the day of each.
    #[must_use]
    pub fn observe(&self, labels: &Labels) -> (Vec<(Observed, String)>, Told) {
        let (found, mut told) = self.each(|compared| {
            let sets: Vec<&AnnotationSet> = compared.sets.iter().collect();
            let alignment = Alignment::of(self.project, &sets, |set, id| self.name_of(set, id));
            (Observed::of(labels, &compared.document, &sets, &alignment), compared.day())
        });
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
        (found, told)
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
