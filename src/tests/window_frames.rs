//! Frames in the window: filling them by keys, and the arcs that join them to their fillers.

use egui::{Key, Modifiers, Pos2};
use egui_kittest::kittest::Queryable as _;

use crate::gui::window::Window;
use crate::session::state::Session;

use super::window::Desk;

/// Layla's visit, with its frame chosen and the caret on it.
fn visit() -> Desk {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press(Key::P)
        .press_with(Modifiers::COMMAND, Key::End)
        .press_with(Modifiers::COMMAND, Key::ArrowLeft)
        .press(Key::G);
    desk.press_with(Modifiers::COMMAND, Key::ArrowLeft).click("Visit");
    desk.expect(&["person: Layla", "visit: visited", "place: Haifa"]);
    desk
}

fn arguments(desk: &Desk) -> Vec<String> {
    let played = |argument: &crate::model::annotation::Argument| format!("{}={}", argument.role, argument.filler);
    desk.see(|session| session.chosen().unwrap().arguments.iter().map(played).collect())
}

#[test]
fn a_frame_is_filled_by_keys_alone() {
    let mut desk = visit();
    desk.press(Key::Semicolon);
    assert!(desk.harness.query_by_label("Agent: nobody yet").is_some());
    desk.type_key(Key::A);
    assert!(desk.harness.query_by_label("Narrowed by: ").is_some(), "the role's key narrows nothing");
    desk.press(Key::Enter);
    assert_eq!(arguments(&desk), ["agent=1"]);
    assert!(desk.harness.query_by_label("Agent: Layla").is_some());
    desk.press(Key::Escape);
    assert!(desk.harness.query_by_label("Fill roles").is_none());
}

#[test]
fn letters_narrow_what_may_fill_a_role_and_arrows_go_through_it() {
    let mut desk = visit();
    desk.press(Key::Semicolon);
    desk.type_key(Key::D);
    desk.type_key(Key::H);
    assert!(desk.harness.query_by_label("Narrowed by: h").is_some());
    desk.expect(&["person: Layla", "visit: visited", "place: Haifa"]);
    desk.press(Key::ArrowDown).press(Key::Enter);
    assert_eq!(arguments(&desk), ["destination=2"]);
}

#[test]
fn the_outline_says_who_plays_which_part() {
    let mut desk = visit();
    desk.press(Key::Semicolon);
    desk.type_key(Key::A);
    desk.press(Key::Enter);
    assert!(desk.harness.query_by_label("Visit: visited  Agent: Layla").is_some());
}

/// Layla's visit with its agent, and nothing chosen.
fn visit_with_agent() -> Desk {
    let mut desk = visit();
    desk.press(Key::Semicolon);
    desk.type_key(Key::A);
    desk.press(Key::Enter).press(Key::Escape).press(Key::Escape);
    assert_eq!(desk.see(Session::chosen_id), None);
    desk
}

/// How many arcs are painted: they are the only lines with corners on a page without stances.
fn arcs(desk: &Desk) -> usize {
    let page = desk.harness.get_by_label("Page: Layla visited Haifa").rect();
    let shapes = desk.harness.output().shapes.iter().map(|clipped| &clipped.shape);
    let lines = shapes.filter(|shape| matches!(shape, egui::Shape::Path(_)));
    lines.filter(|line| page.contains_rect(line.visual_bounding_rect())).count()
}

/// Rests the pointer on the page's first line, so far from the column's start.
fn rest_at(desk: &mut Desk, from_start: f32) {
    let page = desk.harness.get_by_label("Page: Layla visited Haifa").rect();
    let left = page.center().x - 6.0 - 35.0 * 19.0 / 2.0;
    desk.harness.hover_at(Pos2::new(left + from_start, page.top() + 45.0));
    desk.harness.run();
    desk.harness.step();
    desk.harness.run();
}

#[test]
fn resting_the_pointer_on_a_frame_or_its_filler_shows_the_arc_and_leaving_takes_it_away() {
    let mut desk = visit_with_agent();
    assert_eq!(arcs(&desk), 0);
    for from_start in [19.0 * 1.2, 19.0 * 4.0] {
        rest_at(&mut desk, from_start);
        assert_eq!(arcs(&desk), 1, "at {from_start}");
        desk.harness.step();
        assert!(!desk.harness.ctx.has_requested_repaint(), "a pointer at rest asks for no frame");
        rest_at(&mut desk, 19.0 * 25.0);
        assert_eq!(arcs(&desk), 0);
    }
}

#[test]
fn a_pointer_that_only_passes_shows_no_arc() {
    let mut desk = visit_with_agent();
    let page = desk.harness.get_by_label("Page: Layla visited Haifa").rect();
    let left = page.center().x - 6.0 - 35.0 * 19.0 / 2.0;
    for from_start in [1.2, 4.0, 25.0] {
        desk.harness.hover_at(Pos2::new(left + 19.0 * from_start, page.top() + 45.0));
        desk.harness.step();
        assert_eq!(arcs(&desk), 0);
    }
}

#[test]
fn the_chosen_frame_comes_before_the_one_the_pointer_rests_on() {
    let mut desk = visit_with_agent();
    desk.press_with(Modifiers::COMMAND, Key::End).press_with(Modifiers::COMMAND, Key::ArrowLeft);
    desk.click("Meet");
    assert_eq!(
        desk.see(|session| session.chosen().map(|chosen| chosen.label.label.to_string())).as_deref(),
        Some("meet")
    );
    desk.press(Key::Semicolon);
    rest_at(&mut desk, 19.0 * 1.2);
    assert_eq!(arcs(&desk), 0, "the frame that is being filled has no filler yet, and is looked at all the same");
}

#[test]
fn a_click_on_the_name_of_a_filler_out_of_sight_goes_there() {
    let text = format!("Layla visited Haifa\n{}Omar left", "nothing\n".repeat(60));
    let mut desk = Desk::texts(&[&text]);
    desk.press_with(Modifiers::COMMAND, Key::End).press_with(Modifiers::COMMAND, Key::ArrowLeft);
    desk.press_with(Modifiers::COMMAND, Key::ArrowLeft).press(Key::P).expect(&["person: Omar"]);
    desk.press_with(Modifiers::COMMAND, Key::Home).press_with(Modifiers::COMMAND, Key::ArrowRight).click("Visit");
    desk.press(Key::Semicolon);
    desk.type_key(Key::A);
    desk.press(Key::Enter).press(Key::Escape);
    assert_eq!(arguments(&desk), ["agent=1"]);
    let page = desk.harness.get_by_label("Page: Layla visited Haifa").rect();
    let left = page.center().x - 6.0 - 35.0 * 19.0 / 2.0;
    let name = Pos2::new(left + 19.0, page.bottom() - 19.0 * 0.58);
    desk.harness.hover_at(name);
    desk.harness.run();
    desk.harness.drag_at(name);
    desk.harness.step();
    desk.harness.drop_at(name);
    desk.harness.run();
    assert_eq!(desk.see(|session| session.chosen_id().map(|id| id.0)), Some(1));
    let scroll = desk.harness.state().borrow().as_ref().map(Window::scroll);
    assert!(scroll > Some(1000.0), "{scroll:?}");
}

#[test]
fn a_key_joins_all_frames_to_their_fillers_and_takes_the_arcs_away_again() {
    let mut desk = visit_with_agent();
    desk.press(Key::F4);
    assert_eq!((arcs(&desk), desk.see(|session| session.view().frames)), (1, true));
    desk.press(Key::F4);
    assert_eq!(arcs(&desk), 0);
}

#[test]
fn a_stance_without_its_target_is_told_in_the_outline_and_in_the_inspector() {
    let mut desk = Desk::texts(&["Layla praised Haifa"]);
    desk.press_with(Modifiers::COMMAND, Key::ArrowRight).press(Key::Num1);
    assert!(desk.harness.query_by_label_contains("still missing: Holder, Target").is_some());
    assert_eq!(desk.harness.query_all_by_label("still missing").count(), 2);
}
