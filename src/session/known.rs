//! The annotator's identities with their indexes: where each is mentioned, and by which names it is found. It does not know the session.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::error::{Error, Problem, Severity};
use crate::model::change::Change;
use crate::model::directory::Directory;
use crate::model::document::Document;
use crate::model::fates::Fates;
use crate::model::history::Changes;
use crate::model::id::{AnnotatorId, IdentityId};
use crate::model::identity::{Identities, IdentityChange};
use crate::model::left_behind::Renamings;
use crate::model::mentions::{Mention, Mentions};
use crate::model::set::AnnotationSet;
use crate::model::uses::Uses;

use super::job::Job;
use super::job::let_go;
use super::prepared::Prepared;
use super::touched::Touched;

/// So long a window waits for identities, that it need not say of a few that they are still being read.
pub(super) const PATIENCE: Duration = Duration::from_millis(10);

/// The annotator's identities with their indexes.
pub(super) struct Known {
    pub identities: Identities,
    pub mentions: Mentions,
    pub uses: Uses,
    /// What became of what others said, as far as it was decided in the annotator's sets.
    pub fates: Fates,
    pub directory: Prepared<Directory, IdentityChange>,
    /// A BCP 47 tag: in this language lists call identities where they can.
    pub language: String,
    /// Whether somebody draws: then nobody waits for what is being prepared.
    pub is_drawn: bool,
    /// The identity that the panel shows.
    pub shown: Option<IdentityId>,
    /// Which of them changed, or are mentioned otherwise than before.
    pub touched: Touched,
    /// Whether they have been read; until then there are none.
    pub is_read: bool,
    /// How often they have been read: another number with others in their place.
    pub times_read: u64,
    /// Changes that the indexes do not know yet, all of them or the rest.
    pending: VecDeque<Pending>,
    /// Why they must not be changed: their file cannot be read, or is newer than this program.
    pub locked: Option<Error>,
    /// Who renamed what the annotator's sets use and the project does not have.
    pub left_behind: LookedFor<Renamings>,
}

/// What is looked for once.
pub(super) enum LookedFor<T> {
    NotYet,
    Looking(Job<T>),
    Looked,
}

/// What the annotator's sets say, to be found by what it is about.
#[derive(Default)]
pub(super) struct Indexes {
    pub mentions: Mentions,
    pub uses: Uses,
    pub fates: Fates,
}

/// Very many changes, which indexes follow some at a time.
struct Pending {
    document: Arc<Document>,
    changes: Arc<Changes>,
    /// How many changes of identities and of the set are followed.
    done: usize,
}

/// So many changes are followed between two looks at the clock.
const SOME: usize = 64;

impl Indexes {
    /// Adds what a set says that was not added yet.
    pub fn add_set(&mut self, document: &Document, set: &AnnotationSet) {
        self.mentions.add_set(document, set);
        self.uses.add_set(set);
        self.fates.add_set(set);
    }
}

impl Known {
    pub fn new(annotator: AnnotatorId, language: &str) -> Self {
        Self {
            identities: Identities::new(annotator),
            mentions: Mentions::default(),
            uses: Uses::default(),
            fates: Fates::default(),
            directory: Prepared::at_once(Directory::default(), Directory::follow),
            language: language.to_owned(),
            is_drawn: false,
            shown: None,
            touched: Touched::default(),
            is_read: true,
            times_read: 0,
            pending: VecDeque::new(),
            locked: None,
            left_behind: LookedFor::NotYet,
        }
    }

    /// Takes identities that were read instead of those before. The directory of fifty thousand takes most of a second, beside
    /// what follows.
    pub fn replace(&mut self, identities: Identities) {
        self.follow_all();
        let snapshot = identities.clone();
        self.directory = Prepared::beside(move || Directory::new(snapshot.iter()), Directory::follow);
        self.identities = identities;
        self.times_read += 1;
        self.touched.touch_all();
    }

    /// Takes what was read of them, or why they must not be changed; returns what is to be told.
    pub fn take_read(&mut self, found: Result<(Identities, Vec<Problem>), Error>) -> Vec<Problem> {
        self.is_read = true;
        match found {
            Ok((identities, problems)) => {
                self.replace(identities);
                self.locked = None;
                problems
            }
            Err(error) => {
                let place = format!("{}/identities", self.identities.annotator());
                let told = Problem::new(Severity::Wrong, place, error.to_string());
                self.locked = Some(error);
                vec![told]
            }
        }
    }

    /// Follows very many changes from now on, some at a time.
    pub fn follow_soon(&mut self, document: Arc<Document>, changes: Arc<Changes>) {
        self.pending.push_back(Pending { document, changes, done: 0 });
        self.touched.touch_all();
    }

    /// Whether there are changes that the indexes do not know yet.
    pub fn is_following(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Goes on to follow, for so long.
    pub fn follow_for(&mut self, time: Duration) {
        let start = Instant::now();
        while !self.pending.is_empty() && start.elapsed() < time {
            self.follow_some();
        }
    }

    /// Follows what is still to be followed.
    pub fn follow_all(&mut self) {
        while !self.pending.is_empty() {
            self.follow_some();
        }
    }

    fn follow_some(&mut self) {
        let Some(Pending { document, changes, done }) = self.pending.pop_front() else {
            return;
        };
        let identities = changes.identities.len();
        if done < identities {
            self.directory.follow(&changes.identities[done..identities.min(done + SOME)]);
        } else {
            let rest = &changes.transaction[done - identities..];
            self.follow_set(&document, &rest[..rest.len().min(SOME)]);
        }
        let done = if done < identities { identities.min(done + SOME) } else { done + SOME };
        if done >= identities + changes.transaction.len() {
            self.touched.touch_all();
            let_go(changes);
        } else {
            self.pending.push_front(Pending { document, changes, done });
        }
    }

    fn follow_set(&mut self, document: &Document, transaction: &[Change]) {
        self.mentions.follow(document, transaction);
        self.uses.follow(transaction);
        self.fates.follow(transaction);
    }

    /// Follows changes that somebody else made: very many beside what is drawn, if somebody draws.
    pub fn follow_others(&mut self, document: &Arc<Document>, changes: Changes) {
        if self.is_drawn && changes.transaction.len() > SOME {
            self.follow_soon(Arc::clone(document), Arc::new(changes));
        } else {
            self.follow(document, &changes);
        }
    }

    /// Follows changes that were made, to the identities and to the set on `document`.
    pub fn follow(&mut self, document: &Document, changes: &Changes) {
        self.follow_all();
        self.directory.follow(&changes.identities);
        self.follow_set(document, &changes.transaction);
        let named = changes.transaction.iter().flat_map(|change| match change {
            Change::Annotation { before, after } => {
                before.iter().chain(after).flat_map(|one| Mentions::named_in(one)).collect()
            }
            Change::Progress { .. } | Change::Kept { .. } | Change::Decision { .. } => Vec::new(),
        });
        let sides = changes.identities.iter().flat_map(|change| change.before.iter().chain(&change.after));
        let changed = sides.flat_map(|identity| std::iter::once(&identity.id).chain(&identity.same_as));
        let touched: Vec<IdentityId> = named.chain(changed).cloned().collect();
        if !touched.is_empty() {
            self.touched.touch(touched);
        }
    }

    /// Adds what a set says that was not added yet.
    pub fn add_set(&mut self, document: &Document, set: &AnnotationSet) {
        self.mentions.add_set(document, set);
        self.uses.add_set(set);
        self.fates.add_set(set);
        let named = set.in_reading_order().iter().flat_map(|annotation| Mentions::named_in(annotation));
        let named: BTreeSet<IdentityId> = named.cloned().collect();
        if !named.is_empty() {
            self.touched.touch(named);
        }
    }

    /// Forgets what the sets say but for what is in these indexes: all others are about to be added again.
    pub fn take_sets(&mut self, Indexes { mut mentions, mut uses, mut fates }: Indexes) {
        let pending = std::mem::take(&mut self.pending);
        std::mem::swap(&mut self.mentions, &mut mentions);
        std::mem::swap(&mut self.uses, &mut uses);
        std::mem::swap(&mut self.fates, &mut fates);
        let_go((pending, mentions, uses, fates));
        self.touched.touch_all();
    }

    /// The directory; `None` while it is being prepared and somebody draws. Headless, it is waited for.
    pub fn directory(&self) -> Option<&Directory> {
        (self.is_read && (!self.is_drawn || self.directory.is_ready())).then(|| self.directory.get())
    }

    /// The mentions of all that are one with `id`, by document and number.
    pub fn mentions_of(&self, id: &IdentityId) -> Vec<&Mention> {
        let group = self.identities.group(id);
        let mut found: Vec<&Mention> = match group.as_slice() {
            // It may be mentioned without being known.
            [] => self.mentions.of(id).collect(),
            group => group.iter().flat_map(|member| self.mentions.of(&member.id)).collect(),
        };
        found.sort();
        found
    }
}
