//! The files that somebody names to be added, and what lies in the folders that they name. Nothing is read here but what lies where.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Problem, Severity};

use super::files;

/// How many names a message lists.
const LISTED: usize = 3;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One text.
    Text,
    /// A `.jsonl`.
    Lines,
    /// A saved web page.
    Page,
}

/// The files that are named, and those in the folders that are named, with the names they are shown by.
pub(super) fn collect(paths: &[PathBuf], problems: &mut Vec<Problem>) -> Result<Vec<(PathBuf, String)>, Error> {
    let mut found = Vec::new();
    let mut left_out = Vec::new();
    for path in paths {
        let about = fs::metadata(path).map_err(|error| files::failed("read", path, &error))?;
        if about.is_dir() {
            collect_folder(path, "", &mut found, &mut left_out)?;
        } else if !about.is_file() {
            // Reading a pipe would wait for whoever writes into it.
            return Err(
                Error::new(format!("`{}` is no file and no folder", path.display())).hint("name files or folders")
            );
        } else if let Some(ending) = ending_of_no_text(path) {
            return Err(Error::new(format!("`{}` is no text: it is a .{ending}", path.display()))
                .hint("save a web page as HTML, and other documents as plain text"));
        } else {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            found.push((path.clone(), name));
        }
    }
    if let Some(first) = left_out.first() {
        let (is, other) = (if left_out.len() == 1 { "is" } else { "are" }, listed(&left_out));
        let message = format!("{other} {is} left out: neither .txt, .jsonl nor .html");
        problems.push(Problem::new(Severity::Note, first.clone(), message));
    }
    Ok(found)
}

fn collect_folder(
    folder: &Path,
    inside: &str,
    found: &mut Vec<(PathBuf, String)>,
    left_out: &mut Vec<String>,
) -> Result<(), Error> {
    let read = |error| files::failed("read", folder, &error);
    let mut entries: Vec<fs::DirEntry> = fs::read_dir(folder).map_err(read)?.collect::<Result<_, _>>().map_err(read)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let own = entry.file_name().to_string_lossy().into_owned();
        if own.starts_with('.') {
            continue;
        }
        let name = if inside.is_empty() { own } else { format!("{inside}/{own}") };
        // A link to a folder is not followed: it may lead around in a circle.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder {
            collect_folder(&entry.path(), &name, found, left_out)?;
        } else if kind_of(&name).is_some() && fs::metadata(entry.path()).is_ok_and(|about| about.is_file()) {
            found.push((entry.path(), name));
        } else {
            left_out.push(name);
        }
    }
    Ok(())
}

/// The ending of a file that holds a text in a way in which it cannot be read here.
fn ending_of_no_text(path: &Path) -> Option<&'static str> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    ["mhtml", "mht", "webarchive", "pdf", "doc", "docx", "odt", "rtf", "epub"]
        .into_iter()
        .find(|known| *known == ending)
}

/// What a file is by its ending, if that says so.
pub(super) fn kind_of(name: &str) -> Option<Kind> {
    let (_, ending) = name.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "txt" => Some(Kind::Text),
        "jsonl" => Some(Kind::Lines),
        "html" | "htm" => Some(Kind::Page),
        _ => None,
    }
}

/// `` `a`, `b`, `c` and 2 more ``.
pub(super) fn listed(names: &[String]) -> String {
    let first: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(LISTED);
    first.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() }
}
