//! What opening and holding a large corpus costs, at 1, 10 and 100 times the size: generated news in a `.jsonl` below
//! `target/tmp`. Each measurement is a process of its own, so that memory is its own too.
//!
//! `cargo bench --bench corpus`; with `-- FOLDER…`, how the generator's texts compare with the `.txt` files there. Nothing here
//! asserts a time.

mod figures;
mod generator;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use egui::{Context, Event, Pos2, RawInput, Rect, vec2};
use figures::Figures;
use generator::{Generator, Language};
use hashiya::gui::window::Window;
use hashiya::session::state::Session;
use hashiya::text::fonts::Faces;
use std::sync::Arc;

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
        Some(_) => compare(&arguments),
        None => SIZES.into_iter().for_each(measure),
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
        let own = std::env::current_exe().expect("a program knows its file");
        let output = Command::new(own).arg("--open").arg(&folder).output().expect("it runs again");
        print!("  {what:12} {}", String::from_utf8_lossy(&output.stdout));
        std::io::stderr().write_all(&output.stderr).expect("standard error can be written to");
    }
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
    let context = Context::default();
    let mut window = Window::new(&context, Arc::new(Faces::bundled()), Some("bench".to_owned()));
    let start = Instant::now();
    window.open(folder);
    let opened = start.elapsed();
    let wheel = Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        source: egui::MouseWheelSource::Wheel,
        delta: vec2(0.0, -600.0),
        phase: egui::TouchPhase::Move,
        modifiers: egui::Modifiers::NONE,
    };
    let mut frames = Vec::new();
    for number in 0..200 {
        let begun = Instant::now();
        let events = match number {
            0 => Vec::new(),
            _ => vec![Event::PointerMoved(Pos2::new(100.0, 400.0)), wheel.clone()],
        };
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(1440.0, 900.0))),
            time: Some(f64::from(number) / 60.0),
            focused: true,
            events,
            ..RawInput::default()
        };
        let output = context.run_ui(input, |ui| window.ui(ui));
        std::hint::black_box(context.tessellate(output.shapes, output.pixels_per_point));
        frames.push(begun.elapsed().as_secs_f64() * 1e3);
        if number == 1 {
            print!(
                "opened {:7.1} ms   list scrolls {:7.1} ms",
                opened.as_secs_f64() * 1e3,
                start.elapsed().as_secs_f64() * 1e3
            );
        }
    }
    let scrolling = &mut frames[2..];
    scrolling.sort_by(f64::total_cmp);
    let (median, worst) = (scrolling[scrolling.len() / 2], scrolling[scrolling.len() - 1]);
    let (now, most) = memory();
    println!("   scrolling {median:.2} ms, worst {worst:.2} ms   memory {now} MB, at most {most} MB");
}

/// Resident memory now and at most, in MB; zero where the system does not tell.
fn memory() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.trim_matches([':', '\t', ' ', 'k', 'B']).parse::<u64>().ok()).unwrap_or(0) / 1000
    };
    (of("VmRSS"), of("VmHWM"))
}
