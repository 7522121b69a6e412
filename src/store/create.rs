//! Making a project of a folder. Texts that lie in it are read where they lie and not touched.

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::Error;
use crate::records::project;
use crate::records::templates::Template;

use super::files::{self, MadeFolders};
use super::folder::{PROJECT_FILE, count_texts, folder_name, read_texts};
use super::watch::Watch;

/// What a folder is, before it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Project,
    /// A plain folder with this many texts, of which a project can be made.
    Texts(usize),
    /// A folder without texts, or none at all.
    Nothing,
}

/// What is in `root`.
pub fn look(root: &Path) -> Result<Kind, Error> {
    if root.join(PROJECT_FILE).is_file() {
        return Ok(Kind::Project);
    }
    let (_, count) = where_texts_lie(root)?;
    Ok(if count == 0 { Kind::Nothing } else { Kind::Texts(count) })
}

/// Writes `project.ron` with the schema of a template. A folder that is not there is made, with a folder `documents` for the texts.
/// `name` is the folder's name if it is not given.
pub fn create(root: &Path, name: Option<&str>, template: Template) -> Result<(), Error> {
    let path = root.join(PROJECT_FILE);
    if path.exists() {
        return Err(Error::new(format!("{} is a project already", root.display())));
    }
    if root.is_file() {
        return Err(Error::new(format!("{} is a file", root.display())).hint("name a folder"));
    }
    let (texts, count) = where_texts_lie(root)?;
    let made = if count == 0 { MadeFolders::make(&root.join(texts))? } else { MadeFolders::default() };
    let (corpus, _) = read_texts(root, texts, &Watch::default())?;
    let mut languages: BTreeMap<&str, usize> = BTreeMap::new();
    for summary in corpus.summaries() {
        *languages.entry(&summary.language).or_default() += 1;
    }
    languages.remove("und");
    let mut languages: Vec<(&str, usize)> = languages.into_iter().collect();
    languages.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    // One language in the project file would be taken for the language of every text to come.
    let languages: Vec<String> =
        if languages.len() > 1 { languages.into_iter().map(|(tag, _)| tag.to_owned()).collect() } else { Vec::new() };
    let name = name.map_or_else(|| folder_name(root), str::to_owned);
    files::write(&path, project::write_from(template, &name, &languages, texts).as_bytes())?;
    made.keep();
    Ok(())
}

/// The folder of the texts, from the project's, and how many there are: `documents`, or else beside `project.ron`.
fn where_texts_lie(root: &Path) -> Result<(&'static str, usize), Error> {
    let inside = count_texts(&root.join("documents"))?;
    let beside = if inside == 0 { count_texts(root)? } else { 0 };
    Ok(if beside > 0 { (".", beside) } else { ("documents", inside) })
}
