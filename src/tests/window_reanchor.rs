//! Carrying annotations over to a changed text in the window, by keys.

use egui::{Key, Modifiers};

use super::scratch::Scratch;
use super::window::Desk;
use crate::session::script;
use crate::session::state::Session;

/// A window on a folder whose only text was annotated and then changed.
fn drifted(name: &str) -> (Scratch, Desk) {
    let scratch = Scratch::new(name);
    scratch.write("a.txt", "Layla visited Haifa");
    let mut session = {
        Session::create(scratch.path(), None).unwrap();
        Session::open(scratch.path(), Some("layla")).unwrap()
    };
    script::run(&mut session, "select \"Layla\"\nlabel person\nselect \"Haifa\"\nlabel place", "s").unwrap();
    session.flush().unwrap();
    drop(session);
    scratch.write("a.txt", "Now Layla, not Layla, visited Acre");
    let desk = Desk::on(Session::open(scratch.path(), Some("layla")).unwrap());
    (scratch, desk)
}

#[test]
fn annotations_of_a_changed_text_are_carried_over_by_keys() {
    let (_scratch, mut desk) = drifted("window-reanchor");
    let told = desk.see(|session| format!("{:?}", session.message()));
    assert!(told.contains("2 annotations do not fit this text"), "{told}");
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    desk.press(Key::Num2);
    assert_eq!(desk.see(|session| session.selection().range()), 15..20);
    desk.press(Key::Enter).expect(&["person: Layla"]);
    desk.see(|session| assert_eq!(session.reanchoring().unwrap().shown.len(), 1));
    desk.press(Key::Escape);
    desk.see(|session| assert!(session.reanchoring().is_none()));
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    desk.press(Key::Backspace);
    desk.see(|session| assert!(session.reanchoring().is_none()));
    desk.press_with(Modifiers::COMMAND, Key::Z);
    desk.expect(&[]);
}

#[test]
fn an_annotation_whose_quote_is_gone_is_put_at_the_selection_by_hand() {
    let (_scratch, mut desk) = drifted("window-reanchor-hand");
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    desk.press(Key::ArrowDown).press(Key::Num2).press(Key::Num9).expect(&[]);
    desk.press_with(Modifiers::COMMAND, Key::End);
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::ArrowLeft).press(Key::Insert).expect(&["place: Acre"]);
}
