//! The schema's file as it is rewritten: its text, what of it is not on disk yet, what was done to it, and what a command would do. It
//! does not know the session.

use std::sync::{Arc, OnceLock};

use crate::error::Error;
use crate::model::id::AnnotatorId;
use crate::model::moment::Moment;
use crate::model::schema::Project;
use crate::model::schema_path::Renaming;
use crate::store::folder::Folder;
use crate::store::unfinished::Unfinished;
use crate::store::writer::Settling;

use super::filing::Filing;
use super::job::Job;
use super::renamed::RenamedOpen;
use super::steps::{Step, Steps, Way};

/// The text of `project.ron`, and what was done to it.
pub(super) struct SchemaHistory {
    /// None if the project lies in no folder.
    text: Option<Arc<str>>,
    /// What is wrong with it, once somebody asked.
    wrong: OnceLock<Vec<String>>,
    pub filing: Filing<Arc<str>, Writing>,
    pub steps: Steps<Rewriting>,
    /// A renaming that begins once the file says it: sets must not have names that no schema has.
    pub waiting: Option<Waiting>,
}

/// A renaming that is about to begin.
pub(super) struct Waiting {
    pub effect: SchemaEffect,
    /// When it was noted to begin.
    pub now: Moment,
    /// What is open, as it reads then.
    pub preparing: Job<RenamedOpen>,
}

/// A text that the file is to hold, and the renaming that is noted on disk before.
pub(super) struct Writing {
    pub text: Arc<str>,
    pub begun: Option<Begun>,
}

/// A renaming that is noted once nothing of an earlier one is left to be noted.
pub(super) struct Begun {
    pub annotator: AnnotatorId,
    pub unfinished: Unfinished,
    pub settling: Settling,
}

/// The file before and after.
#[derive(Debug, Clone)]
pub(super) struct Rewriting {
    pub before: Arc<str>,
    pub after: Arc<str>,
    pub renaming: Option<Renaming>,
    /// Whether one's annotations have the new name already here and there, so that no renaming takes it back.
    pub is_joining: bool,
}

/// Another schema that was read and found right.
#[derive(Debug)]
pub(super) struct SchemaEffect {
    pub project: Project,
    /// What is wrong with it, and was before.
    pub wrong: Vec<String>,
    pub step: Step<Rewriting>,
    pub way: Way,
    pub said: String,
    /// Whether it takes back a renaming before all sets have it.
    pub is_stopping: bool,
}

impl Default for SchemaHistory {
    fn default() -> Self {
        Self {
            text: None,
            wrong: OnceLock::new(),
            filing: Filing::of(Arc::default(), write),
            steps: Steps::default(),
            waiting: None,
        }
    }
}

impl SchemaHistory {
    /// Of a file that holds this.
    pub fn of(text: String) -> Self {
        let text: Arc<str> = text.into();
        Self { text: Some(Arc::clone(&text)), filing: Filing::of(text, write), ..Self::default() }
    }

    pub fn text(&self) -> Option<&Arc<str>> {
        self.text.as_ref()
    }

    /// What is wrong with the text, as `find` finds it if nobody asked before.
    pub fn wrong(&self, find: impl FnOnce(&str) -> Vec<String>) -> &[String] {
        self.wrong.get_or_init(|| self.text.as_deref().map(find).unwrap_or_default())
    }

    /// From now on this is the text, with what is `wrong` with it; the file may not hold it yet.
    pub fn set(&mut self, text: Arc<str>, wrong: Vec<String>) {
        (self.text, self.wrong) = (Some(text), wrong.into());
    }

    /// From now on this is the text, and the file holds it.
    pub fn hold(&mut self, text: Arc<str>) {
        self.filing.hold(Arc::clone(&text));
        (self.text, self.wrong) = (Some(text), OnceLock::new());
    }
}

impl SchemaEffect {
    /// The text once it is in force.
    pub fn after(&self) -> &Arc<str> {
        let Rewriting { before, after, .. } = &self.step.change;
        if self.way == Way::Undo { before } else { after }
    }

    /// What is called otherwise then, if something is.
    pub fn renaming(&self) -> Option<Renaming> {
        let renaming = self.step.change.renaming.as_ref()?;
        Some(if self.way == Way::Undo { renaming.inverted() } else { renaming.clone() })
    }
}

/// Each text is made of the one before, so that the last has all that was done.
fn write(folder: &Folder, held: &Arc<str>, writings: &[Writing]) -> Result<Arc<str>, Error> {
    for Begun { annotator, unfinished, settling } in writings.iter().filter_map(|writing| writing.begun.as_ref()) {
        settling.wait()?;
        folder.begin_renaming(annotator, unfinished)?;
    }
    let after = writings.last().map_or(held, |writing| &writing.text);
    folder.write_project(held, after)?;
    Ok(Arc::clone(after))
}
