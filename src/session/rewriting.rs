//! The schema's file as it is rewritten: its text, what was done to it, and what a command would do. It does not know the session.

use crate::model::schema::Project;
use crate::model::schema_path::Renaming;

use super::steps::{Step, Steps, Way};

/// The text of `project.ron`, and what was done to it.
#[derive(Debug, Default)]
pub(super) struct SchemaHistory {
    /// None if the project lies in no folder.
    pub text: Option<String>,
    pub steps: Steps<Rewriting>,
}

/// The file before and after.
#[derive(Debug, Clone)]
pub(super) struct Rewriting {
    pub before: String,
    pub after: String,
    pub renaming: Option<Renaming>,
}

/// Another schema that was read and found right.
#[derive(Debug)]
pub(super) struct SchemaEffect {
    pub project: Project,
    pub step: Step<Rewriting>,
    pub way: Way,
    pub said: String,
    /// Whether it takes back a renaming before all sets have it.
    pub is_stopping: bool,
}
