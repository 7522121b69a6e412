//! What is taken of one document: whose word counts, which text is left out, what labels are called; and what is remembered of it
//! when it is let go again.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::error::{Problem, Severity, counted};
use crate::formats::relabel::Relabel;
use crate::model::annotation::Annotation;
use crate::model::document::Document;
use crate::model::id::{AnnotatorId, DocumentId, LabelId};
use crate::model::set::{AnnotationSet, Progress};

use super::gold::{GOLD, Gold, Tally, gold};
use super::manifest::LeftOut;
use super::material::{Annotated, Material};
use super::measure::{Heard, Nesting};
use super::pool::Pool;
use super::recipe::{By, Documents, Recipe};
use super::zones::without_zones;

/// By what documents are chosen.
#[derive(Clone, Copy)]
pub struct Choice<'a> {
    pub material: &'a Material,
    pub recipe: &'a Recipe,
    pub pool: &'a Pool<'a>,
    pub relabel: &'a Relabel,
}

/// A document that is in the dataset.
pub struct Chosen {
    pub document: Arc<Document>,
    pub set: AnnotationSet,
    pub source_hash: String,
    pub cuts: Vec<Range<usize>>,
}

/// What is remembered of it. Lengths are Unicode code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// Where it is to be read.
    pub place: usize,
    pub id: DocumentId,
    pub source_hash: String,
    pub cuts: Vec<Range<usize>>,
    pub language: Arc<str>,
    pub length: usize,
    pub annotations: usize,
    /// How many annotations of each label.
    pub labels: Vec<(LabelId, u32)>,
    /// How long each is from its first to its last character.
    pub mentions: Vec<u32>,
    pub nesting: Nesting,
}

/// What happened on the way.
#[derive(Default)]
pub struct Account {
    pub rules: BTreeMap<LabelId, Tally>,
    pub left_out: LeftOut,
    pub heard: Option<Heard>,
    pub problems: Vec<Problem>,
}

impl Account {
    /// Adds that of another document, but for what was heard there.
    pub fn add(&mut self, other: Self) {
        for (label, tally) in other.rules {
            *self.rules.entry(label).or_default() += tally;
        }
        self.left_out.add(other.left_out);
        self.problems.extend(other.problems);
    }
}

impl Choice<'_> {
    /// What is taken of a document, if anything is.
    pub fn choose(&self, annotated: &Annotated, account: &mut Account) -> Option<Chosen> {
        let Self { material, recipe, pool, relabel } = *self;
        let Annotated { document, sets, .. } = annotated;
        let is_ready =
            |set: &AnnotationSet| recipe.documents == Documents::Begun || set.progress() == Progress::Finished;
        let is_named = |set: &AnnotationSet| match &recipe.of[..] {
            [] => !material.programs.contains(set.annotator()),
            named => named.contains(set.annotator()),
        };
        let is_gold = |set: &AnnotationSet| set.annotator().as_str() == GOLD;
        let ready: Vec<&AnnotationSet> = sets.iter().filter(|set| is_ready(set)).collect();
        let heard: Vec<&AnnotationSet> = ready.iter().copied().filter(|set| !is_gold(set) && is_named(set)).collect();
        account.heard = Heard::of(document, &heard);
        let (found, asked) = match &recipe.by {
            By::Annotator(annotator) => {
                let set = ready.into_iter().find(|set| set.annotator() == annotator)?;
                (Gold::of(set), vec![set])
            }
            By::Rules(rules) => {
                let is_half = |set: &AnnotationSet| is_gold(set) && set.has_begun() && !is_ready(set);
                account.left_out.half_adjudicated += usize::from(sets.iter().any(is_half));
                let asked: Vec<&AnnotationSet> =
                    ready.into_iter().filter(|set| is_gold(set) || is_named(set)).collect();
                (gold(&material.project, &asked, pool, rules)?, asked)
            }
        };
        account.problems.extend(asked.iter().filter_map(|set| kept_back(set)));
        for (label, count) in &found.strange {
            let lost = counted(*count, "annotation");
            let message =
                format!("the project has no layer `{}`; left out, for it cannot be compared: {lost}", label.layer);
            account.problems.push(Problem::new(Severity::Loss, document.id().as_str(), message));
        }
        for (label, tally) in &found.tally {
            *account.rules.entry(label.clone()).or_default() += *tally;
        }
        let unzoned = without_zones(&material.project, document, &found.set, recipe.zones);
        let (set, told) = relabel.set(&unzoned.set);
        let left = &mut account.left_out;
        left.zones += unzoned.cuts.len();
        add(&mut left.in_zones, &unzoned.left_out);
        add(&mut left.arguments, &unzoned.arguments);
        add(&mut left.arguments, &told.arguments);
        add(&mut left.by_map, &told.left_out);
        add(&mut left.doubles, &told.doubles);
        add(&mut left.details, &found.details);
        let source_hash = document.hash().to_string();
        Some(Chosen { document: unzoned.document, set, source_hash, cuts: unzoned.cuts })
    }
}

impl Chosen {
    /// What is to be remembered of it, which is read at a place.
    #[must_use]
    pub fn noted(&self, place: usize) -> Noted {
        let mut nesting = Nesting::default();
        nesting.add(&self.set);
        let mut labels: BTreeMap<&LabelId, u32> = BTreeMap::new();
        for annotation in self.set.in_reading_order() {
            *labels.entry(&annotation.label).or_default() += 1;
        }
        let hulls = self.set.in_reading_order().iter().filter_map(|annotation| annotation.anchor.hull());
        let chars = |byte: usize| self.document.chars_from_bytes(byte);
        let length = |hull: Range<usize>| u32::try_from(chars(hull.end) - chars(hull.start)).unwrap_or(u32::MAX);
        Noted {
            place,
            id: self.document.id().clone(),
            source_hash: self.source_hash.clone(),
            cuts: self.cuts.clone(),
            language: self.document.language().into(),
            length: self.document.chars_len(),
            annotations: self.set.len(),
            labels: labels.into_iter().map(|(label, count)| (label.clone(), count)).collect(),
            mentions: hulls.map(length).collect(),
            nesting,
        }
    }

    /// The first annotation of each label that a schema lacks.
    pub fn unknown(&self, known: impl Fn(&LabelId) -> bool) -> Vec<Annotation> {
        let mut met: BTreeSet<&LabelId> = BTreeSet::new();
        let all = self.set.in_reading_order().iter();
        all.filter(|one| !known(&one.label) && met.insert(&one.label)).map(|one| Annotation::clone(one)).collect()
    }
}

fn add(all: &mut BTreeMap<String, usize>, counts: &BTreeMap<LabelId, usize>) {
    for (label, count) in counts {
        *all.entry(label.to_string()).or_default() += count;
    }
}

/// Records that do not fit their text are in no dataset.
fn kept_back(set: &AnnotationSet) -> Option<Problem> {
    let message = match set.kept().len() {
        0 => return None,
        1 => "1 record does not fit the text and is left out".to_owned(),
        several => format!("{several} records do not fit the text and are left out"),
    };
    Some(Problem::new(Severity::Loss, format!("{}/{}", set.annotator(), set.document()), message))
}

/// The names of those who began something.
pub fn begun(annotated: &Annotated) -> impl Iterator<Item = &AnnotatorId> {
    annotated.sets.iter().map(AnnotationSet::annotator)
}
