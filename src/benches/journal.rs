//! What never losing an action costs: from an action to its line flushed to disk, and opening a document whose journal has ten
//! thousand lines, with and without a state beside it. Wall-clock milliseconds on a real folder.
//!
//! `cargo bench --bench journal`. Nothing here asserts a time.

use std::path::Path;
use std::time::Instant;

use hashiya::session::command::Command;
use hashiya::session::state::{Saved, Session};

const ACTIONS: usize = 10_000;

fn main() {
    let folder = std::env::temp_dir().join(format!("hashiya-bench-journal-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("documents")).expect("a temporary folder can be made");
    let text = "Layla visited Haifa and met the minister. ".repeat(2_000);
    std::fs::write(folder.join("documents/long.txt"), text).expect("it can be written");
    Session::create(&folder, None).expect("it is a folder of texts");
    let mut session = open(&folder);
    let mut saved = Vec::new();
    for number in 0..ACTIONS {
        perform(&mut session, &format!("select {}..{}", number * 4, number * 4 + 3));
        let start = Instant::now();
        perform(&mut session, "label person");
        // Each is waited for in the first and the last thousand: the document is empty, and then it is full.
        if !(1_000..ACTIONS - 1_000).contains(&number) {
            while session.saved() == Saved::Saving {
                std::thread::yield_now();
            }
            saved.push(milliseconds(start));
        }
    }
    let full = saved.split_off(1_000);
    report("an action to its flushed line, in an empty document", saved);
    report("an action to its flushed line, among 10,000 annotations", full);
    drop(session);
    let opened = |_| {
        let start = Instant::now();
        let session = open(&folder);
        assert!(session.undo_title().is_some(), "the history is there");
        milliseconds(start)
    };
    report("opening, with a history of 10,000 entries", (0..11).map(opened).collect());
    let state = folder.join("annotations/bench/long.ron");
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

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

fn report(what: &str, mut figures: Vec<f64>) {
    figures.sort_by(f64::total_cmp);
    let (median, worst) = (figures[figures.len() / 2], figures[figures.len() - 1]);
    let most = figures[figures.len() * 99 / 100];
    println!("{what}: median {median:.2} ms, 99 of 100 within {most:.2} ms, worst {worst:.2} ms");
}
