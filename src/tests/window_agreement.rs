//! The agreement page in the window, by keyboard alone and by what a screen reader calls its numbers; and the same by a script.

use egui::{Key, Modifiers};

use crate::session::script;
use crate::session::state::Session;

use super::scratch::Scratch;
use super::window::Desk;
use super::window_review::arabic;

const AGREEMENT: Modifiers = Modifiers { ctrl: true, alt: true, command: true, ..Modifiers::NONE };

/// The page on what two say of a text.
fn page() -> (Scratch, Desk) {
    let (scratch, mut desk) = arabic();
    desk.press_with(AGREEMENT, Key::G).wait_for("layla · minh");
    (scratch, desk)
}

/// Quotes of the cases that the review shows.
fn cases(desk: &Desk) -> Vec<String> {
    desk.see(|session| {
        let review = session.review().expect("a review is open");
        let text = session.document().expect("a document is open").text();
        let shown = review.items().iter().filter(|item| review.shows(item));
        shown.filter_map(|item| item.place.clone()).map(|place| text[place].to_owned()).collect()
    })
}

#[test]
fn enter_on_a_number_opens_the_cases_behind_it() {
    let (_scratch, mut desk) = page();
    desk.press(Key::Enter).wait_until_idle();
    assert_eq!(cases(&desk), ["وبلينكن", "باريس", "أمس"]);
    assert!(desk.see(|session| session.shown_agreement().is_none()));
    // Back, and to another layer, where all is agreed on.
    desk.press_with(AGREEMENT, Key::G).wait_for("layla · minh");
    desk.press(Key::CloseBracket).press(Key::Enter);
    assert!(desk.see(|session| session.shown_agreement().is_some()));
    desk.press(Key::Escape);
    assert!(desk.see(|session| session.shown_agreement().is_none()));
}

#[test]
fn a_number_of_everybody_leads_to_what_gold_is_to_be_though_gold_has_begun() {
    let (scratch, desk) = arabic();
    drop(desk);
    let by = |name: &str, lines: &str| {
        let mut session = Session::open(scratch.path(), Some(name)).unwrap();
        script::run(&mut session, &lines.replace("; ", "\n"), "script").unwrap();
        (session.annotator().to_string(), session.review().map_or(0, |review| review.voices().len()))
    };
    by("rana", "review; decide first; end-review");
    assert_eq!(by("rana", "agreement; show-cases"), ("gold".to_owned(), 2));
    assert_eq!(by("rana", "agreement; show-cases layla gold"), ("rana".to_owned(), 2));
    assert_eq!(by("rana", "agreement gold minh layla; show-cases"), ("rana".to_owned(), 3));
}

#[test]
fn each_figure_leads_to_the_cases_behind_it() {
    let (scratch, desk) = arabic();
    drop(desk);
    let shown = |line: &str| {
        let mut session = Session::open(scratch.path(), Some("rana")).unwrap();
        script::run(&mut session, &format!("agreement\n{line}"), "script").unwrap();
        let review = session.review().unwrap();
        let text = session.document().unwrap().text();
        let places = review.items().iter().filter(|item| review.shows(item)).filter_map(|item| item.place.clone());
        places.map(|place| text[place].to_owned()).collect::<Vec<_>>().join(" ")
    };
    // وبلينكن by a clitic, باريس by its label, أمس by one alone.
    assert_eq!(shown("show-cases --kind exact-f1"), "وبلينكن باريس أمس");
    assert_eq!(shown("show-cases --kind clitic-f1"), "باريس أمس");
    assert_eq!(shown("show-cases --kind alpha --label entities"), "باريس أمس");
    assert_eq!(shown("show-cases --kind exact-f1 --label person"), "وبلينكن");
    assert_eq!(shown("show-cases --by minh --label date"), "أمس");
    assert_eq!(shown("show-cases --all").split(' ').count(), 4);
    let mut session = Session::open(scratch.path(), Some("rana")).unwrap();
    script::run(&mut session, "agreement\nexpect-refused show-cases --kind clitic-f1 --label person", "script")
        .unwrap();
}

#[test]
fn arrows_reach_every_cell_of_what_meets_what() {
    let (_scratch, mut desk) = page();
    desk.press(Key::End);
    // The last row is what only Minh says: from the last column to the date.
    for _ in 0..20 {
        desk.press(Key::ArrowLeft);
    }
    for _ in 0..20 {
        desk.press(Key::Enter).wait_until_idle();
        if desk.see(|session| session.shown_agreement().is_none()) {
            break;
        }
        desk.press(Key::ArrowRight);
    }
    assert_eq!(cases(&desk), ["أمس"]);
}

#[test]
fn a_click_on_what_is_confused_shows_just_that() {
    let (_scratch, mut desk) = page();
    desk.click("Country, city, state meets Organization: once · Enter shows the cases").wait_until_idle();
    assert_eq!(cases(&desk), ["باريس"]);
}

#[test]
fn only_finished_documents_count_if_somebody_says_so() {
    let (_scratch, mut desk) = page();
    let is_refused = |session: &Session| session.shown_agreement().unwrap().failure().is_some();
    desk.click("Finished only").wait_until("it is refused", is_refused);
    desk.click("Begun by two or more").wait_for("layla · minh");
    assert!(!desk.see(is_refused));
}

#[test]
fn a_script_goes_from_a_number_to_one_document_after_the_other() {
    let scratch = Scratch::new("agreement-script");
    for name in ["one", "two", "three"] {
        scratch.write(&format!("{name}.txt"), "Layla in Haifa, Omar in Jaffa");
    }
    Session::create(scratch.path(), None).unwrap();
    let by = |name: &str, lines: &str| {
        let mut session = Session::open(scratch.path(), Some(name)).unwrap();
        script::run(&mut session, &lines.replace(';', "\n"), "script").unwrap();
        session
    };
    let label = |document: &str, quotes: &[&str], label: &str| {
        let lines = quotes.iter().map(|quote| format!("select {quote}; label {label}"));
        format!("open {document}; {}; ", lines.collect::<Vec<_>>().join("; "))
    };
    let places = |label_of: [&str; 3]| {
        ["one", "two", "three"]
            .into_iter()
            .zip(label_of)
            .map(|(name, of)| label(name, &["Haifa", "Jaffa"], of))
            .collect::<String>()
    };
    by("layla", &places(["place", "place", "place"]));
    by("minh", &format!("{}undo", places(["place", "organization", "organization"])));
    let session = by("rana", "agreement; show-cases --label place --against organization");
    let document = |session: &Session| session.document().unwrap().id().to_string();
    // Where it happens twice comes first.
    assert_eq!(document(&session), "two");
    drop(session);
    let mut session = by("rana", "agreement; show-cases layla minh --label place --against organization; next-cases");
    assert_eq!(document(&session), "three");
    let refused =
        |session: &Session, line: &str| session.refusal(&crate::session::command::Command::parse(line).unwrap());
    assert_eq!(refused(&session, "next-cases").unwrap(), "no other document has such cases");
    assert_eq!(refused(&session, "show-cases --document one").unwrap(), "nothing differs there");
    assert!(refused(&session, "show-cases omar").unwrap().starts_with("`omar` was not measured"));
    script::run(&mut session, "previous-cases\nexpect-refused previous-cases\nend-review", "script").unwrap();
}
