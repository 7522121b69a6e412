//! What leading a project of 65,000 documents costs the window: dealing them out and taking that back, what somebody else says of it,
//! as many documents added, the schema, and the palette. Of each: how long until it is done, and the longest that the window could not
//! draw. Generated news below `target/tmp`, the added ones of a few sentences. Milliseconds.

use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Duration;

use hashiya::session::state::Session;

use crate::corpus::{SIZES, written};
use crate::generator::Generator;
use crate::prepare::fresh_folder;
use crate::window_without_screen::{Screen, memory, report};

const DEAL: &str = "distribute layla minh rana --per-document 2 --seed 7";
/// Bytes of a text that is added.
const ADDED_BYTES: usize = 300;
/// A window looks at files in pauses of two seconds.
const UNDERNEATH: Duration = Duration::from_secs(5);

pub fn run() {
    let documents = SIZES[SIZES.len() - 1];
    let folder = &fresh_folder("leading");
    let added = &folder.join("more.jsonl");
    write(folder, added, documents);
    let mut screen = Screen::open(folder);
    screen.settle();
    let by_characters = format!("{DEAL} --balance characters");
    for line in [
        DEAL,
        "assign-undo",
        "assign-redo",
        "filter-assigned layla",
        "assign-undo",
        "assign-redo",
        "unassign layla news-000001",
        "filter-assigned any",
        "next-unfinished",
        "board assignments",
        "assign layla news-000001",
        "assign-undo",
        "board off",
        "unassign minh news-000002",
        "assign-undo",
        "assign-undo",
        "assign-undo",
        "assign-undo",
        &by_characters,
        "schema-retitle entities/person Human",
        "schema-rename entities/person human",
        "schema-undo",
    ] {
        measure(&mut screen, line);
    }
    let place = folder.join("assignments.ron");
    let theirs = std::fs::read_to_string(&place).expect("the file is there").replace("\"minh\"", "\"thu\"");
    std::fs::write(&place, theirs).expect("the file can be written");
    let blocked = screen.watched(UNDERNEATH);
    println!("  assignments.ron was changed      blocked {blocked:7.1} ms   {}", screen.said());
    screen.perform("palette");
    report("a frame with the palette", screen.frames(50, |_| Vec::new()));
    screen.perform("palette");
    measure(&mut screen, &format!("add-documents \"{}\"", added.display()));
    println!("  {}   {}", screen.said(), memory());
    screen.leave();
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
}

fn measure(screen: &mut Screen, line: &str) {
    let (whole, blocked) = screen.settled(line);
    let shown: String = line.chars().take(32).collect();
    println!("  {shown:32} blocked {blocked:7.1} ms   done after {whole:7.1} ms");
}

/// A project of news, and as many others in a file beside it.
fn write(folder: &Path, added: &Path, documents: usize) {
    std::fs::create_dir_all(folder.join("documents")).expect("a folder can be made");
    let news = written(documents).join("documents/news.jsonl");
    std::fs::copy(news, folder.join("documents/news.jsonl")).expect("the news can be copied");
    Session::create(folder, None).expect("it becomes a project");
    let mut out = BufWriter::new(std::fs::File::create(added).expect("a file can be made"));
    let mut generator = Generator::new(1);
    for number in documents..2 * documents {
        writeln!(out, "{}", generator.line(number, ADDED_BYTES)).expect("the file can be written");
    }
    out.flush().expect("the file can be written");
}
