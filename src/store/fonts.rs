//! A project's own fonts: the `.ttf` and `.otf` files in its folder `fonts`, for characters that the bundled faces lack.

use std::path::Path;

use crate::error::{Problem, Severity};
use crate::text::fonts::Faces;

use super::files;

pub(super) const FONTS: &str = "fonts";

/// The bundled faces, and after them those in the project's folder `fonts`, by name; `None` if there are none. A file that is no
/// font is told and left out.
#[must_use]
pub fn faces(root: &Path) -> (Option<Faces>, Vec<Problem>) {
    let mut problems = Vec::new();
    let folder = root.join(FONTS);
    // No folder, no fonts.
    let names = std::fs::read_dir(&folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = names.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| {
        let extension = Path::new(name).extension().map(std::ffi::OsStr::to_ascii_lowercase);
        extension.is_some_and(|extension| extension == "ttf" || extension == "otf")
    });
    names.sort();
    if names.is_empty() {
        return (None, problems);
    }
    let mut faces = Faces::bundled();
    for name in names {
        let added = files::read(&folder.join(&name)).and_then(|data| faces.add(name.clone(), data));
        if let Err(error) = added {
            problems.push(Problem::new(Severity::Wrong, format!("{FONTS}/{name}"), error.to_string()));
        }
    }
    (Some(faces), problems)
}

#[cfg(test)]
mod tests {
    use super::faces;
    use crate::tests::scratch::Scratch;
    use crate::text::fonts::Faces;

    #[test]
    fn a_projects_fonts_come_after_the_bundled_and_what_is_none_is_told() {
        let scratch = Scratch::new("fonts");
        let naskh = include_bytes!("../../assets/fonts/NotoNaskhArabic-Regular.ttf");
        scratch.write("fonts/own.ttf", naskh);
        scratch.write("fonts/broken.otf", b"nothing");
        scratch.write("fonts/readme.txt", b"not asked for");
        let (found, problems) = faces(scratch.path());
        assert_eq!(found.map(|faces| faces.len()), Some(Faces::bundled().len() + 1));
        assert_eq!(problems.iter().map(|problem| problem.place.as_str()).collect::<Vec<_>>(), ["fonts/broken.otf"]);
        assert!(faces(&scratch.path().join("nowhere")).0.is_none());
    }
}
