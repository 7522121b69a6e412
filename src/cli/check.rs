//! `hashiya check`: reads everything in a project and tells what is wrong. It changes nothing.

use std::io::Write;
use std::path::Path;

use crate::error::{Problem, Severity, counted};
use crate::model::check::{check_project, check_set};
use crate::model::check_identities::{check_identities, check_mentions};
use crate::model::mentions::Mentions;
use crate::session::keymap::Keymap;
use crate::store::assignments::ASSIGNMENTS_FILE;
use crate::store::folder::{self, Purpose};

use super::arguments::Arguments;
use super::ending::{Exit, Failure, print};

/// `hashiya check DIR`: fails if anything is lost or wrong; notes are only told.
pub fn check(mut arguments: Arguments<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let root = arguments.expect("DIR")?;
    arguments.end()?;
    let opened = folder::open(Path::new(&root))?;
    let (folder, project) = (&opened.folder, &opened.project);
    let mut problems = opened.problems;
    problems.extend(check_project(project));
    problems.extend(Keymap::new(project).1);
    let annotators = folder.annotators()?;
    let (mut sets, mut annotations) = (0, 0);
    let corpus = &opened.corpus;
    for (document, summary) in corpus.documents().zip(corpus.summaries()) {
        if let Err(error) = document {
            problems.push(Problem::new(Severity::Loss, summary.id.as_str(), error.to_string()));
        }
    }
    match folder.read_assignments() {
        Ok((assignments, _)) => {
            let documents: Vec<_> = corpus.summaries().map(|summary| &summary.id).collect();
            problems.extend(assignments.check(ASSIGNMENTS_FILE, &documents, &annotators));
        }
        Err(error) => problems.push(Problem::new(Severity::Wrong, ASSIGNMENTS_FILE, error.to_string())),
    }
    for annotator in &annotators {
        problems.extend(folder.check_annotator(annotator));
        problems.extend(folder.check_renaming(annotator));
        let (places, stray) = folder.sets(annotator, corpus)?;
        problems.extend(stray);
        let identities = match folder.read_identities(annotator, Purpose::Look) {
            Ok((identities, found)) => {
                problems.extend(found);
                problems.extend(folder.check_identities_journal(annotator)?);
                Some(identities)
            }
            Err(error) => {
                problems.push(Problem::new(Severity::Wrong, format!("{annotator}/identities"), error.to_string()));
                None
            }
        };
        let mut mentions = Mentions::default();
        for place in places {
            // One that cannot be read has been told.
            let Ok(document) = corpus.load(place) else { continue };
            match folder.read_set(annotator, &document, Purpose::Look) {
                Ok((set, found)) => {
                    problems.extend(found);
                    problems.extend(folder.read_history(annotator, &document, Purpose::Look)?.1);
                    problems.extend(check_set(project, &document, &set));
                    problems.extend(identities.iter().flat_map(|known| check_mentions(project, known, &set)));
                    mentions.add_set(&document, &set);
                    sets += usize::from(set.has_begun());
                    annotations += set.len();
                }
                Err(error) => {
                    let place = format!("{annotator}/{}", document.id());
                    problems.push(Problem::new(Severity::Wrong, place, error.to_string()));
                }
            }
        }
        problems.extend(identities.iter().flat_map(|known| check_identities(project, known, &mentions)));
    }
    let mut report: String = problems.iter().map(|problem| format!("{problem}\n")).collect();
    let bad = problems.iter().filter(|problem| problem.severity != Severity::Note).count();
    report.push_str(&format!(
        "{}: {}, {}, {}, {}; {}\n",
        project.name,
        counted(corpus.len(), "document"),
        counted(annotators.len(), "annotator"),
        counted(sets, "set"),
        counted(annotations, "annotation"),
        if bad == 0 { "nothing is wrong".to_owned() } else { counted(bad, "problem") }
    ));
    print(out, &report)?;
    Ok(if bad == 0 { Exit::Done } else { Exit::Failed })
}
