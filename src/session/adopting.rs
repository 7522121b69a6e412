//! Adopting cases, one or very many at once: what is adopted, and the decision with who made it and what they saw. Of plain values:
//! knows no session.

use std::sync::Arc;

use crate::error::{Error, counted};
use crate::model::decision::{Decision, Verdict};
use crate::model::history::Changes;
use crate::model::id::{AnnotationId, AnnotatorId};
use crate::model::identity::Identities;
use crate::model::moment::Moment;
use crate::model::set::AnnotationSet;
use crate::review::adopt::Adoption;
use crate::review::docket::Docket;
use crate::review::outcomes::Outcomes;
use crate::store::watch::Watch;

/// What is to be adopted at once.
pub(super) struct Adopting {
    pub docket: Arc<Docket>,
    pub outcomes: Arc<Outcomes>,
    pub target: AnnotationSet,
    pub identities: Identities,
    pub ruling: Ruling,
    /// Cases, each with the reading that is taken.
    pub agreed: Vec<(usize, usize)>,
}

/// Who decides, and when.
#[derive(Debug, Clone)]
pub(super) struct Ruling {
    pub by: AnnotatorId,
    pub time: Moment,
}

impl Adopting {
    /// What is to be done. Fails if that is no longer wanted.
    pub fn changes(&mut self, watch: &Watch) -> Result<Changes, Error> {
        // As they were aligned: what may be named comes before what names it.
        self.agreed.sort_by_key(|(case, _)| self.docket.cases[*case].number);
        let mut adoption = Adoption::of_many(&self.docket, &self.outcomes, &self.target, &self.identities);
        for (case, reading) in &self.agreed {
            if watch.is_cancelled() {
                return Err(Error::new("nothing was adopted: it was stopped"));
            }
            let made = adoption.take(*case, &[*reading]);
            adoption.decide(self.ruling.decision(&self.docket, *case, Verdict::Agreed, &[*reading], &made));
        }
        Ok(adoption.finish())
    }

    /// What is said when it is done.
    pub fn said(&self) -> String {
        format!("adopted {}", counted(self.agreed.len(), "case"))
    }
}

impl Ruling {
    /// The decision about a case of which some readings are taken, and what came of it.
    pub fn decision(
        &self,
        docket: &Docket,
        case: usize,
        verdict: Verdict,
        taken: &[usize],
        made: &[AnnotationId],
    ) -> Decision {
        let mut made = made.to_vec();
        made.sort_unstable();
        Decision { verdict, by: self.by.clone(), time: self.time, sources: docket.sources(case, taken), made }
    }
}
