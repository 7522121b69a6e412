//! Making a dataset in the window, as a person would, without a screen.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;

use crate::dataset::manifest::Manifest;
use crate::session::state::Session;

use super::command_line::run;
use super::scratch::Scratch;
use super::window::Desk;

/// Puts the caret into a field; its title is called the same.
fn into<'a>(desk: &'a mut Desk, field: &str) -> &'a mut Desk {
    desk.harness.get_by_role_and_label(Role::TextInput, field).click();
    desk.harness.run_ok();
    desk
}

#[test]
fn what_would_be_in_a_dataset_is_shown_before_it_is_written() {
    let scratch = Scratch::new("window-dataset");
    let texts = ["Layla went to Haifa yesterday", "Omar sells wheat at the port", "The summit ended late on Sunday"];
    for (number, text) in texts.into_iter().enumerate() {
        scratch.write(&format!("project/documents/n{number}.txt"), text);
    }
    scratch.write(
        "a.script",
        "open n0\nselect \"Layla\"\nlabel person\nset-progress finished\nopen n1\nset-progress finished\n",
    );
    run(&scratch, "new DIR/project");
    run(&scratch, "run DIR/project DIR/a.script --as layla");
    let session = Session::open(&scratch.path().join("project"), Some("minh")).unwrap();
    let mut desk = Desk::on(session);
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::T);
    desk.wait_for("Documents 2 0 0").wait_for("entities/person 1 0 0");
    desk.wait_for("note · groups · dev and test stay empty: there are only 2 documents in all");
    into(&mut desk, "Labels").type_text("persn=PER").wait_for("there is no label `persn`; did you mean `person`?");
    desk.press_with(Modifiers::COMMAND, Key::A).type_text("person=PER").wait_for("entities/PER 1 0 0");
    desk.click("Begun too").click("Keep").wait_for("Documents 2 0 0");
    assert!(desk.harness.query_by_label("IOBES").is_none());
    desk.harness.get_by_role_and_label(Role::Button, "Format").click();
    desk.harness.run_ok();
    // It may have to be scrolled to.
    desk.harness.get_by_label("conll").click_accesskit();
    desk.wait_for("IOBES").click("IOBES").click("Arabic clitics split off").wait_for("Documents 2 0 0");
    let folder = scratch.path().join("gold");
    into(&mut desk, "Folder").press_with(Modifiers::COMMAND, Key::A).type_text(&folder.to_string_lossy());
    desk.wait_until_enabled("Make dataset").click("Make dataset").wait_until_gone("Make a dataset");
    let manifest = Manifest::read(scratch.read("gold/manifest.json").as_bytes()).unwrap();
    let said = "--zones keep --map person=PER --tokens clitics --scheme iobes --unfinished";
    assert!(manifest.command.ends_with(said), "{}", manifest.command);
    assert_eq!(manifest.labels["entities/PER"], [1, 0, 0]);
}
