//! Long work that a command line asks for in a window: it goes on beside it, and can be stopped.

use crate::dataset::manifest::MANIFEST;
use crate::session::command::Command;
use crate::session::state::{Message, Request, Session};
use crate::session::working::Working;

use super::importing::project;
use super::scratch::Scratch;

fn session(scratch: &Scratch) -> Session {
    let mut session = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
    session.wait_for_nothing();
    session
}

/// Begins what a line asks for, with `@` for the scratch folder.
fn begun(session: &mut Session, scratch: &Scratch, line: &str) -> Working {
    while session.is_busy() {
        session.take_requests();
        std::thread::yield_now();
    }
    let line = line.replace('@', &scratch.path().to_string_lossy());
    session.perform(&Command::parse(&line).unwrap()).unwrap();
    assert!(session.take_requests().contains(&Request::Working), "{line}");
    session.take_working().expect("it is under way")
}

/// Hears what comes of it, and returns what is said then.
fn ended(session: &mut Session, working: &Working) -> String {
    let worked = loop {
        match working.answer() {
            Some(worked) => break worked,
            None => std::thread::yield_now(),
        }
    };
    session.hear_worked(worked);
    match session.message() {
        Some(Message::Done(said)) => said.clone(),
        Some(Message::Failed(error)) => format!("failed: {error}"),
        None => String::new(),
    }
}

#[test]
fn what_a_line_imports_exports_or_makes_a_dataset_of_goes_on_beside_the_window() {
    let scratch = project();
    let mut session = session(&scratch);
    for (line, said) in [
        ("import \"@/in\" --labels MISC=-", "imported 2 annotations from brat as `imported`"),
        ("export jsonl \"@/out.jsonl\"", "exported "),
        ("dataset \"@/gold\" --unfinished --by imported", ""),
    ] {
        let working = begun(&mut session, &scratch, line);
        let told = ended(&mut session, &working);
        assert!(told.starts_with(said) && !told.starts_with("failed"), "{line}: {told}");
    }
    assert_eq!(session.documents_len(), 3);
    assert!(scratch.path().join("out.jsonl").is_file());
    assert!(scratch.path().join("gold").join(MANIFEST).is_file(), "{:?}", scratch.files());
}

#[test]
fn what_is_stopped_leaves_everything_as_it_was_unless_it_was_done_already() {
    let scratch = project();
    let mut session = session(&scratch);
    for (line, made) in [
        ("import \"@/in\"", "p/annotations/imported"),
        ("export jsonl \"@/o.jsonl\"", "o.jsonl"),
        ("dataset \"@/g\" --unfinished", "g"),
    ] {
        let working = begun(&mut session, &scratch, line);
        working.cancel();
        let told = ended(&mut session, &working);
        assert_eq!(told.starts_with("failed"), !scratch.path().join(made).exists(), "{line}: {told}");
    }
}
