//! What comes from files, batch by batch, held against a project: which documents are new, who said what about them, which labels
//! it is said with, and what cannot come. It writes nothing: an import is made of it, and what one sees before it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::error::{Error, Problem, Severity};
use crate::formats::bundle::Bundle;
use crate::formats::drafts::NOBODY;
use crate::formats::label_choices::LabelChoices;
use crate::formats::merge::{Missing, fitted};
use crate::formats::relabel::LabelMap;
use crate::model::document::{Document, TextHash};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::identity::Identities;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;
use crate::records::project_edit::{Edit, Value, adding, edited};

use super::corpus::Corpus;
use super::there::There;

/// Files on their way into a project.
pub struct Arriving<'a> {
    project: &'a Project,
    there: There,
    labels: LabelChoices,
    /// Whose sets those are to be of which the files do not say it, or all if they name only one.
    annotator: Option<AnnotatorId>,
    /// Whose sets are called after `annotator`.
    renamed: Option<AnnotatorId>,
    /// The new texts.
    hashes: HashMap<DocumentId, TextHash>,
    /// Their ids without letter case, for on many file systems `A.ron` and `a.ron` are one file.
    ids: BTreeSet<String>,
    missing: BTreeMap<String, Missing>,
    /// Who is a program, as the files say.
    pub programs: BTreeSet<AnnotatorId>,
    pub documents: Documents,
    pub problems: Vec<Problem>,
}

/// How many documents came, by what becomes of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Documents {
    pub new: usize,
    /// The project has the same text, under the same name or as its only one under another.
    pub there: usize,
    /// The project has something else under the name.
    pub refused: usize,
}

/// A batch that came.
pub struct Arrived<'b> {
    /// To be written.
    pub new: Vec<Arc<Document>>,
    pub sets: Vec<ArrivedSet<'b>>,
}

/// What somebody said about a document.
pub struct ArrivedSet<'b> {
    pub set: AnnotationSet,
    pub document: Arc<Document>,
    pub known: Option<&'b Identities>,
}

impl<'a> Arriving<'a> {
    /// Nothing yet. Fails on a map to labels that the project lacks.
    pub fn new(
        project: &'a Project,
        corpus: Arc<Corpus>,
        labels: &LabelMap,
        annotator: Option<AnnotatorId>,
    ) -> Result<Self, Error> {
        Ok(Self {
            project,
            there: There::of(corpus),
            labels: LabelChoices::new(labels, project)?,
            annotator,
            renamed: None,
            hashes: HashMap::new(),
            ids: BTreeSet::new(),
            missing: BTreeMap::new(),
            programs: BTreeSet::new(),
            documents: Documents::default(),
            problems: Vec::new(),
        })
    }

    /// Another batch. Its schema and identities go by the labels that were chosen.
    pub fn take<'b>(&mut self, bundle: &'b mut Bundle) -> Result<Arrived<'b>, Error> {
        let mut arrived = Arrived { new: Vec::new(), sets: Vec::new() };
        let mut documents: HashMap<DocumentId, Arc<Document>> = HashMap::new();
        for document in &bundle.documents {
            let Some(place) = self.place(document, &mut arrived.new) else { continue };
            documents.insert(document.id().clone(), place);
        }
        self.labels.apply(bundle, self.project)?;
        let (fitted, missing) = fitted(bundle, self.project);
        for one in missing {
            match self.missing.get_mut(&one.path.to_string()) {
                Some(known) => {
                    known.annotations += one.annotations;
                    if one.path.part.is_some() {
                        let new = one.details.iter().filter(|detail| !known.details.contains(detail));
                        let new: Vec<String> = new.cloned().collect();
                        known.details.extend(new);
                    }
                }
                None => drop(self.missing.insert(one.path.to_string(), one)),
            }
        }
        // Nobody becomes an annotator by having said nothing.
        for set in fitted.sets.iter().filter(|set| set.has_begun()) {
            let Some(document) = documents.get(set.document()).cloned() else { continue };
            let made_by = set.annotator();
            let annotator = self.name(made_by, bundle)?;
            self.programs.extend(bundle.programs.contains(made_by).then(|| annotator.clone()));
            let set = set.moved(annotator, document.id().clone());
            arrived.sets.push(ArrivedSet { set, document, known: bundle.identities.get(made_by) });
        }
        Ok(arrived)
    }

    /// After the last batch: what the schema lacks, in the order in which it is to be added. Fails on a label that was chosen for
    /// and never came.
    pub fn finish(&mut self) -> Result<Vec<Missing>, Error> {
        self.labels.finish()?;
        self.problems.extend(self.labels.problems());
        let mut missing: Vec<Missing> = std::mem::take(&mut self.missing).into_values().collect();
        missing.sort_by_key(|one| (one.path.part.is_some(), one.path.label.is_some(), one.path.to_string()));
        Ok(missing)
    }

    /// Whether a document is one of those that come.
    #[must_use]
    pub fn is_new(&self, document: &DocumentId) -> bool {
        self.hashes.contains_key(document)
    }

    /// The document of the project that a document is, or it itself if it is new: it is known by its id, or by being the only one
    /// with its text. `None` if the project has another text under its name, or a name that differs in case only.
    fn place(&mut self, document: &Arc<Document>, new: &mut Vec<Arc<Document>>) -> Option<Arc<Document>> {
        let id = document.id();
        if self.hashes.contains_key(id) {
            return Some(Arc::clone(document));
        }
        let alike = self.there.alike(id);
        if alike == Some(id) {
            if self.there.says(id, document.hash()) {
                self.documents.there += 1;
                return Some(Arc::clone(document));
            }
            let message = "the project has another text under this name; what is said about it is left out";
            return self.refuse(id, message);
        }
        if let [same] = &self.there.with_text(document.hash())[..] {
            let message = format!("its text is that of `{same}`");
            self.problems.push(Problem::new(Severity::Note, id.as_str(), message));
            self.documents.there += 1;
            return Some(Arc::new(document.with_id(same.clone())));
        }
        if alike.is_some() || !self.ids.insert(id.as_str().to_lowercase()) {
            let message = "the name of another document differs in case only; what is said about this one is left out";
            return self.refuse(id, message);
        }
        self.hashes.insert(id.clone(), document.hash().clone());
        self.documents.new += 1;
        new.push(Arc::clone(document));
        Some(Arc::clone(document))
    }

    fn refuse<T>(&mut self, id: &DocumentId, message: &str) -> Option<T> {
        self.documents.refused += 1;
        self.problems.push(Problem::new(Severity::Loss, id.as_str(), message));
        None
    }

    /// Who made a set is called as the person says, if that can be meant.
    fn name(&mut self, made_by: &AnnotatorId, bundle: &Bundle) -> Result<AnnotatorId, Error> {
        let Some(name) = &self.annotator else {
            return Ok(made_by.clone());
        };
        let nobody = AnnotatorId::new(NOBODY);
        if self.renamed.is_none() {
            let begun = bundle.sets.iter().filter(|set| set.has_begun()).map(AnnotationSet::annotator);
            let all: BTreeSet<&AnnotatorId> = begun.collect();
            self.renamed = if all.contains(&nobody) { Some(nobody.clone()) } else { all.first().copied().cloned() };
        }
        match &self.renamed {
            Some(renamed) if renamed == made_by => Ok(name.clone()),
            Some(renamed) if *renamed == nobody => Ok(made_by.clone()),
            renamed => {
                let named = renamed.iter().chain([made_by]).map(|annotator| format!("`{annotator}`"));
                let named: Vec<String> = named.collect();
                Err(Error::new(format!("the files say who made what: {}", named.join(", ")))
                    .hint("leave out `--as`, and each becomes an annotator"))
            }
        }
    }
}

/// The text of `project.ron` with what the schema lacks. Fails where that cannot be written into it.
pub fn with_missing(project: &str, missing: &[Missing]) -> Result<String, Error> {
    let mut text = project.to_owned();
    for one in missing {
        text = edited(&text, &one.path, &adding(&one.path, &one.details)?)?;
        if let Some(title) = &one.title {
            let value = Some(Value::Text(title.clone()));
            text = edited(&text, &one.path, &Edit::Set { field: "title", value })?;
        }
        if !one.guideline.is_empty() {
            let value = Some(Value::Text(one.guideline.clone()));
            text = edited(&text, &one.path, &Edit::Set { field: "guideline", value })?;
        }
    }
    Ok(text)
}
