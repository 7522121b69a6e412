//! How costs grow: the same things are done where something is there once, ten times and a hundred times as often, and stand
//! side by side in one table, in Markdown. Each measurement is a process of its own.
//!
//! Milliseconds, medians; the last column says how often the first figure goes into the last one.

use std::path::PathBuf;
use std::time::Instant;

use egui::{Key, Modifiers};
use hashiya::model::id::AnnotatorId;
use hashiya::model::identity::Identities;
use hashiya::records::identities;

use crate::corpus;
use crate::generator::{Generator, Language};
use crate::names;
use crate::prepare::{again, fresh_folder, label, perform, project, work};
use crate::window_without_screen::{PAGE, Screen, share_of};

const TIMES: [usize; 3] = [1, 10, 100];
/// What is measured.
const FIGURES: [&str; 7] = [
    "open the project",
    "open a document",
    "of that, nothing drawn",
    "and again",
    "a frame while scrolling",
    "label",
    "undo",
];
const ROUNDS: usize = 5;
const KEYS: usize = 20;
const FRAMES: usize = 300;

/// Something of which there can be more.
struct Growing {
    name: &'static str,
    /// How much there is of it once.
    once: usize,
    unit: &'static str,
    /// Makes a project with so much of it.
    make: fn(usize) -> Place,
}

/// A project, the document that is measured in it, and where in it one works.
struct Place {
    folder: PathBuf,
    document: &'static str,
    other: &'static str,
    /// In code points.
    caret: usize,
    /// Whether it is kept for the next time.
    is_kept: bool,
}

const GROWING: [Growing; 5] = [
    Growing { name: "documents", once: 650, unit: "documents in the corpus", make: documents },
    Growing { name: "length", once: 100, unit: "kB of text in the document", make: length },
    Growing { name: "annotations", once: 100, unit: "annotations in the document", make: annotations },
    Growing { name: "identities", once: 500, unit: "identities", make: known },
    Growing { name: "journal", once: 100, unit: "actions in the document's journal", make: journal },
];

/// Prints the table.
pub fn run() {
    println!("| what grows | | {} | |", TIMES.map(|times| format!("{times} ×")).join(" | "));
    println!("|---|---|---|---|---|---|");
    for growing in GROWING {
        let found = TIMES.map(|times| {
            let printed = again(&["--grown", growing.name, &times.to_string()]);
            printed.lines().map(|line| line.parse().expect("a figure")).collect::<Vec<f64>>()
        });
        let sizes = TIMES.map(|times| with_commas(growing.once * times)).join(", ");
        for (at, figure) in FIGURES.iter().enumerate() {
            let of_size = found.each_ref().map(|figures| figures[at]);
            let what = if at == 0 { format!("{sizes} {}", growing.unit) } else { String::new() };
            let shown = of_size.map(|ms| format!("{ms:.1}")).join(" | ");
            println!("| {what} | {figure} | {shown} | × {:.1} |", of_size[2] / of_size[0]);
        }
    }
}

/// Measures where there is so many times as much of something, and prints the figures, a line each.
pub fn measure(name: &str, times: usize) {
    let growing = GROWING.iter().find(|growing| growing.name == name).expect("it is something that grows");
    let place = (growing.make)(growing.once * times);
    for figure in figures(&place) {
        println!("{figure}");
    }
    if !place.is_kept {
        std::fs::remove_dir_all(place.folder).expect("the folder can be removed");
    }
}

fn figures(Place { folder, document, other, caret, .. }: &Place) -> [f64; FIGURES.len()] {
    let (mut opened, mut first, mut blocked, mut again) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut screen = None;
    for _ in 0..ROUNDS {
        // One holds the annotator's folder until it is let go.
        screen.take().into_iter().for_each(Screen::leave);
        let start = Instant::now();
        let mut new = Screen::open(folder);
        new.frame(Vec::new());
        opened.push(start.elapsed().as_secs_f64() * 1e3);
        new.settle();
        let (whole, longest) = new.opened(&format!("open {document}"));
        first.push(whole);
        blocked.push(longest);
        screen = Some(new);
    }
    let mut screen = screen.expect("it was opened");
    for _ in 0..KEYS {
        screen.timed(&format!("open {other}"));
        again.push(screen.timed(&format!("open {document}")));
    }
    screen.perform(&format!("set-caret {caret}"));
    screen.frames(5, |_| Vec::new());
    let scrolled = screen.wheeled_frames(FRAMES, PAGE, |_| 60.0);
    screen.perform(&format!("set-caret {caret}"));
    let labels = screen.labels(KEYS);
    let undone = screen.keys(KEYS, Modifiers::CTRL, Key::Z);
    screen.leave();
    [opened, first, blocked, again, scrolled, labels, undone].map(|mut times| share_of(&mut times, 0.5))
}

/// A number as people read it.
fn with_commas(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    groups.join(",")
}

fn documents(count: usize) -> Place {
    let folder = corpus::written(count);
    Place { folder, document: "news-000004", other: "news-000008", caret: 300, is_kept: true }
}

/// A project of two documents, of which the second is `text`.
fn place(name: &str, text: String, caret: usize) -> Place {
    let folder = fresh_folder(name);
    project(&folder, &[("a-small-one", "Begin.".to_owned()), ("subject", text)]);
    Place { folder, document: "subject", other: "a-small-one", caret, is_kept: false }
}

fn length(kilobytes: usize) -> Place {
    let text = Generator::new(3).text(Language::Arabic, kilobytes * 1_000);
    let middle = text.chars().count() / 2;
    place("length", text, middle)
}

/// They stand equally close in a text of one length, and one works in their middle.
fn annotations(count: usize) -> Place {
    let place = place("annotations", Generator::new(5).text(Language::Arabic, 1_500_000), count * 40);
    work(&place.folder, |session| {
        perform(session, "open subject");
        label(session, count, (0..).step_by(80));
    });
    place
}

/// A document of the length of news with a hundred annotations.
fn news(name: &str) -> Place {
    let place = place(name, Generator::new(6).text(Language::Arabic, 20_000), 8_500);
    work(&place.folder, |session| {
        perform(session, "open subject");
        label(session, 100, (0..8_000).step_by(60));
    });
    place
}

fn known(count: usize) -> Place {
    let place = news("identities");
    let all = names::identities(count).map(|(mut identity, arabic)| {
        identity.add_name("ar", &arabic);
        identity
    });
    let annotator = AnnotatorId::new("bench");
    let written = identities::write(&Identities::new(annotator).with_records(all, Vec::new()));
    std::fs::write(place.folder.join("annotations/bench/identities.ron"), written).expect("it can be written");
    place
}

fn journal(count: usize) -> Place {
    let place = news("journal");
    work(&place.folder, |session| {
        perform(session, "open subject");
        perform(session, &format!("set-caret {}", place.caret));
        // The first hundred are the annotations.
        for number in 100..count {
            perform(session, if number % 2 == 0 { "label person" } else { "undo" });
        }
    });
    place
}
