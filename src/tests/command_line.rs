//! The command line as a person meets it: what is printed, what is told, and the exit code.

use crate::cli;
use crate::cli::ending::Exit;
use crate::error::Error;
use crate::formats::catalogue::Format;

use super::scratch::Scratch;

/// Runs `hashiya` with words divided by spaces, `DIR` being the scratch folder. Returns the exit, the output and what was
/// told.
pub fn run(scratch: &Scratch, line: &str) -> (Exit, String, String) {
    let folder = scratch.path().to_string_lossy();
    let words: Vec<String> = line.split(' ').map(|word| word.replace("DIR", &folder)).collect();
    let (mut out, mut told) = (Vec::new(), Vec::new());
    let no_window = |_| Err(Error::new("cannot open a window"));
    let exit = cli::run(&words, &no_window, &mut out, &mut told);
    let plain = |bytes: Vec<u8>| {
        let said = String::from_utf8(bytes).expect("it speaks UTF-8").replace(&*folder, "DIR");
        // Windows takes both for dividers of paths, and so do tests.
        if cfg!(windows) { said.replace('\\', "/") } else { said }
    };
    (exit, plain(out), plain(told))
}

#[test]
fn a_folder_of_texts_becomes_a_project_is_annotated_exported_and_checked() {
    let scratch = Scratch::new("whole-path");
    scratch.write("a.txt", "وبلينكن في باريس\r\n");
    scratch.write("b.txt", "Layla");
    scratch.write("a.script", "open a\nselect \"بلينكن\"\nlabel person\n");
    let done = |out: &str| (Exit::Done, out.to_owned(), String::new());
    assert_eq!(run(&scratch, "new DIR"), done("made a project of DIR, with 2 texts, which stay as they are\n"));
    assert_eq!(run(&scratch, "run DIR DIR/a.script --as layla"), done("3 commands done as layla; 1 annotation on a\n"));
    let (exit, out, told) = run(&scratch, "export DIR --format=json");
    assert_eq!(exit, Exit::Done);
    assert!(out.contains("\"start\": 1,\n        \"end\": 7,\n        \"quote\": \"بلينكن\""), "{out}");
    assert_eq!(
        told,
        "exported 1 annotation in 1 record, read back and compared with the texts; left out as not begun: 1 set\n"
    );
    let (exit, out, _) = run(&scratch, "check DIR");
    assert_eq!(
        (exit, out.ends_with(": 2 documents, 1 annotator, 1 set, 1 annotation; nothing is wrong\n")),
        (Exit::Done, true)
    );
    assert_eq!(scratch.read("a.txt"), "وبلينكن في باريس\r\n");
}

#[test]
fn an_export_that_loses_something_says_so_fails_and_can_be_refused() {
    let scratch = Scratch::new("lossy");
    scratch.write("a.txt", "Layla in Haifa");
    scratch.write("a.script", "open a\nselect \"Layla\"\nlabel person\nselect \"Haifa\"\nlabel place\n");
    run(&scratch, "new DIR");
    run(&scratch, "run DIR DIR/a.script --as layla");
    let moved = scratch.read("annotations/layla/a.ron").replace("start: 9, end: 14", "start: 8, end: 13");
    scratch.write("annotations/layla/a.ron", moved);
    let (exit, out, told) = run(&scratch, "export DIR --format jsonl");
    assert_eq!((exit, out.contains("Haifa\"}"), out.contains("\"quote\":\"Layla\"")), (Exit::Failed, false, true));
    assert!(told.ends_with("; what is told as loss is NOT in it\n"), "{told}");
    let (exit, out, told) = run(&scratch, "export DIR --format jsonl --output DIR/out/out.jsonl --strict");
    assert_eq!((exit, out.as_str(), scratch.path().join("out/out.jsonl").exists()), (Exit::Failed, "", false));
    assert!(told.starts_with("hashiya: nothing was written, for something would be lost"), "{told}");
}

#[test]
fn nothing_is_exported_over_the_texts_and_files_of_the_project() {
    let scratch = Scratch::new("export-over");
    scratch.write("documents/a.txt", "Layla in Haifa");
    run(&scratch, "new DIR");
    let before = scratch.files_below(".");
    for target in ["documents/a.txt", "documents", "project.ron", "annotations/layla/a.ron"] {
        let (exit, _, told) = run(&scratch, &format!("export DIR --format brat --output DIR/{target}"));
        assert_eq!(exit, Exit::Failed, "{target}");
        assert!(told.contains("is what the project"), "{told}");
    }
    assert_eq!((scratch.files_below("."), scratch.read("documents/a.txt").as_str()), (before, "Layla in Haifa"));
}

#[test]
fn check_tells_everything_that_is_wrong_and_touches_nothing() {
    let scratch = Scratch::new("check");
    scratch.write("a.txt", "Layla");
    run(&scratch, "new DIR");
    scratch.write("annotations/layla/a.ron", "(format: 1, unit: \"code points\", document: \"a\", text: \"x\", progress: \"new\", annotations: [(id: 1, label: \"entities/persn\", spans: [(start: 0, end: 5, quote: \"Layla\")], arguments: [(role: \"agent\", filler: \"9\")])])");
    scratch.write("annotations/layla/gone.ron", "");
    scratch.write("annotations/minh/a.ron", "(");
    let (exit, out, _) = run(&scratch, "check DIR");
    let told: Vec<&str> = out.lines().map(|line| line.split(';').next().unwrap_or_default()).collect();
    assert_eq!(
        told[..4],
        [
            "annotations/layla/gone.ron: wrong: there is no document `gone`",
            "annotations/layla/a.ron:1:1: wrong: the text is not the one that was annotated: its hash is another",
            "layla/a#1: wrong: there is no label `entities/persn` in the project",
            "annotations/minh/a.ron:1:1: loss: unexpected end of RON",
        ]
    );
    assert_eq!((exit, scratch.read("annotations/minh/a.ron").as_str()), (Exit::Failed, "("));
    assert_eq!(std::fs::read_dir(scratch.path().join("annotations/minh")).unwrap().count(), 1);
}

#[test]
fn what_makes_no_sense_is_refused_with_code_two_and_what_did_not_happen_with_one() {
    let scratch = Scratch::new("usage");
    let refused = |line: &str| {
        let (exit, out, told) = run(&scratch, line);
        assert_eq!(out, "");
        (exit.code(), told)
    };
    let usage = |told: &str| (2, format!("hashiya: {told}; `hashiya help` lists what it knows\n"));
    let no_format = || {
        let names: Vec<String> = Format::all().map(|format| format!("`{}`", format.name())).collect();
        (2, format!("hashiya: there is no format `xml`; allowed: {}\n", names.join(", ")))
    };
    let slip = "hashiya: `exprot` is neither a command nor a folder; did you mean `export`?\n";
    assert_eq!(refused("exprot DIR"), (2, slip.to_owned()));
    assert_eq!(refused("export DIR --format xml"), no_format());
    assert_eq!(refused("check DIR --fast"), usage("there is no option `--fast` here"));
    assert_eq!(refused("run DIR"), usage("SCRIPT is missing"));
    let no_project = "hashiya: DIR is not a project: there is no project.ron; `hashiya new DIR` makes it one\n";
    assert_eq!(refused("check DIR"), (1, no_project.to_owned()));
}

#[test]
fn a_mistake_in_a_script_is_named_and_what_came_before_is_saved() {
    let scratch = Scratch::new("script");
    scratch.write("a.txt", "Layla");
    scratch.write("s", "label person\nundo\nlabel place\nlabel nothing\n");
    run(&scratch, "new DIR");
    let (exit, _, told) = run(&scratch, "run DIR DIR/s --as layla");
    assert_eq!(exit, Exit::Failed);
    assert!(told.starts_with("hashiya: DIR/s:4: `label nothing`: there is no label `nothing`"), "{told}");
    assert!(scratch.read("annotations/layla/a.ron").contains("entities/place"));
}

#[test]
fn the_commands_are_listed_with_every_name() {
    let scratch = Scratch::new("commands");
    for line in ["commands", "commands --markdown"] {
        let (exit, out, _) = run(&scratch, line);
        assert_eq!(exit, Exit::Done);
        for entry in crate::session::catalogue::entries() {
            assert!(out.contains(entry.name) && out.contains(entry.help), "{}", entry.name);
        }
    }
}

#[test]
fn layout_answers_in_bytes_of_the_file() {
    let scratch = Scratch::new("layout");
    scratch.write("a.txt", "سلام\nab");
    let (exit, out, _) = run(&scratch, "layout DIR/a.txt --width 300 --size 20 --span 0-4 --json");
    assert_eq!(exit, Exit::Done);
    assert!(out.starts_with("{\"paragraphs\":[{\"start\":0,\"end\":8,\"rtl\":true,"), "{out}");
    assert_eq!(run(&scratch, "layout DIR/a.txt --width 0 --size 20 --json").0, Exit::Unusable);
    assert_eq!(run(&scratch, "layout DIR/a.txt --width 9 --size 20 --span 1-4 --json").0, Exit::Failed);
}

#[test]
fn a_page_is_drawn_with_the_arcs_of_one_frame_or_of_all() {
    let scratch = Scratch::new("render");
    scratch.write("a.txt", "Layla visited Haifa and met Omar");
    let script = "open a\nselect \"Layla\"\nlabel person\nselect \"visited\"\nlabel visit\nset-argument agent 1\n\
                  select \"Omar\"\nlabel person\nselect \"met\"\nlabel meet\nset-argument participant 3\n";
    scratch.write("a.script", script);
    run(&scratch, "new DIR");
    run(&scratch, "run DIR DIR/a.script --as layla");
    let arcs = |asked: &str| {
        let (exit, _, told) = run(&scratch, &format!("render DIR a{asked} --output DIR/a.svg"));
        assert_eq!((exit, told.as_str()), (Exit::Done, ""), "{asked}");
        scratch.read("a.svg").matches("<polyline").count()
    };
    assert_eq!((arcs(""), arcs(" --choose 2"), arcs(" --choose 3"), arcs(" --frames")), (0, 1, 1, 2));
    let (exit, _, told) = run(&scratch, "render DIR a --choose 9 --output DIR/a.svg");
    assert_eq!((exit, told.starts_with("hashiya: `a` has no annotation 9")), (Exit::Failed, true), "{told}");
}

#[test]
fn of_several_annotators_render_asks_for_one_by_name() {
    let scratch = Scratch::new("render-several");
    scratch.write("a.txt", "Layla visited Haifa");
    scratch.write("a.script", "open a\nselect \"Layla\"\nlabel person\n");
    run(&scratch, "new DIR");
    run(&scratch, "run DIR DIR/a.script --as layla");
    run(&scratch, "run DIR DIR/a.script --as minh");
    let (exit, _, told) = run(&scratch, "render DIR a --output DIR/a.svg");
    assert_eq!(
        (exit, told.as_str()),
        (
            Exit::Failed,
            "hashiya: several people annotated DIR: layla, minh; name one of them with `--by`, or several with `--annotators`\n"
        )
    );
}

#[test]
fn render_draws_several_on_one_page_or_side_by_side() {
    let scratch = compared("render-compared");
    let drawn = |asked: &str| {
        let (exit, said, told) = run(&scratch, &format!("render DIR a {asked} --output DIR/a.svg"));
        assert_eq!((exit, told.as_str()), (Exit::Done, ""), "{asked}: {said}");
        scratch.read("a.svg")
    };
    let width = |svg: &str| -> f32 {
        let after = svg.split("width=\"").nth(1).expect("a picture has a width");
        after.split('"').next().expect("it ends").parse().expect("it is a number")
    };
    let (lines, columns) = (drawn("--annotators ليلى,minh"), drawn("--annotators ليلى,minh --side-by-side"));
    assert!(width(&columns) > width(&lines), "{} {}", width(&columns), width(&lines));
    // Letters are drawn once for each column, and the lines below them only on one page.
    let letters = |svg: &str| svg.matches("<use ").count();
    assert!(letters(&columns) > letters(&lines) * 3 / 2);
    drawn("--by ليلى --annotators minh --width 500");
    for refused in ["--side-by-side", "--annotators minh,nobody", "--annotators ليلى,minh --side-by-side --width 200"]
    {
        let (exit, ..) = run(&scratch, &format!("render DIR a {refused} --output DIR/b.svg"));
        assert_ne!(exit, Exit::Done, "{refused}");
    }
}

/// Two annotators who differ by a clitic and a label, and agree on one of three mentions.
fn compared(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    scratch.write("a.txt", "وبلينكن في حيفا مع Layla");
    scratch.write(
        "one",
        "open a\nselect \"بلينكن\"\nlabel person\nselect \"حيفا\"\nlabel place\nselect \"Layla\"\nlabel person\n",
    );
    scratch.write("other", "open a\nselect \"وبلينكن\"\nlabel person\nselect \"حيفا\"\nlabel organization\nselect \"Layla\"\nlabel person\n");
    run(&scratch, "new DIR");
    run(&scratch, "run DIR DIR/one --as ليلى");
    run(&scratch, "run DIR DIR/other --as minh");
    scratch
}

#[test]
fn where_people_work_blind_commands_show_no_more_than_the_window() {
    let scratch = compared("blind");
    let project = scratch.read("project.ron");
    let blind = "    blind: true,\n    reviewers: [\"rana\"],\n    layers:";
    scratch.write("project.ron", project.replacen("    layers:", blind, 1));
    let commands = [
        "agree DIR --draws 0",
        "agree DIR --cases",
        "export DIR --format jsonl",
        "export DIR --format jsonl --by ليلى",
        "dataset DIR DIR/gold --unfinished",
        "render DIR a --annotators minh,ليلى --output DIR/a.svg",
        "render DIR a --by ليلى --output DIR/a.svg",
        "history DIR a --by ليلى",
    ];
    for command in commands {
        let (exit, out, told) = run(&scratch, &format!("{command} --as minh"));
        assert_eq!((exit, out.as_str()), (Exit::Failed, ""), "{command}");
        assert!(told.contains("people work blind") && told.contains("reviewers see all: `rana`"), "{told}");
        assert_eq!(run(&scratch, &format!("{command} --as rana")).0, Exit::Done, "{command}");
    }
    for own in ["export DIR --format jsonl --by minh", "render DIR a --by minh --output DIR/a.svg"] {
        assert_eq!(run(&scratch, &format!("{own} --as minh")).0, Exit::Done, "{own}");
    }
    let (_, out, _) = run(&scratch, "history DIR a --as minh");
    assert!(out.contains("minh") && !out.contains("ليلى"), "{out}");
    // What one has finished oneself one may see, page by page.
    scratch.write("finish", "open a\nset-progress finished\n");
    run(&scratch, "run DIR DIR/finish --as minh");
    for page in &commands[5..] {
        assert_eq!(run(&scratch, &format!("{page} --as minh")).0, Exit::Done, "{page}");
    }
    assert_eq!(run(&scratch, "agree DIR --draws 0 --as minh").0, Exit::Failed);
}

#[test]
fn a_text_that_was_changed_shows_the_blind_nothing_of_others_and_changes_nothing_of_theirs() {
    let scratch = compared("blind-changed");
    let project = scratch.read("project.ron");
    let blind = "    blind: true,\n    reviewers: [\"rana\"],\n    layers:";
    scratch.write("project.ron", project.replacen("    layers:", blind, 1));
    scratch.write("a.txt", "قال وبلينكن في حيفا مع Layla");
    let theirs = || scratch.read("annotations/ليلى/a.ron");
    let before = theirs();
    for command in ["reanchor DIR", "reanchor DIR --accept", "check DIR"] {
        let (_, out, told) = run(&scratch, &format!("{command} --as minh"));
        assert!(
            !out.contains("ليلى") && !told.contains("ليلى") && out.contains("people work blind"),
            "{command}: {out}"
        );
    }
    assert_eq!(theirs(), before);
    let (exit, out, told) = run(&scratch, "reanchor DIR --by ليلى --accept --as minh");
    assert_eq!((exit, out.as_str(), theirs() == before), (Exit::Failed, "", true));
    assert!(told.contains("people work blind: what `ليلى` did is shown once `minh` has finished a"), "{told}");
    // Minh's own was carried over; what is wrong elsewhere still fails the check.
    let (exit, out, _) = run(&scratch, "check DIR --as minh");
    assert!(exit == Exit::Failed && out.starts_with("others: wrong: 4 problems not shown"), "{out}");
    for command in ["reanchor DIR --accept", "check DIR"] {
        assert_eq!(run(&scratch, &format!("{command} --as rana")).0, Exit::Done, "{command}");
    }
    assert_ne!(theirs(), before);
}

#[test]
fn agreement_is_told_as_tables() {
    let scratch = compared("agree");
    let (exit, out, told) = run(&scratch, "agree DIR --draws 0 --label entities");
    assert_eq!((exit, told.as_str()), (Exit::Done, ""));
    let day = &out[out.rfind("  a         ").unwrap() + 12..][..10];
    assert!(day.starts_with("20"), "{out}");
    let expected = "1 document of minh, ليلى

entities (entity)
  measure     value  95 %
  exact F1    0.333
  clitics F1  0.667
  partial F1  0.500
  aligned F1  0.667
  Cohen's κ   0.706
  Fleiss' κ   0.697
  α           0.727
  u-α         0.649

  label         minh  \u{2068}ليلى\u{2069}  exact F1  clitics F1  partial F1     u-α
  person           2     2     0.500       1.000       0.750   0.986
  organization     1     0     0.000       0.000       0.000  -0.336
  place            0     1     0.000       0.000       0.000  -0.336

  times  minh          \u{2068}ليلى\u{2069}
      1  organization  place

  document  day         cases  differing  entities
  a         DAY      3          2     0.333
";
    assert_eq!(out, expected.replace("DAY   ", &format!("{day}   ")));
}

#[test]
fn who_shares_no_document_with_anybody_is_compared_with_nobody() {
    let scratch = compared("agree-alone");
    scratch.write("b.txt", "Haifa");
    scratch.write("alone", "open b\nselect \"Haifa\"\nlabel place\n");
    run(&scratch, "run DIR DIR/alone --as omar");
    let (_, out, _) = run(&scratch, "agree DIR --draws 0 --label entities");
    assert!(out.starts_with("1 document of minh, ليلى; 1 more begun by one of them only\n"), "{out}");
    assert!(out.contains("  Fleiss' κ   0.697\n") && !out.contains("omar"), "{out}");
}

#[test]
fn agreement_leads_to_its_cases() {
    let scratch = compared("agree-cases");
    let (_, out, _) = run(&scratch, "agree DIR --cases");
    let arabic = |word: &str| format!("\u{2068}{word}\u{2069}");
    let expected = format!(
        "a 0–7 clitic\n    minh: person “{}”\n    {}: person “{}”\na 11–15 label\n    minh: organization “{}”\n    {}: place “{}”\n",
        arabic("وبلينكن"),
        arabic("ليلى"),
        arabic("بلينكن"),
        arabic("حيفا"),
        arabic("ليلى"),
        arabic("حيفا"),
    );
    assert_eq!(out, expected);
    let (_, out, _) = run(&scratch, "agree DIR --kind label --json");
    let line: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((line["start"].as_u64(), line["kinds"][0].as_str()), (Some(11), Some("label")));
}

#[test]
fn cases_that_agree_are_listed_too() {
    let scratch = compared("agree-kinds");
    let lines = |asked: &str| {
        let (exit, out, _) = run(&scratch, &format!("agree DIR {asked}"));
        let places = out.lines().filter(|line| line.starts_with("a ")).map(ToOwned::to_owned).collect::<Vec<_>>();
        (exit, places.join(", "))
    };
    assert_eq!(lines("--kind exact-f1 --label person"), (Exit::Done, "a 0–7 clitic".to_owned()));
    assert_eq!(lines("--kind agreed"), (Exit::Done, "a 19–24 agreed".to_owned()));
    assert_eq!(lines("--kind any --label person"), (Exit::Done, "a 0–7 clitic, a 19–24 agreed".to_owned()));
    assert_eq!(lines("--kind any --document a --label place"), (Exit::Done, "a 11–15 label".to_owned()));
    assert_eq!(lines("--kind odd").0, Exit::Unusable);
}

#[test]
fn only_what_is_finished_is_measured_if_somebody_wants_that() {
    let scratch = compared("agree-finished");
    let (exit, _, told) = run(&scratch, "agree DIR --finished");
    assert_eq!((exit, told.contains("no document was finished by two of")), (Exit::Failed, true), "{told}");
    scratch.write("finish", "open a\nset-progress finished\n");
    run(&scratch, "run DIR DIR/finish --as ليلى");
    run(&scratch, "run DIR DIR/finish --as minh");
    assert_eq!(run(&scratch, "agree DIR --finished --draws 0"), run(&scratch, "agree DIR --draws 0"));
}

#[test]
fn sets_on_another_version_of_a_text_are_compared_where_they_fit_and_the_rest_is_told() {
    let scratch = compared("agree-drift");
    // The text went on without its first two words since.
    scratch.write("a.txt", "وبلينكن في حيفا مع Layl_");
    let (exit, out, told) = run(&scratch, "agree DIR --draws 0 --label entities");
    assert_eq!(exit, Exit::Done);
    assert!(out.contains("exact F1    0.000") && out.contains("clitics F1  0.500"), "{out}");
    assert!(told.matches("Layla").count() >= 2, "{told}");
}

#[test]
fn agreement_in_json_has_every_figure_with_its_interval() {
    let scratch = compared("agree-json");
    let (_, out, _) = run(&scratch, "agree DIR --json --gamma");
    let all: serde_json::Value = serde_json::from_str(&out).unwrap();
    let row = &all["layers"][0]["rows"][1];
    assert_eq!(row["annotators"], serde_json::json!(["minh", "ليلى"]));
    assert_eq!(row["measures"]["clitic-f1"]["value"].as_f64(), Some(2.0 / 3.0));
    assert!(row["gamma"]["error"].as_f64().is_some_and(|error| error < 0.03), "{row}");
}

#[test]
fn what_cannot_be_compared_is_told() {
    let scratch = compared("agree-told");
    let (exit, _, told) = run(&scratch, "agree DIR --by minh,layla");
    assert_eq!((exit, told.starts_with("hashiya: there is no annotator `layla`")), (Exit::Failed, true), "{told}");
    let (exit, _, told) = run(&scratch, "agree DIR --by minh");
    assert_eq!((exit, told.contains("there is nobody to compare `minh` with")), (Exit::Failed, true), "{told}");
    let strange = scratch.read("annotations/minh/a.ron").replace("entities/organization", "entities/stranger");
    scratch.write("annotations/minh/a.ron", strange);
    let (exit, out, told) = run(&scratch, "agree DIR --draws 0");
    assert_eq!((exit, out.contains("  ?  ")), (Exit::Done, true), "{out}");
    assert!(
        told.contains("a: note: 1 annotation of labels that the schema does not have: compared as one label"),
        "{told}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_leaves_no_empty_folders() {
    let scratch = Scratch::new("folders-go");
    scratch.write("p/a.txt", "Layla in Haifa");
    scratch.write("a.script", "open a\nselect \"Layla\"\nlabel person\nset-progress finished\n");
    run(&scratch, "new DIR/p");
    run(&scratch, "run DIR/p DIR/a.script --as layla");
    // A path has at most 4,095 bytes: folders fit there, and what is written into them does not.
    let near = |bytes: usize| {
        let mut path = "DIR/deep".to_owned();
        let length = |path: &str| path.len() - "DIR".len() + scratch.path().as_os_str().len();
        while length(&path) < bytes {
            path += &format!("/{}", "x".repeat((bytes - length(&path) - 1).clamp(1, 200)));
        }
        path
    };
    for line in [
        format!("new {}", near(4_082)),
        format!("dataset DIR/p {}", near(4_080)),
        format!("export DIR/p --format jsonl --output {}/x.jsonl", near(4_084)),
    ] {
        let (exit, _, told) = run(&scratch, &line);
        assert_eq!((exit, scratch.path().join("deep").exists()), (Exit::Failed, false), "{told}");
    }
}

#[test]
fn what_is_kept_beside_is_listed_compared_and_put_back() {
    let scratch = Scratch::new("kept-line");
    scratch.write("a.txt", "التقت Layla Bilal in Haifa.");
    scratch.write("script", "select \"Layla\"\nlabel person\nselect \"Haifa\"\nlabel place");
    run(&scratch, "new DIR");
    assert_eq!(run(&scratch, "kept DIR").1, "nothing is kept beside annotations\n");
    run(&scratch, "run DIR DIR/script --as layla");
    scratch.write("annotations/layla/a.ron.mine-1", scratch.read("annotations/layla/a.ron"));
    scratch.write("annotations/layla/a.journal.other-1", scratch.read("annotations/layla/a.journal"));
    scratch.write("script", "choose 1\ndelete\nchoose 2\nrelabel group\nselect \"Bilal\"\nlabel person");
    run(&scratch, "run DIR DIR/script --as layla");
    let listed = "annotations/layla/a.journal.other-1: 2 missing or otherwise, 1 came since\n\
        annotations/layla/a.ron.mine-1: 2 missing or otherwise, 1 came since\n";
    assert_eq!(run(&scratch, "kept DIR --by layla").1, listed);
    let (exit, out, _) = run(&scratch, "kept DIR a.ron.mine-1");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(
        (exit, &lines[..3]),
        (
            Exit::Failed,
            &[
                "   1  missing: entities/person \"Layla\" 6..11",
                "   2  otherwise: entities/place \"Haifa\" 21..26, stands as entities/group \"Haifa\" 21..26",
                "   3  came since: entities/person \"Bilal\" 12..17",
            ][..]
        )
    );
    let (exit, out, told) = run(&scratch, "kept DIR annotations/layla/a.ron.mine-1 --put-back 1");
    assert_eq!(
        (exit, out.contains("1 annotation missing or otherwise"), told.as_str()),
        (Exit::Failed, true, ""),
        "{out}"
    );
    let (exit, out, _) = run(&scratch, "kept DIR a.journal.other-1 --put-back whole");
    assert_eq!((exit, out.as_str()), (Exit::Done, "a.journal.other-1: all that it has stands\n"));
    let (exit, _, told) = run(&scratch, "kept DIR a.ron.mine-2");
    assert!(exit == Exit::Failed && told.contains("no `a.ron.mine-2` is kept"), "{told}");
    assert_eq!(run(&scratch, "kept DIR --put-back all").0, Exit::Unusable);
    scratch.write("script", "undo\nundo\nexpect التقت Layla [person Bilal] in [group Haifa].");
    let (exit, _, told) = run(&scratch, "run DIR DIR/script --as layla");
    assert_eq!((exit, told.as_str()), (Exit::Done, ""));
}

#[test]
fn check_notes_what_is_kept_beside_annotations_and_fails_for_none_of_it() {
    let scratch = Scratch::new("check-left");
    scratch.write("a.txt", "التقت Layla Bilal in Haifa.");
    scratch.write("script", "select \"Layla\"\nlabel person");
    run(&scratch, "new DIR");
    run(&scratch, "run DIR DIR/script --as layla");
    let whole = run(&scratch, "check DIR --as minh").1;
    for file in ["a.ron.mine-1", "a.journal.other-2", "a.ron.misfit-1", "identities.ron.damaged-1", "gone.ron.mine-1"] {
        scratch.write(&format!("annotations/layla/{file}"), scratch.read("annotations/layla/a.ron"));
    }
    let delete = "delete it when you need nothing of it";
    let noted = [
        format!(
            "annotations/layla/a.journal.other-2: note: it keeps what stood here and does not belong to what stands now; `hashiya kept \
             DIR annotations/layla/a.journal.other-2` tells what it has that does not stand; {delete}\n"
        ),
        format!(
            "annotations/layla/a.ron.mine-1: note: it keeps what was done here where something else stands now; `hashiya kept DIR \
             annotations/layla/a.ron.mine-1` tells what it has that does not stand; {delete}\n"
        ),
        format!(
            "annotations/layla/a.ron.misfit-1: note: it keeps what came with an import and fits nowhere in the text; read it, and \
             {delete}\n"
        ),
        format!(
            "annotations/layla/gone.ron.mine-1: note: it keeps what was done here where something else stands now; read it, and \
             {delete}\n"
        ),
        format!(
            "annotations/layla/identities.ron.damaged-1: note: it keeps what could not be read in full; read it, and {delete}\n"
        ),
    ];
    let (exit, out, _) = run(&scratch, "check DIR --as minh");
    assert_eq!((exit, out.as_str()), (Exit::Done, format!("{}{whole}", noted.concat()).as_str()));
    let project = scratch.read("project.ron").replacen("format: 1,", "format: 1, blind: true,", 1);
    scratch.write("project.ron", project);
    assert!(!run(&scratch, "check DIR --as minh").1.contains("note: it keeps"), "minh works blind");
    assert!(run(&scratch, "check DIR --as layla").1.starts_with(&noted.concat()));
}

#[test]
fn a_line_of_what_is_kept_names_its_file_once() {
    let scratch = Scratch::new("kept-once");
    scratch.write("a.txt", "Layla met Bilal");
    run(&scratch, "new DIR");
    for (word, journal) in [("Layla", "a.journal"), ("Bilal", "a.journal.other-1")] {
        scratch.write("script", format!("select \"{word}\"\nlabel person"));
        run(&scratch, "run DIR DIR/script --as layla");
        // The journal begins anew with the first state, which is not there any more after the second.
        let journal = scratch.path().join("annotations/layla").join(journal);
        std::fs::rename(scratch.path().join("annotations/layla/a.journal"), &journal).unwrap();
        if word == "Layla" {
            std::fs::remove_file(&journal).unwrap();
        }
    }
    assert_eq!(
        run(&scratch, "kept DIR").1,
        "annotations/layla/a.journal.other-1: it goes on from a file that is not there any more\n"
    );
}

#[test]
fn what_a_command_takes_is_said_by_help() {
    let help = run(&Scratch::new("help"), "help").1;
    let of = |command: &str| {
        let from = help.find(&format!("  hashiya {command} ")).unwrap();
        help[from + 2..].split("\n  hashiya ").next().unwrap().to_owned()
    };
    assert!(of("check").contains("[--as ANNOTATOR]"));
    for option in ["--by", "--as", "--accept", "--reworded", "--only"] {
        assert!(of("reanchor").contains(option), "{option}");
    }
}
