//! The shipped schema, and sessions on texts of a line.

use crate::model::document::Document;
use crate::model::id::DocumentId;
use crate::model::schema::Project;
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

/// A session on one document, `news-1`.
pub fn session(text: &str) -> Session {
    Session::in_memory(project(), vec![Document::new(DocumentId::new("news-1"), text)], "layla")
}
