//! INCEpTION's formats as others write them: exported projects in archives, type systems that are missing, chains, slots, tokens;
//! and what is hard in what we write: white space, control characters, frames without a span.

use std::io::Cursor;
use std::time::Instant;

use crate::cli::ending::Exit;
use crate::formats::archive::Packer;
use crate::formats::bundle::{Bundle, File};
use crate::formats::catalogue::Format;
use crate::formats::export::export;
use crate::formats::options::Options;

use super::command_line::run;
use super::interchange::{bundle, example, printed, read, split, through};
use super::scratch::Scratch;

const FORMATS: [Format; 3] = [Format::WebAnnoTsv, Format::CasXmi, Format::CasJson];

const NAMED_ENTITY: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";

/// An XMI file of INCEpTION with these elements about a text, the first of number 10, `sofa` and the index of the view added.
fn xmi(text: &str, elements: &[&str]) -> String {
    let spaces = "xmlns:xmi=\"http://www.omg.org/XMI\" xmlns:cas=\"http:///uima/cas.ecore\" \
                  xmlns:custom=\"http:///webanno/custom.ecore\" \
                  xmlns:ner=\"http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore\" \
                  xmlns:coref=\"http:///de/tudarmstadt/ukp/dkpro/core/api/coref/type.ecore\" \
                  xmlns:seg=\"http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore\"";
    let mut out = format!("<?xml version=\"1.0\"?><xmi:XMI {spaces} xmi:version=\"2.0\"><cas:NULL xmi:id=\"0\"/>");
    for (id, element) in (10..).zip(elements) {
        let (name, rest) = element.split_once(' ').unwrap_or((element, ""));
        out.push_str(&format!("<{name} xmi:id=\"{id}\" sofa=\"1\" {rest}/>"));
    }
    out + &format!(
        "<cas:Sofa xmi:id=\"1\" sofaNum=\"1\" sofaID=\"_InitialView\" sofaString=\"{text}\"/><cas:View sofa=\"1\"/></xmi:XMI>"
    )
}

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut packer = Packer::new(Cursor::new(Vec::new()));
    files.iter().for_each(|(path, bytes)| packer.add(&File::new(*path, *bytes)).unwrap());
    packer.finish().unwrap().into_inner()
}

/// What each annotator says, in the order of their names.
fn by_annotator(bundle: &Bundle) -> Vec<String> {
    let of = |annotator| format!("{annotator}: {}", printed(&bundle.of_annotator(annotator)));
    bundle.annotators().iter().map(of).collect()
}

#[test]
fn an_exported_project_is_read_as_it_is_packed() {
    let by = |value: &str| {
        xmi("Ali ran", &[&format!("ner:NamedEntity begin=\"0\" end=\"3\" value=\"{value}\"")]).into_bytes()
    };
    let user = |name: &str, value: &str| packed(&[(&format!("{name}.xmi"), &by(value))]);
    let (layla, minh, curated) = (user("layla", "PER"), user("minh", "ORG"), user("CURATION_USER", "LOC"));
    let initial = packed(&[("INITIAL_CAS.xmi", xmi("Ali ran", &[]).as_bytes())]);
    let files: [(&str, &[u8]); 7] = [
        ("exportedproject.json", b"{\"name\": \"news\"}"),
        ("source/a.txt", b"Ali ran"),
        ("annotation/a.txt/INITIAL_CAS.zip", &initial),
        ("annotation/a.txt/layla.zip", &layla),
        ("annotation/a.txt/minh.zip", &minh),
        ("annotation_ser/a.txt/layla.ser", b"\xac\xed\x00\x05"),
        ("curation/a.txt/CURATION_USER.zip", &curated),
    ];
    let expected = ["gold: [LOC Ali] ran", "layla: [PER Ali] ran", "minh: [ORG Ali] ran"];
    let scratch = Scratch::new("inception");
    scratch.write("news.zip", packed(&files));
    files.iter().for_each(|(path, bytes)| scratch.write(&format!("unpacked/{path}"), bytes));
    for input in ["news.zip", "unpacked"] {
        let (exit, _, told) = run(&scratch, &format!("convert DIR/{input} DIR/{input}.jsonl --to jsonl"));
        assert_eq!(
            (exit, told.as_str()),
            (Exit::Done, "converted 3 annotations in 3 records from cas-xmi to jsonl, read back and compared\n")
        );
        let jsonl = File::new("x.jsonl", scratch.read(&format!("{input}.jsonl")));
        let (bundle, _) = (Format::Jsonl.entry().read)(&[jsonl], &Options::default());
        assert_eq!(
            (by_annotator(&bundle), bundle.documents[0].id().as_str()),
            (expected.map(str::to_owned).to_vec(), "a")
        );
    }
}

#[test]
fn a_projects_layers_tags_and_people_come_with_its_archive() {
    let scratch = Scratch::new("inception-project");
    let files = example("inception");
    let packed_files: Vec<(&str, &[u8])> = files.iter().map(|file| (file.path.as_str(), &*file.bytes)).collect();
    scratch.write("news.zip", packed(&packed_files));
    scratch.write("p/project.ron", "(\n    format: 1,\n    name: \"empty\",\n    layers: [\n    ],\n)\n");
    scratch.write("p/documents/a.txt", "a");
    let (exit, _, told) = run(&scratch, "import DIR/p DIR/news.zip");
    assert_eq!(exit, Exit::Done, "{told}");
    assert!(told.contains("added to the schema: Name/ORG (1 annotation)\n"), "{told}");
    assert!(told.ends_with("from webanno-tsv as `gold`, `layla`, `minh`; 1 document added\n"), "{told}");
    assert_eq!(run(&scratch, "check DIR/p").0, Exit::Done);
    let project = crate::records::project::read(&scratch.read("p/project.ron"), "project.ron", "p").unwrap().0;
    let person = project.label(&crate::model::id::LabelId::new("Name", "PER")).unwrap();
    assert_eq!(person.guideline, "A person by name, without the title");
    let arrive = project.label(&crate::model::id::LabelId::new("Event", "arrive")).unwrap();
    assert_eq!(arrive.roles.iter().map(|role| role.name.as_str()).collect::<Vec<_>>(), ["where", "who"]);
    assert_eq!(arrive.attributes[0].values, ["happened", "planned"]);
    // Layla and the reviewer have finished, Minh has not: the reviewer's word counts.
    let (exit, _, told) = run(&scratch, "dataset DIR/p DIR/gold --by adjudicated --shares 1,0,0");
    assert!(exit == Exit::Done && told.contains("Name/PER: 1 adjudicated"), "{told}");
    assert!(scratch.read("p/annotations/minh/news.ron").contains("progress: \"started\""));
    assert!(scratch.read("p/annotations/layla/news.ron").contains("progress: \"finished\""));
}

#[test]
fn an_archive_is_written_and_imported_and_a_bad_one_is_refused() {
    let scratch = Scratch::new("archive");
    scratch.write("p/a.txt", "Ali ran\n");
    run(&scratch, "new DIR/p");
    scratch.write("layla.txt", "open a\nselect \"Ali\"\nlabel person\n");
    assert_eq!(run(&scratch, "run DIR/p DIR/layla.txt --as layla").0, Exit::Done);
    for format in FORMATS.map(Format::name) {
        let (exit, _, told) = run(&scratch, &format!("export DIR/p --format {format} --output DIR/{format}.zip"));
        assert_eq!(exit, Exit::Done, "{told}");
        let (_, _, told) = run(&scratch, &format!("import DIR/p DIR/{format}.zip"));
        let expected =
            format!("imported 0 annotations from {format} as `layla`; 0 documents added; 1 annotation there already\n");
        assert!(told.ends_with(&expected), "{told}");
    }
    scratch.write("bad.zip", packed(&[("../../a.xmi", b"x")]));
    let (exit, _, told) = run(&scratch, "convert DIR/bad.zip DIR/x.jsonl");
    assert!(
        exit == Exit::Failed && told.contains("the name of its entry `../../a.xmi` leads out of the archive"),
        "{told}"
    );
}

#[test]
fn a_project_that_holds_only_serialized_annotations_is_told_with_what_helps() {
    let scratch = Scratch::new("inception-ser");
    let files: [(&str, &[u8]); 3] = [
        ("exportedproject.json", b"{\"name\": \"news\"}"),
        ("source/a.txt", b"Ali ran"),
        ("annotation_ser/a.txt/layla.ser", b"\xac\xed\x00\x05"),
    ];
    scratch.write("news.zip", packed(&files));
    for from in ["", " --from cas-xmi"] {
        let (exit, _, told) = run(&scratch, &format!("convert DIR/news.zip DIR/x.jsonl{from}"));
        assert_eq!(exit, Exit::Failed);
        assert!(told.contains("serialized CAS (`.ser`)") && told.contains("as the secondary format"), "{told}");
    }
}

#[test]
fn what_each_keeps_of_an_event_with_everything() {
    let marked = "[person#1{@blinken} ليلى 😀] [visit#2{agent=1, factuality:planned, \"why\nso\"} زا[#1 رت]] [place#3 Hà\r\nNội]";
    for format in [Format::CasXmi, Format::CasJson] {
        assert_eq!(through(format, marked), printed(&bundle(marked)), "{}", format.name());
    }
    let without_gaps = "[visit{factuality:planned, \"why\nso\"} زارت] [place Hà\r\nNội]";
    assert_eq!(through(Format::WebAnnoTsv, without_gaps), printed(&bundle(without_gaps)));
}

#[test]
fn frames_without_a_span_are_in_a_cas_and_not_in_a_table() {
    let marked =
        "[@favour{holder=3, target=4, intensity:strong}][@politics{\"sure\"}][person#3 Ali] and [place#4 Haifa]";
    for format in [Format::CasXmi, Format::CasJson] {
        assert_eq!(through(format, marked), printed(&bundle(marked)), "{}", format.name());
    }
    assert_eq!(through(Format::WebAnnoTsv, marked), "[person Ali] and [place Haifa]");
}

#[test]
fn white_space_is_whole_in_a_table_and_may_be_marked() {
    for marked in [
        " \t\n[person Ali]\r\n\r\n  ran\n",
        "\u{feff}[person Ali]",
        "a [person \n b] \tc[place  ]d. \n\n",
        "[person \n\n]",
        "",
        "A.\nB. [person C.\nD]. E.",
        "one\\\\two [person t|_x_*] \u{b}\u{c}[place ->;]",
    ] {
        assert_eq!(through(Format::WebAnnoTsv, marked), printed(&bundle(marked)), "{marked:?}");
    }
}

#[test]
fn control_characters_are_told_where_xml_cannot_hold_them() {
    let bundle = bundle("a\u{1}[person{\"b\u{2}\"} Ali\u{fffe}] ran");
    let told = |format| {
        let exported = export(format, &bundle, &Options::default()).unwrap();
        let lost = exported.losses.iter().filter(|loss| loss.what.contains("control"));
        (lost.count(), printed(&(format.entry().read)(&exported.files, &Options::default()).0))
    };
    assert_eq!(told(Format::CasXmi), (2, "a [person{\"b \"} Ali\u{fffd}] ran".to_owned()));
    assert_eq!(told(Format::CasJson), (0, printed(&bundle)));
    assert_eq!(told(Format::WebAnnoTsv), (0, printed(&bundle)));
}

#[test]
fn chains_are_mentions_of_one() {
    let elements = [
        "coref:CoreferenceChain first=\"11\"",
        "coref:CoreferenceLink begin=\"0\" end=\"3\" referenceType=\"name\" referenceRelation=\"same\" next=\"12\"",
        "coref:CoreferenceLink begin=\"8\" end=\"10\" referenceType=\"pronoun\"",
    ];
    let (found, told) = read(Format::CasXmi, &format!("== d.xmi\n{}", xmi("Ali ran he said", &elements)));
    let expected = "[name{referenceRelation:same, @d-chain-1} Ali] ran [pronoun{@d-chain-1} he] said";
    assert_eq!((printed(&found).as_str(), told), (expected, Vec::new()));
    let tsv = "#FORMAT=WebAnno TSV 3.2\n#T_CH=coref.type.CoreferenceLink|referenceRelation|referenceType\n\n\n\
               #Text=Big Ali ran he said\n1-1\t0-3\tBig\tsame->1-1\tname[1]\t\n1-2\t4-7\tAli\tsame->1-1\tname[1]\t\n\
               1-3\t8-11\tran\t_\t_\t\n1-4\t12-14\the\t*->1-2\tpronoun[1]\t\n1-5\t15-19\tsaid\t_\t_\t\n";
    let (found, told) = read(Format::WebAnnoTsv, &format!("== d.tsv\n{tsv}"));
    let expected = "[name{referenceRelation:same, @d-chain-1} Big Ali] ran [pronoun{@d-chain-1} he] said";
    assert_eq!((printed(&found).as_str(), told), (expected, Vec::new()));
}

#[test]
fn without_a_type_system_references_are_understood_and_what_is_not_read_is_told() {
    let elements = [
        "seg:Token begin=\"0\" end=\"3\" lemma=\"11\"",
        "seg:Lemma begin=\"0\" end=\"3\" value=\"ali\"",
        "custom:Span begin=\"0\" end=\"3\" kind=\"person\" sure=\"true\"",
        "custom:Frame begin=\"4\" end=\"7\" value=\"move\" roles=\"14 15\" count=\"2\"",
        "custom:FrameRolesLink role=\"who\" target=\"12\"",
        "custom:FrameRolesLink role=\"where\"",
        "custom:Relation begin=\"0\" end=\"3\" Governor=\"13\" Dependent=\"12\" value=\"does\"",
        "custom:Relation begin=\"0\" end=\"3\" Governor=\"10\" Dependent=\"12\" value=\"does\"",
    ];
    let (found, told) = read(Format::CasXmi, &format!("== d.xmi\n{}", xmi("Ali ran", &elements)));
    assert_eq!(printed(&found), "[@does{from=3, to=2}][person#2{sure:true} Ali] [move#3{who=2, count:2} ran]");
    assert_eq!(
        told,
        [
            "d.xmi: note: the labels of `webanno.custom.Span` are taken from its feature `kind`",
            "d.xmi#13: loss: what fills `where` is no annotation; the role is left empty",
            "d.xmi: loss: 1 structure of type `de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Lemma` is not read: it belongs to tokens",
            "d.xmi: loss: 1 structure of type `webanno.custom.Relation` is not read: relations between what is no annotation, such as tokens",
        ]
    );
}

/// A table of one layer, of which the rows are given.
fn table(rows: &str) -> String {
    format!("#FORMAT=WebAnno TSV 3.3\n#T_SP={NAMED_ENTITY}|value\n\n\n{rows}")
}

#[test]
fn a_table_stacks_joins_and_divides() {
    let check = |rows: &str, expected: &str| {
        let (found, told) = read(Format::WebAnnoTsv, &format!("== d.tsv\n{}", table(rows)));
        assert_eq!((printed(&found).as_str(), told), (expected, Vec::new()), "{rows}");
    };
    check("#Text=a b\n1-1\t0-1\ta\tX[1]|Y[2]\t\n1-2\t2-3\tb\tX[1]\t\n", "[X [Y a] b]");
    // Two sentences, and an annotation over both.
    check("#Text=a\n1-1\t0-1\ta\tX[1]\t\n\n#Text=b\n2-1\t2-3\tb\tX[1]\t\n", "[X a\nb]");
    check("#Text=a\n1-1\t0-1\ta\t*\t\n\n#Text=b\n2-1\t1-2\tb\t_\t\n", "[NamedEntity a]b");
    check(
        "#Text=a b\n#Text=c\\td\n1-1\t0-1\ta\t_\t\n1-1.1\t0-1\ta\tX\\_y\\|\t\n1-2\t4-5\tc\t_\t\n",
        "[X_y| a] b\nc\td",
    );
    // Between two sentences there may be more than a line end.
    check("#Text=a\n1-1\t2-3\ta\t_\t\n\n#Text=b\n2-1\t6-7\tb\tX\t\n", "  a\n  [X b]");
}

#[test]
fn a_table_that_counts_code_points_is_understood() {
    let rows = "#Text=😀 Ali ran\n1-1\t0-1\t😀\t_\t\n1-2\t2-5\tAli\tPER\t\n1-3\t6-9\tran\t_\t\n";
    let (found, told) = read(Format::WebAnnoTsv, &format!("== d.tsv\n{}", table(rows)));
    assert_eq!(printed(&found), "😀 [PER Ali] ran");
    assert_eq!(told, ["d: note: offsets are taken for code points, not for UTF-16 units: so 1 of 1 quote match"]);
}

#[test]
fn the_source_of_a_table_says_what_stands_between_sentences() {
    let rows = "#Text=Ali\n1-1\t2-5\tAli\tPER\t\n\n#Text=ran\n2-1\t7-10\tran\t_\t\n";
    let files = format!("== annotation/d.txt/layla.tsv\n{}== source/d.txt\n\t\tAli\n\tran\n", table(rows));
    assert_eq!(by_annotator(&read(Format::WebAnnoTsv, &files).0), ["layla: \t\t[PER Ali]\n\tran\n"]);
    // One that is of another text says nothing.
    let other = files.replace("\t\tAli\n\tran", "\t\tAlo\n\tran");
    assert_eq!(by_annotator(&read(Format::WebAnnoTsv, &other).0), ["layla:   [PER Ali]\n ran"]);
}

#[test]
fn hostile_files_are_refused_at_once() {
    let start = Instant::now();
    let entities = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>\
                    <xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\">&b;</xmi:XMI>";
    let (_, told) = read(Format::CasXmi, &format!("== d.xmi\n{entities}"));
    assert!(told.len() == 1 && told[0].starts_with("d.xmi: loss: it is no XML that can be read"), "{told:?}");
    let deep = format!("<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\">{}", "<a>".repeat(200_000));
    let told = read(Format::CasXmi, &format!("== d.xmi\n{deep}")).1;
    assert_eq!(told.len(), 1, "{told:?}");
    let deep = format!("{{\"%TYPES\": {}", "[".repeat(200_000));
    let told = read(Format::CasJson, &format!("== d.json\n{deep}")).1;
    assert_eq!(told.len(), 1, "{told:?}");
    // A chain that goes round in circles, types that are their own supertypes, offsets beyond all texts.
    let elements = [
        "coref:CoreferenceChain first=\"11\"",
        "coref:CoreferenceLink begin=\"0\" end=\"3\" next=\"11\"",
        "custom:Span begin=\"18446744073709551615\" end=\"3\"",
        "custom:Span begin=\"99999999999999\" end=\"99999999999999999999999\"",
    ];
    assert_eq!(read(Format::CasXmi, &format!("== d.xmi\n{}", xmi("Ali", &elements))).0.annotations_len(), 1);
    let rows = table(
        "#Text=a\n1-1\t18446744073709551615-3\ta\tX\t\n\n#Text=b\n2-1\t999999999999-9999999999999\tb\tX[1]|Y[1]\t\n",
    );
    let (found, told) = read(Format::WebAnnoTsv, &format!("== d.tsv\n{rows}"));
    assert!(found.annotations_len() == 0 && told.len() >= 2, "{told:?}");
    assert!(start.elapsed().as_secs() < 20);
}

#[test]
fn each_is_recognised_among_other_files() {
    for format in FORMATS {
        let exported = export(format, &bundle("[person Ali] ran"), &Options::default()).unwrap();
        let mut files = split("== exportedproject.json\n{\"name\": \"x\"}== source/news-1.txt\nAli ran");
        files.extend(exported.files);
        assert_eq!(Format::recognised(&files), Some(format));
        assert_eq!(printed(&(format.entry().read)(&files, &Options::default()).0), "[person Ali] ran");
    }
}
