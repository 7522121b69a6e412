//! `hashiya import`: texts and annotations of other programs, into a project.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Problem, Severity, counted};
use crate::formats::bundle::Bundle;
use crate::formats::drafts::NOBODY;
use crate::formats::merge::{Missing, fitted};
use crate::model::annotator::AnnotatorKind;
use crate::model::document::Document;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::identity::Identities;
use crate::model::set::AnnotationSet;
use crate::session::command::Command;
use crate::session::import::Imported;
use crate::session::schema::SchemaCommand;
use crate::session::state::Session;
use crate::store::corpus::Corpus;
use crate::store::folder;

use super::arguments::Arguments;
use super::convert::{first_lost, named, read, report};
use super::export::options;
use super::{Exit, Failure, print};

/// `hashiya import DIR FILE… [--format FORMAT] [--as ANNOTATOR] [--program] [--strict]`, with `--columns`
///
/// Texts that the project does not have are added. Whoever made annotations becomes an annotator; of whom a file does not say
/// it, `--as` does, else `imported`. Labels that the project does not have are added to its schema, and told. With `--strict`
/// nothing is brought in if something would be lost. With `--program` what is brought in are suggestions: whoever made them is a
/// program, not a person.
pub fn import(mut arguments: Arguments<'_>, told: &mut dyn Write) -> Result<Exit, Failure> {
    let format = named(&mut arguments, "--format")?;
    let annotator = arguments.option("--as")?;
    let options = options(&mut arguments)?;
    let is_strict = arguments.flag("--strict");
    let is_program = arguments.flag("--program");
    let root = arguments.expect("DIR")?;
    let mut paths = vec![arguments.expect("FILE")?];
    while let Some(path) = arguments.plain() {
        paths.push(path);
    }
    arguments.end()?;
    let root = Path::new(&root);
    let opened = folder::open(root)?;
    let (bundle, mut problems, format) = read(&paths, format, &options)?;
    let bundle = renamed(bundle, annotator.as_deref())?;
    let (bundle, new) = placed(bundle, &opened.corpus, &mut problems)?;
    let (bundle, missing) = fitted(&bundle, &opened.project);
    if let (true, Some(first)) = (is_strict, first_lost(&problems)) {
        let error = Error::new(format!("nothing was brought in, for something would be lost: {first}"));
        return Err(error.hint("without `--strict` the rest is brought in, and all that is lost is told").into());
    }
    let stem =
        Path::new(&paths[0]).file_stem().map_or_else(|| NOBODY.to_owned(), |stem| stem.to_string_lossy().into_owned());
    opened.folder.add_texts(&opened.project.texts, &stem, &new)?;
    let annotators = bundle.annotators();
    let mut done = Imported::default();
    for (nth, annotator) in annotators.iter().enumerate() {
        if is_program {
            opened.folder.set_annotator_kind(annotator, AnnotatorKind::Program)?;
        }
        let mut session = Session::open(root, Some(annotator.as_str()))?;
        if nth == 0 {
            add_to_schema(&mut session, &missing)?;
        }
        let nobody = Identities::new(annotator.clone());
        for set in bundle.sets.iter().filter(|set| set.annotator() == annotator) {
            let one = session.import(set, bundle.identities.get(annotator).unwrap_or(&nobody));
            let one = one.map_err(|error| error.context(format!("cannot import `{}`", set.document())))?;
            done.added += one.added;
            done.there += one.there;
            if !set.kept().is_empty() {
                let file = opened.folder.keep_misfits(set)?;
                let message =
                    format!("{} kept as they stand", counted(set.kept().len(), "record that does not fit its text"));
                problems.push(Problem::new(Severity::Note, file, message));
            }
        }
        session.flush()?;
    }
    let mut said = report(&problems);
    for one in &missing {
        said.push_str(&format!("added to the schema: {} ({})\n", one.path, counted(one.annotations, "annotation")));
    }
    let names: Vec<String> = annotators.iter().map(|annotator| format!("`{annotator}`")).collect();
    said.push_str(&format!("imported {} from {}", counted(done.added, "annotation"), format.name()));
    if !names.is_empty() {
        said.push_str(&format!(" as {}", names.join(", ")));
    }
    said.push_str(&format!("; {} added", counted(new.len(), "document")));
    if done.there > 0 {
        said.push_str(&format!("; {} there already", counted(done.there, "annotation")));
    }
    let is_lossy = first_lost(&problems).is_some();
    if is_lossy {
        said.push_str("; what is told as loss is NOT in it");
    }
    print(told, &(said + "\n"))?;
    Ok(if is_lossy { Exit::Failed } else { Exit::Done })
}

/// The sets under the name that the person gives, if that can be meant.
fn renamed(bundle: Bundle, annotator: Option<&str>) -> Result<Bundle, Error> {
    let Some(name) = annotator.map(AnnotatorId::new) else {
        return Ok(bundle);
    };
    let annotators = bundle.annotators();
    let unnamed: Vec<&AnnotatorId> = match &annotators[..] {
        [only] => vec![only],
        several => several.iter().filter(|annotator| annotator.as_str() == NOBODY).collect(),
    };
    let Some(old) = unnamed.first().copied().cloned() else {
        let names: Vec<String> = annotators.iter().map(|annotator| format!("`{annotator}`")).collect();
        return Err(Error::new(format!("the files say who made what: {}", names.join(", ")))
            .hint("leave out `--as`, and each becomes an annotator"));
    };
    let Bundle { sets, mut identities, .. } = bundle.clone();
    let sets =
        sets.into_iter().map(|set| if *set.annotator() == old { moved(&set, &name, set.document()) } else { set });
    if let Some(known) = identities.remove(&old) {
        let all = known.iter().map(|identity| identity.as_ref().clone()).collect::<Vec<_>>();
        identities.insert(name.clone(), Identities::new(name.clone()).with_records(all, Vec::new()));
    }
    let sets = sets.collect();
    Ok(Bundle { sets, identities, ..bundle })
}

/// The same set of another annotator or on another document.
fn moved(set: &AnnotationSet, annotator: &AnnotatorId, document: &DocumentId) -> AnnotationSet {
    let annotations = set.in_reading_order().iter().map(|annotation| annotation.as_ref().clone()).collect();
    let empty = AnnotationSet::new(annotator.clone(), document.clone());
    empty.with_records(set.progress(), annotations, set.kept().to_vec(), set.next_id().0).0
}

/// The sets on the documents of the project, and the documents it does not have. A document is known by its id, or by being
/// the only one with its text; one that has another text in the project is left out.
fn placed(bundle: Bundle, corpus: &Corpus, problems: &mut Vec<Problem>) -> Result<(Bundle, Vec<Arc<Document>>), Error> {
    let mut place: BTreeMap<DocumentId, DocumentId> = BTreeMap::new();
    let mut unknown: Vec<Arc<Document>> = Vec::new();
    for document in &bundle.documents {
        let id = document.id();
        match corpus.position(id).map(|at| corpus.load(at)).transpose()? {
            None => unknown.push(Arc::clone(document)),
            Some(same) if same.text() == document.text() => drop(place.insert(id.clone(), id.clone())),
            Some(_) => {
                let message = "the project has another text under this name; what is said about it is left out";
                problems.push(Problem::new(Severity::Loss, id.as_str(), message));
            }
        }
    }
    let mut by_hash: BTreeMap<String, Vec<DocumentId>> = BTreeMap::new();
    // All texts are read only where one is looked for by what it says.
    for document in corpus.documents().filter(|_| !unknown.is_empty()) {
        let document = document?;
        by_hash.entry(document.hash().to_string()).or_default().push(document.id().clone());
    }
    let mut new = Vec::new();
    for document in unknown {
        let with_text = by_hash.get(document.hash().as_str()).map_or(&[][..], Vec::as_slice);
        let id = document.id().clone();
        if let [only] = with_text {
            problems.push(Problem::new(Severity::Note, id.as_str(), format!("its text is that of `{only}`")));
            place.insert(id, only.clone());
        } else {
            place.insert(id.clone(), id);
            new.push(document);
        }
    }
    let sets = bundle.sets.iter().filter_map(|set| Some(moved(set, set.annotator(), place.get(set.document())?)));
    Ok((Bundle { sets: sets.collect(), ..bundle.clone() }, new))
}

/// Adds what the schema lacks, in order.
fn add_to_schema(session: &mut Session, missing: &[Missing]) -> Result<(), Error> {
    for one in missing {
        session.perform(&Command::Schema(SchemaCommand::Add(one.path.clone(), one.details.clone())))?;
        if let Some(title) = &one.title {
            session.perform(&Command::Schema(SchemaCommand::Retitle(one.path.clone(), title.clone())))?;
        }
    }
    Ok(())
}
