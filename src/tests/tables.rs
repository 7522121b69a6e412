//! Formats of tables, tokens and plain text: what comes from elsewhere is understood, and what is written is as others expect it.

use crate::cli::Exit;
use crate::formats::bundle::Bundle;
use crate::formats::catalogue::Format;
use crate::formats::export::export;
use crate::formats::options::Options;
use crate::formats::tokens::Tokens;

use super::command_line::run;
use super::interchange::{bundle, printed, read};
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
            "3 ال Entity=(e1-place-",
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
            "2 Nguyễn Thu Hà Entity=(e1-person-)|Written=Nguyễn_Thu_Hà",
            "3 rời _",
            "4 Hải Phòng Entity=(e2-place-)|SpaceAfter=No|Written=Hải_Phòng",
        ]
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
