//! Adding documents as a person does: on the command line, by a script and in a session that has other work open.

use crate::cli;
use crate::cli::ending::Exit;
use crate::error::Error;
use crate::session::command::Command;
use crate::session::script;
use crate::session::state::Session;

use super::scratch::Scratch;

/// `مرحبا بكم في الميناء الجديد` in windows-1256.
pub const PORT: &[u8] =
    b"\xe3\xd1\xcd\xc8\xc7 \xc8\xdf\xe3 \xdd\xed \xc7\xe1\xe3\xed\xe4\xc7\xc1 \xc7\xe1\xcc\xcf\xed\xcf";

/// Runs `hashiya` with words divided by spaces, `DIR` being the scratch folder.
fn run(scratch: &Scratch, line: &str) -> (Exit, String, String) {
    let folder = scratch.path().to_string_lossy();
    let words: Vec<String> = line.split(' ').map(|word| word.replace("DIR", &folder)).collect();
    let (mut out, mut told) = (Vec::new(), Vec::new());
    let exit = cli::run(&words, &|_| Err(Error::new("no window")), &mut out, &mut told);
    let plain = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it speaks UTF-8").replace(&*folder, "DIR");
    (exit, plain(out), plain(told))
}

fn project() -> Scratch {
    let scratch = Scratch::new("adding");
    scratch.write("p/documents/m.txt", "Layla in Haifa");
    run(&scratch, "new DIR/p");
    scratch
}

#[test]
fn what_is_certain_goes_straight_and_what_is_not_asks_first() {
    let scratch = project();
    scratch.write("in/port.txt", PORT);
    scratch.write("in/few.txt", b"\xe4\xe4 \xe5");
    let (exit, out, told) = run(&scratch, "add DIR/p DIR/in/port.txt");
    assert_eq!(exit, Exit::Done, "{told}");
    assert_eq!(out, "port.txt: windows-1256 (99 %)\nadded 1 document from 1 file\n");
    let (exit, out, told) = run(&scratch, "add DIR/p DIR/in");
    assert_eq!(exit, Exit::Failed);
    assert!(out.starts_with("few.txt: ") && out.contains("its encoding is not certain"), "{out}");
    assert!(out.ends_with("port.txt: windows-1256 (99 %); not added: `port` is there already\n"), "{out}");
    assert!(
        told.starts_with("hashiya: nothing was added: 1 file should be looked at first; `--encoding NAME`"),
        "{told}"
    );
    let (exit, out, _) = run(&scratch, "add DIR/p DIR/in/few.txt --encoding iso-8859-6 --language fa");
    assert_eq!((exit, out.as_str()), (Exit::Done, "few.txt: iso-8859-6\nadded 1 document from 1 file\n"));
    let session = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
    let lines: Vec<_> = (0..session.documents_len()).filter_map(|index| session.document_line(index)).collect();
    let lines: Vec<_> = lines.iter().map(|line| (line.summary.id.as_str(), &*line.summary.language)).collect();
    assert_eq!(lines, [("few", "fa"), ("m", "en"), ("port", "ar")]);
}

#[test]
fn what_cannot_be_added_makes_the_exit_code_one() {
    let scratch = project();
    scratch.write("in/m.txt", "another text");
    let (exit, out, _) = run(&scratch, "add DIR/p DIR/in/m.txt");
    let refused = "not added: `m` is there with another text; nothing is overwritten";
    assert_eq!((exit, out.contains(refused)), (Exit::Failed, true), "{out}");
    assert_eq!(run(&scratch, "add DIR/p").0, Exit::Unusable);
    assert_eq!(run(&scratch, "add DIR/p DIR/none").0, Exit::Failed);
    let (exit, _, told) = run(&scratch, "add DIR/p DIR/in --encoding windows-1265");
    assert_eq!((exit, told.contains("did you mean `windows-1256`?")), (Exit::Unusable, true), "{told}");
}

#[test]
fn a_session_goes_on_with_what_was_open_and_can_undo_it() {
    let scratch = project();
    scratch.write("in/a port.txt", PORT);
    scratch.write("in/z.jsonl", "{\"id\":\"n1\",\"text\":\"one\"}\n{\"id\":\"n2\",\"text\":\"two\"}\n");
    let mut session = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
    let folder = scratch.path().join("in").to_string_lossy().into_owned();
    let run = |session: &mut Session, lines: &str| script::run(session, lines, "s").unwrap();
    run(&mut session, "filter-documents one\nselect \"Layla\"\nlabel person\nselect \"Haifa\"");
    assert_eq!(session.shown_len(), 0);
    run(&mut session, &format!("add-documents \"{folder}\""));
    assert_eq!((session.documents_len(), session.shown_len()), (4, 1));
    assert_eq!((session.document().unwrap().id().as_str(), session.selected_text()), ("m", "Haifa"));
    run(&mut session, "expect [person#1 Layla] in Haifa\nundo\nexpect Layla in Haifa\nredo");
    run(
        &mut session,
        "open \"a port\"\nselect \"الميناء\"\nlabel place\nopen n2\nopen m\nexpect [person#1 Layla] in Haifa",
    );
    session.flush().unwrap();
    assert!(scratch.read("p/annotations/layla/a port.ron").contains("الميناء"));
}

#[test]
fn a_session_adds_nothing_that_is_doubtful() {
    let scratch = project();
    scratch.write("in/few.txt", b"\xe4\xe4 \xe5");
    let mut session = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
    let file = scratch.path().join("in/few.txt").to_string_lossy().into_owned();
    let error = script::run(&mut session, &format!("add-documents \"{file}\""), "s").unwrap_err();
    assert!(error.to_string().contains("its encoding is not certain"), "{error}");
    script::run(&mut session, &format!("add-documents --encoding iso-8859-6 \"{file}\""), "s").unwrap();
    assert_eq!(session.documents_len(), 2);
}

/// The only record of where texts came from.
fn record(scratch: &Scratch) -> String {
    let names = scratch.files_below("p/sources");
    assert_eq!(names.len(), 1, "{names:?}");
    scratch.read(&names[0])
}

#[test]
fn an_import_records_its_files_too_and_tells_what_is_there() {
    let scratch = project();
    scratch.write("in/a.txt", "Omar left");
    scratch.write("in/a.ann", "T1\tperson 0 4\tOmar\n");
    scratch.write("in/M.txt", "Another text");
    scratch.write("in/M.ann", "");
    scratch.write("in/same.txt", "Layla in Haifa");
    scratch.write("in/same.ann", "T1\tperson 0 5\tLayla\n");
    let (exit, _, told) = run(&scratch, "import DIR/p DIR/in --format brat --as layla");
    assert_eq!(exit, Exit::Failed, "{told}");
    assert!(told.contains("M: loss: the name of another document differs in case only"), "{told}");
    assert!(told.contains("same: note: its text is that of `m`") && told.contains("; 1 document added"), "{told}");
    assert_eq!(scratch.read("p/documents/a.txt"), "Omar left");
    let record = record(&scratch);
    let hash = blake3::hash(b"T1\tperson 0 4\tOmar\n").to_hex();
    assert!(record.contains(&format!("(file: \"a.ann\", hash: \"blake3:{hash}\")")), "{record}");
    assert!(record.contains("(file: \"a.txt\", document: \"a\", format: \"brat\", encoding: \"utf-8\")"), "{record}");
    let session = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
    assert_eq!(session.document().unwrap().metadata()["original_format"], "brat");
}

#[test]
fn a_window_goes_on_while_documents_are_added_and_keeps_its_place() {
    let scratch = project();
    scratch.write("in/a.txt", "Bilal in Aden");
    scratch.write("in/z.txt", "Layla in Huế");
    let mut session = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
    script::run(&mut session, "select \"Layla\"\nlabel person\nselect \"Haifa\"", "s").unwrap();
    session.wait_for_nothing();
    let add = Command::parse(&format!("add-documents \"{}\"", scratch.path().join("in").display())).unwrap();
    session.perform(&add).unwrap();
    assert_eq!(session.documents_len(), 1);
    assert!(session.refusal(&add).unwrap().contains("being added already"));
    while session.is_taking_in() || session.reading().is_some() {
        std::thread::yield_now();
        session.take_requests();
    }
    let line = |index: usize| session.document_line(index).unwrap();
    assert_eq!([0, 1, 2].map(|index| line(index).summary.id.as_str()), ["a", "m", "z"]);
    assert_eq!([0, 1, 2].map(|index| line(index).count), [0, 1, 0]);
    assert_eq!((session.selected_text(), session.current_index()), ("Haifa", Some(1)));
    script::run(&mut session, "expect [person Layla] in Haifa\nundo\nopen z\nlabel person", "s").unwrap();
    session.flush().unwrap();
    assert!(scratch.read("p/annotations/layla/z.ron").contains("Layla"));
}
