//! What happened to one annotator's set on one document, entry by entry, and what of it can be undone and done again. An entry
//! changes the set, identities, or both together. Undoing is an entry too: it refers to what it takes back. The journal on
//! disk holds these entries, and undo goes on from them after a restart.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::error::Error;

use super::change::{self, Change, Transaction};
use super::id::{AnnotationId, AnnotatorId};
use super::identity::{self, Identities, IdentityChange};
use super::moment::Moment;
use super::schema_path::Renaming;
use super::set::AnnotationSet;

/// Every entry since the history begins, and which of them `undo` and `redo` take.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// What happened before it begins, in order.
    earlier: Vec<Earlier>,
    /// The number of the last entry before the first one here.
    after: u64,
    entries: Vec<Entry>,
    /// Entries, by index, that changed an annotation, in order.
    about: HashMap<AnnotationId, Vec<usize>>,
    /// Entries, by index, that can be undone, the last first to be undone.
    done: Vec<usize>,
    /// Entries, by index, that can be done again, the last first.
    undone: Vec<usize>,
    /// The number of the last entry that was made before the text became what it is.
    before_text: u64,
    /// The hashes of the texts that the set was about, in order, as far as they are known.
    texts: Vec<String>,
    /// Entries, by number, that are about places which the text has no more.
    misplaced: BTreeSet<u64>,
}

/// What is known of what happened before a history begins: it can be told, and nothing of it be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Earlier {
    Entry(Entry),
    /// The entries with these numbers, both included, of which nothing is known.
    Unknown(u64, u64),
}

/// What happened together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Counted from 1 for each document.
    pub number: u64,
    /// By the clock of the machine, which may have jumped; entries are in order of their numbers.
    pub time: Moment,
    /// In the person's words, for the menu: `label entities/person`.
    pub title: String,
    pub deed: Deed,
    /// What was changed, also by undoing: to go forward they are applied, to go back their inverse.
    pub changes: Arc<Changes>,
}

impl Entry {
    /// Who decided what is decided in it: not always the one in whose name the set is.
    #[must_use]
    pub fn decided_by(&self) -> Option<&AnnotatorId> {
        self.changes.transaction.iter().find_map(|change| match change {
            Change::Decision { after: Some(decision), .. } => Some(&decision.by),
            _ => None,
        })
    }
}

/// How an entry came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    Did,
    /// Took back the entry with this number.
    Undid(u64),
    /// Did the entry with this number again.
    DidAgain(u64),
    /// Something in the schema got another name, here and in all entries before; its undo is the schema's own.
    Renamed(Renaming),
}

/// What happens together, or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    pub identities: Vec<IdentityChange>,
    /// To the set.
    pub transaction: Transaction,
}

impl From<Transaction> for Changes {
    fn from(transaction: Transaction) -> Self {
        Self { identities: Vec::new(), transaction }
    }
}

impl Changes {
    /// Applies them. If something is not as they expect, all stays as it was.
    pub fn apply(&self, set: &mut AnnotationSet, identities: &mut Identities) -> Result<(), Error> {
        identity::apply(identities, &self.identities)?;
        change::apply(set, &self.transaction).inspect_err(|_| {
            identity::apply(identities, &identity::inverted(&self.identities))
                .expect("what was just done can be undone");
        })
    }

    /// The same on identities that were changed otherwise since, from another document. Fails if one was changed in the same place.
    pub fn onto(self, identities: &Identities) -> Result<Self, Error> {
        Ok(Self { identities: identity::rebased(identities, &self.identities)?, ..self })
    }

    /// The same as they read once something has another name, if they say anything of it.
    #[must_use]
    pub fn renamed(&self, renaming: &Renaming) -> Option<Self> {
        let is_meant = |change: &Change| match change {
            Change::Annotation { before, after } => {
                before.iter().chain(after).any(|side| renaming.path.is_used_by(side))
            }
            Change::Progress { .. } | Change::Kept { .. } | Change::Decision { .. } => false,
        };
        let is_identity_meant = |change: &IdentityChange| {
            change.before.iter().chain(&change.after).any(|side| renaming.renamed_identity(side).is_some())
        };
        if !self.transaction.iter().any(is_meant) && !self.identities.iter().any(is_identity_meant) {
            return None;
        }
        let mut renamed = self.clone();
        for change in &mut renamed.transaction {
            if let Change::Annotation { before, after } = change {
                for side in [before, after].into_iter().flatten() {
                    if let Some(renamed) = renaming.renamed(side) {
                        *side = Arc::new(renamed);
                    }
                }
            }
        }
        for IdentityChange { before, after } in &mut renamed.identities {
            for side in [before, after].into_iter().flatten() {
                if let Some(renamed) = renaming.renamed_identity(side) {
                    *side = renamed;
                }
            }
        }
        Some(renamed)
    }

    /// The changes that take these back.
    #[must_use]
    pub fn inverted(&self) -> Self {
        Self { identities: identity::inverted(&self.identities), transaction: change::inverted(&self.transaction) }
    }
}

impl History {
    /// A history that goes on after the entry numbered `after`. Of that and of its predecessors only `earlier` is known, in order: nothing
    /// leads from there to here.
    #[must_use]
    pub fn beginning_after(after: u64, earlier: Vec<Entry>) -> Self {
        let (mut known, mut last) = (Vec::new(), 0);
        for entry in earlier.into_iter().filter(|entry| entry.number <= after) {
            if entry.number > last + 1 {
                known.push(Earlier::Unknown(last + 1, entry.number - 1));
            }
            last = entry.number;
            known.push(Earlier::Entry(entry));
        }
        if last < after {
            known.push(Earlier::Unknown(last + 1, after));
        }
        Self { earlier: known, after, ..Self::default() }
    }

    /// The same, where nothing leads from its last entry to entry `number`, after which it begins now.
    #[must_use]
    pub fn cut_off(self, number: u64) -> Self {
        let earlier = self.earlier.into_iter().filter_map(|one| match one {
            Earlier::Entry(entry) => Some(entry),
            Earlier::Unknown(..) => None,
        });
        Self::beginning_after(number, earlier.chain(self.entries).collect())
    }

    /// Takes an entry that happened before, as a journal has it. Fails if it does not follow the last one, or takes back or
    /// does again what was not next to be.
    pub fn follow(&mut self, entry: Entry) -> Result<(), Error> {
        if entry.number != self.next_number() {
            return Err(Error::new(format!("entry {} follows entry {}", entry.number, self.next_number() - 1)));
        }
        let (entries, after) = (&self.entries, self.after);
        // What happened before the history begins is known here by who did it again, if anybody did.
        let is_of = |index: &usize, number: u64| {
            let at = &entries[*index];
            at.number == number || (number <= after && at.deed == Deed::DidAgain(number))
        };
        match &entry.deed {
            Deed::Did => {
                self.done.push(self.entries.len());
                self.undone.clear();
            }
            Deed::Undid(number) => match self.done.pop_if(|index| is_of(index, *number)) {
                Some(index) => self.undone.push(index),
                None if *number <= after && self.done.is_empty() => {}
                None => return Err(Error::new(format!("entry {} takes back {number} out of turn", entry.number))),
            },
            Deed::DidAgain(number) => match self.undone.pop_if(|index| is_of(index, *number)) {
                Some(index) => self.done.push(index),
                None if *number <= after && self.undone.is_empty() => self.done.push(self.entries.len()),
                None => return Err(Error::new(format!("entry {} does {number} again out of turn", entry.number))),
            },
            Deed::Renamed(renaming) => self.apply_renaming(renaming),
        }
        self.add(entry);
        Ok(())
    }

    /// Adds an entry to the others, which know by now what it undoes or renames.
    fn add(&mut self, entry: Entry) {
        for subject in entry.changes.transaction.iter().filter_map(Change::subject) {
            let about = self.about.entry(subject.id).or_default();
            if about.last() != Some(&self.entries.len()) {
                about.push(self.entries.len());
            }
        }
        self.entries.push(entry);
    }

    /// Takes an entry that is about places which the text, as it is now, has no more: it is told, and cannot be taken back.
    pub fn follow_misplaced(&mut self, entry: Entry) -> Result<(), Error> {
        let number = entry.number;
        self.follow(entry)?;
        self.misplaced.insert(number);
        Ok(())
    }

    /// Notes that the text became what it is after the entry with this number.
    pub fn note_new_text(&mut self, number: u64) {
        self.before_text = number;
    }

    /// Notes the hashes of the texts that the set was about, in order.
    pub fn note_texts(&mut self, texts: Vec<String>) {
        self.texts = texts;
    }

    /// The hashes of the texts that the set was about, in order, as far as they are known.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// The entries that were made since the text is what it is.
    #[must_use]
    pub fn since_text(&self) -> &[Entry] {
        let from = self.entries.partition_point(|entry| entry.number <= self.before_text);
        &self.entries[from..]
    }

    /// Fails if an entry is about places which the text has no more.
    pub fn refuse_misplaced(&self, entry: &Entry) -> Result<(), Error> {
        if !self.misplaced.contains(&entry.number) {
            return Ok(());
        }
        let Entry { number, title, .. } = entry;
        Err(Error::new(format!(
            "entry {number}, `{title}`, was made before the text was changed, and its place is not there any more"
        ))
        .hint("delete or change the annotation itself; `reanchor` asks where annotations belong now"))
    }

    /// Applies changes and remembers them. What was undone before can then no longer be done again.
    pub fn perform(
        &mut self,
        set: &mut AnnotationSet,
        identities: &mut Identities,
        title: String,
        changes: Changes,
        time: Moment,
    ) -> Result<&Entry, Error> {
        changes.apply(set, identities)?;
        Ok(self.remember(time, title, Deed::Did, changes))
    }

    /// Remembers changes that were applied already. What was undone before can then no longer be done again.
    pub fn performed(&mut self, title: String, changes: Changes, time: Moment) -> &Entry {
        self.remember(time, title, Deed::Did, changes)
    }

    /// Takes the last step back and returns the entry that did so; `None` if there is nothing to undo. A step that cannot
    /// be taken back stays the last.
    pub fn undo(
        &mut self,
        set: &mut AnnotationSet,
        identities: &mut Identities,
        time: Moment,
    ) -> Result<Option<&Entry>, Error> {
        let Some(changes) = self.changes_of_undo(identities)? else {
            return Ok(None);
        };
        changes.apply(set, identities)?;
        Ok(self.undid(changes, time))
    }

    /// Does the step again that was undone last and returns the entry; `None` if there is nothing to do again.
    pub fn redo(
        &mut self,
        set: &mut AnnotationSet,
        identities: &mut Identities,
        time: Moment,
    ) -> Result<Option<&Entry>, Error> {
        let Some(changes) = self.changes_of_redo(identities)? else {
            return Ok(None);
        };
        changes.apply(set, identities)?;
        Ok(self.did_again(changes, time))
    }

    /// Remembers that the last step was taken back by changes that were applied already; `None` if there was nothing to undo.
    pub fn undid(&mut self, changes: Changes, time: Moment) -> Option<&Entry> {
        let step = self.last_done()?;
        let (title, deed) = (step.title.clone(), Deed::Undid(step.number));
        Some(self.remember(time, title, deed, changes))
    }

    /// Likewise that the step that was undone last was done again.
    pub fn did_again(&mut self, changes: Changes, time: Moment) -> Option<&Entry> {
        let step = self.last_undone()?;
        let (title, deed) = (step.title.clone(), Deed::DidAgain(step.number));
        Some(self.remember(time, title, deed, changes))
    }

    /// Remembers that something in the schema got another name; the set was renamed already.
    pub fn rename(&mut self, renaming: Renaming, title: String, time: Moment) -> &Entry {
        self.remember(time, title, Deed::Renamed(renaming), Changes::default())
    }

    /// Likewise, with the changes of all entries as they read now: `renamed` gets those that they had before in their place. Nothing
    /// happens unless `before` are the changes of all entries, to the last pointer.
    pub fn rename_prepared(
        &mut self,
        renaming: Renaming,
        title: String,
        time: Moment,
        before: &[Arc<Changes>],
        renamed: &mut [Arc<Changes>],
    ) -> Option<&Entry> {
        let is_same = |(entry, before): (&Entry, &Arc<Changes>)| Arc::ptr_eq(&entry.changes, before);
        let is_all = self.entries.len() == before.len() && before.len() == renamed.len();
        if !is_all || !self.entries.iter().zip(before).all(is_same) {
            return None;
        }
        for (entry, renamed) in self.entries.iter_mut().zip(renamed) {
            std::mem::swap(&mut entry.changes, renamed);
        }
        let (number, deed) = (self.next_number(), Deed::Renamed(renaming));
        self.add(Entry { number, time, title, deed, changes: Arc::default() });
        self.entries.last()
    }

    fn remember(&mut self, time: Moment, title: String, deed: Deed, changes: Changes) -> &Entry {
        let entry = Entry { number: self.next_number(), time, title, deed, changes: Arc::new(changes) };
        self.follow(entry).expect("what was just done follows");
        &self.entries[self.entries.len() - 1]
    }

    /// The entry with a number.
    #[must_use]
    pub fn entry(&self, number: u64) -> Option<&Entry> {
        let at = usize::try_from(number.checked_sub(self.after)?).ok()?;
        self.entries.get(at.checked_sub(1)?)
    }

    /// What `undo` would change; fails if it cannot be taken back because an identity was changed in the same place since.
    pub fn changes_of_undo(&self, identities: &Identities) -> Result<Option<Changes>, Error> {
        let Some(step) = self.last_done() else { return Ok(None) };
        self.refuse_misplaced(step).map_err(|error| error.context("cannot undo"))?;
        step.changes.inverted().onto(identities).map(Some)
    }

    /// What `redo` would change; fails likewise.
    pub fn changes_of_redo(&self, identities: &Identities) -> Result<Option<Changes>, Error> {
        let Some(step) = self.last_undone() else { return Ok(None) };
        self.refuse_misplaced(step).map_err(|error| error.context("cannot redo"))?;
        Changes::clone(&step.changes).onto(identities).map(Some)
    }

    /// Renames in all that is remembered, as if it had always been called so.
    fn apply_renaming(&mut self, renaming: &Renaming) {
        let earlier = self.earlier.iter_mut().filter_map(|one| match one {
            Earlier::Entry(entry) => Some(entry),
            Earlier::Unknown(..) => None,
        });
        for entry in earlier.chain(&mut self.entries) {
            if let Some(renamed) = entry.changes.renamed(renaming) {
                entry.changes = Arc::new(renamed);
            }
        }
    }

    /// Every entry since it begins, in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What happened before, in order.
    #[must_use]
    pub fn earlier(&self) -> &[Earlier] {
        &self.earlier
    }

    /// The entries that changed an annotation since it begins, in order.
    pub fn about(&self, id: AnnotationId) -> impl DoubleEndedIterator<Item = &Entry> {
        self.about.get(&id).into_iter().flatten().map(|index| &self.entries[*index])
    }

    /// The entries before it begins that changed an annotation, in order.
    pub fn earlier_about(&self, id: AnnotationId) -> impl DoubleEndedIterator<Item = &Entry> {
        self.earlier.iter().filter_map(move |one| match one {
            Earlier::Entry(entry) => {
                let mut subjects = entry.changes.transaction.iter().filter_map(Change::subject);
                subjects.any(|subject| subject.id == id).then_some(entry)
            }
            Earlier::Unknown(..) => None,
        })
    }

    /// The number that the next entry gets.
    #[must_use]
    pub fn next_number(&self) -> u64 {
        self.entries.last().map_or(self.after, |entry| entry.number) + 1
    }

    /// The number after which the history begins.
    #[must_use]
    pub fn after(&self) -> u64 {
        self.after
    }

    /// What `undo` would take back.
    #[must_use]
    pub fn undo_title(&self) -> Option<&str> {
        self.last_done().map(|step| step.title.as_str())
    }

    /// What `redo` would do again.
    #[must_use]
    pub fn redo_title(&self) -> Option<&str> {
        self.last_undone().map(|step| step.title.as_str())
    }

    /// What `undo` would take back, if there is something.
    #[must_use]
    pub fn last_done(&self) -> Option<&Entry> {
        self.done.last().map(|index| &self.entries[*index])
    }

    /// What `redo` would do again, if there is something.
    #[must_use]
    pub fn last_undone(&self) -> Option<&Entry> {
        self.undone.last().map(|index| &self.entries[*index])
    }
}
