//! What a frame of the window costs the processor, without the graphics card: a document of 100 kB with 2,000 annotations.
//!
//! `cargo bench --bench window`. Each figure is the median of its rounds. Nothing here asserts a time.

use std::path::Path;
use std::time::{Duration, Instant};

use egui::{Context, Event, Key, Modifiers, RawInput, Rect, pos2, vec2};
use hashiya::formats::project;
use hashiya::gui::window::Window;
use hashiya::model::document::Document;
use hashiya::model::id::DocumentId;
use hashiya::session::command::{Command, LabelName};
use hashiya::session::state::Session;
use hashiya::text::segment;

const BYTES: usize = 100_000;
const ANNOTATIONS: usize = 2_000;
const ROUNDS: usize = 200;

fn main() {
    for name in ["ar-visit", "vi-visit"] {
        let session = session(name);
        let count = session.set().map_or(0, |set| set.len());
        println!("{name}: {} kB, {count} annotations", BYTES / 1000);
        measure(session);
    }
}

/// The sample `name` again and again, with every few words labelled.
fn session(name: &str) -> Session {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/documents").join(name).with_extension("txt");
    let sample = std::fs::read_to_string(path).expect("the sample is there");
    let text = format!("{sample}\n").repeat(BYTES / sample.len() + 1);
    let written = project::write_new("Bench", &["ar".to_owned()], "documents");
    let (project, _) = project::read(&written, "project.ron", "bench").expect("it is of our version");
    let labels: Vec<String> = project.labels().map(|label| label.id.to_string()).collect();
    let document = Document::new(DocumentId::new(name), text.as_str());
    let words = words(&document);
    let mut session = Session::in_memory(project, vec![document], "bench");
    let step = (words.len() / ANNOTATIONS).max(1);
    for (i, range) in words.into_iter().step_by(step).take(ANNOTATIONS).enumerate() {
        let label = LabelName(labels[i % labels.len()].clone());
        for command in [Command::SelectRange(range), Command::Label(label)] {
            // A relation has no span to stand on; the others do.
            let _ = session.perform(&command);
        }
    }
    session
}

/// The words of a document, in code points.
fn words(document: &Document) -> Vec<std::ops::Range<usize>> {
    let mut words = Vec::new();
    let mut start = 0;
    for (end, is_word) in segment::word_boundaries(document.text()) {
        if is_word {
            words.push(document.chars_from_bytes(start)..document.chars_from_bytes(end));
        }
        start = end;
    }
    words
}

fn measure(session: Session) {
    let context = Context::default();
    let mut window = Window::on(&context, session);
    let mut frame = |events: Vec<Event>| {
        let screen_rect = Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1440.0, 900.0)));
        let input = RawInput { screen_rect, events, focused: true, ..RawInput::default() };
        let started = Instant::now();
        let output = context.run_ui(input, |ui| window.ui(ui));
        let primitives = context.tessellate(output.shapes.clone(), output.pixels_per_point);
        let took = started.elapsed();
        std::hint::black_box(primitives);
        output.drop_without_applying_deltas();
        took
    };
    let first = frame(Vec::new());
    println!("  first frame                              {:>8.2} ms", millis(first));
    for _ in 0..10 {
        frame(Vec::new());
    }
    let mut median = |what: &str, events: &dyn Fn(usize) -> Vec<Event>| {
        let mut times: Vec<Duration> = (0..ROUNDS).map(|round| frame(events(round))).collect();
        times.sort();
        println!("  {what:<40} {:>8.2} ms", millis(times[ROUNDS / 2]));
    };
    median("frame, nothing happens", &|_| Vec::new());
    median("frame while scrolling", &|round| {
        vec![key(if round % 20 < 10 { Key::PageDown } else { Key::PageUp }, true)]
    });
    median("key press: the caret moves", &|_| vec![key(Key::ArrowLeft, true)]);
    median("key press: a word is labelled, undone", &|round| match round % 2 {
        0 => vec![key(Key::P, true)],
        _ => vec![command(Key::Z)],
    });
}

fn key(key: Key, pressed: bool) -> Event {
    Event::Key { key, physical_key: Some(key), pressed, repeat: false, modifiers: Modifiers::NONE }
}

fn command(key: Key) -> Event {
    Event::Key { key, physical_key: Some(key), pressed: true, repeat: false, modifiers: Modifiers::COMMAND }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
