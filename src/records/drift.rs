//! The records of a set that do not fit their text because it was changed, with where they would stand now; and the changes
//! that carry them over. It knows how records are written and changes nothing itself.

use std::fmt;
use std::sync::Arc;

use crate::model::annotation::Annotation;
use crate::model::change::{Change, Transaction};
use crate::model::document::Document;
use crate::model::reanchor::{self, Drifted, Outcome, Spelling};
use crate::model::set::AnnotationSet;

use super::set;

/// What would become of the records of a set that do not fit.
#[derive(Debug, Clone, Default)]
pub struct Drift {
    /// In the order of the set's kept records.
    pub records: Vec<Record>,
    /// How many kept records are left as they are: they cannot be understood, or another has their number.
    pub others: usize,
}

/// A record that does not fit and what is proposed for it.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its place among the set's kept records.
    at: usize,
    pub drifted: Drifted,
    pub outcome: Outcome,
}

/// How many of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub moved: usize,
    pub ambiguous: usize,
    pub lost: usize,
}

impl Drift {
    /// Looks for the records of a set that do not fit its document.
    #[must_use]
    pub fn of(set: &AnnotationSet, document: &Document) -> Self {
        let mut places: Vec<usize> = Vec::new();
        let mut drifted: Vec<Drifted> = Vec::new();
        for (at, one) in set.kept().iter().enumerate().filter_map(|(at, kept)| Some((at, set::drifted(kept)?))) {
            let id = one.annotation.id;
            if set.get(id).is_none() && drifted.iter().all(|other| other.annotation.id != id) {
                places.push(at);
                drifted.push(one);
            }
        }
        let outcomes = reanchor::propose(&drifted, set.in_reading_order(), document);
        let others = set.kept().len() - drifted.len();
        let records = places.into_iter().zip(drifted).zip(outcomes);
        let records = records.map(|((at, drifted), outcome)| Record { at, drifted, outcome }).collect();
        Self { records, others }
    }

    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for record in &self.records {
            match record.outcome {
                Outcome::Moved { .. } => counts.moved += 1,
                Outcome::Ambiguous { .. } => counts.ambiguous += 1,
                Outcome::Lost => counts.lost += 1,
            }
        }
        counts
    }

    /// Takes the records that have a place out of the kept ones of `set` and puts their annotations in, under their numbers.
    #[must_use]
    pub fn transaction(&self, set: &AnnotationSet) -> Transaction {
        let mut transaction = Vec::new();
        // From the last on, so that the places of those before stay what they are.
        for record in self.records.iter().rev() {
            let (Some(annotation), Some(kept)) = (record.placed(), set.kept().get(record.at)) else {
                continue;
            };
            transaction.push(Change::Kept { at: record.at, before: Some(kept.clone()), after: None });
            transaction.push(Change::Annotation { before: None, after: Some(Arc::new(annotation)) });
        }
        transaction
    }
}

impl Record {
    /// The annotation where it would stand; `None` if it has no place.
    #[must_use]
    pub fn placed(&self) -> Option<Annotation> {
        let Outcome::Moved { anchor, .. } = &self.outcome else {
            return None;
        };
        Some(Annotation { anchor: anchor.clone(), ..self.drifted.annotation.clone() })
    }

    /// What it is, where it stood, and what would become of it, in code points of the document:
    /// entities/person `Layla` at 10..15: moved to 12..17.
    #[must_use]
    pub fn sentence(&self, document: &Document) -> String {
        let quotes: Vec<&str> = self.drifted.pieces.iter().map(|piece| piece.quote.as_str()).collect();
        let old: Vec<String> =
            self.drifted.pieces.iter().map(|piece| format!("{}..{}", piece.chars.start, piece.chars.end)).collect();
        let became = match &self.outcome {
            Outcome::Moved { anchor, spelling } => {
                let spans = anchor.spans().iter().map(|span| document.chars_from_span(*span));
                let new: Vec<String> = spans.map(|chars| format!("{}..{}", chars.start, chars.end)).collect();
                let how = match spelling {
                    Spelling::Same => "",
                    Spelling::Other => ", where the same letters are spelled otherwise",
                };
                format!("moved to {}{how}", new.join(", "))
            }
            Outcome::Ambiguous { places: 1 } => {
                "ambiguous: it stands in 1 place, out of order with its neighbours or wanted by several".to_owned()
            }
            Outcome::Ambiguous { places } => {
                format!("ambiguous: it stands in {places} places, and none is clearly the one")
            }
            Outcome::Lost => "lost: it stands nowhere".to_owned(),
        };
        let annotation = &self.drifted.annotation;
        format!("{} `{}` at {}: {became}", annotation.label, quotes.join(" … ").replace('\n', "⏎"), old.join(", "))
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} moved, {} ambiguous, {} lost", self.moved, self.ambiguous, self.lost)
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.moved += other.moved;
        self.ambiguous += other.ambiguous;
        self.lost += other.lost;
    }
}
