//! Projects for benchmarks: folders below `target/tmp`, texts in them, and what is said about these; and processes of their own
//! to measure in.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hashiya::session::command;
use hashiya::session::state::Session;

/// Runs this program again, in a process whose memory is its own, and returns what it prints.
pub fn again(arguments: &[&str]) -> String {
    let own = std::env::current_exe().expect("a program knows its file");
    let output = Command::new(own).args(arguments).stderr(Stdio::inherit()).output().expect("it runs again");
    assert!(output.status.success(), "`{}` failed", arguments.join(" "));
    String::from_utf8(output.stdout).expect("it prints UTF-8")
}

/// A folder that is not there yet.
pub fn fresh_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

/// Makes a project of some texts, in place of one that was there.
pub fn project(folder: &Path, texts: &[(&str, String)]) {
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
    std::fs::create_dir_all(folder.join("documents")).expect("a folder can be made");
    for (name, text) in texts {
        std::fs::write(folder.join("documents").join(name).with_extension("txt"), text).expect("it can be written");
    }
    Session::create(folder, None).expect("it becomes a project");
}

/// Does something in a project and waits until it is on disk.
pub fn work(folder: &Path, work: impl FnOnce(&mut Session)) {
    let mut session = Session::open(folder, Some("bench")).expect("it opens");
    work(&mut session);
    session.flush().expect("it is saved");
}

/// Whether it could be done.
pub fn perform(session: &mut Session, line: &str) -> bool {
    let command = command::Command::parse(line).expect("it is a command");
    session.perform(&command).is_ok()
}

/// Labels the words at some places, in code points, until so many are labelled: two places in one word label it once only.
pub fn label(session: &mut Session, count: usize, places: impl Iterator<Item = usize>) {
    let labels = ["person", "place", "organization", "entities/date"];
    let mut labels = labels.iter().cycle();
    let mut done = 0;
    for place in places {
        perform(session, &format!("set-caret {place}"));
        done += usize::from(labels.next().is_some_and(|label| perform(session, &format!("label {label}"))));
        if done == count {
            return;
        }
    }
}
