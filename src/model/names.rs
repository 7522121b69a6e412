//! The names of all identities, to be found by how they sound: a prefilter on counts of consonants picks a bounded number
//! of names, which are then compared sound by sound. Fifty thousand identities are searched in a few milliseconds, whatever
//! is asked. Knows no mentions and no links between identities.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::text::spelling::{SAME, Sketch, plain};

use super::id::IdentityId;
use super::identity::{Identity, IdentityChange};

/// How many names are compared sound by sound for one question.
const COMPARED: usize = 1000;

/// Names whose signatures differ in more bits are not compared: five consonants are replaced or ten come.
const FURTHEST: usize = 10;

/// The least likeness that is told, in thousandths.
const LEAST: u16 = 600;

/// A word of a name stands for the whole of it, but less surely.
const PART: u16 = 850;

/// The least likeness of a word that is told.
const LEAST_OF_PART: u16 = (LEAST as u32 * 1000).div_ceil(PART as u32) as u16;

/// All names, indexed.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// The names themselves.
    wholes: Shelf,
    /// The words of names of several words.
    parts: Shelf,
    by_plain: HashMap<String, Vec<usize>>,
}

/// Sketches of one sort, side by side so that their signatures can be looked through fast.
#[derive(Debug, Clone, Default)]
struct Shelf {
    entries: Vec<Option<Entry>>,
    signatures: Vec<u32>,
    /// Places of `entries` that are free.
    free: Vec<usize>,
    by_identity: HashMap<IdentityId, Vec<usize>>,
}

/// A name of an identity, or a word of one.
#[derive(Debug, Clone)]
struct Entry {
    identity: IdentityId,
    language: Arc<str>,
    /// The whole name.
    name: Arc<str>,
    sketch: Sketch,
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
            let (language, name): (Arc<str>, Arc<str>) = (language.into(), name.into());
            let entry = |sketch| Entry {
                identity: identity.id.clone(),
                language: Arc::clone(&language),
                name: Arc::clone(&name),
                sketch,
            };
            let (whole, parts) = Sketch::with_parts(&name);
            let at = self.wholes.put(entry(whole));
            self.by_plain.entry(plain(&name)).or_default().push(at);
            for part in parts {
                self.parts.put(entry(part));
            }
        }
    }

    /// Follows changes of identities.
    pub fn follow(&mut self, changes: &[IdentityChange]) {
        for change in changes {
            let names = |identity: &Option<Arc<Identity>>| identity.as_ref().map(|identity| identity.names.clone());
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
        let mut found: Vec<(u16, &Entry)> = Vec::new();
        let same = self.by_plain.get(&plain(words)).into_iter().flatten();
        found.extend(same.filter_map(|at| self.wholes.entries[*at].as_ref()).map(|entry| (SAME, entry)));
        let (whole, parts) = Sketch::with_parts(words);
        found.extend(self.wholes.alike(&whole, LEAST, COMPARED));
        let in_part = |(likeness, entry)| (as_part(likeness), entry);
        found.extend(self.parts.alike(&whole, LEAST_OF_PART, COMPARED).map(in_part));
        for part in &parts {
            found.extend(self.wholes.alike(part, LEAST_OF_PART, COMPARED / parts.len()).map(in_part));
        }
        found.sort_by(|(a_likeness, a), (b_likeness, b)| {
            b_likeness.cmp(a_likeness).then_with(|| (&a.identity, &a.name).cmp(&(&b.identity, &b.name)))
        });
        let (mut nearest, mut seen) = (Vec::new(), HashSet::new());
        for (likeness, entry) in found {
            if nearest.len() == limit {
                break;
            }
            if seen.insert(&entry.identity) {
                let (language, name) = (entry.language.to_string(), entry.name.to_string());
                nearest.push(Near { identity: entry.identity.clone(), language, name, likeness });
            }
        }
        nearest
    }

    fn remove(&mut self, id: &IdentityId) {
        self.parts.remove(id);
        for (at, entry) in self.wholes.remove(id) {
            let words = plain(&entry.name);
            if let Some(places) = self.by_plain.get_mut(&words) {
                places.retain(|place| *place != at);
                if places.is_empty() {
                    self.by_plain.remove(&words);
                }
            }
        }
    }
}

impl Shelf {
    /// Puts an entry where there is room, and says where.
    fn put(&mut self, entry: Entry) -> usize {
        let at = self.free.pop().unwrap_or(self.entries.len());
        if at == self.entries.len() {
            self.entries.push(None);
            self.signatures.push(0);
        }
        self.by_identity.entry(entry.identity.clone()).or_default().push(at);
        self.signatures[at] = entry.sketch.signature();
        self.entries[at] = Some(entry);
        at
    }

    /// Takes the entries of an identity out, with where they were.
    fn remove(&mut self, id: &IdentityId) -> Vec<(usize, Entry)> {
        let places = self.by_identity.remove(id).unwrap_or_default();
        self.free.extend(&places);
        places.into_iter().filter_map(|at| self.entries[at].take().map(|entry| (at, entry))).collect()
    }

    /// The entries that sound at least `least` alike. Only the `compared` with the most similar counts of consonants are
    /// compared, of equally similar ones those that stand first.
    fn alike(&self, sketch: &Sketch, least: u16, compared: usize) -> impl Iterator<Item = (u16, &Entry)> {
        let picked = if sketch.is_empty() { Vec::new() } else { self.picked(sketch.signature(), compared) };
        picked.into_iter().filter_map(move |at| {
            let entry = self.entries[at].as_ref()?;
            Some((sketch.likeness_from(&entry.sketch, least)?, entry))
        })
    }

    fn picked(&self, signature: u32, most: usize) -> Vec<usize> {
        let distances: Vec<u8> = self.signatures.iter().map(|there| (there ^ signature).count_ones() as u8).collect();
        let mut counts = [0_usize; 33];
        for distance in &distances {
            counts[usize::from(*distance)] += 1;
        }
        // All up to a distance are taken; of the next one as many as there is room for.
        let (mut room, mut taken_up_to) = (most, 0);
        for count in &counts[..=FURTHEST] {
            if *count > room {
                break;
            }
            room -= count;
            taken_up_to += 1;
        }
        if taken_up_to > FURTHEST {
            room = 0;
        }
        let mut picked = Vec::with_capacity(most);
        for (at, distance) in distances.iter().enumerate() {
            let distance = usize::from(*distance);
            if distance < taken_up_to {
                picked.push(at);
            } else if distance == taken_up_to && room > 0 {
                room -= 1;
                picked.push(at);
            }
        }
        picked
    }
}

fn as_part(likeness: u16) -> u16 {
    (u32::from(likeness) * u32::from(PART) / 1000) as u16
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
