//! The history panel in the window, and what the inspector says of who did something.

use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;

use super::window::Desk;

/// A window where a word was labelled and a note written about it, with the panel open.
fn with_history() -> Desk {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press(Key::P).press(Key::E);
    desk.press_with(Modifiers::COMMAND, Key::Num7);
    desk
}

fn click_secondary(desk: &mut Desk, part: &str) {
    desk.harness.get_by_label_contains(part).click_secondary();
    desk.harness.run();
}

#[test]
fn a_right_click_on_any_entry_offers_what_can_be_done_about_it() {
    let mut desk = with_history();
    click_secondary(&mut desk, "entities/person ·");
    assert!(desk.harness.query_by_label("Show the page as it was").is_some());
    desk.click("Go back to this");
    desk.expect(&["person: Layla"]);
    click_secondary(&mut desk, "go-back 1");
    assert!(desk.harness.query_by_label("Go back to this").is_none(), "all is as it is now");
    desk.click("Show the page as it was");
    assert_eq!(desk.see(|session| session.looks_at().map(|entry| entry.number)), Some(3));
    click_secondary(&mut desk, "go-back 1");
    desk.harness.get_all_by_label("Return to now").last().unwrap().click();
    desk.harness.run();
    assert!(desk.see(|session| session.looks_at().is_none()));
}

#[test]
fn the_page_before_the_first_entry_is_marked_and_escape_returns() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press(Key::P);
    for (number, marked) in [(0, "as it was before all that the history tells, read only"), (1, "as it was on ")] {
        desk.press_with(Modifiers::COMMAND, Key::P).type_text(&format!("look-back {number}")).press(Key::Enter);
        assert!(desk.harness.query_by_label_contains(marked).is_some(), "{number}");
        desk.press(Key::Escape);
        assert!(desk.see(|session| session.looks_at().is_none()), "{number}");
        assert!(desk.harness.query_by_label_contains(marked).is_none(), "{number}");
        desk.expect(&["person: Layla"]);
    }
}

#[test]
fn the_panel_has_room_for_several_entries_and_is_made_higher_at_its_border() {
    let mut desk = with_history();
    let top = |desk: &Desk| desk.harness.get_by_label("History").rect().top();
    let before = top(&desk);
    let rows = desk.harness.get_all_by_label_contains("Layla").count();
    assert!(rows >= 2 && 900.0 - before >= 190.0, "{rows} rows below {before}");
    let border = desk.harness.get_by_label("History").rect().center_top() - vec2(0.0, 9.0);
    desk.harness.hover_at(border);
    desk.harness.run();
    desk.harness.drag_at(border);
    desk.harness.run();
    desk.harness.hover_at(border - vec2(0.0, 60.0));
    desk.harness.run();
    desk.harness.drop_at(border - vec2(0.0, 60.0));
    desk.harness.run();
    assert!(before - top(&desk) > 40.0, "from {before} to {}", top(&desk));
}

#[test]
fn who_made_an_annotation_stands_at_the_top_of_what_is_said_about_it() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press(Key::P);
    let made = desk.harness.get_by_label_contains("Made by layla").rect();
    let delete = desk.harness.get_by_label("Delete annotation").rect();
    assert!(made.bottom() < delete.top() && made.bottom() < 300.0, "{made} {delete}");
}
