//! Scripts, as people write them: what commands do to a text, written as marked text, and what is refused and why.

use crate::model::document::Document;
use crate::model::id::DocumentId;
use crate::session::command::Command;
use crate::session::script;
use crate::session::state::{Message, Request, Saved, Session};

use super::news;
use super::scratch::Scratch;

/// Runs a script, lines divided by `;`, on a text of one line. The last commands are its own expectations.
fn check(text: &str, script: &str) {
    let mut session = news::session(text);
    let lines: Vec<&str> = script.split(';').collect();
    script::run(&mut session, &lines.join("\n"), "script").unwrap();
}

/// What the last command of a script is refused with.
fn check_refused(text: &str, script: &str, expected: &str) {
    let mut session = news::session(text);
    let lines: Vec<&str> = script.split(';').collect();
    let (last, before) = lines.split_last().unwrap();
    script::run(&mut session, &before.join("\n"), "script").unwrap();
    let command = Command::parse(last).unwrap();
    assert_eq!(session.refusal(&command).as_deref(), Some(expected));
    assert!(session.perform(&command).is_err());
}

const LAYLA: &str = "Layla visited Haifa.";

#[test]
fn the_script_of_the_design_runs() {
    check(
        LAYLA,
        "open news-1; select \"Layla\"; label person; select \"Haifa\"; label place; select \"visited\"; label visit; \
         set-argument agent 1; expect [person#1 Layla] [visit{agent=1} visited] [place#2 Haifa].; undo; \
         expect [person Layla] [visit visited] [place Haifa].",
    );
}

#[test]
fn a_word_at_the_caret_is_labelled_without_a_selection() {
    check(LAYLA, "set-caret 2; label person; expect [person Layla] visited Haifa.");
    check("ở Hà_Nội hôm_nay", "set-caret 4; label place; expect ở [place Hà_Nội] hôm_nay");
}

#[test]
fn spans_stand_inside_words_and_in_each_other() {
    check("وبلينكن في باريس", "select \"بلينكن\"; label person; expect و[person بلينكن] في باريس");
    check("đầu_tiên ông", "select \"tiên\"; label ordinal; expect đầu_[ordinal tiên] ông");
    check(
        "Haifa University opened",
        "select \"Haifa University\"; label organization; select \"Haifa\"; label place; \
         expect [organization [place Haifa] University] opened",
    );
    check("a b c", "select 0..3; label person; select 2..5; label place; expect [person#1 a [place#2 b]#1 c]");
}

#[test]
fn a_filler_is_named_by_what_it_says() {
    let begin = "select \"Layla\"; label person; select \"Haifa\"; label place; select \"visited\"; label visit; ";
    check(
        "Layla visited Haifa, and Layla left.",
        &format!(
            "{begin} set-argument agent \"Layla\"; set-argument place \"Haifa\"; \
                  expect [person#1 Layla] [visit{{agent=1, place=2}} visited] [place#2 Haifa], and Layla left."
        ),
    );
    let again = "select \"Layla\" 2; label person; select \"visited\"; label visit; ";
    check(
        "Layla visited Haifa, and Layla left.",
        &format!(
            "{again} select \"Layla\"; label person; choose 2; set-argument agent \"Layla\" 2; \
                  expect [person Layla] [visit{{agent=1}} visited] Haifa, and [person#1 Layla] left."
        ),
    );
    let text = "no annotation that says `Haifa` can be the agent; label it first";
    check_refused(LAYLA, "select \"visited\"; label visit; set-argument agent \"Haifa\"", text);
    check_refused(
        "Layla met Layla.",
        "select \"Layla\"; label person; select \"Layla\" 2; label person; select \"met\"; label meet; \
         set-argument participant \"Layla\"",
        "`Layla` is annotated 2 times; say which with a number after it, counted in reading order",
    );
}

#[test]
fn finding_the_same_again_goes_on() {
    let text = "Layla met Layla";
    check(text, "find \"layla\"; label person; find \"layla\"; label person; expect [person Layla] met [person Layla]");
    check(text, "find \"lay\"; find \"layla\"; label person; expect [person Layla] met Layla");
}

#[test]
fn spaces_around_a_selection_are_not_labelled() {
    check(LAYLA, "select 5..14; label visit; expect Layla [visit visited] Haifa.");
    check_refused(LAYLA, "select 5..6; label visit", "only spaces are selected");
}

#[test]
fn a_label_is_changed_and_borders_are_moved() {
    check(LAYLA, "select \"Layla\"; label person; relabel group; expect [group Layla] visited Haifa.");
    check(LAYLA, "select \"Layla\"; label person; grow-end word; expect [person Layla visited] Haifa.");
    check(LAYLA, "select \"Layla\"; label person; shrink-start; shrink-end; expect L[person ayl]a visited Haifa.");
    check(LAYLA, "select \"Layla\"; label person; set-span 14..19; expect Layla visited [person Haifa].");
}

#[test]
fn deleting_takes_the_arguments_along_and_undo_brings_them_back() {
    let labelled =
        "select \"Layla\"; label person; select \"visited\"; label visit; set-argument agent 1; choose 1; delete; ";
    check(LAYLA, &format!("{labelled} expect Layla [visit visited] Haifa."));
    check(LAYLA, &format!("{labelled} undo; expect [person#1 Layla] [visit{{agent=1}} visited] Haifa."));
}

#[test]
fn stances_have_holders_targets_and_answers() {
    check(
        "Layla praised Haifa",
        "select \"Layla\"; label person; select \"Haifa\"; label place; select \"praised\"; label favour; \
         set-argument holder 1; set-argument target 2; set-attribute intensity strong; set-note \"so she says\"; \
         expect [person#1 Layla] [favour{holder=1, target=2, intensity:strong, \"so she says\"} praised] [place#2 Haifa]",
    );
    check(
        LAYLA,
        "label-document against; set-argument holder @writer; expect [@against{holder=@writer}]Layla visited Haifa.",
    );
}

#[test]
fn a_role_for_one_takes_another_filler_instead_and_one_for_many_as_well() {
    let begin = "select \"Layla\"; label person; select \"Haifa\"; label place; select \"visited\"; label visit; ";
    check(
        LAYLA,
        &format!(
            "{begin} set-argument agent 1; set-argument agent 2; set-argument place 2; set-argument place @writer; \
             expect [person#1 Layla] [visit{{agent=1, agent=2, place=@writer}} visited] [place#2 Haifa]."
        ),
    );
    check(LAYLA, &format!("{begin} set-argument agent 1; clear-argument agent; expect-refused clear-argument agent 1"));
}

#[test]
fn annotations_are_chosen_one_after_the_other_and_through_nesting() {
    let begin =
        "select \"Layla visited\"; label person; select \"Layla\"; label group; select \"Haifa\"; label place; ";
    for (choose, expected) in [
        ("select-none; set-caret 2; choose-at", "group"),
        ("select-none; set-caret 2; choose-at; choose-at", "person"),
        ("select-none; set-caret 2; choose-at; choose-at; choose-at", "group"),
        ("select-none; set-caret 0; next-annotation", "person"),
        ("select-none; set-caret 0; next-annotation; next-annotation; next-annotation", "place"),
        ("select-none; move document-end; previous-annotation", "place"),
    ] {
        let mut session = news::session(LAYLA);
        script::run(&mut session, &format!("{begin}{choose}").replace(';', "\n"), "script").unwrap();
        assert_eq!(
            session.chosen().map(|chosen| chosen.label.label.to_string()).as_deref(),
            Some(expected),
            "{choose}"
        );
    }
}

#[test]
fn what_is_chosen_is_let_go_when_the_caret_leaves_it() {
    check(
        LAYLA,
        "select \"Layla\"; label person; move next-grapheme; relabel group; move document-end; expect-refused relabel person",
    );
}

#[test]
fn refusals_say_what_is_wrong_and_what_was_meant() {
    let labelled = "select \"visited\"; label visit; ";
    check_refused(LAYLA, "open news-2", "there is no document `news-2`; did you mean `news-1`?");
    check_refused(LAYLA, "label persn", "there is no label `persn`; did you mean `person`?");
    check_refused(
        LAYLA,
        &format!("{labelled} label visit"),
        "`visited` is labelled visit already".replace("visit a", "`visit` a").as_str(),
    );
    check_refused(
        LAYLA,
        &format!("{labelled} set-argument agnet 1"),
        "`visit` has no role `agnet`; did you mean `agent`?",
    );
    check_refused(LAYLA, &format!("{labelled} set-argument agent 1"), "annotation 1 cannot be its own `agent`");
    check_refused(
        LAYLA,
        &format!("{labelled} set-argument agent 9"),
        "the role `agent` names annotation 9, which does not exist",
    );
    check_refused(LAYLA, "select \"Haifa\" 2", "`Haifa` stands here 1 time, not 2");
    check_refused(LAYLA, "select 6..99", "the document has 20 code points, not 99");
    check_refused(LAYLA, "delete", "no annotation is chosen, and none is at the caret");
    check_refused(LAYLA, "undo", "there is nothing to undo in this document");
    check_refused(LAYLA, "next-document", "this is the last document");
    check_refused(LAYLA, "label-document person", "`entities/person` labels a span, not the document");
    check_refused(
        LAYLA,
        "relabel person",
        "no annotation is chosen; click one, or put the caret into it and press Enter",
    );
}

#[test]
fn another_label_is_refused_where_what_is_said_does_not_fit_it() {
    let agent = "select \"Layla\"; label person; select \"visited\"; label visit; set-argument agent 1; ";
    for (script, refused) in [
        (
            format!("{agent} choose 1; relabel against"),
            "it is the `agent` of visit `visited`, which `stances/against` cannot be; clear it first: choose 2, then \
             clear-argument agent 1",
        ),
        (
            "select \"Layla\"; label person; new-identity @layla; relabel against".to_owned(),
            "`stances/against` is no mention, and is linked to @layla; take the link away first: unlink",
        ),
        (
            "select \"Layla\"; label person; new-identity @layla; relabel visit".to_owned(),
            "it mentions an event, and @layla is an entity; take the link away first: unlink",
        ),
    ] {
        check_refused(LAYLA, &script, refused);
    }
    check(
        LAYLA,
        &format!("{agent} choose 1; relabel group; expect [group#1 Layla] [visit#2{{agent=1}} visited] Haifa."),
    );
}

#[test]
fn roles_and_answers_that_another_label_has_but_takes_otherwise_are_refused() {
    let project = r#"(format: 1, name: "P", languages: ["en"], texts: "documents", layers: [
        (id: "e", shape: "entity", labels: [(id: "person"), (id: "place")]),
        (id: "v", shape: "event", labels: [
            (id: "meet", roles: [(name: "who", count: "many")], attributes: [(name: "tense", values: ["past", "now"])]),
            (id: "go", roles: [(name: "who", fillers: ["e/person"])], attributes: [(name: "tense", values: ["past"])]),
        ]),
    ])"#;
    let (project, problems) = crate::records::project::read(project, "project.ron", "p").unwrap();
    assert_eq!(problems, []);
    let refused = |script: &str, expected: &str| {
        let document = Document::new(DocumentId::new("d"), LAYLA);
        let mut session = Session::in_memory(project.clone(), vec![document], "layla");
        let before = "select \"Layla\"; label person; select \"Haifa\"; label place; select \"visited\"; label meet; ";
        script::run(&mut session, &format!("{before}{script}").replace("; ", "\n"), "s").unwrap();
        assert_eq!(session.refusal(&Command::parse("relabel go").unwrap()).as_deref(), Some(expected));
    };
    refused(
        "set-argument who 2",
        "the role `who` cannot be filled by `e/place` (allowed: `e/person`); clear it first: clear-argument who 2",
    );
    refused(
        "set-argument who 1; set-argument who @writer",
        "`v/go` takes one `who`, and 2 play it; clear the others first: clear-argument who 1",
    );
    refused(
        "set-attribute tense now",
        "the attribute `tense` cannot be `now` (allowed: `past`); clear it first: clear-attribute tense",
    );
}

#[test]
fn what_is_restored_plays_only_parts_that_it_still_may() {
    let agent = "select \"Layla\"; label person; select \"visited\"; label visit; set-argument agent 1; ";
    // The filler got a label that cannot play, or the frame one that has no such role.
    check(
        LAYLA,
        &format!("{agent} delete; choose 1; relabel date; restore 2; expect [date Layla] [visit visited] Haifa."),
    );
    check(
        LAYLA,
        &format!(
            "{agent} choose 1; delete; choose 2; relabel statement; restore 1; expect [person Layla] [statement visited] Haifa."
        ),
    );
}

#[test]
fn going_back_and_restoring_bring_no_links_to_identities_that_are_gone() {
    let linked = "select \"Layla\"; label person; new-identity @layla; ";
    let expected = "expect [person Layla] visited Haifa.";
    check(LAYLA, &format!("{linked} unlink; delete-identity @layla; set-note x; go-back 2; {expected}"));
    check(LAYLA, &format!("{linked} delete; delete-identity @layla; restore 1; {expected}"));
    let kept = "expect [person{@layla} Layla] visited Haifa.";
    check(LAYLA, &format!("{linked} unlink; go-back 2; {kept}; delete; restore 1; {kept}"));
}

#[test]
fn what_is_expected_and_not_there_is_shown() {
    check_refused(
        LAYLA,
        "select \"Layla\"; label person; expect [place Layla] visited",
        "expected `[place Layla] visited`, found `[person Layla] visited`",
    );
}

#[test]
fn command_lines_that_make_no_sense_say_how_they_are_written() {
    let refusal = |line: &str| Command::parse(line).unwrap_err().to_string();
    assert_eq!(refusal("lable person"), "there is no command `lable`; did you mean `label`?");
    assert_eq!(refusal("label"), "cannot label: a label is missing; usage: label LABEL");
    assert_eq!(
        refusal("move up"),
        "cannot move: `up` is not a step; allowed: `next-grapheme`, `previous-grapheme`, `next-word`, `previous-word`, \
         `next-sentence`, `previous-sentence`, `next-paragraph`, `previous-paragraph`, `paragraph-start`, `paragraph-end`, \
         `document-start`, `document-end`; usage: move STEP"
    );
}

#[test]
fn a_script_stops_at_the_first_line_that_is_refused_and_names_it() {
    let mut session = news::session(LAYLA);
    let error =
        script::run(&mut session, "# first\nselect \"Layla\"\n\nlabel persn\nlabel person", "a.script").unwrap_err();
    assert_eq!(error.to_string(), "a.script:4: `label persn`: there is no label `persn`; did you mean `person`?");
    assert!(session.set().unwrap().is_empty());
}

#[test]
fn the_first_annotation_starts_a_document_and_undo_takes_that_back() {
    check(
        LAYLA,
        "label person; expect-refused set-progress started; set-progress finished; undo; undo; expect-refused set-progress new",
    );
}

#[test]
fn finding_selects_and_tells_which_it_is() {
    let mut session = news::session("a b a");
    session.perform(&Command::parse("find a").unwrap()).unwrap();
    session.perform(&Command::FindNext).unwrap();
    assert_eq!(session.selection().range(), 4..5);
    assert_eq!(session.message(), Some(&Message::Done("2 of 2".to_owned())));
}

#[test]
fn the_window_is_asked_for_what_only_it_can_do() {
    let mut session = news::session(LAYLA);
    script::run(&mut session, "select \"Layla\"\ncopy\nquit", "script").unwrap();
    assert_eq!(session.take_requests(), [Request::Copy("Layla".to_owned()), Request::Quit]);
}

#[test]
fn every_action_is_on_disk_and_read_again() {
    let scratch = Scratch::new("session");
    scratch.write("documents/news-1.txt", LAYLA);
    let open = || Session::open(scratch.path(), Some("layla")).unwrap();
    Session::create(scratch.path(), None).unwrap();
    let mut session = open();
    script::run(&mut session, "label person\nselect \"visited\"\nlabel visit\nset-argument agent 1", "script").unwrap();
    session.flush().unwrap();
    let written = scratch.read("annotations/layla/news-1.ron");
    let records: Vec<&str> = written.lines().filter(|line| line.contains("(id:")).collect();
    assert_eq!(
        records,
        [
            "        (id: 1, label: \"entities/person\", spans: [(start: 0, end: 5, quote: \"Layla\")]),",
            "        (id: 2, label: \"events/visit\", spans: [(start: 6, end: 13, quote: \"visited\")], arguments: [(role: \"agent\", filler: \"1\")]),",
        ]
    );
    drop(session);
    let mut again = open();
    script::run(&mut again, "expect [person#1 Layla] [visit{agent=1} visited] Haifa.", "script").unwrap();
}

#[test]
fn annotations_of_others_are_seen_and_not_changed() {
    let scratch = Scratch::new("others");
    scratch.write("news-1.txt", LAYLA);
    let open = |name| Session::open(scratch.path(), Some(name)).unwrap();
    Session::create(scratch.path(), None).unwrap();
    script::run(&mut open("layla"), "label person", "script").unwrap();
    let minh = open("minh");
    assert_eq!((minh.set().unwrap().len(), minh.other_sets().len()), (0, 1));
    assert_eq!(minh.other_sets()[0].annotator().as_str(), "layla");
}

#[test]
fn what_cannot_be_written_is_said_and_written_with_the_next_change() {
    let scratch = Scratch::new("failing");
    scratch.write("a.txt", LAYLA);
    Session::create(scratch.path(), None).unwrap();
    let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
    // A file where the folder of the annotations belongs.
    scratch.write("annotations", "");
    script::run(&mut session, "label person", "s").unwrap();
    assert!(session.flush().is_err());
    let Saved::Failed(error) = session.saved() else { panic!("it says it is saved") };
    assert!(error.message.starts_with("cannot "), "{error}");
    std::fs::remove_file(scratch.path().join("annotations")).unwrap();
    script::run(&mut session, "set-note x", "s").unwrap();
    session.flush().unwrap();
    assert_eq!(session.saved(), Saved::Saved);
    assert!(scratch.read("annotations/layla/a.ron").contains("note: \"x\""));
}

#[test]
fn closing_waits_until_everything_is_on_disk() {
    let scratch = Scratch::new("closing");
    scratch.write("a.txt", "a ".repeat(300));
    Session::create(scratch.path(), None).unwrap();
    let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
    let lines: String = (0..300).map(|nth| format!("select {}..{}\nlabel person\n", 2 * nth, 2 * nth + 1)).collect();
    script::run(&mut session, &lines, "s").unwrap();
    drop(session);
    assert_eq!(scratch.read("annotations/layla/a.ron").matches("(id: ").count(), 300);
}
