//! Reviewing in the window by keyboard alone, and by what a screen reader calls things.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::session::script;
use crate::session::state::Session;

use super::scratch::Scratch;
use super::window::Desk;

const TEXT: &str = "التقى وبلينكن نظيره في باريس أمس";

/// A window of Rana's on what two others say of a text; the folder goes with it.
fn review_of(text: &str, layla: &str, minh: &str) -> (Scratch, Desk) {
    let scratch = Scratch::new("window-review");
    scratch.write("news.txt", text);
    Session::create(scratch.path(), None).unwrap();
    for (name, lines) in [("layla", layla), ("minh", minh)] {
        let mut session = Session::open(scratch.path(), Some(name)).unwrap();
        script::run(&mut session, &lines.replace(';', "\n"), "script").unwrap();
    }
    let desk = Desk::on(Session::open(scratch.path(), Some("rana")).unwrap());
    (scratch, desk)
}

pub(super) fn arabic() -> (Scratch, Desk) {
    review_of(
        TEXT,
        "select \"وبلينكن\"; label person; select \"باريس\"; label place; select \"التقى\"; label meet; \
         set-argument participant 1",
        "select \"بلينكن\"; label person; select \"باريس\"; label organization; select \"التقى\"; label meet; \
         set-argument participant 1; select \"أمس\"; label date",
    )
}

#[test]
fn cases_are_decided_by_single_keys() {
    let (_scratch, mut desk) = arabic();
    desk.review();
    // The meeting is agreed on, the name differs by its prefix, the place by its label, the day is Minh's alone.
    desk.press(Key::Num1).press(Key::Num2).press(Key::Num1).press(Key::N);
    desk.expect(&["meet: التقى", "person: بلينكن", "place: باريس"]);
    assert_eq!(desk.see(|session| session.review().unwrap().counts().open), 0);
    desk.press_with(Modifiers::COMMAND, Key::Z).press(Key::Num2);
    desk.expect(&["meet: التقى", "person: بلينكن", "place: باريس", "date: أمس"]);
}

#[test]
fn a_case_is_edited_with_the_keys_that_label_and_the_next_one_is_a_key_away() {
    let (_scratch, mut desk) = arabic();
    desk.review().press(Key::Enter).press(Key::Enter);
    assert_eq!(desk.see(|session| session.review().unwrap().at()), Some(2));
    desk.press(Key::E).press_with(Modifiers::ALT, Key::F);
    desk.expect(&["facility: باريس"]);
    // The letter that would refuse a case labels what is selected now.
    desk.press(Key::F5);
    assert_eq!(desk.see(|session| session.review().unwrap().at()), Some(3));
    desk.press(Key::N).expect(&["facility: باريس"]);
}

#[test]
fn arrows_step_through_cases_and_escape_gives_the_keys_back() {
    let (_scratch, mut desk) = arabic();
    desk.review();
    desk.press(Key::ArrowDown).press(Key::ArrowDown).press(Key::ArrowUp);
    assert_eq!(desk.see(|session| session.review().unwrap().at()), Some(1));
    desk.press(Key::Escape).press(Key::P);
    desk.expect(&["person: وبلينكن"]);
    assert_eq!(desk.see(|session| session.review().unwrap().counts().open), 4);
}

#[test]
fn the_card_says_who_says_what_and_names_can_be_hidden() {
    let (_scratch, mut desk) = arabic();
    desk.review().press(Key::ArrowDown);
    desk.harness.get_by_label("1. layla: Person: وبلينكن");
    desk.harness.get_by_label("2. minh: Person: بلينكن");
    desk.harness.get_by_label("Person: وبلينكن (clitic; open)");
    desk.click("Hide names");
    assert!(desk.harness.query_by_label_contains("layla").is_none());
    desk.click("Show names").click("2. minh: Person: بلينكن");
    desk.expect(&["person: بلينكن"]);
}

#[test]
fn what_all_say_is_adopted_by_one_key_and_the_list_filters() {
    let (_scratch, mut desk) = arabic();
    desk.review();
    // The frame waits until it is decided which name fills it.
    desk.press_with(Modifiers::COMMAND | Modifiers::ALT, Key::A);
    desk.expect(&[]);
    desk.press(Key::ArrowDown).press(Key::Num1).press_with(Modifiers::COMMAND | Modifiers::ALT, Key::A);
    desk.expect(&["meet: التقى", "person: وبلينكن"]);
    desk.harness.get_by_label("2 open, 2 decided");
    desk.click("Kind: any").click("label");
    assert_eq!(desk.see(|session| session.review().unwrap().at()), Some(2));
    desk.wait_until_idle().press_with(Modifiers::COMMAND | Modifiers::ALT, Key::E).wait_until_idle();
    assert_eq!(desk.see(|session| session.annotator().to_string()), "rana");
}

/// Labels for a case of every kind.
const PROJECT: &str = r#"(format: 1, name: "kinds", languages: ["ar", "en"], texts: ".", layers: [
    (id: "entities", shape: "entity", labels: [(id: "person", key: "P"), (id: "place", key: "G")]),
    (id: "events", shape: "event", labels: [(id: "visit", key: "V", roles: ["agent", "guest"],
        attributes: [(name: "factuality", values: ["happened", "planned"])])]),
    (id: "stances", shape: "stance", roles: ["holder", "target"], labels: [
        (id: "favour", sign: "favour"), (id: "against", sign: "against")]),
    (id: "topics", shape: "topic", labels: [(id: "politics"), (id: "sport")]),
])"#;

/// A line for each kind of case but that of the whole document.
const KINDS: &str = "قال وبلينكن أمس\nLayla left\nOmar Haddad spoke\nHaifa waited\nthey met\nthey saw\nthey left\n\
    it helped\nSalma Zouari won\nMona came\nTunis is fair";

const KINDS_LAYLA: &str = "label-document politics; select \"وبلينكن\"; label person; select \"Layla\"; label person; grow-end grapheme; \
    select \"Omar Haddad\"; label person; select \"Haifa\"; label person; \
    select \"met\"; label visit; set-attribute factuality planned; \
    select \"saw\"; label visit; set-argument agent 5; select \"left\" 2; label visit; set-argument agent 5; \
    select \"helped\"; label favour; select \"Salma Zouari\"; label person; \
    select \"Tunis\"; label place; new-identity @tunis";

const KINDS_MINH: &str = "select \"بلينكن\"; label person; select \"Layla\"; label person; select \"Omar\"; label person; \
    select \"Haifa\"; label place; select \"met\"; label visit; set-attribute factuality happened; \
    select \"saw\"; label visit; set-argument agent 2; select \"left\" 2; label visit; \
    select \"helped\"; label against; select \"Salma\"; label person; select \"Zouari\"; label person; \
    select \"Mona\"; label person; select \"Tunis\"; label place";

#[test]
fn every_kind_of_case_is_decided_by_one_key_each_undone_and_done_again() {
    use crate::review::cases::Difference;
    let scratch = Scratch::new("window-review-kinds");
    scratch.write("news.txt", KINDS);
    scratch.write("project.ron", PROJECT);
    for (name, lines) in [("layla", KINDS_LAYLA), ("minh", KINDS_MINH)] {
        let mut session = Session::open(scratch.path(), Some(name)).unwrap();
        script::run(&mut session, &lines.replace(';', "\n"), "script").unwrap();
    }
    let mut desk = Desk::on(Session::open(scratch.path(), Some("rana")).unwrap());
    desk.review();
    let kinds = desk.see(|session| {
        let review = session.review().unwrap();
        let cases = review.items().iter().filter_map(|item| review.case(item));
        cases.flat_map(|case| case.differences.iter().copied()).collect::<std::collections::BTreeSet<_>>()
    });
    let missing: Vec<_> = Difference::ALL.iter().filter(|kind| !kinds.contains(kind)).collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
    let count = desk.see(|session| session.review().unwrap().items().len());
    let keys = [Key::Num1, Key::Num2, Key::B, Key::N];
    let mut decided = 0;
    for nth in 0..count {
        let before = desk.see(|session| session.review().unwrap().counts().open);
        if before == 0 {
            break;
        }
        desk.press(keys[nth % keys.len()]);
        if desk.see(|session| session.review().unwrap().counts().open) == before {
            // Both of what only one says cannot be right.
            desk.press(Key::Num1);
        }
        decided += 1;
    }
    assert_eq!(desk.see(|session| session.review().unwrap().counts().open), 0);
    let made = |session: &Session| format!("{:?}", session.set().unwrap().in_reading_order());
    let end = desk.see(made);
    for _ in 0..decided {
        desk.press_with(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(desk.see(|session| (session.set().unwrap().len(), session.review().unwrap().counts().decided)), (0, 0));
    for _ in 0..decided {
        desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    }
    assert_eq!(desk.see(made), end);
}

#[test]
fn annotators_stand_side_by_side_at_the_same_height() {
    let (_scratch, mut desk) = arabic();
    desk.review().press(Key::P);
    let column = |name: &str| desk.harness.get_by_label(name).rect();
    let [layla, minh] = ["layla", "minh"].map(|name| column(&format!("Column of {name}")));
    let gold = column("Column of gold: what you decide");
    // Arabic begins at the right: there stands the first.
    assert!(layla.left() > minh.right() && minh.left() > gold.right());
    assert_eq!((layla.top(), layla.width().round()), (gold.top(), gold.width().round()));
    // The whole review goes on by the same keys, and a click on what somebody says looks at its case.
    desk.press(Key::Num1).press(Key::Num2).press(Key::Num1).press(Key::N);
    desk.expect(&["meet: التقى", "person: بلينكن", "place: باريس"]);
    desk.press(Key::P);
    assert!(!desk.see(|session| session.view().parallel));
}

/// A window of Rana's, with what a tagger suggests of a text: how sure it is is part of it.
fn with_tagger() -> (Scratch, Desk) {
    let (scratch, desk) = review_of(
        "Layla met Omar in Haifa and Tunis",
        "set-progress started",
        "select \"Layla\"; label person; set-confidence 0.97; select \"Omar\"; label place; set-confidence 0.4; \
         select \"Haifa\"; label place; set-confidence 0.9; select \"Tunis\"; label place; set-confidence 0.85",
    );
    drop(desk);
    let about = scratch.read("annotations/minh/annotator.ron");
    scratch.write("annotations/minh/annotator.ron", about.replace("name:", "kind: \"program\", name:"));
    let desk = Desk::on(Session::open(scratch.path(), Some("rana")).unwrap());
    (scratch, desk)
}

#[test]
fn suggestions_are_accepted_corrected_and_rejected_by_keys_while_annotating() {
    let (_scratch, mut desk) = with_tagger();
    desk.press_with(Modifiers::COMMAND | Modifiers::ALT, Key::R);
    desk.press(Key::Num1).press(Key::E).press_with(Modifiers::ALT, Key::P);
    desk.expect(&["person: Layla", "person: Omar"]);
    // Escape had given the keys back; F5 goes on.
    desk.press(Key::F5).press(Key::N);
    desk.expect(&["person: Layla", "person: Omar"]);
    desk.harness.get_by_label_contains("1 open; 0 accepted, 1 corrected, 1 rejected");
}

#[test]
fn all_of_a_label_above_a_confidence_are_accepted_by_two_clicks() {
    let (_scratch, mut desk) = with_tagger();
    desk.press_with(Modifiers::COMMAND | Modifiers::ALT, Key::R);
    desk.harness.get_by_label("Person: 1 open; 0 accepted, 0 corrected, 0 rejected");
    let places = desk.harness.get_by_label_contains("3 open; 0 accepted");
    places.click();
    desk.harness.run();
    desk.click("Accept 2 above 80 %").expect(&["place: Haifa", "place: Tunis"]);
    desk.press_with(Modifiers::COMMAND, Key::Z).expect(&[]);
}
