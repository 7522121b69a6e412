//! The records of a set that do not fit their text because it was changed, with where they would stand now; and the changes
//! that carry them over. It knows how records are written and changes nothing itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::model::annotation::{Anchor, Annotation};
use crate::model::carried;
use crate::model::change::{self, Change, Transaction};
use crate::model::compared::Comparison;
use crate::model::document::Document;
use crate::model::history::History;
use crate::model::id::AnnotationId;
use crate::model::proposal::{Drifted, Outcome, Piece, Placed, Proposal, Settled, Spelling};
use crate::model::remembered::Remembered;
use crate::model::set::AnnotationSet;

use super::set;

/// So much of the work is reading records, and comparing texts.
const READING: f32 = 0.2;
const COMPARING: f32 = 0.3;
/// It is told each time after so many records how far it is.
const TOLD_EACH: usize = 64;

/// What would become of the records of a set that do not fit. Cloning it copies none of them.
#[derive(Debug, Clone, Default)]
pub struct Drift {
    /// In the order of the set's kept records.
    pub records: Vec<Record>,
    /// How many kept records are left as they are: they cannot be understood, or another has their number.
    pub others: usize,
    /// Those that stand where they stood, and perhaps should not.
    pub in_doubt: Arc<[Doubt]>,
    /// What the old text is known to have said.
    pub remembered: Arc<Remembered>,
}

/// An annotation that fits the text where it stood, though the same words stand where they would if they had moved with what is beside
/// them: which are meant, only a person can tell. Places are code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    pub id: AnnotationId,
    pub quote: String,
    pub start: usize,
    pub other: usize,
}

/// A record that does not fit and what is proposed for it.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its place among the set's kept records.
    at: usize,
    pub drifted: Arc<Drifted>,
    pub proposal: Arc<Proposal>,
}

/// How many of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub moved: usize,
    pub ambiguous: usize,
    pub reworded: usize,
    pub lost: usize,
}

impl Drift {
    /// How many records of a set have quotes that are not where they were.
    #[must_use]
    pub fn count(set: &AnnotationSet) -> usize {
        set.kept().iter().filter(|kept| kept.has_quotes).count()
    }

    /// Looks for the records of a set that do not fit its document. What was done since the text is as it is, of `history`, knows
    /// where those stood that were carried over already, and which were made here and say nothing of the old text. `texts` are those
    /// that the set was about before, the last one first, as far as they are known.
    #[must_use]
    pub fn of(set: &AnnotationSet, document: &Document, history: &History, texts: &[Arc<Document>]) -> Self {
        Self::watched(set, document, history, texts, &|_| true).unwrap_or_default()
    }

    /// Likewise; `goes_on` hears how large a share is done, and once it says no, nothing is found.
    #[must_use]
    pub fn watched(
        set: &AnnotationSet,
        document: &Document,
        history: &History,
        texts: &[Arc<Document>],
        goes_on: &dyn Fn(f32) -> bool,
    ) -> Option<Self> {
        let mut places: Vec<usize> = Vec::new();
        let mut drifted: Vec<Drifted> = Vec::new();
        let mut seen: BTreeSet<AnnotationId> = BTreeSet::new();
        for (at, kept) in set.kept().iter().enumerate() {
            if at % TOLD_EACH == 0 && !goes_on(READING * at as f32 / set.kept().len() as f32) {
                return None;
            }
            let Some(one) = set::drifted(kept) else { continue };
            let id = one.annotation.id;
            if set.get(id).is_none() && seen.insert(id) {
                places.push(at);
                drifted.push(one);
            }
        }
        if drifted.is_empty() && texts.is_empty() {
            return Some(Self { others: set.kept().len(), ..Self::default() });
        }
        let origins = origins(history);
        let (mut held, mut ids, mut remembered) = (Vec::new(), Vec::new(), Remembered::default());
        for annotation in set.in_reading_order() {
            let origin = origins.get(&annotation.id);
            for (nth, span) in annotation.anchor.spans().iter().enumerate() {
                let (start, quote) = (document.chars_from_bytes(span.start()), document.quote(*span));
                match origin {
                    None => {
                        remembered.take(start, quote);
                        held.push(Settled { old_start: start, start, quote });
                        ids.push(annotation.id);
                    }
                    Some(Origin::Here) => {}
                    Some(Origin::Old(pieces)) => {
                        let old = pieces.get(nth).map(|piece| piece.chars.start);
                        ids.extend(old.map(|_| annotation.id));
                        held.extend(old.map(|old_start| Settled { old_start, start, quote }));
                    }
                }
            }
        }
        let carried = origins.values().filter_map(|origin| match origin {
            Origin::Old(pieces) => Some(pieces),
            Origin::Here => None,
        });
        for piece in drifted.iter().map(|one| &one.pieces).chain(carried).flatten() {
            remembered.take(piece.chars.start, &piece.quote);
        }
        let mut compared = Vec::with_capacity(texts.len());
        for (nth, text) in asked(&drifted, texts).into_iter().enumerate() {
            let share = |done: f32| READING + COMPARING * (nth as f32 + done) / texts.len() as f32;
            compared.push(Comparison::of(text, document, &|done| goes_on(share(done)))?);
        }
        let begun = if texts.is_empty() { READING } else { READING + COMPARING };
        let is_wanted = |share: f32| goes_on(begun + (1.0 - begun) * share);
        let proposals = carried::propose(&drifted, &held, &compared, document, &is_wanted)?;
        let others = set.kept().len() - drifted.len();
        let records = places.into_iter().zip(drifted).zip(proposals);
        let records = records.map(|((at, drifted), proposal)| Record {
            at,
            drifted: Arc::new(drifted),
            proposal: Arc::new(proposal),
        });
        let records: Vec<Record> = records.collect();
        remembered.settle(held.iter().map(|one| (one.old_start, one.start, one.quote.chars().count())));
        for (record, placed) in records.iter().filter_map(|record| Some((record, record.moved()?))) {
            let spans = placed.anchor.spans().iter().map(|span| document.chars_from_span(*span));
            let pairs = record.drifted.pieces.iter().zip(spans).filter(|(piece, now)| piece.chars.len() == now.len());
            remembered.settle(pairs.map(|(piece, now)| (piece.chars.start, now.start, now.len())));
        }
        let moved = records.iter().filter_map(|record| Some((record, record.moved()?.anchor.spans())));
        let moved = moved.flat_map(|(record, spans)| record.drifted.pieces.iter().zip(spans));
        let moved: Vec<(usize, usize)> =
            moved.map(|(piece, span)| (piece.chars.start, document.chars_from_bytes(span.start()))).collect();
        let doubt = |(at, other): (usize, usize)| {
            let Settled { start, quote, .. } = held[at];
            Doubt { id: ids[at], quote: quote.replace('\n', "⏎"), start, other }
        };
        let in_doubt = carried::in_doubt(&held, &moved, &compared, document).into_iter().map(doubt).collect();
        remembered.know(texts);
        Some(Self { records, others, in_doubt, remembered: Arc::new(remembered) })
    }

    /// What is left of it in a set that was changed since: the records that are still kept, with the places that were proposed.
    #[must_use]
    pub fn left_in(&self, set: &AnnotationSet) -> Self {
        let mut places: BTreeMap<AnnotationId, usize> = BTreeMap::new();
        for (at, kept) in set.kept().iter().enumerate().filter(|(_, kept)| kept.has_quotes) {
            places.extend(kept.id.filter(|id| set.get(*id).is_none() && !places.contains_key(id)).map(|id| (id, at)));
        }
        let still = |record: &Record| Some(Record { at: *places.get(&record.id())?, ..record.clone() });
        let records: Vec<Record> = self.records.iter().filter_map(still).collect();
        let (others, in_doubt) = (set.kept().len() - records.len(), Arc::clone(&self.in_doubt));
        Self { others, records, in_doubt, remembered: Arc::clone(&self.remembered) }
    }

    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for record in &self.records {
            match record.proposal.outcome {
                Outcome::Moved => counts.moved += 1,
                Outcome::Ambiguous { .. } => counts.ambiguous += 1,
                Outcome::Reworded => counts.reworded += 1,
                Outcome::Lost => counts.lost += 1,
            }
        }
        counts
    }

    /// Takes the records for which `to` has a place out of the kept ones of `set`, and puts their annotations there, under
    /// their numbers.
    #[must_use]
    pub fn carried(&self, set: &AnnotationSet, to: impl Fn(&Record) -> Option<Anchor>) -> Transaction {
        let mut transaction = Vec::new();
        // From the last on, so that the places of those before stay what they are.
        for record in self.records.iter().rev() {
            let (Some(anchor), Some(kept)) = (to(record), set.kept().get(record.at)) else {
                continue;
            };
            let annotation = Annotation { anchor, ..record.drifted.annotation.clone() };
            transaction.push(Change::Kept { at: record.at, before: Some(kept.clone()), after: None });
            transaction.push(Change::Annotation { before: None, after: Some(Arc::new(annotation)) });
        }
        transaction
    }

    /// Deletes a record, and the arguments that name its annotation.
    #[must_use]
    pub fn deleted(&self, set: &AnnotationSet, record: &Record) -> Transaction {
        let mut transaction = change::forgetting(set, record.id());
        let kept = set.kept().get(record.at).cloned();
        transaction.extend(kept.map(|kept| Change::Kept { at: record.at, before: Some(kept), after: None }));
        transaction
    }

    /// The record of an annotation.
    #[must_use]
    pub fn record(&self, id: AnnotationId) -> Option<&Record> {
        self.records.iter().find(|record| record.id() == id)
    }
}

impl Record {
    #[must_use]
    pub fn id(&self) -> AnnotationId {
        self.drifted.annotation.id
    }

    /// Where it stands if that is clear.
    #[must_use]
    pub fn moved(&self) -> Option<&Placed> {
        self.proposal.places.first().filter(|_| self.proposal.outcome == Outcome::Moved)
    }

    /// Where other words stand in its place, which it says only once a person accepted that.
    #[must_use]
    pub fn reworded(&self) -> Option<&Placed> {
        self.proposal.places.first().filter(|_| self.proposal.outcome == Outcome::Reworded)
    }

    /// What it says, and said in the old text; line ends as they are shown.
    #[must_use]
    pub fn quote(&self) -> String {
        let quotes: Vec<&str> = self.drifted.pieces.iter().map(|piece| piece.quote.as_str()).collect();
        quotes.join(" … ").replace('\n', "⏎")
    }

    /// What it is, where it stood, and what would become of it, in code points of the document:
    /// entities/person `Layla` at 10..15: moved to 12..17.
    #[must_use]
    pub fn sentence(&self, document: &Document) -> String {
        let old: Vec<String> =
            self.drifted.pieces.iter().map(|piece| format!("{}..{}", piece.chars.start, piece.chars.end)).collect();
        let became = match (self.proposal.outcome, self.moved()) {
            (Outcome::Moved, Some(Placed { anchor, spelling })) => {
                let how = match spelling {
                    Spelling::Same | Spelling::Reworded => "",
                    Spelling::Other => ", where the same letters are spelled otherwise",
                };
                format!("moved to {}{how}", chars(anchor, document))
            }
            (Outcome::Ambiguous { places: 1 }, _) => {
                "ambiguous: it stands in 1 place, out of order with its neighbours or wanted by several".to_owned()
            }
            (Outcome::Ambiguous { places }, _) => {
                format!("ambiguous: it stands in {places} places, and none is clearly the one")
            }
            (Outcome::Reworded, _) => match self.reworded() {
                Some(Placed { anchor, .. }) => {
                    format!("reworded: `{}` stands there now, at {}", said(anchor, document), chars(anchor, document))
                }
                None => "reworded".to_owned(),
            },
            (Outcome::Lost | Outcome::Moved, _) => "lost: it stands nowhere".to_owned(),
        };
        let annotation = &self.drifted.annotation;
        format!("{} `{}` at {}: {became}", annotation.label, self.quote(), old.join(", "))
    }
}

/// Those of some texts in which something stood that drifted, and the last one, of which is what stands where it stood.
fn asked<'a>(drifted: &[Drifted], texts: &'a [Arc<Document>]) -> Vec<&'a Document> {
    let stands = |text: &Document, piece: &Piece| {
        let start = text.bytes_from_chars(piece.chars.start);
        start.is_some_and(|start| text.text()[start..].starts_with(&piece.quote))
    };
    let has = |text: &Document, one: &Drifted| one.pieces.iter().all(|piece| stands(text, piece));
    let of = |one: &Drifted| texts.iter().position(|text| has(text, one));
    let mut wanted: BTreeSet<usize> = drifted.iter().filter_map(of).collect();
    wanted.insert(0);
    texts.iter().enumerate().filter(|(at, _)| wanted.contains(at)).map(|(_, text)| &**text).collect()
}

/// Where an annotation comes from that a history knows of.
enum Origin {
    /// It was carried over, and stood there.
    Old(Vec<Piece>),
    /// It was made in the text as it is.
    Here,
}

fn origins(history: &History) -> BTreeMap<AnnotationId, Origin> {
    let mut origins = BTreeMap::new();
    for change in history.since_text().iter().flat_map(|entry| &entry.changes.transaction) {
        match change {
            Change::Kept { before: Some(kept), after: None, .. } => {
                origins.extend(set::drifted(kept).map(|one| (one.annotation.id, Origin::Old(one.pieces))));
            }
            Change::Annotation { before: None, after: Some(made) } => {
                origins.entry(made.id).or_insert(Origin::Here);
            }
            _ => {}
        }
    }
    origins
}

/// What stands at an anchor; line ends as they are shown.
#[must_use]
pub fn said(anchor: &Anchor, document: &Document) -> String {
    let quotes: Vec<&str> = anchor.spans().iter().map(|span| document.quote(*span)).collect();
    quotes.join(" … ").replace('\n', "⏎")
}

/// Where an anchor stands, in code points: `6..9, 15..18`.
#[must_use]
pub fn chars(anchor: &Anchor, document: &Document) -> String {
    let spans = anchor.spans().iter().map(|span| document.chars_from_span(*span));
    spans.map(|chars| format!("{}..{}", chars.start, chars.end)).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { quote, start, other, .. } = self;
        write!(
            f,
            "`{quote}` stays at {start}, but stands at {other} too, as far as it did from what is beside it: look which is meant"
        )
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} moved, {} ambiguous, ", self.moved, self.ambiguous)?;
        if self.reworded > 0 {
            write!(f, "{} reworded, ", self.reworded)?;
        }
        write!(f, "{} lost", self.lost)
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.moved += other.moved;
        self.ambiguous += other.ambiguous;
        self.reworded += other.reworded;
        self.lost += other.lost;
    }
}
