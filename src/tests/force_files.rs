//! By force: what power cuts, git, editors and sync clients leave of an annotator's files. What can be understood is understood,
//! what cannot is told and kept, and nothing is written over that somebody may want.

use std::fs;

use crate::error::Severity;
use crate::session::command::Command;
use crate::session::state::{Saved, Session};

use super::force::{open, project, run};
use super::scratch::Scratch;

const STATE: &str = "annotations/layla/en.ron";
const JOURNAL: &str = "annotations/layla/en.journal";

/// A project in which Layla did two things on one document, of which the state has one.
fn two_actions(name: &str) -> Scratch {
    let scratch = project(name);
    let mut session = open(&scratch);
    run(&mut session, "open en; label person");
    session.flush().unwrap();
    let state = scratch.read(STATE);
    run(&mut session, "select \"Haddad\"; label person");
    drop(session);
    scratch.write(STATE, state);
    scratch
}

/// How many annotations there are of that document, and what is told.
fn seen(scratch: &Scratch) -> (usize, Vec<String>) {
    let mut session = open(scratch);
    run(&mut session, "open en");
    session.flush().unwrap();
    (session.set().unwrap().len(), session.problems().iter().map(ToString::to_string).collect())
}

#[test]
fn a_state_that_a_power_cut_emptied_or_filled_with_zeros_comes_back_from_its_journal() {
    for length in [0, 700] {
        let scratch = two_actions("emptied");
        scratch.write(STATE, vec![0; length]);
        let (count, told) = seen(&scratch);
        assert_eq!((count, told.len()), (2, 1), "{told:?}");
        assert!(told[0].contains("what is shown comes from its journal") && told[0].contains("en.ron.damaged-1"));
        assert_eq!(seen(&scratch), (2, Vec::new()));
    }
}

#[test]
fn zeros_that_a_power_cut_left_at_the_end_of_a_journal_are_cut_off_and_told() {
    for zeros in [1, 26, 4096] {
        let scratch = two_actions("zeros");
        let whole = fs::read(scratch.path().join(JOURNAL)).unwrap();
        scratch.write(JOURNAL, [whole.clone(), vec![0; zeros]].concat());
        let (count, told) = seen(&scratch);
        assert_eq!((count, told.len()), (2, 1), "{told:?}");
        assert!(told[0].contains("never finished"), "{told:?}");
        assert_eq!((fs::read(scratch.path().join(JOURNAL)).unwrap(), seen(&scratch)), (whole, (2, Vec::new())));
    }
}

#[test]
fn other_line_ends_and_a_mark_at_the_start_change_nothing() {
    let returned = |text: String| text.replace('\n', "\r\n");
    let marked = |text: String| format!("\u{feff}{text}");
    let both = |text: String| marked(returned(text));
    let changes: [&dyn Fn(String) -> String; 3] = [&returned, &marked, &both];
    for change in changes {
        for files in [&[STATE, JOURNAL][..], &[STATE], &[JOURNAL]] {
            let scratch = two_actions("ends");
            for file in files {
                scratch.write(file, change(scratch.read(file)));
            }
            let mut session = open(&scratch);
            run(
                &mut session,
                "open en; expect [person Blinken] said that the minister visited Ha Noi and met [person Haddad].",
            );
            run(&mut session, "undo; redo; select \"visited\"; label visit");
            drop(session);
            assert_eq!(seen(&scratch), (3, Vec::new()), "{files:?}");
        }
    }
}

#[test]
fn a_file_in_which_git_left_a_conflict_is_not_touched_until_it_is_solved() {
    for file in [STATE, JOURNAL] {
        let scratch = two_actions("conflict");
        let whole = scratch.read(file);
        let (first, last) = whole.trim_end().rsplit_once('\n').unwrap();
        let conflict = format!("{first}\n<<<<<<< HEAD\n{last}\n=======\n{last} \n>>>>>>> theirs\n");
        scratch.write(file, &conflict);
        let mut session = open(&scratch);
        run(&mut session, "open en; select \"visited\"; expect-refused label visit");
        let told = session.problems()[0].to_string();
        assert!(told.contains("git left both sides") && told.contains("--ours"), "{told}");
        drop(session);
        assert_eq!(scratch.read(file), conflict);
        scratch.write(file, whole);
        assert_eq!(seen(&scratch), (2, Vec::new()));
    }
}

#[test]
fn identities_in_which_git_left_a_conflict_are_not_touched() {
    for name in ["identities.ron", "identities.journal"] {
        let scratch = project("identities-conflict");
        let mut session = open(&scratch);
        run(&mut session, "open en; label person; new-identity");
        drop(session);
        let file = format!("annotations/layla/{name}");
        let conflict = format!("{}<<<<<<< HEAD\nx\n=======\n>>>>>>> theirs\n", scratch.read(&file));
        scratch.write(&file, &conflict);
        let mut session = open(&scratch);
        run(&mut session, "open en; select \"Haddad\"; label person; expect-refused new-identity");
        assert!(session.identities_locked().is_some());
        drop(session);
        assert_eq!(scratch.read(&file), conflict);
    }
}

#[test]
fn a_damaged_journal_is_kept_though_identities_share_an_action_with_it() {
    let scratch = project("shared-damaged");
    let mut session = open(&scratch);
    run(&mut session, "open en; label person");
    session.flush().unwrap();
    let state = scratch.read(STATE);
    run(&mut session, "new-identity");
    drop(session);
    let damaged = scratch.read(JOURNAL).replacen("code points", "code pants", 1);
    scratch.write(STATE, state);
    scratch.write(JOURNAL, &damaged);
    fs::remove_file(scratch.path().join("annotations/layla/identities.ron")).unwrap();
    let (count, told) = seen(&scratch);
    assert_eq!((count, told.len()), (1, 1), "{told:?}");
    assert_eq!(scratch.read(&format!("{JOURNAL}.damaged-1")), damaged);
}

#[test]
fn copies_that_a_sync_client_made_are_told_and_left_alone() {
    let scratch = two_actions("copies");
    let names = ["en (Layla's conflicted copy 2026-11-22)", "en.sync-conflict-20261122-101500-ABCDEFG", "en (1)"];
    for name in names {
        scratch.write(&format!("annotations/layla/{name}.ron"), "theirs");
    }
    scratch.write("annotations/layla/gone (1).ron", "of a document that is not there");
    let (count, told) = seen(&scratch);
    assert_eq!((count, told.len()), (2, 3), "{told:?}");
    for name in names {
        assert!(told.iter().any(|told| told.contains(name) && told.contains("copy of what was annotated on `en`")));
        assert_eq!(scratch.read(&format!("annotations/layla/{name}.ron")), "theirs");
    }
}

#[test]
fn a_file_of_a_document_whose_name_differs_in_case_alone_is_not_written_over() {
    let scratch = Scratch::new("case");
    scratch.write("documents/n.jsonl", "{\"id\":\"News\",\"text\":\"Layla\"}\n{\"id\":\"news\",\"text\":\"Minh\"}\n");
    Session::create(scratch.path(), None).unwrap();
    let mut session = open(&scratch);
    run(&mut session, "open News; label person");
    drop(session);
    // What a disk says that takes both names for one.
    let one = scratch.read("annotations/layla/News.ron");
    scratch.write("annotations/layla/news.ron", &one);
    let mut session = open(&scratch);
    run(&mut session, "open news; expect-refused label person");
    assert!(session.problems().iter().any(|told| told.message.contains("only their case differs")));
    drop(session);
    assert_eq!(scratch.read("annotations/layla/news.ron"), one);
}

#[test]
fn documents_and_annotators_may_be_called_anything() {
    let long = "خبر".repeat(120);
    let longer = format!("{long}!");
    let ids = [
        "a/b",
        "a\\b",
        "..",
        ".",
        "CON",
        "nul.txt",
        "com1",
        "ends.",
        " x ",
        "a:b",
        "50%",
        "%41",
        "A*?",
        "annotator",
        "identities",
        "🙂",
        "-x",
        &long,
        &longer,
    ];
    let scratch = Scratch::new("names");
    let line = |id: &&str| serde_json::json!({ "id": id, "text": "Layla visited Haifa." }).to_string() + "\n";
    scratch.write("documents/n.jsonl", ids.iter().map(line).collect::<String>());
    Session::create(scratch.path(), None).unwrap();
    for who in ["NUL", "a/../b"] {
        let mut session = Session::open(scratch.path(), Some(who)).unwrap();
        for index in 0..session.documents_len() {
            let id = session.document_line(index).unwrap().summary.id.clone();
            session.perform(&Command::Open(id)).unwrap();
            run(&mut session, "select \"Layla\"; label person; new-identity");
        }
        session.flush().unwrap();
        assert_eq!((session.documents_len(), session.saved()), (ids.len(), Saved::Saved));
        drop(session);
        let session = Session::open(scratch.path(), Some(who)).unwrap();
        assert!(session.problems().iter().all(|told| told.severity == Severity::Note), "{:?}", session.problems());
        let counts = (0..ids.len()).map(|index| session.document_line(index).unwrap().count).collect::<Vec<_>>();
        assert_eq!((counts, session.identities().len()), (vec![1; ids.len()], ids.len()));
    }
    assert_eq!(fs::read_dir(scratch.path().join("annotations")).unwrap().count(), 2);
}
