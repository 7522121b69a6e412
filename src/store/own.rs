//! What a project itself is made of: nothing that a person has written to a name of their own may take its place.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use crate::error::Error;
use crate::records::project;

use super::assignments::ASSIGNMENTS_FILE;
use super::files;
use super::folder::{ANNOTATIONS, GUIDELINES_FILE, PROJECT_FILE, is_text};
use super::fonts::FONTS;
use super::private;
use super::sources::SOURCES;

/// Refuses to write to a file or folder that a project is made of, wherever that project lies: its texts, annotations and settings.
pub fn refuse(target: &Path) -> Result<(), Error> {
    let target = in_whole_folder(target);
    let Some(root) = target.ancestors().find(|folder| folder.join(PROJECT_FILE).is_file()) else {
        return Ok(());
    };
    let within: PathBuf = target.strip_prefix(root).unwrap_or(&target).to_owned();
    if is_own(root, &within) {
        let message = format!("{} is what the project {} is made of", target.display(), root.display());
        return Err(Error::new(message).hint("nothing was written; choose a name outside of its texts and annotations"));
    }
    Ok(())
}

/// A path that may not be there yet, without links in the folder it is in.
fn in_whole_folder(target: &Path) -> PathBuf {
    match (target.exists(), target.parent(), target.file_name()) {
        (false, Some(parent), Some(name)) => {
            files::whole(if parent == Path::new("") { Path::new(".") } else { parent }).join(name)
        }
        _ => files::whole(target),
    }
}

fn is_own(root: &Path, within: &Path) -> bool {
    // On many disks `Annotations` is `annotations`, and a project can move to one.
    let without_case = |path: &Path| PathBuf::from(path.to_string_lossy().to_lowercase());
    let within = &without_case(within);
    let files = [PROJECT_FILE, GUIDELINES_FILE, ASSIGNMENTS_FILE];
    let folders = [ANNOTATIONS, SOURCES, FONTS, private::FOLDER];
    let first = match within.components().next() {
        Some(Component::Normal(first)) => first.to_str(),
        _ => None,
    };
    if files.iter().any(|file| within == Path::new(file)) || first.is_some_and(|first| folders.contains(&first)) {
        return true;
    }
    let texts = without_case(Path::new(&texts(root)));
    if Path::new(&texts).components().all(|part| part == Component::CurDir) {
        // Whatever lies beside `project.ron` and ends as texts do is one.
        return within == Path::new("")
            || within.parent() == Some(Path::new(""))
                && within.file_name().and_then(OsStr::to_str).is_some_and(is_text);
    }
    within.starts_with(&texts)
}

/// In which folder of a project its texts lie.
fn texts(root: &Path) -> String {
    let text = files::read_text(&root.join(PROJECT_FILE)).unwrap_or_default();
    project::read(&text, PROJECT_FILE, "").map_or_else(|_| "documents".to_owned(), |(project, _)| project.texts)
}

#[cfg(test)]
mod tests {
    use super::refuse;
    use crate::tests::scratch::Scratch;

    #[track_caller]
    fn check(texts: &str, target: &str, is_refused: bool) {
        let scratch = Scratch::new(&format!("own-{}-{}", texts.len(), target.replace('/', "-")));
        scratch.write("p/project.ron", format!("(format: 1, name: \"p\", texts: \"{texts}\", layers: [])"));
        scratch.write("p/documents/a.txt", "a");
        scratch.write("p/a.txt", "a");
        scratch.write("p/exports/b.txt", "b");
        let refused = refuse(&scratch.path().join(target)).is_err();
        assert_eq!(refused, is_refused, "{target} where texts are in `{texts}`");
    }

    #[test]
    fn what_a_project_is_made_of_is_refused_and_nothing_else() {
        for own in
            ["p/project.ron", "p/guidelines.md", "p/assignments.ron", "p/annotations/layla/a.ron", "p/annotations"]
        {
            check("documents", own, true);
            check(".", own, true);
        }
        check("documents", "p/Annotations/layla/a.ron", true);
        check("Texts", "p/texts/a.txt", true);
        check("documents", "p/documents", true);
        check("documents", "p/documents/a.txt", true);
        check("documents", "p/documents/new.jsonl", true);
        check("documents", "p/exports/../documents/a.txt", true);
        check(".", "p", true);
        check(".", "p/a.txt", true);
        check(".", "p/out.jsonl", true);
        check(".", "p/out.json", false);
        check("documents", "p/out.jsonl", false);
        check("documents", "p", false);
        check("documents", "p/exports/a.txt", false);
        check("documents", "out.jsonl", false);
    }
}
