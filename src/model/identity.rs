//! Identities: entities and events known across documents and languages, and how one annotator's identities change. Knows
//! no documents and no mentions; who mentions an identity, `mentions` knows.
//!
//! Two identities that turn out to be one are merged by a link: one says that it is the same as the other. Mentions stay as
//! they are, a lookup follows the link, and taking the link away splits the two exactly as they were.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use rpds::RedBlackTreeMapSync;

use crate::error::Error;
use crate::text::spelling::plain;

use super::id::{AnnotatorId, IdentityId, LabelId};
use super::schema::Shape;

/// What an identity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityKind {
    Entity,
    Event,
}

/// An entity or event known across documents and languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub id: IdentityId,
    pub kind: IdentityKind,
    /// The label its mentions usually have.
    pub label: Option<LabelId>,
    /// By BCP 47 tag; in each language at least one, the first is the one to show. Kept so by [`Identity::add_name`].
    pub names: BTreeMap<String, Vec<String>>,
    /// What others call it, such as `wikidata:Q60`; empty if nothing is known.
    pub external_id: String,
    /// Empty if there is none.
    pub note: String,
    /// The identity that this one turned out to be.
    pub same_as: Option<IdentityId>,
}

/// One annotator's identities. A copy shares all that stays the same, so that a snapshot for the writer costs nothing.
#[derive(Debug, Clone)]
pub struct Identities {
    annotator: AnnotatorId,
    by_id: RedBlackTreeMapSync<IdentityId, Arc<Identity>>,
    /// Which identities say that they are the same as the key.
    merged: RedBlackTreeMapSync<IdentityId, Vec<IdentityId>>,
    kept: Arc<[Arc<str>]>,
}

/// An identity comes (`before` is `None`), goes (`after` is `None`) or becomes another with the same id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityChange {
    pub before: Option<Arc<Identity>>,
    pub after: Option<Arc<Identity>>,
}

impl IdentityKind {
    pub const ALL: [IdentityKind; 2] = [IdentityKind::Entity, IdentityKind::Event];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            IdentityKind::Entity => "entity",
            IdentityKind::Event => "event",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The word with its article, as in a sentence.
    #[must_use]
    pub fn with_article(self) -> &'static str {
        match self {
            IdentityKind::Entity => "an entity",
            IdentityKind::Event => "an event",
        }
    }

    /// What annotations of a shape mention; `None` for those that mention nothing.
    #[must_use]
    pub fn of_shape(shape: Shape) -> Option<Self> {
        match shape {
            Shape::Entity => Some(IdentityKind::Entity),
            Shape::Event => Some(IdentityKind::Event),
            Shape::Stance | Shape::Relation | Shape::Topic => None,
        }
    }
}

impl Identity {
    /// An identity without names.
    #[must_use]
    pub fn new(id: IdentityId, kind: IdentityKind) -> Self {
        Self {
            id,
            kind,
            label: None,
            names: BTreeMap::new(),
            external_id: String::new(),
            note: String::new(),
            same_as: None,
        }
    }

    /// Adds a name after the others of its language, without the spaces around it. One that is there already or is empty is
    /// not added.
    pub fn add_name(&mut self, language: &str, name: &str) {
        let name = one_line(name);
        if name.is_empty() {
            return;
        }
        let names = self.names.entry(language.to_owned()).or_default();
        if !names.contains(&name) {
            names.push(name);
        }
    }

    /// Makes a name the first of its language, the one to show; it is added if it is not there yet.
    pub fn set_main_name(&mut self, language: &str, name: &str) {
        let name = one_line(name);
        self.add_name(language, &name);
        if let Some(names) = self.names.get_mut(language)
            && let Some(at) = names.iter().position(|known| *known == name)
        {
            names[..=at].rotate_right(1);
        }
    }

    /// Takes a name away; whether it was there.
    pub fn remove_name(&mut self, language: &str, name: &str) -> bool {
        let Some(names) = self.names.get_mut(language) else {
            return false;
        };
        let count = names.len();
        names.retain(|known| known != name);
        let is_removed = names.len() < count;
        if names.is_empty() {
            self.names.remove(language);
        }
        is_removed
    }

    /// What to call it for somebody who reads `language`: a name of that language, else any, else its id.
    #[must_use]
    pub fn name(&self, language: &str) -> &str {
        let of_language = self.names.get(language).or_else(|| self.names.values().next());
        of_language.and_then(|names| names.first()).map_or(self.id.as_str(), String::as_str)
    }

    /// The first names of all languages, by language, each once and without `name`.
    pub fn other_names<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let mut seen = BTreeSet::from([name]);
        let firsts = self.names.values().filter_map(|names| names.first().map(String::as_str));
        firsts.filter(move |other| seen.insert(other))
    }

    /// Every name with its language, by language.
    pub fn all_names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.names.iter().flat_map(|(language, names)| names.iter().map(|name| (language.as_str(), name.as_str())))
    }
}

/// An id that is not taken, made of a name: `Hà Nội` becomes `ha-noi`, or `ha-noi-2`.
#[must_use]
pub fn free_id(name: &str, kind: IdentityKind, is_taken: impl Fn(&IdentityId) -> bool) -> IdentityId {
    let words = plain(name).split(' ').collect::<Vec<_>>().join("-");
    let stem: String = words.chars().take(LONGEST_ID).collect();
    let stem = if stem.is_empty() { kind.word().to_owned() } else { stem };
    let numbered = (2..).map(|number| IdentityId::new(&format!("{stem}-{number}")));
    let mut ids = std::iter::once(IdentityId::new(&stem)).chain(numbered);
    ids.find(|id| !is_taken(id)).expect("numbers do not run out")
}

impl Identities {
    #[must_use]
    pub fn new(annotator: AnnotatorId) -> Self {
        let (by_id, merged) = (RedBlackTreeMapSync::new_sync(), RedBlackTreeMapSync::new_sync());
        Self { annotator, by_id, merged, kept: Arc::default() }
    }

    /// Identities as a file has them, each id once: what could not be read goes along. Links may lead nowhere or in a
    /// circle; `check` tells, and [`Identities::root`] still ends.
    #[must_use]
    pub fn with_records(mut self, records: impl IntoIterator<Item = Identity>, kept: Vec<Arc<str>>) -> Self {
        records.into_iter().for_each(|identity| self.put(Arc::new(identity)));
        self.kept = kept.into();
        self
    }

    #[must_use]
    pub fn annotator(&self) -> &AnnotatorId {
        &self.annotator
    }

    /// Records of the file that could not be read, as they stood.
    #[must_use]
    pub fn kept(&self) -> &[Arc<str>] {
        &self.kept
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.size()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// The identity called `id` itself, merged or not.
    #[must_use]
    pub fn get(&self, id: &IdentityId) -> Option<&Arc<Identity>> {
        self.by_id.get(id)
    }

    /// All identities by id, merged ones too.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Identity>> {
        self.by_id.values()
    }

    /// The identities that are not merged into another, by id.
    pub fn roots(&self) -> impl Iterator<Item = &Arc<Identity>> {
        self.by_id.values().filter(|identity| identity.same_as.is_none() || self.root(&identity.id) == identity.id)
    }

    /// What `id` turned out to be, at the end of its links; itself if it has none. Links in a circle, which only a file
    /// edited by hand can have, all lead to the first id of the circle.
    #[must_use]
    pub fn root(&self, id: &IdentityId) -> IdentityId {
        let mut way = vec![id];
        loop {
            let last = way[way.len() - 1];
            let next = self.by_id.get(last).and_then(|identity| identity.same_as.as_ref());
            let Some(next) = next.filter(|next| self.by_id.contains_key(*next)) else {
                return last.clone();
            };
            if let Some(start) = way.iter().position(|seen| *seen == next) {
                return way[start..].iter().min().map_or(last.clone(), |first| (*first).clone());
            }
            way.push(next);
        }
    }

    /// The identity that `id` turned out to be.
    #[must_use]
    pub fn resolved(&self, id: &IdentityId) -> Option<&Arc<Identity>> {
        self.by_id.get(&self.root(id))
    }

    /// All that are one with `id`: the root first, then by id.
    #[must_use]
    pub fn group(&self, id: &IdentityId) -> Vec<&Arc<Identity>> {
        let root = self.root(id);
        let mut found: Vec<&IdentityId> = vec![&root];
        let mut at = 0;
        while let Some(id) = found.get(at).copied() {
            for member in self.merged.get(id).into_iter().flatten() {
                if !found.contains(&member) {
                    found.push(member);
                }
            }
            at += 1;
        }
        found[1..].sort();
        found.into_iter().filter_map(|id| self.by_id.get(id)).collect()
    }

    /// Those that say directly that they are the same as `id`, by id.
    #[must_use]
    pub fn merged_into(&self, id: &IdentityId) -> &[IdentityId] {
        self.merged.get(id).map_or(&[], Vec::as_slice)
    }

    /// The names of a group by language, the root's first, each once.
    #[must_use]
    pub fn names(&self, id: &IdentityId) -> BTreeMap<String, Vec<String>> {
        let mut all = Identity::new(self.root(id), IdentityKind::Entity);
        for identity in self.group(id) {
            identity.all_names().for_each(|(language, name)| all.add_name(language, name));
        }
        all.names
    }

    /// What to call whoever `id` is for somebody who reads `language`: its own name of that language or one of those merged with
    /// it, else any, else what it is predefined as. `None` for somebody nameless or unknown.
    #[must_use]
    pub fn name_of(&self, id: &IdentityId, language: &str) -> Option<String> {
        let group = self.group(id);
        let main = |names: &Vec<String>| names.first().cloned();
        let of_language = group.iter().find_map(|identity| identity.names.get(language).and_then(main));
        let any = || group.iter().find_map(|identity| identity.names.values().next().and_then(main));
        of_language.or_else(any).or_else(|| predefined(id).map(|identity| identity.name(language).to_owned()))
    }

    /// An id that is not taken, made of a name.
    #[must_use]
    pub fn free_id(&self, name: &str, kind: IdentityKind) -> IdentityId {
        free_id(name, kind, |id| self.by_id.contains_key(id))
    }

    /// Whether both hold the same, kept records too.
    #[must_use]
    pub fn say_the_same_as(&self, other: &Self) -> bool {
        self.by_id == other.by_id && self.kept == other.kept
    }

    pub(super) fn put(&mut self, identity: Arc<Identity>) {
        self.remove(&identity.id);
        if let Some(other) = &identity.same_as {
            let mut merged = self.merged_into(other).to_vec();
            if let Err(at) = merged.binary_search(&identity.id) {
                merged.insert(at, identity.id.clone());
            }
            self.merged.insert_mut(other.clone(), merged);
        }
        self.by_id.insert_mut(identity.id.clone(), identity);
    }

    fn remove(&mut self, id: &IdentityId) {
        let Some(removed) = self.by_id.get(id).cloned() else {
            return;
        };
        self.by_id.remove_mut(id);
        if let Some(other) = &removed.same_as {
            let merged: Vec<IdentityId> =
                self.merged_into(other).iter().filter(|member| *member != id).cloned().collect();
            if merged.is_empty() {
                self.merged.remove_mut(other);
            } else {
                self.merged.insert_mut(other.clone(), merged);
            }
        }
    }
}

/// Those whom every project knows: a stance's holder who is not named in the text. They are other people in each document,
/// and become part of an annotator's identities when they are first used.
const PREDEFINED: [(&str, [(&str, &str); 3]); 2] = [
    ("writer", [("ar", "الكاتب"), ("en", "the writer"), ("vi", "người viết")]),
    ("outlet", [("ar", "الجهة الناشرة"), ("en", "the outlet"), ("vi", "cơ quan báo chí")]),
];

/// The predefined identity called `id`: whoever wrote the document at hand, or the outlet that published it.
#[must_use]
pub fn predefined(id: &IdentityId) -> Option<Identity> {
    let (_, names) = PREDEFINED.iter().find(|(known, _)| *known == id.as_str())?;
    let mut identity = Identity::new(id.clone(), IdentityKind::Entity);
    names.iter().for_each(|(language, name)| identity.add_name(language, name));
    Some(identity)
}

/// The ids of the predefined identities.
pub const PREDEFINED_IDS: [&str; 2] = [PREDEFINED[0].0, PREDEFINED[1].0];

/// Longest id made of a name, in characters.
const LONGEST_ID: usize = 40;

/// Applies changes in order. If an identity is not as one of them expects, or a link would close a circle, all stays as it
/// was.
pub fn apply(identities: &mut Identities, changes: &[IdentityChange]) -> Result<(), Error> {
    for (done, change) in changes.iter().enumerate() {
        if let Err(error) = apply_one(identities, change) {
            for undo in inverted(&changes[..done]) {
                identities.set(&undo);
            }
            return Err(error);
        }
    }
    Ok(())
}

/// The changes that take these back.
#[must_use]
pub fn inverted(changes: &[IdentityChange]) -> Vec<IdentityChange> {
    let swapped =
        |change: &IdentityChange| IdentityChange { before: change.after.clone(), after: change.before.clone() };
    changes.iter().rev().map(swapped).collect()
}

/// Adds an identity.
#[must_use]
pub fn adding(identity: Identity) -> Vec<IdentityChange> {
    vec![IdentityChange { before: None, after: Some(Arc::new(identity)) }]
}

/// The changes as they are on identities that were changed otherwise since: what they change is changed, the rest stays. Fails
/// if both changed the same, or if an identity came or went.
pub fn rebased(identities: &Identities, changes: &[IdentityChange]) -> Result<Vec<IdentityChange>, Error> {
    changes
        .iter()
        .map(|change| {
            let Some(id) = change.id() else {
                return Ok(change.clone());
            };
            let now = identities.get(id);
            if now == change.before.as_ref() {
                return Ok(change.clone());
            }
            let (Some(before), Some(after), Some(now)) = (&change.before, &change.after, now) else {
                return Err(changed_since(id));
            };
            let after = rebased_identity(before, after, now).ok_or_else(|| changed_since(id))?;
            Ok(IdentityChange { before: Some(Arc::clone(now)), after: Some(Arc::new(after)) })
        })
        .collect()
}

/// The first identity that the changes would make another one though it was changed in the same place since.
#[must_use]
pub fn changed_since_by_others(identities: &Identities, changes: &[IdentityChange]) -> Option<IdentityId> {
    let is_stuck = |change: &&IdentityChange| rebased(identities, std::slice::from_ref(change)).is_err();
    changes.iter().find(is_stuck).and_then(IdentityChange::id).cloned()
}

/// `now` with what makes `after` of `before`; `None` if `now` was changed in the same place.
fn rebased_identity(before: &Identity, after: &Identity, now: &Identity) -> Option<Identity> {
    fn field<T: PartialEq + Clone>(before: &T, after: &T, now: &T) -> Option<T> {
        if before == after {
            Some(now.clone())
        } else if now == before {
            Some(after.clone())
        } else {
            None
        }
    }
    let mut names = now.names.clone();
    for language in before.names.keys().chain(after.names.keys()) {
        match field(&before.names.get(language), &after.names.get(language), &now.names.get(language))? {
            Some(of_language) => names.insert(language.clone(), of_language.clone()),
            None => names.remove(language),
        };
    }
    Some(Identity {
        id: now.id.clone(),
        kind: field(&before.kind, &after.kind, &now.kind)?,
        label: field(&before.label, &after.label, &now.label)?,
        names,
        external_id: field(&before.external_id, &after.external_id, &now.external_id)?,
        note: field(&before.note, &after.note, &now.note)?,
        same_as: field(&before.same_as, &after.same_as, &now.same_as)?,
    })
}

fn changed_since(id: &IdentityId) -> Error {
    Error::new(format!("the identity `{id}` is not what it was"))
        .hint("it was changed from another document since; take that back first")
}

/// Makes an identity another one. Nothing happens to an id that is not there, or if `edit` changes nothing.
#[must_use]
pub fn editing(identities: &Identities, id: &IdentityId, edit: impl FnOnce(&mut Identity)) -> Vec<IdentityChange> {
    let Some(before) = identities.get(id) else {
        return Vec::new();
    };
    let mut after = Identity::clone(before);
    edit(&mut after);
    debug_assert_eq!(after.id, *id, "an edit keeps the id");
    if after == **before {
        return Vec::new();
    }
    vec![IdentityChange { before: Some(Arc::clone(before)), after: Some(Arc::new(after)) }]
}

/// Makes one of two: what `id` is becomes the same as what `other` is. Nothing happens to what is one already.
#[must_use]
pub fn merging(identities: &Identities, id: &IdentityId, other: &IdentityId) -> Vec<IdentityChange> {
    let (from, into) = (identities.root(id), identities.root(other));
    if from == into {
        return Vec::new();
    }
    editing(identities, &from, |identity| identity.same_as = Some(into))
}

/// Takes the link of `id` away, so that it is itself again, with all that were merged into it.
#[must_use]
pub fn splitting(identities: &Identities, id: &IdentityId) -> Vec<IdentityChange> {
    editing(identities, id, |identity| identity.same_as = None)
}

impl IdentityChange {
    /// The id that changes.
    #[must_use]
    pub fn id(&self) -> Option<&IdentityId> {
        self.after.as_ref().or(self.before.as_ref()).map(|identity| &identity.id)
    }
}

impl Identities {
    fn set(&mut self, change: &IdentityChange) {
        match (&change.after, &change.before) {
            (Some(after), _) => self.put(Arc::clone(after)),
            (None, Some(before)) => self.remove(&before.id),
            (None, None) => {}
        }
    }

    /// Whether following links from `id` comes back to it.
    fn is_in_circle(&self, id: &IdentityId) -> bool {
        let link = |id: &IdentityId| self.by_id.get(id).and_then(|identity| identity.same_as.as_ref());
        let mut at = link(id);
        for _ in 0..self.len() {
            match at {
                Some(found) if found == id => return true,
                Some(found) => at = link(found),
                None => return false,
            }
        }
        false
    }
}

fn apply_one(identities: &mut Identities, change: &IdentityChange) -> Result<(), Error> {
    let Some(id) = change.id() else {
        return Ok(());
    };
    if identities.get(id) != change.before.as_ref() {
        return Err(changed_since(id));
    }
    identities.set(change);
    let link = |identity: &Option<Arc<Identity>>| identity.as_ref().and_then(|identity| identity.same_as.clone());
    if link(&change.after) != link(&change.before) && identities.is_in_circle(id) {
        identities.set(&IdentityChange { before: None, after: change.before.clone() });
        return Err(Error::new(format!("`{id}` cannot be the same as what is the same as itself")));
    }
    Ok(())
}

/// A name as it stands in a list: white space, line feeds too, is one space.
fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::{Identities, Identity, IdentityKind, adding, apply, editing, inverted, merging, rebased, splitting};
    use crate::model::id::{AnnotatorId, IdentityId};

    fn id(name: &str) -> IdentityId {
        IdentityId::new(name)
    }

    /// Identities called by letters; `b>a` says that b is the same as a.
    fn identities(written: &str) -> Identities {
        let records = written.split_whitespace().map(|word| {
            let (name, link) = word.split_once('>').map_or((word, None), |(name, link)| (name, Some(id(link))));
            Identity { same_as: link, ..Identity::new(id(name), IdentityKind::Entity) }
        });
        Identities::new(AnnotatorId::new("layla")).with_records(records, Vec::new())
    }

    fn check_roots(written: &str, expected: &str) {
        let all = identities(written);
        let roots: Vec<String> =
            all.iter().map(|identity| format!("{}:{}", identity.id, all.root(&identity.id))).collect();
        assert_eq!(roots.join(" "), expected);
    }

    #[test]
    fn lookups_follow_links_to_their_end() {
        check_roots("a b>a c>b d", "a:a b:a c:a d:d");
        check_roots("a>gone b>a", "a:a b:a");
        let all = identities("a b>a c>b d");
        assert_eq!(all.group(&id("c")).iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(all.roots().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["a", "d"]);
    }

    #[test]
    fn a_circle_of_a_file_ends_at_its_first_id() {
        check_roots("b>c c>b d>c", "b:b c:b d:b");
        check_roots("a>a", "a:a");
        assert_eq!(identities("b>c c>b d>c").roots().count(), 1);
    }

    #[test]
    fn merging_is_a_link_and_splitting_takes_it_away_exactly() {
        let mut all = identities("a b c>b");
        let before = all.clone();
        let merge = merging(&all, &id("c"), &id("a"));
        apply(&mut all, &merge).unwrap();
        assert_eq!((all.root(&id("c")), all.group(&id("a")).len()), (id("a"), 3));
        assert!(merging(&all, &id("b"), &id("c")).is_empty());
        let split = splitting(&all, &id("b"));
        assert_eq!(split, inverted(&merge));
        apply(&mut all, &split).unwrap();
        assert!(all.say_the_same_as(&before));
    }

    #[test]
    fn a_change_that_closes_a_circle_or_does_not_fit_changes_nothing() {
        let mut all = identities("a b>a");
        let circle = [
            adding(Identity::new(id("x"), IdentityKind::Event)),
            editing(&all, &id("a"), |a| a.same_as = Some(id("b"))),
        ];
        assert!(apply(&mut all, &circle.concat()).unwrap_err().message.contains("same as itself"));
        let stale = editing(&all, &id("a"), |a| a.note.push('x'));
        apply(&mut all, &stale).unwrap();
        assert!(apply(&mut all, &stale).unwrap_err().message.contains("not what it was"));
        assert!(apply(&mut all, &adding(Identity::new(id("b"), IdentityKind::Entity))).is_err());
        apply(&mut all, &inverted(&stale)).unwrap();
        assert!(all.say_the_same_as(&identities("a b>a")));
    }

    #[test]
    fn what_was_changed_in_different_places_is_taken_back_in_any_order() {
        let mut all = identities("a b");
        let note = editing(&all, &id("a"), |a| a.note.push('x'));
        apply(&mut all, &note).unwrap();
        let name = editing(&all, &id("a"), |a| a.add_name("vi", "A"));
        apply(&mut all, &name).unwrap();
        let first = rebased(&all, &inverted(&note)).unwrap();
        apply(&mut all, &first).unwrap();
        assert_eq!((all.get(&id("a")).unwrap().note.as_str(), all.names(&id("a")).len()), ("", 1));
        let again = editing(&all, &id("a"), |a| a.add_name("vi", "B"));
        apply(&mut all, &again).unwrap();
        assert!(rebased(&all, &inverted(&name)).is_err());
    }

    #[test]
    fn somebody_is_called_by_a_name_in_the_language_that_is_read() {
        let mut all = identities("a b>a nameless writer");
        for (of, language, name) in [("a", "vi", "Hà Nội"), ("b", "ar", "هانوي")] {
            let named = editing(&all, &id(of), |identity| identity.add_name(language, name));
            apply(&mut all, &named).unwrap();
        }
        let name = |of: &str, language: &str| all.name_of(&id(of), language).unwrap_or_default();
        assert_eq!([name("a", "ar"), name("b", "vi"), name("b", "fr")], ["هانوي", "Hà Nội", "Hà Nội"]);
        assert_eq!([name("writer", "vi"), name("outlet", "en")], ["người viết", "the outlet"]);
        assert_eq!([name("nameless", "vi"), name("gone", "vi")], ["", ""]);
    }

    #[test]
    fn ids_are_made_of_names_and_numbered_when_taken() {
        let all = identities("ha-noi ha-noi-2");
        let made = |name: &str| all.free_id(name, IdentityKind::Event).to_string();
        assert_eq!((made("Hà Nội"), made("وزير"), made("…")), ("ha-noi-3".into(), "وزير".into(), "event".into()));
    }

    #[test]
    fn names_are_kept_by_language_each_once() {
        let mut blinken = Identity::new(id("blinken"), IdentityKind::Entity);
        for name in ["Blinken", " Antony\nBlinken ", "Blinken", " "] {
            blinken.add_name("vi", name);
        }
        blinken.add_name("ar", "بلينكن");
        assert_eq!(blinken.names["vi"], ["Blinken", "Antony Blinken"]);
        assert_eq!((blinken.name("vi"), blinken.name("fr")), ("Blinken", "بلينكن"));
        blinken.add_name("en", "Blinken");
        assert_eq!(blinken.other_names("بلينكن").collect::<Vec<_>>(), ["Blinken"]);
        blinken.remove_name("en", "Blinken");
        blinken.add_name("vi", "A. Blinken");
        blinken.set_main_name("vi", "A. Blinken");
        blinken.set_main_name("vi", " ");
        assert_eq!(blinken.names["vi"], ["A. Blinken", "Blinken", "Antony Blinken"]);
        assert!(blinken.remove_name("ar", "بلينكن") && !blinken.remove_name("ar", "بلينكن"));
        assert_eq!(blinken.names.len(), 1);
    }
}
