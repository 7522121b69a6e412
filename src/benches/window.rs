//! What a frame and a key cost in a long, densely annotated document, and on a page full of events with their arguments: CPU
//! without the GPU. The window is the real one, on a real folder, drawn by egui without a screen: commands done, state handed to
//! the writer, page built, shapes tessellated.
//!
//! `cargo bench --bench window`. Figures are milliseconds per frame or key. Nothing here asserts a time.

use std::path::Path;
use std::time::Instant;

use egui::{Context, Event, Key, Modifiers, Pos2, RawInput, Rect, vec2};
use hashiya::gui::window::Window;
use hashiya::session::command::Command;
use hashiya::session::state::Session;

const DOCUMENT_BYTES: usize = 100_000;
const ANNOTATIONS: usize = 2_000;
const FRAMES: usize = 200;
/// A text as long as long news, and what is said about it.
const NEWS_BYTES: usize = 16_000;
const EVENTS: usize = 300;

fn main() {
    for name in ["ar-summit", "vi-visit"] {
        on_folder(name, DOCUMENT_BYTES, measure);
        on_folder(name, NEWS_BYTES, measure_events);
    }
}

/// Makes a project of one text, a sample repeated until it is `bytes` long.
fn on_folder(name: &str, bytes: usize, measure: fn(&str, &Path)) {
    let folder = std::env::temp_dir().join(format!("hashiya-bench-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder can be made");
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/documents").join(name).with_extension("txt");
    let text = std::fs::read_to_string(own).expect("the samples are there");
    let mut long = format!("{text}\n").repeat(bytes / text.len() + 1);
    long.truncate(long.floor_char_boundary(bytes));
    std::fs::write(folder.join("long.txt"), long).expect("it can be written");
    measure(name, &folder);
    std::fs::remove_dir_all(&folder).expect("the temporary folder can be removed");
}

fn measure(name: &str, folder: &Path) {
    let mut bench = Bench::on(name, folder, annotate);
    report("a frame, nothing changed", (0..FRAMES).map(|_| bench.frame(Vec::new())).collect());
    report("a frame while scrolling", bench.scroll());
    report("a step of the caret, key to shapes", (0..FRAMES).map(|_| bench.key(Key::ArrowLeft)).collect());
    // Each label is taken back at once, so that the page stays as it is.
    let mut labels = Vec::new();
    let mut undos = Vec::new();
    for _ in 0..FRAMES / 4 {
        labels.push(bench.key(Key::W));
        undos.push(bench.key_with(Modifiers::CTRL, Key::Z));
        bench.key(Key::ArrowDown);
    }
    report("a label by key, to state, writer and shapes", labels);
    report("undo, to state, writer and shapes", undos);
    bench.window.leave();
}

/// What the arcs of frames cost: of none, of the chosen one, of all.
fn measure_events(name: &str, folder: &Path) {
    let mut bench = Bench::on(name, folder, fill_events);
    report("a frame, arcs of no frame", (0..FRAMES).map(|_| bench.frame(Vec::new())).collect());
    report("scrolling, arcs of no frame", bench.scroll());
    bench.key(Key::F4);
    report("a frame, arcs of all frames", (0..FRAMES).map(|_| bench.frame(Vec::new())).collect());
    report("scrolling, arcs of all frames", bench.scroll());
    report("choosing the next annotation, key to shapes", (0..FRAMES).map(|_| bench.key(Key::CloseBracket)).collect());
    bench.window.leave();
}

/// Labels every third word or so, with some marks nested and some of other layers.
fn annotate(session: &mut Session) {
    let labels = ["entities/person", "entities/place", "events/visit", "entities/organization", "stances/favour"];
    let text = session.document().expect("a document is open").text().clone();
    let chars = text.chars().count();
    let mut done = 0;
    for index in 0..ANNOTATIONS * 2 {
        let start = index * (chars - 40) / (ANNOTATIONS * 2);
        if done == ANNOTATIONS {
            break;
        }
        perform(session, &format!("set-caret {start}"));
        if index % 7 == 0 {
            perform(session, &format!("extend-to {}", start + 30));
        }
        done += usize::from(perform(session, &format!("label {}", labels[index % labels.len()])));
    }
    perform(session, "set-caret 0");
}

/// Labels words evenly over the text: a person, a place, an organization and the visit that joins them, again and again.
fn fill_events(session: &mut Session) {
    let chars = session.document().expect("a document is open").text().chars().count();
    let step = chars / (EVENTS * 4 + 4);
    let mut words = (0..).map(|nth| nth * step).take_while(|at| at + step < chars);
    let mut label = |session: &mut Session, label: &str| {
        words.by_ref().find_map(|at| {
            perform(session, &format!("set-caret {at}"));
            perform(session, &format!("label {label}")).then(|| session.chosen_id()).flatten()
        })
    };
    for _ in 0..EVENTS {
        let fillers = ["entities/person", "entities/organization", "entities/place"].map(|name| label(session, name));
        if label(session, "events/visit").is_none() {
            break;
        }
        for (role, filler) in ["agent", "agent", "destination"].into_iter().zip(fillers) {
            let filler = filler.map_or_else(String::new, |filler| filler.to_string());
            perform(session, &format!("set-argument {role} {filler}"));
        }
    }
    perform(session, "set-caret 0");
    perform(session, "select-none");
}

/// Whether it could be done.
fn perform(session: &mut Session, line: &str) -> bool {
    let command = Command::parse(line).expect("it is a command");
    session.perform(&command).is_ok()
}

struct Bench {
    context: Context,
    window: Window,
    time: f64,
}

impl Bench {
    /// The window on a project that was just made of a folder and annotated, after its first frames.
    fn on(name: &str, folder: &Path, annotate: fn(&mut Session)) -> Self {
        Session::create(folder, None).expect("it becomes a project");
        let mut session = Session::open(folder, Some("bench")).expect("it opens");
        annotate(&mut session);
        session.flush().expect("it is saved");
        let (document, set) = session.document().zip(session.set()).expect("a document is open");
        let arguments: usize = set.in_reading_order().iter().map(|annotation| annotation.arguments.len()).sum();
        let (bytes, annotations) = (document.text().len(), set.len());
        println!("{name} repeated: {bytes} bytes, {annotations} annotations, {arguments} arguments");
        let context = Context::default();
        let mut bench = Self { window: Window::on(&context, session), context, time: 0.0 };
        for _ in 0..5 {
            bench.frame(Vec::new());
        }
        bench
    }

    fn scroll(&mut self) -> Vec<f64> {
        let middle = Event::PointerMoved(Pos2::new(700.0, 400.0));
        let wheel = |nth: usize| Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            source: egui::MouseWheelSource::Wheel,
            // Down and up again, so that there is always something to scroll.
            delta: vec2(0.0, if (nth / 40).is_multiple_of(2) { -60.0 } else { 60.0 }),
            phase: egui::TouchPhase::Move,
            modifiers: Modifiers::NONE,
        };
        (0..FRAMES).map(|nth| self.frame(vec![middle.clone(), wheel(nth)])).collect()
    }

    /// Milliseconds of one frame.
    fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(1440.0, 900.0))),
            time: Some(self.time),
            focused: true,
            events,
            ..RawInput::default()
        };
        let start = Instant::now();
        let output = self.context.run_ui(input, |ui| self.window.ui(ui));
        let shapes = self.context.tessellate(output.shapes, output.pixels_per_point);
        std::hint::black_box(shapes);
        start.elapsed().as_secs_f64() * 1e3
    }

    fn key(&mut self, key: Key) -> f64 {
        self.key_with(Modifiers::NONE, key)
    }

    /// Milliseconds of the frames in which a key's effect is seen: the one that hears it and the one after.
    fn key_with(&mut self, modifiers: Modifiers, key: Key) -> f64 {
        let press = |pressed| Event::Key { key, physical_key: Some(key), pressed, repeat: false, modifiers };
        let time = self.frame(vec![press(true), press(false)]);
        // Done while hearing it, the effect is already on this frame's page; anything asked by a panel is on the next.
        time + if self.context.has_requested_repaint() { self.frame(Vec::new()) } else { 0.0 }
    }
}

fn report(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!("  {what:46} median {:6.2} ms   95 % {:6.2} ms   worst {:6.2} ms", at(0.5), at(0.95), at(1.0));
}
