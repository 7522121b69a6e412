//! `assignments.ron` on disk. Whoever leads a project may write it, so that nobody writes over what another one wrote meanwhile.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use crate::error::Error;
use crate::model::assignment::{AssignmentChange, Assignments};
use crate::records::assignments;

use super::files;
use super::folder::Folder;
use super::index::Stamp;

pub const ASSIGNMENTS_FILE: &str = "assignments.ron";

/// What the file held, if it was there.
pub type Held = Option<Arc<str>>;

impl Folder {
    /// Who is assigned what, and the text that says so; nobody anything if there is no file. From now on
    /// `are_assignments_changed` tells of other files than this one.
    pub fn read_assignments(&self) -> Result<(Assignments, Held), Error> {
        let path = self.assignments_path();
        self.see_assignments();
        if !path.exists() {
            return Ok((Assignments::default(), None));
        }
        let text = files::read_our_text(&path)?;
        assignments::read(&text, ASSIGNMENTS_FILE).map(|read| (read, Some(text.into())))
    }

    /// Writes the file, if it still holds `before`, and returns what it holds then.
    pub fn write_assignments(&self, before: &Held, after: &Assignments) -> Result<Held, Error> {
        self.replace_assignments(before, |_| Ok(after.clone()))
    }

    /// Makes changes to what the file says, one step after the other, likewise.
    pub fn change_assignments(&self, before: &Held, steps: &[Arc<[AssignmentChange]>]) -> Result<Held, Error> {
        self.replace_assignments(before, |text| {
            let read = text.map(|text| assignments::read(text, ASSIGNMENTS_FILE));
            let mut all = read.transpose()?.unwrap_or_default();
            steps.iter().try_for_each(|changes| all.apply(changes))?;
            Ok(all)
        })
    }

    fn replace_assignments(
        &self,
        before: &Held,
        after: impl FnOnce(Option<&str>) -> Result<Assignments, Error>,
    ) -> Result<Held, Error> {
        let path = self.assignments_path();
        // Who looks meanwhile waits, and does not take what is written here for somebody else's.
        let mut seen = self.assignments_seen.lock().unwrap_or_else(PoisonError::into_inner);
        let now = if path.exists() { Some(files::read_our_text(&path)?) } else { None };
        if now.as_deref() != before.as_deref() {
            return Err(Error::new(format!("{ASSIGNMENTS_FILE} was changed by somebody else meanwhile"))
                .hint("it is read again; do it once more if it is still to be done"));
        }
        let text = assignments::write(&after(now.as_deref())?);
        files::write(&path, text.as_bytes())?;
        *seen = Some(Stamp::of(&path).ok());
        Ok(Some(text.into()))
    }

    /// Whether the file is another than the one that was read or written here last. Costs one look at it.
    pub(super) fn are_assignments_changed(&self) -> bool {
        let now = Stamp::of(&self.assignments_path()).ok();
        let mut seen = self.assignments_seen.lock().unwrap_or_else(PoisonError::into_inner);
        // Told once; whoever hears it reads the file.
        seen.as_ref().is_some_and(|before| *before != now) && {
            *seen = Some(now);
            true
        }
    }

    fn see_assignments(&self) {
        let now = Stamp::of(&self.assignments_path()).ok();
        *self.assignments_seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    }

    fn assignments_path(&self) -> PathBuf {
        self.root().join(ASSIGNMENTS_FILE)
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assignment::Assignments;
    use crate::model::id::{AnnotatorId, DocumentId};
    use crate::store::files::Flush;
    use crate::store::folder::Folder;
    use crate::tests::scratch::Scratch;

    #[test]
    fn what_somebody_else_writes_is_noticed_once_and_never_written_over() {
        let scratch = Scratch::new("assignments");
        let folder = Folder::at(scratch.path(), Flush::Now);
        let all = Assignments::new([(DocumentId::new("a"), AnnotatorId::new("ليلى"))]);
        assert!(!folder.are_assignments_changed(), "nobody has looked for it yet");
        let (_, nothing) = folder.read_assignments().unwrap();
        let ours = folder.write_assignments(&nothing, &all).unwrap();
        assert!(!folder.are_assignments_changed());
        scratch.write("assignments.ron", "(format: 1, assignments: [])");
        assert!(folder.are_assignments_changed() && !folder.are_assignments_changed());
        assert!(folder.write_assignments(&ours, &all).unwrap_err().message.contains("changed by somebody else"));
        let (none, theirs) = folder.read_assignments().unwrap();
        assert!(none.is_empty());
        assert_eq!(folder.write_assignments(&theirs, &all).unwrap(), ours);
    }
}
