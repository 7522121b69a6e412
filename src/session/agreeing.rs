//! Agreement beside the window: measuring how annotators agree, and going from a number to the cases behind it, document by
//! document.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::{Error, counted};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::nearest::hint_for;
use crate::review::report::{Report, Wanted};
use crate::store::comparison::{self, Comparison, Scope, Sets};
use crate::store::watch::Watch;

use super::agreement::{Agreeing, AgreementEffect, Measured, Trail};
use super::command::Command;
use super::command::agreement::{AgreementCommand, Measuring, Number};
use super::command::review::{CaseFilter, GOLD, NOTHING, Show};
use super::command::words::LabelName;
use super::effect::Effect;
use super::exporter::Exporter;
use super::job::Job;
use super::review::{Aim, Awaited, Review, is_named};
use super::state::{Message, Session};

impl Session {
    /// What is shown of agreement, if it stands in the page's place.
    #[must_use]
    pub fn shown_agreement(&self) -> Option<&Agreeing> {
        Some(&self.agreeing).filter(|agreeing| agreeing.is_shown)
    }

    /// Whether agreement is being measured beside the window.
    #[must_use]
    pub fn is_measuring(&self) -> bool {
        self.agreeing.work.is_some()
    }

    pub(super) fn plan_agreement(&self, command: &AgreementCommand) -> Result<Effect, Error> {
        let effect = match command {
            AgreementCommand::Measure(measuring) => {
                self.refuse_blind_review()?;
                self.refuse_while_reading()?;
                if self.disk.is_none() {
                    return Err(Error::new("agreement is measured in a project's folder, which this one has not"));
                }
                AgreementEffect::Measure(measuring.clone())
            }
            AgreementCommand::End => match self.shown_agreement() {
                Some(_) => AgreementEffect::End,
                None => return Err(Error::new("agreement is not shown").hint("`agreement` measures it")),
            },
            AgreementCommand::Show(number) => AgreementEffect::Walk(self.trail(number)?),
            AgreementCommand::Next | AgreementCommand::Previous => {
                let Some(trail) = &self.agreeing.trail else {
                    return Err(Error::new("no number led to cases yet")
                        .hint("`agreement` measures; a click on a number shows its cases"));
                };
                let at = match command {
                    AgreementCommand::Next => Some(trail.at + 1).filter(|at| *at < trail.documents.len()),
                    _ => trail.at.checked_sub(1),
                };
                let at = at.ok_or_else(|| Error::new("no other document has such cases"))?;
                AgreementEffect::Walk(Trail { at, ..trail.clone() })
            }
        };
        Ok(Effect::Agreement(Box::new(effect)))
    }

    fn trail(&self, number: &Number) -> Result<Trail, Error> {
        let Some(measured) = &self.agreeing.measured else {
            return Err(Error::new("agreement was not measured yet").hint("`agreement` measures it"));
        };
        let known = || measured.report.annotators.iter().map(AnnotatorId::as_str);
        if let Some(stranger) =
            number.of.iter().chain(&number.by).find(|name| !known().any(|known| known == name.as_str()))
        {
            return Err(Error::new(format!("`{stranger}` was not measured")).hint(hint_for(stranger.as_str(), known())));
        }
        let is_known = |name: &&LabelName| {
            self.project.labels().any(|label| is_named(&label.id, name))
                || (number.against.is_some() && name.0 == NOTHING)
        };
        if let Some(name) = number.label.iter().chain(&number.against).find(|name| !is_known(name)) {
            let names = self.project.labels().map(|label| &*label.id.label);
            return Err(Error::new(format!("there is no label `{}`", name.0)).hint(hint_for(&name.0, names)));
        }
        let of = if number.of.is_empty() { measured.report.annotators.clone() } else { number.of.clone() };
        let names_gold = number.of.iter().chain(&measured.measuring.of).any(|name| name.as_str() == GOLD);
        let others: Vec<AnnotatorId> = of.iter().filter(|name| name.as_str() != GOLD).cloned().collect();
        // Between those whom a number of everybody is of, gold is decided; it is compared where nobody else differs.
        let without_gold = (!names_gold && others.len() > 1 && others.len() < of.len())
            .then(|| (measured.behind(number, &others), others))
            .filter(|(documents, _)| !documents.is_empty());
        let (documents, of) = without_gold.unwrap_or_else(|| (measured.behind(number, &of), of));
        if documents.is_empty() {
            return Err(Error::new("nothing differs there"));
        }
        let filter = CaseFilter {
            show: Show::All,
            kind: number.cases(),
            label: number.label.clone(),
            against: number.against.clone(),
            by: number.by.clone(),
        };
        Ok(Trail { of, filter, documents, at: 0 })
    }

    /// Returns what is to be said.
    pub(super) fn do_agreement(&mut self, effect: AgreementEffect) -> Result<Option<String>, Error> {
        match effect {
            AgreementEffect::Measure(measuring) => {
                // It is read from the folder, once everything is in there.
                let exporter = self.exporter()?;
                self.agreeing.cancel();
                self.close_board();
                self.view.schema = false;
                let wanted = measuring.clone();
                let work = Job::start(move |watch| measure(&exporter, wanted, watch));
                (self.agreeing.is_shown, self.agreeing.measuring) = (true, measuring);
                if self.known.is_drawn {
                    self.agreeing.work = Some(work);
                    return Ok(None);
                }
                let answer = work.wait();
                return self.hear_measured(answer).map(Some);
            }
            AgreementEffect::End => {
                self.agreeing.cancel();
                self.agreeing.is_shown = false;
            }
            AgreementEffect::Walk(trail) => return self.walk(trail).map(Some),
        }
        Ok(None)
    }

    /// Its page makes room for something else.
    pub(super) fn close_agreement(&mut self) {
        self.agreeing.is_shown = false;
    }

    /// Takes what was measured beside the window.
    pub(super) fn hear_agreement(&mut self) {
        if let Some(answer) = self.agreeing.work.as_ref().and_then(Job::answer) {
            self.agreeing.work = None;
            self.revision += 1;
            self.message = Some(self.hear_measured(answer).map_or_else(Message::Failed, Message::Done));
        }
    }

    fn hear_measured(&mut self, answer: Result<Measured, Error>) -> Result<String, Error> {
        match answer {
            Ok(measured) => {
                let said = format!(
                    "agreement of {} on {}",
                    counted(measured.report.annotators.len(), "annotator"),
                    counted(measured.report.documents.len(), "document")
                );
                self.tell(measured.problems.clone());
                (self.agreeing.measured, self.agreeing.failure) = (Some(Arc::new(measured)), None);
                Ok(said)
            }
            Err(error) => {
                self.agreeing.failure = Some(error.clone());
                Err(error)
            }
        }
    }

    /// Reviews the document of the trail that it is at.
    fn walk(&mut self, trail: Trail) -> Result<String, Error> {
        let into = self.seat_beside(&trail.of);
        let index = self.known_position(&trail.documents[trail.at])?;
        let (document, documents) = (trail.at + 1, trail.documents.len());
        let (of, filter) = (trail.of.clone(), trail.filter.clone());
        let awaited = Some(Awaited::Walk { document, documents });
        let is_open = |review: &&mut Review| review.aim == Aim::Gold && review.of == of && self.annotator == into;
        let before = self.agreeing.trail.replace(trail);
        match self.review.as_mut().filter(is_open) {
            Some(review) => (review.filter, review.awaited) = (filter, awaited),
            None => {
                let mut review = Review::new(Aim::Gold, of, self.person().clone());
                (review.filter, review.awaited) = (filter, awaited);
                review.passed = self.current.filter(|current| *current != index);
                let said = self.begin_review(review, into);
                if said.is_err() {
                    self.agreeing.trail = before;
                }
                let said = said?;
                // It was read just now.
                if self.current == Some(index) {
                    return Ok(said);
                }
            }
        }
        if self.opens_beside(index) {
            let open = Command::Open(self.listed[index].summary.id.clone());
            return Ok(self.open_beside(index, open).unwrap_or_default());
        }
        self.open_document(index)?;
        Ok(self.take_awaited().unwrap_or_else(|| format!("comparing; document {document} of {documents}")))
    }

    /// Whether the document to which a number leads is not the one that is shown.
    pub(super) fn is_walking_elsewhere(&self) -> bool {
        let shown = self.document().map(|document| document.id());
        self.agreeing.trail.as_ref().is_some_and(|trail| trail.documents.get(trail.at) != shown)
    }

    /// In whose set cases of these annotators are decided: gold, unless it is compared itself.
    pub(super) fn seat_beside(&self, of: &[AnnotatorId]) -> AnnotatorId {
        let own = self.person().clone();
        let others = (2..).map(|number| AnnotatorId::new(&format!("{GOLD}-{number}")));
        let mut seats = [AnnotatorId::new(GOLD), own].into_iter().chain(others);
        seats.find(|name| !of.contains(name)).expect("there are more names than annotators")
    }
}

fn measure(exporter: &Exporter, measuring: Measuring, watch: &Watch) -> Result<Measured, Error> {
    let scope = Scope {
        by: measuring.of.iter().map(ToString::to_string).collect(),
        documents: Vec::new(),
        sets: if measuring.finished { Sets::Finished } else { Sets::Begun },
    };
    exporter.settle()?;
    let (folder, corpus) = (exporter.folder(), exporter.corpus());
    let (comparison, begun) = Comparison::begin(exporter.project(), folder, corpus, &scope)?;
    let comparison::Measured { agreement, days, told } = comparison.measure(watch)?;
    let wanted = Wanted { gamma: measuring.gamma, ..Wanted::default() };
    let report = Report::of(&agreement, &days, &wanted, &|| !watch.is_cancelled());
    let known: BTreeMap<&DocumentId, &Box<str>> =
        corpus.summaries().map(|summary| (&summary.id, &summary.title)).collect();
    let title = |id: &DocumentId| known.get(id).map_or_else(|| id.as_str().into(), |title| (*title).clone());
    Ok(Measured {
        measuring,
        titles: report.documents.iter().filter_map(|line| line.document.as_ref()).map(title).collect(),
        report,
        alone: begun.alone + told.alone,
        agreement,
        days,
        problems: begun.problems.into_iter().chain(told.problems).collect(),
        everybody: comparison.everybody,
    })
}
