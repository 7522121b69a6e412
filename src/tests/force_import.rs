//! By force: an import is killed at random moments. What was there before is there still, every file can be read, and the same
//! import, done again, brings just what was missing.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command as Process, Stdio};
use std::time::{Duration, Instant};

use crate::formats::catalogue::Format;
use crate::formats::export::export;
use crate::formats::options::Options;
use crate::model::annotation::Annotation;
use crate::model::id::AnnotatorId;
use crate::model::set::AnnotationSet;
use crate::records::set;
use crate::records::templates::NEWS;
use crate::store::batches::{BATCH, OfFiles};
use crate::store::create;
use crate::store::folder::{self, Purpose};
use crate::store::found::Found;
use crate::store::importing::{Import, Report, Wanted};
use crate::store::watch::Watch;

use super::batches::many;
use super::random::Random;
use super::scratch::Scratch;

const DOCUMENTS: usize = 60;
/// Whose work the project has before.
const THERE: &str = "layla";
/// Set for a process that is to be killed: the folder with the project and the file.
const FOLDER: &str = "HASHIYA_FORCE_IMPORT";
/// How often to kill; `.ci/run` asks for more.
const KILLS: &str = "HASHIYA_KILLS";
/// What that process says.
const BEGINS: &str = "begins";

/// A project in which one annotator has said a part of what a file says, and the file.
fn project_and_file() -> Scratch {
    let scratch = Scratch::new("import");
    create::create(&scratch.path().join("project"), None, NEWS).unwrap();
    let bundle = many(17, DOCUMENTS);
    let all = export(Format::Jsonl, &bundle, &Options::default()).unwrap().files.remove(0);
    let mut before = bundle;
    before.documents.truncate(DOCUMENTS / 2);
    before.sets.retain(|set| set.annotator().as_str() == THERE);
    before.sets.retain(|set| before.documents.iter().any(|document| document.id() == set.document()));
    for set in &mut before.sets {
        let bare =
            set.in_reading_order().iter().filter(|one| one.arguments.is_empty()).map(|one| Annotation::clone(one));
        let empty = AnnotationSet::new(set.annotator().clone(), set.document().clone());
        *set = empty.with_records(set.progress(), bare.collect(), Vec::new(), 1).0;
    }
    let part = export(Format::Jsonl, &before, &Options::default()).unwrap().files.remove(0);
    scratch.write("file.jsonl", &part.bytes);
    import(scratch.path());
    scratch.write("file.jsonl", &all.bytes);
    scratch
}

/// The same in a folder of its own.
fn copied(original: &Scratch) -> Scratch {
    let scratch = Scratch::new("import-killed");
    for name in original.files_below("project").into_iter().chain(["file.jsonl".to_owned()]) {
        scratch.write(&name, std::fs::read(original.path().join(&name)).unwrap());
    }
    scratch
}

fn import(folder: &Path) -> Report {
    let (found, options) = (Found::new(&[folder.join("file.jsonl")]).unwrap(), Options::default());
    let mut source = OfFiles::new(&found, Format::Jsonl, &options, BATCH);
    let wanted = Wanted { stem: "file".to_owned(), ..Wanted::default() };
    let made = Import::make(&folder.join("project"), &mut source, wanted, &Watch::default()).unwrap();
    made.commit().unwrap()
}

/// Every set of a project as a file has it, with nothing wrong about any.
fn sets(scratch: &Scratch) -> Vec<String> {
    let opened = folder::open(&scratch.path().join("project")).unwrap();
    assert_eq!(opened.problems, []);
    let mut all = Vec::new();
    for annotator in opened.folder.annotators().unwrap() {
        let (_, told) = opened.folder.read_identities(&annotator, Purpose::Look).unwrap();
        let (places, strays) = opened.folder.sets(&annotator, &opened.corpus).unwrap();
        assert_eq!((told, strays), (Vec::new(), Vec::new()));
        for place in places {
            let document = opened.corpus.load(place).unwrap();
            let (read, told) = opened.folder.read_set(&annotator, &document, Purpose::Look).unwrap();
            let (history, untold) = opened.folder.read_history(&annotator, &document, Purpose::Look).unwrap();
            assert_eq!((told, untold, history.entries().is_empty()), (Vec::new(), Vec::new(), false));
            all.push(set::write(&read, &document));
        }
    }
    all
}

/// How many annotations [`THERE`] has.
fn there(scratch: &Scratch) -> usize {
    let opened = folder::open(&scratch.path().join("project")).unwrap();
    let annotator = AnnotatorId::new(THERE);
    let (places, _) = opened.folder.sets(&annotator, &opened.corpus).unwrap();
    let documents = places.into_iter().map(|place| opened.corpus.load(place).unwrap());
    documents.map(|document| opened.folder.read_set(&annotator, &document, Purpose::Look).unwrap().0.len()).sum()
}

/// The process that is killed.
#[test]
#[ignore = "it is started by the test that kills it"]
fn an_import_until_it_is_killed() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    println!("\n{BEGINS}");
    import(Path::new(&folder));
}

/// Starts that process, and waits until it begins.
fn start(folder: &Path) -> (Child, BufReader<ChildStdout>) {
    let words = [
        "tests::force_import::an_import_until_it_is_killed",
        "--exact",
        "--ignored",
        "--nocapture",
        "--test-threads=1",
    ];
    let mut process = Process::new(std::env::current_exe().unwrap());
    process.args(words).env(FOLDER, folder).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = process.spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while line.trim_end() != BEGINS {
        line.clear();
        assert!(out.read_line(&mut line).unwrap() > 0, "the process says nothing");
    }
    (child, out)
}

#[test]
fn an_import_that_is_killed_takes_nothing_away_and_is_completed_by_doing_it_again() {
    let kills: usize = std::env::var(KILLS).ok().and_then(|count| count.parse().ok()).unwrap_or(8);
    let original = project_and_file();
    let whole = copied(&original);
    let before = there(&whole);
    let (mut child, mut out) = start(whole.path());
    let began = Instant::now();
    out.read_to_string(&mut String::new()).unwrap();
    let lasts = began.elapsed();
    assert!(child.wait().unwrap().success());
    let expected = sets(&whole);
    assert!(before > 0 && there(&whole) > before);
    let mut random = Random::new(7);
    for kill in 0..kills {
        let scratch = copied(&original);
        let (mut child, _out) = start(scratch.path());
        // Most of the time nothing is in its place yet; the end is what is of interest.
        let share = if kill % 2 == 0 { random.below(1_000) } else { 700 + random.below(300) };
        std::thread::sleep(Duration::from_micros(lasts.as_micros() as u64 * share as u64 / 1_000));
        child.kill().unwrap();
        child.wait().unwrap();
        sets(&scratch);
        assert!(there(&scratch) >= before, "kill {kill}");
        import(scratch.path());
        assert_eq!(sets(&scratch), expected, "kill {kill}");
        assert_eq!(import(scratch.path()).added, 0);
        let names = std::fs::read_dir(scratch.path().join("project")).unwrap().map(|entry| entry.unwrap().file_name());
        assert!(names.map(|name| name.to_string_lossy().into_owned()).all(|name| !name.starts_with(".importing")));
    }
}
