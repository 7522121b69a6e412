//! Projects of many documents: what is listed, what is read when, and that nothing of anybody's work depends on it.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use crate::session::script;
use crate::session::state::Session;
use crate::tests::scratch::Scratch;

fn open(scratch: &Scratch) -> Session {
    Session::open(scratch.path(), Some("layla")).unwrap()
}

fn run(session: &mut Session, lines: &str) {
    script::run(session, lines, "s").unwrap();
}

/// Twenty documents, `d00` to `d19`, that say who visited.
fn twenty(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    for number in 0..20 {
        scratch.write(&format!("documents/d{number:02}.txt"), format!("Layla visited place {number}."));
    }
    Session::create(scratch.path(), None).unwrap();
    scratch
}

/// The counts of all documents, as the list shows them.
fn counts(session: &Session) -> Vec<usize> {
    (0..session.documents_len()).filter_map(|index| session.document_line(index)).map(|line| line.count).collect()
}

/// All files of the annotations with what they hold.
fn annotations(scratch: &Scratch) -> Vec<(String, Vec<u8>)> {
    let folder = scratch.path().join("annotations/layla");
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap()))
        .collect();
    found.sort();
    found
}

#[test]
fn adding_documents_touches_no_annotations() {
    let scratch = Scratch::new("adding");
    scratch.write("documents/n.jsonl", "{\"id\":\"m\",\"text\":\"Layla\"}\n{\"id\":\"x\",\"text\":\"Minh\"}\n");
    Session::create(scratch.path(), None).unwrap();
    let mut session = open(&scratch);
    run(&mut session, "label person\nopen x\nlabel person\nset-progress finished");
    session.flush().unwrap();
    drop(session);
    let before = annotations(&scratch);
    // Before, between and after those that are there, and in another file.
    scratch.write(
        "documents/n.jsonl",
        "{\"id\":\"a\",\"text\":\"new\"}\n{\"id\":\"m\",\"text\":\"Layla\"}\n{\"id\":\"n\",\"text\":\"new\"}\n{\"id\":\"x\",\"text\":\"Minh\"}\n{\"id\":\"z\",\"text\":\"new\"}\n",
    );
    scratch.write("documents/b.txt", "new");
    let mut session = open(&scratch);
    assert_eq!((session.problems(), counts(&session)), (&[][..], vec![0, 0, 1, 0, 1, 0]));
    run(&mut session, "open m\nexpect [person Layla]\nopen x\nexpect [person Minh]\nopen z\nopen a");
    session.flush().unwrap();
    assert_eq!(annotations(&scratch), before);
}

#[test]
fn a_list_knows_how_far_one_got_in_documents_that_were_not_opened() {
    let scratch = twenty("listed");
    let mut session = open(&scratch);
    run(&mut session, "open d03\nlabel person\nopen d17\nlabel person\nmove next-word\nmove next-word\nlabel visit");
    session.flush().unwrap();
    let mut counted = vec![0; 20];
    (counted[3], counted[17]) = (1, 2);
    drop(session);
    assert_eq!(counts(&open(&scratch)), counted);
}

#[test]
fn what_was_changed_can_be_undone_after_all_others_were_opened() {
    let scratch = twenty("put-away");
    let mut session = open(&scratch);
    run(&mut session, "open d01\nlabel person");
    session.flush().unwrap();
    for _ in 0..2 {
        (0..20).for_each(|number| run(&mut session, &format!("open d{number:02}")));
    }
    run(&mut session, "open d01\nexpect [person Layla]\nundo\nexpect Layla visited\nredo\nexpect [person Layla]");
}

#[test]
fn renaming_reaches_sets_of_documents_that_are_not_open() {
    let scratch = twenty("renamed");
    let mut session = open(&scratch);
    run(&mut session, "open d03\nlabel person\nopen d18\nlabel person");
    drop(session);
    let mut session = open(&scratch);
    assert_eq!(session.schema_uses(&"entities/person".parse().unwrap()), 2);
    run(&mut session, "schema-rename entities/person human\nopen d18\nexpect [human Layla]");
    session.flush().unwrap();
    assert!(scratch.read("annotations/layla/d03.ron").contains("entities/human"));
    assert_eq!(session.schema_uses(&"entities/human".parse().unwrap()), 2);
}

#[test]
fn a_text_that_changed_meanwhile_is_not_opened_as_another() {
    let scratch = twenty("changed");
    let mut session = open(&scratch);
    scratch.write("documents/d05.txt", "Something else.");
    let error = script::run(&mut session, "open d05", "s").unwrap_err();
    assert!(error.to_string().contains("documents/d05.txt was changed by somebody else"), "{error}");
    assert_eq!(session.document().unwrap().id().as_str(), "d00");
    drop(session);
    run(&mut open(&scratch), "open d05\nselect \"else\"");
}

/// Lets a file be as old as one that nobody is writing.
fn settle(scratch: &Scratch, name: &str, age: u64) {
    let file = File::options().write(true).open(scratch.path().join(name)).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
}

#[test]
fn a_large_corpus_has_an_index_that_holds_until_the_file_changes() {
    let scratch = Scratch::new("indexed");
    let text = "Layla visited Haifa. ".repeat(500);
    let mut lines: String = (0..450)
        .map(|number| format!("{{\"id\":\"n{number:03}\",\"title\":\"خبر {number}\",\"text\":\"{text}\"}}\n"))
        .collect();
    scratch.write("documents/n.jsonl", &lines);
    settle(&scratch, "documents/n.jsonl", 60);
    Session::create(scratch.path(), None).unwrap();
    let index = scratch.read(".hashiya/index");
    assert_eq!((index.lines().count(), index.contains("خبر 449")), (2 + 450, true));
    // That the index is read and not the texts is seen when it says something else.
    scratch.write(".hashiya/index", index.replace("خبر 7\"", "seen\""));
    let title = |session: &Session| session.document_line(7).unwrap().summary.title.to_string();
    assert_eq!(title(&open(&scratch)), "seen");
    lines.push_str("{\"id\":\"new\",\"text\":\"x\"}\n");
    scratch.write("documents/n.jsonl", &lines);
    settle(&scratch, "documents/n.jsonl", 30);
    let session = open(&scratch);
    assert_eq!((session.documents_len(), title(&session)), (451, "خبر 7".to_owned()));
    drop(session);
    assert!(scratch.read(".hashiya/index").contains("\"new\""));
    // What is no index is passed over.
    scratch.write(".hashiya/index", "{\"format\":1}\nnonsense");
    assert_eq!(open(&scratch).documents_len(), 451);
}
