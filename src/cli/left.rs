//! What `hashiya check` notes of files that conflicts, damages and imports left beside annotations, and of work that could not be saved:
//! nothing is wrong with the project for them, and nobody needs to be reminded by anything else that they are there.

use std::path::Path;

use crate::error::{Error, Problem, Severity, counted};
use crate::model::id::AnnotatorId;
use crate::store::folder::Opened;
use crate::store::kept_beside::{KeptFile, LeftFile, LeftWord};
use crate::store::rescue;

/// What is left beside the files of one annotator: each with the document whose set it is of, if it is of one.
pub fn left_beside(opened: &Opened, annotator: &AnnotatorId, root: &str) -> Result<Vec<(LeftFile, Problem)>, Error> {
    let comparable: Vec<KeptFile> = opened.folder.kept_beside(annotator, &opened.corpus)?;
    let left = opened.folder.left_beside(annotator, &opened.corpus)?;
    let noted = left.into_iter().map(|left| {
        let shown = opened.folder.shown_left(annotator, &left);
        let message = match left.word {
            LeftWord::Mine => "it keeps what was done here where something else stands now",
            LeftWord::Other => "it keeps what stood here and does not belong to what stands now",
            LeftWord::Damaged => "it keeps what could not be read in full",
            LeftWord::Misfit => "it keeps what came with an import and fits nowhere in the text",
        };
        let hint = match comparable.iter().any(|kept| kept.name == left.name) {
            true => format!(
                "`hashiya kept {} {}` tells what it has that does not stand; delete it when you need nothing of it",
                quoted(root),
                quoted(&shown)
            ),
            false => "read it, and delete it when you need nothing of it".to_owned(),
        };
        let problem = Problem::new(Severity::Note, shown, message).hint(hint);
        (left, problem)
    });
    Ok(noted.collect())
}

/// What one annotator could not save in the project, as it is kept in a folder of this machine.
pub fn unsaved(opened: &Opened, annotator: &AnnotatorId, kept_in: &Path) -> Vec<Problem> {
    let (found, _) = rescue::kept_of(kept_in, opened.folder.root(), &opened.project.name, annotator);
    let noted = found.into_iter().map(|(path, rescue)| {
        let count = counted(rescue.actions.len(), "action");
        let message = format!("it keeps {count} that could not be saved in this project");
        Problem::new(Severity::Note, path.display().to_string(), message)
            .hint(format!("they are put back when the project is opened with `--as {annotator}`"))
    });
    noted.collect()
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    if word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{quoted, unsaved};
    use crate::model::id::AnnotatorId;
    use crate::session::script;
    use crate::session::state::Session;
    use crate::store::folder;
    use crate::tests::scratch::Scratch;

    #[test]
    fn what_could_not_be_saved_is_noted_to_whose_it_is() {
        let scratch = Scratch::new("left-unsaved");
        scratch.write("p/a.txt", "Layla met Bilal.");
        let (at, kept_in) = (scratch.path().join("p"), scratch.path().join("unsaved"));
        Session::create(&at, None).unwrap();
        let mut session = Session::open(&at, Some("layla")).unwrap();
        session.keep_unsaved_in(Some(kept_in.clone()));
        fs::rename(&at, scratch.path().join("q")).unwrap();
        script::run(&mut session, "select \"Layla\"\nlabel person", "s").unwrap();
        assert!(session.flush().is_err());
        drop(session);
        fs::rename(scratch.path().join("q"), &at).unwrap();
        let opened = folder::open(&at).unwrap();
        let noted = |who: &str| unsaved(&opened, &AnnotatorId::new(who), &kept_in);
        assert_eq!(noted("layla")[0].message, "it keeps 1 action that could not be saved in this project");
        assert_eq!(noted("minh"), []);
    }

    #[test]
    fn a_word_that_a_shell_would_divide_is_quoted() {
        assert_eq!(["news/a.ron", "my news", "l'an"].map(quoted), ["news/a.ron", "'my news'", "'l'\\''an'"]);
    }
}
