//! Other people's formats in quantity: generated news with annotations are exported and read again, batch by batch, by what
//! `hashiya export`, `convert` and `import` use. Of each format and direction: MB of its files a second, and the most memory that the
//! process took, each in a process of its own. Making the news is not counted. Beside formats of JSON, the floor: what `serde_json`
//! takes to read the same bytes as values, line by line.
//!
//! `cargo bench --bench interchange`, or with `-- MEGABYTES [FORMAT…]`; 100 MB and all formats if nothing is said. Nothing here
//! asserts a time.

#[allow(dead_code)] // long paragraphs are for other benchmarks
mod generator;
#[allow(dead_code)]
mod random;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use generator::Generator;
use hashiya::error::{Error, Problem};
use hashiya::formats::bundle::Bundle;
use hashiya::formats::catalogue::Format;
use hashiya::formats::documents::read_line;
use hashiya::formats::options::Options;
use hashiya::formats::pieces::Pieces;
use hashiya::model::annotation::{Annotation, Argument, Filler};
use hashiya::model::document::Document;
use hashiya::model::id::{AnnotationId, AnnotatorId, LabelId};
use hashiya::model::schema::Project;
use hashiya::model::set::{AnnotationSet, Progress};
use hashiya::records::project;
use hashiya::records::templates::NEWS;
use hashiya::store::batches::{BATCH, Found, OfFiles, Source, export};
use hashiya::store::outgoing::Outgoing;
use hashiya::store::watch::Watch;
use hashiya::text::segment;

/// How long a document is, in bytes, and after how many words one is marked.
const DOCUMENT_BYTES: usize = 4_000;
const WORDS_APART: usize = 20;
/// How many bytes of text are in a batch.
const TEXT_BYTES: usize = 2 << 20;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if let [direction, format, folder, megabytes] = &words[..]
        && ["write", "read", "floor"].contains(&direction.as_str())
    {
        return one(direction, format, Path::new(folder), megabytes.parse().expect("a number of megabytes"));
    }
    let megabytes = words.first().and_then(|word| word.parse::<usize>().ok());
    let named = &words[usize::from(megabytes.is_some())..];
    let folder = std::env::temp_dir().join(format!("hashiya-bench-interchange-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder can be made");
    println!("{:<14}{:>10}  {:<28}{:<28}serde_json, the same bytes", "format", "MB", "export", "import");
    for format in Format::all().filter(|format| format.entry().pieces != Pieces::Whole) {
        if !named.is_empty() && !named.iter().any(|name| name == format.name()) {
            continue;
        }
        let run = |direction| run(direction, format, &folder, megabytes.unwrap_or(100));
        let (written, read) = (run("write"), run("read"));
        let is_json = matches!(format.entry().pieces, Pieces::Lines | Pieces::Json);
        let floor = if is_json { run("floor") } else { "–".to_owned() };
        let bytes = size(&folder.join(format.name()));
        println!("{:<14}{:>10.1}  {written:<28}{read:<28}{floor}", format.name(), bytes as f64 / 1e6);
        let place = folder.join(format.name());
        let _ = std::fs::remove_file(&place).or_else(|_| std::fs::remove_dir_all(&place));
    }
    std::fs::remove_dir_all(&folder).expect("the temporary folder can be removed");
}

/// Runs one direction in a process of its own; what it says of itself.
fn run(direction: &str, format: Format, folder: &Path, megabytes: usize) -> String {
    let own = std::env::current_exe().expect("this program has a file");
    let words = [direction, format.name(), &folder.to_string_lossy(), &megabytes.to_string()];
    let out = Command::new(own).args(words).output().expect("it can be run again");
    assert!(out.status.success(), "{direction} {}: {}", format.name(), String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

fn one(direction: &str, format: &str, folder: &Path, megabytes: usize) {
    let format = Format::from_name(format).expect("a format of the table");
    let place = folder.join(format.name());
    let options = Options::default();
    let watch = Watch::default();
    let taken = match direction {
        "write" => {
            let start = Instant::now();
            let mut news = News::new(megabytes * 700_000);
            let mut outgoing = Outgoing::new(Some(&place), format.entry().pieces).expect("it can be written");
            let (alone, exported) =
                export(&mut news, format, &options, &mut outgoing, &watch).expect("it is read back as it was written");
            assert!(exported.annotations > 0);
            outgoing.finish(alone.as_deref()).expect("it can be written");
            outgoing.commit(&place).expect("it can be moved");
            start.elapsed() - news.making
        }
        "read" => {
            let start = Instant::now();
            let found = Found::new(std::slice::from_ref(&place)).expect("it is there");
            assert_eq!(found.recognised().expect("it can be read"), Some(format));
            let mut source = OfFiles::new(&found, format, &options, BATCH);
            let mut annotations = 0;
            while let Some((bundle, _)) = source.next(&watch).expect("it can be read") {
                annotations += bundle.annotations_len();
            }
            assert!(annotations > 0);
            start.elapsed()
        }
        _ => {
            let start = Instant::now();
            for line in BufReader::new(std::fs::File::open(main_file(&place)).expect("it is there")).split(b'\n') {
                let line = line.expect("it can be read");
                let value: Result<serde_json::Value, _> = serde_json::from_slice(&line);
                // The lines of a list that is indented are no values; then it is read whole.
                if value.is_err() {
                    let bytes = std::fs::read(main_file(&place)).expect("it can be read");
                    let value: serde_json::Value = serde_json::from_slice(&bytes).expect("it is JSON");
                    assert!(value.is_array());
                    break;
                }
            }
            start.elapsed()
        }
    };
    let rate = size(&place) as f64 / 1e6 / taken.as_secs_f64();
    println!("{rate:.0} MB/s, {} MB", most_memory().map_or("?".to_owned(), |bytes| (bytes / 1_000_000).to_string()));
}

/// Where one file is exported, itself; else the one with the documents.
fn main_file(place: &Path) -> PathBuf {
    let Ok(entries) = std::fs::read_dir(place) else { return place.to_owned() };
    let files = entries.filter_map(Result::ok).map(|entry| entry.path());
    files.max_by_key(|path| size(path)).expect("there is a file")
}

/// The bytes of a file, or of all in a folder.
fn size(place: &Path) -> u64 {
    match std::fs::read_dir(place) {
        Ok(entries) => entries.filter_map(Result::ok).map(|entry| size(&entry.path())).sum(),
        Err(_) => std::fs::metadata(place).map_or(0, |about| about.len()),
    }
}

/// The most memory this process had, in bytes; where the system says it.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// Generated news, annotated by one person.
struct News {
    generator: Generator,
    project: Project,
    /// How many bytes of text are to come.
    left: usize,
    number: usize,
    /// How long it took to make them.
    making: Duration,
}

impl News {
    fn new(bytes: usize) -> Self {
        let (project, _) = project::read(NEWS.schema, "news", "news").expect("the shipped schema can be read");
        Self { generator: Generator::new(7), project, left: bytes, number: 0, making: Duration::ZERO }
    }

    fn document(&mut self) -> (Document, AnnotationSet) {
        let line = self.generator.line(self.number, DOCUMENT_BYTES);
        self.number += 1;
        let document = read_line(line.as_bytes()).ok().flatten().expect("a line that was made here can be read");
        let (mut annotations, mut start) = (Vec::new(), 0);
        for (nth, (end, _)) in segment::word_boundaries(document.text()).filter(|(_, is_word)| *is_word).enumerate() {
            start = document.text()[..end]
                .char_indices()
                .rev()
                .find(|(_, c)| c.is_whitespace())
                .map_or(start, |(at, c)| at + c.len_utf8());
            if nth % WORDS_APART != 0 {
                continue;
            }
            let number = annotations.len() as u32 + 1;
            let is_event = number.is_multiple_of(5);
            let (layer, label) =
                if is_event { ("events", "visit") } else { ("entities", ["person", "place"][nth / WORDS_APART % 2]) };
            let Ok(anchor) = document.anchor([start..end]) else { continue };
            let mut annotation = Annotation::new(AnnotationId(number), LabelId::new(layer, label), anchor);
            if is_event {
                let filler = Filler::Annotation(AnnotationId(number - 1));
                annotation.add_argument(Argument { role: "agent".to_owned(), filler });
            }
            annotations.push(annotation);
        }
        let set = AnnotationSet::new(AnnotatorId::new("layla"), document.id().clone());
        (document, set.with_records(Progress::Finished, annotations, Vec::new(), 1).0)
    }
}

impl Source for News {
    fn next(&mut self, _watch: &Watch) -> Result<Option<(Bundle, Vec<Problem>)>, Error> {
        if self.left == 0 {
            return Ok(None);
        }
        let start = Instant::now();
        let mut bundle = Bundle { project: self.project.clone(), ..Bundle::empty("") };
        let mut bytes = 0;
        while bytes < TEXT_BYTES.min(self.left) {
            let (document, set) = self.document();
            bytes += document.text().len();
            bundle.documents.push(Arc::new(document));
            bundle.sets.push(set);
        }
        self.left = self.left.saturating_sub(bytes);
        self.making += start.elapsed();
        Ok(Some((bundle, Vec::new())))
    }
}
