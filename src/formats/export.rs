//! Writing a bundle in a format: what the format cannot hold is taken out and told, the rest is written, read back by our own
//! reader and compared, before anybody is told that it worked.

use std::collections::BTreeMap;

use crate::error::{Error, Problem, Severity};
use crate::model::annotation::{Anchor, Annotation};
use crate::model::document::Document;
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId};

use super::bundle::{Bundle, Compared, File};
use super::catalogue::Format;
use super::holds::{Holds, Identities};
use super::names::file_name;
use super::naming::shape_of;
use super::options::Options;
use super::reduce::{Loss, reduced};

/// An export that was read back and found to say what it should.
#[derive(Debug)]
pub struct Exported {
    pub files: Vec<File>,
    /// What the format cannot hold.
    pub losses: Vec<Loss>,
    /// The same, and what else is not in it or odd about it.
    pub problems: Vec<Problem>,
    /// Documents, or where several people annotated one, what each of them said about it.
    pub records: usize,
    /// What is in it.
    pub annotations: usize,
}

impl Exported {
    /// The first thing that is not in it.
    #[must_use]
    pub fn first_lost(&self) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.severity == Severity::Loss)
    }
}

/// Exports a bundle. Fails only if what is read back is not what was written, which is a mistake of this program.
pub fn export(format: Format, bundle: &Bundle, options: &Options) -> Result<Exported, Error> {
    let entry = format.entry();
    let (whole, losses) = reduced(bundle, &entry.holds, options.tokens);
    let mut problems = kept_back(bundle);
    problems.extend(unknown_layers(bundle));
    problems.extend(losses.iter().map(|loss| loss.problem(entry.name)));
    let failed = |error: Error| error.context(format!("cannot export as {}", entry.name));
    quotes_agree(bundle, &whole).map_err(failed)?;
    // What holds one annotator's work has a folder for each of several.
    let annotators = whole.annotators();
    let parts: Vec<(String, Bundle)> = if entry.holds.annotators || annotators.len() < 2 {
        vec![(String::new(), whole)]
    } else {
        let part = |annotator: &AnnotatorId| (file_name(annotator.as_str()) + "/", whole.of_annotator(annotator));
        annotators.iter().map(part).collect()
    };
    let (mut files, mut records, mut annotations) = (Vec::new(), 0, 0);
    for (folder, part) in parts {
        let written = (entry.write)(&part, options);
        prove(format, &written, &part, options).map_err(failed)?;
        records += part.sets.len();
        annotations += part.annotations_len();
        files.extend(written.into_iter().map(|file| File { path: format!("{folder}{}", file.path), ..file }));
    }
    Ok(Exported { files, losses, problems, records, annotations })
}

/// Reads files back: without a loss, and with everything that was written, equal.
fn prove(format: Format, files: &[File], written: &Bundle, options: &Options) -> Result<(), Error> {
    let entry = format.entry();
    // What we write is UTF-8, whatever a text that came in was.
    let (read, problems) = (entry.read)(files, &Options { encoding: None, ..options.clone() });
    if let Some(problem) = problems.iter().find(|problem| problem.severity != Severity::Note) {
        return Err(Error::new(format!("it cannot be read back: {problem}")));
    }
    match written.difference(&read, compared(&entry.holds)) {
        Some(difference) => Err(Error::new(format!("it reads back differently: {difference}"))),
        None => Ok(()),
    }
}

/// What a format that holds this must give back, beside texts and annotations.
#[must_use]
pub fn compared(holds: &Holds) -> Compared {
    Compared {
        metadata: holds.metadata,
        annotators: holds.annotators,
        progress: holds.progress,
        identities: holds.identities == Identities::Whole,
    }
}

/// Holds every quote against the one in the original: only white space and `_` may differ, where a format holds tokens.
fn quotes_agree(original: &Bundle, reduced: &Bundle) -> Result<(), Error> {
    let mut known: BTreeMap<(&DocumentId, &AnnotatorId, AnnotationId), String> = BTreeMap::new();
    for (document, sets) in original.by_document() {
        for set in sets {
            known.extend(
                set.in_reading_order()
                    .iter()
                    .map(|annotation| ((document.id(), set.annotator(), annotation.id), quoted(document, annotation))),
            );
        }
    }
    for (document, sets) in reduced.by_document() {
        for set in sets {
            for annotation in set.in_reading_order() {
                let now = quoted(document, annotation);
                match known.get(&(document.id(), set.annotator(), annotation.id)) {
                    Some(then) if *then != now => {
                        return Err(Error::new(format!(
                            "{} on `{}` would say `{now}`",
                            annotation.label,
                            document.id()
                        )));
                    }
                    _ => {}
                }
            }
        }
    }
    Ok(())
}

fn quoted(document: &Document, annotation: &Annotation) -> String {
    let said = annotation.anchor.spans().iter().flat_map(|span| document.quote(*span).chars());
    said.filter(|c| !c.is_whitespace() && *c != '_' && *c != '\u{feff}').collect()
}

/// Records that do not fit their text are in no export.
fn kept_back(bundle: &Bundle) -> Vec<Problem> {
    let with_kept = bundle.sets.iter().filter(|set| !set.kept().is_empty());
    with_kept
        .map(|set| {
            let message = match set.kept().len() {
                1 => "1 record does not fit the text and is not exported".to_owned(),
                several => format!("{several} records do not fit the text and are not exported"),
            };
            Problem::new(Severity::Loss, format!("{}/{}", set.annotator(), set.document()), message)
        })
        .collect()
}

/// Annotations whose layer the project does not know are exported by their form.
fn unknown_layers(bundle: &Bundle) -> Vec<Problem> {
    let mut problems = Vec::new();
    for set in &bundle.sets {
        for annotation in set.in_reading_order().iter().filter(|one| bundle.project.shape(&one.label).is_none()) {
            let place = format!("{}/{}#{}", set.annotator(), set.document(), annotation.id);
            let shape = shape_of(&bundle.project, annotation).word();
            let about = if annotation.anchor == Anchor::Document { ", about the document" } else { "" };
            let message = format!("the project has no layer `{}`; exported as {shape}{about}", annotation.label.layer);
            problems.push(Problem::new(Severity::Wrong, place, message));
        }
    }
    problems
}
