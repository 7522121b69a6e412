//! Other people's formats in quantity: generated news with annotations are exported and read again, batch by batch, by what
//! `hashiya export`, `convert` and `import` use; and through a project on disk, with its journals. Of each: MB of the format's files
//! a second, the same by a second of processor time (what one core would do with nothing beside it), and the most memory that the
//! process took, each in a process of its own. Making the news is not counted. Beside formats of JSON, the floor: what `serde_json`
//! takes to read the same bytes as values, line by line. What fails is told, and the rest goes on.
//!
//! `cargo bench --bench interchange`, or with `-- MEGABYTES [FORMAT…]`; 100 MB and all formats if nothing is said. Parquet is among
//! them where that is built in: without the window, `--no-default-features --features parquet`. Nothing here asserts a time.

#[allow(dead_code)] // long paragraphs are for other benchmarks
mod generator;
mod news;
#[allow(dead_code)]
mod random;
mod spent;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

use hashiya::formats::catalogue::Format;
use hashiya::formats::options::Options;
use hashiya::formats::pieces::Pieces;
use hashiya::records::templates::NEWS;
use hashiya::store::batches::{BATCH, OfFiles, OfProject, Source, export};
use hashiya::store::found::Found;
use hashiya::store::importing::{Import, Wanted};
use hashiya::store::outgoing::Outgoing;
use hashiya::store::watch::Watch;
use hashiya::store::{create, folder};
use news::News;
use spent::{Spent, most_memory, size};

/// How long a document is, in bytes.
const DOCUMENT_BYTES: usize = 4_000;

/// What goes through a project: imported as one, exported as the other.
const THROUGH_A_PROJECT: [Format; 2] = [Format::Doccano, Format::Jsonl];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if let [direction, format, folder, megabytes] = &words[..]
        && let Some(direction) = Direction::ALL.into_iter().find(|one| one.word() == direction)
    {
        let format = Format::from_name(format).expect("a format of the table");
        return one(direction, format, Path::new(folder), megabytes.parse().expect("a number of megabytes"));
    }
    let megabytes = words.first().and_then(|word| word.parse::<usize>().ok());
    let named = &words[usize::from(megabytes.is_some())..];
    let is_wanted = |format: Format| named.is_empty() || named.iter().any(|name| name == format.name());
    let folder = std::env::temp_dir().join(format!("hashiya-bench-interchange-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder can be made");
    let run = |direction, format| run(direction, format, &folder, megabytes.unwrap_or(100));
    // Before many files are removed: ext4 keeps away from where they were for some seconds, and looks long for other places.
    let [from, to] = THROUGH_A_PROJECT;
    if THROUGH_A_PROJECT.into_iter().all(is_wanted) {
        println!("through a project");
        for (direction, format) in [(Direction::Write, from), (Direction::Import, from), (Direction::Export, to)] {
            let said = run(direction, format);
            let bytes = size(&place(&folder, format));
            println!("{:<14}{:>10.1}  {} {said}", format.name(), bytes as f64 / 1e6, direction.word());
        }
    }
    println!("{:<14}{:>10}  {:<34}{:<34}serde_json, the same bytes", "format", "MB", "export", "import");
    for format in Format::all().filter(|format| is_wanted(*format)) {
        let (written, read) = (run(Direction::Write, format), run(Direction::Read, format));
        let is_json = matches!(format.entry().pieces, Pieces::Lines | Pieces::Json);
        let floor = if is_json { run(Direction::Floor, format) } else { "–".to_owned() };
        let bytes = size(&place(&folder, format));
        println!("{:<14}{:>10.1}  {written:<34}{read:<34}{floor}", format.name(), bytes as f64 / 1e6);
        // For the same reason what is many files is removed at the end.
        if !matches!(format.entry().pieces, Pieces::Files | Pieces::Sections(_)) {
            remove(&place(&folder, format));
        }
    }
    remove(&folder);
}

/// Where a format's files are written.
fn place(folder: &Path, format: Format) -> PathBuf {
    // Tables of fields of one's own are known by their ending alone.
    folder.join(if format == Format::Csv { "mentions.csv" } else { format.name() })
}

fn remove(place: &Path) {
    // What is left behind is in the system's temporary folder.
    let _ = std::fs::remove_file(place).or_else(|_| std::fs::remove_dir_all(place));
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    /// Generated news are exported.
    Write,
    /// What was written is read.
    Read,
    /// It is read by `serde_json` alone.
    Floor,
    /// What was written is imported into a new project.
    Import,
    /// That project is exported.
    Export,
}

impl Direction {
    const ALL: [Self; 5] = [Self::Write, Self::Read, Self::Floor, Self::Import, Self::Export];

    fn word(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Read => "read",
            Self::Floor => "floor",
            Self::Import => "import",
            Self::Export => "export",
        }
    }
}

/// Runs one direction in a process of its own; what it says of itself.
fn run(direction: Direction, format: Format, folder: &Path, megabytes: usize) -> String {
    let own = std::env::current_exe().expect("this program has a file");
    let words = [direction.word(), format.name(), &folder.to_string_lossy(), &megabytes.to_string()];
    let out = Command::new(own).args(words).output().expect("it can be run again");
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if !out.status.success() {
        eprintln!("{} {}: {}", direction.word(), format.name(), said(&out.stderr));
        return "failed".to_owned();
    }
    said(&out.stdout)
}

fn one(direction: Direction, format: Format, folder: &Path, megabytes: usize) {
    let (place, project) = (place(folder, format), folder.join("project"));
    let options = Options::default();
    let watch = Watch::default();
    let mut news = News::new(megabytes * 700_000, DOCUMENT_BYTES);
    let start = Spent::now();
    match direction {
        Direction::Write => write(&mut news, format, &place),
        Direction::Read => {
            let found = Found::new(std::slice::from_ref(&place)).expect("it is there");
            assert_eq!(found.recognised().expect("it can be read"), Some(format));
            let mut source = OfFiles::new(&found, format, &options, BATCH);
            let mut annotations = 0;
            while let Some((bundle, _)) = source.next(&watch).expect("it can be read") {
                annotations += bundle.annotations_len();
            }
            assert!(annotations > 0 || format == Format::Text);
        }
        Direction::Floor => floor(&main_file(&place)),
        Direction::Import => {
            create::create(&project, None, NEWS).expect("a project can be made");
            let found = Found::new(std::slice::from_ref(&place)).expect("it is there");
            let mut source = OfFiles::new(&found, format, &options, BATCH);
            let wanted = Wanted { stem: "news".to_owned(), ..Wanted::default() };
            let made = Import::make(&project, &mut source, wanted, &watch).expect("it can be imported");
            assert!(made.commit().expect("it can be moved").added > 0);
        }
        Direction::Export => {
            let opened = folder::open(&project).expect("it is a project");
            let annotators = opened.folder.annotators().expect("they can be listed");
            let mut source = OfProject::new(&opened.folder, &opened.corpus, &opened.project, &annotators)
                .expect("its sets can be listed");
            write(&mut source, format, &place);
        }
    }
    let spent = Spent::now().since(&start).without(&news.making);
    let megabytes = size(&place) as f64 / 1e6;
    let (rate, by_core) = (megabytes / spent.elapsed.as_secs_f64(), megabytes / spent.processor.as_secs_f64());
    let memory = most_memory().map_or("?".to_owned(), |bytes| (bytes / 1_000_000).to_string());
    println!("{rate:.0} MB/s ({by_core:.0} a core), {memory} MB");
}

fn write(source: &mut dyn Source, format: Format, place: &Path) {
    let (options, watch) = (Options::default(), Watch::default());
    let mut outgoing = Outgoing::new(Some(place), format.pieces(&options)).expect("it can be written");
    let (alone, exported) =
        export(source, format, &options, &mut outgoing, &watch).expect("it is read back as it was written");
    assert!(exported.annotations > 0 || format == Format::Text);
    outgoing.finish(alone.as_deref()).expect("it can be written");
    outgoing.commit(place).expect("it can be moved");
}

fn floor(path: &Path) {
    for line in BufReader::new(std::fs::File::open(path).expect("it is there")).split(b'\n') {
        let line = line.expect("it can be read");
        let value: Result<serde_json::Value, _> = serde_json::from_slice(&line);
        // The lines of a list that is indented are no values; then it is read whole.
        if value.is_err() {
            let bytes = std::fs::read(path).expect("it can be read");
            let value: serde_json::Value = serde_json::from_slice(&bytes).expect("it is JSON");
            assert!(value.is_array());
            break;
        }
    }
}

/// Where one file is exported, itself; else the one with the documents.
fn main_file(place: &Path) -> PathBuf {
    let Ok(entries) = std::fs::read_dir(place) else { return place.to_owned() };
    let files = entries.filter_map(Result::ok).map(|entry| entry.path());
    files.max_by_key(|path| size(path)).expect("there is a file")
}
