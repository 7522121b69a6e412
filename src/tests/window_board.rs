//! The board in the window, by keyboard alone and by what a screen reader calls things.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::model::moment::Moment;
use crate::session::script;
use crate::session::state::Session;

use super::scratch::Scratch;
use super::window::Desk;

/// Layla's window on three texts, of which she and somebody with an Arabic name have done some.
fn board() -> (Scratch, Desk) {
    let scratch = Scratch::new("window-board");
    for name in ["a", "b", "ميناء"] {
        scratch.write(&format!("documents/{name}.txt"), format!("Layla visited Haifa. {name}"));
    }
    Session::create(scratch.path(), None).unwrap();
    let lines = "open b\nselect \"Layla\"\nlabel person\nselect \"Haifa\"\nlabel place\nset-progress finished";
    for (name, lines) in [("layla", lines.to_owned()), ("رنا", lines.replace("place", "facility"))] {
        let mut session = Session::open(scratch.path(), Some(name)).unwrap();
        // All at once, so that no time passes.
        session.set_clock(Box::new(|| Moment(1_795_314_371_482)));
        script::run(&mut session, &lines, "script").unwrap();
    }
    let mut desk = Desk::on(Session::open(scratch.path(), Some("layla")).unwrap());
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::O);
    desk.wait_for("layla: 1, 0, 2, 2");
    (scratch, desk)
}

fn open_document(desk: &Desk) -> String {
    desk.see(|session| session.document().unwrap().id().to_string())
}

#[test]
fn the_board_is_gone_through_by_keys_to_the_document_behind_a_row() {
    let (_scratch, mut desk) = board();
    assert_eq!(open_document(&desk), "a");
    desk.harness.get_by_label("رنا: 1, 0, 2, 2");
    // Her row, what she did, the document.
    desk.press(Key::ArrowDown).press(Key::Enter);
    desk.harness.get_by_label("what رنا did");
    desk.press(Key::Enter);
    assert_eq!(open_document(&desk), "b");
    assert!(desk.see(|session| session.board_part().is_none()));
}

#[test]
fn escape_goes_back_to_all_and_then_to_the_page() {
    let (_scratch, mut desk) = board();
    desk.press(Key::Enter).press(Key::Escape);
    desk.harness.get_by_label("layla: 1, 0, 2, 2");
    desk.press(Key::Escape);
    assert!(desk.see(|session| session.board_part().is_none()));
    // The key of a label labels again, and it did not on the board.
    desk.press_with(Modifiers::COMMAND, Key::Home).press(Key::P);
    assert_eq!(desk.see(|session| session.set().unwrap().len()), 1);
}

#[test]
fn a_pair_leads_to_the_review_of_what_they_agree_on_least() {
    let (_scratch, mut desk) = board();
    for _ in 0..4 {
        desk.press(Key::ArrowRight);
    }
    desk.harness.get_by_label("layla – رنا: 1, 0.500");
    desk.press(Key::Enter).wait_until_idle();
    let (document, voices) = desk.see(|session| {
        let voices = session.review().unwrap().voices().len();
        (session.document().unwrap().id().to_string(), voices)
    });
    assert_eq!((document.as_str(), voices), ("b", 2));
}

#[test]
fn documents_are_assigned_by_keys_and_taken_back() {
    let (scratch, mut desk) = board();
    desk.press(Key::ArrowLeft).press(Key::ArrowDown).press(Key::Num1).press(Key::Num2);
    let assigned = |desk: &Desk| {
        desk.see(|session| {
            session
                .assignments()
                .iter()
                .map(|(document, names)| format!("{document}{}", names.len()))
                .collect::<String>()
        })
    };
    assert_eq!(assigned(&desk), "b2");
    desk.wait_until_saved();
    assert!(scratch.read("assignments.ron").contains("(document: \"b\", annotators: [\"layla\", \"رنا\"]),"));
    desk.press(Key::Num1);
    assert_eq!(assigned(&desk), "b1");
    desk.press_with(Modifiers::COMMAND, Key::Z).press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(assigned(&desk), "b1");
    desk.click("Deal out the 3 documents the list shows");
    desk.wait_until("they are dealt out", |session| session.assigning().is_none());
    assert_eq!(assigned(&desk), "a1b1ميناء1");
    desk.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(assigned(&desk), "b1");
}

#[test]
fn every_part_can_be_shown_before_anybody_has_begun() {
    let scratch = Scratch::new("window-board-empty");
    scratch.write("documents/a.txt", "Layla");
    Session::create(scratch.path(), None).unwrap();
    let mut desk = Desk::on(Session::open(scratch.path(), Some("layla")).unwrap());
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::O);
    desk.wait_for("Nobody has begun a document yet.");
    for _ in 0..11 {
        desk.press(Key::ArrowRight).press(Key::ArrowDown);
    }
    desk.harness.get_by_label("Nobody has begun a document yet.");
}
