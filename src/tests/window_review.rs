//! Reviewing in the window by keyboard alone, and by what a screen reader calls things.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::session::script;
use crate::session::state::Session;

use super::scratch::Scratch;
use super::window::Desk;

const TEXT: &str = "التقى وبلينكن نظيره في باريس أمس";

/// A window of Rana's on what two others say of a text; the folder goes with it.
fn review_of(text: &str, layla: &str, minh: &str) -> (Scratch, Desk) {
    let scratch = Scratch::new("window-review");
    scratch.write("news.txt", text);
    Session::create(scratch.path(), None).unwrap();
    for (name, lines) in [("layla", layla), ("minh", minh)] {
        let mut session = Session::open(scratch.path(), Some(name)).unwrap();
        script::run(&mut session, &lines.replace(';', "\n"), "script").unwrap();
    }
    let desk = Desk::on(Session::open(scratch.path(), Some("rana")).unwrap());
    (scratch, desk)
}

pub(super) fn arabic() -> (Scratch, Desk) {
    review_of(
        TEXT,
        "select \"وبلينكن\"; label person; select \"باريس\"; label place; select \"التقى\"; label meet; \
         set-argument participant 1",
        "select \"بلينكن\"; label person; select \"باريس\"; label organization; select \"التقى\"; label meet; \
         set-argument participant 1; select \"أمس\"; label date",
    )
}

#[test]
fn cases_are_decided_by_single_keys() {
    let (_scratch, mut desk) = arabic();
    desk.press_with(Modifiers::COMMAND, Key::R);
    // The meeting is agreed on, the name differs by its prefix, the place by its label, the day is Minh's alone.
    desk.press(Key::Num1).press(Key::Num2).press(Key::Num1).press(Key::N);
    desk.expect(&["meet: التقى", "person: بلينكن", "place: باريس"]);
    assert_eq!(desk.see(|session| session.review().unwrap().counts().open), 0);
    desk.press_with(Modifiers::COMMAND, Key::Z).press(Key::Num2);
    desk.expect(&["meet: التقى", "person: بلينكن", "place: باريس", "date: أمس"]);
}

#[test]
fn a_case_is_edited_with_the_keys_that_label_and_the_next_one_is_a_key_away() {
    let (_scratch, mut desk) = arabic();
    desk.press_with(Modifiers::COMMAND, Key::R).press(Key::Enter).press(Key::Enter);
    assert_eq!(desk.see(|session| session.review().unwrap().at()), Some(2));
    desk.press(Key::E).press_with(Modifiers::ALT, Key::F);
    desk.expect(&["facility: باريس"]);
    // The letter that would refuse a case labels what is selected now.
    desk.press(Key::F5);
    assert_eq!(desk.see(|session| session.review().unwrap().at()), Some(3));
    desk.press(Key::N).expect(&["facility: باريس"]);
}

#[test]
fn arrows_step_through_cases_and_escape_gives_the_keys_back() {
    let (_scratch, mut desk) = arabic();
    desk.press_with(Modifiers::COMMAND, Key::R);
    desk.press(Key::ArrowDown).press(Key::ArrowDown).press(Key::ArrowUp);
    assert_eq!(desk.see(|session| session.review().unwrap().at()), Some(1));
    desk.press(Key::Escape).press(Key::P);
    desk.expect(&["person: وبلينكن"]);
    assert_eq!(desk.see(|session| session.review().unwrap().counts().open), 4);
}

#[test]
fn the_card_says_who_says_what_and_names_can_be_hidden() {
    let (_scratch, mut desk) = arabic();
    desk.press_with(Modifiers::COMMAND, Key::R).press(Key::ArrowDown);
    desk.harness.get_by_label("1. layla: Person: وبلينكن");
    desk.harness.get_by_label("2. minh: Person: بلينكن");
    desk.harness.get_by_label("Person: وبلينكن (clitic; open)");
    desk.click("Hide names");
    assert!(desk.harness.query_by_label_contains("layla").is_none());
    desk.click("Show names").click("2. minh: Person: بلينكن");
    desk.expect(&["person: بلينكن"]);
}

#[test]
fn what_all_say_is_adopted_by_one_key_and_the_list_filters() {
    let (_scratch, mut desk) = arabic();
    desk.press_with(Modifiers::COMMAND, Key::R);
    desk.press_with(Modifiers::COMMAND | Modifiers::ALT, Key::A);
    // The frame brings the name along that it names, which is still to be decided.
    desk.expect(&["meet: التقى", "person: وبلينكن"]);
    desk.harness.get_by_label("3 open, 1 decided");
    desk.click("Kind: any").click("label");
    assert_eq!(desk.see(|session| session.review().unwrap().at()), Some(2));
    desk.press_with(Modifiers::COMMAND | Modifiers::ALT, Key::E);
    assert_eq!(desk.see(|session| session.annotator().to_string()), "rana");
}
