//! What large corpora and large documents cost: opening and holding a corpus at 1, 10 and 100 times the size, which is
//! generated news in a `.jsonl` below `target/tmp`, and then what `large` measures. Each measurement is a process of its own,
//! so that memory is its own too.
//!
//! `cargo bench --bench corpus`; with `-- FOLDER…`, how the generator's texts compare with the `.txt` files there. Nothing here
//! asserts a time.

mod figures;
mod generator;
mod large;
mod window_without_screen;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use egui::{Event, Pos2, vec2};
use figures::Figures;
use generator::{Generator, Language};
use hashiya::session::state::Session;
use window_without_screen::{Screen, memory, report};

/// Bytes of a text: 65,000 of them with their metadata are 250 MB.
const TEXT_BYTES: usize = 3_300;
const SIZES: [usize; 3] = [650, 6_500, 65_000];
/// An index is not kept for files that changed this lately.
const SETTLING: Duration = Duration::from_millis(2_500);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.split_first() {
        Some((first, [folder])) if first == "--open" => open(Path::new(folder)),
        Some((first, [folder, count])) if first == "--write" => {
            write(Path::new(folder), count.parse().expect("a number of documents"));
        }
        Some((first, [part])) if first == "--large" => large::run(part),
        Some(_) => compare(&arguments),
        None => {
            SIZES.into_iter().for_each(measure);
            for (part, _) in large::PARTS {
                println!("{part}");
                again(&["--large", part]);
            }
        }
    }
}

/// Prints the figures of generated texts and of those in folders.
fn compare(folders: &[String]) {
    let mut generator = Generator::new(1);
    for language in [Language::Arabic, Language::Vietnamese, Language::Segmented] {
        let mut figures = Figures::default();
        (0..200).for_each(|_| figures.add(&generator.text(language, TEXT_BYTES * 2)));
        println!("{language:10?} {}", figures.line());
    }
    for folder in folders {
        let mut names: Vec<PathBuf> = std::fs::read_dir(folder)
            .expect("the folder can be read")
            .map(|entry| entry.expect("an entry can be read").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
            .collect();
        names.sort();
        for path in names {
            let mut figures = Figures::default();
            figures.add(&std::fs::read_to_string(&path).expect("the text is UTF-8"));
            println!("{} {}", path.display(), figures.line());
        }
    }
}

/// Writes a corpus, if it is not there yet, and opens it for the first and for the next time.
fn measure(documents: usize) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("corpus-{documents}"));
    if !folder.join("project.ron").exists() {
        write(&folder, documents);
        std::thread::sleep(SETTLING);
    }
    let index = folder.join(".hashiya");
    if index.exists() {
        std::fs::remove_dir_all(&index).expect("the index can be removed");
    }
    let bytes = std::fs::metadata(folder.join("documents/news.jsonl")).expect("the corpus is there").len();
    println!("{documents} documents, {} MB", bytes / 1_000_000);
    for what in ["first time", "next time", "once more"] {
        print!("  {what:12} ");
        again(&["--open", &folder.to_string_lossy()]);
    }
}

/// Runs this program again, in a process of its own.
fn again(arguments: &[&str]) {
    std::io::stdout().flush().expect("standard output can be written to");
    let own = std::env::current_exe().expect("a program knows its file");
    Command::new(own).args(arguments).status().expect("it runs again");
}

fn write(folder: &Path, documents: usize) {
    std::fs::create_dir_all(folder.join("documents")).expect("a folder can be made");
    let file = std::fs::File::create(folder.join("documents/news.jsonl")).expect("a file can be made");
    let mut out = std::io::BufWriter::new(file);
    let mut generator = Generator::new(documents as u64);
    for number in 0..documents {
        let line = generator.line(number, TEXT_BYTES);
        writeln!(out, "{line}").expect("the file can be written");
    }
    out.flush().expect("the file can be written");
    Session::create(folder, None).expect("it becomes a project");
}

/// Opens a project in a window without a screen, scrolls its list, and prints what that took.
fn open(folder: &Path) {
    let start = Instant::now();
    let mut screen = Screen::open(folder);
    let opened = since(start);
    let wheel = Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        source: egui::MouseWheelSource::Wheel,
        delta: vec2(0.0, -600.0),
        phase: egui::TouchPhase::Move,
        modifiers: egui::Modifiers::NONE,
    };
    let scroll = |_| vec![Event::PointerMoved(Pos2::new(100.0, 400.0)), wheel.clone()];
    screen.frame(Vec::new());
    screen.frame(scroll(0));
    println!("opened {opened:7.1} ms   list scrolls {:7.1} ms   {}", since(start), memory());
    report("scrolling the list", screen.frames(200, scroll));
    screen.leave();
}

fn since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}
