//! Who asks, where people work blind: a command of the command line shows no more of others than the window does. It keeps
//! things from showing by accident; who reads the files reads them.

use crate::error::Error;
use crate::model::annotator::AnnotatorKind;
use crate::model::document::Document;
use crate::model::id::AnnotatorId;
use crate::model::schema::Project;
use crate::model::set::Progress;
use crate::store::folder::{Folder, Purpose};
use crate::store::user;

use super::arguments::Arguments;
use super::ending::Failure;

/// Whoever `--as` names, otherwise the machine's user.
pub struct Onlooker {
    name: AnnotatorId,
}

impl Onlooker {
    pub fn take(arguments: &mut Arguments<'_>) -> Result<Self, Failure> {
        let name = arguments.option("--as")?.unwrap_or_else(user::name);
        Ok(Self { name: AnnotatorId::new(name.trim()) })
    }

    #[must_use]
    pub fn name(&self) -> &AnnotatorId {
        &self.name
    }

    /// Refuses what is about everybody on all documents to who is no reviewer of a blind project.
    pub fn refuse_all(&self, project: &Project) -> Result<(), Error> {
        if project.shows_all_to(&self.name) {
            return Ok(());
        }
        let error = Error::new(format!("people work blind in this project, and `{}` is no reviewer of it", self.name));
        Err(error.hint(hint(project)))
    }

    /// Refuses the work of these annotators on every document, if it is not their own or a program's.
    pub fn refuse_sets(&self, project: &Project, folder: &Folder, of: &[AnnotatorId]) -> Result<(), Error> {
        let is_open = |name: &AnnotatorId| *name == self.name || folder.annotator_kind(name) == AnnotatorKind::Program;
        if of.iter().all(is_open) {
            return Ok(());
        }
        let refused = self.refuse_all(project);
        refused.map_err(|error| if of.len() > 1 { error.hint(own_hint(project, &self.name)) } else { error })
    }

    /// Whether they see what somebody did on a document: reviewers do, and all once they have finished it themselves.
    pub fn sees(
        &self,
        project: &Project,
        folder: &Folder,
        document: &Document,
        of: &AnnotatorId,
    ) -> Result<bool, Error> {
        if project.shows_all_to(&self.name) || *of == self.name || folder.annotator_kind(of) == AnnotatorKind::Program {
            return Ok(true);
        }
        let (own, _) = folder.read_set(&self.name, document, Purpose::Look)?;
        Ok(own.progress() == Progress::Finished)
    }

    /// Refuses what somebody did on a document to who may not see it yet.
    pub fn refuse_document(
        &self,
        project: &Project,
        folder: &Folder,
        document: &Document,
        of: &AnnotatorId,
    ) -> Result<(), Error> {
        if self.sees(project, folder, document, of)? {
            return Ok(());
        }
        let message =
            format!("people work blind: what `{of}` did is shown once `{}` has finished {}", self.name, document.id());
        Err(Error::new(message).hint(hint(project)))
    }
}

fn hint(project: &Project) -> String {
    match project.reviewers.as_slice() {
        [] => "`--as` says who asks; `reviewers` in project.ron names who sees all".to_owned(),
        names => {
            let names = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            format!("`--as` says who asks; reviewers see all: {names}")
        }
    }
}

fn own_hint(project: &Project, name: &AnnotatorId) -> String {
    format!("`--by {name}` takes their own; {}", hint(project))
}
