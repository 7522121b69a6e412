//! What could not be saved and cannot be put back into its files yet, done again beside the window on what is there: what goes on from
//! that, and what does not. It does not know the session.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::error::Error;
use crate::model::document::Document;
use crate::model::history::{Deed, Entry, History};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::identity::Identities;
use crate::model::set::AnnotationSet;
use crate::records::journal as lines;
use crate::records::rescue::Rescue;
use crate::store::corpus::Corpus;
use crate::store::folder::{Folder, Purpose};
use crate::store::reader;
use crate::store::rescue::Aside;
use crate::store::writer::DoneAgain;

use super::openings::ReadOwn;

/// A file of unsaved work that cannot be put back yet.
pub(super) struct Lying {
    pub path: PathBuf,
    pub rescue: Rescue,
    pub why: Error,
}

/// What is there: what is open, and where the rest is read from.
pub(super) struct Ground {
    pub folder: Arc<Folder>,
    pub corpus: Arc<Corpus>,
    pub annotator: AnnotatorId,
    pub purpose: Purpose,
    pub open: BTreeMap<DocumentId, Stand>,
    /// Or why they must not be changed.
    pub identities: Result<Identities, Error>,
    /// By which it is seen whether others are in their place since.
    pub times_read: u64,
}

/// A set that is open, and what happened to it if that is known.
#[derive(Clone)]
pub(super) struct Stand {
    pub document: Arc<Document>,
    pub set: AnnotationSet,
    pub history: Option<History>,
}

/// What came of it.
pub(super) struct Resumed {
    pub files: Vec<ResumedFile>,
    pub works: Vec<ResumedWork>,
    /// If any of it was understood.
    pub identities: Option<Identities>,
    /// How often identities had been read when this was begun.
    pub times_read: u64,
}

/// What came of a file.
pub(super) struct ResumedFile {
    pub lying: Lying,
    pub done: Result<Done, Error>,
}

/// What a file had that is in no journal.
#[derive(Default)]
pub(super) struct Done {
    /// What goes on from what is there, as the writer takes it.
    pub again: DoneAgain,
    /// What does not.
    pub aside: Option<Aside>,
}

/// A document on which something was done again.
pub(super) struct ResumedWork {
    pub id: DocumentId,
    /// As it was read, if it was not open, or its history alone.
    pub read: Option<ReadOwn>,
    /// The set as it was, and the number that its next entry had.
    pub before: AnnotationSet,
    pub next_number: u64,
    pub set: AnnotationSet,
    pub history: History,
}

/// Documents as they are with what was done again so far, and identities.
#[derive(Clone)]
struct Again {
    /// None is what is not there, or is not what it was.
    open: BTreeMap<DocumentId, Option<Open>>,
    identities: Identities,
}

#[derive(Clone)]
struct Open {
    document: Arc<Document>,
    before: AnnotationSet,
    next_number: u64,
    set: AnnotationSet,
    history: History,
}

/// Does what is kept in the files again, one after the other. Of a file that is not understood nothing is done.
pub(super) fn resume(lying: Vec<Lying>, mut ground: Ground) -> Resumed {
    let mut read = BTreeMap::new();
    let mut files = Vec::new();
    let mut again = match std::mem::replace(&mut ground.identities, Err(Error::new("they are being changed"))) {
        Ok(identities) => Ok(Again { open: BTreeMap::new(), identities }),
        Err(error) => Err(error),
    };
    for lying in lying {
        let done = match &mut again {
            Ok(again) => {
                let before = again.clone();
                again.follow_all(&lying, &ground, &mut read).inspect_err(|_| *again = before)
            }
            Err(error) => Err(error.clone()),
        };
        files.push(ResumedFile { lying, done });
    }
    let times_read = ground.times_read;
    let Ok(Again { open, identities }) = again else {
        return Resumed { files, works: Vec::new(), identities: None, times_read };
    };
    let opened = open.into_iter().filter_map(|(id, open)| open.map(|open| (id, open)));
    let works = opened.map(|(id, Open { before, next_number, set, history, .. })| {
        let read = read.remove(&id);
        ResumedWork { id, read, before, next_number, set, history }
    });
    Resumed { files, works: works.collect(), identities: Some(identities), times_read }
}

impl Again {
    fn follow_all(
        &mut self,
        lying: &Lying,
        ground: &Ground,
        read: &mut BTreeMap<DocumentId, ReadOwn>,
    ) -> Result<Done, Error> {
        let mut done = Done::default();
        let (mut aside, mut are_identities_aside) = (BTreeSet::new(), false);
        let mut are_identities_changed = false;
        let mut changed: BTreeMap<DocumentId, u64> = BTreeMap::new();
        for body in &lying.rescue.actions {
            let (shared, own) = lines::read_shared(body)?.ok_or_else(renamed)?;
            let id = shared.document;
            if aside.contains(&id) {
                continue;
            }
            if !self.open.contains_key(&id) {
                let open = ground.open(&id, read)?;
                self.open.insert(id.clone(), open);
            }
            let of_text = |open: &&mut Open| open.document.hash().as_str() == shared.text;
            let Some(open) = self.open.get_mut(&id).and_then(Option::as_mut).filter(of_text) else {
                aside.insert(id);
                continue;
            };
            let entry = lines::read_entry(&own, &open.document)?;
            if open.has(&entry) {
                continue;
            }
            if matches!(entry.deed, Deed::Renamed(_)) {
                return Err(renamed());
            }
            let names_identities = !entry.changes.identities.is_empty();
            match open.follow(entry, &mut self.identities) {
                Ok(entry) => {
                    are_identities_changed |= names_identities;
                    changed.insert(id, entry.number);
                    done.again.entries.push((Arc::clone(&open.document), entry));
                }
                Err(_) => {
                    are_identities_aside |= names_identities;
                    aside.insert(id);
                }
            }
        }
        let sets = changed.into_iter().filter_map(|(id, number)| {
            let open = self.open.get(&id)?.as_ref()?;
            Some((Arc::clone(&open.document), open.set.clone(), number))
        });
        done.again.sets = sets.collect();
        done.again.identities = are_identities_changed.then(|| self.identities.clone());
        if !aside.is_empty() {
            let rescue = &lying.rescue;
            let sets = aside.into_iter().filter_map(|id| Some((id.clone(), rescue.sets.get(&id)?.clone())));
            let identities = rescue.identities.clone().filter(|_| are_identities_aside);
            done.aside = Some(Aside { kept: lying.path.clone(), sets: sets.collect(), identities });
        }
        Ok(done)
    }
}

impl Ground {
    /// A document as it stands; none if it is not there. What has to be read of it is noted.
    fn open(&self, id: &DocumentId, read: &mut BTreeMap<DocumentId, ReadOwn>) -> Result<Option<Open>, Error> {
        let stand = match self.open.get(id) {
            Some(stand) => stand.clone(),
            None => {
                let Some(index) = self.corpus.position(id) else { return Ok(None) };
                let work = reader::read_work(&self.folder, &self.corpus, &self.annotator, index, self.purpose)?;
                if let Some(error) = work.locked {
                    return Err(error);
                }
                let stand = Stand { document: Arc::clone(&work.document), set: work.set.clone(), history: None };
                read.insert(id.clone(), ReadOwn { work, history: None });
                stand
            }
        };
        let Stand { document, set, history } = stand;
        let history = match history {
            Some(history) => history,
            None => {
                let (history, problems) = self.folder.read_history(&self.annotator, &document, self.purpose)?;
                let work = || reader::Work {
                    document: Arc::clone(&document),
                    set: set.clone(),
                    problems: Vec::new(),
                    locked: None,
                };
                let own = read.entry(id.clone()).or_insert_with(|| ReadOwn { work: work(), history: None });
                own.history = Some(Ok((history.clone(), problems)));
                history
            }
        };
        let next_number = history.next_number();
        Ok(Some(Open { document, before: set.clone(), next_number, set, history }))
    }
}

impl Open {
    /// Whether an entry was done already.
    fn has(&self, entry: &Entry) -> bool {
        let all = self.history.entries();
        all.binary_search_by_key(&entry.number, |one| one.number).is_ok_and(|at| all[at] == *entry)
    }

    /// Does an entry again. Where that fails, nothing is changed.
    fn follow(&mut self, entry: Entry, identities: &mut Identities) -> Result<Entry, Error> {
        entry.changes.apply(&mut self.set, identities)?;
        self.history.follow(entry.clone()).inspect_err(|_| {
            let taken_back = entry.changes.inverted().apply(&mut self.set, identities);
            taken_back.expect("what was just done can be undone");
        })?;
        Ok(entry)
    }
}

fn renamed() -> Error {
    Error::new("a renaming is put back only where it can be saved")
}
