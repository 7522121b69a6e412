//! Writing a bundle in a format: what the format cannot hold is taken out and told, the rest is written, read back by our own
//! reader and compared, before anybody is told that it worked.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Problem, Severity};
use crate::model::annotation::{Anchor, Annotation};
use crate::model::document::Document;
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId, LabelId};
use crate::model::schema::{Label, Layer, Project};
use crate::model::set::{AnnotationSet, Progress};

use super::bundle::{Bundle, Compared, File, Tally};
use super::cas_xmi::is_xml;
use super::catalogue::Format;
use super::holds::{Holds, Identities};
use super::names::file_name;
use super::naming::{Names, shape_of};
use super::options::Options;
use super::parallel;
use super::pieces::Pieces;
use super::reduce::{Fate, Loss, reduced_as};

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
        first_lost(&self.problems)
    }
}

/// The first thing that is told as lost.
#[must_use]
pub fn first_lost(problems: &[Problem]) -> Option<&Problem> {
    problems.iter().find(|problem| problem.severity == Severity::Loss)
}

/// Fails if something is lost: whoever is strict has nothing written then.
pub fn refuse_losses(problems: &[Problem]) -> Result<(), Error> {
    match first_lost(problems) {
        None => Ok(()),
        Some(first) => Err(Error::new(format!("nothing was written, for something would be lost: {first}"))
            .hint("without `--strict` the rest is written, and all that is lost is told")),
    }
}

/// Exports a bundle. Fails only if what is read back is not what was written, which is a mistake of this program.
pub fn export(format: Format, bundle: &Bundle, options: &Options) -> Result<Exported, Error> {
    let mut export = Export::new(format, options);
    let mut written = export.add(std::slice::from_ref(bundle))?;
    let (settings, alone, exported) = export.finish();
    written.extend(settings);
    let folder = alone.unwrap_or_default();
    let files = written.into_iter().map(|file| match file.path.strip_prefix(&folder) {
        Some(inside) => File::new(inside, file.bytes),
        None => file,
    });
    Ok(Exported { files: files.collect(), ..exported })
}

/// An export that is made batch by batch: what is in memory is one batch and what is counted.
pub struct Export<'a> {
    format: Format,
    options: &'a Options,
    names: Names,
    /// What the files beside the texts say comes from all batches.
    schema: Project,
    values: Values,
    tally: Tally,
    /// Those files as they are without documents.
    settings: BTreeSet<String>,
    /// The folders of what holds one annotator's work.
    folders: BTreeSet<String>,
    losses: BTreeMap<(Fate, &'static str), Loss>,
    problems: Vec<Problem>,
    records: usize,
    annotations: usize,
}

impl<'a> Export<'a> {
    #[must_use]
    pub fn new(format: Format, options: &'a Options) -> Self {
        let entry = format.entry();
        let nothing = (entry.write)(&Bundle::empty(""), options).into_iter().map(|file| file.path);
        let settings = match entry.pieces {
            // These are written with the one batch.
            Pieces::Whole => BTreeSet::new(),
            Pieces::Files | Pieces::Sections(_) => nothing.collect(),
            Pieces::Lines | Pieces::Json | Pieces::Ron | Pieces::Rows | Pieces::Beside(..) => {
                nothing.filter(|path| !path.ends_with(&format!(".{}", entry.extension))).collect()
            }
        };
        Self {
            format,
            options,
            names: Names::new(&entry.holds),
            schema: Project::empty(""),
            values: BTreeMap::new(),
            tally: Tally::default(),
            settings,
            folders: BTreeSet::new(),
            losses: BTreeMap::new(),
            problems: Vec::new(),
            records: 0,
            annotations: 0,
        }
    }

    /// Further batches: what the format cannot hold is counted, the rest is written, read back and compared, several batches
    /// at a time. Files of the same path are to be joined.
    pub fn add(&mut self, batches: &[Bundle]) -> Result<Vec<File>, Error> {
        batches.iter().for_each(|batch| self.names.learn(batch));
        let parts: Vec<(&Bundle, Vec<Part>)> = batches.iter().map(|batch| (batch, self.parts(batch))).collect();
        let mut files = Vec::new();
        for made in parallel::map(parts, |(batch, parts)| self.made(batch, parts)) {
            let made = made.map_err(|error| error.context(format!("cannot export as {}", self.format.name())))?;
            self.tell(made.problems, made.losses);
            self.learn(made.used);
            self.records += made.records;
            self.annotations += made.annotations;
            files.extend(made.files);
        }
        Ok(files)
    }

    /// Another batch without writing it: what would be in it, and what would be lost.
    pub fn count(&mut self, batch: &Bundle) {
        self.names.learn(batch);
        let (whole, losses) = reduced_as(batch, &self.format.entry().holds, self.options.tokens, &self.names);
        self.records += whole.sets.len();
        self.annotations += whole.annotations_len();
        self.tell(found(batch), losses);
    }

    fn tell(&mut self, problems: Vec<Problem>, losses: Vec<Loss>) {
        self.problems.extend(problems);
        for loss in losses {
            match self.losses.get_mut(&(loss.fate, loss.what)) {
                Some(there) => there.add(loss),
                None => drop(self.losses.insert((loss.fate, loss.what), loss)),
            }
        }
    }

    /// Where a batch goes. What holds one annotator's work has a folder for each of several.
    fn parts(&mut self, batch: &Bundle) -> Vec<Part> {
        let of = |annotator: &AnnotatorId| file_name(annotator.as_str()) + "/";
        let parts = if self.format.entry().holds.annotators {
            vec![Part { folder: String::new(), annotator: None }]
        } else {
            match batch.annotators() {
                none if none.is_empty() => {
                    vec![Part { folder: self.folders.first().cloned().unwrap_or_default(), annotator: None }]
                }
                only if only.len() == 1 => vec![Part { folder: of(&only[0]), annotator: None }],
                several => several.into_iter().map(|one| Part { folder: of(&one), annotator: Some(one) }).collect(),
            }
        };
        self.folders.extend(parts.iter().map(|part| part.folder.clone()));
        parts
    }

    /// A batch as files that were read back, and what there is to tell of it.
    fn made(&self, batch: &Bundle, parts: Vec<Part>) -> Result<Made, Error> {
        let entry = self.format.entry();
        let (whole, losses) = reduced_as(batch, &entry.holds, self.options.tokens, &self.names);
        let problems = found(batch);
        quotes_agree(batch, &whole)?;
        let used = if self.settings.is_empty() { Used::default() } else { Used::of(&whole) };
        let (records, annotations) = (whole.sets.len(), whole.annotations_len());
        let mut files = Vec::new();
        for Part { folder, annotator } in parts {
            let of_one = annotator.map(|annotator| whole.of_annotator(&annotator));
            let part = of_one.as_ref().unwrap_or(&whole);
            let mut written = (entry.write)(part, self.options);
            prove(self.format, &written, part, self.options)?;
            written.retain(|file| !self.settings.contains(&file.path));
            files.extend(written.into_iter().map(|file| File { path: format!("{folder}{}", file.path), ..file }));
        }
        Ok(Made { files, losses, problems, used, records, annotations })
    }

    /// The files beside the texts, which say what is in all batches; the folder in which everything lies, if it is of no use; and
    /// what is to be told, without files.
    #[must_use]
    pub fn finish(self) -> (Vec<File>, Option<String>, Exported) {
        let entry = self.format.entry();
        let mut specimens = AnnotationSet::new(AnnotatorId::new(""), DocumentId::new(""));
        let numbered = (1..)
            .zip(self.values.into_values())
            .map(|(number, annotation)| Annotation { id: AnnotationId(number), ..annotation });
        specimens = specimens.with_records(Progress::New, numbered.collect(), Vec::new(), 1).0;
        let tally = Some(self.tally);
        let beside = Bundle { project: self.schema, sets: vec![specimens], tally, ..Bundle::empty("") };
        let written =
            (entry.write)(&beside, self.options).into_iter().filter(|file| self.settings.contains(&file.path));
        let written: Vec<File> = written.collect();
        let in_folder = |folder: &String| {
            written.iter().map(|file| File::new(format!("{folder}{}", file.path), &*file.bytes)).collect::<Vec<_>>()
        };
        let settings: Vec<File> = self.folders.iter().flat_map(in_folder).collect();
        let alone = self.folders.first().filter(|_| self.folders.len() == 1).cloned();
        let losses: Vec<Loss> = self.losses.into_values().collect();
        let mut problems = self.problems;
        problems.extend(losses.iter().map(|loss| loss.problem(entry.name)));
        let (records, annotations) = (self.records, self.annotations);
        (settings, alone, Exported { files: Vec::new(), losses, problems, records, annotations })
    }

    /// Adds what a batch uses to what the files beside the texts say.
    fn learn(&mut self, used: Used) {
        for layer in used.layers {
            match self.schema.layers.iter_mut().find(|known| known.id == layer.id) {
                None => self.schema.layers.push(layer),
                Some(known) => {
                    let is_new = |label: &Label| known.labels.iter().all(|there| there.id != label.id);
                    let new: Vec<Label> = layer.labels.into_iter().filter(is_new).collect();
                    known.labels.extend(new);
                }
            }
        }
        if let Some(tally) = used.tally {
            self.tally.add(tally);
        }
        if self.schema.name.is_empty() {
            self.schema.name = used.name;
        }
        for (key, specimen) in used.values {
            self.values.entry(key).or_insert(specimen);
        }
    }
}

/// A part of a batch: the folder it goes to, and whose work it is, if not everybody's.
struct Part {
    folder: String,
    annotator: Option<AnnotatorId>,
}

/// What became of a batch.
struct Made {
    files: Vec<File>,
    losses: Vec<Loss>,
    problems: Vec<Problem>,
    used: Used,
    records: usize,
    annotations: usize,
}

/// Of every value of an attribute, by label and name, one annotation that has it.
type Values = BTreeMap<(LabelId, String, String), Annotation>;

/// What of a schema a batch uses.
#[derive(Default)]
struct Used {
    /// What the project is called.
    name: String,
    layers: Vec<Layer>,
    tally: Option<Tally>,
    values: Values,
}

impl Used {
    fn of(batch: &Bundle) -> Self {
        let mut values = Values::new();
        for annotation in batch.sets.iter().flat_map(AnnotationSet::in_reading_order) {
            for (name, value) in &annotation.attributes {
                let key = (annotation.label.clone(), name.clone(), value.clone());
                values.entry(key).or_insert_with(|| {
                    let mut specimen = Annotation::new(annotation.id, annotation.label.clone(), Anchor::Document);
                    specimen.attributes.insert(name.clone(), value.clone());
                    specimen
                });
            }
        }
        let (name, layers) = (batch.project.name.clone(), batch.project.layers.clone());
        Self { name, layers, tally: Some(Tally::of(batch)), values }
    }
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

/// Holds every quote against the one in the original: only white space, control characters and `_` may differ, where a
/// format holds tokens or XML.
fn quotes_agree(original: &Bundle, reduced: &Bundle) -> Result<(), Error> {
    for ((before, sets_before), (document, sets)) in original.by_document().into_iter().zip(reduced.by_document()) {
        for set in sets {
            let Some(known) = sets_before.iter().find(|known| known.annotator() == set.annotator()) else { continue };
            for annotation in set.in_reading_order() {
                let then = known.get(annotation.id).map(|then| quoted(before, then));
                if then.is_some_and(|then| !then.eq(quoted(document, annotation))) {
                    let now: String = quoted(document, annotation).collect();
                    return Err(Error::new(format!("{} on `{}` would say `{now}`", annotation.label, document.id())));
                }
            }
        }
    }
    Ok(())
}

fn quoted<'a>(document: &'a Document, annotation: &'a Annotation) -> impl Iterator<Item = char> {
    let said = annotation.anchor.spans().iter().flat_map(|span| document.quote(*span).chars());
    let counts =
        |c: &char| is_xml(*c) && !c.is_control() && !c.is_whitespace() && !['_', '\u{feff}', '\u{fffd}'].contains(c);
    said.filter(counts)
}

/// What there is to tell of a batch besides its losses.
fn found(batch: &Bundle) -> Vec<Problem> {
    let mut found = kept_back(batch);
    found.extend(unknown_layers(batch));
    found
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
