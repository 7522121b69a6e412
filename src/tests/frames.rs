//! Frames by keyboard: what keys do to a text, written as marked text, how many it takes, and what is refused.

use crate::formats::record;
use crate::model::check;
use crate::model::document::Document;
use crate::model::id::{DocumentId, IdentityId};
use crate::model::schema::Shape;
use crate::session::command::Command;
use crate::session::filling::Filled;
use crate::session::keymap::{KeyPress, Reading};
use crate::session::script;
use crate::session::state::Session;
use crate::view::history::{About, HistoryRow, row};

use super::news;

const LAYLA: &str = "Layla visited Haifa on Sunday.";

const PEOPLE: &str = "select \"Layla\"; label person; select \"Haifa\"; label place; select \"Sunday\"; label date; ";

fn session(text: &str, script: &str) -> Session {
    let mut session = news::session(text);
    run(&mut session, script);
    session
}

fn run(session: &mut Session, script: &str) {
    script::run(session, &script.replace("; ", "\n"), "script").unwrap();
}

/// Presses keys, divided by spaces, as the window does: a key that no command takes types its letter.
fn press(session: &mut Session, keys: &str) {
    for written in keys.split(' ') {
        let has = |modifier: &str| written.contains(modifier);
        let key = written.rsplit('+').next().unwrap();
        let press = KeyPress { key, ctrl: has("Ctrl+"), shift: has("Shift+"), alt: has("Alt+") };
        let command = session.command_for(&press, Reading::LeftToRight);
        let command = command.or_else(|| session.command_for_text(&key.to_lowercase()));
        session.perform(&command.unwrap_or_else(|| panic!("`{written}` does nothing"))).unwrap();
    }
}

fn check_keys(text: &str, before: &str, keys: &str, expected: &str) {
    let mut session = session(text, before);
    press(&mut session, keys);
    run(&mut session, &format!("expect {expected}"));
}

fn offered(session: &Session) -> Vec<&str> {
    session.filling().unwrap().candidates.iter().map(|candidate| candidate.quote.as_str()).collect()
}

fn check_refused(text: &str, before: &str, command: &str, expected: &str) {
    let session = session(text, before);
    assert_eq!(session.refusal(&Command::parse(command).unwrap()).as_deref(), Some(expected));
}

#[test]
fn a_mention_costs_one_key_and_an_event_with_two_roles_seven() {
    check_keys(LAYLA, "set-caret 2", "P", "[person Layla] visited Haifa on Sunday.");
    check_keys(
        LAYLA,
        &format!("{PEOPLE} set-caret 8"),
        "Shift+V Semicolon A Enter D Enter Escape",
        "[person#1 Layla] [visit{agent=1, destination=2} visited] [place#2 Haifa] on [date Sunday].",
    );
}

#[test]
fn a_filler_is_offered_by_its_distance_and_only_if_it_may_fill_the_role() {
    let begin = "select \"A1\"; label person; select \"B2\"; label person; select \"C3\"; label place; select \"saw\"; label visit; ";
    let mut session = session("A1 and much later B2 saw C3", &format!("{begin} fill agent"));
    assert_eq!(offered(&session), ["B2", "C3", "A1"]);
    assert_eq!(session.filling().unwrap().candidates[2].distance, Some(19));
    run(&mut session, "fill time");
    assert_eq!(offered(&session), Vec::<&str>::new());
}

#[test]
fn arrows_and_letters_pick_another_filler() {
    let begin = format!("{PEOPLE} select \"visited\"; label visit");
    check_keys(
        LAYLA,
        &begin,
        "Semicolon A ArrowDown Enter Escape",
        "Layla [visit{agent=1} visited] [place#1 Haifa] on Sunday."
            .replace("Layla", "[person Layla]")
            .replace("Sunday", "[date Sunday]")
            .replace("#1", "#2")
            .replace("agent=1", "agent=2")
            .as_str(),
    );
    check_keys(
        LAYLA,
        &begin,
        "Semicolon A L A Y Enter Escape",
        "[person#1 Layla] [visit{agent=1} visited] [place Haifa] on [date Sunday].",
    );
}

#[test]
fn a_role_for_many_is_filled_again_and_a_role_for_one_anew() {
    let begin = format!("{PEOPLE} select \"visited\"; label visit; ");
    check_keys(
        LAYLA,
        &begin,
        "Semicolon A Enter A Enter Escape",
        "[person#1 Layla] [visit{agent=1, agent=2} visited] [place#2 Haifa] on [date Sunday].",
    );
    let begin = format!("{begin} set-argument place @home; fill place; fill-accept; fill-cancel");
    run(
        &mut session(LAYLA, &begin),
        "expect Layla [visit{place=1} visited] [place#1 Haifa] on Sunday."
            .replace("Layla", "[person Layla]")
            .replace("Sunday", "[date Sunday]")
            .as_str(),
    );
}

#[test]
fn a_filler_is_labelled_on_the_way_in_one_step() {
    let begin = "select \"visited\"; label visit; fill agent; set-caret 2";
    let expected = "[person#1 Layla] [visit{agent=1} visited] Haifa";
    check_keys(LAYLA, begin, "P E R S Enter Escape", expected);
    run(&mut session(LAYLA, &format!("{begin}; label person; undo")), "expect Layla [visit visited] Haifa");
    run(&mut session(LAYLA, &format!("{begin}; label person")), &format!("expect {expected}"));
    // What has the label already is not labelled twice.
    let begin =
        "select \"Layla\"; label person; select \"visited\"; label visit; fill agent; select \"Layla\"; label person";
    run(&mut session(LAYLA, begin), &format!("expect {expected}"));
    check_refused(
        LAYLA,
        "select \"visited\"; label visit; fill agent; set-caret 2",
        "label date",
        "the role `agent` cannot be filled by `entities/date` (allowed: `entities/person`, `entities/group`, `entities/organization`, `entities/place`, `entities/occupation`)",
    );
}

#[test]
fn attributes_are_answered_by_key_and_number() {
    check_keys(
        LAYLA,
        "set-caret 8; label visit",
        "Semicolon F 2 Escape",
        "Layla [visit{factuality:planned} visited] Haifa",
    );
    check_keys(
        LAYLA,
        "set-caret 8; label visit",
        "Semicolon F D E N Enter Escape",
        "Layla [visit{factuality:denied} visited] Haifa",
    );
}

#[test]
fn events_may_fill_each_other() {
    run(
        &mut session(
            "He said she spoke",
            "select \"said\"; label statement; select \"spoke\"; label statement; fill topic; fill-accept; fill-cancel; choose 1; fill topic; fill-accept",
        ),
        "expect He [statement#1{topic=2} said] she [statement#2{topic=1} spoke]",
    );
}

#[test]
fn the_writer_holds_a_stance_by_one_key() {
    check_keys(LAYLA, "set-caret 8", "1 Comma", "Layla [favour{holder=@writer} visited] Haifa");
    check_keys(
        LAYLA,
        "set-caret 8; label favour",
        "Semicolon H W R I Enter Escape",
        "[favour{holder=@writer} visited] Haifa",
    );
}

#[test]
fn an_incomplete_stance_is_told() {
    let told = |script: &str| {
        let session = session(LAYLA, script);
        let problems = check::check_set(session.project(), session.document().unwrap(), session.set().unwrap());
        problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>()
    };
    let stance = "select \"Layla\"; label person; select \"visited\"; label favour; ";
    assert_eq!(told(stance), ["this stance is not complete: nobody fills `holder` and `target`"]);
    assert_eq!(
        told(&format!("{stance} set-argument holder 1")),
        ["this stance is not complete: nobody fills `target`"]
    );
    assert_eq!(told(&format!("{stance} set-argument holder @outlet; set-argument target 1")), Vec::<String>::new());
}

#[test]
fn confidence_is_set_and_taken_back() {
    run(
        &mut session(LAYLA, "label person; set-confidence 0.8"),
        "expect [person{~0.8} Layla] visited; set-confidence none; expect [person Layla] visited",
    );
    assert!(Command::parse("set-confidence 1.2").is_err());
}

#[test]
fn pieces_come_and_go_and_those_that_touch_become_one() {
    let begin = "select \"visited\"; label visit; select \"on\"; add-piece; ";
    let two = "expect Layla [visit#1 visited] Haifa [#1 on] Sunday.";
    run(&mut session(LAYLA, begin), two);
    run(&mut session(LAYLA, &format!("{begin} undo")), "expect Layla [visit visited] Haifa on Sunday.");
    run(
        &mut session(LAYLA, &format!("{begin} select 14..21; add-piece")),
        "expect Layla [visit visited Haifa on] Sunday.",
    );
    run(
        &mut session(LAYLA, &format!("{begin} set-caret 21; remove-piece")),
        "expect Layla [visit visited] Haifa on Sunday.",
    );
    check_refused(
        LAYLA,
        &format!("{begin} remove-piece"),
        "remove-piece",
        "`visited` has one piece only; `delete` deletes the annotation",
    );
    check_refused(
        LAYLA,
        "",
        "add-piece",
        "no annotation is chosen; click one, or put the caret into it and press Enter",
    );
}

#[test]
fn a_border_steps_over_a_clitic_by_one_key_and_its_policy_is_told() {
    let text = "قال بلينكن. وبلينكن هنا";
    let session = session(text, "select \"وبلينكن\"; label person");
    assert!(session.overreach(session.chosen().unwrap()).is_some());
    let told = check::check_set(session.project(), session.document().unwrap(), session.set().unwrap());
    assert_eq!(
        told[0].to_string(),
        "layla/news-1#1: note: `وبلينكن` begins with `و`, which `entities/person` leaves out; move its border over it by `clitic`"
    );
    check_keys(text, "select \"وبلينكن\"; label person", "Minus", "قال بلينكن. و[person بلينكن] هنا");
}

#[test]
fn a_quotation_is_suggested_accepted_and_offers_its_source() {
    let text = "قالت حداد: «جئنا لنتعلم» من هايفونغ";
    let begin = "select \"هايفونغ\"; label place; select \"حداد\"; label person; set-caret 0; accept-suggestion; ";
    let expected = "expect [cue#1 قالت] [person#2 حداد]: «[quotation#3{cue=1, source=2, manner:direct} جئنا لنتعلم]» من [place هايفونغ]";
    run(&mut session(text, begin), expected);
    run(&mut session(text, &format!("{begin} undo")), "expect قالت [person حداد]: «جئنا لنتعلم» من [place هايفونغ]");
    // Nearer in the text is not nearer to the speaker.
    let session = session(text, &format!("{begin} select \"لنتعلم\"; label favour; fill holder"));
    assert_eq!(offered(&session)[..2], ["حداد", "هايفونغ"]);
}

#[test]
fn who_is_not_named_is_offered_by_name_and_found_by_id() {
    let begin = "select \"visited\"; label favour; fill holder; ";
    let session = |more: &str| session(LAYLA, &format!("{begin}{more}"));
    let filtered = session("fill-filter outlet");
    assert_eq!(offered(&filtered), ["the outlet"]);
    let full = session("fill-filter outlet; fill-accept; fill holder");
    let filled: Vec<_> = full.filling().unwrap().slots.iter().flat_map(|slot| &slot.filled).collect();
    assert_eq!(filled, [&Filled { said: "the outlet".to_owned(), identity: Some(IdentityId::new("outlet")) }]);
}

#[test]
fn a_suggestion_is_stepped_to_and_let_go() {
    let text = "He said: “a b”. She said: “c”.";
    let mut session = session(text, "next-suggestion");
    assert_eq!(session.selected_text(), "a b");
    assert_eq!(session.suggestions(0..text.len()).len(), 2);
    run(&mut session, "reject-suggestion; next-suggestion");
    assert_eq!((session.selected_text(), session.suggestions(0..text.len()).len()), ("c", 1));
    run(&mut session, "reject-suggestion; expect-refused next-suggestion");
}

#[test]
fn filling_ends_when_something_else_is_done() {
    let begin = "set-caret 8; label visit; fill agent; ";
    let is_filling = |script: &str| session(LAYLA, &format!("{begin}{script}")).filling().is_some();
    assert!(is_filling("set-caret 2") && is_filling("zoom-in") && is_filling("select \"Haifa\""));
    assert!(!is_filling("undo") && !is_filling("fill-cancel") && !is_filling("set-note \"x\""));
}

#[test]
fn what_cannot_be_filled_is_told() {
    check_refused(LAYLA, "label person", "fill", "`person` has no roles and no attributes");
    check_refused(
        LAYLA,
        "set-caret 8; label visit",
        "fill agnet",
        "`visit` has no role or attribute `agnet`; did you mean `agent`?",
    );
    check_refused(
        LAYLA,
        "set-caret 8; label visit",
        "fill-accept",
        "no frame is being filled; choose an event, a stance or a relation and run `fill`",
    );
    check_refused(
        LAYLA,
        "set-caret 8; label visit; fill agent; fill-filter \"xyz\"",
        "fill-accept",
        "nothing that may fill `agent` holds `xyz`",
    );
}

#[test]
fn the_history_tells_which_role_was_filled_with_whom() {
    let titles = |text: &str, script: &str| {
        let session = session(text, script);
        session.history().iter().map(|entry| entry.title.clone()).collect::<Vec<_>>()
    };
    let begin = format!("{PEOPLE} select \"visited\"; label visit; ");
    let filled = "fill agent; fill-accept; fill destination; fill-accept; fill factuality; fill-accept 2; ";
    let favour = "fill-cancel; select \"on\"; label favour; fill holder; fill-filter writer; fill-accept";
    assert_eq!(
        titles(LAYLA, &format!("{begin}{filled}{favour}"))[4..],
        [
            "set-argument agent \"Layla\"",
            "set-argument destination \"Haifa\"",
            "set-attribute factuality planned",
            "label favour",
            "set-argument holder @writer",
        ]
    );
    // By its number in the text where two say the same, by that of the annotation where the words would be long.
    let two = "select \"Layla\" 1; label person; select \"Layla\" 2; label person; select \"saw\"; label visit; ";
    assert_eq!(
        titles("Layla, Layla saw", &format!("{two}fill agent; fill-accept"))[3],
        "set-argument agent \"Layla\" 2"
    );
    let long = format!("saw the {}", "very ".repeat(20));
    let script =
        format!("select 4..{}; label person; select \"saw\"; label visit; fill agent; fill-accept", long.len() - 1);
    assert_eq!(titles(&long, &script)[2], "set-argument agent 1");
    // What is labelled on the way is told with the role, and what comes without a role is not.
    let fresh = "select \"visited\"; label visit; fill agent; select \"Layla\"; ";
    let expected = "label entities/person; set-argument agent \"Layla\"";
    assert_eq!(titles(LAYLA, &format!("{fresh}label person"))[1], expected);
    assert_eq!(titles(LAYLA, &format!("{fresh}fill-filter pers; fill-accept"))[1], expected);
    assert_eq!(
        titles(LAYLA, "select \"visited\"; label visit; fill; select \"Layla\"; label person")[1],
        "label person"
    );
}

#[test]
fn the_titles_of_what_was_filled_do_it_again() {
    let text = "Layla, Layla visited Haifa";
    let begin = "select \"Layla\" 1; label person; select \"Layla\" 2; label person; select \"Haifa\"; label place; select \"visited\"; label visit; ";
    let mut done = session(
        text,
        &format!("{begin}fill agent; fill-accept; fill destination; fill-accept; fill factuality; fill-accept"),
    );
    let titles: Vec<String> = done.history()[4..].iter().map(|entry| entry.title.clone()).collect();
    let marked = "expect [person Layla], [person#1 Layla] [visit{agent=1, destination=2, factuality:happened} visited] [place#2 Haifa]";
    run(&mut done, marked);
    run(&mut session(text, begin), &format!("{}; {marked}", titles.join("; ")));
}

#[test]
fn what_came_to_fill_a_frame_is_told_as_that_frame() {
    let about = |text: &str, script: &str| match row(&session(text, script), 0) {
        Some(HistoryRow::Entry(line)) => line.about,
        other => panic!("{other:?}"),
    };
    let fresh = "select \"visited\"; label visit; fill agent; select \"Layla\"; label person";
    assert_eq!(about(LAYLA, fresh), About::One("visited".to_owned()));
    let accept = "select \"Haddad\"; label person; set-caret 0; accept-suggestion";
    assert_eq!(about("Haddad said: “we came to learn” here", accept), About::One("we came to learn".to_owned()));
    let gone = "select \"Layla\"; label person; select \"visited\"; label visit; set-argument agent 1; select \"Layla\"; choose 1; delete";
    assert_eq!(about(LAYLA, gone), About::Several(2));
}

/// The samples whose two texts the script annotates.
fn visits() -> Session {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let documents = ["ar-visit", "vi-visit-segmented"].map(|id| {
        let text = std::fs::read_to_string(root.join("documents").join(format!("{id}.txt"))).unwrap();
        Document::new(DocumentId::new(id), text)
    });
    let mut session = Session::in_memory(news::project(), documents.into(), "layla");
    let script = std::fs::read_to_string(root.join("frames/visit.txt")).unwrap();
    script::run(&mut session, &script, "frames/visit.txt").unwrap_or_else(|error| panic!("{error}"));
    session
}

#[test]
fn the_sample_script_annotates_both_visits_with_whole_frames() {
    let mut session = visits();
    for id in ["ar-visit", "vi-visit-segmented"] {
        run(&mut session, &format!("open {id}"));
        let (project, document, set) = (session.project(), session.document().unwrap(), session.set().unwrap());
        let count = |shape| set.in_reading_order().iter().filter(|a| project.shape(&a.label) == Some(shape)).count();
        assert!(count(Shape::Entity) >= 12 && count(Shape::Event) >= 6 && count(Shape::Stance) >= 4, "{id}");
        let frames = set.in_reading_order().iter().filter(|a| project.shape(&a.label) == Some(Shape::Stance));
        assert!(frames.into_iter().all(|stance| check::missing_roles(project, stance).is_empty()), "{id}");
        let told = check::check_set(project, document, set);
        assert_eq!(told, [], "{id}");
    }
}

#[test]
fn an_export_tells_zones_and_what_lies_in_them() {
    let session = session(
        "ab cd ef",
        "select \"ab cd\"; label boilerplate; select \"cd\"; label person; select \"cd ef\"; label place",
    );
    let record =
        record::record(session.project(), session.document().unwrap(), session.set().unwrap(), session.identities());
    let [zone] = &record.zones[..] else { panic!("{:?}", record.zones) };
    assert_eq!((zone.start..zone.end, &zone.annotations[..], &record.text[..]), (0..5, &[2][..], "ab cd ef"));
    assert_eq!(record.entities.len(), 3);
}

#[test]
fn relations_and_stances_of_the_document_differ_by_their_arguments() {
    let stances = "select \"Layla\"; label person; select \"Haifa\"; label place; label-document against; set-argument target 1; \
                   label-document against; set-argument target 2; ";
    run(
        &mut session(LAYLA, stances),
        "label-document against; expect-refused label-document against; set-argument target 1",
    );
}
