//! Importing as a person does: with labels that become others, by a script, into a session that has work open, and in the name
//! of whoever works in it.

use crate::cli::ending::Exit;
use crate::model::annotator::AnnotatorKind;
use crate::model::id::AnnotatorId;
use crate::session::script;
use crate::session::state::Session;
use crate::store::folder;

use super::command_line::run;
use super::scratch::Scratch;

/// A project with the texts `a` and `b`, of which `in` has `a` with two marks and a new text `c` with one.
pub fn project() -> Scratch {
    let scratch = Scratch::new("importing");
    scratch.write("p/documents/a.txt", "Layla went to Haifa");
    scratch.write("p/documents/b.txt", "Omar sells wheat");
    scratch.write("in/a.txt", "Layla went to Haifa");
    scratch.write("in/a.ann", "T1\tPER 0 5\tLayla\nT2\tMISC 14 19\tHaifa\n");
    scratch.write("in/c.txt", "ذهبت ليلى");
    scratch.write("in/c.ann", "T1\tPER 5 9\tليلى\n");
    run(&scratch, "new DIR/p");
    scratch
}

/// Runs lines in a session, `DIR` being the scratch folder.
fn perform(session: &mut Session, scratch: &Scratch, lines: &str) -> Result<(), String> {
    let lines = lines.replace("DIR", &scratch.path().to_string_lossy());
    script::run(session, &lines, "a.script").map(drop).map_err(|error| error.to_string())
}

fn open(scratch: &Scratch, annotator: &str) -> Session {
    Session::open(&scratch.path().join("p"), Some(annotator)).unwrap()
}

/// What a session says of the open document, as `label: quote`.
fn said(session: &Session) -> Vec<String> {
    let (document, set) = session.document().zip(session.set()).unwrap();
    let quote = |annotation: &crate::model::annotation::Annotation| {
        annotation.anchor.spans().iter().map(|span| document.quote(*span)).collect::<String>()
    };
    set.in_reading_order().iter().map(|one| format!("{}: {}", one.label, quote(one))).collect()
}

#[test]
fn labels_become_those_of_the_project_or_are_left_out_and_counted_as_lost() {
    let scratch = project();
    let before = scratch.read("p/project.ron");
    let (exit, _, told) = run(&scratch, "import DIR/p DIR/in --as minh --labels PER=person,MISC=-");
    let loss = "hashiya: entities/MISC: loss: 1 annotation left out, as was chosen\n";
    let said_after =
        "imported 2 annotations from brat as `minh`; 1 document added; what is told as loss is NOT in it\n";
    assert_eq!((exit, told), (Exit::Failed, format!("{loss}{said_after}")));
    assert_eq!(scratch.read("p/project.ron"), before);
    assert!(scratch.read("p/annotations/minh/c.ron").contains("label: \"entities/person\""));
    assert_eq!(run(&scratch, "check DIR/p").0, Exit::Done);
}

#[test]
fn a_choice_for_a_label_that_is_not_there_brings_nothing_in() {
    let scratch = project();
    let told = |line: &str| run(&scratch, line).2;
    assert_eq!(
        told("import DIR/p DIR/in --labels PRE=person"),
        "hashiya: the files have no label `PRE`; did you mean `PER`?\n"
    );
    assert_eq!(
        told("import DIR/p DIR/in --labels PER=persn"),
        "hashiya: there is no label `persn`; did you mean `person`?\n"
    );
    assert!(told("import DIR/p DIR/in --labels MISC=- --strict").starts_with("hashiya: nothing was brought in"));
    assert!(!scratch.path().join("p/annotations").exists() && !scratch.path().join("p/documents/c.txt").exists());
}

#[test]
fn what_comes_in_ones_own_name_joins_what_one_did_and_work_goes_on() {
    let scratch = project();
    let mut session = open(&scratch, "layla");
    perform(&mut session, &scratch, "open a\nselect \"went\"\nlabel organization\n").unwrap();
    perform(&mut session, &scratch, "import DIR/in --as layla --labels PER=person\n").unwrap();
    assert_eq!(said(&session), ["entities/person: Layla", "entities/organization: went", "entities/MISC: Haifa"]);
    assert_eq!(session.documents_len(), 3);
    // One import is one action of the set's history, and one of the schema's.
    perform(&mut session, &scratch, "undo\n").unwrap();
    assert_eq!(said(&session), ["entities/organization: went"]);
    perform(&mut session, &scratch, "redo\nopen c\nselect \"ذهبت\"\nlabel place\n").unwrap();
    assert_eq!(said(&session), ["entities/place: ذهبت", "entities/person: ليلى"]);
    assert!(session.project().label(&crate::model::id::LabelId::new("entities", "MISC")).is_some());
    perform(&mut session, &scratch, "schema-undo\n").unwrap();
    assert!(session.project().label(&crate::model::id::LabelId::new("entities", "MISC")).is_none());
    session.flush().unwrap();
    drop(session);
    let mut session = open(&scratch, "layla");
    perform(&mut session, &scratch, "open c\n").unwrap();
    assert_eq!(said(&session), ["entities/place: ذهبت", "entities/person: ليلى"]);
}

#[test]
fn another_persons_work_is_seen_at_once_and_nobody_who_is_at_work_is_written_over() {
    let scratch = project();
    let mut session = open(&scratch, "layla");
    perform(&mut session, &scratch, "open a\nselect \"went\"\nlabel organization\nimport DIR/in --as minh\n").unwrap();
    assert_eq!(session.other_sets().iter().map(|set| set.len()).collect::<Vec<_>>(), [2]);
    assert_eq!(said(&session), ["entities/organization: went"]);
    let other = open(&scratch, "omar");
    let refused = perform(&mut session, &scratch, "import DIR/in --as omar\n").unwrap_err();
    assert!(refused.contains("`omar` is at work in this project already"), "{refused}");
    drop(other);
    perform(&mut session, &scratch, "import DIR/in --as omar\n").unwrap();
    perform(&mut session, &scratch, "select \"Haifa\"\nlabel place\n").unwrap();
}

#[test]
fn a_models_predictions_come_as_a_programs_set() {
    let scratch = project();
    let result = r#"[{"id":"1","type":"labels","from_name":"label","to_name":"text","value":{"start":0,"end":5,"text":"Layla","labels":["PER"]}}]"#;
    let task = format!(
        r#"[{{"id":1,"data":{{"text":"Layla went to Haifa"}},"annotations":[{{"completed_by":{{"email":"minh@example.org"}},"result":{result}}}],"predictions":[{{"model_version":"tagger","result":{result}}}]}}]"#
    );
    scratch.write("tasks.json", task);
    assert_eq!(run(&scratch, "import DIR/p DIR/tasks.json").0, Exit::Done);
    let opened = folder::open(&scratch.path().join("p")).unwrap();
    let kind = |name: &str| opened.folder.annotator_kind(&AnnotatorId::new(name));
    assert_eq!([kind("tagger"), kind("minh@example.org")], [AnnotatorKind::Program, AnnotatorKind::Person]);
}
