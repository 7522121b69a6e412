//! Adding documents in the window, as a person would, without a screen.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

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
