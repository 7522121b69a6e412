//! What a corpus costs: opening and holding it at 1, 10 and 100 times the size, generated news in a `.jsonl` below
//! `target/tmp`. Each opening is a process of its own.
//!
//! Milliseconds and megabytes.

use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui::Pos2;
use hashiya::session::state::Session;

use crate::generator::Generator;
use crate::prepare::again;
use crate::window_without_screen::{Screen, memory, report};

/// Bytes of a text: 65,000 of them with their metadata are 250 MB.
const TEXT_BYTES: usize = 3_300;
pub const SIZES: [usize; 3] = [650, 6_500, 65_000];
/// A place on the list of documents.
const LIST: Pos2 = Pos2::new(100.0, 400.0);
/// An index is not kept for files that changed this lately.
const SETTLING: Duration = Duration::from_millis(2_500);

/// Opens corpora of all sizes.
pub fn run() {
    for documents in SIZES {
        let folder = written(documents);
        let index = folder.join(".hashiya");
        if index.exists() {
            std::fs::remove_dir_all(&index).expect("the index can be removed");
        }
        let bytes = std::fs::metadata(folder.join("documents/news.jsonl")).expect("the corpus is there").len();
        println!(" {documents} documents, {} MB", bytes / 1_000_000);
        for what in ["first time", "next time", "once more"] {
            print!("  {what:12} ");
            print!("{}", again(&["--open", &folder.to_string_lossy()]));
        }
    }
}

/// A project of so many documents, which is written if it is not there yet.
pub fn written(documents: usize) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("corpus-{documents}"));
    if !folder.join("project.ron").exists() {
        write(&folder, documents);
        std::thread::sleep(SETTLING);
    }
    folder
}

fn write(folder: &Path, documents: usize) {
    std::fs::create_dir_all(folder.join("documents")).expect("a folder can be made");
    let file = std::fs::File::create(folder.join("documents/news.jsonl")).expect("a file can be made");
    let mut out = BufWriter::new(file);
    let mut generator = Generator::new(documents as u64);
    for number in 0..documents {
        let line = generator.line(number, TEXT_BYTES);
        writeln!(out, "{line}").expect("the file can be written");
    }
    out.flush().expect("the file can be written");
    Session::create(folder, None).expect("it becomes a project");
}

/// Opens a project in a window without a screen, scrolls its list, and prints what that took.
pub fn open(folder: &Path) {
    let start = Instant::now();
    let mut screen = Screen::open(folder);
    let opened = since(start);
    screen.frame(Vec::new());
    screen.wheeled_frames(1, LIST, |_| 600.0);
    println!("opened {opened:7.1} ms   list scrolls {:7.1} ms   {}", since(start), memory());
    report("scrolling the list", screen.wheeled_frames(200, LIST, |_| 600.0));
    for line in ["sort-documents title", "sort-documents date", "sort-documents name", "filter-documents \"ha\""] {
        let (whole, blocked) = screen.settled(line);
        println!("  {line:32} blocked {blocked:7.1} ms   done after {whole:7.1} ms");
    }
    screen.leave();
}

fn since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}
