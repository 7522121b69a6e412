//! Exporting in the window, as a person would, without a screen.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;

use crate::session::state::Session;

use super::command_line::run;
use super::scratch::Scratch;
use super::window::Desk;

#[test]
fn any_format_is_exported_from_the_window_and_what_it_cannot_hold_is_said_before() {
    let scratch = Scratch::new("window-export");
    scratch.write("project/documents/n.txt", "Layla went to Haifa");
    scratch.write("a.script", "open n\nselect \"Layla\"\nlabel person\n");
    run(&scratch, "new DIR/project");
    run(&scratch, "run DIR/project DIR/a.script --as layla");
    let mut desk = Desk::on(Session::open(&scratch.path().join("project"), Some("layla")).unwrap());
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::E);
    desk.click("Other formats…").click("brat");
    assert!(
        desk.harness.query_by_label_contains("what is known of identities, identities in roles, progress").is_some()
    );
    desk.harness.get_by_role_and_label(Role::TextInput, "File or folder").click();
    desk.harness.run();
    let folder = scratch.path().join("out");
    desk.press_with(Modifiers::COMMAND, Key::A).type_text(&folder.to_string_lossy());
    desk.harness.get_by_role_and_label(Role::Button, "Export").click();
    desk.harness.run_ok();
    for _ in 0..3000 {
        if desk.harness.query_by_label("Other formats…").is_none() && scratch.path().join("out/n.ann").exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
        desk.harness.run_ok();
    }
    assert_eq!(scratch.read("out/n.ann"), "T1\tperson 0 5\tLayla\n");
}

#[test]
fn a_format_offers_its_choices_and_its_losses_are_counted_before_and_can_be_refused() {
    let scratch = Scratch::new("window-export-choices");
    scratch.write("project/documents/n.txt", "وقال بلينكن in Haifa");
    scratch.write(
        "a.script",
        "open n\nselect \"Haifa\"\nlabel place\nselect \"in Haifa\"\nlabel organization\nselect \"بلينكن\"\nlabel person\n",
    );
    run(&scratch, "new DIR/project");
    run(&scratch, "run DIR/project DIR/a.script --as layla");
    let mut desk = Desk::on(Session::open(&scratch.path().join("project"), Some("layla")).unwrap());
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::E);
    desk.wait_for("3 annotations of 1 document").wait_for("Nothing is lost");
    assert!(desk.harness.query_by_label("Arabic clitics split off").is_none());
    desk.click("Other formats…").click("conll").wait_for("2 annotations of 1 document");
    assert!(desk.harness.query_by_label_contains("loss · conll · cannot hold overlap: 1 annotation (").is_some());
    desk.click("Arabic clitics split off").click("IOBES").click("Refuse");
    desk.wait_for("Nothing is written while something would be lost. Take another format, or write the rest.");
    desk.click("Write the rest").wait_for("2 annotations of 1 document");
    desk.harness.get_by_role_and_label(Role::TextInput, "File or folder").click();
    desk.harness.run();
    let file = scratch.path().join("out");
    desk.press_with(Modifiers::COMMAND, Key::A).type_text(&file.to_string_lossy()).press(Key::Enter);
    for _ in 0..3000 {
        // It is moved there when it is whole; until then the dialog shows how far it is.
        if file.exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
        desk.harness.run_ok();
    }
    let written = scratch.read("out");
    assert!(written.contains("و\tO\nقال\tO\n") && written.contains("E-person"), "{written}");
}
