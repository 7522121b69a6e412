//! A window in which nothing, or not all, can be changed: it says so, and offers only what is possible.

use egui_kittest::kittest::Queryable as _;

use super::scratch::Scratch;
use super::window::Desk;
use crate::session::state::Session;

fn project(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    scratch.write("a.txt", "Layla met Bilal.");
    Session::create(scratch.path(), None).unwrap();
    scratch
}

fn window(scratch: &Scratch) -> Desk {
    Desk::on(Session::open_or_look(scratch.path(), Some("layla")).unwrap())
}

#[test]
fn who_cannot_take_over_is_not_offered_to() {
    let scratch = project("held-lock");
    let _first = Session::open(scratch.path(), Some("layla")).unwrap();
    let desk = window(&scratch);
    assert!(desk.harness.query_by_label_contains("Read only").is_some());
    assert!(desk.harness.query_by_label("Take over").is_none(), "a lock is not taken from anybody");
}

#[test]
fn where_only_a_note_is_in_the_way_one_can_take_over() {
    let scratch = project("held-note");
    scratch.write(".hashiya/layla.holder", "omar on elsewhere, process 4711, since 2026-11-22 02:26 UTC\n");
    let mut desk = window(&scratch);
    desk.click("Take over");
    desk.wait_until("the window can change things", |session| session.held().is_none());
}

#[test]
fn a_document_that_is_locked_is_not_said_to_be_saved() {
    let scratch = project("held-locked");
    scratch.write("annotations/layla/a.ron", "<<<<<<< ours\n(format: 1)\n=======\n(format: 1)\n>>>>>>> theirs\n");
    let desk = window(&scratch);
    assert!(desk.see(|session| session.locked().is_some()));
    assert!(desk.harness.query_by_label("saved").is_none());
    assert!(desk.harness.query_by_label("locked: a file cannot be read").is_some());
}
