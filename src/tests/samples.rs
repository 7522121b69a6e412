//! The sample project: its scripts make its annotations, every quote stands where it says, and nothing in it is wrong.
//! Offsets are code points. Files are read here without the program's own readers, so that these cannot excuse themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::cli;
use crate::cli::ending::Exit;
use crate::error::Error;

use super::scratch::Scratch;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// Every file under `folder`, by its path from there with `/` between names.
fn files_under(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let entry = entry.expect("an entry can be read");
        let name = entry.file_name().into_string().expect("names are UTF-8");
        if entry.path().is_dir() {
            found.extend(
                files_under(&entry.path()).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)),
            );
        } else {
            found.insert(name, fs::read(entry.path()).expect("a file can be read"));
        }
    }
    found
}

/// The samples as they are shipped: without what the person at this machine has annotated in them.
fn shipped() -> BTreeMap<String, Vec<u8>> {
    let mut files = files_under(&samples());
    let annotators: BTreeSet<String> = files.keys().filter_map(|name| annotator_of_script(name)).collect();
    files.retain(|name, _| match name.strip_prefix("annotations/").and_then(|inner| inner.split_once('/')) {
        Some((annotator, _)) => annotators.contains(annotator),
        None => true,
    });
    files
}

/// `scripts/layla-ar-visit.txt` is what Layla does with ar-visit.
fn annotator_of_script(name: &str) -> Option<String> {
    let (annotator, _) = name.strip_prefix("scripts/")?.split_once('-')?;
    Some(annotator.to_owned())
}

/// Runs `hashiya`; returns its exit, its output and what it told.
fn hashiya(words: &[&str]) -> (Exit, String, String) {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let (mut out, mut told) = (Vec::new(), Vec::new());
    let exit = cli::run(&words, &|_| Err(Error::new("cannot open a window")), &mut out, &mut told);
    let plain = |bytes| String::from_utf8(bytes).expect("it speaks UTF-8");
    (exit, plain(out), plain(told))
}

fn text_of(document: &str) -> String {
    fs::read_to_string(samples().join(format!("documents/{document}.txt"))).expect("the text is there, in UTF-8")
}

/// What Python calls `text[start:end]`.
fn slice(text: &str, start: usize, end: usize) -> String {
    text.chars().take(end).skip(start).collect()
}

#[test]
fn the_scripts_make_the_annotations() {
    let scratch = Scratch::new("samples");
    let folder = scratch.path().to_str().expect("a temporary folder's name is UTF-8");
    let committed = shipped();
    for (name, bytes) in committed.iter().filter(|(name, _)| !name.starts_with("annotations/")) {
        scratch.write(name, bytes);
    }
    for script in committed.keys() {
        if let Some(annotator) = annotator_of_script(script) {
            let (exit, _, told) = hashiya(&["run", folder, &format!("{folder}/{script}"), "--as", &annotator]);
            assert_eq!((exit, told.as_str()), (Exit::Done, ""), "{script}");
        }
    }
    // Journals say when, and nobody ships locks.
    let mut made = files_under(scratch.path());
    made.retain(|name, _| !name.ends_with(".journal") && !name.starts_with(".hashiya/"));
    assert_eq!(made.keys().collect::<Vec<_>>(), committed.keys().collect::<Vec<_>>());
    for (name, bytes) in &made {
        // Compared as text, so that a failure can be read; the documents are among them.
        let text = String::from_utf8_lossy(bytes);
        let lines: String = text.split_inclusive('\n').filter(|line| !line.starts_with("    journal: ")).collect();
        assert_eq!(lines, String::from_utf8_lossy(&committed[name]), "{name}");
    }
}

#[test]
fn the_predictions_make_the_suggestions() {
    let scratch = Scratch::new("samples-suggestions");
    let folder = scratch.path().to_str().expect("a temporary folder's name is UTF-8");
    for (name, bytes) in shipped().iter().filter(|(name, _)| !name.starts_with("annotations/")) {
        scratch.write(name, bytes);
    }
    let predictions = format!("{folder}/suggestions/tagger.json");
    let (exit, _, told) = hashiya(&["import", folder, &predictions, "--program"]);
    let expected = "imported 46 annotations from label-studio as `tagger`; 0 documents added\n";
    assert_eq!((exit, told.as_str()), (Exit::Done, expected));
    for name in ["annotator", "ar-market", "mixed-bulletin"] {
        let path = format!("annotations/tagger/{name}.ron");
        let made = scratch.read(&path);
        let lines: String = made.split_inclusive('\n').filter(|line| !line.starts_with("    journal: ")).collect();
        let committed = fs::read_to_string(samples().join(&path)).expect("the suggestions are part of the samples");
        assert_eq!(lines, committed, "{name}");
    }
}

#[test]
fn every_quote_in_the_annotations_stands_where_it_says() {
    #[derive(Deserialize)]
    struct Set {
        document: String,
        text: String,
        annotations: Vec<Record>,
    }
    #[derive(Deserialize)]
    struct Record {
        id: u32,
        spans: Vec<Quoted>,
    }
    #[derive(Deserialize)]
    struct Quoted {
        start: usize,
        end: usize,
        quote: String,
    }
    let mut count = 0;
    let is_set = |name: &String| {
        name.starts_with("annotations/") && !name.ends_with("/annotator.ron") && !name.ends_with("/identities.ron")
    };
    for (name, bytes) in shipped().into_iter().filter(|(name, _)| is_set(name)) {
        let set: Set = ron::de::from_bytes(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let text = text_of(&set.document);
        assert_eq!(set.text, format!("blake3:{}", blake3::hash(text.as_bytes())), "{name}");
        for Record { id, spans } in set.annotations {
            assert!(!spans.is_empty(), "{name}: annotation {id}");
            for Quoted { start, end, quote } in spans {
                assert!(start < end, "{name}: annotation {id}");
                assert_eq!(slice(&text, start, end), quote, "{name}: annotation {id}");
                count += 1;
            }
        }
    }
    assert!(count > 300, "only {count} quotes were held against their texts");
}

/// Holds every stretch in `value` against the text; returns how many there are.
fn held(value: &serde_json::Value, text: &str) -> usize {
    let inner = match value {
        serde_json::Value::Array(values) => values.iter().map(|value| held(value, text)).sum(),
        serde_json::Value::Object(fields) => fields.values().map(|value| held(value, text)).sum(),
        _ => 0,
    };
    let offset = |name| value.get(name).and_then(serde_json::Value::as_u64).map(|offset| offset as usize);
    let (Some(start), Some(end)) = (offset("start"), offset("end")) else {
        return inner;
    };
    assert_eq!(value["quote"].as_str(), Some(slice(text, start, end).as_str()));
    inner + 1
}

#[test]
fn every_quote_in_an_export_stands_where_it_says() {
    let root = samples();
    let (exit, jsonl, _) = hashiya(&["export", root.to_str().expect("the path is UTF-8"), "--format", "jsonl"]);
    assert_eq!(exit, Exit::Done);
    let mut count = 0;
    for line in jsonl.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("a line is a record");
        let text = record["text"].as_str().expect("a record has its text");
        assert_eq!(text, text_of(record["id"].as_str().expect("a record has an id")));
        count += held(&record, text);
    }
    assert!(count > 300, "only {count} quotes were held against their texts");
}

#[test]
fn nothing_in_the_samples_is_wrong() {
    let root = samples();
    let (exit, out, _) = hashiya(&["check", root.to_str().expect("the path is UTF-8")]);
    assert_eq!((exit, out.lines().count()), (Exit::Done, 1), "{out}");
}

#[test]
fn a_script_reviews_two_annotators_to_an_exported_gold_file() {
    let scratch = Scratch::new("samples-review");
    let folder = scratch.path().to_str().expect("a temporary folder's name is UTF-8");
    for (name, bytes) in &shipped() {
        scratch.write(name, bytes);
    }
    let (exit, _, told) = hashiya(&["run", folder, &format!("{folder}/review/gold.txt"), "--as", "rana"]);
    assert_eq!((exit, told.as_str()), (Exit::Done, ""));
    let (exit, out, _) = hashiya(&["check", folder]);
    assert_eq!((exit, out.lines().count()), (Exit::Done, 1), "{out}");
    let (exit, jsonl, _) = hashiya(&["export", folder, "--format", "jsonl", "--by", "gold"]);
    assert_eq!(exit, Exit::Done);
    let read = |line: &str| serde_json::from_str(line).expect("a line is a record");
    let gold: Vec<serde_json::Value> = jsonl.lines().map(read).collect();
    let counts = |record: &serde_json::Value| {
        let count = |list: &str| record[list].as_array().map_or(0, Vec::len);
        (record["id"].to_string(), count("entities"), count("events"), count("stances"))
    };
    let found: Vec<_> = gold.iter().map(counts).collect();
    let expected = [("\"ar-visit\"".to_owned(), 77, 17, 8), ("\"vi-visit-segmented\"".to_owned(), 78, 6, 6)];
    assert_eq!(found, expected);
    for record in &gold {
        assert!(held(record, record["text"].as_str().expect("a record has its text")) >= 90);
    }
    // What the guidelines say of prefixes is what gold says: no name begins with the و of وحداد.
    let names: BTreeSet<&str> = gold[0]["entities"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|entity| entity["label"] == "person")
        .filter_map(|person| person["quote"].as_str())
        .collect();
    let expected =
        ["ثو ها", "توماس رييس", "حداد", "دانغ كوانغ", "رييس", "فام ثي ماي", "لي فان توان", "ليلى حداد", "نغوين ثو ها"];
    assert_eq!(names, BTreeSet::from(expected));
}
