//! All identities as lists and searches go through them: by the plain words of what is said of each, and by how their names
//! sound. Made once, which takes a while for many, and then follows changes. Knows no mentions and no links between
//! identities.

use std::sync::Arc;

use crate::text::spelling::plain;

use super::id::IdentityId;
use super::identity::{Identity, IdentityChange, IdentityKind};
use super::names::Names;
use super::said_lines::SaidLines;

/// All identities, indexed.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    names: Names,
    /// Id, external id, note and names of each, plain.
    said: SaidLines<Found>,
}

/// What a search tells at once of an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    pub kind: IdentityKind,
    /// Whether it says that it is the same as another.
    pub is_linked: bool,
}

impl Directory {
    /// Indexes identities.
    pub fn new<'a>(identities: impl IntoIterator<Item = &'a Arc<Identity>>) -> Self {
        let mut directory = Self::default();
        for identity in identities {
            directory.names.add(identity);
            directory.add_line(identity);
        }
        directory
    }

    /// Follows changes of identities.
    pub fn follow(&mut self, changes: &[IdentityChange]) {
        self.names.follow(changes);
        for change in changes {
            match (&change.before, &change.after) {
                (_, Some(after)) => self.add_line(after),
                (Some(before), None) => self.said.remove(&before.id),
                (None, None) => {}
            }
        }
    }

    #[must_use]
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The identities of which every word of `query` is said, as part of a word too: by id those that there were first, then those
    /// that came or were changed since. An empty query finds all.
    pub fn find(&self, query: &str) -> impl Iterator<Item = (&IdentityId, Found)> {
        let query = plain(query);
        self.said.holding(query.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect())
    }

    /// Whether something that is said of an identity has a word that begins with `beginning`, which is plain.
    #[must_use]
    pub fn has_word_beginning(&self, id: &IdentityId, beginning: &str) -> bool {
        self.said.of(id).is_some_and(|said| {
            let mut places = said.match_indices(beginning);
            places.any(|(at, _)| at == 0 || said[..at].ends_with(' '))
        })
    }

    fn add_line(&mut self, identity: &Identity) {
        let mut words = format!("{} {} {}", identity.id, identity.external_id, identity.note);
        identity.all_names().for_each(|(_, name)| {
            words.push(' ');
            words.push_str(name);
        });
        let found = Found { kind: identity.kind, is_linked: identity.same_as.is_some() };
        self.said.put(&identity.id, found, &plain(&words));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Directory;
    use crate::model::id::{AnnotatorId, IdentityId};
    use crate::model::identity::{Identities, Identity, IdentityKind, adding, apply, editing, inverted};

    fn hanoi() -> Identity {
        let mut hanoi = Identity::new(IdentityId::new("capital"), IdentityKind::Entity);
        (hanoi.external_id, hanoi.note) = ("wikidata:Q1858".to_owned(), "on the Red River".to_owned());
        hanoi.add_name("vi", "Hà Nội");
        hanoi.add_name("ar", "هانوي");
        hanoi
    }

    #[track_caller]
    fn check(directory: &Directory, query: &str, is_found: bool) {
        assert_eq!(directory.find(query).count(), usize::from(is_found), "{query}");
    }

    #[test]
    fn whatever_is_said_of_an_identity_finds_it_in_any_spelling() {
        let directory = Directory::new([&Arc::new(hanoi())]);
        for query in ["ha noi", "Nội red", "هَانوي", "q1858", "capital", ""] {
            check(&directory, query, true);
        }
        check(&directory, "ha noi blue", false);
        let begins = |beginning: &str| directory.has_word_beginning(&IdentityId::new("capital"), beginning);
        assert!(begins("no") && begins("هان") && !begins("oi"));
    }

    #[test]
    fn changes_are_followed_there_and_back() {
        let mut all = Identities::new(AnnotatorId::new("a"));
        let mut directory = Directory::new([]);
        let mut step = |all: &mut Identities, changes: &[_]| {
            apply(all, changes).unwrap();
            directory.follow(changes);
            (directory.find("noi").count(), directory.names().nearest("Hanoi", 5).len())
        };
        let made = adding(hanoi());
        assert_eq!(step(&mut all, &made), (1, 1));
        let unnamed = editing(&all, &IdentityId::new("capital"), |one| one.names.clear());
        assert_eq!(step(&mut all, &unnamed), (0, 0));
        assert_eq!(step(&mut all, &inverted(&unnamed)), (1, 1));
        assert_eq!(step(&mut all, &inverted(&made)), (0, 0));
    }
}
