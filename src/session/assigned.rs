//! Who is assigned what, as the session holds it: what is so, what is being changed or read beside the window, what is not on disk
//! yet, and what can be taken back. It knows no session.

use std::borrow::Cow;
use std::sync::Arc;

use crate::error::{Error, counted};
use crate::model::assignment::{AssignmentChange, Assignments, Balance, Dealt, Rule};
use crate::model::id::DocumentId;
use crate::store::assignments::Held;
use crate::store::corpus::{Corpus, lengths};
use crate::store::folder::Folder;
use crate::store::watch::{Waker, Watch};

use super::command::assign::AssignCommand;
use super::filing::Filing;
use super::job::{Job, let_go};
use super::steps::{Step, Steps, Way};

/// So many changes of assignments take no longer than a frame.
pub(super) const MOST_AT_ONCE: usize = 200;

/// Changes that were made together.
pub(super) type Changes = Arc<[AssignmentChange]>;

/// Who is assigned what, and what was done to it.
pub(super) struct Assigned {
    pub now: Arc<Assignments>,
    pub filing: Filing<Held, Changes>,
    /// Why nothing can be assigned, if so.
    pub locked: Option<Error>,
    pub steps: Steps<Changes>,
    pub changing: Option<Changing>,
    pub reading: Option<Reading>,
    /// Whether somebody else changed the file, which is read again when nothing is being written.
    pub is_reading_due: bool,
}

/// What a command of assignments does.
#[derive(Debug)]
pub(super) enum AssignEffect {
    Step(AssignStep),
    /// Deals out the documents that the list shows.
    Deal(Rule),
    Stop,
}

/// A step that is known, and what is to be said once it is gone.
#[derive(Debug, Clone)]
pub(super) struct AssignStep {
    pub step: Step<Changes>,
    pub way: Way,
    pub said: String,
}

/// What takes longer than a frame.
pub(super) enum Asked {
    Step(AssignStep),
    Deal(Rule, Texts),
}

/// The documents that are dealt out.
pub(super) enum Texts {
    /// With how much work each is.
    Weighed(Vec<(DocumentId, u64)>),
    /// By their places in a corpus.
    Listed(Arc<Corpus>, Vec<usize>),
}

/// A change that is being made beside the window.
pub(super) struct Changing {
    pub asked: Arc<Asked>,
    /// What it is made to.
    pub from: Arc<Assignments>,
    pub job: Job<(Assignments, Made)>,
}

/// A change that was made.
pub(super) struct Made {
    pub changes: Changes,
    pub gone: AssignStep,
}

/// The file that is being read again beside the window.
pub(super) struct Reading {
    pub because: Because,
    pub job: Job<Read>,
}

/// Why it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Because {
    /// Somebody sat down.
    Seated,
    /// Somebody else changed it.
    Changed,
    /// What was done here could not be written.
    NotWritten,
}

/// What the file says.
pub(super) struct Read {
    pub now: Assignments,
    pub held: Held,
    /// Whether it is another than the one that was read or written here last.
    pub is_other: bool,
}

impl Default for Assigned {
    fn default() -> Self {
        Self {
            now: Arc::default(),
            filing: Filing::of(None, Folder::change_assignments),
            locked: None,
            steps: Steps::default(),
            changing: None,
            reading: None,
            is_reading_due: false,
        }
    }
}

impl Assigned {
    /// Fails if nothing can be assigned now.
    pub(super) fn to_change(&self) -> Result<(), Error> {
        let soon = "try again in a moment";
        match (&self.locked, &self.changing) {
            (Some(error), _) => Err(error.clone()),
            (None, Some(_)) => Err(Error::new("something else is still being assigned")
                .hint(format!("{soon}, or stop it with `{}`", AssignCommand::Stop))),
            (None, None) if self.reading.is_some() || self.is_reading_due => {
                Err(Error::new("who is assigned what is being read again").hint(soon))
            }
            (None, None) => Ok(()),
        }
    }

    /// Goes a step at once, if it is short and nobody looks at what it changes; otherwise the step is returned.
    pub(super) fn go_at_once(&mut self, gone: AssignStep) -> Result<Result<Made, AssignStep>, Error> {
        let is_short = gone.step.change.len() <= MOST_AT_ONCE;
        let Some(now) = Arc::get_mut(&mut self.now).filter(|_| is_short) else {
            return Ok(Err(gone));
        };
        let changes = gone.changes();
        now.apply(&changes)?;
        Ok(Ok(Made { changes, gone }))
    }

    /// Begins to make a change beside the window.
    pub(super) fn begin(&mut self, asked: Arc<Asked>, waker: Option<Waker>) {
        let from = Arc::clone(&self.now);
        let (asked_there, from_there) = (Arc::clone(&asked), Arc::clone(&from));
        let job = Job::start_waking(waker, move |watch| asked_there.make(&from_there, watch));
        self.changing = Some(Changing { asked, from, job });
    }

    /// Lets go of the change that is being made; whether there was one.
    pub(super) fn stop(&mut self) -> bool {
        let changing = self.changing.take();
        let was_changing = changing.is_some();
        if let Some(changing) = changing {
            changing.job.cancel();
            let_go(changing);
        }
        was_changing
    }

    /// From now on this is who is assigned what.
    pub(super) fn replace(&mut self, now: Assignments) {
        let_go(std::mem::replace(&mut self.now, Arc::new(now)));
    }

    /// Begins to read the file beside the window.
    pub(super) fn read(&mut self, because: Because, folder: &Arc<Folder>, waker: Option<Waker>) {
        self.is_reading_due = false;
        let (folder, before) = (Arc::clone(folder), self.filing.held().clone());
        let job = Job::start_waking(waker, move |_| {
            let (now, held) = folder.read_assignments()?;
            Ok(Read { now, is_other: held != before, held })
        });
        self.reading = Some(Reading { because, job });
    }
}

impl AssignStep {
    /// What it changes, in the way it is gone.
    fn changes(&self) -> Changes {
        match self.way {
            Way::Undo => self.step.change.iter().map(AssignmentChange::inverted).collect(),
            Way::Do | Way::Redo => Arc::clone(&self.step.change),
        }
    }
}

impl Asked {
    /// What is said until it is done.
    pub(super) fn said(&self) -> &'static str {
        match self {
            Asked::Deal(Rule { balance: Balance::Characters, .. }, _) => "measuring the texts",
            Asked::Deal(..) => "dealing out the documents",
            Asked::Step(_) => "changing who is assigned what",
        }
    }

    fn make(&self, from: &Assignments, watch: &Watch) -> Result<(Assignments, Made), Error> {
        let gone = match self {
            Asked::Step(gone) => gone.clone(),
            Asked::Deal(rule, texts) => deal(rule, &texts.weighed(rule.balance, watch)?, from)?,
        };
        let changes = gone.changes();
        let mut now = from.clone();
        now.apply(&changes)?;
        Ok((now, Made { changes, gone }))
    }
}

impl Texts {
    /// The documents, each with how much work it is. Where that is its text, the text is read and let go again.
    fn weighed(&self, balance: Balance, watch: &Watch) -> Result<Cow<'_, [(DocumentId, u64)]>, Error> {
        let (corpus, places) = match self {
            Texts::Weighed(documents) => return Ok(Cow::Borrowed(documents)),
            Texts::Listed(corpus, places) => (corpus, places),
        };
        let weights = match balance {
            Balance::Documents => vec![1; places.len()],
            Balance::Characters => lengths(corpus, places, watch)?,
        };
        let ids: Vec<&DocumentId> = corpus.summaries().map(|summary| &summary.id).collect();
        Ok(places.iter().map(|place| ids[*place].clone()).zip(weights).collect())
    }
}

fn deal(rule: &Rule, documents: &[(DocumentId, u64)], now: &Assignments) -> Result<AssignStep, Error> {
    let changes = rule.deal(documents, now)?;
    if changes.is_empty() {
        let has = counted(rule.per_document, "annotator");
        return Err(Error::new(format!("every document that the list shows has {has} already")));
    }
    let said = format!("assigned {}", Dealt::of(&changes));
    let title = AssignCommand::Distribute(rule.clone()).to_string();
    Ok(AssignStep { step: Step { title, change: changes.into() }, way: Way::Do, said })
}
