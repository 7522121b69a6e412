//! By force: what sync clients, git and people do to an annotator's files while they are open here. What is in memory is never
//! thrown away for something that cannot be read, and what comes back as it was leaves no trace.

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::cli::ending::Exit;
use crate::error::Severity;
use crate::model::id::AnnotationId;
use crate::session::state::Session;
use crate::view::history::{self, HistoryRow};

use super::command_line;
use super::force::{open, project, run};
use super::scratch::Scratch;

pub(super) const STATE: &str = "annotations/layla/en.ron";
pub(super) const JOURNAL: &str = "annotations/layla/en.journal";

/// Layla's window on a set whose journal began after its file, as where that came from elsewhere; all is saved.
pub(super) fn on_a_younger_journal(name: &str) -> (Scratch, Session) {
    let scratch = project(name);
    let mut session = open(&scratch);
    run(&mut session, "open en; label person; new-identity; select \"Haddad\"; label person");
    drop(session);
    let plain = scratch.read(STATE).lines().filter(|line| !line.contains("journal:")).collect::<Vec<_>>().join("\n");
    scratch.write(STATE, plain);
    fs::remove_file(scratch.path().join(JOURNAL)).unwrap();
    let mut session = open(&scratch);
    session.wake(Arc::new(|| {}));
    run(&mut session, "open en; choose 1; set-note x");
    session.flush().unwrap();
    (scratch, session)
}

/// Looks until something is as it should be.
pub(super) fn wait(session: &mut Session, what: &str, is_so: impl Fn(&Session) -> bool) {
    let started = Instant::now();
    session.look_now();
    while !is_so(session) {
        assert!(started.elapsed() < Duration::from_secs(60), "{what}: {:?}", session.problems());
        std::thread::sleep(Duration::from_millis(20));
        session.look_now();
        session.take_requests();
    }
}

/// Looks for so long, whatever is found.
pub(super) fn look_for(session: &mut Session, seconds: u64) {
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(seconds) {
        session.look_now();
        std::thread::sleep(Duration::from_millis(50));
        session.take_requests();
    }
}

pub(super) fn beside(scratch: &Scratch, word: &str) -> Vec<String> {
    scratch.files_below("annotations").into_iter().filter(|name| name.contains(word)).collect()
}

#[test]
fn a_file_that_becomes_unreadable_underneath_takes_nothing_from_what_is_shown() {
    type Change = fn(&str) -> Vec<u8>;
    let changes: [Change; 3] = [
        |whole| whole.as_bytes()[..whole.len() / 2].to_vec(),
        |_| Vec::new(),
        |whole| whole.replacen("quote: \"Blinken\"", "quote: Blinken", 1).into_bytes(),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let (scratch, mut session) = on_a_younger_journal("unreadable");
        let whole = scratch.read(STATE);
        let (broken, journal) = (change(&whole), scratch.read(JOURNAL));
        scratch.write(STATE, &broken);
        wait(&mut session, "held", |session| session.locked().is_some());
        assert_eq!(session.set().unwrap().len(), 2);
        run(&mut session, "select \"visited\"; expect-refused label visit");
        assert_eq!((fs::read(scratch.path().join(STATE)).unwrap(), scratch.read(JOURNAL)), (broken, journal.clone()));
        let mine = beside(&scratch, ".mine-");
        assert_eq!(mine, ["annotations/layla/en.ron.mine-1"], "{number}");
        assert!(scratch.read(&mine[0]).contains("Haddad") && beside(&scratch, ".damaged-").is_empty());
        let told: Vec<_> = session.problems().iter().filter(|told| told.severity != Severity::Note).collect();
        assert!(told.len() == 1 && told[0].to_string().contains("en.ron.mine-1"), "{told:?}");
        scratch.write(STATE, &whole);
        wait(&mut session, "free again", |session| session.locked().is_none());
        run(&mut session, "label visit; undo; undo; redo");
        session.flush().unwrap();
        assert_eq!(beside(&scratch, ".other-"), [""; 0]);
    }
}

#[test]
fn a_slow_copy_of_the_same_leaves_no_trace() {
    for file in [STATE, JOURNAL] {
        let (scratch, mut session) = on_a_younger_journal("slow");
        let (whole, told) = (scratch.read(file), session.problems().len());
        // As with a window, which does not wait.
        session.wait_for_nothing();
        scratch.write(file, &whole[..whole.len() / 2]);
        look_for(&mut session, 3);
        scratch.write(file, &whole);
        wait(&mut session, "read again", |session| !session.is_reading_again());
        look_for(&mut session, 1);
        wait(&mut session, "read again", |session| !session.is_reading_again());
        run(&mut session, "undo; redo; select \"visited\"; label visit");
        session.flush().unwrap();
        let left = beside(&scratch, "-1");
        assert_eq!((left, session.problems().len()), (Vec::<String>::new(), told), "{:?}", session.problems());
        drop(session);
        run(&mut open(&scratch), "open en; undo; undo; expect-refused undo");
    }
}

#[test]
fn a_journal_that_is_gone_or_cut_is_begun_anew_and_nothing_is_lost() {
    for is_cut in [false, true] {
        for looks in [false, true] {
            let (scratch, mut session) = on_a_younger_journal("journal-gone");
            let file = scratch.path().join(JOURNAL);
            if is_cut {
                let whole = scratch.read(JOURNAL);
                scratch.write(JOURNAL, &whole[..whole.find('\n').unwrap() + 1]);
            } else {
                fs::remove_file(&file).unwrap();
            }
            if looks {
                look_for(&mut session, 7);
                wait(&mut session, "looked", |session| !session.is_reading_again());
            }
            run(&mut session, "select \"visited\"; label visit");
            session.flush().unwrap();
            session.take_requests();
            assert_eq!(session.set().unwrap().len(), 3, "{:?}", session.problems());
            assert_eq!(beside(&scratch, ".mine-"), [""; 0]);
            run(&mut session, "select \"met\"; label visit");
            drop(session);
            let mut session = open(&scratch);
            run(&mut session, "open en; undo");
            assert_eq!((session.set().unwrap().len(), session.problems()), (3, &[][..]));
        }
    }
}

#[test]
fn an_annotators_folder_that_is_deleted_is_written_back_from_memory() {
    let (scratch, mut session) = on_a_younger_journal("folder-gone");
    run(&mut session, "open ar; label place; open en");
    session.flush().unwrap();
    let before = scratch.read("annotations/layla/identities.ron");
    fs::remove_dir_all(scratch.path().join("annotations/layla")).unwrap();
    wait(&mut session, "written back", |session| {
        session.problems().iter().any(|told| told.message.contains("taken away"))
    });
    session.flush().unwrap();
    let records = |text: &str| text.lines().filter(|line| line.contains("(id:")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(records(&scratch.read("annotations/layla/identities.ron")), records(&before));
    run(&mut session, "select \"visited\"; label visit; open ar; undo; redo");
    drop(session);
    let mut session = open(&scratch);
    run(&mut session, "open en");
    assert_eq!((session.set().unwrap().len(), session.identities().len(), session.problems()), (3, 1, &[][..]));
    run(&mut session, "open ar");
    assert_eq!(session.set().unwrap().len(), 1);
}

#[test]
fn identities_that_become_unreadable_underneath_stay() {
    let (scratch, mut session) = on_a_younger_journal("identities-unreadable");
    let file = "annotations/layla/identities.ron";
    fs::remove_file(scratch.path().join("annotations/layla/identities.journal")).unwrap();
    let whole = scratch.read(file);
    scratch.write(file, &whole[..whole.len() / 2]);
    wait(&mut session, "held", |session| session.identities_locked().is_some());
    assert_eq!(session.identities().len(), 1);
    assert_eq!(beside(&scratch, ".mine-"), ["annotations/layla/identities.ron.mine-1"]);
    scratch.write(file, &whole);
    wait(&mut session, "free", |session| session.are_identities_read() && session.identities_locked().is_none());
    assert_eq!(session.identities().len(), 1);
}

#[test]
fn a_set_of_which_nothing_is_lost_is_reloaded_without_a_copy() {
    let (scratch, mut session) = on_a_younger_journal("reloaded");
    let older = scratch.read(STATE);
    run(&mut session, "select \"visited\"; label visit");
    session.flush().unwrap();
    // git brings back the older file; the journal is none of git's.
    let older = older.lines().filter(|line| !line.contains("journal:")).collect::<Vec<_>>().join("\n");
    scratch.write(STATE, older);
    wait(&mut session, "reloaded", |session| session.set().unwrap().len() == 2);
    assert!(session.problems().iter().all(|told| told.severity == Severity::Note), "{:?}", session.problems());
    assert_eq!((beside(&scratch, ".mine-").len(), beside(&scratch, ".other-").len()), (0, 1));
}

#[test]
fn a_journal_that_is_damaged_in_the_middle_is_told_while_its_state_is_whole() {
    type Change = fn(&str) -> String;
    let changes: [Change; 2] = [
        |whole| whole.replacen("\"title\":\"set-note", "\"title\":\"not-sete", 1),
        |whole| whole.split_inclusive('\n').enumerate().filter(|(at, _)| *at != 2).map(|(_, line)| line).collect(),
    ];
    for change in changes {
        let scratch = project("middle");
        let mut session = open(&scratch);
        run(&mut session, "open en; label person; choose 1; set-note x; choose 1; set-note y");
        drop(session);
        scratch.write(JOURNAL, change(&scratch.read(JOURNAL)));
        for (line, shows_entries) in [("check DIR", false), ("history DIR en", true)] {
            let (exit, out, told) = command_line::run(&scratch, line);
            let said = out + &told;
            assert!(said.contains("en.journal:3:") && said.contains("backup"), "{said}");
            assert_eq!((exit, said.contains("label person")), (Exit::Failed, shows_entries), "{said}");
        }
        scratch.write("script", "open en");
        let (exit, _, told) = command_line::run(&scratch, "run DIR DIR/script --as layla");
        assert!(told.contains("en.journal:3:") && told.contains("en.journal.damaged-1"), "{told}");
        assert_eq!((exit, beside(&scratch, ".damaged-").len()), (Exit::Failed, 1));
        let (exit, out, told) = command_line::run(&scratch, "history DIR en");
        assert!(out.contains("label person") && out.contains("  2-3  not known"), "{out}");
        assert_eq!((exit, told.as_str()), (Exit::Done, ""));
    }
}

#[test]
fn what_happened_before_a_damage_is_told_and_what_is_done_after_it_goes_on() {
    let scratch = project("before-damage");
    let mut session = open(&scratch);
    run(&mut session, "open en; label person; choose 1; set-note x; choose 1; set-note y");
    drop(session);
    scratch.write(JOURNAL, scratch.read(JOURNAL).replacen("\"title\":\"set-note", "\"title\":\"not-sete", 1));
    let numbers = |session: &Session| -> Vec<(u64, bool)> {
        let row = |at| match history::row(session, at).unwrap() {
            HistoryRow::Entry(line) => (line.number, line.leads_to_now),
            HistoryRow::Unknown(from, _) => (from, false),
        };
        (0..history::rows_len(session)).map(row).collect()
    };
    let mut session = open(&scratch);
    run(&mut session, "open en; expect-refused look-back 1; expect-refused undo");
    assert_eq!(numbers(&session), [(2, false), (1, false)]);
    run(&mut session, "choose 1; set-note z");
    drop(session);
    for _ in 0..2 {
        let mut session = open(&scratch);
        assert_eq!(session.problems(), []);
        run(&mut session, "open en; look-back 3; look-back now");
        assert_eq!(numbers(&session)[..3], [(4, true), (2, false), (1, false)]);
        let blame = session.blame(AnnotationId(1));
        let (made, changed) = (blame.made.map(|entry| entry.number), blame.changed.map(|entry| entry.number));
        assert_eq!((made, changed), (Some(1), Some(4)));
    }
    // What is damaged once more is told after what is known of the first time.
    let mut session = open(&scratch);
    run(&mut session, "open en; choose 1; set-note w; choose 1; set-note v");
    drop(session);
    scratch.write(JOURNAL, scratch.read(JOURNAL).replacen("\"n\":5,\"time\"", "\"n\":5,\"tame\"", 1));
    let mut session = open(&scratch);
    run(&mut session, "open en");
    assert_eq!(numbers(&session), [(5, false), (4, false), (2, false), (1, false)]);
}

#[test]
fn a_mark_at_the_start_of_any_of_our_files_changes_nothing() {
    let scratch = project("marks");
    let mut session = open(&scratch);
    run(&mut session, "open en; label person; new-identity; assign layla en");
    drop(session);
    let files = scratch.files_below("annotations");
    for file in files.iter().map(String::as_str).chain(["project.ron", "assignments.ron"]) {
        let before = scratch.read(file);
        scratch.write(file, format!("\u{feff}{before}"));
        let mut session = open(&scratch);
        run(
            &mut session,
            "open en; expect [person{@blinken} Blinken] said that the minister visited Ha Noi and met Haddad.",
        );
        assert_eq!(session.problems(), [], "{file}");
        drop(session);
        scratch.write(file, before);
    }
}
