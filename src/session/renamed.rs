//! What is open as it reads once a part of the schema has another name: made beside the window from what was open when that was asked
//! for, and put in place by `renaming` where nothing was done since. It does not know the session.

use std::sync::Arc;

use crate::model::document::Document;
use crate::model::history::{Changes, Entry};
use crate::model::identity::Identities;
use crate::model::moment::Moment;
use crate::model::schema_path::Renaming;
use crate::model::set::AnnotationSet;

use super::known::Indexes;
use super::work::Work;

/// What is to be renamed, as it is now.
pub(super) struct Open {
    pub works: Vec<OpenWork>,
    pub identities: Identities,
    /// The number that identities have now, by which it is seen whether they were changed since.
    pub revision: u64,
}

/// What is to be renamed on one document.
pub(super) struct OpenWork {
    document: Arc<Document>,
    set: AnnotationSet,
    /// Of every entry of the history.
    changes: Vec<Arc<Changes>>,
}

/// What is open, renamed.
pub(super) struct RenamedOpen {
    works: Vec<RenamedWork>,
    /// Of all the sets together.
    indexes: Indexes,
    /// With whether any is another now.
    identities: (Identities, bool),
    revision: u64,
}

struct RenamedWork {
    before: OpenWork,
    set: AnnotationSet,
    is_renamed: bool,
    changes: Vec<Arc<Changes>>,
}

impl OpenWork {
    pub fn of(work: &Work) -> Self {
        let changes = work.history.entries().iter().map(|entry| Arc::clone(&entry.changes));
        Self { document: Arc::clone(&work.document), set: work.set.clone(), changes: changes.collect() }
    }
}

impl Open {
    /// Renames all of it, which takes longer than a frame where there is much.
    pub fn renamed(self, renaming: &Renaming) -> RenamedOpen {
        let Self { works, identities, revision } = self;
        let works: Vec<RenamedWork> = works.into_iter().map(|work| RenamedWork::of(work, renaming)).collect();
        let mut indexes = Indexes::default();
        works.iter().for_each(|work| indexes.add_set(&work.before.document, &work.set));
        let mut renamed = identities;
        let is_renamed = renaming.apply_to_identities(&mut renamed);
        RenamedOpen { works, indexes, identities: (renamed, is_renamed), revision }
    }
}

impl RenamedWork {
    fn of(before: OpenWork, renaming: &Renaming) -> Self {
        let mut set = before.set.clone();
        let is_renamed = renaming.apply_to_set(&mut set);
        let renamed = |changes: &Arc<Changes>| changes.renamed(renaming).map_or_else(|| Arc::clone(changes), Arc::new);
        let changes = before.changes.iter().map(renamed).collect();
        Self { before, set, is_renamed, changes }
    }

    /// Whether nothing was done to the set since.
    fn is_of(&self, work: &Work) -> bool {
        work.set.shares_all_with(&self.before.set)
    }
}

impl RenamedOpen {
    /// The indexes of all sets that are open, if these are as they were.
    pub fn take_indexes<'a>(&mut self, open: impl Iterator<Item = &'a Work>) -> Option<Indexes> {
        let mut count = 0;
        let are_same = open.into_iter().all(|work| {
            count += 1;
            self.works.iter().any(|renamed| renamed.is_of(work))
        });
        (are_same && count == self.works.len()).then(|| std::mem::take(&mut self.indexes))
    }

    /// The identities, and whether any of them has another label, if those that there are still have that number.
    pub fn identities(&self, revision: u64) -> Option<(Identities, bool)> {
        (self.revision == revision).then(|| self.identities.clone())
    }
}

/// Renames what is open on a document, and remembers it. What was `prepared` of it takes its place if it is still so. Nothing is
/// remembered where nobody has done anything.
pub(super) fn rename_work(
    work: &mut Work,
    renaming: &Renaming,
    title: &str,
    now: Moment,
    prepared: Option<&mut RenamedOpen>,
) -> Option<Entry> {
    let mut prepared = prepared.and_then(|open| open.works.iter_mut().find(|renamed| renamed.is_of(work)));
    let is_renamed = match &mut prepared {
        Some(prepared) => {
            // What was there is given back with what was prepared.
            std::mem::swap(&mut work.set, &mut prepared.set);
            prepared.is_renamed
        }
        None => renaming.apply_to_set(&mut work.set),
    };
    if !is_renamed && work.history.next_number() == 1 {
        return None;
    }
    let remembered = prepared.and_then(|RenamedWork { before, changes, .. }| {
        let remembered =
            work.history.rename_prepared(renaming.clone(), title.to_owned(), now, &before.changes, changes);
        remembered.cloned()
    });
    Some(remembered.unwrap_or_else(|| work.history.rename(renaming.clone(), title.to_owned(), now).clone()))
}
