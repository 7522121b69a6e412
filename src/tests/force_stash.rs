//! By force: files that go and come back while they are open here, as with `git stash -u` and `git stash pop`, or the checkout of
//! another branch and back. Nothing is put in their way without need, nothing aside, and what was done meanwhile goes on from them.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use crate::error::Severity;
use crate::session::state::Session;

use super::force::{open, project, run};
use super::force_underneath::{JOURNAL, STATE, beside, look_for, wait};
use super::scratch::Scratch;

const FOLDER: &str = "annotations/layla";

/// Layla's window on a set of two annotations with its whole history; all is saved.
fn at_work(name: &str) -> (Scratch, Session) {
    let scratch = project(name);
    let mut session = open(&scratch);
    session.wake(Arc::new(|| {}));
    run(&mut session, "open en; label person; new-identity; select \"Haddad\"; label person");
    session.flush().unwrap();
    (scratch, session)
}

fn stashed(scratch: &Scratch) -> PathBuf {
    scratch.path().with_extension("stash")
}

/// Takes the annotator's folder away.
fn stash(scratch: &Scratch) {
    fs::rename(scratch.path().join(FOLDER), stashed(scratch)).unwrap();
}

/// Puts back what was taken away; as git does, nothing in the place of what is there.
fn pop(scratch: &Scratch) {
    let into = scratch.path().join(FOLDER);
    fs::create_dir_all(&into).unwrap();
    for entry in fs::read_dir(stashed(scratch)).unwrap().map(Result::unwrap) {
        if !into.join(entry.file_name()).exists() {
            fs::copy(entry.path(), into.join(entry.file_name())).unwrap();
        }
    }
    fs::remove_dir_all(stashed(scratch)).unwrap();
}

fn aside(scratch: &Scratch) -> Vec<String> {
    [".other-", ".mine-", ".damaged-"].iter().flat_map(|word| beside(scratch, word)).collect()
}

fn told(session: &Session) -> Vec<String> {
    let alarms = session.problems().iter().filter(|told| told.severity != Severity::Note);
    alarms.map(|told| format!("{}: {}", told.place, told.message)).collect()
}

/// Everything can be undone and done again, also after the project is opened once more, and nothing is told then.
fn is_whole(scratch: &Scratch, mut session: Session, count: usize) {
    session.flush().unwrap();
    assert_eq!((aside(scratch), told(&session)), (vec![], vec![]));
    drop(session);
    let mut session = open(scratch);
    assert_eq!((session.problems().len(), session.set().map(|set| set.len())), (0, Some(0)));
    run(&mut session, "open en");
    assert_eq!((session.set().unwrap().len(), session.problems()), (count, &[][..]));
    assert_eq!(session.history().len(), count + 1);
    run(&mut session, &"undo; ".repeat(count + 1));
    assert!(session.set().unwrap().is_empty() && session.undo_title().is_none());
}

#[test]
fn files_that_go_and_come_back_as_they_were_leave_no_trace_and_find_their_places_free() {
    let (scratch, mut session) = at_work("stash");
    let before = [scratch.read(STATE), scratch.read(JOURNAL)];
    stash(&scratch);
    wait(&mut session, "told", |session| told(session).iter().any(|told| told.contains("taken away")));
    look_for(&mut session, 5);
    assert!(!scratch.path().join(FOLDER).exists());
    assert_eq!(told(&session).len(), 2, "{:?}", told(&session));
    pop(&scratch);
    wait(&mut session, "settled", |session| told(session).is_empty());
    assert_eq!([scratch.read(STATE), scratch.read(JOURNAL)], before);
    run(&mut session, "undo; redo; undo; redo; undo; undo; redo; redo");
    session.flush().unwrap();
    assert_eq!((aside(&scratch), session.problems()), (vec![], &[][..]));
}

#[test]
fn what_lacks_its_state_yet_is_not_put_in_the_way_either() {
    let (scratch, mut session) = at_work("stash-behind");
    run(&mut session, "select \"visited\"; label visit");
    while session.saved() != crate::session::state::Saved::Saved {
        std::thread::yield_now();
    }
    stash(&scratch);
    look_for(&mut session, 4);
    assert!(!scratch.path().join(FOLDER).exists());
    pop(&scratch);
    wait(&mut session, "settled", |session| told(session).is_empty());
    is_whole(&scratch, session, 3);
}

#[test]
fn what_is_done_while_the_files_are_away_is_written_with_the_whole_history() {
    let (scratch, mut session) = at_work("stash-acted");
    stash(&scratch);
    run(&mut session, "select \"visited\"; label visit");
    wait(&mut session, "written", |_| scratch.path().join(JOURNAL).exists() && scratch.path().join(STATE).exists());
    pop(&scratch);
    look_for(&mut session, 3);
    is_whole(&scratch, session, 3);
}

#[test]
fn what_is_done_while_the_files_are_away_goes_on_from_those_that_come_back() {
    for (name, stays) in
        [("stash-back", &[][..]), ("stash-back-state", &[STATE][..]), ("stash-back-both", &[STATE, JOURNAL][..])]
    {
        for looks in [true, false] {
            let (scratch, mut session) = at_work(name);
            stash(&scratch);
            run(&mut session, "select \"visited\"; label visit; select \"met\"; label visit; undo; redo; undo");
            wait(&mut session, "written", |_| {
                scratch.path().join(JOURNAL).exists() && scratch.path().join(STATE).exists()
            });
            session.flush().unwrap();
            let ours: Vec<_> = stays.iter().map(|file| (file, scratch.read(file))).collect();
            fs::remove_dir_all(scratch.path().join(FOLDER)).unwrap();
            pop(&scratch);
            for (file, text) in ours {
                scratch.write(file, text);
            }
            if looks {
                look_for(&mut session, 4);
            }
            run(&mut session, "redo; undo");
            session.flush().unwrap();
            session.take_requests();
            assert_eq!(
                (session.set().unwrap().len(), aside(&scratch), told(&session)),
                (3, vec![], vec![]),
                "{name} {looks}"
            );
            drop(session);
            let mut session = open(&scratch);
            run(&mut session, "open en");
            assert_eq!((session.set().unwrap().len(), session.problems()), (3, &[][..]), "{name} {looks}");
            run(&mut session, "undo; undo; undo; undo; expect-refused undo; redo; redo; redo; redo");
        }
    }
}

#[test]
fn files_that_never_come_back_are_written_whole_when_the_project_is_closed() {
    let (scratch, mut session) = at_work("stash-never");
    stash(&scratch);
    look_for(&mut session, 3);
    is_whole(&scratch, session, 2);
    fs::remove_dir_all(stashed(&scratch)).unwrap();
}

#[test]
fn a_branch_on_which_the_set_is_newer_is_taken_over_with_its_history() {
    let (scratch, mut session) = at_work("stash-newer");
    let older = [STATE, JOURNAL].map(|file| (file, scratch.read(file)));
    run(&mut session, "select \"visited\"; label visit");
    session.flush().unwrap();
    let newer = [STATE, JOURNAL].map(|file| (file, scratch.read(file)));
    let check_out = |files: &[(&str, String)]| files.iter().for_each(|(file, text)| scratch.write(file, text));
    check_out(&older);
    wait(&mut session, "older", |session| session.set().unwrap().len() == 2 && !session.is_reading_again());
    let kept = beside(&scratch, ".mine-");
    assert!(kept.len() == 1 && scratch.read(&kept[0]).contains("visited"), "it lacks what was saved here");
    run(&mut session, "undo; redo; undo; redo");
    session.flush().unwrap();
    check_out(&newer);
    wait(&mut session, "newer", |session| session.set().unwrap().len() == 3 && !session.is_reading_again());
    assert_eq!((beside(&scratch, ".other-"), told(&session)), (vec![], vec![]));
    run(&mut session, "undo; undo; redo; redo");
}
