//! How long a reviewer waits: opening a document that five annotators gave 200 annotations each, going from case to case, and
//! deciding one. Wall-clock milliseconds on a real folder, with the layout of the page left out (`window` measures that).
//!
//! `cargo bench --bench review`. Nothing here asserts a time.

use std::path::Path;
use std::time::Instant;

use hashiya::session::command::Command;
use hashiya::session::state::Session;

const ANNOTATORS: usize = 5;
const ANNOTATIONS: usize = 200;
const WORD: &str = "Haddad ";

fn main() {
    let folder = std::env::temp_dir().join(format!("hashiya-bench-review-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("documents")).expect("a temporary folder can be made");
    let text = WORD.repeat(ANNOTATIONS * 3);
    for name in ["one", "two"] {
        std::fs::write(folder.join(format!("documents/{name}.txt")), &text).expect("it can be written");
    }
    Session::create(&folder, None).expect("it is a folder of texts");
    for annotator in 0..ANNOTATORS {
        let mut session = open(&folder, &format!("annotator-{annotator}"));
        for document in ["one", "two"] {
            perform(&mut session, &format!("open {document}"));
            annotate(&mut session, annotator);
        }
    }
    let mut session = open(&folder, "reviewer");
    perform(&mut session, "review");
    let opened = |nth: usize| timed(&mut session, if nth.is_multiple_of(2) { "open two" } else { "open one" });
    report("opening a document of 5 x 200 annotations, read and aligned", (0..20).map(opened).collect());
    let stepped = |_| timed(&mut session, "next-case");
    report("opening a case", (0..ANNOTATIONS).map(stepped).collect());
    let decided = |_| timed(&mut session, "decide first");
    report("deciding a case, with the next one opened", (0..100).map(decided).collect());
    report("adopting what three of five say in the rest", vec![timed(&mut session, "adopt 3")]);
    report("undoing that", vec![timed(&mut session, "undo")]);
    drop(session);
    std::fs::remove_dir_all(&folder).expect("the temporary folder can be removed");
}

/// Every third word, of which annotators differ now and then in border, label, or whether it is one at all; every second is
/// followed by a frame that names it.
fn annotate(session: &mut Session, annotator: usize) {
    for nth in 0..ANNOTATIONS / 2 {
        let start = nth * 6 * WORD.len();
        let wide = if (nth + annotator).is_multiple_of(5) { WORD.len() } else { 0 };
        let label = if (nth * 3 + annotator).is_multiple_of(7) { "group" } else { "person" };
        perform(session, &format!("select {start}..{}", start + WORD.len() - 1 + wide));
        perform(session, &format!("label {label}"));
        let mention = session.chosen_id().expect("what was labelled is chosen");
        let trigger = start + 3 * WORD.len();
        perform(session, &format!("select {trigger}..{}", trigger + WORD.len() - 1));
        perform(session, "label visit");
        perform(session, &format!("set-argument agent {mention}"));
    }
}

fn open(folder: &Path, annotator: &str) -> Session {
    Session::open(folder, Some(annotator)).expect("it opens")
}

fn perform(session: &mut Session, line: &str) {
    session.perform(&Command::parse(line).expect("it is a command")).expect("it can be done");
}

/// How long a command takes, in milliseconds.
fn timed(session: &mut Session, line: &str) -> f64 {
    let start = Instant::now();
    perform(session, line);
    start.elapsed().as_secs_f64() * 1e3
}

fn report(what: &str, mut figures: Vec<f64>) {
    figures.sort_by(f64::total_cmp);
    println!("{what}: median {:.2} ms, worst {:.2} ms", figures[figures.len() / 2], figures[figures.len() - 1]);
}
