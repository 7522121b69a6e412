//! What large documents cost, in the real window drawn without a screen: ten megabytes, one paragraph of 600,000 characters,
//! ten thousand annotations, and going from one document of a corpus to another. CPU without the GPU; texts are generated.
//!
//! Milliseconds and megabytes.

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::generator::{Generator, Language};
use crate::window_without_screen::{Screen, memory, report};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, vec2};
use hashiya::session::command;
use hashiya::session::state::Session;

const FRAMES: usize = 1_000;
const LARGE_BYTES: usize = 10_000_000;
const LONG_PARAGRAPH: usize = 600_000;
const MANY: usize = 10_000;

/// A name, and what measures in a folder of its own.
type Part = (&'static str, fn(&Path));

/// What is measured, each in a process of its own.
pub const PARTS: [Part; 4] = [
    ("ten-megabytes", ten_megabytes),
    ("one-paragraph", one_paragraph),
    ("many-annotations", many),
    ("switching", switching),
];

/// Runs a part by its name.
pub fn run(name: &str) {
    let (_, part) = PARTS.into_iter().find(|(known, _)| *known == name).expect("it is one of the parts");
    let folder = fresh_folder(name);
    part(&folder);
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
}

fn fresh_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("large-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

/// Makes a project of some texts, in place of one that was there.
fn project(folder: &Path, texts: &[(&str, String)]) {
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
    std::fs::create_dir_all(folder.join("documents")).expect("a folder can be made");
    for (name, text) in texts {
        std::fs::write(folder.join("documents").join(name).with_extension("txt"), text).expect("it can be written");
    }
    Session::create(folder, None).expect("it becomes a project");
}

fn ten_megabytes(folder: &Path) {
    for language in [Language::Arabic, Language::Segmented] {
        println!(" {language:?}");
        let text = Generator::new(3).text(language, LARGE_BYTES);
        project(folder, &[("a-small-one", "Begin.".to_owned()), ("large", text)]);
        let mut screen = Screen::open(folder);
        screen.frames(5, |_| Vec::new());
        let start = Instant::now();
        screen.perform("open large");
        screen.frame(Vec::new());
        println!("  opened to the first painted page {:.1} ms; {}", start.elapsed().as_secs_f64() * 1e3, memory());
        let wheel = |y: f32| Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            source: egui::MouseWheelSource::Wheel,
            delta: vec2(0.0, y),
            phase: egui::TouchPhase::Move,
            modifiers: Modifiers::NONE,
        };
        let middle = Event::PointerMoved(Pos2::new(700.0, 400.0));
        report("a frame, nothing changed", screen.frames(100, |_| Vec::new()));
        report("scrolling", screen.frames(FRAMES, |_| vec![middle.clone(), wheel(-120.0)]));
        let mut ends = Vec::new();
        for number in 0..40 {
            let key = if number % 2 == 0 { Key::End } else { Key::Home };
            ends.push(screen.key(Modifiers::CTRL, key));
        }
        report("a jump to the end or the start, by key", ends);
        // The bar stands at the end of the page; the inspector beside it is as wide as it is at first.
        let bar = screen.scroll_bar();
        let at = |share: f32| Pos2::new(bar.center().x, bar.top() + share * bar.height());
        let press = |pressed| Event::PointerButton {
            pos: at(0.0),
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        screen.frame(vec![Event::PointerMoved(at(0.0)), press(true)]);
        let dragged =
            screen.frames(FRAMES, |number| vec![Event::PointerMoved(at((number * 37 % 1000) as f32 / 1000.0))]);
        report("dragging the scroll bar", dragged);
        screen.frame(vec![press(false)]);
        let mut zooms = Vec::new();
        for number in 0..30 {
            let start = Instant::now();
            screen.perform(if number % 2 == 0 { "zoom 125" } else { "zoom 100" });
            screen.frame(Vec::new());
            zooms.push(start.elapsed().as_secs_f64() * 1e3);
        }
        report("zooming", zooms);
        report("resizing", screen.resized_frames(60));
        println!("  afterwards {}", memory());
        screen.leave();
    }
}

fn one_paragraph(folder: &Path) {
    for language in [Language::Arabic, Language::Vietnamese] {
        println!(" {language:?}");
        let text = Generator::new(4).long_paragraph(language, LONG_PARAGRAPH);
        let middle = text.chars().count() / 2;
        project(folder, &[("a-small-one", "Begin.".to_owned()), ("long", text)]);
        let mut screen = Screen::open(folder);
        screen.frames(5, |_| Vec::new());
        let start = Instant::now();
        screen.perform("open long");
        screen.frame(Vec::new());
        println!("  opened to the first painted page {:.1} ms; {}", start.elapsed().as_secs_f64() * 1e3, memory());
        let start = Instant::now();
        screen.perform(&format!("set-caret {middle}"));
        screen.frame(Vec::new());
        println!("  going to its middle {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
        report("labels in its middle, by key", labels(&mut screen, 20));
        report("steps of the caret there", (0..50).map(|_| screen.key(Modifiers::NONE, Key::ArrowLeft)).collect());
        screen.leave();
    }
}

fn many(folder: &Path) {
    let text = Generator::new(5).text(Language::Arabic, 1_500_000);
    let chars = text.chars().count();
    project(folder, &[("dense", text)]);
    {
        let mut session = Session::open(folder, Some("bench")).expect("it opens");
        let names = ["person", "place", "organization", "entities/date"];
        let mut done = 0;
        for index in 0..MANY * 2 {
            let caret = format!("set-caret {}", index * (chars - 40) / (MANY * 2));
            let label = format!("label {}", names[index % names.len()]);
            for line in [caret, label] {
                let command = command::Command::parse(&line).expect("it is a command");
                done += usize::from(session.perform(&command).is_ok() && line.starts_with("label"));
            }
            if done == MANY {
                break;
            }
        }
        session.flush().expect("it is saved");
    }
    let start = Instant::now();
    let mut screen = Screen::open(folder);
    screen.frame(Vec::new());
    println!("  opened to the first painted page {:.1} ms; {}", start.elapsed().as_secs_f64() * 1e3, memory());
    screen.perform(&format!("set-caret {}", chars / 2));
    screen.frame(Vec::new());
    report("labels by key, in the middle", labels(&mut screen, 50));
    let mut undos = Vec::new();
    for _ in 0..50 {
        undos.push(screen.key(Modifiers::CTRL, Key::Z));
    }
    report("undo", undos);
    report("next annotation", (0..50).map(|_| screen.key(Modifiers::NONE, Key::CloseBracket)).collect());
    screen.leave();
}

fn switching(folder: &Path) {
    let mut generator = Generator::new(6);
    let names: Vec<String> = (0..20).map(|number| format!("d{number:02}")).collect();
    let texts: Vec<(&str, String)> =
        names.iter().map(|name| (name.as_str(), generator.text(Language::Arabic, 20_000))).collect();
    project(folder, &texts);
    {
        let mut session = Session::open(folder, Some("bench")).expect("it opens");
        for name in &names {
            let mut lines = vec![format!("open {name}")];
            for index in 0..100 {
                lines.extend([format!("set-caret {}", index * 100), "label person".to_owned()]);
            }
            for line in lines {
                // Two carets in one word label it once only.
                let _ = session.perform(&command::Command::parse(&line).expect("it is a command"));
            }
        }
        session.flush().expect("it is saved");
    }
    let mut screen = Screen::open(folder);
    screen.frame(Vec::new());
    let first = names.iter().map(|name| screen.timed(&format!("open {name}"))).collect();
    report("another document, for the first time", first);
    let again = names.iter().rev().map(|name| screen.timed(&format!("open {name}"))).collect();
    report("another document, again", again);
    screen.leave();
}

/// Labels words by key, each at another place further down.
fn labels(screen: &mut Screen, count: usize) -> Vec<f64> {
    let mut times = Vec::new();
    for _ in 0..count {
        screen.key(Modifiers::CTRL, Key::ArrowDown);
        for _ in 0..3 {
            screen.key(Modifiers::CTRL, Key::ArrowLeft);
        }
        times.push(screen.key(Modifiers::NONE, Key::W));
    }
    times
}
