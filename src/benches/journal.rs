//! What never losing an action costs: from an action to its line flushed to disk, and opening a document whose journal has ten
//! thousand lines, with and without a state beside it. Wall-clock milliseconds on a real folder.
//!
//! Beside the actions stands what the disk itself takes: as many lines of the same length, added to a file in the same folder and
//! flushed, by a loop that does nothing else. It is measured in turns with them, so that both meet the same disk. An action during
//! which the state's file was written is told apart.
//!
//! `cargo bench --bench journal`. Nothing here asserts a time.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::thread;
use std::time::{Instant, SystemTime};

use hashiya::session::command::Command;
use hashiya::session::state::{Saved, Session};

const ACTIONS: usize = 10_000;
/// So many actions are measured, then so many lines.
const TURN: usize = 500;
/// Of a journal's line, in bytes.
const LINE: usize = 230;

fn main() {
    let folder = std::env::temp_dir().join(format!("hashiya-bench-journal-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("documents")).expect("a temporary folder can be made");
    let text = "Layla visited Haifa and met the minister. ".repeat(2_000);
    std::fs::write(folder.join("documents/long.txt"), text).expect("it can be written");
    Session::create(&folder, None).expect("it is a folder of texts");
    let mut session = open(&folder);
    let state = folder.join("annotations/bench/long.ron");
    let mut lines = File::options().create(true).append(true).open(folder.join("lines")).expect("it can be made");
    let (mut saved, mut beside, mut disk) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..ACTIONS {
        perform(&mut session, &format!("select {}..{}", number * 4, number * 4 + 3));
        let before = written(&state);
        let start = Instant::now();
        perform(&mut session, "label person");
        while session.saved() == Saved::Saving {
            std::thread::yield_now();
        }
        saved.push(milliseconds(start));
        if written(&state) != before {
            beside.extend(saved.last());
        }
        if number % TURN == TURN - 1 {
            // On a thread of its own, as the writer is: this one has used up its turns by waiting for that.
            let added = || (0..TURN).map(|_| add(&mut lines)).collect::<Vec<f64>>();
            disk.extend(thread::scope(|scope| scope.spawn(added).join()).expect("it is measured"));
        }
    }
    report("an action to its flushed line, the first thousand", saved[..1_000].to_vec());
    report("an action to its flushed line, the last of 10,000", saved[ACTIONS - 1_000..].to_vec());
    report("an action to its flushed line, all", saved);
    report("the same, while the state was written", beside);
    report("the disk alone: a line added and flushed", disk);
    drop(session);
    let opened = |_| {
        let start = Instant::now();
        let session = open(&folder);
        assert!(session.undo_title().is_some(), "the history is there");
        milliseconds(start)
    };
    report("opening, with a history of 10,000 entries", (0..11).map(opened).collect());
    let replayed = |number| {
        std::fs::remove_file(&state).expect("the state is there");
        opened(number)
    };
    report("opening without the state, which is made of the journal", (0..5).map(replayed).collect());
    std::fs::remove_dir_all(&folder).expect("the temporary folder can be removed");
}

fn open(folder: &Path) -> Session {
    Session::open(folder, Some("bench")).expect("it opens")
}

fn perform(session: &mut Session, line: &str) {
    session.perform(&Command::parse(line).expect("it is a command")).expect("it can be done");
}

/// Adds a line to a file and flushes it, and says how long that took.
fn add(file: &mut File) -> f64 {
    let start = Instant::now();
    file.write_all(&[b'x'; LINE]).and_then(|()| file.sync_data()).expect("it can be written");
    milliseconds(start)
}

/// When a file was written last.
fn written(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|about| about.modified()).ok()
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

fn report(what: &str, mut figures: Vec<f64>) {
    figures.sort_by(f64::total_cmp);
    let Some(worst) = figures.last() else { return println!("{what}: never") };
    let within = |thousandths: usize| figures[(figures.len() - 1) * thousandths / 1_000];
    let over = figures.iter().filter(|figure| **figure > 15.0).count();
    println!(
        "{what}: median {:.2} ms, 99 of 100 within {:.2} ms, 999 of 1,000 within {:.2} ms, worst {worst:.2} ms; {over} of {} over 15 ms",
        within(500),
        within(990),
        within(999),
        figures.len()
    );
}
