//! Agreement as it was measured, and the cases behind a number, document by document. What the numbers are, `review::report` says;
//! what is done with them in a session, which it does not know, `agreeing`.

use std::sync::Arc;

use crate::error::{Error, Problem};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::review::agreement::{Agreement, Behind};
use crate::review::report::Report;

use super::command::agreement::{Measuring, Number};
use super::command::review::{CaseFilter, Kind};
use super::command::words::LabelName;
use super::job::Job;
use super::review::is_named;

/// What is measured, and what came of it.
#[derive(Default)]
pub struct Agreeing {
    pub(super) measuring: Measuring,
    pub(super) is_shown: bool,
    pub(super) work: Option<Job<Measured>>,
    /// What was measured last; the one before until then.
    pub(super) measured: Option<Arc<Measured>>,
    pub(super) failure: Option<Error>,
    pub(super) trail: Option<Trail>,
}

/// What came of it.
pub struct Measured {
    pub measuring: Measuring,
    /// All who could be measured.
    pub everybody: Vec<AnnotatorId>,
    pub report: Report,
    /// By the documents of the report.
    pub titles: Vec<Box<str>>,
    /// How many documents only one of them has begun.
    pub alone: usize,
    pub(super) agreement: Agreement,
    pub(super) days: Vec<String>,
    pub(super) problems: Vec<Problem>,
}

/// The documents with cases behind a number, and at which of them one is.
#[derive(Debug, Clone)]
pub(super) struct Trail {
    pub(super) of: Vec<AnnotatorId>,
    pub(super) filter: CaseFilter,
    pub(super) documents: Vec<DocumentId>,
    pub(super) at: usize,
}

/// What a command of agreement does.
#[derive(Debug)]
pub(super) enum AgreementEffect {
    Measure(Measuring),
    End,
    Walk(Trail),
}

impl AgreementEffect {
    /// Whether it leads to cases of a document, in another seat perhaps.
    pub(super) fn is_walk(&self) -> bool {
        matches!(self, Self::Walk(_))
    }
}

impl Agreeing {
    /// What is measured now, or was.
    #[must_use]
    pub fn measuring(&self) -> &Measuring {
        &self.measuring
    }

    /// How many documents of how many were read, if it is being measured.
    #[must_use]
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.work.as_ref().map(Job::progress)
    }

    #[must_use]
    pub fn measured(&self) -> Option<&Arc<Measured>> {
        self.measured.as_ref()
    }

    /// Why nothing could be measured the last time.
    #[must_use]
    pub fn failure(&self) -> Option<&Error> {
        self.failure.as_ref()
    }

    pub(super) fn cancel(&mut self) {
        if let Some(work) = self.work.take() {
            work.cancel();
        }
    }
}

impl Measured {
    /// The documents with cases behind a number that are of these annotators.
    pub(super) fn behind(&self, number: &Number, of: &[AnnotatorId]) -> Vec<DocumentId> {
        let labels = &self.agreement.labels;
        let layer = |name: &LabelName| labels.layers.iter().position(|layer| layer.id == name.0);
        let label = |name: &LabelName| {
            let known = |at: &usize| labels.id(*at).is_some_and(|id| is_named(id, name));
            (0..labels.len()).find(known)
        };
        let cell = number.label.as_ref().zip(number.against.as_ref()).map(|(one, other)| (label(one), label(other)));
        let layer = number.label.as_ref().and_then(layer);
        let label = number.label.as_ref().filter(|_| layer.is_none()).and_then(label);
        let measure = match number.cases() {
            Some(Kind::Measured(measure)) => Some(measure),
            _ => None,
        };
        let place = |name: &AnnotatorId| self.report.annotators.iter().position(|known| known == name);
        let by = number.by.as_ref().and_then(place);
        let is_all = number.cases().is_none_or(|kind| kind == Kind::Agreed);
        let of: Vec<usize> = of.iter().filter_map(place).collect();
        let found = self.agreement.behind(&Behind { of, layer, label, cell, measure, by, is_all });
        let is_wanted = |at: &usize| {
            let is_document =
                number.document.as_ref().is_none_or(|id| self.report.documents[*at].document.as_ref() == Some(id));
            is_document && number.day.as_ref().is_none_or(|day| self.days[*at] == *day)
        };
        let documents = found.into_iter().filter(is_wanted);
        documents.filter_map(|at| self.report.documents[at].document.clone()).collect()
    }
}
