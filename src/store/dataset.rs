//! Datasets on disk: reading all that a project says, and writing a dataset into a folder of its own, where nothing of an older
//! one is left and everything is read back.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path};
use std::sync::Arc;

use crate::dataset::make::{Dataset, Material};
use crate::dataset::manifest::{MANIFEST, Manifest, hash};
use crate::error::Error;
use crate::formats::bundle::Bundle;
use crate::model::annotator::AnnotatorKind;
use crate::model::id::AnnotatorId;

use super::files;
use super::folder::{self, Opened, Purpose};
use super::watch::Watch;

/// Reads everybody's sets with their documents, and everybody's identities. Nothing on disk is changed.
pub fn material(root: &Path, watch: &Watch) -> Result<Material, Error> {
    let Opened { folder, project, project_text, corpus, mut problems, .. } = folder::open(root)?;
    let annotators = folder.annotators()?;
    let mut places: Vec<(usize, &AnnotatorId)> = Vec::new();
    for annotator in &annotators {
        let (found, strays) = folder.sets(annotator, &corpus)?;
        problems.extend(strays);
        places.extend(found.into_iter().map(|place| (place, annotator)));
    }
    places.sort();
    let mut bundle = Bundle { project, ..Bundle::empty("") };
    watch.begin(places.len());
    for of_document in places.chunk_by(|(one, _), (other, _)| one == other) {
        let document = Arc::new(corpus.load(of_document[0].0)?);
        let before = bundle.sets.len();
        for (_, annotator) in of_document {
            watch.step()?;
            let (set, told) = folder.read_set(annotator, &document, Purpose::Look)?;
            problems.extend(told);
            bundle.sets.extend(set.has_begun().then_some(set));
        }
        if bundle.sets.len() > before {
            bundle.documents.push(document);
        }
    }
    let is_program = |annotator: &&AnnotatorId| folder.annotator_kind(annotator) == AnnotatorKind::Program;
    let programs: BTreeSet<AnnotatorId> = annotators.iter().filter(is_program).cloned().collect();
    for annotator in annotators {
        let (known, told) = folder.read_identities(&annotator, Purpose::Look)?;
        problems.extend(told);
        bundle.identities.insert(annotator, known);
    }
    Ok(Material { bundle, schema: project_text, documents: corpus.len(), programs, problems })
}

/// Writes a dataset into a folder that is new, empty or holds another dataset, whose files go. The manifest goes first and comes
/// last, so that a folder with one is whole. Every file is read back and held against its hash.
pub fn write(out: &Path, dataset: &Dataset) -> Result<(), Error> {
    let before = older(out)?;
    let manifest = out.join(MANIFEST);
    if manifest.exists() {
        files::remove(&manifest)?;
    }
    let written: BTreeSet<&str> = dataset.files.iter().map(|file| file.path.as_str()).collect();
    for gone in before.iter().filter(|path| !written.contains(path.as_str()) && is_inside(path)) {
        let path = out.join(gone);
        if path.is_file() {
            files::remove(&path)?;
        }
    }
    files::make_folder(out)?;
    for file in &dataset.files {
        if !is_inside(&file.path) {
            return Err(Error::new(format!("cannot write `{}`: it would not lie in {}", file.path, out.display())));
        }
        let path = out.join(&file.path);
        files::make_folder(path.parent().unwrap_or(out))?;
        files::write(&path, &file.bytes)?;
        if hash(&files::read(&path)?) != hash(&file.bytes) {
            return Err(Error::new(format!("{} does not hold what was written", path.display())));
        }
    }
    Ok(())
}

/// The files of the dataset that is in a folder. Fails if something else is.
fn older(out: &Path) -> Result<Vec<String>, Error> {
    let refused = |what: &str| {
        Error::new(format!("cannot write a dataset to {}: {what}", out.display())).hint("name a folder that is new")
    };
    let is_empty = match fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(_) if out.is_file() => return Err(refused("it is a file")),
        Err(error) => return Err(files::failed("read", out, &error)),
    };
    if is_empty {
        return Ok(Vec::new());
    }
    let path = out.join(MANIFEST);
    let manifest = if path.is_file() { Manifest::read(&files::read(&path)?) } else { None };
    let manifest = manifest.ok_or_else(|| refused("it holds something that is no dataset of ours"))?;
    Ok(manifest.files.into_iter().map(|file| file.path).collect())
}

/// Whether a path, with `/`, leads to something inside a folder.
fn is_inside(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}
