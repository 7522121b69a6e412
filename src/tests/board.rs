//! How the work on a project stands, and who is assigned what, as the command line tells it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::Value;

use crate::cli::ending::Exit;
use crate::model::moment::Moment;
use crate::session::script;
use crate::session::state::Session;

use super::command_line::run;
use super::scratch::Scratch;

/// When the work of a test begins: the 22nd of November 2026, 09:00 UTC.
const NINE: &str = "2026-11-22T09:00:00.000Z";

/// Two people on three texts. Each command is done so many minutes after nine o'clock.
fn worked() -> Scratch {
    let scratch = Scratch::new("board");
    for name in ["a", "b", "c"] {
        scratch.write(&format!("documents/{name}.txt"), "Layla visited Haifa with Ahmad.");
    }
    Session::create(scratch.path(), None).unwrap();
    let layla = "0 open a; 0 select \"Layla\"; 1 label person; 1 select \"Haifa\"; 4 label place; 4 select \"visited\"; \
                 8 label visit; 20 set-argument agent 1; 21 set-progress finished; 21 open b; 21 select \"Layla\"; 23 label person";
    let minh = "0 open a; 0 select \"Layla\"; 0 label person; 0 select \"Haifa\"; 2 label organization; 3 set-progress finished";
    for (name, lines) in [("layla", layla), ("minh", minh)] {
        let mut session = Session::open(scratch.path(), Some(name)).unwrap();
        let nine: Moment = NINE.parse().unwrap();
        let now = Arc::new(AtomicI64::new(0));
        let minute = Arc::clone(&now);
        session.set_clock(Box::new(move || Moment(nine.0 + 60_000 * minute.load(Ordering::Relaxed))));
        for line in lines.split(';') {
            let (minute, command) = line.trim().split_once(' ').unwrap();
            now.store(minute.parse().unwrap(), Ordering::Relaxed);
            script::run(&mut session, command, "script").unwrap();
        }
    }
    scratch
}

fn board(scratch: &Scratch) -> Value {
    let (exit, out, _) = run(scratch, "board DIR --json");
    assert_eq!(exit, Exit::Done);
    serde_json::from_str(&out).unwrap()
}

#[test]
fn the_board_tells_who_did_what_and_how_long_it_took() {
    let board = board(&worked());
    let people = board["annotators"].as_array().unwrap();
    let counts =
        |at: usize| ["new", "started", "finished", "annotations"].map(|name| people[at][name].as_u64().unwrap());
    assert_eq!(counts(0), [1, 1, 1, 4]);
    assert_eq!(counts(1), [2, 0, 1, 2]);
    // From 1 to 4 to 8, not to 20, then to 21 and, on b, to 23.
    assert_eq!(people[0]["active_seconds"], 600.0);
    assert_eq!(board["sets"][0]["active_seconds"], 480.0);
    assert_eq!(board["sets"][1]["active_seconds"], 120.0);
    assert_eq!(people[0]["days"][0]["day"], "2026-11-22");
    assert_eq!(
        (&people[0]["days"][0]["actions"], &people[0]["days"][0]["finished"]),
        (&Value::from(6), &Value::from(1))
    );
    assert_eq!(people[0]["labels"]["entities/person"], 2);
    assert_eq!(people[0]["roles"][0]["role"], "agent");
    let pair = &board["agreement"][0]["pairs"][0];
    assert_eq!((&pair["value"], &pair["least"]), (&Value::from(0.5), &Value::from("a")));
    assert_eq!(board["differing"][0]["document"], "a");
    let open: Vec<&str> =
        board["open"].as_array().unwrap().iter().map(|open| open["document"].as_str().unwrap()).collect();
    assert_eq!(open, ["b", "c"]);
}

#[test]
fn the_same_is_told_in_tables() {
    let (exit, out, _) = run(&worked(), "board DIR");
    assert_eq!(exit, Exit::Done);
    for line in [
        "3 documents, 2 annotators, 3 sets",
        "  layla             1        1          1         0            4  10 min",
        "  2026-11-22  layla            6         1  10 min",
        "  a         layla      finished            3  8 min",
        "      agent                  1     0",
        "  layla      minh          1     0.500  a",
        "  c                  0",
        "nothing is wrong",
    ] {
        assert!(out.lines().any(|found| found == line), "{line}\n{out}");
    }
}

#[test]
fn what_is_wrong_is_on_the_board() {
    let scratch = worked();
    let moved = scratch.read("annotations/minh/a.ron").replace("\"entities/organization\"", "\"entities/office\"");
    scratch.write("annotations/minh/a.ron", moved);
    let board = board(&scratch);
    let found = board["problems"].as_array().unwrap().iter().find(|found| found["document"] == "a");
    let found = found.unwrap_or_else(|| panic!("{board:#}"));
    assert_eq!((&found["annotator"], &found["severity"]), (&Value::from("minh"), &Value::from("wrong")));
}

#[test]
fn documents_are_dealt_out_and_wrong_assignments_are_checked() {
    let scratch = worked();
    let rule = "assign DIR --annotators layla,minh,rana --per-document 2 --seed 7";
    let (exit, dry, _) = run(&scratch, &format!("{rule} --dry-run"));
    assert_eq!(exit, Exit::Done);
    assert!(dry.ends_with("would assign 3 documents: layla 2, minh 2, rana 2\n"), "{dry}");
    assert!(!scratch.path().join("assignments.ron").exists());
    let (_, done, _) = run(&scratch, rule);
    assert_eq!(done, "rana has begun nothing here yet\nassigned 3 documents: layla 2, minh 2, rana 2\n");
    for line in dry.lines().take(3) {
        let (document, names) = line.split_once(": ").unwrap();
        let names = names.replace(", ", "\", \"");
        let record = format!("        (document: \"{document}\", annotators: [\"{names}\"]),\n");
        assert!(scratch.read("assignments.ron").contains(&record), "{record}");
    }
    assert!(run(&scratch, rule).1.ends_with("every document has 2 annotators already\n"));
    scratch.write("assignments.ron", scratch.read("assignments.ron").replace("\"c\"", "\"cc\""));
    let (exit, out, _) = run(&scratch, "check DIR");
    assert_eq!(exit, Exit::Failed);
    assert!(out.contains("assignments.ron: wrong: `cc` is assigned, and there is no such document"), "{out}");
    assert!(out.contains("assignments.ron: note: documents are assigned to `rana`"), "{out}");
    let (exit, _, told) = run(&scratch, "assign DIR --annotators layla --per-document 2");
    assert_eq!((exit, told.contains("only 1 is named")), (Exit::Unusable, true));
}

#[test]
fn the_board_is_drawn_as_a_page_that_stands_alone() {
    let scratch = worked();
    let (exit, said, told) = run(&scratch, "board DIR --html DIR/board.html --as nobody");
    assert_eq!((exit, said.as_str()), (Exit::Done, "drew the board of DIR to DIR/board.html\n"), "{told}");
    let page = scratch.read("board.html");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</svg>\n</body>\n</html>\n"));
    // Letters are outlines, so that Arabic stands joined anywhere; nothing is loaded from elsewhere.
    assert!(page.matches("<use href=\"#g").count() > 300, "{}", page.len());
    assert_eq!(page.matches("<svg").count(), 1);
    assert!(!scratch.path().join("annotations/nobody").exists());
}

#[test]
fn the_board_that_one_looks_at_follows_who_is_assigned_what() {
    let scratch = worked();
    let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
    script::run(&mut session, "board people", "s").unwrap();
    let mut after = |command: &str| {
        script::run(&mut session, command, "s").unwrap();
        let board = session.board().unwrap();
        let person = board.people.iter().find(|person| person.annotator.as_str() == "rana");
        let waiting = board.open.iter().filter(|open| open.waiting_for.iter().any(|other| other.as_str() == "rana"));
        (person.map(|person| (person.assigned, person.new)), waiting.count())
    };
    assert_eq!(after("assign rana a b"), (Some((2, 2)), 2));
    assert_eq!(after("unassign rana a"), (Some((1, 1)), 1));
    assert_eq!(after("assign-undo\nassign-undo"), (None, 0));
}

#[test]
fn in_a_blind_project_nobody_sees_how_others_labelled_what_they_have_not_finished() {
    let scratch = worked();
    scratch.write("project.ron", scratch.read("project.ron").replacen("format: 1,", "format: 1,\n    blind: true,", 1));
    let seen = |name: &str| {
        let mut session = Session::open(scratch.path(), Some(name)).unwrap();
        script::run(&mut session, "board people", "s").unwrap();
        let board = session.board().unwrap();
        let labels: Vec<usize> = board.people.iter().map(|person| person.labels.len()).collect();
        (labels, board.agreement.len(), board.differing.len())
    };
    assert_eq!(seen("layla"), (vec![3, 0], 0, 1));
    assert_eq!(seen("rana"), (vec![0, 0], 0, 0));
}
