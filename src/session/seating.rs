//! A seat as it is made ready beside the window, and one as it is given up. Made ready is a seat when all that was done in the one
//! before is on disk, its lock is had, and everything is read that is shown at once; until then nobody has left theirs. Given up is one
//! when nothing writes there any more: its lock goes last, and whoever wants to sit there waits for that. It does not know the session.

use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::error::{Error, Problem, Severity};
use crate::model::document::Document;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::schema::Project;
use crate::records::rescue::Rescue;
use crate::store::corpus::Corpus;
use crate::store::folder::{Folder, Opened, Purpose};
use crate::store::lock::{Lock, NoLock};
use crate::store::reader;
use crate::store::unfinished::Unfinished;
use crate::store::watch::Waker;
use crate::store::watch::Watch;
use crate::store::writer::Settling;

use super::job::Job;
use super::known::Known;
use super::openings::{Prepare, Read, ReadOwn, read_others};
use super::relisted::Blank;

/// The seat that somebody wants, and what they look at.
pub(super) struct Wanted {
    pub annotator: AnnotatorId,
    /// Who is to sit there.
    pub person: AnnotatorId,
    pub folder: Arc<Folder>,
    pub corpus: Arc<Corpus>,
    /// Whether the project says what anything is called.
    pub has_schema: bool,
    /// In which lists call identities where they can, a BCP 47 tag.
    pub language: String,
    pub open: Option<Shown>,
    /// What was done in the seat before.
    pub flushing: Settling,
    /// The seat's, if it is had.
    pub lock: Option<Arc<Lock>>,
    /// A seat that is still being given up: it may be this one.
    pub leaving: Option<Leaving>,
}

/// A document that is open.
pub(super) struct Shown {
    /// Its place in the corpus.
    pub index: usize,
    pub document: Arc<Document>,
    /// Bytes.
    pub caret: usize,
    pub prepare: Option<Arc<dyn Prepare>>,
}

/// A seat that is ready, and nobody's else.
pub(super) struct Ready {
    pub annotator: AnnotatorId,
    /// `None` where nothing can be locked.
    pub lock: Option<Arc<Lock>>,
    pub folder: Arc<Folder>,
    pub annotators: Vec<AnnotatorId>,
    /// What an earlier session did not finish: sets are read only after it is.
    pub unfinished: Option<Unfinished>,
    /// Identities, and what is said of them in the document that is open.
    pub known: Known,
    /// The documents; the one that is open is counted, and not among the sets.
    pub blank: Blank,
    pub open: Option<(DocumentId, Read)>,
    /// The document that was open then, read or not.
    pub shown: Option<DocumentId>,
    pub told: Vec<Problem>,
    /// The project, if that is read anew too.
    pub anew: Option<Anew>,
}

/// The project as it is read anew with a seat.
pub(super) struct Anew {
    pub project: Project,
    /// The text of `project.ron`.
    pub text: String,
    pub guidelines: Option<String>,
    pub problems: Vec<Problem>,
}

/// A seat that is being made ready. Whoever lets go of it waits until nobody sits there.
pub(super) struct MakingReady {
    job: Job<Box<Ready>>,
}

/// Something that is being given up, and the thread that does it. Letting go of it waits.
pub(super) struct Leaving {
    thread: Option<JoinHandle<()>>,
}

impl Wanted {
    /// Makes the seat ready. Where that fails, or nobody wants it any more, nobody sits there, and everything is as it was.
    pub fn made_ready(self, watch: &Watch) -> Result<Box<Ready>, Error> {
        let Self { annotator, person, folder, corpus, has_schema, language, open, flushing, lock: kept, leaving } =
            self;
        flushing.wait()?;
        drop(leaving);
        watch.refuse_cancelled()?;
        let mut told = Vec::new();
        let lock = match kept.map_or_else(|| Lock::take_for(folder.root(), &annotator, &person).map(Arc::new), Ok) {
            Ok(lock) => Some(lock),
            Err(NoLock::Held(error) | NoLock::Noted(error)) => {
                let hint =
                    format!("wait until `{annotator}` is free, or decide into another set: `review --into NAME`");
                return Err(Error::new(error.message).hint(hint));
            }
            Err(NoLock::Closed(error)) => return Err(error),
            Err(NoLock::Unable(error)) => {
                let message = format!("nothing keeps a second window from the same files: {}", error.message);
                told.push(Problem::new(Severity::Note, annotator.as_str(), message));
                None
            }
        };
        let folder = folder.for_another();
        Reading { annotator, folder, corpus, has_schema, language, open, lock, told, anew: None }.ready(watch)
    }

    /// Makes the same seat ready once more, of the project as it is now. Its lock is had, and nobody writes there.
    pub fn read_anew(self, opened: Opened, watch: &Watch) -> Result<Box<Ready>, Error> {
        let Self { annotator, language, open, lock, .. } = self;
        let Opened { folder, project, project_text: text, guidelines, corpus, problems, .. } = opened;
        let has_schema = !project.layers.is_empty();
        let anew = Some(Anew { project, text, guidelines, problems });
        let open = open.and_then(|open| open.found_in(&corpus));
        let told = Vec::new();
        Reading { annotator, folder, corpus, has_schema, language, open, lock, told, anew }.ready(watch)
    }

    /// Refuses to put back what somebody else did.
    pub fn refuse_of_others(&self, file: &Path, rescue: &Rescue) -> Result<(), Error> {
        if rescue.annotator == self.annotator {
            return Ok(());
        }
        Err(Error::new(format!("{} holds what `{}` did", file.display(), rescue.annotator))
            .hint(format!("open the project with `--as {}`", rescue.annotator)))
    }
}

/// What a seat is made ready of.
struct Reading {
    annotator: AnnotatorId,
    folder: Folder,
    corpus: Arc<Corpus>,
    has_schema: bool,
    language: String,
    open: Option<Shown>,
    lock: Option<Arc<Lock>>,
    told: Vec<Problem>,
    anew: Option<Anew>,
}

impl Reading {
    fn ready(self, watch: &Watch) -> Result<Box<Ready>, Error> {
        let Self { annotator, folder, corpus, has_schema, language, open, lock, mut told, anew } = self;
        let folder = Arc::new(folder);
        folder.write_for(&annotator);
        let mut blank = Blank::of(&folder, Arc::clone(&corpus), &annotator)?;
        told.append(&mut blank.strays);
        let (unfinished, problem) = if has_schema { folder.resume_renaming(&annotator) } else { (None, None) };
        told.extend(problem);
        watch.refuse_cancelled()?;
        // What they share with a set, and it lacks, is put into its journal before the set is read.
        let mut known = Known::new(annotator.clone(), &language);
        told.extend(known.take_read(folder.read_identities(&annotator, Purpose::Work)));
        watch.refuse_cancelled()?;
        let shown = open.as_ref().map(|open| open.document.id().clone());
        let read = match open.filter(|_| unfinished.is_none()) {
            Some(open) => match open.read(&folder, &corpus, &annotator) {
                Ok((index, read)) => {
                    blank.count(index, &read, &mut known);
                    Some(read)
                }
                Err(error) => {
                    let place = shown.as_ref().map(ToString::to_string).unwrap_or_default();
                    told.push(Problem::new(Severity::Loss, place, error.to_string()));
                    None
                }
            },
            None => None,
        };
        let annotators = folder.annotators().unwrap_or_default();
        let open = shown.clone().zip(read);
        Ok(Box::new(Ready { annotator, lock, folder, annotators, unfinished, known, blank, open, shown, told, anew }))
    }
}

impl Shown {
    /// The same document where others may have come or gone.
    fn found_in(self, corpus: &Corpus) -> Option<Self> {
        corpus.position(self.document.id()).map(|index| Self { index, ..self })
    }

    /// Reads what the annotator and others have on it; the text too, if that is another by now.
    fn read(self, folder: &Folder, corpus: &Corpus, annotator: &AnnotatorId) -> Result<(usize, Read), Error> {
        let Self { index, document, caret, prepare } = self;
        let is_same_text = corpus.short_hashes().nth(index) == Some(document.hash().short());
        let document = if is_same_text { document } else { Arc::new(corpus.load(index)?) };
        let work = reader::read_work_on(folder, Arc::clone(&document), annotator, Purpose::Work);
        let history = work.locked.is_none().then(|| folder.read_history(annotator, &document, Purpose::Work));
        let others = read_others(folder, annotator, &document);
        if let Some(prepare) = prepare.filter(|prepare| !prepare.is_ready(&document, caret)) {
            prepare.prepare(&document, caret);
        }
        Ok((index, Read { own: Some(ReadOwn { work, history }), others }))
    }
}

impl Blank {
    /// Notes that the set on a document was read.
    fn count(&mut self, index: usize, read: &Read, known: &mut Known) {
        let (Some(own), Some(listed)) = (&read.own, self.listed.get_mut(index)) else {
            return;
        };
        listed.is_counted = true;
        known.add_set(&own.work.document, &own.work.set);
        self.sets.retain(|set| *set != index);
    }
}

impl MakingReady {
    pub fn begin(wanted: Wanted, waker: Option<Waker>) -> Self {
        Self { job: Job::start_waking(waker, move |watch| wanted.made_ready(watch)) }
    }

    /// What came of it, once it is done.
    pub fn answer(&self) -> Option<Result<Box<Ready>, Error>> {
        self.job.answer()
    }
}

impl Drop for MakingReady {
    fn drop(&mut self) {
        self.job.cancel();
        // Its lock is let go with what it answers.
        drop(self.job.answer_within(Duration::MAX));
    }
}

impl Leaving {
    /// Begins to give something up; `waker` is called when it is gone.
    pub fn begin(what: impl Send + 'static, waker: Option<Waker>) -> Self {
        let run = move || {
            drop(what);
            waker.into_iter().for_each(|wake| wake());
        };
        // Without a thread it is given up here.
        Self { thread: thread::Builder::new().name("leaving".to_owned()).spawn(run).ok() }
    }

    pub fn is_over(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was reported where it happened.
            let _ = thread.join();
        }
    }
}
