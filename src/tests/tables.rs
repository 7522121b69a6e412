//! Formats of tables, tokens and plain text: what comes from elsewhere is understood, and what is written is as others expect it.

use crate::cli::ending::Exit;
use crate::formats::bundle::Bundle;
use crate::formats::catalogue::Format;
use crate::formats::export::export;
use crate::formats::options::Options;
use crate::formats::tokens::Tokens;

use super::command_line::run;
use super::interchange::{bundle, printed, read, split};
use super::scratch::Scratch;

#[test]
fn conllu_is_read_with_multiword_tokens_empty_nodes_and_both_kinds_of_entities() {
    let example = include_str!("../../samples/formats/corefud.conllu");
    let (bundle, told) = read(Format::Conllu, &format!("== c.conllu\n{example}"));
    let ids: Vec<&str> = bundle.documents.iter().map(|document| document.id().as_str()).collect();
    assert_eq!(ids, ["ar-visit", "vi-visit"]);
    let second = Bundle { documents: vec![bundle.documents[1].clone()], ..bundle.clone() };
    assert_eq!(printed(&second), "Bà [person Nguyễn Thu Hà] rời [place Hải Phòng].");
    assert_eq!(
        told,
        [
            "c.conllu: note: lemmas, parts of speech and trees are not read",
            "ar-visit: note: 1 empty node left out of the text: they are not in it",
        ]
    );
    // Words that have other letters than their token; a text that its words do not say; white space kept by UDPipe.
    let rows = "1-2\tdel\t_\t_\t_\t_\t_\t_\t_\t_\n1\tde\t_\t_\t_\t_\t_\t_\t_\t_\n2\tel\t_\t_\t_\t_\t_\t_\t_\tEntity=(e1-x)\n\
                3\tmar\t_\t_\t_\t_\t_\t_\t_\tSpacesAfter=\\n\\n\n";
    let (bundle, told) = read(Format::Conllu, &format!("== c.conllu\n{rows}"));
    assert_eq!(printed(&bundle), "[x del] mar\n\n");
    assert_eq!(told, ["c: note: 1 multiword token whose words have other letters: their words stand for the whole"]);
    let (_, told) = read(Format::Conllu, &format!("== c.conllu\n# text = al mar\n{rows}"));
    assert_eq!(told[0], "c.conllu:1: wrong: its words do not make up its `# text`; the words are taken");
}

#[test]
fn conllu_is_written_as_ud_writes_arabic_clitics_and_vietnamese_words() {
    let written = |marked: &str, tokens: Tokens| {
        let options = Options { tokens, ..Options::default() };
        let files = export(Format::Conllu, &bundle(marked), &options).unwrap().files;
        let text = String::from_utf8(files[0].bytes.clone()).unwrap();
        let short = |line: &str| line.replace("\t_\t_\t_\t_\t_\t_\t_\t", " ").replace('\t', " ");
        // Behind the number of an entity stands a hash of the document.
        let hash = format!(".{}", &blake3::hash(b"news-1").to_hex()[..6]);
        let short = |line: &str| short(line).replace(&hash, "");
        text.lines().filter(|line| !line.is_empty()).map(short).skip(2).collect::<Vec<_>>()
    };
    assert_eq!(
        written("وب[place القاهرة]\r\nثم", Tokens::Clitics)[2..],
        [
            "# text = وبالقاهرة",
            "1-4 وبالقاهرة SpacesAfter=\\r\\n",
            "1 و _",
            "2 ب _",
            "3 ال Entity=(e1-place-1-",
            "4 قاهرة Entity=e1)",
            "# newpar",
            "# sent_id = news-1-2",
            "# text = ثم",
            "1 ثم SpaceAfter=No",
        ]
    );
    assert_eq!(
        written("Bà [person Nguyễn_Thu_Hà] rời [place Hải_Phòng]", Tokens::Words)[2..],
        [
            "# text = Bà Nguyễn Thu Hà rời Hải Phòng",
            "1 Bà _",
            "2 Nguyễn Thu Hà Entity=(e1-person-1-)|Written=Nguyễn_Thu_Hà",
            "3 rời _",
            "4 Hải Phòng Entity=(e2-place-1-)|SpaceAfter=No|Written=Hải_Phòng",
        ]
    );
}

/// What a table or records say of their first document, by a mapping.
fn mapped(format: Format, map: &str, files: &str) -> (String, Vec<String>) {
    let options = Options { map: map.parse().unwrap(), ..Options::default() };
    let (bundle, problems) = (format.entry().read)(&split(files), &options);
    (printed(&bundle), problems.iter().map(ToString::to_string).collect())
}

#[test]
fn records_are_read_by_names_that_are_guessed_or_said() {
    let check = |map: &str, record: &str, expected: &str| {
        let (said, told) = mapped(Format::Records, map, &format!("== r.jsonl\n{record}"));
        assert_eq!((said.as_str(), told), (expected, Vec::new()), "{record}");
    };
    let ran = "[P Ali] ran";
    check("", r#"{"text": "Ali ran", "spans": [{"start": 0, "end": 3, "label": "P", "text": "Ali"}]}"#, ran);
    check("", r#"{"body": "Ali ran", "mentions": [{"begin": 0, "stop": "3", "type": ["P"]}]}"#, ran);
    check("", r#"{"text": "Ali ran", "labels": ["sport"]}"#, "[@sport]Ali ran");
    check("", r#"{"text": "Ali ran", "label": "sport|war"}"#, "[@sport][@war]Ali ran");
    check("", r#"{"text": "Ali ran", "label": [[0, 3, "P"]]}"#, ran);
    check("text=t,spans=s,start=1,end=2,label=0", r#"{"t": "Ali ran", "s": [["P", 0, 3]]}"#, ran);
    check(
        "spans=s,start=a,end=b",
        r#"{"text": "Ali ran", "s": [{"a": 0, "b": 3, "label": "P", "id": 7, "sure": 1}]}"#,
        "[P{sure:1} Ali] ran",
    );
    let (_, told) =
        mapped(Format::Records, "", "== r.jsonl\n{\"text\": \"Ali\", \"spans\": [[0, 9, \"P\"], 7]}\n{\"x\": 1}");
    assert_eq!(told.len(), 3, "{told:?}");
}

#[test]
fn tables_are_read_one_row_a_document_or_a_mention() {
    let check = |map: &str, files: &str, expected: &str| {
        let (said, told) = mapped(Format::Csv, map, files);
        assert_eq!((said.as_str(), told), (expected, Vec::new()), "{files}");
    };
    let ran = "[P Ali] [V ran]";
    check("", "== m.csv\nid,start,end,label,text\n1,0,3,P,Ali ran\n1,4,7,V,Ali ran\n", ran);
    check("", "== m.tsv\ntext\tstart\tend\tlabel\nAli ran\t0\t3\tP\nAli ran\t4\t7\tV\n", ran);
    check("", "== d.csv\r\ntext;spans\r\nAli ran;\"[[0,3,\"\"P\"\"],[4,7,\"\"V\"\"]]\"\r\n", ran);
    // Texts beside a table, where a column `text` is what the mention says.
    check(
        "",
        "== d.txt\nAli ran\n== m.csv\nfile,start,end,label,text\nd,0,3,P,Ali\nd,4,7,V,ran\n",
        "[P Ali] [V ran]\n",
    );
    check("text=0,label=1", "== c.csv\nAli ran,sport\nwar,war\n", "[@sport]Ali ran");
    let (_, told) = read(Format::Csv, "== m.csv\nid,start,end,label\nd,0,3,P\n");
    assert_eq!(told, ["m.csv:2: loss: the text of `d` is not there; it is left out"]);
    // Offsets of others are understood as everywhere.
    let (bundle, told) = read(Format::Csv, "== m.csv\ntext,start,end,label,quote\n😀 Ali,3,6,P,Ali\n");
    assert_eq!(printed(&bundle), "😀 [P Ali]");
    assert!(told[0].contains("offsets are taken for UTF-16 units"), "{told:?}");
}

#[test]
fn records_are_written_in_the_shape_that_the_mapping_says() {
    let written = |format: Format, map: &str| {
        let options = Options { map: map.parse().unwrap(), ..Options::default() };
        let files = export(format, &bundle("=[person Ali] ran"), &options).unwrap().files;
        String::from_utf8(files[0].bytes.clone()).unwrap()
    };
    assert_eq!(
        written(Format::Records, ""),
        "{\"id\":\"news-1\",\"spans\":[{\"end\":4,\"label\":\"person\",\"quote\":\"Ali\",\"start\":1}],\"text\":\"=Ali ran\"}\n"
    );
    assert_eq!(
        written(Format::Records, "id=n,text=t,spans=s,start=0,end=1,label=2"),
        "{\"n\":\"news-1\",\"s\":[[1,4,\"person\"]],\"t\":\"=Ali ran\"}\n"
    );
    assert_eq!(
        written(Format::Csv, "start=from,id=doc"),
        "doc,from,end,label,quote,text\nnews-1,1,4,person,Ali,=Ali ran\n"
    );
    let options = Options { is_for_spreadsheets: true, ..Options::default() };
    let files = export(Format::Csv, &bundle("=[person Ali] ran"), &options).unwrap().files;
    assert!(
        files[0].bytes.starts_with("\u{feff}id,spans,text\nnews-1,".as_bytes())
            && files[0].bytes.ends_with(b",'=Ali ran\n")
    );
}

#[test]
fn plain_text_is_read_by_the_encoding_that_it_is_in() {
    let scratch = Scratch::new("plain");
    let written =
        "Đại biểu Quốc hội thảo luận về dự án luật đất đai sửa đổi, nhiều ý kiến đề nghị làm rõ quy định bồi thường.";
    let encoded =
        encoding_rs::WINDOWS_1256.encode("قال وزير الخارجية إن المحادثات مع الوفد كانت مفيدة ومثمرة للغاية").0;
    scratch.write("in/ar.txt", &encoded);
    scratch.write("in/vi.txt", written);
    scratch.write("p/a.txt", "x\n");
    run(&scratch, "new DIR/p");
    let (exit, _, told) = run(&scratch, "import DIR/p DIR/in/ar.txt DIR/in/vi.txt");
    assert_eq!(
        (exit, told.as_str()),
        (
            Exit::Done,
            "hashiya: ar.txt: note: read as windows-1256\nimported 0 annotations from text; 2 documents added\n"
        )
    );
    assert_eq!(scratch.read("p/vi.txt"), written);
    assert!(!scratch.path().join("p/annotations/imported").exists());
    let (exit, out, told) = run(&scratch, "convert DIR/in/ar.txt - --to jsonl");
    assert!(exit == Exit::Done && out.contains("\"text\":\"قال وزير"), "{told}");
    // What is not certain is left out until somebody says what it is.
    scratch.write("short.txt", b"caf\xe9");
    let (exit, _, told) = run(&scratch, "convert DIR/short.txt - --to jsonl");
    assert!(exit == Exit::Failed && told.contains("say which with `--encoding`"), "{told}");
    let (exit, out, _) = run(&scratch, "convert DIR/short.txt - --to text --encoding windows-1252");
    assert_eq!((exit, out.as_str()), (Exit::Done, "café"));
}
