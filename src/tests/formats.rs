//! Files: what is written is read back, what is wrong is told with its place, and nothing is lost.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::formats::bundle::Bundle;
use crate::formats::catalogue::Format;
use crate::formats::documents;
use crate::formats::export::{Exported, export};
use crate::formats::options::Options;
use crate::formats::record::DocumentRecord;
use crate::model::document::Document;
use crate::model::id::{AnnotatorId, DocumentId, IdentityId, LabelId};
use crate::model::identity::{Identities, Identity, IdentityKind};
use crate::model::marked;
use crate::model::set::{AnnotationSet, Progress};
use crate::records::set::{self, Reading};
use crate::records::templates::NEWS;
use crate::records::{annotator, identities, project};
use crate::session::script;
use crate::session::state::Session;

use super::json_schema::check_export;
use super::news;
use super::random::Random;
use super::scratch::Scratch;

/// A document and a set from marked text.
fn marked_set(text: &str) -> (Arc<Document>, AnnotationSet) {
    let marked = marked::parse(text, &news::project()).unwrap();
    let document = Document::new(DocumentId::new("news-1"), marked.text);
    let set = AnnotationSet::new(AnnotatorId::new("layla"), document.id().clone());
    let (set, doubles) = set.with_records(Progress::Started, marked.annotations, Vec::new(), 1);
    assert_eq!(doubles, []);
    (Arc::new(document), set)
}

/// What sets say in one of our formats.
fn exported(
    format: Format,
    sets: &[(Arc<Document>, AnnotationSet)],
    identities: BTreeMap<AnnotatorId, Identities>,
) -> (Exported, String) {
    let mut documents: Vec<Arc<Document>> = Vec::new();
    let mut own = Vec::new();
    for (nth, (document, set)) in sets.iter().enumerate() {
        let id = if nth == 0 { document.id().clone() } else { DocumentId::new(&format!("news-{}", nth + 1)) };
        let annotations = set.in_reading_order().iter().map(|annotation| annotation.as_ref().clone()).collect();
        let empty = AnnotationSet::new(set.annotator().clone(), id.clone());
        own.push(empty.with_records(set.progress(), annotations, Vec::new(), 1).0);
        documents.push(Arc::new(Document::new(id, Arc::clone(document.text()))));
    }
    let bundle = Bundle { project: news::project(), documents, sets: own, identities, ..Bundle::empty("x") };
    let exported = export(format, &bundle, &Options::default()).unwrap();
    let text = String::from_utf8(exported.files[0].bytes.clone()).unwrap();
    (exported, text)
}

const EVERYTHING: &str = "[@against#9{holder=@كاتب}][@neutral{\"a \\\"note\\\"\n\"}]قال [person#1{@blinken, ~0.25} أنتوني [#1 \
    بلين]كن] و[organization#3 Tổ_chức [place#4 Hà]#3 Nội] [visit#5{agent=1, destination=4, factuality:denied} زار] \
    [person#6 Vie\u{323}\u{302}t] 😀 [person#7 مُحَمَّد] and [#7 Ali] \\[1\\]";

/// Who is linked in it: one is merged into another, and `y` is not known.
fn known() -> BTreeMap<AnnotatorId, Identities> {
    let mut blinken = Identity::new(IdentityId::new("blinken"), IdentityKind::Entity);
    (blinken.label, blinken.note) = (Some(LabelId::new("entities", "person")), "a \"note\"".to_owned());
    (blinken.external_id, blinken.same_as) = ("wikidata:Q60".to_owned(), Some(IdentityId::new("antony")));
    blinken.add_name("ar", "بلينكن");
    let mut antony = Identity::new(IdentityId::new("antony"), IdentityKind::Entity);
    antony.add_name("vi", "Antony Blinken");
    let writer = Identity::new(IdentityId::new("كاتب"), IdentityKind::Entity);
    let unmentioned = Identity::new(IdentityId::new("z"), IdentityKind::Event);
    let layla = AnnotatorId::new("layla");
    let all = [blinken, antony, writer, unmentioned];
    BTreeMap::from([(layla.clone(), Identities::new(layla).with_records(all, Vec::new()))])
}

#[test]
fn marked_text_is_printed_as_it_was_read() {
    let project = news::project();
    for written in [
        "plain",
        "[person a]",
        "[person#1 a] and [#1 b]",
        "[person [place a] b]",
        "[person#1 a [place#2 b]#1 c]",
        "[visit{agent=1, agent=@x, factuality:denied, @y, ~0.5, \"n, \\\"q\\\"\"} went] [person#1 Ali]",
        "[@favour]x \\[y\\] \\\\ [person z]\\#1",
    ] {
        let marked = marked::parse(written, &project).unwrap();
        let document = Document::new(DocumentId::new("d"), marked.text.as_str());
        let printed = marked::print(&document, 0..marked.text.len(), &marked.annotations, &project);
        let read_again = marked::parse(&printed, &project).unwrap();
        let printed_again = marked::print(&document, 0..marked.text.len(), &read_again.annotations, &project);
        assert_eq!((read_again.text, &printed), (marked.text, &printed_again), "{written}");
    }
    let printed = |written: &str| {
        let marked = marked::parse(written, &project).unwrap();
        let document = Document::new(DocumentId::new("d"), marked.text.as_str());
        marked::print(&document, 0..marked.text.len(), &marked.annotations, &project)
    };
    let visit = "[visit{agent=2} went] [person#2 Ali]";
    assert_eq!(printed("[visit#7{agent=3} went] [person#3 Ali]"), visit);
    assert_eq!(printed(visit), visit);
}

#[test]
fn marked_text_that_makes_no_sense_is_refused() {
    let refusal = |written: &str| marked::parse(written, &news::project()).unwrap_err().to_string();
    assert_eq!(refusal("[person a"), "`[entities/person` is not closed");
    assert_eq!(refusal("a]"), "a `]` closes nothing; write `\\]` for a bracket of the text");
    assert_eq!(refusal("[person ]"), "`entities/person` marks nothing: there is nothing between 0 and 0");
    assert_eq!(refusal("[visit{agent} a]"), "`agent` is neither `role=1` nor `attribute:value`");
}

#[test]
fn a_set_is_written_and_read_back_whole() {
    let (document, set) = marked_set(EVERYTHING);
    let written = set::write(&set, &document);
    let Reading::Set(read, problems) = set::read(&written, "f", set.annotator(), &document) else { panic!("damaged") };
    assert_eq!(problems, []);
    assert_eq!(set::write(&read, &document), written);
    assert!(written.contains("مُحَمَّد") && written.contains("Vie\u{323}\u{302}t"), "{written}");
}

#[test]
fn every_export_is_read_back_and_its_quotes_are_slices_of_code_points() {
    let (document, set) = marked_set(EVERYTHING);
    let sets = [(document, set)];
    for format in Format::OURS {
        let (exported, text) = exported(format, &sets, known());
        assert_eq!((exported.records, exported.annotations, exported.problems), (1, sets[0].1.len(), vec![]));
        let records: Vec<DocumentRecord> = match format {
            Format::Ron => crate::records::ron_text::read_file(&text).unwrap(),
            Format::Json => serde_json::from_str(&text).unwrap(),
            _ => vec![serde_json::from_str(text.trim()).unwrap()],
        };
        let chars: Vec<char> = records[0].text.chars().collect();
        let slice = |start: usize, end: usize| chars[start..end].iter().collect::<String>();
        for entity in &records[0].entities {
            assert_eq!(slice(entity.start, entity.end), entity.quote);
            assert!(entity.parts.iter().all(|part| slice(part.start, part.end) == part.quote));
        }
        assert_eq!(records[0].events[0].trigger.quote, "زار");
        assert_eq!(records[0].events[0].arguments[0].quote, records[0].entities[0].quote);
        let (neutral, against) = (&records[0].stances[0], &records[0].stances[1]);
        assert_eq!(against.holder.as_ref().and_then(|holder| holder.identity.as_deref()), Some("كاتب"));
        assert_eq!((neutral.polarity.as_str(), neutral.evidence.is_none()), ("neutral", true));
        let ids: Vec<(&str, Option<&str>, usize)> = records[0]
            .identities
            .iter()
            .map(|one| (one.id.as_str(), one.same_as.as_deref(), one.names.len()))
            .collect();
        assert_eq!(ids, [("antony", None, 2), ("blinken", Some("antony"), 1), ("كاتب", None, 0)]);
        let read: Vec<Identity> = records[0].identities.iter().filter_map(|one| one.clone().read()).collect();
        assert_eq!(Some(&read[1]), known()[&AnnotatorId::new("layla")].get(&read[1].id).map(AsRef::as_ref));
    }
}

#[test]
fn exports_are_as_their_json_schema_says() {
    let sets = [marked_set(EVERYTHING), marked_set("plain"), marked_set("[boilerplate ab [person cd]]")];
    let text = |format| exported(format, &sets, known()).1;
    let whole: serde_json::Value = serde_json::from_str(&text(Format::Json)).unwrap();
    assert_eq!(check_export(&whole), Vec::<String>::new());
    for line in text(Format::Jsonl).lines() {
        assert_eq!(check_export(&serde_json::from_str(line).unwrap()), Vec::<String>::new());
    }
    // Every field of every kind of record is in the export, so that the schema is held against all of them.
    for kind in ["entities", "events", "stances", "identities"] {
        assert!(whole[0][kind].as_array().is_some_and(|records| !records.is_empty()), "{kind}");
    }
    assert!(whole[2]["zones"][0]["annotations"].is_array());
}

#[test]
fn json_has_its_fields_in_one_order_and_arabic_unescaped() {
    let (document, set) = marked_set("[person ليلى] هنا");
    let line = exported(Format::Jsonl, &[(document, set)], BTreeMap::new()).1;
    let entity = "\"entities\":[{\"id\":1,\"layer\":\"entities\",\"label\":\"person\",\"start\":0,\"end\":4,\"quote\":\"ليلى\",\
                  \"parts\":[],\"attributes\":{},\"identity\":null,\"note\":\"\",\"confidence\":null}]";
    assert!(
        line.starts_with("{\"id\":\"news-1\",\"title\":\"ليلى هنا\",\"language\":\"ar\"") && line.contains(entity),
        "{line}"
    );
}

/// Reads a set file with these records on `Layla visited Haifa.`; returns what is read, told and kept.
fn read_records(records: &str) -> (AnnotationSet, Vec<String>) {
    let document = Document::new(DocumentId::new("news-1"), "Layla visited Haifa.");
    let empty = set::write(&AnnotationSet::new(AnnotatorId::new("layla"), document.id().clone()), &document);
    let written = empty.replace("annotations: [\n", &format!("annotations: [\n{records}\n"));
    let Reading::Set(set, problems) = set::read(&written, "f", &AnnotatorId::new("layla"), &document) else {
        panic!("damaged")
    };
    (set, problems.iter().map(ToString::to_string).collect())
}

#[test]
fn spans_that_do_not_fit_are_told_with_quote_and_place_and_kept() {
    let record = "(id: 4, label: \"entities/person\", spans: [(start: 1, end: 6, quote: \"Layla\")]),";
    let (set, told) = read_records(record);
    assert_eq!(
        told,
        ["f:10:1: loss: annotation 4: `Layla` is not at 1..6: the text says `ayla `; \
          it stands at 0..5 now; until `hashiya reanchor` carries it over it is not shown and stays in the file"]
    );
    let document = Document::new(DocumentId::new("news-1"), "Layla visited Haifa.");
    assert!(set.is_empty() && set::write(&set, &document).contains(record));
    assert_eq!(set.next_id().0, 5);
}

#[test]
fn a_record_that_cannot_be_understood_is_kept_and_the_others_are_read() {
    let (set, told) = read_records(
        "(id: 1, label: \"entities/person\", spans: [(start: 0, end: 5, quote: \"Layla\")], colour: \"red\"),\n\
         (id: 2, label: \"entities/place\", spans: [(start: 14, end: 19, quote: \"Haifa\")]),\n\
         (id: 2, label: \"entities/person\", spans: [(start: 14, end: 19, quote: \"Haifa\")]),\n\
         (id: 3, label: \"place\"),",
    );
    assert_eq!((set.len(), set.kept().len(), set.next_id().0), (1, 3, 4));
    assert!(told[0].starts_with("f:10:80: ") && told[0].contains("`colour`"), "{told:?}");
    assert!(told[1].starts_with("f:13:1: loss: `place` is not a label"), "{told:?}");
    assert!(told[2].starts_with("f:12:1: loss: two records are numbered 2"), "{told:?}");
}

#[test]
fn a_file_of_a_newer_version_is_refused() {
    let document = Document::new(DocumentId::new("news-1"), "x");
    let newer = "(format: 2, unit: \"code points\", annotations: {})";
    assert!(matches!(set::read(newer, "f", &AnnotatorId::new("a"), &document), Reading::Refused(_)));
    let error = project::read("(format: 7, new_syntax!)", "project.ron", "x").unwrap_err();
    assert!(error.to_string().starts_with("project.ron has format version 7, and this program knows versions up to 1"));
}

/// What is told about a project with one layer of these fields, and how many labels are left.
fn check_project(layer: &str, expected: &[&str], labels: usize) {
    let text = format!("(\n    format: 1,\n    layers: [\n(id: \"e\", {layer})],\n)");
    let (project, problems) = project::read(&text, "p", "x").unwrap();
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!((told, project.labels().count()), (expected.iter().map(|told| (*told).to_owned()).collect(), labels));
}

#[test]
fn a_mistake_in_the_project_is_told_with_place_and_what_is_allowed_and_the_rest_is_read() {
    check_project("shape: \"entity\", labels: [(id: \"a\", key: \"P\")]", &[], 1);
    check_project(
        "shape: \"entitty\", labels: [(id: \"a\")]",
        &[
            "p:4:18: wrong: there is no shape `entitty`; did you mean `entity`? allowed: `entity`, `event`, `stance`, `relation`, `topic`",
        ],
        1,
    );
    check_project(
        "shape: \"entity\", labels: [(id: \"a\", colour: \"red\"), (id: 3), (id: \"b\", key: \"Ctrl+Zed\")]",
        &[
            "p:4:55: loss: there is no field `colour` here; allowed: `id`, `title`, `tone`, `key`, `sign`, `guideline`, `examples`, `roles`, `attributes`, `leave_out`, `without`, `cues`",
            "p:4:68: wrong: found `3` where text in double quotes was expected",
            "p:4:63: loss: a label of `e` without an `id` is left out",
            "p:4:87: wrong: `Ctrl+Zed` is not a key: there is no key `Zed`; keys are written as `p`, `Shift+V`, `Ctrl+Z`, `F3` or `ArrowLeft`",
        ],
        2,
    );
}

#[test]
fn a_project_whose_brackets_do_not_match_still_opens_its_texts() {
    let scratch = Scratch::new("brackets");
    scratch.write("project.ron", "(\n    format: 1,\n    layers: [\n");
    scratch.write("a.txt", "text");
    let session = Session::open(scratch.path(), Some("layla")).unwrap();
    assert_eq!(session.documents_len(), 1);
    assert!(session.problems()[0].place.starts_with("project.ron:3:14"), "{:?}", session.problems());
}

#[test]
fn a_damaged_file_is_told_and_kept_aside_and_what_its_journal_has_is_shown() {
    let scratch = Scratch::new("damaged");
    scratch.write("a.txt", "Layla");
    Session::create(scratch.path(), None).unwrap();
    let damages = [
        (&b"(format: 1, annotations: ["[..], 0, "label person"),
        (b"\xff\xfe", 1, "choose 1\nset-note x"),
        (b"", 1, "undo"),
    ];
    for (damaged, shown, then) in damages {
        scratch.write("annotations/layla/a.ron", damaged);
        let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
        assert_eq!((session.problems().len(), session.set().unwrap().len()), (1, shown));
        script::run(&mut session, then, "s").unwrap();
        session.flush().unwrap();
        assert_eq!(session.problems().len(), 1, "{:?}", session.problems());
    }
    let kept = |number: usize| {
        std::fs::read(scratch.path().join(format!("annotations/layla/a.ron.damaged-{number}"))).unwrap()
    };
    assert_eq!((kept(1), kept(2), kept(3)), (b"(format: 1, annotations: [".to_vec(), b"\xff\xfe".to_vec(), Vec::new()));
}

#[test]
fn a_newer_set_is_shown_empty_and_cannot_be_changed() {
    let scratch = Scratch::new("newer");
    scratch.write("a.txt", "Layla");
    Session::create(scratch.path(), None).unwrap();
    scratch.write("annotations/layla/a.ron", "(format: 2, everything: \"is different\")");
    let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
    let error = script::run(&mut session, "label person", "s").unwrap_err();
    assert!(error.to_string().contains("cannot be changed: annotations/layla/a.ron has format version 2"), "{error}");
    assert_eq!(scratch.read("annotations/layla/a.ron"), "(format: 2, everything: \"is different\")");
}

#[test]
fn what_somebody_else_wrote_meanwhile_stays_and_ours_is_kept_beside_it() {
    let scratch = Scratch::new("meanwhile");
    scratch.write("a.txt", "Layla");
    Session::create(scratch.path(), None).unwrap();
    let mut here = Session::open(scratch.path(), Some("layla")).unwrap();
    script::run(&mut here, "label person", "s").unwrap();
    here.flush().unwrap();
    let theirs = scratch.read("annotations/layla/a.ron").replace("person", "place");
    scratch.write("annotations/layla/a.ron", &theirs);
    script::run(&mut here, "choose 1\nset-note mine", "s").unwrap();
    here.flush().unwrap();
    assert_eq!(scratch.read("annotations/layla/a.ron"), theirs);
    let mine = scratch.read("annotations/layla/a.ron.mine-1");
    assert!(mine.contains("entities/person") && mine.contains("mine"), "{mine}");
    assert!(here.problems()[0].message.contains("changed by somebody else"), "{:?}", here.problems());
    // What is there now is shown, and work goes on from it.
    script::run(&mut here, "expect [place Layla]\nchoose 1\nset-note ours", "s").unwrap();
    here.flush().unwrap();
    assert!(scratch.read("annotations/layla/a.ron").contains("note: \"ours\""));
    assert!(scratch.read("annotations/layla/a.journal.other-1").contains("mine"));
}

#[test]
fn texts_that_cannot_be_read_are_told_and_the_others_open() {
    let scratch = Scratch::new("texts");
    scratch.write("a.txt", b"ab\xff");
    scratch.write("b.txt", "");
    scratch.write("c.txt", "\u{301}");
    scratch.write("d.jsonl", "{\"id\":\"b\",\"text\":\"again\"}\n{\"id\":\"x/y\",\"text\":\"Layla\"}\n");
    Session::create(scratch.path(), Some("Bad \"texts\"")).unwrap();
    let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
    let folder = scratch.path().to_string_lossy();
    let told: Vec<String> =
        session.problems().iter().map(|problem| problem.to_string().replace(&*folder, "DIR")).collect();
    assert_eq!(
        told,
        [
            "a.txt: loss: it is not UTF-8: byte 2 is 0xFF; it seems to be windows-1252 (99 %); `hashiya add DIR DIR/a.txt` makes UTF-8 of it",
            "b.txt: note: there is no text in it, and so nothing to annotate",
            "d.jsonl:1: loss: a document `b` is in b.txt already; this one is left out",
        ]
    );
    script::run(
        &mut session,
        "open x/y\nlabel person\nopen b\nmove next-word\nselect-all\nexpect-refused label person",
        "s",
    )
    .unwrap();
    session.flush().unwrap();
    assert!(scratch.read("annotations/layla/x%2Fy.ron").contains("document: \"x/y\""));
    assert_eq!(session.project().name, "Bad \"texts\"");
}

#[test]
fn no_reader_panics_whatever_it_reads() {
    let document = Document::new(DocumentId::new("news-1"), "Layla visited حيفا.");
    let (of_set, set) = marked_set(EVERYTHING);
    let sets = [(of_set, set)];
    let mut seeds: Vec<Vec<u8>> =
        Format::OURS.iter().map(|format| exported(*format, &sets, known()).1.into_bytes()).collect();
    seeds.push(set::write(&sets[0].1, &sets[0].0).into_bytes());
    seeds.push(identities::write(&known()[&AnnotatorId::new("layla")]).into_bytes());
    seeds.push(NEWS.schema.as_bytes()[..3000].to_vec());
    seeds.push(b"{\"id\":\"a\",\"text\":\"b\",\"direction\":\"rtl\"}\n".to_vec());
    seeds.push(EVERYTHING.as_bytes().to_vec());
    seeds.push(b"select \"a\\\"b\" 2".to_vec());
    let project_model = news::project();
    let mut random = Random::new(7);
    for round in 0..4000 {
        let mut bytes = seeds[round % seeds.len()].clone();
        if round % 5 == 0 {
            bytes = (0..random.below(60)).map(|_| random.below(256) as u8).collect();
        }
        for _ in 0..random.below(6) {
            if bytes.is_empty() {
                break;
            }
            let at = random.below(bytes.len());
            match random.below(4) {
                0 => bytes.truncate(at),
                1 => bytes[at] = random.below(256) as u8,
                2 => drop(bytes.remove(at)),
                _ => bytes.insert(at, *random.choice(b"()[]{}\",:\\#@=~\n09a")),
            }
        }
        for line in bytes.split(|byte| *byte == b'\n') {
            let read = documents::read_line(line);
            let scanned = documents::scan_line(line, &mut documents::Names::default());
            // What can be read must be listed; that a text is not, may be found when it is read.
            assert!(read.is_err() || scanned.is_ok(), "{}", String::from_utf8_lossy(line));
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let _ = documents::text_from_bytes(bytes);
        let _ = project::read(&text, "f", "n");
        let _ = annotator::read(&text, "f");
        let _ = set::read(&text, "f", &AnnotatorId::new("a"), &document);
        let _ = identities::read(&text, "f", &AnnotatorId::new("a"));
        let _ = marked::parse(&text, &project_model);
        let _ = crate::session::command::Command::parse(&text);
        let _ = text.parse::<crate::model::key::Chord>();
        let _ = crate::formats::names::name_from_file(&text);
    }
}
