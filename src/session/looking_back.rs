//! Looking back: the history of a document that its journal tells, the page as it was, going back to a moment, and bringing back
//! what was deleted. Numbers are those of the journal's entries; changing anything is an entry of its own.

use std::sync::Arc;

use crate::error::{Error, Problem, Severity, counted};
use crate::model::annotation::{Annotation, Argument, Filler};
use crate::model::change::{self, Change, Transaction};
use crate::model::check::{check_filler, check_filler_label};
use crate::model::check_identities::check_link_of;
use crate::model::history::{Earlier, Entry};
use crate::model::id::{AnnotationId, IdentityId};
use crate::model::moment::Moment;
use crate::model::set::AnnotationSet;

use super::command::past::PastCommand;
use super::effect::Effect;
use super::openings::ReadHistory;
use super::past::{Blame, LooksAt, Past};
use super::state::Session;

impl Session {
    /// What happened to the current document's set, the oldest first.
    #[must_use]
    pub fn history(&self) -> &[Entry] {
        self.current_work().map_or(&[], |work| work.history.entries())
    }

    /// What is known of what happened before that: nothing leads from there to here.
    #[must_use]
    pub fn earlier_history(&self) -> &[Earlier] {
        self.current_work().map_or(&[], |work| work.history.earlier())
    }

    /// After which entry the page is shown, if it is not shown as it is now.
    #[must_use]
    pub fn looks_at(&self) -> Option<LooksAt<'_>> {
        let work = self.current_work()?;
        let number = work.past.as_ref()?.number;
        Some(LooksAt { number, entry: work.history.entry(number) })
    }

    /// Who made an annotation of the current document, and who changed it last.
    #[must_use]
    pub fn blame(&self, id: AnnotationId) -> Blame<'_> {
        let about = || {
            let histories = self.current_work().into_iter().map(|work| &work.history);
            histories.flat_map(move |history| history.about(id).rev().chain(history.earlier_about(id).rev()))
        };
        Blame {
            made: about().find(|entry| changes_of(entry, id).any(|(before, _)| before.is_none())),
            changed: about().find(|entry| changes_of(entry, id).any(|(before, _)| before.is_some())),
        }
    }

    /// The annotations that an entry of [`Session::history`] deleted and that are not there now.
    #[must_use]
    pub fn deleted_by(&self, entry: &Entry) -> Vec<Arc<Annotation>> {
        let set = self.current_work().map(|work| &work.set);
        let is_gone = |id| set.is_some_and(|set| set.get(id).is_none());
        let is_misplaced = self.current_work().is_some_and(|work| work.history.refuse_misplaced(entry).is_err());
        if is_misplaced {
            return Vec::new();
        }
        let deleted = entry.changes.transaction.iter().filter_map(|change| match change {
            Change::Annotation { before: Some(before), after: None } if is_gone(before.id) => Some(Arc::clone(before)),
            _ => None,
        });
        deleted.collect()
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Moment {
        (self.clock)()
    }

    pub(super) fn plan_past(&self, command: &PastCommand) -> Result<Effect, Error> {
        match command {
            PastCommand::Look(None) => Ok(Effect::LookBack(None)),
            PastCommand::Look(Some(number)) => {
                Ok(Effect::LookBack(Some(Box::new(Past { number: *number, set: self.set_after(*number)? }))))
            }
            PastCommand::GoBack(number) => {
                let past = self.set_after(*number)?;
                let mut transaction = change::between(&self.work_to_change()?.set, &past);
                let gone: usize = transaction.iter_mut().map(|change| self.without_gone_identities(change)).sum();
                transaction.retain(|change| *change != change.inverted());
                if transaction.is_empty() {
                    return Err(Error::new(format!("the annotations are as they were after entry {number} already")));
                }
                let said = format!("went back to entry {number}") + &told_gone(gone);
                Ok(Effect::Change { transaction, choose: None, said })
            }
            PastCommand::Restore(id) => {
                let set = &self.work_to_change()?.set;
                if set.get(*id).is_some() {
                    return Err(Error::new(format!("annotation {id} is not deleted")));
                }
                let history = &self.work()?.history;
                let last = |entry| changes_of(entry, *id).find_map(|(before, _)| Some((entry, before?)));
                let deleted = history.about(*id).rev().find_map(last);
                let (entry, deleted) =
                    deleted.ok_or_else(|| Error::new(format!("the history knows no annotation {id}")))?;
                history.refuse_misplaced(entry)?;
                let mut restored = Annotation::clone(deleted);
                // What it named may be gone too, which is another thing to restore, or be something that cannot fill it now.
                let schema = self.project.label(&restored.label);
                let may_fill = |argument: &Argument| {
                    let role = schema.and_then(|label| label.roles.iter().find(|role| role.name == argument.role));
                    role.is_some_and(|role| check_filler(&self.project, set, role, deleted, &argument.filler).is_ok())
                };
                restored.arguments.retain(may_fill);
                let parts = self.parts_it_played(&restored);
                let mut said = format!("brought annotation {id} back");
                if !parts.is_empty() {
                    let played: usize = parts.iter().map(|(_, played)| played).sum();
                    said += &format!(", and {} that it was", counted(played, "argument"));
                }
                let mut transaction = change::adding(restored);
                let gone: usize = transaction.iter_mut().map(|change| self.without_gone_identities(change)).sum();
                said += &told_gone(gone);
                transaction.extend(parts.into_iter().map(|(change, _)| change));
                Ok(Effect::Change { transaction, choose: Some(*id), said })
            }
        }
    }

    /// Takes from what comes by a change the links to identities that are not there any more, or of another kind now; returns how many
    /// they were. While identities cannot be changed, they are not known.
    fn without_gone_identities(&self, change: &mut Change) -> usize {
        let (Change::Annotation { after: Some(after), .. }, Ok(all)) = (change, self.identities_to_change()) else {
            return 0;
        };
        let is_there = |id: &IdentityId| all.get(id).is_some();
        let fits = |argument: &Argument| match &argument.filler {
            Filler::Identity(id) => is_there(id),
            Filler::Annotation(_) => true,
        };
        let is_linked_right =
            after.identity.as_ref().is_none_or(is_there) && check_link_of(&self.project, all, after).is_ok();
        let mut left = Annotation::clone(after);
        left.arguments.retain(fits);
        if !is_linked_right {
            left.identity = None;
        }
        let gone = after.arguments.len() - left.arguments.len() + usize::from(!is_linked_right);
        if gone > 0 {
            *after = Arc::new(left);
        }
        gone
    }

    /// What gives an annotation back the parts in frames that its deletion took from it, where nobody else plays them since; with
    /// how many each is.
    fn parts_it_played(&self, restored: &Annotation) -> Vec<(Change, usize)> {
        let id = restored.id;
        let Some(work) = self.current_work() else { return Vec::new() };
        let deleted = |change: &Change| matches!(change, Change::Annotation { before: Some(before), after: None } if before.id == id);
        let mut about = work.history.about(id).rev();
        let Some(deletion) = about.find(|entry| entry.changes.transaction.iter().any(deleted)) else {
            return Vec::new();
        };
        let mut parts = Vec::new();
        for change in &deletion.changes.transaction {
            let Change::Annotation { before: Some(frame), after: Some(_) } = change else { continue };
            let Some(now) = work.set.get(frame.id) else { continue };
            let schema = self.project.label(&now.label);
            let may_play = |name: &str| {
                let role = schema.and_then(|label| label.roles.iter().find(|role| role.name == name));
                role.is_some_and(|role| check_filler_label(&self.project, role, &restored.label).is_ok())
            };
            let mut again = Annotation::clone(now);
            for (at, argument) in frame.arguments.iter().enumerate() {
                let is_its = argument.filler == Filler::Annotation(id);
                // Whoever played the same role beside it may do so still.
                let mut players = now.arguments.iter().filter(|other| other.role == argument.role);
                if is_its
                    && may_play(&argument.role)
                    && players.all(|other| other.filler != argument.filler && frame.arguments.contains(other))
                {
                    again.arguments.insert(at.min(again.arguments.len()), argument.clone());
                }
            }
            let played = again.arguments.len() - now.arguments.len();
            if played > 0 {
                parts
                    .push((Change::Annotation { before: Some(Arc::clone(now)), after: Some(Arc::new(again)) }, played));
            }
        }
        parts
    }

    /// Returns what is to be said.
    pub(super) fn look_back(&mut self, past: Option<Box<Past>>) -> Option<String> {
        let said = past.as_ref().map(|past| {
            format!("the page as it was after entry {}; nothing can be changed there, and Escape returns", past.number)
        });
        let work = self.current_work_mut()?;
        work.past = past;
        work.chosen = None;
        said
    }

    /// The current document's set as it was after an entry; 0 is before the first.
    fn set_after(&self, number: u64) -> Result<AnnotationSet, Error> {
        let work = self.work()?;
        let history = &work.history;
        if number < history.after() || number >= history.next_number() {
            let (first, last) = (history.after(), history.next_number() - 1);
            if (1..first).contains(&number) {
                return Err(Error::new(format!("the annotations as they were after entry {number} are not known: what was done up to entry {first} cannot be read in full"))
                    .hint(format!("from entry {first} on they are")));
            }
            return Err(Error::new(format!("the history has no entry {number}"))
                .hint(format!("it goes from {first} to {last}")));
        }
        let mut set = work.set.clone();
        let since = history.entries().iter().rev().take_while(|entry| entry.number > number);
        since.clone().try_for_each(|entry| history.refuse_misplaced(entry))?;
        let taken_back: Transaction = since.flat_map(|entry| change::inverted(&entry.changes.transaction)).collect();
        change::apply(&mut set, &taken_back)
            .map_err(|error| error.context(format!("what was done after entry {number} cannot be taken back")))?;
        Ok(set)
    }

    /// Reads what happened to a document's set in earlier sessions, unless it was read already.
    pub(super) fn read_history(&mut self, index: usize) {
        let Some(listed) = self.listed.get_mut(index) else {
            return;
        };
        let (Some(disk), Some(work)) = (&self.disk, listed.work.as_deref_mut()) else {
            return;
        };
        if work.has_history || work.locked.is_some() {
            return;
        }
        let found = disk.folder.read_history(&self.annotator, &work.document, disk.purpose);
        self.take_history(index, found);
    }

    /// Notes what happened to a document's set in earlier sessions.
    pub(super) fn take_history(&mut self, index: usize, found: ReadHistory) {
        let Some(work) = self.listed.get_mut(index).and_then(|listed| listed.work.as_deref_mut()) else {
            return;
        };
        work.has_history = true;
        let found = match found {
            Ok((history, problems)) => {
                work.history = history;
                problems
            }
            Err(error) => {
                let place = format!("{}/{}", self.annotator, work.document.id());
                // The journal is there and cannot be read: nothing may be added to it.
                work.locked = Some(error.clone());
                vec![Problem::new(Severity::Wrong, place, error.to_string())]
            }
        };
        self.tell(found);
    }
}

/// What is said of links that were left out.
fn told_gone(gone: usize) -> String {
    match gone {
        0 => String::new(),
        1 => ", but for a link to an identity that is gone".to_owned(),
        count => format!(", but for {count} links to identities that are gone"),
    }
}

/// What an entry made of an annotation: before and after, the last first.
fn changes_of(
    entry: &Entry,
    id: AnnotationId,
) -> impl Iterator<Item = (Option<&Arc<Annotation>>, Option<&Arc<Annotation>>)> {
    entry.changes.transaction.iter().rev().filter_map(move |change| match change {
        Change::Annotation { before, after } if change.subject().is_some_and(|subject| subject.id == id) => {
            Some((before.as_ref(), after.as_ref()))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use crate::session::script;
    use crate::session::state::Session;
    use crate::tests::news;

    /// Layla is an agent of the visit; then she is deleted, and this is done.
    fn after_deleting(script: &str) -> Session {
        let mut session = news::session("Layla visited Haifa with Omar.");
        let before =
            "select \"Layla\"\nlabel person\nselect \"visited\"\nlabel visit\nset-argument agent 1\nchoose 1\ndelete\n";
        script::run(&mut session, &format!("{before}{script}"), "s").unwrap();
        session
    }

    #[test]
    fn what_is_brought_back_plays_again_what_nobody_else_plays_since() {
        after_deleting(
            "restore 1\nexpect [person#1 Layla] [visit#2{agent=1} visited] Haifa with Omar.\nundo\nexpect Layla [visit#2 visited] Haifa with Omar.",
        );
        after_deleting(
            "select \"Omar\"\nlabel person\nchoose 2\nset-argument agent 3\nrestore 1\nexpect [person#1 Layla] [visit#2{agent=3} visited] Haifa with [person#3 Omar].",
        );
    }

    #[test]
    fn undoing_a_deletion_chooses_what_came_back() {
        assert_eq!(after_deleting("undo").chosen_id().map(|id| id.0), Some(1));
    }
}
