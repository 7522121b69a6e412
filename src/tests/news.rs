//! The shipped schema, and sessions on texts of a line.

use crate::model::document::Document;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::marked::{self, Marked};
use crate::model::schema::Project;
use crate::model::set::{AnnotationSet, Progress};
use crate::records::project;
use crate::records::templates::NEWS;
use crate::session::state::Session;

/// A project with the shipped schema, read from the file that `hashiya new` writes.
pub fn project() -> Project {
    let text = project::write_from(NEWS, "News", &["ar".to_owned(), "vi".to_owned()], "documents");
    let (project, problems) = project::read(&text, "project.ron", "fallback").expect("it is of our version");
    assert_eq!(problems, []);
    project
}

/// Sets of one document in the marked notation, each of the same text, which is the first.
pub fn sets(written: &[&str]) -> (String, Vec<AnnotationSet>) {
    let project = project();
    let marked: Vec<Marked> = written.iter().map(|one| marked::parse(one, &project).expect("it is marked")).collect();
    let text = marked.first().expect("there is one").text.clone();
    let set = |marked: Marked| {
        assert_eq!(marked.text, text);
        let set = AnnotationSet::new(AnnotatorId::new("somebody"), DocumentId::new("d"));
        set.with_records(Progress::Started, marked.annotations, Vec::new(), 1).0
    };
    let sets = marked.into_iter().map(set).collect();
    (text, sets)
}

/// A session on one document, `news-1`.
pub fn session(text: &str) -> Session {
    Session::in_memory(project(), vec![Document::new(DocumentId::new("news-1"), text)], "layla")
}
