//! Importing in the window, as a person would, without a screen.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;

use crate::session::state::{Message, Session};

use super::importing::project;
use super::scratch::Scratch;
use super::window::Desk;

fn desk(scratch: &Scratch) -> Desk {
    Desk::on(Session::open(&scratch.path().join("p"), Some("layla")).unwrap())
}

/// Opens the question and names what is to be imported, by keys alone.
fn name<'a>(desk: &'a mut Desk, scratch: &Scratch) -> &'a mut Desk {
    desk.press_with(Modifiers::COMMAND | Modifiers::ALT, Key::I);
    desk.type_text(&scratch.path().join("in").to_string_lossy()).press(Key::Enter)
}

/// Waits until the question is gone.
fn wait_until_done(desk: &mut Desk) {
    for _ in 0..400 {
        if desk.harness.query_by_label("Import").is_none() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
        desk.harness.run_ok();
    }
    panic!("the question is still there");
}

fn message(desk: &Desk) -> String {
    desk.see(|session| match session.message() {
        Some(Message::Done(said)) => said.clone(),
        Some(Message::Failed(error)) => error.to_string(),
        None => String::new(),
    })
}

#[test]
fn what_would_come_is_shown_each_label_is_asked_for_and_the_project_has_it_at_once() {
    let scratch = project();
    let mut desk = desk(&scratch);
    name(&mut desk, &scratch).wait_for("Documents 1 new, 1 there already");
    desk.wait_for("Annotations 3 new").wait_for("imported new person · 3 annotations on 2 documents");
    desk.wait_for("entities/MISC, entities/PER");
    desk.click("Pages").wait_for("Document 1 of 2").click("Next").wait_for("Document 2 of 2");
    assert!(desk.harness.query_by_label("Previous").is_some());
    desk.click("Summary");
    desk.click("entities/PER becomes Add to the schema").click("entities/person");
    desk.wait_for("entities/PER becomes entities/person").wait_for("Import 3 annotations");
    desk.click("entities/MISC becomes Add to the schema").click("Leave out").wait_for("Import 2 annotations");
    desk.wait_for("loss · entities/MISC · 1 annotation left out, as was chosen");
    desk.press(Key::Enter);
    wait_until_done(&mut desk);
    assert_eq!(
        message(&desk),
        "imported 2 annotations from brat as `imported`; 1 document added; the problems tell 1 kind of loss"
    );
    desk.see(|session| {
        assert_eq!(session.documents_len(), 3);
        assert_eq!(session.other_sets().len(), 1);
        assert_eq!(session.schema_undo_title(), None);
    });
}

#[test]
fn what_would_be_lost_can_be_refused_and_a_wrong_format_overruled() {
    let scratch = project();
    let mut desk = desk(&scratch);
    name(&mut desk, &scratch).wait_for("Import 3 annotations");
    desk.click("entities/MISC becomes Add to the schema").click("Leave out").wait_for("Import 2 annotations");
    desk.click("Refuse");
    desk.wait_for("Nothing comes while something would be lost. Choose otherwise, or bring in the rest.");
    desk.press(Key::Enter);
    assert!(desk.harness.query_by_label("Import 2 annotations").is_some());
    desk.harness.get_by_role_and_label(Role::Button, "Format").click();
    desk.harness.run();
    desk.harness.get_by_label("text").click_accesskit();
    desk.harness.run();
    desk.wait_for("Import 0 annotations");
    desk.press(Key::Escape);
    assert!(desk.harness.query_by_label("Import").is_none());
    assert!(!scratch.path().join("p/annotations/imported").exists());
}

#[test]
fn what_comes_in_ones_own_name_is_on_the_page() {
    let scratch = project();
    let mut desk = desk(&scratch);
    desk.press(Key::P).expect(&["person: Layla"]);
    name(&mut desk, &scratch).wait_for("Import 3 annotations");
    desk.harness.get_by_role_and_label(Role::TextInput, "Made by").click();
    desk.harness.run();
    desk.type_text("layla").wait_for("layla person of this project · 3 annotations on 2 documents");
    desk.wait_for("Import 3 annotations").click("Import 3 annotations");
    wait_until_done(&mut desk);
    desk.expect(&["person: Layla", "PER: Layla", "MISC: Haifa"]);
    desk.press_with(Modifiers::COMMAND, Key::Z).expect(&["person: Layla"]);
}
