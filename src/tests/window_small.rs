//! The window where it is small or has little to show, and the keys that leave things: what is asked fits, and can be reached
//! and left by keyboard alone.

use egui::accesskit::Toggled;
use egui::{Key, Modifiers, Role, Vec2};
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::session::state::Session;

use super::scratch::Scratch;
use super::window::Desk;

/// What a screen of 1440 by 900 has room for when all is twice as large.
const SMALL: Vec2 = Vec2::new(720.0, 450.0);
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const CTRL_ALT: Modifiers = Modifiers::COMMAND.plus(Modifiers::ALT);

/// A small window on a folder of texts.
fn small(folder: &str, texts: &[&str]) -> (Scratch, Desk) {
    let scratch = Scratch::new(folder);
    for (at, text) in texts.iter().enumerate() {
        scratch.write(&format!("documents/{at}.txt"), *text);
    }
    Session::create(scratch.path(), None).unwrap();
    let mut desk = Desk::on(Session::open(scratch.path(), Some("layla")).unwrap());
    desk.harness.set_size(SMALL);
    desk.harness.run_ok();
    (scratch, desk)
}

/// Whether a row is the chosen one.
fn is_chosen(row: &Node<'_>) -> bool {
    row.accesskit_node().toggled() == Some(Toggled::True)
}

/// Presses Tab until something called so has the keyboard, which must then be in sight.
fn tab_to(desk: &mut Desk, name: &str) {
    let mut met = Vec::new();
    for _ in 0..80 {
        let focused = desk.harness.root().children_recursive().find(|node| node.is_focused());
        met.push(focused.and_then(|node| node.accesskit_node().label()));
        let found = desk.harness.query_all_by_label(name).find(|found| found.accesskit_node().is_focused());
        if let Some(found) = found {
            let place = found.rect();
            assert!(place.top() >= 0.0 && place.bottom() <= SMALL.y, "{name} stands at {place}");
            return;
        }
        desk.harness.key_press(Key::Tab);
        desk.harness.run_ok();
    }
    panic!("Tab comes to {met:?}, never to `{name}`");
}

#[test]
fn every_question_fits_a_small_window_and_its_last_button_is_reached_by_tab() {
    for (modifiers, key, title) in [
        (CTRL_SHIFT, Key::E, "Export"),
        (CTRL_ALT, Key::I, "Import"),
        (CTRL_SHIFT, Key::A, "Add documents"),
        (CTRL_SHIFT, Key::T, "Make a dataset"),
    ] {
        let (_scratch, mut desk) = small("small-questions", &["Layla visited Haifa"]);
        desk.harness.key_press_modifiers(modifiers, key);
        desk.harness.run_ok();
        let heading = desk.harness.get_by_role_and_label(Role::Label, title).rect();
        assert!(heading.top() >= 0.0 && heading.right() <= SMALL.x, "{title} stands at {heading}");
        tab_to(&mut desk, "Cancel");
        desk.harness.key_press(Key::Enter);
        desk.harness.run_ok();
        assert!(desk.harness.query_by_label("Cancel").is_none(), "{title} is still open");
    }
}

#[test]
fn the_palette_and_the_sheet_of_keys_fit_a_small_window() {
    let (_scratch, mut desk) = small("small-palette", &["Layla visited Haifa"]);
    desk.press_with(Modifiers::COMMAND, Key::P);
    desk.press(Key::PageDown);
    // The row that Enter stands for.
    let rows = desk.harness.query_all_by_role(Role::ListItem);
    let chosen = rows.filter(is_chosen).map(|row| row.rect());
    assert!(chosen.filter(|place| place.left() > 60.0 && place.bottom() <= SMALL.y).count() == 1);
    desk.press(Key::Escape).press(Key::F1);
    for name in ["Keys", "Close"] {
        let place = desk.harness.get_by_label(name).rect();
        assert!(place.top() >= 0.0 && place.bottom() <= SMALL.y, "{name} stands at {place}");
    }
    let top = |desk: &Desk| desk.harness.get_by_label("Ctrl+Page down").rect().top();
    let before = top(&desk);
    desk.press(Key::PageDown);
    assert!(top(&desk) < before - 50.0);
    desk.press(Key::Home);
    assert_eq!(top(&desk), before);
}

#[test]
fn escape_closes_the_find_field_and_shows_all_documents_again() {
    let mut desk = Desk::texts(&["Layla visited Haifa", "Omar left Gaza"]);
    desk.press_with(Modifiers::COMMAND, Key::F).type_text("Haifa").press(Key::Escape);
    assert!(!desk.see(|session| session.view().find));
    desk.press_with(Modifiers::COMMAND, Key::O).type_text("omar");
    assert_eq!(desk.see(Session::shown_len), 1);
    desk.press(Key::Escape);
    assert_eq!(desk.see(Session::shown_len), 2);
    desk.press(Key::P).expect(&["person: Layla"]);
}

#[test]
fn enter_on_a_choice_of_a_question_chooses_and_does_not_answer() {
    let (_scratch, mut desk) = small("small-enter", &["Layla visited Haifa"]);
    let layers = |desk: &Desk| desk.see(|session| session.project().layers.len());
    let before = layers(&desk);
    desk.press_with(CTRL_SHIFT, Key::L).press(Key::Insert).type_text("Places");
    tab_to(&mut desk, "Events");
    desk.press(Key::Enter);
    assert_eq!(layers(&desk), before);
    tab_to(&mut desk, "Add");
    desk.press(Key::Enter);
    assert_eq!(layers(&desk), before + 1);
}

#[test]
fn the_board_hears_the_arrows_at_once_when_it_is_opened_again() {
    let (_scratch, mut desk) = small("small-board", &["Layla visited Haifa"]);
    desk.press(Key::P).press_with(CTRL_SHIFT, Key::O);
    desk.wait_for("layla: 0, 1, 0, 1");
    desk.press(Key::Escape).press_with(CTRL_SHIFT, Key::O);
    // To the right are the days.
    desk.press(Key::ArrowRight);
    assert!(desk.harness.query_all_by_label("Days").any(|row| is_chosen(&row)));
}

#[test]
fn the_place_of_the_caret_is_told_only_beside_the_page() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    assert!(desk.harness.query_by_label("Character 0 of 19").is_some());
    desk.press_with(CTRL_SHIFT, Key::L);
    assert!(desk.harness.query_by_label("Character 0 of 19").is_none());
}

#[test]
fn an_empty_project_offers_to_add_documents_and_enter_opens_one_where_none_is_open() {
    let (_scratch, mut desk) = small("small-empty", &[]);
    desk.click("Add documents…");
    assert!(desk.harness.query_by_label("Add documents").is_some());
    let mut desk = Desk::with(|context| {
        let faces = std::sync::Arc::new(crate::text::fonts::Faces::bundled());
        crate::gui::window::Window::new(context, faces, None)
    });
    desk.press(Key::Enter);
    assert!(desk.harness.query_by_role_and_label(Role::TextInput, "Folder").is_some());
}

#[test]
fn where_nothing_is_suggested_or_wrong_the_panels_say_so() {
    let (_scratch, mut desk) = small("small-nothing", &["Layla visited Haifa"]);
    desk.press(Key::P).press_with(CTRL_ALT, Key::R);
    let nothing = "No program suggests anything in this document. Ctrl+PageDown opens the next one.";
    desk.wait_for(nothing).press_with(Modifiers::COMMAND, Key::P).type_text("panel problems on").press(Key::Enter);
    assert!(desk.harness.query_by_label("Nothing is wrong.").is_some());
}

#[test]
fn panels_that_are_open_together_are_cut_off_by_none_of_each_other() {
    let (_scratch, mut desk) = small("small-panels", &["Layla visited Haifa"]);
    desk.press(Key::P).press(Key::Delete);
    for panel in [Key::Num4, Key::Num7] {
        desk.press_with(Modifiers::COMMAND, panel);
    }
    let labels = desk.harness.get_by_label("Entities").rect().top();
    tab_to(&mut desk, "Progress: any");
    let choice = desk.harness.get_by_label("Progress: any").rect();
    assert!(choice.bottom() <= labels, "{choice} is behind the labels, which begin at {labels}");
}

#[test]
fn the_buttons_of_a_question_are_in_sight_before_anything_is_scrolled() {
    // What screens of 1440 by 900 and of 900 by 600 have room for when all is twice as large.
    for size in [SMALL, Vec2::new(450.0, 300.0)] {
        for (modifiers, key, main) in [
            (CTRL_SHIFT, Key::E, "Export"),
            (CTRL_ALT, Key::I, "Import"),
            (CTRL_SHIFT, Key::A, "Add documents"),
            (CTRL_SHIFT, Key::T, "Make a dataset"),
        ] {
            let (_scratch, mut desk) = small("small-ends", &["Layla visited Haifa"]);
            desk.harness.set_size(size);
            desk.harness.run_ok();
            desk.harness.key_press_modifiers(modifiers, key);
            desk.harness.run_ok();
            let cancel = desk.harness.get_by_label("Cancel").rect();
            assert!(cancel.top() > 0.0 && cancel.bottom() <= size.y, "{main}: Cancel stands at {cancel} of {size}");
        }
    }
}

#[test]
fn a_hint_goes_when_a_question_opens_over_what_it_is_about() {
    let (_scratch, mut desk) = small("small-hint", &["Layla visited Haifa"]);
    let word = "A named person or family";
    let person = desk.harness.get_by_label("Person").rect().center();
    desk.harness.hover_at(person);
    for _ in 0..20 {
        desk.harness.step();
    }
    assert!(desk.harness.query_by_label_contains(word).is_some());
    desk.harness.key_press_modifiers(CTRL_SHIFT, Key::E);
    desk.harness.run_ok();
    assert!(desk.harness.query_by_label_contains(word).is_none());
}

#[test]
fn a_refusal_that_the_status_line_has_no_room_for_stands_above_it_as_a_whole() {
    let (_scratch, mut desk) = small("small-refusal", &["Layla visited Haifa"]);
    desk.press_with(Modifiers::COMMAND, Key::P)
        .type_text("open a-document-of-a-name-that-is-rather-long-and-is-not-there");
    desk.press(Key::Enter);
    let said = desk.see(|session| match session.message() {
        Some(crate::session::state::Message::Failed(error)) => error.to_string(),
        _ => String::new(),
    });
    let refusal = desk.harness.get_by_role_and_label(Role::Status, &said).rect();
    // It has the width of the window, above what is always told.
    let saved = desk.harness.get_by_label("saved").rect();
    assert!(refusal.width() > SMALL.x * 0.9 && refusal.bottom() <= saved.top(), "{said} stands at {refusal}, {saved}");
}

#[test]
fn panels_below_the_page_leave_it_a_third_of_the_window() {
    let texts: Vec<String> = (0..30).map(|at| format!("Layla visited Haifa {at}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (_scratch, mut desk) = small("small-panels", &texts);
    desk.press(Key::P).press(Key::E);
    for size in [Vec2::new(1440.0, 900.0), Vec2::new(900.0, 600.0), SMALL] {
        desk.harness.set_size(size);
        for key in [Key::Num5, Key::Num7, Key::Num4] {
            desk.press_with(Modifiers::COMMAND, key);
            let page = desk.harness.get_by_role(Role::Document).rect();
            assert!(page.height() >= size.y / 3.0 - 2.0, "{key:?} at {size} leaves {}", page.height());
        }
        let heights = desk.see(|session| (session.view().identities, session.view().history, session.view().problems));
        assert_eq!(heights, (true, true, true));
        for key in [Key::Num5, Key::Num7, Key::Num4] {
            desk.press_with(Modifiers::COMMAND, key);
        }
    }
}
