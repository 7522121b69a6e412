//! What a conflict left beside annotations in the window: the problem that speaks of it offers it, and it is put back by keys.

use egui::Key;
use egui::Modifiers;
use egui_kittest::kittest::Queryable as _;

use super::scratch::Scratch;
use super::window::Desk;
use crate::session::script;
use crate::session::state::Session;

/// A window on a set that was changed by somebody else before what Layla did was in it, so that hers is kept beside it.
fn conflicted(name: &str) -> (Scratch, Desk) {
    let scratch = Scratch::new(name);
    scratch.write("a.txt", "Layla visited Haifa");
    Session::create(scratch.path(), None).unwrap();
    let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
    script::run(&mut session, "select \"Layla\"\nlabel person", "s").unwrap();
    session.flush().unwrap();
    let set = scratch.read("annotations/layla/a.ron");
    let plain: Vec<&str> = set.lines().filter(|line| !line.contains("journal:")).collect();
    scratch.write("annotations/layla/a.ron", plain.join("\n").replace("entities/person", "entities/group"));
    std::fs::remove_file(scratch.path().join("annotations/layla/a.journal")).unwrap();
    script::run(&mut session, "select \"Haifa\"\nlabel place", "s").unwrap();
    session.flush().unwrap();
    script::run(&mut session, "panel problems on", "s").unwrap();
    (scratch, Desk::on(session))
}

#[test]
fn what_a_conflict_left_is_compared_from_its_problem_and_put_back_by_keys() {
    let (scratch, mut desk) = conflicted("window-kept");
    desk.wait_until("the other one is read", |session| !session.is_reading_again()).expect(&["group: Layla"]);
    desk.harness.get_by_label("Compare…").click();
    desk.wait_until("it is compared", |session| session.keeping().is_some());
    desk.press(Key::Enter).wait_until("the first is back", |session| {
        session.set().is_some_and(|set| set.in_reading_order()[0].label.label.as_ref() == "person")
    });
    desk.press_with(Modifiers::SHIFT, Key::Enter);
    desk.wait_until("all is back", |session| session.keeping().is_none());
    desk.expect(&["person: Layla", "place: Haifa"]);
    assert!(desk.harness.query_by_label("Compare…").is_none(), "it is settled");
    desk.press_with(Modifiers::COMMAND, Key::Z).press_with(Modifiers::COMMAND, Key::Z).expect(&["group: Layla"]);
    assert!(scratch.path().join("annotations/layla/a.ron.mine-1").exists());
}
