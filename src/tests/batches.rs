//! Batches: where files are cut changes nothing of what is read, and where an export is cut nothing of what is written.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::Problem;
use crate::formats::batches::Batches;
use crate::formats::bundle::{Bundle, File};
use crate::formats::catalogue::Format;
use crate::formats::export::{Export, compared, export};
use crate::formats::joining::Joining;
use crate::formats::options::Options;
use crate::formats::pieces::{Cutter, Pieces, together};
use crate::model::id::DocumentId;
use crate::model::set::AnnotationSet;

use super::interchange::{project, random_bundle};
use super::random::Random;

/// A random project of several documents with ids of their own.
fn many(seed: u64, documents: usize) -> Bundle {
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
        for file in export.add(&batch).unwrap() {
            let empty = || (Joining::new(format.entry().pieces), Vec::new());
            let (joining, bytes) = files.entry(file.path).or_insert_with(empty);
            bytes.extend(joining.next(file.bytes));
        }
    }
    let ended =
        |(path, (joining, bytes)): (String, (Joining, Vec<u8>))| (path, [&bytes, joining.end().as_bytes()].concat());
    let mut files: BTreeMap<String, Vec<u8>> = files.into_iter().map(ended).collect();
    let (settings, _, _) = export.finish();
    files.extend(settings.into_iter().map(|file| (file.path, file.bytes)));
    files
}

/// What is read of files that are cut into pieces of at least `most` bytes.
pub(super) fn read(format: Format, files: &[File], most: usize) -> (Bundle, Vec<Problem>) {
    let options = Options::default();
    let mut batches = Batches::new(format, &options);
    let mut all = Bundle::empty("x");
    let mut problems = Vec::new();
    let mut take = |(bundle, told): (Bundle, Vec<Problem>)| {
        all.project = bundle.project;
        all.documents.extend(bundle.documents);
        all.sets.extend(bundle.sets);
        all.identities.extend(bundle.identities);
        problems.extend(told);
    };
    let sizes: Vec<(String, u64)> = files.iter().map(|file| (file.path.clone(), file.bytes.len() as u64)).collect();
    let pieces = format.entry().pieces;
    for batch in together(pieces, &sizes, most) {
        if matches!(pieces, Pieces::Files | Pieces::Whole) {
            take(batches.read(&batch.iter().map(|at| files[*at].clone()).collect::<Vec<_>>()));
            continue;
        }
        for at in batch {
            for piece in Cutter::new(&files[at].path, pieces, &*files[at].bytes, most) {
                take(batches.read(&[piece.unwrap()]));
            }
        }
    }
    take(batches.finish());
    (all, problems)
}

#[test]
fn what_is_written_in_batches_is_what_is_written_at_once() {
    for seed in 0..4 {
        let bundle = many(seed, 9);
        for format in Format::all() {
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
        let files: Vec<File> = files.iter().filter(|file| file.path.starts_with(folder)).cloned().collect();
        let (whole, told) = read(format, &files, usize::MAX);
        assert!(whole.documents.len() > 5 || holds.annotators, "{}", format.name());
        for most in [1, 300, 3000] {
            let (cut, told_cut) = read(format, &files, most);
            assert_eq!(whole.difference(&cut, compared(holds)), None, "{} by {most}", format.name());
            assert_eq!(whole.project, cut.project, "{} by {most}", format.name());
            assert_eq!(told, told_cut, "{} by {most}", format.name());
        }
    }
}
