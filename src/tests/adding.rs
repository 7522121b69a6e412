//! Adding documents as a person does: on the command line, by a script and in a session that has other work open.

use crate::cli;
use crate::cli::ending::Exit;
use crate::error::Error;
use crate::session::command::Command;
use crate::session::script;
use crate::session::state::Session;

use super::scratch::Scratch;

/// `مرحبا بكم في الميناء الجديد` in windows-1256.
pub const PORT: &[u8] =
    b"\xe3\xd1\xcd\xc8\xc7 \xc8\xdf\xe3 \xdd\xed \xc7\xe1\xe3\xed\xe4\xc7\xc1 \xc7\xe1\xcc\xcf\xed\xcf";

/// Runs `hashiya` with words divided by spaces, `DIR` being the scratch folder.
fn run(scratch: &Scratch, line: &str) -> (Exit, String, String) {
    let folder = scratch.path().to_string_lossy();
    let words: Vec<String> = line.split(' ').map(|word| word.replace("DIR", &folder)).collect();
    let (mut out, mut told) = (Vec::new(), Vec::new());
    let exit = cli::run(&words, &|_| Err(Error::new("no window")), &mut out, &mut told);
    let plain = |bytes: Vec<u8>| {
        let said = String::from_utf8(bytes).expect("it speaks UTF-8").replace(&*folder, "DIR");
        // Windows takes both for dividers of paths, and so do tests.
        if cfg!(windows) { said.replace('\\', "/") } else { said }
    };
    (exit, plain(out), plain(told))
}

fn project() -> Scratch {
    let scratch = Scratch::new("adding");
    scratch.write("p/documents/m.txt", "Layla in Haifa");
    run(&scratch, "new DIR/p");
    scratch
}

#[test]
fn what_is_certain_goes_straight_and_what_is_not_asks_first() {
    let scratch = project();
    scratch.write("in/port.txt", PORT);
    scratch.write("in/few.txt", b"\xe4\xe4 \xe5");
    let (exit, out, told) = run(&scratch, "add DIR/p DIR/in/port.txt");
    assert_eq!(exit, Exit::Done, "{told}");
    assert_eq!(out, "port.txt: windows-1256 (99 %)\nadded 1 document from 1 file\n");
    let (exit, out, told) = run(&scratch, "add DIR/p DIR/in");
    assert_eq!(exit, Exit::Failed);
    assert!(out.starts_with("few.txt: ") && out.contains("its encoding is not certain"), "{out}");
    assert!(out.ends_with("port.txt: windows-1256 (99 %); not added: `port` is there already\n"), "{out}");
    assert!(
        told.starts_with("hashiya: nothing was added: 1 file should be looked at first; `--yes` adds them"),
        "{told}"
    );
    let (exit, out, _) = run(&scratch, "add DIR/p DIR/in/few.txt --encoding iso-8859-6 --language fa");
    assert_eq!((exit, out.as_str()), (Exit::Done, "few.txt: iso-8859-6\nadded 1 document from 1 file\n"));
    let session = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
    let lines: Vec<_> = (0..session.documents_len()).filter_map(|index| session.document_line(index)).collect();
    let lines: Vec<_> = lines.iter().map(|line| (line.summary.id.as_str(), &*line.summary.language)).collect();
    assert_eq!(lines, [("few", "fa"), ("m", "en"), ("port", "ar")]);
}

#[test]
fn a_file_of_json_is_asked_about_before_its_source_becomes_a_text() {
    let scratch = project();
    let list = "[{\"id\": \"n1\", \"text\": \"Layla\"}]";
    for (name, text) in [("list.json", list), ("notes", "[Reuters] Layla"), ("plain.txt", "[{\"id\": 2}]")] {
        scratch.write(&format!("in/{name}"), text);
    }
    let (exit, out, _) = run(&scratch, "add DIR/p DIR/in/list.json");
    let hint = "`jq -c '.[]' FILE` makes lines of it; `hashiya import DIR FILE --format records` reads lists of records with annotations";
    let expected = format!("it is JSON, and its source would be the text; {hint}");
    assert!(exit == Exit::Failed && out.contains(&expected), "{out}");
    for sure in ["notes", "plain.txt", "list.json --yes"] {
        let (exit, out, told) = run(&scratch, &format!("add DIR/p DIR/in/{sure}"));
        assert!(out.ends_with("added 1 document from 1 file\n"), "{exit:?} {out} {told}");
    }
}

#[test]
fn a_line_whose_text_is_a_number_is_told_and_left_out() {
    let scratch = project();
    scratch.write("in/news.jsonl", "{\"id\":\"f\",\"text\":5}\n{\"id\":\"g\",\"text\":\"five\"}\n");
    let (exit, out, _) = run(&scratch, "add DIR/p DIR/in/news.jsonl");
    let expected =
        "1 line cannot be read and is left out, the first: 1:1: document `f`: its `text` is a number, not a text";
    assert!(exit == Exit::Failed && out.contains(expected), "{out}");
}

#[test]
fn a_line_that_is_too_long_is_left_out_and_the_others_are_added_when_somebody_agrees() {
    let scratch = project();
    let long = "x".repeat(65 << 20);
    let line = |id: &str, text: &str| format!("{{\"id\":\"{id}\",\"text\":\"{text}\"}}\n");
    let lines = [line("a", "one"), line("b", &long), line("c", "three"), "no JSON\n".to_owned()].concat();
    scratch.write("in/big.jsonl", &lines);
    let (exit, out, told) = run(&scratch, "add DIR/p DIR/in/big.jsonl");
    let said = "1 line is longer than 64 MB and is left out, for each document is a line of its own; the first: line 2";
    assert_eq!((exit, out.contains(said), out.contains("the first: 4:")), (Exit::Failed, true, true), "{out}{told}");
    let (exit, out, told) = run(&scratch, "add DIR/p DIR/in/big.jsonl --yes");
    let added = "added 2 documents from 1 file; left out: 2 lines\n";
    assert_eq!((exit, out.ends_with(added)), (Exit::Failed, true), "{out}{told}");
    assert_eq!(scratch.read("p/documents/big.jsonl"), line("a", "one") + &line("c", "three"));
    scratch.write("in/only.jsonl", &lines[line("a", "one").len()..][..65 << 20]);
    let (exit, out, _) = run(&scratch, "add DIR/p DIR/in/only.jsonl --yes");
    assert_eq!((exit, out.contains("not added: 1 line is longer than 64 MB")), (Exit::Failed, true), "{out}");
}

#[test]
fn what_cannot_be_added_makes_the_exit_code_one() {
    let scratch = project();
    scratch.write("in/m.txt", "another text");
    let (exit, out, _) = run(&scratch, "add DIR/p DIR/in/m.txt");
    let refused = "not added: `m` is there with another text; nothing is overwritten";
    assert_eq!((exit, out.contains(refused)), (Exit::Failed, true), "{out}");
    assert_eq!(run(&scratch, "add DIR/p").0, Exit::Unusable);
    assert_eq!(run(&scratch, "add DIR/p DIR/none").0, Exit::Failed);
    let (exit, _, told) = run(&scratch, "add DIR/p DIR/in --encoding windows-1265");
    assert_eq!((exit, told.contains("did you mean `windows-1256`?")), (Exit::Unusable, true), "{told}");
}

#[test]
fn a_session_goes_on_with_what_was_open_and_can_undo_it() {
    let scratch = project();
    scratch.write("in/a port.txt", PORT);
    scratch.write("in/z.jsonl", "{\"id\":\"n1\",\"text\":\"one\"}\n{\"id\":\"n2\",\"text\":\"two\"}\n");
    let mut session = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
    let folder = scratch.path().join("in").to_string_lossy().into_owned();
    let run = |session: &mut Session, lines: &str| script::run(session, lines, "s").unwrap();
    run(&mut session, "filter-documents one\nselect \"Layla\"\nlabel person\nselect \"Haifa\"");
    assert_eq!(session.shown_len(), 0);
    run(&mut session, &format!("add-documents \"{folder}\""));
    assert_eq!((session.documents_len(), session.shown_len()), (4, 1));
    assert_eq!((session.document().unwrap().id().as_str(), session.selected_text()), ("m", "Haifa"));
    run(&mut session, "expect [person#1 Layla] in Haifa\nundo\nexpect Layla in Haifa\nredo");
    run(
        &mut session,
        "open \"a port\"\nselect \"الميناء\"\nlabel place\nopen n2\nopen m\nexpect [person#1 Layla] in Haifa",
    );
    session.flush().unwrap();
    assert!(scratch.read("p/annotations/layla/a port.ron").contains("الميناء"));
}

#[test]
fn a_session_adds_nothing_that_is_doubtful() {
    let scratch = project();
    scratch.write("in/few.txt", b"\xe4\xe4 \xe5");
    let mut session = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
    let file = scratch.path().join("in/few.txt").to_string_lossy().into_owned();
    let error = script::run(&mut session, &format!("add-documents \"{file}\""), "s").unwrap_err();
    assert!(error.to_string().contains("its encoding is not certain"), "{error}");
    script::run(&mut session, &format!("add-documents --encoding iso-8859-6 \"{file}\""), "s").unwrap();
    assert_eq!(session.documents_len(), 2);
}

#[test]
fn a_session_adds_what_is_doubtful_and_replaces_what_nobody_annotated_where_it_is_told_to() {
    let scratch = project();
    scratch.write("in/few.txt", b"\xe4\xe4 \xe5");
    scratch.write("in/m.txt", "Minh in Hanoi");
    let mut session = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
    let folder = scratch.path().join("in").to_string_lossy().into_owned();
    let mut run = |lines: &str| script::run(&mut session, lines, "s").map_err(|error| error.to_string());
    run("open m\nexpect Layla in Haifa").unwrap();
    assert!(run(&format!("add-documents --replace \"{folder}\"")).unwrap_err().contains("not certain"));
    run(&format!("add-documents --yes \"{folder}\"")).unwrap();
    run("expect Layla in Haifa\nopen few\nopen m").unwrap();
    run(&format!("add-documents --replace --yes \"{folder}\"")).unwrap();
    run("expect Minh in Hanoi\nselect \"Minh\"\nlabel person").unwrap();
    scratch.write("in/m.txt", "Omar left");
    run(&format!("add-documents --replace --yes \"{folder}\"")).unwrap();
    run("expect [person#1 Minh] in Hanoi").unwrap();
}

/// The only record of where texts came from.
fn record(scratch: &Scratch) -> String {
    let names = scratch.files_below("p/sources");
    assert_eq!(names.len(), 1, "{names:?}");
    scratch.read(&names[0])
}

#[test]
fn an_import_records_its_files_too_and_tells_what_is_there() {
    let scratch = project();
    scratch.write("in/a.txt", "Omar left");
    scratch.write("in/a.ann", "T1\tperson 0 4\tOmar\n");
    scratch.write("in/M.txt", "Another text");
    scratch.write("in/M.ann", "");
    scratch.write("in/same.txt", "Layla in Haifa");
    scratch.write("in/same.ann", "T1\tperson 0 5\tLayla\n");
    let (exit, _, told) = run(&scratch, "import DIR/p DIR/in --format brat --as layla");
    assert_eq!(exit, Exit::Failed, "{told}");
    assert!(told.contains("M: loss: the name of another document differs in case only"), "{told}");
    assert!(told.contains("same: note: its text is that of `m`") && told.contains("; 1 document added"), "{told}");
    assert_eq!(scratch.read("p/documents/a.txt"), "Omar left");
    let record = record(&scratch);
    let hash = blake3::hash(b"T1\tperson 0 4\tOmar\n").to_hex();
    assert!(record.contains(&format!("(file: \"a.ann\", hash: \"blake3:{hash}\")")), "{record}");
    assert!(record.contains("(file: \"a.txt\", document: \"a\", format: \"brat\", encoding: \"utf-8\")"), "{record}");
    let session = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
    assert_eq!(session.document().unwrap().metadata()["original_format"], "brat");
}

#[test]
fn a_window_goes_on_while_documents_are_added_and_keeps_its_place() {
    let scratch = project();
    scratch.write("in/a.txt", "Bilal in Aden");
    scratch.write("in/z.txt", "Layla in Huế");
    let mut session = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
    script::run(&mut session, "select \"Layla\"\nlabel person\nselect \"Haifa\"", "s").unwrap();
    session.wait_for_nothing();
    let add = Command::parse(&format!("add-documents \"{}\"", scratch.path().join("in").display())).unwrap();
    session.perform(&add).unwrap();
    assert_eq!(session.documents_len(), 1);
    assert!(session.refusal(&add).unwrap().contains("being added already"));
    while session.is_taking_in() || session.reading().is_some() {
        std::thread::yield_now();
        session.take_requests();
    }
    let line = |index: usize| session.document_line(index).unwrap();
    assert_eq!([0, 1, 2].map(|index| line(index).summary.id.as_str()), ["a", "m", "z"]);
    assert_eq!([0, 1, 2].map(|index| line(index).count), [0, 1, 0]);
    assert_eq!((session.selected_text(), session.current_index()), ("Haifa", Some(1)));
    script::run(&mut session, "expect [person Layla] in Haifa\nundo\nopen z\nlabel person", "s").unwrap();
    session.flush().unwrap();
    assert!(scratch.read("p/annotations/layla/z.ron").contains("Layla"));
}

/// What `add` says of a file, after its name.
fn said_of(scratch: &Scratch, name: &str, bytes: impl AsRef<[u8]>, options: &str) -> String {
    scratch.write(&format!("in/{name}"), bytes);
    let (_, out, _) = run(scratch, &format!("add DIR/p DIR/in/{name}{options}"));
    let line = out.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
    line.unwrap_or_else(|| panic!("nothing is said of {name}: {out}")).to_owned()
}

#[test]
fn what_cannot_be_added_is_told_with_its_line_a_reason_and_what_to_do() {
    let utf32: Vec<u8> = "\u{feff}Huế".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    let cases: [(&str, &[u8], &str); 15] = [
        ("list.jsonl", b"[{\"id\":1,\"text\":\"x\"}]", "it is one list of JSON, and not a document a line; `jq -c"),
        (
            "pretty.jsonl",
            b"{\n  \"id\": 1,\n  \"text\": \"x\"\n}\n",
            "its records go over several lines; `jq -c . FILE`",
        ),
        (
            "cr.jsonl",
            b"{\"id\":1,\"text\":\"x\"}\r{\"id\":2,\"text\":\"y\"}\r",
            "its lines end in a carriage return alone",
        ),
        ("table.jsonl", b"id,text\n1,x\n", "it is no JSON; each line of a .jsonl is a record"),
        ("blank.jsonl", b"\n\n", "not added: there is no document in it"),
        ("half.jsonl", b"{\"id\":\"s\",\"text\":\"\\ud83d\"}", "the first: 1:18: no document: half a character"),
        (
            "none.jsonl",
            br#"{"id":"s","html":"x","n":[1]}"#,
            "1 line cannot be read and is left out, the first: 1:1: document `s`: there is no `text`; `--map text=FIELD` says in which field the text is, of `id`, `html`",
        ),
        ("zero.jsonl", b"{\"id\":\"s\",\"text\":\"\0\"}", "a control character stands in a text"),
        ("other.jsonl", b"{\"id\":\"m\",\"text\":\"y\"}", "give new texts new ids; the first: line 1, `m`"),
        ("case.jsonl", b"{\"id\":\"M\",\"text\":\"y\"}", "give them other ids; the first: line 1, `M` beside `m`"),
        (
            "empty.jsonl",
            b"{\"id\":\"e\",\"text\":\" \"}",
            "1 document has no text and is left out, the first: line 1, `e`",
        ),
        ("empty.txt", b" \n", "not added: there is no text in it"),
        (
            "sideways.jsonl",
            b"{\"id\":\"d\",\"text\":\"y\",\"direction\":\"rt\"}",
            "line 1: document `d`: there is no direction `rt`; did you mean `rtl`",
        ),
        ("page.html", b"<html><body></body></html>", "no article is found in the page; copy its text into a .txt file"),
        ("wide.txt", &utf32, "utf-32le (100 %)"),
    ];
    let scratch = project();
    for (name, bytes, told) in cases {
        let said = said_of(&scratch, name, bytes, "");
        assert!(said.contains(told), "{name}: {said}");
    }
    assert_eq!(scratch.read("p/documents/wide.txt"), "Huế");
}

#[test]
fn check_says_of_a_file_what_adding_it_says() {
    let scratch = project();
    for line in [
        r#"{"id":"s","text":"\ud83d"}"#,
        "{\"id\":\"s\",\"text\":\"\0\"}",
        r#"{"id":"s"}"#,
        r#"{"id":"s","text":"x"} 1"#,
    ] {
        // Beside a line that can be read.
        let lines = format!("{line}\n{{\"id\":\"t\",\"text\":\"x\"}}\n");
        let said = said_of(&scratch, "n.jsonl", &lines, "");
        let (_, told) = said.split_once("the first: ").unwrap();
        scratch.write("p/documents/n.jsonl", &lines);
        let (_, checked, _) = run(&scratch, "check DIR/p");
        let (place, message) = told.split_once(": ").unwrap();
        assert!(checked.contains(&format!("documents/n.jsonl:{place}: loss: {message}\n")), "{checked}\n{told}");
        std::fs::remove_file(scratch.path().join("p/documents/n.jsonl")).unwrap();
    }
}

#[test]
fn check_tells_what_lies_among_the_texts_and_is_not_read() {
    let scratch = project();
    let wide: Vec<u8> = "\u{feff}{\"id\":1}\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    scratch.write("p/documents/wide.jsonl", wide);
    scratch.write("p/documents/sub/deep/a.txt", "x");
    scratch.write("p/documents/none.txt", " ");
    let (exit, out, _) = run(&scratch, "check DIR/p");
    let told = |line: &str| assert!(out.lines().any(|told| told == line), "{line}\n{out}");
    told(
        "documents/wide.jsonl: loss: it is not UTF-8; it seems to be utf-16le (100 %); \
         `hashiya add DIR/p DIR/p/documents/wide.jsonl` makes UTF-8 of it",
    );
    told(
        "documents/sub: note: texts lie in this folder, where none is read; \
         `hashiya add DIR/p DIR/p/documents/sub` makes documents of them",
    );
    told("documents/none.txt: note: there is no text in it, and so nothing to annotate");
    assert_eq!(exit, Exit::Failed);
}

#[test]
fn a_corpus_that_grew_is_added_again_and_only_what_is_new_comes() {
    let scratch = project();
    let line = |id: &str, text: &str| format!("{{\"id\":\"{id}\",\"text\":\"{text}\"}}\n");
    let first = line("a", "one") + &line("b", "two");
    assert_eq!(said_of(&scratch, "n.jsonl", &first, ""), "utf-8 (100 %), 2 documents");
    let grown = first.clone() + &line("c", "three");
    scratch.write("in/n.jsonl", &grown);
    let (exit, out, told) = run(&scratch, "add DIR/p DIR/in/n.jsonl");
    let said = "n.jsonl: utf-8 (100 %), 1 document, 2 more there already\n\
                added 1 document from 1 file; there already: 2 documents\n";
    assert_eq!((exit, out.as_str(), told.as_str()), (Exit::Done, said, ""));
    assert_eq!(scratch.read("p/documents/n-2.jsonl"), line("c", "three"));
    let (exit, out, told) = run(&scratch, "add DIR/p DIR/in/n.jsonl");
    let said = "n.jsonl: utf-8 (100 %); not added: `a`, `b`, `c` are there already\n\
                nothing was added; there already: 3 documents\n";
    assert_eq!((exit, out.as_str(), told.as_str()), (Exit::Done, said, ""));
    // Between files, and with a text that was changed: nothing is dropped unless somebody agrees.
    scratch.write("in/o.jsonl", line("b", "changed") + &line("d", "four"));
    scratch.write("in/p.jsonl", line("d", "four") + &line("e", "five"));
    let (exit, out, _) = run(&scratch, "add DIR/p DIR/in/o.jsonl DIR/in/p.jsonl");
    let changed = "o.jsonl: utf-8 (100 %), 1 document; 1 document is there with another text and is left out, for nothing \
                   is overwritten; give new texts new ids; the first: line 1, `b`, which is in documents/n.jsonl:2\n\
                   p.jsonl: utf-8 (100 %), 1 document, 1 more there already\n";
    assert_eq!((exit, out.as_str()), (Exit::Failed, changed));
    let (exit, out, _) = run(&scratch, "add DIR/p DIR/in/o.jsonl DIR/in/p.jsonl --yes");
    let last = "added 2 documents from 2 files; there already: 1 document; left out: 1 line";
    assert_eq!((exit, out.lines().last()), (Exit::Failed, Some(last)));
    assert_eq!(
        scratch.read("p/documents/o.jsonl") + &scratch.read("p/documents/p.jsonl"),
        line("d", "four") + &line("e", "five")
    );
    assert!(run(&scratch, "check DIR/p").1.ends_with("nothing is wrong\n"));
}

#[test]
fn records_of_others_are_added_by_the_fields_that_hold_text_and_id() {
    let scratch = project();
    let usual = "{\"doc_id\":\"a\",\"content\":\"one\",\"outlet\":\"Wire\"}\n";
    let guessed = "utf-8 (100 %), 1 document; `content` is read as the text and `doc_id` is read as the id; \
                   `--map text=FIELD,id=FIELD` says otherwise";
    assert_eq!(said_of(&scratch, "u.jsonl", usual, ""), guessed);
    assert_eq!(said_of(&scratch, "u.jsonl", usual, " --map text=content,id=doc_id"), "utf-8 (100 %), 1 document");
    assert_eq!(scratch.read("p/documents/u.jsonl"), "{\"id\":\"a\",\"text\":\"one\",\"outlet\":\"Wire\"}\n");
    assert!(record(&scratch).contains("map: \"text=content,id=doc_id\""));
    let wrong = said_of(&scratch, "u.jsonl", usual, " --map text=contents");
    assert!(wrong.ends_with("no line has `contents`, which is to be its text; did you mean `content`?"), "{wrong}");
    let (exit, _, told) = run(&scratch, "add DIR/p DIR/in/u.jsonl --map text=content,spans=outlet");
    assert_eq!((exit, told.contains("`hashiya import` reads annotations")), (Exit::Failed, true), "{told}");
}

#[test]
fn texts_without_ids_get_those_that_they_get_again() {
    let scratch = project();
    let lines = "{\"text\":\"one\"}\n{\"text\":\"two\",\"id\":null}\n{\"text\":\"one\"}\n";
    let asked = said_of(&scratch, "n.jsonl", lines, "");
    let name = |text: &str| format!("n-{}", &blake3::hash(text.as_bytes()).to_hex()[..12]);
    let told = format!(
        "utf-8 (100 %), 2 documents, 1 more there already; 2 documents have no id and are called after the text, unless \
         `--map id=FIELD` says where it is; the first: `{}`",
        name("one")
    );
    assert_eq!(asked, told);
    said_of(&scratch, "n.jsonl", lines, " --yes");
    let session = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
    let ids: Vec<_> = (0..3).map(|index| session.document_line(index).unwrap().summary.id.to_string()).collect();
    let mut expected = ["m".to_owned(), name("one"), name("two")];
    expected.sort();
    assert_eq!(ids, expected);
    let grown = said_of(&scratch, "later.jsonl", format!("{lines}{{\"text\":\"three\"}}"), "");
    assert!(grown.starts_with("utf-8 (100 %), 1 document, 3 more there already; 1 document has no id"), "{grown}");
}

#[test]
fn a_text_that_was_read_wrongly_can_be_replaced_unless_somebody_has_worked_on_it() {
    let scratch = project();
    scratch.write("in/port.txt", PORT);
    run(&scratch, "add DIR/p DIR/in/port.txt --encoding windows-1252");
    let said = said_of(&scratch, "port.txt", PORT, "");
    assert!(said.contains("`hashiya add --replace` takes this one instead, if nobody has annotated it"), "{said}");
    let said = said_of(&scratch, "port.txt", PORT, " --replace");
    assert_eq!(said, "windows-1256 (99 %), in the place of a text that is kept beside it");
    assert_eq!(scratch.read("p/documents/port.txt"), "مرحبا بكم في الميناء الجديد");
    assert!(scratch.read("p/documents/port.txt.original-1").starts_with("ãÑÍÈÇ"));
    let mut session = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
    script::run(&mut session, "open port\nselect \"الميناء\"\nlabel place", "s").unwrap();
    session.flush().unwrap();
    let said = said_of(&scratch, "port.txt", PORT, " --replace --encoding windows-1252");
    assert!(
        said.contains("nothing is overwritten, for `layla` has worked on it; put the text there by hand"),
        "{said}"
    );
    assert_eq!(scratch.read("p/documents/port.txt"), "مرحبا بكم في الميناء الجديد");
}

#[test]
fn what_was_broken_off_is_gone_once_the_project_is_opened() {
    let scratch = project();
    scratch.write("p/documents/.adding-4711-1/b.txt", "half of");
    let session = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
    assert_eq!((session.documents_len(), session.problems().len()), (1, 0));
    assert!(!scratch.path().join("p/documents/.adding-4711-1").exists());
}
