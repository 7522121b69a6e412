//! Changing the schema of a project on disk: what commands make of `project.ron`, of annotations and of what can be undone.

use crate::cli;
use crate::error::Error;
use crate::session::command::Command;
use crate::session::script;
use crate::session::state::Session;
use crate::store::watch::Watch;
use crate::store::{board, folder};

use super::scratch::Scratch;

const LAYLA: &str = "Layla visited Haifa.";

/// A project on disk after a script, its lines divided by `; `.
fn project(name: &str, commands: &str) -> (Scratch, Session) {
    let scratch = Scratch::new(name);
    scratch.write("documents/a.txt", LAYLA);
    scratch.write("documents/b.txt", LAYLA);
    Session::create(scratch.path(), None).unwrap();
    let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
    run(&mut session, commands);
    (scratch, session)
}

fn run(session: &mut Session, commands: &str) {
    script::run(session, &commands.replace("; ", "\n"), "script").unwrap();
    session.flush().unwrap();
}

const BOTH: &str =
    "open a; label person; select \"visited\"; label visit; set-argument agent 1; open b; label person; ";

#[test]
fn renaming_carries_annotations_of_all_documents_and_their_undo() {
    let (scratch, mut session) = project(
        "rename",
        &format!(
            "{BOTH} schema-rename entities/person human; schema-rename events/visit#agent visitor; open a; expect [human#1 Layla] [visit{{visitor=1}} visited] Haifa"
        ),
    );
    run(&mut session, "open b; expect [human Layla] visited; undo; expect Layla visited; redo; expect [human Layla]");
    assert!(scratch.read("annotations/layla/b.ron").contains("entities/human"));
    assert!(!scratch.read("project.ron").contains("\"entities/person\""));
    let mut again = Session::open_or_look(scratch.path(), Some("layla")).unwrap();
    assert_eq!(again.problems(), []);
    run(&mut again, "open a; expect [human#1 Layla] [visit{visitor=1} visited]");
    run(
        &mut session,
        "schema-undo; schema-undo; open a; expect [person#1 Layla] [visit{agent=1} visited]; undo; expect [visit visited]",
    );
    run(&mut session, "schema-redo; redo; expect [human#1 Layla] [visit{agent=1} visited]");
}

/// Of two people who called the same in both documents, one renamed it: what the other did is left behind.
fn left_behind(name: &str) -> (Scratch, Session) {
    let (scratch, layla) = project(name, BOTH);
    drop(layla);
    let mut minh = Session::open(scratch.path(), Some("minh")).unwrap();
    run(&mut minh, "open a; label person; schema-rename entities/person human");
    let mut layla = Session::open(scratch.path(), Some("layla")).unwrap();
    run(&mut layla, "open a");
    (scratch, layla)
}

#[test]
fn what_somebody_else_renamed_is_followed_in_all_documents_and_that_is_undone() {
    let (scratch, mut session) = left_behind("rename-follow");
    let before = scratch.read("project.ron");
    run(&mut session, "schema-rename entities/person human; expect [human#1 Layla] [visit{agent=1} visited] Haifa");
    let set = |name: &str| scratch.read(&format!("annotations/layla/{name}.ron"));
    assert!(set("b").contains("entities/human") && !set("a").contains("entities/person"));
    run(&mut session, "schema-undo");
    assert!(set("a").contains("entities/person") && !set("b").contains("entities/human"));
    run(&mut session, "schema-redo; open b; expect [human Layla]; undo; expect Layla");
    assert_eq!(scratch.read("project.ron"), before);
    assert!(session.problems().is_empty(), "{:?}", session.problems());
}

#[test]
fn what_would_not_be_told_apart_after_following_is_joined_when_one_says_so() {
    let (_scratch, mut session) = left_behind("rename-join");
    run(&mut session, "select \"Haifa\"; label human");
    let refusal = |session: &Session, line: &str| session.refusal(&line.parse().unwrap());
    assert_eq!(
        refusal(&session, "schema-rename entities/person human").unwrap(),
        "you call 1 annotation `entities/human` already, from which 2 annotations could not be told apart then; \
         `schema-rename entities/person human confirm` makes all of them `entities/human`, which cannot be undone"
    );
    run(&mut session, "schema-rename entities/person human confirm; open b; expect [human Layla]; open a");
    run(&mut session, "expect [human#1 Layla] [visit{agent=1} visited] [human Haifa]");
    assert!(refusal(&session, "schema-undo").is_some_and(|why| why.contains("nothing to undo")));
    let other = refusal(&session, "schema-rename entities/place human").unwrap();
    assert!(other.starts_with("3 annotations use `entities/human` already"), "{other}");
}

#[test]
fn who_is_left_behind_is_told_who_renamed_what_and_how_to_follow() {
    let (scratch, mut layla) = project("rename-told", BOTH);
    let mut minh = Session::open(scratch.path(), Some("minh")).unwrap();
    run(&mut minh, "open a; label person; schema-rename entities/person human");
    run(&mut layla, "reload-project");
    let told: Vec<String> = layla.problems().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "project.ron:entities/person: wrong: 2 annotations have `entities/person`, which somebody else renamed to `human`; \
          `schema-rename entities/person human` makes yours follow, in all documents"
        ]
    );
    let check = || {
        let words = ["check".to_owned(), scratch.path().to_string_lossy().into_owned()];
        let mut out = Vec::new();
        cli::run(&words, &|_| Err(Error::new("no window")), &mut out, &mut Vec::new());
        String::from_utf8(out).unwrap()
    };
    let line = "layla: wrong: 2 annotations have `entities/person`, which `minh` renamed to `human`; who works as `layla` \
                makes them follow: `schema-rename entities/person human`\n";
    assert!(check().contains(line), "{}", check());
    assert!(!check().contains("there is no label"), "told once, not of each: {}", check());
    run(&mut minh, "schema-rename entities/human soul; schema-undo");
    assert!(check().contains(line), "{}", check());
    run(&mut layla, "reload-project; schema-rename entities/person human");
    assert!(layla.problems().is_empty(), "{:?}", layla.problems());
    assert!(check().ends_with("nothing is wrong\n"), "{}", check());
}

#[test]
fn who_opens_a_window_after_others_renamed_what_they_use_is_told_once_what_makes_theirs_follow() {
    let (scratch, layla) = project("rename-window", BOTH);
    drop(layla);
    let mut minh = Session::open(scratch.path(), Some("minh")).unwrap();
    run(&mut minh, "open a; label person; schema-rename entities/person human");
    drop(minh);
    let told = || {
        let mut layla = Session::open(scratch.path(), Some("layla")).unwrap();
        layla.wait_for_nothing();
        layla.take_requests();
        while layla.is_busy() {
            std::thread::yield_now();
            layla.take_requests();
        }
        layla.problems().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let line = |by: &str| {
        format!(
            "project.ron:entities/person: wrong: 2 annotations have `entities/person`, which {by} renamed to `human`; \
             `schema-rename entities/person human` makes yours follow, in all documents"
        )
    };
    assert_eq!(told(), [line("`minh`")]);
    let file = scratch.read("project.ron");
    scratch.write("project.ron", file.replacen("format: 1,", "format: 1, blind: true,", 1));
    assert_eq!(told(), [line("somebody else")]);
    let mut layla = Session::open(scratch.path(), Some("layla")).unwrap();
    run(&mut layla, "schema-rename entities/person human");
    drop(layla);
    assert_eq!(told(), [""; 0]);
}

#[test]
fn the_board_tells_once_of_annotations_whose_label_others_renamed() {
    let (scratch, layla) = project("rename-board", BOTH);
    drop(layla);
    let mut minh = Session::open(scratch.path(), Some("minh")).unwrap();
    run(
        &mut minh,
        "open a; label person; schema-rename entities/person human; schema-rename events/visit#agent visitor",
    );
    let opened = folder::open(scratch.path()).unwrap();
    let board = board::board(&opened, &Watch::default()).unwrap();
    let told: Vec<&str> = board.findings.iter().map(|found| found.problem.message.as_str()).collect();
    assert_eq!(
        told,
        [
            "2 annotations have `entities/person`, which `minh` renamed to `human`",
            "1 annotation has `events/visit#agent`, which `minh` renamed to `visitor`",
        ]
    );
}

#[test]
fn every_change_can_be_undone_to_the_letter_and_done_again() {
    let changes = "schema-add people entity; schema-add people/chief red; schema-add events/visit#host entities/person; \
                   schema-add events@mood glad sad; schema-recolour entities/person red; schema-rekey entities/person none; \
                   schema-rekey people/chief P; schema-retitle entities/person Human; schema-move entities/person later; \
                   schema-move stances earlier; schema-rename entities/place town; schema-remove zones";
    let (scratch, mut session) = project("undo", "open a");
    let before = scratch.read("project.ron");
    run(&mut session, changes);
    let after = scratch.read("project.ron");
    assert!(
        after.contains("(id: \"person\", title: \"Human\", tone: \"red\"") && !after.contains("\"zones\""),
        "{after}"
    );
    assert_eq!(session.project().layers.last().unwrap().id, "people");
    assert!(before.contains("// Who says it") && after.contains("// Who says it"));
    let count = changes.split("; ").count();
    run(&mut session, &"schema-undo; ".repeat(count));
    assert_eq!(scratch.read("project.ron"), before);
    run(&mut session, &"schema-redo; ".repeat(count));
    assert_eq!(scratch.read("project.ron"), after);
}

#[test]
fn what_is_in_use_is_removed_only_when_confirmed_and_nothing_is_lost() {
    let (scratch, mut session) = project("remove", BOTH);
    let refusal = |session: &Session, line: &str| session.refusal(&line.parse().unwrap()).unwrap();
    assert_eq!(
        refusal(&session, "schema-remove entities/person"),
        "2 annotations use `entities/person`; `schema-remove entities/person confirm` removes it; they stay, and `check` tells of them"
    );
    run(&mut session, "schema-remove events/visit#agent confirm; schema-undo; open a; expect [visit{agent=2} visited]");
    assert_eq!(refusal(&session, "schema-rename entities/person place"), "there is `entities/place` already");
    assert_eq!(refusal(&session, "schema-recolour entities/person rde"), "there is no tone `rde`; did you mean `red`?");
    assert_eq!(
        refusal(&session, "schema-remove entities/persn"),
        "there is no `entities/persn` in the project; did you mean `person`?"
    );
    assert!(refusal(&session, "schema-rekey entities/person N").contains("belongs to `entities/person` already"));
    let text = scratch.read("project.ron");
    scratch.write("project.ron", format!("// by hand\n{text}"));
    let error = script::run(&mut session, "schema-remove zones", "s").unwrap_err();
    assert!(error.message.contains("changed by somebody else"), "{error}");
    assert_eq!(session.project().layers.last().unwrap().id, "zones");
}

#[test]
fn fields_are_written_and_taken_out_and_mistakes_are_refused() {
    let (scratch, mut session) = project("fields", "open a");
    let before = scratch.read("project.ron");
    let changes = "schema-set entities/person guideline \"Tên người\"; schema-set entities/person examples \"[Lê] đến\" \"زار [عمر]\"; \
                   schema-set stances/favour sign; schema-set events/visit#agent required true; schema-set events@factuality default planned; \
                   schema-set zones/boilerplate leave_out false";
    run(&mut session, changes);
    let person = session.project().labels().next().unwrap();
    assert_eq!((person.guideline.as_str(), person.examples.len()), ("Tên người", 2));
    run(&mut session, "select \"visited\"; label visit; expect [visit{factuality:planned} visited]");
    let refusal = |line: &str| session.refusal(&line.parse().unwrap()).unwrap();
    assert!(refusal("schema-set entities/person sign favour").contains("only labels of stances have a `sign`"));
    assert!(refusal("schema-set events@factuality default never").contains("which is none of its values"));
    assert!(refusal("schema-set entities/person count many").contains("has no `count`"));
    assert!(refusal("schema-set quotations/quotation#source offers nobody").contains("no role is called so"));
    run(&mut session, &"schema-undo; ".repeat(6));
    assert_eq!(scratch.read("project.ron"), before);
}

#[test]
fn two_parts_of_a_frame_cannot_have_one_key() {
    let (_scratch, session) = project("slot-keys", "open a; schema-rekey stances#holder X");
    let refusal = session.refusal(&"schema-rekey stances#target X".parse().unwrap()).unwrap();
    assert!(refusal.contains("the key `X` of `target` belongs to `holder` already"), "{refusal}");
}

#[test]
fn removing_a_label_takes_it_out_of_what_may_fill_roles() {
    let (scratch, _session) = project("remove-filler", "open a; schema-remove entities/occupation");
    assert!(!scratch.read("project.ron").contains("entities/occupation"));
}

/// A session, somebody drawing, of a project in which a person is labelled in `a`.
fn drawn(name: &str) -> (Scratch, Session) {
    let (scratch, mut session) = project(name, "open a; select \"Layla\"; label person; open b");
    session.wait_for_nothing();
    (scratch, session)
}

fn ask(session: &mut Session, line: &str) {
    session.perform(&Command::parse(line).unwrap()).unwrap_or_else(|error| panic!("{line}: {error}"));
}

#[test]
fn a_window_goes_on_while_the_file_is_written_and_waits_when_it_closes() {
    let lines =
        ["schema-retitle entities/person Human", "schema-recolour entities/person red", "schema-move stances earlier"];
    let (scratch, mut session) = drawn("schema-beside");
    lines.iter().for_each(|line| ask(&mut session, line));
    session.flush().unwrap();
    let (other, _) = project("schema-waited", &lines.join("; "));
    let [window, waited] = [&scratch, &other].map(|written| {
        let session = Session::open_or_look(written.path(), Some("minh")).unwrap();
        session.project().layers.clone()
    });
    assert!(window == waited, "{window:?}");
    lines.iter().for_each(|_| ask(&mut session, "schema-undo"));
    assert!(session.schema_undo_title().is_none());
    session.flush().unwrap();
    assert!(!scratch.read("project.ron").contains("Human"));
}

#[test]
fn a_schema_that_cannot_be_written_is_taken_back_and_told() {
    for line in ["schema-retitle entities/person Human", "schema-rename entities/person human"] {
        let (scratch, mut session) = drawn("schema-unwritten");
        let theirs = scratch.read("project.ron") + "// Minh was here\n";
        scratch.write("project.ron", &theirs);
        let before = session.project().clone();
        ask(&mut session, line);
        assert!(session.flush().unwrap_err().message.contains("changed by somebody else"), "{line}");
        assert_eq!((scratch.read("project.ron"), session.project()), (theirs, &before), "{line}");
        assert_eq!((session.schema_undo_title(), session.is_writing_schema()), (None, false), "{line}");
        ask(&mut session, "open a");
        ask(&mut session, "expect [person#1 Layla] visited");
        assert!(scratch.read("annotations/layla/a.ron").contains("entities/person"), "{line}");
    }
}

#[test]
fn a_window_renames_once_the_file_says_it() {
    let (scratch, mut session) = drawn("schema-renaming");
    ask(&mut session, "schema-rename entities/person human");
    let refused = session.perform(&Command::parse("schema-retitle entities/person Human").unwrap()).unwrap_err();
    assert!(refused.message.contains("still being written"), "{refused}");
    session.flush().unwrap();
    assert!(scratch.read("project.ron").contains("\"human\""));
    ask(&mut session, "open a");
    ask(&mut session, "expect [human#1 Layla] visited");
    assert!(scratch.read("annotations/layla/a.ron").contains("entities/human"));
}
