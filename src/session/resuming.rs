//! What could not be saved, and cannot be put back into its files yet, as where a disk is still full: it is done again in memory, so that
//! what is done now goes on from it, and is saved with that as soon as it can be.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, counted};
use crate::model::document::Document;
use crate::model::history::{Deed, Entry, History};
use crate::model::id::DocumentId;
use crate::model::identity::Identities;
use crate::model::set::AnnotationSet;
use crate::records::journal as lines;
use crate::store::rescue;

use super::state::Session;

/// A document as it is with what was done again so far.
struct Again {
    index: usize,
    set: AnnotationSet,
    history: History,
}

impl Session {
    /// Does again in memory what is kept in a file. Fails, and nothing is changed then, if it does not go on from what is there.
    /// Returns what is to be said.
    pub(super) fn resume(&mut self, kept: &Path) -> Result<String, Error> {
        let rescue = rescue::read(kept)?;
        self.wait_for_readers();
        self.identities_to_change()?;
        let mut identities = self.known.identities.clone();
        let mut open: BTreeMap<DocumentId, Again> = BTreeMap::new();
        let mut lacking = Vec::new();
        for body in &rescue.actions {
            let other = || Error::new("a renaming is put back only where it can be saved");
            let (shared, own) = lines::read_shared(body)?.ok_or_else(other)?;
            if !open.contains_key(&shared.document) {
                let again = self.again_of(&shared.document, &shared.text)?;
                open.insert(shared.document.clone(), again);
            }
            let Some(again) = open.get_mut(&shared.document) else { continue };
            let Some(work) = self.work_at(again.index) else { continue };
            let document = Arc::clone(&work.document);
            if let Some(entry) = again.follow(lines::read_entry(&own, &document)?, &mut identities)? {
                lacking.push((document, entry));
            }
        }
        for (document, entry) in &lacking {
            self.known.follow(document, &entry.changes);
        }
        self.known.identities = identities;
        for Again { index, set, history } in open.into_values() {
            if let Some(work) = self.listed.get_mut(index).and_then(|listed| listed.work.as_deref_mut()) {
                (work.set, work.history) = (set, history);
                work.chosen = work.chosen.filter(|id| work.set.get(*id).is_some());
            }
        }
        self.revision += 1;
        let said =
            format!("{} that could not be saved {} here again", counted(lacking.len(), "action"), are(lacking.len()));
        self.record_again(kept, lacking);
        Ok(said)
    }

    /// A document whose text is still that, with its history.
    fn again_of(&mut self, id: &DocumentId, text: &str) -> Result<Again, Error> {
        let gone = || Error::new(format!("`{id}` is not what it was when that was done"));
        let index = self.position(id).ok_or_else(gone)?;
        self.load(index)?;
        self.read_history(index);
        let work = self.work_at(index).filter(|work| work.document.hash().as_str() == text && work.locked.is_none());
        let work = work.ok_or_else(gone)?;
        Ok(Again { index, set: work.set.clone(), history: work.history.clone() })
    }

    /// Hands it to the writer, which goes on keeping it in that file until it is saved.
    fn record_again(&self, kept: &Path, lacking: Vec<(Arc<Document>, Entry)>) {
        let Some(disk) = &self.disk else { return };
        let names_identities = lacking.iter().any(|(_, entry)| !entry.changes.identities.is_empty());
        let sets =
            lacking.iter().filter_map(|(document, _)| Some(self.work_at(self.position(document.id())?)?.set.clone()));
        let sets: Vec<AnnotationSet> = sets.collect();
        let identities = names_identities.then(|| self.known.identities.clone());
        disk.writer.record_kept(kept.to_owned(), lacking, sets, identities);
    }
}

impl Again {
    /// Does an entry again; none if it was done already.
    fn follow(&mut self, entry: Entry, identities: &mut Identities) -> Result<Option<Entry>, Error> {
        let next = self.history.next_number();
        if entry.number < next && self.history.entries().contains(&entry) {
            return Ok(None);
        }
        if entry.number != next || matches!(entry.deed, Deed::Renamed(_)) {
            return Err(Error::new("it does not go on from what is there now"));
        }
        entry.changes.apply(&mut self.set, identities)?;
        self.history.follow(entry.clone())?;
        Ok(Some(entry))
    }
}

fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}
