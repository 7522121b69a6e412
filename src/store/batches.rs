//! A project, or files of other programs, batch by batch: what is in memory is one batch, however much there is.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Problem};
use crate::formats::batches::Batches;
use crate::formats::bundle::{Bundle, File};
use crate::formats::catalogue::Format;
use crate::formats::export::{Export, Exported};
use crate::formats::options::Options;
use crate::formats::parallel;
use crate::formats::pieces::{Cutter, PIECE_BYTES, Pieces, Seekable, together};
use crate::model::annotator::AnnotatorKind;
use crate::model::id::AnnotatorId;
use crate::model::identity::Identities;
use crate::model::schema::Project;

use super::corpus::Corpus;
use super::files;
use super::folder::{Folder, Purpose};
use super::found::{Found, Tables};
use super::outgoing::Outgoing;
use super::watch::Watch;

/// How much text is in a batch of a project, in bytes: what is written of it and read back takes a multiple.
const TEXT_BYTES: u64 = 512 << 10;

/// What comes next, with what is to be told about it; `None` when there is nothing any more.
pub trait Source {
    fn next(&mut self, watch: &Watch) -> Result<Option<(Bundle, Vec<Problem>)>, Error>;
}

/// The sets of some annotators that have begun, each with its document, read several batches at a time.
pub struct OfProject<'a> {
    folder: &'a Folder,
    corpus: &'a Corpus,
    project: &'a Project,
    places: Vec<(usize, AnnotatorId)>,
    identities: BTreeMap<AnnotatorId, Identities>,
    programs: BTreeSet<AnnotatorId>,
    at: usize,
    told: Vec<Problem>,
    /// What was read and is not given yet.
    read: VecDeque<(Bundle, Vec<Problem>)>,
    /// How many sets there were that had begun.
    pub sets: usize,
}

impl<'a> OfProject<'a> {
    /// By document and then by annotator.
    pub fn new(
        folder: &'a Folder,
        corpus: &'a Corpus,
        project: &'a Project,
        annotators: &[AnnotatorId],
    ) -> Result<Self, Error> {
        let mut places: Vec<(usize, AnnotatorId)> = Vec::new();
        let (mut identities, mut told) = (BTreeMap::new(), Vec::new());
        for annotator in annotators {
            let (found, _strays) = folder.sets(annotator, corpus)?;
            places.extend(found.into_iter().map(|place| (place, annotator.clone())));
            let (known, problems) = folder.read_identities(annotator, Purpose::Look)?;
            told.extend(problems);
            identities.insert(annotator.clone(), known);
        }
        places.sort();
        let is_program = |annotator: &&AnnotatorId| folder.annotator_kind(annotator) == AnnotatorKind::Program;
        let programs = annotators.iter().filter(is_program).cloned().collect();
        let read = VecDeque::new();
        Ok(Self { folder, corpus, project, places, identities, programs, at: 0, told, read, sets: 0 })
    }

    /// The places of the next batch: of whole documents, until they have enough text.
    fn batch(&mut self) -> Range<usize> {
        let (start, mut bytes) = (self.at, 0);
        while let Some((place, _)) = self.places.get(self.at).filter(|_| bytes < TEXT_BYTES) {
            bytes += self.corpus.bytes(*place);
            self.at += self.places[self.at..].iter().take_while(|(other, _)| other == place).count();
        }
        start..self.at
    }

    fn read(&self, batch: Range<usize>, watch: &Watch) -> Result<(Bundle, Vec<Problem>), Error> {
        let (project, identities, programs) = (self.project.clone(), self.identities.clone(), self.programs.clone());
        let mut bundle = Bundle { project, identities, programs, ..Bundle::empty("") };
        let mut problems = Vec::new();
        for of_document in self.places[batch].chunk_by(|(one, _), (other, _)| one == other) {
            let document = Arc::new(self.corpus.load(of_document[0].0)?);
            let before = bundle.sets.len();
            for (_, annotator) in of_document {
                let (set, found) = self.folder.read_set(annotator, &document, Purpose::Look)?;
                problems.extend(found);
                watch.step()?;
                bundle.sets.extend(set.has_begun().then_some(set));
            }
            bundle.documents.extend((bundle.sets.len() > before).then_some(document));
        }
        Ok((bundle, problems))
    }
}

impl Source for OfProject<'_> {
    fn next(&mut self, watch: &Watch) -> Result<Option<(Bundle, Vec<Problem>)>, Error> {
        if self.at == 0 {
            watch.begin(self.places.len());
        }
        if self.read.is_empty() {
            let batches = (0..parallel::at_once()).map(|_| self.batch()).filter(|batch| !batch.is_empty()).collect();
            let read = parallel::map(batches, |batch| self.read(batch, watch));
            self.read = read.into_iter().collect::<Result<_, _>>()?;
        }
        let Some((bundle, problems)) = self.read.pop_front() else {
            return Ok(None);
        };
        self.sets += bundle.sets.len();
        Ok(Some((bundle, std::mem::take(&mut self.told).into_iter().chain(problems).collect())))
    }
}

/// Files that are read in a format, several batches at a time.
pub struct OfFiles<'a> {
    found: &'a Found,
    format: Format,
    options: &'a Options,
    most: usize,
    /// How the files are cut; known when reading begins.
    pieces: Pieces,
    together: std::vec::IntoIter<Vec<usize>>,
    cutting: Option<(usize, Cutter<Box<dyn Seekable>>)>,
    /// Tables that are read side by side.
    beside: Option<Tables>,
    /// What is read with each piece of the files that are cut.
    companions: Vec<File>,
    /// What was read and is not given yet.
    read: VecDeque<(Bundle, Vec<Problem>)>,
    batches: Batches,
    is_begun: bool,
    is_finished: bool,
}

impl<'a> OfFiles<'a> {
    /// In batches of at least `most` bytes, but for the last.
    #[must_use]
    pub fn new(found: &'a Found, format: Format, options: &'a Options, most: usize) -> Self {
        Self {
            found,
            format,
            options,
            most,
            pieces: format.entry().pieces,
            together: Vec::new().into_iter(),
            cutting: None,
            beside: None,
            companions: Vec::new(),
            read: VecDeque::new(),
            batches: Batches::new(format),
            is_begun: false,
            is_finished: false,
        }
    }

    /// Whether what is said about one document came in several batches.
    #[must_use]
    pub fn has_scattered(&self) -> bool {
        self.batches.has_scattered()
    }

    /// The files or pieces of the next batch; none when there are no more.
    fn files(&mut self, watch: &Watch) -> Result<Vec<File>, Error> {
        if let Some(beside) = &mut self.beside {
            let batch =
                beside.batch(self.most).map_err(|error| files::failed("read", Path::new("the tables"), &error))?;
            watch.advance(batch.iter().map(|file| file.bytes.len()).sum())?;
            return Ok(batch);
        }
        let pieces = self.pieces;
        let (mut batch, mut bytes) = (self.companions.clone(), 0);
        while bytes < self.most {
            if let Some((at, cutter)) = &mut self.cutting {
                let Some(piece) = cutter.next() else {
                    self.cutting = None;
                    continue;
                };
                let name = &self.found.sizes[*at].0;
                let piece = piece.map_err(|error| files::failed("read", Path::new(name), &error))?;
                watch.advance(piece.bytes.len())?;
                bytes += piece.bytes.len().max(1);
                batch.push(piece);
                continue;
            }
            match (pieces, self.together.next().as_deref()) {
                (_, None) => break,
                (Pieces::Files | Pieces::Beside(..) | Pieces::Whole, Some(together)) => {
                    watch.advance(together.iter().map(|at| self.found.sizes[*at].1 as usize).sum())?;
                    return together.iter().map(|at| self.found.whole(*at)).collect();
                }
                (_, Some([beside @ .., at])) => {
                    if self.companions.is_empty() && !beside.is_empty() {
                        self.companions = beside.iter().map(|at| self.found.whole(*at)).collect::<Result<_, _>>()?;
                        batch.splice(0..0, self.companions.clone());
                    }
                    self.cutting = Some((*at, self.found.cut(*at, pieces, self.most)?));
                }
                (_, Some([])) => {}
            }
        }
        if bytes == 0 {
            batch.clear();
        }
        Ok(batch)
    }

    /// Reads as many batches as can be read at once.
    fn read(&mut self, watch: &Watch) -> Result<(), Error> {
        let mut batches = Vec::new();
        while batches.len() < parallel::at_once() {
            let files = self.files(watch)?;
            if files.is_empty() {
                break;
            }
            batches.push(files);
        }
        let (read, options) = (self.format.entry().read, self.options);
        self.read.extend(parallel::map(batches, |files| read(&files, options)));
        Ok(())
    }
}

impl Source for OfFiles<'_> {
    fn next(&mut self, watch: &Watch) -> Result<Option<(Bundle, Vec<Problem>)>, Error> {
        if !std::mem::replace(&mut self.is_begun, true) {
            watch.begin(self.found.sizes.iter().map(|(_, size)| *size as usize).sum());
            self.pieces = self.found.pieces(self.format, self.options)?;
            self.together = together(self.pieces, &self.found.sizes, self.most).into_iter();
            self.beside = self.found.beside(self.pieces)?;
        }
        if self.read.is_empty() {
            self.read(watch)?;
        }
        match self.read.pop_front() {
            Some((bundle, problems)) => Ok(Some(self.batches.add(bundle, problems))),
            None if !std::mem::replace(&mut self.is_finished, true) => Ok(Some(self.batches.finish())),
            None => Ok(None),
        }
    }
}

/// Writes what comes in a format; returns the folder in which all of it lies if that is of no use, and what is to be told.
pub fn export(
    source: &mut dyn Source,
    format: Format,
    options: &Options,
    outgoing: &mut Outgoing,
    watch: &Watch,
) -> Result<(Option<String>, Exported), Error> {
    let mut export = Export::new(format, options);
    let mut told = Vec::new();
    let is_whole = format.pieces(options) == Pieces::Whole;
    let (mut is_begun, mut nothing) = (false, Bundle::empty(""));
    loop {
        let mut batches: Vec<Bundle> = Vec::new();
        while (is_whole || batches.len() < parallel::at_once())
            && let Some((bundle, problems)) = source.next(watch)?
        {
            watch.advance(0)?;
            told.extend(problems);
            if bundle.documents.is_empty() {
                nothing = bundle;
                continue;
            }
            match batches.first_mut().filter(|_| is_whole) {
                Some(whole) => add(whole, bundle),
                None => batches.push(bundle),
            }
        }
        if batches.is_empty() {
            if is_begun {
                break;
            }
            // An export without documents is one all the same.
            batches.push(std::mem::replace(&mut nothing, Bundle::empty("")));
        }
        is_begun = true;
        for file in export.add(&batches)? {
            outgoing.add(file)?;
        }
    }
    let (settings, alone, mut exported) = export.finish();
    settings.iter().try_for_each(|file| outgoing.write(file))?;
    told.append(&mut exported.problems);
    exported.problems = told;
    Ok((alone, exported))
}

/// Counts what would be written of what comes, and what would be lost, without writing.
pub fn count(source: &mut dyn Source, format: Format, options: &Options, watch: &Watch) -> Result<Exported, Error> {
    let mut export = Export::new(format, options);
    let mut told = Vec::new();
    while let Some((bundle, problems)) = source.next(watch)? {
        told.extend(problems);
        export.count(&bundle);
    }
    let (_, _, mut exported) = export.finish();
    told.append(&mut exported.problems);
    Ok(Exported { problems: told, ..exported })
}

/// Adds another batch to what was read before.
fn add(whole: &mut Bundle, batch: Bundle) {
    whole.project = batch.project;
    let known: BTreeSet<_> = whole.documents.iter().map(|document| document.id().clone()).collect();
    whole.documents.extend(batch.documents.into_iter().filter(|document| !known.contains(document.id())));
    whole.sets.extend(batch.sets);
    whole.identities.extend(batch.identities);
    whole.programs.extend(batch.programs);
}

/// How much is read at once where all batches are one.
pub const EVERYTHING: usize = usize::MAX;

/// How much is read at once, in bytes.
pub const BATCH: usize = PIECE_BYTES;
