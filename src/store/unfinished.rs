//! A renaming that is under way: `annotations/<annotator>/renaming.unfinished` is there from before anything is renamed until the
//! journals of all that the annotator did have it. Whoever opens the project under that name finds it, and goes on. It holds one
//! line, as `identities.journal` has it; the sum tells a torn one.

use std::io;
use std::path::PathBuf;

use crate::error::{Error, Problem, Severity};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::moment::Moment;
use crate::model::schema_path::Renaming;
use crate::records::held::Sum;
use crate::records::journal as lines;

use super::files;
use super::folder::{Folder, Purpose};
use super::journal;

const FILE: &str = "renaming.unfinished";

/// Something in the schema that is getting another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    pub renaming: Renaming,
    /// In the person's words: `schema-rename entities/person human`.
    pub title: String,
    pub time: Moment,
}

impl Folder {
    /// Notes on disk what is about to get another name in all that `annotator` did; nothing, if they did nothing yet.
    pub fn begin_renaming(&self, annotator: &AnnotatorId, begun: &Unfinished) -> Result<(), Error> {
        if !self.annotator_path(annotator).is_dir() {
            return Ok(());
        }
        let body = lines::write_renaming(&begun.renaming, &begun.title, begun.time, 1);
        files::write(&self.unfinished_path(annotator), lines::seal(&body, Sum::NOTHING).0.as_bytes())
    }

    /// Notes that nothing is being renamed any more.
    pub fn end_renaming(&self, annotator: &AnnotatorId) -> Result<(), Error> {
        let path = self.unfinished_path(annotator);
        if path.exists() { files::remove(&path) } else { Ok(()) }
    }

    /// What `annotator` began to rename and never ended. A note that cannot be read is kept under another name, and told.
    pub fn unfinished_renaming(
        &self,
        annotator: &AnnotatorId,
        purpose: Purpose,
    ) -> Result<Option<Unfinished>, Problem> {
        let path = self.unfinished_path(annotator);
        let wrong = |message: &str| Problem::new(Severity::Wrong, self.shown(&path), message);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(wrong(&files::failed("read", &path, &error).message)),
        };
        let text = std::str::from_utf8(&bytes).unwrap_or_default().trim_end();
        let read = lines::open(text, Sum::NOTHING).and_then(|line| lines::read_renaming(line.body).ok());
        if let Some((renaming, title, time)) = read {
            return Ok(Some(Unfinished { renaming, title, time }));
        }
        let told = wrong("a renaming was interrupted, and it is damaged: which one cannot be told");
        let hint = "`hashiya check` tells which annotations are called what the schema does not have";
        if purpose == Purpose::Look {
            return Err(told.hint(format!("{hint}; the file is not touched")));
        }
        let kept = files::keep_aside(&path, &bytes, "damaged").and_then(|copy| files::remove(&path).map(|()| copy));
        Err(match kept {
            Ok(copy) => told.hint(format!("{hint}; it is kept as {}", self.shown(&copy))),
            Err(error) => told.hint(format!("{hint}; {error}")),
        })
    }

    /// What `annotator` began to rename and never ended, to be gone on with here, and what is to be told. Nothing is gone on with where
    /// nothing can be written.
    pub fn resume_renaming(&self, annotator: &AnnotatorId) -> (Option<Unfinished>, Option<Problem>) {
        let unfinished = match self.unfinished_renaming(annotator, Purpose::Work) {
            Ok(Some(unfinished)) => unfinished,
            Ok(None) => return (None, None),
            Err(problem) => return (None, Some(problem)),
        };
        // Where nothing can be written, it is told once, and not for each set.
        if let Err(error) = self.begin_renaming(annotator, &unfinished) {
            let Renaming { path, to } = &unfinished.renaming;
            let message =
                format!("the renaming of `{path}` to `{to}` was interrupted, and cannot be finished: {error}");
            let hint = "some annotations have the old name until the project is opened where it can be written";
            return (None, Some(Problem::new(Severity::Wrong, annotator.as_str(), message).hint(hint)));
        }
        (Some(unfinished), None)
    }

    /// Whether the journal of a set has a renaming of that time, and nothing that takes it back.
    pub fn is_renamed(
        &self,
        annotator: &AnnotatorId,
        document: &DocumentId,
        renaming: &Renaming,
        time: Moment,
    ) -> Result<bool, Error> {
        let journal = journal::read(&journal::path_of(&self.set_path(annotator, document)))?;
        let Some(Ok(journal)) = journal else { return Ok(false) };
        let back = renaming.inverted();
        let mut found = journal.lines().rev().filter_map(|(body, _)| lines::renaming_in(body));
        Ok(found
            .find_map(
                |(found, at)| {
                    if found == back { Some(false) } else { (found == *renaming && at == time).then_some(true) }
                },
            )
            .unwrap_or_default())
    }

    /// Tells whoever only looks that a renaming is not finished.
    #[must_use]
    pub fn check_renaming(&self, annotator: &AnnotatorId) -> Option<Problem> {
        match self.unfinished_renaming(annotator, Purpose::Look) {
            Ok(unfinished) => unfinished.map(|Unfinished { renaming, .. }| {
                let message = format!(
                    "`{}` is being renamed to `{}`, and some annotations have the one name, some the other",
                    renaming.path, renaming.to
                );
                Problem::new(Severity::Wrong, self.shown(&self.unfinished_path(annotator)), message).hint(format!(
                    "who works as `{annotator}` finishes it; if nobody does now, opening the project as they do"
                ))
            }),
            Err(problem) => Some(problem),
        }
    }

    fn unfinished_path(&self, annotator: &AnnotatorId) -> PathBuf {
        self.annotator_path(annotator).join(FILE)
    }
}
