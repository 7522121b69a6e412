//! Who a mention may be: identities ranked by how their names sound, by what the same words were linked to before, and by
//! their label. Values in, values out; the session knows which mention is meant.

use std::collections::BTreeMap;

use crate::text::spelling::SAME;

use super::id::{IdentityId, LabelId};
use super::identity::{Identities, Identity, IdentityKind};
use super::mentions::Mentions;
use super::names::{Names, Near};

/// An identity that a mention may be of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Never one that is merged into another.
    pub identity: IdentityId,
    /// What it was found by.
    pub why: Why,
}

/// Why somebody is a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The name that is like the mention's words, if one is.
    pub name: Option<Near>,
    /// How often the same words were linked to it.
    pub earlier_links: usize,
    /// Whether its mentions usually have the mention's label.
    pub has_label: bool,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// What the mention says.
    pub words: &'a str,
    pub kind: IdentityKind,
    pub label: &'a LabelId,
}

/// What an earlier link of the same words is worth, and what the label is, in thousandths of a likeness. What the person said
/// before counts more than any spelling.
const LINKED: usize = 1200;
const LABELLED: usize = 100;
/// Each link more than the first, up to ten.
const LINKED_AGAIN: usize = 20;

/// A name at least this like is the mention's own: the same letters, or nearly the same sounds in another script. No word
/// of a longer name is that much like the whole.
const OWN_NAME: u16 = 900;
/// Shorter words sound like too many others.
const TELLING_LETTERS: usize = 4;

/// More names than candidates are looked at: several names may be of one identity, or of the wrong kind.
const LOOKED_AT: usize = 8;

impl Why {
    /// The higher, the likelier.
    #[must_use]
    pub fn weight(&self) -> usize {
        let spelling = self.name.as_ref().map_or(0, |near| usize::from(near.likeness));
        let again = self.earlier_links.saturating_sub(1).min(10) * LINKED_AGAIN;
        let linked = if self.earlier_links > 0 { LINKED + again } else { 0 };
        spelling + linked + if self.has_label { LABELLED } else { 0 }
    }

    /// Whether `words` of a mention are a name of it, or were linked to it before.
    fn is_strong(&self, words: &str) -> bool {
        let is_telling = words.chars().filter(|c| c.is_alphabetic()).count() >= TELLING_LETTERS;
        let least = if is_telling { OWN_NAME } else { SAME };
        self.earlier_links > 0 || self.name.as_ref().is_some_and(|near| near.likeness >= least)
    }
}

/// The one that a mention of `words` means without a doubt: it alone is called so or was linked to these words before.
#[must_use]
pub fn certain<'a>(words: &str, candidates: &'a [Candidate]) -> Option<&'a Candidate> {
    let mut strong = candidates.iter().filter(|candidate| candidate.why.is_strong(words));
    strong.next().filter(|_| strong.next().is_none())
}

/// The likeliest identities first, at most `limit`; those of equal weight by id.
#[must_use]
pub fn candidates(
    question: Question<'_>,
    identities: &Identities,
    names: &Names,
    mentions: &Mentions,
    limit: usize,
) -> Vec<Candidate> {
    let mut found: BTreeMap<IdentityId, Why> = BTreeMap::new();
    let blank = |identity: &Identity| Why {
        name: None,
        earlier_links: 0,
        has_label: identity.label.as_ref() == Some(question.label),
    };
    let known = |id: &IdentityId| identities.resolved(id).filter(|identity| identity.kind == question.kind);
    for near in names.nearest(question.words, limit * LOOKED_AT) {
        if let Some(identity) = known(&near.identity) {
            let why = found.entry(identity.id.clone()).or_insert_with(|| blank(identity));
            // The nearest name came first.
            why.name.get_or_insert(near);
        }
    }
    for (id, count) in mentions.linked_to(question.words) {
        if let Some(identity) = known(id) {
            found.entry(identity.id.clone()).or_insert_with(|| blank(identity)).earlier_links += count;
        }
    }
    let mut found: Vec<Candidate> = found.into_iter().map(|(identity, why)| Candidate { identity, why }).collect();
    found.sort_by_key(|candidate| std::cmp::Reverse(candidate.why.weight()));
    found.truncate(limit);
    found
}
