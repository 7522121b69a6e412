//! Leaving a window while something cannot be saved: it stays and asks.

use std::fs;

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;

use crate::session::state::Session;
use crate::tests::scratch::{Scratch, move_folder};
use crate::tests::window::Desk;

/// A window in which a word was labelled after its project was moved away, and Ctrl+Q pressed.
fn left(name: &str) -> (Scratch, Desk) {
    let scratch = Scratch::new(name);
    scratch.write("p/a.txt", "Layla met Bilal.");
    let folder = scratch.path().join("p");
    Session::create(&folder, None).unwrap();
    let mut session = Session::open(&folder, Some("layla")).unwrap();
    session.keep_unsaved_in(Some(scratch.path().join("unsaved")));
    let mut desk = Desk::on(session);
    desk.press(Key::P);
    desk.wait_until_saved();
    move_folder(&folder, &scratch.path().join("q"));
    desk.press_with(Modifiers::COMMAND, Key::Z).press_with(Modifiers::COMMAND, Key::Q);
    desk.wait_for("Not everything is saved");
    (scratch, desk)
}

fn is_asked(desk: &Desk) -> bool {
    desk.harness.query_by_label("Not everything is saved").is_some()
}

#[test]
fn quitting_while_nothing_can_be_saved_asks_until_it_can_be() {
    let (scratch, mut desk) = left("leaving-again");
    desk.wait_for("1 action in a");
    desk.press(Key::Enter);
    assert!(is_asked(&desk), "it cannot be saved yet");
    move_folder(&scratch.path().join("q"), &scratch.path().join("p"));
    desk.press(Key::Enter);
    assert!(!is_asked(&desk));
    assert!(desk.see(Session::unsaved).is_none());
}

#[test]
fn escape_stays_and_nothing_is_lost() {
    let (_scratch, mut desk) = left("leaving-stay");
    desk.press(Key::Escape);
    assert!(!is_asked(&desk) && desk.see(Session::unsaved).is_some());
}

#[test]
fn it_can_be_saved_into_a_file_elsewhere() {
    let (scratch, mut desk) = left("leaving-file");
    desk.harness.get_by_role_and_label(Role::TextInput, "File for unsaved work").focus();
    desk.harness.run();
    let file = scratch.path().join("mine.jsonl");
    desk.press_with(Modifiers::COMMAND, Key::A).type_text(&file.display().to_string());
    desk.click("Save to this file and close");
    assert!(!is_asked(&desk) && scratch.read("mine.jsonl").contains("\"undo\":1"));
    assert!(desk.see(Session::unsaved).is_none());
}

#[test]
fn it_is_lost_only_where_the_button_says_so() {
    let (scratch, mut desk) = left("leaving-lose");
    desk.click("Close and lose 1 action");
    assert!(desk.see(Session::unsaved).is_none());
    assert_eq!(fs::read_dir(scratch.path().join("unsaved")).unwrap().count(), 0);
}
