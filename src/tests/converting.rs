//! Other people's files by the command line: they are imported and converted, recognised by what they say, with a configuration that
//! stands beside them, and what does not fit is told.

use std::path::Path;

use crate::cli::ending::Exit;
use crate::formats::bundle::File;
use crate::formats::catalogue::{FORMATS, Format};
use crate::formats::holds::Naming;
use crate::formats::options::Options;
use crate::model::id::LabelId;

use super::command_line::run;
use super::interchange::{printed, read};
use super::scratch::Scratch;

const BRAT: [(&str, &str); 3] = [
    ("in/a.txt", "Ali went to Haifa\n"),
    (
        "in/a.ann",
        "T1\tperson 0 3\tAli\nT2\tTravel 4 8\twent\nT3\tplace 12 17\tHaifa\nE1\tTravel:T2 Who:T1\nA1\tSure T3 very\n",
    ),
    ("in/b.txt", "new\n"),
];

#[test]
fn a_configuration_beside_the_texts_becomes_schema() {
    let scratch = Scratch::new("import-conf");
    BRAT.iter().for_each(|(name, text)| scratch.write(name, text));
    let types = "[entities]\nperson\nplace\nShip\n[events]\nTravel\tWho*:person|Ship, Where?:place, time?:<ENTITY>\n";
    scratch.write("in/annotation.conf", format!("{types}[attributes]\nSure\tArg:<ENTITY>, Value:very|hardly\n"));
    scratch.write("in/visual.conf", "[labels]\nTravel | Journey | J\n");
    run(&scratch, "new DIR/p");
    let (exit, _, told) = run(&scratch, "import DIR/p DIR/in --as layla");
    assert_eq!(exit, Exit::Done, "{told}");
    assert!(told.contains("added to the schema: entities/Ship (0 annotations)\n"), "{told}");
    assert_eq!(run(&scratch, "check DIR/p").0, Exit::Done);
    let project = crate::records::project::read(&scratch.read("p/project.ron"), "project.ron", "p").unwrap().0;
    let travel = project.label(&LabelId::new("events", "Travel")).unwrap();
    let roles: Vec<String> =
        travel.roles.iter().map(|role| format!("{}: {}", role.name, role.fillers.join(" "))).collect();
    assert_eq!(travel.title, "Journey");
    assert_eq!(roles[2..], ["Where: entities/place", "Who: entities/Ship entities/person"]);
    let ship = project.label(&LabelId::new("entities", "Ship")).unwrap();
    assert_eq!(ship.attributes[0].values, ["very", "hardly"]);
}

#[test]
fn a_labelling_configuration_beside_tasks_becomes_schema_and_predictions_a_programs() {
    let scratch = Scratch::new("import-label-studio");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/formats/label-studio");
    for name in ["tasks.json", "labels.xml"] {
        scratch.write(&format!("in/{name}"), std::fs::read(samples.join(name)).unwrap());
    }
    scratch.write("p/project.ron", "(\n    format: 1,\n    name: \"empty\",\n    layers: [\n    ],\n)\n");
    scratch.write("p/documents/a.txt", "a");
    let (exit, _, told) = run(&scratch, "import DIR/p DIR/in");
    assert_eq!(exit, Exit::Done, "{told}");
    assert!(told.contains("added to the schema: topics/sport (0 annotations)\n"), "{told}");
    assert_eq!(run(&scratch, "check DIR/p").0, Exit::Done);
    let project = crate::records::project::read(&scratch.read("p/project.ron"), "project.ron", "p").unwrap().0;
    let person = project.label(&LabelId::new("entities", "person")).unwrap();
    assert_eq!((person.tone.word(), person.guideline.as_str()), ("red", "A name, without the title"));
    let visit = project.label(&LabelId::new("events", "visit")).unwrap();
    assert_eq!(
        (visit.tone.word(), &visit.attributes[0].values[..]),
        ("purple", &["happened".to_owned(), "planned".to_owned()][..])
    );
    assert!(scratch.read("p/annotations/ner-1/annotator.ron").contains("kind: \"program\""));
    assert!(!scratch.read("p/annotations/layla@example.org/annotator.ron").contains("program"));
    // What is a program's is written as a prediction, and so comes back as one.
    assert_eq!(run(&scratch, "export DIR/p --format label-studio --output DIR/out").0, Exit::Done);
    assert!(scratch.read("out/label-studio.json").contains("\"model_version\": \"ner-1\""));
    assert!(scratch.read("out/label-studio.xml").contains("hint=\"A name, without the title\" background=\"red\""));
}

#[test]
fn the_configuration_says_which_field_is_the_text() {
    let tasks = r#"== tasks.json
[{"data": {"body": "Ali ran", "comment": "a longer text than that"}, "annotations": []}]
"#;
    let text = |files: &str| read(Format::LabelStudio, files).0.documents[0].text().to_string();
    assert_eq!(text(tasks), "a longer text than that");
    let view = "<View><Text name=\"t\" value=\"$body\"/></View>";
    assert_eq!(text(&format!("== labels.xml\n{view}{tasks}")), "Ali ran");
    let within = format!("== project.json\n{{\"label_config\": {view:?}}}\n");
    assert_eq!(text(&format!("{within}{tasks}")), "Ali ran");
    let told = read(Format::LabelStudio, &format!("== labels.xml\n<html/>{tasks}")).1;
    assert_eq!(
        told,
        [
            "label-studio: note: labels.xml says nothing about labels: it is no labelling configuration: it begins with `<html>`"
        ]
    );
}

#[test]
fn an_import_adds_texts_labels_and_annotators_and_twice_is_once() {
    let scratch = Scratch::new("import");
    BRAT.iter().for_each(|(name, text)| scratch.write(name, text));
    scratch.write("p/a.txt", "Ali went to Haifa\n");
    run(&scratch, "new DIR/p");
    let done = run(&scratch, "import DIR/p DIR/in --as layla");
    assert_eq!(
        (done.0, done.2.as_str()),
        (
            Exit::Done,
            "added to the schema: events/Travel (1 annotation)\nadded to the schema: entities/place@Sure (1 annotation)\n\
             added to the schema: events/Travel#Who (1 annotation)\n\
             imported 3 annotations from brat as `layla`; 1 document added\n"
        )
    );
    assert!(scratch.read("p/annotations/layla/a.ron").contains("label: \"events/Travel\""));
    assert_eq!(scratch.read("p/b.txt"), "new\n");
    let again = run(&scratch, "import DIR/p DIR/in --as layla").2;
    assert_eq!(again, "imported 0 annotations from brat as `layla`; 0 documents added; 3 annotations there already\n");
    assert_eq!(run(&scratch, "check DIR/p").0, Exit::Done);
    let (exit, _, told) = run(&scratch, "export DIR/p --format brat --output DIR/out");
    assert_eq!((exit, scratch.read("out/a.txt").as_str()), (Exit::Done, "Ali went to Haifa\n"), "{told}");
    assert!(
        scratch.read("out/a.ann").contains("E1\tTravel:T2 Who:T1\nA1\tSure T3 very\n"),
        "{}",
        scratch.read("out/a.ann")
    );
}

#[test]
fn what_does_not_fit_is_told_kept_and_can_be_refused() {
    let scratch = Scratch::new("misfit");
    scratch.write("p/a.txt", "Ali went\n");
    scratch.write("in/a.txt", "Ali went\n");
    scratch.write("in/a.ann", "T1\tperson 0 3\tAli\nT2\tperson 1 4\tAli\n");
    run(&scratch, "new DIR/p");
    let (exit, _, told) = run(&scratch, "import DIR/p DIR/in --strict");
    assert!(exit == Exit::Failed && told.starts_with("hashiya: nothing was brought in"), "{told}");
    assert!(!scratch.path().join("p/annotations").exists());
    let (exit, _, told) = run(&scratch, "import DIR/p DIR/in");
    assert!(exit == Exit::Failed && told.ends_with("what is told as loss is NOT in it\n"), "{told}");
    assert!(scratch.read("p/annotations/imported/a.ron.misfit-1").contains("start: 1, end: 4, quote: \"Ali\""));
}

#[test]
fn a_conversion_recognises_what_it_reads_and_can_be_overruled() {
    let scratch = Scratch::new("convert");
    BRAT.iter().for_each(|(name, text)| scratch.write(name, text));
    let (exit, _, told) = run(&scratch, "convert DIR/in DIR/out.conll --to conll");
    assert!(
        exit == Exit::Failed && told.contains("conll: loss: cannot hold arguments: 1 annotation (events/Travel 1)"),
        "{told}"
    );
    assert_eq!(scratch.read("out.conll/a.conll"), "Ali\tB-person\nwent\tB-Travel\nto\tO\nHaifa\tB-place\n\n");
    let (exit, _, told) = run(&scratch, "convert DIR/in DIR/no.conll --to conll --strict");
    assert!(
        exit == Exit::Failed
            && told.starts_with("hashiya: nothing was written")
            && !scratch.path().join("no.conll").exists()
    );
    let (exit, out, told) = run(&scratch, "convert DIR/out.conll/a.conll - --to muc");
    let muc = "<ENAMEX TYPE=\"person\">Ali</ENAMEX> <ENAMEX TYPE=\"Travel\">went</ENAMEX> to <ENAMEX TYPE=\"place\">Haifa</ENAMEX>";
    assert_eq!((exit, out.as_str()), (Exit::Done, muc), "{told}");
    let (exit, _, told) = run(&scratch, "convert DIR/out.conll/a.conll - --from doccano --to muc");
    let nothing = "nothing in DIR/out.conll/a.conll can be read as doccano; it looks like `conll`; leave the format out, or name that\n";
    assert_eq!((exit, told), (Exit::Failed, format!("hashiya: {nothing}")));
}

#[test]
fn what_cannot_be_read_is_told_with_what_helps_and_nothing_is_written() {
    let scratch = Scratch::new("unreadable");
    scratch.write("p/a.txt", "Ali went\n");
    run(&scratch, "new DIR/p");
    scratch.write("wide.json", b"\xff\xfe[\0]\0");
    scratch.write("empty.csv", "");
    scratch.write("ages.csv", "name,age\nLayla,3\n");
    scratch.write("mixed/a.txt", "x");
    scratch.write("mixed/b.csv", "text,label\nx,y\n");
    scratch.write("mixed/c.conll", "Ali\tB-P\n");
    for (file, told) in [
        (
            "wide.json",
            "cannot tell which format DIR/wide.json is in: it is UTF-16, and should be UTF-8; save it as UTF-8",
        ),
        ("wide.json --from doccano", "nothing in DIR/wide.json can be read as doccano: it is UTF-16"),
        ("empty.csv", "nothing in DIR/empty.csv can be read as csv: it is empty"),
        ("ages.csv", "it has `age`, `name`; say what is in which by `--map text=NAME,id=NAME`"),
        ("mixed", "its files look like several formats: a.txt like `text`, b.csv like `csv`, c.conll like `conll`"),
    ] {
        let (exit, _, said) = run(&scratch, &format!("convert DIR/{file} DIR/out --to jsonl"));
        assert!(exit == Exit::Failed && said.contains(told) && said.lines().count() == 1, "{file}: {said}");
        assert!(!scratch.path().join("out").exists());
        let (exit, _, said) = run(&scratch, &format!("import DIR/p DIR/{}", file.replace("--from", "--format")));
        assert!(exit == Exit::Failed && said.contains(told), "{file}: {said}");
    }
    assert!(!scratch.path().join("p/annotations").exists());
}

#[test]
fn a_spreadsheets_unicode_text_is_read() {
    let table = "text\tstart\tend\tlabel\r\nزار علي\t4\t7\tperson\r\n";
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(table.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let (bundle, told) = (Format::Csv.entry().read)(&[File::new("t.tsv", wide)], &Options::default());
    assert_eq!(printed(&bundle), "زار [person علي]");
    assert_eq!(told[0].to_string(), "t.tsv: note: it is read as UTF-16LE");
}

#[test]
fn a_mapping_may_stand_in_a_file() {
    let scratch = Scratch::new("mapping");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/formats");
    for name in ["records.jsonl", "records.ron"] {
        scratch.write(name, std::fs::read(samples.join(name)).unwrap());
    }
    let option = "text=content,id=doc_id,spans=labels,start=0,end=1,label=2";
    for (map, out) in [(option, "a.jsonl"), ("DIR/records.ron", "b.jsonl")] {
        let line = format!("convert DIR/records.jsonl DIR/{out} --from records --map {map}");
        assert_eq!(run(&scratch, &line).0, Exit::Done);
    }
    assert_eq!(scratch.read("a.jsonl"), scratch.read("b.jsonl"));
    scratch.write("bad.ron", "(\n    txt: \"content\",\n)\n");
    let (exit, _, told) = run(&scratch, "convert DIR/records.jsonl DIR/c.jsonl --from records --map DIR/bad.ron");
    assert_eq!(exit, Exit::Failed);
    assert!(told.contains("bad.ron:2:10: nothing is called `txt` there; did you mean `text`?"), "{told}");
}

#[test]
fn a_name_longer_than_a_files_is_no_hindrance_and_comes_back_where_it_stands_within() {
    let scratch = Scratch::new("long-name");
    let name = "مصرع ".repeat(22) + "في انفجار";
    scratch.write(&format!("p/documents/{name}.txt"), "Layla visited Haifa");
    scratch.write("p/documents/b.txt", "Omar");
    run(&scratch, "new DIR/p");
    for (who, word) in [("layla", "Layla"), ("minh", "Haifa")] {
        let script =
            format!("open \"{name}\"\nselect \"{word}\"\nlabel person\nopen b\nselect \"Omar\"\nlabel person\n");
        scratch.write("s", script);
        assert_eq!(run(&scratch, &format!("run DIR/p DIR/s --as {who}")).0, Exit::Done);
    }
    for entry in &FORMATS {
        let format = entry.name;
        let (_, _, told) = run(&scratch, &format!("export DIR/p --format {format} --output DIR/{format}"));
        assert!(told.contains("read back and compared"), "{format}: {told}");
        let is_told = told.contains("cannot hold names of documents that are longer than a file's: 1 document");
        assert_eq!(is_told, entry.holds.naming != Naming::Inside, "{format}: {told}");
        assert_eq!(is_told, entry.holds.cannot().contains("names longer than a file's"), "{format}");
        let back = format!("convert DIR/{format} DIR/{format}.back.jsonl --from {format} --to jsonl");
        let (_, _, told) = run(&scratch, &back);
        let comes_back = scratch.read(&format!("{format}.back.jsonl")).contains(&format!("\"id\":\"{name}\""));
        assert_eq!(comes_back, !is_told, "{format}: {told}");
    }
}
