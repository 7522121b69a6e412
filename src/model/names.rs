//! The names of all identities, to be found by how they sound: a prefilter on counts of consonants picks a bounded number
//! of names, which are then compared sound by sound. Fifty thousand identities are searched in a few milliseconds, whatever
//! is asked. Knows no mentions and no links between identities.

use std::collections::BTreeMap;
use std::collections::HashMap;

use crate::text::spelling::{SAME, Sketch, plain};

use super::id::IdentityId;
use super::identity::{Identity, IdentityChange};

/// How many names are compared sound by sound for one question.
const COMPARED: usize = 1500;

/// Names whose signatures differ in more bits are not compared: five consonants are replaced or ten come.
const FURTHEST: u32 = 10;

/// The least likeness that is told, in thousandths.
const LEAST: u16 = 600;

/// A word of a name stands for the whole of it, but less surely.
const PART: u32 = 850;

/// The signature of a place whose name is gone: far from every other.
const GONE: u64 = u64::MAX;

/// All names, indexed.
#[derive(Debug, Clone, Default)]
pub struct Names {
    entries: Vec<Option<Entry>>,
    /// Of each entry, side by side so that they can be looked through fast.
    signatures: Vec<u64>,
    /// Places of `entries` that are free.
    free: Vec<usize>,
    by_identity: HashMap<IdentityId, Vec<usize>>,
    by_plain: HashMap<String, Vec<usize>>,
}

/// A name of an identity, or a word of one.
#[derive(Debug, Clone)]
struct Entry {
    identity: IdentityId,
    language: String,
    name: String,
    sketch: Sketch,
    is_part: bool,
}

/// An identity with a name that is like what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    pub identity: IdentityId,
    /// A BCP 47 tag.
    pub language: String,
    pub name: String,
    /// In thousandths; [`SAME`] is the same word.
    pub likeness: u16,
}

impl Names {
    /// Adds the names of an identity.
    pub fn add(&mut self, identity: &Identity) {
        for (language, name) in identity.all_names() {
            let whole = Sketch::new(name);
            let parts = Sketch::parts(name).into_iter().map(|sketch| (sketch, true));
            for (sketch, is_part) in std::iter::once((whole, false)).chain(parts) {
                let signature = if sketch.is_empty() { GONE } else { sketch.signature() };
                let (language, name) = (language.to_owned(), name.to_owned());
                let entry = Entry { identity: identity.id.clone(), language, name, sketch, is_part };
                let at = self.free.pop().unwrap_or(self.entries.len());
                if at == self.entries.len() {
                    self.entries.push(None);
                    self.signatures.push(GONE);
                }
                if !is_part {
                    self.by_plain.entry(plain(&entry.name)).or_default().push(at);
                }
                self.by_identity.entry(identity.id.clone()).or_default().push(at);
                self.entries[at] = Some(entry);
                self.signatures[at] = signature;
            }
        }
    }

    /// Follows changes of identities.
    pub fn follow(&mut self, changes: &[IdentityChange]) {
        for change in changes {
            let names =
                |identity: &Option<_>| identity.as_ref().map(|one: &std::sync::Arc<Identity>| one.names.clone());
            if names(&change.before) == names(&change.after) {
                continue;
            }
            if let Some(before) = &change.before {
                self.remove(&before.id);
            }
            if let Some(after) = &change.after {
                self.add(after);
            }
        }
    }

    /// The identities with a name like `words`, the most alike first, of those that are equally alike by id; each once with
    /// its best name. At most `limit`.
    #[must_use]
    pub fn nearest(&self, words: &str, limit: usize) -> Vec<Near> {
        let mut best: BTreeMap<&IdentityId, (u16, usize)> = BTreeMap::new();
        let mut offer = |at: usize, likeness: u16| {
            let Some(entry) = self.entries[at].as_ref().filter(|_| likeness >= LEAST) else {
                return;
            };
            let found = best.entry(&entry.identity).or_insert((likeness, at));
            if (likeness, std::cmp::Reverse(at)) > (found.0, std::cmp::Reverse(found.1)) {
                *found = (likeness, at);
            }
        };
        for at in self.by_plain.get(&plain(words)).into_iter().flatten() {
            offer(*at, SAME);
        }
        let whole = Sketch::new(words);
        for at in self.picked(&whole) {
            let Some(entry) = &self.entries[at] else { continue };
            let alike = whole.likeness(&entry.sketch);
            offer(at, if entry.is_part { as_part(alike) } else { alike });
        }
        for part in Sketch::parts(words) {
            for at in self.picked(&part) {
                match &self.entries[at] {
                    Some(entry) if !entry.is_part => offer(at, as_part(part.likeness(&entry.sketch))),
                    _ => {}
                }
            }
        }
        let mut found: Vec<Near> = best
            .into_values()
            .filter_map(|(likeness, at)| self.entries[at].as_ref().map(|entry| (likeness, entry)))
            .map(|(likeness, entry)| Near {
                identity: entry.identity.clone(),
                language: entry.language.clone(),
                name: entry.name.clone(),
                likeness,
            })
            .collect();
        found.sort_by(|a, b| b.likeness.cmp(&a.likeness).then_with(|| a.identity.cmp(&b.identity)));
        found.truncate(limit);
        found
    }

    /// The entries whose consonants are counted most alike, at most [`COMPARED`], in the order in which they stand.
    fn picked(&self, sketch: &Sketch) -> Vec<usize> {
        if sketch.is_empty() {
            return Vec::new();
        }
        let asked = sketch.signature();
        let distances: Vec<u8> = self.signatures.iter().map(|there| (there ^ asked).count_ones() as u8).collect();
        let mut counts = [0_usize; 65];
        for distance in &distances {
            counts[usize::from(*distance)] += 1;
        }
        // All up to a distance are taken; of the next one as many as there is room for.
        let (mut room, mut taken_up_to) = (COMPARED, 0);
        for distance in 0..=FURTHEST as usize {
            if counts[distance] > room {
                break;
            }
            room -= counts[distance];
            taken_up_to = distance + 1;
        }
        let mut picked = Vec::with_capacity(COMPARED);
        for (at, distance) in distances.iter().enumerate() {
            let distance = usize::from(*distance);
            if distance < taken_up_to {
                picked.push(at);
            } else if distance == taken_up_to && distance <= FURTHEST as usize && room > 0 {
                room -= 1;
                picked.push(at);
            }
        }
        picked
    }

    fn remove(&mut self, id: &IdentityId) {
        for at in self.by_identity.remove(id).unwrap_or_default() {
            self.signatures[at] = GONE;
            self.free.push(at);
            let Some(Entry { name, is_part: false, .. }) = self.entries[at].take() else {
                continue;
            };
            let words = plain(&name);
            if let Some(places) = self.by_plain.get_mut(&words) {
                places.retain(|place| *place != at);
                if places.is_empty() {
                    self.by_plain.remove(&words);
                }
            }
        }
    }
}

fn as_part(likeness: u16) -> u16 {
    (u32::from(likeness) * PART / 1000) as u16
}

#[cfg(test)]
mod tests {
    use super::Names;
    use crate::model::id::{AnnotatorId, IdentityId};
    use crate::model::identity::{Identities, Identity, IdentityKind, adding, apply, editing, inverted};

    /// Identities called by their one name, in order of likeness to what is asked.
    fn check_nearest(names: &[&str], asked: &str, expected: &[&str]) {
        let mut all = Names::default();
        for name in names {
            all.add(&identity(name));
        }
        let found: Vec<String> = all.nearest(asked, 10).into_iter().map(|near| near.name).collect();
        assert_eq!(found, expected, "{asked}");
    }

    fn identity(name: &str) -> Identity {
        let mut identity = Identity::new(IdentityId::new(name), IdentityKind::Entity);
        identity.add_name("und", name);
        identity
    }

    #[test]
    fn names_are_found_across_scripts_the_most_alike_first() {
        let names = ["Emmanuel Macron", "Macron", "Antony Blinken", "Brussels", "Putin", "北京"];
        check_nearest(&names, "ماكرون", &["Macron", "Emmanuel Macron"]);
        check_nearest(&names, "بلينكن", &["Antony Blinken"]);
        check_nearest(&names, "An-tô-ni Blin-ken", &["Antony Blinken"]);
        check_nearest(&names, "إيمانويل ماكرون", &["Emmanuel Macron", "Macron"]);
        check_nearest(&names, "Brúc-xen", &["Brussels"]);
        check_nearest(&names, "北京", &["北京"]);
        check_nearest(&names, "…", &[]);
    }

    #[test]
    fn changes_are_followed_there_and_back() {
        let (mut names, mut all) = (Names::default(), Identities::new(AnnotatorId::new("a")));
        let mut step = |all: &mut Identities, changes: &[_]| {
            apply(all, changes).unwrap();
            names.follow(changes);
            names.nearest("هانوي", 5).len()
        };
        let made = adding(identity("Hà Nội"));
        assert_eq!(step(&mut all, &made), 1);
        let renamed = editing(&all, &IdentityId::new("Hà Nội"), |one| {
            one.remove_name("und", "Hà Nội");
            one.add_name("ar", "بيروت");
        });
        assert_eq!(step(&mut all, &renamed), 0);
        assert_eq!(step(&mut all, &inverted(&renamed)), 1);
        assert_eq!(step(&mut all, &inverted(&made)), 0);
        assert_eq!(step(&mut all, &made), 1);
    }
}
