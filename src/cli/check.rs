//! `hashiya check`: reads everything in a project and tells what is wrong. It changes nothing.

use std::io::Write;
use std::path::Path;

use crate::error::{Problem, Severity, counted};
use crate::model::check::{check_project, check_set_but};
use crate::model::check_identities::{check_identities, check_mentions};
use crate::model::mentions::Mentions;
use crate::model::uses::Uses;
use crate::session::keymap::Keymap;
use crate::store::assignments::ASSIGNMENTS_FILE;
use crate::store::folder::{self, Purpose};
use crate::store::user;
use crate::store::watch::Watch;

use super::arguments::Arguments;
use super::ending::{Exit, Failure, print};
use super::left;
use super::onlooker::Onlooker;

/// What is found about the work of others, which the one who asks may not see yet, is counted.
#[derive(Default)]
struct Found {
    told: Vec<Problem>,
    hidden: usize,
}

impl Found {
    /// Notes problems of something that may be seen, or not.
    fn extend(&mut self, is_seen: bool, problems: impl IntoIterator<Item = Problem>) {
        if is_seen {
            self.told.extend(problems);
        } else {
            self.hidden += problems.into_iter().filter(is_bad).count();
        }
    }
}

fn is_bad(problem: &Problem) -> bool {
    problem.severity != Severity::Note
}

/// `hashiya check DIR [--as NAME]`: fails if anything is lost or wrong; notes are only told.
pub fn check(mut arguments: Arguments<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let onlooker = Onlooker::take(&mut arguments)?;
    let root = arguments.expect("DIR")?;
    arguments.end()?;
    let (opened, kept_in) = (folder::open(Path::new(&root))?, user::unsaved_folder());
    let (folder, project) = (&opened.folder, &opened.project);
    let mut problems = opened.problems.clone();
    problems.extend(check_project(project));
    problems.extend(Keymap::new(project).1);
    let annotators = folder.annotators()?;
    let (mut sets, mut annotations) = (0, 0);
    let renamings = folder.renamings(&annotators, &Watch::default())?;
    let mut uses_of = Vec::new();
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
    let mut found = Found { told: problems, hidden: 0 };
    for annotator in &annotators {
        // What is not about one document is theirs alone.
        let is_open = onlooker.refuse_sets(project, folder, std::slice::from_ref(annotator)).is_ok();
        found.extend(is_open, folder.check_annotator(annotator));
        found.extend(is_open, folder.check_renaming(annotator));
        for (left, problem) in left::left_beside(&opened, annotator, &root)? {
            let document = left.document.as_ref().and_then(|id| corpus.position(id));
            let is_seen = is_open
                || match document.and_then(|place| corpus.load(place).ok()) {
                    Some(document) => onlooker.sees(project, folder, &document, annotator)?,
                    None => false,
                };
            found.extend(is_seen, [problem]);
        }
        found.extend(is_open, kept_in.iter().flat_map(|kept_in| left::unsaved(&opened, annotator, kept_in)));
        let (places, stray) = folder.sets(annotator, corpus)?;
        found.extend(is_open, stray);
        let identities = match folder.read_identities(annotator, Purpose::Look) {
            Ok((identities, problems)) => {
                found.extend(is_open, problems);
                found.extend(is_open, folder.check_identities_journal(annotator)?);
                Some(identities)
            }
            Err(error) => {
                let place = format!("{annotator}/identities");
                found.extend(is_open, [Problem::new(Severity::Wrong, place, error.to_string())]);
                None
            }
        };
        let (mut mentions, mut uses) = (Mentions::default(), Uses::default());
        let left_behind = renamings.left_behind(project, annotator);
        for place in places {
            // One that cannot be read has been told.
            let Ok(document) = corpus.load(place) else { continue };
            let is_seen = is_open || onlooker.sees(project, folder, &document, annotator)?;
            match folder.read_set(annotator, &document, Purpose::Look) {
                Ok((set, problems)) => {
                    found.extend(is_seen, problems);
                    let (_, problems) = folder.read_history(annotator, &document, Purpose::Look)?;
                    found.extend(is_seen, problems);
                    uses.add_set(&set);
                    found.extend(is_seen, check_set_but(project, &document, &set, &left_behind));
                    found.extend(is_seen, identities.iter().flat_map(|known| check_mentions(project, known, &set)));
                    mentions.add_set(&document, &set);
                    if is_seen {
                        sets += usize::from(set.has_begun());
                        annotations += set.len();
                    }
                }
                Err(error) => {
                    let place = format!("{annotator}/{}", document.id());
                    found.extend(is_seen, [Problem::new(Severity::Wrong, place, error.to_string())]);
                }
            }
        }
        found.extend(is_open, identities.iter().flat_map(|known| check_identities(project, known, &mentions)));
        uses_of.push((is_open, annotator, uses));
    }
    for (is_open, annotator, uses) in uses_of {
        found.extend(is_open, renamings.check(project, annotator, &uses));
    }
    let Found { told, hidden } = found;
    let mut report: String = told.iter().map(|problem| format!("{problem}\n")).collect();
    if hidden > 0 {
        let hidden = counted(hidden, "problem");
        report.push_str(&format!("others: wrong: {hidden} not shown, for people work blind; `--as` says who asks\n"));
    }
    let bad = told.iter().filter(|problem| is_bad(problem)).count() + hidden;
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
