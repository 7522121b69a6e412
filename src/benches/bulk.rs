//! Large projects: what it costs to import them and to make a dataset of them, at 1, 10 and 100 times the size. News that one person
//! annotated come as JSON lines of doccano and become texts, sets and journals, flushed; of these a dataset is made as JSON lines,
//! proven by reading back, and written. Each is a process of its own; beside its time and the most memory it took stand how often
//! the time goes into that of the smallest.
//!
//! `cargo bench --bench bulk`, or with `-- DOCUMENTS…`. Nothing here asserts a time.

#[allow(dead_code)] // long paragraphs are for other benchmarks
mod generator;
mod news;
#[allow(dead_code)]
mod random;
#[allow(dead_code)] // nothing here is taken off
mod spent;

use std::path::{Path, PathBuf};
use std::process::Command;

use hashiya::dataset::recipe::Recipe;
use hashiya::formats::catalogue::Format;
use hashiya::formats::options::Options;
use hashiya::records::templates::NEWS;
use hashiya::store::batches::{BATCH, OfFiles, export};
use hashiya::store::found::Found;
use hashiya::store::importing::{Import, Wanted};
use hashiya::store::outgoing::Outgoing;
use hashiya::store::watch::Watch;
use hashiya::store::{create, dataset};
use news::News;
use spent::{Spent, most_memory, size};

const SIZES: [usize; 3] = [650, 6_500, 65_000];
/// 20 annotations.
const DOCUMENT_BYTES: usize = 3_300;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if let [what, folder] = &words[..]
        && let Some((_, work)) = WORKS.iter().find(|(name, _)| name == what)
    {
        return measured(*work, Path::new(folder));
    }
    let named: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let mut first: Vec<f64> = Vec::new();
    for documents in if named.is_empty() { SIZES.to_vec() } else { named } {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bulk-{documents}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        let annotations = write(&folder, documents);
        println!("{documents} documents, {annotations} annotations, {} MB", size(&file(&folder)) / 1_000_000);
        let seconds: Vec<f64> = WORKS.iter().map(|(name, _)| run(name, &folder)).collect();
        if first.is_empty() {
            first.clone_from(&seconds);
        }
        for (((name, _), seconds), first) in WORKS.iter().zip(seconds).zip(&first) {
            println!("  {name}: × {:.1}", seconds / first);
        }
        std::fs::remove_dir_all(&folder).expect("the folder can be removed");
    }
}

/// What is done to a folder.
type Work = fn(&Path);

const WORKS: [(&str, Work); 2] = [("import", import), ("dataset", make)];

/// Does something in a process of its own, whose words are printed; how many seconds it took.
fn run(name: &str, folder: &Path) -> f64 {
    let own = std::env::current_exe().expect("this program has a file");
    let out = Command::new(own).args([name, &folder.to_string_lossy()]).output().expect("it can be run again");
    assert!(out.status.success(), "{name}: {}", String::from_utf8_lossy(&out.stderr));
    let said = String::from_utf8_lossy(&out.stdout);
    println!("  {name}: {}", said.trim());
    said.split(' ').next().and_then(|seconds| seconds.parse().ok()).expect("it begins with seconds")
}

fn measured(work: Work, folder: &Path) {
    let start = Spent::now();
    work(folder);
    let spent = Spent::now().since(&start);
    let seconds = spent.elapsed.as_secs_f64();
    let memory = most_memory().map_or("?".to_owned(), |bytes| (bytes / 1_000_000).to_string());
    let rate = size(&file(folder)) as f64 / 1e6 / seconds;
    println!("{seconds:.2} s ({:.2} s of a core), {rate:.0} MB/s, {memory} MB", spent.processor.as_secs_f64());
}

fn file(folder: &Path) -> PathBuf {
    folder.join("news.jsonl")
}

/// Writes news for doccano; how many annotations.
fn write(folder: &Path, documents: usize) -> usize {
    let mut news = News::new(documents * DOCUMENT_BYTES, DOCUMENT_BYTES);
    let (format, place) = (Format::Doccano, file(folder));
    let mut outgoing = Outgoing::new(Some(&place), format.entry().pieces).expect("it can be written");
    let options = Options::default();
    let (alone, exported) =
        export(&mut news, format, &options, &mut outgoing, &Watch::default()).expect("it is read back as written");
    outgoing.finish(alone.as_deref()).expect("it can be written");
    outgoing.commit(&place).expect("it can be moved");
    exported.annotations
}

fn import(folder: &Path) {
    let project = folder.join("project");
    create::create(&project, None, NEWS).expect("a project can be made");
    let (found, options) = (Found::new(&[file(folder)]).expect("it is there"), Options::default());
    let mut source = OfFiles::new(&found, Format::Doccano, &options, BATCH);
    let wanted = Wanted { stem: "news".to_owned(), ..Wanted::default() };
    let made = Import::make(&project, &mut source, wanted, &Watch::default()).expect("it can be imported");
    assert!(made.commit().expect("it can be moved").added > 0);
}

fn make(folder: &Path) {
    let mut recipe = Recipe::default();
    recipe.switch("--unfinished");
    let gathered = dataset::gather(&folder.join("project")).expect("it is a project");
    let made = dataset::make(&gathered, &recipe, &Watch::default()).expect("it is read back as written");
    dataset::write(&folder.join("dataset"), &made).expect("it can be written");
}
