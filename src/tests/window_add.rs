//! Adding documents in the window, as a person would, without a screen.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::session::state::{Message, Session};

use super::scratch::Scratch;
use super::window::Desk;

/// A window on a project of one text, in which the question has files named: all that lies in `in`.
fn asked(scratch: &Scratch) -> Desk {
    scratch.write("p/documents/a.txt", "one");
    Session::create(&scratch.path().join("p"), None).unwrap();
    let mut desk = Desk::on(Session::open(&scratch.path().join("p"), Some("layla")).unwrap());
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::A);
    desk.type_text(&scratch.path().join("in").to_string_lossy()).press(Key::Enter);
    desk
}

#[test]
fn what_is_there_of_a_corpus_is_said_and_what_is_new_is_added() {
    let scratch = Scratch::new("window-add");
    scratch.write("in/n.jsonl", "{\"id\":\"a\",\"text\":\"one\"}\n{\"id\":\"b\",\"text\":\"two\"}\n");
    let mut desk = asked(&scratch);
    desk.wait_for("1 document is there already and stays as it is").wait_for("Add 1 document");
    desk.click("Add 1 document").wait_until("it is added", |session| session.documents_len() == 2);
    desk.wait_until("it is said", |session| {
        let said = "added 1 document from 1 file; there already: 1 document";
        matches!(session.message(), Some(Message::Done(told)) if told == said)
    });
    // What is there already is worth a note, and no problem.
    desk.wait_for("1 note");
}

#[test]
fn lines_that_would_be_left_out_are_looked_at_before_anything_is_added() {
    let scratch = Scratch::new("window-add-doubt");
    scratch.write("in/m.txt", "three");
    scratch.write("in/n.jsonl", "{\"id\":\"a\",\"text\":\"changed\"}\n{\"id\":\"b\",\"text\":\"two\"}\n");
    let mut desk = asked(&scratch);
    desk.wait_for("Look at the next doubtful one, 1 left");
    assert!(desk.harness.query_by_label("Add 2 documents").is_none());
    desk.click("Look at the next doubtful one, 1 left").wait_for(
        "1 document is there with another text and is left out, for nothing is overwritten; give new texts new ids; \
         the first: line 1, `a`, which is in documents/a.txt",
    );
    desk.wait_for("Add 2 documents").click("Add 2 documents");
    desk.wait_until("they are added", |session| session.documents_len() == 3).wait_for("1 problem");
}

/// Names of files in `in`, of which the second holds a line that would be left out.
fn three(scratch: &Scratch) -> Desk {
    scratch.write("in/m.txt", "three");
    scratch.write("in/n.jsonl", "{\"id\":\"a\",\"text\":\"changed\"}\n{\"id\":\"b\",\"text\":\"two\"}\n");
    scratch.write("in/o.txt", "four");
    let mut desk = asked(scratch);
    desk.wait_for("Look at the next doubtful one, 1 left");
    desk
}

#[test]
fn arrows_choose_a_file_and_leave_the_keyboard_where_tab_put_it() {
    let scratch = Scratch::new("window-add-arrows");
    let mut desk = three(&scratch);
    let is_focused = |desk: &Desk, name: &str| desk.harness.get_by_label(name).accesskit_node().is_focused();
    for _ in 0..5 {
        if !is_focused(&desk, "Files…") {
            desk.press(Key::Tab);
        }
    }
    desk.press(Key::ArrowDown).press(Key::ArrowDown).press(Key::ArrowUp);
    assert!(is_focused(&desk, "Files…"));
    // The file in the middle is the one that is shown.
    desk.wait_for("Leave it out");
    let named = |desk: &Desk, name: &str| {
        let rows = desk.harness.query_all_by_label(name);
        rows.filter(|row| row.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)).count()
    };
    assert_eq!((named(&desk, "m.txt"), named(&desk, "n.jsonl")), (0, 1));
    // From a row the keyboard goes along, and its Enter chooses.
    desk.press(Key::Tab).press(Key::Tab).press(Key::Enter).press(Key::ArrowDown);
    assert_eq!((named(&desk, "n.jsonl"), is_focused(&desk, "n.jsonl")), (1, true));
}

#[test]
fn who_passes_by_a_doubtful_file_has_not_looked_at_it() {
    let scratch = Scratch::new("window-add-passed");
    let mut desk = three(&scratch);
    desk.press(Key::ArrowDown).press(Key::ArrowDown);
    desk.wait_for("Look at the next doubtful one, 1 left").press(Key::Enter);
    desk.wait_for("Add 3 documents");
}

#[test]
fn a_file_of_which_something_would_be_lost_is_added_only_if_somebody_says_so() {
    let scratch = Scratch::new("window-add-junk");
    let junk: Vec<u8> = (0..400_u32).map(|at| (at * 7919 % 251) as u8).chain([0xff, 0xd8, 0x00, 0xdc]).collect();
    scratch.write("in/m.txt", "three");
    scratch.write("in/n.txt", junk);
    let mut desk = asked(&scratch);
    desk.wait_for("Look at the next doubtful one, 1 left").press(Key::Enter);
    desk.wait_for("First say whether to add the one shown").press(Key::Enter);
    assert!(desk.harness.query_by_label("Add 2 documents").is_none());
    desk.click("Add it all the same").wait_for("Add 2 documents");
}

#[test]
fn a_path_that_cannot_be_read_is_corrected_where_it_was_typed() {
    let scratch = Scratch::new("window-add-typo");
    scratch.write("p/documents/a.txt", "one");
    scratch.write("in/m.txt", "three");
    Session::create(&scratch.path().join("p"), None).unwrap();
    let mut desk = Desk::on(Session::open(&scratch.path().join("p"), Some("layla")).unwrap());
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::A);
    let path = scratch.path().join("in/m.txtt");
    desk.type_text(&path.to_string_lossy()).press(Key::Enter);
    let typed = |desk: &Desk| desk.harness.get_by_role_and_label(Role::TextInput, "File or folder").value();
    desk.wait_until_shown("the path stands there again", |desk| typed(desk).as_deref() == path.to_str());
    desk.press(Key::End).press(Key::Backspace).press(Key::Enter).wait_for("Add 1 document");
}
