//! Who is mentioned where: the mentions of one annotator's identities in all of their sets, kept up to date change by
//! change. Mentions name identities as they were linked; which of those are one, `identity` knows.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::span::Span;
use crate::text::spelling::plain;

use super::annotation::{Annotation, Filler};
use super::change::Change;
use super::document::Document;
use super::id::{AnnotationId, DocumentId, IdentityId};
use super::set::AnnotationSet;

/// No name has more characters; a mention may.
const LONGEST_NAME: usize = 1_000;

/// A place that names an identity. Ordered by document, then by number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    pub document: DocumentId,
    pub annotation: AnnotationId,
    /// The role that the identity plays in the annotation; `None` where the annotation itself is a mention of it.
    pub role: Option<String>,
    /// What the annotation says; empty for one about the document.
    pub quote: Box<str>,
    /// In bytes; none for the document.
    pub spans: Box<[Span]>,
}

/// The mentions of all documents.
#[derive(Debug, Clone, Default)]
pub struct Mentions {
    by_identity: BTreeMap<IdentityId, OfOne>,
    /// Plain words, and how often each identity was linked to them.
    by_words: BTreeMap<String, BTreeMap<IdentityId, usize>>,
}

/// The mentions of an identity.
#[derive(Debug, Clone, Default)]
struct OfOne {
    mentions: BTreeSet<Mention>,
    /// How many there are in each document.
    documents: BTreeMap<DocumentId, usize>,
}

impl Mentions {
    /// Adds what a set mentions.
    pub fn add_set(&mut self, document: &Document, set: &AnnotationSet) {
        for annotation in set.in_reading_order() {
            self.add(document, annotation);
        }
    }

    /// Follows changes of a set.
    pub fn follow(&mut self, document: &Document, changes: &[Change]) {
        for change in changes {
            let Change::Annotation { before, after } = change else {
                continue;
            };
            if let Some(before) = before {
                self.remove(document, before);
            }
            if let Some(after) = after {
                self.add(document, after);
            }
        }
    }

    /// The mentions of an identity, by document and number.
    pub fn of(&self, id: &IdentityId) -> impl Iterator<Item = &Mention> {
        self.by_identity.get(id).into_iter().flat_map(|one| &one.mentions)
    }

    /// How many mentions all of some identities have together, and in how many documents.
    pub fn count_of<'a>(&'a self, ids: impl IntoIterator<Item = &'a IdentityId>) -> (usize, usize) {
        let found: Vec<&OfOne> = ids.into_iter().filter_map(|id| self.by_identity.get(id)).collect();
        let documents = match &found[..] {
            [only] => only.documents.len(),
            several => several.iter().flat_map(|one| one.documents.keys()).collect::<BTreeSet<_>>().len(),
        };
        (found.iter().map(|one| one.mentions.len()).sum(), documents)
    }

    /// Every identity that is mentioned, known or not.
    pub fn identities(&self) -> impl Iterator<Item = &IdentityId> {
        self.by_identity.keys()
    }

    /// How often each identity is mentioned, by id.
    pub fn counts(&self) -> impl Iterator<Item = (&IdentityId, usize)> {
        self.by_identity.iter().map(|(id, one)| (id, one.mentions.len()))
    }

    /// Whom an annotation mentions, itself or in its roles.
    #[must_use]
    pub fn named_in(annotation: &Annotation) -> Vec<&IdentityId> {
        let in_roles = annotation.arguments.iter().filter_map(|argument| match &argument.filler {
            Filler::Identity(id) => Some(id),
            Filler::Annotation(_) => None,
        });
        annotation.identity.iter().chain(in_roles).collect()
    }

    /// The identities that the same words were linked to, with how often. Case, marks and punctuation do not count.
    pub fn linked_to(&self, words: &str) -> impl Iterator<Item = (&IdentityId, usize)> {
        self.by_words.get(&plain(words)).into_iter().flatten().map(|(id, count)| (id, *count))
    }

    fn add(&mut self, document: &Document, annotation: &Annotation) {
        for (id, mention) in mentions_in(document, annotation) {
            let one = self.by_identity.entry(id.clone()).or_default();
            if one.mentions.insert(mention) {
                *one.documents.entry(document.id().clone()).or_default() += 1;
            }
        }
        if let Some(id) = &annotation.identity {
            let linked = self.by_words.entry(plain(&words_of(document, annotation))).or_default();
            *linked.entry(id.clone()).or_default() += 1;
        }
    }

    fn remove(&mut self, document: &Document, annotation: &Annotation) {
        for (id, mention) in mentions_in(document, annotation) {
            let Some(one) = self.by_identity.get_mut(id) else { continue };
            if one.mentions.remove(&mention)
                && let Some(count) = one.documents.get_mut(document.id())
            {
                *count -= 1;
                if *count == 0 {
                    one.documents.remove(document.id());
                }
            }
            if one.mentions.is_empty() {
                self.by_identity.remove(id);
            }
        }
        let Some(id) = &annotation.identity else {
            return;
        };
        let words = plain(&words_of(document, annotation));
        if let Some(linked) = self.by_words.get_mut(&words) {
            if let Some(count) = linked.get_mut(id) {
                *count -= 1;
                if *count == 0 {
                    linked.remove(id);
                }
            }
            if linked.is_empty() {
                self.by_words.remove(&words);
            }
        }
    }
}

/// What an annotation says: the words of its spans, as far as they may be a name.
#[must_use]
pub fn words_of(document: &Document, annotation: &Annotation) -> String {
    let mut words = String::new();
    for span in annotation.anchor.spans() {
        words.push_str(if words.is_empty() { "" } else { " " });
        words.extend(document.quote(*span).chars().take(LONGEST_NAME));
    }
    words
}

fn mentions_in<'a>(
    document: &'a Document,
    annotation: &'a Annotation,
) -> impl Iterator<Item = (&'a IdentityId, Mention)> {
    let own = annotation.identity.iter().map(|id| (id, None));
    let in_roles = annotation.arguments.iter().filter_map(|argument| match &argument.filler {
        Filler::Identity(id) => Some((id, Some(argument.role.clone()))),
        Filler::Annotation(_) => None,
    });
    let mut said: Option<Box<str>> = None;
    own.chain(in_roles).map(move |(id, role)| {
        let quote = said.get_or_insert_with(|| words_of(document, annotation).into()).clone();
        let spans = annotation.anchor.spans().into();
        (id, Mention { document: document.id().clone(), annotation: annotation.id, role, quote, spans })
    })
}

#[cfg(test)]
mod tests {
    use super::Mentions;
    use crate::model::annotation::Annotation;
    use crate::model::change::{self, adding, deleting, editing};
    use crate::model::document::Document;
    use crate::model::id::{AnnotationId, AnnotatorId, DocumentId, IdentityId};
    use crate::model::set::AnnotationSet;
    use crate::tests::news;

    /// Marked text as a set.
    fn marked(text: &str) -> (Document, AnnotationSet) {
        let marked = crate::model::marked::parse(text, &news::project()).unwrap();
        let document = Document::new(DocumentId::new("d"), marked.text);
        let mut set = AnnotationSet::new(AnnotatorId::new("a"), document.id().clone());
        for annotation in marked.annotations {
            change::apply(&mut set, &adding(annotation)).unwrap();
        }
        (document, set)
    }

    fn print(mentions: &Mentions) -> Vec<String> {
        let of = |id: &IdentityId| {
            let places = mentions.of(id).map(|m| format!("{}{}", m.annotation, m.role.as_deref().unwrap_or_default()));
            format!("{id}: {}", places.collect::<Vec<_>>().join(" "))
        };
        mentions.identities().map(of).collect()
    }

    #[test]
    fn mentions_and_roles_are_found_and_words_remember_who_they_were() {
        let (document, set) =
            marked("[person#1{@bilal} بلال] [visit#2{agent=@bilal, place=@home} زار] [person#3{@bilal} بِلال]");
        let mut mentions = Mentions::default();
        mentions.add_set(&document, &set);
        assert_eq!(print(&mentions), ["bilal: 1 2agent 3", "home: 2place"]);
        let [bilal, home, nobody] = ["bilal", "home", "nobody"].map(IdentityId::new);
        assert_eq!([mentions.count_of([&bilal]), mentions.count_of([&bilal, &home, &nobody])], [(3, 1), (4, 1)]);
        assert_eq!(mentions.linked_to("بلال").collect::<Vec<_>>(), [(&IdentityId::new("bilal"), 2)]);
    }

    #[test]
    fn changes_are_followed_there_and_back() {
        let (document, mut set) = marked("[person#1{@a} x] [person#2{@b} y]");
        let mut mentions = Mentions::default();
        mentions.add_set(&document, &set);
        let relink = |annotation: &mut Annotation| annotation.identity = Some(IdentityId::new("b"));
        let steps = [editing(&set, AnnotationId(1), relink), deleting(&set, AnnotationId(2))];
        for step in &steps {
            change::apply(&mut set, step).unwrap();
            mentions.follow(&document, step);
        }
        assert_eq!((print(&mentions), mentions.linked_to("y").count()), (vec!["b: 1".to_owned()], 0));
        assert_eq!([IdentityId::new("a"), IdentityId::new("b")].map(|id| mentions.count_of([&id])), [(0, 0), (1, 1)]);
        for step in steps.iter().rev() {
            mentions.follow(&document, &change::inverted(step));
        }
        assert_eq!(print(&mentions), ["a: 1", "b: 2"]);
    }
}
