//! Datasets on disk: reading what a project says, document by document; making a dataset of it in a hidden folder; and writing that
//! into a folder of its own, where nothing of an older one is left and everything is read back.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::dataset::make::{self, Dataset};
use crate::dataset::manifest::{MANIFEST, Manifest};
use crate::dataset::material::{Annotated, Material, Sets};
use crate::dataset::outlet::Outlet;
use crate::dataset::recipe::Recipe;
use crate::error::Error;
use crate::model::annotator::AnnotatorKind;
use crate::model::id::AnnotatorId;

use super::corpus::Corpus;
use super::files::{self, MadeFolders};
use super::folder::{self, Folder, Opened, Purpose};
use super::own;
use super::private;
use super::staging::{self, Staging};
use super::watch::Watch;

/// How the hidden folder begins in which a dataset is made.
const STAGING: &str = ".dataset-";
/// How a file ends that is not in its place yet.
const COMING: &str = ".coming";

/// A project of which datasets are made. Its texts and sets are not held.
pub struct Gathered {
    pub material: Material,
    folder: Folder,
    corpus: Arc<Corpus>,
    /// Documents that somebody has a set on, by their places in the corpus, with the numbers of those annotators.
    places: Vec<(usize, Vec<usize>)>,
    all: Vec<AnnotatorId>,
}

/// Finds everybody's sets, and reads everybody's identities. Nothing on disk is changed.
pub fn gather(root: &Path) -> Result<Gathered, Error> {
    let Opened { folder, project, project_text, corpus, mut problems, .. } = folder::open(root)?;
    let all = folder.annotators()?;
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (number, annotator) in all.iter().enumerate() {
        let (found, strays) = folder.sets(annotator, &corpus)?;
        problems.extend(strays);
        pairs.extend(found.into_iter().map(|place| (place, number)));
    }
    pairs.sort_unstable();
    let with_sets: BTreeSet<usize> = pairs.iter().map(|(_, number)| *number).collect();
    let of_document = |pairs: &[(usize, usize)]| (pairs[0].0, pairs.iter().map(|(_, number)| *number).collect());
    let places = pairs.chunk_by(|(one, _), (other, _)| one == other).map(of_document).collect();
    let is_program = |annotator: &&AnnotatorId| folder.annotator_kind(annotator) == AnnotatorKind::Program;
    let mut material = Material {
        project,
        schema: project_text,
        documents: corpus.len(),
        annotators: with_sets.into_iter().map(|number| all[number].clone()).collect(),
        programs: all.iter().filter(is_program).cloned().collect(),
        identities: Default::default(),
        problems: Vec::new(),
    };
    for annotator in &all {
        let (known, told) = folder.read_identities(annotator, Purpose::Look)?;
        problems.extend(told);
        material.identities.insert(annotator.clone(), known);
    }
    material.problems = problems;
    Ok(Gathered { material, folder, corpus, places, all })
}

/// What is read of a project, with who looks on.
struct Reading<'a> {
    of: &'a Gathered,
    watch: &'a Watch,
}

impl Sets for Reading<'_> {
    fn len(&self) -> usize {
        self.of.places.len()
    }

    fn bytes(&self, place: usize) -> u64 {
        self.of.corpus.bytes(self.of.places[place].0)
    }

    fn read(&self, place: usize) -> Result<Annotated, Error> {
        let Gathered { folder, corpus, places, all, .. } = self.of;
        let (document, annotators) = &places[place];
        let mut annotated =
            Annotated { document: Arc::new(corpus.load(*document)?), sets: Vec::new(), problems: Vec::new() };
        self.watch.step()?;
        for number in annotators {
            let (set, told) = folder.read_set(&all[*number], &annotated.document, Purpose::Look)?;
            folder.let_go(&all[*number], annotated.document.id());
            annotated.problems.extend(told);
            annotated.sets.extend(set.has_begun().then_some(set));
        }
        Ok(annotated)
    }
}

/// A dataset in a hidden folder, which goes when it is dropped.
pub struct Made {
    pub dataset: Dataset,
    staged: Staged,
}

/// The hidden folder, as what is made is written to it.
struct Staged {
    staging: Staging,
    folders: BTreeSet<PathBuf>,
}

/// Makes a dataset, and proves it by reading it back. Nothing that a person sees is changed.
pub fn make(gathered: &Gathered, recipe: &Recipe, watch: &Watch) -> Result<Made, Error> {
    // Every document is read twice.
    watch.begin(2 * gathered.places.len());
    // A project may lie where nothing can be written.
    let place = private::private_folder(gathered.folder.root());
    let staging = place.and_then(|place| Staging::new(&place, STAGING));
    let staging = staging.or_else(|_| Staging::new(&std::env::temp_dir(), STAGING))?;
    let mut staged = Staged { staging, folders: BTreeSet::new() };
    let reading = Reading { of: gathered, watch };
    let dataset = make::make(&gathered.material, &reading, recipe, &mut staged)?;
    Ok(Made { dataset, staged })
}

impl Staged {
    /// Where a file is written. No path leads out of the folder.
    fn place(&mut self, path: &str) -> Result<PathBuf, Error> {
        if !is_inside(path) {
            return Err(Error::new(format!("cannot write `{path}`: it would not lie with the others")));
        }
        let place = self.path(path);
        if let Some(folder) = place.parent().filter(|folder| !self.folders.contains(*folder)) {
            files::make_folder(folder)?;
            self.folders.insert(folder.to_owned());
        }
        Ok(place)
    }

    fn path(&self, path: &str) -> PathBuf {
        self.staging.path().join(path)
    }
}

impl Outlet for Staged {
    fn add(&mut self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let place = self.place(path)?;
        let added = File::options().create(true).append(true).open(&place);
        let added = added.and_then(|mut file| file.write_all(bytes));
        added.map_err(|error| files::failed("write", &place, &error))
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), Error> {
        let to = self.place(to)?;
        files::rename(&self.path(from), &to)
    }
}

/// Writes a dataset into a folder that is new, empty or holds another dataset, whose files go. The manifest goes first and comes
/// last, so that a folder with one is whole. Every file is read back and held against its hash.
pub fn write(out: &Path, made: &Made) -> Result<(), Error> {
    own::refuse(out)?;
    let before = older(out)?;
    let manifest = out.join(MANIFEST);
    let is_new = !manifest.exists();
    if manifest.exists() {
        files::remove(&manifest)?;
    }
    let facts = &made.dataset.manifest.files;
    let written: BTreeSet<&str> = facts.iter().map(|file| file.path.as_str()).collect();
    for gone in before.iter().filter(|path| !written.contains(path.as_str()) && is_inside(path)) {
        let path = out.join(gone);
        if path.is_file() {
            files::remove(&path)?;
        }
    }
    let mut folders = BTreeSet::from([out.to_owned()]);
    folders.extend(facts.iter().filter_map(|file| out.join(&file.path).parent().map(Path::to_owned)));
    let mut new_folders = MadeFolders::default();
    folders.iter().try_for_each(|folder| new_folders.add(folder))?;
    let coming = |file: &str| out.join(format!("{file}{COMING}"));
    let arrived = || -> Result<(), Error> {
        for file in facts {
            let (from, to) = (made.staged.path(&file.path), coming(&file.path));
            fs::copy(&from, &to).map_err(|error| files::failed("write", &to, &error))?;
        }
        staging::flush(&facts.iter().map(|file| coming(&file.path)).collect::<Vec<_>>())?;
        facts.iter().try_for_each(|file| files::rename(&coming(&file.path), &out.join(&file.path)))
    };
    let proven = || -> Result<(), Error> {
        for file in facts {
            let path = out.join(&file.path);
            if hash_of(&path)? != file.hash {
                return Err(Error::new(format!("{} does not hold what was written", path.display())));
            }
        }
        for folder in &folders {
            files::flush_folder(&folder.join(MANIFEST)).map_err(|error| files::failed("write", folder, &error))?;
        }
        files::write(&manifest, &made.dataset.manifest.write().bytes)
    };
    arrived().and_then(|()| proven()).inspect_err(|_| {
        for file in facts {
            // That something else has failed is what is told.
            let _ = fs::remove_file(coming(&file.path));
            // Where there was nothing before, nothing stays.
            let _ = is_new.then(|| fs::remove_file(out.join(&file.path)));
        }
    })?;
    new_folders.keep();
    Ok(())
}

fn hash_of(path: &Path) -> Result<String, Error> {
    let mut hasher = blake3::Hasher::new();
    let read = File::open(path).and_then(|file| hasher.update_reader(file).map(drop));
    read.map_err(|error| files::failed("read", path, &error))?;
    Ok(format!("blake3:{}", hasher.finalize().to_hex()))
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
