//! Renaming a part of the schema in the annotator's sets: those that are open at once, the others beside the window, one after the
//! other. A document that is opened meanwhile is renamed first. Scripts, and whoever waits until all is saved, wait for all of
//! them. There is nothing to cancel: a renaming is taken back by `schema-undo`.

use std::collections::{BTreeSet, VecDeque};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use crate::error::{Error, Problem, Severity};
use crate::model::document::Document;
use crate::model::history::{Entry, History};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::moment::Moment;
use crate::model::schema_path::Renaming;
use crate::model::set::AnnotationSet;
use crate::store::corpus::Corpus;
use crate::store::folder::{Folder, Purpose};
use crate::store::reader;

use super::state::{Disk, Session};
use super::works::HEARING;

/// Sets that were renamed and wait to be taken, or to be written.
const QUEUE: usize = 4;
const UNWRITTEN: usize = 16;

/// What is being renamed.
pub(super) struct RenamingBeside {
    work: Arc<RenamingWork>,
    renamed: Receiver<Renamed>,
    /// Documents of which nothing was heard yet.
    unheard: BTreeSet<DocumentId>,
    all: usize,
}

/// What is to be done, and to what.
struct RenamingWork {
    renaming: Renaming,
    title: String,
    time: Moment,
    folder: Arc<Folder>,
    corpus: Arc<Corpus>,
    annotator: AnnotatorId,
    /// Documents of which nobody has begun to rename the set.
    waiting: Mutex<VecDeque<DocumentId>>,
}

/// A document whose set was renamed, or why it could not be.
struct Renamed {
    id: DocumentId,
    done: Result<RenamedSet, Error>,
}

struct RenamedSet {
    document: Arc<Document>,
    set: AnnotationSet,
    /// None if the set says nothing of what was renamed, and never did.
    entry: Option<Entry>,
}

impl RenamingWork {
    fn waiting(&self) -> MutexGuard<'_, VecDeque<DocumentId>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rename(&self, id: DocumentId) -> Renamed {
        let done = self.renamed(&id);
        Renamed { id, done }
    }

    fn renamed(&self, id: &DocumentId) -> Result<RenamedSet, Error> {
        let index = self.corpus.position(id).ok_or_else(|| Error::new("it is not there any more"))?;
        let mut read = reader::read_work(&self.folder, &self.corpus, &self.annotator, index, Purpose::Work)?;
        if let Some(error) = read.locked {
            return Err(error);
        }
        let is_renamed = self.renaming.apply_to_set(&mut read.set);
        let number = self.folder.last_number(&self.annotator, id);
        let entry = (is_renamed || number > 0).then(|| {
            let mut history = History::beginning_after(number);
            history.rename(self.renaming.clone(), self.title.clone(), self.time).clone()
        });
        Ok(RenamedSet { document: read.document, set: read.set, entry })
    }
}

impl Session {
    /// Renames in all sets and in the identities, and in what is remembered of them.
    pub(super) fn rename(&mut self, renaming: &Renaming, title: &str) {
        let now = (self.clock)();
        self.known.forget_sets();
        let mut closed = VecDeque::new();
        for listed in &mut self.listed {
            if let Some(work) = listed.work.as_deref_mut() {
                let is_renamed = renaming.apply_to_set(&mut work.set);
                if is_renamed || work.history.next_number() > 1 {
                    let entry = work.history.rename(renaming.clone(), title.to_owned(), now).clone();
                    if let Some(disk) = &self.disk {
                        disk.writer.record(Arc::clone(&work.document), entry, work.set.clone(), None);
                    }
                }
                self.known.add_set(&work.document, &work.set);
            } else if listed.outline().has_begun {
                closed.push_back(listed.summary.id.clone());
            }
        }
        let is_renamed = renaming.apply_to_identities(&mut self.known.identities);
        let Some(disk) = &self.disk else { return };
        if is_renamed {
            disk.writer.record_renaming(renaming.clone(), title.to_owned(), now, self.known.identities.clone());
        }
        if closed.is_empty() {
            return;
        }
        let (all, unheard) = (closed.len(), closed.iter().cloned().collect());
        let work = Arc::new(RenamingWork {
            renaming: renaming.clone(),
            title: title.to_owned(),
            time: now,
            folder: Arc::clone(&disk.folder),
            corpus: Arc::clone(&disk.corpus),
            annotator: self.annotator.clone(),
            waiting: Mutex::new(closed),
        });
        let (sender, renamed) = sync_channel(QUEUE);
        let shared = Arc::clone(&work);
        let run = move || {
            loop {
                let next = shared.waiting().pop_front();
                if next.is_none_or(|id| sender.send(shared.rename(id)).is_err()) {
                    return;
                }
            }
        };
        // Without a thread whoever waits does all of it.
        drop(thread::Builder::new().name("renaming".to_owned()).spawn(run));
        self.renaming = Some(RenamingBeside { work, renamed, unheard, all });
        if !self.known.is_drawn {
            self.wait_for_renaming();
        }
    }

    /// How many sets have been renamed, and of how many; `None` once all have, and are on disk.
    #[must_use]
    pub fn renaming(&self) -> Option<(usize, usize)> {
        self.renaming.as_ref().map(|beside| (beside.all - beside.unheard.len(), beside.all))
    }

    pub(super) fn refuse_while_renaming(&self) -> Result<(), Error> {
        match self.renaming() {
            None => Ok(()),
            Some((done, all)) => {
                Err(Error::new(format!("your annotations are still being renamed: {done} of {all} documents"))
                    .hint("try again in a moment"))
            }
        }
    }

    /// Takes some of what was renamed beside the window.
    pub(super) fn hear_renaming(&mut self) {
        let start = Instant::now();
        while start.elapsed() < HEARING {
            let (Some(beside), Some(disk)) = (&self.renaming, &self.disk) else { return };
            let unwritten = disk.writer.unwritten();
            if beside.unheard.is_empty() && unwritten == 0 {
                self.renaming = None;
                self.revision += 1;
                return;
            }
            if beside.unheard.is_empty() || unwritten >= UNWRITTEN {
                return disk.writer.write_soon();
            }
            let Ok(renamed) = beside.renamed.try_recv() else { return };
            self.take_renamed(renamed);
        }
    }

    /// Waits until all sets are renamed, and written.
    pub(super) fn wait_for_renaming(&mut self) {
        while let Some(beside) = &self.renaming {
            let renamed = beside.renamed.recv().ok().or_else(|| {
                let next = beside.work.waiting().pop_front();
                next.map(|id| beside.work.rename(id))
            });
            let is_last = renamed.is_none();
            renamed.into_iter().for_each(|renamed| self.take_renamed(renamed));
            if let Some(disk) = self.disk.as_ref().filter(|disk| is_last || disk.writer.unwritten() >= UNWRITTEN) {
                // That something is not on disk, the writer tells.
                let _ = disk.writer.flush();
            }
            if is_last {
                self.renaming = None;
            }
        }
    }

    /// Sees to it that the set of a document that is about to be read is renamed, and on disk.
    pub(super) fn rename_first(&mut self, id: &DocumentId) {
        while let Some(beside) = self.renaming.as_ref().filter(|beside| beside.unheard.contains(id)) {
            let mut waiting = beside.work.waiting();
            let at = waiting.iter().position(|waiting| waiting == id);
            let own = at.and_then(|at| waiting.remove(at));
            drop(waiting);
            let Some(renamed) = own.map(|id| beside.work.rename(id)).or_else(|| beside.renamed.recv().ok()) else {
                return;
            };
            self.take_renamed(renamed);
        }
        let is_unwritten = |disk: &&Disk| disk.writer.is_about(id);
        if let (Some(_), Some(disk)) = (&self.renaming, self.disk.as_ref().filter(is_unwritten)) {
            let _ = disk.writer.flush();
        }
    }

    fn take_renamed(&mut self, Renamed { id, done }: Renamed) {
        self.revision += 1;
        match done {
            Ok(RenamedSet { document, set, entry }) => {
                self.known.add_set(&document, &set);
                if let (Some(entry), Some(disk)) = (entry, &self.disk) {
                    disk.writer.record(document, entry, set, None);
                }
            }
            Err(error) => {
                let path = self.renaming.as_ref().map(|beside| beside.work.renaming.path.to_string());
                let message = format!("`{}` keeps its name here: {error}", path.unwrap_or_default());
                let place = format!("{}/{id}", self.annotator());
                self.tell(vec![Problem::new(Severity::Wrong, place, message)]);
            }
        }
        if let Some(beside) = &mut self.renaming {
            beside.unheard.remove(&id);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::session::command::Command;
    use crate::session::script;
    use crate::session::state::Session;
    use crate::tests::scratch::Scratch;

    const DOCUMENTS: usize = 40;

    #[test]
    fn a_window_renames_closed_documents_beside_itself_and_one_that_is_opened_meanwhile_first() {
        let scratch = Scratch::new("renaming-beside");
        let name = |number: usize| format!("d{number:02}");
        (0..DOCUMENTS).for_each(|number| scratch.write(&format!("{}.txt", name(number)), "Layla visited Haifa."));
        Session::create(scratch.path(), None).unwrap();
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        for number in 0..DOCUMENTS {
            script::run(&mut session, &format!("open {}\nselect \"Layla\"\nlabel person", name(number)), "s").unwrap();
        }
        session.flush().unwrap();
        drop(session);
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        session.wait_for_nothing();
        let mut perform = |line: &str| session.perform(&Command::parse(line).unwrap());
        perform("schema-rename entities/person human").unwrap();
        assert!(perform("schema-rename entities/place site").unwrap_err().message.contains("still being renamed"));
        perform("open d20").unwrap();
        perform("undo").unwrap();
        perform("redo").unwrap();
        assert_eq!(session.set().unwrap().in_reading_order()[0].label.to_string(), "entities/human");
        while session.renaming().is_some() {
            std::thread::yield_now();
            session.take_requests();
        }
        assert_eq!(session.schema_uses(&"entities/human".parse().unwrap()), DOCUMENTS);
        session.flush().unwrap();
        assert!(session.problems().is_empty(), "{:?}", session.problems());
        for number in 0..DOCUMENTS {
            let place = format!("annotations/layla/{}.ron", name(number));
            assert!(scratch.read(&place).contains("entities/human"), "{place}");
        }
    }
}
