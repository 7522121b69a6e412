//! The schema editor in the window, driven by keys and by what a screen reader calls things.

use egui::{Event, Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::session::state::Session;

use super::scratch::Scratch;
use super::window::Desk;

const LAYLA: &str = "Layla visited Haifa";

/// The editor on a project on disk in which Layla is a person.
fn editor(name: &str) -> (Scratch, Desk) {
    let scratch = Scratch::new(name);
    scratch.write("documents/a.txt", LAYLA);
    Session::create(scratch.path(), None).unwrap();
    let session = Session::open(scratch.path(), Some("layla")).unwrap();
    let mut desk = Desk::on(session);
    desk.press(Key::P).expect(&["person: Layla"]);
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    (scratch, desk)
}

/// Puts other words into a field and leaves it.
fn write(desk: &mut Desk, field: &str, text: &str) {
    desk.harness.get_by_role_and_label(Role::TextInput, field).focus();
    desk.harness.run();
    desk.press_with(Modifiers::COMMAND, Key::A).type_text(text).press(Key::Enter);
    wait(desk);
}

/// Waits until the file says what was done.
fn wait(desk: &mut Desk) {
    while desk.see(Session::is_writing_schema) {
        std::thread::sleep(std::time::Duration::from_millis(5));
        desk.harness.run_ok();
    }
    desk.harness.run_ok();
}

fn title(desk: &Desk, label: &str) -> Option<String> {
    desk.see(|session| {
        session.project().labels().find(|known| known.id.to_string() == label).map(|known| known.title.clone())
    })
}

#[test]
fn what_else_stands_in_the_pages_place_is_a_key_away() {
    let (_scratch, mut desk) = editor("schema-window-elsewhere");
    let shown = |desk: &Desk| {
        desk.see(|session| (session.view().schema, session.board_part().is_some(), session.shown_agreement().is_some()))
    };
    let (board, agreement, schema) = (
        (Modifiers::COMMAND | Modifiers::SHIFT, Key::O),
        (Modifiers::COMMAND | Modifiers::ALT, Key::G),
        (Modifiers::COMMAND | Modifiers::SHIFT, Key::L),
    );
    let steps = [
        (board, (false, true, false)),
        (agreement, (false, false, true)),
        (schema, (true, false, true)),
        (board, (false, true, false)),
        (schema, (true, true, false)),
        (board, (false, true, false)),
        (schema, (true, true, false)),
        (agreement, (false, false, true)),
        (board, (false, true, false)),
        (board, (false, false, false)),
    ];
    for (at, ((modifiers, key), expected)) in steps.into_iter().enumerate() {
        desk.press_with(modifiers, key);
        assert_eq!(shown(&desk), expected, "step {at}");
    }
}

#[test]
fn a_label_is_added_by_keys_alone_and_labels_at_once() {
    let (_scratch, mut desk) = editor("schema-window-add");
    desk.press(Key::ArrowDown).press(Key::Insert).type_text("Chức danh").press(Key::Enter);
    assert_eq!(title(&desk, "entities/chức-danh").as_deref(), Some("Chức danh"));
    desk.click("Key: none").press(Key::P);
    assert!(desk.harness.query_by_label_contains("belongs to `entities/person` already").is_some());
    desk.press(Key::I).press(Key::Escape);
    desk.press_with(Modifiers::COMMAND, Key::End).press(Key::I);
    desk.expect(&["person: Layla", "chức-danh: Haifa"]);
}

#[test]
fn renaming_carries_annotations_and_undo_says_what_it_takes_back() {
    let (scratch, mut desk) = editor("schema-window-rename");
    desk.press(Key::ArrowDown);
    write(&mut desk, "Name in files", "human");
    desk.expect(&["human: Layla"]);
    assert!(desk.harness.query_by_label("renamed entities/person to human").is_some());
    desk.press_with(Modifiers::COMMAND, Key::Z);
    wait(&mut desk);
    desk.expect(&["person: Layla"]);
    desk.see(|session| assert!(session.project().layer("entities").unwrap().labels[0].id.label.as_ref() == "person"));
    assert!(scratch.read("project.ron").contains("\"entities/person\""));
}

#[test]
fn a_name_that_is_taken_is_told_while_it_is_typed() {
    let (_scratch, mut desk) = editor("schema-window-taken");
    desk.press(Key::ArrowDown);
    write(&mut desk, "Name in files", "place");
    assert!(desk.harness.query_by_label("there is `entities/place` already").is_some());
    desk.expect(&["person: Layla"]);
}

#[test]
fn a_colour_is_picked_and_taken_back() {
    let (_scratch, mut desk) = editor("schema-window-colour");
    let tone = |desk: &Desk| desk.see(|session| session.project().labels().next().unwrap().tone.word());
    desk.press(Key::ArrowDown).click("Colour: teal");
    assert_eq!(tone(&desk), "teal");
    desk.click("Undo");
    assert_eq!(tone(&desk), "blue");
}

#[test]
fn removing_what_is_in_use_asks_and_says_how_many() {
    let (_scratch, mut desk) = editor("schema-window-remove");
    desk.press(Key::ArrowDown).press(Key::Delete);
    assert!(desk.harness.query_by_label_contains("1 annotation of yours uses it. It stays as it is").is_some());
    desk.press(Key::Escape);
    assert!(title(&desk, "entities/person").is_some());
    desk.press(Key::Delete).press(Key::Enter);
    assert!(title(&desk, "entities/person").is_none());
    desk.expect(&["person: Layla"]);
}

#[test]
fn keys_of_the_page_do_nothing_behind_the_editor_and_escape_gives_them_back() {
    let (_scratch, mut desk) = editor("schema-window-keys");
    desk.press(Key::G).press_with(Modifiers::COMMAND, Key::B).expect(&["person: Layla"]);
    desk.press(Key::Escape).press_with(Modifiers::COMMAND, Key::End).press(Key::G);
    desk.expect(&["person: Layla", "place: Haifa"]);
}

#[test]
fn escape_goes_from_a_button_to_the_tree_and_only_then_to_the_page() {
    let (_scratch, mut desk) = editor("schema-window-escape");
    desk.press(Key::ArrowDown).press(Key::Enter).press(Key::Tab).press(Key::Tab).press(Key::Escape);
    assert!(desk.see(|session| session.view().schema));
    desk.press(Key::ArrowDown).press(Key::Escape);
    assert!(!desk.see(|session| session.view().schema));
}

#[test]
fn what_is_typed_is_kept_when_another_row_is_clicked() {
    let (_scratch, mut desk) = editor("schema-window-leave");
    desk.press(Key::ArrowDown);
    desk.harness.get_by_role_and_label(Role::TextInput, "Title").focus();
    desk.harness.run();
    desk.press_with(Modifiers::COMMAND, Key::A).type_text("شخص").click("Label: Organization");
    assert_eq!(title(&desk, "entities/person").as_deref(), Some("شخص"));
}

#[test]
fn fillers_values_and_switches_are_chosen_by_pointer() {
    let (scratch, mut desk) = editor("schema-window-fillers");
    desk.click("Layer of entities: Entities").press(Key::ArrowLeft);
    desk.click("Label: Visit").press(Key::ArrowDown).click("How many: One").click("Required: Yes");
    desk.click("Choose…").click("Filler entities/weapon").wait_until_idle();
    let project = scratch.read("project.ron");
    let line = project.lines().find(|line| line.contains("\"agent\"") && line.contains("entities/weapon"));
    assert!(line.is_some_and(|line| line.contains("required: true") && line.contains("count: \"one\"")), "{line:?}");
}

#[test]
fn nothing_is_listening_once_a_key_was_given() {
    let (_scratch, mut desk) = editor("schema-window-key");
    desk.press(Key::ArrowDown).click("Key: P");
    desk.harness.event(Event::Key {
        key: Key::Num9,
        physical_key: Some(Key::Num9),
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    });
    desk.harness.run();
    assert!(desk.harness.query_by_label("Key: 9").is_some_and(|node| !node.accesskit_node().is_disabled()));
}
