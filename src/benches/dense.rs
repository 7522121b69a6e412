//! What a frame and a key cost in a long, densely annotated document, and on a page full of events with their arguments. The
//! texts are samples, repeated.
//!
//! Milliseconds per frame or key.

use std::path::Path;

use egui::{Key, Modifiers};
use hashiya::session::state::Session;

use crate::prepare::{fresh_folder, perform, project};
use crate::window_without_screen::{Screen, report};

const DOCUMENT_BYTES: usize = 100_000;
const ANNOTATIONS: usize = 2_000;
const FRAMES: usize = 200;
/// A text as long as long news, and what is said about it.
const NEWS_BYTES: usize = 16_000;
const EVENTS: usize = 300;

/// Measures on an Arabic and on a Vietnamese text.
pub fn run() {
    let folder = fresh_folder("dense");
    for name in ["ar-summit", "vi-visit"] {
        measure(repeated(name, DOCUMENT_BYTES, &folder, annotate));
        measure_events(repeated(name, NEWS_BYTES, &folder, fill_events));
    }
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
}

/// The window on a project of one text, a sample repeated until it is `bytes` long, that was just annotated.
fn repeated(name: &str, bytes: usize, folder: &Path, annotate: fn(&mut Session)) -> Screen {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/documents").join(name).with_extension("txt");
    let text = std::fs::read_to_string(own).expect("the samples are there");
    let mut long = format!("{text}\n").repeat(bytes / text.len() + 1);
    long.truncate(long.floor_char_boundary(bytes));
    project(folder, &[("long", long)]);
    let mut session = Session::open(folder, Some("bench")).expect("it opens");
    annotate(&mut session);
    session.flush().expect("it is saved");
    let (document, set) = session.document().zip(session.set()).expect("a document is open");
    let arguments: usize = set.in_reading_order().iter().map(|annotation| annotation.arguments.len()).sum();
    let (bytes, annotations) = (document.text().len(), set.len());
    println!(" {name} repeated: {bytes} bytes, {annotations} annotations, {arguments} arguments");
    let mut screen = Screen::on(session);
    screen.frames(5, |_| Vec::new());
    screen
}

fn measure(mut screen: Screen) {
    report("a frame, nothing changed", screen.frames(FRAMES, |_| Vec::new()));
    report("a frame while scrolling", screen.scrolled_frames(FRAMES));
    report("a step of the caret, key to shapes", screen.keys(FRAMES, Modifiers::NONE, Key::ArrowLeft));
    // Each label is taken back at once, so that the page stays as it is.
    let mut labels = Vec::new();
    let mut undos = Vec::new();
    for _ in 0..FRAMES / 4 {
        labels.push(screen.key(Modifiers::NONE, Key::W));
        undos.push(screen.key(Modifiers::CTRL, Key::Z));
        screen.key(Modifiers::NONE, Key::ArrowDown);
    }
    report("a label by key, to state, writer and shapes", labels);
    report("undo, to state, writer and shapes", undos);
    screen.leave();
}

/// What the arcs of frames cost: of none, of the chosen one, of all.
fn measure_events(mut screen: Screen) {
    report("a frame, arcs of no frame", screen.frames(FRAMES, |_| Vec::new()));
    report("scrolling, arcs of no frame", screen.scrolled_frames(FRAMES));
    screen.key(Modifiers::NONE, Key::F4);
    report("a frame, arcs of all frames", screen.frames(FRAMES, |_| Vec::new()));
    report("scrolling, arcs of all frames", screen.scrolled_frames(FRAMES));
    let choices = screen.keys(FRAMES, Modifiers::NONE, Key::CloseBracket);
    report("choosing the next annotation, key to shapes", choices);
    screen.leave();
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
