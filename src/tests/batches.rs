//! Batches: where files are cut changes nothing of what is read, and where an export is cut nothing of what is written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Problem};
use crate::formats::bundle::Bundle;
use crate::formats::catalogue::Format;
use crate::formats::export::{Export, compared, export};
use crate::formats::holds::Holds;
use crate::formats::joining::Joining;
use crate::formats::options::Options;
use crate::model::id::DocumentId;
use crate::model::set::AnnotationSet;
use crate::records::templates::NEWS;
use crate::session::command::Command;
use crate::session::state::Session;
use crate::store::batches::{OfFiles, Source, export as store_export};
use crate::store::create;
use crate::store::found::Found;
use crate::store::importing::{Import, Report, Wanted};
use crate::store::outgoing::Outgoing;
use crate::store::watch::Watch;

use super::random::Random;
use super::random_projects::{project, random_bundle};
use super::scratch::Scratch;

/// A random project of several documents with ids of their own.
pub(super) fn many(seed: u64, documents: usize) -> Bundle {
    let mut random = Random::new(seed);
    let mut all = Bundle { project: project(), ..Bundle::empty("x") };
    while all.documents.len() < documents {
        let bundle = random_bundle(&mut random);
        for document in &bundle.documents {
            let id = DocumentId::new(&format!("{}-{}", all.documents.len(), document.id()));
            let own = bundle.sets.iter().filter(|set| set.document() == document.id());
            all.sets.extend(own.map(|set| set.moved(set.annotator().clone(), id.clone())));
            all.documents.push(Arc::new(document.with_id(id)));
        }
        all.identities.extend(bundle.identities);
    }
    all
}

/// The documents of a bundle in batches, each with the sets on them.
fn batches(bundle: &Bundle, len: usize) -> Vec<Bundle> {
    let of = |documents: &[Arc<crate::model::document::Document>]| {
        let is_in = |set: &&AnnotationSet| documents.iter().any(|document| document.id() == set.document());
        let sets = bundle.sets.iter().filter(is_in).cloned().collect();
        Bundle { documents: documents.to_vec(), sets, ..bundle.clone() }
    };
    bundle.documents.chunks(len).map(of).collect()
}

/// What is written batch by batch, joined.
fn written(format: Format, bundle: &Bundle, len: usize) -> BTreeMap<String, Vec<u8>> {
    let options = Options::default();
    let mut export = Export::new(format, &options);
    let mut files: BTreeMap<String, (Joining, Vec<u8>)> = BTreeMap::new();
    for batch in batches(bundle, len) {
        for file in export.add(&[batch]).unwrap() {
            let empty = || (Joining::new(format.pieces(&options)), Vec::new());
            let (joining, bytes) = files.entry(file.path).or_insert_with(empty);
            bytes.extend(joining.next(file.bytes));
        }
    }
    let ended = |(path, (joining, bytes)): (String, (Joining, Vec<u8>))| (path, [bytes, joining.end()].concat());
    let mut files: BTreeMap<String, Vec<u8>> = files.into_iter().map(ended).collect();
    let (settings, _, _) = export.finish();
    files.extend(settings.into_iter().map(|file| (file.path, file.bytes)));
    files
}

/// What is read of files or folders in batches of at least `most` bytes, as one bundle.
pub(super) fn read(format: Format, paths: &[PathBuf], most: usize) -> (Bundle, Vec<Problem>) {
    let (found, options) = (Found::new(paths).unwrap(), Options::default());
    let mut source = OfFiles::new(&found, format, &options, most);
    let mut all = Bundle::empty("x");
    let mut problems = found.problems.clone();
    while let Some((bundle, told)) = source.next(&Watch::default()).unwrap() {
        all.project = bundle.project;
        all.documents.extend(bundle.documents);
        all.sets.extend(bundle.sets);
        all.identities.extend(bundle.identities);
        problems.extend(told);
    }
    (all, problems)
}

/// Whether a format has files of text, in which it cannot be seen where they were joined.
fn is_text(format: Format) -> bool {
    !matches!(format.entry().extension, "parquet")
}

#[cfg(feature = "parquet")]
#[test]
fn columns_that_are_written_in_batches_say_what_was_written() {
    let bundle = many(3, 9);
    for len in [1, 4] {
        let scratch = Scratch::new("columns");
        let files = written(Format::Parquet, &bundle, len);
        files.iter().for_each(|(path, bytes)| scratch.write(path, bytes));
        for most in [1, usize::MAX] {
            let (read, told) = read(Format::Parquet, &[scratch.path().to_owned()], most);
            assert_eq!(bundle.difference(&read, compared(&Holds::EVERYTHING)), None, "{len} by {most}");
            assert_eq!(told, []);
        }
    }
}

#[test]
fn what_is_written_in_batches_is_what_is_written_at_once() {
    for seed in 0..4 {
        let bundle = many(seed, 9);
        for format in Format::all().filter(|format| is_text(*format)) {
            let whole = written(format, &bundle, usize::MAX);
            for len in [1, 2, 7] {
                let text = |files: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
                    files.iter().map(|(path, bytes)| format!("{path}\n{}", String::from_utf8_lossy(bytes))).collect()
                };
                let (cut, whole) = (text(&written(format, &bundle, len)).join("\n"), text(&whole).join("\n"));
                let other = cut.lines().zip(whole.lines()).find(|(one, other)| one != other);
                assert_eq!(other, None, "{} in batches of {len}, seed {seed}", format.name());
                assert_eq!(cut.len(), whole.len(), "{} in batches of {len}, seed {seed}", format.name());
            }
            let files = export(format, &bundle, &Options::default()).unwrap().files;
            let files: BTreeMap<String, Vec<u8>> = files.into_iter().map(|file| (file.path, file.bytes)).collect();
            assert_eq!(files.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>(), "{}", format.name());
        }
    }
}

#[test]
fn where_files_are_cut_changes_nothing_of_what_is_read() {
    for format in Format::all() {
        let holds = &format.entry().holds;
        let files = export(format, &many(5, 9), &Options::default()).unwrap().files;
        // What holds one annotator's work is read folder by folder.
        let folder = files[0].path.split_once('/').map_or("", |(folder, _)| folder);
        let scratch = Scratch::new("cut");
        for file in files.iter().filter(|file| file.path.starts_with(folder)) {
            scratch.write(&file.path, &file.bytes);
        }
        let paths = [scratch.path().to_owned()];
        let (whole, told) = read(format, &paths, usize::MAX);
        assert!(whole.documents.len() > 5 || holds.annotators, "{}", format.name());
        for most in [1, 300, 3000] {
            let (cut, told_cut) = read(format, &paths, most);
            assert_eq!(whole.difference(&cut, compared(holds)), None, "{} by {most}", format.name());
            assert_eq!(whole.project, cut.project, "{} by {most}", format.name());
            assert_eq!(told, told_cut, "{} by {most}", format.name());
        }
    }
}

#[test]
fn mentions_of_one_document_are_of_one_annotator_wherever_records_are_cut() {
    let mention = |text: &str, start: usize, more: &str| {
        format!("{{\"text\": \"{text}\", \"start\": {start}, \"end\": {}, \"label\": \"place\"{more}}}\n", start + 2)
    };
    let both = |id: &str, coder: &str| -> String {
        let more = format!("{id}{coder}");
        (0..3).map(|at| mention("Hà Nội", at, &more)).chain((0..2).map(|at| mention("حيفا", at, &more))).collect()
    };
    let ids = "{\"id\": \"n\", \"text\": \"Hà Nội\"}\n".to_owned()
        + &both("", "").replace("\"text\": \"Hà", "\"id\": \"n\", \"text\": \"Hà");
    for (name, lines) in [("ids", ids), ("none", both("", "")), ("coder", both("", ", \"coder\": \"rana\""))] {
        let scratch = Scratch::new("mentions");
        scratch.write("m.jsonl", &lines);
        let paths = [scratch.path().join("m.jsonl")];
        let (whole, told) = read(Format::Records, &paths, usize::MAX);
        for most in [1, 200] {
            let (cut, told_cut) = read(Format::Records, &paths, most);
            assert_eq!(whole.difference(&cut, compared(&Holds::EVERYTHING)), None, "{name} by {most}");
            assert_eq!((cut.annotators().len(), cut.documents.len(), cut.annotations_len()), (1, 2, 5), "{name}");
            assert_eq!(told, told_cut, "{name} by {most}");
        }
    }
}

/// Stops whoever reads from it after so many batches.
struct Stopping<'a> {
    source: &'a mut dyn Source,
    left: usize,
}

impl Source for Stopping<'_> {
    fn next(&mut self, watch: &Watch) -> Result<Option<(Bundle, Vec<Problem>)>, Error> {
        if self.left == 0 {
            watch.cancel();
        }
        self.left = self.left.saturating_sub(1);
        self.source.next(watch)
    }
}

/// Every file of a folder with its bytes, but for locks.
fn all(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        match entry.is_dir() {
            true if entry.ends_with(".hashiya") => {}
            true => found.extend(all(&entry)),
            false => drop(found.insert(entry.clone(), std::fs::read(&entry).unwrap())),
        }
    }
    found
}

/// A project with some sets of its own, and a file of the documents it has and of others, as JSON lines.
fn project_and_file() -> Scratch {
    let scratch = Scratch::new("batches");
    let root = scratch.path().join("project");
    create::create(&root, None, NEWS).unwrap();
    let bundle = many(11, 8);
    for (name, part) in [("there.jsonl", 4), ("more.jsonl", 8)] {
        let part = batches(&bundle, part).remove(0);
        let files = export(Format::Jsonl, &part, &Options::default()).unwrap().files;
        scratch.write(name, &files[0].bytes);
    }
    import(&scratch, "there.jsonl", usize::MAX).unwrap();
    scratch
}

/// Imports a file, stopped after so many batches.
fn import(scratch: &Scratch, name: &str, batches: usize) -> Result<Report, Error> {
    let found = Found::new(&[scratch.path().join(name)])?;
    let options = Options::default();
    let mut source = OfFiles::new(&found, Format::Jsonl, &options, 1);
    let mut source = Stopping { source: &mut source, left: batches };
    let wanted = Wanted { stem: "more".to_owned(), ..Wanted::default() };
    Import::make(&scratch.path().join("project"), &mut source, wanted, &Watch::default())?.commit()
}

#[test]
fn an_import_that_is_cancelled_at_any_batch_leaves_the_project_as_it_was() {
    let scratch = project_and_file();
    let root = scratch.path().join("project");
    let before = all(&root);
    let mut stopped = 0;
    while let Err(error) = import(&scratch, "more.jsonl", stopped) {
        assert!(error.message.contains("cancelled"), "{error}");
        assert_eq!(all(&root), before, "after {stopped} batches");
        stopped += 1;
    }
    assert!(stopped > 4 && all(&root).len() > before.len());
}

#[test]
fn an_import_in_batches_adds_each_annotation_once_and_can_be_undone() {
    let scratch = project_and_file();
    let bundle = many(11, 8);
    let first = import(&scratch, "more.jsonl", usize::MAX).unwrap();
    let there: usize = batches(&bundle, 4)[0].annotations_len();
    assert_eq!((first.there, first.added + first.there), (there, bundle.annotations_len()));
    let again = import(&scratch, "more.jsonl", usize::MAX).unwrap();
    assert_eq!((again.added, again.there, again.documents), (0, bundle.annotations_len(), 0));
    let set = &bundle.sets[0];
    let mut session = Session::open(&scratch.path().join("project"), Some(set.annotator().as_str())).unwrap();
    assert_eq!(session.problems(), []);
    session.perform(&Command::parse(&format!("open \"{}\"", set.document())).unwrap()).unwrap();
    assert_eq!((session.set().unwrap().len(), session.undo_title()), (set.len(), Some("import")));
    session.perform(&Command::parse("undo").unwrap()).unwrap();
    assert!(session.set().unwrap().is_empty());
}

#[test]
fn an_export_that_is_cancelled_at_any_batch_leaves_what_was_there() {
    let scratch = Scratch::new("export-batches");
    let files = export(Format::Jsonl, &many(3, 8), &Options::default()).unwrap().files;
    scratch.write("in.jsonl", &files[0].bytes);
    let options = Options::default();
    for (format, name) in [(Format::Json, "out.json"), (Format::Brat, "brat")] {
        let target = scratch.path().join(name);
        let convert = |batches: usize| -> Result<(), Error> {
            let found = Found::new(&[scratch.path().join("in.jsonl")])?;
            let mut source = OfFiles::new(&found, Format::Jsonl, &options, 1);
            let mut source = Stopping { source: &mut source, left: batches };
            let mut outgoing = Outgoing::new(Some(&target), format.entry().pieces)?;
            let (alone, _) = store_export(&mut source, format, &options, &mut outgoing, &Watch::default())?;
            outgoing.finish(alone.as_deref())?;
            outgoing.commit(&target)
        };
        let mut before = all(scratch.path());
        let mut stopped = 0;
        while convert(stopped).is_err() {
            assert_eq!(all(scratch.path()), before, "{name} after {stopped} batches");
            stopped += 1;
        }
        assert!(stopped > 8 && all(scratch.path()).len() > before.len());
        // And again over what is there now.
        before = all(scratch.path());
        assert!(convert(3).is_err() && all(scratch.path()) == before);
        convert(usize::MAX).unwrap();
        assert_eq!(all(scratch.path()), before);
    }
}

#[test]
fn a_file_cut_off_anywhere_is_read_up_to_there_without_panic() {
    let options = Options::default();
    for format in Format::all() {
        let files = export(format, &many(2, 3), &options).unwrap().files;
        let file = files.iter().max_by_key(|file| file.bytes.len()).unwrap();
        let scratch = Scratch::new("cut-off");
        for length in (0..file.bytes.len()).step_by(37) {
            scratch.write(&file.path, &file.bytes[..length]);
            for most in [1, 500] {
                let _ = read(format, &[scratch.path().to_owned()], most);
            }
        }
    }
}
