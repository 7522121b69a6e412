//! Carrying annotations over to a changed text in the window, by keys.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use super::scratch::Scratch;
use super::window::Desk;
use crate::session::script;
use crate::session::state::Session;

/// A window on a folder whose only text was annotated and then changed.
fn drifted(name: &str) -> (Scratch, Desk) {
    let scratch = Scratch::new(name);
    scratch.write("a.txt", "Layla visited Haifa");
    let mut session = {
        Session::create(scratch.path(), None).unwrap();
        Session::open(scratch.path(), Some("layla")).unwrap()
    };
    script::run(&mut session, "select \"Layla\"\nlabel person\nselect \"Haifa\"\nlabel place", "s").unwrap();
    session.flush().unwrap();
    drop(session);
    scratch.write("a.txt", "Now Layla, not Layla, visited Acre");
    let desk = Desk::on(Session::open(scratch.path(), Some("layla")).unwrap());
    (scratch, desk)
}

#[test]
fn annotations_of_a_changed_text_are_carried_over_by_keys() {
    let (_scratch, mut desk) = drifted("window-reanchor");
    let told = desk.see(|session| format!("{:?}", session.message()));
    assert!(told.contains("2 annotations do not fit this text"), "{told}");
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    desk.press(Key::Num2);
    assert_eq!(desk.see(|session| session.selection().range()), 15..20);
    desk.press(Key::Enter).expect(&["person: Layla"]);
    desk.see(|session| assert_eq!(session.reanchoring().unwrap().shown.len(), 1));
    desk.press(Key::Escape);
    desk.see(|session| assert!(session.reanchoring().is_none()));
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    desk.press(Key::Backspace);
    desk.see(|session| assert!(session.reanchoring().is_none()));
    desk.press_with(Modifiers::COMMAND, Key::Z);
    desk.expect(&[]);
}

#[test]
fn an_annotation_whose_quote_is_gone_is_put_at_the_selection_by_hand() {
    let (_scratch, mut desk) = drifted("window-reanchor-hand");
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    desk.press(Key::ArrowDown).press(Key::Num2).press(Key::Num9).expect(&[]);
    desk.press_with(Modifiers::COMMAND, Key::End);
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::ArrowLeft).press(Key::Insert).expect(&["place: Acre"]);
}

#[test]
fn of_many_problems_those_in_sight_are_laid_out_down_to_the_last() {
    const MANY: usize = 300;
    let scratch = Scratch::new("window-problems");
    let text = (0..MANY).map(|number| format!("w{number:03}")).collect::<Vec<_>>().join(" ");
    scratch.write("a.txt", &text);
    Session::create(scratch.path(), None).unwrap();
    let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
    let label = |number: usize| format!("select {}..{}\nlabel person", number * 5, number * 5 + 4);
    script::run(&mut session, &(0..MANY).map(label).collect::<Vec<_>>().join("\n"), "s").unwrap();
    session.flush().unwrap();
    drop(session);
    scratch.write("a.txt", format!("Now {text}"));
    let mut desk = Desk::on(Session::open(scratch.path(), Some("layla")).unwrap());
    desk.press_with(Modifiers::COMMAND, Key::Num4);
    assert!(desk.see(|session| session.problems().len()) >= MANY);
    let [first, last] = desk.see(|session| {
        let problems = session.problems();
        [0, problems.len() - 1].map(|at| problems[at].message.clone())
    });
    // Each is laid out with its place.
    let count = |desk: &Desk| desk.harness.query_all_by_label_contains("annotations/layla/a").count();
    let is_seen = |desk: &Desk, message: &str| desk.harness.query_all_by_label(message).count() > 0;
    assert!(is_seen(&desk, &first) && !is_seen(&desk, &last) && count(&desk) < 20);
    // The panel is above the status line.
    desk.harness.hover_at(egui::pos2(700.0, 800.0));
    for _ in 0..40 {
        desk.harness.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, -2_000.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        desk.harness.run_ok();
    }
    assert!(is_seen(&desk, &last) && !is_seen(&desk, &first) && count(&desk) < 20);
}

#[test]
fn words_that_stand_in_place_of_others_are_shown_beside_them_and_taken_by_a_key() {
    let scratch = Scratch::new("window-reworded");
    scratch.write("a.txt", "زارت ليلى حيفا أمس");
    Session::create(scratch.path(), None).unwrap();
    let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
    script::run(&mut session, "select \"ليلى\"\nlabel person\nselect \"حيفا\"\nlabel place", "s").unwrap();
    session.flush().unwrap();
    drop(session);
    scratch.write("a.txt", "زارت ليلا حيفا أمس");
    let mut desk = Desk::on(Session::open(scratch.path(), Some("layla")).unwrap());
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    assert!(desk.harness.query_all_by_label_contains("now: ليلا").count() > 0);
    assert_eq!(desk.see(|session| session.selected_text().to_owned()), "ليلا");
    // Accepting all that is clear leaves it.
    desk.press_with(Modifiers::SHIFT, Key::Enter).expect(&["place: حيفا"]);
    desk.press(Key::Enter).expect(&["person: ليلا", "place: حيفا"]);
    desk.press_with(Modifiers::COMMAND, Key::Z).expect(&["place: حيفا"]);
}
