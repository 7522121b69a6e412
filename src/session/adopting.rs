//! Adopting cases, one or very many at once: what is adopted, and the decision with who made it and what they saw. Of plain values:
//! knows no session.

use std::collections::BTreeSet;
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

use super::agreed::Agreed;

/// What is to be adopted at once.
pub(super) struct Adopting {
    pub docket: Arc<Docket>,
    pub outcomes: Arc<Outcomes>,
    pub target: AnnotationSet,
    pub identities: Identities,
    pub ruling: Ruling,
    pub agreed: Agreed,
    /// Roles that stay empty though somebody filled them; known when the changes are.
    pub unfilled: BTreeSet<String>,
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
        let mut agreed: Vec<(usize, usize)> = self.agreed.cases.iter().copied().collect();
        agreed.sort_by_key(|(case, _)| self.docket.cases[*case].number);
        let mut adoption = Adoption::of_many(&self.docket, &self.outcomes, &self.target, &self.identities);
        for (case, reading) in &agreed {
            if watch.is_cancelled() {
                return Err(Error::new("nothing was adopted: it was stopped"));
            }
            let made = adoption.take(*case, &[*reading]);
            adoption.decide(self.ruling.decision(&self.docket, *case, Verdict::Agreed, &[*reading], &made));
        }
        self.unfilled.clone_from(adoption.unfilled());
        Ok(adoption.finish())
    }

    /// What is said when it is done.
    pub fn said(&self) -> String {
        let said = with_unfilled(format!("adopted {}", counted(self.agreed.cases.len(), "case")), &self.unfilled);
        match self.agreed.waiting_told() {
            Some(waiting) => format!("{said}; {waiting}"),
            None => said,
        }
    }
}

/// What is said, and of which roles nobody is there to fill them.
pub(super) fn with_unfilled(said: String, unfilled: &BTreeSet<String>) -> String {
    let roles: Vec<&str> = unfilled.iter().map(String::as_str).collect();
    match roles[..] {
        [] => said,
        _ => format!("{said}; left empty, for nobody is there to fill it: {}", roles.join(", ")),
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
