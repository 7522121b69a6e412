//! Other people's formats: what is written is read back without a difference, what a format cannot hold is told, what comes
//! from elsewhere is understood, and nothing that is read makes a reader panic.

use std::path::Path;
use std::sync::Arc;

use crate::cli::convert::markdown;
use crate::error::Severity;
use crate::formats::archive::tests::unpack;
use crate::formats::archive::{LIMITS, Packer};
use crate::formats::bundle::{Bundle, File};
use crate::formats::catalogue::{FORMATS, Format};
use crate::formats::export::{compared, export};
use crate::formats::holds::Holds;
use crate::formats::options::{Options, Scheme};
use crate::formats::pieces::{Cutter, Pieces};
use crate::formats::reduce::{Fate, reduced};
use crate::formats::tokens::Tokens;
use crate::model::document::Document;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::marked;
use crate::model::set::{AnnotationSet, Progress};
use crate::store::batches::BATCH;
use crate::store::folder::{self, Purpose};
use crate::store::found::Found;

use super::batches;
use super::random::{Random, rounds};
use super::random_projects::{project, random_bundle};

/// A bundle with one document of marked text, by Layla.
pub fn bundle(marked: &str) -> Bundle {
    let project = project();
    let marked = marked::parse(marked, &project).unwrap();
    let document = Document::new(DocumentId::new("news-1"), marked.text);
    let set = AnnotationSet::new(AnnotatorId::new("layla"), document.id().clone());
    let set = set.with_records(Progress::Started, marked.annotations, Vec::new(), 1).0;
    Bundle { project, documents: vec![Arc::new(document)], sets: vec![set], ..Bundle::empty("x") }
}

/// What is written in a format and read back, as marked text.
pub fn through(format: Format, marked: &str) -> String {
    let exported = export(format, &bundle(marked), &Options::default()).unwrap();
    let (read, problems) = (format.entry().read)(&exported.files, &Options::default());
    assert_eq!(problems, []);
    printed(&read)
}

pub fn printed(bundle: &Bundle) -> String {
    let (document, sets) = bundle.by_document().remove(0);
    let annotations = sets.first().map(|set| set.in_reading_order()).unwrap_or_default();
    marked::print(document, 0..document.text().len(), annotations.iter().map(AsRef::as_ref), &bundle.project)
}

/// Reads a file, or several divided by lines of `== name`.
pub fn read(format: Format, files: &str) -> (Bundle, Vec<String>) {
    let (bundle, problems) = (format.entry().read)(&split(files), &Options::default());
    let told = problems.iter().chain(&bundle.assumptions(format.name())).map(ToString::to_string).collect();
    (bundle, told)
}

pub fn split(files: &str) -> Vec<File> {
    let mut found: Vec<File> = Vec::new();
    for part in files.split("== ").skip(1) {
        let (path, bytes) = part.split_once('\n').unwrap_or((part, ""));
        found.push(File::new(path, bytes));
    }
    found
}

#[test]
fn random_projects_come_back_from_every_format_less_what_was_told() {
    for seed in 0..rounds(120) as u64 {
        let mut random = Random::new(seed);
        let bundle = random_bundle(&mut random);
        let options = Options {
            tokens: *random.choice(&Tokens::ALL),
            scheme: *random.choice(&[Scheme::Bio, Scheme::Iob1, Scheme::Iobes, Scheme::Bilou]),
            ..Options::default()
        };
        for format in Format::all() {
            let exported = export(format, &bundle, &options)
                .unwrap_or_else(|error| panic!("seed {seed}, {}: {error}", format.name()));
            // What is not in it was told, annotation by annotation.
            let (whole, losses) = reduced(&bundle, &format.entry().holds, options.tokens);
            let there: usize = whole.sets.iter().map(AnnotationSet::len).sum();
            let told: usize = losses.iter().filter(|loss| loss.fate == Fate::Gone).map(|loss| loss.annotations()).sum();
            assert!(bundle.annotations_len() <= there + told, "seed {seed}, {}", format.name());
            assert_eq!((exported.annotations, exported.losses), (there, losses));
        }
    }
}

#[test]
fn the_samples_come_back_from_every_format_less_what_was_told() {
    let opened = folder::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")).unwrap();
    let mut bundle = Bundle {
        project: opened.project,
        documents: opened.corpus.documents().map(|document| Arc::new(document.unwrap())).collect(),
        ..Bundle::empty("samples")
    };
    for annotator in opened.folder.annotators().unwrap() {
        for document in &bundle.documents {
            bundle.sets.push(opened.folder.read_set(&annotator, document, Purpose::Look).unwrap().0);
        }
        let known = opened.folder.read_identities(&annotator, Purpose::Look).unwrap().0;
        bundle.identities.insert(annotator, known);
    }
    for format in Format::all() {
        for tokens in Tokens::ALL {
            let options = Options { tokens, ..Options::default() };
            let exported = export(format, &bundle, &options).unwrap();
            assert!(exported.annotations > 0 || format == Format::Text, "{}", format.name());
            // A folder of what people did one by one is recognised by its content, and holds the same.
            let first = &exported.files[0].path;
            let folder = first.split_once('/').map_or("", |(folder, _)| folder);
            let part: Vec<File> = exported.files.iter().filter(|file| file.path.starts_with(folder)).cloned().collect();
            assert_eq!(Format::recognised(&part).map(Format::name), Some(format.name()), "{first}");
        }
    }
}

#[test]
fn ours_hold_everything_and_the_others_say_what_they_do_not() {
    for entry in &FORMATS {
        let holds_all = entry.holds == Holds::EVERYTHING;
        assert_eq!(entry.holds.cannot().is_empty(), holds_all, "{}", entry.name);
        assert!(holds_all || !Format::OURS.contains(&entry.format));
        assert_eq!(compared(&entry.holds).identities, holds_all, "{}", entry.name);
    }
}

#[test]
fn what_each_format_keeps_of_an_event_with_everything() {
    let marked = "[person#1{@blinken} ليلى] [visit#2{agent=1, factuality:planned, \"why\"} زارت] [place#3 Hà\nNội]";
    assert_eq!(
        through(Format::Brat, marked),
        "[person#1{@blinken} ليلى] [visit{agent=1, factuality:planned, \"why\"} زارت] [place#3 Hà]\n[#3 Nội]"
    );
    let edge = "[@agent{from=3, to=2}][person#2 ليلى] [visit#3 زارت] [place Hà\nNội]";
    assert_eq!(through(Format::Doccano, marked), edge);
    assert_eq!(through(Format::Prodigy, marked), edge);
    assert_eq!(
        through(Format::LabelStudio, marked),
        "[@agent{from=3, to=2}][entities/person#2 ليلى] [visit#3{factuality:planned, \"why\"} زارت] [entities/place Hà\nNội]"
    );
    assert_eq!(through(Format::Spacy, marked), "[person{@blinken} ليلى] [visit زارت] [place Hà\nNội]");
    assert_eq!(through(Format::Conll, marked), "[person ليلى] [visit زارت] [place Hà Nội]");
    assert_eq!(through(Format::Muc, marked), "[person ليلى] [visit زارت] [place Hà\nNội]");
}

#[test]
fn a_loss_is_told_with_its_labels() {
    let bundle = bundle("[person#1{\"a note\"} Ali] and [#1 Vali] in [place [place Ha]ifa]");
    let told = |format| {
        let exported = export(format, &bundle, &Options::default()).unwrap();
        exported.problems.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(told(Format::Brat), ["brat: note: how far people got is not in it: 1 document"]);
    assert_eq!(told(Format::Muc)[..1], ["muc: loss: cannot hold gaps: 1 annotation (entities/person 1)"]);
    assert_eq!(
        told(Format::Conll)[..2],
        [
            "conll: loss: cannot hold borders inside tokens: 1 annotation (entities/place 1)",
            "conll: loss: cannot hold gaps: 1 annotation (entities/person 1)",
        ]
    );
}

#[test]
fn brat_is_read_with_everything_it_says() {
    let (bundle, told) = read(
        Format::Brat,
        "== d.txt\n\u{feff}Ali and his son Vali met in Haifa\n== d.ann\n\
         T1\tperson 0 3\tAli\nT2\tperson 8 11;16 20\this Vali\nT3\tmeet 21 24\tmet\nT4\tplace 28 33\tHaifa\n\
         E1\tmeet:T3 who:T1 who2:T2 where:T4\nR1\tfamily Arg1:T1 Arg2:T2\nA1\tNegated E1\nA2\tSure T1 very\n\
         #1\tAnnotatorNotes T4\tthe port\nN1\tReference T1 Wikidata:Q1\tAli\n*\tEquiv T1 T2\nT9\tplace 0 3\tHaifa\nX\n",
    );
    assert_eq!(
        printed(&bundle),
        "[@family{Arg1=2, Arg2=3}]\u{feff}[person#2{Sure:very, @Wikidata:Q1} Ali] and [person#3{@Wikidata:Q1} his] son \
         [#3 Vali] [meet{where=5, who=2, who=3, Negated:true} met] in [place#5{\"the port\"} Haifa]\n"
    );
    assert_eq!(
        told,
        [
            "d.ann:13: loss: `X` is no kind of line; it is left out",
            "d.ann:12: loss: entities/place `Haifa` is not at 0..3, however one counts; it is kept as it stands and not shown; mend its offsets or mark it by hand",
            "d: note: offsets are taken for code points, without the byte order mark, not for code points: so 4 of 5 quotes match",
        ]
    );
    assert!(bundle.sets[0].kept()[0].written.contains("(start: 0, end: 3, quote: \"Haifa\")"));
}

#[test]
fn doccano_is_read_in_each_of_its_shapes() {
    let check = |record: &str, expected: &str| {
        let (bundle, told) = read(Format::Doccano, &format!("== d.jsonl\n{record}"));
        assert_eq!((printed(&bundle).as_str(), told), (expected, Vec::new()));
        assert_eq!(Format::recognised(&split(&format!("== d.jsonl\n{record}"))), Some(Format::Doccano));
    };
    check(r#"{"id": 1, "text": "Ali ran", "label": [[0, 3, "person"]]}"#, "[person Ali] ran");
    check(r#"{"id": 1, "data": "Ali ran", "label": ["sport"]}"#, "[@sport]Ali ran");
    check(
        r#"{"text": "Ali ran", "entities": [{"id": 7, "label": "p", "start_offset": 0, "end_offset": 3}, {"id": 8, "label": "v", "start_offset": 4, "end_offset": 7}], "relations": [{"from_id": 8, "to_id": 7, "type": "who"}]}"#,
        "[@who{from=3, to=2}][p#2 Ali] [v#3 ran]",
    );
    check(
        r#"{"text": "Ali ran", "annotations": [{"label": 4, "start_offset": 0, "end_offset": 3, "user": 1}]}"#,
        "[4 Ali] ran",
    );
}

#[test]
fn label_studio_is_read_with_everybody_in_it() {
    let (bundle, told) = read(
        Format::LabelStudio,
        r#"== t.json
[{"id": 5, "data": {"text": "😀 Ali ran"}, "annotations": [
  {"completed_by": {"email": "a@b"}, "result": [
    {"id": "x", "type": "labels", "from_name": "ner", "to_name": "text", "value": {"start": 3, "end": 6, "text": "Ali", "labels": ["PER"]}},
    {"id": "x", "type": "choices", "from_name": "sure", "to_name": "text", "value": {"start": 3, "end": 6, "choices": ["yes"]}},
    {"id": "y", "type": "choices", "from_name": "topic", "to_name": "text", "value": {"choices": ["sport"]}}]},
  {"completed_by": 3, "result": []}],
 "predictions": [{"model_version": "m1", "result": [
    {"id": "z", "type": "labels", "from_name": "ner", "to_name": "text", "score": 0.5, "value": {"start": 7, "end": 10, "text": "ran", "labels": ["ACT"]}}]}]}]"#,
    );
    assert_eq!(printed(&bundle), "[@sport]😀 [PER{sure:yes} Ali] ran");
    assert_eq!(bundle.annotators().iter().map(ToString::to_string).collect::<Vec<_>>(), ["a@b", "m1", "user-3"]);
    assert_eq!(told, ["task-5: note: offsets are taken for UTF-16 units, not for code points: so 2 of 2 quotes match"]);
}

#[test]
fn prodigy_and_spacy_are_read() {
    let task = r#"{"text": "Ali ran", "_input_hash": 9, "spans": [{"start": 0, "end": 3, "label": "P", "token_end": 0}, {"start": 4, "end": 7, "label": "V"}], "relations": [{"head_span": {"start": 4, "end": 7, "label": "V"}, "child_span": {"start": 0, "end": 3, "label": "P"}, "label": "who"}], "_session_id": "s-x", "answer": "accept"}"#;
    let (bundle, told) = read(Format::Prodigy, &format!("== p.jsonl\n{task}"));
    assert_eq!((printed(&bundle).as_str(), told), ("[@who{from=3, to=2}][P#2 Ali] [V#3 ran]", Vec::new()));
    assert_eq!((bundle.documents[0].id().as_str(), bundle.annotators()[0].as_str()), ("9", "s-x"));
    for record in [
        r#"{"text": "Ali ran", "ents": [{"start": 0, "end": 3, "label": "P"}], "cats": {"sport": 1.0, "war": 0.0}}"#,
        r#"["Ali ran", {"entities": [[0, 3, "P"]], "cats": {"sport": true}}]"#,
    ] {
        let (bundle, told) = read(Format::Spacy, &format!("== s.jsonl\n{record}\n{record}"));
        assert_eq!(told, Vec::<String>::new());
        assert!(printed(&bundle).ends_with("[P Ali] ran"), "{record}");
    }
    let old = r#"[{"id": 0, "paragraphs": [{"raw": "Ali Baba ran.", "sentences": [{"tokens": [{"orth": "Ali", "ner": "B-P"}, {"orth": "Baba", "ner": "L-P"}, {"orth": "ran", "ner": "O"}, {"orth": ".", "ner": "O"}]}]}]}]"#;
    assert_eq!(printed(&read(Format::Spacy, &format!("== s.json\n{old}")).0), "[P Ali Baba] ran.");
}

#[test]
fn columns_are_read_in_any_order_with_any_scheme_and_nested() {
    let check = |rows: &str, expected: &str| {
        let (bundle, told) = read(Format::Conll, &format!("== c.conll\n{rows}"));
        assert_eq!((printed(&bundle).as_str(), told), (expected, Vec::new()));
    };
    check(
        "-DOCSTART- -X- O O\n\nAli NNP I-NP I-PER\nran VBD I-VP O\n\nHaifa NNP I-NP I-LOC\n",
        "[PER Ali] ran\n[LOC Haifa]",
    );
    check("1\tAli\tB-P\n2\tBaba\tE-P\n3\tHà Nội\tS-L\n", "[P Ali Baba] [L Hà Nội]");
    check("Ali\tB-P\tB-Q\nBaba\tI-P\tO\n", "[P [Q Ali] Baba]");
    // Wojood: as many tags as there are entities around a word.
    check("Ali B-P B-Q\nBaba I-P\nran O\n", "[P [Q Ali] Baba] ran");
    let options = Options { columns: Some("tag,-,token".parse().unwrap()), ..Options::default() };
    let files = split("== c.txt\nB-P x Ali\nI-P x Baba\n");
    assert_eq!(printed(&(Format::Conll.entry().read)(&files, &options).0), "[P Ali Baba]");
}

#[test]
fn names_of_sentences_have_no_spaces_and_no_slashes() {
    let mut bundle = bundle("[person Ali] ran. He fell.");
    let document = bundle.documents[0].with_id(DocumentId::new("a/b c"));
    bundle.sets = vec![bundle.sets[0].moved(AnnotatorId::new("layla"), document.id().clone())];
    bundle.documents = vec![Arc::new(document)];
    let files = export(Format::Conllu, &bundle, &Options::default()).unwrap().files;
    let written = String::from_utf8_lossy(&files[0].bytes).into_owned();
    assert!(written.contains("# newdoc id = a/b c\n") && written.contains("# sent_id = a%2Fb%20c-1\n"), "{written}");
}

#[test]
fn muc_is_read_with_nesting_and_what_is_not_closed() {
    let (bundle, told) = read(
        Format::Muc,
        "== m.muc\n\u{feff}<ENAMEX TYPE=\"ORGANIZATION\">UBND <ENAMEX TYPE=\"LOCATION\">Hà Nội</ENAMEX></ENAMEX>\r\n</ENAMEX><ENAMEX TYPE=\"PERSON\">x < y",
    );
    assert_eq!(printed(&bundle), "\u{feff}[ORGANIZATION UBND [LOCATION Hà Nội]]\r\nx < y");
    assert_eq!(
        told,
        [
            "m.muc:2: loss: `</ENAMEX>` closes nothing; it is left out",
            "m.muc:2: loss: the `PERSON` that begins here is never closed; it is left out",
        ]
    );
}

/// The files of an example in `samples/formats`.
pub fn example(name: &str) -> Vec<File> {
    fn add(path: &Path, inside: &str, found: &mut Vec<File>) {
        let Ok(entries) = std::fs::read_dir(path) else {
            return found.push(File::new(inside, std::fs::read(path).unwrap()));
        };
        for entry in entries.map(Result::unwrap) {
            let inside = format!("{inside}/{}", entry.file_name().to_string_lossy());
            add(&entry.path(), inside.trim_start_matches('/'), found);
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/formats").join(name);
    let (mut found, inside) = (Vec::new(), if path.is_dir() { "" } else { name });
    add(&path, inside, &mut found);
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

/// Files with bytes changed, left out, put in or cut off.
fn damaged(random: &mut Random, files: &[File], round: usize) -> Vec<File> {
    let mut files = files.to_vec();
    for file in &mut files {
        if round.is_multiple_of(7) {
            file.bytes = (0..random.below(80)).map(|_| random.below(256) as u8).collect();
        }
        for _ in 0..random.below(5) {
            if file.bytes.is_empty() {
                break;
            }
            let at = random.below(file.bytes.len());
            match random.below(4) {
                0 => file.bytes.truncate(at),
                1 => file.bytes[at] = random.below(256) as u8,
                2 => drop(file.bytes.remove(at)),
                _ => file.bytes.insert(at, *random.choice(b"()[]{}\",:\\#<>\t\n 09TE;")),
            }
        }
    }
    files
}

/// What every reader does with damaged files: no panic, no waiting, and what it reads can be written; also where files are cut.
fn check_damaged(name: &str, format: Format, files: &[File]) {
    let start = std::time::Instant::now();
    let recognised = Format::recognised(files);
    for reader in [Some(format), recognised].into_iter().flatten() {
        let (read, _) = (reader.entry().read)(files, &Options::default());
        // Whatever was read can be written, unless the marks of a format are its text.
        let written = export(Format::Json, &read, &Options::default());
        assert!(written.is_ok(), "{name}: {}", written.unwrap_err());
        let pieces = reader.entry().pieces;
        if !matches!(pieces, Pieces::Files | Pieces::Whole) {
            for piece in files.iter().flat_map(|file| Cutter::new(&file.path, pieces, &*file.bytes, 40)) {
                (reader.entry().read)(&[piece.unwrap()], &Options::default());
            }
        }
    }
    assert!(start.elapsed().as_secs() < 10, "{name} takes too long");
}

#[test]
fn no_reader_of_other_formats_panics_whatever_it_reads() {
    let mut random = Random::new(11);
    let bundle = random_bundle(&mut random);
    for entry in &FORMATS {
        let written = export(entry.format, &bundle, &Options::default()).unwrap().files;
        for round in 0..rounds(100) {
            check_damaged(entry.name, entry.format, &damaged(&mut random, &written, round));
        }
    }
    // What others write has shapes that we do not.
    for (name, format, _) in EXAMPLES {
        let files = example(name);
        for round in 0..rounds(60) {
            check_damaged(name, format, &damaged(&mut random, &files, round));
        }
    }
}

#[test]
fn no_archive_makes_unpacking_panic_or_wait() {
    let packed = |files: &[File]| {
        let mut packer = Packer::new(std::io::Cursor::new(Vec::new()));
        files.iter().for_each(|file| packer.add(file).unwrap());
        packer.finish().unwrap().into_inner()
    };
    let mut random = Random::new(5);
    let inner = packed(&[File::new("layla.xmi", "<x/>"), File::new("b.txt", "b".repeat(3000))]);
    let whole = packed(&[File::new("annotation/a.txt/layla.zip", inner), File::new("source/a.txt", "Ali ran")]);
    for round in 0..rounds(1500) {
        let [file] = &damaged(&mut random, &[File::new("a.zip", &*whole)], round)[..] else { continue };
        let start = std::time::Instant::now();
        if let Ok((files, _)) = unpack("a.zip", &file.bytes, LIMITS) {
            assert!(
                files.iter().all(|file| !file.path.starts_with('/') && !file.path.split('/').any(|part| part == ".."))
            );
            check_damaged("archive", Format::CasXmi, &files);
        }
        assert!(start.elapsed().as_secs() < 10);
    }
    // An entry that says that it is four thousand million bytes long is as long as it is.
    let mut huge = packed(&[File::new("a.txt", "Ali ran")]);
    for mark in [b"PK\x03\x04".as_slice(), b"PK\x01\x02"] {
        let at = huge.windows(4).position(|window| window == mark).unwrap() + if mark[2] == 3 { 22 } else { 24 };
        huge[at..at + 4].copy_from_slice(&[0xf0, 0xff, 0xff, 0xff]);
    }
    assert!(
        unpack("a.zip", &huge, LIMITS).map_or(0, |(files, _)| files.iter().map(|file| file.bytes.len()).sum()) < 100
    );
}

#[test]
fn problems_of_a_whole_file_are_told_once() {
    for entry in &FORMATS {
        let file = File::new("x", b"\xff\xfe\x00");
        let (read, problems) = (entry.read)(&[file], &Options::default());
        let lost = problems.iter().filter(|problem| problem.severity == Severity::Loss).count();
        assert!(read.documents.is_empty() && lost <= 1, "{}: {problems:?}", entry.name);
    }
}

/// What the two examples of a CAS say.
const CAS: &str = "[@lives-in{from=7, to=8}][@diplomacy][visit{agent=4, destination=6, factuality:happened} زارت] [PER#4{@layla-haddad} [GIVEN ليلى] حداد] [LOC#6 القاهرة] 😀 أمس.\r\nBà [PER#7 Nguyễn_Thu_Hà] ở [LOC#8 Hải_Phòng].\n";

/// The files of `samples/formats`, by the format that each is an example of.
const EXAMPLES: [(&str, Format, &str); 18] = [
    (
        "brat",
        Format::Brat,
        "[@leaves{Person=5, Place=6}][visit{agent=3, destination=4, factuality:happened} زارت] [person#3 ليلى حداد] [place#4 القاهرة] 😀 أمس.\nBà [person#5{\"Without her title.\"} Nguyễn Thu Hà] rời [place#6 Hải Phòng].\n",
    ),
    (
        "webanno-tsv",
        Format::WebAnnoTsv,
        "[@lives-in{from=6, to=7}][arrive{agent=3, destination=5, factuality:happened} وصلت] [PER#3{@layla-haddad} [GIVEN ليلى] حداد] ب[LOC#5 القاهرة] 😀 أمس.\r\nBà [PER#6 Nguyễn_Thu_Hà] ở [LOC#7 Hải_Phòng].",
    ),
    ("inception", Format::WebAnnoTsv, "[PER#1 ليلى حداد] [arrive{who=1, factuality:happened} وصلت] أمس.\n"),
    ("cas-xmi", Format::CasXmi, CAS),
    ("cas-json", Format::CasJson, CAS),
    ("doccano-spans.jsonl", Format::Doccano, "زارت [person ليلى حداد] [place القاهرة] 😀 أمس."),
    (
        "doccano-relations.jsonl",
        Format::Doccano,
        "[@agent{from=2, to=3}][visit#2 زارت] [person#3 ليلى حداد] القاهرة 😀 أمس.",
    ),
    (
        "label-studio",
        Format::LabelStudio,
        "[@agent{from=3, to=4}][@diplomacy][visit#3{factuality:happened} زارت] [person#4 ليلى حداد] القاهرة 😀 أمس.",
    ),
    ("prodigy.jsonl", Format::Prodigy, "[@agent{from=2, to=3}][visit#2 زارت] [person#3 ليلى حداد] القاهرة 😀 أمس."),
    ("spacy.jsonl", Format::Spacy, "[@diplomacy]زارت [person [given-name ليلى] حداد] [place القاهرة] 😀 أمس."),
    ("conll-2003.conll", Format::Conll, "Bà [PER Nguyễn Thu Hà] rời [LOC Hải Phòng] ."),
    ("conll-words.conll", Format::Conll, "Bà [person Nguyễn_Thu_Hà] rời [place Hải_Phòng] ."),
    ("wojood.conll", Format::ConllNested, "قال [OCC وزير [ORG خارجية [GPE تونس]]] [DATE أمس] ."),
    ("vlsp-2018.muc", Format::Muc, "\u{feff}Sở [ORGANIZATION Y tế [LOCATION Hải Phòng]] cho biết.\r\n"),
    ("corefud.conllu", Format::Conllu, "[visit زارت] [person ليلى حداد] وب[place القاهرة] أمس."),
    ("records.jsonl", Format::Records, "زارت [person ليلى حداد] [place القاهرة] 😀 أمس."),
    ("mentions.csv", Format::Csv, "زارت [person{gender:female} ليلى حداد] [place القاهرة] 😀 أمس."),
    ("plain.txt", Format::Text, "زارت ليلى حداد القاهرة أمس.\n"),
];

#[test]
fn the_example_of_each_format_is_recognised_and_read() {
    for (name, format, expected) in EXAMPLES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/formats").join(name);
        let paths = [path];
        assert_eq!(Found::new(&paths).unwrap().recognised().unwrap(), Some(format), "{name}");
        let (bundle, problems) = batches::read(format, &paths, BATCH);
        let lost: Vec<_> = problems.iter().filter(|problem| problem.severity != Severity::Note).collect();
        assert_eq!((printed(&bundle).as_str(), lost), (expected, Vec::new()), "{name}");
        // And it goes through every other format.
        for other in Format::all() {
            export(other, &bundle, &Options::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}

#[test]
fn the_readme_has_the_table_of_formats() {
    let readme = include_str!("../../README.md");
    assert!(readme.contains(&markdown()), "`hashiya formats --markdown` prints what belongs there:\n{}", markdown());
}
